"""Steps told twice, by so many and by so much per cent: ``797 vụ … giảm 172 vụ (giảm 17,75%)``.

What a figure was before follows from it and its step, so that the share can be judged wherever
words tell which figure has changed: by its name (``số người chết giảm 10 người``), at once before
the step, or as the only one of its kind in the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from forms.claims.changes.apart_changes import is_of_rate, step_behind
from forms.claims.changes.change_verdicts import (
    Change,
    figure_before,
    is_growth,
    judge_growth,
    may_have_changed,
    share_slipped,
)
from forms.claims.changes.change_words import compared_first, is_than, way_of
from forms.claims.changes.changed_names import Name, is_called, is_named, is_step, name_of
from forms.claims.claim import Claim, Judged, Verdict, claim, is_right, judge_share, nearly, shown
from forms.claims.counted_units import POINTS
from forms.claims.shares.named_bases import Named, named_figures
from forms.claims.text_figures import Figure, Reading, parts_of_others, same_unit
from forms.numbers import scaled, slip_hint
from forms.verdicts import WHOLE

_ALSO: Final = re.compile(
    r"(?:(?:(?:[^\W\d_]++|#++(?:/#++)?),? ?){0,10}\((?=tăng|giảm|[-+–])"
    r"|(?:[^\W\d_]++#? ?){0,5}(?:\(|, ?|= ?|[-–] )?)"
    r"(?:tương đương|tương ứng|ứng với|tỷ lệ|tỉ lệ|tức|hay)?(?: với)?"
    r" ?(?:tăng|giảm|tiết kiệm)? ?[-–+]? ?$"
)
_BRACKETED: Final = re.compile(r"\([^()]*+\)")
_IN_BRACKET: Final = re.compile(r"(?:[^\W\d_]++ ){1,3}so với [^\d()%;,]{2,30}\(")
_ALSO_THEN: Final = re.compile(
    r", ?(?:(?:tương đương|tương ứng|tức|hay|ứng với)(?: với)?(?: (?:tăng|giảm))?|tăng|giảm"
    r"|(?:tỷ|tỉ) lệ (?:tăng|giảm)|tiết kiệm) ?$"
)
_SAME_SHARE: Final = re.compile(r" ?(?:[).,;]|so với\b|$)")
_AT_ONCE: Final = re.compile(r"(?:[^\W\d_]++ ?){1,9} ?, ?(?:tăng|giảm)(?: thêm| được)?")
_SAME: Final = re.compile(r"\b(?:tương đương|tương ứng|tức)\b")
_CASE: Final = ("trường", "hợp")
_FAR_BACK: Final = 24
_EARLIER: Final = 12
_SENTENCES: Final = 2
_BESIDE: Final = 6
_TENS: Final = 10
_TELLING: Final = 100


class Pair(NamedTuple):
    """A step and the share that says the same, where each stands among the figures."""

    step: int
    share: int
    up: bool


class Found(NamedTuple):
    """A figure that may have changed, and whether words tie the step to it."""

    now: Figure
    tied: bool


class SteppedShares:
    """The claims of a passage about steps told in per cent too."""

    def __init__(self, reading: Reading, taken: set[int], names: Sequence[Named]) -> None:
        self.reading, self.taken = reading, taken
        self.figures = reading.figures
        self.names = names[-_EARLIER:]
        self.told: set[int] = set()

    def behind(self, k: int, change: Change | None, *, up: bool) -> Iterator[Claim]:
        """Judge the share behind a step: ``1.250 hồ sơ, tăng 250 hồ sơ (25%)``."""
        at = self._share(k)
        if at is None:
            return
        step, share = self.figures[k], self.figures[at]
        self.taken.add(share.start)
        if change is not None:
            yield from self._of_change(change, share)
            return
        before = self._compared_with(k, share)
        if before is not None:
            judged = judge_share(step, before, share)
            span = min(step.start, before.start), max(share.end, before.end)
            yield claim("growth", self.reading, span, judged, (shown(step), shown(before)))
            return
        yield from self._of_now(Pair(k, at, up))

    def before(self, k: int, *, up: bool) -> Iterator[Claim]:
        """Judge a share with its step in a bracket: ``giảm 23% (giảm 137,7 tỷ đồng)``."""
        step = step_behind(self.reading, k)
        if step is not None and not self.figures[k].loose:
            yield from self._of_now(Pair(k + 1, k, up))

    def _of_change(self, change: Change, share: Figure) -> Iterator[Claim]:
        judged = judge_growth(change.now, change.before, share)
        beside = change.step.start < change.before.start < share.start
        if beside and is_right(change.step, change.before, share):
            judged = judge_share(change.step, change.before, share)
        right = judged.expected.removesuffix("%").replace(".", "").replace(",", ".")
        gap = self.reading.between(change.step, share)
        meant = (
            share.depth >= change.before.depth
            or _SAME.search(gap) is not None
            or (bool(right) and slip_hint(share.value, Decimal(right)) is not None)
        )
        if judged.verdict == "wrong" and not meant:
            return  # perhaps of another matter
        self.told.add(share.start)
        span = min(change.now.start, change.step.start), share.end
        operands = (shown(change.now), shown(change.step))
        yield claim("growth", self.reading, span, judged, operands)

    # --- the share of a step ----------------------------------------------------------------------

    def _share(self, k: int) -> int | None:
        """Where the percentage stands that says the same as a step."""
        step = self.figures[k]
        for at, share in enumerate(self.figures[k + 1 : k + 3], k + 1):
            if share.role == "percent":
                gap = _BRACKETED.sub("", self.reading.between(step, share)).replace("[", "(")
                told = step.unit != POINTS and _IN_BRACKET.fullmatch(gap) is not None
                tied = told or _ALSO.fullmatch(gap) or _ALSO_THEN.search(gap)
                fits = tied and not share.loose and step.role == "count"
                one = step.sentence == share.sentence and self._is_one_way(k, at)
                return at if fits and one else None
            if share.depth <= step.depth and not is_than(self.reading, step, share):
                return None
        return None

    def _is_one_way(self, k: int, at: int) -> bool:
        """Whether a share can be that of a step: not of a rate, nor of another way."""
        own, its = way_of(self.reading, k), way_of(self.reading, at)
        same = its is None or own is None or its == own
        return same and not is_of_rate(self.reading, self.figures[at])

    def _compared_with(self, k: int, share: Figure) -> Figure | None:
        """The figure of before: ``So với quý I (4.495 vụ), tăng 120 vụ (2,67%)``, or behind it."""
        step, at = self.figures[k], self.reading.first_after(share.end)
        first, inner = compared_first(self.reading, k), self.figures[k + 1]
        if first is not None and same_unit(step, first) and _is_meant(step, first, share):
            return first
        if inner is not share and same_unit(step, inner) and is_than(self.reading, step, inner):
            return inner if _SAME_SHARE.match(self.reading.canvas, share.end) else None
        before = self.figures[at] if at < len(self.figures) else None
        if before is None or not before.plain or before.sentence != step.sentence:
            return None
        told = same_unit(step, before) and is_than(self.reading, share, before)
        return before if told and _is_meant(step, before, share) else None

    # --- what has changed -------------------------------------------------------------------------

    def _of_now(self, pair: Pair) -> Iterator[Claim]:
        options = self._options(pair)
        found = self._fitting(pair, options) or self._meant(pair, options)
        if found is None:
            return
        now, judged = found
        step, share = self._told(pair)
        start = now.start if self._is_own(now) else min(step.start, share.start)
        span = start, max(step.end, share.end)
        yield claim("growth", self.reading, span, judged, (shown(now), shown(step)))

    def _told(self, pair: Pair) -> tuple[Figure, Figure]:
        return self.figures[pair.step], self.figures[pair.share]

    def _fitting(self, pair: Pair, options: Sequence[Named]) -> tuple[Figure, Judged] | None:
        """The figure of which a step and its share are right."""
        step, share = self._told(pair)
        said = self._said(pair, options)
        telling = scaled(share.value)[0] >= _TELLING
        for item in said if said and not telling else [*said, *options]:
            if is_growth(item.figure, step, share, up=pair.up):
                return item.figure, _judged(item.figure, step, share, up=pair.up)
        return None

    def _meant(self, pair: Pair, options: Sequence[Named]) -> tuple[Figure, Judged] | None:
        """The figure that words tie to a step, or the only one that a slip of its share tells."""
        step, share = self._told(pair)
        found = self._found(pair, options)
        if found is None:
            return None
        judged = _judged(found.now, step, share, up=pair.up)
        if judged.verdict in {"right", "truncated"}:
            return found.now, judged
        verdict = self._alarm(pair, found, judged.expected)
        if verdict is not None:
            return found.now, judged._replace(verdict=verdict)
        return None

    def _found(self, pair: Pair, options: Sequence[Named]) -> Found | None:
        """The figure that has probably changed, and whether words tie the step to it."""
        step = self.figures[pair.step]
        said = self._said(pair, options)
        depth = self.figures[min(pair.step, pair.share)].depth
        outside = [item for item in options if item.figure.depth <= depth]
        first = next(chain(said, outside, options), None)
        if first is None:
            return None
        now = first.figure
        near = [item.figure for item in outside if item.figure.sentence == now.sentence]
        only = [f for f in near if same_unit(f, step)] == [now] and self._is_own(now)
        unnamed = not self._name(pair).telling
        tied = bool(said) or self._is_at_once(now, pair) or (only and unnamed)
        alike = same_unit(now, step) is True or (step.unit[:2] == _CASE and bool(now.unit))
        return Found(now, tied=tied and alike)

    def _options(self, pair: Pair) -> list[Named]:
        """Figures that may have changed, nearest first; those of passages before only alike."""
        first = min(pair.step, pair.share)
        step, name = self.figures[pair.step], self._name(pair)
        before = self.figures[max(first - _FAR_BACK, 0) : first]
        parts = parts_of_others([f for f in before if f.plain])
        near = [
            f
            for f in reversed(before)
            if step.sentence - f.sentence <= _SENTENCES
            and f.start not in self.taken
            and (f.start not in parts or f.clause == step.clause)
            and self._may_have_changed(f, pair)
        ]
        own = any(same_unit(f, step) and f.sentence == step.sentence for f in near)
        called = (
            item
            for item in reversed(self.names)
            if not own and _is_like(item, step)
            if not step.sentence or is_named(item, name, step)
        )
        return [*named_figures(self.reading, near), *called]

    def _may_have_changed(self, now: Figure, pair: Pair) -> bool:
        step = self.figures[pair.step]
        if not may_have_changed(now, step):
            return step.unit[:2] == _CASE and now.plain and self._is_at_once(now, pair)
        return figure_before(now, step, up=pair.up) is not None

    def _name(self, pair: Pair) -> Name:
        told = self.figures[min(pair.step, pair.share)]
        return name_of(self.reading, told, self.figures[pair.step])

    def _said(self, pair: Pair, options: Sequence[Named]) -> list[Named]:
        step, name = self.figures[pair.step], self._name(pair)
        said = [item for item in options if is_named(item, name, step)]
        return sorted(said, key=lambda item: not is_called(item, name))

    def _is_own(self, figure: Figure) -> bool:
        at = self.reading.first_after(figure.start)
        return at < len(self.figures) and self.figures[at] is figure

    def _is_at_once(self, now: Figure, pair: Pair) -> bool:
        """Whether a step is told right behind a figure and what a bracket adds to it."""
        first = self.figures[min(pair.step, pair.share)]
        if not self._is_own(now) or now.depth != first.depth:
            return False
        return _AT_ONCE.fullmatch(_unbracketed(self.reading.between(now, first))) is not None

    # --- what a share that does not fit is worth --------------------------------------------------

    def _alarm(self, pair: Pair, found: Found, expected: str) -> Verdict | None:
        """How sure it is that a share was meant for a figure and its step."""
        step, share = self._told(pair)
        if share_slipped(found.now, step, share, up=pair.up):
            return "wrong"
        before = figure_before(found.now, step, up=pair.up)
        if before is None or not found.tied:
            return None
        if is_right(step, found.now, share):
            # By the usual mistake of what a figure has become, unless it is no rise at all.
            signed = self.reading.canvas[share.start - 1] in "-–+"
            told = signed or way_of(self.reading, pair.share) is not None
            return "doubtful" if told and scaled(share.value)[0] >= _TENS else None
        near = step.value * WHOLE <= 2 * share.value * before.value <= 4 * step.value * WHOLE
        if self._is_confirmed(pair):
            return "wrong"
        kept = near and scaled(share.value)[0] >= _TENS
        return "doubtful" if kept or _is_slip(share, expected) else None

    def _is_confirmed(self, pair: Pair) -> bool:
        """Whether another step of the sentence fits its share by the figures before it."""
        own = self.figures[pair.step]
        for k in range(max(pair.step - _BESIDE, 0), min(pair.step + _BESIDE, len(self.figures))):
            step = self.figures[k]
            if step.sentence != own.sentence or k in {pair.step, pair.share}:
                continue
            up = way_of(self.reading, k)
            at = self._share(k) if up is not None and step.role == "count" else None
            if up is not None and at is not None and self._fits(Pair(k, at, up)):
                return True
        return False

    def _fits(self, pair: Pair) -> bool:
        step, share = self._told(pair)
        options = (item.figure for item in self._options(pair))
        return any(is_growth(now, step, share, up=pair.up) for now in options)


def _judged(now: Figure, step: Figure, share: Figure, *, up: bool) -> Judged:
    """Judge a share by a figure and its step, which fit each other."""
    before = figure_before(now, step, up=up)
    return Judged("unverifiable") if before is None else judge_growth(now, before, share)


def _is_meant(part: Figure, base: Figure, share: Figure) -> bool:
    """Whether a share was meant for two figures that words tie to it, be it right or mistyped."""
    if nearly(part, base, share):
        return True
    expected = judge_share(part, base, share).expected
    return _is_slip(share, expected)


def _is_slip(share: Figure, expected: str) -> bool:
    if not expected:
        return False
    right = Decimal(expected.removesuffix("%").replace(".", "").replace(",", "."))
    return scaled(share.value)[0] >= _TENS and slip_hint(share.value, right) == "digit"


def _unbracketed(words: str) -> str:
    return " ".join(_BRACKETED.sub(" ", words).split()).replace(" ,", ",")


def _is_like(item: Named, step: Figure) -> bool:
    """Whether a figure of a passage before is of the same kind as a step, and no step itself."""
    now = item.figure
    alike = now.plain and now.power == step.power and same_unit(now, step) is True
    return alike and not is_step(item)
