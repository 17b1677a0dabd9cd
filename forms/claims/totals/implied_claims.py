"""Totals that no word divides: "nhận 64 kiến nghị, đã giải quyết 51, đang giải quyết 13"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import (
    PERHAPS_NOT_ALL,
    Claim,
    Verdict,
    adds_up,
    close,
    is_far,
    judge_parts,
    one_slip_apart,
    slightly_more,
)
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.divisions import (
    MARKER,
    Division,
    is_complete,
    is_in_row,
    placed,
    says_enough,
    shares_differ,
    shares_leave_room,
    shares_tell,
)
from forms.claims.totals.open_lists import is_open, may_overlap
from forms.claims.totals.part_names import exclusive

_CAME: Final = re.compile(r"\b(?:phát sinh|tái|bổ sung|chuyển đến)\b")
_MOST_PARTS: Final = 40
_TELLING_DIGITS: Final = 3
_LARGE: Final = 1000
_FEW_COUNTS: Final = 6


def implied_totals(reading: Reading, used: set[int]) -> Iterator[Claim]:
    """``tiếp nhận 64 kiến nghị, đã giải quyết 51 kiến nghị, đang giải quyết 13 kiến nghị``."""
    runs: dict[int, list[Figure]] = {}
    for figure in reading.figures:
        if figure.plain:
            runs.setdefault(figure.sentence, []).append(figure)
    for sentence, run in runs.items():
        if len(run) < 2 or any(figure.start in used for figure in run):  # noqa: PLR2004
            continue
        before = runs.get(sentence - 1, [])[:3]
        for total in (run[0], *reversed(before)):
            found = _implied_by(reading, total, [f for f in run if f is not total])
            if found is not None and total.start not in used:
                used.add(total.start)
                yield found
                break
    whole = [figure for run in runs.values() for figure in run]
    if len(runs) > 1 and len(whole) <= _FEW_COUNTS and whole[0].start not in used:
        found = _implied_by(reading, whole[0], whole[1:])
        if found is not None and found.verdict == "right":
            yield found


def _is_sibling(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a figure is one of a row of parts: "Tốt 14 đơn vị, Khá 07 đơn vị, Yếu 01"."""
    if _is_numbered_item(reading, total, parts) or _is_stock(reading, parts):
        return True
    contexts = [reading.context(figure) for figure in (total, *parts)]
    leads = {lead.strip() for lead, _ in contexts}
    alike = len(leads) == 1 and "" not in leads  # "còn 108 dữ liệu; … còn 79 dữ liệu; … còn 11"
    return alike or exclusive([" ".join(context) for context in contexts])


def _has_other_shares(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether printed shares say that the parts do not make up this total."""
    return any(
        tell(reading, total, parts) for tell in (shares_leave_room, shares_differ, is_in_row)
    )


def _is_named_before(reading: Reading, total: Figure, run: Sequence[Figure]) -> bool:
    """Whether the noun of all parts stands before their total: "phiếu hợp lệ 58; tán thành 51"."""
    nouns = {part.unit[:1] for part in run}
    words = reading.context(total)[0].split()
    return len(nouns) == 1 and all(noun and noun[0] in words for noun in nouns)


def _is_stock(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether figures are what went, what came and what is left: no parts of one whole."""
    leads = [reading.context(part)[0] for part in parts]
    return "còn" in leads[-1] and any(map(_CAME.search, leads))


def _is_numbered_item(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """``(1) phần mềm 1.480 triệu đồng; (2) đầu đọc thẻ 655 triệu đồng; (3) …``."""
    index = reading.first_after(total.end)
    between = reading.figures[index : index + 1]
    marked = any(f.role == "enumerator" and f.end <= parts[0].start for f in between)
    return marked and bool(reading.passage.marker)


def _implied_by(
    reading: Reading, total: Figure, run: Sequence[Figure], *, tried: bool = False
) -> Claim | None:
    if not (total.unit or _is_named_before(reading, total, run)):
        return None
    parts = [
        f for f in run[:_MOST_PARTS] if f.depth == total.depth and same_unit(total, f) is not False
    ]
    close_by = [f for f in parts if f.clause == total.clause]
    if 1 < len(close_by) < len(parts) and adds_up(total, close_by):
        parts = close_by
    if len(parts) < 2 or is_far(total, parts):  # noqa: PLR2004 - one is no list
        return None
    division = Division(total, tuple(parts), "open", total.end)
    if not adds_up(total, parts):
        slipped = one_slip_apart(total, parts, digits=_TELLING_DIGITS)
        slight = slipped or close(total, parts) or one_slip_apart(total, parts, digits=2)
        if not slight or is_open(reading, total, parts) or may_overlap(reading, parts):
            return None
        if MARKER.search(reading.canvas, total.end, parts[-1].start):
            return None  # a part of the whole is divided itself
        if _is_sibling(reading, total, parts) or _has_other_shares(reading, total, parts):
            return None
        named = is_complete(reading, division, parts) or shares_tell(reading, total, parts)
        near = named and total.sentence == parts[0].sentence and slight
        alike = all(same_unit(total, part) for part in parts)
        if not near and not (
            slipped and (named or (alike and total.value >= _LARGE and says_enough(total, parts)))
        ):
            return None
        verdict: Verdict = "wrong" if slipped and named else "doubtful"
        return placed(reading, division, parts, judge_parts(total, parts)._replace(verdict=verdict))
    judged = judge_parts(total, parts)
    if not tried and _implied_by(reading, slightly_more(total, parts), run, tried=True) is None:
        judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
    return placed(reading, division, parts, judged)
