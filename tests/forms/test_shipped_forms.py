"""The forms of the program under random figures: checked, printed, edited, and never at a loss."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from forms import pack
from forms.cells import CellEdit, CellKey, CellValue
from forms.composition import compose
from forms.editing import Session
from forms.engine import Engine
from forms.entry import STATES
from forms.model import RECIPIENTS, SIGNATURE, Column
from forms.periods import Period
from tests.forms.reports import OFFICE

ENGINES = {
    path.parent.name: pack.compiled(pack.read_json(path.read_bytes()))
    for path in sorted(resources.path("packs").glob("*/form.json"))
}
COUNTS = st.one_of(st.integers(0, 12), st.integers(0, 10**5), st.just(10**18 - 1)).map(Decimal)
SHARES = st.sampled_from(["0", "50", "66.67", "99.99", "33.3333", "100"]).map(Decimal)
MONEY = st.sampled_from(["0", "1", "45", "100", "2000"]).map(Decimal)
WORDS = st.sampled_from(["A", "709", "KH-UBND", "63/2024", "{{a}}", "{{", "Kế hoạch"])
DAYS = st.sampled_from(["2022-01-06", "2024-06-25", "2024-07-16", "2025-08-05"])
MONTHS = st.sampled_from(["2024-06", "2024-07", "2025-12"])


def _values(column: Column) -> st.SearchStrategy[CellValue]:
    if column.kind == "enum":
        return st.sampled_from([choice.code for choice in column.choices])
    kinds: dict[str, st.SearchStrategy[CellValue]] = {
        "int": COUNTS,
        "speed": COUNTS,
        "pct": SHARES,
        "money": MONEY,
        "date": DAYS,
        "month": MONTHS,
    }
    return kinds.get(column.kind, WORDS)


def _cells(engine: Engine) -> Iterator[tuple[CellKey, st.SearchStrategy[CellValue]]]:
    """Every cell that can be filled, two rows of each list, and what may stand there."""
    for field in engine.fields.values():
        rows = {"table": range(1, len(field.rows) + 1), "list": (1, 2), "documents": (1, 2)}
        for row in rows.get(field.kind, (0,)):
            for column in engine.columns(field.id):
                yield CellKey(field.id, row, column.id), _values(column)
        if field.kind in ("list", "documents", "selection"):
            yield CellKey(field.id, 0, "stated"), st.integers(0, 9).map(Decimal)
        if field.kind == "selection":
            ids = [row.id for row in engine.grids[field.grid].rows]
            yield CellKey(field.id, 1, "value"), st.sampled_from(ids)
        elif field.id not in (SIGNATURE, RECIPIENTS):
            yield CellKey(field.id, 0, "state"), st.sampled_from(STATES)
    for section in engine.sections:
        yield CellKey("sections", 0, section), st.sampled_from(["on", "off"])


VALUES = {name: dict(_cells(engine)) for name, engine in ENGINES.items()}
Cells = dict[CellKey, CellValue]


@st.composite
def filled(draw: st.DrawFn, name: str, most: int) -> Cells:
    values = VALUES[name]
    keys = draw(st.lists(st.sampled_from(sorted(values)), max_size=most, unique=True))
    return {place: draw(values[place]) for place in keys}


@pytest.mark.parametrize("name", ENGINES)
@given(st.data())
def test_a_form_is_never_at_a_loss(name: str, data: st.DataObject) -> None:
    engine = ENGINES[name]
    year = data.draw(st.integers(2023, 2026))
    period = Period(engine.form.period.cycle, year, 1)
    before = data.draw(st.none() | filled(name, 30))
    typed, edits = data.draw(filled(name, 60)), data.draw(filled(name, 15))
    c = engine.open(typed, period, before)
    found = c.findings()
    assert len({finding.id for finding in found}) == len(found)
    assert compose(c, OFFICE, draft=True, dated="2024-07-22T08:00:00+07:00").blocks
    for place, value in edits.items():
        new = value if place not in c.cells or c.cells[place] != value else None
        c.put([CellEdit(place, c.cells.get(place), new)])
    fresh = engine.open(c.cells, period, before)
    assert (fresh.now, fresh.findings()) == (c.now, c.findings())
    session = Session(c)
    for finding in c.findings()[:20]:
        if finding.repair is not None:
            session.apply(session.plan_repairs([finding]))
            left = {(one.id, one.fingerprint) for one in c.findings()}
            assert (finding.id, finding.fingerprint) not in left
            session.undo()
