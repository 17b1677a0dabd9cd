"""Rows of a list out of running text: `(1) Dự án … 41.928 triệu đồng; (2) Dự án …`.

What stands before the first row, between two rows and behind a figure is read off two example
rows that the form prints; a text that says the same gives its rows, however many there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from forms.claims.passages import SUPERSCRIPT, Passage
from forms.printed.document import Run

MOST_ROWS: Final = 200
_LONGEST: Final = 300
_LEAD: Final = 12
"""Words and blanks before the first row that have to be the same."""
_NUMBER: Final = r"\d+(?:[.,]\d+)*"
_FIGURE: Final = re.compile(_NUMBER)
_PIECE: Final = re.compile(r"\s+|\d+|[^\W\d]+|.")
_PLACE: Final = re.compile(r"([a-z0-9_]+)\[(\d+)\]\.([a-z0-9_]+)")
_TWO: Final = 2


class Rows(NamedTuple):
    """A list as the form prints it: its paragraph with two rows, and which parts are figures."""

    field: str
    runs: tuple[Run, ...]
    figures: frozenset[str]


class Row(NamedTuple):
    """One row of the text: its cells as written, and where it stands."""

    number: int
    cells: Mapping[str, str]
    passage: int
    start: int
    end: int


class _Shape(NamedTuple):
    lead: re.Pattern[str]
    row: re.Pattern[str]
    joint: re.Pattern[str]
    parts: tuple[str, ...]


def found_rows(rows: Rows, said: Sequence[Passage]) -> tuple[Row, ...]:
    """Return the rows of a list where the text prints it once; none where that is not clear."""
    shape = _shape(rows)
    if shape is None:
        return ()
    found = [made for at, passage in enumerate(said) if (made := _in(shape, passage.text, at))]
    return found[0] if len(found) == 1 else ()


def _in(shape: _Shape, text: str, passage: int) -> tuple[Row, ...]:
    # The mark of a footnote stands for nothing that a row says.
    text = "".join(" " if sign in SUPERSCRIPT else sign for sign in text)
    for lead in shape.lead.finditer(text):
        made = tuple(_from(shape, text, lead.end(), passage))
        if made:
            return made
    return ()


def _from(shape: _Shape, text: str, at: int, passage: int) -> Iterator[Row]:
    for number in range(1, MOST_ROWS + 1):
        row = shape.row.match(text, at)
        if row is None:
            return
        cells = {part: row[f"p{i}"].strip() for i, part in enumerate(shape.parts)}
        yield Row(number, cells, passage, row.start(), row.end())
        joint = shape.joint.match(text, row.end())
        if joint is None:
            return
        at = joint.end()


def _shape(rows: Rows) -> _Shape | None:
    marked = [(_row_of(run, rows.field), run) for run in rows.runs]
    first = [i for i, (row, _) in enumerate(marked) if row == 1]
    second = [i for i, (row, _) in enumerate(marked) if row == _TWO]
    if not first or not second or first[-1] > second[0]:
        return None
    inside = rows.runs[first[0] : first[-1] + 1]
    between = "".join(run.text for run in rows.runs[first[-1] + 1 : second[0]])
    last = max(i for i, (row, _) in enumerate(marked) if row)
    behind = "".join(run.text for run in rows.runs[last + 1 : last + 2])
    tail = _common(between, behind)
    parts = tuple(found[3] for run in inside if (found := _PLACE.fullmatch(run.source)))
    if not rows.figures & set(parts) or len(parts) != len(set(parts)):
        return None
    return _Shape(
        re.compile(_lead_in(rows.runs[: first[0]]), re.IGNORECASE),
        re.compile(_row_pattern(inside, rows) + _said(tail), re.IGNORECASE),
        re.compile(_said(between.removeprefix(tail)), re.IGNORECASE),
        parts,
    )


def _lead_in(before: Sequence[Run]) -> str:
    """Return the pattern of what stands before the first row: words, or the paragraph's start."""
    made, pieces = "", 0
    for run in reversed(before):
        if run.source and not _FIGURE.fullmatch(run.text):
            break
        words = _PIECE.findall(run.text) if not run.source else []
        wanted = words[max(len(words) - _LEAD + pieces, 0) :]
        made = (f"(?:{_NUMBER})" if run.source else "".join(map(_loose, wanted))) + made
        pieces += len(words) or 1
        if pieces >= _LEAD:
            return made
    return made if made.replace(r"\s*", "") else r"\A[\W\d]*"


def _row_of(run: Run, field: str) -> int:
    found = _PLACE.fullmatch(run.source)
    return int(found[2]) if found and found[1] == field else 0


def _row_pattern(inside: Sequence[Run], rows: Rows) -> str:
    made, count = "", 0
    for run in inside:
        found = _PLACE.fullmatch(run.source)
        if found is None:
            made += _said(run.text)
        else:
            figure = found[3] in rows.figures
            what = _NUMBER if figure else rf"[^;\n]{{1,{_LONGEST}}}?"
            made += f"(?P<p{count}>{what})"
            count += 1
    return made


def _said(text: str) -> str:
    return "".join(map(_loose, _PIECE.findall(text)))


def _loose(piece: str) -> str:
    if piece.isspace():
        return r"\s*"
    return r"\d+" if piece.isdecimal() else re.escape(piece)


def _common(left: str, right: str) -> str:
    size = 0
    while size < min(len(left), len(right)) and left[size] == right[size]:
        size += 1
    return left[:size]
