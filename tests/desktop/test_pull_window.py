"""Figures of other reports at the window: looked at, chosen one by one, taken in one step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QTableWidgetItem
from pytestqt.qtbot import QtBot

import resources
from desktop.desk import Accepted
from desktop.window.dialogs.pull_dialog import PullDialog
from desktop.workspace import Workspace
from forms.cells import STATE, CellKey
from tests.desktop.conftest import opened
from tests.desktop.driver import Person

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", extend=True)

SHEET, REPORT = "F02-CAT", "F02-91-2024-07"
NOW = "2024-07-22T08:00:00+07:00"
OK = QDialogButtonBox.StandardButton.Ok


@pytest.fixture
def clerk(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    """Somebody in front of the province's empty report; one supplier's sheet is there."""
    with Workspace.open(tmp_path, now=lambda: NOW, who="Bình") as workspace:
        sheet = workspace.create(SHEET, workspace.form(SHEET).owed_by[0], "2024-07").id
        data = resources.path(f"samples/{SHEET}-2024-07.json").read_bytes()
        assert isinstance(workspace.desk(sheet).fill(data), Accepted)
        workspace.create("F02", "91", "2024-07", blank=True)
    for person in opened(dressed, qtbot, tmp_path, welcomes=False):
        person.open(REPORT)
        yield person


def asked(clerk: Person) -> PullDialog:
    clerk.press("Ctrl+L")
    clerk.qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), PullDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, PullDialog)
    return dialog


def cell(dialog: PullDialog, row: int, column: int) -> QTableWidgetItem:
    item = dialog.table.item(row, column)
    assert item is not None
    return item


def offered(dialog: PullDialog) -> dict[CellKey, str]:
    return {line.key: cell(dialog, row, 2).text() for row, line in enumerate(dialog._lines)}


def taken(dialog: PullDialog) -> None:
    dialog.buttons.button(OK).click()
    QApplication.processEvents()


def test_a_sheet_fills_what_is_ticked_and_one_key_takes_it_back(clerk: Person) -> None:
    dialog = asked(clerk)
    said = offered(dialog)
    before = {key: clerk.text(key) for key in said}
    assert len(said) > 3
    assert clerk.focus is dialog.table
    left, *wanted = said
    first = cell(dialog, 0, 0)
    assert first.checkState() == Qt.CheckState.Checked
    first.setCheckState(Qt.CheckState.Unchecked)
    assert f"{len(said)} ô; {len(said) - 1} ô sẽ được điền" in dialog._told.text()
    assert {cell(dialog, row, 3).text() for row in range(len(said))} == {f"{SHEET}-91-CAT-2024-07"}
    taken(dialog)
    assert clerk.text(left) == ""
    states = {key for key in said if key.part == STATE}
    assert {said[key] for key in states} == {"không phát sinh"}
    desk = clerk.editor.report.desk
    assert all(desk.printed(key, desk.computation.cells[key]) == said[key] for key in wanted)
    assert all(clerk.text(key) == said[key] for key in wanted if key not in states)
    clerk.press("Ctrl+Z")
    assert {key: clerk.text(key) for key in said} == before


def test_what_somebody_typed_stays_until_it_is_asked_to_be_replaced(clerk: Person) -> None:
    dialog = asked(clerk)
    key, right = next((k, text) for k, text in offered(dialog).items() if k.part == "n")
    dialog.reject()
    clerk.go(key)
    clerk.enter("1")
    dialog = asked(clerk)
    row = [line.key for line in dialog._lines].index(key)
    assert [cell(dialog, row, n).text() for n in (1, 2)] == ["1", right]
    assert cell(dialog, row, 0).checkState() == Qt.CheckState.Unchecked
    dialog.overwrite.click()
    row = [line.key for line in dialog._lines].index(key)
    assert cell(dialog, row, 0).checkState() == Qt.CheckState.Checked
    taken(dialog)
    assert clerk.text(key) == right


def test_where_no_other_report_says_anything_nothing_can_be_taken(clerk: Person) -> None:
    taken(asked(clerk))
    dialog = asked(clerk)
    assert dialog.table.rowCount() == 0
    assert "Không có báo cáo nào khác" in dialog._told.text()
    assert not dialog.buttons.button(OK).isEnabled()
    dialog.reject()


def test_without_a_tick_nothing_can_be_taken(clerk: Person) -> None:
    dialog = asked(clerk)
    for row in range(dialog.table.rowCount()):
        cell(dialog, row, 0).setCheckState(Qt.CheckState.Unchecked)
    assert "0 ô sẽ được điền" in dialog._told.text()
    assert not dialog.buttons.button(OK).isEnabled()
    dialog.reject()
