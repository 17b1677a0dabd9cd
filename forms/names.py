"""What the names in formulas and relations stand for, settled once when a form is loaded.

A name is a cell (``dvc12.n``, ``bang[tong].so``), in a rule on a table also a column (bare
``so``: the cell of the row at hand), or a range of rows (``dvc[1:11].n``). An unknown one is
refused with its position, so nothing can be missing later.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from forms.cells import VALUE, CellKey
from forms.formula.expression import ExpressionProblem
from forms.formula.syntax import Ref, RowRange
from forms.layout import Layout, Strip
from forms.model import Column, Field, Grid, GridRow, RowSpec

LISTS = frozenset({"list", "documents"})
ROWS_PART = "*"
"""The part under which something depends on the rows of a list as a whole."""
EVERY_ROW = 1 << 40
"""Above the number of any row of a list: there are as many as somebody has typed."""


class Reach(NamedTuple):
    """Cells that a check reads or writes: offsets ``first`` up to ``stop`` of one column.

    With ``by_row`` instance i of the check reads only offset ``first`` + i. The offset of a cell
    in a list is its row's number, and so is the instance of a rule on a list.
    """

    field: str
    part: str
    first: int = 0
    stop: int = 1
    by_row: bool = False


class Spot(NamedTuple):
    """The cell a name stands for: always the same one, or with ``by_row`` that of each row.

    ``strip`` is ``None`` for a text and for the cells of a list, which are ``listed``.
    """

    field: str
    column: Column
    strip: Strip | None
    offset: int = 0
    rows: int = 1
    table: bool = False
    by_row: bool = False
    listed: bool = False

    @property
    def reach(self) -> Reach:
        """Return what reading this name depends on."""
        if self.by_row:
            return Reach(self.field, self.column.id, 0, self.rows, by_row=True)
        return Reach(self.field, self.column.id, self.offset, self.offset + 1)

    def key(self, i: int) -> CellKey:
        """Return the cell's address for instance ``i`` of a rule."""
        if self.listed:
            return CellKey(self.field, i, self.column.id)
        offset = i if self.by_row else self.offset
        return CellKey(self.field, offset + 1 if self.table else 0, self.column.id)


class Run(NamedTuple):
    """Neighbouring cells of one column: offsets ``first`` up to ``stop``."""

    field: str
    column: Column
    strip: Strip | None
    first: int = 0
    stop: int = 1

    @property
    def reach(self) -> Reach:
        """Return what reading these cells depends on."""
        return Reach(self.field, self.column.id, self.first, self.stop)

    @property
    def spot(self) -> Spot:
        """Return the first cell."""
        table = self.strip is not None and self.strip.table
        return Spot(self.field, self.column, self.strip, self.first, table=table)


class Names(NamedTuple):
    """What names in a form stand for. ``table`` makes bare names columns of that table's row.

    ``on_list`` tells that it is a list.
    """

    fields: Mapping[str, Field]
    grids: Mapping[str, Grid]
    layout: Layout
    columns: Mapping[tuple[str, str], Column]
    table: str = ""
    on_list: bool = False

    def column(self, field: str, part: str) -> Column | None:
        """Return a part of a field, ``None`` where it has no such part."""
        return self.columns.get((field, part))

    @property
    def rows(self) -> int:
        """Return how many rows a rule here is applied to."""
        if self.on_list:
            return EVERY_ROW
        return len(self.fields[self.table].rows) if self.table else 1

    def spot(self, ref: Ref) -> Spot:
        """Return the one cell of a name, whatever its scope."""
        bare = self.table and ref.row is None and ref.part is None
        if bare and (self.table, ref.field) in self.columns:
            if self.on_list:
                return self._of_list(self.columns[self.table, ref.field])
            column, strip = self._column(self.table, ref.field, ref)
            rows = self.rows
            return Spot(self.table, column, strip, 0, rows, table=True, by_row=True)
        field, offset = self._addressed(ref)
        column, strip = self._column(field, ref.part or VALUE, ref)
        return Spot(field, column, strip, offset, table=self.fields[field].kind == "table")

    def _of_list(self, column: Column) -> Spot:
        return Spot(self.table, column, None, 0, EVERY_ROW, by_row=True, listed=True)

    def _column(self, field: str, part: str, ref: Ref) -> tuple[Column, Strip | None]:
        column = self.columns.get((field, part))
        if column is None or self.fields[field].kind in LISTS:
            shown = field if part == VALUE else f"{field}.{part}"
            raise ExpressionProblem(f"không có ô số “{shown}” trong biểu mẫu", ref.position)
        return column, self.layout.strips.get((field, part))

    def _addressed(self, ref: Ref) -> tuple[str, int]:
        """Return the field and offset that a reference to one cell names."""
        field = self.fields.get(ref.field)
        if ref.row is None:
            if field is not None and field.kind == "table":
                raise ExpressionProblem(f"“{ref.field}” là bảng: phải nêu dòng", ref.position)
            return ref.field, 0
        if isinstance(ref.row, RowRange):
            raise ExpressionProblem("chỗ này phải là một ô, không phải nhiều dòng", ref.position)
        grid = self.grids.get(ref.field)
        if grid is not None:
            return grid.rows[self._position(ref, grid.rows)].id, 0
        if field is None or field.kind != "table":
            raise ExpressionProblem(f"“{ref.field}” không phải là bảng", ref.position)
        return field.id, self._position(ref, field.rows)

    @staticmethod
    def _position(ref: Ref, rows: Sequence[GridRow | RowSpec]) -> int:
        if isinstance(ref.row, int) and 1 <= ref.row <= len(rows):
            return ref.row - 1
        for offset, row in enumerate(rows):
            if row.id == ref.row:
                return offset
        raise ExpressionProblem(f"“{ref.field}” không có dòng “{ref.row}”", ref.position)

    def runs(self, ref: Ref) -> tuple[Run, ...]:
        """Return the cells of a range of a grid or table; grid rows without the part drop out."""
        rows = ref.row if isinstance(ref.row, RowRange) else RowRange(1, None)
        part, grid = ref.part or VALUE, self.grids.get(ref.field)
        if grid is None:
            return (self._table_run(ref, rows, part),)
        self._within(ref, rows, len(grid.rows))
        ids = [row.id for row in grid.rows[rows.start - 1 : rows.stop]]
        known = [name for name in ids if (name, part) in self.columns]
        if not known:
            raise ExpressionProblem(f"“{ref.field}” không có cột “{part}”", ref.position)
        return tuple(Run(name, *self._column(name, part, ref)) for name in known)

    def _table_run(self, ref: Ref, rows: RowRange, part: str) -> Run:
        field = self.fields.get(ref.field)
        if field is None or field.kind != "table":
            raise ExpressionProblem(f"“{ref.field}” không phải là bảng", ref.position)
        self._within(ref, rows, len(field.rows))
        column, strip = self._column(field.id, part, ref)
        return Run(field.id, column, strip, rows.start - 1, rows.stop or len(field.rows))

    @staticmethod
    def _within(ref: Ref, rows: RowRange, count: int) -> None:
        if not 1 <= rows.start <= (rows.stop or count) <= count:
            raise ExpressionProblem(f"“{ref.field}” chỉ có {count} dòng", ref.position)


def slot(spot: Spot, ref: Ref) -> int:
    """Return where a figure lies in the vector (its first row's, by row); texts are refused."""
    return figures_of(spot.strip, ref).start + spot.offset


def figures_of(strip: Strip | None, ref: Ref) -> Strip:
    """Return the strip of a name; a text, which has none, is refused."""
    if strip is None:
        raise ExpressionProblem(f"“{ref.field}” không phải là ô số", ref.position)
    return strip
