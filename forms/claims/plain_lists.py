"""Counts of things that are named one by one: "04 xã, gồm: An Phú, Tân Lộc, Long Sơn, Hòa Lợi".

How many names a list has is not always plain: "Sở Văn hóa, Thể thao và Du lịch" is one. The least
and the most that it may have are counted, and only a number outside of these is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from forms.claims.claim import Claim, Judged, claim
from forms.claims.counted_units import both_people
from forms.claims.text_figures import Figure, Reading
from forms.numbers import format_number

_LEAD: Final = re.compile(
    r"(?: [^\W\d_]++){6,10}+(?:(?<= là)|(?<=gồm)) ?:"
    r"|(?: [^\W\d_]++){1,5}+(?:, )? ?(?:(?:bao )?gồm(?: có)?|cụ thể(?: là)?|đó là|là)? ?:?"
)
_OPEN: Final = re.compile(r"…|\.\.\.|\bv\.v|\b(?:như|khác|một số|nhiều|tiêu biểu|điển hình)\b")
_ITEM: Final = re.compile(r"[^\W\d_]++")
_END: Final = re.compile(r"[.;:()\[\]]|$")
_PLACES: Final = frozenset(
    {"xã", "phường", "huyện", "tỉnh", "quận", "ấp", "khóm", "thôn", "bản", "thị", "thành"}
)
_HEADS: Final = re.compile(
    r"(?:sở|ban|phòng|ubnd|[uủ]ỷ? ban|hội|đoàn|t[oò][àa]|viện|trường|trạm|xã|phường|huyện|cục|đài"
    r"|tổ|đội|công an|văn phòng|chi cục|trung tâm|ngân hàng|bảo hiểm|kho bạc|bệnh viện|bưu điện"
    r"|mặt trận|liên đoàn|thanh tra|hạt kiểm lâm|thuế)\b",
    re.IGNORECASE,
)
"""First words of the names of bodies: whoever reads one of them begins another name."""
_GATHERED: Final = re.compile(
    r"\b(?:các|những|toàn bộ|trực thuộc|và đơn vị|liên quan|số [0-9])\b|/"
)
_PERSON: Final = ("người",)
_LONGEST_ITEM: Final = 12
_LONGEST: Final = 900
_SLIP: Final = 2
_MOST: Final = 30


class Names(NamedTuple):
    """The least and the most names that a list may have."""

    least: int
    most: int


def named_lists(reading: Reading) -> Iterator[Claim]:
    """Yield the claims of one passage about how many names follow a count."""
    for k, number in enumerate(reading.figures):
        if not _may_count(number):
            continue
        lead = _LEAD.match(reading.canvas, number.end)
        if lead is None or not lead[0].rstrip().endswith((":", "gồm", "gồm có", "là")):
            continue
        end = _END.search(reading.canvas, lead.end(), lead.end() + _LONGEST)
        if end is None or _has_counts(reading, k + 1, end.start()):
            continue
        names = names_in(reading.passage.text[lead.end() : end.start()], number.unit[:1])
        if names is not None and end[0] in ("", ".", ";") and _is_near(number, names):
            yield _judged(reading, number, names, end.start())


def noted_names(reading: Reading, number: Figure, note: Reading) -> Iterator[Claim]:
    """Yield the claim of a count whose footnote names what is counted: "Gồm các xã: An Phú, …"."""
    body = note.passage.text[note.passage.body :].rstrip(" .")
    lead, colon, listed = body.partition(":")
    if not colon or not lead.lower().startswith(("gồm", "bao gồm")) or ";" in listed:
        return
    names = names_in(listed, ("xã",))
    if names is not None and _may_count(number) and _is_near(number, names):
        yield _judged(reading, number, names, number.end)


def _is_near(number: Figure, names: Names) -> bool:
    """Whether a number is that of the names but for a slip; else only some may be named."""
    return names.least - _SLIP <= number.value <= names.most + _SLIP


def _may_count(number: Figure) -> bool:
    few = number.plain and number.exact and 1 < number.value <= _MOST
    return few and bool(number.unit) and not both_people(number.unit, _PERSON)


def _has_counts(reading: Reading, first: int, end: int) -> bool:
    """Whether a list tells more than names: "An Phú 12 hộ, Tân Lộc 9 hộ"."""
    inside = reading.figures[first : first + _MOST]
    return any(figure.start < end and bool(figure.unit) for figure in inside)


def names_in(text: str, noun: tuple[str, ...]) -> Names | None:
    """Return how many names a list of them has, or nothing where that is not plain."""
    if _OPEN.search(text.lower()) or _GATHERED.search(text.lower()):
        return None
    pieces = [piece.strip() for piece in text.split(",")]
    if len(pieces) < 2 or not all(_is_name(piece, noun) for piece in pieces):  # noqa: PLR2004
        return None
    joined = sum(len(_tails(piece, noun)) for piece in pieces)
    first = _first(pieces[0])
    alike = sum(_begins(piece, first) for piece in pieces)
    if alike < len(pieces) and sum(piece[-1:].isdecimal() for piece in pieces) > 1:
        return None  # "An Phú 2, Bình Hòa 1" counts something else
    if alike < 2:  # noqa: PLR2004 - names of places need no noun of their own
        return Names(len(pieces), len(pieces) + joined) if noun[0] in _PLACES else None
    again = sum(_begins(tail, first) for piece in pieces for tail in _tails(piece, noun))
    return Names(alike + again, len(pieces) + joined)


def _is_name(piece: str, noun: tuple[str, ...]) -> bool:
    """Whether words are a name: they begin with a capital letter or with the counted noun."""
    words = piece.split()
    named = bool(words) and (words[0][0].isupper() or words[0].lower() in noun)
    return named and len(words) <= _LONGEST_ITEM


def _tails(piece: str, noun: tuple[str, ...]) -> list[str]:
    """What stands behind "và" within a piece, where it may be a name of its own."""
    return [tail for tail in re.split(r"\bvà ", piece)[1:] if _is_name(tail, noun)]


def _begins(piece: str, first: str) -> bool:
    """Whether words begin the name of a body, or one like the first of the list."""
    return _first(piece) == first or _HEADS.match(piece) is not None


def _first(piece: str) -> str:
    found = _ITEM.match(piece)
    return found[0].lower() if found else ""


def _judged(reading: Reading, number: Figure, names: Names, end: int) -> Claim:
    printed = format_number(number.value)
    span = number.start, end
    if names.least <= number.value <= names.most:
        return claim("count", reading, span, Judged("right", printed, printed), (printed,))
    nearest = names.least if number.value < names.least else names.most
    words = f"Nêu {printed} {' '.join(number.unit[:2])} nhưng kể tên {nearest}."
    judged = Judged("doubtful", printed, str(nearest), words)
    return claim("count", reading, span, judged, (str(nearest),))
