"""PDFs that come back signed: who, covering what, unchanged since, the same as was exported."""

import io
import random
import subprocess
import sys
from collections.abc import Iterable

import pikepdf
import pytest
from pyhanko.sign.signers import SimpleSigner
from reportlab.pdfgen.canvas import Canvas

from exporters.archive import PackageProblem
from exporters.attachments import Attachment, report_attachments
from exporters.check_code import CheckCode
from exporters.files import sha256
from exporters.pdf import Place, places, render_pdf
from exporters.signatures import read_roots, read_signatures
from exporters.signed_pdf import check_paper, compare_paper, profile_of
from forms.printed.document import Document
from tests.exporters import sample_f02
from tests.exporters.pades import (
    LEADER,
    ORGANISATION,
    Authority,
    add_page,
    fill_in,
    hide_in_gap,
    lay_over,
    redraw_signature,
    replace_content,
    run_at_opening,
    sign,
    with_byte_range,
    without_certificates,
)
from tests.exporters.signing import Notary

NAME = "F02_91_2024-07_v1_signed.pdf"
JULY = sample_f02.july(corrected=True)
DATA = sample_f02.data_of(JULY)
CODE = CheckCode.of(sample_f02.IDENTITY, sha256(DATA))
BESIDE_THE_NAME = (330, 40, 520, 90)


@pytest.fixture(scope="module")
def document() -> Document:
    return sample_f02.document(JULY)


@pytest.fixture(scope="module")
def figures(document: Document) -> tuple[Place, ...]:
    return places(document)


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def leader(authority: Authority) -> SimpleSigner:
    return authority.signer(LEADER)


@pytest.fixture(scope="module")
def organisation(authority: Authority) -> SimpleSigner:
    return authority.signer(ORGANISATION)


@pytest.fixture(scope="module")
def plain(document: Document) -> bytes:
    return render_pdf(document, code=CODE)


@pytest.fixture(scope="module")
def prepared(document: Document) -> bytes:
    workbook = sample_f02.workbook_of(JULY)
    carried = report_attachments(sample_f02.IDENTITY.stem, DATA, workbook)
    return render_pdf(document, profile="o-ky", attachments=carried, code=CODE)


@pytest.fixture(scope="module")
def signed(prepared: bytes, leader: SimpleSigner, organisation: SimpleSigner) -> bytes:
    once = sign(prepared, leader, "ky_lanh_dao")
    numbered = fill_in(once, {"so": "709", "ngay": "25", "thang": "7"})
    return sign(numbered, organisation, "ky_co_quan")


@pytest.fixture(scope="module")
def signed_plain(plain: bytes, leader: SimpleSigner, organisation: SimpleSigner) -> bytes:
    last = len(pikepdf.open(io.BytesIO(plain)).pages) - 1
    once = sign(plain, leader, "Signature1", box=BESIDE_THE_NAME, page=last)
    return sign(once, organisation, "Signature2", box=(300, 40, 380, 90), page=last)


def codes(problems: Iterable[PackageProblem]) -> list[str]:
    return [problem.code for problem in problems]


def written_into(pdf: bytes, page: int, words: str) -> bytes:
    """Write words into the content of a page, above everything else, as a registry stamps it."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.setFontSize(6)
    canvas.drawString(20, 825, words)
    canvas.save()
    with pikepdf.open(io.BytesIO(pdf)) as opened, pikepdf.open(buffer) as stamp:
        opened.pages[page].add_overlay(stamp.pages[0], None)
        anew = io.BytesIO()
        opened.save(anew)
    return anew.getvalue()


def carrying(document: Document, *files: Attachment, data: bytes = DATA) -> bytes:
    """Give the paper of a data file that carries these files."""
    code = CheckCode.of(sample_f02.IDENTITY, sha256(data))
    return render_pdf(document, profile="o-ky", attachments=files, code=code)


# --- good ones ------------------------------------------------------------------------------------


def test_a_paper_signed_twice_says_by_whom_covering_what(signed: bytes) -> None:
    verdict = check_paper(NAME, signed)
    assert verdict.problems == ()
    assert verdict.ok
    assert verdict.data_sha256 == sha256(DATA)
    names = [sample_f02.IDENTITY.stem + suffix for suffix in (".json", ".xlsx")]
    assert [file.name for file in verdict.files] == [NAME, *names]
    first, second = verdict.signatures
    assert (first.signer, second.signer) == (LEADER, ORGANISATION)
    assert first.organisation == ORGANISATION
    assert (first.field, second.field) == ("ky_lanh_dao", "ky_co_quan")
    assert (first.covers_all, second.covers_all) == (False, True)
    assert 0 < first.covers < second.covers == len(signed)
    assert {each.status for each in verdict.signatures} == {"whole"}
    assert {each.trust for each in verdict.signatures} == {"not checked"}
    assert first.at


def test_a_number_filled_in_between_the_signatures_is_no_change(
    signed: bytes, prepared: bytes, figures: tuple[Place, ...]
) -> None:
    assert signed.startswith(prepared)
    assert compare_paper(NAME, signed, prepared, figures) == ()


def test_fields_that_the_tool_places_itself_are_no_change(
    signed_plain: bytes, plain: bytes, figures: tuple[Place, ...]
) -> None:
    assert compare_paper(NAME, signed_plain, plain, figures) == ()
    verdict = check_paper(NAME, signed_plain)
    assert verdict.ok
    assert verdict.data_sha256 == sha256(DATA)


def test_one_signature_is_enough_to_be_looked_at(prepared: bytes, leader: SimpleSigner) -> None:
    assert len(check_paper(NAME, sign(prepared, leader, "ky_lanh_dao")).signatures) == 1


def test_installed_roots_tell_valid_chains_from_others(signed: bytes, authority: Authority) -> None:
    for root in (authority.root, authority.root_pem):
        verdict = check_paper(NAME, signed, read_roots([b"no certificate", root]))
        assert verdict.ok
        assert {each.trust for each in verdict.signatures} == {"chain valid"}
    verdict = check_paper(NAME, signed, read_roots([Authority("Nơi khác").root]))
    assert codes(verdict.problems) == ["SIGNED-CHAIN"] * 2
    assert LEADER in verdict.problems[0].message


def test_an_expired_certificate_leads_to_no_valid_chain(
    prepared: bytes, authority: Authority
) -> None:
    once = sign(prepared, authority.signer(LEADER, days=30), "ky_lanh_dao")
    roots = read_roots([authority.root])
    assert codes(check_paper(NAME, once, roots).problems) == ["SIGNED-CHAIN"]
    assert check_paper(NAME, once).ok


def test_poppler_signs_as_others_do(
    tmp_path_factory: pytest.TempPathFactory, plain: bytes, figures: tuple[Place, ...]
) -> None:
    notary = Notary(tmp_path_factory.mktemp("notary"))
    twice = notary.sign(notary.sign(plain, "leader"), "organisation")
    verdict = check_paper(NAME, twice)
    assert [each.signer for each in verdict.signatures] == ["leader", "organisation"]
    assert verdict.problems == ()
    assert compare_paper(NAME, twice, plain, figures) == ()


def test_a_file_written_anew_without_another_content_is_the_same_paper(
    plain: bytes, leader: SimpleSigner, figures: tuple[Place, ...]
) -> None:
    with pikepdf.open(io.BytesIO(plain)) as opened:
        anew = io.BytesIO()
        opened.save(anew, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    again = sign(anew.getvalue(), leader, "Signature1", box=BESIDE_THE_NAME)
    assert not again.startswith(plain)
    assert compare_paper(NAME, again, plain, figures) == ()


def test_a_number_and_a_date_stamped_into_page_1_are_no_change(
    plain: bytes, leader: SimpleSigner, figures: tuple[Place, ...]
) -> None:
    stamped = written_into(plain, 0, "709 25/7")
    numbered = sign(stamped, leader, "Signature1", box=BESIDE_THE_NAME)
    assert check_paper(NAME, numbered).ok
    assert compare_paper(NAME, numbered, plain, figures) == ()


def test_a_paper_may_carry_its_data_without_the_workbook(
    document: Document, leader: SimpleSigner
) -> None:
    data, _ = report_attachments(sample_f02.IDENTITY.stem, DATA, b"")
    verdict = check_paper(NAME, sign(carrying(document, data), leader, "ky_lanh_dao"))
    assert verdict.problems == ()
    assert [file.name for file in verdict.files] == [NAME, data.name]


def test_a_signer_of_two_organisations_is_named_with_both(
    prepared: bytes, authority: Authority
) -> None:
    clerk = authority.signer("Trần Thị Bình", "UBND xã Mỹ Đức", "Văn phòng")
    (signature,) = check_paper(NAME, sign(prepared, clerk, "ky_lanh_dao")).signatures
    assert signature.organisation == "UBND xã Mỹ Đức, Văn phòng"


def test_the_profile_is_told_by_the_prepared_fields(
    plain: bytes, prepared: bytes, signed: bytes, signed_plain: bytes
) -> None:
    told = [profile_of(pdf) for pdf in (plain, signed_plain, prepared, signed)]
    assert told == ["trinh-ky", "trinh-ky", "o-ky", "o-ky"]
    assert profile_of(b"no PDF") == "trinh-ky"


# --- spoiled ones ---------------------------------------------------------------------------------


def test_a_changed_byte_breaks_both_signatures(signed: bytes) -> None:
    spoiled = signed.replace(b"<dc:format>application/pdf<", b"<dc:format>Application/pdf<", 1)
    assert spoiled != signed
    verdict = check_paper(NAME, spoiled)
    assert codes(verdict.problems) == ["SIGNED-BROKEN"] * 2
    assert "đã bị sửa sau khi ký" in verdict.problems[0].message
    assert {each.status for each in verdict.signatures} == {"broken"}


def test_a_page_added_after_signing_is_told(
    signed: bytes, prepared: bytes, figures: tuple[Place, ...]
) -> None:
    longer = add_page(signed)
    assert codes(check_paper(NAME, longer).problems) == ["SIGNED-CHANGED"] * 2
    told = compare_paper(NAME, longer, prepared, figures)
    assert codes(told) == ["SIGNED-PAGES"]
    assert "thừa 1 trang" in told[0].message


def test_a_page_drawn_anew_after_signing_is_told(
    signed: bytes, prepared: bytes, figures: tuple[Place, ...]
) -> None:
    forged = replace_content(signed, 1, b"0 0 595 842 re f")
    assert codes(check_paper(NAME, forged).problems) == ["SIGNED-CHANGED"] * 2
    told = compare_paper(NAME, forged, prepared, figures)
    assert codes(told) == ["SIGNED-CONTENT"]
    assert "Trang 2" in told[0].message


def test_another_content_signed_over_is_told(
    prepared: bytes, leader: SimpleSigner, figures: tuple[Place, ...]
) -> None:
    forged = sign(replace_content(prepared, 1, b"0 0 9 9 re f"), leader, "ky_lanh_dao")
    told = compare_paper(NAME, forged, prepared, figures)
    assert codes(told) == ["SIGNED-CONTENT"]


@pytest.mark.parametrize(("kind", "after"), [("/FreeText", "FreeText"), ("/Widget", "Sig")])
def test_a_sheet_laid_over_figures_is_told(
    signed: bytes, prepared: bytes, figures: tuple[Place, ...], kind: str, after: str
) -> None:
    covered = lay_over(signed, 1, (60, 300, 500, 700), kind)
    assert codes(check_paper(NAME, covered).problems) == ["SIGNED-CHANGED"] * 2
    told = compare_paper(NAME, covered, prepared, figures)
    assert codes(told) == ["SIGNED-ADDED"]
    assert after in told[0].message


def test_a_signature_moved_afterwards_is_told(
    signed: bytes, prepared: bytes, figures: tuple[Place, ...]
) -> None:
    moved = redraw_signature(signed, "ky_lanh_dao", (60, 100, 500, 700))
    assert moved.startswith(signed)
    assert codes(check_paper(NAME, moved).problems) == ["SIGNED-CHANGED"] * 2
    assert codes(compare_paper(NAME, moved, prepared, figures)) == ["SIGNED-ADDED"]


def test_a_real_signature_set_over_figures_is_told(
    plain: bytes, leader: SimpleSigner, figures: tuple[Place, ...]
) -> None:
    covered = sign(plain, leader, "Signature1", box=(60, 60, 540, 780), page=1)
    # pyHanko's own look has a white ground and its text on it.
    assert {"SIGNED-FIGURE"} == set(codes(compare_paper(NAME, covered, plain, figures)))


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (1, "709"),  # a registry numbers the first page only
        (0, "709 Sao y"),
        (0, " ".join("709" for _ in range(13))),  # more than a number and a date take
    ],
)
def test_any_other_word_stamped_into_a_page_is_told(
    plain: bytes, leader: SimpleSigner, figures: tuple[Place, ...], page: int, words: str
) -> None:
    stamped = sign(written_into(plain, page, words), leader, "Signature1", box=BESIDE_THE_NAME)
    assert check_paper(NAME, stamped).ok
    told = compare_paper(NAME, stamped, plain, figures)
    assert codes(told) == ["SIGNED-CONTENT"]
    assert f"Trang {page + 1}" in told[0].message


def test_a_script_added_after_signing_is_told(
    signed: bytes, prepared: bytes, figures: tuple[Place, ...]
) -> None:
    acting = run_at_opening(signed, "app.alert('709')")
    assert codes(check_paper(NAME, acting).problems) == ["SIGNED-CHANGED"] * 2
    told = compare_paper(NAME, acting, prepared, figures)
    assert codes(told) == ["SIGNED-ADDED"]
    assert "cả tệp: /OpenAction" in told[0].message


def test_what_hides_beside_a_signature_is_told(prepared: bytes, leader: SimpleSigner) -> None:
    hiding = hide_in_gap(sign(prepared, leader, "ky_lanh_dao"), b"/Reason (Khong dong y)")
    verdict = check_paper(NAME, hiding)
    assert codes(verdict.problems) == ["SIGNED-GAP"]
    (signature,) = verdict.signatures
    assert (signature.status, signature.covers, signature.covers_all) == ("whole", 0, False)


@pytest.mark.parametrize("numbers", [b"[0 9]", b"[/A /B /C /D]", b"[0 9 20 9 40 9]"])
def test_a_signature_that_covers_no_two_parts_is_broken(
    prepared: bytes, leader: SimpleSigner, numbers: bytes
) -> None:
    odd = with_byte_range(sign(prepared, leader, "ky_lanh_dao"), numbers)
    verdict = check_paper(NAME, odd)
    assert codes(verdict.problems) == ["SIGNED-BROKEN"]
    assert verdict.signatures[0].covers == 0


def test_a_signature_without_a_certificate_is_told_by_its_field(
    prepared: bytes, leader: SimpleSigner
) -> None:
    verdict = check_paper(NAME, without_certificates(sign(prepared, leader, "ky_lanh_dao")))
    assert codes(verdict.problems) == ["SIGNED-BROKEN"]
    assert "Chữ ký của ky_lanh_dao" in verdict.problems[0].message
    assert verdict.signatures[0].status == "unreadable"


def test_data_of_a_newer_program_are_told(document: Document, leader: SimpleSigner) -> None:
    newer = DATA.replace(b"{", b'{"a_key_of_tomorrow":1,', 1)
    data, _ = report_attachments(sample_f02.IDENTITY.stem, newer, b"")
    verdict = check_paper(NAME, sign(carrying(document, data, data=newer), leader, "ky_lanh_dao"))
    assert [(each.code, each.file) for each in verdict.problems] == [("SIGNED-CODE", data.name)]
    assert "data.json" in verdict.problems[0].message


def test_a_huge_file_inside_a_paper_is_left_alone(document: Document, leader: SimpleSigner) -> None:
    huge = Attachment("phim.bin", "application/octet-stream", "Phim", bytes(21 << 20), "Source")
    verdict = check_paper(NAME, sign(carrying(document, huge), leader, "ky_lanh_dao"))
    assert verdict.ok
    assert [file.name for file in verdict.files] == [NAME]


def test_a_cut_file_has_nothing_to_compare(
    signed: bytes, prepared: bytes, figures: tuple[Place, ...]
) -> None:
    assert codes(compare_paper(NAME, signed[:4_000], prepared, figures)) == ["SIGNED-READ"]


def test_another_report_is_named(
    signed: bytes, document: Document, figures: tuple[Place, ...]
) -> None:
    june = CODE._replace(period="2024-06")
    told = compare_paper(NAME, signed, render_pdf(document, code=june), figures)
    assert codes(told) == ["SIGNED-OTHER"]
    assert "2024-07" in told[0].message


def test_pages_and_data_of_two_exports_are_told_apart(
    document: Document, leader: SimpleSigner
) -> None:
    carried = report_attachments(sample_f02.IDENTITY.stem, DATA.replace(b"949", b"950"), b"PK")
    mixed = render_pdf(document, profile="o-ky", attachments=carried, code=CODE)
    verdict = check_paper(NAME, sign(mixed, leader, "ky_lanh_dao"))
    assert codes(verdict.problems) == ["SIGNED-CODE"]


def test_a_strange_signed_pdf_is_none_of_ours(
    leader: SimpleSigner, prepared: bytes, figures: tuple[Place, ...]
) -> None:
    buffer = io.BytesIO()
    canvas = Canvas(buffer)
    canvas.drawString(100, 700, "Hop dong")
    canvas.save()
    strange = sign(buffer.getvalue(), leader, "Signature1", box=BESIDE_THE_NAME)
    verdict = check_paper(NAME, strange)
    assert codes(verdict.problems) == ["SIGNED-FOREIGN"]
    assert verdict.signatures[0].status == "whole"
    assert codes(compare_paper(NAME, strange, prepared, figures)) == ["SIGNED-PAGES"]


def test_a_paper_nobody_signed_is_told(prepared: bytes) -> None:
    assert codes(check_paper(NAME, prepared).problems) == ["SIGNED-NONE"]


@pytest.mark.parametrize("kept", [0, 4, 1_000, -10, -4_000])
def test_a_cut_file_is_told(signed: bytes, kept: int) -> None:
    verdict = check_paper(NAME, signed[:kept])
    assert codes(verdict.problems) == ["SIGNED-READ"]
    assert not verdict.ok


def test_damaged_files_are_never_taken_and_never_stop_the_program(signed: bytes) -> None:
    chance = random.Random(7)  # noqa: S311 - damage, not secrets
    for _ in range(40):
        spoiled = bytearray(signed)
        for _ in range(chance.choice((1, 5, 400))):
            spoiled[chance.randrange(len(spoiled))] = chance.randrange(256)
        if bytes(spoiled) != signed:
            assert not check_paper(NAME, bytes(spoiled)).ok


def test_no_network_client_is_loaded_with_the_checks() -> None:

    code = (
        "import sys; from exporters.signatures import read_signatures;"
        "read_signatures('x.pdf', b'%PDF-1.7');"
        "print(sorted({name.split('.')[0] for name in sys.modules} & {'aiohttp', 'yarl'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_checks_that_load_the_library_themselves_say_the_same_without_a_client(
    signed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = read_signatures(NAME, signed)
    library = ("pyhanko", "pyhanko_certvalidator", "aiohttp")
    loaded = [name for name in sys.modules if name.partition(".")[0] in library]
    assert loaded
    for name in loaded:
        monkeypatch.delitem(sys.modules, name)
    assert read_signatures(NAME, signed) == known
    assert "pyhanko.sign.validation" in sys.modules
    assert [name for name in sys.modules if name.startswith("aiohttp")] == []


def test_what_is_no_pdf_has_no_signatures() -> None:
    assert read_signatures(NAME, b"") is None
    assert read_signatures(NAME, b"PK\x03\x04") is None
