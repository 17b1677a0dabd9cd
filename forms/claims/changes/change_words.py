"""The words by which a text says that a figure has risen or fallen, and since when."""

from __future__ import annotations

import re
from typing import Final

from forms.claims.text_figures import Figure, Reading

_CHANGE: Final = re.compile(
    r"\b(?P<way>tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|vượt|thiếu)"
    r"(?: (?:thêm|được|đi|là|tới|lên|xuống|cao|thấp))?(?P<than> (?:so với )?cùng kỳ"
    r"(?: năm (?:trước|ngoái|#{4}))?| so với (?:[^\W\d_]++ ){1,4}?(?:trước|ngoái))?(?: \(?[+-])? ?$"
)
_ANY_WAY: Final = re.compile(r"\b(?:tăng|giảm|vượt|(?:cao|thấp|nhiều|ít) hơn)\b")
WAYS: Final = ("tăng", "thiếu ", "giảm", "vượt", "cao hơn", "thấp hơn", "nhiều hơn", "ít hơn")
SPREADS: Final = ("chênh lệch", "tiết kiệm", "thặng dư", "xuất siêu", "nhập siêu")
"""Without any of these words a passage tells no change."""
_UP: Final = frozenset({"tăng", "cao hơn", "nhiều hơn", "vượt"})
_THAN: Final = re.compile(
    r"(?:[^;:.]{0,30}\b)?so với(?: [^;:.,(]{0,110})?"
    r"(?:\((?:(?:#++|[-/,]|tháng|quý|năm|tuần|kỳ|cùng|trước|ngoái|đầu|cuối|nhiệm|này|là|đạt|có|ngày|đến"
    r"|từ|số|liệu|tổng|toàn|thực|hiện|khi|đó|chỉ|tiêu|kế|hoạch|tỉnh|huyện|xã|cả|nước|đã|tiếp|nhận"
    r"|giải|quyết|xảy|ra|lúc|khoảng|thời|điểm|gian|ở|mức|với|còn|bình|quân|tỷ|tỉ|lệ|được) ?)*)?$"
    r"|[^;:.,]{0,20}\(cùng kỳ[^;.]{0,40}$"
    r"|[^;:.,(]{0,20}\((?:#++ )?(?:tháng|quý|năm|tuần|kỳ)\b[^;.()]{0,40}$"
    r"|(?: ?(?:kế hoạch|chỉ tiêu|dự toán)(?: [^\W\d_]++){0,4})? ?\((?:kế hoạch|chỉ tiêu|dự toán|kh)"
    r"(?: [^\W\d_]++){0,4}:? ?$"
)
_ANOTHER: Final = re.compile(
    r"\b(?:cùng kỳ|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái|#++(?:/#++)?)|đầu (?:năm|kỳ))"
    r" (?:và|đã|đang|còn|trong|nhưng|với|cho)\b"
)
"""Behind a time that is named whole another matter begins: "so với năm 2018 và 23.912 việc"."""
SINCE: Final = re.compile(r"so với [^;.()]{2,60}(?:\((?:[^\W\d_]++ ?){0,4})?$")
_FROM: Final = re.compile(r"(?:^|[ ,(])từ (?:mức )?$")
_TO: Final = re.compile(
    r"(?:(?:[^\W\d_]++|#++) ?){0,6}(?:\([^()]*\) ?)?,? ?"
    r"(?:tăng lên|giảm xuống|giảm còn|lên|xuống|còn)(?: còn| thành| đến| tới| mức)* ?$"
)
SO_MUCH: Final = re.compile(r"[^\W\d_ ]{0,12} ?[^\W\d_ ]{0,12} ?\),? ?(?:là ?)?[-+]?")
_ABOVE: Final = re.compile(
    r"\b(?P<way>tăng|giảm|cao hơn|thấp hơn|nhiều hơn|ít hơn|vượt)(?: so với)? [^;.()0-9]{2,40}"
    r"\((?:đầu|cuối|cùng|năm|quý|tháng|kỳ|trước|ngoái|#++(?:/#++)?|là|có|:| )*$"
)
_OPENING: Final = re.compile(r"(?:[^\W\d_]++ ){0,4}\(")
_THEN_WAS: Final = re.compile(
    r"[^();]{0,30}\b(?:cùng kỳ|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái)|đầu năm)"
)
_NOUN_ONLY: Final = re.compile(r"(?:[^\W\d_]++ ?){1,4}\)")
_SHARE_BEHIND: Final = re.compile(r"[^()]{0,30}\([^()]{0,30}%\)")
_CLOSED: Final = re.compile(r"(?: ?[^\W\d_]++){0,5} ?\) ?[,;]?(?: [^\W\d_]++){1,9}")
_LEAD: Final = 60
_FAR: Final = 44


def way_of(reading: Reading, k: int) -> bool | None:
    """Whether words say that a figure is by how much something has risen, or else fallen."""
    figures = reading.figures
    step, before = figures[k], figures[k - 1] if k else None
    if before is not None and SO_MUCH.fullmatch(reading.between(before, step)):
        found = _ABOVE.search(reading.words(max(before.start - 70, 0), before.start))
        return None if found is None else found["way"] in _UP
    start = before.end if before is not None else 0
    found = _CHANGE.search(reading.words(max(start, step.start - _LEAD), step.start))
    return None if found is None or _is_end(reading, k) else found["way"] in _UP


def _is_end(reading: Reading, k: int) -> bool:
    """Whether a figure is what another has become: ``từ 15,21% tăng lên 22,99%``."""
    return from_to(reading, reading.figures[max(k - 1, 0)], reading.figures[k])


def from_to(reading: Reading, before: Figure, now: Figure) -> bool:
    """Whether words lead from one figure to another: ``từ Y lên X``."""
    lead = reading.canvas[max(before.start - 12, 0) : before.start]
    return bool(_FROM.search(lead) and _TO.fullmatch(reading.between(before, now)))


def is_than(reading: Reading, step: Figure, before: Figure) -> bool:
    """Whether words behind a step name a figure as of before: "so với cùng kỳ (Y)"."""
    words = reading.words(_behind_share(reading, step, before), before.start)
    if _THAN.fullmatch(words):
        compared = words.rpartition("so với")[2]
        return not (_closes(words) or _ANY_WAY.search(compared) or _ANOTHER.search(compared))
    behind = reading.canvas[before.end : before.end + _FAR]
    lead = _CHANGE.search(reading.words(max(step.start - _LEAD, 0), step.start))
    named = lead is not None and lead["than"] is not None
    return bool(_OPENING.fullmatch(words) and (named or _THEN_WAS.match(behind)))


def compared_first(reading: Reading, k: int) -> Figure | None:
    """The figure of before that a sentence begins with: ``So với quý I (44 hộ nghèo), giảm Z``."""
    before, step = reading.figures[k - 1] if k else None, reading.figures[k]
    if before is None or not before.plain or before.sentence != step.sentence:
        return None
    lead = reading.words(max(before.start - 70, 0), before.start)
    inside = before.depth == step.depth + 1 and SINCE.search(lead)
    return before if inside and _CLOSED.fullmatch(reading.between(before, step)) else None


def is_closed(reading: Reading, step: Figure, before: Figure) -> bool:
    """Whether a bracket ends with what was before: ``(giảm 204 vụ so với Tết, 1.522 vụ)``."""
    words = reading.between(step, before)
    behind = reading.canvas[before.end : before.end + _FAR].lstrip()
    inside = step.depth == before.depth > 0 and SINCE.search(words.rstrip(", "))
    return bool(inside and words.endswith(",") and _NOUN_ONLY.match(behind))


def _behind_share(reading: Reading, step: Figure, before: Figure) -> int:
    """Behind a step and the share of it that a bracket may add."""
    found = _SHARE_BEHIND.match(reading.canvas[step.end : before.start])
    return step.end + (found.end() if found else 0)


def _closes(words: str) -> bool:
    """Whether words that begin in a bracket leave it: what follows belongs to another matter."""
    _, _, compared = words.rpartition("so với")
    return compared.count(")") > compared.count("(")
