"""One chart, told once: window, paper and workbook draw the same description.

Points are exact figures; a period without a figure is a gap, never a zero. What tells series apart
without colour (marker, dashes, share of black) is part of the description, so that every drawing
can be printed in black and white. ``trends`` in :mod:`forms.printed.trends` makes charts of
reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal, localcontext
from typing import Final, Literal, NamedTuple

import msgspec

from forms.numbers import format_number

Kind = Literal["line", "bar"]
Points = tuple[Decimal | None, ...]
Marker = Literal["disc", "square", "triangle", "diamond"]

MOST_SERIES: Final = 4
"""More lines in one picture cannot be told apart in black and white."""

_STEPS: Final = (1, 2, 5, 10)
_TICKS: Final = 4
_FLAT_SHARE: Final = 3
"""A line may leave zero out when its points differ by less than one such part of the highest."""
_DIGITS: Final = 40
"""Money in đồng of a whole province stays exact."""


class Series(msgspec.Struct, frozen=True):
    """One run of figures; ``name`` is empty where the chart's title says it all."""

    name: str
    points: Points


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """One picture: ``periods`` are the short names below it, one for each point of every series.

    ``id`` is the place of its first figure (``dvc12.p``). ``unit`` is the word for the figures
    (``%``, ``hồ sơ``), empty for bare counts. ``alt`` says in words what is to be seen, with every
    figure, for those who do not see it.
    """

    id: str
    title: str
    kind: Kind
    periods: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str
    alt: str

    @property
    def known(self) -> tuple[Decimal, ...]:
        """Return every figure in it."""
        return tuple(p for each in self.series for p in each.points if p is not None)


class Look(NamedTuple):
    """How one series differs from the others: marker, dashes in widths of the line, ink in %."""

    marker: Marker
    hollow: bool
    dashes: tuple[int, ...]
    black: int


LOOKS: Final = (
    Look("disc", hollow=False, dashes=(), black=70),
    Look("square", hollow=True, dashes=(5, 3), black=0),
    Look("triangle", hollow=False, dashes=(2, 2), black=40),
    Look("diamond", hollow=True, dashes=(8, 3, 2, 3), black=15),
)
"""The looks of the first, second, third and fourth series."""


class Axis(NamedTuple):
    """The figures beside a chart, from the lowest to the highest, at equal steps."""

    ticks: tuple[Decimal, ...]

    def share(self, value: Decimal) -> Decimal:
        """Return how far up a figure stands: 0 at the lowest tick, 1 at the highest."""
        with localcontext() as context:
            context.prec = _DIGITS
            return (value - self.ticks[0]) / (self.ticks[-1] - self.ticks[0])


def axis_of(chart: Chart, *, tight: bool = False) -> Axis:
    """Return the axis that holds every figure of a chart that has any.

    Bars always stand on zero. A line does, too, unless its figures lie close together far from it;
    ``tight`` never asks for zero (a sparkline shows the way only, not the size).
    """
    known = chart.known
    with localcontext() as context:
        context.prec = _DIGITS
        low, high = min(known), max(known)
        near = tight or (chart.kind == "line" and low > 0 and (high - low) * _FLAT_SHARE < high)
        if not near or chart.kind == "bar":
            low, high = min(low, Decimal(0)), max(high, Decimal(0))
        # A hundredth of a percent drawn as high as the page would look like news.
        whole = chart.unit == "%" or all(value == value.to_integral_value() for value in known)
        step = _step(high - low, whole=whole)
        first = low // step * step
        if first > low:
            first -= step
        return Axis(tuple(_plain(tick) for tick in _ticks(first, high, step)))


def _ticks(first: Decimal, high: Decimal, step: Decimal) -> Iterator[Decimal]:
    yield first
    tick = first + step
    yield tick
    while tick < high:
        tick += step
        yield tick


def _plain(tick: Decimal) -> Decimal:
    whole = tick.to_integral_value()
    return Decimal(int(whole)) if whole == tick else tick.normalize()


def _step(reach: Decimal, *, whole: bool) -> Decimal:
    """Return the least of 1, 2, 5, 10 … that needs no more than a few ticks."""
    wanted = max(reach / _TICKS, Decimal(1)) if whole or not reach else reach / _TICKS
    power = Decimal(1).scaleb(wanted.adjusted())
    return next(power * step for step in _STEPS if power * step >= wanted)


def stretches(points: Points) -> tuple[tuple[int, ...], ...]:
    """Return the places of neighbouring figures: a line is drawn within, never across a gap."""
    found: list[list[int]] = []
    for place, point in enumerate(points):
        if point is None:
            continue
        if found and found[-1][-1] == place - 1:
            found[-1].append(place)
        else:
            found.append([place])
    return tuple(map(tuple, found))


def labelled(points: Points, most: int) -> tuple[int, ...]:
    """Return the places whose figure is written out: all, or ends, highest and lowest."""
    known = [place for place, point in enumerate(points) if point is not None]
    if len(known) <= most:
        return tuple(known)
    figures = [(points[place] or Decimal(0), place) for place in known]
    chosen = {known[0], known[-1], max(figures)[1], min(figures)[1]}
    return tuple(sorted(chosen))


def described(title: str, periods: Sequence[str], series: Iterable[Series], unit: str) -> str:
    """Return a chart in words: what it shows, then every figure; ``periods`` are full names."""
    head = f"Biểu đồ “{title}”, từ {periods[0]} đến {periods[-1]}"
    words = [f"{head}, đơn vị: {unit}." if unit else f"{head}."]
    words += [_told(each, periods) for each in series]
    return " ".join(words)


def _told(series: Series, periods: Sequence[str]) -> str:
    figures = (
        f"{period}: {'không có số liệu' if point is None else format_number(point)}"
        for period, point in zip(periods, series.points, strict=True)
    )
    name = f"{series.name}: " if series.name else ""
    return f"{name}{'; '.join(figures)}."
