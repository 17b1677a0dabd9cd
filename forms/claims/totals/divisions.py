"""A total with the parts that words or brackets divide it into."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal, NamedTuple

from forms.claims.claim import Claim, Judged, claim, close, one_slip_apart, shown
from forms.claims.text_figures import Figure, Reading, operands
from forms.claims.totals.part_names import covers, exclusive, exclusive_first
from forms.numbers import scaled
from forms.verdicts import WHOLE, is_closed, is_rate

MARKER: Final = re.compile(
    r"\b(?P<closed>bao gồm|gồm(?: có)?|chia ra|phân ra|phân thành|hình thức(?= ?:))(?!\w)"
    r"|\b(?P<open>trong (?:đó|số đó|số này|số đã (?:giải quyết|xử lý))|cụ thể|chi tiết|như sau"
    r"|qua phân loại)\b"
)
"""Words behind a total that lead to its parts."""
_MARKED: Final = (
    *("gồm", "chia ra", "phân ra", "phân thành", "trong đó", "trong số", "cụ thể", "chi tiết"),
    *("như sau", "hình thức", "qua phân loại"),
)
"""Without any of these a passage has no such words."""
_REMEMBERED: Final = 8
_AROUND: Final = 44
_MANY_DIGITS: Final = 5
_TELLING_DIGITS: Final = 3
_OTHERS: Final = re.compile(r"\bkhác ?:?(?: là| có)? ?$")
_OTHER: Final = re.compile(r"(?: [^\W\d_]++){1,4} khác ?$")
_BREAK: Final = re.compile("[,;]")
_AND: Final = re.compile(r"\bvà\b")
_RISE: Final = re.compile(r"\b(?:tăng|giảm|vượt)\b")
_TENTH: Final = 10
_FAR_OFF: Final = 4
_ALMOST_ALL: Final = 97
"""Shares that make less per cent leave room for a part; what rounding takes is less."""
_MOST_NAMED: Final = 8


class Division(NamedTuple):
    """A total, what divides it, and the parts that follow.

    "closed" words name all parts, "open" ones perhaps some; a bracket of counts has no word.
    ``each``: some parts are amounts that several things have each, and it is not known how many.
    """

    total: Figure
    parts: tuple[Figure, ...]
    kind: Literal["closed", "open", "bracket"]
    at: int
    each: bool = False

    @property
    def closed(self) -> bool:
        """Whether the words say that nothing is left out."""
        return self.kind == "closed"


@lru_cache(maxsize=_REMEMBERED)
def markers(canvas: str) -> tuple[re.Match[str], ...]:
    """Return the words of a passage that may lead to parts."""
    return tuple(MARKER.finditer(canvas)) if any(map(canvas.__contains__, _MARKED)) else ()


def is_complete(reading: Reading, division: Division, group: Sequence[Figure]) -> bool:
    """Whether a list of parts leaves nothing out."""
    if division.closed or is_numbered(reading, division):
        return True
    contexts = [reading.context(part) for part in group]
    if any("còn lại" in before for before, _ in contexts[1:]) or others_last(reading, group):
        return True
    if shares_close(reading, group):
        return True
    names = [f"{before} {after}" for before, after in contexts]
    if not exclusive(names) or covers(names):
        return exclusive(names)
    more = sum(part.value for part in group) > division.total.value
    slipped = one_slip_apart(division.total, group, digits=_TELLING_DIGITS)
    few = len(group) == 2 and not one_slip_apart(division.total, group, digits=2)  # noqa: PLR2004
    return more or slipped or close(division.total, group, of=2 * _TENTH if few else _TENTH)


def others_last(reading: Reading, group: Sequence[Figure]) -> bool:
    """Whether the last of several parts are all others: "…, phương án khác 13"."""
    return len(group) > 2 and is_others(reading, group[-1])  # noqa: PLR2004 - one of two


def is_others(reading: Reading, part: Figure) -> bool:
    """Whether a part is all others: "cá và thủy sản khác 10.148 tấn"."""
    lead, behind = reading.context(part)
    return (_OTHERS.search(lead) or _OTHER.match(behind)) is not None


def shares_close(reading: Reading, group: Sequence[Figure]) -> bool:
    """Whether every part has its share printed and the shares make 100 per cent."""
    shares = [share for part in group if (share := _share_of(reading, part)) is not None]
    return len(shares) == len(group) and is_closed(shares)


def shares_leave_room(reading: Reading, total: Figure, group: Sequence[Figure]) -> bool:
    """Whether the printed shares of parts agree on a whole that is more than these parts.

    "124.907 hồ sơ trước hạn (48,6%), trễ hạn 19.852 hồ sơ (7,7%)" are 56,3 per cent of something.
    What that is more than the total is another whole: all of whom some have voted.
    """
    shares = [share for part in group if (share := _share_of(reading, part)) is not None]
    told = sum(shares, Decimal(0))
    if len(shares) < len(group) or not 0 < told < _ALMOST_ALL:
        return False
    values = [part.value.scaleb(part.power) for part in group]
    found, whole = sum(values, Decimal(0)), total.value.scaleb(total.power)
    return found * _ALMOST_ALL <= whole * told and all(
        abs(value * told - share * found) <= found
        for value, share in zip(values, shares, strict=True)
    )


def shares_tell(reading: Reading, total: Figure, group: Sequence[Figure]) -> bool:
    """Whether the printed shares of parts are those of what they make up, not of the total."""
    near = close(total, group, of=2) or one_slip_apart(total, group, digits=2)
    if not near or not all(figure.exact for figure in (total, *group)):
        return False
    made = int(sum(part.value for part in group))
    shares = [(part, share) for part in group if (share := _share_of(reading, part)) is not None]
    told = [(int(part.value), *scaled(share)) for part, share in shares]
    fitting = all(digits and is_rate(n, made, share, digits) for n, share, digits in told)
    whole = int(total.value)
    return bool(told) and fitting and not any(is_rate(n, whole, *share) for n, *share in told)


def shares_differ(reading: Reading, total: Figure, group: Sequence[Figure]) -> bool:
    """Whether the shares of parts say that some are of the total and others of something else."""
    shares = [(part, share) for part in group if (share := _share_of(reading, part)) is not None]
    rates = [(int(part.value), *scaled(share)) for part, share in shares if part.exact]
    if len(rates) < len(group) or not total.exact:
        return False
    whole = int(total.value)
    off = [abs(WHOLE * n * 10**digits - share * whole) for n, share, digits in rates]
    return any(is_rate(n, whole, *share) for n, *share in rates) and any(
        _FAR_OFF * gap > share * whole for gap, (_, share, _) in zip(off, rates, strict=True)
    )


def is_in_row(reading: Reading, total: Figure, group: Sequence[Figure]) -> bool:
    """Whether a figure is one part among others: its printed share and theirs make up 100."""
    shares = [_share_of(reading, figure) for figure in (total, *group)]
    return None not in shares and is_closed([share for share in shares if share is not None])


def is_numbered(reading: Reading, division: Division) -> bool:
    """Whether parts are numbered: "gồm: (1) …; (2) …"."""
    first = reading.first_after(division.at)
    return any(f.role == "enumerator" for f in reading.figures[first : first + 2])


def closes(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether parts are told to the last: "A 186 vụ, B 103 vụ và C 34 vụ"."""
    gaps = [reading.between(a, b) for a, b in pairwise(parts)]
    listed = all(_BREAK.search(gap) for gap in gaps[:-1])
    return bool(gaps) and listed and _AND.search(gaps[-1]) is not None


def apart(reading: Reading, parts: Sequence[Figure]) -> Sequence[Figure]:
    """The first parts, as many of them as have names that exclude each other."""
    contexts = [" ".join(reading.context(part)) for part in parts[:_MOST_NAMED]]
    return parts[: exclusive_first(contexts)]


def have_own_nouns(parts: Sequence[Figure]) -> bool:
    """Whether every part has a noun of its own: "02 quyết định, 07 kế hoạch, 11 công văn"."""
    nouns = {part.unit[:2] for part in parts}
    return len(nouns) == len(parts) and all(nouns)


def _share_of(reading: Reading, part: Figure) -> Decimal | None:
    index = reading.first_after(part.end)
    if index >= len(reading.figures):
        return None
    share = reading.figures[index]
    near = share.start - part.end < _AROUND and share.sentence == part.sentence
    if share.role != "percent" or not near or _RISE.search(reading.between(part, share)):
        return None
    return share.value


def says_enough(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether a slip of one digit tells: two of several parts may be so far off without one."""
    near = len(parts) > 2 or close(total, parts)  # noqa: PLR2004
    return near or one_slip_apart(total, parts, digits=_MANY_DIGITS)


def exceeds(total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether parts are more than their whole: then none of them was left out."""
    whole, *pieces = operands([total, *parts])
    return sum(piece.figure for piece in pieces) > whole.figure


def placed(reading: Reading, division: Division, group: Sequence[Figure], judged: Judged) -> Claim:
    """Place the claim that parts make up their total."""
    span = min(division.total.start, group[0].start), max(division.total.end, group[-1].end)
    return claim("breakdown", reading, span, judged, [shown(part) for part in group])
