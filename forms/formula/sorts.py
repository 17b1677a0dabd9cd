"""Which sort of value a formula gives in its form: a figure, a day, a month, a text, a choice.

The parser only tells numbers from truths and written texts. Here, where the cells are known,
days are kept from being added up, a choice is only compared with codes that it has, and what
cannot be compared is refused with its position.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

from forms.cells import VALUE
from forms.formula.expression import ExpressionProblem
from forms.formula.syntax import (
    COMPARISONS,
    LOGIC,
    ROW_TESTS,
    Binary,
    Call,
    Expr,
    Ref,
    RowRange,
    Text,
    Unary,
    references,
)
from forms.formula.syntax import Literal as Number
from forms.layout import FIGURES
from forms.model import Choice, Column
from forms.names import LISTS, Names

SortName = Literal["number", "truth", "date", "month", "text", "enum"]
_CALENDAR = frozenset({"date", "month"})
_OWN = frozenset({"own", "row", "previous", "year_to_date", "units"})
_NAMES: Mapping[str, str] = {
    "number": "số",
    "truth": "điều kiện đúng/sai",
    "date": "ngày",
    "month": "tháng",
    "text": "chữ",
    "enum": "lựa chọn",
}


class Sort(NamedTuple):
    """What a node gives; a choice brings those that it has."""

    name: SortName
    choices: tuple[Choice, ...] = ()


_OF_KIND: Mapping[str, SortName] = {"date": "date", "month": "month", "text": "text"}
_NUMBER, _TRUTH, _DAY, _TEXT = Sort("number"), Sort("truth"), Sort("date"), Sort("text")
_CALLS: Mapping[str, Sort] = {
    "TRONG": _TRUTH,
    "NGAY": _DAY,
    "DAU_KY": _DAY,
    "CUOI_KY": _DAY,
}


def sort_of(expr: Expr, names: Names, rows: Ref | None = None) -> Sort:
    """Return the sort of a formula; ``rows`` are those that its bare row names are columns of.

    Raises ExpressionProblem at the first operand that its operator or function does not take.
    """
    if isinstance(expr, Number):
        return _NUMBER
    if isinstance(expr, Ref):
        return _cell_sort(expr, names, rows)
    if isinstance(expr, Text):
        return _TEXT
    if isinstance(expr, Unary):
        _need(expr.operand, names, rows, "truth" if expr.op == "not" else "number")
        return _TRUTH if expr.op == "not" else _NUMBER
    if isinstance(expr, Binary):
        return _binary_sort(expr, names, rows)
    return _call_sort(expr, names, rows)


def refuse_unlike(exprs: Sequence[Expr], names: Names) -> None:
    """Refuse sides of a comparison that are not all figures, all days or all months."""
    sorts = [sort_of(expr, names) for expr in exprs]
    for expr, sort in zip(exprs, sorts, strict=True):
        if sort.name in ("text", "enum"):
            raise ExpressionProblem("chỗ này cần ô số, ngày hoặc tháng", expr.position)
        if sort.name != sorts[0].name:
            raise _unlike(sorts[0], sort, expr.position)


def column_of(ref: Ref, names: Names, rows: Ref | None = None) -> Column | None:
    """Return the column that a name stands for; ``None`` for rows as a whole, or unknown.

    In a grid, whose rows are fields, it is that of the first row that has the part.
    """
    if ref.scope == "row" and rows is not None:
        if _is_table(names, rows.field):
            own = Ref(ref.field, position=ref.position)
            return names._replace(table=rows.field, on_list=False).spot(own).column
        ref = Ref(rows.field, rows.row, ref.field, rows.scope, ref.position)
    if ref.scope not in _OWN:
        return None
    if not isinstance(ref.row, RowRange):
        return _named(ref, names) or names.spot(ref).column
    if ref.part is None:
        return None
    field = names.fields.get(ref.field)
    if field is not None and field.kind in LISTS:
        return names.column(ref.field, ref.part)
    return names.column(ref.field, ref.part) or names.runs(ref)[0].column


def _named(ref: Ref, names: Names) -> Column | None:
    """Look a name up without its row, which is what most of them are; `None` leaves it open."""
    if names.table and ref.row is None and ref.part is None:
        found = names.column(names.table, ref.field)
        if found is not None:
            return found
    return names.column(ref.field, ref.part or VALUE)


def cells_named(expr: Expr, names: Names) -> tuple[Ref, ...]:
    """List what a formula reads; a bare name that a table has not as a column is a field."""
    return tuple(
        Ref(ref.part, position=ref.position)
        if isinstance(ref.row, RowRange)
        and ref.part is not None
        and _is_table(names, ref.field)
        and names.column(ref.field, ref.part) is None
        and ref.part in names.fields
        else ref
        for ref in references(expr)
    )


def _is_table(names: Names, field: str) -> bool:
    return field in names.fields and names.fields[field].kind == "table"


def asks_for_choices(expr: Expr, names: Names) -> bool:
    """Tell whether a formula counts rows by what was chosen in them: a count by status."""
    if not (isinstance(expr, Call) and expr.name == "COUNT" and len(expr.args) > 1):
        return False
    named = (ref for ref in cells_named(expr, names) if ref.part is not None)
    columns = (column_of(ref, names) for ref in named)
    return any(column is not None and column.kind == "enum" for column in columns)


def _cell_sort(ref: Ref, names: Names, rows: Ref | None) -> Sort:
    column = column_of(ref, names, rows)
    if column is None or column.kind in FIGURES:
        return _NUMBER
    if column.kind == "enum":
        return Sort("enum", column.choices)
    return Sort(_OF_KIND[column.kind])


def _need(expr: Expr, names: Names, rows: Ref | None, *wanted: SortName) -> Sort:
    sort = sort_of(expr, names, rows)
    if sort.name not in wanted:
        words = " hoặc ".join(_NAMES[name] for name in wanted)
        what = f"chỗ này cần {words}, nhưng đây là {_NAMES[sort.name]}"
        raise ExpressionProblem(what, expr.position)
    return sort


def _binary_sort(expr: Binary, names: Names, rows: Ref | None) -> Sort:
    if expr.op in LOGIC:
        for side in (expr.left, expr.right):
            _need(side, names, rows, "truth")
        return _TRUTH
    if expr.op in COMPARISONS:
        _compared(expr, names, rows)
        return _TRUTH
    left, right = (sort_of(side, names, rows) for side in (expr.left, expr.right))
    if left.name == "number" and right.name == "number":
        return _NUMBER
    return _moved(expr, left, right)


def _moved(expr: Binary, left: Sort, right: Sort) -> Sort:
    """Return what ± gives beside a day or month: a later one, or how many lie between two."""
    if expr.op in ("+", "-") and left.name in _CALENDAR and right.name == "number":
        return left
    if expr.op == "+" and left.name == "number" and right.name in _CALENDAR:
        return right
    if expr.op == "-" and left.name in _CALENDAR and left.name == right.name:
        return _NUMBER
    what = f"không viết {_NAMES[left.name]} {expr.op} {_NAMES[right.name]}"
    hint = "; ngày trừ ngày ra số ngày, ngày cộng số ra ngày"
    raise ExpressionProblem(what + hint, expr.position)


def _compared(expr: Binary, names: Names, rows: Ref | None) -> None:
    left, right = (sort_of(side, names, rows) for side in (expr.left, expr.right))
    for side, beside in ((expr.left, right), (expr.right, left)):
        if isinstance(side, Text):
            _said_of(side, beside)
            return
    both = {left.name, right.name}
    words = both & {"text", "enum"}
    if words and expr.op not in ("=", "<>"):
        raise ExpressionProblem("chữ và lựa chọn chỉ so sánh bằng = hoặc <>", expr.position)
    if (len(both) > 1 and not both <= _CALENDAR) or _codes(left) != _codes(right):
        raise _unlike(left, right, expr.position)


def _said_of(text: Text, beside: Sort) -> None:
    """Refuse a text that the cell beside it can never say."""
    if beside.name not in ("text", "enum"):
        what = f"chữ chỉ so với ô chữ hoặc lựa chọn, nhưng đây là {_NAMES[beside.name]}"
        raise ExpressionProblem(what, text.position)
    codes = _codes(beside)
    if beside.name == "enum" and text.value not in codes:
        known = ", ".join(codes)
        raise ExpressionProblem(f"không có mã “{text.value[:40]}”; các mã: {known}", text.position)


def _codes(sort: Sort) -> tuple[str, ...]:
    return tuple(choice.code for choice in sort.choices)


def _unlike(left: Sort, right: Sort, position: int) -> ExpressionProblem:
    if left.name == right.name:
        return ExpressionProblem("hai ô lựa chọn có danh sách mã khác nhau", position)
    what = f"không so {_NAMES[left.name]} với {_NAMES[right.name]}"
    return ExpressionProblem(what, position)


def _call_sort(expr: Call, names: Names, rows: Ref | None) -> Sort:
    if expr.name in ROW_TESTS:
        return _row_test_sort(expr, names)
    known = _CALLS.get(expr.name)
    if known is not None:
        return known
    if expr.name == "IF":
        _need(expr.args[0], names, rows, "truth")
        return _alike(expr.args[1:], names, rows)
    if expr.name in ("MIN", "MAX"):
        return _alike(expr.args, names, rows)
    for arg in expr.args:
        _need(arg, names, rows, "number")
    return _NUMBER


def _alike(args: Sequence[Expr], names: Names, rows: Ref | None) -> Sort:
    wanted: tuple[SortName, ...] = ("number", "date", "month", "truth")
    first = _need(args[0], names, rows, *wanted)
    for arg in args[1:]:
        _need(arg, names, rows, first.name)
    return first


def _row_test_sort(expr: Call, names: Names) -> Sort:
    target = expr.args[0]
    if expr.name == "SUMIF":
        _need(target, names, None, "number")
    if len(expr.args) > 1 and isinstance(target, Ref):
        _need(expr.args[1], names, target, "truth")
    return _NUMBER
