"""Reports of the province typed through the window, from an empty form to the exported files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

import resources
from desktop.desk import Accepted, Desk
from desktop.window.dialogs.questions import NewReport
from desktop.workspace import Workspace, verify
from tests.desktop.conftest import opened
from tests.desktop.driver import Person
from tests.desktop.typist import Typist, differences

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)

REPORTS = {
    "F01-2025-W26": "91-SKHCN",
    "F02-2024-07": "91",
    "F03-2024": "91-SKHCN",
    "F05-2025-08": "91-SKHCN",
    "F07-2025-08-05": "30337",
}


def sample(name: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(resources.path(f"samples/{name}.json").read_bytes())
    return data


@pytest.fixture
def window(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    yield from opened(dressed, qtbot, tmp_path / "data", welcomes=False)


def start(person: Person, form: str, period: str, unit: str) -> None:
    """Make the report as a person does, in the dialog."""
    person.press("Ctrl+N")
    (shown,) = (d for d in person.window.findChildren(NewReport) if d.isVisible())
    shown.form.setCurrentIndex(shown.form.findData(form))
    shown.unit.setCurrentIndex(shown.unit.findData(unit))
    shown.period.setFocus()
    shown.period.selectAll()
    person.type(period)
    assert shown.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    person.press("Enter")
    assert person.window.editor is not None, person.window.bar.text


def on_paper(folder: Path, name: str) -> tuple[Workspace, Desk]:
    """Give the report as it would be filled from its file."""
    data = sample(name)
    workspace = Workspace.open(folder)
    desk = workspace.desk(workspace.create(data["form"], REPORTS[name], data["period"]).id)
    assert isinstance(desk.fill(json.dumps(data).encode()), Accepted)
    return workspace, desk


@pytest.mark.parametrize("name", REPORTS)
def test_a_report_is_typed_to_the_last_word_finalized_and_exported(
    window: Person, tmp_path: Path, name: str
) -> None:
    workspace, paper = on_paper(tmp_path / "paper", name)
    data = sample(name)
    with workspace:
        start(window, data["form"], data["period"], REPORTS[name])
        Typist(window, paper).copy()
        desk = window.editor.report.desk
        assert list(differences(desk, paper)) == []
        assert {f.id for f in desk.findings()} == {f.id for f in paper.findings()}
    for finding in desk.findings():
        if finding.severity in ("error", "warning"):
            desk.accept(finding, "đúng như bản đã ký")
    window.editor.refresh()
    window.press("F12")
    assert not desk.editable, window.window.bar.text
    window.window.acts.export_to(desk, tmp_path / "out")
    window.wait_ready()
    (package,) = (tmp_path / "out").glob("*.zip")
    assert verify(package).ok
