"""The power goes at any moment; what was acknowledged is there."""

import os
import random
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

from db.store import Store
from tests.db import writer
from tests.db.samples import REPORT, now

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def kills() -> int:
    return 150 if os.environ.get("BAOCAO_NIGHTLY") == "1" else 15


def kill_while_writing(path: Path, said: Path, *, after: float, from_the_start: bool) -> int:
    """Start a writer, kill it, and return the last step that it acknowledged, or -1."""
    command = [sys.executable, "-m", "tests.db.writer", str(path)]
    with (
        said.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE) as child,
    ):
        until = time.monotonic() + PATIENCE
        while not from_the_start and said.stat().st_size == 0 and time.monotonic() < until:
            assert child.poll() is None, child.communicate()[1].decode()
            time.sleep(0.002)
        time.sleep(after)
        child.kill()
        child.communicate()
    lines = said.read_bytes().rpartition(b"\n")[0].split()
    return int(lines[-1]) if lines else -1


def check(path: Path, acknowledged: int) -> int:
    """Hold the store against what was acknowledged; return the steps that are in it."""
    with Store.open(path, now=now) as store:
        assert store.verify_trail() == ()
        assert store.check_integrity() == ()
        if not store.reports():
            assert acknowledged == -1
            return 0
        cells = store.load(REPORT).cells
        steps = int(Decimal(cells.get(writer.COUNTER, 0)))
        assert acknowledged <= steps <= acknowledged + 1 or acknowledged == -1
        assert cells == writer.state(steps)
        return steps


def test_kill_9_loses_no_acknowledged_edit(path: Path, tmp_path: Path) -> None:
    chance = random.Random(91)  # noqa: S311 - the same moments each run
    done = 0
    for _ in range(kills()):
        after = chance.uniform(0, 0.06)
        last = kill_while_writing(path, tmp_path / "said", after=after, from_the_start=False)
        steps = check(path, last)
        # Killed within its first line, the writer has acknowledged nothing this time.
        assert last >= done or last == -1
        assert steps >= done
        done = steps
    assert done > 0
    sys.stdout.write(f"typing, by programs of their own: {kills()} kills, 0 edits lost\n")


def test_kill_9_while_a_store_is_made_leaves_none_or_a_whole_one(tmp_path: Path) -> None:
    chance = random.Random(3321)  # noqa: S311 - the same moments each run
    for number in range(kills() // 5):
        path = tmp_path / str(number) / "baocao.db"
        after = chance.uniform(0.2, 1.0)
        last = kill_while_writing(path, tmp_path / "said", after=after, from_the_start=True)
        check(path, last)
    sys.stdout.write(f"making a store: {kills() // 5} kills, 0 half stores\n")
