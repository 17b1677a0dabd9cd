"""Name the files of a room that the tests leave uncovered by more than a twentieth.

``make coverage`` runs every test under coverage.py, lines and branches, and then this. The rooms
held to it are those without windows; for the others the figures are only told.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from coverage import Coverage

LEAST: Final = 95.0
HELD: Final = ("forms", "db", "exporters")
_LOWEST: Final = 10


class Covered(NamedTuple):
    """A file and how many of a hundred lines and branches the tests have been through."""

    name: str
    percent: float

    @property
    def room(self) -> str:
        """Return the first folder of its name."""
        return self.name.partition("/")[0]


def read(report: Mapping[str, Mapping[str, Mapping[str, Mapping[str, float]]]]) -> list[Covered]:
    """Return the files of a JSON report, the least covered first."""
    files = report["files"].items()
    found = (Covered(name, about["summary"]["percent_covered"]) for name, about in files)
    return sorted(found, key=lambda file: (file.percent, file.name))


def lacking(files: list[Covered]) -> list[Covered]:
    """Return the files that are held to the gate and miss it."""
    return [file for file in files if file.room in HELD and file.percent < LEAST]


def lines(files: list[Covered]) -> Iterator[str]:
    """Yield the verdict: what is missing, then the least covered files of the other rooms."""
    missed = lacking(files)
    held = sum(file.room in HELD for file in files)
    yield f"{held - len(missed)} of {held} files in {', '.join(HELD)} have {LEAST:g} % or more"
    yield from (f"  {file.percent:5.1f} %  {file.name}" for file in missed)
    others = [file for file in files if file.room not in HELD][:_LOWEST]
    if others:
        yield "least covered elsewhere, not held to it:"
        yield from (f"  {file.percent:5.1f} %  {file.name}" for file in others)


def main(data: Path) -> int:
    """Print the verdict on a data file; 1 when a file that is held to it misses it."""
    told = io.StringIO()
    coverage = Coverage(data_file=data)
    coverage.load()
    kept, sys.stdout = sys.stdout, told
    try:
        coverage.json_report(outfile="-")
    finally:
        sys.stdout = kept
    files = read(json.loads(told.getvalue()))
    print("\n".join(lines(files)))
    return 1 if lacking(files) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if sys.argv[1:] else ".coverage")))
