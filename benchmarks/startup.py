"""How fast the built program starts and what it holds, beside a bare window of the same toolkit.

Every start is a process of its own, from its spawning to its end at the first paint, on an empty
data folder; bare window, source and built program take turns. Instructions, which no other load
changes, are counted by `perf` where it may, else by valgrind. `make dist` comes first; without a
built program only the source is measured.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import re
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

from benchmarks.measuring import Row, skipped, tell

ROOT: Final = Path(__file__).parent.parent
BUILT: Final = ROOT / "dist" / "baocao" / "baocao"
CODE: Final = ROOT / "build" / "pyinstaller" / "build" / "PYZ-00.pyz"
FLOOR: Final = "bare window from source"
PAINTED, FILLED, INSTRUCTIONS = 1.4, 3.2, 1.4
AT_PAINT, AFTER_EXPORTS = 65, 100
"""The goals: ratios to the bare window, and MiB of memory."""
MIB: Final = 1 << 20
PATIENCE: Final = 60
EXPORTING: Final = """
import struct
import sys
from pathlib import Path
folder, code = Path(sys.argv[1]), sys.argv[2]
if code:
    # What of Python itself is beside the built code stays out of reach.
    sys.path[:] = [f"{code}/base_library.zip", f"{code}/python3.11/lib-dynload", code]
from desktop.window.app import drop_import_hook, make_application
drop_import_hook()
import resources
from desktop.window.main_window import MainWindow
from desktop.workspace import Workspace
app = make_application([])
window = MainWindow(folder)
window.show()
app.processEvents()
with Workspace.open(folder) as workspace:
    lines = workspace.reports()
    if not lines:
        desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
        desk.fill(resources.path("samples/F02-2024-07.json").read_bytes())
    desk = workspace.desk("F02-91-2024-07")
    desk.export(folder / "out", "pdf")
    desk.export(folder / "out", "xlsx")
pages = int(Path("/proc/self/statm").read_text().split()[1])
print(pages * 4096)
"""


class Start(NamedTuple):
    """One start: seconds, seconds of a processor, bytes of memory at most."""

    seconds: float
    processor: float
    memory: int


def painted(command: Sequence[str]) -> Start:
    """Start a program on an empty data folder; it ends at its first paint."""
    with tempfile.TemporaryDirectory(prefix="baocao-startup-") as folder:
        return start(command, folder, until="painted")


def start(command: Sequence[str], folder: str, *, until: str) -> Start:
    """Start a program that ends at its first paint, or, ``until`` "1", with its work list there."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env=_environment(folder, until), stdout=subprocess.DEVNULL
    )
    late = threading.Timer(PATIENCE, process.kill)
    late.start()
    _, status, used = os.wait4(process.pid, 0)
    took = time.perf_counter() - began
    late.cancel()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return Start(took, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def _environment(folder: str, until: str = "painted") -> dict[str, str]:
    # With the second, the program's modules would be compiled at every start.
    told = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    ours = {"BAOCAO_CLOSE_AT_ONCE": until, "PYTHONHASHSEED": "0", "XDG_DATA_HOME": folder}
    return {"QT_QPA_PLATFORM": "offscreen", **told, **ours}


def commands() -> dict[str, list[str]]:
    """Give what is started, by its name: the bare window, the source, what is built."""
    bare = [sys.executable, "-m", "benchmarks.window_child", "bare", "0.0"]
    found = {FLOOR: bare, "source": [sys.executable, "-m", "desktop"]}
    return {**found, "built": [str(BUILT)]} if BUILT.is_file() else found


def measured(runs: int) -> Mapping[str, list[Start]]:
    """Start everything in turn; each run begins with another one."""
    names = list(commands())
    found: dict[str, list[Start]] = {name: [] for name in names}
    for name in names:
        painted(commands()[name])
    for run in range(runs):
        turn = run % len(names)
        for name in (*names[turn:], *names[:turn]):
            found[name].append(painted(commands()[name]))
    return found


def rows(found: Mapping[str, list[Start]]) -> list[Row]:
    """Compare source and built program with the bare window."""
    told = []
    for name in sorted(found.keys() - {FLOOR}):
        ours, floor = found[name], found[FLOOR]
        told += [
            _painted(f"first paint, {name}", [one.seconds for one in ours],
                     [one.seconds for one in floor]),
            _painted(f"… of a processor, {name}", [one.processor for one in ours],
                     [one.processor for one in floor]),
        ]  # fmt: skip
        held = [one.memory for one in ours]
        met = statistics.median(held) <= AT_PAINT * MIB
        told.append(Row(f"memory at it, {name}", "MB", held, goal=_mib(AT_PAINT), met=met))
    return told if "built" in found else [*told, skipped("the built program", "make dist")]


def _painted(what: str, ours: list[float], floor: list[float], *, most: float = PAINTED) -> Row:
    ratio = [mine / bare for mine, bare in zip(ours, floor, strict=True)]
    met = statistics.median(ratio) <= most
    return Row(what, "ms", ours, FLOOR, floor, ratio, "slower", f"≤ {most:g}×", met)


def filled(runs: int) -> list[Row]:
    """Compare what a processor works until the work list of a store that is there is shown."""
    known = commands()
    bare = known.pop(FLOOR)
    found = []
    for name in sorted(known):
        with tempfile.TemporaryDirectory(prefix="baocao-startup-") as folder:
            start(known[name], folder, until="1")
            pairs = [
                (start(known[name], folder, until="1").processor, painted(bare).processor)
                for _ in range(runs)
            ]
        ours, floor = map(list, zip(*pairs, strict=True))
        what = f"work list there, of a processor, {name}"
        found.append(_painted(what, ours, floor, most=FILLED))
    return found


# --- instructions ---------------------------------------------------------------------------------


def counted() -> list[Row]:
    """Compare the instructions of one start each."""
    what = "instructions to first paint"
    counts = {name: _instructions(command) for name, command in commands().items()}
    floor = counts.pop(FLOOR)
    if not all((floor, *counts.values())):
        return [skipped(what, "neither perf nor valgrind counts here")]
    goal = f"≤ {INSTRUCTIONS:g}×"
    return [
        Row(f"{what}, {name}", "M", [ours], FLOOR, [floor], [ours / floor], "more", goal,
            ours / floor <= INSTRUCTIONS)
        for name, ours in sorted(counts.items())
    ]  # fmt: skip


def _instructions(command: Sequence[str]) -> int:
    """Return the instructions of one start, 0 where nobody counts."""
    with tempfile.TemporaryDirectory(prefix="baocao-startup-") as folder:
        perf = ["perf", "stat", "-x", ",", "-e", "instructions", "--"]
        # The starter of the built program starts itself anew; the one that ends last counts.
        grind = ["valgrind", "--tool=callgrind", "--trace-children=yes"]
        grind.append(f"--callgrind-out-file={folder}/%p")
        for counter, shape in ((perf, r"^(\d+),"), (grind, r"Collected : (\d+)")):
            if shutil.which(counter[0]) is None:
                continue
            done = subprocess.run(
                [*counter, *command], cwd=ROOT, env=_environment(folder), capture_output=True,
                text=True, check=False, timeout=20 * PATIENCE,
            )  # fmt: skip
            figures = [int(figure) for figure in re.findall(shape, done.stderr, re.MULTILINE)]
            if sum(figures) and not done.returncode:
                return sum(figures)
    return 0


# --- memory after work ----------------------------------------------------------------------------


def after_exports() -> list[Row]:
    """Give what is held after a PDF and a workbook: in a new store, and in one that is there.

    The built program has no door for this, so its code is unpacked and run by this Python.
    """
    with tempfile.TemporaryDirectory(prefix="baocao-startup-") as room:
        code = Path(room, "code")
        name = "source -OO"
        if BUILT.is_file() and CODE.is_file():
            name = "built"
            _unpack(code)
        else:
            _exported(Path(room, "compiled"), code)
        kinds = ("a new store", "a store that is there")
        held = [_exported(Path(room, "data"), code) for _ in kinds]
    goal = _mib(AFTER_EXPORTS)
    return [
        Row(f"memory after PDF and workbook, {kind}, {name}", "MB", [one], goal=goal,
            met=one <= AFTER_EXPORTS * MIB)
        for kind, one in zip(kinds, held, strict=True)
    ]  # fmt: skip


def _exported(folder: Path, code: Path) -> int:
    flags = ["-I", "-S"] if code.is_dir() else []
    done = subprocess.run(
        [sys.executable, *flags, "-OO", "-c", EXPORTING, str(folder),
         str(code) if code.is_dir() else ""],
        cwd=ROOT, env=_environment(str(folder)), capture_output=True, check=True, text=True,
    )  # fmt: skip
    return int(done.stdout.split()[-1])


def _unpack(code: Path) -> None:
    """Lay the built code out as files beside the built program's libraries and data."""
    from PyInstaller.archive import readers  # type: ignore[import-untyped, unused-ignore]

    shutil.copytree(BUILT.parent / "_internal", code)
    archive = readers.ZlibArchiveReader(str(CODE))
    head = importlib.util.MAGIC_NUMBER + bytes(12)
    for name, (kind, *_) in archive.toc.items():
        data = archive.extract(name, raw=True)
        file = code / name.replace(".", "/") / "__init__.pyc"
        file = file if kind else file.parent.with_suffix(".pyc")
        if data is not None and not file.exists():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(head + data)


def _mib(goal: int) -> str:
    return f"≤ {goal * MIB / 1e6:.0f} MB ({goal} MiB)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.startup", description=__doc__)
    parser.add_argument("--runs", type=int, default=9, help="starts of each")
    parser.add_argument("--quick", action="store_true", help="few starts, nothing is counted")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args(arguments)
    runs = 3 if options.quick else options.runs
    found = [*rows(measured(runs)), *filled(runs)]
    found += [] if options.quick else counted()
    tell([*found, *after_exports()], options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
