"""Consolidations of a report: who should have reported, with which data, what each gave to a cell.

Every run is kept; the newest one of a report tells whose figures stand in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Row, bindparam, insert, select

from db import content, heads
from db.connection import struct, typed
from db.registry import Place
from db.session import Session
from db.tables import contributions, reports, run_sources, runs, trail
from db.trail import Report
from forms.cells import CellKey
from forms.department.consolidated_report import CONSOLIDATE
from forms.department.receipts import Contribution
from forms.department.runs import Run, RunPart, RunSource

_NEWEST = (
    select(runs)
    .where(runs.c.report_id == bindparam("wanted"))
    .order_by(runs.c.run_id.desc())
    .limit(1)
)
_SOURCES = (
    select(run_sources)
    .where(run_sources.c.run_id == bindparam("wanted"))
    .order_by(run_sources.c.position)
)
_EVERY = (
    select(contributions)
    .where(contributions.c.run_id == bindparam("wanted"))
    .order_by(
        contributions.c.field_id,
        contributions.c.row,
        contributions.c.part_id,
        contributions.c.position,
    )
)
_OF_CELL = _EVERY.where(
    contributions.c.field_id == bindparam("field"),
    contributions.c.row == bindparam("line"),
    contributions.c.part_id == bindparam("part"),
)
_SAID = (
    select(reports.c.id, trail.c.detail)
    .join(reports, trail.c.report_id == reports.c.report_id)
    .where(trail.c.action == CONSOLIDATE, trail.c.field_id.is_(None))
    .order_by(trail.c.seq)
)
_RUNS = (
    select(runs, reports.c.id.label("report"))
    .join(reports, runs.c.report_id == reports.c.report_id)
    .order_by(runs.c.run_id)
)
_BATCH: Final = 5_000


class _Line(msgspec.Struct, frozen=True):
    """One stored contribution: a figure, or words."""

    field_id: int
    row: int
    part_id: int
    position: int
    scaled: int | None
    decimals: int | None
    value: str | None

    @property
    def kept(self) -> content.Kept:
        """Return what was given, as the file keeps it."""
        if self.scaled is None:
            return self.value or ""
        return self.scaled, self.decimals or 0


class _Detail(msgspec.Struct, frozen=True):
    parts: tuple[RunPart, ...]


def seal(run: Run, given: Iterable[Contribution]) -> str:
    """Return the hash that the trail keeps of a run: over all of it and all that was given."""
    lines = sorted(
        f"{one.key.place()}|{one.report}|{one.revision}|{one.sha256}|{one.unit}|{one.value}"
        for one in given
    )
    return hashlib.sha256("\n".join((_json(run), *lines)).encode()).hexdigest()


class Runs:
    """The consolidations of a store's reports; :attr:`db.store.Store.runs` is one."""

    def __init__(self, session: Session) -> None:
        """Share the store's session."""
        self._session = session

    def newest(self, report_id: str) -> Run | None:
        """Return the last consolidation of a report, ``None`` for one that is not consolidated.

        Raises:
            ReportUnknown: no such report.
        """
        with self._session.reading() as connection:
            row = _newest(connection, report_id)
            return None if row is None else _run(connection, row)

    def given(self, report_id: str, key: CellKey | None = None) -> tuple[Contribution, ...]:
        """Return who gave what in the last consolidation: to one cell, or to all of them by cell.

        Raises:
            ReportUnknown: no such report.
        """
        with self._session.reading() as connection:
            row = _newest(connection, report_id)
            if row is None:
                return ()
            sources = _run(connection, row).sources
            wanted = {"wanted": row.run_id}
            if key is None:
                found = connection.execute(_EVERY, wanted)
            else:
                names = self._session.registry
                # A name that has no number yet stands in no contribution.
                wanted["field"] = names.fields.find(connection, key.field) or 0
                wanted["part"] = names.parts.find(connection, key.part) or 0
                found = connection.execute(_OF_CELL, {**wanted, "line": key.row})
            return tuple(self._contribution(connection, one, sources) for one in found)

    def verify(self, connection: Connection) -> Iterator[str]:
        """Compare every run and what was given in it with its line in the trail."""
        said: dict[str, list[str]] = {}
        for report, detail in connection.execute(_SAID):
            said.setdefault(typed(report, str), []).append(typed(detail, str))
        for row in connection.execute(_RUNS):
            run, report = _run(connection, row), typed(row.report, str)
            found = connection.execute(_EVERY, {"wanted": row.run_id})
            given = [self._contribution(connection, one, run.sources) for one in found]
            waiting = said.get(report, [])
            if not waiting or waiting.pop(0) != seal(run, given):
                yield f"Lần tổng hợp {run.at} của báo cáo {report} đã bị sửa sau khi ghi."
        for report in sorted(report for report, waiting in said.items() if waiting):
            yield f"Nhật ký nói đã tổng hợp báo cáo {report}, nhưng lần tổng hợp này không còn."

    def _contribution(
        self, connection: Connection, row: Row[Any], sources: tuple[RunSource, ...]
    ) -> Contribution:
        line = struct(row, _Line)
        source = sources[line.position % len(sources)]
        place = (line.field_id, line.row, line.part_id)
        return Contribution(
            key=self._session.registry.key(connection, place),
            unit=source.unit,
            report=source.report,
            revision=source.revision,
            sha256=source.sha256,
            value=content.value(line.kept),
        )

    def add(
        self, connection: Connection, report: Report, run: Run, given: Iterable[Contribution]
    ) -> None:
        """Keep a run inside an open transaction.

        Raises:
            FigureTooLong, TextRefused: a contribution cannot be kept.
            KeyError: a contribution is of no source of the run.
        """
        values = {
            "report_id": report.number,
            "at": run.at,
            "who": run.who,
            "expected": _json(run.expected),
            "missing": _json(run.missing),
            "detail": _json(_Detail(run.parts)),
        }
        made = connection.execute(insert(runs).returning(runs.c.run_id), values).scalar_one()
        number = typed(made, int)
        sources = [
            {"run_id": number, "position": position, **msgspec.structs.asdict(one)}
            for position, one in enumerate(run.sources)
        ]
        if sources:
            connection.execute(insert(run_sources), sources)
        for batch in _batches(self._rows(connection, number, run, given)):
            connection.execute(insert(contributions), batch)

    def _rows(
        self, connection: Connection, number: int, run: Run, given: Iterable[Contribution]
    ) -> Iterator[dict[str, object]]:
        places = {(one.report, one.revision): at for at, one in enumerate(run.sources)}
        turns: dict[tuple[Place, int], int] = {}
        for one in given:
            place = self._session.registry.place(connection, one.key)
            position = places[one.report, one.revision]
            turn = turns.get((place, position), 0)
            turns[place, position] = turn + 1
            kept = content.kept(one.key, one.value)
            figure = isinstance(kept, tuple)
            yield {
                "run_id": number,
                "field_id": place[0],
                "row": place[1],
                "part_id": place[2],
                # A report that gives twice to a cell (a document it lists twice) comes again.
                "position": position + turn * len(run.sources),
                "scaled": kept[0] if figure else None,
                "decimals": kept[1] if figure else None,
                "value": None if figure else kept,
            }


def _newest(connection: Connection, report_id: str) -> Row[Any] | None:
    number = heads.known(connection, report_id).report_id
    return connection.execute(_NEWEST, {"wanted": number}).first()


def _run(connection: Connection, row: Row[Any]) -> Run:
    found = connection.execute(_SOURCES, {"wanted": row.run_id})
    sources = tuple(
        typed({name: getattr(one, name) for name in RunSource.__struct_fields__}, RunSource)
        for one in found
    )
    parts = msgspec.json.decode(typed(row.detail, str), type=_Detail).parts
    return Run(at=row.at, who=row.who, parts=parts, sources=sources)


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def _batches(rows: Iterable[Mapping[str, object]]) -> Iterator[list[Mapping[str, object]]]:
    batch: list[Mapping[str, object]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
