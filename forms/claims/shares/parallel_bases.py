"""What a share is a share of where the text around it is built like a list that tells it.

``châu Mỹ 329 triệu USD (chiếm 28,2%); châu Âu 106 triệu USD (chiếm 9,1%)`` are shares of one whole;
``trên chuẩn 61, đạt chuẩn 174, chưa đạt chuẩn 11 (4,5%)`` make up the whole that the last of them
is a share of; a paragraph that begins with "Trong đó" divides the figure before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from forms.claims.claim import nearly, slip_of
from forms.claims.shares.share_bases import FAR_BACK, TELLING, Couple
from forms.claims.shares.share_grammar import NAMED_RATE, PARTITIVE, SUBDIVIDED
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled

_GOES_ON: Final = re.compile(
    r"(?:[-+*•–] ?)?(?:[^\W\d_]++ )?,? ?trong (?:đó|số đó|số này)\b[^;.()0-9#%]{0,60}"
)
_CLAUSE: Final = re.compile(r"[,;:.()]")
_LEAD: Final = 60
_NEAR: Final = 4
_LEAST_PARTS: Final = 3
_LEAST_WHOLE: Final = 20
_MANY: Final = 1000


def parallel_base(
    reading: Reading, fitted: Sequence[tuple[Couple, Figure]], couple: Couple
) -> Figure | None:
    """Return what a share told in the same words, in the same sentence, is a share of."""
    n = couple.n
    link = _link(reading, couple)
    for other, base in fitted:
        near = other.n.sentence == n.sentence and abs(other.at - couple.at) <= _NEAR * 2
        alike = same_unit(other.n, n) is True and other.n.power == n.power
        if not (near and alike and other.n.depth == n.depth and link == _link(reading, other)):
            continue
        first, last = sorted((other.n, n), key=lambda figure: figure.start)
        divided = SUBDIVIDED.search(reading.between(first, last)) is not None
        telling = scaled(reading.figures[other.percent].value)[0] >= TELLING
        if telling and not divided and _is_part(n, base):
            return base
    return None


def _link(reading: Reading, couple: Couple) -> str:
    """The words between a count and its share, without the noun of the count; empty if apart."""
    n, percent = couple.n, reading.figures[couple.percent]
    if n.start > percent.start or couple.percent - couple.at != 1:
        return ""
    told = PARTITIVE.search(reading.between(n, percent))
    return reading.between(n, percent)[told.start() :] if told is not None else ""


def _is_part(n: Figure, base: Figure) -> bool:
    return n.money == base.money and n.value.scaleb(n.power) <= base.value.scaleb(base.power)


def noun_base(
    reading: Reading, fitted: Sequence[tuple[Couple, Figure]], couple: Couple
) -> Figure | None:
    """Return what a row of counts with one noun is part of, where one of them fits.

    ``Bầu 50 đại biểu. Đại biểu nữ là 14 người, chiếm 28%; đại biểu ngoài Đảng là 3 người, 6%``.
    """
    n = couple.n
    lead = _CLAUSE.split(reading.canvas[max(n.start - _LEAD, 0) : n.start])[-1].split()
    for other, base in fitted:
        noun = base.unit[:2]
        named = len(noun) > 1 and tuple(lead[:2]) == noun
        if named and other.n.sentence == n.sentence and _is_part(n, base):
            return base
    return None


def made_up_base(reading: Reading, couple: Couple) -> Figure | None:
    """Return the figure that a count and those just before it make up, told in one sentence.

    Or the one that it makes up with the count behind: ``2.072 mẫu: 1.987 mẫu đạt (96,9%) và 85``.
    """
    n, figures = couple.n, reading.figures
    percent = figures[couple.percent]
    if n.start > percent.start or not (n.exact or n.money) or not n.plain:
        return None
    gap = reading.between(n, percent)
    if PARTITIVE.search(gap) is None or ";" in gap or NAMED_RATE.search(gap) is not None:
        return None
    made, parts = n.value, 1
    near = figures[couple.percent + 1 : couple.percent + _NEAR]
    alike = (f for f in near if f.plain and f.power == n.power and f.sentence == n.sentence)
    behind = next((f.value for f in alike), Decimal(0))
    for base in reversed(figures[max(couple.at - FAR_BACK, 0) : couple.at]):
        if base.role == "percent" and base.sentence == n.sentence:
            continue
        if base.sentence != n.sentence or base.depth > n.depth or base.role != "count":
            return None
        least = _LEAST_WHOLE if parts >= _LEAST_PARTS else _MANY
        if parts > 1 and base.plain and base.exact and base.value == made >= least:
            return base if same_unit(base, n) is not False else None
        if not base.plain or base.power != n.power or base.depth != n.depth:
            return None
        if parts == 1 and behind and base.value == made + behind and _is_meant(n, base, percent):
            return base
        made, parts = made + base.value, parts + 1
    return None


def _is_meant(n: Figure, base: Figure, percent: Figure) -> bool:
    """Whether a share of a figure that so many digits make up is one of it, but for a slip."""
    likely = nearly(n, base, percent) or slip_of(n, base, percent) == "digit"
    return likely and scaled(base.value)[0] >= _MANY


def continued_base(reading: Reading, couple: Couple, earlier: Sequence[Figure]) -> Figure | None:
    """Return the figure before a paragraph that begins with "Trong đó" and the count of a share."""
    n = couple.n
    first = next((f for f in reading.figures if f.role == "count"), None)
    if first is not n or not earlier or n.start > reading.figures[couple.percent].start:
        return None
    begun = _GOES_ON.search(" ".join(reading.canvas[: n.start].split()))
    return earlier[0] if begun and _is_part(n, earlier[0]) else None
