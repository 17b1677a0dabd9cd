"""Running heads and feet: what an office prints over and under every page is no text of its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from forms.claims.passages import Line, Table

_EDGE: Final = 2
"""How many lines at each end of a page may be its head or foot."""
_LONGEST: Final = 120
_PAGE: Final = re.compile(
    r"(?i)[-–\s|]*(?:\b(?:trang|page)\s*)?(?:\d{1,3}(?:\s*/\s*\d{1,3})?)[-–\s|]*"
)
_NAMED_PAGE: Final = re.compile(r"(?i)[-–\s]*(?:trang|page)\s*\d{1,3}(?:\s*/\s*\d{1,3})?[-–\s]*")

Parts = Sequence[Line | Table]


def joined_pages(pages: Sequence[Parts]) -> Iterator[Line | Table]:
    """Yield the parts of all pages without heads and feet, numbered through the document.

    A head or foot is a line at the edge of two pages or more, and of about half of them, that
    differs in its page number only.
    """
    edges = [set(_edges(page)) for page in pages]
    seen = Counter(
        text for page, ends in zip(pages, edges, strict=True) for text in _words(page, ends)
    )
    often = max(2, (len(pages) - 1) // 2)
    number = 1
    for page, ends in zip(pages, edges, strict=True):
        for at, part in enumerate(page):
            if isinstance(part, Line) and at in ends and _runs(part.text, seen, often):
                continue
            yield msgspec.structs.replace(part, number=number)
            number += len(part.rows) if isinstance(part, Table) else 1


def _edges(page: Parts) -> Iterator[int]:
    """The places of the first and last lines of a page, up to a table."""
    for order in (range(len(page)), range(len(page) - 1, -1, -1)):
        for at in list(order)[:_EDGE]:
            part = page[at]
            if isinstance(part, Table) or len(part.text) > _LONGEST:
                break
            yield at


def _words(page: Parts, places: set[int]) -> set[str]:
    """What stands at the edges of a page, each once, without page numbers."""
    return {_bare(part.text) for at in places if isinstance(part := page[at], Line)} - {""}


def _bare(text: str) -> str:
    """A line without the page number that it begins or ends with; empty where that is all."""
    words = text.strip()
    ends = _PAGE.match(words)
    if ends is not None and ends[0].strip():
        words = words[ends.end() :]
    tail = [found for found in _PAGE.finditer(words) if found.end() == len(words)]
    return " ".join((words[: tail[0].start()] if tail else words).split())


def _runs(text: str, seen: Counter[str], often: int) -> bool:
    return _NAMED_PAGE.fullmatch(text) is not None or seen[_bare(text)] >= often
