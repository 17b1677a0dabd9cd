"""A department's clerk at the window: a delivery, the board, a return, a total and from whom.

Two data folders play the loop: the department and one of its communes.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QDateEdit,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from desktop.window import theme
from desktop.window.app import make_application
from desktop.window.department.contributors_panel import ContributorsPanel
from desktop.window.department.department_page import (
    BOARD,
    CONSOLIDATE,
    INBOX,
    DepartmentPage,
    Scope,
)
from desktop.window.department.return_dialog import ReturnDialog
from desktop.window.dropped import taker_of
from desktop.window.lined_table import LinedView
from desktop.window.look import Look
from desktop.window.main_window import MainWindow
from desktop.workspace import Workspace
from tests import province
from tests.builders import key
from tests.db.samples import raw
from tests.desktop.driver import Person
from tests.desktop.test_names import nameless, takers
from tests.desktop.test_proofread_window import drop
from tests.desktop.test_receiving import finalized
from tests.desktop.test_screens import SMALL, cut_off, dress, emptiness, looks, picture

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", extend=True)

DAY = "2025-08-05"
DEPARTMENT = "91-SKHCN"
TOTAL = f"F07-{DEPARTMENT}-{DAY}"
NOW = "2025-08-06T09:00:00+07:00"
LATER = "2025-08-06T15:00:00+07:00"
CELL = key("n_tt_tp")
ALOUD = int(Qt.ItemDataRole.AccessibleTextRole)


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> province.Province:
    folder = tmp_path_factory.mktemp("province")
    return province.make(folder, units=12, periods=(DAY,), forms=("F07",))


def delivery(sent: province.Province, folder: Path) -> Path:
    """Put all that was sent by mail until now into one folder."""
    folder.mkdir()
    for number, one in enumerate(sent.sent):
        if one.came <= NOW:
            shutil.copy(one.path, folder / f"{number:02d}-{one.path.name}")
    return folder


@pytest.fixture
def at_window(dressed: QApplication, qtbot: QtBot) -> Iterator[Callable[[Path, str, str], Person]]:
    """Somebody of a unit at a window on a folder, at a time."""
    assert dressed is not None
    opened: list[MainWindow] = []

    def sit_down(folder: Path, unit: str, at: str) -> Person:
        with Workspace.open(folder, now=lambda: at, who="Trần Thị Hoa") as workspace:
            workspace.set_profile(msgspec.structs.replace(workspace.profile, unit=unit))
        window = MainWindow(folder)
        window.welcomes = False
        window.resize(1366, 768)
        window.show()
        with qtbot.waitActive(window):
            pass
        opened.append(window)
        window.take(Workspace.open(folder, now=lambda: at, who="Trần Thị Hoa"))
        person = Person(window, qtbot)
        person.wait_ready()
        return person

    yield sit_down
    for window in opened:
        window.close()
        window.deleteLater()


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """What is chosen in the computer's own dialogs for files and folders."""
    answers: dict[str, object] = {}
    for name in ("getExistingDirectory", "getOpenFileNames"):
        monkeypatch.setattr(QFileDialog, name, lambda *_, name=name, **__: answers[name])
    return answers


def page(person: Person) -> DepartmentPage:
    assert person.window.department is not None
    return person.window.department


def dialog_of(person: Person) -> QDialog:
    person.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is not None, timeout=5_000)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    return dialog


def received(person: Person, folder: Path, chosen: dict[str, object]) -> DepartmentPage:
    """Take a folder in from the menu."""
    chosen["getExistingDirectory"] = str(folder)
    person.window.actions_by_id["receive_folder"].trigger()
    person.wait_ready()
    return page(person)


def test_a_delivery_is_received_looked_at_returned_added_up_and_asked_from_whom(
    at_window: Callable[[Path, str, str], Person],
    sent: province.Province,
    tmp_path: Path,
    chosen: dict[str, object],
) -> None:
    person = at_window(tmp_path / "so", DEPARTMENT, NOW)
    person.press("Ctrl+T")
    person.wait_ready()
    desk = received(person, delivery(sent, tmp_path / "thư"), chosen)
    until = [one for one in sent.sent if one.came <= NOW]
    counting = {one.unit for one in until if one.counts}
    assert person.window.bar.text.startswith(f"{len(until)} tệp: đã nhận ")
    assert desk.scope == Scope("F07", DAY)
    refused = [one for one in until if one.state == "refused"]
    assert [one.path.name for one in refused if one.path.name not in person.window.bar.text] == []

    person.press("Alt+2")
    person.wait_ready()
    assert desk.sheet is desk.inbox
    assert desk.inbox.view.hasFocus()
    states = [line.receipt.state for line in desk.inbox.view.table.lines]
    assert states.count("held") == sum(one.state == "held" for one in until)
    # Not even the form of a damaged file can be read; it is listed all the same.
    assert states.count("refused") == len(refused)
    assert {line.receipt.unit for line in desk.inbox.view.table.lines} >= counting

    person.press("Alt+1")
    person.wait_ready()
    assert f"đã nhận {len(counting)}/102 đơn vị" in desk.board.counts.text()
    person.press("Ctrl+Shift+C")
    person.wait_ready()
    pasted = QGuiApplication.clipboard().text()
    missing = [row.name for row in desk.board.view.table.lines if row.unit not in counting]
    assert len(missing) == 102 - len(counting)
    assert [name for name in missing if name not in pasted] == []

    returned = look_into_and_return(person, desk, tmp_path / "usb", chosen)
    states = [line.receipt.state for line in desk.inbox.view.table.lines]
    assert states.count("returned") == 1

    add_up_and_ask(person, desk, sent, until)
    person.press("Ctrl+W")
    assert person.window.pages.currentWidget() is person.window.work_list

    correct_at_the_commune(at_window, (returned, tmp_path / "xã", sent.folder), chosen)
    chosen["getOpenFileNames"] = ([str(next((tmp_path / "xã").glob("*.zip")))], "")
    person.window.activateWindow()
    person.window.perform("department_acts.receive_files")
    person.wait_ready()
    desk.show_sheet(CONSOLIDATE)
    person.wait_ready()
    shown = desk.consolidate.shown
    assert shown is not None
    assert [line.value for line in shown.lines if not line.kept]
    assert len(shown.lines) < len(counting)


def look_into_and_return(
    person: Person, desk: DepartmentPage, folder: Path, chosen: dict[str, object]
) -> Path:
    """Open the first unit's report with Enter, remark on one figure, write the return file."""
    folder.mkdir()
    desk.show_sheet(INBOX)
    person.wait_ready()
    desk.inbox.states.setCurrentText("Đã nhận")
    desk.inbox.view.setFocus()
    person.press("Enter")
    person.wait_ready()
    assert desk.inbox.is_reading
    desk.inbox.report.go_to(CELL)
    chosen["getExistingDirectory"] = str(folder)
    person.press("Ctrl+B")
    dialog = dialog_of(person)
    assert isinstance(dialog, ReturnDialog)
    person.type("Xem lại số này")
    person.press("Tab")
    assert [(one.place, one.text) for one in dialog.remarks] == [(CELL.field, "Xem lại số này")]
    dialog.accept()
    person.wait_ready()
    desk.inbox.states.setCurrentIndex(0)
    (file,) = folder.iterdir()
    return file


def add_up_and_ask(
    person: Person,
    desk: DepartmentPage,
    sent: province.Province,
    until: list[province.Sent],
) -> None:
    """Consolidate with one key, ask a total from whom, look into a unit's report and come back."""
    person.press("Alt+3")
    person.wait_ready()
    shown = desk.consolidate.shown
    assert shown is not None
    assert "102 đơn vị" in shown.told
    person.press("Ctrl+Shift+T")
    person.wait_ready()
    assert person.editor.report.desk.head.id == TOTAL
    counting = {one.unit: one.figures for one in until if one.counts}
    total = sum(figures[CELL.field] for figures in counting.values())
    assert person.editor.report.desk.computation.effective(CELL) == total
    person.go(CELL)
    person.press("Ctrl+J")
    person.wait_ready()
    panel = person.editor.findChild(ContributorsPanel)
    assert panel is not None
    assert panel.isVisible()
    assert {line.contribution.unit for line in panel.view.table.lines} == set(counting)
    person.window.bar.dismiss()
    assert emptiness(picture(person.window, "department-total")) < 0.97
    assert cut_off(person.window) == []
    person.press("Down", "Enter")
    person.wait_ready()
    assert desk.inbox.is_reading
    assert desk.inbox.report.figures.current is not None
    assert desk.inbox.report.figures.current.key == CELL
    person.press("Esc")
    person.wait_ready()
    assert person.editor.report.desk.head.id == TOTAL
    assert person.editor.position.key == CELL
    assert sent.units


def correct_at_the_commune(
    at_window: Callable[[Path, str, str], Person],
    files: tuple[Path, Path, Path],
    chosen: dict[str, object],
) -> None:
    """Take the return file in at the commune, change the figure, finalize and export."""
    returned, out, home = files
    out.mkdir()
    office = home / "offices" / "F07"
    unit = returned.name.split("_")[1]
    person = at_window(copied(office, out.parent / "máy xã"), unit, LATER)
    chosen["getOpenFileNames"] = ([str(returned)], "")
    person.press("Ctrl+Shift+O")
    person.wait_ready()
    report = person.editor.report
    assert report.desk.head.id == f"F07-{unit}-{DAY}"
    assert "Xem lại số này" in person.editor.strip.message
    assert person.editor.position.key == CELL
    remark = [f for f in report.marks.findings if f.code == "REMARK"]
    assert len(remark) == 1
    person.window.go_home()
    person.wait_ready()
    head = report.desk.head

    def states() -> list[str]:
        return [one.state for one in person.window.work_list._all if one.id == head.id]

    person.qtbot.waitUntil(lambda: states() == [f"Bị trả lại, lần {head.revision}"])
    person.open(head.id, CELL)
    report = person.editor.report
    person.enter(str(int(person.text(CELL)) + 1))
    assert not [f for f in report.marks.findings if f.code == "REMARK"]
    for finding in report.desk.findings():
        if finding.severity in ("error", "warning") and finding.reason is None:
            report.desk.accept(finding, "Đã đối chiếu với sổ")
    report.desk.finalize()
    report.desk.export(out)


def copied(folder: Path, to: Path) -> Path:
    """Copy an office's computer, without the report of a unit that is none."""
    shutil.copytree(folder, to)
    with Workspace.open(to) as workspace:
        workspace.delete(f"F07-{province.FOREIGN.code}-{DAY}")
    return to


def test_a_decision_is_made_with_a_reason(
    at_window: Callable[[Path, str, str], Person],
    sent: province.Province,
    tmp_path: Path,
    chosen: dict[str, object],
) -> None:
    person = at_window(tmp_path / "so", DEPARTMENT, NOW)
    desk = received(person, delivery(sent, tmp_path / "thư"), chosen)
    desk.inbox.states.setCurrentText("Đã nhận")
    before = desk.inbox.view.current
    assert before is not None
    person.window.actions_by_id["refuse_receipt"].trigger()
    dialog = dialog_of(person)
    reason = dialog.findChild(QPlainTextEdit)
    assert reason is not None
    reason.setFocus()
    person.qtbot.waitUntil(reason.hasFocus)
    person.type("Gửi nhầm")
    person.press("Ctrl+Enter")
    person.wait_ready()
    after = person.window.workspace
    assert after is not None
    receipt = after.receiving.receipt(before.receipt.number).receipt
    assert (receipt.state, receipt.reason) == ("refused", "Gửi nhầm")


def test_a_unit_is_let_off_given_longer_and_the_others_are_reminded(
    at_window: Callable[[Path, str, str], Person],
    sent: province.Province,
    tmp_path: Path,
    chosen: dict[str, object],
) -> None:
    person = at_window(tmp_path / "so", DEPARTMENT, "2025-08-08T09:00:00+07:00")
    desk = received(person, delivery(sent, tmp_path / "thư"), chosen)
    desk.show_sheet(BOARD)
    person.wait_ready()
    desk.board.filter.setCurrentText("Còn thiếu")
    waiting = len(desk.board.view.table.lines)
    first = desk.board.cell
    assert first is not None
    assert first.state == "missing"
    for action, button in (("exempt", "Miễn nộp"), ("extend", "Gia hạn")):
        person.window.actions_by_id[action].trigger()
        dialog = dialog_of(person)
        reason = dialog.findChild(QPlainTextEdit)
        assert reason is not None
        reason.setFocus()
        person.qtbot.waitUntil(reason.hasFocus)
        person.type("Mất mạng")
        until = dialog.findChild(QDateEdit)
        if until is not None:
            until.setDate(QDate(2025, 8, 20))
        box = dialog.findChild(QDialogButtonBox)
        assert box is not None
        assert button in [each.text().removesuffix(" (Ctrl+Enter)") for each in box.buttons()]
        person.press("Ctrl+Enter")
        person.wait_ready()
    assert len(desk.board.view.table.lines) == waiting - 1
    desk.board.filter.setCurrentText("Được miễn, gia hạn")
    assert [row.cells[0].leave for row in desk.board.view.table.lines] == ["Mất mạng"] * 2
    out = tmp_path / "công văn"
    out.mkdir()
    chosen["getExistingDirectory"] = str(out)
    person.window.actions_by_id["remind"].trigger()
    person.wait_ready()
    assert sorted(path.suffix for path in out.iterdir()) == [".docx", ".pdf", ".txt"]
    assert f"gửi {waiting - 2} đơn vị" in person.window.bar.text


@pytest.mark.parametrize(
    ("names", "receiving", "taker"),
    [
        (("a.zip", "thư"), False, "receive"),
        (("thư",), False, "receive"),
        (("a.xlsx", "b.xlsx"), True, "receive"),
        (("a.xlsx",), False, "proofread"),
        (("a.docx",), True, "proofread"),
        (("a.docx", "b.docx"), False, "many"),
        (("form.json",), False, "form"),
        (("pack.toml",), True, "form"),
        (("unit.json",), False, "preset"),
        (("unit.ini",), False, "preset"),
        (("a.pdf",), False, "proofread"),
        (("a.capnhat",), False, "open"),
        (("a.baocao",), True, "open"),
        (("a.jpg",), True, "strange"),
        ((), True, ""),
    ],
)
def test_one_place_says_who_takes_what_is_dropped(
    tmp_path: Path, names: tuple[str, ...], receiving: bool, taker: str
) -> None:
    (tmp_path / "thư").mkdir()
    assert taker_of([tmp_path / name for name in names], receiving=receiving) == taker


def test_a_pdf_over_a_finalized_report_is_its_signed_copy(tmp_path: Path) -> None:
    assert taker_of([tmp_path / "a.pdf"], receiving=False, finalized=True) == "signed"
    assert taker_of([tmp_path / "a.docx"], receiving=False, finalized=True) == "proofread"


def test_a_folder_dropped_on_the_work_list_is_received(
    at_window: Callable[[Path, str, str], Person],
    sent: province.Province,
    tmp_path: Path,
) -> None:
    person = at_window(tmp_path / "so", DEPARTMENT, NOW)
    assert drop(person, delivery(sent, tmp_path / "thư"))
    person.wait_ready()
    assert person.window.is_department_open
    assert page(person).sheet is page(person).inbox
    assert drop(person, next((tmp_path / "thư").glob("*.zip")))
    person.wait_ready()
    assert person.window.bar.text == "1 tệp: có từ trước 1."


def test_a_damaged_file_is_named_with_its_fault_and_leads_to_the_inbox(
    at_window: Callable[[Path, str, str], Person],
    sent: province.Province,
    tmp_path: Path,
) -> None:
    person = at_window(tmp_path / "so", DEPARTMENT, NOW)
    whole = next(one.path for one in sent.sent if one.state == "accepted")
    damaged = tmp_path / "hỏng.zip"
    damaged.write_bytes(whole.read_bytes()[:2_000])
    person.press("Ctrl+T")
    person.wait_ready()
    assert drop(person, whole, damaged)
    person.wait_ready()
    desk = page(person)
    assert desk.tabs.currentIndex() == BOARD
    counted, why = person.window.bar.text.split("\n")
    assert counted == "2 tệp: đã nhận 1, từ chối 1."
    assert (
        why
        == "hỏng.zip: Tệp này hỏng hoặc không phải gói zip. Hãy xin lại tệp từ nơi gửi. (PKG-ZIP)"
    )
    person.window.bar._act.click()
    person.wait_ready()
    assert desk.tabs.currentIndex() == INBOX
    lines = {line.receipt.name: line.receipt for line in desk.inbox.view.table.lines}
    assert (lines["hỏng.zip"].state, lines["hỏng.zip"].form) == ("refused", "")
    assert desk.scope == Scope("F07", DAY)


def test_one_key_walks_to_what_must_be_looked_at(
    at_window: Callable[[Path, str, str], Person],
    tmp_path: Path,
    chosen: dict[str, object],
) -> None:
    made = province.make(tmp_path / "province", units=12, periods=("2025-08",), forms=("F16",))
    person = at_window(tmp_path / "so", DEPARTMENT, "2025-09-20T09:00:00+07:00")
    chosen["getOpenFileNames"] = ([str(one.path) for one in made.sent if one.counts][:1], "")
    person.press("Ctrl+T", "Ctrl+Shift+O")
    person.wait_ready()
    person.press("Alt+2")
    person.wait_ready()
    person.press("Enter")
    person.wait_ready()
    view = page(person).inbox.report
    assert view.report is not None
    assert "F8" in view._told.text()
    told = [row for row, line in enumerate(view.figures.table.lines) if line.findings]
    walked = []
    for _ in range(len(told) + 1):
        person.press("F8")
        walked.append(view.figures.currentIndex().row())
    assert walked == [*told, told[0]]
    person.press("Shift+F8")
    assert view.figures.currentIndex().row() == told[-1]
    assert view.figures.current is not None
    assert view.figures.current.said in view.said.full_text
    # A sum of a list belongs to none of its cells; what the unit wrote about it is told.
    shown = [finding for line in view.figures.table.lines for finding in line.findings]
    assert {one.id for one in shown} == {one.id for one in view.report.findings}
    assert {finding.code for finding in shown} == {"PSUM"}
    assert "Lý do của đơn vị: Đã đối chiếu với sổ. Thủ tục khác" in view.said.full_text
    assert view.said.full_text.startswith("Thủ tục khác trong danh mục của đơn vị: cộng được ")
    assert view._told.text().startswith("0 lỗi, 0 cảnh báo, 0 chỗ thiếu, 2 có giải trình.")


def test_receiving_stops_when_it_is_asked_to(
    at_window: Callable[[Path, str, str], Person],
    sent: province.Province,
    tmp_path: Path,
) -> None:
    person = at_window(tmp_path / "so", DEPARTMENT, NOW)
    acts = person.window.department_acts
    acts.progressed.connect(lambda *_: acts.stop())
    acts.receive([delivery(sent, tmp_path / "thư")])
    acts.stop()
    person.wait_ready()
    assert person.window.bar.text.startswith("Đã dừng theo yêu cầu.")
    assert not acts._stopping.isEnabled()


# --- how it looks and sounds ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def desk_folder(sent: province.Province, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The department's data with everything received on its day."""
    folder, clock = tmp_path_factory.mktemp("BaoCaoCoSo"), province.Clock()
    with Workspace.open(folder, now=clock, who="Trần Thị Hoa") as workspace:
        for came, paths in sent.deliveries():
            clock.at = came
            workspace.receiving.receive(paths)
    return folder


@pytest.fixture
def clerk(
    at_window: Callable[[Path, str, str], Person], desk_folder: Path, tmp_path: Path
) -> Iterator[Person]:
    """Somebody of the department, a day after the deadline, in front of the board."""
    shutil.copytree(desk_folder, tmp_path / "so")
    person = at_window(tmp_path / "so", DEPARTMENT, "2025-08-08T09:00:00+07:00")
    person.press("Ctrl+T")
    person.wait_ready()
    assert page(person).board.view.hasFocus()
    yield person
    theme.apply(make_application([]), Look())


def shown(person: Person) -> Iterator[str]:
    """Show each side of the page, one after another."""
    desk = page(person)
    for number, name in ((BOARD, "board"), (INBOX, "inbox"), (CONSOLIDATE, "consolidate")):
        desk.show_sheet(number)
        person.wait_ready()
        yield name
    desk.show_sheet(INBOX)
    desk.inbox.states.setCurrentText("Đã nhận")
    person.window.perform("department_acts.read_receipt")
    person.wait_ready()
    assert desk.inbox.is_reading
    yield "received"
    desk.inbox.leave_report()


def test_every_side_of_the_page_fits_and_is_readable(clerk: Person) -> None:
    for scheme, size in looks():
        dress(clerk, scheme, size)
        for name in shown(clerk):
            clerk.window.bar.dismiss()
            kept = f"department-{name}" if (scheme, size) == ("light", SMALL) else ""
            image = picture(clerk.window, kept)
            assert cut_off(clerk.window) == [], (name, scheme, size)
            assert emptiness(image) < 0.97, (name, scheme, size)
            for view in clerk.window.findChildren(LinedView):
                if view.isVisible() and view.table.lines:
                    least = min(2, len(view.table.lines)) * view.rowHeight(0)
                    assert view.viewport().height() >= least, (name, size)


def test_every_side_of_the_page_has_names(clerk: Person) -> None:
    wrong = {name: nameless(clerk.window) for name in shown(clerk)}
    assert {name: found for name, found in wrong.items() if found} == {}
    for name in shown(clerk):
        if name == "received":
            clerk.press("Ctrl+B")
            dialog = dialog_of(clerk)
            assert list(takers(dialog))
            assert nameless(dialog) == []
            dialog.reject()


def test_the_tables_are_read_aloud_with_their_columns(clerk: Person) -> None:
    table = page(clerk).board.view.table
    said = [table.index(0, column).data(ALOUD) for column in range(2)]
    assert said[0].startswith("Đơn vị: ")
    assert said[1].startswith("Trạng thái: ")


def test_letters_grow_and_the_year_stands_side_by_side(clerk: Person) -> None:
    clerk.press("Ctrl+Plus", "Ctrl+Plus")
    desk = page(clerk)
    desk.period.setEditText("2025")
    desk.scoped.emit()
    clerk.wait_ready()
    assert desk.board.table is not None
    columns = [column.period.code for column in desk.board.table.columns]
    assert DAY in columns
    assert desk.board.period is not None
    assert desk.board.period.code == DAY
    desk.board.view.setFocus()
    clerk.press("Right")
    assert desk.board.period.code != DAY
    assert desk.board.cell is not None
    assert desk.board.cell.period == desk.board.period.code


def test_an_empty_page_asks_for_a_form_and_is_ready_to_hear_it(
    at_window: Callable[[Path, str, str], Person], tmp_path: Path
) -> None:
    person = at_window(tmp_path / "so", DEPARTMENT, NOW)
    person.press("Ctrl+T")
    person.wait_ready()
    desk = page(person)
    assert person.focus is desk.form
    assert "Chọn một biểu" in desk.board._empty.text()
    assert "Ctrl+Shift+O" in desk.board._empty.text()


def test_a_report_without_a_fault_is_sent_back_with_a_word_about_all_of_it(
    person: Person,
) -> None:
    dialog = ReturnDialog("F07 · Xã An Phú", (), person.window)
    dialog.show()
    assert not dialog.table.isVisible()
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "không có chỗ nào bị nêu" in told
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    dialog.note.setText("Ghi lại ngày ký")
    assert ok.isEnabled()
    dialog.close()


# --- on the board ---------------------------------------------------------------------------------


def asked_of(clerk: Person, period: str) -> DepartmentPage:
    """Ask for the board of a period as somebody types it."""
    desk = page(clerk)
    desk.period.setEditText(period)
    desk.scoped.emit()
    clerk.wait_ready()
    return desk


def reasoned(clerk: Person, action: str, reason: str) -> str:
    """Do what asks for a reason, and give one; return what the question told."""
    clerk.window.actions_by_id[action].trigger()
    dialog = dialog_of(clerk)
    field = dialog.findChild(QPlainTextEdit)
    assert field is not None
    told = " ".join(label.text() for label in dialog.findChildren(QLabel))
    field.setFocus()
    clerk.qtbot.waitUntil(field.hasFocus)
    clerk.type(reason)
    clerk.press("Ctrl+Enter")
    clerk.wait_ready()
    return told


def test_enter_on_the_board_opens_what_came_and_tells_of_what_did_not(clerk: Person) -> None:
    desk = page(clerk)
    desk.board.filter.setCurrentText("Còn thiếu")
    clerk.press("Home", "Enter")
    assert not desk.inbox.report.isVisible()
    assert f"{desk.board.unit_name} chưa nộp" in clerk.window.bar.text
    desk.board.filter.setCurrentIndex(0)
    lines = desk.board.view.table.lines
    came = next(row for row, line in enumerate(lines) if line.cells[0].number)
    desk.board.view.choose(came)
    desk.board.view.setFocus()
    clerk.press("Enter")
    clerk.wait_ready()
    assert desk.inbox.is_reading
    assert desk.inbox.current is not None
    assert desk.inbox.current.receipt.unit == lines[came].unit


def test_a_report_that_was_typed_here_for_a_unit_is_opened_from_the_board(clerk: Person) -> None:
    desk = page(clerk)
    desk.board.filter.setCurrentText("Còn thiếu")
    unit = desk.board.view.table.lines[0].unit
    workspace = clerk.window.workspace
    assert workspace is not None
    finalized(workspace, "F07", unit, DAY)
    desk.board.filter.setCurrentIndex(0)
    desk = asked_of(clerk, DAY)
    row = next(n for n, line in enumerate(desk.board.view.table.lines) if line.unit == unit)
    assert desk.board.view.table.lines[row].cells[0].state == "received"
    desk.board.view.choose(row)
    desk.board.view.setFocus()
    clerk.press("Enter")
    clerk.wait_ready()
    assert clerk.editor.report.desk.head.id == f"F07-{unit}-{DAY}"


def test_a_question_leads_to_the_figure_that_stands_out(clerk: Person) -> None:
    questions = page(clerk).board.questions
    assert questions.isVisible()
    asked = questions.table.lines[0]
    questions.choose(0)
    questions.setFocus()
    clerk.press("Enter")
    clerk.wait_ready()
    inbox = page(clerk).inbox
    assert inbox.is_reading
    assert inbox.current is not None
    assert inbox.current.receipt.unit == asked.question.unit
    assert asked in clerk.window.department_acts.board.questions_of(asked.question.unit)


def test_what_was_granted_is_taken_back_and_the_unit_lacks_again(clerk: Person) -> None:
    board = page(clerk).board
    board.filter.setCurrentText("Còn thiếu")
    waiting = [line.unit for line in board.view.table.lines]
    assert board.cell is not None
    unit = board.cell.unit
    reasoned(clerk, "exempt", "Mất mạng")
    assert [line.unit for line in board.view.table.lines] == [u for u in waiting if u != unit]
    board.filter.setCurrentText("Được miễn, gia hạn")
    assert board.cell is not None
    assert (board.cell.unit, board.cell.leave) == (unit, "Mất mạng")
    assert "Lý do đã ghi: Mất mạng" in reasoned(clerk, "withdraw_leave", "Đã có mạng")
    assert "Hạn nộp lại như trong biểu" in clerk.window.bar.text
    board.filter.setCurrentText("Còn thiếu")
    assert [line.unit for line in board.view.table.lines] == waiting


def test_nobody_is_reminded_of_a_day_that_is_not_over(
    clerk: Person, chosen: dict[str, object], tmp_path: Path
) -> None:
    asked_of(clerk, "2025-08-09")
    QGuiApplication.clipboard().setText("chép trước đó")
    clerk.window.actions_by_id["copy_missing"].trigger()
    clerk.wait_ready()
    assert "Không còn đơn vị nào thiếu" in clerk.window.bar.text
    assert QGuiApplication.clipboard().text() == "chép trước đó"
    out = tmp_path / "công văn"
    out.mkdir()
    chosen["getExistingDirectory"] = str(out)
    clerk.window.actions_by_id["remind"].trigger()
    clerk.wait_ready()
    assert "không cần đôn đốc" in clerk.window.bar.text
    chosen["getExistingDirectory"] = ""
    asked_of(clerk, DAY)
    clerk.window.actions_by_id["remind"].trigger()
    clerk.wait_ready()
    assert list(out.iterdir()) == []


def test_a_letter_that_cannot_be_written_is_told(
    clerk: Person, chosen: dict[str, object], tmp_path: Path
) -> None:
    gone = tmp_path / "công văn"
    gone.write_text("một tệp, không còn là thư mục", encoding="utf-8")
    chosen["getExistingDirectory"] = str(gone)
    clerk.window.actions_by_id["remind"].trigger()
    clerk.wait_ready()
    assert "công văn" in clerk.window.bar.text
    assert "Đã ghi" not in clerk.window.bar.text
    assert gone.read_text(encoding="utf-8") == "một tệp, không còn là thư mục"


def test_a_board_that_there_is_not_says_why(clerk: Person) -> None:
    for period, why in (("2025-13", "tháng 1 đến 12"), ("2025-08-32", "chỉ có 31 ngày")):
        desk = asked_of(clerk, period)
        assert desk.board.table is None
        assert why in desk.board._empty.text()
    assert asked_of(clerk, DAY).board.table is not None


def test_a_store_that_is_damaged_meanwhile_is_told_where_the_board_is_looked_into(
    clerk: Person, tmp_path: Path
) -> None:
    desk = page(clerk)
    came = next(n for n, line in enumerate(desk.board.view.table.lines) if line.cells[0].number)
    desk.board.view.choose(came)
    desk.board.view.setFocus()
    raw(tmp_path / "so" / "baocao.db", "ALTER TABLE receipts RENAME TO lost")
    with clerk.qtbot.captureExceptions() as fallen:
        clerk.press("Enter")
        clerk.wait_ready()
    assert fallen == []
    assert "bị hỏng" in clerk.window.bar.text
    assert not desk.inbox.report.isVisible()
