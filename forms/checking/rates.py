"""The check of a rate: 100·n/d rounded half up, and what a stated one may be instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import CellKey
from forms.checking.checks import Check, Span
from forms.checking.remarks import Figures, Speech, drop, figures, printed, remark, units_printed
from forms.findings import Finding, Severity
from forms.layout import PERCENT_SCALE, Strip
from forms.model import Column
from forms.names import Reach, Spot
from forms.numbers import scaled
from forms.verdicts import WHOLE, Operand, RateVerdict, judge_rate, rate_meets

if TYPE_CHECKING:
    from forms.computation import Computation

Interval = Callable[["Computation", int], tuple[Operand, Operand] | None]
"""Numerator and denominator of an instance as printed: with the size of their last digit."""

_WHOLE_UNITS = WHOLE * 10**PERCENT_SCALE
_NOTHING = "{label}: 0/0 không có tỷ lệ để in. Nếu không có hồ sơ, hãy chọn “không phát sinh”."
_FINDINGS: dict[str, tuple[str, Severity]] = {
    "wrong": ("RATIO", "error"),
    "truncated": ("RATIO-TRUNC", "warning"),
    "coarse": ("RATIO-COARSE", "note"),
    "fine": ("RATIO-COARSE", "note"),
    "zero_base": ("RATIO-BASE", "error"),
    "shows_whole": ("RATIO-100", "note"),
}


class Trio(NamedTuple):
    """Where numerator, denominator and percentage lie, and how many rows of them there are."""

    n: Strip
    d: Strip
    p: Strip
    offsets: tuple[int, int, int] = (0, 0, 0)
    rows: int = 1

    @classmethod
    def of(cls, spots: tuple[Spot, Spot, Spot]) -> Trio | None:
        """Take three names; ``None`` unless all are figures."""
        n, d, p = (spot.strip for spot in spots)
        if n is None or d is None or p is None:
            return None
        return cls(n, d, p, (spots[0].offset, spots[1].offset, spots[2].offset), spots[2].rows)


class RateJudge(Check):
    """What is said of a rate: the verdict on a stated one, and n ≤ d unless it is a target."""

    over = False
    coarse: tuple[int, ...] = ()
    interval: Interval | None = None

    def __init__(
        self, columns: tuple[Column, Column, Column], speech: Speech, *, decimals: int
    ) -> None:
        """Bind the columns of n, d and p."""
        self.columns, self.speech, self.decimals = columns, speech, decimals

    def pair(self, c: Computation, i: int) -> tuple[int | None, int | None]:
        """Return the numerator and denominator of instance ``i``."""
        raise NotImplementedError

    def rate(self, c: Computation, i: int) -> tuple[int | None, int | None]:
        """Return the stated rate of instance ``i`` and the right one, in vector units."""
        raise NotImplementedError

    def address(self, i: int, which: int) -> CellKey:
        """Return the address of n (``which`` 0), d (1) or p (2) of instance ``i``."""
        raise NotImplementedError

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Judge the stated rate exactly, and the pair itself."""
        n, d = self.pair(c, i)
        if n is None or d is None:
            return ()
        stated = self._stated(c, i)
        accepted = bool(self.coarse) and stated is not None and scaled(stated)[1] in self.coarse
        verdict = judge_rate(n, d, stated, self.decimals, coarse=accepted)
        found = []
        if not n and not d and verdict.kind == "right" and self._unsaid(c):
            speech = self.speech._replace(code="RATIO-BASE", severity="warning", template=_NOTHING)
            found.append(remark(c, self.address(i, 2), speech, Figures("0/0")))
        if verdict.kind != "right" and not self._explained(c, i, verdict, stated):
            found.append(self._rate(c, i, verdict, stated))
        if d and n > d and not self.over:
            found.append(self._exceeds(c, i))
        return tuple(found)

    def _unsaid(self, c: Computation) -> bool:
        """Return whether a row that may say that nothing occurred does not say so."""
        return bool(c.engine.fields[self.address(0, 2).field].states)

    def _stated(self, c: Computation, i: int) -> Decimal | None:
        value = c.cells.get(self.address(i, 2))
        return value if isinstance(value, Decimal) else None

    def _explained(
        self, c: Computation, i: int, verdict: RateVerdict, stated: Decimal | None
    ) -> bool:
        """Tell whether the rounding of n and d explains the stated rate."""
        operands = self.interval(c, i) if self.interval is not None else None
        if operands is None or stated is None or verdict.kind not in ("wrong", "truncated"):
            return False
        return rate_meets(stated, *operands)

    def _rate(
        self, c: Computation, i: int, verdict: RateVerdict, stated: Decimal | None
    ) -> Finding:
        code, severity = _FINDINGS[verdict.kind]
        speech = Speech(self.speech.rule, code, severity)
        if verdict.kind == "wrong":
            speech = self.speech._replace(code=self.speech.code or code)
        key = self.address(i, 2)
        # Where n/0 is stated itself, or n/d does show 100, dropping the rate changes nothing.
        kept = stated is None or verdict.kind == "shows_whole"
        kept = kept or (verdict.kind == "zero_base" and self.pair(c, i)[0] != 0)
        repair = None if kept else drop(key)
        said = self._figures(c, i, verdict, stated)
        return remark(c, key, speech, said, repair=repair, **self._pair(c, i))

    def _figures(
        self, c: Computation, i: int, verdict: RateVerdict, stated: Decimal | None
    ) -> Figures:
        column = self.columns[2]
        typed, right = self.rate(c, i)
        if verdict.expected is None or typed is None or right is None:
            return Figures(printed(column, stated), printed(column, verdict.expected))
        return figures(column, stated, (typed, right), hint=verdict.kind == "wrong")

    def _pair(self, c: Computation, i: int) -> dict[str, str]:
        """Return what a rate's sentence names beside the rates: n, d and what is left over."""
        n, d = (units or 0 for units in self.pair(c, i))
        of_n, of_d, _ = self.columns
        told = units_printed(of_n, n), units_printed(of_d, d), units_printed(of_d, d - n)
        return dict(zip(("n", "d", "rest"), told, strict=True))

    def _exceeds(self, c: Computation, i: int) -> Finding:
        n, d = (units or 0 for units in self.pair(c, i))
        speech = self.speech._replace(code="LE", template="")
        said = figures(self.columns[0], None, (n, d))
        return remark(c, self.address(i, 0), speech, said)


class RateCheck(RateJudge):
    """p = 100·n/d rounded half up, with the verdicts of a printed rate; n ≤ d unless a target."""

    def __init__(
        self,
        trio: Trio,
        speech: Speech,
        *,
        decimals: int,
        coarse: tuple[int, ...] = (),
        over: bool = False,
        interval: Interval | None = None,
    ) -> None:
        """Bind the three columns; ``coarse`` lists fewer decimals that pass without remark.

        ``interval`` gives n and d as rounded operands: a rate that they allow is no error.
        """
        columns = (trio.n.column, trio.d.column, trio.p.column)
        super().__init__(columns, speech, decimals=decimals)
        self.trio, self.coarse, self.over = trio, coarse, over
        self.interval = interval
        self.rows = trio.rows
        n, d, p = trio.offsets
        self._strips = (trio.n, trio.d, trio.p)
        self.reads = frozenset(
            Reach(strip.field, strip.part, first, first + trio.rows, by_row=True)
            for strip, first in ((trio.n, n), (trio.d, d))
        )
        self.writes = Reach(trio.p.field, trio.p.part, p, p + trio.rows)
        self.slot = trio.p.start + p
        self._starts = (trio.n.start + n, trio.d.start + d, self.slot)
        self._factor = 2 * WHOLE * 10**decimals
        self._unit = 10 ** (PERCENT_SCALE - decimals)

    def compute(self, c: Computation, span: Span) -> None:
        """Round every rate of the span half up in integers; one that cannot be is as stated."""
        now, factor, unit = c.now, self._factor, self._unit
        n_at, d_at, p_at = self._starts
        a, b = span
        if self.trio.p.field in c.idle:
            now[p_at + a : p_at + b] = [None] * (b - a)
            return
        now[p_at + a : p_at + b] = [
            (factor * n + d) // (2 * d) * unit if n is not None and d else stated
            for n, d, stated in zip(
                now[n_at + a : n_at + b],
                now[d_at + a : d_at + b],
                c.typed[p_at + a : p_at + b],
                strict=True,
            )
        ]

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name rows whose stated rate differs, whose part exceeds the whole, or that show 100."""
        if self.trio.p.field in c.idle:
            return ()
        n_at, d_at, p_at = self._starts
        a, b = span
        rows = zip(
            c.now[n_at + a : n_at + b],
            c.now[d_at + a : d_at + b],
            c.typed[p_at + a : p_at + b],
            c.now[p_at + a : p_at + b],
            strict=True,
        )
        return [
            i
            for i, (n, d, stated, right) in enumerate(rows, a)
            if n is not None
            and d is not None
            and (
                n > d
                or not d
                or (stated is not None and stated != right)
                or (right == _WHOLE_UNITS and n != d)
            )
        ]

    def pair(self, c: Computation, i: int) -> tuple[int | None, int | None]:
        """Return the numerator and denominator of instance ``i``."""
        return c.now[self._starts[0] + i], c.now[self._starts[1] + i]

    def rate(self, c: Computation, i: int) -> tuple[int | None, int | None]:
        """Return the stated rate of instance ``i`` and the right one."""
        slot = self._starts[2] + i
        return c.typed[slot], c.now[slot]

    def address(self, i: int, which: int) -> CellKey:
        """Return the address of n, d or p of instance ``i``."""
        return self._strips[which].key(self.trio.offsets[which] + i)
