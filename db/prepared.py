"""Statements on the way of a keystroke: written out once, then handed to the driver as they are.

What SQLAlchemy does around each execution takes ten times what SQLite takes for such a statement
(15 µs beside 1.4), and a person waits for five of them. On a server, where the network takes longer
than either, they run like all others, with the care for lost connections that this needs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Connection, Select, UpdateBase
from sqlalchemy.dialects.sqlite import dialect

from db import sqlite


class _Written(NamedTuple):
    """SQLite's text of a statement, its parameters in order, and the values of its own."""

    text: str
    names: tuple[str, ...]
    own: Mapping[str, Any]


class Prepared:
    """One statement of SQLAlchemy Core, kept for the life of the program."""

    def __init__(self, statement: Select[Any] | CompoundSelect[Any] | UpdateBase) -> None:
        """Take the statement; it is written out when it first meets a file."""
        self._statement = statement

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Ask, and return every row as it is stored; the caller checks its types."""
        if connection.dialect.name != dialect.name:
            return [tuple(row) for row in connection.execute(self._statement, values)]
        text, names, own = self._written
        given = {**own, **values}
        found = sqlite.driver(connection).execute(text, [given[name] for name in names])
        return found.fetchall()

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
        """Run once for each of ``rows``; return how many rows an update or a removal met."""
        if connection.dialect.name != dialect.name:
            return int(connection.execute(self._statement, rows).rowcount)
        text, names, own = self._written
        given = ({**own, **row} for row in rows)
        lists = [[values[name] for name in names] for values in given]
        return sqlite.driver(connection).executemany(text, lists).rowcount

    @cached_property
    def _written(self) -> _Written:
        compiled = dialect().statement_compiler(dialect(), self._statement)
        own = {name: value for name, value in compiled.params.items() if value is not None}
        return _Written(str(compiled), tuple(compiled.positiontup or ()), own)
