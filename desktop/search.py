"""Finding Vietnamese text the way people type it in a hurry: without marks, words in any order."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Return text without diacritics, in small letters: ``Đăng ký`` is ``dang ky``."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def matches(query: str, text: str) -> bool:
    """Return whether every word of the query begins somewhere in the text."""
    found = plain(text)
    return all(word in found for word in plain(query).split())
