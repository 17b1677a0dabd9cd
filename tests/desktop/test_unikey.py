"""UniKey in everything that is typed into beside cells: letters taken back and sent anew, exact."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QDialog, QLineEdit, QPlainTextEdit, QWidget

from desktop.window.dialogs.profile_dialog import ProfileDialog
from desktop.window.dialogs.questions import ReasonDialog
from desktop.window.dialogs.unit_box import UnitBox
from desktop.window.issue_acts import SentDialog
from tests.desktop.driver import JULY, Person, key
from tests.desktop.test_names import ready

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", "grabbing", extend=True)

BACK = "\b"
TELEX = f"d{BACK}đie{BACK}ê{BACK}ều tie{BACK}ê{BACK}ếng"
"""What UniKey sends for ``ddieeuf tieesng``."""
MEANT = "điều tiếng"


def unikey(person: Person, widget: QWidget) -> None:
    """Type into a widget as UniKey does."""
    widget.setFocus()
    person.qtbot.waitUntil(widget.hasFocus)
    for letter in TELEX:
        if letter == BACK:
            person.press("Backspace")
        else:
            person.type(letter)


def written(widget: QWidget) -> str:
    if isinstance(widget, UnitBox):
        return widget.currentText()
    assert isinstance(widget, QLineEdit | QPlainTextEdit)
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.text()


Place = Callable[[Person], tuple[QDialog | None, QWidget]]


def in_search(person: Person) -> tuple[None, QWidget]:
    return None, person.window.work_list.search


def in_note(person: Person) -> tuple[None, QWidget]:
    person.open(JULY, key("dvc01", "n"))
    person.press("Shift+F2")
    return None, person.editor.place_panel.note


def in_signatory(person: Person) -> tuple[QDialog, QWidget]:
    dialog = ProfileDialog(ready(person.window), person.window)
    return dialog, dialog.signatory.name


def in_unit(person: Person) -> tuple[QDialog, QWidget]:
    dialog = ProfileDialog(ready(person.window), person.window)
    return dialog, dialog.unit


def in_reason(person: Person) -> tuple[QDialog, QWidget]:
    dialog = ReasonDialog("Giải trình", "vì sao", "Ghi", person.window)
    return dialog, dialog.reason


def in_channel(person: Person) -> tuple[QDialog, QWidget]:
    dialog = SentDialog(JULY, ready(person.window).today, person.window)
    return dialog, dialog.channel


@pytest.mark.parametrize(
    "place",
    [in_search, in_note, in_signatory, in_unit, in_reason, in_channel],
    ids=lambda place: place.__name__,
)
def test_letters_taken_back_and_sent_anew_leave_exact_text(person: Person, place: Place) -> None:
    dialog, widget = place(person)
    if dialog is not None:
        dialog.open()
    unikey(person, widget)
    assert written(widget) == MEANT
    assert unicodedata.is_normalized("NFC", written(widget))
    if dialog is not None:
        dialog.reject()
