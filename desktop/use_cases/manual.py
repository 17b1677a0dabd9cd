"""The manual inside the program: its pages, their headings, and finding words in them.

The pages are Markdown. The packed program carries them among the resources; in a working copy
they are read where they are written, in ``docs/huong-dan``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import resources
from desktop.use_cases.search import matches, plain

ORDER: Final = (
    "xa",
    "so-nganh",
    "soat-so-lieu",
    "ma-loi",
    "mau-bieu",
    "bieu-bang-tinh",
    "cong-thuc",
    "cntt",
    "lenh",
    "tai-khoan",
    "cai-dat",
    "may-chu",
)
"""The pages in the order of reading; others follow by name."""
_HEADING: Final = re.compile(r"^(#{1,4}) +(.+?) *$", re.MULTILINE)
_LINK: Final = re.compile(r"(?<!!)\[([^\]]+)\]\(([^)\s]+)\)")
_PICTURE: Final = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_MARKS: Final = re.compile(r"[*`|]|-{3,}|^ *- ", re.MULTILINE)
_EXCERPT: Final = 60
"""So many characters around a word that was found are shown."""


class Page(NamedTuple):
    """One page: its name (the file's, without ending), its title, its Markdown.

    Links to what the program does not carry are words only.
    """

    name: str
    title: str
    text: str


class Passage(NamedTuple):
    """What stands under one heading of a page, as plain words."""

    page: str
    heading: str
    level: int
    words: str

    def excerpt(self, query: str) -> str:
        """Return the words around the query, or around its first word, or how it begins."""
        said, asked = plain(self.words), plain(query).strip()
        places = (said.find(word) for word in (asked, *asked.split()))
        at = next((place for place in places if place >= 0), 0)
        start = self.words.rfind(" ", 0, max(at - _EXCERPT // 6, 0)) + 1
        piece = self.words[start : start + _EXCERPT].rpartition(" ")[0]
        return f"{'…' if start else ''}{piece or self.words[start:]}…"


def folder() -> Path:
    """Return where the pages lie."""
    packed = resources.path("manual")
    return packed if packed.is_dir() else packed.parent.parent / "docs" / "huong-dan"


@cache
def pages() -> tuple[Page, ...]:
    """Return all pages in the order of reading; none where the program came without them."""
    found = {path.stem: path for path in folder().glob("*.md")}
    ordered = [name for name in ORDER if name in found]
    names = [*ordered, *sorted(found.keys() - set(ordered))]
    return tuple(_page(found[name], found.keys()) for name in names)


def _page(path: Path, known: Collection[str]) -> Page:
    text = path.read_text(encoding="utf-8")
    title = _HEADING.search(text)

    def kept(link: re.Match[str]) -> str:
        name = link[2].partition("#")[0].removesuffix(".md")
        return link[0] if name in known else link[1]

    said = _MARKS.sub("", title[2]) if title else path.stem
    return Page(path.stem, said, _LINK.sub(kept, text))


@cache
def passages() -> tuple[Passage, ...]:
    """Return what stands under each heading, page by page."""
    return tuple(passage for page in pages() for passage in _passages(page))


def _passages(page: Page) -> Iterator[Passage]:
    heads = list(_HEADING.finditer(page.text))
    ends = [*(head.start() for head in heads[1:]), len(page.text)]
    for head, end in zip(heads, ends, strict=True):
        words = _LINK.sub(r"\1", _PICTURE.sub("", page.text[head.end() : end]))
        shown = " ".join(_MARKS.sub(" ", words).split())
        yield Passage(page.name, _MARKS.sub("", head[2]), len(head[1]), shown)


def search(query: str) -> tuple[Passage, ...]:
    """Return the passages that hold every word of a query, marks or no marks.

    Those that have them all in the heading come first.
    """
    if not query.strip():
        return ()
    found = [one for one in passages() if matches(query, f"{one.heading} {one.words}")]
    return tuple(sorted(found, key=lambda one: not matches(query, one.heading)))
