"""The relations that a form demands, as typed records: the part of the vocabulary that checks.

A relation is a record first and an expression second: each kind brings its own exact check, its
sentence with the repair, and its Excel formula.
"""

from __future__ import annotations

from forms.vocabulary import Base, Decimals, Missing, Operands, Positive, RuleSeverity


class Rule(Base, frozen=True, kw_only=True):
    """What every relation has: a stable id, a severity, and optionally its own sentence.

    ``code`` overrides the kind's finding code. ``message`` may use ``{given}``, ``{expected}``
    and ``{difference}``.
    """

    id: str
    severity: RuleSeverity = "error"
    code: str = ""
    message: str = ""
    since: str = ""
    until: str = ""


class RowRule(Rule, frozen=True, kw_only=True):
    """A rule that may be applied to each row of ``table``, a fixed table or a list.

    Its bare names are columns then, and what it finds is told at the row's cell.
    """

    table: str = ""
    missing: Missing = "skip_any"


class RatioRule(RowRule, tag_field="kind", tag="ratio", frozen=True, kw_only=True):
    """``percent`` = round half up (100·n/d, ``decimals``); Nghị định-style reports print two."""

    n: str
    d: str
    percent: str
    decimals: Decimals = 2
    over: bool = False
    operands: Operands = "exact"


class SumRule(RowRule, tag_field="kind", tag="sum", frozen=True, kw_only=True):
    """Closed list: ``total`` = Σ ``parts`` (each an expression, ranges allowed)."""

    total: str
    parts: tuple[str, ...]
    operands: Operands = "exact"


class RemainderRule(RowRule, tag_field="kind", tag="remainder", frozen=True, kw_only=True):
    """``rest`` = ``whole`` − ``part``, exactly."""

    whole: str
    part: str
    rest: str


class PartsRule(RowRule, tag_field="kind", tag="parts", frozen=True, kw_only=True):
    """Open list: each part ≤ ``whole``; their sum too when they are ``disjoint``."""

    whole: str
    parts: tuple[str, ...]
    disjoint: bool = True


class AtMostRule(RowRule, tag_field="kind", tag="at_most", frozen=True, kw_only=True):
    """A chain that never grows: ``chain[0]`` ≥ ``chain[1]`` ≥ … and so on, pair by pair."""

    chain: tuple[str, ...]


class EqualRule(RowRule, tag_field="kind", tag="equal", frozen=True, kw_only=True):
    """Two prints of one fact: figures, dates or texts that must be the same."""

    left: str
    right: str


class BoundsRule(RowRule, tag_field="kind", tag="bounds", frozen=True, kw_only=True):
    """``low`` ≤ ``value`` ≤ ``high``; an empty bound is open.

    Bounds are numbers as text; those of a day are days: ``DAU_KY()``, ``NGAY(2025, 8, 15)``.
    """

    value: str
    low: str = ""
    high: str = ""


class CountRule(RowRule, tag_field="kind", tag="count", frozen=True, kw_only=True):
    """``total`` = number of rows of ``rows`` (list, table or grid) for which ``condition`` holds.

    Counted by what was chosen in the rows, its code is ``STATUS``.
    """

    total: str
    rows: str
    condition: str = ""


class MonotonicRule(Rule, tag_field="kind", tag="monotonic", frozen=True, kw_only=True):
    """Cumulative figures do not fall below the previous period's."""

    severity: RuleSeverity = "warning"
    values: tuple[str, ...]


class ConstantRule(Rule, tag_field="kind", tag="constant", frozen=True, kw_only=True):
    """Figures that stay as they were in the previous period (fixed facts).

    ``yearly`` figures are targets of a year: its first period is not compared with the year before.
    """

    severity: RuleSeverity = "warning"
    values: tuple[str, ...]
    yearly: bool = False


class JumpRule(Rule, tag_field="kind", tag="jump", frozen=True, kw_only=True):
    """A change above ``percent`` % against the previous period asks for a word."""

    severity: RuleSeverity = "note"
    values: tuple[str, ...]
    percent: Positive = 50


class UnitsRule(Rule, tag_field="kind", tag="units", frozen=True, kw_only=True):
    """``value`` = Σ of the same cell over the units that reported to this one."""

    values: tuple[str, ...]


class PairRule(RowRule, tag_field="kind", tag="both_or_none", frozen=True, kw_only=True):
    """Both sides filled, or neither."""

    left: str
    right: str


class ExclusiveRule(RowRule, tag_field="kind", tag="not_both", frozen=True, kw_only=True):
    """Never both sides filled."""

    left: str
    right: str


class ConditionRule(RowRule, tag_field="kind", tag="test", frozen=True, kw_only=True):
    """A condition in the expression language that must hold; ``message`` says it in words."""

    test: str
    places: tuple[str, ...] = ()


Relation = (
    RatioRule
    | SumRule
    | RemainderRule
    | PartsRule
    | AtMostRule
    | EqualRule
    | BoundsRule
    | CountRule
    | MonotonicRule
    | ConstantRule
    | JumpRule
    | UnitsRule
    | PairRule
    | ExclusiveRule
    | ConditionRule
)
