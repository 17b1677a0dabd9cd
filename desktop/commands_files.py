"""Commands on files and on the health of the program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from desktop.commands import (
    REPORT,
    Answer,
    Command,
    Commands,
    desk_of,
    workspace_of,
)
from desktop.problems import DONE, MACHINE
from desktop.word_copy import export_word

if TYPE_CHECKING:
    from exporters.pdf import Profile


def _export(options: argparse.Namespace) -> Answer:
    profile: Profile = options.profile or "trinh-ky"
    with desk_of(options) as desk:
        if options.only == "docx":
            paths: tuple[Path, ...] = (export_word(desk, options.out),)
        else:
            paths = desk.export(options.out, options.only or "", profile=profile)
    names = [str(path) for path in paths]
    return Answer({"files": names}, tuple(f"Đã xuất {name}" for name in names))


def _doctor(options: argparse.Namespace) -> Answer:
    from desktop.self_test import resource_problems

    with workspace_of(options) as workspace:
        problems = [*resource_problems(), *workspace.check_store()]
        count = len(workspace.reports())
    payload = {"ok": not problems, "problems": problems, "reports": count}
    said = tuple(problems) or (f"Mọi thứ bình thường: {count} báo cáo, nhật ký liền mạch.",)
    return Answer(payload, said, MACHINE if problems else DONE)


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
        ),
        _export,
    ),
    "doctor": Command("kiểm tra tệp số liệu, nhật ký và tài nguyên", (), _doctor),
    "self-test": Command(
        "chạy thử toàn bộ việc chính trong thư mục tạm",
        ((("--no-window",), {"action": "store_true", "help": "không mở cửa sổ"}),),
        _self_test,
    ),
}
