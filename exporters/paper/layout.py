"""Lay a document out on sheets of paper, as Nghị định 30/2020/NĐ-CP wants a report.

The body and every annex are sections of their own: each begins on a new page, counts its pages
from 1 and shows no number on the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from msgspec import structs

from exporters import nd30
from exporters.check_code import CheckCode
from exporters.fonts import Face, clean, width
from exporters.paper.charts import chart_slabs
from exporters.paper.flow import Frame, paginate, tie_lines
from exporters.paper.lines import baseline, justified
from exporters.paper.marks import Layout, Mark, Sheet, Slab, TextMark
from exporters.paper.parts import (
    addressee_slabs,
    annex_slabs,
    letterhead_slab,
    signature_slab,
    title_slabs,
    with_check_code,
)
from exporters.paper.structure import Element, Story
from exporters.paper.table import table_slabs
from exporters.paper.words import Setting, Word, note_mark, words_of
from exporters.problems import ExportProblem
from forms.printed.document import Annex, Block, Document, Note, Paragraph, Run, Table

_BULLETS: Final = ("- ", "+ ")
_LINES_WITH_SIGNATURE: Final = 2


def lay_out(document: Document, code: CheckCode | None = None) -> Layout:
    """Give all pages of a document, and its structure.

    `code` is printed in the bottom margin of the last page.

    Raises:
        ExportProblem: The letterhead or the signature block cannot be placed.
        ValueError: A footnote is marked but not given, or given but never marked.
    """
    _require_notes(document)
    root = Element("Document")
    notes = {note.number: note for note in document.notes}
    sheets = _report(document, _Section(root.child("Sect"), notes, _frame(landscape=False)))
    for number, annex in enumerate(document.annexes, 1):
        frame = _frame(landscape=annex.landscape)
        sheets += _annex(annex, _Section(root.child("Sect"), notes, frame, annex=number))
    if code is not None:
        sheets[-1] = with_check_code(sheets[-1], code, root)
    return Layout(tuple(sheets), root)


def _report(document: Document, section: _Section) -> list[Sheet]:
    frame, part = section.frame, section.part
    head = letterhead_slab(document.letterhead, frame.width, part)
    body = [
        head,
        *_title(document, frame.width, part),
        *addressee_slabs(document.addressees, frame.width, part),
        *section.blocks(document.blocks),
    ]
    end = signature_slab(document.recipients, document.signature, frame.width, part)
    if end.height > frame.height * nd30.SIGNATURE_BLOCK_SHARE:
        raise ExportProblem(
            "Danh sách “Nơi nhận” quá dài, không đặt vừa cạnh chữ ký trên một trang. "
            "Hãy gộp các nơi nhận thành nhóm rồi xuất lại.",
            code="RECIPIENTS",
            place="Nơi nhận",
        )
    return section.sheets([*_tied_to_signature(body), end])


def _title(document: Document, room: float, part: Element) -> list[Slab]:
    """Set type and subject; a letter has none, what it is about stands under its number."""
    if document.kind:
        return title_slabs(document.kind, document.subject, room, part.child("H1"))
    return [Slab(nd30.TITLE_GAP_PT, tie=True)]


def _annex(annex: Annex, section: _Section) -> list[Sheet]:
    head = annex_slabs(annex, section.frame.width, section.part)
    charts = chart_slabs(annex.charts, section.frame.width, section.part)
    return section.sheets([*head, *section.blocks(annex.blocks), *charts])


class _Section:
    """The body or an annex in the making: its blocks become slabs, the slabs pages."""

    def __init__(
        self, part: Element, notes: Mapping[int, Note], frame: Frame, *, annex: int = 0
    ) -> None:
        self.part, self.frame, self._annex = part, frame, annex
        self._story = Story(part, top=2 if annex else 1)
        self._notes, self._note_lines = notes, dict[int, list[Slab]]()

    def sheets(self, slabs: Sequence[Slab]) -> list[Sheet]:
        pages = paginate(_first_marks(slabs), self._note_lines, self.frame)
        return [_sheet(page, number, self.frame) for number, page in enumerate(pages, 1)]

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Slab]:
        width, height = self.frame.width, self.frame.height
        for block in blocks:
            if isinstance(block, Table):
                yield from table_slabs(block, width, height, self._story.block("Table"))
            else:
                yield from self._paragraph(block)

    def _paragraph(self, paragraph: Paragraph) -> Iterator[Slab]:
        label, part = self._place(paragraph)
        slabs = _paragraph_slabs(paragraph, self.frame.width, label)
        for run in paragraph.runs:
            if run.note is not None and run.note not in self._note_lines:
                self._note_lines[run.note] = self._note(run.note, part)
        return (slab.of(part) for slab in slabs)

    def _place(self, paragraph: Paragraph) -> tuple[Element, Element]:
        """Give the elements of a paragraph's bullet and of its words."""
        if paragraph.style == "heading":
            part = self._story.heading(paragraph.level)
        elif _bullet(paragraph)[0]:
            return self._story.item(1 if paragraph.style == "bullet" else 2)
        else:
            part = self._story.block("P")
        return part, part

    def _note(self, number: int, marking: Element) -> list[Slab]:
        note = self._notes[number]
        # A note that body and annex both mark is printed in both.
        part = marking.note(f"note{self._annex}-{number}")
        return _note_slabs(note, self.frame.width, part)


def _frame(*, landscape: bool) -> Frame:
    long, short = nd30.PAGE_HEIGHT_MM, nd30.PAGE_WIDTH_MM
    page_width, page_height = (long, short) if landscape else (short, long)
    return Frame(
        nd30.mm(page_width - nd30.MARGIN_LEFT_MM - nd30.MARGIN_RIGHT_MM),
        nd30.mm(page_height - nd30.MARGIN_TOP_MM - nd30.MARGIN_BOTTOM_MM),
    )


def _sheet(marks: Iterable[Mark], number: int, frame: Frame) -> Sheet:
    left, top = nd30.mm(nd30.MARGIN_LEFT_MM), nd30.mm(nd30.MARGIN_TOP_MM)
    placed = [mark.moved(left, top) for mark in marks]
    if number > 1:
        length = width(str(number), Face.REGULAR, nd30.PAGE_NUMBER_PT)
        x = left + (frame.width - length) / 2
        y = nd30.mm(nd30.PAGE_NUMBER_BASELINE_MM)
        placed.insert(0, TextMark(x, y, str(number), Face.REGULAR, nd30.PAGE_NUMBER_PT, length))
    page_width = frame.width + left + nd30.mm(nd30.MARGIN_RIGHT_MM)
    page_height = frame.height + top + nd30.mm(nd30.MARGIN_BOTTOM_MM)
    return Sheet(page_width, page_height, tuple(placed))


def _paragraph_slabs(paragraph: Paragraph, room: float, label: Element) -> list[Slab]:
    indent = 0.0 if paragraph.style == "plain" else nd30.mm(nd30.FIRST_LINE_INDENT_MM)
    heading = paragraph.style == "heading"
    setting = Setting(nd30.BODY_PT, bold=heading, italic=heading and paragraph.level >= 4)
    bullet, runs = _bullet(paragraph)
    sign = width(bullet, Face.REGULAR, setting.size)
    words = words_of(runs, setting, room - indent - sign)
    leading = nd30.single(setting.size) * nd30.LINE_FACTOR
    down = baseline(leading, setting.size)
    slabs = [
        Slab(leading, line.at(0.0, down), 0.0 if index else nd30.PARAGRAPH_GAP_PT, line.notes)
        for index, line in enumerate(justified(words, room, indent=indent + sign))
    ]
    if bullet and slabs:
        mark = TextMark(indent, down, bullet, Face.REGULAR, setting.size, sign, element=label)
        slabs[0] = replace(slabs[0], marks=(mark, *slabs[0].marks))
    return _tied(slabs, heading=heading, announces=paragraph.text.rstrip().endswith(":"))


def _tied(slabs: Sequence[Slab], *, heading: bool, announces: bool) -> list[Slab]:
    """Keep headings with what they head, and `gồm:` with the first of what it announces."""
    if heading:
        return [replace(slab, tie=True) for slab in slabs]
    tied = tie_lines(slabs, first=2, last=2)
    if announces and tied:
        tied[-1] = replace(tied[-1], tie=True)
    return tied


def _bullet(paragraph: Paragraph) -> tuple[str, tuple[Run, ...]]:
    """Take the `- ` or `+ ` off, so that justification does not stretch the space after it."""
    runs = paragraph.runs
    if paragraph.style not in ("bullet", "sub_bullet") or not runs:
        return "", runs
    text = clean(runs[0].text).lstrip()
    for bullet in _BULLETS:
        if text.startswith(bullet):
            return bullet, (structs.replace(runs[0], text=text.removeprefix(bullet)), *runs[1:])
    return "", runs


def _note_slabs(note: Note, room: float, part: Element) -> list[Slab]:
    size = nd30.NOTE_PT
    mark = Word([note_mark(note.number, size)], gap=width(" ", Face.REGULAR, size), spaces=1)
    words = [mark, *words_of(note.runs, Setting(size), room)]
    leading = nd30.single(size)
    lines = justified(words, room)
    label, *rest = lines[0].marks
    lines[0] = lines[0]._replace(marks=(label._replace(element=part.child("Lbl")), *rest))
    slabs = [Slab(leading, line.at(0.0, baseline(leading, size))).of(part) for line in lines]
    return tie_lines(slabs, first=3, last=2)


def _tied_to_signature(slabs: Sequence[Slab]) -> list[Slab]:
    kept = len(slabs) - _LINES_WITH_SIGNATURE
    return [replace(slab, tie=True) if index >= kept else slab for index, slab in enumerate(slabs)]


def _first_marks(slabs: Iterable[Slab]) -> list[Slab]:
    """Leave every footnote to the first slab that marks it."""
    seen: set[int] = set()
    result = []
    for slab in slabs:
        new = tuple(note for note in dict.fromkeys(slab.notes) if note not in seen)
        seen.update(new)
        result.append(slab if new == slab.notes else replace(slab, notes=new))
    return result


def _require_notes(document: Document) -> None:
    blocks = [*document.blocks, *(block for annex in document.annexes for block in annex.blocks)]
    marked = {
        run.note
        for block in blocks
        if isinstance(block, Paragraph)
        for run in block.runs
        if run.note is not None
    }
    given = {note.number for note in document.notes}
    if marked != given:
        raise ValueError(f"footnotes marked {sorted(marked)}, given {sorted(given)}")
