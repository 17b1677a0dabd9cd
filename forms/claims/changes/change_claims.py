"""Rises and falls: "tăng 250 hồ sơ (25%) so với cùng kỳ (1.000 hồ sơ)", "từ 97,9% lên 99,4%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.changes.apart_changes import apart, is_of_another, is_of_money, is_of_rate
from forms.claims.changes.change_verdicts import (
    Change,
    fits,
    is_near_growth,
    is_right_change,
    judge_change,
    may_be_right,
)
from forms.claims.changes.change_words import (
    SINCE,
    SO_MUCH,
    SPREADS,
    WAYS,
    compared_first,
    from_to,
    is_closed,
    is_than,
    way_of,
)
from forms.claims.changes.named_changes import NamedChanges
from forms.claims.changes.paired_changes import paired
from forms.claims.changes.shortened_times import shortened
from forms.claims.changes.spread_changes import between_two, spread_of
from forms.claims.changes.stepped_shares import SteppedShares
from forms.claims.changes.two_times import two_times
from forms.claims.claim import Claim, Judged, Kind, claim, is_right, one_slip_apart, shown
from forms.claims.counted_units import POINTS
from forms.claims.shares.named_bases import Named
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import slip_hint
from forms.verdicts import WHOLE

_FAR_BACK: Final = 12
_PERHAPS_THAN: Final = re.compile(r"(?:[^;:.]{0,30}\b)?so với [^;:.]{0,60}, ?")
"""Behind a comma another matter may begin: only figures that fit are taken."""
_THEN: Final = re.compile(
    r"[^;.]{0,60}[,(] ?(?:tức )?(?:là )?(?:đã )?(?:tăng|giảm)(?: thêm| được)? ?$"
)
_NOW_AND_THEN: Final = re.compile(
    r"(?:(?:[^\W\d_]++|#++) ){0,5}\(|[^();,]{2,30}so với [^();,]{2,30}[,(:]? ?"
)
_OVER: Final = re.compile(r"(?:[^\W\d_]++ ){0,3}?,? ?vượt")
_OVER_PLAN: Final = re.compile(
    r" ?(?:[^\W\d_]++ ?){0,4}(?:, ?|\()?vượt(?: (?:so với )?(?:kế hoạch|chỉ tiêu))?"
)
_TALLIED: Final = re.compile(r" ?(?:[^\W\d_]++ ?){0,3}/ ?")
_BOTH: Final = 2
_FOURTH: Final = 3
_MANY_DIGITS: Final = 4
_SCORE: Final = ("điểm",)
"""The unit of a score: "91,5/100 điểm" is 91,5 points, no fraction."""
_PLACES: Final = (("bậc",), ("hạng",), ("thứ",), ("vị",))
"""Units of a rank: "29/63, tăng 08 bậc (37/63)" gives places among so many, no fractions."""


class ChangeClaims:
    """The claims of one passage about rises and falls, and the figures they have used."""

    def __init__(
        self, reading: Reading, earlier: Sequence[Figure] = (), names: Sequence[Named] = ()
    ) -> None:
        self.reading, self.earlier = reading, earlier
        self.figures = reading.figures
        self.taken: set[int] = set()
        self._paired: set[int] = set()
        self._named = NamedChanges(reading, self.taken, names)
        self._shares = SteppedShares(reading, self.taken, names)

    def claims(self) -> Iterator[Claim]:
        """Yield every claim of the passage."""
        canvas = self.reading.canvas
        spreads = any(word in canvas for word in SPREADS)
        if not spreads and not any(word in canvas for word in WAYS):
            return
        yield from shortened(self.reading)
        for k, step in enumerate(self.figures):
            if step.loose or step.base is not None or step.start in self._paired:
                continue
            spread = spread_of(self.reading, k, self._named.names) if spreads else None
            up = spread[0].up if spread else way_of(self.reading, k)
            if up is not None:
                yield from self._told(k, spread, up=up)

    def _told(self, k: int, spread: tuple[Change, Judged] | None, *, up: bool) -> Iterator[Claim]:
        """Yield what a step tells, by so many and by so much per cent."""
        step = self.figures[k]
        both = [] if spread else paired(self.reading, k)
        self._paired.update(change.step.start for change, _ in both)
        self.taken.update([step.start, *self._paired])
        if both:
            yield from (self._claim(*each) for each in both)
            return
        found = spread
        if found is None and step.start not in self._shares.told:
            found = self._of(k, up=up)
        if found is not None:
            yield self._claim(*found)
        yield from self._shares.behind(k, found and found[0], up=up)
        yield from () if found is not None else self._shares.before(k, up=up)

    # --- now, before, step ------------------------------------------------------------------------

    def _of(self, k: int, *, up: bool) -> tuple[Change, Judged] | None:
        of_rate = is_of_rate(self.reading, self.figures[k])
        of_money = is_of_money(self.reading, self.figures[k])
        first: tuple[Change, Judged] | None = None
        for change in self._options(k, up=up):
            if (of_rate and change.now.role != "percent") or (of_money and not change.now.money):
                continue
            if first is not None and not may_be_right(change) and not _is_slipped(change):
                continue
            judged = judge_change(change)
            if judged.verdict == "right":
                return change, judged
            if first is None or not _is_sure(*first):
                first = change, judged
        if first is not None and is_of_another(self.reading, self.figures[k], first[0].now):
            first = None
        best = first if first is not None and _is_sure(*first) else None
        best = best or self._named.of(k, up=up) or between_two(self.reading, k)
        return best or apart(self.reading, self.earlier, k, up=up, names=self._named.names)

    def _options(self, k: int, *, up: bool) -> Iterator[Change]:
        """Yield what a step may be the change of, in order of trust."""
        for search in (
            self._compared,
            self._from_to,
            self._compared_first,
            self._in_fraction,
            self._than_first,
            self._over_plan,
        ):
            yield from search(k, up=up)
        yield from two_times(self.reading, k, up=up)

    def _compared(self, k: int, *, up: bool) -> Iterator[Change]:
        """``X, tăng Z so với cùng kỳ (Y)``."""
        step = self.figures[k]
        before = self.figures[k + 1] if k + 1 < len(self.figures) else None
        also = step.role == "count" and step.unit != POINTS
        if before is not None and before.role == "percent" and also:
            before = self.figures[k + 2] if k + 2 < len(self.figures) else None
        if before is None or before.sentence != step.sentence or before.base is not None:
            return
        told = is_than(self.reading, step, before) or is_closed(self.reading, step, before)
        if not told and not _PERHAPS_THAN.fullmatch(self.reading.between(step, before)):
            return
        nearest = reversed(self.figures[max(k - _FAR_BACK, 0) : k])
        # What stands in a bracket is seldom what has changed.
        for figure in sorted(nearest, key=lambda figure: figure.depth != step.depth):
            halved = figure.unit[:1] == _SCORE or (told and figure.role == "count")
            now = figure._replace(base=None) if halved else figure
            change = Change(now, before, step, up)
            a_step = now.start in self.taken
            if now.sentence != step.sentence or a_step or not fits(change):
                continue
            if told or is_right_change(change):
                yield change
        now = self.figures[k - 1] if k else step
        if told and now.plain and now.depth + 1 == step.depth:
            # What a bracket is said of needs no noun again: "486 phản ánh (tăng 89 lượt so với …".
            yield Change(now._replace(unit=step.unit), before, step, up)

    def _than_first(self, k: int, *, up: bool) -> Iterator[Change]:
        """``X, cao hơn cùng kỳ (Y) là Z``."""
        before = self.figures[k - 1] if k else None
        if before is None or not SO_MUCH.fullmatch(self.reading.between(before, self.figures[k])):
            return
        for now in reversed(self.figures[max(k - 4, 0) : k - 1]):
            change = Change(now, before, self.figures[k], up)
            if now.sentence == before.sentence and fits(change):
                yield change

    def _over_plan(self, k: int, *, up: bool) -> Iterator[Change]:
        """``chỉ tiêu giao T; thực hiện N, đạt P%, vượt Z``: where N is P per cent of T."""
        yield from self._over_tally(k) if up else ()
        step, share = self.figures[k], self.figures[k - 1]
        lead = self.reading.words(share.end, step.start)
        if k < _FOURTH or share.role != "percent" or not _OVER.fullmatch(lead) or not up:
            return
        plan, now = self.figures[k - 3], self.figures[k - 2]
        change = Change(now, plan, step, up)
        near = plan.sentence == now.sentence == share.sentence == step.sentence
        if step.role == "percent" and share.value <= WHOLE:
            return  # "đạt 90,7%, vượt 17,7%": over a rate that was asked for
        if near and fits(change) and is_right(now, plan, share):
            yield change

    def _over_tally(self, k: int) -> Iterator[Change]:
        """``trồng mới 312 ha/300 ha rừng, vượt 4% kế hoạch``: now and what was planned."""
        plan = self.figures[k - 1] if k else None
        if plan is None or not _OVER_PLAN.fullmatch(self.reading.between(plan, self.figures[k])):
            return
        now = self.figures[k - 2] if k > 1 and plan.base is None else plan
        if plan.base is not None:
            now, plan = plan._replace(base=None), plan._replace(value=plan.base, base=None)
        elif not _TALLIED.fullmatch(self.reading.between(now, plan)):
            return
        change = Change(now, plan, self.figures[k], up=True)
        if now.value > plan.value and fits(change):
            yield change

    def _in_fraction(self, k: int, *, up: bool) -> Iterator[Change]:
        """``giảm 3 vụ (15/18)``: now and before, as the police write them."""
        step = before = self.figures[k]
        both, share = (*self.figures[k + 1 : k + 3], None, None)[:2]
        if both is not None and both.role == "percent" and share is not None:
            before, both, share = both, share, None  # "giảm 165 vụ, giảm 45,96% (194/359 vụ)"
        if both is None or both.base is None or both.loose or both.sentence != step.sentence:
            return
        rated = share is not None and share.role == "percent" and share.depth == both.depth
        if (
            rated
            or step.role != "count"
            or not _NOW_AND_THEN.fullmatch(self.reading.between(before, both))
        ):
            return
        if step.unit[:1] in _PLACES or same_unit(step, both) is False:
            return
        now = both._replace(base=None, unit=step.unit)
        change = Change(now, now._replace(value=both.base), step, up)
        if fits(change):
            yield change

    def _compared_first(self, k: int, *, up: bool) -> Iterator[Change]:
        """``X. So với quý trước (Y), giảm Z``: where the three fit but for one digit."""
        before = self.figures[k - 1] if k else None
        if before is None or before.sentence != self.figures[k].sentence:
            return
        lead = self.reading.words(max(before.start - 70, 0), before.start)
        if not SINCE.search(lead):
            return
        inside, beside = compared_first(self.reading, k) is before, None
        for now in reversed(self.figures[max(k - _FAR_BACK, 0) : k - 1]):
            change = Change(now, before, self.figures[k], up)
            if not same_unit(now, before) or not fits(change):
                continue
            more, less = (now, before) if up else (before, now)
            slipped = one_slip_apart(more, [less, change.step], digits=_MANY_DIGITS)
            if slipped or is_right_change(change) or (inside and is_near_growth(change)):
                yield change
                return
            one = inside and now is self.figures[k - _BOTH] and now.sentence == before.sentence
            beside = change if one and less.value < more.value < 2 * less.value else beside
        yield from () if beside is None else (beside,)

    def _from_to(self, k: int, *, up: bool) -> Iterator[Change]:
        """``từ Y lên X, tăng Z`` and ``tăng Z (từ Y lên X)``."""
        for i, j in ((k - 2, k - 1), (k + 1, k + 2)):
            if i < 0 or j >= len(self.figures):
                continue
            before, now = self.figures[i], self.figures[j]
            if not before.sentence == now.sentence == self.figures[k].sentence:
                continue
            apart = j == k - 1 and not _THEN.fullmatch(self.reading.between(now, self.figures[k]))
            if j == k - 1 and not before.unit and not now.unit and before.role == "count":
                unit = self.figures[k].unit
                before, now = before._replace(unit=unit), now._replace(unit=unit)
            change = Change(now, before, self.figures[k], up)
            if not apart and from_to(self.reading, before, now) and fits(change):
                yield change

    def _claim(self, change: Change, judged: Judged) -> Claim:
        own = [f for f in change[:3] if self._is_own(f)] or [change.step]
        span = min(f.start for f in own), max(f.end for f in own)
        lacks = self.reading.canvas.endswith("thiếu ", 0, change.step.start)
        kind: Kind = "remainder" if lacks else "difference"
        kind = "growth" if change.step.role == "percent" else kind
        operands = (shown(change.now), shown(change.before))
        return claim(kind, self.reading, span, judged, operands)

    def _is_own(self, figure: Figure) -> bool:
        """Whether a figure stands in the passage itself, be it one half of a fraction."""
        at = self.reading.first_after(figure.start)
        return at < len(self.figures) and self.figures[at].end == figure.end


def _is_sure(change: Change, judged: Judged) -> bool:
    """Whether words fix what has changed; else only one mistyped digit tells that it was meant."""
    now, before, step, _ = change
    between = now.start < before.start < step.start and before.depth > now.depth
    if now.clause == step.clause or now.start > step.start or between:
        return True
    if _is_slipped(change):
        return True
    slip = slip_hint(step.value, abs(now.value - before.value))
    return slip is not None and len(str(step.value)) > 1 and judged.expected != ""


def _is_slipped(change: Change) -> bool:
    """Whether one digit sets figures of many digits apart."""
    now, before, step, up = change
    more, less = (now, before) if up else (before, now)
    return step.role == "count" and one_slip_apart(more, [less, step], digits=_MANY_DIGITS)
