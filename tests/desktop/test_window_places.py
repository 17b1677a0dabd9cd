"""Help, notes and history beside the cell; pages that show where the cursor is and lead back."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QLabel,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QWidget,
)

from desktop.window.editor.cell_editors import CellEditors
from desktop.window.editor.cell_table import LOOK
from desktop.window.editor.field_help import help_of, rule_words, title_of
from desktop.window.editor.marks import Position
from desktop.window.editor.page_places import cell_at, key_of, marked
from desktop.window.help_window import HelpWindow
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, Person, key
from tests.desktop.test_pasting import READ, TCVN3

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", extend=True)


def told(person: Person) -> str:
    return person.editor.place_panel.told.toPlainText()


# --- the period before ----------------------------------------------------------------------------


def test_the_difference_to_the_period_before_stands_beside_the_figure(person: Person) -> None:
    person.open(AUGUST, key("dvc12", "n"))
    titles = [column.title for column in person.grid.cells.sheet.columns]
    assert not person.grid.isColumnHidden(titles.index("Kỳ trước"))
    assert person.grid.currentIndex().data(LOOK).change == ""
    person.enter("940", "816")
    assert person.grid.currentIndex().data(LOOK).change == ""
    person.press("Up")
    assert person.grid.currentIndex().data(LOOK).change == "0"
    person.press("Up")
    assert person.grid.currentIndex().data(LOOK).change == "−9"
    assert "Kỳ trước: 949 (kỳ này −9)" in person.editor.strip._place.full_text


def test_the_sign_has_room_of_its_own_beside_words(person: Person) -> None:
    person.open(AUGUST, key("signature", "ho_ten"))
    index, grid = person.grid.currentIndex(), person.grid
    look = index.data(LOOK)
    assert look.severity == "missing"
    painter = grid.itemDelegate()
    assert isinstance(painter, CellEditors)
    option = QStyleOptionViewItem()
    option.rect = grid.visualRect(index)
    sign = painter._sign_box(option.rect, index)
    painter.initStyleOption(option, index)
    assert option.rect.right() <= sign.left()
    assert option.rect.left() == grid.visualRect(index).left()


def test_the_columns_of_a_wide_table_are_named_with_their_group_and_the_row_below(
    person: Person,
) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    report = workspace.create("F16", "30292", "2025-08", blank=True).id
    person.open(report, key("tthc", "dang_qua", 2))
    titles = [column.title for column in person.grid.cells.sheet.columns]
    assert {"Đã giải quyết: Quá hạn", "Đang giải quyết: Quá hạn", "Trả lại/rút"} <= set(titles)
    assert len(titles) == len(set(titles))
    assert person.grid.horizontalScrollBar().value() > 0
    said = person.editor.strip._place.full_text
    assert said.startswith("Ô: Đăng ký khai tử, Đang giải quyết: Quá hạn · ")


# --- help -----------------------------------------------------------------------------------------


def test_f1_tells_what_belongs_into_the_cell_and_follows_the_cursor(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("F1")
    panel = person.editor.place_panel
    assert panel.isVisible()
    assert person.grid.hasFocus()
    for words in ("hồ sơ", "Tỷ lệ = 100", "Sở Tư pháp", "Quyết định số 06/QĐ-TTg"):
        assert words in told(person)
    person.go(key("dvc_tong"))
    assert "tổng của" in told(person)
    person.press("Esc")
    assert not panel.isVisible()
    assert person.editor.checks.isVisible()
    assert person.grid.hasFocus()


def test_f1_again_opens_the_manual_and_a_finding_leads_to_its_code(person: Person) -> None:
    person.open(JULY, key("dvc12", "p"))
    person.press("F1")
    assert "Đang vướng" in told(person)
    assert "98,96" in told(person)
    person.press("F1")
    (shown,) = person.window.findChildren(HelpWindow)
    assert shown.isVisible()
    shown.close()


def test_every_field_and_rule_of_a_form_explains_itself(person: Person) -> None:
    person.open(JULY)
    desk, marks = person.editor.report.desk, person.editor.report.marks
    for name in desk.engine.order:
        if name in desk.engine.fields:
            place = Position(name)
            assert title_of(desk, place)
            assert {"Cần ghi", "Nguồn"} <= {each.heading for each in help_of(desk, marks, place)}
    for rule in desk.engine.form.relations:
        said = rule_words(desk, rule)
        assert said
        assert "{" not in said


# --- notes and history ----------------------------------------------------------------------------


def test_a_note_is_written_beside_the_cell_and_kept(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("Shift+F2")
    person.type("Hỏi lại chị Hoa ngày 22/7")
    person.press("Ctrl+Enter")
    assert person.grid.hasFocus()
    look = person.grid.currentIndex().data(LOOK)
    assert look.noted
    assert "Hỏi lại chị Hoa" in person.editor.strip._place.full_text
    workspace = person.window.workspace
    assert workspace is not None
    again = workspace.desk(JULY)
    assert again.notes.of(key("dvc12", "n")) == "Hỏi lại chị Hoa ngày 22/7"
    assert not [row for row in again.history() if row.action == "note"]
    assert b"Hoa" not in again.data()


def test_a_note_survives_finalizing_and_hinders_nothing(person: Person) -> None:
    person.open(AUGUST, key("dvc12", "n"))
    before = person.editor.report.tally
    person.press("Shift+F2")
    person.type("x")
    person.press("Esc")
    assert person.editor.report.tally == before
    assert "HOMELESS" not in {finding.code for finding in person.editor.report.desk.findings()}
    assert not person.editor.report.desk.can_undo


def test_the_history_of_a_cell_is_told_newest_first(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.enter("950")
    person.go(key("dvc12", "n"))
    person.press("Ctrl+H")
    first, second, *_ = told(person).splitlines()
    assert first.endswith("gõ 949 → 950")
    assert "trống → 949" in second
    person.press("Ctrl+H")
    assert not person.editor.place_panel.isVisible()


# --- old fonts ------------------------------------------------------------------------------------


def test_words_in_an_old_font_are_shown_converted_and_converted_with_a_key(person: Person) -> None:
    cell = CellKey("recipients", 1, "ten")
    person.open(JULY, cell)
    person.commit(TCVN3)
    person.press("Enter")
    assert person.text(cell) == TCVN3
    assert person.shown(cell) == READ
    person.go(cell)
    assert "TCVN3, Ctrl+K" in person.editor.strip._place.full_text
    person.press("Ctrl+K")
    assert person.text(cell) == READ
    person.press("Ctrl+Z")
    assert person.text(cell) == TCVN3


def test_a_paragraph_in_an_old_font_is_converted_with_a_key(person: Person) -> None:
    person.open(AUGUST, key("uu_diem"))
    person.press("Ctrl+A")
    person.commit(TCVN3)
    person.press("Ctrl+K")
    assert person.text(key("uu_diem")) == READ
    page = person.editor.page
    assert page is not None
    assert page.text is not None
    assert page.text.toPlainText() == READ


# --- pages ----------------------------------------------------------------------------------------


def pages(person: Person) -> None:
    person.press("F7")
    preview = person.editor.preview
    person.qtbot.waitUntil(lambda: preview.page_count > 5, timeout=20_000)
    person.wait_ready()


def test_the_cell_and_the_paragraph_are_marked_on_the_page(person: Person) -> None:
    person.open(JULY, key("gv_mn", "n"))
    pages(person)
    preview = person.editor.preview
    person.qtbot.waitUntil(lambda: bool(preview._page.marks), timeout=20_000)
    assert any(is_cell for _, is_cell in preview._page.marks)
    plain = preview._page.pixmap().toImage()
    place, _ = preview._page.marks[0]
    at = preview._page.box(place).topLeft() + QPointF(1, 2)
    painted = preview._page.grab().toImage()
    ratio = painted.devicePixelRatio()
    here = QColor(painted.pixelColor(int(at.x() * ratio), int(at.y() * ratio)))
    assert here != QColor("white")
    assert not plain.isNull()
    person.go(key("uu_diem"))
    person.qtbot.waitUntil(
        lambda: {p.source for p, _ in preview._page.marks} == {"uu_diem"}, timeout=20_000
    )


def test_a_click_on_a_figure_goes_to_its_cell(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    pages(person)
    page = person.editor.preview._page
    person.qtbot.waitUntil(lambda: bool(page.marks), timeout=20_000)
    place = next(place for place, _ in page.marks if place.text.strip() == "959")
    person.go(key("dvc12", "n"))
    person.wait_ready()
    QTest.mouseClick(page, Qt.MouseButton.LeftButton, pos=page.box(place).center().toPoint())
    assert person.grid.current_key == key("dvc12", "d")
    assert cell_at(person.editor.report.desk, place) == key("dvc12", "d")


def test_addresses_on_the_page_are_read() -> None:
    assert key_of("dvc12.n") == key("dvc12", "n")
    assert key_of("von_ds[3].so") == CellKey("von_ds", 3, "so")
    assert key_of("uu_diem") == key("uu_diem")
    assert key_of("") is None
    assert marked((), 0, "dvc12", None) == ()


def test_the_pages_take_the_whole_screen_and_give_it_back(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("Ctrl+F7")
    preview = person.editor.preview
    person.qtbot.waitUntil(lambda: preview.page_count > 5, timeout=20_000)
    assert person.window.isFullScreen()
    assert not person.editor.tree.isVisible()
    person.wait_ready()
    number = preview._number.text()
    person.press("PgDn")
    person.qtbot.waitUntil(lambda: preview._number.text() != number, timeout=20_000)
    person.press("Esc")
    assert not person.window.isFullScreen()
    assert person.editor.tree.isVisible() or person.window.width() < 1600
    person.press("Ctrl+W")
    person.wait_ready()
    assert person.window.editor is None


# --- pieces of a section --------------------------------------------------------------------------


def overlaps(root: QWidget) -> list[str]:
    """Pairs of visible neighbours of which one lies over the other."""
    found = []
    for panel in (root, *root.findChildren(QFrame)):
        inside = [
            child
            for child in panel.children()
            if isinstance(child, QLabel | QToolButton | QTableView) and child.isVisible()
        ]
        found += [
            f"{type(one).__name__} over {type(other).__name__} in {type(panel).__name__}"
            for one, other in combinations(inside, 2)
            if one.geometry().intersects(other.geometry())
        ]
    return found


@pytest.mark.parametrize(("form", "period"), [("F16", "2025-08"), ("F08", "2025-08")])
def test_no_piece_of_a_section_lies_over_another(person: Person, form: str, period: str) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    person.open(workspace.create(form, "30313", period).id)
    for section in person.editor._sections():
        person.editor.show_section(section)
        QApplication.processEvents()
        assert person.editor.page is not None
        assert overlaps(person.editor.page) == [], section


def test_a_list_named_by_its_heading_has_buttons_for_its_rows(person: Person) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    person.open(workspace.create("F16", "30313", "2025-08").id)
    person.press("Ctrl+PgDn")
    assert person.editor.page is not None
    said = [button.text() for button in person.editor.page.findChildren(QToolButton)]
    assert {"Thêm dòng", "Bỏ dòng"} <= set(said)


def test_a_table_that_prints_nowhere_in_words_says_no_code(person: Person) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    person.open(workspace.create("F16", "30313", "2025-08").id)
    assert "{{" not in person.editor.strip._place.full_text


@pytest.mark.parametrize("other", ["Ctrl+1", "Ctrl+2", "F7", "Shift+F7", "F8", "Ctrl+PgDn"])
def test_the_keyboard_is_never_in_what_the_pages_hide(person: Person, other: str) -> None:
    person.open(JULY, key("dvc01", "n"))
    person.press("Ctrl+F7")
    assert person.window.isFullScreen()
    person.press(other)
    assert person.focus.isVisible()
    person.press("Ctrl+F7", "Ctrl+F7")
    assert person.focus.isVisible()
