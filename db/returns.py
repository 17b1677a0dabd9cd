"""Reports sent back with remarks: receipts that went out again, own reports that came back.

Each is one transaction with its line in the trail, which seals all of it. Nothing of it ever
changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Row, insert, select

from db import heads, trail
from db import receipts as rows
from db.connection import typed
from db.problems import ReceiptChanged
from db.session import Session
from db.tables import receipts, remarks, reports, returns
from db.trail import RETURN, Report
from forms.department.receipts import Receipt, Remark, Returned

_EVERY = (
    select(returns, receipts.c.report.label("theirs"), reports.c.id.label("own"))
    .outerjoin(receipts, returns.c.number == receipts.c.number)
    .outerjoin(reports, returns.c.report_id == reports.c.report_id)
    .order_by(returns.c.return_id)
)
_REMARKS = select(remarks).order_by(remarks.c.return_id, remarks.c.position)


class Returns:
    """What went back and came back; :attr:`db.store.Store.returns` is one."""

    def __init__(self, session: Session) -> None:
        """Share the store's session."""
        self._session = session

    def of_receipt(self, number: int) -> tuple[Returned, ...]:
        """Return how often a receipt was sent back, oldest first."""
        with self._session.reading() as connection:
            return _found(connection, returns.c.number == number)

    def of_report(self, report_id: str) -> tuple[Returned, ...]:
        """Return how often an own report came back, oldest first.

        Raises:
            ReportUnknown: no such report.
        """
        with self._session.reading() as connection:
            number = heads.known(connection, report_id).report_id
            return _found(connection, returns.c.report_id == number)

    def send_back(self, returned: Returned, *, who: str) -> Receipt:
        """Keep that a receipt goes back, and return the receipt in its new state.

        Raises:
            ReceiptUnknown: no such receipt.
            ReceiptChanged: it does not count any more.
        """
        number = returned.number
        with self._session.writing() as connection:
            before = rows.known(connection, number)
            if not before.counts:
                raise ReceiptChanged(str(number), before.state)
            decided = msgspec.structs.replace(before, state="returned", reason=returned.note)
            changed = rows.decide(self._session, connection, decided, who)
            self._session.log(connection, None, RETURN, who, _seal(returned))
            _add(connection, returned, number=number, report_id=None)
        return changed

    def take_back(self, returned: Returned, *, reason: str, who: str) -> None:
        """Make the own report that came back a draft of the submission after the returned one.

        A draft of that submission only takes the remarks.

        Raises:
            ReportUnknown: the report is not there, or deleted.
        """
        with self._session.writing() as connection:
            row = heads.present(connection, returned.report)
            report = Report(row.report_id, row.id)
            if row.status != "draft" or row.revision <= returned.revision:
                revision = max(row.revision, returned.revision + 1)
                heads.change(connection, report, status="draft", finalized_at="", revision=revision)
                self._session.log(connection, report, trail.REVISE, who, reason)
            self._session.log(connection, report, RETURN, who, _seal(returned))
            _add(connection, returned, number=None, report_id=row.report_id)

    def verify(self, connection: Connection) -> Iterator[str]:
        """Compare everything that was sent back with its line in the trail."""
        changed, lost = trail.unmatched(connection, RETURN, _found(connection), _seal)
        for one in changed:
            yield f"Lần trả lại báo cáo {one.report} ngày {one.at} đã bị sửa sau khi ghi."
        if lost > 0:
            yield f"Lần trả lại ghi trong nhật ký không còn: {lost} lần."


def _seal(returned: Returned) -> str:
    """Return the hash over all of it that the trail keeps."""
    return hashlib.sha256(msgspec.json.encode(returned)).hexdigest()


def _add(
    connection: Connection, returned: Returned, *, number: int | None, report_id: int | None
) -> None:
    values = {
        "number": number,
        "report_id": report_id,
        "reason": returned.note,
        **{name: getattr(returned, name) for name in ("revision", "sha256", "unit", "who", "at")},
    }
    made = connection.execute(insert(returns).returning(returns.c.return_id), values).scalar_one()
    said = [
        {"return_id": typed(made, int), "position": at, "place": one.place, "text": one.text}
        for at, one in enumerate(returned.remarks)
    ]
    if said:
        connection.execute(insert(remarks), said)


def _found(connection: Connection, *where: ColumnElement[bool]) -> tuple[Returned, ...]:
    found = list(connection.execute(_EVERY.where(*where)))
    wanted = {row.return_id for row in found}
    statement = _REMARKS.where(remarks.c.return_id.in_(wanted)) if where else _REMARKS
    said: dict[int, list[Remark]] = {}
    for row in connection.execute(statement) if found else ():
        one = typed({"place": row.place, "text": row.text}, Remark)
        said.setdefault(row.return_id, []).append(one)
    return tuple(_returned(row, said.get(row.return_id, ())) for row in found)


def _returned(row: Row[Any], said: Iterable[Remark]) -> Returned:
    names = ("revision", "sha256", "unit", "who", "at")
    known = {name: getattr(row, name) for name in names}
    report = row.own if row.theirs is None else row.theirs
    content = {"number": row.number or 0, "report": report, "note": row.reason, **known}
    return typed({**content, "remarks": tuple(said)}, Returned)
