"""Write a document as the Word copy that goes round for corrections, marked `DỰ THẢO`.

The same page measures as the PDF (Nghị định 30/2020/NĐ-CP, Phụ lục I), but made of what a person
edits in Word: heading styles, tables, footnotes, page numbers that count themselves. The paper that
is signed is the PDF, never this. Nothing comes from the clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from exporters import nd30
from exporters.dated import moment_of
from exporters.fonts import Face, clean, width
from exporters.word_copy.file import Notes, packed
from exporters.word_copy.styles import (
    ANNEX,
    BULLETS,
    HEADINGS,
    PLAIN,
    REFERENCE,
    SUBJECT,
    TITLE,
    clear_template,
    define_styles,
    page_setup,
    styled,
)
from exporters.word_copy.tables import add_table, borderless, columns_mm
from forms.printed.document import Annex, Block, Document, Letterhead, Paragraph, Run, Table

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.section import Section
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

DRAFT_MARK: Final = "DỰ THẢO"
_TEXT_MM: Final = nd30.PAGE_WIDTH_MM - nd30.MARGIN_LEFT_MM - nd30.MARGIN_RIGHT_MM
_NUMBER_BLANK: Final = "\u00a0" * 12
_DATE_BLANK: Final = "\u00a0" * 6
_STYLES: Final = {"bullet": "Bullet", "sub_bullet": "Sub bullet", "plain": PLAIN}


def render_word(document: Document) -> bytes:
    """Give the whole document as .docx; the same document gives the same bytes.

    Raises:
        ExportProblem: Code `DATED`; the report's date is no ISO date.
    """
    import docx

    moment = moment_of(document.dated).replace(microsecond=0)
    word = docx.Document()
    clear_template(word)
    define_styles(word)
    notes = Notes(document.notes)
    _describe(word, document, moment)
    page_setup(word.sections[0], DRAFT_MARK, landscape=False)
    _letterhead(word, document.letterhead)
    if document.kind:
        _title(word, document.kind, document.subject)
    _addressees(word, document.addressees)
    _blocks(word, document.blocks, notes)
    _signature(word, document)
    for annex in document.annexes:
        _annex(word, annex, notes)
    return packed(word, notes, moment)


def _describe(word: Word, document: Document, moment: datetime) -> None:
    properties = word.core_properties
    properties.title, properties.author = clean(document.title), clean(document.author)
    properties.last_modified_by = clean(document.author)
    properties.keywords = ", ".join(document.keywords)
    properties.comments, properties.language = "", "vi-VN"
    properties.created = properties.modified = moment.astimezone(UTC).replace(tzinfo=None)
    properties.revision = 1


# --- the head of page 1 ---------------------------------------------------------------------------


def _letterhead(word: Word, head: Letterhead) -> None:
    from docx.shared import Pt

    left, right = nd30.ISSUER_COLUMN_MM, _TEXT_MM - nd30.ISSUER_COLUMN_MM
    table = borderless(word, 2, (left, right))
    issuer, state = table.rows[0].cells
    if head.superior:
        _line(issuer, head.superior.upper(), nd30.SUPERIOR_PT)
    _line(issuer, head.issuer.upper(), nd30.ISSUER_PT, bold=True)
    wide = width(clean(head.issuer.upper()), Face.BOLD, nd30.ISSUER_PT) / nd30.POINTS_PER_MM
    _rule(issuer, left, min(wide, left) * nd30.SHORT_RULE_SHARE)
    _line(state, nd30.QUOC_HIEU, nd30.QUOC_HIEU_PT, bold=True)
    _line(state, nd30.TIEU_NGU, nd30.TIEU_NGU_PT, bold=True)
    motto = width(nd30.TIEU_NGU, Face.BOLD, nd30.TIEU_NGU_PT) / nd30.POINTS_PER_MM
    _rule(state, right, motto)
    number, date = table.rows[1].cells
    _line(number, f"Số:{_NUMBER_BLANK}/{clean(head.symbol)}", nd30.NUMBER_PT)
    if head.about:
        about = _line(number, head.about, nd30.ABOUT_PT)
        about.paragraph_format.space_before = Pt(nd30.ABOUT_GAP_PT)
    day = f"{clean(head.place)}, ngày{_DATE_BLANK}tháng{_DATE_BLANK}năm {clean(head.year)}"
    _line(date, day, nd30.DATE_PT, italic=True)


def _line(
    cell: _Cell, text: str, size: float, *, bold: bool = False, italic: bool = False
) -> WordParagraph:
    """Put a centred line into a cell; the paragraph that every cell begins with is used first."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    first = cell.paragraphs[0]
    fresh = not first.runs and len(cell.paragraphs) == 1
    paragraph: WordParagraph = first if fresh else cell.add_paragraph()
    styled(paragraph, PLAIN)
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(clean(text))
    run.bold, run.italic, run.font.size = bold or None, italic or None, Pt(size)
    return paragraph


def _rule(cell: _Cell, room: float, length: float) -> None:
    """Draw a line in the middle of a cell: the border of an empty paragraph of that width."""
    paragraph = styled(cell.add_paragraph(), PLAIN)
    _border_above(paragraph, room, length)


def _border_above(paragraph: WordParagraph, room: float, length: float) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    layout = paragraph.paragraph_format
    layout.left_indent = layout.right_indent = Mm((room - length) / 2)
    layout.space_before, layout.line_spacing = Pt(3), Pt(6)
    border, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for key, value in {"val": "single", "sz": "6", "space": "1", "color": "000000"}.items():
        top.set(qn(f"w:{key}"), value)
    border.append(top)
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - borders have no other door
    properties.insert_element_before(
        border, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def _title(word: Word, kind: str, subject: Sequence[str]) -> None:
    styled(word.add_paragraph(clean(kind)), TITLE)
    lines = [clean(line) for text in subject for line in text.splitlines() if line.strip()]
    for line in lines:
        styled(word.add_paragraph(line), SUBJECT)
    last = lines[-1] if lines else clean(kind)
    long = min(width(last, Face.BOLD, nd30.TITLE_PT) / nd30.POINTS_PER_MM, _TEXT_MM)
    _border_above(styled(word.add_paragraph(), PLAIN), _TEXT_MM, long * nd30.SHORT_RULE_SHARE)


def _addressees(word: Word, names: Sequence[str]) -> None:
    """Set `Kính gửi:`; one addressee beside it, several below with `;` and a final `.`."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm

    if not names:
        return
    bare = [clean(name).strip().removeprefix("-").strip().rstrip(";.") for name in names]
    if len(bare) == 1:
        line = styled(word.add_paragraph(f"Kính gửi: {bare[0]}"), REFERENCE)
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        return
    label = styled(word.add_paragraph("Kính gửi:"), REFERENCE)
    label.paragraph_format.left_indent = Mm(35)
    for place, name in enumerate(bare, 1):
        end = "." if place == len(bare) else ";"
        line = styled(word.add_paragraph(f"- {name}{end}"), REFERENCE)
        line.paragraph_format.left_indent = Mm(55)


# --- the text -------------------------------------------------------------------------------------


def _blocks(word: Word, blocks: Iterable[Block], notes: Notes, *, wide: bool = False) -> None:
    for block in blocks:
        if isinstance(block, Table):
            room = columns_mm(block, landscape=wide)
            add_table(word, block, room)
        else:
            _paragraph(word, block, notes)


def _paragraph(word: Word, block: Paragraph, notes: Notes) -> None:
    if block.style == "heading":
        style = HEADINGS[min(block.level, len(HEADINGS)) - 1]
    else:
        style = _STYLES.get(block.style, "Normal")
    if style in BULLETS and not block.text.startswith(("-", "+")):
        style = "Normal"
    paragraph = styled(word.add_paragraph(), style)
    for run in block.runs:
        _add_run(paragraph, run, notes, heading=block.style == "heading")


def _add_run(paragraph: WordParagraph, run: Run, notes: Notes, *, heading: bool = False) -> None:
    if run.text:
        made = paragraph.add_run(clean(run.text))
        # A heading's weight is its style's.
        made.bold = (run.bold and not heading) or None
        made.italic = (run.italic and not heading) or None
    if run.note is not None:
        notes.mark(paragraph, run.note)


# --- signature and annexes ------------------------------------------------------------------------


def _signature(word: Word, document: Document) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    styled(word.add_paragraph(), PLAIN).paragraph_format.keep_with_next = True
    wide = nd30.SIGNATURE_WIDTH_MM
    table = borderless(word, 1, (_TEXT_MM - wide, wide))
    listed, signer = table.rows[0].cells
    title = listed.paragraphs[0]
    styled(title, PLAIN)
    if document.recipients:
        run = title.add_run("Nơi nhận:")
        run.bold = run.italic = True
        run.font.size = Pt(nd30.RECIPIENTS_TITLE_PT)
    for text in document.recipients:
        line = styled(listed.add_paragraph(), PLAIN)
        line.alignment = WD_ALIGN_PARAGRAPH.LEFT
        line.add_run(clean(text)).font.size = Pt(nd30.RECIPIENTS_PT)
    for text in document.signature.lines:
        _line(signer, text, nd30.SIGNATURE_PT, bold=True).paragraph_format.keep_with_next = True
    name = _line(signer, document.signature.name, nd30.SIGNATURE_PT, bold=True)
    name.paragraph_format.space_before = Mm(nd30.SIGNATURE_HEIGHT_MM)


def _annex(word: Word, annex: Annex, notes: Notes) -> None:
    from docx.enum.section import WD_SECTION

    section: Section = word.add_section(WD_SECTION.NEW_PAGE)
    page_setup(section, DRAFT_MARK, landscape=annex.landscape)
    styled(word.add_paragraph(f"Phụ lục {annex.number}".strip()), ANNEX)
    for line in annex.title.splitlines():
        if line.strip():
            styled(word.add_paragraph(clean(line).upper()), SUBJECT)
    if annex.reference:
        paragraph = styled(word.add_paragraph(), SUBJECT)
        run = paragraph.add_run(clean(annex.reference))
        run.bold, run.italic = False, True
    _blocks(word, annex.blocks, notes, wide=annex.landscape)
