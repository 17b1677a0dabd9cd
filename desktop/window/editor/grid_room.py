"""Measuring a sheet: widths, the heading over several lines, rows as high as their words."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QTableView

from desktop.window.editor.cell_editors import INDENT, SIGN_ROOM
from desktop.window.editor.cell_table import CellTable
from desktop.window.editor.column_room import CELL_PADDING, share_room
from desktop.window.editor.sheets import SheetColumn

_ROW_PADDING: Final = 7
_HEAD_PADDING: Final = 12
_TEXT_MARGINS: Final = 7
_MOST_LINES: Final = 3
_MOST_TITLE_LINES: Final = 5
_SHORT_TITLE: Final = 10
"""Digits up to which a heading stays on one line."""

_MEASURED_ROWS: Final = 100
"""How many rows are looked at to find out how wide a column of words would like to be."""


class GridRoom:
    """Shares the room of one table view among its rows and columns."""

    def __init__(self, view: QTableView, cells: CellTable) -> None:
        self._view, self._cells = view, cells

    def fit(self) -> None:
        """Give every column its room, leaving out what a narrow window can do without."""
        columns = self._cells.sheet.columns
        widths = share_room(
            columns,
            [self._natural(number, column) for number, column in enumerate(columns)],
            [self._title_width(column.title) + CELL_PADDING for column in columns],
            room=self._view.viewport().width(),
            digit=self._plain.horizontalAdvance("0"),
        )
        for column, width in enumerate(widths):
            self._view.setColumnHidden(column, width == 0)
            if width:
                self._view.setColumnWidth(column, width)
        self._fit_head(widths)
        self._fit_rows()
        self._span()

    @property
    def _plain(self) -> QFontMetrics:
        return self._view.fontMetrics()

    @property
    def _bold(self) -> QFontMetrics:
        font = QFont(self._view.font())
        font.setBold(True)
        return QFontMetrics(font)

    def _text(self, row: int, column: int) -> str:
        return str(self._cells.data(self._cells.index(row, column)) or "")

    # -- widths -----------------------------------------------------------------------------------

    def _title_width(self, title: str) -> int:
        """Return the width of a heading, over several lines when it is long."""
        measure = self._bold.horizontalAdvance
        whole = measure(title)
        if whole <= _SHORT_TITLE * measure("0"):
            return whole
        longest = max(measure(word) for word in title.split())
        return max(longest, measure("0") * _SHORT_TITLE, whole // _MOST_LINES)

    def _natural(self, number: int, column: SheetColumn) -> int:
        """Return the width that shows a column of words whole."""
        if not column.stretch:
            return column.weight * self._plain.horizontalAdvance("0") + CELL_PADDING
        rows = range(min(len(self._cells.sheet.rows), _MEASURED_ROWS))
        texts = (self._text(row, number) for row in rows)
        return max(map(self._plain.horizontalAdvance, texts), default=0) + CELL_PADDING

    # -- heights ----------------------------------------------------------------------------------

    def _fit_head(self, widths: list[int]) -> None:
        lines = max(
            self._lines(column.title, width - CELL_PADDING, bold=True, most=_MOST_TITLE_LINES)
            for column, width in zip(self._cells.sheet.columns, widths, strict=True)
            if width
        )
        height = lines * self._bold.lineSpacing() + _HEAD_PADDING
        self._view.horizontalHeader().setFixedHeight(height)

    def _fit_rows(self) -> None:
        columns = self._cells.sheet.columns
        wrapped = [
            number
            for number, column in enumerate(columns)
            if column.stretch and not self._view.isColumnHidden(number)
        ]
        for row in range(len(self._cells.sheet.rows)):
            lines = max((self._row_lines(row, number) for number in wrapped), default=1)
            self._view.setRowHeight(row, lines * self._plain.lineSpacing() + _ROW_PADDING)

    def _row_lines(self, row: int, column: int) -> int:
        shown = self._cells.sheet.rows[row]
        sign = SIGN_ROOM if shown.cells.get(self._cells.sheet.columns[column].id) else 0
        width = self._view.columnWidth(column) - _TEXT_MARGINS - INDENT * shown.level - sign
        return self._lines(self._text(row, column), width, bold=shown.heading)

    def _lines(self, text: str, width: int, *, bold: bool, most: int = _MOST_LINES) -> int:
        metrics = self._bold if bold else self._plain
        if metrics.horizontalAdvance(text) <= width:
            return 1
        room = QRect(0, 0, max(width, metrics.lineSpacing()), 10_000)
        wrapped = metrics.boundingRect(room, int(Qt.TextFlag.TextWordWrap), text)
        return min(-(-wrapped.height() // metrics.lineSpacing()), most)

    # -- spans ------------------------------------------------------------------------------------

    def _span(self) -> None:
        """Let texts among figures run over the figure columns."""
        self._view.clearSpans()
        columns = self._cells.sheet.columns
        figures = [i for i, c in enumerate(columns) if c.purpose in ("figure", "stated")]
        if len(figures) < 2 or figures[-1] - figures[0] + 1 != len(figures):
            return
        for row, shown in enumerate(self._cells.sheet.rows):
            if shown.wide:
                self._view.setSpan(row, figures[0], 1, len(figures))
