"""Write a booklet: chapters of headings, text, lists, tables, listings and pictures, as PDF.

For the manual, not for reports: it has no letterhead, nothing to sign and no footnotes. Its pages
are laid out and tagged as those of reports are, so it conforms to PDF/A-3a and PDF/UA-1, too.
Nothing comes from the clock; the same chapters give the same bytes.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple

from exporters import nd30
from exporters.fonts import Face, clean, require_letters, width
from exporters.paper.conformance import Properties, finish
from exporters.paper.draw import draw
from exporters.paper.flow import Frame, paginate, tie_lines
from exporters.paper.lines import Line, baseline, flush
from exporters.paper.marks import Layout, Mark, PictureMark, Sheet, Slab, TextMark
from exporters.paper.parts import title_slabs
from exporters.paper.structure import Element, Story
from exporters.paper.table import table_slabs
from exporters.paper.words import Setting, plain_words, words_of
from forms.printed.document import Paragraph, Table

_TEXT_PT: Final = 12.0
_LISTING_PT: Final = 10.0
_GAP_PT: Final = 5.0
_HEADINGS_PT: Final = (16.0, 13.0, 12.0, 12.0)
_STEP_MM: Final = 6.0
_SIGNS: Final = {"bullet": "-", "sub_bullet": "+"}


class Listing(NamedTuple):
    """Lines of commands or of a file, each on a line of its own."""

    lines: tuple[str, ...]


class Picture(NamedTuple):
    """A picture (PNG) over the width of the text, and what it shows, in words."""

    data: bytes
    alt: str


Part = Paragraph | Table | Listing | Picture


class Chapter(NamedTuple):
    """A chapter; it begins on a new page."""

    title: str
    parts: tuple[Part, ...]


class About(NamedTuple):
    """What the file says of itself."""

    title: str
    author: str
    dated: datetime


def render_booklet(about: About, chapters: Sequence[Chapter]) -> bytes:
    """Give the booklet, all fonts embedded.

    Raises:
        ExportProblem: Code `GLYPH`: a letter cannot be printed.
    """
    require_letters(list(_words_of(chapters)))
    root, frame = Element("Document"), _frame()
    pages: list[tuple[Mark, ...]] = []
    for number, chapter in enumerate(chapters):
        section = _Chapter(root.child("Sect"), frame)
        head = [] if number else title_slabs("HƯỚNG DẪN", (about.title,), frame.width,
                                             section.part.child("H1"))  # fmt: skip
        pages += paginate([*head, *section.slabs(chapter)], {}, frame)
    sheets = [_sheet(marks, number, frame) for number, marks in enumerate(pages, 1)]
    drawn = draw(Layout(tuple(sheets), root), draft=False, fields=False)
    return finish(drawn, Properties(about.title, about.author, "", about.dated))


def _words_of(chapters: Sequence[Chapter]) -> Iterator[tuple[str, str]]:
    for chapter in chapters:
        yield chapter.title, chapter.title
        for part in chapter.parts:
            if isinstance(part, Paragraph):
                yield chapter.title, part.text
            elif isinstance(part, Listing):
                yield chapter.title, " ".join(part.lines)
            elif isinstance(part, Table):
                cells = [column.title for column in part.columns]
                yield chapter.title, " ".join([*cells, *(c for r in part.rows for c in r.cells)])


class _Chapter:
    """A chapter in the making."""

    def __init__(self, part: Element, frame: Frame) -> None:
        self.part, self._frame = part, frame
        self._story = Story(part, top=1)

    def slabs(self, chapter: Chapter) -> Iterator[Slab]:
        yield from self._heading(chapter.title, 1)
        for part in chapter.parts:
            if isinstance(part, Table):
                table = self._story.block("Table")
                yield from table_slabs(part, self._frame.width, self._frame.height, table)
                yield Slab(_GAP_PT)
            elif isinstance(part, Listing):
                yield from self._listing(part)
            elif isinstance(part, Picture):
                yield self._picture(part)
            else:
                yield from self._paragraph(part)

    def _heading(self, text: str, level: int) -> Iterator[Slab]:
        size = _HEADINGS_PT[min(level, len(_HEADINGS_PT)) - 1]
        words = plain_words(clean(text), Setting(size, bold=True), self._frame.width)
        element = self._story.heading(level)
        slabs = _lines(flush(words, self._frame.width), size, 0.0, before=2.5 * _GAP_PT)
        return (replace(slab, tie=True).of(element) for slab in slabs)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Slab]:
        if paragraph.style == "heading":
            return self._heading(paragraph.text, paragraph.level)
        sign, depth = _SIGNS.get(paragraph.style, ""), 1 if paragraph.style == "bullet" else 2
        indent = nd30.mm(_STEP_MM) * depth if sign else 0.0
        room = self._frame.width - indent
        words = words_of(paragraph.runs, Setting(_TEXT_PT), room)
        slabs = tie_lines(_lines(flush(words, room), _TEXT_PT, indent), first=2, last=2)
        if paragraph.text.rstrip().endswith(":"):
            slabs[-1:] = [replace(slab, tie=True) for slab in slabs[-1:]]
        if not sign:
            element = self._story.block("P")
            return (slab.of(element) for slab in slabs)
        label, body = self._story.item(depth)
        length = width(sign, Face.REGULAR, _TEXT_PT)
        down = baseline(nd30.single(_TEXT_PT), _TEXT_PT)
        x = indent - nd30.mm(_STEP_MM) / 2
        mark = TextMark(x, down, sign, Face.REGULAR, _TEXT_PT, length, element=label)
        slabs[:1] = [replace(slab, marks=(mark, *slab.marks)) for slab in slabs[:1]]
        return (slab.of(body) for slab in slabs)

    def _listing(self, listing: Listing) -> Iterator[Slab]:
        element, step = self._story.block("P"), width(" ", Face.REGULAR, _LISTING_PT)
        for number, text in enumerate(listing.lines):
            indent = nd30.mm(_STEP_MM) + step * (len(text) - len(text.lstrip(" ")))
            room = self._frame.width - indent
            words = plain_words(clean(text.strip()), Setting(_LISTING_PT), room)
            before = 0.0 if number else _GAP_PT
            if not words:
                yield Slab(nd30.single(_LISTING_PT) / 2)
            for slab in _lines(flush(words, room), _LISTING_PT, indent, before=before):
                yield slab.of(element)

    def _picture(self, picture: Picture) -> Slab:
        from PIL import Image

        with Image.open(io.BytesIO(picture.data)) as image:
            wide, high = image.size
        across = min(self._frame.width, self._frame.height * 0.6 * wide / high)
        down = across * high / wide
        figure = self._story.block("Figure")
        mark = PictureMark(0.0, 0.0, across, down, picture.data, picture.alt, figure)
        return Slab(down + _GAP_PT, (mark,), before=_GAP_PT)


def _lines(
    lines: Sequence[Line], size: float, indent: float, *, before: float = _GAP_PT
) -> list[Slab]:
    leading = nd30.single(size)
    down = baseline(leading, size)
    return [
        Slab(leading, line.at(indent, down), 0.0 if index else before)
        for index, line in enumerate(lines)
    ]


def _frame() -> Frame:
    return Frame(
        nd30.mm(nd30.PAGE_WIDTH_MM - nd30.MARGIN_LEFT_MM - nd30.MARGIN_RIGHT_MM),
        nd30.mm(nd30.PAGE_HEIGHT_MM - nd30.MARGIN_TOP_MM - nd30.MARGIN_BOTTOM_MM),
    )


def _sheet(marks: Sequence[Mark], number: int, frame: Frame) -> Sheet:
    left, top = nd30.mm(nd30.MARGIN_LEFT_MM), nd30.mm(nd30.MARGIN_TOP_MM)
    length = width(str(number), Face.REGULAR, nd30.PAGE_NUMBER_PT)
    x, y = left + (frame.width - length) / 2, nd30.mm(nd30.PAGE_NUMBER_BASELINE_MM)
    counted = TextMark(x, y, str(number), Face.REGULAR, nd30.PAGE_NUMBER_PT, length)
    placed = [counted, *(mark.moved(left, top) for mark in marks)]
    return Sheet(nd30.mm(nd30.PAGE_WIDTH_MM), nd30.mm(nd30.PAGE_HEIGHT_MM), tuple(placed))
