"""PDF/A-3a and PDF/UA-1 by veraPDF: every shipped form's sample and tables of any length."""

from pathlib import Path

import pytest

import resources
from exporters.check_code import CheckCode
from exporters.pdf import render_pdf
from exporters.pdf_conformance import Attachment
from forms.document import Document
from tests.exporters.conformance import Verdict, judge_conformance, spoiled
from tests.exporters.sample_document import (
    annexed_report,
    closing,
    grouped_table,
    letter,
    monthly_report,
    service_table,
)
from tests.packs.pack_reports import document, filled, sample

CODE = CheckCode("F02", "1.0.0", "91", "2024-07", "3f2a9c0177ab12cd" * 4)
ATTACHED = (
    Attachment("F02_91_2024-07_v1.json", "application/json", "Số liệu", b"{}\n", "Data"),
    Attachment("F02_91_2024-07_v1.xlsx", "application/zip", "Bảng tính", b"PK", "Source"),
)
SAMPLES = sorted(
    path.stem for path in resources.path("samples").glob("*.json") if "corrections" not in path.stem
)
LENGTHS = (0, 1, 50, 500, 2000)


def _documents() -> dict[str, Document]:
    named = {f"sample-{name}": document(filled(sample(name))) for name in SAMPLES}
    named |= {f"rows-{rows}": letter((service_table(rows), closing())) for rows in LENGTHS}
    named["grouped"] = letter((grouped_table(45), closing()))
    return {**named, "monthly": monthly_report(), "annexed": annexed_report()}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    files = {name: render_pdf(one, code=CODE) for name, one in _documents().items()}
    for name, whole in (("monthly", monthly_report()), ("annexed", annexed_report())):
        files[f"{name}-fields"] = render_pdf(whole, profile="o-ky", attachments=ATTACHED, code=CODE)
    return judge_conformance(files, tmp_path_factory.mktemp("verapdf"))


def test_every_form_and_table_length_conforms(verdicts: list[Verdict]) -> None:
    assert [one for one in verdicts if one.failed or one.rules] == []
    assert len(verdicts) == 2 * (len(SAMPLES) + len(LENGTHS) + 5)


def test_long_tables_are_judged_row_by_row(verdicts: list[Verdict]) -> None:
    checks = {(one.file, one.standard): one.checks for one in verdicts}
    for standard in ("3a", "ua1"):
        assert checks["rows-2000", standard] > 3 * checks["rows-500", standard]
        assert checks["rows-500", standard] > 5 * checks["rows-50", standard]


def test_the_judge_finds_what_is_missing(tmp_path: Path) -> None:
    pdf = spoiled(render_pdf(monthly_report()))
    archive, access = judge_conformance({"incomplete": pdf}, tmp_path)
    assert "6.7.2.2-1" in archive.rules  # not marked as tagged
    assert "6.2.4.3-4" in archive.rules  # black of no known meaning
    assert "6.2-1" in access.rules
