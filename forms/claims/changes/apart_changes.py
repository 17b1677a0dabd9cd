"""Changes whose figures stand apart: in the sentence before, in the list before, or in a fraction.

``X hồ sơ. So với cùng kỳ, tăng Z về giá trị (hết tháng 8/2021 là Y)`` names Y as the figure of
before; what has changed is the figure that makes the three agree. Only figures that agree are taken
for one change, or such as one slip of the hand sets apart; the others are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from forms.claims.changes.change_verdicts import Change, fits, is_right_change, judge_change
from forms.claims.changes.yearly_changes import yearly
from forms.claims.claim import Judged
from forms.claims.shares.named_bases import Named
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled, slip_hint

_TIME: Final = r"(?:cùng kỳ|(?:năm|quý|tháng|tuần|kỳ) (?:trước|ngoái|#++(?:/#++)?)|đầu (?:năm|kỳ))"
_THEN: Final = re.compile(rf"\b{_TIME}[^;.%]{{0,60}}$")
_AT_ONCE: Final = re.compile(rf"[,(]? ?(?:so với )?{_TIME}(?: [^\W\d_]++){{0,4}} ?:?(?: là)? ?")
_SO: Final = re.compile(r"(?:[^\W\d_]++ ?){0,3}\)? ?[,;] (?:đã )?(?:tăng|giảm) ?")
_IN_FRACTION: Final = re.compile(r" ?(?:so với [^;.,()]{2,30})?\( ?")
_STEP_BEHIND: Final = re.compile(
    r"(?:so với [^;.,()%]{2,40})?\(? ?"
    r"(?:(?:tương (?:đương|ứng)|tức(?: là)?|hay|bằng|ứng với)(?: với)? ?)?"
    r"(?:tăng|giảm)(?: thêm| được)? ?"
)
_BY_RATE: Final = re.compile(r"\s?về tỷ lệ\b")
_BY_MONEY: Final = re.compile(
    r"\s?về (?:tổng )?(?:số )?(?:vốn|tiền|giá trị|kinh phí|doanh thu|kim ngạch)\b"
)
_BY_NUMBER: Final = re.compile(r"\s?về (?:tổng )?số (?!lượng|liệu)(?P<noun>[^\W\d_]++ [^\W\d_]++)")
_IN_TIME: Final = re.compile(rf"\((?:hết |tính đến )?{_TIME}")
_LEAD: Final = 80
_FAR_BACK: Final = 12
_BEHIND: Final = 7
_SENTENCES: Final = 2
_TELLING: Final = 100
_MANY_DIGITS: Final = 4
_NEAR: Final = Decimal(2)


def apart(
    reading: Reading, earlier: Sequence[Figure], k: int, *, up: bool, names: Sequence[Named] = ()
) -> tuple[Change, Judged] | None:
    """Return the change that a step tells of figures that stand apart from it."""
    step = reading.figures[k]
    if step.role == "percent":
        options = [*_of_fraction(reading, k, up=up), *_then_now(reading, k, up=up)]
        judged = [(change, judge_change(change)) for change in options]
        told = next((item for item in judged if _is_told(*item)), None)
        return told or _rate_then(reading, k, up=up)
    for before in _befores(reading, k):
        tried = [Change(now, before, step, up) for now in _nows(reading, earlier, k)]
        tried = [change for change in tried if _may_be_one(change)]
        right = next((change for change in tried if is_right_change(change)), None)
        if right is not None and scaled(step.value)[0] >= 10:  # noqa: PLR2004 - one digit fits all
            return right, judge_change(right)
        slipped = next((change for change in tried if _slipped(change)), None)
        if slipped is not None:
            return slipped, judge_change(slipped)._replace(verdict="doubtful")
    return yearly(reading, k, up=up, names=names)


def is_of_rate(reading: Reading, step: Figure) -> bool:
    """Whether words say that a rate has changed, not the amount: ``giảm 1,9% về tỷ lệ``."""
    return _BY_RATE.match(reading.canvas, step.end) is not None


def is_of_money(reading: Reading, step: Figure) -> bool:
    """Whether words say that money has changed: ``tăng 23,2% về số vốn`` is of no count."""
    return step.role == "percent" and _BY_MONEY.match(reading.canvas, step.end) is not None


def is_of_another(reading: Reading, step: Figure, now: Figure) -> bool:
    """Whether words say that other things have changed: ``9,2% về số lao động`` of no firms."""
    said = _BY_NUMBER.match(reading.canvas, step.end) if step.role == "percent" else None
    if said is None:
        return False
    beside = {*now.unit, *" ".join(reading.context(now)).split()}
    return beside.isdisjoint(said["noun"].split())


def step_behind(reading: Reading, k: int) -> Figure | None:
    """Return the count that a bracket gives beside a change in per cent.

    ``2.465 tấn, tăng 8,21% (tăng 187 tấn)``.
    """
    figures = reading.figures
    step = figures[k + 1] if k + 1 < len(figures) else None
    if step is None or figures[k].role != "percent" or not step.plain:
        return None
    words = reading.between(figures[k], step)
    inside = step.depth > figures[k].depth and _STEP_BEHIND.fullmatch(words)
    return step if inside and step.sentence == figures[k].sentence else None


def _befores(reading: Reading, k: int) -> Iterator[Figure]:
    """Figures of the sentence that words call those of before."""
    step = reading.figures[k]
    for figure in reading.figures[max(k - 3, 0) : k + _BEHIND]:
        if figure is step or figure.sentence != step.sentence or not figure.plain:
            continue
        lead = reading.words(max(figure.start - _LEAD, 0), figure.start)
        if same_unit(step, figure) is not False and _THEN.search(lead):
            yield figure


def _nows(reading: Reading, earlier: Sequence[Figure], k: int) -> Iterator[Figure]:
    step = reading.figures[k]
    for figure in reversed(reading.figures[max(k - _FAR_BACK, 0) : k]):
        if figure.plain and step.sentence - figure.sentence <= _SENTENCES:
            yield figure
    yield from (figure for figure in earlier if figure.plain)


def _may_be_one(change: Change) -> bool:
    alike = same_unit(change.now, change.before) is True and change.now != change.before
    return alike and change.now.power == change.before.power == change.step.power and fits(change)


def _slipped(change: Change) -> bool:
    """Whether a step of many digits is one slip away from what its figures make."""
    off = (change.now.value - change.before.value).copy_abs()
    many = len(str(scaled(change.step.value)[0])) >= _MANY_DIGITS
    rises = (change.now.value > change.before.value) == change.up
    return many and rises and slip_hint(change.step.value, off) is not None


def _rate_then(reading: Reading, k: int, *, up: bool) -> tuple[Change, Judged] | None:
    """``bằng 53,5% dự toán … giảm 1,9% (cùng kỳ chi 588 tỷ đồng, đạt 55,4%)``: of a rate."""
    figures, step = reading.figures, reading.figures[k]
    behind = [f for f in figures[k + 1 : k + 4] if f.sentence == step.sentence]
    before = next((f for f in behind if f.role == "percent"), None)
    if before is None or before.depth != step.depth + 1 or before.loose:
        return None
    opening = reading.canvas.rfind("(", step.end, before.start)
    if opening < 0 or not _IN_TIME.match(reading.canvas, opening):
        return None
    for now in reversed(figures[max(k - _FAR_BACK, 0) : k]):
        change = Change(now, before, step, up)
        if step.sentence - now.sentence > _SENTENCES or not fits(change):
            continue
        judged = judge_change(change)
        if judged.verdict == "right":
            return change, judged
        rises = (now.value > before.value) == up
        off = (now.value - before.value).copy_abs()
        if now.sentence == step.sentence - 1 and rises and slip_hint(step.value, off) == "digit":
            return change, judged._replace(verdict="doubtful")
    return None


def _of_fraction(reading: Reading, k: int, *, up: bool) -> Iterator[Change]:
    """``giảm 3,9% (233/240)``: now and before, as inspectors write them."""
    figures = reading.figures
    both = figures[k + 1] if k + 1 < len(figures) else None
    if both is None or both.base is None or both.loose or both.depth <= figures[k].depth:
        return
    if _IN_FRACTION.fullmatch(reading.between(figures[k], both)):
        now = both._replace(base=None)
        change = Change(now, now._replace(value=both.base), figures[k], up)
        if fits(change):
            yield change


def _then_now(reading: Reading, k: int, *, up: bool) -> Iterator[Change]:
    """``118.204 tài khoản, cùng kỳ năm trước 164.390 tài khoản, giảm 28,1%``."""
    if k < _SENTENCES:
        return
    now, before, step = reading.figures[k - 2 : k + 1]
    told = _SO.fullmatch(reading.between(before, step))
    apart_by = reading.between(now, before)
    named = _AT_ONCE.search(apart_by)
    near = named is not None and named.end() == len(apart_by)
    change = Change(now, before, step, up)
    one = now.plain and before.plain and now.sentence == step.sentence
    if told and near and one and _may_be(change):
        yield change


def _may_be(change: Change) -> bool:
    alike = same_unit(change.now, change.before) is True
    return alike and change.now.power == change.before.power and fits(change)


def _is_told(change: Change, judged: Judged) -> bool:
    """Whether a change in per cent fits, or was evidently meant for its two figures."""
    digits = scaled(change.step.value)[0]
    if judged.verdict == "right":
        return digits >= 10  # noqa: PLR2004 - one digit fits too much
    if not judged.expected:
        return False
    right = Decimal(judged.expected.rstrip("%").replace(".", "").replace(",", "."))
    near = (right - change.step.value).copy_abs() <= _NEAR
    slip = slip_hint(change.step.value, right)
    if digits < _TELLING:
        in_fraction = change.now.start == change.before.start
        return slip == "digit" and (scaled(change.step.value)[1] > 0 or in_fraction)
    return near or slip is not None
