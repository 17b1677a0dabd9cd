"""Figures of a form out of an old table: by the name of the row and the heading of the column.

A row is known by the label of a grid's row or of a table field's row, a column by the heading that
the form prints above it. Both have to say the same words; what is not clear is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from forms.cells import DENOMINATOR, NUMERATOR, PERCENT, REMAINDER, VALUE, CellKey
from forms.claims.passages import Table, Text
from forms.engine import Computation
from forms.layout import FIGURES, parts
from forms.model import Field, Grid, GridRow
from forms.names import LISTS
from forms.printed.tabulation import HEADINGS, grid_heading
from forms.sources.figure_matching import words_of
from forms.vocabulary import Worded

_LIKE: Final = 65
"""How much two headings share, of 100 words, to be the same."""
_SINGLE: Final = ""
"""The block of the fields that stand in no grid."""
_MOST_ROWS: Final = 5_000


class TableFigure(NamedTuple):
    """A figure of a table: the cell of the form, its text, its row's words, page and line."""

    key: CellKey
    text: str
    quote: str
    page: int
    line: int


class _Row(NamedTuple):
    """A row that the form has: in which group it stands and which cell each part is."""

    block: str
    group: str
    cells: Mapping[str, CellKey]


_Words = tuple[str, ...]


def table_figures(c: Computation, text: Text) -> Iterator[TableFigure]:
    """Yield the figures of a text's tables that have a place in the form."""
    rows, heads = _rows(c), _heads(c)
    if not rows:
        return
    for part in text.parts:
        if isinstance(part, Table) and len(part.rows) <= _MOST_ROWS:
            yield from _of_table(part, rows, heads)


def _of_table(
    table: Table, rows: Mapping[_Words, list[_Row]], heads: Mapping[str, Mapping[str, _Words]]
) -> Iterator[TableFigure]:
    group, columns = "", dict[str, dict[int, str]]()
    for at, row in enumerate(table.rows):
        label = next((i for i, cell in enumerate(row) if _words(cell) in rows), None)
        if label is None:
            continue
        known = rows[_words(row[label])]
        if not known[0].cells:
            group = known[0].group
            continue
        here = [one for one in known if one.group in ("", group)] if len(known) > 1 else known
        if len(here) != 1:
            continue
        block = here[0].block
        if block not in columns:
            columns[block] = _columns(table.rows[:at], heads[block])
        for j, part in columns[block].items():
            key = here[0].cells.get(part)
            if key is not None and j > label and j < len(row) and row[j].strip():
                quote = " | ".join(filter(None, row))
                yield TableFigure(key, row[j].strip(), quote, table.page, table.number + at)


def _columns(above: Sequence[Sequence[str]], heads: Mapping[str, _Words]) -> dict[int, str]:
    """Return which part stands in which column: the same heading first, else a like one."""
    width = max(map(len, above), default=0)
    said = [
        {_words(row[j]) for row in above if j < len(row) and row[j].strip()} for j in range(width)
    ]
    made: dict[int, str] = {}
    for part, words in heads.items():
        exact = [j for j in range(width) if words in said[j]]
        like = [j for j in range(width) if any(_alike(words, one) for one in said[j])]
        fits = exact or like
        if len(fits) == 1:
            made.setdefault(fits[0], part)
    return made


def _alike(words: _Words, others: _Words) -> bool:
    mine, theirs = set(words), set(others)
    both = mine | theirs
    return bool(both) and len(mine & theirs) * 100 >= _LIKE * len(both)


def _words(text: str) -> _Words:
    return tuple(words_of(text))


# --- what the form has ----------------------------------------------------------------------------


def _rows(c: Computation) -> dict[_Words, list[_Row]]:
    found: dict[_Words, list[_Row]] = {}
    for label, row in _every_row(c):
        words = _words(c.word(label))
        if words:
            found.setdefault(words, []).append(row)
    return found


def _every_row(c: Computation) -> Iterator[tuple[Worded, _Row]]:
    for grid in c.engine.grids.values():
        for row in grid.rows:
            yield from _grid_row(c, grid, row)
    inside = {name for grid in c.engine.grids.values() for row in grid.rows for name in row.fields}
    inside |= {row.id for grid in c.engine.grids.values() for row in grid.rows}
    for field in c.engine.form.fields:
        if not c.has_field(field.id):
            continue
        if field.kind == "table":
            ids = [column.id for column in parts(field) if column.kind in FIGURES]
            for number, spec in enumerate(field.rows, 1):
                cells = {part: CellKey(field.id, number, part) for part in ids}
                yield spec.label, _Row(field.id, "", cells)
        elif field.kind not in LISTS and field.id not in inside:
            yield field.label, _Row(_SINGLE, "", _single(field))


def _grid_row(c: Computation, grid: Grid, row: GridRow) -> Iterator[tuple[Worded, _Row]]:
    fields = c.engine.fields
    if row.fields:
        yield row.label, _Row(grid.id, row.id, {})
    for name in row.fields or (row.id,):
        if name in fields and c.has_field(name):
            label = fields[name].label if row.fields else row.label or fields[name].label
            group = row.id if row.fields else ""
            yield label, _Row(grid.id, group, _cells(fields[name]))


def _cells(field: Field) -> dict[str, CellKey]:
    """Return the cells of a grid's row by the part of the column that prints them."""
    held = [column.id for column in parts(field) if column.kind in FIGURES]
    cells = {part: CellKey(field.id, 0, part) for part in held}
    # A single figure among pairs stands where what came in altogether stands.
    return {**cells, DENOMINATOR: cells[VALUE]} if VALUE in cells else cells


def _single(field: Field) -> dict[str, CellKey]:
    """Return the cells of a field that has a row of its own: a numerator is its figure."""
    cells = _cells(field)
    figure = cells.get(VALUE) or cells.get(NUMERATOR)
    others = {part: key for part, key in cells.items() if VALUE not in cells and part != NUMERATOR}
    return {VALUE: figure, **others} if figure is not None else {}


def _heads(c: Computation) -> dict[str, dict[str, _Words]]:
    plain = (VALUE, DENOMINATOR, PERCENT, REMAINDER)
    heads = {_SINGLE: {part: _words(HEADINGS[part]) for part in plain}}
    figures = [part for part in HEADINGS if part != "label"]
    for grid in c.engine.grids.values():
        heads[grid.id] = {part: _words(grid_heading(grid, part)) for part in figures}
    for field in c.engine.form.fields:
        if field.kind == "table":
            heads[field.id] = {x.id: _words(c.word(x.label)) for x in parts(field)}
    return heads
