"""The program as a process of its own on a screen of its own, typed at from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.look import Look, read_look
from desktop.workspace import Workspace
from tests.desktop.driver import JULY, july_as_published

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 40.0


class Screen:
    """A screen of 1366×768 and the keys that are pressed on it."""

    def __init__(self, display: str, xdotool: Path) -> None:
        self.environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        self._xdotool = str(xdotool)

    def do(self, *command: str) -> str:
        done = subprocess.run(
            [self._xdotool, *command],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.do("key", "--delay", "60", key)

    def window(self, title: str) -> str:
        """Wait for a window of that title and give it the keyboard."""
        return until(lambda: self._focused(title))

    def _focused(self, title: str) -> str:
        found = self.do("search", "--onlyvisible", "--name", title).split()
        if not found:
            return ""
        self.do("windowfocus", found[-1])
        return found[-1]


def until(asked: Callable[[], object]) -> str:
    """Wait until something is so and return it; fail when it does not come about."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        answer = asked()
        if answer:
            return str(answer)
        time.sleep(0.2)
    raise AssertionError("waited in vain")


@pytest.fixture
def screen(judge: Callable[[str], Path]) -> Iterator[Screen]:
    xdotool = judge("xdotool")
    reading, writing = os.pipe()
    command = [str(judge("Xvfb")), "-displayfd", str(writing), "-screen", "0", "1366x768x24"]
    with subprocess.Popen(
        [*command, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL
    ) as server:
        os.close(writing)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        yield Screen(display, xdotool)
        server.terminate()


def reports(folder: Path) -> list[str]:
    with Workspace.open(folder) as workspace:
        return sorted(line.head.id for line in workspace.reports())


def test_a_clerk_sizes_letters_reads_the_manual_and_puts_a_report_away(
    screen: Screen, tmp_path: Path
) -> None:
    folder = tmp_path / "số liệu"
    july_as_published(folder)
    with subprocess.Popen(
        [sys.executable, "-m", "desktop", "--data-dir", str(folder)],
        cwd=ROOT,
        env=screen.environment,
    ) as program:
        try:
            screen.window("Báo Cáo Cơ Sở")
            until((folder / "backups").exists)
            screen.press("ctrl+plus", "ctrl+plus")
            until(lambda: read_look(folder).size == 125)
            screen.press("ctrl+0")
            until(lambda: read_look(folder) == Look())
            screen.press("F1")
            screen.window("Hướng dẫn")
            screen.press("Escape")
            screen.window("Báo Cáo Cơ Sở")
            screen.press("ctrl+m", "Home", "space", "Escape", "ctrl+f")
            screen.do("type", "--delay", "60", "tháng 8")
            screen.press("Return", "shift+Delete")
            until(lambda: reports(folder) == [JULY])
            screen.press("ctrl+q")
            assert program.wait(PATIENCE) == 0
        finally:
            program.kill()
    assert reports(folder) == [JULY]
