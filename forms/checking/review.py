"""What was carried over from an earlier report: what nobody has looked at, what is fixed.

Marks are cells of the reserved field ``review``, one part per field id, so that the log, undo and
the store cover them like any other cell. They are never printed nor part of the report's data.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from forms.cells import CellKey, Cells, CellValue
from forms.checking.remarks import printed
from forms.findings import Finding, Repair
from forms.layout import NUMERIC, PAIRS
from forms.messages import sentence
from forms.model import RESERVED_FIELDS, REVIEW, Field
from forms.names import LISTS

if TYPE_CHECKING:
    from forms.computation import Computation

UNSEEN: Final = "chua"
"""Carried over; somebody has to look at it before the report is finalized."""
FIXED: Final = "khoa"
"""A fixed fact as it was carried over; it has to be unlocked before somebody types there."""
_ROWED: Final = LISTS | {"table"}
_PAIR: Final = 2


def mark_of(field_id: str) -> CellKey:
    """Return the cell that holds the mark of a field."""
    return CellKey(REVIEW, 0, field_id)


def is_unseen(cells: Cells, field_id: str) -> bool:
    """Return whether nobody has looked at what was carried over into a field."""
    return cells.get(mark_of(field_id)) == UNSEEN


def is_fixed(cells: Cells, field_id: str) -> bool:
    """Return whether a field holds a carried-over fixed fact that nobody has unlocked."""
    return cells.get(mark_of(field_id)) == FIXED


def unseen_fields(cells: Cells) -> tuple[str, ...]:
    """Return the fields that nobody has looked at, by id."""
    return tuple(sorted(k.part for k, v in cells.items() if k.field == REVIEW and v == UNSEEN))


def lifted(cells: Cells, touched: Iterable[CellKey]) -> dict[CellKey, CellValue | None]:
    """Return the marks that go when somebody sets the ``touched`` cells."""
    marks = {mark_of(key.field) for key in touched if key.field not in RESERVED_FIELDS}
    return {mark: None for mark in sorted(marks) if mark in cells}


def review_findings(c: Computation, field: Field) -> Iterator[Finding]:
    """Tell that nobody has looked at a field, with what it was in the earlier report."""
    mark = mark_of(field.id)
    if c.cells.get(mark) != UNSEEN:
        return
    said = _said(c, field)
    value, before = f" ({said})" if said else "", c.before or "kỳ trước"
    words = {"label": c.word(field.label), "before": before, "value": value}
    row = 1 if field.kind in _ROWED else 0
    yield Finding(
        code="REVIEW",
        severity="missing",
        place=field.id,
        key=CellKey(field.id, row, c.engine.columns(field.id)[0].id),
        expected=said,
        message=sentence("REVIEW", **words),
        repair=Repair("confirm", *mark),
    )


def _said(c: Computation, field: Field) -> str:
    """Return what stood in the earlier report, in short; empty where that takes many words."""
    earlier = c.earlier
    if earlier is None or field.kind == "rich":
        return ""
    if field.kind == "table":
        return ""
    if field.kind in LISTS:
        count = earlier.row_count(field.id)
        return "" if count is None else f"{count} dòng"
    parts = c.engine.columns(field.id)[: _PAIR if field.kind in PAIRS else None]
    if field.kind not in PAIRS and (len(parts) > 1 or parts[0].kind not in NUMERIC):
        return ""
    values = [(part, earlier.effective(CellKey(field.id, 0, part.id))) for part in parts]
    return "/".join(printed(part, value) for part, value in values if value is not None)
