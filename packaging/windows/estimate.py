"""Estimate the Windows installer from the real files that the lock file names for Windows.

    python packaging/windows/estimate.py      (after `make dist`; needs makensis and the network)

Into `build/windows/`: `payload/`, laid out as PyInstaller would there, and the installer of it.
Compiled modules and libraries are those of the win_amd64 wheels, found by what they import; Qt's
plugins are the ones `build.spec` keeps. Byte code and data are those of `dist/baocao`, and what
Python itself brings there (its library, SQLite) is stood for by Linux's files of the same role.
The result is for its size only: it does not run.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Final

ROOT: Final = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "packaging"))

import dist_contents  # noqa: E402 - beside this folder, no package

FROZEN: Final = ROOT / "dist" / "baocao"
PLACE: Final = ROOT / "build" / "windows"
PAYLOAD: Final = PLACE / "payload"
VERSION: Final = (ROOT / "resources" / "version.txt").read_text(encoding="utf-8").strip()
# The mark of the compiled modules of one Python on one system.
_MARKED: Final = re.compile(r"\.(cpython-\d+-[\w-]+|cp\d+-win_amd64|abi3)?\.?(so|pyd)$")
_PLUGINS: Final = re.compile(
    r"PySide6/plugins/(platforms/(qwindows|qoffscreen)|imageformats/qsvg|iconengines/).*\.dll$"
)
_LIBRARY: Final = re.compile(r"\.so(\.\d+)*$")
# What lies in Python's own installation on Windows too, under other names.
_OF_PYTHON: Final = re.compile(r"^(libpython3[\d.]+|libsqlite3|libffi)\.so|/lib-dynload/")
_NEVER_THERE: Final = re.compile(r"(readline|termios|resource|fcntl|_posix\w+|grp|_curses\w*)\.")


def main() -> None:
    """Fetch, lay out, pack, and print what came of it."""
    shutil.rmtree(PAYLOAD, ignore_errors=True)
    wheels = _wheels()
    sizes: Counter[str] = Counter()
    for place, data in _windows_files(wheels):
        _write(f"_internal/{place}", data)
        sizes[_component(place)] += len(data)
    for file in sorted(FROZEN.rglob("*")):
        if file.is_file():
            _carry_over(file, sizes)
    total = sum(sizes.values())
    rows = [*sizes.most_common(), ("total", total)]
    print("\n".join(f"{name:<36}{size / 1e6:>9.2f}" for name, size in rows))
    installer = PLACE / "baocao-setup.exe"
    subprocess.run(
        ["makensis", "-V2", "-INPUTCHARSET", "UTF8", f"-DVERSION={VERSION}",
         f"-DPAYLOAD={PAYLOAD}", f"-DOUTFILE={installer}",
         ROOT / "packaging" / "windows" / "installer.nsi"],
        check=True,
    )  # fmt: skip
    print(f"estimated installer: {installer.stat().st_size / 1e6:.1f} MB")


def _wheels() -> list[Path]:
    """Fetch the wheels of what is in the built folder, and of what reads Windows' libraries."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    names = [*dist_contents.packages(ROOT / "build" / "pyinstaller" / "build"), "pefile"]
    entries = []
    for name in names:
        lines = re.search(rf"^{re.escape(name)}==.*\n(?:    --hash=.*\n)+", lock, re.MULTILINE)
        if lines is None:
            sys.exit(f"estimate: {name} is not in requirements.lock")
        entries.append(re.sub(r" ; .*? \\\n", r" \\\n", lines[0], count=1))
    folder = PLACE / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    wanted = PLACE / "windows.lock"
    wanted.write_text("".join(entries), encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes",
         "--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp",
         "--only-binary", ":all:", "--dest", folder, "-r", wanted],
        check=True,
    )  # fmt: skip
    return sorted(folder.glob("*.whl"))


def _windows_files(wheels: list[Path]) -> list[tuple[str, bytes]]:
    """Give the compiled files that Linux's stand for, with every library that they import."""
    members = {
        name: wheel for wheel in wheels for name in zipfile.ZipFile(wheel).namelist()
        if name.endswith((".pyd", ".dll"))
    }  # fmt: skip
    stems = {_MARKED.sub("", place) for place in _compiled()}
    waiting = [name for name in members if _MARKED.sub("", name) in stems or _PLUGINS.match(name)]
    waiting += [name for name in members if name.startswith("pypdfium2_raw/")]
    by_name = {name.rpartition("/")[2].lower(): name for name in members}
    pefile, found = _pefile(wheels), dict[str, bytes]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            with zipfile.ZipFile(members[name]) as wheel:
                found[name] = wheel.read(name)
            imported = _imports(pefile, found[name])
            waiting += [by_name[library] for library in imported if library in by_name]
    return sorted(found.items())


def _compiled() -> list[str]:
    inside = FROZEN / "_internal"
    return [path.relative_to(inside).as_posix() for path in inside.rglob("*.so")]


def _pefile(wheels: list[Path]) -> ModuleType:
    (own,) = (str(wheel) for wheel in wheels if wheel.name.startswith("pefile-"))
    sys.path.insert(0, own)
    import pefile  # type: ignore[import-untyped, unused-ignore]

    module: ModuleType = pefile
    return module


def _imports(pefile: ModuleType, data: bytes) -> list[str]:
    library = pefile.PE(data=data, fast_load=True)
    library.parse_data_directories(
        [pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_IMPORT"],
         pefile.DIRECTORY_ENTRY["IMAGE_DIRECTORY_ENTRY_DELAY_IMPORT"]]
    )  # fmt: skip
    entries = [
        *getattr(library, "DIRECTORY_ENTRY_IMPORT", ()),
        *getattr(library, "DIRECTORY_ENTRY_DELAY_IMPORT", ()),
    ]
    return [entry.dll.decode().lower() for entry in entries]


def _carry_over(file: Path, sizes: Counter[str]) -> None:
    """Take a file of Linux's folder that has no counterpart in a wheel."""
    place = file.relative_to(FROZEN).as_posix()
    if place == "baocao":
        data = file.read_bytes()
        # Two starters with the same archive; they differ in a few bytes.
        _write("baocao.exe", data)
        _write("baocao-window.exe", data[:-8] + b"\0" * 8)
        sizes["starters with byte code, twice"] += 2 * len(data)
        return
    inner = place.removeprefix("_internal/")
    stands_for = _OF_PYTHON.search(inner) and not _NEVER_THERE.match(file.name)
    if _LIBRARY.search(file.name) and not stands_for:
        return
    _write(place, file.read_bytes())
    sizes[_component(inner)] += file.stat().st_size


def _component(place: str) -> str:
    top = place.split("/", maxsplit=1)[0]
    if top.startswith(("libpython", "libsqlite", "libffi", "python3", "base_library")):
        return "Python"
    return re.sub(r"-[\d.]+\.dist-info$|\.libs$|\..*\.pyd$", "", top)


def _write(place: str, data: bytes) -> None:
    target = PAYLOAD / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(data)


if __name__ == "__main__":
    main()
