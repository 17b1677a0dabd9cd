"""Tables: totals of rows and columns, and columns of rates.

Headings name few of the relations of a table and name them in many ways. What relates the columns
is found in the figures instead: a relation that most rows keep is meant for all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations
from typing import Final, NamedTuple

from msgspec.structs import replace

from forms.claims.claim import Claim, Judged, hint, severity
from forms.claims.passages import Table
from forms.claims.tables.table_grid import TOTAL, Cell, Grid, grid_of, known, placed
from forms.claims.tables.table_groups import Group, groups
from forms.claims.tables.table_rates import Rate, rate_claims, rate_columns
from forms.numbers import Slip, format_number, slip_hint

_SOME: Final = re.compile(r"\s*[-–+]?\s*trong (?:đó|số)", re.IGNORECASE)
_NO_SUM: Final = re.compile(
    r"bình quân|trung bình|mật độ|năng suất|đơn giá|xếp (?:hạng|loại|thứ)|thứ (?:hạng|bậc)"
    r"|điểm|hệ số|chỉ số|^\s*năm\s*$",
    re.IGNORECASE,
)
_REST: Final = re.compile(r"\s*(?:số )?(?:còn|chênh lệch|tăng|giảm|tồn)\b", re.IGNORECASE)
_FIFTH: Final = 5
_TENS: Final = 10
_LONGEST_SUM: Final = 8
_LEAST_ROWS: Final = 3
_MOST_WRONG: Final = 6
_TELLING_DIGITS: Final = 5
_SURE_DIGITS: Final = 6
"""So many digits of totals fit by chance in no table: of three rows or more, of two rows."""


class _Sum(NamedTuple):
    """Column ``j`` holds the sum of others, each with its sign: of a rest, less what is done."""

    j: int
    parts: tuple[tuple[int, int], ...]


class _Across(NamedTuple):
    """What a row says in column ``j`` about its other cells."""

    claim: Claim
    k: int
    j: int
    parts: tuple[tuple[int, int], ...]


class _Down(NamedTuple):
    """The total of one column: in row ``group.total``; ``telling``: two parts or more count."""

    claim: Claim
    group: Group
    j: int
    telling: bool


class _Blamed(NamedTuple):
    """The rows that miss their own totals by what a column misses its total by."""

    down: _Down
    rows: tuple[_Across, ...]


def table_claims(table: Table) -> Iterator[Claim]:
    """Yield the claims of one table."""
    grid = grid_of(table)
    if grid is None:
        return
    rates = rate_columns(grid)
    across = list(_row_totals(grid, rates))
    for group in groups(grid):
        down = _column_totals(grid, group, rates, across)
        blamed = [found for item in down if (found := _blamed(item, across))]
        if not _is_meant(grid, group, down, blamed):
            continue
        crossed = [found for found in blamed if _is_crossing(found)]
        settled = {id(found.down.claim) for found in crossed}
        for found in crossed:
            across, told = _crossed(grid, found, across)
            yield told
        explained = {id(found.down.claim): _asked(grid, found) for found in blamed}
        left = [item.claim for item in down if id(item.claim) not in settled]
        yield from (explained.get(id(claim), claim) for claim in left)
    yield from (row.claim for row in across)
    yield from rate_claims(grid, rates)


# --- totals of columns ----------------------------------------------------------------------------


def _column_totals(
    grid: Grid, group: Group, rates: dict[int, Rate], across: Sequence[_Across]
) -> list[_Down]:
    columns = (j for j in range(1, len(grid.head)) if j not in rates)
    found = [item for j in columns if (item := _total(grid, group, j))]
    # Rises and falls that are all printed without signs add up to nothing.
    changes = {max(row.j, *dict(row.parts)) for row in across if len(row.parts) == 2}  # noqa: PLR2004
    changes = {j for j in changes if all(cell.value >= 0 for cell in known(grid.column(j)))}
    changes = {j for j in changes if grid.tells_change([j])}
    return [item for item in found if item.j not in changes or item.claim.verdict == "right"]


def _total(grid: Grid, group: Group, j: int) -> _Down | None:
    total = grid.cells[group.total][j]
    parts = list(known([grid.cells[k][j] for k in group.parts]))
    if total is None or len(parts) < 2 or not _adds_up(grid, j):  # noqa: PLR2004 - nothing to add
        return None
    if any(grid.is_unread(k, j) for k in group.parts) or any(c.share for c in (total, *parts)):
        return None
    expected = sum((cell.value for cell in parts), Decimal(0))
    operands = tuple(format_number(cell.value) for cell in parts)
    judged = _compared(total, expected)
    telling = judged.verdict == "right" and sum(bool(cell.value) for cell in parts) > 1
    return _Down(placed(grid, group.total, j, judged, operands), group, j, telling)


def _adds_up(grid: Grid, j: int) -> bool:
    """Whether the figures of a column may be added up: no rates, no numbers of order, no means."""
    return not (grid.is_rate(j) or grid.is_order(j) or _NO_SUM.search(grid.head[j]))


def _is_meant(grid: Grid, group: Group, down: Sequence[_Down], blamed: Sequence[_Blamed]) -> bool:
    """Whether a row really is the total of others.

    Subtotals among the rows make every column miss its total: then none was meant.
    """
    explained = {id(found.down.claim) for found in blamed}
    wrong = [item for item in down if item.claim.verdict == "wrong"]
    loose = [item for item in wrong if id(item.claim) not in explained]
    proof = len(explained) + sum(item.telling for item in down)
    if group.plain and len(down) == 1 and not proof:
        return not _names_some(grid) and _is_near(down[0])
    if group.plain and not any(grid.unnamed(item.j) for item in down):
        return bool(explained) or len(wrong) < len(down)
    far = [item for item in loose if _slip(item.claim) is None]
    return proof > 0 and len(far) <= proof and all(map(_is_near, loose))


def _names_some(grid: Grid) -> bool:
    """Whether rows say that they are only some of a whole: "Trong đó: nữ"."""
    rows = range(len(grid.rows))
    return any(_SOME.match(cell) for k in rows for cell in grid.texts(k)[:2])


def _is_near(total: _Down) -> bool:
    """Whether a column comes near enough to its total to have been meant for it."""
    stated, expected = _printed(total.claim.stated), _printed(total.claim.expected)
    off = stated - expected
    if _slip(total.claim) is not None or _FIFTH * abs(off) <= abs(stated):
        return True
    parts = (part for part in map(_printed, total.claim.operands) if part >= _TENS)
    return any(slip_hint(part, part + off) is not None for part in parts)


def _slip(total: Claim) -> Slip | None:
    return slip_hint(_printed(total.stated), _printed(total.expected))


# --- cells that rows and columns blame ------------------------------------------------------------


def _blamed(item: _Down, across: Sequence[_Across]) -> _Blamed | None:
    """The fewest wrong rows that account for what a column misses its total by."""
    off = _off(item.claim)
    if not off:
        return None
    wrong = [r for r in across if r.claim.verdict == "wrong" and r.k in item.group.parts]
    shifts = [(row, shift) for row in wrong if (shift := _shift(row, item.j))][:_MOST_WRONG]
    for count in range(1, len(shifts) + 1):
        for chosen in combinations(shifts, count):
            if sum((shift for _, shift in chosen), Decimal(0)) == off:
                return _Blamed(item, tuple(row for row, _ in chosen))
    return None


def _shift(row: _Across, j: int) -> Decimal | None:
    """What a column gains when the cell in it is set right to satisfy its row."""
    if row.j == j:
        return -_off(row.claim)
    sign = dict(row.parts).get(j)
    return None if sign is None else sign * _off(row.claim)


def _off(claim: Claim) -> Decimal:
    return _printed(claim.stated) - _printed(claim.expected)


def _is_crossing(found: _Blamed) -> bool:
    return len(found.rows) == 1 and found.rows[0].j != found.down.j


def _crossed(grid: Grid, found: _Blamed, across: Sequence[_Across]) -> tuple[list[_Across], Claim]:
    """A row and a column miss their totals by the same: the cell where they cross is wrong."""
    row, down = found.rows[0], found.down
    off = format_number(abs(_off(down.claim)))
    cause = f" Hàng và cột đều chênh {off}: có lẽ {_corrected(grid, row, down.j, 'phải là')}."
    replaced = row._replace(claim=_with_words(row.claim, cause))
    return [replaced if r is row else r for r in across], _with_words(down.claim, cause)


def _with_words(claim: Claim, words: str) -> Claim:
    return replace(claim, explanation=claim.explanation + words)


def _asked(grid: Grid, found: _Blamed) -> Claim:
    """A total that only misses its parts by cells already told as wrong is asked about."""
    claim = found.down.claim
    cells = ", ".join(_corrected(grid, row, found.down.j) for row in found.rows)
    words = f"Các ô đã in cộng lại là {claim.expected}; {claim.stated} chỉ đúng khi {cells}."
    return replace(claim, verdict="doubtful", severity=severity("doubtful"), explanation=words)


def _corrected(grid: Grid, row: _Across, j: int, verb: str = "là") -> str:
    """What a cell of a wrong row would be, if that is where the row is wrong."""
    cell, shift = grid.cells[row.k][j], _shift(row, j)
    if cell is None or shift is None:
        return ""
    judged = _compared(cell, cell.value + shift)
    return f"ô {judged.stated} {verb} {judged.expected}"


def _printed(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


# --- totals of rows -------------------------------------------------------------------------------


def _row_totals(grid: Grid, rates: dict[int, Rate]) -> Iterator[_Across]:
    """Totals of rows: of the columns beside, of those behind these, of one on either side."""
    columns = range(len(grid.head))
    usable = [j for j in columns if not (j in rates or grid.is_rate(j) or grid.is_order(j))]
    for p in range(len(usable)):
        for told in _told(grid, usable, p):
            yield from _sums(grid, told)


def _told(grid: Grid, usable: Sequence[int], p: int) -> Iterator[_Sum]:
    """The columns that most rows add up to column ``usable[p]``."""
    j, start = usable[p], p + 1
    while span := _summed(grid, j, usable[start : start + _LONGEST_SUM]):
        yield _sum_of(grid, j, span)
        start += len(span)
    before = _summed(grid, j, usable[max(p - _LONGEST_SUM, 0) : p][::-1])
    if before:
        yield _sum_of(grid, j, before)
    elif start == p + 1 and 0 < p < len(usable) - 1:
        around = _summed(grid, j, (usable[p - 1], usable[p + 1]))
        yield from [_rest(usable[p + 1], j, around)] if around else []


def _sum_of(grid: Grid, j: int, span: Sequence[int]) -> _Sum:
    """The sum in the column that is named for it: a total, or the rest of one."""
    rest = [c for c in span if _REST.match(grid.head[c])]
    if len(rest) == 1 and not TOTAL.match(grid.head[j]):
        return _rest(rest[0], j, span)
    return _Sum(j, tuple((c, 1) for c in span))


def _rest(told: int, whole: int, span: Sequence[int]) -> _Sum:
    return _Sum(told, ((whole, 1), *((c, -1) for c in span if c != told)))


def _summed(grid: Grid, j: int, columns: Sequence[int]) -> tuple[int, ...]:
    """The first columns of a sequence that most rows add up to column ``j``."""
    best: tuple[int, ...] = ()
    most = 0
    for length in range(2, len(columns) + 1):
        span = tuple(columns[:length])
        kept = _kept(grid, j, span)
        if kept > most:
            best, most = span, kept
    return tuple(sorted(best))


def _kept(grid: Grid, j: int, span: Sequence[int]) -> int:
    """How many rows add up; 0 where these are too few to mean it."""
    rows = [k for k in range(len(grid.rows)) if _sum(grid, k, span) is not None]
    rows = [k for k in rows if grid.cells[k][j] is not None]
    kept = [k for k in rows if _is_sum(grid, k, j, span)]
    # Where the heading says that it is a total, half of the rows are enough.
    named = TOTAL.match(grid.head[j]) is not None
    if len(rows) < _LEAST_ROWS or len(kept) < 2 or 2 * (len(kept) + named) <= len(rows):  # noqa: PLR2004
        return 0
    digits = _telling_digits(grid, j, span, kept)
    few = len(kept) + named < _LEAST_ROWS and len(kept) < len(rows)
    enough = digits >= (_SURE_DIGITS if few else _TELLING_DIGITS) or (named and digits > 0)
    return len(kept) if enough else 0


def _telling_digits(grid: Grid, j: int, span: Sequence[int], rows: Sequence[int]) -> int:
    """How many digits the totals of rows have to which two columns really contribute."""
    return sum(
        len(str(abs(int(cell.value)))) + cell.decimals
        for k in rows
        if sum(bool(part.value) for part in known([grid.cells[k][c] for c in span])) > 1
        and (cell := grid.cells[k][j]) is not None
    )


def _sum(grid: Grid, k: int, span: Sequence[int]) -> Decimal | None:
    cells = list(known([grid.cells[k][j] for j in span]))
    if any(cell.share for cell in cells) or any(grid.is_unread(k, j) for j in span):
        return None
    return sum((cell.value for cell in cells), Decimal(0)) if cells else None


def _is_sum(grid: Grid, k: int, j: int, span: Sequence[int]) -> bool:
    total = grid.cells[k][j]
    return total is not None and not total.share and total.value == _sum(grid, k, span)


def _sums(grid: Grid, told: _Sum) -> Iterator[_Across]:
    for k, row in enumerate(grid.cells):
        stated = row[told.j]
        cells = [(cell, sign) for c, sign in told.parts if (cell := row[c]) is not None]
        unread = any(grid.is_unread(k, c) for c, _ in told.parts)
        if stated is None or stated.share or not cells or unread:
            continue
        if any(cell.share for cell, _ in cells):
            continue
        operands = tuple(format_number(cell.value) for cell, _ in cells)
        expected = sum((sign * cell.value for cell, sign in cells), Decimal(0))
        if _is_change(grid, told):
            expected = _unsigned(stated, expected, [cell.value for cell, _ in cells])
        judged = _compared(stated, expected)
        yield _Across(placed(grid, k, told.j, judged, operands), k, *told)


def _unsigned(stated: Cell, expected: Decimal, values: Sequence[Decimal]) -> Decimal:
    """What two figures are apart, or make together, where a fall is printed without its sign."""
    fits = len(values) == 2 and stated.value in (sum(values), abs(values[0] - values[1]))  # noqa: PLR2004
    return stated.value if fits else abs(expected) if stated.value > 0 else expected


def _is_change(grid: Grid, told: _Sum) -> bool:
    return grid.tells_change([told.j, *(c for c, _ in told.parts)])


def _compared(cell: Cell, expected: Decimal) -> Judged:
    printed = format_number(cell.value, grouped=cell.grouped)
    right = format_number(expected, grouped=cell.grouped)
    if cell.value == expected:
        return Judged("right", printed, right)
    words = f"Cộng lại là {right}, không phải {printed}{hint(cell.value, expected)}."
    return Judged("wrong", printed, right, words)
