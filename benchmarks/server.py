"""How a PostgreSQL server stands fifty clerks who type at once.

A server of its own is made in a temporary folder, with everything flushed to the disk as it ships.
Clerks are threads in processes of their own, each with a connection and a report of its own, as
they would be on computers of their own; all of them share this machine's processors with the
server. Prints edits a second and how long one edit takes, waiting included; at the end every edit
must be there and the trail whole, or the exit status is 1. README.md beside this file says more.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import statistics
import threading
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from time import perf_counter, sleep
from typing import Any, Final, NamedTuple

import psycopg

from benchmarks import server_reading
from benchmarks.measuring import as_json, table
from db.server.server_schema import LOCK
from db.store import Store
from forms.cells import CellEdit, CellKey, CellValue, Change
from forms.report import ReportHead
from tests.postgres import OWNER, Server, programs, running

CLERKS: Final = 50
PROCESSES: Final = 2
ALONE: Final = 300
PACE: Final = 2.0
"""Seconds between two cells of one clerk who types steadily."""
NOW: Final = "2026-07-25T08:00:00+07:00"


class Load(NamedTuple):
    """What one scenario came to: edits, seconds on the wall, seconds of each edit, sorted."""

    what: str
    edits: int
    seconds: float
    each: list[float]

    def line(self) -> str:
        """Return it for people."""
        rate = self.edits / self.seconds
        return (
            f"{self.what:<44} {rate:8.0f} edits/s   p50 {self.at(50):7.1f} ms"
            f"   p99 {self.at(99):7.1f} ms   most {self.each[-1] * 1e3:7.1f} ms"
        )

    def figures(self) -> dict[str, str | float]:
        """Return it for a machine."""
        times = {"p50_ms": self.at(50), "p99_ms": self.at(99)}
        return {"what": self.what, "edits": self.edits, "seconds": self.seconds, **times}

    def at(self, percent: int) -> float:
        """Return the milliseconds that so many of a hundred edits did not take longer than."""
        cuts = statistics.quantiles(self.each, n=100, method="inclusive")
        return cuts[percent - 1] * 1e3


class Work(NamedTuple):
    """What one process is to do; ``pause`` is the mean between two edits of a clerk."""

    address: str
    clerks: tuple[int, ...]
    seconds: float
    pause: float


def _now() -> str:
    return NOW


def _head(clerk: int) -> ReportHead:
    return ReportHead(
        id=f"F02-91-2026-{clerk:04d}",
        form="F02",
        pack_version="1",
        pack_sha256="5e" * 32,
        unit="91",
        period="2026-07",
        created_at=NOW,
    )


def _type(work: Work, clerk: int, ready: threading.Barrier, took: list[float]) -> None:
    """One clerk: goes from cell to cell, and over them again with other figures."""
    chance, report = random.Random(clerk), _head(clerk).id
    with Store.open(work.address, now=_now) as store:
        cells: dict[CellKey, CellValue] = dict(store.load(report).cells)
        ready.wait()
        sleep(chance.random() * work.pause)
        end = perf_counter() + work.seconds
        while perf_counter() < end:
            key = CellKey(f"o_{len(took) % 40}", 0, "n")
            value = Decimal(chance.randrange(10**6))
            change = Change("edit", (CellEdit(key, cells.get(key), value),))
            start = perf_counter()
            store.record(report, change, who=f"thư ký {clerk}")
            took.append(perf_counter() - start)
            cells[key] = value
            if work.pause:
                sleep(work.pause * (0.5 + chance.random()))


def _office(work: Work) -> list[list[float]]:
    """The clerks of one process; the seconds of their edits."""
    took: list[list[float]] = [[] for _ in work.clerks]
    ready = threading.Barrier(len(work.clerks))
    threads = [
        threading.Thread(target=_type, args=(work, clerk, ready, mine))
        for clerk, mine in zip(work.clerks, took, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took


def _load(address: str, what: str, seconds: float, pause: float) -> Load:
    works = [
        Work(address, tuple(range(first, CLERKS, PROCESSES)), seconds, pause)
        for first in range(PROCESSES)
    ]
    with multiprocessing.get_context("spawn").Pool(PROCESSES) as pool:
        found = pool.map(_office, works, chunksize=1)
    each = sorted(one for office in found for clerk in office for one in clerk)
    return Load(what, len(each), seconds, each)


def _alone(store: Store) -> Load:
    """One clerk and nobody else."""
    took: list[float] = []
    key, before = CellKey("mot_minh", 0, "n"), None
    begun = perf_counter()
    for step in range(ALONE):
        value = Decimal(step)
        start = perf_counter()
        store.record(_head(0).id, Change("edit", (CellEdit(key, before, value),)), who="một mình")
        took.append(perf_counter() - start)
        before = value
    return Load("one clerk alone", ALONE, perf_counter() - begun, sorted(took))


def _bare(server: Server, database: str) -> Load:
    """The floor: lock, one row, commit, with the driver alone."""
    took: list[float] = []
    with closing(server.connect(database, user=OWNER)) as connection:
        connection.execute("CREATE TABLE bare (n integer, text text)")
        begun = perf_counter()
        for step in range(ALONE):
            start = perf_counter()
            _write_bare(connection, step)
            took.append(perf_counter() - start)
        seconds = perf_counter() - begun
        connection.execute("DROP TABLE bare")
    return Load("floor: lock, insert, commit, nothing else", ALONE, seconds, sorted(took))


def _write_bare(connection: psycopg.Connection[Any], step: int) -> None:
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        connection.execute("INSERT INTO bare VALUES (%s, %s)", (step, "một dòng"))


def _wrong(address: str, edits: int) -> Iterator[str]:
    with Store.open(address, now=_now) as store:
        lines = sum(1 for line in store.trail() if line.action == "edit")
        if lines != edits:
            yield f"{edits} edits were acknowledged, {lines} are in the trail"
        yield from store.verify_trail()
        yield from store.check_integrity()


def _measured(server: Server, seconds: float) -> tuple[list[Load], list[str]]:
    with server.database() as name:
        address = server.address(name)
        with Store.open(address, now=_now) as store:
            for clerk in range(CLERKS):
                store.create_report(_head(clerk), {}, who="chuẩn bị")
            loads = [_bare(server, name), _alone(store)]
        loads.append(_load(address, f"{CLERKS} clerks, a cell every {PACE:g} s", seconds, PACE))
        loads.append(_load(address, f"{CLERKS} clerks without a pause", seconds, 0.0))
        wrong = list(_wrong(address, sum(load.edits for load in loads[1:])))
    return loads, wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="some seconds, rough figures")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    options = parser.parse_args()
    if programs() is None:
        print("skipped: PostgreSQL is not installed")
        return 0
    with running(durable=True) as server:
        loads, wrong = _measured(server, 4.0 if options.quick else 20.0)
        reading = server_reading.measured(server, quick=options.quick)
    for load in loads:
        print(load.line())
    print(table(reading))
    ratio = loads[1].at(50) / loads[0].at(50)
    print(f"one edit beside the floor: {ratio:.1f}× slower")
    print(f"lost or changed: {wrong or 'nothing'}")
    if options.json:
        rows = [load.figures() for load in loads]
        content = {"loads": rows, "reading": [as_json(row) for row in reading], "wrong": wrong}
        options.json.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
