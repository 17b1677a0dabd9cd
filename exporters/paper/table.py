"""Set a table: columns as wide as their words need, one slab per row, a head that repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Final, NamedTuple

from exporters import nd30
from exporters.fonts import Face, clean, face, width
from exporters.paper.lines import Line, baseline, centred, flush
from exporters.paper.marks import Mark, RuleMark, Slab, seen_only
from exporters.paper.structure import Element
from exporters.paper.words import Setting, plain_words
from forms.printed.document import Table, TableColumn, TableRow

_SIZES: Final = (nd30.TABLE_PT, 11.0, 10.0, 9.0, 8.0, 7.0)  # the first at which no word must be cut
_SMALL_SIZES: Final = (7.0, 6.0, 5.0)  # the first at which no figure must be cut
_MOST_FOR_FIGURES: Final = 0.9  # of the table; the rest is for words
_MOST_FOR_ONE_WORD: Final = 0.35  # of the table; longer words (addresses) are cut anyway
_LABEL_WITHIN: Final = 3  # columns: a text further right does not name the row
_FIGURE: Final = re.compile(r"[-−]?[\d.]+(,\d+)?%?")
_ROUNDING_PT: Final = 1e-6  # what adding up the columns' widths may lose of one
_TALLEST_ROW: Final = 0.5  # of the page; higher rows are cut into strips


class _Grid(NamedTuple):
    """The geometry of a table: letter size, x of the column edges, most lines in a strip."""

    size: float
    edges: tuple[float, ...]
    most_lines: int

    @property
    def leading(self) -> float:
        return nd30.single(self.size)

    def height(self, cells: Sequence[_Cell]) -> float:
        """Give the height of the highest of cells."""
        most = max((len(cell.lines) for cell in cells), default=1)
        return max(1, most) * self.leading + 2 * nd30.CELL_PADDING_Y_PT


class _Cell(NamedTuple):
    """A text over columns `start` to `end` (exclusive), and its cell in the structure."""

    start: int
    end: int
    lines: Sequence[Line]
    element: Element


def table_slabs(table: Table, room: float, page_height: float, part: Element) -> list[Slab]:
    """Set a table.

    Args:
        table: Its rows must have one cell per column.
        room: Width of the table in points.
        page_height: Height of the text area, to cut rows that are too high for one.
        part: The element that gets the table's parts.

    Returns:
        Caption, head and rows from top to bottom. The head stands on the first row, a group
        heading on the row below it, the last two rows on each other and on a total below them;
        every row carries the head for the page that begins with it.
    """
    grid = _grid(table, room, page_height)
    slabs = list(_caption(table.caption, room, part))
    # A head without a body would not be a table's (ISO 14289-1, 7.5).
    head = _head(table, grid, part.child("THead") if table.rows else part)
    slabs.append(head)
    repeated = replace(head, marks=seen_only(head.marks))
    kinds = _RowKinds.of(table)
    body = part.child("TBody") if table.rows else part
    for row, following, third in zip_longest(table.rows, table.rows[1:], table.rows[2:]):
        cells = _cells(row, grid, kinds, body.child("TR"))
        strips = list(_row(cells, grid, row.source, head=repeated))
        kept = _keeps_with_next(row, following, third)
        slabs += [*strips[:-1], replace(strips[-1], tie=kept)]
    slabs[-1] = replace(slabs[-1], height=slabs[-1].height + nd30.AFTER_TABLE_PT)
    return slabs


class _RowKinds(NamedTuple):
    """How the cells of rows are set, and which of them names its row (-1 for none)."""

    aligns: Sequence[str]
    label: int

    @classmethod
    def of(cls, table: Table) -> _RowKinds:
        aligns = [column.align for column in table.columns]
        return cls(aligns, aligns.index("left") if "left" in aligns[:_LABEL_WITHIN] else -1)

    def element(self, parent: Element, row: TableRow, start: int, end: int) -> Element:
        """Make the cell of columns `start` to `end` in the structure."""
        span = f"/ColSpan {end - start}" if end > start + 1 else ""
        if start == self.label and row.cells[start]:
            return parent.child("TH", f"/A<</O/Table/Scope/Row{span}>>")
        return parent.child("TD", f"/A<</O/Table{span}>>" if span else "")


# --- the head -------------------------------------------------------------------------------------


def _head(table: Table, grid: _Grid, part: Element) -> Slab:
    """Set the titles of the columns; neighbours of one group stand under its common title."""
    groups = list(_groups(table.columns))
    if any(name for name, _, _ in groups):
        head = _grouped_head(table, groups, grid, part)
    else:
        row = part.child("TR")
        cells = [
            _head_cell(column.title, (index, index + 1), grid, row)
            for index, column in enumerate(table.columns)
        ]
        head = _strip(cells, grid, "")
    top = RuleMark(0.0, 0.0, grid.edges[-1], 0.0, nd30.TABLE_LINE_WEIGHT_PT)
    return replace(
        head, marks=(top, *head.marks), before=nd30.PARAGRAPH_GAP_PT, tie=bool(table.rows)
    )


def _groups(columns: Sequence[TableColumn]) -> Iterator[tuple[str, int, int]]:
    """Give name, first column and end of every group; a column without one is its own."""
    start = 0
    for end in range(1, len(columns) + 1):
        name = columns[start].group
        if not name or end == len(columns) or columns[end].group != name:
            yield name, start, end
            start = end


def _head_cell(
    text: str, span: tuple[int, int], grid: _Grid, row: Element, *, rows: int = 1
) -> _Cell:
    start, end = span
    wide = f"/ColSpan {end - start}" if end > start + 1 else ""
    high = f"/RowSpan {rows}" if rows > 1 else ""
    element = row.child("TH", f"/A<</O/Table/Scope/Column{wide}{high}>>")
    return _Cell(*span, _lines(text, Setting(grid.size, bold=True), "center", grid, *span), element)


def _grouped_head(
    table: Table, groups: Sequence[tuple[str, int, int]], grid: _Grid, part: Element
) -> Slab:
    upper, lower = part.child("TR"), part.child("TR")
    titles = [column.title for column in table.columns]
    above = [
        _head_cell(name or titles[start], (start, end), grid, upper, rows=1 if name else 2)
        for name, start, end in groups
    ]
    below = [
        _head_cell(titles[index], (index, index + 1), grid, lower)
        for name, start, end in groups
        for index in range(start, end)
        if name
    ]
    grouped = [cell for cell, (name, _, _) in zip(above, groups, strict=True) if name]
    middle = grid.height(grouped)
    bottom = max(middle + grid.height(below), grid.height(above))
    marks: list[Mark] = []
    for cell in above:
        marks += _placed(cell, 0.0, middle if cell in grouped else bottom, grid)
    for cell in below:
        marks += _placed(cell, middle, bottom, grid)
    for cell in grouped:
        left, right = grid.edges[cell.start], grid.edges[cell.end]
        marks.append(RuleMark(left, middle, right, middle, nd30.TABLE_LINE_WEIGHT_PT))
    return Slab(bottom, (*marks, *_closed(grid, bottom)))


# --- the rows -------------------------------------------------------------------------------------


def _row(cells: Sequence[_Cell], grid: _Grid, source: str, *, head: Slab) -> Iterator[Slab]:
    for strip in _strips(cells, grid.most_lines):
        yield replace(_strip(strip, grid, source), head=head)


def _keeps_with_next(row: TableRow, following: TableRow | None, third: TableRow | None) -> bool:
    """Keep a group with its first row, the total with a row, and the last row with another."""
    if following is None:
        return False
    ends = third is None or (third.kind == "total" and following.kind == "body")
    total_below = row.kind == "body" and following.kind == "total"
    return row.kind == "group" or ends or total_below


def _caption(text: str, room: float, part: Element) -> Iterator[Slab]:
    if not text:
        return
    size = nd30.TABLE_CAPTION_PT
    leading = nd30.single(size)
    lines = centred(plain_words(text, Setting(size, bold=True), room), room)
    caption = part.child("Caption")
    for index, line in enumerate(lines):
        before = 0.0 if index else nd30.PARAGRAPH_GAP_PT
        marks = line.of(caption).at(0.0, baseline(leading, size))
        yield Slab(leading, marks, before=before, tie=True)


def _grid(table: Table, room: float, page_height: float) -> _Grid:
    size, widths = _columns(table, room)
    edges = tuple(sum(widths[:index]) for index in range(len(widths) + 1))
    most_lines = int(page_height * _TALLEST_ROW / nd30.single(size))
    return _Grid(size, edges, most_lines)


def _columns(table: Table, room: float) -> tuple[float, list[float]]:
    """Choose a letter size at which no word must be cut, else one at which no figure must."""
    for size in _SIZES:
        needs = _needs(table, size, room)
        if sum(needs) <= room:
            return size, _widths([column.share for column in table.columns], needs, room)
    for size in _SMALL_SIZES:
        figures = _figures(table, size)
        if sum(figures) <= room * _MOST_FOR_FIGURES:
            break
    return size, _pressed(_needs(table, size, room), figures, room)


def _needs(table: Table, size: float, room: float) -> list[float]:
    """Give the width that the longest word of each column needs."""
    needs = [_longest(column.title, Face.BOLD, size) for column in table.columns]
    for row in table.rows:
        if row.kind == "group":
            continue
        name = face(bold=row.kind == "total")
        for index, text in enumerate(row.cells):
            needs[index] = max(needs[index], _longest(text, name, size))
    return [min(need + 2 * nd30.CELL_PADDING_X_PT, room * _MOST_FOR_ONE_WORD) for need in needs]


def _longest(text: str, name: Face, size: float) -> float:
    return max((width(word, name, size) for word in clean(text).split(" ")), default=0.0)


def _figures(table: Table, size: float) -> list[float]:
    """Give the width that the longest figure of each column needs; 0 for words alone."""
    needs = [0.0] * len(table.columns)
    for row in table.rows:
        name = face(bold=row.kind == "total")
        for index, text in enumerate(row.cells):
            if _FIGURE.fullmatch(text):
                needs[index] = max(needs[index], _longest(text, name, size))
    return [need + 2 * nd30.CELL_PADDING_X_PT if need else 0.0 for need in needs]


def _pressed(needs: Sequence[float], figures: Sequence[float], room: float) -> list[float]:
    """Share out a width that is too small: words may be cut, a figure in two is another figure."""
    spare = room - sum(figures)
    wanted = [max(need - figure, 0.0) for need, figure in zip(needs, figures, strict=True)]
    if spare <= 0 or not any(wanted):
        return [need * room / sum(needs) for need in needs]
    part = spare / sum(wanted)
    return [figure + want * part for figure, want in zip(figures, wanted, strict=True)]


def _widths(shares: Sequence[int], needs: Sequence[float], room: float) -> list[float]:
    """Share the width out as asked, but give every column what its longest word needs."""
    tight: set[int] = set()
    while True:
        rest = room - sum(needs[index] for index in tight)
        total = sum(share for index, share in enumerate(shares) if index not in tight)
        widths = [
            needs[index] if index in tight else rest * share / total
            for index, share in enumerate(shares)
        ]
        short = {index for index, need in enumerate(needs) if widths[index] < need - 1e-9}
        if not short:
            return widths
        tight |= short


def _cells(row: TableRow, grid: _Grid, kinds: _RowKinds, part: Element) -> list[_Cell]:
    setting = Setting(grid.size, bold=row.kind != "body")
    texts = row.cells
    cells = []
    start = 0
    while start < len(texts):
        end = start + 1
        while row.kind == "group" and texts[start] and end < len(texts) and not texts[end]:
            end += 1
        align = kinds.aligns[start] if end == start + 1 else "left"
        lines = _lines(texts[start], setting, align, grid, start, end)
        cells.append(_Cell(start, end, lines, kinds.element(part, row, start, end)))
        start = end
    return cells


def _lines(text: str, setting: Setting, align: str, grid: _Grid, *span: int) -> list[Line]:
    start, end = span
    room = grid.edges[end] - grid.edges[start] - 2 * nd30.CELL_PADDING_X_PT + _ROUNDING_PT
    words = plain_words(text, setting, room)
    if align == "center":
        return centred(words, room)
    lines = flush(words, room)
    if align == "left":
        return lines
    return [line._replace(marks=line.at(room - line.width, 0.0)) for line in lines]


def _strips(cells: Sequence[_Cell], most: int) -> Iterator[list[_Cell]]:
    """Cut a row into strips of at most `most` lines; nearly always one."""
    count = max(len(cell.lines) for cell in cells)
    for first in range(0, max(count, 1), most):
        yield [cell._replace(lines=cell.lines[first : first + most]) for cell in cells]


def _strip(cells: Sequence[_Cell], grid: _Grid, source: str) -> Slab:
    """Draw one row or a strip of it, with the lines at its sides and below."""
    height = grid.height(cells)
    marks = [mark for cell in cells for mark in _placed(cell, 0.0, height, grid, source)]
    return Slab(height, (*marks, *_closed(grid, height)))


def _placed(
    cell: _Cell, top: float, bottom: float, grid: _Grid, source: str = ""
) -> Iterator[Mark]:
    """Draw a cell: the line at its left, its text in mid-height."""
    x = grid.edges[cell.start]
    yield RuleMark(x, top, x, bottom, nd30.TABLE_LINE_WEIGHT_PT)
    first = (top + bottom - len(cell.lines) * grid.leading) / 2
    for index, line in enumerate(cell.lines):
        y = first + index * grid.leading + baseline(grid.leading, grid.size)
        for mark in line.at(x + nd30.CELL_PADDING_X_PT, y):
            yield mark._replace(source=source, element=cell.element)


def _closed(grid: _Grid, height: float) -> tuple[Mark, Mark]:
    """Draw the lines at the right of a row and below it."""
    right, weight = grid.edges[-1], nd30.TABLE_LINE_WEIGHT_PT
    return RuleMark(right, 0.0, right, height, weight), RuleMark(0.0, height, right, height, weight)
