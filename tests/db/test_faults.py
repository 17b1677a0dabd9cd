"""Real faults of the computer, each told in one sentence, none costing what was written."""

import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from db import sqlite
from db.problems import (
    StoreDamaged,
    StoreDeviceFailed,
    StoreDiskFull,
    StoreLocked,
    StoreProblem,
    StoreReadOnly,
    from_sqlite,
    from_system,
)
from db.store import Store
from forms.cells import CellKey, CellValue
from tests.db.conftest import Frozen
from tests.db.samples import ACCEPTANCE, CELLS, HEAD, NOW, REPORT, TOTAL, WHO, edit, now, opened

NOTE = CellKey("kien_nghi", 1, "value")


def fill_until_full(store: Store) -> dict[CellKey, CellValue]:
    """Write ever new texts until the disk has no room; return what was acknowledged."""
    kept = dict(CELLS)
    for step in range(10_000):
        text = f"{step} " + "kiến nghị " * 2_000
        old = kept.get(NOTE)
        try:
            store.record(REPORT, edit(NOTE, old, text), who=WHO)
        except StoreDiskFull:
            return kept
        kept[NOTE] = text
    raise AssertionError("the disk never filled up")


# --- disk full ------------------------------------------------------------------------------------


def test_a_full_disk_loses_nothing_and_works_again_after(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(300_000))
    with opened(small_disk / "baocao.db") as store:
        kept = fill_until_full(store)
        assert store.load(REPORT).cells == kept
        with pytest.raises(StoreDiskFull):
            store.finalize(REPORT, data=bytes(200_000), vector=b"", at=NOW, who=WHO)
        with pytest.raises(StoreDiskFull):
            store.set_setting("x", "x" * 200_000)
        assert store.load(REPORT).head.status == "draft"
        ballast.unlink()
        store.record(REPORT, edit(NOTE, kept[NOTE], None), who=WHO)
        assert store.load(REPORT).cells == CELLS
        assert store.verify_trail() == ()
        assert store.check_integrity() == ()


def test_a_full_disk_survives_closing_and_opening(small_disk: Path) -> None:
    path = small_disk / "baocao.db"
    with opened(path) as store:
        kept = fill_until_full(store)
    aside = shutil.copytree(small_disk, small_disk.parent / "aside")
    with Store.open(aside / "baocao.db", now=now) as store:
        assert store.load(REPORT).cells == kept
        assert store.verify_trail() == ()


def test_no_store_is_made_on_a_full_disk(small_disk: Path) -> None:
    with suppress(OSError):
        (small_disk / "ballast").write_bytes(bytes(2_000_000))
    with pytest.raises(StoreDiskFull) as caught:
        Store.open(small_disk / "baocao.db", now=now)
    assert "đã đầy" in caught.value.message
    assert [file.name for file in small_disk.iterdir()] == ["ballast"]


def test_no_half_copy_is_left_on_a_full_disk(store: Store, small_disk: Path) -> None:
    store.set_setting("x", "x" * 2_000_000)
    with pytest.raises(StoreDiskFull):
        store.backup(small_disk / "ban_sao.db")
    assert list(small_disk.iterdir()) == []


def test_a_file_at_its_largest_size_is_as_good_as_a_full_disk(store: Store) -> None:
    raw = sqlite.driver(store._session._connection)
    (pages,) = raw.execute("PRAGMA page_count").fetchone()
    raw.execute(f"PRAGMA max_page_count = {pages + 20}")
    kept = fill_until_full(store)
    assert store.load(REPORT).cells == kept
    raw.execute(f"PRAGMA max_page_count = {pages + 200}")
    store.record(REPORT, edit(NOTE, kept[NOTE], "còn chỗ"), who=WHO)
    assert store.verify_trail() == ()


# --- read-only ------------------------------------------------------------------------------------


def test_a_read_only_folder_gets_no_store(folder: Path, frozen: Frozen) -> None:
    with frozen(), pytest.raises(StoreReadOnly) as caught:
        Store.open(folder / "so_lieu" / "baocao.db", now=now)
    assert "Không ghi được vào" in caught.value.message


def test_a_store_in_a_read_only_folder_does_not_open(folder: Path, frozen: Frozen) -> None:
    path = folder / "baocao.db"
    with opened(path):
        pass
    with frozen(), pytest.raises(StoreReadOnly):
        Store.open(path, now=now)
    with opened(path) as store:
        assert store.load(REPORT).cells == CELLS


def test_a_write_that_sqlite_may_not_make(store: Store) -> None:
    raw = sqlite.driver(store._session._connection)
    raw.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreReadOnly):
        store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
    raw.execute("PRAGMA query_only = OFF")
    store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
    assert store.verify_trail() == ()


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(StoreProblem):
        Store.open(tmp_path, now=now)


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "so_lieu").write_text("")
    with pytest.raises(StoreReadOnly):
        Store.open(tmp_path / "so_lieu" / "baocao.db", now=now)


# --- locked ---------------------------------------------------------------------------------------


@contextmanager
def locked(path: Path, how: str) -> Iterator[None]:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(f"BEGIN {how}")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)


@pytest.mark.usefixtures("impatient")
def test_a_locked_store_can_be_read_and_written_later(path: Path) -> None:
    with opened(path) as store:
        with locked(path, "IMMEDIATE"):
            assert store.load(REPORT).cells == CELLS
            with pytest.raises(StoreLocked) as caught:
                store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
            with pytest.raises(StoreLocked):
                store.accept(REPORT, ACCEPTANCE)
        assert "chương trình khác" in caught.value.message
        store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
        assert TOTAL not in store.load(REPORT).cells
        assert store.verify_trail() == ()


@pytest.mark.usefixtures("impatient")
def test_a_locked_store_does_not_open(path: Path) -> None:
    with opened(path):
        pass
    with locked(path, "EXCLUSIVE"), pytest.raises(StoreLocked):
        Store.open(path, now=now)


# --- a failing device -----------------------------------------------------------------------------


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """The system refuses to write any file beyond ``size``: an I/O error that is not ENOSPC."""
    resource = pytest.importorskip("resource", reason="limits of this kind are POSIX")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_refused_write_is_told_and_the_next_one_works(store: Store, path: Path) -> None:
    log = path.with_name("baocao.db-wal")
    with largest_file(log.stat().st_size), pytest.raises(StoreDeviceFailed):
        store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
    assert store.load(REPORT).cells == CELLS
    store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
    assert store.verify_trail() == ()


# --- damaged files --------------------------------------------------------------------------------


@pytest.fixture
def whole(path: Path) -> bytes:
    """The bytes of a closed store with some life in it."""
    with opened(path) as store:
        for step in range(60):
            key = CellKey(f"dvc{step:02}", 0, "d")
            store.record(REPORT, edit(key, None, Decimal(step)), who=WHO)
        store.accept(REPORT, ACCEPTANCE)
        store.finalize(REPORT, data=b"{}", vector=bytes(480), at=NOW, who=WHO)
    return path.read_bytes()


@pytest.mark.parametrize("size", [0, 1, 15, 16, 99, 100, 512, 4095, 4096, 50_000, -4096])
def test_a_truncated_file_is_refused_and_left_alone(path: Path, whole: bytes, size: int) -> None:
    cut = whole[:size]
    assert len(cut) < len(whole)
    path.write_bytes(cut)
    with pytest.raises(StoreDamaged) as caught:
        Store.open(path, now=now)
    assert "sao lưu" in caught.value.message
    assert path.read_bytes() == cut


def test_a_file_that_lost_its_last_byte_is_found_out(path: Path, whole: bytes) -> None:
    path.write_bytes(whole[:-1])
    assert outcome(path) == "named"


@pytest.mark.parametrize("content", [b"not a database" * 500, bytes(8192), b"SQLite format 3\0"])
def test_a_file_of_something_else_is_refused_and_left_alone(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(StoreDamaged):
        Store.open(path, now=now)
    assert path.read_bytes() == content


def test_a_log_without_its_database_is_not_read_into_a_new_one(path: Path) -> None:
    with opened(path) as store:
        assert store.load(REPORT).cells == CELLS
        log = path.with_name("baocao.db-wal").read_bytes()
    path.unlink()
    path.with_name("baocao.db-wal").write_bytes(log)
    with pytest.raises(StoreDamaged):
        Store.open(path, now=now)
    assert not path.exists()
    assert path.with_name("baocao.db-wal").read_bytes() == log


def flips() -> int:
    return 5_000 if os.environ.get("BAOCAO_NIGHTLY") == "1" else 250


def outcome(path: Path) -> str:
    """What becomes of a store with one wrong bit: told, or the cells are right."""
    try:
        with Store.open(path, now=now) as store:
            named = store.check_integrity() + store.verify_trail()
            (head,) = store.reports()
            cells = store.load(head.id).cells
    except StoreProblem as problem:
        return type(problem).__name__
    if named:
        return "named"
    expected = {CellKey(f"dvc{n:02}", 0, "d"): Decimal(n) for n in range(60)} | CELLS
    return "right" if cells == expected else "WRONG"


def test_one_wrong_bit_never_gives_a_wrong_figure(path: Path, whole: bytes) -> None:
    chance = random.Random(20240801)  # noqa: S311 - the same bits each run
    counts: dict[str, int] = {}
    used = [place for place, byte in enumerate(whole) if byte]
    for _ in range(flips()):
        damaged = bytearray(whole)
        damaged[chance.choice(used)] ^= 1 << chance.randrange(8)
        for companion in path.parent.glob("baocao.db-*"):
            companion.unlink()
        path.write_bytes(damaged)
        said = outcome(path)
        counts[said] = counts.get(said, 0) + 1
    assert counts.pop("WRONG", 0) == 0
    assert counts["named"] > counts.get("right", 0)
    assert counts["StoreDamaged"] > 0
    sys.stdout.write(f"wrong bits in a store: {flips()} faults, 0 wrong figures\n")


# --- what a code means ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "kind"),
    [(28, StoreDiskFull), (5, StoreDeviceFailed), (13, StoreReadOnly), (30, StoreReadOnly)],
)
def test_the_system_says_why_by_number(number: int, kind: type[StoreProblem]) -> None:
    problem = from_system(OSError(number, os.strerror(number)), Path("x.db"))
    assert type(problem) is kind
    assert os.strerror(number) in problem.detail


def test_a_fault_of_our_own_is_not_dressed_up() -> None:
    with closing(sqlite3.connect(":memory:")) as memory:
        memory.execute("CREATE TABLE one (a INTEGER PRIMARY KEY)")
        memory.execute("INSERT INTO one VALUES (1)")
        with pytest.raises(sqlite3.IntegrityError) as caught:
            memory.execute("INSERT INTO one VALUES (1)")
    assert from_sqlite(caught.value, Path("x.db")) is None
    assert from_sqlite(sqlite3.ProgrammingError("closed"), Path("x.db")) is None


def test_every_problem_is_one_sentence_with_a_next_step() -> None:
    kinds = [StoreProblem]
    for kind in kinds:
        kinds += kind.__subclasses__()
    assert len(kinds) >= 15
    for kind in kinds:
        problem = kind("x.db", "technical")
        assert problem.message == str(problem)
        assert "x.db" in problem.message
        assert problem.message.count(".") == 1 + "x.db".count(".")
        assert ": hãy " in problem.message
        assert problem.detail == "technical"


def test_a_path_with_braces_is_no_template() -> None:
    head = msgspec.structs.replace(HEAD, id="{subject}{0}")
    assert "{subject}{0}" in StoreProblem(head.id).message
