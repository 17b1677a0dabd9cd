"""The functions and operators of the formula language, as closures over the report's figures.

Everything is exact: ``int`` and ``Fraction``. A blank operand (``None``) makes the result blank;
so does dividing by zero. The sum of no cells at all (a list without rows) is 0, their least and
largest are blank.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from forms.layout import month_units
from forms.numbers import half_up, truncate

if TYPE_CHECKING:
    from forms.computation import Computation

Number = int | Fraction
"""A truth is a number, too: bool is an int."""
Closure = Callable[["Computation", int], Number | None]
Many = Callable[["Computation", int], Sequence[Number | None]]
Words = Callable[["Computation", int], str | None]
"""What a cell of words says; ``None`` for a blank one."""
Rows = Callable[["Computation"], Sequence[int]]
"""Which rows there are to count, as what a row's closure takes."""

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
_LAST_DAY = date.max.toordinal()


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


def same_words(left: Words, right: Words, *, same: bool) -> Closure:
    """Tell whether two texts or choices say the same (or, not ``same``, do not)."""

    def run(c: Computation, i: int) -> Number | None:
        a, b = left(c, i), right(c, i)
        return None if a is None or b is None else (a == b) is same

    return run


def as_month(inner: Closure) -> Closure:
    """Give the month that a day lies in, as the vector counts months."""

    def run(c: Computation, i: int) -> Number | None:
        day = inner(c, i)
        if day is None or not 1 <= day <= _LAST_DAY:
            return None
        found = date.fromordinal(int(day))
        return month_units(found.year, found.month)

    return run


def count_where(test: Closure, rows: Rows) -> Closure:
    """Count the rows for which a test holds; a row that cannot be judged counts as no."""
    return lambda c, _i: sum(bool(test(c, row)) for row in rows(c))


def sum_where(test: Closure, value: Closure, rows: Rows, *, zero: bool) -> Closure:
    """Add up a figure of the rows for which a test holds; with ``zero`` blanks are passed over."""

    def run(c: Computation, _i: int) -> Number | None:
        found = [value(c, row) for row in rows(c) if test(c, row)]
        known = [figure for figure in found if figure is not None]
        return sum(known) if zero or len(known) == len(found) else None

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


_FOLDS: Mapping[str, Callable[[Iterable[Number]], Number]] = {
    "SUM": sum,
    "MIN": min,
    "MAX": max,
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
