"""Signed files that IT brings: forms put into use, a preset applied, an installer handed on.

Nothing of a file is taken unless all of it can be.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import resources
from desktop.problems import CALL_WRONG, Trouble
from desktop.use_cases.catalog import Installed
from desktop.use_cases.pack_files import COMPILED, SOURCE, WORKBOOK, PackFile, examine_pack
from forms.dates import format_date

if TYPE_CHECKING:
    from desktop.workspace import Workspace
    from exporters.signed_update import Kind, Update
    from forms.model import Form

KEYS: Final = "keys"
"""The folder of public keys: in the program's own files, and in the data folder."""
_PUBLIC: Final = ".pub"
_PRIVATE: Final = ".key"
_MOST_KEY: Final = 1_000
_NOTATIONS: Final = {".toml": SOURCE, ".xlsx": WORKBOOK, ".json": COMPILED}


# -- keys -----------------------------------------------------------------------------------------


def trusted(data_dir: Path) -> Mapping[str, bytes]:
    """Return the public keys that updates are believed from; IT's own come before ours."""
    folders = (resources.path(KEYS), data_dir / KEYS)
    files = [path for folder in folders if folder.is_dir() for path in folder.glob(f"*{_PUBLIC}")]
    return {path.stem: _key(path) for path in files}


def trust(data_dir: Path, file: Path) -> str:
    """Believe updates signed with a key from now on; return the key's name."""
    from exporters.files import ascii_name, write_atomically
    from exporters.signed_update import key_text

    raw, name = _key(file), ascii_name(file.stem)
    folder = data_dir / KEYS
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    target = folder / f"{name}{_PUBLIC}"
    if target.exists() and _key(target) != raw:
        message = f"Đã có khóa khác tên {name}. Hãy gỡ khóa cũ hoặc đổi tên tệp khóa."
        raise Trouble(message, code="UPDATE-KEY", place=name)
    write_atomically(target, key_text(raw).encode())
    return name


def distrust(data_dir: Path, name: str) -> None:
    """Believe a key that IT has added no longer."""
    target = data_dir / KEYS / f"{name}{_PUBLIC}"
    if not target.is_file():
        raise Trouble(f"Không có khóa tên {name} do đơn vị thêm.", code="UPDATE-KEY", place=name)
    target.unlink()


def head_of(update: Update) -> str:
    """Return which update it is, who signed it, and when."""
    signed = format_date(date.fromisoformat(update.contents.issued[:10]))
    return f"Bản cập nhật {update.contents.version}, {update.signer} ký ngày {signed}."


def make_keys(folder: Path, name: str) -> tuple[Path, ...]:
    """Write a new pair of keys, into a folder that is made where missing.

    The private one is for whoever signs, and for nobody else.
    """
    from exporters.files import ascii_name, write_all
    from exporters.signed_update import key_text, make_key

    stem = ascii_name(name)
    if any((folder / f"{stem}{suffix}").exists() for suffix in (_PRIVATE, _PUBLIC)):
        raise Trouble(f"Đã có khóa {stem} trong {folder}. Hãy chọn tên khác.", code="UPDATE-KEY")
    private, public = make_key()
    texts = {_PRIVATE: private, _PUBLIC: public}
    named = {f"{stem}{suffix}": key_text(raw).encode() for suffix, raw in texts.items()}
    folder.mkdir(parents=True, exist_ok=True)
    written = write_all(folder, named)
    (folder / f"{stem}{_PRIVATE}").chmod(0o600)
    return written


def sign(
    files: Sequence[Path], key: Path, out: Path, *, kind: Kind, issued: str, version: str
) -> Path:
    """Write a signed update of files."""
    from exporters.files import ascii_name, read_limited, write_atomically
    from exporters.signed_update import LIMITS, private_key, write_update

    named = {
        f"{ascii_name(path.stem)}{path.suffix.lower()}": read_limited(path, LIMITS.packed)
        for path in files
    }
    if not named or len(named) != len(files):
        raise Trouble("Hãy chọn ít nhất một tệp, tên tệp khác nhau.", code="USAGE")
    data = write_update(
        named,
        private_key(_key(key)),
        kind=kind,
        issued=issued,
        version=version,
        program=program_version(),
    )
    write_atomically(out, data)
    return out


# -- taking ---------------------------------------------------------------------------------------


def opened(data_dir: Path, file: Path) -> Update:
    """Read a signed update; refused when it is altered, not trusted, or for a newer program."""
    from exporters.files import read_limited
    from exporters.signed_update import LIMITS, read_update

    update = read_update(read_limited(file, LIMITS.packed), trusted(data_dir))
    wanted = update.contents.program
    if update.contents.kind != "program" and _order(wanted) > _order(program_version()):
        message = f"Tệp cập nhật cần chương trình từ phiên bản {wanted}. Hãy cập nhật chương trình."
        raise Trouble(message, code="UPDATE-NEWER", place=file.name)
    return update


def forms_of(workspace: Workspace, update: Update) -> tuple[Form, ...]:
    """Return the forms of an update, all checked; refused when any of them cannot be used."""
    known = frozenset(line.id for line in workspace.forms())
    found: list[Form] = []
    for name in sorted(update.files):
        notation = _NOTATIONS.get(Path(name).suffix)
        if notation is None:
            raise _unfit(name, "không phải biểu mẫu")
        examined = examine_pack(PackFile(notation, update.files[name]), known)
        if examined.engine is None:
            raise _unfit(name, examined.mistakes[0].message)
        found.append(examined.engine.form)
    return tuple(found)


def take_forms(
    workspace: Workspace, update: Update, *, force: bool = False
) -> tuple[Installed, ...]:
    """Put the forms of an update into use; a later one that is refused takes the others back."""
    done: list[Installed] = []
    try:
        for form in forms_of(workspace, update):
            done.append(workspace.install(form, force=force))  # noqa: PERF401 - kept when it fails
    except Trouble:
        for one in done:
            if one.fresh:
                workspace.remove_form(one.form, one.version)
        raise
    return tuple(done)


@contextmanager
def preset_file(data_dir: Path, file: Path) -> Iterator[Path]:
    """Give a preset to read: the file itself, or what a signed update holds."""
    from exporters.files import read_limited, write_all
    from exporters.signed_update import LIMITS, is_update

    if not file.is_file() or not is_update(read_limited(file, LIMITS.packed)):
        yield file
        return
    update = opened(data_dir, file)
    found = [name for name in update.files if Path(name).suffix in (".json", ".ini")]
    presets = [name for name in found if Path(name).stem == "unit"] or found
    if update.contents.kind != "preset" or len(presets) != 1:
        raise Trouble("Tệp này không phải tệp thiết lập máy.", code="UPDATE-KIND", place=file.name)
    data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".preset-", dir=data_dir) as room:
        write_all(Path(room), update.files)
        yield Path(room) / presets[0]


def hand_on(update: Update, folder: Path) -> tuple[Path, ...]:
    """Write the installer of an update into a folder; whoever may install runs it from there."""
    from exporters.files import write_all

    return write_all(folder, update.files)


def program_version() -> str:
    """Return this program's version."""
    return resources.path("version.txt").read_text(encoding="utf-8").strip()


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in version.split("."))


def _key(path: Path) -> bytes:
    """Read a key's file. Which one is none has to be told: every key is read for each update."""
    from exporters.files import read_limited
    from exporters.problems import ExportProblem
    from exporters.signed_update import read_key

    text = read_limited(path, _MOST_KEY).decode("ascii", "replace")
    try:
        return read_key(text)
    except ExportProblem as problem:
        message = f"{path} không phải tệp khóa hoặc đã hỏng. Hãy chép lại tệp này hoặc xóa đi."
        raise Trouble(message, code=problem.code, place=str(path)) from problem


def _unfit(name: str, why: str) -> Trouble:
    return Trouble(f"“{name}” trong tệp cập nhật: {why}.", code="FORM", exit_status=CALL_WRONG)
