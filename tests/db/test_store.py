import threading
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from db import content
from db.problems import (
    FigureTooLong,
    ReportExists,
    ReportNotDraft,
    ReportNotFinalized,
    ReportUnknown,
    StoreConflict,
    TextRefused,
    Theirs,
)
from db.store import Store
from forms.cells import CellEdit, CellKey, Change
from tests.db.samples import (
    ACCEPTANCE,
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

DATA = '{"Số hồ sơ":"959"}'.encode()
VECTOR = (959).to_bytes(8, "little", signed=True)


def finalize(store: Store) -> None:
    store.finalize(REPORT, data=DATA, vector=VECTOR, at=LATER, who=WHO)


def exactly(value: object) -> object:
    """A value with its decimals: 1.5 and 1.50 are equal, but not the same typing."""
    return value.as_tuple() if isinstance(value, Decimal) else value


# --- cells ----------------------------------------------------------------------------------------


def test_a_new_report_comes_back_as_it_was_given(target: Target) -> None:
    with opened(target):
        pass
    with Store.open(target, now=now) as store:
        report = store.load(REPORT)
        assert report.head == HEAD
        assert report.cells == CELLS
        assert exactly(report.cells[ONLINE]) == exactly(Decimal("97.50"))
        assert report.acceptances == ()
        assert store.reports() == (HEAD,)


def test_an_edit_is_kept_without_saving(store: Store, target: Target) -> None:
    store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
    with Store.open(target, now=now) as other:
        assert other.load(REPORT).cells[TOTAL] == Decimal(960)


def test_a_cell_can_be_emptied_filled_and_turned_into_a_text(store: Store) -> None:
    other = CellKey("ghi_chu", 0, "value")
    store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
    store.record(REPORT, edit(other, None, Decimal("0.0")), who=WHO)
    store.record(REPORT, edit(ONLINE, Decimal("97.50"), "không có"), who=WHO)
    store.record(REPORT, edit(PLACE, CELLS[PLACE], Decimal(-7)), who=WHO)
    expected = {other: Decimal("0.0"), ONLINE: "không có", PLACE: Decimal(-7)}
    found = store.load(REPORT).cells
    assert {key: exactly(value) for key, value in found.items()} == {
        key: exactly(value) for key, value in expected.items()
    }


def test_edits_of_one_change_follow_each_other(store: Store) -> None:
    edits = (
        CellEdit(TOTAL, Decimal(959), None),
        CellEdit(TOTAL, None, "tạm"),
        CellEdit(TOTAL, "tạm", Decimal(961)),
    )
    store.record(REPORT, Change("paste", edits), who=WHO)
    assert store.load(REPORT).cells[TOTAL] == Decimal(961)
    assert [row.new for row in store.trail(REPORT, TOTAL)] == [959, None, "tạm", 961]


def test_many_cells_are_pasted_in_one_change(store: Store) -> None:
    keys = [CellKey("bang", row, part) for row in range(1, 601) for part in ("so", "ten")]
    edits = tuple(CellEdit(key, None, Decimal(key.row)) for key in keys)
    paste = Change("paste", edits)
    store.record(REPORT, paste, who=WHO)
    assert len(store.load(REPORT).cells) == len(CELLS) + 1200
    store.record(REPORT, paste.reversed("undo"), who=WHO)
    assert store.load(REPORT).cells == CELLS
    assert store.verify_trail() == ()


def test_a_change_without_edits_leaves_no_trace(store: Store) -> None:
    before = store.trail()
    store.record(REPORT, Change("fill", ()), who=WHO)
    assert store.trail() == before


@pytest.mark.parametrize("old", [None, Decimal(958), Decimal("959.0"), "959"])
def test_an_edit_from_a_stale_value_changes_nothing(
    store: Store, old: Decimal | str | None
) -> None:
    before = store.trail()
    edits = (CellEdit(ONLINE, Decimal("97.50"), Decimal(1)), CellEdit(TOTAL, old, Decimal(2)))
    with pytest.raises(StoreConflict) as caught:
        store.record(REPORT, Change("paste", edits), who=WHO)
    assert caught.value.subject == caught.value.place == "tong_ho_so"
    assert caught.value.theirs == Theirs(Decimal(959), WHO, NOW)
    assert caught.value.message == (
        "Ô tong_ho_so đã được Trần Thị Bình sửa thành “959” lúc 01/08/2024 08:00: "
        "hãy mở lại báo cáo, xem số mới rồi nhập lại nếu cần."
    )
    assert store.load(REPORT).cells == CELLS
    assert store.trail() == before


def test_a_conflict_names_who_emptied_the_cell_or_nobody(store: Store) -> None:
    store.record(REPORT, edit(TOTAL, Decimal(959), None), who="Lê Văn An")
    with pytest.raises(StoreConflict, match="đã được Lê Văn An xóa trống lúc 01/08/2024 08:00"):
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(960)), who=WHO)
    never = CellKey("chua_co", 0, "value")
    with pytest.raises(StoreConflict, match="ở nơi khác") as caught:
        store.record(REPORT, edit(never, Decimal(1), Decimal(2)), who=WHO)
    assert caught.value.theirs is None


def test_a_name_met_in_a_refused_change_is_met_again(store: Store) -> None:
    new = CellKey("moi", 0, "cot_moi")
    refused = (CellEdit(new, None, Decimal(1)), CellEdit(TOTAL, None, Decimal(2)))
    with pytest.raises(StoreConflict):
        store.record(REPORT, Change("paste", refused), who=WHO)
    store.record(REPORT, edit(new, None, Decimal(3)), who=WHO)
    assert store.load(REPORT).cells[new] == Decimal(3)
    assert store.check_integrity() == ()


def test_names_that_another_program_added_are_found(store: Store, target: Target) -> None:
    new = CellKey("moi", 0, "cot_moi")
    with Store.open(target, now=now) as other:
        other.record(REPORT, edit(new, None, Decimal(1)), who=WHO)
    assert store.load(REPORT).cells[new] == Decimal(1)
    store.record(REPORT, edit(new, Decimal(1), Decimal(2)), who=WHO)
    assert store.verify_trail() == ()


@pytest.mark.parametrize(
    "figure", ["1" * 19, "0." + "1" * 19, "1E+18", "1E+999999", "NaN", "Infinity", "1E-19"]
)
def test_a_figure_that_does_not_fit_is_refused_before_writing(store: Store, figure: str) -> None:
    before = store.trail()
    with pytest.raises(FigureTooLong) as caught:
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(figure)), who=WHO)
    assert "tong_ho_so" in caught.value.message
    with pytest.raises(FigureTooLong):
        store.create_report(
            msgspec.structs.replace(HEAD, id="x"), {TOTAL: Decimal(figure)}, who=WHO
        )
    assert store.trail() == before
    assert store.reports() == (HEAD,)


@pytest.mark.parametrize("text", ["a\0b", "\ud800"])
def test_a_text_that_does_not_fit_is_refused(store: Store, text: str) -> None:
    with pytest.raises(TextRefused):
        store.record(REPORT, edit(PLACE, CELLS[PLACE], text), who=WHO)
    assert store.load(REPORT).cells == CELLS


@given(
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.integers(0, 18),
)
def test_every_figure_of_18_digits_survives_digit_for_digit(scaled: int, decimals: int) -> None:
    figure = Decimal((scaled < 0, tuple(map(int, str(abs(scaled)))), -decimals))
    assert exactly(content.value(content.kept(TOTAL, figure))) == exactly(figure)


@pytest.mark.parametrize(
    ("figure", "kept"),
    [("-0", (0, 0)), ("0.00", (0, 2)), ("12E+3", (12000, 0)), ("00012", (12, 0))],
)
def test_figures_are_kept_in_one_way_only(figure: str, kept: tuple[int, int]) -> None:
    assert content.kept(TOTAL, Decimal(figure)) == kept


def test_figures_lie_in_the_file_as_integers(path: Path) -> None:
    with opened(path) as store:
        assert store.load(REPORT).cells == CELLS
    rows = raw(path, "SELECT typeof(scaled), scaled, decimals FROM cells ORDER BY scaled")
    assert rows == [("integer", 959, 0), ("integer", 9750, 2)]


# --- the way of a report --------------------------------------------------------------------------


def test_a_report_is_made_once(store: Store) -> None:
    with pytest.raises(ReportExists) as caught:
        store.create_report(HEAD, {}, who=WHO)
    assert REPORT in caught.value.message
    store.delete(REPORT, who=WHO)
    with pytest.raises(ReportExists):
        store.create_report(HEAD, {}, who=WHO)


def test_a_report_begins_as_a_draft(store: Store) -> None:
    head = msgspec.structs.replace(HEAD, id="x", status="finalized", finalized_at=NOW)
    with pytest.raises(ReportNotDraft):
        store.create_report(head, {}, who=WHO)
    assert store.reports() == (HEAD,)


def test_reports_are_listed_by_id(store: Store) -> None:
    for name in ("F03-91-2024-07", "F02-91-2024-06"):
        store.create_report(msgspec.structs.replace(HEAD, id=name), {}, who=WHO)
    names = [head.id for head in store.reports()]
    assert names == ["F02-91-2024-06", REPORT, "F03-91-2024-07"]


def test_a_finalized_report_changes_no_more(store: Store) -> None:
    finalize(store)
    with pytest.raises(ReportNotDraft):
        store.record(REPORT, edit(TOTAL, Decimal(959), Decimal(1)), who=WHO)
    with pytest.raises(ReportNotDraft):
        store.accept(REPORT, ACCEPTANCE)
    with pytest.raises(ReportNotDraft):
        store.withdraw(REPORT, ACCEPTANCE.finding, who=WHO)
    with pytest.raises(ReportNotDraft):
        finalize(store)
    report = store.load(REPORT)
    assert report.cells == CELLS
    assert (report.head.status, report.head.finalized_at) == ("finalized", LATER)


def test_a_snapshot_is_the_bytes_that_were_finalized(store: Store, target: Target) -> None:
    assert store.snapshot(REPORT) is None
    made = store.finalize(REPORT, data=DATA, vector=VECTOR, at=LATER, who=WHO)
    assert store.snapshot(REPORT) == store.snapshot(REPORT, 1) == made
    assert (made.revision, made.at, made.data) == (1, LATER, DATA)
    (line,) = [row for row in store.trail(REPORT) if row.action == "finalize"]
    assert (line.detail, line.at) == (made.sha256, LATER)
    assert raw(target, "SELECT vector FROM snapshots") == [(VECTOR,)]


def test_an_export_is_noted_of_a_finalized_report_and_changes_nothing_else(store: Store) -> None:
    with pytest.raises(ReportNotFinalized):
        store.log_issue(REPORT, "export", "F02.pdf", who=WHO)
    finalize(store)
    before = store.load(REPORT), store.snapshot(REPORT)
    store.log_issue(REPORT, "export", "F02.pdf, F02.xlsx", who=WHO)
    assert (store.load(REPORT), store.snapshot(REPORT)) == before
    last = store.trail(REPORT)[-1]
    assert (last.action, last.detail, last.who) == ("export", "F02.pdf, F02.xlsx", WHO)
    assert store.verify_trail() == ()


def test_signed_copies_and_sending_are_listed_with_the_finalizing_before_them(store: Store) -> None:
    assert store.issues() == ()
    finalize(store)
    store.log_issue(REPORT, "export", "F02.pdf", who=WHO)
    store.log_issue(REPORT, "signed", "ab F02_signed.pdf", who=WHO)
    store.log_issue(REPORT, "sent", "2024-07-26; Trục liên thông", who=WHO)
    listed = [(row.report, row.action) for row in store.issues()]
    assert listed == [(REPORT, "finalize"), (REPORT, "signed"), (REPORT, "sent")]
    assert store.issues()[-1].detail == "2024-07-26; Trục liên thông"
    assert store.verify_trail() == ()


def test_reopening_keeps_the_revision_until_it_was_sent(store: Store) -> None:
    with pytest.raises(ReportNotFinalized):
        store.reopen(REPORT, reason="nhầm", who=WHO)
    finalize(store)
    store.reopen(REPORT, reason="thiếu phụ lục", who=WHO)
    head = store.load(REPORT).head
    assert (head.status, head.revision, head.finalized_at) == ("draft", 1, "")

    store.finalize(REPORT, data=b"{}", vector=b"", at=NOW, who=WHO)
    store.reopen(REPORT, reason="cấp trên trả lại", who=WHO, next_revision=True)
    assert store.load(REPORT).head.revision == 2
    finalize(store)

    newest, first = store.snapshot(REPORT), store.snapshot(REPORT, 1)
    assert newest is not None
    assert first is not None
    assert (newest.revision, newest.data) == (2, DATA)
    assert first.data == b"{}"
    assert store.snapshot(REPORT, 3) is None
    reasons = [row.detail for row in store.trail(REPORT) if row.action in {"reopen", "revise"}]
    assert reasons == ["thiếu phụ lục", "cấp trên trả lại"]
    assert store.verify_trail() == ()


def test_a_deleted_report_can_be_brought_back(store: Store) -> None:
    with pytest.raises(ReportExists):
        store.restore(REPORT, who=WHO)
    finalize(store)
    store.delete(REPORT, who=WHO)
    assert store.reports() == ()
    assert [head.status for head in store.reports(deleted=True)] == ["deleted"]
    assert store.load(REPORT).cells == CELLS
    with pytest.raises(ReportUnknown):
        store.delete(REPORT, who=WHO)
    with pytest.raises(ReportUnknown):
        store.record(REPORT, edit(TOTAL, Decimal(959), None), who=WHO)
    store.restore(REPORT, who=WHO)
    assert store.load(REPORT).head.status == "finalized"
    store.reopen(REPORT, reason="sửa", who=WHO)
    store.delete(REPORT, who=WHO)
    store.restore(REPORT, who=WHO)
    assert store.load(REPORT).head == HEAD


def test_an_unknown_report_is_named(store: Store) -> None:
    for ask in (
        lambda: store.load("F99"),
        lambda: store.record("F99", edit(TOTAL, None, None), who=WHO),
        lambda: store.delete("F99", who=WHO),
        lambda: store.restore("F99", who=WHO),
        lambda: store.reopen("F99", reason="", who=WHO),
        lambda: store.snapshot("F99"),
        lambda: store.trail("F99"),
    ):
        with pytest.raises(ReportUnknown) as caught:
            ask()
        assert caught.value.message.startswith("Không có báo cáo F99")


def test_a_reason_is_kept_replaced_and_withdrawn(store: Store) -> None:
    store.accept(REPORT, ACCEPTANCE)
    assert store.load(REPORT).acceptances == (ACCEPTANCE,)
    again = msgspec.structs.replace(ACCEPTANCE, fingerprint="aa" * 8, reason="Đã đối chiếu.")
    other = msgspec.structs.replace(ACCEPTANCE, finding="COUNT@von_ds")
    store.accept(REPORT, again)
    store.accept(REPORT, other)
    assert store.load(REPORT).acceptances == (other, again)
    store.withdraw(REPORT, ACCEPTANCE.finding, who=WHO)
    assert store.load(REPORT).acceptances == (other,)
    lines = store.trail(REPORT)
    store.withdraw(REPORT, ACCEPTANCE.finding, who=WHO)
    assert store.trail(REPORT) == lines
    assert [row.action for row in lines[-4:]] == ["accept", "accept", "accept", "withdraw"]
    assert "Đã đối chiếu." in lines[-3].detail


# --- the rest -------------------------------------------------------------------------------------


def test_packs_are_kept_for_ever(store: Store) -> None:
    assert store.pack("F02", "5e") is None
    store.keep_pack("F02", "2024.1", "5e", b"{}")
    store.keep_pack("F02", "2024.1", "5e", b"other")
    store.keep_pack("F02", "2024.2", "6f", b"[]")
    assert store.pack("F02", "5e") == b"{}"
    assert store.pack("F02", "6f") == b"[]"
    assert store.pack("F03", "5e") is None


def test_settings_are_words_under_names(store: Store) -> None:
    assert store.setting("đơn vị") is None
    store.set_setting("đơn vị", "Xã Hòa Bình")
    store.set_setting("đơn vị", "")
    assert store.setting("đơn vị") == ""


def test_two_threads_lose_nothing(store: Store) -> None:
    def work(field: str) -> None:
        key, old = CellKey(field, 0, "n"), None
        for step in range(40):
            store.record(REPORT, edit(key, old, Decimal(step)), who=field)
            old = Decimal(step)

    threads = [threading.Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = store.load(REPORT).cells
    assert {found[CellKey(name, 0, "n")] for name in ("a", "b", "c")} == {Decimal(39)}
    assert len(store.trail(REPORT)) == 1 + len(CELLS) + 120
    assert store.verify_trail() == ()


def test_closing_twice_does_no_harm_and_leaves_one_file(path: Path) -> None:
    with opened(path) as store:
        store.close()
    assert [file.name for file in path.parent.iterdir()] == ["baocao.db"]
