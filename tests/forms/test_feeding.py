"""Figures that other reports give: gathered over periods and units, compared with, filled in."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec
import pytest
from msgspec.structs import replace

from forms.authoring.form_contents import check_contents
from forms.cells import CellKey
from forms.checking.compiler import FormProblem
from forms.checking.review import UNSEEN, is_unseen, mark_of
from forms.editing import Session
from forms.engine import Computation, Context, Engine
from forms.model import Column, Feed, Form
from forms.periods import PeriodRule
from forms.relations import EqualRule, UnitsRule
from forms.sources.feeding import (
    Gathered,
    Source,
    asides,
    compared,
    expected_periods,
    feeds_of,
    gather,
    occasion,
    sums_units,
    wanted,
)
from forms.sources.pulling import Pulled, pulled
from tests import builders as make
from tests.builders import Typed, key

MONTH = PeriodRule(cycle="month", rule="month_to_day", day=20)
DAYS = PeriodRule(cycle="day", rule="day")
SENT = Engine(
    replace(
        make.form(
            make.whole("k", behaviour="K"),
            make.whole("l", behaviour="L"),
            make.ratio("r", behaviour="K", states=("khong_phat_sinh",)),
            make.money("tien", "tỷ đồng", behaviour="T"),
            make.single("loi", "rich"),
            make.listing("ds", "so"),
        ),
        id="F91",
    )
)


def sent(*reports: tuple[str, str, Typed]) -> list[Source]:
    """Reports as unit, period and what was typed."""
    return [
        Source(f"F91-{unit}-{code}", unit, make.report(SENT, typed, period=code))
        for unit, code, typed in reports
    ]


def units(gathered: Gathered) -> dict[str, int]:
    return {at.place(): amount.units for at, amount in gathered.figures.items()}


# --- gathering -----------------------------------------------------------------------------------


def test_flows_of_several_periods_add_up_and_of_totals_the_newest_counts() -> None:
    sources = sent(("a", "2024-05", {"k": 1, "l": 10}), ("a", "2024-07", {"k": 2, "l": 12}))
    assert units(gather("F91", sources[::-1], 2)) == {"k": 3, "l": 12}


def test_units_add_up_whatever_the_behaviour() -> None:
    first: Typed = {"k": 1, "l": 10, "tien": "1,5"}
    sources = sent(("a", "2024-07", first), ("b", "2024-07", {"k": 2, "l": 12, "tien": "2"}))
    found = gather("F91", sources, 3)
    assert units(found) == {"k": 3, "l": 22, "tien": 3_500_000_000}
    assert found.reports == ("F91-a-2024-07", "F91-b-2024-07")
    assert found.partial


def test_a_rate_of_several_reports_has_numbers_and_no_percentage() -> None:
    rate: Typed = {"r.n": 1, "r.d": 2}
    one = gather("F91", sent(("a", "2024-07", rate)), 1)
    assert units(one) == {"r.n": 1, "r.d": 2, "r.p": 500_000}
    two = gather("F91", sent(("a", "2024-06", rate), ("a", "2024-07", rate)), 2)
    assert units(two) == {"r.n": 2, "r.d": 4}


def test_nothing_to_report_is_a_zero_in_a_sum_and_a_blank_is_not() -> None:
    idle: Typed = {"r.state": "khong_phat_sinh"}
    sources = sent(("a", "2024-06", idle), ("a", "2024-07", {"r.n": 1, "r.d": 2}))
    assert units(gather("F91", sources, 2)) == {"r.n": 1, "r.d": 2}
    assert units(gather("F91", sent(("a", "2024-07", {})), 1)) == {}


def test_words_and_lists_come_from_one_unit_only() -> None:
    typed: Typed = {"loi": "Đã họp.", "ds[1].so": 5}
    assert set(gather("F91", sent(("a", "2024-07", typed)), 1).words) == {
        key("loi"),
        key("ds[1].so"),
    }
    two = sent(("a", "2024-07", typed), ("b", "2024-07", typed))
    assert gather("F91", two, 2).words == {}


# --- which reports -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("periods", "code", "taken"),
    [
        ("same", "2024-07", True),
        ("same", "2024-06", False),
        ("latest", "2024-06", True),
        ("latest", "2024-08", False),
        ("within", "2024-06-21", True),
        ("within", "2024-07-20", True),
        ("within", "2024-06-20", False),
        ("within", "2024-07-21", False),
    ],
)
def test_a_period_feeds_another(periods: str, code: str, *, taken: bool) -> None:
    feed = Feed(form="F91", periods=periods)  # type: ignore[arg-type]
    period = make.month(code)
    theirs = occasion(period, DAYS if period.kind == "day" else MONTH)
    assert wanted(feed, occasion(make.JULY, MONTH), theirs) is taken


def test_days_without_weekends_are_expected() -> None:
    own = occasion(make.JULY, MONTH)  # 21 June, a Friday, to 20 July 2024, a Saturday
    within = Feed(form="F07", periods="within")
    assert expected_periods(within, own, DAYS) == 21
    assert expected_periods(Feed(form="F07"), own, DAYS) == 1
    year = occasion(make.month("2024"), PeriodRule(cycle="year", rule="calendar"))
    assert expected_periods(within, year, PeriodRule(cycle="month", rule="calendar")) == 12


def test_a_form_that_only_a_formula_names_feeds_by_its_newest_report() -> None:
    rule = EqualRule(id="x", left="a", right='bieu("F05").nv_ht')
    shape = replace(make.form(make.whole("a"), rules=[rule]), feeds=(Feed(form="F07"),))
    assert feeds_of(shape) == (Feed(form="F07"), Feed(form="F05", periods="latest", compares=True))
    declared = replace(shape, feeds=(Feed(form="F05"),))
    assert feeds_of(declared) == (Feed(form="F05"),)


def test_sums_over_units_are_of_the_forms_own_reports() -> None:
    shape = make.form(make.whole("a"), rules=[UnitsRule(id="u", values=("a",))])
    assert sums_units(shape) == Feed(form=shape.id, units="under", compares=True)
    assert sums_units(make.form(make.whole("a"))) is None


def test_a_feed_into_a_place_that_the_form_does_not_have_is_refused() -> None:
    whole = make.form(make.whole("a"))
    check_contents(replace(whole, feeds=(Feed(form="F91", fields={"a": "k"}),)))
    with pytest.raises(FormProblem) as refused:
        check_contents(replace(whole, feeds=(Feed(form="F91", fields={"a": "k", "b": "k"}),)))
    assert (refused.value.path, "b" in str(refused.value)) == ("feeds[0].fields", True)


@pytest.mark.parametrize("whose", ["all", "91 CAT", "../x", ""])
def test_a_feed_of_nobody_is_refused(whose: str) -> None:
    data = {"form": "F91", "units": whose}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(data, type=Feed)


# --- comparing -----------------------------------------------------------------------------------


def _target(*rules: EqualRule, feed: Feed | None = None) -> Form:
    shape = make.form(
        make.whole("k"),
        make.whole("x"),
        make.money("tien", "triệu đồng"),
        make.money("von", "triệu đồng"),
        make.listing("ds", "so"),
        make.single("loi", "rich"),
        rules=rules,
    )
    return replace(shape, feeds=() if feed is None else (feed,))


SAME = EqualRule(id="x", code="XFORM", left="tien", right='bieu("F91").tien')
OTHER = EqualRule(id="x", code="XFORM", left="von", right='bieu("F91").tien')


@pytest.mark.parametrize(
    ("rule", "typed", "said"),
    [
        (SAME, {"tien": "1500"}, []),
        (SAME, {"tien": "1501"}, ["error XFORM@tien#x"]),
        (OTHER, {"von": "1500"}, []),
        (OTHER, {"von": "1501"}, ["error XFORM@von#x"]),
    ],
)
def test_billions_over_there_are_millions_here(
    rule: EqualRule, typed: Typed, said: list[str]
) -> None:
    engine = Engine(_target(rule))
    found = gather("F91", sent(("a", "2024-07", {"tien": "1,5"})), 1)
    context = Context(forms={"F91": compared(engine, found)})
    assert make.remarks(make.report(engine, typed, context=context)) == said


def test_a_finding_tells_how_many_reports_are_there() -> None:
    engine = Engine(_target(SAME))
    found = gather("F91", sent(("a", "2024-07", {"tien": "1,5"})), 3)
    context = Context(forms={"F91": compared(engine, found)}, asides=asides(engine.form, [found]))
    told = make.only(make.report(engine, {"tien": "1"}, context=context))
    assert told.message.endswith("Mới có 1/3 báo cáo F91 của kỳ này.")
    assert told.severity == "note"
    assert asides(engine.form, [found._replace(expected=1)]) == {}


# --- filling -------------------------------------------------------------------------------------


FEED = Feed(form="F91")
JULY_REPORT: Typed = {"k": 3, "tien": "1,5", "ds[1].so": 4, "loi": "Đã họp."}


def previewed(c: Computation, *, feed: Feed = FEED, overwrite: bool = False) -> dict[str, Pulled]:
    found = gather("F91", sent(("a", "2024-07", JULY_REPORT)), 1)
    lines = pulled(c, [(feed, found)], overwrite=overwrite)
    return {line.key.place(): line for line in lines}


def texts(lines: Iterable[Pulled]) -> dict[str, str]:
    return {line.key.place(): str(line.offer.value) for line in lines if line.taken}


def test_blank_cells_are_filled_by_field_id_in_their_own_unit() -> None:
    lines = previewed(make.report(_target(feed=FEED), {}))
    assert texts(lines.values()) == {
        "k": "3", "tien": "1500", "ds[1].so": "4", "loi": "Đã họp."
    }  # fmt: skip
    assert {line.offer.reports for line in lines.values()} == {("F91-a-2024-07",)}


def test_what_somebody_has_filled_stays_unless_overwritten() -> None:
    c = make.report(_target(feed=FEED), {"k": 9, "ds[1].so": 1, "ds[2].so": 2})
    assert texts(previewed(c).values()) == {"tien": "1500", "loi": "Đã họp."}
    assert previewed(c)["k"].now == Decimal(9)
    every = previewed(c, overwrite=True)
    assert (every["k"].taken, every["ds[2].so"].offer.value) == (True, None)


def test_what_was_carried_over_is_filled_and_its_mark_goes_in_one_step() -> None:
    engine = Engine(_target(feed=FEED))
    cells = {**make.cells(engine, {"k": 3, "tien": 1}), mark_of("k"): UNSEEN}
    s = Session(engine.open(cells, make.JULY))
    lines = previewed(s.computation)
    assert (lines["k"].taken, lines["tien"].taken) == (True, False)
    taken = {line.key: line.offer.value for line in lines.values() if line.taken}
    s.apply(s.plan_values(taken, "pull"))
    assert not is_unseen(s.computation.cells, "k")
    s.undo()
    assert s.computation.cells == cells


def test_a_feed_may_map_places_and_one_that_only_compares_fills_nothing() -> None:
    c = make.report(_target(feed=FEED), {})
    mapped = Feed(form="F91", fields={"x": "k", "von": "tien", "khong_co": "k"})
    assert texts(previewed(c, feed=mapped).values()) == {"x": "3", "von": "1500"}
    assert previewed(c, feed=Feed(form="F91", compares=True)) == {}


def test_a_relation_with_another_form_also_fills() -> None:
    rule = EqualRule(id="x", code="XFORM", left="x", right='bieu("F91").k + 1')
    engine = Engine(_target(rule))
    found = gather("F91", sent(("a", "2024-07", JULY_REPORT)), 1)
    c = make.report(engine, {}, context=Context(forms={"F91": compared(engine, found)}))
    feed = Feed(form="F91", fields={"k": "k"})
    lines = {line.key: line.offer.value for line in pulled(c, [(feed, found)])}
    assert lines == {CellKey("x", 0, "value"): Decimal(4), CellKey("k", 0, "value"): Decimal(3)}


def test_a_running_total_is_the_last_one_and_this_periods() -> None:
    rule = EqualRule(id="lk", code="MONO", left="x", right="truoc(x) + k")
    engine = Engine(_target(rule))
    before = make.cells(engine, {"x": 10})
    c = make.report(engine, {"k": 3}, context=Context(previous=before))
    (line,) = pulled(c, [], before=["F90-a-2024-06"])
    assert (line.key.place(), line.offer.value, line.offer.reports) == (
        "x", Decimal(13), ("F90-a-2024-06",)
    )  # fmt: skip


def test_rows_are_taken_in_the_unit_and_kind_of_their_columns() -> None:
    amount = Column(id="so", label="Số", kind="money", unit="tỷ đồng")
    code = Column(id="ten", label="Tên")
    over_there = Engine(replace(make.form(make.listing("ds", code, amount)), id="F91"))
    millions = replace(amount, unit="triệu đồng")
    here = make.form(make.listing("ds", replace(code, kind="int"), millions))
    typed: Typed = {"ds[1].ten": "A", "ds[1].so": "1,5"}
    source = Source("F91-a-2024-07", "a", make.report(over_there, typed))
    lines = pulled(make.report(here, {}), [(FEED, gather("F91", [source], 1))])
    assert texts(lines) == {"ds[1].so": "1500"}
