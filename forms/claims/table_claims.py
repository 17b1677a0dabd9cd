"""Tables: totals of rows and columns, and columns of rates.

Headings name few of the relations of a table and name them in many ways. What relates the columns
is found in the figures instead: a relation that most rows keep is meant for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from msgspec.structs import replace

from forms.claims.claim import Claim, Judged, hint
from forms.claims.claim import severity as severity_of
from forms.claims.passages import Table
from forms.numbers import format_number, parse_number, parse_percent, scaled, slip_hint
from forms.verdicts import WHOLE, judge_rate

_TOTAL_ROW: Final = re.compile(
    r"\s*(?:tổng|cộng|tổng cộng|tổng số|toàn (?:tỉnh|huyện|xã|thành phố|ngành))"
    r"(?:\s+(?:cộng|số|chung|toàn))?\b",
    re.IGNORECASE,
)
_RATE_HEAD: Final = re.compile(r"%|tỷ lệ|tỉ lệ|tỷ trọng", re.IGNORECASE)
_REST_HEAD: Final = re.compile(r"còn lại|tồn\b|\bchưa\b", re.IGNORECASE)
_CHANGE_HEAD: Final = re.compile(r"tăng|giảm|chênh|so sánh|\+/-", re.IGNORECASE)
_MINUS: Final = ("-", "–", "−")
_SIGNS: Final = "-–−+"
_SOME: Final = re.compile(r"\s*[-–+]?\s*trong (?:đó|số)", re.IGNORECASE)
_FIFTH: Final = 5
_ORDER_HEAD: Final = re.compile(r"\s*(?:stt|tt|số tt|số thứ tự)\s*$", re.IGNORECASE)
_NUMBERED: Final = re.compile(
    r"(?:(?P<roman>[IVX]{1,5})|(?P<letter>[A-Za-zđ])|(?P<number>[0-9]{1,3})"
    r"|(?P<below>[0-9]{1,3}(?:\.[0-9]{1,2})+)|(?P<sign>[-–+*]))[.)]?"
)
"""What numbers a row; rows below another one are numbered in another way."""
_MOST_COLUMNS: Final = 24
_MOST_ROWS: Final = 2_000
_LONGEST_SUM: Final = 8
_LEAST_ROWS: Final = 3
_DECIMALS: Final = 6


class _Cell(NamedTuple):
    value: Decimal
    decimals: int
    share: bool


class _Grid(NamedTuple):
    table: Table
    head: tuple[str, ...]
    rows: tuple[int, ...]
    cells: tuple[tuple[_Cell | None, ...], ...]

    def column(self, j: int) -> list[_Cell | None]:
        return [row[j] for row in self.cells]


def table_claims(table: Table) -> Iterator[Claim]:
    """Yield the claims of one table."""
    grid = _grid(table)
    if grid is None:
        return
    across = list(_row_totals(grid))
    wrong = [found for found, _, _ in across if found.verdict == "wrong"]
    down = list(_column_totals(grid, wrong))
    crossed = {id(found): words for words, *pair in _crossed(grid, across, down) for found in pair}
    for found in (*(found for found, _, _ in across), *down):
        words = found.explanation + crossed.get(id(found), "")
        yield replace(found, explanation=words)
    yield from _differences(grid)
    yield from _rates(grid)


def _crossed(
    grid: _Grid, across: Sequence[tuple[Claim, int, range]], down: Sequence[Claim]
) -> Iterator[tuple[str, Claim, Claim]]:
    """A row and a column that miss their totals by the same: the cell where they cross is wrong."""
    for row, k, span in across:
        for column in down:
            if not row.verdict == column.verdict == "wrong" or column.column not in span:
                continue
            off = _printed(row.stated) - _printed(row.expected)
            off = -off if row.column in span else off  # there it is a part that is left
            cell = grid.cells[k][column.column]
            if cell is None or off != _printed(column.stated) - _printed(column.expected):
                continue
            given, meant = format_number(cell.value), format_number(cell.value + off)
            words = f" Hàng và cột đều chênh {format_number(abs(off))}:"
            yield f"{words} có lẽ ô {given} phải là {meant}.", row, column
            break


def _grid(table: Table) -> _Grid | None:
    width = max((len(row) for row in table.rows), default=0)
    if not 1 < width <= _MOST_COLUMNS or len(table.rows) > _MOST_ROWS:
        return None
    table = Table(tuple(_shifted(row, width) for row in table.rows), table.page, 0, _lines(table))
    read = [
        tuple(_read(row[j]) if j < len(row) else None for j in range(width)) for row in table.rows
    ]
    body = [i for i, row in enumerate(read) if any(cell is not None for cell in row[1:])]
    body = [i for i in body if not _numbers_columns(read[i])]
    if not body:
        return None
    above = table.rows[: body[0]]
    head = tuple(" ".join(row[j] for row in above if j < len(row)) for j in range(width))
    return _Grid(table, head, tuple(body), tuple(read[i] for i in body))


def _lines(table: Table) -> tuple[int, ...]:
    return tuple(table.line(row) for row in range(len(table.rows)))


def _shifted(row: tuple[str, ...], width: int) -> tuple[str, ...]:
    """A row of totals that leaves out its number of order in front."""
    totals = len(row) == width - 1 and _TOTAL_ROW.match(row[0]) is not None
    return ("", *row) if totals else row


def _numbers_columns(row: Sequence[_Cell | None]) -> bool:
    """Whether a row only numbers the columns: (1) (2) (3)."""
    values = [int(cell.value) for cell in row if cell is not None]
    return len(values) > 2 and values == list(range(values[0], values[0] + len(values)))  # noqa: PLR2004


def _read(text: str) -> _Cell | None:
    typed = text.strip().strip("()")
    below = typed[:1] in _MINUS
    typed = typed.lstrip(_SIGNS) if typed[:1] in _SIGNS else typed
    share = typed.endswith("%")
    reader = parse_percent if share else parse_number
    value = reader(typed, max_decimals=_DECIMALS)
    if not isinstance(value, Decimal):
        return None
    return _Cell(-value if below else value, scaled(value)[1], share)


# --- totals ---------------------------------------------------------------------------------------


def _column_totals(grid: _Grid, wrong: Sequence[Claim]) -> Iterator[Claim]:
    """Totals of columns; a cell that its own row has shown to be wrong is read as it should be."""
    totals = [k for k, i in enumerate(grid.rows) if _is_total_row(grid.table.rows[i])]
    if len(totals) != 1:
        return
    row = totals[0]
    others = _outer(grid, [k for k in range(len(grid.rows)) if k != row])
    if len(others) < 2 or row not in (0, len(grid.rows) - 1):  # noqa: PLR2004 - nothing to add
        return
    found = [item for j in range(1, len(grid.head)) if (item := _total(grid, row, others, j))]
    found = [item for item in found if not _explained(item, wrong)]
    # Subtotals among the rows make every column miss its total: then none was meant.
    near = bool(found) and not _names_some(grid) and all(map(_is_near, found))
    if any(item.verdict == "right" for item in found) or (near and len(found) == 1):
        yield from found
    elif near:
        yield from (replace(item, verdict="doubtful", severity="note") for item in found)


def _outer(grid: _Grid, rows: Sequence[int]) -> Sequence[int]:
    """The rows that divide a total themselves: "I", "II" and not the "1", "2" below them."""
    kinds = [_numbered(grid.table.rows[grid.rows[k]][0]) for k in rows]
    if "" in kinds or not kinds:
        return rows
    return [k for k, kind in zip(rows, kinds, strict=True) if kind == kinds[0]]


def _numbered(order: str) -> str:
    """How a row is numbered: with letters, Roman numerals, numbers, or numbers below numbers."""
    found = _NUMBERED.fullmatch(order.strip())
    return str(found.lastgroup) if found else ""


def _names_some(grid: _Grid) -> bool:
    """Whether rows say that they are only some of a whole: "Trong đó: nữ"."""
    return any(_SOME.match(cell) for i in grid.rows for cell in grid.table.rows[i][:2])


def _is_near(total: Claim) -> bool:
    """Whether a column comes near enough to its total to have been meant for it."""
    stated, expected = _printed(total.stated), _printed(total.expected)
    return slip_hint(stated, expected) is not None or _FIFTH * abs(stated - expected) <= abs(stated)


def _explained(total: Claim, wrong: Sequence[Claim]) -> bool:
    """Whether a column misses its total only by a cell that is wrong itself."""
    if total.verdict != "wrong":
        return False
    cells = [item for item in wrong if item.column == total.column]
    off = _printed(total.stated) - _printed(total.expected)
    return bool(cells) and off == sum(
        (_printed(item.expected) - _printed(item.stated) for item in cells), Decimal(0)
    )


def _printed(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def _is_total_row(row: Sequence[str]) -> bool:
    return any(_TOTAL_ROW.match(cell) for cell in row[:2])


def _total(grid: _Grid, row: int, others: Sequence[int], j: int) -> Claim | None:
    total = grid.cells[row][j]
    parts = [grid.cells[k][j] for k in others]
    known = [cell for cell in parts if cell is not None]
    if total is None or len(known) < 2 or _is_rate_column(grid, j):  # noqa: PLR2004
        return None
    if any(_is_unread(grid, k, j) for k in others):
        return None
    if _ORDER_HEAD.match(grid.head[j]) or any(cell.share for cell in (total, *known)):
        return None
    expected = sum((cell.value for cell in known), Decimal(0))
    operands = tuple(format_number(cell.value) for cell in known)
    return _claim(grid, row, j, _compared(total.value, expected), operands)


def _is_unread(grid: _Grid, k: int, j: int) -> bool:
    """Whether a cell holds figures that are no number: then nothing can be added up."""
    row = grid.table.rows[grid.rows[k]]
    return grid.cells[k][j] is None and j < len(row) and any(c.isdecimal() for c in row[j])


def _is_rate_column(grid: _Grid, j: int) -> bool:
    return _RATE_HEAD.search(grid.head[j]) is not None


def _row_totals(grid: _Grid) -> Iterator[tuple[Claim, int, range]]:
    """Totals of rows, each with its row and the columns that it adds up."""
    for j in range(len(grid.head)):
        for first in (j + 1, j - 1):
            span = _summed_columns(grid, j, first)
            if span:
                yield from ((found, k, span) for found, k in _sums(grid, j, span))
                break


def _summed_columns(grid: _Grid, j: int, first: int) -> range | None:
    """Neighbouring columns that most rows add up to column ``j``."""
    step = 1 if first > j else -1
    best, most = None, 0
    for length in range(2, _LONGEST_SUM + 1):
        last = first + step * (length - 1)
        if not 0 <= last < len(grid.head):
            break
        span = range(min(first, last), max(first, last) + 1)
        rows = [k for k in range(len(grid.rows)) if _sum(grid, k, span) is not None]
        rows = [k for k in rows if grid.cells[k][j] is not None]
        kept = [k for k in rows if _is_sum(grid, k, j, span)]
        # Where the heading says that it is a total, half of the rows are enough.
        named = _TOTAL_ROW.match(grid.head[j]) is not None
        enough = len(kept) + named >= _LEAST_ROWS or len(kept) == len(rows)
        holds = len(kept) > 1 and enough and _holds(len(kept) + named, len(rows))
        if len(kept) > most and holds and _tells(grid, kept, span):
            best, most = span, len(kept)
    return best


def _holds(kept: int, rows: int) -> bool:
    return rows >= _LEAST_ROWS and kept > 1 and 2 * kept > rows


def _tells(grid: _Grid, rows: Sequence[int], span: range) -> bool:
    """Whether at least two columns really contribute somewhere."""
    return any(
        sum(bool(cell and cell.value) for cell in (grid.cells[k][j] for j in span)) > 1
        for k in rows
    )


def _sum(grid: _Grid, k: int, span: range) -> Decimal | None:
    cells = [grid.cells[k][j] for j in span]
    if any(cell is not None and cell.share for cell in cells):
        return None
    known = [cell.value for cell in cells if cell is not None]
    return sum(known, Decimal(0)) if known else None


def _is_sum(grid: _Grid, k: int, j: int, span: range) -> bool:
    total = grid.cells[k][j]
    return total is not None and not total.share and total.value == _sum(grid, k, span)


def _sums(grid: _Grid, j: int, span: range) -> Iterator[tuple[Claim, int]]:
    for k in range(len(grid.rows)):
        total, expected = grid.cells[k][j], _sum(grid, k, span)
        if total is None or expected is None or total.share:
            continue
        rest = _rest_column(grid, span)
        left = grid.cells[k][rest] if rest is not None else None
        parts = [cell.value for c in span if c != rest and (cell := grid.cells[k][c]) is not None]
        if rest is not None and left is not None:
            parts = [total.value, *parts]
            judged = _compared(left.value, total.value - expected + left.value, by="Trừ đi")
            yield _claim(grid, k, rest, judged, tuple(map(format_number, parts))), k
        else:
            operands = tuple(map(format_number, parts))
            yield _claim(grid, k, j, _compared(total.value, expected), operands), k


def _rest_column(grid: _Grid, span: range) -> int | None:
    """The column of a total's parts that tells what is left of it."""
    return next((j for j in span if _REST_HEAD.search(grid.head[j])), None)


def _differences(grid: _Grid) -> Iterator[Claim]:
    """Columns that say by how much the second of two neighbours differs from the first."""
    for j in range(len(grid.head)):
        named = _CHANGE_HEAD.search(grid.head[j]) is not None
        for first in range(len(grid.head) - 1):
            if not named or j in (first, first + 1) or _is_rate_column(grid, j):
                continue
            rows = [k for k in range(len(grid.rows)) if _change(grid, k, first) is not None]
            rows = [k for k in rows if grid.cells[k][j] is not None]
            kept = [k for k in rows if _judged_change(grid, k, first, j).verdict == "right"]
            if _holds(len(kept), len(rows)):
                for k in rows:
                    cells = (grid.cells[k][first + 1], grid.cells[k][first])
                    operands = tuple(format_number(cell.value) for cell in cells if cell)
                    yield _claim(grid, k, j, _judged_change(grid, k, first, j), operands)
                break


def _change(grid: _Grid, k: int, first: int) -> Decimal | None:
    before, after = grid.cells[k][first : first + 2]
    if before is None or after is None or before.share or after.share:
        return None
    return after.value - before.value


def _judged_change(grid: _Grid, k: int, first: int, j: int) -> Judged:
    stated, change = grid.cells[k][j], _change(grid, k, first)
    if stated is None or change is None:
        return Judged("unverifiable")
    unsigned = stated.value >= 0 and not grid.table.rows[grid.rows[k]][j].strip().startswith("+")
    return _compared(stated.value, abs(change) if unsigned else change, by="Trừ đi")


# --- rates ----------------------------------------------------------------------------------------


def _rates(grid: _Grid) -> Iterator[Claim]:
    for j in range(len(grid.head)):
        cells = [cell for cell in grid.column(j) if cell is not None]
        if not cells or not (_is_rate_column(grid, j) or all(cell.share for cell in cells)):
            continue
        pair = _rated(grid, j)
        if pair is not None:
            yield from _judged_rates(grid, j, pair)


def _rated(grid: _Grid, j: int) -> tuple[int, int] | None:
    """The two columns whose rate most rows print in column ``j``; the nearest first."""
    near = sorted((c for c in range(len(grid.head)) if c != j), key=lambda c: (abs(c - j), c))[:8]
    for n in near:
        for d in near:
            rows = [k for k in range(len(grid.rows)) if _rate(grid, k, (n, d), j) is not None]
            kept = [k for k in rows if _rate(grid, k, (n, d), j) in {"right", "shows_whole"}]
            telling = {grid.cells[k][j] for k in kept}
            if n != d and _holds(len(kept), len(rows)) and len(telling) > 1:
                return n, d
    return None


def _rate(grid: _Grid, k: int, pair: tuple[int, int], j: int) -> str | None:
    n, d, share = grid.cells[k][pair[0]], grid.cells[k][pair[1]], grid.cells[k][j]
    if n is None or d is None or share is None or n.share or d.share:
        return None
    top, base = _whole(n, d)
    return judge_rate(top, base, share.value, share.decimals, coarse=True).kind


def _whole(n: _Cell, d: _Cell) -> tuple[int, int]:
    """Two cells in units in which both are whole."""
    decimals = max(n.decimals, d.decimals)
    return int(n.value.scaleb(decimals)), int(d.value.scaleb(decimals))


def _judged_rates(grid: _Grid, j: int, pair: tuple[int, int]) -> Iterator[Claim]:
    for k in range(len(grid.rows)):
        kind = _rate(grid, k, pair, j)
        n, d, share = grid.cells[k][pair[0]], grid.cells[k][pair[1]], grid.cells[k][j]
        if kind is None or n is None or d is None or share is None:
            continue
        operands = (format_number(n.value), format_number(d.value))
        verdict = judge_rate(*_whole(n, d), share.value, share.decimals, coarse=True)
        yield _claim(grid, k, j, _rate_words(operands, share, verdict.expected, kind), operands)


def _rate_words(
    operands: tuple[str, str], share: _Cell, expected: Decimal | None, kind: str
) -> Judged:
    printed = f"{format_number(share.value)}%"
    right = "" if expected is None else f"{format_number(expected)}%"
    if kind in {"right", "shows_whole", "coarse", "fine"}:
        return Judged("right", printed, right)
    words = f"{operands[0]}/{operands[1]} là {right}, không phải {printed}."
    if expected is None or expected > 10 * WHOLE:
        words = f"{operands[0]}/{operands[1]} không cho tỷ lệ {printed}."
    return Judged("truncated" if kind == "truncated" else "wrong", printed, right, words)


def _compared(stated: Decimal, expected: Decimal, *, by: str = "Cộng lại") -> Judged:
    printed, right = format_number(stated), format_number(expected)
    if stated == expected:
        return Judged("right", printed, right)
    words = f"{by} là {right}, không phải {printed}{hint(stated, expected)}."
    return Judged("wrong", printed, right, words)


def _claim(grid: _Grid, k: int, j: int, judged: Judged, operands: tuple[str, ...]) -> Claim:
    """Place a claim in a table: the column is that of the cell, from 0."""
    row = grid.rows[k]
    line = grid.table.line(row)
    name = " ".join(grid.table.rows[row][:2]).strip()
    return Claim(
        kind="table",
        verdict=judged.verdict,
        severity=severity_of(judged.verdict),
        page=grid.table.page,
        line=line,
        column=j,
        end_line=line,
        end_column=j + 1,
        quote=f"{name} – {grid.head[j].strip()}: {judged.stated}",
        operands=operands,
        stated=judged.stated,
        expected=judged.expected,
        explanation=judged.explanation,
    )
