"""A file of ours dropped on the window: it is opened, as by a double click."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop.settings import COPY, UPDATE

if TYPE_CHECKING:
    from desktop.main_window import MainWindow


class FileDrop(QObject):
    """Watches the window for updates and copies; any other file is the window's own affair."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the one file of ours."""
        file = _dropped(event) if isinstance(event, QDropEvent) else None
        if file is None or not isinstance(event, QDropEvent):
            return super().eventFilter(watched, event)
        event.acceptProposedAction()
        if not isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.Drop:
            self._window.file_acts.open(file)
        return True


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls() if event.mimeData().hasUrls() else []
    files = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    ours = len(files) == 1 and files[0].suffix.lower() in (COPY, UPDATE)
    return files[0] if ours else None
