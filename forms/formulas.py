"""Formulas compiled to closures over the engine's vector.

A closure takes the computation and a row offset and gives an exact number (``int`` or
``Fraction``, money in đồng, percentages as percent), a truth, or ``None`` where a blank makes the
question meaningless. Names are resolved once, at load: an unknown name, column or row is refused
with its position, so nothing can be missing later.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from forms.expression import ExpressionProblem
from forms.layout import PERCENT_SCALE, Layout, Strip, parts
from forms.model import Field, Grid
from forms.numbers import half_up, truncate
from forms.syntax import Binary, Call, Expr, Literal, Ref, RowRange, Unary

if TYPE_CHECKING:
    from forms.engine import Computation

Number = int | Fraction
Getter = Callable[["Computation", int], Number | None]
Test = Callable[["Computation", int], bool | None]
Evaluated = Number | bool | None
Closure = Callable[["Computation", int], Evaluated]
Many = Callable[["Computation", int], "Sequence[Number | None]"]
Reads = set[tuple[str, str]]

_PERCENT_UNIT = 10**PERCENT_SCALE
_COMPARE: Mapping[str, Callable[[Number, Number], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
_ARITHMETIC: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
ROWS_PART = "*"
"""The part under which a formula depends on the rows of a list as a whole."""


class Names(NamedTuple):
    """What names in a form stand for. ``table`` makes bare names columns of that table's row."""

    fields: Mapping[str, Field]
    grids: Mapping[str, Grid]
    layout: Layout
    table: str = ""


class Compiled(NamedTuple):
    """A formula ready to run, and the cells it depends on as (field, part) pairs.

    ``row_reads`` are the columns of which row i only needs row i.
    """

    run: Closure
    reads: frozenset[tuple[str, str]]
    row_reads: frozenset[tuple[str, str]]


def compile_formula(expr: Expr, names: Names, *, blank_is_zero: bool = False) -> Compiled:
    """Compile ``expr``; with ``blank_is_zero`` a blank cell counts 0, else it gives ``None``.

    Raises ExpressionProblem at the position of the first name that the form does not have.
    """
    compiler = _Compiler(names, blank_is_zero=blank_is_zero)
    run = compiler.closure(expr)
    row_reads = compiler.row_reads - compiler.reads
    return Compiled(run, frozenset(compiler.reads | row_reads), frozenset(row_reads))


def compile_row_test(call: Expr, names: Names) -> Compiled:
    """Compile the condition of ``COUNT(rows, condition)``: a truth for each row offset."""
    if not isinstance(call, Call) or not isinstance(call.args[0], Ref):
        raise ExpressionProblem("phải là điều kiện trên các dòng của một bảng", 0)
    compiler = _Compiler(names, blank_is_zero=False)
    target = call.args[0]
    test, _offsets = compiler.row_test(target, names.fields.get(target.field), call.args[1])
    return Compiled(test, frozenset(compiler.reads), frozenset())


def _scaled_getter(get: Callable[[Computation, int], int | None], kind: str) -> Getter:
    if kind != "pct":
        return get

    def percent(c: Computation, i: int) -> Number | None:
        units = get(c, i)
        return None if units is None else Fraction(units, _PERCENT_UNIT)

    return percent


class _Compiler:
    """Turns one tree into closures and gathers what it reads."""

    def __init__(self, names: Names, *, blank_is_zero: bool) -> None:
        self.names = names
        self.zero = blank_is_zero
        self.reads: Reads = set()
        self.row_reads: Reads = set()
        self.row_grid: Grid | None = None
        self.row_list: str = ""

    def closure(self, expr: Expr) -> Closure:
        """Compile any node."""
        if isinstance(expr, Literal):
            value: Number = Fraction(expr.value)
            value = int(value) if value.denominator == 1 else value
            return lambda _c, _i: value
        if isinstance(expr, Ref):
            return self._blankable(self.single(expr))
        if isinstance(expr, Unary):
            return self._unary(expr)
        if isinstance(expr, Binary):
            return self._binary(expr)
        return self._call(expr)

    def _blankable(self, get: Getter) -> Closure:
        if not self.zero:
            return get

        def blank_as_zero(c: Computation, i: int) -> Number:
            value = get(c, i)
            return 0 if value is None else value

        return blank_as_zero

    # -- references -------------------------------------------------------------------------

    def single(self, ref: Ref) -> Getter:
        """Compile a reference to one cell."""
        if ref.scope == "row":
            return self._row_cell(ref)
        if ref.scope != "own":
            return self._elsewhere(ref)
        get, kind = self._own_cell(ref)
        return _scaled_getter(get, kind)

    def _own_cell(self, ref: Ref) -> tuple[Callable[[Computation, int], int | None], str]:
        column = self._bare_column(ref)
        if column is not None:
            start = column.start
            self.row_reads.add((column.field, column.part))
            return (lambda c, i: c.now[start + i]), column.column.kind
        strip, row = self._strip_row(ref)
        slot = strip.slot(row)
        self.reads.add((strip.field, strip.part))
        return (lambda c, _i: c.now[slot]), strip.column.kind

    def _bare_column(self, ref: Ref) -> Strip | None:
        if not self.names.table or ref.row is not None or ref.part is not None:
            return None
        return self.names.layout.strips.get((self.names.table, ref.field))

    def _elsewhere(self, ref: Ref) -> Getter:
        column = self._bare_column(ref)
        if column is None:
            strip, row = self._foreign_strip(ref)
        else:
            strip, row = column, -1
        scope, kind = ref.scope, strip.column.kind

        def read(c: Computation, i: int) -> int | None:
            return c.outside(scope, strip.key(i) if row < 0 else strip.key(max(row - 1, 0)))

        return _scaled_getter(read, kind)

    def _foreign_strip(self, ref: Ref) -> tuple[Strip, int]:
        if ref.scope in ("previous", "year_to_date", "units"):
            return self._strip_row(ref)
        field = self.names.fields.get(ref.field)
        kind = "int" if field is None else field.kind
        column = parts(Field(id=ref.field, kind="int", label=""))[0]
        if kind in ("pct", "money") and field is not None:
            column = parts(field)[0]
        return Strip(ref.field, ref.part or "value", 0, 1, column), 0

    def _strip_row(self, ref: Ref) -> tuple[Strip, int]:
        field_id, row = self._addressed(ref)
        part = ref.part or "value"
        strip = self.names.layout.strips.get((field_id, part))
        if strip is None:
            shown = f"{field_id}.{ref.part}" if ref.part else field_id
            raise ExpressionProblem(f"không có ô số “{shown}” trong biểu mẫu", ref.position)
        if row > strip.count:
            raise ExpressionProblem(f"“{ref.field}” không có dòng {row}", ref.position)
        return strip, row

    def _addressed(self, ref: Ref) -> tuple[str, int]:
        """Return the field and row (0 for none) that a reference to one cell names."""
        if ref.row is None:
            return ref.field, 0
        if isinstance(ref.row, RowRange):
            raise ExpressionProblem("chỗ này phải là một ô, không phải nhiều dòng", ref.position)
        grid = self.names.grids.get(ref.field)
        if grid is not None:
            return grid.rows[self._position(ref, [row.id for row in grid.rows]) - 1].id, 0
        field = self.names.fields.get(ref.field)
        if field is None or field.kind != "table":
            raise ExpressionProblem(f"“{ref.field}” không phải là bảng", ref.position)
        return field.id, self._position(ref, [row.id for row in field.rows])

    @staticmethod
    def _position(ref: Ref, ids: list[str]) -> int:
        if isinstance(ref.row, str) and ref.row in ids:
            return ids.index(ref.row) + 1
        if isinstance(ref.row, int) and ref.row <= len(ids):
            return ref.row
        raise ExpressionProblem(f"“{ref.field}” không có dòng “{ref.row}”", ref.position)

    def _row_cell(self, ref: Ref) -> Getter:
        """Compile a bare name inside a COUNT condition: a part of the row being counted."""
        if self.row_list:
            return self._list_cell(self.row_list, ref)
        grid = self.row_grid
        if grid is None:
            raise ExpressionProblem(f"không rõ “{ref.field}” là cột của bảng nào", ref.position)
        strips = [self.names.layout.strips.get((row.id, ref.field)) for row in grid.rows]
        if not any(strips):
            raise ExpressionProblem(f"bảng “{grid.id}” không có cột “{ref.field}”", ref.position)
        for strip in strips:
            if strip is not None:
                self.reads.add((strip.field, strip.part))
        kind = next(strip.column.kind for strip in strips if strip is not None)
        slots = [None if strip is None else strip.start for strip in strips]

        def read(c: Computation, i: int) -> int | None:
            slot = slots[i]
            return None if slot is None else c.now[slot]

        return _scaled_getter(read, kind)

    def _list_cell(self, field_id: str, ref: Ref) -> Getter:
        column = next((c for c in parts(self.names.fields[field_id]) if c.id == ref.field), None)
        if column is None:
            raise ExpressionProblem(
                f"danh sách “{field_id}” không có cột “{ref.field}”", ref.position
            )
        part = column.id
        return _scaled_getter(lambda c, i: c.list_units(field_id, i, part), column.kind)

    # -- ranges -----------------------------------------------------------------------------

    def many(self, ref: Ref) -> Many:
        """Compile a range: the numbers of its cells, blanks as ``None``."""
        field = self.names.fields.get(ref.field)
        if field is not None and field.kind in ("list", "documents"):
            return self._list_range(field, ref)
        slots, kind = self._slots(ref)
        if kind == "pct":
            return lambda c, _i: [
                None if c.now[s] is None else Fraction(c.now[s] or 0, _PERCENT_UNIT) for s in slots
            ]
        first, last = slots[0], slots[-1] + 1
        if list(slots) == list(range(first, last)):
            return lambda c, _i: c.now[first:last]
        return lambda c, _i: [c.now[s] for s in slots]

    def _list_range(self, field: Field, ref: Ref) -> Many:
        if not isinstance(ref.row, RowRange):
            raise ExpressionProblem(f"“{ref.field}” là danh sách: dùng [*]", ref.position)
        field_id, part = field.id, ref.part or "value"
        self.reads.add((field_id, ROWS_PART))
        if part not in {column.id for column in parts(field)}:
            raise ExpressionProblem(f"danh sách “{field_id}” không có cột “{part}”", ref.position)
        start, stop = ref.row.start, ref.row.stop

        def read(c: Computation, _i: int) -> list[Number | None]:
            rows = c.rows(field_id)[start - 1 : stop]
            return [c.list_units(field_id, row, part) for row in rows]

        return read

    def _slots(self, ref: Ref) -> tuple[Sequence[int], str]:
        part = ref.part or "value"
        strips = [s for s in self._row_strips(ref, part) if s is not None]
        if not strips:
            raise ExpressionProblem(f"không có ô số nào trong “{ref.field}”", ref.position)
        for strip, _row in strips:
            self.reads.add((strip.field, strip.part))
        return [strip.slot(row) for strip, row in strips], strips[0][0].column.kind

    def _row_strips(self, ref: Ref, part: str) -> list[tuple[Strip, int] | None]:
        row_range = ref.row if isinstance(ref.row, RowRange) else RowRange(1, None)
        grid, layout = self.names.grids.get(ref.field), self.names.layout
        if grid is not None:
            self._within(ref, row_range, len(grid.rows))
            chosen = grid.rows[row_range.start - 1 : row_range.stop]
            found = [layout.strips.get((row.id, part)) for row in chosen]
            return [None if strip is None else (strip, 0) for strip in found]
        strip = layout.strips.get((ref.field, part))
        if strip is None or not strip.table:
            raise ExpressionProblem(f"“{ref.field}” không phải là bảng", ref.position)
        self._within(ref, row_range, strip.count)
        return [(strip, row) for row in range(row_range.start, (row_range.stop or strip.count) + 1)]

    @staticmethod
    def _within(ref: Ref, rows: RowRange, count: int) -> None:
        if not 1 <= rows.start <= (rows.stop or count) <= count:
            raise ExpressionProblem(f"“{ref.field}” chỉ có {count} dòng", ref.position)

    # -- operators and functions --------------------------------------------------------------

    def _unary(self, expr: Unary) -> Closure:
        inner = self.closure(expr.operand)
        if expr.op == "not":

            def negate(c: Computation, i: int) -> Evaluated:
                value = inner(c, i)
                return None if value is None else not value

            return negate

        def minus(c: Computation, i: int) -> Evaluated:
            value = inner(c, i)
            return None if value is None else -value

        return minus

    def _binary(self, expr: Binary) -> Closure:
        left, right = self.closure(expr.left), self.closure(expr.right)
        if expr.op in ("and", "or"):
            return _logic(left, right, decides=expr.op == "or")
        if expr.op == "/":
            return _divide(left, right)
        apply = _COMPARE.get(expr.op) or _ARITHMETIC[expr.op]

        def run(c: Computation, i: int) -> Evaluated:
            a, b = left(c, i), right(c, i)
            return None if a is None or b is None else apply(a, b)

        return run

    def _call(self, expr: Call) -> Closure:
        if expr.name in ("SUM", "MIN", "MAX"):
            return self._fold(expr)
        if expr.name == "COUNT":
            return self._count(expr)
        if expr.name == "TRONG":
            return self._is_blank(expr.args[0])
        closures = [self.closure(arg) for arg in expr.args]
        return _FUNCTIONS[expr.name](closures)

    def _is_blank(self, arg: Expr) -> Closure:
        assert isinstance(arg, Ref)
        get = self.single(arg)
        return lambda c, i: get(c, i) is None

    def _items(self, arg: Expr) -> Many:
        if isinstance(arg, Ref) and isinstance(arg.row, RowRange):
            return self.many(arg)
        one = self.closure(arg)
        return lambda c, i: (one(c, i),)

    def _fold(self, expr: Call) -> Closure:
        sources = [self._items(arg) for arg in expr.args]
        if expr.name == "SUM" and len(sources) == 1 and not self.zero:
            return _plain_sum(sources[0])
        fold: Callable[[list[Number]], Number] = {"SUM": sum, "MIN": min, "MAX": max}[expr.name]
        zero, is_sum = self.zero, expr.name == "SUM"

        def run(c: Computation, i: int) -> Evaluated:
            values = [value for source in sources for value in source(c, i)]
            known = [value for value in values if value is not None]
            if len(known) < len(values) and not zero:
                return None
            return fold(known) if known or is_sum else None

        return run

    def _count(self, expr: Call) -> Closure:
        target = expr.args[0]
        assert isinstance(target, Ref)
        field = self.names.fields.get(target.field)
        if len(expr.args) > 1:
            return self._count_where(target, field, expr.args[1])
        if field is not None and field.kind in ("list", "documents") and target.part is None:
            self.reads.add((field.id, ROWS_PART))
            return lambda c, _i: c.row_count(target.field)
        cells = self.many(target)
        return lambda c, i: sum(value is not None for value in cells(c, i))

    def _count_where(self, target: Ref, field: Field | None, condition: Expr) -> Closure:
        test, offsets = self.row_test(target, field, condition)

        def run(c: Computation, _i: int) -> Evaluated:
            return sum(test(c, offset) is True for offset in offsets(c))

        return run

    def row_test(
        self, target: Ref, field: Field | None, condition: Expr
    ) -> tuple[Closure, Callable[[Computation], Sequence[int]]]:
        """Compile a condition on the rows of a grid, table or list, and which rows there are."""
        inner = _Compiler(self.names, blank_is_zero=False)
        inner.reads = self.reads
        if field is not None and field.kind in ("list", "documents"):
            inner.row_list = field.id
            self.reads.add((field.id, ROWS_PART))
            return inner.closure(condition), lambda c: c.rows(target.field)
        grid = self.names.grids.get(target.field)
        if grid is not None:
            inner.row_grid, count = grid, len(grid.rows)
        elif field is not None and field.kind == "table":
            inner.names = self.names._replace(table=field.id)
            inner.row_reads = self.reads
            condition, count = _as_own(condition), len(field.rows)
        else:
            raise ExpressionProblem(f"“{target.field}” không phải là bảng", target.position)
        return inner.closure(condition), lambda _c: range(count)


def _plain_sum(source: Many) -> Closure:
    def run(c: Computation, i: int) -> Evaluated:
        values = source(c, i)
        return None if None in values else sum(values)

    return run


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


def _logic(left: Closure, right: Closure, *, decides: bool) -> Closure:
    def run(c: Computation, i: int) -> Evaluated:
        a, b = left(c, i), right(c, i)
        if a is decides or b is decides:
            return decides
        return None if a is None or b is None else not decides

    return run


def _divide(left: Closure, right: Closure) -> Closure:
    def run(c: Computation, i: int) -> Evaluated:
        a, b = left(c, i), right(c, i)
        return None if a is None or not b else Fraction(a) / b

    return run


def _rounding(rounded: Callable[[int, int], int]) -> Callable[[list[Closure]], Closure]:
    def build(args: list[Closure]) -> Closure:
        value, places = args

        def run(c: Computation, i: int) -> Evaluated:
            x, digits = value(c, i), places(c, i)
            if x is None or digits is None:
                return None
            scale = 10 ** int(digits)
            exact = Fraction(x) * scale
            return Fraction(rounded(exact.numerator, exact.denominator), scale)

        return run

    return build


def _rate(args: list[Closure]) -> Closure:
    numerator, denominator, places = args

    def run(c: Computation, i: int) -> Evaluated:
        n, d, digits = numerator(c, i), denominator(c, i), places(c, i)
        if n is None or not d or digits is None:
            return None
        scale = 10 ** int(digits)
        exact = Fraction(100 * scale * n) / d
        return Fraction(half_up(exact.numerator, exact.denominator), scale)

    return run


def _absolute(args: list[Closure]) -> Closure:
    inner = args[0]

    def run(c: Computation, i: int) -> Evaluated:
        value = inner(c, i)
        return None if value is None else abs(value)

    return run


def _choose(args: list[Closure]) -> Closure:
    condition, yes, no = args

    def run(c: Computation, i: int) -> Evaluated:
        truth = condition(c, i)
        return None if truth is None else (yes(c, i) if truth else no(c, i))

    return run


_FUNCTIONS: Mapping[str, Callable[[list[Closure]], Closure]] = {
    "ROUND": _rounding(half_up),
    "TRUNC": _rounding(truncate),
    "TYLE": _rate,
    "ABS": _absolute,
    "IF": _choose,
}
