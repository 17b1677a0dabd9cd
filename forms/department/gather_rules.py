"""How the reports of several units become one: the rule of each part of a form.

A pack names a rule (``gather``) only where that of the kind is not meant. By kind: counts, money
and both numbers of a rate or fraction are added (the rate follows from the sums), lists and
documents joined, words gathered under their units' names, dates and months taken from the latest
report. Percentages, speeds, ranks and choices that somebody typed have no rule: they cannot be made
of others. What the form computes is computed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from forms.cells import PERCENT, REMAINDER
from forms.checking.compiler import FormProblem
from forms.layout import PAIRS
from forms.model import Column, Field
from forms.printed.references import LISTS
from forms.vocabulary import Gather

_USUAL: Final[Mapping[str, Gather]] = {
    "int": "sum",
    "money": "sum",
    "ratio": "sum",
    "frac": "sum",
    "date": "latest",
    "month": "latest",
    "daterange": "latest",
    "text": "text",
    "rich": "text",
    "list": "union",
    "documents": "union",
}
_WORDS: Final = frozenset({"text", "latest", "none"})
_MEASURED: Final = frozenset({"latest", "max", "min", "none"})
_TAKEN: Final = frozenset({"latest", "none"})
_FITS: Final[Mapping[str, frozenset[str]]] = {
    "int": frozenset({"sum", "count", *_MEASURED}),
    "money": frozenset({"sum", *_MEASURED}),
    "ratio": frozenset({"sum", *_TAKEN}),
    "frac": frozenset({"sum", *_TAKEN}),
    "rank": _TAKEN,
    "pct": _MEASURED,
    "speed": _MEASURED,
    "date": _MEASURED,
    "month": _MEASURED,
    "daterange": _TAKEN,
    "text": _WORDS,
    "rich": _WORDS,
    "enum": _TAKEN,
    "list": frozenset({"union", *_TAKEN}),
    "documents": frozenset({"union", *_TAKEN}),
    "record": _TAKEN,
    "table": _TAKEN,
}
_COMPUTED: Final = frozenset({PERCENT, REMAINDER})


def rule_of(field: Field, column: Column) -> Gather:
    """Return the rule of one part of a field; never empty.

    A percentage and a remainder of a rate have none: they follow from its two numbers.
    """
    if field.kind in LISTS or (field.kind in PAIRS and column.id not in _COMPUTED):
        return field.gather or _USUAL.get(field.kind, "none")
    if field.kind in PAIRS:
        return "none"
    return column.gather or field.gather or _USUAL.get(column.kind, "none")


def refuse_gather(field: Field) -> None:
    """Refuse a rule that does not suit what it stands at; raises FormProblem with the place."""
    path = f"fields.{field.id}.gather"
    _fitting(path, field.kind, field.gather, formula=bool(field.formula))
    columns = f"fields.{field.id}.columns"
    for column in field.columns:
        if column.gather and field.kind in LISTS:
            what = f"cột “{column.id}”: danh sách được gộp cả dòng, quy tắc ghi ở chỉ tiêu"
            raise FormProblem(columns, what)
        _fitting(columns, column.kind, column.gather, formula=bool(column.formula))


def _fitting(path: str, kind: str, rule: Gather, *, formula: bool) -> None:
    if not rule:
        return
    if formula:
        raise FormProblem(path, "số do công thức tính được tính lại, không ghi cách tổng hợp")
    fits = _FITS.get(kind, frozenset())
    if rule not in fits:
        known = f", chỉ theo: {_joined(fits)}" if fits else ""
        raise FormProblem(path, f"loại “{kind}” không tổng hợp theo “{rule}”{known}")


def _joined(rules: Iterable[str]) -> str:
    return ", ".join(sorted(rules))
