"""Lists that say themselves that they leave something out: "chủ yếu", "gồm cả", "và các loại khác".

The parts of such a list need not make up the whole, whatever word divides it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from forms.claims.text_figures import Figure, Reading
from forms.claims.totals.part_names import exclusive

_EXAMPLES: Final = re.compile(
    r"\b(?:như(?! sau)|chủ yếu|điển hình|nổi bật|tiêu biểu|tập trung|nhiều nhất|cao nhất|lớn nhất"
    r"|một số|phần lớn|đa số|(?<!dõi )riêng(?! lẻ| biệt)|đáng chú ý|ví dụ|gồm cả|kể cả|có cả)\b"
)
_AND_MORE: Final = re.compile(
    r"…|\.\.\.|\bv\.v|(?:,|\bvà) ?(?:số )?còn lại\b|\bkhác (?:tiếp tục|chưa)\b"
    r"|(?:\b(?:và|cùng|với)|,) (?:(?:các|một số|những|nhiều) |[^,]{0,30}\bkhác\b)"
)
_REST_OF_THEM: Final = re.compile(r"[^,;.]{0,20}[,;] ?[#0-9]++(?: [^\W\d_]++){1,3}? còn lại\b")
_AND_GIFTS: Final = re.compile(r"[^,;()]{0,20}\bđồng\)?,? (?:và|cùng) [^\W\d_]")
_ROLE: Final = (
    r"(?:(?:phó )?(?:chủ tịch|bí thư|giám đốc|chủ nhiệm|hiệu trưởng)|(?:đội )?trưởng|chánh)"
)
_ONE_BEFORE: Final = re.compile(
    rf"(?:gồm(?: có)?|:) ?(?:[^\W\d_]++ )?{_ROLE}\b[^,0-9]{{0,30}}(?:,| và) "
)
_ONE_BEHIND: Final = re.compile(rf"(?: [^\W\d_]++){{1,4}} và (?:[^\W\d_]++ )?{_ROLE}\b")
_SOME: Final = re.compile(r"trong (?:đó|số đó|số này),? (?:đã |chỉ |hiện )?có\b")
_BRACKETED: Final = re.compile(r"\([^()]*+\)")
_GENERATION: Final = re.compile(r"#g\b")
_AND: Final = re.compile(r" và ")
_STOP: Final = re.compile(r"[;:]|(?<!\.)\.(?!\.)(?:\s|$)")
_ALSO_TRUE: Final = tuple(
    re.compile(words)
    for words in (
        r"(?<!hội phụ )(?<!hiệp phụ )\bnữ\b|làm chủ",
        r"tái cử",
        r"ngoài đảng",
        r"dân tộc thiểu số\b",
        r"\btrẻ\b(?! em)",
        r"đảng viên\b",
        r"chứng chỉ",
        r"không dùng tiền mặt",
        r"cấp lại|gia hạn",
    )
)
"""What may be said of some of any part; where only some parts are named so, parts overlap."""
_PROPERTIES: Final = (
    *("nữ", "làm chủ", "tái cử", "ngoài đảng", "dân tộc thiểu số", "trẻ", "đảng viên"),
    *("chứng chỉ", "không dùng tiền mặt", "cấp lại", "gia hạn"),
)
"""Words of which each of these has one."""
_TAIL: Final = 160


def is_open(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether words before or behind the parts of a total say that there are more."""
    first, last = parts[0], parts[-1]
    if total.end <= first.start and _EXAMPLES.search(reading.canvas, total.end, first.start):
        return True
    if _REST_OF_THEM.match(reading.canvas, last.end):
        return True
    tail = _tail(reading, last)
    return bool(_AND_MORE.search(tail) or (last.money and _AND_GIFTS.match(tail)))


def has_unnumbered(reading: Reading, at: int, parts: Sequence[Figure]) -> bool:
    """Whether a list names one without a figure: "gồm: Chủ tịch, 03 Phó Chủ tịch và Trưởng ban"."""
    if _ONE_BEFORE.search(reading.canvas[at : parts[0].start]):
        return True
    return _ONE_BEHIND.match(reading.canvas, parts[-1].end) is not None


def _tail(reading: Reading, last: Figure) -> str:
    """The words behind the last part up to the next figure or the end of its clause."""
    index = reading.first_after(last.end)
    end = min(reading.closing(last.start), last.end + _TAIL)
    for figure in reading.figures[index : index + 3]:
        if figure.role == "count" and figure.depth <= last.depth:
            end = min(end, figure.start)
            break
    words = _BRACKETED.sub("", reading.canvas[last.end : end])
    return _STOP.split(words, maxsplit=1)[0]


def may_overlap(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether parts are named by properties that one thing may have together."""
    contexts = [reading.context(part) for part in parts]
    if all(_GENERATION.search(lead + behind) for lead, behind in contexts):
        return True
    own = [f"{_AND.split(lead)[-1]} {_AND.split(behind)[0]}" for lead, behind in contexts]
    return named_across([f"{lead} {behind}" for lead, behind in contexts]) or named_across(own)


def named_across(contexts: Sequence[str]) -> bool:
    """Whether names of parts are properties that one thing may have together."""
    if not any(word in text for text in contexts for word in _PROPERTIES):
        return False
    kinds = {
        next((i for i, words in enumerate(_ALSO_TRUE) if words.search(text)), None)
        for text in contexts
    }
    return len(kinds) > 1 and not exclusive(contexts)


def names_some(reading: Reading, total: Figure, parts: Sequence[Figure]) -> bool:
    """Whether "trong đó có" leads to the parts: there may be others."""
    return _SOME.search(reading.canvas, total.end, parts[0].start) is not None


def are_columns(reading: Reading, parts: Sequence[Figure]) -> bool:
    """Whether parts are what one of several got, did and has left: no parts of one figure."""
    if len(parts) < 3:  # noqa: PLR2004 - whole, part and rest
        return False
    whole, part, rest = parts[:3]
    left = whole.power == part.power == rest.power and whole.value - part.value == rest.value
    return left and "còn" in reading.context(rest)[0]
