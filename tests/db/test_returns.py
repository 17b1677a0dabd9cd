"""What went back, what came back, who was let off: kept as one act each, sealed by the trail."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from db.problems import ReceiptChanged, ReceiptUnknown, ReportUnknown
from db.rescue.salvage import salvage
from db.store import Store
from forms.department.receipts import Leave, Remark, Returned
from tests.db.samples import LATER, NOW, REPORT, WHO, Target, now, opened, raw
from tests.db.test_inbox import came

ENGINES = ("file", "server")

REMARKS = (Remark(place="tthc[1].tn_tt", text="Xem lại"), Remark(place="", text="Thiếu"))
OUT = Returned(
    number=1,
    report="F16-30292-2025-08",
    revision=1,
    sha256="cd" * 32,
    unit="91",
    who=WHO,
    at=LATER,
    note="Lệch với tháng trước",
    remarks=REMARKS,
)
BACK = replace(OUT, number=0, report=REPORT)
LEAVE = Leave(
    kind="extend",
    form="F16",
    unit="30292",
    period="2025-08",
    until="2025-08-31",
    reason="Mất điện",
    who=WHO,
    at=NOW,
)


def finalized(store: Store) -> None:
    store.finalize(REPORT, data=b"{}", vector=bytes(480), at=NOW, who=WHO)


def acts(store: Store, report: str | None = None) -> list[str]:
    return [row.action for row in store.trail(report) if row.key is None]


def test_a_receipt_that_goes_back_keeps_what_was_said(target: Target) -> None:
    with opened(target) as store:
        came(store)
        sent = store.returns.send_back(OUT, who=WHO)
        assert (sent.state, sent.reason, sent.counts) == ("returned", OUT.note, True)
        assert acts(store)[-2:] == ["decide", "return"]
    with Store.open(target, now=now) as store:
        assert store.returns.of_receipt(1) == (OUT,)
        assert store.inbox.receipt(1) == sent
        assert store.verify_trail() == ()


def test_only_what_counts_goes_back(store: Store) -> None:
    came(store)
    came(store, 2)
    with pytest.raises(ReceiptChanged):
        store.returns.send_back(OUT, who=WHO)
    with pytest.raises(ReceiptUnknown):
        store.returns.send_back(replace(OUT, number=9), who=WHO)
    assert store.returns.of_receipt(1) == ()


def test_a_report_that_comes_back_is_the_next_submission(store: Store) -> None:
    finalized(store)
    store.returns.take_back(BACK, reason="Trả lại", who=WHO)
    head = store.load(REPORT).head
    assert (head.status, head.revision, head.finalized_at) == ("draft", 2, "")
    assert acts(store, REPORT)[-2:] == ["revise", "return"]
    other = replace(BACK, sha256="ef" * 32, remarks=REMARKS[:1])
    store.returns.take_back(other, reason="Trả lại", who=WHO)
    assert store.load(REPORT).head.revision == 2
    assert acts(store, REPORT)[-2:] == ["return", "return"]
    assert store.returns.of_report(REPORT) == (BACK, other)
    with pytest.raises(ReportUnknown):
        store.returns.of_report("F02-91-1999-01")
    assert store.verify_trail() == ()


def test_a_draft_that_left_unseen_is_counted_up(store: Store) -> None:
    finalized(store)
    store.reopen(REPORT, reason="Sửa", who=WHO)
    assert store.load(REPORT).head.revision == 1
    store.returns.take_back(BACK, reason="Trả lại", who=WHO)
    assert store.load(REPORT).head.revision == 2


def test_what_was_decided_about_a_unit_is_kept_in_order(store: Store) -> None:
    later = replace(LEAVE, kind="withdraw", until="", reason="Nhầm", at=LATER)
    other = replace(LEAVE, kind="exempt", unit="30295", period="", until="")
    for leave in (LEAVE, later, other):
        store.leaves.add(leave)
    assert store.leaves.of("F16") == (LEAVE, later, other)
    assert store.leaves.of("F16", "30295") == (other,)
    assert store.leaves.of("F07") == ()
    assert store.verify_trail() == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE returns SET reason = 'khác'", "Lần trả lại"),
        ("UPDATE remarks SET text = 'khác' WHERE position = 1", "Lần trả lại"),
        ("DELETE FROM remarks WHERE position = 1", "Lần trả lại"),
        ("DELETE FROM remarks; DELETE FROM returns", "không còn: 1 lần"),
        ("UPDATE leaves SET until = '2025-12-31'", "miễn, gia hạn"),
        ("DELETE FROM leaves", "miễn, gia hạn"),
    ],
)
def test_a_change_behind_its_back_shows(target: Target, statement: str, told: str) -> None:
    with opened(target) as store:
        came(store)
        store.returns.send_back(OUT, who=WHO)
        store.leaves.add(LEAVE)
    raw(target, *statement.split("; "))
    with Store.open(target, now=now) as store:
        (said,) = store.verify_trail()
    assert told in said


def test_the_begin_of_long_data_is_enough_to_look_at(store: Store) -> None:
    came(store)
    ((number, begin),) = store.inbox.beginnings([1, 7])
    assert (number, begin) == (1, store.inbox.data(1))
    assert store.inbox.of_periods("F16", ["2025-08"]) == store.inbox.receipts()
    assert store.inbox.of_periods("F16", ["2025-09"]) == ()


def test_a_rescue_brings_it_all_along(tmp_path: Path) -> None:
    old, new = tmp_path / "a.db", tmp_path / "b.db"
    with opened(old) as store:
        finalized(store)
        came(store)
        store.returns.send_back(OUT, who=WHO)
        store.returns.take_back(BACK, reason="Trả lại", who=WHO)
        store.leaves.add(LEAVE)
    assert salvage(old, new, now=now, who=WHO).lost == ()
    with Store.open(new, now=now) as store:
        assert store.verify_trail() == ()
        assert store.returns.of_receipt(1) == (OUT,)
        assert store.returns.of_report(REPORT) == (BACK,)
        assert store.leaves.of("F16") == (LEAVE,)
