"""A report as it is kept: who owes it, for when, in which state, with which cells."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from forms.cells import CellKey, CellValue
from forms.findings import Acceptance

Status = Literal["draft", "finalized", "deleted"]
Issue = Literal["export", "signed", "sent"]
"""What happens to a finalized report on its way out: files made, a signed copy back, handed in."""


class ReportHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What tells one report from another.

    ``id`` is ``FORM-UNIT-PERIOD`` (``F02-91-2024-07``), with ``-2``, ``-3`` … where a form is
    asked for several times in one period. ``pack_sha256`` pins the exact form version the report
    is typed in. ``revision`` is the submission number (lần nộp), from 1. Times are ISO 8601 with
    zone, given by the caller; ``finalized_at`` is empty in a draft.
    """

    id: str
    form: str
    pack_version: str
    pack_sha256: str
    unit: str
    period: str
    revision: int = 1
    status: Status = "draft"
    created_at: str
    finalized_at: str = ""


class KeptPack(NamedTuple):
    """One form version by name: its canonical text has this SHA-256."""

    form: str
    version: str
    sha256: str


class StoredReport(msgspec.Struct, frozen=True):
    """A report read back: its head, every filled cell, and the written acceptances."""

    head: ReportHead
    cells: dict[CellKey, CellValue]
    acceptances: tuple[Acceptance, ...] = ()


class LogRow(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the append-only trail.

    ``seq`` orders the trail (never the time of day: clocks are set back). ``key`` is set for a
    cell's change; ``detail`` carries a reason or a file name for other actions. ``hash`` is the
    SHA-256 over the row's content and the previous row's hash.
    """

    seq: int
    report: str
    at: str
    who: str
    action: str
    key: CellKey | None = None
    old: CellValue | None = None
    new: CellValue | None = None
    detail: str = ""
    hash: str = ""


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """A report frozen at finalizing: canonical JSON bytes and their SHA-256."""

    report: str
    revision: int
    at: str
    data: bytes
    sha256: str
