"""How fast the figures of many units are added up, beside GROUP BY and beside opening workbooks.

A store holds what the units handed in, packed; the same figures stand in a long table, one row for
each, found by report and field. Both give the sums of 300 figures over a year: of a province (102
communes) and of the country (3,321). One month of the province is also added up out of 102
workbooks, as people do it by hand. Both sides must find the same sums. The last row is the memory
that adding up the country takes beyond what was there before.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile
import tracemalloc
from array import array
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random
from typing import Final

import openpyxl
from msgspec.structs import astuple

from benchmarks.measuring import Disagreement, Row, Timed, as_json, compare, faster, table
from db.store import Store
from forms.department.receipts import Receipt
from forms.department.vectors import packed, totals

FIGURES: Final = 300
MONTHS: Final = 12
PROVINCE: Final = 102
COUNTRY: Final = 3_321
_SEED: Final = 102
_MEMORY: Final = 16_000_000
_HOLES: Final = 50
"""One figure in so many is blank."""


def moment() -> str:
    return "2026-01-05T08:00:00+07:00"


def vectors(units: int) -> Iterator[bytes]:
    """Yield the reports of a year, unit by unit within months; the same on every run."""
    chance = Random(_SEED)
    base = [chance.randrange(100_000) for _ in range(FIGURES)]
    for number in range(units * MONTHS):
        shift = number % 97
        yield packed(
            None if (place + number) % _HOLES == 0 else value + shift * place
            for place, value in enumerate(base)
        )


class Held:
    """What some units handed in over a year: packed in a store, and as a long table."""

    def __init__(self, folder: Path, units: int) -> None:
        """Fill both."""
        self.units = units
        self.numbers = range(1, units * MONTHS + 1)
        file, beside = folder / f"{units}.baocao", folder / f"{units}.long"
        self.store = Store.open(file, now=moment)
        with sqlite3.connect(file) as raw:
            fill_store(raw, units)
        self.long = sqlite3.connect(beside)
        _fill_long(self.long, units)

    def close(self) -> None:
        """Let go of both files."""
        self.store.close()
        self.long.close()

    def packed(self, numbers: Iterable[int]) -> list[int | None]:
        """Add up out of the store."""
        found = self.store.inbox.vectors(numbers)
        return totals((vector for _number, vector in found), FIGURES)

    def year(self) -> list[int | None]:
        """Add up the year out of the store."""
        return self.packed(self.numbers)

    def month(self) -> list[int | None]:
        """Add up the first month out of the store."""
        return self.packed(range(1, self.units + 1))

    def grouped(self) -> list[int | None]:
        """Add up the year by GROUP BY on the long table."""
        query = "SELECT field, sum(value) FROM figures GROUP BY field ORDER BY field"
        return [total for _field, total in self.long.execute(query)]


def fill_store(raw: sqlite3.Connection, units: int) -> None:
    names = Receipt.__struct_fields__
    marks = ",".join("?" * len(names))
    for number, vector in enumerate(vectors(units), 1):
        one = Receipt(
            number=number,
            sha256=f"{number:064x}",
            name=f"{number}.zip",
            kind="package",
            state="accepted",
            at=moment(),
            who="x",
            form="T01",
            unit=f"{number % units:05d}",
            period=f"2025-{(number - 1) // units + 1:02d}",
            report=f"T01-{number}",
            revision=1,
        )
        row = [json.dumps(x) if isinstance(x, tuple) else x for x in astuple(one)]
        raw.execute(f"INSERT INTO receipts ({','.join(names)}) VALUES ({marks})", row)  # noqa: S608
        raw.execute("INSERT INTO receipt_data VALUES (?, ?, ?)", (number, b"{}", vector))


def _fill_long(long: sqlite3.Connection, units: int) -> None:
    long.execute("PRAGMA journal_mode = WAL")
    long.execute(
        "CREATE TABLE figures (report INTEGER NOT NULL, field INTEGER NOT NULL, value INTEGER,"
        " PRIMARY KEY (report, field)) STRICT, WITHOUT ROWID"
    )
    with long:
        for report, vector in enumerate(vectors(units), 1):
            rows = enumerate(array("q", vector))
            long.executemany(
                "INSERT INTO figures VALUES (?, ?, ?)",
                ((report, field, None if value < 0 else value) for field, value in rows),
            )


# --- workbooks -----------------------------------------------------------------------------------


def _write_workbooks(folder: Path, units: int) -> list[Path]:
    """Write the first month as people hand it in: one workbook a unit, a figure a row."""
    files = []
    for unit, vector in zip(range(units), vectors(units), strict=False):
        book = openpyxl.Workbook()
        page = book.worksheets[0]
        for place, value in enumerate(array("q", vector), 1):
            page.append([place, f"Chỉ tiêu số {place}", None if value < 0 else value])
        files.append(folder / f"{unit}.xlsx")
        book.save(files[-1])
    return files


def _open_workbooks(files: Sequence[Path]) -> list[int | None]:
    sums: list[int | None] = [None] * FIGURES
    for file in files:
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
        for place, row in enumerate(book.worksheets[0].iter_rows(values_only=True)):
            value = row[2]
            if isinstance(value, int):
                sums[place] = (sums[place] or 0) + value
        book.close()
    return sums


# --- the table -----------------------------------------------------------------------------------


def measured(folder: Path, *, quick: bool) -> list[Row]:
    """Measure everything; raise Disagreement where two sides find different sums."""
    runs = 3 if quick else 7
    rows = _year(folder, PROVINCE, runs, least=3)
    rows += _workbooks(folder, 1 if quick else 3)
    if not quick:
        rows += _year(folder, COUNTRY, 3, least=5)
    return rows


def _year(folder: Path, units: int, runs: int, *, least: float) -> list[Row]:
    held = Held(folder, units)
    _agree(held.year(), held.grouped())
    actions = {"ours": Timed(held.year, 1), "GROUP BY": Timed(held.grouped, 1)}
    what = f"{units:,} units × {MONTHS} × {FIGURES}"
    rows = [faster(what, compare(actions, runs), ("ours", "GROUP BY"), least=least)]
    if units == COUNTRY:
        rows.append(_memory(held))
    held.close()
    return rows


def _memory(held: Held) -> Row:
    tracemalloc.start()
    held.year()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    met = peak <= _MEMORY
    return Row("… most memory at a time", "MB", [peak], goal=f"≤ {_MEMORY // 10**6} MB", met=met)


def _workbooks(folder: Path, runs: int) -> list[Row]:
    held = Held(folder / "books", PROVINCE)
    files = _write_workbooks(folder / "books", PROVINCE)
    _agree(held.month(), _open_workbooks(files))
    actions = {
        "ours": Timed(held.month, 1),
        "openpyxl": Timed(lambda: _open_workbooks(files), 1),
    }
    what = f"one month of {PROVINCE} units"
    rows = [faster(what, compare(actions, runs), ("ours", "openpyxl"), least=100)]
    held.close()
    return rows


def _agree(ours: Sequence[int | None], theirs: Sequence[int | None]) -> None:
    if list(ours) != list(theirs):
        raise Disagreement("the sums differ")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; exit status 1 only where the two sides find different sums."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="the province only, rough figures")
    parser.add_argument("--json", type=Path, help="write seconds and ratios to this file as well")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "books").mkdir()
        try:
            rows = measured(folder, quick=options.quick)
        except Disagreement as problem:
            print(problem, file=sys.stderr)
            return 1
    print(table(rows))
    if options.json:
        content = {"cpus": os.cpu_count(), "rows": [as_json(row) for row in rows]}
        options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
