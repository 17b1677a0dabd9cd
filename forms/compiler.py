"""From a form's fields and relations to the checks that the engine runs.

Every name is resolved here, once. What cannot be resolved raises :class:`FormProblem` with the
path inside the pack, so a loaded form never fails later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from forms.cells import DENOMINATOR, NUMERATOR, PERCENT, REMAINDER, VALUE, CellKey, CellValue
from forms.dates import printed_day
from forms.expression import ExpressionProblem, parse
from forms.findings import Finding
from forms.formulas import Closure, Compiled, Names, compile_formula
from forms.layout import Strip, parts
from forms.messages import sentence
from forms.model import (
    AtMostRule,
    BoundsRule,
    ConditionRule,
    ConstantRule,
    CountRule,
    EqualRule,
    ExclusiveRule,
    Field,
    JumpRule,
    MonotonicRule,
    Operands,
    PairRule,
    PartsRule,
    RatioRule,
    Relation,
    RemainderRule,
    Rule,
    SumRule,
    UnitsRule,
)
from forms.numbers import last_digit_unit
from forms.rules import Against, Check, Condition, Derived, Linear, RateCheck, Speech, shown
from forms.selections import SelectionCheck, compile_selection
from forms.syntax import Expr, Ref, RowRange, references

if TYPE_CHECKING:
    from forms.engine import Computation

_HUNDRED = 100
_SUMMABLE = frozenset({"int", "money", "speed"})


class FormProblem(ValueError):
    """A pack that is refused: ``path`` inside the pack, ``message`` in Vietnamese."""

    def __init__(self, path: str, message: str) -> None:
        """Keep where and what."""
        super().__init__(path, message)
        self.path = path
        self.message = f"{path}: {message}"

    def __str__(self) -> str:
        """Give the Vietnamese sentence."""
        return self.message


class _Producers:
    """Derived figures by target, so that two ways to one total are tried in turn."""

    def __init__(self) -> None:
        self.items: dict[tuple[str, str, int], list[tuple[Compiled, Speech]]] = {}
        self.operands: dict[tuple[str, str, int], tuple[Expr, Operands]] = {}

    def add(self, strip: Strip, offset: int, compiled: Compiled, speech: Speech) -> None:
        """Add one way to compute a cell (``offset`` ≥ 0) or a whole column (-1)."""
        key = (strip.field, strip.part, offset)
        self.items.setdefault(key, []).append((compiled, speech))


class Compiler:
    """Builds the checks of one form for one day (wordings and validity are settled before)."""

    def __init__(
        self, names: Names, fields: Sequence[Field], relations: Sequence[Relation]
    ) -> None:
        """Take the names and the fields and relations that are valid."""
        self.names, self.fields, self.relations = names, fields, relations
        self.checks: list[Check] = []
        self.producers = _Producers()
        self.path = ""

    def build(self) -> list[Check]:
        """Return all checks; raise FormProblem with the path of the first bad rule."""
        for field in self.fields:
            self._at(f"fields.{field.id}", lambda f=field: self._field(f))
        for rule in self.relations:
            self._at(f"relations.{rule.id}", lambda r=rule: _BUILDERS[type(r)](self, r))
        self._derive()
        return self.checks

    def _at(self, path: str, build: Callable[[], None]) -> None:
        try:
            build()
        except ExpressionProblem as problem:
            raise FormProblem(path, problem.message) from problem

    # -- fields ---------------------------------------------------------------------------------

    def _field(self, field: Field) -> None:
        if field.kind == "ratio":
            self._ratio(field)
        if field.kind == "selection":
            self.checks.append(SelectionCheck(field, compile_selection(field, self.names)))
        elif field.kind == "table":
            self._table(field)
        elif field.formula:
            speech = Speech("", field.code or "CALC", "error")
            self._formula(field.id, field.formula, field.missing, speech)
            if field.operands != "exact":
                strip = self.names.layout.strips[field.id, VALUE]
                expr = parse(field.formula)
                self.producers.operands[strip.field, strip.part, 0] = (expr, field.operands)

    def _ratio(self, field: Field) -> None:
        if field.base:
            text = field.base
            self._produce(
                f"{field.id}.{DENOMINATOR}", text, "skip_any", Speech("", "XSEC", "error")
            )
        if field.remainder:
            difference = f"{field.id}.{DENOMINATOR} - {field.id}.{NUMERATOR}"
            speech = Speech("", "REM", "error")
            self._produce(f"{field.id}.{REMAINDER}", difference, "skip_any", speech)
        strips = self.names.layout.strips
        trio = (
            strips[field.id, NUMERATOR],
            strips[field.id, DENOMINATOR],
            strips[field.id, PERCENT],
        )
        speech = Speech("", "", "error")
        self.checks.append(RateCheck(trio, field.decimals, field.coarse, speech, over=field.over))

    def _table(self, field: Field) -> None:
        for column in field.columns:
            if column.formula:
                speech = Speech("", "CALC", "error")
                self._formula(column.id, column.formula, "skip_any", speech, table=field.id)
            elif column.kind in _SUMMABLE:
                self._row_totals(field, self.names.layout.strips[field.id, column.id])

    def _row_totals(self, field: Field, strip: Strip) -> None:
        for position, row in enumerate(field.rows):
            if row.sums:
                cells = ", ".join(f"{field.id}[{name}].{strip.part}" for name in row.sums)
                compiled = self._compiled(f"SUM({cells})", "skip_all")
                self.producers.add(strip, position, compiled, Speech("", "SUM", "error"))

    # -- formulas -------------------------------------------------------------------------------

    def _formula(
        self, target: str, text: str, missing: str, speech: Speech, *, table: str = ""
    ) -> None:
        self._produce(target, text, missing, speech, table=table)

    def _produce(
        self, target: str, text: str, missing: str, speech: Speech, *, table: str = ""
    ) -> None:
        strip, offset = self.target(target, table)
        compiled = self._compiled(text, missing, table)
        self.producers.add(strip, offset, compiled, speech)

    def _compiled(
        self, text: str, missing: str, table: str = "", wanted: str = "number"
    ) -> Compiled:
        expr = parse(text, wanted=wanted)  # type: ignore[arg-type]  # one of its literals
        names = self.names._replace(table=table)
        plain = compile_formula(expr, names)
        if missing == "skip_any":
            return plain
        zero = compile_formula(expr, names, blank_is_zero=True)
        return zero if missing == "zero" else _unless_all_blank(zero, self._cells(expr, names))

    def _cells(self, expr: Expr, names: Names) -> list[Closure]:
        """Return one closure per reference: blank when none of its cells is filled."""
        closures = []
        for ref in references(expr):
            text = _as_text(ref)
            if isinstance(ref.row, RowRange):
                count = compile_formula(parse(f"COUNT({text})"), names).run
                closures.append(_none_if_zero(count))
            else:
                closures.append(compile_formula(parse(text), names).run)
        return closures

    def target(self, text: str, table: str = "") -> tuple[Strip, int]:
        """Return the strip a rule writes, and the row in it (from 0), or -1 for every row."""
        ref = self.reference(text)
        strips = self.names.layout.strips
        if table and ref.row is None and ref.part is None and (table, ref.field) in strips:
            return strips[table, ref.field], -1
        field, row = ref.field, ref.row
        if isinstance(row, RowRange):
            return self._strip(field, ref.part or VALUE, ref), -1
        strip = self._strip(field, ref.part or VALUE, ref)
        return strip, (row - 1 if isinstance(row, int) else 0)

    def _strip(self, field: str, part: str, ref: Ref) -> Strip:
        strip = self.names.layout.strips.get((field, part))
        if strip is None:
            raise ExpressionProblem(f"không có ô số “{field}.{part}”", ref.position)
        return strip

    @staticmethod
    def reference(text: str) -> Ref:
        """Return the one reference that ``text`` must be."""
        expr = parse(text, wanted="numbers" if "*" in text or ":" in text else "number")
        if not isinstance(expr, Ref):
            raise ExpressionProblem(f"“{text}” phải là tên một ô", 0)
        return expr

    # -- relations ------------------------------------------------------------------------------

    def ratio(self, rule: RatioRule) -> None:
        """Bind a ratio rule: to a table's columns, or to three single cells."""
        found = [self.target(text, rule.table)[0] for text in (rule.n, rule.d, rule.percent)]
        trio = (found[0], found[1], found[2])
        speech = _speech(rule, "")
        self.checks.append(RateCheck(trio, rule.decimals, (), speech, over=rule.over))

    def sum(self, rule: SumRule) -> None:
        """Bind a sum: whole columns at once in a table, else a formula over the parts."""
        speech = _speech(rule, "SUM")
        if rule.table and self._linear(rule.total, rule.parts, (), rule.table, speech):
            return
        text = f"SUM({', '.join(rule.parts)})"
        self._produce(rule.total, text, rule.missing, speech, table=rule.table)
        if rule.operands != "exact":
            strip, offset = self.target(rule.total, rule.table)
            self.producers.operands[strip.field, strip.part, offset] = (parse(text), rule.operands)

    def remainder(self, rule: RemainderRule) -> None:
        """Bind rest = whole − part."""
        speech = _speech(rule, "REM")
        if rule.table and self._linear(rule.rest, (rule.whole,), (rule.part,), rule.table, speech):
            return
        text = f"{rule.whole} - {rule.part}"
        self._produce(rule.rest, text, rule.missing, speech, table=rule.table)

    def _linear(
        self, target: str, plus: tuple[str, ...], minus: tuple[str, ...], table: str, speech: Speech
    ) -> bool:
        strips = self.names.layout.strips
        columns = [strips.get((table, name)) for name in (target, *plus, *minus)]
        if any(strip is None for strip in columns):
            return False
        known = [strip for strip in columns if strip is not None]
        total, terms = known[0], known[1:]
        self.checks.append(Linear(total, terms[: len(plus)], terms[len(plus) :], speech))
        return True

    def count(self, rule: CountRule) -> None:
        """Bind a counted total."""
        field = self.names.fields.get(rule.rows)
        listed = field is not None and field.kind in ("list", "documents") and not rule.condition
        inner = rule.rows if listed else f"{rule.rows}[*]"
        text = f"COUNT({inner}, {rule.condition})" if rule.condition else f"COUNT({rule.rows}[*])"
        self._produce(rule.total, text, rule.missing, _speech(rule, "COUNT"), table=rule.table)

    def parts(self, rule: PartsRule) -> None:
        """Bind an open list: every part at most the whole, and their sum when disjoint."""
        for part in rule.parts:
            self._at_most(rule, rule.whole, part, _speech(rule, "LE"))
        if rule.disjoint and len(rule.parts) > 1:
            total = f"SUM({', '.join(rule.parts)})"
            self._at_most(rule, rule.whole, total, _speech(rule, "PSUM"), missing="zero")

    def at_most(self, rule: AtMostRule) -> None:
        """Bind each neighbouring pair of the chain."""
        speech = _speech(rule, "LE")
        for high, low in zip(rule.chain, rule.chain[1:], strict=False):
            self._at_most(rule, high, low, speech)

    def _at_most(
        self, rule: PartsRule | AtMostRule, high: str, low: str, speech: Speech, missing: str = ""
    ) -> None:
        left = self._compiled(high, "skip_any", rule.table)
        right = self._compiled(low, missing or rule.missing, rule.table)
        self._compare(rule, left, right, speech, (low, high), lambda a, b: b <= a)

    def equal(self, rule: EqualRule) -> None:
        """Bind two prints of one fact: figures through the vector, texts as typed."""
        refs = (self.reference(rule.left), self.reference(rule.right))
        numeric = [(ref.field, ref.part or VALUE) in self.names.layout.strips for ref in refs]
        speech = _speech(rule, "XSEC")
        if all(numeric) or rule.table:
            left = self._compiled(rule.left, "skip_any", rule.table)
            right = self._compiled(rule.right, "skip_any", rule.table)
            pair = (rule.left, rule.right)
            self._compare(rule, right, left, speech, pair, lambda a, b: a == b)
            return
        keys = [CellKey(ref.field, 0, ref.part or VALUE) for ref in refs]
        self.checks.append(_same_text(keys[0], keys[1], speech))

    def _compare(
        self,
        rule: AtMostRule | PartsRule | EqualRule,
        left: Compiled,
        right: Compiled,
        speech: Speech,
        texts: tuple[str, str],
        ok: Callable[[object, object], bool],
    ) -> None:
        """Add a condition on two computed sides; the finding stands at the first text's cell."""

        def holds(c: Computation, i: int) -> bool | None:
            a, b = left.run(c, i), right.run(c, i)
            return None if a is None or b is None else ok(a, b)

        strip, offset = self._where(texts, rule.table)
        rows = strip.count if rule.table else 1

        def tell(c: Computation, i: int) -> Finding:
            return _compared(
                c, strip, i + max(offset, 0), (right.run(c, i), left.run(c, i)), speech
            )

        reads, row_reads = left.reads | right.reads, left.row_reads | right.row_reads
        self._condition(holds, tell, reads, row_reads, rows)

    def _condition(
        self,
        holds: Closure,
        tell: Callable[[Computation, int], Finding | None],
        reads: frozenset[tuple[str, str]],
        row_reads: frozenset[tuple[str, str]],
        rows: int,
    ) -> None:
        check = Condition(holds, tell, reads, rows=rows)
        check.row_reads = row_reads
        self.checks.append(check)

    def _where(self, texts: Iterable[str], table: str) -> tuple[Strip, int]:
        for text in texts:
            for ref in references(parse(text)):
                strip, offset = self.target(_as_text(ref), table)
                return strip, offset
        raise ExpressionProblem("quan hệ phải nêu ít nhất một ô", 0)

    def bounds(self, rule: BoundsRule) -> None:
        """Bind low ≤ value ≤ high."""
        low = f"{rule.value} >= {rule.low}" if rule.low else ""
        high = f"{rule.value} <= {rule.high}" if rule.high else ""
        test = " and ".join(text for text in (low, high) if text)
        compiled = self._compiled(test, "skip_any", rule.table, "truth")
        value = self._compiled(rule.value, "skip_any", rule.table)
        strip, offset = self._where((rule.value,), rule.table)
        allowed = f"{rule.low or '…'}–{rule.high or '…'}"
        speech = _speech(rule, "RANGE")

        def tell(c: Computation, i: int) -> Finding:
            return _ranged(c, strip, i + max(offset, 0), value.run(c, i), allowed, speech)

        rows = strip.count if rule.table else 1
        self._condition(compiled.run, tell, compiled.reads, compiled.row_reads, rows)

    def test(self, rule: ConditionRule) -> None:
        """Bind a free condition; it speaks in the pack's own words."""
        compiled = self._compiled(rule.test, rule.missing, rule.table, "truth")
        strip, offset = self._where(rule.places, rule.table) if rule.places else self._first(rule)
        speech = _speech(rule, "TEST")

        def tell(c: Computation, i: int) -> Finding:
            return _plain(c, strip.key(i + max(offset, 0)), speech)

        rows = strip.count if rule.table else 1
        self._condition(compiled.run, tell, compiled.reads, compiled.row_reads, rows)

    def _first(self, rule: ConditionRule) -> tuple[Strip, int]:
        ref = references(parse(rule.test, wanted="truth"))[0]
        return self.target(_as_text(ref), rule.table)

    def monotonic(self, rule: MonotonicRule) -> None:
        """Bind figures that do not fall."""
        self._against(rule, _speech(rule, "MONO"), lambda now, before: now >= before)

    def constant(self, rule: ConstantRule) -> None:
        """Bind figures that stay."""
        speech = _speech(rule, "CONST")
        self._against(rule, speech, lambda now, before: now == before, yearly=rule.yearly)

    def jump(self, rule: JumpRule) -> None:
        """Bind figures whose change is worth a word."""
        limit = rule.percent

        def calm(now: int, before: int) -> bool:
            return _HUNDRED * abs(now - before) <= limit * before

        self._against(rule, _speech(rule, "JUMP"), calm)

    def _against(
        self,
        rule: MonotonicRule | ConstantRule | JumpRule,
        speech: Speech,
        ok: Callable[[int, int], bool],
        *,
        yearly: bool = False,
    ) -> None:
        for text in rule.values:
            for strip, first, last in self._ranges(text):
                self.checks.append(Against(strip, (first, last), ok, speech, yearly=yearly))

    def _ranges(self, text: str) -> list[tuple[Strip, int, int]]:
        ref = self.reference(text)
        grid = self.names.grids.get(ref.field)
        if grid is not None and isinstance(ref.row, RowRange):
            rows = grid.rows[ref.row.start - 1 : ref.row.stop]
            found = [self.names.layout.strips.get((row.id, ref.part or VALUE)) for row in rows]
            return [(strip, 0, 1) for strip in found if strip is not None]
        strip, offset = self.target(text)
        if isinstance(ref.row, RowRange):
            return [(strip, ref.row.start - 1, ref.row.stop or strip.count)]
        return [(strip, max(offset, 0), max(offset, 0) + 1)]

    def units(self, rule: UnitsRule) -> None:
        """Bind a figure that is the sum of the units'."""
        for text in rule.values:
            strip, offset = self.target(text)
            self.checks.append(_unit_sum(strip, max(offset, 0), _speech(rule, "UNITS")))

    def pair(self, rule: PairRule) -> None:
        """Bind both or none."""
        self._presence(rule, "PAIR", lambda a, b: a == b)

    def exclusive(self, rule: ExclusiveRule) -> None:
        """Bind not both."""
        self._presence(rule, "EXCLUSIVE", lambda a, b: not (a and b))

    def _presence(
        self, rule: PairRule | ExclusiveRule, code: str, ok: Callable[[bool, bool], bool]
    ) -> None:
        left = self._compiled(f"TRONG({rule.left})", "skip_any", rule.table, "truth")
        right = self._compiled(f"TRONG({rule.right})", "skip_any", rule.table, "truth")
        strip, offset = self.target(rule.left, rule.table)
        speech = _speech(rule, code)
        rows = strip.count if rule.table else 1
        self._condition(
            lambda c, i: ok(not left.run(c, i), not right.run(c, i)),
            lambda c, i: _plain(c, strip.key(i + max(offset, 0)), speech),
            left.reads | right.reads,
            left.row_reads | right.row_reads,
            rows,
        )

    # -- derived figures --------------------------------------------------------------------------

    def _derive(self) -> None:
        for (field, part, offset), ways in self.producers.items.items():
            strip = self.names.layout.strips[field, part]
            reads = frozenset[tuple[str, str]]().union(*(way.reads for way, _ in ways))
            row_reads = frozenset[tuple[str, str]]().union(*(way.row_reads for way, _ in ways))
            check = Derived(
                strip,
                [(way.run, speech) for way, speech in ways],
                reads,
                row_wise=offset < 0,
                offset=max(offset, 0),
            )
            check.row_reads = row_reads
            rounded = self.producers.operands.get((field, part, offset))
            if rounded is not None:
                check.slack, check.mode = _last_digits(self.names, rounded[0]), rounded[1]
            self.checks.append(check)


def _speech(rule: Rule, code: str) -> Speech:
    return Speech(rule.id, rule.code or code, rule.severity, rule.message)


def _as_text(ref: Ref) -> str:
    """Print a reference without its scope, so that its own cell can be found."""
    row = ref.row
    if isinstance(row, RowRange):
        inner = "*" if row.start == 1 and row.stop is None else f"{row.start}:{row.stop}"
        where = f"[{inner}]"
    else:
        where = "" if row is None else f"[{row}]"
    return f"{ref.field}{where}" + (f".{ref.part}" if ref.part else "")


def _none_if_zero(run: Closure) -> Closure:
    return lambda c, i: run(c, i) or None


def _unless_all_blank(zero: Compiled, cells: list[Closure]) -> Compiled:
    def run(c: Computation, i: int) -> object:
        return None if all(cell(c, i) is None for cell in cells) else zero.run(c, i)

    return Compiled(run, zero.reads, zero.row_reads)  # type: ignore[arg-type]


def _compared(
    c: Computation, strip: Strip, offset: int, sides: tuple[object, object], speech: Speech
) -> Finding:
    key = strip.key(offset)
    words = c.sides(strip.column, *sides)
    return Finding(
        code=speech.code,
        severity=speech.severity,
        place=c.place(key),
        rule=speech.rule,
        key=key,
        given=words.given,
        expected=words.expected,
        difference=words.difference,
        message=sentence(speech.code, speech.template, label=c.label(key), **words.gaps()),
    )


def _ranged(
    c: Computation, strip: Strip, offset: int, value: object, allowed: str, speech: Speech
) -> Finding:
    key = strip.key(offset)
    typed = c.cells.get(key)
    given = shown(typed) if isinstance(typed, Decimal) else c.sides(strip.column, value, None).given
    return Finding(
        code=speech.code,
        severity=speech.severity,
        place=c.place(key),
        rule=speech.rule,
        key=key,
        given=given,
        expected=allowed,
        message=sentence(
            speech.code, speech.template, label=c.label(key), given=given, expected=allowed
        ),
    )


def _plain(c: Computation, key: CellKey, speech: Speech) -> Finding:
    return Finding(
        code=speech.code,
        severity=speech.severity,
        place=c.place(key),
        rule=speech.rule,
        key=key,
        message=sentence(speech.code, speech.template, label=c.label(key)),
    )


def _same_text(left: CellKey, right: CellKey, speech: Speech) -> Condition:
    def pair(c: Computation) -> tuple[CellValue | None, CellValue | None]:
        return c.effective(left), c.effective(right)

    def holds(c: Computation, _i: int) -> bool | None:
        a, b = pair(c)
        return None if a is None or b is None else a == b

    def tell(c: Computation, _i: int) -> Finding:
        a, b = (printed_day(str(value)) for value in pair(c))
        return Finding(
            code=speech.code,
            severity=speech.severity,
            place=c.place(left),
            rule=speech.rule,
            key=left,
            given=a,
            expected=b,
            message=sentence(
                speech.code, speech.template, label=c.label(left), given=a, expected=b
            ),
        )

    reads = frozenset({(left.field, left.part), (right.field, right.part)})
    return Condition(holds, tell, reads)


def _unit_sum(strip: Strip, offset: int, speech: Speech) -> Condition:
    key = strip.key(offset)
    slot = strip.start + offset

    def holds(c: Computation, _i: int) -> bool | None:
        total, now = c.outside("units", key), c.now[slot]
        return None if total is None or now is None else total == now

    def tell(c: Computation, _i: int) -> Finding:
        return _compared(c, strip, offset, (c.now[slot], c.outside("units", key)), speech)

    return Condition(holds, tell, frozenset({(strip.field, strip.part)}))


def _last_digits(names: Names, expr: Expr) -> Callable[[Computation], int]:
    """Return how far apart rounding may put a total and its parts: the sum of last digits, đồng."""
    refs = references(expr)
    return lambda c: sum(_last_digit(c, names, ref) for ref in refs)


def _last_digit(c: Computation, names: Names, ref: Ref) -> int:
    field = names.fields.get(ref.field)
    column = next((x for x in parts(field) if x.id == (ref.part or VALUE)), None) if field else None
    if field is None or column is None or column.kind != "money":
        return 0
    rows: Sequence[int] = c.rows(field.id) if isinstance(ref.row, RowRange) else (0,)
    typed = [c.cells.get(CellKey(field.id, row, column.id)) for row in rows]
    unit = column.unit or "đồng"
    return sum(last_digit_unit(value, unit) for value in typed if isinstance(value, Decimal))


_BUILDERS: Mapping[type, Callable[[Compiler, Any], None]] = {
    RatioRule: Compiler.ratio,
    SumRule: Compiler.sum,
    RemainderRule: Compiler.remainder,
    PartsRule: Compiler.parts,
    AtMostRule: Compiler.at_most,
    EqualRule: Compiler.equal,
    BoundsRule: Compiler.bounds,
    CountRule: Compiler.count,
    MonotonicRule: Compiler.monotonic,
    ConstantRule: Compiler.constant,
    JumpRule: Compiler.jump,
    UnitsRule: Compiler.units,
    PairRule: Compiler.pair,
    ExclusiveRule: Compiler.exclusive,
    ConditionRule: Compiler.test,
}
