"""A disk that refuses the n-th write, flush or rename: said in a sentence, nothing lost."""

import errno
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from db.store import Store
from desktop.use_cases.receiving import FOLDER
from desktop.workspace import Workspace
from exporters.files import sha256
from exporters.whole_copy import read_copy
from tests import old_store, province
from tests.db import writer
from tests.db.samples import REPORT, now
from tests.faults.device_runner import ARRIVED, DEPARTMENT, OFFICE
from tests.faults.office_victims import DAY, SUM, later
from tests.faults.test_kills import whole
from tests.faults.victims import STORE, steps_in
from tests.judges import find_judge

NEVER = "0-5"
SOURCE = Path(__file__).with_name("device.c")


def library(folder: Path) -> Path:
    target = folder / "device.so"
    options = ["-shared", "-fPIC", "-O1", "-o", str(target), str(SOURCE), "-ldl"]
    command = [str(find_judge("gcc")), *options]
    subprocess.run(command, check=True)
    return target


def told(base: Path, device: Path) -> dict[str, tuple[int, str]]:
    """Run the story in every folder of ``base``; calls seen and what was said, by folder."""
    command = [sys.executable, "-m", "tests.faults.device_runner", str(base)]
    environment = {**os.environ, "LD_PRELOAD": str(device)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout.splitlines()[-1])
    assert all(answers.values()), "a child ended without a word"
    return {name: tuple(json.loads(said)) for name, said in answers.items()}


@pytest.mark.skipif(sys.platform != "linux", reason="the failing disk is a library for Linux")
def test_a_disk_that_fails_at_any_one_call(tmp_path: Path) -> None:
    device, made = library(tmp_path), tmp_path / "made"
    old_store.write(made / OFFICE)
    arrived(tmp_path / "province", made)
    shutil.copytree(made, tmp_path / "once" / NEVER)
    calls, said = told(tmp_path / "once", device)[NEVER]
    assert said == ""
    assert calls > 100
    step = 1 if os.environ.get("BAOCAO_NIGHTLY") == "1" else max(calls // 24, 1)
    chosen = enumerate(range(1, calls + 1, step))
    tried = [(call, (errno.EIO, errno.ENOSPC)[index % 2]) for index, call in chosen]
    base = tmp_path / "base"
    for call, error in tried:
        shutil.copytree(made, base / f"{call}-{error}")
    for name, (_, words) in told(base, device).items():
        code = words.partition(":")[0]
        assert code not in {"FAULT", ""} or not words, f"call {name}: {words}"
        nothing_lost(base / name, base / f"{name}.said")
    sys.stdout.write(f"failing disk: {len(tried)} failing calls, 0 lost of {calls} in a story\n")


def arrived(sender: Path, made: Path) -> None:
    """Two communes' reports of a day, and a department with nothing in it yet."""
    sent = province.make(sender, units=12, periods=(DAY,), forms=("F07",)).sent
    (made / ARRIVED).mkdir()
    for one in [one for one in sent if one.state == "accepted" and not one.codes][:2]:
        shutil.copy(one.path, made / ARRIVED)
    Workspace.open(made / DEPARTMENT, now=later).close()


def nothing_received_lost(folder: Path, told: Path) -> None:
    """Hold the department to the files and the sums that it acknowledged."""
    acknowledged = told.read_text(encoding="utf-8").split() if told.exists() else []
    with Workspace.open(folder / DEPARTMENT, now=later) as workspace:
        assert workspace.check_store() == ()
        known = {line.receipt.sha256 for line in workspace.receiving.inbox()}
        known |= {line.head.id for line in workspace.reports()}
    assert set(acknowledged) <= known
    assert known <= {*(sha256(path.read_bytes()) for path in (folder / ARRIVED).iterdir()), SUM}
    for path in (folder / DEPARTMENT / FOLDER).rglob("[!.]*.zip"):
        assert sha256(path.read_bytes()) == path.stem


def nothing_lost(folder: Path, said: Path) -> None:
    """Hold the folder to what was acknowledged, on a disk that works again."""
    acknowledged = said.read_text(encoding="utf-8").split() if said.exists() else []
    with Store.open(folder / STORE, now=now) as store:
        assert store.verify_trail() == ()
        assert store.check_integrity() == ()
        if acknowledged:
            assert steps_in(store) >= int(acknowledged[-1])
            assert store.load(REPORT).cells == writer.state(steps_in(store))
    for path in (folder / "out").glob("[!.]*"):
        whole(path)
    if (folder / "ban_sao.db").exists():
        with Store.open(folder / "ban_sao.db", now=now) as store:
            assert store.verify_trail() == ()
    if (folder / "tat_ca.baocao").exists():
        (folder / "thu").mkdir()
        read_copy(folder / "tat_ca.baocao", folder / "thu")
    with Workspace.open(folder / OFFICE, now=now) as workspace:
        assert workspace.check_store() == ()
    nothing_received_lost(folder, said.with_suffix(".received"))
