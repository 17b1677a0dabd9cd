"""The program as it runs on a screen: a window of its own under Xvfb, keys from xdotool."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from desktop.window.look import Look, read_look
from desktop.workspace import Workspace
from forms.cells import CellKey
from tests.desktop.driver import JULY, NOW, july_as_published, key

ROOT = Path(__file__).parents[2]
WORDS = "Tiếng Việt: ữ ặ ₫ Đường"
_LONGEST = 60
_A_MOMENT = 3


class Screen:
    """A display with the program on it, and a hand that presses keys."""

    def __init__(self, display: str, home: Path) -> None:
        self._environment = {**os.environ, "DISPLAY": display, "HOME": str(home)}
        self._environment |= {"QT_QPA_PLATFORM": "xcb", "XDG_RUNTIME_DIR": str(home)}
        self._program: subprocess.Popen[bytes] | None = None

    def start(self, folder: Path) -> None:
        code = "import sys; from pathlib import Path; from desktop.window.app import main; "
        code += f"sys.exit(main(Path({str(folder)!r})))"
        self._program = subprocess.Popen(
            [sys.executable, "-c", code], cwd=ROOT, env=self._environment
        )

    def end(self) -> int:
        assert self._program is not None
        return self._program.wait(timeout=_LONGEST)

    def stop(self) -> None:
        if self._program is not None and self._program.poll() is None:
            self._program.terminate()
            self._program.wait(timeout=_LONGEST)

    def hand(self, *command: str) -> str:
        done = subprocess.run(
            ["xdotool", *command],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=_LONGEST,
            check=False,
        )
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        for name in keys:
            self.hand("key", "--clearmodifiers", name)
            time.sleep(0.08)

    def type(self, text: str) -> None:
        # Letters that no key has are put on a spare key one by one; the program needs time to see.
        self.hand("type", "--delay", "150", text)
        time.sleep(0.1)

    def focus(self, title: str) -> None:
        """Wait for a window with these words in its title, and give it the keyboard."""
        self.wait(lambda: bool(self.hand("search", "--onlyvisible", "--name", title)), title)
        found = self.hand("search", "--onlyvisible", "--name", title).splitlines()[-1]
        self.hand("windowfocus", "--sync", found)
        time.sleep(0.2)

    @staticmethod
    def wait(holds: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + _LONGEST
        while not holds():
            assert time.monotonic() < end, f"waited in vain for {what}"
            time.sleep(0.1)


@pytest.fixture
def screen(judge: Callable[[str], Path], tmp_path: Path) -> Iterator[Screen]:
    """A screen of a small office: 1366 by 768."""
    judge("xdotool")
    server = judge("Xvfb")
    read, write = os.pipe()
    running = subprocess.Popen(
        [server, "-displayfd", str(write), "-screen", "0", "1366x768x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as number:
        display = f":{number.readline().strip()}"
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    made = Screen(display, home)
    yield made
    made.stop()
    running.terminate()
    running.wait(timeout=_LONGEST)


def with_two_warnings_explained(folder: Path) -> None:
    """Leave July as published with two figures blank, three errors and one open warning."""
    july_as_published(folder)
    with Workspace.open(folder, now=lambda: NOW, who="thử") as workspace:
        workspace.delete("F02-91-2024-08")
        desk = workspace.desk(JULY)
        for part in ("n", "d"):
            desk.enter(key("dvc12", part), "")
        for finding in [f for f in desk.findings() if f.severity == "warning"][1:]:
            desk.accept(finding, "bản gốc")


def read(folder: Path, cell: CellKey) -> str:
    with Workspace.open(folder) as workspace:
        return workspace.desk(JULY).text_of(cell)


def test_a_report_is_typed_repaired_explained_finalized_and_exported(
    screen: Screen, tmp_path: Path
) -> None:
    folder = at_the_report(screen, tmp_path)
    screen.press("ctrl+F8")
    screen.type("949")
    screen.press("Tab")
    screen.type("959")
    screen.press("Return", "ctrl+F9", "F8", "ctrl+g")
    screen.focus("Giải trình")
    screen.type(WORDS)
    screen.press("ctrl+Return")
    screen.focus(JULY)
    screen.press("F12", "ctrl+e")
    screen.focus("Chọn thư mục")
    screen.press("Return")
    home = tmp_path / "home"
    screen.wait(lambda: bool([*home.rglob("*.zip")]), "the package")
    screen.focus(JULY)
    screen.press("ctrl+q")
    assert screen.end() == 0
    assert [read(folder, key("dvc12", part)) for part in "nd"] == ["949", "959"]
    with Workspace.open(folder) as workspace:
        desk = workspace.desk(JULY)
        assert not desk.editable
        assert WORDS in {finding.reason for finding in desk.findings()}


def at_the_report(screen: Screen, tmp_path: Path) -> Path:
    """Start on a folder of its own and open the report of July there; return the folder."""
    folder = tmp_path / "data"
    with_two_warnings_explained(folder)
    screen.start(folder)
    screen.focus("Báo Cáo Cơ Sở")
    screen.wait(lambda: _opened(screen), "the report")
    return folder


def _opened(screen: Screen) -> bool:
    """Press Enter until the chosen line is there to be opened."""
    screen.press("Return")
    end = time.monotonic() + _A_MOMENT
    while time.monotonic() < end:
        if screen.hand("search", "--onlyvisible", "--name", JULY):
            return True
    return False


def test_the_window_closes_well_with_a_copied_cell_on_the_clipboard(
    screen: Screen, tmp_path: Path
) -> None:
    at_the_report(screen, tmp_path)
    screen.focus(JULY)
    screen.press("ctrl+c", "ctrl+q")
    assert screen.end() == 0


@pytest.mark.nightly
def test_words_typed_on_a_cell_that_is_not_edited_arrive_whole(
    screen: Screen, tmp_path: Path
) -> None:
    folder = at_the_report(screen, tmp_path)
    screen.focus(JULY)
    # The first section is a list of documents, its first column is words.
    screen.type(WORDS)
    screen.press("Return", "ctrl+q")
    assert screen.end() == 0
    typed = {read(folder, CellKey("vb_ban_hanh", row, "ten_loai")) for row in (1, 2)}
    assert WORDS in typed


def test_letters_grow_the_manual_is_read_and_a_report_put_away(
    screen: Screen, tmp_path: Path
) -> None:
    folder = tmp_path / "số liệu"
    july_as_published(folder)
    screen.start(folder)
    screen.focus("Báo Cáo Cơ Sở")
    screen.wait((folder / "backups").exists, "the work list")
    screen.press("ctrl+plus", "ctrl+plus")
    screen.wait(lambda: read_look(folder).size == 125, "larger letters")
    screen.press("ctrl+0")
    screen.wait(lambda: read_look(folder) == Look(), "letters as usual")
    screen.press("F1")
    screen.focus("Hướng dẫn")
    screen.press("Escape")
    screen.focus("Báo Cáo Cơ Sở")
    screen.press("ctrl+m", "Home", "space", "Escape", "ctrl+f")
    screen.type("tháng 8")
    screen.press("Return", "shift+Delete")
    screen.wait(lambda: reports(folder) == [JULY], "the list without August")
    screen.press("ctrl+q")
    assert screen.end() == 0


def reports(folder: Path) -> list[str]:
    with Workspace.open(folder) as workspace:
        return sorted(line.head.id for line in workspace.reports())
