"""One page on how the program is doing on this computer, for IT, and a file of it to hand on."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.settings import LOG_NAME, store_path
from desktop.use_cases import crash_report, placement
from forms.dates import printed_day

if TYPE_CHECKING:
    from desktop.workspace import Workspace

LOW_SPACE: Final = 200 << 20
"""Bytes free on the disk below which IT should do something."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What ``doctor`` tells. ``problems`` are faults, ``warnings`` what may become one."""

    versions: dict[str, str]
    folder: str
    free_bytes: int
    store_bytes: int
    reports: int
    backups: int
    newest_backup: str
    forms: tuple[str, ...]
    accounts: int
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    crashes: tuple[str, ...]
    log: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.problems


def examine(workspace: Workspace, data_dir: Path) -> Health:
    """Look at everything; nothing is changed."""
    from desktop.self_test import resource_problems
    from desktop.use_cases.backups import kept

    free = shutil.disk_usage(data_dir).free
    backups = kept(data_dir)
    return Health(
        versions=crash_report.versions(),
        folder=str(data_dir.absolute()),
        free_bytes=free,
        store_bytes=_size(store_path(data_dir)),
        reports=len(workspace.reports()),
        backups=len(backups),
        newest_backup=str(backups[0].day) if backups else "",
        forms=tuple(f"{line.id} {line.version}" for line in workspace.forms()),
        accounts=len(workspace.account_book.accounts.people),
        problems=(*resource_problems(), *workspace.check_store()),
        warnings=tuple(_warnings(data_dir, free, workspace.preset_problem)),
        crashes=tuple(path.name for path in crash_report.reports(data_dir)),
        log=tuple(crash_report.last_log_lines(data_dir)),
    )


def _warnings(data_dir: Path, free: int, preset: str) -> list[str]:
    found = [placement.risk(data_dir), preset]
    if free < LOW_SPACE:
        found.append(f"Ổ đĩa chỉ còn trống {free >> 20} MB. Hãy xóa bớt tệp không cần.")
    return [line for line in found if line]


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def page(health: Health) -> tuple[str, ...]:
    """Return the page for people."""
    known = health.versions
    newest = f", mới nhất ngày {printed_day(health.newest_backup)}" if health.newest_backup else ""
    counted = f"{health.reports} báo cáo, {len(health.forms)} biểu, {health.backups} bản sao lưu"
    said = (
        f"Chương trình {known['program']}, Python {known['python']}, {known['system']}",
        f"Thư mục số liệu: {health.folder}",
        f"Kho số liệu {health.store_bytes >> 10} KB, ổ đĩa còn trống {health.free_bytes >> 20} MB",
        f"{counted}{newest}",
    )
    warned = [f"Chú ý: {line}" for line in health.warnings]
    crashed = [f"Có {len(health.crashes)} lần dừng đột ngột, xem thư mục {crash_report.FOLDER}"]
    problems = [f"HỎNG: {line}" for line in health.problems] or [
        f"Mọi thứ bình thường: {health.reports} báo cáo, nhật ký liền mạch."
    ]
    return (*said, *warned, *(crashed if health.crashes else ()), *problems)


def bundle(health: Health, data_dir: Path) -> bytes:
    """Return a zip of the page, the redacted log and the crash reports, to hand on."""
    from exporters.bundle import write_bundle

    files = {
        "doctor.txt": "\n".join(page(health)).encode() + b"\n",
        "doctor.json": msgspec.json.format(msgspec.json.encode(health)) + b"\n",
        LOG_NAME: "\n".join(health.log).encode() + b"\n",
    }
    for path in crash_report.reports(data_dir):
        files[path.name] = path.read_bytes()
    return write_bundle(files)
