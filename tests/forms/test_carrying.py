"""What a new report takes over from an earlier one, by the behaviour of each indicator."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.cells import STATE, CellKey, Cells
from forms.checking.compiler import FormProblem
from forms.checking.review import FIXED, UNSEEN, is_fixed, is_unseen, mark_of, unseen_fields
from forms.editing import Session
from forms.engine import Computation, Context, Engine
from forms.entry import InputProblem
from forms.model import Choice, Column, Field, Form, RowSpec, Section
from forms.relations import EqualRule, MonotonicRule, SumRule
from forms.sources.carrying import Start, adapted, carried, start
from forms.vocabulary import Behaviour
from tests import builders as make
from tests.builders import Typed, key

KINDS: tuple[Behaviour, ...] = ("K", "L", "T", "N", "C")
ALL = tuple(make.whole(f"x_{kind.lower()}", behaviour=kind) for kind in KINDS)


def started(shape: Form | Engine, typed: Typed, *, before: str, period: str) -> Start:
    engine = shape if isinstance(shape, Engine) else Engine(shape)
    earlier = make.report(engine, typed, period=before)
    return start(engine, make.month(period), earlier)


def places(cells: Cells) -> dict[str, str]:
    return {
        at.place(): f"{value:f}" if isinstance(value, Decimal) else value
        for at, value in sorted(cells.items())
        if at.field not in ("review", "signature", "recipients", "sections")
    }


def figures(names: Iterable[str]) -> Typed:
    return {name: number for number, name in enumerate(names, 1)}


# --- figures -------------------------------------------------------------------------------------


def test_flows_start_empty_and_all_others_are_taken_over_within_a_year() -> None:
    new = started(make.form(*ALL), figures(f.id for f in ALL), before="2024-03", period="2024-07")
    assert places(new.cells) == {"x_c": "5", "x_l": "2", "x_n": "4", "x_t": "3"}
    assert new.unseen == ("x_l", "x_t")
    assert new.cells[mark_of("x_c")] == FIXED
    assert mark_of("x_n") not in new.cells


def test_a_target_ends_with_its_year() -> None:
    new = started(make.form(*ALL), figures(f.id for f in ALL), before="2024-12", period="2025-01")
    assert places(new.cells) == {"x_c": "5", "x_l": "2", "x_t": "3"}


def test_rates_are_taken_over_by_their_numbers_never_as_stated() -> None:
    shape = make.form(make.ratio("te", behaviour="L", remainder=True))
    stated: Typed = {"te.n": 949, "te.d": 959, "te.p": "97,54", "te.r": 11}
    new = started(shape, stated, before="2024-06", period="2024-07")
    assert places(new.cells) == {"te.n": "949", "te.d": "959"}


def test_what_the_form_computes_is_left_to_it() -> None:
    fields = [make.whole(name, behaviour="T") for name in ("a", "b", "tong")]
    shape = make.form(*fields, rules=[SumRule(id="s", total="tong", parts=("a", "b"))])
    new = started(shape, {"a": 1, "b": 2, "tong": 9}, before="2024-06", period="2024-07")
    assert places(new.cells) == {"a": "1", "b": "2"}


def test_an_opening_is_the_last_closing_not_the_last_opening() -> None:
    fields = [make.whole(name, behaviour="T") for name in ("dau", "cuoi")]
    shape = make.form(*fields, rules=[EqualRule(id="mo", left="dau", right="truoc(cuoi)")])
    new = started(shape, {"dau": 118, "cuoi": 127}, before="2024-06", period="2024-07")
    assert places(new.cells) == {"dau": "127", "cuoi": "127"}
    unknown = started(shape, {"dau": 118}, before="2024-06", period="2024-07")
    assert places(unknown.cells) == {}


@pytest.mark.parametrize(
    ("behaviour", "state", "stays"),
    [
        ("K", "theo_mua_vu", True),
        ("K", "khong_phat_sinh", False),
        ("T", "khong_phat_sinh", True),
        ("T", "chua_co_so_lieu", False),
    ],
)
def test_a_seasonal_row_stays_so_others_as_the_row_behaves(
    behaviour: Behaviour, state: str, *, stays: bool
) -> None:
    row = Field(
        id="x",
        kind="int",
        label="x",
        behaviour=behaviour,
        states=("khong_phat_sinh", "theo_mua_vu"),
    )
    new = started(make.form(row), {"x.state": state}, before="2024-06", period="2024-07")
    assert (new.cells.get(CellKey("x", 0, STATE)) == state) is stays


# --- lists, tables, words ------------------------------------------------------------------------


def _list(behaviour: Behaviour, *columns: Column) -> Field:
    return Field(id="ds", kind="list", label="ds", behaviour=behaviour, columns=columns)


NAME, SUM = Column(id="ten", label="Tên"), Column(id="so", label="Số", kind="int")
STATE_SUM = replace(SUM, behaviour="T")


@pytest.mark.parametrize(
    ("field", "kept"),
    [
        (_list("K", NAME, SUM), {}),
        (_list("T", NAME, SUM), {"ds[1].ten": "A", "ds[1].so": "5"}),
        (_list("T", NAME, STATE_SUM), {"ds[1].ten": "A", "ds[1].so": "5"}),
        (
            _list("T", replace(NAME, behaviour="T"), replace(SUM, id="lk", behaviour="L"), SUM),
            {"ds[1].ten": "A", "ds[1].lk": "7"},
        ),
        (_list("N", NAME, SUM), {"ds[1].ten": "A", "ds[1].so": "5"}),
    ],
)
def test_a_list_is_taken_over_with_its_rows_its_flows_left_blank(
    field: Field, kept: dict[str, str]
) -> None:
    typed: Typed = {"ds[3].ten": "A", "ds[3].so": 5}
    if any(column.id == "lk" for column in field.columns):
        typed = {**typed, "ds[3].lk": 7}
    new = started(make.form(field), typed, before="2024-06", period="2024-07")
    assert places(new.cells) == kept


def test_a_table_is_taken_over_column_by_column() -> None:
    columns = [STATE_SUM, Column(id="tn", label="Tiếp nhận", kind="int")]
    shape = make.form(make.table("b", columns, ["r1", "r2"]))
    typed: Typed = {"b[1].so": 1, "b[1].tn": 2, "b[2].so": 3}
    new = started(shape, typed, before="2024-06", period="2024-07")
    assert places(new.cells) == {"b[1].so": "1", "b[2].so": "3"}
    assert new.unseen == ("b",)


def test_narratives_are_taken_over_whatever_they_are_and_looked_at() -> None:
    rich = make.single("loi", "rich", behaviour="K")
    text = make.single("chu", "text", behaviour="K")
    new = started(
        make.form(rich, text), {"loi": "Đã họp.", "chu": "A"}, before="2024-06", period="2024-07"
    )
    assert places(new.cells) == {"loi": "Đã họp."}
    assert new.unseen == ("loi",)


def test_the_forms_own_words_need_no_second_look() -> None:
    rich = replace(make.single("loi", "rich"), default="Mẫu.")
    assert (
        started(make.form(rich), {"loi": "Mẫu."}, before="2024-06", period="2024-07").unseen == ()
    )
    blank = started(make.form(rich), {}, before="2024-06", period="2024-07")
    assert places(blank.cells) == {"loi": "Mẫu."}


def test_defaults_fill_what_is_still_empty_and_a_bad_one_is_refused() -> None:
    d = replace(make.ratio("x", behaviour="T"), default={"d": "25"})
    new = started(make.form(d), {"x.n": 3}, before="2024-06", period="2024-07")
    assert places(new.cells) == {"x.n": "3", "x.d": "25"}
    with pytest.raises(FormProblem, match="mặc định"):
        start(Engine(make.form(replace(d, default={"d": "1e5"}))), make.JULY)


def test_recipients_signature_and_switches_are_the_last_ones() -> None:
    part = Section(id="m", heading="M", fields=("a",), optional=True)
    shape = make.form(make.whole("a"), sections=[part])
    engine = Engine(replace(shape, recipients=("Mẫu",)))
    typed: Typed = {
        "recipients[2].ten": "Sở Nội vụ",
        "signature.ho_ten": "Lê Văn A",
        "sections.m": "off",
    }
    new = started(engine, typed, before="2024-06", period="2024-07").cells
    assert new[key("recipients[2].ten")] == "Sở Nội vụ"
    assert key("recipients[1].ten") not in new
    assert (new[key("signature.ho_ten")], new[key("sections.m")]) == ("Lê Văn A", "off")
    own = {key("signature.ho_ten"): "Trần B"}
    earlier = make.report(engine, typed, period="2024-06")
    assert start(engine, make.JULY, earlier, profile=own).cells[key("signature.ho_ten")] == "Trần B"


# --- other versions of the form ------------------------------------------------------------------


def test_what_no_longer_fits_is_left_out() -> None:
    code = Column(id="loai", label="Loại", kind="enum", choices=(Choice(code="moi", label="Mới"),))
    shape = make.form(
        make.whole("cu", behaviour="T", until="2024-06-30"),
        make.whole("moi", behaviour="T", since="2024-07-01"),
        Field(id="r", kind="record", label="r", behaviour="T", columns=(code, SUM)),
    )
    engine = Engine(shape)
    cells = {**make.cells(engine, {"cu": 1, "r.so": 2}), key("r.loai"): "cu"}
    earlier = engine.open(cells, make.month("2024-06"))
    assert places(carried(engine, make.JULY, earlier)) == {"r.so": "2"}


def test_renamed_fields_and_moved_rows_find_their_place() -> None:
    old = Engine(make.form(make.whole("a"), make.table("b", ["x"], ["r1", "r2"])))
    rows = [RowSpec(id="r2", label="2"), RowSpec(id="r3", label="3")]
    new = Engine(make.form(make.whole("c"), make.table("b", ["x"], rows), renames={"a": "c"}))
    moved = adapted(new, old, make.cells(old, {"a": 1, "b[1].x": 2, "b[2].x": 3}))
    assert places(moved) == {"c": "1", "b[1].x": "3"}


# --- marks ---------------------------------------------------------------------------------------


def session(typed: Typed, *, shape: Form | None = None) -> Session:
    engine = Engine(shape or make.form(*ALL, make.single("loi", "rich")))
    earlier = make.report(engine, typed, period="2024-03")
    context = Context(previous=earlier.cells, previous_period=earlier.period)
    cells = start(engine, make.JULY, earlier).cells
    return Session(engine.open(cells, make.JULY, context=context))


def reviews(c: Computation) -> list[str]:
    return [finding.place for finding in c.findings() if finding.code == "REVIEW"]


def test_each_unseen_field_is_one_missing_part_that_names_the_earlier_figure() -> None:
    s = session({"x_l": 1304, "loi": "Đã họp."})
    told = [finding for finding in s.computation.findings() if finding.code == "REVIEW"]
    assert [(f.place, f.severity) for f in told] == [("x_l", "missing"), ("loi", "missing")]
    assert "tháng 3/2024 (1.304)" in told[0].message
    assert told[0].repair is not None
    s.apply(s.plan_repairs(told[:1]))
    assert reviews(s.computation) == ["loi"]


def test_typing_the_same_figure_is_looking_at_it_and_undo_brings_the_mark_back() -> None:
    s = session({"x_l": 7})
    change = s.plan_text(key("x_l"), "7")
    assert not isinstance(change, InputProblem)
    s.apply(change)
    assert reviews(s.computation) == []
    s.undo()
    assert is_unseen(s.computation.cells, "x_l")
    assert reviews(s.computation) == ["x_l"]
    s.redo()
    assert reviews(s.computation) == []


def test_confirming_changes_no_figure() -> None:
    s = session({"x_l": 7, "x_t": 8})
    before = places(s.computation.cells)
    s.apply(s.plan_confirm(["x_l", "x_k", "khong_co"]))
    assert (reviews(s.computation), places(s.computation.cells)) == (["x_t"], before)


def test_a_fixed_fact_is_locked_until_it_is_unlocked() -> None:
    s = session({"x_c": 5})
    refused = s.plan_text(key("x_c"), "6")
    assert isinstance(refused, InputProblem)
    assert refused.code == "LOCKED"
    pasted = s.plan_block([[key("x_c")]], [["6"]])
    assert isinstance(pasted, InputProblem)
    s.apply(s.plan_unlock("x_c"))
    assert not isinstance(s.plan_text(key("x_c"), "6"), InputProblem)
    s.undo()
    assert is_fixed(s.computation.cells, "x_c")


def test_a_totals_fall_is_told_with_the_period_it_is_compared_with() -> None:
    rule = MonotonicRule(id="m", values=("x_l",))
    s = session({"x_l": 7}, shape=make.form(*ALL, rules=[rule]))
    change = s.plan_text(key("x_l"), "6")
    assert not isinstance(change, InputProblem)
    s.apply(change)
    told = make.only(s.computation)
    assert (told.code, told.expected) == ("MONO", "7")
    assert "tháng 3/2024" in told.message


@given(
    st.dictionaries(st.sampled_from([f.id for f in ALL]), st.integers(0, 10**9)),
    st.text("ab \n", max_size=5),
)
def test_confirming_everything_gives_the_figures_of_the_earlier_report(
    typed: dict[str, int], words: str
) -> None:
    s = session({**typed, "loi": words})
    c = s.computation
    assert c.earlier is not None
    s.apply(s.plan_confirm(unseen_fields(c.cells)))
    assert reviews(c) == []
    kept = {at: value for at, value in c.earlier.cells.items() if at.field != "x_k"}
    mine = {at: value for at, value in c.cells.items() if at.field != "review"}
    assert mine == kept
    assert UNSEEN not in c.cells.values()
