"""What the checks found: one verdict, then the findings by severity, each with its way out."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QWidget

from desktop.use_cases.finalizing import still_open
from desktop.window import parts
from desktop.window.editor.finding_lines import entries
from desktop.window.editor.finding_view import FindingView
from desktop.window.editor.news import News
from desktop.window.editor.open_report import OpenReport
from desktop.window.editor.sheets import SIGNING, SIGNING_TITLE
from forms.findings import Tally


def verdict(counts: Tally, *, editable: bool) -> str:
    """Return the one line that says how the report stands."""
    reasons = f" ({counts.accepted} chỗ có giải trình)" if counts.accepted else ""
    if not editable:
        return f"Đã chốt{reasons}"
    left = still_open(counts)
    return f"Còn {left}" if left else f"Đủ điều kiện chốt{reasons}"


def counted(counts: Tally) -> str:
    """Return all counts, zeros included: checked and clean is not the same as not checked."""
    told = f"{counts.error} lỗi, {counts.warning} cảnh báo, {counts.missing} chỗ thiếu"
    return f"{told}, {counts.accepted} có giải trình" if counts.accepted else told


class CheckPanel(QFrame):
    """Verdict, list and buttons; always as the report stands after the last change."""

    jumped = Signal(object)

    def __init__(
        self, report: OpenReport, actions: list[QAction], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._report = report
        self.setObjectName("checkPanel")
        self._checked = parts.label(self, name="checked", wrap=True)
        self.view = FindingView(self)
        self.view.jumped.connect(self.jumped)
        layout = parts.column(self)
        layout.addWidget(self._checked)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._foot(actions))
        self.refresh()

    def _foot(self, actions: list[QAction]) -> QFrame:
        """Return the row of buttons; it keeps its height, so that the list over it stays still."""
        foot = QFrame(self)
        row = parts.line(foot, gap=4)
        row.setContentsMargins(6, 5, 6, 5)
        buttons = [parts.action_button(foot, action, fading=True) for action in actions]
        for button in buttons:
            row.addWidget(button)
        row.addStretch(1)
        highest = max(button.sizeHint().height() for button in buttons)
        foot.setFixedHeight(highest + row.contentsMargins().top() + row.contentsMargins().bottom())
        return foot

    def show_news(self, news: News) -> None:
        """Show what a change made different; the chosen finding stays chosen while it is there."""
        if news.whole or news.is_switched or news.findings:
            self.view.take(entries(self._report.marks, self._titles))
        self._show_verdict()

    def refresh(self) -> None:
        """Show the findings of now."""
        self.show_news(News(whole=True))

    def _show_verdict(self) -> None:
        at = self._report.saved_at
        when = f"Đã kiểm tra lúc {at}" if at else "Đã kiểm tra khi mở báo cáo"
        self._checked.setText(f"{when}: {counted(self._report.tally)}")

    def _titles(self) -> Mapping[str, str]:
        titles = {item.id: f"{item.number} {item.title}" for item in self._report.outline()}
        return {**titles, SIGNING: SIGNING_TITLE}
