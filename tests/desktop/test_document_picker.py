"""Citing a document again through the window: by keys alone, into a list, a text, a footnote."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from desktop.window.dialogs.document_picker import DocumentPicker
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, Person, key

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

LIST, TEXT = "vb_chinh_sach", "kho_khan"
PLAN = "Kế hoạch số 709/KH-UBND ngày 16/7/2024"


def picker(person: Person) -> DocumentPicker:
    (shown,) = (one for one in person.window.findChildren(DocumentPicker) if one.isVisible())
    return shown


def in_list(person: Person) -> None:
    person.open(AUGUST, CellKey(LIST, 1, "ten_loai"))
    person.press("Ctrl+D")


def in_text(person: Person, words: str = "") -> None:
    """Write into the text anew, then open the picker."""
    person.open(AUGUST, key(TEXT))
    person.press("Ctrl+A", "Del")
    person.type(words)
    person.press("Ctrl+D")


def test_a_document_of_july_is_put_into_the_list_of_august(person: Person) -> None:
    in_list(person)
    person.type("709")
    assert picker(person).detail.full_text.startswith(PLAN)
    assert picker(person).detail.full_text.endswith(f"({JULY})")
    person.press("Enter")
    cells = ("ten_loai", "so", "ky_hieu", "ngay")
    assert [person.text(CellKey(LIST, 1, part)) for part in cells] == [
        "Kế hoạch",
        "709",
        "KH-UBND",
        "16/7/2024",
    ]
    assert person.editor.position.key == CellKey(LIST, 1, "ten_loai")
    person.press("Ctrl+Z")
    assert person.editor.report.desk.computation.rows(LIST) == ()


def test_words_without_marks_and_arrows_choose(person: Person) -> None:
    in_list(person)
    everything = picker(person).view.model().rowCount()
    person.type("cong van")
    shown = picker(person)
    assert 1 < shown.view.model().rowCount() < everything
    first = shown.document
    person.press("Down")
    second = shown.document
    assert first is not None
    assert second is not None
    assert first != second
    person.press("Up")
    assert shown.document == first
    person.press("Down", "Enter")
    assert person.text(CellKey(LIST, 1, "so")) == second.number


def test_nothing_found_says_so_and_inserts_nothing(person: Person) -> None:
    in_list(person)
    person.type("không có đâu")
    shown = picker(person)
    assert shown.document is None
    assert shown.count.text().startswith("Không tìm thấy.")
    assert not shown.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    person.press("Down", "Enter")
    assert shown.isVisible()
    person.press("Esc")
    assert person.editor.report.desk.computation.rows(LIST) == ()


def test_a_citation_goes_where_the_caret_is(person: Person) -> None:
    in_text(person, "- Theo")
    person.type("709")
    person.press("Enter")
    person.type(".")
    person.qtbot.waitUntil(lambda: person.text(key(TEXT)).endswith("."))
    said = person.text(key(TEXT))
    assert said.startswith(f"- Theo {PLAN} ")
    assert " về " in said


def test_a_footnote_goes_where_the_caret_is_and_never_into_another(person: Person) -> None:
    in_text(person)
    person.type("709")
    person.press("Ctrl+Enter")
    person.qtbot.waitUntil(lambda: person.text(key(TEXT)).startswith("[^"))
    note = person.text(key(TEXT))
    assert note.startswith(f"[^{PLAN}")
    assert note.endswith("]")
    assert " về " not in note
    person.type("; [^Xem")
    person.press("Ctrl+D")
    person.type("709")
    person.press("Ctrl+Enter")
    person.type("]")
    person.qtbot.waitUntil(lambda: person.text(key(TEXT)).count("]") == 2)
    assert person.text(key(TEXT)) == f"{note}; [^Xem{note[2:]}"


def test_the_action_is_there_only_where_documents_are_cited(person: Person) -> None:
    cite = person.window.actions_by_id["cite"]
    person.open(AUGUST, CellKey("dvc12", 0, "n"))
    assert not cite.isEnabled()
    person.go(CellKey(LIST, 1, "so"))
    assert cite.isEnabled()
    person.go(key(TEXT))
    assert cite.isEnabled()


def test_the_dialog_fits_the_smallest_screen_and_speaks_vietnamese(person: Person) -> None:
    in_text(person)
    shown = picker(person)
    assert shown.width() <= 1366
    assert shown.height() <= 768
    assert shown.minimumSizeHint().width() <= 760
    words = [button.text() for button in shown.buttons.buttons()]
    assert words[0] == "Chèn vào đoạn văn"
    assert "Chèn làm chú thích (Ctrl+Enter)" in words
    assert shown.windowTitle() == "Dẫn văn bản đã có"
    person.press("Esc")
