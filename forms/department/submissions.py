"""Reports of other units, read side by side under one version of their form.

What was typed under another version of the form stands under the ids and rows of this one; amounts
of money are brought into its units.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from forms.cells import STATE, CellKey, Cells, CellValue
from forms.department.receipts import Contribution
from forms.engine import Computation, Engine
from forms.layout import Strip, from_units, to_units
from forms.periods import Period
from forms.sources.carrying import adapted


class Submission(NamedTuple):
    """One unit's report as it was handed in, under the version of the form it was typed in.

    ``sha256`` is of its data, empty for a report typed on this computer; ``finalized_at`` is its
    sender's clock.
    """

    report: str
    unit: str
    revision: int
    sha256: str
    finalized_at: str
    engine: Engine
    cells: Cells
    period: Period


class Giver(NamedTuple):
    """A unit that should give, under the name of the report's time, and how many reports."""

    code: str
    name: str
    reports: int = 1


class Read(NamedTuple):
    """A submission opened: its figures in vector units, slot by slot of the common layout.

    ``figures`` are ``None`` where nothing is printed, in fields that are switched off, and in
    fields with a state. ``alone`` are the slots of totals that somebody has typed where the form
    could not compute them. ``filled`` are the fields with anything but a state in them, ``off``
    those that the period does not have or that are switched off.
    """

    source: Submission
    computation: Computation
    figures: Sequence[int | None]
    alone: frozenset[int]
    filled: frozenset[str]
    off: frozenset[str]

    @property
    def rank(self) -> tuple[object, ...]:
        """Return what sorts reports, the newest last: by period, then by when they left."""
        source = self.source
        return (self.computation.day, source.finalized_at, source.report, source.revision)

    def value(self, strip: Strip, offset: int) -> CellValue:
        """Return a figure as the unit prints it; only where there is one."""
        slot = strip.start + offset
        units = self.figures[slot] or 0
        typed = self.computation.cells.get(strip.key(offset))
        same = typed is not None and to_units(strip.column, typed) == units
        return typed if same and typed is not None else from_units(strip.column, units)

    def contribution(self, key: CellKey, value: CellValue) -> Contribution:
        """Return what the unit gives to a cell."""
        source = self.source
        return Contribution(
            key=key,
            unit=source.unit,
            report=source.report,
            revision=source.revision,
            sha256=source.sha256,
            value=value,
        )


def read(engine: Engine, given: Submission) -> Read:
    """Open a submission under ``engine``."""
    c = engine.open(_suited(engine, given.engine, given.cells), given.period)
    figures = [typed if now is None else now for typed, now in zip(c.typed, c.now, strict=True)]
    alone = _only_stated(c)
    stated = {key.field for key in c.cells if key.part == STATE}
    off = frozenset(field.id for field in engine.form.fields if not c.has_field(field.id))
    for strip in engine.layout.strips.values():
        if strip.field in stated or strip.field in off:
            figures[strip.start : strip.start + strip.length] = [None] * strip.length
    filled = {key.field for key in c.cells if key.part != STATE} - stated
    return Read(
        given,
        c,
        figures,
        frozenset(slot for slot in alone if figures[slot] is not None),
        frozenset(filled - off),
        off,
    )


def _only_stated(c: Computation) -> set[int]:
    """Return the slots of totals that are typed and that do not come out without being typed."""
    stated = {key: c.engine.layout.find(key) for key in c.cells if c.is_derived(key)}
    slots = {
        key: place[0].start + place[1]
        for key, place in stated.items()
        if place is not None and place[0].column.kind != "pct"
    }
    if not slots:
        return set()
    bare = c.engine.open({k: x for k, x in c.cells.items() if k not in slots}, c.period)
    return {slot for slot in slots.values() if bare.now[slot] is None}


class Unit(NamedTuple):
    """What one unit gave: its reports, the oldest first."""

    giver: Giver
    reads: tuple[Read, ...]


def by_unit(reads: Iterable[Read], givers: Sequence[Giver]) -> tuple[Unit, ...]:
    """Return the units that gave anything, in the order of ``givers``; others are not there.

    Of one report only its last submission counts.
    """
    last: dict[str, Read] = {}
    for each in sorted(reads, key=lambda one: one.source.revision):
        last[each.source.report] = each
    units: dict[str, list[Read]] = {}
    for each in sorted(last.values(), key=lambda one: one.rank):
        units.setdefault(each.source.unit, []).append(each)
    return tuple(Unit(one, tuple(units[one.code])) for one in givers if one.code in units)


def _suited(engine: Engine, old: Engine, cells: Cells) -> Mapping[CellKey, CellValue]:
    """Return cells under the ids, rows and units of money of ``engine``."""
    if engine.form is old.form:
        return cells
    found = adapted(engine, old, cells)
    for key, value in cells.items():
        before = old.column(key)
        if before is None or before.kind != "money":
            continue
        units = to_units(before, value)
        for at in adapted(engine, old, {key: value}):
            column = engine.column(at)
            other = column is not None and column.kind == "money" and column.unit != before.unit
            if other and column is not None and units is not None:
                found[at] = from_units(column, units)
    return found
