"""What a form computes: fields with formulas, rates, remainders, totals, counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from forms.cells import DENOMINATOR, NUMERATOR, PERCENT, REMAINDER
from forms.checking.derived import Terms, Way
from forms.checking.list_checks import ListRate
from forms.checking.operands import printed_operand
from forms.checking.rates import Interval, RateCheck, Trio
from forms.checking.remarks import Speech, rule_speech
from forms.checking.rulebook import RuleBook
from forms.checking.selections import SelectionCheck, compile_selection
from forms.formula.expression import ExpressionProblem
from forms.formula.sorts import asks_for_choices
from forms.formula.syntax import Binary, Call, Expr, Ref
from forms.layout import FIGURES, Strip
from forms.model import Column, Field, RowSpec
from forms.names import LISTS, Reach, Spot
from forms.relations import CountRule, RatioRule, Relation, RemainderRule, SumRule

if TYPE_CHECKING:
    from forms.computation import Computation
    from forms.verdicts import Operand

_SUMMABLE = frozenset({"int", "money", "speed"})


# --- fields --------------------------------------------------------------------------------------


def field_figures(book: RuleBook, field: Field, derived: frozenset[tuple[str, str]]) -> None:
    """Add what a field computes by itself; ``derived`` columns are computed by relations."""
    if field.kind == "ratio":
        _ratio(book, field)
    elif field.kind == "selection":
        book.add(SelectionCheck(field, compile_selection(field, book.names)))
    elif field.kind == "table":
        _table(book, field, derived)
    elif field.kind in LISTS:
        _columns(book, field)
    if field.formula:
        expr = book.read(field.formula)
        speech = Speech("", field.code or _formula_code(book, expr))
        book.produce(field.id, expr, speech, missing=field.missing, operands=field.operands)


def _ratio(book: RuleBook, field: Field) -> None:
    name = field.id
    if field.base:
        book.produce(f"{name}.{DENOMINATOR}", book.read(field.base), Speech("", "XSEC"))
    strips = book.names.layout.strips
    trio = Trio(strips[name, NUMERATOR], strips[name, DENOMINATOR], strips[name, PERCENT])
    if field.remainder:
        written = Reach(name, REMAINDER)
        book.compute(strips[name, REMAINDER], written, _difference(trio.d, trio.n))
    check = RateCheck(
        trio,
        Speech("", field.code),
        decimals=field.decimals,
        coarse=field.coarse,
        over=field.over,
    )
    book.add(check)


def _difference(whole: Strip, part: Strip) -> Way:
    """Return how a rate's remainder is computed: d − n."""

    def run(c: Computation, _i: int) -> int | None:
        d, n = c.now[whole.start], c.now[part.start]
        return None if d is None or n is None else d - n

    reads = frozenset({Reach(whole.field, whole.part), Reach(part.field, part.part)})
    return Way(run, reads, Speech("", "REM"))


def _table(book: RuleBook, field: Field, derived: frozenset[tuple[str, str]]) -> None:
    totals = [row for row in field.rows if row.sums]
    _columns(book, field)
    for column in field.columns:
        if column.formula:
            continue
        if column.kind in _SUMMABLE and (field.id, column.id) not in derived:
            for row in totals:
                _row_total(book, field, column, row)


def _columns(book: RuleBook, field: Field) -> None:
    """Add the columns that are computed row by row."""
    for column in field.columns:
        if column.formula:
            expr = book.read(column.formula)
            speech = Speech("", field.code or "CALC")
            book.produce(column.id, expr, speech, table=field.id)


def _formula_code(book: RuleBook, expr: Expr) -> str:
    return "STATUS" if asks_for_choices(expr, book.names) else "CALC"


def _row_total(book: RuleBook, field: Field, column: Column, row: RowSpec) -> None:
    cells = tuple(Ref(field.id, name, column.id) for name in row.sums)
    target = f"{field.id}[{row.id}].{column.id}"
    book.produce(target, Call("SUM", cells), Speech("", "SUM"), missing="skip_all")


# --- relations -----------------------------------------------------------------------------------


def ratio(book: RuleBook, rule: RatioRule) -> None:
    """Add a ratio rule: on a table's columns, or on three single cells."""
    n, d, p = (book.spot(text, rule.table) for text in (rule.n, rule.d, rule.percent))
    if n.listed and d.listed and p.listed:
        _list_ratio(book, rule, (n, d, p))
        return
    trio = Trio.of((n, d, p))
    if trio is None or len({n.by_row, d.by_row, p.by_row}) > 1:
        raise ExpressionProblem("tử số, mẫu số và tỷ lệ phải cùng là cột của bảng", 0)
    _rated(n, d, p)
    check = RateCheck(
        trio,
        rule_speech(rule, ""),
        decimals=rule.decimals,
        over=rule.over,
        interval=_interval(rule, n, d),
    )
    book.add(check)


def _interval(rule: RatioRule, n: Spot, d: Spot) -> Interval | None:
    mode = rule.operands
    if mode == "exact" or n.column.kind != "money":
        return None

    def read(c: Computation, i: int) -> tuple[Operand, Operand]:
        return (
            printed_operand(c, n.key(i), n.column, mode),
            printed_operand(c, d.key(i), d.column, mode),
        )

    return read


def _rated(n: Spot, d: Spot, p: Spot) -> None:
    if p.column.kind != "pct" or n.column.kind != d.column.kind or n.column.kind not in FIGURES:
        raise ExpressionProblem("tỷ lệ phải là ô phần trăm, tử số và mẫu số cùng loại", 0)


def _list_ratio(book: RuleBook, rule: RatioRule, spots: tuple[Spot, Spot, Spot]) -> None:
    _rated(*spots)
    if rule.operands != "exact":
        raise ExpressionProblem("tỷ lệ trong danh sách chỉ tính trên số chính xác", 0)
    speech = rule_speech(rule, "")
    book.add(ListRate(spots, speech, decimals=rule.decimals, over=rule.over))


def total(book: RuleBook, rule: SumRule) -> None:
    """Add a sum of a closed list of parts."""
    if not rule.parts:
        raise ExpressionProblem("tổng phải có ít nhất một phần", 0)
    plain = rule.missing == "skip_any" and rule.operands == "exact"
    book.produce(
        rule.total,
        Call("SUM", book.listed(rule.parts)),
        rule_speech(rule, "SUM"),
        missing=rule.missing,
        table=rule.table,
        operands=rule.operands,
        terms=_terms(book, rule.table, rule.total, rule.parts) if plain else None,
    )


def remainder(book: RuleBook, rule: RemainderRule) -> None:
    """Add rest = whole − part."""
    plain = rule.missing == "skip_any"
    terms = _terms(book, rule.table, rule.rest, (rule.whole,), (rule.part,)) if plain else None
    expr = Binary("-", book.read(rule.whole), book.read(rule.part))
    speech = rule_speech(rule, "REM")
    book.produce(rule.rest, expr, speech, missing=rule.missing, table=rule.table, terms=terms)


def _terms(
    book: RuleBook, table: str, target: str, plus: tuple[str, ...], minus: tuple[str, ...] = ()
) -> Terms | None:
    """Return the columns of a sum in a table; ``None`` where it is more than that."""
    if not table:
        return None
    found = [book.names.layout.strips.get((table, name)) for name in (target, *plus, *minus)]
    strips = [strip for strip in found if strip is not None]
    if len(strips) < len(found) or len({strip.column.kind == "pct" for strip in strips}) > 1:
        return None
    return Terms(tuple(strips[1 : 1 + len(plus)]), tuple(strips[1 + len(plus) :]))


def count(book: RuleBook, rule: CountRule) -> None:
    """Add a counted total: rows of a list, or rows for which a condition holds."""
    condition = f", {rule.condition}" if rule.condition else ""
    expr = book.read(f"COUNT({rule.rows}[*]{condition})")
    if not isinstance(expr, Call):
        raise ExpressionProblem(f"“{rule.condition}” phải là một điều kiện", 0)
    code = "STATUS" if asks_for_choices(expr, book.names) else "COUNT"
    speech = rule_speech(rule, code)
    book.produce(rule.total, expr, speech, missing=rule.missing, table=rule.table)


def derived_columns(relations: Sequence[Relation]) -> frozenset[tuple[str, str]]:
    """Return the table columns that relations compute in every row, totals included."""
    targets = set()
    for rule in relations:
        if isinstance(rule, SumRule):
            targets.add((rule.table, rule.total))
        elif isinstance(rule, RemainderRule):
            targets.add((rule.table, rule.rest))
        elif isinstance(rule, CountRule):
            targets.add((rule.table, rule.total))
    return frozenset(targets)
