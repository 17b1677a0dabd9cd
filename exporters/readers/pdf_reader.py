"""PDF files, ours or anybody's, as text to be proofread.

PDFium gives letters with their places; lines, columns, ruled tables and footnotes are put together
from these. Small raised characters become superscript characters: the mark of a footnote is never
read as a digit of the figure before it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from exporters.pages import ONE_AT_A_TIME
from exporters.problems import ExportProblem
from exporters.readers.pdf_page_text import Glyph, Page, Rule, page_parts
from exporters.readers.running_lines import joined_pages
from forms.claims.passages import Line, Table, Text
from forms.legacy_fonts import modern

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

MAX_BYTES: Final = 64 << 20
MAX_PAGES: Final = 500
MAX_LETTERS: Final = 3_000_000
_MOST_RULES: Final = 4_000
_THIN: Final = 2.5
_SHORT: Final = 6.0
_FEW_LETTERS: Final = 20


def read_pdf(data: bytes) -> Text:
    """Read a PDF file; lines are numbered through the document.

    Raises:
        ExportProblem: No PDF, with a password, too large, or pictures of pages without any text
            (``PDF-SCAN``); code ``PDF-…``.
    """
    if len(data) > MAX_BYTES:
        raise _refused("PDF-SIZE")
    from pypdfium2 import PdfDocument, PdfiumError

    with ONE_AT_A_TIME:
        try:
            document = PdfDocument(data)
        except (PdfiumError, ValueError) as error:
            secret = "password" in str(error).lower()
            raise _refused("PDF-SECRET" if secret else "PDF-DAMAGED", str(error)) from error
        try:
            parts = _parts(document)
        except (PdfiumError, ValueError, OSError) as error:
            raise _refused("PDF-DAMAGED", str(error)) from error
        finally:
            document.close()
    return Text(_in_unicode(parts), wrapped=True)


def _parts(document: PdfDocument) -> list[Line | Table]:
    if len(document) > MAX_PAGES:
        raise _refused("PDF-SIZE")
    pages: list[list[Line | Table]] = []
    letters = 0
    for index in range(len(document)):
        page = _page(document, index)
        letters += len(page.glyphs)
        if letters > MAX_LETTERS:
            raise _refused("PDF-SIZE")
        pages.append(page_parts(page))
    if letters < _FEW_LETTERS:
        raise _refused("PDF-SCAN")
    return list(joined_pages(pages))


def _in_unicode(parts: Sequence[Line | Table]) -> tuple[Line | Table, ...]:
    """Read what was written in an old font; a table keeps its letters, it holds figures."""
    lines = [part for part in parts if isinstance(part, Line)]
    texts = iter(modern([line.text for line in lines]).texts)
    return tuple(
        Line(next(texts), part.page, part.number, part.note) if isinstance(part, Line) else part
        for part in parts
    )


# --- PDFium ---------------------------------------------------------------------------------------


def _page(document: PdfDocument, index: int) -> Page:
    page = document[index]
    try:
        words = page.get_textpage()
        try:
            glyphs = tuple(_glyphs(words.raw, words.count_chars()))
        finally:
            words.close()
        width, height = page.get_size()
        return Page(index + 1, width, height, glyphs, tuple(_rules(page)))
    finally:
        page.close()


def _glyphs(text_page: Any, count: int) -> Iterator[Glyph]:  # noqa: ANN401 - a handle of PDFium
    from pypdfium2 import raw

    x, y = ctypes.c_double(), ctypes.c_double()
    box = raw.FS_RECTF()
    for i in range(min(count, MAX_LETTERS)):
        code = raw.FPDFText_GetUnicode(text_page, i)
        letter = chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else ""
        if not letter or letter in "\r\n" or raw.FPDFText_IsGenerated(text_page, i) == 1:
            continue
        raw.FPDFText_GetCharOrigin(text_page, i, x, y)
        size = raw.FPDFText_GetFontSize(text_page, i)
        raw.FPDFText_GetLooseCharBox(text_page, i, box)
        # A font may be set at size 1 and scaled up by its matrix: the box tells.
        tall = abs(box.top - box.bottom)
        hyphen = raw.FPDFText_IsHyphen(text_page, i) == 1
        sign = "-" if hyphen or letter == "\x02" else letter
        yield Glyph(sign, x.value, y.value, max(box.right, x.value), tall or size)


def _rules(page: Any) -> Iterator[Rule]:  # noqa: ANN401 - pypdfium2 has no types
    from pypdfium2 import raw

    for count, item in enumerate(page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=2)):
        if count > _MOST_RULES:
            return
        left, bottom, right, top = item.get_bounds()
        yield from _sides(left, bottom, right, top)


def _sides(left: float, bottom: float, right: float, top: float) -> Iterator[Rule]:
    wide, high = right - left, top - bottom
    if high <= _THIN:
        if wide >= _SHORT:
            middle = (top + bottom) / 2
            yield Rule(left, middle, right, middle)
    elif wide <= _THIN:
        if high >= _SHORT:
            middle = (left + right) / 2
            yield Rule(middle, bottom, middle, top)
    else:
        yield Rule(left, bottom, right, bottom)
        yield Rule(left, top, right, top)
        yield Rule(left, bottom, left, top)
        yield Rule(right, bottom, right, top)


_SENTENCES: Final = {
    "PDF-DAMAGED": "Tệp PDF hỏng hoặc không phải PDF nên không đọc được. Hãy xin lại tệp từ nơi"
    " gửi.",
    "PDF-SECRET": "Tệp PDF đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi thử lại.",
    "PDF-SIZE": "Tệp PDF quá lớn (quá 64 MB hoặc 500 trang) nên không đọc. Hãy tách tệp rồi thử"
    " lại.",
    "PDF-SCAN": "Tệp PDF này chỉ có hình chụp trang, không có chữ nên không soát được. Hãy dùng"
    " bản Word hoặc bản PDF xuất từ Word.",
}


def _refused(code: str, detail: str = "") -> ExportProblem:
    return ExportProblem(_SENTENCES[code], detail, code=code)
