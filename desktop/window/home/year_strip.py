"""The year over the work list: twelve months, each with what is late, due, still to come, done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QWidget

from desktop.window import parts, theme
from desktop.window.home.work_lines import MARKS, Mark, MonthTally

MONTHS: Final = 12
_EDGE: Final = 5
_GAP: Final = 3
_INKS: Final[dict[Mark, str]] = {
    "late": "error",
    "due": "warning",
    "ahead": "faint",
    "done": "good",
}
_STEPS: Final = {
    int(Qt.Key.Key_Left): -1,
    int(Qt.Key.Key_Right): 1,
    int(Qt.Key.Key_Home): -MONTHS,
    int(Qt.Key.Key_End): MONTHS,
}


def paint_mark(painter: QPainter, box: QRectF, mark: Mark) -> None:
    """Draw a mark: the sign of an error for late, a clock for due, a ring for later, a tick."""
    ink = theme.colour(_INKS[mark])
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if mark == "late":
        theme.paint_sign(painter, box, "error")
    else:
        painter.setPen(QPen(ink, box.width() / 7))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        hands = [
            QPointF(box.x() + x * box.width(), box.y() + y * box.height()) for x, y in _HANDS[mark]
        ]
        painter.drawPolyline(QPolygonF(hands))
        if mark != "done":
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
    painter.restore()


_HANDS: Final[dict[Mark, tuple[tuple[float, float], ...]]] = {
    "due": ((0.5, 0.22), (0.5, 0.54), (0.72, 0.54)),
    "ahead": (),
    "done": ((0.1, 0.55), (0.4, 0.85), (0.92, 0.18)),
}


class MonthButton(QAbstractButton):
    """One month: its name, and how many reports of it are in which state."""

    stepped = Signal(int)
    turned = Signal(int)
    left = Signal()

    def __init__(self, month: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.month = month
        self._tally = MonthTally()
        self._today = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def tell(self, tally: MonthTally, year: int, *, today: bool) -> None:
        """Show how a month stands; ``today`` is in it or not."""
        self._tally, self._today = tally, today
        words = f"Tháng {self.month}/{year}: {tally.words}"
        self.setAccessibleName(words)
        self.setToolTip(words)
        self.update()

    def lines(self, width: int) -> int:
        """Return how many lines of text a month of that width takes."""
        return 2 if self._across(width) >= len(MARKS) else 3

    def _across(self, width: int) -> int:
        return max((width - 2 * _EDGE) // self._mark_width(), 1)

    def _mark_width(self) -> int:
        return theme.SIGN + _GAP + self.fontMetrics().horizontalAdvance("00") + 2 * _GAP

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the month's name, then its marks with their numbers."""
        painter = QPainter(self)
        # Inside by a pixel, since parts of pixels are cut off where the screen is scaled.
        box = self.rect().adjusted(1, 1, -2, -2)
        painter.fillRect(box, theme.colour(self._ground()))
        framed = "accent" if self.hasFocus() or self.isChecked() else "line"
        painter.setPen(QPen(theme.colour(framed), 2 if self.hasFocus() else 1))
        painter.drawRect(box)
        line = self.fontMetrics().lineSpacing()
        font = self.font()
        font.setBold(self._today or self.isChecked())
        painter.setFont(font)
        painter.setPen(theme.colour("accent" if self._today else "ink"))
        name = QRect(_EDGE, _EDGE, self.width() - 2 * _EDGE, line)
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft, f"Th {self.month}")
        painter.setFont(self.font())
        self._paint_marks(painter, _EDGE + line)

    def _ground(self) -> str:
        return "accent_soft" if self.isChecked() or self.underMouse() else "paper"

    def _paint_marks(self, painter: QPainter, top: int) -> None:
        across, width = self._across(self.width()), self._mark_width()
        # Where there is no room for all of them, the most pressing ones are shown.
        most = across * (self.lines(self.width()) - 1)
        line = self.fontMetrics().lineSpacing()
        shown = [(mark, getattr(self._tally, mark)) for mark in MARKS]
        there = [(mark, count) for mark, count in shown if count]
        for place, (mark, count) in enumerate(there[:most]):
            x = _EDGE + place % across * width
            y = top + place // across * line
            paint_mark(
                painter, QRectF(x, y + (line - theme.SIGN) / 2, theme.SIGN, theme.SIGN), mark
            )
            painter.setPen(theme.colour(_INKS[mark]))
            room = QRect(x + theme.SIGN + _GAP, y, width, line)
            painter.drawText(room, Qt.AlignmentFlag.AlignLeft, str(count))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go along the year, Enter and the space bar choose, Page keys turn the year."""
        key = event.key()
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turned.emit(-1 if key == Qt.Key.Key_PageUp else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif key == Qt.Key.Key_Down:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class YearStrip(QFrame):
    """Twelve months in a row and the year they are of.

    It is empty before the first year is known. ``chosen`` is told the month that is
    wanted, 0 for all of them; ``turned`` the year; ``left`` that somebody goes on to the list.
    """

    chosen = Signal(int)
    turned = Signal(int)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("yearStrip")
        self.setAccessibleName("Lịch cả năm")
        self.year = 0
        self._years = (0, 0)
        self.months: list[MonthButton] = []

    def _fill(self) -> None:
        """Make what is in it when there is something to show; the first paint has nothing."""
        self._name = parts.label(self, name="panelTitle")
        self._before = parts.button(self, "‹", partial(self.turn, -1), name="flat")
        self._after = parts.button(self, "›", partial(self.turn, 1), name="flat")
        for button, name in ((self._before, "Năm trước"), (self._after, "Năm sau")):
            button.setAccessibleName(name)
            button.setToolTip(name)
        self.months = [self._month(number) for number in range(1, MONTHS + 1)]
        layout = parts.line(self, gap=3)
        for widget in (self._before, self._name, self._after):
            layout.addWidget(widget)
        for month in self.months:
            layout.addWidget(month, 1)
        layout.activate()
        self._take_height()

    def _month(self, number: int) -> MonthButton:
        button = MonthButton(number, self)
        button.clicked.connect(partial(self._pick, number))
        button.stepped.connect(partial(self._step, number))
        button.turned.connect(self.turn)
        button.left.connect(self.left)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take a line more where the marks of a month need two."""
        super().resizeEvent(event)
        self._take_height()

    def changeEvent(self, event: QEvent) -> None:
        """Give larger letters the room they need."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._take_height()

    def _take_height(self) -> None:
        lines = self.months[0].lines(self.months[0].width()) if self.months else 2
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + 2 * _EDGE + 2)

    @property
    def month(self) -> int:
        """Return the chosen month, 0 for all of them."""
        return next((button.month for button in self.months if button.isChecked()), 0)

    def take(
        self, tallies: Sequence[MonthTally], year: int, *, today: int, years: tuple[int, int]
    ) -> None:
        """Show a year; ``today`` is the month that today is in (0: another year's)."""
        if not self.months:
            self._fill()
        if year != self.year:
            self._focus_on(today or 1, take=False)
        self.year, self._years = year, years
        self._name.setText(str(year))
        self._before.setEnabled(year > years[0])
        self._after.setEnabled(year < years[1])
        for button, tally in zip(self.months, tallies, strict=True):
            button.tell(tally, year, today=button.month == today)

    def choose(self, month: int) -> None:
        """Choose a month, or all of them with 0."""
        for button in self.months:
            button.setChecked(button.month == month)
        self.chosen.emit(month)

    def turn(self, step: int) -> None:
        """Show the year before or after, as far as there is one."""
        year = self.year + step
        if self._years[0] <= year <= self._years[1]:
            self.turned.emit(year)

    def enter(self) -> None:
        """Take the keyboard, at the chosen month or the one of today."""
        inside = [b for b in self.months if b.focusPolicy() == Qt.FocusPolicy.StrongFocus]
        if inside:
            self._focus_on(self.month or inside[0].month)

    def _pick(self, number: int) -> None:
        self._focus_on(number)
        self.choose(number if self.months[number - 1].isChecked() else 0)

    def _step(self, number: int, step: int) -> None:
        self._focus_on(min(max(number + step, 1), MONTHS))

    def _focus_on(self, number: int, *, take: bool = True) -> None:
        """Let the Tab key come to one month only: arrows lead to the others."""
        for button in self.months:
            here = button.month == number
            policy = Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
            if here and take:
                button.setFocus()
