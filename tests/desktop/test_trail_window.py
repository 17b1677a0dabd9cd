"""In the window: a report's history, and two of its submissions side by side."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop.window.trail_view import CompareDialog, TrailDialog
from desktop.workspace import Workspace
from tests.desktop.conftest import opened
from tests.desktop.driver import AUGUST, JULY, NOW, Person, key
from tests.desktop.test_report_trail import finalized
from tests.desktop.test_window_accounts import dialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def person(dressed: QApplication, qtbot: QtBot, folder: Path, tmp_path: Path) -> Iterator[Person]:
    """July handed in once, then opened again and changed."""
    with Workspace.open(folder, now=lambda: NOW, who="thử") as workspace:
        desk = finalized(workspace)
        desk.export(tmp_path / "out", only="package")
        desk.reopen("đính chính")
        workspace.desk(JULY).enter(key("dvc01", "n"), "48")
    yield from opened(dressed, qtbot, folder)


def closes_with_escape(person: Person, shown: QDialog) -> None:
    with person.qtbot.waitSignal(shown.rejected):
        person.press("Esc")


def test_the_history_of_a_report_is_read_by_keys(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    person.enter("46")
    person.press("Ctrl+Shift+H")
    shown = dialog(person, TrailDialog)
    newest, *_ = shown.steps.table.lines
    assert (newest.event.words, newest.event.who) != ("", "")
    assert newest.told
    words = [step.event.words for step in shown.steps.table.lines]
    assert words[:1] == ["gõ"]
    assert words[-1] == "tạo báo cáo"
    person.press("Down")
    assert shown.said.full_text.startswith(shown.steps.table.lines[1].when)
    closes_with_escape(person, shown)


def test_two_submissions_stand_side_by_side_with_what_differs_marked(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    person.window.perform("trail_acts.compare")
    shown = dialog(person, CompareDialog)
    titles = [column.title for column in shown.lines.table.columns]
    assert titles == ["Chỉ tiêu", "Lần nộp 1", "Hiện nay"]
    places = {line.place: line for line in shown.lines.table.lines}
    assert places["dvc01.n"].second == "48"
    assert all(line.changed for line in places.values())
    assert "khác nhau" in shown.told.text()
    shown.only.click()
    every = shown.lines.table.lines
    assert len(every) > len(places)
    column = shown.lines.table.columns[2]
    assert column.sign is not None
    marked = {line.place for line in every if column.sign(line) == "warning"}
    assert marked == set(places)
    assert {box.accessibleName() for box in (shown.first, shown.second)} == {
        "Bản bên trái",
        "Bản bên phải",
    }
    shown.second.setCurrentIndex(0)
    assert "giống nhau" in shown.told.text()
    closes_with_escape(person, shown)


def test_a_report_that_was_never_handed_in_has_nothing_to_compare(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.window.perform("trail_acts.compare")
    person.qtbot.waitUntil(lambda: "chưa chốt lần nào" in person.window.bar.text)
