"""Rows of a list that hold the words a person types, marks or no marks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QSortFilterProxyModel, Qt

from desktop.use_cases.search import matches

WORDS: Final = int(Qt.ItemDataRole.UserRole) + 1
"""The role under which a row keeps the words that it is found by."""


class MatchingRows(QSortFilterProxyModel):
    """Rows that hold every word of the query."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._query = ""

    def search(self, query: str) -> None:
        """Show the rows that match."""
        self.beginResetModel()
        self._query = query
        self.endResetModel()

    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        """Return whether a row matches."""
        return matches(self._query, str(self.sourceModel().index(row, 0).data(WORDS)))
