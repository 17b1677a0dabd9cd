"""Money operands as they are printed: each with the size of its last digit, in đồng."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.cells import VALUE, CellKey
from forms.formula.expression import ExpressionProblem
from forms.formula.sorts import cells_named
from forms.formula.syntax import Expr, Ref, RowRange
from forms.layout import DONG, to_units
from forms.model import Column
from forms.names import LISTS, Names
from forms.numbers import last_digit_unit
from forms.verdicts import Operand
from forms.vocabulary import Operands

if TYPE_CHECKING:
    from forms.computation import Computation

Addends = Callable[["Computation", int], list[Operand]]
"""The money figures of one instance of a rule."""
Cells = Callable[["Computation", int], Sequence[CellKey]]


def printed_operand(c: Computation, key: CellKey, column: Column, mode: Operands) -> Operand:
    """Return a money figure as printed; a computed one, that nobody has printed, is exact.

    A blank is 0.
    """
    typed = c.cells.get(key)
    if isinstance(typed, Decimal) and mode != "exact":
        units, unit = to_units(column, typed), last_digit_unit(typed, column.unit or DONG)
        return Operand(units or 0, unit, mode)
    computed = c.effective(key)
    return Operand((to_units(column, computed) if computed is not None else None) or 0)


def money_addends(expr: Expr, names: Names, mode: Operands) -> Addends:
    """Return what reads the money figures that a formula adds up.

    Raises:
        ExpressionProblem: One of its cells holds something other than money.
    """
    sources = [source for ref in cells_named(expr, names) for source in _sources(ref, names)]

    def read(c: Computation, i: int) -> list[Operand]:
        return [
            printed_operand(c, key, column, mode) for column, keys in sources for key in keys(c, i)
        ]

    return read


def _sources(ref: Ref, names: Names) -> list[tuple[Column, Cells]]:
    part = ref.part or VALUE
    field = names.fields.get(ref.field)
    if field is not None and field.kind in LISTS:
        column = _money(names.column(field.id, part), ref)
        name = field.id
        return [(column, lambda c, _i: [CellKey(name, row, part) for row in c.rows(name)])]
    if not isinstance(ref.row, RowRange):
        spot = names.spot(ref)
        return [(_money(spot.column, ref), lambda _c, i: [spot.key(i)])]
    found: list[tuple[Column, Cells]] = []
    for _name, column, strip, first, stop in names.runs(ref):
        if strip is not None:
            keys = [strip.key(at) for at in range(first, stop)]
            found.append((_money(column, ref), _always(keys)))
    return found


def _money(column: Column | None, ref: Ref) -> Column:
    if column is None or column.kind != "money":
        raise ExpressionProblem("số tiền đã làm tròn chỉ cộng được các ô tiền", ref.position)
    return column


def _always(keys: Sequence[CellKey]) -> Cells:
    return lambda _c, _i: keys
