"""The Python part of Qt for Python as byte code on the disk; `build.spec` ships what is made here.

shiboken6 carries some 3,600 lines of Python inside its library and compiles them at every start, a
seventh of what a bare window costs. Where a folder `files.dir` lies beside the library, it loads
them from there (its own switch `SBK_EMBED=0` writes such a folder), as byte code too.

Two of the modules, a tenth of a bare window more, write stub files and nothing else: they are left
out, for which one module, `loader.py`, loses the four lines that name them. As the LGPL asks, the
changed source goes along, with what was changed and when written at its top.
"""

from __future__ import annotations

import py_compile
import re
from pathlib import Path
from typing import Final

PLACE: Final = "shiboken6/files.dir"
CHANGED: Final = "shibokensupport/signature/loader.py"
_STUB_WRITERS: Final = ("enum_sig", "pyi_generator")
_LINES: Final = re.compile(rf"^.*\b(?:{'|'.join(_STUB_WRITERS)})\b.*\n", re.MULTILINE)
_NOTICE: Final = """\
# Changed on 2026-11-22 for Báo Cáo Cơ Sở: the lines that load lib/enum_sig.py and
# lib/pyi_generator.py, which write stub files, are taken out. Nothing else is changed.
"""


def sources() -> dict[str, str]:
    """Give the modules as they go into the program, by their place in `files.dir`.

    Raises:
        RuntimeError: This shiboken6 is not the one that was looked into.
    """
    import shiboken6  # noqa: F401 - which loads what is asked for here
    import shibokensupport  # type: ignore[import-not-found, unused-ignore]

    archive = shibokensupport.__spec__.loader.zfile
    names = [name for name in sorted(archive.namelist()) if name.endswith(".py")]
    kept = [name for name in names if Path(name).stem not in _STUB_WRITERS]
    found = {name: archive.read(name).decode("utf-8") for name in kept}
    told, lines = _LINES.subn("", found[CHANGED])
    if len(names) - len(kept) != len(_STUB_WRITERS) or lines != 2 * len(_STUB_WRITERS):
        raise RuntimeError("qt_support: shiboken6 has changed; look into its loader.py again")
    return {**found, CHANGED: _NOTICE + told}


def write(folder: Path) -> list[tuple[str, str]]:
    """Compile the modules into a folder; return its files with their places in the program.

    The same sources give the same bytes, which name no folder.
    """
    made = []
    for name, text in sources().items():
        source = folder / name
        source.parent.mkdir(parents=True, exist_ok=True)
        source.write_text(text, encoding="utf-8", newline="\n")
        target = source.with_suffix(".pyc")
        py_compile.compile(
            str(source), str(target), name, doraise=True, optimize=2,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )  # fmt: skip
        source.unlink()
        made.append((str(target), str(Path(PLACE, name).parent)))
    return made
