"""Damaged files, really damaged: cut off, pages wiped, bits turned; what comes back of them."""

import os
import random
from decimal import Decimal
from pathlib import Path

import pytest

from db import content, heads, migrate
from db.connection import let_go, transaction
from db.problems import StoreForeign, StoreProblem
from db.registry import Registry
from db.rescue.salvage import Salvaged, salvage
from db.sqlite import WRITE, connect
from db.store import Store
from db.trail import CREATE, Entry, append
from forms.cells import CellKey, CellValue
from forms.department.receipts import Leave, Remark, Returned
from tests.db.samples import ACCEPTANCE, CELLS, HEAD, NOW, REPORT, WHO, edit, now, opened, raw
from tests.db.test_inbox import came

PAGE = 4096
STEPS = 400


def figures(steps: int = STEPS) -> dict[CellKey, CellValue]:
    return CELLS | {CellKey(f"dvc{n % 120:02}", n // 120, "d"): Decimal(n) for n in range(steps)}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The bytes of a closed store with some life in it, of tables longer than a page."""
    path = tmp_path_factory.mktemp("whole") / "baocao.db"
    with opened(path) as store:
        store.keep_pack(HEAD.form, HEAD.pack_version, HEAD.pack_sha256, b"{}")
        store.set_setting("own_unit", "91")
        for key, value in figures().items():
            if key not in CELLS:
                store.record(REPORT, edit(key, None, value), who=WHO)
        store.accept(REPORT, ACCEPTANCE)
        store.finalize(REPORT, data=b"{}", vector=bytes(480), at=NOW, who=WHO)
    return path.read_bytes()


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    return tmp_path / "hong.db"


def saved(damaged: Path) -> tuple[Salvaged, dict[CellKey, CellValue]]:
    """Salvage, and hold the new store to everything that a store must be."""
    target = damaged.with_name("cuu.db")
    target.unlink(missing_ok=True)
    before = damaged.read_bytes()
    done = salvage(damaged, target, now=now, who=WHO)
    assert damaged.read_bytes() == before
    cells: dict[CellKey, CellValue] = {}
    with Store.open(target, now=now) as store:
        assert store.check_integrity() == ()
        assert store.verify_trail() == ()
        heads = store.reports() + store.reports(deleted=True)
        assert sorted(head.id for head in heads) == list(done.reports)
        for head in heads:
            cells |= store.load(head.id).cells
        last = store.trail()[-1]
        assert (last.seq, last.action) == (done.lines, "salvage")
    assert len(cells) == done.cells
    assert all(line.endswith(".") for line in done.lost)
    return done, cells


def root(content: bytes, path: Path, name: str) -> int:
    path.write_bytes(content)
    ((page,),) = raw(path, f"SELECT rootpage FROM sqlite_master WHERE name = '{name}'")
    return int(str(page))


def wiped(content: bytes, *pages: int) -> bytes:
    harmed = bytearray(content)
    for page in pages:
        harmed[(page - 1) * PAGE : page * PAGE] = bytes(PAGE)
    return bytes(harmed)


def test_of_a_sound_store_everything_comes_back(damaged: Path, whole: bytes) -> None:
    damaged.write_bytes(whole)
    done, cells = saved(damaged)
    assert done.lost == ()
    assert cells == figures()
    with Store.open(damaged.with_name("cuu.db"), now=now) as store:
        before = store.trail()[:-1]
        assert store.load(REPORT).acceptances == (ACCEPTANCE,)
        assert store.setting("own_unit") == "91"
        frozen = store.snapshot(REPORT)
    with Store.open(damaged, now=now) as store:
        assert store.trail() == before
        assert store.snapshot(REPORT) == frozen


def test_what_is_still_in_the_log_comes_back(tmp_path: Path, damaged: Path) -> None:
    with opened(tmp_path / "baocao.db") as store:
        store.record(REPORT, edit(CellKey("x", 0, "value"), None, Decimal(7)), who=WHO)
        for suffix in ("", "-wal"):
            copied = (tmp_path / f"baocao.db{suffix}").read_bytes()
            damaged.with_name(damaged.name + suffix).write_bytes(copied)
    _, cells = saved(damaged)
    assert cells == CELLS | {CellKey("x", 0, "value"): Decimal(7)}


@pytest.mark.parametrize("name", ["cells", "texts"])
def test_lost_cells_come_back_from_the_trail(damaged: Path, whole: bytes, name: str) -> None:
    damaged.write_bytes(wiped(whole, root(whole, damaged, name)))
    done, cells = saved(damaged)
    assert cells == figures()
    assert done.lost


def test_a_lost_trail_leaves_every_cell(damaged: Path, whole: bytes) -> None:
    damaged.write_bytes(wiped(whole, root(whole, damaged, "trail")))
    done, cells = saved(damaged)
    assert cells == figures()
    assert any("Nhật ký" in line for line in done.lost)


@pytest.mark.parametrize("pages", [(1,), (1, 2), (1, 2, 3, 4)])
def test_a_lost_begin_is_taken_from_a_new_store(
    damaged: Path, whole: bytes, pages: tuple[int, ...]
) -> None:
    harmed = bytearray(wiped(whole, 1))
    if len(pages) > 1:
        harmed[: 100 * len(pages)] = b"\xff" * (100 * len(pages))
    damaged.write_bytes(harmed)
    _, cells = saved(damaged)
    assert cells == figures()


def test_lost_names_come_back_from_their_index(damaged: Path, whole: bytes) -> None:
    pages = [root(whole, damaged, name) for name in ("fields", "parts")]
    damaged.write_bytes(wiped(whole, *pages))
    _, cells = saved(damaged)
    assert cells == figures()


def test_a_lost_head_is_put_together_again(damaged: Path, whole: bytes) -> None:
    damaged.write_bytes(wiped(whole, root(whole, damaged, "reports")))
    done, cells = saved(damaged)
    assert done.reports == (REPORT,)
    assert cells == figures()
    with Store.open(damaged.with_name("cuu.db"), now=now) as store:
        (head,) = store.reports()
    assert (head.form, head.unit, head.period, head.status) == ("F02", "91", "2024-07", "finalized")
    assert head.created_at == HEAD.created_at


CUTS = (1, 3, 5, 9, 14, 20, 27)


@pytest.mark.parametrize("pages", CUTS)
def test_a_truncated_file_gives_what_is_left(damaged: Path, whole: bytes, pages: int) -> None:
    left = whole[: -pages * PAGE - 777]
    damaged.write_bytes(left)
    done, cells = saved(damaged)
    assert done.lost
    assert set(cells.items()) <= set(figures().items())
    assert cells or pages == max(CUTS)


def rounds() -> int:
    return 2_000 if os.environ.get("BAOCAO_NIGHTLY") == "1" else 60


def test_a_wiped_page_or_turned_bits_never_give_a_wrong_figure(damaged: Path, whole: bytes) -> None:
    chance = random.Random(19451945)  # noqa: S311 - the same damage each run
    right, complete, refused = figures(), 0, 0
    used = [place for place, byte in enumerate(whole) if byte]
    for number in range(rounds()):
        harmed = bytearray(whole)
        if number % 3:
            for _ in range(chance.choice((1, 3, 20))):
                harmed[chance.choice(used)] ^= 1 << chance.randrange(8)
        else:
            harmed = bytearray(wiped(whole, chance.randrange(1, len(whole) // PAGE + 1)))
        damaged.write_bytes(harmed)
        try:
            done, cells = saved(damaged)
        except StoreProblem:
            refused += 1
            continue
        wrong = {key: value for key, value in cells.items() if right.get(key) != value}
        said = " ".join(done.lost)
        assert all(f"ô {key.place()}:" in said for key in wrong) or "không còn dòng" in said
        complete += cells == right
    assert refused == 0
    assert complete > rounds() // 2


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 " * 2_000, bytes(50_000)])
def test_what_was_never_a_store_gives_nothing(damaged: Path, content: bytes) -> None:
    damaged.write_bytes(content)
    with pytest.raises(StoreForeign):
        salvage(damaged, damaged.with_name("cuu.db"), now=now, who=WHO)
    assert list(damaged.parent.iterdir()) == [damaged]


# --- what came in from other units ----------------------------------------------------------------


RETURNED = Returned(
    number=3,
    report="F16-30301-2025-08",
    revision=1,
    sha256="ab",
    unit="91",
    who="A",
    at="now",
    note="Sai số",
    remarks=(Remark(place="dvc12.n", text="Xem lại"),),
)
LEFT_OFF = Leave(
    kind="exempt",
    form="F16",
    unit="30292",
    period="",
    until="",
    reason="Mới lập",
    who="A",
    at="now",
)


def with_receipts(path: Path) -> bytes:
    """The bytes of a closed store with three receipts, one of them decided about, and a return."""
    with opened(path) as store:
        for unit in ("30292", "30295", "30301"):
            came(store, unit=unit)
        store.inbox.decide(2, "held", "Chờ gọi điện", who=WHO)
        store.returns.send_back(RETURNED, who=WHO)
        store.leaves.add(LEFT_OFF)
    return path.read_bytes()


def inbox_of(damaged: Path) -> list[tuple[int, str]]:
    with Store.open(damaged.with_name("cuu.db"), now=now) as store:
        for one in store.inbox.receipts():
            assert store.inbox.data(one.number)
        return [(one.number, one.state) for one in store.inbox.receipts()]


WHOLE_INBOX = [(1, "accepted"), (2, "held"), (3, "returned")]


def test_everything_received_comes_back(path: Path, damaged: Path) -> None:
    damaged.write_bytes(with_receipts(path))
    done, _ = saved(damaged)
    assert done.lost == ()
    assert inbox_of(damaged) == WHOLE_INBOX
    target = damaged.with_name("cuu.db")
    assert raw(target, "SELECT number, reason FROM returns") == [(3, "Sai số")]
    assert raw(target, "SELECT place FROM remarks") == [("dvc12.n",)]
    assert raw(target, "SELECT unit FROM leaves") == [("30292",)]


@pytest.mark.parametrize("older", [False, True], ids=["made so", "brought up to date"])
def test_it_comes_back_when_the_schema_is_gone(
    path: Path, damaged: Path, monkeypatch: pytest.MonkeyPatch, older: bool
) -> None:
    if older:
        with monkeypatch.context() as first:
            first.setattr(migrate, "STEPS", migrate.STEPS[:1])
            migrate.create(path)
            filled(path)
    damaged.write_bytes(wiped(with_receipts(path), 1))
    done, cells = saved(damaged)
    assert done.lost == ()
    assert CELLS.items() <= cells.items()
    assert inbox_of(damaged) == WHOLE_INBOX
    assert len(cells) == (len(figures()) if older else len(CELLS))


def filled(path: Path) -> None:
    """Give a store of the first release more pages than a new one has, by its own statements."""
    monkey = connect(path)
    try:
        with transaction(monkey, WRITE) as connection:
            registry = Registry.read(connection)
            report = heads.add(connection, HEAD)
            kept = {registry.place(connection, key): value for key, value in as_kept().items()}
            content.replace(connection, report.number, {}, kept)
            lines = [Entry(NOW, WHO, CREATE, HEAD.pack_sha256)]
            lines += [Entry(NOW, WHO, CREATE, key=key, new=new) for key, new in as_kept().items()]
            append(connection, registry, report, lines)
    finally:
        let_go(monkey)


def as_kept() -> dict[CellKey, content.Kept]:
    return {key: content.kept(key, value) for key, value in figures().items()}


@pytest.mark.parametrize(
    ("statement", "left", "told"),
    [
        ("UPDATE receipt_data SET data = x'00' WHERE number = 1", WHOLE_INBOX[1:], "số 1 đã hỏng"),
        ("DELETE FROM receipt_data WHERE number = 1", WHOLE_INBOX[1:], "số 1 đã hỏng"),
        ("DELETE FROM receipts WHERE number = 1", WHOLE_INBOX[1:], "số 1 không còn"),
        ("UPDATE receipts SET signers = '{' WHERE number = 3", WHOLE_INBOX[:2], "số 3 đã hỏng"),
        ("DELETE FROM trail WHERE action = 'decide'", WHOLE_INBOX, "2 bản nhận giữ như đang lưu"),
    ],
)
def test_what_is_lost_of_an_inbox_is_told(
    path: Path, damaged: Path, statement: str, left: list[tuple[int, str]], told: str
) -> None:
    with_receipts(path)
    raw(path, "PRAGMA foreign_keys = OFF", statement)
    damaged.write_bytes(path.read_bytes())
    done, _ = saved(damaged)
    assert inbox_of(damaged) == left
    assert any(told in line for line in done.lost)
