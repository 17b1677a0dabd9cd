"""Workbooks as text to be proofread: each sheet's tables as they are shown, formulas by result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from exporters.readers.workbook_reader import Bounds, SheetCell, WorkbookSheet, read_named
from forms.claims.passages import Line, Table, Text, are_torn
from forms.dates import parse_date
from forms.numbers import format_number

LIMITS: Final = Bounds(
    packed=16 << 20,
    unpacked=96 << 20,
    members=600,
    rows=20_000,
    columns=200,
    cells=400_000,
    letters=6_000_000,
)
LONG_CELL: Final = 60
"""From this many letters on a cell is read as a paragraph, too."""

_MOST_DECIMALS: Final = 6
"""Results of divisions have as many as a number of the machine; a person reads a few."""
_FINEST: Final = Decimal(1).scaleb(-_MOST_DECIMALS)
_Rows = Mapping[int, Mapping[int, SheetCell]]


def read_sheets(data: bytes) -> Text:
    """Read a workbook; a sheet is a page, and a row's number is that of its line.

    Raises:
        ExportProblem: As :func:`exporters.readers.workbook_reader.read_named`.
    """
    sheets = read_named(data, LIMITS, results=True).sheets
    parts = tuple(part for page, sheet in enumerate(sheets, 1) for part in _parts(sheet, page))
    return Text(parts, wrapped=are_torn(parts))


def _parts(sheet: WorkbookSheet, page: int) -> Iterator[Line | Table]:
    block: list[int] = []
    for row in (*sorted(sheet.rows), 0):
        if block and row != block[-1] + 1:
            yield from _block(sheet.rows, block, page)
            block = []
        block.append(row)


def _block(rows: _Rows, block: list[int], page: int) -> Iterator[Line | Table]:
    """Read neighbouring rows: what has one cell only is a line, the rest is a table."""
    wide = [row for row in block if len(rows[row]) > 1]
    first, last = (wide[0], wide[-1]) if wide else (block[-1] + 1, block[-1])
    for row in block:
        if row < first:
            yield from _lines(rows[row], page, row, least=0)
    if wide:
        yield _table(rows, (first, last), page)
    for row in block:
        if row >= first:
            yield from _lines(rows[row], page, row, least=LONG_CELL if row <= last else 0)


def _lines(cells: Mapping[int, SheetCell], page: int, row: int, *, least: int) -> Iterator[Line]:
    for at in sorted(cells):
        for text in _shown(cells[at]).split("\n"):
            if len(text) >= max(least, 1):
                yield Line(text, page, row)


def _table(rows: _Rows, span: tuple[int, int], page: int) -> Table:
    inside = range(span[0], span[1] + 1)
    columns = sorted({at for row in inside for at in rows[row]})
    width = range(columns[0], columns[-1] + 1)
    cells = tuple(
        tuple(" ".join(_shown(rows[row][at]).split()) if at in rows[row] else "" for at in width)
        for row in inside
    )
    return Table(cells, page, span[0])


def _shown(cell: SheetCell) -> str:
    """Return a cell as its sheet shows it, in Vietnamese notation."""
    if cell.kind == "number":
        return _number(Decimal(cell.text), percent=cell.percent)
    if cell.kind == "date":
        day = parse_date(cell.text)
        return f"{day.day:02d}/{day.month:02d}/{day.year}" if isinstance(day, date) else cell.text
    return cell.text


def _number(value: Decimal, *, percent: bool) -> str:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and -exponent > _MOST_DECIMALS:
        value = value.quantize(_FINEST, ROUND_HALF_UP).normalize()
    printed = format_number(value)
    return f"{printed}%" if percent else printed
