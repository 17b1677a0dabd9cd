"""Where the pages of a workbook end: stated in the file, kept to by LibreOffice's print."""

import io
import re
import subprocess
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from exporters.agreement import pdf_text
from exporters.data_json import Checked
from exporters.excel import render_workbook
from exporters.pages import page_count
from exporters.workbook.breaks import _breaks, readable
from tests.exporters import sample_f02
from tests.exporters.calc import convert
from tests.exporters.sample_report import IDENTITY
from tests.judges import find_judge
from tests.packs.pack_reports import document, filled, sample

OTHERS = ("F03-2024", "F08-2025-08", "F14-2025-08", "II06a-2026-Q3")


def workbooks() -> Mapping[str, bytes]:
    books = {"F02": sample_f02.workbook_of(sample_f02.july(corrected=True))}
    for name in OTHERS:
        c = filled(sample(name))
        books[name] = render_workbook(c, document(c), IDENTITY, Checked(), data_sha256="0" * 64)
    return books


class Printed:
    """A workbook that LibreOffice has printed: the texts of its pages, and the file itself."""

    def __init__(self, book: bytes, pdf: bytes) -> None:
        self.book, self.pdf = openpyxl.load_workbook(io.BytesIO(book)), pdf

    def pages(self) -> list[str]:
        command: list[str | Path] = [find_judge("pdftotext"), "-layout", "-", "-"]
        done = subprocess.run(command, input=self.pdf, capture_output=True, check=True)
        return done.stdout.decode().split("\f")[:-1]


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Printed]:
    books = workbooks()
    paths = convert(find_judge, tmp_path_factory.mktemp("printed"), books, "pdf")
    return {name: Printed(books[name], paths[name].read_bytes()) for name in books}


def test_every_sheet_takes_the_pages_that_the_file_states(printed: Mapping[str, Printed]) -> None:
    for name, one in printed.items():
        # The last sheet is the list of findings, whose pages end where they end.
        stated = sum(len(sheet.row_breaks.brk) + 1 for sheet in one.book.worksheets[:-1])
        assert page_count(one.pdf) - stated >= 1, name
        assert len([page for page in one.pages() if "KẾT QUẢ KIỂM TRA" in page]) == 1
        findings = next(i for i, page in enumerate(one.pages()) if "KẾT QUẢ KIỂM TRA" in page)
        assert findings == stated, name


def test_the_signature_stands_whole_below_lines_of_its_table(
    printed: Mapping[str, Printed],
) -> None:
    found = 0
    for one in printed.values():
        signer = _last_name(one)
        for page in one.pages():
            has_foot = "Nơi nhận:" in page
            assert has_foot == (signer in page), page
            if has_foot:
                found += 1
                above = page.partition("Nơi nhận:")[0]
                assert len([line for line in above.splitlines() if line.strip()]) >= 3, page
    assert found >= 20


def _last_name(one: Printed) -> str:
    sheet = one.book.worksheets[1]
    values = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    return str(values[-1])


def test_no_page_ends_with_a_heading(printed: Mapping[str, Printed]) -> None:
    headings = re.compile(r"\s*(STT|[IVX]+\. |\d+(\.\d+)*\. )")
    for one in printed.values():
        for page in one.pages():
            # The very last line is the foot of the page: what report, which page.
            lines = [line for line in page.splitlines() if line.strip()][:-1]
            assert not headings.match(lines[-1]), page


def test_text_of_every_cell_is_printed(printed: Mapping[str, Printed]) -> None:
    said = re.sub(r"\s", "", pdf_text(printed["F03-2024"].pdf) or "")
    sheet = printed["F03-2024"].book["Danh mục"]
    words = [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    texts = [re.sub(r"\s", "", word) for word in words if not word.startswith("=")]
    assert [text for text in texts if text not in said] == []


# --- any sheet ------------------------------------------------------------------------------------

HEIGHTS = st.lists(st.sampled_from([0, 19, 35, 83, 387]), min_size=1, max_size=200)


@given(HEIGHTS, st.sets(st.integers(0, 199)), st.integers(0, 60))
def test_pages_hold_what_they_can_and_end_where_they_may(
    heights: list[int], tied: set[int], head: int
) -> None:
    room = 500
    breaks = _breaks(heights, tied, room, head)
    assert breaks == sorted(set(breaks))
    starts = [0, *breaks, len(heights)]
    for start, end in pairwise(starts):
        used = sum(heights[start:end]) + (head if start else 0)
        assert used <= room or end - start == 1, (start, end)
        if start and start - 1 in tied:
            before = max(begin for begin in starts if begin < start)
            free = next((row for row in range(start, before, -1) if row - 1 not in tied), before)
            together = head + sum(heights[free : start + 1])
            assert free == before or together > room, "only what no page holds is cut"


def test_rows_too_high_for_one_page_are_tied_no_more() -> None:
    assert _breaks([0, 0, 387, 387], {2}, 500, 0) == [3]
    assert _breaks([300, 100, 387], {1}, 500, 0) == [1]


@given(st.lists(st.integers(5, 60), min_size=2, max_size=40))
def test_columns_are_narrowed_only_where_the_sheet_is_too_wide(widths: list[int]) -> None:
    found = readable(widths)
    assert all(new == old or 22 <= new < old for new, old in zip(found, widths, strict=True))
    assert found == widths if sum(widths) <= 230 else sum(found) < sum(widths) or max(widths) <= 22
