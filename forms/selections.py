"""Lists that a form computes: the rows of a grid for which a condition holds.

``dvc_100_list`` is the services received wholly online; a report's conclusion states how many
they are, and the statement must agree with the table (rule XREF-LIST).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import STATED, CellKey
from forms.expression import parse
from forms.findings import Finding
from forms.formulas import Closure, Names, compile_row_test
from forms.messages import sentence
from forms.model import Field
from forms.rules import Check, Span, Speech, drop, shown

if TYPE_CHECKING:
    from forms.engine import Computation


_OTHERS = "{label}: danh sách đã ghi khác danh sách tính từ bảng. Bảng gồm: {detail}."


class Selection(NamedTuple):
    """A compiled selection: which rows there are, and the test of one row."""

    ids: tuple[str, ...]
    test: Closure
    reads: frozenset[tuple[str, str]]

    def chosen(self, c: Computation) -> tuple[str, ...]:
        """Return the ids of the rows that pass, in the grid's order."""
        return tuple(row for i, row in enumerate(self.ids) if self.test(c, i) is True)


def compile_selection(field: Field, names: Names) -> Selection:
    """Compile a ``selection`` field; raises ExpressionProblem for an unknown grid or part."""
    call = parse(f"COUNT({field.grid}[*], {field.condition})")
    ids = tuple(row.id for row in names.grids[field.grid].rows) if field.grid in names.grids else ()
    compiled = compile_row_test(call, names)
    return Selection(ids, compiled.run, compiled.reads)


class SelectionCheck(Check):
    """The stated count and members of a selection against the computed ones."""

    def __init__(self, field: Field, selection: Selection) -> None:
        """Bind the field; its stated cells belong to what the check reads."""
        self.field, self.selection = field, selection
        self.reads = selection.reads | {(field.id, STATED)} | {(field.id, "value")}
        self.speech = Speech("", field.code or "XREF-LIST", "error")

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Compare count, and members where they are stated."""
        del span
        chosen = self.selection.chosen(c)
        stated = c.cells.get(CellKey(self.field.id, 0, STATED))
        members = self._members(c)
        differs = isinstance(stated, Decimal) and int(stated) != len(chosen)
        return (0,) if differs or (members and set(members) != set(chosen)) else ()

    def _members(self, c: Computation) -> list[str]:
        return [str(c.cells[CellKey(self.field.id, row, "value")]) for row in c.rows(self.field.id)]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Name the rows that the table gives, and what is missing or too many."""
        if not self.broken(c, (i, i + 1)):
            return ()
        chosen = self.selection.chosen(c)
        key = CellKey(self.field.id, 0, STATED)
        stated = c.cells.get(key)
        given = stated if isinstance(stated, Decimal) else Decimal(len(self._members(c)))
        template = _OTHERS if given == len(chosen) else ""
        off = shown(given - len(chosen))
        words = {"given": shown(given), "expected": shown(len(chosen)), "difference": off}
        labels = "; ".join(c.label(CellKey(row, 0, "n")) for row in chosen)
        return (
            Finding(
                code=self.speech.code,
                severity=self.speech.severity,
                place=self.field.id,
                rule=self.speech.rule,
                key=key,
                message=sentence(
                    self.speech.code,
                    template,
                    label=c.word(self.field.label),
                    detail=labels,
                    **words,
                ),
                repair=drop(key),
                **words,
            ),
        )
