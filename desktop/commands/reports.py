"""Commands on reports: from the first figure to finalizing."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import msgspec

from desktop import reporting
from desktop.commands.carry import started
from desktop.commands.command import (
    REASON,
    REPORT,
    Answer,
    Command,
    Commands,
    counts_of,
    desk_of,
    workspace_of,
)
from desktop.desk import Accepted, Desk, Refused
from desktop.problems import CALL_WRONG, DATA_WRONG, DONE, Trouble
from desktop.use_cases.filling_files import (
    change_line,
    described_change,
    fill_from,
    preview,
    refused,
)
from forms.findings import Finding


def _new(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        unit = options.unit or workspace.own_unit
        begun = workspace.begin(options.form, unit, options.period, blank=options.blank)
    return Answer(*started(begun))


def _fill(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        if options.preview:
            return _fill_preview(desk, options)
        done = fill_from(desk, options.file, clear_blanks=options.clear_blanks)
        if not isinstance(done, Accepted):
            raise refused(done, options.file)
        counts = desk.tally()
    payload = {"report": desk.head.id, "changed": len(done.changed), "counts": counts_of(counts)}
    return Answer(payload, (f"Đã điền {len(done.changed)} ô.", reporting.verdict(counts)))


def _fill_preview(desk: Desk, options: argparse.Namespace) -> Answer:
    """Say cell by cell what a workbook would change, and every refusal; nothing is filled."""
    plan = preview(desk, options.file, clear_blanks=options.clear_blanks)
    payload = {
        "report": desk.head.id,
        "lines": [described_change(line) for line in plan.lines],
        "problems": [msgspec.to_builtins(problem) for problem in plan.problems],
    }
    shown = (
        *(change_line(line) for line in plan.lines),
        *(f"không nhận {problem.place}: {problem.message}" for problem in plan.problems),
    )
    status = CALL_WRONG if plan.problems else DONE
    return Answer(payload, (*shown, "Xem trước, chưa điền."), status)


def _show(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        if options.report is None:
            lines = workspace.reports()
            shown = tuple(reporting.work_line(line) for line in lines)
            return Answer({"reports": [reporting.described_line(x) for x in lines]}, shown)
        desk = workspace.desk(options.report)
        if options.revision is not None:
            return _submission(desk, options.revision)
        data = msgspec.json.decode(desk.data())
        pages = reporting.as_text(desk.document())
        head = msgspec.to_builtins(desk.head)
    return Answer({"report": desk.head.id, "head": head, "data": data}, pages)


def _submission(desk: Desk, revision: int) -> Answer:
    """Say what an earlier submission held, as it was finalized."""
    frozen = desk.frozen(revision)
    if frozen is None:
        message = f"Báo cáo {desk.head.id} chưa chốt lần {revision}. Xem các lần bằng lệnh show."
        raise Trouble(message, code="REVISION", place="--revision")
    data = msgspec.json.decode(frozen.data)
    lines = reporting.submission_lines(data)
    said = f"{desk.head.id}, lần nộp {revision}, chốt lúc {frozen.at}, mã SHA-256 {frozen.sha256}"
    payload = {"report": desk.head.id, "head": data["report"], "data": data}
    return Answer(payload, (said, *lines))


def _check(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        findings, counts = desk.findings(), desk.tally()
    payload = {
        "report": desk.head.id,
        "counts": counts_of(counts),
        "findings": [reporting.described_finding(finding) for finding in findings],
    }
    lines = (*(reporting.finding_line(f) for f in findings), reporting.verdict(counts))
    return Answer(payload, lines, DATA_WRONG if counts.error else DONE)


def _repair(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        chosen = None if options.all else [_named(desk, name) for name in options.finding]
        if chosen == []:
            raise Trouble("Hãy nêu lỗi cần sửa hoặc dùng --all.", code="USAGE")
        done = desk.repair_all(chosen)
        counts = desk.tally()
    if isinstance(done, Refused):
        raise Trouble(done.message, code=done.code)
    payload = {"report": desk.head.id, "changed": len(done.changed), "counts": counts_of(counts)}
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
    with desk_of(options) as desk:
        finding = _named(desk, options.finding)
        desk.accept(finding, options.reason)
        counts = desk.tally()
    payload = {"report": desk.head.id, "finding": finding.id, "counts": counts_of(counts)}
    return Answer(payload, (f"Đã ghi lý do cho {finding.id}.", reporting.verdict(counts)))


def _finalize(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        head = desk.finalize()
        frozen = desk.frozen()
    payload = {
        "report": head.id,
        "finalized_at": head.finalized_at,
        "data_sha256": frozen.sha256 if frozen else "",
    }
    return Answer(payload, (f"Đã chốt {head.id} lúc {head.finalized_at}.",))


def _reopen(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        before = desk.head.revision
        head = desk.reopen(options.reason)
    again = f" Báo cáo đã xuất, lần chốt sau là lần nộp {head.revision}."
    said = f"Đã mở lại {head.id}.{again if head.revision > before else ''}"
    payload = {"report": head.id, "status": head.status, "revision": head.revision}
    return Answer(payload, (said,))


def _delete(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        if options.undo:
            workspace.restore(options.report)
            said = f"Đã khôi phục {options.report}."
        else:
            workspace.delete(options.report)
            said = f"Đã xóa {options.report}. Khôi phục bằng: baocao delete --undo {options.report}"
    return Answer({"report": options.report, "deleted": not options.undo}, (said,))


def _move(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        head = workspace.move(options.report, options.period)
    said = f"Đã chuyển {options.report} thành {head.id}. Mọi số liệu và lời đi theo."
    return Answer({"report": head.id, "from": options.report, "period": head.period}, (said,))


COMMANDS: Final[Commands] = {
    "new": Command(
        "tạo báo cáo mới",
        (
            (("form",), {"metavar": "BIỂU", "help": "mã biểu mẫu, ví dụ F02"}),
            (("--unit",), {"help": "mã đơn vị; bỏ trống là đơn vị của máy này"}),
            (("--period",), {"required": True, "help": "kỳ: 2024-07, 2025-W26, 2026-Q3, 2024…"}),
            (("--blank",), {"action": "store_true", "help": "không lấy gì từ kỳ trước"}),
        ),
        _new,
    ),
    "fill": Command(
        "điền báo cáo từ tệp .json hoặc .xlsx",
        (
            REPORT,
            (("file",), {"type": Path, "metavar": "TỆP", "help": "tệp số liệu"}),
            (("--preview",), {"action": "store_true", "help": "chỉ xem, không điền (.xlsx)"}),
            (
                ("--clear-blanks",),
                {"action": "store_true", "help": "ô trống trong .xlsx làm trống ô của báo cáo"},
            ),
        ),
        _fill,
    ),
    "show": Command(
        "xem một báo cáo, hoặc danh sách báo cáo",
        (
            (("report",), {"nargs": "?", "metavar": "BÁO_CÁO", "help": "mã báo cáo"}),
            (
                ("--revision",),
                {"type": int, "metavar": "LẦN", "help": "số liệu của lần nộp này, như đã chốt"},
            ),
        ),
        _show,
    ),
    "check": Command("soát báo cáo", (REPORT,), _check),
    "repair": Command(
        "sửa các lỗi sửa được tự động",
        (
            REPORT,
            (("finding",), {"nargs": "*", "metavar": "LỖI", "help": "mã lỗi của lệnh check"}),
            (("--all",), {"action": "store_true", "help": "mọi lỗi sửa được"}),
        ),
        _repair,
    ),
    "accept": Command(
        "giải trình một lỗi hoặc cảnh báo",
        (REPORT, (("finding",), {"metavar": "LỖI", "help": "mã lỗi"}), REASON),
        _accept,
    ),
    "finalize": Command("chốt báo cáo", (REPORT,), _finalize),
    "reopen": Command("mở lại báo cáo đã chốt", (REPORT, REASON), _reopen),
    "delete": Command(
        "xóa báo cáo (khôi phục được)",
        (REPORT, (("--undo",), {"action": "store_true", "help": "khôi phục báo cáo đã xóa"})),
        _delete,
    ),
    "move": Command(
        "chuyển bản nháp sang kỳ khác",
        (REPORT, (("--period",), {"required": True, "help": "kỳ đúng, như 2024-07"})),
        _move,
    ),
}
