"""Whole ways through the window with the keys alone, counted where the hand counts."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QFileDialog

from desktop.desk import Desk
from desktop.window.editor.cell_grid import CellGrid
from desktop.window.editor.marks import section_of
from desktop.window.editor.sheets import SIGNING
from desktop.workspace import verify
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, Person, key
from tests.desktop.test_window_pasting import clip, panel

# Said by Qt's screenless platform about every dialog.
pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

MOST_BESIDE_DIGITS = 2
"""Keys a figure may take besides its digits."""


class Count(NamedTuple):
    """What typing a report's figures took."""

    figures: int
    digits: int
    keys: int


def figures_of(paper: Desk) -> set[CellKey]:
    """Return the figures that are typed: neither computed nor in a list."""
    return {cell for cell in paper.computation.cells if _is_plain_figure(paper, cell)}


class Hand:
    """Types the figures of one report into another of the same form; looks at no other key."""

    def __init__(self, person: Person, paper: Desk) -> None:
        self._person, self._paper = person, paper
        self._left = figures_of(paper)
        self.count = Count(0, 0, 0)

    def copy(self) -> Count:
        """Go through the whole form from its first cell with Tab; Enter leaves a list."""
        seen: set[CellKey] = set()
        while self._person.editor.page is not None:
            here = self._person.editor.position.key
            page = self._person.editor.page
            if page.section == SIGNING:
                return self.count
            if here is None or here in seen or not self._left_in(page.section):
                self._press("Ctrl+PgDn")
                continue
            seen.add(here)
            if page.is_in_list:
                self._press("Enter")
            else:
                self._cell(here)
                self._press("Tab")
        return self.count

    def _left_in(self, section: str) -> bool:
        """Return whether the paper has more figures for this section."""
        engine = self._paper.engine
        return any(section_of(engine, cell.field) == section for cell in self._left)

    def _cell(self, here: CellKey) -> None:
        if here in self._left:
            self._left.remove(here)
            text = self._paper.text_of(here).replace(".", "")
            self._person.type(text)
            figures, digits, keys = self.count
            self.count = Count(figures + 1, digits + len(text), keys + len(text))
        elif self._paper.computation.state(here.field) != self._person.editor.report.state(
            here.field
        ):
            self._press("F6")

    def _press(self, name: str) -> None:
        self._person.press(name)
        self.count = self.count._replace(keys=self.count.keys + 1)


def test_the_figures_of_july_take_few_more_keys_than_their_digits(person: Person) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    paper = workspace.desk(JULY)
    person.open(AUGUST)
    figures, digits, keys = count = Hand(person, paper).copy()
    beside = Decimal(keys - digits) / figures
    sys.stdout.write(f"{count}: {beside:.2f} keys a figure besides its digits, no mouse\n")
    figures_of_july = figures_of(paper)
    assert figures == len(figures_of_july)
    assert keys - digits <= MOST_BESIDE_DIGITS * figures
    desk = person.editor.report.desk
    assert not person.editor.report.drafts
    for cell in figures_of_july:
        assert desk.text_of(cell) == paper.text_of(cell), cell


def _is_plain_figure(paper: Desk, cell: CellKey) -> bool:
    """Return whether a cell is a figure that is typed: neither computed nor in a list."""
    figure = isinstance(paper.computation.cells[cell], Decimal)
    in_list = paper.engine.fields[cell.field].kind in ("list", "documents", "selection")
    return figure and not in_list and not paper.computation.is_derived(cell)


def test_a_report_goes_from_its_findings_to_its_package_by_keys(
    person: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "ra"
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(out))
    person.press("Down", "Enter", "Ctrl+F9")
    assert person.editor.report.tally.error == 0
    warnings = person.editor.report.tally.warning
    assert warnings
    for number in range(warnings):
        person.press("F8", "Ctrl+G")
        person.type(f"Đúng như bản đã ký, chỗ {number + 1}")
        person.press("Ctrl+Enter")
    assert person.editor.bar.verdict.text() == f"Đủ điều kiện chốt ({warnings} chỗ có giải trình)"
    assert "0 lỗi, 0 cảnh báo" in person.editor.checks._checked.text()
    person.press("F12", "Ctrl+E")
    person.wait_ready()
    (package,) = out.glob("*.zip")
    assert verify(package).ok
    assert "Đúng như bản đã ký, chỗ 1" in person.editor.report.desk.data().decode()


def test_25_rows_of_excel_come_with_three_keys(person: Person) -> None:
    texts = [(f"Dự án số {n}", f"{n},500", "12/31/2024") for n in range(1, 26)]
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in (name, figure))}</tr>"
        for name, figure, _ in texts
    )
    clip("\n".join("\t".join(line[:2]) for line in texts), f"<table>{rows}</table>")
    person.open(AUGUST, CellKey("von_ds", 1, "ten"))
    person.press("Ctrl+V")
    assert panel(person).plan is not None
    person.type(",")
    person.press("Enter")
    desk = person.editor.report.desk
    assert [desk.text_of(CellKey("von_ds", row, "ten")) for row in (1, 25)] == [
        "Dự án số 1",
        "Dự án số 25",
    ]
    person.press("Ctrl+Z")
    assert desk.text_of(CellKey("von_ds", 25, "ten")) == ""


# --- input methods --------------------------------------------------------------------------------

WORDS = "Tiếng Việt: ữ ặ ₫ Đường"


EVERYWHERE = (
    CellKey("recipients", 1, "ten"),
    CellKey("vb_ban_hanh", 1, "trich_yeu"),
    key("signature", "ho_ten"),
    key("uu_diem"),
)
"""A cell of words of each kind there is."""


def test_what_an_input_method_commits_is_kept_in_every_editor(person: Person) -> None:
    person.open(JULY)
    for cell in EVERYWHERE:
        person.go(cell)
        if cell.field == "uu_diem":
            person.press("Ctrl+A")
        person.commit(WORDS, preedit="Tie")
        person.press("Tab")
        assert person.text(cell) == WORDS, cell


@pytest.mark.parametrize(
    ("typed", "back", "anew"),
    [
        ("Duong", 4, "uong"),
        ("tie", 1, "ê"),
        ("a", 1, "â"),
    ],
    ids=["telex-dd", "telex-ee", "vni-6"],
)
def test_letters_that_unikey_takes_back_and_sends_anew(
    person: Person, typed: str, back: int, anew: str
) -> None:
    person.open(JULY)
    for cell in EVERYWHERE:
        person.go(cell)
        if cell.field == "uu_diem":
            person.press("Ctrl+A")
        person.type(typed)
        for _ in range(back):
            person.press("Backspace")
        person.type(anew)
        person.press("Tab")
        assert person.text(cell) == typed[:-back] + anew


def test_a_digit_committed_on_a_cell_that_is_not_edited_opens_it(person: Person) -> None:
    person.open(AUGUST, key("dvc01", "n"))
    person.commit("5")
    person.commit("7")
    person.press("Enter")
    assert person.text(key("dvc01", "n")) == "57"


def test_a_word_composed_on_a_cell_that_is_not_edited_is_seen_while_it_grows(
    person: Person,
) -> None:
    person.open(JULY, CellKey("recipients", 1, "ten"))
    grid = person.focus
    assert isinstance(grid, CellGrid)
    QApplication.sendEvent(grid, QInputMethodEvent("Đươ", []))
    QApplication.processEvents()
    person.commit("Đường")
    person.press("Enter")
    assert person.text(CellKey("recipients", 1, "ten")) == "Đường"


def test_what_is_committed_while_a_note_is_written_goes_into_the_note(person: Person) -> None:
    person.open(JULY, key("dvc12", "n"))
    person.press("Shift+F2")
    person.commit(WORDS, preedit="Ti")
    person.press("Ctrl+Enter")
    assert person.editor.report.desk.notes.of(key("dvc12", "n")) == WORDS
    assert person.text(key("dvc12", "n")) == "949"
