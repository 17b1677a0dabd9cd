"""Type figures into a LibreOffice Calc sheet over UNO and read the verdict back.

Run by the system's Python, which has the `uno` module: `python3 uno_cell.py SOFFICE`. Speaks JSON,
one line each way. The first line in holds the sheet: `rows` (with the total), `tables` (columns
`n` and `d`) and `stated` (table, row, rate in hundredths); the answer is the number of wrong
stated rates. Every further line is a list of `[table, row, part, figure]`; the answer holds the
seconds of each edit and the number of wrong rates at the end.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any, cast

PATIENCE = 90.0
"""Seconds until a started LibreOffice must answer."""

Line = tuple[str, ...]


def main(soffice: str) -> None:
    try:
        import uno
    except ImportError:
        _say({"absent": "this Python has no uno module (python3-uno)"})
        return
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        port = free_port()
        office = started(soffice, port, home)
        try:
            _serve(desktop_of(uno, port), hidden(uno))
        finally:
            stop(office)


def started(soffice: str, port: int, home: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [
            soffice,
            f"-env:UserInstallation={Path(home).as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nolockcheck",
            f"--accept=socket,host=127.0.0.1,port={port};urp;",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def stop(office: subprocess.Popen[bytes]) -> None:
    """End the office with everything it has started; it leads a session of its own."""
    try:
        office.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return cast("int", server.getsockname()[1])


def desktop_of(uno: Any, port: int) -> Any:  # noqa: ANN401  UNO objects have no types
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext(
        "com.sun.star.bridge.UnoUrlResolver", local
    )
    address = f"uno:socket,host=127.0.0.1,port={port};urp;StarOffice.ComponentContext"
    until = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(address)
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return context.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", context
            )


def hidden(uno: Any) -> Any:  # noqa: ANN401
    """Return the option that opens a document without a window; some builds fall over else."""
    option = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
    option.Name, option.Value = "Hidden", True
    return option


def _serve(desktop: Any, hidden: Any) -> None:  # noqa: ANN401
    sheet_text = sys.stdin.readline()
    document = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (hidden,))
    try:
        content = json.loads(sheet_text)
        sheet = document.Sheets.getByIndex(0)
        verdict = _fill(sheet, content)
        _say({"wrong": int(verdict.getValue())})
        for line in sys.stdin:
            seconds = _type(sheet, verdict, json.loads(line), content["rows"])
            _say({"seconds": seconds, "wrong": int(verdict.getValue())})
    finally:
        document.close(False)
        desktop.terminate()


def _fill(sheet: Any, content: dict[str, Any]) -> Any:  # noqa: ANN401
    """Write figures and formulas; return the cell that counts the wrong stated rates."""
    lines = _lines(content)
    last = len(lines)
    sheet.getCellRangeByPosition(0, 0, 5, last - 1).setFormulaArray(tuple(lines))
    verdict = sheet.getCellByPosition(7, 0)
    verdict.setFormula(f"=SUM(F1:F{last})")
    return verdict


def _lines(content: dict[str, Any]) -> list[Line]:
    rows, tables = content["rows"], content["tables"]
    stated = {(table, row): rate for table, row, rate in content["stated"]}
    lines: list[Line] = []
    for number, table in enumerate(tables):
        first = len(lines) + 1
        for row, (n, d) in enumerate(zip(table["n"], table["d"])):  # noqa: B905
            lines.append(_line(len(lines) + 1, (str(n), str(d)), stated.get((number, row))))
        last = len(lines)
        sums = (f"=SUM(A{first}:A{last})", f"=SUM(B{first}:B{last})")
        lines.append(_line(last + 1, sums, None))
    totals = [rows * (i + 1) for i in range(len(tables))]
    grand = tuple("=" + "+".join(f"{column}{at}" for at in totals) for column in "AB")
    return [*lines, _line(len(lines) + 1, (grand[0], grand[1]), None)]


def _line(at: int, pair: tuple[str, str], stated: int | None) -> Line:
    """Return n, d, rate, remainder, stated rate (in hundredths), and 1 where it is wrong."""
    wrong = f"=IF(INT((20000*A{at}+B{at})/(2*B{at}))=E{at};0;1)"
    shown = ("", "") if stated is None else (str(stated), wrong)
    return (*pair, f"=ROUND(A{at}/B{at}*100;2)", f"=B{at}-A{at}", *shown)


def _type(
    sheet: Any,  # noqa: ANN401
    verdict: Any,  # noqa: ANN401
    edits: list[tuple[int, int, str, int]],
    rows: int,
) -> list[float]:
    seconds = []
    for table, row, part, figure in edits:
        cell = sheet.getCellByPosition("nd".index(part), table * rows + row)
        start = time.perf_counter()
        cell.setValue(figure)
        verdict.getValue()
        seconds.append(time.perf_counter() - start)
    return seconds


def _say(answer: dict[str, object]) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
