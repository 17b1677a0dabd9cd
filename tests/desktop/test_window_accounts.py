"""In the window: accounts are set up, somebody comes in, the screen locks, a role is obeyed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QDialog, QDialogButtonBox

import resources
from desktop.desk import Accepted
from desktop.use_cases.accounts import Credentials
from desktop.window.dialogs.accounts_dialog import AccountsDialog, CodeDialog, PersonDialog
from desktop.window.dialogs.sign_in import SignInDialog
from desktop.workspace import Workspace
from forms.accounts import Role
from tests.desktop.driver import AUGUST, JULY, Person
from tests.desktop.test_report_trail import finalized
from tests.old_store import FINALIZED, UNIT

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)

Kind = TypeVar("Kind", bound=QDialog)
PASSWORD = "một câu dễ nhớ ở đây"  # noqa: S105 - of people who are not there


def dialog(person: Person, kind: type[Kind]) -> Kind:
    """Wait for a question that comes when the store has answered."""

    def shown() -> list[Kind]:
        return [one for one in person.window.findChildren(kind) if one.isVisible()]

    person.qtbot.waitUntil(lambda: len(shown()) == 1, timeout=10_000)
    return shown()[0]


def set_up(person: Person) -> None:
    """Make the first account and one that only fills in, as the administrator does."""
    person.window.account_acts.manage()
    accounts = dialog(person, AccountsDialog)
    people: tuple[tuple[str, Role], ...] = (("Quản", "quan_tri"), ("Lan", "nhap"))
    for name, role in people:
        accounts.add.click()
        new = dialog(person, PersonDialog)
        new.name_line.setText(name)
        new.password_line.setText(PASSWORD)
        ok = new.buttons.button(QDialogButtonBox.StandardButton.Ok)
        new.again_line.setText(PASSWORD[:-1])
        assert not ok.isEnabled()
        new.again_line.setText(PASSWORD)
        assert ok.isEnabled()
        new.boxes[role].setChecked(True)
        ok.click()
        if name == "Quản":
            code = dialog(person, CodeDialog)
            assert len(code.code.text()) == 29
            code.accept()
    assert accounts.table.rowCount() == 2
    accounts.reject()


def come_in(person: Person, name: str, password: str) -> None:
    asked = dialog(person, SignInDialog)
    asked.name.setText(name)
    asked.password.setText(password)
    asked.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_whoever_sets_accounts_up_is_watched_and_the_lock_hides_everything(person: Person) -> None:
    set_up(person)
    assert person.window.sign_in.timer.isActive()
    person.window.open(JULY)
    person.press("Ctrl+Alt+L")
    asked = dialog(person, SignInDialog)
    assert asked.name.text() == "Quản"
    assert person.window.workspace is None
    assert person.window.editor is None
    assert not person.window.work_list._all
    come_in(person, "Quản", "sai mật khẩu rồi")
    person.qtbot.waitUntil(lambda: "Còn 4 lần" in told(person))
    come_in(person, "quản", PASSWORD)
    person.wait_ready()
    assert len(person.window.work_list._all) > 1


def told(person: Person) -> str:
    found = person.window.findChildren(SignInDialog)
    return found[-1]._told.text() if found else ""


def test_the_clock_locks_the_screen_and_a_key_puts_it_off(person: Person) -> None:
    set_up(person)
    timer = person.window.sign_in.timer
    assert timer.interval() == 5 * 60_000
    timer.setInterval(400)
    timer.start()
    for _ in range(4):
        person.qtbot.wait(150)
        person.press("Tab")
    assert person.window.workspace is not None
    person.qtbot.waitUntil(lambda: person.window.workspace is None, timeout=5_000)
    dialog(person, SignInDialog).reject()
    assert "khóa" in person.window.bar.text


def test_a_role_is_obeyed_in_the_window(person: Person, folder: Path) -> None:
    set_up(person)
    person.press("Ctrl+Alt+L")
    come_in(person, "Lan", PASSWORD)
    person.wait_ready()
    assert [line.id for line in person.window.work_list._all if line.id == JULY] == []
    person.window.account_acts.manage()
    assert "quản trị" in person.window.bar.text
    person.window.store_acts.back_up()
    assert "quản trị" in person.window.bar.text
    with Workspace.open(folder, credentials=Credentials("Quản", PASSWORD)) as workspace:
        assert workspace.account_book.problem() == ""


def refusal(person: Person, code: str = "không được") -> str:
    """Return what the window says of something that a role does not allow."""
    person.qtbot.waitUntil(lambda: code in person.window.bar.text)
    said = person.window.bar.text
    person.window.bar.dismiss()
    return said


def ready_to_be_finalized(folder: Path, who: str) -> None:
    """A draft of somebody in which everything is answered for."""
    content = json.loads(resources.path("samples/F16-2025-08.json").read_bytes())
    with Workspace.open(folder, who=who) as workspace:
        desk = workspace.desk(workspace.create("F16", UNIT, "2025-08", blank=True).id)
        filled = desk.fill(json.dumps(content | {"unit": UNIT}).encode())
        assert isinstance(filled, Accepted)
        for finding in desk.findings():
            if finding.severity in ("error", "warning"):
                desk.accept(finding, "Đã đối chiếu")
        assert not desk.tally().blocks


def test_who_only_fills_in_changes_nothing_that_is_not_theirs(person: Person, folder: Path) -> None:
    window = person.window
    assert window.workspace is not None
    finalized(window.workspace)
    ready_to_be_finalized(folder, "Lan")
    set_up(person)
    person.press("Ctrl+Alt+L")
    come_in(person, "Lan", PASSWORD)
    person.wait_ready()
    window.open(AUGUST)
    assert "xem" in refusal(person)
    assert window.editor is None
    window.read_reports(JULY)
    person.wait_ready()
    window.perform("list_acts.delete")
    assert "xóa" in refusal(person)
    window.open(JULY)
    window.acts._reopen("muốn sửa")
    assert "mở lại" in refusal(person)
    window.go_home()
    person.wait_ready()
    window.open(FINALIZED)
    window.perform("acts.finalize")
    assert "chốt" in refusal(person)
    with Workspace.open(folder, credentials=Credentials("Quản", PASSWORD)) as workspace:
        states = {line.head.id: line.head.status for line in workspace.reports()}
    assert states == {JULY: "finalized", AUGUST: "draft", FINALIZED: "draft"}
