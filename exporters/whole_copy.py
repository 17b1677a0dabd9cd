"""Everything of a data folder in one file: the way to a new computer, or to a successor.

A zip with a list of its files and their hashes. It is written and read file by file, so that a
folder full of signed copies never has to fit into memory.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, BinaryIO, Final, NamedTuple

import msgspec

from exporters.files import require_space
from exporters.problems import ExportProblem

FORMAT: Final = "baocao-whole/1"
MANIFEST: Final = "manifest.json"
STORE: Final = "baocao.db"
"""The store's name inside the file."""
MOST_FILES: Final = 200_000
MOST_BYTES: Final = 1 << 40
"""More than any disk of an office holds; whether there is room for it is asked before."""
_MOST_LISTED: Final = 64 << 20
_PART: Final = r"[\w(\[](?:[\w .,()\[\]&'+=@-]{0,118}[\w)\]])?"
_NAME: Final = re.compile(rf"(?:{_PART}/){{0,3}}{_PART}")
"""Letters of any language, digits and signs that every system takes; no way out of a folder."""
_STORED: Final = frozenset({".pdf", ".zip", ".xlsx"})
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_DAMAGE: Final = (zipfile.BadZipFile, EOFError, ValueError, RuntimeError, NotImplementedError)


class Held(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One file as it is listed; ``name`` is its place in the data folder, with ``/``."""

    name: str
    bytes: int
    sha256: str


class Contents(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file says of itself: when it was made (ISO 8601), by which version, its files."""

    format: str = FORMAT
    made: str
    program: str
    files: tuple[Held, ...]


class Taken(NamedTuple):
    """A copy that was read: what it holds, and the folder that its files lie in now."""

    contents: Contents
    folder: Path


def write_copy(target: BinaryIO, files: Mapping[str, Path], *, made: str, program: str) -> Contents:
    """Write files into one; their names are their places in the data folder.

    Raises:
        ExportProblem: a file whose name no copy can hold.
    """
    strange = _strange(files)
    if strange:
        message = (
            f"Tệp “{strange}” có tên lạ hoặc trùng nên không sao lưu được. Hãy đổi tên tệp thành"
            " chữ, số, dấu cách rồi sao lưu lại."
        )
        raise ExportProblem(message, code="COPY-NAME", place=strange)
    held = tuple(_held(name, files[name]) for name in sorted(files))
    contents = Contents(made=made, program=program, files=held)
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        archive.writestr(_entry(MANIFEST), msgspec.json.encode(contents))
        for name in sorted(files):
            with files[name].open("rb") as source, archive.open(_entry(name), "w") as member:
                shutil.copyfileobj(source, member, 1 << 20)
    return contents


def read_copy(path: Path, folder: Path) -> Taken:
    """Unpack a copy into an empty folder, each file checked against the list.

    Raises:
        ExportProblem: no copy of ours, changed, larger than a copy can be, or no room for it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            contents = _listed(archive)
            require_space(folder, sum(one.bytes for one in contents.files))
            for one in contents.files:
                _unpack(archive, one, folder / one.name)
    except _DAMAGE as error:
        raise _refused(f"{path}: {type(error).__name__}") from error
    return Taken(contents, folder)


def is_copy(path: Path) -> bool:
    """Return whether a file looks like a copy; it may still turn out to be damaged."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()[:1] == [MANIFEST]
    except (*_DAMAGE, OSError):
        return False


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, date_time=_EPOCH)
    stored = Path(name).suffix in _STORED
    entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o100600 << 16
    return entry


def _held(name: str, path: Path) -> Held:
    with path.open("rb") as file:
        hashed = hashlib.file_digest(file, "sha256").hexdigest()
    return Held(name, path.stat().st_size, hashed)


def _listed(archive: zipfile.ZipFile) -> Contents:
    entries = archive.infolist()
    if not entries or entries[0].filename != MANIFEST or entries[0].file_size > _MOST_LISTED:
        raise _refused("no list of files")
    contents = msgspec.json.decode(archive.read(entries[0]), type=Contents)
    if contents.format != FORMAT:
        message = "Tệp do phiên bản mới hơn của chương trình tạo ra. Hãy cập nhật chương trình."
        raise ExportProblem(message, contents.format, code="COPY-NEWER")
    names = [one.name for one in contents.files]
    if _strange(names) or names != [one.filename for one in entries[1:]]:
        raise _refused("names are not those of the list")
    if len(names) > MOST_FILES or sum(one.bytes for one in contents.files) > MOST_BYTES:
        raise _refused("larger than a copy can be")
    return contents


def _strange(names: Iterable[str]) -> str:
    """Return the first name that no copy can hold; empty where there is none."""
    seen = {MANIFEST}
    for name in names:
        folded = name.casefold()
        if not _NAME.fullmatch(name) or folded in seen:
            return name
        seen.add(folded)
    return ""


def _unpack(archive: zipfile.ZipFile, one: Held, target: Path) -> None:
    if archive.getinfo(one.name).file_size != one.bytes:
        raise _refused(f"{one.name}: size")
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with archive.open(one.name) as member, target.open("xb") as file:
        for block in _blocks(member, one.bytes):
            digest.update(block)
            file.write(block)
    if digest.hexdigest() != one.sha256:
        raise _refused(f"{one.name}: hash")


def _blocks(member: IO[bytes], most: int) -> Iterator[bytes]:
    """Yield a member's bytes, never more than its list says."""
    left = most
    while left > 0:
        block = member.read(min(left, 1 << 20))
        if not block:
            raise EOFError
        left -= len(block)
        yield block


def _refused(detail: str) -> ExportProblem:
    message = (
        "Tệp này không phải bản sao toàn bộ của chương trình, hoặc đã hỏng. Hãy dùng bản khác."
    )
    return ExportProblem(message, detail, code="COPY-DAMAGED")
