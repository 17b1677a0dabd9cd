"""How long an export takes and how large it becomes, cold and in the running program.

Prints one table: ten pages without and with data in them, tables of 500 and 2.000 rows, a workbook
of 500 rows, the whole monthly report beside LibreOffice making a PDF of its workbook, and the ten
pages beside those of other libraries. Times are processor time but where `wall` is said. A missed
goal is only printed. README.md beside this file says what each row measures.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter, process_time
from typing import Final, NamedTuple

from benchmarks.export_sample import CODE, long_table, ten_pages
from benchmarks.measuring import Row, as_json, skipped, table
from exporters.pages import page_count
from exporters.pdf import render_pdf
from forms.printed.document import Document

ROOT = Path(__file__).parent.parent
PATIENCE: Final = 180

Export = Callable[[], bytes]


class Goal(NamedTuple):
    """What is exported, and the most it may take: seconds of processor, bytes, memory."""

    what: str
    export: str
    seconds: float | None = None
    size: int | None = None
    memory: int | None = None
    wall: float | None = None


def _printed(document: Document) -> Export:
    return lambda: render_pdf(document, code=CODE)


def _carrying() -> Export:
    from benchmarks.export_reports import carried

    document, files = ten_pages(), carried()
    return lambda: render_pdf(document, profile="o-ky", attachments=files, code=CODE)


def _listing() -> Export:
    from benchmarks.export_reports import listing

    return listing(500).workbook


def _july() -> Export:
    from benchmarks.export_reports import july

    return july().pdf


EXPORTS: Final[dict[str, Callable[[], Export]]] = {
    "ten": lambda: _printed(ten_pages()),
    "data": _carrying,
    "rows-500": lambda: _printed(long_table(500)),
    "rows-2000": lambda: _printed(long_table(2000)),
    "workbook-500": _listing,
    "july": _july,
}
"""Ways to prepare an export; what is returned does it once."""

GOALS: Final = (
    Goal("10 pages", "ten", seconds=0.25, size=52_000, memory=45_000_000, wall=0.55),
    Goal("… with data and workbook in it", "data", size=62_000),
    Goal("a table of 500 rows", "rows-500", seconds=0.85, size=200_000),
    Goal("a table of 2,000 rows", "rows-2000", memory=95_000_000),
    Goal("a workbook of 500 rows", "workbook-500", seconds=0.2),
)


class Cold(NamedTuple):
    """A process that exported once and ended: wall and processor seconds, memory, bytes."""

    wall: float
    seconds: float
    memory: float
    size: float


# --- measuring ------------------------------------------------------------------------------------


def warm(export: Export, runs: int) -> list[float]:
    """Give the processor seconds of an export in a process that has exported before."""
    export()
    seconds = []
    for _ in range(runs):
        start = process_time()
        export()
        seconds.append(process_time() - start)
    return seconds


def cold(name: str, runs: int) -> list[Cold]:
    """Export in a fresh process each time, imports included; preparing the report is not."""
    command = [sys.executable, "-m", "benchmarks.export", "--child", name]
    done = []
    for _ in range(runs):
        said = subprocess.run(
            command, cwd=ROOT, capture_output=True, check=True, timeout=PATIENCE
        ).stdout
        done.append(Cold(**json.loads(said)))
    return done


def child(name: str) -> None:
    """Export once and say what it took; the work of a process that `cold` starts.

    The clock runs from the start of the interpreter for processor time; what preparing a sample
    takes is taken off, since the running program has its report in memory.
    """
    began, used = perf_counter(), process_time()
    export = EXPORTS[name]()
    prepared, spent = perf_counter() - began, process_time() - used
    data = export()
    told = Cold(
        wall=perf_counter() - STARTED - prepared,
        seconds=process_time() - spent,
        memory=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        size=len(data),
    )
    print(json.dumps(told._asdict()))


def convert(workbook: bytes, folder: Path) -> tuple[float, float, bytes]:
    """Have LibreOffice make a PDF of a workbook: wall and processor seconds, and the PDF."""
    file = folder / "report.xlsx"
    file.write_bytes(workbook)
    command: list[str | Path] = [
        "soffice",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        folder,
        file,
    ]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
    wall, after = perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, used, (folder / "report.pdf").read_bytes()


# --- the table ------------------------------------------------------------------------------------


def rows_for(goal: Goal, runs: int) -> list[Row]:
    """Measure one export warm and cold, and hold it to its goals."""
    export = EXPORTS[goal.export]()
    done = cold(goal.export, runs)
    rows = [
        _row(f"{goal.what}: in the running program", "ms", warm(export, runs), goal.seconds),
        _row(f"{goal.what}: cold process", "ms", [one.seconds for one in done], None),
        _row(f"{goal.what}: cold process, wall", "ms", [one.wall for one in done], goal.wall),
        _row(f"{goal.what}: size", "KB", [done[0].size], goal.size),
        _row(f"{goal.what}: memory", "MB", [one.memory for one in done], goal.memory),
    ]
    return [row for row in rows if row.goal or "cold process" in row.what or "size" in row.what]


def _row(what: str, unit: str, values: Sequence[float], most: float | None) -> Row:
    if most is None:
        return Row(what, unit, values)
    shown = {"ms": most * 1e3, "KB": most * 1e-3, "MB": most * 1e-6}[unit]
    met = sorted(values)[len(values) // 2] <= most
    return Row(what, unit, values, goal=f"≤ {shown:g} {unit}", met=met)


def beside_calc(runs: int) -> list[Row]:
    """Set the monthly report's PDF beside LibreOffice's of the same report's workbook."""
    if shutil.which("soffice") is None:
        return [skipped("the report of July 2024 beside LibreOffice", "soffice is not installed")]
    from benchmarks.export_reports import july

    report = july()
    ours, workbook = report.pdf(), report.workbook()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        # The first run also makes LibreOffice's profile; it is not counted.
        converted = [convert(workbook, Path(home)) for _ in range(runs + 1)][1:]
    started = cold("july", runs)
    theirs = converted[0][2]
    walls = [wall for wall, _, _ in converted]
    used = [seconds for _, seconds, _ in converted]
    size = f"the report of July 2024: size of {page_count(ours)} pages"
    beside = f"Calc, {page_count(theirs)} pages"
    return [
        _pair("the report of July 2024: cold process, wall", "ms", [one.wall for one in started],
              ("Calc", walls)),
        _pair("the report of July 2024: cold process", "ms", [one.seconds for one in started],
              ("Calc", used)),
        _pair(size, "KB", [len(ours)], (beside, [len(theirs)])),
    ]  # fmt: skip


def beside_peers(runs: int) -> list[Row]:
    """Set the ten pages beside those that other libraries make of the same words."""
    from benchmarks.export_beside import Ours, rows

    done = cold("ten", runs)
    ours = Ours(
        [one.wall for one in done],
        [one.seconds for one in done],
        warm(EXPORTS["ten"](), runs),
        [done[0].size],
    )
    return rows(ours)


def _pair(what: str, unit: str, ours: Sequence[float], beside: tuple[str, Sequence[float]]) -> Row:
    name, theirs = beside
    ratio = [other / mine for mine, other in zip(ours, theirs, strict=True)]
    direction = "smaller" if unit == "KB" else "faster"
    return Row(what, unit, ours, name, theirs, ratio, direction)


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `--child` is for the processes that this one starts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.export", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, rough figures")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--child", choices=EXPORTS, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        child(options.child)
        return
    runs = 2 if options.quick else 7
    rows = [row for goal in GOALS for row in rows_for(goal, runs)]
    rows += beside_calc(min(runs, 3))
    rows += beside_peers(min(runs, 3))
    print(f"{os.cpu_count()} processors, {runs} runs")
    print(table(rows))
    if options.json:
        options.json.write_text(json.dumps([as_json(row) for row in rows], indent=1))


STARTED = perf_counter() - process_time()
"""When this process began: nothing but importing has run so far, and that never waits long."""

if __name__ == "__main__":
    main(sys.argv[1:])
