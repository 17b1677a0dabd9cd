"""All findings of one report, kept up to date while its cells change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from forms.checks import Span
from forms.field_checks import field_findings, form_findings
from forms.findings import Finding, ordered
from forms.model import RECIPIENTS, SECTIONS, SIGNATURE

if TYPE_CHECKING:
    from forms.computation import Computation

_OF_THE_WHOLE = frozenset({RECIPIENTS, SECTIONS, SIGNATURE})


class Inspection:
    """What the checks found, by check and instance, and what the fields lack, by field."""

    def __init__(self, c: Computation) -> None:
        """Check everything once."""
        self._c = c
        self._found: dict[int, dict[int, tuple[Finding, ...]]] = {}
        self._by_field: dict[str, tuple[Finding, ...]] = {}
        self._listed: tuple[Finding, ...] | None = None
        for rank, check in enumerate(c.plan.checks):
            self.recheck(rank, (0, check.rows))
        for field in c.engine.fields.values():
            self._by_field[field.id] = field_findings(c, field)

    def recheck(self, rank: int, instances: Span) -> None:
        """Check some instances of a check again."""
        check, found = self._c.plan.checks[rank], self._found.get(rank, {})
        broken = check.broken(self._c, instances)
        if not found and not broken:
            return
        self._listed = None
        kept = {i: told for i, told in found.items() if not instances[0] <= i < instances[1]}
        told = {i: check.explain(self._c, i) for i in broken}
        self._found[rank] = kept | {i: findings for i, findings in told.items() if findings}

    def recheck_fields(self, fields: Iterable[str]) -> None:
        """Check some fields by themselves again."""
        for name in fields:
            field = self._c.engine.fields.get(name)
            if field is not None:
                found = field_findings(self._c, field)
                if found != self._by_field[name]:
                    self._by_field[name], self._listed = found, None
            if name in _OF_THE_WHOLE or (field is not None and field.kind == "documents"):
                self._listed = None

    def listed(self) -> tuple[Finding, ...]:
        """Return the findings of all parts of the form that are in use, in the form's order."""
        if self._listed is None:
            by_check = self._found.values()
            found = [one for rows in by_check for findings in rows.values() for one in findings]
            found += [one for findings in self._by_field.values() for one in findings]
            named = {one.key.field for one in found if one.key is not None}
            used = {name for name in named if self._c.has_field(name)}
            kept = [one for one in found if one.key is None or one.key.field in used]
            whole = form_findings(self._c)
            self._listed = ordered((*kept, *whole), self._c.engine.order)
        return self._listed
