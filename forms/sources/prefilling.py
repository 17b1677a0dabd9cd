"""Filling a form from an old report in words: what was found, where, and how surely.

The form's own sentences, printed once with example figures, say where its figures stand. What the
text has in the same places is offered, never written: a person looks at it first. Only offers that
are sure are ticked beforehand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from forms.cells import (
    DENOMINATOR,
    NUMERATOR,
    PERCENT,
    REMAINDER,
    STATE,
    STATED,
    VALUE,
    CellKey,
    CellValue,
)
from forms.checking.review import is_unseen
from forms.claims.passages import Passage, Text, passages
from forms.composition import Office, compose
from forms.editing import COUNT_COLUMN
from forms.engine import Computation
from forms.entry import InputProblem, read_cell, same
from forms.layout import FIGURES, NUMERIC, PAIRS
from forms.model import Column
from forms.numbers import scaled
from forms.printed.document import Block, Document, Paragraph
from forms.sources.carrying import usual_cells
from forms.sources.examples import examples
from forms.sources.figure_matching import (
    APART,
    SLOT,
    SURE,
    Match,
    Pattern,
    Slot,
    Token,
    matches,
    tokens_of,
    words_of,
)
from forms.sources.prefilled_lists import Rows, found_rows
from forms.sources.prefilled_tables import table_figures
from forms.verdicts import judge_rate

Confidence = Literal["high", "low"]

_LEAD: Final = 12
"""How far another place of the text may come before the one that was taken."""
_QUOTED: Final = 90
_PLACE: Final = re.compile(r"([a-z0-9_]+)(?:\[(\d+)\])?(?:\.([a-z0-9_]+))?")
_TWICE: Final = "văn bản ghi số này ở hai chỗ khác nhau"
_RATES_THAT_FIT: Final = frozenset({"right", "coarse", "fine", "shows_whole"})
_WHOLE: Final = frozenset({VALUE, STATED, NUMERATOR, DENOMINATOR, PERCENT, REMAINDER})


class Prefill(NamedTuple):
    """One figure of the old report and the cell it belongs to.

    ``now`` is what the cell has. ``quote`` are the words it was found in, on ``page`` and ``line``
    of the file. ``note`` is a Vietnamese clause where something speaks against it. ``taken`` tells
    whether it is to be filled in unless somebody says otherwise.
    """

    key: CellKey
    now: CellValue | None
    value: CellValue
    confidence: Confidence
    quote: str
    page: int
    line: int
    note: str = ""
    taken: bool = False


class _Found(NamedTuple):
    key: CellKey
    value: CellValue
    match: Match
    token: Token

    @property
    def score(self) -> int:
        return self.match.score

    @property
    def alone(self) -> bool:
        """Whether neither another figure fits the cell better nor another cell the figure."""
        match = self.match
        return match.rival <= match.score + _LEAD and match.crowd + APART <= match.score


def prefilled(c: Computation, text: Text) -> tuple[Prefill, ...]:
    """Return what a text offers for a report, in the order of the form.

    Cells that the form computes are offered only where the text has another figure than the one
    computed, to be looked at. What the report has already, the same, is left out.
    """
    said = passages(text)
    tokens = tokens_of(said)
    printed = _printed(c)
    found = [*_figures(c, printed, tokens), *_states(c, tokens)]
    offers = dict(_settled(found, said))
    offers.update(_rows(c, printed, said))
    _add_tables(c, text, offers)
    offers = _judged(c, offers)
    return tuple(sorted(offers.values(), key=lambda offer: _place(c, offer.key)))


def _place(c: Computation, key: CellKey) -> tuple[int, int, int]:
    """Return where a cell stands in the form: field, row, part."""
    parts = [column.id for column in c.engine.columns(key.field)]
    part = parts.index(key.part) if key.part in parts else -1
    return c.engine.order.get(key.field, 0), key.row, part


# --- what the form prints -------------------------------------------------------------------------


def _printed(c: Computation, states: Iterable[str] = ()) -> tuple[Paragraph, ...]:
    """Return the paragraphs of an example report, with the fields of ``states`` in their state."""
    cells = dict(examples(c.engine, c.period))
    for field_id in states:
        gone = [key for key in cells if key.field == field_id]
        for key in gone:
            del cells[key]
        cells[CellKey(field_id, 0, STATE)] = c.engine.fields[field_id].states[0]
    office = Office(superior="", issuer="", symbol="", place="", name="")
    document = compose(
        c.engine.open(cells, c.period), office, draft=True, dated=f"{c.day}T00:00:00"
    )
    return tuple(_paragraphs(document))


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    blocks: list[Block] = list(document.blocks)
    for annex in document.annexes:
        blocks += annex.blocks
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
    for note in document.notes:
        yield Paragraph(note.runs)


def _pattern(c: Computation, paragraphs: Iterable[Paragraph]) -> Pattern:
    words: list[str] = []
    slots: list[Slot] = []
    for paragraph in paragraphs:
        for run in paragraph.runs:
            made = words_of(run.text)
            if run.source and _column(c, run.source) is not None:
                at = next((i for i, word in enumerate(made) if word[0].isdecimal()), None)
                if at is not None:
                    slots.append(Slot(len(words) + at, run.source))
                    made[at] = SLOT
            words += made
    return Pattern(tuple(words), tuple(slots))


def _column(c: Computation, source: str) -> Column | None:
    """Return the column of a figure that is printed for one field; rows of lists have none."""
    key = _key_of(source)
    field = c.engine.fields.get(key.field)
    if field is None or key.row or key.part not in _WHOLE | {x.id for x in field.columns}:
        return None
    column = COUNT_COLUMN if key.part == STATED else c.engine.column(key)
    return column if column is not None and column.kind in NUMERIC else None


def _key_of(place: str) -> CellKey:
    """Return the cell that a printed figure's source names."""
    found = _PLACE.fullmatch(place)
    if found is None:
        return CellKey("", 0, VALUE)
    return CellKey(found[1], int(found[2] or 0), found[3] or VALUE)


# --- what the text has ----------------------------------------------------------------------------


def _figures(
    c: Computation, printed: Sequence[Paragraph], tokens: Sequence[Token]
) -> Iterator[_Found]:
    for match in matches(_pattern(c, printed), tokens):
        made = _read(c, match, tokens[match.token])
        if made is not None:
            yield made


def _read(c: Computation, match: Match, token: Token) -> _Found | None:
    key, column = _key_of(match.slot.source), _column(c, match.slot.source)
    value = None if column is None else read_cell(column, token.word)
    if value is None or isinstance(value, InputProblem):
        return None
    return _Found(_home(c, key), value, match, token)


def _home(c: Computation, key: CellKey) -> CellKey:
    """Return the cell that keeps a figure: a base may belong to another field."""
    base = c.engine.fields[key.field].base
    if key.part != DENOMINATOR or not base:
        return key
    found = _key_of(base)
    return found if found.field in c.engine.fields else key


def _states(c: Computation, tokens: Sequence[Token]) -> Iterator[_Found]:
    """Find the sentences that say of a field that there was nothing in the period."""
    fields = [f.id for f in c.engine.form.fields if f.states and c.has_field(f.id)]
    words: list[str] = []
    slots: list[Slot] = []
    for paragraph in _printed(c, fields) if fields else ():
        for run in paragraph.runs:
            made = words_of(run.text)
            if run.source in fields and made and not made[0][0].isdecimal():
                slots.append(Slot(len(words), run.source, tuple(made)))
            words += made
    for match in matches(Pattern(tuple(words), tuple(slots)), tokens):
        field_id = match.slot.source
        state = c.engine.fields[field_id].states[0]
        key = CellKey(field_id, 0, STATE)
        yield _Found(key, state, match, tokens[match.token])


def _settled(found: Iterable[_Found], said: Sequence[Passage]) -> Iterator[tuple[CellKey, Prefill]]:
    """Take the best of several places that print the same cell; tell where they differ."""
    by_key: dict[CellKey, list[_Found]] = {}
    for each in found:
        by_key.setdefault(each.key, []).append(each)
    for key, places in by_key.items():
        best = max(places, key=lambda each: each.score)
        others = {each.value for each in places if each.score >= SURE} - {best.value}
        note = _TWICE if others else ""
        sure = best.score >= SURE and best.alone and not others
        yield key, _offer(key, best.value, best.token, said, note=note, sure=sure)


def _offer(
    key: CellKey,
    value: CellValue,
    token: Token,
    said: Sequence[Passage],
    *,
    note: str = "",
    sure: bool,
) -> Prefill:
    passage = said[token.passage]
    spot = passage.spot(token.start)
    begin = max(token.start - _QUOTED, 0)
    quote = passage.text[begin : token.end + _QUOTED // 3].strip()
    confidence: Confidence = "high" if sure else "low"
    return Prefill(key, None, value, confidence, quote, spot.page, spot.line, note)


def _rows(
    c: Computation, printed: Sequence[Paragraph], said: Sequence[Passage]
) -> Iterator[tuple[CellKey, Prefill]]:
    """Find the rows of lists with figures."""
    for rows in _lists(c, printed):
        for row in found_rows(rows, said):
            for part, cell in row.cells.items():
                column = c.engine.column(CellKey(rows.field, row.number, part))
                value = None if column is None else read_cell(column, cell)
                if value is None or isinstance(value, InputProblem):
                    continue
                key = CellKey(rows.field, row.number, part)
                token = Token("", row.passage, row.start, row.end)
                yield key, _offer(key, value, token, said, sure=True)


def _lists(c: Computation, printed: Sequence[Paragraph]) -> Iterator[Rows]:
    for paragraph in printed:
        fields = dict.fromkeys(_key_of(run.source).field for run in paragraph.runs if run.source)
        for field_id in fields:
            field = c.engine.fields.get(field_id)
            if field is None or field.kind != "list":
                continue
            kinds = {column.id: column.kind for column in c.engine.columns(field_id)}
            figures = frozenset(part for part, kind in kinds.items() if kind in FIGURES)
            if figures:
                yield Rows(field_id, paragraph.runs, figures)


def _add_tables(c: Computation, text: Text, offers: dict[CellKey, Prefill]) -> None:
    """Add the figures of tables; one that differs from the sentence's is left in doubt."""
    for found in table_figures(c, text):
        column = c.engine.column(found.key)
        value = None if column is None else read_cell(column, found.text.removesuffix("%"))
        if not isinstance(value, Decimal):
            continue
        key = _home(c, found.key)
        known = offers.get(key)
        if known is None:
            offers[key] = Prefill(key, None, value, "high", found.quote, found.page, found.line)
        elif isinstance(known.value, Decimal) and known.value != value:
            offers[key] = known._replace(confidence="low", note=_TWICE)


# --- judging --------------------------------------------------------------------------------------


def _judged(c: Computation, offers: Mapping[CellKey, Prefill]) -> dict[CellKey, Prefill]:
    """Compare with what the report has and what it would compute; drop what says nothing new."""
    offers = _of_one_kind(offers)
    trial = dict(c.cells)
    for key, offer in offers.items():
        if not c.is_derived(key) and key.part not in (PERCENT, REMAINDER):
            trial[key] = offer.value
    full = c.engine.open(trial, c.period, context=c.context)
    usual = usual_cells(c.engine, c.period)
    kept: dict[CellKey, Prefill] = {}
    for key, offer in offers.items():
        now = c.cells.get(key)
        if c.is_derived(key) or key.part in (PERCENT, REMAINDER):
            made = _derived(full, offer)
        else:
            made = _doubted(full, offer)
        if made is None or same(now, offer.value):
            continue
        free = now is None or is_unseen(c.cells, key.field) or now == usual.get(key)
        kept[key] = made._replace(now=now, taken=free and made.confidence == "high")
    return kept


def _of_one_kind(offers: Mapping[CellKey, Prefill]) -> dict[CellKey, Prefill]:
    """Let a field have either a state or figures, whichever was found more surely."""
    kept = dict(offers)
    for key, offer in offers.items():
        if key.part != STATE:
            continue
        figures = [k for k in offers if k.field == key.field and k.part != STATE]
        if any(offers[k].confidence == "high" for k in figures) or offer.confidence == "low":
            kept.pop(key, None)
        else:
            kept = {k: o for k, o in kept.items() if k not in figures}
    return kept


def _derived(full: Computation, offer: Prefill) -> Prefill | None:
    """Return a printed total or rate where it is not the one that the form computes.

    A rate printed with fewer decimals is right and is printed so again.
    """
    computed = full.effective(offer.key)
    if computed is None or computed == offer.value:
        return None if computed is not None else offer
    if offer.key.part == PERCENT and _rate_fits(full, offer):
        return offer
    return offer._replace(confidence="low", note="khác số chương trình tính lại")


def _rate_fits(full: Computation, offer: Prefill) -> bool:
    n, d = (full.effective(offer.key._replace(part=part)) for part in (NUMERATOR, DENOMINATOR))
    stated = offer.value
    if not (isinstance(n, Decimal) and isinstance(d, Decimal) and isinstance(stated, Decimal)):
        return False
    verdict = judge_rate(int(n), int(d), stated, scaled(stated)[1], coarse=True)
    return n == int(n) and d == int(d) and verdict.kind in _RATES_THAT_FIT


def _doubted(full: Computation, offer: Prefill) -> Prefill:
    """Doubt a part that is more than its whole, unless the form expects that."""
    field = full.engine.fields[offer.key.field]
    if field.kind not in PAIRS or offer.key.part not in (NUMERATOR, DENOMINATOR):
        return offer
    pair = [full.effective(CellKey(field.id, 0, part)) for part in (NUMERATOR, DENOMINATOR)]
    n, d = pair
    over = isinstance(n, Decimal) and isinstance(d, Decimal) and n > d
    if over and not field.over:
        return offer._replace(confidence="low", note="tử số lớn hơn mẫu số")
    return offer
