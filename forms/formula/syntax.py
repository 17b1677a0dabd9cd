"""The typed tree of a pack's formula: its nodes and what it reads.

`forms.formula.expression` makes these trees from text and explains the language; relations compile
them to closures, exporters translate them to spreadsheet formulas. A tree from `parse` is at most
about 230 nodes deep (a sum of 200 terms leans to the left), so plain recursion over it is safe.
"""

from __future__ import annotations

import dataclasses
import typing
from decimal import Decimal
from typing import Final, TypeAlias

Kind: TypeAlias = typing.Literal["number", "truth", "text", "range", "rows"]
"""What a node gives: one figure or date (a cell's kind is only known in its form), a truth, a
written text, a range of cells, or whole rows (for COUNT only)."""


COMPARISONS: Final = frozenset({"=", "<>", "<=", ">=", "<", ">"})
LOGIC: Final = {"or": 1, "and": 2}
POWER: Final = LOGIC | dict.fromkeys(COMPARISONS, 4) | {"+": 5, "-": 5, "*": 6, "/": 6}
"""How strongly an operator between two operands binds; all are left-associative."""
PREFIX_POWER: Final = {"not": 3, "-": 7}
WRAPPERS: Final = {"previous": "truoc", "year_to_date": "luy_ke_nam", "units": "DONVI"}
"""How each scope other than a form is written around a cell."""
ROW_TESTS: Final = frozenset({"COUNT", "SUMIF"})
"""Functions whose second argument is a condition on each row of their first."""


@dataclasses.dataclass(frozen=True, slots=True)
class RowRange:
    """Rows `start` to `stop` by 1-based position, both included; `stop` None is the last row."""

    start: int
    stop: int | None


@dataclasses.dataclass(frozen=True, slots=True)
class Literal:
    """A number written in the formula: exact, never negative, at most 18 digits."""

    value: Decimal
    position: int = dataclasses.field(default=0, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Text:
    """A text or the code of a choice, written in the formula; it is only ever compared."""

    value: str
    position: int = dataclasses.field(default=0, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Ref:
    """A cell or a range of cells, not yet looked up in any form.

    `row` is None (no brackets), a 1-based position, a row id or a range; `part` is the part or
    column. `scope` is "own", "previous" (truoc), "year_to_date" (luy_ke_nam), "units" (DONVI),
    "row" (a bare name in the condition of COUNT or SUMIF: `field` is a column or part of the row
    at hand) or a form id, which always starts with a capital.
    """

    field: str
    row: int | str | RowRange | None = None
    part: str | None = None
    scope: str = "own"
    position: int = dataclasses.field(default=0, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Unary:
    """`op` is "-" on a number or "not" on a truth."""

    op: str
    operand: Expr
    position: int = dataclasses.field(default=0, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Binary:
    """`op` is one of + - * / = <> <= >= < > and or; `position` is that of the operator."""

    op: str
    left: Expr
    right: Expr
    position: int = dataclasses.field(default=0, compare=False, repr=False)


@dataclasses.dataclass(frozen=True, slots=True)
class Call:
    """A function by its capital name; number and types of its arguments are already checked."""

    name: str
    args: tuple[Expr, ...]
    position: int = dataclasses.field(default=0, compare=False, repr=False)


Expr: TypeAlias = Literal | Text | Ref | Unary | Binary | Call


def kind_of(expr: Expr) -> Kind:
    """Tell what a node gives."""
    while isinstance(expr, Call) and expr.name == "IF":
        expr = expr.args[1]
    if isinstance(expr, Ref):
        if not isinstance(expr.row, RowRange):
            return "number"
        return "rows" if expr.part is None else "range"
    if isinstance(expr, Text):
        return "text"
    if isinstance(expr, Binary):
        return "truth" if expr.op in COMPARISONS or expr.op in LOGIC else "number"
    if isinstance(expr, Unary):
        return "truth" if expr.op == "not" else "number"
    return "truth" if isinstance(expr, Call) and expr.name == "TRONG" else "number"


def references(expr: Expr) -> tuple[Ref, ...]:
    """List what a formula reads, in the order written, each once.

    A bare name in the condition of COUNT or SUMIF comes back as that column of the rows:
    `COUNT(dvc[*], p = 100)` reads `dvc[*]` and `dvc[*].p`.
    """
    found: dict[Ref, None] = {}
    waiting: list[tuple[Expr, Expr]] = [(expr, expr)]
    while waiting:
        node, rows = waiting.pop()
        if isinstance(node, Ref):
            if node.scope == "row" and isinstance(rows, Ref):
                node = Ref(rows.field, rows.row, node.field, rows.scope, node.position)
            found.setdefault(node)
        elif isinstance(node, Unary):
            waiting.append((node.operand, rows))
        elif isinstance(node, Binary):
            waiting += ((node.right, rows), (node.left, rows))
        elif isinstance(node, Call):
            inner = node.args[0] if node.name in ROW_TESTS else rows
            waiting += ((arg, inner) for arg in reversed(node.args))
    return tuple(found)
