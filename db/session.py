"""One open connection that all parts of the store share: its lock, its clock, its transactions.

A connection to a server that was lost is made anew at the next call, before anything is written;
what broke off in the middle is told and never repeated.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db import sqlite, trail
from db.connection import Door, let_go, transaction
from db.registry import Registry
from db.trail import Entry, Report


class Session:
    """The way to the store for :class:`db.store.Store` and its parts; one thread at a time."""

    registry: Registry

    def __init__(self, door: Door, *, now: Callable[[], str]) -> None:
        """Open the store behind ``door``; ``now`` gives the time for the trail."""
        self.door, self.now = door, now
        self._lock = threading.RLock()
        with door.told():
            self._connection = self._connected()

    def close(self) -> None:
        """Let go of the store; calling it twice does no harm."""
        with self._lock:
            let_go(self._connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Run the block on one state of the store."""
        with self._lock, self.door.told(), self._begun(self.door.read) as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Run the block as one transaction that is kept whole, or not at all."""
        kept = False
        with self._lock, self.door.told(writing=True):
            try:
                with self._begun(self.door.write) as connection:
                    yield connection
                kept = True
            finally:
                self.registry.settle(kept=kept)

    @contextmanager
    def alone(self, target: Path) -> Iterator[Connection]:
        """Keep everybody else out while the block writes ``target``, outside a transaction."""
        with self._lock, self.door.told(), sqlite.told(target):
            if self.door.is_lost(self._connection):
                self._connect_anew()
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

    @contextmanager
    def _begun(self, mode: str) -> Iterator[Connection]:
        """Run the block in a transaction, on a new connection where the old one is gone."""
        with ExitStack() as held:
            with self.door.told():
                self._begin(held, mode)
            yield self._connection

    def _begin(self, held: ExitStack, mode: str) -> None:
        if self.door.is_lost(self._connection):
            self._connect_anew()
        try:
            held.enter_context(transaction(self._connection, mode))
        except DBAPIError:
            if not self.door.is_lost(self._connection):
                raise
            self._connect_anew()
            held.enter_context(transaction(self._connection, mode))

    def _connect_anew(self) -> None:
        let_go(self._connection)
        self._connection = self._connected()

    def _connected(self) -> Connection:
        """Connect and read the names anew: another store may lie behind the door by now."""
        connection = self.door.open()
        try:
            with transaction(connection, self.door.read):
                self.registry = Registry.read(connection)
        except BaseException:
            let_go(connection)
            raise
        return connection
