"""Reading what can be read of a damaged store, row by row around the broken pages.

SQLite reads on where its own schema can be read; where that part is broken, it is taken from a new
store. The tables of the first step lie in the same places in every store. Those of later steps lie
there, too, or all by as many pages further on as the store had grown by when it was brought up to
date. A broken page stops a search in both directions, so what lies beyond is searched for again in
halves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Integer, Table

Row = tuple[object, ...]

_FIRST = frozenset(
    (
        *("reports", "fields", "parts", "cells", "texts"),
        *("acceptances", "trail", "snapshots", "packs", "settings"),
    )
)
"""The tables of the first step; a store that was never brought up to date has no others."""
_HEADER = 100
"""Bytes of the file's header, at the begin of its first page."""
_INTERIOR = 5
_TREE_OF_ROWS = (13, 5)
_TREE_OF_KEYS = (10, 2)
"""The first bytes of a tree's pages: its leaves, and the pages above them."""
_PAGE_SIZE = 4096
_WAL_FORMAT = b"\2\2"


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
    """Return every row of a table that can be read; an older store may not have the table."""
    if table.name not in _FIRST and not _has_table(connection, table.name):
        return Readable({}, whole=True)
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
            return {name for (name,) in rows} >= _FIRST
    except sqlite3.Error:
        return False


def _has_table(connection: sqlite3.Connection, name: str) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?"
    return connection.execute(query, (name,)).fetchone() is not None


class _Tree(NamedTuple):
    """One line of a schema: a table or an index, and the page that its tree begins with."""

    type: str
    name: str
    tbl_name: str
    rootpage: int
    sql: str | None

    @property
    def of_keys(self) -> bool:
        """Return whether its pages are those of an index; a table without row ids is one."""
        return self.type == "index" or "WITHOUT ROWID" in (self.sql or "")


def _transplant(path: Path, new: Path) -> None:
    """Put the schema of a new store into a damaged one; only its first page is overwritten."""
    content = path.read_bytes()
    content += bytes(max(new.stat().st_size - len(content), -len(content) % _PAGE_SIZE))
    with closing(_connect(new)) as connection:
        columns = ", ".join(_Tree._fields)
        rows = connection.execute(f"SELECT {columns} FROM sqlite_master")  # noqa: S608
        trees = [_Tree(*row) for row in rows]
    path.write_bytes(_with_schema(content, _placed(content, trees), path.with_suffix(".schema")))


def _placed(content: bytes, trees: list[_Tree]) -> list[_Tree]:
    """Return the trees where they lie in this store, without those that it does not have."""
    first = [tree for tree in trees if tree.tbl_name in _FIRST]
    later = [tree for tree in trees if tree.tbl_name not in _FIRST]
    for further in range(len(content) // _PAGE_SIZE):
        moved = [tree._replace(rootpage=tree.rootpage + further) for tree in later]
        if all(_begins_at(content, tree) for tree in moved):
            return first + moved
    return first


def _begins_at(content: bytes, tree: _Tree) -> bool:
    kinds = _TREE_OF_KEYS if tree.of_keys else _TREE_OF_ROWS
    start = (tree.rootpage - 1) * _PAGE_SIZE
    # A page that was wiped may be anything.
    return start < len(content) and content[start] in (*kinds, 0)


def _with_schema(content: bytes, trees: list[_Tree], workplace: Path) -> bytes:
    """Return the file with a schema of just these trees; what it needs of room is appended."""
    with closing(_connect(workplace)) as connection:
        connection.execute("CREATE TABLE room (number INTEGER)")
        connection.execute("DELETE FROM sqlite_master")
        connection.executemany("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", trees)
    schema = workplace.read_bytes()
    workplace.unlink()
    first = bytearray(schema[:_PAGE_SIZE])
    leaves = [_page(schema, number) for number in _schema_pages(first, len(content) // _PAGE_SIZE)]
    whole = bytearray(first + content[_PAGE_SIZE:] + b"".join(leaves))
    whole[18:20] = _WAL_FORMAT
    whole[28:32] = (len(whole) // _PAGE_SIZE).to_bytes(4, "big")
    whole[32:40] = bytes(8)  # the list of free pages is not this store's
    return bytes(whole)


def _page(content: bytes, number: int) -> bytes:
    return content[(number - 1) * _PAGE_SIZE : number * _PAGE_SIZE]


def _schema_pages(first: bytearray, before: int) -> list[int]:
    """Return the pages below the first one, and let it point to them after ``before`` others."""
    if first[_HEADER] != _INTERIOR:
        return []
    count = int.from_bytes(first[_HEADER + 3 : _HEADER + 5], "big")
    cells = [_HEADER + 12 + 2 * cell for cell in range(count)]
    places = [int.from_bytes(first[at : at + 2], "big") for at in cells] + [_HEADER + 8]
    pages = [int.from_bytes(first[place : place + 4], "big") for place in places]
    for number, place in enumerate(places, before + 1):
        first[place : place + 4] = number.to_bytes(4, "big")
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
