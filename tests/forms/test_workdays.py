"""Working days: what the list says, counted the same forwards day by day."""

from datetime import date, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from forms.workdays import HolidaysProblem, SpecialDay, Workdays, read_workdays

SHIPPED = resources.path("holidays.json").read_bytes()
VIETNAM = read_workdays(SHIPPED)
DAY = timedelta(days=1)
DAYS = st.dates(date(2023, 12, 1), date(2028, 1, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2024, 2, 7), True),
        (date(2024, 2, 8), False),
        (date(2024, 2, 14), False),
        (date(2024, 2, 15), True),
        (date(2024, 5, 4), True),
        (date(2025, 1, 27), False),
        (date(2025, 2, 3), True),
        (date(2026, 2, 20), False),
        (date(2026, 2, 23), True),
        (date(2026, 4, 27), False),
        (date(2026, 11, 22), False),
        (date(2026, 11, 23), True),
        (date(2027, 5, 3), False),
    ],
)
def test_offices_are_closed_at_weekends_and_on_public_holidays(day: date, working: bool) -> None:
    assert VIETNAM.is_working(day) is working


def test_the_law_s_eleven_days_are_in_every_year() -> None:
    listed = msgspec.json.decode(SHIPPED)["holidays"]
    for year in (2024, 2025, 2026, 2027):
        names = [one["name"] for one in listed if one["day"].startswith(str(year))]
        for name, count in (
            ("Tết Dương lịch", 1),
            ("Tết Nguyên đán", 5),
            ("Giỗ Tổ", 1),
            ("Ngày Chiến thắng", 1),
            ("Ngày Quốc tế lao động", 1),
            ("Quốc khánh", 2),
        ):
            assert sum(one.startswith(name) for one in names) == count, (year, name)


def test_seven_working_days_after_the_20th_of_march_is_the_29th() -> None:
    assert VIETNAM.after(date(2024, 3, 20), 7) == date(2024, 3, 29)
    assert VIETNAM.after(date(2024, 2, 7), 1) == date(2024, 2, 15)


@given(DAYS, st.integers(0, 40))
def test_counting_forward_passes_exactly_that_many_working_days(day: date, count: int) -> None:
    end = VIETNAM.after(day, count)
    passed = [day + DAY * n for n in range(1, (end - day).days + 1)]
    assert sum(map(VIETNAM.is_working, passed)) == count
    assert count == 0 or VIETNAM.is_working(end)


@given(DAYS, st.integers(0, 20), st.integers(0, 20))
def test_counting_in_two_steps_is_counting_at_once(day: date, first: int, second: int) -> None:
    assert VIETNAM.after(VIETNAM.after(day, first), second) == VIETNAM.after(day, first + second)


@given(DAYS)
def test_the_first_working_day_is_the_next_one_that_is_worked(day: date) -> None:
    found = VIETNAM.first_working(day)
    assert VIETNAM.is_working(found)
    assert not any(VIETNAM.is_working(day + DAY * n) for n in range((found - day).days))


def test_a_calendar_without_a_working_day_moves_nothing() -> None:
    every = [SpecialDay(day=date(2026, 1, 1) + DAY * n, name="nghỉ") for n in range(800)]
    assert Workdays(every).first_working(date(2026, 2, 1)) == date(2026, 2, 1)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "."),
        (b"\xff", "."),
        (b"[" * 100_000, "."),
        (b'{"holidays": [{"day": "2026-02-30", "name": "A"}]}', r"holidays\[0\]\.day"),
        (b'{"holidays": [{"day": "2026-02-03", "name": "A", "colour": 1}]}', "colour"),
        (
            (
                b'{"holidays": [{"day": "2026-02-03", "name": "A"}],'
                b' "working": [{"day": "2026-02-03", "name": "B"}]}'
            ),
            "2026-02-03",
        ),
    ],
)
def test_a_wrong_list_is_refused_with_its_place(data: bytes, told: str) -> None:
    with pytest.raises(HolidaysProblem, match=told):
        read_workdays(data)


def test_an_own_list_may_add_to_the_shipped_one_and_say_otherwise_of_a_day() -> None:
    own = (
        b'{"extends": true, "holidays": [{"day": "2026-03-02", "name": "B\xc3\xa3o"}],'
        b' "working": [{"day": "2026-09-02", "name": "L\xc3\xa0m b\xc3\xb9"}]}'
    )
    added = read_workdays(own, SHIPPED)
    assert not added.is_working(date(2026, 3, 2))
    assert added.is_working(date(2026, 9, 2))
    assert not added.is_working(date(2026, 1, 1))
    assert read_workdays(own).is_working(date(2026, 1, 1))
