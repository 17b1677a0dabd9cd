"""The files that somebody hands in at once: packages and workbooks out of folders and archives.

Folders are gone through with everything below them, links are not followed; an archive may hold
packages and workbooks, but no archives of such again. One file is in memory at a time, an archive
with all that is in it. What cannot be read is a value, too: the others go on.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import Final, Literal, NamedTuple

from exporters import excel_names
from exporters.archive import Limits, names, open_archive, printable
from exporters.files import read_limited, sha256
from exporters.manifest import HASH_LIST, MANIFEST
from exporters.package import LIMITS as PACKAGE
from exporters.problems import ExportProblem
from exporters.readers.workbook_reader import read_named
from exporters.return_file import CONTENTS as RETURN

Kind = Literal["package", "sheet", "return"]

ARCHIVE: Final = Limits(
    packed=256 << 20, unpacked=320 << 20, members=4_000, flat=False, folders=True, free=True
)
"""A month of 102 communes takes 15 MB, with scanned seals some 100."""
MOST_FILES: Final = 20_000
DEEPEST: Final = 16
SUFFIXES: Final = frozenset({".zip", ".xlsx"})
_OFFICE: Final = "[Content_Types].xml"
_OUTSIDE: Final = frozenset({"__MACOSX"})


class IncomingFile(NamedTuple):
    """One file: what it is called (inside an archive after its name and ``: ``), and its bytes."""

    name: str
    kind: Kind
    data: bytes

    @property
    def sha256(self) -> str:
        """Return the hash of its bytes."""
        return sha256(self.data)


class UnreadFile(NamedTuple):
    """One file or folder that was not read, and why."""

    name: str
    code: str
    message: str


Arrival = IncomingFile | UnreadFile


class SheetIdentity(NamedTuple):
    """Whose report a workbook of this program says it is; empty: it does not say."""

    form: str = ""
    unit: str = ""
    period: str = ""


def found(paths: Iterable[Path]) -> tuple[Path | UnreadFile, ...]:
    """List the files behind paths, folders gone through, in order and each once.

    Below a folder only packages, archives and workbooks are taken; what a person names is.
    """
    listed: dict[str, Path | UnreadFile] = {}
    for path in paths:
        for each in _behind(path):
            key = each.name if isinstance(each, UnreadFile) else os.path.realpath(each)
            listed.setdefault(key, each)
            if len(listed) > MOST_FILES:
                what = f"Có hơn {MOST_FILES} tệp. Hãy nhận từng phần, mỗi lần một thư mục nhỏ hơn."
                return (UnreadFile(str(path), "RCV-MANY", what),)
    return tuple(listed.values())


def _behind(path: Path) -> Iterator[Path | UnreadFile]:
    if not path.is_dir():
        yield path
        return
    try:
        yield from _below(path, DEEPEST)
    except OSError:
        what = f"Không đọc được thư mục “{path}”. Hãy kiểm tra ổ đĩa hoặc USB rồi làm lại."
        yield UnreadFile(str(path), "FILE-READ", what)


def _below(folder: Path, deep: int) -> Iterator[Path | UnreadFile]:
    if not deep:
        what = f"Thư mục “{folder}” nằm quá sâu nên không nhận. Hãy chọn thẳng thư mục này."
        yield UnreadFile(str(folder), "RCV-DEEP", what)
        return
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            if entry.name.startswith((".", "~$")):
                continue
            if entry.is_dir(follow_symlinks=False):
                yield from _below(Path(entry.path), deep - 1)
            elif entry.is_file(follow_symlinks=False) and _is_wanted(entry.name):
                yield Path(entry.path)


def _is_wanted(name: str) -> bool:
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def read(path: Path) -> Iterator[Arrival]:
    """Read one file; an archive gives what is in it."""
    try:
        data = read_limited(path, ARCHIVE.packed)
    except ExportProblem as problem:
        yield UnreadFile(str(path), problem.code, problem.message)
        return
    inside = _archived(data)
    if not inside:
        yield _alone(path.name, data)
        return
    opened = open_archive(data, ARCHIVE)
    for refused in opened.problems:
        yield UnreadFile(f"{path.name}: {refused.file}".rstrip(": "), refused.code, refused.message)
    for name in sorted(opened.members):
        if name in inside:
            yield _inner(f"{path.name}: {printable(name)}", opened.members.pop(name))


def _archived(data: bytes) -> frozenset[str]:
    """Name the packages and workbooks in an archive; none where it is itself one of these."""
    every = names(data, ARCHIVE)
    if {MANIFEST, HASH_LIST, RETURN, _OFFICE} & set(every):
        return frozenset()
    return frozenset(name for name in every if _is_wanted(name) and not _is_outside(name))


def _is_outside(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return bool(_OUTSIDE & set(parts)) or parts[-1].startswith((".", "~$"))


def _inner(name: str, data: bytes) -> Arrival:
    if _archived(data):
        what = f"“{name}” là một gói nén nằm trong gói nén khác. Hãy giải nén gói ngoài rồi nhận."
        return UnreadFile(name, "RCV-NESTED", what)
    return _alone(name, data)


def _alone(name: str, data: bytes) -> Arrival:
    inside = names(data, ARCHIVE)
    if _OFFICE in inside:
        return IncomingFile(name, "sheet", data)
    if RETURN in inside and MANIFEST not in inside:
        return IncomingFile(name, "return", data)
    if len(data) > PACKAGE.packed:
        what = f"“{name}” lớn quá {PACKAGE.packed >> 20} MB, không phải gói báo cáo."
        return UnreadFile(name, "PKG-SIZE", what)
    return IncomingFile(name, "package", data)


def identity_of(data: bytes) -> SheetIdentity:
    """Return whose report a workbook says it is.

    Raises:
        ExportProblem: No workbook, or a harmful one.
    """
    said = read_named(data).names
    words = (excel_names.FORM, excel_names.UNIT, excel_names.PERIOD)
    return SheetIdentity(*(said.get(name, "").strip('="').strip() for name in words))
