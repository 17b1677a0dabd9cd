"""Pages compared with approved pictures of them: what nobody thought of measuring has not moved.

Drawn by PDFium at 72 dots to the inch, in grey. A page passes when at most 1 pixel in 5.000 differs
by more than 96 of 255 steps: another version of the renderer shades edges a little differently,
while one line that moved by a point changes ten times as much (less is measured elsewhere). After
a wanted change look at the new pages, then renew the pictures:

    BAOCAO_RENEW_GOLDEN=1 .venv/bin/python -m pytest tests/exporters/test_pdf_golden.py
"""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs
from PIL import Image, ImageChops

from exporters.check_code import CheckCode
from exporters.pages import render_page
from exporters.paper.draw import draw
from exporters.paper.layout import lay_out
from exporters.paper.marks import Layout, TextMark
from exporters.pdf import render_pdf
from forms.printed.document import Annex, Document, Letterhead, SignatureBlock
from tests.exporters.sample_document import (
    annexed_report,
    closing,
    grouped_table,
    letter,
    monthly_report,
    paragraph,
)

GOLDEN = Path(__file__).parent / "golden"
RENEW = os.environ.get("BAOCAO_RENEW_GOLDEN") == "1"
STEPS = 96
SHARE = 1 / 5_000
CODE = CheckCode("F02", "1.0.0", "91", "2024-07", "3f2a9c0177ab12cd" * 4)


def _wrapped_head() -> Document:
    """A letterhead in which everything is long, three lines of authority, grouped columns."""
    issuer = "Ban Chỉ đạo phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số"
    superior, symbol = "Ủy ban nhân dân tỉnh An Giang", "BC-BCĐPTKHCN,ĐMST,CĐS-TCTĐA06"
    annex = Annex("", "Kết quả giải quyết hồ sơ\nthủ tục hành chính", "", (grouped_table(12),))
    return structs.replace(
        letter((paragraph("Chi tiết tại Phụ lục kèm theo."), closing())),
        letterhead=Letterhead(superior, issuer, symbol, "An Giang", "2026"),
        addressees=("Văn phòng Chính phủ",),
        signature=SignatureBlock(
            ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Nguyễn Thị Minh Thúy"
        ),
        annexes=(annex,),
    )


DOCUMENTS = {
    "monthly": monthly_report(),
    "annexed": annexed_report(),
    "wrapped": _wrapped_head(),
    "draft": structs.replace(letter((closing(),)), draft=True),
}
PAGES = [
    ("monthly", 0),
    ("monthly", 2),
    ("monthly", 4),
    ("annexed", 1),
    ("annexed", 3),
    ("wrapped", 0),
    ("wrapped", 1),
    ("draft", 0),
]


def drawn(name: str, page: int) -> Image.Image:
    document = DOCUMENTS[name]
    pdf = render_pdf(document, code=None if document.draft else CODE)
    return page_image(pdf, page, across=842 if (name, page) == ("annexed", 3) else 595)


def page_image(pdf: bytes, page: int, *, across: int) -> Image.Image:
    image = render_page(pdf, page, width_px=across)
    pixels = Image.frombuffer("RGBX", (image.width, image.height), image.bgrx, "raw", "BGRX", 0, 1)
    return pixels.convert("L")


def differing(one: Image.Image, other: Image.Image) -> int:
    """Count the pixels that differ by more than the tolerance."""
    histogram = ImageChops.difference(one, other).histogram()
    return sum(histogram[STEPS + 1 :])


@pytest.mark.parametrize(("name", "page"), PAGES)
def test_a_page_looks_as_approved(name: str, page: int, tmp_path: Path) -> None:
    now = drawn(name, page)
    kept = GOLDEN / f"{name}-{page + 1}.png"
    if RENEW:
        kept.parent.mkdir(exist_ok=True)
        now.save(kept, optimize=True)
    before = Image.open(kept).convert("L")
    assert now.size == before.size
    changed = differing(now, before)
    if changed > SHARE * now.width * now.height:
        now.save(tmp_path / kept.name)
        pytest.fail(f"{changed} pixels of {kept.name} changed; as it is now: {tmp_path}")


def test_one_line_that_moved_by_a_point_is_seen() -> None:
    before, now = (_first_page(down) for down in (0.0, 1.0))
    assert differing(before, now) > SHARE * now.width * now.height
    assert differing(before, before) == 0


def _first_page(down: float) -> Image.Image:
    """Draw page 1 with one line of its text so many points lower."""
    layout = lay_out(monthly_report())
    first = layout.sheets[0]
    texts = [mark for mark in first.marks if isinstance(mark, TextMark)]
    line = next(mark for mark in texts if "năm 2030" in mark.text)
    marks = tuple(
        mark.moved(0.0, down) if isinstance(mark, TextMark) and mark.y == line.y else mark
        for mark in first.marks
    )
    whole = Layout((replace(first, marks=marks),), layout.root)
    return page_image(draw(whole, draft=False, fields=False), 0, across=595)
