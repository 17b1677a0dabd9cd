"""Putting a copy in the place of the store: proved first, then swapped in one transaction.

The copy is taken into a folder of its own beside the store, brought up to date and checked there;
the file it came from is only read. The swap itself is SQLite's own backup in the other direction,
one transaction under a lock that nobody else holds: a power cut leaves the store as it was or as
the copy is. A store that cannot be read any more is set aside, byte for byte.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple

from db import backup
from db.connection import let_go, transaction
from db.migrate import SMALLEST_PAGE, STEPS
from db.problems import (
    PRIMARY,
    BackupDamaged,
    StoreDamaged,
    StoreForeign,
    StoreTooNew,
    StoreUpgradeFailed,
)
from db.registry import Registry
from db.sqlite import BUSY_SECONDS, WRITE, connect, told
from db.store import Store
from db.trail import RESTORE_STORE, Entry, append

COMPANIONS = ("-wal", "-journal")
"""What SQLite may have left beside a database that still belongs to its content."""

_MAGIC = b"SQLite format 3\0"
_FOLDER = ".restore-"
_OLD_SECONDS = 86_400
_UNREADABLE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


class Prepared(NamedTuple):
    """A copy that may take the store's place, where it lies now, and what it holds.

    ``sha256`` is that of the file it was taken from.
    """

    path: Path
    sha256: str
    holds: backup.Inventory


@contextmanager
def prepared(source: Path, store: Path, *, now: Callable[[], str]) -> Iterator[Prepared]:
    """Take the copy in ``source`` in, checked and up to date; it is gone after the block.

    Raises:
        StoreForeign, StoreTooNew, StoreUpgradeFailed, BackupDamaged: ``source`` is not fit.
        StoreProblem: this computer refuses.
    """
    with told(store):
        store.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=_FOLDER, dir=store.parent) as folder:
            _sweep(Path(folder))
            taken = Path(folder) / "baocao.db"
            _take(source, taken)
            hashed = hashlib.sha256(taken.read_bytes()).hexdigest()
            _prove(source, taken, now)
            yield Prepared(taken, hashed, backup.inventory(taken))


def publish(ready: Prepared, store: Path, *, kept: Path, entry: tuple[str, str, str]) -> bool:
    """Put a prepared copy in the store's place; what was there is kept in ``kept`` first.

    ``entry`` is when, who, and the name of the file that is restored: the restored trail goes on
    with a line of that, which also names the hash of the file and the last line of what was
    replaced. Returns whether there was a store before.

    Raises:
        StoreLocked: somebody else has the store open; nothing was changed.
        StoreTooNew: a later version has written the store; nothing was changed.
        StoreProblem: this computer refuses; nothing was changed.
    """
    left = (store.exists(), *(path.exists() for path in _companions(store)))
    with told(store), ExitStack() as held:
        some = left[0] and store.stat().st_size >= SMALLEST_PAGE
        live = held.enter_context(_alone(store)) if some else None
        if live is None or not _copied(live, kept):
            held.close()
            if any(left):
                _set_aside(store, kept)
            _note(ready, entry, 0, b"")
            _move(ready.path, store)
            return any(left)
        _note(ready, entry, *_last(live))
        with closing(sqlite3.connect(ready.path)) as source:
            source.backup(live)
    return True


def _copied(live: sqlite3.Connection, kept: Path) -> bool:
    """Copy the store as it is to ``kept``; return whether it is whole enough for that."""
    try:
        backup.copy(live, kept)
    except StoreDamaged:
        return False
    return True


def _take(source: Path, taken: Path) -> None:
    with source.open("rb") as file:
        begin = file.read(len(_MAGIC))
    if begin != _MAGIC:
        raise StoreForeign(source, "no SQLite file")
    shutil.copyfile(source, taken)
    for companion in _companions(source):
        if companion.exists():
            name = taken.name + companion.name.removeprefix(source.name)
            shutil.copyfile(companion, taken.with_name(name))


def _prove(source: Path, taken: Path, now: Callable[[], str]) -> None:
    """Open the copy as the store would be opened, and let everything be checked."""
    try:
        with Store.open(taken, now=now) as store:
            wrong = store.check_integrity() or store.verify_trail()
    except (StoreForeign, StoreTooNew, StoreUpgradeFailed) as problem:
        raise type(problem)(source, problem.detail) from problem
    except StoreDamaged as problem:
        raise BackupDamaged(source, problem.detail) from problem
    if wrong:
        raise BackupDamaged(source, wrong[0])


def _sweep(mine: Path) -> None:
    """Remove what restoring left behind when it was killed, a day ago or more."""
    now = mine.stat().st_mtime
    for path in mine.parent.glob(f"{_FOLDER}*"):
        if path.stat().st_mtime < now - _OLD_SECONDS:
            shutil.rmtree(path, ignore_errors=True)


def _companions(store: Path) -> tuple[Path, ...]:
    return tuple(store.with_name(store.name + suffix) for suffix in COMPANIONS)


@contextmanager
def _alone(store: Path) -> Iterator[sqlite3.Connection | None]:
    """Hold the store so that nobody else can so much as read it; nothing if it is unreadable.

    Another program that has it open keeps numbers of fields in memory; it would write them into
    the restored store, where they may mean other fields.
    """
    address = f"{store.absolute().as_uri()}?mode=rw"
    with closing(
        sqlite3.connect(address, uri=True, isolation_level=None, timeout=BUSY_SECONDS)
    ) as live:
        try:
            _take_hold(live, store)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & PRIMARY not in _UNREADABLE:
                raise
            yield None
            return
        yield live


def _take_hold(live: sqlite3.Connection, store: Path) -> None:
    live.execute("PRAGMA synchronous = FULL")
    live.execute("PRAGMA locking_mode = EXCLUSIVE")
    (version,) = live.execute("PRAGMA user_version").fetchone()
    if version > len(STEPS):
        raise StoreTooNew(store, f"schema {version}, this program knows {len(STEPS)}")
    live.execute("PRAGMA journal_mode = DELETE")
    live.execute("BEGIN EXCLUSIVE")
    live.execute("COMMIT")


def _last(live: sqlite3.Connection) -> tuple[int, bytes]:
    try:
        row = live.execute("SELECT seq, hash FROM trail ORDER BY seq DESC LIMIT 1").fetchone()
    except sqlite3.OperationalError:  # some other program's database
        row = None
    return (int(row[0]), bytes(row[1])) if row else (0, b"")


def _note(ready: Prepared, entry: tuple[str, str, str], seq: int, link: bytes) -> None:
    at, who, name = entry
    said = f"{name} {ready.sha256} < {seq} {link.hex()}".rstrip()
    connection = connect(ready.path)
    try:
        with transaction(connection, WRITE):
            registry = Registry.read(connection)
            append(connection, registry, None, [Entry(at, who, RESTORE_STORE, said)])
    finally:
        let_go(connection)


def _set_aside(store: Path, kept: Path) -> None:
    """Keep every byte of a store that cannot be read, then take its companions away."""
    for path in (store, *_companions(store)):
        if not path.exists():
            continue
        name = kept.name + path.name.removeprefix(store.name)
        unfinished = kept.with_name(f".{name}.part")
        shutil.copyfile(path, unfinished)
        backup.flush(unfinished)
        unfinished.replace(kept.with_name(name))
    backup.flush_folder(kept.parent)
    for suffix in (*COMPANIONS, "-shm"):
        store.with_name(store.name + suffix).unlink(missing_ok=True)


def _move(ready: Path, store: Path) -> None:
    ready.chmod(0o600)
    backup.flush(ready)
    ready.replace(store)
    backup.flush_folder(store.parent)
