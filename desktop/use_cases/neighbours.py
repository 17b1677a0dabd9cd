"""The reports around one report: its unit's earlier one, and those of other forms and units.

What they give is worked out in :mod:`forms.sources.carrying`, :mod:`forms.sources.feeding` and
:mod:`forms.sources.pulling`; here they are found and opened.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from desktop.problems import Trouble
from desktop.use_cases.catalog import Catalog
from desktop.use_cases.holdings import Holdings
from forms.cells import CellKey, Cells, CellValue
from forms.department.board import leave_of
from forms.department.runs import RunSource
from forms.department.submissions import Giver, Submission
from forms.duties import owes
from forms.engine import Context, Engine
from forms.model import Feed, Form
from forms.periods import Period, PeriodRule, parse_period
from forms.report import ReportHead
from forms.sources.carrying import Start, adapted, is_begun, start
from forms.sources.feeding import (
    Gathered,
    Occasion,
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
from forms.units import Registry, Unit

if TYPE_CHECKING:
    from db.store import Store


class Place(NamedTuple):
    """Where a report stands: its id (empty before it is made), form version, unit and period."""

    report: str
    engine: Engine
    unit: Unit
    period: Period

    @property
    def occasion(self) -> Occasion:
        """Return its period with the days that its form counts."""
        return occasion(self.period, self.engine.form.period)


class Fed(NamedTuple):
    """What the feeds of a report give, and the report of its form and unit before it."""

    feeds: tuple[tuple[Feed, Gathered], ...] = ()
    before: tuple[str, ...] = ()


class Sent(NamedTuple):
    """What the units that should feed a report have sent, under the newest version among it."""

    engine: Engine
    givers: tuple[Giver, ...]
    submissions: tuple[Submission, ...]


class Neighbours:
    """Finds the reports around one report: typed here or handed in; deleted ones are not there."""

    def __init__(self, store: Store, catalog: Catalog, registry: Registry) -> None:
        """Bind the store, the forms and the list of units."""
        self._store, self._catalog, self._registry = store, catalog, registry
        self._holdings = Holdings(store, catalog)
        self._listed: dict[str, list[ReportHead]] | None = None

    @contextmanager
    def one_list(self) -> Iterator[None]:
        """Read the list of reports once for everything inside the block."""
        before = self._listed
        self._listed = self._holdings.by_form() if before is None else before
        try:
            yield
        finally:
            self._listed = before

    def _heads(self, form: str) -> list[ReportHead]:
        listed = self._holdings.by_form() if self._listed is None else self._listed
        return listed.get(form, [])

    # -- the earlier report ---------------------------------------------------------------------

    def earlier(self, place: Place) -> tuple[ReportHead, dict[CellKey, CellValue]] | None:
        """Return the newest report of the same form and unit that ends before this one does.

        Its cells stand under the ids and table rows of this report's form version.
        """
        own, rule = place.occasion, place.engine.form.period
        known: list[tuple[Occasion, ReportHead]] = []
        for head in self._heads(place.engine.form.id):
            if head.unit == place.unit.code:
                theirs = _occasion(head.period, rule)
                if theirs is not None and theirs.last < own.last:
                    known.append((theirs, head))
        if not known:
            return None
        head = max(known, key=lambda each: (each[0].last, each[0].first, each[1].id))[1]
        cells = self._holdings.cells(head)
        return head, adapted(place.engine, self._catalog.pinned(head), cells)

    def start(self, place: Place, own: Cells, *, blank: bool = False) -> tuple[Start, str]:
        """Return what a new report starts with and the report it comes from; empty for none.

        ``own`` are the recipients and the signature that the unit's profile gives.
        """
        found = None if blank else self.earlier(place)
        if found is None:
            return start(place.engine, place.period, profile=own), ""
        head, cells = found
        before = place.engine.open(cells, _period(head))
        return start(place.engine, place.period, before, profile=own), head.id

    # -- the figures of other reports -----------------------------------------------------------

    def context(self, place: Place) -> Context:
        """Return everything that a report is compared with."""
        with self.one_list():
            return self._context(place)

    def _context(self, place: Place) -> Context:
        before = self.earlier(place)
        gathered = {feed.form: each for feed, each in reversed(self.feeds(place))}
        units = self.units(place)
        every = [*gathered.values(), *([] if units is None else [units])]
        known = {name: compared(place.engine, each) for name, each in gathered.items()}
        return Context(
            previous=None if before is None else before[1],
            previous_period=None if before is None else _period(before[0]),
            units={} if units is None else compared(place.engine, units),
            forms={name: cells for name, cells in known.items() if cells},
            asides=asides(place.engine.form, every),
        )

    def feeds(self, place: Place) -> tuple[tuple[Feed, Gathered], ...]:
        """Return what the reports of other forms give, feed by feed."""
        feeds = [feed for feed in feeds_of(place.engine.form) if not _sums(feed, place)]
        return tuple((feed, self._gathered(place, feed)) for feed in feeds)

    def fed(self, place: Place) -> Fed:
        """Return everything that a report may be filled from, sums over its units included."""
        with self.one_list():
            units, before = sums_units(place.engine.form), self.earlier(place)
            sums = () if units is None else ((units, self._gathered(place, units)),)
            return Fed((*self.feeds(place), *sums), () if before is None else (before[0].id,))

    def units(self, place: Place) -> Gathered | None:
        """Return the sums over the units under this one, ``None`` where the form has none."""
        feed = sums_units(place.engine.form)
        return None if feed is None else self._gathered(place, feed)

    def _gathered(self, place: Place, feed: Feed) -> Gathered:
        heads = [head for head in self._heads(feed.form) if head.id != place.report]
        if not heads:
            return Gathered(feed.form)
        newest = self._catalog.pinned(max(heads, key=lambda head: (head.period, head.id)))
        units = self._givers(place, feed, newest.form, heads)
        own, rule = place.occasion, newest.form.period
        chosen = [
            (theirs, head)
            for head in heads
            if head.unit in units
            and (theirs := _occasion(head.period, rule)) is not None
            and wanted(feed, own, theirs)
        ]
        newest_first = sorted(chosen, key=lambda each: (each[0].last, each[1].id), reverse=True)
        sources = self._sources(newest, (head for _theirs, head in newest_first), feed)
        return gather(feed.form, sources, len(units) * expected_periods(feed, own, rule))

    def sent(self, place: Place, feed: Feed) -> Sent:
        """Return the reports that a feed takes, one by one, and who should have sent them."""
        heads = [head for head in self._heads(feed.form) if head.id != place.report]
        newest = self._newest(feed.form, heads, place)
        units = self._senders(place, feed, newest.form, heads)
        each = expected_periods(feed, place.occasion, newest.form.period)
        chosen = self._newest_first(place, feed, newest.form.period, heads, units)
        submissions = tuple(self._submissions(newest, chosen, feed))
        expected = self._owing(place, feed, units) | {one.unit for one in submissions}
        givers = tuple(
            Giver(unit.code, unit.name_on(place.occasion.last), each)
            for unit in self._registry.all()
            if unit.code in expected
        )
        return Sent(newest, givers, submissions)

    def _owing(self, place: Place, feed: Feed, units: frozenset[str]) -> frozenset[str]:
        """Return the units without those that were let off this form for this period."""
        leaves = self._store.leaves.of(feed.form)
        found = {unit: leave_of(leaves, unit, place.period.code) for unit in units}
        return frozenset(
            unit for unit, leave in found.items() if leave is None or leave.kind != "exempt"
        )

    def handed_in(self, place: Place, feed: Feed) -> tuple[RunSource, ...]:
        """Return the finalized reports that a feed takes, without opening them."""
        heads = [head for head in self._heads(feed.form) if head.finalized_at]
        newest = self._newest(feed.form, heads, place)
        units = self._senders(place, feed, newest.form, heads)
        found: dict[str, RunSource] = {}
        for head in self._newest_first(place, feed, newest.form.period, heads, units):
            hashed = self._holdings.sha256(head)
            # Of the newest there is one a unit, whatever else it sent.
            name = head.unit if feed.periods == "latest" else head.id
            source = RunSource(
                unit=head.unit, report=head.id, revision=head.revision, sha256=hashed
            )
            found.setdefault(name, source)
        return tuple(found.values())

    def _senders(
        self, place: Place, feed: Feed, form: Form, heads: Iterable[ReportHead]
    ) -> frozenset[str]:
        """Return whose reports a feed takes; nobody adds up their own."""
        units = self._givers(place, feed, form, heads)
        return units - {place.unit.code} if _sums(feed, place) else units

    @staticmethod
    def _newest_first(
        place: Place,
        feed: Feed,
        rule: PeriodRule,
        heads: Iterable[ReportHead],
        units: frozenset[str],
    ) -> list[ReportHead]:
        own = place.occasion
        chosen = [head for head in heads if head.unit in units and _feeds(feed, own, head, rule)]
        return sorted(chosen, key=lambda head: (_last(head, rule), head.id), reverse=True)

    def _newest(self, form: str, heads: Iterable[ReportHead], place: Place) -> Engine:
        """Return the newest version among reports; without any the one of the report's time."""
        found = max(heads, key=lambda head: (head.period, head.id), default=None)
        if found is not None:
            return self._catalog.pinned(found)
        return self._catalog.engine(self._catalog.form(form, place.occasion.last))

    def _submissions(
        self, engine: Engine, heads: Iterable[ReportHead], feed: Feed
    ) -> Iterator[Submission]:
        have: set[str] = set()
        for head in heads:
            if feed.periods == "latest" and head.unit in have:
                continue
            found = self._submission(engine, head)
            if found is not None:
                yield found
                have.add(head.unit)

    def _submission(self, engine: Engine, head: ReportHead) -> Submission | None:
        """Open a report as its unit sent it; ``None`` for one that nobody has begun."""
        own, period = self._catalog.pinned(head), _period(head)
        cells = self._holdings.cells(head)
        if not is_begun(engine, period, adapted(engine, own, cells)):
            return None
        hashed = self._holdings.sha256(head)
        return Submission(
            head.id, head.unit, head.revision, hashed, head.finalized_at, own, cells, period
        )

    def _givers(
        self, place: Place, feed: Feed, form: Form, heads: Iterable[ReportHead]
    ) -> frozenset[str]:
        """Return whose reports a feed takes.

        A form that no feed names gives the same unit's figures, or else those of the one unit
        that owes it; where several owe it nobody knows whose are meant.
        """
        if feed.units == "under":
            return frozenset(self._under(place, form))
        if feed.units == "owner":
            return frozenset(form.owed_by)
        if feed.units != "same":
            return frozenset({feed.units})
        own = place.unit.code
        declared = feed in place.engine.form.feeds
        if declared or len(form.owed_by) != 1 or any(head.unit == own for head in heads):
            return frozenset({own})
        return frozenset(form.owed_by)

    def _under(self, place: Place, form: Form) -> Iterator[str]:
        """Name the units under this one that owe a form; a department gathers for its superior."""
        below = self._registry.under(place.unit.code)
        waiting = list(below or self._registry.under(place.unit.parent))
        while waiting:
            unit = waiting.pop()
            waiting += self._registry.under(unit.code)
            if owes(form, unit, self._registry, place.occasion.last):
                yield unit.code

    def _sources(self, engine: Engine, heads: Iterable[ReportHead], feed: Feed) -> list[Source]:
        """Open the reports, newest first, that somebody has begun; of ``latest`` one each unit."""
        found: list[Source] = []
        have: set[str] = set()
        for head in heads:
            if feed.periods == "latest" and head.unit in have:
                continue
            cells = adapted(engine, self._catalog.pinned(head), self._holdings.cells(head))
            period = _period(head)
            if is_begun(engine, period, cells):
                found.append(Source(head.id, head.unit, engine.open(cells, period)))
                have.add(head.unit)
        return found


def _sums(feed: Feed, place: Place) -> bool:
    return feed.form == place.engine.form.id and feed.units == "under"


def _feeds(feed: Feed, own: Occasion, head: ReportHead, rule: PeriodRule) -> bool:
    theirs = _occasion(head.period, rule)
    return theirs is not None and wanted(feed, own, theirs)


def _last(head: ReportHead, rule: PeriodRule) -> date:
    theirs = _occasion(head.period, rule)
    return date.min if theirs is None else theirs.last


@lru_cache(maxsize=4096)
def _occasion(code: str, rule: PeriodRule) -> Occasion | None:
    """Return a report's period with its days; ``None`` for one that the form has no longer."""
    period = parse_period(code)
    try:
        return occasion(period, rule) if isinstance(period, Period) else None
    except ValueError:
        return None


def _period(head: ReportHead) -> Period:
    period = parse_period(head.period)
    if not isinstance(period, Period):
        raise Trouble(period.message, code=period.code, place=head.id)
    return period


__all__ = ["Fed", "Neighbours", "Place", "Sent"]
