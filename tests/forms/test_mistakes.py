"""Every mistake of a pack at once: each at its place, with a hint, without echoes."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from forms import pack
from forms.authoring.mistakes import MOST, Mistake, examine
from forms.authoring.pack_schema import (
    Tree,
    form_type,
    found_at,
    key_types,
    records_in,
    records_of,
    required_keys,
)
from forms.checking.compiler import FormProblem

SMALL = """
id = "VD01"
version = "1"
title = "Biểu"
document_kind = "BÁO CÁO"
symbol = "BC"
subject = ["Hộ tịch", "{{period}}"]
period = { cycle = "month", rule = "nd09" }
fields = [
    { id = "khai_sinh", kind = "int", label = "Khai sinh" },
    { id = "khai_tu", kind = "int", label = "Khai tử" },
    { id = "tong", kind = "int", label = "Tổng" },
    { id = "viec", kind = "list", label = "Việc", required = false, columns = [
        { id = "ten", label = "Tên" }, { id = "so", label = "Số", kind = "int" },
    ] },
]
[[sections]]
id = "muc"
heading = "KẾT QUẢ"
fields = ["khai_sinh", "khai_tu", "tong", "viec"]
[[sections.blocks]]
kind = "text"
text = "Khai sinh {{khai_sinh}}, khai tử {{khai_tu}}."
[[relations]]
kind = "sum"
id = "cong"
total = "tong"
parts = ["khai_sinh", "khai_tu"]
"""
FORMS = sorted(path.parent.name for path in resources.path("packs").glob("*/pack.toml"))


def small() -> Any:  # noqa: ANN401 - a tree of any shape, spoiled at will
    return pack.toml_tree(SMALL.encode())


def told(tree: Tree) -> list[tuple[str, str]]:
    """Give each mistake as the steps to it and its whole sentence."""
    return [(".".join(map(str, one.steps)), str(one)) for one in examine(tree).mistakes]


@pytest.mark.parametrize("form_id", FORMS)
def test_a_right_pack_has_no_mistake(form_id: str) -> None:
    tree = pack.toml_tree(resources.path(f"packs/{form_id}/pack.toml").read_bytes())
    examined = examine(tree)
    assert examined.mistakes == ()
    assert examined.engine is not None
    assert examined.engine.form == pack.read_tree(tree)


CASES: dict[str, tuple[Callable[[Any], object], str, str]] = {
    "key": (
        lambda t: t["fields"][0].update(donvi="việc"),
        "fields.0.donvi",
        "không có khóa “donvi”",
    ),
    "near key": (
        lambda t: t["fields"][0].update(unitt="việc"),
        "fields.0.unitt",
        "Có phải ý bạn là “unit”",
    ),
    "kind": (lambda t: t["fields"][1].update(kind="in"), "fields.1.kind", "Có phải ý bạn là “int”"),
    "no kind": (lambda t: t["fields"][1].pop("kind"), "fields.1.kind", "thiếu khóa “kind”"),
    "no id": (lambda t: t["fields"][2].pop("id"), "fields.2.id", "thiếu khóa “id”"),
    "type": (lambda t: t["fields"][1].update(label=5), "fields.1.label", "phải là"),
    "range": (
        lambda t: t["fields"][1].update(decimals=9),
        "fields.1.decimals",
        "Số nguyên từ 0 đến 4",
    ),
    "bad id": (lambda t: t["fields"][2].update(id="Tổng số"), "fields.2.id", "không hợp lệ"),
    "twice": (lambda t: t["fields"].append(t["fields"][0].copy()), "fields.4", "dùng hai lần"),
    "placed twice": (
        lambda t: t["sections"][0]["fields"].append("tong"),
        "sections.0.fields",
        "đặt ở hai chỗ",
    ),
    "unplaced": (
        lambda t: t["sections"][0]["fields"].remove("viec"),
        "fields.3",
        "không nằm trong mục nào",
    ),
    "misplaced": (
        lambda t: t["sections"][0]["fields"].__setitem__(1, "khaitu"),
        "sections.0.fields",
        "Có phải ý bạn là “khai_tu”",
    ),
    "text": (
        lambda t: t["sections"][0]["blocks"][0].update(text="{{khai_sin}} {{khai_tu}}"),
        "sections.0.blocks.0.text",
        "Có phải ý bạn là “khai_sinh”?",
    ),
    "relation": (
        lambda t: t["relations"][0].update(total="tongg"),
        "relations.0.total",
        "Có phải ý bạn là “tong”?",
    ),
    "relation kind": (
        lambda t: t["relations"][0].update(kind="xyz"),
        "relations.0.kind",
        "Viết một trong",
    ),
    "relation key": (
        lambda t: t["relations"][0].update(chain=["tong"]),
        "relations.0.chain",
        "không có khóa “chain”",
    ),
    "hidden": (
        lambda t: t["fields"][0].update(label="Khai\u202e sinh"),
        "fields.0.label",
        "ký tự ẩn",
    ),
    "day": (lambda t: t.update(valid_from="1/7/2024"), "valid_from", "không phải ngày"),
    "period": (
        lambda t: t.update(period={"cycle": "month", "rule": "day"}),
        "period.rule",
        "cách tính ngày “day” không dùng cho chu kỳ “month”",
    ),
    "no columns": (lambda t: t["fields"][3].pop("columns"), "fields.3.columns", "trang cot"),
    "column": (
        lambda t: t["fields"][3]["columns"][1].update(kind="enum"),
        "fields.3.columns.1",
        "danh sách lựa chọn",
    ),
    "column twice": (
        lambda t: t["fields"][3]["columns"].append({"id": "so", "label": "x"}),
        "fields.3.columns.2",
        "dùng hai lần",
    ),
    "grid row": (
        lambda t: t.update(grids=[{"id": "bang", "label": "B", "rows": [{"id": "khai_sih"}]}]),
        "grids.0.rows.0",
        "Có phải ý bạn là “khai_sinh”",
    ),
    "row of a grid": (
        lambda t: t.update(grids=[{"id": "bang", "label": "B", "rows": [{"id": "khai_sinh"}] * 2}]),
        "grids.0.rows.1",
        "dùng hai lần",
    ),
    "section in a section": (
        lambda t: t["sections"][0].update(
            sections=[{"id": "con", "heading": "Con", "fields": ["khaitu"]}]
        ),
        "sections.0.sections.0.fields",
        "Có phải ý bạn là “khai_tu”",
    ),
    "old name": (
        lambda t: t.update(renames={"viec_cu": "viec", "viec_cu.so_cu": "viec.so_moi"}),
        "renames.viec_cu.so_cu",
        "không có “viec.so_moi”",
    ),
    "not a record": (lambda t: t["fields"].append("khai_tu_2"), "fields.4", "không phải chữ"),
}
RELATIONS = {
    str(record.tag): required_keys(record)
    for record in records_of(key_types(form_type())["relations"])
}


@pytest.mark.parametrize("name", CASES)
def test_one_mistake_is_told_once_at_its_place(name: str) -> None:
    spoil, place, words = CASES[name]
    tree = small()
    spoil(tree)
    before = copy.deepcopy(tree)
    found = told(tree)
    assert [where for where, _ in found] == [place], found
    assert words in found[0][1]
    assert tree == before


@pytest.mark.parametrize("kind", RELATIONS)
def test_of_a_relation_begun_exactly_what_it_lacks_is_told(kind: str) -> None:
    tree = small()
    tree["relations"].append({"kind": kind})
    assert {where for where, _ in told(tree)} == {f"relations.1.{key}" for key in RELATIONS[kind]}


def test_all_mistakes_are_told_at_once() -> None:
    names = ["key", "range", "misplaced", "text", "relation", "hidden", "day", "column"]
    tree = small()
    for name in names:
        CASES[name][0](tree)
    assert sorted(where for where, _ in told(tree)) == sorted(CASES[name][1] for name in names)


def test_two_wrong_names_in_one_relation_are_both_told() -> None:
    tree = small()
    tree["relations"][0].update(total="tongg", parts=["khai_sinhh", "khai_tu"])
    assert [where for where, _ in told(tree)] == ["relations.0.total", "relations.0.parts"]


def test_so_many_and_no_more_are_told() -> None:
    tree = small()
    tree["relations"] = [{"kind": "la", "id": f"r{i}"} for i in range(MOST + 30)]
    assert len(told(tree)) == MOST


def test_a_pack_that_is_too_deep_is_one_mistake() -> None:
    tree: Tree = {}
    for _ in range(100):
        tree = {"sections": [tree]}
    assert told(tree) == [("", "tệp biểu mẫu lồng quá sâu.")]


VALUES: list[object] = [1, "x", "", [], {}, True, 1.5, None, ["a", 1], [{"id": "a"}], "A B", "list"]


@given(st.sampled_from(FORMS), st.data())
def test_any_spoiled_pack_is_taken_or_told_as_its_checks_say(
    form_id: str, data: st.DataObject
) -> None:
    tree = pack.toml_tree(resources.path(f"packs/{form_id}/pack.toml").read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        record = data.draw(st.sampled_from([one for _, one in records_in(tree) if one]))
        key = data.draw(st.sampled_from(sorted(record)))
        record[data.draw(st.sampled_from([key, f"{key}x", "id", "kind"]))] = copy.deepcopy(
            data.draw(st.sampled_from(VALUES))
        )
    try:
        pack.compiled(pack.read_tree(tree))
        right = True
    except FormProblem:
        right = False
    examined = examine(tree)
    assert (examined.engine is not None, examined.mistakes == ()) == (right, right)


def test_an_empty_pack_lacks_what_it_must_have() -> None:
    found = {where for where, _ in told({})}
    assert {"id", "version", "title", "period", "sections", "fields"} <= found


def test_a_mistake_stands_where_its_steps_lead() -> None:
    tree = small()
    tree["fields"].insert(0, {"id": "x y", "kind": "int", "label": "L"})
    tree["fields"][2]["decimals"] = 7
    (first, second) = examine(tree).mistakes
    assert isinstance(first, Mistake)
    values = {found_at(tree, one.steps) for one in (first, second)}
    assert values == {"x y", 7}
