"""The worked examples for maintainers work: every edit is made, every try is run, on a copy."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "extending.md"
COPIED = ("desktop", "forms", "db", "exporters", "resources", "tests", "packaging")
STEP = re.compile(r"^```(python|toml)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PLACE = re.compile(
    r"In `([^`]+)`, before `([^`]+)`:\s*\Z|In the new file `([^`]+)`:\s*\Z", re.DOTALL
)


class Step(NamedTuple):
    """A block of the page: what it is put into and before what, or a try where it is neither."""

    text: str
    file: str = ""
    before: str = ""


def _steps() -> Iterator[Step]:
    page, last = PAGE.read_text(encoding="utf-8"), 0
    for block in STEP.finditer(page):
        place = PLACE.search(page[last : block.start()])
        last = block.end()
        if place is None:
            yield Step(block[2])
        else:
            yield Step(block[2], place[1] or place[3], place[2] or "")


STEPS = list(_steps())


def _make(step: Step, folder: Path) -> None:
    file = folder / step.file
    if not step.before:
        assert not file.exists()
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(step.text, encoding="utf-8")
        return
    old = file.read_text(encoding="utf-8")
    head, found, tail = old.partition(f"\n{step.before}")
    assert found, f"{step.file} has no line that begins with {step.before}"
    file.write_text(f"{head}\n{step.text}{found[1:]}{tail}", encoding="utf-8")


def _try(step: Step, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-c", step.text],
        cwd=folder,
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with every edit of the page made."""
    folder = tmp_path_factory.mktemp("program")
    for name in COPIED:
        shutil.copytree(
            ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "data")
        )
    shutil.copy(ROOT / "pyproject.toml", folder)
    for step in STEPS:
        if step.file:
            _make(step, folder)
    return folder


TRIES = [step for step in STEPS if not step.file]


def test_there_are_three_worked_examples() -> None:
    assert len(TRIES) == 3
    assert all(step.text.startswith("# Try it\n") for step in TRIES)


@pytest.mark.parametrize("number", range(len(TRIES)))
def test_a_worked_example_works(edited: Path, number: int) -> None:
    done = _try(TRIES[number], edited)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_added_passes_the_gates(edited: Path) -> None:
    files = sorted({step.file for step in STEPS if step.file.endswith(".py")})
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", *files]
    done = subprocess.run(command, cwd=edited, capture_output=True, check=False, text=True)
    assert done.stdout == "All checks passed!\n"
