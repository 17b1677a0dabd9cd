"""Shares above 100 per cent of what is less than its base: the two were divided the wrong way.

``Kế hoạch gồm 38 nhiệm vụ. Đã hoàn thành 15 nhiệm vụ (đạt 253,33%)``: that is 38 of 15. No other
slip gives all the digits of such a percentage.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import Claim, claim, is_right, judge_share, shown
from forms.claims.shares.named_bases import named_base
from forms.claims.shares.share_bases import Surroundings
from forms.claims.shares.share_grammar import BRACKETED, binding, halves
from forms.claims.text_figures import Figure, Reading
from forms.numbers import scaled
from forms.verdicts import WHOLE

_OF_PLAN: Final = re.compile(r"\s?\(?(?:so với )?(?:cùng kỳ|kế hoạch|kh\b|chỉ tiêu|dự toán|năm)")
_FAR_BACK: Final = 16
_MANY_DIGITS: Final = 1000


def swapped_shares(
    reading: Reading, around: Surroundings, percents: Sequence[int], taken: set[int]
) -> Iterator[Claim]:
    """Yield the shares of a passage that are those of their base in their count."""
    for j in percents:
        percent = reading.figures[j]
        if j in taken or percent.value <= WHOLE or scaled(percent.value)[0] < _MANY_DIGITS:
            continue
        n = _owner(reading, j)
        base = None if n is None else _base(reading, around, n, percent)
        if n is not None and base is not None:
            taken.add(j)
            span = min(n.start, percent.start), max(n.end, percent.end)
            judged = judge_share(n, base, percent)
            yield claim("ratio", reading, span, judged, (shown(n), shown(base)))


def _owner(reading: Reading, j: int) -> Figure | None:
    """The count just before a percentage that words tie to it, and no word to a plan."""
    percent, n = reading.figures[j], reading.figures[j - 1] if j else None
    if n is None or not n.plain or n.sentence != percent.sentence or n.depth > percent.depth:
        return None
    tied = binding(BRACKETED.sub("", reading.between(n, percent))) is not None
    return n if tied and not _OF_PLAN.match(reading.canvas, percent.end) else None


def _base(reading: Reading, around: Surroundings, n: Figure, percent: Figure) -> Figure | None:
    """The figure before a count that has such a share in it; none if the count has it itself."""
    at = reading.first_after(n.start)
    own = [half for f in reading.figures[max(at - _FAR_BACK, 0) : at] for half in halves(f)]
    named = named_base(reading, n, percent, around.names)
    near = [*reversed(own), *around.earlier, *([named.base] if named else [])]
    near = [f for f in near if f.role == "count" and f.value and f.money == n.money]
    if any(is_right(n, f, percent) for f in near):
        return None
    return next((f for f in near if is_right(f, n, percent)), None)
