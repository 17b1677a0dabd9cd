"""The home of the program: the year, moving a report, words found inside reports, printing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialogButtonBox

from desktop.use_cases.issued import Issued
from desktop.window.home.list_acts import MoveDialog
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, Person, key
from tests.desktop.test_window import dialog, rows

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

JUNE = "F02-91-2024-06"


def year(person: Person, wanted: int) -> None:
    """Turn the year over the list."""
    strip = person.window.work_list.strip
    while strip.year != wanted:
        strip.turn(-1 if strip.year > wanted else 1)
        person.wait_ready()


# --- the year -------------------------------------------------------------------------------------


def test_the_year_tells_what_stands_in_each_month(person: Person) -> None:
    year(person, 2024)
    strip = person.window.work_list.strip
    told = {button.month: button.accessibleName() for button in strip.months}
    assert told[7] == "Tháng 7/2024: 1 phải làm"
    assert told[2] == "Tháng 2/2024: không có báo cáo"
    assert not strip._before.isEnabled()


def test_a_month_is_chosen_and_left_by_keys(person: Person) -> None:
    year(person, 2024)
    person.press("Ctrl+M")
    person.press("Home", *["Right"] * 6, "Enter")
    assert rows(person) == [JULY]
    assert "Tháng 7/2024" in person.window.work_list._title.text()
    person.press("Right", "Space")
    assert rows(person) == [AUGUST]
    person.press("Down")
    assert person.focus is person.window.work_list.view
    person.press("Esc")
    assert rows(person) == [AUGUST, JULY]
    assert person.window.work_list._title.text() == "Báo cáo định kỳ"


def test_a_month_without_reports_says_so(person: Person) -> None:
    year(person, 2024)
    person.press("Ctrl+M", "Home", "Space")
    assert "Tháng 1/2024" in person.window.work_list._empty.text()
    person.press("Space")
    assert rows(person) == [AUGUST, JULY]


def test_only_years_with_something_in_them_are_turned_to(person: Person) -> None:
    strip = person.window.work_list.strip
    year(person, 2024)
    person.press("Ctrl+M", "PgUp")
    person.wait_ready()
    assert strip.year == 2024


# --- finding --------------------------------------------------------------------------------------


def test_words_inside_a_report_are_found_a_moment_later(person: Person) -> None:
    desk = person.window.workspace.desk(AUGUST) if person.window.workspace else None
    assert desk is not None
    prose = next(name for name, field in desk.engine.fields.items() if field.kind == "rich")
    desk.enter(CellKey(prose, 0, "value"), "Trao nhẫn kim cương cho người nộp hồ sơ đầu tiên")
    person.press("Ctrl+F")
    person.type("kim cuong")
    person.qtbot.waitUntil(lambda: rows(person) == [AUGUST])
    person.press("Esc")
    assert rows(person) == [AUGUST, JULY]


# --- another period -------------------------------------------------------------------------------


def ask(person: Person, period: str) -> MoveDialog:
    view = person.window.work_list.view
    view.setCurrentIndex(view.table.index(rows(person).index(JULY), 0))
    person.window.perform("list_acts.move")
    shown = dialog(person, MoveDialog)
    person.type(period)
    return shown


def test_a_report_moves_to_the_period_it_was_meant_for_and_back(person: Person) -> None:
    ask(person, "6/2024")
    person.press("Enter")
    person.wait_ready()
    assert sorted(rows(person)) == [JUNE, AUGUST]
    current = person.window.work_list.current
    assert current is not None
    assert current.head.id == JUNE
    assert JUNE in person.window.bar.text
    person.window.bar._act.click()
    person.wait_ready()
    assert sorted(rows(person)) == [JULY, AUGUST]


def test_a_period_that_the_form_has_not_is_told_while_it_is_typed(person: Person) -> None:
    shown = ask(person, "2024-Q")
    ok = shown.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert not ok.isEnabled()
    assert shown.told.text()
    person.press("Esc")


def test_a_period_that_is_taken_is_one_sentence(person: Person) -> None:
    ask(person, "8/2024")
    person.press("Enter")
    assert f"{AUGUST} đã có" in person.window.bar.text
    assert sorted(rows(person)) == [JULY, AUGUST]


# --- printing -------------------------------------------------------------------------------------


@pytest.mark.parametrize("viewer", [True, False])
def test_the_pages_are_opened_where_they_can_be_printed(
    person: Person, monkeypatch: pytest.MonkeyPatch, *, viewer: bool
) -> None:
    opened: list[Path] = []

    def open_url(url: QUrl) -> bool:
        opened.append(Path(url.toLocalFile()))
        return viewer

    monkeypatch.setattr(QDesktopServices, "openUrl", open_url)
    person.open(JULY, key("dvc01", "n"))
    person.press("Ctrl+P")
    person.wait_ready()
    assert opened[0].read_bytes().startswith(b"%PDF")
    assert ("để in" if viewer else "chưa có chương trình xem PDF") in person.window.bar.text
    assert person.window.pages.isEnabled()


def test_nothing_that_is_only_looked_at_has_left(person: Person) -> None:
    workspace = person.window.workspace
    assert workspace is not None
    assert {line.issued for line in workspace.reports()} == {Issued()}
