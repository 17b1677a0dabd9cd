"""What lies in the built folder, by the component it came with: table of sizes, SBOM, licences."""

from __future__ import annotations

import ast
import hashlib
import json
import platform
import re
import shutil
import subprocess
import uuid
from collections import Counter
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any, Final, NamedTuple

import qt_support

ROOT: Final = Path(__file__).parent.parent
SYSTEM: Final = "libraries of the system"
PYTHON: Final = "Python"
OURS: Final = frozenset({"desktop", "forms", "db", "exporters", "resources"})
_SITE: Final = "site-packages/"
_LIBRARY: Final = re.compile(r"\.so(\.|$)|\.pyd$|\.dll$")


class File(NamedTuple):
    """A file that PyInstaller took: its place in the folder and where it came from."""

    place: str
    source: str


class Part(NamedTuple):
    """One component: bytes of files, and of byte code inside the program's archive."""

    name: str
    files: int
    code: int


def taken(work: Path) -> list[File]:
    """Read PyInstaller's own list of what it put into the folder."""
    told = ast.literal_eval((work / "COLLECT-00.toc").read_text(encoding="utf-8"))
    return [
        File(place.replace("\\", "/"), source)
        for place, source, kind in told[0]
        if kind not in {"EXECUTABLE", "SYMLINK"}
    ]


def _owners() -> dict[str, str]:
    """Top-level module to the distribution it belongs to."""
    return {top: _canonical(names[0]) for top, names in metadata.packages_distributions().items()}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _component(file: File, owners: dict[str, str]) -> str:
    top = file.place.split("/")[0]
    if top in OURS:
        return "baocao: " + "/".join(file.place.split("/")[:2])
    if _SITE in file.source.replace("\\", "/"):
        name = re.split(r"\.libs$|\.cpython|\.abi3|\.pyd$|-[^-]+\.dist-info$", top)[0]
        return owners.get(name, _canonical(name))
    if top.startswith(("libpython", "python3", "base_library", "lib-dynload")):
        return PYTHON
    return SYSTEM if _LIBRARY.search(top) else "baocao: rest"


# --- sizes ----------------------------------------------------------------------------------------


def sizes(folder: Path, work: Path) -> list[Part]:
    """Give the bytes of every component of the finished folder, the largest first."""
    owners, files, code = _owners(), Counter[str](), Counter[str]()
    known = {file.place: _component(file, owners) for file in taken(work)}
    for path in _files(folder):
        place = path.relative_to(folder).as_posix().removeprefix("_internal/")
        starter = path.parent == folder and path.name.startswith("baocao")
        size = path.stat().st_size - (_archived(work) if starter else 0)
        files["starter" if starter else known.get(place, "baocao: rest")] += size
    for top, length in _byte_code(work):
        name = "baocao: code" if top in OURS else owners.get(top, PYTHON)
        code[name] += length
    parts = (Part(name, files[name], code[name]) for name in {*files, *code})
    return sorted(parts, key=lambda part: (-part.files - part.code, part.name))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def _byte_code(work: Path) -> Iterator[tuple[str, int]]:
    from PyInstaller.archive.readers import ZlibArchiveReader

    archive = ZlibArchiveReader(str(work / "PYZ-00.pyz"))
    return ((name.split(".")[0], entry[2]) for name, entry in archive.toc.items())


def _archived(work: Path) -> int:
    return sum(length for _, length in _byte_code(work))


def table(parts: list[Part]) -> str:
    """Print the components in megabytes (10^6 bytes)."""
    lines = [f"{'component':<36}{'files':>9}{'code':>9}{'MB':>9}"]
    total = Part("total", sum(part.files for part in parts), sum(part.code for part in parts))
    lines += [
        f"{name:<36}{files / 1e6:>9.2f}{code / 1e6:>9.2f}{(files + code) / 1e6:>9.2f}"
        for name, files, code in [*parts, total]
    ]
    return "\n".join(lines) + "\n"


# --- bill of materials ----------------------------------------------------------------------------


def bill(folder: Path, work: Path, version: str, *, stamp: str) -> bytes:
    """Write the SBOM (CycloneDX 1.6): packages, Python, data, and every native library's hash.

    The same folder gives the same bytes: nothing comes from the clock or from chance.
    """
    components = sorted(
        [*_packages(work), _python(), *_data(), *_libraries(folder)],
        key=lambda component: (component["type"], component["name"]),
    )
    told: dict[str, Any] = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": stamp,
            "component": {
                "type": "application",
                "bom-ref": "baocao",
                "name": "baocao",
                "version": version,
                "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": components,
    }
    seed = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    told["serialNumber"] = f"urn:uuid:{uuid.UUID(seed[:32], version=4)}"
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True).encode()


def packages(work: Path) -> list[str]:
    """Give the distributions of which something is in the folder."""
    owners = _owners()
    tops = {top for top, _ in _byte_code(work)}
    found = {owners[top] for top in tops if top in owners}
    found |= {_component(file, owners) for file in taken(work)} & set(owners.values())
    return sorted(found - {"baocao"})


def _packages(work: Path) -> Iterator[dict[str, Any]]:
    for name in packages(work):
        about = metadata.metadata(name)
        version = metadata.version(name)
        licence = about.get("License-Expression")
        yield {
            "type": "library",
            "bom-ref": f"pkg:pypi/{name}@{version}",
            "name": name,
            "version": version,
            "purl": f"pkg:pypi/{name}@{version}",
            "licenses": [{"expression": licence}] if licence else _named_licence(about),
        }


def _named_licence(about: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - email.Message or like it
    told = [text for text in about.get_all("Classifier", []) if text.startswith("License ::")]
    names = [text.rpartition(" :: ")[2] for text in told] or [about.get("License") or "unknown"]
    return [{"license": {"name": name.splitlines()[0]}} for name in names]


def _python() -> dict[str, Any]:
    version = platform.python_version()
    return {
        "type": "platform",
        "bom-ref": "python",
        "name": "CPython",
        "version": version,
        "cpe": f"cpe:2.3:a:python:python:{version}:*:*:*:*:*:*:*",
        "licenses": [{"license": {"id": "PSF-2.0"}}],
    }


def _data() -> Iterator[dict[str, Any]]:
    fonts = sorted((ROOT / "resources" / "fonts").glob("*.ttf"))
    yield from (
        {
            "type": "data",
            "bom-ref": f"font:{font.name}",
            "name": font.name,
            "description": "Liberation Serif, slimmed and renamed",
            "licenses": [{"license": {"id": "OFL-1.1"}}],
            "hashes": [_hash(font)],
        }
        for font in fonts
    )


def _libraries(folder: Path) -> Iterator[dict[str, Any]]:
    for path in _files(folder):
        if _LIBRARY.search(path.name):
            place = path.relative_to(folder).as_posix()
            yield {
                "type": "file",
                "bom-ref": f"file:{place}",
                "name": place,
                "hashes": [_hash(path)],
            }


def _hash(path: Path) -> dict[str, str]:
    return {"alg": "SHA-256", "content": hashlib.sha256(path.read_bytes()).hexdigest()}


# --- licences -------------------------------------------------------------------------------------


def add_licences(folder: Path, work: Path) -> list[str]:
    """Put the texts of all licences into `licenses/`; give the system libraries without one."""
    target = folder / "licenses"
    target.mkdir(exist_ok=True)
    for name in ("LICENSE", "THIRD-PARTY.md"):
        shutil.copyfile(ROOT / name, target / name)
    for name in packages(work):
        _copy_texts(name, target / name)
    changed = target / "shiboken6" / Path(qt_support.CHANGED).name
    changed.parent.mkdir(exist_ok=True)
    changed.write_text(qt_support.sources()[qt_support.CHANGED], encoding="utf-8", newline="\n")
    owners = _owners()
    foreign = [file for file in taken(work) if _component(file, owners) == SYSTEM]
    return [file.place for file in foreign if not _copy_debian(file, target)]


def _copy_texts(name: str, target: Path) -> None:
    for file in metadata.files(name) or []:
        named = re.search(r"licen[cs]e|copying|notice|authors", file.name, re.IGNORECASE)
        if named and ".dist-info/" in file.as_posix() and file.suffix != ".py":
            target.mkdir(exist_ok=True)
            shutil.copyfile(str(file.locate()), target / file.name)


def _copy_debian(file: File, target: Path) -> bool:
    """Copy what Debian says of the package a library came from."""
    real = Path(file.source).resolve()
    spellings = {str(real), str(real).removeprefix("/usr"), file.source}
    for spelling in sorted(spellings):
        asked = subprocess.run(
            ["dpkg-query", "-S", spelling], capture_output=True, text=True, check=False
        )
        if asked.returncode == 0:
            package = asked.stdout.split(":")[0]
            said = Path("/usr/share/doc") / package / "copyright"
            if said.is_file():
                shutil.copyfile(said, target / f"{package}.txt")
                return True
    return False
