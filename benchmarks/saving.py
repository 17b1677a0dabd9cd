"""What keeping one typed figure costs, beside a bare SQLite row and beside rewriting a document.

A report of 10,000 cells. Ours is `Store.record`: the cell, its line in the trail chained by hash,
one commit flushed to the disk. The floor is one row and one commit of a bare SQLite file with the
same settings. Beside it stands what programs with a document do at every save: write all cells as
JSON into a temporary file, flush it, put it in place of the old one; once with Python's own `json`
and once with the fastest writer there is.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Final, NamedTuple, Self

import msgspec

from benchmarks import stress_form
from benchmarks.measuring import Row, tell
from benchmarks.stress_form import FULL
from db.store import Store
from forms.cells import CellEdit, Change
from forms.report import ReportHead

_NOW: Final = "2026-07-25T08:00:00+07:00"
_SEED: Final = 7
WHAT: Final = "keeping one figure among {cells:,}"
Save = Callable[[int], object]
Took = tuple[float, float]
"""Seconds of one save, and how many of them the processor worked."""


def _head() -> ReportHead:
    return ReportHead(
        id="B01-91-2026-07",
        form="B01",
        pack_version="1",
        pack_sha256="5e" * 32,
        unit="91",
        period="2026-07",
        created_at=_NOW,
    )


def _ours(store: Store) -> Save:
    chance = Random(_SEED)
    figures = stress_form.right_figures(FULL, chance)
    cells = stress_form.cells(FULL, figures)
    store.create_report(_head(), cells, who="đo")
    keys = chance.sample(sorted(cells), len(cells))

    def save(step: int) -> None:
        key = keys[step % len(keys)]
        figure = Decimal(10_000_000 + step)
        edit = CellEdit(key, cells[key], figure)
        store.record(_head().id, Change("edit", (edit,)), who="đo")
        cells[key] = figure

    return save


def _floor(connection: sqlite3.Connection) -> Save:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE cells (place INTEGER PRIMARY KEY, value TEXT) STRICT")

    def save(step: int) -> None:
        with connection:
            connection.execute("INSERT INTO cells VALUES (?, ?)", (step, str(step)))

    return save


def _document(folder: Path, encode: Callable[[dict[str, str]], bytes]) -> Save:
    figures = stress_form.right_figures(FULL, Random(_SEED))
    cells = {
        f"{key.field}[{key.row}].{key.part}": str(value)
        for key, value in stress_form.cells(FULL, figures).items()
    }
    names, file = sorted(cells), folder / "report.json"

    def save(step: int) -> None:
        cells[names[step % len(names)]] = str(10_000_000 + step)
        beside = file.with_suffix(".new")
        with beside.open("wb") as out:
            out.write(encode(cells))
            out.flush()
            os.fsync(out.fileno())
        beside.replace(file)

    return save


def rows(folder: Path, *, runs: int, saves: int) -> list[Row]:
    """Measure all in turn within each run; what the floor itself would reach stands beside."""
    with (
        Store.open(folder / "report.baocao", now=lambda: _NOW) as store,
        closing(sqlite3.connect(folder / "floor.sqlite")) as bare,
    ):
        actions = {
            "ours": _ours(store),
            "floor": _floor(bare),
            "json": _document(folder, lambda cells: json.dumps(cells).encode()),
            "msgspec": _document(folder, msgspec.json.encode),
        }
        for save in actions.values():
            save(-1)
        took: dict[str, list[list[Took]]] = {name: [] for name in actions}
        for run in range(runs):
            for name, save in actions.items():
                took[name].append([_took(save, run * saves + step) for step in range(saves)])
    return _rows({name: _Saves.of(each) for name, each in took.items()})


def _rows(saves: Mapping[str, _Saves]) -> list[Row]:
    ours, floor = saves["ours"], saves["floor"]
    middle = {name: one.middle for name, one in saves.items()}
    what = WHAT.format(cells=FULL.cells)
    faster = _ratio(middle["json"], middle["ours"])
    document = Row(what, "ms", middle["ours"], "rewriting a document with json", middle["json"])
    row = Row("", "ms", ours.middle, "SQLite, one row", floor.middle, direction="slower")
    return [
        document._replace(
            ratio=faster,
            direction="faster",
            goal="≥ 15×",
            met=statistics.median(faster) >= 15,
        ),
        document._replace(
            beside="rewriting it with msgspec",
            theirs=middle["msgspec"],
            ratio=_ratio(middle["msgspec"], middle["ours"]),
            direction="faster",
        ),
        row._replace(what=what, ratio=_ratio(ours.middle, floor.middle)),
        row._replace(
            what="… p99",
            ours=ours.late,
            theirs=floor.late,
            ratio=_ratio(ours.late, floor.late),
            goal="≤ 1 ms",
            met=statistics.median(ours.late) <= 1e-3,
        ),
        row._replace(
            what="… the processor's part",
            ours=ours.busy,
            theirs=floor.busy,
            ratio=_ratio(ours.busy, floor.busy),
        ),
        Row(
            "SQLite, one row, in our place",
            "ms",
            middle["floor"],
            "rewriting a document with json",
            middle["json"],
            _ratio(middle["json"], middle["floor"]),
            "faster",
        ),
    ]


class _Saves(NamedTuple):
    """Seconds of each run: the median, the slowest of a hundred, the processor's median."""

    middle: list[float]
    late: list[float]
    busy: list[float]

    @classmethod
    def of(cls, runs: Sequence[Sequence[Took]]) -> Self:
        seconds = [[one for one, _ in run] for run in runs]
        busy = [_at([one for _, one in run], 50) for run in runs]
        return cls([_at(run, 50) for run in seconds], [_at(run, 99) for run in seconds], busy)


def _took(save: Save, step: int) -> Took:
    begun, busy = perf_counter(), process_time()
    save(step)
    used = process_time() - busy
    return perf_counter() - begun, used


def _at(seconds: Sequence[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


def _ratio(many: Sequence[float], few: Sequence[float]) -> list[float]:
    return [one / other for one, other in zip(many, few, strict=True)]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.saving", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, rough figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        found = rows(Path(name), runs=3 if options.quick else 7, saves=40 if options.quick else 200)
    tell(found, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
