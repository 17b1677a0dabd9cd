import io
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import msgspec
import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from exporters.agreement import workbook_problems, workbook_values
from exporters.data_json import Checked, read
from exporters.derivations import derivations
from exporters.excel import render_workbook
from exporters.files import sha256
from exporters.workbook.layout import places_of
from exporters.workbook.paper import roomy
from exporters.workbook.sheets import sheets_of
from forms.cells import STATED, CellKey, CellValue
from forms.engine import Computation, Context, Engine
from forms.findings import Acceptance, with_reasons
from forms.model import Column, Field, Form, Grid, GridRow, RowSpec, Section
from forms.periods import PeriodRule
from forms.relations import SumRule
from tests.exporters import sample_f02
from tests.exporters.calc import convert, differences, formulas, recalculated, stored
from tests.exporters.sample_report import (
    CELLS,
    DOCUMENT,
    IDENTITY,
    PERIOD,
    cell,
    computed,
    rendered_data,
    rendered_workbook,
)

Judge = Callable[[str], Path]
BOOK = rendered_workbook(computed())
ERRORS = {"#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"}


def opened(data: bytes, *, values: bool = False) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data), data_only=values)


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    file = tmp_path / f"{name}.xlsx"
    file.write_bytes(data)
    return file


def shown(data: bytes, place: str) -> object:
    """Give the stored value of a named cell: `shown(book, "dvc01.p")`."""
    field, _, part = place.partition(".")
    values = workbook_values(data)
    assert values is not None
    return values[f"_{field}__{part or 'value'}"][0]


def assert_recalculates(judge: Judge, folder: Path, books: dict[str, bytes]) -> None:
    """Every cell of every workbook is what LibreOffice computes, and none is an error."""
    theirs = recalculated(judge, folder, books)
    for name in books:
        mine = stored(folder / f"{name}.xlsx")
        assert differences(mine, theirs[name]) == {}, name
        assert not ERRORS & set(map(str, mine.values()))


# --- formulas and values --------------------------------------------------------------------------


def test_libreoffice_computes_the_stored_values(judge: Judge, tmp_path: Path) -> None:
    empty = rendered_workbook(computed({}))
    assert_recalculates(judge, tmp_path, {"sample": BOOK, "empty": empty})
    assert len(formulas(tmp_path / "sample.xlsx")) > 40


def test_july_2024_recalculates_as_published_and_as_corrected(judge: Judge, tmp_path: Path) -> None:
    published, corrected = (sample_f02.july(corrected=flag) for flag in (False, True))
    books = {
        "published": sample_f02.workbook_of(published),
        "corrected": sample_f02.workbook_of(corrected),
    }
    assert_recalculates(judge, tmp_path, books)
    assert shown(books["published"], "dvc12.p") == 98.96
    assert shown(books["published"], "dvc14.p") == 99.49
    assert shown(books["published"], "gv_mn.p") == 97.71
    assert shown(books["published"], "dvc_100_list.stated") == 6
    assert shown(books["published"], "dvc_ca_pct") == 97.67
    assert shown(books["published"], "von_tong") == 101375
    for computation in (published, corrected):
        data = read(sample_f02.data_of(computation))
        name = "published" if computation is published else "corrected"
        assert list(workbook_problems("x", books[name], data)) == []


def placeless(c: Computation) -> set[CellKey]:
    """Give the derived cells that hold a figure and are no formula in the workbook."""
    derived = derivations(c)
    places = places_of(sheets_of(c, derived))
    book = opened(sample_f02.workbook_of(c) if c.engine is sample_f02.ENGINE else BOOK)
    return {
        key
        for key in derived
        if c.effective(key) is not None
        and book[places.shown[key].sheet]
        .cell(places.shown[key].row + 1, places.shown[key].column + 1)
        .data_type
        != "f"
    }


def test_every_computed_figure_is_a_formula() -> None:
    assert placeless(computed()) == set()
    assert placeless(sample_f02.july(corrected=False)) == set()


def test_what_the_engine_derives_is_derived_here() -> None:
    for c in (computed(), sample_f02.july(corrected=True)):
        mine = derivations(c)
        for field in c.engine.form.fields:
            if field.kind == "table" or not c.has_field(field.id):
                continue
            for column in c.engine.columns(field.id):
                key = CellKey(field.id, 0, column.id)
                assert c.is_derived(key) == (key in mine), key


def random_cells(chance: random.Random) -> dict[CellKey, CellValue]:
    """The sample with figures blanked, changed and stated at random."""
    found: dict[CellKey, CellValue] = {}
    for key, value in CELLS.items():
        if not isinstance(value, Decimal):
            found[key] = value
        elif chance.random() < 0.75:
            whole = value == value.to_integral_value()
            figure = Decimal(chance.choice([0, 1, 7, 160, 2000, 10**6]))
            found[key] = figure if whole else figure + Decimal("0.25")
    stated = [("dvc02.p", "99.9"), ("dvc05.p", "78"), ("dang_ky.r", "5"), ("tt.1.con", "1")]
    found |= dict(cell(p, Decimal(v)) for p, v in stated if chance.random() < 0.5)
    if chance.random() < 0.5:
        found |= dict([cell("dvc05.state", "khong_phat_sinh")])
        found = {k: v for k, v in found.items() if k.field != "dvc05" or k.part == "state"}
    return found


def assert_random_reports_agree(judge: Judge, folder: Path, count: int) -> None:
    chance = random.Random(20240720)  # noqa: S311 - a fixed sequence of test data
    reports = {f"r{number}": computed(random_cells(chance)) for number in range(count)}
    books = {name: rendered_workbook(c) for name, c in reports.items()}
    for name, c in reports.items():
        assert list(workbook_problems(name, books[name], read(rendered_data(c)))) == []
    assert_recalculates(judge, folder, books)


def test_random_reports_with_blanks_and_states_recalculate(judge: Judge, tmp_path: Path) -> None:
    assert_random_reports_agree(judge, tmp_path, 12)


@pytest.mark.nightly
def test_many_random_reports_recalculate(judge: Judge, tmp_path: Path) -> None:
    assert_random_reports_agree(judge, tmp_path, 400)


def test_a_blank_stays_blank_and_is_not_zero() -> None:
    book = opened(rendered_workbook(computed({})), values=True)
    numbers = [
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, int | float)
    ]
    # Only what counts rows is nought where there is nothing: a condition that no row fulfils.
    assert {shown(rendered_workbook(computed({})), name) for name in ("dvc_du.stated", "so_bai")}
    assert len(numbers) == 2


def test_a_row_without_occurrences_has_no_figures_and_says_so() -> None:
    book = opened(BOOK, values=True)["Dịch vụ công thiết yếu"]
    row = next(row for row in book.iter_rows(values_only=True) if row[1] == "dvc04")
    assert row[4:7] == (None, None, None)
    assert row[7] == "Không phát sinh"


# --- rounding -------------------------------------------------------------------------------------


def ratio_form(count: int) -> Form:
    fields = tuple(
        Field(id=f"x{number}", kind="ratio", label=f"Dòng {number}", decimals=2, over=True)
        for number in range(count)
    )
    rows = tuple(GridRow(id=field.id) for field in fields)
    return Form(
        id="F98",
        version="1",
        title="Tỷ lệ",
        period=PeriodRule(cycle="month", rule="calendar"),
        document_kind="BÁO CÁO",
        symbol="BC",
        subject=("Tỷ lệ",),
        sections=(Section(id="i", heading="Tỷ lệ", fields=("bang",)),),
        fields=fields,
        grids=(Grid(id="bang", label="Bảng tỷ lệ", rows=rows),),
    )


def ties() -> list[tuple[int, int]]:
    """Ratios that lie exactly between two printed percentages, and their neighbours."""
    exact = [
        (n, d) for d in (32, 96, 160, 224, 800, 1600, 2000) for n in range(1, d) if _is_tie(n, d)
    ]
    large = [(n * 10**5 + step, d * 10**5) for n, d in exact[::7] for step in (-1, 0, 1)]
    return [*exact[::2], *large]


def _is_tie(n: int, d: int) -> bool:
    return 20000 * n % (2 * d) == d


def test_ties_round_as_in_the_engine(judge: Judge, tmp_path: Path) -> None:
    pairs = ties()
    assert len(pairs) > 500
    engine = Engine(ratio_form(len(pairs)))
    cells: dict[CellKey, CellValue] = {}
    for number, (n, d) in enumerate(pairs):
        cells |= dict([cell(f"x{number}.n", n), cell(f"x{number}.d", d)])
        # What a binary computer prints for it is not the same figure for half of the ties.
        binary = Decimal(f"{n / d * 100:.2f}")
        cells |= dict([cell(f"x{number}.p", binary)])
    c = engine.open(cells, PERIOD)
    book = render_workbook(c, DOCUMENT, IDENTITY, Checked(), data_sha256="0" * 64)
    assert_recalculates(judge, tmp_path, {"ties": book})
    sheet = opened(book, values=True)["Bảng tỷ lệ"]
    rows = [row for row in sheet.iter_rows(min_row=9, values_only=True) if row[1]]
    for number, row in enumerate(rows):
        right = c.effective(CellKey(f"x{number}", 0, "p"))
        stated = cells[CellKey(f"x{number}", 0, "p")]
        assert Decimal(str(row[5])) == right
        assert row[-1] == ("Đúng" if right == stated else "Lệch")
    assert {row[-1] for row in rows} == {"Đúng", "Lệch"}


# --- the language of packs ------------------------------------------------------------------------

MONEY = Column(id="so", label="Số", kind="money", unit="triệu đồng")
FORMULAS = {
    "f_cong": ("int", "a + b - c"),
    "f_nhan": ("int", "a * (b - c) - -c"),
    "f_chia": ("pct", "ROUND(100 * a / b, 3)"),
    "f_chia2": ("pct", "TRUNC(100 * a / (b + c), 2)"),
    "f_abs": ("int", "ABS(a - b)"),
    "f_min": ("int", "MIN(a, b, c)"),
    "f_max": ("int", "MAX(g[*].n)"),
    "f_if": ("int", "IF(a > b, a - b, b)"),
    "f_if2": ("int", "IF(TRONG(a), 7, a * 2)"),
    "f_if3": ("int", "IF(a = b hoac khong (b > c va c >= 1), 1, 2)"),
    "f_va": ("int", "IF(a + b = c va a <> 5, 10, 20)"),
    "f_dem": ("int", "COUNT(g[*].n)"),
    "f_dem2": ("int", "COUNT(g[*], n >= d va khong TRONG(n))"),
    "f_dem3": ("int", "COUNT(ds[*], so > 1000000)"),
    "f_dem4": ("int", "COUNT(ds[*]) + COUNT(t[*].x)"),
    "f_tong": ("int", "SUM(g[1:2].n, g[q3].n, a)"),
    "f_tyle": ("pct", "TYLE(SUM(g[*].n), SUM(g[*].d), 1)"),
    "f_tien": ("ty", "SUM(ds[*].so) + m"),
    "f_tien2": ("trieu", "SUM(ds[*].so)"),
    "f_tien3": ("dong", "m * 2 + ds_tong"),
    "f_phan": ("pct", "TYLE(SUM(ds[*].so), m, 2)"),
    "f_bang": ("int", "SUM(t[*].x) + t[r2].y"),
    "f_lk": ("int", "luy_ke_nam(a) + DONVI(b)"),
    "f_lk2": ("dong", "m + luy_ke_nam(m)"),
}
UNITS = {"ty": "tỷ đồng", "trieu": "triệu đồng", "dong": "đồng"}


def zoo(missing: str) -> Form:
    """A form with every construct of the formula language, under one treatment of blanks."""
    computed_fields = tuple(
        Field(
            id=name,
            kind="money" if kind in UNITS else kind,  # type: ignore[arg-type]
            label=name,
            unit=UNITS.get(kind, ""),
            decimals=3 if kind == "pct" else 0,
            formula=text,
            missing=missing,  # type: ignore[arg-type]
        )
        for name, (kind, text) in FORMULAS.items()
        # Over figures from outside the report, "all blank" cannot be asked of the workbook; the
        # engine takes no counted condition under "skip_all".
        if missing != "skip_all" or ("luy_ke" not in text and "g[*], n" not in text)
    )
    fields = (
        *(Field(id=name, kind="int", label=name) for name in ("a", "b", "c")),
        Field(id="m", kind="money", label="m", unit="tỷ đồng"),
        *(Field(id=f"q{n}", kind="frac", label=f"q{n}") for n in (1, 2, 3)),
        Field(id="ds", kind="list", label="ds", columns=(Column(id="ten", label="Tên"), MONEY)),
        Field(id="ds_tong", kind="money", label="Tổng ds", unit="triệu đồng"),
        Field(
            id="t",
            kind="table",
            label="t",
            columns=(
                Column(id="x", label="x", kind="int"),
                Column(id="y", label="y", kind="int", formula="x * 2 + a"),
            ),
            rows=(RowSpec(id="r1", label="1"), RowSpec(id="r2", label="2")),
        ),
        *computed_fields,
    )
    names = tuple(field.id for field in fields if not field.id.startswith("q"))
    return Form(
        id="F97",
        version="1",
        title="Công thức",
        period=PeriodRule(cycle="month", rule="calendar"),
        document_kind="BÁO CÁO",
        symbol="BC",
        subject=("Công thức",),
        sections=(Section(id="i", heading="Công thức", fields=("g", *names)),),
        fields=fields,
        grids=(Grid(id="g", label="g", rows=tuple(GridRow(id=f"q{n}") for n in (1, 2, 3))),),
        relations=(SumRule(id="ds", total="ds_tong", parts=("ds[*].so",), missing="skip_all"),),
    )


def zoo_cells(chance: random.Random) -> dict[CellKey, CellValue]:
    figures = [Decimal(n) for n in (0, 1, 2, 3, 5, 8, 40, 999)]
    places = ["a", "b", "c", *(f"q{n}.{part}" for n in (1, 2, 3) for part in "nd")]
    places += ["t.1.x", "t.2.x"]
    found = dict(cell(p, chance.choice(figures)) for p in places if chance.random() < 0.8)
    money = [Decimal(text) for text in ("0", "0.5", "1", "12.345678", "1000")]
    for row in range(1, chance.randrange(4) + 1):
        found |= dict([cell(f"ds.{row}.ten", "x"), cell(f"ds.{row}.so", chance.choice(money))])
    if chance.random() < 0.8:
        found |= dict([cell("m", chance.choice(money[:3]))])
    return found


@pytest.mark.parametrize("missing", ["skip_any", "skip_all", "zero"])
def test_every_construct_of_the_language_agrees(judge: Judge, tmp_path: Path, missing: str) -> None:
    chance = random.Random(7)  # noqa: S311 - a fixed sequence of test data
    engine = Engine(zoo(missing))
    context = Context(
        year_to_date=dict([cell("a", 100), cell("m", Decimal("0.25"))]),
        units=dict([cell("b", 11)]),
    )
    books = {}
    for number in range(15):
        c = engine.open(zoo_cells(chance), PERIOD, context=context)
        books[f"{missing}{number}"] = render_workbook(
            c, DOCUMENT, IDENTITY, Checked(), data_sha256="0" * 64
        )
    assert_recalculates(judge, tmp_path, books)


# --- text stays text ------------------------------------------------------------------------------

HOSTILE = (
    '=HYPERLINK("http://x","y")',
    "+84 912 345 678",
    "-5 điểm",
    "@SUM(A1:A9)",
    "\t=1+1",
    "=cmd|' /C calc'!A0",
    "http://example.com/x",
    "mailto:a@b.c",
    "{=1+1}",
    "007",
    "1e5",
    "2024-07-20",
    "<b>&amp;</b> & ]]>",
    "_x0041_",
    "a\x00b\x1fc\ufffe",
    "'trước",
    "dòng 1\ndòng 2",
    "e\u0323",
    "x" * 20_000,
)


def test_words_never_become_formulas_links_or_numbers(judge: Judge, tmp_path: Path) -> None:
    cells: dict[CellKey, CellValue] = {}
    for row, words in enumerate(HOSTILE, 1):
        cells[CellKey("kp_don_vi", row, "ten")] = words
        cells[CellKey("vb", row, "trich_yeu")] = words
    book = rendered_workbook(computed(cells))
    sheet = opened(book)["Danh mục"]
    found = [cell for row in sheet.iter_rows(min_col=3, max_col=3) for cell in row]
    texts = [cell for cell in found if cell.value and cell.protection.locked is False]
    assert [cell.data_type for cell in texts] == ["s"] * len(HOSTILE)
    assert all(cell.quotePrefix and cell.hyperlink is None for cell in texts)
    assert texts[0].value == HOSTILE[0]
    assert texts[14].value == "abc"
    assert texts[17].value == "ẹ"
    theirs = recalculated(judge, tmp_path, {"words": book})["words"]
    for cell_found, words in zip(texts, HOSTILE, strict=True):
        theirs_here = theirs["Danh mục", cell_found.coordinate]
        if words.isprintable() and "_x" not in words:
            assert theirs_here == cell_found.value
        assert isinstance(theirs_here, str)


def test_figures_too_long_for_a_spreadsheet_stand_as_words(judge: Judge, tmp_path: Path) -> None:
    c = computed(dict([cell("chi_tieu", 123456789012345678), cell("lh_tien", 999999999999999)]))
    book = rendered_workbook(c)
    assert shown(book, "chi_tieu") == "123.456.789.012.345.678"
    assert shown(book, "lh_tien") == 999999999999999
    assert list(workbook_problems("x", book, read(rendered_data(c)))) == []
    notes = [cell.comment for row in opened(book)["Chỉ tiêu"].iter_rows() for cell in row]
    # The target itself, and the denominator that is taken from it.
    assert ["15 chữ số" in note.text for note in notes if note] == [True, True]
    assert recalculated(judge, tmp_path, {"long": book})


# --- the same bytes -------------------------------------------------------------------------------

SHA = """
from exporters.files import sha256
from tests.exporters.sample_report import computed, rendered_workbook
from tests.exporters import sample_f02
print(sha256(rendered_workbook(computed())))
print(sha256(sample_f02.workbook_of(sample_f02.july(corrected=True))))
"""


def test_the_same_report_gives_the_same_bytes_anywhere() -> None:
    outputs = set()
    for seed, zone, locale in (("0", "UTC", "C"), ("1", "Asia/Ho_Chi_Minh", "C.UTF-8")):
        environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": locale}
        done = subprocess.run(
            [sys.executable, "-c", SHA],
            cwd=Path(__file__).parents[2],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        outputs.add(done.stdout)
    assert outputs == {
        f"{sha256(BOOK)}\n{sha256(sample_f02.workbook_of(sample_f02.july(corrected=True)))}\n"
    }


def test_one_changed_figure_changes_the_bytes() -> None:
    assert rendered_workbook(computed(CELLS | dict([cell("mot_phan", 1603)]))) != BOOK


# --- the sheets -----------------------------------------------------------------------------------


def test_the_sheets_and_what_is_on_the_cover() -> None:
    book = opened(BOOK)
    assert book.sheetnames == [
        "Thông tin",
        "Chỉ tiêu",
        "Dịch vụ công thiết yếu",
        "Đơn vị bố trí riêng",
        "Các dự án",
        "Tuyên truyền",
        "Danh mục",
        "Văn bản",
        "Kiểm tra",
    ]
    cover = {row[0]: row[1] for row in book["Thông tin"].iter_rows(values_only=True)}
    assert cover["Lần nộp"] == "1"
    assert cover["Mã băm dữ liệu (SHA-256)"] == sha256(rendered_data(computed()))
    assert book.properties.title == DOCUMENT.title
    assert book.properties.created.isoformat() == "2024-07-21T09:30:15"


def test_the_grid_is_a_table_with_figures_rates_and_checks() -> None:
    sheet = opened(BOOK, values=True)["Dịch vụ công thiết yếu"]
    rows = [row for row in sheet.iter_rows(min_row=8, values_only=True) if row[0] or row[1]]
    assert rows[0] == (
        *("STT", "Mã", "Nội dung", "Cơ quan cung cấp số liệu", "Trực tuyến", "Tổng số"),
        *("Tỷ lệ (%)", "Ghi chú", "Tổng số đã in", "Tỷ lệ (%) đã in", "Kiểm tra"),
    )
    assert rows[1] == (
        *("1", "dvc01", "Đăng ký thường trú", "Công an tỉnh", 949, 959, 98.96, None),
        *(None, 97.54, "Lệch"),
    )
    assert rows[4][1:6] == ("dvc03_tn", "– Công an: tiếp nhận", None, None, 1125)


def test_without_stated_figures_there_is_no_column_for_them() -> None:
    cells = {key: value for key, value in CELLS.items() if key.part not in {"p", STATED}}
    del cells[CellKey("dvc03_tn", 0, "value")]
    sheet = opened(rendered_workbook(computed(cells)))["Dịch vụ công thiết yếu"]
    assert [cell.value for cell in sheet[8]][-2:] == ["Ghi chú", "Kiểm tra"]


def test_totals_are_shown_again_under_the_column_they_add_up() -> None:
    sheet = opened(BOOK)["Các dự án"]
    assert sheet["C11"].value == "Tổng cộng"
    assert "'Chỉ tiêu'!" in str(sheet["D11"].value)
    assert opened(BOOK, values=True)["Các dự án"]["D11"].value == 75423.25


def test_inputs_are_open_and_computed_cells_are_locked() -> None:
    sheet = opened(BOOK)["Dịch vụ công thiết yếu"]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet["E9"].protection.locked is False
    assert sheet["G9"].protection.locked
    assert sheet["E9"].number_format == "#,##0"
    assert sheet["G9"].number_format == "#,##0.00"
    rules = {rule.type: rule for rule in sheet.data_validations.dataValidation}
    assert "E9" in rules["whole"].sqref
    choices = opened(BOOK)["Chỉ tiêu"].data_validations.dataValidation
    assert any(rule.formula1 == '"Tốt,Khá"' for rule in choices)


def sheet_xml(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [n for n in archive.namelist() if n.startswith("xl/worksheets/sheet")]
        return [archive.read(name).decode() for name in names]


def test_the_print_is_set_up() -> None:
    for xml in sheet_xml(BOOK):
        assert '<pageSetUpPr fitToPage="1"/>' in xml
        assert 'paperSize="9"' in xml
        assert '&amp;C&amp;"Times New Roman,Regular"&amp;12' in xml
        assert "Trang &amp;P/&amp;N" in xml
    for sheet in opened(BOOK):
        assert sheet["A1"].font.name == "Times New Roman"
    grid = opened(BOOK)["Dịch vụ công thiết yếu"]
    assert grid.page_setup.orientation == "landscape"
    assert grid.print_title_rows == "$8:$8"
    assert grid.freeze_panes == "D9"


def test_the_printed_pages_hold_the_table_and_its_repeated_head(
    judge: Judge, tmp_path: Path
) -> None:
    c = sample_f02.july(corrected=False)
    paths = convert(judge, tmp_path, {"july": sample_f02.workbook_of(c)}, "pdf")
    done = subprocess.run(
        [judge("pdftotext"), "-layout", paths["july"], "-"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    pages = done.stdout.split("\f")
    indicators = [page for page in pages if "Chỉ tiêu" in page and "Đơn vị tính" in page]
    assert len(indicators) > 1
    assert all("STT" in page for page in indicators)
    assert any("12,618" in page and "99.28" in page for page in pages)
    assert "###" not in done.stdout


def test_findings_and_reasons_are_on_the_last_sheet() -> None:
    found = computed().findings()
    bad = next(finding for finding in found if finding.id == "RATIO@dvc01")
    reason = Acceptance(bad.id, bad.fingerprint, "=Theo số đã công bố", "Lan", "2024-07-21")
    checked = Checked(with_reasons(found, (reason,)), (reason,))
    book = render_workbook(computed(), DOCUMENT, IDENTITY, checked, data_sha256="0" * 64)
    sheet = opened(book)["Kiểm tra"]
    row = next(row for row in sheet.iter_rows(values_only=True) if row[2] == "RATIO")
    assert row[1] == "Lỗi"
    assert row[5:] == ("97,54", "98,96", "-1,42", "=Theo số đã công bố")
    last = [row[0] for row in sheet.iter_rows(values_only=True) if row[0]][-1]
    assert last == "Tổng hợp: 1 lỗi, 1 có giải trình."


def test_a_draft_says_so_on_every_page() -> None:
    draft = msgspec.structs.replace(DOCUMENT, draft=True)
    book = render_workbook(computed(), draft, IDENTITY, Checked(), data_sha256="0" * 64)
    assert all("BẢN NHÁP" in xml for xml in sheet_xml(book))
    assert not any("BẢN NHÁP" in xml for xml in sheet_xml(BOOK))


def test_sheet_names_are_taken_by_excel_and_unique() -> None:
    label = "Bảng [1]: rất dài, có dấu / và \\ cùng ? * và 'ngoặc' ở nhiều chỗ khác nhau"
    fields = tuple(
        Field(
            id=f"t{n}",
            kind="table",
            label=label[7:],
            columns=(MONEY,),
            rows=(RowSpec(id="a", label="A"),),
        )
        for n in range(3)
    )
    form = Form(
        id="F96",
        version="1",
        title="Tên",
        period=PeriodRule(cycle="month", rule="calendar"),
        document_kind="BÁO CÁO",
        symbol="BC",
        subject=("Tên",),
        sections=(Section(id="i", heading="I", fields=("t0", "t1", "t2")),),
        fields=fields,
    )
    c = Engine(form).open({}, PERIOD)
    names = [sheet.name for sheet in sheets_of(c, derivations(c))]
    assert len(set(names)) == 3
    assert all(len(name) <= 31 and not set("[]:*?/\\'") & set(name) for name in names)
    book = render_workbook(c, DOCUMENT, IDENTITY, Checked(), data_sha256="0" * 64)
    assert opened(book).sheetnames[1:4] == names


def test_cells_are_named_after_their_places() -> None:
    values = workbook_values(BOOK)
    assert values is not None
    assert values["_dvc01__n"] == (949,)
    assert values["_von_ds__so"] == (41928, 33495.25)
    assert values["_von_ds__stated"] == (2,)
    assert values["_tt__con"] == (1, 1, 2)
    assert list(workbook_problems("x", BOOK, read(rendered_data(computed())))) == []


def test_another_reports_workbook_is_told_apart() -> None:
    other = rendered_workbook(computed(CELLS | dict([cell("dvc01.n", 948)])))
    found = list(workbook_problems("x.xlsx", other, read(rendered_data(computed()))))
    assert found[0].code == "PKG-XLSX-FIGURE"
    assert "dvc01.n" in found[0].message


# --- the paper form on the sheet ------------------------------------------------------------------


def test_every_data_sheet_has_the_head_and_the_signature_of_the_paper() -> None:
    above = msgspec.structs.replace(DOCUMENT.letterhead, superior="TỈNH ỦY AN GIANG")
    document = msgspec.structs.replace(DOCUMENT, letterhead=above)
    book = render_workbook(computed(), document, IDENTITY, Checked(), data_sha256="0" * 64)
    for sheet in opened(book).worksheets[1:-1]:
        rows = [[cell.value for cell in row if cell.value] for row in sheet.iter_rows()]
        assert rows[0] == ["TỈNH ỦY AN GIANG", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]
        assert rows[1] == ["ỦY BAN NHÂN DÂN TỈNH AN GIANG", "Độc lập - Tự do - Hạnh phúc"]
        assert rows[2] == [
            "Số:          /BC-UBND",
            "An Giang, ngày      tháng      năm 2024",
        ]
        foot = [row for row in rows if row][-3:]
        assert foot == [["Nơi nhận:", "PHÓ CHỦ TỊCH"], ["- Như trên;"], ["Nguyễn Văn A"]]


def test_the_halves_of_the_head_find_room() -> None:
    for widths in ((5, 13, 14), (5, 13, 60, 14), (5, 13, 44, *[9] * 20), (34, 74)):
        found = roomy(widths)
        assert all(new >= old for new, old in zip(found, widths, strict=True))
        assert any(sum(found[:n]) >= 32 and sum(found[n:]) >= 44 for n in range(1, len(found))), (
            found
        )


def test_the_file_says_what_it_is() -> None:
    properties = opened(BOOK).properties
    assert properties.title == "Báo cáo mẫu tháng 7/2024"
    assert properties.subject == "Tình hình thử tháng 7/2024"
    assert properties.creator == "Ủy ban nhân dân tỉnh An Giang"
    assert properties.created == properties.modified
    for xml in sheet_xml(BOOK):
        assert "F99-91-2024-07 – mã dữ liệu" in xml
    names = opened(BOOK).defined_names
    assert [names[f"baocao.{name}"].attr_text for name in ("form", "unit", "period")] == [
        '"F99"',
        '"91"',
        '"2024-07"',
    ]


def test_states_are_chosen_from_a_list_in_the_notes() -> None:
    sheet = opened(BOOK)["Dịch vụ công thiết yếu"]
    rules = [str(rule.formula1) for rule in sheet.data_validations.dataValidation]
    assert '"Không phát sinh,Thực hiện theo mùa vụ,Chưa có số liệu"' in rules
    assert '"Chưa có số liệu"' in rules
    assert sheet["H9"].protection.locked is False


def test_only_a_draft_has_blank_rows_to_fill_in() -> None:
    draft = msgspec.structs.replace(DOCUMENT, draft=True)
    book = render_workbook(computed(), draft, IDENTITY, Checked(), data_sha256="0" * 64)
    values, final = workbook_values(book), workbook_values(BOOK)
    assert values is not None
    assert final is not None
    assert values["_von_ds__so"] == (41928, 33495.25, *[None] * 5)
    assert final["_von_ds__so"] == (41928, 33495.25)
    assert not opened(book)["Các dự án"].protection.insertRows


@pytest.mark.parametrize("missing", ["skip_any", "skip_all", "zero"])
def test_blank_rows_below_lists_change_no_total(judge: Judge, tmp_path: Path, missing: str) -> None:
    chance = random.Random(9)  # noqa: S311 - a fixed sequence of test data
    engine = Engine(zoo(missing))
    context = Context(
        year_to_date=dict([cell("a", 100), cell("m", Decimal("0.25"))]),
        units=dict([cell("b", 11)]),
    )
    draft = msgspec.structs.replace(DOCUMENT, draft=True)
    books = {}
    for number in range(6):
        c = engine.open(zoo_cells(chance), PERIOD, context=context)
        name = f"{missing}{number}"
        books[name] = render_workbook(c, draft, IDENTITY, Checked(), data_sha256="0" * 64)
    assert_recalculates(judge, tmp_path, books)
