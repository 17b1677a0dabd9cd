"""The window on a server: chosen after a try, worked on with others, left again."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from db.store import Store
from desktop.use_cases import databases
from desktop.use_cases.store_choice import SETTINGS_NAME
from desktop.window.dialogs.server_dialog import ServerDialog
from forms.cells import CellEdit, Change
from tests.desktop.driver import JULY, NOW, Person, key
from tests.desktop.test_window import dialog, rows
from tests.postgres import Server

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

OK = QDialogButtonBox.StandardButton.Ok


def asked(person: Person) -> ServerDialog:
    person.window.perform("server_acts.choose")
    return dialog(person, ServerDialog)


def tried(person: Person, address: str) -> ServerDialog:
    shown = asked(person)
    shown.line.setText(address)
    shown.test.click()
    person.qtbot.waitUntil(shown.test.isEnabled, timeout=20_000)
    return shown


def test_a_server_is_used_after_it_was_tried_and_left_again(
    person: Person, postgres: Server, folder: Path
) -> None:
    here = sorted(rows(person))
    address = postgres.address(postgres.emptied())
    shown = tried(person, address)
    assert "đúng với chương trình" in shown.told.toPlainText()
    shown.buttons.button(OK).click()
    person.qtbot.waitUntil(lambda: person.window.is_ready, timeout=20_000)
    person.wait_ready()
    assert rows(person) == []
    kept = databases.shown(address)
    assert f'"{kept}"' in (folder / SETTINGS_NAME).read_text(encoding="utf-8")

    shown = asked(person)
    assert shown.line.text() == kept
    shown.line.clear()
    shown.buttons.button(OK).click()
    person.qtbot.waitUntil(lambda: person.window.is_ready, timeout=20_000)
    person.wait_ready()
    assert sorted(rows(person)) == here


def test_what_does_not_answer_cannot_be_chosen(person: Person) -> None:
    shown = tried(person, "postgresql+psycopg://127.0.0.1:1/baocao")
    assert "Không nối được tới máy chủ 127.0.0.1:1/baocao" in shown.told.toPlainText()
    assert not shown.buttons.button(OK).isEnabled()
    shown.line.setText("máy chủ")
    assert not shown.buttons.button(OK).isEnabled()
    shown.reject()


def test_who_was_faster_is_named_and_the_report_read_anew(person: Person, folder: Path) -> None:
    cell = key("dvc01", "n")
    person.open(JULY, cell)
    with Store.open(folder / "baocao.db", now=lambda: NOW) as other:
        before = other.load(JULY).cells[cell]
        change = Change("edit", (CellEdit(cell, before, Decimal(4321)),))
        other.record(JULY, change, who="Lê Văn An")
    person.go(cell)
    person.enter("77")
    bar = person.window.bar
    assert "đã được Lê Văn An sửa thành “4.321”" in bar.text
    bar._do()
    person.wait_ready()
    assert person.text(cell) == "4.321"
    assert person.editor.position.key == cell
