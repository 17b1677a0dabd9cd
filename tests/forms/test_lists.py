"""Computed columns of lists and rules on each of their rows: as in tables, however many rows."""

from __future__ import annotations

import pytest

from forms.checking.compiler import FormProblem
from forms.engine import Engine
from forms.model import Column
from forms.relations import (
    AtMostRule,
    BoundsRule,
    ConditionRule,
    EqualRule,
    ExclusiveRule,
    PairRule,
    PartsRule,
    RatioRule,
    Relation,
    RemainderRule,
    SumRule,
)
from tests.builders import (
    Typed,
    absent,
    count_column,
    form,
    key,
    listing,
    money,
    only,
    remarks,
    report,
    shown,
    single,
    type_in,
    whole,
)

NAME = Column(id="ten", label="Tên")
FROM = Column(id="tu", label="Từ ngày", kind="date")
DUE = Column(id="han", label="Thời hạn", kind="date")


def computed(name: str, formula: str) -> Column:
    return Column(id=name, label=name, kind="int", formula=formula)


LACK = computed("thieu", "MAX(0, can - tot)")
STOCK = listing("tb", NAME, "can", "tot", LACK)


# --- computed columns ----------------------------------------------------------------------------


def test_a_column_is_computed_row_by_row() -> None:
    c = report(form(STOCK), {"tb[1].can": 5, "tb[1].tot": 3, "tb[4].can": 2, "tb[4].tot": 7})
    assert [shown(c, f"tb[{row}].thieu") for row in (1, 4)] == ["2", "0"]
    assert c.is_derived(key("tb[1].thieu"))
    assert shown(c, "tb[2].thieu") == ""  # there is no such row


def test_a_computed_cell_follows_its_row_and_says_so() -> None:
    c = report(form(STOCK), {"tb[1].can": 5, "tb[1].tot": 3})
    assert type_in(c, {"tb[1].tot": 4}) == {key("tb[1].thieu")}
    assert shown(c, "tb[1].thieu") == "1"
    assert type_in(c, {"tb[1].ten": "Máy in"}) == set()
    assert type_in(c, {"tb[1].tot": None}) == {key("tb[1].thieu")}
    assert shown(c, "tb[1].thieu") == ""


def test_a_row_that_is_gone_leaves_nothing_behind() -> None:
    shape = form(STOCK, whole("tong", formula="SUM(tb[*].thieu)"))
    c = report(shape, {"tb[1].can": 5, "tb[1].tot": 3, "tb[2].can": 4, "tb[2].tot": 1})
    assert shown(c, "tong") == "5"
    assert key("tong") in type_in(c, {"tb[2].can": None, "tb[2].tot": None})
    assert shown(c, "tong") == "2"


def test_columns_computed_from_columns_and_from_fields() -> None:
    shape = form(
        whole("muc"),
        listing("tb", "can", computed("gap_doi", "can * 2"), computed("qua", "gap_doi - muc")),
        whole("nhieu", formula="COUNT(tb[*], qua > 0)"),
    )
    c = report(shape, {"muc": 3, "tb[1].can": 1, "tb[2].can": 4})
    assert [shown(c, f"tb[{row}].qua") for row in (1, 2)] == ["-1", "5"]
    assert shown(c, "nhieu") == "1"
    assert type_in(c, {"muc": 1}) == {key("tb[1].qua"), key("tb[2].qua"), key("nhieu")}
    assert shown(c, "nhieu") == "2"


def test_a_stated_figure_that_differs_is_told_at_its_cell() -> None:
    c = report(form(STOCK), {"tb[1].can": 5, "tb[1].tot": 3, "tb[1].thieu": 3, "tb[2].thieu": 4})
    finding = only(c)
    assert (finding.code, finding.place, finding.given, finding.expected, finding.difference) == (
        "CALC",
        "tb[1].thieu",
        "3",
        "2",
        "1",
    )
    assert finding.repair is not None
    assert finding.repair.key == key("tb[1].thieu")
    assert shown(c, "tb[2].thieu") == "4"  # nothing says better
    type_in(c, {"tb[1].can": 6})
    assert remarks(c) == []


def test_a_computed_day_of_a_row() -> None:
    late = Column(id="moi", label="Gia hạn", kind="date", formula="han + 30")
    c = report(form(listing("nv", DUE, late)), {"nv[1].han": "1/7/2024"})
    assert shown(c, "nv[1].moi") == "2024-07-31"


def test_money_of_rows_in_their_own_unit() -> None:
    unit = Column(id="gia", label="Đơn giá", kind="money", unit="triệu đồng")
    cost = Column(id="tien", label="Tiền", kind="money", unit="tỷ đồng", formula="gia * so")
    shape = form(
        listing("mua", "so", unit, cost), money("tong", "tỷ đồng", formula="SUM(mua[*].tien)")
    )
    c = report(shape, {"mua[1].so": 3, "mua[1].gia": 500, "mua[2].so": 2, "mua[2].gia": 250})
    assert [shown(c, f"mua[{row}].tien") for row in (1, 2)] == ["1.5", "0.5"]
    assert shown(c, "tong") == "2"


def test_a_required_computed_column_is_nobodys_to_fill() -> None:
    asked = Column(id="thieu", label="Thiếu", kind="int", formula="can", required=True)
    c = report(form(listing("tb", NAME, "can", asked)), {"tb[1].ten": "Máy in"})
    assert absent(c) == []


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (("x", computed("y", "y + 1")), "vòng quanh"),
        ((computed("x", "y"), computed("y", "x")), "vòng quanh"),
        ((computed("x", "tong + 1"),), "vòng quanh"),
        ((computed("x", "khong_co"),), "khong_co"),
        (("x", computed("y", "x / 3")), "làm tròn"),
        ((NAME, computed("y", "ten")), "phải cho ra một số"),
        (("x", computed("y", "truoc(x)")), "kỳ trước"),
        ((Column(id="x", label="x", formula="1"),), "không phải là ô số"),
    ],
)
def test_a_column_that_cannot_be_computed_is_refused(
    columns: tuple[str | Column, ...], told: str
) -> None:
    total = whole("tong", formula="SUM(ds[*].x)") if told == "vòng quanh" else whole("tong")
    with pytest.raises(FormProblem, match=told):
        Engine(form(listing("ds", *columns), total))


# --- rules on each row ---------------------------------------------------------------------------

FLOW = listing("ds", NAME, "x", "y", "z", FROM, DUE, Column(id="p", label="p", kind="pct"))

BROKEN: dict[str, tuple[Relation, dict[str, str | int], str]] = {
    "a sum": (
        SumRule(id="k", table="ds", total="z", parts=("x", "y")),
        {"x": 1, "y": 2, "z": 4},
        "error SUM@ds[3].z#k",
    ),
    "a remainder": (
        RemainderRule(id="k", table="ds", whole="x", part="y", rest="z"),
        {"x": 3, "y": 1, "z": 1},
        "error REM@ds[3].z#k",
    ),
    "a rate": (
        RatioRule(id="k", table="ds", n="x", d="y", percent="p"),
        {"x": 1, "y": 3, "p": "33,34"},
        "error RATIO@ds[3].p#k",
    ),
    "a rate cut off": (
        RatioRule(id="k", table="ds", n="x", d="y", percent="p"),
        {"x": 2, "y": 3, "p": "66,66"},
        "warning RATIO-TRUNC@ds[3].p#k",
    ),
    "a part above the whole in a rate": (
        RatioRule(id="k", table="ds", n="x", d="y", percent="p"),
        {"x": 4, "y": 3},
        "error LE@ds[3].x#k",
    ),
    "parts": (
        PartsRule(id="k", table="ds", whole="x", parts=("y", "z")),
        {"x": 3, "y": 2, "z": 2},
        "error PSUM@ds[3].x#k",
    ),
    "a chain": (
        AtMostRule(id="k", table="ds", chain=("x", "y")),
        {"x": 1, "y": 2},
        "error LE@ds[3].y#k",
    ),
    "a chain from a field": (
        AtMostRule(id="k", table="ds", chain=("a", "y")),
        {"y": 10},
        "error LE@ds[3].y#k",
    ),
    "days in order": (
        AtMostRule(id="k", table="ds", chain=("han", "tu"), code="DATE-ORDER"),
        {"tu": "3/7/2024", "han": "2/7/2024"},
        "error DATE-ORDER@ds[3].tu#k",
    ),
    "equality": (EqualRule(id="k", table="ds", left="x", right="y"), {"x": 1, "y": 2}, "XSEC"),
    "equal words": (
        EqualRule(id="k", table="ds", left="ten", right="chu"),
        {"ten": "B"},
        "error XSEC@ds[3].ten#k",
    ),
    "bounds": (
        BoundsRule(id="k", table="ds", value="x", low="1", high="5"),
        {"x": 6},
        "error RANGE@ds[3].x#k",
    ),
    "bounds of a day": (
        BoundsRule(id="k", table="ds", value="tu", high="CUOI_KY()"),
        {"tu": "21/7/2024"},
        "error RANGE@ds[3].tu#k",
    ),
    "both or none": (
        PairRule(id="k", table="ds", left="ten", right="han"),
        {"ten": "A"},
        "error PAIR@ds[3].ten#k",
    ),
    "not both": (
        ExclusiveRule(id="k", table="ds", left="x", right="y"),
        {"x": 1, "y": 1},
        "error EXCLUSIVE@ds[3].x#k",
    ),
    "a condition": (
        ConditionRule(
            id="k", table="ds", test='khong (ten = "Xong" va TRONG(han))', places=("han",)
        ),
        {"ten": "Xong"},
        "error TEST@ds[3].han#k",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_each_kind_of_rule_finds_the_row_it_is_broken_in(name: str) -> None:
    rule, row, told = BROKEN[name]
    shape = form(FLOW, whole("a"), single("chu", "text"), rules=[rule])
    fine: Typed = {"ds[1].ten": "A", "ds[1].han": "1/7/2024", "a": 9, "chu": "A"}
    c = report(shape, fine)
    assert remarks(c) == []
    type_in(c, {f"ds[3].{part}": value for part, value in row.items()})
    (found,) = remarks(c)
    assert told in found
    assert "@ds[3]." in found
    type_in(c, dict.fromkeys((f"ds[3].{part}" for part in row), None))
    assert remarks(c) == []


def test_a_rule_on_rows_follows_the_field_it_is_held_against() -> None:
    rule = AtMostRule(id="k", table="ds", chain=("a", "x"))
    c = report(form(FLOW, whole("a"), rules=[rule]), {"a": 5, "ds[1].x": 4, "ds[2].x": 5})
    assert remarks(c) == []
    type_in(c, {"a": 3})
    assert remarks(c) == ["error LE@ds[1].x#k", "error LE@ds[2].x#k"]


def test_a_rate_of_rows_is_computed_and_added_to() -> None:
    rule = RatioRule(id="k", table="ds", n="x", d="y", percent="p")
    shape = form(FLOW, whole("du", formula="COUNT(ds[*], p = 100)"), rules=[rule])
    c = report(shape, {"ds[1].x": 2, "ds[1].y": 3, "ds[2].x": 4, "ds[2].y": 4})
    assert [shown(c, f"ds[{row}].p") for row in (1, 2)] == ["66.67", "100"]
    assert shown(c, "du") == "1"


def test_a_rule_names_a_table_or_a_list_that_there_is() -> None:
    rule = AtMostRule(id="k", table="a", chain=("x", "y"))
    with pytest.raises(FormProblem, match="không phải là bảng hay danh sách"):
        Engine(form(whole("a"), rules=[rule]))


def test_a_rate_of_a_row_and_a_single_cell_do_not_mix() -> None:
    rule = RatioRule(id="k", table="ds", n="x", d="a", percent="p")
    with pytest.raises(FormProblem, match=r"relations\.k"):
        Engine(form(FLOW, whole("a"), rules=[rule]))


def test_a_column_of_a_list_may_share_its_name_with_the_list() -> None:
    shape = form(
        listing("ds", count_column("ds"), "y"),
        rules=[AtMostRule(id="k", table="ds", chain=("y", "ds"))],
    )
    assert remarks(report(shape, {"ds[1].ds": 3, "ds[1].y": 2})) == ["error LE@ds[1].ds#k"]
