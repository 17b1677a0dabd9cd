"""Step 2: what a department holds: receipts, returns with remarks, runs with contributions, leave.

Also what a commune holds of it: the remarks that came back to one of its own reports.
"""

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
)

if TYPE_CHECKING:
    from alembic.operations import Operations

LONG = BigInteger().with_variant(Integer(), "sqlite")


def upgrade(operations: Operations) -> None:
    """Make the tables of the department's desk; nothing that is there changes."""
    _make_receipts(operations)
    _make_returns(operations)
    _make_runs(operations)
    _make_leaves(operations)


def _refers(table: str, column: str, target: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{target}.{column}"], name=f"fk_{table}_{column}")


def _words(*names: str) -> tuple[Column[str], ...]:
    return tuple(Column(name, Text, nullable=False) for name in names)


def _make_receipts(operations: Operations) -> None:
    operations.create_table(
        "receipts",
        Column("number", Integer, nullable=False),
        *_words("sha256", "name", "kind", "state", "at", "who"),
        *_words("form", "pack_version", "pack_sha256", "unit", "period", "report"),
        Column("revision", Integer, nullable=False),
        *_words("data_sha256", "finalized_at"),
        Column("warnings", Integer, nullable=False),
        *_words("signers"),
        Column("late", Integer, nullable=False),
        *_words("reason"),
        CheckConstraint("kind IN ('package', 'sheet')", name="ck_receipts_kind"),
        CheckConstraint(
            "state IN ('accepted', 'held', 'refused', 'superseded', 'returned')",
            name="ck_receipts_state",
        ),
        PrimaryKeyConstraint("number", name="pk_receipts"),
        sqlite_strict=True,
    )
    operations.create_index("ix_receipts_form", "receipts", ["form", "period", "unit"])
    operations.create_index("ix_receipts_report", "receipts", ["report", "revision"])
    operations.create_index("ix_receipts_sha256", "receipts", ["sha256"])
    operations.create_table(
        "receipt_data",
        Column("number", Integer, nullable=False),
        Column("data", LargeBinary, nullable=False),
        Column("vector", LargeBinary, nullable=False),
        PrimaryKeyConstraint("number", name="pk_receipt_data"),
        _refers("receipt_data", "number", "receipts"),
        sqlite_strict=True,
    )


def _make_returns(operations: Operations) -> None:
    operations.create_table(
        "returns",
        Column("return_id", Integer, nullable=False),
        Column("number", Integer),
        Column("report_id", Integer),
        Column("revision", Integer, nullable=False),
        *_words("sha256", "unit", "who", "at", "reason"),
        CheckConstraint("(number IS NULL) <> (report_id IS NULL)", name="ck_returns_subject"),
        PrimaryKeyConstraint("return_id", name="pk_returns"),
        _refers("returns", "number", "receipts"),
        _refers("returns", "report_id", "reports"),
        sqlite_strict=True,
    )
    operations.create_index("ix_returns_number", "returns", ["number"])
    operations.create_index("ix_returns_report_id", "returns", ["report_id"])
    operations.create_table(
        "remarks",
        Column("return_id", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        *_words("place", "text"),
        PrimaryKeyConstraint("return_id", "position", name="pk_remarks"),
        _refers("remarks", "return_id", "returns"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _make_runs(operations: Operations) -> None:
    operations.create_table(
        "runs",
        Column("run_id", Integer, nullable=False),
        Column("report_id", Integer, nullable=False),
        *_words("at", "who", "expected", "missing", "detail"),
        PrimaryKeyConstraint("run_id", name="pk_runs"),
        _refers("runs", "report_id", "reports"),
        sqlite_strict=True,
    )
    operations.create_index("ix_runs_report_id", "runs", ["report_id"])
    operations.create_table(
        "run_sources",
        Column("run_id", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        *_words("unit", "report"),
        Column("revision", Integer, nullable=False),
        *_words("sha256"),
        PrimaryKeyConstraint("run_id", "position", name="pk_run_sources"),
        _refers("run_sources", "run_id", "runs"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    operations.create_table(
        "contributions",
        Column("run_id", Integer, nullable=False),
        Column("field_id", Integer, nullable=False),
        Column("row", Integer, nullable=False),
        Column("part_id", Integer, nullable=False),
        Column("position", Integer, nullable=False),
        Column("scaled", LONG),
        Column("decimals", Integer),
        Column("value", Text),
        PrimaryKeyConstraint(
            "run_id", "field_id", "row", "part_id", "position", name="pk_contributions"
        ),
        _refers("contributions", "run_id", "runs"),
        _refers("contributions", "field_id", "fields"),
        _refers("contributions", "part_id", "parts"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def _make_leaves(operations: Operations) -> None:
    operations.create_table(
        "leaves",
        Column("leave_id", Integer, nullable=False),
        *_words("kind", "form", "unit", "period", "until", "reason", "who", "at"),
        CheckConstraint("kind IN ('exempt', 'extend', 'withdraw')", name="ck_leaves_kind"),
        PrimaryKeyConstraint("leave_id", name="pk_leaves"),
        sqlite_strict=True,
    )
    operations.create_index("ix_leaves_form", "leaves", ["form", "period"])
