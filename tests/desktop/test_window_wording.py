"""In the window: a Word copy is written, corrected in Word, and its wording taken back."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from desktop.window.dialogs.wording_dialog import WordingDialog
from tests.desktop.driver import JULY, Person, key
from tests.desktop.test_window import dialog
from tests.desktop.test_word_copy import edit

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


@pytest.fixture
def copy(person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Word copy of July, as the window wrote it; the next file that is asked for is it."""
    person.open(JULY)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    person.window.perform("wording_acts.export")
    person.wait_ready()
    path = next(tmp_path.glob("*.docx"))
    assert path.name in person.window.bar.text
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    return path


def offered(person: Person) -> WordingDialog:
    person.window.perform("wording_acts.reword")
    person.wait_ready()
    return dialog(person, WordingDialog)


def test_an_untouched_copy_is_told_as_such(person: Person, copy: Path) -> None:
    assert docx.Document(str(copy)).paragraphs
    person.window.perform("wording_acts.reword")
    person.wait_ready()
    assert "không sửa gì" in person.window.bar.text


def test_the_ticked_blocks_are_taken_and_undone_one_by_one(person: Person, copy: Path) -> None:
    edit(copy, "mô hình phải chờ giải pháp", "mô hình còn đợi giải pháp")
    edit(copy, "Đôn đốc các sở", "Nhắc các sở")
    shown = offered(person)
    assert shown.blocks.count() == 2
    assert "còn đợi" in shown.words.toPlainText()
    shown.blocks.item(1).setCheckState(Qt.CheckState.Unchecked)
    shown.accept()
    assert "còn đợi" in person.text(key("ton_tai_mh"))
    assert "Đôn đốc các sở" in person.text(key("nhiem_vu"))
    assert "1 đoạn" in person.window.bar.text
    person.press("Ctrl+Z")
    assert "phải chờ" in person.text(key("ton_tai_mh"))


def test_a_changed_figure_is_shown_and_nothing_can_be_taken(person: Person, copy: Path) -> None:
    edit(copy, "949", "950")
    shown = offered(person)
    assert "949, 950" in shown.asked.toPlainText()
    assert shown.chosen == ()
    shown.reject()
    assert person.text(key("dvc12", "n")) == "949"
