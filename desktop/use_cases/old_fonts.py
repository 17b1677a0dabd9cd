"""Texts in fonts of the years before Unicode, as they are met in cells and on the clipboard.

What a single cell cannot prove its neighbours may: once one text of a block is known to be TCVN3
or VNI, a single word is enough for the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from forms.legacy_fonts import Encoding, convert, detect

NAMES: Final[dict[str, str]] = {"tcvn3": "TCVN3", "vni": "VNI"}
_HINTS: Final[dict[str, str]] = {"tcvn3": ".vn", "vni": "vni"}
_CAPITALS: Final = "h"
"""Fonts of TCVN3 whose names end so draw every letter as a capital."""


class Suggestion(NamedTuple):
    """How a text reads in Unicode, and the name of the encoding it is in."""

    text: str
    encoding: str


@lru_cache(maxsize=1024)
def suggestion(text: str, font: str = "") -> Suggestion | None:
    """Return how a text in an old font reads; ``None`` for Unicode and for everything in doubt."""
    encoding = "" if text.isascii() else detect(text, font)
    return _suggested(text, encoding, font) if encoding else None


def suggestions(texts: Sequence[str], fonts: Sequence[str] = ()) -> tuple[Suggestion | None, ...]:
    """Return the same for the texts of one block, which help each other; ``fonts`` where known."""
    known = fonts or [""] * len(texts)
    alone = [suggestion(text, font) for text, font in zip(texts, known, strict=True)]
    found = Counter(each.encoding for each in alone if each is not None)
    if not found:
        return tuple(alone)
    usual = min(found, key=lambda name: (-found[name], name))
    return tuple(
        each or suggestion(text, font or _HINTS[usual])
        for each, text, font in zip(alone, texts, known, strict=True)
    )


def _suggested(text: str, encoding: Encoding, font: str) -> Suggestion | None:
    read = convert(text, encoding)
    if font.casefold().startswith(".vn") and font.casefold().endswith(_CAPITALS):
        read = read.upper()
    return Suggestion(read, encoding) if read != text else None
