"""How long a workbook of 500 rows takes, written and read back, beside openpyxl alone.

The report is the commune form F08 with a log of 500 rows. Beside the writing stands openpyxl
writing the same cells, without styles, formulas' results, checks and names; beside the reading
openpyxl reading the same file, on the wall, run by run. The goal is for processor time, since other
load does not lengthen it. A missed goal is only printed. The last row is the memory of a process
that refuses a workbook of 100.000 rows.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import resource
import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Final

import openpyxl
from msgspec.structs import replace

from benchmarks.export_reports import Filled, listing
from benchmarks.measuring import Row, Timed, as_json, compare, slower, table
from exporters.excel import render_workbook
from exporters.problems import ExportProblem
from exporters.readers.workbook_filling import read_filled
from forms.editing import Session
from forms.sources.sheet_filling import plan_sheets

ROOT: Final = Path(__file__).parent.parent
ROWS: Final = 500
_GOAL: Final = 0.2
_MEMORY: Final = 120_000_000
_LONG: Final = 100_000


class Books:
    """One report and its workbook: what is timed."""

    def __init__(self) -> None:
        """Fill the report once."""
        self.report: Filled = listing(ROWS)
        self.empty = self.report.computation.engine.open({}, self.report.computation.period)
        self.document = replace(self.report.document(), draft=True)
        self.book = self.write()
        sheets = openpyxl.load_workbook(io.BytesIO(self.book))
        self.cells = [[list(line) for line in sheet.values] for sheet in sheets.worksheets]

    def write(self) -> bytes:
        """Render the workbook of the draft."""
        r = self.report
        return render_workbook(
            r.computation, self.document, r.identity, r.checked, data_sha256="0" * 64
        )

    def write_plain(self) -> bytes:
        """Write the same cells with openpyxl."""
        book = openpyxl.Workbook()
        for lines in self.cells:
            page = book.create_sheet()
            for line in lines:
                page.append(line)
        buffer = io.BytesIO()
        book.save(buffer)
        return buffer.getvalue()

    def read(self) -> int:
        """Read the workbook back and plan filling an empty report from it."""
        plan = plan_sheets(Session(self.empty), read_filled(self.book, self.empty))
        return len(plan.change.edits)

    def read_plain(self) -> int:
        """Read the same file with openpyxl, values only."""
        book = openpyxl.load_workbook(io.BytesIO(self.book), read_only=True)
        return sum(1 for sheet in book.worksheets for _ in sheet.values)


def rows(runs: int) -> list[Row]:
    """Measure everything."""
    books = Books()
    actions = {
        "write": Timed(books.write, 3),
        "openpyxl writing": Timed(books.write_plain, 1),
        "read": Timed(books.read, 3),
        "openpyxl reading": Timed(books.read_plain, 1),
    }
    timings = compare(actions, runs)
    used = [processor(books.write) for _ in range(runs)]
    met = statistics.median(used) <= _GOAL
    return [
        Row(f"a workbook of {ROWS} rows: processor", "ms", used, goal="≤ 200 ms", met=met),
        slower("the same beside openpyxl", timings, ("write", "openpyxl writing")),
        slower("read back and planned", timings, ("read", "openpyxl reading")),
        _refusal(),
    ]


def processor(action: Callable[[], object]) -> float:
    """Return the seconds of processor time that an action takes."""
    gc.collect()
    start = process_time()
    action()
    return process_time() - start


def _refusal() -> Row:
    command = [sys.executable, "-m", "benchmarks.workbook", "--child"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    used = float(done.stdout)
    what = f"refusing {_LONG:,} rows: memory of the process"
    return Row(what, "MB", [used], goal=f"≤ {_MEMORY // 10**6} MB", met=used <= _MEMORY)


def child() -> None:
    """Refuse a workbook of many rows and print the most memory that this process had."""
    from xlsxwriter import Workbook

    books, buffer = Books(), io.BytesIO()
    book = Workbook(buffer, {"constant_memory": True})
    page = book.add_worksheet()
    for row in range(_LONG):
        page.write_number(row, 0, row)
    book.close()
    try:
        read_filled(buffer.getvalue(), books.empty)
    except ExportProblem:
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `--child` is for the process that this one starts."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workbook", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, rough figures")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    if options.child:
        child()
        return
    runs = 2 if options.quick else 7
    found = rows(runs)
    print(f"{os.cpu_count()} processors, {runs} runs")
    print(table(found))
    if options.json:
        options.json.write_text(json.dumps([as_json(row) for row in found], indent=1))


if __name__ == "__main__":
    main(sys.argv[1:])
