"""The store in one file: its settings, its transactions, its errors.

Writes begin with ``BEGIN IMMEDIATE``: the lock is taken before anything is read, so a writer
never finds out at its last statement that somebody else was faster. Reads begin plainly and see
one state from their first statement to their last. The driver's own guessing about transactions
is switched off for that.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import msgspec
from sqlalchemy import URL, Connection, NullPool, create_engine, event
from sqlalchemy.exc import DBAPIError, NoResultFound

from db.problems import StoreDamaged, from_sqlite, from_system

BUSY_SECONDS = 3.0
"""How long a lock of another program is waited for before the person is told."""

READ = "BEGIN"
WRITE = "BEGIN IMMEDIATE"

_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    # KiB of pages kept. Twice that, the usual, loads and writes no faster and is never given back.
    "PRAGMA cache_size = -1024",
)


def connect(path: Path) -> Connection:
    """Open the file with the store's settings; nothing is read or written yet."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={
            "check_same_thread": False,
            "isolation_level": None,
            "timeout": BUSY_SECONDS,
        },
    )
    event.listen(engine, "connect", _set_up)
    return engine.connect()


def driver(connection: Connection) -> sqlite3.Connection:
    """Return SQLite's own connection, for what only it can do."""
    return cast("sqlite3.Connection", connection.connection.driver_connection)


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what the computer refuses into a :class:`db.problems.StoreProblem` about ``path``."""
    try:
        yield
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        problem = from_sqlite(cause, path) if isinstance(cause, sqlite3.Error) else None
        if problem is None:
            raise
        raise problem from error
    except (msgspec.ValidationError, NoResultFound, UnicodeDecodeError) as error:
        raise StoreDamaged(path, f"unreadable: {type(error).__name__}") from error
    except OSError as error:
        raise from_system(error, path) from error


def integrity(connection: Connection) -> tuple[str, ...]:
    """Let SQLite check every page and every reference; empty means sound."""
    pages = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    broken = [f"{table} row {row} refers to no {target}" for table, row, target, _ in loose]
    return (*(line for line in pages if line != "ok"), *broken)


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401 - SQLAlchemy's
    for pragma in _PRAGMAS:
        connection.execute(pragma)
