"""The figures that a form's relations say are another report's: an opening, a carried total.

``n_dau = truoc(n_cuoi)`` and ``da06_ht.n = bieu("F05").nv_ht`` check a figure; read from right to
left they also say what it should be, before anybody has typed it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from forms.cells import CellKey, CellValue
from forms.computation import Computation, valid
from forms.engine import Engine
from forms.formula.expression import parse
from forms.formula.formulas import compiled
from forms.formula.functions import Closure, Number
from forms.formula.syntax import Ref, references
from forms.layout import PERCENT_UNIT, from_units
from forms.model import Column
from forms.names import LISTS, Spot
from forms.relations import EqualRule

_INSIDE: Final = frozenset({"own", "row"})


class Link(NamedTuple):
    """One cell (with ``spot.by_row`` one per row) and the formula that says what it is.

    ``scopes`` are those of the formula beside the report's own: ``previous``, ``units`` or a
    form's id. ``mixed`` formulas read own cells, too.
    """

    rule: str
    spot: Spot
    run: Closure
    scopes: frozenset[str]
    mixed: bool

    def values(self, c: Computation) -> Iterator[tuple[CellKey, CellValue | None]]:
        """Yield each cell that a person fills with its value, ``None`` where it is not known."""
        for i in range(self.spot.rows if self.spot.by_row else 1):
            key = self.spot.key(i)
            if not c.is_derived(key) and c.has_field(key.field):
                yield key, _value(self.spot.column, self.run(c, i))


def links(engine: Engine, day: date) -> tuple[Link, ...]:
    """Return the links that are valid on ``day``, in the order of the form."""
    rules = (r for r in engine.form.relations if isinstance(r, EqualRule) and valid(r, day))
    found = (_link(engine, rule) for rule in rules)
    return tuple(link for link in found if link is not None)


def _link(engine: Engine, rule: EqualRule) -> Link | None:
    names = engine.names._replace(table=rule.table)
    left, right = parse(rule.left), parse(rule.right)
    refs = references(right)
    scopes = frozenset(ref.scope for ref in refs) - _INSIDE
    if not isinstance(left, Ref) or left.scope != "own" or not scopes:
        return None
    if rule.table and engine.fields[rule.table].kind in LISTS:
        return None  # nobody knows the rows of a list before they are typed
    spot = names.spot(left)
    mixed = any(ref.scope in _INSIDE for ref in refs)
    return Link(rule.id, spot, compiled(right, names, rule.missing).run, scopes, mixed)


def _value(column: Column, number: Number | None) -> CellValue | None:
    if number is None:
        return None
    units = Fraction(number) * (PERCENT_UNIT if column.kind == "pct" else 1)
    return from_units(column, int(units)) if units.denominator == 1 else None


def linked_values(c: Computation, scopes: frozenset[str]) -> Mapping[CellKey, CellValue | None]:
    """Return the cells whose links read nothing but ``scopes``, and their values."""
    found: dict[CellKey, CellValue | None] = {}
    for link in links(c.engine, c.day):
        if not link.mixed and link.scopes <= scopes:
            for key, value in link.values(c):
                found.setdefault(key, value)
    return found
