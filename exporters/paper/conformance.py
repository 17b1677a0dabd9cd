"""Make a drawn PDF conform to PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1) at once.

Adds what a reader has to know of the whole file: language, title, dates, the meaning of colours,
that it is tagged, which standards it follows; and in the profile with fields the empty look of
these and the attached files. Nothing comes from the clock.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple
from xml.sax.saxutils import escape

from exporters.attachments import Attachment
from exporters.check_code import CheckCode
from exporters.fonts import Face, clean, load
from exporters.paper.draw import FIELD_FONT
from resources import path

if TYPE_CHECKING:
    from pikepdf import Object, Pdf

PRODUCER: Final = "Báo Cáo Cơ Sở"
CODE_NAMESPACE: Final = "urn:baocao:xmp:1"
_DIGITS: Final = " -/0123456789"
_COLOURS: Final = "sRGB IEC61966-2.1"


class Properties(NamedTuple):
    """What the file says about itself; `dated` comes from the report."""

    title: str
    author: str
    keywords: str
    dated: datetime
    code: CheckCode | None = None


def finish(drawn: bytes, properties: Properties, attachments: Sequence[Attachment] = ()) -> bytes:
    """Give the drawn file all that the two standards want, in its compact form.

    Attachments keep their order by name; two of one name are a mistake of the caller.
    """
    import pikepdf

    pikepdf.settings.set_flate_compression_level(9)
    with pikepdf.open(BytesIO(drawn)) as pdf:
        _mark_as_tagged(pdf)
        _describe(pdf, properties)
        _name_colours(pdf)
        if "/AcroForm" in pdf.Root:
            _complete_fields(pdf)
        if attachments:
            _attach(pdf, sorted(attachments), _stamp(properties.dated))
        out = BytesIO()
        pdf.save(
            out,
            deterministic_id=True,
            # Our own words in the XMP name no version, so nothing has to look for one there.
            fix_metadata_version=False,
            force_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            recompress_flate=True,
        )
    return out.getvalue()


def _mark_as_tagged(pdf: Pdf) -> None:
    import pikepdf

    root = pdf.Root
    root.MarkInfo = pikepdf.Dictionary(Marked=True)
    root.Lang = pikepdf.String("vi-VN")
    root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    for key in ("/Outlines", "/PageMode"):
        if key in root:
            del root[key]
    for index, page in enumerate(pdf.pages):
        page.obj.StructParents = index
        page.obj.Tabs = pikepdf.Name.S


def _describe(pdf: Pdf, properties: Properties) -> None:
    import pikepdf

    pdf.Root.Metadata = pdf.make_stream(
        _xmp(properties), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML
    )
    del pdf.docinfo
    pdf.docinfo = pdf.make_indirect(pikepdf.Dictionary(_info(properties)))


def _name_colours(pdf: Pdf) -> None:
    import pikepdf

    profile = pdf.make_stream(path("fonts/sRGB.icc").read_bytes(), N=3)
    intent = pikepdf.Dictionary(
        Type=pikepdf.Name.OutputIntent,
        S=pikepdf.Name.GTS_PDFA1,
        OutputConditionIdentifier=pikepdf.String(_COLOURS),
        Info=pikepdf.String(_COLOURS),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = pikepdf.Array([pdf.make_indirect(intent)])


# --- fields ---------------------------------------------------------------------------------------


def _complete_fields(pdf: Pdf) -> None:
    """Give every field its empty look, its place on its page, and the font to be filled in with."""
    import pikepdf

    form = pdf.Root.AcroForm
    form.DR = pikepdf.Dictionary(Font=pikepdf.Dictionary({f"/{FIELD_FONT}": _digits_font(pdf)}))
    form.DA = pikepdf.String(f"/{FIELD_FONT} 13 Tf 0 g")
    for field in form.Fields:
        left, bottom, right, top = (float(edge) for edge in field.Rect)
        is_text = str(field.FT) == "/Tx"
        look = pdf.make_stream(
            b"/Tx BMC EMC" if is_text else b"",
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=pikepdf.Array([0, 0, round(right - left, 3), round(top - bottom, 3)]),
            Resources=pikepdf.Dictionary(),
        )
        field.AP = pikepdf.Dictionary(N=look)
        page = field.P
        page.Annots = pikepdf.Array([*page.get("/Annots", ()), field])


def _digits_font(pdf: Pdf) -> Object:
    """Embed the digits of the upright face under their ASCII codes, for readers that fill fields.

    The page's own subset numbers its letters as they come and is of no use to them.
    """
    import pikepdf

    font = load(Face.REGULAR).face
    first, last = ord(min(_DIGITS)), ord(max(_DIGITS))
    codes = [code if chr(code) in _DIGITS else 32 for code in range(last + 1)]
    name = pikepdf.Name(f"/AAAAAA+{Face.REGULAR.value}-Digits")
    program = font.makeSubset(codes)
    descriptor = pikepdf.Dictionary(
        Type=pikepdf.Name.FontDescriptor,
        FontName=name,
        Flags=32,
        FontBBox=pikepdf.Array([int(edge) for edge in font.bbox]),
        ItalicAngle=0,
        Ascent=int(font.ascent),
        Descent=int(font.descent),
        CapHeight=int(font.capHeight),
        StemV=int(font.stemV),
        FontFile2=pdf.make_stream(program, Length1=len(program)),
    )
    widths = [font.charWidths[code] for code in codes[first:]]
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.TrueType,
            BaseFont=name,
            Encoding=pikepdf.Name.WinAnsiEncoding,
            FirstChar=first,
            LastChar=last,
            Widths=pikepdf.Array([int(width) for width in widths]),
            FontDescriptor=pdf.make_indirect(descriptor),
        )
    )


# --- attachments ----------------------------------------------------------------------------------


def _attach(pdf: Pdf, attachments: Iterable[Attachment], stamp: str) -> None:
    """Put files in so that both archives (`AF`) and people (the list of attachments) find them."""
    import pikepdf

    names, specs = [], []
    for attachment in attachments:
        spec = pdf.make_indirect(_file_spec(pdf, attachment, stamp))
        names += [pikepdf.String(attachment.name), spec]
        specs.append(spec)
    files = pikepdf.Dictionary(Names=pikepdf.Array(names))
    pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=files)
    pdf.Root.AF = pikepdf.Array(specs)


def _file_spec(pdf: Pdf, attachment: Attachment, stamp: str) -> Object:
    import pikepdf

    data = attachment.data
    # The format names MD5 as its checksum; it guards against accidents, not against people.
    checksum = hashlib.md5(data, usedforsecurity=False).digest()
    stored = pdf.make_stream(
        data,
        Type=pikepdf.Name.EmbeddedFile,
        Subtype=pikepdf.Name(f"/{attachment.media_type}"),
        Params=pikepdf.Dictionary(
            Size=len(data), ModDate=pikepdf.String(stamp), CheckSum=pikepdf.String(checksum)
        ),
    )
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Filespec,
        F=pikepdf.String(attachment.name),
        UF=pikepdf.String(attachment.name),
        Desc=pikepdf.String(attachment.description),
        AFRelationship=pikepdf.Name(f"/{attachment.relation}"),
        EF=pikepdf.Dictionary(F=stored, UF=stored),
    )


# --- properties -----------------------------------------------------------------------------------


def _stamp(dated: datetime) -> str:
    zone = f"{dated:%z}"
    return f"D:{dated:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'"


def _info(properties: Properties) -> dict[str, str]:
    stamp = _stamp(properties.dated)
    return {
        "/Title": clean(properties.title),
        "/Author": clean(properties.author),
        "/Keywords": clean(properties.keywords),
        "/Producer": PRODUCER,
        "/Creator": PRODUCER,
        "/CreationDate": stamp,
        "/ModDate": stamp,
    }


def _xmp(properties: Properties) -> bytes:
    """Say the same as `_info` in the XML form that archives read, and the standards followed."""
    title, author = escape(clean(properties.title)), escape(clean(properties.author))
    keywords = escape(clean(properties.keywords))
    stamp = properties.dated.isoformat(timespec="seconds")
    code = properties.code
    own = f"<bc:dataSha256>{escape(code.sha256)}</bc:dataSha256>\n" if code else ""
    packet = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:bc="{CODE_NAMESPACE}">
<dc:format>application/pdf</dc:format>
<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{PRODUCER}</pdf:Producer>
<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool>
<xmp:CreateDate>{stamp}</xmp:CreateDate>
<xmp:ModifyDate>{stamp}</xmp:ModifyDate>
<xmp:MetadataDate>{stamp}</xmp:MetadataDate>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
{own}</rdf:Description>
{_extensions(own=bool(own))}</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""
    return packet.encode()


def _extensions(*, own: bool) -> str:
    """Describe the properties that ISO 19005-3 does not know (6.6.2.3)."""
    known = _schema(
        "PDF/UA", "http://www.aiim.org/pdfua/ns/id/", "pdfuaid", ("part", "Integer", "PDF/UA part")
    )
    sha256 = ("dataSha256", "Text", "SHA-256 of the data file that the pages show")
    schemas = known + (_schema("Bao cao", CODE_NAMESPACE, "bc", sha256) if own else "")
    return f"""<rdf:Description rdf:about=""
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag>
{schemas}</rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


def _schema(title: str, namespace: str, prefix: str, described: tuple[str, str, str]) -> str:
    name, kind, words = described
    return f"""<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>{title}</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>
<pdfaProperty:category>{"internal" if name == "part" else "external"}</pdfaProperty:category>
<pdfaProperty:description>{words}</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li>
"""
