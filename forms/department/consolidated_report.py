"""A consolidated report: which of its cells a consolidation sets, which it leaves to a person.

The report is an ordinary one. What the last consolidation wrote is replaced by the next; what a
person has typed since stays, unless it is asked to be overwritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from forms.cells import STATE, CellKey, Cells, CellValue
from forms.checking.review import is_unseen
from forms.department.consolidating import Consolidated, Contributions
from forms.department.receipts import Contribution
from forms.department.runs import RunPart, RunSource
from forms.duties import of_its_level
from forms.engine import Computation
from forms.entry import same
from forms.layout import from_units, to_units
from forms.model import Column, Feed, Form
from forms.names import LISTS
from forms.report import LogRow
from forms.sources.carrying import usual_cells
from forms.sources.pulling import brought, is_free
from forms.units import Unit

CONSOLIDATE: Final = "consolidate"
"""The action of the edits that a consolidation makes, in the log."""

Part = tuple[Feed, Consolidated]
"""The reports of one form, and how they feed the consolidated one."""


def feeds_into(form: Form, unit: Unit) -> tuple[Feed, ...]:
    """Return whose reports make up a unit's report of a form.

    A unit that owes the form itself fills it from the forms that feed it. One that does not, or a
    form that nothing feeds, is the sum of the same form's reports from the units under it.
    """
    filling = tuple(feed for feed in form.feeds if not feed.compares)
    declared = tuple(feed for feed in filling if feed.form == form.id and feed.units == "under")
    own = declared or (Feed(form=form.id, units="under"),)
    others = tuple(feed for feed in filling if feed not in declared)
    owes = unit.code in form.owed_by if form.owed_by else of_its_level(form, unit)
    return (*others, *declared) if owes and others else own


class Line(NamedTuple):
    """One cell that a consolidation would change: what is there, what comes, whether it is taken.

    A line that is not taken is a conflict: a person has typed what stands there.
    """

    key: CellKey
    now: CellValue | None
    value: CellValue | None
    units: tuple[str, ...]
    taken: bool


class Offered(NamedTuple):
    """What the units' reports say of a report's cells (``None`` empties one), and who says it.

    ``blank`` names, by field, the units that reported and left it blank where others did not.
    """

    values: Mapping[CellKey, CellValue | None]
    contributions: Contributions
    blank: Mapping[str, tuple[str, ...]]


def offered(c: Computation, parts: Iterable[Part]) -> Offered:
    """Bring consolidated figures to their cells in the report ``c``, in its own units of money.

    What the form computes is left to it; a total that a unit has only stated is stated here, too,
    unless it comes out by itself. Contributions to a computed total are told where they add up.
    """
    values: dict[CellKey, CellValue | None] = {}
    totals: dict[CellKey, CellValue | None] = {}
    sources: dict[CellKey, tuple[Consolidated, CellKey]] = {}
    for feed, part in parts:
        for each in brought(c, feed, part.gathered()):
            if each.key in values or each.key in totals:
                continue
            (totals if each.computed or c.is_derived(each.key) else values)[each.key] = each.value
            if each.source is not None:
                sources[each.key] = part, each.source
    full = _filled(c, {**values, **dict.fromkeys(totals)})
    told = {key: full.effective(key) for key in totals}
    stated = {
        key: value
        for key, value in totals.items()
        if value is not None and _is_stated(*sources[key]) and _differs(c, key, told[key], value)
    }
    whole = {key for key, value in totals.items() if same(value, told[key]) or key in stated}
    kept = {key: given for key, given in sources.items() if key in values or key in whole}
    carried = {key: _carried(c, key, *kept[key]) for key in kept}
    return Offered({**values, **stated}, carried, _blank(kept))


def _blank(
    given: Mapping[CellKey, tuple[Consolidated, CellKey]],
) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for key, (part, source) in given.items():
        here = [code for code in part.lacking.get(source.field, ()) if code in part.present]
        if here:
            found[key.field] = tuple(dict.fromkeys((*found.get(key.field, ()), *here)))
    return found


def _filled(c: Computation, values: Mapping[CellKey, CellValue | None]) -> Computation:
    trial = {**c.cells, **values}
    cells = {key: value for key, value in trial.items() if value is not None}
    return c.engine.open(cells, c.period, context=c.context)


def _is_stated(part: Consolidated, source: CellKey) -> bool:
    amount = part.figures.get(source)
    return amount is None or amount.stated


def _differs(c: Computation, key: CellKey, now: CellValue | None, value: CellValue) -> bool:
    """Return whether a stated total says what the form does not say by itself."""
    column = c.engine.column(key)
    follows = column is not None and column.kind == "pct"
    return now is None if follows else not same(now, value)


def _carried(
    c: Computation, key: CellKey, part: Consolidated, source: CellKey
) -> tuple[Contribution, ...]:
    """Return who gave to a cell, under its address here and in its unit of money."""
    given = part.contributions.get(source, ())
    here, there = c.engine.column(key), part.engine.column(source)
    convert = here is not None and there is not None and here.unit != there.unit
    return tuple(
        replace(
            one,
            key=key,
            value=_converted(here, there, one.value) if convert and here and there else one.value,
        )
        for one in given
    )


def _converted(here: Column, there: Column, value: CellValue) -> CellValue:
    units = to_units(there, value) if here.kind == there.kind == "money" else None
    return value if units is None else from_units(here, units)


# --- what is taken -------------------------------------------------------------------------------


def planned(
    c: Computation, offer: Offered, written: Cells, *, overwrite: bool = False
) -> tuple[Line, ...]:
    """Return every cell that a consolidation would change, in the order of the form.

    ``written`` is what earlier ones wrote (:func:`written_by`): what they wrote and nobody says any
    more is emptied.
    """
    values = {**dict.fromkeys(written), **offer.values}
    values = {key: value for key, value in values.items() if key.field in c.engine.fields}
    hands = _Hands(c, written)
    lines = []
    for key, value in values.items():
        now = c.cells.get(key)
        unseen = is_unseen(c.cells, key.field) and value is not None
        if same(now, value) and not unseen:
            continue
        units = tuple(dict.fromkeys(one.unit for one in offer.contributions.get(key, ())))
        lines.append(Line(key, now, value, units, overwrite or not hands.have(key)))
    return tuple(sorted(lines, key=lambda line: (c.engine.rank(line.key), line.key)))


class _Hands:
    """Tells what a person has typed from what a consolidation wrote."""

    def __init__(self, c: Computation, written: Cells) -> None:
        self.c, self.written = c, written
        self.usual = usual_cells(c.engine, c.period)
        self._free: dict[str, bool] = {}

    def have(self, key: CellKey) -> bool:
        """Return whether a person has set what stands in a cell."""
        if self._is_free(key.field):
            return False
        whole = self.c.engine.fields[key.field].kind in LISTS or key.part == STATE
        if whole:
            return self._of(self.c.cells, key.field) != self._of(self.written, key.field)
        state = CellKey(key.field, 0, STATE)
        moved = self.c.cells.get(state) != self.written.get(state)
        return moved or not same(self.c.cells.get(key), self.written.get(key))

    def _is_free(self, field: str) -> bool:
        if field not in self._free:
            touched = any(key.field == field for key in self.written)
            self._free[field] = not touched and is_free(self.c, field, self.usual)
        return self._free[field]

    @staticmethod
    def _of(cells: Cells, field: str) -> dict[CellKey, CellValue]:
        return {key: value for key, value in cells.items() if key.field == field}


def written_by(rows: Iterable[LogRow]) -> dict[CellKey, CellValue]:
    """Return what consolidations wrote last into the cells of a report, from its trail."""
    found: dict[CellKey, CellValue] = {}
    for row in rows:
        if row.action == CONSOLIDATE and row.key is not None:
            if row.new is None:
                found.pop(row.key, None)
            else:
                found[row.key] = row.new
    return found


# --- what is remembered --------------------------------------------------------------------------


def run_parts(c: Computation, parts: Sequence[Part]) -> Iterator[RunPart]:
    """Yield what a run remembers of each form: who should have reported, who did."""
    for feed, part in parts:
        yield RunPart(
            form=feed.form,
            place=_first_place(c, feed, part),
            expected=tuple(one.code for one in part.expected),
            missing=part.missing,
            short=tuple(part.short),
            wanted=part.wanted,
            given=len(part.sources),
        )


def _first_place(c: Computation, feed: Feed, part: Consolidated) -> str:
    """Return the first field of the report that a feed fills."""
    there = {field.id for field in part.engine.form.fields}
    mine = {place.partition(".")[0].partition("[")[0] for place in feed.fields} or there
    order = c.engine.order
    known = [field.id for field in c.engine.form.fields if field.id in mine]
    return min(known, key=lambda name: order.get(name, len(order)), default="")


def run_sources(parts: Iterable[Part]) -> tuple[RunSource, ...]:
    """Return the submissions that a run took figures from, each once."""
    every = (
        RunSource(unit=one.unit, report=one.report, revision=one.revision, sha256=one.sha256)
        for _feed, part in parts
        for one in part.sources
    )
    return tuple(dict.fromkeys(every))
