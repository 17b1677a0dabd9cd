"""A workbook dropped on an open report: it is shown what it would change, as from the menu."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop.window.dropped import dropped_file

if TYPE_CHECKING:
    from desktop.window.editor.form_editor import FormEditor

KINDS: Final = frozenset({".xlsx"})


class WorkbookDrop(QObject):
    """Watches a report in work for a workbook; any other file goes on to the window."""

    def __init__(self, editor: FormEditor, fill: Callable[[Path], object]) -> None:
        super().__init__(editor)
        self._editor, self._fill = editor, fill
        editor.setAcceptDrops(True)
        editor.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a workbook over a draft."""
        if not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        path = dropped_file(event, KINDS) if self._editor.report.desk.editable else None
        if path is None:
            event.ignore()
            return True
        event.acceptProposedAction()
        if not isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.Drop:
            self._editor.flush()
            self._fill(path)
        return True
