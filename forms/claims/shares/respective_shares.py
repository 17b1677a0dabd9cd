"""Shares told in the order of counts before them: "lần lượt là 72,99%, 24,20% và 2,82%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from forms.claims.claim import Claim, claim, is_right, judge_share, shown
from forms.claims.shares.share_bases import TELLING
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled

_IN_TURN: Final = re.compile(r"\blần lượt\b[^;.()0-9]{0,40}$|\btương ứng(?: là| đạt| chiếm)? $")
_NEXT: Final = re.compile(r"\s?(?:,|;|và|, và)\s?")
_LEAD: Final = 60
_LEAST: Final = 2
_MOST: Final = 8
_FAR_BACK: Final = 16


def respective_shares(
    reading: Reading, percents: Sequence[int], taken: set[int]
) -> Iterator[Claim]:
    """Yield the shares of a passage that follow each other as their counts do.

    Their base is what the counts make together where the shares make a whole, or a figure before
    that all shares but one fit.
    """
    for run in _runs(reading, [j for j in percents if j not in taken]):
        counts = _counts(reading, run)
        base = _base(reading, counts, [reading.figures[j] for j in run]) if counts else None
        if base is not None:
            taken.update(run)
            for n, j in zip(counts, run, strict=True):
                percent = reading.figures[j]
                judged = judge_share(n, base, percent)
                span = percent.start, percent.end
                yield claim("ratio", reading, span, judged, (shown(n), shown(base)))


def _runs(reading: Reading, percents: Sequence[int]) -> Iterator[list[int]]:
    """Percentages that only a comma or "và" stands between, led by "lần lượt"."""
    run: list[int] = []
    for j in [*percents, -1]:
        if run and j == run[-1] + 1 and _goes_on(reading, j):
            run.append(j)
            continue
        if _LEAST <= len(run) <= _MOST and _is_led(reading, run[0]):
            yield run
        run = [j]


def _goes_on(reading: Reading, j: int) -> bool:
    left, right = reading.figures[j - 1 : j + 1]
    return _NEXT.fullmatch(reading.canvas[left.end : right.start]) is not None


def _is_led(reading: Reading, first: int) -> bool:
    start = reading.figures[first].start
    return _IN_TURN.search(reading.canvas[max(start - _LEAD, 0) : start]) is not None


def _counts(reading: Reading, run: Sequence[int]) -> list[Figure]:
    """As many counts of one noun before a run of shares, shortly before it."""
    near = [f for f in reading.figures[max(run[0] - _FAR_BACK, 0) : run[0]] if f.plain]
    counts = near[-len(run) :]
    percent = reading.figures[run[0]]
    alike = len(counts) == len(run) and all(same_unit(counts[0], f) for f in counts)
    return counts if alike and percent.sentence - counts[0].sentence <= 1 else []


def _base(reading: Reading, counts: Sequence[Figure], shares: Sequence[Figure]) -> Figure | None:
    """What all shares fit, but for one; of what the counts make together one that fits will do."""
    at = reading.first_after(counts[0].start)
    made = counts[0]._replace(value=sum((n.value for n in counts), Decimal(0)))
    near = reversed(reading.figures[max(at - _FAR_BACK, 0) : at])
    whole = [made] if len({n.power for n in counts}) == 1 else []
    for base in (*whole, *(f for f in near if f.plain and same_unit(f, made))):
        fitted = [p for n, p in zip(counts, shares, strict=True) if is_right(n, base, p)]
        least = 1 if base is made else max(len(counts) - 1, _LEAST)
        if sum(scaled(p.value)[0] >= TELLING for p in fitted) >= least:
            return base
    return None
