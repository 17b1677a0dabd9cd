"""Parts of a total that stand a sentence or two behind it, and what a stock has become.

"Tổng số 11 công trình …. Hoàn thành 05 công trình, đang thi công 04, chưa khởi công 02": states of
work leave nothing out, and neither does a list whose last part is all others. "Đầu năm 127 hộ.
Thoát nghèo 46 hộ, phát sinh 05 hộ. Hiện còn 86 hộ": what was there, less what went, and what came.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from forms.claims.claim import Claim, Judged, adds_up, claim, judge_parts, one_slip_apart, shown
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.divisions import MARKER, others_last, shares_leave_room
from forms.claims.totals.listed_parts import is_aside
from forms.claims.totals.open_lists import is_open
from forms.claims.totals.part_names import states
from forms.numbers import format_number, slip_hint

_WORDS: Final = ("hoàn thành", "khác")
_FLOWS: Final = ("đầu ", "phát sinh", "thoát ")
_LATER: Final = re.compile(
    r"(?:\b(?:hiện|hiện nay|đến nay|cuối (?:năm|kỳ|quý|tháng))(?: [^\W\d_]++){0,3}? (?:còn|có)"
    r"|, còn)"
    r"(?: lại)?(?: [^\W\d_]++){0,2} ?:? ?$"
)
_FIRST_WORD: Final = re.compile(
    r"\b(?:đầu (?:năm|kỳ|quý|tháng)|(?:cuối )?năm (?:trước|ngoái|#{4})|kỳ trước)(?!\w)"
)
_FIRST: Final = re.compile(rf"{_FIRST_WORD.pattern}[^,;.(]*$")
_OUT: Final = re.compile(r"\b(?:thoát|ra khỏi|chuyển đi|kết thúc|đã chết|xóa tên|rời)\b[^,;.(]*$")
_IN: Final = re.compile(r"\b(?:phát sinh|tái|chuyển đến|tiếp nhận|bổ sung|kết nạp)\b[^,;.(]*$")
_OTHER: Final = re.compile(r"(?: [^\W\d_]++){1,5} khác\b(?! nhau)")
_AROUND: Final = 60
_LEAST: Final = 3
_SENTENCES: Final = 3
_LOOK_BACK: Final = 16
_FIFTH: Final = 5
_HUNDREDTH: Final = 100
_TENTH: Final = 10


def later_parts(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """Yield claims about totals of an earlier sentence, each with the offset of its first part."""
    if any(word in reading.canvas for word in _WORDS):
        plain = [f for f in reading.figures if f.plain and (f.exact or f.money) and not f.depth]
        for sentence, group in groupby(plain, key=lambda figure: figure.sentence):
            run = list(group)
            found = _of_earlier(reading, run, plain) if sentence and len(run) >= _LEAST else None
            if found is not None:
                yield found, run[0].start


def _of_earlier(reading: Reading, run: Sequence[Figure], plain: Sequence[Figure]) -> Claim | None:
    alike = bool(run[0].unit) and all(same_unit(run[0], part) is True for part in run[1:])
    if not alike or any(is_aside(reading, part) for part in run):
        return None
    contexts = [" ".join(reading.context(part)) for part in run]
    others = others_last(reading, run) or _OTHER.match(reading.canvas, run[-1].end) is not None
    if not (others or states(contexts)) or MARKER.search(reading.canvas, run[0].start, run[-1].end):
        return None
    if not others and any(";" in reading.between(a, b) for a, b in pairwise(run)):
        return None
    most = _HUNDREDTH if others else _FIFTH
    slipped: Figure | None = None
    before = plain[: plain.index(run[0])]
    for total in reversed(before):
        if run[0].sentence - total.sentence > _SENTENCES:
            break
        if same_unit(total, run[0]) is not True or is_aside(reading, total):
            continue
        if all(part.value < total.value for part in run):
            return _judged(reading, total, run, most=most)
        if slipped is None and one_slip_apart(total, run, digits=2):
            slipped = total
    if slipped is None or any(adds_up(total, run) for total in before[-_LOOK_BACK:]):
        return None
    return _judged(reading, slipped, run, most=most)


def _judged(reading: Reading, total: Figure, run: Sequence[Figure], *, most: int) -> Claim | None:
    judged = judge_parts(total, run)
    if judged.verdict != "right":
        off = abs(total.value - sum(part.value for part in run))
        over = any(part.value > total.value for part in run)
        slight = (over or most * off <= total.value) and one_slip_apart(total, run, digits=1)
        unsaid = is_open(reading, total, run) or shares_leave_room(reading, total, run)
        if not slight or unsaid:
            return None
        judged = judged._replace(verdict="doubtful")
    span = total.start, run[-1].end
    return claim("breakdown", reading, span, judged, [shown(part) for part in run])


# --- stocks ---------------------------------------------------------------------------------------


def _lead(reading: Reading, figure: Figure) -> str:
    return reading.words(max(figure.start - _AROUND, 0), figure.start)


def stocks(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``Đầu năm 127 hộ. Thoát nghèo 46 hộ, phát sinh 05 hộ. Hiện còn 86 hộ``."""
    flows = any(word in reading.canvas for word in _FLOWS)
    if not flows or not _FIRST_WORD.search(reading.canvas):
        return
    counts = [f for f in reading.figures if f.plain and f.exact and not f.depth]
    for k, now in enumerate(counts):
        if k > 1 and now.unit and _LATER.search(_lead(reading, now)):
            found = _stock(reading, now, counts[max(k - _LOOK_BACK, 0) : k])
            if found is not None:
                yield found, now.start


def _stock(reading: Reading, now: Figure, before: Sequence[Figure]) -> Claim | None:
    flows = list[Decimal]()
    for figure in reversed(before):
        lead = _lead(reading, figure)
        if same_unit(figure, now) is False or now.sentence - figure.sentence > _SENTENCES:
            return None
        if _FIRST.search(lead):
            return _of_stock(reading, figure, now, flows)
        came, went = _IN.search(lead), _OUT.search(lead)
        if bool(came) == bool(went):
            return None
        flows.append(figure.value if came else -figure.value)
    return None


def _of_stock(
    reading: Reading, first: Figure, now: Figure, flows: Sequence[Decimal]
) -> Claim | None:
    expected = first.value + sum(flows)
    if len(flows) < 2 or expected < 0:  # noqa: PLR2004 - one is a plain difference
        return None
    printed, meant = shown(now), format_number(expected)
    judged = Judged("right", printed, meant)
    if now.value != expected:
        if abs(now.value - expected) * _TENTH > expected and not slip_hint(now.value, expected):
            return None
        signs = "".join(
            f" {'−' if flow < 0 else '+'} {format_number(abs(flow))}" for flow in reversed(flows)
        )
        words = f"{shown(first)}{signs} = {meant}, không phải {printed}."
        judged = Judged("doubtful", printed, meant, words)
    operands = (shown(first), *(format_number(abs(flow)) for flow in reversed(flows)))
    return claim("remainder", reading, (first.start, now.end), judged, operands)
