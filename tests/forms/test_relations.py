"""Every kind of relation: right, wrong, blank under each strategy, and row by row in tables."""

from __future__ import annotations

import pytest

from forms.engine import Context, Engine
from forms.model import Column, RowSpec
from forms.pack import FormProblem
from forms.relations import (
    AtMostRule,
    BoundsRule,
    ConditionRule,
    ConstantRule,
    CountRule,
    EqualRule,
    ExclusiveRule,
    JumpRule,
    MonotonicRule,
    PairRule,
    PartsRule,
    RatioRule,
    Relation,
    RemainderRule,
    SumRule,
    UnitsRule,
)
from forms.vocabulary import Missing
from tests.builders import (
    Typed,
    cells,
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
    whole,
)

A, B, C = whole("a"), whole("b"), whole("c")
STRATEGIES: tuple[Missing, ...] = ("skip_any", "skip_all", "zero")


def on_three(rule: Relation) -> Engine:
    return Engine(form(A, B, C, rules=[rule]))


def told(rule: Relation, a: int | None, b: int | None, c: int | None) -> list[str]:
    """What a rule on a, b and c says."""
    return remarks(report(on_three(rule), {"a": a, "b": b, "c": c}))


# --- ratio ---------------------------------------------------------------------------------------


def test_a_rate_is_computed_and_a_stated_one_judged() -> None:
    shape = form(ratio("dvc12"))
    assert shown(report(shape, {"dvc12.n": 949, "dvc12.d": 959}), "dvc12.p") == "98.96"
    c = report(shape, {"dvc12.n": 949, "dvc12.d": 959, "dvc12.p": "97,54"})
    finding = only(c)
    assert (finding.id, finding.severity) == ("RATIO@dvc12", "error")
    assert (finding.given, finding.expected, finding.difference) == ("97,54", "98,96", "-1,42")
    assert finding.key == key("dvc12.p")
    assert finding.repair is not None
    assert finding.repair.key == key("dvc12.p")
    assert "949/959" in finding.message
    assert shown(c, "dvc12.p") == "98.96"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"x.n": 969, "x.d": 974, "x.p": "99,48"}, ["warning RATIO-TRUNC@x"]),
        ({"x.n": 969, "x.d": 974, "x.p": "99,49"}, []),
        ({"x.n": 850009, "x.d": 1214835, "x.p": "70"}, ["note RATIO-COARSE@x"]),
        ({"x.n": 850009, "x.d": 1214835, "x.p": "69,969"}, ["note RATIO-COARSE@x"]),
        ({"x.n": 5, "x.d": 0}, ["error RATIO-BASE@x"]),
        ({"x.n": 0, "x.d": 0, "x.p": "3"}, ["error RATIO-BASE@x"]),
        ({"x.n": 0, "x.d": 0, "x.p": "0"}, []),
        ({"x.n": 99999, "x.d": 100000}, ["note RATIO-100@x"]),
        ({"x.n": 6, "x.d": 5}, ["error LE@x"]),
        ({"x.n": 6, "x.d": 5, "x.p": "100"}, ["error LE@x", "error RATIO@x"]),
        ({"x.n": 0, "x.d": 215, "x.p": "00"}, []),
        ({"x.n": 5, "x.p": "40"}, []),
        ({"x.d": 5, "x.p": "40"}, []),
        ({"x.p": "40"}, []),
    ],
)
def test_what_a_rate_field_says(typed: Typed, said: list[str]) -> None:
    assert remarks(report(form(ratio("x")), typed)) == said


def test_only_a_repair_that_helps_is_offered() -> None:
    def repairs(typed: Typed) -> list[bool]:
        found = report(form(ratio("x")), typed).findings()
        return [f.repair is not None for f in found if f.code.startswith("RATIO")]

    assert repairs({"x.n": 5, "x.d": 0, "x.p": "3"}) == [False]
    assert repairs({"x.n": 0, "x.d": 0, "x.p": "3"}) == [True]
    assert repairs({"x.n": 99999, "x.d": 100000, "x.p": "100"}) == [False]
    assert repairs({"x.n": 1, "x.d": 3, "x.p": "33"}) == [True]


def test_a_stated_rate_prints_while_its_operands_are_not_known() -> None:
    c = report(form(ratio("x")), {"x.n": 5, "x.p": "40"})
    assert shown(c, "x.p") == "40.00"
    assert shown(report(form(ratio("x")), {"x.n": 0, "x.d": 0}), "x.p") == ""


def test_a_target_may_be_exceeded() -> None:
    c = report(form(ratio("tk", over=True)), {"tk.n": 1662114, "tk.d": 1026794, "tk.p": "161,87"})
    assert remarks(c) == []
    assert shown(c, "tk.p") == "161.87"


def test_fewer_decimals_may_be_agreed_on() -> None:
    shape = form(ratio("x", coarse=(0,)))
    assert remarks(report(shape, {"x.n": 850009, "x.d": 1214835, "x.p": "70"})) == []
    assert remarks(report(shape, {"x.n": 850009, "x.d": 1214835, "x.p": "70,0"})) != []


def test_a_rate_of_whole_percents_keeps_no_decimals() -> None:
    c = report(form(ratio("x", decimals=0)), {"x.n": 850009, "x.d": 1214835})
    assert shown(c, "x.p") == "70"
    assert remarks(report(form(ratio("x", decimals=0)), {"x.n": 1, "x.d": 8, "x.p": "12"})) == [
        "warning RATIO-TRUNC@x"
    ]


def test_what_is_left_over_is_computed() -> None:
    shape = form(ratio("xt", remainder=True))
    c = report(shape, {"xt.n": 361164, "xt.d": 393955, "xt.r": 32790})
    assert shown(c, "xt.r") == "32791"
    assert remarks(c) == ["error REM@xt"]
    assert remarks(report(shape, {"xt.n": 361164, "xt.d": 393955, "xt.r": 32791})) == []
    assert shown(report(shape, {"xt.n": 361164, "xt.r": 7}), "xt.r") == "7"


def test_a_base_is_another_fields_figure() -> None:
    shape = form(whole("tong"), ratio("scan", base="tong"))
    c = report(shape, {"tong": 2695002, "scan.n": 2695002})
    assert (shown(c, "scan.d"), shown(c, "scan.p")) == ("2695002", "100.00")
    assert remarks(report(shape, {"tong": 200, "scan.n": 50, "scan.d": 200})) == []
    assert remarks(report(shape, {"tong": 200, "scan.n": 50, "scan.d": 100})) == ["error XSEC@scan"]
    assert shown(report(shape, {"scan.n": 50, "scan.d": 100}), "scan.p") == "50.00"


RATE = RatioRule(id="r", n="a", d="b", percent="p")


def test_a_rate_between_three_single_cells() -> None:
    shape = form(A, B, percent("p"), rules=[RATE])
    assert remarks(report(shape, {"a": 949, "b": 959, "p": "98,96"})) == []
    assert remarks(report(shape, {"a": 949, "b": 959, "p": "97,54"})) == ["error RATIO@p#r"]
    assert remarks(report(shape, {"a": 6, "b": 5})) == ["error LE@a#r"]
    assert remarks(report(shape, {"a": 949, "p": "97,54"})) == []


def test_a_rate_rule_may_speak_softer_and_in_its_own_words() -> None:
    rule = RatioRule(id="r", n="a", d="b", percent="p", severity="warning", message="{label}: sai")
    finding = only(report(form(A, B, percent("p"), rules=[rule]), {"a": 1, "b": 3, "p": "34"}))
    assert (finding.severity, finding.message) == ("warning", "P: sai")


def test_a_rate_of_rounded_money_is_no_error_while_the_rounding_explains_it() -> None:
    rule = RatioRule(id="r", n="a", d="b", percent="p", operands="rounded")
    shape = form(money("a", "tỷ đồng"), money("b", "triệu đồng"), percent("p"), rules=[rule])
    # 1,2 tỷ is anything from 1.150 to 1.250 triệu.
    assert remarks(report(shape, {"a": "1,2", "b": "2.000", "p": "62,25"})) == []
    assert remarks(report(shape, {"a": "1,2", "b": "2.000", "p": "63,5"})) == ["error RATIO@p#r"]
    exact = form(
        money("a", "tỷ đồng"),
        money("b", "triệu đồng"),
        percent("p"),
        rules=[RatioRule(id="r", n="a", d="b", percent="p")],
    )
    c = report(exact, {"a": "1,2", "b": "2.000", "p": "62,25"})
    assert remarks(c) == ["error RATIO@p#r"]
    assert "1,2/2.000" in only(c).message


# --- sum and remainder ---------------------------------------------------------------------------

Outcome = tuple[str, bool]
"""What is printed as the total, and whether the stated one is wrong."""
Case = tuple[int | None, int | None, int | None, Outcome, Outcome, Outcome]
"""Two figures and the stated total, and the outcome under each strategy."""

SUM_CASES: list[Case] = [
    (3, 2, 5, ("5", False), ("5", False), ("5", False)),
    (3, 2, 6, ("5", True), ("5", True), ("5", True)),
    (3, 2, None, ("5", False), ("5", False), ("5", False)),
    (3, None, 5, ("5", False), ("3", True), ("3", True)),
    (3, None, None, ("", False), ("3", False), ("3", False)),
    (None, None, 5, ("5", False), ("5", False), ("0", True)),
    (None, None, None, ("", False), ("", False), ("0", False)),
    (0, None, 0, ("0", False), ("0", False), ("0", False)),
]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("case", SUM_CASES)
def test_what_blanks_do_to_a_sum(case: Case, place: int) -> None:
    a, b, total, *outcomes = case
    rule = SumRule(id="s", total="c", parts=("a", "b"), missing=STRATEGIES[place])
    c = report(on_three(rule), {"a": a, "b": b, "c": total})
    printed, wrong = outcomes[place]
    assert shown(c, "c") == printed
    assert remarks(c) == (["error SUM@c#s"] if wrong else [])


def test_a_wrong_total_names_the_likely_slip() -> None:
    finding = only(report(on_three(SumRule(id="s", total="c", parts=("a", "b"))), {
        "a": 1027, "b": 98, "c": 1152,
    }))  # fmt: skip
    assert (finding.given, finding.expected, finding.difference) == ("1.152", "1.125", "27")
    assert finding.hint == "có thể đảo hai chữ số"
    assert finding.repair is not None


def test_a_sum_takes_ranges_and_formulas() -> None:
    rule = SumRule(id="s", total="c", parts=("g[1:2].n", "a * 2", "b"))
    shape = form(ratio("x"), ratio("y"), A, B, C, grids=[grid("g", "x", "y")], rules=[rule])
    typed = {"x.n": 1, "y.n": 2, "a": 10, "b": 100}
    assert shown(report(shape, typed), "c") == "123"


REMAINDER_CASES: list[Case] = [
    (9, 4, 5, ("5", False), ("5", False), ("5", False)),
    (9, 4, 6, ("5", True), ("5", True), ("5", True)),
    (9, None, 5, ("5", False), ("9", True), ("9", True)),
    (None, None, None, ("", False), ("", False), ("0", False)),
    (4, 9, None, ("-5", False), ("-5", False), ("-5", False)),
]


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("case", REMAINDER_CASES)
def test_what_blanks_do_to_a_remainder(case: Case, place: int) -> None:
    a, b, rest, *outcomes = case
    rule = RemainderRule(id="r", whole="a", part="b", rest="c", missing=STRATEGIES[place])
    c = report(on_three(rule), {"a": a, "b": b, "c": rest})
    printed, wrong = outcomes[place]
    assert shown(c, "c") == printed
    assert remarks(c) == (["error REM@c#r"] if wrong else [])


@pytest.mark.parametrize("missing", STRATEGIES)
def test_columns_of_a_table_add_up_row_by_row(missing: Missing) -> None:
    rules: list[Relation] = [
        SumRule(id="s", table="t", total="z", parts=("x", "y"), missing=missing),
        RemainderRule(id="r", table="t", whole="z", part="x", rest="w", missing=missing),
    ]
    shape = form(table("t", ["x", "y", "z", "w"], ["r1", "r2", "r3"]), rules=rules)
    typed = {"t[1].x": 1, "t[1].y": 2, "t[2].x": 3, "t[2].y": 4, "t[2].z": 8, "t[3].x": 5}
    c = report(shape, typed)
    assert remarks(c) == ["error SUM@t[2].z#s"]
    blank = {"skip_any": "", "skip_all": "5", "zero": "5"}[missing]
    assert [shown(c, f"t[{row}].z") for row in (1, 2, 3)] == ["3", "7", blank]
    assert [shown(c, f"t[{row}].w") for row in (1, 2)] == ["2", "4"]


def test_a_longer_sum_of_columns_passes_over_rows_with_a_blank() -> None:
    rule = SumRule(id="s", table="t", total="z", parts=("x", "y", "w"))
    shape = form(table("t", ["x", "y", "w", "z"], ["r1", "r2"]), rules=[rule])
    c = report(shape, {"t[1].x": 1, "t[1].y": 2, "t[1].w": 3, "t[2].x": 1, "t[2].z": 9})
    assert (shown(c, "t[1].z"), shown(c, "t[2].z")) == ("6", "9")


# --- parts and chains ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tong", "mot", "hai", "said"),
    [
        (2206, 742, 937, []),
        (640, 1310, None, ["error LE@mot#p"]),
        (640, 400, 300, ["error PSUM@tong#p"]),
        (640, 400, None, []),
        (640, None, None, []),
        (None, 400, 300, []),
        (640, 700, 10, ["error LE@mot#p"]),
    ],
)
def test_parts_of_an_open_list(
    tong: int | None, mot: int | None, hai: int | None, said: list[str]
) -> None:
    rule = PartsRule(id="p", whole="tong", parts=("mot", "hai"))
    shape = form(whole("tong"), whole("mot"), whole("hai"), rules=[rule])
    found = remarks(report(shape, {"tong": tong, "mot": mot, "hai": hai}))
    assert sorted(found) == sorted(said)


def test_parts_that_overlap_are_not_added() -> None:
    rule = PartsRule(id="p", whole="a", parts=("b", "c"), disjoint=False, severity="warning")
    assert told(rule, 10, 9, 9) == []
    assert told(rule, 10, 11, 9) == ["warning LE@b#p"]


@pytest.mark.parametrize(
    ("a", "b", "c", "said"),
    [
        (9, 5, 1, []),
        (9, 9, 9, []),
        (9, 10, 1, ["error LE@b#k"]),
        (9, 5, 6, ["error LE@c#k"]),
        (9, 10, 11, ["error LE@b#k", "error LE@c#k"]),
        (9, None, 20, []),
        (None, 5, 6, ["error LE@c#k"]),
    ],
)
def test_a_chain_never_grows(a: int | None, b: int | None, c: int | None, said: list[str]) -> None:
    assert told(AtMostRule(id="k", chain=("a", "b", "c")), a, b, c) == said


@pytest.mark.parametrize(
    ("missing", "high", "low", "broken"),
    [
        ("skip_any", None, 5, False),
        ("skip_any", 5, None, False),
        ("skip_all", None, 5, True),
        ("skip_all", 5, None, False),
        ("skip_all", None, None, False),
        ("zero", None, 5, True),
        ("zero", None, None, False),
    ],
)
def test_what_blanks_do_to_a_comparison(
    missing: Missing, high: int | None, low: int | None, *, broken: bool
) -> None:
    rule = AtMostRule(id="k", chain=("a", "b"), missing=missing)
    assert bool(told(rule, high, low, None)) is broken


def test_members_of_a_chain_may_be_formulas() -> None:
    rule = AtMostRule(id="k", chain=("a + b", "c * 2"), code="FLOW")
    c = report(on_three(rule), {"a": 3, "b": 4, "c": 4})
    finding = only(c)
    assert (finding.id, finding.given, finding.expected) == ("FLOW@c#k", "8", "7")
    assert told(rule, 3, 4, 3) == []


def test_a_chain_along_the_rows_of_a_table() -> None:
    shape = form(
        table("t", ["x", "y"], ["r1", "r2"]),
        whole("tran"),
        rules=[AtMostRule(id="k", table="t", chain=("tran", "x", "y"))],
    )
    c = report(shape, {"tran": 10, "t[1].x": 5, "t[1].y": 6, "t[2].x": 11, "t[2].y": 1})
    assert remarks(c) == ["error LE@t[1].y#k", "error LE@t[2].x#k"]


# --- equality ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("missing", "a", "b", "broken"),
    [
        ("skip_any", 5, 5, False),
        ("skip_any", 5, 6, True),
        ("skip_any", 5, None, False),
        ("skip_all", 5, None, True),
        ("skip_all", None, None, False),
        ("zero", 0, None, False),
        ("zero", None, 3, True),
    ],
)
def test_two_prints_of_one_figure(
    missing: Missing, a: int | None, b: int | None, *, broken: bool
) -> None:
    found = told(EqualRule(id="e", left="a", right="b", missing=missing), a, b, None)
    assert found == (["error XSEC@a#e"] if broken else [])


def test_money_in_different_units_is_the_same_money() -> None:
    rule = EqualRule(id="e", left="ty", right="trieu")
    shape = form(money("ty", "tỷ đồng"), money("trieu", "triệu đồng"), rules=[rule])
    assert remarks(report(shape, {"ty": "1,245", "trieu": "1.245"})) == []
    finding = only(report(shape, {"ty": "1,245", "trieu": "1.244"}))
    assert (finding.given, finding.expected, finding.difference) == ("1,245", "1,244", "0,001")


@pytest.mark.parametrize(
    ("left", "right", "given", "expected"),
    [
        ("28/6/2024", "2024-06-28", "", ""),
        ("28/6/2024", "2024-06-29", "28/6/2024", "29/6/2024"),
    ],
)
def test_two_prints_of_one_day(left: str, right: str, given: str, expected: str) -> None:
    rule = EqualRule(id="e", left="x", right="y")
    c = report(
        form(single("x", "date"), single("y", "date"), rules=[rule]), {"x": left, "y": right}
    )
    found = [(f.given, f.expected) for f in c.findings() if f.code == "XSEC"]
    assert found == ([(given, expected)] if given else [])


def test_two_prints_of_one_month() -> None:
    rule = EqualRule(id="e", left="x", right="y")
    shape = form(single("x", "month"), single("y", "month"), rules=[rule])
    assert remarks(report(shape, {"x": "7/2024", "y": "2024-07"})) == []
    finding = only(report(shape, {"x": "7/2024", "y": "2024-08"}))
    assert (finding.given, finding.expected) == ("7/2024", "8/2024")


def test_two_prints_of_one_text() -> None:
    rule = EqualRule(id="e", left="x", right="y")
    shape = form(single("x", "text"), single("y", "text"), rules=[rule])
    assert remarks(report(shape, {"x": "Lê Văn Phước", "y": "Lê Văn Phước"})) == []
    assert remarks(report(shape, {"x": "Lê Văn Phước"})) == []
    finding = only(report(shape, {"x": "Lê Văn Phước", "y": "Lê Kỳ Quang"}))
    assert (finding.given, finding.expected) == ("Lê Văn Phước", "Lê Kỳ Quang")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("28/6/2024", []),
        ("ngày 28 tháng 6 năm 2024", []),
        ("29/6/2024", ["error XSEC@x#e"]),
        ("cuối tháng", ["error XSEC@x#e"]),
    ],
)
def test_a_day_and_a_text_that_names_it(text: str, said: list[str]) -> None:
    rule = EqualRule(id="e", left="x", right="y")
    shape = form(single("x", "date"), single("y", "text"), rules=[rule])
    assert remarks(report(shape, {"x": "28/6/2024", "y": text})) == said


def test_a_figure_equals_a_formula() -> None:
    rule = EqualRule(id="e", left="c", right="truoc(c) + a")
    shape = form(A, B, C, rules=[rule])
    assert remarks(report(shape, {"a": 3, "c": 10}, before={"c": 7})) == []
    finding = only(report(shape, {"a": 3, "c": 11}, before={"c": 7}))
    assert (finding.id, finding.given, finding.expected) == ("XSEC@c#e", "11", "10")
    assert remarks(report(shape, {"a": 3, "c": 11})) == []


def test_texts_of_table_cells_and_rows() -> None:
    name = Column(id="ten", label="Tên")
    shape = form(
        table("t", [name, "x", "y"], ["r1", "r2"]),
        single("nguoi", "text"),
        rules=[
            EqualRule(id="e", left="t[r2].ten", right="nguoi"),
            EqualRule(id="f", table="t", left="x", right="y"),
        ],
    )
    typed: Typed = {"t[1].ten": "B", "t[2].ten": "A", "nguoi": "B", "t[2].x": 1, "t[2].y": 2}
    assert remarks(report(shape, typed)) == ["error XSEC@t[2].ten#e", "error XSEC@t[2].x#f"]


# --- bounds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("figure", "low", "high", "broken"),
    [
        ("5", "0", "10", False),
        ("0", "0", "10", False),
        ("10", "0", "10", False),
        ("11", "0", "10", True),
        ("11", "0", "", False),
        ("11", "", "10", True),
        ("4", "4.5", "", True),
        ("", "4", "", False),
    ],
)
def test_a_figure_within_bounds(figure: str, low: str, high: str, *, broken: bool) -> None:
    rule = BoundsRule(id="k", value="a", low=low, high=high)
    c = report(on_three(rule), {"a": figure})
    assert remarks(c) == (["error RANGE@a#k"] if broken else [])


def test_bounds_may_be_below_zero_and_values_fractions() -> None:
    rest = RemainderRule(id="r", whole="a", part="b", rest="c")
    low = BoundsRule(id="k", value="c", low="-3")
    third = BoundsRule(id="h", value="a / b", high="0.3")
    shape = form(A, B, C, rules=[rest, low, third])
    assert remarks(report(shape, {"a": 1, "b": 4})) == []
    c = report(shape, {"a": 1, "b": 3})
    assert [(f.id, f.given) for f in c.findings() if f.code == "RANGE"] == [("RANGE@a#h", "0,33")]
    assert remarks(report(shape, {"a": 1, "b": 5})) == ["error RANGE@c#k"]


def test_bounds_of_a_percentage_are_in_percent() -> None:
    shape = form(percent("p"), rules=[BoundsRule(id="k", value="p", low="0", high="100")])
    assert remarks(report(shape, {"p": "100"})) == []
    finding = only(report(shape, {"p": "100,5"}))
    assert (finding.given, finding.expected) == ("100,5", "0–100")


def test_a_blank_counts_nought_where_the_rule_says_so() -> None:
    rule = BoundsRule(id="k", value="a", low="1", missing="zero")
    assert told(rule, None, None, None) == ["error RANGE@a#k"]


def test_bounds_along_the_rows_of_a_table() -> None:
    shape = form(
        table("t", ["x"], ["r1", "r2", "r3"]),
        rules=[BoundsRule(id="k", table="t", value="x", high="10")],
    )
    c = report(shape, {"t[1].x": 10, "t[2].x": 11, "t[3].x": 12})
    assert remarks(c) == ["error RANGE@t[2].x#k", "error RANGE@t[3].x#k"]


# --- counts --------------------------------------------------------------------------------------


def test_the_rows_of_a_list_are_counted() -> None:
    shape = form(listing("ds", "so"), C, rules=[CountRule(id="d", total="c", rows="ds")])
    assert shown(report(shape, {"ds[1].so": 4, "ds[3].so": 5}), "c") == "2"
    assert remarks(report(shape, {"ds[1].so": 4, "c": 3})) == ["error COUNT@c#d"]
    assert shown(report(shape, {}), "c") == ""
    # A list that only says how long it is has that length.
    assert shown(report(shape, {"ds.stated": 7}), "c") == "7"
    assert remarks(report(shape, {"ds.stated": 7, "c": 8})) == ["error COUNT@c#d"]


def test_rows_of_a_grid_are_counted_by_a_condition() -> None:
    rule = CountRule(id="d", total="c", rows="g", condition="p = 100")
    shape = form(ratio("x"), ratio("y"), C, grids=[grid("g", "x", "y")], rules=[rule])
    typed = {"x.n": 6, "x.d": 6, "y.n": 5, "y.d": 6}
    assert shown(report(shape, typed), "c") == "1"
    assert remarks(report(shape, {**typed, "c": 2})) == ["error COUNT@c#d"]


def test_rows_of_lists_and_tables_are_counted_by_a_condition() -> None:
    rules = [
        CountRule(id="d", total="a", rows="ds", condition="so > 10"),
        CountRule(id="e", total="b", rows="t", condition="x > y"),
    ]
    shape = form(listing("ds", "so"), table("t", ["x", "y"], ["r1", "r2"]), A, B, rules=rules)
    typed = {"ds[1].so": 9, "ds[2].so": 11, "t[1].x": 1, "t[1].y": 0, "t[2].x": 1, "t[2].y": 1}
    c = report(shape, typed)
    assert (shown(c, "a"), shown(c, "b")) == ("1", "1")


# --- other periods, other units ------------------------------------------------------------------

MONO = MonotonicRule(id="m", values=("a",))


@pytest.mark.parametrize(
    ("now", "before", "broken"),
    [(5, 5, False), (6, 5, False), (4, 5, True), (None, 5, False), (4, None, False)],
)
def test_cumulative_figures_do_not_fall(
    now: int | None, before: int | None, *, broken: bool
) -> None:
    c = report(on_three(MONO), {"a": now}, before={"a": before})
    assert remarks(c) == (["warning MONO@a#m"] if broken else [])


def test_nothing_is_compared_in_a_first_report() -> None:
    assert told(MONO, 4, None, None) == []


def test_targets_stay_as_they_were() -> None:
    rule = ConstantRule(id="k", values=("a", "b"))
    c = report(on_three(rule), {"a": 5, "b": 7}, before={"a": 5, "b": 6})
    finding = only(c)
    assert (finding.id, finding.given, finding.expected) == ("CONST@b#k", "7", "6")
    yearly = ConstantRule(id="k", values=("b",), yearly=True)
    assert remarks(report(on_three(yearly), {"b": 7}, period="2024-01", before={"b": 6})) == []
    assert remarks(report(on_three(yearly), {"b": 7}, before={"b": 6})) != []


@pytest.mark.parametrize(
    ("now", "before", "broken"),
    [(150, 100, False), (151, 100, True), (50, 100, False), (49, 100, True), (9, 0, False)],
)
def test_a_jump_asks_for_a_word(now: int, before: int, *, broken: bool) -> None:
    c = report(on_three(JumpRule(id="j", values=("a",))), {"a": now}, before={"a": before})
    assert remarks(c) == (["note JUMP@a#j"] if broken else [])


def test_ranges_are_compared_cell_by_cell() -> None:
    rule = MonotonicRule(id="m", values=("g[*].n", "t[2:3].x", "t[r1].y"))
    shape = form(
        ratio("p1"),
        ratio("p2"),
        table("t", ["x", "y"], ["r1", "r2", "r3"]),
        grids=[grid("g", "p1", "p2")],
        rules=[rule],
    )
    before = {"p1.n": 5, "p2.n": 5, "t[1].x": 5, "t[2].x": 5, "t[3].x": 5, "t[1].y": 5}
    now: Typed = dict.fromkeys(before, 4)
    assert remarks(report(shape, now, before=before)) == [
        "warning MONO@p1#m",
        "warning MONO@p2#m",
        "warning MONO@t[1].y#m",
        "warning MONO@t[2].x#m",
        "warning MONO@t[3].x#m",
    ]


def test_a_rule_on_both_parts_of_a_rate_tells_them_apart() -> None:
    rule = MonotonicRule(id="m", values=("x.n", "x.d"))
    c = report(form(ratio("x"), rules=[rule]), {"x.n": 1, "x.d": 2}, before={"x.n": 2, "x.d": 3})
    assert remarks(c) == ["warning MONO@x.d#m", "warning MONO@x.n#m"]


def test_dates_are_compared_with_the_period_before() -> None:
    rule = ConstantRule(id="k", values=("ngay",))
    shape = form(single("ngay", "date"), rules=[rule])
    c = report(shape, {"ngay": "11/12/2022"}, before={"ngay": "12/12/2022"})
    finding = only(c)
    assert (finding.given, finding.expected, finding.difference) == ("11/12/2022", "12/12/2022", "")


def test_a_total_of_the_reporting_units() -> None:
    engine = Engine(form(A, ratio("x"), rules=[UnitsRule(id="u", values=("a", "x.n"))]))
    context = Context(units=cells(engine, {"a": 12, "x.n": 4}))
    assert remarks(report(engine, {"a": 12, "x.n": 4}, context=context)) == []
    c = report(engine, {"a": 13, "x.n": 4}, context=context)
    assert remarks(c) == ["error UNITS@a#u"]
    assert (only(c).given, only(c).expected) == ("13", "12")
    assert remarks(report(engine, {"a": 13})) == []


# --- presence and free conditions ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("a", "b", "pair", "exclusive"),
    [
        (1, 2, True, False),
        (None, None, True, True),
        (1, None, False, True),
        (None, 2, False, True),
        (0, None, False, True),
    ],
)
def test_figures_that_go_together_or_exclude_each_other(
    a: int | None, b: int | None, *, pair: bool, exclusive: bool
) -> None:
    assert told(PairRule(id="p", left="a", right="b"), a, b, None) == (
        [] if pair else ["error PAIR@a#p"]
    )
    assert told(ExclusiveRule(id="x", left="a", right="b"), a, b, None) == (
        [] if exclusive else ["error EXCLUSIVE@a#x"]
    )


def test_a_text_and_a_figure_go_together() -> None:
    rule = PairRule(id="p", left="ten", right="a")
    shape = form(single("ten", "text"), A, rules=[rule])
    assert remarks(report(shape, {"ten": "Sở Tư pháp"})) == ["error PAIR@ten#p"]
    assert remarks(report(shape, {"ten": "Sở Tư pháp", "a": 1})) == []


def test_presence_along_the_rows_of_a_table() -> None:
    name = Column(id="ten", label="Tên")
    shape = form(
        table("t", [name, "x"], ["r1", "r2"]),
        rules=[PairRule(id="p", table="t", left="ten", right="x")],
    )
    assert remarks(report(shape, {"t[2].x": 1, "t[1].ten": "A", "t[1].x": 2})) == [
        "error PAIR@t[2].ten#p"
    ]


def test_a_free_condition_speaks_in_the_packs_own_words() -> None:
    rule = ConditionRule(
        id="k", test="a > 0 hoac b = 0", message="{label} phải lớn hơn 0.", places=("b",)
    )
    c = report(on_three(rule), {"a": 0, "b": 5})
    finding = only(c)
    assert (finding.id, finding.message) == ("TEST@b#k", "B phải lớn hơn 0.")
    assert told(rule, 1, 5, None) == []
    assert told(rule, None, 5, None) == []
    assert told(rule, None, 0, None) == []


@pytest.mark.parametrize(
    ("missing", "a", "b", "broken"),
    [
        ("skip_any", 3, None, False),
        ("skip_all", 3, None, True),
        ("skip_all", None, None, False),
        ("zero", None, None, True),
    ],
)
def test_what_blanks_do_to_a_condition(
    missing: Missing, a: int | None, b: int | None, *, broken: bool
) -> None:
    assert bool(told(ConditionRule(id="k", test="a < b", missing=missing), a, b, None)) is broken


def test_a_condition_on_counts_may_skip_an_empty_grid() -> None:
    rule = ConditionRule(id="k", test="COUNT(g[*], n = d) >= 1", missing="skip_all")
    shape = form(ratio("x"), ratio("y"), grids=[grid("g", "x", "y")], rules=[rule])
    assert remarks(report(shape, {})) == []
    assert remarks(report(shape, {"x.n": 1, "x.d": 2})) == ["error TEST@x#k"]
    assert remarks(report(shape, {"x.n": 2, "x.d": 2})) == []


def test_a_condition_holds_in_every_row_of_a_table() -> None:
    shape = form(
        table("t", ["x", "y"], ["r1", RowSpec(id="r2", label="Dòng hai")]),
        whole("tran"),
        rules=[ConditionRule(id="k", table="t", test="x + y <= tran", places=("y",))],
    )
    c = report(shape, {"tran": 9, "t[1].x": 1, "t[1].y": 2, "t[2].x": 5, "t[2].y": 6})
    assert remarks(c) == ["error TEST@t[2].y#k"]
    assert only(c).message.startswith("T, Dòng hai, y")


def test_a_condition_on_text_and_rows() -> None:
    rule = ConditionRule(id="k", test="khong TRONG(ten) hoac COUNT(ds[*]) < 2")
    shape = form(single("ten", "text"), listing("ds", "so"), rules=[rule])
    assert remarks(report(shape, {"ds[1].so": 1, "ds[2].so": 2})) == ["error TEST@ten#k"]
    assert remarks(report(shape, {"ds[1].so": 1, "ds[2].so": 2, "ten": "A"})) == []


# --- what a relation may not be ------------------------------------------------------------------


@pytest.mark.parametrize(
    "rule",
    [
        SumRule(id="s", total="khong_co", parts=("a", "b")),
        SumRule(id="s", total="c", parts=("a", "khong_co")),
        SumRule(id="s", total="a + b", parts=("c",)),
        SumRule(id="s", total="truoc(c)", parts=("a",)),
        SumRule(id="s", total="c", parts=("a / b",)),
        SumRule(id="s", total="c", parts=("a * 0.5",)),
        SumRule(id="s", total="c", parts=("c", "a")),
        SumRule(id="s", total="ten", parts=("a", "b")),
        SumRule(id="s", total="ngay", parts=("a", "b")),
        SumRule(id="s", total="c", parts=("a), SUM(b",)),
        SumRule(id="s", table="a", total="c", parts=("a", "b")),
        RemainderRule(id="r", whole="a", part="c", rest="c"),
        RatioRule(id="r", n="a", d="b", percent="c"),
        RatioRule(id="r", n="a", d="p", percent="p"),
        RatioRule(id="r", n="a", d="ten", percent="p"),
        RatioRule(id="r", table="t", n="x", d="b", percent="p"),
        SumRule(id="s", total="c", parts=()),
        PartsRule(id="p", whole="a", parts=()),
        PartsRule(id="p", whole="a", parts=("ten",)),
        AtMostRule(id="k", chain=("a",)),
        AtMostRule(id="k", chain=("a", "5 >")),
        AtMostRule(id="k", chain=("1", "2")),
        EqualRule(id="e", left="ngay", right="a"),
        EqualRule(id="e", left="ten", right="khong_co"),
        EqualRule(id="e", left="ds", right="a"),
        BoundsRule(id="k", value="a", low="b"),
        BoundsRule(id="k", value="a", low="0 hoac 1 = 1"),
        CountRule(id="d", total="c", rows="khong_co"),
        CountRule(id="d", total="c", rows="t", condition="khong_co > 1"),
        CountRule(id="d", total="c", rows="t", condition="x > 1) + COUNT(ds[*]"),
        CountRule(id="d", total="c", rows="ds", condition="ten > 1"),
        MonotonicRule(id="m", values=("a + b",)),
        MonotonicRule(id="m", values=("t[9].x",)),
        MonotonicRule(id="m", values=("ten",)),
        UnitsRule(id="u", values=("khong_co",)),
        PairRule(id="p", left="a + b", right="c"),
        PairRule(id="p", left="ds", right="c"),
        ConditionRule(id="k", test="a + b"),
        ConditionRule(id="k", test="a > khong_co"),
        ConditionRule(id="k", test="a > 0", places=("khong_co",)),
        ConditionRule(id="k", test="t > 0"),
        ConditionRule(id="k", test="t[r9].x > 0"),
        ConditionRule(id="k", test="SUM(truoc(t[*].x)) > 0"),
        ConditionRule(id="k", test="1 > 0"),
        ConditionRule(id="k", test="COUNT(khac[*], x > 1) > 0"),
        ConditionRule(id="k", test="COUNT(t[2:9], x > 1) > 0"),
        ConditionRule(id="k", test="COUNT(t[*], khac > 1) > 0"),
        ConditionRule(id="k", test="COUNT(t[*].khac) > 0"),
        ConditionRule(id="k", test="SUM(t[2:9].x) > 0"),
        ConditionRule(id="k", test="SUM(a[*].x) > 0"),
        ConditionRule(id="k", test="SUM(g[*].khac) > 0"),
        ConditionRule(id="k", test="COUNT(g[*], khac > 1) > 0"),
        ConditionRule(id="k", test="a[1].x > 0"),
        ConditionRule(id="k", test="g[9].n > 0"),
        ConditionRule(id="k", test="SUM(ds[*].ten) > 0"),
        ConditionRule(id="k", test="ds[1].so > 0"),
        ConditionRule(id="k", test='bieu("F01").t[r1].x > a'),
        ConditionRule(id="k", test="TRONG(ds)"),
        EqualRule(id="e", left="t[*].x", right="a"),
        SumRule(id="s", total="t[*].x", parts=("a",)),
        BoundsRule(id="k", value="a", low="-b"),
    ],
    ids=repr,
)
def test_a_relation_that_does_not_fit_is_refused(rule: Relation) -> None:
    fields = (
        A,
        B,
        C,
        percent("p"),
        single("ten", "text"),
        single("ngay", "date"),
        listing("ds", Column(id="ten", label="Tên"), "so"),
        table("t", ["x", "y"], ["r1", "r2"]),
        ratio("r1"),
    )
    with pytest.raises(FormProblem) as refused:
        Engine(form(*fields, grids=[grid("g", "r1")], rules=[rule]))
    assert refused.value.path.startswith("relations")
    assert refused.value.message
