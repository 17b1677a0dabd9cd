"""The order in which a form's checks run, and which of them a changed cell concerns.

Dependencies are kept per column and range, never per cell: a table of thousands of rows has as
many of them as one of three.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from forms.checking.checks import Check
from forms.names import Reach

Name = tuple[str, str]
"""A column: field and part, with which a reach begins."""


class Reader(NamedTuple):
    """A check that reads a column: its rank, and which cells of the column it reads."""

    rank: int
    reach: Reach


class Plan:
    """The checks valid on one day, sources first."""

    def __init__(self, checks: Sequence[Check]) -> None:
        """Order ``checks``; raises PlanProblem for a cell computed twice or in a circle."""
        _refuse_rivals(checks)
        self.checks = tuple(_sources_first(checks))
        self._readers: dict[Name, list[Reader]] = {}
        self._writers: dict[Name, list[Reader]] = {}
        for rank, check in enumerate(self.checks):
            for reach in check.reads:
                self._readers.setdefault(reach[:2], []).append(Reader(rank, reach))
            if check.writes is not None:
                self._writers.setdefault(check.writes[:2], []).append(Reader(rank, check.writes))

    def readers(self, field: str, part: str) -> Sequence[Reader]:
        """Return the checks that read any cell of a column."""
        return self._readers.get((field, part), ())

    def writer(self, field: str, part: str, offset: int) -> Reader | None:
        """Return the check that computes a cell, ``None`` for one that is typed."""
        for writer in self._writers.get((field, part), ()):
            if writer.reach.first <= offset < writer.reach.stop:
                return writer
        return None

    def writes_all(self, field: str, part: str, rows: int) -> bool:
        """Return whether a whole column is computed."""
        found = self._writers.get((field, part), ())
        return any(w.reach.first == 0 and w.reach.stop >= rows for w in found)


class PlanProblem(ValueError):
    """Checks that cannot be put in an order: a Vietnamese sentence names the cells."""


def _refuse_rivals(checks: Iterable[Check]) -> None:
    taken: dict[Name, list[Reach]] = {}
    for check in checks:
        mine = check.writes
        if mine is None:
            continue
        others = taken.setdefault(mine[:2], [])
        if any(other.first < mine.stop and mine.first < other.stop for other in others):
            raise PlanProblem(f"ô {_shown(mine)} được tính theo hai cách khác loại")
        others.append(mine)


def _shown(reach: Reach) -> str:
    return f"{reach.field}.{reach.part}"


def _sources_first(checks: Sequence[Check]) -> list[Check]:
    """Order checks so that every cell is computed before it is read; stable."""
    writers: dict[Name, list[tuple[int, Reach]]] = {}
    for index, check in enumerate(checks):
        if check.writes is not None:
            writers.setdefault(check.writes[:2], []).append((index, check.writes))
    followers: dict[int, list[int]] = {}
    waits = [0] * len(checks)
    for index, check in enumerate(checks):
        for source in _sources(check, writers):
            followers.setdefault(source, []).append(index)
            waits[index] += 1
    return [checks[index] for index in _released(waits, followers, checks)]


def _sources(check: Check, writers: Mapping[Name, list[tuple[int, Reach]]]) -> set[int]:
    return {
        index
        for reach in check.reads
        for index, written in writers.get(reach[:2], ())
        if written.first < reach.stop and reach.first < written.stop
    }


def _released(
    waits: list[int], followers: Mapping[int, list[int]], checks: Sequence[Check]
) -> list[int]:
    ready = [index for index, count in enumerate(waits) if not count]
    heapq.heapify(ready)
    order = []
    while ready:
        index = heapq.heappop(ready)
        order.append(index)
        for follower in followers.get(index, ()):
            waits[follower] -= 1
            if not waits[follower]:
                heapq.heappush(ready, follower)
    stuck = [check.writes for check, count in zip(checks, waits, strict=True) if count]
    if stuck:
        names = ", ".join(dict.fromkeys(_shown(reach) for reach in stuck if reach is not None))
        raise PlanProblem(f"các ô tính vòng quanh nhau: {names}")
    return order


class Agenda:
    """The check instances that changed cells concern, handed out sources first."""

    def __init__(self, plan: Plan) -> None:
        """Start with nothing to do."""
        self._plan = plan
        self._ranks: list[int] = []
        self._rows: dict[int, set[int] | None] = {}

    def touch(self, field: str, part: str, offset: int) -> None:
        """Note that a cell has changed: all that reads it must run."""
        for rank, reach in self._plan.readers(field, part):
            if reach.first <= offset < reach.stop:
                self.add(rank, offset - reach.first if reach.by_row else None)

    def add(self, rank: int, row: int | None) -> None:
        """Note that one instance of a check (``None``: every one) must run."""
        if rank not in self._rows:
            heapq.heappush(self._ranks, rank)
            self._rows[rank] = None if row is None else {row}
            return
        rows = self._rows[rank]
        if row is None:
            self._rows[rank] = None
        elif rows is not None:
            rows.add(row)

    def __iter__(self) -> Agenda:
        return self

    def __next__(self) -> tuple[int, list[tuple[int, int]]]:
        """Return the next check's rank and the spans of its instances to run."""
        if not self._ranks:
            raise StopIteration
        rank = heapq.heappop(self._ranks)
        rows = self._rows.pop(rank)
        if rows is None:
            return rank, [(0, self._plan.checks[rank].rows)]
        return rank, [(row, row + 1) for row in sorted(rows)]
