"""How many items the words of a list may be, and the claim that a stated count makes of them.

How many there are is not always plain: "Sở Văn hóa, Thể thao và Du lịch" is one. The least and the
most that a list may have are counted, and only a number outside of these is asked about.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from forms.claims.claim import Claim, Judged, claim
from forms.claims.counted_units import word_set
from forms.claims.text_figures import Figure, Reading
from forms.numbers import format_number

_OPEN: Final = re.compile(
    r"…|\.\.|\b(?:v\.v|vân vân)|\b(?:như|khác|một số|nhiều|tiêu biểu|điển hình|trích|chủ yếu)\b"
)
_GATHERED: Final = re.compile(r"\b(?:các|những|toàn bộ|trực thuộc|và đơn vị|liên quan)\b")
_SEVERAL: Final = re.compile(
    r"(?:công an |ubnd |chi bộ )?các (?:xã|phường|huyện|tỉnh|quận|ấp|khóm|thôn|bản)"
    r"(?:,? (?:và )?thị trấn)?:? (?=[^\W\d_])",
    re.IGNORECASE,
)
"""``Công an các phường Long Châu, Phước Hậu``: one word for the names that follow."""
_BRACKETED: Final = re.compile(r"\s?\([^()]*+\)")
_MARKS: Final = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾]+")
_QUOTES: Final = str.maketrans("", "", '“”"«»')
_COMPOUND: Final = re.compile(
    r"văn hóa, thể thao và du lịch|lao động,? (?:-|–)?\s?thương binh và xã hội"
    r"|văn hóa, khoa học và thông tin|văn hóa, thể thao và truyền thanh"
    r"|kinh tế, hạ tầng và đô thị|báo và phát thanh, truyền hình|giáo dục và đào tạo"
    r"|(?:nông nghiệp|tài nguyên|nông nghiệp, tài nguyên) và (?:môi trường|phát triển nông thôn)"
    r"|khoa học và công nghệ|kế hoạch và đầu tư|(?:thông tin|văn hóa) và (?:truyền thông|thông tin)"
    r"|phát thanh và truyền hình|kinh tế và hạ tầng|tiếp nhận và trả kết quả",
    re.IGNORECASE,
)
"""Names of bodies with a comma or an "and" of their own."""
_COMMA: Final = re.compile(r",(?![0-9])")
_SEVERAL_GROUPS: Final = 2
_JOINT: Final = re.compile(r"\bvà ")
_ITEM: Final = re.compile(r"[^\W\d_]++")
_PLACES: Final = frozenset(
    {"xã", "phường", "huyện", "tỉnh", "quận", "ấp", "khóm", "thôn", "bản", "thị", "thành"}
)
_RANKS: Final = re.compile(
    r"(?:xã|phường|thị trấn|thị xã|thành phố|huyện|quận|đặc khu|tỉnh|ấp|khóm|thôn)\b", re.IGNORECASE
)
_OFFICERS: Final = re.compile(r"(?:phó )?(?:chủ tịch|bí thư|giám đốc|trưởng|chánh)", re.IGNORECASE)
_PLACE: Final = ("xã",)
BODIES: Final = _PLACES | word_set(
    "địa đơn cơ trường sở bộ bệnh trạm doanh công dân tổ hội chợ khu cụm tuyến ngành phòng khoa môn"
)
"""First words of what has a name of its own: ``địa phương``, ``đơn vị``, ``trường``."""
_HEADS: Final = re.compile(
    r"(?:sở|ban|phòng|ubnd|[uủ]ỷ? ban|hội|đoàn|t[oò][àa]|viện|trường|trạm|xã|phường|huyện|cục|đài"
    r"|tổ|đội|công an|văn phòng|chi cục|trung tâm|ngân hàng|bảo hiểm|kho bạc|bệnh viện|bưu điện"
    r"|mặt trận|liên đoàn|thanh tra|hạt kiểm lâm|thuế|bộ|thị trấn|thị xã|đặc khu|tỉnh|ấp|khóm|thôn"
    r"|thành phố)\b",
    re.IGNORECASE,
)
"""First words of the names of bodies: whoever reads one of them begins another name."""
_DOCUMENT: Final = re.compile(
    r"(?:công văn|kế hoạch|quyết định|thông báo|chỉ thị|báo cáo|tờ trình|nghị quyết|công điện"
    r"|hướng dẫn|văn bản|giấy mời|kết luận|chương trình|quy chế|thư)\b",
    re.IGNORECASE,
)
_ANOTHER: Final = re.compile(rf"(?:,| và|, và) ?(?:{_DOCUMENT.pattern} )?số [0-9]", re.IGNORECASE)
_CITED: Final = re.compile(r"\bsố [0-9]|[0-9]/[A-ZĐ]")
_PAPERS: Final = word_set("văn công kế quyết thông chỉ báo tờ nghị")
"""First words of the nouns for documents."""
_UNKNOWN: Final = 99
_NUMERALS: Final = ("hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_ORDERS: Final = (
    (
        re.compile(rf"\b(thứ (?:nhất|{'|'.join(_NUMERALS)})),", re.IGNORECASE),
        ("thứ nhất", *(f"thứ {word}" for word in _NUMERALS)),
    ),
    (
        re.compile(r"(?:^ ?|[:;.] )((?:một|hai|ba|bốn|năm|sáu|bảy|tám) là)\b", re.IGNORECASE),
        ("một là", "hai là", "ba là", "bốn là", "năm là", "sáu là", "bảy là", "tám là"),
    ),
    (
        re.compile(r"(?:^ ?|[:;,.] |\bvà )\(?(i{1,3}|iv|vi{0,3})\) "),
        ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii"),
    ),
    (
        re.compile(r"(?:^ ?|[:;,.] |\bvà )([1-9])\) "),
        tuple(str(number) for number in range(1, 10)),
    ),
)
"""How items are told in their order: by words, by small Roman numbers, by "1)"."""
_LONGEST_ITEM: Final = 12
_LONGEST_PHRASE: Final = 45
_ALIKE: Final = 3
_SHORT: Final = 4


class Names(NamedTuple):
    """The least and the most items that a list may have.

    ``named``: its items are names or documents, and no description hides another one; ``papers``:
    they are documents, of which only the main ones may be told.
    """

    least: int
    most: int
    named: bool = True
    papers: bool = False


def count_claim(
    reading: Reading, number: Figure, items: Names, span: tuple[int, int], *, soft: bool
) -> Claim:
    """Judge a stated count by the items listed; ``soft`` ones are asked about, never accused."""
    printed = format_number(number.value)
    if items.least <= number.value <= items.most:
        return claim("count", reading, span, Judged("right", printed, printed), (printed,))
    nearest = str(items.least if number.value < items.least else items.most)
    noun = " ".join(number.unit[:2])
    words = f"Nêu {printed} {noun} nhưng chỉ thấy {nearest} mục được liệt kê."
    if number.value < items.least:
        words = f"Nêu {printed} {noun} nhưng liệt kê {nearest} mục."
    judged = Judged("doubtful" if soft else "wrong", printed, nearest, words)
    return claim("count", reading, span, judged, (nearest,))


def items_in(text: str, noun: Sequence[str]) -> Names | None:
    """Return how many items the words of a list are; nothing where it is open or not plain.

    ``noun`` are the words of what is counted. Remarks in brackets are no items.
    """
    words = _MARKS.sub("", _BRACKETED.sub("", text)).translate(_QUOTES)
    if is_open_list(words.lower()):
        return None
    words = words.strip(" ,;.")
    if _DOCUMENT.match(words) and _CITED.search(words):
        return _documents(words) if noun[0] in _PAPERS else None
    named = names_in(words, tuple(noun[:1]))
    return named if named or noun[0] in _PLACES else _phrases(words)


def is_open_list(canvas: str) -> bool:
    """Whether words in lower case say that a list names only some: "như", "trích một số", "…"."""
    return _OPEN.search(canvas) is not None


def _documents(words: str) -> Names | None:
    """``Công văn số 12/UBND-NC ngày … về …; Kế hoạch số 5/KH-UBND …``."""
    pieces = [piece.strip() for piece in words.split(";")]
    if not all(_DOCUMENT.match(piece) for piece in pieces):
        return None
    more = sum(len(_ANOTHER.findall(piece)) for piece in pieces)
    return Names(len(pieces), len(pieces) + more, papers=True) if len(pieces) + more > 1 else None


def names_in(text: str, noun: tuple[str, ...]) -> Names | None:
    """Return how many names a list of them has, or nothing where that is not plain."""
    text = _BRACKETED.sub("", text)
    text = _COMPOUND.sub(lambda name: name[0].replace(",", "").replace(" và ", " "), text)
    if is_open_list(text.lower()) or "/" in text:
        return None
    groups = [_group(group.strip(), noun) for group in text.split(";")]
    found = [group for group in groups if group is not None]
    if not found or len(found) < len(groups):
        return None
    least, most = sum(group.least for group in found), sum(group.most for group in found)
    # Between semicolons each may be one, with "và" in its name.
    least = min(least, len(found)) if len(found) > _SEVERAL_GROUPS else least
    named = all(group.named for group in found)
    return Names(least, most, named=named) if most > 1 else None


def _group(text: str, noun: tuple[str, ...]) -> Names | None:
    """Count the names between two semicolons."""
    several = _SEVERAL.match(text)
    if several is not None:
        text, noun = text[several.end() :], _PLACE
    if _GATHERED.search(text.lower()):
        return None
    pieces = [piece.strip() for piece in text.split(",")]
    if not all(_is_name(piece, noun) for piece in pieces):
        return None
    found = _count(pieces, noun)
    other = sum(_is_other(name, noun) for piece in pieces for name in _JOINT.split(piece))
    return found if found is None else found._replace(least=max(found.least - other, 1))


def _count(pieces: Sequence[str], noun: tuple[str, ...]) -> Names | None:
    joined = sum(len(_tails(piece, noun)) for piece in pieces)
    first = _first(pieces[0])
    alike = sum(_begins(piece, first) for piece in pieces)
    if alike < len(pieces) and sum(piece[-1:].isdecimal() for piece in pieces) > 1:
        return None  # "An Phú 2, Bình Hòa 1" counts something else
    headed = _HEADS.match(pieces[0]) is not None or first in noun
    if not headed and alike < 2:  # noqa: PLR2004 - names of places need no noun of their own
        if noun[0] not in BODIES:
            plain = len(pieces) >= _ALIKE and all(len(p.split()) <= _SHORT for p in pieces)
            return Names(len(pieces), len(pieces) + joined, named=False) if plain else None
        sure = joined if noun[0] in _PLACES else 0
        return Names(len(pieces) + sure, len(pieces) + joined)
    again = sum(_begins(tail, first) for piece in pieces for tail in _tails(piece, noun))
    least = alike + again
    if noun[0] in _PLACES and not any(_HEADS.match(piece) for piece in pieces[1:]):
        least = len(pieces) + joined  # "xã Châu Lăng, Ô Lâm và An Tức"
    return Names(least, len(pieces) + joined)


def _is_name(piece: str, noun: tuple[str, ...]) -> bool:
    """Whether words are a name: they begin with a capital letter or with the counted noun."""
    words = piece.split()
    if not words or max(len(part.split()) for part in _JOINT.split(piece)) > _LONGEST_ITEM:
        return False
    if noun[0] in _PLACES and _is_office(piece):
        return False
    return words[0][0].isupper() or words[0].lower() in noun or _headed_name(words)


def _is_office(piece: str) -> bool:
    """Whether words name who is told, not a place: "Chủ tịch, Văn phòng"."""
    office = _HEADS.match(piece) is not None and not _RANKS.match(piece)
    return office or _OFFICERS.match(piece) is not None


def _is_other(name: str, noun: tuple[str, ...]) -> bool:
    """Whether a name is one of places of another rank: "03 huyện: A, B, C và thành phố D"."""
    head = _RANKS.match(name)
    return head is not None and noun[0] in _PLACES and head[0].lower().split()[0] != noun[0]


def _headed_name(words: Sequence[str]) -> bool:
    """``thị trấn Ba Chúc``, ``xã Châu Lăng``."""
    head = _HEADS.match(" ".join(words[:3]))
    rest = words[len(head[0].split()) :] if head else []
    return bool(rest) and rest[0][0].isupper()


def _tails(piece: str, noun: tuple[str, ...]) -> list[str]:
    """What stands behind "và" within a piece, where it may be a name of its own."""
    return [tail for tail in _JOINT.split(piece)[1:] if _is_name(tail, noun)]


def _begins(piece: str, first: str) -> bool:
    """Whether words begin the name of a body, or one like the first of the list."""
    return _first(piece) == first or _HEADS.match(piece) is not None


def _first(piece: str) -> str:
    found = _ITEM.match(piece)
    return found[0].lower() if found else ""


def _phrases(words: str) -> Names | None:
    """``nộp hồ sơ trực tuyến; thanh toán; tra cứu kết quả``, or phrases between commas."""
    mark = ";" if ";" in words else ","
    pieces = [piece.strip() for piece in (words.split(";") if mark == ";" else _COMMA.split(words))]
    longest = _LONGEST_PHRASE if mark == ";" else _LONGEST_ITEM
    parts = [part for piece in pieces for part in _JOINT.split(piece)]
    if not all(pieces) or max(len(part.split()) for part in parts) > longest:
        return None
    joined = len(_JOINT.findall(pieces[-1] if mark == ";" else words))
    if len(pieces) + joined < 2:  # noqa: PLR2004 - no list
        return None
    if mark == ";":
        titled = len(pieces) >= _ALIKE and _is_uniform(pieces)
        return Names(len(pieces), len(pieces) + joined, named=titled)
    opening = pieces[0].lower().split()[:2]
    alike = sum(piece.lower().split()[:2] == opening for piece in pieces)
    if alike >= _ALIKE:  # "cao điểm Tết, cao điểm phòng, chống ma túy, cao điểm …"
        return Names(alike, len(pieces) + joined, named=False)
    return Names(1, len(pieces) + joined, named=False)


def _is_uniform(pieces: Sequence[str]) -> bool:
    """Whether all begin with a capital letter, or all with the same word: "ngày 02/3 tại …"."""
    firsts = {_first(piece) for piece in pieces}
    return all(piece[0].isupper() for piece in pieces) or (len(firsts) == 1 and firsts != {""})


def told_in_order(text: str) -> Names | None:
    """Count the items of a list told by ordinals or by numbers: "Thứ nhất, …. Thứ hai, …"."""
    for pattern, order in _ORDERS:
        told = [found[1].lower() for found in pattern.finditer(text)]
        if tuple(told[:1]) == order[:1]:
            plain = len(told) > 1 and tuple(told) == order[: len(told)]
            return Names(len(told), len(told)) if plain else Names(1, _UNKNOWN, named=False)
    return None
