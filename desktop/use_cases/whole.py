"""A data folder as one file, locked with a passphrase if wanted, and the way back from it.

Beside the store it holds what lies next to it: signed copies, received packages, certificates.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, NamedTuple

import resources
from desktop.problems import CALL_WRONG, Trouble
from desktop.settings import STORE_NAME
from desktop.use_cases.backups import own_file
from desktop.use_cases.homecoming import ROOTS_FOLDER, SIGNED_FOLDER

RECEIVED_FOLDER: Final = "received"
FOLDERS: Final = (SIGNED_FOLDER, RECEIVED_FOLDER, ROOTS_FOLDER)
"""What lies beside the store and belongs to it."""
SUFFIX: Final = ".baocao"
_WORK: Final = ".whole-"
_BEGIN: Final = 64
_HIDDEN: Final = re.compile(r"/(\.|~\$)")
"""Where a part of a name begins as those that systems and offices leave behind."""


class Source(NamedTuple):
    """What a backup turned out to be: the store in it, and where the files beside it lie.

    ``folder`` is ``None`` for a backup that is the store alone.
    """

    store: Path
    folder: Path | None = None

    def bring(self, data_dir: Path) -> int:
        """Put the files beside the store into place; what is there already stays. Count them."""
        if self.folder is None:
            return 0
        brought = 0
        for name, path in _beside(self.folder).items():
            target = data_dir / name
            if not target.exists():
                target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                unfinished = target.with_name(f".{target.name}.part")
                shutil.copyfile(path, unfinished)
                unfinished.replace(target)
                brought += 1
        return brought


def make(data_dir: Path, target: Path, *, made: str, passphrase: str | None = None) -> Path:
    """Write everything of a data folder into one file; it appears whole or not at all."""
    from db.backup import copy_file
    from exporters.sealing import seal
    from exporters.whole_copy import write_copy

    if not own_file(data_dir).exists():
        raise Trouble(f"Chưa có số liệu nào trong {data_dir} để sao lưu.", code="BACKUP-EMPTY")
    file = target / f"baocao-{made[:10]}{SUFFIX}" if target.is_dir() else target
    if file.exists():
        message = f"Đã có {file}, không ghi đè. Hãy chọn tên tệp khác."
        raise Trouble(message, code="BACKUP-NAME", place=str(file))
    program = resources.path("version.txt").read_text(encoding="utf-8").strip()
    with _workroom(data_dir) as room, _appearing(file) as out:
        copy_file(own_file(data_dir), room / STORE_NAME)
        files = {STORE_NAME: room / STORE_NAME, **_beside(data_dir)}
        if passphrase is None:
            write_copy(out, files, made=made, program=program)
        else:
            with (room / "open").open("w+b") as plain:
                write_copy(plain, files, made=made, program=program)
                plain.seek(0)
                seal(plain, out, passphrase)
    return file


@contextmanager
def opened(source: Path, data_dir: Path, passphrase: str | None = None) -> Iterator[Source]:
    """Open any backup: the store alone, a whole copy, or one that is locked."""
    from exporters.sealing import is_sealed, unseal
    from exporters.whole_copy import STORE, is_copy, read_copy

    with source.open("rb") as file:
        locked = is_sealed(file.read(_BEGIN))
    if not locked and not is_copy(source):
        yield Source(source)
        return
    data_dir.mkdir(parents=True, exist_ok=True)
    with _workroom(data_dir) as room:
        plain = source
        if locked:
            if passphrase is None:
                message = "Bản sao này khóa bằng cụm mật khẩu. Hãy cho biết cụm mật khẩu."
                raise Trouble(message, code="SEAL-PASSPHRASE", exit_status=CALL_WRONG)
            plain = room / "open"
            with source.open("rb") as file, plain.open("xb") as out:
                unseal(file, out, passphrase)
        taken = read_copy(plain, room / "files")
        yield Source(taken.folder / STORE, taken.folder)


def _beside(folder: Path) -> Mapping[str, Path]:
    """Return the files beside a store by their places in the folder.

    Links are not followed; what systems hide there is none of ours.
    """
    every = (path for name in FOLDERS for path in sorted((folder / name).rglob("*")))
    files = (path for path in every if path.is_file() and not path.is_symlink())
    named = {path.relative_to(folder).as_posix(): path for path in files}
    return {name: path for name, path in named.items() if not _HIDDEN.search(name)}


@contextmanager
def _workroom(data_dir: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix=_WORK, dir=data_dir) as folder:
        (Path(folder) / "files").mkdir()
        yield Path(folder)


@contextmanager
def _appearing(file: Path) -> Iterator[BinaryIO]:
    """Give a file to write that takes its name only when it is whole."""
    from db.backup import flush, flush_folder

    unfinished = file.with_name(f".{file.name}.part")
    try:
        with unfinished.open("wb") as out:
            yield out
        unfinished.chmod(0o600)
        flush(unfinished)
        unfinished.replace(file)
        flush_folder(file.parent)
    finally:
        unfinished.unlink(missing_ok=True)
