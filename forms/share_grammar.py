"""How the words of a sentence tie figures together: fractions, and percentages to their figures."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from forms.text_figures import Figure, Reading, same_unit

Strength = Literal["strong", "loose"]
"""How firmly words tie a percentage to figures; see :mod:`forms.rate_claims`."""

_VERBS: Final = (
    r"(?:đạt|đat|chiếm|bằng|tương đương|tương ứng|ứng|hoàn thành|(?:tỷ|tỉ) (?:lệ|trọng|suất)|với|là"
    r"|tức|được)"
)
_LINK: Final = re.compile(
    rf"(?:(?:đã|cũng|mới|chỉ|và|nên|lên|thành|ước|có|hiện) )*+{_VERBS}"
    rf"(?: (?:{_VERBS}|mức|số|chung|lên|tới|đến))*+ ?[:=]? ?$"
)
_NAMED_SHARE: Final = re.compile(r"(?:tỷ|tỉ) lệ(?: [^\W\d_]++){1,6} ?(?:là|đạt|bằng)? ?:? ?$")
_WEAK_LINKS: Final = frozenset({"với", "là", "được", "và", "tức"})
_SEPARATORS: Final = frozenset(",;(=")
_PAIR: Final = re.compile(
    r"(?:[^\W\d_]++ ?){0,7}(?:#)?(?:/ ?(?:tổng(?: số| cộng)? ?)?"
    r"|(?:,? ?(?:trên|trong|so với) tổng(?: số| cộng)?|trong số|trên) ?)(?:[^\W\d_]++ ?){0,6}:? ?$"
)
_FEW_WORDS: Final = 16


class Pair(NamedTuple):
    """Numerator and denominator as printed, and the span and figures they take up."""

    n: Figure
    d: Figure
    first: int
    last: int
    slash: bool
    alike: bool = True


def pairs(reading: Reading) -> list[Pair]:
    """Return the fractions of a passage, written with a bar or in words."""
    found = []
    figures = reading.figures
    for i, figure in enumerate(figures):
        if figure.base is not None:
            d = figure._replace(value=figure.base, base=None)
            found.append(Pair(figure._replace(base=None), d, i, i, slash=True))
        elif (alike := _is_worded(reading, i)) is not None:
            found.append(Pair(figure, figures[i + 1], i, i + 1, slash=False, alike=alike))
    return found


def _is_worded(reading: Reading, i: int) -> bool | None:
    """Whether words make a fraction of a figure and the next; false: of two kinds of things."""
    figures = reading.figures
    if i + 1 >= len(figures):
        return None
    n, d = figures[i], figures[i + 1]
    if n.role != "count" or d.role != "count" or d.base is not None or n.sentence != d.sentence:
        return None
    gap = reading.between(n, d)
    if n.depth != d.depth or _PAIR.fullmatch(gap) is None:
        return None
    alike = same_unit(n, d)
    if n.value.scaleb(n.power) > d.value.scaleb(d.power):
        return True if "/" in gap and alike is True else None
    return "/" in gap or alike is not False


def binding(gap: str) -> Strength | None:
    """How firmly the words between a figure and a percentage tie the two together."""
    link = _LINK.search(gap)
    if link is None:
        return _unlinked(gap)
    before = gap[: link.start()].rstrip()
    words = before.split()
    if before.endswith("có") or len(words) > _FEW_WORDS + 8:
        return None
    if _is_change(before):
        return None
    if before[-1:] in _SEPARATORS and link[0].strip(" :=") not in _WEAK_LINKS:
        return "strong"
    return "loose" if len(words) <= _FEW_WORDS else None


def _unlinked(gap: str) -> Strength | None:
    trimmed = gap.rstrip()
    if trimmed.endswith("(") and not _is_change(trimmed):
        return "strong"
    if trimmed.endswith("=") or not trimmed:
        return "strong" if trimmed else "loose"
    if _NAMED_SHARE.search(gap) and "," in gap and not _is_change(gap):
        return "loose"
    few = len(trimmed.split()) <= 5  # noqa: PLR2004 - a noun and a dash
    return "loose" if trimmed[-1] in ",:-–" and few and not _is_change(gap) else None


def _is_change(words: str) -> bool:
    return bool(re.search(r"\b(?:tăng|giảm|vượt|thêm|hụt)\b[^,;(]*$", words))
