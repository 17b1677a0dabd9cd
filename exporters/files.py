"""Files on disk: names that every system takes, whole writes or none, hashes.

A file appears under its final name only when all of its bytes are on the disk. What was there
before stays until that moment, so a power cut leaves the old file or the new one.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from exporters.problems import ExportProblem

SPARE_BYTES: Final = 1 << 20
"""Room that must stay free on a disk after an export."""

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9.-]+")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_PART_LENGTH: Final = 60
_FULL: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})


# --- names -------------------------------------------------------------------------------------


def ascii_name(text: str) -> str:
    """Turn any words into a part of a file name: `Xã Ô Lâm` gives `Xa-O-Lam`.

    Letters, digits, `-` and inner dots stay, marks are dropped, everything else becomes one `-`.
    Never empty, never longer than 60 characters, never a device name of Windows.
    """
    plain = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("đ", "d"))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    name = _UNSAFE.sub("-", letters).strip("-.")[:_PART_LENGTH].strip("-.")
    return f"x-{name}" if _RESERVED.fullmatch(name) else name or "x"


def file_stem(form: str, unit: str, period: str, revision: int) -> str:
    """Name the files of one submission, without suffix: `F02_91_2024-07_v1`."""
    return "_".join([*map(ascii_name, (form, unit, period)), f"v{revision}"])


# --- bytes -------------------------------------------------------------------------------------


def sha256(data: bytes) -> str:
    """Give the SHA-256 of `data` as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(data).hexdigest()


def read_limited(path: Path, limit: int) -> bytes:
    """Read a whole file of at most `limit` bytes.

    Raises:
        ExportProblem: No such file, not readable, or larger than the limit.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise _unreadable(path, error) from error
    if len(data) > limit:
        size = limit // (1 << 20)
        raise ExportProblem(
            f"Tệp “{path.name}” lớn quá {size} MB, không phải tệp của chương trình này.",
            f"{path}: over {limit} bytes",
            code="FILE-SIZE",
            place=str(path),
        )
    return data


def require_space(folder: Path, needed: int) -> None:
    """Refuse before writing when `folder`'s disk has no room for `needed` bytes and a spare.

    Raises:
        ExportProblem: Too little room, or the folder cannot be looked at.
    """
    try:
        free = shutil.disk_usage(folder).free
    except OSError as error:
        raise _unwritable(folder / "?", error) from error
    if free < needed + SPARE_BYTES:
        raise _full(folder, f"{free} bytes free, {needed} needed")


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` under `path`, replacing what is there, all or nothing.

    Written beside the target, flushed to the disk, then renamed over it. On any failure the file
    that was there is untouched and nothing half-written is left.

    Raises:
        ExportProblem: Disk full, folder missing or read-only, target open in another program.
    """
    require_space(path.parent, len(data))
    beside = path.with_name(f".{path.name[:_PART_LENGTH]}.{os.getpid()}.tmp")
    try:
        _write_through(beside, data)
        _replace(beside, path)
    except OSError as error:
        raise _unwritable(path, error) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()
    _flush_folder(path.parent)


def write_all(folder: Path, contents: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write several files into one folder, in the order of their names; give their paths.

    Room for all of them is looked for first. Each file is whole or absent, the set as such is
    not: after a failure the earlier ones stay.

    Raises:
        ExportProblem: As for `write_atomically`.
    """
    require_space(folder, sum(map(len, contents.values())))
    for name in sorted(contents):
        write_atomically(folder / name, contents[name])
    return tuple(folder / name for name in sorted(contents))


def _write_through(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _replace(beside: Path, path: Path) -> None:
    try:
        beside.replace(path)
    except PermissionError as error:
        raise ExportProblem(
            f"Tệp “{path.name}” đang mở trong chương trình khác hoặc bị khóa. "
            "Hãy đóng tệp đó rồi xuất lại.",
            f"{path}: {error}",
            code="FILE-LOCKED",
            place=str(path),
        ) from error


def _flush_folder(folder: Path) -> None:
    """Make the new name itself survive a power cut, where the system can do that."""
    if os.name != "posix":
        return
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


# --- sentences ---------------------------------------------------------------------------------


def _full(folder: Path, detail: str) -> ExportProblem:
    return ExportProblem(
        f"Ổ đĩa chứa thư mục “{folder}” không còn đủ chỗ. "
        "Hãy xóa bớt tệp hoặc chọn thư mục ở ổ đĩa khác rồi xuất lại.",
        detail,
        code="FILE-FULL",
        place=str(folder),
    )


def _unwritable(path: Path, error: OSError) -> ExportProblem:
    detail = f"{path}: {error}"
    if error.errno in _FULL:
        return _full(path.parent, detail)
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        code = "FILE-FOLDER"
        what = f"Không có thư mục “{path.parent}”. Hãy chọn một thư mục đang có."
    elif isinstance(error, IsADirectoryError):
        code = "FILE-NAME"
        what = f"“{path.name}” là một thư mục. Hãy chọn tên tệp khác hoặc thư mục khác."
    elif isinstance(error, PermissionError) or error.errno == errno.EROFS:
        code = "FILE-READONLY"
        what = (
            f"Thư mục “{path.parent}” không cho ghi. "
            "Hãy chọn thư mục khác, ví dụ thư mục Tài liệu của mình."
        )
    else:
        code = "FILE-WRITE"
        what = f"Không ghi được tệp “{path.name}”. Hãy thử lại hoặc chọn thư mục khác."
    return ExportProblem(what, detail, code=code, place=str(path))


def _unreadable(path: Path, error: OSError) -> ExportProblem:
    code = "FILE-MISSING"
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        what = f"Không có tệp “{path}”. Hãy kiểm tra lại tên và thư mục."
    elif isinstance(error, IsADirectoryError):
        what = f"“{path}” là một thư mục, không phải tệp. Hãy chọn tệp bên trong."
    else:
        code = "FILE-READ"
        what = f"Không đọc được tệp “{path}”. Hãy chép tệp sang thư mục khác rồi thử lại."
    return ExportProblem(what, str(error), code=code, place=str(path))
