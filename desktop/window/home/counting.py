"""What is open in each draft of the work list, counted behind it, one report after another."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from desktop.problems import Trouble
    from desktop.window.main_window import MainWindow
    from desktop.workspace import ReportLine, Workspace


class Counting:
    """Counts the lines that are not counted yet; each is a job of its own, so others get between.

    Lines that are read again take the place of those that still wait.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._waiting: deque[tuple[Workspace, ReportLine]] = deque()
        self._running = False

    def begin(self, workspace: Workspace, lines: Iterable[ReportLine]) -> None:
        """Count these lines and none of those before."""
        self._waiting = deque((workspace, line) for line in lines if line.counted != "now")
        if not self._running:
            self._next()

    def _next(self) -> None:
        self._running = bool(self._waiting)
        if not self._running:
            return
        workspace, line = self._waiting.popleft()
        if self._window.workspace is not workspace:
            self._waiting.clear()
            self._running = False
            return

        def show(counted: ReportLine) -> None:
            self._window.work_list.take_counted(counted)
            self._next()

        def fail(trouble: Trouble) -> None:
            self._window.tell(trouble)
            self._next()

        self._window.runner.run(lambda: workspace.counted(line), show, fail)
