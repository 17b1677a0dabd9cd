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
_PLANNED: Final = re.compile(
    r"(?:[^\W\d_]++ ?){1,5}\((?:trên |theo )?(?:kế hoạch|kh|chỉ tiêu|dự toán|tổng(?: số)?)"
    r"(?: [^\W\d_]++){0,4}(?: là)?:? ?$"
)
_FEW_WORDS: Final = 16

SHARE_NAME: Final = re.compile(
    r"(?:tỷ|tỉ) lệ (?P<name>(?:[^\W\d_]++ ){1,3}?)(?:là |đạt |bằng |chiếm )?$"
)
BRACKETED: Final = re.compile(r"\([^()]*+\)")
OTHER_BASE: Final = re.compile(
    r"\s*(?:\([^()]{0,60}\)\s*)?\(?(?:so với|dự toán|kế hoạch|kh\b|chỉ tiêu|mục tiêu|nghị quyết"
    r"|cùng kỳ|trên tổng|trong tổng|tổng số|tổng|của|số)"
)
BRACKET_FIRST: Final = re.compile(
    r"[^;.:]{0,90}\((?:(?:tương ứng|ứng với|tương đương|đạt|tức|là|với|có|đã|được|tiếp nhận"
    r"|giải quyết|xử lý|hoàn thành|thực hiện|số hóa|cập nhật|cấp|trả|nộp|thanh toán) ?){0,4}$"
    r"|,? ?(?:tương ứng|ứng|tương đương|tức|bằng)(?: là| với)?(?: [^\W\d_]++){0,3} ?$"
)
BASE_AFTER: Final = re.compile(
    r"\(?(?:[^\W\d_]++ ){0,6}?(?:so với|trên|trong|của|/|kế hoạch|dự toán|chỉ tiêu|mục tiêu|kh"
    r"|dân số|nghị quyết|định mức|nhu cầu|tổng|số) ?(?P<total>tổng(?: số| cộng)?)?"
    r"[^;:.]{0,110}?(?P<open>\(?)(?: ?(?:là|có|gồm))? ?$"
)
IN_BRACKET: Final = re.compile(r"(?:[^\W\d_]++ ){1,6}\((?:[^\W\d_]++ ){0,2}")
RATED_NEXT: Final = re.compile(
    r"[^.;]{0,60}\. (?:tỷ|tỉ) lệ(?: [^\W\d_]++){0,5}(?: là| đạt| bằng)? ?:? ?"
)
SUBDIVIDED: Final = re.compile(r"trong (?:đó|số đó|số này)|bao gồm|gồm|cụ thể|chia ra")


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
    if d.depth == n.depth + 1 and _PLANNED.fullmatch(gap):
        return True if same_unit(n, d) else None
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


def is_round(figure: Figure) -> bool:
    """Whether a figure has so few digits of its own that a slip would prove nothing."""
    return len(str(figure.value).rstrip("0")) <= 2  # noqa: PLR2004


def halves(figure: Figure) -> list[Figure]:
    """A count, or the denominator and the numerator of a fraction."""
    if figure.base is None:
        return [figure]
    return [figure._replace(value=figure.base, base=None), figure._replace(base=None)]


def rated_next(reading: Reading, pair: Pair, percent: Figure) -> bool:
    """Whether the next sentence gives the rate: ``Đã số hóa 949/959 hồ sơ. Tỷ lệ đạt 98,96%``."""
    gap = reading.between(reading.figures[pair.last], percent)
    next_one = percent.sentence == pair.d.sentence + 1 and not pair.n.loose
    return next_one and RATED_NEXT.fullmatch(gap) is not None


def is_bracketed_count(reading: Reading, percent: Figure, n: Figure) -> bool:
    """Whether a bracket behind a percentage opens with its count: ``98,96% (tương ứng 949``."""
    if not n.plain or n.depth != percent.depth + 1:
        return False
    gap = reading.between(percent, n)
    return gap.startswith("(") and len(gap.split()) <= 3  # noqa: PLR2004 - "(tương ứng"


def without_mark(d: Figure, notes: frozenset[int]) -> Figure | None:
    """Return a base without the number of a footnote that the page prints right behind it."""
    digits = str(d.value)
    for note in sorted(notes, reverse=True):
        if digits.endswith(str(note)) and len(digits) > len(str(note)):
            return d._replace(value=type(d.value)(digits[: -len(str(note))]))
    return None
