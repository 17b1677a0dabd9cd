"""Charts in the window: a small trend beside the cell, and a page of all of a form's trends.

What is drawn is the description of :mod:`forms.charts`; paper and workbook draw the same. Series
differ by marker, dashes and words, never by colour.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget
from shiboken6 import isValid

from desktop import parts, theme
from desktop.open_report import OpenReport
from desktop.problems import Trouble
from desktop.tasks import Runner
from forms.cells import CellKey
from forms.charts import LOOKS, Chart, Look, Points, axis_of, labelled, stretches
from forms.numbers import format_number
from forms.trends import Past, trend, trends

REST_MS: Final = 400
"""How long a report rests before its past is read, and before its charts are drawn again."""

_CHART_HEIGHT: Final = 168
_COLUMN_WIDTH: Final = 300
_SPARK: Final = QSize(190, 56)
_SMALLER: Final = 2.0
_MARKER: Final = 5.0
_BAR_SHARE: Final = 0.7
_MOST_LABELS: Final = 6
_NONE: Final = "Chưa có biểu đồ: cần số liệu khác nhau của ít nhất hai kỳ."
_CORNERS: Final = {
    "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    "triangle": ((-1, 1), (1, 1), (0, -1)),
    "diamond": ((-1, 0), (0, -1), (1, 0), (0, 1)),
}
"""The corners of the markers, from the middle, in halves of their size."""


class Trends(QObject):
    """The trends of one open report. Its earlier reports are read once, in the background.

    ``ready`` is told when they are there.
    """

    ready = Signal()

    def __init__(self, report: OpenReport, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.report, self._runner = report, runner
        self._past: tuple[Past, ...] | None = None
        QTimer.singleShot(REST_MS, self, self._read)

    @property
    def is_ready(self) -> bool:
        """Return whether the earlier reports have been read."""
        return self._past is not None

    def of(self, key: CellKey | None) -> Chart | None:
        """Return the trend of a cell, ``None`` while nothing is known of it."""
        if key is None or not self._past:
            return None
        return trend(self.report.desk.computation, self._past, key)

    def every(self) -> tuple[Chart, ...]:
        """Return the charts of the form; none while the earlier reports are being read."""
        return trends(self.report.desk.computation, self._past) if self._past else ()

    def _read(self) -> None:
        self._runner.run(self.report.desk.past, self._take, self._fail)

    def _take(self, past: tuple[Past, ...]) -> None:
        # The report may have been closed meanwhile.
        if isValid(self):
            self._past = past
            self.ready.emit()

    def _fail(self, _trouble: Trouble) -> None:
        self._take(())


class Sparkline(QWidget):
    """How the figure under the cursor went: the way, its first and its last period."""

    def __init__(self, trends: Trends, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trends = trends
        self._key: CellKey | None = None
        self._chart: Chart | None = None
        self.setFixedSize(_SPARK)
        self.hide()
        trends.ready.connect(self._refresh)

    def show_cell(self, key: CellKey | None) -> None:
        """Show the trend of a cell; take no room where there is none."""
        self._key = key
        self._refresh()

    @property
    def chart(self) -> Chart | None:
        """Return what is shown."""
        return self._chart

    def _refresh(self) -> None:
        chart = self._trends.of(self._key)
        if chart != self._chart:
            self._chart = chart
            _describe(self, chart)
            self.update()
        self.setVisible(chart is not None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the way, without an axis."""
        if self._chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_small(self.font()))
        _Drawing(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), self._chart).draw_small()
        painter.end()


class ChartView(QWidget):
    """One chart with its axis; its words and figures are its description for screen readers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chart: Chart | None = None
        self.setFixedHeight(_CHART_HEIGHT)
        self.setMinimumWidth(_COLUMN_WIDTH - 40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def chart(self) -> Chart | None:
        """Return what is shown."""
        return self._chart

    def take(self, chart: Chart) -> None:
        """Show a chart."""
        if chart != self._chart:
            self._chart = chart
            _describe(self, chart)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the chart."""
        if self._chart is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(_small(self.font()))
        _Drawing(painter, QRectF(self.rect()).adjusted(2, 2, -6, -2), self._chart).draw()
        painter.end()


class ChartPage(QFrame):
    """All trends of a form, one below the other, or side by side where there is room.

    Works only while it is visible.
    """

    def __init__(self, trends: Trends, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trends = trends
        self.setObjectName("chartPage")
        self.setAccessibleName("Biểu đồ")
        self._said = parts.label(self, name="soft", wrap=True)
        self._titles: list[QLabel] = []
        self._views: list[ChartView] = []
        self._inside = QWidget(self)
        self._inside.setObjectName("page")
        self._grid = QGridLayout(self._inside)
        self._grid.setContentsMargins(8, 4, 8, 8)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._scroll = QScrollArea(self)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._inside)
        self._lay_out()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.refresh)
        trends.ready.connect(self._outdate)
        trends.report.changed.connect(self._outdate)

    def _lay_out(self) -> None:
        head = parts.line(gap=6)
        head.setContentsMargins(8, 4, 8, 4)
        head.addWidget(parts.label(self, "Biểu đồ", name="panelTitle"))
        head.addWidget(self._said, 1)
        layout = parts.column(self)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Return what is shown."""
        return tuple(view.chart for view in self._views if view.chart is not None)

    def refresh(self) -> None:
        """Draw the charts of the report as it is now."""
        charts = self._trends.every()
        kept = min(len(charts), len(self._views))
        for gone in (*self._titles[kept:], *self._views[kept:]):
            gone.hide()
            gone.deleteLater()
        del self._titles[kept:], self._views[kept:]
        while len(self._views) < len(charts):
            self._titles.append(parts.label(self._inside, name="chartTitle", wrap=True))
            self._views.append(ChartView(self._inside))
        for chart, title, view in zip(charts, self._titles, self._views, strict=True):
            title.setText(f"{chart.title} ({chart.unit})" if chart.unit else chart.title)
            view.take(chart)
        self._said.setText(self._words(len(charts)))
        self._place()

    def _words(self, count: int) -> str:
        if not self._trends.is_ready:
            return "Đang đọc các kỳ trước…"
        return f"{count} chỉ tiêu, tối đa 12 kỳ" if count else _NONE

    def _place(self) -> None:
        across = max(self._scroll.viewport().width() // _COLUMN_WIDTH, 1)
        for number, (title, view) in enumerate(zip(self._titles, self._views, strict=True)):
            row, column = divmod(number, across)
            self._grid.addWidget(title, row * 2, column, Qt.AlignmentFlag.AlignBottom)
            self._grid.addWidget(view, row * 2 + 1, column)
            title.show()
            view.show()

    def _outdate(self) -> None:
        if self.isVisible():
            self._rest.start()

    def showEvent(self, event: object) -> None:
        """Draw what was left undrawn while nobody looked."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._rest.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width out anew."""
        super().resizeEvent(event)
        self._place()


def _describe(widget: QWidget, chart: Chart | None) -> None:
    widget.setAccessibleName("" if chart is None else f"Biểu đồ {chart.title}")
    widget.setAccessibleDescription("" if chart is None else chart.alt)
    widget.setToolTip("" if chart is None else chart.alt)


def _small(font: QFont) -> QFont:
    smaller = QFont(font)
    smaller.setPointSizeF(max(font.pointSizeF() - _SMALLER, 6.0))
    return smaller


# --- drawing --------------------------------------------------------------------------------------


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
