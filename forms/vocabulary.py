"""What every record of a pack is made of: worded texts, kinds, behaviours, severities."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec


class Base(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True
):
    """Common options of every record in a pack."""


class Wording(Base, frozen=True, kw_only=True):
    """One wording of a label or sentence and the days it is valid on.

    ``since`` and ``until`` are ISO dates, inclusive, compared with the last day of the report's
    period; empty means no limit.
    """

    text: str
    since: str = ""
    until: str = ""


Worded = str | tuple[Wording, ...]
"""A text, or several wordings of it by time."""

FieldKind = Literal[
    "int",
    "pct",
    "ratio",
    "frac",
    "rank",
    "money",
    "speed",
    "date",
    "month",
    "daterange",
    "text",
    "rich",
    "enum",
    "record",
    "list",
    "documents",
    "table",
    "selection",
]
ColumnKind = Literal["int", "pct", "money", "speed", "date", "month", "text", "enum"]
Behaviour = Literal["K", "L", "T", "N", "C"]
"""K flow of the period, L cumulative, T state, N target of the year, C fixed fact."""
Gather = Literal["", "sum", "latest", "union", "text", "max", "min", "count", "none"]
"""How the reports of several units become one figure; empty: as the kind says, see
:mod:`forms.department.gather_rules`."""
Evidence = Literal["S", "I", "P", "E"]
"""S printed in a source, I inferred, P proposed, E public fact from elsewhere."""
Missing = Literal["skip_any", "skip_all", "zero"]
"""What a relation does with blanks: not evaluated when any operand is blank; when all are blank
(else blanks count 0); never (blanks count 0)."""
Operands = Literal["exact", "rounded", "truncated"]
"""How printed operands stand for true ones; see :func:`forms.verdicts.totals_meet`."""
RuleSeverity = Literal["error", "warning", "note"]
Decimals = Annotated[int, msgspec.Meta(ge=0, le=4)]
"""Decimals of a percentage: at most as many as a percentage can be typed with."""
Positive = Annotated[int, msgspec.Meta(ge=1, le=1_000_000)]
