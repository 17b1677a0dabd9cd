"""How a report leaves the house: its letterhead kept with it, its submissions counted.

A finalized report prints for ever what it printed then. So the letterhead is kept with the report
when it is finalized, as cells that no form can have (their field begins with ``_``), under the same
log as every other cell; a draft always shows the names of today's list and profile.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from forms.cells import CellEdit, CellKey, Cells, Change
from forms.composition import Office
from forms.engine import Computation
from forms.findings import Acceptance, Finding
from forms.report import LogRow
from forms.signing import unlisted_signatory

LETTERHEAD: Final = "_letterhead"
_PARTS: Final = Office.__struct_fields__
_EXPORT: Final = "export"
_LEFT: Final = frozenset({_EXPORT, "sent"})


class House(NamedTuple):
    """What a report takes from its unit: the letterhead of its day, and who may sign.

    ``signers`` is ``None`` where no list says who may; ``kept`` is the letterhead that was kept
    with the report, ``None`` for one without.
    """

    office: Office
    signers: tuple[str, ...] | None = None
    kept: Office | None = None


def parted(cells: Cells) -> tuple[Cells, Office | None]:
    """Return a stored report's cells that are its form's, and the letterhead kept with them."""
    kept = {key.part: str(value) for key, value in cells.items() if key.field == LETTERHEAD}
    if not kept:
        return cells, None
    own = {key: value for key, value in cells.items() if key.field != LETTERHEAD}
    return own, Office(**{part: kept.get(part, "") for part in _PARTS})


def office_change(old: Office | None, new: Office | None) -> Change:
    """Return the change of a report's cells that keeps another letterhead, or none at all."""
    before, after = _said(old), _said(new)
    parts = [part for part in _PARTS if before.get(part) != after.get(part)]
    edits = (CellEdit(_key(part), before.get(part), after.get(part)) for part in parts)
    return Change("letterhead", tuple(edits))


def _said(office: Office | None) -> Mapping[str, str]:
    return {part: getattr(office, part) for part in _PARTS if office and getattr(office, part)}


def _key(part: str) -> CellKey:
    return CellKey(LETTERHEAD, 0, part)


def own_log(rows: Iterable[LogRow]) -> tuple[LogRow, ...]:
    """Return the log as the report's own data tell it: exporting adds nothing to it."""
    return tuple(row for row in rows if row.action != _EXPORT)


def has_left(rows: Iterable[LogRow]) -> bool:
    """Return whether files of the newest finalizing were handed out."""
    left = False
    for row in rows:
        if row.action == "finalize":
            left = False
        left = left or row.action in _LEFT
    return left


def signatory_findings(
    c: Computation, house: House, acceptances: Iterable[Acceptance], *, editable: bool
) -> tuple[Finding, ...]:
    """Return what the list of those who may sign has against the one who does.

    Of a finalized report only what was let pass then: later lists say nothing about it.
    """
    listed = () if not editable else house.signers
    found = None if listed is None else unlisted_signatory(c, listed, c.day)
    if found is None:
        return ()
    passed = {(item.finding, item.fingerprint) for item in acceptances}
    return (found,) if editable or (found.id, found.fingerprint) in passed else ()
