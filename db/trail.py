"""The append-only trail: who did what to which cell, each line chained to the one before.

A line's hash is the SHA-256 over the 32 bytes of the previous line's hash (zeros before the
first) followed by the line in canonical form: a JSON array, UTF-8, without spaces, only the
characters escaped that JSON demands::

    [seq, report, at, who, action, [field, row, part] or null, old, new, detail]

where a figure is ``[scaled, decimals]``, a text is a string and empty is ``null``. Any program
can follow the chain from this description. ``seq`` orders the trail and has no gaps; the time of
day does not order anything, since clocks are set back.

The chain shows every line changed, removed or put in between. Lines cut off at the end show too:
the stored cells then differ from the last values in the trail, or a snapshot's line is missing.
Somebody who writes the whole chain anew stays unseen, unless a hash has left this computer before.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Row, bindparam, func, insert, select

from db.connection import typed
from db.content import Kept, read_all, value
from db.prepared import Prepared
from db.registry import Place, Registry
from db.tables import reports, snapshots, trail
from forms.cells import CellKey
from forms.report import Issue, LogRow

T = TypeVar("T")
GENESIS = bytes(32)

CREATE = "create"
FINALIZE = "finalize"
REOPEN = "reopen"
REVISE = "revise"
"""Reopened as the next submission: the revision number goes up."""
EXPORT: Issue = "export"
"""A finalized report's files left the house; no part of the report's own log extract."""
SIGNED: Issue = "signed"
"""A signed copy came back; the line carries the SHA-256 of the file and its name."""
SENT: Issue = "sent"
RETURN = "return"
"""Its receiver sent a submission back; the line seals all of it."""
DELETE = "delete"
RESTORE = "restore"
MOVE = "move"
"""A draft went to another period under another id, on both reports: from where to where."""
ACCEPT = "accept"
WITHDRAW = "withdraw"
INSTALL = "install-form"
REMOVE = "remove-form"
RESTORE_STORE = "restore-store"
"""A copy took the store's place: its file name and SHA-256, then the number and the hash of the
last line of what it replaced."""
ACCOUNTS = "accounts"
"""Who may do what was changed: what was done, and the SHA-256 of the accounts since then."""
SALVAGE = "salvage"
"""Lines, cells or snapshots around this one were lost with a damaged file."""


class Report(NamedTuple):
    """A report by its number in the file and its id."""

    number: int
    id: str


class Entry(NamedTuple):
    """What one line says, before it has a place in the chain."""

    at: str
    who: str
    action: str
    detail: str = ""
    key: CellKey | None = None
    old: Kept | None = None
    new: Kept | None = None


class Line(NamedTuple):
    """One row of the trail as it is stored, with the id of its report."""

    seq: int
    report_id: int | None
    at: str
    who: str
    action: str
    field_id: int | None
    row: int | None
    part_id: int | None
    old_scaled: int | None
    old_decimals: int | None
    old_text: str | None
    new_scaled: int | None
    new_decimals: int | None
    new_text: str | None
    detail: str
    hash: bytes
    report: str | None

    @property
    def place(self) -> Place | None:
        """Return the address of the cell that the line is about, if it is about one."""
        if self.field_id is None or self.row is None or self.part_id is None:
            return None
        return self.field_id, self.row, self.part_id


class Frozen(NamedTuple):
    """One stored snapshot, as far as its hash is concerned."""

    seq: int
    revision: int
    sha256: str
    data: bytes
    report: str


_LAST = Prepared(select(trail.c.seq, trail.c.hash).order_by(trail.c.seq.desc()).limit(1))
_INSERT = Prepared(insert(trail))
_LINES = (
    select(trail, reports.c.id.label("report"))
    .select_from(trail.outerjoin(reports, trail.c.report_id == reports.c.report_id))
    .order_by(trail.c.seq)
)
_BY_AND_BY = {"yield_per": 5_000}
"""For the whole trail: a server's driver would hold all lines in memory at once."""
_OF_REPORT = _LINES.where(trail.c.report_id == bindparam("wanted"))
_ISSUES = _LINES.where(
    trail.c.action.in_((FINALIZE, SIGNED, SENT, RETURN)), trail.c.report_id.is_not(None)
)
_CREATORS = (
    select(reports.c.id, trail.c.who)
    .join(reports, trail.c.report_id == reports.c.report_id)
    .where(trail.c.action == CREATE, trail.c.field_id.is_(None))
)
_SAID_LAST = (
    select(trail.c.detail)
    .where(trail.c.action == bindparam("wanted"), trail.c.report_id.is_(None))
    .order_by(trail.c.seq.desc())
    .limit(1)
)
_SAID_OF = (
    select(trail.c.seq, trail.c.detail)
    .where(trail.c.action == bindparam("wanted"))
    .order_by(trail.c.seq)
)
_SNAPSHOTS = select(
    snapshots.c.seq, snapshots.c.revision, snapshots.c.sha256, snapshots.c.data, reports.c.id
).join(reports, snapshots.c.report_id == reports.c.report_id)
_REPORTS = select(reports.c.report_id, reports.c.id)
_FINALIZED = select(trail.c.seq, trail.c.detail).where(trail.c.action == FINALIZE)


def digest(previous: bytes, seq: int, report: str, entry: Entry) -> bytes:
    """Return the line's hash."""
    at, who, action, detail, key, old, new = entry
    line = msgspec.json.encode((seq, report, at, who, action, key, old, new, detail))
    return hashlib.sha256(previous + line).digest()


def append(
    connection: Connection, registry: Registry, report: Report | None, entries: Iterable[Entry]
) -> int:
    """Write lines at the end of the trail and return the last line's number.

    Without a report they are about the store itself.
    """
    number, name = report or (None, "")
    last: list[tuple[int, bytes]] = typed(_LAST.rows(connection, {}), list[tuple[int, bytes]])
    seq, previous = last[0] if last else (0, GENESIS)
    lines = []
    for entry in entries:
        seq += 1
        previous = digest(previous, seq, name, entry)
        place = registry.place(connection, entry.key) if entry.key else None
        lines.append(_line(seq, number, place, entry) | {"hash": previous})
    _INSERT.run(connection, lines)
    return seq


def read(
    connection: Connection, registry: Registry, report: int | None, key: CellKey | None
) -> tuple[LogRow, ...]:
    """Return the lines of one report or all, of one cell or all, oldest first."""
    statement = _LINES if report is None else _OF_REPORT
    if key is not None:
        place = (
            registry.fields.find(connection, key.field),
            registry.parts.find(connection, key.part),
        )
        statement = statement.where(
            trail.c.field_id == place[0], trail.c.row == key.row, trail.c.part_id == place[1]
        )
    rows = connection.execute(statement, {"wanted": report} if report is not None else {})
    return tuple(_shown(connection, registry, line) for line in _lines(rows))


def latest(connection: Connection, registry: Registry, report: int, place: Place) -> LogRow | None:
    """Return the newest line about one cell of a report, if there is any."""
    at = dict(zip(("field_id", "row", "part_id"), place, strict=True))
    mine = (trail.c.report_id == report, *(trail.c[name] == at[name] for name in at))
    newest = select(func.max(trail.c.seq)).where(*mine).scalar_subquery()
    lines = _lines(connection.execute(_LINES.where(trail.c.seq == newest)))
    return next((_shown(connection, registry, line) for line in lines), None)


def issues(connection: Connection, registry: Registry) -> tuple[LogRow, ...]:
    """Return the lines on finalizing, signing, sending and returns of all reports, oldest first."""
    return tuple(_shown(connection, registry, line) for line in _lines(connection.execute(_ISSUES)))


def creators(connection: Connection) -> dict[str, str]:
    """Return by report who began it."""
    return dict(typed([tuple(row) for row in connection.execute(_CREATORS)], list[tuple[str, str]]))


def last(connection: Connection, action: str) -> str:
    """Return what the newest line of an act on the store itself says; empty without one."""
    said = connection.execute(_SAID_LAST, {"wanted": action}).scalar()
    return typed(said or "", str)


def _salvaged(connection: Connection) -> int:
    """Return the number of the last line that tells of a rescue; 0 without one.

    What lines before it speak of may have been lost with the damaged file, and was told then.
    """
    seq = connection.execute(select(func.max(trail.c.seq)).where(trail.c.action == SALVAGE))
    return typed(seq.scalar() or 0, int)


def unmatched(
    connection: Connection, action: str, kept: Iterable[T], seal: Callable[[T], str]
) -> tuple[list[T], int]:
    """Compare what is kept with the lines of an act, whose detail is its seal.

    Returns what no line says, and how many lines beyond that speak of what is no longer there.
    """
    rows = [tuple(row) for row in connection.execute(_SAID_OF, {"wanted": action})]
    waiting: dict[str, list[int]] = {}
    for seq, said in typed(rows, list[tuple[int, str]]):
        waiting.setdefault(said, []).append(seq)
    changed = [one for one in kept if not _taken(waiting, seal(one))]
    rescued = _salvaged(connection)
    lost = sum(seq > rescued for lines in waiting.values() for seq in lines)
    return changed, lost - len(changed)


def _taken(waiting: dict[str, list[int]], said: str) -> bool:
    """Take the first line that says this away; return whether there was one."""
    lines = waiting.get(said)
    if lines:
        del lines[0]
        return True
    return False


def verify(connection: Connection, registry: Registry) -> tuple[str, ...]:
    """Return one Vietnamese sentence for each broken place; empty means the trail is whole."""
    latest: dict[int, dict[Place, Kept]] = {}
    return (
        *_broken_links(connection, registry, latest),
        *_stray_cells(connection, registry, latest),
        *_changed_snapshots(connection),
    )


def _line(seq: int, report: int | None, place: Place | None, entry: Entry) -> dict[str, Any]:
    field, row, part = place or (None, None, None)
    return {
        "seq": seq,
        "report_id": report,
        "at": entry.at,
        "who": entry.who,
        "action": entry.action,
        "field_id": field,
        "row": row,
        "part_id": part,
        **_split("old", entry.old),
        **_split("new", entry.new),
        "detail": entry.detail,
    }


def _split(side: str, content: Kept | None) -> dict[str, int | str | None]:
    scaled, decimals = content if isinstance(content, tuple) else (None, None)
    text = content if isinstance(content, str) else None
    return {f"{side}_scaled": scaled, f"{side}_decimals": decimals, f"{side}_text": text}


def _joined(scaled: int | None, decimals: int | None, text: str | None) -> Kept | None:
    if scaled is None or decimals is None:
        return text
    return scaled, decimals


def _lines(rows: Iterable[Row[Any]]) -> Iterator[Line]:
    return (typed(tuple(row), Line) for row in rows)


def _entry(connection: Connection, registry: Registry, line: Line) -> Entry:
    return Entry(
        at=line.at,
        who=line.who,
        action=line.action,
        detail=line.detail,
        key=registry.key(connection, line.place) if line.place else None,
        old=_joined(line.old_scaled, line.old_decimals, line.old_text),
        new=_joined(line.new_scaled, line.new_decimals, line.new_text),
    )


def _shown(connection: Connection, registry: Registry, line: Line) -> LogRow:
    entry = _entry(connection, registry, line)
    return LogRow(
        seq=line.seq,
        report=line.report or "",
        at=entry.at,
        who=entry.who,
        action=entry.action,
        key=entry.key,
        old=None if entry.old is None else value(entry.old),
        new=None if entry.new is None else value(entry.new),
        detail=entry.detail,
        hash=line.hash.hex(),
    )


def _broken_links(
    connection: Connection, registry: Registry, latest: dict[int, dict[Place, Kept]]
) -> Iterator[str]:
    """Follow the chain, and collect on the way what every cell was last set to."""
    seq, previous = 0, GENESIS
    for line in _lines(connection.execute(_LINES, execution_options=_BY_AND_BY)):
        entry, report = _entry(connection, registry, line), line.report or ""
        if line.seq != seq + 1:
            yield f"Nhật ký thiếu dòng {seq + 1} đến {line.seq - 1}."
        elif digest(previous, line.seq, report, entry) != line.hash:
            yield f"Nhật ký dòng {line.seq} (báo cáo {report}) đã bị sửa sau khi ghi."
        seq, previous = line.seq, line.hash
        if line.place and line.report_id:
            _set(latest.setdefault(line.report_id, {}), line.place, entry.new)


def _set(known: dict[Place, Kept], place: Place, content: Kept | None) -> None:
    if content is None:
        known.pop(place, None)
    else:
        known[place] = content


def _stray_cells(
    connection: Connection, registry: Registry, latest: dict[int, dict[Place, Kept]]
) -> Iterator[str]:
    """Compare the stored cells with the last values in the trail."""
    rows = [tuple(row) for row in connection.execute(_REPORTS)]
    for number, report in typed(rows, list[tuple[int, str]]):
        stored, known = read_all(connection, number), latest.get(number, {})
        for place in sorted(stored.keys() | known.keys()):
            if stored.get(place) != known.get(place):
                key = registry.key(connection, place)
                yield f"Báo cáo {report}, ô {key.place()}: số liệu đang lưu khác với nhật ký."


def _changed_snapshots(connection: Connection) -> Iterator[str]:
    """Compare every frozen report with its own hash and with its line in the trail."""
    announced: dict[int, str] = {row.seq: row.detail for row in connection.execute(_FINALIZED)}
    for row in connection.execute(_SNAPSHOTS):
        frozen = typed(tuple(row), Frozen)
        made_of = hashlib.sha256(frozen.data).hexdigest()
        if not announced.pop(frozen.seq, None) == frozen.sha256 == made_of:
            yield (
                f"Bản chốt lần {frozen.revision} của báo cáo {frozen.report} "
                "đã bị sửa sau khi chốt."
            )
    for seq in announced:
        yield f"Nhật ký dòng {seq} nói đã chốt báo cáo, nhưng không còn bản chốt."
