"""The manual's worked example, made from its own text: ``python -m tests.authoring`` writes it.

The tables of the page are the sheets; the workbook that ships and the picture in the page are made
from them, and the tests hold all three together.
"""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Final

from openpyxl import Workbook

import resources
from desktop.use_cases.pack_preview import preview
from exporters.authoring.pack_workbook import read_pack_workbook
from exporters.authoring.pack_workbook_pages import render_pack_workbook
from exporters.page_pictures import page_pictures
from forms import pack
from forms.model import Form

ROOT: Final = Path(__file__).parent.parent
PAGE: Final = ROOT / "docs" / "huong-dan" / "bieu-bang-tinh.md"
SAMPLE: Final = resources.path("samples/authoring/VD02.xlsx")
PICTURE: Final = ROOT / "docs" / "images" / "VD02.png"
WIDTH: Final = 700
"""Pixels across of the picture in the page."""
SHEETS: Final = ("bieu", "chi_tieu", "cot", "lua_chon", "muc", "quan_he")
"""The sheets in the order in which the page fills them."""
_BREAK: Final = "⏎"
_TABLE: Final = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)

Lines = list[list[str | None]]


def tables() -> dict[str, Lines]:
    """Return the lines of the example's sheets as the page gives them."""
    text = PAGE.read_text(encoding="utf-8").partition("\n## 2. ")[2].partition("\n## 3. ")[0]
    found = [_lines(table) for table in _TABLE.findall(text)]
    return dict(zip(SHEETS, found, strict=True))


def _lines(table: str) -> Lines:
    head, _, *rows = table.strip().split("\n")
    return [[_cell(one) for one in line.strip("|").split("|")] for line in (head, *rows)]


def _cell(text: str) -> str | None:
    words = [part.strip() for part in text.split(_BREAK)]
    return "\n".join(words) if any(words) else None


def typed(changes: dict[str, str] | None = None) -> bytes:
    """Return the workbook as a clerk types it; ``changes`` are other contents by `sheet!cell`."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, lines in tables().items():
        page = book.create_sheet(name)
        for line in lines:
            page.append(line)
    for place, words in (changes or {}).items():
        name, _, cell = place.partition("!")
        book[name][cell] = words
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def form() -> Form:
    """Return the form that the page makes."""
    return pack.read_tree(read_pack_workbook(typed()).tree)


def picture() -> bytes:
    """Return the first page of its preview."""
    return next(page_pictures(preview(pack.compiled(form())).pdf, width_px=WIDTH))


if __name__ == "__main__":
    SAMPLE.parent.mkdir(exist_ok=True)
    SAMPLE.write_bytes(render_pack_workbook(form()))
    PICTURE.write_bytes(picture())
