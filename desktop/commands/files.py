"""Commands on files and on the health of the program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.clock import clock
from desktop.commands.command import (
    REPORT,
    Answer,
    Command,
    Commands,
    Payload,
    credentials_of,
    desk_of,
    new_passphrase,
    passphrase_of,
    workspace_of,
)
from desktop.problems import DONE, MACHINE, Trouble
from desktop.reporting import restoring_lines
from desktop.settings import default_data_dir
from desktop.use_cases.accounts import require
from desktop.use_cases.word_copy import export_word

if TYPE_CHECKING:
    from desktop.use_cases.backups import Preview
    from exporters.pdf import Profile

_NO_CHARTS: Final = "Chưa có biểu đồ: cần số liệu của ít nhất hai kỳ, và số có thay đổi."


def _export(options: argparse.Namespace) -> Answer:
    profile: Profile = options.profile or "trinh-ky"
    with desk_of(options) as desk:
        if options.only == "docx":
            paths: tuple[Path, ...] = (export_word(desk, options.out),)
        else:
            only, charts, units = options.only or "", bool(options.charts), bool(options.by_unit)
            paths = desk.export(options.out, only, profile=profile, charts=charts, by_unit=units)
        undrawn = bool(options.charts) and not desk.trends()
    names = [str(path) for path in paths]
    told = tuple(f"Đã xuất {name}" for name in names)
    return Answer({"files": names}, (*told, _NO_CHARTS) if undrawn else told)


def _backup(options: argparse.Namespace) -> Answer:
    from desktop.use_cases import backups, whole

    folder = options.data_dir or default_data_dir()
    if options.list:
        listed = backups.kept(folder)
        keys = [{**one._asdict(), "path": str(one.path), "day": str(one.day)} for one in listed]
        lines = (f"{one.day}  {one.size:>12,} byte  {one.words}: {one.path}" for one in listed)
        return Answer({"backups": keys}, tuple(lines) or ("Chưa có bản sao lưu tự động nào.",))
    if options.file is None:
        raise Trouble("Lệnh chưa đúng: thiếu tên tệp cần ghi, hoặc --list.", code="USAGE")
    require(folder, "administer", credentials_of(options), now=clock)
    if options.whole or options.encrypt:
        passphrase = new_passphrase() if options.encrypt else None
        file = whole.make(folder, options.file, made=clock(), passphrase=passphrase)
    else:
        file = backups.make(folder, options.file)
    return Answer({"file": str(file)}, (f"Đã sao lưu vào {file}",))


def _restore(options: argparse.Namespace) -> Answer:
    from desktop.use_cases import backups, whole

    folder = options.data_dir or default_data_dir()
    if options.salvage:
        return _salvage(options)
    who = require(folder, "administer", credentials_of(options), now=clock)
    source = backups.found(folder, options.file)
    with whole.opened(source, folder, _known_passphrase(source)) as copy:
        if options.preview:
            preview = backups.preview(folder, copy.store)._replace(source=source)
            return Answer(_previewed(preview, done=False), restoring_lines(preview))
        done = backups.restore(folder, copy.store, who=who)
        preview, brought = done.preview._replace(source=source), copy.bring(folder)
    kept = "" if done.kept is None else str(done.kept)
    said = [f"Đã khôi phục từ {source}"]
    if brought:
        said.append(f"Đã đưa về {brought} tệp bản ký, gói đã nhận, chứng thư")
    if kept:
        said.append(f"Số liệu trước khi khôi phục giữ ở {kept}")
    payload = {**_previewed(preview, done=True), "kept": kept, "brought": brought}
    return Answer(payload, (*restoring_lines(preview), *said))


def _known_passphrase(source: Path) -> str | None:
    """Ask for a passphrase only where the file needs one."""
    from exporters.sealing import MAGIC, is_sealed

    with source.open("rb") as file:
        locked = is_sealed(file.read(len(MAGIC)))
    return passphrase_of("Cụm mật khẩu: ") if locked else None


def _salvage(options: argparse.Namespace) -> Answer:
    from desktop.use_cases import backups

    if options.out is None:
        raise Trouble("Lệnh chưa đúng: --salvage cần --out TỆP_MỚI.", code="USAGE")
    done = backups.salvage(options.file, options.out)
    said = f"{len(done.reports)} báo cáo, {done.cells} ô, {done.lines} dòng nhật ký"
    lost = done.lost or ("Không mất gì.",)
    lines = (f"Đã cứu vào {options.out}: {said}", *lost)
    return Answer({**done._asdict(), "file": str(options.out)}, lines)


def _previewed(preview: Preview, *, done: bool) -> Payload:
    differences = [one._asdict() for one in preview.differences]
    return {
        **preview._asdict(),
        "source": str(preview.source),
        "differences": differences,
        "done": done,
    }


def _doctor(options: argparse.Namespace) -> Answer:
    from desktop.use_cases.health import bundle, examine, page
    from exporters.files import write_atomically

    folder = options.data_dir or default_data_dir()
    with workspace_of(options) as workspace:
        health = examine(workspace, folder)
    lines = page(health)
    if options.zip is not None:
        write_atomically(options.zip, bundle(health, folder))
        lines = (
            *lines,
            f"Đã ghi {options.zip} để gửi cho người hỗ trợ. Trong đó không có số liệu.",
        )
    told = msgspec.to_builtins(health)
    return Answer({"ok": health.ok, **told}, lines, DONE if health.ok else MACHINE)


def _self_test(options: argparse.Namespace) -> Answer:
    from desktop.self_test import run

    steps = run(window=not options.no_window)
    failed = [step for step in steps if not step.ok]
    lines = tuple(f"{'đạt  ' if step.ok else 'HỎNG '} {step.name} {step.detail}" for step in steps)
    payload = {"ok": not failed, "steps": [step._asdict() for step in steps]}
    return Answer(payload, lines, MACHINE if failed else DONE)


COMMANDS: Final[Commands] = {
    "export": Command(
        "xuất PDF, Excel, gói nộp hoặc bản Word để góp ý",
        (
            REPORT,
            (("--out",), {"type": Path, "required": True, "help": "thư mục đích"}),
            (
                ("--only",),
                {"choices": ("pdf", "xlsx", "docx", "package"), "help": "chỉ một loại tệp"},
            ),
            (("--profile",), {"choices": ("trinh-ky", "o-ky"), "help": "PDF trơn hoặc có ô ký"}),
            (("--by-unit",), {"action": "store_true", "help": "kèm số liệu theo đơn vị"}),
            (("--charts",), {"action": "store_true", "help": "kèm biểu đồ trong PDF và Excel"}),
        ),
        _export,
    ),
    "backup": Command(
        "sao lưu toàn bộ số liệu vào một tệp",
        (
            (("file",), {"metavar": "TỆP", "type": Path, "nargs": "?", "help": "tệp hoặc thư mục"}),
            (("--list",), {"action": "store_true", "help": "liệt kê các bản sao lưu tự động"}),
            (("--whole",), {"action": "store_true", "help": "kèm bản ký, gói đã nhận, chứng thư"}),
            (("--encrypt",), {"action": "store_true", "help": "như --whole, khóa bằng mật khẩu"}),
        ),
        _backup,
    ),
    "restore": Command(
        "khôi phục số liệu từ một bản sao lưu",
        (
            (("file",), {"metavar": "TỆP", "type": Path, "help": "tệp, hoặc tên trong --list"}),
            (("--preview",), {"action": "store_true", "help": "chỉ xem sẽ đổi những gì"}),
            (("--salvage",), {"action": "store_true", "help": "cứu một tệp đã hỏng vào --out"}),
            (("--out",), {"metavar": "TỆP_MỚI", "type": Path, "help": "tệp mới của --salvage"}),
        ),
        _restore,
    ),
    "doctor": Command(
        "kiểm tra tệp số liệu, nhật ký và tài nguyên",
        ((("--zip",), {"metavar": "TỆP", "type": Path, "help": "gói cho người hỗ trợ"}),),
        _doctor,
    ),
    "self-test": Command(
        "chạy thử toàn bộ việc chính trong thư mục tạm",
        ((("--no-window",), {"action": "store_true", "help": "không mở cửa sổ"}),),
        _self_test,
    ),
}
