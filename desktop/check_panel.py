"""What the checks found: one verdict, then the findings by severity, each with its way out."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QAction, QFont, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop import parts, theme
from desktop.news import News
from desktop.open_report import OpenReport
from desktop.sheets import SIGNING, SIGNING_TITLE
from forms.findings import SEVERITIES, Finding, Severity, Tally

Index = QModelIndex | QPersistentModelIndex

_LINE: Final = int(Qt.ItemDataRole.UserRole)
_ROOT: Final = QModelIndex()
_PAD: Final = 6
_TEXT_X: Final = 26
_FEW_MISSING: Final = 6
_MOST_HEIGHTS: Final = 4_000
_WRAP: Final = int(Qt.TextFlag.TextWordWrap)


class Line(NamedTuple):
    """One line of the list: a group's heading, a finding, or what a section lacks."""

    kind: Severity | None
    text: str
    hint: str = ""
    finding: Finding | None = None


def verdict(counts: Tally, *, editable: bool) -> str:
    """Return the one line that says how the report stands."""
    reasons = f" ({counts.accepted} chỗ có giải trình)" if counts.accepted else ""
    if not editable:
        return f"Đã chốt{reasons}"
    open_parts = [
        f"{number} {word}"
        for number, word in (
            (counts.error, "lỗi"),
            (counts.warning, "cảnh báo"),
            (counts.missing, "chỗ thiếu"),
        )
        if number
    ]
    return f"Còn {', '.join(open_parts)}" if open_parts else f"Đủ điều kiện chốt{reasons}"


def counted(counts: Tally) -> str:
    """Return all counts, zeros included: checked and clean is not the same as not checked."""
    told = f"{counts.error} lỗi, {counts.warning} cảnh báo, {counts.missing} chỗ thiếu"
    return f"{told}, {counts.accepted} có giải trình" if counts.accepted else told


def lines(report: OpenReport) -> list[Line]:
    """Return the findings grouped by severity; many missing parts are told by section."""
    result: list[Line] = []
    for severity in SEVERITIES:
        found = [f for f in report.marks.findings if f.severity == severity and f.reason is None]
        if found:
            result.append(Line(None, f"{theme.LOOKS[severity].group} ({len(found)})"))
            by_section = severity == "missing" and len(found) > _FEW_MISSING
            result += _missing(report, found) if by_section else map(_line, found)
    accepted = [f for f in report.marks.findings if f.reason is not None]
    if accepted:
        result.append(Line(None, f"Đã giải trình ({len(accepted)})"))
        result += [Line("note", f.message, f"Lý do: {f.reason}", f) for f in accepted]
    return result


def _line(finding: Finding) -> Line:
    hint = finding.hint[:1].upper() + finding.hint[1:]
    return Line(finding.severity, finding.message, hint, finding)


def _missing(report: OpenReport, found: list[Finding]) -> list[Line]:
    counts = Counter(report.marks.section(finding) for finding in found)
    firsts = {report.marks.section(finding): finding for finding in reversed(found)}
    titles = {item.id: f"{item.number} {item.title}" for item in report.desk.outline()}
    titles[SIGNING] = SIGNING_TITLE
    unseen = Counter(report.marks.section(f) for f in found if f.code == "REVIEW")
    return [
        Line(
            "missing",
            titles.get(section, section),
            _lacking(count - unseen[section], unseen[section]),
            firsts[section],
        )
        for section, count in counts.items()
    ]


def _lacking(blank: int, unseen: int) -> str:
    parts_said = (
        (blank, f"thiếu {blank} chỗ"),
        (unseen, f"{unseen} chỗ chép từ kỳ trước chưa rà soát"),
    )
    said = ", ".join(words for count, words in parts_said if count)
    return said[:1].upper() + said[1:]


class FindingList(QAbstractListModel):
    """The lines of the check panel as a model."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[Line] = []

    def take(self, new: list[Line]) -> None:
        """Show other lines; nothing moves when they are the same."""
        if new != self.lines:
            self.beginResetModel()
            self.lines = new
            self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """Return a line, or its words."""
        if not index.isValid():
            return None
        line = self.lines[index.row()]
        if role == _LINE:
            return line
        if role in (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.AccessibleTextRole)):
            sign = "" if line.kind is None else f"{theme.LOOKS[line.kind].word}: "
            return f"{sign}{line.text} {line.hint}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        if self.lines[index.row()].finding is None:
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class _Painter(QStyledItemDelegate):
    """Wraps messages over as many lines as they need.

    The view asks for the height of every line after each change, so heights are remembered.
    """

    def __init__(self, view: FindingView) -> None:
        super().__init__(view)
        self._found = view.found
        self._width = 40
        self._heights: dict[tuple[str, int], int] = {}

    def take_width(self, width: int) -> None:
        """Wrap for a view of this width from now on."""
        self._width = max(width - _TEXT_X - _PAD, 40)

    def forget(self) -> None:
        """Measure everything anew, in other letters."""
        self._heights.clear()

    def _height(self, option: QStyleOptionViewItem, text: str) -> int:
        if not text:
            return 0
        # The width goes to and fro while a scroll bar comes and goes.
        key = (text, self._width)
        height = self._heights.get(key)
        if height is None:
            if len(self._heights) > _MOST_HEIGHTS:
                self._heights.clear()
            room = QRect(0, 0, self._width, 10_000)
            height = option.fontMetrics.boundingRect(room, _WRAP, text).height()
            self._heights[key] = height
        return height

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return the room of a wrapped line."""
        line = self._found.lines[index.row()]
        if line.kind is None:
            return QSize(10, option.fontMetrics.lineSpacing() + 2 * _PAD)
        height = self._height(option, line.text) + self._height(option, line.hint)
        return QSize(10, height + 2 * _PAD)

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
        height = self._height(option, line.text)
        left, width = option.rect.left() + _TEXT_X, self._width
        painter.setFont(option.font)
        painter.setPen(theme.colour("ink"))
        painter.drawText(QRect(left, top, width, height), _WRAP, line.text)
        painter.setPen(theme.colour("soft"))
        rest = QRect(left, top + height, width, self._height(option, line.hint))
        painter.drawText(rest, _WRAP, line.hint)


class FindingView(QListView):
    """The list itself: Enter or a double click goes to the cell."""

    jumped = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.found = FindingList(self)
        self.setModel(self.found)
        self._painter = _Painter(self)
        self.setItemDelegate(self._painter)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Danh sách lỗi và chỗ thiếu")
        self.setObjectName("findings")
        self.clicked.connect(self._jump)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the messages anew."""
        super().resizeEvent(event)
        self._painter.take_width(self.viewport().width())
        self.scheduleDelayedItemsLayout()

    def changeEvent(self, event: QEvent) -> None:
        """Measure the messages anew in other letters."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._painter.forget()
            self.scheduleDelayedItemsLayout()

    def _jump(self, index: QModelIndex) -> None:
        line: Line | None = index.data(_LINE)
        if line is not None and line.finding is not None:
            self.jumped.emit(line.finding)

    @property
    def finding(self) -> Finding | None:
        """Return the chosen finding."""
        line: Line | None = self.currentIndex().data(_LINE)
        return None if line is None else line.finding

    def select(self, finding: Finding | None) -> None:
        """Show a finding as the chosen one."""
        for row, line in enumerate(self.found.lines):
            if finding is not None and line.finding is not None and line.finding.id == finding.id:
                self.setCurrentIndex(self.found.index(row))
                return
        self.clearSelection()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the cell."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._jump(self.currentIndex())
            return
        super().keyPressEvent(event)


class CheckPanel(QFrame):
    """Verdict, list and buttons; always as the report stands after the last change."""

    jumped = Signal(object)

    def __init__(
        self, report: OpenReport, actions: list[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._report = report
        self.setObjectName("checkPanel")
        self._checked = parts.label(self, name="checked", wrap=True)
        self.view = FindingView(self)
        self.view.jumped.connect(self.jumped)
        layout = parts.column(self)
        layout.addWidget(self._checked)
        layout.addWidget(self.view, 1)
        foot = parts.line(gap=4)
        foot.setContentsMargins(6, 5, 6, 5)
        for action in actions:
            foot.addWidget(parts.action_button(self, action, fading=True))
        foot.addStretch(1)
        layout.addLayout(foot)
        self.refresh()

    def show_news(self, news: News) -> None:
        """Show what a change made different, keeping the chosen finding."""
        self.refresh()

    def refresh(self) -> None:
        """Show the findings of now, keeping the chosen one."""
        counts, chosen = self._report.tally, self.view.finding
        at = self._report.saved_at
        when = f"Đã kiểm tra lúc {at}" if at else "Đã kiểm tra khi mở báo cáo"
        self._checked.setText(f"{when}: {counted(counts)}")
        self.view.found.take(lines(self._report))
        self.view.select(chosen)
