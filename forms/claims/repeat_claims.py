"""One figure printed twice: the same words with another number are asked about, never accused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.claim import Claim, Judged, claim, shown
from forms.claims.text_figures import Figure, Reading
from forms.numbers import slip_hint

_BREAK: Final = re.compile(r"[,;:.()]")
_LEAST_WORDS: Final = 5
_LEAST_DIGITS: Final = 4
_LOOK_BACK: Final = 120


class _Said(NamedTuple):
    reading: Reading
    figure: Figure


def repeat_claims(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield figures that the same words name elsewhere, where a slip tells the two apart."""
    said: dict[str, _Said] = {}
    for reading in readings:
        for figure in reading.figures:
            words = _words(reading, figure)
            if words is None:
                continue
            first = said.setdefault(words, _Said(reading, figure))
            slip = slip_hint(figure.value, first.figure.value)
            if first.figure.power == figure.power and slip:
                yield _differs(reading, figure, first)


def _words(reading: Reading, figure: Figure) -> str | None:
    """The words that name a figure: enough of them, or none."""
    if not figure.plain or not figure.unit:
        return None
    if sum(c.isdecimal() for c in str(figure.value)) < _LEAST_DIGITS:
        return None
    lead = reading.canvas[max(figure.start - _LOOK_BACK, 0) : figure.start]
    words = _BREAK.split(lead)[-1].split()
    if len(words) < _LEAST_WORDS or (len(lead.split()) == len(words) and figure.start > _LOOK_BACK):
        return None
    return " ".join([*words, "…", *figure.unit])


def _differs(reading: Reading, figure: Figure, first: _Said) -> Claim:
    spot = first.reading.passage.spot(first.figure.start)
    printed, other = shown(figure), shown(first.figure)
    words = f"Cùng nội dung ở dòng {spot.line} ghi {other}."
    judged = Judged("doubtful", printed, other, words)
    return claim("repeated", reading, (figure.start, figure.end), judged, (other,))
