"""Runs of consolidation: kept with the change as one, told by cell, sealed by the trail."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from db.problems import ReportNotDraft, StoreConflict
from db.store import Store
from forms.cells import CellEdit, CellKey, CellValue, Change
from forms.department.receipts import Contribution
from forms.department.runs import Run, RunPart, RunSource
from forms.report import ReportHead
from tests.db.samples import Target, raw

ENGINES = ("file", "server")

REPORT = "F07-91-2025-08-05"
COUNT, WORDS = CellKey("n_dau", 0, "value"), CellKey("loi", 0, "value")
NOW = "2025-08-06T08:00:00+07:00"
SOURCES = (
    RunSource(unit="30292", report="F07-30292-2025-08-05", revision=2, sha256="a" * 64),
    RunSource(unit="30301", report="F07-30301-2025-08-05", revision=1),
)
PART = RunPart(
    form="F07", place="n_dau", expected=("30292", "30301", "30307"), missing=("30307",),
    wanted=3, given=2,
)  # fmt: skip
RUN = Run(at=NOW, who="Lan", parts=(PART,), sources=SOURCES)


def gave(key: CellKey, source: RunSource, value: CellValue) -> Contribution:
    return Contribution(
        key=key,
        unit=source.unit,
        report=source.report,
        revision=source.revision,
        sha256=source.sha256,
        value=value,
    )


GIVEN = (
    gave(COUNT, SOURCES[0], Decimal("1.50")),
    gave(COUNT, SOURCES[1], Decimal(2)),
    gave(WORDS, SOURCES[1], "Không có."),
    gave(WORDS, SOURCES[1], "Không có gì."),
)


@pytest.fixture
def store(target: Target) -> Iterator[Store]:
    head = ReportHead(
        id=REPORT,
        form="F07",
        pack_version="1",
        pack_sha256="0" * 64,
        unit="91",
        period="2025-08-05",
        created_at=NOW,
    )
    with Store.open(target, now=lambda: NOW) as opened:
        opened.create_report(head, {}, who="Lan")
        yield opened


def change(value: str, old: str | None = None) -> Change:
    before = None if old is None else Decimal(old)
    return Change("consolidate", (CellEdit(COUNT, before, Decimal(value)),))


def test_a_run_comes_back_with_whose_figures_it_is_made_of(store: Store) -> None:
    assert (store.runs.newest(REPORT), store.runs.given(REPORT)) == (None, ())
    store.consolidate(REPORT, change("3.5"), RUN, iter(GIVEN), who="Lan")
    assert store.runs.newest(REPORT) == RUN
    assert (RUN.expected, RUN.missing) == (PART.expected, ("30307",))
    assert store.runs.given(REPORT, COUNT) == GIVEN[:2]
    assert str(store.runs.given(REPORT, COUNT)[0].value) == "1.50"
    assert sorted(store.runs.given(REPORT), key=str) == sorted(GIVEN, key=str)
    assert store.runs.given(REPORT, CellKey("khac", 0, "value")) == ()
    assert store.load(REPORT).cells == {COUNT: Decimal("3.5")}
    assert [row.action for row in store.trail(REPORT)] == ["create", "consolidate", "consolidate"]
    assert store.verify_trail() == ()


def test_the_newest_run_counts_and_a_change_may_be_empty(store: Store) -> None:
    store.consolidate(REPORT, change("3.5"), RUN, GIVEN, who="Lan")
    fuller = Run(at=NOW, who="Lan", parts=(), sources=SOURCES[:1])
    store.consolidate(REPORT, Change("consolidate", ()), fuller, GIVEN[:1], who="Lan")
    assert store.runs.newest(REPORT) == fuller
    assert store.runs.given(REPORT) == GIVEN[:1]
    assert store.verify_trail() == ()


def test_nothing_is_kept_of_a_run_that_meets_another_figure(store: Store) -> None:
    with pytest.raises(StoreConflict):
        store.consolidate(REPORT, change("3.5", old="1"), RUN, GIVEN, who="Lan")
    assert store.runs.newest(REPORT) is None
    assert len(store.trail(REPORT)) == 1


def test_a_finalized_report_takes_no_run(store: Store) -> None:
    store.finalize(REPORT, data=b"{}", vector=b"", at=NOW, who="Lan")
    with pytest.raises(ReportNotDraft):
        store.consolidate(REPORT, change("3.5"), RUN, GIVEN, who="Lan")


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE contributions SET scaled = 9 WHERE position = 1",
        "DELETE FROM contributions WHERE position = 0",
        "UPDATE run_sources SET sha256 = '' WHERE position = 0",
        "UPDATE runs SET detail = '{\"parts\":[]}'",
    ],
)
def test_a_run_that_was_changed_afterwards_is_told(
    store: Store, target: Target, spoil: str
) -> None:
    store.consolidate(REPORT, change("3.5"), RUN, GIVEN, who="Lan")
    store.close()
    raw(target, spoil)
    with Store.open(target, now=lambda: NOW) as again:
        (told,) = again.verify_trail()
    assert REPORT in told


def test_a_run_that_is_gone_is_told(store: Store, target: Target) -> None:
    store.consolidate(REPORT, change("3.5"), RUN, GIVEN, who="Lan")
    store.close()
    raw(target, *(f"DELETE FROM {table}" for table in ("contributions", "run_sources", "runs")))
    with Store.open(target, now=lambda: NOW) as again:
        (told,) = again.verify_trail()
    assert "không còn" in told
