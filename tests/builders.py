"""Tiny forms and reports that read like the paper they stand for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TypedDict, Unpack

from msgspec.structs import replace

from forms.cells import CellEdit, CellKey, Cells, CellValue
from forms.engine import Computation, Context, Engine
from forms.entry import InputProblem, read_cell
from forms.findings import Finding
from forms.model import RECIPIENTS, SIGNATURE, Column, Field, Form, Grid, GridRow, RowSpec, Section
from forms.periods import Period, PeriodRule, parse_period
from forms.relations import Relation
from forms.vocabulary import Behaviour, FieldKind, Missing, Operands


class Keys(TypedDict, total=False):
    """Further keys of a field, as a pack may give them."""

    label: str
    decimals: int
    coarse: tuple[int, ...]
    remainder: bool
    base: str
    over: bool
    formula: str
    code: str
    missing: Missing
    operands: Operands
    states: tuple[str, ...]
    behaviour: Behaviour
    required: bool
    required_since: str
    since: str
    until: str
    settled_by: str


Typed = Mapping[str, str | int | None]
"""What somebody types, by place: ``{"dvc12.n": 949, "dvc12.p": "97,54", "von[1].so": "41,5"}``."""

COUNT = Column(id="stated", label="Số đã ghi", kind="int")
STATE = Column(id="state", label="Trạng thái")
MEMBER = Column(id="value", label="Dòng")


def month(code: str) -> Period:
    period = parse_period(code)
    assert isinstance(period, Period)
    return period


JULY = month("2024-07")


# --- forms ---------------------------------------------------------------------------------------


def whole(name: str, **more: Unpack[Keys]) -> Field:
    """A count."""
    return _field(name, "int", more)


def ratio(name: str, **more: Unpack[Keys]) -> Field:
    """A numerator, a denominator and what follows from them, two decimals."""
    return _field(name, "ratio", {"decimals": 2, **more})


def percent(name: str, **more: Unpack[Keys]) -> Field:
    return _field(name, "pct", {"decimals": 2, **more})


def money(name: str, unit: str = "triệu đồng", **more: Unpack[Keys]) -> Field:
    return replace(_field(name, "money", more), unit=unit)


def listing(name: str, *columns: str | Column, **more: Unpack[Keys]) -> Field:
    """A list; a column named alone holds counts."""
    made = tuple(c if isinstance(c, Column) else count_column(c) for c in columns)
    return replace(_field(name, "list", more), columns=made)


def count_column(name: str) -> Column:
    return Column(id=name, label=name, kind="int")


def single(name: str, kind: FieldKind, **more: Unpack[Keys]) -> Field:
    """A field of any kind that needs no more keys than a label."""
    return _field(name, kind, more)


def _field(name: str, kind: FieldKind, more: Keys) -> Field:
    keys: Keys = {"label": name, **more}
    return Field(id=name, kind=kind, **keys)


def table(name: str, columns: Iterable[str | Column], rows: Iterable[str | RowSpec]) -> Field:
    """A fixed table; ``"x"`` is a column of counts, ``"r1"`` a row."""
    return Field(
        id=name,
        kind="table",
        label=name,
        columns=tuple(c if isinstance(c, Column) else count_column(c) for c in columns),
        rows=tuple(r if isinstance(r, RowSpec) else RowSpec(id=r, label=r) for r in rows),
    )


def grid(name: str, *rows: str) -> Grid:
    return Grid(id=name, label=name, rows=tuple(GridRow(id=row) for row in rows))


def form(
    *fields: Field,
    rules: Iterable[Relation] = (),
    grids: Iterable[Grid] = (),
    sections: Iterable[Section] = (),
    renames: Mapping[str, str] | None = None,
) -> Form:
    """A monthly form with these fields, all in one section unless sections are given."""
    shown = tuple(grids)
    in_grids = {field for one in shown for row in one.rows for field in (row.id, *row.fields)}
    alone = (field.id for field in fields if field.id not in in_grids)
    placed = (*(one.id for one in shown), *alone)
    return Form(
        id="T01",
        version="1",
        title="Báo cáo thử",
        period=PeriodRule(cycle="month", rule="month_to_day", day=20, also=("year",)),
        document_kind="BÁO CÁO",
        symbol="BC",
        subject=("Kết quả",),
        sections=tuple(sections) or (Section(id="kq", heading="Kết quả", fields=placed),),
        fields=fields,
        grids=shown,
        relations=tuple(rules),
        renames=dict(renames or {}),
    )


# --- reports -------------------------------------------------------------------------------------


def key(place: str) -> CellKey:
    """The address of ``dvc12.n``, ``von[1].so``, ``htich``."""
    whole_place, _, part = place.partition(".")
    field, _, row = whole_place.partition("[")
    return CellKey(field, int(row.rstrip("]") or 0), part or "value")


def cells(engine: Engine, typed: Typed) -> dict[CellKey, CellValue]:
    """What was typed, read as the window reads it; blanks drop out."""
    found: dict[CellKey, CellValue] = {}
    for place, text in typed.items():
        value = None if text is None else _read(engine, key(place), str(text))
        if value is not None:
            found[key(place)] = value
    return found


def _read(engine: Engine, at: CellKey, text: str) -> CellValue | None:
    known = {"stated": COUNT, "state": STATE}.get(at.part)
    if at.field == "sections":
        known = STATE
    elif engine.fields[at.field].kind == "selection" and at.row:
        known = MEMBER
    column = known or engine.column(at)
    assert column is not None, at
    value = read_cell(column, text)
    assert not isinstance(value, InputProblem), (at, value)
    return value


def report(
    shape: Form | Engine,
    typed: Typed,
    *,
    period: str = "2024-07",
    before: Typed | None = None,
    context: Context | None = None,
) -> Computation:
    """The report of a month; ``before`` is what was typed the month before."""
    engine = shape if isinstance(shape, Engine) else Engine(shape)
    previous: Cells | None = None if before is None else cells(engine, before)
    return engine.open(cells(engine, typed), month(period), previous, context)


def type_in(c: Computation, typed: Typed) -> set[CellKey]:
    """Type into an open report; return the computed cells that changed."""
    new = cells(c.engine, typed)
    return c.put([CellEdit(key(p), c.cells.get(key(p)), new.get(key(p))) for p in typed])


def shown(c: Computation, place: str) -> str:
    """What is printed at a place: ``98.96``; empty for a blank."""
    value = c.effective(key(place))
    return f"{value:f}" if isinstance(value, Decimal) else value or ""


def remarks(c: Computation, *severities: str) -> list[str]:
    """The findings but for missing parts, as ``error SUM@tong#s1``; or those of some severities."""
    wanted = severities or ("error", "warning", "note")
    return [f"{f.severity} {f.id}" for f in c.findings() if f.severity in wanted]


def only(c: Computation) -> Finding:
    """The one finding of a report, missing parts aside."""
    (finding,) = (f for f in c.findings() if f.severity != "missing")
    return finding


def absent(c: Computation) -> list[str]:
    """What is missing from the fields, signature and recipients aside."""
    found = [f for f in c.findings() if f.severity == "missing"]
    return [f.id for f in found if f.place not in (SIGNATURE, RECIPIENTS)]
