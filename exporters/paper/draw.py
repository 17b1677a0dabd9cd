"""Draw laid-out pages with reportlab, each text marked as the part of the structure that it is.

reportlab knows nothing of tagged PDF. What it lacks is little: operators around the texts, and
the tree that names them (`exporters.paper.structure`). Everything that is only to be seen becomes
an artifact, as ISO 14289-1, 7.1 wants it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.machinery import PathFinder
from importlib.util import module_from_spec
from io import BytesIO
from itertools import groupby
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from exporters import nd30
from exporters.fonts import Face, clean, load, width
from exporters.paper.charts import draw_chart
from exporters.paper.marks import (
    ChartMark,
    FieldMark,
    Layout,
    PictureMark,
    QrMark,
    RuleMark,
    Sheet,
    TextMark,
)
from exporters.paper.pen import Pen, ruled
from exporters.paper.structure import (
    Content,
    Element,
    Widget,
    figure_attributes,
    text_string,
    write_structure,
)

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

FIELD_FONT: Final = "Serif"
_PAGE_ARTIFACT: Final = "/Artifact<</Type/Pagination>>BDC"
_LAYOUT_ARTIFACT: Final = "/Artifact<</Type/Layout>>BDC"
_QR_ENCODER: Final = "reportlab.graphics.barcode.qrencoder"
_SIGNATURE_FLAGS: Final = 132  # printed and locked in place
_TEXT_FLAGS: Final = 4  # printed


def draw(layout: Layout, *, draft: bool, fields: bool) -> bytes:
    """Draw all pages; with `fields` the places left free are form fields, too."""
    from reportlab.pdfgen.canvas import Canvas

    for name in Face:
        load(name)
    out = BytesIO()
    # pikepdf compresses, once and better: page streams stay plain until then. The first font is
    # named because reportlab would else write its own, Helvetica, into every page.
    options: dict[str, Any] = {"initialFontName": Face.REGULAR.value}
    canvas = Canvas(out, pageCompression=0, invariant=1, **options)
    owners = []
    for index, sheet in enumerate(layout.sheets):
        owners.append(_Page(canvas, index, fields=fields).draw(sheet, draft=draft))
        canvas.showPage()
    inner: Any = canvas
    document = inner._doc  # noqa: SLF001 - the only way in
    for number in range(1, len(layout.sheets) + 1):
        page = document.idToObject[f"Page{number}"]
        # Codes of letters are bytes; reportlab would take them for characters of its own encoding.
        page.stream = page.stream.encode("latin-1")
    write_structure(document, layout.root, owners)
    canvas.save()
    return out.getvalue()


class _Page:
    """One page being drawn; counts the marked contents and remembers whose they are."""

    def __init__(self, canvas: Canvas, index: int, *, fields: bool) -> None:
        self._canvas, self._index, self._fields = canvas, index, fields
        self._owners: list[Element] = []

    def draw(self, sheet: Sheet, *, draft: bool) -> list[Element]:
        """Draw a sheet; give the element of each marked content."""
        self._canvas.setPageSize((sheet.width, sheet.height))
        if draft:
            _draw_watermark(self._canvas, sheet)
        self._texts(sheet)
        _draw_rules(self._canvas, sheet)
        for mark in sheet.marks:
            if isinstance(mark, QrMark | ChartMark | PictureMark):
                self._canvas.addLiteral(self._begin(mark.element))
                if isinstance(mark, QrMark):
                    _draw_qr(self._canvas, mark, sheet.height)
                elif isinstance(mark, ChartMark):
                    draw_chart(self._canvas, mark, sheet.height)
                else:
                    _draw_picture(self._canvas, mark, sheet.height)
                self._canvas.addLiteral("EMC")
        return self._owners

    def _texts(self, sheet: Sheet) -> None:
        pen = Pen(self._canvas, sheet.height)
        for element, words in groupby(self._written(sheet), key=lambda mark: mark.element):
            pen.begin(self._begin(element) if element else _PAGE_ARTIFACT)
            for mark in words:
                pen.write(mark)
            pen.end()
        self._canvas.addLiteral(pen.code)

    def _written(self, sheet: Sheet) -> Iterator[TextMark]:
        """Give the texts of a sheet; fields are made on the way."""
        for mark in sheet.marks:
            if isinstance(mark, TextMark):
                yield mark
            elif isinstance(mark, FieldMark) and self._fields:
                self._field(mark, sheet.height)

    def _begin(self, element: Element) -> str:
        number = len(self._owners)
        self._owners.append(element)
        element.hold(Content(self._index, number))
        return f"/{element.kind}<</MCID {number}>>BDC"

    def _field(self, mark: FieldMark, height: float) -> None:
        left, top = mark.x, height - mark.y
        rect = f"{left:.3f} {top - mark.height:.3f} {left + mark.width:.3f} {top:.3f}"
        common = f"/Type/Annot/Subtype/Widget/T({mark.name})/TU{text_string(mark.tip)}"
        if mark.kind == "signature":
            kind = f"/FT/Sig/F {_SIGNATURE_FLAGS}"
        else:
            kind = f"/FT/Tx/F {_TEXT_FLAGS}/Q 1/DA(/{FIELD_FONT} {mark.size:g} Tf 0 g)"
        mark.element.hold(Widget(self._index, f"{common}{kind}/Rect[{rect}]"))


def _draw_rules(canvas: Canvas, sheet: Sheet) -> None:
    rules = [mark for mark in sheet.marks if isinstance(mark, RuleMark)]
    if rules:
        canvas.addLiteral("\n".join((_LAYOUT_ARTIFACT, ruled(rules, sheet.height), "EMC")))


def _draw_watermark(canvas: Canvas, sheet: Sheet) -> None:
    size = nd30.DRAFT_PT
    length = width(nd30.DRAFT_WORDS, Face.BOLD, size)
    # It reads as nothing: whoever takes the text out of a draft gets its sentences unbroken.
    canvas.addLiteral(f"{_PAGE_ARTIFACT} /Span <</ActualText ()>> BDC")
    canvas.saveState()
    canvas.setFillGray(nd30.DRAFT_GREY)
    canvas.setFont(Face.BOLD, size)
    canvas.translate(sheet.width / 2, sheet.height / 2)
    canvas.rotate(nd30.DRAFT_ANGLE)
    canvas.drawString(-length / 2, -size / 3, nd30.DRAFT_WORDS)
    canvas.restoreState()
    canvas.addLiteral("EMC EMC")


def _draw_qr(canvas: Canvas, mark: QrMark, height: float) -> None:
    modules = _qr_modules(mark.parts)
    scale = mark.side / len(modules)
    canvas.saveState()
    canvas.translate(mark.x, height - mark.y - mark.side)
    canvas.scale(scale, scale)
    bars = (
        f"{x} {len(modules) - 1 - y} {length} 1 re"
        for y, row in enumerate(modules)
        for x, length in _dark(row)
    )
    canvas.addLiteral(f"{' '.join(bars)} f")
    canvas.restoreState()


def _draw_picture(canvas: Canvas, mark: PictureMark, height: float) -> None:
    """Draw a picture without its transparency; its figure learns where it stands."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    bottom = height - mark.y - mark.height
    corners = (mark.x, bottom, mark.x + mark.width, bottom + mark.height)
    mark.element.attributes = figure_attributes(clean(mark.alt), corners)
    with Image.open(BytesIO(mark.data)) as image:
        opaque = ImageReader(image.convert("RGB"))
    canvas.drawImage(opaque, mark.x, bottom, mark.width, mark.height)


def _qr_modules(parts: tuple[str, ...]) -> list[list[bool]]:
    """Encode at level M, which survives a folded or stained corner."""
    qr = _qr_encoder()
    code = qr.QRCode(None, qr.QRErrorCorrectLevel.M)
    for part in parts:
        plain = part.isalnum() and part.isupper()
        code.addData(qr.QRAlphaNum(part) if plain else qr.QR8bitByte(part))
    code.make()
    return [[bool(dark) for dark in row] for row in code.modules]


@cache
def _qr_encoder() -> ModuleType:
    """Load reportlab's QR encoder without the package that it is in.

    That one would load every kind of bar code and, with them, charts and the engine for flowing
    text: 38 modules for one that needs none of them.
    """
    import reportlab.graphics

    folders = [f"{folder}/barcode" for folder in reportlab.graphics.__path__]
    found = PathFinder.find_spec(_QR_ENCODER, folders)
    if found is None or found.loader is None:
        raise ModuleNotFoundError(_QR_ENCODER)
    module = module_from_spec(found)
    found.loader.exec_module(module)
    return module


def _dark(row: list[bool]) -> Iterator[tuple[int, int]]:
    """Give start and length of every dark stretch."""
    start = 0
    for dark, stretch in groupby(row):
        length = len(list(stretch))
        if dark:
            yield start, length
        start += length
