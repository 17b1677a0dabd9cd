"""The store on a PostgreSQL server: its address, its transactions, its errors.

A reader sees one state (``REPEATABLE READ``). A writer first takes one lock for the whole store,
which the database's own function does together with comparing versions: the lines of the trail
are chained, so there is one writer at a time as with a file, and what it reads is what counts. The
lock lasts for the few milliseconds of one edit. A connection that was lost while nothing was
written is made anew; what was being written is never repeated, since nobody knows what became of
it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import msgspec
from sqlalchemy import (
    URL,
    Connection,
    NullPool,
    Table,
    create_engine,
    event,
    func,
    make_url,
    select,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoResultFound

from db.connection import let_go, transaction
from db.server_problems import (
    ServerAddressWrong,
    ServerDamaged,
    ServerDriverMissing,
    ServerTooNew,
    ServerTooOld,
    from_refusal,
    from_server,
)
from db.tables import metadata

SCHEMA: Final = "baocao"
"""Where everything of ours lies, apart from what else the database holds."""

BUSY_MS: Final = 10_000
"""How long the lock of another clerk is waited for before the person is told."""
_SLOW_MS: Final = 120_000
_IDLE_MS: Final = 300_000
"""After so long inside one transaction without a word the server gives a client's lock back."""
_BINARY: Final = 1
"""The driver's number for rows that are not spelled out as text."""
_CONNECT_SECONDS: Final = 6
_LOCAL: Final = re.compile(r"localhost|::1|127(\.\d{1,3}){3}|/.*")
_DRIVER: Final = "postgresql+psycopg"
_TAKEN: Final = frozenset(
    {"sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "passfile", "host", "port"}
)
"""What an address may say after the question mark."""
_VERSION: Final = f"SELECT version FROM {SCHEMA}.store_version"  # noqa: S608 - our own name

_COLUMNS: Final = (
    f"SELECT table_name, column_name FROM information_schema.columns "  # noqa: S608 - our own name
    f"WHERE table_schema = '{SCHEMA}'"
)
_INVALID: Final = (
    "SELECT relname FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid "  # noqa: S608
    f"WHERE NOT indisvalid AND relnamespace = '{SCHEMA}'::regnamespace ORDER BY relname"
)
_SETTINGS: Final[dict[str, str | int | bool]] = {
    # Transactions begin as db.connection.transaction says, not as the driver guesses.
    "autocommit": True,
    "client_encoding": "utf8",
    "application_name": "baocao",
    "connect_timeout": _CONNECT_SECONDS,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
    "options": (
        f"-c search_path={SCHEMA} -c lock_timeout={BUSY_MS} -c statement_timeout={_SLOW_MS}"
        f" -c idle_in_transaction_session_timeout={_IDLE_MS} -c synchronous_commit=on"
    ),
}


def address_of(text: str) -> URL:
    """Read the address of a server; without ``sslmode``, another computer's must encrypt.

    Raises:
        ServerAddressWrong: it is none, or it says what is not understood.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError) as error:
        raise ServerAddressWrong("không đọc được", type(error).__name__) from error
    if url.drivername not in {_DRIVER, "postgresql"}:
        raise ServerAddressWrong(f"không phải {_DRIVER}", url.drivername)
    strange = sorted(set(url.query) - _TAKEN)
    if strange:
        raise ServerAddressWrong(f"có {strange[0]} lạ", strange[0])
    if not url.database:
        raise ServerAddressWrong("thiếu tên cơ sở dữ liệu")
    url = url.set(drivername=_DRIVER)
    host = str(url.host or url.query.get("host") or "/")
    encrypted = "sslmode" in url.query or _LOCAL.fullmatch(host)
    return url if encrypted else url.update_query_dict({"sslmode": "require"})


class ServerDoor:
    """The way into a store on a server; see :class:`db.connection.Door`."""

    read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

    def __init__(self, address: str, *, version: int) -> None:
        """Point to a server; ``version`` is that of the store's tables in this program."""
        self._url, self._version = address_of(address), version
        self.write = (
            f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT {SCHEMA}.begin_writing({version})"
        )

    @property
    def subject(self) -> str:
        """Return server and database, without login and password."""
        host = self._url.host or self._url.query.get("host") or "localhost"
        port = f":{self._url.port}" if self._url.port else ""
        return f"{host}{port}/{self._url.database}"

    @property
    def address(self) -> str:
        """Return the address as it may be kept and shown: without its password."""
        return self._url.set(password=None).render_as_string()

    def open(self) -> Connection:
        """Connect to a store of exactly this version."""
        connection = self.connect()
        try:
            self._admit(connection)
        except BaseException:
            let_go(connection)
            raise
        return connection

    def connect(self) -> Connection:
        """Connect to the server, whatever is in its database.

        Raises:
            ServerProblem: nobody answers, or this login is not let in.
        """
        try:
            engine = create_engine(
                self._url,
                poolclass=NullPool,
                hide_parameters=True,
                use_native_hstore=False,
                connect_args=dict(_SETTINGS),
            )
            event.listen(engine, "before_cursor_execute", _ask_for_bytes)
            return engine.connect()
        except DBAPIError as error:
            cause = error.orig if isinstance(error.orig, Exception) else error
            raise from_refusal(cause, self.subject) from error
        except ModuleNotFoundError as error:
            raise ServerDriverMissing(self.subject, str(error)) from error

    @contextmanager
    def told(self, *, writing: bool = False) -> Iterator[None]:
        """Turn what the server refuses into a :class:`db.problems.StoreProblem`."""
        try:
            yield
        except DBAPIError as error:
            cause = error.orig
            problem = None
            if isinstance(cause, Exception) and type(cause).__module__.startswith("psycopg"):
                problem = from_server(cause, self.subject, writing=writing)
            if problem is None:
                raise
            raise problem from error
        except (msgspec.ValidationError, NoResultFound) as error:
            raise ServerDamaged(self.subject, f"unreadable: {type(error).__name__}") from error

    def is_lost(self, connection: Connection) -> bool:
        """Return whether the server has gone, or the network to it."""
        if connection.closed or connection.invalidated:
            return True
        return bool(getattr(connection.connection.driver_connection, "closed", True))

    def integrity(self, connection: Connection) -> tuple[str, ...]:
        """Compare tables and columns with what they should be, and follow every reference."""
        missing = [f"no column {name}" for name in sorted(_expected() - _columns(connection))]
        broken = connection.exec_driver_sql(_INVALID).scalars().all()
        loose = [line for table in metadata.sorted_tables for line in _loose(connection, table)]
        return (*missing, *(f"index {name} is not valid" for name in broken), *loose)

    def copy(self, connection: Connection, target: Path) -> None:
        """Write the store to a file of ours, as :func:`db.server.moving.dump` does."""
        from db.server.moving import dump

        with transaction(connection, self.read):
            dump(connection, target)

    def _admit(self, connection: Connection) -> None:
        with self.told(), transaction(connection, self.read):
            found = int(connection.exec_driver_sql(_VERSION).scalar_one())
        if found != self._version:
            kind = ServerTooNew if found > self._version else ServerTooOld
            raise kind(self.subject, f"schema {found}, this program knows {self._version}")


def _ask_for_bytes(*execution: Any) -> None:  # noqa: ANN401 - SQLAlchemy's six arguments
    """Have rows sent as they are kept: spelled out, packed figures take twice the room."""
    cursor, context = execution[1], execution[4]
    if context is not None and context.compiled is not None:
        cursor.format = _BINARY


def _expected() -> set[str]:
    return {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.c}


def _columns(connection: Connection) -> set[str]:
    rows = connection.exec_driver_sql(_COLUMNS)
    return {f"{table}.{column}" for table, column in rows}


def _loose(connection: Connection, table: Table) -> Iterator[str]:
    """Name what refers to rows that are not there; a sound server lets nobody write such."""
    for constraint in table.foreign_key_constraints:
        own, target = constraint.columns[0], constraint.elements[0].column
        other = target.table.alias()
        joined = table.outerjoin(other, own == other.c[target.name])
        wanted = (own.is_not(None), other.c[target.name].is_(None))
        count = select(func.count()).select_from(joined).where(*wanted)
        if found := connection.execute(count).scalar():
            yield f"{found} rows of {table.name} refer to no {target.table.name}"
