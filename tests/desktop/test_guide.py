"""The trial of a first report: each step notices that it was done, nothing stays behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.problems import Trouble
from desktop.window.guide import REPORT, STEPS, GuidePanel, Trial
from tests.desktop.driver import JULY, Person

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", extend=True)


@pytest.fixture
def trial(person: Person) -> Iterator[Person]:
    """Somebody in front of the trial, which was started from the menu."""
    person.window.perform("guide.start")
    person.wait_ready()
    begun = person.window.guide.trial
    assert begun is not None
    window = begun.window
    window.resize(1366, 768)
    with person.qtbot.waitActive(window):
        window.activateWindow()
    person.qtbot.waitUntil(lambda: window.is_ready, timeout=20_000)
    yield Person(window, person.qtbot)
    if person.window.guide.trial is not None:
        window.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def panel(trial: Person) -> GuidePanel:
    found = trial.window.findChild(Trial)
    assert isinstance(found, Trial)
    return found.panel


def at(trial: Person) -> str:
    panel(trial).look()
    return panel(trial).step.title


def test_a_first_report_is_made_by_keyboard_from_opening_to_export(
    trial: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "ra"))
    played: list[tuple[str, tuple[str, ...]]] = [
        ("Mở báo cáo", ("Enter",)),
        ("Gõ số", ("5", "7", "Tab")),
        ("Gõ số bên cạnh", ("5", "7", "Enter")),
        ("Hỏi về ô", ("F1",)),
        ("Tìm lỗi", ("Esc", "F8")),
        ("Sửa lỗi", ("F9",)),
        ("Sửa hết lỗi", ("Ctrl+F9",)),
        ("Giải trình", ("F8", "Ctrl+G")),
    ]
    for title, keys in played:
        assert at(trial) == title
        for name in keys:
            trial.type(name) if name.isdigit() else trial.press(name)
    trial.type("Đúng như bản đã ký")
    trial.press("Ctrl+Enter")
    assert at(trial) == "Xem trang in"
    trial.press("F7")
    trial.qtbot.waitUntil(lambda: at(trial) == "Chốt", timeout=20_000)
    trial.press("F7", "F12")
    assert at(trial) == "Xuất"
    trial.press("Ctrl+E")
    trial.wait_ready()
    assert at(trial) == "Xong báo cáo đầu tiên"
    assert {path.suffix for path in (tmp_path / "ra").iterdir()} == {".pdf", ".xlsx", ".zip"}


def test_the_trial_leaves_nothing_behind_and_touches_nobodys_reports(
    person: Person, trial: Person
) -> None:
    folder = trial.window.data_dir
    assert folder.is_dir()
    assert folder != person.window.data_dir
    for step in STEPS:
        assert panel(trial).step is step
        panel(trial).skip()
    panel(trial).skip()
    assert trial.window.windowTitle().startswith("Làm thử: ")
    panel(trial).left.emit()
    QApplication.processEvents()
    assert not folder.exists()
    workspace = person.window.workspace
    assert workspace is not None
    assert {line.head.id for line in workspace.reports()} >= {JULY}
    assert REPORT == JULY


def test_a_trial_is_there_once(person: Person, trial: Person) -> None:
    person.window.perform("guide.start")
    begun = person.window.guide.trial
    assert begun is not None
    assert begun.window is trial.window
    trial.window.perform("guide.start")
    assert trial.window.guide.trial is None


def test_a_trial_that_cannot_be_prepared_is_said(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> Path:
        raise Trouble("Đĩa đầy.", code="IO")

    monkeypatch.setattr("desktop.window.guide.prepare", fail)
    person.window.perform("guide.start")
    person.wait_ready()
    assert person.window.bar.text == "Đĩa đầy."
    assert person.window.guide.trial is None
