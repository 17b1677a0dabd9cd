"""Fixed tables: which cells must be filled, which rows may stay blank, what holds in totals."""

from __future__ import annotations

from msgspec.structs import replace

from forms.model import Choice, Column, Field, RowSpec
from forms.relations import AtMostRule, RatioRule, SumRule
from tests.builders import (
    Typed,
    absent,
    count_column,
    form,
    only,
    remarks,
    report,
    shown,
    table,
    type_in,
    whole,
)

MUST = Column(id="x", label="Số hồ sơ", kind="int", required=True)
SAID = Column(id="ly_do", label="Lý do", required=True)
HOW = Column(
    id="cach",
    label="Cách làm",
    kind="enum",
    required=True,
    choices=(Choice(code="tt", label="Trực tuyến"), Choice(code="tn", label="Trực tiếp")),
)
ROWS = (
    RowSpec(id="r1", label="Một"),
    RowSpec(id="r2", label="Hai", optional=True),
    RowSpec(id="tong", label="Tổng", sums=("r1", "r2")),
)


def required(*columns: Column, **more: bool) -> Field:
    return replace(table("t", [*columns, "y"], ROWS), **more)


# --- what must be filled -------------------------------------------------------------------------


def test_a_table_nobody_has_begun_is_missing_as_a_whole() -> None:
    c = report(form(required(MUST, SAID, HOW)), {})
    assert absent(c) == ["REQ@t"]
    (finding,) = (f for f in c.findings() if f.place == "t")
    assert (finding.message, finding.key) == ("T, Một, Số hồ sơ: chưa có số liệu.", finding.key)
    assert finding.key is not None
    assert finding.key.place() == "t[1].x"


def test_each_blank_cell_that_must_be_filled_is_told_at_its_place() -> None:
    c = report(form(required(MUST, SAID, HOW)), {"t[1].y": 4})
    assert absent(c) == ["REQ@t[1].cach", "REQ@t[1].ly_do", "REQ@t[1].x"]
    type_in(c, {"t[1].x": 1, "t[1].cach": "tt"})
    assert absent(c) == ["REQ@t[1].ly_do"]
    type_in(c, {"t[1].ly_do": "Theo mùa"})
    assert absent(c) == []
    assert shown(c, "t[3].x") == "1"


def test_an_optional_row_is_asked_for_once_it_is_begun() -> None:
    full: Typed = {"t[1].x": 1, "t[1].ly_do": "A"}
    c = report(form(required(MUST, SAID)), full)
    assert absent(c) == []
    type_in(c, {"t[2].y": 0})
    assert absent(c) == ["REQ@t[2].ly_do", "REQ@t[2].x"]
    type_in(c, {"t[2].y": None})
    assert absent(c) == []


def test_a_row_is_begun_by_what_is_computed_in_it() -> None:
    shape = form(
        required(MUST),
        whole("a"),
        rules=[SumRule(id="k", total="t[r2].y", parts=("a",))],
    )
    c = report(shape, {"t[1].x": 1, "a": 0})
    assert absent(c) == []
    type_in(c, {"a": 3})
    assert absent(c) == ["REQ@t[2].x"]
    type_in(c, {"t[2].x": 0})
    assert absent(c) == []


def test_a_table_with_nothing_to_report_lacks_nothing() -> None:
    idle = replace(required(MUST, SAID), states=("khong_phat_sinh",))
    assert absent(report(form(idle), {"t.state": "khong_phat_sinh"})) == []


def test_a_table_that_is_not_required_asks_for_nothing() -> None:
    assert absent(report(form(required(MUST, SAID, required=False)), {"t[1].y": 1})) == []


def test_unmarked_columns_are_missed_as_before_but_for_optional_rows() -> None:
    plain = table("t", ["x", "y"], ROWS)
    assert absent(report(form(plain), {"t[1].x": 1})) == ["REQ@t"]
    assert absent(report(form(plain), {"t[1].x": 1, "t[1].y": 1})) == []


# --- rules in total rows -------------------------------------------------------------------------


def test_a_rule_on_rows_speaks_of_totals_whose_operands_are_there() -> None:
    rate = Column(id="p", label="Tỷ lệ", kind="pct", decimals=2)
    shape = form(
        table("t", ["x", "y", "z", rate], [*ROWS[:1], replace(ROWS[1], optional=False), ROWS[2]]),
        rules=[
            AtMostRule(id="k", table="t", chain=("x", "y")),
            RatioRule(id="q", table="t", n="y", d="x", percent="p"),
        ],
    )
    c = report(shape, {"t[1].x": 1, "t[1].y": 1, "t[2].x": 2, "t[2].y": 1, "t[3].y": 4})
    assert remarks(c) == ["error SUM@t[3].y"]
    assert [shown(c, f"t[{row}].p") for row in (1, 2, 3)] == ["100.00", "50.00", "66.67"]
    type_in(c, {"t[3].y": None, "t[3].p": "66,66"})
    assert remarks(c) == ["warning RATIO-TRUNC@t[3].p#q"]
    type_in(c, {"t[3].p": None, "t[2].x": 0})
    assert [told for told in remarks(c) if told.startswith("error LE@t[3]")] == [
        "error LE@t[3].y#k",
        "error LE@t[3].y#q",
    ]


def test_a_column_of_words_asks_nothing_of_a_total() -> None:
    shape = form(table("t", [count_column("x"), Column(id="ghi", label="Ghi chú")], ROWS))
    c = report(shape, {"t[1].x": 2, "t[1].ghi": "A"})
    assert absent(c) == []
    assert only(report(shape, {"t[1].x": 2, "t[3].x": 3})).place == "t[3].x"
