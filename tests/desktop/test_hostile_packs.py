"""Hostile packs: each one is refused with one sentence and its place, fast and in little room.

They are read in a process of their own that may not have more memory than a small computer gives
one program; whatever kills it, kills the test.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from desktop.cli import main
from desktop.problems import Trouble, attempt
from desktop.use_cases.pack_files import read_pack
from tests import hostile_packs

ROOT = Path(__file__).parent.parent.parent
NAMES = (
    *(f"fault:{name}" for name in hostile_packs.FAULTS),
    *(f"text:{name}" for name in hostile_packs.TEXTS),
    *(f"zip:{name}" for name in hostile_packs.ZIPS),
    *(f"disk:{name}" for name in hostile_packs.SPECIALS),
)
LONGEST = 600
"""Characters of a sentence that is still one."""
SPACE = 768 << 20
"""Bytes of addresses that the reading process may use, the interpreter and libraries included."""
GROWTH = 64 << 20
"""Bytes that reading any one pack may hold at its worst, as the interpreter counts them."""
PATIENCE = 300
"""Seconds for all cases together, on a machine that does other things too."""

Said = Mapping[str, Mapping[str, Any]]

# What the process does: every case through the command line, its answer and its peak of memory.
READER = """
import contextlib, io, json, sys, tracemalloc
from pathlib import Path
from desktop.cli import main
import exporters.archive, exporters.files, exporters.authoring.pack_workbook
import forms.authoring.mistakes
if sys.platform.startswith("linux"):
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
cases = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
tracemalloc.start()
for name, path in cases.items():
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(["forms", "check", path, "--json"])
    peak = tracemalloc.get_traced_memory()[1] - before
    line = {"name": name, "status": status, "out": out.getvalue(), "err": err.getvalue()}
    print(json.dumps({**line, "peak": peak}), flush=True)
"""


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return hostile_packs.write_all(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def said(cases: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Said:
    """What the command line answered to each case, in a process of little room."""
    folder = tmp_path_factory.mktemp("reader")
    listed = folder / "cases.json"
    listed.write_text(json.dumps({name: str(path) for name, path in cases.items()}), "utf-8")
    command = [sys.executable, "-c", READER, str(listed), str(SPACE)]
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, env=environment, check=False
    )
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, f"{len(lines)} of {len(cases)} read; {done.stderr[-2000:]}"
    return {line["name"]: line for line in lines}


def test_there_are_many_cases(cases: dict[str, Path]) -> None:
    assert tuple(cases) == NAMES
    assert len(NAMES) >= 180


def test_the_pack_that_is_spoiled_is_a_good_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "form.json"
    good.write_bytes(hostile_packs.GOOD)
    assert main(["forms", "check", str(good)]) == 0
    assert "dùng được" in capsys.readouterr().out


@pytest.mark.parametrize("name", NAMES)
def test_it_is_refused_with_one_sentence_and_its_place(said: Said, name: str) -> None:
    answer = said[name]
    assert (answer["status"], answer["err"]) == (2, ""), answer["out"]
    error = json.loads(answer["out"])["error"]
    assert error["place"]
    assert error["code"] != "FAULT"
    words = error["message"]
    assert words.isprintable()
    assert any(ord(letter) > 127 for letter in words)
    assert words.endswith(".")
    assert len(words) <= LONGEST


@pytest.mark.parametrize("name", NAMES)
def test_it_needs_little_memory(said: Said, name: str) -> None:
    assert said[name]["peak"] <= GROWTH


@pytest.mark.parametrize("name", NAMES)
def test_reading_it_for_use_refuses_it_too(cases: dict[str, Path], name: str) -> None:
    refused = attempt(lambda: read_pack(cases[name]))
    assert isinstance(refused, Trouble)
    assert refused.exit_status == 2
    assert refused.code != "FAULT"
