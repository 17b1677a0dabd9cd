"""Changes told year by year, where the figure of before is that of the sentence before.

``Năm 2015, thụ lý 333.159 vụ, giải quyết 308.585 vụ. Năm 2016, thụ lý 359.748 vụ, giải quyết
332.896 vụ; so với năm trước thụ lý tăng 26.589 vụ, giải quyết tăng 24.311 vụ``: each step names by
its verb what has changed, and the sentences follow each other by a year.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.changes.change_verdicts import Change, fits, is_right_change, judge_change
from forms.claims.changes.changed_names import is_step
from forms.claims.claim import Judged
from forms.claims.shares.named_bases import Named
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
_MANY: Final = 10_000


def yearly(
    reading: Reading, k: int, *, up: bool, names: Sequence[Named] = ()
) -> tuple[Change, Judged] | None:
    """Return the change that a step tells of what its verb names in this year and the last.

    One that does not fit is wrong where another of its sentence does, and asked about where one
    slip of the hand explains it. ``names`` are figures of the paragraphs before: each may tell of
    one year.
    """
    step = reading.figures[k]
    if step.role != "count" or step.value < _TELLING:
        return None
    tried = list(_changes(reading, k, names, up=up))
    right = next((change for change in tried if is_right_change(change)), None)
    named = next((change for change in tried if _named_now(reading, change, k)), None)
    change = right or named or next(filter(_is_slipped, tried), None)
    if change is None:
        return None
    judged = judge_change(change)
    if right or any(is_right_change(other) for other in _beside(reading, k, names)):
        return change, judged
    off = (change.now.value - change.before.value).copy_abs()
    rises = (change.now.value > change.before.value) == up
    near = step.value >= _MANY and 2 * step.value <= 3 * off and 2 * off <= 3 * step.value
    slipped = rises and (near or slip_hint(step.value, off) is not None)
    return (change, judged._replace(verdict="doubtful")) if slipped else None


def _is_slipped(change: Change) -> bool:
    """Whether one digit sets a step of many digits apart from what its figures make."""
    off = (change.now.value - change.before.value).copy_abs()
    return change.step.value >= _MANY and slip_hint(change.step.value, off) == "digit"


def _named_now(reading: Reading, change: Change, k: int) -> bool:
    """Whether the verb of a step names the figure of now, and no figure has to be guessed."""
    named = _name(reading, reading.figures[k])
    own = [f for f in reading.figures[max(k - _FAR_BACK, 0) : k] if _of_one(f, change.step)]
    return named is not None and _only(reading, own, named["name"]) == change.now


def _of_one(figure: Figure, step: Figure) -> bool:
    return figure.sentence == step.sentence


def _beside(reading: Reading, k: int, names: Sequence[Named]) -> Iterator[Change]:
    """The changes that other steps of the sentence tell."""
    for i in range(max(k - 4, 0), min(k + 5, len(reading.figures))):
        if i != k and _of_one(reading.figures[i], reading.figures[k]):
            named = _name(reading, reading.figures[i])
            if named is not None:
                yield from _changes(reading, i, names, up=named["way"] == "tăng")


def _changes(reading: Reading, k: int, names: Sequence[Named], *, up: bool) -> Iterator[Change]:
    """What a step may be the change of: the figure that its verb names, then any of many digits."""
    step = reading.figures[k]
    named = _name(reading, step)
    start = max(step.start - _SENTENCE, 0)
    end = min(step.end + _LEAD, len(reading.canvas))
    if named is None or not _THAN.search(reading.canvas, start, end):
        return
    near = reading.figures[max(k - _FAR_BACK, 0) : k]
    own = [f for f in near if _of_one(f, step)]
    before = _last(
        reading, [f for f in near if f.sentence == step.sentence - 1], own, named["name"]
    )
    before = before or _of_names(names, named["name"])
    now = _only(reading, own, named["name"])
    if before is None:
        return
    others = [f for f in own if f.plain and step.value >= _MANY]
    for figure in dict.fromkeys([*([now] if now else []), *others]):
        change = Change(figure, before, step, up)
        if figure.power == before.power == step.power and fits(change):
            yield change


def _last(reading: Reading, last: list[Figure], own: list[Figure], name: str) -> Figure | None:
    """What the verb names in the sentence before, where that tells of the year before."""
    if not last or not own:
        return None
    first, then = _year(reading, own[0]), _year(reading, last[0])
    return _only(reading, last, name) if first and then and first == then + 1 else None


def _of_names(names: Sequence[Named], name: str) -> Figure | None:
    """What the verb names in the paragraph before that tells of it."""
    told = (item for item in reversed(names) if item.figure.plain and not is_step(item))
    return next((item.figure for item in told if f" {name} " in f" {item.name} "), None)


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
