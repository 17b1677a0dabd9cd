"""Totals that the next passage divides: it begins "Trong đó", and so goes on with the one before.

Both are read as one, and what divides a total of the first in the second is judged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import Claim
from forms.claims.passages import Passage, Piece
from forms.claims.text_figures import Reading, read
from forms.claims.total_claims import best, divisions

_GOES_ON: Final = re.compile(r"trong (?:đó|số đó|số này)\b")


def continued_totals(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield the claims of passages that begin "Trong đó" about the totals of the one before."""
    before: Reading | None = None
    for reading in readings:
        if reading.passage.note:
            continue
        if before is not None and _GOES_ON.match(reading.canvas, reading.passage.body):
            yield from _divided_before(before, reading)
        before = reading


def _divided_before(before: Reading, reading: Reading) -> Iterator[Claim]:
    """A passage with the one before it: what divides a total there, and is not told by one."""
    if before.canvas.rstrip().endswith(":"):
        return  # that is a list
    both = read(_joined(before.passage, reading.passage))
    at = len(before.passage.text)
    for alternatives in divisions(both):
        across = [item for item in alternatives if item.total.end <= at <= item.at]
        yield from (found for _, found in best(both, across))


def _joined(one: Passage, other: Passage) -> Passage:
    """Return both passages in one piece; offsets still lead to their own lines."""
    end = "" if one.text.rstrip().endswith((".", "!", "?", ";")) else "."
    ahead = one.text + end + " "
    skipped = other.body
    pieces = [
        Piece(
            max(piece.offset - skipped, 0) + len(ahead),
            piece.lead + max(skipped - piece.offset, 0),
            piece.line,
        )
        for piece in other.pieces
    ]
    text = ahead + other.text[skipped:]
    return Passage(text, (*one.pieces, *pieces), one.marker, one.label, one.body, one.note)
