"""A typist who copies a whole report from paper: every figure, word and choice, with the keys."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox

from desktop.desk import Desk
from desktop.use_cases.clipboard import write_block
from desktop.window.editor.sheets import Panel, SheetColumn, SheetRow, panels
from forms.cells import STATED, CellKey
from tests.desktop.driver import Person

_BY_KEY = 24
"""Letters of a paragraph that come one by one; the rest comes from the input method at once."""
_TYPED_ROWS = 3
"""Rows of a list that are typed; a longer one is pasted."""


class Typist:
    """Types into an open report what stands in another one of the same form and period."""

    def __init__(self, person: Person, paper: Desk) -> None:
        self.person, self.paper = person, paper
        self.keys = 0

    @property
    def desk(self) -> Desk:
        return self.person.editor.report.desk

    def copy(self) -> None:
        """Type everything, section by section, as the program leads."""
        for section in self.person.editor._sections():
            self.person.editor.show_section(section)
            for panel in panels(self.paper, section):
                self._panel(panel)
        self.person.editor.flush()

    def _panel(self, panel: Panel) -> None:
        if panel.sheet is None:
            self._paragraphs(panel.field)
            return
        rows = [row for row in panel.sheet.rows if any(map(self._differs, row.cells.values()))]
        typed = rows[:_TYPED_ROWS] if panel.kind == "list" else rows
        for row in typed:
            for column in panel.sheet.columns:
                key = row.cells.get(column.id)
                # A printed figure has a column of its own beside the computed one.
                stated = column.purpose == "stated"
                if key is not None and stated is self._has_stated_column(panel, key):
                    self._cell(key)
        if len(typed) < len(rows):
            self._paste(panel.sheet.columns, rows[_TYPED_ROWS:])

    def _differs(self, key: CellKey) -> bool:
        return self.paper.text_of(key) != self.desk.text_of(key)

    def _paste(self, columns: Sequence[SheetColumn], rows: Sequence[SheetRow]) -> None:
        """Bring the rows of a long list over the clipboard, as from an old workbook."""
        names = [column.id for column in columns if column.id in rows[0].cells]
        texts = [[self.paper.text_of(row.cells[name]) for name in names] for row in rows]
        QApplication.clipboard().setText(write_block(texts))
        self.person.go(rows[0].cells[names[0]])
        self.person.press("Ctrl+V")
        if self.person.editor.paste_panel.isVisible():
            self.person.press("Comma")
        self.person.press("Enter")

    @staticmethod
    def _has_stated_column(panel: Panel, key: CellKey) -> bool:
        assert panel.sheet is not None
        return any(
            column.purpose == "stated" and row.cells.get(column.id) == key
            for row in panel.sheet.rows
            for column in panel.sheet.columns
        )

    def _cell(self, key: CellKey) -> None:
        if not self._differs(key):
            return
        text = self.paper.text_of(key)
        self.person.go(key)
        assert self.person.grid.current_key == key, f"no way to {key}"
        if not text:
            self.person.press("Del")
            return
        column = self.paper.engine.column(key)
        if key.part == "state" or (column is not None and column.kind == "enum"):
            self._choose(str(self.paper.computation.stated(key)))
        else:
            first, *others = text.split("\n")
            self.person.type(first)
            for line in others:
                self.person.press("Alt+Enter")
                self.person.type(line)
            self.person.press("Enter")
            self.keys += len(text) + 1

    def _choose(self, code: str) -> None:
        """Open the list of choices and walk down to the right one."""
        self.person.press("F2")
        box = self.person.grid.editor
        assert isinstance(box, QComboBox)
        self.person.qtbot.waitUntil(box.view().isVisible)
        QTest.keyClick(box.view(), Qt.Key.Key_Home)
        for _ in range(box.findData(code)):
            QTest.keyClick(box.view(), Qt.Key.Key_Down)
        QTest.keyClick(box.view(), Qt.Key.Key_Return)
        QApplication.processEvents()

    def _paragraphs(self, field: str) -> None:
        key = CellKey(field, 0, "value")
        text = self.paper.text_of(key)
        if text == self.desk.text_of(key):
            return
        self.person.editor.go_to(field)
        self.person.press("Ctrl+A", "Del")
        self.person.type(text[:_BY_KEY])
        self.person.commit(text[_BY_KEY:])
        self.person.editor.flush()
        self.keys += len(text)


def differences(desk: Desk, paper: Desk) -> Iterator[str]:
    """Yield the cells that the two reports hold differently, counts of lists left out."""
    mine, theirs = desk.computation.cells, paper.computation.cells
    for key in sorted(mine.keys() | theirs.keys()):
        counted = key.part == STATED and not key.row
        if mine.get(key) != theirs.get(key) and not counted:
            yield f"{key.place()}: {mine.get(key)!r} / {theirs.get(key)!r}"
