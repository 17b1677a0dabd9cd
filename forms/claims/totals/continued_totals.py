"""Totals that the next passage divides, and what is left of work that the ones before tell.

A passage that begins "Trong đó" goes on with the one before; so does one that says what is left of
what came in and what was done, each told by an item of its own. They are read as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import Claim
from forms.claims.figure_scan import read
from forms.claims.passages import Passage, Piece
from forms.claims.text_figures import Reading
from forms.claims.totals.divided_totals import divisions
from forms.claims.totals.total_claims import best
from forms.claims.totals.work_left import large_rests, work_left

_MOST_FIGURES: Final = 30
_GOES_ON: Final = re.compile(r"trong (?:đó|số đó|số này)\b")
_LEADS: Final = re.compile(r"gồm(?: có)? ?:\s*$")


def continued_totals(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield the claims of passages that begin "Trong đó" about the totals of the one before."""
    before: list[Reading] = []
    for reading in readings:
        if reading.passage.note or not reading.figures:
            continue
        if before and (_goes_on(before[-1], reading)):
            yield from _divided_before(before[-1], reading)
        if before:
            yield from _left_of_before(before, reading)
        before = [*before[-1:], reading]


def _goes_on(before: Reading, reading: Reading) -> bool:
    """Whether a passage divides a total of the one before, or tells what that one leads to."""
    if before.canvas.rstrip().endswith(":"):  # else that is a list
        return not reading.passage.marker and _LEADS.search(before.canvas) is not None
    return _GOES_ON.match(reading.canvas, reading.passage.body) is not None


def _left_of_before(before: Sequence[Reading], reading: Reading) -> Iterator[Claim]:
    """What a passage says is left of what the one or two before it tell."""
    if sum(len(one.figures) for one in before) > _MOST_FIGURES:
        return
    rests = {figure.start for figure in large_rests(reading)}
    if not rests:
        return
    rests -= {start for _, start in work_left(reading, rests)}
    if not rests:
        return
    joined, ahead = reading.passage, 0
    for one in reversed(before):
        length = len(joined.text)
        joined = _joined(one.passage, joined)
        ahead += len(joined.text) - length
    for found, _ in work_left(read(joined), {start + ahead for start in rests}):
        if found.verdict != "unverifiable":
            yield found


def _divided_before(before: Reading, reading: Reading) -> Iterator[Claim]:
    """A passage with the one before it: what divides a total there, and is not told by one."""
    both = read(_joined(before.passage, reading.passage))
    at, led = len(before.passage.text), before.canvas.rstrip().endswith(":")
    for alternatives in divisions(both):
        own = [item for item in alternatives if item.total.end <= at and item.parts]
        across = [item for item in own if at <= (item.parts[-1].end if led else item.at)]
        yield from (found for _, found in best(both, across))


def _joined(one: Passage, other: Passage) -> Passage:
    """Return both passages in one piece; offsets still lead to their own lines."""
    end = "" if one.text.rstrip().endswith((".", "!", "?", ";", ":")) else "."
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
