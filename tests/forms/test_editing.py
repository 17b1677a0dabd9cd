"""The editing session: a change is planned, then taken; states, rows, blocks, repairs, undo."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.cells import CellEdit, CellKey, CellValue, Change, applied
from forms.editing import MAX_ROWS, Session
from forms.entry import MAX_TEXT, InputProblem, editable_text, is_state, read_cell, same
from forms.findings import Repair
from forms.model import Choice, Column, Section
from forms.relations import SumRule
from forms.vocabulary import ColumnKind
from tests.builders import (
    Typed,
    cells,
    form,
    grid,
    key,
    listing,
    money,
    percent,
    ratio,
    remarks,
    report,
    shown,
    single,
    table,
    whole,
)

NOTHING = "khong_phat_sinh"
NAME = Column(id="ten", label="Tên")
SHAPE = form(
    whole("a"),
    whole("b"),
    whole("tong"),
    ratio("x", states=(NOTHING,)),
    ratio("y"),
    listing("ds", NAME, "so", states=(NOTHING,)),
    table("t", ["u", "v"], ["r1", "r2"]),
    single("loi", "rich"),
    replace(single("chon", "selection"), grid="g", condition="n = d"),
    grids=[grid("g", "x", "y")],
    rules=[SumRule(id="s", total="tong", parts=("a", "b"))],
    sections=[
        Section(id="mot", heading="Một", fields=("a", "b", "tong", "g", "t", "loi", "chon")),
        Section(id="hai", heading="Hai", fields=("ds",), optional=True),
    ],
)


def session(typed: Typed | None = None) -> Session:
    return Session(report(SHAPE, typed or {}))


def done(session: Session, planned: Change | InputProblem) -> frozenset[CellKey]:
    assert isinstance(planned, Change), planned
    return session.apply(planned)


def edits(planned: Change | InputProblem) -> dict[str, str]:
    """What a change makes of which cells; a blank is empty."""
    assert isinstance(planned, Change), planned
    return {edit.key.place(): "" if edit.new is None else str(edit.new) for edit in planned.edits}


# --- one cell ------------------------------------------------------------------------------------


def test_nothing_is_touched_by_planning() -> None:
    s = session({"a": 1})
    planned = s.plan_text(key("a"), "1.304")
    assert planned == Change("edit", (CellEdit(key("a"), Decimal(1), Decimal(1304)),))
    assert shown(s.computation, "a") == "1"
    assert s.to_undo is None


def test_a_change_tells_all_that_shows_something_else() -> None:
    s = session({"a": 1, "b": 2})
    assert done(s, s.plan_text(key("a"), "5")) == {key("a"), key("tong")}
    assert shown(s.computation, "tong") == "7"


def test_what_stays_as_it_is_is_no_change() -> None:
    s = session({"a": 5})
    assert edits(s.plan_text(key("a"), "5")) == {}
    assert edits(s.plan_text(key("a"), "05")) == {}
    assert edits(s.plan_text(key("b"), "")) == {}
    assert s.apply(Change("edit", ())) == frozenset()
    assert s.to_undo is None


def test_decimals_as_typed_are_part_of_a_figure() -> None:
    s = Session(report(form(percent("p")), {"p": "70"}))
    assert edits(s.plan_text(key("p"), "70,0")) == {"p": "70.0"}
    assert edits(s.plan_text(key("p"), "70")) == {}


@pytest.mark.parametrize(
    ("place", "text", "code"),
    [
        ("a", "12,5", "NUM-DECIMALS"),
        ("a", "-5", "NUM-SIGN"),
        ("x.p", "97,54321", "NUM-DECIMALS"),
        ("khac", "1", "CELL"),
        ("a.n", "1", "CELL"),
        ("a[1]", "1", "CELL"),
        ("t.u", "1", "CELL"),
        ("t[3].u", "1", "CELL"),
        ("ds.so", "1", "CELL"),
        (f"ds[{MAX_ROWS + 1}].so", "1", "CELL"),
        ("chon[1].value", "x", "CELL"),
        ("a.stated", "1", "CELL"),
    ],
)
def test_what_cannot_be_taken_is_a_problem_with_its_reason(
    place: str, text: str, code: str
) -> None:
    problem = session().plan_text(key(place), text)
    assert isinstance(problem, InputProblem)
    assert problem.code == code
    assert problem.message


def test_rows_before_the_first_do_not_exist() -> None:
    s = session()
    for name in ("ds", "t"):
        for part in ("so", "u"):
            assert s.column(CellKey(name, -1, part)) is None


def test_counts_can_be_stated() -> None:
    s = session()
    assert edits(s.plan_text(key("ds.stated"), "05")) == {"ds.stated": "5"}
    assert edits(s.plan_text(key("chon.stated"), "5")) == {"chon.stated": "5"}


# --- states --------------------------------------------------------------------------------------


def test_a_state_empties_its_row_in_one_step() -> None:
    s = session({"x.n": 1, "x.d": 2, "x.p": "50", "y.n": 3})
    planned = s.plan_state("x", NOTHING)
    assert edits(planned) == {"x.n": "", "x.d": "", "x.p": "", "x.state": NOTHING}
    done(s, planned)
    assert s.computation.state("x") == NOTHING
    s.undo()
    assert shown(s.computation, "x.p") == "50.00"
    assert s.computation.state("x") == ""


@pytest.mark.parametrize("state", ["", "co_so_lieu"])
def test_taking_a_state_back_leaves_blanks(state: str) -> None:
    s = session({"x.state": NOTHING})
    assert edits(s.plan_state("x", state)) == {"x.state": ""}


def test_a_figure_clears_the_state_of_its_row() -> None:
    s = session({"x.state": NOTHING, "ds.state": NOTHING})
    assert edits(s.plan_text(key("x.n"), "5")) == {"x.n": "5", "x.state": ""}
    assert edits(s.plan_text(key("x.n"), "")) == {}
    assert edits(s.plan_text(key("ds[1].ten"), "A")) == {"ds[1].ten": "A", "ds.state": ""}


def test_the_state_of_a_list_or_table_empties_its_rows() -> None:
    s = session({"ds[1].ten": "A", "ds[1].so": 1, "ds.stated": 1, "t[2].v": 4})
    assert edits(s.plan_state("ds", NOTHING)) == {
        "ds[1].ten": "",
        "ds[1].so": "",
        "ds.stated": "",
        "ds.state": NOTHING,
    }
    assert edits(s.plan_state("t", "chua_co_so_lieu")) == {
        "t[2].v": "",
        "t.state": "chua_co_so_lieu",
    }


@pytest.mark.parametrize(
    ("field", "state"),
    [("x", "quen"), ("y", NOTHING), ("loi", "chua_co_so_lieu"), ("chon", ""), ("khac", NOTHING)],
)
def test_a_state_that_cannot_be_is_a_problem(field: str, state: str) -> None:
    problem = session().plan_state(field, state)
    assert isinstance(problem, InputProblem)
    assert problem.code == "STATE"


# --- blocks --------------------------------------------------------------------------------------


def test_a_block_is_pasted_in_one_step() -> None:
    s = session({"t[1].u": 1})
    keys = [[key("t[1].u"), key("t[1].v"), None], [key("t[2].u"), key("khac"), None]]
    done(s, s.plan_block(keys, [["1.304", "05", "x"], ["7", "8"]]))
    assert [shown(s.computation, p) for p in ("t[1].u", "t[1].v", "t[2].u")] == ["1304", "5", "7"]
    s.undo()
    assert [shown(s.computation, p) for p in ("t[1].u", "t[1].v")] == ["1", ""]


def test_one_refused_text_refuses_the_block_and_names_its_cell() -> None:
    s = session()
    problem = s.plan_block([[key("t[1].u"), key("t[2].v")]], [["5", "1e5"]])
    assert isinstance(problem, InputProblem)
    assert (problem.code, problem.message.startswith("t, r2, v: ")) == ("NUM-EXPONENT", True)


# --- rows ----------------------------------------------------------------------------------------

ROWS: Typed = {
    "ds[1].ten": "A",
    "ds[1].so": 1,
    "ds[2].ten": "B",
    "ds[3].ten": "C",
    "ds[3].so": 3,
}


@pytest.mark.parametrize(
    ("order", "names"),
    [
        ((1, 3), {1: "A", 2: "C"}),
        ((3, 1, 2), {1: "C", 2: "A", 3: "B"}),
        ((1, None, 2, 3), {1: "A", 3: "B", 4: "C"}),
        ((), {}),
    ],
)
def test_rows_are_removed_moved_and_inserted(
    order: tuple[int | None, ...], names: dict[int, str]
) -> None:
    s = session(ROWS)
    done(s, s.plan_rows("ds", order))
    c = s.computation
    assert {row: c.cells[CellKey("ds", row, "ten")] for row in c.rows("ds")} == names
    s.undo()
    assert dict(c.cells) == cells(c.engine, ROWS)


def test_a_row_moves_with_all_its_cells() -> None:
    s = session(ROWS)
    assert edits(s.plan_rows("ds", (3, 2, 1))) == {
        "ds[1].ten": "C",
        "ds[1].so": "3",
        "ds[3].ten": "A",
        "ds[3].so": "1",
    }
    assert edits(s.plan_rows("ds", (1, 2, 3, 9))) == {}


# --- sections and repairs ------------------------------------------------------------------------


def test_only_optional_sections_are_switched() -> None:
    s = session()
    assert edits(s.plan_switch("hai", on=False)) == {"sections.hai": "off"}
    done(s, s.plan_switch("hai", on=False))
    assert edits(s.plan_switch("hai", on=True)) == {"sections.hai": "on"}
    for section in ("mot", "khac"):
        assert isinstance(s.plan_switch(section, on=False), InputProblem)


def test_repairs_of_several_findings_are_one_step() -> None:
    s = session({"a": 1, "b": 2, "tong": 4, "x.n": 1, "x.d": 3, "x.p": "34", "chon.stated": 1})
    found = s.computation.findings()
    assert len(remarks(s.computation)) == 3
    done(s, s.plan_repairs(found))
    assert remarks(s.computation) == []
    s.undo()
    assert len(remarks(s.computation)) == 3


def test_repairing_a_selection_drops_its_stated_rows_too() -> None:
    s = session({"x.n": 1, "x.d": 1, "y.n": 1, "y.d": 2, "chon.stated": 2, "chon[1].value": "y"})
    planned = s.plan_repairs(s.computation.findings())
    assert edits(planned) == {"chon.stated": "", "chon[1]": ""}


def test_a_repair_may_set_a_value() -> None:
    s = session({"a": 1, "b": 2, "tong": 4})
    (finding,) = (f for f in s.computation.findings() if f.code == "SUM")
    setting = Repair("set", "tong", 0, "value", "3")
    assert edits(s.plan_repairs([replace(finding, repair=setting)])) == {"tong": "3"}
    blanked = replace(setting, value="ba")
    assert edits(s.plan_repairs([replace(finding, repair=blanked)])) == {"tong": ""}


# --- undo ----------------------------------------------------------------------------------------


def test_undo_and_redo_name_what_they_will_do() -> None:
    s = session()
    done(s, s.plan_text(key("a"), "1"))
    done(s, s.plan_text(key("a"), "2"))
    back = Change("undo", (CellEdit(key("a"), Decimal(2), Decimal(1)),))
    assert (s.to_undo, s.to_redo) == (back, None)
    assert key("a") in s.undo()
    forth = Change("redo", (CellEdit(key("a"), Decimal(1), Decimal(2)),))
    assert [s.to_redo] == [forth]
    s.redo()
    assert shown(s.computation, "a") == "2"
    s.undo()
    done(s, s.plan_text(key("b"), "7"))
    assert [s.to_redo] == [None]
    assert (shown(s.computation, "a"), shown(s.computation, "b")) == ("1", "7")


def test_a_change_applied_to_cells_alone_is_the_same() -> None:
    s = session({"a": 1, "b": 2})
    before = dict(s.computation.cells)
    planned = s.plan_values({key("a"): None, key("tong"): Decimal(9)}, "fill")
    assert planned.action == "fill"
    after = applied(before, planned)
    s.apply(planned)
    assert s.computation.cells == after
    assert applied(after, planned.reversed("undo")) == before


# --- reading and showing cells -------------------------------------------------------------------


def column(kind: ColumnKind, unit: str = "") -> Column:
    choices = (Choice(code="dang", label="Đang làm"), Choice(code="xong", label="Xong"))
    return Column(id="x", label="x", kind=kind, unit=unit, choices=choices)


@pytest.mark.parametrize(
    ("kind", "unit", "text", "value"),
    [
        ("int", "", "1.304", Decimal(1304)),
        ("int", "", "03", Decimal(3)),
        ("int", "", " ", None),
        ("speed", "Mbps", "100", Decimal(100)),
        ("pct", "", "75,54%", Decimal("75.54")),
        ("pct", "", "75,5401", Decimal("75.5401")),
        ("money", "tỷ đồng", "1,245", Decimal("1.245")),
        ("money", "tỷ đồng", "0,000000001", Decimal("0.000000001")),
        ("money", "triệu đồng", "41.928", Decimal(41928)),
        ("money", "tỉ đồng", "1,5", Decimal("1.5")),
        ("money", "ngàn đồng", "1,5", Decimal("1.5")),
        ("money", "", "5", Decimal(5)),
        ("date", "", "28/6/2024", "2024-06-28"),
        ("date", "", "", None),
        ("month", "", "tháng 7 năm 2024", "2024-07"),
        ("month", "", "", None),
        ("enum", "", "đang làm", "dang"),
        ("enum", "", "XONG", "xong"),
        ("enum", "", "", None),
        ("text", "", "  Sở Tư pháp ", "Sở Tư pháp"),
        ("text", "", "So\u031b\u0309", "Sở"),
        ("text", "", "a\r\nb\x0bc", "a\nb\nc"),
        ("text", "", "a\u200b\u202e\x00b", "ab"),
        ("text", "", "\ud800", None),
        ("text", "", " \n ", None),
    ],
)
def test_what_is_typed_is_read(
    kind: ColumnKind, unit: str, text: str, value: CellValue | None
) -> None:
    assert read_cell(column(kind, unit), text) == value


@pytest.mark.parametrize(
    ("kind", "unit", "text", "code"),
    [
        ("int", "", "một", "NUM-CHAR"),
        ("int", "", "1,5", "NUM-DECIMALS"),
        ("pct", "", "75,54321", "NUM-DECIMALS"),
        ("pct", "", "999999999999999", "NUM-LONG"),
        ("money", "đồng", "1,5", "NUM-DECIMALS"),
        ("money", "tỷ đồng", "1,0000000001", "NUM-DECIMALS"),
        ("money", "tỷ đồng", "1.000.000.000", "NUM-LONG"),
        ("date", "", "31/6/2024", "DATE-DAY"),
        ("month", "", "13/2024", "DATE-MONTH"),
        ("enum", "", "khác", "CHOICE"),
        ("text", "", "a" * (MAX_TEXT + 1), "TEXT-LONG"),
    ],
)
def test_what_cannot_be_read_is_told(kind: ColumnKind, unit: str, text: str, code: str) -> None:
    problem = read_cell(column(kind, unit), text)
    assert isinstance(problem, InputProblem)
    assert problem.code == code
    assert problem.message.endswith((".", "?"))


def test_an_unclear_figure_offers_its_readings() -> None:
    problem = read_cell(column("pct"), "75.54")
    assert isinstance(problem, InputProblem)
    assert (problem.code, problem.candidates) == ("NUM-AMBIGUOUS", ("75,54", "7.554"))
    choice = read_cell(column("enum"), "làm")
    assert isinstance(choice, InputProblem)
    assert choice.candidates == ("Đang làm", "Xong")


@given(
    st.sampled_from(
        [
            (column("int"), st.integers(0, 10**18 - 1).map(Decimal)),
            (column("pct"), st.decimals(0, 10**6, places=4)),
            (column("money", "tỷ đồng"), st.decimals(0, 10**6, places=9)),
            (column("date"), st.dates().map(lambda day: day.isoformat())),
            (column("month"), st.sampled_from(["2024-01", "2024-12", "1999-06"])),
            (column("enum"), st.sampled_from(["dang", "xong"])),
            (column("text"), st.text(st.characters(categories=("L", "N")), min_size=1)),
        ]
    ).flatmap(lambda pair: st.tuples(st.just(pair[0]), pair[1]))
)
def test_what_an_editor_shows_reads_back_the_same(pair: tuple[Column, CellValue]) -> None:
    where, value = pair
    read = read_cell(where, editable_text(where, value))
    if isinstance(value, str) and where.kind == "date" and not "1900" <= value[:4] <= "2100":
        assert isinstance(read, InputProblem)
    elif where.kind == "text":
        assert isinstance(read, str)
        assert read_cell(where, read) == read
    else:
        assert not isinstance(read, InputProblem)
        assert same(read, value)


def test_what_was_kept_under_another_kind_is_shown_as_it_stands() -> None:
    assert editable_text(None, "x") == "x"
    assert editable_text(None, None) == ""
    assert editable_text(column("date"), "cuối tháng") == "cuối tháng"
    assert editable_text(column("month"), "quý") == "quý"
    assert editable_text(column("enum"), "cu") == "cu"


def test_states_and_sameness() -> None:
    assert all(is_state(text) for text in ("", NOTHING, "co_so_lieu", "chua_co_so_lieu"))
    assert not is_state("quen")
    assert same(Decimal("1.0"), Decimal("1.0"))
    assert not same(Decimal("1.0"), Decimal(1))
    assert not same(Decimal(1), "1")
    assert same(None, None)


def test_money_in_other_spellings_of_its_unit_is_computed() -> None:
    shape = form(money("a", "tỉ đồng"), money("b", "ngàn đồng", formula="a"))
    assert shown(report(shape, {"a": "1,5"}), "b") == "1500000"
