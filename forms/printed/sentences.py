"""What a report's cells say in words: sentences, list items, states, narratives.

A blank figure prints ``…``: a visible gap to fill in, never a hole that closes over. A blank text
or list that may be blank prints nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from forms.cells import (
    DENOMINATOR,
    HAS_FIGURES,
    NOT_YET,
    VALUE,
    CellKey,
)
from forms.layout import parts
from forms.model import Column, Field, Grid, GridRow
from forms.printed.defaults import (
    CITED_NUMBER,
    CITED_SUBJECT,
    DEFAULT_STATES,
    ROW_LABEL,
    ROW_NUMBER,
    default_item,
    default_sentence,
)
from forms.printed.phrases import (
    GAP,
    Phrase,
    Piece,
    Reading,
    figure,
    grid_rows,
    joined,
    merged,
    missing,
    trimmed,
    without_stop,
    words,
)
from forms.printed.printing import (
    BUILTINS,
    builtin_words,
    cited_number,
    cited_subject,
    list_number,
    print_figure,
    wording,
)
from forms.printed.references import LISTS, column_of, means_whole, row_of
from forms.printed.templates import (
    Footnote,
    Literal,
    Node,
    Own,
    Template,
    Token,
    read,
    read_narrative,
    tokens,
)
from forms.vocabulary import Worded

MAX_TRAIL: Final = 4
"""How many fields deep a sentence may name fields whose sentences name fields."""

_FIGURES: Final = frozenset({"int", "pct", "money", "speed", "date", "month"})
_Cell = Callable[[str], Phrase]


class _Scope(NamedTuple):
    """Where a template is printed: what ``{part}`` means there, which fields led there."""

    cell: _Cell | None = None
    trail: tuple[str, ...] = ()


class Voice:
    """Prints the texts of one report. ``unit`` is the reporting unit's name for ``{{unit}}``."""

    def __init__(self, reading: Reading, *, unit: str = "") -> None:
        self.reading = reading
        self.form = reading.engine.form
        self._builtins = builtin_words(reading.period, self.form.period, unit=unit)

    # --- templates ---

    def worded(self, worded: Worded) -> str:
        """Return the wording of the report's period."""
        return wording(worded, self.reading.day)

    def say(self, text: str) -> Phrase:
        """Print a text of the pack.

        Words around the bare figures of a field in a state would make no sense: unless something
        else in the text is filled, the state's sentence stands instead of them. So ``- Công an:
        Tiếp nhận {{a}} hồ sơ; …`` becomes ``- Công an: Trong tháng không phát sinh hồ sơ.``
        """
        return self._say(text, ())

    def _say(self, text: str, trail: tuple[str, ...]) -> Phrase:
        template = read(text)
        return self._in_state_as_a_whole(template) or self._render(template, _Scope(trail=trail))

    def narrative(self, field: Field) -> tuple[Phrase, ...]:
        """Return the lines that a clerk wrote, tokens printed, blank lines left out."""
        return self._narrative(field, (field.id,))

    def field(self, field: Field) -> Phrase:
        """Return what ``{{field}}`` prints."""
        return self._token(Token(field.id), _Scope())

    def _render(self, template: Template, scope: _Scope) -> Phrase:
        return merged(self._node(node, scope) for node in template)

    def _node(self, node: Node, scope: _Scope) -> Phrase:
        if isinstance(node, Literal):
            return words(node.text)
        if isinstance(node, Token):
            return self._token(node, scope)
        if isinstance(node, Own):
            return scope.cell(node.part) if scope.cell else words(f"{{{node.part}}}")
        inner = self._render(node.nodes, scope)
        if isinstance(node, Footnote):
            return inner._replace(pieces=(Piece("", note=inner.pieces),) if inner.stands else ())
        return Phrase() if inner.blank else inner

    def _token(self, token: Token, scope: _Scope) -> Phrase:
        if token.field in BUILTINS and not (token.part or token.row):
            return words(self._builtins[token.field])
        if token.field in scope.trail or len(scope.trail) >= MAX_TRAIL:
            return words(token.typed)
        trail = (*scope.trail, token.field)
        grid = self.reading.engine.grids.get(token.field)
        if grid is not None and not (token.part or token.row):
            return self._grid(grid, trail)
        field = self.reading.engine.fields.get(token.field)
        return self._named(field, token, trail) if field is not None else words(token.typed)

    def _named(self, field: Field, token: Token, trail: tuple[str, ...]) -> Phrase:
        if not self.reading.has_field(field.id):
            return missing("", field.id, wanted=False)
        if means_whole(field, token):
            return self._whole(field, trail)
        row = row_of(field, token)
        return words(token.typed) if row is None else self.part(field, row, token.part)

    def _in_state_as_a_whole(self, template: Template) -> Phrase | None:
        first = next((node for node in template if not isinstance(node, Literal)), None)
        if not isinstance(first, Token) or not self._bare_in_state(first):
            return None
        fields = self.reading.engine.fields
        named = {token.field for token in tokens(template)} & fields.keys() - {first.field}
        if any(self._holds_something(fields[name]) for name in named):
            return None
        before = template[0].text if isinstance(template[0], Literal) else ""
        return merged((words(_lead_in(before)), self.state(fields[first.field])))

    def _holds_something(self, field: Field) -> bool:
        if self._state(field):
            return False
        keys = (CellKey(field.id, 0, column.id) for column in parts(field))
        return bool(self.reading.rows(field.id)) or any(
            self.reading.effective(key) is not None for key in keys
        )

    def _bare_in_state(self, token: Token) -> bool:
        field = self.reading.engine.fields.get(token.field)
        if field is None or self._state(field) in ("", NOT_YET):
            return False
        return bool(token.part) or not field.sentence

    # --- whole fields ---

    def _whole(self, field: Field, trail: tuple[str, ...]) -> Phrase:
        if self._state(field):
            return self.state(field, trail=trail)
        if field.kind in LISTS:
            return self._list(field, trail)
        if field.kind == "selection":
            return self._selection(field, trail)
        if field.kind == "rich":
            written = self._narrative(field, trail)
            return joined(written, "\n") if written else self._missing(field)
        return self._sentence(field, trail)

    def _sentence(self, field: Field, trail: tuple[str, ...]) -> Phrase:
        sentence = self.worded(field.sentence) or default_sentence(field)
        if not sentence:
            return self.part(field, 0, VALUE)
        scope = _Scope(lambda part: self.part(field, 0, part), trail)
        phrase = trimmed(self._render(read(sentence), scope))
        return phrase if phrase.stands else phrase._replace(pieces=())

    def _list(self, field: Field, trail: tuple[str, ...]) -> Phrase:
        template = read(field.item or self.worded(field.sentence) or default_item(field))
        items = [
            trimmed(self._render(template, _Scope(self._list_cell(field, row, index), trail)))
            for index, row in enumerate(self.reading.rows(field.id), 1)
        ]
        return _listed(field, items) if items else self._missing(field)

    def _list_cell(self, field: Field, row: int, index: int) -> _Cell:
        def cell(part: str) -> Phrase:
            if part == ROW_NUMBER:
                return words(str(index))
            if field.kind == "documents" and part in (CITED_NUMBER, CITED_SUBJECT):
                return self._citation(field, row, part)
            return self.part(field, row, part)

        return cell

    def _citation(self, field: Field, row: int, part: str) -> Phrase:
        def text(column: str) -> str:
            return str(self.reading.effective(CellKey(field.id, row, column)) or "")

        if part == CITED_NUMBER:
            column, printed = "so", cited_number(text("so"), text("ky_hieu"))
        else:
            column, printed = "trich_yeu", cited_subject(text("trich_yeu"))
        place = CellKey(field.id, row, column).place()
        return figure(printed, place) if printed else missing("", place, wanted=False)

    def _selection(self, field: Field, trail: tuple[str, ...]) -> Phrase:
        rows = {row.id: row for row in self.reading.engine.grids[field.grid].rows}
        template = read(field.item or default_item(field))
        items = [
            self._render(template, _Scope(self._row_cell(rows[chosen], index), trail))
            for index, chosen in enumerate(self.reading.chosen(field.id), 1)
        ]
        return _listed(field, items) if items else missing("", field.id, wanted=False)

    def _row_cell(self, row: GridRow, index: int) -> _Cell:
        def cell(part: str) -> Phrase:
            if part == ROW_NUMBER:
                return words(str(index))
            if part == ROW_LABEL:
                return figure(self.row_label(row), row.id)
            return self.part(self.reading.engine.fields[row.id], 0, part)

        return cell

    def row(
        self, row: GridRow, fields: Iterable[Field], *, trail: tuple[str, ...] = ()
    ) -> list[Phrase]:
        """Return the lines of a grid row, of which ``fields`` are those that the period has."""
        if row.lines:
            return [self._say(self.worded(line), trail) for line in row.lines]
        return [self._token(Token(field.id), _Scope(trail=trail)) for field in fields]

    def _grid(self, grid: Grid, trail: tuple[str, ...]) -> Phrase:
        items = []
        for number, row, fields in grid_rows(self.reading, grid):
            said = [phrase for phrase in self.row(row, fields, trail=trail) if phrase.stands]
            label = words(f"{list_number(number)} {self.row_label(row)}: ")
            items += [without_stop(merged((label, joined(said, " "))))] if said else []
        return joined(items, "; ")._replace(named=True)

    def row_label(self, row: GridRow) -> str:
        """Return a grid row's name: its own, or its field's."""
        field = self.reading.engine.fields.get(row.id)
        return self.worded(row.label or (field.label if field else ""))

    def _narrative(self, field: Field, trail: tuple[str, ...]) -> tuple[Phrase, ...]:
        text = str(self.reading.effective(CellKey(field.id, 0, VALUE)) or "")
        return tuple(
            self._render(read_narrative(line.strip()), _Scope(trail=trail))._replace(
                named=True, filled=True
            )
            for line in text.splitlines()
            if line.strip()
        )

    # --- cells and states ---

    def part(self, field: Field, row: int, part: str, *, running: bool = True) -> Phrase:
        """Print one cell; a blank one is a gap, or nothing for a text that may be blank."""
        column = column_of(field, part)
        if column is None:
            return words(f"{{{part}}}")
        key = CellKey(field.id, row, part)
        value = None if self._state(field) else self.reading.printed(key)
        if value is None:
            wanted = self._wanted(field, column)
            gap = GAP if wanted or column.kind in _FIGURES else ""
            return missing(gap, key.place(), wanted=wanted)
        text = print_figure(
            column.kind, value, unit=column.unit, running=running, choices=column.choices
        )
        # A denominator taken from another field does not make this one a filled one.
        borrowed = bool(field.base) and part == DENOMINATOR
        return figure(text, key.place())._replace(filled=not borrowed)

    def _wanted(self, field: Field, column: Column) -> bool:
        if field.kind in LISTS:
            return column.required
        return self.required(field) and (column.required or not field.columns)

    def required(self, field: Field) -> bool:
        """Return whether the field must be filled in this period."""
        return field.required and field.required_since <= self.reading.day.isoformat()

    def state(self, field: Field, *, trail: tuple[str, ...] = ()) -> Phrase:
        """Return the sentence that stands instead of the field's figures; empty without a state."""
        state = self._state(field)
        sentences = (field.state_sentences, self.form.state_sentences, DEFAULT_STATES)
        sentence = next((texts[state] for texts in sentences if state in texts), "")
        if not sentence:
            return missing(GAP, field.id, wanted=self.required(field)) if state else Phrase()
        pieces = self._render(read(sentence), _Scope(trail=trail or (field.id,))).pieces
        placed = tuple(piece._replace(source=piece.source or field.id) for piece in pieces)
        if state == NOT_YET:
            return Phrase(placed, named=True, wanted=self.required(field), blank=True)
        return Phrase(placed, named=True, filled=True)

    def _state(self, field: Field) -> str:
        state = self.reading.state(field.id)
        return "" if state == HAS_FIGURES else state

    def _missing(self, field: Field) -> Phrase:
        wanted = self.required(field)
        return missing(GAP if wanted else "", field.id, wanted=wanted)


def _listed(field: Field, items: list[Phrase]) -> Phrase:
    if field.numbered:
        items = [
            merged((words(f"{list_number(index)} "), item)) for index, item in enumerate(items, 1)
        ]
    return joined(items, field.joint)._replace(named=True, filled=True)


def _lead_in(before: str) -> str:
    head, colon, _ = before.rpartition(":")
    if colon:
        return f"{head}: "
    return before[:2] if before[:2] in ("- ", "+ ") else ""
