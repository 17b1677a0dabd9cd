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
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NoReturn

import msgspec

from desktop import reporting
from desktop.desk import Accepted, Desk, Refused
from desktop.problems import DATA_WRONG, DONE, MACHINE, Trouble, attempt, trouble
from desktop.settings import default_data_dir
from desktop.workspace import Workspace, read_pack, verify
from exporters.files import read_limited
from forms import pack
from forms.filling import MAX_BYTES
from forms.findings import Finding

Payload = Mapping[str, object]


class Answer(msgspec.Struct, frozen=True):
    """What a command says: its JSON value, the same for people, and the exit status."""

    payload: Payload | list[object]
    lines: tuple[str, ...] = ()
    status: int = DONE


Command = Callable[[argparse.Namespace], Answer]
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
    for name, (words, arguments, run) in _COMMANDS.items():
        sub = commands.add_parser(
            name, help=words, description=words, parents=[shared], allow_abbrev=False
        )
        sub.set_defaults(run=run)
        for flags, options in arguments:
            sub.add_argument(*flags, **options)
    return parser


def _shared(folder: object, *, json: object) -> _Parser:
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--data-dir", metavar="THƯ_MỤC", type=Path, default=folder, help="thư mục số liệu"
    )
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
    run: Command = parsed.run
    return run(parsed)


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


@contextmanager
def _workspace(options: argparse.Namespace) -> Iterator[Workspace]:
    with Workspace.open(options.data_dir or default_data_dir()) as workspace:
        yield workspace


@contextmanager
def _desk(options: argparse.Namespace) -> Iterator[Desk]:
    with _workspace(options) as workspace:
        yield workspace.desk(options.report)


# -- forms ----------------------------------------------------------------------------------------


def _forms(options: argparse.Namespace) -> Answer:
    if options.action == "check":
        return _check_pack(Path(options.target or "."))
    with _workspace(options) as workspace:
        if options.action == "export":
            form = workspace.form(options.target or "")
            return Answer(
                msgspec.json.decode(pack.canonical(form)), (pack.canonical(form).decode(),)
            )
        lines = workspace.forms()
    shown = tuple(f"{x.id:<12} {x.title} ({x.cycle}, kỳ gần nhất: {x.example})" for x in lines)
    return Answer({"forms": [x._asdict() for x in lines]}, shown)


def _check_pack(path: Path) -> Answer:
    form = read_pack(path).form
    payload = {
        "form": form.id,
        "version": form.version,
        "sha256": pack.fingerprint(form),
        "fields": len(form.fields),
        "relations": len(form.relations),
    }
    said = f"Biểu {form.id} dùng được: {len(form.fields)} chỉ tiêu, {len(form.relations)} quan hệ."
    return Answer(payload, (said,))


def _fields(options: argparse.Namespace) -> Answer:
    with _workspace(options) as workspace:
        engine = workspace.engine(options.form)
    described = reporting.described_fields(engine)
    lines = tuple(f"{x['id']:<20} {x['kind']:<10} {x['label']}" for x in described)
    payload = {
        "form": engine.form.id,
        "version": engine.form.version,
        "fields": described,
        "sections": reporting.described_sections(engine),
    }
    return Answer(payload, lines)


# -- reports --------------------------------------------------------------------------------------


def _new(options: argparse.Namespace) -> Answer:
    with _workspace(options) as workspace:
        unit = options.unit or workspace.own_unit
        head = workspace.create(options.form, unit, options.period)
    return Answer({"report": head.id}, (f"Đã tạo báo cáo {head.id}.",))


def _fill(options: argparse.Namespace) -> Answer:
    name = str(options.file)
    if options.file.suffix.lower() != ".json":
        raise Trouble(
            "Chỉ điền được từ tệp .json. Hãy chọn tệp khác.", code="FILE-KIND", place=name
        )
    with _desk(options) as desk:
        done = desk.fill(read_limited(options.file, MAX_BYTES))
        if not isinstance(done, Accepted):
            first = done[0]
            more = f" (và {len(done) - 1} chỗ khác)" if len(done) > 1 else ""
            place = first.place or name
            raise Trouble(f"{first.message}{more}", code=first.code, place=place)
        counts = desk.tally()
    payload = {"report": desk.head.id, "changed": len(done.changed), "counts": _counts(counts)}
    return Answer(payload, (f"Đã điền {len(done.changed)} ô.", reporting.verdict(counts)))


def _show(options: argparse.Namespace) -> Answer:
    with _workspace(options) as workspace:
        if options.report is None:
            lines = workspace.reports()
            shown = tuple(reporting.work_line(line) for line in lines)
            return Answer({"reports": [reporting.described_line(x) for x in lines]}, shown)
        desk = workspace.desk(options.report)
        data = msgspec.json.decode(desk.data())
        pages = reporting.as_text(desk.document())
        head = msgspec.to_builtins(desk.head)
    return Answer({"report": desk.head.id, "head": head, "data": data}, pages)


def _check(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
        findings, counts = desk.findings(), desk.tally()
    payload = {
        "report": desk.head.id,
        "counts": _counts(counts),
        "findings": [reporting.described_finding(finding) for finding in findings],
    }
    lines = (*(reporting.finding_line(f) for f in findings), reporting.verdict(counts))
    return Answer(payload, lines, DATA_WRONG if counts.error else DONE)


def _repair(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
        chosen = None if options.all else [_named(desk, name) for name in options.finding]
        if chosen == []:
            raise Trouble("Hãy nêu lỗi cần sửa hoặc dùng --all.", code="USAGE")
        done = desk.repair_all(chosen)
        counts = desk.tally()
    if isinstance(done, Refused):
        raise Trouble(done.message, code=done.code)
    payload = {"report": desk.head.id, "changed": len(done.changed), "counts": _counts(counts)}
    return Answer(payload, (f"Đã sửa {len(done.changed)} ô.", reporting.verdict(counts)))


def _named(desk: Desk, name: str) -> Finding:
    """Find a finding by its id, by ``CODE@place``, or by its place alone where that is one."""
    findings = desk.findings()
    exact = [f for f in findings if f.id == name]
    loose = [f for f in findings if name in (f.place, f"{f.code}@{f.place}")]
    if len(exact or loose) != 1:
        raise Trouble(
            f"Không có lỗi “{name}”. Xem lại bằng lệnh check.", code="FINDING", place=name
        )
    return (exact or loose)[0]


def _accept(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
        finding = _named(desk, options.finding)
        desk.accept(finding, options.reason)
        counts = desk.tally()
    payload = {"report": desk.head.id, "finding": finding.id, "counts": _counts(counts)}
    return Answer(payload, (f"Đã ghi lý do cho {finding.id}.", reporting.verdict(counts)))


def _finalize(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
        head = desk.finalize()
        frozen = desk.frozen()
    payload = {
        "report": head.id,
        "finalized_at": head.finalized_at,
        "data_sha256": frozen.sha256 if frozen else "",
    }
    return Answer(payload, (f"Đã chốt {head.id} lúc {head.finalized_at}.",))


def _reopen(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
        head = desk.reopen(options.reason)
    return Answer({"report": head.id, "status": head.status}, (f"Đã mở lại {head.id}.",))


def _delete(options: argparse.Namespace) -> Answer:
    with _workspace(options) as workspace:
        if options.undo:
            workspace.restore(options.report)
            said = f"Đã khôi phục {options.report}."
        else:
            workspace.delete(options.report)
            said = f"Đã xóa {options.report}. Khôi phục bằng: baocao delete --undo {options.report}"
    return Answer({"report": options.report, "deleted": not options.undo}, (said,))


# -- files and health -----------------------------------------------------------------------------


def _export(options: argparse.Namespace) -> Answer:
    with _desk(options) as desk:
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

    with _workspace(options) as workspace:
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


def _counts(counts: object) -> object:
    return msgspec.to_builtins(counts)


_Argument = tuple[tuple[str, ...], dict[str, Any]]
_REPORT: Final[_Argument] = (("report",), {"metavar": "BÁO_CÁO", "help": "mã báo cáo"})
_REASON: Final[_Argument] = (("--reason",), {"required": True, "help": "lý do, ghi vào nhật ký"})
_COMMANDS: Final[Mapping[str, tuple[str, tuple[_Argument, ...], Command]]] = {
    "forms": (
        "liệt kê, kiểm tra hoặc xuất biểu mẫu",
        (
            (
                ("action",),
                {
                    "nargs": "?",
                    "choices": ("list", "check", "export"),
                    "default": "list",
                    "metavar": "VIỆC",
                },
            ),
            (
                ("target",),
                {
                    "nargs": "?",
                    "metavar": "ĐÍCH",
                    "help": "tệp hoặc thư mục (check), mã biểu (export)",
                },
            ),
        ),
        _forms,
    ),
    "new": (
        "tạo báo cáo mới",
        (
            (("form",), {"metavar": "BIỂU", "help": "mã biểu mẫu, ví dụ F02"}),
            (("--unit",), {"help": "mã đơn vị; bỏ trống là đơn vị của máy này"}),
            (("--period",), {"required": True, "help": "kỳ: 2024-07, 2025-W26, 2026-Q3, 2024…"}),
        ),
        _new,
    ),
    "fields": (
        "liệt kê chỉ tiêu của một biểu",
        ((("form",), {"metavar": "BIỂU", "help": "mã biểu mẫu"}),),
        _fields,
    ),
    "fill": (
        "điền báo cáo từ tệp .json",
        (_REPORT, (("file",), {"type": Path, "metavar": "TỆP", "help": "tệp số liệu"})),
        _fill,
    ),
    "show": (
        "xem một báo cáo, hoặc danh sách báo cáo",
        ((("report",), {"nargs": "?", "metavar": "BÁO_CÁO", "help": "mã báo cáo"}),),
        _show,
    ),
    "check": ("soát báo cáo", (_REPORT,), _check),
    "repair": (
        "sửa các lỗi sửa được tự động",
        (
            _REPORT,
            (("finding",), {"nargs": "*", "metavar": "LỖI", "help": "mã lỗi của lệnh check"}),
            (("--all",), {"action": "store_true", "help": "mọi lỗi sửa được"}),
        ),
        _repair,
    ),
    "accept": (
        "chấp nhận một lỗi hoặc cảnh báo, có lý do",
        (_REPORT, (("finding",), {"metavar": "LỖI", "help": "mã lỗi"}), _REASON),
        _accept,
    ),
    "finalize": ("chốt báo cáo", (_REPORT,), _finalize),
    "reopen": ("mở lại báo cáo đã chốt", (_REPORT, _REASON), _reopen),
    "delete": (
        "xóa báo cáo (khôi phục được)",
        (_REPORT, (("--undo",), {"action": "store_true", "help": "khôi phục báo cáo đã xóa"})),
        _delete,
    ),
    "export": (
        "xuất PDF, Excel và gói nộp",
        (
            _REPORT,
            (("--out",), {"type": Path, "required": True, "help": "thư mục đích"}),
            (("--only",), {"choices": ("pdf", "xlsx", "package"), "help": "chỉ một loại tệp"}),
        ),
        _export,
    ),
    "verify": (
        "kiểm tra một gói nộp",
        ((("file",), {"type": Path, "metavar": "TỆP", "help": "tệp .zip"}),),
        _verify,
    ),
    "doctor": ("kiểm tra tệp số liệu, nhật ký và tài nguyên", (), _doctor),
    "self-test": (
        "chạy thử toàn bộ việc chính trong thư mục tạm",
        ((("--no-window",), {"action": "store_true", "help": "không mở cửa sổ"}),),
        _self_test,
    ),
}
