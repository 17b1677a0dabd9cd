"""One sheet being written: cells in, row heights kept.

A spreadsheet grows a row for wrapped words only while somebody types; a file that is opened and
printed needs the height written down. It is estimated from the words and the columns' widths.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters.workbook.styles import Styles

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MAX_TEXT: Final = 32_000
"""Excel takes 32,767 UTF-16 units in a cell."""

_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ROW_HEIGHT: Final = 19
_LINE_HEIGHT: Final = 16
_LETTERS_PER_DIGIT: Final = 1.12
_CAPITALS_PER_DIGIT: Final = 0.8
"""Column widths count digits; letters of running text are a little narrower."""
_ROOM: Final = 3
_TALLEST: Final = 24
"""Lines that a row shows at most; Excel's rows end at 409 points."""


class Formula(NamedTuple):
    """A formula without `=`, and what it gives for the report as it is; `""` is a blank."""

    text: str
    value: Decimal | str


def clean(text: str) -> str:
    """Give a text as a workbook takes it: NFC, without characters that XML cannot carry."""
    return _NOT_XML.sub("", unicodedata.normalize("NFC", text))[:MAX_TEXT]


class Pen:
    """Writes the cells of one sheet; every method names a style of `Styles`."""

    def __init__(self, page: Worksheet, styles: Styles, widths: Sequence[int]) -> None:
        """Take a sheet and give its columns their widths, in characters."""
        self.page, self._styles, self._widths = page, styles, tuple(widths)
        self._lines: dict[int, int] = {}
        self._banners: dict[int, int] = {}
        self._hidden: set[int] = set()
        page.set_default_row(_ROW_HEIGHT)
        for column, width in enumerate(self._widths):
            page.set_column(column, column, width)

    def text(self, row: int, column: int, words: str, style: str) -> None:
        """Write words, never anything else; no words leave the cell blank."""
        shown = clean(words)
        if not shown:
            self.blank(row, column, style)
            return
        self.page.write_string(row, column, shown, self._styles.get(style))
        if Styles.wraps(style):
            self._grow(row, shown, self._widths[column], style)

    def banner(self, row: int, words: str, style: str, height: int = 0) -> None:
        """Write words across all columns; `height` is that of one of their lines."""
        chosen, last = self._styles.get(style), max(len(self._widths) - 1, 1)
        self.page.merge_range(row, 0, row, last, "", chosen)
        self.page.write_string(row, 0, clean(words), chosen)
        if height:
            self._banners[row] = height * self._line_count(words, sum(self._widths), style)
            self.page.set_row(row, self._banners[row])
        elif Styles.wraps(style):
            self._grow(row, words, sum(self._widths), style)

    def across(self, row: int, columns: tuple[int, int], words: str, style: str) -> None:
        """Write words over neighbouring columns, from the first to the last."""
        first, last = columns
        if first == last:
            self.text(row, first, words, style)
            return
        chosen = self._styles.get(style)
        self.page.merge_range(row, first, row, last, "", chosen)
        self.page.write_string(row, first, clean(words), chosen)
        if Styles.wraps(style):
            self._grow(row, words, sum(self._widths[first : last + 1]), style)

    def down(self, rows: tuple[int, int], column: int, words: str, style: str) -> None:
        """Write words over two rows of a column; the lower one takes the lines they need."""
        chosen, (first, last) = self._styles.get(style), rows
        self.page.merge_range(first, column, last, column, "", chosen)
        self.page.write_string(first, column, clean(words), chosen)
        if Styles.wraps(style):
            self._grow(last, words, self._widths[column], style)

    def hide(self, row: int) -> None:
        """Keep a row out of sight and out of print."""
        self._hidden.add(row)

    def blank(self, row: int, column: int, style: str, shape: str = "") -> None:
        """Draw an empty cell."""
        self.page.write_blank(row, column, None, self._styles.get(style, shape))

    def number(
        self, row: int, column: int, value: Decimal | int, *, style: str, shape: str
    ) -> None:
        """Write a figure; `shape` is its number format."""
        self.page.write_number(row, column, value, self._styles.get(style, shape))

    def formula(
        self, row: int, column: int, formula: Formula, *, style: str, shape: str = ""
    ) -> None:
        """Write a formula and the value stored beside it."""
        chosen = self._styles.get(style, shape)
        self.page.write_formula(row, column, f"={formula.text}", chosen, formula.value)

    def heights(self, rows: int) -> list[int]:
        """Return how many points each of the first `rows` rows takes; 0 for a hidden one."""
        tall = {row: _height(lines) for row, lines in self._lines.items()} | self._banners
        return [0 if r in self._hidden else tall.get(r, _ROW_HEIGHT) for r in range(rows)]

    def finish(self) -> None:
        """Set the heights of the rows that hold words."""
        for row, lines in self._lines.items():
            self.page.set_row(row, _height(lines))
        for row in sorted(self._hidden):
            self.page.set_row(row, None, None, {"hidden": True})

    def _grow(self, row: int, words: str, width: int, style: str) -> None:
        lines = self._line_count(words, width, style)
        self._lines[row] = max(lines, self._lines.get(row, 1))

    @staticmethod
    def _line_count(words: str, width: int, style: str) -> int:
        letters = _CAPITALS_PER_DIGIT if words.isupper() else _LETTERS_PER_DIGIT
        room = max(int(width * letters * Styles.scale(style)), 1)
        return sum(_wrapped(line, room) for line in words.split("\n"))


def _height(lines: int) -> int:
    return _LINE_HEIGHT * min(lines, _TALLEST) + _ROOM


def _wrapped(line: str, room: int) -> int:
    """Estimate how many lines words take; what is too long for one breaks where it can."""
    # Most words fit; wrapping all of them for nothing is what a long list would wait for.
    if len(line) <= room:
        return 1
    broken = any(len(word) > room for word in line.split())
    return len(textwrap.wrap(line, room)) + broken
