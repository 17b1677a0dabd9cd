"""PDF/A-3a and PDF/UA-1 by veraPDF: every shipped form's sample and tables of any length."""

from pathlib import Path
from random import Random

import pytest
from msgspec import structs

import resources
from exporters.attachments import Attachment
from exporters.check_code import CheckCode
from exporters.pdf import render_pdf
from forms.composition import with_units
from forms.printed.document import (
    Annex,
    Block,
    Document,
    Note,
    Paragraph,
    ParagraphStyle,
    Run,
    SignatureBlock,
    Table,
    TableColumn,
    TableRow,
)
from tests.exporters.conformance import Verdict, judge_conformance, spoiled
from tests.exporters.sample_document import (
    annexed_report,
    closing,
    grouped_table,
    heading,
    letter,
    monthly_report,
    paragraph,
    service_table,
    units_table,
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
STYLES: dict[str, ParagraphStyle] = {
    "text": "body",
    "bullet": "bullet",
    "sub_bullet": "sub_bullet",
}
LENGTHS = (0, 1, 50, 500, 2000)
MIXED = 8
SENTENCE = "Các sở, ngành, địa phương tiếp tục rà soát số liệu và báo cáo đúng hạn. "
ODD = Table(
    (TableColumn("", 1), TableColumn("Cột", 3)),
    (
        TableRow(("", SENTENCE * 60)),
        TableRow(("", "")),
        TableRow(("Nhóm", ""), "group"),
        TableRow(("Tổng", "1"), "total"),
    ),
)
"""A table with a row higher than a page, an empty one and a column without a title."""


def _mixed(seed: int) -> Document:
    """A report of blocks in any order, odd ones among them; the same for the same seed."""
    chance = Random(seed)  # noqa: S311 - figures, not secrets
    blocks: list[Block] = []
    notes: list[Note] = []
    for number in range(chance.randint(5, 25)):
        kind = chance.choice(("heading", "text", "bullet", "sub_bullet", "note", "table", "odd"))
        if kind == "heading":
            blocks.append(heading(f"{number}. Tiêu đề", chance.randint(1, 6)))
        elif kind == "table":
            rows = chance.choice((0, 1, 30))
            blocks.append(chance.choice((service_table, grouped_table))(rows))
        elif kind == "odd":
            blocks.append(chance.choice((paragraph("   "), ODD)))
        elif kind == "note":
            notes.append(Note(len(notes) + 1, (Run(SENTENCE * chance.randint(1, 30)),)))
            blocks.append(Paragraph((Run("Có chú thích", note=len(notes)), Run(" và lời sau."))))
        else:
            blocks.append(paragraph(f"- {SENTENCE * chance.randint(1, 9)}", STYLES[kind]))
    bare = Annex("I", "", "", ())
    made = letter(tuple(blocks), tuple(notes))
    if seed % 2:
        return structs.replace(made, draft=True, annexes=(bare,), recipients=())
    return structs.replace(made, signature=SignatureBlock((), ""), addressees=("Bộ Nội vụ",))


def _documents() -> dict[str, Document]:
    named = {f"sample-{name}": document(filled(sample(name))) for name in SAMPLES}
    named |= {f"rows-{rows}": letter((service_table(rows), closing())) for rows in LENGTHS}
    named |= {f"mixed-{seed}": _mixed(seed) for seed in range(MIXED)}
    named["grouped"] = letter((grouped_table(45), closing()))
    named["units"] = with_units(annexed_report(), units_table())
    return {**named, "monthly": monthly_report(), "annexed": annexed_report()}


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> list[Verdict]:
    files = {name: render_pdf(one, code=CODE) for name, one in _documents().items()}
    for name, whole in (("monthly", monthly_report()), ("annexed", annexed_report())):
        files[f"{name}-fields"] = render_pdf(whole, profile="o-ky", attachments=ATTACHED, code=CODE)
    return judge_conformance(files, tmp_path_factory.mktemp("verapdf"))


def test_every_form_and_table_length_conforms(verdicts: list[Verdict]) -> None:
    assert [one for one in verdicts if one.failed or one.rules] == []
    assert len(verdicts) == 2 * (len(SAMPLES) + len(LENGTHS) + MIXED + 6)


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
