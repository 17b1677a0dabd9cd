"""Reports of every kind of file as text: what is read, and one sentence for what is not."""

from __future__ import annotations

import contextlib
import io
import random
from collections.abc import Callable
from itertools import accumulate
from pathlib import Path

import pikepdf
import pytest
from openpyxl import Workbook
from reportlab.pdfgen import canvas

from exporters.pdf import render_pdf
from exporters.problems import ExportProblem
from exporters.readers import pdf_reader, text_files
from exporters.readers.pdf_reader import read_pdf
from exporters.readers.running_lines import joined_pages
from exporters.readers.text_files import decoded, pasted, read_plain
from exporters.readers.workbook_text import read_sheets
from exporters.reading import KINDS, read_report
from forms.claims.passages import Line, Table, Text, passages
from forms.printed.document import Paragraph
from forms.proofreading import proofread
from tests.exporters.foreign_pdfs import BODY, LAYOUTS, NOTES, SIGNED, Layout, foreign_pdf
from tests.exporters.sample_f02 import document, july
from tests.exporters.word_files import by_office, docx, paragraph

SAID = "Ủy ban nhân dân xã đã tiếp nhận 949/959 hồ sơ, đạt tỷ lệ 97,54%."
WORKBOOK = "xlsx:Calc MS Excel 2007 XML"


@pytest.fixture(scope="module")
def printed() -> bytes:
    return render_pdf(document(july(corrected=False)))


@pytest.fixture(scope="module")
def ours(printed: bytes) -> Text:
    return read_pdf(printed)


def wrong(text: Text) -> list[tuple[str, str]]:
    return [(c.stated, c.expected) for c in proofread(text) if c.verdict == "wrong"]


# --- plain text -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1258"]
)
def test_a_text_in_any_encoding_of_windows(encoding: str) -> None:
    written = SAID
    if encoding == "cp1258":
        # Its letters with tones are two characters, and ê with a tone is ê and the tone.
        pairs = {"Ủ": "U\u0309", "ã": "a\u0303", "ế": "ê\u0301", "ậ": "â\u0323", "ồ": "ô\u0300"}
        pairs |= {"ạ": "a\u0323", "ỷ": "y\u0309", "ệ": "ê\u0323"}
        written = "".join(pairs.get(letter, letter) for letter in SAID)
    assert decoded(written.encode(encoding)) == SAID
    assert wrong(read_plain(written.encode(encoding))) == [("97,54%", "98,96%")]


def test_an_old_font_s_bytes_are_a_text() -> None:
    old = "x\xb7 \xae\xb7 ti\xd5p nh\xcbn 949/959 h\xe5 s\xac, \xae\xb9t t\xfb l\xd6 97,54%."
    assert wrong(read_plain(old.encode("latin-1"))) == [("97,54%", "98,96%")]
    assert wrong(read_plain(old.encode("utf-8"))) == [("97,54%", "98,96%")]


def test_one_spoiled_byte_spoils_no_text() -> None:
    data = (SAID * 5).encode()
    assert decoded(data[:30] + b"\xff" + data[30:]).count("949/959") == 5


@pytest.mark.parametrize(
    "data", [b"\x00\x01\x02" * 50, bytes(range(128, 256)) * 3, b"\xff\xfe\x00"]
)
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(ExportProblem) as caught:
        read_plain(data)
    assert caught.value.code == "FILE-TEXT"


# --- PDF ------------------------------------------------------------------------------------------


def test_the_paragraphs_of_our_own_pdf_come_back_whole(ours: Text) -> None:
    read = {"".join(passage.text.split()) for passage in passages(ours)}
    blocks = document(july(corrected=False)).blocks
    said = [b for b in blocks if isinstance(b, Paragraph) and not any(r.note for r in b.runs)]
    found = ["".join(b.text.split()) in read for b in said]
    assert len(said) > 100
    assert found.count(True) * 100 >= len(found) * 90


def test_pages_notes_and_tables_of_our_own_pdf(ours: Text) -> None:
    pages = [part.page for part in ours.parts]
    assert pages == sorted(pages)
    assert pages[0] == 1
    notes = [p.text for p in ours.parts if isinstance(p, Line) and p.note and p.text[0] in "¹²³⁴"]
    assert len(notes) >= 4
    tables = [p for p in ours.parts if isinstance(p, Table)]
    assert tables[0].rows[0][:2] == ("STT", "Tên dịch vụ")
    assert "1.660" in tables[0].rows[2]
    numbers = [part.number for part in ours.parts]
    assert numbers == sorted(set(numbers))


def test_the_letterhead_is_read_column_by_column(ours: Text) -> None:
    said = [part.text for part in ours.parts[:6] if isinstance(part, Line)]
    assert said.index("TỈNH AN GIANG") < said.index("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")


def test_no_right_figure_of_our_own_pdf_is_called_wrong(ours: Text) -> None:
    claims = proofread(ours)
    right = [claim for claim in claims if claim.verdict == "right"]
    told = [(c.kind, c.quote) for c in claims if c.severity == "error"]
    assert len(right) >= 60
    # The published report cites a decree of 2021 with a day of 2018.
    assert [kind for kind, _ in told] == ["document"]
    assert "61/2021/NĐ-CP ngày 23/4/2018" in told[0][1]


def test_a_pdf_of_another_program(tmp_path: Path) -> None:
    rows = "".join(f"<tr><td>{i}<td>{i}0</tr>" for i in (1, 2, 3))
    said = "Trong tháng, các đơn vị đã tiếp nhận và giải quyết đúng hạn cho công dân tổng cộng "
    page = (
        f"<html><body><p>{said * 2}949/959<sup>5</sup> hồ sơ, đạt tỷ lệ 98,96%.</p>"
        f"<table border=1><tr><td>TT<td>Số</tr>{rows}<tr><td>Tổng<td>61</tr></table></body></html>"
    )
    word = by_office(page.encode(), ".html", "docx:MS Word 2007 XML", tmp_path, "HTML (StarWriter)")
    text = read_pdf(by_office(word, ".docx", "pdf", tmp_path))
    assert any("949/959⁵ hồ sơ" in passage.text for passage in passages(text))
    assert wrong(text) == [("61", "60")]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.name)
def test_the_paragraphs_of_other_offices_pdfs_come_back_whole(layout: Layout) -> None:
    text = read_pdf(foreign_pdf(layout))
    mark = "2" if layout.glued else "²"
    read = [passage.text for passage in passages(text)]
    body = [words.replace("^", mark) for words in BODY]
    notes = [f"² {words}" for words in NOTES]
    signed = [words for column in zip(*SIGNED, strict=True) for words in column]
    assert [words for words in read if words in body] == body
    assert sorted(read) == sorted([*body, *notes, *signed])
    assert [claim for claim in proofread(text) if claim.severity] == []


def test_heads_and_feet_are_left_out_and_other_repeated_lines_stay() -> None:
    def page(number: int, *inner: str) -> list[Line]:
        texts = ("SỞ NỘI VỤ", *inner, f"Phòng Cải cách | Trang {number}/3")
        return [Line(words, number, at) for at, words in enumerate(texts, 1)]

    inner = (("Mở đầu.", "Không phát sinh.", "Hết ý."), ("Tiếp.", "Không phát sinh.", "Rồi."))
    pages = [page(1, *inner[0]), page(2, *inner[1]), page(3, "Năm 2024.", "Hết.", "Xong.")]
    kept = list(joined_pages(pages))
    assert [part.text for part in kept if isinstance(part, Line)] == [
        *inner[0],
        *inner[1],
        *("Năm 2024.", "Hết.", "Xong."),
    ]
    assert [part.number for part in kept] == list(range(1, 10))


def test_a_scan_says_that_it_has_no_text(printed: bytes) -> None:
    import pypdfium2
    from PIL import Image

    with pypdfium2.PdfDocument(printed) as source:
        picture = source[0].render(scale=1).to_pil()
    assert isinstance(picture, Image.Image)
    buffer = io.BytesIO()
    picture.save(buffer, "PDF")
    with pytest.raises(ExportProblem) as caught:
        read_pdf(buffer.getvalue())
    assert caught.value.code == "PDF-SCAN"
    assert "không có chữ" in caught.value.message


def test_spoiled_pdfs_are_read_or_refused(printed: bytes) -> None:
    chance = random.Random(3)  # noqa: S311 - spoils files, keeps no secret
    small = printed[: len(printed) // 2]
    for data in (b"", b"%PDF-1.7", small, b"PK\x03\x04", b"%PDF-1.4\n" + bytes(500)):
        with pytest.raises(ExportProblem) as caught:
            read_pdf(data)
        assert caught.value.code.startswith("PDF-")
    for _ in range(15):
        spoiled = bytearray(printed)
        for _ in range(200):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        with contextlib.suppress(ExportProblem):
            read_pdf(bytes(spoiled))


def _drawn(*pages: Callable[[canvas.Canvas], None]) -> bytes:
    buffer = io.BytesIO()
    paper = canvas.Canvas(buffer)
    for draw in pages:
        draw(paper)
        paper.showPage()
    paper.save()
    return buffer.getvalue()


PLAIN = "Da tiep nhan 949/959 ho so."


def _said(paper: canvas.Canvas) -> None:
    paper.drawString(70, 700, PLAIN)
    paper.drawString(70, 600, f"Muc {paper.getPageNumber()}" + " x" * paper.getPageNumber())


def _lines_of(data: bytes) -> list[str]:
    return [part.text for part in read_pdf(data).parts if isinstance(part, Line)]


@pytest.mark.parametrize("second", [b"null", b"(x)", b"<</Type/Pages/Kids[6 0 R]/Count 1>>"])
def test_a_pdf_that_names_pages_which_are_none_is_damaged(second: bytes) -> None:
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R>>"
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 6 0 R]/Count 2>>",
        page,
        b"<</Length 0>>stream\n\nendstream",
        b"null",
        second,
    ]
    bodies = [b"%d 0 obj%sendobj\n" % (at, part) for at, part in enumerate(parts, 1)]
    starts = accumulate(map(len, bodies[:-1]), initial=len(b"%PDF-1.4\n"))
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    whole = b"%PDF-1.4\n" + b"".join(bodies)
    end = b"xref\n0 7\n0000000000 65535 f \n%strailer<</Size 7/Root 1 0 R>>\n" % table
    with pytest.raises(ExportProblem) as caught:
        read_pdf(whole + end + b"startxref\n%d\n%%%%EOF" % len(whole))
    assert caught.value.code == "PDF-DAMAGED"
    assert caught.value.detail


def test_a_pdf_with_a_password_says_so() -> None:
    with pikepdf.open(io.BytesIO(_drawn(_said))) as opened:
        locked = io.BytesIO()
        opened.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(ExportProblem) as caught:
        read_pdf(locked.getvalue())
    assert caught.value.code == "PDF-SECRET"
    assert "bỏ mật khẩu" in caught.value.message


def test_a_book_of_too_many_pages_or_letters_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ExportProblem) as caught:
        read_pdf(_drawn(*[_said] * (pdf_reader.MAX_PAGES + 1)))
    assert caught.value.code == "PDF-SIZE"
    short = _drawn(*[_said] * 5)
    assert "Muc 5 x x x x x" in _lines_of(short)
    monkeypatch.setattr(pdf_reader, "MAX_LETTERS", 4 * len(PLAIN))
    with pytest.raises(ExportProblem) as caught:
        read_pdf(short)
    assert caught.value.code == "PDF-SIZE"


def test_a_drawing_of_thousands_of_lines_hides_no_text() -> None:
    def hatched(paper: canvas.Canvas) -> None:
        for at in range(6_000):
            paper.line(10, 10 + at % 600, 50, 10 + at % 600)
        _said(paper)

    assert PLAIN in _lines_of(_drawn(hatched))


# --- workbooks ------------------------------------------------------------------------------------


def _workbook() -> bytes:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["BÁO CÁO"])
    page.append([])
    page.append(["TT", "Đơn vị", "Tiếp nhận", "Tổng", "Tỷ lệ"])
    for at, (n, d) in enumerate([(1254, 1660), (949, 959), (601, 605)], 4):
        page.append([at - 3, f"Đơn vị {at}", n, d, f"=C{at}/D{at}"])
        page.cell(at, 5).number_format = "0.00%"
    page.append([None, "Tổng cộng", "=SUM(C4:C6)", 3225])
    page.append([])
    page.append([SAID])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_workbook_gives_tables_with_the_results_of_formulas(tmp_path: Path) -> None:
    text = read_sheets(by_office(_workbook(), ".xlsx", WORKBOOK, tmp_path))
    (grid,) = (part for part in text.parts if isinstance(part, Table))
    assert grid.rows[1][:4] == ("1", "Đơn vị 4", "1.254", "1.660")
    assert grid.rows[1][4].startswith("75,54")
    assert grid.rows[4] == ("", "Tổng cộng", "2.804", "3.225", "")
    assert (grid.page, grid.number) == (1, 3)
    assert wrong(text) == [("3.225", "3.224"), ("97,54%", "98,96%")]
    assert [part.text for part in text.parts if isinstance(part, Line)] == ["BÁO CÁO", SAID]


def test_lines_of_a_page_pasted_into_rows_are_joined() -> None:
    said = ["Trong tháng, toàn xã đã tiếp nhận", "949/959 hồ sơ khai sinh, đạt", "tỷ lệ 97,54%."]
    book, file = Workbook(), io.BytesIO()
    page = book.active
    assert page is not None
    for line in said * 5:
        page.append([line])
    book.save(file)
    assert wrong(read_sheets(file.getvalue())) == [("97,54%", "98,96%")] * 5


# --- by kind of file ------------------------------------------------------------------------------


def test_every_kind_finds_the_same_mistake(tmp_path: Path) -> None:
    contents = {".txt": SAID.encode(), ".docx": docx(paragraph(SAID)), ".xlsx": _workbook()}
    for suffix, data in contents.items():
        (tmp_path / f"a{suffix.upper()}").write_bytes(data)
        found = wrong(read_report(tmp_path / f"a{suffix.upper()}"))
        assert ("97,54%", "98,96%") in found, suffix
    assert set(contents) | {".pdf"} == set(KINDS)


@pytest.mark.parametrize(
    ("name", "code", "hint"),
    [("a.doc", "FILE-KIND", ".docx"), ("a.zip", "FILE-KIND", "tệp khác"), ("no.txt", "FILE", "")],
)
def test_other_files_are_refused_by_name(tmp_path: Path, name: str, code: str, hint: str) -> None:
    with pytest.raises(ExportProblem) as caught:
        read_report(tmp_path / name)
    assert caught.value.code.startswith(code)
    assert hint in caught.value.message


@pytest.mark.parametrize(
    ("read", "most", "code"),
    [
        (read_plain, text_files.MAX_BYTES, "FILE-SIZE"),
        (read_pdf, pdf_reader.MAX_BYTES, "PDF-SIZE"),
    ],
)
def test_a_file_too_large_is_refused_before_it_is_read(
    read: Callable[[bytes], Text], most: int, code: str
) -> None:
    with pytest.raises(ExportProblem) as caught:
        read(bytes(most + 1))
    assert caught.value.code == code


def test_words_from_the_clipboard_are_read_like_a_file() -> None:
    assert wrong(pasted(f"{SAID}\x00")) == [("97,54%", "98,96%")]
    with pytest.raises(ExportProblem) as caught:
        pasted("a" * (text_files.MAX_BYTES + 1))
    assert caught.value.code == "FILE-SIZE"


def test_tables_of_boxes_are_tables_and_short_lines_are_none() -> None:
    """Some programs draw each cell as a box of its own, and a tick as two short lines."""
    buffer = io.BytesIO()
    drawn = canvas.Canvas(buffer)
    cells = (("Xa", "So ho"), ("Mot", "12"), ("Hai", "15"), ("Tong", "27"))
    for row, line in enumerate(cells):
        for column, text in enumerate(line):
            drawn.rect(70 + 120 * column, 700 - 24 * row, 120, 24)
            drawn.drawString(76 + 120 * column, 708 - 24 * row, text)
    drawn.line(400, 400, 401, 400)
    drawn.line(400, 400, 400, 401)
    drawn.drawString(70, 300, "Mot dong ngoai bang, co chu.")
    drawn.save()
    (table,) = (part for part in read_pdf(buffer.getvalue()).parts if isinstance(part, Table))
    assert table.rows == cells
