"""Who has sent what: units by periods, each with a sign and words, counted from checked content."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFrame, QStackedLayout, QWidget

from desktop.window import parts
from desktop.window.department.unit_names import short_name
from desktop.window.lined_table import Column, LinedView, Sign
from forms.dates import format_date
from forms.periods import Period, title

if TYPE_CHECKING:
    from desktop.use_cases.board import Asked
    from desktop.window.actions import When
    from forms.department.board import BoardTable, Cell, Row, Totals

_QUESTION_LINES: Final = 4
_QUESTION_AIR: Final = 14
_ROOMY: Final = 420
_ASK: Final = (
    "Chọn một biểu ở phía trên để xem đơn vị nào đã nộp, muộn, còn thiếu.\n"
    "Có tệp các đơn vị gửi đến thì thả vào cửa sổ, hoặc bấm Ctrl+Shift+O để nhận."
)
_READING: Final = "Đang đọc bảng theo dõi…"
_NOBODY: Final = "Không có đơn vị nào như vậy."
_WORDS: Final[Mapping[str, str]] = {
    "not_owed": "không phải nộp",
    "exempt": "Được miễn",
    "waiting": "chưa hết kỳ",
    "due": "Chưa nộp, còn hạn",
    "missing": "Còn thiếu",
    "held": "Chờ quyết định",
    "received": "Đã nhận",
    "returned": "Đã trả lại",
}
_SHORT: Final[Mapping[str, str]] = {
    "not_owed": "",
    "exempt": "Miễn",
    "waiting": "–",
    "due": "Chưa",
    "missing": "Thiếu",
    "held": "Chờ",
    "received": "Có",
    "returned": "Trả",
}
_SIGNS: Final[Mapping[str, Sign]] = {
    "not_owed": "quiet",
    "exempt": "quiet",
    "waiting": "quiet",
    "due": "missing",
    "missing": "error",
    "held": "warning",
    "received": "good",
    "returned": "missing",
}
_CHECKED: Final[Mapping[str, tuple[str, Sign]]] = {
    "": ("", ""),
    "clean": ("Không lỗi", "good"),
    "warnings": ("Có cảnh báo", "note"),
    "errors": ("Có lỗi được giải trình", "warning"),
}
_SHOWN: Final[Mapping[str, Callable[[Cell], bool]]] = {
    "Mọi đơn vị": lambda cell: bool(cell.unit),
    "Còn thiếu": lambda cell: cell.state in ("missing", "due"),
    "Nộp muộn": lambda cell: cell.there and cell.late,
    "Chờ quyết định": lambda cell: cell.state == "held",
    "Có cảnh báo, lỗi": lambda cell: cell.content in ("warnings", "errors"),
    "Đã trả lại": lambda cell: cell.state == "returned",
    "Được miễn, gia hạn": lambda cell: bool(cell.leave),
}


def _state_of(cell: Cell) -> str:
    """Return how a report stands, in words."""
    late = ", muộn" if cell.there and cell.late else ""
    return f"{_WORDS[cell.state]}{late}"


def _sign_of(cell: Cell) -> Sign:
    """Return the sign of how a report stands."""
    return "due" if cell.state == "received" and cell.late else _SIGNS[cell.state]


def _short(cell: Cell) -> str:
    return "Muộn" if cell.state == "received" and cell.late else _SHORT[cell.state]


def _due(cell: Cell) -> str:
    day = "" if cell.due is None else format_date(cell.due)
    return f"{day} (gia hạn)" if cell.granted else day


def _moment(cell: Cell) -> str:
    return f"{cell.at[11:16]} {_format_date_of(cell.at)}" if cell.at else ""


def _format_date_of(iso: str) -> str:
    """Return the day of a moment as it is written."""
    return format_date(date.fromisoformat(iso[:10]))


def _counts_line(totals: Totals, period: Period) -> str:
    """Return how many units stand how in a period; states that none is in are left out."""
    named = (
        (totals.on_time, "đúng hạn"),
        (totals.late, "muộn"),
        (totals.returned, "đã trả lại"),
        (totals.warnings, "có cảnh báo"),
        (totals.errors, "có lỗi được giải trình"),
        (totals.held, "chờ quyết định"),
        (totals.missing, "còn thiếu"),
        (totals.due, "chưa nộp, còn hạn"),
        (totals.waiting, "chưa hết kỳ"),
        (totals.exempt, "được miễn"),
    )
    told = "   ".join(f"{count} {name}" for count, name in named if count)
    name = title(period)
    return f"{name[:1].upper()}{name[1:]}: đã nhận {totals.received}/{totals.owed} đơn vị.   {told}"


class BoardView(QFrame):
    """Counts, filter and table over what stands out among the units' figures.

    ``opened`` wants the report of the chosen crossing, ``asked`` the one of the chosen question.
    """

    opened = Signal()
    asked = Signal()
    chosen = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.table: BoardTable | None = None
        self._totals: Sequence[Totals] = ()
        self.counts = parts.label(self, name="asked", wrap=True)
        self.filter = QComboBox(self)
        self.filter.setAccessibleName("Lọc đơn vị")
        self.filter.addItems(list(_SHOWN))
        self.view: LinedView[Row] = LinedView((), "Bảng theo dõi", self)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.said = parts.ClippedLabel(self, name="stripPlace", lines=2)
        self._empty = parts.empty_note(self, _ASK)
        head = parts.line(gap=6)
        head.addWidget(parts.action_button(self, actions["receive"], name="primary"))
        for name in ("read_cell", "exempt", "extend", "withdraw_leave", "copy_missing", "remind"):
            head.addWidget(parts.action_button(self, actions[name], fading=True))
        head.addStretch(1)
        head.addWidget(self.filter)
        body = QWidget(self)
        self._body = QStackedLayout(body)
        self._body.addWidget(self._empty)
        self._body.addWidget(self.view)
        layout = parts.column(self, gap=6)
        layout.addLayout(head)
        layout.addWidget(self.counts)
        layout.addWidget(body, 1)
        layout.addWidget(self.said)
        self.questions: LinedView[Asked] = LinedView(_QUESTIONS, "Số liệu cần hỏi lại", self)
        self.questions.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.questions.opened.connect(self.asked)
        self._standing = parts.label(self, name="panelTitle")
        layout.addWidget(self._standing)
        layout.addWidget(self.questions)
        self.take_questions(())
        self.filter.currentIndexChanged.connect(lambda _: self._show())
        self.view.opened.connect(self.opened)
        self.view.chosen.connect(self._tell)
        self.view.selectionModel().currentColumnChanged.connect(lambda *_: self._tell())

    # -- what is shown ----------------------------------------------------------------------------

    def ask_for_form(self) -> None:
        """Say that a form has to be chosen first."""
        self._say(_ASK)

    def wait(self) -> None:
        """Say that the board is being read, unless one is shown."""
        if self.table is None:
            self._say(_READING)

    def refuse(self, why: str) -> None:
        """Say why there is no board."""
        self._say(why)

    def _say(self, text: str) -> None:
        self.table = None
        self.take_questions(())
        self.counts.hide()
        self.said.show_text("")
        self._empty.setText(text)
        self._body.setCurrentWidget(self._empty)
        self.chosen.emit()

    def take(self, table: BoardTable) -> None:
        """Show a board: one period with all that is known of it, several side by side."""
        single, before = len(table.columns) == 1, self.table
        self.table, self._totals = table, table.totals
        rows = QAbstractItemView.SelectionBehavior.SelectRows
        items = QAbstractItemView.SelectionBehavior.SelectItems
        self.view.setSelectionBehavior(rows if single else items)
        if before is None or before.columns != table.columns:
            self.view.set_columns(_SINGLE if single else _side_by_side(table))
        self.counts.show()
        self._show()
        if not single and (before is None or before.columns != table.columns):
            self.view.choose(0, 1 + _latest(self._totals))

    def take_questions(self, found: Sequence[Asked]) -> None:
        """Show what stands out among the units' figures; there is nothing to see without any."""
        self.questions.take(found)
        self._standing.setText(f"Cần hỏi lại ({len(found)}), Enter: mở báo cáo ở đúng chỗ đó")
        self._standing.setVisible(bool(found))
        self.questions.setVisible(bool(found))
        self._share_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave a low window to the units."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        most = _QUESTION_LINES if self.height() >= _ROOMY else 1
        lines = min(len(self.questions.table.lines), most) + 1
        height = self.questions.verticalHeader().defaultSectionSize()
        self.questions.setFixedHeight(lines * height + _QUESTION_AIR)

    def _show(self) -> None:
        if self.table is None:
            return
        fits = _SHOWN[self.filter.currentText()]
        shown = [row for row in self.table.rows if any(fits(cell) for cell in row.cells)]
        self._empty.setText(_NOBODY)
        self._body.setCurrentWidget(self.view if shown else self._empty)
        self.view.take(shown, lambda old, new: old.unit == new.unit)

    def _column(self) -> int:
        """Return which period the cursor is on."""
        table, at = self.table, self.view.currentIndex().column()
        if table is None or len(table.columns) == 1:
            return 0
        return min(max(at - 1, 0), len(table.columns) - 1)

    @property
    def cell(self) -> Cell | None:
        """Return the crossing that is being looked at."""
        row = self.view.current if self._body.currentWidget() is self.view else None
        return None if row is None or self.table is None else row.cells[self._column()]

    @property
    def unit_name(self) -> str:
        """Return the unit of the line that is being looked at."""
        row = self.view.current
        return "" if row is None else row.name

    @property
    def period(self) -> Period | None:
        """Return the period that is being looked at."""
        return None if self.table is None else self.table.columns[self._column()].period

    def _tell(self) -> None:
        cell, period = self.cell, self.period
        if period is not None and self._totals:
            self.counts.setText(_counts_line(self._totals[self._column()], period))
        said = "" if cell is None or period is None else f"{self.unit_name}, {title(period)}: "
        if cell is not None:
            told = (_state_of(cell), _CHECKED[cell.content][0].lower(), cell.leave)
            said += "; ".join(part for part in told if part) + "."
        self.said.show_text(said)
        self.chosen.emit()

    def conditions(self) -> set[When]:
        """Return what can be done with the crossing that is being looked at."""
        cell = self.cell
        found: set[When] = {"board"} if self.table is not None else set()
        if cell is None or cell.state == "not_owed":
            return found
        found.add("duty cell")
        if cell.leave:
            found.add("leave")
        return found

    def focus(self) -> None:
        """Give the keyboard to what is shown."""
        (self.view if self._body.currentWidget() is self.view else self.filter).setFocus()


def _question(asked: Asked) -> str:
    """Return a question without the unit's name, which stands before it."""
    return asked.message.removeprefix(f"{asked.unit_name}, ")


def _question_sign(_: Asked) -> Sign:
    return "warning"


_QUESTIONS: Final[Sequence[Column[Asked]]] = (
    Column("Đơn vị", lambda asked: short_name(asked.unit_name), 20, sign=_question_sign),
    Column("Câu hỏi", _question, 30, 1),
)
_SINGLE: Final[Sequence[Column[Row]]] = (
    Column("Đơn vị", lambda row: short_name(row.name), 16, 35),
    Column(
        "Trạng thái",
        lambda row: _state_of(row.cells[0]),
        17,
        sign=lambda row: _sign_of(row.cells[0]),
    ),
    Column(
        "Kiểm tra",
        lambda row: _CHECKED[row.cells[0].content][0],
        20,
        sign=lambda row: _CHECKED[row.cells[0].content][1],
    ),
    Column("Lần nộp", lambda row: str(row.cells[0].revision or ""), 7),
    Column("Hạn nộp", lambda row: _due(row.cells[0]), 18),
    Column("Nhận lúc", lambda row: _moment(row.cells[0]), 16),
    Column("Lý do miễn, gia hạn", lambda row: row.cells[0].leave, 16, 30),
)


def _side_by_side(table: BoardTable) -> Sequence[Column[Row]]:
    def text(at: int, row: Row) -> str:
        return _short(row.cells[at])

    def sign(at: int, row: Row) -> Sign:
        return _sign_of(row.cells[at])

    named: Column[Row] = Column("Đơn vị", lambda row: short_name(row.name), 18, 1)
    return (
        named,
        *(
            Column(_heading(column.period), partial(text, at), 5, sign=partial(sign, at))
            for at, column in enumerate(table.columns)
        ),
    )


def _latest(each: Sequence[Totals]) -> int:
    """Return the last period that anything came in for, the first one without any."""
    there = [at for at, totals in enumerate(each) if totals.received or totals.held]
    return there[-1] if there else 0


def _heading(period: Period) -> str:
    """Return a period as shortly as it can be told from its neighbours."""
    name = title(period).removesuffix(f"/{period.year}").removesuffix(f" năm {period.year}")
    short = name.replace("tháng ", "T").removeprefix("ngày ")
    return short[:1].upper() + short[1:]
