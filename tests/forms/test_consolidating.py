"""Reports of many units made one: exact by each field's rule, told whose, never zero for nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.cells import NOT_YET, CellEdit, CellKey, CellValue, Change
from forms.checking.review import UNSEEN, mark_of
from forms.department.consolidated_report import Offered, feeds_into, offered, planned, written_by
from forms.department.consolidating import Consolidated, Giver, Submission, consolidate
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.model import Feed, Field, Form
from forms.periods import PeriodRule
from forms.report import LogRow
from forms.units import Unit
from tests import builders as make
from tests.builders import Typed, key

IDLE = "khong_phat_sinh"


def _shape(unit: str = "tỷ đồng") -> Form:
    return replace(
        make.form(
            make.whole("a", states=(IDLE,)),
            make.whole("l", behaviour="L"),
            make.ratio("r", states=(IDLE,)),
            make.single("f", "frac"),
            make.money("m", unit, behaviour="T"),
            replace(make.whole("mx"), gather="max"),
            replace(make.whole("mn"), gather="min"),
            replace(make.whole("ct"), gather="count"),
            make.single("dt", "date", behaviour="T"),
            make.percent("p"),
            make.whole("tong", formula="a + l"),
            make.table("t", ["x", replace(make.count_column("y"), gather="none")], ["r1", "r2"]),
            make.listing("ds", "so"),
            make.single("vb", "documents"),
            make.single("loi", "rich"),
            make.single("ten", "text", behaviour="T"),
        ),
        id="F91",
    )


NEW = Engine(_shape())
_OLD_SHAPE = _shape("triệu đồng")
_MOVED = tuple(replace(f, id="a_cu") if f.id == "a" else f for f in _OLD_SHAPE.fields)
OLD = Engine(
    replace(
        _OLD_SHAPE,
        version="0",
        fields=tuple(replace(f, formula="a_cu + l") if f.id == "tong" else f for f in _MOVED),
        sections=(
            replace(
                _OLD_SHAPE.sections[0],
                fields=tuple("a_cu" if x == "a" else x for x in _OLD_SHAPE.sections[0].fields),
            ),
        ),
    )
)
NEWER = Engine(replace(NEW.form, version="2", renames={"a_cu": "a"}))


def sent(
    unit: str,
    typed: Typed,
    *,
    period: str = "2024-07",
    engine: Engine = NEW,
    revision: int = 1,
    at: str = "",
) -> Submission:
    cells = make.cells(engine, typed)
    report = f"F91-{unit}-{period}"
    month = make.month(period)
    return Submission(report, unit, revision, f"{unit:>064}", at, engine, cells, month)


def givers(*codes: str, reports: int = 1) -> list[Giver]:
    return [Giver(code, f"Xã {code.upper()}", reports) for code in codes]


def shown(found: Consolidated) -> dict[str, str]:
    return {at.place(): str(value) for at, value in found.cells.items()}


def gave(found: Consolidated, place: str) -> dict[str, str]:
    return {one.unit: str(one.value) for one in found.contributions.get(key(place), ())}


def together(*sources: Submission, expected: Sequence[Giver] = ()) -> Consolidated:
    units = expected or givers(*dict.fromkeys(one.unit for one in sources))
    return consolidate(NEW, sources, units)


# --- the rules -----------------------------------------------------------------------------------


def test_counts_and_amounts_are_added_and_a_rate_is_sum_over_sum() -> None:
    found = together(
        sent("a", {"a": 1, "r.n": 1, "r.d": 2, "m": "1,5"}),
        sent("b", {"a": 2, "r.n": 97, "r.d": 100, "m": "2"}),
    )
    assert shown(found) == {"a": "3", "r.n": "98", "r.d": "102", "m": "3.5"}
    assert gave(found, "r.n") == {"a": "1", "b": "97"}


def test_largest_smallest_and_how_many() -> None:
    cells = ({"mx": 3, "mn": 3, "ct": 3}, {"mx": 7, "mn": 7, "ct": 0}, {"mx": 5, "mn": 5, "ct": 5})
    found = together(*(sent(unit, typed) for unit, typed in zip("abc", cells, strict=True)))
    assert shown(found) == {"mx": "7", "mn": "3", "ct": "2"}


def test_the_latest_is_of_the_last_period_then_of_the_last_to_leave() -> None:
    found = together(
        sent("a", {"dt": "2024-07-01"}, at="2024-07-22T08:00:00+07:00"),
        sent("b", {"dt": "2024-06-05"}, at="2024-07-23T08:00:00+07:00"),
    )
    assert shown(found) == {"dt": "2024-06-05"}


def test_what_somebody_typed_as_a_percentage_is_made_of_nothing() -> None:
    two = (sent("a", {"p": "50"}), sent("b", {"p": "60"}))
    assert shown(together(*two)) == {}
    assert shown(together(two[0], expected=givers("a", "b"))) == {}
    assert shown(together(two[0])) == {"p": "50.00"}


def test_rows_follow_the_order_of_the_units_and_know_theirs() -> None:
    found = together(
        sent("b", {"ds[1].so": 3}),
        sent("a", {"ds[1].so": 1, "ds[2].so": 2}),
        expected=givers("a", "b"),
    )
    assert shown(found) == {"ds[1].so": "1", "ds[2].so": "2", "ds[3].so": "3"}
    assert [gave(found, f"ds[{row}].so") for row in (1, 2, 3)] == [
        {"a": "1"},
        {"a": "2"},
        {"b": "3"},
    ]


def _document(number: str, issuer: str = "") -> dict[str, str | int | None]:
    row = {"so": number, "ky_hieu": "KH-UBND", "ngay": "2024-07-01", "co_quan": issuer}
    return {f"vb[1].{part}": text for part, text in row.items() if text}


def test_a_document_that_several_units_name_is_listed_once() -> None:
    found = together(
        sent("a", _document("12", "UBND tỉnh")),
        sent("b", _document("12")),
        sent("c", _document("12", "UBND huyện")),
        sent("d", _document("13")),
    )
    numbers = [str(value) for at, value in sorted(found.cells.items()) if at.part == "so"]
    assert numbers == ["12", "12", "13"]
    assert gave(found, "vb[1].so") == {"a": "12", "b": "12"}


def test_words_stand_under_the_names_of_their_units() -> None:
    found = together(sent("b", {"loi": "Hai.", "ten": "x"}), sent("a", {"loi": "Một.", "ten": "y"}),
                     expected=givers("a", "b"))  # fmt: skip
    assert shown(found) == {"loi": "Xã A:\nMột.\nXã B:\nHai.", "ten": "Xã A: y\nXã B: x"}
    same = together(sent("a", {"ten": "x"}), sent("b", {"ten": "x"}))
    assert shown(same) == {"ten": "x"}


def test_figures_named_in_words_stay_those_of_their_unit() -> None:
    found = together(sent("a", {"a": 5, "loi": "Có {{a}} việc."}), sent("b", {"loi": "Không."}))
    assert shown(found)["loi"].startswith("Xã A:\nCó 05 việc.\n")


def test_a_footnote_of_a_units_words_stays_at_its_place() -> None:
    noted: Typed = {"a": 5, "loi": "Có {{a}} việc.[^Trong đó {{a}} việc gấp.]"}
    found = together(sent("a", noted), sent("b", {"loi": "Không."}))
    assert shown(found)["loi"].startswith("Xã A:\nCó 05 việc.[^Trong đó 05 việc gấp.]\n")


def _by_rule(*sources: tuple[str, Typed]) -> dict[str, str]:
    """What comes of two units' words and lists by the rules that a form may give them."""
    engine = Engine(
        make.form(
            replace(make.single("moi", "text"), gather="latest"),
            replace(make.listing("ds_moi", "so"), gather="latest"),
            replace(make.listing("ds_bo", "so"), gather="none"),
            make.listing("ds", "so"),
            make.whole("a", states=(IDLE, NOT_YET)),
            make.ratio("x"),
            Field(id="chon", kind="selection", label="Chọn", grid="g", condition="p = 1"),
            grids=[make.grid("g", "x")],
        )
    )
    given = [
        sent(unit, typed, engine=engine, at=f"2024-07-{20 + n}T08:00:00+07:00")
        for n, (unit, typed) in enumerate(sources)
    ]
    return shown(consolidate(engine, given, givers(*dict.fromkeys(unit for unit, _ in sources))))


def test_the_latest_words_and_rows_are_of_the_last_to_leave() -> None:
    first: Typed = {"moi": "Cũ.", "ds_moi[1].so": 1, "ds_bo[1].so": 1}
    last: Typed = {"moi": "Mới.", "ds_moi[1].so": 2, "ds_bo[1].so": 2}
    assert _by_rule(("b", first), ("a", last)) == {"moi": "Mới.", "ds_moi[1].so": "2"}
    assert _by_rule(("a", first)) == {place: str(x) for place, x in first.items()}


def test_rows_that_a_unit_only_counts_are_counted() -> None:
    found = _by_rule(("a", {"ds[1].so": 7}), ("b", {"ds.stated": 3}))
    assert found == {"ds[1].so": "7", "ds.stated": "4"}


def test_units_with_different_reasons_for_no_figure() -> None:
    assert _by_rule(("a", {"a.state": IDLE}), ("b", {"a.state": NOT_YET})) == {"a.state": NOT_YET}


def test_from_a_single_unit_everything_is_copied_as_it_stands() -> None:
    typed: Typed = {"p": "12,5", "loi": "Một.", "ten": "x", "t[1].y": 4, "ds[1].so": 1}
    assert shown(together(sent("a", typed))) == {
        **{place: str(x) for place, x in typed.items()},
        "p": "12.50",
    }


# --- states and blanks ---------------------------------------------------------------------------


def test_what_all_units_have_nothing_of_stays_so() -> None:
    found = together(sent("a", {"r.state": IDLE}), sent("b", {"r.state": IDLE}))
    assert shown(found) == {"r.state": IDLE}
    assert gave(found, "r.state") == {"a": IDLE, "b": IDLE}


def test_nothing_here_and_figures_there_is_the_sum_of_the_figures() -> None:
    found = together(sent("a", {"r.state": IDLE}), sent("b", {"r.n": 1, "r.d": 2}))
    assert shown(found) == {"r.n": "1", "r.d": "2"}
    assert found.lacking == {}


def test_nothing_here_and_a_blank_there_is_unknown() -> None:
    found = together(sent("a", {"r.state": IDLE}), sent("b", {"a": 1}))
    assert shown(found) == {"a": "1"}


def test_who_is_missing_is_named_and_nothing_is_counted_for_them() -> None:
    found = together(sent("a", {"a": 1, "l": 2}), sent("b", {"a": 3}), expected=givers(*"abc"))
    assert shown(found) == {"a": "4", "l": "2"}
    assert (found.present, found.missing) == (("a", "b"), ("c",))
    assert found.lacking == {"a": ("c",), "l": ("b", "c"), "tong": ("b", "c")}


def test_whom_nobody_expects_is_left_out_and_named() -> None:
    found = together(sent("a", {"a": 1}), sent("z", {"a": 9}), expected=givers("a"))
    assert (shown(found), found.outside) == ({"a": "1"}, ("z",))


def test_of_one_report_only_the_last_submission_counts() -> None:
    found = together(sent("a", {"a": 5}, revision=2), sent("a", {"a": 9}))
    assert (shown(found), gave(found, "a")) == ({"a": "5"}, {"a": "5"})


# --- days of a month -----------------------------------------------------------------------------


def test_several_periods_of_a_unit_first_by_behaviour_then_the_units() -> None:
    found = together(
        sent("a", {"a": 1, "l": 10, "r.n": 1, "r.d": 1}, period="2024-05"),
        sent("a", {"a": 2, "l": 12, "r.n": 1, "r.d": 3}, period="2024-06"),
        sent("b", {"a": 5, "l": 7}, period="2024-06"),
        expected=givers("a", "b", reports=2),
    )
    assert shown(found) == {"a": "8", "l": "19", "r.n": "2", "r.d": "4"}
    flows = [(one.report, str(one.value)) for one in found.contributions[key("a")]]
    totals = [(one.report, str(one.value)) for one in found.contributions[key("l")]]
    assert flows == [("F91-a-2024-05", "1"), ("F91-a-2024-06", "2"), ("F91-b-2024-06", "5")]
    assert totals == [("F91-a-2024-06", "12"), ("F91-b-2024-06", "7")]
    assert (found.short, found.wanted) == ({"b": 1}, 4)


def test_a_state_of_things_is_over_when_the_newest_report_says_so() -> None:
    shape = replace(NEW.form, fields=tuple(
        replace(f, behaviour="T") if f.id == "r" else f for f in NEW.form.fields))  # fmt: skip
    engine = Engine(shape)
    first = sent("a", {"r.n": 1, "r.d": 2}, period="2024-06", engine=engine)
    last = sent("a", {"r.state": IDLE}, period="2024-07", engine=engine)
    found = consolidate(engine, [first, last], givers("a", "b"))
    assert shown(found) == {"r.state": IDLE}


# --- versions ------------------------------------------------------------------------------------


def test_a_report_of_an_older_version_stands_under_todays_ids_and_units_of_money() -> None:
    sources = [sent("a", {"a_cu": 4, "m": "1500,25"}, engine=OLD), sent("b", {"a": 1, "m": "2"})]
    found = consolidate(NEWER, sources, givers("a", "b"))
    assert shown(found) == {"a": "5", "m": "3.50025"}


# --- against an expectation of its own -----------------------------------------------------------


class Said(NamedTuple):
    """What one unit says: figures by place, which version it types in, what has nothing."""

    figures: Mapping[str, int]
    old: bool
    idle: bool


_PLACES = ("a", "l", "r.n", "r.d", "f.n", "f.d", "mx", "mn", "ct", "t[1].x", "t[2].x")
_SAID = st.builds(
    Said,
    st.dictionaries(st.sampled_from((*_PLACES, "m")), st.integers(0, 10**9), max_size=9),
    st.booleans(),
    st.booleans(),
)
_PROVINCE = st.dictionaries(st.sampled_from("abcdefgh"), _SAID, max_size=7)


def _typed(said: Said) -> Typed:
    typed: dict[str, str | int | None] = dict(said.figures)
    if "m" in typed:
        typed["m"] = f"{said.figures['m'] % 1000},5" if said.old else said.figures["m"] % 1000
    if said.old and "a" in typed:
        typed["a_cu"] = typed.pop("a")
    if said.idle and not {"r.n", "r.d"} & typed.keys():
        typed["r.state"] = IDLE
    return typed


_BY_HAND: Mapping[str, Callable[[list[int]], int]] = {
    "mx": max,
    "mn": min,
    "ct": lambda values: len([value for value in values if value]),
}


def _expected(province: Mapping[str, Said]) -> dict[str, Decimal | str]:
    """Add up by hand, from what was generated, without the program."""
    found: dict[str, Decimal | str] = {}
    for place in _PLACES:
        values = [said.figures[place] for said in province.values() if place in said.figures]
        if values:
            found[place] = Decimal(_BY_HAND.get(place, sum)(values))
    billions = [_billions(said) for said in province.values() if "m" in said.figures]
    if billions:
        found["m"] = sum(billions, Decimal(0))
    rates = {"r.n", "r.d"}
    silent = [said.idle and not rates & said.figures.keys() for said in province.values()]
    if silent and all(silent):
        found["r.state"] = IDLE
    return found


def _billions(said: Said) -> Decimal:
    amount = Decimal(said.figures["m"] % 1000)
    return (amount + Decimal("0.5")) / 1000 if said.old else amount


def _sources(province: Mapping[str, Said]) -> list[Submission]:
    return [
        sent(unit, _typed(said), engine=OLD if said.old else NEW) for unit, said in province.items()
    ]


@given(_PROVINCE, st.randoms(use_true_random=False))
@settings(max_examples=120, deadline=None)
def test_any_province_comes_out_as_added_up_by_hand(
    province: Mapping[str, Said], order: Random
) -> None:
    expected = givers(*"abcdefgh")
    sources = _sources(province)
    found = consolidate(NEWER, sources, expected)
    assert {at.place(): value for at, value in found.cells.items()} == _expected(province)
    assert found.missing == tuple(sorted(set("abcdefgh") - province.keys()))
    order.shuffle(sources)
    again = consolidate(NEWER, sources, expected)
    assert (again.cells, again.contributions) == (found.cells, found.contributions)


@given(_PROVINCE)
@settings(max_examples=80, deadline=None)
def test_contributors_add_up_to_every_total(province: Mapping[str, Said]) -> None:
    found = consolidate(NEWER, _sources(province), givers(*"abcdefgh"))
    c = NEWER.open({}, make.JULY)
    offer = offered(c, [(Feed(form="F91", units="under"), found)])
    done = _applied(c, offer)
    for at, given_by in offer.contributions.items():
        figures = [one.value for one in given_by if isinstance(one.value, Decimal)]
        if figures and at.field not in ("mx", "mn", "ct"):
            assert sum(figures) == done.effective(at), at
            assert {one.key for one in given_by} == {at}


def _applied(c: Computation, offer: Offered) -> Computation:
    cells = {at: value for at, value in offer.values.items() if value is not None}
    return c.engine.open({**c.cells, **cells}, c.period)


# --- into the report -----------------------------------------------------------------------------

UNDER = Feed(form="F91", units="under")


def _offer(c: Computation, *sources: Submission) -> Offered:
    return offered(c, [(UNDER, together(*sources, expected=givers("a", "b", "c")))])


def _rows(session: Session, offer: Offered, rows: list[LogRow], *, overwrite: bool = False) -> None:
    lines = planned(session.computation, offer, written_by(rows), overwrite=overwrite)
    values = {line.key: line.value for line in lines if line.taken}
    change = session.plan_values(values, "consolidate")
    session.apply(change)
    _log(rows, "consolidate", change.edits)


def _log(rows: list[LogRow], action: str, edits: Iterable[CellEdit]) -> None:
    for at, old, new in edits:
        rows.append(LogRow(seq=len(rows), report="x", at="", who="", action=action,
                           key=at, old=old, new=new))  # fmt: skip


def _type(session: Session, rows: list[LogRow], place: str, text: str) -> None:
    change = session.plan_text(key(place), text)
    assert isinstance(change, Change)
    session.apply(change)
    _log(rows, "edit", change.edits)


def _state(session: Session) -> dict[str, str]:
    cells: Mapping[CellKey, CellValue] = session.computation.cells
    return {at.place(): str(value) for at, value in sorted(cells.items())}


def test_a_second_run_changes_nothing_and_a_late_report_only_what_it_must() -> None:
    session, rows = Session(NEW.open({}, make.JULY)), list[LogRow]()
    first = sent("a", {"a": 1, "l": 2, "ds[1].so": 4, "loi": "Một.", "tong": 3})
    _rows(session, _offer(session.computation, first), rows)
    before = _state(session)
    assert before == {"a": "1", "ds[1].so": "4", "l": "2", "loi": "Xã A:\nMột."}
    written = written_by(rows)
    assert planned(session.computation, _offer(session.computation, first), written) == ()
    late = sent("b", {"a": 5})
    lines = planned(session.computation, _offer(session.computation, first, late), written)
    assert [(x.key.place(), str(x.now), str(x.value), x.units) for x in lines] == [
        ("a", "1", "6", ("a", "b"))
    ]


def _whole(c: Computation, province: Mapping[str, Said]) -> Offered:
    found = consolidate(NEWER, _sources(province), givers(*"abcdefgh"))
    return offered(c, [(UNDER, found)])


@given(_PROVINCE, _PROVINCE, st.sets(st.sampled_from(_PLACES), max_size=4))
@settings(max_examples=60, deadline=None)
def test_any_later_run_gives_what_a_first_one_would_and_keeps_what_was_typed(
    before: Mapping[str, Said], after: Mapping[str, Said], typed: set[str]
) -> None:
    session, rows = Session(NEWER.open({}, make.JULY)), list[LogRow]()
    _rows(session, _whole(session.computation, before), rows)
    by_hand = {place for place in typed if key(place) in session.computation.cells}
    for place in by_hand:
        _type(session, rows, place, "987654321")
    _rows(session, _whole(session.computation, after), rows)
    again = _whole(session.computation, after)
    lines = planned(session.computation, again, written_by(rows))
    assert {line.key.field for line in lines} <= {key(place).field for place in by_hand}
    assert not any(line.taken for line in lines)
    fresh = Session(NEWER.open({}, make.JULY))
    _rows(fresh, _whole(fresh.computation, after), [])
    kept = {key(place).field for place in by_hand}
    now, then = ({at: x for at, x in one.computation.cells.items() if at.field not in kept}
                 for one in (session, fresh))  # fmt: skip
    assert now == then
    for place in by_hand:
        assert session.computation.cells[key(place)] == 987_654_321


def test_what_a_person_typed_stays_unless_it_is_overwritten() -> None:
    session, rows = Session(NEW.open({}, make.JULY)), list[LogRow]()
    first = sent("a", {"a": 1, "l": 2, "ds[1].so": 4})
    _rows(session, _offer(session.computation, first), rows)
    _type(session, rows, "a", "100")
    _type(session, rows, "ds[2].so", "9")
    _type(session, rows, "l", "")
    second = sent("a", {"a": 3, "l": 5, "ds[1].so": 6}, revision=2)
    _rows(session, _offer(session.computation, second), rows)
    assert _state(session) == {"a": "100", "ds[1].so": "4", "ds[2].so": "9"}
    _rows(session, _offer(session.computation, second), rows, overwrite=True)
    assert _state(session) == {"a": "3", "l": "5", "ds[1].so": "6"}


def test_what_nobody_says_any_more_goes_again() -> None:
    session, rows = Session(NEW.open({}, make.JULY)), list[LogRow]()
    _rows(session, _offer(session.computation, sent("a", {"a": 1, "r.n": 1, "r.d": 2})), rows)
    everything = sent("a", {"a.state": IDLE, "r.state": IDLE}, revision=2)
    _rows(session, _offer(session.computation, everything), rows)
    assert _state(session) == {"a.state": IDLE, "r.state": IDLE}
    back = sent("a", {"r.n": 3, "r.d": 4}, revision=3)
    _rows(session, _offer(session.computation, back), rows)
    assert _state(session) == {"r.d": "4", "r.n": "3"}


def test_carried_over_figures_are_replaced_and_their_marks_go() -> None:
    cells = {**make.cells(NEW, {"l": 9}), mark_of("l"): UNSEEN}
    session, rows = Session(NEW.open(cells, make.JULY)), list[LogRow]()
    _rows(session, _offer(session.computation, sent("a", {"l": 2})), rows)
    assert _state(session) == {"l": "2"}


def test_a_total_that_a_unit_only_states_is_not_lost() -> None:
    session, rows = Session(NEW.open({}, make.JULY)), list[LogRow]()
    sources = (sent("a", {"tong": 10}), sent("b", {"a": 3, "l": 4}))
    offer = _offer(session.computation, *sources)
    _rows(session, offer, rows)
    assert _state(session) == {"a": "3", "l": "4", "tong": "17"}
    assert [f.code for f in session.computation.findings() if f.severity == "error"] == ["CALC"]
    assert (
        planned(session.computation, _offer(session.computation, *sources), written_by(rows)) == ()
    )


def test_figures_of_another_form_come_in_this_ones_units_of_money() -> None:
    other = replace(make.form(make.money("von", "triệu đồng")), id="F92")
    c = make.report(Engine(other), {})
    feed = Feed(form="F91", fields={"von": "m"})
    found = together(sent("a", {"m": "1,5"}), sent("b", {"m": "2"}))
    offer = offered(c, [(feed, found)])
    assert {at.place(): str(x) for at, x in offer.values.items()} == {"von": "3500"}
    assert [str(one.value) for one in offer.contributions[key("von")]] == ["1500", "2000"]


def test_who_reported_and_left_a_figure_blank_is_told() -> None:
    c = NEW.open({}, make.JULY)
    offer = _offer(c, sent("a", {"a": 1, "l": 2}), sent("b", {"a": 3, "r.state": IDLE}))
    assert offer.blank == {"l": ("b",)}


# --- whose reports -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "unit", "expected"),
    [
        ({"level": "xa"}, "so_nganh", ["T01 under"]),
        ({"level": "xa"}, "xa", ["T01 under"]),
        ({"level": "xa", "feeds": (Feed(form="F07"),)}, "xa", ["F07 same"]),
        ({"level": "xa", "feeds": (Feed(form="F07"),)}, "so_nganh", ["T01 under"]),
        ({"owed_by": ("91",), "feeds": (Feed(form="F02-X", units="owner"),)}, "tinh",
         ["F02-X owner"]),
        ({"owed_by": ("91",), "feeds": (Feed(form="F14", compares=True),)}, "tinh", ["T01 under"]),
    ],
)  # fmt: skip
def test_who_owes_a_form_fills_it_and_others_add_it_up(
    form: Mapping[str, object], unit: str, expected: list[str]
) -> None:
    shape = replace(make.form(make.whole("a")), **form)
    found = feeds_into(shape, Unit(code="91", name="Tỉnh", issuer="Tỉnh", kind=unit))
    assert [f"{feed.form} {feed.units}" for feed in found] == expected


def test_days_are_given_by_their_own_periods() -> None:
    rule = PeriodRule(cycle="day", rule="day")
    days = Engine(replace(NEW.form, period=rule))
    sources = [sent("a", {"a": n}, period=f"2024-07-{n:02}", engine=days) for n in range(1, 20)]
    found = consolidate(days, sources, givers("a"))
    assert shown(found) == {"a": str(sum(range(1, 20)))}
    assert found.sources[-1].report == "F91-a-2024-07-19"
