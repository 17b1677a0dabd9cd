"""Windows on real stores, each test in a folder of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.window.app import make_application
from desktop.window.main_window import MainWindow
from tests.desktop.driver import Person, july_as_published
from tests.desktop.shell import REPORT, SAMPLE, Shell


@pytest.fixture(autouse=True)
def _on_server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every store of a test on a server, when the run is for that (`.ci/nightly`)."""
    if os.environ.get("BAOCAO_ON_SERVER") == "1":
        server = request.getfixturevalue("postgres")
        monkeypatch.setenv("BAOCAO_DATABASE", server.address(server.emptied()))


@pytest.fixture(autouse=True)
def _no_window_stays() -> Iterator[None]:
    """Delete every window when its test is over, and what it left on the clipboard.

    Left to Python, a window may be collected, and deleted, in a thread of the next one's; and a
    clipboard without a screen outlives Python, which what lies on it does not survive.
    """
    yield
    if QApplication.instance() is None:
        return
    QGuiApplication.clipboard().clear()
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, MainWindow):
            widget.close()
            widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path / "data", capsys)


@pytest.fixture
def july(shell: Shell) -> Shell:
    """July 2024 as it was published, mistakes included."""
    assert shell("new", "F02", "--unit", "91", "--period", "2024-07") == {"report": REPORT}
    shell("fill", REPORT, str(SAMPLE))
    return shell


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    """The application with the program's own look and language."""
    assert make_application([]) is qapp
    return qapp


@pytest.fixture(scope="session")
def filled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("july")
    july_as_published(folder)
    return folder


@pytest.fixture
def folder(filled_folder: Path, tmp_path: Path) -> Path:
    """A data folder with July as published and an empty August."""
    copy = tmp_path / "data"
    shutil.copytree(filled_folder, copy)
    return copy


@pytest.fixture
def person(dressed: QApplication, qtbot: QtBot, folder: Path) -> Iterator[Person]:
    """Somebody in front of the open work list."""
    yield from opened(dressed, qtbot, folder)


@pytest.fixture
def newcomer(dressed: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Person]:
    """Somebody who starts the program for the first time."""
    yield from opened(dressed, qtbot, tmp_path / "new")


def opened(
    app: QApplication, qtbot: QtBot, folder: Path, *, welcomes: bool = True
) -> Iterator[Person]:
    """A window on a folder, ready for somebody to sit down at."""
    window = MainWindow(folder)
    window.welcomes = welcomes
    window.painted.connect(window.open_workspace)
    window.resize(1366, 768)
    window.show()
    with qtbot.waitActive(window):
        pass
    person = Person(window, qtbot)
    qtbot.waitUntil(lambda: window.workspace is not None, timeout=20_000)
    person.wait_ready()
    yield person
    window.close()
    window.deleteLater()
    app.processEvents()
