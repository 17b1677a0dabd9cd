"""What a share that fits no figure of the text may have been meant for.

Bases are tried in order of trust: those that figures fix, those that words name, and those that
only stand near. Where nothing but the nearness of a figure speaks for it, a share is asked about,
and only if one mistyped digit explains it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import is_right, mistyped, nearly, slip_of
from forms.claims.shares.named_bases import named_base, sealed_base
from forms.claims.shares.parallel_bases import (
    continued_base,
    made_up_base,
    noun_base,
    parallel_base,
)
from forms.claims.shares.phrased_bases import (
    funded_base,
    is_of_some,
    leading_name,
    led_base,
    worked_base,
)
from forms.claims.shares.row_bases import left_by_sibling, row_base
from forms.claims.shares.share_bases import FAR_BACK, FINE, TELLING, Bases, Couple, named_alike
from forms.claims.shares.share_grammar import (
    OF_PLAN,
    PARTITIVE,
    PLANNED_LEAD,
    Strength,
    names_base,
)
from forms.claims.text_figures import Figure, same_unit
from forms.numbers import scaled

_SEVERAL: Final = 2
_MANY_DIGITS: Final = 1000
_LEAD: Final = 60
_BEHIND: Final = re.compile(
    r"\s((?:so với|trên|trong|của|tổng|số)\s[^,;.()0-9#%]{3,60}+)(?=[,;.)])"
)
"""What a share is said to be a share of, up to the end of its clause."""


class FailedShares:
    """The bases of the failed shares of one passage; ``fitted`` are its shares that are right."""

    def __init__(self, bases: Bases, fitted: Sequence[tuple[Couple, Figure]]) -> None:
        self.reading, self.around = bases.reading, bases.around
        self.figures = self.reading.figures
        self.bases = bases
        self.confirmed = bases.confirmed
        self._fitted = fitted

    def bases_of(self, couple: Couple) -> Iterator[tuple[Figure, Strength]]:
        """Yield what a share may be a share of, with how firmly the two are tied together."""
        base = self._fixed(couple)
        if base is not None:
            yield base, "strong"
        yield from self.told(couple)
        percent = self.figures[couple.percent]
        for base, faint in self._wholes(couple):
            other = self.bases.has_other(couple.percent)
            if other or names_base(self.reading, percent, base):
                continue
            if self.bases.is_of_own_plan(couple, base) or not self._may_contradict(couple, base):
                continue
            yield base, "faint" if faint else self._tie(couple, base)

    def asked(self, couple: Couple) -> Figure | None:
        """Return the figure nearby that one mistyped digit would make a share's base.

        The fewer decimals a percentage has, the sooner that happens by chance.
        """
        percent = self.figures[couple.percent]
        decimals = scaled(percent.value)[1]
        if scaled(percent.value)[0] < TELLING or self._is_of_unprinted(couple):
            return None
        planned = OF_PLAN.match(self.reading.canvas, percent.end) is not None
        for base in self.bases.nearest(couple)[: 2 * decimals if decimals >= FINE else decimals]:
            of_plan = self.bases.has_plan(base) and not self.bases.has_other(couple.percent)
            if of_plan or not self._may_contradict(couple, base):
                continue
            if names_base(self.reading, percent, base) or (planned and not self._is_plan(base)):
                continue
            if mistyped(couple.n, base, percent) and not is_right(couple.n, base, percent):
                return base
        return self._of_one_digit(couple)

    def _is_of_unprinted(self, couple: Couple) -> bool:
        """Whether the sentence begins with a whole by a name that no figure has."""
        if not leading_name(self.reading, couple.n):
            return False
        return led_base(self.reading, couple, self.around.names) is None

    def _of_one_digit(self, couple: Couple) -> Figure | None:
        """Return the figure of the same noun shortly before that a share misses by one digit."""
        percent = self.figures[couple.percent]
        above = self.around.above
        candidates = self.bases.candidates(couple) + ([above] if above else [])
        if any(is_right(couple.n, base, percent) for base in candidates):
            return None
        for base in candidates:
            of_plan = self.bases.has_plan(base) and not self.bases.has_other(couple.percent)
            named = names_base(self.reading, percent, base)
            if not of_plan and not named and self._is_slip(couple, base):
                return base
        return None

    def _fixed(self, couple: Couple) -> Figure | None:
        """The base that figures fix: those in turn, a plan, a rest, or what a row makes up."""
        n, percent = couple.n, self.figures[couple.percent]
        earlier = self.around.earlier
        own = self.figures[max(couple.at - 2 * FAR_BACK, 0) : couple.at]
        base = self._called_alike(couple) or self.bases.planned(couple)
        base = base or sealed_base(self.reading, n, percent, (*own, *earlier))
        base = base or left_by_sibling(self.figures, self._fitted[-FAR_BACK:], couple)
        base = base or funded_base(self.reading, couple, self.around.names)
        if base is None and not self.bases.has_other(couple.percent):
            base = row_base(self.reading, couple, earlier) or self._parallel(couple)
        return base

    def _called_alike(self, couple: Couple) -> Figure | None:
        """Return the base that other shares have, of which the same words behind them tell.

        ``184 công dân (4,84% so với chỉ tiêu), … 1.684 người (44,32% so với chỉ tiêu)``: a plan may
        be one of its own, so that two others have to agree on it.
        """
        words = self._words_behind(couple)
        if len(words.split()) < _SEVERAL:
            return None
        fitted = self._fitted[-2 * FAR_BACK :]
        told = Counter(b for c, b in fitted if self._words_behind(c) == words)
        base, times = next(iter(told.most_common(1)), (None, 0))
        if base is None or len(told) > 1 or base.money != couple.n.money:
            return None
        planned = OF_PLAN.match(self.reading.canvas, self.figures[couple.percent].end) is not None
        part = couple.n.value.scaleb(couple.n.power) <= base.value.scaleb(base.power)
        return base if part and times > planned else None

    def _words_behind(self, couple: Couple) -> str:
        percent = self.figures[couple.percent]
        told = _BEHIND.match(self.reading.canvas, percent.end)
        fine = scaled(percent.value)[0] >= TELLING
        return " ".join(told[1].split()) if told is not None and fine else ""

    def _parallel(self, couple: Couple) -> Figure | None:
        """The base of a share that its sentence tells by the way it is built."""
        if not self.bases.is_part(couple) or self.bases.is_each(couple):
            return None
        percent = self.figures[couple.percent]
        base = (
            made_up_base(self.reading, couple)
            or parallel_base(self.reading, self._fitted, couple)
            or noun_base(self.reading, self._fitted, couple)
        )
        return None if base is None or names_base(self.reading, percent, base) else base

    def led(self, couple: Couple) -> Figure | None:
        """Return what the words before a count make it a share of."""
        if self.bases.has_other(couple.percent) or self.bases.is_each(couple):
            return None
        led = led_base(self.reading, couple, self.around.names)
        return led or worked_base(self.reading, couple, self.around.taken)

    def is_apart(self, couple: Couple) -> bool:
        """Whether a share has a whole of its own, whatever becomes of the shares beside it."""
        fixed = self._fixed(couple)
        if fixed is not None and is_of_some(self.reading, couple, fixed):
            return True
        divided = self.bases.divided(couple)
        end = self.figures[couple.percent].end
        if self.reading.canvas[end : end + _SEVERAL].lstrip()[:1].isalpha():
            return False  # words behind it name what it is a share of
        beside = self.bases.beside(couple)
        own = beside is not None and beside.clause == couple.n.clause
        named = noun_base(self.reading, self._fitted, couple) is not None
        return own or named or divided is not None

    def told(self, couple: Couple) -> Iterator[tuple[Figure, Strength]]:
        """What words name as the base, or divide behind a fraction."""
        percent = self.figures[couple.percent]
        named = named_base(self.reading, couple.n, percent, self.around.names)
        if named is not None:
            yield named.base, named.strength
        opened = None if self.bases.has_other(couple.percent) else self.bases.opened(couple)
        if opened is not None:
            yield opened, "loose"
        if not self.bases.has_other(couple.percent):
            going_on = continued_base(self.reading, couple, self.around.earlier)
            if going_on is not None:
                yield going_on, "loose"

    def _wholes(self, couple: Couple) -> Iterator[tuple[Figure, bool]]:
        """What a share may be a share of, in order of trust; what only stands near is faint."""
        if (known := self.row(couple)) is not None:
            yield known, False
        base = self.bases.whole_of(couple)
        near = base is not None and (self.bases.is_own(base) or self._siblings(couple, base))
        if base is not None and (near or self.bases.tells(couple, base)):
            yield base, False
        beside, before = self.bases.beside(couple), self._fitted[-1:]
        if beside is not None and beside != base:
            yield beside, True
        for other, whole in before:
            near = other.n.sentence == couple.n.sentence and couple.n.value <= whole.value
            if near and whole != base and couple.n.power == whole.power:
                yield whole, not (same_unit(whole, couple.n) or self._siblings(couple, whole))
        again = (f for f in self.bases.nearest(couple) if self.bases.is_named_again(couple, f))
        yield from ((figure, False) for figure in again if self.bases.is_own(figure))

    def _may_contradict(self, couple: Couple, base: Figure) -> bool:
        """Whether a base is of the same sentence, of the shares beside this one, or named again.

        Figures of another sentence may verify a share; what it is a share of they do not say.
        """
        own = self.bases.is_own(base)
        if own and base.sentence == couple.n.sentence:
            return True
        if self._siblings(couple, base) or base == self.around.head:
            return True
        beside = any(c.n.sentence == couple.n.sentence and b == base for c, b in self._fitted)
        percent = self.figures[couple.percent]
        if own and self.bases.is_named_again(couple, base):
            return nearly(couple.n, base, percent)
        told = beside and (own or base in (self.around.above, self.row(couple)))
        told = told or (own and self.bases.says_enough(couple, base))
        return told and mistyped(couple.n, base, percent)

    def _is_slip(self, couple: Couple, base: Figure) -> bool:
        """Whether one digit of a share makes it that of a figure of the same noun before."""
        n, percent = couple.n, self.figures[couple.percent]
        part = n.value.scaleb(n.power) <= base.value.scaleb(base.power)
        if not part or not named_alike(base, n):
            return False
        digits, decimals = scaled(percent.value)
        near = self.bases.is_own(base) and n.sentence - base.sentence <= _SEVERAL
        above = base == self.around.above
        telling = TELLING if near and not self.bases.has_other(couple.percent) else TELLING * 10
        if digits < telling or not decimals or not (near or above):
            return False
        return slip_of(n, base, percent) in {"digit", "transposed"}

    def row(self, couple: Couple) -> Figure | None:
        """What other shares of the sentence are shares of: several, or one of many digits."""
        n = couple.n
        beside = [(c, b) for c, b in self._fitted if c.n.sentence == n.sentence]
        fitted = Counter(b for _, b in beside)
        base, times = next(iter(fitted.most_common(1)), (None, 0))
        if base is None or times >= _SEVERAL:
            return base
        near = ((c, b) for c, b in beside if same_unit(c.n, n) and self.bases.is_own(b))
        likely = ((c, b) for c, b in near if n.value <= b.value)
        fine = (b for c, b in likely if scaled(self.figures[c.percent].value)[0] >= _MANY_DIGITS)
        return next(fine, None)

    def _siblings(self, couple: Couple, base: Figure) -> bool:
        """Whether other shares of the sentence are shares of the same figure."""
        fitted = [c for c, other in self._fitted if other == base]
        return sum(c.n.sentence == couple.n.sentence for c in fitted) >= _SEVERAL

    def _tie(self, couple: Couple, base: Figure) -> Strength:
        """How firmly a count's percentage is tied to what the sentence divides."""
        first, last = sorted((couple.n, self.figures[couple.percent]), key=lambda f: f.start)
        partitive = PARTITIVE.search(self.reading.between(first, last)) is not None
        if self.bases.is_first_part(couple, base):
            return "strong"
        if self._siblings(couple, base):
            return "strong"
        if base in self.confirmed and self.bases.is_own(base):
            return "strong" if partitive else "loose"
        return "loose" if partitive or self.bases.is_named_again(couple, base) else "faint"

    def _is_plan(self, base: Figure) -> bool:
        """Whether words before a figure call it a plan, or the total that a share is one of."""
        lead = self.reading.canvas[max(base.start - _LEAD, 0) : base.start]
        return not self.bases.is_own(base) or PLANNED_LEAD.search(lead) is not None
