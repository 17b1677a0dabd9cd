"""Formulas compiled to closures over the engine's vector.

A closure takes the computation and a row offset and gives an exact number (money in đồng,
percentages as percent), a truth, or ``None`` where a blank makes the question meaningless.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import CellKey
from forms.expression import ExpressionProblem
from forms.functions import (
    ARITHMETIC,
    COMPARE,
    FUNCTIONS,
    Closure,
    Many,
    Number,
    as_number,
    blank_as_zero,
    combine,
    constant,
    divide,
    fold,
    invert,
    logic,
    negate,
)
from forms.layout import NUMERIC, PERCENT_UNIT, Strip
from forms.model import Field, Grid
from forms.names import LISTS, ROWS_PART, Names, Reach, figures_of, slot
from forms.syntax import Binary, Call, Expr, Literal, Ref, RowRange, Unary, references
from forms.vocabulary import Missing

if TYPE_CHECKING:
    from forms.computation import Computation

Rows = Callable[["Computation"], Sequence[int]]
"""Which rows there are to count, as what a row's closure takes."""

_SCOPED = frozenset({"previous", "year_to_date", "units"})


class Compiled(NamedTuple):
    """A formula ready to run, and the cells it depends on."""

    run: Closure
    reads: frozenset[Reach]


def compiled(expr: Expr, names: Names, missing: Missing = "skip_any") -> Compiled:
    """Compile ``expr`` with what blanks do to it.

    Raises ExpressionProblem at the position of the first name that the form does not have.
    """
    plain = _Compiler(names, zero=missing != "skip_any")
    run = plain.closure(expr)
    if missing == "skip_all":
        run = _unless_all(_filled(expr, names), run)
    return Compiled(run, frozenset(plain.reads))


def compiled_together(exprs: Sequence[Expr], names: Names, missing: Missing) -> list[Compiled]:
    """Compile the sides of one relation: "all blank" then means blank on every side."""
    zero: Missing = "skip_any" if missing == "skip_any" else "zero"
    sides = [compiled(expr, names, zero) for expr in exprs]
    if missing != "skip_all":
        return sides
    filled = [test for expr in exprs for test in _filled(expr, names)]
    return [side._replace(run=_unless_all(filled, side.run)) for side in sides]


def compile_row_test(call: Expr, names: Names) -> Compiled:
    """Compile the condition of ``COUNT(rows, condition)``: a truth for each row offset."""
    if not (isinstance(call, Call) and call.name == "COUNT" and len(call.args) > 1):
        raise ExpressionProblem("phải là điều kiện trên các dòng của một bảng", 0)
    compiler = _Compiler(names, zero=False)
    test, _rows = compiler.row_test(call.args[0], call.args[1])
    return Compiled(test, frozenset(compiler.reads))


def _unless_all(filled: Sequence[Closure], run: Closure) -> Closure:
    def guarded(c: Computation, i: int) -> Number | None:
        return run(c, i) if any(test(c, i) for test in filled) else None

    return guarded


def _filled(expr: Expr, names: Names) -> list[Closure]:
    """Return one closure per name in ``expr``: whether any of its cells is filled."""
    compiler = _Compiler(names, zero=False)
    return [compiler.is_filled(ref) for ref in references(expr) if not _means_rows(ref, names)]


def _means_rows(ref: Ref, names: Names) -> bool:
    """Tell whether a name counts rows of a grid or table; the condition's own cells decide."""
    field = names.fields.get(ref.field)
    return isinstance(ref.row, RowRange) and ref.part is None and not _is_list(field)


def _is_list(field: Field | None) -> bool:
    return field is not None and field.kind in LISTS


def _as_percent(get: Closure, kind: str) -> Closure:
    if kind != "pct":
        return get

    def percent(c: Computation, i: int) -> Number | None:
        units = get(c, i)
        return None if units is None else Fraction(units, PERCENT_UNIT)

    return percent


class _Compiler:
    """Turns one tree into closures and gathers what it reads."""

    def __init__(self, names: Names, *, zero: bool) -> None:
        self.names, self.zero = names, zero
        self.reads: set[Reach] = set()
        self.row_grid: Grid | None = None
        self.row_list = ""

    def closure(self, expr: Expr) -> Closure:
        """Compile any node."""
        if isinstance(expr, Literal):
            return constant(as_number(expr.value))
        if isinstance(expr, Ref):
            single = self.single(expr)
            return blank_as_zero(single) if self.zero else single
        if isinstance(expr, Unary):
            inner = self.closure(expr.operand)
            return invert(inner) if expr.op == "not" else negate(inner)
        if isinstance(expr, Binary):
            return self._binary(expr)
        return self._call(expr)

    def _binary(self, expr: Binary) -> Closure:
        left, right = self.closure(expr.left), self.closure(expr.right)
        if expr.op in ("and", "or"):
            return logic(left, right, decides=expr.op == "or")
        if expr.op == "/":
            return divide(left, right)
        return combine(left, right, COMPARE.get(expr.op) or ARITHMETIC[expr.op])

    def _call(self, expr: Call) -> Closure:
        if expr.name in ("SUM", "MIN", "MAX"):
            several = expr.name == "SUM" and len(expr.args) > 1
            cells = self._cells(expr.args) if several else None
            sources = [self._items(arg) for arg in expr.args] if cells is None else [cells]
            return fold(expr.name, sources, zero=self.zero)
        if expr.name == "COUNT":
            return self._count(expr)
        if expr.name == "TRONG":
            return self._is_blank(expr.args[0])
        return FUNCTIONS[expr.name]([self.closure(arg) for arg in expr.args])

    # -- one cell -----------------------------------------------------------------------------

    def single(self, ref: Ref) -> Closure:
        """Compile a reference to one figure."""
        if ref.scope == "row":
            return self._row_cell(ref)
        if ref.scope != "own":
            return self._elsewhere(ref)
        spot = self.names.spot(ref)
        at = slot(spot, ref)
        self.reads.add(spot.reach)
        if spot.by_row:
            return _as_percent(lambda c, i: c.now[at + i], spot.column.kind)
        return _as_percent(lambda c, _i: c.now[at], spot.column.kind)

    def _elsewhere(self, ref: Ref) -> Closure:
        scope = ref.scope
        if scope not in _SCOPED:
            return self._other_form(ref)
        spot = self.names.spot(ref)
        slot(spot, ref)
        return _as_percent(lambda c, i: c.outside(scope, spot.key(i)), spot.column.kind)

    def _other_form(self, ref: Ref) -> Closure:
        """Compile a cell of another form, which is not known here: a number as it is given."""
        if isinstance(ref.row, RowRange | str):
            raise ExpressionProblem("biểu khác chỉ gọi được một ô, dòng theo số", ref.position)
        key = CellKey(ref.field, ref.row or 0, ref.part or "value")
        scope, own = ref.scope, self.names.column(ref.field, key.part)
        return _as_percent(lambda c, _i: c.outside(scope, key), own.kind if own else "int")

    def _row_cell(self, ref: Ref) -> Closure:
        """Compile a bare name inside a COUNT condition: a part of the row being counted."""
        if self.row_list:
            return self._list_cell(self.row_list, ref)
        grid = self.row_grid
        if grid is None:
            raise ExpressionProblem(f"không rõ “{ref.field}” là cột của bảng nào", ref.position)
        strips = self._grid_column(grid, ref)
        slots = [None if strip is None else strip.start for strip in strips]
        kind = next(strip.column.kind for strip in strips if strip is not None)

        def read(c: Computation, i: int) -> Number | None:
            at = slots[i]
            return None if at is None else c.now[at]

        return _as_percent(read, kind)

    def _grid_column(self, grid: Grid, ref: Ref) -> list[Strip | None]:
        strips = [self.names.layout.strips.get((row.id, ref.field)) for row in grid.rows]
        known = [strip for strip in strips if strip is not None]
        if not known:
            raise ExpressionProblem(f"bảng “{grid.id}” không có cột “{ref.field}”", ref.position)
        self.reads.update(Reach(strip.field, strip.part) for strip in known)
        return strips

    def _list_cell(self, field_id: str, ref: Ref) -> Closure:
        column = self.names.column(field_id, ref.field)
        if column is None or column.kind not in NUMERIC:
            what = f"danh sách “{field_id}” không có cột số “{ref.field}”"
            raise ExpressionProblem(what, ref.position)
        part = column.id
        return _as_percent(lambda c, i: c.list_units(field_id, i, part), column.kind)

    # -- blank or filled ----------------------------------------------------------------------

    def is_filled(self, ref: Ref) -> Closure:
        """Compile whether a name has a figure, or any of its cells where it is a range."""
        if isinstance(ref.row, RowRange):
            if ref.part is None:
                return lambda c, _i: bool(c.row_count(ref.field))
            many = self.many(ref, presence=True)
            return lambda c, i: any(value is not None for value in many(c, i))
        return invert(self._is_blank(ref))

    def _is_blank(self, arg: Expr) -> Closure:
        if not isinstance(arg, Ref):
            raise ExpressionProblem("TRONG cần một ô", arg.position)
        key = self._text_key(arg)
        if key is not None:
            return lambda c, i: key(i) not in c.cells
        one = self.single(arg)
        return lambda c, i: one(c, i) is None

    def _text_key(self, ref: Ref) -> Callable[[int], CellKey] | None:
        """Return the address of a text cell; ``None`` for a figure, which may be computed."""
        if ref.scope == "row" and self.row_list:
            column, field_id = self.names.column(self.row_list, ref.field), self.row_list
            if column is not None and column.kind in ("text", "enum"):
                return lambda i: CellKey(field_id, i, ref.field)
        if ref.scope != "own":
            return None
        spot = self.names.spot(ref)
        if spot.strip is not None:
            return None
        self.reads.add(spot.reach)
        return spot.key

    # -- ranges -------------------------------------------------------------------------------

    def _cells(self, args: Sequence[Expr]) -> Many | None:
        """Compile a list of single cells to one look at the vector; ``None`` for anything else."""
        refs = [arg for arg in args if isinstance(arg, Ref) and arg.scope == "own"]
        if len(refs) < len(args) or any(isinstance(ref.row, RowRange) for ref in refs):
            return None
        spots = [self.names.spot(ref) for ref in refs]
        if any(spot.by_row or spot.column.kind == "pct" for spot in spots):
            return None
        slots = [slot(spot, ref) for spot, ref in zip(spots, refs, strict=True)]
        self.reads.update(spot.reach for spot in spots)
        return lambda c, _i: [c.now[at] for at in slots]

    def _items(self, arg: Expr) -> Many:
        if isinstance(arg, Ref) and isinstance(arg.row, RowRange):
            return self.many(arg)
        one = self.closure(arg)
        return lambda c, i: (one(c, i),)

    def many(self, ref: Ref, *, presence: bool = False) -> Many:
        """Compile a range: the numbers of its cells, blanks as ``None``.

        With ``presence`` only that matters; texts of a list are then taken, too.
        """
        if ref.scope != "own":
            raise ExpressionProblem("kỳ trước, đơn vị, biểu khác chỉ gọi từng ô", ref.position)
        field = self.names.fields.get(ref.field)
        if field is not None and _is_list(field):
            return self._list_range(field, ref, presence=presence)
        runs = self.names.runs(ref)
        starts = [figures_of(run.strip, ref).start for run in runs]
        self.reads.update(run.reach for run in runs)
        spans = [range(at + run.first, at + run.stop) for at, run in zip(starts, runs, strict=True)]
        if len(spans) == 1 and runs[0].column.kind != "pct":
            first, stop = spans[0].start, spans[0].stop
            return lambda c, _i: c.now[first:stop]
        slots = [slot for span in spans for slot in span]
        if runs[0].column.kind == "pct":
            return lambda c, _i: [_percent(c.now[at]) for at in slots]
        return lambda c, _i: [c.now[at] for at in slots]

    def _list_range(self, field: Field, ref: Ref, *, presence: bool) -> Many:
        field_id, column = field.id, self.names.column(field.id, ref.part or "value")
        numeric = column is not None and column.kind in NUMERIC
        if column is None or not (numeric or presence) or not isinstance(ref.row, RowRange):
            what = f"danh sách “{field_id}” không có cột số “{ref.part}”"
            raise ExpressionProblem(what, ref.position)
        self.reads.add(Reach(field_id, ROWS_PART))
        start, stop, part = ref.row.start - 1, ref.row.stop, column.id
        if not numeric:
            return lambda c, _i: [
                0 if CellKey(field_id, row, part) in c.cells else None
                for row in c.rows(field_id)[start:stop]
            ]
        one = _as_percent(lambda c, row: c.list_units(field_id, row, part), column.kind)
        return lambda c, _i: [one(c, row) for row in c.rows(field_id)[start:stop]]

    # -- counting -----------------------------------------------------------------------------

    def _count(self, expr: Call) -> Closure:
        target = expr.args[0]
        if not isinstance(target, Ref):
            raise ExpressionProblem("COUNT cần các dòng của một bảng", expr.position)
        if len(expr.args) > 1:
            return self._count_where(target, expr.args[1])
        if _is_list(self.names.fields.get(target.field)) and target.part is None:
            self.reads.add(Reach(target.field, ROWS_PART))
            return lambda c, _i: c.row_count(target.field)
        cells = self.many(target, presence=True)
        return lambda c, i: sum(value is not None for value in cells(c, i))

    def _count_where(self, target: Ref, condition: Expr) -> Closure:
        test, rows = self.row_test(target, condition)
        return lambda c, _i: sum(bool(test(c, row)) for row in rows(c))

    def row_test(self, target: Expr, condition: Expr) -> tuple[Closure, Rows]:
        """Compile a condition on the rows of a grid, table or list, and which rows there are."""
        if not isinstance(target, Ref) or not isinstance(target.row, RowRange):
            raise ExpressionProblem("COUNT cần các dòng của một bảng", target.position)
        inner = _Compiler(self.names, zero=False)
        field, grid = self.names.fields.get(target.field), self.names.grids.get(target.field)
        rows: Rows
        if field is not None and _is_list(field):
            inner.row_list = field.id
            rows = self._list_rows(field.id, target.row)
        elif grid is not None:
            inner.row_grid = grid
            rows = self._counted(target, target.row, len(grid.rows))
        elif field is not None and field.kind == "table":
            inner.names = self.names._replace(table=field.id)
            condition = _as_own(condition)
            rows = self._counted(target, target.row, len(field.rows))
        else:
            raise ExpressionProblem(f"“{target.field}” không phải là bảng", target.position)
        test = inner.closure(condition)
        # What one row's test reads in its row, the count reads in every row.
        self.reads.update(reach._replace(by_row=False) for reach in inner.reads)
        return test, rows

    def _list_rows(self, field_id: str, asked: RowRange) -> Rows:
        self.reads.add(Reach(field_id, ROWS_PART))
        start, stop = asked.start - 1, asked.stop
        return lambda c: c.rows(field_id)[start:stop]

    @staticmethod
    def _counted(target: Ref, asked: RowRange, count: int) -> Rows:
        stop = asked.stop or count
        if not 1 <= asked.start <= stop <= count:
            raise ExpressionProblem(f"“{target.field}” chỉ có {count} dòng", target.position)
        rows = range(asked.start - 1, stop)
        return lambda _c: rows


def _percent(units: int | None) -> Fraction | None:
    return None if units is None else Fraction(units, PERCENT_UNIT)


def _as_own(expr: Expr) -> Expr:
    """Turn the row's bare names into own names, which a table's compiler reads as columns."""
    if isinstance(expr, Ref):
        return Ref(expr.field, None, None, "own", expr.position) if expr.scope == "row" else expr
    if isinstance(expr, Unary):
        return Unary(expr.op, _as_own(expr.operand), expr.position)
    if isinstance(expr, Binary):
        return Binary(expr.op, _as_own(expr.left), _as_own(expr.right), expr.position)
    if isinstance(expr, Call):
        return Call(expr.name, tuple(_as_own(arg) for arg in expr.args), expr.position)
    return expr
