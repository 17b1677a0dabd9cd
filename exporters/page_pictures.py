"""Pages of a PDF as PNG files, for people who look at a form before they use it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Final

from exporters.pages import PageImage, page_count, render_page

WIDTH: Final = 1240
"""Pixels across: A4 at 150 dots per inch."""


def page_pictures(pdf: bytes, *, width_px: int = WIDTH) -> Iterator[bytes]:
    """Draw every page as a PNG; the same PDF gives the same bytes. Raises ExportProblem."""
    for index in range(page_count(pdf)):
        yield _png(render_page(pdf, index, width_px=width_px))


def _png(page: PageImage) -> bytes:
    from PIL import Image

    size = (page.width, page.height)
    picture = Image.frombytes("RGB", size, page.bgrx, "raw", "BGRX")
    buffer = io.BytesIO()
    # A page has few colours: a palette makes the file a third as large.
    picture.convert("P", palette=Image.Palette.ADAPTIVE, colors=64).save(buffer, "PNG")
    return buffer.getvalue()
