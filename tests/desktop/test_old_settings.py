"""Settings of earlier releases: each is read as it was meant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.settings import STORE_NAME, store_path
from desktop.use_cases import provisioning
from desktop.use_cases.store_choice import SETTINGS_NAME, keep_database, store_target
from desktop.window.look import LOOK_NAME, read_look
from desktop.workspace import Workspace
from tests.old_settings import LOOK, OPEN, SERVER, profile
from tests.old_store import UNIT, now

OLD = Path(__file__).parent.parent / "data" / "old" / "settings"
FOLDERS = sorted(path for path in OLD.iterdir() if path.is_dir())
LATER = [folder for folder in FOLDERS if folder.name != "0.1.0"]
EACH = pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
EACH_LATER = pytest.mark.parametrize("folder", LATER, ids=lambda path: path.name)


def test_the_first_release_and_a_later_one_have_left_theirs() -> None:
    assert FOLDERS[0].name == "0.1.0"
    assert LATER


@EACH
def test_the_profile_of_the_unit_outlives_the_upgrade(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / STORE_NAME, tmp_path)
    with Workspace.open(tmp_path, now=now) as workspace:
        kept = workspace.profile
        assert workspace.check_store() == ()
        assert (kept, workspace.own_unit) == (profile(folder), UNIT)
        assert [line.head.id for line in workspace.reports()] == [OPEN]
        assert kept.signatories[0].name == "Trần Thị Lan"
        assert kept.cut_offs["F16"].day == 25
        assert not workspace.needs_profile


@EACH_LATER
def test_letters_and_colours_are_as_they_were_chosen(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / LOOK_NAME, tmp_path)
    assert read_look(tmp_path) == LOOK


@EACH_LATER
def test_the_server_is_the_one_that_was_named(folder: Path, tmp_path: Path) -> None:
    shutil.copy(folder / SETTINGS_NAME, tmp_path)
    assert store_target(tmp_path) == SERVER
    keep_database(tmp_path, "")
    assert store_target(tmp_path) == store_path(tmp_path)


@EACH_LATER
def test_both_spellings_of_a_preset_set_the_same(folder: Path) -> None:
    presets = [provisioning.read_preset(folder / name) for name in provisioning.NAMES]
    assert presets[0] == presets[1]
    assert presets[0].profile is not None
    assert (presets[0].profile.unit, presets[0].locked) == (UNIT, ("profile", "forms"))
