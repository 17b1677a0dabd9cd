import io
import os
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Column, Integer, create_engine

from db import migrate
from db.connection import let_go, transaction
from db.header import APPLICATION_ID
from db.problems import StoreDamaged, StoreForeign, StoreTooNew, StoreUpgradeFailed
from db.sqlite import READ, connect
from db.store import Store
from db.tables import metadata
from tests.db.samples import CELLS, REPORT, TOTAL, WHO, edit, now, opened, raw

SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
SCHEMA_SQL = "SELECT name, sql FROM sqlite_master"


NEWEST = len(migrate.STEPS)


def add_notes(operations: Operations) -> None:
    """One more step, as a later version may have one."""
    operations.create_table("notes", Column("note_id", Integer, primary_key=True))
    operations.add_column("settings", Column("note_id", Integer))


def add_notes_badly(operations: Operations) -> None:
    add_notes(operations)
    operations.execute("INSERT INTO nowhere VALUES (1)")


def leave_loose_ends(operations: Operations) -> None:
    add_notes(operations)
    operations.execute("DELETE FROM fields")


def test_the_steps_make_the_tables_that_the_store_asks(path: Path) -> None:
    Store.open(path, now=now).close()
    connection = connect(path)
    try:
        with transaction(connection, READ):
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
    finally:
        let_go(connection)


def test_the_steps_make_them_with_all_options_and_names(path: Path) -> None:
    Store.open(path, now=now).close()
    straight = path.with_name("straight.db")
    engine = create_engine(f"sqlite:///{straight}")
    metadata.create_all(engine)
    engine.dispose()
    assert raw(path, SCHEMA) == raw(straight, SCHEMA)
    tables = [str(sql) for kind, _, _, sql in raw(path, SCHEMA) if kind == "table"]
    assert len(tables) == len(metadata.tables)
    assert all("STRICT" in sql for sql in tables)


def test_the_steps_can_be_spelled_for_postgresql() -> None:
    spelled = io.StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": spelled}
    )
    for step in migrate.STEPS:
        step(Operations(context))
    text = spelled.getvalue()
    assert text.count("CREATE TABLE") == len(metadata.tables)
    assert "scaled BIGINT NOT NULL" in text
    assert "data BYTEA NOT NULL" in text
    assert "report_id SERIAL NOT NULL" in text
    assert "STRICT" not in text


def test_a_new_store_says_what_it_is(path: Path) -> None:
    Store.open(path, now=now).close()
    assert raw(path, "PRAGMA application_id") == [(APPLICATION_ID,)]
    assert raw(path, "PRAGMA user_version") == [(len(migrate.STEPS),)]
    assert raw(path, "PRAGMA journal_mode") == [("wal",)]
    assert [file.name for file in path.parent.iterdir()] == ["baocao.db"]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps no permission bits")
def test_only_the_owner_may_read_it(store: Store, path: Path) -> None:
    assert store.load(REPORT).cells == CELLS
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    assert modes == {"baocao.db": 0o600, "baocao.db-wal": 0o600, "baocao.db-shm": 0o600}


def test_durability_is_switched_on(store: Store) -> None:
    with store._session.reading() as connection:
        ask = connection.exec_driver_sql
        assert ask("PRAGMA synchronous").scalar_one() == 2
        assert ask("PRAGMA foreign_keys").scalar_one() == 1
        assert ask("PRAGMA journal_mode").scalar_one() == "wal"


def test_an_older_store_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(path):
        pass
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, add_notes))
    with opened(path) as store:
        assert store.load(REPORT).cells == CELLS
        assert store.verify_trail() == ()
    assert raw(path, "PRAGMA user_version") == [(NEWEST + 1,)]
    assert raw(path, "SELECT count(*) FROM notes") == [(0,)]
    before = path.with_name(f"baocao.v{NEWEST}.db")
    assert sorted(file.name for file in path.parent.iterdir()) == ["baocao.db", before.name]

    monkeypatch.undo()
    with Store.open(before, now=now) as store:
        assert store.load(REPORT).cells == CELLS
    with pytest.raises(StoreTooNew):
        Store.open(path, now=now)


@pytest.mark.parametrize(
    ("step", "problem"),
    [(add_notes_badly, StoreUpgradeFailed), (leave_loose_ends, StoreDamaged)],
)
def test_a_failed_step_leaves_the_store_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: migrate.Step, problem: type[Exception]
) -> None:
    with opened(path):
        pass
    before = raw(path, SCHEMA)
    monkeypatch.setattr(migrate, "STEPS", (*migrate.STEPS, step))
    with pytest.raises(problem):
        Store.open(path, now=now)
    monkeypatch.undo()
    assert raw(path, SCHEMA) == before
    assert raw(path, "PRAGMA user_version") == [(NEWEST,)]
    with opened(path) as store:
        store.record(REPORT, edit(TOTAL, CELLS[TOTAL], None), who=WHO)
        assert store.verify_trail() == ()


def test_a_failed_first_step_leaves_no_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrate, "STEPS", (add_notes_badly,))
    with pytest.raises(StoreUpgradeFailed):
        Store.open(path, now=now)
    assert list(path.parent.iterdir()) == []


def test_a_store_of_a_later_version_is_left_alone(path: Path) -> None:
    with opened(path):
        pass
    raw(path, "PRAGMA user_version = 99", "PRAGMA journal_mode = DELETE")
    before = path.read_bytes()
    with pytest.raises(StoreTooNew) as caught:
        Store.open(path, now=now)
    assert "phiên bản mới" in caught.value.message
    assert caught.value.detail == f"schema 99, this program knows {NEWEST}"
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == ["baocao.db"]


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    raw(path, "CREATE TABLE people (name TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreForeign):
        Store.open(path, now=now)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


def test_the_slower_of_two_makers_uses_the_other_ones_store(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = migrate._fill

    def meanwhile(unfinished: Path) -> None:
        monkeypatch.setattr(migrate, "_fill", fill)
        with opened(path):
            pass
        fill(unfinished)

    monkeypatch.setattr(migrate, "_fill", meanwhile)
    with Store.open(path, now=now) as store:
        assert store.load(REPORT).cells == CELLS
    assert [file.name for file in path.parent.iterdir()] == ["baocao.db"]


def test_a_store_is_made_where_hard_links_are_unknown(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_self: Path, _target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    with opened(path) as store:
        assert store.load(REPORT).cells == CELLS
    assert [file.name for file in path.parent.iterdir()] == ["baocao.db"]


def test_a_store_of_the_first_release_gets_the_later_tables(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "STEPS", migrate.STEPS[:1])
    create = migrate.create
    create(path)
    before = set(raw(path, SCHEMA_SQL))
    monkeypatch.undo()
    with opened(path) as store:
        assert store.load(REPORT).cells == CELLS
        assert store.inbox.receipts() == ()
        assert store.verify_trail() == ()
    after = set(raw(path, SCHEMA_SQL))
    assert before < after
    assert set(metadata.tables) <= {name for name, _ in after}
    with Store.open(path.with_name("baocao.v1.db"), now=now) as store:
        assert store.reports() == ()
