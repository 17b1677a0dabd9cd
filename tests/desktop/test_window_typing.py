"""Typing figures and words by keyboard alone: what is typed is what is kept."""

from __future__ import annotations

import unicodedata

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from desktop.window.editor.sheets import panels
from desktop.window.main_window import MainWindow
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, Person, key


def test_figures_go_into_the_grid_with_tab_and_enter_alone(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    for n, d in (("57", "60"), ("1254", "1660"), ("12.618", "12.709")):
        person.type(n)
        person.press("Tab")
        person.type(d)
        person.press("Enter")
    assert person.text(key("dvc02", "n")) == "1.254"
    assert person.text(key("dvc03", "d")) == "12.709"
    assert person.grid.current_key == key("dvc04", "n")
    assert person.editor.report.desk.shown(key("dvc02", "p")) == "75,54"


def test_enter_goes_down_and_arrows_leave_a_cell_that_is_typed_over(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.enter("57", "58")
    assert person.grid.current_key == key("dvc03", "n")
    person.type("59")
    person.press("Up")
    assert person.grid.current_key == key("dvc02", "n")
    person.press("Right")
    assert person.grid.current_key == key("dvc02", "d")
    assert [person.text(key(f"dvc0{i}", "n")) for i in (1, 2, 3)] == ["57", "58", "59"]


def test_typing_overwrites_f2_edits_and_escape_takes_back(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("F2")
    person.type("1")
    assert person.line.text() == "9491"
    person.press("Esc")
    assert person.text(key("dvc12", "n")) == "949"
    person.type("8")
    assert person.line.text() == "8"
    person.press("Esc")
    assert person.text(key("dvc12", "n")) == "949"
    assert not person.editor.report.desk.can_undo


def test_a_figure_typed_over_a_computed_one_is_kept_as_the_printed_one(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.type("949")
    person.press("Tab")
    person.type("959")
    person.press("Right", "Right")
    assert person.grid.current_key == key("dvc01", "p")
    person.enter("97,54")
    desk = person.editor.report.desk
    assert desk.text_of(key("dvc01", "p")) == "97,54"
    assert desk.shown(key("dvc01", "p")) == "98,96"
    assert person.editor.report.tally.error == 1


def test_a_refused_figure_stays_in_its_editor_with_the_reason(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.enter("1,234.5")
    assert person.line.text() == "1,234.5"
    assert person.line.property("refused")
    assert "1,234.5" in person.editor.strip.message
    assert person.text(key("dvc01", "n")) == ""
    person.grid.clearFocus()
    person.grid.setFocus()
    assert person.shown(key("dvc01", "n")) == "1,234.5"
    person.press("F2", "Esc")
    assert person.shown(key("dvc01", "n")) == ""
    assert not person.editor.report.drafts


def test_a_reading_that_is_offered_is_taken_with_one_key(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.enter("12.34")
    refusal = person.editor.report.drafts[key("dvc01", "n")]
    assert refusal.candidates
    person.press("Alt+1")
    assert person.text(key("dvc01", "n")) == refusal.candidates[0]
    assert not person.editor.report.drafts
    assert person.grid.editor is None


def test_a_text_typed_before_its_figure_was_refused_survives_a_change_of_section(
    person: Person,
) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.enter("mười")
    person.press("Ctrl+PgDn", "Ctrl+PgUp")
    assert person.shown(key("dvc01", "n")) == "mười"
    assert "1 ô chưa nhận" in person.editor.bar.verdict.text()


def test_an_input_method_commits_into_a_cell_that_is_not_being_edited(person: Person) -> None:
    person.open(JULY, CellKey("recipients", 1, "ten"))
    assert person.grid.state() == person.grid.State.NoState
    person.commit("Sở Tư pháp; đơn vị “ữ ặ ₫”")
    assert isinstance(person.grid.editor, QLineEdit)
    person.press("Enter")
    assert person.text(CellKey("recipients", 1, "ten")) == "Sở Tư pháp; đơn vị “ữ ặ ₫”"


def test_a_composed_word_arrives_whole(person: Person) -> None:
    person.open(JULY, CellKey("recipients", 1, "ten"))
    person.commit("Đường", preedit="Đươ")
    person.press("Enter")
    assert person.text(CellKey("recipients", 1, "ten")) == "Đường"


def test_letters_sent_one_by_one_and_corrected_as_unikey_does(person: Person) -> None:
    person.open(JULY, CellKey("recipients", 1, "ten"))
    person.type("Duong")
    person.press("Backspace", "Backspace", "Backspace", "Backspace", "Backspace")
    person.type("Đường")
    person.press("Enter")
    assert person.text(CellKey("recipients", 1, "ten")) == "Đường"


def test_decomposed_letters_are_kept_composed(person: Person) -> None:
    person.open(JULY, CellKey("recipients", 1, "ten"))
    person.commit(unicodedata.normalize("NFD", "Tỉnh ủy"))
    person.press("Enter")
    assert person.text(CellKey("recipients", 1, "ten")) == "Tỉnh ủy"


def test_a_row_typed_under_a_list_makes_room_for_the_next(person: Person) -> None:
    person.open(AUGUST, CellKey("von_ds", 1, "ten"))
    rows = len(person.grid.cells.sheet.rows)
    person.go(CellKey("von_ds", rows, "ten"))
    person.enter("Dự án thử")
    assert len(person.grid.cells.sheet.rows) == rows + 1
    assert person.text(CellKey("von_ds", rows, "ten")) == "Dự án thử"
    assert person.grid.current_key == CellKey("von_ds", rows + 1, "ten")


def test_rows_of_a_list_are_inserted_moved_and_removed(person: Person) -> None:
    person.open(JULY, CellKey("recipients", 1, "ten"))
    first, second = (person.text(CellKey("recipients", row, "ten")) for row in (1, 2))
    person.press("Alt+Down")
    assert person.text(CellKey("recipients", 1, "ten")) == second
    assert person.grid.current_key == CellKey("recipients", 2, "ten")
    person.press("Ctrl+Del")
    assert first not in [person.text(CellKey("recipients", row, "ten")) for row in range(1, 12)]
    person.press("Ctrl+Z", "Ctrl+Z")
    assert person.text(CellKey("recipients", 1, "ten")) == first
    person.go(CellKey("recipients", 1, "ten"))
    person.press("Ins")
    person.enter("Đơn vị mới")
    assert person.text(CellKey("recipients", 1, "ten")) == "Đơn vị mới"
    assert person.text(CellKey("recipients", 2, "ten")) == first


def test_nothing_occurred_is_one_key_and_a_figure_takes_it_back(person: Person) -> None:
    person.open(AUGUST, key("dvc11", "n"))
    person.press("F6")
    assert person.editor.report.state("dvc11") == "khong_phat_sinh"
    person.press("F6")
    assert person.editor.report.state("dvc11") == ""
    person.press("F6")
    person.enter("3")
    assert person.editor.report.state("dvc11") == ""


def test_the_previous_period_is_beside_the_cell_and_one_key_away(person: Person) -> None:
    person.open(AUGUST, key("dvc12", "n"))
    assert "949" in person.editor.strip._place.full_text
    person.press("F4")
    assert person.text(key("dvc12", "n")) == "949"


def test_a_block_is_copied_and_pasted_as_one_step(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    QGuiApplication.clipboard().setText("1.000\t2.000\r\n30\t40\r\n5\t6\r\n")
    person.press("Ctrl+V", "Enter")
    assert [person.text(key(f"dvc0{i}", "d")) for i in (1, 2, 3)] == ["2.000", "40", "6"]
    person.press("Shift+Right", "Shift+Down", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "1.000\t2.000\n30\t40"
    person.press("Ctrl+Z")
    assert [person.text(key(f"dvc0{i}", "n")) for i in (1, 2, 3)] == ["", "", ""]


def test_a_selected_block_is_emptied_with_delete(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("Shift+Right", "Shift+Down", "Del")
    cells = [key(field, part) for field in ("dvc12", "dvc13") for part in ("n", "d")]
    assert [person.text(cell) for cell in cells] == [""] * 4
    person.press("Ctrl+Z")
    assert [person.text(cell) for cell in cells] == ["949", "959", "816", "828"]


def test_enter_at_the_end_of_a_section_goes_on_to_the_next(person: Person) -> None:
    person.open(AUGUST)
    desk = person.editor.report.desk
    ends = {name: panels(desk, name)[-1] for name in person.editor._sections()}
    section = next(name for name, last in ends.items() if last.kind == "list")
    person.editor.show_section(section)
    assert person.editor.page is not None
    person.editor.page.start(last=True)
    person.press("Enter", "Enter")
    assert person.editor.page.section != section


def test_a_paragraph_is_kept_after_a_rest_and_when_it_is_left(person: Person) -> None:
    person.open(AUGUST, key("uu_diem"))
    assert person.editor.page is not None
    text = person.editor.page.text
    assert text is not None
    person.commit("Đạt tỷ lệ {{dvc12.p}}%.")
    person.qtbot.waitUntil(lambda: "{{dvc12.p}}" in person.text(key("uu_diem")))
    person.commit(" Hết.")
    person.press("Tab")
    assert "%. Hết." in person.text(key("uu_diem"))


def test_undo_in_a_paragraph_is_the_reports_undo(person: Person) -> None:
    person.open(JULY, key("uu_diem"))
    before = person.text(key("uu_diem"))
    person.commit("Thêm một câu. ")
    person.press("Ctrl+Z")
    assert person.text(key("uu_diem")) == before
    assert person.editor.page is not None
    assert person.editor.page.text is not None
    assert person.editor.page.text.toPlainText().strip() == before


def test_everything_typed_is_there_after_the_program_is_opened_again(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.type("57")
    person.press("Tab")
    person.type("60")
    person.go(key("uu_diem"))
    person.commit("Chưa nghỉ tay đã đóng cửa sổ.")
    folder = person.window.data_dir
    person.window.close()
    again = MainWindow(folder)
    again.open_workspace()
    person.qtbot.waitUntil(lambda: again.is_ready, timeout=20_000)
    again.open(AUGUST)
    assert again.editor is not None
    desk = again.editor.report.desk
    assert desk.text_of(key("dvc01", "n")) == "57"
    assert desk.text_of(key("dvc01", "d")) == "60"
    assert desk.text_of(key("uu_diem")).startswith("Chưa nghỉ tay đã đóng cửa sổ.")
    again.close()
    QApplication.processEvents()


def test_alt_enter_begins_a_line_in_a_cell_of_words(person: Person) -> None:
    cell = CellKey("von_ds", 1, "ten")
    person.open(AUGUST, cell)
    person.type("Dự án một")
    person.press("Alt+Enter")
    person.type("dòng hai")
    person.press("Enter")
    assert person.text(cell) == "Dự án một\ndòng hai"
    person.go(cell)
    person.press("F2")
    person.type(" và thêm")
    person.press("Tab")
    assert person.text(cell) == "Dự án một\ndòng hai và thêm"
    person.go(cell)
    person.type("x")
    person.press("Esc")
    assert person.text(cell) == "Dự án một\ndòng hai và thêm"
    person.type("một dòng")
    person.press("Enter")
    assert person.text(cell) == "một dòng"


def test_a_figure_has_one_line(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.type("94")
    person.press("Alt+Enter")
    person.type("8")
    person.press("Enter")
    assert person.text(key("dvc12", "n")) == "948"
