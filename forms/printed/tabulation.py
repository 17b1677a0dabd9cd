"""Grids, lists and tables of a report as ruled tables.

Cells are plain text: figures without leading zeros, money in the unit that its heading names, a
blank cell blank, no full stop behind a state. Footnotes are not carried into a table.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, Literal

from forms.cells import DENOMINATOR, NUMERATOR, PERCENT, REMAINDER, VALUE
from forms.layout import parts
from forms.model import Column, Field, Grid, TableBlock
from forms.printed.document import Table, TableColumn, TableRow
from forms.printed.phrases import grid_rows, trimmed, without_stop
from forms.printed.sentences import Voice

NUMBER_HEADING: Final = "STT"
LABEL: Final = "label"
NUMBER: Final = "stt"
LABEL_HEADING: Final = "Nội dung"
NOTE_HEADING: Final = "Ghi chú"
HEADINGS: Final = {
    NUMERATOR: "Trực tuyến",
    DENOMINATOR: "Tổng số",
    PERCENT: "Tỷ lệ (%)",
    REMAINDER: "Còn lại",
    VALUE: "Số liệu",
    LABEL: LABEL_HEADING,
}
"""Headings of a grid's columns, by the part that stands in them."""

_PART_ORDER: Final = (NUMERATOR, DENOMINATOR, PERCENT, REMAINDER)
_LABEL_SHARE: Final = 6
_FIGURE_SHARE: Final = 2
_LEAST_LABEL: Final = 3
_NOTE_SHARE: Final = 3
_RIGHT: Final = frozenset({"int", "pct", "money", "speed"})
_CENTRED: Final = frozenset({"date", "month"})
_NAMED_UNIT: Final = frozenset({"int", "money"})


def tabulate(voice: Voice, block: TableBlock, *, anchor: str) -> Table | None:
    """Return the ruled table of a grid, list or table; ``None`` when it has no row to show."""
    source = block.source
    caption = voice.worded(block.caption)
    grid = voice.reading.engine.grids.get(source)
    if grid is not None:
        columns, rows = _grid(voice, grid)
    elif not voice.reading.has_field(source):
        return None
    elif voice.reading.engine.fields[source].kind == "table":
        columns, rows = _fixed(voice, voice.reading.engine.fields[source])
    else:
        columns, rows = _listing(voice, voice.reading.engine.fields[source])
    return Table(columns, rows, caption=caption, anchor=anchor) if rows else None


def _grid(voice: Voice, grid: Grid) -> tuple[tuple[TableColumn, ...], tuple[TableRow, ...]]:
    shown = tuple(grid_rows(voice.reading, grid))
    held = {column.id for _, _, fields in shown for field in fields for column in parts(field)}
    figures = tuple(part for part in _PART_ORDER if part in held) or (VALUE,)
    columns = (
        TableColumn(NUMBER_HEADING, 1, "center"),
        TableColumn(grid_heading(grid, LABEL), _LABEL_SHARE),
        *(TableColumn(grid_heading(grid, part), _FIGURE_SHARE, "right") for part in figures),
        TableColumn(NOTE_HEADING, _NOTE_SHARE),
    )
    rows: list[TableRow] = []
    for number, row, fields in shown:
        label = voice.row_label(row)
        if not row.fields:
            rows.append(_field_row(voice, (str(number), label), fields[0], figures))
            continue
        blanks = ("",) * (len(figures) + 1)
        rows.append(TableRow((str(number), label, *blanks), kind="group", source=row.id))
        rows += [_field_row(voice, ("", voice.worded(f.label)), f, figures) for f in fields]
    return columns, tuple(rows)


def grid_heading(grid: Grid, part: str) -> str:
    """Return what the form (or, failing it, the program) writes above a grid's column."""
    return grid.headings.get(part, HEADINGS[part])


def _field_row(
    voice: Voice, head: tuple[str, str], field: Field, figures: tuple[str, ...]
) -> TableRow:
    held = {column.id for column in parts(field)}
    # A single figure of a row among pairs counts what came in altogether.
    single = DENOMINATOR if DENOMINATOR in figures else VALUE
    shown = {single: VALUE} if VALUE in held else {part: part for part in held}
    cells = (_cell(voice, field, 0, shown[part]) if part in shown else "" for part in figures)
    note = without_stop(trimmed(voice.state(field)))
    return TableRow((*head, *cells, note.text), source=field.id)


def _listing(voice: Voice, field: Field) -> tuple[tuple[TableColumn, ...], tuple[TableRow, ...]]:
    columns = parts(field)
    number = _number_column(field, columns)
    rows = tuple(
        TableRow((str(index), *_cells(voice, field, row, columns)), source=f"{field.id}[{row}]")
        for index, row in enumerate(voice.reading.rows(field.id), 1)
    )
    return (number, *_headings(voice, columns)), rows


def _fixed(voice: Voice, field: Field) -> tuple[tuple[TableColumn, ...], tuple[TableRow, ...]]:
    columns = parts(field)
    width = max(sum(column.share for column in columns) // 3, _LEAST_LABEL)
    label = TableColumn(row_heading(field, LABEL), width)
    numbered = NUMBER in field.headings
    heads = (_number_column(field, columns), label) if numbered else (label,)
    rows = tuple(
        TableRow(
            (*((number,) if numbered else ()), label, *_cells(voice, field, row, columns)),
            kind="total" if field.rows[row - 1].sums else "body",
            source=f"{field.id}[{row}]",
        )
        for row, number, label in _table_rows(voice, field)
    )
    return (*heads, *_headings(voice, columns)), rows


def _table_rows(voice: Voice, field: Field) -> Iterator[tuple[int, str, str]]:
    """Yield the rows of a table that are printed: position, number as printed, label.

    Totals bear no number; optional rows that nobody has begun are left out.
    """
    number = 0
    for row, spec in enumerate(field.rows, 1):
        if not voice.reading.row_in_use(field.id, row):
            continue
        number += not spec.sums
        yield row, "" if spec.sums else str(number), voice.worded(spec.label)


def _number_column(field: Field, columns: Iterable[Column]) -> TableColumn:
    width = max(sum(column.share for column in columns) // 12, 1)
    return TableColumn(row_heading(field, NUMBER), width, "center")


def row_heading(field: Field, part: str) -> str:
    """Return what stands above a table's or list's row names (``label``) or numbers (``stt``)."""
    return field.headings.get(part, LABEL_HEADING if part == LABEL else NUMBER_HEADING)


def _headings(voice: Voice, columns: Iterable[Column]) -> tuple[TableColumn, ...]:
    return tuple(
        TableColumn(_heading(voice, column), column.share, _align(column), column.group)
        for column in columns
    )


def _heading(voice: Voice, column: Column) -> str:
    label = voice.worded(column.label)
    named = column.unit and column.kind in _NAMED_UNIT and column.unit not in label
    return f"{label} ({column.unit})" if named else label


def _align(column: Column) -> Literal["left", "center", "right"]:
    if column.kind in _RIGHT:
        return "right"
    return "center" if column.kind in _CENTRED else "left"


def _cells(voice: Voice, field: Field, row: int, columns: Iterable[Column]) -> Iterator[str]:
    return (_cell(voice, field, row, column.id) for column in columns)


def _cell(voice: Voice, field: Field, row: int, part: str) -> str:
    phrase = voice.part(field, row, part, running=False)
    return phrase.text if not phrase.blank else ""
