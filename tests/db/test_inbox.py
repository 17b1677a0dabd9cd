"""What came in: kept as it came, one submission of a report counts, nothing changes unseen."""

import hashlib

import pytest
from msgspec.structs import replace

from db.problems import ReceiptChanged, ReceiptUnknown, StoreDamaged
from db.store import Store
from forms.department.receipts import Receipt, ReceiptState
from tests.db.samples import NOW, WHO, Target, now, opened, raw

ENGINES = ("file", "server")

FILE = "ab" * 32
RECEIPT = Receipt(
    number=0,
    sha256=FILE,
    name="F16_30292_2025-08_v1.zip",
    kind="package",
    state="accepted",
    at=NOW,
    who=WHO,
    form="F16",
    pack_version="1",
    pack_sha256="5e" * 32,
    unit="30292",
    period="2025-08",
    report="F16-30292-2025-08",
    revision=1,
    finalized_at=NOW,
    warnings=2,
    signers=("Nguyễn Văn An",),
)


def came(
    store: Store, revision: int = 1, state: ReceiptState = "accepted", unit: str = "30292"
) -> Receipt:
    """Take in one submission with data of its own."""
    data = f'{{"unit":"{unit}","revision":{revision}}}'.encode()
    receipt = replace(
        RECEIPT,
        state=state,
        unit=unit,
        report=f"F16-{unit}-2025-08",
        revision=revision,
        sha256=hashlib.sha256(b"file" + data).hexdigest(),
        data_sha256=hashlib.sha256(data).hexdigest(),
    )
    return store.inbox.add(receipt, data, bytes(8 * revision), who=WHO)


def states(store: Store) -> list[tuple[int, str]]:
    return [(one.number, one.state) for one in store.inbox.receipts()]


def test_a_file_comes_back_as_it_came(target: Target) -> None:
    with opened(target) as store:
        first, second = came(store), came(store, unit="30295")
        assert (first.number, second.number) == (1, 2)
    with Store.open(target, now=now) as store:
        assert store.inbox.receipts() == (first, second)
        assert store.inbox.receipt(1) == first
        assert store.inbox.data(1) == b'{"unit":"30292","revision":1}'
        assert list(store.inbox.vectors([2, 1, 7])) == [(1, bytes(8)), (2, bytes(8))]
        assert store.inbox.of_file(first.sha256) == (first,)
        assert store.inbox.of_report("F16-30295-2025-08") == (second,)
        assert store.verify_trail() == ()


def test_receipts_are_found_by_what_they_are(store: Store) -> None:
    first, second = came(store), came(store, unit="30295", state="held")
    assert store.inbox.receipts(form="F16", period="2025-08") == (first, second)
    assert store.inbox.receipts(unit="30295") == store.inbox.receipts(state="held") == (second,)
    assert store.inbox.receipts(form="F07") == store.inbox.receipts(period="2025-09") == ()


def test_what_could_not_be_read_has_no_data(store: Store) -> None:
    bad = Receipt(
        number=0, sha256=FILE, name="x.zip", kind="package", state="refused", at=NOW, who=WHO
    )
    kept = store.inbox.add(replace(bad, reason="Tệp hỏng."), who=WHO)
    with pytest.raises(ReceiptUnknown):
        store.inbox.data(kept.number)
    with pytest.raises(ReceiptUnknown):
        store.inbox.decide(kept.number, "accepted", "Cứ nhận", who=WHO)
    assert store.verify_trail() == ()


def test_data_of_another_hash_is_not_taken(store: Store) -> None:
    with pytest.raises(ValueError, match="data_sha256"):
        store.inbox.add(RECEIPT, b"{}", who=WHO)
    assert store.inbox.receipts() == ()


def test_a_later_submission_takes_the_place_of_the_earlier(store: Store) -> None:
    came(store)
    came(store, revision=2)
    came(store, revision=3, state="held")
    assert states(store) == [(1, "superseded"), (2, "accepted"), (3, "held")]
    assert "bản nhận số 2" in store.inbox.receipt(1).reason
    store.inbox.decide(3, "accepted", "Đã gọi điện\nhỏi lại", who="Lê Văn Cường", was="held")
    assert states(store) == [(1, "superseded"), (2, "superseded"), (3, "accepted")]
    assert store.inbox.receipt(3).reason == "Đã gọi điện hỏi lại"
    assert [(row.action, row.who, row.detail.split()[0]) for row in store.trail()[-5:]] == [
        ("receive", WHO, "2"),
        ("decide", WHO, "1"),
        ("receive", WHO, "3"),
        ("decide", "Lê Văn Cường", "3"),
        ("decide", "Lê Văn Cường", "2"),
    ]
    assert store.verify_trail() == ()


def test_one_that_was_returned_counts_until_its_correction_comes(store: Store) -> None:
    came(store)
    assert store.inbox.decide(1, "returned", "Ba chỗ cần sửa", who=WHO).counts
    came(store, revision=2)
    assert states(store) == [(1, "superseded"), (2, "accepted")]
    assert store.verify_trail() == ()


def test_two_people_do_not_decide_about_one_receipt(store: Store) -> None:
    came(store, state="held")
    store.inbox.decide(1, "refused", "Sai kỳ", who=WHO, was="held")
    with pytest.raises(ReceiptChanged):
        store.inbox.decide(1, "accepted", "Đúng rồi", who="Lê Văn Cường", was="held")
    with pytest.raises(ReceiptUnknown):
        store.inbox.decide(9, "accepted", "Nhầm số", who=WHO)
    assert states(store) == [(1, "refused")]


def test_what_came_in_after_the_judgement_stops_it(store: Store) -> None:
    data = b'{"other":1}'
    late = replace(RECEIPT, data_sha256=hashlib.sha256(data).hexdigest())
    came(store)
    with pytest.raises(ReceiptChanged):
        store.inbox.add(late, data, who=WHO, after=0)
    assert store.inbox.add(late, data, who=WHO, after=1).number == 2


def test_lateness_is_said_anew(store: Store) -> None:
    came(store)
    assert store.inbox.mark_late(1, "Quá hạn một ngày.", late=True, who=WHO).late
    assert store.inbox.receipt(1).late
    assert store.verify_trail() == ()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE receipts SET state = 'refused'", "Bản nhận số 1"),
        ("UPDATE receipts SET reason = 'khác'", "Bản nhận số 1"),
        ("UPDATE receipts SET unit = '30295'", "Bản nhận số 1"),
        ("UPDATE receipts SET late = 1", "Bản nhận số 1"),
        ("UPDATE receipts SET signers = '[]'", "Bản nhận số 1"),
        ("UPDATE receipt_data SET data = x'7b7d'", "Bản nhận số 1"),
        ("DELETE FROM receipt_data", "Bản nhận số 1"),
        ("DELETE FROM receipts", "bản số 1"),
    ],
)
def test_a_change_behind_its_back_shows(target: Target, statement: str, told: str) -> None:
    with opened(target) as store:
        came(store)
    raw(target, statement)
    with Store.open(target, now=now) as store:
        (said,) = store.verify_trail()
    assert told in said


def test_a_line_that_was_cut_off_shows(target: Target) -> None:
    with opened(target) as store:
        came(store)
        store.inbox.decide(1, "refused", "Sai kỳ", who=WHO)
    raw(target, "DELETE FROM trail WHERE action = 'decide'")
    with Store.open(target, now=now) as store:
        assert "Bản nhận số 1" in store.verify_trail()[0]


def test_a_row_that_is_none_is_told_as_damage(target: Target) -> None:
    with opened(target) as store:
        came(store)
    raw(target, "UPDATE receipts SET signers = '{'")
    with Store.open(target, now=now) as store, pytest.raises(StoreDamaged):
        store.inbox.receipts()


def test_an_older_one_that_waits_is_superseded_too(store: Store) -> None:
    came(store, revision=2, state="held")
    came(store, revision=1, state="held")
    came(store, revision=3, state="held")
    came(store, revision=2, unit="30295")
    store.inbox.decide(1, "accepted", "Đã hỏi lại", who=WHO)
    assert states(store) == [(1, "accepted"), (2, "superseded"), (3, "held"), (4, "accepted")]
