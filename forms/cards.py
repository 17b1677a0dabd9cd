"""A form at a glance: what lists and calendars need of it, read without the rest of its text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final, TypeVar

import msgspec

from forms.model import Due, Form
from forms.periods import PeriodRule

Order = tuple[str, tuple[tuple[int, int, str], ...]]
_PIECES: Final = re.compile(r"[0-9]+|[A-Za-z]+")
_EVER: Final = "9999-12-31"


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """The part of :class:`forms.model.Form` that names it and says who owes it by when.

    Everything here means there what it means here.
    """

    id: str
    version: str
    title: str
    period: PeriodRule
    level: str = ""
    owed_by: tuple[str, ...] = ()
    due: Due = Due()
    valid_from: str = ""
    valid_to: str = ""


F = TypeVar("F", bound=Card | Form)


def read_card(data: bytes) -> Card:
    """Read the card of a form from its canonical text, which has been checked when it was kept.

    Raises msgspec.DecodeError for what is no form.
    """
    return msgspec.json.decode(data, type=Card)


def order(form: Card | Form) -> Order:
    """Return what sorts a form's versions: when they begin to hold, then their numbers."""
    pieces = _PIECES.findall(form.version)
    numbered = ((1, int(p), "") if p.isdigit() else (0, 0, p) for p in pieces)
    return form.valid_from, tuple(numbered)


def in_force(known: Sequence[F], day: date) -> F:
    """Return which of a form's versions, the oldest first, holds on ``day``.

    Where none does, the newest that did before, else the first one to come.
    """
    iso = day.isoformat()
    begun = [form for form in known if form.valid_from <= iso]
    valid = [form for form in begun if iso <= (form.valid_to or _EVER)]
    return (valid or begun or known[:1])[-1]
