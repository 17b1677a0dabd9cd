"""The home of the program: what is due, and every report with how far it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QStackedLayout, QWidget

from desktop.window import parts
from desktop.window.home.waiting_room import OPENING, TITLE
from desktop.window.home.work_lines import (
    DELETED,
    FILTERS,
    TO_DO,
    Wanted,
    WorkLine,
    first_days,
    month_tallies,
    shown_lines,
    still_to_send,
    work_lines,
)
from desktop.window.home.year_strip import YearStrip
from desktop.window.lined_table import PADDING, Column, LinedView

if TYPE_CHECKING:
    from desktop.use_cases.year import DutyLine
    from desktop.workspace import ReportLine
    from forms.findings import Severity

_TYPING_PAUSE_MS: Final = 250
_UNCOUNTED: Final = "…"


def _counted(line: WorkLine, report: ReportLine) -> WorkLine:
    same = line.report is not None and line.report.head == report.head
    return line._replace(report=report) if same else line


def _count(severity: Severity) -> Callable[[WorkLine], str]:
    def text(line: WorkLine) -> str:
        if line.report is None or line.report.head.status != "draft":
            return ""
        if line.report.counted == "never":
            return _UNCOUNTED
        return str(getattr(line.report.tally, severity))

    return text


def _filled(line: WorkLine) -> str:
    if line.report is None:
        return ""
    return _UNCOUNTED if line.report.counted == "never" else f"{line.report.filled}%"


def _count_ink(severity: Severity) -> Callable[[WorkLine], str]:
    count = _count(severity)
    return lambda line: "faint" if count(line) in ("", "0", _UNCOUNTED) else severity


def _counts(title: str, severity: Severity, digits: int) -> Column[WorkLine]:
    return Column(title, _count(severity), digits, right=True, ink=_count_ink(severity))


_COLUMNS: Final[tuple[Column[WorkLine], ...]] = (
    Column("Biểu mẫu", lambda line: line.form, 34),
    Column("Kỳ", lambda line: line.period, 13),
    Column("Đơn vị", lambda line: line.unit_name, 20),
    Column("Hạn nộp", lambda line: line.due, 21, ink=lambda line: line.urgency),
    Column("Trạng thái", lambda line: line.state, 14),
    Column("Đã điền", _filled, 9, right=True),
    _counts("Lỗi", "error", 5),
    _counts("Cảnh báo", "warning", 10),
    _counts("Thiếu", "missing", 7),
)
_FORM, _UNIT = 0, 2
_FORM_SHARE: Final = 62
"""Per cent of the room that is left over for form and unit,"""
_NARROW: Final = 100
"""if that is so many digits; with less, a single unit is not named."""


class ReportView(LinedView[WorkLine]):
    """The table of reports."""

    air = 14

    def __init__(self, parent: QWidget) -> None:
        super().__init__(_COLUMNS, "Danh sách báo cáo", parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)

    def share_width(self) -> None:
        """Give figures what they need, and the rest to the names of form and unit."""
        digit = self.fontMetrics().horizontalAdvance("0")
        widths = [column.digits * digit + PADDING for column in _COLUMNS]
        left = self.viewport().width() - sum(widths) + widths[_FORM] + widths[_UNIT]
        # Where there is little room, a column that says the same in each line gives way.
        units = {line.unit_name for line in self.table.lines}
        spare = len(units) <= 1 and left < _NARROW * digit
        self.setColumnHidden(_UNIT, spare)
        widths[_FORM] = left if spare else left * _FORM_SHARE // 100
        widths[_UNIT] = left - widths[_FORM]
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)


class WorkList(QFrame):
    """The year, buttons, search and filter over the table of reports.

    ``opened`` wants the chosen report open, ``filtered`` is told when other reports or another
    year are wanted, ``searched`` what was typed into the search box, after a pause, ``chosen``
    when another line became the current one. With ``wants_focus`` the next reports that come take
    the keyboard. ``year`` is the year that is wanted, 0 for the one of today.
    """

    opened = Signal()
    chosen = Signal()
    filtered = Signal()
    searched = Signal(str)

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[WorkLine, ...] = ()
        self._found: tuple[str, frozenset[str]] = ("", frozenset())
        self._since, self._unsent = date.min, date.max
        self.wants_focus = False
        self.year = 0
        self.setObjectName("workList")
        self.view = ReportView(self)
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Tìm trong mọi báo cáo (Ctrl+F)")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("Tìm báo cáo")
        self.filter = QComboBox(self)
        self.filter.setAccessibleName("Lọc theo trạng thái")
        self.filter.addItems(list(FILTERS))
        self.strip = YearStrip(self)
        self._title = parts.label(self, TITLE, name="sectionTitle")
        self._pause = QTimer(self, interval=_TYPING_PAUSE_MS, singleShot=True)
        self._empty = parts.empty_note(self)
        self._lay_out(actions)
        self.view.opened.connect(self.opened)
        self.view.chosen.connect(self.chosen)
        self.strip.chosen.connect(lambda _: self._show())
        self.strip.turned.connect(self._turn)
        self.strip.left.connect(self.view.setFocus)
        self._pause.timeout.connect(lambda: self.searched.emit(self.search.text().strip()))
        self.search.textChanged.connect(lambda _: self._search())
        self.search.returnPressed.connect(self.view.setFocus)
        self.filter.currentIndexChanged.connect(lambda _: self._filter())
        self.say(OPENING)

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
        layout.addWidget(self._title)
        layout.addWidget(self.strip)
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
        today: date,
        select: str = "",
    ) -> None:
        """Show reports and duties as they are on a day, the line of id ``select`` chosen."""
        keep = self.current_line
        self._all = work_lines(reports, duties)
        self._since, self._unsent = first_days(self._all, today), still_to_send(today)
        self._show_year(today)
        self._show(select or (keep.id if keep else ""))
        if self.wants_focus and self.isVisible():
            self.wants_focus = False
            self.view.setFocus()

    def take_counted(self, report: ReportLine) -> None:
        """Show what a report's counts are by now; nothing moves."""
        self._all = tuple(_counted(line, report) for line in self._all)
        for row, line in enumerate(self.view.table.lines):
            new = _counted(line, report)
            if new is not line:
                self.view.table.take_line(row, new)

    def _show_year(self, today: date) -> None:
        if not self.wants_deleted:
            year = self.year or today.year
            days = [line.day.year for line in self._all if line.day is not None]
            first, last = min((*days, year, today.year)), max((*days, year, today.year))
            here = today.month if year == today.year else 0
            tallies = month_tallies(self._all, year)
            self.strip.take(tallies, year, today=here, years=(first, last))

    def _turn(self, year: int) -> None:
        self.year = year
        self.strip.choose(0)
        self.filtered.emit()

    def _filter(self) -> None:
        """Show at once what is here of it; Enter must not open a line of the group before."""
        self._show()
        self.filtered.emit()

    def _search(self) -> None:
        self._pause.start()
        self._show()

    def take_found(self, query: str, found: frozenset[str]) -> None:
        """Show also the reports that hold a query where the list does not show it."""
        self._found = (query, found)
        if query == self.search.text().strip():
            line = self.current_line
            self._show(line.id if line else "")

    def _wanted(self) -> Wanted:
        query, month = self.search.text().strip(), self.strip.month
        found = self._found[1] if query == self._found[0] else frozenset()
        chosen = (self.strip.year, month) if month else None
        return Wanted(self.filter.currentText(), query, chosen, found, self._since, self._unsent)

    def _show(self, select: str = "") -> None:
        wanted = self._wanted()
        shown = shown_lines(self._all, wanted, select)
        self._title.setText(
            f"Tháng {wanted.month[1]}/{wanted.month[0]} (Esc: xem mọi tháng)"
            if wanted.month
            else TITLE
        )
        self.view.show_lines(shown)
        if not shown:
            self.say(self._nothing(wanted))
            return
        self._body.setCurrentWidget(self.view)
        row = next((i for i, line in enumerate(shown) if line.id == select), 0)
        self.view.setCurrentIndex(self.view.table.index(row, 0))
        self.chosen.emit()

    def _nothing(self, wanted: Wanted) -> str:
        if wanted.query:
            return f"Không có báo cáo nào khớp với “{wanted.query}”."
        if wanted.month is not None:
            return f"Tháng {wanted.month[1]}/{wanted.month[0]} không có báo cáo nào ở nhóm này."
        if wanted.name == TO_DO and self._all:
            return "Không còn việc nào phải làm trong hai tuần tới."
        if self._all or self.wants_deleted:
            return "Không có báo cáo nào ở nhóm này."
        return (
            "Chưa có báo cáo nào.\nBấm Ctrl+N để tạo báo cáo đầu tiên, hoặc chọn Trợ giúp → Làm thử"
            " báo cáo đầu tiên: mười phút trên số liệu mẫu."
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc shows every month again, and what was not searched for."""
        if event.key() == Qt.Key.Key_Escape and (self.search.text() or self.strip.month):
            self.search.clear()
            self.strip.choose(0)
            self.view.setFocus()
            return
        super().keyPressEvent(event)

    def say(self, text: str) -> None:
        """Show a sentence in the place of the table."""
        self._empty.setText(text)
        self._body.setCurrentWidget(self._empty)
        self.chosen.emit()
