"""Figures that a relation says are another report's: told before anybody has typed them."""

from decimal import Decimal

import pytest

from forms.checking.linking import linked_values, links
from forms.engine import Computation, Context, Engine
from forms.relations import EqualRule
from tests import builders as make
from tests.builders import Typed

PREVIOUS = frozenset({"previous"})


def _opened(rule: EqualRule, earlier: Typed) -> Computation:
    shape = make.form(
        make.whole("dau"),
        make.whole("cuoi"),
        make.percent("muc"),
        make.single("ngay", "date"),
        make.single("ghi", "text"),
        make.single("ghi_lai", "text"),
        make.listing("ds", "a", make.count_column("so")),
        rules=[rule],
    )
    engine = Engine(shape)
    before = make.report(engine, earlier, period="2024-06")
    context = Context(previous=before.cells, previous_period=before.period)
    return engine.open({}, make.JULY, context=context)


def _told(left: str, right: str, earlier: Typed) -> dict[str, Decimal | str | None]:
    c = _opened(EqualRule(id="mo", left=left, right=right), earlier)
    return {at.place(): value for at, value in linked_values(c, PREVIOUS).items()}


def test_an_opening_is_what_the_last_report_closed_with() -> None:
    assert _told("dau", "truoc(cuoi)", {"cuoi": 7}) == {"dau": Decimal(7)}


def test_what_the_last_report_left_blank_is_not_known() -> None:
    assert _told("dau", "truoc(cuoi)", {}) == {"dau": None}


def test_a_percentage_keeps_its_decimals() -> None:
    assert _told("muc", "truoc(muc)", {"muc": "12,34"}) == {"muc": Decimal("12.34")}


def test_half_a_case_is_no_figure_to_take_over() -> None:
    assert _told("dau", "truoc(cuoi) / 2", {"cuoi": 7}) == {"dau": None}
    assert _told("dau", "truoc(cuoi) / 2", {"cuoi": 8}) == {"dau": Decimal(4)}


def test_what_the_form_computes_is_not_told_from_elsewhere() -> None:
    rule = EqualRule(id="mo", left="tong", right="truoc(cuoi)")
    total = make.whole("tong", formula="dau + cuoi")
    engine = Engine(make.form(make.whole("dau"), make.whole("cuoi"), total, rules=[rule]))
    before = make.report(engine, {"cuoi": 7}, period="2024-06")
    context = Context(previous=before.cells, previous_period=before.period)
    assert linked_values(engine.open({}, make.JULY, context=context), PREVIOUS) == {}


def test_a_day_goes_over_as_a_day() -> None:
    assert _told("ngay", "truoc(ngay)", {"ngay": "01/07/2024"}) == {"ngay": "2024-07-01"}


def test_the_rows_of_a_list_are_not_known_before_somebody_types_them() -> None:
    rule = EqualRule(id="mo", table="ds", left="so", right="truoc(cuoi)")
    c = _opened(rule, {"cuoi": 7})
    assert links(c.engine, c.day) == ()
    assert linked_values(c, PREVIOUS) == {}


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("dau", "cuoi"),
        ("ghi", "ghi_lai"),
        ("dau + cuoi", "truoc(cuoi)"),
        ("truoc(cuoi)", "dau"),
    ],
)
def test_what_is_no_figure_of_another_report_is_no_link(left: str, right: str) -> None:
    c = _opened(EqualRule(id="mo", left=left, right=right), {"cuoi": 7})
    assert links(c.engine, c.day) == ()


def test_a_formula_with_own_cells_is_a_link_but_not_told_beforehand() -> None:
    c = _opened(EqualRule(id="mo", left="dau", right="truoc(cuoi) + cuoi"), {"cuoi": 7})
    assert [link.mixed for link in links(c.engine, c.day)] == [True]
    assert linked_values(c, PREVIOUS) == {}


def test_a_rule_of_another_time_is_no_link() -> None:
    rule = EqualRule(id="mo", left="dau", right="truoc(cuoi)", since="2025-01-01")
    c = _opened(rule, {"cuoi": 7})
    assert links(c.engine, c.day) == ()
