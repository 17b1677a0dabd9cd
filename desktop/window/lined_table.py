"""Tables that are read line by line: one object a line, columns that say something of it each.

Enter opens a line. A column may carry a sign before its words, so that colour alone tells nothing.
The home of the program is such a table, so this is loaded early: nothing dear belongs here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, Literal, TypeVar

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QIcon, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop.window import theme
from desktop.window.home.year_strip import paint_mark

Index = QModelIndex | QPersistentModelIndex
T = TypeVar("T")

Sign = Literal["", "good", "error", "warning", "missing", "note", "due", "quiet"]
"""What stands before words: a tick, the signs of findings, a clock, nothing in a quiet ink."""

_ROOT: Final = QModelIndex()
_ROLES = Qt.ItemDataRole
_DISPLAY: Final = int(_ROLES.DisplayRole)
_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
PADDING: Final = 14
"""Beside the words of a column."""
_LEAST: Final = 12
_SIGN_DIGITS: Final = 3
_INKS: Final[dict[str, str]] = {"due": "warning", "quiet": "faint"}


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column: its title, what it says of a line, its width in digits, the sign before it.

    ``share`` is its part of the room that is left over, 0 for none; figures stand ``right``.
    ``ink`` names the colour of words without a sign, empty for the usual one.
    """

    title: str
    text: Callable[[T], str]
    digits: int = 0
    share: int = 0
    sign: Callable[[T], Sign] | None = None
    right: bool = False
    ink: Callable[[T], str] | None = None

    def ink_of(self, line: T) -> str:
        """Return the name of the colour of what is said of a line, empty for the usual one."""
        if self.sign is not None:
            sign = self.sign(line)
            return _INKS.get(sign, sign)
        return self.ink(line) if self.ink is not None else ""


def _sign_icon(sign: Sign, widget: QWidget) -> QIcon | None:
    """Return the picture of a sign, sharp on the screen of ``widget``; none for quiet words."""
    if sign in ("", "quiet"):
        return None

    def draw(painter: QPainter, box: QRectF) -> None:
        if sign in ("good", "due"):
            paint_mark(painter, box, "done" if sign == "good" else "due")
        else:
            theme.paint_sign(painter, box, sign)  # type: ignore[arg-type]  # a severity now

    return theme.icon(sign, widget, theme.SIGN + 1, draw)


class LinedTable(QAbstractTableModel, Generic[T]):
    """The lines as a model."""

    def __init__(self, columns: Sequence[Column[T]], view: QWidget) -> None:
        super().__init__(view)
        self._view = view
        self.columns = columns
        self.lines: list[T] = []

    def take(self, lines: Sequence[T]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = list(lines)
        self.endResetModel()

    def take_line(self, row: int, line: T) -> None:
        """Show a line that says something else by now."""
        self.lines[row] = line
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == int(_ROLES.TextAlignmentRole):
            return self._side(section)
        return self.columns[section].title if role == _DISPLAY else None

    def _side(self, column: int) -> Qt.AlignmentFlag:
        right = self.columns[column].right
        return _MIDDLE | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return a crossing's words, sign, side or ink."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        if role in (_DISPLAY, int(_ROLES.ToolTipRole)):
            return column.text(line)
        if role == int(_ROLES.AccessibleTextRole):
            return f"{column.title}: {column.text(line) or 'trống'}"
        if role == int(_ROLES.TextAlignmentRole):
            return self._side(index.column())
        if role == int(_ROLES.DecorationRole) and column.sign is not None:
            return _sign_icon(column.sign(line), self._view)
        if role == int(_ROLES.ForegroundRole) and (ink := column.ink_of(line)):
            return theme.colour(ink)
        return None


class LineGround(QStyledItemDelegate):
    """Shows the chosen line by its ground alone, so that signs and inks keep their colours."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Take the selection's look away and lay a ground instead."""
        super().initStyleOption(option, index)
        if option.state & QStyle.StateFlag.State_Selected:
            option.backgroundBrush = QBrush(theme.colour("accent_soft"))
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)


class LinedView(QTableView, Generic[T]):
    """The table; ``opened`` is told by Enter or a double click, ``chosen`` by every move.

    ``left`` is told by Esc where somebody listens for it (``leaves``). ``air`` are the pixels that
    a line is higher than its letters.
    """

    air = 10

    opened = Signal()
    chosen = Signal()
    left = Signal()

    def __init__(
        self, columns: Sequence[Column[T]], name: str, parent: QWidget, *, leaves: bool = False
    ) -> None:
        super().__init__(parent)
        self._leaves, self._is_dressed = leaves, False
        self.table: LinedTable[T] = LinedTable(columns, self)
        self.setModel(self.table)
        self.setObjectName("reports")
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self._set_row_height()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(lambda _: self.opened.emit())
        self.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())

    # -- lines ------------------------------------------------------------------------------------

    @property
    def current(self) -> T | None:
        """Return the chosen line."""
        row = self.currentIndex().row()
        return self.table.lines[row] if 0 <= row < len(self.table.lines) else None

    def take(self, lines: Sequence[T], same: Callable[[T, T], bool] | None = None) -> None:
        """Show other lines; the one that is the ``same`` as the chosen stays chosen."""
        before, at = self.current, self.currentIndex()
        row = max(at.row(), 0)
        self.show_lines(lines)
        if before is not None and same is not None:
            found = (number for number, line in enumerate(lines) if same(before, line))
            row = next(found, min(row, len(lines) - 1))
        else:
            row = 0
        if lines:
            self.choose(max(row, 0), at.column())
        self.chosen.emit()

    def show_lines(self, lines: Sequence[T]) -> None:
        """Show other lines, none of them chosen."""
        if not self._is_dressed:
            # Styles are the dearest part of a table, and an empty one has no lines to dress.
            self._is_dressed = True
            self.setItemDelegate(LineGround(self))
        self.table.take(lines)
        self.share_width()

    def set_columns(self, columns: Sequence[Column[T]]) -> None:
        """Say other things of the lines; they have to be taken anew."""
        self.table.beginResetModel()
        self.table.columns, self.table.lines = columns, []
        self.table.endResetModel()

    def choose(self, row: int, column: int = 0) -> None:
        """Make a line the chosen one."""
        index = self.table.index(row, max(column, 0))
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def hide_column(self, title: str, *, hidden: bool) -> None:
        """Do without a column that says the same in each line."""
        titles = [column.title for column in self.table.columns]
        self.setColumnHidden(titles.index(title), hidden)
        self.share_width()

    # -- room -------------------------------------------------------------------------------------

    def _set_row_height(self) -> None:
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + self.air)

    def changeEvent(self, event: QEvent) -> None:
        """Give larger letters the room they need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._set_row_height()
            self.share_width()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room out."""
        super().resizeEvent(event)
        self.share_width()

    def share_width(self) -> None:
        """Give figures what they need, and the rest to the columns of words."""
        digit = self.fontMetrics().horizontalAdvance("0")
        shown = [n for n in range(len(self.table.columns)) if not self.isColumnHidden(n)]
        columns = {number: self.table.columns[number] for number in shown}
        widths = {n: self._needed(each, digit) for n, each in columns.items()}
        shares = sum(each.share for each in columns.values())
        left = max(self.viewport().width() - sum(widths.values()), 0)
        for number, each in columns.items():
            more = left * each.share // shares if each.share else 0
            self.setColumnWidth(number, widths[number] + more)

    @staticmethod
    def _needed(column: Column[Any], digit: int) -> int:
        digits = column.digits or _LEAST
        return (digits + (_SIGN_DIGITS if column.sign else 0)) * digit + PADDING

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the line, Esc leaves."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        elif self._leaves and event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
