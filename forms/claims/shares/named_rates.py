"""Rates that have a name and no count beside them: "Tỷ lệ trước và đúng hạn đạt 99,70%".

The count was told before, with the same words: "trước hạn 893.211 hồ sơ, đúng hạn 166.008 hồ sơ".
Its whole is the figure before that is divided there, or the one that stands behind the percentage:
"chi thường xuyên đạt 50,4% dự toán (9.720 tỷ đồng)". A rate that fits is right. One that does not
is wrong where a slip explains it, or where the counts of the division make up its whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import accumulate, product
from typing import Final, NamedTuple

from forms.claims.claim import Claim, claim, is_right, judge_share, mistyped, nearly, shown
from forms.claims.counted_units import word_set
from forms.claims.shares.named_bases import Named, named_figures
from forms.claims.shares.share_bases import TELLING, Surroundings
from forms.claims.shares.share_grammar import BASE_AFTER, OTHER_BASE
from forms.claims.text_figures import MASK, Figure, Reading, same_unit
from forms.numbers import scaled
from forms.verdicts import WHOLE

_RATE: Final = re.compile(
    r".*\b(?:tỷ|tỉ) lệ (?P<name>[^;.:()0-9%]{3,90}?)"
    r"(?: (?:trên|so với|trong) tổng(?: số)?[^;.:()0-9#%,]{0,40})?"
    r",?(?: (?:là|đạt|bằng|chiếm|chung|mức|ở))* ?:? ?\(?$"
)
_SUBJECT: Final = re.compile(
    r"(?:.*[.;:,] )?(?P<name>[^;.:,()0-9#%]{3,70}?)(?: (?:vẫn|cũng|mới|chỉ|ước|hiện))*"
    r" (?:chiếm|đạt)(?: (?:tỷ|tỉ) (?:lệ|trọng))?(?: (?:cao|lớn|thấp) nhất)? ?\(?$"
)
_BRACKET: Final = re.compile(r"(?:.*[.;:,] )?(?P<name>[^;.:,()0-9#%]{8,70}) \($")
_KINDS: Final = (((" lệ ",), _RATE), ((" chiếm", " đạt"), _SUBJECT), ((" (",), _BRACKET))
"""How a rate is named, each with the words of which it has one."""
_AND: Final = re.compile(r" và |, ")
_TOLD_BEHIND: Final = re.compile(r"[;,]? ?\(?trong đó[:,]? [^;.:()0-9#%]{3,80}")
_COMPARED: Final = re.compile(r"\b(?:cùng kỳ|so với|tăng|giảm|năm trước|chỉ tiêu|kế hoạch)\b")
_DENIED: Final = word_set("không chưa")
_EMPTY: Final = word_set("số tổng được đã có các là của những do và trong năm tháng quý kế hoạch")
_IN_TIME: Final = "đúng hạn"
_EARLY: Final = re.compile(r"\b(?:trước|sớm)(?: thời)? hạn\b(?! và)[^,;.]{0,20}$")
_LEAD: Final = 130
_NEAR: Final = 16
_FEW: Final = 2


class _Told(NamedTuple):
    """A count or a sum of counts that a rate may name, with the figures it may be one of."""

    n: Figure
    wholes: tuple[Figure, ...]
    sealed: bool = False
    """Whether the counts beside it make up the first of the wholes."""


class NamedRates:
    """The rates of one passage that are told by name alone."""

    def __init__(self, reading: Reading, around: Surroundings, taken: set[int]) -> None:
        self.reading, self.around, self.taken = reading, around, taken
        self.figures = reading.figures

    def claims(self, percents: Sequence[int]) -> Iterator[Claim]:
        """Yield the claims about the given percentages that no other search has explained."""
        for j in percents:
            names = self._names(j) if j not in self.taken else []
            if names:
                found = self._behind(j, names) or self._before(j, names)
                if found is not None:
                    self.taken.add(j)
                    yield found

    def _before(self, j: int, names: Sequence[str]) -> Claim | None:
        base = self._base_behind(j)
        if base is None and self._has_other(j):
            return None
        own = named_figures(self.reading, self.figures[max(j - _NEAR, 0) : j])
        for row, name in product((own, self.around.names), names):
            long, near = _is_long(name), row is own
            matching = _matching(name, row, near=near)
            found = [each for each in matching if long or (near and self._is_beside(each, j))]
            if found:
                return self._judged(j, [_told(items, row) for items in found], base)
        return None

    def _is_beside(self, found: Sequence[Named], j: int) -> bool:
        """Whether counts stand in the sentence of a rate: only there one word may name them."""
        return all(item.figure.sentence == self.figures[j].sentence for item in found)

    def _judged(self, j: int, told: Sequence[_Told], base: Figure | None) -> Claim | None:
        percent = self.figures[j]
        telling = scaled(percent.value)[0] >= TELLING
        for item in told:
            for whole in item.wholes if base is None else (base,):
                if is_right(item.n, whole, percent) and (telling or item.sealed or base):
                    return self._claim(j, item.n, whole)
        if self._is_of_some(j):
            return None
        first = told[0]
        wholes = first.wholes[:1] if base is None else (base,)
        for whole in wholes:
            sealed = first.sealed and base is None
            near = nearly if base is not None else mistyped
            if sealed or (telling and percent.value != WHOLE and near(first.n, whole, percent)):
                return self._claim(j, first.n, whole)
        return None

    def _is_of_some(self, j: int) -> bool:
        """Whether a fraction before it says whose rate it is: "11/25 dịch vụ …, tỷ lệ … đạt P%"."""
        before, percent = self.figures[max(j - 1, 0)], self.figures[j]
        return before.base is not None and before.sentence == percent.sentence

    def _claim(self, j: int, n: Figure, whole: Figure) -> Claim:
        percent = self.figures[j]
        judged = judge_share(n, whole, percent)
        own = [f for f in (n, percent, whole) if f in self.figures] or [percent]
        span = min(f.start for f in (percent, *own)), max(f.end for f in (percent, *own))
        return claim("ratio", self.reading, span, judged, (shown(n), shown(whole)))

    # --- the words of a rate ----------------------------------------------------------------------

    def _names(self, j: int) -> list[str]:
        """What may say what a percentage is the rate of, where no count stands between."""
        percent = self.figures[j]
        start = max(percent.start - _LEAD, 0)
        lead = " ".join(self.reading.canvas[start : percent.start].split())
        lead += " " * self.reading.canvas[start : percent.start].endswith((" ", "\n"))
        told = (kind.match(lead) for words, kind in _KINDS if any(w in lead for w in words))
        names = (found["name"].split() for found in told if found is not None)
        return [" ".join(word for word in name if MASK not in word) for name in names]

    def _has_other(self, j: int) -> bool:
        other = OTHER_BASE.match(self.reading.canvas, self.figures[j].end)
        return other is not None and "tổng" not in other[0]

    def _base_behind(self, j: int) -> Figure | None:
        """The base behind a percentage: ``50,4% dự toán 9.720 tỷ đồng``."""
        base = self.figures[j + 1] if j + 1 < len(self.figures) else None
        if base is None or not base.plain or base.sentence != self.figures[j].sentence:
            return None
        gap = self.reading.between(self.figures[j], base)
        return base if BASE_AFTER.fullmatch(gap) and "," not in gap else None

    # --- told behind ------------------------------------------------------------------------------

    def _behind(self, j: int, names: Sequence[str]) -> Claim | None:
        """``Tỷ lệ hồ sơ đúng hạn đạt P%; trong đó, đã giải quyết d hồ sơ, đúng hạn n hồ sơ``."""
        near = self.figures[j + 1 : j + 1 + _FEW]
        if len(near) < _FEW or near[0].sentence != self.figures[j].sentence:
            return None
        d, n = near
        plain = d.plain and n.plain and d.sentence == n.sentence and same_unit(n, d) is True
        if not plain or not _TOLD_BEHIND.fullmatch(self.reading.between(self.figures[j], d)):
            return None
        words = set(named_figures(self.reading, [n])[0].before.split()) - _EMPTY
        if len(words) < _FEW or not words <= set(names[0].split()):
            return None
        fits = nearly(n, d, self.figures[j]) or is_right(n, d, self.figures[j])
        return self._claim(j, n, d) if fits else None


def _matching(name: str, row: Sequence[Named], *, near: bool) -> list[tuple[Named, ...]]:
    """The counts that a name tells, the nearest first: one, or one for each of its parts."""
    parts = _AND.split(name)
    if len(parts) != _FEW:
        single = [item for item in reversed(row) if _tells(name, item)]
        # "đúng hạn 40, quá hạn 6, …. Tỷ lệ hoàn thành": all that has been done, late or not.
        beside = [item for item in single if item.figure.sentence == single[0].figure.sentence]
        together = [tuple(beside)] if len(beside) > 1 else []
        ahead = [_with_early(item, row) for item in single[:1] if near and _IN_TIME in name]
        return [*filter(None, ahead), *together, *((item,) for item in single)]
    last = parts[-1].split()[-1]
    whole = [part if part.split()[-1:] == [last] else f"{part} {last}" for part in parts]
    found = [next((item for item in reversed(row) if _tells(p, item)), None) for p in whole]
    told = tuple(item for item in found if item is not None)
    if len(told) < len(parts):
        return []
    return [told if told[0] != told[1] else told[:1]]


def _with_early(item: Named, row: Sequence[Named]) -> tuple[Named, ...]:
    """What is done before its day is in time too: ``trước hạn 1.402, đúng hạn 410``."""
    at = row.index(item)
    for early in reversed(row[max(at - _FEW, 0) : at]):
        if early.figure.sentence == item.figure.sentence and _EARLY.search(early.before):
            return (early, item)
    return ()


def _is_long(name: str) -> bool:
    return len(set(name.split()) - _EMPTY) >= _FEW


def _tells(name: str, item: Named) -> bool:
    """Whether a name has the words of a count: all of its own, or those that lead to it."""
    lead, own = item.before.rpartition(":")[2], set(name.split())
    before = lead.split()
    if _DENIED & (set(before) - own) or not item.figure.value or _COMPARED.search(lead):
        return False
    telling = own - _EMPTY
    if telling and telling <= {*before, *item.behind.partition(":")[0].split()}:
        return True
    lead = " ".join(word for word in before if word not in _EMPTY)
    return len(lead.split()) >= _FEW and f" {name}".endswith(f" {lead}")


def _told(found: Sequence[Named], row: Sequence[Named]) -> _Told:
    """Add up what a name tells, and find what it may be a share of in its row."""
    figures = [item.figure for item in found]
    n = figures[0]
    if n.base is not None:
        return _Told(n._replace(base=None), (n._replace(value=n.base, base=None),))
    n = n._replace(value=sum((f.value for f in figures), Decimal(0)))
    first = min(row.index(item) for item in found)
    last = max(row.index(item) for item in found)
    wholes: list[Figure] = []
    for at in range(first - 1, max(first - _NEAR, 0) - 1, -1):
        if _may_head(row[at], n):
            sealed = _is_made_up(row[at].figure, [item.figure for item in row[at + 1 :]], last - at)
            if sealed:
                return _Told(n, (row[at].figure,), sealed=True)
            if same_unit(row[at].figure, n) is not False:
                wholes.append(row[at].figure)
    return _Told(n, tuple(wholes))


def _may_head(item: Named, n: Figure) -> bool:
    whole = item.figure
    alike = whole.plain and whole.power == n.power and whole.money == n.money
    return alike and whole.value >= n.value and not _COMPARED.search(item.before)


def _is_made_up(whole: Figure, behind: Sequence[Figure], least: int) -> bool:
    """Whether the counts behind a whole, at least so many, make it up."""
    counts = [f.value for f in behind if f.plain and f.depth >= whole.depth][:_NEAR]
    made = list(accumulate(counts))
    return whole.value in made[max(least, _FEW) - 1 :]
