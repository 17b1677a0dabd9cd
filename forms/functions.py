"""The functions and operators of the formula language, as closures over the report's figures.

Everything is exact: ``int`` and ``Fraction``. A blank operand (``None``) makes the result blank;
so does dividing by zero. The sum of no cells at all (a list without rows) is 0, their least and
largest are blank.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from forms.numbers import half_up, truncate

if TYPE_CHECKING:
    from forms.computation import Computation

Number = int | Fraction
"""A truth is a number, too: bool is an int."""
Closure = Callable[["Computation", int], Number | None]
Many = Callable[["Computation", int], Sequence[Number | None]]

COMPARE: Mapping[str, Callable[[Number, Number], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}
ARITHMETIC: Mapping[str, Callable[[Number, Number], Number]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}
_WHOLE = 100


def as_number(value: Decimal) -> Number:
    """Return a number as formulas calculate with it."""
    whole = int(value)
    return whole if whole == value else Fraction(value)


def constant(value: Number) -> Closure:
    """Give the same number always."""
    return lambda _c, _i: value


def blank_as_zero(inner: Closure) -> Closure:
    """Give 0 for a blank."""

    def run(c: Computation, i: int) -> Number:
        value = inner(c, i)
        return 0 if value is None else value

    return run


def negate(inner: Closure) -> Closure:
    """Give the opposite number."""

    def run(c: Computation, i: int) -> Number | None:
        value = inner(c, i)
        return None if value is None else -value

    return run


def invert(inner: Closure) -> Closure:
    """Give the opposite truth."""

    def run(c: Computation, i: int) -> Number | None:
        value = inner(c, i)
        return None if value is None else not value

    return run


def combine(left: Closure, right: Closure, apply: Callable[[Number, Number], Number]) -> Closure:
    """Apply an operator to two numbers."""

    def run(c: Computation, i: int) -> Number | None:
        a, b = left(c, i), right(c, i)
        return None if a is None or b is None else apply(a, b)

    return run


def logic(left: Closure, right: Closure, *, decides: bool) -> Closure:
    """Give ``and`` (``decides`` false) or ``or`` (true): one side may decide beside a blank."""

    def run(c: Computation, i: int) -> Number | None:
        a, b = left(c, i), right(c, i)
        if (a is not None and bool(a) is decides) or (b is not None and bool(b) is decides):
            return decides
        return None if a is None or b is None else not decides

    return run


def divide(left: Closure, right: Closure) -> Closure:
    """Give the exact quotient; blank over zero."""

    def run(c: Computation, i: int) -> Number | None:
        a, b = left(c, i), right(c, i)
        return None if a is None or not b else Fraction(a) / b

    return run


def fold(name: str, sources: Sequence[Many], *, zero: bool) -> Closure:
    """Give ``SUM``, ``MIN`` or ``MAX`` of all cells; with ``zero`` blanks are passed over."""
    if name == "SUM" and len(sources) == 1:
        return _sum_over_blanks(sources[0]) if zero else _sum(sources[0])
    apply, of_none = _FOLDS[name], 0 if name == "SUM" else None

    def run(c: Computation, i: int) -> Number | None:
        values = [value for source in sources for value in source(c, i)]
        known = [value for value in values if value is not None]
        if len(known) < len(values) and not zero:
            return None
        return apply(known) if known else of_none

    return run


def _sum(source: Many) -> Closure:
    def run(c: Computation, i: int) -> Number | None:
        values = source(c, i)
        try:
            return sum(values)  # type: ignore[arg-type]
        except TypeError:
            # A blank among the cells; asking every cell first takes several times as long.
            return None

    return run


def _sum_over_blanks(source: Many) -> Closure:
    return lambda c, i: sum([value for value in source(c, i) if value is not None])


def _largest(values: Iterable[Number]) -> Number:
    return max(values)


def _smallest(values: Iterable[Number]) -> Number:
    return min(values)


def _total(values: Iterable[Number]) -> Number:
    return sum(values)


_FOLDS: Mapping[str, Callable[[Iterable[Number]], Number]] = {
    "SUM": _total,
    "MIN": _smallest,
    "MAX": _largest,
}


def _rounding(rounded: Callable[[int, int], int]) -> Callable[[Sequence[Closure]], Closure]:
    def build(args: Sequence[Closure]) -> Closure:
        value, places = args

        def run(c: Computation, i: int) -> Number | None:
            x, digits = value(c, i), places(c, i)
            if x is None or digits is None:
                return None
            scale = 10 ** int(digits)
            exact = Fraction(x) * scale
            return Fraction(rounded(exact.numerator, exact.denominator), scale)

        return run

    return build


def _rate(args: Sequence[Closure]) -> Closure:
    numerator, denominator, places = args

    def run(c: Computation, i: int) -> Number | None:
        n, d, digits = numerator(c, i), denominator(c, i), places(c, i)
        if n is None or not d or digits is None:
            return None
        scale = 10 ** int(digits)
        exact = Fraction(_WHOLE * scale * n) / d
        return Fraction(half_up(exact.numerator, exact.denominator), scale)

    return run


def _absolute(args: Sequence[Closure]) -> Closure:
    inner = args[0]

    def run(c: Computation, i: int) -> Number | None:
        value = inner(c, i)
        if value is None or value >= 0:
            return value
        return -value

    return run


def _choose(args: Sequence[Closure]) -> Closure:
    condition, yes, no = args[0], args[1], args[2]

    def run(c: Computation, i: int) -> Number | None:
        truth = condition(c, i)
        if truth is None:
            return None
        return yes(c, i) if truth else no(c, i)

    return run


FUNCTIONS: Mapping[str, Callable[[Sequence[Closure]], Closure]] = {
    "ROUND": _rounding(half_up),
    "TRUNC": _rounding(truncate),
    "TYLE": _rate,
    "ABS": _absolute,
    "IF": _choose,
}
