"""The Word copy: everything of the report in it, made of what Word edits, the same bytes always."""

import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Length
from msgspec import structs

import resources
from exporters.agreement import pdf_text
from exporters.fonts import clean
from exporters.pages import page_count, page_size
from exporters.paper.texts import texts
from exporters.problems import ExportProblem
from exporters.readers.word_reader import read_word
from exporters.word import DRAFT_MARK, render_word
from forms.claims.passages import SUPERSCRIPT, Line
from forms.printed.document import Document, Paragraph, Run
from tests.exporters import sample_f02
from tests.exporters.sample_document import annexed_report, letter, monthly_report
from tests.packs import pack_reports
from tests.packs.pack_reports import lost_figures

ROOT = Path(__file__).parent.parent.parent
Judge = Callable[[str], Path]
SAMPLES = sorted(
    file.stem
    for file in resources.path("samples").glob("*.json")
    if re.fullmatch(r"(F(?!02)\d\d|II06a)-.+", file.stem)
)


def words_of(data: bytes) -> str:
    """Give all that a reader of Word files finds, without marks of footnotes."""
    said = [
        part.text if isinstance(part, Line) else "\n".join(" ".join(row) for row in part.rows)
        for part in read_word(data).parts
    ]
    return "".join(" " if sign in SUPERSCRIPT else sign for sign in "\n".join(said))


def flat(text: str) -> str:
    return " ".join(text.split())


def opened(data: bytes) -> docx.document.Document:
    return docx.Document(io.BytesIO(data))


@pytest.fixture(scope="module")
def monthly() -> bytes:
    return render_word(monthly_report())


@pytest.fixture(scope="module")
def annexed() -> bytes:
    return render_word(annexed_report())


# --- what is in it --------------------------------------------------------------------------------


@pytest.mark.parametrize("document", [monthly_report(), annexed_report()], ids=["body", "annexes"])
def test_every_text_of_the_document_is_in_it(document: Document) -> None:
    found = flat(words_of(render_word(document)))
    blanks = re.compile(r"\s+(?=/BC|tháng|năm)")
    lost = [
        text
        for place, text in texts(document)
        if flat(clean(text)).casefold() not in found.casefold()
        and blanks.sub("", flat(text)) not in blanks.sub("", found)
    ]
    assert lost == []


def test_the_figures_of_july_are_all_in_it() -> None:
    computation = sample_f02.july(corrected=True)
    assert lost_figures(computation, words_of(render_word(sample_f02.document(computation)))) == {}


@pytest.mark.parametrize("name", SAMPLES)
def test_other_forms_lose_no_figure(name: str) -> None:
    computation = pack_reports.filled(pack_reports.sample(name))
    document = pack_reports.document(computation)
    in_word = lost_figures(computation, words_of(render_word(document)))
    # What a form leaves unprinted on purpose is missing in any copy.
    on_paper = lost_figures(computation, " ".join(text for _, text in texts(document)))
    assert set(in_word) <= set(on_paper)


def test_it_is_marked_as_a_draft_on_every_page(annexed: bytes) -> None:
    for section in opened(annexed).sections:
        assert section.different_first_page_header_footer
        for header in (section.first_page_header, section.header):
            assert DRAFT_MARK in header.paragraphs[0].text


# --- made of what Word edits ----------------------------------------------------------------------


def test_headings_are_headings_of_their_level(monthly: bytes) -> None:
    headings = [
        (block.level, flat(block.text))
        for block in monthly_report().blocks
        if isinstance(block, Paragraph) and block.style == "heading"
    ]
    found = [
        (int(paragraph.style.name[-1]), flat(paragraph.text))
        for paragraph in opened(monthly).paragraphs
        if paragraph.style is not None and str(paragraph.style.name).startswith("Heading")
    ]
    assert found == [(min(level, 4), text) for level, text in headings]


def test_styles_are_those_of_the_decree(monthly: bytes) -> None:
    styles = opened(monthly).styles
    for name in ("Normal", "Heading 1", "Title", "Bullet"):
        style = styles[name]
        assert style.font.name == "Times New Roman"
        assert style.font.size.pt == 14
        assert style.element.rPr.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"
    body = styles["Normal"].paragraph_format
    assert millimetres(body.first_line_indent) == 12.7
    assert (body.space_before.pt, body.line_spacing) == (6, 1.15)


def millimetres(length: Length | None) -> float:
    assert length is not None
    return float(round(length.mm, 1))


def test_pages_are_those_of_the_decree_and_wide_annexes_lie_across(annexed: bytes) -> None:
    report = annexed_report()
    sections = list(opened(annexed).sections)
    assert len(sections) == 1 + len(report.annexes)
    across = [False, *(annex.landscape for annex in report.annexes)]
    for section, wide in zip(sections, across, strict=True):
        size = (millimetres(section.page_width), millimetres(section.page_height))
        assert size == ((297.0, 210.0) if wide else (210.0, 297.0))
        sides = (section.left_margin, section.right_margin, section.top_margin)
        assert [millimetres(side) for side in sides] == [30.0, 15.0, 20.0]
        numbers = section._sectPr.find(qn("w:pgNumType"))
        assert numbers.get(qn("w:start")) == "1"


def test_footnotes_are_real_and_in_their_order(monthly: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(monthly)) as archive:
        notes = archive.read("word/footnotes.xml").decode()
        body = archive.read("word/document.xml").decode()
    wanted = [str(note.number) for note in monthly_report().notes]
    assert re.findall(r'<w:footnoteReference w:id="(\d+)"', body) == wanted
    assert re.findall(r'<w:footnote w:id="(\d+)"', notes) == wanted
    assert any(isinstance(part, Line) and part.note for part in read_word(monthly).parts)


def test_a_note_marked_twice_has_one_place() -> None:
    first = monthly_report()
    again = Paragraph((Run("Xem lại", note=1),))
    marked = structs.replace(first, blocks=(*first.blocks[:-1], again, first.blocks[-1]))
    with zipfile.ZipFile(io.BytesIO(render_word(marked))) as archive:
        body = archive.read("word/document.xml").decode()
    assert len(re.findall('<w:footnoteReference w:id="1"', body)) == 1


def test_heads_of_tables_repeat_and_rows_are_not_torn(annexed: bytes) -> None:
    ruled = [table for table in opened(annexed).tables if len(table.columns) > 2]
    assert ruled
    for table in ruled:
        rows = [row._tr.trPr for row in table.rows]
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert rows[-1].find(qn("w:tblHeader")) is None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


# --- the same bytes -------------------------------------------------------------------------------


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/Lima"])
def test_bytes_do_not_depend_on_place_and_time(annexed: bytes, zone: str) -> None:
    code = (
        "import hashlib; from exporters.word import render_word;"
        "from tests.exporters.sample_document import annexed_report;"
        "print(hashlib.sha256(render_word(annexed_report())).hexdigest())"
    )
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": "7", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == hashlib.sha256(annexed).hexdigest()


def test_the_dates_inside_are_the_reports_own(annexed: bytes) -> None:
    report = annexed_report()
    with zipfile.ZipFile(io.BytesIO(annexed)) as archive:
        names = archive.namelist()
        days = {"-".join(f"{part:02}" for part in each.date_time[:3]) for each in archive.filelist}
    assert days == {report.dated[:10]}
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert not any("thumbnail" in name for name in names)
    properties = opened(annexed).core_properties
    assert properties.title == report.title
    assert properties.created is not None
    # A date without its zone is one of Vietnam.
    assert properties.created == datetime.fromisoformat(f"{report.dated}+07:00")


def test_a_report_without_a_date_is_refused() -> None:
    with pytest.raises(ExportProblem) as refused:
        render_word(structs.replace(letter(()), dated="hôm nay"))
    assert refused.value.code == "DATED"


# --- another program opens it ---------------------------------------------------------------------


def converted(judge: Judge, folder: Path, files: Mapping[str, bytes]) -> dict[str, bytes]:
    for name, data in files.items():
        (folder / f"{name}.docx").write_bytes(data)
    command: list[str | Path] = [judge("soffice")]
    command += [f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", folder]
    command += [folder / f"{name}.docx" for name in files]
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    return {name: (folder / f"{name}.pdf").read_bytes() for name in files}


def test_libreoffice_shows_everything_on_pages_of_the_right_kind(
    judge: Judge, tmp_path: Path, annexed: bytes
) -> None:
    computation = sample_f02.july(corrected=True)
    july = render_word(sample_f02.document(computation))
    made = converted(judge, tmp_path, {"annexed": annexed, "july": july})
    text = pdf_text(made["july"]) or ""
    assert lost_figures(computation, text) == {}
    assert text.count(DRAFT_MARK) == page_count(made["july"])
    sizes = [page_size(made["annexed"], n) for n in range(page_count(made["annexed"]))]
    assert sizes[0][0] < sizes[0][1]
    assert sizes[-1][0] > sizes[-1][1]
    pages = flat(pdf_text(made["annexed"]) or "").split(DRAFT_MARK)
    # Each annex counts its own pages, and shows no number on the first.
    assert any(part.strip().endswith(" 2") or part.strip() == "2" for part in pages)
