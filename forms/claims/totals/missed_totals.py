"""Totals that their parts miss: whether the parts were meant to make them up.

Words that say that a list is complete make a mismatch an error. Otherwise it counts where one
mistyped digit explains it, and is asked about where the parts come close.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.claim import (
    Claim,
    adds_up,
    close,
    judge_parts,
    one_slip_apart,
)
from forms.claims.counted_units import both_people, tallied
from forms.claims.text_figures import Figure, Reading, comparable, same_unit
from forms.claims.totals.divisions import (
    Division,
    apart,
    closes,
    exceeds,
    have_own_nouns,
    is_complete,
    is_numbered,
    placed,
    says_enough,
    shares_leave_room,
    shares_tell,
)
from forms.claims.totals.open_lists import (
    are_columns,
    has_unnumbered,
    is_open,
    may_overlap,
    names_some,
)
from forms.claims.totals.part_names import covers, exclusive

_AND: Final = re.compile(r"(?:[^\W\d_]++ ){1,3}và")
_LAST: Final = re.compile(r"\bvà\b")
_NO_WORD: Final = re.compile(r"\W+")
_AROUND: Final = 44
_VERY_CLOSE: Final = 50
_LONG_LIST: Final = 5
_TELLING_DIGITS: Final = 3
_HALF: Final = 2
_LARGE: Final = 1000
_HUNDRED: Final = 100
_FIFTH: Final = 5
_MANY_DIGITS: Final = 5
_LONG: Final = 4
"""Of lists that leave something out, so many digits are one slip from their total in 100."""
_FEW_COUNTS: Final = 6


class _Missed(NamedTuple):
    """Parts that were meant to make up a total; ``doubtful`` where no words say so."""

    parts: Sequence[Figure]
    doubtful: bool = False


def missed_total(reading: Reading, division: Division, same: Sequence[Figure]) -> Iterator[Claim]:
    """Yield the claim that parts miss a total that they were meant to make up."""
    group = _first_group(reading, division, same)
    if len(group) < 2:  # noqa: PLR2004 - one part is no breakdown
        return
    missed = _missed_by_any(reading, division, group, same)
    if missed is not None and not _make_up_another(reading, division, missed.parts):
        judged = judge_parts(division.total, missed.parts)
        if missed.doubtful:
            judged = judged._replace(verdict="doubtful")
        yield placed(reading, division, missed.parts, judged)


def _make_up_another(reading: Reading, division: Division, parts: Sequence[Figure]) -> bool:
    """Whether parts make up a figure of three digits that stands nearer to them than the total."""
    between = reading.figures[reading.first_after(division.total.end) :]
    nearer = (f for f in between if f.end <= parts[0].start and f.plain and same_unit(f, parts[0]))
    return any(f.value >= _HUNDRED and adds_up(f, parts) for f in nearer)


def is_disputed(reading: Reading, division: Division, same: Sequence[Figure]) -> bool | None:
    """Whether :func:`missed_total` says that a total is not right; ``None`` if it says nothing."""
    group = _first_group(reading, division, same)
    if len(group) < 2:  # noqa: PLR2004 - one part is no breakdown
        return None
    missed = _missed_by_any(reading, division, group, same)
    if missed is None:
        return None
    return missed.doubtful or not adds_up(division.total, missed.parts)


def _missed_by_any(
    reading: Reading, division: Division, group: Sequence[Figure], same: Sequence[Figure]
) -> _Missed | None:
    """Whether the first parts that belong together miss a total, or else all of them do."""
    missed = _missed(reading, division, group, same)
    if missed is None and len(group) < len(same) and one_slip_apart(division.total, same, digits=3):
        return _missed(reading, division, same, same)
    return missed


def _missed(
    reading: Reading, division: Division, group: Sequence[Figure], same: Sequence[Figure]
) -> _Missed | None:
    total = division.total
    if _leaves_room(reading, division, group):
        return None
    alike = bool(total.unit) and all(comparable(total, part) for part in group)
    fitting = all(part.value <= total.value for part in group if part.power == total.power)
    slip = one_slip_apart(total, group, digits=_TELLING_DIGITS)
    if alike and fitting and _two_exceed(reading, total, group):
        return _Missed(group, doubtful=True)
    complete = _is_complete(reading, division, group, alike=alike, fitting=fitting)
    if division.kind != "closed" and not complete and _is_partial(reading, total, group):
        slip = _is_slip(reading, total, group, alike=alike, fitting=fitting)
        return _Missed(group, doubtful=True) if slip else None
    if division.kind == "open" and not complete:
        slip = slip and (says_enough(total, group) or (alike and exceeds(total, group)))
    if complete or slip or shares_tell(reading, total, group):
        return _Missed(group)
    if (some := _slipped_part(total, same)) is not None:
        return _Missed(some)
    if _meant(reading, division, group, alike=alike, fitting=fitting):
        return _Missed(group, doubtful=True)
    if _is_slip(reading, total, group, alike=alike, fitting=fitting):
        return _Missed(group, doubtful=True)
    return _Missed(group, doubtful=True) if _overflows(division, group) else None


def _overflows(division: Division, group: Sequence[Figure]) -> bool:
    """Whether one of several parts is more than their whole, which counts the same."""
    total = division.total
    largest = max(group, key=lambda part: part.value)
    together = group[0].clause == total.clause and largest.power == total.power
    if largest.value <= total.value or not (together and total.exact):
        return False
    bare = not any(part.unit for part in group) and not tallied(total.unit, ("người",))
    told = division.kind != "open" and len(group) > 2  # noqa: PLR2004
    alike = same_unit(total, largest) is True
    return (alike and told) or ((alike or bare) and one_slip_apart(total, group, digits=1))


def _is_complete(
    reading: Reading, division: Division, group: Sequence[Figure], *, alike: bool, fitting: bool
) -> bool:
    """Whether parts that leave nothing out miss their total by what a slip may explain."""
    total = division.total
    likely = fitting and close(total, group, of=_HALF)
    if not likely:
        names = () if fitting else [" ".join(reading.context(part)) for part in group]
        likely = one_slip_apart(total, group, digits=1 if fitting or covers(names) else 2)
    named = likely and (alike or named_apart(reading, division, group))
    return named and is_complete(reading, division, group)


def _is_partial(reading: Reading, total: Figure, group: Sequence[Figure]) -> bool:
    """Whether parts are only some of a total, or the same things may be told of twice."""
    told = closes(reading, group) and (len(group) > 2 or total.value >= _LARGE)  # noqa: PLR2004
    leaves_out = names_some(reading, total, group) and not told
    return leaves_out or may_overlap(reading, group)


def _is_slip(
    reading: Reading, total: Figure, group: Sequence[Figure], *, alike: bool, fitting: bool
) -> bool:
    """Whether one slip explains why parts miss a total, and chance does not.

    The fewer the digits, the more must tell that all parts are named: one noun, names that exclude
    each other, a last one behind "và", or a part that is more than its whole.
    """
    if not one_slip_apart(total, group, digits=2) or may_overlap(reading, group):
        return False
    apart = exclusive([" ".join(reading.context(part)) for part in group])
    last, many = closes(reading, group), len(group) > 2  # noqa: PLR2004 - two may be examples
    some = names_some(reading, total, group)
    said = apart or last or many
    kin = alike or _of_one_kind(total, group)
    if last and many:
        digits = _TELLING_DIGITS
    elif kin:
        digits = _TELLING_DIGITS if said or not (some and fitting) else _LONG
    else:
        digits = _LONG if said else _MANY_DIGITS
    if one_slip_apart(total, group, digits=digits) or (kin and said and not fitting):
        return True
    few = many and close(total, group, of=_FIFTH) and not (some and exceeds(total, group))
    told = kin and (last or (apart and not some) or few)
    kinds = last and many and (apart or (have_own_nouns(group) and not some))
    return fitting and (told or kinds) and close(total, group, of=_HALF)


def _of_one_kind(total: Figure, group: Sequence[Figure]) -> bool:
    """Whether parts share a noun that need not be that of their total, or count people as it."""
    if all(same_unit(group[0], part) is True for part in group):
        return True
    return all(both_people(total.unit, part.unit) for part in group)


def _two_exceed(reading: Reading, total: Figure, group: Sequence[Figure]) -> bool:
    """Whether two parts that exclude each other are more than their whole: "cũ … và … mới"."""
    if len(group) != 2 or not exceeds(total, group) or not close(total, group):  # noqa: PLR2004
        return False
    (lead, behind), (other, last) = (reading.context(part) for part in group)
    own = f"{lead} {_LAST.split(behind)[0]}", f"{_LAST.split(other)[-1]} {last}"
    return _LAST.search(other) is not None and exclusive(own)


def _leaves_room(reading: Reading, division: Division, group: Sequence[Figure]) -> bool:
    """Whether there may be parts that no figure tells, or other things than the total counts."""
    total = division.total
    if division.each or _rounds(total, group) or has_unnumbered(reading, division.at, group):
        return True
    if _is_one_of_two(reading, division):
        return True
    if are_columns(reading, group) or shares_leave_room(reading, total, group):
        return True
    # "03 vụ (01 người chết, 02 người bị thương)" counts people in cases.
    people = any(tallied(total.unit, part.unit) for part in group)
    return is_open(reading, total, division.parts) or (total.unit[:1] == ("vụ",) and people)


def _rounds(total: Figure, group: Sequence[Figure]) -> bool:
    """Whether a whole total may have been rounded of parts with decimals: "2.504 ha"."""
    off = abs(total.value - sum(part.value for part in group))
    return total.exact and off < 1 and off != int(off)


def _is_one_of_two(reading: Reading, division: Division) -> bool:
    """Whether the whole has two nouns: "17 xã và 02 thị trấn, trong đó 18 xã, thị trấn …"."""
    index = reading.first_after(division.total.end)
    after = reading.figures[index]
    near = after.plain and after.end <= division.at
    return near and _AND.fullmatch(reading.between(division.total, after)) is not None


def named_apart(reading: Reading, division: Division, group: Sequence[Figure]) -> bool:
    """Whether parts of other nouns are told apart: "41 em đạt giải: 25 giải ba, 16 giải nhì"."""
    first = group[0].unit[:1]
    around = max(division.total.start - _AROUND, 0), division.at
    words = _NO_WORD.split(reading.canvas[slice(*around)])
    noun = bool(first) and first[0] in words
    shared = noun and all(part.unit[:1] == first for part in group)
    bodies = division.total.unit[:2] == ("tổ", "chức") or division.total.unit[:1] == ("tccsđ",)
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
    beside = reading.first_after(division.total.end) == reading.first_after(division.at)
    more = (alike or have_own_nouns(group)) and beside and exceeds(division.total, group)
    more = more and group[0].clause == division.total.clause
    if division.kind != "open" and fitting and close(division.total, group, of=_HALF):
        nouns = alike or division.kind == "closed"
        slipped = slipped or (nouns and one_slip_apart(division.total, group, digits=1))
    if division.kind == "closed":
        return one_slip_apart(division.total, group, digits=1 + (not more))
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
    return colon and sure and len(group) > 2 and _FIFTH * off <= division.total.value  # noqa: PLR2004


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
