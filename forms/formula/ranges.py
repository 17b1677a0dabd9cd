"""The cells of a range in a formula: rows of a grid, a table or a list, as closures.

What is read goes into a set of reaches, from which the engine knows when to look again.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from forms.cells import CellKey
from forms.formula.expression import ExpressionProblem
from forms.formula.functions import Closure, Many, Number
from forms.formula.syntax import Ref, RowRange
from forms.layout import NUMERIC, PERCENT_UNIT
from forms.model import Field
from forms.names import EVERY_ROW, LISTS, ROWS_PART, Names, Reach, Run, figures_of

if TYPE_CHECKING:
    from forms.computation import Computation


def is_list(field: Field | None) -> bool:
    """Return whether a field has as many rows as somebody types."""
    return field is not None and field.kind in LISTS


def as_percent(get: Closure, kind: str) -> Closure:
    """Give a cell of a column of some kind as formulas calculate with it."""
    if kind != "pct":
        return get

    def percent(c: Computation, i: int) -> Number | None:
        units = get(c, i)
        return None if units is None else Fraction(units, PERCENT_UNIT)

    return percent


def many(ref: Ref, names: Names, reads: set[Reach], *, presence: bool = False) -> Many:
    """Compile a range: the numbers of its cells, blanks as ``None``.

    With ``presence`` only that matters; texts are then taken, too.
    """
    if ref.scope != "own":
        raise ExpressionProblem("kỳ trước, đơn vị, biểu khác chỉ gọi từng ô", ref.position)
    field = names.fields.get(ref.field)
    if field is not None and is_list(field):
        return _list_range(field, ref, names, reads, presence=presence)
    runs = names.runs(ref)
    reads.update(run.reach for run in runs)
    if presence and runs[0].strip is None:
        return _filled_words(runs, names)
    starts = [figures_of(run.strip, ref).start for run in runs]
    spans = [range(at + run.first, at + run.stop) for at, run in zip(starts, runs, strict=True)]
    if len(spans) == 1 and runs[0].column.kind != "pct":
        first, stop = spans[0].start, spans[0].stop
        return lambda c, _i: c.now[first:stop]
    slots = [slot for span in spans for slot in span]
    if runs[0].column.kind == "pct":
        return lambda c, _i: [_percent(c.now[at]) for at in slots]
    return lambda c, _i: [c.now[at] for at in slots]


def _percent(units: int | None) -> Fraction | None:
    return None if units is None else Fraction(units, PERCENT_UNIT)


def _filled_words(runs: Sequence[Run], names: Names) -> Many:
    table = names.fields[runs[0].field].kind == "table"
    keys = [
        CellKey(run.field, at + 1 if table else 0, run.column.id)
        for run in runs
        for at in range(run.first, run.stop)
    ]
    return lambda c, _i: [0 if key in c.cells else None for key in keys]


def _list_range(field: Field, ref: Ref, names: Names, reads: set[Reach], *, presence: bool) -> Many:
    field_id, column = field.id, names.column(field.id, ref.part or "value")
    numeric = column is not None and column.kind in NUMERIC
    if column is None or not (numeric or presence) or not isinstance(ref.row, RowRange):
        what = f"danh sách “{field_id}” không có cột số “{ref.part}”"
        raise ExpressionProblem(what, ref.position)
    reads |= {Reach(field_id, ROWS_PART), Reach(field_id, column.id, 0, EVERY_ROW)}
    start, stop, part = ref.row.start - 1, ref.row.stop, column.id
    if not numeric:
        return lambda c, _i: [
            0 if CellKey(field_id, row, part) in c.cells else None
            for row in c.rows(field_id)[start:stop]
        ]
    one = as_percent(lambda c, row: c.list_units(field_id, row, part), column.kind)
    return lambda c, _i: [one(c, row) for row in c.rows(field_id)[start:stop]]
