"""One figure printed twice: the same words with another number are asked about, never accused."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, get_args

from forms.claims.claim import Claim, Judged, claim, shown
from forms.claims.counted_units import word_set
from forms.claims.text_figures import Figure, Reading
from forms.numbers import Slip, slip_hint

_TIMED: Final = re.compile(r"\b(?:tháng|quý|tuần|năm|kỳ|đợt)\b")
_BREAK: Final = re.compile(r"[,;:.()]")
_LEAST_WORDS: Final = 5
_FEW_WORDS: Final = 3
_SLIPS: Final = frozenset(get_args(Slip))
_SWAPPED: Final = frozenset({"transposed"})
_LEAST_DIGITS: Final = 4
_LOOK_BACK: Final = 120
_MANY_DIGITS: Final = 5
_FEW: Final = 4
_BESIDE: Final = 60
_COMMON: Final = 3
_WORD: Final = re.compile(r"[^\W\d_]{2,}")
_COMMON_WORDS: Final = word_set(
    "và với của các cho trong trên tại từ đến là có được đã đang về theo so cùng kỳ năm tháng quý"
    " tăng giảm đạt chiếm bằng tỷ lệ tổng số toàn tỉnh huyện xã đó còn lại số"
)


class _Said(NamedTuple):
    reading: Reading
    figure: Figure


def repeat_claims(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield figures that the same words name elsewhere, where a slip tells the two apart."""
    said: dict[str, _Said] = {}
    for reading in readings:
        for figure in reading.figures:
            for words, slips in _names(reading, figure):
                first = said.setdefault(words, _Said(reading, figure))
                slip = slip_hint(figure.value, first.figure.value)
                if first.figure.power == figure.power and slip in slips:
                    yield _differs(reading, figure, first)
                    break
    yield from _exchanged(readings)


def _exchanged(readings: Sequence[Reading]) -> Iterator[Claim]:
    """Yield figures of five digits and more that differ by two exchanged digits.

    What both count must be told with words in common, in two passages, and by no other figure.
    """
    said: dict[tuple[object, ...], list[_Said]] = {}
    for reading in readings:
        for figure in reading.figures:
            digits = str(figure.value)
            if len(digits) < _MANY_DIGITS or not (figure.unit and figure.plain and figure.exact):
                continue
            alike = said.setdefault((*sorted(digits), *figure.unit[:2]), [])
            if len(alike) < _FEW:
                alike.append(_Said(reading, figure))
    for alike in said.values():
        first, other = alike[0], alike[-1]
        values = {item.figure.value for item in alike}
        if len(values) != 2 or len(alike) >= _FEW or first.reading is other.reading:  # noqa: PLR2004
            continue
        swapped = slip_hint(other.figure.value, first.figure.value) == "transposed"
        if swapped and len(_around(first) & _around(other)) >= _COMMON:
            yield _differs(other.reading, other.figure, first)


def _around(said: _Said) -> set[str]:
    """The telling words beside a figure, its noun left out."""
    canvas, figure = said.reading.canvas, said.figure
    lead = canvas[max(figure.start - _BESIDE, 0) : figure.start]
    words = set(_WORD.findall(lead + canvas[figure.end : figure.end + _BESIDE]))
    return words - set(figure.unit) - _COMMON_WORDS


def _names(reading: Reading, figure: Figure) -> Iterator[tuple[str, frozenset[str]]]:
    """The words that name a figure, each with the slips that tell: for few words, a swap."""
    digits = str(figure.value)
    if len(digits) < _LEAST_DIGITS or not figure.plain or not figure.unit:
        return
    if not digits.isdecimal() and sum(c.isdecimal() for c in digits) < _LEAST_DIGITS:
        return
    lead = reading.canvas[max(figure.start - _LOOK_BACK, 0) : figure.start]
    words = _BREAK.split(lead)[-1].split()
    whole = len(lead.split()) != len(words) or figure.start <= _LOOK_BACK
    if len(words) >= _LEAST_WORDS and whole:
        yield " ".join([*words, "…", *figure.unit]), _SLIPS
    if len(words) >= _FEW_WORDS and not _TIMED.search(lead):
        yield " ".join(["…", *words[-_FEW_WORDS:], "…", *figure.unit]), _SWAPPED


def _differs(reading: Reading, figure: Figure, first: _Said) -> Claim:
    spot = first.reading.passage.spot(first.figure.start)
    printed, other = shown(figure), shown(first.figure)
    words = f"Cùng nội dung ở dòng {spot.line} ghi {other}."
    judged = Judged("doubtful", printed, other, words)
    return claim("repeated", reading, (figure.start, figure.end), judged, (other,))
