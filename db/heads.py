"""Heads of reports: found by id, guarded by state, changed as the report goes its way."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select, update

from db.connection import struct
from db.prepared import Prepared
from db.problems import ReportExists, ReportNotDraft, ReportNotFinalized, ReportUnknown
from db.server_problems import RoleRefused
from db.tables import reports
from db.trail import Report
from forms.report import ReportHead

_ALL = select(reports)
_NEW = insert(reports).returning(reports.c.report_id)
_ONE = select(reports).where(reports.c.id == bindparam("wanted"))
_STATE = Prepared(
    select(reports.c.report_id, reports.c.status).where(reports.c.id == bindparam("wanted"))
)


def every(connection: Connection) -> tuple[ReportHead, ...]:
    """Return the heads of all reports, deleted ones too, by id."""
    heads = (head(row) for row in connection.execute(_ALL))
    return tuple(sorted(heads, key=lambda one: one.id))


def head(row: Row[Any]) -> ReportHead:
    """Return the head that a row holds."""
    return struct(row, ReportHead)


def known(connection: Connection, report_id: str) -> Row[Any]:
    """Return the row of a report in any state.

    Raises:
        ReportUnknown: no such report.
    """
    row = connection.execute(_ONE, {"wanted": report_id}).first()
    if row is None:
        raise ReportUnknown(report_id)
    return row


def present(connection: Connection, report_id: str) -> Row[Any]:
    """Return the row of a report that is not deleted.

    Raises:
        ReportUnknown: no such report, or it is deleted.
    """
    row = known(connection, report_id)
    if row.status == "deleted":
        raise ReportUnknown(report_id, "deleted")
    return row


def finalized(connection: Connection, report_id: str) -> Row[Any]:
    """Return the row of a finalized report.

    Raises:
        ReportUnknown, ReportNotFinalized: the report is not there, or is not finalized.
    """
    row = present(connection, report_id)
    if row.status != "finalized":
        raise ReportNotFinalized(report_id)
    return row


def draft(connection: Connection, report_id: str) -> Report:
    """Return a report that may be edited.

    Raises:
        ReportUnknown: no such report, or it is deleted.
        ReportNotDraft: it is finalized.
    """
    for number, status in _STATE.rows(connection, {"wanted": report_id}):
        if status == "draft":
            return Report(number, report_id)
    raise ReportNotDraft(report_id, present(connection, report_id).status)


def add(connection: Connection, new: ReportHead) -> Report:
    """Keep the head of a new report and give it its number.

    Raises:
        ReportExists: the id is taken, maybe by a deleted report.
    """
    if connection.execute(_ONE, {"wanted": new.id}).first() is not None:
        raise ReportExists(new.id)
    number = connection.execute(_NEW, msgspec.structs.asdict(new)).scalar_one()
    return Report(int(number), new.id)


def change(connection: Connection, report: Report, **values: str | int) -> None:
    """Set columns of a head.

    Raises:
        RoleRefused: the server keeps the row from this login without an error of its own.
    """
    where = reports.c.report_id == report.number
    if connection.execute(update(reports).where(where).values(**values)).rowcount != 1:
        raise RoleRefused(f"báo cáo {report.id}")
