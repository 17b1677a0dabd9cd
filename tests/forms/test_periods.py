from datetime import date, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.periods import (
    Cycle,
    Period,
    PeriodProblem,
    PeriodRule,
    RuleName,
    as_of,
    current,
    day_period,
    fits,
    following,
    parse_period,
    previous,
    sort_key,
    span,
    title,
)

ONE_DAY = timedelta(days=1)
CYCLES: tuple[Cycle, ...] = get_args(Cycle)
TILING: tuple[Cycle, ...] = ("day", "week", "month", "quarter", "half", "year")
LAST_NUMBER = {"day": 366, "week": 53, "month": 12, "quarter": 4, "half": 2}

ND09 = PeriodRule(cycle="month", rule="nd09")
CALENDAR = PeriodRule(cycle="month", rule="calendar")
TO_20 = PeriodRule(cycle="month", rule="month_to_day")
WEEKLY = PeriodRule(cycle="week", rule="week_ending")
DAILY = PeriodRule(cycle="day", rule="day")


def period(code: str) -> Period:
    found = parse_period(code)
    assert isinstance(found, Period), found
    return found


@st.composite
def periods(draw: st.DrawFn, kinds: tuple[Cycle, ...] = CYCLES) -> Period:
    kind = draw(st.sampled_from(kinds))
    year = draw(st.integers(2001, 2099))
    number = draw(st.integers(1, LAST_NUMBER.get(kind, 1)))
    try:
        return Period(kind, year, number)
    except ValueError:
        return Period(kind, year, number - 1)


@st.composite
def rules(draw: st.DrawFn, kind: Cycle) -> PeriodRule:
    names: list[RuleName] = ["nd09", "calendar", "month_to_day"]
    if kind in {"day", "week"}:
        names.append("week_ending")
    if kind == "day":
        names.append("day")
    return PeriodRule(
        cycle=kind,
        rule=draw(st.sampled_from(names)),
        day=draw(st.integers(1, 31)),
        weekday=draw(st.integers(1, 7)),
    )


# --- codes -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "kind", "year", "number", "name"),
    [
        ("2026-11-22", "day", 2026, 326, "ngày 22/11/2026"),
        ("2025-W26", "week", 2025, 26, "tuần 26"),
        ("2025-W01", "week", 2025, 1, "tuần 01"),
        ("2026-W53", "week", 2026, 53, "tuần 53"),
        ("2024-07", "month", 2024, 7, "tháng 7/2024"),
        ("2024-01", "month", 2024, 1, "tháng 01/2024"),
        ("2026-Q3", "quarter", 2026, 3, "quý III/2026"),
        ("2026-Q4", "quarter", 2026, 4, "quý IV/2026"),
        ("2026-H1", "half", 2026, 1, "6 tháng đầu năm 2026"),
        ("2026-H2", "half", 2026, 2, "6 tháng cuối năm 2026"),
        ("2026-9M", "nine_months", 2026, 1, "9 tháng năm 2026"),
        ("2024", "year", 2024, 1, "năm 2024"),
    ],
)
def test_codes_and_titles(code: str, kind: Cycle, year: int, number: int, name: str) -> None:
    found = period(code)
    assert found == Period(kind, year, number)
    assert found.code == code
    assert title(found) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" 2025-w26 ", "2025-W26"),
        ("2025-W6", "2025-W06"),
        ("2024-7", "2024-07"),
        ("2026-q3", "2026-Q3"),
        ("2026-h2", "2026-H2"),
        ("2026-9m", "2026-9M"),
        ("2026-2-9", "2026-02-09"),
    ],
)
def test_careless_codes_become_canonical(text: str, code: str) -> None:
    assert period(text).code == code


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("2024-13", "PERIOD-MONTH", "năm 2024 có tháng 1 đến 12"),
        ("2024-00", "PERIOD-MONTH", "năm 2024 có tháng 1 đến 12"),
        ("2025-W53", "PERIOD-WEEK", "năm 2025 có tuần 1 đến 52"),
        ("2026-W54", "PERIOD-WEEK", "năm 2026 có tuần 1 đến 53"),
        ("2025-W00", "PERIOD-WEEK", "tuần 1 đến 52"),
        ("2026-Q5", "PERIOD-QUARTER", "quý 1 đến 4"),
        ("2026-H3", "PERIOD-HALF", "1 đến 2"),
        ("2026-02-30", "PERIOD-DAY", "chỉ có 28 ngày"),
        ("2026-13-01", "PERIOD-MONTH", "tháng 13"),
        ("1024-07", "PERIOD-YEAR", "2000 đến 2100"),
        ("1950-07-01", "PERIOD-YEAR", "2000 đến 2100"),
        ("7/2024", "PERIOD-SHAPE", "Hãy ghi 2024-07."),
        ("tháng 7/2024", "PERIOD-SHAPE", "Hãy ghi 2024-07."),
        ("22/11/2026", "PERIOD-SHAPE", "Hãy ghi 2026-11-22."),
        ("2026-6M", "PERIOD-SHAPE", "2026-H1 (6 tháng)"),
        ("tuần 26", "PERIOD-SHAPE", "2025-W26 (tuần)"),
        ("", "PERIOD-SHAPE", "2024-07 (tháng)"),
    ],
)
def test_a_wrong_code_says_what_to_write(text: str, code: str, part: str) -> None:
    found = parse_period(text)
    assert isinstance(found, PeriodProblem)
    assert (found.code, found.text) == (code, text)
    assert part in found.message


@given(periods())
def test_codes_round_trip(given_period: Period) -> None:
    assert parse_period(given_period.code) == given_period


@given(st.one_of(st.text(), st.text(alphabet="0123456789-WQHM/ 9", max_size=12)))
def test_no_text_raises(text: str) -> None:
    found = parse_period(text)
    assert isinstance(found, (Period, PeriodProblem))
    if isinstance(found, Period):
        assert parse_period(found.code) == found


@pytest.mark.parametrize(
    ("kind", "year", "number"),
    [
        ("month", 2024, 13),
        ("week", 2025, 53),
        ("day", 2025, 366),
        ("year", 0, 1),
        ("half", 2024, 0),
    ],
)
def test_an_impossible_period_cannot_be_made(kind: Cycle, year: int, number: int) -> None:
    with pytest.raises(ValueError, match="no such"):
        Period(kind, year, number)


# --- rules -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "rule", "first", "last"),
    [
        ("2026-07", ND09, date(2026, 6, 15), date(2026, 7, 14)),
        ("2026-01", ND09, date(2025, 12, 15), date(2026, 1, 14)),
        ("2026-Q1", ND09, date(2025, 12, 15), date(2026, 3, 14)),
        ("2026-Q2", ND09, date(2026, 3, 15), date(2026, 6, 14)),
        ("2026-H1", ND09, date(2025, 12, 15), date(2026, 6, 14)),
        ("2026-H2", ND09, date(2026, 6, 15), date(2026, 12, 14)),
        ("2026-9M", ND09, date(2025, 12, 15), date(2026, 9, 14)),
        ("2026", ND09, date(2025, 12, 15), date(2026, 12, 14)),
        ("2024-02", CALENDAR, date(2024, 2, 1), date(2024, 2, 29)),
        ("2026-Q3", CALENDAR, date(2026, 7, 1), date(2026, 9, 30)),
        ("2026-H1", CALENDAR, date(2026, 1, 1), date(2026, 6, 30)),
        ("2026-9M", CALENDAR, date(2026, 1, 1), date(2026, 9, 30)),
        ("2026", CALENDAR, date(2026, 1, 1), date(2026, 12, 31)),
        ("2025-W26", CALENDAR, date(2025, 6, 23), date(2025, 6, 29)),
        ("2024-07", TO_20, date(2024, 6, 21), date(2024, 7, 20)),
        ("2024-03", TO_20, date(2024, 2, 21), date(2024, 3, 20)),
        ("2025-W26", WEEKLY, date(2025, 6, 19), date(2025, 6, 25)),
        ("2025-W01", WEEKLY, date(2024, 12, 26), date(2025, 1, 1)),
        ("2026-11-22", DAILY, date(2026, 11, 22), date(2026, 11, 22)),
    ],
)
def test_the_days_of_a_period(code: str, rule: PeriodRule, first: date, last: date) -> None:
    assert span(period(code), rule) == (first, last)
    assert as_of(period(code), rule) == last


def test_the_weekly_report_runs_from_thursday_to_wednesday() -> None:
    first, last = span(period("2025-W26"), WEEKLY)
    assert (first.isoweekday(), last.isoweekday()) == (4, 3)


def test_a_closing_day_after_the_end_of_a_month_is_its_last_day() -> None:
    rule = PeriodRule(cycle="month", rule="month_to_day", day=30)
    assert span(period("2026-02"), rule) == (date(2026, 1, 31), date(2026, 2, 28))
    assert span(period("2026-03"), rule) == (date(2026, 3, 1), date(2026, 3, 30))


def test_a_form_has_the_periods_of_its_cycles_only() -> None:
    yearly = PeriodRule(cycle="year", also=("quarter", "half"), rule="nd09")
    having = [c for c in ("2024", "2024-Q1", "2024-H1", "2024-07") if fits(period(c), yearly)]
    assert having == ["2024", "2024-Q1", "2024-H1"]
    assert not fits(period("2024-07"), WEEKLY)


def test_a_rule_gives_no_days_to_periods_that_it_does_not_define() -> None:
    with pytest.raises(ValueError, match="does not define"):
        span(period("2024-07"), WEEKLY)
    with pytest.raises(ValueError, match="does not define"):
        span(period("2025-W26"), DAILY)


@pytest.mark.parametrize(
    "raw",
    [
        b'{"cycle": "month", "rule": "week_ending"}',
        b'{"cycle": "day", "also": ["month"], "rule": "day"}',
        b'{"cycle": "month", "rule": "month_to_day", "day": 32}',
        b'{"cycle": "week", "rule": "week_ending", "weekday": 0}',
        b'{"cycle": "month", "rule": "nd10"}',
        b'{"cycle": "month", "rule": "nd09", "colour": 1}',
    ],
)
def test_a_pack_with_an_impossible_rule_is_refused(raw: bytes) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(raw, type=PeriodRule)


@given(st.data())
def test_consecutive_periods_leave_no_gap_and_no_overlap(data: st.DataObject) -> None:
    given_period = data.draw(periods(TILING))
    rule = data.draw(rules(given_period.kind))
    first, last = span(given_period, rule)
    assert first <= last
    assert span(following(given_period), rule)[0] == last + ONE_DAY
    assert span(previous(given_period), rule)[1] == first - ONE_DAY


@given(st.data())
def test_three_months_make_a_quarter_and_two_halves_a_year(data: st.DataObject) -> None:
    rule = data.draw(rules("month"))
    year = data.draw(st.integers(2001, 2099))
    months = [span(Period("month", year, m), rule) for m in range(1, 13)]
    for q in range(1, 5):
        quarter = span(Period("quarter", year, q), rule)
        assert quarter == (months[3 * q - 3][0], months[3 * q - 1][1])
    assert span(Period("half", year, 2), rule) == (months[6][0], months[11][1])
    assert span(Period("nine_months", year), rule) == (months[0][0], months[8][1])
    assert span(Period("year", year), rule) == (months[0][0], months[11][1])


@given(st.data())
def test_the_current_period_holds_the_day(data: st.DataObject) -> None:
    day = data.draw(st.dates(date(2001, 1, 1), date(2099, 12, 31)))
    rule = data.draw(rules(data.draw(st.sampled_from(TILING))))
    first, last = span(current(day, rule), rule)
    assert first <= day <= last


def test_after_september_the_next_nine_months_are_current() -> None:
    rule = PeriodRule(cycle="nine_months", rule="nd09")
    assert current(date(2026, 9, 14), rule).code == "2026-9M"
    assert current(date(2026, 9, 15), rule).code == "2027-9M"


# --- order -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "after"),
    [
        ("2024-12", "2025-01"),
        ("2024-W52", "2025-W01"),
        ("2026-W53", "2027-W01"),
        ("2024-02-28", "2024-02-29"),
        ("2024-12-31", "2025-01-01"),
        ("2025-Q4", "2026-Q1"),
        ("2025-H1", "2025-H2"),
        ("2025-9M", "2026-9M"),
        ("2025", "2026"),
    ],
)
def test_the_next_period(code: str, after: str) -> None:
    assert following(period(code)).code == after
    assert previous(period(after)).code == code


@given(periods())
def test_previous_and_following_are_inverse(given_period: Period) -> None:
    assert previous(following(given_period)) == given_period
    assert following(previous(given_period)) == given_period
    assert sort_key(previous(given_period)) < sort_key(given_period)


def test_periods_of_all_kinds_sort_by_their_days() -> None:
    codes = ["2026", "2026-H1", "2026-02", "2026-01-01", "2026-Q1", "2026-01", "2025-12"]
    ordered = sorted(map(period, codes), key=sort_key)
    assert [p.code for p in ordered] == [
        "2025-12",
        "2026-01-01",
        "2026-01",
        "2026-Q1",
        "2026-H1",
        "2026",
        "2026-02",
    ]


def test_a_day_is_a_period() -> None:
    assert day_period(date(2026, 11, 22)).code == "2026-11-22"
