"""Claims in a paragraph that is being written: found as it prints, placed where it is typed.

What is typed has marks: ``{{field}}`` for a figure of the form, ``[^…]`` for a footnote, ``<<…>>``
for what may be left out. Claims are found in the words as they print and shown where they stand.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable
from typing import Final, NamedTuple

from forms.claims.claim import Claim
from forms.claims.passages import Line, Text
from forms.proofreading import proofread

MOST_LETTERS: Final = 20_000
_MARK: Final = re.compile(r"\{\{([^{}]*)\}\}|\[\^[^\]]*\]|<<|>>")


class TypedClaim(NamedTuple):
    """A claim and the span of the typed text that it stands in."""

    start: int
    end: int
    claim: Claim


class _Piece(NamedTuple):
    """Printed words, and the typed ones they come from; ``whole`` where these are a mark."""

    printed: int
    typed: int
    length: int
    whole: bool


class _Said(NamedTuple):
    text: str
    pieces: tuple[_Piece, ...]

    def typed(self, at: int, *, end: bool) -> int:
        """Return where a printed character is typed; a mark counts as one."""
        index = bisect_right(self.pieces, at - end, key=lambda piece: piece.printed) - 1
        piece = self.pieces[max(index, 0)]
        if piece.whole:
            return piece.typed + (piece.length if end else 0)
        return piece.typed + min(at - piece.printed, piece.length)


def typed_claims(text: str, printed: Callable[[str], str]) -> tuple[TypedClaim, ...]:
    """Return the claims of a typed text that somebody has to look at.

    ``printed`` returns what ``{{…}}`` prints, from what stands in the braces. A text that is longer
    than a paragraph can be, or not in NFC, has none.
    """
    if len(text) > MOST_LETTERS or not unicodedata.is_normalized("NFC", text):
        return ()
    lines = text.split("\n")
    said = [_said(line, printed) for line in lines]
    parts = tuple(Line(each.text, 1, number) for number, each in enumerate(said, 1))
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    return tuple(
        TypedClaim(
            starts[claim.line - 1] + said[claim.line - 1].typed(claim.column, end=False),
            starts[claim.end_line - 1] + said[claim.end_line - 1].typed(claim.end_column, end=True),
            claim,
        )
        for claim in proofread(Text(parts, wrapped=False))
        if claim.severity and claim.kind != "table"
    )


def tokens(text: str) -> tuple[str, ...]:
    """Return what stands in the braces of a text, in order."""
    return tuple(mark[1] for mark in _MARK.finditer(text) if mark[1])


def _said(line: str, printed: Callable[[str], str]) -> _Said:
    text, pieces, at = "", [], 0
    for mark in _MARK.finditer(line):
        pieces.append(_Piece(len(text), at, mark.start() - at, whole=False))
        text += line[at : mark.start()]
        pieces.append(_Piece(len(text), mark.start(), len(mark[0]), whole=True))
        text += " ".join(printed(mark[1]).split()) if mark[1] else ""
        at = mark.end()
    pieces.append(_Piece(len(text), at, len(line) - at, whole=False))
    return _Said(text + line[at:], tuple(pieces))
