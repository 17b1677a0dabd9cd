"""The manual inside the program: every page, contents, search, and the one call to a place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument, QTextImageFormat
from PySide6.QtWidgets import QTreeWidget

from desktop.use_cases import manual
from desktop.window.help_window import HelpWindow, show_page
from tests.desktop.driver import AUGUST, Person, key

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints|raise", extend=True)

SOURCE = Path(__file__).parent.parent.parent / "docs" / "huong-dan"


def top_line(shown: HelpWindow) -> str:
    return shown.text.cursorForPosition(shown.text.rect().topLeft()).block().text()


def entries(tree: QTreeWidget) -> list[str]:
    items = [tree.topLevelItem(number) for number in range(tree.topLevelItemCount())]
    return [item.text(0) for item in items if item is not None]


def test_every_page_of_the_manual_is_there_in_the_order_of_reading() -> None:
    names = [page.name for page in manual.pages()]
    assert set(names) == {path.stem for path in SOURCE.glob("*.md")}
    assert names[: len(manual.ORDER)] == list(manual.ORDER)
    assert all(page.title for page in manual.pages())


def test_links_lead_to_pages_that_are_there_or_are_words_only() -> None:
    names = {page.name for page in manual.pages()}
    text = "\n".join(page.text for page in manual.pages())
    targets = re.findall(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)", text)
    assert targets
    assert {target.partition("#")[0].removesuffix(".md") for target in targets} <= names


def test_search_forgives_missing_marks_and_puts_headings_first() -> None:
    found = manual.search("sao luu")
    assert found[0].heading == "4. Sao lưu và khôi phục"
    assert "sao lưu" in found[1].excerpt("sao luu").casefold()
    assert manual.search("xyzzy") == ()
    assert manual.search("  ") == ()


def test_f1_shows_the_manual_beside_the_work(person: Person) -> None:
    person.press("F1")
    shown = person.window.findChild(HelpWindow)
    assert isinstance(shown, HelpWindow)
    assert not shown.isModal()
    assert "Hướng dẫn cho người làm báo cáo" in shown.text.toPlainText()
    assert entries(shown.contents) == [page.title for page in manual.pages()]
    person.window.show_help()
    assert len(person.window.findChildren(HelpWindow)) == 1
    shown.close()


def test_a_page_is_shown_at_a_heading_or_at_words(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    shown = show_page(person.editor, "xa", "5. Soát lỗi")
    assert shown.parent() is person.window
    assert "Soát lỗi" in shown.text.textCursor().block().text()
    assert show_page(person.editor, "ma-loi.md", "SUM-ROUND") is shown
    assert shown.page == "ma-loi"
    assert shown.text.extraSelections()[0].cursor.selectedText() == "SUM-ROUND"
    show_page(person.editor, "khong-co", "khong co")
    assert shown.page == "xa"
    assert shown.text.extraSelections() == []
    shown.close()


def test_words_are_searched_by_keys_and_links_followed(person: Person) -> None:
    shown = show_page(person.window)
    person.qtbot.waitUntil(shown.isActiveWindow)
    shown.contents.setFocus()
    person.press("Ctrl+F")
    person.type("bien nhan")
    assert shown.found.isVisible()
    assert entries(shown.found)
    person.press("Enter")
    assert shown.found.hasFocus()
    person.press("Esc")
    assert shown.contents.isVisible()
    person.press("Esc")
    assert not shown.isVisible()
    shown.text.anchorClicked.emit(QUrl("ma-loi.md"))
    assert shown.page == "ma-loi"


def test_pictures_are_found_and_fit_the_page(person: Person) -> None:
    shown = show_page(person.window, "xa")
    look = next(look for look in pictures(shown) if look.name().endswith("work-list.png"))
    kind = QTextDocument.ResourceType.ImageResource
    drawn = shown.text.document().resource(kind.value, QUrl(look.name()))
    assert isinstance(drawn, QImage)
    assert 0 < drawn.deviceIndependentSize().width() <= shown.text.viewport().width()
    shown.close()


def pictures(shown: HelpWindow) -> Iterator[QTextImageFormat]:
    block = shown.text.document().begin()
    while block.isValid():
        part = block.begin()
        if not part.atEnd() and part.fragment().charFormat().isImageFormat():
            yield part.fragment().charFormat().toImageFormat()
        block = block.next()


def test_what_is_nowhere_is_said(person: Person) -> None:
    shown = show_page(person.window)
    shown.query.setText("xyzzy")
    assert entries(shown.found) == ["Không tìm thấy. Thử ít chữ hơn."]
    shown.close()
