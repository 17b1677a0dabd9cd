"""Shares told behind their plan: "So với kế hoạch được giao (B), tỷ lệ giải ngân đạt P%".

What has been reached stands before, in the sentence or the one before it. Several plans may follow
each other; a share that fits none of the figures is wrong only where a slip explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from forms.claims.claim import Claim, claim, is_right, judge_share, mistyped, shown
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled

_PLAN: Final = re.compile(
    r"so với (?:tổng )?(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu|kh)\b[^;.()%]{0,70}\( ?$"
)
_REACHED: Final = re.compile(r"[^;.()%]{0,30}\),? ?[^;.()%]{0,50}\b(?:đạt|bằng|là) ?")
_LEAD: Final = 110
_FAR_BACK: Final = 10
_TELLING: Final = 100


def plan_first_shares(reading: Reading, taken: set[int]) -> Iterator[Claim]:
    """Yield the shares of a passage whose plan stands before them in a bracket."""
    if "so với" not in reading.canvas:
        return
    for j, percent in enumerate(reading.figures):
        if percent.role != "percent" or j in taken or percent.loose or not j:
            continue
        base = reading.figures[j - 1]
        n = _reached(reading, j, base) if _is_plan(reading, base, percent) else None
        if n is not None:
            taken.add(j)
            span = base.start, percent.end
            judged = judge_share(n, base, percent)
            yield claim("ratio", reading, span, judged, (shown(n), shown(base)))


def _is_plan(reading: Reading, base: Figure, percent: Figure) -> bool:
    if not base.plain or base.depth <= percent.depth or base.sentence != percent.sentence:
        return False
    if not _REACHED.fullmatch(reading.between(base, percent)):
        return False
    return bool(_PLAN.search(reading.canvas[max(base.start - _LEAD, 0) : base.start]))


def _reached(reading: Reading, j: int, base: Figure) -> Figure | None:
    """The figure before a plan that the share fits, or would but for a slip."""
    percent = reading.figures[j]
    if scaled(percent.value)[0] < _TELLING:
        return None
    near = reversed(reading.figures[max(j - _FAR_BACK, 0) : j - 1])
    alike = [f for f in near if f.plain and same_unit(f, base) and f.power == base.power]
    alike = [f for f in alike if base.sentence - f.sentence <= 1 and f.depth <= percent.depth]
    right = next((f for f in alike if is_right(f, base, percent)), None)
    return right or next((f for f in alike if mistyped(f, base, percent)), None)
