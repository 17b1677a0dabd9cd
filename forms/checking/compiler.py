"""From a form's fields and relations to the checks that the engine runs.

Every name is resolved here, once. What cannot be resolved raises :class:`FormProblem` with the
path inside the pack, so a loaded form never fails later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from forms.checking import condition_rules, figure_rules, period_rules
from forms.checking.plan import Plan, PlanProblem
from forms.checking.rulebook import RuleBook
from forms.checking.selections import Selection, compile_selection
from forms.formula.expression import ExpressionProblem
from forms.model import Field
from forms.names import Names
from forms.relations import (
    AtMostRule,
    BoundsRule,
    ConditionRule,
    ConstantRule,
    CountRule,
    EqualRule,
    ExclusiveRule,
    JumpRule,
    MonotonicRule,
    PairRule,
    PartsRule,
    RatioRule,
    Relation,
    RemainderRule,
    SumRule,
    UnitsRule,
)


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


_BUILDERS: Mapping[type, Callable[[RuleBook, Any], None]] = {
    RatioRule: figure_rules.ratio,
    SumRule: figure_rules.total,
    RemainderRule: figure_rules.remainder,
    CountRule: figure_rules.count,
    PartsRule: condition_rules.parts,
    AtMostRule: condition_rules.at_most,
    EqualRule: condition_rules.equal,
    BoundsRule: condition_rules.bounds,
    PairRule: condition_rules.pair,
    ExclusiveRule: condition_rules.exclusive,
    ConditionRule: condition_rules.test,
    MonotonicRule: period_rules.monotonic,
    ConstantRule: period_rules.constant,
    JumpRule: period_rules.jump,
    UnitsRule: period_rules.units,
}


def compile_plan(names: Names, fields: Sequence[Field], relations: Sequence[Relation]) -> Plan:
    """Return the checks of the fields and relations that are valid together, in order.

    Raises FormProblem with the path of the first one that does not fit.
    """
    book = RuleBook(names)
    columns = figure_rules.derived_columns(relations)
    path = ""
    try:
        for field in fields:
            path = f"fields.{field.id}"
            figure_rules.field_figures(book, field, columns)
        for rule in relations:
            path = f"relations.{rule.id}"
            _BUILDERS[type(rule)](book, rule)
    except ExpressionProblem as problem:
        raise FormProblem(path, problem.message) from problem
    try:
        return Plan(book.checks())
    except PlanProblem as problem:
        raise FormProblem("relations", str(problem)) from problem


def compile_selections(names: Names) -> dict[str, Selection]:
    """Return the compiled selections of a form by field id."""
    found = {}
    for field in names.fields.values():
        if field.kind == "selection":
            try:
                found[field.id] = compile_selection(field, names)
            except ExpressionProblem as problem:
                raise FormProblem(f"fields.{field.id}", problem.message) from problem
    return found
