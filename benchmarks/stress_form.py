"""The stress form of the engine benchmark: tables of rates, their figures, and a few slips.

Full size is 20 tables of 100 rows and 5 columns: 10,000 cells under 5,000 relations (2,000 rates,
2,000 remainders, 60 column sums over 99 rows, 900 comparisons with the previous period and 40
bounds). The second form, for keystrokes, computes what the first one has printed: 4,044 figures,
from a row's rate to the rate of the grand total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any, NamedTuple

import msgspec

from forms.cells import CellEdit, CellKey, CellValue
from forms.model import Column, Field, Form, RowSpec, Section, SignatureDefault
from forms.numbers import half_up
from forms.periods import Period, PeriodRule
from forms.relations import BoundsRule, MonotonicRule, RatioRule, Relation, RemainderRule, SumRule

PERIOD = Period("month", 2024, 7)
PARTS = ("n", "d", "p", "r", "x")
SUMMED = ("n", "d", "x")
HIGHEST = 9_999_999
"""The upper bound of the bounded cells."""

Figures = list[dict[str, list[int]]]
"""One dictionary per table: part to its column, percentages in hundredths."""
Typed = dict[CellKey, CellValue]


class Shape(NamedTuple):
    """How many tables, rows in each (the last one is the total), rows compared, cells bounded."""

    tables: int = 20
    rows: int = 100
    grown: int = 45
    bounded: int = 2

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the tables."""
        return tuple(f"t{number:02d}" for number in range(1, self.tables + 1))

    @property
    def cells(self) -> int:
        """How many cells the form has."""
        return self.tables * self.rows * len(PARTS)

    @property
    def relations(self) -> int:
        """How many relations hold between them, counted row by row."""
        return self.tables * (2 * self.rows + len(SUMMED) + self.grown + self.bounded)


FULL = Shape()


# --- the checked form ---------------------------------------------------------------------------


def checked_form(shape: Shape = FULL) -> Form:
    """Return the form whose figures are all printed, so that every relation can be broken."""
    cumulative = Column(id="x", label="Lũy kế từ đầu năm", kind="int", behaviour="L")
    relations = [rule for name in shape.names for rule in _relations(name, shape)]
    return _form(shape, (*_pair(), *_printed(), cumulative), tuple(relations))


def _pair() -> tuple[Column, ...]:
    return (
        Column(id="n", label="Số hồ sơ đã giải quyết", kind="int", unit="hồ sơ"),
        Column(id="d", label="Số hồ sơ tiếp nhận", kind="int", unit="hồ sơ"),
    )


def _printed() -> tuple[Column, ...]:
    return (
        Column(id="p", label="Tỷ lệ", kind="pct", unit="%", decimals=2),
        Column(id="r", label="Còn lại", kind="int", unit="hồ sơ"),
    )


def _form(
    shape: Shape,
    columns: tuple[Column, ...],
    relations: tuple[Relation, ...],
    more: tuple[Field, ...] = (),
) -> Form:
    rows = tuple(
        RowSpec(id=f"dong_{i:03d}", label=f"Dịch vụ công số {i}") for i in range(1, shape.rows)
    )
    rows = (*rows, RowSpec(id="tong", label="Tổng cộng"))
    tables = tuple(
        Field(id=name, kind="table", label=f"Bảng số {name[1:]}", columns=columns, rows=rows)
        for name in shape.names
    )
    fields = (*tables, *more)
    placed = tuple(field.id for field in fields)
    return Form(
        id="B01",
        version="2024.1",
        title="Báo cáo đo tốc độ",
        period=PeriodRule(cycle="month", rule="month_to_day", day=20),
        document_kind="BÁO CÁO",
        symbol="BC",
        subject=("Kết quả {{period}}",),
        sections=(Section(id="ket_qua", heading="Kết quả thực hiện", fields=placed),),
        fields=fields,
        relations=relations,
        signature=SignatureDefault(post="CHỦ TỊCH"),
    )


def _relations(name: str, shape: Shape) -> Iterator[Relation]:
    yield RatioRule(id=f"rate_{name}", table=name, n="n", d="d", percent="p")
    yield RemainderRule(id=f"rest_{name}", table=name, whole="d", part="n", rest="r")
    for part in SUMMED:
        yield _column_sum(name, part, shape)
    yield MonotonicRule(id=f"grow_{name}", values=(f"{name}[1:{shape.grown}].x",))
    for row in bounded_rows(shape):
        value = f"{name}[{row}].x"
        yield BoundsRule(id=f"range_{name}_{row}", value=value, low="0", high=str(HIGHEST))


def _column_sum(name: str, part: str, shape: Shape) -> SumRule:
    last = shape.rows
    return SumRule(
        id=f"sum_{name}_{part}",
        total=f"{name}[{last}].{part}",
        parts=(f"{name}[1:{last - 1}].{part}",),
    )


def bounded_rows(shape: Shape) -> range:
    """Return the rows (from 1) whose cumulative figure has bounds."""
    return range(shape.grown + 1, shape.grown + 1 + shape.bounded)


def right_figures(shape: Shape, chance: Random) -> Figures:
    """Return figures that break no relation."""
    return [_right_table(shape, chance) for _ in range(shape.tables)]


def _right_table(shape: Shape, chance: Random) -> dict[str, list[int]]:
    d = [chance.randrange(1_000, 9_000) for _ in range(shape.rows - 1)]
    n = [chance.randrange(whole // 2, whole * 9 // 10) for whole in d]
    x = [chance.randrange(10_000, 90_000) for _ in d]
    table = {part: [*column, sum(column)] for part, column in (("n", n), ("d", d), ("x", x))}
    pairs = list(zip(table["n"], table["d"], strict=True))
    table["p"] = [half_up(10_000 * part, whole) for part, whole in pairs]
    table["r"] = [whole - part for part, whole in pairs]
    return table


def figures_before(figures: Figures) -> Figures:
    """Return the previous period's figures: the cumulative ones were lower."""
    return [{**table, "x": [x - x // 7 for x in table["x"]]} for table in figures]


def with_slips(figures: Figures, shape: Shape, count: int, chance: Random) -> Figures:
    """Return a copy with ``count`` mistyped cells: one that has bounds, the others by chance."""
    spoiled = [{part: list(column) for part, column in table.items()} for table in figures]
    bounded = (0, bounded_rows(shape)[0] - 1, "x")
    places = [(t, row, p) for t in range(shape.tables) for row in range(shape.rows) for p in PARTS]
    places.remove(bounded)
    for table, row, part in (bounded, *chance.sample(places, count - 1)):
        column = spoiled[table][part]
        column[row] = _slip(part, row, column[row], shape)
    return spoiled


def _slip(part: str, row: int, figure: int, shape: Shape) -> int:
    if part == "x" and row < shape.grown:
        return figure // 10
    if part == "x" and row + 1 in bounded_rows(shape):
        return HIGHEST + figure
    return figure + 1


def cells(shape: Shape, figures: Figures) -> Typed:
    """Return the figures as the cells of a report."""
    return {
        CellKey(name, row, part): Decimal(units).scaleb(-2) if part == "p" else Decimal(units)
        for name, table in zip(shape.names, figures, strict=True)
        for part in PARTS
        if part in table
        for row, units in enumerate(table[part], 1)
    }


# --- the computing form ---------------------------------------------------------------------------


class Keystroke(NamedTuple):
    """One figure typed: the table and row (both from 0), the part (``n`` or ``d``)."""

    table: int
    row: int
    part: str
    figure: int


def computing_form(shape: Shape = FULL) -> Form:
    """Return the form that computes rates, remainders, column totals and the grand total."""
    relations: list[Relation] = []
    for name in shape.names:
        relations.append(RatioRule(id=f"rate_{name}", table=name, n="n", d="d", percent="p"))
        rest = RemainderRule(id=f"rest_{name}", table=name, whole="d", part="n", rest="r")
        relations.append(rest)
        relations += [_column_sum(name, part, shape) for part in ("n", "d")]
    for part in ("n", "d"):
        totals = tuple(f"{name}[{shape.rows}].{part}" for name in shape.names)
        relations.append(SumRule(id=f"grand_{part}", total=f"toan_bo.{part}", parts=totals))
    grand = Field(id="toan_bo", kind="ratio", label="Toàn bộ", decimals=2, remainder=True)
    return _form(shape, (*_pair(), *_printed()), tuple(relations), more=(grand,))


def computed_cells(shape: Shape = FULL) -> int:
    """Return how many figures the computing form derives."""
    return shape.tables * (2 * shape.rows + 2) + 4


def typed_figures(figures: Figures) -> Figures:
    """Return what a person types in the computing form: all but the totals."""
    return [{part: table[part][:-1] for part in ("n", "d")} for table in figures]


def stated_rates(shape: Shape, figures: Figures) -> dict[CellKey, Decimal]:
    """Return the rates somebody has printed beside the computed ones: two in each table."""
    return {
        CellKey(name, row + 1, "p"): Decimal(table["p"][row]).scaleb(-2)
        for name, table in zip(shape.names, figures, strict=True)
        for row in (0, shape.rows // 2)
    }


def keystrokes(figures: Figures, count: int, chance: Random) -> list[Keystroke]:
    """Return ``count`` edits and make them in ``figures``; a part stays well below its whole."""
    found = []
    for _ in range(count):
        table, part = chance.randrange(len(figures)), chance.choice("nd")
        row = chance.randrange(len(figures[table][part]))
        n, d = figures[table]["n"][row], figures[table]["d"][row]
        room = (1, d * 9 // 10) if part == "n" else (n * 10 // 9 + 100, n * 10 // 9 + 9_000)
        figure = chance.randrange(*room)
        figures[table][part][row] = figure
        found.append(Keystroke(table, row, part, figure))
    return found


def edit(shape: Shape, stroke: Keystroke, typed: Mapping[CellKey, CellValue]) -> CellEdit:
    """Return a keystroke as an edit of the report's cells."""
    key = CellKey(shape.names[stroke.table], stroke.row + 1, stroke.part)
    return CellEdit(key, typed.get(key), Decimal(stroke.figure))


# --- the pack as an author's text -----------------------------------------------------------------


def toml_text(form: Form) -> str:
    """Return the form as TOML, tables for records and inline tables inside them."""
    content: dict[str, Any] = msgspec.to_builtins(form)
    plain = {key: value for key, value in content.items() if not _is_records(value)}
    lines = [f"{key} = {_toml(value)}" for key, value in plain.items()]
    for key, records in content.items():
        for record in records if _is_records(records) else ():
            lines += ["", f"[[{key}]]"]
            lines += [f"{name} = {_toml(value)}" for name, value in record.items()]
    return "\n".join(lines) + "\n"


def _is_records(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    # Strings, whole numbers and truths are written in TOML as they are in JSON.
    return msgspec.json.encode(value).decode()
