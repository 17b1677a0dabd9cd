"""Computed columns of lists: one figure per row, however many rows somebody has typed.

Rows of a list are not in the vector, so their figures are kept by row number, refreshed with the
row or with what the whole column reads. An instance of these checks is a row's number.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from forms.cells import CellKey
from forms.checking.checks import Check, Span, every_row
from forms.checking.derived import Way, in_units, within_rounding
from forms.checking.rates import RateJudge
from forms.checking.remarks import Speech, drop, figures, remark
from forms.findings import Finding
from forms.layout import PERCENT_SCALE, to_units
from forms.names import EVERY_ROW, Reach, Spot
from forms.numbers import half_up

if TYPE_CHECKING:
    from forms.computation import Computation

Changed = list[tuple[CellKey, int]]
_WHOLE = 100


class ListColumn(Check):
    """A computed column of a list; a stated figure stands in a row where it gives nothing."""

    rows = EVERY_ROW

    def __init__(self, spot: Spot, reads: Iterable[Reach]) -> None:
        """Bind the column and what it is computed from."""
        self.field, self.column = spot.field, spot.column
        self.name = (spot.field, spot.column.id)
        self.writes = Reach(*self.name, 0, EVERY_ROW)
        self.reads = frozenset((*reads, every_row(spot.field)))

    def figure(self, c: Computation, row: int) -> int | None:
        """Return what the row's cell is computed to be, in the vector's unit."""
        raise NotImplementedError

    def key(self, row: int) -> CellKey:
        """Return the address of the row's cell."""
        return CellKey(self.field, row, self.column.id)

    def typed(self, c: Computation, row: int) -> int | None:
        """Return what somebody has stated in the row."""
        value = c.cells.get(self.key(row))
        return None if value is None else to_units(self.column, value)

    def compute(self, c: Computation, span: Span) -> None:
        """Compute the rows there are within ``span``, forget those that are gone."""
        now = c.listed.setdefault(self.name, {})
        rows = c.rows_within(self.field, span)
        gone = (span[0],) if span[1] - span[0] == 1 else tuple(now)
        for row in gone:
            if span[0] <= row < span[1]:
                now.pop(row, None)
        for row in rows:
            units = self.figure(c, row)
            units = self.typed(c, row) if units is None else units
            if units is not None:
                now[row] = units

    def refresh(self, c: Computation, span: Span) -> Changed:
        """Compute again; return the cells that are something else now, with their rows."""
        now = c.listed.setdefault(self.name, {})
        single = span[1] - span[0] == 1
        before = {span[0]: now[span[0]]} if single and span[0] in now else dict(now)
        self.compute(c, span)
        asked = {span[0]} if single else before.keys() | now.keys()
        return [(self.key(row), row) for row in sorted(asked) if before.get(row) != now.get(row)]

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name the rows where a stated figure differs from the computed one."""
        now, name = c.listed[self.name], self.column.id
        return [
            row
            for row in c.rows_within(self.field, span)
            if CellKey(self.field, row, name) in c.cells and self.typed(c, row) != now.get(row)
        ]


class ListFigure(ListColumn):
    """A column computed by formulas: the first that is not blank gives the figure."""

    def __init__(self, spot: Spot, ways: Sequence[Way]) -> None:
        """Bind the column and the ways in which it is computed."""
        super().__init__(spot, frozenset[Reach]().union(*(way.reads for way in ways)))
        self.ways = tuple(ways)

    def figure(self, c: Computation, row: int) -> int | None:
        """Take the first way that gives something."""
        found = (in_units(self.column, way.run(c, row)) for way in self.ways)
        return next((units for units in found if units is not None), None)

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name every row where several ways may disagree."""
        if len(self.ways) > 1:
            return c.rows_within(self.field, span)
        return super().broken(c, span)

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Say the stated and the computed figure, their difference, and the likely slip."""
        typed, now = self.typed(c, i), c.listed[self.name].get(i)
        given = now if typed is None else typed
        if given is None:
            return ()
        found = ((way, in_units(self.column, way.run(c, i))) for way in self.ways)
        return tuple(
            self._finding(c, i, way, (given, units))
            for way, units in found
            if units is not None and units != given
        )

    def _finding(self, c: Computation, row: int, way: Way, units: tuple[int, int]) -> Finding:
        key, speech = self.key(row), way.speech
        if within_rounding(c, key, self.column, way, (row, units[0])):
            speech = speech._replace(code="SUM-ROUND", severity="note", template="")
        stated = c.cells.get(key)
        said = figures(self.column, stated, units, hint=stated is not None)
        helps = stated is not None and units[1] == c.listed[self.name].get(row)
        return remark(c, key, speech, said, repair=drop(key) if helps else None)


class ListRate(ListColumn, RateJudge):
    """A column of rates, 100·n/d rounded half up in each row."""

    def __init__(
        self, spots: tuple[Spot, Spot, Spot], speech: Speech, *, decimals: int, over: bool = False
    ) -> None:
        """Bind numerator, denominator and rate, all columns of one list."""
        n, d, p = spots
        ListColumn.__init__(self, p, (n.reach, d.reach))
        RateJudge.__init__(self, (n.column, d.column, p.column), speech, decimals=decimals)
        self.over = over

    def figure(self, c: Computation, row: int) -> int | None:
        """Round the row's rate half up in integers."""
        n, d = self.pair(c, row)
        if n is None or not d:
            return None
        scaled = half_up(_WHOLE * 10**self.decimals * n, d)
        return int(scaled * 10 ** (PERCENT_SCALE - self.decimals))

    def pair(self, c: Computation, i: int) -> tuple[int | None, int | None]:
        """Return the row's numerator and denominator."""
        n, d, _p = (c.list_units(self.field, i, column.id) for column in self.columns)
        return n, d

    def rate(self, c: Computation, i: int) -> tuple[int | None, int | None]:
        """Return the row's stated rate and the right one."""
        return self.typed(c, i), c.listed[self.name].get(i)

    def address(self, i: int, which: int) -> CellKey:
        """Return the address of the row's numerator, denominator or rate."""
        return CellKey(self.field, i, self.columns[which].id)

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name every row that can be judged; judging one is as quick as telling whether to."""
        return c.rows_within(self.field, span)
