"""The figures that stand in a passage, and everything there that only looks like one.

Dates, document numbers, ranks, versions, voltages, years, articles, ranges and rounded talk
("hơn 600") are no quantities. They are taken out before anything is computed: in the passage's
canvas their digits are masked, so that whoever looks at the words between two figures sees no
other digit.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from forms.claims.counted_units import LONGEST, SCALES, Unit, is_duration, unit_at, word_set
from forms.claims.passages import SUPERSCRIPT, Passage
from forms.claims.text_figures import MASK, Figure, Reading, Role
from forms.claims.typesetting import well_set
from forms.dates import EARLIEST_YEAR, LATEST_YEAR
from forms.numbers import MAX_DIGITS

_DIGIT: Final = re.compile(r"\d")
_RAISED: Final = re.compile(f"[{''.join(sorted(SUPERSCRIPT))}]")
_TOKEN: Final = re.compile(
    r"(?P<run>[0-9]++(?:[.,][0-9]++)*+(?:\s?/\s?[0-9]++(?:[.,][0-9]++)*+)*+)"
    r"|(?P<bracket>[()\[\]])|(?P<stop>[.!?…;:](?=\s|$))"
)
_GROUPED: Final = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})++(?:,[0-9]++)?")
_GLUED: Final = re.compile(r"([1-9][0-9]{0,2}(?:\.[0-9]{3})++)[0-9]{1,2}")
"""A figure with the number of a footnote printed right behind it: ``3.918⁵``."""
_ENGLISH: Final = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3}){2,}+")
_THOUSANDS: Final = re.compile(r"^([1-9][0-9]{0,2}),([0-9]{3})$")
"""One comma between thousands: so it is where others of the passage have two."""
_PLAIN: Final = re.compile(r"[0-9]++(?:,[0-9]++)?")
_DOTTED_SHARE: Final = re.compile(r"[0-9]{1,3}\.[0-9]{1,2}")
_FOLLOWED: Final = re.compile(r"\s?[-–/%*]|[^\W\d_]|\s(?:phần|[0-9])")
"""Behind a figure: more than its noun, or no noun."""
_PERCENT: Final = re.compile(r"\s?%|\s(?:phần trăm)\b")
_SYMBOL: Final = re.compile(r"\s?[/-]\s?[^\W\d_]|(?!(?:ha|kg|tấn|người|hộ|tỷ)\b)[^\W\d_]|\*")
_RANGE: Final = re.compile(r"\s?[-–]\s?[0-9]")
_WORDS: Final = re.compile(r"[^\W\d_]+")

_MOST_FIGURES: Final = 3_000
_LONGEST_NOUN: Final = 28
_LOOK_BACK: Final = 28
_FEW: Final = 1000
_MONTHS: Final = 12
_ROUND_THE_CLOCK: Final = frozenset({"24/7", "24/24", "7/7", "365/365"})

_TIME: Final = {"ngày": 31, "tháng": 12, "quý": 4, "tuần": 53}
_ORDINALS: Final = word_set(
    "điều khoản chương lớp thứ hạng khóa khoá lục độ bậc mục phần top đoạn pha điểm lần"
)
_NO_ORDINAL: Final = word_set(
    "mỗi tổng đạt tài một dứt thời trọng địa giao danh hạng chuyên tiến tốc thành cổ"
)
"""Words before an ordinal's that make it another: ``dứt điểm 45 kiến nghị``, ``danh mục 25``."""
_AMBIGUOUS: Final = word_set(
    "mức loại cấp tổ nhóm khối ấp khóm thôn phòng vùng số bản kênh lô gói trạm hình câu bộ kỳ"
    " phiên khu vị trí tiểu trang bảng biểu mẫu lúc quận phường đường lộ tầng đợt vòng bước tập"
    " bài mũi"
)
_RANKS: Final = re.compile(r"\b(?:thứ|hạng|(?<!sắp )xếp|đứng|vị trí|top)(?:\s[^\W\d_]++){0,2}+\W*$")
_LOOSE: Final = word_set("hơn gần khoảng trên dưới xấp chừng ngót quá ít")
_LOOSE_ENDS: Final = tuple(sorted(_LOOSE))
_NO_LEAST: Final = ("cấp trên", "bên trên", "nêu trên", "tính trên")
_LOOSE_AFTER: Final = ("xấp xỉ", "ít nhất", "tối thiểu", "tối đa", "không quá")
_NUMBER_NEXT: Final = re.compile(" [0-9]")
_COMPARING: Final = word_set("cao thấp nhiều ít lớn nhỏ")
_SPAN_OF_TIME: Final = re.compile(
    r"(?:\s?(?:tuổi|tháng|năm|ngày|m))?\s(?:đến|tới)(?:\s[^\W\d_]++){0,2}\s[0-9]++"
    r"\s?(?:tuổi|tháng|năm|ngày|giờ|phút|m|mét|cv)\b"
)
_GRADED: Final = re.compile(r"\b(?:mức|mức độ|cấp độ|nhóm|loại)\s$")
_GRADE: Final = re.compile(r"\s(?:mức|mức độ|cấp độ|nhóm|loại)\s[0-9]$")
_OPEN_END: Final = re.compile(r"(?:\s[^\W\d_]++){0,2}\s(?:trở lên|trở xuống)\b")


def lowered(text: str) -> str:
    """``text`` in lower case, character by character: offsets stay what they are."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def read(passage: Passage) -> Reading:
    """Find the figures of a passage. Takes time linear in its length.

    A passage of more than 3,000 figures is no prose, and none of them is given.
    """
    return _Scan(well_set(passage)).reading()


class _Scan:
    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.lower = lowered(_RAISED.sub(" ", passage.text))
        self.grouped_by_commas = _ENGLISH.search(self.lower) is not None
        self.spans = "đến" in self.lower or "tới" in self.lower
        self.open_ends = "trở " in self.lower
        self.followed = False
        self.figures: list[Figure] = []
        self.masked: list[tuple[int, int]] = []
        self.depth = self.sentence = self.clause = 0
        self.brackets: list[tuple[int, int]] = []
        self._units: dict[int, tuple[Unit, int]] = {}

    def reading(self) -> Reading:
        if self.passage.body:
            self.masked.append((0, self.passage.body))
        for token in _TOKEN.finditer(self.lower, self.passage.body):
            if token.lastgroup == "run":
                self._run(token)
            elif token.lastgroup == "bracket":
                self.depth = self.depth + 1 if token[0] in "([" else max(self.depth - 1, 0)
                self.brackets.append((token.start(), self.depth))
            else:
                self._stop(token)
        prose = len(self.figures) <= _MOST_FIGURES
        figures = tuple(_compounded(self.figures, self.lower)) if prose else ()
        return Reading(self.passage, self._canvas(), figures, tuple(self.brackets))

    def _graded(self, token: re.Match[str]) -> re.Match[str] | None:
        """The second figure of ``tài khoản mức 2/78.116 nhân khẩu``: the first names a grade."""
        first, bar, _ = token[0].partition("/")
        if not bar or len(first.strip()) > 1:
            return None
        back = self.lower[max(token.start() - _LOOK_BACK, 0) : token.start()]
        if _GRADED.search(back) is None:
            return None
        return _TOKEN.match(self.lower, token.start() + len(first) + 1)

    def _stop(self, token: re.Match[str]) -> None:
        if token[0] == ":":
            return
        self.clause += 1
        if token[0] != ";" and not self.depth:
            self.sentence += 1

    def _canvas(self) -> str:
        parts, at = [], 0
        for start, end in self.masked:
            parts.append(self.lower[at:start])
            parts.append(_DIGIT.sub(MASK, self.lower[start:end]))
            at = end
        return "".join([*parts, self.lower[at:]])

    def _run(self, token: re.Match[str]) -> None:
        graded = self._graded(token)
        if graded is not None:
            self.masked.append((token.start(), graded.start()))
            token = graded
        found = self._figure(token)
        if found is None:
            self.masked.append(token.span())
        else:
            self.figures.append(found)

    def _figure(self, token: re.Match[str]) -> Figure | None:
        start, end = token.span()
        self.followed = _FOLLOWED.match(self.lower, end) is not None
        if end - start > 2 * MAX_DIGITS + 8 or self._attached(start, end):
            return None
        if self._is_enumerator(start, end):
            mark = Decimal(token[0])
            return Figure(
                start - 1,
                end + 1,
                mark,
                (),
                "enumerator",
                sentence=self.sentence,
                clause=self.clause,
            )
        share = _PERCENT.match(self.lower, end) if self.followed else None
        numbers = token[0].replace(" ", "").split("/")
        if self.grouped_by_commas and share is None:
            numbers = [_THOUSANDS.sub(r"\1\2", number) for number in numbers]
        values = [_value(number, share=share is not None) for number in numbers]
        first, last = values[0], values[-1]
        back = self.lower[max(start - _LOOK_BACK, 0) : start]
        if first is None or last is None or not self._is_quantity(numbers, back, end):
            return None
        if share is not None and len(values) == 1:
            return self._placed(start, share.end(), first, ("%",), role="percent", back=back)
        unit, power = self._unit_at(end)
        if (is_duration(unit) or unit[:1] == ("sao",)) and not power:
            return None
        base = last if len(values) > 1 else None
        return self._placed(start, end, first, unit, base=base, power=power, back=back)

    def _placed(
        self,
        start: int,
        end: int,
        value: Decimal,
        unit: Unit,
        *,
        back: str,
        role: Role = "count",
        base: Decimal | None = None,
        power: int = 0,
    ) -> Figure:
        open_end = self.open_ends and _OPEN_END.match(self.lower, end) is not None
        loose = open_end or self._is_loose(back, start)
        at = self.depth, self.sentence, self.clause
        return Figure(start, end, value, unit, role, base, power, loose, *at)

    def _unit_at(self, end: int) -> tuple[Unit, int]:
        """What stands behind a figure: to tell whether it is one, and of what."""
        if end not in self._units:
            self._units[end] = unit_at(self.lower, end)
        return self._units[end]

    def _attached(self, start: int, end: int) -> bool:
        """Whether the digits belong to a word or a symbol: ``4G``, ``PC06``, ``06/CP``."""
        before = self.lower[start - 1 : start]
        if before and (before.isalnum() or before == "_"):
            return True
        if before in {"-", "/", ".", ","} and self.lower[start - 2 : start - 1].isalnum():
            return not self._divides(start)
        if self.lower[end : end + 1] == "đ" and not self.lower[end + 1 : end + 2].isalpha():
            return False
        after = self.followed and _SYMBOL.match(self.lower, end) is not None
        return after and not self._is_unit_after_slash(end)

    def _divides(self, start: int) -> bool:
        """Whether a bar behind a figure's noun leads here: ``8.726 tỷ đồng/11.450 tỷ đồng``."""
        if not self.figures or self.lower[start - 1] != "/":
            return False
        noun = _GRADE.sub("", self.lower[self.figures[-1].end : start - 1])
        spelled = len(noun) <= _LONGEST_NOUN and noun.replace(" ", "").isalpha()
        return spelled and not _is_year(self.lower[start : start + len("2024")])

    def _is_unit_after_slash(self, end: int) -> bool:
        """Whether a bar leads to "tổng số": ``949/tổng số 959``."""
        return self.lower.startswith(("/tổng", "/ tổng", " / tổng", " /tổng"), end)

    def _is_enumerator(self, start: int, end: int) -> bool:
        if self.lower[start - 1 : start] != "(" or self.lower[end : end + 1] != ")":
            return False
        after = self.lower[end + 1 : end + 3].strip()
        body = self.lower[start:end]
        return body.isdecimal() and len(body) <= 2 and after[:1].isalpha()  # noqa: PLR2004

    def _is_quantity(self, numbers: Sequence[str], back: str, end: int) -> bool:
        if len(numbers) > 2 or (self.spans and _SPAN_OF_TIME.match(self.lower, end)):  # noqa: PLR2004
            return False
        if len(numbers) == 1:
            if self.followed and _RANGE.match(self.lower, end):
                return False
            # The rice "OM 18 2.059 ha" has a number in its name.
            number_next = self.followed and _NUMBER_NEXT.match(self.lower, end) is not None
            ends_a_name = number_next and numbers[0].isdecimal()
            return not (ends_a_name or self._is_named(numbers[0], back, end))
        if "/".join(numbers) in _ROUND_THE_CLOCK or _RANKS.search(back):
            return False
        return not _is_month(numbers, _last_words(back))

    def _is_named(self, number: str, back: str, end: int) -> bool:
        """Whether a number is the name of something: an article, a year, the end of a range."""
        if back.rstrip().endswith(("-", "–")) and back.rstrip("-– ")[-1:].isdecimal():
            return True
        if not number.isdecimal() or not back[-1:].isspace():
            return False
        words = _last_words(back)
        previous = words[-1] if words and back.rstrip().endswith(words[-1]) else ""
        value = int(number)
        if previous == "năm" or (_is_year(number) and not self._unit_at(end)[0]):
            return _is_year(number)
        if previous in _TIME:
            return value <= _TIME[previous]
        if previous == "án" and words[-2:-1] in (["đề"], ["dự"]):
            return value < _FEW
        if value >= _FEW or number.startswith("0"):
            return previous == "số" and words[-2:-1] in (["văn"], ["biển"])
        if previous in _ORDINALS:
            return words[-2:-1] == [] or words[-2] not in _NO_ORDINAL
        bare = not (self._unit_at(end)[0] or (value > _MONTHS and previous in ("cấp", "loại")))
        return previous in _AMBIGUOUS and words[-2:-1] not in (["tổng"], ["nhật"]) and bare

    def _is_loose(self, back: str, start: int) -> bool:
        trimmed = back.rstrip()
        if trimmed.endswith(_LOOSE_AFTER):
            return True
        if not trimmed.endswith(_LOOSE_ENDS):
            return False
        words = _WORDS.findall(trimmed[-8:])
        if not words or not trimmed.endswith(words[-1]) or words[-1] not in _LOOSE:
            return False
        if words[-1] == "hơn" and _COMPARING.intersection(_WORDS.findall(trimmed)[-2:-1]):
            return False
        if words[-1] == "trên" and trimmed.endswith(_NO_LEAST):
            return False
        return words[-1] != "trên" or not self._follows_a_figure(start)

    def _follows_a_figure(self, start: int) -> bool:
        """Whether "trên" stands between two figures: ``949 hồ sơ trên 959 hồ sơ``."""
        if not self.figures:
            return False
        last = self.figures[-1]
        if last.role == "percent" and last.depth > self.depth:
            return self.lower[last.end : start].split() == [")", "trên"]
        if last.role != "count":
            return False
        return len(_WORDS.findall(self.lower, self.figures[-1].end, start)) <= LONGEST + 1


def _last_words(back: str) -> list[str]:
    return _WORDS.findall(back)[-3:]


def _value(number: str, *, share: bool) -> Decimal | None:
    if len(number) > MAX_DIGITS and sum(c.isdecimal() for c in number) > MAX_DIGITS:
        return None
    if number.isdecimal():
        return Decimal(number)
    if _GROUPED.fullmatch(number) or _PLAIN.fullmatch(number):
        return Decimal(number.replace(".", "").replace(",", "."))
    if _ENGLISH.fullmatch(number):
        return Decimal(number.replace(",", ""))
    glued = _GLUED.fullmatch(number)
    if glued is not None:
        return Decimal(glued[1].replace(".", ""))
    return Decimal(number) if share and _DOTTED_SHARE.fullmatch(number) else None


def _is_year(number: str) -> bool:
    if len(number) != len("2024") or not number.isdecimal():
        return False
    return EARLIEST_YEAR <= int(number) <= LATEST_YEAR


def _is_month(numbers: Sequence[str], words: Sequence[str]) -> bool:
    first, second = numbers
    if not (first.isdecimal() and second.isdecimal()) or int(first) > _TIME["ngày"]:
        return False
    if _is_year(second):
        return int(first) <= _MONTHS
    return bool(words) and words[-1] in _TIME and int(second) <= _MONTHS


def _compounded(figures: Sequence[Figure], lower: str) -> list[Figure]:
    """Join ``1 tỷ 245 triệu đồng`` to one figure."""
    joined: list[Figure] = []
    for figure in figures:
        last = joined[-1] if joined else None
        if last is not None and _continues(last, figure, lower):
            step = last.power - figure.power
            digits = last.value.scaleb(step) + figure.value
            joined[-1] = last._replace(end=figure.end, value=digits, power=figure.power)
        else:
            joined.append(figure)
    return joined


def _continues(last: Figure, figure: Figure, lower: str) -> bool:
    if not last.power or not last.money or not figure.money or figure.base is not None:
        return False
    between = lower[last.end : figure.start].split()
    return (
        0 < figure.power < last.power
        and len(between) == 1
        and between[0] in SCALES
        and figure.value < 10 ** (last.power - figure.power)
    )
