"""Reports in the monthly form F02 for tests: new, filled from files, printed."""

from __future__ import annotations

import copy
import json
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, cast

import resources
from forms import pack
from forms.cells import CellKey, CellValue, Change
from forms.composition import Office, compose, outline
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.entry import read_cell
from forms.model import Form
from forms.periods import Period, parse_period, span
from forms.printed.document import Document, Paragraph
from forms.sources.filling import plan_fill

Data = dict[str, Any]


def source(form_id: str) -> Form:
    return pack.read_toml(resources.path(f"packs/{form_id}/pack.toml").read_bytes())


def sample(name: str) -> Data:
    return cast("Data", json.loads(resources.path(f"samples/{name}.json").read_bytes()))


F02 = pack.compiled(source("F02"))
JULY = sample("F02-2024-07")
CORRECTIONS = sample("F02-2024-07-corrections")
EXPECTED: Data = tomllib.loads((Path(__file__).parent / "data/f02.toml").read_text("utf-8"))
MARCH: Data = EXPECTED["march"]


def defaults(engine: Engine, period: Period) -> dict[CellKey, CellValue]:
    """What a new report starts with, recipients and signature left out."""
    day = span(period, engine.form.period)[1].isoformat()
    cells: dict[CellKey, CellValue] = {}
    for field in engine.form.fields:
        if field.since <= day <= min(field.until or day, field.default_until or day):
            for row, part, text in pack.default_cells(field):
                key = CellKey(field.id, row, part)
                column = engine.column(key)
                value = read_cell(column, text) if column else None
                assert isinstance(value, str | Decimal), key
                cells[key] = value
    return cells


def session(code: str, *, previous: Mapping[CellKey, CellValue] | None = None) -> Session:
    period = parse_period(code)
    assert isinstance(period, Period)
    return Session(F02.open(defaults(F02, period), period, previous))


def filled(*data: Data, previous: Mapping[CellKey, CellValue] | None = None) -> Computation:
    """A new report of the first file's period, filled from all files in turn."""
    opened = session(data[0]["period"], previous=previous)
    for content in data:
        planned = plan_fill(opened, json.dumps(content).encode())
        assert isinstance(planned, Change), planned
        opened.apply(planned)
    return opened.computation


def changed(data: Data, **values: object) -> Data:
    """A copy of a fill file with some values replaced."""
    return {**data, "values": {**copy.deepcopy(data["values"]), **values}}


def found(computation: Computation, severity: str) -> list[str]:
    return [f"{f.code}@{f.place}" for f in computation.findings() if f.severity == severity]


def document(computation: Computation) -> Document:
    office = Office(
        superior="",
        issuer="Ủy ban nhân dân tỉnh An Giang",
        symbol="UBND",
        place="An Giang",
        name="Ủy ban nhân dân tỉnh An Giang",
    )
    return compose(computation, office, draft=False, dated="2024-07-22T08:00:00+07:00")


def words(computation: Computation) -> str:
    printed = document(computation)
    body = [block.text for block in printed.blocks if isinstance(block, Paragraph)]
    notes = ["".join(run.text for run in note.runs) for note in printed.notes]
    return "\n".join((*body, *notes))


def headings(computation: Computation) -> list[str]:
    items = outline(computation)
    return [
        f"{item.number} {item.title.upper() if item.level == 1 else item.title}"
        for item in items
        if item.active
    ]
