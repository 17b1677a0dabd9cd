"""Shares told behind their base: "So với kế hoạch được giao (B), tỷ lệ giải ngân đạt P%".

The words before a figure make it the base: a plan, a total, what something is compared with. What
is a share of it stands before, in the sentence or shortly before it: "chỉ tiêu giao B hồ sơ, kết
quả đạt P%". Several plans may follow each other; a share that fits none of the figures is wrong
only where a slip explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import Claim, claim, is_right, judge_share, mistyped, shown
from forms.claims.shares.share_grammar import BRACKETED, OTHER_BASE
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled

_PLAN: Final = re.compile(
    r"so với (?:tổng )?(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu|mức phấn đấu|kh)\b[^;.()%]{0,70}\( ?$"
)
_REACHED: Final = re.compile(r"[^;.()%]{0,30}\),? ?[^;.()%]{0,50}\b(?:đạt|bằng|là) ?")
_BARE: Final = re.compile(
    r"(?:\bso với (?:(?:kế hoạch|dự toán|chỉ tiêu|mục tiêu)\b[^;.()%]{0,40})?"
    r"|(?:^|[.;]\s)(?:kế hoạch|dự toán|chỉ tiêu)\b[^;.()%,]{0,40}\bgiao[^;.()%,]{0,20}"
    r"|\b(?:và|trên) tổng số [^;.()%,]{0,40}) ?$"
)
"""Words that make the figure behind them a base without any bracket."""
_TIED: Final = re.compile(r"[^;.()%]{0,40}(?<!\w)\(?(?:đạt|bằng|chiếm|(?:tỷ|tỉ) lệ) ?")
_LEAD: Final = 110
_FAR_BACK: Final = 10
_NEAR: Final = 3
_TELLING: Final = 100
_MANY_DIGITS: Final = 10_000


def plan_first_shares(reading: Reading, taken: set[int]) -> Iterator[Claim]:
    """Yield the shares of a passage whose base stands before them and is called one."""
    for j, percent in enumerate(reading.figures):
        if percent.role != "percent" or j in taken or percent.loose or not j:
            continue
        n, base = _share(reading, j)
        if n is not None:
            taken.add(j)
            span = min(n.start, base.start), percent.end
            judged = judge_share(n, base, percent)
            yield claim("ratio", reading, span, judged, (shown(n), shown(base)))


def _share(reading: Reading, j: int) -> tuple[Figure | None, Figure]:
    """What has a percentage, and what it is a share of, if words call that a base."""
    percent, base = reading.figures[j], reading.figures[j - 1]
    if not base.plain or base.sentence != percent.sentence:
        return None, base
    lead = reading.canvas[max(base.start - _LEAD, 0) : base.start]
    gap = reading.between(base, percent)
    bracketed = base.depth > percent.depth
    if bracketed and not (_REACHED.fullmatch(gap) and _PLAN.search(lead)):
        return None, base
    if not bracketed and not _is_bare(reading, lead, gap, percent):
        return None, base
    near = [f for f in reversed(reading.figures[max(j - _FAR_BACK, 0) : j - 1]) if f.plain]
    alike = [f for f in near if same_unit(f, base) and f.power == base.power]
    alike = [f for f in alike if f.depth <= percent.depth]
    if bracketed:
        return _reached([f for f in alike if base.sentence - f.sentence <= 1], base, percent), base
    own = [f for f in near[:1] if f.sentence == base.sentence]
    return _reached([*own, *alike], base, percent, _NEAR), base


def _is_bare(reading: Reading, lead: str, gap: str, percent: Figure) -> bool:
    """Whether words alone make the figure before a percentage its base."""
    if scaled(percent.value)[0] < _TELLING or not _TIED.fullmatch(BRACKETED.sub("", gap)):
        return False
    if _of_another(reading, percent):
        return False
    return _BARE.search(" ".join(lead.split()) + " ") is not None


def _of_another(reading: Reading, percent: Figure) -> bool:
    """Whether words behind a percentage, outside of brackets, name a base."""
    other = OTHER_BASE.match(reading.canvas, percent.end)
    return other is not None and "(" not in other[0]


def _reached(
    alike: Sequence[Figure], base: Figure, percent: Figure, most: int = _FAR_BACK
) -> Figure | None:
    """The figure before a base that the share fits, or would but for a slip."""
    if scaled(percent.value)[0] < _TELLING:
        return alike[0] if len(alike) == 1 else None
    if scaled(percent.value)[0] >= _MANY_DIGITS:
        most = _FAR_BACK
    right = next((f for f in alike if is_right(f, base, percent)), None)
    return right or next((f for f in alike[:most] if mistyped(f, base, percent)), None)
