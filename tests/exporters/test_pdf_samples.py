"""Every shipped form's sample, measured on its produced pages: what must hold for any report."""

from functools import cache
from typing import NamedTuple

import pytest

import resources
from exporters.check_code import CheckCode
from exporters.paper.layout import lay_out
from exporters.paper.marks import TextMark
from exporters.pdf import render_pdf
from forms.printed.document import Document
from tests.exporters.pdf_reading import MM, PrintedPage, is_blank, read_pages
from tests.packs.pack_reports import document, filled, sample

CODE = CheckCode("F02", "1.0.0", "91", "2024-07", "3f2a9c0177ab12cd" * 4)
SAMPLES = sorted(
    path.stem for path in resources.path("samples").glob("*.json") if "corrections" not in path.stem
)
LEFT, RIGHT_MARGIN, TOP, BOTTOM_MARGIN = 30.0, 15.0, 20.0, 20.0
MOST_SPACE = 12.0
"""Points: the widest space of a justified line of 14 pt, of natural 3.5."""


class Printed(NamedTuple):
    document: Document
    pdf: bytes
    pages: list[PrintedPage]

    @property
    def annex_starts(self) -> list[int]:
        """Page indexes on which annexes begin, and the number of all pages."""
        starts = [
            index
            for index, page in enumerate(self.pages)
            if index and page.lines()[0].text.startswith("Phụlục")
        ]
        return [*starts, len(self.pages)]

    @property
    def body(self) -> list[PrintedPage]:
        return self.pages[: self.annex_starts[0]]


@cache
def printed(name: str) -> Printed:
    made = document(filled(sample(name)))
    pdf = render_pdf(made, code=CODE)
    return Printed(made, pdf, read_pages(pdf))


@pytest.fixture(params=SAMPLES)
def report(request: pytest.FixtureRequest) -> Printed:
    return printed(str(request.param))


def test_texts_and_rules_keep_the_margins(report: Printed) -> None:
    for page in report.pages:
        for line in page.lines():
            foot = line.text.startswith("Mãđốichiếu")
            assert foot or line.x > LEFT - 0.1
            assert line.right < page.width - RIGHT_MARGIN + 0.2
            assert foot or line.baseline < page.height - BOTTOM_MARGIN
        for rule in page.rules:
            if rule.bottom < page.height - BOTTOM_MARGIN + 0.1:
                assert rule.x > LEFT - 0.1
                assert rule.right < page.width - RIGHT_MARGIN + 0.1


def test_each_part_counts_its_own_pages(report: Printed) -> None:
    number = 0
    for index, page in enumerate(report.pages):
        number = 1 if index in report.annex_starts else number + 1
        first = page.lines()[0]
        if number == 1:
            assert first.baseline > TOP
        else:
            assert (first.text, first.baseline < TOP) == (str(number), True)


def test_annexes_are_numbered_in_roman_when_there_are_several(report: Printed) -> None:
    starts = report.annex_starts[:-1]
    assert len(starts) == len(report.document.annexes)
    titles = [report.pages[index].lines()[0].text for index in starts]
    several = [f"Phụlục{roman}" for roman in ("I", "II", "III", "IV")[: len(starts)]]
    assert titles == (several if len(starts) > 1 else ["Phụlục"] * len(starts))


def test_number_day_and_month_are_free(report: Printed) -> None:
    page = report.pages[0]
    label, day, month = page.find("Số:"), page.find(", ngày"), page.find("tháng")
    y = label.baseline - 5.4
    assert is_blank(report.pdf, 0, x=label.right + 0.3, y=y, width=24.4, height=7.6)
    assert is_blank(report.pdf, 0, x=day.right + 0.8, y=y, width=7, height=7)
    assert is_blank(report.pdf, 0, x=month.right + 0.8, y=y, width=7, height=7)


def test_signature_and_seal_have_their_room_and_company(report: Printed) -> None:
    page, index = report.body[-1], len(report.body) - 1
    name = page.find(report.document.signature.name)
    signer = [
        letter.baseline
        for letter in page.letters
        if letter.x > page.width - 95
        and letter.baseline < name.baseline - 1
        and letter.text.strip()
    ]
    top = max(signer) + 1.2
    assert name.baseline - 14 * 0.891 * MM - top >= 29.3
    assert is_blank(report.pdf, index, x=page.width - 95, y=top, width=80, height=29.3)
    assert is_blank(report.pdf, index, x=page.width - 125, y=top, width=30, height=29.3)
    first = page.find(report.document.signature.lines[0][:6])
    above = [line for line in page.lines() if TOP < line.baseline < first.baseline - 5]
    assert above


def test_the_corner_of_annex_pages_is_free(report: Printed) -> None:
    for index in range(report.annex_starts[0], len(report.pages)):
        width = report.pages[index].width
        assert is_blank(report.pdf, index, x=width - 75, y=4, width=60, height=12)


def test_no_heading_ends_a_page(report: Printed) -> None:
    for page in report.body[:-1]:
        last = [line for line in page.lines() if line.size == 14][-1]
        heading = last.fonts == {"BaoCaoSerif-Bold"} and last.x > LEFT + 10
        table_below = any(rule.y > last.baseline for rule in page.rules if rule.right - rule.x > 55)
        assert table_below or not heading


def test_no_space_is_torn_wide_open(report: Printed) -> None:
    widest = max(
        (
            mark.word_space
            for sheet in lay_out(report.document).sheets
            for mark in sheet.marks
            if isinstance(mark, TextMark)
        ),
        default=0.0,
    )
    assert widest + 3.5 < MOST_SPACE
