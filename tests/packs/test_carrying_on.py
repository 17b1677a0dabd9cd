"""Every shipped form handed on to its next period: flows blank, nothing contradicts, all to see."""

from __future__ import annotations

import pytest

import resources
from forms.behaviours import behaviour_of
from forms.checking.review import unseen_fields
from forms.editing import Session
from forms.engine import Computation, Context
from forms.layout import FIGURES
from forms.periods import following
from forms.sources.carrying import start
from tests.packs.pack_reports import filled, sample

SAMPLES = sorted(
    path.stem
    for path in resources.path("samples").glob("*.json")
    if not path.stem.endswith("-corrections")
)
OF_TIME = {"STALE", "STATUS", "DEADLINE", "DATE-PERIOD"}
"""What a report rightly says of figures that are one period old."""


def codes(c: Computation) -> set[str]:
    return {f.id for f in c.findings() if f.severity in ("error", "warning")}


@pytest.mark.parametrize("name", SAMPLES)
def test_the_next_period_begins_without_flows_and_without_contradictions(name: str) -> None:
    earlier = filled(sample(name))
    engine, period = earlier.engine, following(earlier.period)
    context = Context(previous=earlier.cells, previous_period=earlier.period)
    begun = start(engine, period, earlier)
    c = engine.open(begun.cells, period, context=context)
    new = {told for told in codes(c) - codes(earlier) if told.partition("@")[0] not in OF_TIME}
    assert new == set()
    asked = [f.place for f in c.findings() if f.code == "REVIEW"]
    assert sorted(asked) == sorted(field for field in begun.unseen if c.has_field(field))
    session = Session(c)
    session.apply(session.plan_confirm(unseen_fields(c.cells)))
    assert not any(f.code == "REVIEW" for f in c.findings())


@pytest.mark.parametrize("name", SAMPLES)
def test_no_flow_of_the_earlier_period_is_taken_over(name: str) -> None:
    earlier = filled(sample(name))
    engine = earlier.engine
    begun = start(engine, following(earlier.period), earlier)
    fresh = start(engine, following(earlier.period))
    for key, value in begun.cells.items():
        field, column = engine.fields.get(key.field), engine.column(key)
        if field is None or column is None or column.kind not in FIGURES:
            continue
        if behaviour_of(field, column) == "K" and fresh.cells.get(key) != value:
            # An opening that the form links to the last closing is the one flow that is known.
            links = [
                rule for rule in engine.form.relations if "truoc(" in getattr(rule, "right", "")
            ]
            assert any(column.id in rule.left for rule in links if hasattr(rule, "left")), key
