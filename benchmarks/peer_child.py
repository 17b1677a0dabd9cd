"""What other libraries take, each in its own words; run by the Python of `build/peers`.

`peer_child.py LIBRARY FILE RUNS [...]` prints one line of JSON: the seconds of every run under
`seconds`, what was found under `value`, and under `prepared` the seconds of getting ready once,
which no run counts.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from array import array
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any, Final

Told = dict[str, Any]
BLANK: Final = -(2**63)
"""How a figure that is not there is packed."""


def _timed(action: Callable[[], object], runs: int) -> list[float]:
    seconds = []
    for _ in range(runs):
        begun = perf_counter()
        action()
        seconds.append(perf_counter() - begun)
    return seconds


def formulas(file: str, runs: int, cell: str) -> Told:
    """Compile a workbook with `formulas` once, then calculate all of it."""
    library = importlib.import_module("formulas")
    begun = perf_counter()
    model = library.ExcelModel().loads(file).finish()
    prepared = perf_counter() - begun
    seconds = _timed(model.calculate, runs)
    name = next(key for key in model.dsp.solution if str(key).endswith(f"!{cell}"))
    value = int(model.dsp.solution[name].value[0, 0])
    return {"seconds": seconds, "value": value, "prepared": prepared}


def duckdb(file: str, runs: int, figures: str) -> Told:
    """Read packed figures (8 bytes each, report after report) into a table; add them up."""
    library, numpy = importlib.import_module("duckdb"), importlib.import_module("numpy")
    size = int(figures)
    value = numpy.fromfile(file, dtype=numpy.int64)
    reports = len(value) // size
    columns = {  # noqa: F841 - DuckDB finds it by its name
        "report": numpy.repeat(numpy.arange(reports, dtype=numpy.int32), size),
        "field": numpy.tile(numpy.arange(size, dtype=numpy.int32), reports),
        "value": value,
    }
    begun = perf_counter()
    connection = library.connect()
    table = f"SELECT report, field, CASE WHEN value > {BLANK} THEN value END AS value FROM columns"  # noqa: S608
    connection.execute(f"CREATE TABLE figures AS {table}")
    prepared = perf_counter() - begun
    query = "SELECT field, sum(value)::BIGINT FROM figures GROUP BY field ORDER BY field"
    found = [total for _field, total in connection.execute(query).fetchall()]
    seconds = _timed(lambda: connection.execute(query).fetchall(), runs)
    return {"seconds": seconds, "value": found, "prepared": prepared}


def packed(file: str, runs: int, figures: str) -> Told:
    """Add up the same packed figures with numpy: what memory and processor allow."""
    numpy = importlib.import_module("numpy")
    size, vectors = int(figures), array("q")
    vectors.frombytes(Path(file).read_bytes())
    table = numpy.frombuffer(vectors, dtype=numpy.int64).reshape(-1, size)

    def added() -> Any:  # noqa: ANN401
        return numpy.where(table > BLANK, table, 0).sum(axis=0)

    found = [int(total) for total in added()]
    return {"seconds": _timed(added, runs), "value": found, "prepared": 0.0}


def arelle(file: str, runs: int, home: str) -> Told:
    """Load an XBRL report with Arelle once, offline, then check its calculations (1.1)."""
    logging.disable(logging.CRITICAL)
    controller = importlib.import_module("arelle.Cntlr")
    calculations = importlib.import_module("arelle.ValidateXbrlCalcs")
    sources = importlib.import_module("arelle.FileSource")
    begun = perf_counter()
    program = controller.Cntlr(logFileName="logToBuffer", uiLang="en")
    program.webCache.workOffline = True
    program.webCache.cacheDir = home
    report = program.modelManager.load(sources.openFileSource(file, program))
    prepared = perf_counter() - begun
    mode = calculations.ValidateCalcsMode.ROUND_TO_NEAREST

    def checked() -> list[Any]:
        return list(calculations.validate(report, mode))

    codes = [one.codes if isinstance(one.codes, str) else one.codes[0] for one in checked()]
    broken = sum(code.endswith("inconsistentCalculationUsingRounding") for code in codes)
    return {"seconds": _timed(checked, runs), "value": broken, "prepared": prepared}


LIBRARIES: Final = {"formulas": formulas, "duckdb": duckdb, "numpy": packed, "arelle": arelle}


def main(library: str, file: str, runs: str, more: str) -> None:
    """Measure one library."""
    try:
        told = LIBRARIES[library](file, int(runs), more)
    except ImportError as absent:
        told = {"absent": str(absent)}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
