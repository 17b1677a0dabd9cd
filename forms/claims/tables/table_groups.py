"""Which rows of a table are totals of which others: by their names, numbers and places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from forms.claims.tables.table_grid import Grid

_ORDERS: Final = (
    ("roman", re.compile(r"[IVX]{1,6}[.)]?(?:\s|$)")),
    ("capital", re.compile(r"[A-HĐ][.)]?(?:\s|$)")),
    ("dotted", re.compile(r"[0-9]{1,2}\.[0-9]{1,2}\.?(?:\s|$)")),
    ("arabic", re.compile(r"[0-9]{1,3}[.)]?(?:\s|$)")),
    ("small", re.compile(r"[a-hđ][.)]?(?:\s|$)")),
    ("dash", re.compile(r"[-–+*](?:\s|$)")),
)
_ARABIC: Final = re.compile(r"([0-9]{1,3})[.)]?(?:\s|$)")
_NUMBERED: Final = re.compile(r"\s*(?:khối|lớp|tháng|quý|năm|tuần|kỳ|đợt|khóa)\b", re.IGNORECASE)
_LEAST_PARTS: Final = 2


class Group(NamedTuple):
    """A row that may be the total of others; ``plain``: of all others of its table."""

    total: int
    parts: tuple[int, ...]
    plain: bool = False


def groups(grid: Grid) -> Iterator[Group]:
    """Yield every row that may be a total, with its parts."""
    totals = [k for k in range(len(grid.rows)) if grid.is_total(k)]
    levels = _levels(grid)
    last = len(grid.rows) - 1
    if len(totals) == 1 and totals[0] in (0, last):
        others = [k for k in range(len(grid.rows)) if k != totals[0]]
        top = [k for k in others if levels[k] == 0]
        flat = len(top) == len(others)
        found = Group(totals[0], tuple(others if flat or len(top) < _LEAST_PARTS else top), flat)
        whole = len(found.parts) >= _LEAST_PARTS and not _lacks_rows(grid, found.parts)
        yield from [found] if whole else []
    elif len(totals) > 1 and totals[-1] == last:
        yield from _subtotals(totals)
    for k in range(len(grid.rows)):
        parts = _children(levels, k)
        if len(parts) >= _LEAST_PARTS and k not in totals:
            yield Group(k, parts)


def _lacks_rows(grid: Grid, parts: tuple[int, ...]) -> bool:
    """Whether numbers of order are left out: rows of the table are not seen.

    Numbers that are names, of classes or months, begin anywhere.
    """
    found = [_ARABIC.match(grid.texts(k)[0].strip()) for k in parts]
    orders = [int(match[1]) for match in found if match]
    orders = orders if _NUMBERED.match(grid.head[0]) else [0, *orders]
    return any(b not in (1, a + 1) for a, b in pairwise(orders))


def _subtotals(totals: list[int]) -> Iterator[Group]:
    """Totals below their rows, and the total of these."""
    start = 0
    for k in totals[:-1]:
        if k - start >= _LEAST_PARTS:
            yield Group(k, tuple(range(start, k)))
        start = k + 1
    if len(totals) > _LEAST_PARTS:
        yield Group(totals[-1], tuple(totals[:-1]))


def _children(levels: list[int], k: int) -> tuple[int, ...]:
    found = []
    for i in range(k + 1, len(levels)):
        if levels[i] <= levels[k]:
            break
        if levels[i] == levels[k] + 1:
            found.append(i)
    return tuple(found)


def _levels(grid: Grid) -> list[int]:
    """How deep every row stands: numbers of a new kind open a deeper level; totals stand out."""
    open_kinds: list[str] = []
    levels = []
    for k in range(len(grid.rows)):
        if grid.is_total(k):
            open_kinds = []
            levels.append(-1)
            continue
        kind = _kind(grid.texts(k)[0].strip())
        open_kinds = open_kinds[: open_kinds.index(kind)] if kind in open_kinds else open_kinds
        open_kinds.append(kind)
        levels.append(len(open_kinds) - 1)
    return levels


def _kind(text: str) -> str:
    return next((name for name, pattern in _ORDERS if pattern.match(text)), "")
