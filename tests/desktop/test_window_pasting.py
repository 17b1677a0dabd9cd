"""Pasting in a real window: a block is looked at, taken with Enter, undone in one step."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication

from desktop.use_cases.paste_reading import read_html
from desktop.window.dialogs.fill_dialog import FillDialog
from desktop.window.editor.paste_panel import PastePanel
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, Person, key
from tests.desktop.test_pasting import READ, TCVN3

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

SERVICES = [f"dvc{number:02}" for number in range(1, 16)]


def clip(text: str, html: str = "") -> None:
    data = QMimeData()
    data.setText(text)
    if html:
        data.setHtml(html)
    QGuiApplication.clipboard().setMimeData(data)


def panel(person: Person) -> PastePanel:
    return person.editor.paste_panel


def excel_rows(rows: list[tuple[int, int]]) -> str:
    cells = (f'<tr><td x:num="{n}">{n:,}</td><td x:num="{d}">{d:,}</td></tr>' for n, d in rows)
    return f"<html><body><table>{''.join(cells)}</table></body></html>"


def test_rows_of_excel_are_looked_at_taken_and_taken_back(person: Person) -> None:
    rows = [(1_000 + n, 2_000 + n) for n in range(len(SERVICES))]
    clip("\n".join(f"{n:,}\t{d:,}" for n, d in rows), excel_rows(rows))
    person.open(AUGUST, key("dvc01", "n"))
    person.press("Ctrl+V")
    assert panel(person).isVisible()
    assert panel(person).table.rowCount() == 2 * len(rows)
    assert person.text(key("dvc01", "n")) == ""
    person.press("Enter")
    assert not panel(person).isVisible()
    taken = [person.text(key(name, "n")) for name in SERVICES]
    assert taken == [f"1.{n:03}" for n in range(len(SERVICES))]
    assert person.grid.hasFocus()
    person.press("Ctrl+Z")
    assert [person.text(key(name, "d")) for name in SERVICES] == [""] * len(SERVICES)


def test_a_block_is_left_with_escape_and_by_going_elsewhere(person: Person) -> None:
    clip("10\t20\n30\t40")
    person.open(AUGUST, key("dvc01", "n"))
    person.press("Ctrl+V", "Esc")
    assert person.grid.hasFocus()
    person.press("Ctrl+V", "Ctrl+PgDn")
    assert not panel(person).isVisible()
    assert not person.editor.report.desk.can_undo


def test_a_wrong_figure_is_named_and_the_others_are_taken(person: Person) -> None:
    clip("10\t20\n30\tbốn mươi\n")
    person.open(AUGUST, key("dvc01", "n"))
    person.press("Ctrl+V")
    first = [panel(person).table.index(0, column).data() for column in range(5)]
    assert first[0] == "✕ không nhận"
    assert "bốn mươi" in first[4]
    person.press("Enter")
    assert [person.text(key("dvc02", part)) for part in "nd"] == ["30", ""]


def test_the_decimal_mark_is_asked_once_and_enter_waits_for_it(person: Person) -> None:
    clip("1,234\n2.345")
    person.open(AUGUST, key("dvc01", "n"))
    person.grid.select(key("dvc12", "p"))
    person.press("Ctrl+V", "Enter")
    assert panel(person).isVisible()
    assert "phím ," in panel(person)._asked.text()
    person.type(".")
    person.press("Enter")
    assert person.text(key("dvc12", "p")) == "1.234"
    assert person.text(key("dvc13", "p")) == "2,345"


def test_a_block_goes_from_its_first_cell_whatever_is_selected(person: Person) -> None:
    clip("1\t2\n3\t4\n5\t6")
    person.open(AUGUST, key("dvc01", "n"))
    person.press("Shift+Right", "Ctrl+V", "Enter")
    assert [person.text(key("dvc03", part)) for part in "nd"] == ["5", "6"]


def test_one_figure_is_typed_at_once_and_fills_a_selection(person: Person) -> None:
    clip("57")
    person.open(AUGUST, key("dvc01", "n"))
    person.press("Ctrl+V")
    assert person.text(key("dvc01", "n")) == "57"
    assert not panel(person).isVisible()
    person.press("Down", "Shift+Down", "Ctrl+V", "Enter")
    assert [person.text(key(f"dvc0{i}", "n")) for i in (2, 3)] == ["57", "57"]


def test_one_figure_with_two_readings_is_asked_for_as_if_typed(person: Person) -> None:
    clip("12.34")
    person.open(AUGUST, key("dvc01", "n"))
    person.press("Ctrl+V")
    assert key("dvc01", "n") in person.editor.report.drafts


def test_words_in_an_old_font_are_taken_in_unicode(person: Person) -> None:
    clip(TCVN3)
    person.open(JULY, CellKey("recipients", 1, "ten"))
    person.press("Ctrl+V")
    assert "TCVN3" in panel(person)._font.text()
    person.press("K", "K", "Enter")
    assert person.text(CellKey("recipients", 1, "ten")) == READ


def test_new_rows_are_made_by_a_block_longer_than_the_list(person: Person) -> None:
    person.open(AUGUST, CellKey("von_ds", 1, "ten"))
    before = person.editor.report.desk.computation.rows("von_ds")
    clip("\n".join(f"Dự án {n}" for n in range(1, 26)))
    person.press("Ctrl+V", "Enter")
    assert person.text(CellKey("von_ds", 25, "ten")) == "Dự án 25"
    person.press("Ctrl+Z")
    assert person.editor.report.desk.computation.rows("von_ds") == before


def test_a_copied_block_carries_its_figures_for_any_spreadsheet(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("Shift+Right", "Ctrl+C")
    data = QGuiApplication.clipboard().mimeData()
    assert data.text() == "949\t959"
    (line,) = read_html(data.html())
    assert [(cell.text, cell.number) for cell in line] == [("949", "949"), ("959", "959")]


def test_calc_takes_copied_figures_as_figures(
    person: Person, tmp_path: Path, judge: Callable[[str], Path]
) -> None:
    office = judge("soffice")
    person.open(JULY, key("dvc02", "n"))
    person.press("Shift+Right", "Shift+Right", "Ctrl+C")
    page = tmp_path / "khoi.html"
    page.write_text(QGuiApplication.clipboard().mimeData().html(), encoding="utf-8")
    subprocess.run(
        [
            *(office, f"-env:UserInstallation={(tmp_path / 'office').as_uri()}", "--headless"),
            *("--infilter=HTML (StarCalc)", "--convert-to", "xlsx:Calc MS Excel 2007 XML"),
            *("--outdir", tmp_path, page),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    sheet = load_workbook(tmp_path / "khoi.xlsx").worksheets[0]
    assert [str(cell.value) for cell in next(sheet.iter_rows())] == ["1254", "1660", "75.54"]


def test_a_selection_begins_where_the_cursor_stood(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("Down", "Shift+Right", "Shift+Down", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "816\t828\n969\t974"


def test_a_huge_clipboard_is_refused_in_the_bar(person: Person) -> None:
    clip("1\t" * 1_000_001)
    person.open(AUGUST, key("dvc01", "n"))
    person.press("Ctrl+V")
    assert "quá lớn" in person.window.bar.text
    assert person.text(key("dvc01", "n")) == ""


# --- workbooks ------------------------------------------------------------------------------------


def dropped(person: Person, path: Path) -> None:
    """Drop a file on the open report, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    copy, left, none = (
        Qt.DropAction.CopyAction,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    entering = QDragEnterEvent(QPoint(400, 300), copy, data, left, none)
    QApplication.sendEvent(person.editor, entering)
    if entering.isAccepted():
        QApplication.sendEvent(person.editor, QDropEvent(QPointF(400, 300), copy, data, left, none))
    QApplication.processEvents()


def test_a_workbook_dropped_on_a_report_shows_what_it_would_change(
    person: Person, tmp_path: Path
) -> None:
    person.open(JULY, key("dvc12", "n"))
    (workbook,) = person.editor.report.desk.export(tmp_path, "xlsx")
    person.enter("950")
    dropped(person, workbook)
    (shown,) = person.window.findChildren(FillDialog)
    assert shown.table.rowCount() == 1
    shown.accept()
    assert person.text(key("dvc12", "n")) == "949"


def test_other_files_are_left_to_the_window(person: Person, tmp_path: Path) -> None:
    person.open(JULY, key("uu_diem"))
    other = tmp_path / "ghi-chu.zip"
    other.write_bytes(b"")
    dropped(person, other)
    assert person.window.findChildren(FillDialog) == []
    assert person.editor.page is not None
    assert person.editor.page.text is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(other))])
    assert not person.editor.page.text.canInsertFromMimeData(data)
