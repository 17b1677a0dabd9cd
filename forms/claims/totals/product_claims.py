"""Products: so many at so much each.

``11 huyện mỗi nơi 100 triệu đồng``, ``96 hộ x 500.000 đồng/hộ = 48 triệu đồng``, ``19 tổ với 133
thành viên (mỗi tổ 07 thành viên)``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Final

from forms.claims.claim import (
    Claim,
    Judged,
    adds_up,
    claim,
    judge_parts,
    one_digit_off,
    one_slip_apart,
    shown,
)
from forms.claims.text_figures import Figure, Reading, aligned, same_unit
from forms.claims.totals.divisions import markers
from forms.numbers import format_number, from_scaled, scaled

_EACH: Final = re.compile(r"\b(?:mỗi(?: [^\W\d_]++){1,4}|đơn giá) ?(?:là)? ?$")
_FOR_ONE: Final = re.compile(r" ?(?:[^\W\d_]++ ){0,2}[^\W\d_]++/([^\W\d_]++)")
_TIMES: Final = re.compile(r"(?:(?:[^\W\d_]++(?: |/)){0,5}[^\W\d_]*)[ ]?[x×*] ?$")
_MORE_TIMES: Final = re.compile(
    r"(?: ?[^\W\d_]++(?:/[^\W\d_]++)*+){0,3} ?[x×*] ?([0-9]{1,3})"
    r" (?:tháng|ngày|tuần|quý|năm|kỳ|lần)\b"
)
_STRONG: Final = re.compile("tổng|cộng|=|thành tiền")
_WEAK: Final = re.compile(r"(?:trị giá|số tiền|kinh phí)(?: là)? ?$")
_EQUALS: Final = re.compile(r"(?:=|\b(?:bằng|là|thành|thành tiền|tổng cộng|tổng số)) ?$")
_PER: Final = re.compile(r" ?(?:[^\W\d_]++ ){0,2}([^\W\d_]++)/([^\W\d_]++)")
_MEAN: Final = re.compile(r"(?:bình quân|trung bình|năng suất)(?: [^\W\d_]++){0,4} ?:? ?$")
_YIELD: Final = re.compile(r"\bsản lượng(?: [^\W\d_]++){0,5} ?:? ?$")
_OF_EACH: Final = re.compile(r"(?<!bình quân )\bmỗi ([^\W\d_]++)(?: [^\W\d_]++){0,3} ?$")
_SHARED: Final = re.compile(r"\b(?:cho|để)\b")
_AVERAGE: Final = re.compile(r"bình quân|trung bình|tối đa|tối thiểu|không quá|từ")
_SENTENCE_END: Final = re.compile(r"[.;] ")
_FAR: Final = 200
_AROUND: Final = 44
_NEAR: Final = 12
_FEW_TIMES: Final = 6
_MORE_THAN_TWO: Final = 3
_TELLING_DIGITS: Final = 3
_LEAST_TELLING: Final = 100


def multiplied_before(reading: Reading, i: int) -> list[Figure]:
    """The products before a total: "02 máy x 18 triệu đồng, 03 máy x 25 triệu đồng, tổng cộng"."""
    figures, total = reading.figures, reading.figures[i]
    found = []
    for k in range(max(i - _NEAR, 1), i):
        factor, each = figures[k - 1], figures[k]
        tied = factor.plain and factor.exact and each.plain and each.sentence == total.sentence
        if tied and _TIMES.fullmatch(reading.between(factor, each)) and same_unit(each, total):
            found.append(each._replace(value=each.value * factor.value))
    return found


def products(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``11 huyện mỗi nơi 100 triệu đồng; Sở Tư pháp 45 triệu đồng (tổng cộng 1,245 tỷ đồng)``."""
    figures = reading.figures
    for i, each in enumerate(figures):
        if not i or not each.plain or not _is_each(reading, i):
            continue
        factor = _factor_before(reading, i)
        total = _product_total(reading, i)
        if total is None or not (factor.plain and factor.exact and factor.unit):
            continue
        if _TIMES.fullmatch(reading.between(factor, each)):
            continue  # told with a sign
        found = _multiplied(reading, factor, each, total)
        if found is not None:
            yield found, total.start


def _factor_before(reading: Reading, i: int) -> Figure:
    """The count before an amount of each; what a bracket behind it tells is none."""
    figures, each = reading.figures, reading.figures[i]
    near = [f for f in figures[max(i - _NEAR, 0) : i] if f.depth <= each.depth]
    return near[-1] if near and figures[i - 1].role == "count" else figures[i - 1]


def _is_each(reading: Reading, i: int) -> bool:
    """Whether an amount is that of one: "mỗi căn 60 triệu đồng", "412 phần, 500 ngàn đồng/phần"."""
    each = reading.figures[i]
    before = reading.canvas[max(each.start - _AROUND, 0) : each.start]
    if _EACH.search(before):
        return True
    one = _FOR_ONE.match(reading.canvas, each.end)
    return one is not None and reading.figures[i - 1].unit[:1] == (one[1],)


def _product_total(reading: Reading, i: int) -> Figure | None:
    each = reading.figures[i]
    for k in range(i + 1, min(i + 8, len(reading.figures))):
        figure = reading.figures[k]
        if figure.sentence > each.sentence:
            return None
        gap = reading.between(reading.figures[k - 1], figure)
        told = _STRONG.search(gap) or (k == i + 1 and _WEAK.search(gap))
        turns = figure.unit[:2] == ("lượt", *each.unit[:1])
        alike = turns or same_unit(figure, each)
        if figure.plain and alike and told:
            return figure
    return None


def _multiplied(reading: Reading, factor: Figure, each: Figure, total: Figure) -> Claim | None:
    first = reading.first_after(each.end)
    last = reading.first_after(total.start)
    extras = [
        _times(reading, k)
        for k in range(first, last)
        if reading.figures[k].plain and same_unit(reading.figures[k], each)
    ]
    count = int(factor.value)
    judged, products = [], list[Figure]()
    # "Công an tỉnh và 11 huyện, mỗi nơi": the one in front of the count may belong to it.
    lead = _SENTENCE_END.split(reading.canvas[max(factor.start - _FAR, 0) : factor.start])[-1]
    also_one = " và " in lead
    for times in (count, count + 1)[: 1 + also_one]:
        products.append(each._replace(value=each.value * times))
        of_all = factor._replace(value=Decimal(times))
        judged.append((times, _judged(total, of_all, each, extras)))
    right = next((item for item in judged if item[1].verdict == "right"), None)
    times, verdict = right or judged[0]
    strong = _STRONG.search(reading.words(each.end, total.start)) is not None
    strong = strong and all(same_unit(f, each) is not False for f in reading.figures[first:last])
    if right is None and not strong and not _is_near_product(total, products[:1], each, times):
        return None
    if right is None and also_one:
        likely = [
            (times, judged_so)
            for (times, judged_so), product in zip(judged, products, strict=True)
            if _is_near_product(total, (product, *extras), each, times)
        ]
        if not likely:
            return None
        times, verdict = likely[0][0], likely[0][1]._replace(verdict="doubtful")
    span = factor.start, total.end
    operands = [format_number(times), shown(each), *map(shown, extras)]
    return claim("product", reading, span, verdict, operands)


def _is_near_product(total: Figure, parts: Sequence[Figure], each: Figure, times: int) -> bool:
    """Whether one slip of the hand, in the amount of one or in the total, explains a product."""
    if one_slip_apart(total, parts, digits=_TELLING_DIGITS):
        return True
    if " đảo " in judge_parts(total, parts).explanation:
        return True
    amounts = one_digit_off(int(each.value)) if not scaled(each.value)[1] else []
    others = (each._replace(value=Decimal(amount * times)) for amount in amounts)
    return times >= _FEW_TIMES and any(adds_up(total, [p, *parts[1:]]) for p in others)


def _times(reading: Reading, k: int) -> Figure:
    """An amount, multiplied by the count before it where it is that of one."""
    each, factor = reading.figures[k], reading.figures[k - 1]
    if not (factor.plain and factor.exact and _is_each(reading, k)):
        return each
    return each._replace(value=each.value * factor.value)


def signed_products(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``96 hộ x 500.000 đồng/hộ = 48 triệu đồng`` and ``4,5 triệu đồng (6 x 750.000 đồng)``."""
    figures = reading.figures
    for i in range(1, len(figures)):
        factor, each = figures[i - 1], figures[i]
        tied = factor.plain and each.plain and factor.depth == each.depth
        if not tied or not _TIMES.fullmatch(reading.between(factor, each)):
            continue
        span = factor.start, each.end
        factor, each = _with_all_factors(reading, i)
        if factor.money and each.exact:  # "18 triệu đồng/người x 65 người"
            factor, each = each, factor
        for total in (figures[i + 1 : i + 2], figures[max(i - 2, 0) : i - 1]):
            if total and factor.exact and _is_product(reading, total[0], each, span):
                judged = _judged(total[0], factor, each)
                around = min(total[0].start, span[0]), max(total[0].end, span[1])
                operands = (shown(factor), shown(each))
                yield claim("product", reading, around, judged, operands), total[0].start
                break


def _judged(total: Figure, factor: Figure, each: Figure, extras: Sequence[Figure] = ()) -> Judged:
    """Judge a printed total of so many at so much each, and of what else there is."""
    # So many of so much each is exact: only the total may be rounded.
    exact = each.value * factor.value * 10**each.power
    judged = judge_parts(total, [each._replace(value=exact, power=0), *extras])
    if judged.verdict != "wrong":
        return judged
    made = " + ".join([f"{shown(factor)} × {shown(each)}", *map(shown, extras)])
    _, _, words = judged.explanation.partition(" = ")
    return judged._replace(explanation=f"{made} = {words}")


def _with_all_factors(reading: Reading, i: int) -> tuple[Figure, Figure]:
    """Two factors, the second with what it is multiplied by besides: "x 500.000 đồng x 6 tháng"."""
    figures = reading.figures
    factor, each = figures[i - 1], figures[i]
    more = _MORE_TIMES.match(reading.passage.text, each.end)
    if more is not None:
        each = each._replace(value=each.value * int(more[1]))
    if i > 1 and _TIMES.fullmatch(reading.between(figures[i - 2], factor)):
        each = each._replace(value=each.value * figures[i - 2].value)
    return factor, each


def _is_product(reading: Reading, total: Figure, each: Figure, span: tuple[int, int]) -> bool:
    if not total.plain or not same_unit(total, each):
        return False
    if total.start > span[1]:
        return _EQUALS.search(reading.words(span[1], total.start)) is not None
    gap = reading.words(total.end, span[0])
    return gap.strip() == "(" or (gap.endswith("(") and len(gap.split()) <= _MORE_THAN_TWO)


def told_each(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``19 tổ với 133 thành viên (mỗi tổ 07 thành viên)``: how many each, behind the total."""
    figures = reading.figures
    for i in range(2, len(figures)):
        each = figures[i]
        if not each.plain or not _is_for_each(reading, i):
            continue
        pair = _factor_and_total(reading, i)
        if pair is None:
            continue
        factor, total = pair
        product = each._replace(value=each.value * factor.value)
        judged = _judged(total, factor, each)
        swapped = " đảo " in judged.explanation
        alone = reading.closing(each.end) - each.end < _AROUND // 2 and each.depth > total.depth
        least = 1 if alone and total.unit[: len(each.unit)] == each.unit else _TELLING_DIGITS
        likely = swapped or one_slip_apart(total, [product], digits=least)
        if judged.verdict == "right" or likely:
            span = min(factor.start, total.start), each.end
            yield claim("product", reading, span, judged, (shown(factor), shown(each))), total.start


def _is_for_each(reading: Reading, i: int) -> bool:
    """Whether words say that a figure is how many each has, and not on average."""
    each = reading.figures[i]
    before = reading.canvas[max(each.start - _AROUND, 0) : each.start]
    told = _OF_EACH.search(before) is not None or _FOR_ONE.match(reading.canvas, each.end)
    return bool(told) and _AVERAGE.search(re.split("[,;(]", before)[-1]) is None


def _factor_and_total(reading: Reading, i: int) -> tuple[Figure, Figure] | None:
    """The last two counts before an amount of each: how many there are, and how much in all."""
    each = reading.figures[i]
    noun = _noun_of_one(reading, each)
    before = [f for f in reading.figures[max(i - _MORE_THAN_TWO, 0) : i] if f.plain]
    if len(before) < 2 or before[-2].sentence != each.sentence:  # noqa: PLR2004 - two are needed
        return None
    for factor, total in (before[-2:], before[:-3:-1]):
        alike = same_unit(total, each) and not same_unit(factor, each)
        beside = (factor.clause, factor.depth) == (total.clause, total.depth)
        counted = factor.exact and factor.unit[:1] == (noun,) and factor.value > 1
        led = factor.start < total.start or _SHARED.search(reading.between(total, factor))
        if alike and beside and counted and led:
            return factor, total
    return None


def averages(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``71.206 ha, năng suất 5,84 tấn/ha, sản lượng 415.843 tấn``: the mean of a total."""
    for i, each in enumerate(reading.figures):
        per = _PER.match(reading.canvas, each.end) if each.plain else None
        lead = reading.canvas[max(each.start - _AROUND, 0) : each.start]
        if i and per is not None and _MEAN.search(lead):
            tenth = per[1] == "tạ"  # of a ton
            mean = each._replace(value=each.value / 10, unit=("tấn",)) if tenth else each
            found = _of_mean(reading, i, mean, per[2])
            if found is not None:
                yield found


def _of_mean(reading: Reading, i: int, each: Figure, noun: str) -> tuple[Claim, int] | None:
    figures = reading.figures
    near = [*reversed(figures[max(i - _FEW_TIMES, 0) : i]), *figures[i + 1 : i + _MORE_THAN_TWO]]
    near = [
        f
        for f in near
        if f.plain and f.depth <= each.depth and abs(f.sentence - each.sentence) <= _MORE_THAN_TWO
    ]
    factors = [f for f in near if f.unit[:1] == (noun,)]
    totals = [f for f in near if same_unit(f, each) and f.value > each.value]
    pairs = [(f, t) for f in factors for t in totals if f is not t]
    fitting = next((pair for pair in pairs if _is_mean(each, *pair)), None)
    slipped = [pair for pair in pairs[:1] if _is_mean_but_for_a_digit(reading, each, *pair)]
    for factor, total in [fitting] if fitting else slipped:
        judged = _judged(total, factor, each)
        if fitting:
            judged = judged._replace(verdict="right", explanation="")
        else:
            judged = judged._replace(verdict="doubtful")
        span = min(factor.start, total.start, each.start), max(total.end, each.end)
        return claim("product", reading, span, judged, (shown(factor), shown(each))), total.start
    return None


def _is_mean(each: Figure, factor: Figure, total: Figure) -> bool:
    """Whether a printed mean, rounded as it is printed, is that of a total."""
    _, (whole, mean) = aligned([total, each])
    off = abs(whole.figure - mean.figure * factor.value)
    return 2 * off <= (mean.unit or 1) * factor.value + whole.unit


def _is_mean_but_for_a_digit(reading: Reading, each: Figure, factor: Figure, total: Figure) -> bool:
    """Whether a total of several digits, with one of them changed, has the printed mean."""
    lead = reading.canvas[max(total.start - _AROUND, 0) : total.start]
    digits, decimals = scaled(total.value)
    if not (_YIELD.search(lead) or each.depth > total.depth) or digits < _LEAST_TELLING:
        return False
    others = (total._replace(value=from_scaled(other, decimals)) for other in one_digit_off(digits))
    return any(_is_mean(each, factor, other) for other in others)


def _noun_of_one(reading: Reading, each: Figure) -> str:
    before = reading.canvas[max(each.start - _AROUND, 0) : each.start]
    found = _OF_EACH.search(before) or _FOR_ONE.match(reading.canvas, each.end)
    return str(found[1]) if found else ""


def divided_products(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """``2.970 triệu đồng, gồm 41 căn x 60 triệu đồng/căn, 17 căn x 30 triệu đồng/căn``."""
    for mark in markers(reading.canvas):
        index = reading.first_after(mark.start())
        total = reading.figures[index - 1] if index else None
        if total is None or not (total.plain and total.money):
            continue
        parts = _products_after(reading, index, total)
        slip = one_slip_apart(total, parts, digits=_TELLING_DIGITS) if parts else False
        if len(parts) > 1 and (slip or adds_up(total, parts)):
            span = total.start, parts[-1].end
            yield (
                claim("product", reading, span, judge_parts(total, parts), map(shown, parts)),
                total.start,
            )


def _products_after(reading: Reading, index: int, total: Figure) -> list[Figure]:
    """The amounts behind a total that are told as so many at so much each."""
    found: list[Figure] = []
    near = reading.figures[index : index + _NEAR]
    for factor, each in pairwise(near):
        tied = factor.plain and factor.exact and each.plain and each.sentence == total.sentence
        if tied and _TIMES.fullmatch(reading.between(factor, each)) and same_unit(each, total):
            found.append(each._replace(value=each.value * factor.value))
    return found
