"""Filling a report from other reports: what would be filled, with what, from which reports.

A plan touches only what is still blank or was carried over and not looked at, unless it is asked
to overwrite. Nothing is changed here: the plan is shown first, and taken as one change.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from forms.cells import STATE, STATED, CellKey, Cells, CellValue
from forms.checking.linking import links
from forms.checking.review import is_unseen
from forms.engine import Computation, Engine
from forms.entry import same
from forms.formula.expression import ExpressionProblem, parse
from forms.formula.syntax import Ref
from forms.layout import from_units, parts, to_units
from forms.model import RESERVED_FIELDS, Column, Feed, Field
from forms.names import LISTS
from forms.sources.carrying import usual_cells
from forms.sources.feeding import Gathered

PREVIOUS: Final = "previous"


class Offer(NamedTuple):
    """What other reports say a cell should be; ``None`` empties it."""

    value: CellValue | None
    form: str
    reports: tuple[str, ...]


class Brought(NamedTuple):
    """A cell that a feed fills, from which cell there; ``None`` empties it or says that it is new.

    ``computed`` cells are the form's own work: the figure is only for comparing.
    """

    key: CellKey
    value: CellValue | None
    source: CellKey | None = None
    computed: bool = False


class Pulled(NamedTuple):
    """One cell in the preview: what is there, what would be, from where, whether it is filled."""

    key: CellKey
    now: CellValue | None
    offer: Offer
    taken: bool


def pulled(
    c: Computation,
    feeds: Iterable[tuple[Feed, Gathered]],
    *,
    before: Sequence[str] = (),
    overwrite: bool = False,
) -> tuple[Pulled, ...]:
    """Return every cell that other reports would change, in the order of the form.

    ``before`` names the earlier report that the form's links read. A cell that is right already
    is left out, unless it still waits to be looked at: the other report has confirmed it.
    """
    given = [(feed, gathered) for feed, gathered in feeds if gathered.reports and not feed.compares]
    offers = _linked(c, given, before)
    for feed, gathered in given:
        for each in brought(c, feed, gathered):
            if not each.computed:
                offers.setdefault(each.key, Offer(each.value, gathered.form, gathered.reports))
    usual = usual_cells(c.engine, c.period)
    free = {name for name in {key.field for key in offers} if overwrite or is_free(c, name, usual)}
    lines = [_line(c, key, offer, free) for key, offer in offers.items()]
    lacking = _uncomputed(c, lines)
    changed = (each for each in lines if _matters(c, each) and each.key in lacking)
    return tuple(sorted(changed, key=lambda line: (c.engine.rank(line.key), line.key)))


def _uncomputed(c: Computation, lines: Sequence[Pulled]) -> frozenset[CellKey]:
    """Return the cells to be filled: a stated total only where nothing else gives the figure."""
    derived = {line.key for line in lines if c.is_derived(line.key)}
    trial = dict(c.cells)
    for line in lines:
        if line.taken and line.offer.value is not None and line.key not in derived:
            trial[line.key] = line.offer.value
    if derived:
        full = c.engine.open(trial, c.period, context=c.context)
        derived = {key for key in derived if full.effective(key) is not None}
    return frozenset(line.key for line in lines) - derived


def _matters(c: Computation, line: Pulled) -> bool:
    return not same(line.now, line.offer.value) or is_unseen(c.cells, line.key.field)


def is_free(c: Computation, field_id: str, usual: Cells) -> bool:
    """Return whether nobody has filled a field: blank, carried over, or the form's own default."""
    mine = {key: value for key, value in c.cells.items() if key.field == field_id}
    drafted = {key: value for key, value in usual.items() if key.field == field_id}
    return not mine or is_unseen(c.cells, field_id) or mine == drafted


def _line(c: Computation, key: CellKey, offer: Offer, free: Container[str]) -> Pulled:
    now, state = c.cells.get(key), CellKey(key.field, 0, STATE) in c.cells
    whole = c.engine.fields[key.field].kind in LISTS or key.part == STATE
    blank = now is None and not whole and not state
    return Pulled(key, now, offer, key.field in free or blank)


# --- what the form's relations say ---------------------------------------------------------------


def _linked(
    c: Computation, given: Sequence[tuple[Feed, Gathered]], before: Sequence[str]
) -> dict[CellKey, Offer]:
    known = {gathered.form: gathered.reports for _feed, gathered in given}
    if c.earlier is not None:
        known[PREVIOUS] = tuple(before)
    offers: dict[CellKey, Offer] = {}
    for link in links(c.engine, c.day):
        if link.scopes <= known.keys():
            reports = tuple(dict.fromkeys(x for name in link.scopes for x in known[name]))
            form = min(link.scopes)
            for key, value in link.values(c):
                if value is not None:
                    offers.setdefault(key, Offer(value, form, tuple(sorted(reports))))
    return offers


# --- what a feed brings --------------------------------------------------------------------------


def brought(c: Computation, feed: Feed, gathered: Gathered) -> Iterator[Brought]:
    """Yield what a feed brings into a report, cell by cell, what the form computes included."""
    source = gathered.engine
    if source is None:
        return
    for mine, theirs in _pairs(c, feed, source):
        if isinstance(mine, Field) and isinstance(theirs, Field):
            yield from _whole(c, gathered, mine, theirs)
        elif isinstance(mine, CellKey) and isinstance(theirs, CellKey):
            yield from _figure(c, gathered, mine, theirs)


def _pairs(
    c: Computation, feed: Feed, source: Engine
) -> Iterator[tuple[Field | CellKey | None, Field | CellKey | None]]:
    if feed.fields:
        for mine, theirs in feed.fields.items():
            yield _named(c.engine, mine), _named(source, theirs)
        return
    for field in c.engine.form.fields:
        other = source.fields.get(field.id)
        if other is not None and other.kind == field.kind:
            yield field, other


def _named(engine: Engine, place: str) -> Field | CellKey | None:
    """Return the field or the cell that a feed names; ``None`` for what the form does not have."""
    field = engine.fields.get(place)
    if field is not None:
        return field
    try:
        ref = parse(place)
        return engine.names.spot(ref).key(0) if isinstance(ref, Ref) else None
    except ExpressionProblem:
        return None


def _figure(
    c: Computation, gathered: Gathered, mine: CellKey, theirs: CellKey
) -> Iterator[Brought]:
    amount, found = gathered.figures.get(theirs), c.engine.layout.find(mine)
    if amount is None or found is None or not c.has_field(mine.field):
        return
    if found[0].column.kind == amount.column.kind:
        computed = c.is_derived(mine) and not amount.stated
        yield Brought(mine, from_units(found[0].column, amount.units), theirs, computed)


def _whole(c: Computation, gathered: Gathered, mine: Field, theirs: Field) -> Iterator[Brought]:
    """Bring a field as a whole: its figures part by part, a list with all its rows, a state."""
    if not c.has_field(mine.id) or mine.kind == "selection" or mine.id in RESERVED_FIELDS:
        return
    state = CellKey(theirs.id, 0, STATE)
    if gathered.words.get(state) in mine.states:
        yield Brought(CellKey(mine.id, 0, STATE), gathered.words[state], state)
        yield from (Brought(key, None) for key in _typed(c, mine))
        return
    coming = {each.key: each for each in _words(c, gathered, mine, theirs)}
    gone = _typed(c, mine) if mine.kind in LISTS and coming else ()
    yield from {**{key: Brought(key, None) for key in gone}, **coming}.values()
    rows = {row.id: number for number, row in enumerate(theirs.rows, 1)}
    for strip in c.engine.layout.of(mine):
        for offset in range(strip.length):
            key = strip.key(offset)
            row = rows.get(mine.rows[key.row - 1].id, 0) if key.row else 0
            yield from _figure(c, gathered, key, CellKey(theirs.id, row, key.part))


def _words(c: Computation, gathered: Gathered, mine: Field, theirs: Field) -> Iterator[Brought]:
    """Bring texts and rows of lists, as far as the columns here are of the same kind."""
    columns = {column.id: column for column in c.engine.columns(mine.id)}
    others = {column.id: column for column in parts(theirs)}
    for key, value in gathered.words.items():
        if key.field != theirs.id or key.part == STATE:
            continue
        column, other = columns.get(key.part), others.get(key.part)
        if column is not None and other is not None and _alike(column, other, value):
            yield Brought(key._replace(field=mine.id), _converted(column, other, value), key)
        elif key.part == STATED and not key.row:
            yield Brought(key._replace(field=mine.id), value, key)


def _alike(column: Column, other: Column, value: CellValue) -> bool:
    known = {choice.code for choice in column.choices}
    return column.kind == other.kind and (column.kind != "enum" or value in known)


def _converted(column: Column, other: Column, value: CellValue) -> CellValue:
    """Return an amount of money in the unit of this form; anything else as it is."""
    units = to_units(other, value) if column.unit != other.unit else None
    return value if units is None or column.kind != "money" else from_units(column, units)


def _typed(c: Computation, field: Field) -> list[CellKey]:
    return [key for key in c.cells if key.field == field.id and key.part != STATE]
