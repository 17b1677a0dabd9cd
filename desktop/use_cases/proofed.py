"""A text that was proofread: what was found, as a note to send on, as a sheet to print."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from forms.claims.claim import Claim, Verdict
from forms.claims.passages import Text
from forms.composition import Office
from forms.printed.document import (
    Document,
    Letterhead,
    Paragraph,
    Run,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
)
from forms.proofreading import proofread

VERDICTS: Final[dict[Verdict, str]] = {
    "wrong": "Sai",
    "truncated": "Cắt đuôi",
    "doubtful": "Xem lại",
    "right": "Đúng",
    "unverifiable": "Không kiểm được",
}
PASTED: Final = "Văn bản dán"
_QUOTED: Final = 160
_ON_SHEET: Final = 12


class Proofed(NamedTuple):
    """A text and the claims found in it, in reading order; ``name`` is that of its file."""

    name: str
    text: Text
    claims: tuple[Claim, ...]

    @property
    def asked(self) -> tuple[Claim, ...]:
        """Return the claims that somebody has to look at."""
        return tuple(claim for claim in self.claims if claim.severity)

    @property
    def summary(self) -> str:
        """Return the outcome in one sentence."""
        if not self.claims:
            return "Không thấy phép tính nào trong văn bản."
        found = Counter[str](claim.verdict for claim in self.claims)
        asked = found["truncated"] + found["doubtful"]
        return (
            f"Đã soát {len(self.claims)} chỗ: {found['right']} đúng, {found['wrong']} sai,"
            f" {asked} cần xem lại, {found['unverifiable']} không kiểm được."
        )


def proofread_file(path: Path) -> Proofed:
    """Read and proofread a file. Raises ExportProblem where it cannot be read."""
    from exporters.reading import read_report

    text = read_report(path)
    return Proofed(path.name, text, proofread(text))


def proofread_words(words: str) -> Proofed:
    """Proofread a text from the clipboard; letters of an old font are read as they look."""
    from exporters.readers.text_files import pasted

    text = pasted(words)
    return Proofed(PASTED, text, proofread(text))


def place_of(claim: Claim) -> str:
    """Return where a claim stands, in words."""
    return f"trang {claim.page}, dòng {claim.line}" if claim.page else f"đoạn {claim.line}"


def said_of(claim: Claim) -> str:
    """Return what is to be said about a claim: why, and the right value."""
    right = f"Đúng là {claim.expected}." if claim.expected and not claim.explanation else ""
    return " ".join(filter(None, (claim.explanation, right)))


def note_of(claims: Sequence[Claim], name: str) -> str:
    """Return claims as a note for a message or a comment, one line each."""
    lines = [f"Soát số liệu: {name}"]
    for claim in claims:
        said = f"{VERDICTS[claim.verdict]}. {said_of(claim)}".strip()
        lines.append(f"- {place_of(claim).capitalize()}: “{claim.quote}”. {said}")
    return "\n".join(lines) + "\n"


# --- the sheet ------------------------------------------------------------------------------------


SYMBOL: Final = "PSSL"
"""What stands behind the blank number of a sheet."""


def sheet_name(name: str) -> str:
    """Return what the sheet of a text is called where nobody says otherwise."""
    return f"Phieu-soat-{Path(name).stem}.pdf"


def sheet_pdf(proofed: Proofed, office: Office, dated: str) -> bytes:
    """Return the one-page sheet of an office as PDF; what has no room on it is counted."""
    from exporters.pages import page_count
    from exporters.pdf import render_pdf

    superior, issuer = office.superior.upper(), office.issuer.upper()
    head = Letterhead(superior, issuer, SYMBOL, office.place, dated[:4])
    for shown in range(min(len(proofed.asked), _ON_SHEET), -1, -1):
        pdf = render_pdf(_sheet(proofed, shown, head, dated))
        if page_count(pdf) == 1:
            break
    return pdf


def _sheet(proofed: Proofed, shown: int, head: Letterhead, dated: str) -> Document:
    asked = proofed.asked
    blocks: list[Paragraph | Table] = [_said(f"Văn bản được soát: {proofed.name}.")]
    blocks.append(_said(proofed.summary))
    if shown:
        blocks.append(Table(_COLUMNS, tuple(map(_row, asked[:shown]))))
    if len(asked) > shown:
        blocks.append(_said(f"Còn {len(asked) - shown} chỗ khác, xem trong chương trình."))
    if not asked:
        blocks.append(_said("Không có chỗ nào sai hoặc cần xem lại."))
    return Document(
        letterhead=head,
        kind="PHIẾU SOÁT SỐ LIỆU",
        subject=(),
        blocks=tuple(blocks),
        notes=(),
        recipients=(),
        signature=SignatureBlock(("NGƯỜI SOÁT",), ""),
        annexes=(),
        title=f"Phiếu soát số liệu {proofed.name}",
        author=head.issuer,
        dated=dated,
    )


_COLUMNS: Final = (
    TableColumn("Chỗ", 14),
    TableColumn("Văn bản ghi", 44),
    TableColumn("Kết luận", 12),
    TableColumn("Đúng là", 30),
)


def _row(claim: Claim) -> TableRow:
    quote = claim.quote if len(claim.quote) <= _QUOTED else f"…{claim.quote[-_QUOTED:]}"
    place = place_of(claim).capitalize()
    cells = (place, quote, VERDICTS[claim.verdict], said_of(claim))
    return TableRow(tuple(" ".join(cell.split()) for cell in cells))


def _said(text: str) -> Paragraph:
    return Paragraph((Run(" ".join(text.split())),))
