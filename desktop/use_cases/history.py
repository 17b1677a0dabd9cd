"""The earlier reports of one report's form and unit, opened for its trends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from forms.periods import Period, parse_period, sort_key
from forms.printed.trends import MOST_PERIODS, Past
from forms.sources.carrying import adapted

if TYPE_CHECKING:
    from db.store import Store
    from desktop.use_cases.catalog import Catalog
    from desktop.use_cases.neighbours import Place


def earlier_reports(store: Store, catalog: Catalog, place: Place) -> tuple[Past, ...]:
    """Return what was reported in the periods of the same kind before, the newest first.

    Deleted reports are not there. Of several of one period that with the last id counts, as it
    does where figures are compared. All stand under the ids and table rows of this report's form.
    """
    now, engine = place.period, place.engine
    made: dict[Period, str] = {}
    pinned = {}
    for head in sorted(store.reports(), key=lambda each: each.id):
        period = parse_period(head.period)
        same = (head.form, head.unit) == (engine.form.id, place.unit.code)
        if same and isinstance(period, Period) and period.kind == now.kind:
            made[period], pinned[head.id] = head.id, head
    before = sorted((p for p in made if sort_key(p) < sort_key(now)), key=sort_key, reverse=True)
    found = []
    for period in before[: MOST_PERIODS - 1]:
        head = pinned[made[period]]
        cells = adapted(engine, catalog.pinned(head), store.load(head.id).cells)
        found.append(Past(period, engine.open(cells, period)))
    return tuple(found)
