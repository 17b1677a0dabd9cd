"""A person who presses anything: nothing breaks, and undoing everything gives the start back."""

from __future__ import annotations

import os
import random

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from desktop.use_cases.cell_notes import without_notes
from tests.desktop.driver import JULY, Person, key

KEYS = (
    *("Enter", "Tab", "Shift+Tab", "Up", "Down", "Left", "Right", "F2", "Esc", "Del", "Ins"),
    *("F4", "F6", "F8", "Shift+F8", "Ctrl+F8", "F9", "Ctrl+Z", "Ctrl+Y", "Ctrl+C", "Ctrl+V"),
    *("Ctrl+PgDn", "Ctrl+PgUp", "Ctrl+Del", "Alt+Up", "Alt+Down", "F7", "F5", "F12", "PgDn"),
    *("Home", "End", "Ctrl+Home", "Ctrl+End", "Shift+Down", "Shift+Right", "Ctrl+1", "Ctrl+2"),
    *("Ctrl+F9", "Ctrl+I", "Ctrl+D", "Ctrl+G", "F1", "Shift+F2", "Ctrl+H", "Ctrl+K", "Ctrl+F7"),
    *("Shift+Up", "Shift+Left", "Shift+End"),
)
TEXTS = ("5", "1.234", "12,5", "1,234.5", "abc", "Đường", "28/6/2024", "{{dvc12.p}}", "-", "0", " ")
STEPS = 4_000 if os.environ.get("BAOCAO_NIGHTLY") == "1" else 250


def settle(person: Person) -> None:
    """Keep what is being typed, or take it back where it was refused."""
    person.editor.flush()
    for editor in person.editor.findChildren(QLineEdit):
        QTest.keyClick(editor, Qt.Key.Key_Escape)
    for cell in list(person.editor.report.drafts):
        person.editor.report.drop_draft(cell)
    QApplication.processEvents()


def close_dialogs(person: Person) -> None:
    popup = QApplication.activePopupWidget()
    if popup is not None:
        popup.close()
    for shown in person.window.findChildren(QDialog):
        if shown.isVisible():
            shown.reject()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_random_keys_break_nothing_and_are_all_undone(person: Person, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same keys in every run
    person.open(JULY, key("dvc01", "n"))
    desk = person.editor.report.desk
    start = dict(desk.computation.cells)
    for _ in range(STEPS):
        if chance.random() < 0.35:
            person.type(chance.choice(TEXTS))
        else:
            person.press(chance.choice(KEYS))
        close_dialogs(person)
    settle(person)
    person.editor.place_panel.leave()
    stored, _notes = without_notes(desk._store.load(desk.head.id).cells)
    assert stored == dict(desk.computation.cells)
    while desk.can_undo:
        person.editor.undo()
    assert dict(desk.computation.cells) == start
    assert without_notes(desk._store.load(desk.head.id).cells)[0] == start
