"""The texts of reports that may cite documents, read for many reports at once.

A document's symbol has a slash, so a text without one cites nothing; parts of a documents list
are always read, a number and its symbol stand in cells of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, or_, select

from db.connection import typed
from db.registry import Registry
from db.tables import parts, reports, texts, trail
from forms.cells import CellKey
from forms.model import DOCUMENT_COLUMNS

_LAST = select(func.max(trail.c.seq))
_CHANGED = (
    select(reports.c.report_id, reports.c.id, reports.c.status)
    .where(
        reports.c.unit == bindparam("unit"),
        reports.c.report_id.in_(
            select(trail.c.report_id).where(trail.c.seq > bindparam("after")).distinct()
        ),
    )
    .order_by(reports.c.id)
)
_COLUMNS = [column.id for column in DOCUMENT_COLUMNS]
_TEXTS = select(texts).where(
    texts.c.report_id.in_(bindparam("reports", expanding=True)),
    or_(
        texts.c.part_id.in_(select(parts.c.part_id).where(parts.c.name.in_(_COLUMNS))),
        texts.c.value.contains("/", autoescape=True),
    ),
)
_BATCH = 500

_Line = tuple[int, int, int, int, str]


class Written(NamedTuple):
    """Texts that may cite documents.

    ``last`` is the newest line of the trail: what comes after it is not in here. ``cells`` has
    each report that was changed, by id; a deleted one has no cells.
    """

    last: int
    cells: Mapping[str, Mapping[CellKey, str]]


def read(connection: Connection, registry: Registry, unit: str, after: int) -> Written:
    """Return the texts of the unit's reports that the trail names after line ``after``."""
    last = typed(connection.execute(_LAST).scalar() or 0, int)
    if last <= after:
        return Written(last, {})
    rows = connection.execute(_CHANGED, {"unit": unit, "after": after}).all()
    found: dict[str, dict[CellKey, str]] = {row.id: {} for row in rows}
    at_hand = {row.report_id: found[row.id] for row in rows if row.status != "deleted"}
    numbers = list(at_hand)
    for start in range(0, len(numbers), _BATCH):
        chosen = {"reports": numbers[start : start + _BATCH]}
        lines = [tuple(line) for line in connection.execute(_TEXTS, chosen)]
        for number, field, row, part, text in typed(lines, list[_Line]):
            at_hand[number][registry.key(connection, (field, row, part))] = text
    return Written(last, found)
