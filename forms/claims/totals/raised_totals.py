"""Totals that go on from an earlier one, and those of figures of the sentences before.

"cập nhật mới 18.942 người, nâng tổng số lên 183.112 người (tháng trước: 164.170 người)", "Xuất khẩu
628,4 triệu USD. Nhập khẩu 134,9 triệu USD. Tổng kim ngạch 763,3 triệu USD". Figures of many digits
add up by chance hardly ever, and so they need few words to say that they are meant to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from forms.claims.claim import Claim, adds_up, claim, judge_parts, one_slip_apart, shown
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.listed_parts import is_step
from forms.numbers import scaled

_RAISED: Final = re.compile(r"\b(?:nâng|đưa|(?:lũy|luỹ) kế)\b[^.;0-9]{0,90}$")
_TOTAL: Final = re.compile(r"\b(?:tổng|cộng)\b(?! cộng)[^.;0-9]{0,90}$")
_EARLIER: Final = re.compile(
    r"[^()0-9]{0,40}\((?:(?:tháng|kỳ|tuần|quý|năm|ngày|đợt)[^()0-9]{0,16} trước|trước đó"
    r"|đầu (?:năm|kỳ)|(?:lũy|luỹ) kế trước)[^()0-9]{0,12}"
)
_RISE: Final = re.compile(r"\b(?:tăng|giảm|vượt|thêm|hơn|mỗi|quân)(?: (?!là)[^\W\d_]++){0,2} $")
_SIDES: Final = re.compile(r"\b(?:thu|chi)\b")
_LEAD: Final = 110
_NEAR: Final = 16
_MANY_PAIRS: Final = 28
_SENTENCES: Final = 3
_FEW_DIGITS: Final = 2
_TELLING_DIGITS: Final = 3
_LONG: Final = 4
_MANY_DIGITS: Final = 5


def raised_totals(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """Yield claims about such totals, each with the offset of its total."""
    for i, total in enumerate(reading.figures):
        if not total.plain or total.depth or not total.unit or not i:
            continue
        lead = reading.canvas[max(total.start - _LEAD, 0) : total.start]
        raised = _RAISED.search(lead) is not None
        if not raised and not _TOTAL.search(lead):
            continue
        near = [f for f in reading.figures[max(i - _NEAR, 0) : i] if _is_part(f, total)]
        told = _gone_on(reading, i, near) if raised else None
        parts = told or (_stepped(reading, total, near) if raised else None)
        parts = parts or _pair(reading, total, near)
        if parts is not None:
            judged = judge_parts(total, parts)
            if judged.verdict == "wrong":
                judged = judged._replace(verdict="doubtful")
            ends = [figure.end for figure in (*parts, total)]
            span = min(part.start for part in parts), max(ends)
            yield claim("sum", reading, span, judged, map(shown, parts)), total.start


def _is_part(figure: Figure, total: Figure) -> bool:
    near = figure.plain and total.sentence - figure.sentence <= _SENTENCES
    alike = figure.power == total.power and same_unit(figure, total) is not False
    return near and alike and not figure.depth


def _gone_on(reading: Reading, i: int, near: Sequence[Figure]) -> list[Figure] | None:
    """What has come, and what there was before, told in a bracket behind the total."""
    total, *after = reading.figures[i : i + 2]
    if not after or not after[0].plain or same_unit(total, after[0]) is False:
        return None
    if _EARLIER.fullmatch(reading.between(total, after[0])) is None:
        return None
    groups = [[after[0], came] for came in reversed(near)]
    digits = _MANY_DIGITS if len(groups) > _SENTENCES else _LONG
    return _best(total, groups, digits=digits if len(groups) > 1 else _FEW_DIGITS)


def _stepped(reading: Reading, total: Figure, near: Sequence[Figure]) -> list[Figure] | None:
    """What there was, and what has come since: "có 185 trường. … tăng 20; tăng 8, nâng lên 213"."""
    steps = [f for f in near if is_step(reading, f)]
    bases = [f for f in near if f not in steps and same_unit(f, total) and f.unit]
    if not steps or not bases:
        return None
    base = max(bases, key=lambda figure: figure.value)
    own = [step for step in steps if step.start > base.start and total.sentence - step.sentence < 2]  # noqa: PLR2004
    groups = [[base, *own[-count:]] for count in range(1, len(own) + 1)]
    return _best(total, groups, digits=_TELLING_DIGITS)


def _pair(reading: Reading, total: Figure, near: Sequence[Figure]) -> list[Figure] | None:
    """Two figures of the sentences before that make up a total of many digits."""
    some = [f for f in near if f.value < total.value and not _is_rise(reading, f)]
    if "thu" in _sides(reading, some) - _sides(reading, [total]) and _sides(reading, [total]):
        return None  # what is spent is no sum of what comes in
    if len(str(scaled(total.value)[0])) < _LONG:
        return None
    groups = [list(pair) for pair in combinations(some, 2)][::-1]
    chances = (len(groups) > 1) + (len(groups) > _MANY_PAIRS)
    return _best(total, groups, digits=_LONG + chances)


def _sides(reading: Reading, figures: Sequence[Figure]) -> set[str]:
    return {side for f in figures for side in _SIDES.findall(reading.context(f)[0])}


def _is_rise(reading: Reading, figure: Figure) -> bool:
    """Whether the words at a figure say by how much something has changed, or how much each is."""
    return _RISE.search(reading.context(figure)[0]) is not None


def _best(total: Figure, groups: Sequence[list[Figure]], *, digits: int) -> list[Figure] | None:
    """The parts that make up a total, or else those that one slip keeps from it."""
    exact = next((parts for parts in groups if adds_up(total, parts)), None)
    slipped = (parts for parts in groups if one_slip_apart(total, parts, digits=digits))
    return exact or next(slipped, None)
