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
from typing import Final

from forms.claims.claim import (
    PERHAPS_NOT_ALL,
    Claim,
    close,
    groups_of,
    judge_parts,
    much_more,
    one_slip_apart,
    shown,
)
from forms.claims.text_figures import Figure, Reading, comparable, same_unit
from forms.claims.totals.divided_totals import divisions, numerator
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
from forms.claims.totals.missed_totals import is_disputed, missed_total, named_apart
from forms.claims.totals.named_counts import named_counts
from forms.claims.totals.part_names import covers
from forms.claims.totals.row_sums import bracketed_changes, paired_totals, row_totals
from forms.claims.totals.sum_claims import SEARCHES, as_divided
from forms.claims.totals.told_lists import goes_on, told_claims
from forms.claims.totals.work_left import work_left

_WITH: Final = re.compile(r"(?:^|\s)với ?$")
_DISPUTED: Final = frozenset({"wrong", "doubtful"})
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
            if "(tăng" in reading.canvas or "(giảm" in reading.canvas:
                own = [part for part in division.parts if shown(part) in found.operands]
                yield from bracketed_changes(reading, division.total, own)
    rests, sums = list[Claim](), list[Claim]()
    told_stocks = list(stocks(reading))
    used.update(start for _, start in told_stocks)
    yield from (stocked := [found for found, _ in told_stocks])
    for found, start in _searched(reading, stocked, divided):
        if found.kind == "remainder" and found.verdict in _DISPUTED:
            used.add(start)
            rests.append(found)
        elif start not in used or found.kind == "remainder":
            used.update({start} if found.verdict != "unverifiable" else ())
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
    tops = [numerator(part) for part in division.parts]
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
        rows = len({part.clause for part in same}) == len(same) > 2  # noqa: PLR2004
        if len(first if division.closed and not rows else same) < 2:  # noqa: PLR2004 - no breakdown
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
    return _is_noticed(reading, division._replace(total=much_more(division.total, group)))


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
    if not markers(reading.canvas):
        return parts
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
