"""Reports in any pack for tests: filled from a sample, one figure changed, printed, read back."""

from __future__ import annotations

import copy
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, cast

import resources
from exporters.pdf import render_pdf
from forms import pack
from forms.cells import CellKey, CellValue, Change, applied
from forms.composition import Office, compose
from forms.editing import Session
from forms.engine import Computation, Context, Engine
from forms.layout import NUMERIC
from forms.model import RECIPIENTS, SIGNATURE
from forms.numbers import format_number, format_percent
from forms.periods import Period, parse_period
from forms.printed.document import Document
from forms.sources.filling import plan_fill
from tests.f02 import defaults

Data = dict[str, Any]
Judge = Callable[[str], Path]

COMMUNE = Office(
    superior="",
    issuer="Ủy ban nhân dân xã An Phú",
    symbol="UBND",
    place="An Phú",
    name="Ủy ban nhân dân xã An Phú",
)
DEPARTMENT = Office(
    superior="Ủy ban nhân dân tỉnh An Giang",
    issuer="Sở Khoa học và Công nghệ",
    symbol="SKHCN",
    place="An Giang",
    name="Sở Khoa học và Công nghệ",
)

_FIGURE = re.compile(r"\d+(?:\.\d{3})*(?:,\d+)?")


class Broken(NamedTuple):
    """One figure changed, and the finding that it must give: `SUM@n_tong#tiep_nhan`."""

    finding: str
    values: Data
    previous: Data | None = None


@cache
def engine(form_id: str) -> Engine:
    """Give the compiled pack, read from the form.json that the program loads."""
    data = resources.path(f"packs/{form_id}/form.json").read_bytes()
    return pack.compiled(pack.read_json(data))


def sample(name: str) -> Data:
    """Give a sample fill file."""
    return cast("Data", json.loads(resources.path(f"samples/{name}.json").read_bytes()))


def changed(data: Data, values: Data) -> Data:
    """Give a copy of a fill file with values replaced, cell by cell: `{"bang": {"tong": {…}}}`."""
    return {**data, "values": _merged(data["values"], values)}


def _merged(old: object, new: object) -> object:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return copy.deepcopy(new)
    return {**copy.deepcopy(old), **{key: _merged(old.get(key), new[key]) for key in new}}


def filled(
    data: Data, *, previous: Data | None = None, context: Context | None = None
) -> Computation:
    """Give a new report of the file's period, filled and opened again as from the store."""
    form = engine(data["form"])
    period = parse_period(data["period"])
    assert isinstance(period, Period)
    cells = _cells(form, period, data)
    before = None if previous is None else _cells(form, period, previous)
    return form.open(cells, period, before, context)


def _cells(form: Engine, period: Period, data: Data) -> Mapping[CellKey, CellValue]:
    opened = form.open(defaults(form, period), period)
    change = plan_fill(Session(opened), json.dumps({**data, "period": period.code}).encode())
    assert isinstance(change, Change), change
    return applied(opened.cells, change)


def findings(computation: Computation) -> list[str]:
    """Give the findings by severity and id: `error SUM@n_tong#tiep_nhan`."""
    return [f"{finding.severity} {finding.id}" for finding in computation.findings()]


def broken(data: Data, case: Broken) -> list[str]:
    """Give the ids of the findings after one change."""
    computation = filled(changed(data, case.values), previous=case.previous)
    return [finding.id for finding in computation.findings()]


def document(computation: Computation, office: Office = COMMUNE) -> Document:
    """Give the printed report."""
    return compose(computation, office, draft=False, dated="2026-09-21T08:00:00+07:00")


def printed(judge: Judge, folder: Path, computation: Computation, office: Office = COMMUNE) -> str:
    """Export the report as PDF and give what poppler reads in it."""
    file = folder / "report.pdf"
    file.write_bytes(render_pdf(document(computation, office)))
    command = [str(judge("pdftotext")), "-layout", str(file), "-"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout


def lost_figures(computation: Computation, text: str) -> dict[str, int]:
    """Give the figures that stand less often in a text than in the report, and how many are lost.

    Every typed figure must stand there by itself; a computed one may be said once for several
    cells, and as coarsely as it was typed. Running text pads numbers below ten, so leading zeros
    do not count.
    """
    found = Counter(_plain(figure) for figure in _FIGURE.findall(text))
    typed = Counter(one[0] for one in _figures(computation) if len(one) == 1)
    computed = [said for said in _figures(computation) if len(said) > 1]
    return dict((typed - found) + Counter(s[0] for s in computed if not found.keys() & set(s)))


def _plain(figure: str) -> str:
    return figure.lstrip("0") or "0"


def _figures(computation: Computation) -> Iterator[tuple[str, ...]]:
    """Give every figure as it may be printed: one way where it is typed, two where computed."""
    for field in computation.engine.fields.values():
        if field.id in (SIGNATURE, RECIPIENTS):
            continue
        for row in computation.rows(field.id) or (0,):
            for column in computation.engine.columns(field.id):
                if column.kind in NUMERIC:
                    yield from _said(computation, CellKey(field.id, row, column.id), column.kind)


def _said(computation: Computation, key: CellKey, kind: str) -> Iterator[tuple[str, ...]]:
    form = format_percent if kind == "pct" else format_number
    now, typed = computation.effective(key), computation.cells.get(key)
    if isinstance(now, Decimal):
        computed = now != typed or computation.is_derived(key)
        other = typed if isinstance(typed, Decimal) else now
        yield (_plain(form(now)), _plain(form(other))) if computed else (_plain(form(now)),)
