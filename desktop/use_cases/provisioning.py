"""A computer set up from one file: unit, signatories, forms, database, what is not to be changed.

IT writes the file once for each unit and puts it beside the installer or the program. Nothing of it
is taken unless all of it can be.
"""

from __future__ import annotations

import configparser
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

from desktop.problems import Trouble
from desktop.use_cases.store_choice import keep_database
from forms.profile import Profile, ProfileProblem, read_profile

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from desktop.workspace import Workspace

FORMAT: Final = "baocao-preset/1"
NAMES: Final = ("unit.json", "unit.ini")
PRESET: Final = "BAOCAO_PRESET"
"""The variable of the environment that may name the file."""
_MOST: Final = 1 << 20
_LISTS: Final = ";"

Lock = Literal["profile", "forms"]
LOCKS: Final[dict[Lock, str]] = {"profile": "hồ sơ đơn vị", "forms": "biểu mẫu"}
"""What IT may keep people from changing, and what it is called."""


class Preset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file says. ``packs`` are paths beside it; what is left out stays as it is."""

    format: Literal["baocao-preset/1"] = FORMAT
    profile: Profile | None = None
    packs: tuple[str, ...] = ()
    database: str | None = None
    locked: tuple[Lock, ...] | None = None


class Provisioned(NamedTuple):
    """What was set up: the unit's code, form versions put into use, the database, the locks."""

    unit: str
    forms: tuple[str, ...]
    database: str
    locked: tuple[str, ...]


def read_preset(file: Path) -> Preset:
    """Read a preset, JSON or INI; refused with the place of what is wrong."""
    from exporters.files import read_limited

    data = read_limited(file, _MOST)
    try:
        text = data.decode("utf-8-sig")
        tree = _from_ini(text) if file.suffix.lower() == ".ini" else msgspec.json.decode(text)
        return _preset(tree, file)
    except (UnicodeDecodeError, configparser.Error, msgspec.MsgspecError, RecursionError) as error:
        message = f"Tệp thiết lập {file.name} không đọc được: {error}. Sửa tệp rồi làm lại."
        raise Trouble(message, code="PRESET", place=file.name) from error


def apply(workspace: Workspace, data_dir: Path, file: Path) -> Provisioned:
    """Set the computer up; refused, with nothing changed, when anything of it is wrong."""
    from desktop.use_cases.pack_files import read_pack

    workspace.require("administer")
    preset = read_preset(file)
    forms = [read_pack(file.parent / name).form for name in preset.packs]
    if preset.profile is not None:
        wrong = workspace.profile_problems(preset.profile)
        if wrong:
            raise Trouble(wrong[0].message, code="PRESET", place=wrong[0].place)
    profile = None if preset.profile is None else _begun(workspace, preset.profile)
    with workspace.unlocked(preset.locked):
        installed = [workspace.install(form, force=True) for form in forms]
        if profile is not None:
            workspace.set_profile(profile)
    if preset.database is not None:
        keep_database(data_dir, preset.database)
    return Provisioned(
        workspace.own_unit,
        tuple(f"{one.form} {one.version}" for one in installed),
        preset.database or "",
        workspace.locked,
    )


def _begun(workspace: Workspace, profile: Profile) -> Profile:
    """Return a profile with the day from which reports are owed: the known one, else today.

    Without one, a computer that is set up in November would ask for every report since January.
    """
    if profile.since is not None:
        return profile
    known = workspace.today if workspace.needs_profile else workspace.profile.since
    return msgspec.structs.replace(profile, since=known)


def beside() -> Path | None:
    """Return the preset that IT has put beside the program, if there is one."""
    named = os.environ.get(PRESET)
    if named:
        return Path(named)
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).parent
    return next((folder / name for name in NAMES if (folder / name).is_file()), None)


def first_start(workspace: Workspace, data_dir: Path) -> str:
    """Set a new computer up from the preset beside the program; return what went wrong, if any."""
    file = beside()
    if file is None or not workspace.needs_profile:
        return ""
    from desktop.problems import attempt

    done = attempt(lambda: apply(workspace, data_dir, file))
    return done.message if isinstance(done, Trouble) else ""


def in_words(preset: Preset) -> tuple[str, ...]:
    """Return what a preset would set."""
    unit = preset.profile.unit if preset.profile else ""
    return (
        f"Đơn vị: {unit or 'không đổi'}",
        f"Biểu mẫu: {', '.join(preset.packs) or 'không đổi'}",
        f"Khóa: {locks_in_words(preset.locked or ()) or 'không'}",
    )


def locks_in_words(locked: Iterable[str]) -> str:
    """Return what is locked as people call it."""
    return ", ".join(words for name, words in LOCKS.items() if name in locked)


def _preset(tree: object, file: Path) -> Preset:
    """Return the preset of a tree; its profile is read as profiles are, texts made NFC."""
    if not isinstance(tree, dict):
        raise msgspec.ValidationError("không phải một bảng các thiết lập")
    said = tree.pop("profile", None)
    preset = msgspec.convert(tree, type=Preset)
    if said is None:
        return preset
    profile = read_profile(msgspec.json.encode(said))
    if isinstance(profile, ProfileProblem):
        raise Trouble(profile.message, code="PRESET", place=f"{file.name}: {profile.place}")
    return msgspec.structs.replace(preset, profile=profile)


class _Ini(configparser.ConfigParser):
    def optionxform(self, optionstr: str) -> str:
        """Leave names as they are written: codes of forms are among them."""
        return optionstr


def _from_ini(text: str) -> dict[str, object]:
    """Turn ``unit.ini`` into the tree that the JSON says: sections by name, lists by ``;``."""
    parser = _Ini(interpolation=None, delimiters=("=",))
    parser.read_string(text)
    tree: dict[str, object] = {"profile": _profile_of(parser)}
    if parser.has_option("forms", "packs"):
        tree["packs"] = _listed(parser["forms"]["packs"])
    if parser.has_option("database", "url"):
        tree["database"] = parser["database"]["url"]
    if parser.has_option("locked", "settings"):
        tree["locked"] = _listed(parser["locked"]["settings"])
    return {key: value for key, value in tree.items() if value is not None}


def _profile_of(parser: configparser.ConfigParser) -> dict[str, object] | None:
    if not parser.has_section("unit"):
        return None
    unit = dict(parser["unit"])
    said: dict[str, object] = {"unit": unit.pop("code", ""), **unit}
    if parser.has_section("letterhead"):
        said["letterhead"] = dict(parser["letterhead"])
    signers = [name for name in parser.sections() if name.startswith("signatory")]
    if signers:
        said["signatories"] = [_signatory(parser[name]) for name in signers]
    if parser.has_section("recipients"):
        said["recipients"] = {form: _listed(names) for form, names in parser["recipients"].items()}
    return said


def _signatory(section: Mapping[str, str]) -> dict[str, object]:
    said: dict[str, object] = dict(section)
    if "forms" in section:
        said["forms"] = _listed(section["forms"])
    return said


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(_LISTS) if part.strip()]
