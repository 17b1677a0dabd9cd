"""Two passages read as one, where the second goes on with what the first one says."""

from __future__ import annotations

from forms.claims.passages import Passage, Piece


def joined(one: Passage, other: Passage) -> Passage:
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
