"""A form seen before use: paper, workbook and pictures with example figures, marked as such."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pytest
from openpyxl import load_workbook

import resources
from desktop.use_cases.pack_preview import MARK, preview
from exporters.pages import page_count
from forms import pack
from forms.engine import Engine
from forms.periods import Period
from tests.packs.pack_reports import Judge

PNG = b"\x89PNG\r\n\x1a\n"


def engine(form_id: str) -> Engine:
    return pack.compiled(pack.read_json(resources.path(f"packs/{form_id}/form.json").read_bytes()))


@pytest.mark.parametrize("form_id", ["F01", "F05", "F07", "F12", "II06a"])
def test_a_preview_is_a_draft_with_example_figures(form_id: str) -> None:
    seen = preview(engine(form_id))
    assert seen.document.draft
    assert seen.document.subject[-1] == MARK
    assert seen.tally.error == 0
    assert page_count(seen.pdf) >= 1
    book = load_workbook(io.BytesIO(seen.workbook()))
    words = {str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row}
    assert any(MARK in word for word in words)


def test_the_same_form_gives_the_same_files() -> None:
    first, second = (preview(engine("F07")).files() for _ in range(2))
    assert first == second


def test_files_are_paper_workbook_and_one_picture_a_page(tmp_path: Path) -> None:
    seen = preview(engine("F07"))
    files = seen.write(tmp_path / "out")
    pictures = [file for file in files if file.suffix == ".png"]
    assert len(pictures) == page_count(seen.pdf)
    assert all(file.read_bytes().startswith(PNG) for file in pictures)
    assert {file.name for file in files} >= {"xem-thu-F07.pdf", "xem-thu-F07.xlsx"}


def test_the_mark_stands_on_the_paper(judge: Judge, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    file.write_bytes(preview(engine("F07")).pdf)
    command = [str(judge("pdftotext")), str(file), "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    assert MARK in " ".join(done.stdout.split())


def test_another_period_may_be_wanted() -> None:
    seen = preview(engine("F02"), Period("month", 2024, 7))
    assert seen.computation.period.code == "2024-07"
    assert any("tháng 7/2024" in line for line in seen.document.subject)
