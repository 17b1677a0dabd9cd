"""Reading what can be read of a damaged store, row by row around the broken pages.

SQLite reads on where its own schema can be read; where that part is broken, it is taken from a new
store: the tables of every store of a version lie in the same places. A broken page stops a search
in both directions, so what lies beyond is searched for again in halves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Integer, Table

from db.tables import metadata

Row = tuple[object, ...]

_HEADER = 100
"""Bytes of the file's header, at the begin of its first page."""
_INTERIOR = 5
_PAGE_SIZE = 4096


class Readable(NamedTuple):
    """What one table still holds, by primary key; ``whole`` tells that nothing was in the way."""

    rows: dict[Row, Row]
    whole: bool


@contextmanager
def opened(path: Path, new: Path) -> Iterator[sqlite3.Connection]:
    """Open a private copy of a damaged store; ``new`` is a fresh store to take the schema from."""
    if not _has_schema(path):
        _transplant(path, new)
    with closing(_connect(path)) as connection:
        yield connection


def read(connection: sqlite3.Connection, table: Table) -> Readable:
    """Return every row of a table that can be read."""
    found: dict[Row, Row] = {}
    whole = _read(connection, table, found)
    if not whole and found and _counted(table):
        numbers = [key[0] for key in found if isinstance(key[0], int)]
        _halves(connection, table, found, min(numbers, default=0), max(numbers, default=0))
    return Readable(found, whole)


def read_names(connection: sqlite3.Connection, table: Table, key: str, name: str) -> dict[int, str]:
    """Return a table's numbers and names out of the index that keeps the names apart."""
    index = f"sqlite_autoindex_{table.name}_1"
    query = f"SELECT {key}, {name} FROM {table.name} INDEXED BY {index} ORDER BY {name}"  # noqa: S608
    found: dict[int, str] = {}
    for order in ("", " DESC"):
        with suppress(sqlite3.Error):
            found.update(connection.execute(query + order))
    return found


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.text_factory = lambda raw: raw.decode(errors="replace")
    with suppress(sqlite3.Error):
        # Lets SQLite open a file that is shorter than its header says.
        connection.execute("PRAGMA writable_schema = ON")
    return connection


def _has_schema(path: Path) -> bool:
    try:
        with closing(_connect(path)) as connection:
            rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            return {name for (name,) in rows} >= set(metadata.tables)
    except sqlite3.Error:
        return False


def _transplant(path: Path, new: Path) -> None:
    content, fresh = bytearray(path.read_bytes()), new.read_bytes()
    content += bytes(max(len(fresh) - len(content), 0))
    for number in (1, *_schema_pages(fresh)):
        start = (number - 1) * _PAGE_SIZE
        content[start : start + _PAGE_SIZE] = fresh[start : start + _PAGE_SIZE]
    pages = len(content) // _PAGE_SIZE
    content[28:32] = pages.to_bytes(4, "big")
    content[32:40] = bytes(8)  # the list of free pages is the new store's, not this one's
    path.write_bytes(content)


def _schema_pages(content: bytes) -> list[int]:
    """Return the pages below the first one, where the schema is longer than one page."""
    if content[_HEADER] != _INTERIOR:
        return []
    count = int.from_bytes(content[_HEADER + 3 : _HEADER + 5], "big")
    pages = [int.from_bytes(content[_HEADER + 8 : _HEADER + 12], "big")]
    for cell in range(count):
        at = _HEADER + 12 + 2 * cell
        start = int.from_bytes(content[at : at + 2], "big")
        pages.append(int.from_bytes(content[start : start + 4], "big"))
    return pages


def _counted(table: Table) -> bool:
    first = next(iter(table.primary_key.columns))
    return isinstance(first.type, Integer)


def _halves(
    connection: sqlite3.Connection, table: Table, found: dict[Row, Row], low: int, high: int
) -> None:
    """Search again between two numbers that a broken page lies between."""
    pending = [(low, high)]
    while pending:
        low, high = pending.pop()
        if _read(connection, table, found, (low, high)) or low >= high:
            continue
        middle = (low + high) // 2
        pending += [(low, middle), (middle + 1, high)]


def _read(
    connection: sqlite3.Connection,
    table: Table,
    found: dict[Row, Row],
    between: tuple[int, int] | None = None,
) -> bool:
    """Read from both ends; return whether the first way got through."""
    keys = [column.name for column in table.primary_key.columns]
    names = [column.name for column in table.columns]
    places = [names.index(key) for key in keys]
    # All names are those of our own tables.
    query = f"SELECT {', '.join(names)} FROM {table.name} NOT INDEXED"  # noqa: S608
    if between is not None:
        query += f" WHERE {keys[0]} BETWEEN ? AND ?"
    for direction in ("", " DESC"):
        order = ", ".join(key + direction for key in keys)
        try:
            for row in connection.execute(f"{query} ORDER BY {order}", between or ()):
                key = tuple(row[place] for place in places)
                if None not in key:  # an index that is damaged points to rows that are not there
                    found.setdefault(key, row)
        except sqlite3.Error:
            continue
        return not direction
    return False
