"""Tables whose cells are set apart by spaces: typed so, or read from the text layer of a PDF.

The reader of plain text knows tables by tabs, bars and gaps of three spaces; smaller gaps stand in
justified prose too. Lines are taken for rows only where several in turn have as many cells, and
most of these are numbers; where single spaces divide them, where they end with as many numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from forms.claims.claim import Claim
from forms.claims.passages import Line, Table
from forms.claims.table_claims import table_claims
from forms.claims.text_figures import Reading
from forms.numbers import parse_number, parse_percent

_GAP: Final = re.compile(r"\s{2,}")
_ORDER: Final = re.compile(r"(?:[0-9]{1,3}|[IVXL]{1,5}|[A-Za-zđ])(?:\.[0-9]{1,2})*[.)]?")
_NEW_TABLE: Final = re.compile(r"\s*(?:bảng|biểu|phụ lục|s?tt|số tt|đơn vị tính)\b", re.IGNORECASE)
_TOTAL: Final = re.compile(r"\s*(?:tổng|cộng)\b", re.IGNORECASE)
_RATE: Final = re.compile(r"%|tỷ lệ|tỉ lệ|tỷ trọng", re.IGNORECASE)
_EMPTY: Final = frozenset({"-", "–", "—"})
_ENDS: Final = (*"0123456789%-–—",)
_LEAST_ROWS: Final = 3
_LEAST_NUMBERS: Final = 2
_MOST_WORDS: Final = 2
_MOST_ROWS: Final = 400
_MOST_CELLS: Final = 20
_HEAD_LINES: Final = 6
_TURNED: Final = 10
"""So many lines that are no rows may a page's end put between two rows."""
_DECIMALS: Final = 6


class _Row(NamedTuple):
    """A line that ends with numbers; ``words`` are all of it, the last ``numbers`` numbers."""

    line: Line
    words: tuple[str, ...]
    numbers: int


def aligned_tables(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield the claims of tables that stand in the passages as aligned lines."""
    lines = list(_lines(readings))
    told = set[int]()
    rows: list[Line] = []
    for line in (*lines, None):
        wide = line is not None and ("  " in line.text or "\t" in line.text)
        if line and wide and len(_cells(line)) > _MOST_WORDS and len(rows) < _MOST_ROWS:
            rows.append(line)
            continue
        found = list(_claims(rows)) if len(rows) >= _LEAST_ROWS else []
        told.update(row.number for row in rows if found)
        yield from found
        rows = []
    yield from _spaced([line for line in lines if line.number not in told])


def _lines(readings: Sequence[Reading]) -> Iterator[Line]:
    for reading in readings:
        for piece in reading.passage.pieces:
            yield piece.line


def _cells(line: Line) -> list[str]:
    return _GAP.split(line.text.strip())


def _claims(lines: Sequence[Line]) -> Iterator[Claim]:
    rows = [tuple(_cells(line)) for line in lines]
    numbered = [row for row in rows if _is_row(row)]
    if len(numbered) < _LEAST_ROWS:
        return
    widths = {len(row) for row in numbered}
    if max(widths) - min(widths) > 1 or lines[-1].number - lines[0].number >= 2 * len(lines):
        return
    numbers = tuple(line.number for line in lines)
    yield from table_claims(Table(tuple(rows), lines[0].page, lines[0].number, numbers))


def _is_row(row: Sequence[str]) -> bool:
    """Whether a line has numbers and at most a name and a remark beside them."""
    numbers = sum(map(_is_number, row))
    return numbers > 1 and len(row) - numbers <= _MOST_WORDS


def _is_number(cell: str) -> bool:
    reader = parse_percent if cell.endswith("%") else parse_number
    return isinstance(reader(cell, max_decimals=_DECIMALS), Decimal)


# --- single spaces --------------------------------------------------------------------------------


def _spaced(lines: Sequence[Line]) -> Iterator[Claim]:
    found = [(i, row) for i, line in enumerate(lines) if (row := _row(line)) is not None]
    rows, last = list[_Row](), 0
    for i, row in found if len(found) >= _LEAST_ROWS else ():
        if rows and not _goes_on(rows, row, lines[last + 1 : i]):
            yield from _of_rows(rows, lines[:last])
            rows = []
        rows.append(row)
        last = i
    yield from _of_rows(rows, lines[:last])


def _row(line: Line) -> _Row | None:
    """A line that begins with a name and ends with at least two numbers."""
    if not line.text.endswith(_ENDS):
        return None
    words = tuple(line.text.split())
    name = len(words)
    while name and (words[name - 1] in _EMPTY or _is_number(words[name - 1])):
        name -= 1
    numbers = len(words) - name
    fitting = _LEAST_NUMBERS <= numbers <= _MOST_CELLS and words[name:][0] not in _EMPTY
    return _Row(line, words, numbers) if fitting and name else None


def _goes_on(rows: Sequence[_Row], row: _Row, between: Sequence[Line]) -> bool:
    """Whether a row has as many numbers as those before it; a name may end with one more."""
    known = {other.numbers for other in rows} | {row.numbers}
    ended = len(rows) >= _LEAST_ROWS and _TOTAL.match(rows[-1].line.text)
    fitting = max(known) - min(known) <= 1 and len(rows) < _MOST_ROWS and not ended
    near = len(between) <= _TURNED
    return fitting and near and not any(_NEW_TABLE.match(line.text) for line in between)


def _of_rows(rows: Sequence[_Row], lines: Sequence[Line]) -> Iterator[Claim]:
    if len(rows) < _LEAST_ROWS:
        return
    first = lines.index(rows[0].line)
    head = [line.text for line in lines[max(first - _HEAD_LINES, 0) : first]]
    width = min(row.numbers for row in rows)
    cells = [_divided(row, width) for row in rows]
    heads = tuple("%" if _are_rates(cells, head, j) else "" for j in range(width + 2))
    numbers = rows[0].line.number, *(row.line.number for row in rows)
    yield from table_claims(Table((heads, *cells), rows[0].line.page, 0, numbers))


def _divided(row: _Row, width: int) -> tuple[str, ...]:
    """The number of order, the name and the numbers of a row."""
    name = row.words[: len(row.words) - width]
    ordered = len(name) > 1 and _ORDER.fullmatch(name[0]) is not None
    order, rest = (name[0], name[1:]) if ordered else ("", name)
    return order, " ".join(rest), *row.words[-width:]


def _are_rates(cells: Sequence[Sequence[str]], head: Sequence[str], j: int) -> bool:
    """Whether a column is one of rates: its numbers have decimals, and the heading names rates."""
    column = [row[j] for row in cells if row[j] not in _EMPTY]
    decimals = sum("," in cell or cell.endswith("%") for cell in column)
    named = any(_RATE.search(text) for text in chain(head, column))
    return j > 1 and named and 2 * decimals > len(column)
