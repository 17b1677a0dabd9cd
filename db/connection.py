"""What all engines share: the door to a store, its transactions, and values checked when read.

An engine is one module behind :class:`Door`: :mod:`db.file_door` for a file,
:mod:`db.server.postgres` for a server. Everything else in this room asks in SQLAlchemy Core and
does not know which one answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec
from sqlalchemy import Connection

T = TypeVar("T")
S = TypeVar("S", bound=msgspec.Struct)


class Door(Protocol):
    """The way into one store: where it is, how it is opened, and what its engine does its own way.

    ``read`` and ``write`` are the statements that begin a transaction. A writer is alone from its
    first statement on; a reader sees one state from its first statement to its last.
    """

    read: str
    write: str

    @property
    def subject(self) -> str:
        """Return what messages call the store; never a password."""
        ...

    def open(self) -> Connection:
        """Connect to a store of this version; make or refuse it as the engine does.

        Raises:
            StoreProblem: see :meth:`db.store.Store.open`.
        """
        ...

    def told(self, *, writing: bool = False) -> AbstractContextManager[None]:
        """Turn what the engine or the computer refuses into a :class:`StoreProblem`."""
        ...

    def is_lost(self, connection: Connection) -> bool:
        """Return whether the connection is gone for good, so that another has to be made."""
        ...

    def integrity(self, connection: Connection) -> tuple[str, ...]:
        """Return what the engine finds wrong with its own data, in its own English."""
        ...

    def copy(self, connection: Connection, target: Path) -> None:
        """Write a checked copy of the store as one file; it appears whole or not at all."""
        ...


def let_go(connection: Connection) -> None:
    """Close the connection; done twice, it does no harm."""
    connection.close()
    connection.engine.dispose()


@contextmanager
def transaction(connection: Connection, mode: str) -> Iterator[Connection]:
    """Run the block as one transaction: all of it is kept, or none.

    ``mode`` is the statement that begins it; the drivers are told to send none of their own.
    """
    with connection.begin():
        connection.exec_driver_sql(mode)
        yield connection


def typed(content: object, kind: type[T]) -> T:
    """Return what was read, checked to be of the type that was written.

    A strict table keeps wrong types out, not wrong bits on the disk.

    Raises:
        msgspec.ValidationError: it is not; the door makes a damaged store of it.
    """
    return msgspec.convert(content, kind, builtin_types=(bytes,))


def struct(row: Sequence[Any], kind: type[S]) -> S:
    """Return the row as a struct whose fields are named like the columns, checked."""
    return typed({name: getattr(row, name) for name in kind.__struct_fields__}, kind)
