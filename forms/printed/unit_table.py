"""The figures of a consolidated report unit by unit: what every total is made of."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import msgspec


class UnitColumn(NamedTuple):
    """One figure of the report; ``group`` names what several neighbours belong to.

    ``sum`` is over the units; ``total`` what the report itself has there, another figure only where
    a person has typed over it.
    """

    place: str
    group: str
    title: str
    kind: str
    unit: str
    sum: Decimal
    total: Decimal | None


class UnitRow(NamedTuple):
    """One unit's figures, column by column; ``None`` where it gave nothing."""

    name: str
    figures: tuple[Decimal | None, ...]


class UnitTable(msgspec.Struct, frozen=True):
    """All units that gave anything, in the order of the list; ``missing`` are names."""

    columns: tuple[UnitColumn, ...]
    rows: tuple[UnitRow, ...]
    missing: tuple[str, ...] = ()
