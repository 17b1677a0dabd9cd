"""How the words of a sentence tie figures together: fractions, and percentages to their figures."""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from forms.claims.counted_units import tallied
from forms.claims.text_figures import Figure, Reading, same_unit

Strength = Literal["strong", "loose", "faint"]
"""How firmly words tie a percentage to figures; see :mod:`forms.claims.shares.rate_claims`."""

_VERBS: Final = (
    r"(?:đạt|đat|chiếm|bằng|tương đương|tương ứng|ứng|hoàn thành|(?:tỷ|tỉ) (?:lệ|trọng|suất)"
    r"|(?:độ )?bao phủ|với|là|tức|được)"
)
_LINK: Final = re.compile(
    rf"(?:(?:đã|cũng|mới|chỉ|và|nên|lên|thành|ước|có|hiện|đều) )*+{_VERBS}"
    rf"(?: (?:{_VERBS}|mức|số|chung|lên|tới|đến))*+ ?[:=]? ?$"
)
_NAMED_SHARE: Final = re.compile(r"(?:tỷ|tỉ) lệ(?: [^\W\d_]++){1,6} ?(?:là|đạt|bằng)? ?:? ?$")
_WEAK_LINKS: Final = frozenset({"với", "là", "được", "và", "tức"})
_SEPARATORS: Final = frozenset(",;(=")
_PAIR: Final = re.compile(
    r"(?:vụ, việc ?|[^\W\d_]++ ?){0,7}(?:#)?(?:/ ?(?:tổng(?: số| cộng)? ?)?"
    r"|(?:,? ?(?:trên|trong|so với) tổng(?: số| cộng)?|trong số|trên"
    r"|,? ?so với (?:chỉ tiêu|kế hoạch|kh\b)) ?)(?:[^\W\d_]++ ?){0,6}:? ?$"
)
_AMONG: Final = re.compile(
    r"(?:[^\W\d_]++ ){1,4}trong ?|(?:[^\W\d_]++ ){1,14}(?:trên|trong) tổng(?: số| cộng)? ?$"
)
"""Between two counts of one noun: "lượt trong", "mã số thuế đã rà soát khớp trong tổng số"."""
_PLANNED: Final = re.compile(
    r"(?:[^\W\d_]++ ?){1,5}\((?:trên |theo )?(?:kế hoạch|kh|chỉ tiêu|dự toán|tổng(?: số)?)"
    r"(?: [^\W\d_]++){0,4}(?: là)?:? ?$"
)
_TIES: Final = re.compile(r"[/(]|trên|trong|so\s+với")
"""What ties two counts to a fraction, in a bracket or not: without it there is none."""
_OVER: Final = re.compile(r"/|\btổng\b|so với (?:chỉ tiêu|kế hoạch|kh)\b")
_CHANGE: Final = re.compile(r"\b(?:tăng|giảm|vượt|thêm|hụt)\b[^,;(]*$")
_FEW_WORDS: Final = 16
_NAMED_BEFORE: Final = 90
_TALLY_WORDS: Final = 3
_CRITERIA: Final = ("tiêu", "chí")
_INSIDE: Final = 6

BRACKETED: Final = re.compile(r"\([^()]*+\)")
PERCENT_RANGE: Final = re.compile(r"\s?(?:đến|tới)(?: dưới)? [0-9]")
"""Behind a percentage: it is the lower end of a range, and no share of anything."""
PARTITIVE: Final = re.compile(r"chiếm|(?:tỷ|tỉ) (?:lệ|trọng|suất)|\( ?$")
"""Words that make a percentage a share of a whole; "đạt" may as well compare with a plan."""
_BASE_NOUN: Final = re.compile(
    r"\s(?:dân số|dân cư|diện tích|số còn lại|còn lại|số phải|(?:giao dịch|hộ|người|hồ sơ|học sinh"
    r"|trẻ|doanh nghiệp|cơ sở|đối tượng|trường hợp|tài khoản|cán bộ|công chức|biên chế|đảng viên"
    r"|hội viên|lao động|thẻ|thủ tục|nhiệm vụ)\b)"
)
OF_PLAN: Final = re.compile(
    r"\s*\(?(?:so với )?(?:dự toán|kế hoạch|kh\b|chỉ tiêu|mục tiêu|nghị quyết)"
)
PLANNED_LEAD: Final = re.compile(
    r"\b(?:kế hoạch|kh|chỉ tiêu|dự toán|mục tiêu|giao|nghị quyết|tổng(?: số| cộng)?)\b[^;.]{0,40}$"
)
NAMED_RATE: Final = re.compile(r"(?:tỷ|tỉ) lệ [^\W\d_]")
"""A rate with a name of its own: of what, only figures can tell."""
_OTHER_MATTER: Final = re.compile(r";(?!.*(?:tỷ|tỉ) (?:lệ|trọng)) *(?:[^\W\d_]++ ?){3,}$")
"""Behind a semicolon a noun of its own: ``giải ngân 6.018 tỷ đồng; sản lượng xây lắp đạt 48%``."""
_PLACE: Final = re.compile(
    r"[;,:] ?(?:(?:tại|ở|riêng) )?(?:huyện|quận|thị xã|thành phố|tỉnh|xã|phường|thị trấn)"
    r"(?: [^\W\d_]++){1,4} ?\($"
)
"""Behind the name of a place a bracket gives its own rate: ``236 vụ việc; huyện A (63%)``."""
_ON_AVERAGE: Final = re.compile(r"(?:tỷ|tỉ) lệ [^,;]*(?:trung bình|bình quân|cao nhất|thấp nhất)$")
_OF_SOME: Final = re.compile(
    r"\bcó (?:xã|huyện|tỉnh|đơn vị|nơi|cơ quan|ngành|địa phương|phường|ấp|thôn)\b[^,;]{0,20}$"
)
RATE_OF: Final = re.compile(r"(?:tỷ|tỉ) lệ [^;.,()0-9]{3,80}\b(?:của|tại|ở|đối với|cho)(?: cả)? ?$")
"""``Tỷ lệ … của 11/25 dịch vụ công đạt 97,67%``: the rate of those eleven, not eleven of 25."""
_OF_ALL: Final = re.compile(r"\b(?:trên|trong) tổng(?: số| cộng)?\b")
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
    r"\)? ?\(?(?:[^\W\d_]++ ){0,6}?(?:so với|trên|trong|của|/|kế hoạch|dự toán|chỉ tiêu|mục tiêu|kh"
    r"|dân số|nghị quyết|định mức|nhu cầu|tổng|số)(?!\w) ?(?P<total>tổng(?: số| cộng)?)?"
    r"[^;:.]{0,110}?(?P<open>\(?)(?: ?(?:là|có|gồm))? ?$"
)
IN_BRACKET: Final = re.compile(r"(?:[^\W\d_]++ ){1,6}\((?:[^\W\d_]++ ){0,2}")
RATED_NEXT: Final = re.compile(
    r"[^.;]{0,60}\. (?:(?:tỷ|tỉ) lệ(?: [^\W\d_]++){0,5}(?: là| đạt| bằng)?"
    r"|như vậy,? (?:tỷ|tỉ) lệ(?: [^\W\d_]++){0,12}) ?:? ?"
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
    bracketed = ")/" in reading.canvas
    for i, figure in enumerate(figures):
        if figure.base is not None:
            d = figure._replace(value=figure.base, base=None)
            found.append(Pair(figure._replace(base=None), d, i, i, slash=True))
        elif bracketed and (last := _over_bracket(reading, i)) is not None:
            found.append(Pair(figure, figures[last], i, last, slash=True))
        elif (alike := _is_worded(reading, i)) is not None:
            found.append(Pair(figure, figures[i + 1], i, i + 1, slash=False, alike=alike))
    return found


def _over_bracket(reading: Reading, i: int) -> int | None:
    """The base behind a bracket: ``176 đơn (160 khiếu nại, 16 tố cáo)/221 đơn``."""
    figures = reading.figures
    n, near = figures[i], range(i + 1, min(i + _INSIDE, len(figures)))
    k = next((k for k in near if figures[k].depth <= n.depth), i)
    if k <= i + 1 or not (n.plain and figures[k].plain) or figures[k].depth != n.depth:
        return None
    alike = same_unit(n, figures[k]) and n.value <= figures[k].value
    return k if alike and reading.between(figures[k - 1], figures[k]).endswith(")/") else None


def _is_worded(reading: Reading, i: int) -> bool | None:
    """Whether words make a fraction of a figure and the next; false: of two kinds of things."""
    figures = reading.figures
    if i + 1 >= len(figures):
        return None
    n, d = figures[i], figures[i + 1]
    if n.role != "count" or d.role != "count" or d.base is not None or n.sentence != d.sentence:
        return None
    if not _TIES.search(reading.canvas, n.end, d.start):
        return None
    gap = reading.between(n, d)
    if d.depth == n.depth + 1 and _PLANNED.fullmatch(gap):
        return True if same_unit(n, d) else None
    worded = gap == "trong" or _PAIR.fullmatch(gap) is not None
    worded = worded or (same_unit(n, d) is True and _AMONG.fullmatch(gap) is not None)
    if n.depth != d.depth or not worded or tallied(n.unit, d.unit):
        return None
    alike = same_unit(n, d)
    if n.value.scaleb(n.power) > d.value.scaleb(d.power):
        if _OVER.search(gap) is None:
            return None
        return alike is True
    return "/" in gap or _OF_ALL.search(gap) is not None or alike is not False


def binding(gap: str) -> Strength | None:
    """How firmly the words between a figure and a percentage tie the two together."""
    link = _LINK.search(gap)
    if link is None:
        return _unlinked(gap)
    before = gap[: link.start()].rstrip()
    words = before.split()
    if before.endswith("có") or len(words) > _FEW_WORDS + 8 or _OTHER_MATTER.search(before):
        return None
    if _is_change(before) or _ON_AVERAGE.search(before):
        return None
    if _OF_SOME.search(before):
        return None
    apart = NAMED_RATE.search(before) is not None
    if not apart and before[-1:] in _SEPARATORS and link[0].strip(" :=") not in _WEAK_LINKS:
        return "strong"
    return "loose" if len(words) <= _FEW_WORDS else None


def _unlinked(gap: str) -> Strength | None:
    trimmed = gap.rstrip()
    if _PLACE.search(trimmed) is not None:
        return None
    if trimmed.endswith("(") and not _is_change(trimmed):
        return "strong"
    if trimmed.endswith("=") or not trimmed:
        return "strong" if trimmed else "loose"
    if _NAMED_SHARE.search(gap) and "," in gap and not _is_change(gap):
        return "loose"
    few = len(trimmed.split()) <= 5  # noqa: PLR2004 - a noun and a dash
    return "loose" if trimmed[-1] in ",:-–" and few and not _is_change(gap) else None


def _is_change(words: str) -> bool:
    return _CHANGE.search(words) is not None


def names_base(reading: Reading, percent: Figure, base: Figure) -> bool:
    """Whether a noun behind a percentage names what it is a share of, and that is not ``base``."""
    noun = _BASE_NOUN.match(reading.canvas, percent.end)
    if noun is None or (base.unit and noun[0].split()[0] == base.unit[0]):
        return False
    return noun[0] not in reading.canvas[max(base.start - _NAMED_BEFORE, 0) : base.start]


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


def is_tally(reading: Reading, cases: Figure, people: Figure) -> bool:
    """Whether two counts are told together: ``874 vụ, 1.172 bị can``, ``161 vụ/335 bị cáo``.

    So is what each of the counted has: ``10 xã đạt 19 tiêu chí``.
    """
    each = people.unit[:2] == _CRITERIA and cases.unit and cases.unit[0] != people.unit[0]
    if not (cases.plain and people.plain and (each or tallied(cases.unit, people.unit))):
        return False
    return len(reading.between(cases, people).split()) <= _TALLY_WORDS


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
