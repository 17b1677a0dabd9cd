"""From what a person types to what a cell keeps: one reader for every kind of cell.

Nothing is guessed: a text with two readings comes back as a problem that names both.
"""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Final

import msgspec

from forms.cells import HAS_FIGURES, NO_OCCURRENCE, NOT_YET, SEASONAL, CellValue
from forms.dates import DateProblem, format_date, format_month, parse_date, parse_month
from forms.layout import PERCENT_SCALE
from forms.model import Column
from forms.numbers import NumberProblem, format_number, parse_number, parse_percent, quoted

STATES: Final = (NO_OCCURRENCE, SEASONAL, NOT_YET)
MONEY_DECIMALS: Final = {"đồng": 0, "đ": 0, "nghìn đồng": 3, "triệu đồng": 6, "tỷ đồng": 9}
MAX_TEXT: Final = 20_000


class InputProblem(msgspec.Struct, frozen=True):
    """Why a text is not taken: a Vietnamese sentence with the next step, and readings to offer."""

    code: str
    message: str
    candidates: tuple[str, ...] = ()


def read_cell(column: Column, text: str) -> CellValue | InputProblem | None:
    """Read what was typed into a cell of ``column``; empty text empties the cell."""
    typed = unicodedata.normalize("NFC", text)
    if column.kind in ("int", "speed"):
        return _number(parse_number(typed, max_decimals=0))
    if column.kind == "money":
        decimals = MONEY_DECIMALS.get(column.unit, 0)
        return _number(parse_number(typed, max_decimals=decimals))
    if column.kind == "pct":
        return _number(parse_percent(typed, max_decimals=PERCENT_SCALE))
    if column.kind in ("date", "month"):
        return _day(column, typed)
    if column.kind == "enum":
        return _choice(column, typed)
    if len(typed) > MAX_TEXT:
        return InputProblem("TEXT-LONG", f"Đoạn chữ dài quá {MAX_TEXT} ký tự. Hãy tách đoạn.")
    return typed.strip() or None


def _number(read: Decimal | NumberProblem | None) -> Decimal | InputProblem | None:
    if isinstance(read, NumberProblem):
        offers = tuple(format_number(candidate) for candidate in read.candidates)
        return InputProblem(read.code, read.message, offers)
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


def editable_text(column: Column | None, value: CellValue | None) -> str:
    """Return a cell's value as its editor shows it; reading it back gives the same value."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_number(value)
    if column is None or not value:
        return value
    if column.kind == "date":
        return format_date(date.fromisoformat(value))
    if column.kind == "month":
        return format_month(int(value[:4]), int(value[5:]))
    if column.kind == "enum":
        return next((c.label for c in column.choices if c.code == value), value)
    return value


def is_state(text: str) -> bool:
    """Return whether ``text`` is a row state (the state of having figures is no state)."""
    return text in STATES or text in ("", HAS_FIGURES)


def same(left: CellValue | None, right: CellValue | None) -> bool:
    """Return whether two cell values are the same, decimals as typed included."""
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return left.as_tuple() == right.as_tuple()
    return type(left) is type(right) and left == right
