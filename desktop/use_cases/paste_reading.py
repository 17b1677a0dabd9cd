"""What is on the clipboard as a block of cells: a table of HTML, else lines of separated text.

Spreadsheets put both there. The HTML is read first: it keeps line ends, quotation marks and fonts,
and often the figure itself beside its printed form. Whatever the clipboard holds is bounded.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Final, NamedTuple

from desktop.problems import Trouble

MOST_CHARACTERS: Final = 10_000_000
MOST_CELLS: Final = 1_000_000
_MOST_SPAN: Final = 1_000

_BLANKS: Final = re.compile(r"[ \t\r\n\f]+")
_RULE: Final = re.compile(r"\.([\w-]{1,60})\s*\{([^{}]{0,4000})\}")
_FAMILY: Final = re.compile(r"font-family\s*:\s*[\"']?\s*([^;,\"']{1,80})", re.IGNORECASE)
_HIDDEN: Final = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_FIGURE: Final = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,3})?")
_NUMERIC: Final = re.compile(r"[0-9.,%+\-\s]*")
_SPANS: Final = ("rowspan", "colspan")


class Pasted(NamedTuple):
    """One cell of a block: its text in NFC, and what its source says about it besides.

    ``number`` is the figure that stood behind the text, in plain notation; ``font`` is the name
    of its font; both are empty where nobody said. A ``covered`` cell lies under a merged one.
    """

    text: str = ""
    number: str = ""
    font: str = ""
    covered: bool = False


Block = tuple[tuple[Pasted, ...], ...]


def read_clipboard(html: str, text: str) -> Block:
    """Return the cells on the clipboard, no lines for none.

    Raises:
        Trouble: Code ``PASTE-SIZE``: more than ten million characters or a million cells; code
            ``PASTE-TEXT``: the text is no block of cells.
    """
    if max(len(html), len(text)) > MOST_CHARACTERS:
        raise _too_large()
    found = read_html(html) if "<t" in html.lower() else ()
    return found or read_text(text)


def _too_large() -> Trouble:
    message = (
        "Nội dung dán quá lớn (hơn 10 triệu ký tự hoặc 1 triệu ô). Hãy chép riêng vùng số liệu cần"
        " dán, hoặc dùng Điền từ tệp Excel."
    )
    return Trouble(message, code="PASTE-SIZE")


# --- separated text -------------------------------------------------------------------------------


def read_text(text: str) -> Block:
    """Return the lines and cells of text separated by tabs, else by semicolons.

    Cells with line ends inside stand in quotation marks, as every spreadsheet writes them. Blanks
    around a value, no-break ones included, are not part of it.
    """
    if not text.strip():
        return ()
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    normal = normal.removesuffix("\n")
    mark = _separator(normal)
    if normal.count("\n") + normal.count(mark) >= MOST_CELLS:
        raise _too_large()
    try:
        lines = [*csv.reader(io.StringIO(normal, newline=""), delimiter=mark)]
    except csv.Error:
        message = "Nội dung dán không phải khối ô của bảng tính. Hãy chép lại từ bảng tính."
        raise Trouble(message, code="PASTE-TEXT") from None
    return tuple(tuple(Pasted(cell.strip()) for cell in line or [""]) for line in lines)


def _separator(text: str) -> str:
    """Return what separates cells; words with semicolons in them stay whole."""
    if "\t" in text or ";" not in text:
        return "\t"
    lines = [line for line in text.split("\n") if line.strip()]
    counts = {line.count(";") for line in lines}
    several = len(lines) > 1 and len(counts) == 1 and counts != {0}
    figures = all(map(_NUMERIC.fullmatch, text.replace("\n", ";").split(";")))
    return ";" if several or figures else "\t"


# --- tables of HTML -------------------------------------------------------------------------------


def read_html(html: str) -> Block:
    """Return the cells of the first table, merged cells at their upper left; no lines for none."""
    reader = _TableReader()
    try:
        # An unfinished tag at the end is left alone: closing would read it again and again.
        reader.feed(html)
    except AssertionError:  # what the standard parser makes of a broken declaration
        return ()
    return reader.block()


class _TableReader(HTMLParser):
    """Walks through a page and gathers the rows of its first table; inner tables are words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._rows: list[dict[int, Pasted]] = []
        self._spans: set[tuple[int, int]] = set()
        self._words: list[str] | None = None
        self._cell: dict[str, str] = {}
        self._font = ""
        self._fonts: dict[str, str] = {}
        self._depth = self._count = self._next = 0
        self._over = self._in_style = self._is_hidden = False

    # -- what the parser tells --------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a table, a row, a cell or a line."""
        said = {name: value or "" for name, value in attrs}
        if tag == "style":
            self._in_style = True
        elif tag == "table":
            self._depth += 1
        elif self._depth == 1 and not self._over and tag in ("tr", "td", "th"):
            self._begin(tag, said)
        elif self._words is not None:
            self._inside(tag, said)

    def handle_endtag(self, tag: str) -> None:
        """End a cell or the table."""
        if tag == "style":
            self._in_style = False
        elif tag == "table" and self._depth:
            self._end_cell() if self._depth == 1 else None
            self._depth -= 1
            self._over = self._over or (not self._depth and bool(self._rows))
        elif tag in ("td", "th", "tr") and self._depth == 1:
            self._end_cell()

    def handle_data(self, data: str) -> None:
        """Gather words, and the fonts of the style sheet."""
        if self._in_style:
            self._read_style(data)
        elif self._words is not None:
            self._words.append(_BLANKS.sub(" ", data))

    def handle_comment(self, data: str) -> None:
        """Read the style sheet that Excel hides in a comment."""
        if self._in_style:
            self._read_style(data)

    def _read_style(self, sheet: str) -> None:
        for name, rule in _RULE.findall(sheet):
            self._fonts[name] = _family(rule)

    # -- cells ------------------------------------------------------------------------------------

    def _begin(self, tag: str, said: Mapping[str, str]) -> None:
        self._end_cell()
        if tag == "tr":
            self._is_hidden = _HIDDEN.search(said.get("style", "")) is not None
            if not self._is_hidden:
                self._add_row()
        elif not self._is_hidden:
            if not self._rows:
                self._add_row()
            self._words, self._cell = [], dict(said)
            self._font = self._font_of(said)

    def _add_row(self) -> None:
        self._rows.append({})
        self._next = 0

    def _inside(self, tag: str, said: Mapping[str, str]) -> None:
        if tag in ("br", "p", "div", "tr") and self._words:
            self._words.append("\n")
        self._font = self._font_of(said) or self._font

    def _font_of(self, said: Mapping[str, str]) -> str:
        known = self._fonts.get(said.get("class", "").partition(" ")[0], "")
        return said.get("face", "") or _family(said.get("style", "")) or known

    def _end_cell(self) -> None:
        if self._words is None:
            return
        text = unicodedata.normalize("NFC", "".join(self._words)).replace("\u00a0", " ")
        lines = "\n".join(line.strip(" ") for line in text.split("\n"))
        self._put(Pasted(lines.strip(), _number(self._cell), self._font))
        self._words = None

    def _put(self, cell: Pasted) -> None:
        row, column = len(self._rows) - 1, self._next
        while (row, column) in self._spans:
            column += 1
        self._rows[row][column] = cell
        self._next = column + 1
        down, right = (_span(self._cell.get(name, "")) for name in _SPANS)
        self._count += down * right
        if self._count > MOST_CELLS:
            raise _too_large()
        for r in range(row, row + down):
            for c in range(column, column + right):
                if (r, c) != (row, column):
                    self._spans.add((r, c))

    def block(self) -> Block:
        """Return what was gathered; every line as wide as the widest."""
        self._end_cell()
        covered = max((c for r, c in self._spans if r < len(self._rows)), default=-1)
        width = max((max(line, default=-1) for line in self._rows), default=-1)
        across = range(max(width, covered) + 1)
        if len(across) * len(self._rows) > MOST_CELLS:
            raise _too_large()
        blank, under = Pasted(), Pasted(covered=True)
        return tuple(
            tuple(line.get(c, under if (r, c) in self._spans else blank) for c in across)
            for r, line in enumerate(self._rows)
            if across
        )


def _family(style: str) -> str:
    found = _FAMILY.search(style)
    return "" if found is None else found[1].strip()


def _span(said: str) -> int:
    return min(max(int(said), 1), _MOST_SPAN) if said.isascii() and said.isdigit() else 1


def _number(said: Mapping[str, str]) -> str:
    """Return the figure behind a cell as Excel (``x:num``) or LibreOffice (``sdval``) says it."""
    found = said.get("x:num") or said.get("sdval") or ""
    return found if _FIGURE.fullmatch(found) else ""
