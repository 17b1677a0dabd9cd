"""Blocks of cells that leave a table over the clipboard, and the places of those that come in."""

from __future__ import annotations

import html
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QMimeData, QRect

from desktop.use_cases.clipboard import write_block
from desktop.use_cases.paste_plan import Target
from forms.cells import CellKey

if TYPE_CHECKING:
    from collections.abc import Sequence

    from desktop.window.editor.cell_grid import CellGrid

_HEAD: Final = (
    '<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="utf-8"></head>'
)
_PLAIN: Final = "1033;"
"""Says that ``sdval`` has a decimal point (en-US, no format); LibreOffice passes over it else."""
_COMPUTED: Final = "ô tính được, không cần dán"
_NO_CELL: Final = "cột này không dán được"


class GridBlocks:
    """The rectangles of one table, in rows and columns as they are shown."""

    def __init__(self, grid: CellGrid) -> None:
        self._grid = grid

    def selected(self) -> QRect:
        """Return the selected rectangle of rows and columns, at least the current cell."""
        chosen = self._grid.selectedIndexes() or [self._grid.currentIndex()]
        rows = [index.row() for index in chosen]
        columns = [index.column() for index in chosen]
        width, height = max(columns) - min(columns) + 1, max(rows) - min(rows) + 1
        return QRect(min(columns), min(rows), width, height)

    def _across(self, first: int, count: int) -> list[int]:
        shown = [
            column
            for column in range(first, len(self._grid.cells.sheet.columns))
            if not self._grid.isColumnHidden(column)
        ]
        return shown[:count]

    # -- going out --------------------------------------------------------------------------------

    def copied(self) -> QMimeData:
        """Return the selected block as tab-separated text and as a table of HTML.

        The HTML names the figure behind each cell, so that a spreadsheet of any language takes
        ``1.254`` for one thousand two hundred and fifty-four.
        """
        block = self.selected()
        columns = [c for c in self._across(block.left(), block.width()) if c <= block.right()]
        rows = range(block.top(), block.bottom() + 1)
        lines = [[self._text(row, column) for column in columns] for row in rows]
        cells = [[self._html(row, column) for column in columns] for row in rows]
        data = QMimeData()
        data.setText(write_block(lines))
        data.setHtml(_table(cells))
        return data

    def _text(self, row: int, column: int) -> str:
        cells = self._grid.cells
        key = cells.sheet.key(row, column)
        if key is not None and cells.sheet.columns[column].purpose == "figure":
            return cells.report.desk.shown(key)
        return str(cells.data(cells.index(row, column)) or "")

    def _html(self, row: int, column: int) -> str:
        cells = self._grid.cells
        key = cells.sheet.key(row, column)
        value = None if key is None else cells.report.desk.computation.effective(key)
        text = html.escape(self._text(row, column)).replace("\n", "<br>")
        if cells.sheet.columns[column].purpose != "figure" or not isinstance(value, Decimal):
            return f"<td>{text}</td>"
        return f'<td x:num="{value:f}" sdval="{value:f}" sdnum="{_PLAIN}">{text}</td>'

    # -- coming in --------------------------------------------------------------------------------

    def targets(self, height: int, width: int) -> list[list[Target]]:
        """Return the places of a block from the top left of the selection on."""
        block = self.selected()
        columns = self._across(block.left(), width)
        outside = [Target(None)] * (width - len(columns))
        return [
            [*(self._target(row, column) for column in columns), *outside]
            for row in range(block.top(), block.top() + height)
        ]

    def _target(self, row: int, column: int) -> Target:
        cells = self._grid.cells
        if row >= len(cells.sheet.rows):
            return Target(self._beyond(row, column))
        key = cells.sheet.key(row, column)
        if key is None:
            return Target(None)
        purpose = cells.sheet.columns[column].purpose
        if purpose == "figure" and cells.report.desk.computation.is_derived(key):
            return Target(key, _COMPUTED)
        return Target(key, _NO_CELL if purpose == "state" else "")

    def _beyond(self, row: int, column: int) -> CellKey | None:
        """Return the address of a list's row that is not there yet."""
        cells = self._grid.cells
        last = cells.sheet.rows[-1] if cells.sheet.rows else None
        if last is None or last.number != "+":
            return None
        key = last.cells.get(cells.sheet.columns[column].id)
        return None if key is None else key._replace(row=row + 1)


def _table(cells: Sequence[Sequence[str]]) -> str:
    rows = "".join(f"<tr>{''.join(line)}</tr>" for line in cells)
    return f"{_HEAD}<body><table>{rows}</table></body></html>"
