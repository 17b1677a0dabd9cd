"""What a department does on the command line: take in what other units hand in, decide about it."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final, get_args

import msgspec

from desktop import reporting
from desktop.commands.command import REASON, Answer, Command, Commands, counts_of, workspace_of
from desktop.commands.returning import answer_line, described_answer, described_return, return_line
from desktop.problems import CALL_WRONG, DATA_WRONG, DONE, Trouble
from desktop.use_cases.receiving import DECISIONS, InboxLine, Outcome, Receiving
from desktop.use_cases.year import period_of
from forms.dates import format_date, parse_date
from forms.department.receipts import Receipt, ReceiptState

STATE_WORDS: Final[dict[str, str]] = {
    "accepted": "đã nhận",
    "held": "chờ quyết định",
    "refused": "từ chối",
    "superseded": "đã thay bằng lần nộp khác",
    "returned": "đã trả lại",
    "reopened": "đã mở lại để sửa",
    "known": "đã có",
    "unread": "không đọc được",
}
"""States as people read them."""


def _receive(options: argparse.Namespace) -> Answer:
    period, came = _period(options.period), _day(options.date)
    with workspace_of(options) as workspace:
        unit = workspace.unit(options.unit).code if options.unit else ""
        outcomes = workspace.receiving.receive(options.files, unit=unit, period=period, came=came)
    counts: Counter[str] = Counter(outcome.state for outcome in outcomes)
    payload = {
        "files": [_described(outcome) for outcome in outcomes],
        "counts": {state: counts[state] for state in STATE_WORDS},
    }
    lines = [line for outcome in outcomes for line in _told(outcome)]
    said = ", ".join(
        f"{STATE_WORDS[state]} {counts[state]}" for state in STATE_WORDS if counts[state]
    )
    last = f"{len(outcomes)} tệp: {said}." if outcomes else "Không có tệp nào để nhận."
    return Answer(payload, (*lines, last), _status(outcomes))


def _status(outcomes: Sequence[Outcome]) -> int:
    strange = [outcome for outcome in outcomes if not outcome.genuine]
    if not strange:
        return DONE
    missing = all(
        each.code.startswith("FILE-") for outcome in strange for each in outcome.judgements
    )
    return CALL_WRONG if missing else DATA_WRONG


def _described(outcome: Outcome) -> dict[str, object]:
    receipt = outcome.receipt
    return {
        "file": outcome.name,
        "state": outcome.state,
        "genuine": outcome.genuine,
        "judgements": [each._asdict() for each in outcome.judgements],
        "receipt": None if receipt is None else msgspec.to_builtins(receipt),
        "replaced": list(outcome.replaced),
        "report": outcome.report or ("" if receipt is None else receipt.report),
    }


def _told(outcome: Outcome) -> tuple[str, ...]:
    receipt = outcome.receipt
    report = outcome.report if receipt is None else receipt.report
    what = f" {report}" if report else ""
    which = "" if receipt is None else f" (bản nhận số {receipt.number})"
    said = (f"  {each.code}: {each.message}" for each in outcome.judgements)
    return (f"{outcome.name}: {STATE_WORDS[outcome.state]}{what}{which}", *said)


def _inbox(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        if options.show is not None:
            return _shown(workspace.receiving, options.show)
        form, period = options.form or "", _period(options.period)
        lines = workspace.receiving.inbox(form, period, options.state)
    payload = {"receipts": [_line(line) for line in lines]}
    return Answer(payload, tuple(map(_words, lines)) or ("Chưa nhận tệp nào như vậy.",))


def _line(line: InboxLine) -> dict[str, object]:
    names = line._asdict()
    receipt: Receipt = names.pop("receipt")
    return {**msgspec.to_builtins(receipt), "counts": receipt.counts, **names}


def _words(line: InboxLine) -> str:
    receipt = line.receipt
    what = f"{receipt.form} {line.unit_name}, {line.period_title}, lần {receipt.revision}"
    late = ", muộn" if receipt.late else ""
    shown = what if receipt.report else receipt.name
    reason = f": {receipt.reason}" if receipt.reason else ""
    return f"{receipt.number:>5} {shown}: {STATE_WORDS[receipt.state]}{late}{reason}"


def _shown(receiving: Receiving, number: int) -> Answer:
    line = receiving.receipt(number)
    path = str(receiving.original(number))
    if not line.receipt.data_sha256:
        nothing: dict[str, object] = {
            "findings": [],
            "counts_here": None,
            "returns": [],
            "answers": [],
        }
        return Answer({**_line(line), "file": path, **nothing}, (_words(line), path))
    report = receiving.open(number)
    returns, answered = receiving.returning.of_receipt(number), receiving.returning.answered(number)
    payload = {
        **_line(line),
        "file": path,
        "findings": [reporting.described_finding(finding) for finding in report.findings],
        "counts_here": counts_of(report.tally),
        "returns": [described_return(one) for one in returns],
        "answers": [described_answer(one, each) for one in answered for each in one.answers],
    }
    said = (
        *(reporting.finding_line(finding) for finding in report.findings),
        *(return_line(one) for one in returns),
        *(answer_line(one, each) for one in answered for each in one.answers),
    )
    return Answer(payload, (_words(line), path, *said, reporting.verdict(report.tally)))


def _decide(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        receipt = workspace.receiving.decide(options.number, options.decision, options.reason)
        line = workspace.receiving.receipt(receipt.number)
    return Answer(_line(line), (_words(line),))


def _period(text: str | None) -> str:
    return period_of(text, "--period").code if text else ""


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    day = parse_date(text)
    if isinstance(day, date):
        return day
    said = f"Ngày nhận chưa đúng. Hãy ghi ngày, ví dụ {format_date(date(2026, 7, 22))}."
    raise Trouble(said if day is None else day.message, code="RCV-DATE", place="--date")


_UNIT: Final = (("--unit",), {"metavar": "MÃ", "help": "đơn vị nộp"})
_PERIOD: Final = (("--period",), {"metavar": "KỲ", "help": "kỳ báo cáo"})
COMMANDS: Final[Commands] = {
    "receive": Command(
        "nhận báo cáo của các đơn vị: gói, thư mục, tệp nén nhiều gói, bảng tính đã điền",
        (
            (("files",), {"nargs": "+", "type": Path, "metavar": "TỆP", "help": "tệp, thư mục"}),
            _UNIT,
            _PERIOD,
            (("--date",), {"metavar": "NGÀY", "help": "ngày tệp đến, nếu không phải hôm nay"}),
        ),
        _receive,
    ),
    "inbox": Command(
        "xem những gì đã nhận",
        (
            (("--form",), {"metavar": "BIỂU", "help": "chỉ biểu này"}),
            _PERIOD,
            (("--state",), {"choices": get_args(ReceiptState), "help": "chỉ trạng thái này"}),
            (("--show",), {"type": int, "metavar": "SỐ", "help": "xem kỹ một bản nhận"}),
        ),
        _inbox,
    ),
    "decide": Command(
        "nhận hoặc từ chối một bản đã đến",
        (
            (("number",), {"type": int, "metavar": "SỐ", "help": "số bản nhận"}),
            (("decision",), {"choices": DECISIONS, "help": "accept: nhận; refuse: từ chối"}),
            REASON,
        ),
        _decide,
    ),
}
