"""The only door to the store: reports, their cells, their trail.

A store is one file. Whatever a method has been asked to write is on the disk when it returns, or
nothing of it is: every method is one transaction, written through to the disk, together with its
lines in the trail. One thread at a time is let in; it need not be the one that opened the store.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from sqlalchemy import Connection, bindparam, delete, insert, select

from db import citing, content, heads, receipts, shelf, trail
from db.archive import Archive
from db.connection import struct, typed
from db.contributions import Runs, seal
from db.doors import door_of
from db.inbox import Inbox
from db.leaves import Leaves
from db.people import People
from db.problems import (
    ReportExists,
    ReportNotDraft,
    StoreConflict,
    StoreDamaged,
    Theirs,
)
from db.registry import Place
from db.returns import Returns
from db.session import Session
from db.tables import acceptances, reports, settings, snapshots
from db.trail import Entry, Report
from forms.cells import CellEdit, CellKey, CellValue, Change
from forms.department.receipts import Contribution
from forms.department.runs import Run
from forms.findings import Acceptance
from forms.report import Issue, KeptPack, LogRow, ReportHead, Snapshot, StoredReport

_ACCEPTED = (
    select(acceptances)
    .where(acceptances.c.report_id == bindparam("report"))
    .order_by(acceptances.c.finding)
)
_WITHDRAW = delete(acceptances).where(
    acceptances.c.report_id == bindparam("report"), acceptances.c.finding == bindparam("wanted")
)
_FROZEN = (
    select(
        reports.c.id.label("report"),
        snapshots.c.revision,
        snapshots.c.at,
        snapshots.c.data,
        snapshots.c.sha256,
    )
    .join(reports, snapshots.c.report_id == reports.c.report_id)
    .where(snapshots.c.report_id == bindparam("report"))
    .order_by(snapshots.c.seq.desc())
    .limit(1)
)
_SETTING = select(settings.c.value).where(settings.c.name == bindparam("wanted"))


class Store:
    """An open store. Use it in a ``with`` block, or call :meth:`close`.

    Every method may raise a :class:`db.problems.StoreProblem` for what the computer refuses; the
    ones that a method adds are named there.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self.archive = Archive(self._session)
        self.inbox = Inbox(self._session)
        self.people = People(self._session)
        self.runs = Runs(self._session)
        self.returns, self.leaves = Returns(self._session), Leaves(self._session)

    @classmethod
    def open(cls, target: Path | str, *, now: Callable[[], str]) -> Self:
        """Open the store in a file, or on a server when ``target`` is an address.

        A missing file is made with its folder; an older one is brought up to date after a copy of
        it was put beside it. A server's store is never changed by opening it. ``now`` gives the
        time of day for the trail, ISO 8601 with zone.

        Raises:
            StoreTooNew, StoreForeign, StoreDamaged: the store is left as it is.
            StoreReadOnly, StoreDiskFull, StoreLocked, StoreDeviceFailed: see there.
            ServerProblem: the families of :mod:`db.server_problems`.
        """
        return cls(Session(door_of(target), now=now))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file; calling it twice does no harm."""
        self._session.close()

    # --- reports ------------------------------------------------------------------------------

    def create_report(
        self, head: ReportHead, cells: Mapping[CellKey, CellValue], *, who: str
    ) -> None:
        """Keep a new draft with the cells it starts from, each with its line in the trail.

        Raises:
            ReportExists: the id is taken, maybe by a deleted report.
            ReportNotDraft: ``head`` says that it is not a draft.
            FigureTooLong, TextRefused: a cell cannot be kept.
        """
        kept = {key: content.kept(key, value) for key, value in cells.items()}
        if head.status != "draft":
            raise ReportNotDraft(head.id, head.status)
        at = self._session.now()
        lines = [Entry(at, who, trail.CREATE, head.pack_sha256)]
        lines += [Entry(at, who, trail.CREATE, key=key, new=kept[key]) for key in sorted(kept)]
        with self._session.writing() as connection:
            report = heads.add(connection, head)
            places = {self._session.registry.place(connection, key): kept[key] for key in kept}
            content.replace(connection, report.number, {}, places)
            trail.append(connection, self._session.registry, report, lines)

    def reports(self, *, deleted: bool = False) -> tuple[ReportHead, ...]:
        """Return the heads of the reports at hand, or of the deleted ones instead, by id."""
        with self._session.reading() as connection:
            every = heads.every(connection)
        return tuple(head for head in every if (head.status == "deleted") is deleted)

    def load(self, report_id: str) -> StoredReport:
        """Return a report with its filled cells and acceptances; a deleted one too.

        Raises:
            ReportUnknown: no such report.
        """
        with self._session.reading() as connection:
            row = heads.known(connection, report_id)
            found = content.read_all(connection, row.report_id)
            accepted = connection.execute(_ACCEPTED, {"report": row.report_id})
            return StoredReport(
                head=heads.head(row),
                cells={
                    self._session.registry.key(connection, place): content.value(kept)
                    for place, kept in found.items()
                },
                acceptances=tuple(struct(line, Acceptance) for line in accepted),
            )

    def record(self, report_id: str, change: Change, *, who: str) -> None:
        """Keep all edits of a change, or none; each gets its line in the trail.

        A change without edits leaves no trace.

        Raises:
            ReportUnknown, ReportNotDraft: the report is not there, or not open to edits.
            StoreConflict: an edit's ``old`` is not what is stored, digit for digit.
            FigureTooLong, TextRefused: a value cannot be kept.
        """
        if not change.edits:
            return
        at = self._session.now()
        lines = [_edited(at, who, change.action, edit) for edit in change.edits]
        with self._session.writing() as connection:
            self._record(connection, heads.draft(connection, report_id), change, lines)

    def repin(
        self, report_id: str, pack: KeptPack, data: bytes, change: Change, *, who: str
    ) -> None:
        """Pin a draft to another version of its form and move its cells, both or neither.

        ``change.action`` names the act in the trail; its first line says from which version to
        which.

        Raises:
            ReportUnknown, ReportNotDraft, StoreConflict: as for :meth:`record`.
        """
        at = self._session.now()
        with self._session.writing() as connection:
            report, row = heads.draft(connection, report_id), heads.known(connection, report_id)
            before = KeptPack(row.form, row.pack_version, row.pack_sha256)
            shelf.keep(connection, pack, data)
            heads.change(connection, report, pack_version=pack.version, pack_sha256=pack.sha256)
            said = f"{before.version} {before.sha256} > {pack.version} {pack.sha256}"
            lines = [_edited(at, who, change.action, edit) for edit in change.edits]
            trail.append(
                connection, self._session.registry, report, [Entry(at, who, change.action, said)]
            )
            if lines:
                self._record(connection, report, change, lines)

    def consolidate(
        self, report_id: str, change: Change, run: Run, given: Iterable[Contribution], *, who: str
    ) -> None:
        """Keep what a consolidation writes into a draft, the run and its contributions, as one.

        Raises:
            ReportUnknown, ReportNotDraft, StoreConflict: as for :meth:`record`.
        """
        at, gave = self._session.now(), tuple(given)
        lines = [_edited(at, who, change.action, edit) for edit in change.edits]
        with self._session.writing() as connection:
            report = heads.draft(connection, report_id)
            self._session.log(connection, report, change.action, who, seal(run, gave))
            if lines:
                self._record(connection, report, change, lines)
            self.runs.add(connection, report, run, gave)

    def _record(
        self, connection: Connection, report: Report, change: Change, lines: list[Entry]
    ) -> None:
        places = [self._session.registry.place(connection, edit.key) for edit in change.edits]
        before = content.read_some(connection, report.number, places)
        after = dict(before)
        for place, line in zip(places, lines, strict=True):
            if after.get(place) != line.old:
                raise self._conflict(connection, report, place)
            _step(after, place, line)
        content.replace(connection, report.number, before, after)
        trail.append(connection, self._session.registry, report, lines)

    def _conflict(self, connection: Connection, report: Report, place: Place) -> StoreConflict:
        """Return who changed the cell that an edit does not start from."""
        key = self._session.registry.key(connection, place)
        last = trail.latest(connection, self._session.registry, report.number, place)
        theirs = None if last is None else Theirs(last.new, last.who, last.at)
        return StoreConflict(key.place(), theirs=theirs)

    # --- the way of a report ------------------------------------------------------------------

    def accept(self, report_id: str, acceptance: Acceptance) -> None:
        """Keep a written reason for one finding; an earlier one for it is replaced.

        Raises:
            ReportUnknown, ReportNotDraft: the report is not there, or not open to edits.
        """
        said = f"{acceptance.finding} [{acceptance.fingerprint}]: {acceptance.reason}"
        with self._session.writing() as connection:
            report = heads.draft(connection, report_id)
            wanted = {"report": report.number, "wanted": acceptance.finding}
            connection.execute(_WITHDRAW, wanted)
            connection.execute(
                insert(acceptances),
                {"report_id": report.number, **msgspec.structs.asdict(acceptance)},
            )
            self._session.log(connection, report, trail.ACCEPT, acceptance.who, said)

    def withdraw(self, report_id: str, finding_id: str, *, who: str) -> None:
        """Take a written reason back; where there is none, nothing happens.

        Raises:
            ReportUnknown, ReportNotDraft: the report is not there, or not open to edits.
        """
        with self._session.writing() as connection:
            report = heads.draft(connection, report_id)
            wanted = {"report": report.number, "wanted": finding_id}
            if connection.execute(_WITHDRAW, wanted).rowcount:
                self._session.log(connection, report, trail.WITHDRAW, who, finding_id)

    def finalize(
        self, report_id: str, *, data: bytes, vector: bytes, at: str, who: str
    ) -> Snapshot:
        """Freeze a draft: its cells change no more, and ``data`` is what was finalized.

        ``data`` is the report's canonical JSON, ``vector`` its figures as packed 64-bit integers
        in the order of the pack. The trail's line carries the SHA-256 of ``data``.

        Raises:
            ReportUnknown, ReportNotDraft: the report is not there, or not a draft.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        with self._session.writing() as connection:
            report = heads.draft(connection, report_id)
            revision: int = heads.known(connection, report_id).revision
            heads.change(connection, report, status="finalized", finalized_at=at)
            line = Entry(at, who, trail.FINALIZE, sha256)
            seq = trail.append(connection, self._session.registry, report, [line])
            frozen = {"revision": revision, "at": at, "data": data, "sha256": sha256}
            values = {**frozen, "seq": seq, "report_id": report.number, "vector": vector}
            connection.execute(insert(snapshots), values)
        return Snapshot(report=report_id, revision=revision, at=at, data=data, sha256=sha256)

    def reopen(self, report_id: str, *, reason: str, who: str, next_revision: bool = False) -> None:
        """Make a finalized report a draft again; its snapshots stay.

        ``next_revision`` counts the revision up: the finalized one has been sent already.

        Raises:
            ReportUnknown, ReportNotFinalized: the report is not there, or is not finalized.
        """
        with self._session.writing() as connection:
            row = heads.finalized(connection, report_id)
            report = Report(row.report_id, row.id)
            revision = row.revision + next_revision
            heads.change(connection, report, status="draft", finalized_at="", revision=revision)
            action = trail.REVISE if next_revision else trail.REOPEN
            self._session.log(connection, report, action, who, reason)

    def log_issue(self, report_id: str, issue: Issue, said: str, *, who: str) -> None:
        """Note what happened to a finalized report on its way out; ``said`` tells the particulars.

        Raises:
            ReportUnknown, ReportNotFinalized: the report is not there, or is not finalized.
        """
        with self._session.writing() as connection:
            row = heads.finalized(connection, report_id)
            self._session.log(connection, Report(row.report_id, row.id), issue, who, said)

    def issues(self) -> tuple[LogRow, ...]:
        """Return the trail's lines on finalizing, signed copies and sending, oldest first."""
        with self._session.reading() as connection:
            return trail.issues(connection, self._session.registry)

    def delete(self, report_id: str, *, who: str) -> None:
        """Put a report away; nothing of it is removed, see :meth:`restore`.

        Raises:
            ReportUnknown: no such report, or it is deleted already.
        """
        with self._session.writing() as connection:
            row = heads.present(connection, report_id)
            report = Report(row.report_id, row.id)
            heads.change(connection, report, status="deleted")
            self._session.log(connection, report, trail.DELETE, who)

    def restore(self, report_id: str, *, who: str) -> None:
        """Bring a deleted report back as it was, draft or finalized.

        Raises:
            ReportUnknown: no such report.
            ReportExists: it is not deleted.
        """
        with self._session.writing() as connection:
            row = heads.known(connection, report_id)
            if row.status != "deleted":
                raise ReportExists(report_id)
            report = Report(row.report_id, row.id)
            status = "finalized" if row.finalized_at else "draft"
            heads.change(connection, report, status=status)
            self._session.log(connection, report, trail.RESTORE, who)

    def snapshot(self, report_id: str, revision: int | None = None) -> Snapshot | None:
        """Return the newest frozen state, of one revision or of all; nothing if there is none.

        Raises:
            ReportUnknown: no such report.
        """
        with self._session.reading() as connection:
            wanted = {"report": heads.known(connection, report_id).report_id}
            statement = _FROZEN
            if revision is not None:
                statement = _FROZEN.where(snapshots.c.revision == bindparam("revision"))
                wanted["revision"] = revision
            row = connection.execute(statement, wanted).first()
        return struct(row, Snapshot) if row else None

    # --- the trail ----------------------------------------------------------------------------

    def trail(self, report_id: str | None = None, key: CellKey | None = None) -> tuple[LogRow, ...]:
        """Return the trail, oldest line first; of one report, of one cell, or all of it.

        Raises:
            ReportUnknown: no such report.
        """
        with self._session.reading() as connection:
            report = heads.known(connection, report_id).report_id if report_id else None
            return trail.read(connection, self._session.registry, report, key)

    def verify_trail(self) -> tuple[str, ...]:
        """Follow the whole trail and compare it with cells, snapshots, receipts and runs.

        Returns one Vietnamese sentence for each broken place, with its line, cell or snapshot;
        an empty tuple when all is whole.
        """
        with self._session.reading() as connection:
            broken = trail.verify(connection, self._session.registry)
            parts = (part.verify(connection) for part in (self.runs, self.returns, self.leaves))
            return (*broken, *receipts.verify(connection), *chain.from_iterable(parts))

    def written(self, unit: str, *, after: int = 0) -> citing.Written:
        """Return the texts that may cite documents, of the unit's reports changed after a line.

        ``after`` is the trail's line up to which they are known; 0 asks for all reports.
        """
        with self._session.reading() as connection:
            return citing.read(connection, self._session.registry, unit, after)

    # --- packs and settings -------------------------------------------------------------------

    def keep_pack(self, form: str, version: str, sha256: str, data: bytes) -> None:
        """Keep a form version under its hash; one that is kept already stays as it is."""
        with self._session.writing() as connection:
            shelf.keep(connection, KeptPack(form, version, sha256), data)

    def pack(self, form: str, sha256: str) -> bytes | None:
        """Return a kept form version, or nothing if it was never kept."""
        with self._session.reading() as connection:
            return shelf.read(connection, form, sha256)

    def packs(self, *, installed: bool = False) -> tuple[KeptPack, ...]:
        """Return the kept form versions, or only those that are installed for new reports."""
        with self._session.reading() as connection:
            return shelf.every(connection, in_use=installed)

    def install_pack(self, pack: KeptPack, data: bytes, *, who: str) -> bool:
        """Keep a form version for new reports, with its line in the trail.

        Returns whether it was not installed yet.
        """
        at = self._session.now()
        with self._session.writing() as connection:
            shelf.keep(connection, pack, data)
            fresh = shelf.mark(connection, pack, at)
            if fresh:
                self._session.log(connection, None, trail.INSTALL, who, " ".join(pack))
        return fresh

    def remove_pack(self, pack: KeptPack, *, who: str) -> bool:
        """Take an installed version out of use; reports typed in it keep it.

        Returns whether it was in use.
        """
        with self._session.writing() as connection:
            found = shelf.unmark(connection, pack)
            if found:
                self._session.log(connection, None, trail.REMOVE, who, " ".join(pack))
        return found

    def setting(self, name: str) -> str | None:
        """Return what is kept under ``name``, or nothing."""
        with self._session.reading() as connection:
            value = connection.execute(_SETTING, {"wanted": name}).scalar()
            return None if value is None else typed(value, str)

    def set_setting(self, name: str, value: str) -> None:
        """Keep ``value`` under ``name``; settings are no part of any report or trail."""
        with self._session.writing() as connection:
            shelf.set_setting(connection, name, value)

    # --- the file -----------------------------------------------------------------------------

    def check_integrity(self) -> tuple[str, ...]:
        """Let the engine check its pages, tables and references; empty means sound.

        The lines are the engine's own English, for the log and for people who know databases.
        """
        try:
            with self._session.reading() as connection:
                return self._session.door.integrity(connection)
        except StoreDamaged as damaged:
            return (damaged.detail,)

    def backup(self, target: Path) -> None:
        """Write a checked copy to ``target``; it appears there whole or not at all.

        Raises:
            StoreReadOnly, StoreDiskFull, StoreDeviceFailed: ``target`` cannot be written.
            StoreDamaged: this store does not pass SQLite's check.
        """
        with self._session.alone(target) as connection:
            self._session.door.copy(connection, target)


def _edited(at: str, who: str, action: str, edit: CellEdit) -> Entry:
    old = None if edit.old is None else content.kept(edit.key, edit.old)
    new = None if edit.new is None else content.kept(edit.key, edit.new)
    return Entry(at, who, action, key=edit.key, old=old, new=new)


def _step(state: dict[Place, content.Kept], place: Place, line: Entry) -> None:
    """Take ``state`` one edit further."""
    if line.new is None:
        state.pop(place, None)
    else:
        state[place] = line.new
