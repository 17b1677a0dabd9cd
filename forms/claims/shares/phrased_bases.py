"""What the words before a count make it a share of.

``Trong số 86 nhiệm vụ, đã hoàn thành 49 nhiệm vụ (56,98%)`` and ``Trong số có điều kiện thi hành,
đã thi hành xong 4.569 việc (57,82%)`` say it; ``thụ lý 67 vụ án, đã giải quyết 51 vụ, đạt 76%``
tells what came in and what of it is done.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Sequence
from typing import Final

from forms.claims.claim import is_right, mistyped, nearly, slip_of
from forms.claims.shares.named_bases import Named, figure_called, named_figures
from forms.claims.shares.share_bases import FAR_BACK, Couple, named_alike
from forms.claims.shares.share_grammar import OTHER_BASE, SUBDIVIDED, is_tally
from forms.claims.text_figures import Figure, Reading, comparable, same_unit

_LED: Final = re.compile(
    r"(?:^|[.;:,*+–-] {0,2}|\bcó |\briêng |\bngoài ra )trong (?:tổng )?(?:số )?$"
)
_LED_BY_NAME: Final = re.compile(
    r"(?:^|[.;:*+–-] {0,2})trong (?:tổng )?số (?!đó\b|này\b|các\b|những\b)"
    r"(?P<words>(?:[^\W\d_]++ ){1,8}?(?:[^\W\d_]++))(?:,| (?=có |đã |thì |được ))"
)
_CAME_IN: Final = re.compile(
    r"\b(?:thụ lý|tiếp nhận|nhận(?: được| vào)?|xảy ra|phát hiện|được giao"
    r"|phải (?:giải quyết|thi hành|xử lý)|đủ điều kiện|tổng số|thiệt hại)\b(?! mới| thêm| bổ sung)"
)
_WORK: Final = re.compile(r"(?<=điều kiện) (?:giải quyết|thi hành|xử lý)$")
_DONE: Final = re.compile(
    r"(?<!đang )(?<!chưa )(?<!phải )(?<!cần )(?<!chờ )(?<!cơ quan )\b(?:giải quyết|xử lý"
    r"|hoàn thành|xong|thi hành|xét xử|khám phá|làm rõ|trả lời|thu hồi|hòa giải thành"
    r"|đủ điều kiện)\b"
    r"(?! mới| đơn)"
)
_DONE_BEHIND: Final = re.compile(r"[^,;.#]{0,24}\b(?:đã )?được (?:giải quyết|xử lý|trả lời)\b")
_CAME_IN_BEHIND: Final = re.compile(r"[^,;.#]{0,24}\b(?:đủ|có) điều kiện\b")
_CLAUSE: Final = re.compile(r"[,;:()#]|\.(?=\s)")
_FUNDS: Final = re.compile(
    r"\b(?:kế hoạch|dự toán|bố trí|kinh phí|phân bổ|nguồn|vốn|giao|cấp|tổng cộng)\b"
)
_OF_FUNDS: Final = re.compile(
    r"\s(?:so với )?(?:tổng )?(?:số )?(?:kế hoạch|dự toán|nguồn|vốn|kinh phí)\b"
)
_SPENT: Final = re.compile(r"\b(?:giải ngân|đã chi|thực chi|sử dụng|thanh toán|quyết toán)\b")
_STOP: Final = re.compile(r"[;,]|\.(?=\s)")
_FEW: Final = 4
_LEAD: Final = 70
_FAR: Final = 400


def led_base(reading: Reading, couple: Couple, names: Sequence[Named]) -> Figure | None:
    """Return what the beginning of a sentence says that its counts are parts of."""
    n = couple.n
    at = reading.first_after(n.start)
    own = reading.figures[max(at - 3 * FAR_BACK, 0) : at]
    for base in reversed(own):
        if base.sentence == n.sentence and base.plain and _is_led(reading, base):
            return base if _may_be_part(n, base, reading, couple) else None
    name = leading_name(reading, n)
    called = figure_called(reading, name, n, (own, names)) if name else None
    worked = _WORK.sub("", name)
    if called is None and worked != name:
        # "trong số có điều kiện thi hành": of "54.681 việc có điều kiện giải quyết", it seems.
        called = figure_called(reading, worked, n, (own, names))
        if called is not None and not nearly(n, called, reading.figures[couple.percent]):
            return None
    return called if called is not None and comparable(called, n) else None


def _is_led(reading: Reading, base: Figure) -> bool:
    return _LED.search(reading.canvas, max(base.start - _LEAD, 0), base.start) is not None


def _may_be_part(n: Figure, base: Figure, reading: Reading, couple: Couple) -> bool:
    if n.power != base.power or not (comparable(base, n) or is_of_some(reading, couple, base)):
        return False
    if SUBDIVIDED.search(reading.between(base, n)):
        return False  # of a part of it, perhaps
    return n.value <= base.value or mistyped(n, base, reading.figures[couple.percent])


def is_of_some(reading: Reading, couple: Couple, base: Figure) -> bool:
    """Whether a count just before or behind, of the same noun, is a right share of a base."""
    near = range(max(couple.percent - FAR_BACK, 1), couple.percent + FAR_BACK)
    for n, percent in (reading.figures[k - 1 : k + 1] for k in near if k < len(reading.figures)):
        alike = n.plain and n.sentence == couple.n.sentence and same_unit(n, couple.n) is True
        if alike and percent.role == "percent" and is_right(n, base, percent):
            return not base.money
    return False


def leading_name(reading: Reading, n: Figure) -> str:
    """What "trong số …" names at the beginning of the sentence of a count."""
    found = deque(_LED_BY_NAME.finditer(reading.canvas, max(n.start - _FAR, 0), n.start), 1)
    told = found[0] if found else None
    if told is None or reading.figures[reading.first_after(told.end())].sentence != n.sentence:
        return ""
    gap = reading.words(told.end(), n.start)
    return "" if SUBDIVIDED.search(gap) or ". " in gap else told["words"]


def funded_base(reading: Reading, couple: Couple, names: Sequence[Named]) -> Figure | None:
    """Return the funds, told before, that a share is one of what was spent of them.

    ``Kinh phí bố trí 1.855 triệu đồng, gồm …. Đã giải ngân 1.422 triệu đồng, đạt 76,7%``.
    """
    n, percent = couple.n, reading.figures[couple.percent]
    lead = _STOP.split(reading.canvas[max(n.start - _LEAD, 0) : n.start])[-1]
    spent = _SPENT.search(lead) is not None and n.start < percent.start
    other = OTHER_BASE.match(reading.canvas, percent.end)
    if not (n.money and spent) or (other and not _OF_FUNDS.match(reading.canvas, percent.end)):
        return None
    at = reading.first_after(n.start)
    own = named_figures(reading, reading.figures[max(at - 3 * FAR_BACK, 0) : at])
    told = [i.figure for i in (*names, *own) if i.figure.money and _FUNDS.search(i.before)]
    likely = (base for base in told[: -_FEW - 1 : -1] if base.plain and not base.loose)
    return next((base for base in likely if _is_slip(n, base, percent)), None)


def _is_slip(n: Figure, base: Figure, percent: Figure) -> bool:
    return nearly(n, base, percent) or slip_of(n, base, percent) == "digit"


def worked_base(reading: Reading, couple: Couple, taken: Collection[int]) -> Figure | None:
    """Return what came in, where a share is that of what has been done of it.

    Of the same noun, in the same sentence or the one before, with no other count between but rises
    and falls, asides in brackets, and people told with their cases.
    """
    n = couple.n
    if n.start > reading.figures[couple.percent].start or not _is_done(reading, n):
        return None
    at = reading.first_after(n.start)
    near = reading.figures[max(at - FAR_BACK, 0) : at]
    for k in range(len(near) - 1, -1, -1):
        base = near[k]
        if n.sentence - base.sentence > 1:
            return None
        if base.depth > n.depth or base.start in taken:
            continue
        if k and is_tally(reading, near[k - 1], base):
            continue
        fits = base.plain and base.power == n.power and named_alike(base, n)
        return (
            base if fits and base.value >= n.value and _came_in(reading, base, near[:k]) else None
        )
    return None


def _is_done(reading: Reading, n: Figure) -> bool:
    lead = _CLAUSE.split(reading.canvas[max(n.start - _LEAD, 0) : n.start])[-1]
    return (_DONE.search(lead) or _DONE_BEHIND.match(reading.canvas, n.end)) is not None


def _came_in(reading: Reading, base: Figure, before: Sequence[Figure]) -> bool:
    """Whether a count is all that came in: no other one of its noun stands before it."""
    lead = _CLAUSE.split(reading.canvas[max(base.start - _LEAD, 0) : base.start])[-1]
    if _CAME_IN_BEHIND.match(reading.canvas, base.end):
        return True
    if _CAME_IN.search(lead) is None:
        return False
    return not any(f.plain and f.clause == base.clause and named_alike(f, base) for f in before)
