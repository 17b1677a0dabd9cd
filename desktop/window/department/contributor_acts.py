"""From whom: the units behind a total of a consolidated report, and the way to their reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from desktop.window.department.contributors_panel import ContributorsPanel, GivingLine, Submissions
from desktop.window.department.department_page import INBOX

if TYPE_CHECKING:
    from desktop.use_cases.consolidating import Contributors
    from desktop.window.department.department_acts import DepartmentActs
    from desktop.window.main_window import MainWindow
    from forms.cells import CellKey


class Back(NamedTuple):
    """Where a look into a received report began: a cell of a consolidated one."""

    report: str
    key: CellKey


class ContributorActs(QObject):
    """Shows whose figures stand in a cell, leads to one of them and back again."""

    def __init__(self, window: MainWindow, acts: DepartmentActs) -> None:
        super().__init__(acts)
        self._window, self._acts = window, acts
        self._back: Back | None = None
        acts.page.inbox.left.connect(self._go_back)

    def forget(self) -> None:
        """Lead back nowhere."""
        self._back = None

    def show(self) -> None:
        """Show whose figures stand in the cell at hand, beside the form."""
        editor = self._window.editor
        key = None if editor is None else editor.position.key
        if editor is None or key is None:
            return
        editor.flush()
        panel = editor.findChild(ContributorsPanel)
        if panel is None:
            panel = ContributorsPanel(editor)
            panel.wanted.connect(self._look_into)
            panel.followed.connect(self._read_givers)
        panel.open()
        self._read_givers(key)

    def _read_givers(self, key: CellKey) -> None:
        workspace, editor = self._window.workspace, self._window.editor
        panel = None if editor is None else editor.findChild(ContributorsPanel)
        if workspace is None or editor is None or panel is None:
            return
        panel.key, report = key, editor.report.desk.head.id

        def read() -> tuple[Contributors, Submissions]:
            lines = workspace.receiving.inbox()
            known = {(one.receipt.report, one.receipt.revision): one for one in reversed(lines)}
            return workspace.consolidating.contributors(report, key), known

        def shown(found: tuple[Contributors, Submissions]) -> None:
            if self._window.editor is editor and panel.key == key:
                panel.take(*found)

        self._window.runner.run(read, shown, self._window.tell)

    def _look_into(self, line: GivingLine) -> None:
        """Open the report that a figure comes from; Esc leads back to the total."""
        editor = self._window.editor
        if editor is None:
            return
        key = editor.position.key
        back = None if key is None else Back(editor.report.desk.head.id, key)
        if line.receipt is None:
            self._window.open(line.contribution.report)
            return
        self._acts.show_sheet(INBOX)
        self._back = back
        self._acts.open_receipt(line.receipt, line.contribution.key)

    def _go_back(self) -> None:
        back, self._back = self._back, None
        if back is not None:
            self._window.open(back.report)
            if self._window.editor is not None:
                self._window.editor.go_to(back.key.field, back.key)
                self.show()
