"""The line over an open report: which one it is, how it stands, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QWidget

from desktop.window import parts, theme
from desktop.window.editor.check_panel import verdict
from desktop.window.editor.open_report import OpenReport
from forms.periods import title as period_title

_STEPS: Final = ("finalize", "reopen", "export")


class ReportBar(QFrame):
    """Name and verdict of a report; pressing the verdict shows what stands behind it."""

    def __init__(
        self,
        report: OpenReport,
        actions: Mapping[str, QAction],
        pressed: Callable[[], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._report = report
        self.setObjectName("head")
        self._title = parts.ClippedLabel(self, name="reportTitle", lines=1)
        self.verdict = parts.button(self, "", pressed, name="verdictButton")
        row = parts.line(self, gap=6)
        row.setContentsMargins(8, 4, 8, 4)
        row.addWidget(parts.action_button(self, actions["home"]))
        row.addWidget(self._title, 1)
        row.addWidget(self.verdict)
        for name in _STEPS:
            made = parts.action_button(self, actions[name], name=f"{name}Button", fading=True)
            row.addWidget(made)
        self.refresh()

    def refresh(self) -> None:
        """Show how the report stands; what stays the same is not touched."""
        desk = self._report.desk
        form, period = desk.engine.form, period_title(desk.computation.period)
        state = "Nháp" if desk.editable else "Đã chốt"
        title = f"{form.id} · {period} · {desk.unit.name} · {state}"
        if title != self._title.full_text:
            self._title.show_text(title)
            self._title.setToolTip(f"{form.title}\n{desk.head.id}")
        counts = self._report.tally
        self.verdict.setText(self._words())
        worst = "error" if counts.error else "warning" if counts.blocks else "ready"
        if self.verdict.property("state") != worst:
            self.verdict.setProperty("state", worst)
            theme.restyle(self.verdict)

    def _words(self) -> str:
        said = verdict(self._report.tally, editable=self._report.desk.editable)
        drafts = len(self._report.drafts)
        return f"{said} · {drafts} ô chưa nhận" if drafts else said
