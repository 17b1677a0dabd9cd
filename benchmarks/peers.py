"""Ask the environment `build/peers` how long another library takes; see `peer_child`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
PYTHON: Final = ROOT / "build" / "peers" / "bin" / "python"
SYSTEM_PYTHON: Final = Path("/usr/bin/python3")
PATIENCE: Final = 1_200


class Absent(RuntimeError):
    """A peer cannot be had here; the text says why."""


class Told(NamedTuple):
    """What a peer took, run by run, and what it found; ``prepared`` once, before the runs."""

    seconds: list[float]
    value: Any
    prepared: float = 0.0
    opened: float = 0.0
    memory: int = 0


def ask(library: str, file: Path, runs: int, more: str) -> Told:
    """Have a Python library do its work on a file; raises Absent where it is not installed."""
    if not PYTHON.exists():
        raise Absent("no build/peers (sh packaging/setup.sh bench)")
    child = ROOT / "benchmarks" / "peer_child.py"
    return _told([PYTHON, child, library, file, str(runs), more])


def calc(soffice: str, workbook: Path, cell: str, runs: int) -> Told:
    """Have LibreOffice Calc recalculate a workbook; raises Absent without its Python bridge."""
    if not SYSTEM_PYTHON.exists():
        raise Absent(f"{SYSTEM_PYTHON} is not installed")
    child = ROOT / "benchmarks" / "uno_checks.py"
    return _told([SYSTEM_PYTHON, child, soffice, workbook, cell, str(runs)])


def _told(command: list[str | Path]) -> Told:
    done = subprocess.run(command, capture_output=True, check=False, text=True, timeout=PATIENCE)
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        raise Absent(done.stderr.strip().rpartition("\n")[2][:100] or "it did not answer")
    answer = json.loads(lines[-1])
    if "absent" in answer:
        raise Absent(answer["absent"])
    return Told(**answer)
