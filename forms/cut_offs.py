"""A form as a unit fills it whose superior has ordered another closing day or deadline.

Such a report is pinned to a text of its own, which does not travel with it. What may be ordered is
little enough to be tried: whoever has the form finds which order makes that very text.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

from forms import pack
from forms.model import Form
from forms.profile import CutOff, Profile

_DAYS: Final = (None, *range(1, 32))
_DUE: Final = (None, *range(32))
_HOURS: Final = (
    None,
    "",
    *(f"{hour:02d}:{half}" for hour in range(7, 19) for half in ("00", "30")),
)


def ordered(form: Form, fingerprint: str) -> Form | None:
    """Return the form with the cut-off that gives it this fingerprint, ``None`` where none does.

    Closing days, up to 31 days until the deadline, and half hours of a working day are tried.
    """
    return next((one for one in _every(form) if pack.fingerprint(one) == fingerprint), None)


def _every(form: Form) -> Iterator[Form]:
    """Return the form under each order, the usual ones first."""
    tried: set[tuple[object, object]] = set()
    for hour, due, day in itertools.product(_HOURS, _DUE, _DAYS):
        cut = CutOff(day=day, due_days=due, hour=hour)
        one = Profile(unit="", cut_offs={form.id: cut}).tailored(form)
        if (one.period, one.due) not in tried:
            tried.add((one.period, one.due))
            yield one
