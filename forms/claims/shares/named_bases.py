"""What a share is a share of where words or other figures of the sentence tell it.

``24.906 hộ, chiếm 94,6% tổng số hộ nghèo`` names its base, which stands elsewhere as ``hộ nghèo
26.318 hộ``; ``tiếp nhận 96 đơn. Đã giải quyết 90 đơn, đạt 93,75%; còn 06 đơn`` gives the rest that
makes up the whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final, NamedTuple

from forms.claims.claim import adds_up, is_right
from forms.claims.counted_units import word_set
from forms.claims.shares.share_grammar import OF_PLAN, Strength, halves
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled, slip_hint

_NAME: Final = re.compile(
    r"\s\(?(?:so với |trên |của |trong )?(?P<total>tổng )?(?:số (?:lượng )?)?"
    r"(?P<words>(?:[^\W\d_]++ ?){1,6})"
)
_STOPS: Final = word_set(
    "của trong trên theo do tại ở và toàn cả năm so với thì là này phát sinh hiện"
)
_PLACES: Final = word_set("tỉnh huyện quận xã phường nước quốc thành thị")
_FILLERS: Final = word_set("đã được là có đạt")
_REST: Final = re.compile(r"[^.]{0,24}\b(?:còn|đang|chưa|tồn)\b[^.]{0,40}")
_CASES: Final = re.compile(
    r"(?:vụ án|vụ việc|án|vụ|việc|hồ sơ|đơn thư|đơn|tin báo|trường hợp)"
    r" (?P<verb>(?:giải quyết|thụ lý|tiếp nhận|xử lý|thi hành|thẩm định|kiểm tra)(?: xong| mới)?)$"
)
_DIVIDED: Final = re.compile(r"\b(?:trong (?:đó|số đó|số này)|bao gồm|gồm)\b")
_ENDS: Final = ").,;"
_LEAD: Final = 90
_MARK: Final = re.compile(r"\([0-9#]{1,2}\)$")
_MARK_LENGTH: Final = 4
_PEOPLE: Final = ("nhân", "khẩu")
_FEW: Final = 2
_CLOSE: Final = 20
_MANY: Final = 100
_MANY_DIGITS: Final = 1000
_FAR_BACK: Final = 24
_NEAR_BEHIND: Final = 6


class Named(NamedTuple):
    """A count with the words before it, from its clause's beginning on, and those behind it."""

    figure: Figure
    before: str
    behind: str

    @property
    def name(self) -> str:
        """Those of its words that tell it from other counts."""
        words = (self.before + self.behind).split()
        return " ".join(word for word in words if word not in _FILLERS)


class NamedBase(NamedTuple):
    """A figure that words name as a base; ``whole`` where both call it a total.

    ``fixed`` where the same sentence calls it so and divides it: ``Số phải thi hành 11.647 việc;
    trong đó có điều kiện 7.902 việc (67,85% tổng số phải thi hành)``.
    """

    base: Figure
    whole: bool
    fixed: bool = False

    @property
    def strength(self) -> Strength:
        """How firmly a share is tied to it."""
        if self.fixed:
            return "strong"
        return "loose" if self.whole else "faint"


def named_base(
    reading: Reading, n: Figure, percent: Figure, names: Sequence[Named] = ()
) -> NamedBase | None:
    """Return the one figure before a share that words behind its percentage name.

    Where the passage has none, ``names`` of the passages before it are looked through.
    """
    found = _NAME.match(reading.canvas, percent.end)
    if found is None:
        return _remembered(reading, n, percent, names)
    words = _until_stopped(found["words"].split())
    if len(words) + bool(found["total"]) < _FEW or set(words) <= {*n.unit, "số"}:
        # Its own noun tells nothing, but for the total: "2.418 hồ sơ, chiếm 12,4% tổng số hồ sơ".
        return _first_of_noun(reading, n) if found["total"] else None
    phrase = " ".join(["tổng"] * bool(found["total"] and len(words) < _FEW) + words)
    at = reading.first_after(min(n.start, percent.start))
    own = named_figures(reading, reading.figures[max(at - _FAR_BACK, 0) : at])
    total = bool(found["total"])
    told = _called(phrase, own, n, total=total)
    bounded = reading.canvas[found.end() : found.end() + 1] in _ENDS
    if told is not None and total and bounded and not _STOPS & set(found["words"].split()):
        fixed = _is_divided(reading, told.base, n, phrase)
        return told._replace(fixed=fixed)
    if told is not None and not OF_PLAN.match(reading.canvas, percent.end):
        fixed = _is_at_hand(reading, told.base, n, found["words"].split())
        told = told._replace(fixed=fixed)
    told = told or _called_behind(reading, phrase, n, percent)
    told = told or _called(phrase, names, n, total=total)
    return told or _remembered(reading, n, percent, names)


def _remembered(
    reading: Reading, n: Figure, percent: Figure, names: Sequence[Named]
) -> NamedBase | None:
    """Return a figure of the passages before, where no words name the base.

    All digits of the share say so, or the words before the count begin with those of one figure:
    ``chi đầu tư: 102.300 triệu đồng`` for ``chi đầu tư giải ngân 60.118 triệu đồng``.
    """
    if scaled(percent.value)[0] < _MANY_DIGITS:
        return None
    alike = [item for item in names if item.figure.plain and same_unit(item.figure, n)]
    alike = [item for item in alike if _may_divide(item.figure, n)]
    fits = next((item.figure for item in alike if is_right(n, item.figure, percent)), None)
    if fits is not None:
        return NamedBase(fits, whole=False)
    lead = f" {reading.before(n.start, _LEAD)} "
    subjects = ((item.figure, item.before.strip(" :").removeprefix("vốn ")) for item in alike)
    told = [f for f, words in subjects if len(words.split()) > _FEW and f" {words} " in lead]
    return NamedBase(told[0], whole=False) if len(told) == 1 else None


def _called_behind(reading: Reading, phrase: str, n: Figure, percent: Figure) -> NamedBase | None:
    """``bằng 44,7% dự toán; giảm 32,2 tỷ (dự toán năm 640 tỷ, cùng kỳ 318,5 tỷ)``."""
    at = reading.first_after(percent.end)
    near = reading.figures[at : at + _NEAR_BEHIND]
    inner = [f for f in near if f.sentence == n.sentence and f.depth > percent.depth]
    return _called(phrase, named_figures(reading, inner), n, total=False)


def figure_called(
    reading: Reading, name: str, n: Figure, among: tuple[Sequence[Figure], Sequence[Named]]
) -> Figure | None:
    """Return the one figure of a name, of those of the passage or else of those before it."""
    phrase = " ".join(_until_stopped([word for word in name.split() if word not in _FILLERS]))
    own = named_figures(reading, among[0])
    told = _called(phrase, own, n, total=False) or _called(phrase, among[1], n, total=False)
    return None if told is None or not phrase else told.base


def _first_of_noun(reading: Reading, n: Figure) -> NamedBase | None:
    """Return the first count of a passage, if it is the largest of the noun of a later one."""
    own = reading.figures[: min(reading.first_after(n.start), _FAR_BACK)]
    alike = [f for f in own if f.plain and same_unit(f, n) is True and f.power == n.power]
    first = next((f for f in own if f.role == "count"), None)
    if not alike or alike[0] != first or any(f.value > first.value for f in (*alike, n)):
        return None
    return NamedBase(first, whole=True)


def _is_at_hand(reading: Reading, base: Figure, n: Figure, words: Sequence[str]) -> bool:
    """Whether a figure of this name, of no wider place, stands shortly before a share."""
    near = 0 <= n.sentence - base.sentence <= 1 and base.end < n.start
    told = _until_stopped(words)
    if not near or not base.plain or same_unit(base, n) is not True or set(told) <= set(n.unit):
        return False
    lead = reading.canvas[max(base.start - _LEAD, 0) : base.start].split()
    return _PLACES & set(words) <= set(lead)


def _is_divided(reading: Reading, base: Figure, n: Figure, phrase: str) -> bool:
    """Whether a base is called by its words where "trong đó" behind it divides it."""
    if base.sentence != n.sentence or base.end > n.start or same_unit(base, n) is not True:
        return False
    gap = reading.between(base, n)
    near = _DIVIDED.search(gap) is not None and not any(c == "#" for c in gap)
    lead = reading.before(base.start, _LEAD)
    return near and base.plain and f" số {phrase} " in f" {lead} "


def named_figures(reading: Reading, figures: Sequence[Figure]) -> list[Named]:
    """Return counts with the words beside them."""
    return [
        Named(figure, _before(reading, figure.start), reading.behind(figure.end))
        for figure in figures
        if figure.role == "count" and not figure.loose
    ]


def _before(reading: Reading, start: int) -> str:
    """The words before a figure, over the number of a footnote: ``vốn giao(1) là 6.223.760``."""
    words = reading.before(start, _LEAD)
    at = start - len(words)
    mark = None
    if reading.canvas[at - 1 : at] == ")":
        mark = _MARK.search(reading.canvas, max(at - _MARK_LENGTH, 0), at)
    return words if mark is None else f"{reading.before(mark.start(), _LEAD)} {words}"


def _called(phrase: str, named: Sequence[Named], n: Figure, *, total: bool) -> NamedBase | None:
    """Return the one figure of this name: as a total, word for word, by its words, by its verb."""
    names = [(item.name, item.figure) for item in named]
    totals = [f for name, f in names if total and f" tổng số {phrase} " in f" {name} "]
    alike = totals or [f for name, f in names if _is_called(phrase, name)]
    alike = alike or [f for name, f in names if set(phrase.split()) <= set(name.split())]
    alike = alike or list(_done(phrase, names))
    alike = alike or [f for _, f in names if phrase == "dân số" and f.unit[:2] == _PEOPLE]
    bases = {(f.value, f.power): halves(f)[-1] for f in alike if _may_divide(f, n)}
    only = next(iter(bases.values())) if len(bases) == 1 else None
    return None if only is None else NamedBase(only, bool(totals))


def _is_called(phrase: str, name: str) -> bool:
    """Whether a name has a phrase in it, and no word before it that turns it around."""
    before, told, _ = f" {name} ".partition(f" {phrase} ")
    return bool(told) and not before.endswith((" chưa", " không"))


def _done(phrase: str, named: Sequence[tuple[str, Figure]]) -> Iterator[Figure]:
    """Figures led by what a phrase says has been done: "số án đã giải quyết", of whatever noun."""
    said = _CASES.match(phrase)
    if said is not None:
        yield from (f for name, f in named if f" {name} ".startswith(f" {said['verb']} "))


def sealed_base(
    reading: Reading, n: Figure, percent: Figure, candidates: Sequence[Figure]
) -> Figure | None:
    """Return the whole that a count and the rest behind its share make up.

    Where the share is that of the whole without the rest, the count is what is wrong.
    """
    rest = _rest(reading, percent)
    if rest is None or n.power != rest.power:
        return None
    wholes = [half for figure in candidates for half in halves(figure)]
    wholes = [f for f in wholes if f.money == n.money and (f.power == n.power or f.money)]
    if same_unit(rest, n) is False:
        return _unsealed(n, rest, percent, wholes)
    alike = [f for f in wholes if n.value >= _MANY or same_unit(f, n) is not False]
    sums = (whole for whole in alike if adds_up(whole, [n, rest]))
    slips = (
        f
        for f in wholes
        if f.power == n.power and same_unit(f, n) and _is_left(f, n, rest, percent)
    )
    return next(chain(sums, slips), None) or _unsealed(n, rest, percent, wholes)


def _unsealed(n: Figure, rest: Figure, percent: Figure, wholes: Sequence[Figure]) -> Figure | None:
    """Return a whole near to what a count and a rest make, where the share is that of the latter.

    ``25.634 người. Đã thu nhận 23.871 hồ sơ, đạt 95,73%; còn lại 1.065``: of 24.936.
    """
    made = n._replace(value=n.value + rest.value)
    if scaled(percent.value)[0] < _MANY_DIGITS or not is_right(n, made, percent):
        return None
    larger = (f for f in reversed(wholes) if f.power == n.power and f.value > n.value)
    return next((f for f in larger if abs(f.value - made.value) * _CLOSE <= f.value), None)


def _is_left(whole: Figure, n: Figure, rest: Figure, percent: Figure) -> bool:
    """Whether a share is that of what a rest leaves, and a slip tells that from its count."""
    left = whole._replace(value=whole.value - rest.value)
    if left.value <= 0 or slip_hint(n.value, left.value) is None:
        return False
    return is_right(left, whole, percent)


def _rest(reading: Reading, percent: Figure) -> Figure | None:
    at = reading.first_after(percent.end)
    rest = reading.figures[at] if at < len(reading.figures) else None
    if rest is None or not rest.plain or rest.sentence != percent.sentence:
        return None
    return rest if _REST.fullmatch(reading.between(percent, rest)) else None


def _until_stopped(words: Sequence[str]) -> list[str]:
    kept: list[str] = []
    for word in words:
        if word in _STOPS:
            break
        if word not in _FILLERS:
            kept.append(word)
    return kept


def _may_divide(figure: Figure, n: Figure) -> bool:
    """Whether a count can be a part of a figure, or of the numerator of a fraction."""
    base = halves(figure)[-1]
    alike = base.power == n.power or base.money
    return alike and base.money == n.money and base.value.scaleb(base.power - n.power) >= n.value
