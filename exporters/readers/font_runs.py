"""The runs of a paragraph as one text, whatever fonts they were written in."""

from __future__ import annotations

import unicodedata

from forms.legacy_fonts import Encoding, convert, detect


def said(runs: list[tuple[str, str]]) -> str:
    """Join the runs of a paragraph; what was written in an old font is read with its font's table.

    A paragraph is judged as a whole first: single words say too little.
    """
    whole = "".join(words for words, _ in runs)
    font = next((name for _, name in runs if name.casefold().startswith((".vn", "vni"))), "")
    encoding = detect(whole, font)
    text = convert(whole, encoding) if encoding and not font else whole
    if encoding and font:
        text = "".join(_converted(words, name, encoding) for words, name in runs)
    return unicodedata.normalize("NFC", text)


def _converted(words: str, font: str, encoding: Encoding) -> str:
    read = convert(words, encoding)
    # The fonts of TCVN3 whose names end in H draw small letters as capitals.
    capitals = encoding == "tcvn3" and font.startswith(".Vn") and font.endswith("H")
    return read.upper() if capitals else read
