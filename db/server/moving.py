"""A whole store from one engine to the other: row by row, then compared, or not at all.

The source lets nobody write meanwhile; the target is one transaction. What arrived is read again
and compared with what was sent, table by table, and the target's trail is followed to its end:
its last hash is the source's.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Connection, LargeBinary, Table, func, insert, literal, select
from sqlalchemy.engine import Row

from db import backup, receipts, sqlite, trail
from db.connection import Door, let_go, transaction
from db.file_door import FileDoor
from db.problems import StoreDamaged
from db.registry import Registry
from db.server_problems import MoveFailed, StoreNotEmpty
from db.tables import metadata
from db.tables import trail as lines

_BATCH = 1_000
_BATCH_OF_FILES = 20
_LAST = select(lines.c.seq, lines.c.hash).order_by(lines.c.seq.desc()).limit(1)


class Moved(NamedTuple):
    """What was moved: rows by table, the number of the trail's last line and its hash in hex."""

    rows: Mapping[str, int]
    seq: int
    hash: str


class _Sum(NamedTuple):
    rows: int
    sha256: str


def move(source: Door, target: Door) -> Moved:
    """Copy everything from one store into an empty one and prove that it is the same.

    Raises:
        StoreNotEmpty: something is in the target; nothing was changed.
        StoreDamaged: the source's own trail is not whole; nothing was changed.
        MoveFailed: the target did not keep what it was given; nothing of it stays.
        StoreProblem: one of the two refuses; nothing of it stays.
    """
    with (
        _opened(source) as old,
        _opened(target) as new,
        source.told(),
        transaction(old, source.write),
    ):
        if wrong := _broken(old):
            raise StoreDamaged(source.subject, wrong[0])
        with target.told(writing=True), transaction(new, target.write):
            return _transferred(old, new, target.subject, prove=True)


def dump(connection: Connection, target: Path) -> Moved:
    """Write the store of a connection that is reading to one file; it is whole or not there.

    Raises:
        StoreProblem: ``target`` cannot be written.
    """
    with (
        sqlite.told(target),
        tempfile.TemporaryDirectory(prefix=".dump-", dir=target.parent) as folder,
    ):
        door = FileDoor(Path(folder) / target.name)
        with _opened(door) as new, transaction(new, door.write):
            moved = _transferred(connection, new, door.subject, prove=False)
        backup.copy_file(door.path, target)
        return moved


@contextmanager
def _opened(door: Door) -> Iterator[Connection]:
    with door.told():
        connection = door.open()
    try:
        yield connection
    finally:
        let_go(connection)


def _transferred(old: Connection, new: Connection, subject: str, *, prove: bool) -> Moved:
    for table in metadata.sorted_tables:
        if new.execute(select(literal(1)).select_from(table).limit(1)).first() is not None:
            raise StoreNotEmpty(subject, table.name)
    sent = {table.name: _sent(old, new, table) for table in metadata.sorted_tables}
    for table in metadata.sorted_tables:
        if _summed(_rows(new, table)) != sent[table.name]:
            raise MoveFailed(subject, f"table {table.name} differs")
    if prove and (wrong := _broken(new)):
        raise MoveFailed(subject, wrong[0])
    if new.dialect.name == "postgresql":
        _count_on(new)
    seq, link = old.execute(_LAST).first() or (0, b"")
    return Moved({name: one.rows for name, one in sent.items()}, seq, link.hex())


def _broken(connection: Connection) -> tuple[str, ...]:
    found = trail.verify(connection, Registry.read(connection))
    return (*found, *receipts.verify(connection))


def _rows(connection: Connection, table: Table) -> Iterator[Row[Any]]:
    """Return the rows by key, the same order on both engines, a bounded number in memory."""
    statement = select(table).order_by(*table.primary_key.columns)
    options = {"yield_per": _batch(table)}
    yield from connection.execute(statement, execution_options=options)


def _batch(table: Table) -> int:
    files = any(isinstance(column.type, LargeBinary) for column in table.c)
    return _BATCH_OF_FILES if files and table is not lines else _BATCH


def _sent(old: Connection, new: Connection, table: Table) -> _Sum:
    rows = _Counting(_rows(old, table))
    while batch := list(islice(rows, _batch(table))):
        new.execute(insert(table), [dict(row._mapping) for row in batch])  # noqa: SLF001 - public
    return rows.sum()


def _summed(rows: Iterator[Row[Any]]) -> _Sum:
    counted = _Counting(rows)
    for _ in counted:
        pass
    return counted.sum()


class _Counting:
    """Rows passed on, counted and hashed on the way."""

    def __init__(self, rows: Iterator[Row[Any]]) -> None:
        self._rows, self._count, self._hash = rows, 0, hashlib.sha256()

    def __iter__(self) -> Iterator[Row[Any]]:
        return self

    def __next__(self) -> Row[Any]:
        row = next(self._rows)
        self._count += 1
        self._hash.update(msgspec.json.encode(tuple(row)) + b"\n")
        return row

    def sum(self) -> _Sum:
        return _Sum(self._count, self._hash.hexdigest())


def _count_on(connection: Connection) -> None:
    """Let the server's own counters go on after the numbers that came with the rows."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None:
            counter = func.pg_get_serial_sequence(table.name, column.name)
            last = select(func.max(column)).scalar_subquery()
            connection.execute(select(func.setval(counter, last)))
