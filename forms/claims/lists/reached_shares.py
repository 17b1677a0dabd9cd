"""How many items of the list before reach a share: "có 03 dịch vụ công đạt tỷ lệ 100%"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from forms.claims.claim import Claim
from forms.claims.lists.item_counts import Names, count_claim, is_open_list
from forms.claims.text_figures import Figure, Reading
from forms.verdicts import WHOLE

_LEAST: Final = 3
_WITHIN: Final = 2
_OVER: Final = re.compile(r"(?:trên|hơn|vượt)\s$")
_FROM: Final = re.compile(r"\btừ\s$")
_UNDER: Final = re.compile(r"\bdưới\s$")
_OR: Final = re.compile(r",? (?:hoặc|hay|ở cả|trong cả|so với)\b")
_UP: Final = re.compile(r"\s(?:trở lên|trở xuống)")
_REACHED: Final = re.compile(r"[^.;:()#0-9]{0,90}")
_NOT_ONE: Final = re.compile(r"bình quân|trung bình|chung")


def reached_shares(
    intro: Reading, items: Sequence[Reading], closing: Reading | None
) -> list[Claim]:
    """Return the claims of the sentence behind a list about how many of its items reach a share.

    The list has to tell the shares of most items; those without any do not count.
    """
    if closing is None or is_open_list(intro.canvas[intro.passage.body :]):
        return []
    shares = [share for item in items if (share := _shares(item))]
    if len(shares) < _LEAST or 2 * len(shares) < len(items):
        return []
    found = []
    for number, percent in zip(closing.figures, closing.figures[1:], strict=False):
        if number.sentence > _WITHIN or not _is_count(intro, number, len(items)):
            continue
        counted = _counted(closing, number, percent, shares)
        if counted is not None:
            span = number.start, percent.end
            found.append(count_claim(closing, number, counted, span, soft=True))
    return found


def _shares(item: Reading) -> tuple[Decimal, ...]:
    """The share of an item: as printed and as its fraction says, which may be two."""
    fraction = next((f for f in item.figures[:4] if f.role == "count" and f.base), None)
    percent = next((f for f in item.figures[:4] if f.role == "percent"), None)
    found = [percent.value] if percent is not None else []
    if fraction is not None and fraction.base:
        found.append(WHOLE * fraction.value / fraction.base)
    return tuple(found)


def _is_count(intro: Reading, number: Figure, items: int) -> bool:
    """Whether a figure counts what a list tells of, and not what it tells of only in part."""
    if number.role != "count" or not number.exact or number.loose or not number.unit:
        return False
    whole = number.base is None or number.base == items
    return whole and " ".join(number.unit[:2]) in intro.canvas


def _counted(
    closing: Reading, number: Figure, percent: Figure, shares: Sequence[tuple[Decimal, ...]]
) -> Names | None:
    gap = closing.canvas[number.end : percent.start]
    up = _UP.match(closing.canvas, percent.end)
    other = _NOT_ONE.search(gap) or _OR.match(closing.canvas, up.end() if up else percent.end)
    if percent.role != "percent" or not _REACHED.fullmatch(gap) or other:
        return None
    limit = percent.value
    if _OVER.search(gap):
        low, high = (limit if up else limit + Decimal("0.005")), None
    elif _UNDER.search(gap):
        low, high = None, limit - Decimal("0.005")
    elif _FROM.search(gap) and up:
        low, high = limit, None
    elif limit == WHOLE:
        low, high = limit, limit
    else:
        return None  # a share that is met exactly is that of all together
    met = [[_lies(share, low, high) for share in each] for each in shares]
    least, most = sum(map(all, met)), sum(map(any, met))
    return Names(least, most) if most else None


def _lies(share: Decimal, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or share >= low) and (high is None or share <= high)
