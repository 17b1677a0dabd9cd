"""The command line: the same use cases as the window, for scripts and for IT.

A public contract, documented in ``docs/command-line.md``: commands, options, JSON shapes and exit
statuses (0 done, 1 the data has errors, 2 the call or a file is wrong, 3 this computer, 4 the
role). With ``--json`` exactly one JSON value is printed, errors included.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

import msgspec

from desktop.commands import (
    accounts,
    board,
    carry,
    consolidate,
    database,
    department,
    documents,
    files,
    forms,
    issuing,
    prefill,
    proofread,
    reports,
    returning,
    trail,
    updates,
    wording,
    year,
)
from desktop.commands.command import Answer, Commands
from desktop.problems import DONE, MACHINE, Trouble, attempt, trouble
from desktop.use_cases.store_choice import database_said

_INTERRUPTED: Final = 130  # as shells count an interrupted program


class _Parser(argparse.ArgumentParser):
    def format_help(self) -> str:
        text = super().format_help()
        for english, vietnamese in _HELP.items():
            text = text.replace(english, vietnamese, 1)
        return text

    def error(self, message: str) -> NoReturn:
        raise Trouble(
            f"Lệnh chưa đúng: {_in_vietnamese(message)}. Xem cách dùng bằng: {self.prog} --help.",
            code="USAGE",
        )


def _in_vietnamese(message: str) -> str:
    """Say what argparse objects to; a message it has not used so far is only named in general."""
    for pattern, sentence in _USAGE.items():
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found is not None:
            return sentence.format(*(part.replace("'", "") for part in found.groups()))
    return "có tham số không đọc được"


_HELP: Final[Mapping[str, str]] = {
    "usage: ": "Cách dùng: ",
    "positional arguments:": "Tham số:",
    "options:": "Tùy chọn:",
    "show this help message and exit": "xem cách dùng rồi thôi",
}
_USAGE: Final[Mapping[str, str]] = {
    r"the following arguments are required: (.+)": "thiếu {0}",
    r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)": "không có {0} “{1}”, chỉ có {2}",
    r"argument (.+?): expected .+": "{0} còn thiếu giá trị",
    r"argument (.+?): ignored explicit argument (.+)": "{0} không nhận giá trị {1}",
    r"unrecognized arguments: (.+)": "không có tham số {0}",
}


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands; the shared options may stand before or after a command."""
    parser = _Parser(
        prog="baocao",
        description="Báo Cáo Cơ Sở",
        parents=[_shared(None, json=False)],
        allow_abbrev=False,
    )
    # A command that does not name an option must leave what was said before it alone.
    shared = _shared(argparse.SUPPRESS, json=argparse.SUPPRESS)
    commands = parser.add_subparsers(dest="command", metavar="LỆNH", parser_class=_Parser)
    for name, (words, arguments, _) in COMMANDS.items():
        sub = commands.add_parser(
            name, help=words, description=words, parents=[shared], allow_abbrev=False
        )
        for flags, options in arguments:
            sub.add_argument(*flags, **options)
    return parser


def _shared(folder: object, *, json: object) -> _Parser:
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--data-dir", metavar="THƯ_MỤC", type=Path, default=folder, help="thư mục số liệu"
    )
    shared.add_argument(
        "--database", metavar="ĐỊA_CHỈ", default=folder, help="cơ sở dữ liệu trên máy chủ"
    )
    shared.add_argument("--user", metavar="TÊN", default=folder, help="tài khoản làm việc")
    shared.add_argument("--json", action="store_true", default=json, help="in kết quả dạng JSON")
    return shared


def main(arguments: Sequence[str]) -> int:
    """Run one command; print its answer; return the exit status."""
    try:
        return _run(arguments, as_json="--json" in arguments)
    except KeyboardInterrupt:
        _complain("Đã dừng theo yêu cầu.")
        return _INTERRUPTED
    except OSError as error:
        _let_go_of_output()
        if isinstance(error, BrokenPipeError):  # its reader has seen enough
            return DONE
        _complain(f"Lỗi: {trouble(error).message}")
        return MACHINE


def _run(arguments: Sequence[str], *, as_json: bool) -> int:
    answer = attempt(lambda: _answered(arguments))
    if isinstance(answer, int):
        return answer
    if isinstance(answer, Trouble):
        return _failed(answer, as_json=as_json)
    _print(answer.payload if as_json else answer.lines)
    return answer.status


def _let_go_of_output() -> None:
    """Send what is still held back nowhere, so that ending the program does not fail again."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _complain(line: str) -> None:
    if sys.stderr is not None:
        print(line, file=sys.stderr)


def _answered(arguments: Sequence[str]) -> Answer | int:
    try:
        parsed = build_parser().parse_args(arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    if parsed.command is None:
        raise Trouble("Chưa có lệnh. Xem: baocao --help.", code="USAGE")
    with database_said(parsed.database or ""):
        return COMMANDS[parsed.command].run(parsed)


def _failed(problem: Trouble, *, as_json: bool) -> int:
    if as_json:
        said = {"code": problem.code, "message": problem.message, "place": problem.place}
        _print({"error": said})
    else:
        where = f" [{problem.place}]" if problem.place else ""
        _complain(f"Lỗi{where}: {problem.message}")
    return problem.exit_status


def _print(value: object) -> None:
    if isinstance(value, tuple):
        text = "".join(f"{line}\n" for line in value)
    else:
        encoded = msgspec.json.encode(value)
        text = msgspec.json.format(encoded, indent=2).decode() + "\n"
    if sys.stdout is not None:
        sys.stdout.write(text)
        sys.stdout.flush()


COMMANDS: Final[Commands] = {
    **forms.COMMANDS,
    **reports.COMMANDS,
    **trail.COMMANDS,
    **carry.COMMANDS,
    **consolidate.COMMANDS,
    **department.COMMANDS,
    **returning.COMMANDS,
    **board.COMMANDS,
    **documents.COMMANDS,
    **year.COMMANDS,
    **proofread.COMMANDS,
    **prefill.COMMANDS,
    **issuing.COMMANDS,
    **wording.COMMANDS,
    **files.COMMANDS,
    **database.COMMANDS,
    **accounts.COMMANDS,
    **updates.COMMANDS,
}
