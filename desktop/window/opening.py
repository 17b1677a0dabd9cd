"""The way from the first paint to an open store: a first list, then the workspace behind it.

Nothing that somebody does meanwhile is lost: keys that nobody can take yet are kept, and the line
that is to be opened is opened as soon as it can be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QAction, QKeyEvent

    from desktop.use_cases.accounts import Credentials
    from desktop.use_cases.first_list import FirstList
    from desktop.window.home.work_lines import WorkLine
    from desktop.window.main_window import MainWindow
    from desktop.workspace import Workspace

_MOST: Final = 64
"""Keys that are kept; a book on the keyboard is no work."""


class Opening:
    """Opens the store for a window; ``runs`` until it is open, or told why it is not.

    ``has_listed`` tells whether somebody sits before a first list by then.
    """

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self._is_first = self.runs = True
        self.has_listed = False
        self._keys: list[QKeyEvent] = []
        self._wanted: WorkLine | None = None

    def begin(self, credentials: Credentials | None = None) -> None:
        """Open the store in the background; everything dear is imported there, not here.

        The first time the list is made before, of what a glance at the file shows.
        """
        window, self.runs = self._window, True
        folder = window.data_dir
        if self._is_first and credentials is None:
            self._is_first = False
            window.runner.run(lambda: _first_list(folder), self._show, lambda _: self.begin())
        else:
            window.runner.run(lambda: _open(folder, credentials), window.take, window.cannot_open)

    def _show(self, first: FirstList | None) -> None:
        if first is None:
            self.begin()
        else:
            self._window.furnish_slowly(lambda: self._list(first))

    def _list(self, first: FirstList) -> None:
        from desktop.window import parts

        window = self._window
        # Somebody may have asked for another list already.
        if not (window.work_list.year or window.work_list.wants_deleted):
            window.work_list.wants_focus = True
            window.work_list.take(first.reports, first.duties, today=first.today)
            self.has_listed = True
            self._hand_on()
        # What comes next is dear, so the list is painted before.
        parts.soon(window, window.tell_listed)
        parts.soon(window, self.begin)

    def end(self, *, opened: bool) -> None:
        """Say that the store is open, or that it is not: then nothing waits for it any more."""
        self.runs = self.has_listed = False
        wanted, self._wanted = self._wanted, None
        if not opened:
            self._keys.clear()
        elif wanted is not None:
            self._window.open_line(wanted)
        self._hand_on()

    # -- what somebody does meanwhile -------------------------------------------------------------

    def want(self, line: WorkLine) -> None:
        """Open a line of the list as soon as the store is open."""
        self._wanted = line if self.runs else None

    def keep(self, event: QKeyEvent) -> bool:
        """Keep a key that nobody took; return whether it is kept."""
        if self.runs and len(self._keys) < _MOST:
            self._keys.append(event.clone())
            return True
        return False

    def _hand_on(self) -> None:
        """Hand the kept keys on; what still nobody takes comes back to :meth:`keep`."""
        from PySide6.QtWidgets import QApplication

        keys, self._keys = self._keys, []
        for event in keys:
            action = self._action(event)
            if action is not None:
                action.trigger()
            else:
                receiver = QApplication.focusWidget() or self._window.work_list.view
                QApplication.sendEvent(receiver, event)

    def _action(self, event: QKeyEvent) -> QAction | None:
        """Return what a key does in the window as it is now."""
        from PySide6.QtGui import QKeySequence

        typed = QKeySequence(event.keyCombination())
        able = (one for one in self._window.actions_by_id.values() if one.isEnabled())
        return next((one for one in able if typed in one.shortcuts()), None)


def _first_list(data_dir: Path) -> FirstList | None:
    from desktop.use_cases.first_list import first_list

    return first_list(data_dir)


def _open(data_dir: Path, credentials: Credentials | None) -> Workspace:
    from desktop.workspace import Workspace

    return Workspace.open(data_dir, credentials=credentials)
