"""What happened to a report, and two of its submissions side by side, in the window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QComboBox, QDialog, QWidget

from desktop.reporting import clock_words
from desktop.use_cases import report_trail
from desktop.use_cases.report_trail import Comparison, Event, Line, Side
from desktop.window import parts
from desktop.window.dialogs.questions import close_button, show
from desktop.window.lined_table import Column, LinedView, Sign

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.window.main_window import MainWindow
    from desktop.workspace import Workspace

_Found = TypeVar("_Found")

_SIZE: Final = (900, 560)
_LONGEST: Final = 300


class Step(NamedTuple):
    """One step of a report's history as it is shown."""

    event: Event
    told: str

    @property
    def when(self) -> str:
        """Return when it was done, as people write it."""
        return clock_words(self.event.at)


class TrailActs(QObject):
    """Looks back on a report: the one that is open, or the line chosen in the work list."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def history(self) -> None:
        """Show everything that was done to the report."""
        report = self._window.meant_report
        self._read(_steps, lambda steps: show(TrailDialog(report, steps, self._window)))

    def compare(self) -> None:
        """Lay two submissions of the report side by side."""
        self._read(_both, self._compare)

    def _read(self, work: Callable[[Desk], _Found], then: Callable[[_Found], None]) -> None:
        """Open the report anew in the background and read from it; what is typed is kept first."""
        workspace, report = self._window.workspace, self._window.meant_report
        if workspace is None or not report:
            return
        if self._window.editor is not None:
            self._window.editor.flush()
        self._window.runner.run(lambda: work(_desk(workspace, report)), then, self._window.tell)

    def _compare(self, found: tuple[Desk, Sequence[Side]]) -> None:
        desk, sides = found
        if len(sides) > 1:
            show(CompareDialog(desk, sides, self._window))
            return
        told = "chưa chốt lần nào" if desk.editable else "mới có một lần nộp"
        self._window.bar.say(f"Báo cáo {desk.head.id} {told}, chưa có hai bản để so sánh.")


def _desk(workspace: Workspace, report: str) -> Desk:
    return workspace.desk(report)


def _steps(desk: Desk) -> tuple[Step, ...]:
    return tuple(Step(event, _told(desk, event)) for event in report_trail.events(desk))


def _told(desk: Desk, event: Event) -> str:
    said = filter(None, (report_trail.places_in_words(desk, event), event.detail))
    return ". ".join(said)[:_LONGEST]


def _both(desk: Desk) -> tuple[Desk, Sequence[Side]]:
    return desk, report_trail.sides(desk)


_STEPS: Final[Sequence[Column[Step]]] = (
    Column("Lúc", lambda step: step.when, 20),
    Column("Ai", lambda step: step.event.who, 11, 4),
    Column("Việc", lambda step: step.event.words, 13, 6),
    Column("Ô, nội dung", lambda step: step.told, 24, 90),
)


class TrailDialog(QDialog):
    """Every step, the newest first; Esc closes."""

    def __init__(self, report: str, steps: Sequence[Step], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Nhật ký của {report}")
        parts.give_room(self, *_SIZE)
        self.steps: LinedView[Step] = LinedView(
            _STEPS, "Những gì đã làm với báo cáo", self, leaves=True
        )
        self.steps.left.connect(self.reject)
        self.said = parts.ClippedLabel(self, name="stripPlace", lines=3)
        self.steps.chosen.connect(self._tell)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.said)
        layout.addWidget(close_button(self.reject, self))
        self.steps.take(steps)
        self.steps.setFocus()

    def _tell(self) -> None:
        step = self.steps.current
        said = "" if step is None else f"{step.when}, {step.event.who} {step.event.words}"
        told = f": {step.told}" if step is not None and step.told else ""
        self.said.show_text(f"{said}{told}")


class CompareDialog(QDialog):
    """Two states of a report side by side, what differs marked; the last two to begin with."""

    def __init__(self, desk: Desk, sides: Sequence[Side], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._sides = desk, sides
        self.setWindowTitle(f"So sánh các lần nộp của {desk.head.id}")
        parts.give_room(self, *_SIZE)
        self.first = self._box("Bản bên trái", len(sides) - 2)
        self.second = self._box("Bản bên phải", len(sides) - 1)
        self.only = QCheckBox("&Chỉ những chỗ khác nhau", self)
        self.only.setChecked(True)
        self.lines: LinedView[Line] = LinedView(
            _columns(sides[-2], sides[-1]), "Hai bản của báo cáo", self, leaves=True
        )
        self.told = parts.label(self, name="told", wrap=True)
        self.said = parts.ClippedLabel(self, name="stripPlace", lines=3)
        self._lay_out()
        for box in (self.first, self.second):
            box.currentIndexChanged.connect(lambda _: self._compare())
        self.only.toggled.connect(lambda _: self._compare())
        self.lines.chosen.connect(self._tell)
        self.lines.left.connect(self.reject)
        self._compare()
        self.lines.setFocus()

    def _box(self, name: str, chosen: int) -> QComboBox:
        box = QComboBox(self)
        box.setAccessibleName(name)
        for side in self._sides:
            box.addItem(f"{side.words}, {clock_words(side.at)}")
        box.setCurrentIndex(chosen)
        return box

    def _lay_out(self) -> None:
        head = parts.line(gap=8)
        head.addWidget(self.first, 1)
        head.addWidget(self.second, 1)
        head.addWidget(self.only)
        layout = parts.column(self, gap=8)
        layout.setContentsMargins(14, 12, 14, 10)
        layout.addLayout(head)
        layout.addWidget(self.told)
        layout.addWidget(self.lines, 1)
        layout.addWidget(self.said)
        layout.addWidget(close_button(self.reject, self))

    @property
    def comparison(self) -> Comparison:
        """Return the two chosen states beside each other."""
        first = self._sides[self.first.currentIndex()]
        second = self._sides[self.second.currentIndex()]
        return report_trail.compare(self._desk, first.revision, second.revision)

    def _compare(self) -> None:
        found = self.comparison
        self.told.setText(report_trail.summary(found))
        self.lines.set_columns(_columns(found.first, found.second))
        self.lines.take(found.changed if self.only.isChecked() else found.lines)

    def _tell(self) -> None:
        line = self.lines.current
        self.said.show_text("" if line is None else f"{line.label}: {_arrow(line)}")


def _arrow(line: Line) -> str:
    if not line.changed:
        return line.second
    return f"{line.first or 'trống'} → {line.second or 'trống'}"


def _sign(line: Line) -> Sign:
    return "warning" if line.changed else ""


def _columns(first: Side, second: Side) -> Sequence[Column[Line]]:
    return (
        Column("Chỉ tiêu", lambda line: line.label, 24, 40),
        Column(first.words, lambda line: _short(line.first), 16, 30, right=True),
        Column(second.words, lambda line: _short(line.second), 16, 30, sign=_sign, right=True),
    )


def _short(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]
