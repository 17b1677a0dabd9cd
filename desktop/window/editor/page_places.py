"""From cells to places on the pages that will be signed, and back. Qt-free."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from desktop.desk import Desk
from forms.cells import VALUE, CellKey
from forms.printed.document import Annex, Block, Document, Paragraph

if TYPE_CHECKING:
    from exporters.pdf import Place

_SOURCE: Final = re.compile(r"(?P<field>[^\[\].]+)(?:\[(?P<row>[0-9]{1,6})\])?(?:\.(?P<part>\w+))?")
_NEAR: Final = 2
"""Points beside a text that still belong to it."""


def traced(document: Document) -> Document:
    """Return a document whose plain words name the paragraph's field too, for finding it."""
    annexes = (replace(annex, blocks=_traced(annex.blocks)) for annex in document.annexes)
    named: tuple[Annex, ...] = tuple(annexes)
    return replace(document, blocks=_traced(document.blocks), annexes=named)


def _traced(blocks: Iterable[Block]) -> tuple[Block, ...]:
    return tuple(_named(b) if isinstance(b, Paragraph) and b.anchor else b for b in blocks)


def _named(paragraph: Paragraph) -> Paragraph:
    runs = (run if run.source else replace(run, source=paragraph.anchor) for run in paragraph.runs)
    return replace(paragraph, runs=tuple(runs))


def field_of(source: str) -> str:
    """Return the field, grid row or section that a place prints."""
    return source.partition("[")[0].partition(".")[0]


def key_of(source: str) -> CellKey | None:
    """Return the cell that a place prints; ``None`` for a name that is no address."""
    found = _SOURCE.fullmatch(source)
    if found is None:
        return None
    return CellKey(found["field"], int(found["row"] or 0), found["part"] or VALUE)


def hit(places: Sequence[Place], page: int, x: float, y: float) -> Place | None:
    """Return what is printed at a point of a page, in points from the upper left."""
    return next(
        (
            place
            for place in places
            if place.page == page
            and place.x - _NEAR <= x <= place.x + place.width + _NEAR
            and place.y - _NEAR <= y <= place.y + place.height + _NEAR
        ),
        None,
    )


def cell_at(desk: Desk, place: Place) -> CellKey | None:
    """Return the cell under a place; of a table's row the one that prints the same text."""
    key = key_of(place.source)
    if key is None or "." in place.source:
        return key
    parts = [CellKey(key.field, key.row, column.id) for column in desk.engine.columns(key.field)]
    same = (part for part in parts if desk.shown(part) == place.text.strip() != "")
    return next(same, key)


def marked(
    places: Iterable[Place], page: int, field: str, key: CellKey | None
) -> tuple[tuple[Place, bool], ...]:
    """Return what a page prints of a field; the second says that it is the cell itself."""
    row = 0 if key is None else key.row
    return tuple(
        (place, key is not None and key_of(place.source) == key)
        for place in places
        if place.page == page and field_of(place.source) == field and _in_row(place, row)
    )


def _in_row(place: Place, row: int) -> bool:
    found = key_of(place.source)
    return not row or found is None or not found.row or found.row == row
