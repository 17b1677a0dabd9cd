"""Form packs on disk: a folder, an author's text or workbook, a compiled form, or a zip of one.

Bytes are bounded before anything reads them; what they say is looked at in :mod:`forms.pack`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple, NoReturn

import msgspec

import resources
from forms import pack
from forms.authoring.mistakes import Examined, Mistake, examine
from forms.authoring.pack_schema import Tree
from forms.authoring.toml_lines import line_of
from forms.checking.compiler import FormProblem
from forms.engine import Engine
from forms.model import Form

SOURCE: Final = "pack.toml"
WORKBOOK: Final = "pack.xlsx"
COMPILED: Final = "form.json"
_NAMES: Final = (SOURCE, WORKBOOK, COMPILED)
_WORKBOOKS: Final = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xls", ".ods")
"""What the reader of workbooks takes or refuses in its own words."""
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_NAMED: Final = re.compile(r'bieu\s*\(\s*\\"([^"\\]*)\\"')
"""Another form inside a formula, in JSON."""
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
    if path.is_symlink() or path.exists():
        # A pipe or a device would keep the program waiting.
        _need_file(path)
    data = read_limited(path, _PACKED)
    if path.suffix.lower() in _WORKBOOKS:
        return PackFile(WORKBOOK, data)
    if data.startswith(_ZIP) or path.suffix.lower() == ".zip":
        return _unzipped(data)
    return PackFile(SOURCE if path.suffix.lower() == ".toml" else COMPILED, data)


def is_packed_form(path: Path) -> bool:
    """Return whether a file is a zip that holds a form pack."""
    from exporters.problems import ExportProblem

    if path.suffix.lower() != ".zip" or path.is_dir():
        return False
    try:
        load_pack(path)
    except (FormProblem, ExportProblem, OSError):
        return False
    return True


def _read_form(file: PackFile) -> Form:
    """Return the form that a pack's text says; raises FormProblem with the first fault."""
    return pack.read_toml(file.data) if file.is_source else pack.read_json(file.data)


def read_pack(path: Path, known: frozenset[str] = frozenset()) -> Engine:
    """Check a form pack as its author writes it or compiled: raises FormProblem with the path.

    ``known`` are the ids of other forms that it may speak of, beside those of the program.
    """
    file = load_pack(path)
    if file.name == WORKBOOK:
        found = _examined_workbook(file.data)
        engine = found.engine or _refused(found.mistakes)
    else:
        engine = pack.compiled(_read_form(file))
    strange = _strangers(engine.form, known)
    return _refused(strange) if strange else engine


def examine_pack(file: PackFile, known: frozenset[str] = frozenset()) -> Examined:
    """Check a pack: its engine, or every mistake that can be told at once.

    Raises ExportProblem for a workbook that is not read at all.
    """
    if file.name == WORKBOOK:
        found = _examined_workbook(file.data)
    else:
        try:
            found = Examined(pack.compiled(_read_form(file)), ())
        except FormProblem as problem:
            return Examined(None, _mistakes(file, problem))
    strange = () if found.engine is None else _strangers(found.engine.form, known)
    return Examined(None, strange) if strange else found


def _refused(mistakes: tuple[Mistake, ...]) -> NoReturn:
    raise FormProblem(mistakes[0].path, mistakes[0].message)


def _examined_workbook(data: bytes) -> Examined:
    """Check a workbook; its mistakes are named by their cells, sheet by sheet."""
    from exporters.authoring.pack_workbook import read_pack_workbook

    sheets = read_pack_workbook(data)
    found = examine(sheets.tree)
    told = sheets.placed(found.mistakes)
    return Examined(None, told) if told else found


def _strangers(form: Form, known: frozenset[str]) -> tuple[Mistake, ...]:
    """Return where a form speaks of another one that nobody knows."""
    shipped = {found.parent.name for found in resources.path("packs").glob("*/form.json")}
    forms = known | shipped | {form.id}
    said = [(path, name) for path, name in _named_forms(form) if name not in forms]
    return tuple(Mistake((), path, f"không có biểu “{name}”") for path, name in said)


def _named_forms(form: Form) -> Iterator[tuple[str, str]]:
    """Return the other forms that a form speaks of, each with its place."""
    for index, feed in enumerate(form.feeds):
        yield f"feeds[{index}]", feed.form
    for path, items in (("fields", form.fields), ("relations", form.relations)):
        for item in items:
            for name in _NAMED.findall(msgspec.json.encode(item).decode()):
                yield f"{path}.{item.id}", name


def _mistakes(file: PackFile, first: FormProblem) -> tuple[Mistake, ...]:
    """Return every mistake; only the first of a text that is large, unreadable or too new."""
    path, message = first.args
    found: tuple[Mistake, ...] = ()
    if path != NEWER and len(file.data) <= _LOOKED_THROUGH:
        tree = _tree(file)
        found = () if tree is None else examine(tree).mistakes
    if file.is_source:
        found = _with_lines(file.data.decode(errors="replace"), found)
    return found or (Mistake((), path, message),)


def _with_lines(text: str, mistakes: tuple[Mistake, ...]) -> tuple[Mistake, ...]:
    """Add to each place the line of the author's text that says it."""
    numbered = [(one, line_of(text, one.steps)) for one in mistakes]
    return tuple(
        one._replace(path=f"{one.path} (dòng {line})") if line else one for one, line in numbered
    )


def _tree(file: PackFile) -> Tree | None:
    try:
        tree = pack.toml_tree(file.data) if file.is_source else json.loads(file.data.decode())
    except (ValueError, RecursionError):
        return None
    return tree if isinstance(tree, dict) else None


def _need_file(path: Path) -> None:
    if not path.is_file():
        raise FormProblem("$", f"“{path.name}” không phải một tệp thường")


def _from_folder(folder: Path) -> PackFile:
    from exporters.files import read_limited

    for name in _NAMES:
        if (folder / name).exists():
            _need_file(folder / name)
            return PackFile(name, read_limited(folder / name, _PACKED))
    raise FormProblem("$", f"thư mục không có {SOURCE}, {WORKBOOK} hoặc {COMPILED}")


def _unzipped(data: bytes) -> PackFile:
    from exporters.archive import Limits, open_archive

    opened = open_archive(data, Limits(_PACKED, _UNPACKED, _MEMBERS, flat=False, folders=True))
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
