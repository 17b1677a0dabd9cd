"""Commands on what lies between reports: saying that nothing changed, filling from others."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping
from typing import Final

from desktop import reporting
from desktop.commands.command import REPORT, Answer, Command, Commands, counts_of, desk_of
from desktop.desk import Desk
from desktop.problems import Trouble
from desktop.workspace import Begun
from exporters.data_json import figure
from forms.cells import CellValue
from forms.sources.pulling import Pulled


def started(begun: Begun) -> tuple[Mapping[str, object], tuple[str, ...]]:
    """Return what ``new`` says of a new report: as JSON, and in words."""
    source, start = begun.source, begun.start
    carried = {"from": source, "fields": list(start.carried), "unseen": list(start.unseen)}
    made = f"Đã tạo báo cáo {begun.head.id}."
    if not source:
        return {"report": begun.head.id}, (made,)
    taken, left = len(start.carried), len(start.unseen)
    said = f"Lấy từ báo cáo {source}: {taken} chỉ tiêu, {left} chỉ tiêu cần rà soát."
    return {"report": begun.head.id, "carried": carried}, (made, said)


def _confirm(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        wanted = desk.unseen() if options.all else tuple(options.field)
        if not wanted and not options.all:
            raise Trouble("Hãy nêu chỉ tiêu đã rà soát hoặc dùng --all.", code="USAGE")
        for name in wanted:
            _known(desk, name)
        before = set(desk.unseen())
        desk.confirm(*wanted)
        left, counts = desk.unseen(), desk.tally()
    done = [name for name in wanted if name in before]
    said = (f"Đã xác nhận {len(done)} chỉ tiêu, còn {len(left)} chưa rà soát.",)
    payload = {"report": desk.head.id, "confirmed": done, "unseen": list(left)}
    return Answer({**payload, "counts": counts_of(counts)}, (*said, reporting.verdict(counts)))


def _known(desk: Desk, name: str) -> None:
    if name not in desk.engine.fields:
        what = f"Biểu mẫu không có chỉ tiêu “{name}”. Xem lệnh fields."
        raise Trouble(what, code="FIELD", place=name)


def _pull(options: argparse.Namespace) -> Answer:
    with desk_of(options) as desk:
        lines = desk.pull_preview(overwrite=options.overwrite)
        changed = 0 if options.preview else len(desk.pull(lines).changed)
        counts = desk.tally()
    payload = {
        "report": desk.head.id,
        "lines": [_described(line) for line in lines],
        "changed": changed,
        "counts": counts_of(counts),
    }
    shown = tuple(_shown(line) for line in lines)
    done = "Xem trước, chưa điền." if options.preview else f"Đã điền {changed} ô."
    return Answer(payload, (*shown, done, *_kept(lines), reporting.verdict(counts)))


def _described(line: Pulled) -> dict[str, object]:
    return {
        "place": line.key.place(),
        "now": None if line.now is None else figure(line.now),
        "value": None if line.offer.value is None else figure(line.offer.value),
        "form": line.offer.form,
        "reports": list(line.offer.reports),
        "taken": line.taken,
    }


def _shown(line: Pulled) -> str:
    now, new = _printed(line.now), _printed(line.offer.value)
    word = "điền" if line.taken else "giữ "
    return f"{word} {line.key.place()}: {now} → {new} ({len(line.offer.reports)} báo cáo)"


def _printed(value: CellValue | None) -> str:
    return "trống" if value is None else str(figure(value))


def _kept(lines: Iterable[Pulled]) -> tuple[str, ...]:
    count = sum(not line.taken for line in lines)
    said = f"{count} ô đã có số khác nên giữ nguyên; muốn thay thì thêm --overwrite."
    return (said,) if count else ()


COMMANDS: Final[Commands] = {
    "confirm": Command(
        "xác nhận số liệu, lời lấy từ kỳ trước không đổi",
        (
            REPORT,
            (("field",), {"nargs": "*", "metavar": "CHỈ_TIÊU", "help": "mã chỉ tiêu đã rà soát"}),
            (("--all",), {"action": "store_true", "help": "mọi chỉ tiêu còn lại"}),
        ),
        _confirm,
    ),
    "pull": Command(
        "điền từ các báo cáo khác trên máy này",
        (
            REPORT,
            (("--preview",), {"action": "store_true", "help": "chỉ xem, không điền"}),
            (("--overwrite",), {"action": "store_true", "help": "thay cả ô đã có số"}),
        ),
        _pull,
    ),
}
