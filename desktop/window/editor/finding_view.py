"""The list of findings: lines come and go one by one, and the others stay where they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import compress, count, groupby
from math import ceil
from operator import is_not
from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QResizeEvent,
    QStaticText,
    QTransform,
)
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
from desktop.window.editor.finding_lines import Entry, Group, Line, finding_of, line_of, name_of
from forms.findings import Finding

Index = QModelIndex | QPersistentModelIndex

_LINE: Final = int(Qt.ItemDataRole.UserRole)
_ROOT: Final = QModelIndex()
_PAD: Final = 6
_TEXT_X: Final = 26
_SPARE_HEIGHTS: Final = 500
_PER_LINE: Final = 4
"""A line has a message and a hint, each in a width with a scroll bar and in one without."""
_MOST_LAID: Final = 100
_CURSOR = QAbstractItemView.CursorAction


class FindingList(QAbstractListModel):
    """The lines of the check panel as a model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    @property
    def lines(self) -> list[Line]:
        """Return what all lines say."""
        return [line_of(entry) for entry in self.entries]

    def take(self, new: Sequence[Entry]) -> None:
        """Show other lines: those that are gone go, those that are new come, the rest stays."""
        first = _alike(self.entries, new)
        last = _alike(self.entries[:first:-1], new[:first:-1])
        after = new[first : len(new) - last]
        stays, comes_back = _staying(self.entries[first : len(self.entries) - last], after)
        self._remove(first, stays)
        self._insert(first, after, comes_back)
        self._replace(new)

    def _remove(self, first: int, stays: Sequence[bool]) -> None:
        for at, end in reversed(_runs(stays)):
            self.beginRemoveRows(_ROOT, first + at, first + end - 1)
            del self.entries[first + at : first + end]
            self.endRemoveRows()

    def _insert(self, first: int, after: Sequence[Entry], stays: Sequence[bool]) -> None:
        for at, end in _runs(stays):
            self.beginInsertRows(_ROOT, first + at, first + end - 1)
            self.entries[first + at : first + at] = after[at:end]
            self.endInsertRows()

    def _replace(self, new: Sequence[Entry]) -> None:
        """Let the lines that stayed say what they say now."""
        for row in list(_differing(self.entries, new)):
            old, self.entries[row] = self.entries[row], new[row]
            if old != new[row]:
                self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return a line, or its words."""
        if not index.isValid():
            return None
        if role == _LINE:
            return line_of(self.entries[index.row()])
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            line = line_of(self.entries[index.row()])
            sign = "" if line.kind is None else f"{theme.LOOKS[line.kind].word}: "
            return f"{sign}{line.text} {line.hint}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if isinstance(self.entries[index.row()], Group):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


def _differing(one: Sequence[Entry], other: Sequence[Entry]) -> Iterator[int]:
    """Return the places where two lists do not have the same object."""
    return compress(count(), map(is_not, one, other))


def _alike(one: Sequence[Entry], other: Sequence[Entry]) -> int:
    """Return how many of the first stay; a heading does while it counts more or fewer."""
    for place in _differing(one, other):
        mine, theirs = one[place], other[place]
        if not (isinstance(mine, Group) and isinstance(theirs, Group) and mine.of == theirs.of):
            return place
    return min(len(one), len(other))


def _staying(before: Sequence[Entry], after: Sequence[Entry]) -> tuple[list[bool], list[bool]]:
    """Return for the old lines whether they stay, and for the new ones whether they were there.

    Lines that changed places do not stay.
    """
    same = set(map(id, before)) & set(map(id, after))
    # Names are made only of the few that are not the same objects.
    old, new = (
        [id(entry) if id(entry) in same else name_of(entry) for entry in each]
        for each in (before, after)
    )
    both = set(old) & set(new)
    if [name for name in old if name in both] != [name for name in new if name in both]:
        both = set()
    return [name in both for name in old], [name in both for name in new]


def _runs(stays: Sequence[bool]) -> list[tuple[int, int]]:
    """Return the runs of those that do not stay, as first and end."""
    found, at = [], 0
    for stay, run in groupby(stays):
        end = at + len(list(run))
        if not stay:
            found.append((at, end))
        at = end
    return found


class _Painter(QStyledItemDelegate):
    """Wraps messages over as many lines as they need, and remembers how high that is.

    A line that comes or goes moves the others, and all in view are painted again: they are laid
    out once.
    """

    def __init__(self, view: FindingView) -> None:
        super().__init__(view)
        self._view = view
        self._width = 40
        self._heights: dict[tuple[str, int], int] = {}
        self._laid: dict[tuple[str, int], QStaticText] = {}

    def take_width(self, width: int) -> bool:
        """Wrap for a view of this width from now on; False where it is the same."""
        before, self._width = self._width, max(width - _TEXT_X - _PAD, 40)
        return self._width != before

    def forget(self) -> None:
        """Measure everything anew, in other letters."""
        self._heights.clear()
        self._laid.clear()

    def _lay_out(self, font: QFont, text: str) -> QStaticText:
        made = QStaticText(text)
        made.setTextFormat(Qt.TextFormat.PlainText)
        made.setTextWidth(self._width)
        made.prepare(QTransform(), font)
        return made

    def _in_view(self, font: QFont, text: str) -> QStaticText:
        key = (text, self._width)
        laid = self._laid.get(key)
        if laid is None:
            if len(self._laid) > _MOST_LAID:
                self._laid.clear()
            laid = self._laid[key] = self._lay_out(font, text)
        return laid

    def _height(self, font: QFont, text: str) -> int:
        if not text:
            return 0
        # The width goes to and fro while a scroll bar comes and goes.
        key = (text, self._width)
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _SPARE_HEIGHTS + _PER_LINE * self._view.found.rowCount():
                self._heights.clear()
            height = self._heights[key] = ceil(self._lay_out(font, text).size().height())
        return height

    def height(self, font: QFont, line: Line) -> int:
        """Return the room of a wrapped line."""
        if line.kind is None:
            return QFontMetrics(font).lineSpacing() + 2 * _PAD
        return self._height(font, line.text) + self._height(font, line.hint) + 2 * _PAD

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the ground, the sign, the message and below it the hint."""
        line: Line = index.data(_LINE)
        painter.save()
        rect = option.rect
        if line.kind is None:
            self._heading(painter, rect, line.text, option.font)
        else:
            selected = option.state & QStyle.StateFlag.State_Selected
            if selected:
                painter.fillRect(rect, theme.colour("accent_soft"))
                painter.fillRect(
                    QRect(rect.x(), rect.y(), 3, rect.height()), theme.colour("accent")
                )
            top = rect.top() + _PAD
            sign = QRectF(rect.left() + 9, top + 2, theme.SIGN, theme.SIGN)
            theme.paint_sign(painter, sign, line.kind)
            self._words(painter, option, line, top)
            painter.setPen(theme.colour("line"))
            painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()

    @staticmethod
    def _heading(painter: QPainter, rect: QRect, text: str, font: QFont) -> None:
        painter.fillRect(rect, theme.colour("window"))
        bold = QFont(font)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.colour("soft"))
        painter.drawText(rect.adjusted(8, 0, 0, 0), int(Qt.AlignmentFlag.AlignVCenter), text)

    def _words(self, painter: QPainter, option: QStyleOptionViewItem, line: Line, top: int) -> None:
        left, font = option.rect.left() + _TEXT_X, option.font
        painter.setFont(font)
        painter.setPen(theme.colour("ink"))
        painter.drawStaticText(left, top, self._in_view(font, line.text))
        if line.hint:
            painter.setPen(theme.colour("soft"))
            below = top + self._height(font, line.text)
            painter.drawStaticText(left, below, self._in_view(font, line.hint))


class FindingView(QTableView):
    """The list itself: Enter or a double click goes to the cell.

    A table of one column, since a table keeps the height of each line and asks for no other.
    """

    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = FindingList(self)
        self._painter = _Painter(self)
        # Before the view hears of it: the cursor goes to no neighbour of a line that goes.
        self.found.rowsAboutToBeRemoved.connect(self._let_go)
        self.setModel(self.found)
        self.found.rowsInserted.connect(lambda _, first, last: self._fit(range(first, last + 1)))
        self.found.dataChanged.connect(lambda at, _: self._fit([at.row()]))
        self.setItemDelegate(self._painter)
        self._dress()
        self.clicked.connect(self._jump)

    def _dress(self) -> None:
        self.setObjectName("findings")
        self.setAccessibleName("Danh sách lỗi và chỗ thiếu")
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        across, down = self.horizontalHeader(), self.verticalHeader()
        for header in (across, down):
            header.hide()
            header.setMinimumSectionSize(1)
        across.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    # -- lines ------------------------------------------------------------------------------------

    def take(self, entries: Sequence[Entry]) -> None:
        """Show other lines; where somebody has scrolled to, the same ones stay in view."""
        bar = self.verticalScrollBar()
        top = QPersistentModelIndex(self.indexAt(self.viewport().rect().topLeft()))
        above = self.rowViewportPosition(top.row()) if top.isValid() else 0
        self.found.take(entries)
        if bar.value() and top.isValid():
            self.executeDelayedItemsLayout()
            bar.setValue(self.verticalHeader().sectionPosition(top.row()) - above)

    def _fit(self, rows: Sequence[int]) -> None:
        font, down = self.font(), self.verticalHeader()
        for row in rows:
            down.resizeSection(row, self._painter.height(font, line_of(self.found.entries[row])))

    def _fit_all(self) -> None:
        self._fit(range(len(self.found.entries)))

    def _let_go(self, _parent: QModelIndex, first: int, last: int) -> None:
        if first <= self.currentIndex().row() <= last:
            self.selectionModel().clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the messages anew."""
        super().resizeEvent(event)
        if self._painter.take_width(self.viewport().width()):
            self._fit_all()

    def changeEvent(self, event: QEvent) -> None:
        """Measure the messages anew in other letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._painter.forget()
            self._fit_all()

    # -- choosing ---------------------------------------------------------------------------------

    def _jump(self, index: QModelIndex) -> None:
        finding = finding_of(self.found.entries[index.row()]) if index.isValid() else None
        if finding is not None:
            self.jumped.emit(finding)

    @property
    def finding(self) -> Finding | None:
        """Return the chosen finding."""
        row = self.currentIndex().row()
        return finding_of(self.found.entries[row]) if row >= 0 else None

    def select(self, finding: Finding) -> None:
        """Show a finding as the chosen one; none where it has no line of its own."""
        for row, entry in enumerate(self.found.entries):
            known = finding_of(entry)
            if known is not None and known.id == finding.id:
                self.setCurrentIndex(self.found.index(row))
                return
        self.clearSelection()

    def moveCursor(self, action: _CURSOR, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Go from finding to finding, past the headings."""
        rows = [r for r, entry in enumerate(self.found.entries) if not isinstance(entry, Group)]
        if not rows:
            return QModelIndex()
        ends = {_CURSOR.MoveHome: rows[0], _CURSOR.MoveEnd: rows[-1]}
        if action in ends:
            return self.found.index(ends[action])
        here, to = self.currentIndex().row(), super().moveCursor(action, modifiers).row()
        onward = [row for row in rows if row >= to] if to >= here else []
        back = [row for row in rows if row <= to]
        return self.found.index(next(iter(onward), back[-1] if back else rows[0]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._jump(self.currentIndex())
            return
        super().keyPressEvent(event)
