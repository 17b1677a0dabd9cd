"""Backups from the window: written where it is wanted, looked at, brought back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QPushButton

from desktop.use_cases import whole
from desktop.use_cases.homecoming import SIGNED_FOLDER
from desktop.window.dialogs.backup_dialog import BackupDialog
from desktop.window.store_acts import RestoreDialog
from tests.desktop.driver import AUGUST, JULY, Person, key
from tests.desktop.test_window import dialog, rows

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def backed_up(
    person: Person, monkeypatch: pytest.MonkeyPatch, file: Path, passphrase: str | None = None
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(file), ""))
    person.window.perform("store_acts.back_up")
    asked = dialog(person, BackupDialog)
    asked.whole.setChecked(file.suffix not in ("", ".db"))
    if passphrase is not None:
        asked.locked.click()
        asked.phrase.setText(passphrase)
        assert not ok_of(asked).isEnabled()
        asked.again.setText(passphrase)
    ok_of(asked).click()
    person.wait_ready()


def ok_of(shown: BackupDialog | RestoreDialog) -> QPushButton:
    return shown.buttons.button(QDialogButtonBox.StandardButton.Ok)


def offered(person: Person, monkeypatch: pytest.MonkeyPatch, file: Path) -> RestoreDialog:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    person.window.perform("store_acts.restore")
    shown = dialog(person, RestoreDialog)
    with person.qtbot.waitSignal(shown.looked, timeout=20_000):
        shown._choose_file()
    return shown


def test_a_backup_is_written_and_comes_back_after_a_look(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "usb" / "sao-luu.db"
    file.parent.mkdir()
    backed_up(person, monkeypatch, file.with_suffix(""))
    assert str(file) in person.window.bar.text
    assert file.stat().st_size > 0
    person.open(JULY, key("dvc01", "n"))
    before = person.text(key("dvc01", "n"))
    person.enter("77")
    person.press("Ctrl+W")
    person.wait_ready()
    person.window.perform("list_acts.delete")
    person.wait_ready()
    shown = offered(person, monkeypatch, file)
    told = shown.told.toPlainText()
    assert f"{JULY}: " in told
    assert "Báo cáo không đổi: 1" in told
    shown.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    person.qtbot.waitUntil(lambda: "Đã khôi phục" in person.window.bar.text, timeout=20_000)
    person.qtbot.waitUntil(lambda: person.window.is_ready, timeout=20_000)
    assert sorted(rows(person)) == [JULY, AUGUST]
    person.open(JULY, key("dvc01", "n"))
    assert person.text(key("dvc01", "n")) == before


def test_a_file_that_is_no_backup_changes_nothing(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "anh.db"
    wrong.write_bytes(b"not a store" * 100)
    shown = offered(person, monkeypatch, wrong)
    assert "không phải là tệp số liệu" in shown.told.toPlainText()
    assert not shown.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    shown.reject()
    assert sorted(rows(person)) == [JULY, AUGUST]


def test_a_backup_that_breaks_off_leaves_the_window_at_work(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "sao-luu.db"
    backed_up(person, monkeypatch, file)
    shown = offered(person, monkeypatch, file)
    file.unlink()
    shown.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    person.qtbot.waitUntil(lambda: "Không tìm thấy" in person.window.bar.text, timeout=20_000)
    person.qtbot.waitUntil(lambda: person.window.is_ready, timeout=20_000)
    assert sorted(rows(person)) == [JULY, AUGUST]


@pytest.mark.parametrize("passphrase", [None, "bốn từ dễ nhớ thôi"])
def test_a_whole_copy_brings_the_signed_papers_back_too(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passphrase: str | None
) -> None:
    folder = person.window.data_dir
    paper = folder / SIGNED_FOLDER / "ban-ky.pdf"
    paper.parent.mkdir()
    paper.write_bytes(b"%PDF-1.7")
    file = tmp_path / f"moi-thu{whole.SUFFIX}"
    backed_up(person, monkeypatch, file, passphrase)
    paper.unlink()
    shown = offered(person, monkeypatch, file)
    ok = shown.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert shown.passphrase.isVisible() is (passphrase is not None)
    if passphrase is not None:
        assert not ok.isEnabled()
        shown.passphrase.setText("sai hẳn rồi nhé")
        with person.qtbot.waitSignal(shown.looked, timeout=20_000):
            shown.passphrase.returnPressed.emit()
        assert not ok.isEnabled()
        shown.passphrase.setText(passphrase)
        with person.qtbot.waitSignal(shown.looked, timeout=20_000):
            shown.passphrase.returnPressed.emit()
    assert ok.isEnabled(), shown.told.toPlainText()
    ok.click()
    person.qtbot.waitUntil(lambda: "Đã khôi phục" in person.window.bar.text, timeout=20_000)
    person.qtbot.waitUntil(lambda: person.window.is_ready, timeout=20_000)
    assert paper.read_bytes() == b"%PDF-1.7"
    assert sorted(rows(person)) == [JULY, AUGUST]
