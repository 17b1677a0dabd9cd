"""Sums and remainders within a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

import msgspec

from forms.claims.claim import (
    Claim,
    Judged,
    adds_up,
    claim,
    close,
    judge_difference,
    judge_parts,
    one_slip_apart,
    shown,
)
from forms.claims.counted_units import both_people
from forms.claims.shares.whole_claims import fraction_totals, share_totals
from forms.claims.text_figures import Figure, Reading, operands, same_unit
from forms.claims.totals.listed_parts import is_step
from forms.claims.totals.part_names import exclusive
from forms.claims.totals.product_claims import (
    averages,
    divided_products,
    multiplied_before,
    products,
    signed_products,
    told_each,
)
from forms.claims.totals.raised_totals import raised_totals
from forms.numbers import slip_hint

_LATE_TOTAL: Final = re.compile(
    r"(?:^|[ ,;(:=])(?P<word>tổng cộng|cộng chung|cộng lại|tổng(?: (?:số|kinh phí|vốn|tiền))?"
    r"|cộng|(?:lũy|luỹ) kế[^,;]{0,40}?)(?: [^\W\d_]++,?){0,6} ?[:=]? ?$"
)
_SURE: Final = frozenset({"tổng cộng", "cộng chung", "cộng lại"})
_OTHER_TOTAL: Final = re.compile(r"nâng|so với|trên|trong tổng|/|của|lên")
_REMAINING: Final = re.compile(
    r"(?:^|[ ,;(])(?:(?:số )?còn(?: lại| tồn| thiếu)?|tồn(?: đọng)?)(?: là| có)? ?:? ?$"
)
_OTHERS_LEFT: Final = re.compile(
    r"(?:hai|ba|bốn|năm|sáu|bảy|tám|chín|mười|các|những|[0-9#]) (?:[^\W\d_]++ ){1,4}còn lại"
)
_ALL_LEFT: Final = re.compile(r"\bsố còn lại(?: là| có)? ?:? ?$")
_UNDONE: Final = re.compile(
    r"(?:^|[ ,;(])(?:(?:đang|chờ) (?:[^\W\d_]++ ){0,2}"
    r"(?:giải quyết|xử lý|thực hiện|triển khai|rà soát|tiếp nhận)"
    r"|(?:chưa|không|còn|thiếu|trễ|quá|trượt)(?: [^\W\d_]++){0,3})(?: là| có)? ?:? ?$"
)
_UNDER_WAY: Final = re.compile(r"\b(?:đang|chưa) ((?:[^\W\d_]++ )?[^\W\d_]++) ?$")
_PERHAPS_OTHER: Final = "Khớp với hai số ở gần, nhưng câu chữ không nói rằng đó là phần còn lại."
_INTO: Final = re.compile(r",? ?\(?(?:bao )?(?:gồm|chia ra)(?: có)?(?! cả)[^,;.()0-9#]{1,60}$")
_ALSO: Final = re.compile(r"(?:[,;](?: và)?|và)(?: [^\W\d_]++){1,10} ?:?")
_RISEN: Final = re.compile(r"\b(?:tăng|giảm|vượt|so)\b")
_LOOK_BACK: Final = 8
_MOST_PERCENTAGES: Final = 12
_MORE_THAN_TWO: Final = 3
_AROUND: Final = 44
_TELLING_DIGITS: Final = 3
_TELLING: Final = 100
_LARGE: Final = 10_000
_MANY_DIGITS: Final = 5
_FIFTH: Final = 5
_HALF: Final = 2
_NOT_TAKEN: Final = -1
"""In place of an offset: other searches may use the figures too."""

_Left = tuple[Figure, Figure, Judged]
"""A whole, a part of it, and what is left judged."""

Search = Callable[[Reading], Iterator[tuple[Claim, int]]]
"""Yields claims of one passage, each with the offset of the figure that it is about."""


def _late_totals(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``Công an tỉnh 120 triệu đồng, Sở Tư pháp 45 triệu đồng, tổng cộng 165 triệu đồng``."""
    for i, total in enumerate(reading.figures):
        if not total.plain or i < 2:  # noqa: PLR2004 - a sum has two parts
            continue
        tie = _LATE_TOTAL.search(reading.between(reading.figures[i - 1], total))
        if tie is None or _OTHER_TOTAL.search(tie[0]):
            continue
        found = _summed(reading, i, word=tie["word"])
        if found is not None:
            yield found, total.start


def _divided_percentages(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``Tỷ lệ nghèo đa chiều 7,52%, bao gồm hộ nghèo 4,03% và hộ cận nghèo 3,49%``."""
    for total, part in pairwise(reading.figures):
        both = total.role == part.role == "percent" and total.sentence == part.sentence
        if not both or not _INTO.match(reading.between(total, part)):
            continue
        first = reading.first_after(total.end)
        run = [part]
        for other in reading.figures[first + 1 : first + _MOST_PERCENTAGES]:
            gap = reading.between(run[-1], other)
            if other.role != "percent" or not _ALSO.fullmatch(gap) or _RISEN.search(gap):
                break
            run.append(other)
        smaller = len(run) > 1 and all(one.value < total.value for one in run)
        if smaller and (adds_up(total, run) or one_slip_apart(total, run, digits=_TELLING_DIGITS)):
            yield _sum_claim(reading, total, run), total.start


def _summed(reading: Reading, i: int, *, word: str) -> Claim | None:
    total = reading.figures[i]
    multiplied = multiplied_before(reading, i)
    if multiplied:
        slip = one_slip_apart(total, multiplied, digits=_TELLING_DIGITS)
        told = len(multiplied) > 1 and (slip or adds_up(total, multiplied))
        return _sum_claim(reading, total, multiplied) if told else None
    parts = _alike_before(reading, i)
    for count in range(2, len(parts) + 1):
        if adds_up(total, parts[-count:]):
            return _sum_claim(reading, total, parts[-count:])
    tops = _numerators(reading, i)
    if tops and (adds_up(total, tops) or _is_slip(total, tops)):
        return _sum_claim(reading, total, tops)
    others = _of_one_kind(reading, i)
    if others and adds_up(total, others):
        return _sum_claim(reading, total, others)
    if others and not parts and one_slip_apart(total, others, digits=_TELLING_DIGITS):
        return _sum_claim(reading, total, others, soft=True)
    near = [part for part in parts if part.clause == total.clause]
    parts = near if len(near) > 1 else parts
    telling = _is_telling(reading, total, parts, cumulative="kế" in word)
    sure = word in _SURE
    alike = bool(total.unit) and all(same_unit(part, total) for part in parts)
    slipped = (sure or word == "tổng số") and alike and one_slip_apart(total, parts, digits=2)
    meant = telling or slipped or (sure and total.unit and close(total, parts, of=_HALF))
    if len(parts) < 2 or not meant:  # noqa: PLR2004
        return None
    return _sum_claim(reading, total, parts)


def _is_telling(
    reading: Reading, total: Figure, parts: Sequence[Figure], *, cumulative: bool
) -> bool:
    """Whether one mistyped digit tells that parts were meant to make up the total behind them.

    What has come together since the year began goes on from figures that need not be printed.
    """
    named = exclusive([" ".join(reading.context(part)) for part in parts])
    if cumulative and not named:
        return one_slip_apart(total, parts, digits=_MANY_DIGITS)
    slip = one_slip_apart(total, parts, digits=_TELLING_DIGITS + (not total.unit))
    if not slip or one_slip_apart(total, parts, digits=_TELLING_DIGITS + 1):
        return slip
    return named or close(total, parts, of=_FIFTH)


def _alike_before(reading: Reading, i: int) -> list[Figure]:
    total = reading.figures[i]
    return [
        figure
        for figure in reading.figures[max(i - 12, 0) : i]
        if figure.sentence == total.sentence
        and figure.plain
        and same_unit(figure, total) is not False
    ]


def _of_one_kind(reading: Reading, i: int) -> list[Figure]:
    """The counts before a total of another noun: "6.012 giấy; 402 giấy; tổng số 6.414 dữ liệu"."""
    total = reading.figures[i]
    near = reading.figures[max(i - 12, 0) : i]
    plain = [f for f in near if f.sentence == total.sentence and f.plain]
    return plain if len(plain) > 1 and all(f.exact for f in (*plain, total)) else []


def _numerators(reading: Reading, i: int) -> list[Figure]:
    """What fractions before a total count: "879/879 ấp có tổ, 156/156 xã có tổ, tổng cộng"."""
    total = reading.figures[i]
    near = reading.figures[max(i - 12, 0) : i]
    tops = [f for f in near if f.sentence == total.sentence and f.base is not None and not f.loose]
    together = len(tops) > 1 and tuple(tops) == reading.figures[i - len(tops) : i]
    return [top._replace(base=None) for top in tops] if together and total.exact else []


def _is_slip(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a slip of the hand explains a large total of whole figures."""
    found = sum((part.value for part in parts), Decimal(0))
    return len(str(total.value)) > _TELLING_DIGITS and slip_hint(total.value, found) is not None


def _sum_claim(
    reading: Reading, total: Figure, parts: Sequence[Figure], *, soft: bool = False
) -> Claim:
    span = min(parts[0].start, total.start), max(parts[-1].end, total.end)
    judged = judge_parts(total, parts)
    if soft:
        judged = judged._replace(verdict="doubtful")
    return claim("sum", reading, span, judged, [shown(part) for part in parts])


def _remainders(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``tiếp nhận 1.250 hồ sơ, đã giải quyết 1.200 hồ sơ, còn 50 hồ sơ``."""
    counts = [f for f in reading.figures if f.role == "count"]
    for k, rest in enumerate(counts):
        gap = reading.words(max(rest.start - _AROUND, 0), rest.start)
        left = _REMAINING.search(gap) is not None and _OTHERS_LEFT.search(gap) is None
        if rest.plain and (left or _UNDONE.search(gap)):
            near = counts[max(k - _LOOK_BACK, 0) : k]
            same_work = _same_work(reading, k, counts)
            found, aside = _rest_of(near, rest, left=left, same_work=same_work)
            found = found or _sorted_out(reading, near, rest)
            if found is not None and not _is_of_fraction(near, rest, found[2]):
                whole, part, judged = found
                other = rest._replace(value=rest.value + 1)
                told, _ = _rest_of(near, other, left=left, same_work=same_work)
                told = told or _sorted_out(reading, near, other)
                if judged.verdict == "right" and told is None:
                    judged = judged._replace(verdict="unverifiable", explanation=_PERHAPS_OTHER)
                span = whole.start, rest.end
                operands = (shown(whole), shown(part))
                item = claim("remainder", reading, span, judged, operands)
                yield item, _NOT_TAKEN if aside else rest.start


def _sorted_out(reading: Reading, near: Sequence[Figure], rest: Figure) -> _Left | None:
    """The whole and the part of it that is told last, where one slip sets what is left apart.

    "Tiếp nhận 1.536 đơn …. Qua phân loại có 221 đơn …; số còn lại 1.318 đơn".
    """
    lead = reading.words(max(rest.start - _AROUND, 0), rest.start)
    counts = [f for f in near if f.plain and f.exact and f.depth <= rest.depth]
    counts = [f for f in counts if same_unit(f, rest) is True and not is_step(reading, f)]
    if len(counts) < 2 or not _ALL_LEFT.search(lead):  # noqa: PLR2004 - a whole and its part
        return None
    *wholes, part = counts
    near_by = rest.sentence - part.sentence <= 1 and rest.exact
    for whole in reversed(wholes[-_MORE_THAN_TWO:]):
        if near_by and one_slip_apart(whole, [part, rest], digits=_TELLING_DIGITS + 1):
            judged = judge_difference(whole, part, rest)
            return whole, part, judged._replace(verdict="doubtful")
    return None


def _is_of_fraction(near: Sequence[Figure], rest: Figure, judged: Judged) -> bool:
    """Whether a fraction just before tells what is left: "… 58 hồ sơ. Đã trả 1.298/1.365, còn"."""
    last = near[-1]
    of_it = last.base is not None and last.sentence == rest.sentence
    return of_it and judged.verdict != "right" and same_unit(last, rest) is not False


def as_divided(found: Claim, divided: Sequence[Claim]) -> Claim:
    """Verify what is left over where the same figures have been verified as a whole's parts."""
    told = any(
        whole.verdict == "right"
        and whole.stated == found.operands[0]
        and whole.operands == (found.operands[1], found.stated)
        for whole in divided
    )
    if found.explanation != _PERHAPS_OTHER or not told:
        return found
    return msgspec.structs.replace(found, verdict="right", explanation="")


def _rest_of(
    near: Sequence[Figure], rest: Figure, *, left: bool, same_work: bool
) -> tuple[_Left | None, bool]:
    """Whole, part and verdict of what may be left, and whether other searches may use them too."""
    plain = [f for f in near if f.plain and _alike(f, rest)]
    found = None
    if left or len(plain) >= _MORE_THAN_TWO:  # else a whole and its two parts: a breakdown
        adjacent = left and all(f.plain and same_unit(f, rest) for f in near[-2:])
        found = _left_over(plain, rest, adjacent=adjacent, named=left)
    return found or _exactly_left(near, rest, same_work=same_work), found is None


def _same_work(reading: Reading, k: int, counts: Sequence[Figure]) -> bool:
    """Whether a count names what is under way of the work that the one before says is done."""
    after = counts[k + 1] if k + 1 < len(counts) else None
    if after is not None and after.sentence == counts[k].sentence:
        return False  # perhaps a third part
    verb = _UNDER_WAY.search(reading.context(counts[k])[0])
    done = reading.context(counts[k - 1])[0] if k else ""
    return verb is not None and re.search(rf"\bđã (?:[^\W\d_]++ )?{verb[1]}", done) is not None


def _exactly_left(before: Sequence[Figure], rest: Figure, *, same_work: bool) -> _Left | None:
    """Two large figures whose difference is left, whatever nouns: "801.118 hồ sơ, còn …"."""
    near = rest.sentence - 2 if rest.value >= _TELLING else rest.sentence
    counts = [f for f in before if f.plain and f.exact and f.sentence >= near]
    for whole, part in ((a, b) for i, a in enumerate(counts) for b in counts[i + 1 :]):
        telling = part.value >= _TELLING and rest.value and rest.exact
        if telling and whole.value - part.value == rest.value:
            return whole, part, judge_difference(whole, part, rest)
    if not (counts and counts[0].value >= _LARGE):
        counts = [f for f in counts if f.sentence == rest.sentence]
    if len(counts) > 1 and rest.exact:
        whole, part = counts[-2:]
        if one_slip_apart(whole, [part, rest], digits=_MANY_DIGITS - 2 * same_work):
            judged = judge_difference(whole, part, rest)
            return whole, part, judged._replace(verdict="doubtful")
    return None


def _alike(left: Figure, right: Figure) -> bool:
    return same_unit(left, right) or both_people(left.unit, right.unit)


def _left_over(
    before: Sequence[Figure], rest: Figure, *, adjacent: bool, named: bool
) -> _Left | None:
    """The two figures whose difference is left; in one sentence they are the last two."""
    pairs_of = [(a, b) for i, a in enumerate(before) for b in before[i + 1 :]]
    exact = rest.exact and all(figure.exact for figure in before)
    for a, b in reversed(pairs_of):
        whole, part = (a, b) if a.value >= b.value else (b, a)
        if exact and whole.value != part.value + rest.value:
            continue
        if adds_up(whole, [part, rest]) and not _is_coarser(whole, part, rest):
            return whole, part, judge_difference(whole, part, rest)
    for whole, part in pairs_of[-1:]:
        siblings = [f for f in before if f.sentence == whole.sentence and f.start < whole.start]
        together = adjacent and whole.sentence == part.sentence == rest.sentence and not siblings
        if together and _may_be_left(whole, part, rest):
            return whole, part, judge_difference(whole, part, rest)
    if len(before) > 1:
        part, whole = sorted(before, key=lambda figure: figure.value)[-2:]
        others = [f for f in before if f.sentence == rest.sentence and f not in (part, whole)]
        digits = _TELLING_DIGITS + 2 * (bool(others) or not named)
        if one_slip_apart(whole, [part, rest], digits=digits):
            judged = judge_difference(whole, part, rest)
            return whole, part, judged._replace(verdict="doubtful")
    return None


def _is_coarser(whole: Figure, part: Figure, rest: Figure) -> bool:
    """Whether figures in a larger unit leave room for another rest than the one printed."""
    total, less, left = operands([whole, part, rest])
    finer = max(whole.power, part.power) > rest.power
    return finer and total.figure != less.figure + left.figure


def _may_be_left(whole: Figure, part: Figure, rest: Figure) -> bool:
    """Whether a figure is near enough to a difference to have been meant for it."""
    left = whole.value - part.value
    slipped = one_slip_apart(whole, [part, rest], digits=1)
    return part.value <= whole.value and (slipped or left <= 2 * rest.value <= 4 * left)


SEARCHES: Final[tuple[tuple[Search, tuple[str, ...]], ...]] = (
    (_late_totals, ("tổng", "cộng", "kế")),
    (_remainders, ("còn", "tồn", "đang", "chờ", "chưa", "không", "thiếu", "trễ", "quá", "trượt")),
    (products, ("mỗi", "đơn giá", "đồng/", "đ/", "/lớp", "/tổ", "/xã")),
    (told_each, ("mỗi", "đồng/", "đ/")),
    (averages, ("bình quân", "trung bình", "năng suất")),
    (divided_products, ("x", "×", "*")),
    (signed_products, ("x", "×", "*")),
    (_divided_percentages, ("gồm", "chia ra")),
    (fraction_totals, ("/",)),
    (share_totals, ("%", "phần trăm")),
    (raised_totals, ("nâng", "đưa", "kế", "tổng", "cộng")),
)
"""The searches in the order in which they may claim a figure, each with what its words contain.

Without one of these in a passage there is nothing for the search to find.
"""
