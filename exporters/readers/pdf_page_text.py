"""Letters of one page, each at its place, put together to lines, tables and footnotes."""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.passages import Line, Table

_RAISED: Final = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_SUPERSCRIPT: Final = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_SMALL: Final = 0.83
"""A raised mark is smaller than the line that it belongs to."""
_ON_LINE: Final = 0.25
_LIFTED: Final = 0.75
_BLANK: Final = 0.14
_COLUMN: Final = 1.6
"""Gaps within a line, in heights of its letters: between words, between columns."""
_NEAR: Final = 3.0
_NOTE_RULE: Final = 0.45
_NOTE_ZONE: Final = 0.6
_SMALL_PRINT: Final = 0.93
_LONE: Final = re.compile(r"\s*[-–]?\s*\d{1,3}\s*[-–]?\s*")
_NOTE_START: Final = re.compile(r"(\d{1,3})\.? ?(?=[^\W\d_a-zà-ỹđ]|[(“\"])")
_FIGURE: Final = re.compile(r"[-–+(]?\d[\d.,]*%?\)?")
_LEAST_FIGURES: Final = 2
_LEAST_RULES: Final = 3
_MOST_BORDERS: Final = 400


class Glyph(NamedTuple):
    """One character: left edge and baseline, right edge, height; in points from the lower left."""

    text: str
    x: float
    y: float
    right: float
    size: float


class Rule(NamedTuple):
    """A straight line that lies or stands."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def lies(self) -> bool:
        """Return whether it is horizontal."""
        return self.right - self.left > self.top - self.bottom


class Page(NamedTuple):
    """What stands on one page; ``number`` counts from 1."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]


class _Row(NamedTuple):
    """One line of print: its baseline, its height, where it begins and ends, its words."""

    y: float
    size: float
    left: float
    right: float
    text: str


def page_parts(page: Page) -> list[Line | Table]:
    """Return the lines and tables of a page in reading order, numbered from 1."""
    grids = _grids(page)
    inside: dict[int, list[Glyph]] = {}
    free: list[Glyph] = []
    for glyph in page.glyphs:
        at = next((i for i, grid in enumerate(grids) if grid.holds(glyph)), None)
        (free if at is None else inside.setdefault(at, [])).append(glyph)
    rows = _rows(free)
    note_top = _notes_begin(page, rows, grids)
    placed: list[tuple[float, _Row | tuple[tuple[str, ...], ...]]] = []
    placed += [(row.y, row) for row in _in_columns(rows)]
    for at, glyphs in inside.items():
        placed.append((grids[at].ys[-1], grids[at].cells(glyphs)))
    return list(_numbered(page, placed, note_top))


def _numbered(
    page: Page,
    placed: list[tuple[float, _Row | tuple[tuple[str, ...], ...]]],
    note_top: float,
) -> Iterator[Line | Table]:
    number, expected = 1, 0
    order = _reading_order(placed)
    for place, item in enumerate(order):
        if not isinstance(item, _Row):
            yield Table(item, page.number, number)
            number += len(item)
            continue
        edge = place in (0, len(order) - 1)
        if edge and _LONE.fullmatch(item.text):
            continue
        note = item.y < note_top
        text = item.text
        if note:
            text, expected = _note_line(text, expected)
        yield Line(text, page.number, number, note)
        number += 1


def _reading_order(
    placed: list[tuple[float, _Row | tuple[tuple[str, ...], ...]]],
) -> list[_Row | tuple[tuple[str, ...], ...]]:
    """Order by height; columns that stand beside each other keep the order they came in."""
    tables = [(y, item) for y, item in placed if not isinstance(item, _Row)]
    rows = [item for _, item in placed if isinstance(item, _Row)]
    made: list[_Row | tuple[tuple[str, ...], ...]] = []
    waiting = sorted(tables, key=lambda pair: -pair[0])
    for row in rows:
        while waiting and waiting[0][0] > row.y:
            made.append(waiting.pop(0)[1])
        made.append(row)
    return [*made, *(item for _, item in waiting)]


def _note_line(text: str, expected: int) -> tuple[str, int]:
    """Raise the number that begins a footnote where it is not raised in print."""
    start = _NOTE_START.match(text)
    if start is None or (expected and int(start[1]) != expected):
        return text, expected
    return f"{start[1].translate(_RAISED)} {text[start.end() :]}", int(start[1]) + 1


# --- lines ----------------------------------------------------------------------------------------


def _rows(glyphs: Sequence[Glyph]) -> list[_Row]:
    """Put letters on their lines, from the top; marks join the line that they are raised from."""
    printed = [glyph for glyph in glyphs if glyph.text.strip()]
    lines: list[list[Glyph]] = []
    for glyph in sorted(printed, key=lambda g: (-g.y, g.x)):
        line = lines[-1] if lines else None
        if line is None or line[-1].y - glyph.y > _ON_LINE * min(glyph.size, line[0].size):
            lines.append([glyph])
        else:
            line.append(glyph)
    blanks = [glyph for glyph in glyphs if not glyph.text.strip()]
    spaces = sorted((glyph.y, glyph.x) for glyph in blanks)
    return [_row(line, spaces) for line in _with_marks(lines)]


def _with_marks(lines: list[list[Glyph]]) -> list[list[Glyph]]:
    """Join each small line that stands a little above the next one to it, as raised marks."""
    made: list[list[Glyph]] = []
    for i, line in enumerate(lines):
        size = _height(line)
        below = lines[i + 1] if i + 1 < len(lines) else []
        above = made[-1] if made else []
        if below and _raised_from(line, size, below):
            lines[i + 1] = [*below, *(_mark(glyph) for glyph in line)]
        elif above and _raised_from(line, size, above):
            made[-1] = [*above, *(_mark(glyph) for glyph in line)]
        elif above and _raised_from(line, size, above, sunk=True):
            made[-1] = [*above, *line]
        else:
            made.append(_own_marks(line))
    return made


def _raised_from(
    line: Sequence[Glyph], size: float, base: Sequence[Glyph], *, sunk: bool = False
) -> bool:
    tall = _height(base)
    lift = (line[0].y - _baseline(base)) * (-1 if sunk else 1)
    few = len(line) * 2 < len(base) or len(line) <= 3
    return few and size <= _SMALL * tall and _ON_LINE / 2 * tall < lift < _LIFTED * tall


def _own_marks(line: list[Glyph]) -> list[Glyph]:
    """Raise small characters that stand high within their own line."""
    tall, base = _height(line), _baseline(line)
    return [
        _mark(g) if g.size <= _SMALL * tall and g.y - base > _ON_LINE / 3 * tall else g
        for g in line
    ]


def _mark(glyph: Glyph) -> Glyph:
    return glyph._replace(text=glyph.text.translate(_RAISED))


def _height(line: Sequence[Glyph]) -> float:
    sizes = sorted(glyph.size for glyph in line)
    return sizes[len(sizes) // 2]


def _baseline(line: Sequence[Glyph]) -> float:
    levels = sorted(glyph.y for glyph in line)
    return levels[len(levels) // 2]


def _row(line: Sequence[Glyph], spaces: Sequence[tuple[float, float]]) -> _Row:
    ordered = sorted(line, key=lambda glyph: glyph.x)
    size, y = _height(line), _baseline(line)
    text = ordered[0].text
    at = bisect_right(spaces, (y - _ON_LINE * size, 0.0))
    until = bisect_right(spaces, (y + _ON_LINE * size, 0.0))
    blanks = sorted(x for _, x in spaces[at:until])
    for before, glyph in itertools.pairwise(ordered):
        text += _between(before, glyph, size, blanks) + glyph.text
    return _Row(y, size, ordered[0].x, ordered[-1].right, unicodedata.normalize("NFC", text))


def _between(before: Glyph, glyph: Glyph, size: float, blanks: Sequence[float]) -> str:
    gap = glyph.x - before.right
    if gap > _COLUMN * size:
        return _CUT
    at = bisect_right(blanks, before.x + 0.01)
    spaced = at < len(blanks) and blanks[at] < glyph.x and gap > 0
    raised = glyph.text in _SUPERSCRIPT
    return " " if gap > _BLANK * size or (spaced and not raised) else ""


_CUT: Final = "\x1f"
_WIDE: Final = "    "
"""What parts the cells of a table without ruled lines, as in plain text."""


def _in_columns(rows: Sequence[_Row]) -> Iterator[_Row]:
    """Read columns that stand beside each other one after another, as in the letterhead."""
    beside: list[_Row] = []
    for row in rows:
        if beside and (_CUT not in row.text or beside[-1].y - row.y > _NEAR * row.size):
            yield from _column_by_column(beside)
            beside = []
        if _CUT in row.text:
            beside.append(row)
        else:
            yield row
    yield from _column_by_column(beside)


def _column_by_column(rows: Sequence[_Row]) -> Iterator[_Row]:
    if len(rows) == 1:
        yield rows[0]._replace(text=rows[0].text.replace(_CUT, "  "))
        return
    split = [row.text.split(_CUT) for row in rows]
    if _is_table(split):
        yield from (row._replace(text=row.text.replace(_CUT, _WIDE)) for row in rows)
        return
    for at in range(max(map(len, split), default=0)):
        for row, cells in zip(rows, split, strict=True):
            if at < len(cells):
                yield row._replace(text=cells[at])


def _is_table(rows: Sequence[Sequence[str]]) -> bool:
    """Whether rows that stand in columns are those of a table: most of them hold two figures."""
    figures = [sum(_FIGURE.fullmatch(cell.strip()) is not None for cell in row) for row in rows]
    return 2 * sum(count >= _LEAST_FIGURES for count in figures) > len(rows)


# --- footnotes ------------------------------------------------------------------------------------


def _notes_begin(page: Page, rows: Sequence[_Row], grids: Sequence[_Grid]) -> float:
    """Return the height under which the footnotes of a page stand; 0 without any.

    Over them is a short rule from the left margin, or they are set smaller than the body.
    """
    if not rows:
        return 0.0
    left = min(row.left for row in rows)
    short = [
        rule.top
        for rule in page.rules
        if rule.lies
        and rule.right - rule.left < _NOTE_RULE * page.width
        and abs(rule.left - left) < rows[0].size * 3
        and rule.top < _NOTE_ZONE * page.height
        and not any(grid.touches(rule) for grid in grids)
    ]
    usual = Counter(round(row.size * 2) for row in rows).most_common(1)[0][0] / 2
    for top in sorted(short):
        under = [row for row in rows if row.y < top]
        # A footnote may go on from the page before.
        if under and (_begins_note(under[0].text) or under[0].size < _SMALL_PRINT * usual):
            return top
    return _small_print(rows, usual)


def _small_print(rows: Sequence[_Row], usual: float) -> float:
    top, begun = 0.0, False
    for row in sorted(rows, key=lambda row: row.y):
        if row.size > _SMALL_PRINT * usual:
            break
        if _begins_note(row.text):
            top, begun = row.y + row.size / 2, True
    return top if begun else 0.0


def _begins_note(text: str) -> bool:
    return text[:1] in _SUPERSCRIPT or _NOTE_START.match(text) is not None


# --- ruled tables ---------------------------------------------------------------------------------


class _Grid(NamedTuple):
    """The ruled lines of one table: their heights from below, their places from the left."""

    ys: tuple[float, ...]
    xs: tuple[float, ...]
    standing: tuple[Rule, ...]

    def holds(self, glyph: Glyph) -> bool:
        """Return whether a letter stands in the table."""
        middle = glyph.y + glyph.size / 4
        return self.ys[0] < middle < self.ys[-1] and self.xs[0] - 1 < glyph.x < self.xs[-1]

    def touches(self, rule: Rule) -> bool:
        """Return whether a rule belongs to the table."""
        return self.ys[0] - 1 <= rule.top <= self.ys[-1] + 1

    def cells(self, glyphs: Iterable[Glyph]) -> tuple[tuple[str, ...], ...]:
        """Return the words by row from the top and by column."""
        found: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in glyphs:
            row = bisect_right(self.ys, glyph.y + glyph.size / 4) - 1
            found.setdefault((row, self._column(row, glyph)), []).append(glyph)
        return tuple(
            tuple(_cell(found.get((row, at), [])) for at in range(len(self.xs) - 1))
            for row in range(len(self.ys) - 2, -1, -1)
        )

    def _column(self, row: int, glyph: Glyph) -> int:
        """Return the column of a letter: cells that are joined count as their first."""
        middle = (self.ys[row] + self.ys[min(row + 1, len(self.ys) - 1)]) / 2
        crossing = [rule.left for rule in self.standing if rule.bottom - 1 < middle < rule.top + 1]
        border = max((x for x in crossing if x <= glyph.x + 1), default=self.xs[0])
        return min(max(bisect_right(self.xs, border + 1) - 1, 0), len(self.xs) - 2)


def _cell(glyphs: Sequence[Glyph]) -> str:
    if not glyphs:
        return ""
    return " ".join(row.text.replace(_CUT, " ") for row in _rows(glyphs)).strip()


def _grids(page: Page) -> list[_Grid]:
    """Find the tables: at least three lying and three standing rules that meet."""
    standing = [rule for rule in page.rules if not rule.lies]
    lying = [rule for rule in page.rules if rule.lies]
    grids = []
    for group in _meeting(standing, lying):
        upright = tuple(rule for rule in group if not rule.lies)
        xs = _levels(rule.left for rule in upright)
        ys = _levels(rule.top for rule in group if rule.lies)
        if _LEAST_RULES <= len(xs) <= _MOST_BORDERS and _LEAST_RULES <= len(ys) <= _MOST_BORDERS:
            grids.append(_Grid(ys, xs, upright))
    return grids


def _meeting(standing: Sequence[Rule], lying: Sequence[Rule]) -> Iterator[list[Rule]]:
    """Group rules into tables by the bands of height that standing rules cover without a gap."""
    bands: list[list[float]] = []
    for rule in sorted(standing, key=lambda rule: rule.bottom):
        if bands and rule.bottom <= bands[-1][1] + 2:
            bands[-1][1] = max(bands[-1][1], rule.top)
        else:
            bands.append([rule.bottom, rule.top])
    for low, high in bands:
        yield [
            rule for rule in (*standing, *lying) if low - 2 <= rule.bottom and rule.top <= high + 2
        ]


def _levels(values: Iterable[float]) -> tuple[float, ...]:
    made: list[float] = []
    for value in sorted(values):
        if not made or value - made[-1] > 2:
            made.append(value)
    return tuple(made)
