"""The command on corrected wording: what a Word copy says otherwise, taken over block by block."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Final

from desktop.commands.command import REPORT, Answer, Command, Commands, desk_of
from desktop.use_cases.word_copy import chosen, question_text, reworded, take_wording, wording_lines
from forms.sources.rewording import Rewording


def _reword(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        found = reworded(desk, options.file)
        blocks = chosen(found, options.fields)
        taken = () if options.preview else take_wording(desk, blocks)
    payload = {"report": options.report, "taken": list(taken), **_described(found)}
    if options.preview:
        end = f"Có thể nhận {len(blocks)} đoạn, {len(found.questions)} chỗ phải hỏi lại."
    else:
        end = f"Đã nhận {len(taken)} đoạn, {len(found.questions)} chỗ phải hỏi lại."
    return Answer(payload, (*wording_lines(found), end))


def _described(found: Rewording) -> dict[str, object]:
    blocks = [
        {
            "field": block.field,
            "label": block.label,
            "stored": block.stored,
            "lines": [{"before": before, "after": after} for before, after in block.lines],
        }
        for block in found.blocks
    ]
    questions = [
        {**each._asdict(), "figures": list(each.figures), "message": question_text(each)}
        for each in found.questions
    ]
    return {"blocks": blocks, "questions": questions}


COMMANDS: Final[Commands] = {
    "reword": Command(
        "nhận lời văn đã sửa trong bản Word của báo cáo",
        (
            REPORT,
            (("file",), {"type": Path, "metavar": "TỆP", "help": "tệp .docx đã sửa"}),
            (("fields",), {"nargs": "*", "metavar": "MỤC", "help": "chỉ nhận các đoạn này"}),
            (("--preview",), {"action": "store_true", "help": "chỉ xem, không nhận"}),
        ),
        _reword,
    ),
}
