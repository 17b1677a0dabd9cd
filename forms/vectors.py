"""A report's figures packed for fast adding up: 64-bit integers in the order of the form's layout.

What is blank has a value of its own, so that it is never taken for zero.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Iterator
from typing import Final

BLANK: Final = -(2**63)

_WIDTH: Final = 8
_TOP: Final = _WIDTH - 1 if sys.byteorder == "little" else 0
_BLANK_TOP: Final = b"\x80"
_FEW: Final = 8
"""Blanks are looked at one by one where at most one figure in so many may be one."""
_AT_ONCE: Final = 100_000
"""Figures that are added up at a time: they stay in the processor's own memory."""


def packed(values: Iterable[int | None]) -> bytes:
    """Return a computation's figures as bytes, eight for each, of this computer's byte order."""
    return array("q", [BLANK if value is None else value for value in values]).tobytes()


def unpacked(data: bytes) -> array[int]:
    """Return the figures again; a blank one is :data:`BLANK`.

    Raises:
        ValueError: the bytes are no whole number of figures.
    """
    values = array("q")
    values.frombytes(data)
    return values


def totals(vectors: Iterable[bytes], size: int) -> list[int | None]:
    """Add up packed reports of one form version, figure by figure; exact whatever their size.

    ``size`` is how many figures each holds. A figure that is blank in all of them is ``None``. They
    are taken some hundreds at a time, so that memory does not grow with their number.

    Raises:
        ValueError: one of them has another size.
    """
    sums, given = [0] * size, [0] * size
    for chunk in _chunks(vectors, size):
        values, tops = unpacked(chunk), chunk[_TOP::_WIDTH]
        rows = len(values) // size
        for slot in range(size):
            column = values[slot::size]
            blanks = _blanks(column, tops[slot::size])
            sums[slot] += sum(column) - blanks * BLANK
            given[slot] += rows - blanks
    return [total if count else None for total, count in zip(sums, given, strict=True)]


def _blanks(column: array[int], tops: bytes) -> int:
    """Count what is blank, found by ``tops``, the highest bytes of the figures."""
    if tops.count(_BLANK_TOP) * _FEW > len(column):
        return column.count(BLANK)
    found, at = 0, tops.find(_BLANK_TOP)
    while at >= 0:
        found += column[at] == BLANK
        at = tops.find(_BLANK_TOP, at + 1)
    return found


def _chunks(vectors: Iterable[bytes], size: int) -> Iterator[bytes]:
    """Join reports together, a bounded number of figures at a time."""
    most = max(_AT_ONCE // max(size, 1), 1)
    waiting: list[bytes] = []
    for vector in vectors:
        if len(vector) != size * _WIDTH:
            raise ValueError(f"{len(vector)} bytes are not {size} figures")
        waiting.append(vector)
        if len(waiting) == most:
            yield b"".join(waiting)
            waiting = []
    if waiting and size:
        yield b"".join(waiting)
