"""From what a person types to what a cell keeps: one reader for every kind of cell.

Nothing is guessed: a text with two readings comes back as a problem that names both.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Final

import msgspec

from forms.cells import HAS_FIGURES, NO_OCCURRENCE, NOT_YET, SEASONAL, CellValue
from forms.dates import DateProblem, parse_date, parse_month
from forms.layout import DONG, PERCENT_SCALE, to_units
from forms.model import Column
from forms.numbers import (
    MAX_DIGITS,
    MONEY_UNITS,
    NumberProblem,
    format_number,
    from_scaled,
    parse_number,
    parse_percent,
    quoted,
    scaled,
)
from forms.printed.printing import print_figure

STATES: Final = (NO_OCCURRENCE, SEASONAL, NOT_YET)
MAX_TEXT: Final = 20_000

_LINE_ENDS: Final = re.compile(r"\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_UNSEEN: Final = re.compile(
    r"[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
"""What cannot be seen on paper and can mislead or break a file: controls, direction marks."""


class InputProblem(msgspec.Struct, frozen=True):
    """Why a text is not taken: a Vietnamese sentence with the next step, and readings to offer."""

    code: str
    message: str
    candidates: tuple[str, ...] = ()


def read_cell(column: Column, text: str) -> CellValue | InputProblem | None:
    """Read what was typed into a cell of ``column``; empty text empties the cell."""
    typed = unicodedata.normalize("NFC", text)
    if column.kind in ("int", "speed"):
        return _number(column, parse_number(typed, max_decimals=0))
    if column.kind == "money":
        return _number(column, parse_number(typed, max_decimals=_money_decimals(column)))
    if column.kind == "pct":
        return _number(column, parse_percent(typed, max_decimals=PERCENT_SCALE))
    if column.kind in ("date", "month"):
        return _day(column, typed)
    if column.kind == "enum":
        return _choice(column, typed)
    return _words(typed)


def read_figure(column: Column, value: Decimal) -> Decimal | InputProblem:
    """Take a figure that is a number already, as a workbook has it: no notation to guess.

    Nothing is rounded: a figure with more decimals than the cell keeps is a problem.
    """
    exact = value.normalize() if value else Decimal(0)
    shown = format_number(exact, grouped=False)
    digits, decimals = scaled(exact)
    if digits < 0:
        return InputProblem("NUM-SIGN", f"“{shown}” là số âm. Ô này chỉ nhận số từ 0 trở lên.")
    if len(str(digits)) > MAX_DIGITS:
        return InputProblem("NUM-LONG", f"“{shown}” dài quá {MAX_DIGITS} chữ số.")
    most = _decimals_of(column)
    if decimals > most:
        limit = f"nhận nhiều nhất {most}" if most else "chỉ nhận số nguyên"
        said = f"“{shown}” có {decimals} chữ số lẻ, ô này {limit}. Hãy gõ lại số cần ghi."
        return InputProblem("NUM-DECIMALS", said)
    read = _number(column, from_scaled(digits, decimals))
    return read if read is not None else Decimal(0)


def _decimals_of(column: Column) -> int:
    if column.kind == "money":
        return _money_decimals(column)
    return PERCENT_SCALE if column.kind == "pct" else 0


def _money_decimals(column: Column) -> int:
    return len(str(MONEY_UNITS[column.unit or DONG])) - 1


def _number(column: Column, read: Decimal | NumberProblem | None) -> Decimal | InputProblem | None:
    if isinstance(read, NumberProblem):
        offers = tuple(format_number(candidate) for candidate in read.candidates)
        return InputProblem(read.code, read.message, offers)
    units = None if read is None else to_units(column, read)
    if units is not None and len(str(units)) > MAX_DIGITS:
        message = f"{format_number(read or 0)} lớn quá mức một báo cáo. Hãy kiểm tra đơn vị tính."
        return InputProblem("NUM-LONG", message)
    return read


def _day(column: Column, typed: str) -> str | InputProblem | None:
    if column.kind == "date":
        day = parse_date(typed)
        if isinstance(day, DateProblem):
            return InputProblem(day.code, day.message)
        return None if day is None else day.isoformat()
    month = parse_month(typed)
    if isinstance(month, DateProblem):
        return InputProblem(month.code, month.message)
    return None if month is None else f"{month[0]:04d}-{month[1]:02d}"


def _choice(column: Column, typed: str) -> str | InputProblem | None:
    wanted = typed.strip().casefold()
    if not wanted:
        return None
    for choice in column.choices:
        if wanted in (choice.code.casefold(), choice.label.casefold()):
            return choice.code
    labels = tuple(choice.label for choice in column.choices)
    message = f"{quoted(typed)} không có trong danh sách: {', '.join(labels)}."
    return InputProblem("CHOICE", message, labels)


def _words(typed: str) -> str | InputProblem | None:
    """Keep a text as it can be seen; line ends of every kind become one kind."""
    text = _UNSEEN.sub("", _LINE_ENDS.sub("\n", typed)).strip()
    if len(text) > MAX_TEXT:
        return InputProblem("TEXT-LONG", f"Đoạn chữ dài quá {MAX_TEXT} ký tự. Hãy tách đoạn.")
    # What was left out may have kept two characters apart that belong together.
    return unicodedata.normalize("NFC", text) or None


def editable_text(column: Column | None, value: CellValue | None) -> str:
    """Return a cell's value as its editor shows it; reading it back gives the same value."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_number(value)
    return value if column is None else print_figure(column.kind, value, choices=column.choices)


def is_state(text: str) -> bool:
    """Return whether ``text`` is a row state; empty and ``co_so_lieu`` mean having figures."""
    return text in STATES or text in ("", HAS_FIGURES)


def same(left: CellValue | None, right: CellValue | None) -> bool:
    """Return whether two cell values are the same, decimals as typed included."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left.as_tuple() == right.as_tuple()
    return type(left) is type(right) and left == right
