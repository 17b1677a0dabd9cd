"""Making a store on a server and bringing an older one up to date: ``baocao database init``.

One transaction: schema, tables by the same steps as in a file, roles, grants, policies and the
number of the version. Clerks' programs never change tables; they are told to have it done. The
function that begins each writing compares versions, so a program that is still open while the
store is brought up to date is told so at its next edit.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Connection, String, bindparam, text

from db import migrate, roles
from db.connection import let_go, transaction
from db.postgres import SCHEMA, ServerDoor
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
    "SELECT count(*) FROM information_schema.tables WHERE table_schema = :schema"
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
