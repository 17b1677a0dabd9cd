"""The rule by which each part of a form is consolidated, and packs that name one that cannot be."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

import resources
from forms import pack
from forms.authoring.form_contents import check_contents
from forms.checking.compiler import FormProblem
from forms.department.gather_rules import rule_of
from forms.layout import parts
from forms.model import Column, Field
from forms.vocabulary import FieldKind, Gather
from tests import builders as make

FORMS = sorted(path.parent.name for path in resources.path("packs").glob("*/form.json"))


def rules(field: Field) -> dict[str, str]:
    return {column.id: rule_of(field, column) for column in parts(field)}


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("int", {"value": "sum"}),
        ("pct", {"value": "none"}),
        ("ratio", {"n": "sum", "d": "sum", "p": "none"}),
        ("frac", {"n": "sum", "d": "sum"}),
        ("rank", {"n": "none", "d": "none"}),
        ("date", {"value": "latest"}),
        ("month", {"value": "latest"}),
        ("daterange", {"tu": "latest", "den": "latest"}),
        ("text", {"value": "text"}),
        ("rich", {"value": "text"}),
    ],
)
def test_without_a_word_the_kind_decides(kind: FieldKind, expected: dict[str, str]) -> None:
    assert rules(make.single("a", kind)) == expected


def test_a_list_is_joined_whole() -> None:
    amount = Column(id="so", label="Số", kind="money")
    assert rules(make.listing("ds", "dem", amount)) == {"dem": "union", "so": "union"}


def test_a_column_goes_before_its_table() -> None:
    columns: list[str | Column] = ["a", replace(make.count_column("b"), gather="max")]
    table = replace(make.table("t", columns, ["r"]), gather="latest")
    assert rules(table) == {"a": "latest", "b": "max"}


@pytest.mark.parametrize(
    ("field", "rule", "place"),
    [
        (make.percent("a"), "sum", "fields.a.gather"),
        (make.single("a", "date"), "sum", "fields.a.gather"),
        (make.whole("a"), "union", "fields.a.gather"),
        (make.ratio("a"), "max", "fields.a.gather"),
        (make.single("a", "rich"), "count", "fields.a.gather"),
        (make.listing("a", "so"), "sum", "fields.a.gather"),
        (make.whole("a", formula="b + 1"), "sum", "fields.a.gather"),
    ],
)
def test_a_rule_that_cannot_be_is_a_mistake_with_its_place(
    field: Field, rule: Gather, place: str
) -> None:
    form = make.form(replace(field, gather=rule), make.whole("b"))
    with pytest.raises(FormProblem) as refused:
        check_contents(form)
    assert refused.value.path == place


@pytest.mark.parametrize("holder", ["list", "formula", "kind"])
def test_a_rule_of_a_column_is_checked_too(holder: str) -> None:
    added = replace(make.count_column("so"), gather="sum")
    spoiled = {
        "list": make.listing("a", added),
        "formula": make.table("a", ["x", replace(added, formula="x * 2")], ["r"]),
        "kind": make.table("a", [replace(added, kind="pct")], ["r"]),
    }
    with pytest.raises(FormProblem) as refused:
        check_contents(make.form(spoiled[holder]))
    assert refused.value.path == "fields.a.columns"


@pytest.mark.parametrize("form_id", FORMS)
def test_shipped_forms_need_no_rule_of_their_own(form_id: str) -> None:
    form = pack.read_json(resources.path(f"packs/{form_id}/form.json").read_bytes())
    check_contents(form)
    assert b'"gather"' not in pack.canonical(form)
