"""An official workbook, mapped in the pack: found by its marks, read by addresses and row names.

The workbook is made here in the shape of Biểu II.06a: a main table with heads over several rows and
merged cells, and a second sheet that lists the other fields of work.
"""

import io
from collections.abc import Mapping
from decimal import Decimal

import msgspec
import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

import resources
from exporters.problems import ExportProblem
from exporters.readers.workbook_filling import read_filled
from forms.authoring.form_contents import check_contents
from forms.cells import CellValue
from forms.checking.compiler import FormProblem
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.model import ExcelTemplate, Field, Form
from forms.pack import read_json
from forms.periods import Period, parse_period
from forms.sources.sheet_filling import SheetPlan, plan_sheets

PACK = read_json(resources.path("packs/II06a/form.json").read_bytes())
COLUMNS = (
    *("tong_nhan", "truc_tuyen", "truc_tiep", "ky_truoc", "tong_gq", "truoc_han", "dung_han"),
    *("qua_han", "tong_dang", "dang_trong_han", "dang_qua_han"),
)
LETTERS = dict(zip(COLUMNS, "CDEFGHIJKLM", strict=True))
MARK = "Biểu số II.06a/VPCP/KSTT"
MAIN = ExcelTemplate(
    name="Thông tư 02/2017",
    sheet="II06a",
    marks={"A1": MARK},
    source="bang",
    cells=LETTERS,
    first=9,
    labels="B",
)
TEMPLATES = (
    MAIN,
    ExcelTemplate(name=MAIN.name, sheet="II06a", cells={"don_vi_nhan": "J3"}),
    ExcelTemplate(
        name=MAIN.name,
        sheet="Lĩnh vực khác",
        source="linh_vuc",
        cells={"ten": "B", **LETTERS},
        first=4,
        stop="Tổng cộng",
    ),
)


def form(*templates: ExcelTemplate) -> Form:
    return msgspec.structs.replace(PACK, templates=templates or TEMPLATES)


def report(*templates: ExcelTemplate) -> Computation:
    period = parse_period("2026-Q3")
    assert isinstance(period, Period)
    return Engine(form(*templates)).open({}, period)


def official(figures: Mapping[str, tuple[int | None, ...]], others: tuple[str, ...]) -> Workbook:
    """Make the workbook as an office sends it out, and fill it in."""
    book = openpyxl.Workbook()
    page = book.worksheets[0]
    page.title = "II06a"
    page["A1"], page["A2"] = f"{MARK} ", "Ban hành theo Thông tư số 02/2017/TT-VPCP"
    page["J3"] = "Văn phòng UBND tỉnh"
    page.merge_cells("J3:M3")
    page["C5"] = "Số hồ sơ nhận giải quyết"
    page.merge_cells("C5:F5")
    for number, label in enumerate((r.label for r in fields()["bang"].rows), 9):
        page.cell(number, 1, number - 8)
        page.cell(number, 2, f" {label}  ")
        line = figures.get(str(label), (None,) * 8)
        for column, figure in zip((4, 5, 6, 8, 9, 10, 12, 13), line, strict=True):
            page.cell(number, column, figure)
        page.cell(number, 3, f"=SUM(D{number}:F{number})")
        page.cell(number, 7, f"=SUM(H{number}:J{number})")
        page.cell(number, 11, f"=L{number}+M{number}")
    page["B23"] = "Người lập biểu"
    other = book.create_sheet("Lĩnh vực khác")
    other["B2"] = "Lĩnh vực"
    for number, name in enumerate(others, 4):
        other.cell(number, 2, name)
        other.cell(number, 4, 10 * number)
    other.cell(4 + len(others), 2, "TỔNG CỘNG")
    other.cell(4 + len(others), 4, 999)
    return book


def fields() -> dict[str, Field]:
    return {field.id: field for field in PACK.fields}


FIGURES: Mapping[str, tuple[int | None, ...]] = {
    "Hộ tịch": (1284, 412, 37, 1402, 300, 6, 25, 0),
    "Chứng thực": (96, 1873, 0, 1969, 0, 0, 0, 0),
    "Đất đai": (143, 268, None, 301, 104, 7, 49, 2),
}


def planned(book: Workbook, c: Computation | None = None) -> SheetPlan:
    buffer = io.BytesIO()
    book.save(buffer)
    mine = c or report()
    return plan_sheets(Session(mine), read_filled(buffer.getvalue(), mine, unit="91"))


def changes(plan: SheetPlan) -> dict[str, CellValue | None]:
    assert plan.problems == ()
    return {edit.key.place(): edit.new for edit in plan.change.edits}


def test_both_sheets_fill_the_report() -> None:
    found = changes(planned(official(FIGURES, ("Nông nghiệp", "Lao động"))))
    assert found["don_vi_nhan"] == "Văn phòng UBND tỉnh"
    assert found["bang[1].truc_tuyen"] == Decimal(1284)
    assert found["bang[3].dang_qua_han"] == Decimal(2)
    assert "bang[3].ky_truoc" not in found
    assert "bang[1].tong_nhan" not in found
    assert {name: value for name, value in found.items() if name.startswith("linh_vuc")} == {
        "linh_vuc[1].ten": "Nông nghiệp",
        "linh_vuc[1].truc_tuyen": Decimal(40),
        "linh_vuc[2].ten": "Lao động",
        "linh_vuc[2].truc_tuyen": Decimal(50),
    }


def test_a_total_that_is_typed_is_a_stated_one() -> None:
    book = official(FIGURES, ())
    book["II06a"]["C9"], book["II06a"]["C10"] = 1733, 5
    found = changes(planned(book))
    assert "bang[1].tong_nhan" not in found
    assert found["bang[2].tong_nhan"] == Decimal(5)


def test_rows_are_found_by_their_names_wherever_they_stand() -> None:
    book = official(FIGURES, ())
    page = book["II06a"]
    page.move_range("A9:M9", rows=25)
    found = changes(planned(book))
    assert found["bang[1].truc_tuyen"] == Decimal(1284)


def test_a_row_that_was_renamed_is_refused_with_its_column() -> None:
    book = official(FIGURES, ())
    book["II06a"]["B11"] = "Đất và nhà"
    (problem,) = planned(book).problems
    assert problem.place == "II06a!B11"
    assert "không có trong biểu" in problem.message
    book["II06a"]["B20"] = "Tổng"
    assert "“Tổng cộng”" in planned(book).problems[0].message


def test_without_row_names_the_rows_follow_one_another() -> None:
    plain = msgspec.structs.replace(MAIN, labels="")
    found = changes(planned(official(FIGURES, ()), report(plain)))
    assert found["bang[2].truc_tiep"] == Decimal(1873)


def test_another_workbook_is_not_taken_for_it() -> None:
    book = official(FIGURES, ())
    book["II06a"]["A1"] = "Biểu số II.06b/VPCP/KSTT"
    with pytest.raises(ExportProblem, match="theo mẫu Excel của biểu") as caught:
        planned(book)
    assert caught.value.code == "XLSX-FOREIGN"
    renamed = official(FIGURES, ())
    renamed["Lĩnh vực khác"].title = "Khác"
    with pytest.raises(ExportProblem):
        planned(renamed)


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ({"source": "giai_trinh"}, "templates[0].source"),
        ({"source": "khong"}, "templates[0].source"),
        ({"cells": {"khong_co": "D"}}, "templates[0].cells"),
        ({"cells": {"truc_tuyen": "D9"}}, "templates[0].cells.truc_tuyen"),
        ({"source": "", "cells": {"don_vi_nhan": "D"}}, "templates[0].cells.don_vi_nhan"),
        ({"source": "", "cells": {"bang[sai].truc_tuyen": "D9"}}, "templates[0].cells"),
        ({"source": "", "cells": {"linh_vuc.ten": "D9"}}, "templates[0].cells"),
    ],
)
def test_a_template_of_places_that_are_not_there_is_refused(
    template: dict[str, object], path: str
) -> None:
    with pytest.raises(FormProblem) as caught:
        check_contents(form(msgspec.structs.replace(MAIN, **template)))
    assert caught.value.path == path


def test_single_places_of_tables_and_grids_are_known() -> None:
    single = {"bang[khac].truc_tuyen": "D19", "don_vi_nhan": "J3"}
    check_contents(form(msgspec.structs.replace(MAIN, source="", cells=single)))
    book = official({"Lĩnh vực khác": (7, 0, 0, 7, 0, 0, 0, 0)}, ())
    c = report(msgspec.structs.replace(MAIN, source="", cells=single))
    found = changes(planned(book, c))
    assert found == {"bang[11].truc_tuyen": Decimal(7), "don_vi_nhan": "Văn phòng UBND tỉnh"}
