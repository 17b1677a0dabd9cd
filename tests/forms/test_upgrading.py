"""Moving a draft to another version of its form: every value has one fate, and none is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.cells import CellKey, CellValue, applied
from forms.engine import Engine
from forms.model import Column, Field, Form, RowSpec
from forms.sources.upgrading import Upgrade, homeless, origin, plan_upgrade
from forms.vocabulary import ColumnKind, FieldKind
from tests.builders import JULY, cells, form, grid, key, listing, money, ratio, single, table, whole

Values = Mapping[CellKey, CellValue]


def version(number: str, shape: Form) -> Engine:
    return Engine(replace(shape, version=number))


def upgraded(old: Engine, new: Engine, filled: Values, *between: Engine) -> Upgrade:
    return plan_upgrade(old, new, filled, JULY, versions=(old, *between))


def after(old: Engine, new: Engine, filled: Values, *between: Engine) -> dict[CellKey, CellValue]:
    return applied(filled, upgraded(old, new, filled, *between).change)


def text(places: Values) -> dict[str, str]:
    return {at.place(): str(value) for at, value in sorted(places.items())}


# --- where values go -----------------------------------------------------------------------------


def test_what_the_new_version_has_stays() -> None:
    old, new = version("1", form(whole("a"))), version("2", form(whole("b"), whole("a")))
    plan = upgraded(old, new, cells(old, {"a": 5}))
    assert plan.change.edits == ()
    assert plan.kept == (key("a"),)
    assert (plan.from_version, plan.to_version, plan.asked) == ("1", "2", ("b",))


def test_the_rename_map_moves_fields_parts_and_columns() -> None:
    old = version("1", form(whole("cu"), ratio("nhom"), listing("von", "so")))
    shape = form(whole("moi"), whole("tu"), listing("von", "so_tien"))
    names = {"cu": "moi", "nhom.n": "tu", "von.so": "von.so_tien"}
    new = version("2", replace(shape, renames=names))
    filled = cells(old, {"cu": 1, "nhom.n": 2, "von[3].so": 4})
    assert text(after(old, new, filled)) == {"moi": "1", "tu": "2", "von[3].so_tien": "4"}
    plan = upgraded(old, new, filled)
    assert [(move.old.place(), move.new.place()) for move in plan.moved] == [
        ("cu", "moi"),
        ("nhom.n", "tu"),
        ("von[3].so", "von[3].so_tien"),
    ]
    assert plan.asked == ()


def test_the_maps_of_skipped_versions_lead_on() -> None:
    first = version("1", form(whole("a")))
    second = version("2", replace(form(whole("b")), renames={"a": "b"}))
    third = version("3", replace(form(whole("c")), renames={"b": "c"}))
    assert text(after(first, third, cells(first, {"a": 7}), second)) == {"c": "7"}


def test_rows_of_a_table_are_told_apart_by_their_ids() -> None:
    old = version("1", form(table("t", ["x"], ["r1", "r2", "r3"])))
    new = version("2", form(table("t", ["x"], ["r3", "moi", "r1"])))
    filled = cells(old, {"t[1].x": 1, "t[2].x": 2, "t[3].x": 3})
    found = after(old, new, filled)
    assert text(found) == {"t[1].x": "3", "t[3].x": "1", "t.r2@1[2].x": "2"}
    assert homeless(new, found) == (CellKey("t.r2@1", 2, "x"),)
    back = version("3", form(table("t", ["x"], ["r2", "r3"])))
    assert text(after(new, back, found)) == {
        "t[1].x": "2",
        "t[2].x": "3",
        "t.r1@2[3].x": "1",
    }


def test_a_removed_field_keeps_its_value_and_gets_it_back() -> None:
    old = version("1", form(whole("a"), single("ghi_chu", "text")))
    new = version("2", form(whole("a")))
    filled = cells(old, {"a": 5, "ghi_chu": "Mất điện"})
    plan = upgraded(old, new, filled)
    assert plan.change.edits == ()
    assert [(lost.old, lost.kept_at, lost.value) for lost in plan.homeless] == [
        (key("ghi_chu"), key("ghi_chu"), "Mất điện")
    ]
    third = version("3", old.form)
    assert upgraded(new, third, filled).kept == (key("a"), key("ghi_chu"))


def test_a_removed_table_gets_its_rows_back_by_their_ids() -> None:
    old = version("1", form(whole("a"), table("t", ["x"], ["r1", "r2"])))
    gone = version("2", form(whole("a")))
    kept = after(old, gone, cells(old, {"t[2].x": 2}))
    assert text(kept) == {"t.r2@1[2].x": "2"}
    again = version("3", form(whole("a"), table("t", ["x"], ["r2", "r1"])))
    assert text(after(gone, again, kept, old)) == {"t[1].x": "2"}


def test_what_does_not_suit_is_put_aside_with_the_reason() -> None:
    choice = Field(id="e", kind="text", label="e")
    old = version("1", form(single("a", "text"), money("tien"), choice))
    new = version("2", form(whole("a"), money("tien", unit="tỷ đồng"), whole("e")))
    filled = cells(old, {"a": "nhiều", "tien": "12", "e": "12"})
    plan = upgraded(old, new, filled)
    assert {lost.old.field for lost in plan.unfit} == {"a", "tien", "e"}
    reasons = {lost.old.field: lost.reason for lost in plan.unfit}
    assert "triệu đồng" in reasons["tien"]
    assert "chữ" in reasons["e"]
    found = applied(filled, plan.change)
    assert text(found) == {"a@1": "nhiều", "tien@1": "12", "e@1": "12"}
    assert [origin(lost.field) for lost in homeless(new, found)] == ["a", "e", "tien"]


def test_money_of_an_unknown_unit_does_not_come_back_as_another() -> None:
    old = version("1", form(money("tien"), whole("a")))
    gone = version("2", form(whole("a")))
    kept = after(old, gone, cells(old, {"tien": "12"}))
    other = version("3", form(money("tien", unit="tỷ đồng"), whole("a")))
    assert "triệu đồng" in upgraded(gone, other, kept, old).unfit[0].reason
    blind = plan_upgrade(gone, other, kept, JULY)
    assert "không rõ" in blind.unfit[0].reason
    same = version("4", old.form)
    assert text(after(gone, same, kept, old)) == {"tien": "12"}


def test_a_taken_place_is_not_written_over() -> None:
    old = version("1", form(whole("cu"), whole("moi")))
    new = version("2", replace(form(whole("moi")), renames={"cu": "moi"}))
    found = after(old, new, cells(old, {"cu": 1, "moi": 2}))
    assert text(found) == {"cu": "1", "moi": "2"}


def test_states_and_chosen_rows_are_looked_at_too() -> None:
    chosen = replace(single("chon", "selection"), grid="g", condition="value = 1")
    rows = grid("g", "r1", "r2")
    both = form(whole("r1", states=("khong_phat_sinh",)), whole("r2"), chosen, grids=[rows])
    old = version("1", both)
    fewer = form(whole("r1"), replace(chosen, grid="g"), grids=[grid("g", "r1")])
    new = version("2", fewer)
    filled = cells(old, {"r1.state": "khong_phat_sinh", "chon[1]": "r1", "chon[2]": "r2"})
    plan = upgraded(old, new, filled)
    assert {lost.old.place() for lost in plan.unfit} == {"r1.state", "chon[2]"}
    assert plan.kept == (key("chon[1]"),)


def test_marks_and_switches_stay() -> None:
    old = version("1", form(single("cu", "rich")))
    new = version("2", replace(form(single("moi", "rich")), renames={"cu": "moi"}))
    filled: Values = {
        CellKey("cu", 0, "value"): "Lời cũ",
        CellKey("review", 0, "cu"): "chua",
        CellKey("sections", 0, "bo"): "off",
    }
    assert text(after(old, new, filled)) == {
        "moi": "Lời cũ",
        "review.moi": "chua",
        "sections.bo": "off",
    }


def test_going_there_and_back_again_parks_under_a_free_name() -> None:
    old, new = version("1", form(single("a", "text"))), version("2", form(whole("a")))
    once = after(old, new, cells(old, {"a": "chữ"}))
    twice = {**once, key("a"): Decimal(3)}
    back = after(new, old, twice)
    assert text(back) == {"a": "chữ", "a@2": "3"}
    again = after(old, new, {**back, key("a@1"): "đã có"})
    assert sorted(text(again).values()) == ["3", "chữ", "đã có"]


def test_a_new_field_gets_what_the_form_has_for_it() -> None:
    old = version("1", form(whole("a")))
    fact = replace(single("moc", "date"), default="01/07/2024")
    new = version("2", form(whole("a"), fact, replace(whole("x"), default="3")))
    plan = upgraded(old, new, cells(old, {"a": 1}))
    assert plan.prefilled == (key("moc"), key("x"))
    assert text(after(old, new, cells(old, {"a": 1}))) == {"a": "1", "moc": "2024-07-01", "x": "3"}
    kept: Values = {key("x"): Decimal(9)}
    assert text(after(old, new, kept)) == {"moc": "2024-07-01", "x": "9"}


# --- nothing is lost -----------------------------------------------------------------------------

NAMES = ("a", "b", "c", "d", "e")
PARTS = ("x", "y")
KINDS: tuple[FieldKind, ...] = (
    "int", "text", "money", "ratio", "record", "list", "table", "pct", "date",
)  # fmt: skip
INNER: tuple[ColumnKind, ...] = ("int", "text", "money")


@st.composite
def shapes(draw: st.DrawFn, former: tuple[str, ...] = ()) -> Form:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1))
    made = form(*(draw(_fields(name)) for name in names))
    gone = [name for name in former if name not in names]
    renames = draw(st.dictionaries(st.sampled_from(gone), st.sampled_from(names))) if gone else {}
    return replace(made, renames=renames)


@st.composite
def _fields(draw: st.DrawFn, name: str) -> Field:
    kind = draw(st.sampled_from(KINDS))
    if kind in ("record", "list", "table"):
        inner = st.sampled_from(INNER)
        used = draw(st.lists(st.sampled_from(PARTS), unique=True, min_size=1))
        columns = tuple(Column(id=part, label=part, kind=draw(inner)) for part in used)
        rows = draw(st.permutations(("r1", "r2", "r3")))[: draw(st.integers(1, 3))]
        specs = tuple(RowSpec(id=row, label=row) for row in rows) if kind == "table" else ()
        return Field(id=name, kind=kind, label=name, columns=columns, rows=specs)
    unit = draw(st.sampled_from(("", "triệu đồng"))) if kind == "money" else ""
    states = draw(st.sampled_from(((), ("khong_phat_sinh",))))
    return Field(id=name, kind=kind, label=name, unit=unit, states=states)


@st.composite
def reports(draw: st.DrawFn, engine: Engine) -> dict[CellKey, CellValue]:
    """What may be typed into a report of a form, some of it kept from earlier versions."""
    found: dict[CellKey, CellValue] = {key("cu_xua"): "giữ", key("a@0"): Decimal(8)}
    for field in engine.form.fields:
        rows = {"table": len(field.rows), "list": 3}.get(field.kind, 0)
        for column in engine.columns(field.id):
            row = draw(st.integers(1, rows)) if rows else 0
            value: CellValue = Decimal(draw(st.integers(0, 99)))
            if column.kind in ("text", "date"):
                value = "2024-07-01" if column.kind == "date" else draw(st.sampled_from("xyz"))
            if draw(st.booleans()):
                found[CellKey(field.id, row, column.id)] = value
    return found


def check_that_nothing_is_lost(before: Values, plan: Upgrade) -> dict[CellKey, CellValue]:
    now = applied(before, plan.change)
    assert Counter(now.values()) == Counter(before.values())
    fates = [
        *plan.kept,
        *(one.old for one in plan.moved),
        *(one.old for one in (*plan.unfit, *plan.homeless)),
    ]
    assert sorted(fates) == sorted(before)
    for move in plan.moved:
        assert now[move.new] == move.value == before[move.old]
    for lost in (*plan.unfit, *plan.homeless):
        assert now[lost.kept_at] == lost.value == before[lost.old]
    return now


@given(st.data())
def test_no_value_is_lost_whatever_the_versions(data: st.DataObject) -> None:
    first = version("1", data.draw(shapes()))
    names = tuple(first.fields)
    second = version("2", data.draw(shapes(names)))
    third = version("3", data.draw(shapes((*names, *second.fields))))
    before = data.draw(reports(first))
    now = check_that_nothing_is_lost(before, upgraded(first, second, before))
    second.open(now, JULY).findings()
    # Maps may contradict each other: the same ones have to be known both times.
    elders = (first, second)
    plan = plan_upgrade(second, third, now, JULY, versions=elders)
    later = check_that_nothing_is_lost(now, plan)
    third.open(later, JULY).findings()
    assert plan_upgrade(third, third, later, JULY, versions=elders).change.edits == ()


@pytest.mark.parametrize("again", ["1", "2"])
def test_nothing_happens_between_equal_versions(again: str) -> None:
    shape = form(ratio("dvc12"), listing("von", "so"), table("t", ["x"], ["r1"]))
    old, new = version("1", shape), version(again, shape)
    filled = cells(old, {"dvc12.n": 1, "dvc12.d": 2, "von[2].so": 3, "t[1].x": 4})
    plan = upgraded(old, new, filled)
    assert (plan.change.edits, plan.homeless, plan.unfit, plan.asked) == ((), (), (), ())
