"""A glance at a store's file shows what the store itself would; else there is none."""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from db import migrate
from db.glance import Glance, glance
from db.header import VERSION
from db.problems import StoreProblem
from db.store import Store
from forms.department.receipts import Returned
from forms.report import KeptPack
from tests.db.samples import CELLS, HEAD, LATER, TOTAL, WHO, edit, now, opened, raw

PACKS = tuple(KeptPack("F02", f"2024.{n}", str(n) * 64) for n in range(3))
IDS = tuple(f"F02-91-2024-{month:02d}" for month in range(5, 8))
BACK = Returned(
    number=0,
    report=IDS[0],
    revision=1,
    sha256="cd" * 32,
    unit="91",
    who=WHO,
    at=LATER,
    note="Lệch",
    remarks=(),
)
Act = Callable[[Store, str, KeptPack], object]


def _create(store: Store, report: str, pack: KeptPack) -> None:
    store.keep_pack(*pack, b'{"id":"F02"}')
    head = replace(
        HEAD, id=report, period=report[-7:], pack_version=pack.version, pack_sha256=pack.sha256
    )
    store.create_report(head, CELLS, who=WHO)


def _install(store: Store, _: str, pack: KeptPack) -> None:
    store.install_pack(pack, b'{"id":"F02"}', who=WHO)


ACTS: tuple[Act, ...] = (
    _create,
    _install,
    lambda store, report, _: store.finalize(report, data=b"{}", vector=b"", at=LATER, who=WHO),
    lambda store, report, _: store.log_issue(report, "signed", "bản ký.pdf", who=WHO),
    lambda store, report, _: store.log_issue(report, "sent", "2024-08-02; thư", who=WHO),
    lambda store, report, _: store.log_issue(report, "export", "a.pdf", who=WHO),
    lambda store, report, _: store.reopen(report, reason="sai", who=WHO, next_revision=True),
    lambda store, report, _: store.delete(report, who=WHO),
    lambda store, report, _: store.restore(report, who=WHO),
    lambda store, report, _: store.returns.take_back(
        replace(BACK, report=report), reason="trả", who=WHO
    ),
    lambda store, report, _: store.record(report, edit(TOTAL, CELLS[TOTAL], None), who=WHO),
    lambda store, _, pack: store.remove_pack(pack, who=WHO),
    lambda store, report, _: store.set_setting("profile", f'{{"unit":"{report}"}}'),
)
STEPS = st.tuples(st.sampled_from(ACTS), st.sampled_from(IDS), st.sampled_from(PACKS))


def _agrees(seen: Glance | None, store: Store) -> None:
    assert seen is not None
    for deleted in (False, True):
        assert seen.reports(deleted=deleted) == store.reports(deleted=deleted)
    assert seen.issues() == store.issues()
    assert seen.installed() == store.packs(installed=True)
    pinned = {(head.form, head.pack_sha256) for head in (*store.reports(),)}
    installed = {(kept.form, kept.sha256) for kept in store.packs(installed=True)}
    for form, sha256 in pinned | installed:
        assert seen.pack(form, sha256) == store.pack(form, sha256)
    assert seen.setting("profile") == store.setting("profile")
    assert seen.setting("own_unit") is None


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store without anything, to be copied: making one takes a while."""
    path = tmp_path_factory.mktemp("trống") / "baocao.db"
    Store.open(path, now=now).close()
    return path


@settings(max_examples=25, deadline=None)
@given(steps=st.lists(STEPS, max_size=25))
def test_what_is_seen_is_what_the_store_says(
    empty: Path, steps: list[tuple[Act, str, KeptPack]]
) -> None:
    with tempfile.TemporaryDirectory(suffix=" số liệu 100%") as folder:
        path = Path(shutil.copy(empty, folder))
        with Store.open(path, now=now) as store:
            for act, report, pack in steps:
                with suppress(StoreProblem):
                    act(store, report, pack)
            _agrees(glance(path), store)
            kept = glance(path)
        again = glance(path)
        assert kept is not None
        assert again is not None
        assert again.reports() == kept.reports()


def test_nothing_is_changed_by_looking(path: Path) -> None:
    with opened(path):
        pass
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    assert glance(path) is not None
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before


def test_what_was_written_and_not_yet_moved_into_the_file_is_seen(path: Path) -> None:
    with opened(path) as store:
        store.set_setting("profile", "{}")
        assert path.with_name("baocao.db-wal").stat().st_size
        seen = glance(path)
    assert seen is not None
    assert seen.setting("profile") == "{}"


def test_accounts_are_noticed(path: Path) -> None:
    with opened(path) as store:
        seen = glance(path)
        assert seen is not None
        assert not seen.has_accounts
        store.people.keep('{"people":[]}', "thêm", who=WHO)
        seen = glance(path)
        assert seen is not None
        assert seen.has_accounts


def test_the_version_is_that_of_the_newest_step() -> None:
    assert len(migrate.STEPS) == VERSION


def _older(path: Path) -> None:
    raw(path, f"PRAGMA user_version = {VERSION - 1}")


def _newer(path: Path) -> None:
    raw(path, f"PRAGMA user_version = {VERSION + 1}")


def _foreign(path: Path) -> None:
    raw(path, "PRAGMA application_id = 7")


def _gone(path: Path) -> None:
    path.unlink()


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:700])


def _no_database(path: Path) -> None:
    path.write_bytes("không phải".encode() * 300)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _no_table(path: Path) -> None:
    raw(path, "DROP TABLE settings")


def _odd_head(path: Path) -> None:
    raw(path, "PRAGMA ignore_check_constraints = ON", "UPDATE reports SET status = 'mất'")


def _odd_bytes(path: Path) -> None:
    raw(path, "UPDATE reports SET unit = CAST(x'ff39' AS TEXT)")


@pytest.mark.parametrize(
    "harm",
    [
        _older, _newer, _foreign, _gone, _cut, _no_database, _empty, _folder, _no_table,
        _odd_head, _odd_bytes,
    ],
)  # fmt: skip
def test_what_is_out_of_the_ordinary_is_left_to_the_store(
    path: Path, harm: Callable[[Path], None]
) -> None:
    with opened(path):
        pass
    harm(path)
    before = {found.name for found in path.parent.iterdir()}
    assert glance(path) is None
    assert {found.name for found in path.parent.iterdir()} == before


def test_a_store_that_somebody_keeps_to_himself_is_not_waited_for(path: Path) -> None:
    with opened(path):
        pass
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert glance(path) is None
