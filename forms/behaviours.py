"""How a cell behaves over the periods: flow, running total, state, target of the year, fact."""

from __future__ import annotations

from typing import Final

from forms.model import Column, Field
from forms.vocabulary import Behaviour

_WORDS: Final = frozenset({"text", "enum", "date", "month"})


def behaviour_of(field: Field, column: Column) -> Behaviour:
    """Return how one part of a field behaves; parts of a plain field are all alike.

    Flow is what a column of a list, record or table is when its author says nothing. So flow
    counts only where another column of the same sort (figures or words) says otherwise; else the
    field's own behaviour holds.
    """
    if not field.columns:
        return field.behaviour
    words = column.kind in _WORDS
    neighbours = (each for each in field.columns if (each.kind in _WORDS) is words)
    said = any(each.behaviour != "K" for each in neighbours)
    return column.behaviour if said else field.behaviour
