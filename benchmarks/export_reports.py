"""Reports of shipped forms for the export benchmark: July 2024 of F02, a log of 500 rows in F08."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.export_sample import DATED
from exporters import data_json, manifest
from exporters.attachments import Attachment, report_attachments
from exporters.check_code import CheckCode
from exporters.data_json import Checked
from exporters.excel import render_workbook
from exporters.files import sha256
from exporters.pdf import render_pdf
from forms.cells import CellKey, CellValue, Change, applied
from forms.composition import Office, compose
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.pack import fingerprint, read_json
from forms.periods import Period, parse_period
from forms.printed.document import Document
from forms.report import ReportHead
from forms.sources.filling import plan_fill
from resources import path

OFFICE = Office("", "ỦY BAN NHÂN DÂN TỈNH AN GIANG", "UBND", "An Giang", "tỉnh An Giang")


class Filled:
    """A report filled in, with everything that its export takes."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Fill a report from the content of a fill file."""
        form = read_json(path(f"packs/{data['form']}/form.json").read_bytes())
        engine, period = Engine(form), parse_period(data["period"])
        assert isinstance(period, Period)
        self.computation = _filled(engine, period, data)
        head = ReportHead(
            id=f"{form.id}-91-{period.code}",
            form=form.id,
            pack_version=form.version,
            pack_sha256=fingerprint(form),
            unit="91",
            period=period.code,
            status="finalized",
            created_at=DATED,
            finalized_at=DATED,
        )
        self.identity = manifest.identity(head, unit_name=OFFICE.name, dated=DATED)
        self.checked = Checked(self.computation.findings())

    def document(self) -> Document:
        """Compose the pages."""
        return compose(self.computation, OFFICE, draft=False, dated=DATED)

    def data(self) -> bytes:
        """Render the data file."""
        return data_json.render(
            self.computation, self.identity, self.checked, document=self.document()
        )

    def workbook(self) -> bytes:
        """Render the workbook."""
        return render_workbook(
            self.computation, self.document(), self.identity, self.checked, data_sha256="0" * 64
        )

    def pdf(self) -> bytes:
        """Render the PDF with the check code of the data."""
        code = CheckCode.of(self.identity, sha256(self.data()))
        return render_pdf(self.document(), code=code)


def _filled(engine: Engine, period: Period, data: Mapping[str, Any]) -> Computation:
    opened = engine.open(_no_cells(), period)
    change = plan_fill(Session(opened), json.dumps(data).encode())
    assert isinstance(change, Change), change
    return engine.open(applied(_no_cells(), change), period)


def _no_cells() -> dict[CellKey, CellValue]:
    return {}


def july() -> Filled:
    """Give F02 of July 2024 as published."""
    return Filled(_sample("F02-2024-07"))


def listing(rows: int) -> Filled:
    """Give a report of the commune form F08 whose log has so many rows."""
    data = _sample("F08-2025-08")
    shown = data["values"]["nhat_ky"]
    data["values"]["nhat_ky"] = [shown[row % len(shown)] for row in range(rows)]
    return Filled(data)


def _sample(name: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(path(f"samples/{name}.json").read_bytes())
    return read


def carried() -> tuple[Attachment, ...]:
    """Give what a PDF in the profile with fields carries: here F08 with a log of 25 rows."""
    report = listing(25)
    return report_attachments("F08_91_2025-08_v1", report.data(), report.workbook())
