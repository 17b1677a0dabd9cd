"""Shares told in the items of a list, of a base that stands above it or in its first item.

``+ Tổng số hộ tự nhiên: 297.899 hộ``, ``+ Tổng số hộ nghèo: 13.455 hộ; tỷ lệ: 4,52%`` and so on:
the items whose shares fit show what the others are shares of.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.claim import Claim, claim, is_right, judge_share, nearly, shown
from forms.claims.shares.share_grammar import OTHER_BASE, binding, halves
from forms.claims.text_figures import Figure, Reading, comparable
from forms.numbers import scaled

_TELLING: Final = 100
_MANY_DIGITS: Final = 4
_SURE_DIGITS: Final = 9
_MOST_FIGURES: Final = 12


class _Share(NamedTuple):
    """A count of an item and its percentage; ``behind`` are the words that may name its base."""

    reading: Reading
    n: Figure
    percent: Figure
    behind: str


def item_shares(above: Sequence[Reading], items: Sequence[Reading]) -> Iterator[Claim]:
    """Yield the claims about shares of the figure that the shares of several items agree on.

    It stands in the paragraphs ``above``, or in a first item that tells no share itself.
    """
    shares = [share for item in items for share in _shares(item)]
    if not shares[1:]:
        return
    told = Counter[Figure]()
    head = [] if any(_shares(items[0])) else [items[0]]
    heads = [f for reading in (head or above[-1:]) for f in reading.figures[:1]]
    for base in _bases([*above, *head]):
        told[base] = sum(_digits(share) for share in shares if _fits(share, base))
    for base, digits in told.most_common(1):
        fitting = [share for share in shares if _fits(share, base)]
        sure = digits >= _SURE_DIGITS
        least = _MANY_DIGITS - (base in heads)
        for share in shares if digits >= least else ():
            if share in fitting or _is_meant(share, base, fitting, sure=sure):
                yield _claim(share, base)


def _shares(item: Reading) -> Iterator[_Share]:
    for n, percent in zip(item.figures, item.figures[1:_MOST_FIGURES], strict=False):
        tied = n.plain and percent.role == "percent" and n.sentence == percent.sentence
        if tied and not percent.loose and binding(item.between(n, percent)) is not None:
            other = OTHER_BASE.match(item.canvas, percent.end)
            yield _Share(item, n, percent, other[0].strip() if other else "")


def _bases(above: Sequence[Reading]) -> Iterator[Figure]:
    for reading in above:
        for figure in reading.figures[:_MOST_FIGURES]:
            if figure.role == "count" and not figure.loose:
                yield from halves(figure)


def _fits(share: _Share, base: Figure) -> bool:
    return 0 < share.n.value < base.value and is_right(share.n, base, share.percent)


def _digits(share: _Share) -> int:
    digits = scaled(share.percent.value)[0]
    return len(str(digits)) if digits >= _TELLING else 0


def _is_meant(share: _Share, base: Figure, fitting: Sequence[_Share], *, sure: bool) -> bool:
    """Whether a share is told like those that fit, and no figure of its own item is its base."""
    n, percent = share.n, share.percent
    alike = [other for other in fitting if other.behind == share.behind and comparable(other.n, n)]
    if not alike or n.value > base.value or n.power != base.power:
        return False
    own = (half for f in share.reading.figures if f.role == "count" for half in halves(f))
    if any(is_right(n, figure, percent) for figure in own if figure != n):
        return False
    return sure or nearly(n, base, percent)


def _claim(share: _Share, base: Figure) -> Claim:
    n, percent = share.n, share.percent
    judged = judge_share(n, base, percent)
    return claim("ratio", share.reading, (n.start, percent.end), judged, (shown(n), shown(base)))
