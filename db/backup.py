"""Copies of the store that are whole or not there at all, and what is in them.

SQLite's online backup takes committed pages only, so a copy can be made while the program works;
copying the file by other means would miss what is still in the write-ahead log. The copy is made
under a temporary name, checked, flushed to the disk and only then given its name.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import NamedTuple

import msgspec

from db.connection import typed
from db.problems import PRIMARY, StoreDamaged
from db.sqlite import BUSY_SECONDS, told

_OLD_SECONDS = 3_600
"""An unfinished copy of this age, by the disk's own clock, is one that was killed."""
_BESIDE = ("", "-wal", "-shm", "-journal")
"""What SQLite leaves of a copy that it could not bring to an end."""

_LATEST = """
    SELECT reports.id, reports.status, trail.at, trail.hash
    FROM reports JOIN trail USING (report_id)
    WHERE trail.seq = (SELECT max(seq) FROM trail AS own WHERE own.report_id = reports.report_id)
"""
_LAST = "SELECT seq, at, hash FROM trail ORDER BY seq DESC LIMIT 1"
_SETTINGS = "SELECT name, value FROM settings ORDER BY name"
_PACKS = "SELECT form, sha256 FROM packs ORDER BY form, sha256"


class Held(NamedTuple):
    """One report of a store: its state, when its last line was written, and that line's hash."""

    status: str
    changed: str
    hash: bytes


class Inventory(NamedTuple):
    """What a store holds, as far as it matters for putting it in another one's place.

    ``seq`` numbers the trail's last line (0: there is none), ``at`` is its time (may be empty).
    ``mark`` changes with every change of the store, whatever the clock says; it is empty while
    nobody has written anything. ``settings`` stands for all settings and installed forms.
    """

    seq: int
    at: str
    mark: str
    settings: str
    reports: Mapping[str, Held]


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Write a checked copy of ``source`` to ``target``, replacing an older copy of that name.

    The copy is one plain file without companions, fit for a USB stick or a read-only medium.
    Two programs that copy to one name do not get into each other's way.

    Raises:
        StoreDamaged: the copy does not pass SQLite's check, so the source is damaged.
        OSError, sqlite3.Error: the target cannot be written; no file is left behind.
    """
    number, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(number)
    unfinished = Path(name)
    try:
        _sweep(target, unfinished.stat().st_mtime)
        _fill(source, unfinished)
        flush(unfinished)
        unfinished.replace(target)
    finally:
        for suffix in _BESIDE:
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    flush_folder(target.parent)


def copy_file(path: Path, target: Path) -> None:
    """Copy a store that may be in use, through a connection of its own: nobody waits for it.

    Raises:
        StoreProblem: as for :meth:`db.store.Store.backup`.
    """
    with told(target), reading(path) as source:
        copy(source, target)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an existing store to read from; a missing file is refused, not made.

    What a power cut left in the write-ahead log counts, and only a connection that might write
    can read that.
    """
    address = f"{path.absolute().as_uri()}?mode=rw"
    with closing(
        sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    ) as connection:
        yield connection


def check(path: Path) -> None:
    """Read every page of a store that may be in use, through a connection of its own.

    SQLite's quick check: references and the trail are left to ``Store``'s own checks.

    Raises:
        StoreProblem: the file cannot be read; ``StoreDamaged`` where its pages are not whole.
    """
    with told(path), reading(path) as source:
        lines = [str(line) for (line,) in source.execute("PRAGMA quick_check")]
    if lines != ["ok"]:
        raise StoreDamaged(path, "; ".join(lines))


def inventory(path: Path) -> Inventory:
    """Return what the store in ``path`` holds.

    Raises:
        StoreProblem: the file cannot be read, or is not of this version's shape.
    """
    with told(path), reading(path) as source:
        source.execute("BEGIN")
        last = source.execute(_LAST).fetchone() or (0, "", b"")
        settings = source.execute(_SETTINGS).fetchall()
        around = msgspec.json.encode([settings, source.execute(_PACKS).fetchall()])
        rows = {row[0]: typed(row[1:], Held) for row in source.execute(_LATEST)}
        seq, at, link = typed(last, tuple[int, str, bytes])
    mark = hashlib.sha256(link + around).hexdigest() if seq or settings else ""
    return Inventory(seq, at, mark, hashlib.sha256(around).hexdigest(), rows)


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


def _sweep(target: Path, now: float) -> None:
    """Remove what copies to this name left behind when they were killed."""
    for path in target.parent.iterdir():
        mine = path.name.startswith(f".{target.name}.") and ".part" in path.suffix
        if mine and path.stat().st_mtime < now - _OLD_SECONDS:
            path.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Write a file's content through to the disk."""
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
