"""The command on cited documents: what the library of a unit has."""

from __future__ import annotations

import argparse
from typing import Final

from desktop.commands.command import Answer, Command, Commands, Payload, workspace_of
from desktop.use_cases.library import CitedDocument, as_text


def _documents(options: argparse.Namespace) -> Answer:
    with workspace_of(options) as workspace:
        unit = workspace.unit(options.unit or workspace.own_unit)
        found = workspace.library(unit.code).search(" ".join(options.words))
    lines = tuple(f"{as_text(one)}  [{one.report}]" for one in found)
    count = f"{unit.name}: tìm được {len(found)} văn bản đã dẫn."
    payload = {"unit": unit.code, "documents": [_described(one) for one in found]}
    return Answer(payload, (*lines, count))


def _described(one: CitedDocument) -> Payload:
    return {
        "ten_loai": one.kind,
        "so": one.number,
        "ky_hieu": one.symbol,
        "ngay": one.day,
        "co_quan": one.issuer,
        "trich_yeu": one.subject,
        "report": one.report,
        "text": as_text(one),
    }


COMMANDS: Final[Commands] = {
    "documents": Command(
        "tìm trong các văn bản mà báo cáo của đơn vị đã dẫn",
        (
            (
                ("words",),
                {"nargs": "*", "metavar": "TÌM", "help": "số, ký hiệu hoặc lời trích yếu"},
            ),
            (("--unit",), {"metavar": "MÃ", "help": "đơn vị khác với đơn vị dùng máy này"}),
        ),
        _documents,
    ),
}
