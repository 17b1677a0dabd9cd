"""Looks after the figures at the start of the window: are they whole, do they lie in a safe place.

All of it happens behind the first work list; the window waits for none of it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject

from desktop.problems import Trouble, attempt

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow
    from desktop.workspace import Workspace


class Seen(NamedTuple):
    """What the first look found: a place that may harm the figures (empty: none), a fault."""

    risk: str
    fault: Trouble | None


class StoreWatch(QObject):
    """Checks the store, makes the day's backup, and tells in the bar what somebody must know."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window

    def begin(self, workspace: Workspace) -> None:
        """Look in the background; what went wrong while opening is told at once."""
        window = self._window
        if workspace.preset_problem:
            window.bar.say(workspace.preset_problem, "trouble")
        window.runner.run(lambda: _look(window.data_dir), self._tell, window.tell)

    def _tell(self, seen: Seen) -> None:
        window, fault = self._window, seen.fault
        if fault is not None and fault.code == "StoreDamaged":
            restore = window.store_acts.restore
            window.tell(fault, action="Khôi phục…", doing=restore)
        elif fault is not None:
            window.tell(fault)
        elif seen.risk and not window.bar.text:  # what is being said already matters more
            window.bar.say(seen.risk, "trouble")


def _look(data_dir: Path) -> Seen:
    from desktop.use_cases import backups, placement

    done = attempt(lambda: backups.morning(data_dir))
    return Seen(placement.risk(data_dir), done if isinstance(done, Trouble) else None)
