"""What a figure counts: the words behind it, its power of ten, and whether two count the same."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

Unit = tuple[str, ...]
"""Up to three words behind a figure, lower case; ("%",) for a percentage, empty where none is."""

POINTS: Final = ("điểm", "%")
MONEY: Final = ("đồng",)
LONGEST: Final = 3
SCALES: Final = {"nghìn": 3, "ngàn": 3, "triệu": 6, "tỷ": 9, "tỉ": 9}

_LARGEST: Final = frozenset({"tỷ", "tỉ"})
_UNIT: Final = re.compile(r"\s{0,4}([^\W\d_]++(?:\s[^\W\d_]++){0,3}+)")
_POINTS: Final = re.compile(r"\s?điểm\s(?:%|phần trăm)")
_MONEY_WORDS: Final = frozenset({"đồng", "đ", "vnđ", "vnd"})
_COMRADE: Final = re.compile(r"\s?đ/c\b")
_COMRADES: Final = (("đồng", "chí"), ("đồng", "bào"))
"""Nouns that begin like an amount of money."""
_HOUSES: Final = ["ngôi", "nhà"]
_ABBREVIATED: Final = {
    "hs": ("hồ", "sơ"),
    "tthc": ("thủ", "tục"),
    "dvc": ("dịch", "vụ"),
    "dvctt": ("dịch", "vụ"),
    "cbcc": ("cán", "bộ"),
    "tk": ("tài", "khoản"),
    "dn": ("doanh", "nghiệp"),
    "tccsđ": ("tổ", "chức"),
}


def word_set(text: str) -> frozenset[str]:
    """Return the words of a text as a set: a list of words reads best as words."""
    return frozenset(text.split())


_NO_UNIT: Final = word_set(
    "đạt đat chiếm bằng tăng giảm gồm bao trong trên và với được đã đang còn là so có để cho của"
    " do tại từ đến hoặc hay thì theo tỷ tỉ về vào ra nhằm như tương ứng đều cùng khi nên mà"
    " chưa không bị cũng x này đó nêu tức hoàn nhưng nếu xuống lên thêm"
)
_ACCUSED: Final = frozenset({("bị", "cáo"), ("bị", "can"), ("bị", "đơn"), ("bị", "hại")})
_DURATIONS: Final = word_set("tháng năm ngày giờ phút giây tuần quý tuổi lần kỳ đêm")
_ONE_WORD: Final = word_set(
    "hộ người lượt xã thẻ tỉnh lớp cây con chiếc máy ha km m tấn đồng tổ ấp khóm thôn phường"
    " huyện trường lô điểm bài tin cuộc vụ buổi đợt suất nhà phòng trạm cơ đơn ca"
)
_PEOPLE: Final = word_set(
    "em người học sinh cháu trẻ đồng hội đoàn đảng lao đối trường nhân khẩu cử công cán giáo thí"
    " bệnh lượt thành phụ biên bị đại"
)
"""First words of the nouns for people, which reports take one for the other."""


_CASES: Final = word_set("vụ việc hộ lớp cuộc buổi đợt đoàn tổ chuyến điểm chi đối")
"""First words of the nouns for matters that reports tally beside the people or money in them."""


def unit_at(lower: str, end: int) -> tuple[Unit, int]:
    """Read what stands behind a figure in lower-case text: its unit and its power of ten."""
    found = _UNIT.match(lower, end)
    words = found[1].split() if found else []
    if words and words[0] == POINTS[0] and _POINTS.match(lower, end):
        return POINTS, 0
    if words and words[0] == "đ" and _COMRADE.match(lower, end):
        return _COMRADES[0], 0
    power = 0
    for scale in _scale_words(words):
        power += SCALES[scale]
        words.pop(0)
    if words and words[0] in _MONEY_WORDS and tuple(words[:2]) not in _COMRADES:
        return MONEY, power
    unit = _until_stopped(words)
    return (unit or (MONEY if power else ())), power


def _scale_words(words: Sequence[str]) -> list[str]:
    """The words that scale a figure: ``triệu``, ``tỷ``, ``nghìn tỷ``, but not ``tỷ lệ``."""
    if not words or words[0] not in SCALES or words[1:2] in (["lệ"], ["trọng"]):
        return []
    both = words[0] not in _LARGEST and words[1:2] and words[1] in _LARGEST
    alone = both and words[2:3] in (["lệ"], ["trọng"])
    return list(words[:2] if both and not alone else words[:1])


def _until_stopped(words: Sequence[str]) -> Unit:
    if words and words[0] in _ABBREVIATED:
        return _ABBREVIATED[words[0]]
    kept = list[str]()
    words = words[1:] if words[:1] == ["số"] or words[:2] == _HOUSES else words
    for at, word in enumerate(words[:LONGEST]):
        if word in _NO_UNIT and tuple(words[at : at + 2]) not in _ACCUSED:
            break
        kept.append(word)
    return tuple(kept)


def tallied(cases: Unit, counted: Unit) -> bool:
    """Whether a bar between two counts reads "and", not "of": ``161 vụ/335 bị cáo``."""
    if not cases or not counted:
        return False
    people = counted[0] in _PEOPLE or counted == MONEY
    return cases[0] in _CASES and cases[0] != counted[0] and people


def is_duration(unit: Unit) -> bool:
    """Whether a figure only says how long: ``06 tháng``, ``90 ngày``."""
    return unit[:1] != () and unit[0] in _DURATIONS


def same(a: Unit, b: Unit) -> bool | None:
    """Whether two units are one; ``None`` where one of them is missing."""
    if not a or not b:
        return None
    if a[0] != b[0]:
        return False
    if a[0] in _ONE_WORD or len(a) == 1 or len(b) == 1:
        return True
    return a[1] == b[1]


def both_people(a: Unit, b: Unit) -> bool:
    """Whether both units are nouns for people."""
    if not a or not b or MONEY in (a, b):
        return False
    return a[0] in _PEOPLE and b[0] in _PEOPLE
