"""The checks of a compiled form: what each computes, where it is broken, how it says so.

A check covers one relation over all rows it applies to. It computes its target (if it has one)
and finds its broken rows on whole slices of the vector, so that a full validation costs little
more than reading the cells; sentences are only made for what is broken.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import CellKey
from forms.findings import Finding, Repair, Severity
from forms.formulas import Closure
from forms.layout import PERCENT_SCALE, Strip
from forms.messages import HINTS, sentence
from forms.model import Operands
from forms.numbers import format_number, format_percent, last_digit_unit, scaled, slip_hint
from forms.verdicts import WHOLE, Operand, judge_rate, totals_meet

if TYPE_CHECKING:
    from forms.engine import Computation

Span = tuple[int, int]
_WHOLE_UNITS = WHOLE * 10**PERCENT_SCALE


class Speech(NamedTuple):
    """How a rule speaks: its id, finding code, severity and, where it has one, own sentence."""

    rule: str
    code: str
    severity: Severity
    template: str = ""


class Check:
    """One relation of the form; ``rows`` instances, numbered from 0."""

    reads: frozenset[tuple[str, str]] = frozenset()
    writes: tuple[str, str] | None = None
    row_reads: frozenset[tuple[str, str]] = frozenset()
    """Columns of which instance i reads only row i."""
    rows: int = 1

    def compute(self, c: Computation, span: Span) -> None:
        """Refresh the targets of the instances in ``span``."""

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Return the instances in ``span`` that need a word; may name too many, never too few."""
        raise NotImplementedError

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Return the findings of instance ``i``: none when it is right after all."""
        raise NotImplementedError


def shown(value: Decimal | int | None) -> str:
    """Print a figure for a message: grouped, no padding; empty for a blank."""
    return "" if value is None else format_number(value)


def hint_words(given: Decimal, expected: Decimal) -> str:
    """Return the likely slip in words, or an empty text."""
    slip = slip_hint(given, expected)
    return "" if slip is None else HINTS[slip]


def drop(key: CellKey) -> Repair:
    """Return the repair that empties ``key``, so that the computed figure is printed."""
    return Repair("drop", key.field, key.row, key.part)


class RateCheck(Check):
    """p = 100·n/d rounded half up, with the verdicts of a printed rate; n ≤ d unless a target."""

    def __init__(
        self,
        strips: tuple[Strip, Strip, Strip],
        decimals: int,
        coarse: tuple[int, ...],
        speech: Speech,
        *,
        over: bool,
    ) -> None:
        """Bind numerator, denominator and percentage; ``coarse`` lists accepted fewer decimals."""
        self.n, self.d, self.p = strips
        self.decimals, self.coarse, self.over = decimals, coarse, over
        self.speech = speech
        self.rows = self.p.count
        self.reads = self.row_reads = frozenset((s.field, s.part) for s in (self.n, self.d))
        self.writes = (self.p.field, self.p.part)
        self._factor = 2 * WHOLE * 10**decimals
        self._unit = 10 ** (PERCENT_SCALE - decimals)

    def compute(self, c: Computation, span: Span) -> None:
        """Round every rate of the span half up in integers."""
        a, b = span
        now, factor, unit = c.now, self._factor, self._unit
        p = self.p.start
        now[p + a : p + b] = [
            (factor * n + d) // (2 * d) * unit if n is not None and d else stated
            for n, d, stated in zip(
                now[self.n.start + a : self.n.start + b],
                now[self.d.start + a : self.d.start + b],
                c.typed[p + a : p + b],
                strict=True,
            )
        ]

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name rows whose stated rate differs, whose part exceeds the whole, or that show 100."""
        a, b = span
        rows = zip(
            c.now[self.n.start + a : self.n.start + b],
            c.now[self.d.start + a : self.d.start + b],
            c.typed[self.p.start + a : self.p.start + b],
            c.now[self.p.start + a : self.p.start + b],
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
                or right == _WHOLE_UNITS > 0 != d - n
            )
        ]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Judge the stated rate exactly, and the pair itself."""
        n, d = c.now[self.n.slot(0) + i], c.now[self.d.slot(0) + i]
        key = self.p.key(i)
        stated = c.cells.get(key)
        stated = stated if isinstance(stated, Decimal) else None
        verdict = judge_rate(n, d, stated, self.decimals, coarse=_digits(stated) in self.coarse)
        found = (
            []
            if verdict.kind in ("right", "not_evaluated")
            else [self._rate(c, i, verdict, stated)]
        )
        if verdict.kind == "right" and d == 0 and self._unsaid(c):
            found.append(self._nothing(c, i))
        if n is not None and d and n > d and not self.over:
            found.append(self._exceeds(c, i, n, d))
        return tuple(found)

    def _rate(
        self, c: Computation, i: int, verdict: tuple[str, Decimal | None], stated: Decimal | None
    ) -> Finding:
        kind, expected = verdict
        code, severity = _RATE_CODES[kind]
        if kind == "wrong":
            code, severity = self.speech.code or code, self.speech.severity
        n, d = c.now[self.n.start + i] or 0, c.now[self.d.start + i] or 0
        given = "" if stated is None else format_percent(stated, zero="0")
        right = "" if expected is None else format_percent(expected, zero="0")
        off = "" if stated is None or expected is None else shown(stated - expected)
        place = self.p.key(i)
        hint = (
            ""
            if kind != "wrong" or stated is None or expected is None
            else hint_words(stated, expected)
        )
        return Finding(
            code=code,
            severity=severity,
            place=c.place(place),
            rule=self.speech.rule,
            key=place,
            given=given,
            expected=right,
            difference=off,
            hint=hint,
            message=sentence(
                code,
                self.speech.template,
                label=c.label(place),
                n=shown(n),
                d=shown(d),
                given=given,
                expected=right,
                difference=off,
                rest=shown(d - n),
            ),
            repair=drop(place) if stated is not None and kind != "shows_whole" else None,
        )

    def _unsaid(self, c: Computation) -> bool:
        """Return whether a row that may say that nothing occurred does not say so."""
        return bool(c.engine.fields[self.p.field].states) and not c.state(self.p.field)

    def _nothing(self, c: Computation, i: int) -> Finding:
        place = self.p.key(i)
        return Finding(
            code="RATIO-BASE",
            severity="warning",
            place=c.place(place),
            rule=self.speech.rule,
            key=place,
            given="0/0",
            message=sentence("RATIO-BASE", _NOTHING, label=c.label(place)),
        )

    def _exceeds(self, c: Computation, i: int, n: int, d: int) -> Finding:
        place = self.n.key(i)
        return Finding(
            code="LE",
            severity="error",
            place=c.place(place),
            rule=self.speech.rule,
            key=place,
            given=shown(n),
            expected=shown(d),
            difference=shown(n - d),
            message=sentence("LE", label=c.label(place), given=shown(n), expected=shown(d)),
        )


_NOTHING = "{label}: 0/0 không có tỷ lệ để in. Nếu không có hồ sơ, hãy chọn “không phát sinh”."
_RATE_CODES: dict[str, tuple[str, Severity]] = {
    "wrong": ("RATIO", "error"),
    "truncated": ("RATIO-TRUNC", "warning"),
    "coarse": ("RATIO-COARSE", "note"),
    "zero_base": ("RATIO-BASE", "error"),
    "shows_whole": ("RATIO-100", "note"),
}


def _digits(stated: Decimal | None) -> int:
    return -1 if stated is None else scaled(stated)[1]


class Derived(Check):
    """A computed figure beside which a stated one may stand: sums, remainders, counts, formulas.

    ``producers`` are tried in order; the first that is not blank gives the figure. ``slack`` is the
    sum of the operands' last printed digits (đồng) where money is rounded or truncated.
    """

    def __init__(
        self,
        target: Strip,
        producers: Sequence[tuple[Closure, Speech]],
        reads: frozenset[tuple[str, str]],
        *,
        row_wise: bool = False,
        offset: int = 0,
    ) -> None:
        """Bind the target; ``offset`` is its row (from 0) when only one row is computed."""
        self.target, self.producers, self.reads = target, tuple(producers), reads
        self.rows = target.count if row_wise else 1
        self.writes = (target.field, target.part)
        self.offset = offset
        self.slack: Callable[[Computation], int] | None = None
        self.mode: Operands = "exact"

    def compute(self, c: Computation, span: Span) -> None:
        """Evaluate the formula row by row; a stated figure stands where it gives nothing."""
        first = self.target.start + self.offset
        for i in range(*span):
            units = self._units(c, i)
            c.now[first + i] = c.typed[first + i] if units is None else units

    def _units(self, c: Computation, i: int) -> int | None:
        for run, _speech in self.producers:
            units = units_of(self.target, run(c, i))
            if units is not None:
                return units
        return None

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name the rows where a stated figure differs from the computed one."""
        a, b = span
        first = self.target.start + self.offset
        stated = c.typed[first + a : first + b]
        return [
            i
            for i, (given, right) in enumerate(
                zip(stated, c.now[first + a : first + b], strict=True), a
            )
            if given is not None and given != right
        ]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Say the stated and the computed figure, their difference, and the likely slip."""
        slot = self.target.start + self.offset + i
        given, right = c.typed[slot], c.now[slot]
        if given is None or right is None or given == right:
            return ()
        return (self._finding(c, i, given, right),)

    def _finding(self, c: Computation, i: int, given: int, right: int) -> Finding:
        key, column = self.target.key(self.offset + i), self.target.column
        speech = self._speech(c, i)
        code, severity = speech.code, speech.severity
        if self._within_rounding(c, key, given, right):
            code, severity = "SUM-ROUND", "note"
        words = c.figures(column, given, right)
        return Finding(
            code=code,
            severity=severity,
            place=c.place(key),
            rule=speech.rule,
            key=key,
            given=words.given,
            expected=words.expected,
            difference=words.difference,
            hint=words.hint,
            message=sentence(code, speech.template, label=c.label(key), **words.gaps()),
            repair=drop(key),
        )

    def _speech(self, c: Computation, i: int) -> Speech:
        for run, speech in self.producers:
            if units_of(self.target, run(c, i)) is not None:
                return speech
        return self.producers[0][1]

    def _within_rounding(self, c: Computation, key: CellKey, given: int, right: int) -> bool:
        typed = c.cells.get(key)
        if self.slack is None or self.mode == "exact" or not isinstance(typed, Decimal):
            return False
        unit = last_digit_unit(typed, self.target.column.unit or "đồng")
        total = Operand(given, unit, self.mode)
        return totals_meet(total, [Operand(right, self.slack(c), self.mode)])


def units_of(target: Strip, value: Fraction | int | bool | None) -> int | None:
    """Return a formula's result in the target's vector unit; ``None`` when it does not fit."""
    if value is None:
        return None
    exact = value * 10**PERCENT_SCALE if target.column.kind == "pct" else value
    if isinstance(exact, Fraction):
        return exact.numerator if exact.denominator == 1 else None
    return int(exact)


class Linear(Derived):
    """A derived column that adds and takes away whole columns, row by row, on slices."""

    def __init__(
        self, target: Strip, plus: Sequence[Strip], minus: Sequence[Strip], speech: Speech
    ) -> None:
        """``target`` = Σ ``plus`` − Σ ``minus`` in each row that has no blank."""
        reads = frozenset((s.field, s.part) for s in (*plus, *minus))
        super().__init__(target, ((self._row, speech),), reads, row_wise=True)
        self.row_reads = reads
        self.plus, self.minus = tuple(plus), tuple(minus)

    def _row(self, c: Computation, i: int) -> int | None:
        return _row_total(
            [c.now[s.start + i] for s in self.plus], [c.now[s.start + i] for s in self.minus]
        )

    def compute(self, c: Computation, span: Span) -> None:
        """Do the whole span at once when it is the common difference of two columns."""
        if len(self.plus) != 1 or len(self.minus) != 1:
            super().compute(c, span)
            return
        (a, b), now, first = span, c.now, self.target.start
        x, y = self.plus[0].start, self.minus[0].start
        now[first + a : first + b] = [
            stated if p is None or m is None else p - m
            for p, m, stated in zip(
                now[x + a : x + b], now[y + a : y + b], c.typed[first + a : first + b], strict=True
            )
        ]


def _row_total(plus: list[int | None], minus: list[int | None]) -> int | None:
    total = 0
    for value in plus:
        if value is None:
            return None
        total += value
    for value in minus:
        if value is None:
            return None
        total -= value
    return total


class Condition(Check):
    """Anything that must hold and computes nothing.

    ``holds`` gives ``False`` where the rule is broken, ``None`` where it is not evaluated;
    ``tell`` makes the finding.
    """

    def __init__(
        self,
        holds: Closure,
        tell: Callable[[Computation, int], Finding | None],
        reads: frozenset[tuple[str, str]],
        *,
        rows: int = 1,
    ) -> None:
        """Bind the test and the sentence."""
        self.holds, self.tell, self.reads = holds, tell, reads
        self.rows = rows

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Evaluate the test row by row."""
        return [i for i in range(*span) if self.holds(c, i) is False]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Return the rule's finding while the test fails."""
        finding = self.tell(c, i) if self.holds(c, i) is False else None
        return () if finding is None else (finding,)


class Against(Check):
    """Cells compared with the same cells of the previous period, slice by slice.

    ``ok`` takes (now, before) of one cell; blanks on either side are not evaluated.
    """

    def __init__(
        self,
        strip: Strip,
        offsets: Span,
        ok: Callable[[int, int], bool],
        speech: Speech,
        *,
        yearly: bool = False,
    ) -> None:
        """Bind neighbouring cells of one strip, from ``offsets[0]`` up to ``offsets[1]``.

        ``yearly`` figures are not compared across the turn of the year.
        """
        self.strip, self.ok, self.speech, self.yearly = strip, ok, speech, yearly
        self.first = strip.start + offsets[0]
        self.shift = offsets[0]
        self.rows = offsets[1] - offsets[0]
        self.reads = frozenset({(strip.field, strip.part)})

    def broken(self, c: Computation, span: Span) -> Sequence[int]:
        """Name the cells that moved against the rule."""
        if c.before is None or (self.yearly and c.begins_year):
            return ()
        a, b = self.first + span[0], self.first + span[1]
        ok = self.ok
        return [
            i
            for i, (now, before) in enumerate(zip(c.now[a:b], c.before[a:b], strict=True), span[0])
            if now is not None and before is not None and not ok(now, before)
        ]

    def explain(self, c: Computation, i: int) -> tuple[Finding, ...]:
        """Say this period's figure and the previous one's."""
        if not self.broken(c, (i, i + 1)) or c.before is None:
            return ()
        now, before = c.now[self.first + i], c.before[self.first + i]
        words = c.figures(self.strip.column, now or 0, before or 0)
        key = self.strip.key(self.shift + i)
        code = self.speech.code
        return (
            Finding(
                code=code,
                severity=self.speech.severity,
                place=c.place(key),
                rule=self.speech.rule,
                key=key,
                given=words.given,
                expected=words.expected,
                difference=words.difference,
                message=sentence(code, self.speech.template, label=c.label(key), **words.gaps()),
            ),
        )
