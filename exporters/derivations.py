"""Which cells of a report are computed, and from what: the form's own arithmetic, listed.

The engine keeps this as compiled closures; a workbook needs it as expressions, and a data file
names the cells. Every way in which a cell is computed is here: rates, remainders, bases, formulas
of fields and columns, totals of rows, of sum, remainder, count and ratio rules, the lengths of
lists and selections.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from forms.cells import DENOMINATOR, NUMERATOR, PERCENT, REMAINDER, STATED, VALUE, CellKey
from forms.checking.figure_rules import derived_columns
from forms.formula.expression import parse
from forms.formula.syntax import Expr, Ref, RowRange
from forms.model import Field
from forms.relations import CountRule, RatioRule, Relation, RemainderRule, SumRule

if TYPE_CHECKING:
    from forms.engine import Computation

_SUMMABLE: Final = frozenset({"int", "money", "speed"})
_LISTS: Final = frozenset({"list", "documents"})
_SKIP: Final = "skip_any"
NO_SPARE: Final[Mapping[str, tuple[int, ...]]] = MappingProxyType({})
_TABLE_CELL: Final = "{field}[{row}].{part}"


# --- what is derived, and how ------------------------------------------------------------------


class Rate(NamedTuple):
    """100·n/d, half up at `decimals`."""

    n: CellKey
    d: CellKey
    decimals: int
    over: bool


class Formula(NamedTuple):
    """An expression of the pack; in a table its bare names are columns of row `row` (from 1)."""

    expr: Expr
    missing: str = "skip_any"
    table: str = ""
    row: int = 0


class RowCount(NamedTuple):
    """How many rows a list has."""

    field: str


Way = Rate | Formula | RowCount


def derivations(c: Computation) -> dict[CellKey, tuple[Way, ...]]:
    """Tell for every derived cell how it is computed: several ways are tried in turn."""
    found: dict[CellKey, list[Way]] = {}
    for field in c.engine.form.fields:
        if c.has_field(field.id):
            for key, way in _field_ways(c, field):
                found.setdefault(key, []).append(way)
    for key, way in _rule_ways(c):
        if c.has_field(key.field):
            found.setdefault(key, []).append(way)
    return {key: tuple(ways) for key, ways in found.items()}


def _field_ways(c: Computation, field: Field) -> Iterator[tuple[CellKey, Way]]:
    if field.kind == "ratio":
        yield from _ratio_ways(field)
    elif field.kind == "table":
        yield from _table_ways(c, field)
    elif field.kind in _LISTS:
        yield CellKey(field.id, 0, STATED), RowCount(field.id)
        for column in field.columns:
            if column.formula:
                expr = parse(column.formula)
                for row in c.rows(field.id):
                    yield CellKey(field.id, row, column.id), Formula(expr, _SKIP, field.id, row)
    elif field.kind == "selection":
        text = f"COUNT({field.grid}[*], {field.condition})"
        yield CellKey(field.id, 0, STATED), Formula(parse(text))
    elif field.formula:
        yield CellKey(field.id, 0, VALUE), Formula(parse(field.formula), field.missing)


def _ratio_ways(field: Field) -> Iterator[tuple[CellKey, Way]]:
    n, d = CellKey(field.id, 0, NUMERATOR), CellKey(field.id, 0, DENOMINATOR)
    yield CellKey(field.id, 0, PERCENT), Rate(n, d, field.decimals, field.over)
    if field.base:
        yield d, Formula(parse(field.base))
    if field.remainder:
        rest = f"{field.id}.{DENOMINATOR} - {field.id}.{NUMERATOR}"
        yield CellKey(field.id, 0, REMAINDER), Formula(parse(rest))


def _table_ways(c: Computation, field: Field) -> Iterator[tuple[CellKey, Way]]:
    by_rules = derived_columns(list(_rules(c)))
    for column in field.columns:
        for number, row in enumerate(field.rows, 1):
            key = CellKey(field.id, number, column.id)
            if column.formula:
                yield key, Formula(parse(column.formula), table=field.id, row=number)
            elif row.sums and column.kind in _SUMMABLE and (field.id, column.id) not in by_rules:
                cells = (
                    _TABLE_CELL.format(field=field.id, row=name, part=column.id)
                    for name in row.sums
                )
                yield key, Formula(parse(f"SUM({', '.join(cells)})"), "skip_all")


def _rules(c: Computation) -> Iterator[Relation]:
    iso = c.day.isoformat()
    for rule in c.engine.form.relations:
        if rule.since <= iso and (not rule.until or iso <= rule.until):
            yield rule


def _rule_ways(c: Computation) -> Iterator[tuple[CellKey, Way]]:
    for rule in _rules(c):
        if isinstance(rule, SumRule):
            text = f"SUM({', '.join(rule.parts)})"
            yield from _targets(c, rule.total, text, rule.missing, rule.table)
        elif isinstance(rule, RemainderRule):
            text = f"({rule.whole}) - ({rule.part})"
            yield from _targets(c, rule.rest, text, rule.missing, rule.table)
        elif isinstance(rule, CountRule):
            condition = f", {rule.condition}" if rule.condition else ""
            text = f"COUNT({rule.rows}[*]{condition})"
            yield from _targets(c, rule.total, text, rule.missing, rule.table)
        elif isinstance(rule, RatioRule):
            yield from _rate_targets(c, rule)


def _targets(
    c: Computation, target: str, text: str, missing: str, table: str
) -> Iterator[tuple[CellKey, Way]]:
    expr = parse(text)
    for key, row in _cells_named(c, target, table):
        yield key, Formula(expr, missing, table, row)


def _rate_targets(c: Computation, rule: RatioRule) -> Iterator[tuple[CellKey, Way]]:
    columns = [_cells_named(c, text, rule.table) for text in (rule.n, rule.d, rule.percent)]
    for (n, _), (d, _), (p, _) in zip(*columns, strict=True):
        yield p, Rate(n, d, rule.decimals, rule.over)


def _cells_named(c: Computation, text: str, table: str) -> list[tuple[CellKey, int]]:
    """Return the cells a rule's own name stands for, with their rows: one, or a table's column."""
    ref = parse(text)
    if not isinstance(ref, Ref):
        return []
    if table and ref.row is None and ref.part is None:
        columns = {column.id for column in c.engine.columns(table)}
        if ref.field in columns:
            return [(CellKey(table, row, ref.field), row) for row in c.rows(table)]
    names = Names(c)
    return [(names.cell(ref, "", 0), 0)]


# --- where the cells of a name are -------------------------------------------------------------


class Names:
    """Looks up what names in a formula stand for; the engine has refused unknown ones before."""

    def __init__(self, c: Computation, spare: Mapping[str, tuple[int, ...]] = NO_SPARE) -> None:
        """Take the form from a computation, and the rows that its lists may still get."""
        self.c, self.spare = c, spare

    def cell(self, ref: Ref, table: str, row: int) -> CellKey:
        """Return the cell of a reference without a range."""
        fields, grids = self.c.engine.fields, self.c.engine.grids
        if ref.row is None:
            bare = ref.part is None and table
            if bare and any(column.id == ref.field for column in self.c.engine.columns(table)):
                return CellKey(table, row, ref.field)
            return CellKey(ref.field, 0, ref.part or VALUE)
        grid = grids.get(ref.field)
        ids = [each.id for each in (grid.rows if grid else fields[ref.field].rows)]
        position = ids.index(ref.row) + 1 if isinstance(ref.row, str) else ref.row
        if not isinstance(position, int):
            raise TypeError(f"a range where one cell belongs: {ref}")
        if grid:
            return CellKey(ids[position - 1], 0, ref.part or VALUE)
        return CellKey(ref.field, position, ref.part or VALUE)

    def rows(self, ref: Ref) -> list[tuple[str, int]]:
        """Return the rows of a range as (field, row number)."""
        asked = ref.row if isinstance(ref.row, RowRange) else RowRange(1, None)
        grid = self.c.engine.grids.get(ref.field)
        if grid is not None:
            return [(row.id, 0) for row in grid.rows[asked.start - 1 : asked.stop]]
        numbers = self.c.rows(ref.field)[asked.start - 1 : asked.stop]
        return [(ref.field, number) for number in numbers]

    def cells(self, ref: Ref, *, spare: bool = False) -> list[CellKey]:
        """Return the cells of a range; rows of a grid without that part are passed over.

        With `spare` the rows that a list may still get are among them.
        """
        rows = self.rows(ref)
        first = CellKey(ref.field, 1, ref.part or VALUE)
        open_ended = isinstance(ref.row, RowRange) and ref.row.stop is None
        if spare and open_ended and not self.c.is_derived(first):
            rows += [(ref.field, number) for number in self.spare.get(ref.field, ())]
        keys = (CellKey(field, row, ref.part or VALUE) for field, row in rows)
        return [key for key in keys if self.c.engine.column(key) is not None]
