"""In the window: a signed copy comes home, sending is noted, a signed PDF is checked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QDate
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from desktop.window.issue_acts import SentDialog
from tests.desktop.driver import JULY, Person
from tests.desktop.test_window import dialog, finalized
from tests.exporters.pades import LEADER, Authority, sign

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def signed_copy(person: Person, folder: Path) -> Path:
    desk = person.editor.report.desk
    (pdf,) = desk.export(folder, "pdf", profile="o-ky")
    pdf.write_bytes(sign(pdf.read_bytes(), Authority().signer(LEADER), "ky_lanh_dao"))
    return pdf


def choose(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))


def state(person: Person) -> str:
    person.window.go_home()
    person.wait_ready()
    lines = person.window.work_list._all
    return next(line.state for line in lines if line.id == JULY)


def test_a_signed_copy_is_taken_in_and_shown_in_the_list(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalized(person)
    choose(monkeypatch, signed_copy(person, tmp_path))
    person.window.perform("issue_acts.attach")
    person.wait_ready()
    assert LEADER in person.window.bar.text
    assert "chưa kiểm tra tin cậy" in person.window.bar.text
    assert state(person) == "Đã ký"


def test_a_wrong_file_is_one_sentence(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalized(person)
    wrong = tmp_path / "x.pdf"
    wrong.write_bytes(b"%PDF-1.7 cut off")
    choose(monkeypatch, wrong)
    person.window.perform("issue_acts.attach")
    person.wait_ready()
    assert "Không đọc được tệp PDF" in person.window.bar.text
    assert state(person) == "Đã chốt"


def test_a_signed_pdf_is_checked_like_a_package(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalized(person)
    signed = signed_copy(person, tmp_path)
    choose(monkeypatch, signed)
    person.window.perform("acts.verify")
    person.wait_ready()
    assert "nguyên vẹn từ khi ký" in person.window.bar.text
    signed.write_bytes(signed.read_bytes().replace(b"application/pdf<", b"Application/pdf<", 1))
    person.window.perform("acts.verify")
    person.wait_ready()
    assert "tệp không hợp lệ" in person.window.bar.text


def test_the_day_of_sending_is_noted_from_the_list(person: Person) -> None:
    finalized(person)
    assert state(person) == "Đã chốt"
    assert person.window.actions_by_id["sent"].isEnabled()
    person.window.perform("issue_acts.sent")
    shown = dialog(person, SentDialog)
    ok = shown.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    shown.day.setDate(QDate(2024, 7, 26))
    shown.channel.setText("Trục liên thông")
    shown.receipt.setText("123")
    assert ok.isEnabled()
    assert shown.sending.day == date(2024, 7, 26)
    shown.accept()
    person.wait_ready()
    assert state(person) == "Đã gửi"


def test_a_draft_is_neither_attached_to_nor_sent(person: Person) -> None:
    person.open(JULY)
    assert not person.window.actions_by_id["attach"].isEnabled()
    assert not person.window.actions_by_id["sent"].isEnabled()
