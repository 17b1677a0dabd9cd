"""What a figure that is said to have risen or fallen is worth."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from forms.claims.claim import Judged, is_right, judge_difference, nearly, one_digit_off, shown
from forms.claims.counted_units import POINTS
from forms.claims.text_figures import Figure, operands, same_unit
from forms.numbers import format_number, from_scaled, half_up, scaled
from forms.verdicts import WHOLE, Operand, is_rate, judge_rate, rate_meets

_TELLING: Final = 100


class Change(NamedTuple):
    """A figure now, the one before, and by how much the text says that it has changed."""

    now: Figure
    before: Figure
    step: Figure
    up: bool


def fits(change: Change) -> bool:
    """Whether three figures can be one change: of one kind, none of them approximate."""
    now, before, step, _ = change
    if any(f.role == "enumerator" or f.loose or f.base is not None for f in (now, before)):
        return False
    if now.role != before.role or not before.value:
        return False
    if now.role == "percent":
        return step.unit in {("%",), POINTS} or step.unit[:1] == ("điểm",)
    if same_unit(now, before) is False:
        return False
    if step.role == "percent" or not step.unit:
        return step.role == "percent" or same_unit(now, before) is True
    return True in (same_unit(step, before), same_unit(step, now))


def may_be_right(change: Change) -> bool:
    """Whether a change can be right; a quick answer for what most figures are to each other."""
    now, before, step, _ = change
    if step.role == "percent" and now.role == "count" and now.exact and before.exact:
        off = (now.value - before.value).copy_abs()
        return abs(WHOLE * off - step.value * before.value) <= before.value
    if now.exact and before.exact and step.exact and now.role == "count" == step.role:
        return abs(now.value - before.value) == step.value
    return True


def judge_change(change: Change) -> Judged:
    """Judge by how much a figure is said to have changed."""
    now, before, step, up = change
    risen = now.value.scaleb(now.power) >= before.value.scaleb(before.power)
    if risen != up:
        words = f"Từ {shown(before)} đến {shown(now)} là {'tăng' if risen else 'giảm'}."
        return Judged("wrong", shown(step), "", words)
    if now.role == "percent":
        return _judge_points(now, before, step)
    if step.role == "percent":
        return judge_growth(now, before, step)
    more, less = (now, before) if up else (before, now)
    return judge_difference(more, less, step)


def is_right_change(change: Change) -> bool:
    """Return whether a figure has changed by as much as the text says."""
    return may_be_right(change) and judge_change(change).verdict == "right"


def is_near_growth(change: Change) -> bool:
    """Whether a change in per cent was evidently meant for its figures, though it does not fit."""
    now, before, step, up = change
    if step.role != "percent" or now.role != "count" or scaled(step.value)[0] < _TELLING:
        return False
    rises = now.value > before.value
    off = now._replace(value=(now.value - before.value).copy_abs())
    return rises == up and now.power == before.power and nearly(off, before, step)


def judge_growth(now: Figure, before: Figure, share: Figure) -> Judged:
    """Judge a change in per cent of what a figure was before."""
    top, base = operands([now, before])
    step = Operand(abs(top.figure - base.figure), top.unit + base.unit)
    decimals = scaled(share.value)[1]
    verdict = judge_rate(step.figure, base.figure, share.value, decimals, coarse=True)
    printed = shown(share)
    expected = "" if verdict.expected is None else f"{format_number(verdict.expected)}%"
    if verdict.kind in {"right", "shows_whole"}:
        return Judged("right", printed, expected)
    if (step.unit or base.unit) and rate_meets(share.value, step, base):
        return Judged("right", printed, expected, "Khớp trong phạm vi làm tròn của các số đã in.")
    words = f"Từ {shown(before)} đến {shown(now)} thay đổi {expected}, không phải {printed}."
    return Judged("truncated" if verdict.kind == "truncated" else "wrong", printed, expected, words)


def _judge_points(now: Figure, before: Figure, step: Figure) -> Judged:
    """Between two percentages "tăng 1,5%" may mean points or a change in per cent."""
    off = (now.value - before.value).copy_abs()
    printed, expected = shown(step), f"{format_number(off)} điểm %"
    if _rounded(off, scaled(step.value)[1]) == step.value:
        return Judged("right", printed, expected)
    if step.role == "percent" and judge_growth(now, before, step).verdict == "right":
        words = f"Đúng nếu hiểu là thay đổi tương đối; theo điểm % là {format_number(off)}."
        return Judged("right", printed, expected, words)
    words = f"Từ {shown(before)} đến {shown(now)} chênh {expected}, không phải {printed}."
    return Judged("wrong", printed, expected, words)


def _rounded(value: Decimal, decimals: int) -> Decimal:
    digits, own = scaled(value)
    if own <= decimals:
        return value
    kept: int = 10 ** (own - decimals)
    return from_scaled(half_up(digits, kept), decimals)


def share_slipped(now: Figure, step: Figure, share: Figure, *, up: bool) -> bool:
    """Whether a share would fit if one digit of it, of the step or of the figure were another."""
    before = figure_before(now, step, up=up)
    if before is not None and nearly(step, before, share):
        return True
    if not scaled(share.value)[1] or not (now.exact and step.exact):
        return False
    digits, decimals = scaled(share.value)
    risen, is_now = int(step.value), int(now.value)
    sign = -1 if up else 1
    return any(
        is_rate(by, is_now + sign * by, digits, decimals) for by in one_digit_off(risen)
    ) or any(
        is_rate(risen, other + sign * risen, digits, decimals) for other in one_digit_off(is_now)
    )


def may_have_changed(now: Figure, step: Figure) -> bool:
    """Whether a figure counts what has changed."""
    return now.role == "count" and now.base is None and same_unit(now, step) is not False


def is_growth(now: Figure, step: Figure, share: Figure, *, up: bool) -> bool:
    """Whether a percentage is that of a step of what a figure was before."""
    if now.power != step.power:
        return False
    before = now.value - step.value if up else now.value + step.value
    # Most figures are nowhere near: a rough answer first.
    off = abs(WHOLE * step.value - share.value * before)
    return off <= before and is_right(step, now._replace(value=before), share)


def figure_before(now: Figure, step: Figure, *, up: bool) -> Figure | None:
    """Return what a figure was before a step; ``None`` where it was nothing or units differ."""
    if now.power != step.power:
        return None
    value = now.value - step.value if up else now.value + step.value
    return now._replace(value=value) if value > 0 else None
