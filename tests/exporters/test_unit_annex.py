"""The units' figures on paper and in the workbook, their sums alive."""

from __future__ import annotations

import io
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from exporters.data_json import Checked
from exporters.excel import render_workbook
from exporters.pdf import render_pdf
from exporters.workbook.units import SHEET
from forms.composition import with_units
from forms.printed.printing import print_figure
from forms.printed.unit_table import UnitColumn, UnitRow, UnitTable
from tests.exporters.calc import recalculated
from tests.exporters.pdf_reading import pdftotext
from tests.exporters.sample_document import monthly_report, units_table
from tests.exporters.sample_report import DOCUMENT, IDENTITY, computed

Judge = Callable[[str], Path]
FIRST = 7
"""The row of the first unit in the sheet."""


TABLE = units_table()


@pytest.fixture(scope="module")
def workbook() -> bytes:
    document = with_units(DOCUMENT, TABLE)
    return render_workbook(computed(), document, IDENTITY, Checked(()), data_sha256="0" * 64)


def test_every_total_and_who_is_missing_is_on_paper(tmp_path: Path) -> None:
    pdf = render_pdf(with_units(monthly_report(), TABLE))
    text = " ".join(pdftotext(pdf, tmp_path).split())
    for column in TABLE.columns:
        assert print_figure(column.kind, column.sum, unit=column.unit, running=False) in text
    assert "Chưa có số liệu của 2 đơn vị: Ủy ban nhân dân xã Vắng, Ủy ban nhân dân xã Chậm." in text
    assert "Chỉ tiêu thứ 2: báo cáo ghi" in text


def test_a_workbook_without_units_has_no_sheet_of_them() -> None:
    book = render_workbook(computed(), DOCUMENT, IDENTITY, Checked(()), data_sha256="0" * 64)
    assert SHEET not in openpyxl.load_workbook(io.BytesIO(book)).sheetnames


def test_the_totals_are_sums_over_every_unit(workbook: bytes) -> None:
    page = openpyxl.load_workbook(io.BytesIO(workbook))[SHEET]
    last = FIRST + len(TABLE.rows) - 1
    assert page.cell(FIRST, 2).value == TABLE.rows[0].name
    assert page.cell(last + 1, 2).value == "Tổng cộng"
    assert page.cell(last + 1, 4).value == f"=SUM(D{FIRST}:D{last})"
    assert page.cell(last + 1, 3).value == f"=ROUND(SUM(C{FIRST}:C{last}),2)"


def test_a_spreadsheet_comes_to_the_same_sums(
    workbook: bytes, judge: Judge, tmp_path: Path
) -> None:
    values = recalculated(judge, tmp_path, {"units": workbook})["units"]
    last = FIRST + len(TABLE.rows)
    letters = "CDEFGHIJKLMNOPQRS"
    for letter, column in zip(letters, TABLE.columns, strict=True):
        assert Decimal(str(values[SHEET, f"{letter}{last}"])) == column.sum


def test_a_figure_too_long_for_a_spreadsheet_stands_as_words() -> None:
    long = Decimal(10**17 + 1)
    table = UnitTable(
        (UnitColumn("a", "", "Số", "int", "", long, long),), (UnitRow("Xã A", (long,)),)
    )
    document = with_units(DOCUMENT, table)
    book = render_workbook(computed(), document, IDENTITY, Checked(()), data_sha256="0" * 64)
    page = openpyxl.load_workbook(io.BytesIO(book))[SHEET]
    assert page.cell(FIRST + 1, 3).value == "100.000.000.000.000.001"
