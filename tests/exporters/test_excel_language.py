"""Words, choices, days and computed list columns in a workbook: alive, and the engine's."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from msgspec.structs import replace
from openpyxl.worksheet.worksheet import Worksheet

from exporters.agreement import workbook_problems
from exporters.data_json import Checked, read
from exporters.derivations import derivations
from exporters.excel import render_workbook
from forms.cells import NO_OCCURRENCE, CellKey, CellValue
from forms.engine import Computation, Engine
from forms.model import Choice, Column, Field, RowSpec, Section
from forms.relations import AtMostRule, RatioRule, RemainderRule, SumRule
from tests.builders import JULY, Typed, form, grid, key, listing, report, single, table, whole
from tests.exporters.calc import differences, recalculated, stored
from tests.exporters.sample_report import DOCUMENT, IDENTITY, rendered_data

Judge = Callable[[str], Path]
STATES = (
    Choice(code="xong", label='Đã "xong"'),
    Choice(code="lam", label="Đang làm"),
    Choice(code="cham", label="Chậm"),
)
STATE = Column(id="tt", label="Trạng thái", kind="enum", choices=STATES)
DUE = Column(id="han", label="Hạn", kind="date")
DONE = Column(id="ngay", label="Xong ngày", kind="date")
MONTH = Column(id="thang", label="Tháng", kind="month")
CASH = Column(id="tien", label="Tiền", kind="money", unit="triệu đồng")
NAME = Column(id="ten", label="Tên")


def computed(name: str, formula: str, kind: str = "int", **more: int | str) -> Column:
    return Column(id=name, label=name, kind=kind, formula=formula, **more)  # type: ignore[arg-type]


FIELDS: tuple[Field, ...] = (
    listing(
        "nv",
        NAME,
        STATE,
        DUE,
        DONE,
        MONTH,
        CASH,
        "n",
        "d",
        "con",
        Column(id="p", label="Tỷ lệ", kind="pct", decimals=2),
        computed("tre", "ngay - han"),
        computed("moi", "han + 30", "date"),
        computed("gap", 'IF(tt = "xong", n * 2, n + muc)'),
        computed("ty", "tien * 2", "money", unit="tỷ đồng"),
    ),
    table(
        "t",
        [
            replace(STATE, group="Nhóm một"),
            Column(id="x", label="Số", kind="int", group="Nhóm một"),
            Column(id="y", label="Khác", kind="int"),
            replace(DUE, id="z", group="Nhóm hai"),
        ],
        [
            RowSpec(id="r1", label="Một"),
            RowSpec(id="r2", label="Hai", optional=True),
            RowSpec(id="r3", label="Ba"),
            RowSpec(id="tong", label="Tổng", sums=("r1", "r2", "r3")),
        ],
    ),
    replace(single("g1", "enum"), choices=STATES),
    replace(single("g2", "enum"), choices=STATES),
    whole("muc"),
    single("noi", "text"),
    single("moc", "date"),
    single("ky", "month"),
    single("cuoi", "date", formula="moc + 89"),
    single("sau", "month", formula="ky + 1"),
    whole("con_lai", formula="cuoi - CUOI_KY()"),
    whole("so_xong", formula='COUNT(nv[*], tt = "xong")'),
    whole("so_khac", formula='COUNT(nv[*], tt <> "xong" va khong TRONG(ten))'),
    whole("so_tre", formula="COUNT(nv[*], ngay > han hoac ngay > thang)"),
    whole("o_bang", formula='COUNT(t[*], tt = "xong" va z <= NGAY(2024, 7, 15))'),
    whole("o_luoi", formula='COUNT(g[*], value = "lam")'),
    whole("gop", formula='SUMIF(nv[*].n, tt = "xong")'),
    whole("gop_0", formula="SUMIF(nv[*].n, d > 2)", missing="zero"),
    whole("gop_bang", formula="SUMIF(t[*].x, y > muc)"),
    whole("la_ag", formula='IF(noi = "An Giang", muc, 0)'),
    whole("co_chu", formula="COUNT(nv[*].ten) + IF(TRONG(noi), 0, 1)"),
    whole("tong_gap", formula="SUM(nv[*].gap)", missing="skip_all"),
    single("muon", "date", formula="MAX(nv[*].ngay)"),
)  # fmt: skip
RULES = (
    RemainderRule(id="c", table="nv", whole="d", part="n", rest="con"),
    RatioRule(id="p", table="nv", n="n", d="d", percent="p"),
    AtMostRule(id="h", table="nv", chain=("han", "ngay")),
    SumRule(id="y", table="t", total="y", parts=("x", "muc"), missing="skip_all"),
)
ENGINE = Engine(form(*FIELDS, rules=RULES, grids=[grid("g", "g1", "g2")]))
FULL: Typed = {
    "nv[1].ten": "Một",
    "nv[1].tt": "xong",
    "nv[1].han": "1/7/2024",
    "nv[1].ngay": "3/7/2024",
    "nv[1].thang": "7/2024",
    "nv[1].tien": "1.500",
    "nv[1].n": 2,
    "nv[1].d": 3,
    "nv[1].p": "66,66",
    "nv[1].gap": 5,
    "nv[3].tt": "cham",
    "nv[3].ngay": "1/8/2024",
    "nv[3].thang": "7/2024",
    "t[1].tt": "xong",
    "t[1].x": 4,
    "t[1].z": "15/7/2024",
    "g1": "lam",
    "muc": 3,
    "noi": "An Giang",
    "moc": "1/6/2024",
    "ky": "12/2024",
}


def workbook(c: Computation) -> bytes:
    return render_workbook(c, DOCUMENT, IDENTITY, Checked(), data_sha256="0" * 64)


def sheet(c: Computation, name: str) -> Worksheet:
    return openpyxl.load_workbook(io.BytesIO(workbook(c)))[name]


def test_formulas_over_words_days_and_lists_stand_alive_in_the_workbook() -> None:
    c = report(ENGINE, FULL)
    book = openpyxl.load_workbook(io.BytesIO(workbook(c)))
    alive = {
        cell.value
        for page in book
        for row in page.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }
    assert any('="Đã ""xong"""' in str(formula) for formula in alive)
    assert any("EXACT(" in str(formula) for formula in alive)
    assert any("DATE(2024,7,20)" in str(formula) for formula in alive)
    # Months have different lengths: only they stay figures.
    frozen = {"sau"}
    places = {name.strip("_").partition("__")[0] for name in book.defined_names}
    assert frozen <= places
    assert len(alive) > len(derivations(c)) - len(frozen)


def test_what_the_engine_computes_in_lists_is_derived_here() -> None:
    c = report(ENGINE, FULL)
    derived = derivations(c)
    for row in (1, 3):
        for column in c.engine.columns("nv"):
            place = CellKey("nv", row, column.id)
            assert c.is_derived(place) == (place in derived), place


def random_cells(chance: random.Random) -> dict[CellKey, CellValue]:
    found: dict[CellKey, CellValue] = {}

    def put(place: str, *values: str | int) -> None:
        if chance.random() < 0.7:
            value = chance.choice(values)
            found[key(place)] = Decimal(value) if isinstance(value, int) else value

    for row in (1, 2, 5):
        put(f"nv[{row}].ten", "Một", "Hai")
        put(f"nv[{row}].tt", "xong", "lam", "cham")
        put(f"nv[{row}].han", "2024-07-01", "2024-08-15")
        put(f"nv[{row}].ngay", "2024-07-01", "2024-07-31", "2024-08-01")
        put(f"nv[{row}].thang", "2024-07", "2024-08")
        for part in ("n", "d", "tien"):
            put(f"nv[{row}].{part}", 0, 1, 2, 3, 7)
    for row in (1, 2, 3):
        put(f"t[{row}].tt", "xong", "lam")
        put(f"t[{row}].x", 0, 4, 9)
        put(f"t[{row}].z", "2024-07-15", "2024-07-16")
    put("nv[1].con", 0, 1)
    put("nv[2].gap", 1, 4)
    put("g1", "lam", "xong")
    put("g2", "lam", "cham")
    put("muc", 0, 3)
    put("noi", "An Giang", "an giang")
    put("moc", "2024-06-01")
    put("ky", "2024-12")
    return found


def test_libreoffice_agrees_with_the_engine(judge: Judge, tmp_path: Path) -> None:
    chance = random.Random(6)  # noqa: S311 - a fixed sequence of test data
    reports = {f"r{n}": ENGINE.open(random_cells(chance), JULY) for n in range(14)}
    reports["full"] = report(ENGINE, FULL)
    reports["empty"] = report(ENGINE, {})
    books = {name: workbook(c) for name, c in reports.items()}
    theirs = recalculated(judge, tmp_path, books)
    for name, c in reports.items():
        assert list(workbook_problems(name, books[name], read(rendered_data(c)))) == [], name
        assert differences(stored(tmp_path / f"{name}.xlsx"), theirs[name]) == {}, name


def formulas(c: Computation, name: str = "Chỉ tiêu") -> list[str]:
    return [
        str(cell.value)
        for row in sheet(c, name).iter_rows()
        for cell in row
        if cell.data_type == "f"
    ]


LEFT_OUT = Engine(
    form(
        whole("muc"),
        single("noi", "text"),
        replace(single("g", "enum"), choices=STATES),
        single("trong", "text"),
        whole("x"),
        whole("hai", formula="muc + x"),
        whole("tong", formula="SUM(muc, x)"),
        whole("la_noi", formula='IF(noi = "An Giang", x, 0)'),
        whole("la_tt", formula='IF(g = "xong", x, 0)'),
        whole("la_gi", formula='IF(trong = "a", x, 1)'),
        sections=[
            Section(id="a", heading="A", fields=("x", "hai", "tong", "la_noi", "la_tt", "la_gi")),
            Section(id="b", heading="B", fields=("muc", "noi", "g", "trong"), optional=True),
        ],
    )
)


def test_what_a_section_switched_off_says_stands_in_the_formulas(
    judge: Judge, tmp_path: Path
) -> None:
    typed: Typed = {"muc": 5, "noi": "An Giang", "g": "xong", "x": 2, "sections.b": "off"}
    c = report(LEFT_OUT, typed)
    written = formulas(c)
    for part in (",5+D10)", "SUM(D10,5)", 'EXACT("An Giang","An Giang")', '"Đã ""xong"""='):
        assert any(part in formula for formula in written), part
    # A blank that has no cell leaves nothing to compare with: that figure stands as it is.
    assert len(written) == 4
    book = {"off": workbook(c)}
    theirs = recalculated(judge, tmp_path, book)
    assert differences(stored(tmp_path / "off.xlsx"), theirs["off"]) == {}


def test_texts_that_a_formula_cannot_tell_apart_or_hold_leave_the_figure() -> None:
    alike = (*STATES, Choice(code="xong_muon", label='đã "XONG"'))
    texts = {'g = "xong"': STATES, 'g = "lam"': alike, f'noi = "{"a" * 256}"': STATES}
    alive = {}
    for condition, choices in texts.items():
        fields = (
            replace(single("g", "enum"), choices=choices),
            single("noi", "text"),
            whole("x", formula=f"IF({condition}, 1, 0)"),
        )
        c = report(form(*fields), {"g": "xong", "noi": "b"})
        assert c.effective(key("x")) == (1 if condition == 'g = "xong"' else 0)
        alive[condition] = len(formulas(c))
    assert list(alive.values()) == [1, 0, 0]


def test_a_total_of_more_pieces_than_a_function_takes_is_tested_in_parts(
    judge: Judge, tmp_path: Path
) -> None:
    names = [f"a{n}" for n in range(422)]
    fields = [whole(name, states=(NO_OCCURRENCE,)) for name in names]
    total = whole("tong", formula="SUM(g[*].value)")
    # Every second row has no case to count, so what has to be filled in stands in single cells.
    typed: dict[str, str | int | None] = {f"{name}.state": NO_OCCURRENCE for name in names[1::2]}
    c = report(
        form(*fields, total, grids=[grid("g", *names)]), typed | dict.fromkeys(names[::2], 3)
    )
    assert c.effective(key("tong")) == 3 * 211
    (formula,) = formulas(c)
    assert formula.count("SUM(COUNT(") == 1
    assert max(part.count(",") for part in formula.split("(")) <= 200
    books = {"parts": workbook(c)}
    theirs = recalculated(judge, tmp_path, books)
    assert list(workbook_problems("parts", books["parts"], read(rendered_data(c)))) == []
    assert differences(stored(tmp_path / "parts.xlsx"), theirs["parts"]) == {}


# --- heads and rows ------------------------------------------------------------------------------


def test_groups_of_columns_stand_under_one_heading() -> None:
    page = sheet(report(ENGINE, FULL), "t")
    merged = {str(cells) for cells in page.merged_cells.ranges}
    assert {"A8:A9", "B8:B9", "C8:C9", "D8:E8", "F8:F9"} <= merged
    assert [page[at].value for at in ("D8", "D9", "E9", "F8", "G8", "G9")] == [
        "Nhóm một",
        "Trạng thái",
        "Số",
        "Khác",
        "Nhóm hai",
        "Hạn",
    ]
    assert page.freeze_panes == "D10"
    assert page.print_title_rows == "$8:$9"


@pytest.mark.parametrize(("typed", "hidden"), [({}, True), ({"t[2].x": 0}, False)])
def test_an_optional_row_is_out_of_sight_until_begun(typed: dict[str, int], hidden: bool) -> None:
    page = sheet(report(ENGINE, {**FULL, "muc": None, **typed}), "t")
    labels = {page.cell(row, 3).value: row for row in range(10, 14)}
    assert page.row_dimensions[labels["Hai"]].hidden is hidden
    assert page.cell(labels["Ba"], 1).value == ("2" if hidden else "3")


def test_rows_and_their_names_are_headed_as_the_form_says() -> None:
    field = replace(FIELDS[1], headings={"stt": "TT (1)", "label": "Lĩnh vực (2)"})
    c = report(form(field), {"t[1].x": 1})
    page = sheet(c, "t")
    assert [page[at].value for at in ("A8", "C8")] == ["TT (1)", "Lĩnh vực (2)"]
    assert [page.cell(row, 1).value for row in range(10, 14)] == ["1", None, "2", None]


def test_a_stated_figure_of_a_list_stands_beside_the_computed_one() -> None:
    page = sheet(report(ENGINE, FULL), "nv")
    titles = {cell.value: place for place, cell in enumerate(page[8], 1)}
    assert {"gap đã in", "Tỷ lệ đã in", "Kiểm tra"} <= titles.keys()
    assert page.cell(9, titles["gap đã in"]).value == 5
