"""What is done in the work list: finding, putting away and bringing back, moving to a period."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QWidget

from desktop.problems import Trouble, attempt
from desktop.window import parts, theme
from desktop.window.dialogs.questions import buttons, form_rows, judged_period, show

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow
    from desktop.workspace import ReportLine
    from forms.report import ReportHead


class Wanted(NamedTuple):
    """Which report somebody wants to start, by codes."""

    form: str
    unit: str
    period: str

    @classmethod
    def of(cls, head: ReportHead) -> Wanted:
        """Return what a report would have been started as."""
        return cls(head.form, head.unit, head.period)


class ListActs(QObject):
    """Acts on the line chosen in the work list."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    @property
    def _line(self) -> ReportLine | None:
        return self._window.work_list.current

    # -- finding ----------------------------------------------------------------------------------

    def find(self) -> None:
        """Search the work list."""
        self._window.work_list.search.setFocus()
        self._window.work_list.search.selectAll()

    def show_year(self) -> None:
        """Go to the year over the list."""
        self._window.work_list.strip.enter()

    def search(self, query: str) -> None:
        """Look for words also inside the reports, in the background."""
        workspace, work_list = self._window.workspace, self._window.work_list
        if workspace is not None and query:
            self._window.runner.run(
                lambda: workspace.find(query),
                lambda found: work_list.take_found(query, found),
                self._window.tell,
            )

    @property
    def usual_form(self) -> str:
        """Return the form of the chosen line, be it a report or owed; empty for none."""
        line = self._window.work_list.current_line
        if line is None:
            return ""
        if line.report is not None:
            return line.report.head.form
        return line.duty.form if line.duty is not None else ""

    # -- beginning --------------------------------------------------------------------------------

    def start(self, form: str, unit: str, period: str) -> None:
        """Start a report and open it; one that is there already is opened, or brought back."""
        window, workspace = self._window, self._window.workspace
        if workspace is None:
            return
        begun = attempt(lambda: workspace.begin(form, unit, period))
        if isinstance(begun, Trouble):
            self._open_instead(begun, Wanted(form, unit, period))
            return
        window.open(begun.head.id)
        if begun.source:
            window.bar.say(
                f"Đã chép từ báo cáo {begun.source}. Phần chép còn phải rà soát:"
                " F8 đến chỗ kế tiếp, F3 xác nhận không đổi."
            )

    def _open_instead(self, refused: Trouble, wanted: Wanted) -> None:
        """Say why a report cannot be started; where it is there already, go to it."""
        there = self._there(wanted) if refused.code == "ReportExists" else None
        if there is None:
            self._window.tell(refused)
        elif there.head.status == "deleted":
            told = f"{there.head.form} {there.period_title} đã có, nhưng nằm trong nhóm “Đã xóa”."
            self._window.bar.say(
                f"{told} Khôi phục thì còn nguyên số liệu.",
                "trouble",
                action="Khôi phục và mở",
                doing=lambda: self._restore_open(there.head.id),
            )
        else:
            self._window.open(there.head.id)
            self._window.bar.say("Báo cáo này đã có từ trước, đang mở để làm tiếp.")

    def _there(self, wanted: Wanted) -> ReportLine | None:
        workspace = self._window.workspace
        if workspace is None:
            return None
        lines = (workspace.reports(deleted=gone, counted=False) for gone in (False, True))
        return next((line for line in chain(*lines) if Wanted.of(line.head) == wanted), None)

    def _restore_open(self, report_id: str) -> None:
        workspace = self._window.workspace
        if workspace is not None and self._window.done(lambda: workspace.restore(report_id)):
            self._window.open(report_id)

    # -- away and back ----------------------------------------------------------------------------

    def delete(self) -> None:
        """Put the chosen report aside."""
        line, workspace = self._line, self._window.workspace
        if line is None or workspace is None or line.head.status == "deleted":
            return
        gone = line.head.id
        if self._window.done(lambda: workspace.delete(gone)):
            self._window.bar.say(
                f"Đã xóa báo cáo {gone}. Có thể khôi phục ở nhóm “Đã xóa”.",
                action="Khôi phục",
                doing=lambda: self._restore(gone),
            )
            self._window.read_reports()

    def restore(self) -> None:
        """Bring the chosen deleted report back."""
        if self._line is not None:
            self._restore(self._line.head.id)

    def _restore(self, report_id: str) -> None:
        workspace = self._window.workspace
        if workspace is not None and self._window.done(lambda: workspace.restore(report_id)):
            self._window.bar.say(f"Đã khôi phục báo cáo {report_id}.", "good")
            self._window.read_reports(report_id)

    # -- another period ---------------------------------------------------------------------------

    def move(self) -> None:
        """Ask for the period that a draft was meant for, and move it there."""
        line, workspace = self._line, self._window.workspace
        if line is None or workspace is None:
            return
        head = line.head

        def said(text: str) -> tuple[str, bool]:
            return judged_period(workspace, head.form, text, head.period)

        dialog = MoveDialog(head.id, line.period_title, said, self._window)
        show(dialog, lambda: self._move(head.id, dialog.period.text().strip(), back=head.period))

    def _move(self, report_id: str, period: str, *, back: str) -> None:
        workspace = self._window.workspace
        if workspace is None:
            return
        moved = self._window.attempt(lambda: workspace.move(report_id, period))
        if moved is not None:
            self._window.bar.say(
                f"Đã chuyển {report_id} thành {moved.id}. Mọi số liệu và lời đi theo.",
                "good",
                action="Chuyển lại" if back else "",
                doing=lambda: self._move(moved.id, back, back=""),
            )
            self._window.read_reports(moved.id)


class MoveDialog(QDialog):
    """The period that a report was meant for, judged while it is typed."""

    def __init__(
        self,
        report: str,
        now: str,
        judge: Callable[[str], tuple[str, bool]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._judge_period = judge
        self.setWindowTitle(f"Chuyển kỳ của {report}")
        self.setMinimumWidth(460)
        self.period = QLineEdit(self)
        self.period.setAccessibleName("Kỳ đúng")
        self.told = parts.label(self, name="told", wrap=True)
        parts.fill_line(self.told, lines=2)
        self.buttons = buttons(self, "Chuyển")
        layout = form_rows(self)
        layout.addRow("Đang ở kỳ", parts.label(self, now))
        layout.addRow("Kỳ &đúng", self.period)
        layout.addRow("", self.told)
        layout.addRow(self.buttons)
        self.period.textChanged.connect(self._judge)
        self._judge("")
        self.period.setFocus()

    def _judge(self, text: str) -> None:
        said, good = self._judge_period(text)
        self.told.setText(said)
        self.told.setProperty("state", "good" if good else "bad")
        theme.restyle(self.told)
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(good)
