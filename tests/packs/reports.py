"""Reports in packs with documents, narratives and figures of other forms, for tests.

Beside :mod:`tests.packs.pack_reports`: a new report has its recipients, one thing done wrong may be
a document or a paragraph, and the printed report is read line by line.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from exporters.pdf import render_pdf
from forms.cells import CellKey, Cells, Change
from forms.composition import Office, compose
from forms.editing import Session
from forms.engine import Computation, Context
from forms.findings import Finding
from forms.model import RECIPIENTS
from forms.periods import Period, parse_period
from forms.printed.document import Document, Paragraph, Table
from forms.sources.filling import plan_fill
from tests.exporters.pdf_reading import pdftotext
from tests.f02 import defaults
from tests.packs.pack_reports import DEPARTMENT, Data, engine

_MADE = "2025-08-01T08:00:00+07:00"


class Break(NamedTuple):
    """One thing done wrong to a right report, and the finding it must give."""

    code: str
    place: str
    values: Data
    severity: str = "error"
    documents: Data | None = None
    text: Data | None = None
    before: Data | None = None
    forms: Mapping[str, Cells] | None = None


def fresh(form_id: str, code: str, *, context: Context | None = None) -> Computation:
    """A new report with what the form prefills, its usual recipients included."""
    period = parse_period(code)
    assert isinstance(period, Period)
    compiled = engine(form_id)
    cells = defaults(compiled, period)
    for row, name in enumerate(compiled.form.recipients, 1):
        cells[CellKey(RECIPIENTS, row, "ten")] = name
    return compiled.open(cells, period, context=context)


def filled(*data: Data, context: Context | None = None) -> Computation:
    """A new report of the first file's form and period, filled from all files in turn."""
    session = Session(fresh(data[0]["form"], data[0]["period"], context=context))
    for content in data:
        planned = plan_fill(session, json.dumps(content).encode())
        assert isinstance(planned, Change), planned
        session.apply(planned)
    return session.computation


def changed(
    data: Data, values: Data, *, documents: Data | None = None, text: Data | None = None
) -> Data:
    """A copy of a fill file with some whole values, documents and texts replaced."""
    parts = {"values": values, "documents": documents or {}, "text": text or {}}
    copied = copy.deepcopy(data)
    return {**copied, **{name: {**copied.get(name, {}), **new} for name, new in parts.items()}}


def broken(data: Data, case: Break) -> Computation:
    """The right report with one thing wrong, beside last period's and other forms' figures."""
    previous = None if case.before is None else filled(changed(data, case.before)).cells
    context = Context(previous=previous, forms=case.forms or {})
    wrong = changed(data, case.values, documents=case.documents, text=case.text)
    return filled(wrong, context=context)


def tells(data: Data, case: Break) -> tuple[bool, bool]:
    """Whether the right report, and the broken one, has the finding of the case."""
    told = f"{case.code}@{case.place}"
    both = filled(data), broken(data, case)
    right, wrong = (told in found(report, case.severity) for report in both)
    return right, wrong


def unbroken(data: Data, cases: Iterable[Break]) -> set[str]:
    """The rules of a report's form that none of the cases breaks."""
    spoken = {told.rule for case in cases for told in broken(data, case).findings()}
    return {rule.id for rule in engine(data["form"]).form.relations} - spoken


def found(computation: Computation, severity: str) -> list[str]:
    return [f"{f.code}@{f.place}" for f in computation.findings() if f.severity == severity]


def finding(computation: Computation, code: str, place: str) -> Finding:
    return next(f for f in computation.findings() if (f.code, f.place) == (code, place))


def document(computation: Computation, office: Office = DEPARTMENT) -> Document:
    return compose(computation, office, draft=False, dated=_MADE)


def lines(printed: Document) -> list[str]:
    """Every paragraph, table cell and footnote, annexes included."""
    return list(_lines(printed))


def _lines(printed: Document) -> Iterator[str]:
    yield from printed.subject
    for block in (*printed.blocks, *(b for annex in printed.annexes for b in annex.blocks)):
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            yield from (column.title for column in block.columns)
            yield from (cell for row in block.rows for cell in row.cells)
    for note in printed.notes:
        yield "".join(run.text for run in note.runs)


def headings(printed: Document) -> list[str]:
    return [
        block.text
        for block in printed.blocks
        if isinstance(block, Paragraph) and block.style == "heading"
    ]


def tables(printed: Document) -> list[Table]:
    """Every table, those of the annexes last."""
    blocks = (*printed.blocks, *(b for annex in printed.annexes for b in annex.blocks))
    return [block for block in blocks if isinstance(block, Table)]


def paper(printed: Document, folder: Path) -> str:
    """What poppler reads in the exported PDF, as one line."""
    return " ".join(pdftotext(render_pdf(printed), folder, "-layout").split())


def evidence(form_id: str) -> Mapping[str, Sequence[str]]:
    """The fields of a form by where they come from: S, I, P or E."""
    marks: dict[str, list[str]] = {}
    for field in engine(form_id).form.fields:
        marks.setdefault(field.evidence, []).append(field.id)
    return marks
