"""Charts in the window: a small trend beside the cell, and a page of all of a form's trends.

What is drawn is the description of :mod:`forms.printed.charts`; paper and workbook draw the same.
Series differ by marker, dashes and words, never by colour.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QWidget
from shiboken6 import isValid

from desktop.problems import Trouble
from desktop.window import parts
from desktop.window.editor.chart_drawing import paint_chart, paint_trend
from desktop.window.editor.open_report import OpenReport
from desktop.window.tasks import Runner
from forms.cells import CellKey
from forms.printed.charts import Chart
from forms.printed.trends import Past, trend, trends

REST_MS: Final = 400
"""How long a report rests before its past is read, and before its charts are drawn again."""

_CHART_HEIGHT: Final = 168
_COLUMN_WIDTH: Final = 300
_SPARK: Final = QSize(190, 56)
_NONE: Final = (
    "Chưa có biểu đồ: cần số liệu của ít nhất hai kỳ, và số có thay đổi.\n"
    "Lập báo cáo các kỳ sau trên máy này là có."
)
_READING: Final = "Đang đọc các kỳ trước…"


class Trends(QObject):
    """The trends of one open report. Its earlier reports are read once, in the background.

    ``ready`` is told when they are there.
    """

    ready = Signal()

    def __init__(self, report: OpenReport, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.report, self._runner = report, runner
        self._past: tuple[Past, ...] | None = None
        parts.soon(self, self._read, ms=REST_MS)

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
        if self._chart is not None:
            paint_trend(self, self._chart)


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
        if self._chart is not None:
            paint_chart(self, self._chart)


class ChartPage(QFrame):
    """All trends of a form, one below the other, or side by side where there is room.

    Works only while it is visible.
    """

    def __init__(self, trends: Trends, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trends = trends
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
        self._scroll.setAccessibleName("Biểu đồ")
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidget(self._inside)
        self._empty = parts.empty_note(self)
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
        layout.addWidget(self._empty, 1)

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
            self._titles.append(parts.label(self._inside, wrap=True))
            self._views.append(ChartView(self._inside))
        for chart, title, view in zip(charts, self._titles, self._views, strict=True):
            title.setText(f"{chart.title} ({chart.unit})" if chart.unit else chart.title)
            view.take(chart)
        self._said.setText(f"{len(charts)} chỉ tiêu, tối đa 12 kỳ" if charts else "")
        self._empty.setText(_NONE if self._trends.is_ready else _READING)
        self._empty.setVisible(not charts)
        self._scroll.setVisible(bool(charts))
        self._place()

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
