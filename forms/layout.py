"""Where each figure of a form lies in the engine's flat vector of integers.

A strip is a run of neighbouring slots: one part of a field, or one column of a table (row after
row), so that a sum over a column is a slice. Slots hold exact integers:

* counts and speeds as they are;
* percentages times 10**4;
* money in đồng, whatever unit it is typed and printed in;
* dates as day ordinals, months as year·12 + month − 1.

Texts and list rows (their number changes) are not in the vector.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from forms.cells import (
    DENOMINATOR,
    NUMERATOR,
    PERCENT,
    REMAINDER,
    VALUE,
    CellKey,
    CellValue,
)
from forms.dates import parse_date, parse_month
from forms.model import DOCUMENT_COLUMNS, Column, Field
from forms.numbers import MONEY_UNITS, from_dong, from_scaled

PERCENT_SCALE = 4
"""Decimals of a percentage in the vector; more cannot be typed."""
PERCENT_UNIT = 10**PERCENT_SCALE
"""What one percent is in the vector."""
DONG = "đồng"

FIGURES = frozenset({"int", "pct", "money", "speed"})
NUMERIC = FIGURES | {"date", "month"}
PAIRS = frozenset({"ratio", "frac", "rank"})
_MONTHS = 12


class Strip(NamedTuple):
    """One part's or column's run of slots, and how its integers read as printed values."""

    field: str
    part: str
    start: int
    length: int
    column: Column
    table: bool = False

    def offset(self, row: int) -> int | None:
        """Return the place of ``row`` in the strip, from 0; ``None`` for a row it does not have.

        A plain field has row 0 only, a table rows from 1.
        """
        offset = row - 1 if self.table else row
        return offset if 0 <= offset < self.length else None

    def key(self, offset: int) -> CellKey:
        """Return the address of the strip's cell number ``offset``, from 0."""
        return CellKey(self.field, offset + 1 if self.table else 0, self.part)


def to_units(column: Column, value: CellValue) -> int | None:
    """Return the vector's integer for a value; ``None`` for one that is not of the column's kind.

    What was typed into this form always fits. Cells of another version of the form (the previous
    period's) may not: then they are not there.
    """
    if isinstance(value, Decimal):
        return _figure_units(column, value)
    if column.kind == "date":
        day = parse_date(value)
        return day.toordinal() if isinstance(day, date) else None
    month = parse_month(value) if column.kind == "month" else None
    return month_units(*month) if isinstance(month, tuple) else None


def month_units(year: int, month: int) -> int:
    """Return a month as the vector counts them."""
    return year * _MONTHS + month - 1


def _figure_units(column: Column, value: Decimal) -> int | None:
    if column.kind not in FIGURES or not value.is_finite():
        return None
    unit = 1
    if column.kind == "pct":
        unit = PERCENT_UNIT
    elif column.kind == "money":
        unit = MONEY_UNITS[column.unit or DONG]
    whole, part = value.as_integer_ratio()
    units, rest = divmod(whole * unit, part)
    return None if rest else units


def from_units(column: Column, units: int) -> CellValue:
    """Return the printed value of a vector integer, exact, with the column's own decimals."""
    if column.kind == "money":
        return from_dong(units, column.unit or DONG)
    if column.kind == "pct":
        return _percentage(units, column.decimals)
    if column.kind == "date":
        return date.fromordinal(units).isoformat()
    if column.kind == "month":
        return f"{units // _MONTHS:04d}-{units % _MONTHS + 1:02d}"
    return Decimal(units)


def _percentage(units: int, decimals: int) -> Decimal:
    if not units:
        return Decimal(0)
    kept = PERCENT_SCALE
    while kept > decimals and units % 10 == 0:
        units, kept = units // 10, kept - 1
    return from_scaled(units, kept)


def parts(field: Field) -> tuple[Column, ...]:
    """Return the parts of a field as columns: what can be typed, of which kind, in which unit."""
    if field.kind in PAIRS:
        return _pair_parts(field.kind, field.unit, field.decimals, remainder=field.remainder)
    if field.kind == "documents":
        return DOCUMENT_COLUMNS
    if field.kind in ("list", "record", "table"):
        return field.columns
    if field.kind == "daterange":
        return (
            Column(id="tu", label="Từ ngày", kind="date"),
            Column(id="den", label="Đến ngày", kind="date"),
        )
    if field.kind == "selection":
        return ()
    kind = "text" if field.kind == "rich" else field.kind
    return (_single(field, kind),)


def _single(field: Field, kind: str) -> Column:
    return Column(
        id=VALUE,
        label=field.label,
        kind=kind,  # type: ignore[arg-type]  # every field kind left over is a column kind
        unit=field.unit,
        decimals=field.decimals,
        behaviour=field.behaviour,
        choices=field.choices,
        formula=field.formula,
    )


# Forms have many rates in few units, and their columns are the same.
@lru_cache
def _pair_parts(kind: str, unit: str, decimals: int, *, remainder: bool) -> tuple[Column, ...]:
    pair = (
        Column(id=NUMERATOR, label="Số thực hiện", kind="int", unit=unit),
        Column(id=DENOMINATOR, label="Tổng số", kind="int", unit=unit),
    )
    if kind != "ratio":
        return pair
    percent = Column(id=PERCENT, label="Tỷ lệ", kind="pct", unit="%", decimals=decimals)
    rest = Column(id=REMAINDER, label="Còn lại", kind="int", unit=unit)
    return (*pair, percent, rest) if remainder else (*pair, percent)


class Layout:
    """All strips of a form, in the order of its fields."""

    def __init__(self, fields: Iterable[Field]) -> None:
        """Lay the numeric parts of ``fields`` one after another."""
        self.strips: dict[tuple[str, str], Strip] = {}
        self.size = 0
        for field in fields:
            if field.kind not in ("list", "documents"):
                self._lay(field)

    def _lay(self, field: Field) -> None:
        table = field.kind == "table"
        length = len(field.rows) if table else 1
        for column in parts(field):
            if column.kind in NUMERIC:
                strip = Strip(field.id, column.id, self.size, length, column, table)
                self.strips[field.id, column.id] = strip
                self.size += length

    def find(self, key: CellKey) -> tuple[Strip, int] | None:
        """Return the strip and offset of a cell; ``None`` for texts, list rows and states."""
        strip = self.strips.get((key.field, key.part))
        offset = None if strip is None else strip.offset(key.row)
        return None if strip is None or offset is None else (strip, offset)

    def of(self, field: Field) -> tuple[Strip, ...]:
        """Return the strips of one field."""
        found = (self.strips.get((field.id, column.id)) for column in parts(field))
        return tuple(strip for strip in found if strip is not None)
