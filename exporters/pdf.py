"""Write a document as the PDF that is printed or signed, the same bytes for the same document.

One layout, two profiles. `trinh-ky` has no form fields and no attachments: the tools of the
government's signing service place their own fields, and nothing must stand in their way. `o-ky`
has empty signature fields at the leader's name and the seal's place, text fields for number and
date, and carries the data, so that one signature covers text and figures. Both conform to
PDF/A-3a and PDF/UA-1. Nothing comes from the clock: every date is the document's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from exporters import nd30
from exporters.attachments import Attachment
from exporters.check_code import CheckCode
from exporters.dated import moment_of
from exporters.fonts import require_letters
from exporters.paper.conformance import Properties, finish
from exporters.paper.draw import draw
from exporters.paper.layout import lay_out
from exporters.paper.marks import TextMark
from exporters.paper.texts import texts
from forms.printed.document import Document

Profile = Literal["trinh-ky", "o-ky"]
PROFILES: Final[tuple[Profile, ...]] = ("trinh-ky", "o-ky")


class Place(NamedTuple):
    """Where a cell or field is printed.

    `page` counts from 0; x and y are points from the top left corner of the paper to the top left
    corner of the text. `text` is what is printed there.
    """

    source: str
    page: int
    x: float
    y: float
    width: float
    height: float
    text: str = ""


def render_pdf(
    document: Document,
    *,
    profile: Profile = "trinh-ky",
    attachments: Sequence[Attachment] = (),
    code: CheckCode | None = None,
) -> bytes:
    """Give the whole document as PDF 1.7, all fonts embedded.

    Args:
        document: What to print.
        profile: See the head of this module.
        attachments: Files to put in; only `o-ky` takes them.
        code: The check code for the foot of the last page; none on previews and drafts.

    Raises:
        ExportProblem: Codes `GLYPH` (a letter cannot be printed), `LETTERHEAD`, `RECIPIENTS`
            (a part cannot be placed), `DATED` (the report's date is no ISO date).
        ValueError: The document's footnotes and marks do not belong together, the profile is
            unknown or takes no attachments.
    """
    if profile not in PROFILES:
        raise ValueError(f"no profile {profile!r}")
    if attachments and profile != "o-ky":
        raise ValueError("only the profile with fields carries attachments")
    keywords = ", ".join(document.keywords)
    properties = Properties(
        document.title, document.author, keywords, moment_of(document.dated), code
    )
    require_letters(texts(document))
    if code is not None:
        require_letters([("mã đối chiếu", code.printed)])
    layout = lay_out(document, code)
    drawn = draw(layout, draft=document.draft, fields=profile == "o-ky")
    return finish(drawn, properties, attachments)


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
            mark.text,
        )
        for page, sheet in enumerate(lay_out(document).sheets)
        for mark in sheet.marks
        if isinstance(mark, TextMark) and mark.source
    )
