"""A report's figures packed for fast adding up: 64-bit integers in the order of the form's layout.

What is blank has a value of its own, so that it is never taken for zero.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from typing import Final

BLANK: Final = -(2**63)

_WIDTH: Final = 8
_SMALL: Final = 48
_ROWS: Final = 2**14
"""So many figures below 2**48 fill no more than 63 bits."""


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

    ``size`` is how many figures each holds. A figure that is blank in all of them is ``None``.
    Nothing is kept of a report once it is added, so that memory does not grow with their number.

    Raises:
        ValueError: one of them has another size.
    """
    adder = _Adder(size)
    for vector in vectors:
        if len(vector) != size * _WIDTH:
            raise ValueError(f"{len(vector)} bytes are not {size} figures")
        adder.add(vector)
    return adder.totals()


class _Adder:
    """Adds whole reports up as one long number each, a lane of 64 bits for every figure.

    That goes only for what is blank or from 0 to below 2**48, some thousands of times before a lane
    is full; a report with any other figure is added figure by figure.
    """

    def __init__(self, size: int) -> None:
        ones = int.from_bytes(array("Q", [1] * size).tobytes(), sys.byteorder)
        self.ones, self.low = ones, ones * (2**63 - 1)
        self.high = ones * (2**63 - 2**_SMALL)
        self.sums, self.given = [0] * size, [0] * size
        self.lanes = self.blanks = self.rows = 0

    def add(self, vector: bytes) -> None:
        """Add one report."""
        figures = int.from_bytes(vector, sys.byteorder)
        signs = (figures >> 63) & self.ones
        # Under the sign of a blank figure there is nothing; under that of a negative one there is.
        if figures & self.high or figures & ((signs << 63) - signs):
            self._add_slowly(vector)
            return
        self.lanes += figures & self.low
        self.blanks += signs
        self.rows += 1
        if self.rows == _ROWS:
            self._empty()

    def _add_slowly(self, vector: bytes) -> None:
        for slot, value in enumerate(unpacked(vector)):
            if value != BLANK:
                self.sums[slot] += value
                self.given[slot] += 1

    def _empty(self) -> None:
        """Move what is in the lanes to the sums."""
        figures, blanks = self._split(self.lanes), self._split(self.blanks)
        for slot, (total, blank) in enumerate(zip(figures, blanks, strict=True)):
            self.sums[slot] += total
            self.given[slot] += self.rows - blank
        self.lanes = self.blanks = self.rows = 0

    def _split(self, lanes: int) -> array[int]:
        found = array("Q")
        found.frombytes(lanes.to_bytes(len(self.sums) * _WIDTH, sys.byteorder))
        return found

    def totals(self) -> list[int | None]:
        """Return what everything comes to."""
        self._empty()
        return [s if count else None for s, count in zip(self.sums, self.given, strict=True)]
