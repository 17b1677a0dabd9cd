"""Pages of a PDF as pictures, for the preview and for tests that look at paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters.problems import ExportProblem

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

ONE_AT_A_TIME: Final = Lock()
"""PDFium keeps state of its own and must not be called by two threads at once."""

_BYTES_PER_PIXEL: Final = 4


class PageImage(NamedTuple):
    """A page as pixels, rows from the top, 4 bytes each: blue, green, red, unused.

    This is what `QImage.Format_RGB32` expects on the machines the program runs on; a row takes
    exactly `4 * width` bytes.
    """

    width: int
    height: int
    bgrx: bytes


def page_count(pdf: bytes) -> int:
    """Count the pages.

    Raises:
        ExportProblem: Code `PDF`; the bytes are no readable PDF.
    """
    with _open(pdf) as document:
        return len(document)


def page_size(pdf: bytes, index: int) -> tuple[float, float]:
    """Give width and height of a page in points; `index` counts from 0.

    Raises:
        ExportProblem: Code `PDF`; unreadable, or it has no such page.
    """
    with _open(pdf) as document:
        _require_page(document, index)
        size: tuple[float, float] = document[index].get_size()
        return size


def render_page(pdf: bytes, index: int, *, width_px: int) -> PageImage:
    """Draw a page `width_px` pixels wide on white; `index` counts from 0.

    Raises:
        ExportProblem: Code `PDF`; unreadable, or it has no such page.
        ValueError: The width is not positive.
    """
    if width_px < 1:
        raise ValueError(f"page width in pixels: {width_px}")
    with _open(pdf) as document:
        _require_page(document, index)
        page = document[index]
        bitmap = page.render(scale=width_px / page.get_width(), prefer_bgrx=True)
        row = bitmap.width * _BYTES_PER_PIXEL
        data = bytes(bitmap.buffer)
        rows = (data[y * bitmap.stride : y * bitmap.stride + row] for y in range(bitmap.height))
        return PageImage(bitmap.width, bitmap.height, b"".join(rows))


@contextmanager
def _open(pdf: bytes) -> Iterator[PdfDocument]:
    from pypdfium2 import PdfDocument, PdfiumError

    with ONE_AT_A_TIME:
        try:
            document = PdfDocument(pdf)
        except PdfiumError:
            raise ExportProblem(
                "Không mở được tệp PDF để xem trang: tệp hỏng hoặc không phải PDF. "
                "Hãy xuất lại báo cáo.",
                code="PDF",
            ) from None
        try:
            yield document
        finally:
            document.close()


def _require_page(document: PdfDocument, index: int) -> None:
    if not 0 <= index < len(document):
        raise ExportProblem(
            f"Tệp PDF chỉ có {len(document)} trang, không có trang {index + 1}.",
            code="PDF",
            place=f"trang {index + 1}",
        )
