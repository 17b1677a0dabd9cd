"""The pages as they will be signed, drawn in the background while the person goes on typing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from desktop.problems import Trouble, attempt
from desktop.window import parts, theme
from desktop.window.editor.open_report import OpenReport
from desktop.window.editor.page_places import cell_at, field_of, hit, marked, traced
from desktop.window.tasks import Runner
from forms.cells import CellKey
from forms.printed.document import Document

if TYPE_CHECKING:
    from exporters.pdf import Place

REST_MS: Final = 1000
"""How long nothing changes before the pages are drawn again."""

_MARGIN: Final = 12
_TURN_MS: Final = 150
_WIDEST: Final = 980
"""Pixels beyond which a page is no easier to read."""
_STEP: Final = 60
_AROUND: Final = 90
_GROUND: Final = 46
"""How far the mark's colour covers the words under it, of 255."""


class _Paper(NamedTuple):
    """A drawn report: its file, its number of pages, what is where, and each field's page."""

    pdf: bytes
    pages: int
    homes: Mapping[str, int]
    places: tuple[Place, ...]


class _Drawn(NamedTuple):
    """One page of a paper as a picture."""

    paper: _Paper
    shown: int
    image: QImage
    scale: float


class _Page(QLabel):
    """The picture of a page with the place of the cursor marked on it; it tells of clicks.

    The point of a click is in points of the paper.
    """

    clicked = Signal(QPointF)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip("Bấm vào con số để đến ô của nó")
        self.marks: tuple[tuple[Place, bool], ...] = ()
        self.scale = 1.0

    def mark(self, marks: tuple[tuple[Place, bool], ...]) -> None:
        """Mark these places and no others."""
        if marks != self.marks:
            self.marks = marks
            self.update()

    def _left(self) -> float:
        width = self.pixmap().deviceIndependentSize().width()
        return max((self.width() - width) / 2, 0)

    def box(self, place: Place) -> QRectF:
        """Return where a place is in this widget."""
        x, y, w, h = (n * self.scale for n in (place.x, place.y, place.width, place.height))
        return QRectF(self._left() + x, y, w, h).adjusted(-2, -1, 2, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell where on the paper the click was."""
        at = event.position()
        self.clicked.emit(QPointF((at.x() - self._left()) / self.scale, at.y() / self.scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the page, then the marks: the field softly, the cell itself with a line below."""
        super().paintEvent(event)
        painter = QPainter(self)
        ground, ink = QColor(theme.colour("accent")), theme.colour("accent")
        ground.setAlpha(_GROUND)
        for place, is_cell in self.marks:
            box = self.box(place)
            painter.fillRect(box, ground)
            if is_cell:
                painter.fillRect(QRectF(box.left(), box.bottom() - 2, box.width(), 2), ink)
        painter.end()


class PagePreview(QFrame):
    """One page at a time, the one that prints where the cursor is; PgUp and PgDn turn pages.

    What the cursor is on is marked on the page; ``picked`` brings the cell (``None``: only the
    field or section) that was clicked there. Works only while it is visible.
    """

    picked = Signal(str, object)

    def __init__(self, report: OpenReport, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report, self._runner = report, runner
        self._paper: _Paper | None = None
        self._pages, self._index, self._field = 0, 0, ""
        self._key: CellKey | None = None
        self._drawing = self._again = False
        self.setObjectName("pagePreview")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Trang in")
        self._page = _Page(self)
        self._page.clicked.connect(self._pick)
        self._scroll = QScrollArea(self)
        self._scroll.setWidget(self._page)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._number = parts.label(self, "Đang dựng trang…", name="soft")
        self._lay_out()
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._compose)
        report.changed.connect(self.outdate)

    def _lay_out(self) -> None:
        head = parts.line(gap=6)
        head.setContentsMargins(8, 4, 8, 4)
        head.addWidget(parts.label(self, "Trang in", name="panelTitle"))
        head.addWidget(self._number, 1)
        head.addWidget(parts.button(self, "‹ PgUp", lambda: self.turn(-1)))
        head.addWidget(parts.button(self, "PgDn ›", lambda: self.turn(1)))
        layout = parts.column(self)
        layout.addLayout(head)
        layout.addWidget(self._scroll, 1)

    @property
    def page_count(self) -> int:
        """Return how many pages the last drawing had, 0 before the first."""
        return self._pages

    # -- when -------------------------------------------------------------------------------------

    def outdate(self) -> None:
        """Draw again once nothing has changed for a while."""
        self._paper = None
        if self.isVisible():
            self._rest.start(REST_MS)

    def look_for(self, field: str, key: CellKey | None = None) -> None:
        """Show the page that prints a field, soon, and mark the field there."""
        self._field, self._key = field, key
        page = self._paper.homes.get(field, self._index) if self._paper is not None else self._index
        if page != self._index and self.isVisible():
            self._index = page
            self._rest.start(_TURN_MS)
        self._mark()

    def _mark(self) -> None:
        paper = self._paper
        found = () if paper is None else paper.places
        marks = marked(found, self._index, self._field, self._key)
        self._page.mark(marks)
        if marks:
            first = self._page.box(marks[0][0]).center()
            self._scroll.ensureVisible(int(first.x()), int(first.y()), 0, _AROUND)

    def _pick(self, at: QPointF) -> None:
        found = None if self._paper is None else self._paper.places
        place = hit(found or (), self._index, at.x(), at.y())
        if place is not None:
            self.picked.emit(field_of(place.source), cell_at(self._report.desk, place))

    def showEvent(self, event: object) -> None:
        """Draw what was left undrawn while nobody looked."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._index = -1
        self._rest.start(0)

    def retire(self) -> None:
        """Draw no more: the report is being closed."""
        self._rest.stop()
        self._report.changed.disconnect(self.outdate)
        self.hide()

    def turn(self, way: int) -> None:
        """Show the next or the previous page."""
        wanted = min(max(self._index + way, 0), max(self._pages - 1, 0))
        if wanted != self._index:
            self._index = wanted
            self._compose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages, or go up and down on one."""
        ways = {int(Qt.Key.Key_PageDown): 1, int(Qt.Key.Key_PageUp): -1}
        steps = {int(Qt.Key.Key_Down): 1, int(Qt.Key.Key_Up): -1}
        if event.key() in steps:
            bar = self._scroll.verticalScrollBar()
            bar.setValue(bar.value() + steps[event.key()] * _STEP)
            return
        if event.key() in ways:
            self.turn(ways[event.key()])
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw at the new width, once it stays."""
        super().resizeEvent(event)
        if self.isVisible() and self._pages:
            self._rest.start(_TURN_MS)

    # -- drawing ----------------------------------------------------------------------------------

    def _compose(self) -> None:
        """Compose here, where the figures change; set and draw the pages in the background."""
        if self._drawing:
            self._again = True
            return
        paper = self._paper
        document = attempt(self._report.desk.document) if paper is None else None
        if isinstance(document, Trouble):
            self._fail(document)
            return
        self._drawing = True
        wish = (self._index, self._field, self._width_in_pixels())
        self._runner.run(lambda: _draw(document, paper, *wish), self._show, self._fail)

    def _width_in_pixels(self) -> int:
        room = min(self._scroll.viewport().width() - 2 * _MARGIN, _WIDEST)
        return max(int(room * self.devicePixelRatioF()), 100)

    def _show(self, drawn: _Drawn) -> None:
        self._drawing = False
        if self._again:
            self._again = False
            self._compose()
            return
        self._paper, self._pages, self._index = drawn.paper, drawn.paper.pages, drawn.shown
        picture = QPixmap.fromImage(drawn.image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._page.setPixmap(picture)
        self._page.scale = drawn.scale / self.devicePixelRatioF()
        way_back = "   Esc: trở lại" if self.window().isFullScreen() else ""
        self._number.setText(f"{drawn.shown + 1} / {drawn.paper.pages}{way_back}")
        # The picture gets its room first.
        parts.soon(self, self._mark)

    def _fail(self, trouble: Trouble) -> None:
        self._drawing = self._again = False
        self._number.setText(trouble.message)


def _draw(
    document: Document | None, paper: _Paper | None, index: int, field: str, width: int
) -> _Drawn:
    """Draw page ``index``, or with -1 the page that prints ``field``."""
    from exporters.pages import page_size, render_page

    if document is not None:
        paper = _print(document)
    if paper is None:
        raise ValueError("neither a document nor a paper to draw")
    wanted = paper.homes.get(field, 0) if index < 0 else index
    shown = min(wanted, paper.pages - 1)
    page = render_page(paper.pdf, shown, width_px=width)
    stride = 4 * page.width
    image = QImage(page.bgrx, page.width, page.height, stride, QImage.Format.Format_RGB32).copy()
    return _Drawn(paper, shown, image, page.width / page_size(paper.pdf, shown)[0])


def _print(document: Document) -> _Paper:
    from exporters.pages import page_count
    from exporters.pdf import places, render_pdf

    pdf = render_pdf(document)
    found = places(traced(document))
    homes: dict[str, int] = {}
    for place in found:
        homes.setdefault(field_of(place.source), place.page)
    return _Paper(pdf, page_count(pdf), homes, found)
