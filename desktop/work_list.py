"""The home of the program: what is due, and every report with how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QAction, QBrush, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHeaderView,
    QLineEdit,
    QStackedLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop import parts, theme
from desktop.work_lines import DELETED, FILTERS, TO_DO, WorkLine, shown_lines, work_lines

if TYPE_CHECKING:
    from desktop.workspace import ReportLine
    from desktop.year import DutyLine
    from forms.findings import Severity

Index = QModelIndex | QPersistentModelIndex

_ROOT: Final = QModelIndex()
_DISPLAY: Final = int(Qt.ItemDataRole.DisplayRole)
_ALIGN: Final = int(Qt.ItemDataRole.TextAlignmentRole)
_INK: Final = int(Qt.ItemDataRole.ForegroundRole)
_TIP: Final = int(Qt.ItemDataRole.ToolTipRole)
_PADDING: Final = 14


class _Column(NamedTuple):
    """A column: its title, what it shows, its width in digits, the severity it counts."""

    title: str
    text: Callable[[WorkLine], str]
    digits: int
    counts: Severity | None = None


def _count(severity: Severity) -> Callable[[WorkLine], str]:
    def text(line: WorkLine) -> str:
        if line.report is None or line.report.head.status != "draft":
            return ""
        return str(getattr(line.report.tally, severity))

    return text


def _filled(line: WorkLine) -> str:
    return f"{line.report.filled}%" if line.report else ""


_COLUMNS: Final = (
    _Column("Biểu mẫu", lambda line: line.form, 34),
    _Column("Kỳ", lambda line: line.period, 13),
    _Column("Đơn vị", lambda line: line.unit_name, 20),
    _Column("Hạn nộp", lambda line: line.due, 21),
    _Column("Trạng thái", lambda line: line.state, 14),
    _Column("Đã điền", _filled, 9),
    _Column("Lỗi", _count("error"), 5, "error"),
    _Column("Cảnh báo", _count("warning"), 10, "warning"),
    _Column("Thiếu", _count("missing"), 7, "missing"),
)
_FORM, _UNIT, _DUE = 0, 2, 3
_FORM_SHARE: Final = 62
"""Per cent of the room that is left over for form and unit."""


class ReportTable(QAbstractTableModel):
    """The lines of the work list."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: list[WorkLine] = []

    def take(self, lines: list[WorkLine]) -> None:
        """Show other lines."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of lines."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = _ROOT) -> int:
        """Return the number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> object:
        """Return a column's title."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == _ALIGN:
            return self._side(section)
        return _COLUMNS[section].title if role == _DISPLAY else None

    @staticmethod
    def _side(column: int) -> Qt.AlignmentFlag:
        figures = _COLUMNS[column].counts is not None or _COLUMNS[column].title == "Đã điền"
        side = Qt.AlignmentFlag.AlignRight if figures else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter

    def data(self, index: Index, role: int = _DISPLAY) -> object:
        """Return a cell's text, side or colour."""
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], _COLUMNS[index.column()]
        if role in (_DISPLAY, _TIP):
            return column.text(line)
        if role == _ALIGN:
            return self._side(index.column())
        if role == _INK and column.counts is not None:
            quiet = column.text(line) in ("", "0")
            return theme.colour("faint" if quiet else column.counts)
        if role == _INK and index.column() == _DUE and line.urgency:
            return theme.colour(line.urgency)
        return None


class _Rows(QStyledItemDelegate):
    """Shows the chosen row by its ground alone, so that counts keep their colours."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """Take the selection's look away and lay a ground instead."""
        super().initStyleOption(option, index)
        if option.state & QStyle.StateFlag.State_Selected:
            option.backgroundBrush = QBrush(theme.colour("accent_soft"))
        option.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)


class ReportView(QTableView):
    """The table of reports: Enter opens."""

    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = ReportTable(self)
        self.setModel(self.table)
        self.setItemDelegate(_Rows(self))
        self.setObjectName("reports")
        self.setAccessibleName("Danh sách báo cáo")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().lineSpacing() + 14)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.doubleClicked.connect(self.opened)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give figures what they need, and the rest to the names of form and unit."""
        super().resizeEvent(event)
        digit = self.fontMetrics().horizontalAdvance("0")
        widths = [column.digits * digit + _PADDING for column in _COLUMNS]
        left = self.viewport().width() - sum(widths) + widths[_FORM] + widths[_UNIT]
        widths[_FORM] = left * _FORM_SHARE // 100
        widths[_UNIT] = left - widths[_FORM]
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the report."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
            return
        super().keyPressEvent(event)


class WorkList(QFrame):
    """Buttons, search and filter over the table of reports.

    ``opened`` wants the chosen report open, ``filtered`` is told when deleted reports are wanted
    or not wanted any more, ``chosen`` when another line became the current one. With
    ``wants_focus`` the next reports that come take the keyboard.
    """

    opened = Signal()
    chosen = Signal()
    filtered = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[WorkLine, ...] = ()
        self.wants_focus = False
        self.setObjectName("workList")
        self.view = ReportView(self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Tìm theo biểu mẫu, kỳ, đơn vị (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Tìm báo cáo")
        self.filter = QComboBox(self)
        self.filter.setAccessibleName("Lọc theo trạng thái")
        self.filter.addItems(list(FILTERS))
        self._empty = parts.label(self, name="empty", wrap=True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out(actions)
        self.view.opened.connect(self.opened)
        self.view.selectionModel().currentRowChanged.connect(lambda *_: self.chosen.emit())
        self.search.textChanged.connect(lambda _: self._show())
        self.search.returnPressed.connect(self.view.setFocus)
        self.filter.currentIndexChanged.connect(lambda _: self.filtered.emit())
        self.say("Đang mở kho số liệu…")

    def _lay_out(self, actions: Mapping[str, QAction]) -> None:
        head = parts.line(gap=6)
        head.addWidget(parts.action_button(self, actions["new"], name="primary"))
        for name in ("open", "begin", "export", "delete", "restore"):
            head.addWidget(parts.action_button(self, actions[name], fading=True))
        head.addStretch(1)
        self.search.setMinimumWidth(180)
        head.addWidget(self.search, 2)
        head.addWidget(self.filter)
        body = QWidget(self)
        self._body = QStackedLayout(body)
        self._body.addWidget(self.view)
        self._body.addWidget(self._empty)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(12, 10, 12, 6)
        layout.addWidget(parts.label(self, "Báo cáo định kỳ", name="sectionTitle"))
        layout.addLayout(head)
        layout.addWidget(body, 1)

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def wants_deleted(self) -> bool:
        """Return whether deleted reports are to be shown."""
        return self.filter.currentText() == DELETED

    @property
    def current(self) -> ReportLine | None:
        """Return the chosen report; none where the line is a duty without one."""
        line = self.current_line
        return line.report if line is not None else None

    @property
    def current_line(self) -> WorkLine | None:
        """Return the chosen line."""
        index = self.view.currentIndex()
        lines = self.view.table.lines
        shown = index.isValid() and self._body.currentWidget() is self.view
        return lines[index.row()] if shown and index.row() < len(lines) else None

    def take(
        self,
        reports: tuple[ReportLine, ...],
        duties: tuple[DutyLine, ...] = (),
        *,
        select: str = "",
    ) -> None:
        """Show reports and duties as they are now, the line of id ``select`` chosen."""
        keep = self.current_line
        self._all = work_lines(reports, duties)
        self._show(select or (keep.id if keep else ""))
        if self.wants_focus and self.isVisible():
            self.wants_focus = False
            self.view.setFocus()

    def _show(self, select: str = "") -> None:
        query = self.search.text()
        shown = shown_lines(self._all, self.filter.currentText(), query, select)
        self.view.table.take(shown)
        if not shown:
            self.say(self._nothing(query))
            return
        self._body.setCurrentWidget(self.view)
        row = next((i for i, line in enumerate(shown) if line.id == select), 0)
        self.view.setCurrentIndex(self.view.table.index(row, 0))
        self.chosen.emit()

    def _nothing(self, query: str) -> str:
        if query:
            return f"Không có báo cáo nào khớp với “{query}”."
        if self.filter.currentText() == TO_DO and self._all:
            return "Không còn việc nào phải làm trong hai tuần tới."
        if self._all or self.wants_deleted:
            return "Không có báo cáo nào ở nhóm này."
        return "Chưa có báo cáo nào.\nBấm Ctrl+N để tạo báo cáo đầu tiên."

    def say(self, text: str) -> None:
        """Show a sentence in the place of the table."""
        self._empty.setText(text)
        self._body.setCurrentWidget(self._empty)
        self.chosen.emit()
