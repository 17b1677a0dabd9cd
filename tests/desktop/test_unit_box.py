"""Choosing a unit by some letters of its name; nobody's unit is taken for granted."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from desktop.use_cases.search import plain
from desktop.window.dialogs.profile_dialog import ProfileDialog
from desktop.window.dialogs.questions import NewReport
from desktop.window.dialogs.unit_box import UnitBox
from tests.desktop.driver import Person
from tests.desktop.test_names import ready

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", "raise", "grabbing", extend=True)


@pytest.fixture
def box(person: Person, qtbot: QtBot) -> UnitBox:
    made = UnitBox(ready(person.window).units(), person.window, chosen="")
    qtbot.addWidget(made)
    made.show()
    made.setFocus()
    return made


def test_letters_without_marks_find_a_unit_and_enter_chooses_it(box: UnitBox) -> None:
    QTest.keyClicks(box, "my hoa hung")
    assert "một đơn vị" in box.said
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.code == "30313"
    assert box.unit is not None
    assert (box.unit.name, box.said) == ("Ủy ban nhân dân xã Mỹ Hòa Hưng", "")


def test_typing_takes_the_place_of_the_unit_that_stands_there(person: Person) -> None:
    person.window.perform("choose_unit")
    (dialog,) = (d for d in person.window.findChildren(ProfileDialog) if d.isVisible())
    dialog.unit.choose("91")
    dialog.signatory.name.setFocus()
    person.qtbot.waitUntil(dialog.signatory.name.hasFocus)
    dialog.unit.setFocus(Qt.FocusReason.OtherFocusReason)
    person.qtbot.waitUntil(dialog.unit.hasFocus)
    QTest.keyClicks(dialog.unit, "an phu")
    assert dialog.unit.currentText() == "an phu"
    dialog.reject()


def test_a_unit_is_found_by_the_name_that_it_had(person: Person, box: UnitBox) -> None:
    former = next(unit for unit in ready(person.window).units() if unit.former)
    QTest.keyClicks(box, plain(former.former[0].name))
    assert former.code in box.offered


def test_what_is_true_of_many_units_or_of_none_is_said(box: UnitBox) -> None:
    assert "Chưa chọn đơn vị" in box.said
    QTest.keyClicks(box, "xa")
    assert "Gõ thêm chữ" in box.said
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert box.unit is None
    box.clearEditText()
    QTest.keyClicks(box, "xa khong co")
    assert "Không có đơn vị nào tên như vậy" in box.said


def test_a_new_computer_belongs_to_nobody_until_somebody_says_so(
    newcomer: Person, qtbot: QtBot
) -> None:
    dialog = ProfileDialog(ready(newcomer.window), newcomer.window)
    qtbot.addWidget(dialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert (dialog.unit.unit, ok.isEnabled()) == (None, False)
    assert "Chưa chọn đơn vị" in dialog._told.text()
    assert "Chưa khai đơn vị" in newcomer.window._whose.text()
    dialog.unit.choose("30337")
    assert (ok.isEnabled(), dialog._told.text()) == (True, "")


def test_a_period_that_a_unit_never_had_is_refused_while_it_is_typed(
    person: Person, qtbot: QtBot
) -> None:
    dialog = NewReport(ready(person.window), person.window, usual="F02")
    qtbot.addWidget(dialog)
    ok = dialog.buttons.button(QDialogButtonBox.StandardButton.Ok)
    dialog.unit.choose("30307")
    dialog.period.setText("7/2024")
    assert "có từ 01/7/2025, sau tháng 7/2024" in dialog._told.text()
    assert not ok.isEnabled()
    dialog.unit.choose("91")
    assert ok.isEnabled()
    dialog.form.setCurrentIndex(dialog.form.findData("F16"))
    dialog.period.setText("6/2024")
    assert "Biểu có hiệu lực từ 01/7/2025" in dialog._told.text()
    assert not ok.isEnabled()
    dialog.form.setCurrentIndex(dialog.form.findData("F02"))
    dialog.period.setText("7/2031")
    assert "chưa đến" in dialog._told.text()
    assert not ok.isEnabled()
