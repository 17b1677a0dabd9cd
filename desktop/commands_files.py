"""Commands on files and on the health of the program."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import msgspec

from desktop.commands import (
    REPORT,
    Answer,
    Command,
    Commands,
    desk_of,
    workspace_of,
)
from desktop.problems import DATA_WRONG, DONE, MACHINE
from desktop.workspace import verify


def _export(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        paths = desk.export(options.out, options.only or "")
    names = [str(path) for path in paths]
    return Answer({"files": names}, tuple(f"Đã xuất {name}" for name in names))


def _verify(options: argparse.Namespace) -> Answer:
    result = verify(options.file)
    lines = [f"{problem.code}: {problem.message}" for problem in result.problems]
    if result.ok:
        lines.append(f"Gói nguyên vẹn, {len(result.files)} tệp, số liệu {result.data_sha256[:16]}…")
    else:
        lines.append("Gói không dùng được.")
    status = DONE if result.ok else DATA_WRONG
    return Answer(msgspec.to_builtins(result), tuple(lines), status)


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
        "xuất PDF, Excel và gói nộp",
        (
            REPORT,
            (("--out",), {"type": Path, "required": True, "help": "thư mục đích"}),
            (("--only",), {"choices": ("pdf", "xlsx", "package"), "help": "chỉ một loại tệp"}),
        ),
        _export,
    ),
    "verify": Command(
        "kiểm tra một gói nộp",
        ((("file",), {"type": Path, "metavar": "TỆP", "help": "tệp .zip"}),),
        _verify,
    ),
    "doctor": Command("kiểm tra tệp số liệu, nhật ký và tài nguyên", (), _doctor),
    "self-test": Command(
        "chạy thử toàn bộ việc chính trong thư mục tạm",
        ((("--no-window",), {"action": "store_true", "help": "không mở cửa sổ"}),),
        _self_test,
    ),
}
