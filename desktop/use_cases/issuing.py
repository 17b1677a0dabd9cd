"""How a report leaves the house: what is kept with it then, its submissions counted.

A finalized report prints for ever what it printed then, whatever later lists, profiles and
neighbouring reports say. So its letterhead and its findings are kept with it when it is finalized,
as cells that no form can have (their fields begin with ``_``), under the same hash chain as every
other cell. A draft shows the names of today's list and what is found today.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

import msgspec

from forms.cells import VALUE, CellEdit, CellKey, Cells, CellValue, Change
from forms.composition import Office
from forms.department.receipts import Contribution
from forms.department.run_findings import without_twins
from forms.engine import Computation
from forms.findings import Finding
from forms.printed.signing import unlisted_signatory
from forms.printed.unit_table import UnitTable
from forms.report import LogRow

_LETTERHEAD: Final = "_letterhead"
_FINDINGS: Final = CellKey("_findings", 0, VALUE)
_PARTS: Final = Office.__struct_fields__
_EXPORT: Final = "export"
_LEFT: Final = frozenset({_EXPORT, "signed", "sent"})
_PAPER: Final = re.compile(r"\.pdf (\d{1,10}) ([0-9a-f]{64})\b")


class Kept(NamedTuple):
    """What a finalized report keeps beside its cells: its letterhead, what was found then."""

    office: Office
    findings: tuple[Finding, ...]


def _no_units(_: Computation) -> UnitTable:
    return UnitTable((), ())


def _nothing(_: Computation) -> tuple[Finding, ...]:
    return ()


class Origin(NamedTuple):
    """Where the figures of a report come from: what is to be said of that, and unit by unit.

    Nothing for a report that was not made of others.
    """

    said: tuple[Finding, ...] = ()
    units: Callable[[Computation], UnitTable] = _no_units
    given: Callable[[], tuple[Contribution, ...]] = tuple


class House(NamedTuple):
    """What a report takes from its unit: the letterhead of its day, and who may sign.

    ``signers`` is ``None`` where no list says who may; ``kept`` is what was kept with the report,
    ``None`` for one that was never finalized; ``notes`` are those on its cells, by place;
    ``origin`` tells where its figures come from, ``remarks`` which remarks of who sent the report
    back are not answered.
    """

    office: Office
    signers: tuple[str, ...] | None = None
    kept: Kept | None = None
    notes: Mapping[str, str] = MappingProxyType({})
    origin: Origin = Origin()
    remarks: Callable[[Computation], tuple[Finding, ...]] = _nothing

    def found(self, c: Computation) -> tuple[Finding, ...]:
        """Return what is found in the report, and what others have to say of it as it stands."""
        own = without_twins(c, self.origin.given)
        return (*own, *self.origin.said, *self.remarks(c))


def parted(cells: Cells) -> tuple[Cells, Kept | None]:
    """Return a stored report's cells that are its form's, and what was kept with them."""
    beside = {key: str(value) for key, value in cells.items() if _is_kept(key)}
    if _FINDINGS not in beside:
        return cells, None
    own = {key: value for key, value in cells.items() if key not in beside}
    said = {part: beside.get(CellKey(_LETTERHEAD, 0, part), "") for part in _PARTS}
    found = msgspec.json.decode(beside[_FINDINGS], type=tuple[Finding, ...])
    return own, Kept(Office(**said), found)


def kept_change(old: Kept | None, new: Kept | None) -> Change:
    """Return the change of a report's cells that keeps ``new`` instead of ``old``."""
    before, after = _cells(old), _cells(new)
    edits = (
        CellEdit(key, before.get(key), after.get(key))
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    )
    return Change("keep", tuple(edits))


def _cells(kept: Kept | None) -> dict[CellKey, CellValue]:
    if kept is None:
        return {}
    said = {CellKey(_LETTERHEAD, 0, part): getattr(kept.office, part) for part in _PARTS}
    found: dict[CellKey, CellValue] = {key: text for key, text in said.items() if text}
    return {**found, _FINDINGS: msgspec.json.encode(kept.findings).decode()}


def _is_kept(key: CellKey | None) -> bool:
    return key is not None and key.field.startswith("_")


def log_of(rows: Iterable[LogRow]) -> tuple[LogRow, ...]:
    """Return a report's log for people: without what is kept beside its cells."""
    return tuple(row for row in rows if not _is_kept(row.key))


def own_log(rows: Iterable[LogRow]) -> tuple[LogRow, ...]:
    """Return the log as the report's own data tell it: exporting adds nothing to it."""
    return tuple(row for row in log_of(rows) if row.action != _EXPORT)


def has_left(rows: Iterable[LogRow]) -> bool:
    """Return whether files of the newest finalizing were handed out."""
    left = False
    for row in rows:
        if row.action == "finalize":
            left = False
        left = left or row.action in _LEFT
    return left


# -- on its way ------------------------------------------------------------------------------------


class Paper(NamedTuple):
    """A PDF that was handed out: its size in bytes and its SHA-256."""

    size: int
    sha256: str


def handed_out(files: Mapping[str, tuple[int, str]]) -> str:
    """Return what the log says of exported files, given their sizes and hashes by name."""
    return ", ".join(f"{name} {size} {hashed}" for name, (size, hashed) in files.items())


def papers(rows: Iterable[LogRow]) -> frozenset[Paper]:
    """Return the PDFs that were handed out of the newest finalizing."""
    found: set[Paper] = set()
    for row in rows:
        if row.action == "finalize":
            found.clear()
        elif row.action == _EXPORT:
            said = _PAPER.findall(row.detail)
            found |= {Paper(int(size), hashed) for size, hashed in said}
    return frozenset(found)


def sending(day: str, channel: str, receipt: str) -> str:
    """Return what the log says of sending; the day comes first, for :func:`issued`."""
    return "; ".join(part for part in (day, channel, receipt) if part)


def signatory_findings(c: Computation, signers: Iterable[str] | None) -> tuple[Finding, ...]:
    """Return what the list of those who may sign, if there is one, has against who does."""
    found = None if signers is None else unlisted_signatory(c, signers, c.day)
    return () if found is None else (found,)
