"""The command that recomputes the arithmetic of a text."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from desktop.commands.command import Answer, Command, Commands, Payload
from desktop.problems import DATA_WRONG, DONE
from exporters.reading import read_report
from forms.claims.claim import Claim
from forms.proofreading import proofread

_VERDICTS: Final = {
    "wrong": "SAI",
    "truncated": "CẮT ĐUÔI",
    "doubtful": "XEM LẠI",
    "right": "đúng",
    "unverifiable": "không kiểm được",
}


def _proofread(options: argparse.Namespace) -> Answer:
    claims = proofread(read_report(options.file))
    name = str(options.file)
    found = Counter[str](claim.verdict for claim in claims)
    payload = {
        "counts": {verdict: found[verdict] for verdict in _VERDICTS},
        "claims": [_described(name, claim) for claim in claims],
    }
    lines = tuple(_line(claim) for claim in claims if claim.severity)
    status = DATA_WRONG if found["wrong"] else DONE
    return Answer(payload, (*lines, _summary(claims, found)), status)


def _described(name: str, claim: Claim) -> Payload:
    return {"file": name, **msgspec.to_builtins(claim)}


def _line(claim: Claim) -> str:
    right = f" Đúng là {claim.expected}." if claim.expected and not claim.explanation else ""
    where = f"Trang {claim.page}, dòng {claim.line}" if claim.page else f"Đoạn {claim.line}"
    return f"{_VERDICTS[claim.verdict]:<9} {where}: “{claim.quote}”. {claim.explanation}{right}"


def _summary(claims: Sequence[Claim], found: Counter[str]) -> str:
    if not claims:
        return "Không thấy phép tính nào trong văn bản."
    asked = found["truncated"] + found["doubtful"]
    return (
        f"Đã soát {len(claims)} chỗ: {found['right']} đúng, {found['wrong']} sai,"
        f" {asked} cần xem lại, {found['unverifiable']} không kiểm được."
    )


COMMANDS: Final[Commands] = {
    "proofread": Command(
        "soát các phép tính trong một văn bản",
        (
            (
                ("file",),
                {"type": Path, "metavar": "TỆP", "help": "tệp .txt, .docx, .pdf hoặc .xlsx"},
            ),
        ),
        _proofread,
    ),
}
