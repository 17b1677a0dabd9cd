"""Copies of the store that are whole or not there at all.

SQLite's online backup takes committed pages only, so a copy can be made while the program works;
copying the file by other means would miss what is still in the write-ahead log. The copy is made
under a temporary name, checked, flushed to the disk and only then given its name.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from db.problems import PRIMARY, StoreDamaged


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Write a checked copy of ``source`` to ``target``, replacing an older copy of that name.

    The copy is one plain file without companions, fit for a USB stick or a read-only medium.

    Raises:
        StoreDamaged: the copy does not pass SQLite's check, so the source is damaged.
        OSError, sqlite3.Error: the target cannot be written; no file is left behind.
    """
    unfinished = target.with_name(f".{target.name}.part")
    unfinished.unlink(missing_ok=True)
    try:
        unfinished.touch(mode=0o600)
        _fill(source, unfinished)
        _flush(unfinished)
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)
    flush_folder(target.parent)


def _fill(source: sqlite3.Connection, unfinished: Path) -> None:
    with closing(sqlite3.connect(unfinished, isolation_level=None)) as copied:
        source.backup(copied)
        verdict = _checked(copied)
    if verdict != "ok":
        _, _, damaged = source.execute("PRAGMA database_list").fetchone()
        raise StoreDamaged(damaged, verdict)


def _checked(copied: sqlite3.Connection) -> str:
    try:
        copied.execute("PRAGMA journal_mode = DELETE")
        return "; ".join(str(line) for (line,) in copied.execute("PRAGMA quick_check"))
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode & PRIMARY == sqlite3.SQLITE_CORRUPT:
            return str(error)
        raise


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Write a new or changed name in ``folder`` through to the disk."""
    if os.name != "posix":
        return  # Windows keeps a rename without being asked to and cannot flush a folder.
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
