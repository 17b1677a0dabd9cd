"""What must hold in a form and computes nothing: comparisons, bounds, presence, free tests."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from forms.cells import CellValue
from forms.checking.remarks import Figures, Speech, printed, remark, rule_speech, sides
from forms.checking.rulebook import RuleBook
from forms.dates import parse_date, parse_month
from forms.findings import Finding
from forms.formula.expression import ExpressionProblem
from forms.formula.formulas import Compiled, compiled, compiled_together
from forms.formula.functions import Closure, Number
from forms.formula.sorts import SortName, sort_of
from forms.formula.syntax import Call, Expr, Literal, Ref, RowRange, Unary, references
from forms.layout import FIGURES, NUMERIC
from forms.names import Spot
from forms.numbers import format_number
from forms.relations import (
    AtMostRule,
    BoundsRule,
    ConditionRule,
    EqualRule,
    ExclusiveRule,
    PairRule,
    PartsRule,
)

if TYPE_CHECKING:
    from forms.computation import Computation

_PAIR = 2
Holds = Callable[[Number, Number], bool]
Pair = Sequence[Compiled]
"""What is expected and what is given."""


def parts(book: RuleBook, rule: PartsRule) -> None:
    """Add an open list: every part at most the whole, and their sum when disjoint.

    Parts that are not known yet count 0 in the sum: it can only grow.
    """
    if not rule.parts:
        raise ExpressionProblem("phải nêu ít nhất một phần", 0)
    speech = rule_speech(rule, "LE")
    for part in rule.parts:
        _at_most(book, rule, (rule.whole, part), speech)
    if rule.disjoint and len(rule.parts) > 1:
        _parts_together(book, rule)


def _parts_together(book: RuleBook, rule: PartsRule) -> None:
    names, exprs = book.within(rule.table), [book.read(text) for text in rule.parts]
    whole, each = book.read(rule.whole), [compiled(expr, names) for expr in exprs]
    total = Call("SUM", tuple(exprs))
    pair = (compiled(whole, names), compiled(total, names, "zero"))

    def one_exceeds(c: Computation, i: int) -> bool:
        limit, values = pair[0].run(c, i), (part.run(c, i) for part in each)
        return any(value is not None and limit is not None and value > limit for value in values)

    spot = book.place((whole, total), rule.table)
    # A part that is larger than the whole by itself has been told already.
    _compare(book, pair, rule_speech(rule, "PSUM"), spot, operator.ge, unless=one_exceeds)


def at_most(book: RuleBook, rule: AtMostRule) -> None:
    """Add each neighbouring pair of a chain."""
    if len(rule.chain) < _PAIR:
        raise ExpressionProblem("chuỗi so sánh phải có ít nhất hai ô", 0)
    speech = rule_speech(rule, "LE")
    for high, low in pairwise(rule.chain):
        _at_most(book, rule, (high, low), speech)


def _at_most(
    book: RuleBook, rule: PartsRule | AtMostRule, texts: tuple[str, str], speech: Speech
) -> None:
    high, low = (book.read(text) for text in texts)
    names = book.within(rule.table)
    pair = compiled_together((high, low), names, rule.missing)
    _compare(book, pair, speech, book.place((low, high), rule.table), operator.ge)


def _compare(
    book: RuleBook,
    pair: Pair,
    speech: Speech,
    spot: Spot,
    ok: Holds,
    *,
    unless: Callable[[Computation, int], bool] | None = None,
) -> None:
    """Add a comparison: ``pair`` is what is expected and what is given, told at ``spot``.

    Where ``unless`` holds, another finding says it better.
    """
    expected, given = pair

    def holds(c: Computation, i: int) -> bool | None:
        a, b = expected.run(c, i), given.run(c, i)
        if a is None or b is None:
            return None
        return ok(a, b) or (None if unless is not None and unless(c, i) else False)

    def tell(c: Computation, i: int) -> Finding:
        said = sides(spot.column, given.run(c, i), expected.run(c, i))
        return remark(c, spot.key(i), speech, said)

    book.tests(holds, tell, expected.reads | given.reads, spot)


def equal(book: RuleBook, rule: EqualRule) -> None:
    """Add two prints of one fact: figures through the vector, dates and texts as they read."""
    speech = rule_speech(rule, "XSEC")
    spots = [_single(book, text, rule.table) for text in (rule.left, rule.right)]
    left, right = spots
    if left is not None and right is not None:
        kinds = [left.column.kind, right.column.kind]
        if any(kind not in NUMERIC for kind in kinds):
            _same_words(book, (left, right), speech)
            return
        if kinds[0] != kinds[1] and not set(kinds) <= FIGURES:
            raise ExpressionProblem("hai ô phải cùng loại mới so được", 0)
    given, expected = book.read(rule.left), book.read(rule.right)
    pair = compiled_together((expected, given), book.within(rule.table), rule.missing)
    _compare(book, pair, speech, book.place((given, expected), rule.table), operator.eq)


def _single(book: RuleBook, text: str, table: str) -> Spot | None:
    """Return the cell that ``text`` names, ``None`` where it is a formula."""
    expr = book.read(text)
    if not isinstance(expr, Ref) or isinstance(expr.row, RowRange) or expr.scope != "own":
        return None
    return book.spot(text, table)


def _same_words(book: RuleBook, spots: tuple[Spot, Spot], speech: Speech) -> None:
    left, right = spots
    dated = {left.column.kind, right.column.kind} & {"date", "month"}
    kind = dated.pop() if len(dated) == 1 else ""

    def words(c: Computation, i: int) -> list[str]:
        values = (c.effective(spot.key(i)) for spot in spots)
        return ["" if value is None else _reading(value, kind) for value in values]

    def holds(c: Computation, i: int) -> bool | None:
        a, b = words(c, i)
        return a == b if a and b else None

    def tell(c: Computation, i: int) -> Finding:
        given, expected = (printed(s.column, c.effective(s.key(i))) for s in spots)
        return remark(c, told.key(i), speech, Figures(given, expected))

    told = left if left.by_row or not right.by_row else right
    book.tests(holds, tell, {left.reach, right.reach}, told)


def _reading(value: CellValue, kind: str) -> str:
    """Return what a text says: as a date or month where the other side is one."""
    if not isinstance(value, str):
        return format_number(value)
    read = parse_date(value) if kind == "date" else parse_month(value) if kind else None
    return value.strip() if read is None else str(read)


def bounds(book: RuleBook, rule: BoundsRule) -> None:
    """Add low ≤ value ≤ high; the bounds of a day are days, such as those of the period."""
    value, names = book.read(rule.value), book.within(rule.table)
    sort = sort_of(value, names).name
    low, high = (_limit(book, text, sort) for text in (rule.low, rule.high))
    run, reads = compiled(value, names, rule.missing)
    spot = book.place((value,), rule.table)
    speech = rule_speech(rule, "RANGE")

    def holds(c: Computation, i: int) -> bool | None:
        figure = run(c, i)
        if figure is None:
            return None
        least, most = low and low(c, i), high and high(c, i)
        return (least is None or least <= figure) and (most is None or figure <= most)

    def allowed(c: Computation, i: int) -> str:
        if sort == "number":
            return f"{rule.low or '…'}–{rule.high or '…'}"
        days = (limit and sides(spot.column, limit(c, i), None).given for limit in (low, high))
        return "–".join(day or "…" for day in days)

    def tell(c: Computation, i: int) -> Finding:
        typed = c.cells.get(spot.key(i)) if isinstance(value, Ref) else None
        given = printed(spot.column, typed) or sides(spot.column, run(c, i), None).given
        return remark(c, spot.key(i), speech, Figures(given, allowed(c, i)))

    book.tests(holds, tell, reads, spot)


def _limit(book: RuleBook, text: str, sort: SortName) -> Closure | None:
    """Return a bound: a written number, or of a day a formula over days alone."""
    expr = book.read(text) if text else None
    if expr is None:
        return None
    known = _written(expr) if sort == "number" else not references(expr)
    if not known or sort_of(expr, book.names).name != sort:
        what = "một số" if sort == "number" else "một ngày, như DAU_KY() hay NGAY(2025, 7, 1)"
        raise ExpressionProblem(f"giới hạn “{text}” phải là {what}", 0)
    return compiled(expr, book.names).run


def _written(expr: Expr) -> bool:
    return isinstance(expr.operand if isinstance(expr, Unary) else expr, Literal)


def pair(book: RuleBook, rule: PairRule) -> None:
    """Add both or none."""
    _presence(book, rule, "PAIR", operator.eq)


def exclusive(book: RuleBook, rule: ExclusiveRule) -> None:
    """Add not both: at least one of the two is blank."""
    _presence(book, rule, "EXCLUSIVE", operator.or_)


def _presence(
    book: RuleBook, rule: PairRule | ExclusiveRule, code: str, ok: Callable[[bool, bool], bool]
) -> None:
    names = book.within(rule.table)
    refs = (book.reference(rule.left), book.reference(rule.right))
    left, right = (compiled(Call("TRONG", (ref,)), names) for ref in refs)
    spot = book.place(refs, rule.table)
    book.condition(
        lambda c, i: ok(bool(left.run(c, i)), bool(right.run(c, i))),
        left.reads | right.reads,
        rule_speech(rule, code),
        spot,
    )


def test(book: RuleBook, rule: ConditionRule) -> None:
    """Add a free condition; it speaks in the pack's own words."""
    expr = book.read(rule.test, "truth")
    run, reads = compiled(expr, book.within(rule.table), rule.missing)
    spot = book.place((*book.listed(rule.places), expr), rule.table)
    book.condition(run, reads, rule_speech(rule, "TEST"), spot)
