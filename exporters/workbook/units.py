"""The figures of a consolidated report unit by unit, one sheet, every total a living sum."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from exporters.agreement import is_exact
from exporters.workbook.cells import letters
from exporters.workbook.layout import FIRST_ROW
from exporters.workbook.pages import Frame
from exporters.workbook.pen import Formula, Pen
from exporters.workbook.styles import WHOLE
from forms.department.by_unit import TITLE, heading, unit_notes
from forms.numbers import format_number, scaled
from forms.printed.unit_table import UnitColumn, UnitTable

SHEET: Final = "Theo đơn vị"
_WIDTHS: Final = (5, 44)
_FIGURE_WIDTH: Final = 15
_HEAD_ROWS: Final = 2


def write_units(frame: Frame, table: UnitTable | None) -> None:
    """Write the sheet; nothing for a report without units' figures."""
    if table is None:
        return
    widths = (*_WIDTHS, *(_FIGURE_WIDTH for _ in table.columns))
    pen = frame.begin(SHEET, TITLE, widths)
    _heads(pen, table)
    first = FIRST_ROW + _HEAD_ROWS
    last = first + len(table.rows) - 1
    for number, row in enumerate(table.rows, 1):
        at = first + number - 1
        pen.text(at, 0, str(number), "center")
        pen.text(at, 1, row.name, "words")
        for place, (column, value) in enumerate(zip(table.columns, row.figures, strict=True), 2):
            _figure(pen, (at, place), value, _shape(table, column))
    pen.text(last + 1, 0, "", "center")
    pen.text(last + 1, 1, "Tổng cộng", "bold")
    for place, column in enumerate(table.columns, 2):
        _total(pen, (first, last, place), table, column)
    for line, words in enumerate(unit_notes(table), last + 3):
        pen.banner(line, words, "small")
    frame.finish(pen, wide=True, heads=_HEAD_ROWS)


def _heads(pen: Pen, table: UnitTable) -> None:
    rows = (FIRST_ROW, FIRST_ROW + 1)
    pen.down(rows, 0, "STT", "head")
    pen.down(rows, 1, "Đơn vị", "head")
    start = 2
    while start < len(table.columns) + 2:
        group = table.columns[start - 2].group
        stop = start
        while stop - 2 < len(table.columns) and table.columns[stop - 2].group == group:
            stop += 1
        if group:
            pen.across(FIRST_ROW, (start, stop - 1), group, "head")
        for place in range(start, stop):
            words = heading(table.columns[place - 2])
            if group:
                pen.text(FIRST_ROW + 1, place, words, "head")
            else:
                pen.down(rows, place, words, "head")
        start = stop


def _figure(pen: Pen, at: tuple[int, int], value: Decimal | None, shape: str) -> None:
    row, column = at
    if value is None:
        pen.blank(row, column, "derived")
    elif is_exact(value):
        pen.number(row, column, value, style="derived", shape=shape)
    else:
        pen.text(row, column, format_number(value), "long")


def _total(pen: Pen, at: tuple[int, int, int], table: UnitTable, column: UnitColumn) -> None:
    """Write a sum as a formula; one of figures that a spreadsheet cannot hold as it is."""
    first, last, place = at
    figures = [row.figures[place - 2] for row in table.rows]
    if not all(value is None or is_exact(value) for value in (*figures, column.sum)):
        pen.text(last + 1, place, format_number(column.sum), "long")
        return
    name, decimals = letters(place), _decimals(table, column)
    added = f"SUM({name}{first + 1}:{name}{last + 1})"
    # A spreadsheet adds up tenths in binary.
    text = f"ROUND({added},{decimals})" if decimals else added
    formula = Formula(text, column.sum)
    pen.formula(last + 1, place, formula, style="total", shape=_shape(table, column))


def _decimals(table: UnitTable, column: UnitColumn) -> int:
    place = table.columns.index(column)
    values = (row.figures[place] for row in table.rows)
    return max((scaled(value)[1] for value in values if value is not None), default=0)


def _shape(table: UnitTable, column: UnitColumn) -> str:
    decimals = _decimals(table, column)
    return f"{WHOLE}.{'0' * decimals}" if decimals else WHOLE
