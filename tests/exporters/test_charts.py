"""Charts on paper and in workbooks: the same description, nothing lost, nothing by colour alone."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pikepdf
import pytest
from msgspec import structs
from openpyxl.chart import BarChart, LineChart

from exporters.agreement import workbook_problems
from exporters.data_json import Checked, read
from exporters.excel import render_workbook
from exporters.pages import render_page
from exporters.pdf import render_pdf
from exporters.problems import ExportProblem
from exporters.workbook.charts import FIGURES, PICTURES
from forms.composition import CHARTS_TITLE, with_charts
from forms.engine import Engine
from forms.printed.document import Document
from tests.exporters.calc import convert
from tests.exporters.conformance import judge_conformance
from tests.exporters.sample_charts import CHARTS, MONTHS, charted
from tests.exporters.sample_document import annexed_report, monthly_report
from tests.exporters.sample_report import CELLS, DOCUMENT, IDENTITY, PERIOD, computed, rendered_data

Judge = Callable[[str], Path]


def _book(document: Document) -> bytes:
    return render_workbook(computed(), document, IDENTITY, Checked(()), data_sha256="0" * 64)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(charted(monthly_report()))


@pytest.fixture(scope="module")
def book() -> bytes:
    return _book(charted(DOCUMENT))


# --- the annex ------------------------------------------------------------------------------------


def test_without_charts_nothing_changes() -> None:
    assert with_charts(monthly_report(), ()) == monthly_report()


def test_the_only_annex_has_no_number_and_others_are_counted_up() -> None:
    assert [annex.number for annex in charted(monthly_report()).annexes] == [""]
    numbered = charted(annexed_report()).annexes
    assert [annex.number for annex in numbered] == ["I", "II", "III"][: len(numbered)]
    assert (numbered[-1].title, len(numbered[-1].charts)) == (CHARTS_TITLE, len(CHARTS))


def test_the_annex_names_its_report_as_other_annexes_do() -> None:
    head = monthly_report().letterhead
    reference = charted(monthly_report()).annexes[0].reference
    assert re.fullmatch(rf"\(Kèm theo Báo cáo số +/{head.symbol} ngày +tháng +năm .+\)", reference)


# --- paper ----------------------------------------------------------------------------------------


def _figures(pdf: bytes) -> list[Any]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        found: list[Any] = []
        waiting: list[Any] = [opened.Root.StructTreeRoot.K]
        while waiting:
            element = waiting.pop(0)
            if isinstance(element, pikepdf.Array):
                waiting = [*element, *waiting]
            elif isinstance(element, pikepdf.Dictionary) and "/S" in element:
                if element.S == "/Figure":
                    found.append((str(element.Alt), [float(x) for x in element.A.BBox]))
                waiting = [element.get("/K", pikepdf.Array()), *waiting]
        return found


def test_every_chart_is_a_figure_with_all_of_its_words(pdf: bytes) -> None:
    assert [alt for alt, _ in _figures(pdf)] == [each.alt for each in CHARTS]


def test_a_figure_s_box_lies_on_the_paper_and_holds_its_drawing(pdf: bytes) -> None:
    page = _last_page(pdf)
    image = render_page(pdf, page, width_px=595)
    dark = {
        (n // 4 % image.width, image.height - n // 4 // image.width)
        for n in range(0, len(image.bgrx), 4)
        if image.bgrx[n] < 128
    }
    for _, (left, bottom, right, top) in _figures(pdf)[-2:]:
        assert 0 < left < right < 596
        assert 0 < bottom < top < 842
        inside = [x for x, y in dark if left <= x <= right and bottom <= y <= top]
        assert len(inside) > 100


def _last_page(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages) - 1


def test_charts_are_drawn_in_black_and_grey(pdf: bytes) -> None:
    image = render_page(pdf, _last_page(pdf), width_px=595)
    blue, green, red = image.bgrx[0::4], image.bgrx[1::4], image.bgrx[2::4]
    assert blue == green == red


def _text(judge: Judge, file: Path) -> str:
    command = [str(judge("pdftotext")), "-layout", str(file), "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_titles_periods_and_figures_are_text(judge: Judge, tmp_path: Path, pdf: bytes) -> None:
    file = tmp_path / "charts.pdf"
    file.write_bytes(pdf)
    text = _text(judge, file)
    for words in ("Lũy kế (hồ sơ)", "1.234.567", "8,25", "99,99", "12/2024", "Bốn", "Một kỳ"):
        assert words in text


def test_the_same_charts_give_the_same_bytes(pdf: bytes) -> None:
    assert render_pdf(charted(monthly_report())) == pdf


def test_a_letter_that_cannot_be_printed_is_found_in_a_chart() -> None:
    odd = structs.replace(CHARTS[0], title="Lũy kế \U0001f600")
    with pytest.raises(ExportProblem, match="biểu đồ “Lũy kế"):
        render_pdf(with_charts(monthly_report(), (odd,)))


def test_charts_conform(tmp_path: Path) -> None:
    files = {
        "charts": render_pdf(charted(monthly_report())),
        "annexed": render_pdf(charted(annexed_report()), profile="o-ky"),
    }
    for verdict in judge_conformance(files, tmp_path):
        assert (verdict.failed, verdict.rules) == (0, ""), verdict


# --- workbooks ------------------------------------------------------------------------------------


def test_pictures_refer_to_the_figures_of_their_sheet(book: bytes) -> None:
    opened = openpyxl.load_workbook(io.BytesIO(book))
    pictures = opened[PICTURES]._charts  # type: ignore[attr-defined]  # the only way to them
    assert len(pictures) == len(CHARTS)
    for told, drawn in zip(CHARTS, pictures, strict=True):
        assert isinstance(drawn, BarChart if told.kind == "bar" else LineChart)
        assert drawn.display_blanks == "gap"
        for series, shown in zip(told.series, drawn.series, strict=True):
            assert _values(opened, shown.val.numRef.f) == list(series.points)
            assert _values(opened, shown.cat.strRef.f) == list(told.periods)


def _values(opened: openpyxl.Workbook, reference: str) -> list[object]:
    sheet, cells = reference.rsplit("!", 1)
    found = opened[sheet.strip("'")][cells.replace("$", "")]
    return [_exact(cell.value) for row in found for cell in row]


def _exact(value: object) -> object:
    if isinstance(value, str) and value.replace(".", "").isdigit() and len(value) > 15:
        return Decimal(value.replace(".", ""))
    return Decimal(str(value)) if isinstance(value, int | float) else value


def test_a_gap_is_an_empty_cell_and_a_zero_is_a_figure(book: bytes) -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(book))[FIGURES]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "Lũy kế")
    assert row[4:10] == (10, None, 30, 45, 0, 1234567)


def test_series_differ_in_a_black_and_white_print(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        names = sorted(name for name in parts.namelist() if "charts/chart" in name)
        texts = [parts.read(name).decode() for name in names]
    lines = next(text for text in texts if text.count("<c:ser>") == 4)
    assert len(set(re.findall(r'<c:symbol val="(\w+)"', lines))) == 4
    assert len(re.findall(r'<a:prstDash val="(?!solid)\w+"', lines)) >= 3
    colours = {c for text in texts for c in re.findall(r'srgbClr val="(\w{6})"', text)}
    assert colours
    assert all(colour[:2] == colour[2:4] == colour[4:] for colour in colours)


def test_pictures_have_their_words(book: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        drawing = parts.read("xl/drawings/drawing1.xml").decode()
    assert drawing.count('descr="Biểu đồ “') == len(CHARTS)


def test_the_report_in_the_workbook_stays_what_it_was(book: bytes) -> None:
    content = read(rendered_data(computed()))
    assert list(workbook_problems("charts", book, content)) == []
    names = openpyxl.load_workbook(io.BytesIO(book)).sheetnames
    assert set(names) - {PICTURES, FIGURES} == set(
        openpyxl.load_workbook(io.BytesIO(_book(DOCUMENT))).sheetnames
    )
    assert book == _book(charted(DOCUMENT))


def test_calc_draws_the_pictures(judge: Judge, tmp_path: Path, book: bytes) -> None:
    path = convert(judge, tmp_path, {"charts": book}, "pdf")["charts"]
    text = _text(judge, path)
    for words in ("Hiện có (triệu đồng)", "Bốn cột một đơn vị", "Cột đứng cạnh nhau", MONTHS[-1]):
        assert words in text


def test_a_sheet_of_the_report_may_have_the_charts_name() -> None:
    form = computed().engine.form
    named = (structs.replace(form.grids[0], label=PICTURES), *form.grids[1:])
    c = Engine(structs.replace(form, grids=named)).open(CELLS, PERIOD)
    document = charted(DOCUMENT)
    book = render_workbook(c, document, IDENTITY, Checked(()), data_sha256="0" * 64)
    names = openpyxl.load_workbook(io.BytesIO(book)).sheetnames
    assert {PICTURES, f"{PICTURES} (2)"} <= set(names)
