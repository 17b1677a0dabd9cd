"""The figures of a passage: what each counts, where it stands, and the words beside it.

:mod:`forms.claims.figure_scan` finds them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal, NamedTuple

from forms.claims.counted_units import MONEY, Unit, both_people, same
from forms.claims.passages import Passage
from forms.numbers import scaled
from forms.verdicts import Operand

Role = Literal["count", "percent", "enumerator"]

MASK: Final = "#"

_TURN: Final = re.compile(r"[,;.()0-9]")
"""Where words beside a figure turn to another one."""
_ANY_TURN: Final = ";"
_AROUND: Final = 44
_LONGEST_GAP: Final = 240
_NEAR_BRACKETS: Final = 80


class Figure(NamedTuple):
    """One printed quantity.

    ``value`` is the figure as printed and ``power`` the power of ten of its unit word (``1,245
    tỷ``: 1.245 and 9). A fraction has its denominator in ``base``. ``unit`` are up to three words
    behind it, ("%",) for a percentage. ``loose`` figures were printed as approximate. ``depth``
    counts the brackets around it; ``sentence`` and ``clause`` number what it stands in.
    """

    start: int
    end: int
    value: Decimal
    unit: Unit
    role: Role = "count"
    base: Decimal | None = None
    power: int = 0
    loose: bool = False
    depth: int = 0
    sentence: int = 0
    clause: int = 0

    @property
    def exact(self) -> bool:
        """Whether it is a plain whole number, neither rounded to a unit nor with decimals."""
        return self.power == 0 and str(self.value).isdecimal()

    @property
    def plain(self) -> bool:
        """Whether it is a count of its own, neither a fraction nor approximate."""
        return self.role == "count" and self.base is None and not self.loose

    @property
    def money(self) -> bool:
        """Whether it is an amount of money."""
        return self.unit == MONEY


class Reading:
    """A passage with its figures; ``canvas`` is its text in lower case with the rest masked.

    ``brackets`` are the offsets of its brackets, each with how many are open behind it.
    """

    __slots__ = (
        "_evenly",
        "_levels",
        "_offsets",
        "_starts",
        "_turns",
        "canvas",
        "figures",
        "passage",
    )

    def __init__(
        self,
        passage: Passage,
        canvas: str,
        figures: tuple[Figure, ...],
        brackets: Sequence[tuple[int, int]] = (),
    ) -> None:
        self.passage, self.canvas, self.figures = passage, canvas, figures
        self._offsets = [at for at, _ in brackets]
        self._levels = [level for _, level in brackets]
        self._starts = [figure.start for figure in figures]
        self._turns = _TURN.sub(_ANY_TURN, canvas)
        # What can be printed has no blank but the common one.
        self._evenly = "  " not in canvas and canvas.isprintable()

    def depth_at(self, offset: int) -> int:
        """Return how many brackets are open at an offset."""
        index = bisect_right(self._offsets, offset)
        return self._levels[index - 1] if index else 0

    def closing(self, offset: int) -> int:
        """Return where the bracket around an offset closes; the passage's end outside of all."""
        index = bisect_right(self._offsets, offset)
        depth = self._levels[index - 1] if index else 0
        if depth:
            for k in range(index, min(index + _NEAR_BRACKETS, len(self._levels))):
                if self._levels[k] < depth:
                    return self._offsets[k]
        return len(self.canvas)

    def first_after(self, offset: int) -> int:
        """Return the position of the first figure that begins at an offset or behind it."""
        return bisect_left(self._starts, offset)

    def before(self, offset: int, most: int = _AROUND) -> str:
        """Return the words before an offset, back to punctuation or another figure."""
        first = max(offset - most, 0)
        return self.canvas[max(self._turns.rfind(_ANY_TURN, first, offset) + 1, first) : offset]

    def behind(self, offset: int, most: int = _AROUND) -> str:
        """Return the words behind an offset, up to punctuation or another figure."""
        turn = self._turns.find(_ANY_TURN, offset, offset + most)
        return self.canvas[offset : turn if turn >= 0 else offset + most]

    def context(self, figure: Figure) -> tuple[str, str]:
        """Return the words before and behind a figure, up to punctuation or other figures."""
        return self.before(figure.start), self.behind(figure.end)

    def between(self, left: Figure, right: Figure) -> str:
        """Return the words between two figures, single-spaced; at most 240 characters."""
        return self.words(left.end, right.start)

    def words(self, start: int, end: int) -> str:
        """Return the words of a span, single-spaced; a longer span gives a masked mark."""
        if end - start > _LONGEST_GAP:
            return MASK
        span = self.canvas[start:end]
        return span.strip() if self._evenly else " ".join(span.split())


def same_unit(left: Figure, right: Figure) -> bool | None:
    """Whether two figures count the same thing; ``None`` where one does not say."""
    return same(left.unit, right.unit)


def comparable(left: Figure, right: Figure) -> bool:
    """Whether two figures may count the same people or things, by whatever noun."""
    return same_unit(left, right) is not False or both_people(left.unit, right.unit)


def parts_of_others(figures: Sequence[Figure]) -> set[int]:
    """Return where the parts begin that make up a figure right before them."""
    found = set[int]()
    for k, whole in enumerate(figures):
        made, run = Decimal(0), list[int]()
        for part in figures[k + 1 :]:
            if part.power == whole.power and same_unit(part, whole) is not False:
                made += part.value
                run.append(part.start)
            if made >= whole.value:
                break
        found.update(run if made == whole.value and len(run) > 1 else ())
    return found


def operands(figures: Sequence[Figure]) -> list[Operand]:
    """Return figures in the units of the largest power of ten in which all are whole."""
    return aligned(figures)[1]


def rated(n: Figure, d: Figure) -> tuple[Operand, Operand]:
    """Two figures in the same units; of one scale, 386 triệu is as fine as 247,5 triệu."""
    top, base = operands([n, d])
    if n.power == d.power and top.unit and base.unit:
        unit = min(top.unit, base.unit)
        return top._replace(unit=unit), base._replace(unit=unit)
    return top, base


def aligned(figures: Sequence[Figure]) -> tuple[int, list[Operand]]:
    """Return the largest power of ten in which all figures are whole, and them in its units."""
    typed, powers = [str(figure.value) for figure in figures], [f.power for f in figures]
    if "".join(typed).isdecimal() and not any(powers):
        return 0, [Operand(int(digits)) for digits in typed]
    taken = [(figure.power, *scaled(figure.value)) for figure in figures]
    power = min(own - decimals for own, _, decimals in taken)
    found = []
    for own, digits, decimals in taken:
        last: int = 10 ** (own - decimals - power)
        found.append(Operand(digits * last, last if own or decimals else 0))
    return power, found
