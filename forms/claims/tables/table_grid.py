"""A table with its cells read as figures: what the searches for its relations work on."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final, NamedTuple

from forms.claims.claim import Claim, Judged
from forms.claims.claim import severity as severity_of
from forms.claims.passages import Table
from forms.numbers import parse_number, parse_percent, scaled

TOTAL: Final = re.compile(
    r"\s*(?:tổng|cộng|tổng cộng|tổng số|toàn (?:tỉnh|huyện|xã|thành phố|ngành))"
    r"(?:\s+(?:cộng|số|chung|toàn))?\b",
    re.IGNORECASE,
)
_RATE_HEAD: Final = re.compile(r"%|tỷ lệ|tỉ lệ|tỷ trọng|tỉ trọng|cơ cấu", re.IGNORECASE)
_CHANGE: Final = re.compile(r"tăng|giảm|chênh lệch|so sánh", re.IGNORECASE)
_ORDER_HEAD: Final = re.compile(r"\s*(?:stt|tt|số tt|số thứ tự)\s*$", re.IGNORECASE)
_MINUS: Final = ("-", "–", "−")
_SIGNS: Final = "-–−+"
_MOST_COLUMNS: Final = 24
_MOST_ROWS: Final = 2_000
_DECIMALS: Final = 6
_YEARS: Final = range(1990, 2060)


class Cell(NamedTuple):
    """A figure of a table; ``share``: printed with a sign of percent, ``grouped``: with points."""

    value: Decimal
    decimals: int
    share: bool
    grouped: bool


class Grid(NamedTuple):
    """The rows of a table that have figures; ``head`` are the words over each column."""

    table: Table
    head: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[Cell | None, ...], ...]

    def column(self, j: int) -> list[Cell | None]:
        """Return the cells of a column from the top."""
        return [row[j] for row in self.cells]

    def texts(self, k: int) -> tuple[str, ...]:
        """Return what stands in the cells of a row."""
        return self.table.rows[self.rows[k]]

    def is_total(self, k: int) -> bool:
        """Return whether a row is named as a total."""
        return any(TOTAL.match(cell) for cell in self.texts(k)[:2])

    def is_unread(self, k: int, j: int) -> bool:
        """Return whether a cell holds figures that are no number: then nothing can be added up."""
        row = self.texts(k)
        return self.cells[k][j] is None and j < len(row) and _has_digits(row[j : j + 1])

    def unnamed(self, j: int) -> bool:
        """Return whether no word stands over a column, as where lines have lost their columns."""
        return not self.head[j].strip()

    def tells_rates(self) -> bool:
        """Return whether any word of the heading speaks of rates."""
        return any(map(_RATE_HEAD.search, self.head))

    def tells_change(self, columns: Sequence[int]) -> bool:
        """Return whether the heading says that one of some columns tells a rise or a fall."""
        lost = any(map(self.unnamed, columns))
        heads = self.head if lost else [self.head[j] for j in columns]
        return any(map(_CHANGE.search, heads))

    def is_rate(self, j: int) -> bool:
        """Return whether a column says by its name or its signs that it holds rates."""
        cells = [cell for cell in self.column(j) if cell is not None]
        named = _RATE_HEAD.search(self.head[j]) is not None
        return named or (bool(cells) and all(cell.share for cell in cells))

    def is_order(self, j: int) -> bool:
        """Return whether a column numbers the rows, or names them by years in turn."""
        if j:
            return _ORDER_HEAD.match(self.head[j]) is not None
        values = [cell.value for cell in known(self.column(0))]
        return all(b in (1, a + 1) for a, b in pairwise(values))


def grid_of(table: Table) -> Grid | None:
    """Read a table; ``None`` where it has no figures or no columns."""
    given = _unnumbered(table.rows)
    width = max((len(row) for row in given), default=0)
    if not 1 < width <= _MOST_COLUMNS or len(table.rows) > _MOST_ROWS:
        return None
    shifted = tuple(_shifted(row, width) for row in given)
    lines = tuple(table.line(row) for row in range(len(table.rows)))
    table = Table(shifted, table.page, 0, lines, table.pages)
    read = [
        tuple(_read(row[j]) if j < len(row) else None for j in range(width)) for row in table.rows
    ]
    filled = [i for i, row in enumerate(read) if any(cell is not None for cell in row[1:])]
    filled = [i for i in filled if not _numbers_columns(table.rows[i], read[i])]
    if not filled:
        return None
    told = (i for i in range(filled[0], len(read)) if _has_digits(table.rows[i][1:]))
    body = [i for i in told if not _numbers_columns(table.rows[i], read[i])]
    above = table.rows[: body[0]]
    head = tuple(" ".join(row[j] for row in above if j < len(row)) for j in range(width))
    return Grid(table, head, tuple(body), tuple(read[i] for i in body))


def _has_digits(cells: Sequence[str]) -> bool:
    return any(letter.isdecimal() for cell in cells for letter in cell)


def _unnumbered(rows: Sequence[tuple[str, ...]]) -> Sequence[tuple[str, ...]]:
    """Rows whose heading names numbers of order that they have not: without that word."""
    width = max(map(len, rows), default=0)
    lacking = sum(len(row) == width - 1 for row in rows)
    full = [row for row in rows if len(row) == width]
    if lacking <= len(full) or not all(_ORDER_HEAD.match(row[0]) for row in full):
        return rows
    return [row[1:] if len(row) == width else row for row in rows]


def _shifted(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    """A row of totals that leaves out its number of order in front."""
    totals = len(row) == width - 1 and TOTAL.match(row[0]) is not None
    return ("", *row) if totals else row


def _numbers_columns(texts: Sequence[str], row: Sequence[Cell | None]) -> bool:
    """Whether a row only heads the columns: by numbers in turn, (1) (2) (3), or by years."""
    values = [int(cell.value) for cell in row if cell is not None]
    in_turn = len(values) > 2 and values == list(range(values[0], values[0] + len(values)))  # noqa: PLR2004
    years = in_turn and all(year in _YEARS for year in values)
    return years or (in_turn and not any(len(t) > 1 and t[:2].isalpha() for t in texts))


def _read(text: str) -> Cell | None:
    typed = text.strip().strip("()")
    below = typed[:1] in _MINUS
    typed = typed.lstrip(_SIGNS) if typed[:1] in _SIGNS else typed
    share = typed.endswith("%")
    reader = parse_percent if share else parse_number
    value = reader(typed, max_decimals=_DECIMALS)
    if not isinstance(value, Decimal):
        return None
    grouped = "." in typed or abs(value) < 1_000  # noqa: PLR2004 - nothing to group
    return Cell(-value if below else value, scaled(value)[1], share, grouped)


def placed(grid: Grid, k: int, j: int, judged: Judged, operands: tuple[str, ...]) -> Claim:
    """Place a claim in a table: the column is that of the cell, from 0."""
    row = grid.rows[k]
    line = grid.table.line(row)
    return Claim(
        kind="table",
        verdict=judged.verdict,
        severity=severity_of(judged.verdict),
        page=grid.table.page_of(row),
        line=line,
        column=j,
        end_line=line,
        end_column=j + 1,
        quote=f"{_name(grid, k, j)}: {judged.stated}",
        operands=operands,
        stated=judged.stated,
        expected=judged.expected,
        explanation=judged.explanation,
    )


def _name(grid: Grid, k: int, j: int) -> str:
    """What tells a cell: the names of its row and column, else the whole row."""
    if grid.unnamed(j):
        return " ".join(cell for cell in grid.texts(k) if cell.strip())
    return f"{' '.join(grid.texts(k)[:2]).strip()} – {grid.head[j].strip()}"


def known(cells: Sequence[Cell | None]) -> Iterator[Cell]:
    """Yield the cells that hold a figure."""
    return (cell for cell in cells if cell is not None)
