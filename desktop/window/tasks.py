"""The one runner of background work: slow things leave the window alive.

Jobs run one after another in a single thread, so two of them never read the same report at the
same time. What a job returns, or why it failed, arrives in the window's own thread.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from desktop.problems import Trouble

T = TypeVar("T")


class _Job(NamedTuple):
    """What to do, and who is told."""

    function: Callable[[], object]
    done: Callable[[object], None]
    failed: Callable[[Trouble], None]


class _Messenger(QObject):
    """Carries word out of the worker; no window owns it, so it lives as long as the worker does.

    A signal may be given while its receiver goes away, but not while its sender does.
    """

    ended = Signal(object)


class Runner(QObject):
    """Runs functions in a worker thread; made and used in the window's thread.

    ``done`` or ``failed`` is called in the window's thread unless the runner was closed before.
    """

    idle_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._waiting = 0
        self._open = True
        self._messenger = _Messenger()
        self._messenger.ended.connect(self._tell)
        self._thread = threading.Thread(target=self._work, name="baocao-worker", daemon=True)
        self._thread.start()

    @property
    def idle(self) -> bool:
        """Return whether nothing is running or waiting."""
        return self._waiting == 0

    def run(
        self,
        function: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[Trouble], None],
    ) -> None:
        """Run ``function`` in the background; tell ``done`` its result or ``failed`` its fault."""
        self._waiting += 1
        self.idle_changed.emit(False)
        self._jobs.put(_Job(function, done, failed))  # type: ignore[arg-type]  # same T

    def close(self, seconds: float = 10.0) -> None:
        """Let the running job end and tell nobody any more."""
        if not self._open:
            return
        self._open = False
        self._jobs.put(None)
        self._thread.join(seconds)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if not self._open:
                continue
            self._tell_of(_finish(job))

    def _tell_of(self, end: Callable[[], None]) -> None:
        try:
            self._messenger.ended.emit(end)
        except RuntimeError:
            # The program ends, and with it everything of Qt.
            self._open = False

    @Slot(object)
    def _tell(self, tell: Callable[[], None]) -> None:
        self._waiting -= 1
        if self._open:
            tell()
        self.idle_changed.emit(self.idle)


def _finish(job: _Job) -> Callable[[], None]:
    """Do the job and return the call that tells of its end."""
    from desktop.problems import Trouble, attempt

    result = attempt(job.function)
    if isinstance(result, Trouble):
        return lambda: job.failed(result)
    return lambda: job.done(result)
