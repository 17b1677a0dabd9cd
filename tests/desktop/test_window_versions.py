"""An upgraded report in the window: what has no place is told, and nothing else breaks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.workspace import Workspace
from forms.cells import CellKey
from forms.sources.upgrading import homeless
from tests.desktop.conftest import opened
from tests.desktop.driver import Person
from tests.desktop.form_versions import second_f16

UNIT = "30292"
REPORT = f"F16-{UNIT}-2026-07"


@pytest.fixture
def upgraded(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    with Workspace.open(folder, now=lambda: "2026-07-22T08:00:00+07:00", who="thử") as workspace:
        desk = workspace.desk(workspace.create("F16", UNIT, "2026-07", blank=True).id)
        for row in (1, 2, 3):
            desk.enter(CellKey("tthc", row, "ton_dau"), str(row))
        workspace.install(second_f16())
        workspace.upgrade(REPORT)
    return folder


@pytest.fixture
def person(dressed: QApplication, qtbot: QtBot, upgraded: Path) -> Iterator[Person]:
    yield from opened(dressed, qtbot, upgraded)


def test_a_value_without_a_place_is_told_and_work_goes_on(person: Person) -> None:
    person.open(REPORT)
    desk = person.editor.report.desk
    assert desk.head.pack_version == "2"
    (note,) = (f for f in desk.findings() if f.code == "HOMELESS")
    person.editor.jump(note)
    person.go(CellKey("tthc", 1, "ton_dau"))
    person.enter("7")
    assert person.text(CellKey("tthc", 1, "ton_dau")) == "7"
    assert note.given == "1"
    (kept,) = homeless(desk.engine, desk.computation.cells)
    assert desk.computation.cells[kept] == 2
