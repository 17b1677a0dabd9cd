"""Break words into lines: justified over a whole paragraph, centred, or flush left.

Justified text is broken by looking at all lines of the paragraph together and choosing the breaks
with the least uneven spaces (Knuth and Plass, Breaking Paragraphs into Lines, 1981), without
hyphenation: Vietnamese syllables are short and are never divided.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from exporters import nd30
from exporters.paper.marks import TextMark
from exporters.paper.structure import Element
from exporters.paper.words import FORBIDDEN, Piece, Word

_MOST_SHRINK: Final = 0.12  # of the natural space; more would glue words together
_LEAST_FILLED: Final = 0.55  # shorter lines are not worth considering but in need
_OVERFULL: Final = 1e9
_LINE_COST: Final = 10.0
_TIGHT_COST: Final = 30.0
_RUNT_COST: Final = 40.0  # one syllable alone on the last line

Cost = Callable[[int, int], float | None]


class Line(NamedTuple):
    """One line of words: where it begins, the marks on its baseline, the footnotes in it.

    The marks have y = 0 on the baseline; `width` is that of the set words.
    """

    marks: tuple[TextMark, ...]
    width: float
    notes: tuple[int, ...]

    def at(self, x: float, baseline: float) -> tuple[TextMark, ...]:
        """Give the marks shifted to a place."""
        return tuple(mark.moved(x, baseline) for mark in self.marks)

    def of(self, element: Element) -> Line:
        """Give the same line as a part of the document's structure."""
        return self._replace(marks=tuple(mark._replace(element=element) for mark in self.marks))


class _Measure:
    """Natural widths of any stretch of words, from running totals."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.widths = [0.0, *accumulate(word.width for word in words)]
        self.gaps = [0.0, *accumulate(word.gap for word in words)]

    def words(self, start: int, end: int) -> float:
        return self.widths[end] - self.widths[start]

    def spaces(self, start: int, end: int) -> float:
        return self.gaps[end - 1] - self.gaps[start]

    def natural(self, start: int, end: int) -> float:
        return self.words(start, end) + self.spaces(start, end)


def justified(words: Sequence[Word], room: float, *, indent: float = 0.0) -> list[Line]:
    """Set a paragraph to both margins; the first line begins `indent` points in."""
    measure, count = _Measure(words), len(words)

    def cost(start: int, end: int) -> float | None:
        slack = room - (0.0 if start else indent) - measure.natural(start, end)
        spaces = measure.spaces(start, end)
        if slack < 0:
            if slack < -_MOST_SHRINK * spaces:
                return None
            return _LINE_COST + _TIGHT_COST * (slack / (_MOST_SHRINK * spaces)) ** 2
        if end == count:
            return _LINE_COST + (_RUNT_COST if end - start == 1 < count else 0.0)
        if slack > (1 - _LEAST_FILLED) * room:
            return _OVERFULL + slack
        return _LINE_COST + 100 * (slack / spaces) ** 3 if spaces else _OVERFULL

    lines = []
    for start, end in _best(words, cost):
        slack = room - (0.0 if start else indent) - measure.natural(start, end)
        stretched = slack < 0 or end < count
        slack, begin = slack if stretched else 0.0, 0.0 if start else indent
        lines.append(_set(words[start:end], slack, begin, more=end < count))
    return lines


def centred(words: Sequence[Word], room: float) -> list[Line]:
    """Set as few lines as possible, of as even a length as possible, each centred in `room`."""
    measure = _Measure(words)

    def cost(start: int, end: int) -> float | None:
        slack = room - measure.natural(start, end)
        return None if slack < 0 else room**2 + slack**2

    lines = [
        _set(words[start:end], 0.0, 0.0, more=end < len(words))
        for start, end in _best(words, cost, scale=room)
    ]
    return [
        line._replace(marks=line.at((room - line.width) / 2, 0.0)) if line.marks else line
        for line in lines
    ]


def flush(words: Sequence[Word], room: float) -> list[Line]:
    """Fill each line as far as it goes, the right edge ragged."""
    lines: list[Line] = []
    start, measure = 0, _Measure(words)
    for end in range(1, len(words) + 1):
        if end == len(words) or measure.natural(start, end + 1) > room:
            lines.append(_set(words[start:end], 0.0, 0.0, more=end < len(words)))
            start = end
    return lines


def _best(words: Sequence[Word], cost: Cost, *, scale: float = 1.0) -> list[tuple[int, int]]:
    """Choose the line breaks with the least total cost.

    `cost` gives None for a stretch of words too long for a line. A single word is taken at any
    cost, so there is always an answer.
    """
    count = len(words)
    totals, origins = [0.0] + [float("inf")] * count, [0] * (count + 1)
    for end in range(1, count + 1):
        after = words[end - 1].penalty * scale if end < count else 0.0
        if after == FORBIDDEN:
            continue
        for start in range(end - 1, -1, -1):
            price = cost(start, end)
            if price is None:
                if totals[end] < float("inf"):
                    break
                price = 2 * _OVERFULL
            if totals[start] + price + after < totals[end]:
                totals[end], origins[end] = totals[start] + price + after, start
    return _walk_back(origins, count)


def _walk_back(origins: Sequence[int], end: int) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    while end:
        spans.append((origins[end], end))
        end = origins[end]
    return spans[::-1]


def _set(words: Sequence[Word], slack: float, x: float, *, more: bool = False) -> Line:
    """Place the words of one line, sharing `slack` points among its spaces.

    Where `more` lines follow, the line ends with the space that its break stands for. Nobody sees
    it, but whoever takes the text out of the file gets parted words (ISO 32000-1, 14.8.2.5).
    """
    spaces = sum(word.spaces for word in words[:-1])
    extra = slack / spaces if spaces else 0.0
    marks: list[TextMark] = []
    start = x
    for index, word in enumerate(words):
        for piece in word.pieces:
            _add(marks, piece, x, extra)
            x += piece.width
        if word.spaces and index < len(words) - 1:
            gap = word.gap + extra * word.spaces
            _add_spaces(marks, _spaces(word, word.spaces, x, gap, extra))
            x += gap
    if more and words[-1].spaces:
        _add_spaces(marks, _spaces(words[-1], 1, x, 0.0, extra))
    notes = tuple(note for word in words for note in word.notes)
    return Line(tuple(marks), x - start, notes)


def _add(marks: list[TextMark], piece: Piece, x: float, extra: float) -> None:
    """Add a piece, joining it to the mark before when the style is the same."""
    last = marks[-1] if marks else None
    if (
        last
        and (last.face, last.size, last.source) == (piece.face, piece.size, piece.source)
        and (last.y, last.note) == (-piece.rise, piece.note)
    ):
        marks[-1] = last._replace(text=last.text + piece.text, width=last.width + piece.width)
        return
    word_space = 0.0 if piece.rise else extra
    marks.append(
        TextMark(
            x,
            -piece.rise,
            piece.text,
            piece.face,
            piece.size,
            piece.width,
            word_space,
            piece.source,
            piece.note,
        )
    )


def _spaces(word: Word, count: int, x: float, gap: float, extra: float) -> TextMark:
    first = word.pieces[0]
    return TextMark(x, 0.0, " " * count, first.face, first.size, gap, extra)


def _add_spaces(marks: list[TextMark], spaces: TextMark) -> None:
    """Add spaces to the last mark; after a raised number they would be small and stand alone."""
    last = marks[-1]
    if last.y:
        marks.append(spaces)
    else:
        marks[-1] = last._replace(text=last.text + spaces.text, width=last.width + spaces.width)


def baseline(leading: float, size: float) -> float:
    """Give the baseline of a line of `leading` points, from its top, with the text in mid-line."""
    spare = leading - size * (nd30.ASCENT + nd30.DESCENT)
    return spare / 2 + size * nd30.ASCENT
