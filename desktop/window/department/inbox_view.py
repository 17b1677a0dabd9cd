"""The inbox: every file that came in, what became of it and why; one of them opened to be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QFrame, QStackedLayout, QWidget

from desktop.window import parts
from desktop.window.department.received_view import ReceivedView
from desktop.window.department.unit_names import short_name
from desktop.window.lined_table import Column, LinedView, Sign

if TYPE_CHECKING:
    from desktop.use_cases.receiving import InboxLine, Outcome
    from forms.department.receipts import Receipt

_WORDS: Final[Mapping[str, str]] = {
    "accepted": "Đã nhận",
    "held": "Chờ quyết định",
    "refused": "Từ chối",
    "superseded": "Đã thay",
    "returned": "Đã trả lại",
}
_SIGNS: Final[Mapping[str, Sign]] = {
    "accepted": "good",
    "held": "warning",
    "refused": "error",
    "superseded": "quiet",
    "returned": "missing",
}
_COUNTED: Final[Mapping[str, str]] = {
    "accepted": "đã nhận",
    "reopened": "mở lại để sửa theo góp ý",
    "held": "chờ quyết định",
    "refused": "từ chối",
    "superseded": "đã thay bằng lần nộp khác",
    "returned": "đã trả lại",
    "known": "có từ trước",
    "unread": "không đọc được",
}
EVERY: Final = "Mọi trạng thái"
_LATE: Final = "Nộp muộn"
_NOTHING: Final = (
    "Chưa nhận tệp nào như vậy.\n\nKéo thả tệp, thư mục vào đây, hoặc bấm Ctrl+Shift+O để chọn tệp."
)


def summary(outcomes: Iterable[Outcome]) -> str:
    """Return what became of the files of one delivery, in one line."""
    counts: Counter[str] = Counter(outcome.state for outcome in outcomes)
    told = [f"{_COUNTED[state]} {counts[state]}" for state in _COUNTED if counts[state]]
    return f"{counts.total()} tệp: {', '.join(told)}." if told else "Không có tệp nào để nhận."


def state_words(receipt: Receipt) -> str:
    """Return the state of a receipt; that it came late belongs to it."""
    late = ", muộn" if receipt.late and receipt.counts else ""
    return f"{_WORDS[receipt.state]}{late}"


def _when(iso: str) -> str:
    """Return a moment as it is written: ``08:00 5/8/2025``."""
    day = iso[:10].split("-")
    return (
        f"{iso[11:16]} {int(day[2])}/{int(day[1])}/{day[0]}" if len(iso) > len("2025-08-05") else ""
    )


def _sign(line: InboxLine) -> Sign:
    late = line.receipt.state == "accepted" and line.receipt.late
    return "due" if late else _SIGNS[line.receipt.state]


def _revision(line: InboxLine) -> str:
    return str(line.receipt.revision) if line.receipt.revision else ""


_COLUMNS: Final[Sequence[Column[InboxLine]]] = (
    Column("Đơn vị", lambda line: short_name(line.unit_name) or line.receipt.name, 16, 40),
    Column("Biểu", lambda line: line.receipt.form, 8),
    Column("Kỳ", lambda line: line.period_title, 15),
    Column("Lần nộp", _revision, 7),
    Column("Nhận lúc", lambda line: _when(line.receipt.at), 16),
    Column("Trạng thái", lambda line: state_words(line.receipt), 16, sign=_sign),
    Column("Vì sao", lambda line: line.receipt.reason, 14, 60),
)


class InboxView(QFrame):
    """Filter and table over what was decided about the chosen line; a report in their place.

    ``opened`` wants the chosen receipt read, ``chosen`` is told when another line is the current
    one or another side of the view is shown, ``left`` when somebody is through with a report.
    """

    opened = Signal()
    chosen = Signal()
    left = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._all: Sequence[InboxLine] = ()
        self.states = QComboBox(self)
        self.states.setAccessibleName("Lọc theo trạng thái")
        self.states.addItems([EVERY, *_WORDS.values(), _LATE])
        self.counts = parts.label(self, name="asked", wrap=True)
        self.view: LinedView[InboxLine] = LinedView(_COLUMNS, "Hộp nhận", self)
        self.why = parts.ClippedLabel(self, name="stripPlace", lines=2)
        self.report = ReceivedView(actions, self)
        self._empty = parts.empty_note(self, _NOTHING)
        self._lay_out(actions)
        self.states.currentIndexChanged.connect(lambda _: self._show())
        self.view.opened.connect(self.opened)
        self.view.chosen.connect(self._tell)
        self.report.left.connect(self.leave_report)

    def _lay_out(self, actions: Mapping[str, QAction]) -> None:
        listing = QWidget(self)
        head = parts.line(gap=6)
        head.addWidget(parts.action_button(self, actions["receive"], name="primary"))
        head.addWidget(parts.action_button(self, actions["receive_folder"]))
        for name in ("read_receipt", "accept_receipt", "refuse_receipt", "return_receipt"):
            head.addWidget(parts.action_button(self, actions[name], fading=True))
        head.addStretch(1)
        head.addWidget(self.states)
        body = QWidget(listing)
        self._body = QStackedLayout(body)
        self._body.addWidget(self.view)
        self._body.addWidget(self._empty)
        inside = parts.column(listing, gap=6)
        inside.addLayout(head)
        inside.addWidget(self.counts)
        inside.addWidget(body, 1)
        inside.addWidget(self.why)
        self.sides = QStackedLayout(self)
        self.sides.addWidget(listing)
        self.sides.addWidget(self.report)

    # -- what is shown ----------------------------------------------------------------------------

    @property
    def current(self) -> InboxLine | None:
        """Return the receipt that acts are about: the one being read, else the chosen one."""
        if self.is_reading:
            return self.report.line
        return self.view.current if self._body.currentWidget() is self.view else None

    @property
    def is_reading(self) -> bool:
        """Return whether a received report is open."""
        return self.sides.currentWidget() is self.report

    def take(self, lines: Sequence[InboxLine], *, one_form: bool, one_period: bool) -> None:
        """Show what came in; a form or period that all have is not repeated in each line."""
        self._all = lines
        self.view.hide_column("Biểu", hidden=one_form)
        self.view.hide_column("Kỳ", hidden=one_period)
        self._show()

    def _show(self) -> None:
        wanted = self.states.currentText()
        shown = [line for line in self._all if _fits(line.receipt, wanted)]
        counts = Counter(_WORDS[line.receipt.state] for line in self._all)
        told = [f"{name} {counts[name]}" for name in _WORDS.values() if counts[name]]
        late = sum(line.receipt.late and line.receipt.counts for line in self._all)
        self.counts.setText("   ".join([*told, *([f"Nộp muộn {late}"] if late else [])]))
        self.counts.setVisible(bool(told))
        self._body.setCurrentWidget(self.view if shown else self._empty)
        self.view.take(shown, lambda old, new: old.receipt.number == new.receipt.number)

    def _tell(self) -> None:
        line = self.view.current
        self.why.show_text("" if line is None else f"{line.receipt.name}. {line.receipt.reason}")
        self.chosen.emit()

    def focus(self) -> None:
        """Give the keyboard to what is shown."""
        (self.report.figures if self.is_reading else self.view).setFocus()

    def show_report(self) -> None:
        """Show the report that was opened."""
        self.sides.setCurrentWidget(self.report)
        self.report.figures.setFocus()
        self.chosen.emit()

    def leave_report(self) -> None:
        """Go back to the list."""
        if self.is_reading:
            self.sides.setCurrentIndex(0)
            self.view.setFocus()
            self.chosen.emit()
            self.left.emit()


def _fits(receipt: Receipt, wanted: str) -> bool:
    if wanted == _LATE:
        return receipt.late and receipt.counts
    return wanted in (EVERY, _WORDS[receipt.state])
