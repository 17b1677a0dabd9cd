"""Tables that a file gives as plain lines: rows of figures one or more spaces apart.

The text of a PDF keeps no columns: a row is a name with its figures behind it, and of its heading
only the words are left. Several lines in turn that end in as many figures are rows of one table;
in prose words stand between the figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, takewhile
from typing import Final, NamedTuple

from forms.claims.passages import Line, Table, Text

_TWO_FIGURES: Final = re.compile(
    r"[0-9][%)]*\s+[-–−+(]*[0-9]|[0-9%)]\s+[-–−](?:\s|$)|\s[-–−]\s+[0-9]"
)
_FIGURE: Final = re.compile(r"[-–−+]?[0-9][0-9.,]*%?|\([-–−+]?[0-9][0-9.,]*%?\)|[-–−]")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_GAP: Final = re.compile(r"\s{2,}")
_LONE: Final = re.compile(r"\s*[–-]?\s*[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾0-9()]{0,5}\s*[–-]?\s*")
_NUMBER: Final = re.compile(r"([0-9]{1,3})(?:[.)]\s|\s|[.)]?$)")
_TOTAL: Final = re.compile(
    r"(?:\S{1,4}\s+)?(?:tổng|cộng|toàn (?:tỉnh|huyện|xã|thành phố|ngành))\b", re.IGNORECASE
)
_TITLE: Final = re.compile(r"(?:bảng|biểu|phụ lục|nguồn|ghi chú|trong đó)\b", re.IGNORECASE)
_ENDS: Final = (".", ":", ";", "!", "?")
_LEAST_ROWS: Final = 3
_LEAST_FIGURES: Final = 2
_MOST_FIGURES: Final = 20
_MOST_ROWS: Final = 400
_TAIL_WORDS: Final = 3
_LOOSE: Final = 3
_LONGEST_LOOSE: Final = 70
_LONGEST_NAME: Final = 160
_HEADING_LINES: Final = 4
_EXTRA: Final = 2
_NAMES: Final = 2
_MOST_PLACES: Final = 10


class _Row(NamedTuple):
    """A line that ends in figures, and the words before these."""

    at: int
    line: Line
    name: str
    figures: tuple[str, ...]

    @property
    def total(self) -> bool:
        return _TOTAL.match(self.name) is not None


class _Run(NamedTuple):
    """Rows in turn, the lines of words among them, and those above."""

    rows: list[_Row]
    loose: list[tuple[int, str]]
    heading: tuple[str, ...]
    above: str = ""


def with_tables(text: Text) -> Text:
    """Return a text in which the lines that are rows of tables stand as tables."""
    text = Text(tuple(_joined(text.parts)), text.wrapped)
    tables: dict[int, Table] = {}
    gone: set[int] = set()
    for run in _runs(text.parts):
        table = _table(run) if len(run.rows) >= _LEAST_ROWS else None
        if table is not None:
            tables[run.rows[0].at] = table
            gone.update(_taken(run))
    if not tables:
        return text
    kept = ((at, tables.get(at, part)) for at, part in enumerate(text.parts))
    return Text(tuple(part for at, part in kept if at in tables or at not in gone), text.wrapped)


def _joined(parts: Sequence[Line | Table]) -> Iterator[Line | Table]:
    """Put a table together that goes on behind the end of a page."""
    waiting: list[Line | Table] = []
    for part in parts:
        first = waiting[0] if waiting else None
        if isinstance(part, Table):
            if isinstance(first, Table) and _continues(first, part):
                waiting[0] = _with_rows(first, part)
                continue
            yield from waiting
            waiting = [part]
        elif first is not None and _is_beside(part):
            waiting.append(part)
        else:
            yield from (*waiting, part)
            waiting = []
    yield from waiting


def _continues(table: Table, after: Table) -> bool:
    """Whether rows go on: as wide, with nothing above them or the same heading again."""
    widths = [max(map(len, part.rows), default=0) for part in (table, after)]
    rows = [row for row in after.rows[_repeated(table, after) :] if any(row)]
    told = any(_TOTAL.match(cell) for row in table.rows[-1:] for cell in row[:2])
    figures = any(_FIGURE.fullmatch(cell.strip()) for row in rows[:1] for cell in row[1:])
    return widths[0] == widths[1] and figures and not told


def _repeated(table: Table, after: Table) -> int:
    """How many rows of its heading a table repeats."""
    pairs = zip(table.rows, after.rows, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _with_rows(table: Table, after: Table) -> Table:
    start = _repeated(table, after)
    numbers = [part.line(row) for part in (table, after) for row in range(len(part.rows))]
    pages = [part.page_of(row) for part in (table, after) for row in range(len(part.rows))]
    del numbers[len(table.rows) : len(table.rows) + start]
    del pages[len(table.rows) : len(table.rows) + start]
    rows = (*table.rows, *after.rows[start:])
    return Table(rows, table.page, table.number, tuple(numbers), tuple(pages))


def _taken(run: _Run) -> Iterator[int]:
    """The lines that a table takes out of the running text."""
    last = max(k for k, row in enumerate(run.rows) if len(row.figures) >= _LEAST_FIGURES)
    yield from (row.at for row in run.rows[: last + 1])
    yield from (at for at, _ in run.loose if at < run.rows[last].at)


# --- rows in turn ---------------------------------------------------------------------------------


def _runs(parts: Sequence[Line | Table]) -> Iterator[_Run]:
    above: list[str] = []
    before = ""
    run = _Run([], [], ())
    for at, part in enumerate(parts):
        row = _row(part, at, opened=bool(run.rows)) if isinstance(part, Line) else None
        if isinstance(part, Line) and row is None and _is_beside(part):
            continue
        words = "" if isinstance(part, Table) else " ".join(part.text.split())
        if words and run.rows and (words in run.heading or not row) and _passes(run, words):
            run.loose.append((at, words))
        elif row is not None and _takes(run, row):
            run.rows.append(row)
        else:
            yield run
            above = [] if run.rows else above
            # A row that a table cannot take may open the next one.
            opener = _row(row.line, at, opened=False) if row else None
            run = _Run([opener] if opener else [], [], tuple(above), before)
            before = part.text if isinstance(part, Line) else ""
            heads = bool(words) and not words.endswith(_ENDS) and not _TITLE.match(words)
            above = [*above, words][-_HEADING_LINES:] if heads and not opener else []
    yield run


def _takes(run: _Run, row: _Row) -> bool:
    """Whether a row goes on with a table; behind a total, one of few figures is prose."""
    ended = len(run.rows) > 1 and run.rows[-1].total
    told = sum(map(_has_digit, row.figures))
    return 0 < len(run.rows) < _MOST_ROWS and not (ended and told < _LEAST_FIGURES)


def _is_beside(line: Line) -> bool:
    """Whether a line is no part of the running text: a footnote, a page number, nothing."""
    return line.note or _LONE.fullmatch(line.text) is not None


def _passes(run: _Run, words: str) -> bool:
    """Whether a line of words may stand among rows: a wrapped name, a group, a heading again."""
    if run.rows[-1].total and len(run.rows) > 1:
        return False
    if words in run.heading:
        return True
    waiting = sum(at > run.rows[-1].at for at, _ in run.loose)
    short = len(words) <= _LONGEST_LOOSE and not words.endswith(_ENDS)
    return short and waiting < _LOOSE and not _TITLE.match(words)


def _row(line: Line, at: int, *, opened: bool) -> _Row | None:
    """Read a line as a row: a name, its figures, at most a remark.

    Within a table a row may lack cells; the first one needs two figures.
    """
    if not opened and not _TWO_FIGURES.search(line.text):
        return None
    cells = _cells(line.text)
    end = _figures_end(cells)
    start = end
    while start and _FIGURE.fullmatch(cells[start - 1]):
        start -= 1
    name, figures = " ".join(cells[:start]), tuple(cells[start:end])
    told = sum(map(_has_digit, figures))
    if not figures or len(figures) > _MOST_FIGURES or len(name) > _LONGEST_NAME:
        return None
    few = told < _LEAST_FIGURES
    # Words behind the figures are a remark only where the row has many of these.
    loose = few and (not opened or len(name) > _LONGEST_LOOSE)
    if loose or (end < len(cells) and told <= _LEAST_FIGURES):
        return None
    return None if _is_heading(name, figures) else _Row(at, line, name, figures)


def _figures_end(cells: Sequence[str]) -> int:
    """Where the figures of a row end: behind them may stand a remark of three words."""
    for end in range(len(cells), max(len(cells) - _TAIL_WORDS, 1) - 1, -1):
        if _FIGURE.fullmatch(cells[end - 1]):
            return end
        if _has_digit(cells[end - 1]):
            break
    return 0


def _cells(text: str) -> list[str]:
    """The cells of a line: by gaps of two spaces where these part all figures, else its words."""
    typed = text.strip().replace(" %", "%")
    wide = _GAP.split(typed)
    figures = sum(_FIGURE.fullmatch(cell) is not None for cell in wide)
    parted = all(_FIGURE.fullmatch(cell) or not _has_digit(cell[-1:]) for cell in wide[2:])
    return wide if figures >= _LEAST_FIGURES and parted else typed.split()


def _has_digit(text: str) -> bool:
    return any(letter.isdecimal() for letter in text)


def _is_heading(name: str, figures: Sequence[str]) -> bool:
    """Whether a line only numbers the columns, "A B 1 2 3", or names them by their years."""
    if all(map(_YEAR.fullmatch, figures)):
        return True
    bare = [figure.strip("()") for figure in figures]
    if any(len(word) > 1 for word in name.split()) or not all(map(str.isdecimal, bare)):
        return False
    return len(bare) > _LEAST_FIGURES and all(int(b) - int(a) == 1 for a, b in pairwise(bare))


# --- rows of one table ----------------------------------------------------------------------------


def _table(run: _Run) -> Table | None:
    rows = _named(run)
    width = _width(rows)
    full = [row for row in rows if width <= len(row.figures) <= width + _EXTRA]
    if width < _LEAST_FIGURES or len(full) < _LEAST_ROWS or 2 * len(full) <= len(rows):
        return None
    sure = any(row.total and len(row.figures) == width for row in rows)
    sure = sure or all(len(row.figures) > width for row in full)
    cells = [_placed(row, full, width, sure=sure) for row in rows]
    lines = [row.line.number for row in rows]
    heading = _heads(run.above, width) or (" ".join(run.heading), *("",) * width)
    pages = [row.line.page for row in rows]
    numbers, places = (lines[0], *lines), (pages[0], *pages)
    return Table((heading, *cells), pages[0], lines[0], numbers, places)


def _heads(above: str, width: int) -> tuple[str, ...]:
    """The heads of the columns, where gaps part the heading too: else nobody can tell them."""
    heads = _GAP.split(above.strip())
    names = len(heads) - width
    return (" ".join(heads[:names]), *heads[names:]) if 0 < names <= _NAMES else ()


def _named(run: _Run) -> list[_Row]:
    """The rows with the names that were wrapped into the line above."""
    made: list[_Row] = []
    for row in run.rows:
        before = made[-1].at if made else -1
        torn = [words for at, words in run.loose if before < at < row.at]
        wrapped = not row.name or row.name[0].islower()
        if torn and wrapped and torn[-1] not in run.heading:
            made.append(row._replace(name=f"{torn[-1]} {row.name}".strip()))
        else:
            made.append(row)
    return made


def _width(rows: Sequence[_Row]) -> int:
    """How many columns of figures there are; a number that ends every name is none."""
    if not rows:
        return 0
    width = Counter(len(row.figures) for row in rows).most_common(1)[0][0]
    full = [row for row in rows if len(row.figures) == width]
    names = Counter(_bare(row.name) for row in full)
    most, often = names.most_common(1)[0]
    numbered = often > 1 and often >= len(full) - 1
    if numbered and all(row.figures[0].isdecimal() for row in full if _bare(row.name) == most):
        return width - 1
    # No number ends the name of a total: its row has all cells where any has.
    return max([width, *(len(row.figures) for row in rows if row.total)])


def _bare(name: str) -> str:
    """A name without its number of order."""
    return _NUMBER.sub("", name, count=1).strip()


def _placed(row: _Row, full: Sequence[_Row], width: int, *, sure: bool) -> tuple[str, ...]:
    """The name and the cells of a row; where cells are missing, only their kind tells which.

    A figure too many ends the name where the number of columns is sure.
    """
    extra = len(row.figures) - width
    if extra == 0 or (extra > 0 and sure):
        return (" ".join((row.name, *row.figures[:extra])).strip(), *row.figures[extra:])
    kinds = [Counter(_kind(r.figures[j - width]) for r in full) for j in range(width)]
    usual = [kind.most_common(1)[0][0] for kind in kinds]
    found = [
        places
        for places in combinations(range(width), len(row.figures))
        if all(usual[j] == _kind(f) for j, f in zip(places, row.figures, strict=True))
    ]
    if extra > 0 or len(found) != 1 or width > _MOST_PLACES:
        return (row.name, *(f"? {' '.join(row.figures)}",) * width)
    told = dict(zip(found[0], row.figures, strict=True))
    return (row.name, *(told.get(j, "") for j in range(width)))


def _kind(figure: str) -> str:
    return "%" if figure.endswith("%") else "," if "," in figure else ""
