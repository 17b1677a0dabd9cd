"""How a sheet of a workbook goes on paper: how wide its columns may be, where its pages end.

Every row's height is written in the file and the sheet is made as wide as the paper, so where
pages end is known up to how wide a program draws a column. Excel draws it narrower than
LibreOffice and shrinks the sheet less: what fits there fits in both, and a break set for Excel is
never preceded by one of the program's own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from exporters.workbook.layout import DATA_ROW, Row
from exporters.workbook.pen import Pen

_SHORT: Final = 595
_LONG: Final = 842
_MARGINS: Final = (115, 87)
"""A4 in points, and what its margins and the lines of its head and foot take, down and across."""
_DIGIT: Final = 6.0
"""Points that LibreOffice gives to one character of a column's width."""
_DIGIT_IN_EXCEL: Final = (5.25, 3.75)
"""The same in Excel, and what it adds to each column."""
_CAUTION: Final = 1.06
_ALMOST: Final = 1.35
_MOST_ACROSS: Final = 230
"""Characters across that are still read on A4 across: some seven points high."""
_NARROWED: Final = 22
"""No column is made narrower than this for the others' sake: figures must find room."""
_CLOSING: Final = 2
"""Lines of the table that go along with the signature, so that it never stands alone."""
_OF_THE_ROW_ABOVE: Final = frozenset({"total", "count", "stated", "check"})


def readable(widths: Sequence[int]) -> list[int]:
    """Make the widest columns narrower until the sheet is read on paper; their words wrap."""
    for most in range(max(widths), _NARROWED, -1):
        if sum(min(width, most) for width in widths) <= _MOST_ACROSS:
            return [min(width, most) for width in widths]
    return [min(width, _NARROWED) for width in widths]


def pages_of(pen: Pen, widths: Sequence[int], rows: int, *, wide: bool) -> int:
    """Return 1 for a sheet that is little more than a page: it is made smaller to fit one.

    0 is any number of pages. Else a signature would stand on a page of its own.
    """
    across, room = _paper(wide=wide)
    scale = min(1.0, across / (sum(widths) * _DIGIT))
    tall = sum(pen.heights(rows))
    return int(room < tall * scale * _CAUTION <= room * _ALMOST)


def breaks_of(
    pen: Pen, widths: Sequence[int], tied: Collection[int], rows: int, *, wide: bool, head: range
) -> list[int]:
    """Return the rows that begin a page; a row in ``tied`` stays with the next one.

    Args:
        pen: Knows the heights of the rows.
        widths: The columns' widths in characters.
        tied: See `tied_rows`.
        rows: How many rows the sheet has.
        wide: Whether it is printed across.
        head: The rows that are repeated on every page.
    """
    across, down = _paper(wide=wide)
    digit, more = _DIGIT_IN_EXCEL
    scale = min(1.0, across / sum(width * digit + more for width in widths))
    heights = pen.heights(rows)
    return _breaks(heights, tied, down / scale, sum(heights[row] for row in head))


def _breaks(heights: Sequence[int], tied: Collection[int], room: float, head: int) -> list[int]:
    """Where pages begin, each with what it can hold; rows that no page holds are tied no more."""
    found: list[int] = []
    start, used = 0, 0
    for row, height in enumerate(heights):
        if used + height > room and row > start:
            free = next((one for one in range(row, start, -1) if one - 1 not in tied), row)
            start = free if head + sum(heights[free : row + 1]) <= room else row
            found.append(start)
            used = head + sum(heights[start:row])
        used += height
    return found


def tied_rows(rows: Sequence[Row], foot: int, end: int) -> set[int]:
    """Name the rows that no page may end with.

    The head of the sheet, captions and headings of tables, headings of groups, what stands above
    a total or a count; the last lines and the whole foot, which begins in row ``foot``.
    """
    tied = {*range(DATA_ROW), *range(foot - _CLOSING - _CLOSING, end - 1)}
    return tied.union(_above_lines(rows))


def _above_lines(rows: Iterable[Row]) -> Iterable[int]:
    block = None
    for row in rows:
        if row.block is not block:
            block = row.block
            yield from range(row.number - block.heads - bool(block.caption), row.number)
        if row.line.kind == "group":
            yield row.number
        if row.line.kind in _OF_THE_ROW_ABOVE:
            yield row.number - 1


def _paper(*, wide: bool) -> tuple[int, int]:
    """Return the points across and down that the paper has for the sheet."""
    width, height = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
    return width - _MARGINS[1], height - _MARGINS[0]
