"""``make chaos``: every fault, kill and bad input that is tried, then how many there were.

Each test says on a line of its own how many it tried, and only where nothing was lost; the sums
are made of these lines.
"""

from __future__ import annotations

import re
import sys
from typing import Final

import pytest

PATHS: Final = (
    "tests/faults",
    "tests/db/test_kill.py",
    "tests/db/test_faults.py",
    "tests/db/test_backup_faults.py",
    "tests/db/test_salvage.py",
    "tests/desktop/test_old_stores.py",
    "tests/journeys/test_hostile_files.py",
    "tests/fuzz",
)
KINDS: Final = ("kills", "failing calls", "faults", "bad inputs")
_SAID: Final = re.compile(rf"^.+: (\d+) ({'|'.join(KINDS)}), 0 .+$", re.MULTILINE)


class Counts:
    """Collects what the tests that passed have said."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.sums = dict.fromkeys(KINDS, 0)
        self.passed = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the lines of a test."""
        if report.when != "call" or not report.passed:
            return
        self.passed += 1
        for found in _SAID.finditer(report.capstdout):
            self.lines.append(found[0])
            self.sums[found[2]] += int(found[1])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the lines and their sums."""
        for line in self.lines:
            terminalreporter.write_line(line)
        counted = ", ".join(f"{number} {kind}" for kind, number in self.sums.items())
        failed = len(terminalreporter.stats.get("failed", ()))
        lost = f"{failed} tests lost something" if failed else "0 lost, 0 crashes, 0 half files"
        terminalreporter.write_line(f"chaos: {counted} in {self.passed} tests: {lost}")


def main() -> int:
    """Run the tests of faults; return their exit status."""
    return int(pytest.main(["-q", *PATHS, *sys.argv[1:]], plugins=[Counts()]))


if __name__ == "__main__":
    sys.exit(main())
