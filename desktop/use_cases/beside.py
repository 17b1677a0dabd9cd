"""What a report keeps beside its form's figures: marks of review, values without a place.

Looking for them goes through every cell, so they are looked for again only after one of them, or
the switch of a section, has changed.
"""

from __future__ import annotations

from collections.abc import Iterable

from forms.cells import CellKey
from forms.checking.review import unseen_fields
from forms.computation import Computation
from forms.findings import Finding
from forms.sources.upgrading import homeless_findings


class Beside:
    """The reserved cells of one open report, as they are now."""

    def __init__(self, computation: Computation) -> None:
        self._computation = computation
        self._unseen: tuple[str, ...] | None = None
        self._found: tuple[Finding, ...] | None = None

    def after(self, changed: frozenset[CellKey]) -> frozenset[CellKey]:
        """Hear of changed cells; return them."""
        fields = self._computation.engine.fields
        if any(key.field not in fields for key in changed):
            self._unseen = self._found = None
        return changed

    @property
    def unseen(self) -> tuple[str, ...]:
        """Return the fields in use that were carried over and that nobody has looked at."""
        if self._unseen is None:
            self._unseen = tuple(sorted(self._waiting(), key=self._place))
        return self._unseen

    def _waiting(self) -> Iterable[str]:
        c = self._computation
        return (name for name in unseen_fields(c.cells) if c.has_field(name))

    def _place(self, name: str) -> int:
        order = self._computation.engine.order
        return order.get(name, len(order))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return one note for each field whose values this version of the form has no place for."""
        if self._found is None:
            self._found = homeless_findings(self._computation)
        return self._found
