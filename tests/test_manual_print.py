"""The manual on paper: all of it, by the program's own exporter, as the standards want it."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest
from PIL import Image

from exporters.agreement import pdf_text
from exporters.booklet import About, Chapter, Listing, Part, Picture, render_booklet
from exporters.problems import ExportProblem
from forms.printed.document import Paragraph, Run, Table, TableColumn, TableRow
from tests import scripts
from tests.exporters.conformance import judge_conformance

ROOT = Path(__file__).parent.parent
ABOUT = About("Thử", "Báo Cáo Cơ Sở", datetime(2026, 11, 22, tzinfo=UTC))


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return scripts.script("build_manual")


@pytest.fixture(scope="module")
def chapters(script: ModuleType) -> list[Chapter]:
    return [script.chapter(file) for file in script.files()]


@pytest.fixture(scope="module")
def manual(chapters: list[Chapter]) -> bytes:
    return render_booklet(ABOUT, chapters)


def _read(script: ModuleType, folder: Path, text: str) -> tuple[Part, ...]:
    (folder / "page.md").write_text(f"# Trang\n\n{text}", encoding="utf-8")
    chapter = script.chapter(folder / "page.md")
    assert isinstance(chapter, Chapter)
    return chapter.parts


def _flat(text: str) -> str:
    return "".join(text.split())


def _said(part: Part) -> list[str]:
    if isinstance(part, Paragraph):
        return [part.text]
    if isinstance(part, Listing):
        return list(part.lines)
    if isinstance(part, Table):
        return [cell for row in part.rows for cell in row.cells]
    return []


def _picture() -> bytes:
    buffer = BytesIO()
    Image.new("RGBA", (80, 40), (255, 0, 0, 128)).save(buffer, "PNG")
    return buffer.getvalue()


def test_every_page_is_a_chapter_and_the_clerks_page_the_first(
    script: ModuleType, chapters: list[Chapter]
) -> None:
    assert len(chapters) == len(list((ROOT / "docs" / "huong-dan").glob("*.md")))
    assert script.files()[0].stem == "xa"


def test_all_words_are_printed(chapters: list[Chapter], manual: bytes) -> None:
    printed = _flat(pdf_text(manual) or "")
    said = [words for one in chapters for part in one.parts for words in _said(part)]
    assert len(said) > 1_000
    # A page break puts the number of a page, and the head of a table, amidst the words.
    whole = sum(_flat(words) in printed for words in said)
    assert whole > len(said) * 0.97
    titles = [_flat(chapter.title) for chapter in chapters]
    assert [title for title in titles if title not in printed] == []


def test_the_manual_conforms(manual: bytes, tmp_path: Path) -> None:
    verdicts = judge_conformance({"huong-dan": manual}, tmp_path)
    assert {one.standard: one.rules for one in verdicts if one.failed} == {}


def test_pictures_are_figures_that_say_what_they_show(manual: bytes) -> None:
    with pikepdf.open(BytesIO(manual)) as pdf:
        marked = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary)]
        said = [str(item.Alt) for item in marked if item.get("/S") == "/Figure"]
        pictures = sum(len(page.get_images()) for page in pdf.pages)
    assert len(said) == pictures > 0
    assert "Việc cần làm và lịch cả năm" in said


def test_the_same_pages_give_the_same_bytes(chapters: list[Chapter]) -> None:
    first = chapters[:1]
    assert render_booklet(ABOUT, first) == render_booklet(ABOUT, first)


def test_lists_listings_and_tables_are_read_as_they_stand(
    script: ModuleType, tmp_path: Path
) -> None:
    text = (
        "- **một** hai\n  - ba `bốn`\n\n1. năm\n2. sáu\n\n   bảy\n\n"
        "```sh\na\n  b\n```\n\n| x | y |\n|---|---|\n| tám | chín ⏎ mười |\n"
    )
    *items, listing, table = _read(script, tmp_path, text)
    assert [(one.style, one.text) for one in items if isinstance(one, Paragraph)] == [
        ("bullet", "một hai"),
        ("sub_bullet", "ba bốn"),
        ("body", "1. năm"),
        ("body", "2. sáu"),
        ("body", "bảy"),
    ]
    first = items[0]
    assert isinstance(first, Paragraph)
    assert first.runs[0] == Run("một", bold=True)
    assert listing == Listing(("a", "  b"))
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [("tám", "chín / mười")]


def test_a_page_without_its_title_is_refused(script: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("Chữ\n", encoding="utf-8")
    with pytest.raises(ValueError, match="title"):
        script.chapter(tmp_path / "page.md")


@pytest.mark.parametrize(
    "make",
    [
        lambda text: Paragraph((Run(text),)),
        lambda text: Listing((text,)),
        lambda text: Table((TableColumn(text, 1),), (TableRow(("x",)),)),
    ],
)
def test_a_letter_that_cannot_be_printed_is_told(make: Callable[[str], Part]) -> None:
    with pytest.raises(ExportProblem) as refused:
        render_booklet(ABOUT, [Chapter("Chương", (make("漢"),))])
    assert refused.value.code == "GLYPH"


def test_a_picture_is_never_torn() -> None:
    buffer = BytesIO()
    Image.new("RGB", (10, 100)).save(buffer, "PNG")
    parts = (Picture(buffer.getvalue(), "cao"), Picture(_picture(), "trong"), Listing(("", "a")))
    with pikepdf.open(BytesIO(render_booklet(ABOUT, [Chapter("Chương", parts)]))) as pdf:
        assert [len(page.get_images()) for page in pdf.pages] == [1, 1]
