"""Whole reports: their words read for searching, a draft moved to the period it was meant for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Connection, bindparam, delete, func, insert, select

from db import content, heads, trail
from db.connection import typed
from db.problems import ReportExists
from db.session import Session
from db.tables import acceptances, reports, snapshots, texts
from db.tables import trail as lines
from db.trail import Entry, Report

_LAST: Final = select(func.max(lines.c.seq))
_CHANGED: Final = select(reports.c.report_id, reports.c.id, reports.c.status).where(
    reports.c.report_id.in_(
        select(lines.c.report_id).where(lines.c.seq > bindparam("after")).distinct()
    )
)
_TEXTS: Final = (
    select(texts.c.report_id, texts.c.value)
    .where(texts.c.report_id.in_(bindparam("reports", expanding=True)))
    .order_by(texts.c.report_id, texts.c.field_id, texts.c.row, texts.c.part_id)
)
_LATEST_ACT: Final = (
    select(lines.c.action)
    .where(lines.c.report_id == bindparam("report"), lines.c.field_id.is_(None))
    .order_by(lines.c.seq.desc())
    .limit(1)
)
_FROZEN: Final = select(func.count()).where(snapshots.c.report_id == bindparam("report"))
_REASONS: Final = select(acceptances).where(acceptances.c.report_id == bindparam("report"))
_BATCH: Final = 500


class Words(NamedTuple):
    """Texts of reports.

    ``last`` is the newest line of the trail: what comes after it is not in here. ``texts`` has
    each report that was changed, by id; a deleted one has none.
    """

    last: int
    texts: Mapping[str, tuple[str, ...]]


class Archive:
    """A part of :class:`db.store.Store`; raises what that does."""

    def __init__(self, session: Session) -> None:
        """Share the store's session."""
        self._session = session

    @property
    def last(self) -> int:
        """Return the number of the newest line of the trail, 0 for none."""
        with self._session.reading() as connection:
            return typed(connection.execute(_LAST).scalar() or 0, int)

    def words(self, *, after: int = 0) -> Words:
        """Return all texts of the reports that the trail names after a line."""
        with self._session.reading() as connection:
            last = typed(connection.execute(_LAST).scalar() or 0, int)
            if last <= after:
                return Words(last, {})
            rows = connection.execute(_CHANGED, {"after": after}).all()
            found: dict[str, list[str]] = {row.id: [] for row in rows}
            here = {row.report_id: found[row.id] for row in rows if row.status != "deleted"}
            numbers = sorted(here)
            for start in range(0, len(numbers), _BATCH):
                chosen = {"reports": numbers[start : start + _BATCH]}
                kept = [tuple(line) for line in connection.execute(_TEXTS, chosen)]
                for number, text in typed(kept, list[tuple[int, str]]):
                    here[number].append(text)
        return Words(last, {name: tuple(said) for name, said in found.items()})

    def was_finalized(self, report_id: str) -> bool:
        """Return whether a report was ever finalized.

        Raises:
            ReportUnknown: no such report.
        """
        with self._session.reading() as connection:
            number = heads.known(connection, report_id).report_id
            return bool(connection.execute(_FROZEN, {"report": number}).scalar())

    def move(self, report_id: str, to: str, period: str, *, who: str) -> None:
        """Keep a draft under another id and period: its cells, its reasons, its form version.

        The old one is put away as deleting does, and comes back when the report is moved back.

        Raises:
            ReportUnknown, ReportNotDraft: the report is not there, or not a draft.
            ReportExists: a report of the id ``to`` is there, or was deleted by hand.
        """
        with self._session.writing() as connection:
            old = heads.draft(connection, report_id)
            said = f"{report_id} > {to}"
            new = self._target(connection, report_id, to, period, who=who)
            self._move_cells(
                connection, old, new, Entry(self._session.now(), who, trail.MOVE, said)
            )
            _move_reasons(connection, old, new)
            heads.change(connection, old, status="deleted")
            self._session.log(connection, old, trail.MOVE, who, said)

    def _target(
        self, connection: Connection, report_id: str, to: str, period: str, *, who: str
    ) -> Report:
        """Return the report to move into: a new one, or one that was moved away from there."""
        head = heads.head(heads.known(connection, report_id))
        there = connection.execute(
            select(reports.c.report_id, reports.c.status).where(reports.c.id == to)
        ).first()
        if there is None:
            now = self._session.now()
            made = heads.add(
                connection, msgspec.structs.replace(head, id=to, period=period, created_at=now)
            )
            self._session.log(connection, made, trail.CREATE, who, head.pack_sha256)
            return made
        act = connection.execute(_LATEST_ACT, {"report": there.report_id}).scalar()
        if there.status != "deleted" or act != trail.MOVE:
            raise ReportExists(to)
        found = Report(there.report_id, to)
        heads.change(
            connection,
            found,
            status="draft",
            pack_version=head.pack_version,
            pack_sha256=head.pack_sha256,
        )
        return found

    def _move_cells(self, connection: Connection, old: Report, new: Report, act: Entry) -> None:
        before = content.read_all(connection, new.number)
        after = content.read_all(connection, old.number)
        registry = self._session.registry
        changed = sorted(
            (registry.key(connection, place), place)
            for place in before.keys() | after.keys()
            if before.get(place) != after.get(place)
        )
        content.replace(connection, new.number, before, after)
        edits = [
            act._replace(detail="", key=key, old=before.get(place), new=after.get(place))
            for key, place in changed
        ]
        trail.append(connection, registry, new, [act, *edits])


def _move_reasons(connection: Connection, old: Report, new: Report) -> None:
    gone = delete(acceptances).where(acceptances.c.report_id == new.number)
    connection.execute(gone)
    rows = connection.execute(_REASONS, {"report": old.number}).mappings().all()
    if rows:
        connection.execute(insert(acceptances), [{**row, "report_id": new.number} for row in rows])
