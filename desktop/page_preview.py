"""The pages as they will be signed, drawn in the background while the person goes on typing."""

from __future__ import annotations

from typing import Final, NamedTuple

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QWidget

from desktop import parts
from desktop.open_report import OpenReport
from desktop.problems import Trouble
from desktop.tasks import Runner
from forms.document import Document

REST_MS: Final = 1000
"""How long nothing changes before the pages are drawn again."""

_MARGIN: Final = 12


class _Drawn(NamedTuple):
    """A drawn page, with the file it came from and how many pages that has."""

    pdf: bytes
    pages: int
    shown: int
    image: QImage


class PagePreview(QFrame):
    """One page at a time; PgUp and PgDn turn pages. Works only while it is visible."""

    def __init__(self, report: OpenReport, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report, self._runner = report, runner
        self._pdf = b""
        self._pages, self._index = 0, 0
        self._drawing = self._again = False
        self.setObjectName("pagePreview")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Trang in")
        self._page = QLabel(self)
        self._page.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
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
        self._pdf = b""
        if self.isVisible():
            self._rest.start()

    def showEvent(self, event: object) -> None:
        """Draw what was left undrawn while nobody looked."""
        super().showEvent(event)  # type: ignore[arg-type]
        self._rest.start(0)

    def turn(self, way: int) -> None:
        """Show the next or the previous page."""
        wanted = min(max(self._index + way, 0), max(self._pages - 1, 0))
        if wanted != self._index:
            self._index = wanted
            self._compose()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages."""
        ways = {int(Qt.Key.Key_PageDown): 1, int(Qt.Key.Key_PageUp): -1}
        if event.key() in ways:
            self.turn(ways[event.key()])
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw at the new width, once it stays."""
        super().resizeEvent(event)
        if self.isVisible() and self._pages:
            self._rest.start(150)

    # -- drawing ----------------------------------------------------------------------------------

    def _compose(self) -> None:
        """Compose here, where the figures change; set and draw the pages in the background."""
        if self._drawing:
            self._again = True
            return
        self._drawing = True
        document = None if self._pdf else self._report.desk.document()
        pdf, index, width = self._pdf, self._index, self._width_in_pixels()
        self._runner.run(lambda: _draw(document, pdf, index, width), self._show, self._fail)

    def _width_in_pixels(self) -> int:
        room = self._scroll.viewport().width() - 2 * _MARGIN
        return max(int(room * self.devicePixelRatioF()), 100)

    def _show(self, drawn: _Drawn) -> None:
        self._drawing = False
        if self._again:
            self._again = False
            self._compose()
            return
        self._pdf, self._pages, self._index = drawn.pdf, drawn.pages, drawn.shown
        picture = QPixmap.fromImage(drawn.image)
        picture.setDevicePixelRatio(self.devicePixelRatioF())
        self._page.setPixmap(picture)
        self._number.setText(f"{drawn.shown + 1} / {drawn.pages}")

    def _fail(self, trouble: Trouble) -> None:
        self._drawing = self._again = False
        self._number.setText(trouble.message)


def _draw(document: Document | None, pdf: bytes, index: int, width: int) -> _Drawn:
    from exporters.pages import page_count, render_page
    from exporters.pdf import render_pdf

    if document is not None:
        pdf = render_pdf(document)
    pages = page_count(pdf)
    shown = min(index, pages - 1)
    page = render_page(pdf, shown, width_px=width)
    stride = 4 * page.width
    image = QImage(page.bgrx, page.width, page.height, stride, QImage.Format.Format_RGB32).copy()
    return _Drawn(pdf, pages, shown, image)
