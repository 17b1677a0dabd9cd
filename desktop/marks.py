"""Findings by place: which cell, row or section wears which sign, and which problem comes next.

Qt-free; made anew after each change from the findings in the form's order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, NamedTuple

from desktop.sheets import SIGNING
from forms.cells import CellKey
from forms.engine import Engine
from forms.findings import SEVERITIES, Finding, Severity
from forms.model import RECIPIENTS, SIGNATURE

Place = tuple[str, int]
"""A field and its row, 0 for the field as a whole."""
PROBLEMS: Final[tuple[Severity, ...]] = ("error", "warning")


class Position(NamedTuple):
    """Where the person is: a field and, inside it, a cell."""

    field: str = ""
    key: CellKey | None = None


class Marks:
    """One reading of the findings; accepted ones mark nothing but stay in ``findings``."""

    def __init__(self, engine: Engine, findings: tuple[Finding, ...]) -> None:
        """Sort ``findings``, which stand in the form's order."""
        self.findings = findings
        self._engine = engine
        self._cells: dict[CellKey, list[Finding]] = {}
        self._fields: dict[str, list[Finding]] = {}
        self._sections: dict[str, Counter[Severity]] = {}
        for finding in findings:
            if finding.reason is None:
                self._file(finding)

    def _file(self, finding: Finding) -> None:
        if finding.key is not None:
            self._cells.setdefault(finding.key, []).append(finding)
        self._fields.setdefault(field_of(finding), []).append(finding)
        counts = self._sections.setdefault(self.section(finding), Counter())
        counts[finding.severity] += 1

    def at(self, key: CellKey) -> tuple[Finding, ...]:
        """Return the open findings of a cell, the worst first."""
        return _worst_first(self._cells.get(key, []))

    def of_field(self, field_id: str, row: int = 0) -> tuple[Finding, ...]:
        """Return the open findings of a field, or of one row of a list, the worst first."""
        found = self._fields.get(field_id, [])
        if row:
            found = [f for f in found if row_of(f) == row]
        return _worst_first(found)

    def loose(self, field_id: str, row: int = 0) -> tuple[Finding, ...]:
        """Return the open findings of a field or row that name no cell."""
        return tuple(f for f in self.of_field(field_id) if f.key is None and row_of(f) == row)

    def differing(self, other: Marks) -> frozenset[Place]:
        """Return the rows whose open findings are not the same in another reading."""
        names = self._fields.keys() | other._fields.keys()
        changed = (n for n in names if self._fields.get(n) != other._fields.get(n))
        return frozenset(
            (name, row)
            for name in changed
            for row in _differing(self._fields.get(name, ()), other._fields.get(name, ()))
        )

    def count(self, section_id: str, severity: Severity) -> int:
        """Return how many open findings a section has, its inner sections not counted."""
        counts = self._sections.get(section_id)
        return 0 if counts is None else counts[severity]

    def section(self, finding: Finding) -> str:
        """Return the section that shows what a finding is about."""
        return section_of(self._engine, field_of(finding))

    def next(
        self, here: Position, severities: tuple[Severity, ...], *, back: bool = False
    ) -> Finding | None:
        """Return the next open finding after ``here`` (before it with ``back``), going round."""
        wanted = [f for f in self.findings if f.reason is None and f.severity in severities]
        if not wanted:
            return None
        ranks = [self._rank(field_of(f)) for f in wanted]
        mine = self._rank(here.field)
        hits = [i for i, f in enumerate(wanted) if here.key is not None and f.key == here.key]
        if back:
            before = hits[0] if hits else sum(rank < mine for rank in ranks)
            return wanted[before - 1]
        after = hits[-1] + 1 if hits else sum(rank < mine for rank in ranks)
        return wanted[after % len(wanted)]

    def _rank(self, field_id: str) -> int:
        if not field_id:
            return -1
        order = self._engine.order
        return order.get(field_id, len(order))


def _differing(mine: Iterable[Finding], others: Iterable[Finding]) -> set[int]:
    """Return the rows of one field that have other findings, or the same in another order."""
    rows: tuple[dict[int, list[Finding]], dict[int, list[Finding]]] = ({}, {})
    for findings, by_row in zip((mine, others), rows, strict=True):
        for finding in findings:
            by_row.setdefault(row_of(finding), []).append(finding)
    before, after = rows
    return {row for row in before.keys() | after.keys() if before.get(row) != after.get(row)}


def field_of(finding: Finding) -> str:
    """Return the field or grid row that a finding is about."""
    if finding.key is not None:
        return finding.key.field
    return finding.place.partition("[")[0].partition(".")[0]


def row_of(finding: Finding) -> int:
    """Return the list row that a finding is about, 0 for none."""
    if finding.key is not None:
        return finding.key.row
    inside = finding.place.partition("[")[2].partition("]")[0]
    return int(inside) if inside.isdecimal() else 0


def section_of(engine: Engine, field_id: str) -> str:
    """Return the section in which a field is filled in; the first one for an unknown field."""
    if field_id in (SIGNATURE, RECIPIENTS):
        return SIGNING
    chain = engine.home.get(field_id)
    return chain[-1].id if chain else next(iter(engine.sections), SIGNING)


def _worst_first(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: SEVERITIES.index(finding.severity)))
