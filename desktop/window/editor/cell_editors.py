"""How cells are painted and edited: native line edits, so that every input method types into them.

A refused text stays in its editor, which turns red; leaving the cell keeps it as a draft. Words
of several lines get an editor of several lines; Alt+Enter begins a new one, as in a spreadsheet.
"""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPalette,
    QPen,
    QPolygon,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.window import parts, theme
from desktop.window.editor.cell_table import DISPLAY, EDIT, LOOK, CellLook, CellTable, Index
from desktop.window.editor.sheets import STATE_LABELS
from forms.cells import CellKey
from forms.model import Choice

if TYPE_CHECKING:
    from desktop.window.editor.cell_grid import CellGrid

_HINTS = QAbstractItemDelegate.EndEditHint
INDENT: Final = 14
_SIGN_GAP: Final = 5
SIGN_ROOM: Final = theme.SIGN + _SIGN_GAP
"""Pixels that a cell's text leaves to the sign beside it."""
_FOLD: Final = 7
_SMALL: Final = 0.82
_CHANGE_GAP: Final = 4
_LINES: Final = 6
"""How many lines an editor of several lines shows, room permitting."""


class Move(Enum):
    """Where to go from a cell."""

    ENTER = auto()
    ENTER_BACK = auto()
    NEXT = auto()
    PREVIOUS = auto()
    UP = auto()
    DOWN = auto()
    LEFT = auto()
    RIGHT = auto()


_ALWAYS: Final[dict[int, Move]] = {
    int(Qt.Key.Key_Return): Move.ENTER,
    int(Qt.Key.Key_Enter): Move.ENTER,
    int(Qt.Key.Key_Tab): Move.NEXT,
    int(Qt.Key.Key_Backtab): Move.PREVIOUS,
    int(Qt.Key.Key_Up): Move.UP,
    int(Qt.Key.Key_Down): Move.DOWN,
}
_OVERWRITING: Final[dict[int, Move]] = {
    int(Qt.Key.Key_Left): Move.LEFT,
    int(Qt.Key.Key_Right): Move.RIGHT,
}


_LEAVING: Final = (
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Backtab,
)
"""The keys that leave an editor of several lines."""


class CellEditors(QStyledItemDelegate):
    """Paints cells with their signs, opens their editors, and decides when an editor closes."""

    def __init__(self, grid: CellGrid) -> None:
        super().__init__(grid)
        self._grid = grid
        self._wants_lines = False
        self._look: CellLook | None = None
        self.editor: QWidget | None = None

    # -- painting ---------------------------------------------------------------------------------

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Set grounds, colours and weights; selection is a frame, so signs stay readable."""
        super().initStyleOption(option, index)
        look = self._look or cast("CellLook", self._table.data(index, LOOK))
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        ground = _ground(look, selected=selected)
        if ground:
            option.backgroundBrush = QBrush(theme.colour(ground))
        ink = _ink(look)
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            option.palette.setColor(group, QPalette.ColorRole.Text, theme.colour(ink))
        option.font.setBold(look.heading or look.severity == "error")
        if look.suggested:
            option.font.setItalic(True)
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        if look.level:
            option.rect.adjust(INDENT * look.level, 0, 0, 0)
        if look.severity is not None:
            _make_room(option.rect, at_left=_from_right(index))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the text, then the sign, then the frame of the current cell."""
        # Found out once: the base class asks for the style of what it paints.
        look = self._look = cast("CellLook", self._table.data(index, LOOK))
        rect = option.rect
        ground = _ground(look, selected=bool(option.state & QStyle.StateFlag.State_Selected))
        if look.severity is not None and ground:
            # The text gives way to the sign, its ground does not.
            painter.fillRect(rect, theme.colour(ground))
        super().paint(painter, option, index)
        self._look = None
        if look.severity is not None:
            theme.paint_sign(painter, self._sign_box(rect, index), look.severity)
        if look.change:
            self._paint_change(painter, option, str(index.data(DISPLAY) or ""), look)
        if look.noted:
            _paint_note(painter, rect)
        if look.refused:
            self._frame(painter, rect, "error")
        if index == self._grid.currentIndex() and look.typed:
            self._frame(painter, rect, "accent" if self._grid.hasFocus() else "line_strong")

    @staticmethod
    def _paint_change(
        painter: QPainter, option: QStyleOptionViewItem, figure: str, look: CellLook
    ) -> None:
        """Say small, where the figure leaves room, how far it is from the period before."""
        font = QFont(option.font)
        font.setBold(False)
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        said = "=" if look.change == "0" else look.change
        left = _CHANGE_GAP + (SIGN_ROOM if look.severity is not None else 0)
        needed = left + QFontMetrics(font).horizontalAdvance(said) + 2 * _CHANGE_GAP
        if needed + option.fontMetrics.horizontalAdvance(figure) <= option.rect.width():
            painter.save()
            painter.setFont(font)
            painter.setPen(theme.colour("soft"))
            box = option.rect.adjusted(left, 0, 0, 0)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), said)
            painter.restore()

    @staticmethod
    def _frame(painter: QPainter, rect: QRect, colour: str) -> None:
        painter.save()
        painter.setPen(QPen(theme.colour(colour), 2))
        painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    @staticmethod
    def _sign_box(rect: QRect, index: Index) -> QRectF:
        """Return where the sign goes: on the side where the text is not."""
        at_left = _from_right(index)
        x = rect.left() + _SIGN_GAP if at_left else rect.right() - _SIGN_GAP - theme.SIGN
        return QRectF(x, rect.center().y() - theme.SIGN / 2 + 1, theme.SIGN, theme.SIGN)

    # -- editing ----------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return an editor of words, or a list to choose from; ``editor`` is the one open."""
        choices = self._choices(index)
        editor = self._words_editor(parent, index) if choices is None else _chooser(parent, choices)
        editor.setProperty("cellEditor", True)
        editor.setProperty("overwriting", self._grid.overwriting)
        editor.setAccessibleName(str(index.data(int(Qt.ItemDataRole.AccessibleTextRole)) or ""))
        if isinstance(editor, QComboBox):
            editor.activated.connect(lambda _: self._leave(editor, None))
            parts.soon(editor, editor.showPopup)
        elif isinstance(editor, QLineEdit):
            alignment = index.data(int(Qt.ItemDataRole.TextAlignmentRole))
            editor.setAlignment(alignment)
            editor.textEdited.connect(lambda _: _mark(editor, refused=False))
        self.editor = editor
        return editor

    def _words_editor(self, parent: QWidget, index: Index) -> QLineEdit | QPlainTextEdit:
        """Return one line, or several for words that have them already or are to get them."""
        several = self._wants_lines or "\n" in str(index.data(EDIT))
        self._wants_lines = False
        if not several or not self._holds_words(index):
            return QLineEdit(parent)
        editor = QPlainTextEdit(parent)
        editor.setTabChangesFocus(True)
        editor.textChanged.connect(lambda: _mark(editor, refused=False))
        return editor

    def _holds_words(self, index: Index) -> bool:
        key = self._table.key_at(index)
        column = None if key is None else self._table.report.desk.engine.column(key)
        return column is not None and column.kind == "text"

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """Forget the editor."""
        if editor is self.editor:
            self.editor = None
        super().destroyEditor(editor, index)

    def _choices(self, index: Index) -> tuple[Choice, ...] | None:
        table = self._table
        row, key = table.row_at(index), table.key_at(index)
        if table.column_at(index).purpose == "state":
            named = (Choice(code=code, label=STATE_LABELS.get(code, code)) for code in row.states)
            return (Choice(code="", label="(có số liệu)"), *named)
        column = None if key is None else table.report.desk.engine.column(key)
        if column is None or column.kind != "enum":
            return None
        return (Choice(code="", label=""), *column.choices)

    @property
    def _table(self) -> CellTable:
        return self._grid.cells

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the cell's own text, or the text that was refused before."""
        text = str(index.data(EDIT))
        if isinstance(editor, QComboBox):
            at = max(editor.findData(text), editor.findText(text), 0)
            editor.setCurrentIndex(at)
        elif isinstance(editor, QLineEdit):
            editor.setText(text)
            if not editor.property("overwriting"):
                parts.soon(editor, lambda: _to_the_end(editor))
        elif isinstance(editor, QPlainTextEdit):
            editor.setPlainText(text)
            editor.selectAll()
            if not editor.property("overwriting"):
                editor.moveCursor(QTextCursor.MoveOperation.End)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        """Hand the text over; a refused one marks the editor and stays in it."""
        if isinstance(editor, QComboBox):
            text = str(editor.currentData())
        elif isinstance(editor, QPlainTextEdit):
            text = editor.toPlainText()
        else:
            text = cast("QLineEdit", editor).text()
        taken = self._table.setData(index, text)
        _mark(editor, refused=not taken)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Cover the cell; long words get more room to the right."""
        rect = QRect(option.rect)
        needed = editor.sizeHint()
        if self._table.column_at(index).wordy or isinstance(editor, QComboBox):
            text = str(index.data(DISPLAY) or "")
            width = editor.fontMetrics().horizontalAdvance(text) + 40
            room = self._grid.viewport().width() - rect.left()
            rect.setWidth(max(rect.width(), min(max(width, needed.width()), room)))
        if isinstance(editor, QPlainTextEdit):
            height = _LINES * editor.fontMetrics().lineSpacing()
            view = self._grid.viewport().rect()
            rect.setTop(max(min(rect.top(), view.bottom() - height), 0))
            rect.setHeight(min(max(option.rect.height(), height), view.height()))
        elif needed.height() > rect.height():
            rect.setHeight(needed.height())
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Decide what keys mean while an editor is open."""
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, QWidget):
            return self._key(editor, cast("QKeyEvent", event))
        return super().eventFilter(editor, event)

    def _key(self, editor: QWidget, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._give_up(editor)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and _alt(event):
            self._begin_line(editor)
            return True
        if event.key() == Qt.Key.Key_F2:
            editor.setProperty("overwriting", not editor.property("overwriting"))
            return True
        move = self._move(editor, event)
        if move is None:
            return super().eventFilter(editor, event)
        self._leave(editor, move)
        return True

    def _begin_line(self, editor: QWidget) -> None:
        """Break the line at the caret; an editor of one line gives way to one of several."""
        if isinstance(editor, QPlainTextEdit):
            editor.insertPlainText("\n")
        elif isinstance(editor, QLineEdit) and self._holds_words(self._grid.currentIndex()):
            at, text = editor.cursorPosition(), editor.text()
            self.closeEditor.emit(editor, _HINTS.RevertModelCache)
            self._wants_lines = True
            self._grid.overwriting = False
            self._grid.edit(self._grid.currentIndex())
            if isinstance(self.editor, QPlainTextEdit):
                self.editor.setPlainText(f"{text[:at]}\n{text[at:]}")
                _put_caret(self.editor, at + 1)

    @staticmethod
    def _move(editor: QWidget, event: QKeyEvent) -> Move | None:
        vertical = (Qt.Key.Key_Up, Qt.Key.Key_Down)
        if isinstance(editor, QPlainTextEdit) and event.key() not in _LEAVING:
            return None
        choosing = isinstance(editor, QComboBox)
        if choosing and event.key() in vertical:
            return None
        move = _ALWAYS.get(event.key())
        if move is None and editor.property("overwriting"):
            move = _OVERWRITING.get(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            turned = {Move.ENTER: Move.ENTER_BACK, Move.NEXT: Move.PREVIOUS}
            return None if move is None else turned.get(move)
        return move

    def _leave(self, editor: QWidget, move: Move | None) -> None:
        """Commit; go on only when the text was taken."""
        with self._table.report.together():
            self.commitData.emit(editor)
            if editor.property("refused"):
                return
            self.closeEditor.emit(editor, _HINTS.NoHint)
            self._grid.setFocus()
            if move is not None:
                self._grid.step(move)

    def _give_up(self, editor: QWidget) -> None:
        key: CellKey | None = self._table.key_at(self._grid.currentIndex())
        self.closeEditor.emit(editor, _HINTS.RevertModelCache)
        self._grid.setFocus()
        if key is not None:
            self._table.report.drop_draft(key)


def _chooser(parent: QWidget, choices: tuple[Choice, ...]) -> QComboBox:
    box = QComboBox(parent)
    for choice in choices:
        box.addItem(choice.label, choice.code)
    return box


def _mark(editor: QWidget, *, refused: bool) -> None:
    if bool(editor.property("refused")) != refused:
        editor.setProperty("refused", refused)
        theme.restyle(editor)


def _alt(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)


def _put_caret(editor: QPlainTextEdit, at: int) -> None:
    cursor = editor.textCursor()
    cursor.setPosition(at)
    editor.setTextCursor(cursor)


def _to_the_end(editor: QLineEdit) -> None:
    editor.deselect()
    editor.end(False)


def _from_right(index: Index) -> bool:
    alignment = index.data(int(Qt.ItemDataRole.TextAlignmentRole))
    return bool(alignment & Qt.AlignmentFlag.AlignRight)


def _make_room(rect: QRect, *, at_left: bool) -> None:
    """Keep the text off the side where the sign is."""
    rect.adjust(SIGN_ROOM if at_left else 0, 0, 0 if at_left else -SIGN_ROOM, 0)


def _paint_note(painter: QPainter, rect: QRect) -> None:
    """Fold the upper right corner, as spreadsheets do for a comment."""
    corner = rect.topRight()
    points = (corner, corner + QPoint(-_FOLD, 0), corner + QPoint(0, _FOLD))
    painter.save()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour("accent"))
    painter.drawPolygon(QPolygon(list(points)))
    painter.restore()


def _ground(look: CellLook, *, selected: bool) -> str:
    if look.refused or look.severity == "error":
        return "error_soft"
    if look.severity == "warning":
        return "warning_soft"
    if selected:
        return "accent_soft"
    if look.severity == "missing" and look.typed:
        return "missing_soft"
    if look.void:
        return "window"
    return "derived" if look.derived or look.heading else ""


def _ink(look: CellLook) -> str:
    if look.severity == "error" or look.refused:
        return "error"
    if look.suggested:
        return "accent"
    if look.derived:
        return "derived_ink"
    return "soft" if look.soft else "ink"
