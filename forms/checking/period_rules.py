"""What a form compares with other periods and with the units that reported to it."""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from forms.checking.checks import Against, Condition
from forms.checking.remarks import Speech, figures, remark, rule_speech
from forms.checking.rulebook import RuleBook
from forms.findings import Finding
from forms.formula.syntax import RowRange
from forms.layout import Strip
from forms.names import Reach, figures_of
from forms.relations import ConstantRule, JumpRule, MonotonicRule, UnitsRule

if TYPE_CHECKING:
    from forms.computation import Computation

_HUNDRED = 100
Stretch = tuple[Strip, int, int]
"""Neighbouring cells of one strip: from one offset up to another."""


def monotonic(book: RuleBook, rule: MonotonicRule) -> None:
    """Add figures that do not fall."""
    _against(book, rule, "MONO", operator.ge)


def constant(book: RuleBook, rule: ConstantRule) -> None:
    """Add figures that stay."""
    _against(book, rule, "CONST", operator.eq, yearly=rule.yearly)


def jump(book: RuleBook, rule: JumpRule) -> None:
    """Add figures whose change is worth a word; a change from nothing has no percentage."""
    limit = rule.percent

    def calm(now: int, before: int) -> bool:
        return not before or _HUNDRED * abs(now - before) <= limit * abs(before)

    _against(book, rule, "JUMP", calm)


def _against(
    book: RuleBook,
    rule: MonotonicRule | ConstantRule | JumpRule,
    code: str,
    ok: Callable[[int, int], bool],
    *,
    yearly: bool = False,
) -> None:
    speech = rule_speech(rule, code)
    runs = dict.fromkeys(run for text in rule.values for run in _runs(book, text))
    parts = Counter(strip.field for strip, _, _ in runs)
    for strip, first, stop in runs:
        by_part = parts[strip.field] > 1 and not strip.table
        span = (first, stop)
        book.add(Against(strip, span, ok, speech, yearly=yearly, by_part=by_part))


def units(book: RuleBook, rule: UnitsRule) -> None:
    """Add figures that are the sum of the reporting units'."""
    speech = rule_speech(rule, "UNITS")
    for text in rule.values:
        for strip, first, stop in _runs(book, text):
            book.add(_unit_sum(strip, first, stop, speech))


def _runs(book: RuleBook, text: str) -> list[Stretch]:
    """Return the cells that ``text`` names: one, a column, or rows of a grid or table."""
    ref = book.reference(text)
    if not isinstance(ref.row, RowRange):
        spot = book.names.spot(ref)
        return [(figures_of(spot.strip, ref), spot.offset, spot.offset + 1)]
    runs = book.names.runs(ref)
    return [(figures_of(run.strip, ref), run.first, run.stop) for run in runs]


def _unit_sum(strip: Strip, first: int, stop: int, speech: Speech) -> Condition:
    def pair(c: Computation, i: int) -> tuple[int, int] | None:
        total = c.outside("units", strip.key(first + i))
        now = c.now[strip.start + first + i]
        return None if total is None or now is None else (now, total)

    def holds(c: Computation, i: int) -> bool | None:
        both = pair(c, i)
        return None if both is None else both[0] == both[1]

    def tell(c: Computation, i: int) -> Finding:
        return remark(
            c, strip.key(first + i), speech, figures(strip.column, None, pair(c, i) or (0, 0))
        )

    reads = frozenset({Reach(strip.field, strip.part, first, stop, by_row=True)})
    return Condition(holds, tell, reads, rows=stop - first)
