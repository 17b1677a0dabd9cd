"""Exact verdicts on printed figures: rates, remainders, totals of rounded operands.

The one place where the program decides whether a printed figure is right. Form checks and the
proofreading of running text both ask here, so a text and a table never disagree. Everything is
integer arithmetic; a figure keeps the decimals as printed.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Literal, NamedTuple

from forms.numbers import half_up, scaled, truncate

WHOLE = 100

RateKind = Literal[
    "right", "not_evaluated", "coarse", "truncated", "wrong", "zero_base", "shows_whole"
]


class RateVerdict(NamedTuple):
    """What a printed percentage is worth.

    ``expected`` is the right figure at the declared decimals (``None`` where there is none).
    ``coarse`` is right with fewer decimals than declared; ``truncated`` was cut off instead of
    rounded; ``shows_whole`` is right but prints 100 although n < d.
    """

    kind: RateKind
    expected: Decimal | None = None


def rate(n: int, d: int, decimals: int) -> Decimal | None:
    """Return 100·n/d rounded half up, or ``None`` where the base is zero."""
    if d == 0:
        return None
    return Decimal(half_up(WHOLE * n * 10**decimals, d)).scaleb(-decimals)


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
    expected = rate(n, d, decimals)
    if stated is None or stated == expected:
        whole = expected == WHOLE and n < d
        return RateVerdict("shows_whole" if whole else "right", expected)
    return RateVerdict(_off(n, d, stated, decimals, coarse=coarse), expected)


def _off(n: int, d: int, stated: Decimal, decimals: int, *, coarse: bool) -> RateKind:
    figure, typed = scaled(stated)
    numerator = WHOLE * n * 10**typed
    if typed < decimals and figure == half_up(numerator, d):
        return "right" if coarse else "coarse"
    if stated == Decimal(truncate(WHOLE * n * 10**decimals, d)).scaleb(-decimals):
        return "truncated"
    return "truncated" if typed > decimals and figure == truncate(numerator, d) else "wrong"


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
