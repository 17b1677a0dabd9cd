"""The table that says what would change, row by row, before any of it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CHECKED: Final = Qt.CheckState.Checked
_UNCHECKED: Final = Qt.CheckState.Unchecked


class ChangesTable(QTableWidget):
    """Rows that are read as a whole and never typed into; ``figures`` are columns of figures."""

    def __init__(
        self, headings: Sequence[str], name: str, parent: QWidget, *, figures: Sequence[int] = ()
    ) -> None:
        super().__init__(0, len(headings), parent)
        self._figures = figures
        self.setHorizontalHeaderLabels(list(headings))
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()

    def put(self, row: int, texts: Sequence[str]) -> list[QTableWidgetItem]:
        """Fill a row; each text is also its own tool tip, since columns may be too narrow."""
        items = [QTableWidgetItem(text) for text in texts]
        for column, item in enumerate(items):
            item.setToolTip(item.text())
            if column in self._figures:
                item.setTextAlignment(_RIGHT)
            self.setItem(row, column, item)
        return items

    def give_first_the_rest(self) -> None:
        """Give every column what its texts need, and the first one what is left over."""
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)


def tick(item: QTableWidgetItem, *, ticked: bool) -> None:
    """Set an item's box, which it gets with the first tick."""
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(_CHECKED if ticked else _UNCHECKED)


def is_ticked(item: QTableWidgetItem) -> bool:
    """Return whether an item's box is ticked."""
    return item.checkState() == _CHECKED
