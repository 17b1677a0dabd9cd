"""Where a form's checks are put together: names looked up, formulas compiled, figures gathered.

A figure may be computed in several ways (a field's formula, a relation): its ways are gathered
here and become one check, so that one cell is computed by one check only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal

from forms.cells import STATED
from forms.checking.checks import Check, Condition, Tell
from forms.checking.derived import Terms, Way, derived_check
from forms.checking.list_checks import ListFigure
from forms.checking.operands import money_addends
from forms.checking.remarks import Speech, remark
from forms.findings import Finding
from forms.formula.exactness import adds_up, check_result
from forms.formula.expression import RESERVED, ExpressionProblem, parse
from forms.formula.formulas import compiled_checked
from forms.formula.functions import Closure
from forms.formula.sorts import cells_named
from forms.formula.syntax import WRAPPERS, Expr, Ref, RowRange
from forms.layout import Strip
from forms.model import Column
from forms.names import LISTS, Names, Reach, Spot, figures_of
from forms.vocabulary import Missing, Operands

if TYPE_CHECKING:
    from forms.computation import Computation


Wanted = Literal["number", "truth", "numbers"]

_SAME_FORM = frozenset({"own", *WRAPPERS})
_PLAIN = re.compile(
    r"([a-z][a-z0-9_]*)"  # field
    r"(?:\[(?:([a-z][a-z0-9_]*)|([1-9][0-9]{0,3})(?::([1-9][0-9]{0,3}))?)\](?=\.))?"  # row, rows
    r"(?:\.([a-z][a-z0-9_]*))?"  # part
)


class RuleBook:
    """Gathers the checks of one form for one stretch of time."""

    def __init__(self, names: Names) -> None:
        """Start with no checks."""
        self.names = names
        self._checks: list[Check] = []
        self._ways: dict[Reach, tuple[Strip, list[Way]]] = {}
        self._list_ways: dict[tuple[str, str], tuple[Spot, list[Way]]] = {}
        self._read: dict[tuple[str, Wanted], Expr] = {}
        self._within = {names.table: names}

    def read(self, text: str, wanted: Wanted = "number") -> Expr:
        """Return the tree of a formula; many are met several times, most are bare names."""
        known = self._read.get((text, wanted))
        if known is None:
            known = _plain_name(text, wanted) or parse(text, wanted=wanted)
            self._read[text, wanted] = known
        return known

    def listed(self, texts: Iterable[str]) -> tuple[Expr, ...]:
        """Return the trees of several numbers or ranges."""
        return tuple(self.read(text, "numbers") for text in texts)

    def checks(self) -> list[Check]:
        """Return all checks, in the order in which they were added, figures first."""
        figures = [derived_check(strip, ways, at) for at, (strip, ways) in self._ways.items()]
        listed = [ListFigure(spot, ways) for spot, ways in self._list_ways.values()]
        return [*figures, *listed, *self._checks]

    def add(self, check: Check) -> None:
        """Add a finished check."""
        self._checks.append(check)

    def within(self, table: str) -> Names:
        """Return the names as a rule on ``table`` (empty: on the form) sees them."""
        if table not in self._within:
            field = self.names.fields.get(table)
            if field is None or field.kind not in ("table", *LISTS):
                raise ExpressionProblem(f"“{table}” không phải là bảng hay danh sách", 0)
            listed = field.kind in LISTS
            self._within[table] = self.names._replace(table=table, on_list=listed)
        return self._within[table]

    def spot(self, text: str, table: str = "") -> Spot:
        """Return the one cell (or column of the table's rows) that ``text`` names."""
        return self.within(table).spot(self.reference(text))

    def figure(self, text: str, table: str = "") -> tuple[Spot, Strip]:
        """Return the cell that ``text`` names together with its strip; texts are refused."""
        ref = self.reference(text)
        spot = self.within(table).spot(ref)
        return spot, figures_of(spot.strip, ref)

    def produce(
        self,
        target: str,
        expr: Expr,
        speech: Speech,
        *,
        missing: Missing = "skip_any",
        table: str = "",
        operands: Operands = "exact",
        terms: Terms | None = None,
    ) -> None:
        """Add one way to compute ``target``: by a formula, of which ``terms`` says the same."""
        names, ref = self.within(table), self.reference(target)
        spot = names.spot(ref)
        check_result(expr, names, spot.column)
        if operands != "exact" and not adds_up(expr):
            raise ExpressionProblem("số đã làm tròn chỉ cộng được, như a + b hoặc SUM(a, b)", 0)
        run, reads = compiled_checked(expr, names, missing)
        addends = None if operands == "exact" else money_addends(expr, names, operands)
        if spot.listed:
            way = Way(run, reads, speech, operands, addends)
            self._list_ways.setdefault((spot.field, spot.column.id), (spot, []))[1].append(way)
            return
        strip = figures_of(spot.strip, ref)
        first, stop = (0, spot.rows) if spot.by_row else (spot.offset, spot.offset + 1)
        reach = Reach(spot.field, spot.column.id, first, stop)
        self.compute(strip, reach, Way(run, reads, speech, operands, addends, terms))

    def compute(self, strip: Strip, written: Reach, way: Way) -> None:
        """Add one way to compute some cells of a strip."""
        self._ways.setdefault(written, (strip, []))[1].append(way)

    def reference(self, text: str) -> Ref:
        """Return the cell, column or range of this report that ``text`` names."""
        expr = self.read(text, "numbers")
        if not isinstance(expr, Ref) or expr.scope != "own":
            raise ExpressionProblem(f"“{text}” phải là tên một ô của biểu", 0)
        return expr

    def condition(self, holds: Closure, reads: Iterable[Reach], speech: Speech, spot: Spot) -> None:
        """Add a test that says nothing but its sentence, at a cell or in a column's rows."""

        def tell(c: Computation, i: int) -> Finding:
            return remark(c, spot.key(i), speech)

        self.tests(holds, tell, reads, spot)

    def tests(self, holds: Closure, tell: Tell, reads: Iterable[Reach], spot: Spot) -> None:
        """Add a test that is told at a cell, or in every row of the column that ``spot`` is."""
        rows, listed = spot.rows if spot.by_row else 1, spot.field if spot.listed else ""
        self.add(Condition(holds, tell, frozenset(reads), rows=rows, listed=listed))

    def place(self, exprs: Iterable[Expr], table: str = "") -> Spot:
        """Return where a rule speaks: at a column of its table, else at the first cell named."""
        names = self.within(table)
        refs = [ref for expr in exprs for ref in cells_named(expr, names)]
        found = (_spot(ref, names) for ref in refs if ref.scope in _SAME_FORM)
        spots = [spot for spot in found if spot is not None]
        if not spots:
            raise ExpressionProblem("quan hệ phải nêu ít nhất một ô của biểu", 0)
        return next((spot for spot in spots if spot.by_row), spots[0])


def _plain_name(text: str, wanted: Wanted) -> Ref | None:
    """Read a bare name as the parser would; ``None`` for everything that it should look at."""
    found = _PLAIN.fullmatch(text)
    if found is None or wanted == "truth" or not RESERVED.isdisjoint(found.groups()):
        return None
    field, row, first, last, part = found.groups()
    if last is None:
        return Ref(field, row or (int(first) if first else None), part)
    if wanted != "numbers" or int(first) > int(last):
        return None
    return Ref(field, RowRange(int(first), int(last)), part)


def _spot(ref: Ref, names: Names) -> Spot | None:
    field = names.fields.get(ref.field)
    bare = names.on_list and ref.row is None and names.column(names.table, ref.field) is not None
    if field is not None and field.kind in LISTS and not bare:
        return Spot(field.id, Column(id=STATED, label=""), None)
    if not isinstance(ref.row, RowRange):
        return names.spot(ref)
    return None if ref.part is None else names.runs(ref)[0].spot
