"""Figures that other reports give to this one: gathered, compared with, filled in.

A pack says with its ``feeds`` which reports these are, and with its relations which figures must
agree. Amounts cross in the vector's units (đồng, 1/10000 of a percent), so that one form may print
triệu đồng and another tỷ đồng.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from forms.behaviours import behaviour_of
from forms.cells import CellKey, Cells, CellValue
from forms.engine import Computation, Engine
from forms.layout import from_units
from forms.model import Column, Feed, Field, Form
from forms.periods import Period, PeriodRule, current, following, span
from forms.relations import Relation, UnitsRule

_ASKED: Final = re.compile(r"""\bbieu\s*\(\s*["']([^"']+)["']\s*\)""")
_ALL_UNITS: Final = re.compile(r"\bDONVI\s*\(", re.IGNORECASE)
_ADDED: Final = frozenset({"int", "money"})
_WEEKEND: Final = 5
"""The first of the two weekdays on which nobody is expected to report (Monday is 0)."""


class Occasion(NamedTuple):
    """A period and the days that a form counts in it."""

    period: Period
    first: date
    last: date


def occasion(period: Period, rule: PeriodRule) -> Occasion:
    """Return a period with its days under a form's rule."""
    return Occasion(period, *span(period, rule))


class Source(NamedTuple):
    """One report that gives figures; all sources of a form are opened under one version of it."""

    report: str
    unit: str
    computation: Computation


class Amount(NamedTuple):
    """A gathered figure in the vector's units, with the column it comes from.

    ``stated`` figures are totals that somebody has typed where the form computes them.
    """

    column: Column
    units: int
    stated: bool = False


class Gathered(NamedTuple):
    """What the reports of one form give: figures, and words and lists where one unit gives them.

    ``expected`` is how many reports there should be; fewer ``reports`` make a partial sum.
    """

    form: str
    figures: Mapping[CellKey, Amount] = MappingProxyType({})
    words: Cells = MappingProxyType({})
    engine: Engine | None = None
    reports: tuple[str, ...] = ()
    expected: int = 0

    @property
    def partial(self) -> bool:
        """Return whether some reports are there and others are lacking."""
        return 0 < len(self.reports) < self.expected


# --- which reports -------------------------------------------------------------------------------


def feeds_of(form: Form) -> tuple[Feed, ...]:
    """Return the feeds of a form: those it declares, and the usual one of each form it names.

    A form that only a formula names gives the newest report of the same unit, or else of the unit
    that owes it.
    """
    declared = {feed.form for feed in form.feeds}
    texts = [text for rule in (*form.relations, *form.fields) for text in _texts(rule)]
    asked = dict.fromkeys(name for text in texts for name in _ASKED.findall(text))
    usual = (Feed(form=name, periods="latest", compares=True) for name in asked)
    return (*form.feeds, *(feed for feed in usual if feed.form not in declared))


def sums_units(form: Form) -> Feed | None:
    """Return whose reports are added up by the form's sums over units, ``None`` without any."""
    own = next((f for f in form.feeds if f.form == form.id and f.units == "under"), None)
    asked = any(
        isinstance(rule, UnitsRule) or any(map(_ALL_UNITS.search, _texts(rule)))
        for rule in form.relations
    )
    return (own or Feed(form=form.id, units="under", compares=True)) if asked else None


def _texts(record: Relation | Field) -> Iterator[str]:
    """Yield every text of a record, however deep: its formulas are among them."""
    waiting: list[object] = [msgspec.to_builtins(record)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str):
            yield item
        elif isinstance(item, Mapping):
            waiting += item.values()
        elif isinstance(item, Sequence):
            waiting += item


def wanted(feed: Feed, own: Occasion, theirs: Occasion) -> bool:
    """Return whether a report of ``theirs`` may feed one of ``own``.

    For ``latest`` any up to now may; the newest of each unit is taken then.
    """
    if feed.periods == "same":
        return own.period == theirs.period
    inside = own.first <= theirs.first or feed.periods == "latest"
    return inside and theirs.last <= own.last


def expected_periods(feed: Feed, own: Occasion, rule: PeriodRule) -> int:
    """Count the periods that one unit should have reported on: without weekends for days."""
    if feed.periods != "within":
        return 1
    if rule.cycle == "day":
        days = (own.first + timedelta(n) for n in range((own.last - own.first).days + 1))
        return sum(day.weekday() < _WEEKEND for day in days)
    count, theirs = 0, occasion(current(own.first, rule), rule)
    while theirs.last <= own.last:
        count += own.first <= theirs.first
        theirs = occasion(following(theirs.period), rule)
    return count


# --- gathering -----------------------------------------------------------------------------------


class Folded(NamedTuple):
    """What one unit gives to a cell, in vector units, and which of its reports it is made of."""

    units: int
    given_by: tuple[int, ...]


def fold(values: Sequence[int | None], behaviour: str, *, added: bool) -> Folded | None:
    """Return one unit's figure of its reports', the oldest first; ``None`` where it gives none.

    Flows (K) are added up where such figures can be; of everything else the newest known counts.
    """
    given = tuple(place for place, value in enumerate(values) if value is not None)
    if not given:
        return None
    if behaviour != "K" or len(values) == 1:
        newest = given[-1]
        return Folded(values[newest] or 0, (newest,))
    return Folded(sum(values[place] or 0 for place in given), given) if added else None


def gather(form: str, sources: Sequence[Source], expected: int) -> Gathered:
    """Bring the figures of several reports of one form together.

    The reports of one unit are added up where they are flows (K); of totals to date, states,
    targets and facts the newest counts. Units are added up, whatever the behaviour; a rate or a
    date only stands where one unit gives it.
    """
    if not sources:
        return Gathered(form, expected=expected)
    units: dict[str, list[Source]] = {}
    for source in sorted(sources, key=lambda each: (each.computation.day, each.report)):
        units.setdefault(source.unit, []).append(source)
    newest = next(reversed(units.values()))[-1].computation
    found: dict[CellKey, Amount] = {}
    for key, column, behaviour in _cells_of(newest.engine):
        each = [_of_unit(reports, key, column, behaviour) for reports in units.values()]
        known = [value for value in each if value is not None]
        if known and (len(units) == 1 or column.kind in _ADDED):
            stated = any(_is_stated(source.computation, key) for source in sources)
            found[key] = Amount(column, sum(known), stated)
    words = _words(newest) if len(units) == 1 else {}
    reports = tuple(sorted(source.report for source in sources))
    return Gathered(form, found, words, newest.engine, reports, expected)


def _cells_of(engine: Engine) -> Iterator[tuple[CellKey, Column, str]]:
    for strip in engine.layout.strips.values():
        field = engine.fields[strip.field]
        behaviour = behaviour_of(field, strip.column)
        for offset in range(strip.length):
            yield strip.key(offset), strip.column, behaviour


def _of_unit(reports: Sequence[Source], key: CellKey, column: Column, behaviour: str) -> int | None:
    values = [_units(each.computation, key) for each in reports]
    found = fold(values, behaviour, added=column.kind in _ADDED)
    return None if found is None else found.units


def _units(c: Computation, key: CellKey) -> int | None:
    """Return what a report prints in a cell: computed, else as somebody has stated it."""
    found = c.engine.layout.find(key)
    if found is None or not c.has_field(key.field):
        return None
    slot = found[0].start + found[1]
    return c.typed[slot] if c.now[slot] is None else c.now[slot]


def _is_stated(c: Computation, key: CellKey) -> bool:
    return key in c.cells and c.is_derived(key)


def _words(c: Computation) -> dict[CellKey, CellValue]:
    """Return texts, rows of lists and states: what cannot be added up."""
    kept = (key for key in c.cells if key.field in c.engine.fields and c.has_field(key.field))
    return {key: c.cells[key] for key in kept if c.engine.layout.find(key) is None}


def compared(engine: Engine, gathered: Gathered) -> dict[CellKey, CellValue]:
    """Return gathered figures as formulas of ``engine`` read them: by the names over there.

    A figure that this form has, too, is in its own unit; another amount of money is in đồng.
    """
    return {key: _compared(engine, key, amount) for key, amount in gathered.figures.items()}


def _compared(engine: Engine, key: CellKey, amount: Amount) -> CellValue:
    found = engine.layout.find(key)
    if found is not None and found[0].column.kind == amount.column.kind:
        return from_units(found[0].column, amount.units)
    if amount.column.kind == "money":
        return Decimal(amount.units)
    return from_units(amount.column, amount.units)


def asides(form: Form, gathered: Iterable[Gathered]) -> dict[str, str]:
    """Return by rule what its findings should add: that some reports are still lacking."""
    lacking = {each.form: each for each in gathered if each.partial}
    found: dict[str, str] = {}
    for rule in form.relations:
        asked = {name for text in _texts(rule) for name in _ASKED.findall(text)}
        if isinstance(rule, UnitsRule):
            asked.add(form.id)
        told = [_aside(lacking[name]) for name in sorted(asked & lacking.keys())]
        if told:
            found[rule.id] = " ".join(told)
    return found


def _aside(gathered: Gathered) -> str:
    count = f"{len(gathered.reports)}/{gathered.expected}"
    return f"Mới có {count} báo cáo {gathered.form} của kỳ này."
