"""The year of a unit: each period owed exactly once, by the right unit, on the right day."""

import itertools
from collections import Counter
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from forms.duties import Duty, Rules, Standing, deadline, duties, owes, standings
from forms.model import Due, Form
from forms.pack import read_json
from forms.periods import Cycle, Period, PeriodRule, as_of, parse_period
from forms.profile import CutOff, Profile
from forms.report import ReportHead
from forms.units import read_units
from forms.workdays import read_workdays

REGISTRY = read_units(resources.path("units.json").read_bytes())
CALENDAR = read_workdays(resources.path("holidays.json").read_bytes())
RULES = Rules(REGISTRY, CALENDAR)
FORMS = {
    path.parent.name: read_json(path.read_bytes())
    for path in sorted(resources.path("packs").glob("*/form.json"))
}
COMMUNE = REGISTRY.unit("30313")
DAY = timedelta(days=1)


def _owed(form: Form, unit: str, first: date, last: date, rules: Rules = RULES) -> list[Duty]:
    return list(duties([form], [REGISTRY.unit(unit)], rules, first, last))


def _year(form: str, unit: str, year: int) -> list[Duty]:
    return _owed(FORMS[form], unit, date(year, 1, 1), date(year, 12, 31))


# --- when -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "last", "expected"),
    [
        (Due(days=7, working=True), date(2024, 3, 20), date(2024, 3, 29)),
        (Due(working=True), date(2024, 3, 23), date(2024, 3, 25)),
        (Due(), date(2024, 3, 23), date(2024, 3, 23)),
        (Due(days=3), date(2024, 3, 20), date(2024, 3, 23)),
        (Due(days=3, moves=True), date(2024, 3, 20), date(2024, 3, 25)),
        (Due(moves=True), date(2026, 2, 16), date(2026, 2, 23)),
    ],
)
def test_a_deadline_is_counted_as_the_form_says(due: Due, last: date, expected: date) -> None:
    assert deadline(due, last, CALENDAR) == expected


def test_july_2024_of_the_province_was_due_seven_working_days_after_its_20th() -> None:
    duty = next(one for one in _year("F02", "91", 2024) if one.period.code == "2024-07")
    assert (duty.due, duty.unit, duty.hour) == (date(2024, 7, 30), "91", "")
    assert duty.start == date(2024, 6, 21)
    assert duty.why == "kỳ chốt ngày 20/7/2024, nộp trong 7 ngày làm việc sau đó"


# --- every period once ----------------------------------------------------------------------------

MONTHLY: tuple[Cycle, ...] = ("month", "quarter", "half", "nine_months", "year")
CYCLES = st.one_of(
    st.builds(
        PeriodRule,
        cycle=st.sampled_from(MONTHLY),
        rule=st.just("month_to_day"),
        day=st.integers(1, 31),
    ),
    st.builds(
        PeriodRule,
        cycle=st.just("week"),
        rule=st.just("week_ending"),
        weekday=st.integers(1, 7),
    ),
    st.sampled_from(MONTHLY).map(lambda cycle: PeriodRule(cycle=cycle, rule="nd09")),
    st.just(PeriodRule(cycle="day", rule="day")),
    st.just(PeriodRule(cycle="week", rule="calendar")),
)
DUES = st.builds(Due, days=st.integers(0, 60), working=st.booleans(), moves=st.booleans())
SPLITS = st.lists(st.dates(date(2025, 8, 1), date(2026, 12, 30)), max_size=3)


@given(CYCLES, DUES, SPLITS)
def test_every_period_is_owed_exactly_once_however_the_time_is_cut(
    rule: PeriodRule, due: Due, splits: list[date]
) -> None:
    form = msgspec.structs.replace(FORMS["F16"], period=rule, due=due, valid_from="", valid_to="")
    first, last = date(2025, 7, 31), date(2026, 12, 31)
    whole = _owed(form, "30313", first, last)
    edges = [first, *sorted(set(splits)), last + DAY]
    pieces = [
        duty
        for start, end in itertools.pairwise(edges)
        for duty in _owed(form, "30313", start, end - DAY)
    ]
    assert pieces == whole
    codes = [duty.period.code for duty in whole]
    assert len(set(codes)) == len(codes)
    for duty in whole:
        assert duty.due == deadline(due, as_of(duty.period, rule), CALENDAR)
        assert COMMUNE.exists_on(as_of(duty.period, rule))


@given(st.integers(2024, 2027))
def test_a_year_has_its_days_weeks_months_quarters(year: int) -> None:
    for rule, count in (
        (PeriodRule(cycle="day", rule="day"), (date(year + 1, 1, 1) - date(year, 1, 1)).days),
        (PeriodRule(cycle="month", rule="month_to_day", day=20), 12),
        (PeriodRule(cycle="quarter", rule="nd09"), 4),
        (PeriodRule(cycle="year", rule="nd09"), 1),
    ):
        form = msgspec.structs.replace(FORMS["F03"], period=rule, due=Due(), owed_by=("91",))
        codes = [duty.period for duty in _owed(form, "91", date(year, 1, 1), date(year, 12, 31))]
        assert len(codes) == len(set(codes)) == count
        assert {period.year for period in codes} == {year}


def test_f07_is_owed_for_every_day_since_the_communes_exist() -> None:
    found = _year("F07", "30313", 2025)
    assert [found[0].period.code, found[-1].period.code] == ["2025-07-01", "2025-12-30"]
    assert len(found) == 183
    assert found[0].due == date(2025, 7, 2)


# --- who ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "unit", "day", "owed"),
    [
        ("F02", "91", date(2024, 7, 20), True),
        ("F02", "91-CAT", date(2024, 7, 20), False),
        ("F02-STTTT", "91-SKHCN", date(2024, 7, 20), True),
        ("F02-SKHDT", "91-SKHDT", date(2025, 2, 20), True),
        ("F02-SKHDT", "91-STC", date(2025, 2, 20), False),
        ("F02-SKHDT", "91-SKHDT", date(2025, 3, 20), False),
        ("F02-SKHDT", "91-STC", date(2025, 3, 20), True),
        ("F02-SGTVT", "91-SXD", date(2025, 3, 20), True),
        ("F02-HOI", "91-HND", date(2025, 3, 20), True),
        ("F03", "91-SKHCN", date(2024, 12, 14), True),
        ("F03", "30313", date(2025, 12, 14), False),
        ("F06-B", "91-CAT", date(2025, 8, 20), True),
        ("F06-B", "91-SNV", date(2025, 8, 20), False),
        ("F16", "30313", date(2025, 7, 20), True),
        ("F16", "30313", date(2025, 6, 20), False),
        ("F16", "91-SYT", date(2025, 7, 20), False),
    ],
)
def test_a_form_is_owed_by_its_level_or_by_those_it_names_and_their_successors(
    form: str, unit: str, day: date, owed: bool
) -> None:
    assert owes(FORMS[form], REGISTRY.unit(unit), REGISTRY, day) is owed


def test_every_form_is_owed_by_somebody_or_on_demand() -> None:
    day = date(2025, 8, 20)
    lost = [
        form.id
        for form in FORMS.values()
        if not any(owes(form, unit, REGISTRY, day) for unit in REGISTRY.all())
    ]
    assert lost == []


def test_forms_on_demand_are_never_owed_by_the_calendar() -> None:
    demanded = {form.id for form in FORMS.values() if form.due.on_demand}
    assert demanded == {"F04", "F11", "F12", "F13", "F15"}
    found = duties(FORMS.values(), REGISTRY.all(), RULES, date(2026, 1, 5), date(2026, 1, 9))
    assert not demanded & {duty.form for duty in found}


def test_a_month_of_the_whole_province_is_owed_once_by_each() -> None:
    first, last = date(2026, 3, 1), date(2026, 3, 31)
    found = duties(FORMS.values(), REGISTRY.all(), RULES, first, last)
    count = Counter(duty.form for duty in found if duty.period.code != "2026-02")
    assert count["F02"] == 1
    assert count["F16"] == 102
    assert count["F07"] == 102 * 31
    assert len({(duty.form, duty.unit, duty.period) for duty in found}) == len(found)
    assert list(found) == sorted(found, key=lambda duty: (duty.due, duty.form, duty.unit))


def test_a_form_is_owed_only_while_it_is_valid() -> None:
    form = msgspec.structs.replace(FORMS["F16"], valid_from="2026-02-01", valid_to="2026-04-05")
    found = _owed(form, "30313", date(2026, 1, 1), date(2026, 12, 31))
    assert [duty.period.code for duty in found] == ["2026-02", "2026-03", "2026-04"]


def test_the_own_unit_s_cut_off_and_its_first_day_hold_for_it_alone() -> None:
    profile = Profile(
        unit="30313",
        cut_offs={"F16": CutOff(day=14, due_days=1, hour="16:30")},
        since=date(2026, 11, 1),
    )
    rules = Rules(REGISTRY, CALENDAR, profile)
    first, last = date(2026, 10, 1), date(2026, 11, 30)
    own = _owed(FORMS["F16"], "30313", first, last, rules)
    assert [(duty.due, duty.hour) for duty in own] == [(date(2026, 11, 16), "16:30")]
    assert "trước 16:30" in own[0].why
    other = _owed(FORMS["F16"], "30292", first, last, rules)
    assert [duty.due for duty in other] == [date(2026, 10, 22), date(2026, 11, 24)]


# --- how they stand -------------------------------------------------------------------------------


def _period(code: str) -> Period:
    found = parse_period(code)
    assert isinstance(found, Period)
    return found


DUTY = Duty(date(2026, 11, 24), "F16", "30313", _period("2026-11"), date(2026, 10, 21))


def _head(status: str = "draft", revision: int = 1, done: str = "", number: str = "") -> ReportHead:
    return msgspec.convert(
        {
            "id": f"F16-30313-2026-11{number}",
            "form": "F16",
            "pack_version": "1",
            "pack_sha256": "0" * 64,
            "unit": "30313",
            "period": "2026-11",
            "revision": revision,
            "status": status,
            "created_at": "2026-11-20T08:00:00+07:00",
            "finalized_at": done,
        },
        type=ReportHead,
    )


def _stands(*heads: ReportHead, now: str = "2026-11-22T08:00", duty: Duty = DUTY) -> Standing:
    return standings([duty], heads, datetime.fromisoformat(now))[0]


DONE = "2026-11-23T15:00:00+07:00"


@pytest.mark.parametrize(
    ("heads", "now", "state", "days"),
    [
        ((), "2026-11-22T08:00", "not_started", 2),
        ((), "2026-11-24T23:59", "not_started", 0),
        ((), "2026-11-25T00:00", "missing", -1),
        ((_head("deleted"),), "2026-11-25T00:00", "missing", -1),
        ((_head(),), "2026-11-24T23:59", "draft", 0),
        ((_head(),), "2026-11-26T08:00", "late", -2),
        ((_head("finalized", done=DONE),), "2026-11-26T08:00", "finalized", -2),
        ((_head("finalized", 2, DONE),), "2026-11-26T08:00", "corrected", -2),
        (
            (_head(), _head("finalized", done=DONE, number="-2")),
            "2026-11-26T08:00",
            "finalized",
            -2,
        ),
    ],
)
def test_a_duty_stands_as_its_report_does(
    heads: tuple[ReportHead, ...], now: str, state: str, days: int
) -> None:
    found = _stands(*heads, now=now)
    assert (found.state, found.days, found.delayed) == (state, days, False)


def test_the_hour_of_a_deadline_counts() -> None:
    duty = DUTY._replace(hour="16:30")
    assert _stands(now="2026-11-24T16:29", duty=duty).state == "not_started"
    assert _stands(now="2026-11-24T16:30", duty=duty).state == "missing"
    done = _head("finalized", done="2026-11-24T17:00:00+07:00")
    assert _stands(done, duty=duty).delayed
    assert not _stands(done).delayed


def test_a_day_s_report_made_after_the_next_day_is_late() -> None:
    duty = _year("F07", "30313", 2026)[0]
    assert (duty.period.code, duty.due) == ("2025-12-31", date(2026, 1, 1))
    head = msgspec.structs.replace(
        _head("finalized"),
        form="F07",
        period="2025-12-31",
        finalized_at="2026-01-02T00:00:01+07:00",
    )
    assert _stands(head, duty=duty).delayed
