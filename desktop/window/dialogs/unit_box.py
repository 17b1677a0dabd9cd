"""Choosing one of the units: some letters of the name are enough, marks or no marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLineEdit, QListView, QWidget

from desktop.window.dialogs.matching_rows import WORDS, MatchingRows
from forms.units import Unit

_CODE: Final = int(Qt.ItemDataRole.UserRole)
_LETTERS: Final = 46
_MOST_SHOWN: Final = 12
_HINT: Final = "Gõ vài chữ của tên, không cần dấu"
_NONE: Final = f"Chưa chọn đơn vị. {_HINT}, rồi chọn trong danh sách."
_UNKNOWN: Final = "Không có đơn vị nào tên như vậy. Gõ ít chữ hơn, hoặc hỏi người giữ biểu mẫu."
_FOCUS: Final = Qt.FocusReason
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class UnitBox(QComboBox):
    """A box of units, found by words of their names, codes and former names.

    Where what is typed is true of one unit only, leaving the box or Enter chooses that one.
    """

    def __init__(self, units: Sequence[Unit], parent: QWidget, *, chosen: str) -> None:
        super().__init__(parent)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setMinimumContentsLength(_LETTERS)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMaxVisibleItems(_MOST_SHOWN)
        self._typed = QLineEdit(self)
        self._typed.setPlaceholderText(_HINT)
        self.setEditable(True)
        self.setLineEdit(self._typed)
        self._units = {unit.code: unit for unit in units}
        for row, unit in enumerate(units):
            name = f"{unit.name} ({unit.code})"
            self.addItem(name, unit.code)
            former = " ".join(f"{one.name} {one.code}" for one in unit.former)
            self.setItemData(row, f"{name} {former}", WORDS)
        self._found = MatchingRows(self)
        self._found.setSourceModel(self.model())
        offered = QListView(self)
        offered.setUniformItemSizes(True)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setMaxVisibleItems(_MOST_SHOWN)
        completer.setPopup(offered)
        self._popup = offered
        self._typed.textEdited.connect(self._found.search)
        self.setCompleter(completer)
        self.choose(chosen)

    def choose(self, code: str) -> None:
        """Choose a unit; none where there is no such one."""
        self.setCurrentIndex(self.findData(code))
        self._typed.setCursorPosition(0)

    @property
    def offered(self) -> tuple[str, ...]:
        """Return the codes of the units that what is typed is true of."""
        self._found.search(self.currentText())
        rows = (self._found.index(row, 0) for row in range(self._found.rowCount()))
        return tuple(str(row.data(_CODE)) for row in rows)

    @property
    def unit(self) -> Unit | None:
        """Return the chosen unit."""
        return self._units.get(self.code)

    @property
    def code(self) -> str:
        """Return the chosen unit's code; what was typed when it is none of the list."""
        index = self.findText(self.currentText())
        return str(self.itemData(index)) if index >= 0 else self.currentText().strip()

    @property
    def said(self) -> str:
        """Return what is still to be done, empty when a unit is chosen."""
        if self.unit is not None:
            return ""
        if not self.currentText().strip():
            return _NONE
        count = len(self.offered)
        if not count:
            return _UNKNOWN
        if count == 1:
            return "Có một đơn vị như vậy: bấm Enter để chọn."
        return f"Có {count} đơn vị như vậy. Gõ thêm chữ, hoặc chọn trong danh sách."

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter chooses the only unit that is left before it does anything else."""
        if event.key() in _ENTER and self._settle():
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Let what is typed first take the place of what stands there."""
        super().focusInEvent(event)
        if event.reason() not in (_FOCUS.MouseFocusReason, _FOCUS.PopupFocusReason):
            self._typed.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Choose the only unit that is left."""
        self._settle()
        super().focusOutEvent(event)

    def _settle(self) -> bool:
        """Choose the unit that is meant, if only one is; return whether that was so."""
        typed = self.currentText().strip()
        if not typed or self.unit is not None:
            return False
        offered = self.offered
        if len(offered) != 1:
            return False
        only = self.findData(offered[0])
        self._popup.hide()
        self.setCurrentIndex(only)
        self.activated.emit(only)
        return True
