"""What the other figures of a row say that a share is a share of.

The counts of a row make up the whole that its shares are shares of.

``41 tổ chức. Qua đánh giá có 24 tổ chức vững mạnh, chiếm gần 59%. Có 15 tổ chức khá, tỷ lệ 36,7%,
và 02 tổ chức trung bình, tỷ lệ 4,8%``: 24 + 15 + 2 = 41. What the shares are worth does not matter
for that, so all of them may be wrong; but together they are about all of it, or they are shares of
something else: ``kết nạp 41 đảng viên: khối A 24 (80%), khối B 15 (75%), khối C 2 (40%)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate
from typing import Final

from forms.claims.shares.share_bases import FAR_BACK, Couple
from forms.claims.shares.share_grammar import halves
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled
from forms.verdicts import WHOLE

_LEAST_PARTS: Final = 3
_MOST_PARTS: Final = 12
_LEAST_WHOLE: Final = 20
_BETWEEN: Final = 2
_ABOUT: Final = 15


def row_base(reading: Reading, couple: Couple, earlier: Sequence[Figure]) -> Figure | None:
    """Return the figure before a row of counts with shares that these counts make up.

    At least three parts, the given one among them; fewer make up a figure by chance.
    """
    if not couple.n.exact or couple.n.start > reading.figures[couple.percent].start:
        return None
    row = _row(reading, couple)
    if len(row) < _LEAST_PARTS:
        return None
    at = row.index(couple.at)
    figures = reading.figures
    for first in range(at + 1):
        likely = _sums(reading, row[first:], max(at - first + 1, _LEAST_PARTS))
        before = reversed(figures[max(row[first] - FAR_BACK, 0) : row[first]])
        for base in (half for figure in (*before, *earlier) for half in halves(figure)):
            whole = base.plain and base.exact and base.value >= _LEAST_WHOLE
            if whole and base.value in likely:
                return base
    return None


def left_by_sibling(
    figures: Sequence[Figure], before: Sequence[tuple[Couple, Figure]], couple: Couple
) -> Figure | None:
    """What this share and another one make up: ``nam 45 (50,56%). Nữ 44 (49,44%)`` of 89.

    The counts make it up, or the percentages make up the whole.
    """
    percent = figures[couple.percent].value
    for other, base in reversed(before):
        near = abs(couple.n.sentence - other.n.sentence) <= 1 and other.n.power == base.power
        made = other.n.value + couple.n.value == base.value
        fine = scaled(percent)[1] and couple.n.value <= base.value
        whole = fine and figures[other.percent].value + percent == WHOLE
        if near and (made or (whole and same_unit(couple.n, base))):
            return base
    return None


def _sums(reading: Reading, row: Sequence[int], least: int) -> set[Decimal]:
    """What at least so many counts from the first on make, if their shares make up about all."""
    counts = accumulate(reading.figures[i].value for i in row)
    shares = accumulate(_share_of(reading, i) for i in row)
    made = enumerate(zip(counts, shares, strict=True), start=1)
    return {n for at, (n, all_of) in made if at >= least and abs(all_of - WHOLE) <= _ABOUT}


def _share_of(reading: Reading, at: int) -> Decimal:
    near = reading.figures[at + 1 : at + 1 + _BETWEEN]
    return next((f.value for f in near if f.role == "percent"), Decimal(0))


def _row(reading: Reading, couple: Couple) -> list[int]:
    """Positions of the counts with shares around one, each in its sentence or the next."""
    back = list(_onward(reading, couple.at, -1))
    ahead = list(_onward(reading, couple.at, 1))
    return [*reversed(back), couple.at, *ahead]


def _onward(reading: Reading, at: int, step: int) -> Iterator[int]:
    """Go from one count with a share to the next one that counts alike."""
    figures = reading.figures
    last, found, skipped = figures[at], 0, 0
    at += step
    while 0 <= at < len(figures) and found < _MOST_PARTS and skipped <= 2 * _BETWEEN:
        figure = figures[at]
        if abs(figure.sentence - last.sentence) > 1:
            return
        skipped += 1
        if figure.depth == last.depth and _has_share(reading, at):
            yield at
            last, found, skipped = figure, found + 1, 0
        at += step


def _has_share(reading: Reading, at: int) -> bool:
    """Whether a count has a percentage below 100 right behind it, approximate or not."""
    figures = reading.figures
    n, near = figures[at], figures[at + 1 : at + 1 + _BETWEEN]
    share = next((f for f in near if f.role == "percent"), None)
    if share is None or not n.plain or not n.exact or n.sentence != share.sentence:
        return False
    between = figures[at + 1 : reading.first_after(share.start)]
    return share.value < WHOLE and all(f.depth > n.depth for f in between)
