"""Which door leads to which store: a path to a file, an address to a server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from db import backup, migrate, sqlite
from db.connection import Door, let_go

if TYPE_CHECKING:
    from db.postgres import ServerDoor


class FileDoor:
    """The way into a store that is one file; it is made, or brought up to date, when opened."""

    read = sqlite.READ
    write = sqlite.WRITE

    def __init__(self, path: Path) -> None:
        """Point to a file, whether it is there or not."""
        self.path = path

    @property
    def subject(self) -> str:
        """Return the file's name with its folder."""
        return str(self.path)

    def open(self) -> Connection:
        """Open the file; make it and its folder where missing."""
        with ExitStack() as undo:
            if not self.path.exists():
                migrate.create(self.path)
            connection = sqlite.connect(self.path)
            undo.callback(let_go, connection)
            migrate.prepare(connection, self.path)
            undo.pop_all()
        return connection

    @contextmanager
    def told(self, *, writing: bool = False) -> Iterator[None]:  # noqa: ARG002 - the same either way
        """Turn what the computer refuses into a :class:`db.problems.StoreProblem`."""
        with sqlite.told(self.path):
            yield

    def is_lost(self, connection: Connection) -> bool:  # noqa: ARG002
        """Return that a file does not go away by itself; what fails on it is told each time."""
        return False

    def integrity(self, connection: Connection) -> tuple[str, ...]:
        """Let SQLite check every page and every reference."""
        return sqlite.integrity(connection)

    def copy(self, connection: Connection, target: Path) -> None:
        """Copy the file as :mod:`db.backup` does."""
        backup.copy(sqlite.driver(connection), target)


def door_of(target: Path | str) -> Door:
    """Return the door to a file or, when it is an address, to a server.

    Raises:
        ServerAddressWrong: an address that cannot be read.
    """
    return FileDoor(target) if isinstance(target, Path) else server(target)


def server(address: str) -> ServerDoor:
    """Return the door to a server; only this loads what a server needs."""
    from db.postgres import ServerDoor

    return ServerDoor(address, version=len(migrate.STEPS))
