"""Columns of rates in tables: shares of another column, of a total row, and rates of growth."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import permutations
from typing import Final, Literal, NamedTuple

from forms.claims.claim import Claim, Judged
from forms.claims.tables.table_grid import Cell, Grid, known, placed
from forms.numbers import format_number
from forms.verdicts import WHOLE, RateVerdict, judge_rate

_NEAREST: Final = 8
_LEAST_ROWS: Final = 3
_SAMPLE: Final = 40
"""So many rows tell what a column is."""
_RIGHT: Final = frozenset({"right", "shows_whole", "coarse", "fine"})


class Rate(NamedTuple):
    """What a column of rates prints: of which columns, and of which row the base is (-1: its own).

    ``growth``: the rate says by how much the first column is above the second.
    """

    n: int
    d: int
    growth: bool = False
    base: int = -1


def rate_columns(grid: Grid) -> dict[int, Rate]:
    """Return the relation of every column whose figures are rates of others.

    Three columns of which one is a rate make rates of each other too: the named one is meant, else
    the last.
    """
    found: dict[int, Rate] = {}
    operands: set[int] = set()
    columns = [j for j in range(len(grid.head) - 1, 0, -1) if _may_be_rate(grid, j)]
    for j in sorted(columns, key=grid.is_rate, reverse=True):
        rate = None if j in operands else _rated(grid, j, frozenset(found))
        if rate is not None:
            found[j] = rate
            operands |= {rate.n, rate.d}
    return dict(sorted(found.items()))


def rate_claims(grid: Grid, rates: dict[int, Rate]) -> Iterator[Claim]:
    """Yield the claims of the columns of rates."""
    for j, rate in rates.items():
        for k in range(len(grid.rows)):
            judged = _judged(grid, k, rate, j)
            if judged is not None:
                yield placed(grid, k, j, judged, _operands(grid, k, rate))


def _may_be_rate(grid: Grid, j: int) -> bool:
    if grid.is_rate(j):
        return True
    if not grid.unnamed(j):
        return False
    broken = [c for c in range(1, len(grid.head)) if _is_broken(grid, c)]
    return j in broken or (not broken and grid.tells_rates())


def _is_broken(grid: Grid, j: int) -> bool:
    """Whether most figures of a column have decimals, or all are printed with a percent sign."""
    cells = list(known(grid.column(j)))
    return grid.is_rate(j) or 2 * sum(cell.decimals > 0 for cell in cells) > len(cells)


def _rated(grid: Grid, j: int, taken: frozenset[int]) -> Rate | None:
    """The relation that most rows print in column ``j``; the nearest columns first."""
    columns = (c for c in range(len(grid.head)) if c != j and c not in taken)
    places = [c for c in columns if not grid.is_order(c)]
    near = sorted(places, key=lambda c: (abs(c - j), c))[:_NEAREST]
    pairs = [Rate(n, d) for n in near for d in near if n != d]
    total = [k for k in range(len(grid.rows)) if grid.is_total(k)]
    wholes = [Rate(n, n, base=total[0]) for n in near] if len(total) == 1 else []
    grown = [Rate(n, d, growth=True) for n, d in permutations(near, 2)]
    kept = [(_kept(grid, rate, j), rate) for rate in (*pairs, *wholes, *grown)]
    most = max((count for count, _ in kept), default=0)
    return next((rate for count, rate in kept if count == most), None) if most else None


def _kept(grid: Grid, rate: Rate, j: int) -> int:
    """How many rows print a relation; 0 where these are too few to mean it."""
    rows = [k for k in range(min(len(grid.rows), _SAMPLE)) if k != rate.base]
    found = [(k, verdict.kind) for k in rows if (verdict := _verdict(grid, k, rate, j)) is not None]
    kept = [k for k, kind in found if kind in {"right", "shows_whole"}]
    telling = {grid.cells[k][j] for k in kept}
    meant = len(kept) > 1 and 2 * len(kept) > len(found) and len(telling) > 1
    return len(kept) if len(found) >= _LEAST_ROWS and meant else 0


class _Operands(NamedTuple):
    n: Cell
    d: Cell
    share: Cell


def _cells(grid: Grid, k: int, rate: Rate, j: int) -> _Operands | None:
    n, share = grid.cells[k][rate.n], grid.cells[k][j]
    d = grid.cells[k if rate.base < 0 else rate.base][rate.d]
    if n is None or d is None or share is None or n.share or d.share:
        return None
    return _Operands(n, d, share)


def _verdict(grid: Grid, k: int, rate: Rate, j: int) -> RateVerdict | None:
    """Judge a rate; figures with decimals are themselves rounded, and their rates less sharp.

    A fall may be printed without its sign: its rate is judged by its size.
    """
    cells = _cells(grid, k, rate, j)
    if cells is None or cells.d.value < 0 or (rate.growth and cells.n.value < 0):
        return None
    step = max(cells.n.decimals, cells.d.decimals)
    top, base = (int(abs(cell.value).scaleb(step)) for cell in (cells.n, cells.d))
    share = cells.share.value
    stated = abs(share)
    if rate.growth:
        unsigned = share > 0 and top < base and grid.tells_change([j])
        stated = max(WHOLE - share, Decimal(0)) if unsigned else WHOLE + share
    verdict = judge_rate(top, base, stated, cells.share.decimals, coarse=True)
    if step and base > 1 and verdict.kind not in _RIGHT and _rounds(top, base, cells, stated):
        verdict = RateVerdict("right", verdict.expected)
    return verdict._replace(expected=_signed(verdict.expected, rate, share))


def _signed(expected: Decimal | None, rate: Rate, share: Decimal) -> Decimal | None:
    """The right rate as the column prints it."""
    if expected is None:
        return None
    if rate.growth:
        return abs(expected - WHOLE) if share > 0 else expected - WHOLE
    return -expected if share < 0 else expected


def _rounds(top: int, base: int, cells: _Operands, stated: Decimal) -> bool:
    """Whether figures that print as these can have the rate: half a last digit either way."""
    half = Decimal(1).scaleb(-cells.share.decimals) / 2
    least = Decimal(100 * (2 * top - 1)) / (2 * base + 1) - half
    most = Decimal(100 * (2 * top + 1)) / (2 * base - 1) + half
    return least <= stated <= most


def _operands(grid: Grid, k: int, rate: Rate) -> tuple[str, ...]:
    n, d = grid.cells[k][rate.n], grid.cells[k if rate.base < 0 else rate.base][rate.d]
    return tuple(format_number(cell.value) for cell in known((n, d)))


def _judged(grid: Grid, k: int, rate: Rate, j: int) -> Judged | None:
    cells, verdict = _cells(grid, k, rate, j), _verdict(grid, k, rate, j)
    if cells is None or verdict is None:
        return None
    expected = verdict.expected
    printed = f"{format_number(cells.share.value)}%"
    right = "" if expected is None else f"{format_number(expected)}%"
    if verdict.kind in _RIGHT:
        return Judged("right", printed, right)
    kind: Literal["truncated", "wrong"] = "truncated" if verdict.kind == "truncated" else "wrong"
    n, d = format_number(cells.n.value), format_number(cells.d.value)
    relation = f"{n} so với {d} là tăng" if rate.growth else f"{n}/{d} là"
    if expected is None or expected > 10 * WHOLE:
        return Judged(kind, printed, right, f"{n}/{d} không cho tỷ lệ {printed}.")
    return Judged(kind, printed, right, f"{relation} {right}, không phải {printed}.")
