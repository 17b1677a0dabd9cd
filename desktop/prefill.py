"""Filling the open report from an old one in words: read the file, show, take what was chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from desktop.desk import Accepted, Desk
from exporters.reading import read_report
from forms.cells import STATE
from forms.passages import Text
from forms.prefilling import Prefill, prefilled
from forms.pulling import Offer, Pulled


def read_offers(desk: Desk, path: Path) -> tuple[Prefill, ...]:
    """Return what a file offers for a report. Raises ExportProblem for a file not readable."""
    return offers_of(desk, read_report(path))


def offers_of(desk: Desk, text: Text) -> tuple[Prefill, ...]:
    """Return what a text offers for a report."""
    return prefilled(desk.computation, text)


def take(desk: Desk, offers: Iterable[Prefill]) -> Accepted:
    """Fill in offers as one step that can be undone; a state empties the figures it stands for."""
    return desk.pull(line for offer in offers for line in _lines(desk, offer))


def _lines(desk: Desk, offer: Prefill) -> Iterator[Pulled]:
    if offer.key.part == STATE:
        for key in desk.computation.cells:
            if key.field == offer.key.field and key.part != STATE:
                yield Pulled(key, None, Offer(None, "", ()), taken=True)
    yield Pulled(offer.key, offer.now, Offer(offer.value, "", ()), taken=True)
