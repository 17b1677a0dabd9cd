"""How fast the window is, beside a bare window of the same toolkit in the same run.

Prints one table: first paint and filled work list as ratios to the bare window, the longest stall
while loading, opening F02, a keystroke in a form of 10,000 cells, and the memory that 20,000 random
actions cost. Every window runs in a process of its own. A missed goal is only printed. README.md
beside this file says what each row measures.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.measuring import Row, as_json, table
from benchmarks.window_folder import large_form, months_of_f02

ROOT: Final = Path(__file__).parent.parent
PATIENCE: Final = 1_800
PAINTED, FILLED, STALL = 1.4, 2.5, 0.060
OPENED, KEYSTROKE, GROWTH = 0.150, 0.016, 0.05
"""The goals: two ratios to the bare window, seconds, and a share of the memory held."""


class Counts(NamedTuple):
    """How often each thing is done."""

    starts: int
    openings: int
    keystrokes: int
    actions: int


FULL: Final = Counts(starts=11, openings=7, keystrokes=500, actions=20_000)
QUICK: Final = Counts(starts=3, openings=3, keystrokes=60, actions=1_000)


def child(*arguments: str) -> dict[str, Any]:
    """Run one window and give what it tells of itself."""
    environment = {key: value for key, value in os.environ.items() if key not in _UNWANTED}
    what, *more = arguments
    command = [sys.executable, "-m", "benchmarks.window_child", what, repr(time.time()), *more]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=True, timeout=PATIENCE
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


_UNWANTED: Final = frozenset({"PYTHONDONTWRITEBYTECODE"})
"""With this, the program's modules would be compiled at every start."""


# --- rows -----------------------------------------------------------------------------------------


def starting(folder: Path, runs: int) -> list[Row]:
    """Start bare window and program in turn; each run begins with the other one."""
    child("bare")
    child("start", str(folder))
    pairs: list[tuple[Mapping[str, float], Mapping[str, float]]] = []
    for run in range(runs):
        if run % 2:
            ours = child("start", str(folder))
            pairs.append((child("bare"), ours))
        else:
            pairs.append((child("bare"), child("start", str(folder))))
    stalls = [ours["stall"] for _, ours in pairs]
    return [
        _beside_bare("first paint", "painted", PAINTED, pairs),
        _beside_bare("work list filled", "filled", FILLED, pairs),
        _beside_bare("… and counted, all loaded", "counted", None, pairs),
        _seconds("longest stall while loading", stalls, STALL),
    ]


def _beside_bare(
    what: str,
    part: str,
    goal: float | None,
    pairs: Sequence[tuple[Mapping[str, float], Mapping[str, float]]],
) -> Row:
    ours, floor = [told[part] for _, told in pairs], [told["painted"] for told, _ in pairs]
    ratio = [mine / bare for mine, bare in zip(ours, floor, strict=True)]
    met = None if goal is None else statistics.median(ratio) <= goal
    told = "" if goal is None else f"≤ {goal:g}×"
    return Row(what, "ms", ours, "bare window", floor, ratio, "slower", told, met)


def _seconds(what: str, seconds: Sequence[float], goal: float | None = None) -> Row:
    met = None if goal is None else statistics.median(seconds) <= goal
    told = "" if goal is None else f"≤ {goal * 1_000:g} ms"
    return Row(what, "ms", seconds, goal=told, met=met)


def opening(folder: Path, report: str, count: int) -> list[Row]:
    """Open F02 in a window that is ready: the first time, and again."""
    took = child("work", str(folder), report, "opening", str(count))["took"]
    (first, *again), (first_busy, *again_busy) = zip(*took, strict=True)
    return [
        _seconds("opening F02, first", [first_busy], OPENED),
        _seconds("… on the wall", [first]),
        _seconds("… again", again_busy, OPENED),
        _seconds("… on the wall", again),
    ]


def typing(folder: Path, report: str, count: int, what: str) -> list[Row]:
    """Type figures into the large form: half of the keystrokes, and all but one in a hundred."""
    told = child("work", str(folder), report, "typing", str(count))
    rows = []
    for name, part in ((what, "commits"), ("… a digit before it", "strokes")):
        wall, busy = (sorted(clock) for clock in zip(*told[part], strict=True))
        middle, late = int(len(busy) * 0.5), int(len(busy) * 0.99)
        rows += [
            _seconds(f"{name}, p50", [busy[middle]]),
            _seconds(f"{name}, p99", [busy[late]], KEYSTROKE),
            _seconds("… on the wall, p50 and p99", [wall[middle], wall[late]]),
        ]
    return rows


def acting(folder: Path, report: str, count: int) -> Row:
    """Do anything: the memory that it costs from a tenth of the way on."""
    before, after = child("work", str(folder), report, "acting", str(count))["held"]
    growth = (after - before) / before
    note = f"memory after {count:,} random actions"
    return Row(
        note, "MB", [after], "before", [before], [after / before], "more", "≤ 1.05×",
        met=growth < GROWTH,
    )  # fmt: skip


def rows(folder: Path, counts: Counts) -> list[Row]:
    """Measure everything in folders inside ``folder``."""
    reports = months_of_f02(folder / "months")
    large, checked = large_form(folder / "large"), large_form(folder / "checked", checked=True)
    return [
        *starting(folder / "months", counts.starts),
        *opening(folder / "months", reports, counts.openings),
        *typing(folder / "large", large, counts.keystrokes, "Enter in 10,000 cells"),
        *typing(folder / "checked", checked, counts.keystrokes, "… with 100 findings"),
        acting(folder / "months", reports, counts.actions),
    ]


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.window", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, rough figures")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    counts = QUICK if options.quick else FULL
    folder = Path(tempfile.mkdtemp(prefix="baocao-window-"))
    try:
        found = rows(folder, counts)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} processors, load {load}, {counts.starts} starts")
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps([as_json(row) for row in found], indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
