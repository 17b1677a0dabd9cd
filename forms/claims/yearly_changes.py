"""Changes told year by year, where the figure of before is that of the sentence before.

``Năm 2015, thụ lý 333.159 vụ, giải quyết 308.585 vụ. Năm 2016, thụ lý 359.748 vụ, giải quyết
332.896 vụ; so với năm trước thụ lý tăng 26.589 vụ, giải quyết tăng 24.311 vụ``: each step names by
its verb what has changed, and the sentences follow each other by a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from forms.claims.change_verdicts import Change, fits, is_right_change, judge_change
from forms.claims.claim import Judged
from forms.claims.text_figures import Figure, Reading
from forms.numbers import slip_hint

_NAMED: Final = re.compile(r"(?:^|[ ,;(])(?P<name>[^\W\d_]{2,} [^\W\d_]{2,}) (?P<way>tăng|giảm) $")
_THAN: Final = re.compile(r"so với (?:cùng k[ỳì]|năm) ?(?:năm )?(?:trước|ngoái)?")
_STEPPED: Final = re.compile(r"\b(?:tăng|giảm) $")
_YEAR: Final = re.compile(r"\b[Nn]ăm ([0-9]{4})\b")
_LEAD: Final = 40
_NEAR: Final = 70
_SENTENCE: Final = 200
_FAR_BACK: Final = 24
_TELLING: Final = 100


def yearly(reading: Reading, k: int, *, up: bool) -> tuple[Change, Judged] | None:
    """Return the change that a step tells of what its verb names in this year and the last.

    One that does not fit is wrong where another of its sentence does, and asked about where one
    slip of the hand explains it.
    """
    step = reading.figures[k]
    if step.role != "count" or step.value < _TELLING:
        return None
    change = _change(reading, k, up=up)
    if change is None:
        return None
    judged = judge_change(change)
    if judged.verdict == "right":
        return change, judged
    if any(is_right_change(other) for other in _beside(reading, k)):
        return change, judged
    off = (change.now.value - change.before.value).copy_abs()
    rises = (change.now.value > change.before.value) == up
    slipped = rises and slip_hint(step.value, off) is not None
    return (change, judged._replace(verdict="doubtful")) if slipped else None


def _beside(reading: Reading, k: int) -> Iterator[Change]:
    """The changes that other steps of the sentence tell."""
    for i in range(max(k - 4, 0), min(k + 5, len(reading.figures))):
        if i != k and reading.figures[i].sentence == reading.figures[k].sentence:
            named = _name(reading, reading.figures[i])
            change = _change(reading, i, up=named["way"] == "tăng") if named else None
            if change is not None:
                yield change


def _change(reading: Reading, k: int, *, up: bool) -> Change | None:
    step = reading.figures[k]
    named = _name(reading, step)
    start = max(step.start - _SENTENCE, 0)
    if named is None or not _THAN.search(reading.canvas, start, step.start):
        return None
    near = reading.figures[max(k - _FAR_BACK, 0) : k]
    now = _only(reading, [f for f in near if f.sentence == step.sentence], named["name"])
    last = [f for f in near if f.sentence == step.sentence - 1]
    before = _only(reading, last, named["name"])
    if now is None or before is None or now.power != before.power or step.power != now.power:
        return None
    change = Change(now, before, step, up)
    own = _year(reading, next(f for f in near if f.sentence == step.sentence))
    then = _year(reading, last[0])
    return change if own and then and own == then + 1 and fits(change) else None


def _name(reading: Reading, step: Figure) -> re.Match[str] | None:
    return _NAMED.search(reading.canvas[max(step.start - _LEAD, 0) : step.start])


def _only(reading: Reading, figures: list[Figure], name: str) -> Figure | None:
    """The one figure that a verb leads to or follows, no step itself."""
    plain = [f for f in figures if f.plain]
    leads = [(f, reading.canvas[max(f.start - _LEAD, 0) : f.start]) for f in plain]
    told = [f for f, lead in leads if f" {name} " in f" {lead[-len(name) - 6 :]}"]
    told = [f for f in told if not _STEPPED.search(reading.canvas[max(f.start - 6, 0) : f.start])]
    behind = [f for f in plain if f" {name} " in f"{reading.context(f)[1]} "]
    both = list(dict.fromkeys([*told, *behind]))
    return both[0] if len(both) == 1 else None


def _year(reading: Reading, first: Figure) -> int:
    """The year that leads to the first figure of a sentence; 0 where none does."""
    lead = reading.passage.text[max(first.start - _NEAR, 0) : first.start]
    years = _YEAR.findall(lead.rpartition(". ")[2])
    return int(years[0]) if len(years) == 1 else 0
