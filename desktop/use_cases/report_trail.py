"""What happened to one report, and what differs between two of its submissions.

Qt-free: the window and the command line tell the same.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.problems import CALL_WRONG, Trouble
from desktop.use_cases.paste_plan import label
from forms.cells import CellKey, CellValue
from forms.model import RECIPIENTS, SECTIONS, SIGNATURE

if TYPE_CHECKING:
    from desktop.desk import Desk
    from exporters.data_json import DataFile
    from forms.report import LogRow

NOW: Final = 0
"""Stands for the report as it is now where the number of a submission is asked for."""
WORDS: Final[Mapping[str, str]] = {
    "edit": "gõ",
    "paste": "dán",
    "fill": "điền từ tệp",
    "pull": "lấy từ báo cáo khác",
    "repair": "sửa lỗi",
    "undo": "hoàn tác",
    "redo": "làm lại",
    "row": "đổi dòng",
    "state": "ghi trạng thái",
    "create": "tạo báo cáo",
    "start": "có sẵn khi tạo",
    "upgrade": "chuyển phiên bản biểu",
    "confirm": "xác nhận không đổi",
    "consolidate": "tổng hợp",
    "accept": "giải trình",
    "withdraw": "bỏ giải trình",
    "finalize": "chốt",
    "reopen": "mở lại",
    "revise": "mở lại thành lần nộp sau",
    "export": "xuất tệp",
    "signed": "nhận bản đã ký",
    "sent": "gửi",
    "delete": "xóa",
    "restore": "khôi phục báo cáo đã xóa",
    "move": "chuyển kỳ",
    "salvage": "mất dấu do tệp hỏng",
}
"""What the trail's actions are called."""
CELL_WORDS: Final[Mapping[str, str]] = {**WORDS, "create": "có sẵn khi tạo"}
"""What they are called where one cell is spoken of."""
_HASH: Final = re.compile(r"(?: \d+)? ?\b[0-9a-f]{64}\b")
_FINDING: Final = re.compile(r"([A-Z0-9-]+)@(\S+?)(?: \[[0-9a-f]+\])?(?:: (.*))?$")
"""A finding in the trail: its code and place, its fingerprint, the reason that was given."""
_MOST_PLACES: Final = 3


class Event(NamedTuple):
    """What somebody did in one step; ``keys`` are the cells it changed, ``detail`` its words."""

    at: str
    who: str
    action: str
    keys: tuple[CellKey, ...]
    detail: str

    @property
    def words(self) -> str:
        """Return what was done, in words."""
        return WORDS.get(self.action, self.action)


class CellStep(NamedTuple):
    """One change of one cell, old and new as they are printed; empty is empty."""

    at: str
    who: str
    action: str
    old: str
    new: str

    @property
    def words(self) -> str:
        """Return what was done, in words."""
        return CELL_WORDS.get(self.action, self.action)


class Side(NamedTuple):
    """One state of a report: a submission as it was finalized, or (``NOW``) what is there now."""

    revision: int
    at: str

    @property
    def words(self) -> str:
        """Return what the state is called."""
        return f"Lần nộp {self.revision}" if self.revision != NOW else "Hiện nay"


class Line(NamedTuple):
    """One place of a report in two states; empty where a state has nothing there."""

    place: str
    label: str
    first: str
    second: str

    @property
    def changed(self) -> bool:
        """Return whether the states differ here."""
        return self.first != self.second


class Comparison(NamedTuple):
    """Two states side by side, every place in the order of the form."""

    first: Side
    second: Side
    lines: tuple[Line, ...]

    @property
    def changed(self) -> tuple[Line, ...]:
        """Return the places that differ."""
        return tuple(line for line in self.lines if line.changed)


# -- what happened ---------------------------------------------------------------------------------


def events(desk: Desk) -> tuple[Event, ...]:
    """Return what was done to a report, the newest step first."""
    steps = groupby(desk.history(), lambda row: (row.at, row.who, row.action))
    return tuple(reversed([_event(desk, tuple(rows)) for _, rows in steps]))


def _event(desk: Desk, rows: tuple[LogRow, ...]) -> Event:
    first = rows[0]
    keys = dict.fromkeys(row.key for row in rows if row.key is not None)
    detail = "; ".join(filter(None, dict.fromkeys(_detail(desk, row) for row in rows)))
    return Event(first.at, first.who, first.action, tuple(keys), detail)


def _detail(desk: Desk, row: LogRow) -> str:
    """Return a line's own words; hashes are for programs, a finding is told by its place."""
    said = " ".join(_HASH.sub("", row.detail).split())
    finding = _FINDING.match(said) if row.action in ("accept", "withdraw") else None
    if finding is None:
        return said
    code, place, reason = finding.groups()
    key = _key(place)
    named = f"{place if key is None else _label_of(desk, key)} ({code})"
    return f"{named}: {reason}" if reason else named


def places_in_words(desk: Desk, event: Event) -> str:
    """Return which cells a step changed: the first of them, and how many more."""
    named = [_label_of(desk, key) for key in event.keys[:_MOST_PLACES]]
    more = len(event.keys) - len(named)
    return "; ".join(named) + (f" và {more} ô nữa" if more else "")


def cell_steps(desk: Desk, place: str) -> tuple[CellStep, ...]:
    """Return what happened to a cell, the newest first; refused where the form has no such cell."""
    key = _key(place)
    if key is None or desk.column(key) is None:
        message = f"Báo cáo {desk.head.id} không có ô “{place}”. Xem các ô bằng lệnh: baocao show."
        raise Trouble(message, code="PLACE", place=place, exit_status=CALL_WRONG)
    return tuple(
        CellStep(row.at, row.who, row.action, *(desk.printed(key, v) for v in (row.old, row.new)))
        for row in reversed(desk.history(key))
    )


# -- two submissions -------------------------------------------------------------------------------


def sides(desk: Desk) -> tuple[Side, ...]:
    """Return the states that can be laid side by side: each submission, then what is there now.

    A finalized report is its last submission, so it has no state of now beside that.
    """
    numbers = range(1, desk.head.revision + 1)
    frozen = [(number, desk.frozen(number)) for number in numbers]
    kept = tuple(Side(number, each.at) for number, each in frozen if each is not None)
    return (*kept, Side(NOW, desk.dated)) if desk.editable else kept


def compare(desk: Desk, first: int, second: int = NOW) -> Comparison:
    """Lay two states of a report side by side.

    Raises:
        Trouble: the report was never finalized as a submission of that number.
    """
    one, two = _state(desk, first), _state(desk, second)
    before, after = _said(desk, one[1]), _said(desk, two[1])
    order = desk.engine.order
    keys = sorted({*before, *after}, key=lambda key: (order.get(key.field, len(order)), key))
    lines = (
        Line(key.place(), _label_of(desk, key), before.get(key, ""), after.get(key, ""))
        for key in keys
    )
    return Comparison(one[0], two[0], tuple(lines))


def summary(found: Comparison) -> str:
    """Return in one sentence how many places differ between two states."""
    between = f"{found.first.words} và {found.second.words[:1].lower()}{found.second.words[1:]}"
    if not found.changed:
        return f"{between} giống nhau ở cả {len(found.lines)} chỗ."
    return f"{between} khác nhau ở {len(found.changed)} trong {len(found.lines)} chỗ."


def _state(desk: Desk, revision: int) -> tuple[Side, DataFile]:
    from exporters.data_json import read

    if revision == NOW:
        return Side(NOW, desk.dated), read(desk.data())
    frozen = desk.frozen(revision)
    if frozen is None:
        message = f"Báo cáo {desk.head.id} chưa chốt lần nộp {revision}."
        raise Trouble(message, code="REVISION", place=str(revision), exit_status=CALL_WRONG)
    return Side(revision, frozen.at), read(frozen.data)


def _said(desk: Desk, content: DataFile) -> dict[CellKey, str]:
    """Return everything that a state says, by cell, as it is printed."""
    from exporters.data_json import cells

    typed = {key: str(value) for key, value in cells(content, desk.engine.fields).items()}
    figures = {_key(place): Decimal(figure) for place, figure in content.figures.items()}
    return typed | {key: _printed(desk, key, value) for key, value in figures.items() if key}


def _printed(desk: Desk, key: CellKey, value: CellValue | None) -> str:
    """Return a value as it is printed; as it is where this version of the form has no such cell."""
    shown = desk.printed(key, value) if desk.column(key) is not None else ""
    return shown or str("" if value is None else value)


def _key(place: str) -> CellKey | None:
    from exporters.agreement import place_of

    try:
        field, row, part = place_of(place)
    except ValueError:
        return None
    return CellKey(field, row, part)


_FOOT: Final[Mapping[str, str]] = {
    "quyen_ky": "Quyền ký",
    "chuc_vu": "Chức vụ người ký",
    "ho_ten": "Họ tên người ký",
}


def _label_of(desk: Desk, key: CellKey) -> str:
    """Return a cell in words; its place where this version of the form has no such cell."""
    if key.field == RECIPIENTS:
        return f"Nơi nhận, dòng {key.row}"
    if key.field == SIGNATURE:
        return _FOOT.get(key.part, "Người ký")
    if key.field == SECTIONS:
        section = desk.engine.sections.get(key.part)
        return f"Mục {key.part if section is None else desk.computation.word(section.heading)}"
    return label(desk, key) if key.field in desk.engine.fields else key.place()
