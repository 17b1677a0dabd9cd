import io
import json
import os
import stat
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exporters import data_json, manifest
from exporters.agreement import numbers_in, pdf_text, same_figure
from exporters.archive import Limits, open_archive
from exporters.check_code import CheckCode, printed_codes, without_codes
from exporters.data_json import Checked
from exporters.files import sha256
from exporters.manifest import DATAPACKAGE, HASH_LIST, MANIFEST
from exporters.package import (
    Verification,
    describe,
    signature_marks,
    verify_package,
    write_package,
)
from exporters.pdf import render_pdf
from exporters.problems import ExportProblem
from forms.printed.document import Document
from forms.report import LogRow
from tests.exporters import sample_f02
from tests.exporters.sample_report import (
    CELLS,
    DOCUMENT,
    cell,
    computed,
    rendered_data,
    rendered_workbook,
)

STEM = "F99_91_2024-07_v1"
PDF, XLSX, JSON = (f"{STEM}.{suffix}" for suffix in ("pdf", "xlsx", "json"))
LISTS = {MANIFEST, DATAPACKAGE, HASH_LIST}


def printed(document: Document, data: bytes) -> bytes:
    """The PDF with the check code of a data file."""
    code = CheckCode.of(data_json.read(data).report, sha256(data))
    return render_pdf(document, code=code)


DATA = rendered_data(computed())
PARTS = {"pdf": printed(DOCUMENT, DATA), "xlsx": rendered_workbook(computed()), "json": DATA}
PACKAGE = write_package(PARTS)
JULY = sample_f02.july(corrected=True)


def members(data: bytes = PACKAGE) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: Mapping[str, bytes], **extra: bytes) -> bytes:
    return packed([*files.items(), *extra.items()])


def packed(files: list[tuple[str, bytes]]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            entry = zipfile.ZipInfo(name, (2024, 7, 21, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def relisted(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Make the hash list of a forger who thought of it."""
    named = {name: data for name, data in files.items() if name != HASH_LIST}
    listed = tuple(manifest.packed(name, data) for name, data in named.items())
    return {**named, HASH_LIST: manifest.hash_list(listed)}


def forged(**changes: bytes) -> bytes:
    """Change parts and make all lists anew, as a careful forger does."""
    parts = {"pdf": PARTS["pdf"], "xlsx": PARTS["xlsx"], "json": PARTS["json"]} | changes
    files = {f"{STEM}.{suffix}": data for suffix, data in parts.items()}
    contents = describe(data_json.read(PARTS["json"]), files)
    files[MANIFEST] = manifest.encode(contents)
    files[DATAPACKAGE] = manifest.datapackage(contents)
    return zipped(relisted(files))


def codes(verdict: Verification) -> list[str]:
    return [problem.code for problem in verdict.problems]


# --- writing --------------------------------------------------------------------------------------


def test_a_package_holds_the_parts_and_three_lists_that_agree() -> None:
    files = members()
    assert sorted(files) == sorted({PDF, XLSX, JSON, *LISTS})
    assert files[PDF] == PARTS["pdf"]
    contents = json.loads(files[MANIFEST])
    assert contents["format"] == "baocao-package/1"
    assert contents["report"]["pack_sha256"] == "ab" * 32
    assert contents["report"]["status"] == "finalized"
    assert contents["data_sha256"] == sha256(PARTS["json"])
    described = {item["path"]: item for item in json.loads(files[DATAPACKAGE])["resources"]}
    for listed in contents["files"]:
        name = listed["name"]
        assert listed["bytes"] == len(files[name])
        assert listed["sha256"] == sha256(files[name])
        assert described[name]["hash"] == f"sha256:{listed['sha256']}"
    assert described[PDF]["type"] == described[XLSX]["type"] == "file"


def test_the_monthly_report_is_small_with_every_line_of_its_log() -> None:
    trail = tuple(
        LogRow(
            seq=number,
            report="F02-91-2024-07",
            at=f"2024-07-20T08:{number // 60 % 60:02}:{number % 60:02}+07:00",
            who="Nguyễn Thị Lan",
            action="edit",
            key=key,
            new=value,
            hash=sha256(str(number).encode()),
        )
        for number, (key, value) in enumerate(sorted(JULY.cells.items()), 1)
    )
    document = sample_f02.document(JULY)
    checked = Checked(JULY.findings())
    data = data_json.render(JULY, sample_f02.IDENTITY, checked, trail=trail, document=document)
    parts = {"pdf": printed(document, data), "xlsx": sample_f02.workbook_of(JULY), "json": data}
    assert len(trail) > 400
    assert len(write_package(parts)) < 150_000


def test_the_zip_is_dated_by_the_report_sorted_and_flat() -> None:
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        entries = archive.infolist()
    assert [entry.filename for entry in entries] == sorted(entry.filename for entry in entries)
    assert {entry.date_time for entry in entries} == {(2024, 7, 21, 9, 30, 14)}
    assert all(entry.filename.isascii() and "/" not in entry.filename for entry in entries)
    kinds = {entry.filename: entry.compress_type for entry in entries}
    assert kinds[PDF] == kinds[XLSX] == zipfile.ZIP_STORED
    assert kinds[JSON] == zipfile.ZIP_DEFLATED


def test_the_same_parts_give_the_same_bytes() -> None:
    assert write_package(dict(reversed(PARTS.items()))) == PACKAGE


SHA = """
from exporters.check_code import CheckCode, printed_codes, without_codes
from exporters.files import sha256
from exporters.package import write_package
from tests.exporters import test_package
print(sha256(test_package.PACKAGE))
"""


def test_another_process_zone_and_seed_give_the_same_bytes() -> None:
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh"}
    done = subprocess.run(
        [sys.executable, "-c", SHA],
        cwd=Path(__file__).parents[2],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == sha256(PACKAGE)


def test_one_changed_figure_changes_every_part() -> None:
    other = computed(CELLS | dict([cell("mot_phan", 1603)]))
    assert rendered_data(other) != PARTS["json"]
    assert rendered_workbook(other) != PARTS["xlsx"]


def test_sha256sum_checks_the_list(judge: Callable[[str], Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        archive.extractall(tmp_path)
    done = subprocess.run(
        [judge("sha256sum"), "--check", "--strict", HASH_LIST],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == 5


def test_a_package_without_a_part_is_not_written() -> None:
    with pytest.raises(ValueError, match="pdf, xlsx and json"):
        write_package({"json": PARTS["json"]})
    with pytest.raises(ExportProblem, match="data"):
        write_package(PARTS | {"json": b"{}"})


# --- a genuine package ----------------------------------------------------------------------------


def test_a_genuine_package_is_verified() -> None:
    verdict = verify_package(PACKAGE)
    assert verdict.ok, verdict.problems
    assert verdict.data_sha256 == sha256(PARTS["json"])
    assert [file.name for file in verdict.files] == sorted(members())
    assert all(file.listed for file in verdict.files)
    assert verdict.signatures == ()
    assert verdict.data is not None
    assert verdict.data.report.unit == "91"


def test_july_2024_makes_a_genuine_package_of_a_small_size() -> None:
    data = sample_f02.data_of(JULY)
    parts = {
        "pdf": printed(sample_f02.document(JULY), data),
        "xlsx": sample_f02.workbook_of(JULY),
        "json": data,
    }
    package = write_package(parts)
    verdict = verify_package(package)
    assert verdict.ok, verdict.problems
    assert verdict.data is not None
    assert len(verdict.data.printed) > 100
    assert len(package) < 150_000


def test_a_package_zipped_again_by_another_program_is_genuine() -> None:
    assert verify_package(zipped(dict(reversed(members().items())))).ok


def test_the_verdict_is_plain_data() -> None:
    plain = json.loads(msgspec.json.encode(verify_package(PACKAGE)))
    assert plain["ok"] is True
    assert plain["problems"] == []


# --- text, table and data agree -------------------------------------------------------------------


def test_a_pdf_with_another_figure_is_found() -> None:
    runs = [
        msgspec.structs.replace(run, text="948") if run.text == "949" else run
        for block in DOCUMENT.blocks
        for run in getattr(block, "runs", ())
    ]
    changed = msgspec.structs.replace(
        DOCUMENT, blocks=(msgspec.structs.replace(DOCUMENT.blocks[0], runs=tuple(runs)),)
    )
    verdict = verify_package(forged(pdf=printed(changed, DATA)))
    assert codes(verdict) == ["PKG-PDF-FIGURE"]
    assert "949" in verdict.problems[0].message


def test_a_pdf_of_other_data_is_found_though_all_figures_agree() -> None:
    other = DATA.replace(b'"revision":1', b'"revision":2')
    verdict = verify_package(forged(pdf=printed(DOCUMENT, other)))
    assert codes(verdict) == ["PKG-PDF-CODE"]
    assert "không cùng một lần xuất" in verdict.problems[0].message


def test_a_pdf_without_its_check_code_is_found() -> None:
    verdict = verify_package(forged(pdf=render_pdf(DOCUMENT)))
    assert codes(verdict) == ["PKG-PDF-CODE"]
    assert "không in mã đối chiếu" in verdict.problems[0].message


def test_the_digits_of_the_check_code_are_no_figures_of_the_report() -> None:
    code = CheckCode("F99", "1.0.0", "91", "2024-07", "12345678" * 8)
    text = f"Tiếp nhận 949/959.\n{code.printed}\n2"
    assert list(printed_codes(text)) == [code._replace(sha256="1234567812345678")]
    assert numbers_in(without_codes(text)) == {Decimal(949), Decimal(959), Decimal(2)}


def test_a_workbook_with_another_figure_is_found() -> None:
    other = computed(CELLS | dict([cell("mot_phan", 5)]))
    verdict = verify_package(forged(xlsx=rendered_workbook(other)))
    assert set(codes(verdict)) == {"PKG-XLSX-FIGURE"}
    assert any("mot_phan" in problem.message for problem in verdict.problems)


def test_a_pdf_that_is_none_and_a_workbook_that_is_none_are_found() -> None:
    verdict = verify_package(forged(pdf=b"%PDF-1.7\nnothing", xlsx=b"PK\x03\x04 nothing"))
    assert codes(verdict) == ["PKG-PDF", "PKG-XLSX"]


def test_numbers_of_a_text_are_read_as_they_are_written() -> None:
    found = numbers_in("Tiếp nhận 12.618/12.709 hồ sơ, đạt 99,28%, còn 05; 24/7; 1.245,5.")
    assert found >= {Decimal(text) for text in ("12618", "12709", "99.28", "5", "1245.5")}


def test_the_text_of_a_pdf_is_read_by_another_library() -> None:
    text = pdf_text(PARTS["pdf"])
    assert text is not None
    assert "Tiếp nhận 949/959" in text
    assert pdf_text(b"no pdf") is None


def test_a_truth_value_is_no_figure() -> None:
    assert not same_figure(True, Decimal(1))
    assert same_figure(1, Decimal("1.00"))
    assert same_figure(0.1, Decimal("0.1"))


# --- signatures -----------------------------------------------------------------------------------


def test_signatures_are_listed_and_said_to_be_unchecked() -> None:
    head = b"%PDF-1.7\n<</Type/Sig/ByteRange [0 10 20 "
    pdf = head + b"%d]>>" % (len(head) + 9 - 20)
    pdf = head + b"%d]>>" % (len(head) + len(b"%d]>>" % 99) - 20)
    marks = signature_marks("a.pdf", pdf)
    assert [(mark.file, mark.covers_all, mark.status) for mark in marks] == [
        ("a.pdf", True, "not checked")
    ]
    assert signature_marks("a.pdf", pdf + b"\n% more")[0].covers_all is False


def test_hunting_for_signatures_is_bounded() -> None:
    many = b"/ByteRange [0 1 2 3]" * 10_000
    assert len(signature_marks("a.pdf", many)) == 32
    assert signature_marks("a.pdf", b"/ByteRange [" + b" " * 10**6 + b"9" * 10**6) == ()


# --- hostile and damaged packages -----------------------------------------------------------------

FILES = members()


def without(name: str) -> bytes:
    return zipped({key: data for key, data in FILES.items() if key != name})


def with_member(name: str, data: bytes = b"x") -> bytes:
    return packed([*FILES.items(), (name, data)])


def special(mode: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in FILES.items():
            entry = zipfile.ZipInfo(name)
            entry.create_system = 3
            entry.external_attr = (mode if name == PDF else stat.S_IFREG | 0o644) << 16
            archive.writestr(entry, data)
    return buffer.getvalue()


def patched(data: bytes, mark: bytes, offset: int, value: bytes, *, last: bool = False) -> bytes:
    """Overwrite bytes at an offset from the first (or last) place of a zip's mark."""
    start = data.rindex(mark) if last else data.index(mark)
    return data[: start + offset] + value + data[start + offset + len(value) :]


def flagged() -> bytes:
    """Set the "encrypted" bit of every entry, in both of its records."""
    data = PACKAGE
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = 0
        while (start := data.find(mark, start)) >= 0:
            data = data[: start + offset] + b"\x01\x00" + data[start + offset + 2 :]
            start += 4
    return data


def bomb() -> bytes:
    return zipped({**FILES, "extra.json": b"\0" * (30 << 20)})


def many_bombs() -> bytes:
    return zipped({**FILES, **{f"b{n}.json": b"\0" * (15 << 20) for n in range(5)}})


def lying_size() -> bytes:
    """Say that a member of 30 MiB unpacks to 100 bytes."""
    data = zipped({"a.json": b"\0" * (30 << 20)})
    data = patched(data, b"PK\x03\x04", 22, struct.pack("<L", 100))
    return patched(data, b"PK\x01\x02", 24, struct.pack("<L", 100))


def overlapping() -> bytes:
    """Let two entries of the table share one member."""
    data = packed([("a.json", b"x" * 100), ("b.json", b"x" * 100)])
    return patched(data, b"PK\x01\x02", 42, struct.pack("<L", 0), last=True)


def other_name_inside() -> bytes:
    return PACKAGE.replace(PDF.encode(), PDF.replace("v1", "v9").encode(), 1)


def lzma_packed() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in FILES.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def crowd(count: int) -> bytes:
    return packed([(f"f{number}.txt", b"") for number in range(count)])


def changed_data(**changes: object) -> bytes:
    content = json.loads(PARTS["json"]) | changes
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode() + b"\n"


def changed_manifest(old: bytes, new: bytes) -> bytes:
    return zipped(relisted({**FILES, MANIFEST: FILES[MANIFEST].replace(old, new)}))


def billion_laughs() -> bytes:
    """A workbook whose XML declares entities that would grow without end."""
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    with zipfile.ZipFile(io.BytesIO(PARTS["xlsx"])) as archive:
        inner = {name: archive.read(name) for name in archive.namelist()}
    inner["xl/workbook.xml"] = inner["xl/workbook.xml"].replace(
        b"<workbook", declared + b"<workbook"
    )
    return forged(xlsx=zipped(inner))


def far_cell() -> bytes:
    """A workbook with a name on its last cell of all."""
    with zipfile.ZipFile(io.BytesIO(PARTS["xlsx"])) as archive:
        inner = {name: archive.read(name) for name in archive.namelist()}
    inner["xl/workbook.xml"] = inner["xl/workbook.xml"].replace(b"$E$9<", b"$XFD$1048576<")
    return forged(xlsx=zipped(inner))


def wrong_row_numbers() -> bytes:
    return forged(json=changed_data(rows={"von_ds": [7, 8, 9]}))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "PKG-KIND"),
    "a lone PDF": (lambda: PARTS["pdf"], "PKG-KIND"),
    "a lone workbook": (lambda: PARTS["xlsx"], "PKG-KIND"),
    "a lone data file": (lambda: PARTS["json"], "PKG-KIND"),
    "an old Office file": (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "PKG-KIND"),
    "noise": (lambda: bytes(range(256)) * 40, "PKG-KIND"),
    "noise that begins like a zip": (lambda: b"PK\x03\x04" + bytes(range(256)) * 40, "PKG-ZIP"),
    "cut in half": (lambda: PACKAGE[: len(PACKAGE) // 2], "PKG-ZIP"),
    "cut by one byte": (lambda: PACKAGE[:-1], "PKG-ZIP"),
    "without its table": (lambda: PACKAGE[: PACKAGE.index(b"PK\x01\x02")], "PKG-ZIP"),
    "something behind": (lambda: PACKAGE + b"more", "PKG-ZIP"),
    "a program in front": (lambda: b"MZ" + PACKAGE, "PKG-KIND"),
    "a zip in front": (lambda: zipped({"a": b"b"}) + PACKAGE, "PKG-ZIP"),
    "a comment": (lambda: PACKAGE[:-2] + b"\x04\x00good", "PKG-ZIP"),
    "empty zip": (lambda: zipped({}), "PKG-ZIP"),
    "too large": (lambda: PACKAGE + b"\0" * (21 << 20), "PKG-SIZE"),
    "a bomb": (bomb, "PKG-BOMB"),
    "bombs that add up": (many_bombs, "PKG-SIZE"),
    "a size that lies": (lying_size, "PKG-READ"),
    "entries over one another": (overlapping, "PKG-LAYOUT"),
    "another name inside": (other_name_inside, "PKG-LAYOUT"),
    "another compression": (lzma_packed, "PKG-METHOD"),
    "a crowd": (lambda: crowd(201), "PKG-MEMBERS"),
    "a large crowd": (lambda: crowd(20_000), "PKG-MEMBERS"),
    "a parent folder": (lambda: with_member("../evil.json"), "PKG-NAME"),
    "a folder": (lambda: with_member("a/b.json"), "PKG-NAME"),
    "an absolute name": (lambda: with_member("/etc/passwd"), "PKG-NAME"),
    "a drive": (lambda: with_member("C:evil.json"), "PKG-NAME"),
    "a backslash": (lambda: with_member("..\\evil.json"), "PKG-NAME"),
    "dots inside": (lambda: with_member("a..b"), "PKG-NAME"),
    "a hidden name": (lambda: with_member(".htaccess"), "PKG-NAME"),
    "a name with NUL": (
        lambda: with_member("aaaa.json").replace(b"aaaa.json", b"a\0aa.json"),
        "PKG-NAME",
    ),
    "a name turned round": (lambda: with_member("gpj\u202efdp.exe"), "PKG-NAME"),
    "a Vietnamese name": (lambda: with_member("báo cáo.pdf"), "PKG-NAME"),
    "a link": (lambda: special(stat.S_IFLNK | 0o777), "PKG-LINK"),
    "a device": (lambda: special(stat.S_IFCHR | 0o644), "PKG-LINK"),
    "a directory": (lambda: special(stat.S_IFDIR | 0o755), "PKG-LINK"),
    "a password": (flagged, "PKG-ENCRYPTED"),
    "one name twice": (
        lambda: with_member(PDF.replace("v1", "v2")).replace(b"_v2.pdf", b"_v1.pdf"),
        "PKG-DUPLICATE",
    ),
    "one name in two cases": (lambda: with_member(PDF.lower()), "PKG-DUPLICATE"),
    "an extra file": (lambda: with_member("readme.txt"), "PKG-EXTRA"),
    "an extra listed file": (
        lambda: zipped(relisted({**FILES, "run.exe": b"MZ"})),
        "PKG-EXTRA",
    ),
    "no hash list": (lambda: without(HASH_LIST), "PKG-MISSING"),
    "no manifest": (lambda: without(MANIFEST), "PKG-MISSING"),
    "no PDF": (lambda: without(PDF), "PKG-MISSING"),
    "no PDF in the list": (
        lambda: zipped(relisted({k: v for k, v in FILES.items() if k != PDF})),
        "PKG-MISSING",
    ),
    "another file's hash": (lambda: zipped({**FILES, PDF: FILES[XLSX]}), "PKG-HASH"),
    "a hash list of words": (lambda: zipped({**FILES, HASH_LIST: b"hello\n"}), "PKG-LIST"),
    "a hash list without end": (
        lambda: zipped({**FILES, HASH_LIST: FILES[HASH_LIST][:-1]}),
        "PKG-LIST",
    ),
    "a hash list that repeats": (
        lambda: zipped({**FILES, HASH_LIST: FILES[HASH_LIST] * 2}),
        "PKG-LIST",
    ),
    "a manifest of words": (
        lambda: zipped(relisted({**FILES, MANIFEST: b"hello"})),
        "PKG-MANIFEST",
    ),
    "a manifest too deep": (
        lambda: zipped(relisted({**FILES, MANIFEST: b"[" * 200_000})),
        "PKG-MANIFEST",
    ),
    "a manifest that knows more": (
        lambda: changed_manifest(b'"accepted"', b'"extra": 1, "accepted"'),
        "PKG-MANIFEST",
    ),
    "a manifest of tomorrow": (
        lambda: changed_manifest(b"baocao-package/1", b"baocao-package/2"),
        "PKG-VERSION",
    ),
    "a manifest with another hash": (
        lambda: changed_manifest(sha256(PARTS["pdf"]).encode(), b"0" * 64),
        "PKG-MANIFEST",
    ),
    "a manifest of another unit": (
        lambda: changed_manifest(b'"unit": "91"', b'"unit": "92"'),
        "PKG-MISSING",
    ),
    "a manifest of another period": (
        lambda: changed_manifest(b'"unit_name": "', b'"unit_name": "X'),
        "PKG-DATAPACKAGE",
    ),
    "a manifest without errors": (
        lambda: changed_manifest(b'"error": 2', b'"error": 0'),
        "PKG-IDENTITY",
    ),
    "another datapackage": (
        lambda: zipped(relisted({**FILES, DATAPACKAGE: b"{}\n"})),
        "PKG-DATAPACKAGE",
    ),
    "NaN in the data": (
        lambda: forged(json=PARTS["json"].replace(b":1602", b":NaN")),
        "PKG-DATA",
    ),
    "data too deep": (lambda: forged(json=b"[" * 300_000 + b"]" * 300_000), "PKG-DATA"),
    "data of another report": (
        lambda: forged(json=PARTS["json"].replace(b'"revision":1', b'"revision":2')),
        "PKG-IDENTITY",
    ),
    "data with another figure": (
        lambda: forged(json=PARTS["json"].replace(b'"mot_phan":1602', b'"mot_phan":1603')),
        "PKG-XLSX-FIGURE",
    ),
    "rows that are not there": (wrong_row_numbers, "PKG-XLSX-FIGURE"),
    "entities without end": (billion_laughs, "PKG-XLSX"),
    "a cell far away": (far_cell, "PKG-XLSX-FIGURE"),
    "a workbook that is a bomb": (
        lambda: forged(xlsx=zipped({"[Content_Types].xml": b"\0" * (61 << 20)})),
        "PKG-XLSX",
    ),
    "a PDF of noise": (lambda: forged(pdf=b"%PDF-1.7" + bytes(range(256)) * 99), "PKG-PDF"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_damaged_package_is_refused_with_its_reason(name: str) -> None:
    build, code = HOSTILE[name]
    verdict = verify_package(build())
    assert not verdict.ok
    assert code in codes(verdict)
    for problem in verdict.problems:
        assert problem.message
        assert all(c.isprintable() for c in problem.message + problem.file)


def test_the_reasons_are_all_documented() -> None:
    from exporters import package

    assert package.__doc__ is not None
    for _, code in HOSTILE.values():
        assert f"    {code} " in package.__doc__


def member_ranges() -> Iterator[tuple[str, int, int]]:
    with zipfile.ZipFile(io.BytesIO(PACKAGE)) as archive:
        for entry in archive.infolist():
            start = entry.header_offset + 30 + len(entry.filename)
            yield entry.filename, start, start + entry.compress_size


@pytest.mark.parametrize("name", [PDF, XLSX, JSON, *sorted(LISTS)])
def test_a_flipped_bit_in_any_member_is_found(name: str) -> None:
    start, end = next((start, end) for who, start, end in member_ranges() if who == name)
    for place in range(start, end, max((end - start) // 40, 1)):
        changed = bytearray(PACKAGE)
        changed[place] ^= 1
        verdict = verify_package(bytes(changed))
        assert not verdict.ok, place
        assert verdict.problems[0].file in {name, ""}


@pytest.mark.parametrize("name", [PDF, XLSX, JSON, *sorted(LISTS)])
def test_a_flipped_byte_with_a_repaired_checksum_is_found(name: str) -> None:
    for place in (0, len(FILES[name]) // 2, len(FILES[name]) - 1):
        changed = bytearray(FILES[name])
        changed[place] ^= 1
        assert not verify_package(zipped({**FILES, name: bytes(changed)})).ok


@given(st.integers(0, len(PACKAGE) - 1), st.binary(min_size=1, max_size=8))
def test_any_changed_bytes_give_a_verdict(place: int, patch: bytes) -> None:
    changed = PACKAGE[:place] + patch + PACKAGE[place + len(patch) :]
    verdict = verify_package(changed)
    assert verdict.ok == (not verdict.problems)


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=8))
@settings(max_examples=400)
def test_changed_bytes_in_the_table_give_a_verdict(back: int, patch: bytes) -> None:
    place = max(len(PACKAGE) - 1 - back, 0)
    changed = (PACKAGE[:place] + patch + PACKAGE[place + len(patch) :])[: len(PACKAGE)]
    verdict = verify_package(changed)
    assert verdict.ok == (not verdict.problems)


@given(st.binary(max_size=300))
def test_any_bytes_give_a_verdict(data: bytes) -> None:
    assert not verify_package(data).ok
    assert not verify_package(b"PK\x03\x04" + data).ok
    assert not verify_package(PACKAGE[:200] + data + PACKAGE[-22:]).ok


@given(st.data())
@settings(max_examples=60)
def test_any_workbook_with_changed_bytes_gives_a_verdict(data: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(PARTS["xlsx"])) as archive:
        inner = {name: archive.read(name) for name in archive.namelist()}
    name = data.draw(st.sampled_from(sorted(inner)))
    place = data.draw(st.integers(0, len(inner[name]) - 1))
    patch = data.draw(st.binary(min_size=1, max_size=6))
    inner[name] = inner[name][:place] + patch + inner[name][place + len(patch) :]
    verdict = verify_package(forged(xlsx=zipped(inner)))
    assert verdict.ok == (not verdict.problems)


@pytest.mark.nightly
@given(st.integers(0, len(PACKAGE) - 1), st.binary(min_size=1, max_size=40))
@settings(max_examples=20_000)
def test_many_changed_bytes_give_a_verdict(place: int, patch: bytes) -> None:
    verdict = verify_package(PACKAGE[:place] + patch + PACKAGE[place + len(patch) :])
    assert verdict.ok == (not verdict.problems)


def test_an_archive_is_measured_before_it_is_unpacked() -> None:
    grown = zipped({"a": b"\0" * (2 << 20)})
    small = Limits(packed=1 << 20, unpacked=1 << 20, members=5)
    assert [p.code for p in open_archive(grown, small).problems] == ["PKG-SIZE", "PKG-BOMB"]
    fitting = small._replace(unpacked=4 << 20, ratio=2_000)
    assert open_archive(grown, fitting).members == {"a": b"\0" * (2 << 20)}
