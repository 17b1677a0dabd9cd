"""The window around the typing: work list, checks, repairs, states, files, pages."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QTextBrowser,
    QWidget,
)

import resources
from desktop.desk import Desk
from desktop.use_cases.finalizing import blocking
from desktop.window.actions import ACTIONS, MENUS, menu_titles, shown_keys
from desktop.window.dialogs.forms_dialog import FormsDialog, PagesDialog
from desktop.window.dialogs.profile_dialog import ProfileDialog
from desktop.window.dialogs.questions import (
    AgreeDialog,
    FigurePicker,
    KeysDialog,
    NewReport,
    ReasonDialog,
)
from desktop.window.main_window import MainWindow
from forms.cells import CellKey
from forms.findings import Tally
from tests.desktop.driver import AUGUST, JULY, Person, key

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

Kind = TypeVar("Kind", bound=QWidget)


def dialog(person: Person, kind: type[Kind]) -> Kind:
    found = [shown for shown in person.window.findChildren(kind) if shown.isVisible()]
    assert len(found) == 1
    return found[0]


def rows(person: Person) -> list[str]:
    return [line.id for line in person.window.work_list.view.table.lines]


# --- work list ------------------------------------------------------------------------------------


def test_the_work_list_tells_how_far_each_report_is(person: Person) -> None:
    assert rows(person) == [AUGUST, JULY]
    table = person.window.work_list.view.table
    july = [table.index(1, column).data() for column in range(table.columnCount())]
    assert july[1:] == [
        "tháng 7/2024",
        "Ủy ban nhân dân tỉnh An Giang",
        "",
        "Nháp",
        "100%",
        "3",
        "3",
        "0",
    ]


def test_enter_opens_a_report_and_the_way_back_leads_to_the_same_line(person: Person) -> None:
    person.press("Down", "Enter")
    assert person.editor.report.desk.head.id == JULY
    person.press("Ctrl+W")
    person.wait_ready()
    current = person.window.work_list.current
    assert current is not None
    assert current.head.id == JULY


def test_search_forgives_missing_marks(person: Person) -> None:
    person.press("Ctrl+F")
    person.type("thang 7")
    assert rows(person) == [JULY]


def test_a_new_report_is_made_by_keyboard(newcomer: Person) -> None:
    newcomer.press("Esc")
    assert "Ctrl+N" in newcomer.window.work_list._empty.text()
    newcomer.press("Ctrl+N")
    shown = dialog(newcomer, NewReport)
    ok = shown.buttons.button(QDialogButtonBox.StandardButton.Ok)
    shown.form.setCurrentIndex(shown.form.findData("F02"))
    newcomer.type("2024-13")
    assert not ok.isEnabled()
    assert "tháng 1 đến 12" in shown._told.text()
    shown.period.selectAll()
    newcomer.type("2024-07")
    assert "21/6/2024 đến 20/7/2024" in shown._told.text()
    newcomer.press("Enter")
    assert newcomer.editor.report.desk.head.id == JULY


def test_somebody_new_says_whose_computer_it_is_and_starts_what_is_due(newcomer: Person) -> None:
    shown = dialog(newcomer, ProfileDialog)
    shown.unit.setCurrentIndex(shown.unit.findData("30337"))
    assert shown.place.placeholderText() == "An Phú"
    shown.signatory.name.setFocus()
    newcomer.type("Trần Văn Bình")
    newcomer.press("Tab")
    newcomer.type("CHỦ TỊCH")
    ok = shown.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert ok.isEnabled(), shown._told.text()
    ok.click()
    newcomer.wait_ready()
    assert "xã An Phú" in newcomer.window._whose.text()
    view = newcomer.window.work_list.view
    # What is due first depends on the day on which the test runs.
    daily = [row for row, line in enumerate(view.table.lines) if line.form.startswith("F07 ")]
    assert view.table.lines[daily[0]].state == "Chưa lập"
    view.setCurrentIndex(view.table.index(daily[0], 0))
    newcomer.press("Enter")
    desk = newcomer.editor.report.desk
    assert (desk.head.unit, desk.text_of(key("signature", "ho_ten"))) == ("30337", "Trần Văn Bình")
    newcomer.press("Ctrl+W")
    newcomer.wait_ready()
    current = newcomer.window.work_list.current
    assert current is not None
    assert current.head.id == desk.head.id


def test_a_signatory_in_doubt_keeps_the_profile_open(person: Person) -> None:
    person.window.perform("choose_unit")
    shown = dialog(person, ProfileDialog)
    ok = shown.buttons.button(QDialogButtonBox.StandardButton.Ok)
    shown.unit.choose("91")
    shown.signatory.name.setText("Nguyễn Văn A")
    assert (ok.isEnabled(), shown._told.text()) == (
        False,
        "Người ký Nguyễn Văn A: ghi đủ họ tên và chức vụ.",
    )
    shown.signatory.post.setText("GIÁM ĐỐC")
    shown.signatory.since.setText("31/2/2026")
    assert not ok.isEnabled()
    shown.signatory.since.setText("1/2/2026")
    assert ok.isEnabled()
    assert "GIÁM ĐỐC / Nguyễn Văn A" in shown._printed.text()


def test_a_report_that_exists_is_opened(person: Person) -> None:
    person.press("Ctrl+N")
    shown = dialog(person, NewReport)
    shown.period.setText("2024-07")
    person.press("Enter")
    assert person.editor.report.desk.head.id == JULY
    assert "đã có từ trước" in person.window.bar.text


def test_a_deleted_report_that_is_started_anew_is_offered_back(person: Person) -> None:
    person.press("Shift+Del")
    person.wait_ready()
    person.press("Ctrl+N")
    shown = dialog(person, NewReport)
    shown.form.setCurrentIndex(shown.form.findData("F02"))
    shown.period.setText("8/2024")
    person.press("Enter")
    assert person.window.editor is None
    assert "nhóm “Đã xóa”" in person.window.bar.text
    assert person.window.bar._act.text() == "Khôi phục và mở"
    person.window.bar._act.click()
    assert person.editor.report.desk.head.id == AUGUST


def test_every_menu_has_a_letter_of_its_own() -> None:
    letters = [title[title.index("&") + 1].lower() for title in menu_titles()]
    assert len(set(letters)) == len(letters) == len(MENUS)
    assert all(letter.isascii() for letter in letters)


def test_a_deleted_report_comes_back(person: Person) -> None:
    person.press("Shift+Del")
    person.wait_ready()
    assert rows(person) == [JULY]
    assert "Khôi phục" in person.window.bar._act.text()
    person.window.work_list.filter.setCurrentText("Đã xóa")
    person.wait_ready()
    assert rows(person) == [AUGUST]
    person.window.perform("list_acts.restore")
    person.wait_ready()
    person.window.work_list.filter.setCurrentText("Nháp")
    person.wait_ready()
    assert sorted(rows(person)) == [JULY, AUGUST]


# --- checks ---------------------------------------------------------------------------------------


def test_the_next_problem_and_its_repair_are_one_key_each(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    person.press("F8")
    assert person.grid.current_key == key("dvc12", "p")
    assert "98,96" in person.editor.strip.message
    person.press("F9")
    assert person.text(key("dvc12", "p")) == ""
    assert person.editor.report.tally.error == 2
    assert "Còn 2 lỗi" in person.editor.bar.verdict.text()
    person.press("Ctrl+Z")
    assert person.text(key("dvc12", "p")) == "97,54"
    assert person.editor.report.tally.error == 3


def test_problems_are_walked_round_and_back(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    seen = []
    for _ in range(6):
        person.press("F8")
        seen.append(person.editor.position.field)
    assert seen == ["dvc12", "dvc14", "gv_mn", "dvc_100_list", "vb_ban_hanh", "ht_canhcu"]
    person.press("Shift+F8")
    assert person.editor.position.field == "vb_ban_hanh"


def test_undo_goes_back_to_the_section_where_it_happened(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.enter("950")
    person.go(CellKey("recipients", 1, "ten"))
    person.press("Ctrl+Z")
    assert person.grid.current_key == key("dvc12", "n")
    assert person.text(key("dvc12", "n")) == "949"
    person.press("Ctrl+Y")
    assert person.text(key("dvc12", "n")) == "950"


def test_a_finding_in_the_list_leads_to_its_cell(person: Person) -> None:
    person.open(JULY)
    view = person.editor.checks.view
    row = next(i for i, line in enumerate(view.found.lines) if "949/959" in line.text)
    view.setCurrentIndex(view.found.index(row))
    view.setFocus()
    person.press("Enter")
    assert person.grid.current_key == key("dvc12", "p")


def test_many_missing_parts_are_told_by_section(person: Person) -> None:
    person.open(AUGUST)
    view = person.editor.checks.view
    hints = [line.hint for line in view.found.lines if line.kind == "missing"]
    assert 5 < len(hints) < 20
    assert all(hint.startswith("Thiếu ") for hint in hints)


def test_a_warning_is_accepted_with_a_reason_and_taken_back(person: Person) -> None:
    person.open(JULY, key("dvc14", "p"))
    person.press("Ctrl+G")
    shown = dialog(person, ReasonDialog)
    assert not shown.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    person.type("Giữ như bản đã ký")
    person.press("Ctrl+Enter")
    assert person.editor.report.tally.accepted == 1
    view = person.editor.checks.view
    row = next(i for i, line in enumerate(view.found.lines) if "Giữ như bản đã ký" in line.hint)
    view.setCurrentIndex(view.found.index(row))
    person.window.perform("acts.withdraw_reason")
    assert person.editor.report.tally.accepted == 0


def test_all_repairs_are_one_step(person: Person) -> None:
    person.open(JULY)
    person.press("Ctrl+F9")
    assert person.editor.report.tally.error == 0
    person.press("Ctrl+Z")
    assert person.editor.report.tally.error == 3


# --- sections -------------------------------------------------------------------------------------


def test_a_section_is_switched_off_and_the_numbers_close_up(person: Person) -> None:
    person.open(JULY)
    tree = person.editor.tree
    optional = next(
        item
        for item in tree._items.values()
        if item.data(0, int(Qt.ItemDataRole.CheckStateRole)) is not None
    )
    name = str(optional.data(0, int(Qt.ItemDataRole.UserRole)))
    assert optional.text(0).startswith("7.")
    optional.setCheckState(0, Qt.CheckState.Unchecked)
    QApplication.processEvents()
    texts = [tree.title(item.id) for item in person.editor.report.desk.outline()]
    assert any(text.startswith("7. ") and "tuyên truyền" in text for text in texts)
    person.press("Ctrl+Z")
    assert tree.title(name).startswith("7.")


def test_every_section_opens_and_every_cell_of_the_form_has_its_place(person: Person) -> None:
    person.open(JULY)
    desk = person.editor.report.desk
    shown: set[str] = set()
    for section in person.editor._sections():
        person.editor.enter_section(section)
        QApplication.processEvents()
        assert person.editor.page is not None
        assert person.editor.page.pieces
        for piece in person.editor.page.pieces:
            if hasattr(piece, "grid"):
                shown |= {row.field for row in piece.grid.cells.sheet.rows}
            else:
                shown.add(piece.text.key.field)
    expected = {field for field in desk.engine.fields if desk.computation.has_field(field)}
    assert (
        expected - shown
        == {
            f
            for f in expected
            if desk.engine.fields[f].kind in ("list", "documents") and not desk.computation.rows(f)
        }
        - shown
    )


FORMS = sorted(path.parent.name for path in resources.path("packs").glob("*/form.json"))


@pytest.mark.parametrize("form", FORMS)
def test_every_form_opens_from_its_first_section_to_its_last(newcomer: Person, form: str) -> None:
    workspace = newcomer.window.workspace
    assert workspace is not None
    line = next(line for line in workspace.forms() if line.id == form)
    newcomer.open(workspace.create(form, workspace.own_unit, line.example).id)
    for section in newcomer.editor._sections():
        newcomer.editor.enter_section(section)
        QApplication.processEvents()
        assert newcomer.editor.page is not None
        assert newcomer.editor.page.section == section
        assert newcomer.editor.page.pieces


# --- states and files -----------------------------------------------------------------------------


def finalized(person: Person) -> None:
    person.open(JULY)
    person.press("Ctrl+F9")
    for finding in person.editor.report.desk.findings():
        if finding.reason is None:
            person.editor.report.judge(partial(Desk.accept, finding=finding, reason="bản gốc"))
    person.press("F12")


_ADD, _REASON = "bổ sung chỗ thiếu", "sửa hoặc ghi lý do cho từng lỗi, cảnh báo"


def test_a_refusal_is_gone_once_something_is_done_about_it(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    person.press("F12")
    assert "Chưa chốt được" in person.window.bar.text
    person.press("Ctrl+F9")
    assert person.window.bar.text == ""


@pytest.mark.parametrize(
    ("counts", "open_", "steps"),
    [
        (Tally(missing=3), "3 chỗ thiếu", (_ADD,)),
        (Tally(error=1, warning=2), "1 lỗi, 2 cảnh báo", (_REASON,)),
        (Tally(warning=1, missing=1), "1 cảnh báo, 1 chỗ thiếu", (_ADD, _REASON)),
    ],
)
def test_a_reason_is_offered_only_where_it_helps(
    counts: Tally, open_: str, steps: tuple[str, ...]
) -> None:
    told = f"Chưa chốt được: còn {open_}. Hãy {'; '.join(steps)} rồi chốt lại."
    assert blocking(counts) == told


def test_what_comes_after_the_files_is_said(person: Person, tmp_path: Path) -> None:
    person.open(JULY)
    person.window.acts.export_to(person.editor.report.desk, tmp_path / "nhap")
    person.wait_ready()
    assert "chưa để ký" in person.window.bar.text
    finalized(person)
    person.window.acts.export_to(person.editor.report.desk, tmp_path / "ky")
    person.wait_ready()
    assert "Báo cáo → Ghi ngày đã gửi" in person.window.bar.text


def test_a_new_report_begins_with_the_form_of_the_chosen_line(person: Person) -> None:
    person.press("Ctrl+N")
    assert dialog(person, NewReport).form_id == "F02"


def test_finalizing_is_refused_with_what_is_in_the_way(person: Person) -> None:
    person.open(JULY, key("dvc01", "n"))
    person.press("F12")
    assert "còn 3 lỗi, 3 cảnh báo" in person.window.bar.text
    assert person.grid.current_key == key("dvc12", "p")
    assert person.editor.report.desk.editable


def test_a_finalized_report_cannot_be_typed_into_until_it_is_reopened(person: Person) -> None:
    finalized(person)
    assert person.editor.bar.verdict.text().startswith("Đã chốt")
    person.go(key("dvc12", "n"))
    person.type("5")
    assert person.grid.editor is None
    assert person.text(key("dvc12", "n")) == "949"
    person.window.perform("acts.reopen")
    person.type("Sai số liệu")
    person.press("Ctrl+Enter")
    person.go(key("dvc12", "n"))
    person.enter("950")
    assert person.text(key("dvc12", "n")) == "950"


def test_export_writes_the_files_and_says_where(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalized(person)
    out = tmp_path / "xuất"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    person.press("Ctrl+E")
    person.wait_ready()
    assert {path.suffix for path in out.iterdir()} == {".pdf", ".xlsx", ".zip"}
    assert str(out) in person.window.bar.text
    assert person.window.pages.isEnabled()


def test_an_exported_package_is_verified_and_a_changed_one_is_not(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finalized(person)
    package = next(
        path for path in person.editor.report.desk.export(tmp_path) if path.suffix == ".zip"
    )
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(package), ""))
    person.window.perform("acts.verify")
    person.wait_ready()
    assert "gói nguyên vẹn" in person.window.bar.text
    package.write_bytes(package.read_bytes()[:-200])
    person.window.perform("acts.verify")
    person.wait_ready()
    assert "gói không hợp lệ" in person.window.bar.text


def test_the_unit_of_this_computer_is_chosen_once(person: Person) -> None:
    person.window.perform("choose_unit")
    shown = dialog(person, ProfileDialog)
    shown.unit.setCurrentIndex(shown.unit.findData("91-STP"))
    shown.accept()
    assert "Sở Tư pháp" in person.window._whose.text()
    person.press("Ctrl+N")
    assert dialog(person, NewReport).unit_code == "91-STP"


def test_a_folder_that_cannot_be_written_is_one_sentence(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blocked = tmp_path / "tệp"
    blocked.write_text("không phải thư mục", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(blocked))
    person.open(JULY)
    person.press("Ctrl+E")
    person.wait_ready()
    assert person.window.bar.property("tone") == "trouble"
    assert person.window.bar.text.endswith(".")
    assert blocked.read_text(encoding="utf-8") == "không phải thư mục"


# --- forms ----------------------------------------------------------------------------------------


def second_version(folder: Path) -> Path:
    """Write a second version of F16, valid from 2026."""
    text = resources.path("packs/F16/pack.toml").read_text(encoding="utf-8")
    for old, new in (
        ('version = "1"', 'version = "2"'),
        ('valid_from = "2025-07-01"', 'valid_from = "2026-01-01"'),
        ('label = "Trả lại/rút"', 'label = "Trả lại, rút hồ sơ"'),
    ):
        assert old in text
        text = text.replace(old, new)
    path = folder / "f16.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_new_form_version_is_compared_used_and_a_draft_moved_to_it(
    person: Person, tmp_path: Path
) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    draft = workspace.create("F16", "30337", "2026-02").id
    person.window.perform("acts.forms")
    shown = dialog(person, FormsDialog)
    shown.examine(second_version(tmp_path))
    assert "tthc.tra: đổi nhãn từ “Trả lại/rút” sang “Trả lại, rút hồ sơ”." in (
        shown.told.toPlainText()
    )
    shown.use.click()
    assert "phiên bản 2 đã được đưa vào dùng" in shown.told.toPlainText()
    shown.accept()
    person.open(draft)
    person.window.perform("acts.upgrade")
    asked = dialog(person, AgreeDialog)
    assert "Trả lại, rút hồ sơ" in asked.told.toPlainText()
    asked.accept()
    assert person.editor.report.desk.head.pack_version == "2"
    assert workspace.create("F16", "30337", "2025-12").pack_version == "1"


def test_a_wrong_form_is_told_with_its_places_and_not_used(person: Person, tmp_path: Path) -> None:
    path = second_version(tmp_path)
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('kind = "table"', 'kind = "tabel"'), encoding="utf-8")
    person.window.perform("acts.forms")
    shown = dialog(person, FormsDialog)
    shown.examine(path)
    assert "chưa dùng được" in shown.told.toPlainText()
    assert "fields[0].kind" in shown.told.toPlainText()
    assert not shown.use.isEnabled()


def test_a_form_is_seen_on_paper_before_it_is_used(person: Person, tmp_path: Path) -> None:
    person.window.perform("acts.forms")
    shown = dialog(person, FormsDialog)
    shown.examine(second_version(tmp_path))
    shown.look.click()
    (pages,) = shown.findChildren(PagesDialog)
    drawn = [label.pixmap() for label in pages.findChildren(QLabel) if not label.pixmap().isNull()]
    assert drawn
    assert all(page.width() == 620 for page in drawn)
    pages.accept()


# --- pages and help -------------------------------------------------------------------------------


def test_the_pages_are_drawn_beside_the_form_and_turned(person: Person) -> None:
    person.open(JULY)
    person.press("F7")
    preview = person.editor.preview
    person.qtbot.waitUntil(lambda: preview.page_count > 5, timeout=20_000)
    assert preview._number.text().startswith("1 /")
    person.press("PgDn")
    person.qtbot.waitUntil(lambda: preview._number.text().startswith("2 /"), timeout=20_000)
    person.go(key("gv_mn", "n"))
    person.qtbot.waitUntil(lambda: preview._index > 4, timeout=20_000)
    picture = preview._page.pixmap().toImage()
    colours = {picture.pixelColor(x, 200).name() for x in range(0, picture.width(), 3)}
    assert "#ffffff" in colours
    assert len(colours) > 1
    person.press("F7")
    assert not preview.isVisible()


def test_a_window_closed_while_pages_are_due_draws_no_more(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("F7")
    preview = person.editor.preview
    person.qtbot.waitUntil(lambda: preview.page_count > 0, timeout=20_000)
    person.go(key("dvc12", "n"))
    person.enter("950")
    assert preview._rest.isActive()
    person.window.close()
    assert not preview._rest.isActive()


def test_a_figure_is_found_by_its_words_and_put_into_the_paragraph(person: Person) -> None:
    person.open(AUGUST, key("uu_diem"))
    person.press("Ctrl+I")
    shown = dialog(person, FigurePicker)
    person.type("khai sinh dvc12.p")
    assert shown.view.currentIndex().isValid()
    person.press("Enter")
    person.qtbot.waitUntil(lambda: "{{dvc12.p}}" in person.text(key("uu_diem")))


def test_every_key_of_the_table_is_in_the_help(person: Person) -> None:
    person.press("Ctrl+F1")
    shown = dialog(person, KeysDialog)
    text = shown.findChildren(QTextBrowser)[0].toPlainText()
    assert all(shown_keys(entry) in text for entry in ACTIONS if entry.keys)
    shown.close()


# --- start ----------------------------------------------------------------------------------------


def test_a_store_that_cannot_be_opened_leaves_a_window_that_says_so(
    person: Person, tmp_path: Path
) -> None:
    folder = tmp_path / "hỏng"
    folder.mkdir()
    (folder / "baocao.db").write_bytes(b"this is no database, whatever its name says" * 40)
    window = MainWindow(folder)
    window.open_workspace()
    person.qtbot.waitUntil(lambda: window.runner.idle, timeout=20_000)
    assert window.workspace is None
    assert window.bar.text.endswith(".")
    assert not window.actions_by_id["new"].isEnabled()
    window.close()


# --- what was carried over ------------------------------------------------------------------------


def test_what_is_carried_over_is_confirmed_key_by_key(person: Person) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    workspace.delete(AUGUST)
    september = workspace.begin("F02", "91", "2024-09").head.id
    person.open(september)
    desk = person.editor.report.desk
    unseen = desk.unseen()
    assert "nl_text" in unseen
    person.editor.go_to("nl_text")
    assert "F3: không đổi" in person.editor.strip.message
    person.press("F3")
    assert desk.unseen() == tuple(name for name in unseen if name != "nl_text")
    assert person.editor.position.field in desk.unseen()
    person.press("Ctrl+Z")
    assert desk.unseen() == unseen
    assert person.editor.position.field == "nl_text"
    person.press("Shift+F3")
    assert "nl_text" not in desk.unseen()
    lines = [line.hint for line in person.editor.checks.view.found.lines]
    assert any("chưa rà soát" in hint for hint in lines)


def test_a_fixed_fact_is_unlocked_before_it_is_typed_over(person: Person) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    person.open(workspace.begin("F02", "91", "2024-09").head.id, key("kn_ngay"))
    before = person.text(key("kn_ngay"))
    assert before
    person.type("1/1/2023")
    person.press("Enter")
    assert person.text(key("kn_ngay")) == before
    assert "Mở khóa" in person.editor.strip.message
    person.press("Esc", "Ctrl+U")
    person.type("1/1/2023")
    person.press("Enter")
    assert person.text(key("kn_ngay")) == "01/01/2023"
