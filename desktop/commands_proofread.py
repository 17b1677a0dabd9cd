"""The command that recomputes the arithmetic of a text."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import msgspec

from desktop.commands import Answer, Command, Commands, Payload
from desktop.problems import DATA_WRONG, DONE, Trouble
from exporters.files import read_limited
from forms.claims import Claim
from forms.proofreading import proofread

_MAX_BYTES: Final = 10 << 20
_KINDS: Final = frozenset({".txt"})
_VERDICTS: Final = {
    "wrong": "SAI",
    "truncated": "CẮT ĐUÔI",
    "doubtful": "XEM LẠI",
    "right": "đúng",
    "unverifiable": "không kiểm được",
}


def _proofread(options: argparse.Namespace) -> Answer:
    claims = proofread(_text(options.file))
    name = str(options.file)
    found = Counter[str](claim.verdict for claim in claims)
    payload = {
        "counts": {verdict: found[verdict] for verdict in _VERDICTS},
        "claims": [_described(name, claim) for claim in claims],
    }
    lines = tuple(_line(claim) for claim in claims if claim.severity)
    status = DATA_WRONG if found["wrong"] else DONE
    return Answer(payload, (*lines, _summary(claims, found)), status)


def _text(path: Path) -> str:
    if path.suffix.lower() not in _KINDS:
        raise Trouble(
            "Chỉ soát được tệp chữ .txt. Hãy lưu báo cáo thành tệp .txt (UTF-8) rồi chọn lại.",
            code="FILE-KIND",
            place=str(path),
        )
    data = read_limited(path, _MAX_BYTES)
    try:
        return data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Trouble(
            "Tệp không phải chữ Unicode nên không đọc được. Hãy lưu lại với mã UTF-8.",
            code="FILE-TEXT",
            place=str(path),
        ) from error


def _described(name: str, claim: Claim) -> Payload:
    return {"file": name, **msgspec.to_builtins(claim)}


def _line(claim: Claim) -> str:
    right = f" Đúng là {claim.expected}." if claim.expected and not claim.explanation else ""
    where = f"Trang {claim.page}, dòng {claim.line}"
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
        ((("file",), {"type": Path, "metavar": "TỆP", "help": "tệp .txt"}),),
        _proofread,
    ),
}
