"""What fills the frame of the window once it has been painted, made at the first use.

The first paint does with the frame, the names of the menus and one sentence. All else needs classes
of Qt that are dear to describe to Python, its enumerations above all, so it comes piece by piece,
and the window answers in between.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from desktop.window.actions import menu_titles

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QLabel, QMenu, QMenuBar, QStackedWidget

    from desktop.window.home.counting import Counting
    from desktop.window.home.work_list import WorkList
    from desktop.window.main_window import MainWindow
    from desktop.window.message_bar import MessageBar
    from desktop.window.tasks import Runner


def named_menus(bar: QMenuBar) -> tuple[QMenu, ...]:
    """Put the names of the menus into the bar; what is in them comes later."""
    return tuple(map(bar.addMenu, menu_titles()))


class WindowInside:
    """A part of the main window, and of nothing else."""

    is_furnished = False
    _keys: QLabel
    _saved: QLabel
    _whose: QLabel

    @property
    def _frame(self) -> MainWindow:
        return cast("MainWindow", self)

    @cached_property
    def runner(self) -> Runner:
        """Return who does things in the background."""
        from desktop.window.tasks import Runner

        return Runner(self._frame)

    @cached_property
    def counting(self) -> Counting:
        """Return who counts what is open in each draft of the work list."""
        from desktop.window.home.counting import Counting

        return Counting(self._frame)

    @cached_property
    def actions_by_id(self) -> Mapping[str, QAction]:
        """Return what can be done in the window, by the ids of the table of actions."""
        from desktop.window.actions import fill_menus, make_actions

        made = make_actions(self._frame, self._frame)
        for action in made.values():
            self._frame.addAction(action)
        fill_menus(self._frame.menus, made)
        return made

    @cached_property
    def bar(self) -> MessageBar:
        """Return the bar of messages."""
        from desktop.window.message_bar import MessageBar

        return MessageBar(self._frame)

    @cached_property
    def work_list(self) -> WorkList:
        """Return the home of the program."""
        from desktop.window.home.work_list import WorkList

        window = self._frame
        made = WorkList(self.actions_by_id, window)
        made.opened.connect(window.open_report)
        made.chosen.connect(window.refresh_actions)
        made.filtered.connect(window.read_reports)
        made.searched.connect(self._search)
        return made

    def _search(self, query: str) -> None:
        self._frame.list_acts.search(query)

    @cached_property
    def pages(self) -> QStackedWidget:
        """Return the pages of the window, of which the work list is the first."""
        from PySide6.QtWidgets import QStackedWidget

        made = QStackedWidget(self._frame)
        made.addWidget(self.work_list)
        return made

    # -- piece by piece ---------------------------------------------------------------------------

    def furnish_slowly(self, then: Callable[[], object] | None = None) -> None:
        """Fill the frame while the window answers, and call something once it is filled."""
        timer = QTimer(self._frame, interval=0)

        def go_on() -> None:
            if next(self._pieces, None) is None:
                timer.stop()
                timer.deleteLater()
                if then is not None:
                    then()

        timer.timeout.connect(go_on)
        timer.start()

    def furnish(self) -> None:
        """Fill the frame with what is not there yet."""
        for _ in self._pieces:
            pass

    @cached_property
    def _pieces(self) -> Iterator[object]:
        return self._furnish()

    def _furnish(self) -> Iterator[object]:
        """Make one piece of the window after the other; none of them takes long."""
        yield _describe_enumerations()
        yield self.bar
        yield self.actions_by_id
        yield import_module("desktop.window.lined_table")
        yield import_module("desktop.window.home.work_list")
        yield self.work_list
        self._fill()

    def _fill(self) -> None:
        from desktop.window import parts

        window = self._frame
        inside = QWidget(window)
        layout = parts.column(inside)
        layout.addWidget(self.bar)
        layout.addWidget(self.pages, 1)
        self._keys = parts.label(window, name="keys")
        self._saved = parts.label(window, name="saved")
        self._whose = parts.label(window, name="soft")
        layout.addWidget(self._keys)
        window.statusBar().setSizeGripEnabled(False)
        window.statusBar().addWidget(self._saved, 1)
        window.statusBar().addPermanentWidget(self._whose)
        window.setCentralWidget(inside)
        # At once, not when the layout comes to it: what is not seen takes no keyboard.
        inside.show()
        # When the window came up, there was nothing yet that Qt could give the keyboard to.
        self.work_list.search.setFocus()
        window.setAcceptDrops(True)
        self.is_furnished = True
        window.refresh_actions()
        window.share_height()


def _describe_enumerations() -> object:
    """Let all of Qt's own enumerations be described to Python at once, as they are."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus)
    return Qt
