"""Write a document as the PDF that is printed or signed, the same bytes for the same document.

reportlab draws the laid-out marks; pikepdf then gives the file its properties and compact form.
Nothing comes from the clock: every date is the document's own. No form fields, no attachments, no
encryption: each of them can keep a signing tool from adding its signature.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from xml.sax.saxutils import escape

from exporters import nd30
from exporters.fonts import Face, clean, load, require_letters, width
from exporters.pdf_layout import lay_out
from exporters.pdf_marks import RuleMark, Sheet, TextMark
from exporters.pdf_texts import texts
from exporters.problems import ExportProblem
from forms.document import Document

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_PRODUCER: Final = "Báo Cáo Cơ Sở"
_VIETNAM: Final = timezone(timedelta(hours=7))


class Place(NamedTuple):
    """Where a cell or field is printed.

    `page` counts from 0; x and y are points from the top left corner of the paper to the top left
    corner of the text.
    """

    source: str
    page: int
    x: float
    y: float
    width: float
    height: float


def render_pdf(document: Document) -> bytes:
    """Give the whole document as PDF 1.7, all fonts embedded.

    Raises:
        ExportProblem: Codes `GLYPH` (a letter cannot be printed), `LETTERHEAD`, `RECIPIENTS`
            (a part cannot be placed), `DATED` (the report's date is no ISO date).
        ValueError: The document's footnotes and marks do not belong together.
    """
    dated = _moment(document.dated)
    require_letters(texts(document))
    return _finish(_draw(lay_out(document), draft=document.draft), document, dated)


def places(document: Document) -> tuple[Place, ...]:
    """Give the place of every figure and table row that names its source, in reading order."""
    require_letters(texts(document))
    return tuple(
        Place(
            mark.source,
            page,
            mark.x,
            mark.y - mark.size * nd30.ASCENT,
            mark.width,
            mark.size * (nd30.ASCENT + nd30.DESCENT),
        )
        for page, sheet in enumerate(lay_out(document))
        for mark in sheet.marks
        if isinstance(mark, TextMark) and mark.source
    )


def _moment(dated: str) -> datetime:
    try:
        moment = datetime.fromisoformat(dated)
    except ValueError:
        raise ExportProblem(
            f"Không đọc được ngày giờ của báo cáo: “{dated}”. Hãy mở lại báo cáo rồi xuất lại.",
            code="DATED",
            place="thông tin báo cáo",
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=_VIETNAM)


def _draw(sheets: tuple[Sheet, ...], *, draft: bool) -> bytes:
    from reportlab.pdfgen.canvas import Canvas

    for name in Face:
        load(name)
    out = BytesIO()
    # pikepdf compresses, once and better: page streams stay plain until then. The first font is
    # named because reportlab would else write its own, Helvetica, into every page.
    options: dict[str, Any] = {"initialFontName": Face.REGULAR.value}
    canvas = Canvas(out, pageCompression=0, invariant=1, **options)
    for sheet in sheets:
        canvas.setPageSize((sheet.width, sheet.height))
        if draft:
            _draw_watermark(canvas, sheet)
        _draw_texts(canvas, sheet)
        for mark in sheet.marks:
            if isinstance(mark, RuleMark):
                canvas.setLineWidth(mark.weight)
                canvas.line(mark.x, sheet.height - mark.y, mark.x2, sheet.height - mark.y2)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _draw_texts(canvas: Canvas, sheet: Sheet) -> None:
    text = canvas.beginText()
    font, word_space = ("", 0.0), 0.0
    for mark in sheet.marks:
        if isinstance(mark, RuleMark):
            continue
        text.setTextOrigin(mark.x, sheet.height - mark.y)
        if font != (mark.face, mark.size):
            font = (mark.face, mark.size)
            text.setFont(mark.face, mark.size)
        if mark.word_space != word_space:
            word_space = mark.word_space
            text.setWordSpace(word_space)
        text.textOut(mark.text)
    canvas.drawText(text)


def _draw_watermark(canvas: Canvas, sheet: Sheet) -> None:
    size = nd30.DRAFT_PT
    length = width(nd30.DRAFT_WORDS, Face.BOLD, size)
    # It reads as nothing: whoever takes the text out of a draft gets its sentences unbroken.
    canvas.addLiteral("/Span <</ActualText ()>> BDC")
    canvas.saveState()
    canvas.setFillGray(nd30.DRAFT_GREY)
    canvas.setFont(Face.BOLD, size)
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(nd30.DRAFT_ANGLE)
    canvas.drawString(-length / 2, -size / 3, nd30.DRAFT_WORDS)
    canvas.restoreState()
    canvas.addLiteral("EMC")


def _finish(drawn: bytes, document: Document, dated: datetime) -> bytes:
    import pikepdf

    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(BytesIO(drawn)) as pdf:
        root = pdf.Root
        root.Lang = pikepdf.String("vi-VN")
        root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
        root.Metadata = pdf.make_stream(
            _xmp(document, dated), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
        )
        for key in ("/Outlines", "/PageMode"):
            if key in root:
                del root[key]
        del pdf.docinfo
        pdf.docinfo = pdf.make_indirect(pikepdf.Dictionary(_info(document, dated)))
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            force_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
        )
    return out.getvalue()


def _info(document: Document, dated: datetime) -> dict[str, str]:
    zone = f"{dated:%z}"
    stamp = f"D:{dated:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"
    return {
        "/Title": clean(document.title),
        "/Author": clean(document.author),
        "/Keywords": clean(", ".join(document.keywords)),
        "/Producer": _PRODUCER,
        "/Creator": _PRODUCER,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }


def _xmp(document: Document, dated: datetime) -> bytes:
    """Say the same as `_info` in the XML form that archives read."""
    title, author = escape(clean(document.title)), escape(clean(document.author))
    keywords = escape(clean(", ".join(document.keywords)))
    stamp = dated.isoformat(timespec="seconds")
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{_PRODUCER}</pdf:Producer>
<xmp:CreatorTool>{_PRODUCER}</xmp:CreatorTool>
<xmp:CreateDate>{stamp}</xmp:CreateDate>
<xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<xmp:MetadataDate>{stamp}</xmp:MetadataDate>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
    return packet.encode()
