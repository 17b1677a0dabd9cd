"""What the checks say: problems in the user's data, as values.

A finding names its rule by a stable code, its place, the numbers and the repair. The sentence is
made from the code's entry in :mod:`forms.messages`; tests and other programs name codes only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Literal

import msgspec

from forms.cells import CellKey

Severity = Literal["error", "warning", "note", "missing"]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "missing", "note")
"""In the order of the list on the screen. An error blocks finalizing unless accepted with a
reason, a warning wants a reason or a repair, a missing part blocks and is counted apart, a note
stays in the list."""


class Repair(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One change that makes the finding go away, applied with one key.

    ``kind`` is ``drop`` (the stated figure goes, the computed one is printed), ``set`` (the
    cell takes ``value``, as text that the cell's own parser reads) or ``confirm`` (the cell is the
    mark of what was carried over: somebody has looked at it and it stays as it is).
    """

    kind: Literal["drop", "set", "confirm"]
    field: str
    row: int
    part: str
    value: str | None = None

    @property
    def key(self) -> CellKey:
        """Return the cell that the repair changes."""
        return CellKey(self.field, self.row, self.part)


class Finding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=False):
    """One problem in a report.

    ``place`` is what the person jumps to: a field id, ``von_ds[3]``, or ``signature``. ``key``
    is the exact cell where there is one. ``given``, ``expected`` and ``difference`` are printed
    figures in Vietnamese notation, empty strings where the rule has none. ``hint`` is the likely
    slip in words. ``reason`` is set when somebody has accepted the finding in writing.
    """

    code: str
    severity: Severity
    place: str
    rule: str = ""
    key: CellKey | None = None
    given: str = ""
    expected: str = ""
    difference: str = ""
    message: str = ""
    hint: str = ""
    repair: Repair | None = None
    reason: str | None = None

    @property
    def id(self) -> str:
        """Return the finding's name inside its report, e.g. ``RATIO@dvc12``; stable over runs."""
        tail = f"#{self.rule}" if self.rule else ""
        return f"{self.code}@{self.place}{tail}"

    @property
    def fingerprint(self) -> str:
        """Return the hash of what was found: an acceptance lapses when the numbers change."""
        text = f"{self.id}\x1f{self.given}\x1f{self.expected}\x1f{self.difference}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


class Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody's written reason to let one finding pass, bound to the numbers they saw."""

    finding: str
    fingerprint: str
    reason: str
    who: str
    at: str


class Tally(msgspec.Struct, frozen=True):
    """Open findings by severity; an accepted finding is counted in ``accepted`` only."""

    error: int = 0
    warning: int = 0
    note: int = 0
    missing: int = 0
    accepted: int = 0

    @property
    def blocks(self) -> bool:
        """Return whether the report may not be finalized yet."""
        return bool(self.error or self.warning or self.missing)


def tally(findings: tuple[Finding, ...]) -> Tally:
    """Count open findings by severity."""
    counts = {"error": 0, "warning": 0, "note": 0, "missing": 0, "accepted": 0}
    for finding in findings:
        counts["accepted" if finding.reason is not None else finding.severity] += 1
    return Tally(**counts)


Rank = tuple[int, int, str]
"""Where a finding stands in the list: its place's position in the form, severity, id."""


def rank_of(finding: Finding, order: Mapping[str, int]) -> Rank:
    """Return a finding's rank; ``order`` gives the position of a field id in the form."""
    field = finding.place.partition("[")[0].partition(".")[0]
    return (order.get(field, len(order)), SEVERITIES.index(finding.severity), finding.id)


def with_reasons(
    findings: tuple[Finding, ...], acceptances: tuple[Acceptance, ...]
) -> tuple[Finding, ...]:
    """Attach written reasons to the findings whose numbers are still the accepted ones."""
    if not acceptances:
        return findings
    reasons = {(item.finding, item.fingerprint): item.reason for item in acceptances}
    return tuple(
        msgspec.structs.replace(finding, reason=reasons[finding.id, finding.fingerprint])
        if (finding.id, finding.fingerprint) in reasons
        else finding
        for finding in findings
    )
