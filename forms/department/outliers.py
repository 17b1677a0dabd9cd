"""Figures that stand out among those of many units: questions to ask, never verdicts.

Two looks at each typed figure: how it has changed against the unit's own last period, beside how
those of the other units have; and where it lies among the other units' figures. Both by the
modified z-score (Iglewicz and Hoaglin 1993): 0.6745 times the distance from the median, over the
median absolute deviation; above 3.5 it stands out. Where more than half of the units say the same,
so that this deviation is nothing, the mean one takes its place. Exact throughout.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple

from forms.numbers import format_number, from_scaled, half_up

MOST: Final = 20
"""Questions that are asked at most."""
FEWEST: Final = 8
"""Units among which a figure can stand out at all."""
LEAST: Final = 10
"""Differences below this are not asked about, however rare."""

_THRESHOLD: Final = Fraction(7, 2)
_MEDIAN_SCALE: Final = Fraction(6745, 10_000)
_MEAN_SCALE: Final = Fraction(10_000, 12_533)

Figures = Mapping[str, Decimal]
"""Typed figures by place."""


class Observed(NamedTuple):
    """What one unit says now, and what it said in its last period (empty: nothing at hand)."""

    unit: str
    now: Figures
    before: Figures


class Question(NamedTuple):
    """A figure to ask about.

    ``usual`` is the unit's own last figure (``change``) or the median of all units' (``level``);
    ``score`` is how far it stands out, both ways above 3.5. ``others`` is, of a change, by how
    much the figures of the units in the middle have multiplied.
    """

    unit: str
    place: str
    kind: Literal["change", "level"]
    value: Decimal
    usual: Decimal
    score: Fraction
    others: Fraction = Fraction(1)


def questions(observed: Sequence[Observed], most: int = MOST) -> tuple[Question, ...]:
    """Return the figures that stand out the most, one question for each at most."""
    places = sorted({place for one in observed for place in one.now})
    found: dict[tuple[str, str], Question] = {}
    for place in places:
        # What has changed is the better question of the two.
        for question in (*_levels(observed, place), *_changes(observed, place)):
            found[question.unit, place] = question
    ranked = sorted(found.values(), key=lambda one: (-abs(one.score), one.unit, one.place))
    return tuple(ranked[:most])


def question_words(question: Question, unit: str, label: str) -> str:
    """Return a question in words, for the unit and the figure of these names."""
    value, usual = format_number(question.value), format_number(question.usual)
    if question.kind == "level":
        return f"{unit}, {label}: ghi {value}, các đơn vị thường quanh {usual}. Số này đúng không?"
    went = "tăng" if question.value > question.usual else "giảm"
    tenths = half_up(question.others.numerator * 10, question.others.denominator)
    rate = format_number(from_scaled(tenths, 1))
    said = f"{went} từ {usual} kỳ trước thành {value}, các đơn vị khác thường bằng {rate} lần"
    return f"{unit}, {label}: {said} kỳ trước. Số này đúng không?"


def _levels(observed: Sequence[Observed], place: str) -> Iterator[Question]:
    said = [(one.unit, one.now[place]) for one in observed if place in one.now]
    middle = median(value for _, value in said) if said else Fraction(0)
    scores = modified_scores([Fraction(value) for _, value in said])
    for (unit, value), score in zip(said, scores, strict=True):
        if abs(score) > _THRESHOLD and abs(Fraction(value) - middle) >= LEAST:
            yield Question(unit, place, "level", value, _decimal(middle), score)


def _changes(observed: Sequence[Observed], place: str) -> Iterator[Question]:
    """Compare how figures have multiplied; one that was 0 before has no such rate."""
    said = [
        (one.unit, one.now[place], one.before[place])
        for one in observed
        if place in one.now and one.before.get(place, Decimal(0)) > 0
    ]
    rates = [Fraction(now) / Fraction(before) for _, now, before in said]
    usual = median(rates) if rates else Fraction(1)
    for (unit, now, before), score in zip(said, modified_scores(rates), strict=True):
        if abs(score) > _THRESHOLD and abs(now - before) >= LEAST:
            yield Question(unit, place, "change", now, before, score, usual)


def modified_scores(values: Sequence[Fraction]) -> tuple[Fraction, ...]:
    """Return how far each value stands out; zeros among fewer than eight."""
    if len(values) < FEWEST:
        return (Fraction(0),) * len(values)
    middle = median(values)
    off = [abs(value - middle) for value in values]
    spread, mean = median(off), sum(off, Fraction(0)) / len(off)
    if not mean:
        return (Fraction(0),) * len(values)
    scale = _MEDIAN_SCALE / spread if spread else _MEAN_SCALE / mean
    return tuple((value - middle) * scale for value in values)


def median(values: Iterable[Fraction | Decimal]) -> Fraction:
    """Return the middle value, between the two middle ones of an even number."""
    ordered = sorted(Fraction(value) for value in values)
    if not ordered:
        raise ValueError("no values")
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


def _decimal(value: Fraction) -> Decimal:
    """Return a median of figures as one: halves of decimals always are."""
    return Decimal(value.numerator) / Decimal(value.denominator)
