"""The package that leaves the office: one zip with the paper, the workbook, the data, the lists.

Its layout is flat, with ASCII names: `<FORM>_<UNIT>_<PERIOD>_v<REVISION>` with the suffixes
`.pdf`, `.xlsx`, `.json`, and beside them `manifest.json`, `datapackage.json` and
`manifest-sha256.txt`. Nothing else. The same parts give the same bytes.

`verify_package` trusts nothing: it measures before it unpacks, and each problem it finds has one
of these codes:

    PKG-KIND         not a package: a lone PDF, workbook, data file, or something else
    PKG-ZIP          damaged, cut off, or not a plain zip
    PKG-SIZE         larger than a package can be, packed or unpacked
    PKG-MEMBERS      more files than a package can hold
    PKG-BOMB         a file that grows too much when unpacked
    PKG-NAME         a name with a folder, `..`, a drive, a device or a strange letter
    PKG-DUPLICATE    two files of one name (capital and small letters count as the same)
    PKG-LINK         a link, folder or device instead of a file
    PKG-ENCRYPTED    a password is set
    PKG-METHOD       compressed in another way than a package is
    PKG-LAYOUT       files overlap, or are named differently inside
    PKG-READ         a file cannot be unpacked (its checksum is wrong)
    PKG-LIST         manifest-sha256.txt is unreadable
    PKG-MISSING      a listed or required file is not there
    PKG-EXTRA        a file that no list names
    PKG-HASH         a file's SHA-256 is not the listed one
    PKG-VERSION      made by a later version of the program
    PKG-MANIFEST     manifest.json is unreadable or disagrees with the files
    PKG-DATAPACKAGE  datapackage.json disagrees with the manifest
    PKG-DATA         the data file is unreadable
    PKG-IDENTITY     manifest, data and file names are not of one and the same report
    PKG-PDF          the PDF cannot be opened
    PKG-PDF-CODE     the check code printed in the PDF is not there or is of other data
    PKG-PDF-FIGURE   a figure of the data is not in the PDF's text
    PKG-XLSX         the workbook cannot be opened
    PKG-XLSX-FIGURE  a figure in the workbook is not that of the data
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal

import msgspec

from exporters import agreement, data_json, manifest
from exporters.archive import Limits, PackageProblem, first_name, open_archive
from exporters.bundle import write_bundle
from exporters.data_json import DataFile
from exporters.dated import moment_of
from exporters.files import sha256
from exporters.manifest import DATAPACKAGE, HASH_LIST, MANIFEST, MEDIA_TYPES, Manifest
from exporters.problems import ExportProblem

LIMITS: Final = Limits(packed=20 << 20, unpacked=60 << 20, members=200)
"""A monthly report takes about 0.15 MB; a signed one with scanned seals a few."""

MAX_SIGNATURES: Final = 32

_BYTE_RANGE: Final = re.compile(
    rb"/ByteRange\s{0,8}\[\s{0,8}(\d{1,12})\s{1,8}(\d{1,12})\s{1,8}(\d{1,12})\s{1,8}(\d{1,12})"
)
_OFFICE: Final = frozenset({"[Content_Types].xml", "_rels/.rels", "mimetype"})
"""How a workbook or a text of an office program begins, which is a zip, too."""


class CheckedFile(msgspec.Struct, frozen=True):
    """A file found in a package, as measured; `listed` when its hash is the one listed."""

    name: str
    bytes: int
    sha256: str
    listed: bool


class SignatureMark(msgspec.Struct, frozen=True):
    """A digital signature seen in a file, not checked: neither the digest nor the signer.

    `covers_all` tells whether it spans the file to its last byte.
    """

    file: str
    covers_all: bool
    status: Literal["not checked"] = "not checked"


class Verification(msgspec.Struct, frozen=True):
    """The verdict on a package. `manifest` and `data` are set when they could be read."""

    ok: bool
    files: tuple[CheckedFile, ...] = ()
    data_sha256: str = ""
    signatures: tuple[SignatureMark, ...] = ()
    problems: tuple[PackageProblem, ...] = ()
    manifest: Manifest | None = None
    data: DataFile | None = None


# --- writing -----------------------------------------------------------------------------------


def write_package(parts: Mapping[str, bytes]) -> bytes:
    """Pack the parts `pdf`, `xlsx` and `json` of one report; deterministic.

    Whose report it is, the counts and the reasons are taken from the data file, so that the
    package cannot say otherwise. Dates inside the zip are the report's own.

    Raises:
        ExportProblem: The data file is not one of ours.
        ValueError: Other parts than these three.
    """
    if set(parts) != set(MEDIA_TYPES):
        raise ValueError(f"a package holds pdf, xlsx and json, not {sorted(parts)}")
    content = data_json.read(parts["json"])
    stem = content.report.stem
    files = {f"{stem}.{suffix}": data for suffix, data in parts.items()}
    contents = describe(content, files)
    files[MANIFEST] = manifest.encode(contents)
    files[DATAPACKAGE] = manifest.datapackage(contents)
    listed = tuple(manifest.packed(name, files[name]) for name in sorted(files))
    files[HASH_LIST] = manifest.hash_list(listed)
    return write_bundle(files, moment_of(content.report.dated))


def describe(content: DataFile, files: Mapping[str, bytes]) -> Manifest:
    """Make the table of contents of a report's files."""
    packed = tuple(manifest.packed(name, files[name]) for name in sorted(files))
    return Manifest(
        report=content.report,
        files=packed,
        data_sha256=next(file.sha256 for file in packed if file.name.endswith(".json")),
        counts=content.counts,
        accepted=content.accepted,
    )


# --- verifying ---------------------------------------------------------------------------------


def verify_package(data: bytes) -> Verification:
    """Check a package from outside. Takes any bytes, never raises, reads nothing twice.

    Later stages run only when the earlier ones found nothing: lists, then hashes, then whether
    text, table and data hold the same figures.
    """
    strange = _other_kind(data)
    if strange:
        return _refused(PackageProblem("PKG-KIND", "", strange))
    opened = open_archive(data, LIMITS)
    if opened.problems:
        return _refused(*opened.problems)
    files, problems = _against_list(opened.members)
    verdict = Verification(ok=False, files=files, signatures=_all_signatures(opened.members))
    if not problems:
        verdict, problems = _contents(verdict, opened.members)
    return msgspec.structs.replace(verdict, ok=not problems, problems=problems)


def _refused(*problems: PackageProblem) -> Verification:
    return Verification(ok=False, problems=problems)


def _other_kind(data: bytes) -> str:
    """Say what a file is that is no zip of ours; empty when it may be a package."""
    if not data:
        return "Tệp rỗng. Hãy xin lại tệp từ nơi gửi."
    if data.startswith(b"%PDF"):
        return "Đây là một tệp PDF, không phải gói báo cáo. Hãy chọn tệp .zip đã xuất cùng tệp này."
    if first_name(data) in _OFFICE:
        return "Đây là một tệp Excel hoặc Word, không phải gói báo cáo. Hãy chọn tệp .zip."
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return "Đây là một tệp Office cũ hoặc có mật khẩu, không phải gói báo cáo."
    if data.startswith(b"PK"):
        return ""
    return "Đây không phải gói báo cáo. Hãy chọn tệp .zip do chương trình xuất ra."


def _against_list(
    members: Mapping[str, bytes],
) -> tuple[tuple[CheckedFile, ...], tuple[PackageProblem, ...]]:
    listed = manifest.read_hash_list(members.get(HASH_LIST, b""))
    known = listed or {}
    measured = [manifest.packed(name, members[name]) for name in sorted(members)]
    files = tuple(
        CheckedFile(
            file.name,
            file.bytes,
            file.sha256,
            listed=known.get(file.name) == file.sha256 or file.name == HASH_LIST,
        )
        for file in measured
    )
    if listed is None:
        code = "PKG-LIST" if HASH_LIST in members else "PKG-MISSING"
        return files, (_problem(code, HASH_LIST),)
    return files, tuple(_list_problems(files, listed))


def _list_problems(
    files: tuple[CheckedFile, ...], listed: Mapping[str, str]
) -> Iterator[PackageProblem]:
    names = {file.name for file in files}
    for name in sorted({*listed, MANIFEST, DATAPACKAGE} - names):
        yield _problem("PKG-MISSING", name)
    for file in files:
        if file.name not in listed and file.name != HASH_LIST:
            yield _problem("PKG-EXTRA", file.name)
        elif not file.listed:
            yield _problem("PKG-HASH", file.name)


def _contents(
    verdict: Verification, members: Mapping[str, bytes]
) -> tuple[Verification, tuple[PackageProblem, ...]]:
    contents = manifest.decode(members[MANIFEST])
    if contents is None:
        newer = manifest.is_newer(members[MANIFEST])
        return verdict, (_problem("PKG-VERSION" if newer else "PKG-MANIFEST", MANIFEST),)
    verdict = msgspec.structs.replace(verdict, manifest=contents, data_sha256=contents.data_sha256)
    problems = tuple(_manifest_problems(contents, members))
    if problems:
        return verdict, problems
    name = f"{contents.report.stem}.json"
    try:
        content = data_json.read(members[name])
    except ExportProblem as refused:
        return verdict, (PackageProblem("PKG-DATA", name, refused.message),)
    verdict = msgspec.structs.replace(verdict, data=content)
    if describe(content, _parts(members)) != contents:
        return verdict, (_problem("PKG-IDENTITY", name),)
    return verdict, tuple(_agreement(content, members))


def _parts(members: Mapping[str, bytes]) -> dict[str, bytes]:
    lists = {MANIFEST, DATAPACKAGE, HASH_LIST}
    return {name: data for name, data in members.items() if name not in lists}


def _manifest_problems(
    contents: Manifest, members: Mapping[str, bytes]
) -> Iterator[PackageProblem]:
    wanted = {f"{contents.report.stem}.{suffix}" for suffix in MEDIA_TYPES}
    for name in sorted(wanted - set(members)):
        yield _problem("PKG-MISSING", name)
    for name in sorted(set(_parts(members)) - wanted):
        yield _problem("PKG-IDENTITY" if _is_part(name) else "PKG-EXTRA", name)
    packed = tuple(manifest.packed(name, members[name]) for name in sorted(_parts(members)))
    if packed != contents.files:
        yield _problem("PKG-MANIFEST", MANIFEST)
    elif manifest.datapackage(contents) != members[DATAPACKAGE]:
        yield _problem("PKG-DATAPACKAGE", DATAPACKAGE)


def _is_part(name: str) -> bool:
    return name.rpartition(".")[2] in MEDIA_TYPES


def _agreement(content: DataFile, members: Mapping[str, bytes]) -> Iterator[PackageProblem]:
    stem = content.report.stem
    hashed = sha256(members[f"{stem}.json"])
    pdf = members[f"{stem}.pdf"]
    yield from agreement.pdf_problems(f"{stem}.pdf", pdf, content, data_sha256=hashed)
    yield from agreement.workbook_problems(f"{stem}.xlsx", members[f"{stem}.xlsx"], content)


def _all_signatures(members: Mapping[str, bytes]) -> tuple[SignatureMark, ...]:
    names = sorted(name for name in members if name.endswith(".pdf"))
    return tuple(mark for name in names for mark in signature_marks(name, members[name]))


def signature_marks(name: str, pdf: bytes) -> tuple[SignatureMark, ...]:
    """Find the digital signatures in a PDF by their byte ranges; the first 32, unchecked."""
    marks = []
    for match in _BYTE_RANGE.finditer(pdf):
        first, _, start, length = (int(number) for number in match.groups())
        marks.append(SignatureMark(name, covers_all=not first and start + length == len(pdf)))
        if len(marks) == MAX_SIGNATURES:
            break
    return tuple(marks)


_SENTENCES: Final = {
    "PKG-LIST": "Danh sách mã băm “{name}” trong gói hỏng.",
    "PKG-MISSING": "Gói thiếu tệp “{name}”. Hãy xin lại gói từ nơi gửi.",
    "PKG-EXTRA": "Gói có thêm tệp “{name}” không có trong danh sách.",
    "PKG-HASH": "Tệp “{name}” đã bị thay đổi sau khi đóng gói. Hãy xin lại gói từ nơi gửi.",
    "PKG-VERSION": "Gói do phiên bản mới hơn của chương trình tạo ra. Hãy cập nhật chương trình.",
    "PKG-MANIFEST": "Mục lục “{name}” hỏng hoặc không khớp với các tệp trong gói.",
    "PKG-DATAPACKAGE": "“{name}” không khớp với mục lục của gói.",
    "PKG-IDENTITY": "“{name}” không cùng một báo cáo với mục lục của gói.",
}


def _problem(code: str, name: str) -> PackageProblem:
    return PackageProblem(code, name, _SENTENCES[code].format(name=name))
