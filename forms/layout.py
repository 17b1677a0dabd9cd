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

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
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
from forms.model import DOCUMENT_COLUMNS, Column, Field
from forms.numbers import MONEY_UNITS, from_dong, to_dong

PERCENT_SCALE = 4
"""Decimals of a percentage in the vector; more cannot be typed."""

NUMERIC = frozenset({"int", "pct", "money", "speed", "date", "month"})
_PAIRS = frozenset({"ratio", "frac", "rank"})
_MONTHS = 12


class Strip(NamedTuple):
    """One part's or column's run of slots, and how its integers read as printed values."""

    field: str
    part: str
    start: int
    count: int
    column: Column
    table: bool = False

    def slot(self, row: int) -> int:
        """Return the slot of ``row``: 0 for a plain field, from 1 in a table."""
        return self.start + max(row - 1, 0)

    def key(self, offset: int) -> CellKey:
        """Return the address of the strip's cell number ``offset``, from 0."""
        return CellKey(self.field, offset + 1 if self.table else 0, self.part)


def to_units(column: Column, value: CellValue) -> int:
    """Return the vector's integer for a typed value; the value has passed the cell's parser."""
    if isinstance(value, Decimal):
        if column.kind == "money":
            return to_dong(value, column.unit or "đồng")
        return int(value.scaleb(PERCENT_SCALE)) if column.kind == "pct" else int(value)
    if column.kind == "month":
        year, month = value.split("-")
        return int(year) * _MONTHS + int(month) - 1
    return date.fromisoformat(value).toordinal()


def from_units(column: Column, units: int) -> CellValue:
    """Return the printed value of a vector integer, with the column's own decimals."""
    if column.kind == "money":
        return from_dong(units, column.unit or "đồng")
    if column.kind == "pct":
        exact = Decimal(units).scaleb(-PERCENT_SCALE)
        return exact.quantize(Decimal(1).scaleb(-column.decimals)) if units else Decimal(0)
    if column.kind == "date":
        return date.fromordinal(units).isoformat()
    if column.kind == "month":
        return f"{units // _MONTHS:04d}-{units % _MONTHS + 1:02d}"
    return Decimal(units)


def parts(field: Field) -> tuple[Column, ...]:
    """Return the parts of a field as columns: what can be typed, of which kind, in which unit."""
    if field.kind in _PAIRS:
        return _pair_parts(field)
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


def _pair_parts(field: Field) -> tuple[Column, ...]:
    unit = field.unit
    pair = (
        Column(id=NUMERATOR, label="Số thực hiện", kind="int", unit=unit),
        Column(id=DENOMINATOR, label="Tổng số", kind="int", unit=unit),
    )
    if field.kind != "ratio":
        return pair
    percent = Column(id=PERCENT, label="Tỷ lệ", kind="pct", unit="%", decimals=field.decimals)
    rest = Column(id=REMAINDER, label="Còn lại", kind="int", unit=unit)
    return (*pair, percent, rest) if field.remainder else (*pair, percent)


class Layout:
    """All strips of a form, in the order of its fields."""

    def __init__(self, fields: Iterable[Field]) -> None:
        """Lay the numeric parts of ``fields`` one after another."""
        self.strips: dict[tuple[str, str], Strip] = {}
        self.size = 0
        for field in fields:
            if field.kind not in ("list", "documents", "selection", "text", "rich", "enum"):
                self._lay(field)
        self._starts = [strip.start for strip in self.strips.values()]
        self._order = list(self.strips.values())

    def _lay(self, field: Field) -> None:
        table = field.kind == "table"
        count = len(field.rows) if table else 1
        for column in parts(field):
            if column.kind in NUMERIC:
                strip = Strip(field.id, column.id, self.size, count, column, table)
                self.strips[field.id, column.id] = strip
                self.size += count

    def strip(self, key: CellKey) -> Strip | None:
        """Return the strip that holds ``key``, or ``None`` for texts, list rows and states."""
        return self.strips.get((key.field, key.part))

    def key(self, slot: int) -> CellKey:
        """Return the address of a slot."""
        strip = self._order[bisect_right(self._starts, slot) - 1]
        return strip.key(slot - strip.start)
