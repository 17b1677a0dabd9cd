"""Texts and lines as operators of PDF: small, exact, whatever letters and places come."""

import io
import re
from decimal import Decimal

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from exporters.fonts import Face, load, width
from exporters.paper.marks import RuleMark, TextMark
from exporters.paper.pen import Pen, decimal, ruled
from exporters.pdf import render_pdf
from tests.exporters.pdf_reading import read_pages
from tests.exporters.sample_document import letter, monthly_report, paragraph

HEIGHT = 842.0


def operators(*marks: TextMark) -> list[str]:
    for name in Face:
        load(name)
    pen = Pen(Canvas(io.BytesIO()), HEIGHT)
    pen.begin("/P<</MCID 0>>BDC")
    for mark in marks:
        pen.write(mark)
    pen.end()
    return pen.code.split("\n")


def mark(text: str, x: float, y: float = 100.0, *, space: float = 0.0) -> TextMark:
    wide = width(text, Face.REGULAR, 14) + space * text.count(" ")
    return TextMark(x, y, text, Face.REGULAR, 14, wide, space)


def test_what_goes_on_where_the_last_text_ended_takes_no_place() -> None:
    first = mark("Tiếp nhận ", 85.04, space=1.5)
    whole = operators(first, mark("949", 85.04 + first.width, space=1.5))
    assert sum(each.endswith("Tj") for each in whole) == 1
    assert sum(each.endswith("Td") for each in whole) == 1


@pytest.mark.parametrize("beside", [1.0, -1.0])
def test_what_begins_elsewhere_is_placed(beside: float) -> None:
    first = mark("Tiếp nhận ", 85.04)
    placed = operators(first, mark("949", 85.04 + first.width + beside))
    assert sum(each.endswith("Td") for each in placed) == 2


def test_lines_repeat_how_far_they_are_below_each_other() -> None:
    code = operators(*(mark("Dòng", 85.04, 100 + 18.5 * line) for line in range(5)))
    assert code.count("0 -18.5 Td") == 4
    assert sum(" Tf" in each for each in code) == 1


def test_lines_of_one_weight_say_it_once() -> None:
    code = ruled([RuleMark(10, 20, 30, 20, 0.5), RuleMark(10, 30, 30, 30, 0.5)], 100)
    assert code == ".5 w\n10 80 m 30 80 l S\n10 70 m 30 70 l S"


@given(st.integers(-(10**7), 10**7), st.integers(2, 3))
def test_a_number_is_written_exactly_and_short(scaled: int, places: int) -> None:
    written = decimal(scaled, places)
    assert Decimal(written) == Decimal(scaled).scaleb(-places)
    assert re.fullmatch(r"-?(\d+|\d*\.\d*[1-9])", written)
    assert not re.match(r"-?0.", written)


SIGNS = "\\()\r\n\t" + "".join(chr(code) for code in range(33, 127)) + "ăâđêôơưếộửỹ“”–…"


@given(st.text(SIGNS, min_size=1, max_size=400))
def test_every_letter_is_there_whatever_code_it_gets(text: str) -> None:
    pdf = render_pdf(letter((paragraph(f"[{text}]"),)))
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.check_pdf_syntax() == []
    shown = "".join(each.text for page in read_pages(pdf) for each in page.letters)
    wanted = re.sub(r"\s", "", f"[{text}]")
    assert wanted in re.sub(r"\s", "", shown)


def test_letters_stand_where_they_were_placed_to_the_end_of_the_line() -> None:
    """PDFium cuts widths to whole thousandths; with finer ones it set lines too short."""
    (page, *_) = read_pages(render_pdf(monthly_report()))
    full = [line for line in page.lines() if line.width > 163]
    assert len(full) >= 10
    assert [line.text for line in full if abs(line.right - 195.0) > 0.05] == []
