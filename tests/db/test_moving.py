"""A store moved between engines is the same to the last row, or nothing was moved."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from msgspec.structs import replace

from db.doors import door_of
from db.problems import StoreDamaged
from db.server.moving import move
from db.server_problems import MoveFailed, StoreNotEmpty
from db.store import Store
from forms.cells import CellEdit, CellKey, Change
from forms.report import KeptPack
from tests.db.samples import (
    ACCEPTANCE,
    CELLS,
    HEAD,
    LATER,
    REPORT,
    TOTAL,
    WHO,
    edit,
    now,
    opened,
    raw,
)
from tests.db.test_inbox import came
from tests.postgres import Server

ODD = (
    "",
    " ",
    "Ộ ộ",
    "a\tb\nc\r\n",
    "'; DROP TABLE cells; --",
    "%s %(x)s :y",
    "😀",
    "\\x00",
    "\x7f",
)


@pytest.fixture
def address(postgres: Server) -> str:
    """The address of an empty store."""
    return postgres.address(postgres.emptied())


def lived_in(path: Path) -> None:
    """A store with something in nearly every table, and more rows than one batch."""
    with opened(path) as store:
        odd = tuple(CellEdit(CellKey("la", n, "ten"), None, text) for n, text in enumerate(ODD))
        many = tuple(CellEdit(CellKey("bang", n, "so"), None, Decimal(n)) for n in range(1_100))
        largest = CellEdit(CellKey("lon", 0, "n"), None, Decimal(-999999999999999999))
        store.record(REPORT, Change("paste", (*odd, *many, largest)), who=WHO)
        store.accept(REPORT, ACCEPTANCE)
        store.finalize(REPORT, data=bytes(range(256)), vector=b"\0\xff", at=LATER, who=WHO)
        store.create_report(replace(HEAD, id="F03-91-2024-07"), {}, who=WHO)
        store.delete("F03-91-2024-07", who=WHO)
        store.install_pack(KeptPack("F02", "9", "c" * 64), b"\0{}", who=WHO)
        store.set_setting("profile", "Xã Hòa Bình")
        came(store)
        came(store, revision=2)


def everything(target: Path | str) -> object:
    """All that a store says."""
    with Store.open(target, now=now) as store:
        heads = (*store.reports(), *store.reports(deleted=True))
        return (
            [store.load(head.id) for head in heads],
            [store.snapshot(head.id) for head in heads],
            [store.trail(), store.packs(), store.packs(installed=True)],
            [store.setting("profile"), store.inbox.receipts(), store.inbox.data(1)],
        )


def test_a_store_goes_to_the_server_and_back_and_is_the_same(path: Path, address: str) -> None:
    lived_in(path)
    there = move(door_of(path), door_of(address))
    assert everything(address) == everything(path)
    home = path.with_name("home.db")
    back = move(door_of(address), door_of(home))
    assert back == there
    assert there.rows["cells"] == 1_100 + 1 + 2
    assert everything(home) == everything(path)
    for target in (address, home):
        with Store.open(target, now=now) as store:
            assert store.check_integrity() == ()
            assert store.verify_trail() == ()


def test_numbers_go_on_after_those_that_came(path: Path, address: str) -> None:
    lived_in(path)
    move(door_of(path), door_of(address))
    with Store.open(address, now=now) as store:
        store.create_report(replace(HEAD, id="moi"), {CellKey("moi", 0, "moi"): "x"}, who=WHO)
        assert came(store, revision=3).number == 3
        assert store.load("moi").cells == {CellKey("moi", 0, "moi"): "x"}
        assert store.verify_trail() == ()


def test_a_target_that_holds_anything_is_refused(path: Path, address: str) -> None:
    lived_in(path)
    with Store.open(address, now=now) as store:
        store.set_setting("profile", "x")
    before = everything(path)
    with pytest.raises(StoreNotEmpty):
        move(door_of(path), door_of(address))
    with pytest.raises(StoreNotEmpty):
        move(door_of(address), door_of(path))
    assert everything(path) == before
    with Store.open(address, now=now) as store:
        assert store.reports() == ()


def test_a_store_whose_trail_is_broken_does_not_move(path: Path, address: str) -> None:
    lived_in(path)
    raw(path, "UPDATE trail SET who = 'ai đó' WHERE seq = 3")
    with pytest.raises(StoreDamaged) as caught:
        move(door_of(path), door_of(address))
    assert "dòng 3" in caught.value.detail
    with Store.open(address, now=now) as store:
        assert store.reports() == ()


def test_what_arrives_differently_is_thrown_away(
    path: Path, address: str, postgres: Server
) -> None:
    lived_in(path)
    database = postgres.emptied()
    change = "BEGIN NEW.scaled := NEW.scaled + 1; RETURN NEW; END"
    postgres.ask(
        database,
        f"CREATE FUNCTION add_one() RETURNS trigger LANGUAGE plpgsql AS $$ {change} $$",
        "CREATE TRIGGER add_one BEFORE INSERT ON cells FOR EACH ROW"
        " WHEN (NEW.scaled = 959) EXECUTE FUNCTION add_one()",
    )
    try:
        with pytest.raises(MoveFailed) as caught:
            move(door_of(path), door_of(address))
        assert caught.value.detail == "table cells differs"
    finally:
        postgres.ask(database, "DROP TRIGGER add_one ON cells", "DROP FUNCTION add_one")
    with Store.open(address, now=now) as store:
        assert store.reports() == ()


def test_a_copy_of_a_server_is_a_store_file_and_the_next_replaces_it(
    path: Path, address: str
) -> None:
    copy = path.with_name("copy.db")
    path.parent.mkdir()
    with opened(address) as store:
        store.backup(copy)
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(961)), who=WHO)
        store.backup(copy)
    assert [file.name for file in path.parent.iterdir()] == ["copy.db"]
    with Store.open(copy, now=now) as kept:
        assert kept.load(REPORT).cells == {**CELLS, TOTAL: Decimal(961)}
        assert kept.verify_trail() == ()
