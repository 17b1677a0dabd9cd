"""What a department holds of other units' reports: files received, remarks, totals' sources.

A file that came in is never changed and never overwritten; what was decided about it is a record
beside it. A consolidated figure keeps whose figures it was made of.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal

import msgspec

from forms.cells import CellKey, CellValue

ReceiptState = Literal["accepted", "held", "refused", "superseded", "returned"]
"""``accepted`` counts in totals; ``held`` waits for a person's decision; ``refused`` never counts;
``superseded`` was replaced by a later submission of the same report; ``returned`` was sent back
with remarks and counts until its correction comes."""

COUNTS: Final = frozenset({"accepted", "returned"})
"""The states whose figures count in totals."""


class Receipt(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file that came in, what it says it is, and what was decided about it.

    ``number`` counts the files of this store from 1. ``sha256`` is of the file as it came, ``name``
    what it was called. ``report`` is the id that its sender's report has; with ``revision`` (lần
    nộp) it names one submission. ``data_sha256`` is of its canonical data. ``finalized_at`` is the
    sender's clock, ``at`` is when it came, both ISO 8601 with zone. ``warnings`` counts findings
    that the sender let pass with reasons. ``signers`` are the names on valid signatures. ``late``
    tells whether it came after its deadline. ``reason`` says why it was decided so. What a refused
    file did not say is empty.
    """

    number: int
    sha256: str
    name: str
    kind: Literal["package", "sheet"]
    state: ReceiptState
    at: str
    who: str
    form: str = ""
    pack_version: str = ""
    pack_sha256: str = ""
    unit: str = ""
    period: str = ""
    report: str = ""
    revision: int = 0
    data_sha256: str = ""
    finalized_at: str = ""
    warnings: int = 0
    signers: tuple[str, ...] = ()
    late: bool = False
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Return whether its figures count in totals."""
        return self.state in COUNTS

    @property
    def when(self) -> datetime:
        """Return when it came, on the wall clock."""
        return datetime.fromisoformat(self.at).replace(tzinfo=None)


class Remark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One remark of a receiver on a report: its place (``dvc12.n``; empty: the whole report)."""

    place: str
    text: Annotated[str, msgspec.Meta(min_length=1, max_length=2_000)]


class Contribution(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one unit's report gave to one consolidated cell.

    ``report`` and ``revision`` name the submission, ``sha256`` its data (empty for a report typed
    on this computer). ``value`` is as that unit printed it.
    """

    key: CellKey
    unit: str
    report: str
    revision: int
    sha256: str
    value: CellValue


class Returned(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One time that a submission was sent back: which, by whom, with which remarks.

    ``number`` is its receipt at the receiver's; 0 where it is an own report that came back.
    ``unit`` is who sends it back, ``who`` the person there, ``at`` their clock. ``sha256`` is of
    the return file. ``note`` is about the whole report and may be empty.
    """

    number: int
    report: str
    revision: int
    sha256: str
    unit: str
    who: str
    at: str
    note: str
    remarks: tuple[Remark, ...]


LeaveKind = Literal["exempt", "extend", "withdraw"]
"""A unit need not report, may report later, or neither any more."""


class Leave(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision on one unit's duty; the newest for a form, unit and period holds.

    An empty ``period`` means every one. ``until`` is the last day that was granted, ISO; empty for
    another kind than ``extend``.
    """

    kind: LeaveKind
    form: str
    unit: str
    period: str
    until: str
    reason: str
    who: str
    at: str
