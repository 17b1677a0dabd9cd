"""The finished file: what other programs say of it, and that it is the same every time."""

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from msgspec import structs

from exporters.attachments import report_attachments
from exporters.check_code import CheckCode
from exporters.pdf import places, render_pdf
from exporters.problems import ExportProblem
from forms.printed.document import Document, Paragraph, Run, Table
from tests.exporters.pdf_reading import MM, judged, pdftotext, read_pages
from tests.exporters.sample_document import (
    annexed_report,
    closing,
    letter,
    monthly_report,
    paragraph,
    service_table,
)

ROOT = Path(__file__).parent.parent.parent
DOCUMENTS = {"monthly": monthly_report(), "annexed": annexed_report()}


@pytest.fixture(scope="module", params=sorted(DOCUMENTS))
def document(request: pytest.FixtureRequest) -> Document:
    return DOCUMENTS[str(request.param)]


def squeezed(text: str) -> str:
    return "".join(text.split())


# --- judges ---------------------------------------------------------------------------------------


def test_qpdf_finds_nothing_wrong(document: Document, tmp_path: Path) -> None:
    said = judged("qpdf", render_pdf(document), tmp_path, "--check")
    assert "No syntax or stream encoding errors found" in said


def test_all_fonts_are_ours_and_embedded(document: Document, tmp_path: Path) -> None:
    table = judged("pdffonts", render_pdf(document), tmp_path).splitlines()[2:]
    assert table
    for line in table:
        assert re.match(r"[A-Z]{6}\+BaoCaoSerif-", line)
        embedded, subset, has_unicode = line.split()[-5:-2]
        assert (embedded, subset, has_unicode) == ("yes", "yes", "yes")


def test_poppler_reads_every_word(document: Document, tmp_path: Path) -> None:
    said = pdftotext(render_pdf(document), tmp_path)
    assert unicodedata.is_normalized("NFC", said)
    whole = squeezed(said)
    for block in document.blocks:
        for text in _texts_of(block):
            for word in text.split():
                assert word in whole
    for note in document.notes:
        for run in note.runs:
            assert squeezed(run.text)[:60] in whole
    for text in (*document.recipients, *document.signature.lines, document.signature.name):
        assert squeezed(text) in whole


def _texts_of(block: Paragraph | Table) -> list[str]:
    if isinstance(block, Paragraph):
        return [run.text for run in block.runs]
    return [block.caption, *(text for row in block.rows for text in row.cells)]


def test_poppler_and_pdfium_do_not_take_a_footnote_mark_for_a_digit(tmp_path: Path) -> None:
    pdf = render_pdf(monthly_report())
    for options in ((), ("-layout",), ("-raw",)):
        said = pdftotext(pdf, tmp_path, *options)
        assert "33/423" not in said
        assert re.search(r"33/42\s+3\s+mô", said)
    page = next(
        page for page in read_pages(pdf) if "33/42" in "".join(one.text for one in page.letters)
    )
    letters = "".join(letter.text for letter in page.letters)
    assert "33/42 3" in letters
    assert "33/423" not in letters


def test_poppler_draws_it_without_complaint(document: Document, tmp_path: Path) -> None:
    judged(
        "pdftoppm", render_pdf(document), tmp_path, "-r", "30", "-png", output=str(tmp_path / "p")
    )
    assert len(list(tmp_path.glob("p*.png"))) == len(read_pages(render_pdf(document)))


# --- the same bytes -------------------------------------------------------------------------------

_CHILD = """
import hashlib
from exporters.check_code import CheckCode
from exporters.pdf import render_pdf
from exporters.attachments import report_attachments
from tests.exporters.sample_document import annexed_report, monthly_report
for document in (monthly_report(), annexed_report()):
    print(hashlib.sha256(render_pdf(document)).hexdigest())
files = report_attachments("F02_91_2024-07_v1", b"{}", b"PK")
code = CheckCode("F02", "1", "91", "2024-07", "3f" * 32)
whole = render_pdf(monthly_report(), profile="o-ky", attachments=files, code=code)
print(hashlib.sha256(whole).hexdigest())
"""


@pytest.mark.parametrize(
    ("seed", "zone", "locale"),
    [("1", "Asia/Ho_Chi_Minh", "C"), ("77", "America/New_York", "vi_VN.UTF-8")],
)
def test_the_same_document_gives_the_same_bytes_everywhere(
    seed: str, zone: str, locale: str
) -> None:
    surroundings = {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _CHILD],
        env=os.environ | surroundings,
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=120,
    )
    here = [
        hashlib.sha256(render_pdf(document)).hexdigest()
        for document in (monthly_report(), annexed_report())
    ]
    files = report_attachments("F02_91_2024-07_v1", b"{}", b"PK")
    code = CheckCode("F02", "1", "91", "2024-07", "3f" * 32)
    whole = render_pdf(monthly_report(), profile="o-ky", attachments=files, code=code)
    here.append(hashlib.sha256(whole).hexdigest())
    assert done.stdout.decode().split() == here


def test_one_figure_changes_the_bytes() -> None:
    one = letter((paragraph("Tiếp nhận 949/959 hồ sơ."), closing()))
    other = letter((paragraph("Tiếp nhận 948/959 hồ sơ."), closing()))
    assert render_pdf(one) == render_pdf(one)
    assert render_pdf(one) != render_pdf(other)


# --- properties -----------------------------------------------------------------------------------


def test_title_author_and_dates_come_from_the_report(tmp_path: Path) -> None:
    pdf = render_pdf(monthly_report())
    with pikepdf.open(BytesIO(pdf)) as opened:
        info = {str(key): str(value) for key, value in opened.docinfo.items()}
        assert info["/Title"] == "Báo cáo Đề án 06/CP tháng 7/2024"
        assert info["/Author"] == "Ủy ban nhân dân tỉnh An Giang"
        assert info["/Keywords"] == "F02, 2024-07"
        assert info["/CreationDate"] == info["/ModDate"] == "D:20240726083000+07'00'"
        assert str(opened.Root.Lang) == "vi-VN"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)
        xmp = bytes(opened.Root.Metadata.read_bytes()).decode()
    assert "Báo cáo Đề án 06/CP tháng 7/2024</rdf:li>" in xmp
    assert "<xmp:CreateDate>2024-07-26T08:30:00+07:00</xmp:CreateDate>" in xmp
    assert "Title:           Báo cáo Đề án 06/CP tháng 7/2024" in judged("pdfinfo", pdf, tmp_path)


def test_properties_with_marks_of_xml_are_kept() -> None:
    document = structs.replace(letter((closing(),)), title="A & B <1>", author='"Xã" & Co')
    with pikepdf.open(BytesIO(render_pdf(document))) as opened:
        assert "A &amp; B &lt;1&gt;</rdf:li>" in opened.Root.Metadata.read_bytes().decode()
        assert str(opened.docinfo["/Title"]) == "A & B <1>"


def test_nothing_stands_in_the_way_of_a_signing_tool() -> None:
    pdf = render_pdf(annexed_report())
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert opened.pdf_version == "1.7"
        assert not opened.is_encrypted
        for key in ("/AcroForm", "/Names", "/OpenAction", "/Perms", "/Outlines", "/AF"):
            assert key not in opened.Root
        assert "/Annots" not in opened.pages[0]


def test_a_time_with_its_own_zone_keeps_it() -> None:
    document = structs.replace(letter((closing(),)), dated="2024-07-26T01:30:00+00:00")
    with pikepdf.open(BytesIO(render_pdf(document))) as opened:
        assert str(opened.docinfo["/CreationDate"]) == "D:20240726013000+00'00'"


def test_a_report_without_a_readable_date_is_refused() -> None:
    with pytest.raises(ExportProblem) as caught:
        render_pdf(structs.replace(letter((closing(),)), dated="tháng 7"))
    assert caught.value.code == "DATED"
    assert "tháng 7" in caught.value.message


def test_the_file_is_small() -> None:
    assert len(render_pdf(monthly_report())) < 45_000


# --- draft ----------------------------------------------------------------------------------------


def test_a_draft_says_so_on_every_page_and_changes_nothing_else(document: Document) -> None:
    plain = read_pages(render_pdf(document))
    marked = read_pages(render_pdf(structs.replace(document, draft=True)))
    assert len(plain) == len(marked)
    for page, drafted in zip(plain, marked, strict=True):
        big = [letter for letter in drafted.letters if letter.size > 50]
        assert squeezed("".join(letter.text for letter in big)) == "BẢNNHÁP"
        assert tuple(letter for letter in drafted.letters if letter.size < 50) == page.letters
        assert drafted.rules == page.rules


def test_the_draft_mark_does_not_get_between_the_words(document: Document, tmp_path: Path) -> None:
    drafted = structs.replace(document, draft=True)
    said = [squeezed(pdftotext(render_pdf(x), tmp_path)) for x in (document, drafted)]
    assert said[0] == said[1]


# --- letters --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letter_text", "named"),
    [("☐", "U+2610"), ("✓", "U+2713"), ("\u200b", "U+200B"), ("😀", "U+1F600"), ("а", "U+0430")],
)
def test_a_letter_that_cannot_be_printed_stops_the_export(letter_text: str, named: str) -> None:
    blocks = (paragraph(f"Sở Nội vụ đã rà soát {letter_text} xong."), closing())
    with pytest.raises(ExportProblem) as caught:
        render_pdf(letter(blocks))
    assert caught.value.code == "GLYPH"
    assert named in caught.value.message
    assert "rà soát" in caught.value.message


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"subject": ("Tình hình ☐",)}, "tên báo cáo"),
        ({"recipients": ("- Lưu ☐.",)}, "mục Nơi nhận"),
        ({"addressees": ("Bộ ☐",)}, "mục Kính gửi"),
        (
            {"blocks": (Paragraph((Run("1. Ưu điểm"),), "heading", 2), paragraph("☐"))},
            "mục “1. Ưu điểm”",
        ),
    ],
)
def test_the_place_of_an_unprintable_letter_is_named(change: dict[str, object], place: str) -> None:
    with pytest.raises(ExportProblem) as caught:
        render_pdf(structs.replace(letter((closing(),)), **change))
    assert caught.value.place == place
    assert place in caught.value.message


def test_the_place_of_an_unprintable_letter_in_a_table_is_its_row() -> None:
    table = service_table(3)
    row = structs.replace(table.rows[1], cells=("2", "Đăng ký ✗", "1", "1", "100%"))
    broken = structs.replace(table, rows=(table.rows[0], row, *table.rows[2:]))
    with pytest.raises(ExportProblem) as caught:
        render_pdf(letter((broken, closing())))
    assert caught.value.place == "bảng 1, dòng 2, cột “Tên dịch vụ”"


def test_text_in_loose_marks_is_composed(tmp_path: Path) -> None:
    loose = unicodedata.normalize("NFD", "Kết quả chuyển đổi số của tỉnh")
    said = pdftotext(render_pdf(letter((paragraph(loose), closing()))), tmp_path)
    assert "Kết quả chuyển đổi số của tỉnh" in said


# --- places ---------------------------------------------------------------------------------------


def test_figures_are_found_where_they_are_printed() -> None:
    document = monthly_report()
    found = {place.source: place for place in places(document)}
    assert {"dvc01", "dvc21", "ioc_huyen", "mh_kh"} <= set(found)
    place = found["mh_kh"]
    printed = read_pages(render_pdf(document))[place.page].find("33/42")
    assert place.x * MM == pytest.approx(printed.x, abs=0.1)
    assert place.y * MM < printed.baseline < (place.y + place.height) * MM
    assert place.width * MM == pytest.approx(printed.width, abs=1.5)


# --- what cannot be placed ------------------------------------------------------------------------


def test_a_list_of_recipients_longer_than_a_page_is_refused() -> None:
    recipients = tuple(f"- Cơ quan {number};" for number in range(60))
    with pytest.raises(ExportProblem) as caught:
        render_pdf(structs.replace(letter((closing(),)), recipients=recipients))
    assert caught.value.code == "RECIPIENTS"


def test_a_symbol_too_long_for_the_letterhead_is_refused() -> None:
    document = letter((closing(),))
    head = structs.replace(document.letterhead, symbol="BC-" + "UBND" * 12)
    with pytest.raises(ExportProblem) as caught:
        render_pdf(structs.replace(document, letterhead=head))
    assert caught.value.code == "LETTERHEAD"


def test_a_document_with_nothing_in_it_still_prints_head_and_signature() -> None:
    document = structs.replace(letter(()), recipients=())
    assert len(read_pages(render_pdf(document))) == 1
