"""Pages as pictures."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from exporters.pages import page_count, page_size, render_page
from exporters.pdf import render_pdf
from exporters.problems import ExportProblem
from tests.exporters.sample_document import annexed_report


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(annexed_report())


def test_pages_are_counted_and_measured(pdf: bytes) -> None:
    assert page_count(pdf) == 5
    assert page_size(pdf, 0) == pytest.approx((595.3, 841.9), abs=0.1)
    assert page_size(pdf, 3) == pytest.approx((841.9, 595.3), abs=0.1)


@pytest.mark.parametrize("width", [1, 113, 600, 1999])
def test_a_picture_has_the_width_asked_for(pdf: bytes, width: int) -> None:
    image = render_page(pdf, 0, width_px=width)
    assert image.width == width
    assert image.height == pytest.approx(width * 297 / 210, abs=1.01)
    assert len(image.bgrx) == image.width * image.height * 4


def test_a_picture_is_black_on_white(pdf: bytes) -> None:
    image = render_page(pdf, 0, width_px=600)
    assert image.bgrx[:3] == b"\xff\xff\xff"
    assert min(image.bgrx) < 60


def test_pages_can_be_drawn_from_several_threads(pdf: bytes) -> None:
    with ThreadPoolExecutor(4) as pool:
        images = list(pool.map(lambda index: render_page(pdf, index, width_px=300), [0, 1, 2] * 4))
    assert images[:3] == images[3:6] == images[9:]


@pytest.mark.parametrize("broken", [b"", b"abc", b"%PDF-1.7\n%%EOF"])
def test_what_is_no_pdf_is_said_to_be_none(broken: bytes) -> None:
    with pytest.raises(ExportProblem) as caught:
        page_count(broken)
    assert caught.value.code == "PDF"


@pytest.mark.parametrize("index", [-1, 5])
def test_a_page_that_is_not_there_is_named(pdf: bytes, index: int) -> None:
    with pytest.raises(ExportProblem) as caught:
        render_page(pdf, index, width_px=100)
    assert "5 trang" in caught.value.message


def test_a_picture_needs_a_width(pdf: bytes) -> None:
    with pytest.raises(ValueError, match="width"):
        render_page(pdf, 0, width_px=0)
