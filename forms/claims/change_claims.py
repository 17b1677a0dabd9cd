"""Rises and falls: "tăng 250 hồ sơ (25%) so với cùng kỳ (1.000 hồ sơ)", "từ 97,9% lên 99,4%"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final

from forms.claims.apart_changes import apart, is_of_another, is_of_money, is_of_rate, step_behind
from forms.claims.change_verdicts import (
    Change,
    figure_before,
    fits,
    is_growth,
    is_of_new_value,
    is_right_change,
    judge_change,
    judge_growth,
    may_be_right,
    may_have_changed,
    share_slipped,
)
from forms.claims.claim import (
    Claim,
    Judged,
    Kind,
    claim,
    is_right,
    judge_share,
    nearly,
    one_slip_apart,
    shown,
)
from forms.claims.counted_units import POINTS
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.two_times import two_times
from forms.numbers import scaled, slip_hint
from forms.verdicts import WHOLE

_CHANGE: Final = re.compile(
    r"\b(?P<way>tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|vượt)"
    r"(?: (?:thêm|được|đi|là|tới|lên|xuống|cao|thấp))?(?P<than> (?:so với )?cùng kỳ"
    r"(?: năm (?:trước|ngoái|#{4}))?| so với (?:[^\W\d_]++ ){1,4}?(?:trước|ngoái))?(?: \(?[+-])? ?$"
)
_ANY_WAY: Final = re.compile(r"\b(?:tăng|giảm|vượt|(?:cao|thấp|nhiều|ít) hơn)\b")
_FAR_BACK: Final = 12
_SENTENCES: Final = 2
_UP: Final = frozenset({"tăng", "cao hơn", "nhiều hơn", "vượt"})
_THAN: Final = re.compile(
    r"(?:[^;:.]{0,30}\b)?so với [^;:.,(]{0,110}"
    r"(?:\((?:(?:#++|[-/,]|tháng|quý|năm|tuần|kỳ|cùng|trước|ngoái|đầu|cuối|nhiệm|này|là|đạt|có|ngày|đến"
    r"|từ|số|liệu|tổng|toàn|thực|hiện|khi|đó|chỉ|tiêu|kế|hoạch|tỉnh|huyện|xã|cả|nước|đã|tiếp|nhận"
    r"|giải|quyết|xảy|ra|lúc|khoảng|thời|điểm|gian|ở|mức|với|còn|bình|quân|tỷ|tỉ|lệ|được) ?)*)?$"
    r"|[^;:.,]{0,20}\(cùng kỳ[^;.]{0,40}$"
    r"|[^;:.,(]{0,20}\((?:#++ )?(?:tháng|quý|năm|tuần|kỳ)\b[^;.()]{0,40}$"
)
_ANOTHER: Final = re.compile(
    r"\b(?:cùng kỳ|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái|#++(?:/#++)?)|đầu (?:năm|kỳ))"
    r" (?:và|đã|đang|còn|trong|nhưng|với|cho)\b"
)
"""Behind a time that is named whole another matter begins: "so với năm 2018 và 23.912 việc"."""
_PERHAPS_THAN: Final = re.compile(r"(?:[^;:.]{0,30}\b)?so với [^;:.]{0,60}, ?")
"""Behind a comma another matter may begin: only figures that fit are taken."""
_SINCE: Final = re.compile(r"so với [^;.()]{2,60}\(?$")
_FROM: Final = re.compile(r"(?:^|[ ,(])từ (?:mức )?$")
_TO: Final = re.compile(
    r"(?:(?:[^\W\d_]++|#++) ?){0,6}(?:\([^()]*\) ?)?,? ?"
    r"(?:tăng lên|giảm xuống|giảm còn|lên|xuống|còn)(?: còn| thành| đến| tới| mức)* ?$"
)
_THEN: Final = re.compile(
    r"[^;.]{0,60}[,(] ?(?:tức )?(?:là )?(?:đã )?(?:tăng|giảm)(?: thêm| được)? ?$"
)
_ALSO: Final = re.compile(
    r"(?:(?:(?:[^\W\d_]++|#++(?:/#++)?) ?){0,10}\((?=tăng|giảm|[-+–])"
    r"|(?:[^\W\d_]++ ?){0,5}(?:\(|, ?|= ?)?)"
    r"(?:tương đương|tương ứng|ứng với|tỷ lệ|tỉ lệ|tức|hay)?(?: với)? ?(?:tăng|giảm)? ?[-–+]? ?$"
)
_BRACKETED: Final = re.compile(r"\([^()]*+\)")
_IN_BRACKET: Final = re.compile(r"(?:[^\W\d_]++ ){1,3}so với [^\d()%;,]{2,30}\(")
_ALSO_THEN: Final = re.compile(
    r", ?(?:(?:tương đương|tương ứng|tức|hay|ứng với)(?: với)?(?: (?:tăng|giảm))?|tăng|giảm) ?$"
)


_SO_MUCH: Final = re.compile(r"[^\W\d_ ]{0,12} ?[^\W\d_ ]{0,12} ?\),? ?(?:là ?)?[-+]?")
_ABOVE: Final = re.compile(
    r"\b(?P<way>tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|vượt)(?: so với)? [^;.()0-9]{2,40}\( ?$"
)
_OPENING: Final = re.compile(r"(?:[^\W\d_]++ ){0,4}\(")
_THEN_WAS: Final = re.compile(
    r"[^();]{0,30}\b(?:cùng kỳ|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái)|đầu năm)"
)
_NOW_AND_THEN: Final = re.compile(
    r"(?:(?:[^\W\d_]++|#++) ){0,5}\(|[^();,]{2,30}so với [^();,]{2,30}[,(:]? ?"
)
_SAME_WAY: Final = re.compile(r"(?:[^\W\d_]++ ){1,4}\((?:(?:tăng|giảm) ?|[-–+])")
_AT_ONCE: Final = re.compile(r"(?:[^\W\d_]++ ?){1,5}, (?:tăng|giảm)")
_CASES_MORE: Final = re.compile(r"(?:[^\W\d_]++ ?){1,9}, (?:tăng|giảm)")
_CASE: Final = ("trường", "hợp")
_OVER: Final = re.compile(r"(?:[^\W\d_]++ ){0,3}?,? ?vượt")
_NOUN_ONLY: Final = re.compile(r"(?:[^\W\d_]++ ?){1,4}\)")
_ALONE: Final = re.compile(r"(?:[^\W\d_]++ ?){1,4}\( ?")
_FOURTH: Final = 3
_FAR: Final = 44
_MANY_DIGITS: Final = 4
_SCORE: Final = ("điểm",)
"""The unit of a score: "91,5/100 điểm" is 91,5 points, no fraction."""
_PLACES: Final = (("bậc",), ("hạng",), ("thứ",), ("vị",))
"""Units of a rank: "29/63, tăng 08 bậc (37/63)" gives places among so many, no fractions."""


class ChangeClaims:
    """The claims of one passage about rises and falls, and the figures they have used."""

    def __init__(self, reading: Reading, earlier: Sequence[Figure] = ()) -> None:
        self.reading, self.earlier = reading, earlier
        self.figures = reading.figures
        self.taken: set[int] = set()
        self._told: set[int] = set()

    def claims(self) -> Iterator[Claim]:
        """Yield every claim of the passage."""
        if not _ANY_WAY.search(self.reading.canvas):
            return
        for k, step in enumerate(self.figures):
            way = self._way(k)
            if way is None or step.loose or step.base is not None:
                continue
            self.taken.add(step.start)
            found = None if step.start in self._told else self._of(k, up=way in _UP)
            if found is not None:
                yield self._claim(*found)
            yield from self._in_percent(k, found, up=way in _UP)
            yield from () if found is not None else self._with_step_behind(k, up=way in _UP)

    def _way(self, k: int) -> str | None:
        step, before = self.figures[k], self.figures[k - 1] if k else None
        if before is not None and _SO_MUCH.fullmatch(self.reading.between(before, step)):
            lead = self.reading.words(max(before.start - 70, 0), before.start)
            found = _ABOVE.search(lead)
            return None if found is None else found["way"]
        start = self.figures[k - 1].end if k else max(self.figures[k].start - 60, 0)
        words = self.reading.words(max(start, self.figures[k].start - 60), self.figures[k].start)
        found = _CHANGE.search(words)
        return None if found is None or self._is_end(k) else found["way"]

    def _is_end(self, k: int) -> bool:
        """Whether a figure is what another has become: ``từ 15,21% tăng lên 22,99%``."""
        first, last = self.figures[max(k - 1, 0)], self.figures[k]
        lead = self.reading.canvas[max(first.start - 12, 0) : first.start]
        return bool(_FROM.search(lead) and _TO.fullmatch(self.reading.between(first, last)))

    # --- now, before, step ------------------------------------------------------------------------

    def _of(self, k: int, *, up: bool) -> tuple[Change, Judged] | None:
        of_rate = is_of_rate(self.reading, self.figures[k])
        of_money = is_of_money(self.reading, self.figures[k])
        first: tuple[Change, Judged] | None = None
        for change in self._options(k, up=up):
            if (of_rate and change.now.role != "percent") or (of_money and not change.now.money):
                continue
            if first is not None and not may_be_right(change):
                continue
            judged = judge_change(change)
            if judged.verdict == "right":
                return change, judged
            first = first or (change, judged)
        if first is not None and is_of_another(self.reading, self.figures[k], first[0].now):
            first = None
        best = first if first is not None and _is_sure(*first) else None
        return best or apart(self.reading, self.earlier, k, up=up)

    def _options(self, k: int, *, up: bool) -> Iterator[Change]:
        """Yield what a step may be the change of, in order of trust."""
        for search in (
            self._compared,
            self._from_to,
            self._compared_first,
            self._in_fraction,
            self._than_first,
            self._over_plan,
            self._two_times,
        ):
            yield from search(k, up=up)

    def _compared(self, k: int, *, up: bool) -> Iterator[Change]:
        """``X, tăng Z so với cùng kỳ (Y)``."""
        step = self.figures[k]
        before = self.figures[k + 1] if k + 1 < len(self.figures) else None
        also = step.role == "count" and step.unit != POINTS
        if before is not None and before.role == "percent" and also:
            before = self.figures[k + 2] if k + 2 < len(self.figures) else None
        if before is None or before.sentence != step.sentence or before.base is not None:
            return
        told = self._is_than(step, before) or self._is_closed(step, before)
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

    def _is_than(self, step: Figure, before: Figure) -> bool:
        """Whether words name a figure as that of before: "so với cùng kỳ (Y)", "(Y cùng kỳ)"."""
        words = self.reading.words(self._after(step, before), before.start)
        if _THAN.fullmatch(words):
            compared = words.rpartition("so với")[2]
            return not (_closes(words) or _ANY_WAY.search(compared) or _ANOTHER.search(compared))
        behind = self.reading.canvas[before.end : before.end + _FAR]
        lead = _CHANGE.search(self.reading.words(max(step.start - 60, 0), step.start))
        named = lead is not None and lead["than"] is not None
        return bool(_OPENING.fullmatch(words) and (named or _THEN_WAS.match(behind)))

    def _is_closed(self, step: Figure, before: Figure) -> bool:
        """Whether a bracket ends with what was before: ``(giảm 204 vụ so với Tết, 1.522 vụ)``."""
        words = self.reading.between(step, before)
        behind = self.reading.canvas[before.end : before.end + _FAR].lstrip()
        inside = step.depth == before.depth > 0 and _SINCE.search(words.rstrip(", "))
        return bool(inside and words.endswith(",") and _NOUN_ONLY.match(behind))

    def _than_first(self, k: int, *, up: bool) -> Iterator[Change]:
        """``X, cao hơn cùng kỳ (Y) là Z``."""
        before = self.figures[k - 1] if k else None
        if before is None or not _SO_MUCH.fullmatch(self.reading.between(before, self.figures[k])):
            return
        for now in reversed(self.figures[max(k - 4, 0) : k - 1]):
            change = Change(now, before, self.figures[k], up)
            if now.sentence == before.sentence and fits(change):
                yield change

    def _over_plan(self, k: int, *, up: bool) -> Iterator[Change]:
        """``chỉ tiêu giao T; thực hiện N, đạt P%, vượt Z``: where N is P per cent of T."""
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

    def _two_times(self, k: int, *, up: bool) -> Iterator[Change]:
        yield from two_times(self.reading, k, up=up)

    def _in_fraction(self, k: int, *, up: bool) -> Iterator[Change]:
        """``giảm 3 vụ (15/18)``: now and before, as the police write them."""
        step = self.figures[k]
        both = self.figures[k + 1] if k + 1 < len(self.figures) else None
        share = self.figures[k + 2] if k + 2 < len(self.figures) else None
        if both is None or both.base is None or both.loose or both.sentence != step.sentence:
            return
        rated = share is not None and share.role == "percent" and share.depth == both.depth
        if (
            rated
            or step.role != "count"
            or not _NOW_AND_THEN.fullmatch(self.reading.between(step, both))
        ):
            return
        if step.unit[:1] in _PLACES or same_unit(step, both) is False:
            return
        now = both._replace(base=None, unit=step.unit)
        change = Change(now, now._replace(value=both.base), step, up)
        if fits(change):
            yield change

    def _after(self, step: Figure, before: Figure) -> int:
        """Behind a step and the share of it that a bracket may add."""
        text = self.reading.canvas[step.end : before.start]
        found = re.match(r"[^()]{0,30}\([^()]{0,30}%\)", text)
        return step.end + (found.end() if found else 0)

    def _compared_first(self, k: int, *, up: bool) -> Iterator[Change]:
        """``X. So với quý trước (Y), giảm Z``: where the three fit but for one digit."""
        before = self.figures[k - 1] if k else None
        if before is None or before.sentence != self.figures[k].sentence:
            return
        lead = self.reading.words(max(before.start - 70, 0), before.start)
        if not _SINCE.search(lead):
            return
        for now in reversed(self.figures[max(k - _FAR_BACK, 0) : k - 1]):
            change = Change(now, before, self.figures[k], up)
            if not same_unit(now, before) or not fits(change):
                continue
            more, less = (now, before) if up else (before, now)
            slipped = one_slip_apart(more, [less, change.step], digits=_MANY_DIGITS)
            if slipped or is_right_change(change):
                yield change
                return

    def _from_to(self, k: int, *, up: bool) -> Iterator[Change]:
        """``từ Y lên X, tăng Z`` and ``tăng Z (từ Y lên X)``."""
        for i, j in ((k - 2, k - 1), (k + 1, k + 2)):
            if i < 0 or j >= len(self.figures):
                continue
            before, now = self.figures[i], self.figures[j]
            if not before.sentence == now.sentence == self.figures[k].sentence:
                continue
            lead = self.reading.canvas[max(before.start - 12, 0) : before.start]
            tie = self.reading.between(before, now)
            apart = j == k - 1 and not _THEN.fullmatch(self.reading.between(now, self.figures[k]))
            change = Change(now, before, self.figures[k], up)
            if not apart and _FROM.search(lead) and _TO.fullmatch(tie) and fits(change):
                yield change

    def _claim(self, change: Change, judged: Judged) -> Claim:
        spans = [f for f in change[:3] if f not in self.earlier]
        span = min(f.start for f in spans), max(f.end for f in spans)
        kind: Kind = "growth" if change.step.role == "percent" else "difference"
        operands = (shown(change.now), shown(change.before))
        return claim(kind, self.reading, span, judged, operands)

    # --- a step and its share ---------------------------------------------------------------------

    def _in_percent(
        self, k: int, found: tuple[Change, Judged] | None, *, up: bool
    ) -> Iterator[Claim]:
        """``1.250 hồ sơ, tăng 250 hồ sơ (25%)``: the share of what it was before."""
        step, share = self.figures[k], self._share(k)
        if share is None:
            return
        self.taken.add(share.start)
        if found is not None:
            change = found[0]
            judged = judge_growth(change.now, change.before, share)
            right = judged.expected.removesuffix("%").replace(".", "").replace(",", ".")
            meant = (
                share.depth >= change.before.depth
                or (bool(right) and slip_hint(share.value, Decimal(right)) is not None)
                or is_of_new_value(change, share)
            )
            if judged.verdict == "wrong" and not meant:
                return  # perhaps of another matter
            self._told.add(share.start)
            span = min(change.now.start, step.start), share.end
            yield claim("growth", self.reading, span, judged, (shown(change.now), shown(step)))
            return
        before = self._compared_with(share, step)
        if before is not None:
            judged = judge_share(step, before, share)
            span = step.start, before.end
            yield claim("growth", self.reading, span, judged, (shown(step), shown(before)))
            return
        near = self.figures[max(k - 3, 0) : k]
        earlier = [
            figure
            for figure in self.figures[max(k - 2 * _FAR_BACK, 0) : k]
            if step.sentence - figure.sentence <= _SENTENCES
        ]
        options = [now for now in reversed(near) if may_have_changed(now, step)]
        options += [now for now in near[-1:] if not options and self._is_counted_as_case(now, step)]
        fitting = (
            now
            for now in (*options, *reversed(earlier))
            if now.start not in self.taken
            and may_have_changed(now, step)
            and is_growth(now, step, share, up=up)
        )
        named = (
            now
            for now in (*options, *reversed(earlier))
            if now.start not in self.taken and self._named_alike(now, step)
        )
        now = next(chain(fitting, named, options), None)
        if now is not None:
            sure = self._is_said_of(now, k, share)
            yield from self._judged_share(Change(now, share, step, up), sure=sure)

    def _is_counted_as_case(self, now: Figure, step: Figure) -> bool:
        """Whether a step by so many "trường hợp" is said right behind what it is a step of."""
        at_once = _CASES_MORE.fullmatch(self.reading.between(now, step))
        return now.plain and step.unit[:2] == _CASE and at_once is not None

    def _with_step_behind(self, k: int, *, up: bool) -> Iterator[Claim]:
        """``2.465 tấn, tăng 8,21% (tăng 187 tấn)``: the share first."""
        share, step = self.figures[k], step_behind(self.reading, k)
        if step is None:
            return
        near = [f for f in self.figures[max(k - _FAR_BACK, 0) : k] if f.sentence == share.sentence]
        options = [
            f for f in reversed(near) if may_have_changed(f, step) and f.start not in self.taken
        ]
        fitting = (now for now in options if is_growth(now, step, share, up=up))
        now = next(chain(fitting, options), None)
        if now is not None and now.power == step.power and not share.loose:
            yield from self._judged_share(Change(now, share, step, up), sure=False)

    def _compared_with(self, share: Figure, step: Figure) -> Figure | None:
        """The figure of before behind a share: ``tăng 120 vụ (2,67%) so với … (4.495 vụ)``."""
        at = self.reading.first_after(share.end)
        before = self.figures[at] if at < len(self.figures) else None
        if before is None or not before.plain or before.sentence != step.sentence:
            return None
        told = same_unit(step, before) and self._is_than(share, before)
        return before if told and nearly(step, before, share) else None

    def _named_alike(self, now: Figure, step: Figure) -> bool:
        """Whether one word beside the noun names both: "bị thương 9.571 người"."""
        if not may_have_changed(now, step):
            return False
        said = set(" ".join(self.reading.context(now)).split())
        return bool((set(self.reading.context(step)[1].split()) & said) - set(step.unit[:1]))

    def _share(self, k: int) -> Figure | None:
        """The percentage that says the same as a step, behind it or behind what it was before."""
        step = self.figures[k]
        for share in self.figures[k + 1 : k + 3]:
            if share.role == "percent":
                gap = _BRACKETED.sub("", self.reading.between(step, share))
                told = step.unit != POINTS and _IN_BRACKET.fullmatch(gap) is not None
                tied = told or _ALSO.fullmatch(gap) or _ALSO_THEN.search(gap)
                fits = tied and not share.loose and step.role == "count"
                one = step.sentence == share.sentence and self._is_one_way(k, share)
                return share if fits and one else None
            if share.depth <= step.depth:
                return None
        return None

    def _is_one_way(self, k: int, share: Figure) -> bool:
        """Whether a share can be that of a step: not of a rate, nor of another way."""
        own, its = self._way(k), self._way(self.reading.first_after(share.start))
        same = its is None or own is None or (its in _UP) == (own in _UP)
        return same and not is_of_rate(self.reading, share)

    def _is_said_of(self, now: Figure, k: int, share: Figure) -> bool:
        """Whether words fix all three: ``79.000 người, tăng 30.127 người (tăng 64,61%)``."""
        step = self.figures[k]
        tied = _SAME_WAY.fullmatch(self.reading.between(step, share))
        at_once = _AT_ONCE.fullmatch(self.reading.between(now, step))
        return bool(tied and at_once and now is self.figures[k - 1] and same_unit(now, step))

    def _is_bare(self, change: Change, judged: Judged) -> bool:
        """Whether one digit sets a share alone in a bracket apart: ``giảm 23 vụ (46%)``."""
        now, share, step, _ = change
        right = judged.expected.rstrip("%").replace(".", "").replace(",", ".")
        own = slip_hint(share.value, Decimal(right)) if right else None
        alone = _ALONE.fullmatch(self.reading.between(step, share))
        at_once = _AT_ONCE.fullmatch(self.reading.between(now, step))
        closed = self.reading.canvas[share.end : share.end + 1] == ")"
        kept = scaled(share.value)[0] >= 10  # noqa: PLR2004 - one digit tells nothing
        one = own == "digit" and now.plain and now.exact and same_unit(now, step) is True
        return bool(one and kept and alone and at_once and closed)

    def _judged_share(self, change: Change, *, sure: bool) -> Iterator[Claim]:
        """Judge the share (in place of what was before) that says the same as a step."""
        now, share, step, up = change
        before = figure_before(now, step, up=up)
        if before is None:
            return
        judged = judge_growth(now, before, share)
        if judged.verdict == "wrong" and self._is_bare(change, judged):
            judged = judged._replace(verdict="doubtful")
        if judged.verdict == "wrong" and not share_slipped(now, step, share, up=up):
            near = step.value * WHOLE <= 2 * share.value * before.value <= 4 * step.value * WHOLE
            if not (sure and near and scaled(share.value)[1]) or is_right(step, now, share):
                return
        span = now.start, share.end
        yield claim("growth", self.reading, span, judged, (shown(now), shown(step)))


def _closes(words: str) -> bool:
    """Whether words that begin in a bracket leave it: what follows belongs to another matter."""
    _, _, compared = words.rpartition("so với")
    return compared.count(")") > compared.count("(")


def _is_sure(change: Change, judged: Judged) -> bool:
    """Whether words fix what has changed; else only one mistyped digit tells that it was meant."""
    now, before, step, up = change
    if now.clause == step.clause or now.start > step.start:
        return True
    slip = slip_hint(step.value, abs(now.value - before.value))
    more, less = (now, before) if up else (before, now)
    if step.role == "count" and one_slip_apart(more, [less, step], digits=_MANY_DIGITS):
        return True
    return slip is not None and len(str(step.value)) > 1 and judged.expected != ""
