"""Stores of earlier releases: opened, brought up to date, every report as it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.problems import Trouble
from desktop.settings import STORE_NAME
from desktop.use_cases import backups, whole
from desktop.workspace import Workspace, verify
from tests.old_store import DELETED, DRAFT, FINALIZED, OPENING, UPGRADED, now, write

OLD = Path(__file__).parent.parent / "data" / "old"
COPIES = sorted(OLD.glob("*.baocao"))
PACKAGES = sorted(OLD.glob("*.zip"))
STORES = sorted(OLD.glob("*.db"))
ONE = pytest.mark.parametrize("store", STORES, ids=lambda path: path.stem)


@pytest.fixture
def workspace(store: Path, tmp_path: Path) -> Iterator[Workspace]:
    shutil.copy(store, tmp_path / STORE_NAME)
    with Workspace.open(tmp_path, now=now) as opened:
        yield opened


def test_a_release_has_left_its_store_and_its_package() -> None:
    assert STORES
    assert [path.stem for path in PACKAGES] == [path.stem for path in STORES]


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.stem)
def test_its_package_is_found_genuine(package: Path) -> None:
    assert verify(package).ok


@pytest.mark.parametrize("copy", COPIES, ids=lambda path: path.stem)
def test_its_copy_of_everything_comes_back(copy: Path, tmp_path: Path) -> None:
    with whole.opened(copy, tmp_path) as source:
        assert backups.restore(tmp_path, source.store, now=now).kept is None
    with Workspace.open(tmp_path, now=now) as workspace:
        assert workspace.check_store() == ()
        assert {DRAFT, UPGRADED, FINALIZED} == {line.head.id for line in workspace.reports()}


@ONE
def test_a_backup_of_it_can_be_previewed_and_restored(store: Path, tmp_path: Path) -> None:
    before = store.read_bytes()
    told = backups.preview(tmp_path, store, now=now)
    assert {one.fate for one in told.differences} == {"returns"}
    assert backups.restore(tmp_path, store, now=now).kept is None
    assert store.read_bytes() == before
    with Workspace.open(tmp_path, now=now) as workspace:
        assert workspace.check_store() == ()
        ids = sorted(line.head.id for line in workspace.reports())
    assert ids == sorted(one.report for one in told.differences)


@ONE
def test_it_can_be_salvaged_without_a_loss(store: Path, tmp_path: Path) -> None:
    done = backups.salvage(store, tmp_path / STORE_NAME, now=now)
    assert done.lost == ()
    assert done.reports == (DELETED, FINALIZED, DRAFT, UPGRADED)
    with Workspace.open(tmp_path, now=now) as workspace:
        assert workspace.check_store() == ()
        assert workspace.desk(DRAFT).text_of(OPENING) == "17"


@ONE
def test_everything_in_it_is_sound(workspace: Workspace) -> None:
    assert workspace.check_store() == ()
    heads = {line.head.id: line.head for line in workspace.reports()}
    assert {name: head.status for name, head in heads.items()} == {
        DRAFT: "draft",
        UPGRADED: "draft",
        FINALIZED: "finalized",
    }
    assert [line.head.id for line in workspace.reports(deleted=True)] == [DELETED]


@ONE
def test_a_finalized_report_hands_out_the_bytes_it_was_finalized_with(workspace: Workspace) -> None:
    desk = workspace.desk(FINALIZED)
    frozen = desk.frozen()
    assert frozen is not None
    assert desk.data() == frozen.data
    files = desk.files()
    assert files["json"] == frozen.data
    assert files["pdf"].startswith(b"%PDF")


@ONE
def test_its_drafts_keep_their_versions_and_go_on(workspace: Workspace) -> None:
    assert workspace.desk(DRAFT).head.pack_version == "1"
    moved = workspace.desk(UPGRADED)
    assert moved.head.pack_version == moved.engine.form.version == "2"
    assert moved.text_of(OPENING) == workspace.desk(DRAFT).text_of(OPENING) == "17"
    assert [line.version for line in workspace.versions("F16") if line.installed] == ["2"]
    workspace.undo_upgrade(UPGRADED)
    assert workspace.desk(UPGRADED).head.pack_version == "1"
    with pytest.raises(Trouble, match="không quay lại"):
        workspace.undo_upgrade(DRAFT)
    assert workspace.check_store() == ()


def test_this_release_can_write_such_a_store(tmp_path: Path) -> None:
    write(tmp_path)
    with Workspace.open(tmp_path, now=now) as workspace:
        assert workspace.check_store() == ()
        assert workspace.desk(FINALIZED).frozen() is not None
