"""How large the program and what it makes are: the folder, the archive, Debian's package.

Measures what `make dist` and `make deb` have left in `dist/`; a part that is not built is named.
Beside the folder stand LibreOffice's packages as Debian has installed them (what Calc and Writer
need, without a Java or fonts), and PySide6 as pip has installed it: the floor.
"""

from __future__ import annotations

import argparse
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from benchmarks.measuring import Row, skipped, tell

ROOT: Final = Path(__file__).parent.parent
PACKAGES: Final = ("libreoffice-*", "ure", "uno-libs-private")
_DEB: Final = 40_000_000


def folder_size(folder: Path) -> float:
    """Return the bytes of all files in a folder; each is counted once."""
    files = (file for file in folder.rglob("*") if file.is_file() and not file.is_symlink())
    return float(sum(file.stat().st_size for file in files))


def _office() -> float:
    """Return the bytes of LibreOffice's installed packages, 0 where dpkg knows none."""
    if shutil.which("dpkg-query") is None:
        return 0.0
    command = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Installed-Size}\n", *PACKAGES]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    words = [line.split() for line in done.stdout.splitlines()]
    return 1024.0 * sum(int(line[1]) for line in words if line[0] == "installed")


def _floor() -> float:
    """Return the bytes of the toolkit as installed, 0 where it is not."""
    found = importlib.util.find_spec("PySide6")
    places = list(found.submodule_search_locations or ()) if found else []
    return sum(folder_size(Path(place)) for place in places)


def rows(dist: Path) -> list[Row]:
    """Measure what is built."""
    found = _folder(dist / "baocao")
    for what, pattern, goal in (
        ("the archive for Linux", "baocao-*.tar.gz", 0),
        ("Debian's package", "*.deb", _DEB),
    ):
        files = sorted(dist.glob(pattern))
        if not files:
            found.append(skipped(what, "not built (make dist, make deb)"))
            continue
        size = float(files[-1].stat().st_size)
        told, met = (f"≤ {goal // 10**6} MB", size <= goal) if goal else ("", None)
        found.append(Row(what, "MB", [size], goal=told, met=met))
    own = sum(
        folder_size(ROOT / room) for room in ("desktop", "forms", "db", "exporters", "resources")
    )
    return [*found, Row("what we wrote: code, forms, fonts, icons", "MB", [own])]


def _folder(folder: Path) -> list[Row]:
    what = "the program as one folder"
    if not folder.is_dir():
        return [skipped(what, "not built (make dist)")]
    ours, found = folder_size(folder), []
    for name, theirs in (("LibreOffice as installed", _office()), ("PySide6 alone", _floor())):
        if theirs:
            ratio, word = (theirs / ours, "smaller") if theirs > ours else (ours / theirs, "larger")
            found.append(Row(what, "MB", [ours], name, [theirs], [ratio], word))
        else:
            found.append(skipped(f"{what} beside {name}", "not installed"))
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.sizes", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the same; there is nothing to time")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures here")
    options = parser.parse_args(arguments)
    found = rows(ROOT / "dist")
    tell(found, options.json)
    return 0


if __name__ == "__main__":
    sys.exit(main())
