"""Print the manual: all pages of docs/huong-dan as one PDF, through the program's own exporter.

``make manual`` writes build/huong-dan.pdf. The pages come in the order in which the program shows
them. Links are words only; the day that the file names is that of the last commit to the pages.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from desktop.use_cases.manual import ORDER
from exporters.booklet import About, Chapter, Listing, Part, Picture, render_booklet
from forms.printed.document import Paragraph, ParagraphStyle, Run, Table, TableColumn, TableRow

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = ROOT / "docs" / "huong-dan"
MADE: Final = ROOT / "build" / "huong-dan.pdf"
TITLE: Final = "Sử dụng chương trình Báo Cáo Cơ Sở"
_SIGNS: Final = {"⏎": "/"}
"""Signs that our faces do not have."""
_WIDEST: Final = 60
_NARROWEST: Final = 6
"""A column's share of a table's width, by the letters of its longest cell, within these."""


def files(folder: Path = PAGES) -> list[Path]:
    """Return the pages in the order of reading; those that the order does not name come last."""
    known = {name: place for place, name in enumerate(ORDER)}
    return sorted(folder.glob("*.md"), key=lambda file: (known.get(file.stem, len(known)), file))


def chapter(file: Path) -> Chapter:
    """Read a page; its first heading is the title of the chapter."""
    text = file.read_text(encoding="utf-8")
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    title, *parts = _Reader(MarkdownIt().enable("table").parse(text), file.parent).parts()
    if not isinstance(title, Paragraph) or title.style != "heading":
        raise ValueError(f"{file.name} does not begin with its title")
    return Chapter(title.text, tuple(parts))


class _Reader:
    """Walks over the tokens of a page."""

    def __init__(self, tokens: list[Token], folder: Path) -> None:
        self._tokens, self._folder = iter(tokens), folder
        self._lists: list[int | None] = []
        """The lists that are open: the number of the last item, none for bullets."""
        self._first = False

    def parts(self) -> Iterator[Part]:
        for token in self._tokens:
            if token.type in {"bullet_list_open", "ordered_list_open"}:
                self._lists.append(0 if token.type.startswith("ordered") else None)
            elif token.type in {"bullet_list_close", "ordered_list_close"}:
                self._lists.pop()
            elif token.type == "list_item_open":
                self._first = True
                if self._lists[-1] is not None:
                    self._lists[-1] += 1
            elif token.type == "heading_open":
                runs = _runs(next(self._tokens))
                yield Paragraph(runs, "heading", level=int(token.tag[1:]))
            elif token.type in {"fence", "code_block"}:
                yield Listing(tuple(token.content.rstrip("\n").split("\n")))
            elif token.type == "table_open":
                yield self._table()
            elif token.type == "inline":
                yield from self._inline(token)

    def _inline(self, token: Token) -> Iterator[Part]:
        pictures = [child for child in token.children or () if child.type == "image"]
        for picture in pictures:
            yield self._picture(picture)
        if not pictures:
            yield self._paragraph(_runs(token))

    def _paragraph(self, runs: tuple[Run, ...]) -> Paragraph:
        if not self._lists:
            return Paragraph(runs, "body")
        number, first, self._first = self._lists[-1], self._first, False
        if number is not None:
            return Paragraph((Run(f"{number}. "), *runs) if first else runs, "body")
        style: ParagraphStyle = "bullet" if len(self._lists) == 1 else "sub_bullet"
        return Paragraph(runs, style if first else "body")

    def _picture(self, token: Token) -> Picture:
        file = self._folder / str(token.attrs["src"])
        return Picture(file.read_bytes(), token.content)

    def _table(self) -> Table:
        rows: list[list[str]] = []
        for token in self._tokens:
            if token.type == "table_close":
                break
            if token.type == "tr_open":
                rows.append([])
            elif token.type == "inline":
                rows[-1].append("".join(run.text for run in _runs(token)))
        head, *body = rows
        shares = [max(len(row[place]) for row in rows) for place in range(len(head))]
        columns = tuple(
            TableColumn(title, share=min(max(share, _NARROWEST), _WIDEST))
            for title, share in zip(head, shares, strict=True)
        )
        return Table(columns, tuple(TableRow(tuple(row)) for row in body))


def _runs(token: Token) -> tuple[Run, ...]:
    """Return the words of a piece of text: strong ones bold, commands and keys italic."""
    found, bold, italic = [], False, False
    for child in token.children or ():
        if child.type in {"strong_open", "strong_close"}:
            bold = child.type == "strong_open"
        elif child.type in {"em_open", "em_close"}:
            italic = child.type == "em_open"
        elif child.type in {"softbreak", "hardbreak"}:
            found.append(Run(" ", bold=bold, italic=italic))
        elif child.type == "code_inline":
            found.append(Run(child.content, bold=bold, italic=True))
        elif child.content:
            found.append(Run(child.content, bold=bold, italic=italic))
    return tuple(found)


def _dated() -> datetime:
    command = ["git", "log", "-1", "--format=%ct", "--", str(PAGES)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)
    return datetime.fromtimestamp(int(done.stdout.strip() or 0), UTC)


def main() -> int:
    """Write the manual."""
    chapters = [chapter(file) for file in files()]
    made = render_booklet(About(TITLE, "Báo Cáo Cơ Sở", _dated()), chapters)
    MADE.parent.mkdir(exist_ok=True)
    MADE.write_bytes(made)
    print(f"{MADE}: {len(chapters)} chapters, {len(made):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
