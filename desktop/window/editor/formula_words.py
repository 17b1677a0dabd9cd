"""A rule's formulas as a person reads them: cells by their names, functions in words. Qt-free.

A code of a pack (``tn_tong``) says nothing to whoever fills the form in; the help of a cell must
tell which figures it is held against.
"""

from __future__ import annotations

import typing
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from desktop.use_cases.paste_plan import PARTS
from forms.engine import Engine
from forms.formula.expression import ExpressionProblem, parse
from forms.formula.syntax import (
    POWER,
    Binary,
    Call,
    Expr,
    Literal,
    Ref,
    RowRange,
    Text,
    Unary,
)
from forms.model import Column
from forms.numbers import format_number
from forms.vocabulary import Worded

_SIGNS: Final = {"<>": "≠", "<=": "≤", ">=": "≥", "-": "−", "*": "×", "/": "÷"}
_SIGNS.update({"and": "và", "or": "hoặc"})
_SCOPES: Final = {
    "previous": "{} của kỳ trước",
    "year_to_date": "{} từ đầu năm",
    "units": "{} của các đơn vị gửi lên",
}
_CALLS: Final = {
    "MIN": "số nhỏ nhất trong {}",
    "MAX": "số lớn nhất trong {}",
    "ROUND": "{} làm tròn",
    "TRUNC": "{} bỏ phần lẻ",
    "ABS": "{}, không kể dấu",
    "TRONG": "{} chưa ghi",
    "DAU_KY": "ngày đầu kỳ",
    "CUOI_KY": "ngày cuối kỳ",
}
_WANTED: Final[tuple[typing.Literal["numbers", "truth"], ...]] = ("numbers", "truth")
_OTHER: Final = "số liệu của biểu"
_ALL_ROWS: Final = RowRange(1, None)


class FormulaWords:
    """Tells formulas of one form; bare names are columns of ``table`` where there is one."""

    def __init__(self, engine: Engine, word: Callable[[Worded], str], table: str = "") -> None:
        self._engine, self._word = engine, word
        self._rows = table

    def of(self, text: str) -> str:
        """Return a formula in words; what is no formula as it is written."""
        for wanted in _WANTED:
            try:
                return self._said(parse(text, wanted=wanted))
            except ExpressionProblem:
                continue
        name, _, rows = text.partition("[")
        return self._place(Ref(name, _ALL_ROWS if rows else None))

    def condition(self, table: str, text: str) -> str:
        """Return a condition on each row of a table."""
        return FormulaWords(self._engine, self._word, table).of(text)

    # -- operators --------------------------------------------------------------------------------

    def _said(self, expr: Expr) -> str:
        expr = _plain(expr)
        if isinstance(expr, Literal):
            return format_number(expr.value)
        if isinstance(expr, Text):
            return f"“{expr.value}”"
        if isinstance(expr, Ref):
            return self._reference(expr)
        if isinstance(expr, Unary):
            return f"{'−' if expr.op == '-' else 'không phải '}{self._inside(expr.operand, 7)}"
        return self._binary(expr) if isinstance(expr, Binary) else self._call(expr)

    def _inside(self, expr: Expr, power: int) -> str:
        expr = _plain(expr)
        loose = isinstance(expr, Binary) and POWER[expr.op] < power
        return f"({self._said(expr)})" if loose else self._said(expr)

    def _binary(self, expr: Binary) -> str:
        chosen = self._choice(expr)
        power = POWER[expr.op]
        left = self._inside(expr.left, power)
        right = chosen or self._inside(expr.right, power + (expr.op in "-/"))
        # Figures of one other form have one name here.
        same = expr.op == "+" and left == right and left.startswith(_OTHER)
        return left if same else f"{left} {_SIGNS.get(expr.op, expr.op)} {right}"

    def _choice(self, expr: Binary) -> str:
        """Return the label of the choice that a cell is compared with."""
        if not isinstance(expr.left, Ref) or not isinstance(expr.right, Text):
            return ""
        column = self._column(expr.left)
        labels = {choice.code: choice.label for choice in (column.choices if column else ())}
        return f"“{self._word(labels.get(expr.right.value, expr.right.value))}”"

    # -- functions --------------------------------------------------------------------------------

    def _call(self, call: Call) -> str:
        if call.name in ("COUNT", "SUMIF"):
            return self._by_rows(call)
        if call.name == "NGAY":
            year, month, day = (arg.value for arg in call.args if isinstance(arg, Literal))
            return f"ngày {day}/{month}/{year}"
        said = [self._said(arg) for arg in call.args]
        if call.name == "IF":
            return f"({said[1]} nếu {said[0]}, không thì {said[2]})"
        if call.name == "TYLE":
            return f"100 × {self._inside(call.args[0], 6)} ÷ {self._inside(call.args[1], 7)}"
        if call.name == "SUM":
            return f"tổng {'; '.join(said)}"
        told = said[:1] if call.name in ("ROUND", "TRUNC") else said
        return _CALLS[call.name].format("; ".join(told))

    def _by_rows(self, call: Call) -> str:
        rows, *tests = call.args
        owner, part = (rows.field, rows.part) if isinstance(rows, Ref) else ("", None)
        what = "tổng" if call.name == "SUMIF" else "số ô đã ghi của" if part else "số dòng của"
        named = self._said(rows) if part else self._said(rows).removesuffix(" mọi dòng")
        told = f"{what} {named}"
        if not tests or _always(tests[0]):
            return told
        inner = FormulaWords(self._engine, self._word, owner)
        return f"{told} có {inner._said(tests[0])}"

    # -- cells ------------------------------------------------------------------------------------

    def _reference(self, ref: Ref) -> str:
        if ref.scope in _SCOPES:
            return _SCOPES[ref.scope].format(self._place(ref))
        if ref.scope not in ("own", "row"):
            return f"{_OTHER} {ref.scope}"
        return self._place(ref)

    def _place(self, ref: Ref) -> str:
        column = self._column(ref)
        if self._is_bare(ref) and column is not None:
            return f"“{self._heading(column)}”"
        field, grid = self._engine.fields.get(ref.field), self._engine.grids.get(ref.field)
        owner = field or grid
        if owner is None:
            return f"“{ref.field}”"
        part = "" if ref.part in (None, "value") else PARTS.get(str(ref.part), "")
        heading = "" if column is None else self._heading(column)
        if not part and ref.part and heading not in ("", self._word(owner.label)):
            part = f"cột “{heading}”"
        row = self._row(ref)
        told = f"“{self._word(owner.label)}”{f' {row}' if row else ''}"
        return f"{told} ({part})" if part else told

    def _is_bare(self, ref: Ref) -> bool:
        inside = self._rows and ref.row is None and ref.part is None
        return bool(inside) and any(
            column.id == ref.field for column in self._engine.columns(self._rows)
        )

    def _column(self, ref: Ref) -> Column | None:
        owner, part = (self._rows, ref.field) if self._is_bare(ref) else (ref.field, ref.part)
        if owner not in self._engine.fields:
            return None
        columns = self._engine.columns(owner)
        named = [column for column in columns if column.id == (part or "value")]
        return named[0] if named else None

    def _heading(self, column: Column) -> str:
        label = self._word(column.label)
        return f"{column.group}: {label}" if column.group else label

    def _row(self, ref: Ref) -> str:
        if ref.row is None:
            return ""
        if isinstance(ref.row, RowRange):
            stop = ref.row.stop
            return "mọi dòng" if stop is None else f"dòng {ref.row.start}–{stop}"
        labels = self._labels(ref.field)
        at = ref.row if isinstance(ref.row, str) else str(ref.row)
        return f"dòng “{labels[at]}”" if at in labels else f"dòng {ref.row}"

    def _labels(self, owner: str) -> dict[str, str]:
        """Return the labels of fixed rows by id and by number."""
        field, grid = self._engine.fields.get(owner), self._engine.grids.get(owner)
        found: dict[str, str] = {}
        if field is not None:
            for number, row in enumerate(field.rows, 1):
                found[row.id] = found[str(number)] = self._word(row.label)
        if grid is not None:
            for number, line in enumerate(grid.rows, 1):
                own = self._engine.fields.get(line.id)
                label = line.label or (own.label if own else line.id)
                found[line.id] = found[str(number)] = self._word(label)
        return found


def _plain(expr: Expr) -> Expr:
    """Return a formula without what only keeps a sum or a count of nothing blank.

    Forms add 0 × something for that (``SUM(a) + 0 * COUNT(a)``), or write ``TRUNC(c * c / c, 0)``.
    """
    if isinstance(expr, Call) and expr.name == "TRUNC":
        inner = _plain(expr.args[0])
        return expr if inner is expr.args[0] else inner
    if not isinstance(expr, Binary):
        return expr
    one, other = expr.left, expr.right
    if expr.op == "+" and isinstance(other, Binary) and other.op == "*":
        return _plain(one) if other.left == Literal(Decimal(0)) else expr
    squared = expr.op == "/" and isinstance(one, Binary) and one.op == "*"
    return other if squared and isinstance(one, Binary) and one.left == one.right == other else expr


def _always(expr: Expr) -> bool:
    """Return whether a condition holds for every row: ``1 = 1``."""
    return isinstance(expr, Binary) and expr.op == "=" and expr.left == expr.right
