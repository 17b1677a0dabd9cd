"""A glance at a store file: what the list of reports is made of, as it stood at one moment.

The driver alone reads it, since loading SQLAlchemy takes longer than showing a window. Nothing is
ever written, made or brought up to date here, and nothing that is out of the ordinary is told here:
then there is no glance, and whoever opens the store properly finds out why.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from db.header import APPLICATION_ID, VERSION
from forms.report import KeptPack, LogRow, ReportHead

T = TypeVar("T")

_HEADER: Final = 100
_VERSION_AT: Final = 60
_APPLICATION_AT: Final = 68
"""Bytes of the header that every SQLite file begins with, and where two numbers stand in it."""

_PRAGMAS: Final = (
    "PRAGMA query_only = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_HEADS: Final = f"SELECT {', '.join(ReportHead.__struct_fields__)} FROM reports ORDER BY id"  # noqa: S608 - our own names
_ISSUES: Final = """
    SELECT t.seq, r.id AS report, t.at, t.who, t.action, t.detail, lower(hex(t.hash)) AS hash
    FROM trail t JOIN reports r ON r.report_id = t.report_id
    WHERE t.action IN ('finalize', 'signed', 'sent', 'return')
    ORDER BY t.seq
"""
_PACKS: Final = """
    SELECT p.form, p.version, p.sha256, s.name IS NOT NULL AS installed, p.data
    FROM packs p LEFT JOIN settings s ON s.name = 'installed/' || p.form || '/' || p.sha256
    WHERE s.name IS NOT NULL OR EXISTS (
        SELECT 1 FROM reports r WHERE r.form = p.form AND r.pack_sha256 = p.sha256
    )
    ORDER BY p.form, p.version, p.sha256
"""
_SETTINGS: Final = "SELECT name, value FROM settings WHERE name NOT LIKE 'installed/%'"


class _Line(msgspec.Struct, frozen=True):
    seq: int
    report: str
    at: str
    who: str
    action: str
    detail: str
    hash: str


class _Pack(msgspec.Struct, frozen=True):
    form: str
    version: str
    sha256: str
    installed: int
    data: bytes


class _Setting(msgspec.Struct, frozen=True):
    name: str
    value: str


class Glance:
    """What was seen; its methods answer as those of :class:`db.store.Store` do."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Read everything inside the transaction that is open.

        Raises:
            sqlite3.Error, msgspec.ValidationError: something is not as it is written here.
        """
        self._heads = tuple(_asked(connection, _HEADS, ReportHead))
        lines = _asked(connection, _ISSUES, _Line)
        self._issues = tuple(LogRow(**msgspec.structs.asdict(line)) for line in lines)
        self._packs = {(one.form, one.sha256): one for one in _asked(connection, _PACKS, _Pack)}
        kept = _asked(connection, _SETTINGS, _Setting)
        self._settings: Mapping[str, str] = {one.name: one.value for one in kept}

    def reports(self, *, deleted: bool = False) -> tuple[ReportHead, ...]:
        """Return the heads of the reports at hand, or of the deleted ones instead, by id."""
        return tuple(head for head in self._heads if (head.status == "deleted") is deleted)

    def issues(self) -> tuple[LogRow, ...]:
        """Return the trail's lines on finalizing, signed copies, sending and returns."""
        return self._issues

    def installed(self) -> tuple[KeptPack, ...]:
        """Return the form versions that are installed for new reports."""
        found = (one for one in self._packs.values() if one.installed)
        return tuple(KeptPack(one.form, one.version, one.sha256) for one in found)

    def pack(self, form: str, sha256: str) -> bytes | None:
        """Return a form version that a report is pinned to or that is installed."""
        found = self._packs.get((form, sha256))
        return None if found is None else found.data

    def setting(self, name: str) -> str | None:
        """Return what is kept under ``name``, or nothing."""
        return self._settings.get(name)

    @property
    def has_accounts(self) -> bool:
        """Return whether people have to say who they are before they are shown anything."""
        return bool(self.setting("accounts"))


def glance(path: Path) -> Glance | None:
    """Look at the store in a file; ``None`` where it is not there or not as it should be."""
    try:
        if _numbers(path) != (APPLICATION_ID, VERSION):
            return None
        with closing(_opened(path)) as connection, _one_state(connection):
            return Glance(connection) if _is_ours(connection) else None
    except (sqlite3.Error, msgspec.ValidationError, UnicodeDecodeError, OSError, ValueError):
        return None


def _numbers(path: Path) -> tuple[int, int]:
    """Return the two numbers of the header as they stand in the file itself.

    Another program's database, or another version's, is not even opened: SQLite would put its log
    beside it.
    """
    with path.open("rb") as file:
        header = file.read(_HEADER)
    application, version = (header[at : at + 4] for at in (_APPLICATION_AT, _VERSION_AT))
    return int.from_bytes(application, "big"), int.from_bytes(version, "big")


def _opened(path: Path) -> sqlite3.Connection:
    """Connect to the file; one that may be written, so that no log is left behind at the end."""
    address = f"{path.absolute().as_uri()}?mode=rw"
    connection = sqlite3.connect(address, uri=True, isolation_level=None, timeout=0)
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def _one_state(connection: sqlite3.Connection) -> Iterator[None]:
    for pragma in _PRAGMAS:
        connection.execute(pragma)
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


def _is_ours(connection: sqlite3.Connection) -> bool:
    """Return whether it is a store of this very version, neither an older nor a newer one."""
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return (application, version) == (APPLICATION_ID, VERSION)


def _asked(connection: sqlite3.Connection, question: str, kind: type[T]) -> Iterator[T]:
    """Yield the rows as values whose fields are named like the columns, checked."""
    for row in connection.execute(question):
        yield msgspec.convert(dict(row), kind, builtin_types=(bytes,))
