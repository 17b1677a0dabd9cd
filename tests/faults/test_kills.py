"""kill -9 at any moment of what writes: what was acknowledged is there, files are whole."""

import os
import random
import shutil
import sys
import time
import zipfile
from collections.abc import Callable
from multiprocessing.context import ForkServerContext
from pathlib import Path

from db import migrate
from db.problems import StoreTooNew
from db.store import Store
from desktop.workspace import Workspace, verify
from tests import old_store
from tests.db import writer
from tests.db.samples import REPORT, WHO, now
from tests.faults import victims
from tests.faults.victims import BOTH, STORE, steps_in

PATIENCE = 60.0
Victim = Callable[[Path, Path], None]

_SERVER = ForkServerContext()
_SERVER.set_forkserver_preload(
    ["tests.faults.victims", "tests.faults.office_victims", "tests.faults.test_kills"]
)


def kills(quick: int) -> int:
    return quick * 12 if os.environ.get("BAOCAO_NIGHTLY") == "1" else quick


def _spoken(said: Path) -> bool:
    """Whether a first word is there whole."""
    return said.exists() and b"\n" in said.read_bytes()


def killed(work: Victim, folder: Path, after: float) -> list[str]:
    """Start the work, kill it ``after`` its first word, and return what it acknowledged."""
    said = folder / "said"
    said.unlink(missing_ok=True)
    child = _SERVER.Process(target=work, args=(folder, said), daemon=True)
    child.start()
    until = time.monotonic() + PATIENCE
    while not _spoken(said) and time.monotonic() < until:
        assert child.is_alive() or _spoken(said), f"{work.__name__} ended by itself"
        time.sleep(0.002)
    time.sleep(after)
    child.kill()
    child.join()
    return said.read_text(encoding="utf-8").rpartition("\n")[0].split("\n")


def report(what: str, count: int) -> None:
    """One line for ``make chaos``."""
    sys.stdout.write(f"{what}: {count} kills, 0 acknowledged edits lost, 0 half files\n")


def test_typing_and_finalizing(tmp_path: Path) -> None:
    chance = random.Random(91)  # noqa: S311 - the same moments each run
    last = 0
    for _ in range(kills(40)):
        acknowledged = int(killed(victims.typing, tmp_path, chance.uniform(0, 0.08))[-1])
        with Store.open(tmp_path / STORE, now=now) as store:
            assert store.verify_trail() == ()
            assert store.check_integrity() == ()
            last = steps_in(store)
            assert acknowledged <= last <= acknowledged + 1
            assert store.load(REPORT).cells == writer.state(last)
    assert last > 0
    report("typing, finalizing, reopening", kills(40))


def whole_copies(folder: Path) -> int:
    """Hold every backup under its final name to what a store must be; return how many."""
    copies = [folder / "ban_sao.db", *(folder / "backups").glob("baocao-*.db")]
    at_hand = [path for path in copies if path.exists()]
    for path in at_hand:
        aside = folder / "aside" / STORE
        aside.parent.mkdir(exist_ok=True)
        shutil.copy(path, aside)
        with Store.open(aside, now=now) as store:
            assert store.verify_trail() == ()
            assert store.check_integrity() == ()
            assert store.load(REPORT).cells == writer.state(steps_in(store))
        shutil.rmtree(aside.parent)
    return len(at_hand)


def test_backing_up(tmp_path: Path) -> None:
    chance = random.Random(1975)  # noqa: S311 - the same moments each run
    copies = 0
    for _ in range(kills(20)):
        acknowledged = int(killed(victims.backing_up, tmp_path, chance.uniform(0, 0.15))[-1])
        with Store.open(tmp_path / STORE, now=now) as store:
            assert store.verify_trail() == ()
            assert acknowledged <= steps_in(store) <= acknowledged + 1
        copies = max(copies, whole_copies(tmp_path))
        for path in (tmp_path / "backups").glob("baocao-*.db"):
            path.unlink()
    assert copies
    report("backing up", kills(20))


def two_states(folder: Path) -> None:
    """A store and two backups of it, five and nine steps on."""
    with Store.open(folder / STORE, now=now) as store:
        step = writer.prepared(store)
        for name, steps in zip(BOTH, (5, 9), strict=True):
            while step < steps:
                step += 1
                store.record(REPORT, writer.change(step), who=WHO)
            store.backup(folder / name)


def test_restoring(tmp_path: Path) -> None:
    chance = random.Random(1954)  # noqa: S311 - the same moments each run
    two_states(tmp_path)
    for _ in range(kills(25)):
        killed(victims.restoring, tmp_path, chance.uniform(0, 0.8))
        with Store.open(tmp_path / STORE, now=now) as store:
            assert store.verify_trail() == ()
            assert store.check_integrity() == ()
            assert steps_in(store) in (5, 9)
            assert store.load(REPORT).cells == writer.state(steps_in(store))
        whole_copies(tmp_path)
    report("restoring", kills(25))


def test_migrating(tmp_path: Path) -> None:
    chance = random.Random(1930)  # noqa: S311 - the same moments each run
    two_states(tmp_path)
    before = (tmp_path / BOTH[1]).read_bytes()
    for number in range(kills(15)):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / STORE).write_bytes(before)
        killed(victims.migrating, folder, chance.uniform(0, 0.5))
        copy = folder / f"baocao.v{len(migrate.STEPS)}.db"
        assert not copy.exists() or not migrated(copy)
        migrated(folder / STORE)
    report("migrating", kills(15))


def migrated(path: Path) -> bool:
    """Open a store of either version, as the program that knows both; whether it is the later."""
    known = migrate.STEPS
    try:
        Store.open(path, now=now).close()
        later = False
    except StoreTooNew:
        later = True
        migrate.STEPS = (*known, victims.add_much)
    try:
        with Store.open(path, now=now) as store:
            assert store.verify_trail() == ()
            assert store.check_integrity() == ()
            assert store.load(REPORT).cells == writer.state(9)
    finally:
        migrate.STEPS = known
    return later


def test_exporting(tmp_path: Path) -> None:
    chance = random.Random(2026)  # noqa: S311 - the same moments each run
    old_store.write(tmp_path)
    names: set[str] = set()
    for _ in range(kills(10)):
        killed(victims.exporting, tmp_path, chance.uniform(0, 1.5))
        for path in (tmp_path / "out").glob("[!.]*"):
            whole(path)
            names.add(path.suffix)
            path.unlink()
        with Workspace.open(tmp_path, now=now) as workspace:
            assert workspace.check_store() == ()
    assert names
    report("exporting", kills(10))


def whole(path: Path) -> None:
    """Hold a file under its final name to what its readers need."""
    if path.suffix == ".pdf":
        assert path.read_bytes().rstrip().endswith(b"%%EOF")
        return
    with zipfile.ZipFile(path) as packed:
        assert packed.testzip() is None
    assert path.suffix != ".zip" or verify(path).ok
