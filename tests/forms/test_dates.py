from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.dates import (
    EARLIEST_YEAR,
    LATEST_YEAR,
    DateProblem,
    format_date,
    format_month,
    parse_date,
    parse_month,
)

DAYS = st.dates(date(EARLIEST_YEAR, 1, 1), date(LATEST_YEAR, 12, 31))
DATE_LIKE = st.text(alphabet="0123456789/.-  ngàythánăm", max_size=30)


@pytest.mark.parametrize(
    "text",
    [
        "2024-07-16",
        "16/7/2024",
        "16/07/2024",
        "16-7-2024",
        "16.7.2024",
        "ngày 16 tháng 7 năm 2024",
        "Ngày 16 tháng 07 năm 2024",
        "nga\u0300y 16 tha\u0301ng 7 na\u0306m 2024",
        "ngày 16/7/2024",
        " 16 / 7 / 2024\u00a0",
    ],
)
def test_every_usual_spelling_is_the_same_day(text: str) -> None:
    assert parse_date(text) == date(2024, 7, 16)


def test_the_day_comes_first() -> None:
    assert parse_date("04/03/2024") == parse_date("4/3/2024") == date(2024, 3, 4)
    assert parse_date("29/2/2024") == date(2024, 2, 29)


@pytest.mark.parametrize("text", ["", "  ", "\u00a0"])
def test_empty_text_is_no_date(text: str) -> None:
    assert parse_date(text) is None
    assert parse_month(text) is None


@pytest.mark.parametrize(
    ("text", "code", "part"),
    [
        ("44/6/2025", "DATE-DAY", "ngày 44 không tồn tại: tháng 6/2025 chỉ có 30 ngày"),
        ("30/2/2024", "DATE-DAY", "ngày 30 không tồn tại: tháng 2/2024 chỉ có 29 ngày"),
        ("29/2/2025", "DATE-DAY", "chỉ có 28 ngày"),
        ("0/6/2025", "DATE-DAY", "ngày 0"),
        ("2025-06-31", "DATE-DAY", "ngày 31"),
        ("7/16/2024", "DATE-MONTH", "tháng 16 không tồn tại"),
        ("1/0/2024", "DATE-MONTH", "tháng 0"),
        ("16/7/24", "DATE-YEAR", "năm “24”"),
        ("31/5/20257", "DATE-YEAR", "năm “20257”"),
        ("16/7/0224", "DATE-YEAR", "năm 0224"),
        ("16/7/2101", "DATE-YEAR", "năm 2101"),
        ("16/7", "DATE-SHAPE", "không phải là ngày"),
        ("16/7-2024", "DATE-SHAPE", "không phải là ngày"),
        ("hôm qua", "DATE-SHAPE", "không phải là ngày"),
        ("１6/7/2024", "DATE-SHAPE", "không phải là ngày"),
        ("45123", "DATE-SHAPE", "không phải là ngày"),
    ],
)
def test_an_impossible_date_names_its_wrong_part(text: str, code: str, part: str) -> None:
    found = parse_date(text)
    assert isinstance(found, DateProblem)
    assert (found.code, found.text) == (code, text)
    assert part in found.message
    assert "Hãy" in found.message


@pytest.mark.parametrize(
    ("day", "printed"),
    [
        (date(2022, 1, 6), "06/01/2022"),
        (date(2024, 3, 8), "08/3/2024"),
        (date(2024, 7, 20), "20/7/2024"),
        (date(2024, 11, 1), "01/11/2024"),
        (date(2024, 3, 29), "29/3/2024"),
        (date(2024, 2, 10), "10/02/2024"),
    ],
)
def test_dates_print_with_the_zeros_of_the_decree(day: date, printed: str) -> None:
    assert format_date(day) == printed


def test_months_print_with_the_zeros_of_the_decree() -> None:
    assert [format_month(2024, m) for m in (1, 2, 3, 7, 12)] == [
        "01/2024",
        "02/2024",
        "3/2024",
        "7/2024",
        "12/2024",
    ]


@pytest.mark.parametrize("text", ["2024-07", "7/2024", "07/2024", "tháng 7/2024", "7 năm 2024"])
def test_months_are_read(text: str) -> None:
    assert parse_month(text) == (2024, 7)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("13/2024", "DATE-MONTH"),
        ("2024-00", "DATE-MONTH"),
        ("7/24", "DATE-YEAR"),
        ("1899-07", "DATE-YEAR"),
        ("2024", "DATE-SHAPE"),
        ("16/7/2024", "DATE-SHAPE"),
    ],
)
def test_an_impossible_month_is_a_problem(text: str, code: str) -> None:
    found = parse_month(text)
    assert isinstance(found, DateProblem)
    assert found.code == code


@given(DAYS)
def test_every_day_survives_printing_and_reading(day: date) -> None:
    for text in (format_date(day), day.isoformat()):
        assert parse_date(text) == day
    assert parse_month(format_month(day.year, day.month)) == (day.year, day.month)


@given(st.one_of(st.text(), DATE_LIKE))
def test_no_text_raises(text: str) -> None:
    day = parse_date(text)
    assert day is None or isinstance(day, (date, DateProblem))
    month = parse_month(text)
    assert month is None or isinstance(month, (tuple, DateProblem))
