"""Form packs on disk: a folder, an author's text or workbook, a compiled form, or a zip of one.

Bytes are bounded before anything reads them; what they say is looked at in :mod:`forms.pack`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, NamedTuple

from forms import pack
from forms.compiler import FormProblem
from forms.engine import Engine
from forms.mistakes import Examined, Mistake, examine
from forms.model import Form
from forms.pack_schema import Tree

SOURCE: Final = "pack.toml"
WORKBOOK: Final = "pack.xlsx"
COMPILED: Final = "form.json"
_NAMES: Final = (SOURCE, WORKBOOK, COMPILED)
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods")
"""What the reader of workbooks takes or refuses in its own words."""
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
NEWER: Final = "schema"
"""The place of a refusal that says all there is to say: the program is too old for this pack."""
_LOOKED_THROUGH: Final = 256 << 10
"""Bytes of a pack that is looked through again and again for all of its mistakes."""
_PACKED, _UNPACKED, _MEMBERS = 5 << 20, 20 << 20, 200


class PackFile(NamedTuple):
    """The bytes of a pack and which of the three notations they are in."""

    name: str
    data: bytes

    @property
    def is_source(self) -> bool:
        """Return whether this is an author's text, not a compiled form."""
        return self.name == SOURCE


def load_pack(path: Path) -> PackFile:
    """Read a pack's bytes: raises FormProblem, or ExportProblem for what the disk refuses."""
    from exporters.files import read_limited

    if path.is_dir():
        return _from_folder(path)
    data = read_limited(path, _PACKED)
    if path.suffix.lower() in _WORKBOOKS:
        return PackFile(WORKBOOK, data)
    if data.startswith(_ZIP) or path.suffix.lower() == ".zip":
        return _unzipped(data)
    return PackFile(SOURCE if path.suffix.lower() == ".toml" else COMPILED, data)


def read_form(file: PackFile) -> Form:
    """Return the form that a pack's text says; raises FormProblem with the first fault."""
    return pack.read_toml(file.data) if file.is_source else pack.read_json(file.data)


def read_pack(path: Path) -> Engine:
    """Check a form pack as its author writes it or compiled: raises FormProblem with the path."""
    file = load_pack(path)
    if file.name != WORKBOOK:
        return pack.compiled(read_form(file))
    found = _examined_workbook(file.data)
    if found.engine is None:
        raise FormProblem(found.mistakes[0].path, found.mistakes[0].message)
    return found.engine


def examine_pack(file: PackFile) -> Examined:
    """Check a pack: its engine, or every mistake that can be told at once.

    Raises ExportProblem for a workbook that is not read at all.
    """
    if file.name == WORKBOOK:
        return _examined_workbook(file.data)
    try:
        return Examined(pack.compiled(read_form(file)), ())
    except FormProblem as problem:
        return Examined(None, _mistakes(file, problem))


def _examined_workbook(data: bytes) -> Examined:
    """Check a workbook; its mistakes are named by their cells, sheet by sheet."""
    from exporters.pack_workbook import read_pack_workbook

    sheets = read_pack_workbook(data)
    found = examine(sheets.tree)
    said = [(sheets.places.of(one.steps), one) for one in found.mistakes]
    told = sheets.placed([(place, one.message, one.hint) for place, one in said])
    if not told:
        return found
    return Examined(None, tuple(Mistake((), place, words, hint) for place, words, hint in told))


def _mistakes(file: PackFile, first: FormProblem) -> tuple[Mistake, ...]:
    """Return every mistake; only the first of a text that is large, unreadable or too new."""
    path, message = first.args
    found: tuple[Mistake, ...] = ()
    if path != NEWER and len(file.data) <= _LOOKED_THROUGH:
        tree = _tree(file)
        found = () if tree is None else examine(tree).mistakes
    return found or (Mistake((), path, message),)


def _tree(file: PackFile) -> Tree | None:
    try:
        tree = pack.toml_tree(file.data) if file.is_source else json.loads(file.data)
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def _from_folder(folder: Path) -> PackFile:
    from exporters.files import read_limited

    for name in _NAMES:
        if (folder / name).exists():
            return PackFile(name, read_limited(folder / name, _PACKED))
    raise FormProblem("$", f"thư mục không có {SOURCE}, {WORKBOOK} hoặc {COMPILED}")


def _unzipped(data: bytes) -> PackFile:
    from exporters.archive import Limits, open_archive

    opened = open_archive(data, Limits(_PACKED, _UNPACKED, _MEMBERS, flat=False))
    if opened.problems:
        first = opened.problems[0]
        raise FormProblem(first.file or "$", first.message.rstrip("."))
    found = [name for name in opened.members if name.rpartition("/")[2] in _NAMES]
    folders = {name.rpartition("/")[0] for name in found}
    if len(folders) != 1:
        many = "có nhiều biểu mẫu, hãy tách ra từng gói" if folders else "không có biểu mẫu"
        raise FormProblem("$", f"gói {many} ({SOURCE}, {WORKBOOK} hoặc {COMPILED})")
    best = min(found, key=lambda name: _NAMES.index(name.rpartition("/")[2]))
    return PackFile(best.rpartition("/")[2], opened.members[best])
