"""The engine beside programs that check the same relations: Calc, formulas, Arelle.

One report of 10,000 cells with slips. LibreOffice Calc and the library `formulas` have its 5,000
relations as formulas of a workbook; Arelle has its sums and remainders as an XBRL report under
Calculation 1.1, which knows no rates. All must find as many broken relations as the engine. Rows
of a cold start begin with nothing: our process from the form and the figures as JSON, Calc from the
workbook.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Final, NamedTuple

import msgspec

from benchmarks import check_sheet, stress_form, xbrl_sample
from benchmarks.engine import Report, engine_broken, explained, report
from benchmarks.measuring import Disagreement, Row, Timed, compare, skipped, tell
from benchmarks.peers import ROOT, Absent, Told, ask, calc
from benchmarks.stress_form import FULL, PERIOD, Shape
from forms.cells import CellKey
from forms.engine import Computation, Engine
from forms.pack import canonical, read_json

EVERY: Final = "every relation"
SOME: Final = "sums and remainders, with their sentences"
Broken = AbstractSet[tuple[str, int]]
_NOTHING: Final[Broken] = frozenset()


class Plan(NamedTuple):
    """How much is measured."""

    runs: int
    shape: Shape
    slips: int


FULL_PLAN: Final = Plan(5, FULL, 50)
QUICK: Final = Plan(2, Shape(tables=2), 5)


class Beside(NamedTuple):
    """A comparison: what is done, by whom, and how many times faster we want to be."""

    what: str
    name: str
    goal: int
    sentences: bool = False


def rows(plan: Plan, folder: Path) -> list[Row]:
    """Measure everything; raises Disagreement where two sides find different things."""
    shared = report(plan.shape, plan.slips)
    everything, additive = shared.opened(), _additive(shared)
    workbook = folder / "checks.xlsx"
    content = check_sheet.lines(plan.shape, shared.figures, shared.before)
    check_sheet.write(workbook, content)
    statement = xbrl_sample.write(folder, plan.shape, shared.figures)
    cell = check_sheet.VERDICT
    size = f"{plan.shape.relations:,} relations"
    count = sum(map(len, xbrl_sample.sums(plan.shape).values()))
    return [
        *_calc_rows(shared, everything, workbook, plan.runs),
        *_beside(
            Beside(f"{EVERY}: {size}", "formulas", 5_000),
            everything,
            lambda: ask("formulas", workbook, min(plan.runs, 3), cell),
        ),
        *_beside(
            Beside(f"{SOME}: {count:,} relations", "Arelle, Calculation 1.1", 500, sentences=True),
            additive,
            lambda: ask("arelle", statement, plan.runs, str(folder / "cache")),
            but=frozenset((f"rest_{name}", plan.shape.rows) for name in plan.shape.names),
        ),
    ]


def _additive(shared: Report) -> Computation:
    form = xbrl_sample.additive(stress_form.checked_form(shared.shape))
    return Engine(form).open(stress_form.cells(shared.shape, shared.figures), PERIOD)


def _beside(
    beside: Beside, ours: Computation, peer: Callable[[], Told], *, but: Broken = _NOTHING
) -> list[Row]:
    """Compare; ``but`` are relations that the peer does not know, of which there are few."""
    try:
        told = peer()
    except Absent as absent:
        return [skipped(f"{beside.what} beside {beside.name}", str(absent))]
    _agree(engine_broken(ours) - but, beside.name, told.value)
    action = (lambda: explained(ours)) if beside.sentences else ours.validate
    mine = compare({"ours": Timed(action, 5)}, len(told.seconds))["ours"]
    rows = [_faster(beside.what, mine, (beside.name, told.seconds), beside.goal)]
    if beside.sentences:
        named = compare({"ours": Timed(ours.validate, 5)}, len(told.seconds))["ours"]
        rows.append(
            _faster("… the broken ones named only", named, (beside.name, told.seconds), None)
        )
    if told.prepared:
        ready = Row(f"… {beside.name} getting ready once", "ms", (), beside.name, [told.prepared])
        rows.append(ready._replace(note=f"{told.prepared * 1e3:,.0f} ms before the first run"))
    return rows


def _agree(ours: Broken, name: str, theirs: int) -> None:
    if len(ours) != theirs:
        raise Disagreement(f"we find {len(ours)} broken relations, {name} {theirs}")


def _faster(
    what: str, mine: Sequence[float], beside: tuple[str, Sequence[float]], goal: float | None
) -> Row:
    name, theirs = beside
    ratio = [other / own for own, other in zip(mine, theirs, strict=True)]
    met = None if goal is None else statistics.median(ratio) >= goal
    told = "" if goal is None else f"≥ {goal:,.0f}×"
    return Row(what, "ms", mine, name, theirs, ratio, "faster", told, met)


# --- Calc -----------------------------------------------------------------------------------------


def _calc_rows(shared: Report, ours: Computation, workbook: Path, runs: int) -> list[Row]:
    soffice = shutil.which("soffice")
    what = f"{EVERY}: {shared.shape.relations:,} relations"
    if soffice is None:
        return [skipped(f"{what} beside Calc", "soffice is not installed")]
    try:
        told = [calc(soffice, workbook, check_sheet.VERDICT, 3) for _ in range(runs)]
    except Absent as absent:
        return [skipped(f"{what} beside Calc", str(absent))]
    _agree(engine_broken(ours), "Calc", told[0].value)
    actions = {"ours": Timed(ours.validate, 5), "told": Timed(lambda: explained(ours), 5)}
    mine, sentences = compare(actions, runs).values()
    resident = [statistics.median(one.seconds) for one in told]
    cold = [_cold(shared, workbook.parent) for _ in range(runs)]
    opened = [one.opened for one in told]
    memory = [float(one.memory) for one in told]
    held = [used for _, used in cold]
    smaller = [other / own for own, other in zip(held, memory, strict=True)]
    return [
        _faster(what, mine, ("Calc, recalculating", resident), 6),
        _faster("… and its sentences", sentences, ("Calc, recalculating", resident), None),
        _faster("from a cold start to the verdict", [s for s, _ in cold], ("Calc", opened), None),
        Row("… memory of the process", "MB", held, "Calc", memory, smaller, "smaller"),
        *_converted(soffice, mine, workbook, what),
    ]


def _converted(soffice: str, mine: Sequence[float], workbook: Path, what: str) -> list[Row]:
    """Set one run of ours beside `soffice --convert-to`, as scripts have sheets recalculated."""
    home = (workbook.parent / "profile").as_uri()
    command = [soffice, f"-env:UserInstallation={home}", "--headless", "--convert-to", "csv",
               "--outdir", str(workbook.parent), str(workbook)]  # fmt: skip
    seconds = []
    for _ in range(len(mine) + 1):
        begun = perf_counter()
        subprocess.run(command, capture_output=True, check=True, timeout=180)
        seconds.append(perf_counter() - begun)
    return [_faster(what, mine, ("Calc, converting", seconds[1:]), None)]


def _cold(shared: Report, folder: Path) -> tuple[float, float]:
    """Return seconds and memory of a process that loads form and figures and finds all."""
    file = folder / "report.json"
    cells = stress_form.cells(shared.shape, shared.figures)
    before = stress_form.cells(shared.shape, shared.before)
    content = {
        "form": msgspec.Raw(canonical(stress_form.checked_form(shared.shape))),
        "cells": [(key.field, key.row, key.part, str(value)) for key, value in cells.items()],
        "before": [(key.field, key.row, key.part, str(value)) for key, value in before.items()],
    }
    file.write_bytes(msgspec.json.encode(content))
    command = [sys.executable, "-m", "benchmarks.engine_peers", "--child", str(file)]
    begun = perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    seconds = perf_counter() - begun
    told = json.loads(done.stdout)
    return seconds, told["memory"]


class _Content(msgspec.Struct):
    form: msgspec.Raw
    cells: list[tuple[str, int, str, str]]
    before: list[tuple[str, int, str, str]]


def child(file: Path) -> None:
    """Load a form and its figures, find what is wrong, say how much it was."""
    content = msgspec.json.decode(file.read_bytes(), type=_Content)
    engine = Engine(read_json(bytes(content.form)))
    cells, before = (
        {CellKey(field, row, part): Decimal(value) for field, row, part, value in lines}
        for lines in (content.cells, content.before)
    )
    found = engine.open(cells, PERIOD, before).findings()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"findings": len(found), "memory": memory}))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 1 where two sides found different things."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engine_peers", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the form, rough figures")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        child(options.child)
        return 0
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        try:
            found = rows(QUICK if options.quick else FULL_PLAN, Path(name))
        except Disagreement as problem:
            print(problem, file=sys.stderr)
            return 1
    tell(found, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
