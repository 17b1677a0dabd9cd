"""Exact verdicts on printed figures: rates, remainders, totals of rounded operands.

The one place where the program decides whether a printed figure is right. Form checks and the
proofreading of running text both ask here, so a text and a table never disagree. Everything is
integer arithmetic; a figure keeps the decimals as printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from forms.numbers import from_scaled, percent, percent_truncated, scaled

WHOLE = 100

RateKind = Literal[
    "right", "not_evaluated", "coarse", "fine", "truncated", "wrong", "zero_base", "shows_whole"
]
TotalKind = Literal["right", "rounding", "wrong"]


class RateVerdict(NamedTuple):
    """What a printed percentage is worth.

    ``expected`` is the right figure at the declared decimals (``None`` where there is none).
    ``coarse`` is right with fewer decimals than declared, ``fine`` with more; ``truncated`` was
    cut off instead of rounded; ``shows_whole`` is right but prints 100 although n < d.
    """

    kind: RateKind
    expected: Decimal | None = None


def judge_rate(
    n: int | None, d: int | None, stated: Decimal | None, decimals: int, *, coarse: bool = False
) -> RateVerdict:
    """Judge a printed percentage against its numerator and denominator.

    ``coarse`` accepts fewer decimals than declared without remark, as in running text. Blank
    operands are not evaluated; nothing over nothing is right when it is blank or zero.
    """
    if n is None or d is None:
        return RateVerdict("not_evaluated")
    if d == 0:
        return RateVerdict("zero_base" if n or stated else "right")
    expected = percent(n, d, decimals)
    if stated is None or stated == expected:
        whole = expected == WHOLE and n < d
        return RateVerdict("shows_whole" if whole else "right", expected)
    return RateVerdict(_off(n, d, stated, decimals, coarse=coarse), expected)


def is_rate(n: int, d: int, figure: int, decimals: int) -> bool:
    """Return whether ``figure``/10**decimals is 100·n/d rounded half up; 100 only where n is d.

    The same as ``judge_rate(…).kind == "right"`` for an error-free base, without a division.
    """
    if d <= 0 or (n < d and figure == WHOLE * 10**decimals):
        return False
    return rounds_to(n, d, figure, decimals)


def rounds_to(n: int, d: int, figure: int, decimals: int) -> bool:
    """Return whether 100·n/d, rounded half up, is ``figure``/10**decimals; ``d`` is positive."""
    twice: int = 2 * WHOLE * 10**decimals * n
    return (2 * figure - 1) * d <= twice < (2 * figure + 1) * d


def _off(n: int, d: int, stated: Decimal, decimals: int, *, coarse: bool) -> RateKind:
    figure, typed = scaled(stated)
    while typed > decimals and figure % 10 == 0:
        figure, typed = figure // 10, typed - 1
    if typed != decimals and stated == percent(n, d, typed):
        if typed > decimals:
            return "fine"
        return "right" if coarse else "coarse"
    return "truncated" if stated == percent_truncated(n, d, max(typed, decimals)) else "wrong"


class Operand(NamedTuple):
    """A printed figure as an interval: ``unit`` is the size of its last printed digit.

    A ``unit`` of 0 is an exact figure. ``mode`` says how the printer got from the true figure to
    the printed one.
    """

    figure: int
    unit: int = 0
    mode: Literal["rounded", "truncated"] = "rounded"


class _Interval(NamedTuple):
    """Twice the bounds (so that half units stay whole), and whether the bounds belong to it."""

    low: int
    high: int
    low_in: bool
    high_in: bool


def _interval(operand: Operand) -> _Interval:
    twice, unit = 2 * operand.figure, operand.unit
    if not unit:
        return _Interval(twice, twice, low_in=True, high_in=True)
    if operand.mode == "rounded":
        return _Interval(twice - unit, twice + unit, low_in=True, high_in=True)
    if operand.figure > 0:
        return _Interval(twice, twice + 2 * unit, low_in=True, high_in=False)
    if operand.figure < 0:
        return _Interval(twice - 2 * unit, twice, low_in=False, high_in=True)
    return _Interval(-2 * unit, 2 * unit, low_in=False, high_in=False)


def _sum(intervals: Iterable[_Interval]) -> _Interval:
    low = high = 0
    low_in = high_in = True
    for item in intervals:
        low, high = low + item.low, high + item.high
        low_in, high_in = low_in and item.low_in, high_in and item.high_in
    return _Interval(low, high, low_in, high_in)


def totals_meet(total: Operand, parts: Iterable[Operand]) -> bool:
    """Return whether a printed total can be the sum of printed parts.

    Both sides are intervals and must share a point that belongs to both: a total truncated to 10
    stands for 10 up to but not including 11, so exact parts adding up to 11 contradict it.
    """
    left, right = _interval(total), _sum(_interval(part) for part in parts)
    below = left.high > right.low or (left.high == right.low and left.high_in and right.low_in)
    above = right.high > left.low or (right.high == left.low and right.high_in and left.low_in)
    return below and above


def judge_total(total: Operand, parts: Sequence[Operand]) -> TotalKind:
    """Judge a printed total of printed parts: equal, equal but for their rounding, or wrong."""
    if total.figure == sum(part.figure for part in parts):
        return "right"
    if not (total.unit or any(part.unit for part in parts)):
        return "wrong"
    return "rounding" if totals_meet(total, parts) else "wrong"


def is_closed(percentages: Sequence[Decimal]) -> bool:
    """Return whether printed shares make up the whole: 100 within their own rounding.

    Then nothing is left out of the list, and its figures must add up exactly.
    """
    off = sum(percentages, Decimal(-WHOLE)).copy_abs()
    return bool(percentages) and 2 * off <= sum(_last_digit(share) for share in percentages)


def _last_digit(share: Decimal) -> Decimal:
    return from_scaled(1, scaled(share)[1])


def rate_meets(stated: Decimal, n: Operand, d: Operand) -> bool:
    """Return whether a printed rate can be that of two printed, perhaps rounded, figures.

    The rate stands for an interval of its own, n and d for theirs; only intervals that have no
    point in common contradict each other. A base that may be zero contradicts nothing.
    """
    top, base = _interval(n), _interval(d)
    if base.low <= 0:
        return True
    figure, decimals = scaled(stated)
    # p − u/2 ≤ 100·n/d ≤ p + u/2 with u = 10^-decimals, all over 2·10^decimals.
    scale = 2 * WHOLE * 10**decimals
    low, high = 2 * figure - 1, 2 * figure + 1
    least, most = scale * max(top.low, 0) - high * base.high, scale * top.high - low * base.low
    open_below = not (top.low_in and base.high_in)
    open_above = not (top.high_in and base.low_in)
    return (least < 0 or (least == 0 and not open_below)) and (
        most > 0 or (most == 0 and not open_above)
    )
