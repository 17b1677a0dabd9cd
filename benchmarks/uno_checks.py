"""Recalculate a workbook in a running LibreOffice; run by the system's Python, which has `uno`.

`python3 uno_checks.py SOFFICE WORKBOOK CELL RUNS` opens the workbook, then recalculates all of it
some times. Prints one line of JSON: the seconds of every recalculation, the value of the cell, the
seconds from starting LibreOffice to the calculated workbook, and the most memory it held.
"""

from __future__ import annotations

import importlib
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

uno_cell: Any = importlib.import_module("uno_cell")
"""The file beside this one; the system's Python knows nothing of this program."""


def main(soffice: str, workbook: str, cell: str, runs: int) -> None:
    """Measure; says `absent` where there is no bridge to LibreOffice."""
    try:
        import uno
    except ImportError:
        print(json.dumps({"absent": "this Python has no uno module (python3-uno)"}))
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        # The first start makes the profile; it is not counted.
        _once(uno, soffice, home, workbook, (cell, 1))
        print(json.dumps(_once(uno, soffice, home, workbook, (cell, runs))))


def _once(uno: Any, soffice: str, home: str, workbook: str, asked: tuple[str, int]) -> Any:  # noqa: ANN401
    cell, runs = asked
    begun = time.perf_counter()
    port = uno_cell.free_port()
    office = uno_cell.started(soffice, port, home)
    try:
        desktop = uno_cell.desktop_of(uno, port)
        hidden = (uno_cell.hidden(uno),)
        document = desktop.loadComponentFromURL(Path(workbook).as_uri(), "_blank", 0, hidden)
        value = document.Sheets.getByIndex(0).getCellRangeByName(cell)
        found, opened = int(value.getValue()), time.perf_counter() - begun
        seconds = [_recalculated(document, value) for _ in range(runs)]
        memory = _memory(office.pid)
        document.close(False)
        desktop.terminate()
    finally:
        uno_cell.stop(office)
    return {"seconds": seconds, "value": found, "opened": opened, "memory": memory}


def _recalculated(document: Any, value: Any) -> float:  # noqa: ANN401
    begun = time.perf_counter()
    document.calculateAll()
    value.getValue()
    return time.perf_counter() - begun


def _memory(leader: int) -> int:
    """Return the most bytes held by the largest process of a session."""
    most = 0
    for folder in Path("/proc").iterdir():
        try:
            stat = (folder / "stat").read_text(encoding="ascii").rpartition(")")[2].split()
            if int(stat[3]) == leader:
                status = (folder / "status").read_text(encoding="utf-8")
                most = max(most, int(status.partition("VmHWM:")[2].split()[0]) * 1024)
        except (OSError, IndexError, UnicodeDecodeError):
            continue
    return most


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
