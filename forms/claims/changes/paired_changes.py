"""Steps of two tallies at once, each with what was before, as the police and inspectors write.

``214 vụ/231 đối tượng (cùng kỳ 187 vụ/205 đối tượng), tăng 27 vụ và 26 đối tượng``; the bracket
with what was before may also follow the steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from forms.claims.changes.change_verdicts import Change, fits, is_right_change, judge_change
from forms.claims.changes.change_words import way_of
from forms.claims.claim import Judged
from forms.claims.text_figures import Figure, Reading, same_unit

_TALLIED: Final = re.compile(r" ?(?:[^\W\d_]++ ?){1,4}/ ?")
_AND: Final = re.compile(r" ?(?:[^\W\d_]++ ?){1,4}(?:,|và|;) ?")
_TIME: Final = re.compile(
    r"\b(?:cùng kỳ|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái|#++(?:/#++)?)|đầu năm)[^();]{0,40}$"
)
_LEAD: Final = 70
_FAR: Final = 8
_BOTH: Final = 2


class Two(NamedTuple):
    """Two figures side by side."""

    first: Figure
    second: Figure


def paired(reading: Reading, k: int) -> list[tuple[Change, Judged]]:
    """Return the two changes that a step and the figure behind it tell, if one of them fits."""
    up = way_of(reading, k)
    steps = _two(reading, k, _AND)
    if up is None or steps is None or way_of(reading, k + 1) is not None:
        return []
    for before in _befores(reading, k):
        for now in _nows(reading, before[0], k):
            changes = [Change(*figures, up) for figures in zip(now, before[1], steps, strict=True)]
            right = [is_right_change(change) for change in changes]
            if all(map(fits, changes)) and any(right):
                return [(change, judge_change(change)) for change in changes]
    return []


def _two(reading: Reading, k: int, tie: re.Pattern[str]) -> Two | None:
    """A figure and the next, tied as two tallies."""
    pair = reading.figures[k : k + _BOTH]
    if len(pair) < _BOTH or not (pair[0].plain and pair[1].plain):
        return None
    return Two(*pair) if tie.fullmatch(reading.between(pair[0], pair[1])) else None


def _befores(reading: Reading, k: int) -> Iterator[tuple[int, Two]]:
    """Two tallies in a bracket that names a time, before a step or behind it."""
    step = reading.figures[k]
    for i in (k - _BOTH, k + _BOTH):
        two = _two(reading, i, _TALLIED) if i >= 0 else None
        if two is None or two.first.depth != step.depth + 1:
            continue
        lead = reading.canvas[max(two.first.start - _LEAD, 0) : two.first.start]
        if two.first.sentence == step.sentence and _TIME.search(lead):
            yield i, two


def _nows(reading: Reading, at: int, k: int) -> Iterator[Two]:
    """Two tallies of the same kinds before the step."""
    before = _two(reading, at, _TALLIED)
    for i in range(min(at, k) - 1, max(min(at, k) - _FAR, -1), -1):
        two = _two(reading, i, _TALLIED)
        if two is None or before is None or reading.figures[k].sentence - two.first.sentence > 1:
            continue
        if all(same_unit(a, b) is not False for a, b in zip(two, before, strict=True)):
            yield two
