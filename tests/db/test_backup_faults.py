"""Backups on disks that fill up, refuse, vanish or fail: whole files or none."""

from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from db.problems import StoreDeviceFailed, StoreDiskFull, StoreProblem, StoreReadOnly
from db.store import Store
from desktop.problems import Trouble
from desktop.use_cases import backups
from tests.db.conftest import Frozen
from tests.db.samples import CELLS, REPORT, TOTAL, WHO, edit, now, opened
from tests.db.test_faults import largest_file

STORE = "baocao.db"


def filled(folder: Path) -> None:
    with suppress(OSError):
        (folder / "ballast").write_bytes(bytes(2_000_000))


def sound(path: Path, total: int = 959) -> None:
    with Store.open(path, now=now) as store:
        assert store.load(REPORT).cells == CELLS | {TOTAL: Decimal(total)}
        assert store.verify_trail() == ()
        assert store.check_integrity() == ()


def test_a_full_disk_gets_no_half_backup_of_the_day(small_disk: Path) -> None:
    with opened(small_disk / STORE):
        filled(small_disk)
        with pytest.raises((StoreDiskFull, OSError)):
            backups.daily(small_disk, now=now)
    assert backups.kept(small_disk) == ()
    assert list(small_disk.rglob("*.part*")) == []
    (small_disk / "ballast").unlink()
    assert backups.daily(small_disk, now=now) is not None
    sound(small_disk / STORE)


def copied_then_edited(small_disk: Path, tmp_path: Path) -> Path:
    """Back a store up elsewhere, then change a figure in it."""
    copy = tmp_path / "ban_sao.db"
    with opened(small_disk / STORE) as store:
        store.backup(copy)
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
    return copy


def test_a_full_disk_restores_nothing_and_harms_nothing(small_disk: Path, tmp_path: Path) -> None:
    copy = copied_then_edited(small_disk, tmp_path)
    filled(small_disk)
    with pytest.raises((StoreProblem, Trouble)):
        backups.restore(small_disk, copy, now=now)
    (small_disk / "ballast").unlink()
    sound(small_disk / STORE, 960)
    backups.restore(small_disk, copy, now=now)
    sound(small_disk / STORE)


def test_a_disk_with_less_and_less_room_has_the_old_store_or_the_new_one(
    small_disk: Path, tmp_path: Path
) -> None:
    copy = copied_then_edited(small_disk, tmp_path)
    done = refused = 0
    for room in range(60_000, 640_000, 60_000):
        for path in (small_disk / backups.FOLDER).glob("*"):
            path.unlink()
        free = 1_048_576 - sum(path.stat().st_size for path in small_disk.glob("*.db"))
        (small_disk / "ballast").write_bytes(bytes(max(free - room - 8_192, 0)))
        try:
            backups.restore(small_disk, copy, now=now)
            done += 1
        except StoreProblem:
            refused += 1
        (small_disk / "ballast").unlink()
        sound(small_disk / STORE, 959 if done else 960)
    assert done
    assert refused


def test_a_stick_with_less_and_less_room_gets_a_whole_copy_or_no_file(
    small_disk: Path, tmp_path: Path
) -> None:
    target, ballast = small_disk / "ban_sao.db", small_disk / "ballast"
    causes = set()
    with opened(tmp_path / STORE) as store:
        for room in range(90_000, 290_000, 8_192):
            ballast.write_bytes(bytes((1_048_576 - room) // 4_096 * 4_096))
            try:
                store.backup(target)
                causes.add("")
            except StoreDiskFull as full:
                causes.add(full.detail.partition(":")[0])
                assert list(small_disk.iterdir()) == [ballast]
            else:
                ballast.unlink()
                sound(target)
            for path in small_disk.iterdir():
                path.unlink()
        # Room for the copy, none for what SQLite needs beside it: found out while it is checked.
        assert causes == {"", "SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}
        assert store.check_integrity() == ()


def test_a_read_only_folder_gets_no_backup_and_no_restore(folder: Path, frozen: Frozen) -> None:
    copy = folder.parent / "ban_sao.db"
    with opened(folder / STORE) as store:
        store.backup(copy)
    with frozen():
        with pytest.raises((StoreProblem, OSError)):
            backups.daily(folder, now=now)
        with pytest.raises(StoreReadOnly):
            backups.restore(folder, copy, now=now)
    sound(folder / STORE)
    assert backups.kept(folder) == ()


def test_a_folder_that_vanished_is_told(tmp_path: Path) -> None:
    with opened(tmp_path / "so_lieu" / STORE) as store, pytest.raises(StoreReadOnly):
        store.backup(tmp_path / "usb" / "ban_sao.db")
    with pytest.raises(StoreReadOnly):
        backups.make(tmp_path / "so_lieu", tmp_path / "usb" / "ban_sao.db", now=now)
    assert not (tmp_path / "usb").exists()


def test_a_device_that_fails_leaves_no_half_copy(tmp_path: Path) -> None:
    folder = tmp_path / "so_lieu"
    with opened(folder / STORE) as store:
        store.set_setting("x", "x" * 500_000)
    for size in (1, 4_096, 50_000, 300_000):
        with largest_file(size), pytest.raises((StoreDeviceFailed, StoreProblem)):
            backups.make(folder, tmp_path / "ban_sao.db", now=now)
        assert [path.name for path in tmp_path.iterdir()] == ["so_lieu"]
    sound(folder / STORE)


def test_a_device_that_fails_while_restoring_leaves_the_store(tmp_path: Path) -> None:
    folder, copy = tmp_path / "so_lieu", tmp_path / "ban_sao.db"
    with opened(folder / STORE) as store:
        store.set_setting("x", "x" * 500_000)
        store.backup(copy)
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
    for size in (4_096, 100_000, 400_000):
        with largest_file(size), pytest.raises((StoreProblem, OSError)):
            backups.restore(folder, copy, now=now)
        sound(folder / STORE, 960)
