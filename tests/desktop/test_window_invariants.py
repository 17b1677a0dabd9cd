"""Anything done in any order: what is shown is what is kept is what is exported, and all of it
can be taken back; Qt's own tester of models finds nothing to say."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractItemView

from desktop.use_cases.cell_notes import without_notes
from desktop.window.editor.section_page import SheetPanel
from exporters.data_json import cells, read
from tests.desktop.driver import JULY, Person, key
from tests.desktop.test_window_random import KEYS, TEXTS, close_dialogs, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ACTIONS = 10_000 if os.environ.get("BAOCAO_NIGHTLY") == "1" else 300
CHECKED_EVERY = 50


class Watched:
    """Puts Qt's tester on every model of ours that the window comes to show.

    The section tree has none: it is Qt's own widget, whose model Qt's tester does not pass.
    """

    def __init__(self, person: Person) -> None:
        self._person = person
        self.seen: set[str] = set()

    def look(self) -> None:
        """Watch the models of all views that are there now; what it finds fails the test."""
        mode = QAbstractItemModelTester.FailureReportingMode.Warning
        for view in self._person.window.findChildren(QAbstractItemView):
            model = view.model()
            ours = type(model).__module__.startswith("desktop.")
            if ours and not model.property("watched"):
                model.setProperty("watched", True)
                # Its model owns the tester, so both end together.
                QAbstractItemModelTester(model, mode, model)
                self.seen.add(type(view).__name__)


def _shown(person: Person) -> Iterator[tuple[str, str, str]]:
    """Give place, text in the window and text of the report for every cell that can be typed."""
    page, desk = person.editor.page, person.editor.report.desk
    assert page is not None
    for piece in page.pieces:
        if not isinstance(piece, SheetPanel):
            continue
        model = piece.grid.cells
        for row in range(model.rowCount()):
            for column in range(model.columnCount()):
                index = model.index(row, column)
                cell = model.key_at(index)
                if cell is None or model.column_at(index).purpose == "state":
                    continue
                shown = str(model.data(index, int(Qt.ItemDataRole.EditRole)))
                yield cell.place(), shown, desk.text_of(cell)


def _hold(person: Person) -> None:
    """What is shown = what is stored = what would be exported."""
    settle(person)
    desk, report = person.editor.report.desk, person.editor.report
    assert [each for each in _shown(person) if each[1] != each[2]] == []
    assert report.marks.findings == desk.findings()
    mine = dict(desk.computation.cells)
    stored, _notes = without_notes(desk._store.load(desk.head.id).cells)
    assert stored == mine
    fields = desk.engine.fields
    exported = cells(read(desk.data()), fields).items()
    assert {cell: value for cell, value in exported if cell.field in fields} == {
        cell: value for cell, value in mine.items() if cell.field in fields
    }


def _bury() -> None:
    """Delete what is to be deleted later, as a running loop of events would."""
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


def test_what_is_shown_is_what_is_kept_and_exported(person: Person) -> None:
    chance = random.Random(7)  # noqa: S311 - the same keys in every run
    watched = Watched(person)
    watched.look()
    person.open(JULY, key("dvc01", "n"))
    desk = person.editor.report.desk
    start = dict(desk.computation.cells)
    for number in range(1, ACTIONS + 1):
        if chance.random() < 0.4:
            person.type(chance.choice(TEXTS))
        else:
            person.press(chance.choice((*KEYS, "Shift+F7")))
        close_dialogs(person)
        _bury()
        watched.look()
        if number % CHECKED_EVERY == 0:
            _hold(person)
    _hold(person)
    while desk.can_undo:
        person.editor.undo()
    _hold(person)
    assert dict(desk.computation.cells) == start
    assert {"CellGrid", "FindingView", "ReportView"} <= watched.seen


def test_the_work_list_s_models_stay_sound_through_search_filter_and_deleting(
    person: Person,
) -> None:
    watched = Watched(person)
    watched.look()
    work_list = person.window.work_list
    for text in ("F02", "không có", ""):
        work_list.search.setText(text)
        person.qtbot.wait(300)
        watched.look()
    for place in range(work_list.filter.count()):
        work_list.filter.setCurrentIndex(place)
        person.wait_ready()
        watched.look()
    work_list.filter.setCurrentIndex(0)
    person.wait_ready()
    work_list.view.selectRow(0)
    person.window.actions_by_id["delete"].trigger()
    person.wait_ready()
    watched.look()
    assert "ReportView" in watched.seen
