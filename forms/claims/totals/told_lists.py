"""Lists that are told to their end, though the word before them need not name all parts.

"32 văn bản, trong đó: 05 kế hoạch, 02 quyết định, 21 công văn và 04 thông báo" names kinds of one
thing up to the last; where it misses its total by one slip of the hand, that is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from forms.claims.claim import Claim, close, judge_parts, one_slip_apart
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.divisions import (
    MARKER,
    Division,
    closes,
    have_own_nouns,
    placed,
    shares_leave_room,
)
from forms.claims.totals.open_lists import (
    has_unnumbered,
    is_open,
    may_overlap,
    names_some,
)
from forms.claims.totals.part_names import covers, exclusive

_LAST: Final = re.compile(r"(?:^|[ ,;])và(?: [^\W\d_]++){0,8} ?:? ?$")
_LISTED: Final = re.compile(r"[,;]")
_END: Final = re.compile(r"[;:]|\.(?:\s|$)")
_DOCUMENTS: Final = re.compile(
    r"kế hoạch|quyết định|công văn|thông báo|báo cáo|tờ trình|nghị quyết|chỉ thị|công điện"
    r"|chương trình|hướng dẫn|giấy mời|kết luận|quy chế|quy định|văn bản|giấy|biên bản"
)
_WRITTEN: Final = ("văn", "bản")
_LEAST: Final = 5
_TENTH: Final = 10
_HALF: Final = 2
_QUARTER: Final = 4
_MANY: Final = 3
_HUNDRED: Final = 100
_MOST: Final = 20
_LONGEST_GAP: Final = 110
_LONGEST_LEAD: Final = 60


def told_claims(reading: Reading, division: Division) -> Iterator[Claim]:
    """Ask about such a list where one slip keeps it from making up its total."""
    if division.parts and (run := _missed(reading, division)):
        judged = judge_parts(division.total, run)._replace(verdict="doubtful")
        yield placed(reading, division, run, judged)


def goes_on(
    reading: Reading, division: Division, group: Sequence[Figure], same: Sequence[Figure]
) -> bool:
    """Whether parts that make up a total are not all: "mầm non 43, tiểu học 109 và THCS 9"."""
    if len(same) <= len(group) or tuple(same[: len(group)]) != tuple(group):
        return False
    together = len({part.sentence for part in same}) == len({part.depth for part in same}) == 1
    contexts = [reading.context(part) for part in same]
    leads = [lead.rpartition(" và ")[2] for lead, _ in contexts]
    names = [
        f"{lead} {behind.partition(' và ')[0]}"
        for lead, (_, behind) in zip(leads, contexts, strict=True)
    ]
    last, kin = closes(reading, same), _of_one_kind(division.total, same)
    if division.total.value >= _HUNDRED:  # so many digits are seldom those of some by chance
        one = division.closed and len({part.clause for part in same}) == 1
        return together and ((one and kin) or (last and (exclusive(leads) or exclusive(names))))
    if division.kind != "open" and len({part.clause for part in same}) == 1:
        kin = kin or not any(part.unit for part in same) or _are_documents(division.total, same)
        return together and (last or kin or exclusive(names)) and not may_overlap(reading, same)
    told = kin or exclusive(leads) or exclusive(names)
    return together and ((last and told) or covers(names))


def _missed(reading: Reading, division: Division) -> Sequence[Figure]:
    total, run = division.total, _run(reading, division)
    if len(run) < 2 or total.value < _LEAST or not _is_plain(total, run):  # noqa: PLR2004
        return ()
    if not one_slip_apart(total, run, digits=1) or _leaves_room(reading, division, run):
        return ()
    told, some = _has_last(reading, run), names_some(reading, total, run)
    written = _are_documents(total, run)
    most = _TENTH if len(run) < _MANY else _HALF if told or written else _QUARTER
    off = abs(total.value - sum(part.value for part in run))
    fitting = all(part.value < total.value for part in run)
    if (fitting and most * off > total.value) or (some and not told):
        return ()
    kinds = written or (told and not some)
    if kinds and have_own_nouns(run) and len(run) >= (2 if close(total, run) else _MANY):
        return run
    return run if fitting and _of_one_kind(total, run) else ()


def _has_last(reading: Reading, run: Sequence[Figure]) -> bool:
    """Whether "và" leads to the last part."""
    return _LAST.search(reading.between(run[-2], run[-1])) is not None


def _leaves_room(reading: Reading, division: Division, run: Sequence[Figure]) -> bool:
    total = division.total
    if division.each or has_unnumbered(reading, division.at, run):
        return True
    if shares_leave_room(reading, total, run):
        return True
    return is_open(reading, total, run) or may_overlap(reading, run)


def _is_plain(total: Figure, run: Sequence[Figure]) -> bool:
    plain = all(part.plain and part.exact and part.power == total.power for part in run)
    return plain and total.exact


def _run(reading: Reading, division: Division) -> Sequence[Figure]:
    """The parts up to the one behind "và"; nothing where none is the last."""
    parts = [part for part in division.parts if part.depth == division.parts[0].depth]
    alike = [part for part in parts if same_unit(division.total, part) is True]
    for listed in (parts[:_MOST], alike[:_MOST]):
        run = _up_to_and(reading, listed)
        near = run and run[0].start - division.at <= _LONGEST_LEAD
        if near:
            return run
    return ()


def _up_to_and(reading: Reading, parts: Sequence[Figure]) -> Sequence[Figure]:
    """The parts up to the one behind "và", or to the end of the sentence or of its bracket."""
    commas = False
    for k, (one, other) in enumerate(pairwise(parts)):
        gap = reading.between(one, other)
        if one.sentence != other.sentence or (commas and ";" in gap):
            parts = parts[: k + 1]
            break
        commas = commas or ("," in gap and ";" not in gap)
        if len(gap) > _LONGEST_GAP or MARKER.search(gap):
            return ()
        if _LAST.search(gap):
            return parts[: k + 2]
        if not _LISTED.search(gap):
            return ()
    if len(parts) < _MANY:
        return ()
    return parts if _ends(reading, parts) else ()


def _ends(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether a sentence or its bracket ends with what the last of some parts counts."""
    last = parts[-1]
    begin = last.end
    if ")" in reading.between(parts[-2], last):  # each part in a bracket of its own
        begin = reading.closing(last.start)
    end = min(reading.closing(begin), begin + _LONGEST_GAP)
    stop = _END.search(reading.canvas, begin, end)
    if stop is None and end == begin + _LONGEST_GAP:
        return False
    return "," not in reading.canvas[begin : stop.start() if stop else end]


def _of_one_kind(total: Figure, run: Sequence[Figure]) -> bool:
    """Whether all parts are counted by the noun of their total: "71 phiên giao dịch, 52 phiên"."""
    return bool(total.unit) and all(part.unit[:1] == total.unit[:1] for part in run)


def _are_documents(total: Figure, run: Sequence[Figure]) -> bool:
    """Whether parts are kinds of documents, and documents are what their total counts."""
    written = total.unit[:2] == _WRITTEN
    return written and all(_DOCUMENTS.match(" ".join(part.unit)) for part in run)
