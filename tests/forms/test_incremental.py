"""However a report came to its cells, it is the report opened afresh with them.

Random forms take random edits one after another; after each the vector, what is printed and the
findings are those of the final cells opened from scratch. Undo and redo lead to the same places.
"""

from __future__ import annotations

from decimal import Decimal

from hypothesis import assume, given, note
from hypothesis import strategies as st
from msgspec.structs import replace

from forms.cells import CellEdit, CellKey, CellValue
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.findings import Finding
from forms.model import Choice, Column, Form, RowSpec, Section
from forms.pack import FormProblem
from forms.relations import (
    AtMostRule,
    BoundsRule,
    ConditionRule,
    ConstantRule,
    CountRule,
    EqualRule,
    ExclusiveRule,
    JumpRule,
    MonotonicRule,
    PairRule,
    PartsRule,
    RatioRule,
    Relation,
    RemainderRule,
    SumRule,
)
from tests.builders import (
    JULY,
    form,
    grid,
    key,
    listing,
    money,
    percent,
    ratio,
    single,
    table,
    whole,
)

STATES = ("khong_phat_sinh", "theo_mua_vu", "chua_co_so_lieu")
INPUTS = ("a", "b", "c")

FORMULAS = (
    "a + b",
    "SUM(g[*].n)",
    "SUM(g[1:2].d) - a",
    "COUNT(g[*], p = 100)",
    "COUNT(ds[*])",
    "COUNT(ds[*], so > 3000000)",
    "COUNT(t[*], x > y)",
    "SUM(t[*].x)",
    "t[r1].x + t[tong].y",
    "IF(TRONG(a), b, a * 2)",
    "MAX(a, b, t[2].x)",
    "ROUND(a / b, 0)",
    "ABS(a - b) + MIN(b, 5)",
    "IF(COUNT(ds[*].ten) > 1, a, f1)",
    "f1 + 1",
    "truoc(a) + b",
    "f4 + b",
    "SUM(f3, f4)",
    "c * 2",
    "t[tong].z + r3.n",
    'COUNT(ds[*], tt = "a")',
    'COUNT(ds[*], tt <> "a" va han <= CUOI_KY())',
    'COUNT(t[*], muc = "b")',
    "COUNT(ds[*], thang >= han hoac TRONG(ten))",
    'IF(chu = "A", a, 1)',
    'IF(chon_mot = "b" hoac hen > NGAY(2024, 7, 1), b, c)',
    "SUM(ds[*].tinh)",
    "SUM(ds[*].tinh) + COUNT(ds[*].lech)",
    'SUMIF(ds[*].k, tt = "a")',
    "SUMIF(t[*].x, y > 2)",
    "SUMIF(g[*].n, d > 3)",
    "hen - ngay",
    "CUOI_KY() - hen",
    "COUNT(ds[*], q >= 50)",
)
ROW_FORMULAS = (
    "k * 2",
    "a + k",
    "f1 + k",
    "MAX(k, l) - l",
    'IF(tt = "a", k, l)',
    "han - ngay",
    "COUNT(t[*], x > 2) + k",
    "SUM(ds[*].k) - k",
    "IF(TRONG(tt), 1, a)",
)
DAY_FORMULAS = ("han + 1", "han + k", "MAX(han, ngay)", "IF(TRONG(han), CUOI_KY(), han)", "hen")
RULES: tuple[Relation, ...] = (
    SumRule(id="s1", total="c", parts=("a", "b")),
    SumRule(id="s2", total="c", parts=("r1.n", "r2.n"), missing="skip_all"),
    SumRule(id="s3", total="r3.n", parts=("a", "t[1].x"), missing="zero"),
    SumRule(id="s4", table="t", total="z", parts=("x", "y")),
    SumRule(id="s5", total="m", parts=("ds[*].so",), operands="rounded", missing="skip_all"),
    RemainderRule(id="m1", whole="a", part="b", rest="c"),
    RemainderRule(id="m2", table="t", whole="x", part="y", rest="z"),
    RatioRule(id="q1", n="a", d="b", percent="p"),
    RatioRule(id="q2", table="t", n="x", d="y", percent="w"),
    CountRule(id="n1", total="c", rows="ds"),
    CountRule(id="n2", total="c", rows="g", condition="n = d"),
    PartsRule(id="p1", whole="a", parts=("b", "c")),
    PartsRule(id="p2", table="t", whole="x", parts=("y", "z")),
    AtMostRule(id="k1", chain=("a", "b", "r1.n")),
    AtMostRule(id="k2", table="t", chain=("a", "x", "y"), missing="skip_all"),
    EqualRule(id="e1", left="a", right="r1.d"),
    EqualRule(id="e2", left="chu", right="ngay"),
    BoundsRule(id="b1", value="a", low="1", high="7"),
    BoundsRule(id="b2", table="t", value="x", high="5"),
    MonotonicRule(id="u1", values=("a", "g[*].n", "t[*].x")),
    ConstantRule(id="u2", values=("r1.n", "r1.d")),
    JumpRule(id="u3", values=("b",), percent=20),
    PairRule(id="h1", left="a", right="chu"),
    ExclusiveRule(id="h2", table="t", left="x", right="y"),
    ConditionRule(id="t1", test="a > b hoac COUNT(ds[*]) >= 2", places=("b",)),
    ConditionRule(id="t2", table="t", test="x + y <= a"),
    SumRule(id="l1", table="ds", total="l", parts=("k", "a")),
    RemainderRule(id="l2", table="ds", whole="k", part="l", rest="tinh"),
    RatioRule(id="l3", table="ds", n="k", d="l", percent="q"),
    PartsRule(id="l4", table="ds", whole="k", parts=("l", "tinh")),
    AtMostRule(id="l5", table="ds", chain=("moc", "han"), code="DEADLINE"),
    AtMostRule(id="l6", table="ds", chain=("k", "l", "c"), missing="skip_all"),
    EqualRule(id="l7", table="ds", left="ten", right="chu"),
    EqualRule(id="l8", table="ds", left="k", right="tinh"),
    BoundsRule(id="l9", table="ds", value="han", low="DAU_KY()", high="CUOI_KY()"),
    BoundsRule(id="la", value="hen", low="NGAY(2024, 7, 1)"),
    PairRule(id="lb", table="ds", left="ten", right="k"),
    ExclusiveRule(id="lc", table="ds", left="tt", right="l"),
    ConditionRule(id="ld", table="ds", test='khong (tt = "a" va TRONG(han))', places=("han",)),
    ConditionRule(id="le", table="t", test='muc <> "b" hoac x > a', places=("muc",)),
    ConditionRule(id="lf", test='chon_mot <> "b" hoac hen <= ngay', places=("chon_mot",)),
    CountRule(id="lg", total="b", rows="ds", condition='tt = "b"'),
    SumRule(id="lh", total="t[r3].y", parts=("ds[*].tinh",), missing="zero"),
    MonotonicRule(id="li", values=("t[*].y", "b")),
)
CHOICES = (Choice(code="a", label="Một"), Choice(code="b", label="Hai"))


Kinds = tuple[bool, bool, bool, str, str]


def shape_of(formulas: list[str], rules: list[Relation], kinds: Kinds) -> Form:
    remainder, based, totalled, row_formula, day_formula = kinds
    base = "a" if based else ""
    total = RowSpec(id="tong", label="Tổng", sums=("r1", "r2") if totalled else ())
    fields = (
        *(whole(name) for name in INPUTS),
        percent("p"),
        money("m", "tỷ đồng"),
        single("chu", "text"),
        single("ngay", "date", behaviour="T", settled_by="r1"),
        ratio("r1", states=STATES, remainder=remainder),
        ratio("r2", states=STATES, base=base, over=True),
        ratio("r3", coarse=(0,)),
        single("hen", "date", behaviour="C"),
        replace(single("chon_mot", "enum"), choices=CHOICES),
        listing(
            "ds",
            Column(id="ten", label="Tên", required=True),
            _money(),
            _choice("tt", required=True),
            "k",
            "l",
            Column(id="q", label="q", kind="pct", decimals=2),
            *(Column(id=name, label=name, kind="date") for name in ("han", "ngay")),
            Column(id="thang", label="thang", kind="month"),
            Column(id="tinh", label="tinh", kind="int", formula=row_formula, required=True),
            Column(id="moc", label="moc", kind="date", formula=day_formula),
            Column(id="lech", label="lech", kind="int", formula="tinh + l"),
        ),
        single("vb", "documents", behaviour="K"),
        table(
            "t",
            [
                Column(id="x", label="x", kind="int", required=based),
                *("y", "z"),
                Column(id="w", label="w", kind="pct", decimals=2),
                _choice("muc", required=based),
            ],
            [total, "r1", "r2", RowSpec(id="r3", label="r3", optional=True)],
        ),
        replace(single("chon", "selection"), grid="g", condition="n = d va d > 0"),
        single("loi", "rich", required=False),
        *(whole(f"f{i}", formula=text) for i, text in enumerate(formulas, 1)),
    )  # fmt: skip
    placed = [field.id for field in fields if field.id not in ("r1", "r2", "r3", "ds")]
    sections = (
        Section(id="mot", heading="Một", fields=("g", *placed)),
        Section(id="hai", heading="Hai", fields=("ds",), optional=True),
    )
    return form(*fields, rules=rules, grids=[grid("g", "r1", "r2", "r3")], sections=sections)


def _choice(name: str, *, required: bool) -> Column:
    return Column(id=name, label=name, kind="enum", choices=CHOICES, required=required)


def _money() -> Column:
    return Column(id="so", label="Số", kind="money", unit="triệu đồng")


@st.composite
def engines(draw: st.DrawFn) -> Engine:
    """A form with some computed fields and some of the relations, as far as they go together."""
    formulas = draw(st.lists(st.sampled_from(FORMULAS), min_size=4, max_size=4))
    wanted = draw(st.lists(st.sampled_from(RULES), unique_by=lambda rule: rule.id, max_size=9))
    kinds = draw(
        st.tuples(
            *(st.booleans(), st.booleans(), st.booleans()),
            st.just("") | st.sampled_from(ROW_FORMULAS),
            st.sampled_from(DAY_FORMULAS),
        )
    )
    rules: list[Relation] = []
    engine = None
    for rule in [None, *wanted]:
        tried = rules if rule is None else [*rules, rule]
        try:
            engine = Engine(shape_of(formulas, tried, kinds))
        except FormProblem as problem:
            note(problem.message)
            continue
        rules = tried
    assume(engine is not None)
    assert engine is not None
    return engine


FIGURES = st.integers(0, 9).map(Decimal)
PERCENTS = st.sampled_from(["0", "50", "66.67", "66.66", "100", "33.3"]).map(Decimal)
MONEY = st.sampled_from(["1", "2.5", "4", "0.0042", "0.01"]).map(Decimal)
DAYS = st.sampled_from(["2024-05-28", "2024-06-28", "2024-07-01", "2024-08-02"])
WORDS = st.sampled_from(["A", "a", "28/6/2024", "{{a}} và {{la}}", "{{"])
SERIALS = st.sampled_from(["5", "6", "x"])


def _values(place: CellKey) -> st.SearchStrategy[CellValue]:
    field, _row, part = place
    if part == "state":
        return st.sampled_from(STATES)
    if field == "sections":
        return st.sampled_from(["on", "off"])
    by_place: dict[str, st.SearchStrategy[CellValue]] = {
        "ngay": DAYS,
        "han": DAYS,
        "hen": DAYS,
        "moc": DAYS,
        "thang": st.sampled_from(["2024-06", "2024-07"]),
        "tt": st.sampled_from(["a", "b"]),
        "muc": st.sampled_from(["a", "b"]),
        "chon_mot": st.sampled_from(["a", "b"]),
        "q": PERCENTS,
        "chu": WORDS,
        "loi": WORDS,
        "chon": st.sampled_from(["r1", "r2", "r3"]),
        "ten": WORDS,
        "so": SERIALS if field == "vb" else MONEY,
        "ky_hieu": st.sampled_from(["KH-UBND", "?"]),
        "ten_loai": st.sampled_from(["Kế hoạch", "Báo cáo"]),
        "p": PERCENTS,
        "w": PERCENTS,
        "m": MONEY,
    }
    name = field if part == "value" else part
    return FIGURES if part == "stated" else by_place.get(name, FIGURES)


LIST_PARTS = ["ten", "so", "tt", "k", "l", "q", "han", "ngay", "thang", "tinh", "moc", "lech"]
PLACES = [
    key(place)
    for place in (
        *INPUTS,
        *("p", "m", "chu", "ngay", "loi", "f1", "f2", "ds.stated", "ds.state", "t.state"),
        *("hen", "chon_mot"),
        *(f"r{i}.{part}" for i in (1, 2, 3) for part in ("n", "d", "p", "r", "state")),
        *(f"ds[{row}].{part}" for row in (1, 2, 4) for part in LIST_PARTS),
        *(f"t[{row}].{part}" for row in (1, 2, 3, 4) for part in ("x", "y", "z", "w", "muc")),
        *(f"vb[{row}].{part}" for row in (1, 2) for part in ("so", "ky_hieu", "ngay", "ten_loai")),
        *("chon.stated", "chon[1].value", "chon[2].value", "sections.hai", "khac.x", "t[9].x"),
    )
]


@st.composite
def edit(draw: st.DrawFn) -> tuple[CellKey, CellValue | None]:
    place = draw(st.sampled_from(PLACES))
    return place, draw(st.none() | _values(place))


BATCHES = st.lists(st.lists(edit(), min_size=1, max_size=3), min_size=1, max_size=12)
Cells = dict[CellKey, CellValue]


def started(
    engine: Engine, first: list[tuple[CellKey, CellValue | None]], early: bool
) -> Computation:
    cells = {place: value for place, value in first if value is not None}
    before = {"a": Decimal(4), "b": Decimal(3), "r1.n": Decimal(5), "t[2].y": Decimal(6)}
    earlier: Cells = {key(place): value for place, value in before.items()}
    earlier |= {key("ds[1].k"): Decimal(2), key("ds[1].tt"): "a", key("chon_mot"): "b"}
    c = engine.open(cells, JULY, earlier)
    if early:
        c.findings()
    return c


def unchanged(c: Computation) -> None:
    """The report is the same as its cells opened afresh."""
    fresh = c.engine.open(c.cells, c.period, c.context.previous)
    assert c.typed == fresh.typed
    assert c.now == fresh.now
    assert c.idle == fresh.idle
    assert c.listed == fresh.listed
    assert [c.rows(name) for name in c.engine.fields] == [
        fresh.rows(name) for name in c.engine.fields
    ]
    assert {place: c.effective(place) for place in PLACES} == {
        place: fresh.effective(place) for place in PLACES
    }
    assert c.findings() == fresh.findings()
    # Sources come first: computing everything once more changes nothing.
    fresh.validate()
    assert fresh.now == c.now


@given(engines(), st.lists(edit(), max_size=25), BATCHES, st.booleans())
def test_edits_one_after_another_come_to_the_same_as_all_at_once(
    engine: Engine,
    first: list[tuple[CellKey, CellValue | None]],
    batches: list[list[tuple[CellKey, CellValue | None]]],
    early: bool,
) -> None:
    c = started(engine, first, early)
    unchanged(c)
    for batch in batches:
        before = c.now.copy()
        listed = {name: dict(rows) for name, rows in c.listed.items()}
        edits = [CellEdit(place, c.cells.get(place), value) for place, value in batch]
        changed = c.put(edits)
        moved = {
            strip.key(offset)
            for strip in engine.layout.strips.values()
            for offset in range(strip.length)
            if before[strip.start + offset] != c.now[strip.start + offset]
        }
        moved |= {
            CellKey(field, row, part)
            for (field, part), rows in c.listed.items()
            for row in rows.keys() | listed[field, part].keys()
            if rows.get(row) != listed[field, part].get(row)
        }
        assert changed == {place for place in moved if c.is_derived(place)}
        unchanged(c)


@given(engines(), st.lists(edit(), max_size=25), BATCHES)
def test_undo_and_redo_lead_back(
    engine: Engine,
    first: list[tuple[CellKey, CellValue | None]],
    batches: list[list[tuple[CellKey, CellValue | None]]],
) -> None:
    session = Session(started(engine, first, early=True))
    seen: list[tuple[Cells, tuple[Finding, ...]]] = [_state(session)]
    for batch in batches:
        planned = session.plan_values(dict(batch), "edit")
        if planned.edits:
            session.apply(planned)
            seen.append(_state(session))
    for state in reversed(seen[:-1]):
        session.undo()
        assert _state(session) == state
    assert session.to_undo is None
    for state in seen[1:]:
        session.redo()
        assert _state(session) == state
    assert session.to_redo is None
    unchanged(session.computation)


def _state(session: Session) -> tuple[Cells, tuple[Finding, ...]]:
    return dict(session.computation.cells), session.computation.findings()


@given(engines(), st.lists(edit(), max_size=40))
def test_every_finding_has_a_name_of_its_own(
    engine: Engine, first: list[tuple[CellKey, CellValue | None]]
) -> None:
    c = started(engine, first, early=True)
    names = [finding.id for finding in c.findings()]
    assert sorted(names) == sorted(set(names))


@given(engines(), st.lists(edit(), max_size=40))
def test_every_repair_makes_its_finding_go_away(
    engine: Engine, first: list[tuple[CellKey, CellValue | None]]
) -> None:
    session = Session(started(engine, first, early=True))
    for finding in session.computation.findings():
        if finding.repair is None:
            continue
        session.apply(session.plan_repairs([finding]))
        assert finding.id not in {left.id for left in session.computation.findings()}
        session.undo()
