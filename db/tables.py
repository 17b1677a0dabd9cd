"""The whole schema on one page, as of the newest migration step.

The truth is the long pair ``cells`` (figures) and ``texts``: one row for each filled cell, found
by report, field, row and part. Everything else hangs on it. What SQLite and PostgreSQL both have
is all that is used; SQLite's own table options are spelled as such and ignored elsewhere.

The tables here are for asking; they are made by :mod:`db.steps`, and a test holds the two equal.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

LONG = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits everywhere: SQLite's INTEGER is that wide and its strict tables know no BIGINT."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

reports = Table(
    "reports",
    metadata,
    Column("report_id", Integer, primary_key=True),
    Column("id", Text, nullable=False, unique=True),
    Column("form", Text, nullable=False),
    Column("pack_version", Text, nullable=False),
    Column("pack_sha256", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("status", Text, nullable=False),
    Column("created_at", Text, nullable=False),
    Column("finalized_at", Text, nullable=False),
    CheckConstraint("status IN ('draft', 'finalized', 'deleted')", name="status"),
    sqlite_strict=True,
)
"""Heads. ``report_id`` is the report's number for ever; no row is ever removed."""

fields = Table(
    "fields",
    metadata,
    Column("field_id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    sqlite_strict=True,
)
"""Field ids of all forms and their numbers, which stay the same over pack versions."""

parts = Table(
    "parts",
    metadata,
    Column("part_id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    sqlite_strict=True,
)

cells = Table(
    "cells",
    metadata,
    Column("report_id", Integer, ForeignKey("reports.report_id"), primary_key=True),
    Column("field_id", Integer, ForeignKey("fields.field_id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("part_id", Integer, ForeignKey("parts.part_id"), primary_key=True),
    Column("scaled", LONG, nullable=False),
    Column("decimals", Integer, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Figures: ``scaled`` × 10^-``decimals``, with the decimals as typed."""

texts = Table(
    "texts",
    metadata,
    Column("report_id", Integer, ForeignKey("reports.report_id"), primary_key=True),
    Column("field_id", Integer, ForeignKey("fields.field_id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("part_id", Integer, ForeignKey("parts.part_id"), primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""Words. A cell is in ``cells`` or in ``texts`` or, when empty, in neither."""

acceptances = Table(
    "acceptances",
    metadata,
    Column("report_id", Integer, ForeignKey("reports.report_id"), primary_key=True),
    Column("finding", Text, primary_key=True),
    Column("fingerprint", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

trail = Table(
    "trail",
    metadata,
    Column("seq", LONG, primary_key=True, autoincrement=False),
    Column("report_id", Integer, ForeignKey("reports.report_id")),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("field_id", Integer, ForeignKey("fields.field_id")),
    Column("row", Integer),
    Column("part_id", Integer, ForeignKey("parts.part_id")),
    Column("old_scaled", LONG),
    Column("old_decimals", Integer),
    Column("old_text", Text),
    Column("new_scaled", LONG),
    Column("new_decimals", Integer),
    Column("new_text", Text),
    Column("detail", Text, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""The log of the whole store, only ever appended to. ``report_id`` is empty for acts on the store
itself; the cell's columns are empty for acts on a whole report."""

Index(None, trail.c.report_id, trail.c.field_id)

snapshots = Table(
    "snapshots",
    metadata,
    Column("seq", LONG, ForeignKey("trail.seq"), primary_key=True, autoincrement=False),
    Column("report_id", Integer, ForeignKey("reports.report_id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("at", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Frozen reports, one for each finalizing, under the number of its line in the trail. ``vector``
repeats the figures packed for fast adding up; it can be made again from ``data``."""

Index(None, snapshots.c.report_id, snapshots.c.revision)

packs = Table(
    "packs",
    metadata,
    Column("form", Text, primary_key=True),
    Column("sha256", Text, primary_key=True),
    Column("version", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""Every form version that a report here was typed in, so that it can be read for ever."""

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

receipts = Table(
    "receipts",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("pack_version", Text, nullable=False),
    Column("pack_sha256", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("data_sha256", Text, nullable=False),
    Column("finalized_at", Text, nullable=False),
    Column("warnings", Integer, nullable=False),
    Column("signers", Text, nullable=False),
    Column("late", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("kind IN ('package', 'sheet')", name="kind"),
    CheckConstraint(
        "state IN ('accepted', 'held', 'refused', 'superseded', 'returned')", name="state"
    ),
    sqlite_strict=True,
)
"""Files that came in, see :class:`forms.department.receipts.Receipt`. Only ``state``, ``reason``
and ``late`` ever change. ``signers`` is a JSON list, ``late`` is 0 or 1."""

Index(None, receipts.c.form, receipts.c.period, receipts.c.unit)
Index(None, receipts.c.report, receipts.c.revision)
Index(None, receipts.c.sha256)

receipt_data = Table(
    "receipt_data",
    metadata,
    Column("number", Integer, ForeignKey("receipts.number"), primary_key=True),
    Column("data", LargeBinary, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    sqlite_strict=True,
)
"""What the readable ones said: canonical data, and its figures packed as in ``snapshots``."""

returns = Table(
    "returns",
    metadata,
    Column("return_id", Integer, primary_key=True),
    Column("number", Integer, ForeignKey("receipts.number")),
    Column("report_id", Integer, ForeignKey("reports.report_id")),
    Column("revision", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("(number IS NULL) <> (report_id IS NULL)", name="subject"),
    sqlite_strict=True,
)
"""Reports sent back: a receipt that went out again, or an own report that came back. ``revision``
is the submission that it is about, ``sha256`` of the return file, ``unit`` who sends it back."""

Index(None, returns.c.number)
Index(None, returns.c.report_id)

remarks = Table(
    "remarks",
    metadata,
    Column("return_id", Integer, ForeignKey("returns.return_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("place", Text, nullable=False),
    Column("text", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)

runs = Table(
    "runs",
    metadata,
    Column("run_id", Integer, primary_key=True),
    Column("report_id", Integer, ForeignKey("reports.report_id"), nullable=False),
    Column("at", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("expected", Text, nullable=False),
    Column("missing", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_strict=True,
)
"""Consolidations of a report: ``expected`` and ``missing`` are JSON lists of unit codes, ``detail``
is a JSON object."""

Index(None, runs.c.report_id)

run_sources = Table(
    "run_sources",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("unit", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""The submissions that a run took figures from, counted within the run."""

contributions = Table(
    "contributions",
    metadata,
    Column("run_id", Integer, ForeignKey("runs.run_id"), primary_key=True),
    Column("field_id", Integer, ForeignKey("fields.field_id"), primary_key=True),
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("part_id", Integer, ForeignKey("parts.part_id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("scaled", LONG),
    Column("decimals", Integer),
    Column("value", Text),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
"""What each source of a run gave to each cell: a figure as in ``cells``, or words in ``value``."""

leaves = Table(
    "leaves",
    metadata,
    Column("leave_id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("period", Text, nullable=False),
    Column("until", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("at", Text, nullable=False),
    CheckConstraint("kind IN ('exempt', 'extend', 'withdraw')", name="kind"),
    sqlite_strict=True,
)
"""Units exempted from a report, or given until a later day, with the reason; only appended to: the
newest row for a form, unit and period counts. An empty period means every one."""

Index(None, leaves.c.form, leaves.c.period)
