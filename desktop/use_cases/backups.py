"""Backups of a data folder: one a day by itself, others on demand, and the way back.

They lie in the folder ``backups`` inside the data folder. A backup is one plain file that the
program itself can open. What is signed or received lies beside the store and is not in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.clock import clock
from desktop.problems import CALL_WRONG, Trouble
from desktop.settings import STORE_NAME, store_path, user_name
from desktop.use_cases.store_choice import store_target

if TYPE_CHECKING:
    from db.backup import Held, Inventory
    from db.rescue.salvage import Salvaged

FOLDER: Final = "backups"
"""Where backups are kept inside the data folder."""
DAILY: Final = 14
"""So many days have their backup kept,"""
WEEKLY: Final = 8
"""and so many weeks before them their last one."""
REPLACED: Final = 10
"""So many of the copies made before restoring are kept."""

_STEM: Final = Path(STORE_NAME).stem
_DAILY: Final = re.compile(rf"{_STEM}-(\d{{4}}-\d\d-\d\d)\.db")
_BEFORE: Final = re.compile(rf"{_STEM}-(\d{{4}}-\d\d-\d\d)-\d{{6}}(?:-\d+)?-(restore)\.db")
_KINDS: Final = {"daily": "hằng ngày", "restore": "trước khi khôi phục"}


class Backup(NamedTuple):
    """One kept backup; ``kind`` is ``daily`` or ``restore`` (made before restoring)."""

    path: Path
    day: date
    kind: str
    size: int

    @property
    def words(self) -> str:
        """Return its kind for people."""
        return _KINDS[self.kind]


class Difference(NamedTuple):
    """One report that restoring changes; the times are of its last change, empty where absent.

    ``fate`` is ``returns`` (only the backup has it), ``lost`` (only the present store has it) or
    ``changes`` (both have it, not in the same state).
    """

    report: str
    fate: str
    now: str
    then: str


class Preview(NamedTuple):
    """What restoring would do.

    ``then`` and ``now`` are the times of the last changes of the backup and of the present store
    (empty: there is none); ``readable`` tells whether the present store can be compared at all,
    ``settings`` whether unit, signers and installed forms change too.
    """

    source: Path
    then: str
    now: str
    readable: bool
    differences: tuple[Difference, ...]
    same: int
    settings: bool


class Restored(NamedTuple):
    """What restoring did; ``kept`` is the copy of what was there before, if anything was."""

    preview: Preview
    kept: Path | None


# -- making them ----------------------------------------------------------------------------------


def daily(data_dir: Path, *, now: Callable[[], str] = clock) -> Path | None:
    """Make today's backup if something was written since the newest one; return it if made.

    Cheap when today has one already. Old backups are then put away, never the one just made.

    Raises:
        StoreProblem, OSError: the store cannot be read or the backup not be written.
    """
    day = now()[:10]
    target = data_dir / FOLDER / f"{_STEM}-{day}.db"
    store = store_target(data_dir)
    if isinstance(store, str):  # a server's copies are IT's: baocao database dump
        return None
    if target.exists() or not store.exists():
        return None
    if not _changed(data_dir):
        return None
    target.parent.mkdir(mode=0o700, exist_ok=True)
    _copy(data_dir, target)
    _rotate(data_dir, date.fromisoformat(day))
    return target


def morning(data_dir: Path, *, now: Callable[[], str] = clock) -> Path | None:
    """Read the whole store through, then make the day's backup; return that if one was made.

    Raises:
        StoreDamaged: pages of the store are not whole; nothing is copied then.
        StoreProblem, OSError: as for :func:`daily`.
    """
    from db.backup import check

    store = store_target(data_dir)
    if isinstance(store, Path) and store.exists():
        check(store)
    return daily(data_dir, now=now)


def make(data_dir: Path, target: Path, *, now: Callable[[], str] = clock) -> Path:
    """Write a backup to a file, or under a dated name into a folder; return the file.

    Refused where something else lies: the store in use, or a file that is no backup.
    """
    file = target / f"{_STEM}-{now()[:10]}.db" if target.is_dir() else target
    store = own_file(data_dir)
    if not store.exists():
        raise Trouble(f"Chưa có số liệu nào trong {data_dir} để sao lưu.", code="BACKUP-EMPTY")
    if file.exists() and (file.samefile(store) or not _is_backup(file)):
        message = f"{file} đang là tệp khác, không ghi đè. Hãy chọn tên tệp khác."
        raise Trouble(message, code="BACKUP-NAME", place=str(file))
    _copy(data_dir, file)
    return file


def own_file(data_dir: Path) -> Path:
    """Return the store's file; refused where the data folder stands for a server's database."""
    store = store_target(data_dir)
    if isinstance(store, Path):
        return store
    message = (
        "Số liệu nằm trên máy chủ: hãy sao lưu bằng baocao database dump và khôi phục bằng "
        "baocao database restore."
    )
    raise Trouble(message, code="ON-SERVER")


def kept(data_dir: Path) -> tuple[Backup, ...]:
    """Return the backups in the data folder, the newest day first."""
    folder = data_dir / FOLDER
    found = (_backup(path) for path in folder.iterdir()) if folder.is_dir() else ()
    listed = [backup for backup in found if backup is not None]
    return tuple(sorted(listed, key=lambda one: (one.day, one.path.name), reverse=True))


def last_change(data_dir: Path) -> str:
    """Return when anything was last changed in the store; empty where that cannot be read."""
    known = _readable(store_path(data_dir)) if store_path(data_dir).exists() else None
    return known.at if known else ""


def _rotate(data_dir: Path, today: date) -> tuple[Path, ...]:
    """Remove what is no longer kept and return it.

    Files dated after today were made while the clock was wrong: they count for nothing and stay.
    """
    backups = [backup for backup in kept(data_dir) if backup.day <= today]
    days = {backup.day: backup.path for backup in backups if backup.kind == "daily"}
    before = [backup.path for backup in backups if backup.kind == "restore"]
    gone = (*(days[day] for day in outdated(days)), *before[REPLACED:])
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def outdated(days: Iterable[date]) -> tuple[date, ...]:
    """Return the days whose backup is no longer kept, of those that have one."""
    newest_first = sorted(days, reverse=True)
    older = newest_first[DAILY:]
    last_of_week: dict[date, date] = {}
    for day in older:
        last_of_week.setdefault(day - timedelta(days=day.weekday()), day)
    spared = set(list(last_of_week.values())[:WEEKLY])
    return tuple(day for day in older if day not in spared)


def _copy(data_dir: Path, target: Path) -> None:
    from db.backup import copy_file

    copy_file(store_path(data_dir), target)


def _changed(data_dir: Path) -> bool:
    """Return whether the store holds anything that the newest daily backup does not."""
    from db.backup import inventory

    mark = inventory(store_path(data_dir)).mark
    newest = next((one for one in kept(data_dir) if one.kind == "daily"), None)
    known = _readable(newest.path) if newest else None
    return bool(mark) and (known is None or known.mark != mark)


def _backup(path: Path) -> Backup | None:
    match = _DAILY.fullmatch(path.name) or _BEFORE.fullmatch(path.name)
    if match is None:
        return None
    try:
        day, size = date.fromisoformat(match[1]), path.stat().st_size
    except (ValueError, FileNotFoundError):  # no such day, or another program was faster
        return None
    return Backup(path, day, "daily" if match.re is _DAILY else "restore", size)


def _is_backup(path: Path) -> bool:
    return path.stat().st_size == 0 or _readable(path) is not None


def _readable(path: Path) -> Inventory | None:
    from db.backup import inventory
    from db.problems import StoreProblem

    try:
        return inventory(path)
    except StoreProblem:
        return None


# -- the way back ---------------------------------------------------------------------------------


def preview(data_dir: Path, name: Path, *, now: Callable[[], str] = clock) -> Preview:
    """Return what restoring a file, or a backup of the data folder by its name, would do."""
    from db.restoring import prepared

    source, store = found(data_dir, name), own_file(data_dir)
    with _named(source), prepared(source, store, now=now) as ready:
        return _compared(source, ready.holds, store)


def restore(
    data_dir: Path, name: Path, *, now: Callable[[], str] = clock, who: str = ""
) -> Restored:
    """Put a backup in the store's place; what was there is kept as a backup of its own first.

    The store must not be open anywhere, in this program neither. A file that is not fit is
    refused, and nothing is changed.
    """
    from db.restoring import prepared, publish

    source, store, at = found(data_dir, name), own_file(data_dir), now()
    with _named(source), prepared(source, store, now=now) as ready:
        comparison = _compared(source, ready.holds, store)
        aside = _free_name(data_dir, at)
        entry = (at, who or user_name(), source.name)
        replaced = publish(ready, store, kept=aside, entry=entry)
    _rotate(data_dir, date.fromisoformat(at[:10]))
    return Restored(comparison, aside if replaced else None)


def salvage(
    damaged: Path, target: Path, *, now: Callable[[], str] = clock, who: str = ""
) -> Salvaged:
    """Write a new store with everything that can be read in a damaged one, which stays as it is."""
    from db.rescue import salvage as salvaging

    if not damaged.is_file():
        message = f"Không tìm thấy tệp {damaged}. Kiểm tra lại tên và thư mục."
        raise Trouble(message, code="FILE-MISSING", place=str(damaged))
    if target.exists():
        message = f"Đã có {target}, không ghi đè. Hãy chọn tên tệp khác cho --out."
        raise Trouble(message, code="BACKUP-NAME", place=str(target))
    with _named(damaged):
        return salvaging.salvage(damaged, target, now=now, who=who or user_name())


def found(data_dir: Path, name: Path) -> Path:
    """Return the file that is meant: a path, or the bare name of a kept backup."""
    for path in (name, data_dir / FOLDER / name):
        if path.is_file():
            return path
    message = f"Không tìm thấy tệp {name}. Xem các bản có sẵn bằng: baocao backup --list."
    raise Trouble(message, code="FILE-MISSING", place=str(name))


@contextmanager
def _named(source: Path) -> Iterator[None]:
    """Tell a file that is not fit from a computer that refuses."""
    from db.problems import BackupDamaged, StoreForeign, StoreTooNew, StoreUpgradeFailed

    try:
        yield
    except (BackupDamaged, StoreForeign, StoreTooNew, StoreUpgradeFailed) as problem:
        if problem.subject != str(source):
            raise
        code = type(problem).__name__
        raise Trouble(
            problem.message, code=code, exit_status=CALL_WRONG, detail=problem.detail
        ) from problem


def _compared(source: Path, then: Inventory, store: Path) -> Preview:
    present = _readable(store) if store.exists() else None
    reports = present.reports if present else {}
    ids = sorted(_present(then.reports) | _present(reports))
    every = [_difference(one, reports.get(one), then.reports.get(one)) for one in ids]
    differences = tuple(one for one in every if one is not None)
    return Preview(
        source,
        then.at,
        present.at if present else "",
        readable=present is not None or not store.exists(),
        differences=differences,
        same=len(every) - len(differences),
        settings=present is not None and present.settings != then.settings,
    )


def _present(reports: Mapping[str, Held]) -> set[str]:
    return {name for name, held in reports.items() if held.status != "deleted"}


def _difference(report: str, now: Held | None, then: Held | None) -> Difference | None:
    here = now if now is not None and now.status != "deleted" else None
    there = then if then is not None and then.status != "deleted" else None
    if here is not None and there is not None:
        if here.hash == there.hash:
            return None
        return Difference(report, "changes", here.changed, there.changed)
    if there is not None:
        return Difference(report, "returns", "", there.changed)
    return Difference(report, "lost", here.changed if here else "", "")


def _free_name(data_dir: Path, at: str) -> Path:
    """Return a name in the folder of backups that nothing has yet."""
    folder = data_dir / FOLDER
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stamp = f"{_STEM}-{at[:10]}-{re.sub('[^0-9]', '', at[11:19])}"
    names = (f"{stamp}{f'-{n}' if n else ''}-restore.db" for n in range(1_000))
    return next(folder / name for name in names if not (folder / name).exists())
