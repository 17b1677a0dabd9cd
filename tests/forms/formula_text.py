"""Formulas as text again: what is parsed from it must be the tree that it was printed from."""

from __future__ import annotations

from typing import Final

from forms.formula.syntax import (
    LOGIC,
    POWER,
    PREFIX_POWER,
    WRAPPERS,
    Call,
    Expr,
    Literal,
    Ref,
    RowRange,
    Text,
    Unary,
)

_PRINTED: Final = {"and": " va ", "or": " hoac ", "not": "khong ", "-": "-"}


def to_text(expr: Expr) -> str:
    """Print a formula in its one canonical form: `va hoac khong`, fewest brackets.

    Parsing the result gives an equal tree, as long as it keeps within the limits of `parse`.
    """
    return _text(expr, 0)


def _text(expr: Expr, floor: int) -> str:
    if isinstance(expr, Literal):
        return f"{expr.value:f}"
    if isinstance(expr, Text):
        return f'"{expr.value}"'
    if isinstance(expr, Ref):
        return _ref_text(expr)
    if isinstance(expr, Call):
        return f"{expr.name}({', '.join([_text(arg, 0) for arg in expr.args])})"
    if isinstance(expr, Unary):
        power = PREFIX_POWER[expr.op]
        text = _PRINTED[expr.op] + _text(expr.operand, power - 1)
    else:
        power = POWER[expr.op]
        op = _PRINTED[expr.op] if expr.op in LOGIC else f" {expr.op} "
        text = _text(expr.left, power - 1) + op + _text(expr.right, power)
    return f"({text})" if power <= floor else text


def _ref_text(ref: Ref) -> str:
    row = ref.row
    if isinstance(row, RowRange):
        row = "*" if row.stop is None else f"{row.start}:{row.stop}"
    place = ref.field if row is None else f"{ref.field}[{row}]"
    place = place if ref.part is None else f"{place}.{ref.part}"
    if ref.scope in {"own", "row"}:
        return place
    wrapper = WRAPPERS.get(ref.scope)
    return f"{wrapper}({place})" if wrapper else f'bieu("{ref.scope}").{place}'
