"""Lists that a form computes: the rows of a grid for which a condition holds.

``dvc_100_list`` is the services received wholly online; a report's conclusion states how many
they are, and the statement must agree with the table (rule XREF-LIST).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import STATED, VALUE, CellKey
from forms.checking.checks import Check, Span
from forms.checking.remarks import Figures, Speech, drop, remark, shown
from forms.findings import Finding
from forms.formula.expression import ExpressionProblem, parse
from forms.formula.formulas import compile_row_test
from forms.formula.functions import Closure
from forms.model import Field
from forms.names import ROWS_PART, Names, Reach

if TYPE_CHECKING:
    from forms.computation import Computation


_OTHERS = "{label}: danh sách đã ghi khác danh sách tính từ bảng. Bảng gồm: {detail}."


class Selection(NamedTuple):
    """A compiled selection: which rows there are, and the test of one row."""

    ids: tuple[str, ...]
    test: Closure
    reads: frozenset[Reach]

    def chosen(self, c: Computation) -> tuple[str, ...]:
        """Return the ids of the rows that pass, in the grid's order."""
        return tuple(row for i, row in enumerate(self.ids) if self.test(c, i))

    def known(self, c: Computation) -> bool:
        """Return whether any row can be judged: before, nothing stated can be wrong."""
        return any(self.test(c, i) is not None for i in range(len(self.ids)))


def compile_selection(field: Field, names: Names) -> Selection:
    """Compile a ``selection`` field; raises ExpressionProblem for an unknown grid or part."""
    call = parse(f"COUNT({field.grid}[*], {field.condition})")
    grid = names.grids.get(field.grid)
    if grid is None:
        raise ExpressionProblem(f"không có bảng “{field.grid}”", 0)
    test, reads = compile_row_test(call, names)
    return Selection(tuple(row.id for row in grid.rows), test, reads)


class SelectionCheck(Check):
    """The stated count and members of a selection against the computed ones."""

    def __init__(self, field: Field, selection: Selection) -> None:
        """Bind the field; its stated cells belong to what the check reads."""
        self.field, self.selection = field, selection
        own = (Reach(field.id, STATED), Reach(field.id, ROWS_PART))
        self.reads = selection.reads.union(own)
        self.speech = Speech("", field.code or "XREF-LIST")

    def broken(self, c: Computation, span: Span) -> Sequence[int]:  # noqa: ARG002  one instance
        """Compare count, and members where they are stated."""
        stated, members = self._stated(c), self._members(c)
        if (stated is None and not members) or not self.selection.known(c):
            return ()
        chosen = self.selection.chosen(c)
        differs = stated is not None and stated != len(chosen)
        return (0,) if differs or (members and set(members) != set(chosen)) else ()

    def _stated(self, c: Computation) -> Decimal | None:
        value = c.cells.get(CellKey(self.field.id, 0, STATED))
        return value if isinstance(value, Decimal) else None

    def _members(self, c: Computation) -> list[str]:
        cells = (CellKey(self.field.id, row, VALUE) for row in c.rows(self.field.id))
        return [str(c.cells[key]) for key in cells if key in c.cells]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:  # noqa: ARG002
        """Name the rows that the table gives, and which are missing or too many."""
        chosen, members = self.selection.chosen(c), self._members(c)
        stated = self._stated(c)
        given = Decimal(len(members)) if stated is None else stated
        off = given - len(chosen)
        said = Figures(
            shown(given), shown(len(chosen)), shown(off), _told(c, self.field.grid, members, chosen)
        )
        key = CellKey(self.field.id, 0, STATED)
        detail = _labels(c, self.field.grid, chosen) or "không có dòng nào"
        speech = self.speech if off else self.speech._replace(template=_OTHERS)
        return (remark(c, key, speech, said, repair=drop(key), detail=detail),)


def _told(c: Computation, grid: str, members: Sequence[str], chosen: Sequence[str]) -> str:
    if not members:
        return ""
    absent = _labels(c, grid, [row for row in chosen if row not in members])
    surplus = _labels(c, grid, [row for row in members if row not in chosen])
    told = (("thiếu", absent), ("thừa", surplus))
    return "; ".join(f"{word}: {labels}" for word, labels in told if labels)


def _labels(c: Computation, grid: str, rows: Iterable[str]) -> str:
    """Name rows of a grid as it prints them: by their own label, else their field's."""
    own = {row.id: c.word(row.label) for row in c.engine.grids[grid].rows}
    fields = c.engine.fields
    names = (own.get(row) or (c.word(fields[row].label) if row in fields else row) for row in rows)
    return "; ".join(names)
