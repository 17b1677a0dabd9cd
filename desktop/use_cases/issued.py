"""How far a finalized report has come on its way out of the house, as the trail tells it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from forms.report import LogRow

_ISO_DAY: Final = 10


class Issued(NamedTuple):
    """How far a finalized report has come: when a signed copy came back, on which day it was sent.

    ``returned`` is when its receiver sent it back. All are ISO and empty while it has not happened
    to the newest finalizing.
    """

    signed: str = ""
    sent: str = ""
    returned: str = ""


def issued(rows: Iterable[LogRow]) -> dict[str, Issued]:
    """Return by report how far each has come; ``rows`` are the lines of all, oldest first."""
    found: dict[str, Issued] = {}
    for row in rows:
        known = found.get(row.report, Issued())
        if row.action == "finalize":
            found[row.report] = Issued()
        elif row.action == "signed":
            found[row.report] = known._replace(signed=row.at)
        elif row.action == "sent":
            found[row.report] = known._replace(sent=row.detail[:_ISO_DAY])
        elif row.action == "return":
            found[row.report] = known._replace(returned=row.at)
    return found
