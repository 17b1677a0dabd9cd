"""The command that recomputes the arithmetic of texts."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Container, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Final

import msgspec

from desktop.commands.command import Answer, Command, Commands, Payload, workspace_of
from desktop.problems import DATA_WRONG, DONE
from desktop.use_cases.proofed import (
    VERDICTS,
    Proofed,
    place_of,
    proofread_file,
    said_of,
    sheet_name,
    sheet_pdf,
)
from forms.claims.claim import Claim


def _proofread(options: argparse.Namespace) -> Answer:
    read: list[tuple[Path, Proofed]] = [(path, proofread_file(path)) for path in options.files]
    sheets = _sheets([proofed for _path, proofed in read], options) if options.sheet else ()
    found = Counter[str](claim.verdict for _path, proofed in read for claim in proofed.claims)
    payload = {
        "counts": {verdict: found[verdict] for verdict in VERDICTS},
        "claims": [_described(path, claim) for path, proofed in read for claim in proofed.claims],
        "sheets": [str(path) for path in sheets],
    }
    lines = [line for path, proofed in read for line in _lines(path, proofed, of=len(read))]
    lines += [f"Đã ghi phiếu: {path}" for path in sheets]
    return Answer(payload, tuple(lines), DATA_WRONG if found["wrong"] else DONE)


def _described(path: Path, claim: Claim) -> Payload:
    return {"file": str(path), **msgspec.to_builtins(claim)}


def _lines(path: Path, proofed: Proofed, *, of: int) -> list[str]:
    head = [f"{path}:"] if of > 1 else []
    return [*head, *map(_line, proofed.asked), proofed.summary]


def _line(claim: Claim) -> str:
    place = place_of(claim).capitalize()
    return f"{VERDICTS[claim.verdict].upper():<9} {place}: “{claim.quote}”. {said_of(claim)}"


def _sheets(read: Sequence[Proofed], options: argparse.Namespace) -> tuple[Path, ...]:
    """Write the sheet of each text under the own unit's letterhead; return where."""
    from exporters.files import write_all

    with workspace_of(options) as workspace:
        office, dated = workspace.letterhead(), workspace.clock()
    sheets: dict[str, bytes] = {}
    for proofed in read:
        name = _unused(sheet_name(proofed.name), sheets)
        sheets[name] = sheet_pdf(proofed, office, dated)
    folder: Path = options.sheet
    folder.mkdir(parents=True, exist_ok=True)
    write_all(folder, sheets)
    return tuple(folder / name for name in sheets)


def _unused(name: str, taken: Container[str]) -> str:
    """Return a name for one of two texts that are called alike."""
    names = (f"{Path(name).stem}-{number}.pdf" for number in count(2))
    return next(one for one in chain((name,), names) if one not in taken)


COMMANDS: Final[Commands] = {
    "proofread": Command(
        "soát các phép tính trong văn bản",
        (
            (
                ("files",),
                {
                    "type": Path,
                    "nargs": "+",
                    "metavar": "TỆP",
                    "help": "tệp .txt, .docx, .pdf hoặc .xlsx",
                },
            ),
            (
                ("--sheet",),
                {
                    "type": Path,
                    "metavar": "THƯ_MỤC",
                    "help": "ghi phiếu soát số liệu (PDF) của mỗi tệp vào đây",
                },
            ),
        ),
        _proofread,
    ),
}
