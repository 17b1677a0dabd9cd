"""Fractions with their percentage, and percentages whose base stands elsewhere.

Two strengths of grammar. Where the words tie a percentage to its figures ("949/959 hồ sơ, đạt tỷ
lệ 98,96%") a mismatch is an error. Where they only stand close ("11/25 dịch vụ của lực lượng Công
an đạt 97,67%") a match is a match, but a mismatch counts only if the percentage was evidently
meant for these figures: it is close, or one mistyped digit explains it. Everything else is left
alone, for a false alarm costs more trust than a miss.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from forms.claims import Claim, Judged, claim, judge_share, mistyped, nearly, shown
from forms.numbers import scaled
from forms.remainder_claims import left_over
from forms.share_bases import FAR_BACK, FINE, TELLING, Bases, Couple, Surroundings
from forms.share_grammar import (
    BASE_AFTER,
    BRACKET_FIRST,
    BRACKETED,
    IN_BRACKET,
    SHARE_NAME,
    Pair,
    Strength,
    binding,
    is_bracketed_count,
    pairs,
    rated_next,
    without_mark,
)
from forms.text_figures import Figure, Reading, comparable, same_unit
from forms.verdicts import WHOLE

_AND_OF: Final = re.compile(r"(?:[^\W\d_]++ ){1,8}và(?: bằng| chiếm| đạt)?")
_SHORT_NOUN: Final = 7


class RateClaims:
    """The claims of one passage about percentages, and which figures they have used."""

    def __init__(self, reading: Reading, around: Surroundings) -> None:
        self.reading, self.around = reading, around
        self.figures = reading.figures
        self.pairs = pairs(reading)
        self.taken = {i for i, f in enumerate(self.figures) if f.start in around.taken}
        self.bases = Bases(reading, around)
        self.confirmed = self.bases.confirmed
        self._lasts = [pair.last for pair in self.pairs]
        self._firsts = {pair.first: pair for pair in self.pairs}

    def claims(self) -> Iterator[Claim]:
        """Yield every claim; bound fractions first, so that no search takes their figures."""
        percents = [i for i, f in enumerate(self.figures) if f.role == "percent" and not f.loose]
        for search in (self._of_fraction, self._respective, self._with_later_base, self._named):
            for j in percents:
                if j not in self.taken:
                    yield from search(j)
        couples = [c for j in percents if j not in self.taken for c in self._couples(j)]
        yield from self._with_earlier_base(couples)
        yield from left_over(self.reading, self.pairs)

    # --- fractions --------------------------------------------------------------------------------

    def _of_fraction(self, j: int) -> Iterator[Claim]:
        options = [
            (pair, "loose" if self._may_be_of_another(pair, j) else strength)
            for pair, strength in self._before(j)
        ]
        options.extend(self._behind(j))
        judged = [(pair, strength, self._judge(pair, j)) for pair, strength in options]
        for pair, _, verdict in judged:
            if verdict.verdict in {"right", "truncated"}:
                yield self._claim(pair, j, verdict)
                return
        if judged and (other := self._other_fitting(j, judged[0][0])) is not None:
            yield self._claim(other, j, judge_share(other.n, other.d, self.figures[j]))
            return
        for pair, strength, verdict in judged:
            sure = strength == "strong" and not self._is_whole(j)
            if sure or nearly(pair.n, pair.d, self.figures[j]):
                yield self._claim(pair, j, verdict)
                return

    def _respective(self, j: int) -> Iterator[Claim]:
        """The second percentage of ``(đạt 70,7% về số hộ và 63,1% về số tiền)``."""
        if not j or j - 1 not in self.taken or self.figures[j - 1].role != "percent":
            return
        index = bisect_left(self._lasts, j)
        nearest = self.pairs[index - 1] if index else None
        if nearest is not None and nearest.d.sentence == self.figures[j].sentence:
            exact = _is_right(nearest.n, nearest.d, self.figures[j])
            digits, decimals = scaled(self.figures[j].value)
            telling = digits >= TELLING and decimals
            pair = nearest if exact and telling else self._other_fitting(j, nearest)
            both = self.reading.between(self.figures[j - 1], self.figures[j])
            named = " và " in f" {both} " and len(both.split()) <= _SHORT_NOUN
            if (
                pair is None
                and telling
                and named
                and mistyped(nearest.n, nearest.d, self.figures[j])
            ):
                pair = nearest
            if pair is not None:
                yield self._claim(pair, j, judge_share(pair.n, pair.d, self.figures[j]))

    def _other_fitting(self, j: int, nearest: Pair) -> Pair | None:
        """``41/58 hộ, 38,6/61,2 tỷ đồng (đạt 70,7% về số hộ và 63,1% về số tiền)``."""
        percent = self.figures[j]
        digits, decimals = scaled(percent.value)
        if digits < TELLING or not decimals:
            return None
        index = bisect_left(self._lasts, j) - 1
        for pair in reversed(self.pairs[max(index - 3, 0) : max(index, 0)]):
            near = pair.d.sentence == percent.sentence and pair is not nearest
            if near and _is_right(pair.n, pair.d, percent):
                return pair
        return None

    def _before(self, j: int) -> Iterator[tuple[Pair, Strength]]:
        percent = self.figures[j]
        index = bisect_left(self._lasts, j) - 1
        pair = self.pairs[index] if index >= 0 else None
        if pair is None or j - pair.last > FAR_BACK:
            return
        if pair.d.sentence != percent.sentence:
            if pair.last == j - 1 and rated_next(self.reading, pair, percent):
                yield pair, "loose"
            return
        inner = self.figures[pair.last + 1 : j]
        if all(f.depth > min(percent.depth, pair.d.depth) for f in inner) and not pair.n.loose:
            strength = self._binding(pair, j)
            if strength is not None:
                yield pair, strength if pair.alike else "loose"
        elif self._is_only_rate(pair, inner, percent):
            yield pair, "loose"

    def _is_only_rate(self, pair: Pair, inner: Sequence[Figure], percent: Figure) -> bool:
        """``41/58 người với số tiền 2,4 tỷ đồng, đạt 70,69%``: said of the fraction, if it fits."""
        counts = all(f.role == "count" and f.base is None for f in inner)
        if not counts or pair.n.loose or scaled(percent.value)[1] < FINE:
            return False
        fits = _is_right(pair.n, pair.d, percent) or mistyped(pair.n, pair.d, percent)
        tied = binding(self.reading.between(inner[-1], percent)) is not None
        return fits and tied and scaled(percent.value)[0] >= TELLING

    def _binding(self, pair: Pair, j: int) -> Strength | None:
        gap = self.reading.between(self.figures[pair.last], self.figures[j])
        return binding(BRACKETED.sub("", gap) if j - pair.last > 1 else gap)

    def _behind(self, j: int) -> Iterator[tuple[Pair, Strength]]:
        percent = self.figures[j]
        pair = self._firsts.get(j + 1)
        if pair is not None and pair.n.sentence == percent.sentence and not pair.n.loose:
            gap = self.reading.between(percent, self.figures[pair.first])
            if BRACKET_FIRST.fullmatch(gap):
                yield pair, "strong"

    def _judge(self, pair: Pair, j: int) -> Judged:
        percent = self.figures[j]
        verdict = judge_share(pair.n, pair.d, percent)
        if verdict.verdict != "wrong":
            return verdict
        bare = without_mark(pair.d, self.around.notes)
        if bare is not None and judge_share(pair.n, bare, percent).verdict == "right":
            words = f"Đọc mẫu số là {shown(bare)}: chữ số sau cùng là số chú thích."
            return Judged("right", shown(percent), shown(percent), words)
        return verdict

    def _is_whole(self, j: int) -> bool:
        """Whether a percentage says "none" or "all": of each of the counted, not of a fraction."""
        percent = self.figures[j]
        lead = self.reading.canvas[max(percent.start - 2, 0) : percent.start]
        return percent.value in {0, WHOLE} and lead.rstrip().endswith("(")

    def _may_be_of_another(self, pair: Pair, j: int) -> bool:
        """Whether words behind a percentage name a base, and the fraction is not just before."""
        words = self.reading.between(self.figures[pair.last], self.figures[j]).split()
        return self.bases.has_other(j) and not (pair.slash and len(words) <= _SHORT_NOUN)

    def _claim(self, pair: Pair, j: int, judged: Judged) -> Claim:
        self.taken.add(j)
        if judged.verdict == "right":
            self.confirmed.append(pair.d)
        percent = self.figures[j]
        n, d = self.figures[pair.first], self.figures[pair.last]
        span = min(n.start, percent.start), max(d.end, percent.end)
        return claim("ratio", self.reading, span, judged, (shown(pair.n), shown(pair.d)))

    # --- bases elsewhere --------------------------------------------------------------------------

    def _couples(self, j: int) -> Iterator[Couple]:
        percent = self.figures[j]
        i, owner = self._count_before(j), percent
        last = self.figures[i] if i is not None and i == j - 1 else percent
        if last.role == "percent" and _AND_OF.fullmatch(self.reading.between(last, percent)):
            i, owner = self._count_before(j - 1), last
        if i is not None and self._is_share_of(self.figures[i], owner):
            yield Couple(self.figures[i], j, i)
        after = self.figures[j + 1] if j + 1 < len(self.figures) else None
        if after is not None and is_bracketed_count(self.reading, percent, after):
            yield Couple(after, j, j + 1)

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
        i = self._count_before(j)
        before = None if i is None else self.figures[i]
        if base is None or before is None or not self._is_share_of(before, self.figures[j]):
            return
        strength = self._later_base(j, before, base)
        if strength is None:
            return
        found = self._shared(Couple(before, j, j - 1), base, strength)
        if found is not None:
            yield found
            yield from self._chained(j - 2, base)
            return
        for n in self.figures[max(j - 4, 0) : j - 1]:
            apart = n.role == "count" and n.base is None and n.sentence == base.sentence
            if apart and same_unit(n, base) and self._may_be_meant(n, base, j):
                found = self._shared(Couple(n, j, j - 1), base, strength)
                if found is not None:
                    yield found
                    return

    def _may_be_meant(self, n: Figure, base: Figure, j: int) -> bool:
        percent = self.figures[j]
        exact = judge_share(n, base, percent).verdict == "right"
        return exact or (scaled(percent.value)[0] >= TELLING and mistyped(n, base, percent))

    def _later_base(self, j: int, before: Figure, base: Figure) -> Strength | None:
        percent = self.figures[j]
        plain = base.role == "count" and base.base is None and not base.loose
        if not plain or base.sentence != percent.sentence:
            return None
        gap = self.reading.between(percent, base)
        tie = BASE_AFTER.fullmatch(gap)
        if tie is None:
            bare = IN_BRACKET.fullmatch(gap) or gap.strip() == "("
            return "loose" if bare and same_unit(before, base) else None
        tied = bool(tie["total"] or tie["open"]) and same_unit(before, base) is not False
        return "strong" if tied else "loose"

    def _chained(self, j: int, base: Figure) -> Iterator[Claim]:
        """Earlier counts of the same sentence whose percentages share the base."""
        for k in range(j, max(j - FAR_BACK, 0), -1):
            percent = self.figures[k]
            if percent.sentence != base.sentence or k in self.taken:
                return
            n = self.figures[k - 1]
            if percent.role == "percent" and self._is_share_of(n, percent):
                found = self._shared(Couple(n, k, k - 1), base, "loose")
                if found is not None:
                    yield found

    def _shared(self, couple: Couple, base: Figure, strength: Strength) -> Claim | None:
        percent = self.figures[couple.percent]
        judged = judge_share(couple.n, base, percent)
        evident = strength == "strong" or nearly(couple.n, base, percent)
        if judged.verdict == "wrong" and not evident:
            return None
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
        open_couples = []
        for couple in couples:
            found = self._matched(couple)
            if found is None:
                open_couples.append(couple)
            else:
                yield found
        for couple in open_couples:
            if couple.percent not in self.taken:
                yield self._unmatched(couple)

    def _matched(self, couple: Couple) -> Claim | None:
        percent = self.figures[couple.percent]
        fine = scaled(percent.value)[1] >= FINE
        for base in self.bases.candidates(couple, between=True):
            if not fine and not comparable(base, couple.n) and not self.bases.divides(base, couple):
                continue
            if couple.n.value <= base.value or not self.bases.is_part(couple):
                judged = judge_share(couple.n, base, percent)
                if judged.verdict == "right" and base.value:
                    return self._fitting(couple, base)
        return None

    def _fitting(self, couple: Couple, base: Figure) -> Claim | None:
        """A share that fits; of two digits or of far away it does so by chance now and then."""
        found = self._shared(couple, base, "strong")
        telling = scaled(self.figures[couple.percent].value)[0] >= TELLING
        named = (
            telling or self.bases.is_first_part(couple, base) or base is self.bases.whole_of(couple)
        )
        if found is None or named:
            return found
        words = "Khớp với một số ở gần, có thể là ngẫu nhiên."
        return msgspec.structs.replace(found, verdict="unverifiable", explanation=words)

    def _unmatched(self, couple: Couple) -> Claim:
        percent = self.figures[couple.percent]
        base = self.bases.whole_of(couple)
        if base is not None and not self.bases.is_own(base) and not self.bases.tells(couple, base):
            base = None
        if base is not None and not self.bases.has_other(couple.percent):
            known = base in self.confirmed and self.bases.is_own(base)
            sure = known or self.bases.is_first_part(couple, base)
            found = self._shared(couple, base, "strong" if sure else "loose")
            if found is not None:
                return found
        asked = self._asked(couple)
        if asked is not None:
            return asked
        self.taken.add(couple.percent)
        words = "Chưa thấy trong câu số dùng làm mẫu của tỷ lệ này."
        judged = Judged("unverifiable", shown(percent), "", words)
        span = min(couple.n.start, percent.start), max(couple.n.end, percent.end)
        return claim("ratio", self.reading, span, judged, (shown(couple.n),))

    def _asked(self, couple: Couple) -> Claim | None:
        """Ask about a share that one mistyped digit would make one of a figure nearby.

        The fewer decimals a percentage has, the sooner that happens by chance.
        """
        percent = self.figures[couple.percent]
        decimals = scaled(percent.value)[1]
        if scaled(percent.value)[0] < TELLING:
            return None
        for base in self.bases.nearest(couple)[: 2 * decimals if decimals >= FINE else decimals]:
            if not self.bases.is_own(base) and not self.bases.tells(couple, base):
                continue
            if mistyped(couple.n, base, percent) and not _is_right(couple.n, base, percent):
                judged = judge_share(couple.n, base, percent)._replace(verdict="doubtful")
                self.taken.add(couple.percent)
                span = min(couple.n.start, percent.start), max(couple.n.end, percent.end)
                operands = (shown(couple.n), shown(base))
                return claim("ratio", self.reading, span, judged, operands)
        return None

    def _named(self, j: int) -> Iterator[Claim]:
        """``được giao 46 nhiệm vụ, đã hoàn thành 35 nhiệm vụ, …, tỷ lệ hoàn thành đạt 76,09%``."""
        percent = self.figures[j]
        lead = self.reading.canvas[max(percent.start - 60, 0) : percent.start]
        name = SHARE_NAME.search(lead)
        counts = [
            f
            for f in self.figures[max(j - FAR_BACK, 0) : j]
            if f.role == "count" and f.sentence == percent.sentence and f.base is None
        ]
        if name is None or len(counts) < 2 or scaled(percent.value)[1] == 0:  # noqa: PLR2004
            return
        whole = counts[0]
        for n in counts[1:]:
            before = self.reading.canvas[max(n.start - 40, 0) : n.start]
            if name["name"] in before and same_unit(n, whole) is not False and not n.loose:
                found = self._shared(Couple(n, j, j), whole, "loose")
                if found is not None:
                    yield found
                return


def _is_right(n: Figure, base: Figure, percent: Figure) -> bool:
    return judge_share(n, base, percent).verdict == "right"
