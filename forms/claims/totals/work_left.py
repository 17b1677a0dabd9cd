"""What is left of work: "tiếp nhận 4.318 hồ sơ; đã giải quyết 4.207 hồ sơ; đang giải quyết 111".

Three figures say what came in, what is done and what is still open, in one sentence or in several.
Verbs name what is done, or its printed share tells of what. Shares, asides in brackets and how the
done work divides may stand between them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Container, Iterator, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from forms.claims.claim import (
    PERHAPS_NOT_ALL,
    Claim,
    Judged,
    adds_up,
    claim,
    is_share,
    judge_difference,
    one_slip_apart,
    shown,
)
from forms.claims.counted_units import both_people
from forms.claims.text_figures import Figure, Reading, aligned, parts_of_others, same_unit
from forms.claims.totals.divisions import MARKER
from forms.claims.totals.listed_parts import is_aside, is_step
from forms.numbers import Slip, scaled, slip_hint
from forms.verdicts import WHOLE

_OPEN: Final = re.compile(
    r"(?:^|[ ,;.(])(?:còn(?: lại| tồn| thiếu| khuyết)?|tồn(?: đọng)?|thiếu|khuyết|vắng"
    r"|bỏ trống|giữ lại|để lại"
    r"|(?:chuyển|mang) (?:sang )?(?:kỳ|năm|tháng|quý) sau|kết dư"
    r"|(?:đang|chờ|chưa)(?: được| tiếp tục)? (?:giải quyết|xử lý|thụ lý|thực hiện|hoàn thành"
    r"|giải ngân|trả|triển khai|thi hành|xem xét|xét xử|điều tra|thu|chi|nộp|khắc phục|sử dụng"
    r"|tuyển|bố trí|thông báo|đăng ký|cấp|phân bổ))"
    r"(?: (?!hạn|quá|trễ|chậm|trên|hơn|khoảng|gần)[^\W\d_]++){0,5} ?:? ?$"
)
_OPEN_BEHIND: Final = re.compile(
    r" (?:[^\W\d_]++ ){1,4}(?:còn lại|(?:đang|chưa|chờ)(?: được| trong)?"
    r" (?:giải quyết|xử lý|thụ lý|xác minh|xem xét|điều tra))\b"
)
_ALL_LEFT: Final = re.compile(r"\bcòn (?:lại|thiếu|khuyết) ?$")
_ALL_OTHERS: Final = re.compile(r"\b(?:số|những)(?: [^\W\d_]++){0,2} còn lại ?$")
_NOT_DONE_OF: Final = re.compile(
    r"\bsố(?: [^\W\d_]++){0,2} (?:còn phải|chưa)(?: được)? ([^\W\d_]++ [^\W\d_]++)(?: là)? ?:? ?$"
)
_NOTHING_MORE: Final = re.compile(r"(?: [^\W\d_]++){0,2} ?(?:[,;)]|\.(?:\s|$)|$)")
_NOT: Final = re.compile(
    r"\b(?:chưa|không) ((?:được |có )?[^\W\d_]++(?: [^\W\d_]++)?)(?: [^\W\d_]++){0,4} ?:? ?$"
)
_SOME: Final = re.compile(
    r"(?: [^\W\d_]++){1,4} (?:trọng tâm|quan trọng|trọng điểm|phức tạp|khó khăn|quá hạn|trễ hạn)"
)
_DONE: Final = re.compile(
    r"(?<!đang )(?<!chưa )(?<!phải )(?<!chờ )(?<!cần )(?<!hạn )(?<!được )\b(?:đã |được |đã được )?"
    r"(?:giải quyết|xử lý|trả(?: kết quả)?|thực hiện|hoàn thành|thi hành|xét xử|giải ngân|chi"
    r"|sử dụng|trả lời|có mặt|hiện có|tuyển|cho thuê|thông báo|thu hoạch|thoát nghèo|trúng cử"
    r"|phân bổ)"
    r"(?: xong| được| dứt điểm)?(?: là| cho)?(?: [^\W\d_]++){0,2} ?:? ?$"
)
_DONE_BEHIND: Final = re.compile(
    r"(?: (?!chưa|không|đang)[^\W\d_]++){1,3}(?:, [^\W\d_]++ [^\W\d_]++)? (?:đã |(?:đã )?được )"
    r"(?:giải quyết|xử lý|trả|thực hiện)\b"
)
_NOT_DONE: Final = re.compile(
    r"\b(?:đang|chưa|không|phải|chờ|cần|hạn|thời gian|thẩm quyền|đủ điều kiện|sẽ|kỳ|để)\b"
)
_GONE: Final = re.compile(
    r"\b(?:chuyển(?! sang| qua| tiếp| từ| đổi| kỳ| năm)|trả lại|rút|từ chối"
    r"|h[ủu][ỷyỵỳ]|đình chỉ|không (?:thụ lý|đủ|giải quyết)|dừng"
    r"|lưu|loại|bổ sung|trùng|hướng dẫn|phát sinh|thêm|trong đó (?:còn|tồn))\b"
)
_OUT: Final = re.compile(
    r"\b(?:trả lại|rút(?: đơn| hồ sơ)?|từ chối|h[ủu][ỷyỵỳ]|đình chỉ|ủy thác"
    r"|không (?:thụ lý|đủ điều kiện)|chuyển (?:trả|cơ quan khác|đơn vị khác|nơi khác))"
    r"(?: [^\W\d_]++){0,4} ?:? ?$"
)
_WORDS: Final = (
    *("còn", "tồn", "đang", "chờ", "chưa", "không", "thiếu", "khuyết", "vắng", "trống"),
    *("giữ lại", "để lại", " sau", "kết dư"),
)
_BREAK: Final = re.compile(r"[,;:()]|\.(?:\s|$)")
_HAND: Final = frozenset({"digit", "transposed"})
_LOOK_BACK: Final = 16
_SENTENCES: Final = 3
_AROUND: Final = 60
_LEAST: Final = 5
_ALL: Final = range(sys.maxsize)
"""The offsets of all figures."""
_TEN: Final = 10
_FEW_PAIRS: Final = 12
_TELLING_DIGITS: Final = 4
_LARGE_DIGITS: Final = 5
"""One digit changed leads from few numbers of so many digits to another."""


class _Pair(NamedTuple):
    """What came in and what is done of it; ``sure``: its printed share says so.

    ``told`` are the printed parts where what is done is their sum.
    """

    whole: Figure
    part: Figure
    sure: bool = False
    told: tuple[Figure, ...] = ()


def work_left(reading: Reading, only: Container[int] = _ALL) -> Iterator[tuple[Claim, int]]:
    """Yield claims about what is left of work, each with the offset of the figure left.

    ``only``: the offsets of the figures that are looked at.
    """
    if not any(word in reading.canvas for word in _WORDS):
        return
    for i, rest in enumerate(reading.figures):
        if (
            i
            and rest.start in only
            and rest.plain
            and rest.unit != ("%",)
            and _is_left(reading, rest)
        ):
            found = _of_work(reading, i)
            if found is not None:
                yield found, rest.start


def large_rests(reading: Reading) -> Iterator[Figure]:
    """Yield the figures of many digits that are said to be left: few others are by chance."""
    if any(word in reading.canvas for word in _WORDS):
        for figure in reading.figures:
            if figure.plain and _is_telling(figure) and _is_open(reading, figure):
                yield figure


def _lead(reading: Reading, figure: Figure) -> str:
    lead = reading.words(max(figure.start - _AROUND, 0), figure.start)
    return _BREAK.split(lead.rstrip(": "))[-1]


def _is_left(reading: Reading, rest: Figure) -> bool:
    return _is_open(reading, rest) or _opposite(reading, rest) != ""


def _is_open(reading: Reading, rest: Figure) -> bool:
    before = reading.canvas[max(rest.start - _AROUND, 0) : rest.start]
    if not (_OPEN.search(before) or _OPEN_BEHIND.match(reading.canvas, rest.end)):
        return False
    return _SOME.match(reading.canvas, rest.end) is None and not is_step(reading, rest)


def _opposite(reading: Reading, rest: Figure) -> str:
    """The verb that is denied of a figure: "chưa hài lòng 33 hộ"."""
    before = reading.canvas[max(rest.start - _AROUND, 0) : rest.start]
    denied = "chưa" in before or "không" in before
    found = _NOT.search(_lead(reading, rest)) if denied else None
    return str(found[1]) if found else ""


def _of_work(reading: Reading, i: int) -> Claim | None:
    rest = reading.figures[i]
    before = reading.figures[max(i - _LOOK_BACK, 0) : i]
    near = [f for f in before if f.role == "count" and rest.sentence - f.sentence <= _SENTENCES]
    parts = parts_of_others(near)
    worked = [pair for pair in _worked(reading, near, rest) if pair.whole.start not in parts]
    worked.sort(key=lambda pair: not pair.sure)
    for k, pair in enumerate(worked):
        if _fits(pair, rest) and (_is_noticed(pair, rest) or not _is_gone(reading, pair, rest)):
            return _judged(reading, pair, rest, told=not k or _is_noticed(pair, rest))
    shared = list(_shared(reading, near, i))
    worked.sort(key=lambda pair: _is_one_part(reading, near, pair.whole))
    pairs = [*shared, *worked][:_FEW_PAIRS]
    pairs += _together(shared)
    more = [also for pair in pairs if (also := _with_others(reading, near, pair, rest))]
    fitting = next((pair for pair in (*pairs, *more) if _fits(pair, rest)), None)
    if fitting is not None:
        return _judged(reading, fitting, rest, told=fitting.sure or bool(fitting.told))
    if pairs and not _is_told_otherwise(reading, i, near):
        free = [pair for pair in pairs if not _is_taken(reading, pair, rest)]
        for k, pair in enumerate(free):
            likely = pair.sure or (not k and not _is_gone(reading, pair, rest))
            if (
                _is_all_left(reading, pair, rest)
                or (likely and _slipped(pair, rest))
                or _is_mistyped(pair, rest)
            ):
                return _judged(reading, pair, rest, told=True)
    told = next((pair for pair in more if _slipped(pair, rest)), None)
    return _judged(reading, told, rest, told=True) if told else None


def _is_one_part(reading: Reading, near: Sequence[Figure], whole: Figure) -> bool:
    """Whether a figure is told of as one part of a larger one before it."""
    larger = (f for f in near if f.start < whole.start and f.value > whole.value)
    one = [f for f in larger if f.sentence == whole.sentence and same_unit(f, whole) is not False]
    return bool(one) and MARKER.search(reading.canvas, one[0].end, whole.start) is not None


def _with_others(
    reading: Reading, near: Sequence[Figure], pair: _Pair, rest: Figure
) -> _Pair | None:
    """With what else is gone or open: "giải quyết 118 đơn, trả lại 12 đơn, còn lại 22 đơn"."""
    behind = [f for f in near if f.start > pair.part.start and f.depth <= rest.depth and f.plain]
    alike = [f for f in behind if f.power == rest.power and same_unit(f, rest) is not False]
    others = [f for f in alike if _OUT.search(_lead(reading, f)) or _is_left(reading, f)]
    if not others or pair.told or pair.part.power != rest.power:
        return None
    told = pair.part, *others
    made = sum((part.value for part in told), Decimal(0))
    return pair._replace(part=pair.part._replace(value=made), told=told)


def _is_all_left(reading: Reading, pair: _Pair, rest: Figure) -> bool:
    """Whether all that is left of a fraction is told: "207/842 người, còn khuyết 635 người"."""
    first, last = reading.first_after(pair.part.end), reading.first_after(rest.start)
    alone = all(f.role != "count" for f in reading.figures[first:last])
    before = reading.canvas[max(rest.start - _AROUND, 0) : rest.start]
    named = _NOT_DONE_OF.search(before)
    if named is not None:
        told = named[1] in _lead(reading, pair.part)
        return told and (pair.sure or _is_telling(pair.whole))
    bare = _ALL_LEFT.search(before) and _NOTHING_MORE.match(reading.canvas, rest.end)
    return pair.sure and bool(bare) and alone and rest.sentence == pair.part.sentence


def _is_told_otherwise(reading: Reading, i: int, near: Sequence[Figure]) -> bool:
    """Whether a figure has a share of its own, or shares what is left with the one behind it."""
    rest, behind = reading.figures[i], reading.figures[i + 1 : i + 2]
    if not behind or behind[0].sentence != rest.sentence:
        return False
    if behind[0].role == "percent":
        return behind[0].start - rest.end < _AROUND
    other = behind[0].plain and behind[0].depth == rest.depth
    if not other or same_unit(rest, behind[0]) is False or not _is_left(reading, behind[0]):
        return False
    counts = {figure.value for figure in near}
    return counts.isdisjoint(count + behind[0].value for count in counts)


def _fits(pair: _Pair, rest: Figure) -> bool:
    return adds_up(pair.whole, [pair.part, rest])


def _is_telling(whole: Figure, digits: int = _TELLING_DIGITS) -> bool:
    return len(str(scaled(whole.value)[0]).rstrip("0")) >= digits


def _is_mistyped(pair: _Pair, rest: Figure) -> bool:
    """Whether one mistyped digit explains that large figures do not fit."""
    return _is_noticed(pair, rest) and not _HAND.isdisjoint(_slips(*pair[:2], rest))


def _is_noticed(pair: _Pair, rest: Figure) -> bool:
    """Whether figures are so large that a mistyped digit in one of them tells."""
    whole, part = pair[:2]
    alike = same_unit(whole, rest) is True and same_unit(whole, part) is not False
    return _is_telling(whole, _TELLING_DIGITS if alike else _LARGE_DIGITS)


def _is_gone(reading: Reading, pair: _Pair, rest: Figure) -> bool:
    """Whether something else may have become of the work than to be done or to be left."""
    gone = _GONE.search(reading.canvas, pair.whole.start, rest.start) is not None
    return not pair.sure and (gone or _is_taken(reading, pair, rest))


def _is_taken(reading: Reading, pair: _Pair, rest: Figure) -> bool:
    """Whether another figure behind what is done says already what is left of it."""
    first, last = reading.first_after(pair.part.end), reading.first_after(rest.start)
    others = [f for f in reading.figures[first:last] if f.role == "count"]
    return any(f.depth <= rest.depth and _is_open(reading, f) for f in others)


# --- what is done ---------------------------------------------------------------------------------


def _shared(reading: Reading, near: Sequence[Figure], i: int) -> Iterator[_Pair]:
    """What is done as its printed share tells of what: "giải ngân 10.879, đạt 50,6%, còn …"."""
    rest = reading.figures[i]
    for k in range(len(near) - 1, -1, -1):
        part, base = near[k]._replace(base=None), near[k].base
        people = both_people(part.unit, rest.unit)
        if near[k].loose or part.depth > rest.depth:
            continue
        if not people and same_unit(part, rest) is False:
            continue
        alike = people or same_unit(part, rest)
        if base is not None and part.sentence == rest.sentence and alike:
            yield _Pair(part._replace(value=base), part, sure=True)
        shares = [s for s in (_share_behind(reading, part), reading.figures[i - 1]) if s]
        shares = [s for s in shares if s.role == "percent" and s.value < WHOLE]
        wholes = (whole for figure in reversed(near[:k]) for whole in _counted(figure))
        for whole in wholes if shares else ():
            if any(_is_share(part, whole, share) for share in shares):
                yield _Pair(whole, part, sure=True)


def _together(shared: Sequence[_Pair]) -> list[_Pair]:
    """All that has shares of one whole: "khớp 1.512 (81,9%), xác minh 226 (12,2%), còn 108"."""
    found = list[_Pair]()
    for whole in dict.fromkeys(pair.whole for pair in shared):
        parts = {pair.part.start: pair.part for pair in shared if pair.whole == whole}
        made = sum((part.value for part in parts.values()), Decimal(0))
        one = {(part.power, part.sentence, part.depth) for part in parts.values()}
        if len(parts) > 1 and len(one) == 1 and made < whole.value:
            told = tuple(parts[start] for start in sorted(parts))
            found.append(_Pair(whole, told[0]._replace(value=made), sure=True, told=told))
    return found


def _counted(figure: Figure) -> list[Figure]:
    """What a figure counts: a fraction what there is and what is done of it."""
    if figure.loose:
        return []
    if figure.base is None:
        return [figure]
    return [figure._replace(value=figure.base, base=None), figure._replace(base=None)]


def _share_behind(reading: Reading, part: Figure) -> Figure | None:
    index = reading.first_after(part.end)
    share = reading.figures[index]
    near = share.start - part.end < _AROUND and share.sentence == part.sentence
    return share if near else None


def _is_share(part: Figure, whole: Figure, share: Figure) -> bool:
    """Whether a printed share is that of two figures, and tells: most figures have another."""
    if bool(part.power) != bool(whole.power):
        return False
    top, base = part.value, whole.value
    if part.power:
        top, base = top.scaleb(part.power), base.scaleb(whole.power)
    off = abs(WHOLE * top - share.value * base)
    if off > base or top > base or (off and not scaled(share.value)[1]):
        return False
    return is_share(part, whole, share)


def _worked(reading: Reading, near: Sequence[Figure], rest: Figure) -> Iterator[_Pair]:
    """What is done as verbs tell, the nearest first, and what it may be done of."""
    opposite, is_open = _opposite(reading, rest), _is_open(reading, rest)
    for k in range(len(near) - 1, -1, -1):
        part = near[k]
        if part.depth > rest.depth or part.loose or is_step(reading, part):
            continue
        others = part.plain and _ALL_OTHERS.search(_lead(reading, rest)) is not None
        if _is_done(reading, part, opposite, is_open=is_open) or others:
            sure = part.base is not None and same_unit(part, rest) is True
            yield from (
                _Pair(whole, part._replace(base=None), sure=sure)
                for whole in _wholes(reading, near, k, rest)
                if _is_telling(whole) or not others
            )
        elif _DONE_BEHIND.match(reading.canvas, part.end):
            done = part._replace(value=part.base or part.value, base=None)
            wholes = (f for f in reversed(near[:k]) if f.plain and f.value > done.value)
            yield from (_Pair(whole, done) for whole in wholes if same_unit(whole, done))


def _is_done(reading: Reading, part: Figure, opposite: str, *, is_open: bool) -> bool:
    lead = _lead(reading, part)
    if opposite and re.search(rf"(?<!chưa )(?<!không )\b{opposite}\b", lead):
        return True
    return is_open and _DONE.search(lead) is not None and _NOT_DONE.search(lead) is None


def _wholes(reading: Reading, near: Sequence[Figure], k: int, rest: Figure) -> Iterator[Figure]:
    """What a done part may be of: its printed base, else the larger counts of its kind."""
    part = near[k]
    if part.base is not None:
        yield part._replace(value=part.base, base=None)
        return
    for figure in (each for f in reversed(near[:k]) for each in _counted(f)):
        fitting = figure.plain and figure.depth <= rest.depth and figure.value >= part.value
        alike = same_unit(figure, part) is not False and same_unit(figure, rest) is not False
        alike = alike or (figure.exact and rest.exact and _is_telling(figure, _LARGE_DIGITS))
        exact = figure.power == part.power and not is_aside(reading, figure)
        if fitting and alike and exact:
            yield figure


# --- verdicts -------------------------------------------------------------------------------------


def _judged(reading: Reading, pair: _Pair, rest: Figure, *, told: bool) -> Claim:
    whole, part = pair[:2]
    judged: Judged = judge_difference(whole, part, rest)
    if judged.verdict != "right":
        judged = judged._replace(verdict="doubtful")
    elif not told or whole.value < _LEAST:
        judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
    span = whole.start, rest.end
    parts = pair.told or (part,)
    return claim("remainder", reading, span, judged, map(shown, (whole, *parts)))


def _slipped(pair: _Pair, rest: Figure) -> bool:
    """Whether a slip of the hand in one of three figures explains that they do not fit."""
    whole, part, sure = pair[:3]
    if not whole.power == part.power == rest.power:
        return sure and one_slip_apart(whole, [part, rest], digits=1)
    left = whole.value - part.value
    few = rest.value < left < _TEN  # some of what is left may be told of alone
    if left <= 0 or few:
        return False
    if abs(left - rest.value) == 1:
        return True
    slips = _slips(whole, part, rest)
    if rest.value > whole.value:
        return slips[0] == "digit"
    if rest.value < left and not _is_telling(whole):
        return slips[0] in _HAND
    return not _HAND.isdisjoint(slips) or (rest.value > left and any(slips))


def _slips(whole: Figure, part: Figure, rest: Figure) -> tuple[Slip | None, ...]:
    """How each of three figures, what is left first, would be mistyped for what the others say."""
    _, (total, done, left) = aligned([whole, part, rest])
    one, two, three = (Decimal(item.figure) for item in (left, total, done))
    return slip_hint(one, two - three), slip_hint(two, one + three), slip_hint(three, two - one)
