"""Figures of a typed text that equal what the form holds, and may be linked to it.

A linked figure is a ``{{token}}``: it changes when the form's figure does. A figure is offered only
where no other field prints the same, or where its neighbours in the sentence show which one is
meant: numerator, denominator and percentage of one field stand together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.figure_scan import read
from forms.claims.narrative_claims import MOST_LETTERS
from forms.claims.passages import Line, Text, passages
from forms.claims.text_figures import Figure

_MARKS: Final = re.compile(r"\{\{[^{}]*\}\}|\[\^|\]|<<|>>")
_NUMBER: Final = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_TELLING_DIGITS: Final = 3


class NamedFigure(NamedTuple):
    """A figure of the form: the token that prints it, its name, and how it prints now."""

    token: str
    label: str
    said: str

    @property
    def field(self) -> str:
        """Return the id of its field."""
        return self.token.partition(".")[0]


class FigureLink(NamedTuple):
    """A typed figure and the field's figure that it may be linked to; offsets of the text."""

    start: int
    end: int
    figure: NamedFigure


class _Typed(NamedTuple):
    start: int
    end: int
    text: str
    sentence: int


def figure_links(text: str, figures: Iterable[NamedFigure]) -> tuple[FigureLink, ...]:
    """Return the figures of a typed text that may be linked, in order; they do not overlap."""
    if len(text) > MOST_LETTERS or not any(c.isdecimal() for c in text):
        return ()
    named: dict[str, list[NamedFigure]] = {}
    for figure in figures:
        if _NUMBER.fullmatch(figure.said):
            named.setdefault(figure.said, []).append(figure)
    found: list[FigureLink] = []
    start = 0
    for line in text.split("\n") if named else ():
        found += _linked(list(_typed(line, start)), named)
        start += len(line) + 1
    return tuple(found)


def _typed(line: str, start: int) -> Iterator[_Typed]:
    """The numbers of a line that are quantities, neither dates nor parts of marks."""
    plain = _MARKS.sub(lambda mark: " " * len(mark[0]), line)
    for passage in passages(Text((Line(plain),), wrapped=False)):
        reading = read(passage)
        for figure in reading.figures:
            if figure.role == "enumerator" or figure.loose:
                continue
            for number in _numbers(reading.passage.text, figure):
                at = start + reading.passage.spot(number.start()).column
                yield _Typed(at, at + len(number[0]), number[0], figure.sentence)


def _numbers(text: str, figure: Figure) -> Iterator[re.Match[str]]:
    return _NUMBER.finditer(text, figure.start, figure.end)


def _linked(typed: Sequence[_Typed], named: dict[str, list[NamedFigure]]) -> Iterator[FigureLink]:
    known = [number for number in typed if number.text in named]
    together = Counter(
        (number.sentence, field)
        for number in known
        for field in {figure.field for figure in named[number.text]}
    )
    used: set[tuple[int, str]] = set()
    for number in known:
        figures = [f for f in named[number.text] if (number.sentence, f.token) not in used]
        best = max((together[number.sentence, f.field] for f in figures), default=0)
        meant = [f for f in figures if together[number.sentence, f.field] == best]
        digits = sum(c.isdecimal() for c in number.text)
        alone = len(figures) == 1 and digits >= _TELLING_DIGITS
        fields = {figure.field for figure in meant}
        if meant and (alone or (best > 1 and len(fields) == 1)):
            used.add((number.sentence, meant[0].token))
            yield FigureLink(number.start, number.end, meant[0])
