"""Two versions of a form compared: what a person must know before taking the newer one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from forms.authoring.differences import compare, worded
from forms.model import Column, Form, RowSpec
from forms.periods import PeriodRule
from forms.relations import AtMostRule
from forms.vocabulary import Wording
from tests.builders import form, listing, money, table, whole

RULE = AtMostRule(id="k", chain=("a", "b"))
TABLE = table("t", ["x", "y"], ["r1", RowSpec(id="r2", label="Hai")])
BASE = form(whole("a"), whole("b"), money("tien"), listing("von", "so"), TABLE, rules=[RULE])


def _without(name: str) -> Form:
    return replace(BASE, fields=tuple(field for field in BASE.fields if field.id != name))


def _with(name: str, **changes: object) -> Form:
    fields = (replace(f, **changes) if f.id == name else f for f in BASE.fields)
    return replace(BASE, fields=tuple(fields))


CASES: dict[str, tuple[Callable[[], Form], list[tuple[str, str, str, str]]]] = {
    "nothing": (lambda: BASE, []),
    "title": (lambda: replace(BASE, title="Mới"), [("form", "tên biểu", "Báo cáo thử", "Mới")]),
    "period": (
        lambda: replace(BASE, period=PeriodRule(cycle="week", rule="week_ending")),
        [("form", "kỳ báo cáo", "month, month_to_day 20", "week, week_ending")],
    ),
    "period's days": (
        lambda: replace(BASE, period=replace(BASE.period, day=15)),
        [("form", "kỳ báo cáo", "month, month_to_day 20", "month, month_to_day 15")],
    ),
    "field more": (
        lambda: replace(BASE, fields=(*BASE.fields, whole("c"))),
        [("field-added", "c", "", "c")],
    ),
    "field less": (lambda: _without("b"), [("field-removed", "b", "b", "")]),
    "field renamed": (
        lambda: replace(_with("b", id="c"), renames={"b": "c"}),
        [("field-renamed", "b", "b", "c")],
    ),
    "kind": (lambda: _with("a", kind="pct"), [("kind", "a", "int", "pct")]),
    "label": (lambda: _with("a", label="Số"), [("label", "a", "a", "Số")]),
    "unit": (
        lambda: _with("tien", unit="tỷ đồng"),
        [("detail", "tien, đơn vị tính", "triệu đồng", "tỷ đồng")],
    ),
    "required": (
        lambda: _with("a", required=False),
        [("detail", "a, bắt buộc", "có", "không")],
    ),
    "formula": (
        lambda: _with("a", formula="b + 1"),
        [("detail", "a, công thức", "không có", "b + 1")],
    ),
    "column more": (
        lambda: _with("von", columns=(*BASE.fields[3].columns, Column(id="ten", label="Tên"))),
        [("column-added", "von.ten", "", "Tên")],
    ),
    "column less": (
        lambda: _with("t", columns=TABLE.columns[:1]),
        [("column-removed", "t.y", "y", "")],
    ),
    "column renamed": (
        lambda: replace(
            _with("von", columns=(Column(id="tien", label="so", kind="int"),)),
            renames={"von.so": "von.tien"},
        ),
        [("column-renamed", "von.so", "von.so", "von.tien")],
    ),
    "column's kind": (
        lambda: _with("von", columns=(Column(id="so", label="so", kind="text"),)),
        [("kind", "von.so", "int", "text")],
    ),
    "row more and less": (
        lambda: _with("t", rows=(RowSpec(id="r2", label="Hai"), RowSpec(id="r3", label="Ba"))),
        [("row-added", "t[r3]", "", "Ba"), ("row-removed", "t[r1]", "r1", "")],
    ),
    "row's label": (
        lambda: _with("t", rows=(TABLE.rows[0], RowSpec(id="r2", label="Nhì"))),
        [("label", "t[r2]", "Hai", "Nhì")],
    ),
    "rule more": (
        lambda: replace(BASE, relations=(RULE, replace(RULE, id="l"))),
        [("rule-added", "l", "", "at_most")],
    ),
    "rule less": (lambda: replace(BASE, relations=()), [("rule-removed", "k", "at_most", "")]),
    "rule changed": (
        lambda: replace(BASE, relations=(replace(RULE, severity="note"),)),
        [("rule-changed", "k", "at_most", "at_most")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_a_change_is_told(name: str) -> None:
    changed, expected = CASES[name]
    found = compare(BASE, changed())
    assert [tuple(one) for one in found] == expected
    for one in found:
        assert one.sentence().endswith(".")
        assert "{" not in one.sentence()


def test_a_moved_field_is_no_change() -> None:
    assert compare(BASE, replace(BASE, fields=tuple(reversed(BASE.fields)))) == ()


def test_of_several_wordings_the_last_is_compared() -> None:
    wordings = (Wording(text="Cũ", until="2024-06-30"), Wording(text="Mới", since="2024-07-01"))
    assert worded(wordings) == "Mới"
    assert worded(()) == ""
