"""What is done in the window with a report that left: its signed copy back, the day it was sent."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, QObject, QStandardPaths
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from desktop import reporting
from desktop.problems import Trouble, attempt
from desktop.use_cases.homecoming import Attached, Sending
from desktop.window import parts
from desktop.window.dialogs.questions import buttons, day_box, form_rows, show
from forms.dates import format_date

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow


class IssueActs(QObject):
    """Acts on a finalized report: the one that is open, or the line chosen in the work list."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._last_folder = parts.usual_folder(QStandardPaths.StandardLocation.DownloadLocation)

    # -- signed copies ----------------------------------------------------------------------------

    def attach(self) -> None:
        """Ask for the signed PDF and take it in, in the background."""
        report, workspace = self._window.meant_report, self._window.workspace
        if not report or workspace is None:
            return
        name, _kind = QFileDialog.getOpenFileName(
            self._window, f"Chọn bản đã ký của {report}", self._last_folder, "PDF đã ký (*.pdf)"
        )
        if name:
            self._last_folder = str(Path(name).parent)
            self.attach_file(Path(name))

    def attach_file(self, path: Path) -> None:
        """Take the signed PDF of the report in, in the background."""
        report, workspace = self._window.meant_report, self._window.workspace
        if report and workspace is not None:
            self._window.bar.say(f"Đang kiểm tra {path.name}…", "busy")
            self._window.runner.run(
                lambda: workspace.attach(report, path), self._attached, self._window.tell
            )

    def _attached(self, taken: Attached) -> None:
        who = reporting.signers_line(taken.signatures)
        self._window.bar.say(f"Đã nhận bản ký. {who} Bản này được giữ nguyên.", "good")
        self._show_state()

    # -- sending ----------------------------------------------------------------------------------

    def sent(self) -> None:
        """Ask when and how the report was handed in, and note it."""
        report, workspace = self._window.meant_report, self._window.workspace
        if report and workspace is not None:
            dialog = SentDialog(report, workspace.today, self._window)
            show(dialog, lambda: self._mark(report, dialog.sending))

    def _mark(self, report: str, sending: Sending) -> None:
        workspace = self._window.workspace
        if workspace is None:
            return
        done = attempt(lambda: workspace.mark_sent(report, sending))
        if isinstance(done, Trouble):
            self._window.tell(done)
            return
        told = f"Đã ghi: {report} gửi ngày {format_date(sending.day)}."
        self._window.bar.say(told, "good")
        self._show_state()

    def _show_state(self) -> None:
        if self._window.editor is None:
            self._window.read_reports(self._window.meant_report)


class SentDialog(QDialog):
    """The day on which a report was handed in, how, and its receipt."""

    def __init__(self, report: str, today: date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"Đã gửi {report}")
        self.setMinimumWidth(500)
        now = QDate(today.year, today.month, today.day)
        self.day = day_box(self, now)
        self.day.setMaximumDate(now)
        self.channel = QLineEdit(self)
        self.channel.setPlaceholderText("ví dụ Trục liên thông văn bản, bưu điện, nộp tay")
        self.receipt = QLineEdit(self)
        self.receipt.setPlaceholderText("không bắt buộc")
        self.buttons = buttons(self, "Ghi")
        layout = form_rows(self)
        layout.addRow("&Ngày gửi", self.day)
        layout.addRow("&Gửi bằng", self.channel)
        layout.addRow("&Số biên nhận", self.receipt)
        layout.addRow(self.buttons)
        self.channel.textChanged.connect(lambda _: self._judge())
        self._judge()
        self.channel.setFocus()

    @property
    def sending(self) -> Sending:
        """Return what was asked for."""
        chosen = self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        return Sending(day, self.channel.text().strip(), self.receipt.text().strip())

    def _judge(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.channel.text().strip()))
