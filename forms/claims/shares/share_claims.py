"""Percentages whose base stands elsewhere: "n hồ sơ, chiếm P%", "đạt P% so với kế hoạch (T)".

What a share is a share of is looked for in the order of
:class:`forms.claims.shares.share_bases.Bases`. A share that fits one of these figures is right. One
that fits none is an error only where the words fix its base; where they do not it is asked about if
one mistyped digit explains it, and left alone otherwise.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from forms.claims.claim import (
    Claim,
    Judged,
    claim,
    is_right,
    is_share,
    judge_share,
    may_be_right,
    mistyped,
    nearly,
    shown,
)
from forms.claims.shares.failed_shares import FailedShares
from forms.claims.shares.share_bases import FAR_BACK, FINE, TELLING, Bases, Couple
from forms.claims.shares.share_grammar import (
    BASE_AFTER,
    BRACKETED,
    IN_BRACKET,
    OF_PLAN,
    Strength,
    binding,
    halves,
    is_bracketed_count,
    is_tally,
)
from forms.claims.shares.share_rows import (
    Share,
    mistyped_base,
    rough_base,
    summed_base,
    tells_enough,
)
from forms.claims.text_figures import Figure, comparable, same_unit
from forms.numbers import scaled
from forms.verdicts import WHOLE

_SEVERAL: Final = 2
_LEAD: Final = 60
_ENOUGH_DIGITS: Final = 5
_AND_OF: Final = re.compile(r"(?:[^\W\d_]++ ?){1,8}(?: ?, chiếm| ?và(?: bằng| chiếm| đạt)?)")
_PLANS: Final = frozenset({"kế hoạch", "chỉ tiêu", "dự toán", "so với kế hoạch", "so với chỉ tiêu"})
_TAKES_UP: Final = re.compile(r"\bchiếm(?: (?:tỷ|tỉ) (?:lệ|trọng))?(?: là| đạt)? $")
_OF_SOME: Final = re.compile(r"\btrong số (?!đó\b|này\b)")
"""Behind a count: what it is a share of has a name, and stands elsewhere."""
_OR_OF: Final = re.compile(r"(?:[^\W\d_]++ ?){1,8} ?, (?:bằng|đạt)")
"""Of a figure that stands behind: ``đạt 92% dự toán, bằng 108% so với cùng kỳ (16.800)``."""


class ShareClaims:
    """The claims of one passage about shares of figures that stand elsewhere.

    ``taken`` are the percentages, by position, that other searches have explained.
    """

    def __init__(self, bases: Bases, taken: set[int]) -> None:
        self.reading, self.around = bases.reading, bases.around
        self.figures = self.reading.figures
        self.taken = taken
        self.bases = bases
        self.confirmed = bases.confirmed
        self._fitted: list[tuple[Couple, Figure]] = []
        self._failed = FailedShares(bases, self._fitted)

    def claims(self, percents: Sequence[int]) -> Iterator[Claim]:
        """Yield every claim about the given percentages."""
        for j in percents:
            if j not in self.taken:
                yield from self._with_later_base(j)
        couples = [c for j in percents if j not in self.taken for c in self._couples(j)]
        yield from self._with_earlier_base(couples)

    def _couples(self, j: int) -> Iterator[Couple]:
        percent = self.figures[j]
        i = self._owner(j)
        if i is not None:
            n, before = self.figures[i], self.figures[i - 1] if i else None
            if before is not None and is_tally(self.reading, before, n):
                yield Couple(before, j, i - 1)
            elif (head := self._head(i, j)) is not None:
                yield Couple(self.figures[head], j, head)
                return
            yield Couple(n, j, i)
        after = self.figures[j + 1] if j + 1 < len(self.figures) else None
        if after is not None and is_bracketed_count(self.reading, percent, after):
            yield Couple(after, j, j + 1)

    def _head(self, i: int, j: int) -> int | None:
        """Where the parts before a share end by a semicolon: the count that they make up."""
        parts = self.figures[i].value
        if ";" not in self.reading.between(self.figures[i], self.figures[j]):
            return None
        for k in range(i - 1, max(i - FAR_BACK, -1), -1):
            figure = self.figures[k]
            alike = figure.plain and figure.power == self.figures[i].power
            if not alike or figure.sentence != self.figures[i].sentence:
                return None
            if figure.value == parts and k < i - 1:
                return k
            parts += figure.value
        return None

    def _owner(self, j: int, *, later: bool = False) -> int | None:
        """The count that a percentage is of, perhaps by way of another one before it."""
        percent, i = self.figures[j], self._count_before(j)
        owner = percent
        last = self.figures[i] if i is not None else percent
        if i is not None and last.role == "percent":
            gap = BRACKETED.sub("", self.reading.between(last, percent))
            if _AND_OF.fullmatch(gap) or (later and _OR_OF.fullmatch(gap)):
                i, owner = self._count_before(i), last
        return i if i is not None and self._is_share_of(self.figures[i], owner) else None

    def _count_before(self, j: int) -> int | None:
        """The figure that a percentage may be a share of, behind rises, falls and brackets."""
        percent = self.figures[j]
        for i in range(j - 1, max(j - FAR_BACK, -1), -1):
            figure = self.figures[i]
            if figure.sentence != percent.sentence:
                return None
            if figure.depth <= percent.depth and figure.start not in self.around.taken:
                return i
        return None

    def _is_share_of(self, n: Figure, percent: Figure) -> bool:
        plain = n.role == "count" and n.base is None and not n.loose
        if not plain or n.sentence != percent.sentence:
            return False
        gap = self.reading.between(n, percent)
        apart = n.end < percent.start and any(c.isdecimal() for c in gap)
        return binding(BRACKETED.sub("", gap) if apart else gap) is not None

    def _with_later_base(self, j: int) -> Iterator[Claim]:
        """``đạt 107,05% so với chỉ tiêu được giao (1.026.794 tài khoản)``."""
        base = self.figures[j + 1] if j + 1 < len(self.figures) else None
        i = self._owner(j, later=True)
        before = None if i is None else self.figures[i]
        if base is None or before is None:
            return
        strength = self._later_base(j, before, base)
        if strength is None:
            return
        gap = self.reading.between(self.figures[j], base)
        fits = is_right(before, base, self.figures[j])
        if "," in gap.partition("(")[0] and not fits:
            return  # "đạt 102,3% kế hoạch, giải quyết 2.351 hồ sơ": another matter
        n = before if fits else self._listed(j, before, base)
        told = BRACKETED.sub("", self.reading.between(n, self.figures[j]))
        strength = "loose" if ";" in told else strength
        found = self._shared(Couple(n, j, j - 1), base, strength)
        if found is not None:
            yield found
            yield from self._chained(j - 2, base, strength) if n is before else ()
            return
        for n in self.figures[max(j - 4, 0) : j - 1]:
            apart = n.role == "count" and n.base is None and n.sentence == base.sentence
            if apart and same_unit(n, base) and self._may_be_meant(n, base, j):
                found = self._shared(Couple(n, j, j - 1), base, strength)
                if found is not None:
                    yield found
                    return

    def _listed(self, j: int, before: Figure, base: Figure) -> Figure:
        """The head of a list that the share behind it is one of: ``W: mới n; đổi m; đạt P%``."""
        percent = self.figures[j]
        for n in reversed(self.figures[max(j - 2 * FAR_BACK, 0) : j]):
            apart = n.plain and n.sentence == percent.sentence
            if apart and same_unit(n, base) and is_right(n, base, percent):
                return n
        return before

    def _may_be_meant(self, n: Figure, base: Figure, j: int) -> bool:
        percent = self.figures[j]
        return is_right(n, base, percent) or (
            scaled(percent.value)[0] >= TELLING and mistyped(n, base, percent)
        )

    def _later_base(self, j: int, before: Figure, base: Figure) -> Strength | None:
        percent = self.figures[j]
        plain = base.plain and base.start not in self.around.taken
        if not plain or base.sentence != percent.sentence:
            return None
        gap = self.reading.between(percent, base)
        tie = BASE_AFTER.fullmatch(gap)
        if tie is None:
            bare = IN_BRACKET.fullmatch(gap) or gap.strip() == "("
            return "loose" if bare and same_unit(before, base) else None
        planned = tie["open"] and OF_PLAN.match(gap) and before.money == base.money
        alike = planned or same_unit(before, base) is not False
        at_once = gap in _PLANS and same_unit(before, base) is True
        tied = at_once or (bool(tie["total"] or tie["open"]) and alike)
        return "strong" if tied else "loose"

    def _chained(self, j: int, base: Figure, strength: Strength) -> Iterator[Claim]:
        """Earlier counts of the same sentence whose percentages share the base."""
        for k in range(j, max(j - FAR_BACK, 0), -1):
            percent = self.figures[k]
            if percent.sentence != base.sentence or k in self.taken:
                return
            n = self.figures[k - 1]
            if percent.role == "percent" and self._is_share_of(n, percent):
                tie = strength if self._goes_on(k) else "loose"
                found = self._shared(Couple(n, k, k - 1), base, tie)
                if found is not None:
                    yield found

    def _goes_on(self, k: int) -> bool:
        """Whether "và" ties a share to the next, told alike: ``a, đạt P% và b, đạt Q% so với``."""
        if k + 2 >= len(self.figures):
            return False
        n, percent, other, share = self.figures[k - 1 : k + 3]
        links = {
            self.reading.between(*both).rpartition(" ")[2]
            for both in ((n, percent), (other, share))
        }
        return len(links) == 1 and self.reading.between(percent, other).startswith("và ")

    def _shared(self, couple: Couple, base: Figure, strength: Strength) -> Claim | None:
        percent = self.figures[couple.percent]
        judged = judge_share(couple.n, base, percent)
        if base.start == couple.n.start and self.bases.is_own(base):
            return None
        if judged.verdict == "wrong" and base.value == couple.n.value:
            return None  # told once more: "giải quyết 585 hồ sơ, đạt 99,9% (đúng hạn 585, 99,9%)"
        if judged.verdict == "wrong" and strength != "strong" and is_right(base, couple.n, percent):
            return None  # "201.417 hồ sơ, đúng hạn đạt 99,12% (199.645 hồ sơ)"
        likely = mistyped if strength == "faint" else nearly
        evident = strength == "strong" or likely(couple.n, base, percent)
        if judged.verdict == "wrong" and not evident:
            return None
        named = strength == "strong" or self.bases.has_other(couple.percent)
        if judged.verdict != "right" and not named and self.bases.has_plan(base):
            return None  # "4.409 căn (đạt 99,9% kế hoạch); 3.578 căn hoàn thành (chiếm 81,1%)"
        self.taken.add(couple.percent)
        spans = (couple.n, percent, base)
        if judged.verdict == "right" and base not in self.confirmed:
            self.confirmed.append(base)
        if self.bases.is_own(base):
            span = min(f.start for f in spans), max(f.end for f in spans)
        else:
            span = min(f.start for f in spans[:2]), max(f.end for f in spans[:2])
        return claim("ratio", self.reading, span, judged, (shown(couple.n), shown(base)))

    def _with_earlier_base(self, couples: Sequence[Couple]) -> Iterator[Claim]:
        """Counts with a share of something printed before them."""
        matched = {}
        for couple in couples:
            fit = None if couple.percent in self.taken else self._matched(couple)
            if fit is not None:
                matched[couple] = fit
        told = Counter[int]()
        for couple, (base, fitting) in self._without_chance(matched):
            told[couple.n.sentence] += 1
            self._fitted.append((couple, base))
            yield fitting
        open_couples = [couple for couple in couples if couple.percent not in self.taken]
        for item in self._led(open_couples):
            told[item[0].n.sentence] += 1
            yield item[1]
        left = [couple for couple in open_couples if couple.percent not in self.taken]
        for sentence, count in Counter(couple.n.sentence for couple in left).items():
            row = [couple for couple in left if couple.n.sentence == sentence]
            if count > 1 or told[sentence]:
                shared = list(self._of_common_base(row))
                told[sentence] += len(shared)
                yield from shared or (self._of_mistyped_base(row) if count > 1 else ())
        left = [couple for couple in left if couple.percent not in self.taken]
        failed = Counter(couple.n.sentence for couple in left)
        for couple in left:
            if couple.percent not in self.taken:
                # Shares that all fail have a base that is not printed.
                others = failed[couple.n.sentence] - 1
                known = told[couple.n.sentence] > others or self._failed.row(couple) is not None
                alone = others < _SEVERAL or known or self._failed.is_apart(couple)
                # "612 đối tượng, 387 người (63,2%)": either of the two may be meant.
                twins = [c for c in left if c.percent == couple.percent] if alone else []
                told_so = (self._contradicted(twin) for twin in twins)
                yield next(filter(None, told_so), None) or self._unknown(couple)

    def _without_chance(
        self, matched: dict[Couple, tuple[Figure, Claim]]
    ) -> Iterator[tuple[Couple, tuple[Figure, Claim]]]:
        """Yield what fits, but for short shares that fit, it seems, a far figure by chance.

        Their neighbours in the sentence are shares of another one: ``khiển trách 28 (45%), cảnh
        cáo 21 (34%), cách chức 1 (8%)`` of 62, not of the 13 that the sentence before tells.
        """
        rows = Counter((couple.n.sentence, base) for couple, (base, _) in matched.items())
        common = {sentence: base for (sentence, base), times in rows.items() if times >= _SEVERAL}
        for couple, (base, item) in matched.items():
            row = common.get(couple.n.sentence, base)
            short = scaled(self.figures[couple.percent].value)[0] < TELLING
            chance = base.sentence != couple.n.sentence or not self.bases.is_own(base)
            if short and chance and row != base and couple.n.value <= row.value:
                self.taken.discard(couple.percent)
            else:
                yield couple, (base, item)

    def _led(self, couples: Sequence[Couple]) -> Iterator[tuple[Couple, Claim]]:
        """Shares of what words before them name; those beside them in the sentence may be too."""
        bases: dict[int, Figure] = {}
        for couple in couples:
            led = None if couple.percent in self.taken else self._failed.led(couple)
            found = None if led is None else self._shared(couple, led, "strong")
            if led is not None and found is not None:
                bases[couple.n.sentence] = led
                yield couple, found
        for couple in couples:
            base = bases.get(couple.n.sentence)
            if base is not None and couple.percent not in self.taken:
                part = same_unit(couple.n, base) is True and couple.n.value <= base.value
                other = self.bases.has_other(couple.percent) or self.bases.is_each(couple)
                found = self._shared(couple, base, "loose") if part and not other else None
                if found is not None:
                    yield couple, found

    def _of_common_base(self, couples: Sequence[Couple]) -> Iterator[Claim]:
        """Shares of one row that fit the same figure, whatever its noun: that is their base."""
        at = min(couple.at for couple in couples)
        sentence = couples[0].n.sentence
        own = self.figures[max(at - 3 * FAR_BACK, 0) : at]
        printed = [half for f in reversed(own) if f.role == "count" for half in halves(f)]
        named = (base for couple in couples for base, _ in self._failed.told(couple))
        for base in dict.fromkeys([*printed, *self.around.earlier, *named]):
            fitting = [c for c in couples if self._fits(c, base)]
            beside = [c for c, b in self._fitted if b == base and c.n.sentence == sentence]
            shares = [self.figures[c.percent].value for c in (*fitting, *beside)]
            several = fitting and len(shares) >= _SEVERAL and base.value
            if several and sum(len(str(scaled(p)[0])) for p in shares) >= _ENOUGH_DIGITS:
                for couple in fitting:
                    found = self._shared(couple, base, "strong")
                    self._fitted.append((couple, base))
                    if found is not None:
                        yield found
                return

    def _fits(self, couple: Couple, base: Figure) -> bool:
        """Whether a share is that of a base, at least with its last digits cut off."""
        percent = self.figures[couple.percent]
        return may_be_right(couple.n, base, percent) and is_share(couple.n, base, percent)

    def _of_mistyped_base(self, couples: Sequence[Couple]) -> Iterator[Claim]:
        """Shares that all fail: their base is mistyped, or each of them is."""
        shares = [Share(couple.n, self.figures[couple.percent]) for couple in couples]
        other = any(self.bases.has_other(couple.percent) for couple in couples)
        if other or not tells_enough(shares) or not all(couple.n.exact for couple in couples):
            return
        kept = {b.value for c, b in self._fitted if c.n.sentence == couples[0].n.sentence}
        candidates = [f for f in self.bases.candidates(couples[0]) if f.value not in kept]
        rough, slip = rough_base(shares, candidates), None
        if rough is None:
            rough = summed_base(shares)
            printed = {half.value for figure in self.figures for half in halves(figure)}
            slip = mistyped_base(shares, candidates, printed)
            # Of 64 schools 2 were not rated: those that were make up what the shares are of.
            if (
                slip
                and rough
                and (slip[1].value != rough.value or abs(slip[0].value - slip[1].value) in printed)
            ):
                slip = None
        if slip is not None:
            yield from (self._of_meant(couple, *slip) for couple in couples)
        elif rough is not None:
            found = (self._shared(couple, rough, "strong") for couple in couples)
            yield from (claim for claim in found if claim is not None)

    def _of_meant(self, couple: Couple, base: Figure, meant: Figure) -> Claim:
        """A share of a figure that the other shares beside it show to be mistyped, too."""
        n, percent = couple.n, self.figures[couple.percent]
        self.taken.add(couple.percent)
        judged = judge_share(n, base, percent)
        fits = is_right(n, meant, percent)
        others = f" Các tỷ lệ ở đây khớp nếu {shown(base)} là {shown(meant)}." if fits else ""
        start = base.start if self.bases.is_own(base) else n.start
        span = min(start, n.start, percent.start), max(n.end, percent.end)
        judged = judged._replace(verdict="wrong", explanation=judged.explanation + others)
        return claim("ratio", self.reading, span, judged, (shown(n), shown(base)))

    def _matched(self, couple: Couple) -> tuple[Figure, Claim] | None:
        percent = self.figures[couple.percent]
        fine = scaled(percent.value)[1] >= FINE
        for base in self.bases.candidates(couple, between=True):
            if not (fine or comparable(base, couple.n) or self.bases.divides(base, couple)):
                continue
            if couple.n.value <= base.value or not self.bases.is_part(couple):
                if not may_be_right(couple.n, base, percent):
                    continue
                if base.value and is_right(couple.n, base, percent):
                    found = self._fitting(couple, base)
                    return None if found is None else (base, found)
        return None

    def _fitting(self, couple: Couple, base: Figure) -> Claim | None:
        """A share that fits; of two digits or of far away it does so by chance now and then."""
        confirmed = tuple(self.confirmed)
        found = self._shared(couple, base, "strong")
        telling = scaled(self.figures[couple.percent].value)[0] >= TELLING
        named = (
            telling
            or self.bases.is_first_part(couple, base)
            or base in confirmed
            or base is self.bases.whole_of(couple)
        )
        if found is None or named:
            return found
        words = "Khớp với một số ở gần, có thể là ngẫu nhiên."
        return msgspec.structs.replace(found, verdict="unverifiable", explanation=words)

    def _contradicted(self, couple: Couple) -> Claim | None:
        n, percent = couple.n, self.figures[couple.percent]
        if self.bases.is_each(couple) or _OF_SOME.search(self.reading.between(n, percent)):
            return None
        for base, tie in self._failed.bases_of(couple):
            if (found := self._shared(couple, base, tie)) is not None:
                return found
        asked = self._failed.asked(couple)
        return None if asked is None else self._doubted(couple, asked)

    def _doubted(self, couple: Couple, base: Figure) -> Claim:
        """Ask about a share of a figure that nothing but a likely slip speaks for."""
        n, percent = couple.n, self.figures[couple.percent]
        judged = judge_share(n, base, percent)._replace(verdict="doubtful")
        self.taken.add(couple.percent)
        span = min(n.start, percent.start), max(n.end, percent.end)
        return claim("ratio", self.reading, span, judged, (shown(n), shown(base)))

    def _is_taken_up(self, couple: Couple) -> bool:
        """Whether a percentage is said to be what a count takes up of a whole."""
        percent = self.figures[couple.percent]
        lead = self.reading.canvas[max(percent.start - _LEAD, 0) : percent.start]
        plan = OF_PLAN.match(self.reading.canvas, percent.end) is not None
        return _TAKES_UP.search(lead) is not None and not plan

    def _unknown(self, couple: Couple) -> Claim:
        """A share whose base the text does not give."""
        percent = self.figures[couple.percent]
        self.taken.add(couple.percent)
        words = "Chưa thấy trong câu số dùng làm mẫu của tỷ lệ này."
        judged = Judged("unverifiable", shown(percent), "", words)
        if not couple.n.value and percent.value and self._is_taken_up(couple):
            words = "Không có trường hợp nào thì không thể chiếm tỷ lệ lớn hơn 0."
            judged = Judged("wrong", shown(percent), "0%", words)
        elif percent.value > WHOLE and self._is_taken_up(couple):
            judged = Judged("wrong", shown(percent), "", "Một phần không thể chiếm quá 100%.")
        span = min(couple.n.start, percent.start), max(couple.n.end, percent.end)
        return claim("ratio", self.reading, span, judged, (shown(couple.n),))
