"""How cost grows: checking 10² to 10⁵ cells, typing among them, adding up 10² to 3,321 units.

Each size is measured beside the same floors: numpy on bare columns for the engine, numpy on one
block in memory and DuckDB's GROUP BY on a long table for the sums of many units. What takes time in
proportion to size costs ten times as much for ten times as many; a keystroke should cost the same.
"""

from __future__ import annotations

import argparse
import importlib.util
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import process_time
from typing import Final

from benchmarks import consolidation
from benchmarks.engine import SEED, Typist, report
from benchmarks.measuring import (
    Disagreement,
    Row,
    Timed,
    compare,
    skipped,
    slower,
    tell,
)
from benchmarks.peers import Absent, ask
from benchmarks.stress_form import Shape
from db.store import Store
from forms.department.vectors import totals

SIZES: Final = (
    Shape(tables=1, rows=20, grown=9, bounded=1),
    Shape(tables=2, rows=100),
    Shape(tables=20, rows=100),
    Shape(tables=200, rows=100),
)
UNITS: Final = (100, 1_000, 3_321)
FEW_UNITS: Final = (100, 300)
STEEPEST: Final = 12.0
"""Ten times the cells may cost so many times the time: linear, and caches that are too small."""


def checking(shapes: Sequence[Shape], runs: int) -> list[Row]:
    """Measure full validation at every size, beside numpy where it is installed."""
    rows, medians, floors = [], [], []
    for shape in shapes:
        shared = report(shape, max(shape.tables * 5 // 2, 2))
        actions = {"ours": Timed(shared.opened().validate, 9)}
        if importlib.util.find_spec("numpy"):
            from benchmarks.numpy_floor import NumpyFloor

            actions["numpy"] = Timed(NumpyFloor(*shared).validate, 9)
        timings = compare(actions, runs, clock=process_time)
        what = f"checking {shape.cells:,} cells, {shape.relations:,} relations"
        floor = "numpy" in timings
        rows.append(
            slower(what, timings, ("ours", "numpy"), most=6)
            if floor
            else Row(what, "ms", timings["ours"])
        )
        medians.append(timings["ours"])
        floors.append(timings.get("numpy", ()))
    grown = _steepness("… ten times the cells", medians)
    return [*rows, *grown, *_floor_steepness(floors)]


def _floor_steepness(sizes: Sequence[Sequence[float]]) -> list[Row]:
    """Give the floor's own growth: what does not fit the caches is slower for everybody."""
    if len(sizes) < 2 or not all(sizes):
        return []
    ratio = [late / early for early, late in zip(*sizes[-2:], strict=True)]
    return [Row("… the same of numpy", "ms", sizes[-1], "a tenth", sizes[-2], ratio, "slower")]


def _steepness(what: str, sizes: Sequence[Sequence[float]]) -> list[Row]:
    if len(sizes) < 2:
        return []
    before, after = sizes[-2:]
    ratio = [late / early for early, late in zip(before, after, strict=True)]
    met = statistics.median(ratio) <= STEEPEST
    goal = f"≤ {STEEPEST:g}×"
    return [Row(what, "ms", after, "a tenth", before, ratio, "slower", goal, met)]


def keystrokes(shapes: Sequence[Shape], runs: int) -> list[Row]:
    """Measure one figure typed among so many cells: the median of some hundred."""
    rows = []
    for shape in shapes:
        typist = Typist(shape, SEED)
        typist.put(typist.strokes(50))
        took = [statistics.median(typist.put(typist.strokes(200))) for _ in range(runs)]
        met = statistics.median(took) <= 1e-4
        what = f"one keystroke among {shape.cells:,} cells"
        rows.append(Row(what, "ms", took, goal="≤ 0.1 ms", met=met))
    return rows


# --- units ----------------------------------------------------------------------------------------


def adding(counts: Sequence[int], runs: int, folder: Path) -> list[Row]:
    """Measure the sums of a year of so many units, out of a store, beside DuckDB and numpy."""
    return [row for units in counts for row in _year(units, runs, folder)]


def _year(units: int, runs: int, folder: Path) -> list[Row]:
    figures, file = consolidation.FIGURES, folder / f"{units}.figures"
    reports = range(1, units * consolidation.MONTHS + 1)
    with file.open("wb") as packed:
        packed.writelines(consolidation.vectors(units))
    path = folder / f"{units}.baocao"
    with Store.open(path, now=consolidation.moment) as store:
        with sqlite3.connect(path) as raw:
            consolidation.fill_store(raw, units)

        def ours() -> list[int | None]:
            return totals((one for _number, one in store.inbox.vectors(reports)), figures)

        found = ours()
        mine = compare({"ours": Timed(ours, 1)}, runs)["ours"]
    what = f"{units:,} units × {consolidation.MONTHS} × {figures}"
    rows = []
    for name, library in (("DuckDB in memory", "duckdb"), ("numpy in memory", "numpy")):
        try:
            told = ask(library, file, runs, str(figures))
        except Absent as absent:
            rows.append(skipped(f"{what} beside {name}", str(absent)))
            continue
        if [value or 0 for value in found] != [value or 0 for value in told.value]:
            raise Disagreement(f"{name} comes to other sums")
        timings = {"ours": mine, name: told.seconds}
        rows.append(slower(what, timings, ("ours", name)))
        if told.prepared:
            ready = f"{told.prepared * 1e3:,.0f} ms before the first run"
            rows.append(Row(f"… {name} taking its table in", "", (), note=ready))
    file.unlink()
    return rows


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 1 where two sides found different things."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.growth", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the smaller sizes, rough figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args(arguments)
    quick = bool(options.quick)
    shapes, counts = (SIZES[:3], FEW_UNITS) if quick else (SIZES, UNITS)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        try:
            rows = [
                *checking(shapes, 3 if quick else 7),
                *keystrokes(shapes, 3 if quick else 5),
                *adding(counts, 2 if quick else 3, Path(name)),
            ]
        except Disagreement as problem:
            print(problem, file=sys.stderr)
            return 1
    tell(rows, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
