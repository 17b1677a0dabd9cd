"""What is left of work: "tiếp nhận 4.318 hồ sơ; đã giải quyết 4.207 hồ sơ; đang giải quyết 111".

Three verbs say what came in, what is done and what is still open, in one sentence or in several.
Shares, asides in brackets and how the done work divides may stand between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import PERHAPS_NOT_ALL, Claim, claim, is_right, judge_difference, shown
from forms.claims.listed_parts import is_aside, is_step
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import slip_hint

_OPEN: Final = re.compile(
    r"(?:^|[ ,;.(])(?:còn(?: lại| tồn| thiếu)?|tồn(?: đọng)?|thiếu|vắng|bỏ trống"
    r"|(?:đang|chờ|chưa)(?: được)? (?:giải quyết|xử lý|thụ lý|thực hiện|hoàn thành|giải ngân|trả))"
    r"(?: (?!hạn|quá|trễ|chậm|trên|hơn|khoảng|gần)[^\W\d_]++){0,5} ?:? ?$"
)
_OPEN_BEHIND: Final = re.compile(
    r" (?:[^\W\d_]++ ){1,4}(?:còn lại|(?:đang|chưa|chờ)(?: được| trong)?"
    r" (?:giải quyết|xử lý|thụ lý))\b"
)
_SOME: Final = re.compile(
    r"(?: [^\W\d_]++){1,4} (?:trọng tâm|quan trọng|trọng điểm|phức tạp|khó khăn|quá hạn|trễ hạn)"
)
_DONE: Final = re.compile(
    r"(?<!đang )(?<!chưa )(?<!phải )(?<!chờ )(?<!cần )(?<!hạn )(?<!được )\b(?:đã |được |đã được )?"
    r"(?:giải quyết|xử lý|trả(?: kết quả)?|thực hiện|hoàn thành|thi hành|xét xử|giải ngân|chi"
    r"|sử dụng|trả lời|có mặt|tuyển|cho thuê)"
    r"(?: xong| được| dứt điểm)?(?: là| cho)?(?: [^\W\d_]++){0,2} ?:? ?$"
)
_NOT_DONE: Final = re.compile(
    r"\b(?:đang|chưa|không|phải|chờ|cần|hạn|thời gian|thẩm quyền|đủ điều kiện|sẽ|kỳ|để)\b"
)
_GONE: Final = re.compile(
    r"\b(?:chuyển|trả lại|rút|từ chối|h[ủu][ỷyỵỳ]|đình chỉ|không (?:thụ lý|đủ|giải quyết)|dừng"
    r"|lưu|loại|bổ sung|trùng|hướng dẫn|phát sinh|thêm|trong đó (?:còn|tồn))\b"
)
_WORDS: Final = ("còn", "tồn", "đang", "chờ", "chưa", "thiếu", "vắng", "trống")
_LOOK_BACK: Final = 14
_SENTENCES: Final = 2
_AROUND: Final = 60
_LEAST: Final = 5
_TEN: Final = 10


def work_left(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """Yield claims about what is left of work, each with the offset of the figure left."""
    if not any(word in reading.canvas for word in _WORDS):
        return
    for i, rest in enumerate(reading.figures):
        if i and rest.plain and (rest.exact or rest.money) and _is_open(reading, rest):
            found = _of_work(reading, i)
            if found is not None:
                yield found, rest.start


def _lead(reading: Reading, figure: Figure) -> str:
    lead = reading.words(max(figure.start - _AROUND, 0), figure.start)
    return re.split(r"[,;:()]|\.(?:\s|$)", lead)[-1]


def _is_open(reading: Reading, rest: Figure) -> bool:
    if _SOME.match(reading.canvas, rest.end) or is_step(reading, rest):
        return False
    before = reading.canvas[max(rest.start - _AROUND, 0) : rest.start]
    return (_OPEN.search(before) or _OPEN_BEHIND.match(reading.canvas, rest.end)) is not None


def _of_work(reading: Reading, i: int) -> Claim | None:
    rest = reading.figures[i]
    before = reading.figures[max(i - _LOOK_BACK, 0) : i]
    near = [
        f
        for f in before
        if f.role == "count" and f.depth <= rest.depth and rest.sentence - f.sentence <= _SENTENCES
    ]
    for k in range(len(near) - 1, -1, -1):
        part = near[k]
        if not _is_done(reading, part):
            continue
        whole = _whole(reading, part, near[:k])
        if whole is None or same_unit(whole, rest) is False:
            return None
        gone = _GONE.search(reading.canvas, whole.start, rest.start) is not None
        gone = gone or any(_is_open(reading, other) for other in near[k + 1 :])
        return _judged(reading, (whole, part, rest), gone=gone)
    return None


def _is_done(reading: Reading, part: Figure) -> bool:
    lead = _lead(reading, part)
    if part.loose or is_step(reading, part):
        return False
    return _DONE.search(lead) is not None and _NOT_DONE.search(lead) is None


def _whole(reading: Reading, part: Figure, before: Sequence[Figure]) -> Figure | None:
    """What a done part is of: its printed base, else the nearest larger count of its kind."""
    if part.base is not None:
        return part._replace(value=part.base, base=None)
    for figure in reversed(before):
        if not figure.plain or same_unit(figure, part) is False:
            continue
        told = _is_base(reading, figure, part)
        if not told and (is_aside(reading, figure) or not figure.exact):
            continue
        return figure if figure.power == part.power and figure.value >= part.value else None
    return None


def _is_base(reading: Reading, whole: Figure, part: Figure) -> bool:
    """Whether the share behind a done part is that of a plan: "giải ngân 10.879, đạt 50,6%"."""
    index = reading.first_after(part.end)
    share = reading.figures[index]
    near = share.start - part.end < _AROUND and share.sentence == part.sentence
    telling = share.role == "percent" and share.value != share.value.to_integral_value()
    return near and telling and is_right(part, whole, share)


def _judged(
    reading: Reading, figures: tuple[Figure, Figure, Figure], *, gone: bool
) -> Claim | None:
    whole, part, rest = figures
    part = part._replace(base=None)
    if not rest.exact and rest.power != whole.power:
        return None
    judged = judge_difference(whole, part, rest)
    if judged.verdict != "right":
        if gone or not _slipped(whole, part, rest):
            return None
        judged = judged._replace(verdict="doubtful")
    elif gone or whole.value < _LEAST:
        judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
    span = whole.start, rest.end
    return claim("remainder", reading, span, judged, (shown(whole), shown(part)))


def _slipped(whole: Figure, part: Figure, rest: Figure) -> bool:
    """Whether a slip of the hand in one of three figures explains that they do not fit."""
    if not whole.power == part.power == rest.power:
        return False
    left, other = whole.value - part.value, part.value + rest.value
    few = rest.value < left < _TEN  # some of what is left may be told of alone
    if left <= 0 or rest.value > whole.value or few:
        return False
    slips = slip_hint(rest.value, left), slip_hint(whole.value, other)
    near = abs(left - rest.value) == 1
    return near or any(slips) or slip_hint(part.value, whole.value - rest.value) is not None
