"""Which figure a share that stands away from its base may be a share of.

``n hồ sơ, chiếm P%`` names no base. It is the figure that the sentence divides, one that other
shares have confirmed, or one printed shortly before; these are given in that order of trust.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Final, NamedTuple

from forms.claims.claim import judge_share, mistyped
from forms.claims.shares.named_bases import Named
from forms.claims.shares.share_grammar import (
    NAMED_RATE,
    OF_PLAN,
    OTHER_BASE,
    PARTITIVE,
    SUBDIVIDED,
    halves,
    is_round,
)
from forms.claims.text_figures import Figure, Reading, comparable, same_unit
from forms.numbers import scaled
from forms.verdicts import WHOLE

FAR_BACK: Final = 8
_AT_ONCE: Final = re.compile(r"trong (?:đó|số đó|số này),?(?: [^\W\d_]++){0,5} ?:?$")
_AT_RATE: Final = re.compile(r"(?:[^\W\d_]++ ){1,3}(?:có|đạt) (?:tỷ|tỉ) lệ(?: đạt)? ?")
"""``03 ấp đạt tỷ lệ 90%``: what each of them has reached, as likely as their share."""
_PLAN_ONLY: Final = re.compile(
    r"\s(?:so với )?(kế hoạch|dự toán|chỉ tiêu)(?: vốn)?(?: (?:được )?giao| đề ra| năm)?\s?"
    r"(?=[,;.)]|$)"
)
_OPENED: Final = re.compile(r"[^;]{0,80}[.,(:] ?trong (?:đó|số đó|số này)\b[^;]{0,60}")
_SPENT: Final = re.compile(r"\bgiải ngân (?:được )?$")
_FUNDS: Final = ("kế hoạch vốn", "dự toán", "bố trí", "kinh phí")
_REACHED: Final = re.compile(r"\b(?:đạt|bằng|hoàn thành) ?$")
_OF_WHAT: Final = re.compile(
    r" (?:trên |so với |của )?(?:tổng )?(?:số )?((?:[^\W\d_]++ ){2,4}[^\W\d_]++)"
)
_NAMED_BEFORE: Final = 90
_NOUN_WORDS: Final = 3
_LEAD: Final = 60
_SEVERAL: Final = 2
TELLING: Final = 100
"""A percentage of fewer digits than three, decimals included, fits too much by chance."""
FINE: Final = 2


class Surroundings(NamedTuple):
    """What a passage may refer to: counts printed shortly before it, and footnote numbers.

    ``taken`` are the offsets of percentages that other claims of the passage have explained;
    ``head`` is the figure that the introduction of a list puts at its head; ``names`` are figures
    of the passages before with the words beside them; ``above`` is the first count of the passage
    that an item stands under.
    """

    earlier: tuple[Figure, ...] = ()
    notes: frozenset[int] = frozenset()
    taken: frozenset[int] = frozenset()
    head: Figure | None = None
    names: tuple[Named, ...] = ()
    above: Figure | None = None


class Couple(NamedTuple):
    """A count with a percentage of a base that stands elsewhere."""

    n: Figure
    percent: int
    at: int


class Bases:
    """The figures of and around one passage that its shares may be shares of."""

    def __init__(self, reading: Reading, around: Surroundings) -> None:
        self.reading, self.around = reading, around
        self.figures = reading.figures
        self.confirmed: deque[Figure] = deque(maxlen=FAR_BACK)
        self._adds = "+" in reading.canvas

    def has_other(self, j: int) -> bool:
        """Whether words behind a percentage name a base."""
        return OTHER_BASE.match(self.reading.canvas, self.figures[j].end) is not None

    def candidates(self, couple: Couple, *, between: bool = False) -> list[Figure]:
        """Return the figures that may be the base, nearest first."""
        end = couple.percent if between else min(couple.at, couple.percent)
        figures = self.figures[max(end - 2 * FAR_BACK, 0) : end]
        own = [f for f in reversed(figures) if f.role == "count" and f != couple.n][:FAR_BACK]
        before = [f for f in self.confirmed if not self.is_own(f) or f.end <= couple.n.start]
        fine = scaled(self.figures[couple.percent].value)[1] >= FINE
        both = fine or self.has_other(couple.percent)
        printed = chain.from_iterable((*self._sum(f), *halves(f)[: 1 + both]) for f in own)
        opened = (base for base in [self.opened(couple)] if base is not None)
        nearest = [*printed, *opened, *before, *self.around.earlier]
        return [f for f in dict.fromkeys(nearest) if not f.loose]

    def _sum(self, figure: Figure) -> Iterator[Figure]:
        """Yield what a figure makes with the next: ``624 vụ việc + 89 vụ việc kỳ trước``."""
        at = self.reading.first_after(figure.end) if self._adds else len(self.figures)
        if at < len(self.figures) and "+" in self.reading.canvas[figure.end : figure.end + _LEAD]:
            other = self.figures[at]
            joined = self.reading.between(figure, other).endswith("+")
            if joined and other.plain and figure.power == other.power:
                yield figure._replace(value=figure.value + other.value, end=other.end)

    def is_own(self, figure: Figure) -> bool:
        """Whether a figure, or half of a fraction, stands in this passage, not in one before it."""
        at = self.reading.first_after(figure.start)
        if at >= len(self.figures) or self.figures[at].start != figure.start:
            return False
        own = self.figures[at]
        if figure.value in (own.value, own.base):
            return True
        return self._adds and "+" in self.reading.canvas[own.end : figure.end]

    def divides(self, base: Figure, couple: Couple) -> bool:
        """Whether words name a count, of whatever noun, as a part: ``trong đó 902 toàn trình``."""
        if base.sentence != couple.n.sentence or not self.is_own(base):
            return False
        telling = scaled(self.figures[couple.percent].value)[0] >= TELLING
        return telling and bool(SUBDIVIDED.search(self.reading.between(base, couple.n)))

    def is_part(self, couple: Couple) -> bool:
        """Whether a share can only be one of a whole, not of a plan."""
        percent = self.figures[couple.percent]
        return percent.value <= WHOLE and not self.has_other(couple.percent)

    def tells(self, couple: Couple, base: Figure) -> bool:
        """Whether a share is so near to that of a figure far before that it was meant for it."""
        percent = self.figures[couple.percent].value
        right = judge_share(couple.n, base, self.figures[couple.percent]).expected
        alike = bool(right) and same_unit(couple.n, base) is True
        near = alike and len(right.partition(",")[0].rstrip("%")) == len(str(int(percent)))
        return near and scaled(percent)[0] >= TELLING

    def beside(self, couple: Couple) -> Figure | None:
        """Return the count before a share in its sentence: ``thụ lý 77 vụ, giải quyết 53 vụ``.

        One that is a share itself is a part like this one.
        """
        n, percent = couple.n, self.figures[couple.percent]
        base = self._before(n)
        if base is None or not base.plain or not named_alike(base, n):
            return None
        after = self.figures[self.reading.first_after(base.end)]
        if after.role == "percent":
            return None
        return base if base.value >= n.value or mistyped(n, base, percent) else None

    def divided(self, couple: Couple) -> Figure | None:
        """Return what "trong đó n, chiếm P%" divides: the figure before, whatever noun it has.

        Its own share may stand between: ``7.693 học sinh, đạt 97,3%, trong đó giỏi 225 (2,9%)``.
        """
        n, percent = couple.n, self.figures[couple.percent]
        base = self._before(n)
        if base is not None and base.role == "percent":
            base = self._before(base)
        if base is None or not base.plain or n.start > percent.start:
            return None
        gap = self.reading.between(base, n)
        partitive = PARTITIVE.search(self.reading.between(n, percent))
        fits = n.value <= base.value and bool(n.power) == bool(base.power)
        return base if fits and partitive and _AT_ONCE.search(gap) else None

    def opened(self, couple: Couple) -> Figure | None:
        """Return the part that a fraction tells and the words behind it divide.

        ``giải quyết 4.561/5.650 hồ sơ (80,7%). Trong đó, 12 hồ sơ trễ hạn (0,3%)``.
        """
        n, figures = couple.n, self.figures
        for k in range(couple.at - 1, max(couple.at - FAR_BACK, -1), -1):
            if n.sentence - figures[k].sentence > 1:
                return None
            if figures[k].base is not None:
                first = next(f for f in figures[k + 1 :] if f.role == "count")
                gaps = (self.reading.between(figures[k], f) for f in (first, n))
                told = any(_OPENED.fullmatch(gap) for gap in gaps)
                done = halves(figures[k])[-1]
                most = done.value.scaleb(done.power)
                fits = n.value.scaleb(n.power) <= most and same_unit(n, done) is not False
                return done if told and fits and not done.loose else None
        return None

    def _before(self, n: Figure) -> Figure | None:
        """Return the figure before a count, rises and falls and deeper brackets left out."""
        at = self.reading.first_after(n.start)
        for figure in reversed(self.figures[max(at - FAR_BACK, 0) : at]):
            if figure.sentence != n.sentence:
                return None
            if figure.depth <= n.depth and figure.start not in self.around.taken:
                return figure
        return None

    def is_first_part(self, couple: Couple, base: Figure) -> bool:
        """Whether a count follows its whole at once: ``W hồ sơ, trong đó n hồ sơ, chiếm P%``."""
        n = couple.n
        if self._before(n) != base or not comparable(n, base):
            return False
        return n.value <= base.value and bool(SUBDIVIDED.search(self.reading.between(base, n)))

    def nearest(self, couple: Couple) -> list[Figure]:
        """Figures that may be the base: those of the same kind, and the one just before."""
        fine = scaled(self.figures[couple.percent].value)[1] >= FINE
        candidates = [
            f for f in self.candidates(couple) if not is_round(f) or (fine and f in self.confirmed)
        ]
        alike = [f for f in candidates if comparable(f, couple.n)]
        alike.sort(key=lambda figure: same_unit(figure, couple.n) is None)
        own = [f for f in candidates if self.is_own(f)]
        known = [f for f in alike if f in self.confirmed]
        return list(dict.fromkeys([*known[:1], *alike[:2], *own[:2], *alike[2:]]))

    def whole_of(self, couple: Couple) -> Figure | None:
        """The figure that the sentence divides into parts, of which this is one."""
        canvas = self.reading.canvas
        n = couple.n
        divided = self.divided(couple)
        if divided is not None:
            return divided
        steps = self.around.taken
        alike = [
            f
            for f in self.candidates(couple)
            if same_unit(f, n) is not False and f.start not in steps
        ]
        alike.sort(key=lambda figure: same_unit(figure, n) is None)
        percent = self.figures[couple.percent]
        known = next(
            (
                f
                for f in alike
                if f in self.confirmed and (n.value <= f.value or mistyped(n, f, percent))
            ),
            None,
        )
        if known is not None:
            return known
        if (beside := self.beside(couple)) is not None:
            return beside
        for base in alike:
            if not self.is_own(base):
                # An item is a part of what heads its list, not of the item before it.
                head = self.around.head
                whole = head if head is not None and same_unit(head, n) else base
                return whole if whole.value >= n.value else None
            tie = canvas[base.end : n.start]
            if base.sentence == n.sentence and SUBDIVIDED.search(tie[:80]):
                return base
            if canvas[max(base.start - 12, 0) : base.start].rstrip().endswith(("tổng số", "tổng")):
                return base
        inside = (f for f in alike if f.sentence == n.sentence and f.value >= n.value)
        return next((f for f in inside if not self._is_share(f)), None)

    def _is_share(self, figure: Figure) -> bool:
        """Whether a bracket behind a count gives its own share: ``2.878 hộ (tỷ lệ 37,46%)``."""
        at = self.reading.first_after(figure.end)
        share = self.figures[at] if at < len(self.figures) else figure
        return share.role == "percent" and share.depth > figure.depth

    def says_enough(self, couple: Couple, base: Figure) -> bool:
        """Whether figures have so many digits that a slip in one of them is hardly by chance."""
        digits = scaled(self.figures[couple.percent].value)[0]
        many = digits >= TELLING**2 // 10 and couple.n.value >= TELLING
        alike = (f for f in self.nearest(couple) if same_unit(f, couple.n))
        steps = self.around.taken
        plain = (f for f in alike if f.depth <= couple.n.depth and f.start not in steps)
        nearest = next(plain, None)
        other = self.has_other(couple.percent)
        return many and base == nearest and couple.n.value <= base.value and not other

    def is_named_again(self, couple: Couple, base: Figure) -> bool:
        """Whether a share, or what it is a share of, has the words that stand before a base."""
        canvas, n, end = self.reading.canvas, couple.n, self.figures[couple.percent].end
        before = canvas[max(base.start - _NAMED_BEFORE, 0) : base.start]
        behind = _OF_WHAT.match(canvas, end)
        own, its = (self.reading.context(figure)[0].strip() for figure in (n, base))
        alike = own == its and len(own.split()) > _SEVERAL
        noun = canvas[max(n.start - _LEAD, 0) : n.start].rstrip(" (").split()[-_NOUN_WORDS:]
        bracketed = n.depth > base.depth and canvas.startswith(" ".join(["", *noun]), base.end)
        return alike or bracketed or (behind is not None and behind[1] in before)

    def is_each(self, couple: Couple) -> bool:
        """Whether each of the counted is at 0 or 100 per cent: "12 sở đạt 100%"."""
        first, last = sorted((couple.n, self.figures[couple.percent]), key=lambda f: f.start)
        gap = self.reading.between(first, last)
        if _AT_RATE.fullmatch(gap):
            return not scaled(self.figures[couple.percent].value)[1]
        whole = self.figures[couple.percent].value in {0, WHOLE}
        return whole and (PARTITIVE.search(gap) is None or NAMED_RATE.search(gap) is not None)

    def is_of_own_plan(self, couple: Couple, base: Figure) -> bool:
        """Whether a share tells what has been reached, next to a figure that tells it of its plan.

        ``20.096 người (đạt 100,48% kế hoạch), trong đó 981 người đi nước ngoài (đạt 57,71%)``: each
        of the two has a plan of its own.
        """
        first, last = sorted((couple.n, self.figures[couple.percent]), key=lambda f: f.start)
        reached = _REACHED.search(self.reading.between(first, last)) is not None
        return reached and base.end < last.start and self.has_plan(base)

    def has_plan(self, base: Figure) -> bool:
        """Whether a figure is told as a share of its plan: ``20.096 người (đạt 99% kế hoạch)``."""
        at = self.reading.first_after(base.end) if self.is_own(base) else len(self.figures)
        rate = self.figures[at] if at < len(self.figures) else base
        return rate.role == "percent" and OF_PLAN.match(self.reading.canvas, rate.end) is not None

    def planned(self, couple: Couple) -> Figure | None:
        """The plan that the sentence names: "Kế hoạch 62.500 triệu đồng, …, đạt 67% kế hoạch"."""
        named = _PLAN_ONLY.match(self.reading.canvas, self.figures[couple.percent].end)
        lead = self.reading.canvas[max(couple.n.start - _LEAD, 0) : couple.n.start]
        spent = _SPENT.search(lead) is not None and not self.has_other(couple.percent)
        if couple.n.start > self.figures[couple.percent].start:
            return None
        if named is None and not spent:
            return None
        names = _FUNDS if named is None or named[1] == "dự toán" else (named[1],)
        near = self.figures[max(couple.at - FAR_BACK, 0) : couple.at]
        plans = [f for f in near if f.sentence == couple.n.sentence and f.role == "count"]
        told = [f for f in plans if self._is_called(f, names)]
        if len(told) != 1 or not told[0].plain or not named_alike(told[0], couple.n):
            return None
        right = judge_share(couple.n, told[0], self.figures[couple.percent]).expected
        expected = Decimal(right.rstrip("%").replace(".", "").replace(",", ".") or 0)
        stated = self.figures[couple.percent].value
        return told[0] if expected <= 2 * stated <= 4 * expected else None

    def _is_called(self, figure: Figure, names: Sequence[str]) -> bool:
        own = self.reading.before(figure.start, _LEAD)
        return any(name in own for name in names)


def named_alike(base: Figure, n: Figure) -> bool:
    """Whether two nouns have a word in common: "63 nguồn tin", "58 tin"."""
    if comparable(base, n):
        return bool(base.unit) or not n.unit
    return bool(set(base.unit) & set(n.unit)) and not base.money
