"""Filling from workbooks through the command line and the window."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QDialogButtonBox

from desktop.window.dialogs.fill_dialog import FillDialog
from desktop.workspace import Workspace
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, NOW, Person, key
from tests.desktop.shell import REPORT, Shell

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def exported(shell: Shell, folder: Path) -> Path:
    (file,) = shell("export", REPORT, "--out", str(folder), "--only", "xlsx")["files"]
    return Path(file)


def typed(file: Path, **cells: object) -> Path:
    """Type into named cells: `typed(file, dvc01__n=5)`; saved beside the file."""
    book = openpyxl.load_workbook(file)
    for name, value in cells.items():
        ((sheet, area),) = book.defined_names[f"_{name}"].destinations
        book[sheet][area.replace("$", "").partition(":")[0]].value = value
    beside = file.with_name("dien.xlsx")
    book.save(beside)
    return beside


# --- the command line -----------------------------------------------------------------------------


def test_an_untouched_workbook_changes_nothing(july: Shell, tmp_path: Path) -> None:
    file = exported(july, tmp_path)
    answer = july("fill", REPORT, str(file))
    assert answer["changed"] == 0
    assert july("fill", REPORT, str(file), "--preview") == {
        "report": REPORT,
        "lines": [],
        "problems": [],
    }


def test_what_was_typed_is_shown_and_then_filled(july: Shell, tmp_path: Path) -> None:
    file = typed(exported(july, tmp_path), dvc01__n=60, kn_ngay__value="20/7/2024")
    (line, day) = july("fill", REPORT, str(file), "--preview")["lines"]
    assert {line["place"], day["place"]} == {"dvc01.n", "kn_ngay"}
    assert july("show", REPORT)["data"]["figures"]["dvc01.n"] != 60
    assert july("fill", REPORT, str(file))["changed"] >= 2
    assert july("show", REPORT)["data"]["figures"]["dvc01.n"] == 60


def test_a_refused_workbook_changes_nothing_and_names_every_place(
    july: Shell, tmp_path: Path
) -> None:
    before = july("show", REPORT)["data"]
    file = typed(exported(july, tmp_path), dvc01__n="nhiều", dvc02__n=-1, dvc03__n=5)
    said = july.refused("fill", REPORT, str(file))
    assert "!" in said["place"]
    assert "và 1 chỗ khác: " in said["message"]
    preview = july("fill", REPORT, str(file), "--preview", expect=2)
    assert len(preview["problems"]) == 2
    assert july("show", REPORT)["data"] == before


def test_blanks_empty_cells_only_when_asked(july: Shell, tmp_path: Path) -> None:
    file = typed(exported(july, tmp_path), dvc01__n=None)
    assert july("fill", REPORT, str(file))["changed"] == 0
    july("fill", REPORT, str(file), "--clear-blanks")
    assert "dvc01.n" not in july("show", REPORT)["data"]["figures"]


def test_another_period_is_refused(july: Shell, tmp_path: Path) -> None:
    file = exported(july, tmp_path)
    july("new", "F02", "--unit", "91", "--period", "2024-08", "--blank")
    said = july.refused("fill", "F02-91-2024-08", str(file))
    assert (said["code"], said["place"]) == ("XLSX-OTHER", "2024-07")


def test_a_finalized_report_is_not_filled(july: Shell, tmp_path: Path) -> None:
    file = typed(exported(july, tmp_path), dvc01__n=60)
    july("repair", REPORT, "--all")
    for finding in july("check", REPORT)["findings"]:
        if finding["severity"] in {"error", "warning"} and not finding["reason"]:
            july("accept", REPORT, f"{finding['code']}@{finding['place']}", "--reason", "đã xem")
    july("finalize", REPORT)
    july.refused("fill", REPORT, str(file))


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("[Content_Types].xml", b" " * (80 << 20))
    return buffer.getvalue()


HOSTILE: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "words": lambda: b"khong phai bang tinh",
    "a bomb": bomb,
    "an old workbook": lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 999,
    "larger than any": lambda: b"PK\x03\x04" + b"\0" * (9 << 20),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_one_sentence(july: Shell, tmp_path: Path, name: str) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(HOSTILE[name]())
    before = july("show", REPORT)["data"]
    said = july.refused("fill", REPORT, str(file))
    assert said["message"].count("\n") == 0
    assert july("show", REPORT)["data"] == before


def test_other_kinds_of_files_are_refused(july: Shell, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("1;2", encoding="utf-8")
    assert july.refused("fill", REPORT, str(file))["code"] == "FILE-KIND"
    other = tmp_path / "a.json"
    other.write_text("{}", encoding="utf-8")
    assert july.refused("fill", REPORT, str(other), "--preview")["code"] == "FILE-KIND"


# --- the window -----------------------------------------------------------------------------------


@pytest.fixture
def workbook(filled_folder: Path, tmp_path: Path) -> Path:
    """July's workbook."""
    with Workspace.open(filled_folder, now=lambda: NOW, who="thử") as workspace:
        (file,) = workspace.desk(JULY).export(tmp_path / "out", "xlsx")
    return file


def dialog(person: Person, file: Path) -> FillDialog:
    person.window.acts.fill_from(file)
    (shown,) = (one for one in person.window.findChildren(FillDialog) if one.isVisible())
    return shown


def rows(shown: FillDialog) -> list[list[str]]:
    table = shown.table
    texts: list[list[Any]] = [
        [table.item(row, column) for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]
    return [[item.text() for item in line] for line in texts]


def test_the_window_shows_what_would_change_and_takes_it(person: Person, workbook: Path) -> None:
    person.open(JULY, key("dvc01", "n"))
    shown = dialog(person, typed(workbook, dvc01__n=60))
    ((label, now, new, at),) = rows(shown)
    assert label.startswith("Xác nhận CMND")
    assert (now, new) == ("57", "60")
    assert at.partition("!")[2][0].isalpha()
    shown.accept()
    assert person.text(key("dvc01", "n")) == "60"
    person.press("Ctrl+Z")
    assert person.text(key("dvc01", "n")) == "57"


def test_the_window_says_why_a_file_is_not_taken(person: Person, workbook: Path) -> None:
    person.open(JULY, key("dvc01", "n"))
    shown = dialog(person, typed(workbook, dvc01__n=1.5, dvc02__n=5))
    ((said, _, _, at),) = rows(shown)
    assert "chỉ nhận số nguyên" in said
    assert "!" in at
    assert not shown.buttons.button(QDialogButtonBox.StandardButton.Ok).isEnabled()
    shown.reject()
    assert person.text(key("dvc01", "n")) == "57"


def test_blanks_are_taken_where_the_box_is_ticked(person: Person, workbook: Path) -> None:
    person.open(JULY, key("dvc01", "n"))
    shown = dialog(person, typed(workbook, dvc01__n=None))
    assert shown.told.text() == "Tệp không có gì khác với báo cáo đang mở."
    shown.clear_blanks.setChecked(True)
    assert [line[1:3] for line in rows(shown)] == [["57", ""]]
    shown.accept()
    assert person.text(key("dvc01", "n")) == ""


def test_another_periods_file_is_told_in_the_bar(person: Person, workbook: Path) -> None:
    person.open(AUGUST, CellKey("dvc01", 0, "n"))
    person.window.acts.fill_from(workbook)
    assert not person.window.findChildren(FillDialog)
    assert "của kỳ 2024-07" in person.window.bar.text
