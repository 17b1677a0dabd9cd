"""A PostgreSQL server of the tests' own: made in a temporary folder, gone afterwards.

It listens on a Unix socket, where everybody is trusted, and on the loopback address, where TLS and
a password are asked for. Nothing is flushed to the disk: a stopped server loses nothing by that,
only a computer without power would.
"""

from __future__ import annotations

import functools
import itertools
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest

from db.doors import server as server_door
from db.server import server_schema
from db.tables import metadata
from tests.judges import REQUIRED

OWNER = "quan_tri_may_chu"
"""The login that makes stores; it stands above their roles."""
TEMPLATE = "mau"
_SHARED = "kho_chung"
PASSWORD = "mật khẩu dài 14+"  # noqa: S105 - of logins that live for one test run

_CONFIG = """
listen_addresses = '127.0.0.1'
fsync = off
max_connections = 120
ssl = on
ssl_cert_file = 'server.crt'
ssl_key_file = 'server.key'
unix_socket_permissions = 0777
log_min_messages = fatal
"""
_ACCESS = """
local all all trust
hostssl all all 127.0.0.1/32 scram-sha-256
"""


def programs() -> Path | None:
    """The folder with ``initdb`` and ``pg_ctl``; Debian keeps it off the path."""
    found = shutil.which("pg_ctl")
    if found is not None:
        return Path(found).resolve().parent
    folders = Path("/usr/lib/postgresql").glob("*/bin/pg_ctl")
    newest = sorted(folders, key=lambda path: int(path.parts[-3]))
    return newest[-1].parent if newest else None


class Server:
    """A running server; tests may stop and start it."""

    def __init__(self, folder: Path, binaries: Path, *, durable: bool = False) -> None:
        self.folder, self._binaries, self._durable = folder, binaries, durable
        self.data = folder / "data"
        self.port = _free_port()
        self._numbers = itertools.count(1)

    # -- its life -------------------------------------------------------------------------------

    def make(self) -> None:
        """Make the cluster, its certificate and the login that owns the stores; start it."""
        self._run(
            "initdb", "--no-sync", "-D", self.data, "-A", "trust", "-U", "postgres", "-E", "UTF8"
        )
        self._as_owner("openssl", *_CERTIFICATE, cwd=self.data)
        self._write("postgresql.conf", _CONFIG + ("fsync = on\n" if self._durable else ""))
        self._write("pg_hba.conf", _ACCESS)
        self.start()
        self.ask("postgres", f"CREATE ROLE {OWNER} LOGIN CREATEROLE CREATEDB PASSWORD '{PASSWORD}'")
        self.ask("postgres", f"CREATE DATABASE {TEMPLATE} OWNER {OWNER} TEMPLATE template0")
        server_schema.make(server_door(self.address(TEMPLATE)))

    def start(self) -> None:
        """Start it, wait until it answers."""
        options = f"-p {self.port} -k {self.folder}"
        log = self.folder / "server.log"
        self._run("pg_ctl", "-D", self.data, "-w", "-o", options, "-l", log, "start")

    def stop(self, how: str = "immediate") -> None:
        """Stop it as a power cut would, or as ``how`` says."""
        self._run("pg_ctl", "-D", self.data, "-w", "-m", how, "stop")

    # -- its databases --------------------------------------------------------------------------

    def address(self, database: str, user: str = OWNER) -> str:
        """The address on the Unix socket."""
        where = f"host={self.folder}&port={self.port}"
        return f"postgresql+psycopg://{user}@/{database}?{where}"

    def loopback(self, database: str, user: str = OWNER, *, more: str = "") -> str:
        """The address over TCP, with the password in it."""
        secret = PASSWORD.replace("+", "%2B").replace(" ", "%20")
        return f"postgresql+psycopg://{user}:{secret}@127.0.0.1:{self.port}/{database}{more}"

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The name of a new database with an empty store in it, or with nothing at all."""
        name = f"kho_{next(self._numbers)}"
        template = "template0" if empty else TEMPLATE
        self.ask("postgres", f"CREATE DATABASE {name} OWNER {OWNER} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.ask("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def emptied(self) -> str:
        """The name of the one database that test after test gets to itself, empty again."""
        if not self.ask("postgres", f"SELECT 1 FROM pg_database WHERE datname = '{_SHARED}'"):
            create = f"CREATE DATABASE {_SHARED} OWNER {OWNER} TEMPLATE {TEMPLATE}"
            self.ask("postgres", create)
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
        self.ask(
            _SHARED,
            f"{others}'{_SHARED}' AND pid <> pg_backend_pid()",
            "SET session_replication_role = replica",
            ";".join(f"DELETE FROM {table}" for table in metadata.tables),
            f"SELECT {', '.join(_counters())}",
        )
        return _SHARED

    def ask(self, database: str, *statements: str, user: str = "postgres") -> list[tuple[Any, ...]]:
        """What a stranger with a client of his own does; the last statement's rows."""
        rows: list[tuple[Any, ...]] = []
        with closing(self.connect(database, user=user)) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
                rows = cursor.fetchall() if cursor.description else []
        return rows

    def connect(self, database: str, *, user: str = "postgres") -> psycopg.Connection[Any]:
        """A connection of one's own, each statement a transaction, the store's tables at hand."""
        return psycopg.connect(
            host=str(self.folder),
            port=self.port,
            dbname=database,
            user=user,
            autocommit=True,
            options="-c search_path=baocao",
        )

    # -- how it is run --------------------------------------------------------------------------

    def _write(self, name: str, text: str) -> None:
        path = self.data / name
        with path.open("a" if name.endswith("conf") and "hba" not in name else "w") as file:
            file.write(text)

    def _run(self, program: str, *arguments: str | Path) -> None:
        self._as_owner(str(self._binaries / program), *arguments, cwd=self.folder)

    def _as_owner(self, *command: str | Path, cwd: Path) -> None:
        """Run a program as somebody whom PostgreSQL accepts: it refuses to work for root."""
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            check=False,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **_somebody(),
        )
        if done.returncode:
            log = self.folder / "server.log"
            said = log.read_text(errors="replace") if log.exists() else ""
            raise RuntimeError(f"{command[0]}: exit {done.returncode} {said[-500:]}")


_CERTIFICATE = (
    *("req", "-new", "-x509", "-days", "2", "-nodes", "-newkey", "rsa:2048"),
    *("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
    *("-out", "server.crt", "-keyout", "server.key"),
)


def _counters() -> Iterator[str]:
    """What lets every table count from 1 again; emptying them otherwise takes ten times as long."""
    for table in metadata.tables.values():
        if table.autoincrement_column is not None:
            name = f"'{table.name}', '{table.autoincrement_column.name}'"
            yield f"setval(pg_get_serial_sequence({name}), 1, false)"


@functools.cache
def _somebody() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    names = {one.pw_name for one in pwd.getpwall()}
    name = "postgres" if "postgres" in names else "nobody"
    return {"user": name, "group": pwd.getpwnam(name).pw_gid, "extra_groups": []}


@contextmanager
def running(*, durable: bool = False) -> Iterator[Server]:
    """A server from nothing to nothing; skips or fails where PostgreSQL is not installed."""
    binaries = programs()
    if binaries is None:
        reason = "the judge PostgreSQL is not installed (make setup installs it where it can)"
        (pytest.fail if REQUIRED else pytest.skip)(reason)
    folder = Path(tempfile.mkdtemp(prefix="baocao-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, **{k: v for k, v in _somebody().items() if k != "extra_groups"})
    server = Server(folder, binaries, durable=durable)
    try:
        server.make()
        yield server
    finally:
        with suppress(RuntimeError):  # a test may have stopped it
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
