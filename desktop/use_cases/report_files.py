"""The files of one report: PDF, workbook, data and the package that holds all three."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final, NamedTuple

from forms.composition import with_charts, with_units
from forms.engine import Computation
from forms.printed.charts import Chart
from forms.printed.document import Document
from forms.printed.unit_table import UnitTable

if TYPE_CHECKING:
    from exporters.data_json import Checked
    from exporters.manifest import Identity
    from exporters.pdf import Profile


SUFFIXES: Final = ("json", "pdf", "xlsx", "zip")


class Source(NamedTuple):
    """What the files are made of: the report computed and as pages, and its ``data.json``."""

    computation: Computation
    document: Document
    identity: Identity
    checked: Checked
    data: bytes


def annexed(document: Document, units: UnitTable | None, charts: tuple[Chart, ...]) -> Document:
    """Return a document with the figures of units and the charts as its last annexes."""
    known = document if units is None else with_units(document, units)
    return with_charts(known, charts)


def render(
    source: Source, profile: Profile, wanted: Collection[str] = SUFFIXES
) -> dict[str, bytes]:
    """Return the files by suffix: the ``wanted`` ones, and what those are made of.

    The ``zip`` holds the three others. In the profile ``o-ky`` the PDF carries the workbook and the
    data.
    """
    from exporters.attachments import report_attachments
    from exporters.check_code import CheckCode
    from exporters.excel import render_workbook
    from exporters.files import sha256
    from exporters.package import write_package
    from exporters.pdf import render_pdf

    identity, data, hashed = source.identity, source.data, sha256(source.data)
    parts, whole = {"json": data}, "zip" in wanted
    paper = whole or "pdf" in wanted
    if whole or "xlsx" in wanted or (paper and profile == "o-ky"):
        parts["xlsx"] = render_workbook(
            source.computation, source.document, identity, source.checked, data_sha256=hashed
        )
    if paper:
        bound = profile == "o-ky"
        carried = report_attachments(identity.stem, data, parts["xlsx"]) if bound else ()
        code = CheckCode.of(identity, hashed)
        parts["pdf"] = render_pdf(source.document, profile=profile, attachments=carried, code=code)
    return {**parts, "zip": write_package(parts)} if whole else parts
