"""Run every benchmark, each in a process of its own, and write one report of them all.

`python -m benchmarks [--quick] [--only PART ...] [--no-run]`. What each part measured is kept in
`build/bench/`, with its day and the load of the machine, so that a part can be measured again on
its own; the report and its pictures are made of what is kept there. A missed goal is told and
changes nothing; the exit status is 1 where a part failed or two sides found different things.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from benchmarks.report import Section, write

ROOT: Final = Path(__file__).parent.parent
KEPT: Final = ROOT / "build" / "bench"
PAGE: Final = ROOT / "docs" / "benchmarks.md"
PATIENCE: Final = 3_600


class Part(NamedTuple):
    """A benchmark module and what a reader is told before its table."""

    module: str
    title: str
    about: str


PARTS: Final = (
    Part(
        "engine",
        "The engine",
        "A form of 10,000 cells under 5,000 relations, beside numpy on bare columns (a floor),"
        " expressions prepared by simpleeval, tomllib, and a cell typed into LibreOffice Calc.",
    ),
    Part(
        "engine_peers",
        "The engine beside Calc, formulas and Arelle",
        "The same relations as formulas of a workbook, and its sums and remainders as an XBRL"
        " report under Calculation 1.1. All sides find as many broken relations.",
    ),
    Part(
        "growth",
        "How cost grows",
        "From 10² to 10⁵ cells, and from 100 to 3,321 units over a year. Ours reads packed reports"
        " out of a store on the disk; DuckDB and numpy have everything in memory already.",
    ),
    Part(
        "saving",
        "Keeping what is typed",
        "One figure kept on the disk with its line in the chained trail, beside one bare row of"
        " SQLite (the floor) and beside rewriting all cells as a document.",
    ),
    Part(
        "window",
        "The window",
        "Beside a bare window of the same toolkit, started in turn with ours.",
    ),
    Part(
        "export",
        "Exports",
        "Ten pages, long tables and the report of July 2024, beside LibreOffice, fpdf2, typst and"
        " WeasyPrint making the same words.",
    ),
    Part("workbook", "Workbooks", "The workbook of a log of 500 rows, written and read back."),
    Part(
        "consolidation",
        "Adding up many units",
        "Sums of a year out of what units handed in, beside GROUP BY on a long table of SQLite and"
        " beside opening 102 workbooks.",
    ),
    Part(
        "server",
        "A server with fifty clerks",
        "PostgreSQL on this machine, everything flushed to the disk; its own GROUP BY beside ours.",
    ),
    Part(
        "proofread",
        "Proofreading",
        "75 pages beside finding their digits; odd inputs beside a quarter of them.",
    ),
    Part(
        "startup",
        "The built program",
        "Its start up to the first paint, from the source and as `make dist` builds it, beside a"
        " bare window of the same toolkit, and what it holds after its exports.",
    ),
    Part(
        "sizes",
        "Sizes",
        "What is handed out, beside LibreOffice and PySide6 as they are installed.",
    ),
)


_NONE: Final[list[dict[str, Any]]] = [{"what": "everything", "note": "skipped: it says why"}]


def run(part: Part, *, quick: bool) -> Section:
    """Run one part in a process of its own; what it says goes on to the terminal."""
    KEPT.mkdir(parents=True, exist_ok=True)
    figures, before = KEPT / f"{part.module}.figures.json", os.getloadavg()[0]
    command = [sys.executable, "-m", f"benchmarks.{part.module}", "--json", str(figures)]
    done = subprocess.run(
        [*command, *(["--quick"] if quick else [])], cwd=ROOT, check=False, timeout=PATIENCE
    )
    section = Section(
        module=part.module,
        rows=_rows(json.loads(figures.read_text(encoding="utf-8"))) if figures.exists() else _NONE,
        at=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        load=(before, os.getloadavg()[0]),
        quick=quick,
        failed=bool(done.returncode),
    )
    figures.unlink(missing_ok=True)
    kept = json.dumps(section._asdict(), ensure_ascii=False, indent=1)
    (KEPT / f"{part.module}.json").write_text(kept + "\n", encoding="utf-8")
    return section


def _rows(content: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - as each part writes it
    if isinstance(content, list):
        return content
    rows = [*content.get("rows", ()), *content.get("reading", ())]
    return [_load(one) for one in content.get("loads", ())] + rows


def _load(one: dict[str, Any]) -> dict[str, Any]:
    """Give a server's load as a row: seconds of one edit, p50 as median and p99 as most."""
    rate = one["edits"] / one["seconds"]
    middle, late = one["p50_ms"] / 1e3, one["p99_ms"] / 1e3
    return {
        "what": f"{one['what']}: one edit, p50–p99, {rate:,.0f} edits/s",
        "unit": "seconds",
        "met": None,
        "ours": {"median": middle, "least": middle, "most": late},
    }


def kept() -> dict[str, Section]:
    """Read what was measured before, by module."""
    found = {}
    for file in sorted(KEPT.glob("*.json")):
        content = json.loads(file.read_text(encoding="utf-8"))
        if "module" in content:
            found[file.stem] = Section(**content)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the parts that are asked for, then write the report of all that is kept."""
    names = [part.module for part in PARTS]
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--quick", action="store_true", help="few runs, rough figures")
    parser.add_argument("--only", nargs="+", choices=names, help="these parts alone")
    parser.add_argument("--no-run", action="store_true", help="write the report anew")
    parser.add_argument("--report", type=Path, default=PAGE, help="the page to write")
    options = parser.parse_args(arguments)
    wanted = [] if options.no_run else [p for p in PARTS if p.module in (options.only or names)]
    failed = False
    for part in wanted:
        print(f"\n=== {part.title} (benchmarks.{part.module})", flush=True)
        failed |= run(part, quick=options.quick).failed
    found = kept()
    known = [(part.title, part.about, found[part.module]) for part in PARTS if part.module in found]
    write(options.report, known)
    print(f"\n{options.report} and its pictures are written")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
