"""Hours of work leave nothing behind: what has left the window has left the memory too."""

from __future__ import annotations

import gc
import os
import random
from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from desktop.window.editor.chart_view import REST_MS
from desktop.window.editor.form_editor import FormEditor
from desktop.window.parts import soon
from tests.desktop.driver import AUGUST, JULY, Person, key
from tests.desktop.test_window_random import close_dialogs

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
ACTIONS = 3_000 if os.environ.get("BAOCAO_NIGHTLY") == "1" else 60
KEYS = ("Enter", "Tab", "Up", "Down", "Left", "F2", "Esc", "F8", "Ctrl+PgDn", "Ctrl+PgUp")


def _ours() -> list[object]:
    """Give every object of the program's own classes that is in memory."""
    gc.collect()
    every = gc.get_objects()
    return [each for each in every if str(type(each).__module__).startswith("desktop.")]


def _dead() -> Counter[str]:
    """Count the widgets and other objects of Qt that are gone while something still knows them.

    Windows of tests before may have left some; each test counts its own.
    """
    every = (each for each in _ours() if isinstance(each, QObject))
    return Counter(type(each).__name__ for each in every if not isValid(each))


def _rest(person: Person) -> Counter[str]:
    """Take everything back, go to one place, and count what is there."""
    while person.editor.report.desk.can_undo:
        person.editor.undo()
    person.editor.go_to("dvc01", key("dvc01", "n"))
    QTest.qWait(REST_MS * 2)
    person.wait_ready()
    _bury()
    return Counter(type(each).__name__ for each in _ours() if isinstance(each, QObject))


def _bury() -> None:
    """Delete what is to be deleted later, as a running loop of events would."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


def _act(person: Person, chance: random.Random) -> None:
    for _ in range(ACTIONS):
        if chance.random() < 0.3:
            person.type(str(chance.randrange(1_000)))
        else:
            person.press(chance.choice(KEYS))
        close_dialogs(person)
        # Deleted at once, with whatever still waits to be done to it.
        QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


def test_anything_done_over_and_over_holds_no_more_than_before(person: Person) -> None:
    chance, others = random.Random(5), _dead()  # noqa: S311 - the same keys in every run
    person.open(JULY, key("dvc01", "n"))
    _act(person, chance)
    before, dead = _rest(person), _dead()
    _act(person, chance)
    after = _rest(person)
    assert dead - others == _dead() - others == Counter()
    assert after - before == Counter()


def test_a_report_that_was_closed_is_gone(person: Person) -> None:
    others = _dead()
    for report in (JULY, AUGUST, JULY):
        person.open(report, key("dvc01", "n"))
        person.press("Ctrl+W")
        person.wait_ready()
        _bury()
    assert _dead() - others == Counter()
    assert not [each for each in _ours() if isinstance(each, FormEditor)]


def test_what_was_to_be_done_soon_goes_with_its_owner(dressed: QApplication) -> None:
    done: list[str] = []
    gone, stays = QObject(), QObject(dressed)
    soon(gone, lambda: done.append("gone"))
    soon(stays, lambda: done.append("stays"))
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, int(QEvent.Type.DeferredDelete.value))
    dressed.processEvents()
    assert done == ["stays"]
    _bury()
    assert stays.children() == []
    stays.deleteLater()
