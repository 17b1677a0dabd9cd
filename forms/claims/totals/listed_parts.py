"""The counts behind a word that divides a total, as far as they may be its parts.

Asides are left out: by how much a part has grown, how much each of them is. An amount that several
named places have each counts for all of them: "xã An và xã Bình mỗi nơi 8 ca" is 16.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import takewhile
from typing import Final, NamedTuple

from forms.claims.text_figures import MASK, Figure, Reading, same_unit
from forms.numbers import parse_number

_STEP: Final = re.compile(r"\b(?:tăng|giảm|vượt|thêm|cao hơn|thấp hơn)\b[^,;.(0-9]*$")
_NO_PART: Final = re.compile(
    r"\b(?:tăng(?! thu| huyết)|giảm(?! chi| trừ| cấp| nghèo)|vượt|thêm|mỗi|bình quân|trung bình"
    r"|cao hơn|thấp hơn|so với|(?:nâng|đưa) (?:tổng|số))\b[^,;.(0-9]*$"
)
_GRADES: Final = re.compile(r"\b(?:khá|giỏi|yếu|kém|xuất sắc|nặng|nhẹ)\b")
_EACH: Final = re.compile(r"\bmỗi(?: [^\W\d_/]++){1,3}?(?:/[^\W\d_]++)?(?: có| là)? ?$")
_COUNTED: Final = re.compile(r"(?: [^\W\d_]++){1,4} ?:")
_NAMES: Final = re.compile(r",|;| và | cùng ")
_HEAD: Final = re.compile(r"[^,;:]*[,;:]")
_LONGEST_NAME: Final = 6
_MOST_PARTS: Final = 40
_REMEMBERED: Final = 1024
"""How many figures' leads are remembered: each search for claims looks at them again."""
_AROUND: Final = 44
_NEAR: Final = 90
_DECIMALS: Final = 6
_UNREAD: Final = re.compile(
    rf"(?<![-–/.,#])(?<![-–] )({MASK}++(?:[.,]{MASK}++)*+) (?P<noun>[^\W\d_]++)\b"
)
_END: Final = re.compile(r"(?<!\.)\.(?:\s|$)")


class Parts(NamedTuple):
    """The parts listed; ``each``: some amounts are those of each of several things uncounted."""

    figures: tuple[Figure, ...]
    each: bool = False


def parts_after(reading: Reading, at: int, total: Figure) -> Parts:
    """Return the counts behind an offset, up to the end of the sentence or of its bracket."""
    end, first = reading.closing(at), reading.first_after(at)
    parts: list[Figure] = []
    depth, before, together = None, at, None
    skipped = each = aside = False
    for figure in reading.figures[first : first + _MOST_PARTS]:
        # Asides of the sentence are what the word is about: the next one is another matter.
        last = parts[0].sentence if parts else total.sentence + (not skipped)
        if figure.start >= end or figure.sentence > last:
            break
        if figure.role != "count":
            continue
        if figure.base is not None and len(parts) > 1 and parts[-1].base is None:
            break
        depth = figure.depth if depth is None else depth
        if figure.depth < depth:
            break
        if aside and figure.depth == depth + 1 and _is_of_all(reading, figure):
            parts[-1 if together else len(parts) :] = [figure._replace(depth=depth)]
            each = False
        if figure.depth == depth:
            aside = is_aside(reading, figure) or (
                aside and reading.canvas[figure.start - 1] == "/"  # "tăng 271 vụ/452 bị cáo"
            )
            together = _of_all(reading, before, figure) if aside else None
            skipped = skipped or (aside and figure.sentence == total.sentence)
            told = len(parts) > 1 and parts[0].clause == parts[1].clause != figure.clause
            lone = aside and together is None and not told
            each = each or (lone and _is_each(reading, figure))
            if together is not None or not aside:
                parts.append(together or figure)
            before = figure.end
    counted = bool(parts) and parts[0].value == len(parts) - 1
    if counted and _COUNTED.match(reading.canvas, parts[0].end):
        parts = parts[1:]  # "gồm 3 đợt: đợt 1 là …" counts the parts
    parts = _with_unread(reading, at, parts) if len(parts) > 1 else parts
    return Parts(_without_followers(total, parts), each)


def _with_unread(reading: Reading, at: int, parts: list[Figure]) -> list[Figure]:
    """Add what only looks like a name before the noun of the parts: "cây ngắn ngày 06 ha"."""
    first, last = parts[0], parts[-1]
    if not first.unit or first.money:
        return parts
    end = min(reading.closing(at), last.end + _NEAR)
    found = list(parts)
    for mark in _UNREAD.finditer(reading.canvas[first.start : end]):
        if mark["noun"] != first.unit[0]:
            continue
        start = first.start + mark.start(1)
        text = reading.passage.text[start : start + len(mark[1])]
        value = parse_number(text, max_decimals=_DECIMALS)
        own = reading.depth_at(start) == first.depth and not _END.search(
            reading.canvas, first.end, start
        )
        if own and isinstance(value, Decimal):
            found.append(first._replace(start=start, end=start + len(text), value=value))
    return sorted(found, key=lambda figure: figure.start)


def _is_of_all(reading: Reading, figure: Figure) -> bool:
    """``11 huyện mỗi nơi 120 triệu đồng (tổng cộng 1.320 triệu đồng)``."""
    return reading.canvas.endswith(("(tổng cộng ", "(tổng ", "(cộng "), 0, figure.start)


def _is_each(reading: Reading, figure: Figure) -> bool:
    """Whether an amount is that of each of several names, without a count of them."""
    lead = reading.canvas[max(figure.start - _AROUND, 0) : figure.start]
    return _EACH.search(lead) is not None


def _of_all(reading: Reading, before: int, figure: Figure) -> Figure | None:
    """An amount that each of the places named before it has, for all of them."""
    gap = reading.words(before, figure.start)
    found = _EACH.search(gap)
    if found is None or any(c.isdecimal() for c in gap) or "(" in gap or not figure.plain:
        return None
    head = _HEAD.match(gap)  # the noun of the figure before
    if head is None and reading.canvas[before - 1 : before].isdigit():
        return None
    listed = gap[head.end() if head else 0 : found.start()]
    names = [name.strip() for name in _NAMES.split(listed)]
    if len(names) < 2 or not all(0 < len(name.split()) <= _LONGEST_NAME for name in names):  # noqa: PLR2004
        return None
    return figure._replace(value=figure.value * Decimal(len(names)))


def _without_followers(total: Figure, parts: list[Figure]) -> tuple[Figure, ...]:
    """Leave out what follows the parts loosely: "… và 43 chi bộ với trên 8.100 đảng viên"."""
    counted = {part.unit[:1] for part in parts if not part.loose}
    if len(counted) == 1 and all(p.unit and p.unit[:1] not in counted for p in parts if p.loose):
        parts = [part for part in parts if not part.loose]  # "tàu dưới 6 m: 571 chiếc; …"
    for k, part in enumerate(parts):
        if part.loose or part.base is not None:
            rest = parts[k:]
            turns = k > 1 and part.clause != parts[k - 1].clause
            other = turns or all(same_unit(total, figure) is False for figure in rest)
            return tuple(parts[:k] if k > 1 and other else parts)
    return tuple(parts)


def one_by_sentence(reading: Reading, at: int, total: Figure) -> Parts:
    """The first count of its kind in every sentence: "Trong đó, thu nội địa …. Thu khác …"."""
    first = reading.first_after(at)
    found: dict[int, Figure] = {}
    for figure in reading.figures[first : first + _MOST_PARTS]:
        if figure.sentence > total.sentence + 1 + len(found) + (not found):
            break
        alike = figure.plain and same_unit(total, figure) and figure.depth == total.depth
        if alike and not is_aside(reading, figure):
            found.setdefault(figure.sentence, figure)
    return Parts(tuple(found.values()))


def columns_by_sentence(
    reading: Reading, at: int, totals: Sequence[Figure]
) -> list[tuple[Figure, ...]]:
    """The counts of sentences that tell as many as the one before: "Thụ lý 9, xử 7. Tỉnh 3, 2."."""
    if len(totals) < 2:  # noqa: PLR2004 - one total has no columns
        return []
    rows: dict[int, list[Figure]] = {}
    for figure in reading.figures[reading.first_after(at) :][:_MOST_PARTS]:
        alike = figure.plain and not figure.depth and same_unit(totals[0], figure)
        if alike and not is_aside(reading, figure):
            rows.setdefault(figure.sentence, []).append(figure)
    full = list(takewhile(lambda row: len(row) == len(totals), rows.values()))
    return list(zip(*full, strict=True)) if len(full) > 1 else []


def is_step(reading: Reading, figure: Figure) -> bool:
    """Whether a figure says by how much another one has changed."""
    return _is_by(reading.canvas[max(figure.start - _AROUND, 0) : figure.start])


def is_aside(reading: Reading, figure: Figure) -> bool:
    """Whether a figure says by how much, or how much each: then it is no part of a whole."""
    told = _told_apart(reading.canvas[max(figure.start - _AROUND, 0) : figure.start])
    if not told.startswith("trung bình"):
        return told != ""
    # "nhẹ 1.118 ha, trung bình 82 ha, nặng 16 ha": a grade, no average.
    near = reading.canvas[max(figure.start - 2 * _AROUND, 0) : figure.end + _AROUND]
    return _GRADES.search(near) is None


@lru_cache(maxsize=_REMEMBERED)
def _is_by(lead: str) -> bool:
    """Whether the words before a figure say by how much."""
    return _STEP.search(lead) is not None


@lru_cache(maxsize=_REMEMBERED)
def _told_apart(lead: str) -> str:
    """The words before a figure that make it no part of a whole; empty where none do."""
    found = _NO_PART.search(lead)
    return found[0] if found else ""
