"""Computed figures beside which a stated one may stand: sums, remainders, counts, formulas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import CellKey
from forms.checking.checks import Check, Span
from forms.checking.operands import Addends
from forms.checking.remarks import Speech, drop, figures, remark
from forms.findings import Finding
from forms.formula.functions import Closure, Number
from forms.layout import DONG, PERCENT_UNIT, Strip, month_units
from forms.model import Column
from forms.names import Reach
from forms.numbers import last_digit_unit
from forms.verdicts import Operand, totals_meet
from forms.vocabulary import Operands

if TYPE_CHECKING:
    from forms.computation import Computation


_CALENDAR = frozenset({"date", "month"})
_LAST_DAY = date.max.toordinal()
_FIRST_MONTH, _LAST_MONTH = month_units(1, 1), month_units(date.max.year, 12)
"""A day's ordinal may be as small; nobody writes the year 1."""


class Terms(NamedTuple):
    """Columns that are added and columns that are taken away, row by row."""

    plus: tuple[Strip, ...]
    minus: tuple[Strip, ...] = ()


class Way(NamedTuple):
    """One way to compute a figure, and how a stated one that differs is told.

    ``addends`` are given where the operands are rounded or truncated (``mode``): a difference
    that this explains is no error. ``terms`` are given where the way only adds and takes away
    whole columns of one table.
    """

    run: Closure
    reads: frozenset[Reach]
    speech: Speech
    mode: Operands = "exact"
    addends: Addends | None = None
    terms: Terms | None = None


class Derived(Check):
    """A figure computed by a formula, row by row or in one cell.

    Of several ways the first that is not blank gives the figure; the others must agree with it.
    """

    def __init__(self, target: Strip, ways: Sequence[Way], written: Reach) -> None:
        """Bind the target and what of it is computed."""
        self.target, self.ways, self.writes = target, tuple(ways), written
        self.rows = written.stop - written.first
        self.reads = frozenset[Reach]().union(*(way.reads for way in ways))
        self.slot = target.start + written.first

    def compute(self, c: Computation, span: Span) -> None:
        """Evaluate the formula row by row; a stated figure stands where it gives nothing."""
        start = self.slot
        if self.target.field in c.idle:
            for i in range(*span):
                c.now[start + i] = c.idle_value(self.target)
            return
        for i in range(*span):
            units = self._figure(c, i)
            c.now[start + i] = c.typed[start + i] if units is None else units

    def _figure(self, c: Computation, i: int) -> int | None:
        for way in self.ways:
            units = in_units(self.target.column, way.run(c, i))
            if units is not None:
                return units
        return None

    def _answers(self, c: Computation, i: int) -> Iterator[tuple[Way, int]]:
        """Give what each way comes to; the only one's answer is in the vector already."""
        for way in self.ways:
            alone = len(self.ways) == 1
            units = c.now[self.slot + i] if alone else in_units(self.target.column, way.run(c, i))
            if units is not None:
                yield way, units

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name the rows where a stated figure differs from the computed one."""
        if self.target.field in c.idle:
            return ()
        if len(self.ways) > 1:
            return range(*span)
        a, b = span
        stated = c.typed[self.slot + a : self.slot + b]
        computed = c.now[self.slot + a : self.slot + b]
        # Nothing is stated in most columns; where something is, the first row says so.
        if stated == computed or (stated[0] is None and stated.count(None) == b - a):
            return ()
        return [
            i
            for i, (given, right) in enumerate(zip(stated, computed, strict=True), a)
            if given is not None and given != right
        ]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Say the stated and the computed figure, their difference, and the likely slip."""
        slot = self.slot + i
        given = c.typed[slot] if c.typed[slot] is not None else c.now[slot]
        if given is None:
            return ()
        return tuple(
            self._finding(c, i, way, (given, units))
            for way, units in self._answers(c, i)
            if units != given
        )

    def _finding(self, c: Computation, i: int, way: Way, units: tuple[int, int]) -> Finding:
        key, speech = self._key(i), way.speech
        if within_rounding(c, key, self.target.column, way, (i, units[0])):
            speech = speech._replace(code="SUM-ROUND", severity="note", template="")
        stated = c.cells.get(key)
        said = figures(self.target.column, stated, units, hint=stated is not None)
        # Dropped, the stated figure leaves the first way's: that helps against this one only.
        helps = stated is not None and units[1] == c.now[self.slot + i]
        return remark(c, key, speech, said, repair=drop(key) if helps else None)

    def _key(self, i: int) -> CellKey:
        return self.target.key(self.slot - self.target.start + i)


def within_rounding(
    c: Computation, key: CellKey, column: Column, way: Way, given: tuple[int, int]
) -> bool:
    """Tell whether the rounding of its addends explains a stated figure: (instance, units)."""
    i, units = given
    typed = c.cells.get(key)
    if way.addends is None or way.mode == "exact" or not isinstance(typed, Decimal):
        return False
    unit = last_digit_unit(typed, column.unit or DONG)
    return totals_meet(Operand(units, unit, way.mode), way.addends(c, i))


def in_units(column: Column, value: Number | None) -> int | None:
    """Return a formula's result in a column's vector unit; ``None`` when it does not fit."""
    if column.kind in _CALENDAR:
        return _in_calendar(column, value)
    if value is None or (type(value) is int and column.kind != "pct"):
        return value
    exact = value * PERCENT_UNIT if column.kind == "pct" else value
    if isinstance(exact, Fraction):
        return exact.numerator if exact.denominator == 1 else None
    return int(exact)


def _in_calendar(column: Column, value: Number | None) -> int | None:
    """Return a day or month that can be written; ``None`` for one beyond the calendar."""
    limit = _LAST_DAY if column.kind == "date" else _LAST_MONTH
    fits = isinstance(value, int) and _FIRST_MONTH <= value <= limit
    return int(value) if fits and value is not None else None


class Linear(Derived):
    """A derived column that adds and takes away whole columns, row by row, on slices."""

    def __init__(self, target: Strip, way: Way, written: Reach, terms: Terms) -> None:
        """``target`` = Σ ``plus`` − Σ ``minus`` in each row that has no blank."""
        super().__init__(target, [way], written)
        self._added = len(terms.plus)
        self._columns = tuple(strip.start for strip in (*terms.plus, *terms.minus))

    def compute(self, c: Computation, span: Span) -> None:
        """Add whole columns at once; a stated figure stands where a row has a blank."""
        (a, b), now, added = span, c.now, self._added
        first = self.target.start
        columns = [now[start + a : start + b] for start in self._columns]
        stated = c.typed[first + a : first + b]
        if (added, len(columns)) == (1, 2):
            now[first + a : first + b] = [
                given if p is None or m is None else p - m
                for p, m, given in zip(*columns, stated, strict=True)
            ]
            return
        now[first + a : first + b] = [
            given if None in row else sum(row[:added]) - sum(row[added:])
            for row, given in zip(zip(*columns, strict=True), stated, strict=True)
        ]


def derived_check(target: Strip, ways: Sequence[Way], written: Reach) -> Derived:
    """Return the check of a computed figure: on slices where it is a sum of columns."""
    terms = ways[0].terms if len(ways) == 1 else None
    if terms is None:
        return Derived(target, ways, written)
    return Linear(target, ways[0], written, terms)
