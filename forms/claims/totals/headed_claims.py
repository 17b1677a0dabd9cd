"""Totals that a colon divides: "14 cây cầu: 09 cầu bê tông, 05 cầu thép".

A colon says less than "gồm": what follows may be examples. Figures that make up the total are
right whatever they count; others are asked about only where one mistyped digit explains them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import (
    PERHAPS_NOT_ALL,
    Claim,
    adds_up,
    claim,
    close,
    groups_of,
    judge_parts,
    one_slip_apart,
    shown,
    slightly_more,
)
from forms.claims.counted_units import both_people
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.divisions import others_last, shares_close, shares_leave_room
from forms.claims.totals.listed_parts import is_aside
from forms.claims.totals.open_lists import is_open, may_overlap
from forms.claims.totals.part_names import covers, exclusive

_RESULT: Final = re.compile(r"^[^;]*; ?(?:kết quả|cụ thể|qua phân loại)[^,;]*$")
_COLON: Final = re.compile(r":(?=\s)")
_HEAD: Final = re.compile(r":(?=\s)|(?<=[^\W\d_]\s)(?:–(?=\s[^\W\d_])|-(?=\s(?:đã|gồm)\b))")
_BRACKET: Final = re.compile(r"\)\s?$")
_NOUN_WORDS: Final = 10
_NEAR: Final = 3
_MOST_PARTS: Final = 40
_TELLING_DIGITS: Final = 3
_HALF: Final = 2
_LARGE: Final = 1000


def headed_totals(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """Yield claims about totals before a colon, each with the offset of its total."""
    led = any(map(reading.canvas.__contains__, (":", " –", " - ")))
    for colon in _HEAD.finditer(reading.canvas, reading.passage.body) if led else ():
        parts = _behind(reading, colon.end())
        if len(parts) < 2:  # noqa: PLR2004 - one part is no breakdown
            continue
        totals = _before(reading, _noun_end(reading, colon.start()), parts[0])
        groups = [
            (total, _fitting(total, parts) or _in_turn(totals, k, parts))
            for k, total in enumerate(totals)
        ]
        for total, group in groups:
            if group:
                more = slightly_more(total, group)
                # Parts that follow in turn are only found where they add up.
                tells = group == parts[: len(group)] and any(
                    True for _ in _asked(reading, more, group)
                )
                yield _placed(reading, total, group, told=tells), total.start
        if any(group and group != parts[: len(group)] for _, group in groups):
            yield from _other_turns(reading, totals, parts)
        if totals and not any(group for _, group in groups):
            near = [part for part in parts if part.clause == parts[0].clause]
            yield from _asked(reading, totals[0], near if len(near) > 1 else parts)


def _before(reading: Reading, at: int, first: Figure) -> list[Figure]:
    """The counts of the sentence before a colon, nearest first; the nearest stands close to it."""
    index = reading.first_after(at)
    found: list[Figure] = []
    for figure in reversed(reading.figures[max(index - _NEAR, 0) : index]):
        between = reading.canvas[figure.end : at]
        other = ";" in between and _RESULT.search(between) is None
        if figure.sentence != first.sentence or other:
            break
        if not found and len(between.split()) > _NOUN_WORDS:
            break
        if figure.plain:
            found.append(figure)
    return found


def _noun_end(reading: Reading, colon: int) -> int:
    """Where the words before a colon end, a bracket that closes there left out."""
    bracket = _BRACKET.search(reading.canvas, max(colon - 2, 0), colon)
    return bracket.start() if bracket else colon


def _behind(reading: Reading, at: int) -> list[Figure]:
    """The counts behind a colon, up to the next one or the end of the sentence."""
    index, end = reading.first_after(at), reading.closing(at)
    colon = _COLON.search(reading.canvas, at)
    end = min(end, colon.end() + 1) if colon else end
    found: list[Figure] = []
    for figure in reading.figures[index : index + _MOST_PARTS]:
        new = found and figure.sentence != found[0].sentence
        if new or figure.start >= end:
            break
        part = figure.plain and not is_aside(reading, figure)
        if part and (not found or figure.depth == found[0].depth):
            found.append(figure)
    return found


def _fitting(total: Figure, parts: Sequence[Figure]) -> list[Figure] | None:
    """The first parts that make up a total: those of its kind, else those of any kind."""
    alike = [part for part in parts if same_unit(total, part) is not False]
    for some in (alike, [part for part in parts if bool(part.power) == bool(total.power)]):
        group = next(groups_of(total, some), None)
        if group is not None and group[0] is some[0]:
            return group
    return None


def _in_turn(totals: Sequence[Figure], k: int, parts: Sequence[Figure]) -> list[Figure] | None:
    """The parts of the k-th total from behind, where parts follow in turn: "a vụ, b người; …"."""
    width = len(totals)
    if width < 2 or len(parts) % width or len(parts) < 2 * width:  # noqa: PLR2004
        return None
    own = list(parts[width - 1 - k :: width])
    return own if adds_up(totals[k], own) else None


def _other_turns(
    reading: Reading, totals: Sequence[Figure], parts: Sequence[Figure]
) -> Iterator[tuple[Claim, int]]:
    """Totals that their parts in turn miss, beside one that its own parts make up."""
    for k, total in enumerate(totals):
        own = list(parts[len(totals) - 1 - k :: len(totals)])
        if not adds_up(total, own) and one_slip_apart(total, own, digits=2):
            yield _placed(reading, total, own, soft=True), total.start


def _asked(reading: Reading, total: Figure, parts: Sequence[Figure]) -> Iterator[tuple[Claim, int]]:
    over = any(part.value > total.value for part in parts)
    if not (close(total, parts, of=_HALF) or one_slip_apart(total, parts, digits=2 - over)):
        return
    alike = all(same_unit(total, part) or both_people(total.unit, part.unit) for part in parts)
    fitting = all(part.value < total.value for part in parts)
    if is_open(reading, total, parts) or may_overlap(reading, parts):
        return
    if shares_leave_room(reading, total, parts):
        return
    slight = len(parts) > 2 and close(total, parts)  # noqa: PLR2004 - two may be examples
    names = [" ".join(reading.context(part)) for part in parts]
    whole = shares_close(reading, parts) or others_last(reading, parts)
    named = exclusive(names)
    possible = covers(names) or all(same_unit(total, part) is not False for part in parts)
    slight = slight or one_slip_apart(total, parts, digits=_TELLING_DIGITS)
    meant = named and possible and (slight or close(total, parts, of=_HALF))
    meant = meant or (whole and possible and slight)
    many = len(parts) > 2 and one_slip_apart(total, parts, digits=2)  # noqa: PLR2004
    surely = alike and one_slip_apart(total, parts, digits=_TELLING_DIGITS)
    # A part that is more than its whole was not left out, nor was any other.
    kin = alike or named
    likely = kin or len(parts) > 2 or total.value >= _LARGE  # noqa: PLR2004 - two may be examples
    digits = 1 if kin else _TELLING_DIGITS
    more = not fitting and likely and one_slip_apart(total, parts, digits=digits)
    if surely or more or (fitting and ((alike and (slight or many)) or meant)):
        yield _placed(reading, total, parts, soft=True), total.start


def _placed(
    reading: Reading,
    total: Figure,
    parts: Sequence[Figure],
    *,
    soft: bool = False,
    told: bool = True,
) -> Claim:
    judged = judge_parts(total, parts)
    if not told:
        judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
    if soft and judged.verdict == "wrong":
        judged = judged._replace(verdict="doubtful")
    span = min(total.start, parts[0].start), parts[-1].end
    return claim("breakdown", reading, span, judged, [shown(part) for part in parts])
