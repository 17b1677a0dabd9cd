"""What pasting a block would do, cell by cell, before any of it is kept.

The decimal mark is settled once for the whole block: by the figures that only one mark can read,
else by asking. Nothing is guessed cell by cell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Context, Decimal
from typing import Final, Literal, NamedTuple

from desktop.desk import Desk
from desktop.use_cases.old_fonts import NAMES, Suggestion, suggestions
from desktop.use_cases.paste_reading import Block, Pasted
from forms.cells import CellKey, CellValue
from forms.dates import format_date
from forms.entry import InputProblem, editable_text, read_cell
from forms.model import Column
from forms.numbers import format_number

Mark = Literal["comma", "point"]
Kind = Literal["refuse", "change", "read", "take", "same", "skip"]

_SWAP: Final = str.maketrans(",.", ".,")
_FIGURES: Final = frozenset({"int", "speed", "money", "pct"})
_WORDS: Final = frozenset({"text", "enum"})
_SHEETS_KEEP: Final = Context(prec=15)
"""Digits that a spreadsheet keeps of a figure; what follows is the noise of its arithmetic."""
_FIRST_DAY: Final = date(1899, 12, 30)
PARTS: Final = {"n": "số thực hiện", "d": "tổng số", "p": "tỷ lệ", "r": "còn lại"}
_SERIALS: Final = range(20_000, 80_000)


class Target(NamedTuple):
    """Where one cell of the block would go; ``why`` says why a place takes nothing."""

    key: CellKey | None
    why: str = ""


class PasteLine(NamedTuple):
    """One cell's verdict: as given, as it is now, as it would be, and why or how."""

    key: CellKey
    kind: Kind
    given: str
    now: str
    new: str = ""
    told: str = ""


@dataclass(frozen=True)
class PastePlan:
    """A block as it would be taken.

    ``mark`` is the decimal mark in use, ``None`` while it has to be asked for; ``evidence`` is a
    figure that only this mark can read. ``encoding`` names the old font that texts are in.
    ``outside`` counts filled cells that have no place in the table.
    """

    lines: tuple[PasteLine, ...]
    mark: Mark | None
    is_marked: bool
    evidence: str
    encoding: str
    outside: int

    def count(self, *kinds: Kind) -> int:
        """Return how many cells have one of these verdicts."""
        return sum(line.kind in kinds for line in self.lines)


class _Aim(NamedTuple):
    """One cell of the block over its place."""

    cell: Pasted
    key: CellKey
    column: Column | None
    why: str
    old: Suggestion | None


class Pasting:
    """A block over its places. ``mark`` and ``converting`` are the person's choices."""

    def __init__(self, desk: Desk, block: Block, targets: Sequence[Sequence[Target]]) -> None:
        self._desk = desk
        self._aims, self._outside = _aims(desk, block, targets)
        self.converting = True
        self.mark: Mark | None = None

    def plan(self) -> PastePlan:
        """Return what would happen now."""
        mark, evidence, is_marked = self._settled()
        names = [aim.old.encoding for aim in self._aims if aim.old is not None]
        lines = (self._line(aim, mark or "comma") for aim in self._aims)
        both = zip(lines, self._aims, strict=True)
        return PastePlan(
            lines=tuple(line if mark else self._asked(line, aim) for line, aim in both),
            mark=mark,
            is_marked=is_marked,
            evidence=evidence,
            encoding=NAMES[names[0]] if names else "",
            outside=self._outside,
        )

    def taken(self) -> tuple[list[CellKey | None], list[str]]:
        """Return the cells that would change and their texts, as one line of a block."""
        wanted = ("take", "change", "read")
        chosen = [line for line in self.plan().lines if line.kind in wanted]
        return [line.key for line in chosen], [line.new for line in chosen]

    # -- the decimal mark -------------------------------------------------------------------------

    def _settled(self) -> tuple[Mark | None, str, bool]:
        """Return the decimal mark, a figure that tells it, and whether it matters at all."""
        if self.mark is not None:
            return self.mark, "", True
        needs, differs = self._read_both_ways()
        if len(needs) == 1:
            (mark, text), *_ = needs.items()
            return mark, text, differs or mark == "point"
        if needs:
            return "comma", "", True
        return (None if differs else "comma"), "", differs

    def _read_both_ways(self) -> tuple[dict[Mark, str], bool]:
        """Return a figure for each mark that only it can read, and whether any reads otherwise."""
        needs: dict[Mark, str] = {}
        differs = False
        for aim in filter(_is_typed_figure, self._aims):
            comma, point = (_read(aim.column, aim.cell.text, mark) for mark in ("comma", "point"))
            if isinstance(comma, Decimal) and isinstance(point, Decimal):
                differs = differs or comma != point
            elif isinstance(comma, Decimal):
                needs.setdefault("comma", aim.cell.text)
            elif isinstance(point, Decimal):
                needs.setdefault("point", aim.cell.text)
        return needs, differs

    # -- verdicts ---------------------------------------------------------------------------------

    def _line(self, aim: _Aim, mark: Mark) -> PasteLine:
        now = "" if aim.why else self._desk.text_of(aim.key)
        if aim.why or aim.column is None:
            return PasteLine(aim.key, "skip", aim.cell.text, now, "", aim.why)
        given = aim.cell.text
        read = self._read(aim, mark)
        if isinstance(read, InputProblem):
            return PasteLine(aim.key, "refuse", given, now, "", read.message)
        new = editable_text(aim.column, read)
        if new == now:
            return PasteLine(aim.key, "same", given, now, new)
        if self.converting and aim.old is not None:
            told = f"chữ {NAMES[aim.old.encoding]}, đổi sang Unicode"
            return PasteLine(aim.key, "read", given, now, new, told)
        if _reads_otherwise(aim.column, given, new):
            return PasteLine(aim.key, "read", given, now, new, f"đọc “{given}” là {new}")
        return PasteLine(aim.key, "change" if now else "take", given, now, new)

    def _asked(self, line: PasteLine, aim: _Aim) -> PasteLine:
        """Return a figure's line with both of its readings, while nobody said which it is."""
        point = self._read(aim, "point")
        if not _is_typed_figure(aim) or isinstance(point, InputProblem):
            return line
        other = editable_text(aim.column, point)
        if other == line.new:
            return line
        return line._replace(kind="read", told=f"{line.new} hoặc {other}?")

    def _read(self, aim: _Aim, mark: Mark) -> CellValue | InputProblem | None:
        if aim.column is None:
            return None
        if aim.old is not None and self.converting:
            return read_cell(aim.column, aim.old.text)
        known = _known(aim)
        if known is not None:
            return read_cell(aim.column, known)
        figure = aim.column.kind in _FIGURES
        return _read(aim.column, aim.cell.text, mark if figure else "comma")


def _aims(
    desk: Desk, block: Block, targets: Sequence[Sequence[Target]]
) -> tuple[tuple[_Aim, ...], int]:
    pairs = [
        (cell, target)
        for line, row in zip(block, targets, strict=True)
        for cell, target in zip(line, row, strict=True)
        if not cell.covered
    ]
    aims = [
        _aim(desk, cell, target.key, target.why) for cell, target in pairs if target.key is not None
    ]
    outside = sum(target.key is None and bool(cell.text) for cell, target in pairs)
    return _with_old_fonts(aims), outside


def _aim(desk: Desk, cell: Pasted, key: CellKey, why: str) -> _Aim:
    column = None if why else desk.column(key)
    return _Aim(cell, key, column, why or _closed(desk, key, column), None)


def _with_old_fonts(aims: Sequence[_Aim]) -> tuple[_Aim, ...]:
    """Add how words in old fonts read, all words of the block taken together."""
    wordy = [aim.column is not None and aim.column.kind in _WORDS for aim in aims]
    cells = [aim.cell for aim, is_words in zip(aims, wordy, strict=True) if is_words]
    read = iter(suggestions([cell.text for cell in cells], [cell.font for cell in cells]))
    return tuple(
        aim._replace(old=next(read)) if is_words else aim
        for aim, is_words in zip(aims, wordy, strict=True)
    )


def _closed(desk: Desk, key: CellKey, column: Column | None) -> str:
    if column is None:
        return "ô này không dán được"
    return "thông tin cố định đang khóa (Ctrl+U mở khóa)" if desk.locked(key.field) else ""


def _is_typed_figure(aim: _Aim) -> bool:
    """Return whether only the text says what the figure is."""
    figure = aim.column is not None and aim.column.kind in _FIGURES and not aim.why
    return figure and any(mark in aim.cell.text for mark in ".,") and _known(aim) is None


def _read(column: Column | None, text: str, mark: Mark) -> CellValue | InputProblem | None:
    if column is None:
        return None
    return read_cell(column, text.translate(_SWAP) if mark == "point" else text)


def _reads_otherwise(column: Column, given: str, new: str) -> bool:
    """Return whether a figure or day was read as something that does not stand there."""
    if column.kind in _WORDS or column.kind == "month":
        return False
    plain = given.removesuffix("%").strip()
    if column.kind == "date":
        return read_cell(column, plain) != read_cell(column, new)
    return plain.replace(".", "") != new.replace(".", "")


def _known(aim: _Aim) -> str | None:
    """Return the text of a figure or day that the source itself names, in our notation."""
    if not aim.cell.number or aim.column is None:
        return None
    number = _SHEETS_KEEP.create_decimal(aim.cell.number)
    if aim.column.kind == "date":
        whole = number == number.to_integral_value() and int(number) in _SERIALS
        return format_date(_FIRST_DAY + timedelta(days=int(number))) if whole else None
    if aim.column.kind not in _FIGURES or number < 0:
        return None
    if aim.cell.text.endswith("%"):
        number *= 100
    return _as_printed(aim.column, aim.cell.text, number)


def _as_printed(column: Column, text: str, number: Decimal) -> str:
    """Return the reading of a printed figure that is the number behind it, else that number."""
    for mark in ("comma", "point"):
        read = _read(column, text, mark)
        if isinstance(read, Decimal):
            last = Decimal(1).scaleb(int(read.as_tuple().exponent))
            if abs(read - number) * 2 <= last:
                return format_number(read)
    return format_number(number.normalize() if number else Decimal(0))


def label(desk: Desk, key: CellKey) -> str:
    """Return a cell's name, with the side of a ratio that it is."""
    named = desk.computation.label(key)
    return f"{named}, {PARTS[key.part]}" if key.part in PARTS and not key.row else named


def told(plan: PastePlan) -> str:
    """Return the one sentence about a block: how much is taken, how much is not."""
    counts = Counter[str](line.kind for line in plan.lines)
    taken = counts["take"] + counts["change"] + counts["read"]
    among = (("change", "thay số, lời đang có"), ("read", "đọc khác chữ đã dán"))
    named = [f"{counts[kind]} ô {words}" for kind, words in among if counts[kind]]
    inside = f" (trong đó {', '.join(named)})" if named else ""
    said = [f"Nhận {taken} ô{inside}"]
    closed = [(counts["refuse"], "ô không nhận được"), (counts["skip"], "ô tính được, khóa")]
    closed += [(plan.outside, "ô nằm ngoài bảng"), (counts["same"], "ô không đổi")]
    said += [f"{number} {words}" for number, words in closed if number]
    return f"{', '.join(said)}."
