"""Commands on what leaves and what comes back: signed copies, sending, checking strange files."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from desktop.commands.command import REPORT, Answer, Command, Commands, workspace_of
from desktop.problems import DATA_WRONG, DONE, Trouble
from desktop.reporting import signature_line
from desktop.settings import default_data_dir
from desktop.use_cases.homecoming import Sending, check_file
from exporters.package import Verification
from forms.dates import DateProblem, parse_date

if TYPE_CHECKING:
    from exporters.signed_pdf import SignedPaper


def _verify(options: argparse.Namespace) -> Answer:
    result = check_file(options.file, options.data_dir or default_data_dir())
    lines = [f"{problem.code}: {problem.message}" for problem in result.problems]
    lines += _verdict(result)
    return Answer(msgspec.to_builtins(result), tuple(lines), DONE if result.ok else DATA_WRONG)


def _verdict(result: Verification | SignedPaper) -> list[str]:
    if isinstance(result, Verification):
        if not result.ok:
            return ["Gói không dùng được."]
        return [f"Gói nguyên vẹn, {len(result.files)} tệp, số liệu {result.data_sha256[:16]}…"]
    said = [signature_line(each) for each in result.signatures]
    if not result.ok:
        return [*said, "Tệp không dùng được."]
    return [*said, f"Tệp nguyên vẹn từ khi ký, số liệu {result.data_sha256[:16]}…"]


def _attach(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        taken = workspace.attach(options.report, options.file)
    signatures = msgspec.to_builtins(taken.signatures)
    payload = {
        "report": options.report,
        "file": str(taken.path),
        "sha256": taken.sha256,
        "signatures": signatures,
    }
    said = (signature_line(each) for each in taken.signatures)
    return Answer(payload, (*said, f"Đã nhận bản ký, lưu tại {taken.path}"))


def _sent(options: argparse.Namespace) -> Answer:
    day = parse_date(options.date)
    if day is None or isinstance(day, DateProblem):
        message = day.message if day is not None else "Hãy ghi ngày gửi, ví dụ 26/7/2024."
        raise Trouble(message, code="SENT-DATE", place="--date")
    sent = Sending(day, options.channel, options.receipt or "")
    with workspace_of(options) as workspace:
        workspace.mark_sent(options.report, sent)
    payload = {
        "report": options.report,
        "sent": day.isoformat(),
        "channel": sent.channel,
        "receipt": sent.receipt,
    }
    return Answer(payload, (f"Đã ghi: gửi ngày {day.day}/{day.month}/{day.year}.",))


_FILE: Final = (("file",), {"type": Path, "metavar": "TỆP", "help": "tệp .zip hoặc PDF đã ký"})
COMMANDS: Final[Commands] = {
    "verify": Command("kiểm tra một gói nộp hoặc một tệp PDF đã ký", (_FILE,), _verify),
    "attach": Command(
        "nhận bản PDF đã ký của một báo cáo đã chốt",
        (REPORT, (("file",), {"type": Path, "metavar": "TỆP", "help": "tệp PDF đã ký"})),
        _attach,
    ),
    "sent": Command(
        "ghi ngày đã gửi báo cáo",
        (
            REPORT,
            (("--date",), {"required": True, "metavar": "NGÀY", "help": "ngày gửi"}),
            (("--channel",), {"required": True, "metavar": "CÁCH", "help": "gửi bằng cách nào"}),
            (("--receipt",), {"metavar": "MÃ", "help": "số biên nhận, nếu có"}),
        ),
        _sent,
    ),
}
