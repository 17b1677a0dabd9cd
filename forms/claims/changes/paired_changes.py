"""Steps of several tallies at once, each with what was before, as the police and inspectors write.

``214 vụ/231 đối tượng (cùng kỳ 187 vụ/205 đối tượng), tăng 27 vụ và 26 đối tượng``; ``6 vụ, chết 2
người, so với tháng trước (9 vụ, chết 1 người) giảm 3 vụ, tăng 1 người chết``. The bracket with what
was before may also follow the steps.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from forms.claims.changes.change_verdicts import Change, fits, is_right_change, judge_change
from forms.claims.changes.change_words import way_of
from forms.claims.claim import Judged
from forms.claims.text_figures import Figure, Reading

_TIED: Final = re.compile(r" ?(?:[^\W\d_]++ ?){1,4}(?:[,;/]|và) ?(?:[^\W\d_]++ ?){0,3}")
_TIME: Final = re.compile(
    r"\b(?:cùng kỳ|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái|#++(?:/#++)?)|đầu năm)"
    r"[^();]{0,90}(?:\([^();]{0,20})?$"
)
_LEAD: Final = 120
_FAR: Final = 8
_BOTH: Final = 2


def paired(reading: Reading, k: int) -> list[tuple[Change, Judged]]:
    """Return the changes that a step and those behind it tell, if all of them but one fit."""
    for before, at in _befores(reading, k):
        steps = reading.figures[k : k + len(before)]
        ways = _ways(reading, k, len(steps))
        if len(steps) < max(len(before), _BOTH) or not ways or not _are_tied(reading, steps):
            continue
        for start in range(at - len(before), max(at - _FAR, 0) - 1, -1):
            nows = reading.figures[start : start + len(before)]
            changes = [Change(*told) for told in zip(nows, before, steps, ways, strict=True)]
            near = steps[0].sentence - nows[0].sentence <= 1 and _are_tied(reading, nows)
            right = [is_right_change(change) for change in changes]
            if near and all(map(fits, changes)) and 0 < sum(right) >= len(right) - 1:
                return [(change, judge_change(change)) for change in changes]
    return []


def _befores(reading: Reading, k: int) -> Iterator[tuple[tuple[Figure, ...], int]]:
    """Tallies in a bracket that names a time, before a step or behind the steps."""
    figures, inside = reading.figures, reading.figures[k].depth + 1
    first = k
    while first and figures[first - 1].depth == inside and k - first < _FAR:
        first -= 1
    near = enumerate(figures[k + 1 : k + _FAR], k + 1)
    opening = next((i for i, figure in near if figure.depth == inside), k)
    for at, end in ((first, k), (opening, 2 * opening - k)):
        told = figures[at:end]
        lead = reading.canvas[max(told[0].start - _LEAD, 0) : told[0].start] if told else ""
        if len(told) >= _BOTH and _are_tied(reading, told) and _TIME.search(lead):
            yield told, min(at, k)


def _are_tied(reading: Reading, figures: Sequence[Figure]) -> bool:
    """Whether figures stand side by side as tallies."""
    one = all(f.plain and f.depth == figures[0].depth for f in figures)
    return one and all(_TIED.fullmatch(reading.between(a, b)) for a, b in pairwise(figures))


def _ways(reading: Reading, k: int, count: int) -> list[bool]:
    """Which way each step leads: as the one before it where nothing is said."""
    found = list[bool]()
    for i in range(k, k + count):
        way = way_of(reading, i)
        if way is None and not found:
            return []
        found.append(found[-1] if way is None else way)
    return found
