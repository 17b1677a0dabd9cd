"""A passage as its figures ought to have been set: units apart, thousands together, marks raised.

Typists glue a unit to its figure ("358,6ha"), put blanks between thousands ("21 246") and lose the
raising of a footnote's mark ("(7.264 triệu đồng)1"). Whoever reads the passage afterwards finds the
usual setting; each place in it still leads back to the line that it was printed in.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.passages import SUPERSCRIPTS, Passage, Piece

# What stands before is looked at last: a search that begins with a digit passes over the rest.
_GLUED: Final = re.compile(r"[0-9](?<![^\W_].)[0-9.,]*+([^\W\d_]++)(?:[23²³](?![\w/])|(?![\w/]))")
_SHORT: Final = frozenset({"ha", "km", "kg", "m", "con", "em", "xe"})
"""Units without a letter that only Vietnamese has: other such letters may be part of a name."""
_BLANKS: Final = re.compile(
    r"[1-9](?<![\w.,/–-].)(?<![0-9–-] .)[0-9]{0,2}(?: [0-9]{3})++(?![\w.]|,[0-9]| ?[0-9%/–-])"
)
_OTHERWISE: Final = re.compile(r"[0-9]\.[0-9]{3}|[0-9]{5}")
"""Thousands as others set them: with dots, or not apart at all."""
_RAISED: Final = re.compile(r"\)(?<!\(.\))(?<!\(..\))([1-9][0-9]?)(?=[.,;:]?(?:\s|$))")
_HABIT: Final = 2


class _Change(NamedTuple):
    """What stands instead of the characters from ``start`` to ``end``."""

    start: int
    end: int
    put: str


def well_set(passage: Passage) -> Passage:
    """Return the passage with its figures set as usual; itself where they are so already."""
    found = sorted(_changes(passage.text, passage.body))
    return _changed(passage, found) if found else passage


def _changes(text: str, begin: int) -> Iterator[_Change]:
    for glued in _GLUED.finditer(text, begin):
        word = glued[1]
        if word in _SHORT or (word.islower() and not word.isascii() and word != "đ"):
            yield _Change(glued.start(1), glued.start(1), " ")
    spaced = list(_BLANKS.finditer(text, begin))
    if len(spaced) >= _HABIT and not _OTHERWISE.search(text, begin):
        for figure in spaced:
            for blank in range(figure.start(), figure.end()):
                if text[blank] == " ":
                    yield _Change(blank, blank + 1, "")
    for mark in _RAISED.finditer(text, begin):
        yield _Change(mark.start(1), mark.end(1), mark[1].translate(SUPERSCRIPTS))


def _changed(passage: Passage, changes: Sequence[_Change]) -> Passage:
    parts: list[str] = []
    pieces: list[Piece] = []
    at = begun = moved = 0
    for start, end, put in (*changes, _Change(len(passage.text), len(passage.text), "")):
        upto = bisect_right(passage.pieces, end - 1, key=lambda piece: piece.offset)
        pieces += [one._replace(offset=one.offset + moved) for one in passage.pieces[begun:upto]]
        parts += passage.text[at:start], put
        moved += len(put) - (end - start)
        line = passage.pieces[upto - 1].line
        pieces.append(Piece(end + moved, passage.spot(end).column, line))
        at, begun = end, upto
    return passage._replace(text="".join(parts), pieces=tuple(pieces[:-1]))
