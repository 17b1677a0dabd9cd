"""The form versions that a store keeps, and which of them are in use for new reports.

A version that some report was typed in is kept for ever. One that was installed has a mark beside
the settings (``installed/FORM/SHA256``) until it is taken out of use; the kept text stays. So no
column of its own is needed, and an older program still opens the store: it only does not offer the
installed versions.
"""

from __future__ import annotations

from sqlalchemy import Connection, String, bindparam, delete, insert, literal, select

from db.connection import typed
from db.tables import packs, settings
from forms.report import KeptPack

_MARK = "installed/"
_ALL = select(packs.c.form, packs.c.version, packs.c.sha256).order_by(
    packs.c.form, packs.c.version, packs.c.sha256
)
_IN_USE = _ALL.join(
    settings,
    settings.c.name
    == literal(_MARK, String) + packs.c.form + literal("/", String) + packs.c.sha256,
)
_DATA = select(packs.c.data).where(
    packs.c.form == bindparam("form"), packs.c.sha256 == bindparam("wanted")
)
_MARKED = select(settings.c.name).where(settings.c.name == bindparam("wanted"))


def keep(connection: Connection, pack: KeptPack, data: bytes) -> None:
    """Keep a version under its hash; one that is kept already stays as it is."""
    if read(connection, pack.form, pack.sha256) is None:
        row = {"form": pack.form, "version": pack.version, "sha256": pack.sha256, "data": data}
        connection.execute(insert(packs), row)


def read(connection: Connection, form: str, sha256: str) -> bytes | None:
    """Return a kept version's canonical text, or nothing if it was never kept."""
    data = connection.execute(_DATA, {"form": form, "wanted": sha256}).scalar()
    return None if data is None else typed(data, bytes)


def every(connection: Connection, *, in_use: bool) -> tuple[KeptPack, ...]:
    """Return the kept versions, or those of them that are installed."""
    rows = connection.execute(_IN_USE if in_use else _ALL)
    return tuple(KeptPack(*typed(tuple(row), tuple[str, str, str])) for row in rows)


def mark(connection: Connection, pack: KeptPack, at: str) -> bool:
    """Put a version into use; return whether it was not yet."""
    name = _name(pack)
    if connection.execute(_MARKED, {"wanted": name}).first() is not None:
        return False
    connection.execute(insert(settings), {"name": name, "value": at})
    return True


def unmark(connection: Connection, pack: KeptPack) -> bool:
    """Take a version out of use; return whether it was in use."""
    return bool(connection.execute(delete(settings).where(settings.c.name == _name(pack))).rowcount)


def _name(pack: KeptPack) -> str:
    return f"{_MARK}{pack.form}/{pack.sha256}"


def set_setting(connection: Connection, name: str, value: str) -> None:
    """Keep ``value`` under ``name``, whatever was there."""
    connection.execute(delete(settings).where(settings.c.name == name))
    connection.execute(insert(settings), {"name": name, "value": value})
