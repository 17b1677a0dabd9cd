"""Everything that takes the keyboard has a name, for people who hear the window.

The names are asked for the way a screen reader asks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QComboBox, QDialog, QLabel, QWidget

from desktop.window.dialogs.backup_dialog import BackupDialog
from desktop.window.dialogs.forms_dialog import FormsDialog
from desktop.window.dialogs.profile_dialog import ProfileDialog
from desktop.window.dialogs.questions import AboutDialog, KeysDialog, NewReport, ReasonDialog
from desktop.window.help_window import HelpWindow
from desktop.window.home.list_acts import MoveDialog
from desktop.window.issue_acts import SentDialog
from desktop.window.main_window import MainWindow
from desktop.window.store_acts import RestoreDialog
from desktop.workspace import Workspace
from tests.desktop.driver import JULY, Person

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", extend=True)


def takers(root: QWidget) -> Iterator[QWidget]:
    """Widgets that the Tab key or a click gives the keyboard to, without the insides of others."""
    for widget in root.findChildren(QWidget):
        inner = widget.focusProxy() is not None or widget.objectName().startswith("qt_")
        # The list that a box opens is told by the box.
        frame = widget.parent()
        inner = inner or (frame is not None and isinstance(frame.parent(), QComboBox))
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not inner:
            yield widget


def nameless(root: QWidget) -> list[str]:
    return [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in takers(root)
        if not QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name).strip()
    ]


def test_the_home_page_has_names(person: Person) -> None:
    assert len(list(takers(person.window))) >= 4
    assert nameless(person.window) == []


def test_every_section_of_a_report_has_names(person: Person) -> None:
    person.open(JULY)
    wrong = {}
    for section in person.editor._sections():
        person.editor.show_section(section)
        wrong[section] = nameless(person.window)
    assert {section: names for section, names in wrong.items() if names} == {}


def ready(window: MainWindow) -> Workspace:
    assert window.workspace is not None
    return window.workspace


DIALOGS: tuple[Callable[[MainWindow], QDialog], ...] = (
    lambda window: NewReport(ready(window), window),
    lambda window: ProfileDialog(ready(window), window),
    lambda window: FormsDialog(ready(window), window),
    lambda window: ReasonDialog("Lý do", "vì sao", "Ghi", window),
    lambda window: SentDialog(JULY, ready(window).today, window),
    lambda window: MoveDialog(JULY, "tháng 7/2024", lambda _: ("", True), window),
    lambda window: RestoreDialog(window, str(window.data_dir)),
    BackupDialog,
    HelpWindow,
    KeysDialog,
    AboutDialog,
)


def test_every_dialog_has_names(person: Person) -> None:
    wrong = {}
    for make in DIALOGS:
        dialog = make(person.window)
        dialog.show()
        assert list(takers(dialog))
        wrong[type(dialog).__name__] = nameless(dialog)
        dialog.close()
        dialog.deleteLater()
    assert {name: found for name, found in wrong.items() if found} == {}


def letters(root: QWidget) -> list[str]:
    """The letters that Alt chooses something with, as they stand in a dialog."""
    found = [label.text() for label in root.findChildren(QLabel) if label.buddy() is not None]
    found += [button.text() for button in root.findChildren(QAbstractButton)]
    return [text[text.index("&") + 1].lower() for text in found if "&" in text]


def test_no_letter_of_a_dialog_means_two_things(person: Person) -> None:
    wrong = {}
    for make in DIALOGS:
        dialog = make(person.window)
        wrong[type(dialog).__name__] = [key for key, n in Counter(letters(dialog)).items() if n > 1]
        dialog.deleteLater()
    assert {name: found for name, found in wrong.items() if found} == {}
