"""Both profiles signed twice by the libraries that other signing tools are built on."""

from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from exporters.attachments import report_attachments
from exporters.check_code import CheckCode
from exporters.files import sha256
from exporters.pdf import places, render_pdf
from exporters.signatures import read_roots
from exporters.signed_pdf import check_paper, compare_paper
from tests.exporters.conformance import Verdict, judge_conformance
from tests.exporters.other_signers import ITEXT, PDFBOX, run
from tests.exporters.sample_report import (
    DOCUMENT,
    IDENTITY,
    computed,
    rendered_data,
    rendered_workbook,
)
from tests.exporters.signing import Notary, Signed

DATA = rendered_data(computed())
CODE = CheckCode.of(IDENTITY, sha256(DATA))
FIGURES = places(DOCUMENT)
LEADER, ORGANISATION = "leader.p12", "organisation.p12"
FIRST_PAGE = "0"
BESIDE_THE_NAME = ("330", "40", "520", "90")
LEFT_OF_IT = ("280", "40", "380", "90")
CASES = ("pdfbox-fields", "pdfbox-plain", "itext-fields", "itext-plain")
VALID = "Signature is Valid."


class Signing(NamedTuple):
    """What the makers' libraries were handed and what they gave back, by case."""

    notary: Notary
    exported: Mapping[str, bytes]
    signed: Mapping[str, bytes]
    roots: bytes


@pytest.fixture(scope="module")
def signing(tmp_path_factory: pytest.TempPathFactory) -> Signing:
    folder = tmp_path_factory.mktemp("signers")
    notary = Notary(folder)
    carried = report_attachments(IDENTITY.stem, DATA, rendered_workbook(computed()))
    exported = {
        "fields": render_pdf(DOCUMENT, profile="o-ky", attachments=carried, code=CODE),
        "plain": render_pdf(DOCUMENT, code=CODE),
    }
    for name, pdf in exported.items():
        (folder / f"{name}.pdf").write_bytes(pdf)
    run(PDFBOX, folder, [*in_fields("pdfbox", number=True), *in_boxes("pdfbox")])
    run(ITEXT, folder, [*in_fields("itext"), *in_boxes("itext")])
    signed = {case: (folder / f"{case}.pdf").read_bytes() for case in CASES}
    return Signing(notary, exported, signed, (folder / "ca.pem").read_bytes())


def in_fields(maker: str, *, number: bool = False) -> Iterator[tuple[str, ...]]:
    """Sign in our two fields, with the number filled in between where the library can."""
    once, numbered = f"{maker}-once.pdf", f"{maker}-numbered.pdf"
    yield "field", "fields.pdf", once, LEADER, "ky_lanh_dao"
    if number:
        yield "fill", once, numbered, "so", "709"
    yield (
        "field",
        numbered if number else once,
        f"{maker}-fields.pdf",
        ORGANISATION,
        "ky_co_quan",
    )


def in_boxes(maker: str) -> Iterator[tuple[str, ...]]:
    """Sign the plain profile in two boxes of the tool's own."""
    once = f"{maker}-box.pdf"
    yield "box", "plain.pdf", once, LEADER, "Signature1", FIRST_PAGE, *BESIDE_THE_NAME
    yield "box", once, f"{maker}-plain.pdf", ORGANISATION, "Signature2", FIRST_PAGE, *LEFT_OF_IT


@pytest.mark.parametrize("case", CASES)
def test_poppler_finds_both_signatures_valid(signing: Signing, case: str) -> None:
    both = [Signed("leader", VALID, whole=False), Signed("organisation", VALID, whole=True)]
    assert signing.notary.signatures(signing.signed[case]) == both


@pytest.mark.parametrize("case", CASES)
def test_pyhanko_finds_both_signatures_valid_and_the_chain(signing: Signing, case: str) -> None:
    trusted = list(read_roots([signing.roots]).trusted)
    reader = PdfFileReader(BytesIO(signing.signed[case]), strict=False)
    found = list(reader.embedded_regular_signatures)
    assert len(found) == 2
    for each in found:
        context = ValidationContext(trust_roots=trusted, allow_fetching=False)
        status = validate_pdf_signature(each, context, skip_diff=True)
        assert (status.intact, status.valid, status.trusted) == (True, True, True)


@pytest.mark.parametrize("case", CASES)
def test_verify_says_who_signed_and_that_nothing_changed(signing: Signing, case: str) -> None:
    signed, exported = signing.signed[case], signing.exported[case.partition("-")[2]]
    verdict = check_paper("signed.pdf", signed, read_roots([signing.roots]))
    assert verdict.problems == ()
    assert [each.signer for each in verdict.signatures] == ["leader", "organisation"]
    assert [each.covers_all for each in verdict.signatures] == [False, True]
    assert {each.trust for each in verdict.signatures} == {"chain valid"}
    assert verdict.data_sha256 == sha256(DATA)
    assert signed.startswith(exported)
    assert compare_paper("signed.pdf", signed, exported, FIGURES) == ()


def test_the_number_filled_in_between_is_there(signing: Signing) -> None:
    with pikepdf.open(BytesIO(signing.signed["pdfbox-fields"])) as pdf:
        (number,) = (field for field in pdf.Root.AcroForm.Fields if str(field.T) == "so")
        assert str(number.V) == "709"
        assert b"(709) Tj" in number.AP.N.read_bytes()


@pytest.mark.parametrize("case", CASES)
def test_one_changed_byte_breaks_both_signatures(signing: Signing, case: str) -> None:
    signed = signing.signed[case]
    spoiled = signed.replace(b"<dc:format>application/pdf<", b"<dc:format>Application/pdf<", 1)
    assert spoiled != signed
    found = [problem.code for problem in check_paper("signed.pdf", spoiled).problems]
    assert found == ["SIGNED-BROKEN", "SIGNED-BROKEN"]
    told = [each.verdict for each in signing.notary.signatures(spoiled)]
    assert told == ["Digest Mismatch."] * 2


def test_signed_files_still_conform(signing: Signing, tmp_path: Path) -> None:
    verdicts = judge_conformance(signing.signed, tmp_path)
    assert len(verdicts) == 2 * len(CASES)
    # A box that a tool adds is not in our structure: what it does to PDF/UA is the tool's.
    ours = [one for one in verdicts if not _of_the_tool(one)]
    assert len(ours) == len(CASES) + 2
    assert [one for one in ours if one.failed or one.rules] == []


def _of_the_tool(one: Verdict) -> bool:
    return one.standard == "ua1" and one.file.endswith("plain")
