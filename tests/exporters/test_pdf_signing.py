"""Both profiles signed by the leader, then by the organisation, by code that is not ours."""

from pathlib import Path

import pytest

from exporters.attachments import report_attachments
from exporters.check_code import CheckCode
from exporters.package import signature_marks
from exporters.pdf import render_pdf
from tests.exporters.conformance import judge_conformance
from tests.exporters.pdf_reading import read_pages
from tests.exporters.sample_document import annexed_report
from tests.exporters.signing import Notary, Signed

CODE = CheckCode("F02", "1.0.0", "91", "2024-07", "3f2a9c0177ab12cd" * 4)
VALID = "Signature is Valid."
BOTH = [Signed("leader", VALID, whole=False), Signed("organisation", VALID, whole=True)]


@pytest.fixture(scope="module")
def notary(tmp_path_factory: pytest.TempPathFactory) -> Notary:
    return Notary(tmp_path_factory.mktemp("notary"))


@pytest.fixture(scope="module")
def signed_in_fields(notary: Notary) -> bytes:
    carried = report_attachments("F02_91_2024-07_v1", b"{}", b"PK")
    pdf = render_pdf(annexed_report(), profile="o-ky", attachments=carried, code=CODE)
    once = notary.sign(pdf, "leader", "ky_lanh_dao")
    assert once.startswith(pdf)
    return notary.sign(once, "organisation", "ky_co_quan")


@pytest.fixture(scope="module")
def signed_by_tools(notary: Notary) -> bytes:
    once = notary.sign(render_pdf(annexed_report(), code=CODE), "leader")
    return notary.sign(once, "organisation")


def test_the_second_signature_leaves_the_first_valid_in_our_fields(
    notary: Notary, signed_in_fields: bytes
) -> None:
    assert notary.signatures(signed_in_fields) == BOTH


def test_tools_that_make_their_own_fields_sign_the_plain_profile(
    notary: Notary, signed_by_tools: bytes
) -> None:
    assert notary.signatures(signed_by_tools) == BOTH
    assert len(signature_marks("report.pdf", signed_by_tools)) == 2


def test_one_changed_byte_breaks_both_signatures(notary: Notary, signed_in_fields: bytes) -> None:
    spoiled = signed_in_fields.replace(
        b"<dc:format>application/pdf<", b"<dc:format>Application/pdf<"
    )
    assert len(spoiled) == len(signed_in_fields)
    assert spoiled != signed_in_fields
    assert [one.verdict for one in notary.signatures(spoiled)] == ["Digest Mismatch."] * 2


def test_signed_files_still_conform(
    signed_in_fields: bytes, signed_by_tools: bytes, tmp_path: Path
) -> None:
    signed = {"fields": signed_in_fields, "plain": signed_by_tools}
    verdicts = judge_conformance(signed, tmp_path)
    # A field that a tool adds is not in our structure: what it does to PDF/UA is the tool's.
    ours = [one for one in verdicts if (one.file, one.standard) != ("plain", "ua1")]
    assert len(ours) == 3
    assert [one for one in ours if one.failed or one.rules] == []


def test_signing_changes_nothing_that_is_printed(signed_in_fields: bytes) -> None:
    plain = read_pages(render_pdf(annexed_report(), code=CODE))
    for before, after in zip(plain[1:], read_pages(signed_in_fields)[1:], strict=True):
        assert before == after
