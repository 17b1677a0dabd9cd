"""Fractions with their percentage; others: :mod:`forms.claims.shares.share_claims`.

Two strengths of grammar. Where the words tie a percentage to its figures ("949/959 hồ sơ, đạt tỷ
lệ 98,96%") a mismatch is an error. Where they only stand close ("11/25 dịch vụ của lực lượng Công
an đạt 97,67%") a match is a match, but a mismatch counts only if the percentage was evidently
meant for these figures: it is close, or one mistyped digit explains it. Everything else is left
alone, for a false alarm costs more trust than a miss.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from forms.claims.claim import Claim, Judged, claim, is_right, judge_share, mistyped, nearly, shown
from forms.claims.shares.named_rates import NamedRates
from forms.claims.shares.plan_first_shares import plan_first_shares
from forms.claims.shares.respective_shares import respective_shares
from forms.claims.shares.share_bases import FAR_BACK, FINE, TELLING, Bases, Surroundings
from forms.claims.shares.share_claims import ShareClaims
from forms.claims.shares.share_grammar import (
    BRACKET_FIRST,
    BRACKETED,
    NAMED_RATE,
    PERCENT_RANGE,
    RATE_OF,
    Pair,
    Strength,
    binding,
    pairs,
    rated_next,
    without_mark,
)
from forms.claims.shares.swapped_shares import swapped_shares
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.remainder_claims import left_over
from forms.numbers import scaled
from forms.verdicts import WHOLE

_OF_TOTAL: Final = re.compile(r" (?:so với |trên |trong )?tổng số\b")
_NAMED_NEXT: Final = re.compile(
    r"\. (?:tỷ|tỉ) lệ (?!đạt|là|bằng|này|chung)((?:[^\W\d_]++ )+?)(?:đạt|là|bằng|chiếm)"
)
"""A sentence of its own about a rate with a name of its own."""
_AT_ONCE: Final = frozenset({"đạt", "chiếm", "bằng", "đạt tỷ lệ", "chiếm tỷ lệ"})
"""Words that alone stand between a fraction and its percentage: ``30/44 đạt 68%``."""
_EACH: Final = re.compile(r"\((?:(?:đều|đã|hoàn thành|đạt) )*$")
_LATER_TARGET: Final = re.compile(r"\s(?:so với )?mục tiêu (?:đến|giai đoạn|nhiệm kỳ)\b")
"""``36/60 xã đạt chuẩn, đạt 50% mục tiêu đến năm 2025``: of those that are to come."""
_THEN: Final = re.compile(r"\b(?:tháng|quý|năm|kỳ|tuần) (?:trước|ngoái) \($")
_ASKED: Final = 5
_SHORT_NOUN: Final = 7
_LONG_NOUN: Final = 12
_SHORT: Final = 24
_LEAD: Final = 110
_SEVERAL: Final = 2


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
        percents = [j for j in percents if not (self._is_range(j) or self._is_of_then(j))]
        for search in (self._of_fraction, self._respective):
            for j in percents:
                if j not in self.taken:
                    yield from search(j)
        yield from plan_first_shares(self.reading, self.taken)
        yield from swapped_shares(self.reading, self.around, percents, self.taken)
        yield from respective_shares(self.reading, percents, self.taken)
        yield from NamedRates(self.reading, self.around, self.taken).claims(percents)
        yield from _agreed(list(ShareClaims(self.bases, self.taken).claims(percents)))
        yield from left_over(self.reading, self.pairs)

    def _is_range(self, j: int) -> bool:
        """Whether a percentage is an end of a range: ``đạt 90,5% đến 94,9%``."""
        ends = (self.figures[k].end for k in (j, j - 1) if k >= 0)
        return any(PERCENT_RANGE.match(self.reading.canvas, end) for end in ends)

    def _is_of_then(self, j: int) -> bool:
        """Whether a percentage is that of another time: ``so với tháng trước (73,15%)``."""
        start = self.figures[j].start
        return _THEN.search(self.reading.canvas, max(start - _SHORT, 0), start) is not None

    # --- fractions --------------------------------------------------------------------------------

    def _of_fraction(self, j: int) -> Iterator[Claim]:
        options = [
            (self._together(pair, j), "loose" if self._may_be_of_another(pair, j) else strength)
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
            if sure or self._may_be_meant_for(pair, j):
                yield self._claim(pair, j, verdict)
                return

    def _may_be_meant_for(self, pair: Pair, j: int) -> bool:
        """Whether a percentage that no grammar ties to a fraction was meant for it all the same."""
        percent = self.figures[j]
        gap = self.reading.between(self.figures[pair.last], percent)
        apart = _NAMED_NEXT.search(gap)
        first = self.figures[pair.first].start
        if apart and apart[1] not in self.reading.canvas[max(first - _LEAD, 0) : self._end(pair)]:
            return False
        if ";" in gap or NAMED_RATE.search(gap) or self._is_of_total(j):
            return mistyped(pair.n, pair.d, percent)
        return nearly(pair.n, pair.d, percent)

    def _end(self, pair: Pair) -> int:
        """Where the noun of a fraction ends."""
        end = self.figures[pair.last].end
        at = self.reading.canvas.find(". ", end, end + _LEAD)
        return at if at > 0 else end

    def _respective(self, j: int) -> Iterator[Claim]:
        """The second percentage of ``(đạt 70,7% về số hộ và 63,1% về số tiền)``."""
        if not j or j - 1 not in self.taken or self.figures[j - 1].role != "percent":
            return
        index = bisect_left(self._lasts, j)
        nearest = self.pairs[index - 1] if index else None
        if nearest is not None and nearest.d.sentence == self.figures[j].sentence:
            exact = is_right(nearest.n, nearest.d, self.figures[j])
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
            if near and is_right(pair.n, pair.d, percent):
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
        start = self.figures[pair.first].start
        if RATE_OF.search(self.reading.canvas[max(start - _LEAD, 0) : start]):
            return
        if all(f.depth > min(percent.depth, pair.d.depth) for f in inner) and not pair.n.loose:
            strength = self._binding(pair, j)
            if strength is not None:
                yield pair, strength if pair.alike else "loose"
        elif self._is_only_rate(pair, inner, percent):
            yield pair, "loose"

    def _is_only_rate(self, pair: Pair, inner: Sequence[Figure], percent: Figure) -> bool:
        """``41/58 người với số tiền 2,4 tỷ đồng, đạt 70,69%``: said of the fraction, if it fits."""
        counts = all(f.role == "count" and f.base is None for f in inner)
        if not counts or pair.n.loose or not scaled(percent.value)[1]:
            return False
        # A count of the same things would have the percentage itself.
        sums = all(f.money for f in inner) and not pair.n.money
        slipped = sums and mistyped(pair.n, pair.d, percent)
        fine = scaled(percent.value)[1] >= FINE
        fits = is_right(pair.n, pair.d, percent) or (slipped and fine)
        tied = binding(self.reading.between(inner[-1], percent)) is not None
        return fits and tied and scaled(percent.value)[0] >= TELLING

    def _binding(self, pair: Pair, j: int) -> Strength | None:
        gap = self.reading.between(self.figures[pair.last], self.figures[j])
        percent = self.figures[j].value
        # "5/9 đạt 80%" may be five that have reached what was asked of them.
        if pair.slash and gap in _AT_ONCE:
            asked = percent <= WHOLE and not percent % _ASKED
            if not asked or any(self._is_told(other, gap) for other in self._near(pair)):
                return "strong"
        return binding(BRACKETED.sub("", gap) if j - pair.last > 1 else gap)

    def _near(self, pair: Pair) -> list[Pair]:
        at = bisect_left(self._lasts, pair.last)
        near = self.pairs[max(at - _SEVERAL, 0) : at + _SEVERAL + 1]
        return [
            other for other in near if other is not pair and other.d.sentence == pair.d.sentence
        ]

    def _is_told(self, pair: Pair, link: str) -> bool:
        """Whether a fraction has its own percentage behind the same word: ``41/61 đạt 67%``."""
        percent = self.figures[min(pair.last + 1, len(self.figures) - 1)]
        told = percent.role == "percent" and pair.slash and is_right(pair.n, pair.d, percent)
        return told and self.reading.between(self.figures[pair.last], percent) == link

    def _behind(self, j: int) -> Iterator[tuple[Pair, Strength]]:
        percent = self.figures[j]
        pair = self._firsts.get(j + 1)
        if pair is not None and pair.n.sentence == percent.sentence and not pair.n.loose:
            gap = self.reading.between(percent, self.figures[pair.first])
            if BRACKET_FIRST.fullmatch(gap):
                yield pair, "strong"

    def _together(self, pair: Pair, j: int) -> Pair:
        """Add the count before to a worded fraction where the two make what its share says.

        ``1.318 dịch vụ toàn trình, 402 dịch vụ một phần trên tổng số 1.894 (đạt 90,81%)``.
        """
        percent, before = self.figures[j], self.figures[pair.first - 1]
        alike = before.plain and same_unit(before, pair.n) is True and before.power == pair.n.power
        if pair.slash or not pair.first or not alike or before.sentence != pair.n.sentence:
            return pair
        made = pair.n._replace(value=pair.n.value + before.value)
        telling = scaled(percent.value)[0] >= TELLING and not is_right(pair.n, pair.d, percent)
        return pair._replace(n=made) if telling and is_right(made, pair.d, percent) else pair

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
        lead = self.reading.canvas[max(percent.start - _SHORT, 0) : percent.start]
        return percent.value in {0, WHOLE} and _EACH.search(lead) is not None

    def _may_be_of_another(self, pair: Pair, j: int) -> bool:
        """Whether words behind a percentage name a base, and the fraction is not just before."""
        if _LATER_TARGET.match(self.reading.canvas, self.figures[j].end):
            return True
        words = self.reading.between(self.figures[pair.last], self.figures[j]).split()
        at_once = pair.slash and len(words) <= (_LONG_NOUN if pair.d.money else _SHORT_NOUN)
        return self.bases.has_other(j) and (self._is_of_total(j) or not at_once)

    def _is_of_total(self, j: int) -> bool:
        """``479/480 đại biểu (bằng 96,96% tổng số đại biểu)``: a total may be a larger one."""
        return _OF_TOTAL.match(self.reading.canvas, self.figures[j].end) is not None

    def _claim(self, pair: Pair, j: int, judged: Judged) -> Claim:
        self.taken.add(j)
        if judged.verdict == "right":
            self.confirmed.append(pair.d)
        percent = self.figures[j]
        n, d = self.figures[pair.first], self.figures[pair.last]
        span = min(n.start, percent.start), max(d.end, percent.end)
        return claim("ratio", self.reading, span, judged, (shown(pair.n), shown(pair.d)))


def _agreed(found: Sequence[Claim]) -> Iterator[Claim]:
    """Yield claims; a share that fits by chance, it seems, does not where its neighbours agree."""
    bases = Counter(item.operands[-1] for item in found if item.verdict == "right")
    for item in found:
        fits = item.verdict == "unverifiable" and len(item.operands) == len(("n", "d"))
        if fits and bases[item.operands[-1]] >= _SEVERAL:
            yield msgspec.structs.replace(item, verdict="right", explanation="")
        else:
            yield item
