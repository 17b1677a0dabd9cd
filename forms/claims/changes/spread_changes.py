"""What lies between two figures of one kind that both are printed before it.

``giá khởi điểm 218,4 tỷ đồng, giá bán 241,9 tỷ đồng, chênh lệch 23,5 tỷ đồng``, ``dự toán A, giá
trúng thầu B, tiết kiệm C``, and the balance of trade behind exports and imports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.changes.change_verdicts import Change, fits, is_right_change, judge_change
from forms.claims.changes.changed_names import is_step, with_words
from forms.claims.claim import Judged, one_slip_apart
from forms.claims.shares.named_bases import Named
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.numbers import scaled, slip_hint

_SPREAD: Final = re.compile(
    r"\b(?P<what>chênh lệch|tiết kiệm|thặng dư|xuất siêu|nhập siêu)"
    r"(?: (?:được|tăng|giảm|tăng thêm|là|đạt|số tiền))*(?: là)? ?$"
)
_BESIDE: Final = re.compile(r" ?(?:[^\W\d_]++ ?){0,3}[,;]? ?(?:[^\W\d_]++ ?){1,9}")
_BEHIND: Final = re.compile(r" ?(?:[^\W\d_]++ ?){0,6}[,;(]? ?(?:[^\W\d_]++ ?){0,10}")
_BRACKETED: Final = re.compile(r" ?\([^()]*+\)")
_TRADE: Final = frozenset({"thặng dư", "xuất siêu", "nhập siêu"})
_LEAD: Final = 44
_BOTH: Final = 2
_FAR_BACK: Final = 40
_MANY_DIGITS: Final = 4


def spread_before(reading: Reading, k: int) -> str:
    """Return the word that calls a figure what lies between two others; empty where none does."""
    step = reading.figures[k]
    lead = reading.canvas[max(step.start - _LEAD, 0) : step.start]
    found = _SPREAD.search(" ".join(lead.split()) + " ") if step.plain else None
    return found["what"] if found else ""


def spread_of(
    reading: Reading, k: int, names: Sequence[Named] = ()
) -> tuple[Change, Judged] | None:
    """Return the two figures that a spread lies between, if words fix them.

    ``names`` are those of the passages before: a balance of trade is told behind both.
    """
    what = spread_before(reading, k)
    if not what:
        return None
    options = _trade(reading, k, what, names) if what in _TRADE else _beside(reading, k, what)
    found = list(options)
    right = next((change for change in found if is_right_change(change)), None)
    change = right or next(iter(found), None)
    if change is None:
        return None
    judged = judge_change(change)
    return (change, judged) if right or _is_meant(change) else None


def between_two(reading: Reading, k: int) -> tuple[Change, Judged] | None:
    """Return the two figures right before a step if it is what lies between them, or one slip off.

    ``giá đề nghị 340.510 triệu đồng, sau thẩm định 318.640 triệu đồng, giảm 21.870 triệu đồng``.
    """
    step = reading.figures[k]
    if step.role != "count" or len(str(scaled(step.value)[0])) < _MANY_DIGITS:
        return None
    for change in _beside(reading, k, ""):
        more, less = (change.now, change.before) if change.up else (change.before, change.now)
        if is_right_change(change) or one_slip_apart(more, [less, step], digits=_MANY_DIGITS):
            return change, judge_change(change)
    return None


def _beside(reading: Reading, k: int, what: str) -> Iterator[Change]:
    """The two figures right before it."""
    if k < _BOTH:
        return
    first, second, step = reading.figures[k - _BOTH : k + 1]
    one = first.sentence == second.sentence == step.sentence and first.depth == second.depth
    told = _BESIDE.fullmatch(reading.between(first, second))
    at_once = _BEHIND.fullmatch(_BRACKETED.sub("", reading.between(second, step)))
    if not (one and told and at_once) or same_unit(first, second) is not True:
        return
    if what == "tiết kiệm" and second.value > first.value:
        return
    change = Change(second, first, step, second.value > first.value)
    if first.power == second.power and fits(change) and first.plain and second.plain:
        yield change


def _trade(reading: Reading, k: int, what: str, names: Sequence[Named]) -> Iterator[Change]:
    """The nearest exports and imports."""
    step = reading.figures[k]
    near = reversed(reading.figures[max(k - _FAR_BACK, 0) : k])
    told = [*with_words(reading, near), *reversed(names)]
    named = [item for item in told if _is_amount(item, step)]
    out = [item.figure for item in named if "xuất khẩu" in item.before]
    into = [item.figure for item in named if "nhập khẩu" in item.before]
    more, less = (into, out) if what == "nhập siêu" else (out, into)
    for sold in more[:_BOTH]:
        for bought in less[:_BOTH]:
            yield Change(sold, bought, step, up=True)


def _is_amount(item: Named, step: Figure) -> bool:
    figure = item.figure
    alike = figure.plain and figure.power == step.power and same_unit(figure, step) is True
    return alike and not is_step(item)


def _is_meant(change: Change) -> bool:
    """Whether a spread that does not fit is near the right one, or a slip away from it."""
    off = (change.now.value - change.before.value).copy_abs()
    near = off <= 2 * change.step.value <= 4 * off
    return bool(off) and (near or slip_hint(change.step.value, off) is not None)
