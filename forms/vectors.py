"""A report's figures packed for fast adding up: 64-bit integers in the order of the form's layout.

What is blank has a value of its own, so that it is never taken for zero.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from typing import Final

BLANK: Final = -(2**63)


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
