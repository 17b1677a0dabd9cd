"""The checks of a compiled form: what each computes, where it is broken, how it says so.

A check covers one relation over all rows it applies to. It computes its target (if it has one)
and finds its broken rows on whole slices of the vector, so that a full validation costs little
more than reading the cells; sentences are only made for what is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from forms.checking.remarks import Speech, figures, remark
from forms.findings import Finding
from forms.formula.functions import Closure
from forms.layout import Strip
from forms.names import EVERY_ROW, ROWS_PART, Reach

if TYPE_CHECKING:
    from forms.computation import Computation

Span = tuple[int, int]
"""Instances of a check, from the first up to the second."""
Tell = Callable[["Computation", int], Finding]


class Check:
    """One relation of the form; ``rows`` instances, numbered from 0."""

    reads: frozenset[Reach] = frozenset()
    writes: Reach | None = None
    """What it computes: instance i offset ``first`` + i of one column."""
    slot: int = 0
    """Where in the vector the target of instance 0 lies, for a check that computes."""
    rows: int = 1

    def compute(self, c: Computation, span: Span) -> None:
        """Refresh the targets of the instances in ``span``."""

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Return the instances in ``span`` that need a word; may name too many, never too few."""
        raise NotImplementedError

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Return the findings of instance ``i``: none when it is right after all."""
        raise NotImplementedError


def every_row(listed: str) -> Reach:
    """Return the reach of a check that is asked of each row of a list, by the row's number."""
    return Reach(listed, ROWS_PART, 0, EVERY_ROW, by_row=True)


class Condition(Check):
    """Anything that must hold and computes nothing.

    ``holds`` gives a false value where the rule is broken, ``None`` where it is not evaluated;
    ``tell`` makes the finding.
    """

    def __init__(
        self,
        holds: Closure,
        tell: Tell,
        reads: frozenset[Reach],
        *,
        rows: int = 1,
        listed: str = "",
    ) -> None:
        """Bind the test and the sentence; ``listed`` is the list whose rows are the instances."""
        self.holds, self.tell, self.listed = holds, tell, listed
        self.reads = reads | {every_row(listed)} if listed else reads
        self.rows = rows

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Evaluate the test row by row."""
        holds = self.holds
        rows = c.rows_within(self.listed, span) if self.listed else range(*span)
        return [i for i in rows if (answer := holds(c, i)) is not None and not bool(answer)]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Return the rule's finding of a row that :meth:`broken` has named."""
        return (self.tell(c, i),)


class Against(Check):
    """Cells compared with the same cells of the previous period, slice by slice.

    ``ok`` takes (now, before) of one cell; blanks on either side are not evaluated, nor are rows
    that had nothing to report in either period.
    """

    def __init__(
        self,
        strip: Strip,
        offsets: Span,
        ok: Callable[[int, int], bool],
        speech: Speech,
        *,
        yearly: bool = False,
        by_part: bool = False,
    ) -> None:
        """Bind neighbouring cells of one strip, from ``offsets[0]`` up to ``offsets[1]``.

        ``yearly`` figures are not compared across the turn of the year. ``by_part`` names the
        part in the place, where a rule speaks of several parts of one field.
        """
        self.strip, self.ok, self.speech, self.yearly = strip, ok, speech, yearly
        self.by_part = by_part
        self.offsets = offsets
        self.rows = offsets[1] - offsets[0]
        self.reads = frozenset({Reach(strip.field, strip.part, *offsets, by_row=True)})

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name the cells that moved against the rule."""
        earlier, field = c.earlier, self.strip.field
        if earlier is None or field in c.idle or field in earlier.idle:
            return ()
        if self.yearly and c.begins_year:
            return ()
        first = self.strip.start + self.offsets[0]
        a, b = first + span[0], first + span[1]
        ok = self.ok
        return [
            i
            for i, (now, before) in enumerate(
                zip(c.now[a:b], earlier.now[a:b], strict=True), span[0]
            )
            if now is not None and before is not None and not ok(now, before)
        ]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Say this period's figure and the previous one's."""
        offset = self.offsets[0] + i
        slot = self.strip.start + offset
        now = c.now[slot]
        before = None if c.earlier is None else c.earlier.now[slot]
        if now is None or before is None:
            return ()
        key = self.strip.key(offset)
        said = figures(self.strip.column, None, (now, before))
        return (remark(c, key, self.speech, said, place=key.place() if self.by_part else ""),)
