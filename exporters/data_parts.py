"""Parts of `data.json` that `exporters.data_json.read` has let pass before, read without the rest.

For looking over hundreds of reports at once: what was let pass in them, which figures they say.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple, TypeVar

import msgspec

from exporters.data_json import Figure, exact, refused
from exporters.manifest import Counts

_Part = TypeVar("_Part")
_AFTER_COUNTS: Final = b',"derived":'


class LetPass(NamedTuple):
    """How many errors and warnings somebody let pass in a report, with a reason or unasked."""

    errors: int
    warnings: int


class _Judged(msgspec.Struct, frozen=True):
    counts: Counts
    accepted: tuple[_Severity, ...]


class _Severity(msgspec.Struct, frozen=True):
    severity: str


class _Figures(msgspec.Struct, frozen=True):
    figures: dict[str, Figure]
    derived: tuple[str, ...]


def let_pass(data: bytes) -> LetPass | None:
    """Count what was let pass in a report.

    The begin of its data is enough, as far as it says that; `None` where it does not.

    Raises:
        ExportProblem: Code `DATA`; it is not that data any more.
    """
    # Quotes inside texts are escaped, so these are the next key, in the order of the alphabet.
    end = data.find(_AFTER_COUNTS)
    if end < 0:
        return None
    content = _decoded(data[:end] + b"}", _Judged)
    severities = [one.severity for one in content.accepted]
    return LetPass(
        content.counts.error + severities.count("error"),
        content.counts.warning + severities.count("warning"),
    )


def typed_figures(data: bytes) -> dict[str, Decimal]:
    """Give the figures that somebody typed, by place, without those that follow from them.

    Raises:
        ExportProblem: Code `DATA`; it is not that data any more.
    """
    content = _decoded(data, _Figures)
    computed = frozenset(content.derived)
    return {
        place: exact(value) for place, value in content.figures.items() if place not in computed
    }


def _decoded(data: bytes, kind: type[_Part]) -> _Part:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise refused(str(error)) from error
