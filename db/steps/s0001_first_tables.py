"""Step 1: reports, their cells and texts, the trail, snapshots, packs and settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Text,
    UniqueConstraint,
)

if TYPE_CHECKING:
    from alembic.operations import Operations
    from sqlalchemy.schema import SchemaItem

LONG = BigInteger().with_variant(Integer(), "sqlite")


def upgrade(operations: Operations) -> None:
    """Make all tables of the first release."""
    _make_registries(operations)
    _make_cells(operations)
    _make_acceptances(operations)
    _make_trail(operations)
    _make_snapshots(operations)
    _make_packs_and_settings(operations)


def _refers(table: str, column: str, target: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{target}.{column}"], name=f"fk_{table}_{column}")


def _make_registries(operations: Operations) -> None:
    operations.create_table(
        "reports",
        Column("report_id", Integer, nullable=False),
        Column("id", Text, nullable=False),
        Column("form", Text, nullable=False),
        Column("pack_version", Text, nullable=False),
        Column("pack_sha256", Text, nullable=False),
        Column("unit", Text, nullable=False),
        Column("period", Text, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("status", Text, nullable=False),
        Column("created_at", Text, nullable=False),
        Column("finalized_at", Text, nullable=False),
        CheckConstraint("status IN ('draft', 'finalized', 'deleted')", name="ck_reports_status"),
        PrimaryKeyConstraint("report_id", name="pk_reports"),
        UniqueConstraint("id", name="uq_reports_id"),
        sqlite_strict=True,
    )
    for table, number in (("fields", "field_id"), ("parts", "part_id")):
        operations.create_table(
            table,
            Column(number, Integer, nullable=False),
            Column("name", Text, nullable=False),
            PrimaryKeyConstraint(number, name=f"pk_{table}"),
            UniqueConstraint("name", name=f"uq_{table}_name"),
            sqlite_strict=True,
        )


def _make_cells(operations: Operations) -> None:
    figure: tuple[SchemaItem, ...] = (
        Column("scaled", LONG, nullable=False),
        Column("decimals", Integer, nullable=False),
    )
    for table, content in (("cells", figure), ("texts", (Column("value", Text, nullable=False),))):
        operations.create_table(
            table,
            Column("report_id", Integer, nullable=False),
            Column("field_id", Integer, nullable=False),
            Column("row", Integer, nullable=False),
            Column("part_id", Integer, nullable=False),
            *content,
            PrimaryKeyConstraint("report_id", "field_id", "row", "part_id", name=f"pk_{table}"),
            _refers(table, "report_id", "reports"),
            _refers(table, "field_id", "fields"),
            _refers(table, "part_id", "parts"),
            sqlite_strict=True,
            sqlite_with_rowid=False,
        )


def _make_acceptances(operations: Operations) -> None:
    operations.create_table(
        "acceptances",
        Column("report_id", Integer, nullable=False),
        Column("finding", Text, nullable=False),
        Column("fingerprint", Text, nullable=False),
        Column("reason", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("at", Text, nullable=False),
        PrimaryKeyConstraint("report_id", "finding", name="pk_acceptances"),
        _refers("acceptances", "report_id", "reports"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _make_trail(operations: Operations) -> None:
    operations.create_table(
        "trail",
        Column("seq", LONG, nullable=False, autoincrement=False),
        Column("report_id", Integer),
        Column("at", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("action", Text, nullable=False),
        Column("field_id", Integer),
        Column("row", Integer),
        Column("part_id", Integer),
        Column("old_scaled", LONG),
        Column("old_decimals", Integer),
        Column("old_text", Text),
        Column("new_scaled", LONG),
        Column("new_decimals", Integer),
        Column("new_text", Text),
        Column("detail", Text, nullable=False),
        Column("hash", LargeBinary, nullable=False),
        PrimaryKeyConstraint("seq", name="pk_trail"),
        _refers("trail", "report_id", "reports"),
        _refers("trail", "field_id", "fields"),
        _refers("trail", "part_id", "parts"),
        sqlite_strict=True,
    )
    operations.create_index("ix_trail_report_id", "trail", ["report_id", "field_id"])


def _make_snapshots(operations: Operations) -> None:
    operations.create_table(
        "snapshots",
        Column("seq", LONG, nullable=False, autoincrement=False),
        Column("report_id", Integer, nullable=False),
        Column("revision", Integer, nullable=False),
        Column("at", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("data", LargeBinary, nullable=False),
        Column("vector", LargeBinary, nullable=False),
        PrimaryKeyConstraint("seq", name="pk_snapshots"),
        _refers("snapshots", "seq", "trail"),
        _refers("snapshots", "report_id", "reports"),
        sqlite_strict=True,
    )
    operations.create_index("ix_snapshots_report_id", "snapshots", ["report_id", "revision"])


def _make_packs_and_settings(operations: Operations) -> None:
    operations.create_table(
        "packs",
        Column("form", Text, nullable=False),
        Column("sha256", Text, nullable=False),
        Column("version", Text, nullable=False),
        Column("data", LargeBinary, nullable=False),
        PrimaryKeyConstraint("form", "sha256", name="pk_packs"),
        sqlite_strict=True,
    )
    operations.create_table(
        "settings",
        Column("name", Text, nullable=False),
        Column("value", Text, nullable=False),
        PrimaryKeyConstraint("name", name="pk_settings"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
