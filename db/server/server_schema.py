"""Making a store on a server and bringing an older one up to date: ``baocao database init``.

One transaction: schema, tables by the same steps as in a file, roles, grants, policies and the
number of the version. Clerks' programs never change tables; they are told to have it done. The
function that begins each writing compares versions, so a program that is still open while the
store is brought up to date is told so at its next edit.
"""

from __future__ import annotations

import time
from typing import Final, NamedTuple

from sqlalchemy import Connection, String, bindparam, text

from db import migrate
from db.connection import let_go, transaction
from db.server import roles
from db.server.postgres import SCHEMA, ServerDoor
from db.server_problems import (
    TOO_NEW,
    TOO_OLD,
    ServerForeign,
    ServerTooNew,
    ServerUnfit,
)

OLDEST_SERVER: Final = 140_000
"""PostgreSQL 14, as the server numbers itself."""
LOCK: Final = 0x42434353
"""The number of the one lock that writers take; the letters BCCS, as in a file's header."""

_TABLES: Final = text(
    "SELECT count(*) FROM pg_class WHERE relnamespace = to_regnamespace(:schema)"
).bindparams(bindparam("schema", SCHEMA, String))
_HAS_VERSION: Final = text("SELECT to_regclass(:name) IS NOT NULL").bindparams(
    bindparam("name", f"{SCHEMA}.store_version", String)
)
_ROLES: Final = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")
_SORTED_BY_BYTES: Final = text(
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = :schema AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
    " AND column_name <> 'owner' ORDER BY table_name, column_name"
).bindparams(bindparam("schema", SCHEMA, String))
_PACKED_AT_HAND: Final = (
    "ALTER COLUMN vector SET STORAGE EXTERNAL",
    "SET (toast_tuple_target = 8160)",
)
"""Figures that are added up by the thousand lie in the row, as they are."""
_TLS: Final = "SELECT version, cipher FROM pg_stat_ssl WHERE pid = pg_backend_pid() AND ssl"
_HELD: Final = (
    f"SELECT rolname FROM pg_roles WHERE starts_with(rolname, '{roles.PREFIX}')"  # noqa: S608
    " AND NOT rolcanlogin AND pg_has_role(session_user, oid, 'USAGE') ORDER BY rolname"
)
_OWNS: Final = (
    "SELECT coalesce(bool_and(pg_has_role(session_user, nspowner, 'USAGE')), false)"  # noqa: S608
    f" FROM pg_namespace WHERE nspname = '{SCHEMA}'"
)
_BEGIN_WRITING: Final = f"""
CREATE OR REPLACE FUNCTION {SCHEMA}.begin_writing(known integer) RETURNS void
LANGUAGE plpgsql SET search_path = {SCHEMA} AS $$
DECLARE
    found integer;
BEGIN
    PERFORM pg_advisory_xact_lock({LOCK});
    SELECT version INTO STRICT found FROM store_version;
    IF found > known THEN
        RAISE EXCEPTION 'schema %%, the program knows %%', found, known USING ERRCODE = '{TOO_NEW}';
    ELSIF found < known THEN
        RAISE EXCEPTION 'schema %%, the program knows %%', found, known USING ERRCODE = '{TOO_OLD}';
    END IF;
END $$
"""  # noqa: S608 - our own names and numbers


class Made(NamedTuple):
    """What was done: the version before (0: there was no store), and the one now."""

    before: int
    version: int


def make(door: ServerDoor) -> Made:
    """Make a store, its roles and their rights, or bring all of that up to date.

    The login needs the right to make schemas in the database and, the first time, roles.

    Raises:
        ServerUnfit, ServerForeign, ServerTooNew, RoleRefused: nothing was changed.
        ServerProblem: the server refuses; nothing was changed.
    """
    connection = door.connect()
    try:
        with door.told(writing=True), transaction(connection, "BEGIN"):
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
            _refuse_unfit(connection, door.subject)
            before = _version(connection, door.subject)
            _upgrade(connection, before)
            return Made(before, len(migrate.STEPS))
    finally:
        let_go(connection)


def _refuse_unfit(connection: Connection, subject: str) -> None:
    ask = connection.exec_driver_sql
    number = int(ask("SHOW server_version_num").scalar_one())
    encoding = str(ask("SHOW server_encoding").scalar_one())
    if number < OLDEST_SERVER or encoding != "UTF8":
        raise ServerUnfit(subject, f"{number}, {encoding}")


def _version(connection: Connection, subject: str) -> int:
    tables = int(connection.execute(_TABLES).scalar_one())
    if not tables:
        return 0
    if not connection.execute(_HAS_VERSION).scalar_one():
        raise ServerForeign(subject, f"{tables} tables, no version")
    ask = connection.exec_driver_sql
    found = int(ask(f"SELECT version FROM {SCHEMA}.store_version").scalar_one())  # noqa: S608
    if found > len(migrate.STEPS):
        raise ServerTooNew(subject, f"schema {found}, this program knows {len(migrate.STEPS)}")
    return found


def _upgrade(connection: Connection, before: int) -> None:
    run = connection.exec_driver_sql
    run(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
    _make_roles(connection)
    migrate.run(connection, migrate.STEPS[before:])
    run(roles.OWNER)
    for table, column in connection.execute(_SORTED_BY_BYTES).all():
        # Sorted and compared by bytes, as SQLite does, whatever language the server speaks.
        run(f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE text COLLATE "C"')
    for option in _PACKED_AT_HAND:
        run(f"ALTER TABLE IF EXISTS receipt_data {option}")
    run("CREATE TABLE IF NOT EXISTS store_version (version integer NOT NULL)")
    run("DELETE FROM store_version")
    run(f"INSERT INTO store_version VALUES ({len(migrate.STEPS)})")  # noqa: S608 - a number
    run(_BEGIN_WRITING)
    for statement in roles.statements(SCHEMA):
        run(statement)


def _make_roles(connection: Connection) -> None:
    wanted = {"names": list(roles.EVERY)}
    known = set(connection.execute(_ROLES, wanted).scalars())
    for role in roles.EVERY:
        if role not in known:
            connection.exec_driver_sql(f"CREATE ROLE {role} NOLOGIN")


class Facts(NamedTuple):
    """What a connection says of a server.

    ``version`` is the server's own, ``tls`` protocol and cipher (empty: not encrypted),
    ``latency_us`` the fastest of a few questions in microseconds, ``schema`` the version of the
    store (0: there is none), ``known`` the one of this program. ``roles`` are those of ``login``,
    without their prefix; ``owner`` tells whether it stands above them.
    """

    version: str
    tls: str
    latency_us: int
    schema: int
    known: int
    login: str
    owner: bool
    roles: tuple[str, ...]


def examine(door: ServerDoor) -> Facts:
    """Connect and ask; nothing is changed.

    Raises:
        ServerProblem: nobody answers, this login is not let in, or another program is there.
    """
    connection = door.connect()
    try:
        with door.told(), transaction(connection, door.read):
            ask = connection.exec_driver_sql
            tls = ask(_TLS).first()
            held = ask(_HELD).scalars().all()
            return Facts(
                version=str(ask("SHOW server_version").scalar_one()),
                tls=" ".join(tls) if tls else "",
                latency_us=min(_asked(connection) for _ in range(5)),
                schema=_version(connection, door.subject),
                known=len(migrate.STEPS),
                login=str(ask("SELECT session_user").scalar_one()),
                owner=bool(ask(_OWNS).scalar_one()),
                roles=tuple(role.removeprefix(roles.PREFIX) for role in held),
            )
    finally:
        let_go(connection)


def _asked(connection: Connection) -> int:
    begun = time.perf_counter_ns()
    connection.exec_driver_sql("SELECT 1").scalar_one()
    return (time.perf_counter_ns() - begun) // 1_000
