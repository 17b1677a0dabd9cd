"""Build the program as one folder and pack it; `make dist` runs this and then proves the result.

    python packaging/build_dist.py

Into `dist/`: the folder `baocao/`, an archive of it (tar.gz; zip on Windows, the portable form),
`baocao-VERSION.cdx.json` (SBOM) and `SHA256SUMS`. The sizes go to `build/dist-sizes.txt` too.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import dist_contents
import draw_icons
import icu_data

ROOT: Final = Path(__file__).parent.parent
VERSION: Final = (ROOT / "resources" / "version.txt").read_text(encoding="utf-8").strip()
WORK: Final = ROOT / "build" / "pyinstaller"
DIST: Final = ROOT / "dist"
FOLDER: Final = DIST / "baocao"
PORTABLE: Final = (
    "Có tệp này thì số liệu nằm trong thư mục so-lieu, cạnh thư mục của chương trình.\r\n"
)
SYMBOLS: Final = re.compile(r"\.so(\.\d+)*$")


def main() -> None:
    """Do everything; stop with the status of the first step that fails."""
    started = time.monotonic()
    epoch = _epoch()
    shutil.rmtree(DIST, ignore_errors=True)
    draw_icons.draw_all(ROOT / "build" / "icons")
    _freeze(epoch)
    _strip()
    _slim_icu()
    _slim_pictures()
    lacking = dist_contents.add_licences(FOLDER, WORK / "build")
    if lacking:
        print("no licence text found for:", ", ".join(lacking))
    stamp = datetime.fromtimestamp(epoch, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    bill = dist_contents.bill(FOLDER, WORK / "build", VERSION, stamp=stamp)
    (FOLDER / "sbom.cdx.json").write_bytes(bill)
    (DIST / f"baocao-{VERSION}.cdx.json").write_bytes(bill)
    _report_sizes()
    archive = _zip() if sys.platform == "win32" else _tar(epoch)
    write_checksums(DIST)
    print(f"{archive.name}: {archive.stat().st_size / 1e6:.1f} MB")
    print(f"built in {time.monotonic() - started:.0f} s")


def _epoch() -> int:
    """Give the time that files in the archive carry: of the last commit, not of this build."""
    told = os.environ.get("SOURCE_DATE_EPOCH")
    if told is None:
        asked = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
        told = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return int(told or 0)


def _freeze(epoch: int) -> None:
    told = {"SOURCE_DATE_EPOCH": str(epoch), "PYTHONHASHSEED": "0"}
    # Where in its line something failed is not worth a fifth of the byte code; the line is.
    environment = {**os.environ, **told, "PYTHONNODEBUGRANGES": "1"}
    subprocess.run(
        [sys.executable, "-m", "PyInstaller", str(ROOT / "build.spec"), "--noconfirm", "--clean",
         "--log-level", "ERROR", "--distpath", str(DIST), "--workpath", str(WORK)],
        env=environment,
        check=True,
    )  # fmt: skip


def _strip() -> None:
    """Take symbols out of the libraries.

    Not out of `*.libs`, which auditwheel relinked, nor out of the program itself, which carries
    its archive behind the symbols.
    """
    if sys.platform == "win32":
        return
    libraries = [
        str(path)
        for path in sorted(FOLDER.rglob("*"))
        if SYMBOLS.search(path.name) and not path.is_symlink() and ".libs/" not in path.as_posix()
    ]
    subprocess.run(["strip", "--strip-unneeded", *libraries], check=True)


def _slim_icu() -> None:
    """Cut ICU's data down to what the window asks for; there is none on Windows."""
    for library in icu_data.slim(FOLDER):
        print(f"{library.name}: {library.stat().st_size / 1e6:.1f} MB")


def _slim_pictures() -> None:
    """Paint the manual's pictures with 128 colours, which for a window is enough."""
    from PIL import Image

    for path in sorted(FOLDER.rglob("resources/images/*.png")):
        with Image.open(path) as picture:
            few = picture.convert("RGB").quantize(128, dither=Image.Dither.NONE)
        few.save(path, "PNG", optimize=True)


def _report_sizes() -> None:
    parts = dist_contents.sizes(FOLDER, WORK / "build")
    text = dist_contents.table(parts)
    (ROOT / "build" / "dist-sizes.txt").write_text(text, encoding="utf-8")
    print(text, end="")


# --- archives -------------------------------------------------------------------------------------


def _tar(epoch: int) -> Path:
    path = DIST / f"baocao-{VERSION}-linux-x86_64.tar.gz"

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = epoch
        member.mode = 0o755 if member.isdir() or member.mode & 0o100 else 0o644
        return member

    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", compresslevel=9, fileobj=raw, mtime=epoch) as packed,
        tarfile.open(fileobj=packed, mode="w") as archive,
    ):
        # tarfile adds the files of a folder in the order of their names.
        archive.add(FOLDER, "baocao", filter=plain)
    return path


def _zip() -> Path:
    path = DIST / f"baocao-{VERSION}-windows-x64-portable.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(FOLDER.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(DIST))
        # Keeps its data beside its folder, so that it can live on a stick.
        archive.writestr("baocao/portable.txt", PORTABLE)
        archive.write(ROOT / "packaging" / "windows" / "portable.cmd", "BaoCaoCoSo.cmd")
    return path


def write_checksums(folder: Path) -> None:
    """Write `SHA256SUMS` over the files of a folder, in the form `sha256sum -c` reads."""
    files = sorted(
        path for path in folder.iterdir() if path.is_file() and path.name != "SHA256SUMS"
    )
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (folder / "SHA256SUMS").write_text("".join(lines), encoding="ascii")


if __name__ == "__main__":
    main()
