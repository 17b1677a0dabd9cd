"""The annex “Số liệu theo đơn vị”: units by figures, with the sums that the report prints.

Only what is added up over the units stands in it; rates, words and lists do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from forms.cells import CellKey
from forms.department.gather_rules import rule_of
from forms.department.receipts import Contribution
from forms.engine import Computation
from forms.layout import PAIRS
from forms.printed.document import Block, Paragraph, Run, Table, TableColumn, TableRow
from forms.printed.printing import print_figure
from forms.printed.unit_table import UnitColumn, UnitRow, UnitTable

TITLE: Final = "SỐ LIỆU THEO ĐƠN VỊ"

_ADDED: Final = frozenset({"int", "money"})
_ACROSS: Final = 7
"""Figures beside one another on a landscape page."""
_NUMBER_SHARE, _NAME_SHARE, _FIGURE_SHARE = 1, 6, 3


def unit_table(
    c: Computation,
    given: Iterable[Contribution],
    names: Mapping[str, str],
    *,
    missing: Sequence[str] = (),
) -> UnitTable:
    """Lay contributions out: ``names`` are the units in their order, ``missing`` their codes."""
    amounts: dict[CellKey, dict[str, Decimal]] = {}
    for one in given:
        if isinstance(one.value, Decimal) and _is_added(c, one.key):
            of_cell = amounts.setdefault(one.key, {})
            of_cell[one.unit] = of_cell.get(one.unit, Decimal(0)) + one.value
    order = c.engine.order
    keys = sorted(amounts, key=lambda key: (order.get(key.field, len(order)), key.field, key.row))
    present = [code for code in names if any(code in of_cell for of_cell in amounts.values())]
    rows = tuple(
        UnitRow(names[code], tuple(amounts[key].get(code) for key in keys)) for code in present
    )
    columns = tuple(_column(c, key, amounts[key].values()) for key in keys)
    return UnitTable(columns, rows, tuple(names.get(code, code) for code in missing))


def _is_added(c: Computation, key: CellKey) -> bool:
    found = c.engine.layout.find(key)
    if found is None or found[0].column.kind not in _ADDED:
        return False
    return rule_of(c.engine.fields[key.field], found[0].column) == "sum"


def _column(c: Computation, key: CellKey, values: Iterable[Decimal]) -> UnitColumn:
    field, column = c.engine.fields[key.field], c.engine.column(key)
    assert column is not None  # noqa: S101 - the cell is in the layout
    several = key.row or field.kind in (*PAIRS, "record")
    label = c.word(field.label) or key.field
    row = c.word(field.rows[key.row - 1].label) if key.row else ""
    total = c.effective(key)
    return UnitColumn(
        place=key.place(),
        group=" – ".join(filter(None, (label, row))) if several else "",
        title=c.word(column.label) if several else label,
        kind=column.kind,
        unit=column.unit,
        sum=sum(values, Decimal(0)),
        total=total if isinstance(total, Decimal) else None,
    )


# --- the annex -----------------------------------------------------------------------------------


def unit_blocks(table: UnitTable) -> Iterator[Block]:
    """Yield the annex: tables of a few figures each, then who is missing and what was changed."""
    parts = range(0, len(table.columns), _ACROSS)
    for number, first in enumerate(parts, 1):
        caption = f"Bảng {number}/{len(parts)}" if len(parts) > 1 else ""
        yield _table(table, slice(first, first + _ACROSS), caption)
    for words in unit_notes(table):
        yield Paragraph((Run(words),))


def unit_notes(table: UnitTable) -> Iterator[str]:
    """Say under the tables who is missing and which totals a person has typed over."""
    if table.missing:
        yield f"Chưa có số liệu của {len(table.missing)} đơn vị: {', '.join(table.missing)}."
    for column in table.columns:
        if column.total is not None and column.total != column.sum:
            shown, summed = (_figure_text(column, x) for x in (column.total, column.sum))
            name = " – ".join(filter(None, (column.group, column.title)))
            yield f"{name}: báo cáo ghi {shown}, cộng các đơn vị được {summed}."


def _table(table: UnitTable, part: slice, caption: str) -> Table:
    shown = table.columns[part]
    columns = (
        TableColumn("STT", _NUMBER_SHARE, "center"),
        TableColumn("Đơn vị", _NAME_SHARE),
        *(TableColumn(heading(one), _FIGURE_SHARE, "right", one.group) for one in shown),
    )
    rows = [
        TableRow((str(number), row.name, *_texts(shown, row.figures[part])))
        for number, row in enumerate(table.rows, 1)
    ]
    sums = tuple(_figure_text(one, one.sum) for one in shown)
    return Table(columns, (*rows, TableRow(("", "Tổng cộng", *sums), kind="total")), caption)


def _texts(columns: Sequence[UnitColumn], figures: Sequence[Decimal | None]) -> Iterator[str]:
    for column, value in zip(columns, figures, strict=True):
        yield "" if value is None else _figure_text(column, value)


def heading(column: UnitColumn) -> str:
    """Return a column's own heading, with the unit that it does not name itself."""
    named = column.unit and column.unit not in column.title
    return f"{column.title} ({column.unit})" if named else column.title


def _figure_text(column: UnitColumn, value: Decimal) -> str:
    """Return a figure as the tables print it."""
    return print_figure(column.kind, value, unit=column.unit, running=False)
