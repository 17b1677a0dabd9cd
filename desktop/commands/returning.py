"""The command that sends a submission back, and how returns and their answers are told."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

import msgspec

from desktop.commands.command import Answer, Command, Commands, workspace_of
from desktop.problems import Trouble
from desktop.use_cases.returning import Answered
from exporters.files import read_limited
from forms.department.receipts import Remark, Returned
from forms.department.returning import Answer as Said

_MOST_BYTES: Final = 2 << 20


class _Listed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    remarks: tuple[Remark, ...] = ()
    note: str = ""


def _return(options: argparse.Namespace) -> Answer:
    listed = _Listed() if options.remarks is None else _read(options.remarks)
    note = options.note or listed.note
    with workspace_of(options) as workspace:
        sent = workspace.returning.send_back(options.report, listed.remarks, note, options.out)
    payload = {
        "receipt": sent.receipt.number,
        "report": sent.receipt.report,
        "state": sent.receipt.state,
        "file": str(sent.path),
        **described_return(sent.returned),
    }
    count = len(sent.returned.remarks)
    said = f"Đã trả lại {sent.receipt.report}, lần nộp {sent.receipt.revision}, {count} góp ý."
    return Answer(payload, (said, f"Gửi tệp này cho đơn vị: {sent.path}"))


def _read(path: Path) -> _Listed:
    """Read the remarks of a file."""
    try:
        return msgspec.json.decode(read_limited(path, _MOST_BYTES), type=_Listed)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        shape = '{"remarks": [{"place": "dvc12.n", "text": "…"}], "note": "…"}'
        message = f"Tệp góp ý không đọc được. Hãy ghi dạng {shape}."
        raise Trouble(message, code="RET-FILE", place=str(path), detail=str(error)) from error


def described_return(one: Returned) -> dict[str, object]:
    """Return one time that a submission was sent back, as JSON."""
    return {
        "revision": one.revision,
        "sha256": one.sha256,
        "unit": one.unit,
        "who": one.who,
        "at": one.at,
        "note": one.note,
        "remarks": msgspec.to_builtins(one.remarks),
    }


def return_line(one: Returned) -> str:
    """Return the same for people."""
    said = "; ".join(f"{remark.place or 'cả báo cáo'}: {remark.text}" for remark in one.remarks)
    return f"Đã trả lại ngày {one.at[:10]}, {one.who}: {said}"


def described_answer(answered: Answered, said: Said) -> dict[str, object]:
    """Return what a submission says to one remark, as JSON."""
    return {
        "revision": answered.returned.revision,
        "place": said.remark.place,
        "text": said.remark.text,
        "answer": said.kind,
        "before": said.before,
        "now": said.now,
        "reason": said.reason,
        "who": said.who,
    }


def answer_line(answered: Answered, said: Said) -> str:
    """Return the same for people."""
    where = said.remark.place or "cả báo cáo"
    asked = f"Góp ý lần nộp {answered.returned.revision}, {where}: {said.remark.text}"
    if said.kind == "changed":
        shown = f" ({said.before or 'trống'} → {said.now or 'trống'})"
        return f"{asked} → đã sửa{shown if said.before or said.now else ''}"
    if said.kind == "reason":
        return f"{asked} → trả lời: {said.reason} ({said.who})"
    return f"{asked} → chưa trả lời"


COMMANDS: Final[Commands] = {
    "return": Command(
        "trả lại một báo cáo đã nhận, kèm góp ý, bằng một tệp gửi cho đơn vị",
        (
            (("report",), {"metavar": "BÁO_CÁO", "help": "mã báo cáo, hoặc số bản nhận"}),
            (("--remarks",), {"type": Path, "metavar": "TỆP", "help": "tệp JSON các góp ý"}),
            (("--note",), {"metavar": "LÝ_DO", "help": "lý do trả lại, về cả báo cáo"}),
            (
                ("--out",),
                {
                    "type": Path,
                    "default": Path(),
                    "metavar": "THƯ_MỤC",
                    "help": "thư mục ghi tệp, không ghi thì thư mục đang đứng",
                },
            ),
        ),
        _return,
    ),
}
