import hashlib
import json
from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import content, trail
from db.store import Store
from db.trail import Entry
from forms.cells import CellKey, CellValue
from tests.db.samples import (
    CELLS,
    HEAD,
    LATER,
    NOW,
    ONLINE,
    PLACE,
    REPORT,
    TOTAL,
    WHO,
    Target,
    edit,
    now,
    opened,
    raw,
)

ENGINES = ("file", "server")


def lived_in(target: Target) -> None:
    """A store with a life: lines 1-4 create, 5-7 edits, 8 finalize."""
    with opened(target) as store:
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
        store.record(REPORT, edit(PLACE, CELLS[PLACE], None), who="Lê Văn An")
        store.record(REPORT, edit(ONLINE, Decimal("97.50"), Decimal("98.96")), who=WHO)
        store.finalize(REPORT, data=b"{}", vector=b"", at=LATER, who=WHO)


def verdict(target: Target) -> tuple[str, ...]:
    with Store.open(target, now=now) as store:
        return store.verify_trail()


def test_the_trail_tells_who_did_what_and_when(target: Target) -> None:
    lived_in(target)
    with Store.open(target, now=now) as store:
        lines = store.trail()
        assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6, 7, 8]
        assert [line.action for line in lines] == ["create"] * 4 + ["edit"] * 3 + ["finalize"]
        assert {line.report for line in lines} == {REPORT}
        emptied = lines[5]
        assert (emptied.key, emptied.old, emptied.new) == (PLACE, CELLS[PLACE], None)
        assert (emptied.who, emptied.at) == ("Lê Văn An", NOW)
        assert lines[7].at == LATER
        assert store.trail(REPORT) == lines
        assert store.trail(key=ONLINE) == store.trail(REPORT, ONLINE) == (lines[1], lines[6])
        assert store.trail(REPORT, CellKey("không có", 0, "value")) == ()
        assert store.verify_trail() == ()


def test_the_trails_of_two_reports_are_one_chain(store: Store) -> None:
    other = msgspec.structs.replace(HEAD, id="F02-91-2024-08")
    store.create_report(other, {TOTAL: Decimal(1)}, who=WHO)
    store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
    assert [line.seq for line in store.trail(REPORT)] == [1, 2, 3, 4, 7]
    assert [line.seq for line in store.trail(other.id)] == [5, 6]
    assert len(store.trail(key=TOTAL)) == 3
    assert store.verify_trail() == ()


def test_another_program_can_follow_the_chain(target: Target) -> None:
    """The hash as the module describes it, made with nothing but the standard library."""

    def plain(value: CellValue | None) -> object:
        if not isinstance(value, Decimal):
            return value
        decimals = -int(value.as_tuple().exponent)
        return [int(value.scaleb(decimals)), decimals]

    lived_in(target)
    previous = bytes(32)
    with Store.open(target, now=now) as store:
        for row in store.trail():
            line = [row.seq, row.report, row.at, row.who, row.action, row.key]
            line += [plain(row.old), plain(row.new), row.detail]
            text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            previous = hashlib.sha256(previous + text.encode()).digest()
            assert row.hash == previous.hex()


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_texts_are_escaped_as_every_json_writer_does(text: str) -> None:
    line = [1, "", "", "", "", None, None, text, ""]
    plain = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode()
    entry = Entry(at="", who="", action="", new=text)
    assert trail.digest(bytes(32), 1, "", entry) == hashlib.sha256(bytes(32) + plain).digest()


def test_a_figure_and_its_text_have_different_hashes() -> None:
    figure = Entry(at=NOW, who=WHO, action="edit", new=content.kept(TOTAL, Decimal(12)))
    text = Entry(at=NOW, who=WHO, action="edit", new="12")
    empty = Entry(at=NOW, who=WHO, action="edit", new="")
    nothing = Entry(at=NOW, who=WHO, action="edit")
    made = {trail.digest(bytes(32), 1, REPORT, entry) for entry in (figure, text, empty, nothing)}
    assert len(made) == 4


@pytest.mark.parametrize(
    "column",
    [
        "at = '2024-07-01T00:00:00+07:00'",
        "who = 'Người khác'",
        "action = 'undo'",
        "detail = 'x'",
        "new_scaled = new_scaled + 1",
        "new_decimals = 1",
        "old_text = '959', old_scaled = NULL, old_decimals = NULL",
        "row = 1",
        "report_id = NULL",
        "hash = zeroblob(32)",
    ],
)
def test_a_changed_line_is_named(target: Target, column: str) -> None:
    lived_in(target)
    raw(target, f"UPDATE trail SET {column} WHERE seq = 5")
    assert verdict(target)[0].startswith("Nhật ký dòng 5 ")


def test_a_missing_line_is_named(target: Target) -> None:
    lived_in(target)
    raw(target, "DELETE FROM trail WHERE seq IN (5, 6)")
    assert verdict(target)[0] == "Nhật ký thiếu dòng 5 đến 6."


def test_lines_in_another_order_are_named(target: Target) -> None:
    lived_in(target)
    raw(
        target,
        "UPDATE trail SET seq = 99 WHERE seq = 5",
        "UPDATE trail SET seq = 5 WHERE seq = 6",
        "UPDATE trail SET seq = 6 WHERE seq = 99",
    )
    assert [line[:14] for line in verdict(target)[:3]] == [f"Nhật ký dòng {n}" for n in (5, 6, 7)]


def test_lines_cut_off_at_the_end_are_missed_by_the_cells(target: Target) -> None:
    lived_in(target)
    raw(target, "DELETE FROM trail WHERE seq >= 7")
    assert verdict(target) == (
        f"Báo cáo {REPORT}, ô dvc12.n: số liệu đang lưu khác với nhật ký.",
        f"Bản chốt lần 1 của báo cáo {REPORT} đã bị sửa sau khi chốt.",
    )


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE cells SET scaled = scaled + 1 WHERE scaled = 960", "tong_ho_so"),
        ("UPDATE cells SET decimals = 1 WHERE scaled = 9896", "dvc12.n"),
        ("DELETE FROM cells WHERE scaled = 9896", "dvc12.n"),
        (
            "INSERT INTO texts SELECT report_id, field_id, 2, part_id, 'x' FROM trail WHERE seq=6",
            "noi_nhan[2].ten",
        ),
    ],
)
def test_a_cell_changed_behind_the_trail_is_named(
    target: Target, statement: str, place: str
) -> None:
    lived_in(target)
    raw(target, statement)
    assert verdict(target) == (f"Báo cáo {REPORT}, ô {place}: số liệu đang lưu khác với nhật ký.",)


@pytest.mark.parametrize(
    "change",
    [
        "data = CAST('{} ' AS BLOB)",
        "sha256 = 'x'",
        f"data = CAST('x' AS BLOB), sha256 = '{hashlib.sha256(b'x').hexdigest()}'",
    ],
)
def test_a_changed_snapshot_is_named(target: Target, change: str) -> None:
    lived_in(target)
    raw(target, f"UPDATE snapshots SET {change}")
    assert verdict(target) == (f"Bản chốt lần 1 của báo cáo {REPORT} đã bị sửa sau khi chốt.",)


def test_a_lost_snapshot_is_named(target: Target) -> None:
    lived_in(target)
    raw(target, "DELETE FROM snapshots")
    assert verdict(target) == ("Nhật ký dòng 8 nói đã chốt báo cáo, nhưng không còn bản chốt.",)
