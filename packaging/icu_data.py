"""ICU's data for Qt on Linux, cut down to the order of letters: of 32 MB the window needs little.

Qt brings numbers, dates and the letters' upper and lower case itself. Of ICU's data it takes the
order in which file dialogs show names. Calendars, names of countries, breaking of lines in Thai and
old encodings are asked for by no part of the window; on Windows the system has such data, and Qt's
wheel none. ICU reads the same file with fewer items; binutils take it out of the library and put
it back into one of the same name.
"""

from __future__ import annotations

import re
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

_NAME: Final = re.compile(r"libicudata\.so\.(\d+)")
_KEPT: Final = re.compile(
    r"icudt\d+l/(coll/(ucadata\.icu|(res_index|root|vi|en|en_US|en_US_POSIX)\.res)"
    r"|(root|vi|en|en_US|en_US_POSIX|res_index|supplementalData|pool|keyTypeData)\.res|cnvalias\.icu)"
)
_ALIGNED: Final = 16


def slim(folder: Path) -> list[Path]:
    """Cut down every library of ICU's data below a folder; return them."""
    found = [path for path in sorted(folder.rglob("libicudata.so.*")) if not path.is_symlink()]
    for path in found:
        _rewrite(path)
    return found


def _rewrite(library: Path) -> None:
    version = _NAME.fullmatch(library.name)
    if version is None:
        raise ValueError(f"no library of ICU's data: {library.name}")
    with tempfile.TemporaryDirectory() as room:
        data = Path(room) / "icu"
        _run(
            room,
            "objcopy",
            "-O",
            "binary",
            "--only-section=.rodata",
            str(library.absolute()),
            "icu",
        )
        data.write_bytes(cut(data.read_bytes()))
        _run(
            room, "objcopy", "-I", "binary", "-O", "elf64-x86-64", "-B", "i386:x86-64",
            "--rename-section", ".data=.rodata,alloc,load,readonly,data,contents",
            "--set-section-alignment", f".data={_ALIGNED}",
            "--redefine-sym", f"_binary_icu_start=icudt{version[1]}_dat",
            "--strip-symbol", "_binary_icu_end", "--strip-symbol", "_binary_icu_size",
            "icu", "icu.o",
        )  # fmt: skip
        _run(
            room,
            "ld",
            "-shared",
            "-soname",
            library.name,
            "-z",
            "noexecstack",
            "-o",
            "icu.so",
            "icu.o",
        )
        library.write_bytes((Path(room) / "icu.so").read_bytes())


def _run(room: str, *command: str) -> None:
    subprocess.run(command, cwd=room, check=True)


def cut(data: bytes) -> bytes:
    """Return a file of ICU's data with the items that are kept, in their order.

    Raises:
        ValueError: it is no such file, or one of another build.
    """
    if data[2:4] != b"\xda\x27" or data[12:16] != b"CmnD":
        raise ValueError("icu_data: this is no file of ICU's data")
    (start,) = struct.unpack_from("<H", data)
    kept = [(name, content) for name, content in _items(data, start) if _KEPT.fullmatch(name)]
    names = b"".join(name.encode() + b"\0" for name, _ in kept)
    table = 4 + 8 * len(kept)
    entries, contents = [], bytearray()
    named, placed = table, _round(table + len(names))
    for name, content in kept:
        entries.append(struct.pack("<II", named, placed + len(contents)))
        contents += content + bytes(_round(len(content)) - len(content))
        named += len(name) + 1
    head = struct.pack("<I", len(kept)) + b"".join(entries) + names
    return data[:start] + head + bytes(placed - len(head)) + bytes(contents)


def _items(data: bytes, start: int) -> Iterator[tuple[str, bytes]]:
    (count,) = struct.unpack_from("<I", data, start)
    places = [struct.unpack_from("<II", data, start + 4 + 8 * item) for item in range(count)]
    ends = [place for _, place in places[1:]] + [len(data) - start]
    for (named, placed), end in zip(places, ends, strict=True):
        name = data[start + named : data.index(b"\0", start + named)].decode("ascii")
        yield name, data[start + placed : start + end]


def _round(size: int) -> int:
    return -(-size // _ALIGNED) * _ALIGNED
