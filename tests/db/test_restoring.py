"""A copy in the place of a store that is damaged, strange or in use; what killing leaves."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from db.problems import BackupDamaged, StoreLocked, StoreTooNew
from db.restoring import prepared, publish
from db.store import Store
from db.trail import RESTORE_STORE
from tests.db.samples import CELLS, NOW, REPORT, TOTAL, WHO, edit, now, opened, raw

PAGE = 4_096


@pytest.fixture
def copy(path: Path, tmp_path: Path) -> Path:
    """A copy of a store that was worked on after it was made."""
    target = tmp_path / "ban_sao.db"
    with opened(path) as store:
        store.backup(target)
        for step in range(40):
            store.record(REPORT, edit(TOTAL, Decimal(959 + step), Decimal(960 + step)), who=WHO)
    return target


def restored(copy: Path, path: Path) -> Path:
    """Put the copy in the store's place; return where what was there is kept."""
    kept = path.with_name("giu_lai.db")
    with prepared(copy, path, now=now) as ready:
        publish(ready, path, kept=kept, entry=(NOW, WHO, copy.name))
    with Store.open(path, now=now) as store:
        assert store.load(REPORT).cells == CELLS
        assert store.check_integrity() == ()
        assert store.verify_trail() == ()
        last = store.trail()[-1]
        assert (last.action, last.who) == (RESTORE_STORE, WHO)
    assert {one.name for one in path.parent.iterdir()} == {path.name, kept.name}
    return kept


def wiped_trail(content: bytearray, path: Path) -> None:
    (root,) = raw(path, "SELECT rootpage FROM sqlite_master WHERE name = 'trail'")
    start = (int(str(root[0])) - 1) * PAGE
    content[start + 8 : start + 64] = bytes(56)


def lost_free_pages(content: bytearray, _path: Path) -> None:
    content[32:40] = (3).to_bytes(4, "big") + (50).to_bytes(4, "big")


def cut_in_half(content: bytearray, _path: Path) -> None:
    del content[len(content) // 2 :]


def no_schema(content: bytearray, _path: Path) -> None:
    content[108:600] = bytes(492)


Harm = Callable[[bytearray, Path], None]


def settled(content: bytes) -> bytes:
    """A file without the words of its header that SQLite writes when it puts the log away."""
    return content[:18] + content[20:24] + content[28:92] + content[100:]


@pytest.mark.parametrize("harm", [wiped_trail, lost_free_pages, cut_in_half, no_schema])
def test_a_damaged_store_is_kept_as_it_is_and_replaced(copy: Path, path: Path, harm: Harm) -> None:
    content = bytearray(path.read_bytes())
    harm(content, path)
    path.write_bytes(content)
    assert settled(restored(copy, path).read_bytes()) == settled(bytes(content))


def test_a_database_of_another_program_is_kept_and_replaced(copy: Path, path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as strange, strange:
        strange.execute("CREATE TABLE luong (ten TEXT)")
        strange.execute("INSERT INTO luong VALUES ('Bình')")
    assert raw(restored(copy, path), "SELECT ten FROM luong") == [("Bình",)]


def test_a_store_without_content_is_kept_and_replaced(copy: Path, path: Path) -> None:
    path.write_bytes(b"")
    assert restored(copy, path).read_bytes() == b""


@pytest.mark.parametrize("begin", ["SELECT 1 FROM trail", "BEGIN", "BEGIN IMMEDIATE"])
def test_a_store_that_anybody_has_open_is_left_alone(
    copy: Path, path: Path, begin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("db.restoring.BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute(begin).fetchall()
        other.execute("SELECT count(*) FROM trail").fetchall()
        with pytest.raises(StoreLocked), prepared(copy, path, now=now) as ready:
            publish(ready, path, kept=path.with_name("giu_lai.db"), entry=(NOW, WHO, copy.name))
    with Store.open(path, now=now) as store:
        assert store.load(REPORT).cells[TOTAL] == Decimal(999)
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_store_of_a_later_version_is_left_alone(copy: Path, path: Path) -> None:
    raw(path, "PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew), prepared(copy, path, now=now) as ready:
        publish(ready, path, kept=path.with_name("giu_lai.db"), entry=(NOW, WHO, copy.name))
    assert path.read_bytes() == before


@pytest.mark.parametrize("left", [PAGE, 6 * PAGE, 6 * PAGE + 100])
def test_a_copy_that_was_cut_off_on_its_way_is_refused(copy: Path, path: Path, left: int) -> None:
    copy.write_bytes(copy.read_bytes()[:left])
    before = path.read_bytes()
    with pytest.raises(BackupDamaged) as refused, prepared(copy, path, now=now):
        pass
    assert str(copy) in refused.value.message
    assert "số liệu đang dùng còn nguyên" in refused.value.message
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_folders_of_restoring_that_was_killed_go_after_a_day(copy: Path, path: Path) -> None:
    killed, at_work = (path.with_name(f".restore-{name}") for name in ("cu", "moi"))
    for folder in (killed, at_work):
        folder.mkdir()
        (folder / "baocao.db").write_text("dở dang", encoding="utf-8")
    os.utime(killed, (1, 1))
    with prepared(copy, path, now=now) as ready:
        assert ready.path.exists()
        assert not killed.exists()
    assert (at_work / "baocao.db").read_text(encoding="utf-8") == "dở dang"
