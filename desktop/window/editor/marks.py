"""Findings by place: which cell, row or section wears which sign, and which problem comes next.

Qt-free; kept up after each change by what came and went among the findings in the form's order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import compress, count
from operator import is_not
from typing import Final, NamedTuple

from desktop.window.editor.sheets import SIGNING
from forms.cells import CellKey
from forms.engine import Engine
from forms.findings import SEVERITIES, Finding, Severity, Tally
from forms.model import RECIPIENTS, SIGNATURE

Place = tuple[str, int]
"""A field and its row, 0 for the field as a whole."""
PROBLEMS: Final[tuple[Severity, ...]] = ("error", "warning")


class Position(NamedTuple):
    """Where the person is: a field and, inside it, a cell."""

    field: str = ""
    key: CellKey | None = None


class Turn(NamedTuple):
    """Findings that are no longer there, and those that were not there before."""

    gone: tuple[Finding, ...] = ()
    come: tuple[Finding, ...] = ()


class Marks:
    """The newest reading of the findings; accepted ones mark nothing but stay in ``findings``."""

    def __init__(self, engine: Engine, findings: tuple[Finding, ...]) -> None:
        """Sort ``findings``, which stand in the form's order."""
        self.findings: tuple[Finding, ...] = ()
        self._engine = engine
        self._cells: dict[CellKey, list[Finding]] = {}
        self._fields: dict[str, list[Finding]] = {}
        self._loose: dict[Place, list[Finding]] = {}
        self._sections: dict[str, Counter[Severity]] = {}
        self._tally: Counter[str] = Counter()
        self.take(findings)

    def take(self, findings: tuple[Finding, ...]) -> Turn:
        """Read the findings again; return which went and which came, each in the form's order."""
        turn = _moved(self.findings, findings)
        self.findings = findings
        for finding in turn.gone:
            self._count(finding, -1)
            for pile in self._piles(finding):
                del pile[next(i for i, known in enumerate(pile) if known is finding)]
        for finding in turn.come:
            self._count(finding, 1)
            for pile in self._piles(finding):
                pile.append(finding)
        self._put_in_order(turn.come)
        return _without_equal(turn)

    def _piles(self, finding: Finding) -> tuple[list[Finding], ...]:
        """Return the lists that an open finding stands in: of its field, and of its cell or row."""
        if finding.reason is not None:
            return ()
        field = field_of(finding)
        of_field = self._fields.setdefault(field, [])
        if finding.key is None:
            return of_field, self._loose.setdefault((field, row_of(finding)), [])
        return of_field, self._cells.setdefault(finding.key, [])

    def _count(self, finding: Finding, change: int) -> None:
        self._tally["accepted" if finding.reason is not None else finding.severity] += change
        if finding.reason is None:
            counts = self._sections.setdefault(self.section(finding), Counter())
            counts[finding.severity] += change

    def _put_in_order(self, come: Iterable[Finding]) -> None:
        """Bring the lists with new findings back into the form's order."""
        piles = [pile for f in come for pile in self._piles(f) if len(pile) > 1]
        if piles:
            places = {id(finding): place for place, finding in enumerate(self.findings)}
            for pile in piles:
                pile.sort(key=lambda finding: places[id(finding)])

    @property
    def tally(self) -> Tally:
        """Count the open findings by severity."""
        return Tally(**self._tally)

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
        return _worst_first(self._loose.get((field_id, row), []))

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


def _moved(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> Turn:
    """Return what is in only one of two readings; what stayed is the same object in both."""
    head = _alike(before, after)
    before, after = before[head:], after[head:]
    tail = _alike(before[::-1], after[::-1])
    before, after = before[: len(before) - tail], after[: len(after) - tail]
    stayed = set(map(id, before)) & set(map(id, after))
    return Turn(
        tuple(finding for finding in before if id(finding) not in stayed),
        tuple(finding for finding in after if id(finding) not in stayed),
    )


def _alike(one: tuple[Finding, ...], other: tuple[Finding, ...]) -> int:
    """Return how many of the first are the same."""
    differing = compress(count(), map(is_not, one, other))
    return next(differing, min(len(one), len(other)))


def _without_equal(turn: Turn) -> Turn:
    """Leave out what was found anew and says the same as before."""
    before: dict[str, list[Finding]] = {}
    for finding in turn.gone if turn.come else ():
        before.setdefault(finding.id, []).append(finding)
    same: set[int] = set()
    for finding in turn.come:
        twin = next((known for known in before.get(finding.id, ()) if known == finding), None)
        if twin is not None:
            before[finding.id].remove(twin)
            same |= {id(twin), id(finding)}
    gone, come = (tuple(f for f in each if id(f) not in same) for each in turn)
    return Turn(gone, come)


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
