"""All findings of one report, kept up to date while its cells change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from operator import itemgetter
from typing import TYPE_CHECKING

from forms.checking.checks import Span
from forms.checking.citations import may_cite
from forms.checking.field_checks import field_findings, form_findings
from forms.checking.presence import asked_totals
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
        self._list: Ranked = []
        self._told: tuple[Finding, ...] | None = None
        self.asked = asked_totals(c)
        """Fields that lack something or not by what their computed figure is."""
        for rank, check in enumerate(c.plan.checks):
            for i in check.broken(c, (0, check.rows)):
                self._found.setdefault(rank, {})[i] = self._ranked(check.explain(c, i))
        for field in c.engine.fields.values():
            self._by_field[field.id] = self._ranked(field_findings(c, field))
        self._look_over()

    def _ranked(self, findings: Iterable[Finding]) -> Ranked:
        order = self._c.engine.order
        return [(rank_of(finding, order), finding) for finding in findings]

    def _look_over(self) -> None:
        """Check the report as a whole again, and which parts of the form are in use."""
        c = self._c
        self._unused = frozenset(name for name in c.engine.fields if not c.has_field(name))
        by_check = (told for rows in self._found.values() for told in rows.values())
        groups = (*by_check, *self._by_field.values())
        found = [one for group in groups for one in group if self._in_use(one[1])]
        self._list = sorted((*found, *self._ranked(form_findings(c))), key=_RANK)
        self._told = None

    def _in_use(self, finding: Finding) -> bool:
        return finding.key is None or finding.key.field not in self._unused

    def recheck(self, rank: int, instances: Span) -> None:
        """Check some instances of a check again."""
        check, found = self._c.plan.checks[rank], self._found.get(rank, {})
        broken = check.broken(self._c, instances)
        if not broken and not found:
            return
        stale = [i for i in found if instances[0] <= i < instances[1]]
        for i in stale:
            self._replace(found.pop(i), [])
        for i in broken:
            found[i] = self._ranked(check.explain(self._c, i))
            self._replace([], found[i])
        self._found[rank] = found

    def recheck_fields(self, fields: Iterable[str]) -> None:
        """Check some fields by themselves again."""
        for name in fields:
            field = self._c.engine.fields.get(name)
            if field is not None:
                found = self._ranked(field_findings(self._c, field))
                if found != self._by_field[name]:
                    self._replace(self._by_field[name], found)
                    self._by_field[name] = found
            if name in _OF_THE_WHOLE or (field is not None and may_cite(self._c, field)):
                self._look_over()

    def _replace(self, old: Ranked, new: Ranked) -> None:
        """Take findings out of the list and put others in, at their places."""
        for one in old:
            if self._in_use(one[1]):
                del self._list[bisect_left(self._list, one[0], key=_RANK)]
        for one in new:
            if self._in_use(one[1]):
                insort(self._list, one, key=_RANK)
        self._told = None

    def listed(self) -> tuple[Finding, ...]:
        """Return the findings of all parts of the form that are in use, in the form's order."""
        if self._told is None:
            self._told = tuple(finding for _rank, finding in self._list)
        return self._told
