"""Microsoft's validator finds no error in any kind of workbook or Word copy that is written."""

from pathlib import Path

import msgspec
import pytest

import resources
from exporters.authoring.pack_workbook_pages import render_pack_workbook
from exporters.data_json import Checked
from exporters.excel import render_workbook
from exporters.manifest import Identity
from exporters.word import render_word
from forms import pack
from forms.engine import Computation
from forms.printed.document import Document
from tests.exporters import sample_f02, sample_report
from tests.exporters.openxml import NEWEST, OLDEST, complaints, spoiled
from tests.exporters.sample_document import annexed_report, monthly_report
from tests.packs.pack_reports import document, filled, sample

SAMPLES = sorted(
    {
        path.stem.partition("-20")[0]: path.stem
        for path in resources.path("samples").glob("*.json")
        if "corrections" not in path.stem
    }.values()
)
"""One of each form that is shipped."""

SUPPLIERS = [name for name in SAMPLES if name.startswith("F02-")]


def book(computation: Computation, printed: Document) -> bytes:
    identity: Identity = msgspec.structs.replace(
        sample_report.IDENTITY, form=computation.engine.form.id
    )
    checked = Checked(computation.findings())
    return render_workbook(computation, printed, identity, checked, data_sha256="0" * 64)


def shipped(name: str) -> bytes:
    computation = filled(sample(name))
    return book(computation, document(computation))


def workbooks() -> dict[str, bytes]:
    # The suppliers' sheets are of one making: two of them stand for all.
    chosen = [name for name in SAMPLES if name not in SUPPLIERS[1:-1]]
    books = {f"{name}.xlsx": shipped(name) for name in chosen}
    july = sample_f02.july(corrected=True)
    draft = msgspec.structs.replace(sample_f02.document(july), draft=True)
    every = sample_report.computed()
    form = pack.read_json(resources.path("packs/F02/form.json").read_bytes())
    return books | {
        "draft.xlsx": book(july, draft),
        "every-kind.xlsx": book(every, sample_report.DOCUMENT),
        "empty.xlsx": book(sample_report.computed({}), sample_report.DOCUMENT),
        "author.xlsx": render_pack_workbook(form),
        "blank-author.xlsx": render_pack_workbook(None),
    }


def copies() -> dict[str, bytes]:
    july = sample_f02.document(sample_f02.july(corrected=True))
    documents = {"monthly": monthly_report(), "annexed": annexed_report(), "july": july}
    return {f"{name}.docx": render_word(one) for name, one in documents.items()}


@pytest.mark.parametrize("office", [OLDEST, NEWEST])
def test_the_validator_finds_no_error_and_finds_what_is_wrong(tmp_path: Path, office: str) -> None:
    files = workbooks() | copies() if office == NEWEST else {"july.xlsx": shipped("F02-2024-07")}
    bad = {
        "bad.xlsx": spoiled(
            next(iter(files.values())),
            "xl/worksheets/sheet2.xml",
            b"<sheetData>",
            b"<odd/><sheetData>",
        ),
        "bad.docx": spoiled(
            render_word(monthly_report()), "word/document.xml", b"<w:body>", b'<w:body w:odd="1">'
        ),
    }
    told = complaints(files | bad, tmp_path, office)
    assert {name: said for name, said in told.items() if name in files and said} == {}
    assert told["bad.xlsx"]
    assert told["bad.docx"]
