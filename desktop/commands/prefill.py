"""The command that fills a report from an old one in words."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from desktop import reporting
from desktop.commands.command import REPORT, Answer, Command, Commands, Payload, counts_of, desk_of
from desktop.use_cases.prefill import read_offers, take
from exporters.data_json import figure
from forms.cells import CellValue
from forms.sources.prefilling import Prefill


def _prefill(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        offers = read_offers(desk, options.file)
        wanted = [offer for offer in offers if offer.taken]
        changed = 0 if options.preview else len(take(desk, wanted).changed)
        counts = desk.tally()
    payload = {
        "report": desk.head.id,
        "file": str(options.file),
        "offers": [_described(offer) for offer in offers],
        "changed": changed,
        "counts": counts_of(counts),
    }
    lines = tuple(_line(offer) for offer in offers)
    return Answer(
        payload, (*lines, *_said(options, offers, len(wanted)), reporting.verdict(counts))
    )


def _described(offer: Prefill) -> Payload:
    return {
        "place": offer.key.place(),
        "now": None if offer.now is None else figure(offer.now),
        "value": figure(offer.value),
        "confidence": offer.confidence,
        "taken": offer.taken,
        "page": offer.page,
        "line": offer.line,
        "quote": offer.quote,
        "note": offer.note,
    }


def _line(offer: Prefill) -> str:
    word = "điền" if offer.taken else "để lại"
    now = _printed(offer.now)
    note = f" [{offer.note}]" if offer.note else ""
    place = f"trang {offer.page}, dòng {offer.line}" if offer.page else f"đoạn {offer.line}"
    return f"{word:<6} {offer.key.place()}: {now} → {_printed(offer.value)} ({place}){note}"


def _printed(value: CellValue | None) -> str:
    return "trống" if value is None else str(figure(value))


def _said(options: argparse.Namespace, offers: Sequence[Prefill], wanted: int) -> tuple[str, ...]:
    if not offers:
        return ("Không thấy trong tệp số liệu nào của biểu này mà báo cáo chưa có.",)
    left = len(offers) - wanted
    done = f"Sẽ điền {wanted} ô, chưa điền." if options.preview else f"Đã điền {wanted} ô."
    asked = f"{left} ô để lại vì chưa chắc hoặc đã có số khác; xem lại rồi nhập tay."
    return (done, asked) if left else (done,)


COMMANDS: Final[Commands] = {
    "prefill": Command(
        "điền báo cáo từ số liệu trong một báo cáo cũ",
        (
            REPORT,
            (
                ("file",),
                {
                    "type": Path,
                    "metavar": "TỆP",
                    "help": "báo cáo cũ: tệp .txt, .docx, .pdf hoặc .xlsx",
                },
            ),
            (("--preview",), {"action": "store_true", "help": "chỉ xem, không điền"}),
        ),
        _prefill,
    ),
}
