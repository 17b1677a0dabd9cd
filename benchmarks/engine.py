"""How fast the engine is beside others, on one form of 10,000 cells and 5,000 relations.

Prints one table: full validation against a numpy floor and simpleeval, one keystroke against
LibreOffice Calc, loading a pack against tomllib, and the memory a loaded form holds. All sides
must find the same broken relations, else the run ends with an error; a missed goal is only
printed. README.md beside this file says what each row measures.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import os
import platform
import statistics
import sys
import tomllib
import tracemalloc
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import NamedTuple

from benchmarks import stress_form
from benchmarks.calc import Absent, CalcSheet
from benchmarks.measuring import (
    Disagreement,
    Row,
    Timed,
    as_json,
    compare,
    faster,
    skipped,
    slower,
    table,
)
from benchmarks.stress_form import FULL, PERIOD, Figures, Keystroke, Shape
from forms.engine import Computation, Engine
from forms.findings import Finding
from forms.model import Form
from forms.pack import canonical, compiled, read_json, read_toml

REAL_PACK = Path(__file__).parent.parent / "resources" / "packs" / "F02" / "pack.toml"
SLIPS = 50
SEED = 20_240_720

VALIDATE = "full validation of every relation"
EXPLAIN = "… and its findings with their sentences"
COLUMNS = "numpy on bare columns, in our place"
Broken = set[tuple[str, int]]
"""Broken relations by rule id and row (from 1)."""


class Plan(NamedTuple):
    """How much is measured."""

    runs: int = 15
    edits: int = 1_000
    calc_edits: int = 200
    shape: Shape = FULL
    slips: int = SLIPS


QUICK = Plan(runs=3, edits=300, calc_edits=50)


# --- full validation ------------------------------------------------------------------------------


class Report(NamedTuple):
    """One report as every side gets it: with slips, and the previous period's figures."""

    shape: Shape
    figures: Figures
    before: Figures

    def opened(self) -> Computation:
        """Return the report as the engine holds it while it is open."""
        engine = Engine(stress_form.checked_form(self.shape))
        typed = stress_form.cells(self.shape, self.figures)
        previous = stress_form.cells(self.shape, self.before)
        return engine.open(typed, PERIOD, previous)


def report(shape: Shape, slips: int) -> Report:
    """Return a report in which ``slips`` cells are mistyped; the same one every time."""
    chance = Random(SEED)
    right = stress_form.right_figures(shape, chance)
    wrong = stress_form.with_slips(right, shape, slips, chance)
    return Report(shape, wrong, stress_form.figures_before(right))


def explained(c: Computation) -> list[Finding]:
    """Validate a report and make the finding of every broken relation."""
    checks = c.plan.checks
    return [found for rank, i in c.validate() for found in checks[rank].explain(c, i)]


def engine_broken(c: Computation) -> Broken:
    """Return the broken relations as the engine finds them."""
    return {(finding.rule, finding.key.row) for finding in explained(c) if finding.key}


def agreed(sides: dict[str, Broken]) -> int:
    """Return how many relations all sides find broken; raises Disagreement with the first one."""
    (first, expected), *others = sides.items()
    for name, found in others:
        if found != expected:
            odd = min(found ^ expected)
            raise Disagreement(f"{first} and {name} disagree on {odd}")
    return len(expected)


def validation(plan: Plan) -> list[Row]:
    """Measure full validation against the floor and against pre-parsed expressions."""
    shared = report(plan.shape, plan.slips)
    c = shared.opened()
    sides = {"engine": engine_broken(c)}
    actions = {"validate": Timed(c.validate, 9), "explained": Timed(lambda: explained(c), 5)}
    if installed("numpy"):
        from benchmarks.numpy_floor import NumpyFloor

        for name, together in (("numpy", False), ("numpy, all as one array", True)):
            floor = NumpyFloor(*shared, together=together)
            sides[name] = floor.broken()
            actions[name] = Timed(floor.validate, 25)
    if installed("simpleeval"):
        from benchmarks.simpleeval_peer import SimpleEvalPeer

        peer = SimpleEvalPeer(*shared)
        sides["simpleeval"] = set(peer.validate())
        actions["simpleeval"] = Timed(peer.validate, 1)
    count = agreed(sides)
    print(f"{count:,} of {plan.shape.relations:,} relations broken, found by {', '.join(sides)}")
    return _validation_rows(actions, plan)


def _validation_rows(actions: dict[str, Timed], plan: Plan) -> list[Row]:
    timings = compare(actions, plan.runs, clock=process_time)
    rows = []
    if "numpy" in timings:
        rows.append(slower(VALIDATE, timings, ("validate", "numpy"), most=6))
        rows.append(slower(EXPLAIN, timings, ("explained", "numpy"), most=6))
        rows.append(slower(VALIDATE, timings, ("validate", "numpy, all as one array")))
    else:
        rows.append(skipped(VALIDATE, "numpy is not installed"))
    if "simpleeval" in timings:
        rows.append(faster(VALIDATE, timings, ("validate", "simpleeval"), least=100))
        rows.append(faster(EXPLAIN, timings, ("explained", "simpleeval")))
        if "numpy" in timings:
            rows.append(faster(COLUMNS, timings, ("numpy", "simpleeval")))
    else:
        rows.append(skipped(VALIDATE, "simpleeval is not installed"))
    return rows


def received(plan: Plan) -> list[Row]:
    """Measure what a department waits for: opening a received report and listing its findings."""
    shared = report(plan.shape, plan.slips)
    engine = Engine(stress_form.checked_form(plan.shape))
    typed = stress_form.cells(plan.shape, shared.figures)
    previous = stress_form.cells(plan.shape, shared.before)
    action = Timed(lambda: engine.open(typed, PERIOD, previous).findings(), 1)
    timings = compare({"ours": action}, plan.runs, clock=process_time)
    return [Row("open a received report, list its findings", "ms", timings["ours"])]


# --- one keystroke --------------------------------------------------------------------------------


class Typist:
    """The computing form under somebody's hands: every figure typed, some rates stated."""

    def __init__(self, shape: Shape, seed: int) -> None:
        """Fill the form; the two stated rates of each table turn wrong with the edits."""
        self.shape, self.chance = shape, Random(seed)
        right = stress_form.right_figures(shape, self.chance)
        self.figures = stress_form.typed_figures(right)
        self.stated = stress_form.stated_rates(shape, right)
        cells = {**stress_form.cells(shape, self.figures), **self.stated}
        self.engine = Engine(stress_form.computing_form(shape))
        self.c = self.engine.open(cells, PERIOD)
        self.c.findings()

    def strokes(self, count: int) -> list[Keystroke]:
        """Return the next ``count`` edits."""
        return stress_form.keystrokes(self.figures, count, self.chance)

    def put(self, strokes: Sequence[Keystroke]) -> list[float]:
        """Type figures one by one; return the seconds until cells and findings are fresh."""
        seconds, c = [], self.c
        for stroke in strokes:
            edits = (stress_form.edit(self.shape, stroke, c.cells),)
            start = perf_counter()
            c.put(edits)
            c.findings()
            seconds.append(perf_counter() - start)
        return seconds

    def wrong_rates(self) -> int:
        """Return how many stated rates are found wrong."""
        return sum(finding.code.startswith("RATIO") for finding in self.c.findings())

    def check(self) -> None:
        """Compare every figure and finding with those of a report opened afresh."""
        fresh = self.engine.open(self.c.cells, PERIOD)
        if fresh.now != self.c.now or fresh.findings() != self.c.findings():
            raise Disagreement("an edited report differs from the same report opened afresh")


def keystrokes(plan: Plan) -> list[Row]:
    """Measure one figure typed with everything that follows from it, beside a Calc sheet."""
    ours, beside = Typist(plan.shape, SEED), Typist(plan.shape, SEED + 1)
    ours.put(ours.strokes(100))
    mine: list[list[float]] = []
    theirs: list[list[float]] = []
    reason = ""
    try:
        with CalcSheet(plan.shape, beside.figures, beside.stated) as sheet:
            for _ in range(plan.runs):
                mine.append(ours.put(ours.strokes(plan.edits)))
                theirs.append(_in_calc(beside, sheet, plan.calc_edits))
    except Absent as absent:
        reason = str(absent)
        mine += [ours.put(ours.strokes(plan.edits)) for _ in range(plan.runs - len(mine))]
    ours.check()
    beside.check()
    rows = [_percentile_row(percent, mine, theirs) for percent in (50, 99)]
    return [*rows, skipped("one cell edit in Calc over UNO", reason)] if reason else rows


def _in_calc(beside: Typist, sheet: CalcSheet, count: int) -> list[float]:
    strokes = beside.strokes(count)
    seconds = sheet.put(strokes)
    beside.put(strokes)
    if sheet.wrong != beside.wrong_rates():
        raise Disagreement(f"Calc finds {sheet.wrong} wrong rates, we {beside.wrong_rates()}")
    return seconds


def _percentile_row(percent: int, mine: list[list[float]], theirs: list[list[float]]) -> Row:
    ours = [_percentile(run, percent) for run in mine]
    calc = [_percentile(run, percent) for run in theirs]
    has_goal = percent > 50
    return Row(
        f"one keystroke with cascading totals, p{percent}",
        "ms",
        ours,
        beside="Calc",
        theirs=calc,
        ratio=[other / own for own, other in zip(ours, calc, strict=False)],
        direction="faster",
        goal="≤ 0.1 ms" if has_goal else "",
        met=statistics.median(ours) <= 1e-4 if has_goal else None,
    )


def _percentile(seconds: list[float], percent: int) -> float:
    return statistics.quantiles(seconds, n=100, method="inclusive")[percent - 1]


# --- loading --------------------------------------------------------------------------------------


def loading(plan: Plan) -> list[Row]:
    """Measure loading a pack until a report can be opened, against tomllib parsing its content."""
    form = stress_form.checked_form(plan.shape)
    rows = _load_rows(f"load a form of {plan.shape.cells:,} cells", form, _author_text(form), plan)
    if not REAL_PACK.exists():
        return [*rows, skipped("load the pack F02", "there is no resources/packs/F02/pack.toml")]
    text = REAL_PACK.read_text(encoding="utf-8")
    return [*rows, *_load_rows("load the pack F02", read_toml(text.encode()), text, plan)]


def _author_text(form: Form) -> str:
    text = stress_form.toml_text(form)
    if canonical(read_toml(text.encode())) != canonical(form):
        raise Disagreement("the TOML text does not have the content of the JSON")
    return text


def _load_rows(what: str, form: Form, text: str, plan: Plan) -> list[Row]:
    data = canonical(form)
    actions = {
        "ready": Timed(lambda: Engine(read_json(data)), 3),
        "read": Timed(lambda: read_json(data), 9),
        "checked": Timed(lambda: compiled(read_json(data)), 3),
        "tomllib": Timed(lambda: tomllib.loads(text), 3),
    }
    timings = compare(actions, plan.runs, clock=process_time)
    return [
        faster(what, timings, ("ready", "tomllib"), least=6),
        faster("… reading it alone", timings, ("read", "tomllib")),
        faster("… and every check of a strange pack", timings, ("checked", "tomllib")),
    ]


# --- memory ---------------------------------------------------------------------------------------


def memory(plan: Plan) -> list[Row]:
    """Measure what a loaded form holds, and one open report of it on top."""
    shared = report(plan.shape, plan.slips)
    data = canonical(stress_form.checked_form(plan.shape))
    typed = stress_form.cells(shared.shape, shared.figures)
    Engine(read_json(data))
    tracemalloc.start()
    try:
        before = _held()
        engine = Engine(read_json(data))
        form = _held() - before
        c = engine.open(typed, PERIOD)
        opened = _held() - before - form
        del c, engine
    finally:
        tracemalloc.stop()
    return [
        Row("memory of a loaded form", "MB", [form], goal="≤ 3 MB", met=form <= 3e6),
        Row("… and of one open report, its typed cells aside", "MB", [opened]),
    ]


def _held() -> int:
    gc.collect()
    return tracemalloc.get_traced_memory()[0]


# --- the run --------------------------------------------------------------------------------------


def installed(library: str) -> bool:
    """Return whether an optional library is here."""
    return importlib.util.find_spec(library) is not None


def environment() -> dict[str, str]:
    """Return what the figures depend on."""
    versions = {}
    for name in ("msgspec", "numpy", "simpleeval"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    return {"python": platform.python_version(), "machine": machine, **versions}


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.engine", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--quick", action="store_true", help="few runs, rough figures")
    parser.add_argument("--only", choices=tuple(MEASURES), help="one part of the table")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    return parser.parse_args(arguments)


MEASURES: dict[str, Callable[[Plan], list[Row]]] = {
    "loading": loading,
    "memory": memory,
    "validation": validation,
    "received": received,
    "keystrokes": keystrokes,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure everything, print the table; return 1 when two sides found different things."""
    options = _arguments(arguments)
    plan = QUICK if options.quick else Plan()
    about, rows, problems = environment(), [], []
    print(", ".join(f"{name} {value}" for name, value in about.items()))
    for name in [options.only] if options.only else MEASURES:
        try:
            rows += MEASURES[name](plan)
        except Disagreement as disagreement:
            problems.append(f"{name}: {disagreement}")
    print(f"median of {plan.runs} runs (least–most); ratios formed within a run\n")
    print(table(rows))
    goals = [row.met for row in rows if row.met is not None]
    print(f"\n{goals.count(False)} of {len(goals)} goals missed")
    if options.json:
        content = {"environment": about, "runs": plan.runs, "rows": [as_json(row) for row in rows]}
        text = json.dumps(content | {"problems": problems}, ensure_ascii=False, indent=2)
        options.json.write_text(text + "\n", encoding="utf-8")
    for problem in problems:
        print(f"DISAGREEMENT in {problem}", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
