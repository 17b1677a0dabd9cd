import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from db.problems import StoreDamaged, StoreReadOnly
from db.store import Store
from desktop.use_cases import backups
from tests.db.samples import CELLS, REPORT, TOTAL, WHO, edit, now, opened, raw


def test_a_copy_holds_everything_written_so_far(store: Store, tmp_path: Path) -> None:
    store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
    target = tmp_path / "ban_sao.db"
    store.backup(target)
    store.record(REPORT, edit(TOTAL, Decimal(960), Decimal(961)), who=WHO)
    with Store.open(target, now=now) as copy:
        assert copy.load(REPORT).cells == CELLS | {TOTAL: Decimal(960)}
        assert copy.verify_trail() == ()
        assert copy.check_integrity() == ()
    assert store.load(REPORT).cells[TOTAL] == Decimal(961)


def test_a_copy_is_one_plain_file(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "usb"
    folder.mkdir()
    target = folder / "ban_sao.db"
    store.backup(target)
    assert list(folder.iterdir()) == [target]
    assert raw(target, "PRAGMA journal_mode") == [("delete",)]


def test_a_copy_replaces_an_older_one_and_an_unfinished_one(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "ban_sao.db"
    target.write_text("cũ")
    killed = target.with_name(".ban_sao.db.x1.part")
    killed.write_text("dở dang")
    os.utime(killed, (1, 1))
    at_work = target.with_name(".ban_sao.db.x2.part")
    at_work.write_text("đang chép")
    store.backup(target)
    with Store.open(target, now=now) as copy:
        assert copy.load(REPORT).cells == CELLS
    assert not killed.exists()
    assert at_work.read_text() == "đang chép"


def test_a_copy_into_nowhere_is_refused_in_one_sentence(store: Store, tmp_path: Path) -> None:
    target = tmp_path / "khong_co" / "ban_sao.db"
    with pytest.raises(StoreReadOnly) as caught:
        store.backup(target)
    assert str(target) in caught.value.message
    assert not target.parent.exists()


def damage(path: Path) -> None:
    """Wipe a part of a page that holds the trail."""
    with opened(path) as store:
        for step in range(200):
            store.record(REPORT, edit(TOTAL, Decimal(959 + step), Decimal(960 + step)), who=WHO)
    (root,) = raw(path, "SELECT rootpage FROM sqlite_master WHERE name = 'trail'")
    (page,) = raw(path, "PRAGMA page_size")
    start = (int(str(root[0])) - 1) * int(str(page[0]))
    content = bytearray(path.read_bytes())
    content[start + 8 : start + 64] = bytes(56)
    path.write_bytes(content)


def test_a_damaged_store_gives_no_copy(path: Path, tmp_path: Path) -> None:
    damage(path)
    target = tmp_path / "ban_sao.db"
    with Store.open(path, now=now) as store:
        with pytest.raises(StoreDamaged) as caught:
            store.backup(target)
        assert store.check_integrity() != ()
    assert str(path) in caught.value.message
    assert not target.exists()
    assert list(tmp_path.glob(".ban_sao.db*")) == []


def lose_free_pages(path: Path) -> None:
    """Let the header name free pages that there are not."""
    content = bytearray(path.read_bytes())
    content[32:40] = (3).to_bytes(4, "big") + (50).to_bytes(4, "big")
    path.write_bytes(content)


@pytest.mark.parametrize("harm", [damage, lose_free_pages])
def test_a_damaged_store_is_found_out_in_the_morning_and_no_backup_hides_it(
    path: Path, harm: Callable[[Path], None]
) -> None:
    with opened(path):
        assert backups.morning(path.parent, now=now) is not None
    harm(path)
    (first,) = backups.kept(path.parent)
    first.path.unlink()
    with pytest.raises(StoreDamaged) as caught:
        backups.morning(path.parent, now=now)
    assert str(path) in caught.value.message
    assert backups.kept(path.parent) == ()
