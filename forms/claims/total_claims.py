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
    Judged,
    adds_up,
    close,
    groups_of,
    judge_parts,
    much_more,
    one_slip_apart,
    shown,
    slightly_more,
)
from forms.claims.counted_units import both_people, tallied
from forms.claims.divisions import (
    MARKER,
    Division,
    apart,
    closes,
    exceeds,
    is_complete,
    is_numbered,
    placed,
    says_enough,
)
from forms.claims.headed_claims import headed_totals
from forms.claims.implied_claims import implied_totals
from forms.claims.listed_parts import Parts, is_step, one_by_sentence, parts_after
from forms.claims.named_counts import named_counts
from forms.claims.open_lists import has_unnumbered, has_unread, is_open, may_overlap, names_some
from forms.claims.part_names import covers, exclusive
from forms.claims.row_sums import paired_totals, row_totals
from forms.claims.sum_claims import SEARCHES, as_divided
from forms.claims.text_figures import Figure, Reading, comparable, same_unit
from forms.claims.told_lists import told_claims

_ASIDE: Final = re.compile(
    r"\(?\s?(?:tăng|giảm|so|cùng kỳ|bằng|vượt|thiếu|mỗi|bình quân|trung bình|(?:lũy|luỹ) kế"
    r"|kế hoạch|chỉ tiêu|dự toán|từ|tính|đạt|tương|ứng"
    r"|(?:kỳ|quý|tháng|năm)(?! trước (?:chuyển|mang|còn)))\b"
)
_END: Final = re.compile(r"(?<!\.)\.(?:\s|$)")
_OUT_OF: Final = re.compile(r"(?:^|[.;:,] )trong(?: tổng)?(?: số)? $")
_AND: Final = re.compile(r"(?:[^\W\d_]++ ){1,3}và")
_WITH: Final = re.compile(r"(?:^|\s)với ?$")
_FACTORS: Final = re.compile(r"\d(?: [^\W\d_]++){0,4} ?[x×*] ?\d")
_OF_ALL: Final = re.compile(r"(?:/|\btrên(?: tổng(?: số)?)?|\btrong tổng(?: số)?) ?$")
_FAR: Final = 200
_AROUND: Final = 44
_NOUN_WORDS: Final = 7
_LONG_NOUN: Final = 12
_VERY_CLOSE: Final = 50
_LONG_LIST: Final = 5
_TELLING_DIGITS: Final = 3
_HALF: Final = 2
_LARGE: Final = 1000
_FIFTH: Final = 5
_MANY_DIGITS: Final = 5
_DISPUTED: Final = frozenset({"wrong", "doubtful"})
_FEW_COUNTS: Final = 6


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
            used.add(division.total.start)
            divided.append(found)
            yield found
    rests, sums = list[Claim](), list[Claim]()
    apt = [search for search, words in SEARCHES if any(word in reading.canvas for word in words)]
    for search in (headed_totals, *apt, row_totals, named_counts):
        for found, start in search(reading):
            if found.kind == "remainder" and found.verdict in _DISPUTED:
                used.add(start)
                rests.append(found)
            elif start not in used or found.kind == "remainder":
                used.add(start)
                sums += [found] if found.kind == "sum" and found.verdict == "right" else []
                yield as_divided(found, divided)
    for found in implied_totals(reading, used):
        divided.append(found)
        yield found
    yield from (found for found in rests if not _is_told(found, [*divided, *sums]))


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
        yield from right or judged[:1]


def divisions(reading: Reading) -> Iterator[list[Division]]:
    """Yield totals that a word such as "trong đó" divides, or a bracket behind them.

    Where the words leave open which figure is divided, several alternatives are given.
    """
    for mark in MARKER.finditer(reading.canvas):
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
        whole = figure if figure.plain else _numerator(figure)
        if whole is None or inside.depth != figure.depth + 1:
            continue
        if _opens_at(reading, i) and not _multiplies(reading, inside):
            listed = parts_after(reading, inside.start, whole)
            parts = listed.figures
            if not figure.plain and (len(parts) < 2 or not adds_up(whole, parts)):  # noqa: PLR2004
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
    totals = [f for f in own if not f.depth and not is_step(reading, f)]
    for total in totals[:3]:
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


def _multiplies(reading: Reading, inside: Figure) -> bool:
    """Whether a bracket tells factors, not parts: ``162 thành viên (06 thành viên x 27 tổ)``."""
    told = reading.canvas[inside.start : reading.closing(inside.start)]
    return _FACTORS.search(told) is not None


def _total_before(reading: Reading, at: int) -> Figure | None:
    """The nearest count before a word that divides it."""
    index = reading.first_after(at) - 1
    depth = reading.depth_at(at)
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
    if either:
        return [n, total]
    return found or [total]


def _counts_alike(figure: Figure, part: Figure) -> bool:
    """Whether a part is counted by the noun of a figure, or both by nouns for people."""
    return same_unit(figure, part) is True or both_people(figure.unit, part.unit)


def _divided(reading: Reading, division: Division, *, tried: bool = False) -> Iterator[Claim]:
    division = _in_one_unit(division)
    total = division.total
    if any(part.base is not None or part.loose for part in division.parts):
        return
    listed = [
        part
        for part in division.parts
        if bool(part.power) == bool(total.power) or (part.money and total.money)
    ]
    same = [part for part in division.parts if comparable(total, part)]
    groups = list(groups_of(total, same))
    alone = _without_asides(reading, same)
    if not groups and 1 < len(alone) < len(same):
        same, groups = alone, list(groups_of(total, alone))
    if not groups:
        alone = _without_asides(reading, listed)
        groups = list(groups_of(total, listed)) or list(groups_of(total, alone))
        if len(same) < 2 and _may_divide(reading, division, listed):  # noqa: PLR2004
            same = _within(total, listed)
            if division.kind != "open" and one_slip_apart(total, listed, digits=2):
                same = listed
    for group in groups:
        judged = judge_parts(total, group)
        if len(groups) == 1 and not tried and not _would_tell(reading, division, group):
            judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
        yield placed(reading, division, group, judged)
    if not groups:
        yield from list(_mismatch(reading, division, same)) or told_claims(reading, division)


def _in_one_unit(division: Division) -> Division:
    """Parts in a bracket may leave out the unit: ``3.480 triệu đồng (xây lắp 2.960, …)``."""
    total, parts = division.total, division.parts
    if division.kind != "bracket" or not total.power or any(p.unit or p.power for p in parts):
        return division
    alike = tuple(part._replace(unit=total.unit, power=total.power) for part in parts)
    return division._replace(parts=alike)


def _would_tell(reading: Reading, division: Division, group: Sequence[Figure]) -> bool:
    """Whether another total would have been noticed; else that parts add up verifies nothing."""
    others = slightly_more(division.total, group), much_more(division.total)
    divided = (_divided(reading, division._replace(total=t), tried=True) for t in others)
    return all(any(found.verdict != "right" for found in claims) for claims in divided)


def _within(total: Figure, parts: Sequence[Figure]) -> list[Figure]:
    """Parts of other kinds than their total, without those that are too large to be parts."""
    return [part for part in parts if part.power != total.power or part.value <= total.value]


def _without_asides(reading: Reading, parts: Sequence[Figure]) -> list[Figure]:
    """Leave out what parts have besides: "149 đảng bộ, với 1.251 chi bộ trực thuộc"."""
    if "với" not in reading.canvas:
        return list(parts)
    return [part for part in parts if not _WITH.search(reading.context(part)[0])]


def _may_divide(reading: Reading, division: Division, listed: Sequence[Figure]) -> bool:
    """Whether parts of other nouns than their total may be meant to make it up."""
    if division.kind != "open" or _alike(listed):
        return True
    return len(listed) > 1 and _named_apart(reading, division, listed)


def _alike(parts: Sequence[Figure]) -> bool:
    return len(parts) > 1 and all(same_unit(parts[0], part) for part in parts[1:])


def _mismatch(reading: Reading, division: Division, same: Sequence[Figure]) -> Iterator[Claim]:
    total, group = division.total, _first_group(reading, division, same)
    if len(group) < 2:  # noqa: PLR2004 - one part is no breakdown
        yield from _exceeding(reading, division, group)
        return
    if _leaves_room(reading, division, group):
        return
    alike = bool(total.unit) and all(comparable(total, part) for part in group)
    fitting = all(part.value <= total.value for part in group if part.power == total.power)
    slip = one_slip_apart(total, group, digits=_TELLING_DIGITS)
    likely = slip or close(total, group, of=_HALF)
    named = (alike or _named_apart(reading, division, group)) and is_complete(
        reading, division, group
    )
    digits = 1 if fitting else 2
    complete = named and ((fitting and likely) or one_slip_apart(total, group, digits=digits))
    told = closes(reading, group) and (len(group) > 2 or total.value >= _LARGE)  # noqa: PLR2004
    leaves_out = names_some(reading, total, group) and not told
    partial = leaves_out or may_overlap(reading, group)
    if partial and division.kind != "closed" and not complete:
        return
    if division.kind == "open" and not complete:
        slip = slip and (says_enough(total, group) or (alike and exceeds(total, group)))
    if complete or slip:
        yield placed(reading, division, group, judge_parts(total, group))
    elif (some := _slipped_part(total, same)) is not None:
        yield placed(reading, division, some, judge_parts(total, some))
    elif _meant(reading, division, group, alike=alike, fitting=fitting):
        judged = judge_parts(total, group)._replace(verdict="doubtful")
        yield placed(reading, division, group, judged)


def _leaves_room(reading: Reading, division: Division, group: Sequence[Figure]) -> bool:
    """Whether there may be parts that no figure tells, or other things than the total counts."""
    total = division.total
    unread = division.each or has_unread(reading, total, group)
    if unread or has_unnumbered(reading, division.at, group) or _is_one_of_two(reading, division):
        return True
    # "03 vụ (01 người chết, 02 người bị thương)" counts people in cases.
    people = any(tallied(total.unit, part.unit) for part in group)
    return is_open(reading, total, division.parts) or (total.unit[:1] == ("vụ",) and people)


def _is_one_of_two(reading: Reading, division: Division) -> bool:
    """Whether the whole has two nouns: "17 xã và 02 thị trấn, trong đó 18 xã, thị trấn …"."""
    index = reading.first_after(division.total.end)
    after = reading.figures[index]
    near = after.plain and after.end <= division.at
    return near and _AND.fullmatch(reading.between(division.total, after)) is not None


def _named_apart(reading: Reading, division: Division, group: Sequence[Figure]) -> bool:
    """Whether parts of other nouns are told apart: "41 em đạt giải: 25 giải ba, 16 giải nhì"."""
    first = group[0].unit[:1]
    words = re.split(r"\W+", reading.canvas[division.total.end : division.at])
    noun = bool(first) and first[0] in words
    shared = noun and all(part.unit[:1] == first for part in group)
    bodies = division.total.unit[:2] == ("tổ", "chức")
    return (shared or bodies) and exclusive([" ".join(reading.context(f)) for f in group])


def _slipped_part(total: Figure, parts: Sequence[Figure]) -> Sequence[Figure] | None:
    """The first parts that one mistyped digit keeps from making up a large total."""
    few = parts[:_FEW_COUNTS]
    groups = (
        few[first : first + count]
        for first in range(len(few) - 1)
        for count in range(2, len(few) - first + 1)
    )
    return next((g for g in groups if one_slip_apart(total, g, digits=_MANY_DIGITS)), None)


def _meant(
    reading: Reading, division: Division, group: Sequence[Figure], *, alike: bool, fitting: bool
) -> bool:
    """Whether parts were probably meant to make up a total, though no word says so."""
    slipped = one_slip_apart(division.total, group, digits=2)
    if division.kind != "open" and fitting and close(division.total, group, of=_HALF):
        nouns = alike or division.kind == "closed"
        slipped = slipped or (nouns and one_slip_apart(division.total, group, digits=1))
    if division.kind == "closed":
        return slipped
    if division.kind == "bracket":
        listed = (
            alike
            and close(division.total, group, of=_HALF)
            and is_complete(reading, division, group)
        )
        more = fitting and sum(part.value for part in group) > division.total.value
        slipped = slipped or (more and one_slip_apart(division.total, group, digits=1))
        return (fitting and (listed or close(division.total, group))) or slipped
    colon = ":" in reading.canvas[division.at : group[0].start]
    # Parts that are much more than their whole overlap: people in several schemes.
    overlap = exceeds(division.total, group) and not close(division.total, group)
    sure = fitting and not overlap and all(same_unit(division.total, part) for part in group)
    off = abs(division.total.value - sum(part.value for part in group))
    very_close = fitting and close(division.total, group, of=_VERY_CLOSE)
    if len(group) >= _LONG_LIST and (slipped or very_close):
        return True
    if _closes_with_and(reading, group) and fitting and close(division.total, group):
        return True
    return colon and sure and len(group) > 2 and _FIFTH * off <= division.total.value  # noqa: PLR2004


def _closes_with_and(reading: Reading, group: Sequence[Figure]) -> bool:
    """Whether parts of other nouns each are told to the last: "12 bệnh viện, 11 …, và 156 trạm"."""
    nouns = {part.unit[:2] for part in group}
    gaps = [reading.between(a, b) for a, b in pairwise(group)]
    apart = len(nouns) == len(group) > 2 and all(nouns)  # noqa: PLR2004 - two may be examples
    return apart and gaps[-1].endswith(" và") and all("," in gap for gap in gaps[:-1])


def _first_group(reading: Reading, division: Division, parts: Sequence[Figure]) -> Sequence[Figure]:
    """The parts that belong together: up to where the sentence turns to another matter."""
    if len(parts) > 2:  # noqa: PLR2004 - two are no more than a group
        named = apart(reading, parts)
        if len(named) < len(parts) and covers([" ".join(reading.context(f)) for f in named]):
            return named
    if len({part.clause for part in parts}) <= 1 or is_numbered(reading, division):
        return parts
    first = [part for part in parts if part.clause == parts[0].clause]
    return first if len(first) > 1 else parts


def _exceeding(reading: Reading, division: Division, group: Sequence[Figure]) -> Iterator[Claim]:
    """A single part of the same kind may not be larger than its whole."""
    total = division.total
    index = reading.first_after(total.start)
    row = reading.figures[max(index - _FEW_COUNTS, 0) : index]
    beside = [f for f in row if f.sentence == total.sentence]
    if any(f.role == "count" and same_unit(f, total) for f in beside):
        return  # "khai sinh 949 hồ sơ, khai tử 816 hồ sơ, trong đó …" divides them together
    for part in group:
        larger = part.value.scaleb(part.power) > total.value.scaleb(total.power)
        near = part.start - division.at < _AROUND
        if larger and near and same_unit(total, part) and division.kind == "open":
            words = f"Phần “{shown(part)}” lớn hơn tổng {shown(total)}."
            yield placed(reading, division, group, Judged("wrong", shown(part), "", words))
