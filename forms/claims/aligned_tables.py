"""Tables typed with spaces: lines whose cells stand two or more spaces apart.

The reader of plain text knows tables by tabs, bars and gaps of three spaces; smaller gaps stand in
justified prose too. Lines are taken for rows only where several in turn have as many cells, and
most of these are numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from forms.claims.claim import Claim
from forms.claims.passages import Line, Table
from forms.claims.table_claims import table_claims
from forms.claims.text_figures import Reading
from forms.numbers import parse_number, parse_percent

_GAP: Final = re.compile(r"\s{2,}")
_LEAST_ROWS: Final = 3
_MOST_WORDS: Final = 2
_MOST_ROWS: Final = 400
_DECIMALS: Final = 6


def aligned_tables(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield the claims of tables that stand in the passages as aligned lines."""
    rows: list[Line] = []
    for line in _lines(readings):
        if len(_cells(line)) > 2 and len(rows) < _MOST_ROWS:  # noqa: PLR2004 - columns need gaps
            rows.append(line)
            continue
        yield from _claims(rows)
        rows = []
    yield from _claims(rows)


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
