"""One open connection that all parts of the store share: its lock, its clock, its transactions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from db import trail
from db.connection import READ, WRITE, let_go, told, transaction
from db.registry import Registry
from db.trail import Entry, Report


class Session:
    """The way to the file for :class:`db.store.Store` and its parts; one thread at a time."""

    def __init__(self, connection: Connection, path: Path, *, now: Callable[[], str]) -> None:
        """Bind an open connection to a prepared store; ``now`` gives the time for the trail."""
        self._connection, self._path = connection, path
        self._lock = threading.RLock()
        self.now = now
        with transaction(connection, READ):
            self.registry = Registry.read(connection)

    def close(self) -> None:
        """Let go of the file; calling it twice does no harm."""
        with self._lock:
            let_go(self._connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Run the block on one state of the store."""
        with self._lock, told(self._path), transaction(self._connection, READ) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run the block as one transaction that is kept whole, or not at all."""
        kept = False
        with self._lock, told(self._path):
            try:
                with transaction(self._connection, WRITE) as connection:
                    yield connection
                kept = True
            finally:
                self.registry.settle(kept=kept)

    @contextmanager
    def alone(self, target: Path) -> Iterator[Connection]:
        """Keep everybody else out while the block writes ``target``, outside a transaction."""
        with self._lock, told(target):
            yield self._connection

    def log(
        self,
        connection: Connection,
        report: Report | None,
        action: str,
        who: str,
        detail: str = "",
    ) -> None:
        """Add one line to the trail, of a report or of the store itself."""
        trail.append(connection, self.registry, report, [Entry(self.now(), who, action, detail)])
