"""A person at the window: real key events, real input-method events, a real store on the disk."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

import resources
from desktop.window.editor.cell_grid import CellGrid
from desktop.window.editor.form_editor import FormEditor
from desktop.window.main_window import MainWindow
from desktop.workspace import Workspace
from forms.cells import CellKey

JULY = "F02-91-2024-07"
AUGUST = "F02-91-2024-08"
SAMPLE = "samples/F02-2024-07.json"
NOW = "2024-07-22T08:00:00+07:00"

_NAMED = {
    "Enter": Qt.Key.Key_Return,
    "Tab": Qt.Key.Key_Tab,
    "Esc": Qt.Key.Key_Escape,
    "Del": Qt.Key.Key_Delete,
    "PgDn": Qt.Key.Key_PageDown,
    "PgUp": Qt.Key.Key_PageUp,
    "Ins": Qt.Key.Key_Insert,
}
_HELD = {
    "Ctrl": Qt.KeyboardModifier.ControlModifier,
    "Shift": Qt.KeyboardModifier.ShiftModifier,
    "Alt": Qt.KeyboardModifier.AltModifier,
}


def july_as_published(folder: Path) -> None:
    """Put the published July report, and an empty August after it, into a folder."""
    with Workspace.open(folder, now=lambda: NOW, who="thử") as workspace:
        desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
        filled = desk.fill(resources.path(SAMPLE).read_bytes())
        assert hasattr(filled, "changed"), filled
        workspace.create("F02", "91", "2024-08", blank=True)


def key(name: str, part: str = "value", row: int = 0) -> CellKey:
    return CellKey(name, row, part)


class Person:
    """Types into whatever has the keyboard, as a person does."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    # -- looking ----------------------------------------------------------------------------------

    @property
    def editor(self) -> FormEditor:
        assert self.window.editor is not None
        return self.window.editor

    @property
    def grid(self) -> CellGrid:
        assert self.editor.grid is not None
        return self.editor.grid

    @property
    def line(self) -> QLineEdit:
        """The open cell editor."""
        assert isinstance(self.grid.editor, QLineEdit)
        return self.grid.editor

    @property
    def focus(self) -> QWidget:
        if QApplication.activeWindow() is None:
            # No window manager here gives the keyboard back when a dialog closes.
            self.window.activateWindow()
            self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the keyboard"
        return widget

    def text(self, cell: CellKey) -> str:
        return self.editor.report.desk.text_of(cell)

    def shown(self, cell: CellKey) -> str:
        """What the grid paints for a cell."""
        found = self.grid.cells.sheet.find(cell)
        assert found is not None
        return str(self.grid.cells.data(self.grid.cells.index(*found)))

    def wait_ready(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.is_ready, timeout=20_000)

    # -- doing ------------------------------------------------------------------------------------

    def open(self, report: str, cell: CellKey | None = None) -> None:
        self.window.open(report)
        QApplication.processEvents()
        if cell is not None:
            self.go(cell)

    def go(self, cell: CellKey) -> None:
        self.editor.go_to(cell.field, cell)
        QApplication.processEvents()

    def press(self, *names: str) -> None:
        """Press keys such as ``Enter``, ``F8`` or ``Ctrl+Z`` one after another."""
        for name in names:
            *held, last = name.split("+")
            modifiers = Qt.KeyboardModifier.NoModifier
            for modifier in held:
                modifiers |= _HELD[modifier]
            QTest.keyClick(self.focus, self._key(last), modifiers)
            QApplication.processEvents()

    @staticmethod
    def _key(name: str) -> Qt.Key:
        return _NAMED[name] if name in _NAMED else Qt.Key[f"Key_{name}"]

    def type(self, text: str) -> None:
        """Type characters one by one; beyond ASCII as UniKey sends them."""
        QApplication.processEvents()  # a dialog that was just opened has the keyboard then
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                code = ord(letter.upper()) if letter.isascii() else 0
                event = QKeyEvent(kind, code, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self.focus, event)
            QApplication.processEvents()

    def enter(self, *texts: str) -> None:
        """Type each text and go on with Enter."""
        for text in texts:
            self.type(text)
            self.press("Enter")

    def commit(self, text: str, preedit: str = "") -> None:
        """Commit a text through the input method, after composing it where ``preedit`` is."""
        if preedit:
            QApplication.sendEvent(self.focus, QInputMethodEvent(preedit, []))
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(self.focus, event)
        QApplication.processEvents()
