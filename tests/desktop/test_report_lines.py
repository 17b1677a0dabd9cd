"""The work list is there before any report is opened; what was counted is not counted twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from desktop.window.home.work_lines import WorkLine
from desktop.window.home.work_list import WorkList
from desktop.window.lined_table import LinedTable
from desktop.workspace import Desk, Workspace
from tests.desktop.driver import AUGUST, JULY, Person, key


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The reports that were opened in full, in order."""
    names: list[str] = []
    original = Workspace.desk

    def desk(self: Workspace, report_id: str) -> Desk:
        names.append(report_id)
        return original(self, report_id)

    monkeypatch.setattr(Workspace, "desk", desk)
    return names


def test_lines_are_there_before_a_report_is_opened(folder: Path, opened: list[str]) -> None:
    with Workspace.open(folder) as workspace:
        lines = workspace.reports(counted=False)
        assert [line.head.id for line in lines] == [AUGUST, JULY]
        assert {line.counted for line in lines} == {"never"}
        assert opened == []
        counted = [workspace.counted(line) for line in lines]
        assert counted == list(workspace.reports())
        assert [line.tally for line in counted] == [
            workspace.desk(line.head.id).tally() for line in lines
        ]


def test_a_second_look_opens_nothing(folder: Path, opened: list[str]) -> None:
    with Workspace.open(folder) as workspace:
        first = workspace.reports()
        assert opened == [AUGUST, JULY]
        assert workspace.reports() == workspace.reports(counted=False) == first
        assert opened == [AUGUST, JULY]


def test_after_any_change_the_old_counts_stand_until_they_are_counted_again(folder: Path) -> None:
    with Workspace.open(folder) as workspace:
        before = {line.head.id: line for line in workspace.reports()}
        desk = workspace.desk(AUGUST)
        for part in ("n", "d"):
            desk.enter(key("dvc01", part), "5")
        stale = workspace.reports(counted=False)
        assert {line.counted for line in stale} == {"before"}
        assert {line.head.id: line.tally for line in stale} == {
            name: line.tally for name, line in before.items()
        }
        now = {line.head.id: line for line in workspace.reports()}
        assert now[AUGUST].tally.missing < before[AUGUST].tally.missing
        assert now[AUGUST].tally == workspace.desk(AUGUST).tally()


def test_the_window_shows_dots_until_a_draft_is_counted(person: Person) -> None:
    work_list: WorkList = person.window.work_list
    table: LinedTable[WorkLine] = work_list.view.table
    line = next(line for line in table.lines if line.id == AUGUST)
    assert line.report is not None
    row = table.lines.index(line)
    told = [_row(table, row)]
    table.take_line(row, line._replace(report=line.report._replace(counted="never")))
    told.append(_row(table, row))
    work_list.take_counted(line.report)
    told.append(_row(table, row))
    assert told[0] == told[2]
    assert told[1][-4:] == ["…"] * 4
    assert all(text[:-1].isdigit() or text.isdigit() for text in told[0][-4:])


def _row(table: LinedTable[WorkLine], row: int) -> list[str]:
    shown = int(Qt.ItemDataRole.DisplayRole)
    columns = range(table.columnCount())
    return [str(table.data(table.index(row, column), shown)) for column in columns]


def test_counts_follow_what_was_typed_when_the_list_is_seen_again(person: Person) -> None:
    def missing() -> int:
        lines = person.window.work_list.view.table.lines
        report = next(line.report for line in lines if line.id == AUGUST)
        assert report is not None
        assert report.counted == "now"
        return report.tally.missing

    before = missing()
    person.open(AUGUST, key("dvc01", "n"))
    person.type("5")
    person.press("Tab")
    person.enter("5")
    person.press("Ctrl+W")
    person.wait_ready()
    assert missing() < before
