"""The vocabulary of a report's data: one address, one value, one edit.

Everything a person can fill in is a cell, addressed by field, row and part:

* a ratio ``dvc12`` has the cells ``n`` (numerator), ``d`` (denominator) and, where somebody has
  printed or typed them, the *stated* percentage ``p`` and remainder ``r``;
* a plain field has the one part ``value``; a derived field keeps its stated figure there;
* a list row or a table row has one part per column, and ``row`` is its stable number;
* the state of a row (``khong_phat_sinh`` …) is the part ``state`` of row 0;
* documents, recipients, signature and narrative blocks are lists, records and texts alike.

So one change log, one undo stack and one hash cover all of it. An absent cell is empty, which is
not zero. A figure is a ``Decimal`` that keeps the decimals as typed; everything else is NFC text
(dates as ISO ``yyyy-mm-dd``, months as ``yyyy-mm``).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

CellValue = Decimal | str

VALUE = "value"
NUMERATOR = "n"
DENOMINATOR = "d"
PERCENT = "p"
REMAINDER = "r"
STATE = "state"
STATED = "stated"
"""The stated count of a list: how many rows somebody has printed it to have."""

NO_OCCURRENCE = "khong_phat_sinh"
SEASONAL = "theo_mua_vu"
NOT_YET = "chua_co_so_lieu"
HAS_FIGURES = "co_so_lieu"


class CellKey(NamedTuple):
    """The address of one cell inside one report.

    ``row`` is 0 for everything but lists and tables. List rows are numbered from 1 in the order
    of printing; table rows by their position in the form, from 1.
    """

    field: str
    row: int
    part: str

    def place(self) -> str:
        """Return the address as people and programs write it: ``von_ds[3].so``, ``dvc12.n``."""
        where = f"{self.field}[{self.row}]" if self.row else self.field
        return where if self.part == VALUE else f"{where}.{self.part}"


Cells = Mapping[CellKey, CellValue]


class CellEdit(NamedTuple):
    """One cell's change; ``None`` on either side means empty."""

    key: CellKey
    old: CellValue | None
    new: CellValue | None

    def reversed(self) -> CellEdit:
        """Return the edit that takes this one back."""
        return CellEdit(self.key, self.new, self.old)


class Change(NamedTuple):
    """What one act of the user does: all of its edits are kept, undone and logged together.

    ``action`` is a stable code for the log (``edit``, ``fill``, ``paste``, ``repair``, ``undo``,
    ``redo``, ``row`` …), never shown to the user as it stands.
    """

    action: str
    edits: tuple[CellEdit, ...]

    def reversed(self, action: str) -> Change:
        """Return the change that undoes this one, edits in the opposite order."""
        return Change(action, tuple(edit.reversed() for edit in reversed(self.edits)))


def applied(cells: Cells, change: Change) -> dict[CellKey, CellValue]:
    """Return a copy of ``cells`` after ``change``; empty cells are absent."""
    result = dict(cells)
    for edit in change.edits:
        if edit.new is None:
            result.pop(edit.key, None)
        else:
            result[edit.key] = edit.new
    return result
