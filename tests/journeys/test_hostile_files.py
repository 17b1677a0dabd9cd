"""Every reader of the program meets the whole corpus: a sentence, no crash, nothing changed.

In a process of its own that may not have more memory than a small computer gives one program.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import resources
from desktop.workspace import Workspace
from tests import hostile_files

REPORT = "F02-91-2024-07"
READERS = {
    "fill": ("fill", REPORT, "{file}"),
    "prefill": ("prefill", REPORT, "{file}", "--preview"),
    "proofread": ("proofread", "{file}"),
    "verify": ("verify", "{file}"),
    "receive": ("receive", "{file}"),
    "attach": ("attach", REPORT, "{file}"),
    "reword": ("reword", REPORT, "{file}", "--preview"),
    "restore": ("restore", "{file}"),
    "forms install": ("forms", "install", "{file}"),
    "profile": ("profile", "{file}"),
    "provision": ("provision", "{file}"),
    "update": ("update", "{file}"),
    "keys add": ("keys", "add", "{file}"),
}
LONGEST = 900
"""Characters of an answer that is still one sentence."""
SPACE = 1_500 << 20
PATIENCE = 420
"""Seconds for one reader and all files, on a machine that does other things too."""

READER = """
import contextlib, io, json, sys
from pathlib import Path
from desktop.cli import main
if sys.platform.startswith("linux"):
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[2]), int(sys.argv[2])))
for name, words in json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")).items():
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main([*words, "--json"])
    line = {"name": name, "status": status, "out": out.getvalue(), "err": err.getvalue()}
    print(json.dumps(line), flush=True)
"""


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return hostile_files.write_all(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    with Workspace.open(folder) as workspace:
        desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
        desk.fill(resources.path("samples/F02-2024-07.json").read_bytes())
    return folder


def _state(folder: Path) -> tuple[str, tuple[str, ...]]:
    """What must not change: every report's cells and trail, and whether the store is sound."""
    with Workspace.open(folder) as workspace:
        desk = workspace.desk(REPORT)
        trail = [row.hash for row in desk.history()]
        told = hashlib.sha256(json.dumps(trail).encode()).hexdigest()
        heads = tuple(line.head.id for line in workspace.reports())
        return told, (*heads, *workspace.check_store())


def _answers(
    data: Path, corpus: dict[str, Path], words: tuple[str, ...], scratch: Path
) -> Iterator[dict[str, Any]]:
    calls = {
        name: [*(word.format(file=path) for word in words), "--data-dir", str(data)]
        for name, path in corpus.items()
    }
    listed = scratch / "calls.json"
    listed.write_text(json.dumps(calls), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", READER, str(listed), str(SPACE)],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(answers) == len(corpus), (answers[-1:], done.stderr[-2_000:])
    yield from answers


def _share(corpus: dict[str, Path], reader: str) -> dict[str, Path]:
    """All files in the long run; else a third for each reader, so that each file meets some."""
    if os.environ.get("BAOCAO_NIGHTLY") == "1":
        return corpus
    names = sorted(corpus)[sorted(READERS).index(reader) % 3 :: 3]
    return {name: corpus[name] for name in names}


def _said(told: dict[str, Any], *, refused: bool) -> list[tuple[str, str]]:
    """Codes and sentences of a refusal, of a call or of each file that it was given."""
    if not refused:
        return []
    if "error" in told:
        return [(told["error"]["code"], told["error"]["message"])]
    judged = [one for file in told["files"] for one in file["judgements"]]
    assert judged
    return [(one["code"], one["message"]) for one in judged]


@pytest.mark.parametrize("reader", sorted(READERS))
def test_every_file_gets_an_answer_and_changes_nothing(
    reader: str, corpus: dict[str, Path], data: Path, tmp_path: Path
) -> None:
    before = _state(data)
    files = _share(corpus, reader)
    for answer in _answers(data, files, READERS[reader], tmp_path):
        where = f"{reader} {answer['name']}"
        assert answer["status"] in (0, 1, 2), f"{where}: {answer}"
        assert "Traceback" not in answer["err"], where
        for code, message in _said(json.loads(answer["out"]), refused=answer["status"] == 2):
            assert 0 < len(message) < LONGEST, f"{where}: {message}"
            assert code != "FAULT", where
    assert _state(data) == before
    sys.stdout.write(f"hostile files, {reader}: {len(files)} bad inputs, 0 crashes\n")
