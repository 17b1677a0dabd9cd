"""How fast the built program starts and what it holds, beside a bare window of the same toolkit.

Every start is a process of its own, from its spawning to its end at the first paint, on an empty
data folder; bare window, source and built program take turns. Instructions are counted where
`perf` may. `make dist` comes first; without a built program only the source is measured.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from benchmarks.measuring import Row, table

ROOT: Final = Path(__file__).parent.parent
BUILT: Final = ROOT / "dist" / "baocao" / "baocao"
FLOOR: Final = "bare window from source"
PAINTED, INSTRUCTIONS = 1.4, 1.4
AT_PAINT, AFTER_EXPORTS = 65, 100
"""The goals: ratios to the bare window, and MiB of memory."""
MIB: Final = 1 << 20
PATIENCE: Final = 60
EXPORTING: Final = """
import sys
from pathlib import Path
from desktop.app import drop_import_hook, make_application
drop_import_hook()
import resources
from desktop.main_window import MainWindow
from desktop.workspace import Workspace
app = make_application([])
folder = Path(sys.argv[1])
window = MainWindow(folder)
window.show()
app.processEvents()
with Workspace.open(folder) as workspace:
    desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
    desk.fill(resources.path("samples/F02-2024-07.json").read_bytes())
    desk.export(folder / "out", "pdf")
    desk.export(folder / "out", "xlsx")
pages = int(Path("/proc/self/statm").read_text().split()[1])
print(pages * 4096)
"""


class Start(NamedTuple):
    """One start: seconds, bytes of memory at most, instructions (0 where nobody counts)."""

    seconds: float
    memory: int
    instructions: int


def start(command: Sequence[str], *, counted: bool) -> Start:
    """Start a program that ends at its first paint."""
    with tempfile.TemporaryDirectory(prefix="baocao-startup-") as folder:
        counts = Path(folder) / "counts"
        counting = ["perf", "stat", "-x", ",", "-e", "instructions", "-o", str(counts), "--"]
        full = [*(counting if counted else ()), *command]
        environment = {
            **{key: value for key, value in os.environ.items() if key not in _UNWANTED},
            "BAOCAO_CLOSE_AT_ONCE": "painted",
            "XDG_DATA_HOME": folder,
        }
        began = time.perf_counter()
        process = subprocess.Popen(full, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        late = threading.Timer(PATIENCE, process.kill)
        late.start()
        _, status, used = os.wait4(process.pid, 0)
        took = time.perf_counter() - began
        late.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{command[0]} ended with {process.returncode}")
        return Start(took, used.ru_maxrss * 1024, _instructions(counts) if counted else 0)


_UNWANTED: Final = frozenset({"PYTHONDONTWRITEBYTECODE"})
"""With this, the program's modules would be compiled at every start."""


def _instructions(counts: Path) -> int:
    figures = [line.split(",")[0] for line in counts.read_text(encoding="utf-8").splitlines()]
    return sum(int(figure) for figure in figures if figure.isdecimal())


def measured(runs: int) -> Mapping[str, list[Start]]:
    """Start everything in turn; each run begins with another one."""
    bare = [sys.executable, "-m", "benchmarks.window_child", "bare", "0.0"]
    commands = {FLOOR: bare, "source": [sys.executable, "-m", "desktop"]}
    if BUILT.is_file():
        commands["built"] = [str(BUILT)]
    names = list(commands)
    found: dict[str, list[Start]] = {name: [] for name in names}
    for name in names:
        start(commands[name], counted=False)
    for run in range(runs):
        turn = run % len(names)
        for name in (*names[turn:], *names[:turn]):
            found[name].append(start(commands[name], counted=False))
    return found


def rows(found: Mapping[str, list[Start]]) -> list[Row]:
    """Compare source and built program with the bare window."""
    told = []
    floor = [one.seconds for one in found[FLOOR]]
    for name in found.keys() - {FLOOR}:
        ours = [one.seconds for one in found[name]]
        ratio = [mine / bare for mine, bare in zip(ours, floor, strict=True)]
        met = statistics.median(ratio) <= PAINTED
        goal = f"≤ {PAINTED:g}×"
        what = f"first paint, {name}"
        told.append(Row(what, "ms", ours, FLOOR, floor, ratio, "slower", goal, met))
        held = [one.memory for one in found[name]]
        met = statistics.median(held) <= AT_PAINT * MIB
        told.append(Row(f"memory at it, {name}", "MB", held, goal=_mib(AT_PAINT), met=met))
    return sorted(told, key=lambda row: row.what)


def counted() -> list[Row]:
    """Compare instructions, which no other load changes; empty where nobody counts them."""
    if shutil.which("perf") is None:
        return []
    bare = [sys.executable, "-m", "benchmarks.window_child", "bare", "0.0"]
    built = [str(BUILT)] if BUILT.is_file() else [sys.executable, "-m", "desktop"]
    ours = [start(built, counted=True).instructions for _ in range(3)]
    floor = [start(bare, counted=True).instructions for _ in range(3)]
    if not all((*ours, *floor)):
        return []
    ratio = [mine / other for mine, other in zip(ours, floor, strict=True)]
    met = statistics.median(ratio) <= INSTRUCTIONS
    name = "instructions to first paint (millions)"
    goal = f"≤ {INSTRUCTIONS:g}×"
    return [Row(name, "MB", ours, FLOOR, floor, ratio, "more", goal, met)]


def after_exports() -> Row:
    """Give what the source holds after a PDF and a workbook; the built program holds less."""
    with tempfile.TemporaryDirectory(prefix="baocao-startup-") as folder:
        done = subprocess.run(
            [sys.executable, "-OO", "-c", EXPORTING, folder],
            cwd=ROOT, capture_output=True, check=True, text=True,
        )  # fmt: skip
    held = int(done.stdout.split()[-1])
    name = "memory after PDF and workbook, source -OO"
    return Row(name, "MB", [held], goal=_mib(AFTER_EXPORTS), met=held <= AFTER_EXPORTS * MIB)


def _mib(goal: int) -> str:
    return f"≤ {goal * MIB / 1e6:.0f} MB ({goal} MiB)"


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="starts of each")
    options = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    found = [*rows(measured(options.runs)), *counted(), after_exports()]
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} processors, load {load}, {options.runs} starts of each")
    print(table(found))


if __name__ == "__main__":
    main(sys.argv[1:])
