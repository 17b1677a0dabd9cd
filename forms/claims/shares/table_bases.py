"""The totals of tables, as what shares in the paragraphs below may be shares of."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from forms.claims.passages import Line, Passage, Table
from forms.claims.tables.table_grid import Grid, grid_of
from forms.claims.text_figures import Figure

_NOWHERE: Final = -1


class TableTotals:
    """The totals of the tables of a text, given out in reading order."""

    def __init__(self, parts: Iterable[Line | Table]) -> None:
        self._left = deque(part for part in parts if isinstance(part, Table) and part.line(0))

    def above(self, passage: Passage) -> list[Figure]:
        """Return the totals of the tables that stand before a passage and were not yet given."""
        line = passage.pieces[0].line
        found = []
        while self._left and (self._left[0].page, self._left[0].line(0)) < (line.page, line.number):
            grid = grid_of(self._left.popleft())
            total = None if grid is None else _total(grid)
            found += [] if total is None else [total]
        return found


def _total(grid: Grid) -> Figure | None:
    """The first count of the last row that is named as a total; it counts what the text says."""
    row = next((k for k in reversed(range(len(grid.rows))) if grid.is_total(k)), None)
    cells = () if row is None else grid.cells[row]
    for j, cell in enumerate(cells):
        if cell is not None and not cell.share and not grid.is_rate(j) and not grid.is_order(j):
            return Figure(_NOWHERE, _NOWHERE, cell.value, ())
    return None
