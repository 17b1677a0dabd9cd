"""A report computed and checked: states, totals, alternatives, selections, validity, presence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace

from forms.cells import CellEdit, CellKey, CellValue
from forms.engine import Context, Engine
from forms.model import Column, Field, GridRow, RowSpec, Section
from forms.pack import FormProblem
from forms.relations import AtMostRule, CountRule, EqualRule, MonotonicRule, SumRule
from forms.vocabulary import Missing, Wording
from tests.builders import (
    JULY,
    Typed,
    absent,
    cells,
    count_column,
    form,
    grid,
    key,
    listing,
    money,
    only,
    percent,
    ratio,
    remarks,
    report,
    shown,
    single,
    table,
    type_in,
    whole,
)

NOTHING = ("khong_phat_sinh",)

# --- row states ----------------------------------------------------------------------------------

SERVICES = (ratio("x", states=NOTHING), ratio("y", states=NOTHING, remainder=True))
TOTALS = (
    whole("tong", formula="SUM(g[*].n)"),
    percent("chung", formula="TYLE(SUM(g[*].n), SUM(g[*].d), 2)", code="AGG"),
    whole("dong", formula="COUNT(g[*], p = 100)"),
)
SHEET = form(*SERVICES, *TOTALS, grids=[grid("g", "x", "y")])


@pytest.mark.parametrize("state", ["khong_phat_sinh", "theo_mua_vu"])
def test_a_row_with_nothing_to_report_counts_nought_and_prints_blank(state: str) -> None:
    c = report(SHEET, {"x.n": 3, "x.d": 4, "y.state": state})
    assert (shown(c, "tong"), shown(c, "chung"), shown(c, "dong")) == ("3", "75.00", "0")
    assert [shown(c, f"y.{part}") for part in ("n", "d", "p", "r")] == ["", "", "", ""]
    assert c.state("y") == state
    assert remarks(c) == []
    assert absent(c) == []


def test_without_a_state_a_blank_row_keeps_the_total_unknown() -> None:
    c = report(SHEET, {"x.n": 3, "x.d": 4})
    assert (shown(c, "tong"), shown(c, "chung")) == ("", "")
    assert absent(c) == ["REQ@y"]


def test_figures_in_a_row_without_any_are_an_error_that_drops_the_state() -> None:
    c = report(SHEET, {"x.n": 3, "x.d": 4, "y.state": "khong_phat_sinh", "y.n": 5})
    finding = only(c)
    assert (finding.id, finding.severity) == ("NONE@y", "error")
    assert finding.repair is not None
    assert finding.repair.key == key("y.state")
    # Neither the figure nor the state is believed: the total leaves the row out.
    assert shown(c, "tong") == "3"


def test_a_state_is_no_stated_figure_of_what_is_computed() -> None:
    shape = form(whole("goc"), ratio("y", base="goc", states=NOTHING))
    c = report(shape, {"goc": 1000, "y.state": "khong_phat_sinh"})
    assert remarks(c) == []
    assert [shown(c, f"y.{part}") for part in ("d", "p")] == ["", ""]
    derived = form(
        whole("a"), whole("b", formula="a * 2", states=NOTHING), whole("c", formula="b + a")
    )
    c = report(derived, {"a": 4, "b.state": "khong_phat_sinh"})
    assert (shown(c, "b"), shown(c, "c")) == ("", "4")
    assert remarks(c) == []


def test_figures_not_there_yet_are_missing() -> None:
    c = report(SHEET, {"x.n": 3, "x.d": 4, "y.state": "chua_co_so_lieu"})
    assert absent(c) == ["REQ-STATE@y"]
    assert shown(c, "tong") == ""
    both = report(SHEET, {"x.n": 3, "x.d": 4, "y.state": "chua_co_so_lieu", "y.n": 1})
    assert remarks(both) == ["error NONE@y"]


def test_nothing_over_nothing_should_say_so_where_it_can() -> None:
    c = report(SHEET, {"x.n": 3, "x.d": 4, "y.n": 0, "y.d": 0})
    assert remarks(c) == ["warning RATIO-BASE@y"]
    assert remarks(report(form(ratio("x")), {"x.n": 0, "x.d": 0})) == []


def test_a_cumulative_figure_at_rest_is_not_compared() -> None:
    rule = MonotonicRule(id="m", values=("a",))
    shape = form(whole("a", states=NOTHING), rules=[rule])
    assert remarks(report(shape, {"a.state": "khong_phat_sinh"}, before={"a": 5})) == []
    assert remarks(report(shape, {"a": 5}, before={"a.state": "khong_phat_sinh"})) == []


def test_a_whole_table_may_be_at_rest() -> None:
    shape = form(table("t", ["x"], ["r1", "r2"]), whole("c", formula="SUM(t[*].x)"))
    c = report(shape, {"t.state": "khong_phat_sinh"})
    assert (shown(c, "c"), absent(c)) == ("0", [])
    assert remarks(report(shape, {"t.state": "khong_phat_sinh", "t[1].x": 1})) == ["error NONE@t"]


def test_a_list_at_rest_has_no_rows() -> None:
    shape = form(listing("ds", "so"))
    assert absent(report(shape, {"ds.state": "khong_phat_sinh"})) == []
    c = report(shape, {"ds.state": "khong_phat_sinh", "ds[1].so": 1})
    assert remarks(c) == ["error NONE@ds"]


# --- computed fields -----------------------------------------------------------------------------


def test_a_group_rate_is_never_the_mean_of_rates() -> None:
    c = report(SHEET, {"x.n": 1, "x.d": 2, "y.n": 9, "y.d": 10, "chung": "70"})
    finding = only(c)
    assert (finding.id, finding.given, finding.expected) == ("AGG@chung", "70", "83,33")
    assert shown(c, "chung") == "83.33"


@pytest.mark.parametrize(
    ("missing", "tong", "chung"),
    [("skip_any", "", ""), ("skip_all", "1", "50.00"), ("zero", "1", "50.00")],
)
def test_a_group_rate_while_some_rows_are_blank(missing: Missing, tong: str, chung: str) -> None:
    totals = [replace(field, missing=missing) for field in TOTALS[:2]]
    c = report(form(*SERVICES, *totals, grids=[grid("g", "x", "y")]), {"x.n": 1, "x.d": 2})
    assert (shown(c, "tong"), shown(c, "chung")) == (tong, chung)
    empty = report(form(*SERVICES, *totals, grids=[grid("g", "x", "y")]), {})
    assert shown(empty, "tong") == ("0" if missing == "zero" else "")


def test_rates_are_percent_in_formulas() -> None:
    spread = percent("p", formula="MAX(g[*].p) - MIN(g[*].p)")
    share = whole("c", formula="ROUND(x.p * y.d / 100, 0)")
    c = report(
        form(*SERVICES, spread, share, grids=[grid("g", "x", "y")]),
        {"x.n": 1, "x.d": 3, "y.n": 1, "y.d": 8},
    )
    assert (shown(c, "p"), shown(c, "c")) == ("20.83", "3")


def test_equal_amounts_and_extras_make_the_total_in_another_unit() -> None:
    shape = form(
        listing("noi", Column(id="ten", label="Tên")),
        money("muc"),
        listing(
            "them",
            Column(id="ten", label="Tên"),
            Column(id="so", label="Số", kind="money", unit="triệu đồng"),
        ),
        money(
            "tong",
            "tỷ đồng",
            formula="COUNT(noi[*]) * muc + SUM(them[*].so)",
            code="PROD",
        ),
    )
    typed: Typed = {f"noi[{row}].ten": f"Huyện {row}" for row in range(1, 13)}
    typed = {**typed, "muc": 100, "them[1].ten": "Sở Tư pháp", "them[1].so": 45}
    assert shown(report(shape, typed), "tong") == "1.245"
    assert remarks(report(shape, {**typed, "tong": "1,245"})) == []
    finding = only(report(shape, {**typed, "tong": "1,254"}))
    assert (finding.id, finding.expected, finding.difference) == ("PROD@tong", "1,245", "0,009")
    alone = {place: text for place, text in typed.items() if not place.startswith("them")}
    assert shown(report(shape, alone), "tong") == "1.2"


def test_a_stated_figure_keeps_its_decimals_as_typed() -> None:
    shape = form(money("a", "tỷ đồng"), money("b", "tỷ đồng", formula="a"))
    c = report(shape, {"a": "1,2450", "b": "1,2450"})
    assert (shown(c, "a"), shown(c, "b")) == ("1.2450", "1.2450")
    assert shown(report(shape, {"a": "1,2450"}), "b") == "1.245"


MONEY_LIST = (
    listing("von", Column(id="so", label="Số", kind="money", unit="triệu đồng")),
    money("tong", "tỷ đồng", formula="SUM(von[*].so)", operands="rounded", code="SUM-MONEY"),
)
FIVE: Typed = {
    "von[1].so": "41.928",
    "von[2].so": "33.495",
    "von[3].so": "18.809",
    "von[4].so": "4.245",
    "von[5].so": "2.898",
}


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("101,375", []),
        ("101,4", ["note SUM-ROUND@tong"]),
        ("101,378", ["note SUM-ROUND@tong"]),
        ("101,379", ["error SUM-MONEY@tong"]),
        ("101,3", ["error SUM-MONEY@tong"]),
        ("52,31", ["error SUM-MONEY@tong"]),
    ],
)
def test_money_rounded_in_print_may_be_off_by_its_rounding(stated: str, said: list[str]) -> None:
    assert remarks(report(form(*MONEY_LIST), {**FIVE, "tong": stated})) == said


def test_truncated_money_and_exact_money() -> None:
    cut = form(MONEY_LIST[0], replace(MONEY_LIST[1], operands="truncated"))
    assert remarks(report(cut, {**FIVE, "tong": "101"})) == ["note SUM-ROUND@tong"]
    assert remarks(report(cut, {**FIVE, "tong": "102"})) == ["error SUM-MONEY@tong"]
    exact = form(MONEY_LIST[0], replace(MONEY_LIST[1], operands="exact"))
    assert remarks(report(exact, {**FIVE, "tong": "101,4"})) == ["error SUM-MONEY@tong"]


def test_truncated_ten_against_exact_eleven_is_an_error() -> None:
    rule = SumRule(id="s", total="tong", parts=("a", "b"), operands="truncated")
    shape = form(
        money("a", "tỷ đồng"), money("b", "tỷ đồng"), money("tong", "tỷ đồng"), rules=[rule]
    )
    assert remarks(report(shape, {"a": "5,000000000", "b": "6,000000000", "tong": "10"})) == [
        "error SUM@tong#s"
    ]
    assert remarks(report(shape, {"a": "5,400000000", "b": "5,500000000", "tong": "10"})) == [
        "note SUM-ROUND@tong#s"
    ]


def test_rounded_money_in_the_rows_and_columns_of_a_table() -> None:
    def so(name: str) -> Column:
        return Column(id=name, label=name, kind="money", unit="tỷ đồng")

    shape = form(
        table("t", [so("x"), so("y"), so("z")], ["r1", "r2"]),
        money("tong", "tỷ đồng"),
        rules=[
            SumRule(id="s", table="t", total="z", parts=("x", "y"), operands="rounded"),
            SumRule(id="c", total="tong", parts=("t[*].x",), operands="rounded"),
        ],
    )
    typed: Typed = {"t[1].x": "1,04", "t[1].y": "1,04", "t[2].x": "2", "t[2].y": "3"}
    # 1,04 and 1,04 may be 2,1 when printed with one decimal; 2 and 3 never make 6,6.
    c = report(shape, {**typed, "t[1].z": "2,1", "t[2].z": "6,6", "tong": "3,0"})
    assert remarks(c) == [
        "error SUM@t[2].z#s",
        "note SUM-ROUND@t[1].z#s",
        "note SUM-ROUND@tong#c",
    ]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"tong": "2,085"}, ["note SUM-ROUND@tong#s"]),
        # A figure that nobody has printed was not rounded: beyond half a unit of a alone.
        ({"tong": "2,088"}, ["error SUM@tong#s"]),
        ({"tong": "2,088", "b": "1,04"}, ["note SUM-ROUND@tong#s"]),
        ({"tong": "3,1", "c": "1"}, ["note SUM-ROUND@tong#s"]),
    ],
)
def test_a_computed_part_of_a_rounded_total_is_exact(typed: Typed, said: list[str]) -> None:
    names = ("a", "b", "c")
    rule = SumRule(id="s", total="tong", parts=names, operands="rounded", missing="skip_all")
    fields = [money(name, "tỷ đồng") for name in (*names, "tong")]
    fields[1] = replace(fields[1], formula="a")
    assert remarks(report(form(*fields, rules=[rule]), {"a": "1,04", **typed})) == said


@pytest.mark.parametrize(
    "formula", ["a - b", "-a", "a * 2", "IF(a > b, a, b)", "MAX(a, b)", "a + 5"]
)
def test_of_rounded_money_sums_alone_can_be_judged(formula: str) -> None:
    fields = money("a"), money("b"), money("c", formula=formula)
    assert Engine(form(*fields)).form.fields == fields
    with pytest.raises(FormProblem, match="số đã làm tròn chỉ cộng được"):
        Engine(form(*fields[:2], replace(fields[2], operands="rounded")))


@pytest.mark.parametrize("formula", ["a + n", "SUM(a, n)", "a + SUM(von[*].nam)"])
def test_rounded_money_adds_up_from_money_alone(formula: str) -> None:
    listed = listing("von", count_column("nam"))
    total = money("c", formula=formula)
    fields = listed, money("a"), whole("n"), total
    assert Engine(form(*fields)).form.fields == fields
    with pytest.raises(FormProblem, match="chỉ cộng được các ô tiền"):
        Engine(form(*fields[:3], replace(total, operands="rounded")))


def test_rounded_money_may_be_added_up_in_any_way() -> None:
    total = money("c", "tỷ đồng", formula="SUM(von[*].so, a) + b", operands="rounded")
    shape = form(MONEY_LIST[0], money("a", "tỷ đồng"), money("b", "tỷ đồng"), total)
    typed: Typed = {"von[1].so": "500", "a": "1,2", "b": "2,3"}
    assert remarks(report(shape, {**typed, "c": "4,1"})) == ["note SUM-ROUND@c"]
    assert remarks(report(shape, {**typed, "c": "4,3"})) == ["error CALC@c"]


# --- several ways to one figure ------------------------------------------------------------------

ALTERNATIVES = form(
    whole("muc3"),
    whole("muc4"),
    whole("motphan"),
    whole("toantrinh"),
    whole("tong"),
    rules=[
        SumRule(id="a", total="tong", parts=("muc3", "muc4")),
        SumRule(id="b", total="tong", parts=("motphan", "toantrinh")),
    ],
)


@pytest.mark.parametrize(
    ("typed", "printed", "said"),
    [
        ({"muc3": 3, "muc4": 4}, "7", []),
        ({"motphan": 5, "toantrinh": 6}, "11", []),
        ({"muc3": 3, "muc4": 4, "tong": 8}, "7", ["error SUM@tong#a"]),
        ({"motphan": 5, "toantrinh": 6, "tong": 8}, "11", ["error SUM@tong#b"]),
        # Both ways known: they have to agree, with what is stated or with each other.
        ({"muc3": 3, "muc4": 4, "motphan": 5, "toantrinh": 2}, "7", []),
        ({"muc3": 3, "muc4": 4, "motphan": 5, "toantrinh": 3}, "7", ["error SUM@tong#b"]),
        (
            {"muc3": 3, "muc4": 4, "motphan": 5, "toantrinh": 3, "tong": 8},
            "7",
            ["error SUM@tong#a"],
        ),
        ({"tong": 8}, "8", []),
        ({}, "", []),
    ],
)
def test_two_ways_to_one_total(typed: Typed, printed: str, said: list[str]) -> None:
    c = report(ALTERNATIVES, typed)
    assert (shown(c, "tong"), remarks(c)) == (printed, said)


def test_ways_that_contradict_each_other_leave_nothing_to_drop() -> None:
    c = report(ALTERNATIVES, {"muc3": 3, "muc4": 4, "motphan": 5, "toantrinh": 3})
    finding = only(c)
    assert (finding.given, finding.expected, finding.repair) == ("7", "8", None)
    # Dropping what is stated would leave the same contradiction.
    typed: Typed = {"muc3": 3, "muc4": 4, "motphan": 5, "toantrinh": 3}
    assert only(report(ALTERNATIVES, {**typed, "tong": 7})).repair is None
    assert only(report(ALTERNATIVES, {**typed, "tong": 8})).repair is not None


# --- tables --------------------------------------------------------------------------------------

BALANCE = form(
    table(
        "t",
        ["x", "y", Column(id="z", label="Cộng", kind="int", formula="x + y")],
        [
            RowSpec(id="tong", label="Tổng số", sums=("nhom1", "nhom2")),
            RowSpec(id="nhom1", label="Nhóm 1", sums=("a", "b")),
            "a",
            "b",
            RowSpec(id="nhom2", label="Nhóm 2", sums=("c",)),
            "c",
        ],
    ),
    whole("ngoai", formula="t[tong].z * 2"),
)


def test_totals_of_totals_stand_above_their_parts() -> None:
    c = report(
        BALANCE, {"t[3].x": 1, "t[4].x": 2, "t[6].x": 4, "t[3].y": 10, "t[4].y": 20, "t[6].y": 40}
    )
    assert [shown(c, f"t[{row}].x") for row in (1, 2, 5)] == ["7", "3", "4"]
    assert [shown(c, f"t[{row}].z") for row in range(1, 7)] == ["77", "33", "11", "22", "44", "44"]
    assert shown(c, "ngoai") == "154"
    assert remarks(c) == []


def test_totals_follow_a_keystroke_and_say_when_they_are_wrong() -> None:
    c = report(BALANCE, {"t[3].x": 1, "t[4].x": 2, "t[6].x": 4, "t[1].x": 8})
    assert remarks(c) == ["error SUM@t[1].x"]
    changed = type_in(c, {"t[3].x": 2})
    assert {key("t[1].x"), key("t[2].x")} <= changed
    assert (shown(c, "t[1].x"), shown(c, "t[3].x"), remarks(c)) == ("8", "2", [])


def test_totals_add_up_what_is_there() -> None:
    c = report(BALANCE, {"t[4].x": 2})
    assert [shown(c, f"t[{row}].x") for row in (1, 2, 5)] == ["2", "2", ""]


def test_only_the_computed_cells_of_a_table_are_derived() -> None:
    c = report(BALANCE, {})
    derived = [row for row in range(1, 7) if c.is_derived(key(f"t[{row}].x"))]
    assert derived == [1, 2, 5]
    assert all(c.is_derived(key(f"t[{row}].z")) for row in range(1, 7))
    assert not c.is_derived(key("t[9].z"))


def test_a_column_that_a_relation_computes_is_computed_in_total_rows_too() -> None:
    rows: list[str | RowSpec] = ["a", "b", RowSpec(id="tong", label="Tổng", sums=("a", "b"))]
    shape = form(
        table("t", ["x", "y", "z"], rows),
        rules=[SumRule(id="s", table="t", total="z", parts=("x", "y"))],
    )
    c = report(shape, {"t[1].x": 1, "t[1].y": 2, "t[2].x": 3, "t[2].y": 4, "t[3].z": 11})
    assert shown(c, "t[3].z") == "10"
    assert remarks(c) == ["error SUM@t[3].z#s"]


def test_a_formula_reaches_single_cells_and_ranges_of_a_table() -> None:
    shape = form(
        table("t", ["x"], ["r1", "r2", "r3"]),
        whole("a", formula="t[r2].x + t[3].x"),
        whole("b", formula="SUM(t[2:3].x)"),
        whole("c", formula="MAX(t[*].x) - MIN(t[*].x)"),
        whole("d", formula="COUNT(t[*], khong (x < 2) va ABS(-x) >= a - 2)"),
    )
    c = report(shape, {"t[1].x": 1, "t[2].x": 2, "t[3].x": 4})
    assert [shown(c, name) for name in "abcd"] == ["6", "6", "3", "1"]


# --- the language in a report --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("a + b - 1", "16"),
        ("a * b", "60"),
        ("ROUND(a / b, 0)", "2"),
        ("TRUNC(b / 3, 0)", "1"),
        ("-a + 20", "8"),
        ("ABS(b - a)", "7"),
        ("ABS(a - b)", "7"),
        ("MIN(a, b) + MAX(a, b)", "17"),
        ("IF(a > b, 1, 2)", "1"),
        ("IF(a > b va khong (b = 5), 1, 2)", "2"),
        ("IF(a < b hoac b <= 5, 1, 2)", "1"),
        ("IF(TRONG(trong), 9, 8)", "9"),
        ("IF(TRONG(a), 9, 8)", "8"),
        ("COUNT(ds[*])", "3"),
        ("COUNT(ds[*].so)", "2"),
        ("COUNT(ds[*].ten)", "1"),
        ("COUNT(ds[*], so >= 10)", "1"),
        ("COUNT(ds[*], TRONG(ten))", "2"),
        ("COUNT(ds[2:3], so > 0)", "1"),
        ("SUM(ds[1:2].so)", "19"),
        ("a + trong", ""),
        ("ROUND(a / 0, 0)", ""),
        ('bieu("F01").x + 1', "8"),
        ("luy_ke_nam(a) + DONVI(b)", "33"),
        ("truoc(a)", "3"),
        ("truoc(trong)", ""),
    ],
)
def test_what_formulas_give(formula: str, printed: str) -> None:
    rows = listing("ds", Column(id="ten", label="Tên"), Column(id="ngay", label="N"), "so")
    kq = whole("kq", formula=formula)
    engine = Engine(form(whole("a"), whole("b"), whole("trong"), rows, kq))
    typed: Typed = {"a": 12, "b": 5, "ds[1].ten": "A", "ds[1].so": 9, "ds[2].so": 10}
    context = Context(
        previous=cells(engine, {"a": 3}),
        year_to_date=cells(engine, {"a": 30}),
        units=cells(engine, {"b": 3}),
        forms={"F01": {CellKey("x", 0, "value"): Decimal(7)}},
    )
    c = engine.open(cells(engine, {**typed, "ds[3].ngay": "1/7"}), JULY, context=context)
    assert shown(c, "kq") == printed


# --- lists and selections ------------------------------------------------------------------------

LIST = form(
    listing("ds", Column(id="ten", label="Tên", required=True), "so"),
    whole("tong", formula="SUM(ds[*].so)", missing="skip_all"),
)


def test_a_list_knows_its_rows_and_its_length() -> None:
    c = report(LIST, {"ds[2].ten": "B", "ds[1].ten": "A", "ds[5].so": 3})
    assert c.rows("ds") == (1, 2, 5)
    assert shown(c, "ds.stated") == "3"
    assert c.is_derived(key("ds.stated"))
    assert absent(c) == ["BLANK-ROW@ds[5].ten"]
    type_in(c, {"ds[5].so": None})
    assert c.rows("ds") == (1, 2)


def test_a_stated_length_that_differs_is_an_error() -> None:
    c = report(LIST, {"ds[1].ten": "A", "ds.stated": 2})
    assert remarks(c) == ["error COUNT@ds"]
    assert shown(c, "ds.stated") == "1"
    assert remarks(report(LIST, {"ds.stated": 2})) == []
    assert shown(report(LIST, {"ds.stated": 2}), "ds.stated") == "2"


def test_a_row_that_repeats_another_is_told() -> None:
    c = report(LIST, {"ds[1].ten": "Sở Y tế", "ds[2].ten": "sở  y tế", "ds[3].ten": "Sở Tư pháp"})
    assert remarks(c) == ["error COUNT@ds[2].ten"]


def test_a_sum_over_no_rows_is_blank_or_nought() -> None:
    assert shown(report(LIST, {}), "tong") == ""
    any_ = form(LIST.fields[0], replace(LIST.fields[1], missing="skip_any"))
    assert shown(report(any_, {}), "tong") == "0"
    assert shown(report(any_, {"ds[1].ten": "A"}), "tong") == ""
    assert shown(report(LIST, {"ds[1].ten": "A", "ds[2].so": 3}), "tong") == "3"


CHOSEN = form(
    ratio("x", label="Khai sinh"),
    ratio("y", label="Khai tử"),
    ratio("z", label="Kết hôn"),
    Field(id="tron", kind="selection", label="Dịch vụ 100%", grid="g", condition="n = d va d > 0"),
    grids=[grid("g", "x", "y", "z")],
)
PAIRS: Typed = {"x.n": 6, "x.d": 6, "y.n": 5, "y.d": 6, "z.n": 0, "z.d": 0}


def test_a_selection_is_computed_from_its_grid() -> None:
    c = report(CHOSEN, PAIRS)
    assert c.chosen("tron") == ("x",)
    assert shown(c, "tron.stated") == "1"
    assert remarks(c) == []


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"tron.stated": 1}, []),
        ({"tron.stated": 2}, ["error XREF-LIST@tron"]),
        ({"tron[1].value": "x"}, []),
        ({"tron[1].value": "y"}, ["error XREF-LIST@tron"]),
        ({"tron[1].value": "x", "tron[2].value": "y"}, ["error XREF-LIST@tron"]),
        ({"tron.stated": 1, "tron[1].value": "y"}, ["error XREF-LIST@tron"]),
    ],
)
def test_a_stated_selection_must_be_the_computed_one(stated: Typed, said: list[str]) -> None:
    assert remarks(report(CHOSEN, {**PAIRS, **stated})) == said


def test_a_wrong_selection_names_its_rows() -> None:
    finding = only(report(CHOSEN, {**PAIRS, "tron.stated": 5}))
    assert (finding.given, finding.expected, finding.difference) == ("5", "1", "4")
    assert finding.message.endswith("Gồm: Khai sinh.")
    members = only(report(CHOSEN, {**PAIRS, "tron[1].value": "y"}))
    assert members.hint == "thiếu: Khai sinh; thừa: Khai tử"


def test_a_stated_row_of_several_indicators_has_the_rows_own_label() -> None:
    rows = (
        *(GridRow(id=name) for name in "xyz"),
        GridRow(id="lt", label="Liên thông", fields=("tn",)),
    )
    shape = replace(
        CHOSEN,
        fields=(*CHOSEN.fields, whole("tn")),
        grids=(replace(CHOSEN.grids[0], rows=rows),),
    )
    c = report(shape, {**PAIRS, "tron[1].value": "x", "tron[2].value": "lt"})
    assert only(c).hint == "thừa: Liên thông"
    strange = c.engine.open({**c.cells, key("tron[3].value"): "bo"}, JULY)
    assert only(strange).hint == "thừa: Liên thông; bo"


def test_nothing_stated_is_wrong_while_the_grid_is_blank() -> None:
    assert remarks(report(CHOSEN, {"tron.stated": 5})) == []


# --- other periods -------------------------------------------------------------------------------


def test_figures_of_the_period_before_are_computed_as_they_were_then() -> None:
    shape = form(
        whole("a"),
        whole("b", since="2024-07-01"),
        whole("tong"),
        rules=[
            SumRule(id="cu", total="tong", parts=("a",), until="2024-06-30"),
            SumRule(id="moi", total="tong", parts=("a", "b"), since="2024-07-01"),
            MonotonicRule(id="m", values=("tong",)),
        ],
    )
    c = report(shape, {"a": 3, "b": 1}, before={"a": 5})
    assert remarks(c) == ["warning MONO@tong#m"]
    assert (only(c).given, only(c).expected) == ("4", "5")


def test_the_period_before_may_have_used_other_ids_and_kinds() -> None:
    rule = MonotonicRule(id="m", values=("moi", "so"))
    shape = form(whole("moi"), whole("so"), rules=[rule], renames={"cu": "moi", "nhom.ky": "so"})
    engine = Engine(shape)
    earlier = {CellKey("cu", 0, "value"): Decimal(9), CellKey("nhom", 0, "ky"): Decimal(8)}
    c = engine.open(cells(engine, {"moi": 5, "so": 5}), JULY, earlier)
    assert remarks(c) == ["warning MONO@moi#m", "warning MONO@so#m"]
    strange: dict[CellKey, CellValue] = {
        CellKey("moi", 0, "value"): "chín",
        CellKey("so", 0, "value"): Decimal("1.5"),
        CellKey("bo", 3, "x"): Decimal(1),
        CellKey("moi", 7, "value"): Decimal(99),
    }
    assert remarks(engine.open(cells(engine, {"moi": 5, "so": 5}), JULY, strange)) == []


# --- validity ------------------------------------------------------------------------------------

CHANGING = form(
    ratio("cu", until="2024-06-30"),
    ratio("moi", since="2024-07-01", required_since="2024-08-01"),
    whole("tong"),
    rules=[
        AtMostRule(id="k", chain=("tong", "cu.n"), until="2024-06-30"),
        AtMostRule(id="l", chain=("tong", "moi.n"), since="2024-07-01"),
    ],
)


@pytest.mark.parametrize(
    ("period", "said", "missing"),
    [
        # The period's last day decides: June ends on the 20th.
        ("2024-06", ["error LE@cu#k"], []),
        ("2024-07", ["error LE@moi#l"], []),
        ("2024-08", ["error LE@moi#l"], ["REQ@moi"]),
    ],
)
def test_fields_and_rules_come_and_go(period: str, said: list[str], missing: list[str]) -> None:
    c = report(CHANGING, {"tong": 1, "cu.n": 5, "cu.d": 9, "moi.n": 5}, period=period)
    assert (remarks(c), absent(c)) == (said, missing)
    assert c.has_field("cu") is (period == "2024-06")
    assert c.has_field("moi") is (period != "2024-06")
    assert not c.has_field("khong_co")


def test_a_rule_whose_field_is_not_valid_says_nothing() -> None:
    shape = form(
        whole("a", until="2024-06-30"),
        whole("b"),
        rules=[AtMostRule(id="k", chain=("b", "a")), SumRule(id="s", total="a", parts=("b",))],
    )
    assert remarks(report(shape, {"a": 5, "b": 1}, period="2024-07")) == []
    assert remarks(report(shape, {"a": 5, "b": 1}, period="2024-06")) != []


@pytest.mark.parametrize("day", [date(2024, 6, 29), date(2024, 6, 30), date(2024, 7, 1)])
def test_the_plan_of_a_day_holds_what_is_valid_on_it(day: date) -> None:
    engine = Engine(CHANGING)
    engine.check()
    names = {reach.field for check in engine.plan(day).checks for reach in check.reads}
    assert ("cu" in names) is (day <= date(2024, 6, 30))
    assert ("moi" in names) is (day > date(2024, 6, 30))


def test_a_label_changes_with_the_time() -> None:
    label = (
        Wording(text="Thẻ CCCD", until="2024-06-30"),
        Wording(text="Thẻ căn cước", since="2024-07-01"),
    )
    shape = form(replace(whole("a"), label=label))
    for period, word in (("2024-06", "Thẻ CCCD"), ("2024-07", "Thẻ căn cước")):
        c = report(shape, {}, period=period)
        assert c.label(key("a")) == word
        assert [f.message for f in c.findings() if f.place == "a"] == [f"{word}: chưa có số liệu."]


# --- sections ------------------------------------------------------------------------------------

INNER = Section(id="con", heading="Con", fields=("b",))
SECTIONS = (
    Section(id="mot", heading="Một", fields=("a", "g")),
    Section(id="hai", heading="Hai", fields=("c",), sections=(INNER,), optional=True),
    Section(id="ba", heading="Ba", fields=("d",), optional=True, off=True),
)
SWITCHED = form(
    whole("a"),
    whole("b"),
    whole("c"),
    whole("d"),
    ratio("x"),
    grids=[grid("g", "x")],
    sections=SECTIONS,
    rules=[AtMostRule(id="k", chain=("a", "b"))],
)


def test_what_is_switched_off_neither_lacks_nor_errs() -> None:
    typed = {"a": 1, "b": 2, "x.n": 1, "x.d": 2}
    c = report(SWITCHED, typed)
    assert (remarks(c), absent(c)) == (["error LE@b#k"], ["REQ@c"])
    assert [c.active(section) for section in SECTIONS] == [True, True, False]
    c = report(SWITCHED, {**typed, "sections.hai": "off"})
    assert (remarks(c), absent(c)) == ([], [])
    c = report(SWITCHED, {**typed, "sections.ba": "on"})
    assert absent(c) == ["REQ@c", "REQ@d"]
    # A section that is not optional cannot be switched off.
    assert remarks(report(SWITCHED, {**typed, "sections.mot": "off"})) == ["error LE@b#k"]


def test_switching_a_section_is_seen_at_once() -> None:
    c = report(SWITCHED, {"a": 1, "b": 2, "x.n": 1, "x.d": 2})
    assert remarks(c) == ["error LE@b#k"]
    type_in(c, {"sections.hai": "off"})
    assert (remarks(c), absent(c)) == ([], [])
    type_in(c, {"sections.hai": "on"})
    assert (remarks(c), absent(c)) == (["error LE@b#k"], ["REQ@c"])


# --- places, order, unknown cells ----------------------------------------------------------------


def test_places_are_fields_or_cells_of_rows_and_records() -> None:
    record = Field(
        id="bt",
        kind="record",
        label="Băng thông",
        columns=(count_column("tslcd"), count_column("internet")),
    )
    span = single("dot", "daterange")
    shape = form(
        record,
        span,
        table("t", ["x", "y"], ["r1"]),
        ratio("r"),
        rules=[
            AtMostRule(id="k", chain=("bt.internet", "bt.tslcd")),
            AtMostRule(id="l", table="t", chain=("x", "y")),
        ],
    )
    c = report(
        shape, {"bt.tslcd": 2, "bt.internet": 1, "t[1].x": 1, "t[1].y": 2, "r.n": 3, "r.d": 2}
    )
    assert remarks(c) == ["error LE@bt.tslcd#k", "error LE@t[1].y#l", "error LE@r"]
    assert absent(c) == ["REQ@dot"]
    assert c.label(key("bt.tslcd")) == "Băng thông, tslcd"
    assert c.label(key("dot.tu")) == "dot, Từ ngày"


def test_findings_stand_in_the_order_of_the_form() -> None:
    shape = form(
        whole("z"),
        whole("y"),
        ratio("x"),
        grids=[grid("g", "x")],
        sections=[Section(id="i", heading="I", fields=("y", "g", "z"))],
        rules=[EqualRule(id="a", left="z", right="x.n"), EqualRule(id="b", left="y", right="x.n")],
    )
    c = report(shape, {"z": 1, "y": 2, "x.n": 3, "x.d": 1})
    assert [f.place for f in c.findings()][:3] == ["y", "x", "z"]
    assert [f.place for f in c.findings()][3:] == ["recipients", "signature"]


def test_cells_the_form_does_not_have_are_kept_and_ignored() -> None:
    engine = Engine(form(whole("a"), table("t", ["x"], ["r1"]), ratio("r")))
    strange = {
        CellKey("khac", 0, "value"): Decimal(5),
        CellKey("a", 3, "value"): Decimal(5),
        CellKey("t", 0, "x"): Decimal(5),
        CellKey("t", 2, "x"): Decimal(5),
        CellKey("t", -1, "x"): Decimal(5),
        CellKey("r", 0, "q"): Decimal(5),
    }
    c = engine.open(strange, JULY)
    assert c.cells == strange
    assert set(c.now) == {None}
    assert [shown(c, place) for place in ("a", "t[1].x", "r.n")] == ["", "", ""]
    assert c.effective(CellKey("t", 9, "x")) is None
    assert c.put([CellEdit(k, v, None) for k, v in strange.items()]) == set()
    assert c.cells == {}


def test_a_finding_is_made_of_what_is_printed() -> None:
    c = report(
        form(ratio("dvc12", label="Đăng ký khai sinh")),
        {"dvc12.n": 12618, "dvc12.d": 12709, "dvc12.p": "99,82"},
    )
    finding = only(c)
    assert finding.message == (
        "Đăng ký khai sinh: 12.618/12.709 là 99,28%, không phải 99,82% (lệch 0,54)."
        " Bỏ số đã in để dùng số tính được."
    )
    assert finding.hint == "có thể đảo hai chữ số"


# --- forms that cannot be compiled ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ((whole("a", formula="b + 1"), whole("b", formula="a + 1")), "vòng quanh"),
        ((whole("a", formula="a + 1"),), "vòng quanh"),
        ((ratio("r", base="t2"), whole("t2", formula="r.d")), "vòng quanh"),
        (
            (
                table(
                    "t",
                    ["x"],
                    [
                        RowSpec(id="r1", label="1", sums=("r2",)),
                        RowSpec(id="r2", label="2", sums=("r1",)),
                    ],
                ),
            ),
            "vòng quanh",
        ),
        ((table("t", ["x"], [RowSpec(id="r1", label="1", sums=("r9",))]),), "r9"),
        ((table("t", [Column(id="x", label="x", kind="int", formula="y")], ["r1"]),), "y"),
        ((whole("a", formula="khong_co"),), "khong_co"),
        ((whole("a", formula="1 +"),), "hết sớm"),
        ((whole("a", formula="b / 3"), whole("b")), "làm tròn"),
        ((percent("a", formula="TYLE(b, 3, 5)"), whole("b")), "làm tròn"),
        ((single("a", "text", formula="b"), whole("b")), "không phải là ô số"),
        ((ratio("a", formula="b"), whole("b")), "a"),
        ((ratio("a", base="b"), percent("b")), "làm tròn"),
        ((money("a", "đô la"),), "đô la"),
        ((Field(id="s", kind="selection", label="s", grid="g", condition="p = 1"),), "g"),
        ((Field(id="s", kind="selection", label="s", grid="t", condition="x) + (1"),), "s"),
    ],
)
def test_a_form_that_does_not_fit_together_is_refused(fields: tuple[Field, ...], told: str) -> None:
    with pytest.raises(FormProblem, match=told):
        Engine(form(*fields))


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ('"a"', "cần một số, nhưng đây là chữ"),
        ("TRONG(1)", "cần một ô"),
        ("COUNT(b)", "cần một dãy nhiều dòng"),
        ("SUMIF(g[*], n = 1)", "cần một cột"),
        ("SUMIF(ds[*].ten, so = 1)", "cần số, nhưng đây là chữ"),
        ("SUMIF(ds[*].khac, so = 1)", "danh sách “ds” không có cột số “khac”"),
        ("SUMIF(ds[*].so, khac = 1)", "danh sách “ds” không có cột số “khac”"),
        ("COUNT(g[*], q = 1)", "“g” không có cột “q”"),
        ("COUNT(b[*], n = 1)", "“b” không phải là bảng"),
        ('IF(b = "a", 1, 2)', "chữ chỉ so với ô chữ"),
        ("ds[1].so", "“ds” không phải là bảng"),
    ],
)
def test_a_formula_over_what_the_form_does_not_have_is_refused(formula: str, told: str) -> None:
    words = Column(id="ten", label="Tên", kind="text")
    fields = (whole("a", formula=formula), whole("b"), ratio("x"), listing("ds", words, "so"))
    with pytest.raises(FormProblem, match=told):
        Engine(form(*fields, grids=[grid("g", "x")]))


def test_two_kinds_of_rule_for_one_figure_are_refused() -> None:
    with pytest.raises(FormProblem, match="hai cách"):
        Engine(form(ratio("r"), percent("x"), rules=[SumRule(id="s", total="r.p", parts=("x",))]))


def test_a_rule_that_is_refused_only_at_another_time_is_found_by_checking_all() -> None:
    broken = SumRule(id="s", total="a", parts=("khong_co",), until="2023-12-31")
    engine = Engine(form(whole("a"), rules=[broken]))
    with pytest.raises(FormProblem, match="khong_co"):
        engine.check()


def test_rules_that_never_meet_may_compute_one_figure() -> None:
    counted = CountRule(id="n", total="a", rows="ds", until="2024-06-30")
    shape = form(whole("a"), listing("ds", "so"), whole("b"), rules=[
        counted, SumRule(id="s", total="a", parts=("b",), since="2024-07-01"),
    ])  # fmt: skip
    Engine(shape).check()
    typed: Typed = {"b": 7, "ds[1].so": 1}
    assert shown(report(shape, typed, period="2024-06"), "a") == "1"
    assert shown(report(shape, typed, period="2024-07"), "a") == "7"


def test_a_grid_of_rows_with_several_indicators() -> None:
    shape = form(whole("tn"), whole("gq"), ratio("x"), whole("kq", formula="COUNT(g[*].n)"))
    rows = (GridRow(id="dong", fields=("tn", "gq")), GridRow(id="x"))
    shape = replace(
        shape,
        grids=(replace(grid("g", "x"), rows=rows),),
        sections=(Section(id="i", heading="I", fields=("g", "kq")),),
    )
    c = report(shape, {"x.n": 1, "x.d": 2})
    assert shown(c, "kq") == "1"
    assert absent(c) == ["REQ@tn", "REQ@gq"]


def test_cells_stand_in_the_order_of_the_form_not_of_their_codes() -> None:
    engine = Engine(form(whole("b"), table("t", ["z", "a"], ["r1", "r2"]), whole("a")))
    places = ["a", "b", "t[1].a", "t[1].z", "t[2].a", "t[2].z"]
    keys = [
        CellKey("a", 0, "value"),
        CellKey("b", 0, "value"),
        *(CellKey("t", row, part) for row in (1, 2) for part in ("a", "z")),
    ]
    assert [key.place() for key in keys] == places
    ranked = [key.place() for key in sorted(keys, key=engine.rank)]
    assert ranked == ["b", "t[1].z", "t[1].a", "t[2].z", "t[2].a", "a"]
    assert engine.rank(CellKey("nowhere", 0, "value")) > engine.rank(keys[0])
    assert engine.rank(CellKey("t", 1, "state")) < engine.rank(keys[3])
