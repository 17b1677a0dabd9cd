"""Vietnamese date text to calendar dates and back.

Printing follows Nghị định 30/2020/NĐ-CP, Phụ lục I: days below 10 and months 1 and 2 get a leading
zero, the other months do not (``06/01/2022``, ``08/3/2024``, ``20/7/2024``). Reading takes every
usual spelling with the day first, and the ISO form. Empty text means "not supplied" (``None``).
"""

import calendar
import re
import unicodedata
from datetime import date
from typing import Final, NamedTuple

import msgspec

from forms.numbers import quoted

EARLIEST_YEAR: Final = 1900
LATEST_YEAR: Final = 2100
"""Years outside these two are slips of the hand in a report or a cited document."""

_YEAR_DIGITS: Final = 4
_PADDED_MONTHS: Final = 2
_PADDED_DAYS: Final = 9
_MONTHS: Final = 12

_KEPT_MONTH: Final = len("2024-06")

_DATE_SHAPES: Final = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"),
    re.compile(
        r"(?:ngày\s+)?(?P<d>[0-9]{1,4})\s*(?P<mark>[/.-])\s*(?P<m>[0-9]{1,4})\s*(?P=mark)\s*"
        r"(?P<y>[0-9]{1,8})",
        re.IGNORECASE,
    ),
    re.compile(
        r"(?:ngày\s+)?(?P<d>[0-9]{1,4})\s+tháng\s+(?P<m>[0-9]{1,4})\s+năm\s+(?P<y>[0-9]{1,8})",
        re.IGNORECASE,
    ),
)
_MONTH_SHAPES: Final = (
    re.compile(r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})"),
    re.compile(r"(?:tháng\s+)?(?P<m>[0-9]{1,4})\s*/\s*(?P<y>[0-9]{1,8})", re.IGNORECASE),
    re.compile(r"(?:tháng\s+)?(?P<m>[0-9]{1,4})\s+năm\s+(?P<y>[0-9]{1,8})", re.IGNORECASE),
)


class DateProblem(msgspec.Struct, frozen=True):
    """Why a text is not taken as a date or a month.

    ``code`` is DATE-SHAPE, DATE-DAY, DATE-MONTH or DATE-YEAR; ``text`` is the text as given;
    ``message`` is a Vietnamese sentence that names the wrong part and the next step.
    """

    code: str
    text: str
    message: str


class _Fault(NamedTuple):
    code: str
    sentence: str


def parse_date(text: str) -> date | DateProblem | None:
    """The date of ``16/7/2024``, ``2024-07-16`` or ``ngày 16 tháng 7 năm 2024``.

    Dots and dashes may stand for the slashes. ``None`` for empty text. Never raises on any
    ``text``.
    """
    typed = unicodedata.normalize("NFC", text).strip()
    if not typed:
        return None
    parts = _matched(_DATE_SHAPES, typed)
    if parts is None:
        fault = _Fault("DATE-SHAPE", "không phải là ngày. Hãy ghi ngày/tháng/năm, ví dụ 16/7/2024.")
        return _problem(text, fault)
    year, month, day = parts["y"], int(parts["m"]), int(parts["d"])
    found = _year_fault(year) or _month_fault(month) or _day_fault(int(year), month, day)
    return _problem(text, found) if found else date(int(year), month, day)


def parse_month(text: str) -> tuple[int, int] | DateProblem | None:
    """``(year, month)`` of ``2024-07``, ``7/2024``, ``07/2024`` or ``tháng 7 năm 2024``.

    ``None`` for empty text. Never raises on any ``text``.
    """
    typed = unicodedata.normalize("NFC", text).strip()
    if not typed:
        return None
    parts = _matched(_MONTH_SHAPES, typed)
    if parts is None:
        fault = _Fault("DATE-SHAPE", "không phải là tháng. Hãy ghi tháng/năm, ví dụ 7/2024.")
        return _problem(text, fault)
    year, month = parts["y"], int(parts["m"])
    found = _year_fault(year) or _month_fault(month)
    return _problem(text, found) if found else (int(year), month)


def format_date(day: date) -> str:
    """``16/7/2024``, ``06/01/2022``, ``08/3/2024``: as dates stand in running text and tables."""
    return f"{_day_text(day.day)}/{_month_text(day.month)}/{day.year}"


def printed_day(text: str) -> str:
    """Print a kept date or month (``2024-06-28``, ``2024-06``); any other text stays as it is."""
    month = len(text) == _KEPT_MONTH
    try:
        day = date.fromisoformat(f"{text}-01" if month else text)
    except ValueError:
        return text
    return format_month(day.year, day.month) if month else format_date(day)


def format_month(year: int, month: int) -> str:
    """``7/2024``, ``01/2024``: months 1 and 2 keep their leading zero as in full dates."""
    return f"{_month_text(month)}/{year}"


def _day_text(day: int) -> str:
    return f"{day:02d}" if day <= _PADDED_DAYS else str(day)


def _month_text(month: int) -> str:
    return f"{month:02d}" if month <= _PADDED_MONTHS else str(month)


def _matched(shapes: tuple[re.Pattern[str], ...], typed: str) -> dict[str, str] | None:
    matches = (shape.fullmatch(typed) for shape in shapes)
    return next((match.groupdict() for match in matches if match), None)


def _year_fault(year: str) -> _Fault | None:
    if len(year) != _YEAR_DIGITS:
        return _Fault(
            "DATE-YEAR",
            f"có năm {quoted(year)} sai: năm ghi đủ bốn chữ số, ví dụ 2024. Hãy sửa năm.",
        )
    if not EARLIEST_YEAR <= int(year) <= LATEST_YEAR:
        return _Fault(
            "DATE-YEAR",
            f"có năm {year} nằm ngoài khoảng {EARLIEST_YEAR} đến {LATEST_YEAR}. Hãy sửa năm.",
        )
    return None


def _month_fault(month: int) -> _Fault | None:
    if 1 <= month <= _MONTHS:
        return None
    return _Fault(
        "DATE-MONTH", f"có tháng {month} không tồn tại: tháng từ 1 đến 12. Hãy sửa tháng."
    )


def _day_fault(year: int, month: int, day: int) -> _Fault | None:
    length = calendar.monthrange(year, month)[1]
    if 1 <= day <= length:
        return None
    in_month = f"tháng {month}/{year} chỉ có {length} ngày"
    return _Fault("DATE-DAY", f"có ngày {day} không tồn tại: {in_month}. Hãy sửa ngày.")


def _problem(text: str, fault: _Fault) -> DateProblem:
    return DateProblem(fault.code, text, f"{quoted(text.strip())} {fault.sentence}")
