"""Zip files from outside, measured before they are unpacked.

Every limit is looked at in the archive's own table first: nothing is decompressed that could grow
beyond its bounds, and no member's name is ever used as a path. Serves the report package and the
workbook inside it, which is a zip as well.
"""

import io
import re
import stat
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_ZIP64_MARK: Final = b"PK\x06\x07"
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_LOCAL_MARK: Final = b"PK\x03\x04"
_ENTRY_BYTES: Final = 46 + 400
"""The most that one member may take in the archive's table: its fixed part and its name."""
_SMALL: Final = 1 << 20
_ENCRYPTED_BIT: Final = 0x1
_UTF8_BIT: Final = 0x800
_STRANGE: Final = re.compile(r'[\\:*?"<>|]')
_LONGEST_NAME: Final = 400
_FLAT: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_NESTED: Final = re.compile(r"[A-Za-z0-9_\[][A-Za-z0-9._\[\] -]*(/[A-Za-z0-9_.][A-Za-z0-9._ -]*)*")
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)
"""Everything that zipfile raises for a damaged archive (RuntimeError: it wants a password)."""


class PackageProblem(msgspec.Struct, frozen=True):
    """One reason why a file is not what it claims to be.

    `code` is one of those listed in :mod:`exporters.package`, `file` the member it is about
    (empty for the package as a whole), `message` a Vietnamese sentence.
    """

    code: str
    file: str
    message: str


class Limits(NamedTuple):
    """What an archive may hold. `flat` allows plain ASCII names only, without folders.

    `ratio` bounds how much a member above 1 MiB may grow; deflate reaches 1,032. With `folders`
    entries that only name a folder are passed over, as archivers write them. `free` allows names
    in any letters, as people give them; what would lead out of a folder is refused all the same.
    """

    packed: int
    unpacked: int
    members: int
    flat: bool = True
    ratio: int = 100
    folders: bool = False
    free: bool = False


class Opened(NamedTuple):
    """The members of an archive by name, or why they were not read; never both."""

    members: dict[str, bytes]
    problems: tuple[PackageProblem, ...]


def open_archive(data: bytes, limits: Limits) -> Opened:
    """Unpack a zip within `limits`, or say why not. Any bytes at all may be handed in."""
    problem = _container(data, limits)
    if problem is not None:
        return Opened({}, (problem,))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            every = archive.infolist()
        entries = [entry for entry in every if not (limits.folders and _is_folder(entry, limits))]
        if len(every) > limits.members:
            return Opened({}, (_problem("PKG-MEMBERS", limit=limits.members),))
        problems = tuple(_measure(entries, limits))
        return Opened({}, problems) if problems else _unpack(entries, data)
    except _DAMAGE:
        return Opened({}, (_problem("PKG-ZIP"),))


def names(data: bytes, limits: Limits) -> tuple[str, ...]:
    """Give the names in an archive's table; none where it cannot be read within `limits`."""
    if _container(data, limits) is not None:
        return ()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return tuple(entry.filename for entry in archive.infolist())
    except _DAMAGE:
        return ()


def first_name(data: bytes) -> str:
    """Give the name of the first member of what may be a zip, without opening it."""
    if len(data) < _LOCAL.size or not data.startswith(_LOCAL_MARK):
        return ""
    length = _LOCAL.unpack_from(data)[-2]
    return data[_LOCAL.size : _LOCAL.size + length].decode("ascii", "replace")


# --- the container -----------------------------------------------------------------------------


def _container(data: bytes, limits: Limits) -> PackageProblem | None:
    if len(data) > limits.packed:
        return _problem("PKG-SIZE", limit=limits.packed >> 20)
    if not data.startswith(_LOCAL_MARK) or len(data) < _END.size:
        return _problem("PKG-ZIP")
    mark, *_, count, table, start, comment = _END.unpack(data[-_END.size :])
    if mark != _END_MARK or comment or data[-_END.size - 20 :].startswith(_ZIP64_MARK):
        return _problem("PKG-ZIP")
    if count > limits.members or table > limits.members * _ENTRY_BYTES:
        return _problem("PKG-MEMBERS", limit=limits.members)
    return None if start + table == len(data) - _END.size else _problem("PKG-ZIP")


def _measure(entries: list[zipfile.ZipInfo], limits: Limits) -> Iterator[PackageProblem]:
    if len(entries) > limits.members:
        yield _problem("PKG-MEMBERS", limit=limits.members)
    if sum(entry.file_size for entry in entries) > limits.unpacked:
        yield _problem("PKG-SIZE", limit=limits.unpacked >> 20)
    seen: set[str] = set()
    for entry in entries:
        code = _refusal(entry, limits)
        if code:
            yield _problem(code, entry.orig_filename)
        elif _folded(entry.filename) in seen:
            yield _problem("PKG-DUPLICATE", entry.filename)
        seen.add(_folded(entry.filename))


def _folded(name: str) -> str:
    """Give a name as file systems may take it: without case, in one spelling of its accents."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _is_folder(entry: zipfile.ZipInfo, limits: Limits) -> bool:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    named = entry.filename.endswith("/") and _is_named(entry.filename[:-1], limits)
    return named and kind in {0, stat.S_IFDIR} and not entry.file_size and not entry.compress_size


def _refusal(entry: zipfile.ZipInfo, limits: Limits) -> str:
    """Name what is wrong with one entry of the table; empty when nothing is."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in {0, stat.S_IFREG}:
        return "PKG-LINK"
    # zipfile cuts a name at NUL, other programs do not.
    if entry.orig_filename != entry.filename or not _is_named(entry.filename, limits):
        return "PKG-NAME"
    if entry.flag_bits & _ENCRYPTED_BIT:
        return "PKG-ENCRYPTED"
    if entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return "PKG-METHOD"
    grown = entry.file_size > limits.ratio * entry.compress_size
    return "PKG-BOMB" if grown and entry.file_size > _SMALL else ""


def _is_named(name: str, limits: Limits) -> bool:
    """Tell whether a member may be called so; without a folder of its own, a drive or a device."""
    if limits.free:
        parts = name.split("/")
        plain = name.isprintable() and not _STRANGE.search(name) and len(name) <= _LONGEST_NAME
        return plain and all(part.strip(". ") for part in parts)
    pattern = _FLAT if limits.flat else _NESTED
    return bool(pattern.fullmatch(name)) and ".." not in name


def _unpack(entries: list[zipfile.ZipInfo], data: bytes) -> Opened:
    """Take the members out in the order in which they lie, each where the table says it is."""
    members: dict[str, bytes] = {}
    problems: list[PackageProblem] = []
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        first = _first_byte(entry, data, end)
        end = first + entry.compress_size
        content = _content(entry, data[first:end]) if first else None
        if content is None:
            problems.append(_problem("PKG-READ" if first else "PKG-LAYOUT", entry.filename))
        else:
            members[entry.filename] = content
    return Opened({}, tuple(problems)) if problems else Opened(members, ())


def _first_byte(entry: zipfile.ZipInfo, data: bytes, end: int) -> int:
    """Find where a member's bytes begin; 0 when it overlaps or is named differently inside."""
    start = entry.header_offset
    mark, *_, name, extra = _LOCAL.unpack_from(data, start)
    first: int = start + _LOCAL.size
    letters = "utf-8" if entry.flag_bits & _UTF8_BIT else "cp437"
    named = data[first : first + name] == entry.orig_filename.encode(letters)
    return first + name + extra if mark == _LOCAL_MARK and start >= end and named else 0


def _content(entry: zipfile.ZipInfo, packed: bytes) -> bytes | None:
    """Unpack one member, never beyond the size that was measured; `None` when it is damaged."""
    content, whole = packed, True
    if entry.compress_type == zipfile.ZIP_DEFLATED:
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = stream.decompress(packed, entry.file_size + 1)
        except zlib.error:
            return None
        whole = stream.eof and not stream.unused_data
    right = len(content) == entry.file_size and zlib.crc32(content) == entry.CRC
    return content if whole and right else None


# --- sentences ---------------------------------------------------------------------------------

_SENTENCES: Final = {
    "PKG-ZIP": "Tệp này hỏng hoặc không phải gói zip. Hãy xin lại tệp từ nơi gửi.",
    "PKG-SIZE": "Gói lớn quá {limit} MB nên không mở. Hãy kiểm tra có đúng là gói báo cáo không.",
    "PKG-MEMBERS": "Gói có quá {limit} tệp nên không mở. Gói báo cáo chỉ có vài tệp.",
    "PKG-NAME": "Trong gói có tệp mang tên không cho phép: “{name}”.",
    "PKG-DUPLICATE": "Trong gói có hai tệp cùng tên “{name}”.",
    "PKG-LINK": "“{name}” trong gói không phải một tệp thường.",
    "PKG-ENCRYPTED": "“{name}” trong gói bị đặt mật khẩu. Hãy xin lại gói không đặt mật khẩu.",
    "PKG-METHOD": "“{name}” trong gói nén theo cách không dùng cho gói báo cáo.",
    "PKG-BOMB": "“{name}” trong gói nở ra quá lớn khi giải nén nên không mở.",
    "PKG-LAYOUT": "Gói ghi sai chỗ của “{name}”, có thể đã bị sửa.",
    "PKG-READ": "“{name}” trong gói hỏng, không giải nén được. Hãy xin lại tệp từ nơi gửi.",
}


def printable(name: str) -> str:
    """Give a member's name as it may be shown: short, without control or bidi characters."""
    shown = "".join(c if c.isprintable() else "?" for c in name)
    return shown if len(shown) <= 80 else shown[:80] + "…"


def _problem(code: str, name: str = "", limit: int = 0) -> PackageProblem:
    shown = printable(name)
    return PackageProblem(code, shown, _SENTENCES[code].format(name=shown, limit=limit))
