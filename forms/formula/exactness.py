"""Whether a formula's result can stand in the cell it is for: its kind and its decimals.

A result with more decimals than its cell would never be computed, silently; a pack with such a
formula is refused instead.
"""

from __future__ import annotations

from forms.cells import PERCENT, VALUE
from forms.formula.expression import ExpressionProblem
from forms.formula.sorts import sort_of
from forms.formula.syntax import Binary, Call, Expr, Literal, Ref, RowRange, Text, Unary
from forms.layout import FIGURES, PERCENT_SCALE
from forms.model import Column
from forms.names import LISTS, Names

_WHOLE = frozenset({"COUNT", "TRONG", "NGAY", "DAU_KY", "CUOI_KY"})


def check_result(expr: Expr, names: Names, target: Column) -> None:
    """Refuse (ExpressionProblem) a formula whose result is no value of ``target``'s kind."""
    sort = sort_of(expr, names).name
    if target.kind not in FIGURES:
        if target.kind not in ("date", "month"):
            raise ExpressionProblem("ô chữ và lựa chọn không tính được, không phải là ô số", 0)
        if sort != target.kind:
            raise ExpressionProblem("công thức của ô ngày, tháng phải cho ra ngày, tháng", 0)
        return
    if sort != "number":
        raise ExpressionProblem("công thức của ô số phải cho ra một số", 0)
    allowed = PERCENT_SCALE if target.kind == "pct" else 0
    decimals = _result_decimals(expr, names)
    if decimals is None or decimals > allowed:
        what = f"kết quả phải làm tròn bằng ROUND, TRUNC hoặc TYLE đến {allowed} số lẻ"
        raise ExpressionProblem(what, expr.position)


def adds_up(expr: Expr) -> bool:
    """Tell whether a formula only adds cells up: of nothing else is the rounding known."""
    if isinstance(expr, Binary):
        return expr.op == "+" and adds_up(expr.left) and adds_up(expr.right)
    if isinstance(expr, Call):
        return expr.name == "SUM" and all(map(adds_up, expr.args))
    return isinstance(expr, Ref)


def _result_decimals(expr: Expr, names: Names) -> int | None:
    """Return how many decimals a result has at most; ``None`` where there is no limit."""
    if isinstance(expr, Literal):
        return max(-int(expr.value.as_tuple().exponent), 0)
    if isinstance(expr, Ref):
        return _cell_decimals(expr, names)
    if isinstance(expr, Text):
        return 0
    if isinstance(expr, Unary):
        return _result_decimals(expr.operand, names)
    if isinstance(expr, Binary):
        left, right = _result_decimals(expr.left, names), _result_decimals(expr.right, names)
        if left is None or right is None or expr.op == "/":
            return None
        return left + right if expr.op == "*" else max(left, right)
    return _call_decimals(expr, names)


def _call_decimals(expr: Call, names: Names) -> int | None:
    if expr.name in ("ROUND", "TRUNC", "TYLE"):
        places = expr.args[-1]
        return int(places.value) if isinstance(places, Literal) else None
    if expr.name in _WHOLE:
        return 0
    args = expr.args[1:] if expr.name == "IF" else expr.args
    if expr.name == "SUMIF":
        args = expr.args[:1]
    found = [_result_decimals(arg, names) for arg in args]
    known = [decimals for decimals in found if decimals is not None]
    return max(known) if len(known) == len(found) else None


def _cell_decimals(ref: Ref, names: Names) -> int:
    part = ref.part or VALUE
    if ref.scope not in ("own", "previous", "year_to_date", "units"):
        return PERCENT_SCALE if part == PERCENT else 0
    field = names.fields.get(ref.field)
    if field is not None and field.kind in LISTS:
        column = names.column(ref.field, part)
    elif isinstance(ref.row, RowRange):
        column = names.column(ref.field, part) or names.runs(ref)[0].column
    else:
        column = names.spot(ref).column
    return PERCENT_SCALE if column is not None and column.kind == "pct" else 0
