"""Styles and pages of the Word copy: the measures of :mod:`exporters.nd30` as Word knows them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exporters import nd30

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.section import Section, _Header
    from docx.styles.style import ParagraphStyle
    from docx.text.paragraph import Paragraph as WordParagraph

FONT: Final = "Times New Roman"
PLAIN: Final = "Plain line"
SUBJECT: Final = "Subject"
REFERENCE: Final = "Addressee"
BULLETS: Final = ("Bullet", "Sub bullet")
HEADINGS: Final = ("Heading 1", "Heading 2", "Heading 3", "Heading 4")
TABLE_TEXT: Final = "Table text"
ANNEX: Final = "Annex"
CAPTION: Final = "Caption"
TITLE: Final = "Title"
NOTE_TEXT: Final = "Footnote Text"
_HEADER_MM: Final = 8.0
_UNWANTED: Final = frozenset({"thumbnail", "customXml", "stylesWithEffects"})


class _Look(NamedTuple):
    """A paragraph style: letters in points, gaps in points, indent in millimetres."""

    size: float = nd30.BODY_PT
    bold: bool = False
    italic: bool = False
    align: str = "JUSTIFY"
    indent: float = 0.0
    before: float = nd30.PARAGRAPH_GAP_PT
    after: float = 0.0
    spacing: float = nd30.LINE_FACTOR
    with_next: bool = False


_INDENT: Final = nd30.FIRST_LINE_INDENT_MM
_HEADING: Final = _Look(bold=True, indent=_INDENT, with_next=True)
_TITLE: Final = _Look(
    nd30.TITLE_PT, bold=True, align="CENTER", before=0.0, spacing=1.0, with_next=True
)
_LOOKS: Final = {
    "Normal": _Look(indent=_INDENT),
    TITLE: _TITLE._replace(before=nd30.TITLE_GAP_PT),
    SUBJECT: _TITLE,
    ANNEX: _TITLE._replace(size=nd30.ANNEX_TITLE_PT),
    "Heading 1": _HEADING,
    "Heading 2": _HEADING,
    "Heading 3": _HEADING,
    "Heading 4": _HEADING._replace(italic=True),
    "Bullet": _Look(indent=_INDENT),
    "Sub bullet": _Look(indent=_INDENT),
    PLAIN: _Look(align="LEFT", before=0.0, spacing=1.0),
    REFERENCE: _Look(nd30.ADDRESSEE_PT, align="LEFT"),
    TABLE_TEXT: _Look(nd30.TABLE_PT, align="LEFT", before=2.0, after=2.0, spacing=1.0),
    CAPTION: _Look(nd30.TABLE_CAPTION_PT, bold=True, align="CENTER", with_next=True),
    NOTE_TEXT: _Look(nd30.NOTE_PT, before=0.0, spacing=1.0),
    "Header": _Look(nd30.PAGE_NUMBER_PT, align="CENTER", before=0.0, spacing=1.0),
}
_OUTLINE: Final = {ANNEX: 0}
"""Styles that are no heading of Word's own and stand in its outline all the same."""


def define_styles(word: Word) -> None:
    """Give the document its styles: Times New Roman, black, Vietnamese."""
    for name, look in _LOOKS.items():
        _define(_style(word, name), look, outline=_OUTLINE.get(name))


def styled(paragraph: WordParagraph, name: str) -> WordParagraph:
    """Give a paragraph a style by name; python-docx would search all styles for it each time."""
    if name != "Normal":
        paragraph._p.style = name.replace(" ", "")  # noqa: SLF001 - as the docstring says
    return paragraph


def _style(word: Word, name: str) -> ParagraphStyle:
    from docx.enum.style import WD_STYLE_TYPE

    known = {style.name for style in word.styles}
    if name not in known:
        word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    found: Any = word.styles[name]
    return found  # type: ignore[no-any-return]


def _define(style: ParagraphStyle, look: _Look, *, outline: int | None) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    style.font.name = FONT
    fonts = properties.rFonts
    for script in ("eastAsia", "cs", "hAnsi", "ascii"):
        fonts.set(qn(f"w:{script}"), FONT)
    style.font.size, style.font.color.rgb = Pt(look.size), RGBColor(0, 0, 0)
    style.font.bold, style.font.italic = look.bold, look.italic
    _language(properties)
    paragraph = style.element.get_or_add_pPr()
    for child in list(paragraph):
        if child.tag != qn("w:outlineLvl"):
            paragraph.remove(child)
    layout = style.paragraph_format
    layout.alignment = getattr(WD_ALIGN_PARAGRAPH, look.align)
    layout.first_line_indent = Mm(look.indent)
    layout.left_indent = Mm(0)
    layout.space_before, layout.space_after = Pt(look.before), Pt(look.after)
    layout.line_spacing = look.spacing
    layout.keep_with_next, layout.widow_control = look.with_next, True
    if outline is not None:
        _outline(paragraph, outline)


def _language(properties: Any) -> None:  # noqa: ANN401 - python-docx leaves elements untyped
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    language = OxmlElement("w:lang")
    for key in ("val", "eastAsia"):
        language.set(qn(f"w:{key}"), "vi-VN")
    properties.append(language)


def _outline(properties: Any, level: int) -> None:  # noqa: ANN401 - as above
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:outlineLvl")
    mark.set(qn("w:val"), str(level))
    properties.append(mark)


def clear_template(word: Word) -> None:
    """Take away what python-docx's empty document brings along and nobody asked for.

    Its second list of styles, kept for Word 2007, would have to say the same as the first.
    """
    for relations in (word.part.package.rels, word.part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.rpartition("/")[2] in _UNWANTED:
                del relations[key]


# --- pages ----------------------------------------------------------------------------------------


def page_setup(section: Section, mark: str, *, landscape: bool) -> None:
    """Set paper and margins; number pages from 1, none on the first, `mark` at the right of all."""
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    long, short = Mm(nd30.PAGE_HEIGHT_MM), Mm(nd30.PAGE_WIDTH_MM)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = (long, short) if landscape else (short, long)
    section.top_margin, section.bottom_margin = Mm(nd30.MARGIN_TOP_MM), Mm(nd30.MARGIN_BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(nd30.MARGIN_LEFT_MM), Mm(nd30.MARGIN_RIGHT_MM)
    section.header_distance = section.footer_distance = Mm(_HEADER_MM)
    section.different_first_page_header_footer = True
    _count_from_one(section)
    wide = (long if landscape else short) - Mm(nd30.MARGIN_LEFT_MM) - Mm(nd30.MARGIN_RIGHT_MM)
    _fill_header(section.first_page_header, mark, wide, numbered=False)
    _fill_header(section.header, mark, wide, numbered=True)


def _count_from_one(section: Section) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    properties = section._sectPr  # noqa: SLF001 - page numbers have no other door
    for old in properties.findall(qn("w:pgNumType")):
        properties.remove(old)
    start = OxmlElement("w:pgNumType")
    start.set(qn("w:start"), "1")
    following = properties.find(qn("w:cols"))
    if following is None:
        properties.append(start)
    else:
        following.addprevious(start)


def _fill_header(header: _Header, mark: str, wide: int, *, numbered: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Length, Pt

    header.is_linked_to_previous = False
    paragraph = header.paragraphs[0]
    styled(paragraph, "Header")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(Length(wide // 2), WD_TAB_ALIGNMENT.CENTER)
    stops.add_tab_stop(Length(wide), WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run("\t")
    if numbered:
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), "PAGE")
        paragraph._p.append(field)  # noqa: SLF001 - fields have no other door
    run = paragraph.add_run(f"\t{mark}")
    run.bold, run.font.size = True, Pt(nd30.RECIPIENTS_TITLE_PT)
