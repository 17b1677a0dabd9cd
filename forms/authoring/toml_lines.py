"""Which line of an author's TOML text says a part of its pack.

The parser of the standard library keeps no lines. Packs are written with one heading a record
(``[[fields]]``) and one key a line, so looking for headings and keys in their order finds nearly
all; what is written otherwise is told by the nearest heading above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from forms.authoring.pack_schema import Step

_HEADING: Final = re.compile(r"\s*(\[\[?)\s*([A-Za-z0-9_.\-\" ]+?)\s*\]\]?\s*(?:#.*)?")
_KEY: Final = re.compile(r"\s*\"?([A-Za-z0-9_-]+)\"?\s*=")


def line_of(text: str, steps: Sequence[Step]) -> int:
    """Return the number of the line, from 1, that says what ``steps`` lead to; 0 if unknown."""
    lines = text.split("\n")
    names, first, last, found = "", 0, len(lines), 0
    waiting = list(steps)
    while waiting:
        key = waiting.pop(0)
        index = waiting.pop(0) if waiting and isinstance(waiting[0], int) else 0
        names = f"{names}.{key}".lstrip(".")
        heads = _headings(lines, names, first, last)
        if int(index) >= len(heads):
            return _key_line(lines, str(key), first, last) or found
        first, last = _part(lines, names, heads, int(index), last)
        found = first
    return found


def _headings(lines: Sequence[str], names: str, first: int, last: int) -> list[int]:
    return [at for at in range(first, last) if _named(lines[at]) == names]


def _named(line: str) -> str:
    match = _HEADING.fullmatch(line)
    return match[2].replace('"', "").replace(" ", "") if match else ""


def _part(
    lines: Sequence[str], names: str, heads: Sequence[int], index: int, last: int
) -> tuple[int, int]:
    """Return the lines of one record: from under its heading to the next one beside it."""
    start = heads[index]
    for at in range(start + 1, last):
        other = _named(lines[at])
        if other and not other.startswith(f"{names}."):
            return start + 1, at
    return start + 1, last


def _key_line(lines: Sequence[str], key: str, first: int, last: int) -> int:
    """Return the line of a key before the next heading; 0 where there is none."""
    for at in range(first, last):
        if _named(lines[at]):
            break
        match = _KEY.match(lines[at])
        if match is not None and match[1] == key:
            return at + 1
    return 0
