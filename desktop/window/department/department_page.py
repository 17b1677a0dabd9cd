"""The department's desk: who has sent what, what came in, and the report that is made of it.

Form and period are chosen once, above; the three sheets below are about them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLabel, QLineEdit, QTabWidget, QWidget

from desktop.window import parts
from desktop.window.department.board_view import BoardView
from desktop.window.department.consolidate_view import ConsolidateView
from desktop.window.department.inbox_view import InboxView
from forms.periods import Period, parse_period, read_period, sort_key, title

if TYPE_CHECKING:
    from desktop.use_cases.receiving import InboxLine
    from desktop.window.actions import When
    from desktop.workspace import FormLine
    from forms.department.receipts import Receipt

EVERY_FORM: Final = "Mọi biểu"
EVERY_PERIOD: Final = "Mọi kỳ"
BOARD, INBOX, CONSOLIDATE = 0, 1, 2
_FORM_LETTERS: Final = 24
_PERIOD_LETTERS: Final = 14
_LATEST: Final = 200
_AIR: Final = 8
_DAY: Final = len("2025-08-05")


class Scope(NamedTuple):
    """The form and the period that the page is about; empty means every one."""

    form: str = ""
    period: str = ""


class DepartmentPage(QFrame):
    """Form and period over three sheets.

    ``scoped`` is told when another form or period is chosen, ``turned`` when another sheet is
    shown, ``moved`` when something else can be done than before.
    """

    scoped = Signal()
    turned = Signal()
    moved = Signal()

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self._lines: Sequence[InboxLine] = ()
        self._examples: Mapping[str, str] = {}
        self._is_waiting = False
        self.setObjectName("workList")
        self.form = QComboBox(self)
        self.form.setAccessibleName("Biểu")
        self.form.setMinimumContentsLength(_FORM_LETTERS)
        self.form.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.period = QComboBox(self)
        self.period.setEditable(True)
        self._typed = QLineEdit(self.period)
        self._typed.setPlaceholderText("ví dụ 8/2025")
        self.period.setLineEdit(self._typed)
        self.period.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.period.setAccessibleName("Kỳ")
        self.period.setMinimumContentsLength(_PERIOD_LETTERS)
        self.board = BoardView(actions, self)
        self.inbox = InboxView(actions, self)
        self.consolidate = ConsolidateView(actions, self)
        self.tabs = QTabWidget(self)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.tabBar().setAccessibleName("Theo dõi, hộp nhận, tổng hợp")
        for number, (sheet, name) in enumerate(
            ((self.board, "Theo dõi"), (self.inbox, "Hộp nhận"), (self.consolidate, "Tổng hợp")), 1
        ):
            sheet.setContentsMargins(0, _AIR, 0, 0)
            self.tabs.addTab(sheet, f"{name} (Alt+&{number})")
        self._lay_out(actions)
        self.tabs.currentChanged.connect(lambda _: self._turn())
        self.form.activated.connect(lambda _: self._choose_form())
        self.period.activated.connect(lambda _: self.scoped.emit())
        self._typed.returnPressed.connect(self.scoped.emit)
        self.inbox.chosen.connect(self.moved)
        self.board.chosen.connect(self.moved)

    def _lay_out(self, actions: Mapping[str, QAction]) -> None:
        head = parts.line(gap=6)
        head.addWidget(parts.action_button(self, actions["home"]))
        head.addWidget(parts.label(self, "Bàn tổng hợp", name="sectionTitle"))
        head.addStretch(1)
        for text, box in (("B&iểu", self.form), ("Kỳ", self.period)):
            named = QLabel(text, self)
            named.setBuddy(box)
            head.addWidget(named)
            head.addWidget(box, 2 if box is self.form else 1)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(12, 8, 12, 6)
        layout.addLayout(head)
        layout.addWidget(self.tabs, 1)

    # -- what it is about -------------------------------------------------------------------------

    @property
    def scope(self) -> Scope:
        """Return what is chosen; a period that is being typed counts once it can be read."""
        typed = self.period.currentText().strip()
        at = self.period.findText(typed)
        if at >= 0:
            return Scope(str(self.form.currentData() or ""), str(self.period.itemData(at) or ""))
        period = read_period(typed)
        code = period.code if isinstance(period, Period) else typed
        return Scope(str(self.form.currentData() or ""), code)

    def offer(self, forms: Sequence[FormLine], lines: Sequence[InboxLine]) -> None:
        """Offer the forms there are, and the periods that something came in for."""
        self._lines, chosen = lines, self.scope
        if not self.form.count():
            self.form.addItem(EVERY_FORM, "")
            for form in forms:
                self.form.addItem(f"{form.id} · {form.title}", form.id)
        self._examples = {form.id: form.example for form in forms}
        self.choose(_usual(lines) if chosen == Scope() else chosen)

    def choose(self, scope: Scope) -> None:
        """Choose a form and a period."""
        self.form.setCurrentIndex(max(self.form.findData(scope.form), 0))
        self._offer_periods(scope)

    def _choose_form(self) -> None:
        """Keep the period where the other form has it; else take its newest."""
        form = str(self.form.currentData() or "")
        periods, now = self._periods(form), self.scope.period
        kept = now if now in periods or not form else next(iter(periods), "")
        self._offer_periods(Scope(form, kept))
        self.scoped.emit()

    def _offer_periods(self, scope: Scope) -> None:
        periods = self._periods(scope.form)
        if scope.period and scope.period not in periods:
            periods.append(scope.period)
        self.period.clear()
        self.period.addItem(EVERY_PERIOD, "")
        for code in periods:
            self.period.addItem(_title(code), code)
        self.period.setCurrentIndex(max(self.period.findData(scope.period), 0))

    def _periods(self, form: str) -> list[str]:
        """Return the periods of a form that something came in for, and its present one."""
        found = {
            line.receipt.period
            for line in self._lines
            if line.receipt.period and form in ("", line.receipt.form)
        }
        example = self._examples.get(form, "")
        return _newest_first({*found, *([example] if example else [])})

    def fitting(self) -> tuple[InboxLine, ...]:
        """Return what came in of the chosen form and period.

        A refused file often does not say what it is of: it stands with what came on its day, and
        on the last day of all wherever one looks.
        """
        form, period = self.scope
        mine = {line.receipt.number for line in self._lines if _is_of(line.receipt, form, period)}
        days = {line.receipt.at[:_DAY] for line in self._lines if line.receipt.number in mine}
        days.add(max((line.receipt.at[:_DAY] for line in self._lines), default=""))
        return tuple(
            line
            for line in self._lines
            if line.receipt.number in mine
            or (not line.receipt.form and line.receipt.at[:_DAY] in days)
        )

    # -- sheets -----------------------------------------------------------------------------------

    @property
    def sheet(self) -> BoardView | InboxView | ConsolidateView:
        """Return the sheet that is shown."""
        return (self.board, self.inbox, self.consolidate)[self.tabs.currentIndex()]

    def show_sheet(self, number: int) -> None:
        """Show a sheet and give it the keyboard."""
        if self.tabs.currentIndex() == number:
            self._focus()
        else:
            self.tabs.setCurrentIndex(number)

    def _focus(self) -> None:
        self._give_keyboard()
        self._is_waiting = True

    def _give_keyboard(self) -> None:
        """Give the keyboard to what comes next: the sheet, or the form that it waits for."""
        if self.scope.form or self.sheet is self.inbox:
            self.sheet.focus()
        else:
            self.form.setFocus()

    def settle(self) -> None:
        """Give the keyboard to what has come meanwhile on the sheet that was turned to."""
        if self._is_waiting and self.isVisible() and self.window().isActiveWindow():
            self._give_keyboard()
        self._is_waiting = False

    def _turn(self) -> None:
        self._focus()
        self.turned.emit()
        self.moved.emit()

    def show_inbox(self) -> None:
        """Show what came in of the chosen form and period."""
        form, period = self.scope
        self.inbox.take(self.fitting(), one_form=bool(form), one_period=bool(period))

    def conditions(self) -> set[When]:
        """Return what can be done here now."""
        found: set[When] = {"department"}
        if self.sheet is self.board:
            return found | self.board.conditions()
        line = self.inbox.current if self.sheet is self.inbox else None
        return found | (_receipt_conditions(line) if line is not None else set())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc closes what is open inside."""
        if event.key() == Qt.Key.Key_Escape and self.inbox.is_reading:
            self.inbox.leave_report()
        else:
            super().keyPressEvent(event)


def _usual(lines: Iterable[InboxLine]) -> Scope:
    """Return what most of the latest files are about."""
    latest = islice((line.receipt for line in lines if line.receipt.report), _LATEST)
    counts = Counter(Scope(receipt.form, receipt.period) for receipt in latest)
    return counts.most_common(1)[0][0] if counts else Scope()


def _receipt_conditions(line: InboxLine) -> set[When]:
    """Return what can be done with a receipt."""
    receipt = line.receipt
    if not receipt.data_sha256:
        return set()
    found: set[When] = {"receipt"}
    found.add("returnable" if receipt.counts else "acceptable")
    return found | ({"refusable"} if receipt.state in ("accepted", "held", "returned") else set())


def _newest_first(codes: Iterable[str]) -> list[str]:
    """Return period codes, the latest first; what is no period stands at the end."""
    return sorted(codes, key=_last_day, reverse=True)


def _is_of(receipt: Receipt, form: str, period: str) -> bool:
    return form in ("", receipt.form) and _within(receipt.period, period)


def _within(code: str, wanted: str) -> bool:
    """Return whether a period is the one that is wanted, or one of the wanted year."""
    return not wanted or code == wanted or code.startswith(f"{wanted}-")


def _last_day(code: str) -> str:
    period = parse_period(code)
    return sort_key(period)[1].isoformat() if isinstance(period, Period) else ""


def _title(code: str) -> str:
    period = parse_period(code)
    return title(period) if isinstance(period, Period) else code
