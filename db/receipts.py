"""Rows of receipts, and how the trail holds them: what came in changes no more unseen.

A line about a receipt says its number, the SHA-256 of the file, its state, a seal over everything
else that is known of it, and the reason::

    12 <sha256 of the file> accepted <seal>: <reason>

The seal is the SHA-256 of the receipt without state and reason as a JSON array, in the order of
:data:`SEALED`. The newest line of a receipt holds for it as it is stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select, update

from db.connection import typed
from db.problems import ReceiptUnknown
from db.session import Session
from db.tables import receipt_data, receipts, trail
from forms.department.receipts import COUNTS, Receipt

RECEIVE: Final = "receive"
DECIDE: Final = "decide"
ACTIONS: Final = (RECEIVE, DECIDE)

SEALED: Final = tuple(name for name in Receipt.__struct_fields__ if name not in ("state", "reason"))

_ONE = select(receipts).where(receipts.c.number == bindparam("wanted"))
_OF_REPORT = (
    select(receipts).where(receipts.c.report == bindparam("wanted")).order_by(receipts.c.number)
)
_NEXT = select(func.coalesce(func.max(receipts.c.number), 0) + 1)
_HELD = select(receipts, receipt_data.c.data, receipt_data.c.number.label("held")).select_from(
    receipts.outerjoin(receipt_data, receipts.c.number == receipt_data.c.number)
)
_SAID = select(trail.c.seq, trail.c.detail).where(trail.c.action.in_(ACTIONS))


class Said(NamedTuple):
    """What a line of the trail says of a receipt."""

    number: int
    sha256: str
    state: str
    seal: str
    reason: str


class _Line(NamedTuple):
    seq: int
    detail: str


def receipt(row: Row[Any]) -> Receipt:
    """Return the receipt that a row holds.

    Raises:
        msgspec.ValidationError: the row is none; the door tells it.
    """
    stored = row._asdict()
    known = {name: stored[name] for name in Receipt.__struct_fields__}
    names = _names(typed(known["signers"], str))
    return typed({**known, "signers": names, "late": known["late"] == 1}, Receipt)


def _names(text: str) -> tuple[str, ...]:
    try:
        return msgspec.json.decode(text, type=tuple[str, ...])
    except msgspec.DecodeError as error:
        raise msgspec.ValidationError(str(error)) from error


def known(connection: Connection, number: int) -> Receipt:
    """Return one receipt.

    Raises:
        ReceiptUnknown: no such number.
    """
    row = connection.execute(_ONE, {"wanted": number}).first()
    if row is None:
        raise ReceiptUnknown(str(number))
    return receipt(row)


def of_report(connection: Connection, report: str) -> tuple[Receipt, ...]:
    """Return everything that came in of one report, oldest first."""
    return tuple(receipt(row) for row in connection.execute(_OF_REPORT, {"wanted": report}))


def replaced(connection: Connection, new: Receipt) -> tuple[Receipt, ...]:
    """Return what a counting submission takes the place of: what counts, and older ones held."""
    every = of_report(connection, new.report) if new.report and new.state in COUNTS else ()
    others = (one for one in every if one.number != new.number)
    return tuple(
        one for one in others if one.counts or (one.state == "held" and one.revision < new.revision)
    )


def add(connection: Connection, new: Receipt) -> Receipt:
    """Keep a receipt under the next number."""
    number = int(connection.execute(_NEXT).scalar_one())
    numbered = msgspec.structs.replace(new, number=number)
    connection.execute(insert(receipts), row(numbered))
    return numbered


def row(one: Receipt) -> dict[str, object]:
    """Return a receipt as its columns."""
    signers = msgspec.json.encode(one.signers).decode()
    return {**msgspec.structs.asdict(one), "signers": signers, "late": int(one.late)}


def decide(session: Session, connection: Connection, decided: Receipt, who: str) -> Receipt:
    """Store and log what was decided about a receipt; its reason becomes one line."""
    changed = msgspec.structs.replace(decided, reason=" ".join(decided.reason.split()))
    values = {"state": changed.state, "reason": changed.reason, "late": int(changed.late)}
    where = receipts.c.number == changed.number
    connection.execute(update(receipts).where(where).values(**values))
    session.log(connection, None, DECIDE, who, line(changed))
    return changed


# --- the trail -----------------------------------------------------------------------------------


def seal(one: Receipt) -> str:
    """Return the hash over everything of a receipt that no decision changes, and ``late``."""
    content = [getattr(one, name) for name in SEALED]
    return hashlib.sha256(msgspec.json.encode(content)).hexdigest()


def line(one: Receipt) -> str:
    """Return what the trail says of a receipt as it is now."""
    return f"{one.number} {one.sha256} {one.state} {seal(one)}: {one.reason}"


def said(detail: str) -> Said | None:
    """Read a line about a receipt; nothing when it has another shape."""
    words, _, reason = detail.partition(": ")
    parts = words.split(" ")
    if len(parts) != len(Said._fields) - 1 or not parts[0].isdecimal():
        return None
    number, sha256, state, sealed = parts
    return Said(int(number), sha256, state, sealed, reason)


def agrees(one: Receipt, last: Said | None) -> bool:
    """Return whether a receipt is as its newest line says."""
    now = Said(one.number, one.sha256, one.state, seal(one), one.reason)
    return last == now


def verify(connection: Connection) -> Iterator[str]:
    """Compare every receipt with its newest line in the trail, and its data with its hash."""
    last: dict[int, Said] = {}
    rows = [tuple(found) for found in connection.execute(_SAID.order_by(trail.c.seq))]
    for entry in typed(rows, list[_Line]):
        told = said(entry.detail)
        if told is None:
            yield f"Nhật ký dòng {entry.seq} về một bản nhận không đọc được."
        else:
            last[told.number] = told
    for found in connection.execute(_HELD.order_by(receipts.c.number)):
        one = receipt(found)
        if not agrees(one, last.pop(one.number, None)) or not _is_whole(one, found):
            yield f"Bản nhận số {one.number} ({one.name}) đã bị sửa sau khi ghi."
    for number in sorted(last):
        yield f"Nhật ký nói đã nhận bản số {number}, nhưng bản nhận này không còn."


def _is_whole(one: Receipt, found: Row[Any]) -> bool:
    """Return whether the data is there, as it came, where the receipt says that it has some."""
    if found.held is None:
        return not one.data_sha256
    return hashlib.sha256(typed(found.data, bytes)).hexdigest() == one.data_sha256
