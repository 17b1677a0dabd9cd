"""The door to a store that is one file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import Connection

from db import backup, migrate, sqlite
from db.connection import let_go


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
