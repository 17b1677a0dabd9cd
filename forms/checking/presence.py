"""What a report still lacks: blank cells, figures and lists that its form asks for.

What is missing is counted apart from what is wrong: it keeps a report from being finalized, yet
nobody has made a mistake by not having written it so far.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from forms.cells import STATED, CellKey
from forms.findings import Finding
from forms.layout import PAIRS, Strip
from forms.messages import sentence
from forms.model import Column, Field
from forms.names import LISTS

if TYPE_CHECKING:
    from forms.computation import Computation

_WRITTEN = frozenset({"rich", "text", "documents"})


def presence(c: Computation, field: Field) -> Iterator[Finding]:
    """Yield what a required field still lacks; a state says that there is nothing to write."""
    if not field.required or field.required_since > c.day.isoformat():
        return
    if field.formula or field.kind == "selection" or c.state(field.id):
        return
    code = "REQ-TEXT" if field.kind in _WRITTEN else "REQ"
    if field.kind in LISTS:
        if not c.rows(field.id) and CellKey(field.id, 0, STATED) not in c.cells:
            key = CellKey(field.id, 1, c.engine.columns(field.id)[0].id)
            yield missing(code, field.id, key, label=c.word(field.label))
        return
    if field.kind == "table" and any(column.required for column in field.columns):
        yield from _blank_cells(c, field)
        return
    key_or_none = _first_blank(c, field)
    if key_or_none is not None:
        yield missing(code, field.id, key_or_none, label=c.label(key_or_none))


def _first_blank(c: Computation, field: Field) -> CellKey | None:
    """Return the first blank cell that somebody has to fill, ``None`` when all are."""
    blanks = [_blank_in_column(c, field, column) for column in _needed(c, field)]
    return min((key for key in blanks if key is not None), default=None, key=lambda key: key.row)


def _needed(c: Computation, field: Field) -> Sequence[Column]:
    """Return the columns that must be filled: n and d of a rate; those marked, else all."""
    columns = c.engine.columns(field.id)
    if field.kind in PAIRS:
        return columns[:2]
    return [column for column in columns if column.required] or columns


def _blank_in_column(c: Computation, field: Field, column: Column) -> CellKey | None:
    strip = c.engine.layout.strips.get((field.id, column.id))
    if strip is not None:
        return _blank_figure(c, strip)
    if field.kind == "table":
        return next((key for key in _words_asked(c, field, column) if key not in c.cells), None)
    key = CellKey(field.id, 0, column.id)
    return None if key in c.cells else key


def _words_asked(c: Computation, field: Field, column: Column) -> Iterator[CellKey]:
    """Yield the cells of a table's text column that somebody writes: not those of totals."""
    for row, spec in enumerate(field.rows, 1):
        if not spec.sums and c.row_in_use(field.id, row):
            yield CellKey(field.id, row, column.id)


def _blank_cells(c: Computation, field: Field) -> Iterator[Finding]:
    """Tell every blank cell of the columns marked; of a table nobody has begun only the first."""
    blank: list[CellKey] = []
    for column in _needed(c, field):
        strip = c.engine.layout.strips.get((field.id, column.id))
        if strip is None:
            asked = _words_asked(c, field, column)
            blank += [key for key in asked if key not in c.cells]
        else:
            blank += [strip.key(offset) for offset in _blank_offsets(c, strip)]
    order = {column.id: place for place, column in enumerate(field.columns)}
    blank.sort(key=lambda key: (key.row, order[key.part]))
    begun = any(c.row_begun(field.id, row) for row in c.rows(field.id))
    if not begun and not blank:
        blank = _first_cell(c, field)
    for key in blank if begun else blank[:1]:
        place = key.place() if begun else field.id
        yield missing("REQ", place, key, label=c.label(key))


def _first_cell(c: Computation, field: Field) -> list[CellKey]:
    """Return where a table is begun whose every row may stay blank: all of them may not."""
    row = next((n for n, spec in enumerate(field.rows, 1) if not spec.sums), 0)
    return [CellKey(field.id, row, column.id) for column in _needed(c, field) if row][:1]


def asked_totals(c: Computation) -> frozenset[str]:
    """Return the required fields whose computed figure is itself asked for.

    Nothing that such a figure is computed from is required (a count of a list that may stay
    empty), so nobody else would tell that the paper has a gap.
    """
    strips = c.engine.layout.strips
    needed = (
        strips.get((field.id, column.id))
        for field in c.engine.form.fields
        if field.required
        for column in _needed(c, field)
    )
    asked = (strip.field for strip in needed if strip is not None and _is_asked(c, strip))
    # An optional row may come into use by what is computed in it.
    tables = c.engine.form.fields
    open_rows = (table.id for table in tables if any(row.optional for row in table.rows))
    return frozenset((*asked, *open_rows))


def _is_asked(c: Computation, strip: Strip) -> bool:
    writer = None if strip.table else c.plan.writer(strip.field, strip.part, 0)
    if writer is None:
        return False
    sources = {reach.field for reach in c.plan.checks[writer.rank].reads} - {strip.field}
    today = c.day.isoformat()
    fields = (c.engine.fields[name] for name in sources)
    return not any(field.required and field.required_since <= today for field in fields)


def _blank_figure(c: Computation, strip: Strip) -> CellKey | None:
    if c.now[strip.start] is None and _is_asked(c, strip):
        return strip.key(0)
    if c.plan.writes_all(strip.field, strip.part, strip.length):
        return None
    return next((strip.key(offset) for offset in _blank_offsets(c, strip)), None)


def _blank_offsets(c: Computation, strip: Strip) -> Iterator[int]:
    """Yield the offsets of a strip's blank cells that somebody types, in rows that are in use."""
    for offset, units in enumerate(c.typed[strip.start : strip.start + strip.length]):
        typed = units is None and c.plan.writer(strip.field, strip.part, offset) is None
        if typed and (not strip.table or c.row_in_use(strip.field, offset + 1)):
            yield offset


def missing(code: str, place: str, key: CellKey, **words: str) -> Finding:
    """Return the finding that something has not been written so far."""
    return Finding(
        code=code, severity="missing", place=place, key=key, message=sentence(code, **words)
    )
