"""Making a store, bringing an older one up to date, or refusing a file without touching it.

SQLite keeps two numbers in the file's header for this: ``application_id`` says that a file is
ours, ``user_version`` how many steps it has had. All pending steps and the new number are one
transaction; a copy of the file as it was is made first. A new store grows under another name and
takes its own when it is whole, so a file without content is a damaged one, never a new one.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from db import backup
from db.connection import let_go, transaction
from db.header import APPLICATION_ID
from db.problems import PRIMARY, StoreDamaged, StoreForeign, StoreTooNew, StoreUpgradeFailed
from db.sqlite import WRITE, connect, driver
from db.steps import s0001_first_tables, s0002_department

if TYPE_CHECKING:
    from alembic.operations import Operations

SMALLEST_PAGE = 512
"""Bytes; SQLite takes a shorter file for a new one and would begin it again."""

_NOT_FITTING = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH)

Step = Callable[["Operations"], None]

STEPS: tuple[Step, ...] = (s0001_first_tables.upgrade, s0002_department.upgrade)


def create(path: Path) -> None:
    """Make a new, empty store and its folder; whoever is faster at it wins, nobody overwrites.

    Raises:
        StoreDamaged: the write-ahead log of a store that is gone still lies there. It may hold
            figures, and it would be read into the new file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        raise StoreDamaged(path, f"{log.name} is there, the database is not")
    number, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
    os.close(number)
    unfinished = Path(name)
    try:
        _fill(unfinished)
        _publish(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    backup.flush_folder(path.parent)


def prepare(connection: Connection, path: Path) -> None:
    """Make an existing file ready to work with, from whatever version it has.

    Raises:
        StoreForeign: a database of some other program.
        StoreTooNew: written by a later version of this one.
        StoreDamaged: cut off, or rows refer to rows that are not there.
    """
    version = _admitted(connection, path)
    raw = driver(connection)
    raw.execute("PRAGMA journal_mode = WAL")
    if version < len(STEPS):
        backup.copy(raw, path.with_name(f"{path.stem}.v{version}{path.suffix}"))
    _upgrade(connection, path)


def _admitted(connection: Connection, path: Path) -> int:
    """Return the file's version after checking that it is ours to work with."""
    if path.stat().st_size < SMALLEST_PAGE:
        raise StoreDamaged(path, f"{path.stat().st_size} bytes are no database")
    raw = driver(connection)
    (application,) = raw.execute("PRAGMA application_id").fetchone()
    (version,) = raw.execute("PRAGMA user_version").fetchone()
    (objects,) = raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID:
        raise StoreForeign(path, f"application_id {application:#x}, {objects} objects")
    if version > len(STEPS):
        raise StoreTooNew(path, f"schema {version}, this program knows {len(STEPS)}")
    return int(version)


def _fill(unfinished: Path) -> None:
    connection = connect(unfinished)
    try:
        _upgrade(connection, unfinished)
    finally:
        let_go(connection)


def _publish(unfinished: Path, path: Path) -> None:
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links, as on most sticks
        unfinished.rename(path)


def _upgrade(connection: Connection, path: Path) -> None:
    """Run what is pending under the write lock; also finds out whether the file can be written."""
    raw = driver(connection)
    # Steps may rebuild a table that others refer to; the references are checked at the end.
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        with transaction(connection, WRITE):
            done = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
            if done < len(STEPS):
                _run(connection, path, STEPS[done:])
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def run(connection: Connection, pending: tuple[Step, ...]) -> None:
    """Take the steps inside a transaction that is open; the caller notes the version."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    operations = Operations(MigrationContext.configure(connection))
    for step in pending:
        step(operations)


def _run(connection: Connection, path: Path, pending: tuple[Step, ...]) -> None:
    try:
        run(connection, pending)
    except DBAPIError as error:
        if getattr(error.orig, "sqlite_errorcode", 0) & PRIMARY in _NOT_FITTING:
            raise StoreUpgradeFailed(path, f"{type(error).__name__}: {error.orig}") from error
        raise
    if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
        raise StoreDamaged(path, f"a reference leads nowhere after step {len(STEPS)}")
    connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version = {len(STEPS)}")
