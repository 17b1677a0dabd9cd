"""What one change made different: said once, and everybody shows only that.

Qt-free. A keystroke in a form of ten thousand cells touches a few of them and a finding or two;
whoever shows a part of the report changes those, and nothing else is read or painted again.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from desktop.window.editor.marks import Place, Turn, field_of, row_of
from forms.cells import CellKey
from forms.findings import Finding
from forms.model import SECTIONS


class News(NamedTuple):
    """The difference that a change made.

    ``cells`` show another text, sign or ground; ``rows`` look different beyond their cells (row 0:
    all of a field). ``gone`` and ``come`` are findings. ``whole`` is told where anything may look
    different: after finalizing, with other notes.
    """

    cells: frozenset[CellKey] = frozenset()
    rows: frozenset[Place] = frozenset()
    gone: tuple[Finding, ...] = ()
    come: tuple[Finding, ...] = ()
    whole: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """Return the fields that look different somewhere."""
        return frozenset({key.field for key in self.cells} | {field for field, _ in self.rows})

    @property
    def is_switched(self) -> bool:
        """Return whether a section was switched on or off."""
        return any(key.field == SECTIONS for key in self.cells)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return the findings that went and those that came."""
        return (*self.gone, *self.come)


def news_of(changed: frozenset[CellKey], turn: Turn, selected: Iterable[str]) -> News:
    """Return the news of changed cells and of what came and went among the findings.

    ``selected`` are the fields that a form chooses from whole tables: they are always read again.
    Without any difference everything is shown anew: what was done is no change of cells.
    """
    moved = (*turn.gone, *turn.come)
    cells = changed | {finding.key for finding in moved if finding.key is not None}
    rows = {(field_of(finding), row_of(finding)) for finding in moved if finding.key is None}
    if not cells and not rows:
        return News(whole=True)
    every = frozenset(rows | {(field, 0) for field in selected})
    return News(cells, every, *turn, whole=not changed)
