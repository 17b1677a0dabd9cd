"""What a consolidation is remembered by: who should have reported, who did, with which data."""

from __future__ import annotations

import msgspec


class RunPart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The reports of one form in a run.

    ``place`` is the first field here that they fill. ``expected`` and ``missing`` are unit codes in
    the order of the list of units; ``short`` are units that sent fewer reports than expected of
    them. ``wanted`` and ``given`` count reports.
    """

    form: str
    place: str
    expected: tuple[str, ...]
    missing: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    wanted: int = 0
    given: int = 0


class RunSource(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One submission that a run took figures from.

    ``sha256`` is of its data, empty for a report typed on this computer.
    """

    unit: str
    report: str
    revision: int
    sha256: str = ""


class Run(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One consolidation of a report; ``at`` is this computer's clock, ISO 8601 with zone."""

    at: str
    who: str
    parts: tuple[RunPart, ...]
    sources: tuple[RunSource, ...]

    @property
    def expected(self) -> tuple[str, ...]:
        """Return the units that should have reported, each once."""
        return tuple(dict.fromkeys(code for part in self.parts for code in part.expected))

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the units that lack in any part, each once."""
        return tuple(dict.fromkeys(code for part in self.parts for code in part.missing))
