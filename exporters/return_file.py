"""The return file: remarks on a submission that go back to its sender.

A small zip with three members: `return.json` says which submission it is about, who sends it back
and the remarks; `gop-y.txt` says the same for people without the program; `manifest-sha256.txt`
lists the hashes of both. The same return gives the same bytes. Reading trusts nothing, as
:func:`exporters.package.verify_package` does, and names problems by the same codes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from typing import Annotated, Final, Literal, NamedTuple

import msgspec

from exporters import manifest
from exporters.archive import Limits, PackageProblem, open_archive
from exporters.bundle import write_bundle
from exporters.dated import moment_of
from exporters.files import file_stem, sha256
from exporters.manifest import HASH_LIST, Strict
from forms.department.receipts import Remark

FORMAT: Final = "baocao-return/1"
CONTENTS: Final = "return.json"
WORDS: Final = "gop-y.txt"
LIMITS: Final = Limits(packed=1 << 20, unpacked=8 << 20, members=3)
MOST: Final = 500
"""Remarks in one file."""
LONGEST_NOTE: Final = 2_000
LONGEST_PLACE: Final = 120

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_Short = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


class Submission(Strict, frozen=True, kw_only=True):
    """The submission that goes back; `data_sha256` is the fingerprint of its content."""

    report: _Short
    form: _Short
    form_version: _Short
    unit: _Short
    unit_name: _Short
    period: _Short
    revision: Annotated[int, msgspec.Meta(ge=1, le=9_999)]
    data_sha256: str


class ReturnFile(Strict, frozen=True, kw_only=True):
    """A return: `unit` (called `name`) sends the submission back, `who` there `at` that time.

    `note` is about the whole report and may be empty.
    """

    format: Literal["baocao-return/1"] = FORMAT
    submission: Submission
    unit: _Short
    name: _Short
    who: _Short
    at: str
    note: Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)]
    remarks: Annotated[tuple[Remark, ...], msgspec.Meta(min_length=1, max_length=MOST)]


class ReadReturn(NamedTuple):
    """What a file says, or why it is no return file; never both."""

    content: ReturnFile | None
    problems: tuple[PackageProblem, ...] = ()


def file_name(content: ReturnFile, turn: int = 1) -> str:
    """Name a return file: `F16_30292_2025-08_v1_tra-lai.zip`; `turn` counts those of a receipt."""
    said = content.submission
    stem = file_stem(said.form, said.unit, said.period, said.revision)
    return f"{stem}_tra-lai{f'-{turn}' if turn > 1 else ''}.zip"


def write_return(content: ReturnFile) -> bytes:
    """Pack a return; deterministic, its dates are its own."""
    files = {CONTENTS: manifest.encode(content), WORDS: _words(content)}
    listed = tuple(manifest.packed(name, files[name]) for name in sorted(files))
    every = {**files, HASH_LIST: manifest.hash_list(listed)}
    return write_bundle(every, moment_of(content.at))


def _words(content: ReturnFile) -> bytes:
    said = content.submission
    lines = [
        f"TRẢ LẠI BÁO CÁO {said.form}",
        f"Đơn vị báo cáo: {said.unit_name} ({said.unit})",
        f"Kỳ: {said.period}. Lần nộp: {said.revision}. Mã báo cáo: {said.report}.",
        f"Nơi trả lại: {content.name} ({content.unit}), {content.who}, {content.at}.",
        *([f"Lý do: {content.note}"] if content.note else []),
        "",
        *(
            f"{number}. {remark.place or 'cả báo cáo'}: {remark.text}"
            for number, remark in enumerate(content.remarks, 1)
        ),
    ]
    return ("\r\n".join(lines) + "\r\n").encode()


# --- reading -----------------------------------------------------------------------------------


def read_return(data: bytes) -> ReadReturn:
    """Read a return file from outside. Takes any bytes, never raises."""
    opened = open_archive(data, LIMITS)
    if opened.problems:
        return ReadReturn(None, opened.problems)
    members = opened.members
    problems = tuple(_list_problems(members))
    if problems:
        return ReadReturn(None, problems)
    content = _decoded(members[CONTENTS])
    if content is None:
        newer = manifest.is_newer(members[CONTENTS], FORMAT)
        return ReadReturn(None, (_problem("PKG-VERSION" if newer else "PKG-MANIFEST", CONTENTS),))
    if _words(content) != members[WORDS]:
        return ReadReturn(None, (_problem("PKG-IDENTITY", WORDS),))
    return ReadReturn(content)


def _list_problems(members: dict[str, bytes]) -> Iterator[PackageProblem]:
    listed = manifest.read_hash_list(members.get(HASH_LIST, b""))
    if listed is None:
        yield _problem("PKG-LIST" if HASH_LIST in members else "PKG-MISSING", HASH_LIST)
        return
    wanted = {CONTENTS, WORDS}
    for name in sorted(wanted - (members.keys() & listed.keys())):
        yield _problem("PKG-MISSING", name)
    for name in sorted((members.keys() | listed.keys()) - {*wanted, HASH_LIST}):
        yield _problem("PKG-EXTRA", name)
    for name in sorted(wanted & members.keys() & listed.keys()):
        if sha256(members[name]) != listed[name]:
            yield _problem("PKG-HASH", name)


def _decoded(data: bytes) -> ReturnFile | None:
    """Read `return.json`; `None` where it is not exactly what this program writes."""
    try:
        content = msgspec.json.decode(data, type=ReturnFile)
        if manifest.encode(content) != data or not _is_sound(content):
            return None
    except (msgspec.DecodeError, RecursionError, ValueError):
        return None
    return content


def _is_sound(content: ReturnFile) -> bool:
    said = content.submission
    if datetime.fromisoformat(content.at).tzinfo is None:
        return False
    places = tuple(remark.place for remark in content.remarks)
    texts = (remark.text for remark in content.remarks)
    words = (*msgspec.structs.astuple(said), content.unit, content.name, content.who, content.note)
    shown = all(map(_is_line, (*map(str, words), *places, *texts)))
    short = all(len(place) <= LONGEST_PLACE for place in places)
    return shown and short and bool(_HASH.fullmatch(said.data_sha256))


def _is_line(text: str) -> bool:
    """Tell whether a text is one line of composed letters without unseen ones."""
    composed = unicodedata.is_normalized("NFC", text)
    return text.isprintable() and composed and text == " ".join(text.split())


_SENTENCES: Final = {
    "PKG-LIST": "Danh sách mã băm “{name}” trong tệp trả lại hỏng.",
    "PKG-MISSING": "Tệp trả lại thiếu “{name}”. Hãy xin lại tệp từ nơi gửi.",
    "PKG-EXTRA": "Tệp trả lại có thêm “{name}”.",
    "PKG-HASH": "“{name}” đã bị thay đổi sau khi ghi. Hãy xin lại tệp trả lại từ nơi gửi.",
    "PKG-VERSION": "Tệp trả lại do phiên bản mới hơn của chương trình ghi. Hãy cập nhật chương"
    " trình.",
    "PKG-MANIFEST": "“{name}” hỏng, không đọc được. Hãy xin lại tệp trả lại từ nơi gửi.",
    "PKG-IDENTITY": "“{name}” nói khác với tệp trả lại. Hãy xin lại tệp từ nơi gửi.",
}


def _problem(code: str, name: str) -> PackageProblem:
    return PackageProblem(code, name, _SENTENCES[code].format(name=name))
