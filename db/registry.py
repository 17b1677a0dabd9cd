"""Numbers in place of names: field and part ids cost four bytes a row instead of a word.

A name gets its number the first time a cell of it is written, and keeps it for ever. The pairs
are held in memory; names that were given a number inside a transaction are dropped again when
that transaction is.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, Table, bindparam, insert, select

from db.connection import typed
from db.tables import fields, parts
from forms.cells import CellKey

Place = tuple[int, int, int]
"""A cell's address inside its report, in numbers: field, row, part."""


class Names:
    """One table of names and their numbers."""

    def __init__(self, table: Table) -> None:
        number, name = table.columns
        self._all = select(number, name)
        self._by_name = select(number).where(name == bindparam("wanted"))
        self._by_number = select(name).where(number == bindparam("wanted"))
        self._insert = insert(table).returning(number)
        self._numbers: dict[str, int] = {}
        self._names: dict[int, str] = {}
        self._fresh: list[str] = []

    def load(self, connection: Connection) -> None:
        """Read every pair."""
        rows = [tuple(row) for row in connection.execute(self._all)]
        for number, name in typed(rows, list[tuple[int, str]]):
            self._keep(number, name)

    def find(self, connection: Connection, name: str) -> int | None:
        """Return the name's number, or nothing if it never had one."""
        if name not in self._numbers:
            number = connection.execute(self._by_name, {"wanted": name}).scalar()
            if number is None:
                return None
            self._keep(number, name)
        return self._numbers[name]

    def number(self, connection: Connection, name: str) -> int:
        """Return the name's number, giving it one where needed; a write transaction is open."""
        found = self.find(connection, name)
        if found is not None:
            return found
        number = int(connection.execute(self._insert, {"name": name}).scalar_one())
        self._keep(number, name)
        self._fresh.append(name)
        return number

    def name(self, connection: Connection, number: int) -> str:
        """Return the name behind a number that stands in the file."""
        if number not in self._names:
            found = connection.execute(self._by_number, {"wanted": number}).scalar_one()
            name = typed(found, str)
            self._keep(number, name)
        return self._names[number]

    def settle(self, *, kept: bool) -> None:
        """Say how the transaction ended that the newest names were made in."""
        for name in () if kept else self._fresh:
            del self._names[self._numbers.pop(name)]
        self._fresh.clear()

    def _keep(self, number: int, name: str) -> None:
        self._numbers[name] = number
        self._names[number] = name


class Registry(NamedTuple):
    """The addresses of cells, from names to numbers and back."""

    fields: Names
    parts: Names

    @classmethod
    def read(cls, connection: Connection) -> Registry:
        """Return the registry with all pairs of the file in memory."""
        registry = cls(Names(fields), Names(parts))
        registry.fields.load(connection)
        registry.parts.load(connection)
        return registry

    def place(self, connection: Connection, key: CellKey) -> Place:
        """Return the address in numbers, giving new names theirs."""
        return (
            self.fields.number(connection, key.field),
            key.row,
            self.parts.number(connection, key.part),
        )

    def key(self, connection: Connection, place: Place) -> CellKey:
        """Return the address in names."""
        field, row, part = place
        return CellKey(self.fields.name(connection, field), row, self.parts.name(connection, part))

    def settle(self, *, kept: bool) -> None:
        """Say how the transaction ended."""
        self.fields.settle(kept=kept)
        self.parts.settle(kept=kept)
