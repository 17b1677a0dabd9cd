"""Backups of a data folder: one a day by itself, the way back, and what is refused."""

import json
import os
import shutil
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.problems import StoreLocked, StoreProblem, StoreTooNew
from desktop import cli
from desktop.desk import Accepted
from desktop.problems import Trouble
from desktop.use_cases import backups
from desktop.workspace import Workspace
from forms.cells import CellKey
from forms.profile import Profile
from tests.db.samples import raw
from tests.old_store import UNIT

FIRST = f"F16-{UNIT}-2026-06"
SECOND = f"F16-{UNIT}-2026-07"
OPENING = CellKey("tthc", 1, "ton_dau")
DAY = "2026-08-01T08:00:00+07:00"


def at(text: str) -> Callable[[], str]:
    """Return a clock that stands still."""
    return lambda: text


def create(folder: Path, report: str, when: str = DAY) -> None:
    with Workspace.open(folder, now=at(when), who="Bình") as workspace:
        workspace.create("F16", UNIT, report[-7:], blank=True)


def type_in(folder: Path, report: str, figure: str, when: str = DAY) -> None:
    with Workspace.open(folder, now=at(when), who="Bình") as workspace:
        assert isinstance(workspace.desk(report).enter(OPENING, figure), Accepted)


def figure(folder: Path, report: str) -> str:
    with Workspace.open(folder, now=at(DAY)) as workspace:
        assert workspace.check_store() == ()
        return workspace.desk(report).text_of(OPENING)


def reports(folder: Path) -> list[str]:
    with Workspace.open(folder, now=at(DAY)) as workspace:
        return sorted(line.head.id for line in workspace.reports())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one report."""
    create(tmp_path / "so_lieu", FIRST)
    return tmp_path / "so_lieu"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / backups.FOLDER).iterdir())


# --- every day ------------------------------------------------------------------------------------


def test_a_day_gets_one_backup_and_only_after_a_change(folder: Path) -> None:
    made = backups.daily(folder, now=at(DAY))
    assert made is not None
    assert backups.daily(folder, now=at(DAY)) is None
    assert backups.daily(folder, now=at("2026-08-02T08:00:00+07:00")) is None
    type_in(folder, FIRST, "17")
    assert backups.daily(folder, now=at("2026-08-03T08:00:00+07:00")) is not None
    assert names(folder) == ["baocao-2026-08-01.db", "baocao-2026-08-03.db"]


def test_a_change_of_settings_is_a_change(folder: Path) -> None:
    backups.daily(folder, now=at(DAY))
    with Workspace.open(folder, now=at(DAY)) as workspace:
        workspace.set_profile(Profile(unit=UNIT))
    assert backups.daily(folder, now=at("2026-08-02T08:00:00+07:00")) is not None


def test_nothing_written_or_no_store_is_no_backup(tmp_path: Path) -> None:
    assert backups.daily(tmp_path, now=at(DAY)) is None
    Workspace.open(tmp_path, now=at(DAY)).close()
    assert backups.daily(tmp_path, now=at(DAY)) is None
    assert not (tmp_path / backups.FOLDER).exists()


def test_a_damaged_newest_backup_is_followed_by_a_good_one(folder: Path) -> None:
    made = backups.daily(folder, now=at(DAY))
    assert made is not None
    made.write_bytes(made.read_bytes()[:5_000])
    assert backups.daily(folder, now=at("2026-08-02T08:00:00+07:00")) is not None


def test_a_clock_set_back_and_forward_loses_no_backup_of_the_right_days(folder: Path) -> None:
    start = date(2026, 8, 1)
    for n, day in enumerate([start, date(2031, 1, 1), date(2019, 5, 5), start + timedelta(1)]):
        when = f"{day}T08:00:00+07:00"
        type_in(folder, FIRST, str(n + 1), when)
        assert backups.daily(folder, now=at(when)) is not None
    for step in range(2, 20):
        when = f"{start + timedelta(step)}T08:00:00+07:00"
        type_in(folder, FIRST, str(100 + step), when)
        made = backups.daily(folder, now=at(when))
        assert made is not None
        assert made.exists()
    assert "baocao-2031-01-01.db" in names(folder)
    assert figure(folder, FIRST) == "119"
    with Workspace.open(folder) as workspace:
        lines = workspace.desk(FIRST).history(OPENING)
        assert [row.seq for row in lines] == sorted(row.seq for row in lines)


def test_two_weeks_of_days_and_eight_weeks_are_kept() -> None:
    last = date(2026, 11, 22)
    days = [last - timedelta(n) for n in range(200)]
    left = set(days) - set(backups.outdated(days))
    assert {last - timedelta(n) for n in range(backups.DAILY)} <= left
    assert len(left) == backups.DAILY + backups.WEEKLY
    older = sorted(left)[: backups.WEEKLY]
    assert len({day.isocalendar()[:2] for day in older}) == backups.WEEKLY


@given(st.lists(st.integers(0, 400), unique=True))
def test_rotation_day_by_day_keeps_what_rotation_at_once_keeps_newest(offsets: list[int]) -> None:
    days = sorted(date(2026, 1, 1) + timedelta(n) for n in offsets)
    held: set[date] = set()
    for day in days:
        held.add(day)
        held -= set(backups.outdated(held))
    assert set(days[-backups.DAILY :]) <= held
    assert len(held) <= backups.DAILY + backups.WEEKLY


def test_the_first_command_of_a_day_leaves_a_backup(folder: Path) -> None:
    assert cli.main(["--data-dir", str(folder), "show"]) == 0
    (made,) = backups.kept(folder)
    assert made.kind == "daily"


@pytest.mark.allow_log("no backup today")
def test_a_backup_that_cannot_be_made_stops_no_command(folder: Path) -> None:
    (folder / backups.FOLDER).write_text("a file in the way")
    assert cli.main(["--data-dir", str(folder), "show"]) == 0


# --- on demand ------------------------------------------------------------------------------------


def test_a_backup_goes_to_a_file_or_into_a_folder(folder: Path, tmp_path: Path) -> None:
    usb = tmp_path / "usb"
    usb.mkdir()
    assert backups.make(folder, usb / "a.db", now=at(DAY)) == usb / "a.db"
    assert backups.make(folder, usb, now=at(DAY)) == usb / "baocao-2026-08-01.db"
    assert backups.make(folder, usb, now=at(DAY)) == usb / "baocao-2026-08-01.db"


def test_a_backup_overwrites_nothing_else(folder: Path, tmp_path: Path) -> None:
    letter = tmp_path / "thu.docx"
    letter.write_bytes(b"PK" * 500)
    for target in (letter, folder / "baocao.db"):
        before = target.read_bytes()
        with pytest.raises(Trouble) as caught:
            backups.make(folder, target, now=at(DAY))
        assert caught.value.code == "BACKUP-NAME"
        assert target.read_bytes() == before
    with pytest.raises(Trouble, match="Chưa có số liệu"):
        backups.make(tmp_path / "khong_co", tmp_path / "x.db", now=at(DAY))


# --- the way back ---------------------------------------------------------------------------------


def test_a_preview_tells_every_report_and_changes_nothing(folder: Path, tmp_path: Path) -> None:
    create(folder, SECOND)
    third = f"F16-{UNIT}-2026-05"
    create(folder, third)
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    later = "2026-08-02T09:00:00+07:00"
    type_in(folder, FIRST, "17", later)
    with Workspace.open(folder, now=at(later)) as workspace:
        workspace.delete(SECOND)
    create(folder, f"F16-{UNIT}-2026-04", later)
    before = (folder / "baocao.db").read_bytes(), copy.read_bytes()
    told = backups.preview(folder, copy, now=at(later))
    assert [one._replace(report=one.report[-7:]) for one in told.differences] == [
        ("2026-04", "lost", later, ""),
        ("2026-06", "changes", later, DAY),
        ("2026-07", "returns", "", DAY),
    ]
    assert (told.same, told.then, told.now, told.readable) == (1, DAY, later, True)
    assert ((folder / "baocao.db").read_bytes(), copy.read_bytes()) == before
    assert sorted(path.name for path in folder.iterdir()) == ["baocao.db"]


def test_restoring_brings_the_backup_back_and_keeps_what_was_there(
    folder: Path, tmp_path: Path
) -> None:
    type_in(folder, FIRST, "17")
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    type_in(folder, FIRST, "18")
    create(folder, SECOND)
    done = backups.restore(folder, copy, now=at(DAY), who="Bình")
    assert figure(folder, FIRST) == "17"
    assert reports(folder) == [FIRST]
    with Workspace.open(folder, now=at(DAY)) as workspace:
        last = workspace._store.trail()[-1]
    assert (last.action, last.who) == ("restore-store", "Bình")
    assert last.detail.startswith("ban_sao.db ")
    assert done.kept is not None
    backups.restore(folder, Path(done.kept.name), now=at(DAY))
    assert figure(folder, FIRST) == "18"
    assert reports(folder) == [FIRST, SECOND]


def test_a_backup_starts_a_new_computer(folder: Path, tmp_path: Path) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    new = tmp_path / "may_moi"
    assert backups.restore(new, copy, now=at(DAY)).kept is None
    assert reports(new) == [FIRST]


def test_a_copied_folder_with_its_log_is_a_backup_too(folder: Path, tmp_path: Path) -> None:
    with Workspace.open(folder, now=at(DAY)) as workspace:
        assert isinstance(workspace.desk(FIRST).enter(OPENING, "21"), Accepted)
        shutil.copytree(folder, tmp_path / "chep")
    new = tmp_path / "may_moi"
    backups.restore(new, tmp_path / "chep" / "baocao.db", now=at(DAY))
    assert figure(new, FIRST) == "21"


def test_a_store_that_cannot_be_read_is_set_aside_byte_for_byte(
    folder: Path, tmp_path: Path
) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    store = folder / "baocao.db"
    for wrong in (b"x" * 9_000, store.read_bytes()[:20_000], b""):
        store.write_bytes(wrong)
        store.with_name("baocao.db-wal").write_bytes(b"rest of the log")
        assert not backups.preview(folder, copy, now=at(DAY)).readable
        done = backups.restore(folder, copy, now=at(DAY))
        assert done.kept is not None
        assert done.kept.read_bytes() == wrong
        assert reports(folder) == [FIRST]


def test_a_log_without_its_store_is_set_aside(folder: Path, tmp_path: Path) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    (folder / "baocao.db").rename(folder / "baocao.db-wal")
    done = backups.restore(folder, copy, now=at(DAY))
    assert done.kept is not None
    assert done.kept.with_name(f"{done.kept.name}-wal").stat().st_size > 0
    assert reports(folder) == [FIRST]


def damaged(copy: Path) -> None:
    content = bytearray(copy.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8_000] = bytes(8_000)
    copy.write_bytes(content)


def newer(copy: Path) -> None:
    raw(copy, "PRAGMA user_version = 99")


def foreign(copy: Path) -> None:
    raw(copy, "PRAGMA application_id = 7")


def something_else(copy: Path) -> None:
    copy.write_bytes(b"%PDF-1.7 " * 1_000)


def empty(copy: Path) -> None:
    copy.write_bytes(b"")


def tampered(copy: Path) -> None:
    raw(copy, "UPDATE trail SET who = 'Ai đó' WHERE seq = 1")


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (damaged, "BackupDamaged"),
        (tampered, "BackupDamaged"),
        (newer, "StoreTooNew"),
        (foreign, "StoreForeign"),
        (something_else, "StoreForeign"),
        (empty, "StoreForeign"),
    ],
)
def test_a_file_that_is_not_fit_is_refused_and_nothing_is_changed(
    folder: Path,
    tmp_path: Path,
    harm: Callable[[Path], None],
    code: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    harm(copy)
    before, harmed = (folder / "baocao.db").read_bytes(), copy.read_bytes()
    for more in ([], ["--preview"]):
        call = ["--data-dir", str(folder), "--json", "restore", str(copy), *more]
        assert cli.main(call) == 2
        said = json.loads(capsys.readouterr().out)["error"]
        assert said["code"] == code
        assert str(copy) in said["message"]
    assert (folder / "baocao.db").read_bytes() == before
    assert copy.read_bytes() == harmed
    assert [path.name for path in folder.iterdir() if path.name != backups.FOLDER] == ["baocao.db"]
    assert backups.kept(folder) == ()


def test_a_store_in_use_is_not_replaced(folder: Path, tmp_path: Path) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    with Workspace.open(folder, now=at(DAY)) as workspace:
        desk = workspace.desk(FIRST)
        with pytest.raises(StoreLocked):
            backups.restore(folder, copy, now=at(DAY))
        assert isinstance(desk.enter(OPENING, "33"), Accepted)
    assert figure(folder, FIRST) == "33"
    assert backups.kept(folder) == ()


def test_a_newer_store_is_not_replaced_by_an_older_one(folder: Path, tmp_path: Path) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    raw(folder / "baocao.db", "PRAGMA user_version = 99")
    with pytest.raises(StoreTooNew):
        backups.restore(folder, copy, now=at(DAY))
    assert raw(folder / "baocao.db", "PRAGMA user_version") == [(99,)]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps no permission bits")
def test_only_the_owner_may_read_what_is_restored(folder: Path, tmp_path: Path) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    copy.chmod(0o644)
    new = tmp_path / "may_moi"
    backups.restore(new, copy, now=at(DAY))
    assert (new / "baocao.db").stat().st_mode & 0o777 == 0o600


def test_a_full_disk_while_restoring_changes_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    type_in(folder, FIRST, "44")

    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr("db.backup.flush", full)
    with pytest.raises(StoreProblem, match="đã đầy"):
        backups.restore(folder, copy, now=at(DAY))
    monkeypatch.undo()
    assert figure(folder, FIRST) == "44"
    assert backups.kept(folder) == ()


# --- the command line -----------------------------------------------------------------------------


def test_the_commands_tell_what_they_did(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["--data-dir", str(folder)]
    copy = tmp_path / "ban_sao.db"
    assert cli.main([*call, "backup", "--list"]) == 0
    assert "Chưa có bản sao lưu" in capsys.readouterr().out
    assert cli.main([*call, "backup"]) == 2
    assert cli.main([*call, "backup", str(copy)]) == 0
    capsys.readouterr()
    create(folder, SECOND)
    assert cli.main([*call, "--json", "restore", str(copy)]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["done"] is True
    assert [(one["report"], one["fate"]) for one in said["differences"]] == [(SECOND, "lost")]
    assert cli.main([*call, "--json", "backup", "--list"]) == 0
    (kept,) = json.loads(capsys.readouterr().out)["backups"]
    assert kept["path"] == said["kept"]
    assert kept["kind"] == "restore"
    assert cli.main([*call, "restore", str(tmp_path / "khong_co.db")]) == 2


def test_a_damaged_file_is_salvaged_into_a_new_one(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in(folder, FIRST, "17")
    copy = backups.make(folder, tmp_path / "ban_sao.db", now=at(DAY))
    damaged(copy)
    call = ["restore", str(copy), "--salvage"]
    assert cli.main(call) == 2
    out = tmp_path / "cuu.db"
    assert cli.main([*call, "--out", str(out)]) == 0
    assert "Đã cứu vào" in capsys.readouterr().out
    assert cli.main([*call, "--out", str(out)]) == 2
    new = tmp_path / "moi"
    backups.restore(new, out, now=at(DAY))
    assert reports(new) == [FIRST]
    assert figure(new, FIRST) == "17"
