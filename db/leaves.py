"""Units let off a report, or given longer for it: only appended to, each with its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec
from sqlalchemy import Connection, insert, select

from db import trail
from db.connection import struct
from db.session import Session
from db.tables import leaves
from forms.department.receipts import Leave

LEAVE: Final = "leave"

_EVERY = select(leaves).order_by(leaves.c.leave_id)


class Leaves:
    """The decisions of a store on who need not report, or later; :attr:`db.store.Store.leaves`."""

    def __init__(self, session: Session) -> None:
        """Share the store's session."""
        self._session = session

    def of(self, form: str, unit: str = "") -> tuple[Leave, ...]:
        """Return what was decided about a form, for one unit or for all, oldest first."""
        statement = _EVERY.where(leaves.c.form == form)
        if unit:
            statement = statement.where(leaves.c.unit == unit)
        with self._session.reading() as connection:
            return tuple(struct(row, Leave) for row in connection.execute(statement))

    def add(self, leave: Leave) -> None:
        """Keep a decision; it takes the place of the one for the same form, unit and period."""
        with self._session.writing() as connection:
            self._session.log(connection, None, LEAVE, leave.who, _line(leave))
            connection.execute(insert(leaves), msgspec.structs.asdict(leave))

    def verify(self, connection: Connection) -> Iterator[str]:
        """Compare every decision with its line in the trail."""
        every = [struct(row, Leave) for row in connection.execute(_EVERY)]
        changed, lost = trail.unmatched(connection, LEAVE, every, _line)
        for one in changed:
            yield f"Quyết định miễn, gia hạn biểu {one.form} của {one.unit} đã bị sửa."
        if lost > 0:
            yield f"Quyết định miễn, gia hạn ghi trong nhật ký không còn: {lost}."


def _line(leave: Leave) -> str:
    """Return what the trail says of a decision: all of it."""
    said = (leave.kind, leave.form, leave.unit, leave.period or "*", leave.until or "-", leave.at)
    return f"{' '.join(said)}: {leave.reason}"
