"""What of several units' reports is not a figure of the vector: states, words, choices, lists.

Words of several units stand under their units' names. Rows of lists follow one another in the order
of the units; a document that several units name is listed once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from forms.behaviours import behaviour_of
from forms.cells import NO_OCCURRENCE, NOT_YET, STATE, STATED, VALUE, CellKey, CellValue
from forms.department.gather_rules import rule_of
from forms.department.receipts import Contribution
from forms.department.submissions import Read, Unit
from forms.engine import Engine
from forms.layout import NUMERIC
from forms.model import Column, Field
from forms.printed.phrases import Piece
from forms.printed.references import LISTS
from forms.printed.sentences import Voice
from forms.vocabulary import Gather

_OPENS: Final = "{{"
_NUMBER: Final = ("so", "ky_hieu", "ngay")
"""The columns of a cited document that tell one from another."""
_ISSUER: Final = "co_quan"


class Words(NamedTuple):
    """The cells, and by cell what each report gave to it."""

    cells: dict[CellKey, CellValue]
    contributions: dict[CellKey, list[Contribution]]


def gather_words(engine: Engine, units: Sequence[Unit], *, alone: bool) -> Words:
    """Bring together what is no figure of the vector; ``alone``: one unit only is expected."""
    gathering = _Gathering(engine, units, alone=alone)
    for field in engine.form.fields:
        gathering.add(field)
    return Words(gathering.cells, gathering.contributions)


class _Said(NamedTuple):
    """What one unit says in a cell, in which of its reports."""

    unit: Unit
    text: str
    reads: tuple[Read, ...]


class _Row(NamedTuple):
    """One row of one report's list."""

    read: Read
    number: int


class _Gathering:
    def __init__(self, engine: Engine, units: Sequence[Unit], *, alone: bool) -> None:
        self.engine, self.units, self.alone = engine, units, alone
        self.cells: dict[CellKey, CellValue] = {}
        self.contributions: dict[CellKey, list[Contribution]] = {}

    def add(self, field: Field) -> None:
        """Take in one field."""
        if field.kind == "selection":
            return
        self._state(field)
        if CellKey(field.id, 0, STATE) in self.cells:
            return
        if field.kind in LISTS:
            self._list(field)
            return
        for column in self.engine.columns(field.id):
            if column.kind not in NUMERIC and not _is_figure(column):
                for row in _rows(field):
                    self._text(field, column, CellKey(field.id, row, column.id))

    # -- states ---------------------------------------------------------------------------------

    def _state(self, field: Field) -> None:
        """Let a state stand that every unit says; a blank beside it is no state."""
        asked = [unit for unit in self.units if any(field.id not in x.off for x in unit.reads)]
        said = [_state_of(unit, field) for unit in asked]
        states = [one for one in said if one is not None]
        if not states or len(states) < len(asked):
            return
        key = CellKey(field.id, 0, STATE)
        self.cells[key] = _common({state for state, _read in states})
        self.contributions[key] = [read.contribution(key, state) for state, read in states]

    # -- words ----------------------------------------------------------------------------------

    def _text(self, field: Field, column: Column, key: CellKey) -> None:
        rule = rule_of(field, column)
        said = [one for unit in self.units if (one := self._said(unit, field, key)) is not None]
        if not said:
            return
        if self.alone:
            text = said[0].text
        elif rule == "latest":
            text = max(said, key=lambda one: one.reads[-1].rank).text
        elif rule == "text":
            text = _under_names(said, inline=field.kind != "rich")
        else:
            return
        self.cells[key] = text
        self.contributions[key] = [
            each.contribution(key, str(each.computation.cells[key]))
            for one in said
            for each in one.reads
        ]

    def _said(self, unit: Unit, field: Field, key: CellKey) -> _Said | None:
        column = self.engine.column(key)
        reads = [each for each in unit.reads if key in each.computation.cells]
        reads = [each for each in reads if field.id in each.filled]
        if not reads or column is None:
            return None
        flows = behaviour_of(field, column) == "K" and rule_of(field, column) == "text"
        used = reads if flows else reads[-1:]
        texts = dict.fromkeys(_text_of(each, field, key) for each in used)
        return _Said(unit, "\n".join(texts), tuple(used))

    # -- lists ----------------------------------------------------------------------------------

    def _list(self, field: Field) -> None:
        rule: Gather = field.gather or "union"
        reads = [each for unit in self.units for each in _listing(unit, field, rule)]
        if rule == "latest":
            reads = sorted(reads, key=lambda each: each.rank)[-1:]
        elif rule == "none" and not self.alone:
            return
        rows = [_Row(each, row) for each in reads for row in each.computation.rows(field.id)]
        merged = _without_repeats(rows, field) if field.kind == "documents" else [[x] for x in rows]
        for number, same in enumerate(merged, 1):
            self._row(field, number, same)
        self._count(field, reads)

    def _row(self, field: Field, number: int, same: Sequence[_Row]) -> None:
        for column in self.engine.columns(field.id):
            key = CellKey(field.id, number, column.id)
            for read, row in same:
                value = read.computation.cells.get(key._replace(row=row))
                if value is not None:
                    self.cells.setdefault(key, value)
                    self.contributions.setdefault(key, []).append(read.contribution(key, value))

    def _count(self, field: Field, reads: Sequence[Read]) -> None:
        """State how many rows there are where a unit has only said how many it has."""
        counts = [(each, each.computation.row_count(field.id)) for each in reads]
        if all(each.computation.rows(field.id) for each, count in counts if count is not None):
            return
        key = CellKey(field.id, 0, STATED)
        self.cells[key] = Decimal(sum(count or 0 for _each, count in counts))
        self.contributions[key] = [
            each.contribution(key, Decimal(count)) for each, count in counts if count is not None
        ]


def _is_figure(column: Column) -> bool:
    return column.kind in ("int", "money", "pct", "speed")


def _rows(field: Field) -> Iterable[int]:
    return range(1, len(field.rows) + 1) if field.kind == "table" else (0,)


# --- states --------------------------------------------------------------------------------------


def _newest_word(unit: Unit, field: Field) -> Iterator[Read]:
    """Yield the reports whose word on a field holds, the newest first: of flows all of them."""
    for each in reversed(unit.reads):
        speaks = field.id in each.filled or each.computation.state(field.id)
        if speaks:
            yield each
            if field.behaviour != "K":
                return


def _state_of(unit: Unit, field: Field) -> tuple[str, Read] | None:
    """Return the state that a unit says of a field; nothing where it has figures, or no word."""
    words = list(_newest_word(unit, field))
    if not words or any(field.id in each.filled for each in words):
        return None
    return words[0].computation.state(field.id), words[0]


def _common(states: set[str]) -> str:
    """Return the one state of a field that several units give different ones for."""
    if len(states) == 1:
        return next(iter(states))
    return NOT_YET if NOT_YET in states else NO_OCCURRENCE


# --- words ---------------------------------------------------------------------------------------


def _text_of(each: Read, field: Field, key: CellKey) -> str:
    """Return a text, figures that it names printed as its own unit has them."""
    text = str(each.computation.cells[key])
    if field.kind != "rich" or key.part != VALUE or _OPENS not in text:
        return text
    said = Voice(each.computation).narrative(field)
    return "\n".join("".join(map(_written, phrase.pieces)) for phrase in said)


def _written(piece: Piece) -> str:
    if piece.note is None:
        return piece.text
    return f"{piece.text}[^{''.join(map(_written, piece.note))}]"


def _under_names(said: Sequence[_Said], *, inline: bool) -> str:
    """Return what several units say, each under its name; short words in its line."""
    if inline and len(said) > 1 and len({one.text for one in said}) == 1:
        return said[0].text
    gap = " " if inline else "\n"
    return "\n".join(f"{one.unit.giver.name}:{gap}{one.text}" for one in said)


# --- lists ---------------------------------------------------------------------------------------


def _listing(unit: Unit, field: Field, rule: Gather) -> Sequence[Read]:
    """Return the reports of a unit whose rows count, the oldest first."""
    filled = [each for each in reversed(list(_newest_word(unit, field))) if field.id in each.filled]
    return filled if field.behaviour == "K" and rule != "latest" else filled[-1:]


def _without_repeats(rows: Iterable[_Row], field: Field) -> list[list[_Row]]:
    """Put the rows that are one document together, in the order of their first appearance."""
    found: list[list[_Row]] = []
    known: dict[tuple[str, ...], list[list[_Row]]] = {}
    for row in rows:
        named = tuple(_word(row, field, part) for part in _NUMBER)
        same = _same(known.get(named, ()), _word(row, field, _ISSUER), field) if named[0] else None
        if same is not None:
            same.append(row)
            continue
        found.append([row])
        known.setdefault(named, []).append(found[-1])
    return found


def _same(groups: Iterable[list[_Row]], issuer: str, field: Field) -> list[_Row] | None:
    """Return the document of the same number that this issuer, or nobody named, has issued."""
    for rows in groups:
        issuers = {_word(row, field, _ISSUER) for row in rows} - {""}
        if not issuer or not issuers or issuer in issuers:
            return rows
    return None


def _word(row: _Row, field: Field, part: str) -> str:
    value = row.read.computation.cells.get(CellKey(field.id, row.number, part), "")
    return " ".join(str(value).split()).casefold()
