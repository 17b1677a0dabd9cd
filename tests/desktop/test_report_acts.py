"""What goes wrong around an open report: a file that is none, a folder that refuses, a second hand.

Whatever happens, the report is there afterwards as it was, and a sentence says what to do next.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog

from desktop.desk import Accepted
from desktop.window.dialogs.fill_dialog import FillDialog
from desktop.window.dialogs.prefill_dialog import PrefillDialog
from desktop.workspace import Workspace
from tests import f02
from tests.desktop.driver import AUGUST, JULY, Person, key
from tests.exporters.word_files import docx, paragraph

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", extend=True)

CELL = key("dvc01", "n")
NOW = "2024-08-21T08:00:00+07:00"


class Chosen:
    """What is chosen in the computer's own dialogs; ``folders`` are those that they began in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer, self.folders = "", list[str]()
        monkeypatch.setattr(QFileDialog, "getOpenFileName", self._file)
        monkeypatch.setattr(QFileDialog, "getExistingDirectory", self._folder)

    def _file(self, _parent: object, _title: str, folder: str, *_: str) -> tuple[str, str]:
        self.folders.append(folder)
        return self.answer, ""

    def _folder(self, _parent: object, _title: str, folder: str) -> str:
        self.folders.append(folder)
        return self.answer


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Chosen:
    return Chosen(monkeypatch)


def do(person: Person, action: str) -> None:
    person.window.actions_by_id[action].trigger()
    person.wait_ready()


def dialogs(person: Person, kind: type[QDialog]) -> list[QDialog]:
    return [one for one in person.window.findChildren(kind) if one.isVisible()]


def test_a_workbook_is_asked_for_where_the_last_one_was(
    person: Person, chosen: Chosen, tmp_path: Path
) -> None:
    person.open(JULY, CELL)
    out = tmp_path / "ra"
    assert person.window.workspace is not None
    (file,) = person.window.workspace.desk(JULY).export(out, "xlsx")
    do(person, "fill")
    assert not dialogs(person, FillDialog)
    chosen.answer = str(file)
    do(person, "fill")
    (shown,) = dialogs(person, FillDialog)
    shown.reject()
    do(person, "fill")
    assert chosen.folders[-1] == str(out)
    for each in dialogs(person, FillDialog):
        each.reject()
    assert person.text(CELL) == "57"


def test_a_file_that_is_no_workbook_changes_nothing_and_is_told(
    person: Person, chosen: Chosen, tmp_path: Path
) -> None:
    person.open(JULY, CELL)
    broken = tmp_path / "hỏng.xlsx"
    broken.write_bytes(b"PK\x03\x04" + b"\0" * 500)
    chosen.answer = str(broken)
    do(person, "fill")
    assert not dialogs(person, FillDialog)
    assert person.window.bar.isVisible()
    assert person.text(CELL) == "57"


def test_an_old_report_is_asked_for_and_nothing_is_taken_unasked(
    person: Person, chosen: Chosen, tmp_path: Path
) -> None:
    old = tmp_path / "thang-7.docx"
    old.write_bytes(docx(*map(paragraph, f02.words(f02.filled(f02.JULY)).split("\n"))))
    person.open(AUGUST, CELL)
    do(person, "prefill")
    assert not person.window.findChildren(PrefillDialog)
    chosen.answer = str(old)
    do(person, "prefill")
    person.qtbot.waitUntil(lambda: bool(dialogs(person, PrefillDialog)), timeout=30_000)
    (shown,) = dialogs(person, PrefillDialog)
    shown.reject()
    assert person.text(CELL) == ""
    old.write_bytes(b"PK")
    do(person, "prefill")
    assert chosen.folders[-1] == str(tmp_path)
    assert not dialogs(person, PrefillDialog)
    assert "Không đọc được" in person.window.bar.text or "hỏng" in person.window.bar.text


def test_whoever_goes_on_to_another_report_is_not_asked_about_the_first(
    person: Person, chosen: Chosen, tmp_path: Path
) -> None:
    old = tmp_path / "thang-7.docx"
    old.write_bytes(docx(*map(paragraph, f02.words(f02.filled(f02.JULY)).split("\n"))))
    chosen.answer = str(old)
    person.open(AUGUST, CELL)
    person.window.actions_by_id["prefill"].trigger()
    assert not person.window.is_ready
    person.open(JULY, CELL)
    person.wait_ready()
    assert not dialogs(person, PrefillDialog)
    assert person.text(CELL) == "57"


def test_a_folder_that_refuses_is_told_and_the_report_stays_open(
    person: Person, chosen: Chosen, tmp_path: Path
) -> None:
    person.open(JULY, CELL)
    do(person, "export")
    assert not person.window.bar.isVisible()
    gone = tmp_path / "đầy"
    gone.write_text("không phải thư mục", encoding="utf-8")
    chosen.answer = str(gone)
    do(person, "export")
    assert "đầy" in person.window.bar.text
    assert person.window.pages.isEnabled()
    chosen.answer = str(tmp_path / "usb")
    do(person, "export")
    assert chosen.folders[-1] == str(gone)
    assert "Đã xuất vào" in person.window.bar.text
    assert sorted(path.suffix for path in (tmp_path / "usb").iterdir()) == [".pdf", ".xlsx", ".zip"]


def test_a_refused_text_keeps_a_report_from_being_finalized(person: Person) -> None:
    person.open(AUGUST, CELL)
    person.type("mười")
    do(person, "finalize")
    assert "còn ô chưa nhận “mười”" in person.window.bar.text
    assert person.editor.position.key == CELL
    assert person.editor.report.desk.editable


def test_what_somebody_else_was_faster_with_is_read_with_one_click(
    person: Person, folder: Path
) -> None:
    person.open(JULY, CELL)
    with Workspace.open(folder, now=lambda: NOW, who="Lê Văn An") as other:
        assert isinstance(other.desk(JULY).enter(CELL, "58"), Accepted)
    person.enter("59")
    assert "Lê Văn An" in person.window.bar.text
    QTest.mouseClick(person.window.bar._act, Qt.MouseButton.LeftButton)
    QApplication.processEvents()
    assert person.text(CELL) == "58"
    assert person.editor.position.field == CELL.field
    person.go(CELL)
    person.enter("59")
    assert person.text(CELL) == "59"


def test_a_draft_of_the_newest_form_has_nothing_to_move_to(person: Person) -> None:
    person.open(AUGUST, CELL)
    do(person, "upgrade")
    assert "không có gì để chuyển" in person.window.bar.text
    assert person.editor.report.desk.head.id == AUGUST
