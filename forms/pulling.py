"""Filling a report from other reports: what would be filled, with what, from which reports.

A plan touches only what is still blank or was carried over and not looked at, unless it is asked
to overwrite. Nothing is changed here: the plan is shown first, and taken as one change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from forms.cells import STATE, CellKey, CellValue
from forms.engine import Computation, Engine
from forms.entry import same
from forms.expression import ExpressionProblem, parse
from forms.feeding import Gathered
from forms.layout import from_units
from forms.linking import links
from forms.model import RESERVED_FIELDS, Feed, Field
from forms.names import LISTS
from forms.review import is_unseen
from forms.syntax import Ref

PREVIOUS: Final = "previous"


class Offer(NamedTuple):
    """What other reports say a cell should be; ``None`` empties it."""

    value: CellValue | None
    form: str
    reports: tuple[str, ...]


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
        for key, value in _fed(c, feed, gathered):
            offers.setdefault(key, Offer(value, gathered.form, gathered.reports))
    lines = (_line(c, key, offer, overwrite=overwrite) for key, offer in offers.items())
    order = c.engine.order
    changed = (line for line in lines if _matters(c, line))
    return tuple(sorted(changed, key=lambda line: (order.get(line.key.field, 0), line.key)))


def _matters(c: Computation, line: Pulled) -> bool:
    return not same(line.now, line.offer.value) or is_unseen(c.cells, line.key.field)


def _line(c: Computation, key: CellKey, offer: Offer, *, overwrite: bool) -> Pulled:
    field = c.engine.fields[key.field]
    kept = (key,) if field.kind not in LISTS and key.part != STATE else ()
    free = overwrite or is_unseen(c.cells, field.id) or not _filled(c, field, kept)
    return Pulled(key, c.cells.get(key), offer, free)


def _filled(c: Computation, field: Field, only: tuple[CellKey, ...]) -> bool:
    """Return whether a person has filled these cells, or anything in the field, or its state."""
    if CellKey(field.id, 0, STATE) in c.cells:
        return True
    if only:
        return any(key in c.cells for key in only)
    return any(key.field == field.id for key in c.cells)


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


def _fed(
    c: Computation, feed: Feed, gathered: Gathered
) -> Iterator[tuple[CellKey, CellValue | None]]:
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
) -> Iterator[tuple[CellKey, CellValue]]:
    amount, found = gathered.figures.get(theirs), c.engine.layout.find(mine)
    if amount is None or found is None or c.is_derived(mine) or not c.has_field(mine.field):
        return
    if found[0].column.kind == amount.column.kind:
        yield mine, from_units(found[0].column, amount.units)


def _whole(
    c: Computation, gathered: Gathered, mine: Field, theirs: Field
) -> Iterator[tuple[CellKey, CellValue | None]]:
    """Bring a field as a whole: its figures part by part, a list with all its rows, a state."""
    if not c.has_field(mine.id) or mine.kind == "selection" or mine.id in RESERVED_FIELDS:
        return
    state = CellKey(theirs.id, 0, STATE)
    if gathered.words.get(state) in mine.states:
        yield CellKey(mine.id, 0, STATE), gathered.words[state]
        yield from dict.fromkeys(_typed(c, mine)).items()
        return
    words = {k: x for k, x in gathered.words.items() if k.field == theirs.id and k != state}
    coming = {key._replace(field=mine.id): value for key, value in words.items()}
    gone = _typed(c, mine) if mine.kind in LISTS and coming else ()
    yield from {**dict.fromkeys(gone), **coming}.items()
    rows = {row.id: number for number, row in enumerate(theirs.rows, 1)}
    for strip in c.engine.layout.of(mine):
        for offset in range(strip.length):
            key = strip.key(offset)
            row = rows.get(mine.rows[key.row - 1].id, 0) if key.row else 0
            yield from _figure(c, gathered, key, CellKey(theirs.id, row, key.part))


def _typed(c: Computation, field: Field) -> list[CellKey]:
    return [key for key in c.cells if key.field == field.id and key.part != STATE]
