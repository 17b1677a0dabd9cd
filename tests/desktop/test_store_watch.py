"""The start of the window: a damaged store, a synced folder, a folder that goes away."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.problems import Trouble, attempt
from desktop.settings import STORE_NAME
from desktop.use_cases import backups
from desktop.window.store_acts import RestoreDialog
from tests.db.samples import raw
from tests.desktop.conftest import opened
from tests.desktop.driver import JULY, Person, key
from tests.desktop.test_window_accounts import dialog

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


Seat = Callable[[Path], Person]


@pytest.fixture
def seat(dressed: QApplication, qtbot: QtBot) -> Iterator[Seat]:
    """Whoever sits down at a window on a folder; the windows are closed in the end."""
    with ExitStack() as windows:

        def sit_down(folder: Path) -> Person:
            window = contextmanager(opened)(dressed, qtbot, folder)
            return windows.enter_context(window)

        yield sit_down


def torn(store: Path) -> None:
    """Overwrite the middle of a page that nothing at the start reads."""
    raw(store, "PRAGMA wal_checkpoint(TRUNCATE)")
    ((root,),) = raw(store, "SELECT rootpage FROM sqlite_master WHERE name = 'snapshots'")
    ((size,),) = raw(store, "PRAGMA page_size")
    assert isinstance(root, int)
    assert isinstance(size, int)
    content = bytearray(store.read_bytes())
    content[(root - 1) * size : root * size] = b"\x5a" * size
    store.write_bytes(content)


def test_a_damaged_store_is_told_at_the_start_with_the_way_back(folder: Path, seat: Seat) -> None:
    backups.daily(folder)
    torn(folder / STORE_NAME)
    person = seat(folder)
    assert "bị hỏng" in person.window.bar.text
    person.window.bar._act.click()
    shown = dialog(person, RestoreDialog)
    assert shown.list.count() == 1
    shown.reject()


def test_a_damaged_store_is_not_backed_up(folder: Path) -> None:
    torn(folder / STORE_NAME)
    told = attempt(lambda: backups.morning(folder))
    assert isinstance(told, Trouble)
    assert told.code == "StoreDamaged"
    assert backups.kept(folder) == ()


def test_a_synced_folder_is_told_in_the_window(folder: Path, tmp_path: Path, seat: Seat) -> None:
    synced = tmp_path / "OneDrive - UBND" / "baocao"
    shutil.copytree(folder, synced)
    person = seat(synced)
    assert "OneDrive" in person.window.bar.text
    assert len(backups.kept(synced)) == 1


def test_a_sound_store_on_this_computer_is_left_in_peace(person: Person) -> None:
    assert person.window.bar.text == ""


def test_a_stick_that_is_pulled_out_loses_nothing_that_was_kept(
    folder: Path, tmp_path: Path, seat: Seat
) -> None:
    person = seat(folder)
    person.open(JULY, key("dvc01", "n"))
    person.enter("46")
    away = tmp_path / "đã rút"
    folder.rename(away)
    person.enter("45")
    person.press("Ctrl+W")
    person.window.close()
    person = seat(away)
    person.open(JULY, key("dvc01", "n"))
    assert person.text(key("dvc01", "n")) in ("46", "45")
    assert person.window.workspace is not None
    assert person.window.workspace.check_store() == ()
