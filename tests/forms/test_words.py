"""Formulas over words, choices and days: what they give, what they refuse and where."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from forms.checking.compiler import FormProblem
from forms.engine import Engine
from forms.model import Choice, Column, Field, Form
from forms.relations import AtMostRule, BoundsRule, ConditionRule, CountRule, SumRule
from tests.builders import (
    absent,
    form,
    grid,
    listing,
    money,
    only,
    percent,
    remarks,
    report,
    shown,
    single,
    table,
    type_in,
    whole,
)

DONE, DOING, LATE = "hoan_thanh", "dang_lam", "cham"
STATUSES = (
    Choice(code=DONE, label="Hoàn thành"),
    Choice(code=DOING, label="Đang triển khai"),
    Choice(code=LATE, label="Chậm tiến độ"),
)
STATUS = Column(id="trang_thai", label="Trạng thái", kind="enum", choices=STATUSES)
DUE = Column(id="han", label="Thời hạn", kind="date")
DONE_ON = Column(id="ngay_ht", label="Ngày hoàn thành", kind="date")
BY_MONTH = Column(id="thang", label="Thời gian thực hiện", kind="month")
NAME = Column(id="ten", label="Nội dung")
TASKS = listing("nv", NAME, STATUS, DUE, DONE_ON, BY_MONTH, "so")


def choice(name: str, **more: bool) -> Field:
    return replace(single(name, "enum", required=more.get("required", True)), choices=STATUSES)


# --- choices and words ---------------------------------------------------------------------------


def counted(code: str) -> Field:
    return whole(f"so_{code}", formula=f'COUNT(nv[*], trang_thai = "{code}")')


def test_rows_of_a_list_are_counted_by_what_was_chosen() -> None:
    c = report(
        form(TASKS, counted(DONE), counted(DOING), counted(LATE)),
        {"nv[1].trang_thai": DONE, "nv[2].trang_thai": DOING, "nv[5].trang_thai": DONE},
    )
    assert [shown(c, f"so_{code}") for code in (DONE, DOING, LATE)] == ["2", "1", "0"]
    type_in(c, {"nv[2].trang_thai": DONE, "nv[6].ten": "Việc mới"})
    assert [shown(c, f"so_{code}") for code in (DONE, DOING, LATE)] == ["3", "0", "0"]


def test_a_stated_count_by_status_that_differs_is_named_so() -> None:
    c = report(form(TASKS, counted(DONE)), {"nv[1].trang_thai": DONE, "so_hoan_thanh": 2})
    finding = only(c)
    assert (finding.code, finding.place, finding.given, finding.expected) == (
        "STATUS",
        "so_hoan_thanh",
        "2",
        "1",
    )
    assert finding.repair is not None


def test_a_count_rule_over_choices_is_a_count_by_status() -> None:
    rule = CountRule(id="d", total="a", rows="nv", condition=f'trang_thai <> "{DONE}"')
    c = report(form(TASKS, whole("a"), rules=[rule]), {"nv[1].trang_thai": LATE, "a": 3})
    assert remarks(c) == ["error STATUS@a#d"]


def test_a_blank_choice_is_neither_the_same_nor_another() -> None:
    shape = form(
        TASKS,
        whole("la", formula=f'COUNT(nv[*], trang_thai = "{DONE}")'),
        whole("khac", formula=f'COUNT(nv[*], trang_thai <> "{DONE}")'),
        whole("trong", formula="COUNT(nv[*], TRONG(trang_thai))"),
    )
    c = report(shape, {"nv[1].ten": "Việc", "nv[2].trang_thai": LATE})
    assert [shown(c, name) for name in ("la", "khac", "trong")] == ["0", "1", "1"]


def test_choices_are_counted_in_tables_and_grids_alike() -> None:
    shape = form(
        table("t", [STATUS, NAME], ["r1", "r2", "r3"]),
        choice("g1"),
        choice("g2"),
        whole("o_bang", formula=f'COUNT(t[*], trang_thai = "{DONE}")'),
        whole("o_luoi", formula=f'COUNT(g[*], value = "{DONE}")'),
        whole("co_ten", formula="COUNT(t[*].ten)"),
        grids=[grid("g", "g1", "g2")],
    )
    c = report(
        shape,
        {"t[1].trang_thai": DONE, "t[3].trang_thai": DONE, "t[2].ten": "A", "g2": DONE},
    )
    assert [shown(c, name) for name in ("o_bang", "o_luoi", "co_ten")] == ["2", "1", "1"]
    type_in(c, {"g1": DONE, "t[1].trang_thai": LATE, "t[2].ten": None})
    assert [shown(c, name) for name in ("o_bang", "o_luoi", "co_ten")] == ["1", "2", "0"]


def test_words_are_compared_as_they_stand() -> None:
    shape = form(
        single("noi", "text"), whole("a", formula='IF(noi = "An Giang", 1, 0)', required=False)
    )
    assert shown(report(shape, {}), "a") == ""
    assert shown(report(shape, {"noi": " An Giang "}), "a") == "1"
    assert shown(report(shape, {"noi": "an giang"}), "a") == "0"


def test_a_condition_of_the_form_speaks_of_choices() -> None:
    rule = ConditionRule(
        id="k", test=f'khong (muc = "{DONE}" va con > 0)', message="Đã xong thì không còn việc."
    )
    shape = form(choice("muc"), whole("con"), rules=[rule])
    assert remarks(report(shape, {"muc": DONE, "con": 2})) == ["error TEST@muc#k"]
    assert remarks(report(shape, {"muc": LATE, "con": 2})) == []


def test_two_cells_of_choices_are_compared_with_each_other() -> None:
    rule = ConditionRule(id="k", test="moi = cu")
    shape = form(choice("moi"), choice("cu"), rules=[rule])
    assert remarks(report(shape, {"moi": DONE, "cu": LATE})) == ["error TEST@moi#k"]
    assert remarks(report(shape, {"moi": DONE, "cu": DONE})) == []


# --- sums of chosen rows -------------------------------------------------------------------------


def test_figures_of_chosen_rows_are_added_up() -> None:
    cost = Column(id="tien", label="Tiền", kind="money", unit="triệu đồng")
    shape = form(
        listing("nv", STATUS, "so", cost),
        table("t", [STATUS, "x"], ["r1", "r2"]),
        money("tong", "tỷ đồng", formula=f'SUMIF(nv[*].tien, trang_thai <> "{LATE}")'),
        whole("lon", formula="SUMIF(nv[*].so, so > 2)", missing="zero"),
        whole("bang", formula=f'SUMIF(t[*].x, trang_thai = "{DONE}")'),
    )
    c = report(
        shape,
        {
            "nv[1].trang_thai": DONE,
            "nv[1].tien": "1.500",
            "nv[1].so": 2,
            "nv[2].trang_thai": LATE,
            "nv[2].tien": 700,
            "nv[3].trang_thai": DOING,
            "nv[3].tien": 500,
            "nv[3].so": 7,
            "t[1].trang_thai": DONE,
            "t[1].x": 4,
            "t[2].x": 5,
        },
    )
    assert [shown(c, name) for name in ("tong", "lon", "bang")] == ["2", "7", "4"]
    type_in(c, {"t[2].trang_thai": DONE, "nv[1].tien": None})
    assert shown(c, "bang") == "9"
    assert shown(c, "tong") == ""  # a chosen row's blank is not zero


def test_figures_of_a_grid_are_added_up_where_a_part_says_so() -> None:
    shape = form(
        whole("a"),
        whole("b"),
        whole("tong", formula="SUMIF(g[*].value, value >= 5)"),
        grids=[grid("g", "a", "b")],
    )
    assert shown(report(shape, {"a": 4, "b": 6}), "tong") == "6"


# --- days ----------------------------------------------------------------------------------------


def test_days_are_compared_moved_and_counted() -> None:
    shape = form(
        single("bat_dau", "date", behaviour="C"),
        single("ket_thuc", "date", formula="bat_dau + 89", behaviour="C"),
        whole("con_lai", formula="ket_thuc - CUOI_KY()"),
        whole("ngay_trong_ky", formula="CUOI_KY() - DAU_KY() + 1"),
    )
    c = report(shape, {"bat_dau": "1/6/2024"})
    assert shown(c, "ket_thuc") == "2024-08-29"
    assert shown(c, "con_lai") == "40"
    assert shown(c, "ngay_trong_ky") == "30"
    type_in(c, {"bat_dau": "2/6/2024", "ket_thuc": "29/8/2024"})
    assert remarks(c) == ["error CALC@ket_thuc"]
    assert (only(c).given, only(c).expected) == ("29/8/2024", "30/8/2024")


def test_a_day_beyond_the_calendar_is_no_day() -> None:
    shape = form(
        single("d", "date", behaviour="C"),
        whole("n"),
        single("e", "date", formula="d + n * n", required=False),
    )
    assert shown(report(shape, {"d": "1/6/2024", "n": 999_999_999}), "e") == ""


def test_a_day_is_held_against_a_month_by_its_own_month() -> None:
    shape = form(
        TASKS,
        whole("cham", formula="COUNT(nv[*], ngay_ht > thang)"),
        single("m", "month"),
        single("sau", "month", formula="m + 2"),
        whole("so_thang", formula="sau - m"),
    )
    c = report(
        shape,
        {
            "nv[1].ngay_ht": "31/7/2024",
            "nv[1].thang": "7/2024",
            "nv[2].ngay_ht": "1/8/2024",
            "nv[2].thang": "7/2024",
            "nv[3].thang": "7/2024",
            "m": "11/2024",
        },
    )
    assert [shown(c, name) for name in ("cham", "sau", "so_thang")] == ["1", "2025-01", "2"]


def test_the_later_of_two_days_and_written_days() -> None:
    shape = form(
        TASKS,
        single("muon", "date", formula="MAX(nv[*].ngay_ht)", behaviour="C"),
        whole("truoc", formula="COUNT(nv[*], ngay_ht <= NGAY(2024, 7, 15))"),
    )
    c = report(shape, {"nv[1].ngay_ht": "15/7/2024", "nv[2].ngay_ht": "16/7/2024"})
    assert (shown(c, "muon"), shown(c, "truoc")) == ("2024-07-16", "1")


def test_a_day_keeps_within_the_period() -> None:
    rule = BoundsRule(id="k", value="d", low="DAU_KY()", high="CUOI_KY()", code="DATE-PERIOD")
    shape = form(single("d", "date", behaviour="C"), rules=[rule])
    assert remarks(report(shape, {"d": "21/6/2024"})) == []
    c = report(shape, {"d": "20/6/2024"})
    assert remarks(c) == ["error DATE-PERIOD@d#k"]
    assert (only(c).given, only(c).expected) == ("20/6/2024", "21/6/2024–20/7/2024")


def test_days_stand_in_a_chain() -> None:
    rule = AtMostRule(id="k", chain=("NGAY(2025, 8, 15)", "den", "tu"))
    shape = form(single("tu", "date"), single("den", "date"), rules=[rule])
    c = report(shape, {"tu": "2/7/2025", "den": "1/7/2025"}, period="2025-07")
    assert (only(c).given, only(c).expected) == ("02/7/2025", "01/7/2025")
    c = report(shape, {"tu": "2/7/2025", "den": "16/8/2025"}, period="2025-07")
    assert remarks(c) == ["error LE@den#k"]


# --- what is refused, and where ------------------------------------------------------------------

FIELDS = (
    TASKS,
    choice("muc"),
    replace(single("khac", "enum"), choices=STATUSES[:2]),
    single("noi", "text"),
    single("d", "date"),
    single("m", "month"),
    whole("a"),
    percent("p"),
)

REFUSED = {
    'COUNT(nv[*], trang_thai = "xong")': (26, "hoan_thanh, dang_lam, cham"),
    'IF(muc = "Hoàn thành", 1, 0)': (9, "không có mã “Hoàn thành”"),
    'IF(a = "x", 1, 0)': (7, "số"),
    'IF(d = "x", 1, 0)': (7, "ngày"),
    "IF(muc < khac, 1, 0)": (7, "= hoặc <>"),
    "IF(muc = khac, 1, 0)": (7, "danh sách mã khác nhau"),
    "IF(muc = noi, 1, 0)": (7, "không so lựa chọn với chữ"),
    "IF(d = a, 1, 0)": (5, "không so ngày với số"),
    "IF(noi = a, 1, 0)": (7, "không so chữ với số"),
    "d + d": (2, "không viết ngày + ngày"),
    "d * 2": (2, "không viết ngày * số"),
    "a - d": (2, "không viết số - ngày"),
    "d - m": (2, "không viết ngày - tháng"),
    "-d": (1, "nhưng đây là ngày"),
    "SUM(nv[*].han)": (4, "nhưng đây là ngày"),
    "SUMIF(nv[*].han, so = 1)": (6, "nhưng đây là ngày"),
    "MIN(a, d)": (7, "cần số"),
    "ABS(noi)": (4, "nhưng đây là chữ"),
    "SUM(nv[*].ten)": (4, "nhưng đây là chữ"),
    "IF(a = 1, d, a)": (13, "cần ngày"),
    "DAU_KY()": (0, "phải cho ra một số"),
    "muc": (0, "phải cho ra một số"),
    'COUNT(nv[*], truoc(muc.value) = "cham")': (13, "kỳ trước"),
}


@pytest.mark.parametrize("formula", REFUSED, ids=str)
def test_what_cannot_be_compared_or_computed_is_refused_at_its_place(formula: str) -> None:
    position, words = REFUSED[formula]
    with pytest.raises(FormProblem) as refused:
        Engine(form(*FIELDS, whole("ket_qua", formula=formula)))
    assert refused.value.path == "fields.ket_qua"
    assert words in refused.value.message
    if position:
        assert f"Ký tự thứ {position + 1}:" in refused.value.message


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (AtMostRule(id="k", chain=("d", "m")), "không so"),
        (AtMostRule(id="k", chain=("a", "d")), "không so"),
        (AtMostRule(id="k", chain=("noi", "noi")), "chỗ này cần ô số"),
        (BoundsRule(id="k", value="d", low="1"), "ngày"),
        (BoundsRule(id="k", value="a", low="DAU_KY()"), "giới hạn"),
        (SumRule(id="k", total="a", parts=("d",)), "ngày"),
        (SumRule(id="k", total="muc", parts=("a",)), "không phải là ô số"),
    ],
    ids=str,
)
def test_a_rule_over_unlike_sorts_is_refused(
    rule: AtMostRule | BoundsRule | SumRule, words: str
) -> None:
    with pytest.raises(FormProblem, match=words) as refused:
        Engine(form(*FIELDS, rules=[rule]))
    assert refused.value.path == "relations.k"


def shape_with(field: Field) -> Form:
    return form(*FIELDS, field)


def test_a_computed_day_takes_only_days() -> None:
    for formula, words in (("a", "phải cho ra ngày"), ("m + 1", "phải cho ra ngày")):
        with pytest.raises(FormProblem, match=words):
            Engine(shape_with(single("e", "date", formula=formula)))
    Engine(shape_with(single("e", "date", formula="IF(TRONG(d), CUOI_KY(), d - 1)")))


def test_a_required_choice_of_a_list_is_asked_for() -> None:
    needed = replace(STATUS, required=True)
    c = report(form(listing("nv", NAME, needed)), {"nv[1].ten": "Việc"})
    assert absent(c) == ["BLANK-ROW@nv[1].trang_thai"]
