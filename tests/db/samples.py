"""A small report and its edits, for the tests of the store."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url

from db.store import Store
from forms.cells import CellEdit, CellKey, CellValue, Change
from forms.findings import Acceptance
from forms.report import ReportHead

Target = Path | str
"""Where a store is: a file, or the address of a server's."""

NOW = "2024-08-01T08:00:00+07:00"
LATER = "2024-08-02T09:30:00+07:00"
WHO = "Trần Thị Bình"
REPORT = "F02-91-2024-07"

HEAD = ReportHead(
    id=REPORT,
    form="F02",
    pack_version="2024.1",
    pack_sha256="5e" * 32,
    unit="91",
    period="2024-07",
    created_at=NOW,
)

TOTAL = CellKey("tong_ho_so", 0, "value")
ONLINE = CellKey("dvc12", 0, "n")
PLACE = CellKey("noi_nhan", 2, "ten")

CELLS: dict[CellKey, CellValue] = {
    TOTAL: Decimal(959),
    ONLINE: Decimal("97.50"),
    PLACE: "Văn phòng Ủy ban nhân dân tỉnh",
}

ACCEPTANCE = Acceptance(
    finding="RATIO@dvc12", fingerprint="0f" * 8, reason="Số đã công bố.", who=WHO, at=NOW
)


def now() -> str:
    """The clock of these tests stands still."""
    return NOW


@contextmanager
def opened(target: Target) -> Iterator[Store]:
    """A store with the report in it; made where it is missing."""
    with Store.open(target, now=now) as store:
        if not store.reports():
            store.create_report(HEAD, CELLS, who=WHO)
        yield store


def edit(key: CellKey, old: CellValue | None, new: CellValue | None) -> Change:
    """One edit as a change of its own."""
    return Change("edit", (CellEdit(key, old, new),))


def raw(target: Target, *statements: str) -> list[tuple[object, ...]]:
    """What a stranger with another program does to the store; the last statement's rows."""
    if isinstance(target, str):
        return _raw_on_server(target, statements)
    rows: list[tuple[object, ...]] = []
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        for statement in statements:
            rows = connection.execute(statement).fetchall()
    return rows


def _raw_on_server(target: str, statements: tuple[str, ...]) -> list[tuple[object, ...]]:
    """The same as somebody whom the server lets do everything, references unchecked."""
    address = make_url(target).set(username="postgres")
    engine = create_engine(address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    rows: list[tuple[object, ...]] = []
    with engine.connect() as connection:
        connection.exec_driver_sql("SET search_path = baocao")
        connection.exec_driver_sql("SET session_replication_role = replica")
        for statement in statements:
            done = connection.exec_driver_sql(_spelled(statement))
            rows = [tuple(row) for row in done] if done.returns_rows else []
    return rows


def _spelled(statement: str) -> str:
    """SQLite's way of writing bytes as PostgreSQL's."""
    text = statement.replace("zeroblob(32)", "decode(repeat('00', 32), 'hex')")
    return re.sub(r"\bx'([0-9a-f]*)'", r"decode('\1', 'hex')", text).replace("AS BLOB", "AS bytea")
