"""Proofreading a text and taking an old report's figures over, through the window, by keys."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pypdfium2
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog

from desktop.window import parts
from desktop.window.dialogs.prefill_dialog import PrefillDialog
from desktop.window.proofread_view import ProofreadView
from tests import f02
from tests.desktop.driver import AUGUST, Person, key
from tests.desktop.test_screens import emptiness, picture
from tests.exporters.word_files import docx, paragraph, table

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

BODY = (
    paragraph("Khai sinh: tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 97,54%."),
    paragraph("Khai tử: tiếp nhận 816/828 hồ sơ, đạt tỷ lệ 98,55%."),
    paragraph("Kết hôn: tiếp nhận 969/974 hồ sơ, đạt tỷ lệ 99,48%."),
    table(("TT", "Đơn vị", "Số"), ("1", "A", "10"), ("2", "B", "20"), ("Tổng", "31"), spans=(2,)),
)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "bao-cao.docx"
    path.write_bytes(docx(*BODY))
    return path


def view_of(person: Person) -> ProofreadView:
    (view,) = (one for one in person.window.findChildren(ProofreadView) if one.isVisible())
    return view


def drop(person: Person, *paths: Path) -> bool:
    """Drop files on the window; return whether it takes them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    held = Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(50, 50), action, data, button, held)
    entered.ignore()
    QApplication.sendEvent(person.window, entered)
    if entered.isAccepted():
        event = QDropEvent(QPointF(50, 50), action, data, button, held)
        QApplication.sendEvent(person.window, event)
    return entered.isAccepted()


def opened(person: Person, path: Path) -> ProofreadView:
    assert drop(person, path)
    view = view_of(person)
    person.qtbot.waitUntil(lambda: view.claims.count() > 0, timeout=20_000)
    return view


def test_a_dropped_report_is_walked_through_with_one_key(person: Person, report: Path) -> None:
    view = opened(person, report)
    assert "2 sai, 1 cần xem lại" in view.summary.text()
    assert view.claims.count() == 3
    assert emptiness(picture(view, "proofread")) < 0.97
    said = []
    for _ in range(3):
        assert view.claim is not None
        said.append((view.claim.verdict, view.claim.expected))
        QTest.keyClick(view.claims, Qt.Key.Key_F8)
    assert said == [("wrong", "98,96%"), ("truncated", "99,49%"), ("wrong", "30")]
    assert view.claim is not None
    assert view.claim.verdict == "wrong"  # round the end to the first
    QTest.keyClick(view.claims, Qt.Key.Key_F8, Qt.KeyboardModifier.ShiftModifier)
    assert view.claim.expected == "30"
    assert "30" in view.detail.text()


def test_the_words_of_a_claim_are_marked_where_they_stand(person: Person, report: Path) -> None:
    view = opened(person, report)
    marked = [one.cursor.selectedText() for one in view.text.extraSelections()]
    assert marked[0].endswith("949/959 hồ sơ, đạt tỷ lệ 97,54%")
    assert marked[2] == "31"
    assert view.text.textCursor().block().text().startswith("Khai sinh")


def test_right_claims_are_shown_when_asked_for(person: Person, report: Path) -> None:
    view = opened(person, report)
    view.every.click()
    assert view.claims.count() > 3
    view.go_to(1)
    assert view.claim is not None
    assert view.claim.verdict == "right"


def test_a_sign_in_the_margin_leads_to_its_claim(person: Person, report: Path) -> None:
    view = opened(person, report)
    line = view.text.fontMetrics().lineSpacing()
    view.text.margin_clicked(2 * line + line // 2 + 4)
    assert view.claim is not None
    assert view.claim.verdict == "truncated"


def test_a_claim_is_copied_as_a_note(person: Person, report: Path) -> None:
    view = opened(person, report)
    QTest.keyClick(view.claims, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    note = QGuiApplication.clipboard().text()
    assert note.startswith("Soát số liệu: bao-cao.docx\n- Đoạn 1: “")
    assert "98,96%" in note


def test_the_sheet_is_one_page(person: Person, report: Path, tmp_path: Path) -> None:
    view = opened(person, report)
    target = tmp_path / "phieu.pdf"
    view.write_sheet(target)
    person.qtbot.waitUntil(lambda: "Đã ghi phiếu" in view.bar.text, timeout=20_000)
    with pypdfium2.PdfDocument(target) as pdf:
        assert len(pdf) == 1
        words = pdf[0].get_textpage().get_text_range()
    assert "PHIẾU SOÁT SỐ LIỆU" in words
    assert "98,96%" in words


def test_the_sheet_of_a_department_names_who_stands_above_it(
    person: Person, report: Path, tmp_path: Path
) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    workspace.set_profile(msgspec.structs.replace(workspace.profile, unit="91-SKHCN"))
    view = opened(person, report)
    view.write_sheet(tmp_path / "phieu.pdf")
    person.qtbot.waitUntil(lambda: "Đã ghi phiếu" in view.bar.text, timeout=20_000)
    with pypdfium2.PdfDocument(tmp_path / "phieu.pdf") as pdf:
        words = " ".join(pdf[0].get_textpage().get_text_range().split())
    assert words.index("TỈNH AN GIANG") < words.index("SỞ KHOA HỌC VÀ CÔNG NGHỆ")


def test_files_are_asked_for_where_a_persons_own_are(
    person: Person, report: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Path] = []

    def answer(_parent: object, _title: str, start: str, *_: object) -> tuple[str, str]:
        asked.append(Path(start))
        return (str(tmp_path / "phiếu"), "") if "Phieu" in start else ("", "")

    for name in ("getOpenFileName", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, answer)
    QGuiApplication.clipboard().clear()
    person.press("F11")
    view = view_of(person)
    view.open_file()
    view.read(report)
    person.qtbot.waitUntil(lambda: view.claims.count() > 0, timeout=20_000)
    view.open_file()
    view.print_sheet()
    beside = report.parent
    assert asked == [Path(parts.usual_folder()), beside, beside / "Phieu-soat-bao-cao.pdf"]
    assert asked[0].is_absolute()
    person.qtbot.waitUntil(lambda: "Đã ghi phiếu" in view.bar.text, timeout=20_000)
    assert (tmp_path / "phiếu.pdf").is_file()


def test_copied_text_is_proofread_with_the_key_alone(person: Person) -> None:
    said = "Trong tháng, Công an xã đã tiếp nhận và giải quyết đúng hạn cho người dân tổng cộng"
    QGuiApplication.clipboard().setText(f"{said} 949/959 hồ sơ khai sinh, đạt tỷ lệ 97,54%.")
    person.press("F11")
    view = view_of(person)
    person.qtbot.waitUntil(lambda: view.claims.count() == 1, timeout=20_000)
    assert view.windowTitle() == "Soát số liệu: Văn bản dán"
    QTest.keyClick(view, Qt.Key.Key_Escape)
    assert not [one for one in person.window.findChildren(ProofreadView) if one.isVisible()]


def test_a_file_that_cannot_be_read_is_said_in_the_window(person: Person, tmp_path: Path) -> None:
    broken = tmp_path / "hong.pdf"
    broken.write_bytes(b"not a PDF")
    assert drop(person, broken)
    view = view_of(person)
    person.qtbot.waitUntil(lambda: "không đọc được" in view.bar.text, timeout=20_000)


def test_other_files_and_several_at_once_open_nothing_and_are_told(
    person: Person, report: Path
) -> None:
    assert drop(person, report.with_suffix(".jpg"))
    assert "không nhận tệp bao-cao.jpg" in person.window.bar.text
    assert drop(person, report, report)
    assert "chỉ thả một văn bản" in person.window.bar.text
    assert not drop(person)
    assert not [view for view in person.window.findChildren(ProofreadView) if view.isVisible()]


def test_a_view_closed_while_reading_hears_no_more(person: Person, report: Path) -> None:
    assert drop(person, report)
    view_of(person).close()
    QApplication.processEvents()
    person.wait_ready()
    assert person.window.isVisible()


# --- while writing --------------------------------------------------------------------------------


def test_a_wrong_claim_is_underlined_while_it_is_written(person: Person) -> None:
    person.open(AUGUST, key("kho_khan"))
    person.press("Ctrl+A", "Del")
    person.type("- Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 97,54%.")
    assert person.editor.page is not None
    text = person.editor.page.text
    assert text is not None
    person.qtbot.waitUntil(lambda: len(text.live.found) == 1)
    (mark,) = text.extraSelections()
    assert mark.cursor.selectedText().endswith("97,54%")
    assert person.editor.strip.message.startswith("Sai: “")
    assert "98,96%" in person.editor.strip.message
    person.press("Ctrl+A", "Del")
    person.type("- Tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 98,96%.")
    person.qtbot.waitUntil(lambda: not text.live.found)
    assert text.extraSelections() == []
    assert "Sai" not in person.editor.strip.message


def test_figures_of_the_form_in_a_text_are_followed(person: Person) -> None:
    person.open(AUGUST, key("kho_khan"))
    person.press("Ctrl+A", "Del")
    person.type("- Khai sinh {{dvc12.n}}/959 hồ sơ, đạt tỷ lệ 98,96%.")
    assert person.editor.page is not None
    text = person.editor.page.text
    assert text is not None
    person.qtbot.waitUntil(lambda: "959" in person.text(key("kho_khan")))
    assert text.live.found == ()
    person.editor.report.act(lambda desk: desk.enter(key("dvc12", "n"), "900"))
    person.qtbot.waitUntil(lambda: len(text.live.found) == 1)


def test_figures_of_a_text_are_linked_to_their_cells_in_one_step(person: Person) -> None:
    person.open(AUGUST, key("kho_khan"))
    report = person.editor.report
    assert report.act(lambda desk: desk.enter(key("dvc12", "n"), "949"))
    assert report.act(lambda desk: desk.enter(key("dvc12", "d"), "959"))
    person.press("Ctrl+A", "Del")
    person.type("- Khai sinh 949/959 hồ sơ.")
    assert person.editor.page is not None
    text = person.editor.page.text
    assert text is not None
    assert text.live.links is not None
    links = text.live.links
    person.qtbot.waitUntil(lambda: len(links.found) == 2)
    cursor = text.textCursor()
    cursor.setPosition(links.found[0].end)
    text.setTextCursor(cursor)
    assert "Shift+F10" in person.editor.strip.message
    first, every, *_ = links.menu().actions()
    assert "949" in first.text()
    assert "cả 2 số" in every.text()
    every.trigger()
    text.flush()
    assert person.text(key("kho_khan")) == "- Khai sinh {{dvc12.n}}/{{dvc12.d}} hồ sơ."
    assert links.found == ()
    person.press("Ctrl+Z")
    assert person.text(key("kho_khan")) == "- Khai sinh 949/959 hồ sơ."


# --- prefilling -----------------------------------------------------------------------------------


def test_an_old_report_fills_the_form_after_a_look(person: Person, tmp_path: Path) -> None:
    old = tmp_path / "thang-7.docx"
    old.write_bytes(docx(*map(paragraph, f02.words(f02.filled(f02.JULY)).split("\n"))))
    person.open(AUGUST, key("dvc12", "n"))
    person.window.proofread_acts.prefill_from(old)
    person.qtbot.waitUntil(lambda: bool(person.window.findChildren(PrefillDialog)), timeout=30_000)
    (dialog,) = person.window.findChildren(PrefillDialog)
    assert len(dialog.chosen) > 80
    assert person.text(key("dvc12", "n")) == ""
    row = next(
        row
        for row in range(dialog.table.rowCount())
        if "949" in dialog.table.item(row, 2).text()  # type: ignore[union-attr]
    )
    dialog.table.setCurrentCell(row, 0)
    assert "949/959" in dialog.why.full_text
    assert emptiness(picture(dialog, "prefill")) < 0.97
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    left = len(dialog.chosen)
    QTest.mouseClick(
        dialog.buttons.button(QDialogButtonBox.StandardButton.Ok), Qt.MouseButton.LeftButton
    )
    assert person.text(key("dvc12", "n")) == ""
    assert person.text(key("dvc13", "n")) == "816"
    assert left > 80
    assert person.window.bar.text.startswith(f"Đã lấy {left} ô từ thang-7.docx. Không lấy ")
    person.press("Ctrl+Z")
    assert person.text(key("dvc13", "n")) == ""
