"""Counts of things that are told one by one in the same sentence.

"04 xã, gồm: An Phú, Tân Lộc, Long Sơn, Hòa Lợi", "04 văn bản: Công văn số …; Kế hoạch số …", "03
nhiệm vụ chậm tiến độ: rà soát dữ liệu; số hóa hồ sơ; đào tạo".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from forms.claims.claim import Claim
from forms.claims.counted_units import Unit, both_people, word_set
from forms.claims.lists.item_counts import (
    BODIES,
    Names,
    count_claim,
    items_in,
    told_in_order,
)
from forms.claims.text_figures import Figure, Reading, same_unit

_LEAD: Final = re.compile(
    r"(?P<noun>[^.;:()\[\]]{1,140}?)"
    r"(?:(?P<colon>,? ?(?:(?:bao )?gồm(?: có)?|cụ thể(?: là)?|đó là|là)? ?:(?= ))"
    r"|(?P<word>,? (?:bao gồm|gồm(?: có)?|đó là|là)(?= [^:]))"
    r"|(?P<bracket> ?\((?:(?:bao )?gồm|là)?:? ?)"
    r"|(?P<next>\. đó là(?P<of>[^.;:,]{0,40}):(?= )))"
)
DOUBLETS: Final = re.compile(
    r"(?: xã| phường| sở| bộ| khóm| ấp| thôn| huyện| quận| cơ quan| phòng| nhóm),"
    r" (?:phường|đặc khu|thị trấn|ngành|ban|ấp|khóm|khu phố|thị xã|thành phố|đơn vị|phòng|tổ)\b"
)
"""``05 xã, thị trấn``: two nouns for what is counted."""
_SOME: Final = re.compile(
    r"\b(?:như|tiêu biểu|điển hình|trong đó|nhất là|chủ yếu|trong số đó)(?: có| là)?$"
)
_TAIL: Final = re.compile(
    r",? với (?:hơn |gần |tổng số )?[0-9]|, (?:thu hút|tổng số|mỗi [^\W\d_]+ [0-9])"
    r"|; (?:riêng|trong đó|đồng thời|ngoài ra)\b"
)
"""What goes on to tell of all the items together, or of one of them."""
_LETTERED: Final = re.compile(r"(?:^|\s)\(?[a-zđ]\)\s")
_END: Final = re.compile(r"[.](?=\s|$)|$")
_KINDS: Final = re.compile(
    r"(?:nguyên nhân|giải pháp|chỉ tiêu|nhiệm vụ|lĩnh vực|nội dung|hạn chế|khó khăn|tồn tại"
    r"|bài học|chuyên đề|tiện ích|hình thức|vấn đề|mục tiêu|tiêu chí|mô hình|dịch vụ|kỹ năng"
    r"|đề án|dự án|chương trình|kế hoạch|phần mềm|hệ thống|ứng dụng|khoản thu|khoản chi|yêu cầu"
    r"|thủ tục|công trình|kênh|việc|trụ cột|đột phá|hoạt động|phong trào|sản phẩm|điểm nghẽn"
    r"|tổ công|chức năng|phương án|bộ dữ|cơ sở dữ|văn bản|lớp|cuộc|buổi|đợt|phiên|đoàn|hội nghị)\b"
)
"""Nouns of what is told one by one, other than cases, of which only the kinds are told."""
_WHOLE: Final = word_set("loại nhóm nguyên hạn khó giải hình chỉ tiêu mục lĩnh")
"""First words of nouns of which each item is one, however few are told."""
_PERSON: Final = ("người",)
_NO_PEOPLE: Final = re.compile(
    r"trường(?! hợp)|công (?:an(?! viên)|văn|trình|điện|ty)|(?:hội|đoàn)(?! viên)|đảng bộ"
    r"|thành phố|bệnh viện|biên bản"
)
"""Nouns that begin like one for people."""
_LONGEST: Final = 1200
_LONGEST_NOUN: Final = 18
_LONGEST_FAR: Final = 27
_LONGEST_LEAD: Final = 10
_EVENTS: Final = word_set("lớp cuộc buổi đợt phiên đoàn hội")
_SLIP: Final = 2
_TENS: Final = 10
_MOST: Final = 99
_MOST_FIGURES: Final = 30


class Lead(NamedTuple):
    """How a count leads to its list: by a colon, a word or a bracket; where the list begins.

    ``far``: other words stand between them, set off by a comma.
    """

    kind: str
    start: int
    end: int
    far: bool = False


def named_lists(reading: Reading) -> Iterator[Claim]:
    """Yield the claims of one passage about how many items follow a count."""
    for k, number in enumerate(reading.figures):
        if may_count(number):
            lead = _lead(reading, number)
            if lead is not None:
                yield from _told(reading, k, lead)


def may_count(number: Figure) -> bool:
    """Whether a figure may count the items of a list that is written out."""
    if number.role != "count" or not 1 < number.value <= _MOST:
        return False
    people = both_people(number.unit, _PERSON) and not _NO_PEOPLE.match(" ".join(number.unit))
    return number.exact and not number.loose and bool(number.unit) and not people


def is_near(number: Figure, items: Names) -> bool:
    """Whether a number is that of the items but for a slip of the hand; else only some are told.

    Whoever tells matters in phrases may part one of them once more by a semicolon.
    """
    value = int(number.value)
    if not items.named and value == items.least - 1:
        return False
    if items.least - _SLIP <= value <= items.most + _SLIP:
        return True
    turned = _TENS * items.least <= value <= _TENS * items.most
    return value >= _TENS and (turned or items.least <= value % _TENS <= items.most)


def _lead(reading: Reading, number: Figure) -> Lead | None:
    found = _LEAD.match(reading.canvas, number.end)
    if found is None:
        return None
    noun = DOUBLETS.sub("", found["noun"])
    far = "," in noun and not found["next"]
    longest = _LONGEST_FAR if far or found["next"] else _LONGEST_NOUN
    if len(noun.split()) > longest or _SOME.search(noun):
        return None
    if far and "gồm" not in found[0][-_LONGEST_LEAD:]:
        return None  # "Giao 04 xã, yêu cầu hoàn thành việc:" counts no tasks
    k = reading.first_after(number.end)
    between = reading.figures[k : k + _MOST_FIGURES]
    if any(f.start < found.end() and f.role != "percent" for f in between):
        return None
    if found["next"] is not None and len(found["of"].split()) > _SLIP * 2:
        return None
    kind = "colon" if found["colon"] or found["next"] else "word" if found["word"] else "bracket"
    return Lead(kind, found.end(), _list_end(reading, kind, found.end()), far)


def _list_end(reading: Reading, kind: str, start: int) -> int:
    """Where the list that begins at an offset ends at the latest."""
    if kind == "bracket":
        return reading.closing(start)
    stop = next((m for m in _END.finditer(reading.canvas, start, start + _LONGEST)
                 if reading.depth_at(m.start()) == reading.depth_at(start)), None)  # fmt: skip
    end = stop.start() if stop is not None else start
    tail = _TAIL.search(reading.canvas, start, end)
    return min(tail.start() if tail else end, reading.closing(start))


def _told(reading: Reading, k: int, lead: Lead) -> Iterator[Claim]:
    number = reading.figures[k]
    end = lead.end
    ordered = told_in_order(reading.passage.text[lead.start : lead.start + _LONGEST])
    items = ordered or _items(reading, number, lead, end)
    if ordered is None and (items is None or not items.named):
        cut = reading.canvas.find(";", lead.start, lead.end)
        first = _items(reading, number, lead, cut) if cut > 0 and lead.kind != "bracket" else None
        if first is not None and first.named:
            items, end = first, cut
    if items is None:
        return
    right = items.least <= number.value <= items.most
    inside = [] if ordered else _figures(reading, number, lead.start, end)
    if _fits(number, items, lead) if right else _is_slip(number, items, lead, inside):
        yield count_claim(reading, number, items, (number.start, end), soft=True)


def _items(reading: Reading, number: Figure, lead: Lead, end: int) -> Names | None:
    """How many items a list up to ``end`` has; nothing where it tells parts of the count."""
    inside = _figures(reading, number, lead.start, end)
    text = reading.passage.text[lead.start : end]
    marked = _LETTERED.search(text) or any(figure.role == "enumerator" for figure in inside)
    if marked or any(same_unit(figure, number) is True for figure in inside):
        return None
    return items_in(text, number.unit)


def _figures(reading: Reading, number: Figure, start: int, end: int) -> list[Figure]:
    k = reading.first_after(start)
    inside = reading.figures[k : k + _MOST_FIGURES]
    depth = reading.depth_at(start)
    return [f for f in inside if f.start < end and f.depth == depth and f is not number]


def _fits(number: Figure, items: Names, lead: Lead) -> bool:
    """Whether a list that can be that of its count is told as right."""
    if items.named or (items.least > 1 and not lead.far):
        return True
    told = is_told(number.unit)
    return told and lead.kind != "word" and not lead.far and number.value == items.most


def is_told(noun: Unit) -> bool:
    """Whether a noun is one of matters, bodies or places that are told one by one."""
    return noun[0] in BODIES or noun[0] in _WHOLE or _KINDS.match(" ".join(noun)) is not None


def _is_slip(number: Figure, items: Names, lead: Lead, inside: Sequence[Figure]) -> bool:
    """Whether a count that its list does not meet was meant to be that of the list.

    ``inside`` are the figures that the list tells: they leave it plain where each item has one.
    """
    near = is_near(number, items)
    if inside or lead.far:
        return near and items.named and not items.papers and _one_each(items, inside)
    if items.named:
        return near or (lead.kind != "bracket" and not items.papers and number.base is None)
    if lead.kind != "colon" or not is_told(number.unit):
        return False
    few = number.value < _TENS and items.least > 1 and number.unit[0] not in _EVENTS
    other = few and number.value != items.least - 1
    return near or other or number.unit[0] in _WHOLE


def _one_each(items: Names, inside: Sequence[Figure]) -> bool:
    """Whether every item of a list has one figure of the same kind, or none has any."""
    units = {figure.unit for figure in inside}
    each = items.least == items.most == len(inside) and len(units) == 1
    return not inside or (each and len(inside) > _SLIP)
