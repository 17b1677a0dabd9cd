"""What only a server can do to a store: go away, be busy, be of another version, refuse a role."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from functools import partial
from pathlib import Path

import psycopg
import pytest
from msgspec.structs import replace

from db import content, heads, migrate
from db.doors import server
from db.problems import StoreConflict, StoreProblem
from db.server import server_schema
from db.server_problems import (
    RoleRefused,
    ServerAway,
    ServerBusy,
    ServerDamaged,
    ServerDatabaseMissing,
    ServerDeviceFailed,
    ServerDiskFull,
    ServerDriverMissing,
    ServerForeign,
    ServerLoginRefused,
    ServerLost,
    ServerNotPrepared,
    ServerProblem,
    ServerReadOnly,
    ServerSlow,
    ServerTooNew,
    ServerTooOld,
    ServerUnencrypted,
)
from db.store import Store
from forms.cells import CellKey
from forms.report import KeptPack
from tests.db.samples import ACCEPTANCE, CELLS, HEAD, LATER, REPORT, TOTAL, WHO, edit, now, opened
from tests.postgres import OWNER, PASSWORD, Server, running

ROOT = Path(__file__).parents[2]
CLERKS = 8
MANY = 50
COMMON = 5
"""Every so many edits a clerk types into the cell that is everybody's."""


@pytest.fixture
def database(postgres: Server) -> str:
    """The name of a database with an empty store."""
    return postgres.emptied()


@pytest.fixture
def address(postgres: Server, database: str) -> str:
    """The address of a store with one report in it."""
    where = postgres.address(database)
    with opened(where):
        pass
    return where


@contextmanager
def logged_in(postgres: Server, database: str, *roles: str) -> Iterator[str]:
    """A login of one person with these roles; the address for it."""
    login = f"nguoi_{'_'.join(roles) or 'la'}"
    granted = [f"GRANT baocao_{role} TO {login}" for role in roles]
    secret = f"CREATE ROLE {login} LOGIN PASSWORD '{PASSWORD}'"
    postgres.ask(database, f"DROP ROLE IF EXISTS {login}", secret, *granted)
    try:
        yield postgres.address(database, login)
    finally:
        postgres.ask(database, f"DROP OWNED BY {login}", f"DROP ROLE {login}")


# --- several at once ------------------------------------------------------------------------------


def type_away(address: str, name: str, edits: int, failed: list[BaseException]) -> None:
    """One clerk: a cell of one's own and, now and then, one that all of them count up."""
    own, common = CellKey(f"rieng_{name}", 0, "n"), CellKey("chung", 0, "n")
    try:
        with Store.open(address, now=now) as store:
            for step in range(edits):
                before = None if step == 0 else Decimal(step - 1)
                store.record(REPORT, edit(own, before, Decimal(step)), who=name)
                if step % COMMON == 0:
                    count_up(store, common, name)
    except BaseException as error:  # noqa: BLE001 - told by the main thread
        failed.append(error)


def count_up(store: Store, key: CellKey, who: str) -> None:
    """Add one, and again from what somebody else made of it meanwhile, until it is kept."""
    found = store.load(REPORT).cells.get(key)
    while True:
        assert found is None or isinstance(found, Decimal)
        try:
            store.record(REPORT, edit(key, found, (found or Decimal(0)) + 1), who=who)
        except StoreConflict as conflict:
            found = conflict.theirs.value if conflict.theirs else None
        else:
            return


@pytest.mark.parametrize(
    ("clerks", "edits"), [(CLERKS, 6), pytest.param(MANY, 10, marks=pytest.mark.nightly)]
)
def test_clerks_who_type_at_once_lose_nothing(address: str, clerks: int, edits: int) -> None:
    failed: list[BaseException] = []
    names = [f"thư ký {number}" for number in range(clerks)]
    threads = [
        threading.Thread(target=type_away, args=(address, name, edits, failed)) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with Store.open(address, now=now) as store:
        cells = store.load(REPORT).cells
        counted = clerks * len(range(0, edits, COMMON))
        assert cells[CellKey("chung", 0, "n")] == Decimal(counted)
        own = {cells[CellKey(f"rieng_{name}", 0, "n")] for name in names}
        assert own == {Decimal(edits - 1)}
        assert len(store.trail()) == 1 + len(CELLS) + clerks * edits + counted
        assert store.verify_trail() == ()
        assert store.check_integrity() == ()


def test_a_reader_sees_one_state_while_others_write(address: str) -> None:
    with Store.open(address, now=now) as reader, Store.open(address, now=now) as writer:
        with reader._session.reading() as connection:
            before = content.read_all(connection, 1)
            writer.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
            assert content.read_all(connection, 1) == before
        assert reader.load(REPORT).cells[TOTAL] == Decimal(960)


def test_a_lock_that_is_held_too_long_is_told(
    address: str, postgres: Server, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from db.server import postgres as module

    quick = {**module._SETTINGS, "options": "-c search_path=baocao -c lock_timeout=80"}
    monkeypatch.setattr(module, "_SETTINGS", quick)
    with Store.open(address, now=now) as store, closing(postgres.connect(database)) as other:
        other.execute(f"SELECT pg_advisory_lock({server_schema.LOCK})".encode())
        with pytest.raises(ServerBusy, match="đang bận"):
            store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
        assert store.load(REPORT).cells == CELLS
        other.execute(f"SELECT pg_advisory_unlock({server_schema.LOCK})".encode())
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)


# --- a server that goes away ----------------------------------------------------------------------


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server of these tests' own, which they stop."""
    with running() as server:
        yield server


def test_work_goes_on_after_the_server_was_stopped_and_started(mortal: Server) -> None:
    with mortal.database() as name, opened(mortal.address(name)) as store:
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
        mortal.stop()
        for _ in range(2):
            with pytest.raises(ServerAway, match="Không nối được tới máy chủ"):
                store.record(REPORT, edit(TOTAL, Decimal(960), Decimal(961)), who=WHO)
            with pytest.raises(ServerAway):
                store.load(REPORT)
        mortal.start()
        assert store.load(REPORT).cells[TOTAL] == Decimal(960)
        mortal.stop()
        mortal.start()
        store.record(REPORT, edit(TOTAL, Decimal(960), Decimal(961)), who=WHO)
        assert store.verify_trail() == ()


@pytest.mark.parametrize("last", ["write", "commit"])
def test_what_breaks_off_in_the_middle_leaves_nothing_half(mortal: Server, last: str) -> None:
    def broken_off(store: Store) -> None:
        with store._session.writing() as connection:
            heads.add(connection, replace(HEAD, id="F02-91-2024-08"))
            mortal.stop()
            if last == "write":
                heads.add(connection, replace(HEAD, id="F02-91-2024-09"))

    with mortal.database() as name, opened(mortal.address(name)) as store:
        before = store.trail()
        with pytest.raises(ServerLost, match="hãy mở lại báo cáo"):
            broken_off(store)
        mortal.start()
        assert store.reports() == (HEAD,)
        assert store.trail() == before
        store.create_report(replace(HEAD, id="F02-91-2024-08"), CELLS, who=WHO)
        assert store.verify_trail() == ()
        assert store.check_integrity() == ()


def test_a_connection_that_was_cut_is_made_anew(
    address: str, postgres: Server, database: str
) -> None:
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE application_name = 'baocao' AND datname = current_database()"
    )
    with Store.open(address, now=now) as store:
        postgres.ask(database, cut)
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
        postgres.ask(database, cut)
        assert store.load(REPORT).cells[TOTAL] == Decimal(960)


# --- what it refuses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "problem"),
    [
        ("53100", ServerDiskFull),
        ("25006", ServerReadOnly),
        ("57014", ServerSlow),
        ("53300", ServerBusy),
        ("23514", ServerProblem),
        ("58030", ServerDeviceFailed),
        ("XX001", ServerDamaged),
    ],
)
def test_what_the_server_refuses_is_said_by_its_code(
    address: str, postgres: Server, database: str, state: str, problem: type[StoreProblem]
) -> None:
    fail = f"BEGIN RAISE EXCEPTION 'thử' USING ERRCODE = '{state}'; END"
    postgres.ask(
        database,
        f"CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ {fail} $$",
        "CREATE TRIGGER fail BEFORE INSERT ON trail FOR EACH ROW EXECUTE FUNCTION fail()",
    )
    try:
        with Store.open(address, now=now) as store:
            with pytest.raises(problem) as caught:
                store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
            assert store.load(REPORT).cells == CELLS
            assert database in caught.value.message
            assert caught.value.message.endswith(".")
    finally:
        postgres.ask(database, "DROP TRIGGER fail ON trail", "DROP FUNCTION fail")


def test_a_connection_that_is_not_let_in_is_told_why(postgres: Server, database: str) -> None:
    good = postgres.loopback(database)
    for address, problem in (
        (good.replace("14", "15"), ServerLoginRefused),
        (postgres.loopback(database, "ai_do"), ServerLoginRefused),
        (postgres.loopback("khong_co"), ServerDatabaseMissing),
        (f"{good}?sslmode=disable", ServerUnencrypted),
        (f"{good}?sslmode=verify-full&sslrootcert=/dev/null", ServerUnencrypted),
    ):
        with pytest.raises(problem) as caught:
            Store.open(address, now=now)
        for said in (caught.value.message, caught.value.detail, str(caught.value)):
            assert "mật khẩu dài" not in said
            assert OWNER not in caught.value.message


def test_a_certificate_that_is_known_is_trusted(postgres: Server, database: str) -> None:
    known = postgres.data / "server.crt"
    address = f"{postgres.loopback(database)}?sslmode=verify-full&sslrootcert={known}"
    facts = server_schema.examine(server(address))
    assert facts.tls.startswith("TLSv1.")
    assert facts.login == OWNER


def test_another_computer_is_asked_for_encryption_unless_told_otherwise() -> None:
    from db.server.postgres import address_of

    asked = {
        text: address_of(f"postgresql://{text}").query.get("sslmode")
        for text in ("may-chu/x", "may-chu/x?sslmode=disable", "127.0.0.1/x", "/x?host=/run", "/x")
    }
    assert asked == {
        "may-chu/x": "require",
        "may-chu/x?sslmode=disable": "disable",
        "127.0.0.1/x": None,
        "/x?host=/run": None,
        "/x": None,
    }


def test_a_computer_without_the_driver_is_told_what_to_install(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(ServerDriverMissing, match=r"baocao\[server\]"):
        Store.open(address, now=now)


def test_a_file_loads_nothing_of_what_a_server_needs(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from db.store import Store;"
        "Store.open(Path(sys.argv[1]), now=str).close();"
        "print(sorted({'psycopg', 'db.server.postgres', 'db.server.roles', 'db.server.moving'}"
        " & set(sys.modules)))"
    )
    words = [sys.executable, "-c", code, str(tmp_path / "baocao.db")]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


# --- versions -------------------------------------------------------------------------------------


def set_version(postgres: Server, database: str, version: int) -> None:
    postgres.ask(database, f"UPDATE store_version SET version = {version}")


@pytest.mark.parametrize(("step", "problem"), [(1, ServerTooNew), (-1, ServerTooOld)])
def test_a_program_of_another_version_is_refused_at_once_and_in_the_middle(
    address: str, postgres: Server, database: str, step: int, problem: type[StoreProblem]
) -> None:
    known = len(migrate.STEPS)
    with Store.open(address, now=now) as store:
        set_version(postgres, database, known + step)
        try:
            with pytest.raises(problem, match="phiên bản"):
                store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
            with pytest.raises(problem) as caught:
                Store.open(address, now=now)
            assert caught.value.detail == f"schema {known + step}, this program knows {known}"
        finally:
            set_version(postgres, database, known)
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)


def test_an_older_store_is_brought_up_to_date_by_init_alone(
    postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.database(empty=True) as name:
        address = postgres.address(name)
        with monkeypatch.context() as then:
            then.setattr(migrate, "STEPS", migrate.STEPS[:1])
            then.setattr("db.server.roles.GRANTS", ())
            assert server_schema.make(server(address)) == (0, 1)
        with pytest.raises(ServerTooOld):
            Store.open(address, now=now)
        assert server_schema.make(server(address)) == (1, len(migrate.STEPS))
        with opened(address) as store:
            assert store.check_integrity() == ()
            assert store.inbox.receipts() == ()
        monkeypatch.setattr(migrate, "STEPS", migrate.STEPS[:1])
        with pytest.raises(ServerTooNew):
            server_schema.make(server(address))


def test_a_database_without_a_store_is_named_and_a_strangers_left_alone(postgres: Server) -> None:
    with postgres.database(empty=True) as name:
        address = postgres.address(name)
        with pytest.raises(ServerNotPrepared, match="baocao database init"):
            Store.open(address, now=now)
        schema = f"CREATE SCHEMA baocao AUTHORIZATION {OWNER}"
        postgres.ask(name, schema, "CREATE TABLE baocao.people (name text)")
        with pytest.raises(ServerForeign):
            server_schema.make(server(address))


def test_texts_are_sorted_by_bytes_as_in_a_file(postgres: Server, database: str) -> None:
    rows = postgres.ask(
        database,
        "SELECT DISTINCT collation_name FROM information_schema.columns"
        " WHERE table_schema = 'baocao' AND data_type = 'text' AND column_name <> 'owner'",
    )
    assert rows == [("C",)]


# --- roles ----------------------------------------------------------------------------------------


def test_a_clerk_fills_in_and_puts_an_own_draft_away(
    address: str, postgres: Server, database: str
) -> None:
    own = "F02-91-2024-08"
    with (
        logged_in(postgres, database, "nhap") as login,
        Store.open(login, now=now) as store,
    ):
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
        store.accept(REPORT, ACCEPTANCE)
        store.withdraw(REPORT, ACCEPTANCE.finding, who=WHO)
        store.create_report(replace(HEAD, id=own), CELLS, who=WHO)
        store.delete(own, who=WHO)
        store.restore(own, who=WHO)
        for refused in (
            lambda: store.finalize(REPORT, data=b"{}", vector=b"", at=LATER, who=WHO),
            lambda: store.delete(REPORT, who=WHO),
            lambda: store.set_setting("profile", "x"),
            lambda: store.install_pack(KeptPack("F02", "9", "c" * 64), b"{}", who=WHO),
        ):
            with pytest.raises(RoleRefused, match="không có quyền"):
                refused()
        assert [head.status for head in store.reports()] == ["draft", "draft"]
    with Store.open(address, now=now) as store:
        assert store.verify_trail() == ()


def test_who_checks_or_signs_finalizes_and_reopens_but_types_no_figure(
    address: str, postgres: Server, database: str
) -> None:
    kept = CellKey("_chot", 0, "value")
    with Store.open(address, now=now) as store:
        for role in ("kiem_tra", "ky_duyet"):
            with (
                logged_in(postgres, database, role) as login,
                Store.open(login, now=now) as signer,
            ):
                signer.accept(REPORT, ACCEPTANCE)
                signer.record(REPORT, edit(kept, None, role), who=WHO)
                signer.finalize(REPORT, data=b"{}", vector=b"", at=LATER, who=WHO)
                signer.reopen(REPORT, reason="sửa", who=WHO)
                signer.record(REPORT, edit(kept, role, None), who=WHO)
                typed = edit(TOTAL, Decimal(959), Decimal(960))
                for refused in (
                    partial(signer.record, REPORT, typed, who=WHO),
                    partial(signer.create_report, replace(HEAD, id="khac"), {}, who=WHO),
                ):
                    with pytest.raises(RoleRefused):
                        refused()
        assert store.verify_trail() == ()


def test_a_finalized_report_is_put_away_by_the_checker_alone(
    address: str, postgres: Server, database: str
) -> None:
    with Store.open(address, now=now) as store:
        store.finalize(REPORT, data=b"{}", vector=b"", at=LATER, who=WHO)
    for role in ("nhap", "tong_hop", "ky_duyet"):
        with logged_in(postgres, database, role) as login, Store.open(login, now=now) as store:
            with pytest.raises(RoleRefused):
                store.delete(REPORT, who=WHO)
            if role != "ky_duyet":
                with pytest.raises(RoleRefused):
                    store.reopen(REPORT, reason="x", who=WHO)
    with logged_in(postgres, database, "kiem_tra") as login, Store.open(login, now=now) as store:
        store.delete(REPORT, who=WHO)
        store.restore(REPORT, who=WHO)
        assert store.load(REPORT).head.status == "finalized"
        assert store.verify_trail() == ()


def test_settings_and_forms_are_the_administrators(
    address: str, postgres: Server, database: str
) -> None:
    pack = KeptPack("F02", "9", "c" * 64)
    with logged_in(postgres, database, "quan_tri") as login, Store.open(login, now=now) as store:
        store.set_setting("profile", "x")
        assert store.install_pack(pack, b"{}", who=WHO)
        assert store.remove_pack(pack, who=WHO)
        store.delete(REPORT, who=WHO)
        store.restore(REPORT, who=WHO)
        with pytest.raises(RoleRefused):
            store.finalize(REPORT, data=b"{}", vector=b"", at=LATER, who=WHO)
    with logged_in(postgres, database, "nhap") as login, Store.open(login, now=now) as store:
        store.people.note("{}")
        with pytest.raises(RoleRefused):
            store.set_setting("profile", "y")
        assert store.setting("profile") == "x"
    with Store.open(address, now=now) as store:
        assert store.verify_trail() == ()


def test_somebody_without_a_role_gets_nothing(
    address: str, postgres: Server, database: str
) -> None:
    assert address
    with logged_in(postgres, database) as login, pytest.raises(RoleRefused):
        Store.open(login, now=now)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reports SET status = 'finalized', finalized_at = 'x'",
        "UPDATE reports SET status = 'deleted'",
        "UPDATE reports SET id = 'khac'",
        'UPDATE reports SET "owner" = session_user',
        "INSERT INTO snapshots VALUES (1, 1, 1, '', '', '', '')",
        "UPDATE trail SET who = 'ai đó'",
        "DELETE FROM trail",
        "TRUNCATE trail CASCADE",
        "DELETE FROM reports",
        "DELETE FROM packs",
        "UPDATE store_version SET version = 99",
        "ALTER TABLE cells DISABLE ROW LEVEL SECURITY",
        "DROP TABLE cells",
        "CREATE TABLE baocao.mine (x text)",
    ],
)
def test_a_clerk_with_a_client_of_his_own_is_refused_too(
    address: str, postgres: Server, database: str, statement: str
) -> None:
    with Store.open(address, now=now) as store:
        before = store.load(REPORT), store.trail()
        with (
            logged_in(postgres, database, "nhap"),
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            postgres.ask(database, statement, user="nguoi_nhap")
        assert (store.load(REPORT), store.trail()) == before


@pytest.mark.parametrize(
    "statement",
    ["UPDATE cells SET scaled = 1", "DELETE FROM cells", "UPDATE settings SET value = 'x'"],
)
def test_rows_that_are_not_a_clerks_stay_as_they_are(
    address: str, postgres: Server, database: str, statement: str
) -> None:
    with Store.open(address, now=now) as store:
        store.set_setting("profile", "y")
        store.finalize(REPORT, data=b"{}", vector=b"", at=LATER, who=WHO)
        with logged_in(postgres, database, "nhap"):
            postgres.ask(database, statement, user="nguoi_nhap")
        assert store.load(REPORT).cells == CELLS
        assert store.setting("profile") == "y"
        assert store.verify_trail() == ()


def test_every_table_says_who_may_write_it() -> None:
    from db.server.roles import GRANTS
    from db.tables import metadata

    assert {grant.table for grant in GRANTS} == set(metadata.tables)
