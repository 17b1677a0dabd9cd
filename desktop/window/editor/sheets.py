"""What one section of a form looks like as tables: rows, columns, and the cell under each crossing.

Qt-free, so that every way of showing a form can be tested without a window. A section is a run of
panels: neighbouring indicators share one sheet, a grid or list has its own, a narrative is a text.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from typing import Final, Literal

from desktop.desk import Desk
from forms.cells import (
    DENOMINATOR,
    NO_OCCURRENCE,
    NOT_YET,
    NUMERATOR,
    PERCENT,
    REMAINDER,
    SEASONAL,
    STATE,
    STATED,
    VALUE,
    CellKey,
)
from forms.model import RECIPIENTS, SIGNATURE, Column, Field, Grid, GridRow

SIGNING: Final = "#ky"
"""The place after the last section: recipients and signature."""

SIGNING_TITLE: Final = "Nơi nhận, chữ ký"

STATE_LABELS: Final[Mapping[str, str]] = {
    "": "",
    NO_OCCURRENCE: "Không phát sinh",
    SEASONAL: "Theo mùa vụ",
    NOT_YET: "Chưa có số liệu",
}

Purpose = Literal[
    "number",
    "label",
    "previous",
    "figure",
    "stated",
    "state",
    "unit",
    "sentence",
    "source",
]
PanelKind = Literal["sheet", "list", "narrative"]

_PAIRS: Final = frozenset({"ratio", "frac", "rank"})
_WORDY: Final = frozenset({"text", "enum"})
_LISTS: Final = frozenset({"list", "documents"})
_FIRST: Final = "first"
_FIGURE_WIDTH: Final = 10


@dataclass(frozen=True)
class SheetColumn:
    """One column. ``weight`` is its width in digits; ``fade`` orders what narrow windows leave out.

    A column with ``fade`` 0 is always there. ``wordy`` columns are set from the left.
    """

    id: str
    title: str
    purpose: Purpose = "figure"
    weight: int = 10
    fade: int = 0
    wordy: bool = False
    stretch: bool = False


@dataclass(frozen=True)
class SheetRow:
    """One row: ``cells`` names the cell in each column that has one here.

    A ``heading`` row only labels the rows under it. ``wide`` gives the room of all figure columns
    to the first one. ``row`` is the number of a list's row, else 0.
    """

    field: str
    label: str
    cells: Mapping[str, CellKey] = dataclasses.field(default_factory=dict)
    number: str = ""
    unit: str = ""
    source: str = ""
    level: int = 0
    row: int = 0
    heading: bool = False
    wide: bool = False
    states: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A table ready to be shown."""

    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]

    def key(self, row: int, column: int) -> CellKey | None:
        """Return the cell at a crossing."""
        return self.rows[row].cells.get(self.columns[column].id)

    @cached_property
    def crossings(self) -> Mapping[CellKey, tuple[tuple[int, int], ...]]:
        """Return where each cell is shown, as row and column: once, or with its stated figure."""
        found: dict[CellKey, tuple[tuple[int, int], ...]] = {}
        for r, row in enumerate(self.rows):
            for c, column in enumerate(self.columns):
                key = row.cells.get(column.id)
                if key is not None:
                    found[key] = (*found.get(key, ()), (r, c))
        return found

    @cached_property
    def lines(self) -> Mapping[str, tuple[int, ...]]:
        """Return the rows of each field or grid row."""
        found: dict[str, list[int]] = {}
        for r, row in enumerate(self.rows):
            found.setdefault(row.field, []).append(r)
        return {field: tuple(rows) for field, rows in found.items()}

    def find(self, key: CellKey) -> tuple[int, int] | None:
        """Return where a cell is shown; a stated figure is found in its own column."""
        hits = self.crossings.get(key, ())
        stated = (hit for hit in hits if self.columns[hit[1]].purpose == "stated")
        return next(stated, next(iter(hits), None))

    def find_field(self, field_id: str) -> int | None:
        """Return the first row of a field or grid row."""
        return next(iter(self.lines.get(field_id, ())), None)


@dataclass(frozen=True)
class Panel:
    """One piece of a section: a table, a list with its own rows, or a text."""

    kind: PanelKind
    field: str
    title: str
    sheet: Sheet | None = None


def panels(desk: Desk, section_id: str) -> tuple[Panel, ...]:
    """Return what is shown for a section, or for the place of signing."""
    if section_id == SIGNING:
        return (list_panel(desk, RECIPIENTS), _signature(desk))
    section = desk.engine.sections[section_id]
    shown = [name for name in section.fields if _is_shown(desk, name)]
    heading = desk.computation.word(section.heading)
    # Right below the heading its words are not said again; further down they name the piece.
    return tuple(
        replace(panel, title="") if not number and panel.title == heading else panel
        for number, panel in enumerate(_panels(desk, shown))
    )


def list_panel(desk: Desk, field_id: str) -> Panel:
    """Return a list as it stands now, with an empty row to type the next one into."""
    item = desk.engine.fields[field_id]
    return Panel("list", field_id, _word(desk, item), _list_sheet(desk, item))


def has_panels(desk: Desk, section_id: str) -> bool:
    """Return whether a section asks for anything in this period as it is switched."""
    names = desk.engine.sections[section_id].fields
    return any(_is_shown(desk, name) for name in names)


def _is_shown(desk: Desk, name: str) -> bool:
    grid = desk.engine.grids.get(name)
    if grid is None:
        return desk.computation.has_field(name)
    fields = (name for row in grid.rows for name in row.fields or (row.id,))
    return any(desk.computation.has_field(name) for name in fields)


def _panels(desk: Desk, names: Iterable[str]) -> Iterator[Panel]:
    for shape, run in groupby(names, lambda name: _shape(desk, name)):
        ids = list(run)
        if shape == "indicators":
            yield Panel("sheet", ids[0], "", _indicators(desk, ids))
        elif shape.startswith("matrix"):
            yield Panel("sheet", ids[0], "", _matrix(desk, ids))
        else:
            yield from (_single(desk, shape, name) for name in ids)


def _shape(desk: Desk, name: str) -> str:
    """Return what neighbouring fields must have in common to stand in one panel."""
    if name in desk.engine.grids:
        return "grid"
    item = desk.engine.fields[name]
    if item.kind == "record":
        return "matrix " + " ".join(column.id for column in item.columns)
    if item.kind in _LISTS:
        return "list"
    return item.kind if item.kind in ("table", "rich") else "indicators"


def _single(desk: Desk, shape: str, name: str) -> Panel:
    if shape == "grid":
        grid = desk.engine.grids[name]
        title = desk.computation.word(grid.label)
        return Panel("sheet", name, title, _grid_sheet(desk, grid))
    if shape == "list":
        return list_panel(desk, name)
    item = desk.engine.fields[name]
    if shape == "table":
        return Panel("sheet", name, _word(desk, item), _table_sheet(desk, item))
    return Panel("narrative", name, _word(desk, item))


# --- indicators -----------------------------------------------------------------------------------


def _indicators(desk: Desk, names: list[str]) -> Sheet:
    items = [desk.engine.fields[name] for name in names]
    rows = [row for item in items for row in _rows(desk, item)]
    return _figures(desk, rows, items, numbered=False)


def _grid_sheet(desk: Desk, grid: Grid) -> Sheet:
    rows: list[SheetRow] = []
    items: list[Field] = []
    for number, line in enumerate(grid.rows, 1):
        names = [name for name in line.fields or (line.id,) if desk.computation.has_field(name)]
        found = [desk.engine.fields[name] for name in names]
        items += found
        rows += _grid_rows(desk, line, found, number)
    return _titled(_figures(desk, rows, items, numbered=True), grid.headings)


def _titled(sheet: Sheet, headings: Mapping[str, str]) -> Sheet:
    """Head the columns as the form does, where it does."""
    named = {**headings, _FIRST: headings.get(NUMERATOR, "")}
    columns = (replace(c, title=named.get(c.id) or c.title) for c in sheet.columns)
    return replace(sheet, columns=tuple(columns))


def _grid_rows(desk: Desk, line: GridRow, items: list[Field], number: int) -> Iterator[SheetRow]:
    if not line.fields:
        for item in items:
            label = desk.computation.word(line.label) or _word(desk, item)
            yield from _rows(desk, item, label=label, number=str(number), source=line.source)
        return
    label = desk.computation.word(line.label)
    yield SheetRow(line.id, label, number=str(number), source=line.source, heading=True)
    for item in items:
        yield from _rows(desk, item, level=1, source=line.source)


def _rows(
    desk: Desk, item: Field, *, label: str = "", number: str = "", source: str = "", level: int = 0
) -> Iterator[SheetRow]:
    """Yield the rows of one field: one, or one for each date of a range."""
    columns = desk.engine.columns(item.id)
    label = label or _word(desk, item)
    if item.kind == "daterange":
        for column in columns:
            text = f"{label}: {desk.computation.word(column.label).lower()}"
            cells = {_FIRST: CellKey(item.id, 0, column.id)}
            yield SheetRow(item.id, text, cells, number=number, level=level)
        return
    yield SheetRow(
        item.id,
        label,
        _figure_cells(desk, item),
        number=number,
        unit=item.unit if item.kind != "enum" else "",
        source=source or item.source,
        level=level,
        wide=item.kind in _WORDY,
        states=item.states,
    )


def _figure_cells(desk: Desk, item: Field) -> dict[str, CellKey]:
    def cell(part: str) -> CellKey:
        return CellKey(item.id, 0, part)

    if item.kind in _PAIRS:
        cells = {_FIRST: cell(NUMERATOR), DENOMINATOR: cell(DENOMINATOR)}
        if item.kind == "ratio":
            cells |= {PERCENT: cell(PERCENT), STATED: cell(PERCENT)}
        if item.remainder:
            cells[REMAINDER] = cell(REMAINDER)
    elif item.kind == "selection":
        cells = {_FIRST: cell(STATED), STATED: cell(STATED)}
    else:
        cells = {_FIRST: cell(VALUE)}
        if desk.computation.is_derived(cells[_FIRST]):
            cells[STATED] = cells[_FIRST]
    if item.states:
        cells[STATE] = cell(STATE)
    return cells


def _figures(desk: Desk, rows: list[SheetRow], items: list[Field], *, numbered: bool) -> Sheet:
    """Return a sheet of figures with just the columns that its rows have."""
    used = {name for row in rows for name in row.cells}
    columns = [
        SheetColumn("stt", "STT", "number", 3, wordy=True) if numbered else None,
        SheetColumn("label", "Tên" if numbered else "Chỉ tiêu", "label", 26, stretch=True),
        SheetColumn("previous", "Kỳ trước", "previous", 12, fade=3) if _has_past(desk) else None,
        _first_column(items, used),
        SheetColumn(DENOMINATOR, "Tổng số", weight=9),
        SheetColumn(PERCENT, "Tỷ lệ (%)", weight=8),
        SheetColumn(STATED, "Số đã in", "stated", 8),
        SheetColumn(REMAINDER, "Còn lại", weight=9),
        SheetColumn("unit", "Đơn vị", "unit", 8, fade=2, wordy=True),
        SheetColumn(STATE, "Trạng thái", "state", 12, wordy=True),
        SheetColumn("source", "Cơ quan cung cấp", "source", 18, fade=4, wordy=True),
        SheetColumn("sentence", "Câu in ra", "sentence", 30, fade=5, wordy=True),
    ]
    optional = {DENOMINATOR, PERCENT, STATED, REMAINDER, STATE} - used
    if numbered or not any(row.unit for row in rows):
        optional.add("unit")
    if len({row.source for row in rows}) == 1:
        optional.add("source")
    if not any(item.sentence or item.kind in _PAIRS for item in items):
        optional.add("sentence")
    return Sheet(tuple(c for c in columns if c and c.id not in optional), tuple(rows))


def _has_past(desk: Desk) -> bool:
    return desk.computation.context.previous is not None


def _first_column(items: list[Field], used: set[str]) -> SheetColumn:
    """Return the column of numerators and values; words that stand alone in it get room."""
    pairs = sum(item.kind in _PAIRS for item in items)
    if not pairs and any(item.kind in _WORDY for item in items) and DENOMINATOR not in used:
        return SheetColumn(_FIRST, "Giá trị", weight=24, wordy=True, stretch=True)
    return SheetColumn(_FIRST, "Số thực hiện" if 2 * pairs >= len(items) else "Giá trị", weight=11)


# --- tables, lists, records -----------------------------------------------------------------------


def _part_columns(desk: Desk, columns: Iterable[Column]) -> list[SheetColumn]:
    return [_part_column(desk, column) for column in columns]


def _part_column(desk: Desk, column: Column) -> SheetColumn:
    title = desk.computation.word(column.label)
    wordy = column.kind in _WORDY
    if column.kind == "money" and column.unit not in title:
        title = f"{title} ({column.unit})"
    if column.group:
        title = f"{column.group}: {title}"
    weight = 9 + 8 * min(column.share, 3) if wordy else _FIGURE_WIDTH
    return SheetColumn(column.id, title, weight=weight, wordy=wordy, stretch=wordy)


def _table_sheet(desk: Desk, item: Field) -> Sheet:
    columns = desk.engine.columns(item.id)
    rows = tuple(
        SheetRow(
            item.id,
            desk.computation.word(spec.label),
            {column.id: CellKey(item.id, number, column.id) for column in columns},
            number=str(number),
            row=number,
        )
        for number, spec in enumerate(item.rows, 1)
    )
    label = SheetColumn("#label", "Chỉ tiêu", "label", 24, stretch=True)
    return Sheet((label, *_part_columns(desk, columns)), rows)


def _list_sheet(desk: Desk, item: Field) -> Sheet:
    columns = desk.engine.columns(item.id)
    last = max(desk.computation.rows(item.id), default=0)
    count = last + 1 if desk.editable else last
    rows = tuple(
        SheetRow(
            item.id,
            "",
            {column.id: CellKey(item.id, number, column.id) for column in columns},
            number=str(number) if number <= last else "+",
            row=number,
        )
        for number in range(1, count + 1)
    )
    number = SheetColumn("#stt", "STT", "number", 3, wordy=True)
    return Sheet((number, *_part_columns(desk, columns)), rows)


def _matrix(desk: Desk, names: list[str]) -> Sheet:
    """Return records of one shape as a table: a row for each record."""
    columns = desk.engine.columns(names[0])
    rows = tuple(
        SheetRow(
            name,
            _word(desk, desk.engine.fields[name]),
            {column.id: CellKey(name, 0, column.id) for column in columns},
        )
        for name in names
    )
    label = SheetColumn("#label", "Chỉ tiêu", "label", 24, stretch=True)
    said = any(desk.engine.fields[name].sentence for name in names)
    sentence = SheetColumn("#sentence", "Câu in ra", "sentence", 30, fade=5, wordy=True)
    return Sheet((label, *_part_columns(desk, columns), *((sentence,) if said else ())), rows)


def _signature(desk: Desk) -> Panel:
    rows = tuple(
        SheetRow(
            SIGNATURE,
            desk.computation.word(column.label),
            {VALUE: CellKey(SIGNATURE, 0, column.id)},
        )
        for column in desk.engine.columns(SIGNATURE)
    )
    columns = (
        SheetColumn("#label", "Chữ ký", "label", 24),
        SheetColumn(VALUE, "Nội dung", weight=40, wordy=True, stretch=True),
    )
    return Panel("sheet", SIGNATURE, "Chữ ký", Sheet(columns, rows))


def _word(desk: Desk, item: Field) -> str:
    return desk.computation.word(item.label)
