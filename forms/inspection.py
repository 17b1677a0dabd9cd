"""All findings of one report, kept up to date while its cells change."""

from __future__ import annotations

from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from forms.checks import Span
from forms.field_checks import asked_totals, field_findings, form_findings
from forms.findings import Finding, Rank, rank_of
from forms.model import RECIPIENTS, SECTIONS, SIGNATURE

if TYPE_CHECKING:
    from forms.computation import Computation

Ranked = list[tuple[Rank, Finding]]
"""Findings, each with its place in the list."""

_RANK = itemgetter(0)
_OF_THE_WHOLE = frozenset({RECIPIENTS, SECTIONS, SIGNATURE})


class Inspection:
    """What the checks found, by check and instance, and what the fields lack, by field."""

    def __init__(self, c: Computation) -> None:
        """Check everything once."""
        self._c = c
        self._found: dict[int, dict[int, Ranked]] = {}
        self._by_field: dict[str, Ranked] = {}
        self._listed: tuple[Finding, ...] | None = None
        self.asked = asked_totals(c)
        """Fields that lack something or not by what their computed figure is."""
        for rank, check in enumerate(c.plan.checks):
            self.recheck(rank, (0, check.rows))
        for field in c.engine.fields.values():
            self._by_field[field.id] = self._ranked(field_findings(c, field))
        self._look_over()

    def _look_over(self) -> None:
        """Check the report as a whole again, and which parts of the form are in use."""
        c, self._listed = self._c, None
        self._of_whole = self._ranked(form_findings(c))
        self._unused = frozenset(name for name in c.engine.fields if not c.has_field(name))

    def _ranked(self, findings: Iterable[Finding]) -> Ranked:
        order = self._c.engine.order
        return [(rank_of(finding, order), finding) for finding in findings]

    def recheck(self, rank: int, instances: Span) -> None:
        """Check some instances of a check again."""
        check, found = self._c.plan.checks[rank], self._found.get(rank, {})
        broken = check.broken(self._c, instances)
        stale = [i for i in found if instances[0] <= i < instances[1]]
        if not broken and not stale:
            return
        self._listed = None
        for i in stale:
            del found[i]
        for i in broken:
            found[i] = self._ranked(check.explain(self._c, i))
        self._found[rank] = found

    def recheck_fields(self, fields: Iterable[str]) -> None:
        """Check some fields by themselves again."""
        for name in fields:
            field = self._c.engine.fields.get(name)
            if field is not None:
                found = self._ranked(field_findings(self._c, field))
                if found != self._by_field[name]:
                    self._by_field[name], self._listed = found, None
            if name in _OF_THE_WHOLE or (field is not None and field.kind == "documents"):
                self._look_over()

    def listed(self) -> tuple[Finding, ...]:
        """Return the findings of all parts of the form that are in use, in the form's order."""
        if self._listed is None:
            by_check = (told for rows in self._found.values() for told in rows.values())
            groups = (*by_check, *self._by_field.values())
            found = [one for group in groups for one in group if self._in_use(one[1])]
            found += self._of_whole
            found.sort(key=_RANK)
            self._listed = tuple(finding for _rank, finding in found)
        return self._listed

    def _in_use(self, finding: Finding) -> bool:
        return finding.key is None or finding.key.field not in self._unused
