"""Notes that people write beside cells: kept with the report, in no file that leaves the house.

A note is a reserved cell of the store (its field begins with ``_``), so it stands under the same
hash chain as every figure; its address is the cell that it is about. Undo is for figures: a note
is changed by writing another, and the log keeps every one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from forms.cells import CellEdit, CellKey, Cells, CellValue, Change

if TYPE_CHECKING:
    from db.store import Store

NOTES: Final = "_notes"
MOST: Final = 1_000
"""Characters of one note."""


def without_notes(cells: Cells) -> tuple[dict[CellKey, CellValue], dict[str, str]]:
    """Return a stored report's cells, and its notes by the place that each is about."""
    notes = {key.part: str(value) for key, value in cells.items() if key.field == NOTES}
    return {key: value for key, value in cells.items() if key.field != NOTES}, notes


class Notes:
    """The notes of one report; writing one makes it durable at once."""

    def __init__(self, store: Store, report: str, *, who: str, known: Mapping[str, str]) -> None:
        """Start with the notes that the store has, by place."""
        self._store, self._report, self._who = store, report, who
        self._known = dict(known)

    def of(self, key: CellKey | None) -> str:
        """Return the note on a cell, empty for none."""
        return "" if key is None else self._known.get(key.place(), "")

    def write(self, key: CellKey, text: str) -> bool:
        """Keep another note on a cell, or none; False where it says the same as before."""
        new = unicodedata.normalize("NFC", text).strip()[:MOST]
        old = self.of(key)
        if new == old:
            return False
        edit = CellEdit(CellKey(NOTES, 0, key.place()), old or None, new or None)
        self._store.record(self._report, Change("note", (edit,)), who=self._who)
        self._known[key.place()] = new
        return True
