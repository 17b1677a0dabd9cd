"""What is done on the board: looking into a report, exempting, giving longer, telling who lacks."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from desktop.window.dialogs.questions import ReasonDialog, day_box, show
from forms.dates import format_date
from forms.periods import title

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from desktop.problems import Trouble
    from desktop.use_cases.board import Asked
    from desktop.use_cases.reminding import Letter
    from desktop.window.department.department_acts import DepartmentActs
    from desktop.window.main_window import MainWindow
    from forms.department.board import BoardTable, Cell, State


class BoardActs(QObject):
    """Acts on the crossing of unit and period that is being looked at."""

    def __init__(self, window: MainWindow, acts: DepartmentActs) -> None:
        super().__init__(acts)
        self._window, self._acts = window, acts
        self._view = acts.page.board
        self._asked = 0
        self._view.opened.connect(self.read_cell)
        self._view.asked.connect(self.ask)

    def read(self) -> None:
        """Read the board of the chosen form, of the chosen period or of the whole year."""
        workspace, scope = self._window.workspace, self._acts.page.scope
        if workspace is None:
            return
        if not scope.form:
            self._view.ask_for_form()
            return
        self._view.wait()
        self._asked += 1
        asked, period = self._asked, scope.period or str(workspace.today.year)

        def shown(found: tuple[BoardTable, tuple[Asked, ...]]) -> None:
            if asked == self._asked:
                self._view.take(found[0])
                self._view.take_questions(found[1])
                self._acts.page.settle()

        def refused(trouble: Trouble) -> None:
            if asked == self._asked:
                self._view.refuse(trouble.message)

        def read() -> tuple[BoardTable, tuple[Asked, ...]]:
            table = workspace.board.table(scope.form, period)
            alone = len(table.columns) == 1
            return table, workspace.board.outliers(scope.form, period) if alone else ()

        self._window.runner.run(read, shown, refused)

    def ask(self) -> None:
        """Open the report that a question is about, at the figure that stands out."""
        asked, table = self._view.questions.current, self._view.table
        if asked is None or table is None:
            return
        row = next((row for row in table.rows if row.unit == asked.question.unit), None)
        if row is not None and row.cells[0].number:
            self._open(row.cells[0].number, asked.question.place)

    def questions_of(self, unit: str) -> tuple[Asked, ...]:
        """Return what stands out in a unit's figures, as far as the board has told."""
        found = self._view.questions.table.lines
        return tuple(asked for asked in found if asked.question.unit == unit)

    def read_cell(self) -> None:
        """Open the report of the crossing; one that is not there is told of."""
        cell = self._view.cell
        if cell is None:
            return
        if cell.number:
            self._open(cell.number)
        elif cell.report:
            self._window.open(cell.report)
        else:
            said = f"{self._view.unit_name} chưa nộp. Có thể miễn nộp hoặc gia hạn, phải ghi lý do."
            self._window.bar.say(said)

    def _open(self, number: int, at: str = "") -> None:
        workspace = self._window.workspace
        if workspace is not None:
            line = self._window.attempt(lambda: workspace.receiving.receipt(number))
            if line is not None:
                self._acts.open_receipt(line, at)

    # -- exempting and giving longer --------------------------------------------------------------

    def _about(self, cell: Cell) -> str:
        period = self._view.period
        named = title(period) if period is not None else cell.period
        due = f", hạn ngày {format_date(cell.due)}" if cell.due is not None else ""
        return f"{self._acts.page.scope.form} của {self._view.unit_name}, {named}{due}."

    def exempt(self) -> None:
        """Let the unit off this report, for a written reason."""
        cell = self._view.cell
        if cell is not None:
            dialog = _reason("Miễn nộp", self._about(cell), "Miễn nộp", self._window)
            show(dialog, lambda: self._exempt(cell, dialog.text))

    def _exempt(self, cell: Cell, reason: str) -> None:
        workspace, form = self._window.workspace, self._acts.page.scope.form
        if workspace is not None:
            self._done(
                lambda: workspace.board.exempt(form, cell.unit, cell.period, reason),
                "Đã miễn nộp. Đơn vị này không còn bị tính là thiếu.",
            )

    def extend(self) -> None:
        """Give the unit until a later day, for a written reason."""
        cell = self._view.cell
        if cell is not None:
            dialog = ExtendDialog(self._about(cell), cell.due, self._window)
            show(dialog, lambda: self._extend(cell, dialog.day, dialog.text))

    def _extend(self, cell: Cell, until: date, reason: str) -> None:
        workspace, form = self._window.workspace, self._acts.page.scope.form
        if workspace is not None:
            self._done(
                lambda: workspace.board.extend(form, cell.unit, cell.period, until, reason),
                f"Đã gia hạn đến hết ngày {format_date(until)}.",
            )

    def withdraw(self) -> None:
        """Take an exemption or a longer deadline back, for a written reason."""
        cell = self._view.cell
        if cell is not None and cell.leave:
            about = f"{self._about(cell)} Lý do đã ghi: {cell.leave}"
            dialog = _reason("Bỏ miễn, gia hạn", about, "Bỏ", self._window)
            show(dialog, lambda: self._withdraw(cell, dialog.text))

    def _withdraw(self, cell: Cell, reason: str) -> None:
        workspace, form = self._window.workspace, self._acts.page.scope.form
        if workspace is not None:
            self._done(
                lambda: workspace.board.withdraw(form, cell.unit, cell.period, reason),
                "Đã bỏ. Hạn nộp lại như trong biểu.",
            )

    def _done(self, work: Callable[[], object], said: str) -> None:
        if self._window.done(work):
            self._window.bar.say(said, "good")
            self._acts.read()

    # -- who lacks --------------------------------------------------------------------------------

    def copy_missing(self) -> None:
        """Put the units that have not handed in on the clipboard, to paste into a letter."""
        self._read_letter(("missing", "due"), self._copied)

    def _copied(self, letter: Letter) -> None:
        if not letter.units:
            self._window.bar.say("Không còn đơn vị nào thiếu.", "good")
            return
        QGuiApplication.clipboard().setText(letter.text)
        said = f"Đã chép danh sách {len(letter.units)} đơn vị còn thiếu. Dán bằng Ctrl+V."
        self._window.bar.say(said, "good")

    def remind(self) -> None:
        """Write the letter to those who are late, as PDF, Word and list, into a folder."""
        folder = QFileDialog.getExistingDirectory(
            self._window, "Chọn thư mục để ghi công văn đôn đốc", self._acts.last_folder
        )
        if folder:
            self._read_letter(("missing",), lambda letter: self._write(letter, Path(folder)))

    def _write(self, letter: Letter, folder: Path) -> None:
        from desktop.use_cases.reminding import write

        if letter.document is None:
            self._window.bar.say("Không còn đơn vị nào quá hạn, không cần đôn đốc.", "good")
            return
        count = len(letter.units)

        def written(paths: tuple[Path, ...]) -> None:
            names = ", ".join(path.name for path in paths)
            said = f"Đã ghi công văn gửi {count} đơn vị vào {folder}: {names}."
            self._window.bar.say(said, "good")

        self._window.runner.run(lambda: write(letter, folder), written, self._window.tell)

    def _read_letter(self, states: Sequence[State], then: Callable[[Letter], None]) -> None:
        from desktop.use_cases.reminding import Reminding

        workspace, period = self._window.workspace, self._view.period
        form = self._acts.page.scope.form
        if workspace is None or period is None:
            return

        def read() -> Letter:
            sender, at = (
                (workspace.letterhead(), workspace.profile),
                datetime.fromisoformat(workspace.clock()),
            )
            reminding = Reminding(workspace.board)
            return reminding.letter(form, period.code, sender, states=states, at=at)

        self._window.runner.run(read, then, self._window.tell)


def _reason(name: str, about: str, button: str, parent: QWidget) -> ReasonDialog:
    dialog = ReasonDialog(name, about, button, parent)
    dialog.reason.setPlaceholderText("Ghi lý do, sẽ được giữ trong nhật ký")
    return dialog


class ExtendDialog(ReasonDialog):
    """Until when a unit is given, and why."""

    def __init__(self, about: str, due: date | None, parent: QWidget) -> None:
        super().__init__("Gia hạn nộp", about, "Gia hạn", parent)
        self.reason.setPlaceholderText("Ghi lý do, sẽ được giữ trong nhật ký")
        first = QDate.currentDate() if due is None else QDate(due.year, due.month, due.day)
        self.until = day_box(self, first.addDays(1))
        self.until.setMinimumDate(first.addDays(1))
        self.until.setAccessibleName("Gia hạn đến hết ngày")
        named = QLabel("Đến hết &ngày", self)
        named.setBuddy(self.until)
        layout = self.layout()
        if layout is not None:
            layout.removeWidget(self.buttons)
            for widget in (named, self.until, self.buttons):
                layout.addWidget(widget)
        self.until.setFocus()

    @property
    def day(self) -> date:
        """Return the last day that is given."""
        chosen = self.until.date()
        return date(chosen.year(), chosen.month(), chosen.day())
