"""Draw one chart of :mod:`forms.printed.charts` in a widget: with its axis, or as a small trend."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from desktop.window import theme
from forms.numbers import format_number
from forms.printed.charts import LOOKS, Chart, Look, Points, axis_of, labelled, stretches

_SMALLER: Final = 2.0
_MARKER: Final = 5.0
_BAR_SHARE: Final = 0.7
_MOST_LABELS: Final = 6
_CORNERS: Final = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "triangle": ((-1, 1), (1, 1), (0, -1)),
    "diamond": ((-1, 0), (0, -1), (1, 0), (0, 1)),
}
"""The corners of the markers, from the middle, in halves of their size."""


def paint_chart(widget: QWidget, chart: Chart) -> None:
    """Draw a chart with axis, periods and figures all over a widget."""
    painter = _painter(widget)
    _Drawing(painter, QRectF(widget.rect()).adjusted(2, 2, -6, -2), chart).draw()
    painter.end()


def paint_trend(widget: QWidget, chart: Chart) -> None:
    """Draw the way of a chart's figures, its last figure, its first and last period."""
    painter = _painter(widget)
    _Drawing(painter, QRectF(widget.rect()).adjusted(2, 2, -2, -2), chart).draw_small()
    painter.end()


def _painter(widget: QWidget) -> QPainter:
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(_small(widget.font()))
    return painter


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(max(font.pointSizeF() - _SMALLER, 6.0))
    return smaller


class _Drawing:
    """One chart being drawn into a box."""

    def __init__(self, painter: QPainter, box: QRectF, chart: Chart) -> None:
        self._painter, self._box, self._chart = painter, box, chart
        self._metrics = QFontMetricsF(painter.font())
        self._line = self._metrics.height()
        self._axis = axis_of(chart)
        self._plot = box
        self._written: set[tuple[int, str]] = set()

    def draw(self) -> None:
        """Draw axis, periods, series and figures."""
        ticks = [format_number(tick) for tick in self._axis.ticks]
        left = max(map(self._wide, ticks)) + 6
        several = len(self._chart.series) > 1
        bottom = self._line * (2.4 if several else 1.2)
        self._plot = self._box.adjusted(left, self._line * 1.1, 0, -bottom)
        self._draw_grid(ticks)
        self._draw_periods()
        self._draw_series()
        for number in range(len(self._chart.series)):
            self._draw_figures(number)
        if several:
            self._draw_names()

    def draw_small(self) -> None:
        """Draw the way alone, the first and the last period below it."""
        self._axis = axis_of(self._chart, tight=True)
        last = self._chart.known[-1]
        text = format_number(last)
        self._plot = self._box.adjusted(4, 5, -self._wide(text) - 8, -self._line)
        self._draw_series()
        names = self._chart.periods
        low = self._box.bottom() - self._metrics.descent()
        self._write(names[0], self._box.left(), low, "soft")
        edge = self._plot.right() + 4
        self._write(names[-1], edge - self._wide(names[-1]), low, "soft")
        self._write(text, edge + 4, self._y(last) + self._metrics.ascent() / 2)

    # -- places -----------------------------------------------------------------------------------

    def _wide(self, text: str) -> float:
        return self._metrics.horizontalAdvance(text)

    def _x(self, place: int) -> float:
        return self._plot.left() + (place + 0.5) * self._plot.width() / len(self._chart.periods)

    def _y(self, value: Decimal) -> float:
        return self._plot.bottom() - float(self._axis.share(value)) * self._plot.height()

    # -- around the series ------------------------------------------------------------------------

    def _draw_grid(self, ticks: list[str]) -> None:
        for tick, text in zip(self._axis.ticks, ticks, strict=True):
            y = self._y(tick)
            strong = tick == self._axis.ticks[0]
            self._painter.setPen(QPen(theme.colour("ink" if strong else "line"), 1))
            self._painter.drawLine(QPointF(self._plot.left(), y), QPointF(self._plot.right(), y))
            x = self._plot.left() - 4 - self._wide(text)
            self._write(text, x, y + self._metrics.ascent() * 0.4, "soft")

    def _draw_periods(self) -> None:
        """Write the periods, the newest first, as many as have room."""
        free = self._box.right() + 4
        for place in reversed(range(len(self._chart.periods))):
            text = self._chart.periods[place]
            x = min(self._x(place) - self._wide(text) / 2, self._box.right() - self._wide(text))
            if x + self._wide(text) <= free:
                self._write(text, x, self._plot.bottom() + self._line, "soft")
                free = x - 6

    def _draw_names(self) -> None:
        x, y = self._plot.left(), self._box.bottom() - self._metrics.descent()
        for look, series in zip(LOOKS, self._chart.series, strict=False):
            middle = QPointF(x + 10, y - self._metrics.ascent() * 0.35)
            if self._chart.kind == "bar":
                self._bar(look, QRectF(middle.x() - 6, middle.y() - 4, 12, 8))
            else:
                self._stroke(look)
                self._painter.drawLine(middle - QPointF(10, 0), middle + QPointF(10, 0))
                self._marker(look, middle)
            self._write(series.name, x + 26, y)
            x += 38 + self._wide(series.name)

    def _write(self, text: str, x: float, y: float, colour: str = "ink") -> None:
        self._painter.setPen(theme.colour(colour))
        self._painter.drawText(QPointF(x, y), text)

    # -- series -----------------------------------------------------------------------------------

    def _draw_series(self) -> None:
        for number, (look, series) in enumerate(zip(LOOKS, self._chart.series, strict=False)):
            if self._chart.kind == "bar":
                self._draw_bars(number, look, series.points)
            else:
                self._draw_line(look, series.points)

    def _draw_line(self, look: Look, points: Points) -> None:
        known = {place: point for place, point in enumerate(points) if point is not None}
        at = {place: QPointF(self._x(place), self._y(point)) for place, point in known.items()}
        self._stroke(look)
        for stretch in stretches(points):
            self._painter.drawPolyline(QPolygonF([at[place] for place in stretch]))
        for middle in at.values():
            self._marker(look, middle)

    def _draw_bars(self, number: int, look: Look, points: Points) -> None:
        count = len(self._chart.series)
        wide = self._plot.width() / len(points) * _BAR_SHARE / count
        zero = self._y(max(Decimal(0), self._axis.ticks[0]))
        for place, point in enumerate(points):
            if point is not None:
                x, top = self._x(place) + (number - count / 2) * wide, self._y(point)
                self._bar(look, QRectF(QPointF(x, top), QPointF(x + wide, zero)).normalized())

    def _bar(self, look: Look, box: QRectF) -> None:
        fill = theme.colour("ink")
        fill.setAlpha(255 * look.black // 100)
        self._painter.setPen(QPen(theme.colour("ink"), 1))
        self._painter.setBrush(fill)
        self._painter.drawRect(box)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _stroke(self, look: Look) -> None:
        pen = QPen(theme.colour("ink"), 1.6)
        if look.dashes:
            pen.setDashPattern(list(look.dashes))
        self._painter.setPen(pen)

    def _marker(self, look: Look, middle: QPointF) -> None:
        half = _MARKER / 2
        self._painter.setPen(QPen(theme.colour("ink"), 1))
        self._painter.setBrush(theme.colour("paper" if look.hollow else "ink"))
        if look.marker == "disc":
            self._painter.drawEllipse(middle, half, half)
        else:
            corners = [middle + QPointF(x * half, y * half) for x, y in _CORNERS[look.marker]]
            self._painter.drawPolygon(QPolygonF(corners))
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    def _draw_figures(self, number: int) -> None:
        """Write figures at their points where none stands yet; of several series the last ones."""
        points = self._chart.series[number].points
        several = len(self._chart.series) > 1
        chosen = labelled(points, 0)[-1:] if several else labelled(points, _MOST_LABELS)
        free = self._box.right() + 4
        for place in reversed(chosen):
            point = points[place] or Decimal(0)
            text, y = format_number(point), self._y(point)
            wide = self._wide(text)
            x = min(max(self._x(place) - wide / 2, self._plot.left()), self._box.right() - wide)
            if x + wide <= free and (place, text) not in self._written:
                self._written.add((place, text))
                self._write_on_paper(text, x, self._beside(points, place, y))
                free = x - 4

    def _beside(self, points: Points, place: int, y: float) -> float:
        """Return where a figure stands: above its point, below one that a line comes down to."""
        around = [point for point in points[max(place - 1, 0) : place + 2] if point is not None]
        below = y + _MARKER + self._metrics.ascent()
        low = self._chart.kind == "line" and points[place] == min(around) != max(around)
        return below if low and below < self._plot.bottom() else y - _MARKER

    def _write_on_paper(self, text: str, x: float, y: float) -> None:
        """Write a figure so that no line runs through it."""
        box = QRectF(x - 1, y - self._metrics.ascent() + 1, self._wide(text) + 2, self._line - 4)
        self._painter.fillRect(box, theme.colour("window"))
        self._write(text, x, y)
