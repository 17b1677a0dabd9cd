"""Draw charts on paper: lines and bars in black and grey, each a tagged figure with its words.

Two stand beside each other. Series differ by marker and dashes, never by colour; figures are
written at their points, so that the picture needs no ruler.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters import nd30
from exporters.fonts import Face, clean, width
from exporters.paper.lines import baseline, flush
from exporters.paper.marks import ChartMark, Mark, Slab
from exporters.paper.structure import Element, figure_attributes
from exporters.paper.words import Setting, plain_words
from forms.numbers import format_number
from forms.printed.charts import LOOKS, Axis, Chart, Look, Points, axis_of, labelled, stretches

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_ACROSS: Final = 2
_GUTTER_MM: Final = 6.0
_HEIGHT_MM: Final = 44.0
_GAP_MM: Final = 5.0
_TITLE_PT: Final = 10.0
_SMALL_PT: Final = 7.5
_LINE_PT: Final = 1.1
_GRID_PT: Final = 0.3
_GRID_GREY: Final = 0.75
_MARKER_PT: Final = 4.0
_BAR_SHARE: Final = 0.7
_MOST_LABELS: Final = 7


# --- layout ---------------------------------------------------------------------------------------


def chart_slabs(charts: Sequence[Chart], room: float, part: Element) -> Iterator[Slab]:
    """Set charts two by two, each under its title; a pair is never torn."""
    wide = (room - nd30.mm(_GUTTER_MM)) / _ACROSS
    for first in range(0, len(charts), _ACROSS):
        yield _pair(charts[first : first + _ACROSS], wide, part)


def _pair(charts: Sequence[Chart], wide: float, part: Element) -> Slab:
    leading, setting = nd30.single(_TITLE_PT), Setting(_TITLE_PT, bold=True)
    titles = [flush(plain_words(_title(chart), setting, wide), wide) for chart in charts]
    top = max(map(len, titles)) * leading
    marks: list[Mark] = []
    for place, (chart, lines) in enumerate(zip(charts, titles, strict=True)):
        x, title = place * (wide + nd30.mm(_GUTTER_MM)), part.child("P")
        for number, line in enumerate(lines):
            y = number * leading + baseline(leading, _TITLE_PT)
            marks += line.of(title).at(x, y)
        box = (x, top, wide, nd30.mm(_HEIGHT_MM))
        marks.append(ChartMark(*box, chart, part.child("Figure")))
    return Slab(top + nd30.mm(_HEIGHT_MM), tuple(marks), before=nd30.mm(_GAP_MM))


def _title(chart: Chart) -> str:
    return clean(f"{chart.title} ({chart.unit})" if chart.unit else chart.title)


# --- drawing --------------------------------------------------------------------------------------


def draw_chart(canvas: Canvas, mark: ChartMark, height: float) -> None:
    """Draw a chart on a page of this height; its figure learns where it stands."""
    bottom = height - mark.y - mark.height
    corners = (mark.x, bottom, mark.x + mark.width, bottom + mark.height)
    mark.element.attributes = figure_attributes(clean(mark.chart.alt), corners)
    canvas.saveState()
    canvas.translate(mark.x, bottom)
    _Drawing(canvas, mark).draw()
    canvas.restoreState()


class _Plot(NamedTuple):
    """The area inside the axes, in points from the lower left corner of the chart."""

    left: float
    bottom: float
    width: float
    height: float


class _Drawing:
    """One chart being drawn, its lower left corner at the origin."""

    def __init__(self, canvas: Canvas, mark: ChartMark) -> None:
        self._canvas, self._chart = canvas, mark.chart
        self._axis: Axis = axis_of(mark.chart)
        self._ticks = [format_number(tick) for tick in self._axis.ticks]
        left = max(_wide(text) for text in self._ticks) + 4
        legend = _SMALL_PT * 1.6 if len(mark.chart.series) > 1 else 0.0
        bottom = _SMALL_PT * 1.7 + legend
        head = _SMALL_PT * 1.5
        self._plot = _Plot(left, bottom, mark.width - left - 4, mark.height - bottom - head)
        self._slot = self._plot.width / len(mark.chart.periods)
        self._written: set[tuple[float, str]] = set()

    def draw(self) -> None:
        """Draw axes, series, figures."""
        self._grid()
        self._periods()
        drawing = self._bars if self._chart.kind == "bar" else self._line
        for place, look in enumerate(LOOKS[: len(self._chart.series)]):
            drawing(place, look)
        if len(self._chart.series) > 1:
            self._legend()

    def _x(self, place: int) -> float:
        return self._plot.left + (place + 0.5) * self._slot

    def _y(self, value: Decimal) -> float:
        return self._plot.bottom + float(self._axis.share(value)) * self._plot.height

    def _grid(self) -> None:
        plot, canvas = self._plot, self._canvas
        canvas.setLineWidth(_GRID_PT)
        for tick, text in zip(self._axis.ticks, self._ticks, strict=True):
            y = self._y(tick)
            canvas.setStrokeGray(0 if tick == self._axis.ticks[0] else _GRID_GREY)
            canvas.line(plot.left, y, plot.left + plot.width, y)
            self._write(text, plot.left - 3 - _wide(text), y - _SMALL_PT * 0.35)

    def _periods(self) -> None:
        """Write the periods, the newest first, as many as have room; the others have a tick."""
        plot, names = self._plot, self._chart.periods
        free = plot.left + plot.width + 4
        for place in reversed(range(len(names))):
            wide = _wide(names[place])
            x = min(self._x(place) - wide / 2, plot.left + plot.width + 4 - wide)
            if x + wide <= free:
                self._write(names[place], x, plot.bottom - _SMALL_PT * 1.3)
                free = x - 3

    def _line(self, number: int, look: Look) -> None:
        canvas, points = self._canvas, self._chart.series[number].points
        canvas.setStrokeGray(0)
        canvas.setLineWidth(_LINE_PT)
        canvas.setDash(list(look.dashes))
        for stretch in stretches(points):
            path = canvas.beginPath()
            for begun, place in enumerate(stretch):
                (path.lineTo if begun else path.moveTo)(self._x(place), self._y(_at(points, place)))
            canvas.drawPath(path)
        canvas.setDash([])
        for place, point in enumerate(points):
            if point is not None:
                self._marker(look, self._x(place), self._y(point))
        self._figures(number)

    def _bars(self, number: int, look: Look) -> None:
        canvas, count = self._canvas, len(self._chart.series)
        wide = self._slot * _BAR_SHARE / count
        canvas.setStrokeGray(0)
        canvas.setLineWidth(_GRID_PT * 2)
        canvas.setFillGray(1 - look.black / 100)
        for place, point in enumerate(self._chart.series[number].points):
            if point is not None:
                x = self._x(place) + (number - count / 2) * wide
                zero, top = self._y(Decimal(0)), self._y(point)
                canvas.rect(x, min(zero, top), wide, abs(top - zero), fill=1)
        self._figures(number)

    def _figures(self, number: int) -> None:
        """Write figures above their points where none stands yet; several series write the last."""
        points, plot = self._chart.series[number].points, self._plot
        if len(self._chart.series) > 1:
            chosen = labelled(points, 0)[-1:]
        else:
            chosen = labelled(points, _MOST_LABELS)
        free = plot.left + plot.width + 6
        for place in reversed(chosen):
            text = format_number(_at(points, place))
            wide = _wide(text)
            x = min(max(self._x(place) - wide / 2, plot.left), plot.left + plot.width + 4 - wide)
            if x + wide <= free and (x, text) not in self._written:
                self._backed(text, x, self._label_y(points, place))
                self._written.add((x, text))
                free = x - 2

    def _label_y(self, points: Points, place: int) -> float:
        """Stand above a point, but below one that a line comes down to."""
        y, neighbours = self._y(_at(points, place)), points[max(place - 1, 0) : place + 2]
        low = _at(points, place) == min(point for point in neighbours if point is not None)
        below = y - _MARKER_PT * 0.9 - _SMALL_PT * 0.75
        if self._chart.kind == "line" and low and below > self._plot.bottom:
            return below
        return y + _MARKER_PT * 0.9

    def _backed(self, text: str, x: float, y: float) -> None:
        """Write a figure on white, so that no line runs through it."""
        self._canvas.setFillGray(1)
        box = (x - 0.5, y - _SMALL_PT * 0.12, _wide(text) + 1, _SMALL_PT * 0.85)
        self._canvas.rect(*box, stroke=0, fill=1)
        self._write(text, x, y)

    def _legend(self) -> None:
        x, y = self._plot.left, _SMALL_PT * 0.4
        for number, series in enumerate(self._chart.series):
            look = LOOKS[number]
            self._sample(look, x, y + _SMALL_PT * 0.3)
            x += 20
            self._write(series.name, x, y)
            x += _wide(series.name) + 10

    def _sample(self, look: Look, x: float, y: float) -> None:
        canvas = self._canvas
        canvas.setStrokeGray(0)
        if self._chart.kind == "bar":
            canvas.setFillGray(1 - look.black / 100)
            canvas.rect(x + 6, y - 2.5, 10, 5, fill=1)
            return
        canvas.setLineWidth(_LINE_PT)
        canvas.setDash(list(look.dashes))
        canvas.line(x, y, x + 16, y)
        canvas.setDash([])
        self._marker(look, x + 8, y)

    def _marker(self, look: Look, x: float, y: float) -> None:
        canvas, half = self._canvas, _MARKER_PT / 2
        canvas.setLineWidth(_GRID_PT * 2)
        canvas.setStrokeGray(0)
        canvas.setFillGray(1 if look.hollow else 0)
        if look.marker == "disc":
            canvas.circle(x, y, half, fill=1)
            return
        path = canvas.beginPath()
        for begun, (across, up) in enumerate(_CORNERS[look.marker]):
            (path.lineTo if begun else path.moveTo)(x + across * half, y + up * half)
        path.close()
        canvas.drawPath(path, fill=1)

    def _write(self, text: str, x: float, y: float) -> None:
        self._canvas.setFillGray(0)
        self._canvas.setFont(Face.REGULAR, _SMALL_PT)
        self._canvas.drawString(x, y, clean(text))


_CORNERS: Final = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "triangle": ((-1, -1), (1, -1), (0, 1)),
    "diamond": ((-1, 0), (0, -1), (1, 0), (0, 1)),
}
"""The corners of the markers, from the middle, in halves of their size."""


def _at(points: Points, place: int) -> Decimal:
    found = points[place]
    if found is None:
        raise ValueError(f"no figure at place {place}")
    return found


def _wide(text: str) -> float:
    return width(clean(text), Face.REGULAR, _SMALL_PT)
