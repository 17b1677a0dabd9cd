"""What a department does in the window: receive, decide, send back, consolidate, ask from whom."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog

from desktop.problems import Trouble
from desktop.window import parts
from desktop.window.department.board_acts import BoardActs
from desktop.window.department.consolidate_view import Shown, shown_preview
from desktop.window.department.contributor_acts import ContributorActs
from desktop.window.department.department_page import CONSOLIDATE, INBOX, DepartmentPage
from desktop.window.department.inbox_view import state_words, summary
from desktop.window.department.return_dialog import ReturnDialog, Suggested, suggested
from desktop.window.dialogs.questions import ReasonDialog, show

if TYPE_CHECKING:
    from desktop.use_cases.consolidating import Preview
    from desktop.use_cases.receiving import Decision, InboxLine, Outcome, ReceivedReport
    from desktop.use_cases.returning import Answered, SentBack
    from desktop.window.main_window import MainWindow
    from desktop.workspace import Workspace
    from forms.cells import CellKey
    from forms.department.receipts import Remark

_FILES: Final = "Gói nộp, bảng tính đã điền, tệp trả lại (*.zip *.xlsx)"
_TOLD: Final = 3


class DepartmentActs(QObject):
    """Acts on the department's page; slow ones run in the background and can be stopped."""

    progressed = Signal(int, int, str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._stop = threading.Event()
        self._asked = 0
        self.last_folder = parts.usual_folder()
        self._stopping = QShortcut(QKeySequence(Qt.Key.Key_Escape), window)
        self._stopping.activated.connect(self.stop)
        self._stopping.setEnabled(False)
        self.progressed.connect(self._progress)
        self.page = DepartmentPage(window.actions_by_id, window)
        window.pages.addWidget(self.page)
        self.page.scoped.connect(self.read_sheet)
        self.page.turned.connect(self.read_sheet)
        self.page.moved.connect(window.refresh_actions)
        self.page.inbox.opened.connect(self.read_receipt)
        self.page.consolidate.asked.connect(self.read_sheet)
        self.board, self.givers = BoardActs(window, self), ContributorActs(window, self)

    @property
    def _workspace(self) -> Workspace | None:
        return self._window.workspace

    # -- the page ---------------------------------------------------------------------------------

    def open(self) -> None:
        """Show the page; the report that was open is closed."""
        if self._workspace is not None:
            self.givers.forget()
            self.page.inbox.leave_report()
            self.show_sheet(self.page.tabs.currentIndex())

    def show_sheet(self, sheet: int) -> None:
        """Show one sheet of the page, and read what came in."""
        if self._workspace is None:
            return
        self.page.consolidate.know(self._workspace)
        self._window.show_department(self.page)
        self.page.show_sheet(sheet)
        self.read()

    def read(self) -> None:
        """Read what came in, in the background, then what the shown sheet needs."""
        workspace = self._workspace
        if workspace is None:
            return

        def shown(lines: tuple[InboxLine, ...]) -> None:
            self.page.offer(workspace.forms(), lines)
            self.read_sheet()
            if self.page.sheet is self.page.inbox:
                self.page.settle()

        self._window.runner.run(workspace.receiving.inbox, shown, self._window.tell)

    def read_sheet(self) -> None:
        """Show the shown sheet for the chosen form and period."""
        self.page.show_inbox()
        if self.page.sheet is self.page.consolidate:
            self._preview()
        elif self.page.sheet is self.page.board:
            self.board.read()
        self._window.refresh_actions()

    # -- receiving --------------------------------------------------------------------------------

    def receive_files(self) -> None:
        """Ask for files and take them in."""
        names, _kind = QFileDialog.getOpenFileNames(
            self._window, "Chọn tệp để nhận", self.last_folder, _FILES
        )
        self.receive([Path(name) for name in names])

    def receive_folder(self) -> None:
        """Ask for a folder and take in everything below it."""
        name = QFileDialog.getExistingDirectory(
            self._window, "Chọn thư mục để nhận", self.last_folder
        )
        self.receive([Path(name)] if name else [])

    def receive(self, paths: Sequence[Path]) -> None:
        """Take files in, in the background; Esc gives the rest up."""
        workspace = self._workspace
        if workspace is None or not paths or self._stopping.isEnabled():
            return
        self.last_folder = str(paths[0] if paths[0].is_dir() else paths[0].parent)
        self._stop.clear()
        self._stopping.setEnabled(True)
        self._progress(0, 0, "")

        def told(done: int, total: int, name: str) -> bool:
            self.progressed.emit(done, total, name)
            return not self._stop.is_set()

        self._window.runner.run(
            lambda: workspace.receiving.receive(paths, progress=told),
            self._received,
            self._not_received,
        )

    def stop(self) -> None:
        """Give up what has not been received yet; what was received stays."""
        self._stop.set()

    def _progress(self, done: int, total: int, name: str) -> None:
        if self._stopping.isEnabled():
            counted = f" {done}/{total}: {name}" if name else ""
            said = f"Đang nhận tệp{counted}…"
            self._window.bar.say(said, "busy", action="Dừng (Esc)", doing=self.stop)

    def _not_received(self, trouble: Trouble) -> None:
        self._stopping.setEnabled(False)
        self._window.tell(trouble)

    def _received(self, outcomes: tuple[Outcome, ...]) -> None:
        self._stopping.setEnabled(False)
        bad = [one for one in outcomes if one.state in ("unread", "refused", "held")]
        told = [f"{one.name}: {_why(one)}" for one in bad if one.state != "held"][:_TOLD]
        stopped = "Đã dừng theo yêu cầu. " if self._stop.is_set() else ""
        said = "\n".join([f"{stopped}{summary(outcomes)}", *told])
        reopened = [one.report for one in outcomes if one.state == "reopened"]
        if len(outcomes) == len(reopened) == 1:
            self._window.open(reopened[0])
            self._window.bar.say(_why(outcomes[0]), "good")
            if self._window.editor is not None:
                self._window.editor.next_problem()
            return
        if any(one.receipt is not None for one in outcomes):
            self.page.inbox.leave_report()
            self.show_sheet(self.page.tabs.currentIndex() if self._is_open else INBOX)
        elif not self._is_open:
            self._window.read_reports()
        told_all = len(bad) < len(outcomes)
        waits = any(one.receipt is not None for one in bad)
        self._window.bar.say(
            said,
            ("news" if told_all else "trouble") if bad else "good",
            action="Xem hộp nhận" if waits and self.page.sheet is not self.page.inbox else "",
            doing=lambda: self.show_sheet(INBOX),
        )

    @property
    def _is_open(self) -> bool:
        return self._window.is_department_open

    # -- one receipt ------------------------------------------------------------------------------

    def read_receipt(self) -> None:
        """Open the chosen received report to be read."""
        line = self.page.inbox.current
        if line is None:
            return
        if not line.receipt.data_sha256:
            self._window.bar.say(
                f"{line.receipt.name} không đọc được nên không mở. {line.receipt.reason}", "trouble"
            )
            return
        self.open_receipt(line)

    def open_receipt(self, line: InboxLine, at: CellKey | str = "") -> None:
        """Open a received report, read only, at a cell or place."""
        workspace, number = self._workspace, line.receipt.number
        if workspace is None:
            return

        def read() -> tuple[ReceivedReport, tuple[Answered, ...]]:
            receiving = workspace.receiving
            return receiving.open(number), receiving.returning.answered(number)

        def shown(found: tuple[ReceivedReport, tuple[Answered, ...]]) -> None:
            told = [line for answered in found[1] for line in _answer_lines(answered)]
            self.page.inbox.report.take(line, found[0], state_words(line.receipt), told)
            self.page.show_sheet(INBOX)
            self.page.inbox.show_report()
            self.page.inbox.report.go_to(at)

        self._window.runner.run(read, shown, self._window.tell)

    def accept_receipt(self) -> None:
        """Let the chosen receipt count, for a written reason."""
        self._decide("accept", "Nhận vào số liệu tổng hợp", "Nhận")

    def refuse_receipt(self) -> None:
        """Let the chosen receipt not count, for a written reason."""
        self._decide("refuse", "Từ chối", "Từ chối")

    def _decide(self, decision: Decision, title: str, button: str) -> None:
        line, workspace = self.page.inbox.current, self._workspace
        if line is None or workspace is None:
            return
        receipt = line.receipt
        about = f"{receipt.form} · {line.unit_name} · {line.period_title}. {receipt.reason}"
        dialog = ReasonDialog(title, about.strip(), button, self._window)
        dialog.reason.setPlaceholderText("Ghi lý do, sẽ được giữ trong nhật ký")

        def decide() -> None:
            done = self._window.done(
                lambda: workspace.receiving.decide(
                    receipt.number, decision, dialog.text, was=receipt.state
                )
            )
            if done:
                self.page.inbox.leave_report()
                self.read()

        show(dialog, decide)

    def return_receipt(self) -> None:
        """Ask which remarks go back with the chosen report, and write the return file."""
        line, workspace = self.page.inbox.current, self._workspace
        if line is None or workspace is None:
            return
        if self.page.inbox.is_reading and self.page.inbox.report.report is not None:
            self._ask_remarks(line, self.page.inbox.report.report, here=True)
            return
        self._window.runner.run(
            lambda: workspace.receiving.open(line.receipt.number),
            lambda report: self._ask_remarks(line, report, here=False),
            self._window.tell,
        )

    def _ask_remarks(self, line: InboxLine, report: ReceivedReport, *, here: bool) -> None:
        figure = self.page.inbox.report.figures.current if here else None
        whose = f"{line.receipt.form} · {line.unit_name} · {line.period_title}"
        asked = self.board.questions_of(line.receipt.unit)
        same = self.page.scope == (line.receipt.form, line.receipt.period)
        strange = [Suggested(one.question.place, one.label, one.message) for one in asked if same]
        dialog = ReturnDialog(whose, suggested(report, figure, strange), self._window)
        show(dialog, lambda: self._send_back(line, dialog.remarks, dialog.note.text()))

    def _send_back(self, line: InboxLine, remarks: Sequence[Remark], note: str) -> None:
        workspace = self._workspace
        folder = QFileDialog.getExistingDirectory(
            self._window, "Chọn thư mục để ghi tệp trả lại", self.last_folder
        )
        if workspace is None or not folder:
            return
        returning, number = workspace.receiving.returning, line.receipt.number
        self._window.runner.run(
            lambda: returning.send_back(number, remarks, note, Path(folder)),
            partial(self._sent_back, line),
            self._window.tell,
        )

    def _sent_back(self, line: InboxLine, sent: SentBack) -> None:
        said = f"Đã ghi {sent.path}. Gửi tệp này cho {line.unit_name} để sửa và nộp lại."
        self._window.bar.say(said, "good")
        self.page.inbox.leave_report()
        self.read()

    # -- consolidating ----------------------------------------------------------------------------

    def consolidate(self) -> None:
        """Show what would be consolidated; where that is shown already, do it."""
        on_sheet = self._is_open and self.page.sheet is self.page.consolidate
        if not on_sheet:
            self.show_sheet(CONSOLIDATE)
        elif self.page.consolidate.shown is not None:
            self._run()

    def _preview(self) -> None:
        workspace, scope, view = self._workspace, self.page.scope, self.page.consolidate
        if workspace is None:
            return
        if not scope.form or not scope.period:
            view.ask_for_more()
            return
        view.wait()
        self._asked += 1
        asked, unit, over = self._asked, view.unit_code, view.overwrite.isChecked()

        def read() -> Shown:
            plan = workspace.consolidating.plan(scope.form, scope.period, unit, overwrite=over)
            return shown_preview(workspace, scope, plan)

        def shown(found: Shown) -> None:
            if asked == self._asked:
                view.take(found)
                self.page.settle()

        def refused(trouble: Trouble) -> None:
            if asked == self._asked:
                view.refuse(trouble.message)

        self._window.runner.run(read, shown, refused)

    def _run(self) -> None:
        workspace, scope, view = self._workspace, self.page.scope, self.page.consolidate
        if workspace is None:
            return
        unit, over = view.unit_code, view.overwrite.isChecked()
        self._window.bar.say("Đang tổng hợp…", "busy")
        self._window.runner.run(
            lambda: workspace.consolidating.run(scope.form, scope.period, unit, overwrite=over),
            self._consolidated,
            self._window.tell,
        )

    def _consolidated(self, done: Preview) -> None:
        self._window.open(done.report)
        written = sum(line.taken for line in done.lines)
        said = [f"Đã tổng hợp: ghi {written} ô."]
        if done.conflicts:
            said.append(f"Giữ {len(done.conflicts)} ô đã sửa tay.")
        missing = len({unit for part in done.parts for unit in part.missing})
        if missing:
            said.append(f"Còn thiếu {missing} đơn vị nên các tổng là một phần.")
        said.append("Ctrl+J ở một ô: số này từ ai?")
        self._window.bar.say(" ".join(said), "good")


def _why(outcome: Outcome) -> str:
    return " ".join(each.message for each in outcome.judgements)


def _answer_lines(answered: Answered) -> list[str]:
    """Return what a submission answers to the remarks on an earlier one."""
    said = []
    for one in answered.answers:
        told = {
            "changed": f"đã sửa {one.before or 'trống'} thành {one.now or 'trống'}",
            "reason": f"giữ nguyên, lý do: {one.reason}",
            "none": "chưa trả lời",
        }[one.kind]
        said.append(f"Góp ý “{one.remark.text}”: {told}.")
    return said
