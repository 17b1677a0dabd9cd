"""Filling the open report from an old one in words: read the file, show, take what was chosen."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from desktop.desk import Accepted, Desk
from exporters.reading import read_report
from forms.cells import STATE
from forms.sources.prefilling import Prefill, prefilled
from forms.sources.pulling import Offer, Pulled


def read_offers(desk: Desk, path: Path) -> tuple[Prefill, ...]:
    """Return what a file offers for a report. Raises ExportProblem for a file not readable."""
    return reader(desk)(path)


def reader(desk: Desk) -> Callable[[Path], tuple[Prefill, ...]]:
    """Return what reads offers for the report as it stands now, also while it is typed on."""
    c = desk.computation
    still = c.engine.open(dict(c.cells), c.period, context=c.context)
    return lambda path: prefilled(still, read_report(path))


def take(desk: Desk, offers: Iterable[Prefill]) -> Accepted:
    """Fill in offers as one step that can be undone; a state empties the figures it stands for."""
    return desk.pull(line for offer in offers for line in _lines(desk, offer))


def _lines(desk: Desk, offer: Prefill) -> Iterator[Pulled]:
    if offer.key.part == STATE:
        for key in desk.computation.cells:
            if key.field == offer.key.field and key.part != STATE:
                yield Pulled(key, None, Offer(None, "", ()), taken=True)
    yield Pulled(offer.key, offer.now, Offer(offer.value, "", ()), taken=True)
