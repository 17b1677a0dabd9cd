"""Totals and their parts within a sentence.

Whether a list of parts is complete decides everything. It is where the words say so ("gồm", "chia
ra", numbered items, "còn lại"), where the parts exclude each other by their names (nam/nữ, trực
tuyến/trực tiếp), and where their printed shares make 100 per cent. A mismatch of any other list
counts only if one mistyped digit explains it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, Literal

from forms.claims.claim import (
    PERHAPS_NOT_ALL,
    Claim,
    adds_up,
    close,
    groups_of,
    judge_parts,
    much_more,
    one_slip_apart,
    slightly_more,
)
from forms.claims.counted_units import both_people
from forms.claims.text_figures import Figure, Reading, comparable, same_unit
from forms.claims.totals.divisions import (
    MARKER,
    Division,
    closes,
    markers,
    placed,
)
from forms.claims.totals.headed_claims import headed_totals
from forms.claims.totals.implied_claims import implied_totals
from forms.claims.totals.later_parts import later_parts, stocks
from forms.claims.totals.listed_parts import (
    Parts,
    columns_by_sentence,
    is_step,
    one_by_sentence,
    parts_after,
)
from forms.claims.totals.missed_totals import is_disputed, missed_total, named_apart
from forms.claims.totals.named_counts import named_counts
from forms.claims.totals.part_names import covers
from forms.claims.totals.row_sums import paired_totals, row_totals
from forms.claims.totals.sum_claims import SEARCHES, as_divided
from forms.claims.totals.told_lists import goes_on, told_claims
from forms.claims.totals.work_left import work_left

_ASIDE: Final = re.compile(
    r"\(?\s?(?:tăng|giảm|so|cùng kỳ|bằng|vượt|thiếu|mỗi|bình quân|trung bình|(?:lũy|luỹ) kế"
    r"|kế hoạch|chỉ tiêu|dự toán|từ|tính|đạt|tương|ứng"
    r"|(?:kỳ|quý|tháng|năm)(?! trước (?:chuyển|mang|còn)| [#0-9]++ ?:))\b"
)
_END: Final = re.compile(r"(?<!\.)\.(?:\s|$)")
_OUT_OF: Final = re.compile(r"(?:^|[.;:,] )trong(?: tổng)?(?: số)? $")
_WITH: Final = re.compile(r"(?:^|\s)với ?$")
_FACTORS: Final = re.compile(r"\d(?: [^\W\d_]++){0,4} ?[x×*] ?\d")
_OF_ALL: Final = re.compile(r"(?:/|\btrên(?: tổng(?: số)?)?|\btrong tổng(?: số)?) ?$")
_RATE: Final = re.compile(r"(?:[^\W\d_]++ ?){1,5}+, (?:đạt|chiếm)(?: (?:tỷ|tỉ) lệ)?")
_BRACKETED: Final = re.compile(r"(?: [^\W\d_]++){0,4}\),? ?")
_FAR: Final = 200
_AROUND: Final = 44
_NOUN_WORDS: Final = 7
_LONG_NOUN: Final = 12
_DISPUTED: Final = frozenset({"wrong", "doubtful"})
_FEW_COUNTS: Final = 6
_TELLING_DIGITS: Final = 3
_HUNDRED: Final = 100
_LONG: Final = 4


def total_claims(reading: Reading) -> Iterator[Claim]:
    """Yield the claims of one passage about totals and parts."""
    used, divided = set[int](), list[Claim]()
    for found, start in paired_totals(reading):
        used.add(start)
        divided.append(found)
        yield found
    paired = frozenset(used)
    for alternatives in divisions(reading):
        apart_from = [item for item in alternatives if item.total.start not in paired]
        for division, found in best(reading, apart_from):
            # The wholes of parts that are fractions are for another search.
            used.update({division.total.start} if division.parts[0].base is None else ())
            divided.append(found)
            yield found
    rests, sums = list[Claim](), list[Claim]()
    told_stocks = list(stocks(reading))
    used.update(start for _, start in told_stocks)
    yield from (stocked := [found for found, _ in told_stocks])
    for found, start in _searched(reading, stocked, divided):
        if found.kind == "remainder" and found.verdict in _DISPUTED:
            used.add(start)
            rests.append(found)
        elif start not in used or found.kind == "remainder":
            used.add(start)
            sums += [found] if found.kind == "breakdown" or _is_right_sum(found) else []
            yield as_divided(found, divided)
    for found in implied_totals(reading, used):
        divided.append(found)
        yield found
    told = [found for found in (*divided, *sums) if found.verdict != "unverifiable"]
    yield from _rests(reading, used, told, rests)
    yield from (found for found, start in later_parts(reading) if start not in used)


def _rests(
    reading: Reading, used: set[int], told: Sequence[Claim], disputed: Sequence[Claim]
) -> Iterator[Claim]:
    """What is left of work; of what does not fit only what no breakdown has judged already."""
    left = list(work_left(reading))
    yield from (found for found, _ in left if found.verdict == "right")
    more = [found for found, start in left if start not in used and found.verdict != "right"]
    yield from (found for found in (*disputed, *more) if not _is_told(found, told))


def _searched(
    reading: Reading, stocked: Sequence[Claim], divided: Sequence[Claim]
) -> Iterator[tuple[Claim, int]]:
    """What the other searches find, without what is told already."""
    apt = [search for search, words in SEARCHES if any(map(reading.canvas.__contains__, words))]
    for search in (headed_totals, *apt, row_totals, named_counts):
        for found, start in search(reading):
            told = any(_ends_alike(found, stock) for stock in stocked)
            if not told and not _is_settled(found, divided):
                yield found, start


def _ends_alike(one: Claim, other: Claim) -> bool:
    """Whether two claims are about one figure at their end."""
    ends = ((item.page, item.end_line, item.end_column, item.stated) for item in (one, other))
    return next(ends) == next(ends)


def _is_right_sum(found: Claim) -> bool:
    return found.kind == "sum" and found.verdict == "right"


def _is_settled(found: Claim, divided: Sequence[Claim]) -> bool:
    """Whether the parts that are said to miss a total make up another one: "642 vụ (705 vụ)"."""
    if found.kind != "breakdown" or found.verdict not in _DISPUTED:
        return False
    return any(w.verdict == "right" and w.operands == found.operands for w in divided)


def _is_told(found: Claim, divided: Sequence[Claim]) -> bool:
    """Whether a rest that does not fit is a part that a breakdown has judged already."""
    return any(found.stated in whole.operands and _spans(whole, found) for whole in divided)


def _spans(whole: Claim, found: Claim) -> bool:
    """Whether the words of one claim go as far as those of another one."""
    first = (whole.page, whole.line, whole.column) <= (found.page, found.line, found.column)
    return first and (whole.end_line, whole.end_column) >= (found.end_line, found.end_column)


# --- breakdowns -----------------------------------------------------------------------------------


def best(reading: Reading, alternatives: Sequence[Division]) -> Iterator[tuple[Division, Claim]]:
    """Of several totals that the same parts may make up, those that they do; else the first."""
    rivals: dict[tuple[int, ...], list[tuple[Division, Claim]]] = {}
    for item in alternatives:
        alike = tuple(part.start for part in item.parts if same_unit(item.total, part))
        found = [(item, judged) for judged in _divided(reading, item)]
        rivals.setdefault(alike, []).extend(found)
    for judged in rivals.values():
        right = [pair for pair in judged if pair[1].verdict == "right"]
        yield from _named_first(judged, right) or right or judged[:1]


def _named_first(
    judged: Sequence[tuple[Division, Claim]], right: Sequence[tuple[Division, Claim]]
) -> list[tuple[Division, Claim]]:
    """The next total with the parts that exclude each other; one before it takes more parts."""
    if not right or judged[0][1].verdict != "wrong":
        return []
    total, own = judged[0][0].total, judged[0][1].operands
    parts = [part for part in judged[0][0].parts if same_unit(total, part)][: len(own)]
    longer = all(w.operands[: len(own)] == own != w.operands for _, w in right)
    slip = longer and one_slip_apart(total, parts, digits=_TELLING_DIGITS)
    return [judged[0], *right] if slip else []


def divisions(reading: Reading) -> Iterator[list[Division]]:
    """Yield totals that a word such as "trong đó" divides, or a bracket behind them.

    Where the words leave open which figure is divided, several alternatives are given.
    """
    for mark in markers(reading.canvas):
        kind: Literal["closed", "open"] = "closed" if mark["closed"] else "open"
        total = _total_before(reading, mark.start())
        if total is None:
            yield list(_of_last_sentence(reading, mark, kind))
        else:
            listed = parts_after(reading, mark.end(), total)
            wholes = _counting(reading, total, listed.figures)
            yield [_division(whole, listed, kind, mark.start()) for whole in wholes]
    for i, figure in enumerate(reading.figures[:-1]):
        inside = reading.figures[i + 1]
        if figure.plain and inside.depth == figure.depth and _is_number_of(reading, figure):
            yield [_division(figure, parts_after(reading, figure.end, figure), "open", figure.end)]
        if inside.depth != figure.depth + 1:
            continue
        whole = figure if figure.plain else _before_rate(reading, i) or _numerator(figure)
        if whole is not None and _opens_at(reading, i) and not _multiplies(reading, inside):
            listed = parts_after(reading, inside.start, whole)
            parts = listed.figures
            if figure.base is not None and (len(parts) < 2 or not adds_up(whole, parts)):  # noqa: PLR2004
                continue  # what stands behind a fraction may be about its base
            wholes = _counting(reading, whole, parts)
            yield [_division(each, listed, "bracket", inside.start) for each in wholes]


def _division(
    total: Figure, listed: Parts, kind: Literal["closed", "open", "bracket"], at: int
) -> Division:
    return Division(total, listed.figures, kind, at, each=listed.each)


def _of_last_sentence(
    reading: Reading, mark: re.Match[str], kind: Literal["closed", "open"]
) -> Iterator[Division]:
    """A sentence that begins "Trong đó" divides the figure that the one before began with."""
    lead = reading.canvas[max(mark.start() - _NOUN_WORDS, 0) : mark.start()].rstrip()
    if not lead.endswith("."):
        return
    index = reading.first_after(mark.start())
    before = reading.figures[max(index - 6, 0) : index]
    wholes = [f if f.plain else _numerator(f) for f in before]
    own = [f for f in wholes if f is not None and f.sentence == before[-1].sentence]
    plain = [f for f in own if not f.depth]
    totals = [f for f in plain if not is_step(reading, f)]
    steps = [f for f in plain if is_step(reading, f)]  # "phủ sóng thêm 2.152 thôn. Trong đó …"
    alike = [f for f in totals if same_unit(totals[0], f)][:_FEW_COUNTS]
    columns = columns_by_sentence(reading, mark.end(), alike)
    for total, column in zip(alike, columns, strict=False):
        yield Division(total, column, kind, mark.start())
    for total in (*totals[:3], *steps[-1:]) if not columns else ():
        if mark.start() - total.end <= 2 * _FAR:
            listed = parts_after(reading, mark.end(), total)
            if sum(same_unit(total, part) is True for part in listed.figures) == 1:
                listed = one_by_sentence(reading, mark.end(), total)
            yield _division(total, listed, kind, mark.start())


def _is_number_of(reading: Reading, figure: Figure) -> bool:
    """Whether a sentence says of how many it tells: "Trong số 44 vụ việc, khiếu nại 34, …"."""
    lead = reading.canvas[max(figure.start - _AROUND, 0) : figure.start]
    return lead.endswith(("trong ", "số ")) and _OUT_OF.search(lead) is not None


def _opens_at(reading: Reading, i: int) -> bool:
    """Whether a bracket of counts follows a figure and its noun at once."""
    gap = reading.between(reading.figures[i], reading.figures[i + 1])
    head, _, tail = gap.partition("(")
    near = len(head.split()) <= _LONG_NOUN and len(tail.split()) <= _NOUN_WORDS
    return near and _ASIDE.match(tail) is None and MARKER.search(tail) is None


def _before_rate(reading: Reading, i: int) -> Figure | None:
    """The count whose rate stands before a bracket: "9.142 hồ sơ, đạt 92,59% (trước hạn …)"."""
    rate, count = reading.figures[i], reading.figures[i - 1]
    if not i or rate.role != "percent" or not count.plain or count.depth != rate.depth:
        return None
    near = _RATE.fullmatch(reading.between(count, rate)) is not None
    return count if near and count.sentence == rate.sentence else None


def _multiplies(reading: Reading, inside: Figure) -> bool:
    """Whether a bracket tells factors, not parts: ``162 thành viên (06 thành viên x 27 tổ)``."""
    told = reading.canvas[inside.start : reading.closing(inside.start)]
    return _FACTORS.search(told) is not None


def _total_before(reading: Reading, at: int) -> Figure | None:
    """The nearest count before a word that divides it."""
    index = reading.first_after(at) - 1
    depth = reading.depth_at(at)
    if (alone := _in_bracket(reading, index, at)) is not None:
        return alone
    for i in range(index, max(index - 6, -1), -1):
        figure = reading.figures[i]
        if at - figure.end > _FAR or _END.search(reading.canvas, figure.end, at):
            return None
        if figure.depth <= depth and figure.plain and not is_step(reading, figure):
            return figure if _leads_to(reading.canvas[figure.end : at]) else None
        depth = min(depth, figure.depth)
        if figure.role == "count" and figure.depth <= depth and not figure.plain:
            return _numerator(figure) if _leads_to(reading.canvas[figure.end : at]) else None
    return None


def _in_bracket(reading: Reading, index: int, at: int) -> Figure | None:
    """A total that stands alone in a bracket: "Phần huyện quản lý (127 tỷ đồng) gồm …"."""
    figure, others = reading.figures[index], reading.figures[max(index - 1, 0) : index]
    if not figure.plain or figure.depth != reading.depth_at(at) + 1:
        return None
    alone = reading.canvas[figure.start - 1 : figure.start] == "("
    first = all(other.sentence != figure.sentence for other in others)
    behind = _BRACKETED.fullmatch(reading.canvas, figure.end, at) is not None
    return figure._replace(depth=figure.depth - 1) if alone and first and behind else None


def _numerator(figure: Figure) -> Figure | None:
    """The figure that "75/75 học sinh, trong đó …" divides."""
    return None if figure.base is None or figure.loose else figure._replace(base=None)


def _leads_to(gap: str) -> bool:
    """Whether a word divides the figure before it: behind ";" only if it follows at once."""
    _, mark, rest = gap.rpartition(";")
    return not mark or not rest.strip()


def _counting(reading: Reading, total: Figure, parts: Sequence[Figure]) -> list[Figure]:
    """The figures that count what parts count: "98 tổ với 612 thành viên, gồm: 13 tổ …"."""
    index = reading.first_after(total.start)
    printed = reading.figures[index]
    if printed.base is not None:
        whole = total._replace(value=printed.base)
        alike = [part for part in parts if same_unit(whole, part) is not False]
        if len(alike) > 1 and adds_up(whole, alike):
            return [whole]
    before = reading.figures[max(index - _FEW_COUNTS, 0) : index]
    outer = [f for f in reversed(before) if f.depth <= total.depth]
    near = (total, *outer[:2])
    found = [
        figure
        for figure in near
        if figure.plain
        and figure.sentence == total.sentence
        and sum(_counts_alike(figure, part) for part in parts) > 1
    ]
    # "359 học sinh khá giỏi trên tổng 361 học sinh, trong đó …" may divide either.
    n = reading.figures[index - 1] if index else total
    either = n.plain and n.sentence == total.sentence and _OF_ALL.search(reading.between(n, total))
    if either and (n in found or total in found or not found):
        return [n, total]
    return found or [total]


def _counts_alike(figure: Figure, part: Figure) -> bool:
    """Whether a part is counted by the noun of a figure, or both by nouns for people."""
    return same_unit(figure, part) is True or both_people(figure.unit, part.unit)


def _divided(reading: Reading, division: Division) -> Iterator[Claim]:
    division = _in_one_unit(division)
    if any(part.base is not None or part.loose for part in division.parts):
        yield from _of_numerators(reading, division)
        return
    groups, same = _grouped(reading, division)
    if len(groups) == 1 and goes_on(reading, division, groups[0], same):
        judged = judge_parts(division.total, same)._replace(verdict="doubtful")
        yield placed(reading, division, same, judged)
        return
    for group in groups:
        judged = judge_parts(division.total, group)
        if len(groups) == 1 and not _would_tell(reading, division, group):
            judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
        yield placed(reading, division, group, judged)
    if not groups:
        missed = list(missed_total(reading, division, same))
        yield from missed or told_claims(reading, division)


def _of_numerators(reading: Reading, division: Division) -> Iterator[Claim]:
    """Parts that are fractions of their own wholes: "324 trường (71/179 mầm non; 253/411 …)"."""
    tops = [_numerator(part) for part in division.parts]
    parts = [top for top in tops if top is not None and top.plain]
    if len(parts) < max(len(tops), 2) or division.total.value < _HUNDRED:
        return
    judged = judge_parts(division.total, parts)
    if judged.verdict == "right" and one_slip_apart(
        much_more(division.total, parts), parts, digits=_TELLING_DIGITS
    ):
        yield placed(reading, division, parts, judged)
    elif one_slip_apart(
        division.total,
        parts,
        digits=_LONG - (len(parts) > 2 and close(division.total, parts)),  # noqa: PLR2004
    ):
        yield placed(reading, division, parts, judged._replace(verdict="doubtful"))


def _grouped(
    reading: Reading, division: Division
) -> tuple[Sequence[Sequence[Figure]], Sequence[Figure]]:
    """The groups of parts that make up a total; and those that are counted by its noun."""
    total = division.total
    listed = [
        part
        for part in division.parts
        if bool(part.power) == bool(total.power) or (part.money and total.money)
    ]
    same: Sequence[Figure] = [part for part in division.parts if comparable(total, part)]
    groups = list(groups_of(total, same))
    for without in (_without_asides, _undivided):
        some = same if groups else without(reading, same)
        if 1 < len(some) < len(same):
            same, groups = some, list(groups_of(total, some))
    if not groups:
        untried = [p for p in (listed, _without_asides(reading, listed)) if p != same]
        groups = next(filter(None, (list(groups_of(total, parts)) for parts in untried)), [])
        first = [part for part in same if part.clause == division.parts[0].clause]
        if len(first if division.closed else same) < 2:  # noqa: PLR2004 - one is no breakdown
            same = _of_other_nouns(reading, division, listed) or same
    return groups, same


def _of_other_nouns(
    reading: Reading, division: Division, listed: Sequence[Figure]
) -> Sequence[Figure]:
    """Parts of other nouns than their total that may be meant to make it up."""
    for some in (listed, *_narrower(reading, listed)):
        if _may_divide(reading, division, some):
            digits = _TELLING_DIGITS if division.kind == "open" else 2
            slipped = one_slip_apart(division.total, some, digits=digits)
            return some if slipped else _within(division.total, some)
    return ()


def _in_one_unit(division: Division) -> Division:
    """Parts in a bracket may leave out the unit: ``3.480 triệu đồng (xây lắp 2.960, …)``."""
    total, parts = division.total, division.parts
    if division.kind != "bracket" or not total.power or any(p.unit or p.power for p in parts):
        return division
    alike = tuple(part._replace(unit=total.unit, power=total.power) for part in parts)
    return division._replace(parts=alike)


def _would_tell(reading: Reading, division: Division, group: Sequence[Figure]) -> bool:
    """Whether another total would have been noticed; else that parts add up verifies nothing."""
    others = slightly_more(division.total, group), much_more(division.total, group)
    # Of few digits the two are one.
    tried = (division._replace(total=other) for other in dict.fromkeys(others))
    return all(_is_noticed(reading, other) for other in tried)


def _is_noticed(reading: Reading, division: Division) -> bool:
    """Whether a total is one that its parts are said to miss."""
    groups, same = _grouped(reading, division)
    if groups:
        return False
    disputed = is_disputed(reading, division, same)
    return any(True for _ in told_claims(reading, division)) if disputed is None else disputed


def _within(total: Figure, parts: Sequence[Figure]) -> list[Figure]:
    """Parts of other kinds than their total, without those that are too large to be parts."""
    return [part for part in parts if part.power != total.power or part.value <= total.value]


def _without_asides(reading: Reading, parts: Sequence[Figure]) -> list[Figure]:
    """Leave out what parts have besides: "149 đảng bộ, với 1.251 chi bộ trực thuộc"."""
    if "với" not in reading.canvas:
        return list(parts)
    return [part for part in parts if not _WITH.search(reading.context(part)[0])]


def _undivided(reading: Reading, parts: Sequence[Figure]) -> Sequence[Figure]:
    """The parts without those of a part: "18 trường mầm non, gồm 9 …, 9 …; 23 trường tiểu học"."""
    found, inner = list(parts[:1]), False
    for one, other in pairwise(parts):
        gap = reading.between(one, other)
        inner = (inner or MARKER.search(gap) is not None) and ";" not in gap
        if not inner:
            found.append(other)
    return found


def _may_divide(reading: Reading, division: Division, listed: Sequence[Figure]) -> bool:
    """Whether parts of other nouns than their total may be meant to make it up."""
    if division.kind != "open" or _alike(listed):
        return True
    if len(listed) > 2 and division.total.value >= _HUNDRED and closes(reading, listed):  # noqa: PLR2004
        return True
    return len(listed) > 1 and (
        named_apart(reading, division, listed)
        or covers([" ".join(reading.context(part)) for part in listed])
    )


def _narrower(reading: Reading, listed: Sequence[Figure]) -> Iterator[Sequence[Figure]]:
    """The parts without what they have besides, and those before the sentence turns elsewhere."""
    yield _without_asides(reading, listed)
    yield [part for part in listed if part.clause == listed[0].clause] if listed else []


def _alike(parts: Sequence[Figure]) -> bool:
    return len(parts) > 1 and all(same_unit(parts[0], part) for part in parts[1:])
