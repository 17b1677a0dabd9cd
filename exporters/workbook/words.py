"""Words and days in a spreadsheet's formulas: choices stand there by their labels, months as days.

A text is compared letter for letter; a month is the serial of its first day.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from exporters.workbook.cells import Cells, Untranslatable, address
from forms.formula.syntax import Binary, Call, Expr, Literal, Ref, RowRange, Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from forms.cells import CellKey
    from forms.engine import Computation
    from forms.model import Column

WORDS: Final = frozenset({"text", "enum"})
DAYS: Final = frozenset({"NGAY", "DAU_KY", "CUOI_KY"})
_LONGEST: Final = 255
"""Letters that a text written in a formula may have."""


def kind_of(expr: Expr, column: Callable[[Ref], Column | None]) -> str:
    """Return the kind of column that a node's value is one of; ``int`` for any figure."""
    if isinstance(expr, Text):
        return "text"
    if isinstance(expr, Ref):
        found = column(expr)
        return "int" if found is None else found.kind
    if isinstance(expr, Call):
        if expr.name in DAYS:
            return "date"
        last = expr.args[-1] if expr.name in {"MIN", "MAX", "IF"} else None
        return "int" if last is None else kind_of(last, column)
    if isinstance(expr, Binary) and expr.op in {"+", "-"}:
        kinds = [kind_of(side, column) for side in (expr.left, expr.right)]
        days = [kind for kind in kinds if kind in {"date", "month"}]
        return days[0] if len(days) == 1 else "int"
    return "int"


def comparison(op: str, left: str, right: str, kind: str) -> str:
    """Write whether two texts are the same, letter for letter, or two choices."""
    if kind == "enum":
        return f"{left}{op}{right}"
    same = f"EXACT({left},{right})"
    return same if op == "=" else f"NOT({same})"


def written(text: str, choices_of: Column | None) -> str:
    """Write a text as a formula's own: a code as the label that stands in the cells."""
    return _quoted_text(_label(text, choices_of))


def _label(text: str, column: Column | None) -> str:
    if column is None or not column.choices:
        return text
    labels = {choice.code: choice.label for choice in column.choices}
    if len({label.casefold() for label in labels.values()}) < len(labels):
        raise Untranslatable(text)
    return labels.get(text, text)


def _quoted_text(text: str) -> str:
    """Write a text in quotes; Untranslatable for one that is too long for a formula."""
    if len(text) > _LONGEST:
        raise Untranslatable(text[:40])
    return '"' + text.replace('"', '""') + '"'


def worded_cell(cells: Cells, key: CellKey) -> tuple[str, tuple[str, ...]]:
    """Write a cell of words and the test that it is blank; one left out as what it says."""
    spot = cells.spots.get(key)
    if spot is not None:
        at = address(spot, cells.home)
        return at, (f'{at}=""',)
    value = cells.c.effective(key)
    if not isinstance(value, str):
        raise Untranslatable(key.place())
    return written(value, cells.c.engine.column(key)), ()


def day(call: Call, c: Computation) -> str:
    """Write a day of the calendar, or the first or last of the period."""
    if call.name == "NGAY":
        numbers = [int(arg.value) for arg in call.args if isinstance(arg, Literal)]
        shown = date(*numbers)
    else:
        shown = c.span[0 if call.name == "DAU_KY" else 1]
    return f"DATE({shown.year},{shown.month},{shown.day})"


def first_of_month(text: str) -> str:
    """Write the month that a day lies in, as months stand in the workbook."""
    return f"DATE(YEAR({text}),MONTH({text}),1)"


def is_range(expr: Expr) -> bool:
    """Tell whether a node is a range of cells."""
    return isinstance(expr, Ref) and isinstance(expr.row, RowRange)
