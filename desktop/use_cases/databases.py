"""A server's database in place of the data folder's file: made, tested, moved to and back, copied.

A copy of a server's store is a store file like any backup, so it opens without a server, and
restoring is moving it back into an empty database.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.clock import clock
from desktop.problems import Trouble
from desktop.settings import store_path
from desktop.use_cases.backups import found
from desktop.use_cases.store_choice import keep_database, store_target
from forms.accounts import ROLES

if TYPE_CHECKING:
    from db.server.moving import Moved
    from db.server.server_schema import Facts, Made

ADDRESS: Final = "postgresql+psycopg://TÀI_KHOẢN@MÁY_CHỦ:5432/TÊN_CSDL"


def address_of(data_dir: Path, given: str = "") -> str:
    """Return the address that is meant: the one given, else the one that is set.

    Refused where there is none.
    """
    target = given or store_target(data_dir)
    if isinstance(target, str):
        return target
    message = f"Chưa biết máy chủ nào: hãy ghi địa chỉ dạng {ADDRESS} sau lệnh hoặc sau --database."
    raise Trouble(message, code="NO-DATABASE")


def shown(address: str) -> str:
    """Return an address as it may be shown and kept: without its password."""
    from db.doors import server

    return server(address).address


def make(address: str) -> Made:
    """Make a store with its roles in a database, or bring an older one up to date."""
    from db.doors import server
    from db.server import server_schema

    return server_schema.make(server(address))


def examine(address: str) -> Facts:
    """Return what a connection says; nothing is changed."""
    from db.doors import server
    from db.server import server_schema

    return server_schema.examine(server(address))


def described(facts: Facts) -> tuple[str, ...]:
    """Return what a connection says, in lines for people."""
    if not facts.schema:
        schema = "chưa có kho số liệu: chạy baocao database init"
    elif facts.schema == facts.known:
        schema = f"phiên bản {facts.schema}, đúng với chương trình"
    else:
        schema = f"phiên bản {facts.schema}, chương trình này cần {facts.known}"
    roles = ", ".join(ROLES[role] for role in ROLES if role in facts.roles)
    standing = "chủ kho số liệu" if facts.owner else roles or "chưa có vai trò nào"
    return (
        f"PostgreSQL {facts.version}",
        f"Mã hóa: {facts.tls or 'không'}",
        f"Trả lời sau {facts.latency_us / 1000:.1f} ms".replace(".", ","),
        f"Kho số liệu: {schema}",
        f"Tài khoản {facts.login}: {standing}",
    )


def move(data_dir: Path, address: str) -> Moved:
    """Move the data folder's file to a server and use that from now on; the file stays."""
    from db.doors import server
    from db.file_door import FileDoor
    from db.server import moving

    store = store_path(data_dir)
    if not store.exists():
        message = f"Chưa có số liệu nào trong {data_dir} để chuyển lên máy chủ."
        raise Trouble(message, code="BACKUP-EMPTY", place=str(data_dir))
    moved = moving.move(FileDoor(store), server(address))
    keep_database(data_dir, shown(address))
    return moved


def move_back(data_dir: Path, address: str) -> Moved:
    """Move a server's store into the data folder's file, which may hold nothing yet."""
    from db.doors import server
    from db.file_door import FileDoor
    from db.server import moving

    moved = moving.move(server(address), FileDoor(store_path(data_dir)))
    keep_database(data_dir, "")
    return moved


def dump(address: str, target: Path, *, now: Callable[[], str] = clock) -> Path:
    """Copy a server's store into a file, or under a dated name into a folder; return the file."""
    from db.store import Store

    file = target / f"baocao-{now()[:10]}.db" if target.is_dir() else target
    if file.exists() and not _is_store(file):
        message = f"{file} đang là tệp khác, không ghi đè. Hãy chọn tên tệp khác."
        raise Trouble(message, code="BACKUP-NAME", place=str(file))
    with Store.open(address, now=now) as store:
        store.backup(file)
    return file


def restore(data_dir: Path, address: str, name: Path, *, now: Callable[[], str] = clock) -> Moved:
    """Move a copy into an empty database; the copy is checked first and stays as it is."""
    from db.doors import server
    from db.file_door import FileDoor
    from db.restoring import prepared
    from db.server import moving

    source = found(data_dir, name)
    with prepared(source, store_path(data_dir), now=now) as ready:
        return moving.move(FileDoor(ready.path), server(address))


def _is_store(file: Path) -> bool:
    from db.backup import inventory
    from db.problems import StoreProblem

    try:
        inventory(file)
    except StoreProblem:
        return file.stat().st_size == 0
    return True
