"""Returns and leaves without a store: whatever comes in which order, the same rules hold."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from forms.department.board import leave_of, until_of
from forms.department.receipts import Leave, LeaveKind, Returned
from forms.department.returning import Coming, Here, judge_return
from forms.report import ReportHead

REPORT = "F16-30292-2025-08"
TAKEN = ("RET-OPENED", "RET-ADDED")


def hashed(revision: int) -> str:
    """The hash of what was finalized as a submission."""
    return f"{revision:064x}"


class Event(NamedTuple):
    """A return file (by submission and number) comes in, or (0) the sender finalizes."""

    revision: int
    file: int


class Sender:
    """The sender's computer: one report that has been finalized once."""

    def __init__(self) -> None:
        self.revision, self.draft = 1, False
        self.taken: dict[str, Returned] = {}

    def take(self, event: Event) -> str:
        head = ReportHead(
            id=REPORT,
            form="F16",
            pack_version="1",
            pack_sha256="0",
            unit="30292",
            period="2025-08",
            revision=self.revision,
            status="draft" if self.draft else "finalized",
            created_at="",
        )
        done = event.revision < self.revision + (not self.draft)
        name = f"{event.revision}-{event.file}"
        frozen = hashed(event.revision) if done else ""
        here = Here(head, frozen, tuple(self.taken.values()))
        code = judge_return(Coming(REPORT, event.revision, hashed(event.revision), name), here).code
        if code in TAKEN:
            self.revision, self.draft = max(self.revision, event.revision + 1), True
            self.taken[name] = Returned(
                number=0, report=REPORT, revision=event.revision, sha256=name,
                unit="91", who="", at="", note="", remarks=(),
            )  # fmt: skip
        return code


EVENTS = st.lists(st.builds(Event, st.integers(0, 4), st.integers(1, 3)), max_size=25)


@given(EVENTS)
def test_returns_in_any_order_never_go_back(events: list[Event]) -> None:
    sender = Sender()
    for event in events:
        before = (sender.revision, sender.draft)
        if not event.revision:
            sender.draft = False
            continue
        code = sender.take(event)
        assert sender.revision >= before[0]
        if code in TAKEN:
            # The submission that comes back is the last one that left, once for each file.
            assert sender.revision == event.revision + 1
            assert sender.take(event) == "RET-KNOWN"
        else:
            assert (sender.revision, sender.draft) == before


@given(EVENTS, st.randoms(use_true_random=False))
def test_files_about_one_submission_end_the_same_in_any_order(
    events: list[Event], chance: object
) -> None:
    files = [event for event in events if event.revision == 1]
    shuffled = list(files)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    ends = []
    for order in (files, shuffled):
        sender = Sender()
        for event in order:
            sender.take(event)
        ends.append((sender.revision, sender.draft, sorted(sender.taken)))
    assert ends[0] == ends[1]


def leave(kind: LeaveKind, period: str) -> Leave:
    until = "2025-08-31" if kind == "extend" else ""
    return Leave(
        kind=kind, form="F16", unit="30292", period=period, until=until, reason=kind, who="", at=""
    )


KINDS = st.sampled_from(("exempt", "extend", "withdraw"))
LEAVES = st.lists(st.builds(leave, KINDS, st.sampled_from(("", "2025-08", "2025-09"))))


@given(LEAVES)
def test_the_newest_decision_that_speaks_of_a_period_holds(leaves: list[Leave]) -> None:
    speaking = [one for one in leaves if one.period in ("", "2025-08")]
    expected = speaking[-1] if speaking and speaking[-1].kind != "withdraw" else None
    assert leave_of(leaves, "30292", "2025-08") == expected
    assert leave_of(leaves, "30295", "2025-08") is None
    assert (until_of(expected) is not None) == (expected is not None and expected.kind == "extend")
