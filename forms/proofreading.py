"""Soát số liệu: every arithmetic claim of a text, recomputed.

The façade over the searches for claims. It is pure and takes time linear in the text; whoever
reads files or shows the result stands outside.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from forms.claims.changes.change_claims import ChangeClaims
from forms.claims.claim import Claim
from forms.claims.date_claims import date_claims
from forms.claims.figure_scan import read
from forms.claims.lists.list_claims import list_claims, total_of
from forms.claims.passages import (
    Passage,
    Table,
    Text,
    is_outline,
    note_numbers,
    passages,
    plain_text,
)
from forms.claims.repeat_claims import repeat_claims
from forms.claims.shares.named_bases import Named, named_figures
from forms.claims.shares.rate_claims import RateClaims
from forms.claims.shares.share_bases import Surroundings
from forms.claims.shares.table_bases import TableTotals
from forms.claims.tables.aligned_tables import with_tables
from forms.claims.tables.table_claims import table_claims
from forms.claims.text_figures import Figure, Reading
from forms.claims.totals.total_claims import total_claims

_REMEMBERED: Final = 8
_CLAIMED: Final = 2
_NAMED: Final = 12
_PEOPLE: Final = ("nhân", "khẩu")
_FEW_PASSAGES: Final = 64
"""A text of more passages is no field of a form: nothing of it is remembered."""
_SAID: Final = {"wrong": 0, "truncated": 1, "doubtful": 2, "right": 3, "unverifiable": 4}


def proofread(text: Text | str) -> tuple[Claim, ...]:
    """Return the claims of a text in reading order; a plain string is read as a plain file."""
    given = with_tables(plain_text(text) if isinstance(text, str) else text)
    found_passages = passages(given)
    # What is being written is read anew at every pause, and little of it is new.
    reader = _remembered if len(found_passages) <= _FEW_PASSAGES else read
    readings = [reader(passage) for passage in found_passages]
    notes = note_numbers(found_passages)
    tables = (table_claims(part) for part in given.parts if isinstance(part, Table))
    found = chain(
        chain.from_iterable(_sentences(readings, notes, TableTotals(given.parts))),
        list_claims(readings),
        date_claims(readings, notes),
        repeat_claims(readings),
        chain.from_iterable(tables),
    )
    return _in_order(found)


def _sentences(
    readings: Sequence[Reading], notes: frozenset[int], totals: TableTotals
) -> Iterator[Iterable[Claim]]:
    """The claims of every passage; it may refer to the figures of those just before it."""
    earlier: list[Figure] = []
    search = _remembered_claims if len(readings) <= _FEW_PASSAGES else _claims_of
    names: deque[Named] = deque(maxlen=2 * _NAMED)
    people: tuple[Named, ...] = ()
    head: Figure | None = None
    levels: list[tuple[str, Figure | None]] = []
    for reading in readings:
        if is_outline(reading.passage):
            earlier = []
        earlier = [*totals.above(reading.passage), *earlier]
        head = head if reading.passage.marker else None
        near = tuple(earlier[:_REMEMBERED])
        above = _above(levels, reading)
        yield search(
            reading, Surroundings(near, notes, head=head, names=(*people, *names), above=above)
        )
        if not reading.passage.note:
            told = named_figures(reading, reading.figures[:_NAMED])
            people = people or tuple(item for item in told if _is_population(item))[:1]
            names.extend(told)
            earlier = [*_referable(reading), *earlier][:_REMEMBERED]
            head = total_of(reading) if reading.canvas.rstrip().endswith(":") else head


def _is_population(item: Named) -> bool:
    """Whether a figure is that of all who live somewhere: shares far below it may be of it."""
    return item.figure.plain and (item.figure.unit[:2] == _PEOPLE or "dân số" in item.before)


def _above(levels: list[tuple[str, Figure | None]], reading: Reading) -> Figure | None:
    """The first count of the passage above in the outline, where this one then takes its place."""
    marker = reading.passage.marker
    known = [kind for kind, _ in levels]
    del levels[known.index(marker) if marker in known else len(levels) * bool(marker) :]
    above = levels[-1][1] if levels else None
    first = (f for f in reading.figures[:_CLAIMED] if f.plain and not f.depth)
    levels.append((marker, next(first, None)))
    return above


def _claims_of(reading: Reading, around: Surroundings) -> tuple[Claim, ...]:
    """The claims of one passage about changes, rates and totals.

    They take two figures, but for a percentage of what was told before.
    """
    if len(reading.figures) < _CLAIMED and not _is_percentage(reading.figures):
        return ()
    changes = ChangeClaims(reading, around.earlier, around.names)
    found = list(changes.claims())
    around = around._replace(taken=frozenset(changes.taken))
    totals = [claim for claim in total_claims(reading) if not _is_retold(claim, found)]
    return (*found, *RateClaims(reading, around).claims(), *totals)


def _is_retold(total: Claim, changes: Sequence[Claim]) -> bool:
    """Whether a change asks about the very figures of a total that does not fit either."""
    told = {total.stated, *total.operands}
    alike = (item for item in changes if {item.stated, *item.operands} == told)
    return bool(total.severity) and any(item.severity for item in alike)


def _is_percentage(figures: Sequence[Figure]) -> bool:
    return bool(figures) and figures[0].role == "percent"


@lru_cache(maxsize=_FEW_PASSAGES)
def _remembered(passage: Passage) -> Reading:
    return read(passage)


class _Key(NamedTuple):
    """What the claims of a passage depend on; its reading follows from the passage."""

    passage: Passage
    around: Surroundings


def _remembered_claims(reading: Reading, around: Surroundings) -> tuple[Claim, ...]:
    return _claims_by_key(_Key(reading.passage, around))


@lru_cache(maxsize=_FEW_PASSAGES)
def _claims_by_key(key: _Key) -> tuple[Claim, ...]:
    return _claims_of(_remembered(key.passage), key.around)


def _referable(reading: Reading) -> list[Figure]:
    """Figures that later passages may take as their base: totals, nearest first."""
    total = total_of(reading)
    counts = [f for f in reading.figures if f.role == "count" and f.base is None and not f.loose]
    return list(dict.fromkeys([*([total] if total else []), *counts[:3]]))


def _in_order(found: Iterable[Claim]) -> tuple[Claim, ...]:
    """Sort by place; of several verdicts on the same words about the same figure keep the worst."""
    kept: dict[tuple[object, ...], Claim] = {}
    for item in found:
        # A rest is the same claim wherever the words about its whole begin.
        start = (0, 0) if item.kind == "remainder" else (item.line, item.column)
        place = (*start, item.end_line, item.end_column, item.stated)
        other = kept.get((*place, item.page))
        if other is None or _SAID[item.verdict] < _SAID[other.verdict]:
            kept[(*place, item.page)] = item
    return tuple(sorted(kept.values(), key=_place))


def _place(item: Claim) -> tuple[int, int, int, str]:
    return item.page, item.line, item.column, item.kind
