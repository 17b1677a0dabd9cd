"""The shape of a workbook before it is written: sheets, blocks, lines, where each cell stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

from exporters.workbook.cells import Spot
from exporters.workbook.paper import HEAD_ROWS
from forms.cells import STATED, CellKey

Role = Literal["number", "code", "label", "unit", "source", "part", "note", "stated", "check"]

FIRST_ROW: Final = 4
"""First row of the cover and of the findings; above it: the office, title, period, a space."""
DATA_ROW: Final = HEAD_ROWS + 3
"""First row of a data sheet; above it: the paper's head, the title, the period, a space."""
SPARE_ROWS: Final = 5
"""Blank rows that a draft has below each list, to be filled in."""

COUNT_COLUMN: Final = 2
"""Where the number of a list's rows stands, after a word in the column before."""

TOTAL: Final = "Tổng cộng"
"""What stands below a list beside the totals of its columns."""

NOTE: Final = "note"
COVER: Final = "Thông tin"
FINDINGS: Final = "Kiểm tra"


class Heading(NamedTuple):
    """One column of a block; `slot` says which of a line's cells stands in it.

    Neighbours of the same `group` stand under one heading of that name.
    """

    title: str
    width: int
    role: Role
    slot: str = ""
    group: str = ""


class Line(NamedTuple):
    """One row: a group heading, an indicator, a row of a list, its total, the count of its rows.

    `keys` are the cells that stand in it by slot, `mirrors` cells of other sheets shown again.
    A `hidden` row keeps its cells and their places, but is neither seen nor printed.
    `code` is the id of the row or of its cells; `spare` rows wait for somebody to fill them in.
    """

    kind: Literal["group", "row", "sub", "total", "count", "stated", "check"]
    label: str = ""
    number: str = ""
    code: str = ""
    unit: str = ""
    source: str = ""
    note: str = ""
    keys: Mapping[str, CellKey] = {}
    mirrors: Mapping[str, CellKey] = {}
    hidden: bool = False
    spare: bool = False


class Block(NamedTuple):
    """A table with its own heading row; `caption` stands above it where several follow."""

    caption: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]

    @property
    def heads(self) -> int:
        """Return how many rows of headings it has: two where columns stand in groups."""
        return 2 if any(heading.group for heading in self.headings) else 1


class Sheet(NamedTuple):
    """One printed sheet."""

    name: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def width(self) -> int:
        """Return how many columns it has."""
        return max(len(block.headings) for block in self.blocks)


class Row(NamedTuple):
    """A line with its place: `number` is the row in the sheet, from 0."""

    number: int
    block: Block
    line: Line


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """Give every line of a sheet its row."""
    number = DATA_ROW
    for block in sheet.blocks:
        number += block.heads + (1 if block.caption else 0)
        for line in block.lines:
            yield Row(number, block, line)
            number += 1
        number += 1


class Places(NamedTuple):
    """Where cells stand: `shown` what is printed, `stated` what somebody stated beside it."""

    shown: dict[CellKey, Spot]
    stated: dict[CellKey, Spot]


def places_of(sheets: Iterable[Sheet]) -> Places:
    """Find every cell of the report in the workbook."""
    places = Places({}, {})
    for sheet in sheets:
        for row in rows_of(sheet):
            for column, heading in enumerate(row.block.headings):
                key = row.line.keys.get(heading.slot)
                if key is not None and heading.role in {"part", "stated", "note"}:
                    found = places.stated if heading.role == "stated" else places.shown
                    found[key] = Spot(sheet.name, row.number, column)
            if row.line.kind in {"count", "stated"}:
                found = places.shown if row.line.kind == "count" else places.stated
                found[row.line.keys[STATED]] = Spot(sheet.name, row.number, COUNT_COLUMN)
    return places
