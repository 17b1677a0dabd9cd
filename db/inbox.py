"""What came in from other units: kept as it came, decided about, never overwritten.

Every arrival and every decision is one transaction together with its line in the trail. Of one
report one submission counts at most: whatever makes one count makes the others superseded.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, Executable, LargeBinary, bindparam, func, insert, select

from db import receipts as rows
from db.connection import typed
from db.problems import ReceiptChanged, ReceiptUnknown
from db.session import Session
from db.tables import receipt_data, receipts
from forms.department.receipts import COUNTS, Receipt, ReceiptState

_DATA = select(receipt_data.c.data).where(receipt_data.c.number == bindparam("wanted"))
_FILE = select(receipts).where(receipts.c.sha256 == bindparam("wanted")).order_by(receipts.c.number)
_PACKED = (
    select(receipt_data.c.number, receipt_data.c.vector)
    # Spelled out: to hand over hundreds of numbers one by one takes a driver as long as to read.
    .where(receipt_data.c.number.in_(bindparam("wanted", expanding=True, literal_execute=True)))
    .order_by(receipt_data.c.number)
)
_BEGIN = 16 << 10
_BEGINNINGS = (
    select(
        receipt_data.c.number,
        func.substr(receipt_data.c.data, 1, _BEGIN, type_=LargeBinary),
    )
    .where(receipt_data.c.number.in_(bindparam("wanted", expanding=True, literal_execute=True)))
    .order_by(receipt_data.c.number)
)
_BATCH = 500


class Inbox:
    """The receipts of a store; :attr:`db.store.Store.inbox` is one.

    Every method may raise a :class:`db.problems.StoreProblem` for what the computer refuses.
    """

    def __init__(self, session: Session) -> None:
        """Share the store's session."""
        self._session = session

    # -- what is there ----------------------------------------------------------------------------

    def receipts(
        self,
        form: str = "",
        period: str = "",
        unit: str = "",
        state: ReceiptState | None = None,
    ) -> tuple[Receipt, ...]:
        """Return the receipts that fit, by number; what is left empty fits every one."""
        wanted = {"form": form, "period": period, "unit": unit, "state": state or ""}
        statement = select(receipts).order_by(receipts.c.number)
        for name, value in wanted.items():
            if value:
                statement = statement.where(receipts.c[name] == value)
        with self._session.reading() as connection:
            return tuple(rows.receipt(row) for row in connection.execute(statement))

    def of_periods(self, form: str, periods: Iterable[str]) -> tuple[Receipt, ...]:
        """Return everything that came in of a form for some periods, by number."""
        wanted = sorted(set(periods))
        statement = select(receipts).where(receipts.c.form == form, receipts.c.period.in_(wanted))
        with self._session.reading() as connection:
            found = connection.execute(statement.order_by(receipts.c.number))
            return tuple(rows.receipt(row) for row in found)

    def receipt(self, number: int) -> Receipt:
        """Return one receipt.

        Raises:
            ReceiptUnknown: no such number.
        """
        with self._session.reading() as connection:
            return rows.known(connection, number)

    def of_report(self, report: str) -> tuple[Receipt, ...]:
        """Return everything that came in of one report, oldest first."""
        with self._session.reading() as connection:
            return rows.of_report(connection, report)

    def of_file(self, sha256: str) -> tuple[Receipt, ...]:
        """Return what was noted about files of exactly these bytes, oldest first."""
        with self._session.reading() as connection:
            found = connection.execute(_FILE, {"wanted": sha256})
            return tuple(rows.receipt(row) for row in found)

    def data(self, number: int) -> bytes:
        """Return the canonical data of a receipt, byte for byte as it came.

        Raises:
            ReceiptUnknown: no such receipt, or its file could not be read.
        """
        with self._session.reading() as connection:
            found = connection.execute(_DATA, {"wanted": number}).scalar()
        if found is None:
            raise ReceiptUnknown(str(number))
        return typed(found, bytes)

    def vectors(self, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Return the packed figures of receipts, by number within batches; absent ones not."""
        return self._batches(_PACKED, numbers)

    def beginnings(self, numbers: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        """Return the first 16 KB of receipts' data, by number within batches; absent ones not.

        Canonical data begin with what was let pass in them.
        """
        return self._batches(_BEGINNINGS, numbers)

    def _batches(
        self, statement: Executable, numbers: Iterable[int]
    ) -> Iterator[tuple[int, bytes]]:
        wanted = sorted(set(numbers))
        for start in range(0, len(wanted), _BATCH):
            batch = {"wanted": wanted[start : start + _BATCH]}
            with self._session.reading() as connection:
                found = [tuple(row) for row in connection.execute(statement, batch)]
            yield from typed(found, list[tuple[int, bytes]])

    # -- what happens to it -----------------------------------------------------------------------

    def add(
        self,
        receipt: Receipt,
        data: bytes = b"",
        vector: bytes = b"",
        *,
        who: str,
        after: int | None = None,
    ) -> Receipt:
        """Keep a file that came in and return its receipt under its new number.

        Without ``data`` nothing could be read. ``after`` is the newest number that was known when
        the file was judged.

        Raises:
            ReceiptChanged: this file or another submission of the report came in after that.
            ValueError: ``data`` is not what the receipt says.
        """
        if (hashlib.sha256(data).hexdigest() if data else "") != receipt.data_sha256:
            raise ValueError("data_sha256 is not that of the data")
        with self._session.writing() as connection:
            if after is not None:
                _refuse_stale(connection, receipt, after)
            kept = rows.add(connection, receipt)
            if data:
                content = {"number": kept.number, "data": data, "vector": vector}
                connection.execute(insert(receipt_data), content)
            self._session.log(connection, None, rows.RECEIVE, who, rows.line(kept))
            self._supersede(connection, kept, who)
        return kept

    def decide(
        self,
        number: int,
        state: ReceiptState,
        reason: str,
        *,
        who: str,
        was: ReceiptState | None = None,
    ) -> Receipt:
        """Change a receipt's state and return it; what counted for the report is superseded.

        ``was`` is the state that the decision starts from.

        Raises:
            ReceiptUnknown: no such receipt, or one without data is to count.
            ReceiptChanged: it is no longer in the state ``was``.
        """
        with self._session.writing() as connection:
            before = rows.known(connection, number)
            if was is not None and before.state != was:
                raise ReceiptChanged(str(number), f"{was} is {before.state}")
            if state in COUNTS and not before.data_sha256:
                raise ReceiptUnknown(str(number), "it holds no data")
            return self._decide(connection, before, state, reason, who)

    def mark_late(self, number: int, reason: str, *, late: bool, who: str) -> Receipt:
        """Say anew whether a receipt was late, as when its deadline was moved.

        Raises:
            ReceiptUnknown: no such receipt.
        """
        with self._session.writing() as connection:
            before = rows.known(connection, number)
            decided = msgspec.structs.replace(before, late=late, reason=reason)
            return rows.decide(self._session, connection, decided, who)

    def _decide(
        self, connection: Connection, before: Receipt, state: ReceiptState, reason: str, who: str
    ) -> Receipt:
        decided = msgspec.structs.replace(before, state=state, reason=reason)
        changed = rows.decide(self._session, connection, decided, who)
        self._supersede(connection, changed, who)
        return changed

    def _supersede(self, connection: Connection, new: Receipt, who: str) -> None:
        for old in rows.replaced(connection, new):
            reason = f"Thay bằng lần nộp {new.revision}, bản nhận số {new.number}."
            self._decide(connection, old, "superseded", reason, who)


def _refuse_stale(connection: Connection, receipt: Receipt, after: int) -> None:
    """Refuse what was judged before the newest receipt of its report or of its bytes came."""
    same = list(rows.of_report(connection, receipt.report)) if receipt.report else []
    found = connection.execute(_FILE, {"wanted": receipt.sha256})
    same += [rows.receipt(row) for row in found]
    newer = [one.number for one in same if one.number > after]
    if newer:
        raise ReceiptChanged(str(newer[0]), "came in meanwhile")
