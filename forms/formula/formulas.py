"""Formulas compiled to closures over the engine's vector.

A closure takes the computation and a row offset and gives an exact number (money in đồng,
percentages as percent), a truth, or ``None`` where a blank makes the question meaningless.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import VALUE, CellKey
from forms.formula.expression import ExpressionProblem
from forms.formula.functions import (
    ARITHMETIC,
    COMPARE,
    FUNCTIONS,
    Closure,
    Many,
    Number,
    Rows,
    Words,
    as_month,
    as_number,
    blank_as_zero,
    combine,
    constant,
    count_where,
    divide,
    fold,
    invert,
    logic,
    negate,
    same_words,
    sum_where,
)
from forms.formula.ranges import as_percent, is_list, many
from forms.formula.sorts import cells_named, column_of, refuse_unlike, sort_of
from forms.formula.syntax import (
    COMPARISONS,
    Binary,
    Call,
    Expr,
    Literal,
    Ref,
    RowRange,
    Text,
    Unary,
)
from forms.layout import NUMERIC, Strip
from forms.model import Grid
from forms.names import EVERY_ROW, ROWS_PART, Names, Reach, Spot, slot
from forms.vocabulary import Missing

if TYPE_CHECKING:
    from forms.computation import Computation

_SCOPED = frozenset({"previous", "year_to_date", "units"})


def _day(call: Call) -> Closure:
    """Compile a written day, which the parser has found in the calendar."""
    year, month, day = (int(arg.value) for arg in call.args if isinstance(arg, Literal))
    return constant(date(year, month, day).toordinal())


_DAYS: Mapping[str, Callable[[Call], Closure]] = {
    "NGAY": _day,
    "DAU_KY": lambda _call: lambda c, _i: c.span[0].toordinal(),
    "CUOI_KY": lambda _call: lambda c, _i: c.span[1].toordinal(),
}
"""Functions that give a day."""


class Compiled(NamedTuple):
    """A formula ready to run, and the cells it depends on."""

    run: Closure
    reads: frozenset[Reach]


def compiled(expr: Expr, names: Names, missing: Missing = "skip_any") -> Compiled:
    """Compile ``expr`` with what blanks do to it.

    Raises ExpressionProblem at the position of the first name that the form does not have.
    """
    sort_of(expr, names)
    return compiled_checked(expr, names, missing)


def compiled_checked(expr: Expr, names: Names, missing: Missing) -> Compiled:
    """Compile a formula whose sort has been found out already."""
    plain = _Compiler(names, zero=missing != "skip_any")
    run = plain.closure(expr)
    if missing == "skip_all":
        run = _unless_all(_filled(expr, names), run)
    return Compiled(run, frozenset(plain.reads))


def compiled_together(exprs: Sequence[Expr], names: Names, missing: Missing) -> list[Compiled]:
    """Compile the sides of one relation: "all blank" then means blank on every side."""
    refuse_unlike(exprs, names)
    zero: Missing = "skip_any" if missing == "skip_any" else "zero"
    sides = [compiled_checked(expr, names, zero) for expr in exprs]
    if missing != "skip_all":
        return sides
    filled = [test for expr in exprs for test in _filled(expr, names)]
    return [side._replace(run=_unless_all(filled, side.run)) for side in sides]


def compile_row_test(call: Expr, names: Names) -> Compiled:
    """Compile the condition of ``COUNT(rows, condition)``: a truth for each row offset."""
    if not (isinstance(call, Call) and call.name == "COUNT" and len(call.args) > 1):
        raise ExpressionProblem("phải là điều kiện trên các dòng của một bảng", 0)
    sort_of(call, names)
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
    named = cells_named(expr, names)
    return [compiler.is_filled(ref) for ref in named if not _means_rows(ref, names)]


def _means_rows(ref: Ref, names: Names) -> bool:
    """Tell whether a name counts rows of a grid or table; the condition's own cells decide."""
    field = names.fields.get(ref.field)
    return isinstance(ref.row, RowRange) and ref.part is None and not is_list(field)


class _Compiler:
    """Turns one tree into closures and gathers what it reads."""

    def __init__(self, names: Names, *, zero: bool) -> None:
        self.names, self.zero = names, zero
        self.reads: set[Reach] = set()
        self.rows: Ref | None = None
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
        if isinstance(expr, Text):
            raise ExpressionProblem("chữ chỉ so sánh được với một ô", expr.position)
        return self._call(expr)

    def _binary(self, expr: Binary) -> Closure:
        if expr.op in COMPARISONS:
            return self._comparison(expr)
        left, right = self.closure(expr.left), self.closure(expr.right)
        if expr.op in ("and", "or"):
            return logic(left, right, decides=expr.op == "or")
        if expr.op == "/":
            return divide(left, right)
        return combine(left, right, ARITHMETIC[expr.op])

    def _comparison(self, expr: Binary) -> Closure:
        """Compare two numbers, texts or days; a day with a month by the month it lies in."""
        left, right = (
            sort_of(side, self.names, self.rows).name for side in (expr.left, expr.right)
        )
        if "text" in (left, right) or "enum" in (left, right):
            return same_words(self._words(expr.left), self._words(expr.right), same=expr.op == "=")
        a, b = self.closure(expr.left), self.closure(expr.right)
        if left != right:
            a, b = (as_month(a), b) if left == "date" else (a, as_month(b))
        return combine(a, b, COMPARE[expr.op])

    def _call(self, expr: Call) -> Closure:
        if expr.name in ("SUM", "MIN", "MAX"):
            several = expr.name == "SUM" and len(expr.args) > 1
            cells = self._cells(expr.args) if several else None
            sources = [self._items(arg) for arg in expr.args] if cells is None else [cells]
            return fold(expr.name, sources, zero=self.zero)
        if expr.name == "COUNT":
            return self._count(expr)
        if expr.name == "SUMIF":
            return self._sum_where(expr)
        if expr.name == "TRONG":
            return self._is_blank(expr.args[0])
        if expr.name in _DAYS:
            return _DAYS[expr.name](expr)
        return FUNCTIONS[expr.name]([self.closure(arg) for arg in expr.args])

    # -- one cell -----------------------------------------------------------------------------

    def single(self, ref: Ref) -> Closure:
        """Compile a reference to one figure."""
        if ref.scope == "row":
            return self._row_cell(ref)
        if ref.scope != "own":
            return self._elsewhere(ref)
        spot = self.names.spot(ref)
        if spot.listed:
            return self._listed(spot, ref)
        at = slot(spot, ref)
        self.reads.add(spot.reach)
        if spot.by_row:
            return as_percent(lambda c, i: c.now[at + i], spot.column.kind)
        return as_percent(lambda c, _i: c.now[at], spot.column.kind)

    def _listed(self, spot: Spot, ref: Ref) -> Closure:
        """Compile a column of the list's row at hand."""
        if spot.column.kind not in NUMERIC:
            raise ExpressionProblem(f"“{ref.field}” không phải là cột số", ref.position)
        self.reads.add(spot.reach)
        field, part = spot.field, spot.column.id
        return as_percent(lambda c, i: c.list_units(field, i, part), spot.column.kind)

    def _elsewhere(self, ref: Ref) -> Closure:
        scope = ref.scope
        if scope not in _SCOPED:
            return self._other_form(ref)
        spot = self.names.spot(ref)
        if spot.listed:
            what = "dòng của danh sách không gọi được kỳ trước hay đơn vị khác"
            raise ExpressionProblem(what, ref.position)
        slot(spot, ref)
        return as_percent(lambda c, i: c.outside(scope, spot.key(i)), spot.column.kind)

    def _other_form(self, ref: Ref) -> Closure:
        """Compile a cell of another form, which is not known here: a number as it is given."""
        if isinstance(ref.row, RowRange | str):
            raise ExpressionProblem("biểu khác chỉ gọi được một ô, dòng theo số", ref.position)
        key = CellKey(ref.field, ref.row or 0, ref.part or "value")
        scope, own = ref.scope, self.names.column(ref.field, key.part)
        return as_percent(lambda c, _i: c.outside(scope, key), own.kind if own else "int")

    def _row_cell(self, ref: Ref) -> Closure:
        """Compile a bare name inside a condition on rows: a part of the row at hand."""
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

        return as_percent(read, kind)

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
        self.reads.add(Reach(field_id, part, 0, EVERY_ROW))
        return as_percent(lambda c, i: c.list_units(field_id, i, part), column.kind)

    # -- words --------------------------------------------------------------------------------

    def _words(self, expr: Expr) -> Words:
        """Compile one side of a comparison of texts or choices: what it says, stripped."""
        if isinstance(expr, Text):
            said = expr.value.strip()
            return lambda _c, _i: said
        key = self._word_key(_named(expr))
        return lambda c, i: str(c.cells.get(key(i), "")).strip() or None

    def _word_key(self, ref: Ref) -> Callable[[int], CellKey]:
        """Return the address of a text or choice, row by row."""
        if ref.scope == "row" and self.rows is not None:
            return self._row_word_key(self.rows.field, ref.field)
        if ref.scope != "own":
            what = "chữ của kỳ trước, đơn vị khác hay biểu khác không so được"
            raise ExpressionProblem(what, ref.position)
        spot = self.names.spot(ref)
        self.reads.add(spot.reach)
        return spot.key

    def _row_word_key(self, rows: str, part: str) -> Callable[[int], CellKey]:
        if self.row_grid is None:
            self.reads.add(Reach(rows, part, 0, EVERY_ROW))
            return lambda i: CellKey(rows, i, part)
        keys = [CellKey(row.id, 0, part) for row in self.row_grid.rows]
        self.reads.update(Reach(key.field, part) for key in keys)
        return lambda i: keys[i]

    # -- blank or filled ----------------------------------------------------------------------

    def is_filled(self, ref: Ref) -> Closure:
        """Compile whether a name has a figure, or any of its cells where it is a range."""
        if isinstance(ref.row, RowRange):
            if ref.part is None:
                return lambda c, _i: bool(c.row_count(ref.field))
            cells = many(ref, self.names, self.reads, presence=True)
            return lambda c, i: any(value is not None for value in cells(c, i))
        return invert(self._is_blank(ref))

    def _is_blank(self, arg: Expr) -> Closure:
        ref = _named(arg)
        key = self._text_key(ref)
        if key is not None:
            return lambda c, i: key(i) not in c.cells
        one = self.single(ref)
        return lambda c, i: one(c, i) is None

    def _text_key(self, ref: Ref) -> Callable[[int], CellKey] | None:
        """Return the address of a text cell; ``None`` for a figure, which may be computed."""
        if ref.scope not in ("own", "row"):
            return None
        column = column_of(ref, self.names, self.rows)
        if column is None or column.kind in NUMERIC:
            return None
        return self._word_key(ref)

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
            return many(arg, self.names, self.reads)
        one = self.closure(arg)
        return lambda c, i: (one(c, i),)

    # -- counting -----------------------------------------------------------------------------

    def _count(self, expr: Call) -> Closure:
        target = _named(expr.args[0])
        if len(expr.args) > 1:
            return self._count_where(target, expr.args[1])
        if is_list(self.names.fields.get(target.field)) and target.part is None:
            self.reads.add(Reach(target.field, ROWS_PART))
            return lambda c, _i: c.row_count(target.field)
        cells = many(target, self.names, self.reads, presence=True)
        return lambda c, i: sum(value is not None for value in cells(c, i))

    def _count_where(self, target: Ref, condition: Expr) -> Closure:
        test, rows = self.row_test(target, condition)
        return count_where(test, rows)

    def _sum_where(self, expr: Call) -> Closure:
        target, condition = _named(expr.args[0]), expr.args[1]
        scope = self._row_scope(target)
        cell = Ref(target.part or VALUE, scope="row", position=target.position)
        test, value = scope.closure(condition), scope.closure(cell)
        self._take_reads(scope)
        return sum_where(test, value, scope.counted, zero=self.zero)

    def row_test(self, target: Expr, condition: Expr) -> tuple[Closure, Rows]:
        """Compile a condition on the rows of a grid, table or list, and which rows there are."""
        scope = self._row_scope(target)
        test = scope.closure(condition)
        self._take_reads(scope)
        return test, scope.counted

    def _take_reads(self, scope: _RowCompiler) -> None:
        # What one row's test reads in its row, the count reads in every row.
        self.reads.update(reach._replace(by_row=False) for reach in scope.reads)

    def _row_scope(self, target: Expr) -> _RowCompiler:
        """Return what compiles formulas over the rows of a grid, table or list."""
        if not isinstance(target, Ref) or not isinstance(target.row, RowRange):
            raise ExpressionProblem("chỗ này cần các dòng của một bảng", target.position)
        field, grid = self.names.fields.get(target.field), self.names.grids.get(target.field)
        if field is not None and is_list(field):
            rows = self._list_rows(field.id, target.row)
            return _RowCompiler(self.names, target, rows, row_list=field.id)
        if grid is not None:
            rows = self._counted(target, target.row, len(grid.rows))
            return _RowCompiler(self.names, target, rows, row_grid=grid)
        if field is not None and field.kind == "table":
            rows = self._counted(target, target.row, len(field.rows))
            return _RowCompiler(self.names._replace(table=field.id, on_list=False), None, rows)
        raise ExpressionProblem(f"“{target.field}” không phải là bảng", target.position)

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


class _RowCompiler(_Compiler):
    """Compiles what is asked of each row of a grid, table or list; ``counted`` are those rows.

    The row's bare names are columns of ``rows``; in a table they are the table's own.
    """

    def __init__(
        self,
        names: Names,
        rows: Ref | None,
        counted: Rows,
        *,
        row_list: str = "",
        row_grid: Grid | None = None,
    ) -> None:
        super().__init__(names, zero=False)
        self.rows, self.counted = rows, counted
        self.row_list, self.row_grid = row_list, row_grid

    def closure(self, expr: Expr) -> Closure:
        """Compile any node over the row at hand."""
        return super().closure(_as_own(expr) if self.rows is None else expr)


def _named(expr: Expr) -> Ref:
    """Return a reference where only one may stand; the reader of formulas has seen to that."""
    if not isinstance(expr, Ref):
        raise ExpressionProblem("chỗ này cần một ô", expr.position)
    return expr


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
