"""One window in a process of its own, timed from the start of the interpreter.

Nothing is imported at the top that a person's start would not import: what is measured is the
program. `benchmarks.window` starts this and reads the line that it prints.
"""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.window.main_window import MainWindow

_TICK_MS = 1
_PATIENCE = 60


def bare(started: float) -> dict[str, Any]:
    """Show a label and end: the floor under every window of this toolkit."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QLabel

    app = QApplication(sys.argv[:1])
    told: dict[str, float] = {}

    class Floor(QLabel):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - as Qt calls it
            super().paintEvent(event)
            QTimer.singleShot(0, self, painted)

    def painted() -> None:
        told.setdefault("painted", time.time() - started)
        app.quit()

    label = Floor("Báo Cáo Cơ Sở")
    label.resize(1366, 768)
    label.show()
    app.exec()
    return told


def start(started: float, folder: str) -> dict[str, Any]:
    """Start the program as a person does; tell of first paint, filled list and longest stall."""
    from pathlib import Path

    import desktop.window.app

    told: dict[str, float] = {}
    watches: list[_Watch] = []

    def watch(window: MainWindow) -> None:
        window.welcomes = False
        # A signal keeps nobody alive.
        watches.append(_Watch(window, started, told))

    # The last thing that `main` does with its window before it is shown.
    desktop.window.app._close_at_once = watch  # noqa: SLF001 - `main` has no other
    desktop.window.app.main(Path(folder))
    return told


class _Watch:
    """Ticks while a window loads and closes it when nothing runs any more."""

    def __init__(self, window: MainWindow, started: float, told: dict[str, float]) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._window, self._started, self._told = window, started, told
        self._last = 0.0
        self._timer = QTimer(window, interval=_TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        window.painted.connect(self._painted)

    def _painted(self) -> None:
        self._last = time.time()
        self._told["painted"] = self._last - self._started
        self._timer.start()

    def _tick(self) -> None:
        now = time.time()
        gap, self._last = now - self._last - _TICK_MS / 1000, now
        self._told["stall"] = max(self._told.get("stall", 0.0), gap)
        if not self._window.is_furnished:
            return
        if "filled" not in self._told and self._window.work_list.view.table.lines:
            self._told["filled"] = now - self._started
        if ("filled" in self._told and self._window.is_ready) or now - self._started > _PATIENCE:
            self._told["counted"] = now - self._started
            self._window.close()


# --- a window at work -----------------------------------------------------------------------------


def work(_started: float, folder: str, report: str, what: str, count: str) -> dict[str, Any]:
    """Open a report in a window that is ready, and measure `opening`, `typing` or `acting`."""
    import gc
    from pathlib import Path

    from PySide6.QtWidgets import QApplication

    from desktop.window.app import drop_import_hook, make_application

    drop_import_hook()
    from desktop.window.main_window import MainWindow

    app = make_application(sys.argv[:1])
    window = MainWindow(Path(folder))
    window.welcomes = False
    window.resize(1366, 768)
    window.painted.connect(window.open_workspace)
    window.show()
    while not window.is_ready:
        QApplication.processEvents()
        time.sleep(0.002)
    # As the program does once everything is loaded.
    gc.freeze()
    measured: dict[str, Any] = {"opening": opening, "typing": typing, "acting": acting}
    told: dict[str, Any] = measured[what](window, report, int(count))
    window.close()
    app.processEvents()
    return told


def opening(window: MainWindow, report: str, count: int) -> dict[str, Any]:
    """Open a report again and again: seconds until its form is painted."""
    from PySide6.QtWidgets import QApplication

    took = []
    for _ in range(count):
        began = _clocks()
        window.open(report)
        QApplication.processEvents()
        took.append(_since(began))
        _rest(0.6)
        window.go_home()
        _bury()
        _rest(0.6)
        while not window.is_ready:
            _rest(0.05)
    return {"took": took}


def typing(window: MainWindow, report: str, count: int) -> dict[str, Any]:
    """Type figures cell by cell: seconds from each Enter until everything is painted."""
    from random import Random

    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    window.open(report)
    _rest(1.5)
    chance = Random(1)
    commits: list[_Clocks] = []
    strokes: list[_Clocks] = []
    for _ in range(count):
        figure = str(chance.randrange(1_000, 9_000))
        strokes += [_press(ord(digit), digit) for digit in figure]
        commits.append(_press(int(Qt.Key.Key_Return), "\r"))
        QApplication.processEvents()
    return {"commits": commits, "strokes": strokes}


_Clocks = tuple[float, float]
"""Seconds on the wall, and of the processor in the window's thread, which no load lengthens."""


def _clocks() -> _Clocks:
    return time.perf_counter(), time.thread_time()


def _since(began: _Clocks) -> _Clocks:
    return time.perf_counter() - began[0], time.thread_time() - began[1]


def _press(key: int, text: str) -> _Clocks:
    """Send one key to whatever has the keyboard; tell how long until nothing is left to do."""
    from PySide6.QtCore import QEvent, Qt
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    receiver = QApplication.focusWidget()
    if receiver is None:
        raise RuntimeError("nothing has the keyboard")
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)
    began = _clocks()
    QApplication.sendEvent(receiver, event)
    QApplication.processEvents()
    return _since(began)


def acting(window: MainWindow, report: str, count: int) -> dict[str, Any]:
    """Do anything, over and over; give the memory held after a tenth of it and at the end."""
    from random import Random

    from PySide6.QtCore import Qt

    window.open(report)
    _rest(1.0)
    keys = Qt.Key
    moves = (keys.Key_Return, keys.Key_Tab, keys.Key_Up, keys.Key_Down, keys.Key_Left)
    chance, held, editor = Random(2), [], window.editor
    for number in range(count):
        if editor is None:
            raise RuntimeError("the report was closed")
        if number in (count // 10, count - 1):
            held.append(_held())
        act = chance.randrange(20)
        if act < 8:
            _press(int(chance.choice(moves)), "")
        elif act < 14:
            figure = str(chance.randrange(10))
            _press(ord(figure), figure)
        elif act == 14:
            editor.next_section()
        elif act == 15:
            editor.next_problem()
        elif act == 16:
            _press(int(keys.Key_Escape), "")
        else:
            # As much is taken back as is typed: the way back is kept without limit.
            editor.undo()
        _bury()
    return {"held": held}


def _bury() -> None:
    """Delete what is to be deleted later: without a running loop of events nobody else does."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete.value))


def _held() -> int:
    """Give the bytes of memory in use, once nothing waits to be thrown away."""
    import gc
    from pathlib import Path

    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096


def _rest(seconds: float) -> None:
    from PySide6.QtWidgets import QApplication

    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        QApplication.processEvents()
        time.sleep(0.002)


def main(arguments: list[str]) -> None:
    """Run one window and print what was measured."""
    import json

    what, started, *more = arguments
    windows: dict[str, Any] = {"bare": bare, "start": start, "work": work}
    print(json.dumps(windows[what](float(started), *more)))


if __name__ == "__main__":
    main(sys.argv[1:])
