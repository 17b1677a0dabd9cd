"""Changes whose figure of before words give, and whose figure of now words name.

``hộ nghèo 118 hộ … so với đầu năm, hộ nghèo giảm 21 hộ (đầu năm 139 hộ)``, ``So với quý I năm 2025,
ô tô tăng 12,1% (3.105 xe)``: the figure of now stands in a sentence or a paragraph before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from forms.claims.changes.change_verdicts import Change, fits, is_right_change, judge_change
from forms.claims.changes.change_words import compared_first, is_closed, is_than
from forms.claims.changes.changed_names import is_called, is_named, is_step, name_of, with_words
from forms.claims.claim import Judged
from forms.claims.counted_units import POINTS
from forms.claims.shares.named_bases import Named
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled, slip_hint

_SINCE: Final = re.compile(r"\bso (?:với|sánh với) ")
_THEN: Final = re.compile(
    r"(?:[^\W\d_]++ ?){0,4} ?(?:so với [^();,]{2,30})?\("
    r"(?P<time>(?:so với )?(?:hết )?(?:cùng kỳ|đầu|(?:năm|quý|tháng|tuần|kỳ) "
    r"(?:trước|ngoái|#++(?:/#++)?))[^();]{0,40}?)?[ :]*"
)
_FAR_BACK: Final = 24
_LEAD: Final = 200
_SENTENCES: Final = 3
_TENS: Final = 10


class Found(NamedTuple):
    """A change with how firmly its words name what has changed."""

    change: Change
    called: bool


class NamedChanges:
    """The changes of a passage whose figures words name; ``names`` are those of passages before."""

    def __init__(self, reading: Reading, taken: set[int], names: Sequence[Named]) -> None:
        self.reading, self.taken, self.names = reading, taken, names
        self.figures = reading.figures

    def of(self, k: int, *, up: bool) -> tuple[Change, Judged] | None:
        """Return the change that a step tells, if words give all three of its figures."""
        found = self._found(k, up=up)
        if found is None:
            return None
        judged = judge_change(found.change)
        if judged.verdict != "wrong":
            return found.change, judged
        doubted = judged._replace(verdict="doubtful")
        return (found.change, doubted) if _is_meant(found, judged) else None

    def _found(self, k: int, *, up: bool) -> Found | None:
        step, before = self.figures[k], self._before(k)
        if before is None or before.loose or before.base is not None:
            return None
        options = [
            (item, change)
            for item in self._nows(k, before)
            for change in [Change(item.figure, before, step, up)]
            if fits(change) and item.figure != before
        ]
        name = name_of(self.reading, step, step._replace(unit=before.unit))
        told = [(item, change) for item, change in options if is_named(item, name, before)]
        right = next((change for _, change in told if is_right_change(change)), None)
        if right is not None:
            return Found(right, called=True)
        best = [(item, change) for item, change in told if is_called(item, name)]
        first = next(chain(best, told), None)
        if first is None and not name.telling:
            own = self.figures[max(k - _FAR_BACK, 0) : k]
            return _alone([change for _, change in options if change.now in own])
        return None if first is None else Found(first[1], called=bool(best))

    def _before(self, k: int) -> Figure | None:
        """The figure of before, as words or a bracket behind the step give it."""
        step = self.figures[k]
        behind = next((f for f in self.figures[k + 1 : k + 3] if f.role != "percent"), None)
        if step.role == "percent" or step.unit == POINTS:
            behind = next(iter(self.figures[k + 1 : k + 2]), None)
        if behind is None or behind.sentence != step.sentence:
            return compared_first(self.reading, k)
        told = is_than(self.reading, step, behind) or is_closed(self.reading, step, behind)
        if told or self._is_bracketed(step, behind):
            return behind
        return compared_first(self.reading, k)

    def _is_bracketed(self, step: Figure, behind: Figure) -> bool:
        """Whether a bracket behind a step gives what was before: ``giảm 19 vụ (137 vụ)``."""
        if behind.depth != step.depth + 1:
            return False
        told = _THEN.fullmatch(self.reading.between(step, behind))
        if told is None:
            return False
        start = max(step.start - _LEAD, 0)
        return (
            bool(told["time"])
            or _SINCE.search(self.reading.canvas, start, behind.start) is not None
        )

    def _nows(self, k: int, before: Figure) -> Iterator[Named]:
        step = self.figures[k]
        near = (
            f
            for f in reversed(self.figures[max(k - _FAR_BACK, 0) : k])
            if step.sentence - f.sentence <= _SENTENCES
            and f.start not in self.taken
            and f.role == before.role
            and not f.loose
        )
        yield from with_words(self.reading, near)
        for item in reversed(self.names):
            alike = item.figure.plain and same_unit(item.figure, before) is True
            if alike and not is_step(item):
                yield item


def _alone(changes: Sequence[Change]) -> Found | None:
    """The change of the only figure of its kind in the nearest sentence that has one."""
    alike = [change for change in changes if same_unit(change.now, change.before) is True]
    near = [change for change in alike if change.now.sentence == alike[0].now.sentence]
    return Found(near[0], called=False) if len(near) == 1 else None


def _is_meant(found: Found, judged: Judged) -> bool:
    """Whether a step that does not fit was meant for the figures that words name."""
    now, before, step, up = found.change
    if not judged.expected or (now.value > before.value) != up:
        return found.called
    right = Decimal(judged.expected.split()[0].rstrip("%").replace(".", "").replace(",", "."))
    near = right <= 2 * step.value <= 4 * right
    slip = slip_hint(step.value, right)
    if found.called:
        return near or slip is not None
    return slip in {"digit", "transposed"} and scaled(step.value)[0] >= _TENS
