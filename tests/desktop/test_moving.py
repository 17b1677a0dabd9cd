"""A draft begun for the wrong period goes to the right one, and back; reports are found again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import resources
from db.problems import ReportExists
from desktop.problems import Trouble
from desktop.use_cases.homecoming import Sending
from desktop.workspace import Workspace
from forms.cells import CellKey
from tests.desktop.driver import AUGUST, JULY, NOW, SAMPLE, july_as_published

JUNE = "F02-91-2024-06"


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.open(tmp_path, now=lambda: NOW, who="thử") as opened:
        desk = opened.desk(opened.create("F02", "91", "2024-07", blank=True).id)
        desk.fill(resources.path(SAMPLE).read_bytes())
        yield opened


def contents(workspace: Workspace, report: str) -> dict[CellKey, str]:
    desk = workspace.desk(report)
    cells = workspace._store.load(report).cells
    return {key: desk.text_of(key) for key in cells if not key.field.startswith("_")}


def finalized(workspace: Workspace) -> None:
    desk = workspace.desk(JULY)
    desk.fill(resources.path(SAMPLE.replace(".json", "-corrections.json")).read_bytes())
    for finding in desk.findings():
        if finding.severity == "warning":
            desk.accept(finding, "đã kiểm tra")
    desk.finalize()


def ids(workspace: Workspace, *, deleted: bool = False) -> list[str]:
    return sorted(line.head.id for line in workspace.reports(deleted=deleted))


def test_a_draft_moves_with_everything_in_it_and_back(workspace: Workspace) -> None:
    desk = workspace.desk(JULY)
    warning = next(one for one in desk.findings() if one.severity == "warning")
    desk.accept(warning, "lý do đi theo")
    before = contents(workspace, JULY)
    moved = workspace.move(JULY, "6/2024")
    assert (moved.id, moved.period, moved.status) == (JUNE, "2024-06", "draft")
    assert ids(workspace) == [JUNE]
    assert contents(workspace, JUNE) == before
    reasons = [one.reason for one in workspace._store.load(JUNE).acceptances]
    assert reasons == ["lý do đi theo"]
    assert workspace.check_store() == ()
    workspace.desk(JUNE).enter(CellKey("dvc01", 0, "n"), "7")
    after = contents(workspace, JUNE)
    assert workspace.move(JUNE, "2024-07").id == JULY
    assert contents(workspace, JULY) == after
    assert ids(workspace) == [JULY]
    assert workspace.check_store() == ()


def test_the_trail_of_both_reports_tells_of_the_move(workspace: Workspace) -> None:
    workspace.move(JULY, "2024-06")
    for report in (JULY, JUNE):
        told = [
            row for row in workspace._store.trail(report) if row.action == "move" and not row.key
        ]
        assert [(row.detail, row.who) for row in told] == [(f"{JULY} > {JUNE}", "thử")]


def test_what_is_there_is_never_written_over(workspace: Workspace) -> None:
    workspace.create("F02", "91", "2024-06", blank=True)
    with pytest.raises(ReportExists):
        workspace.move(JULY, "2024-06")
    workspace.delete(JUNE)
    with pytest.raises(ReportExists):
        workspace.move(JULY, "2024-06")
    assert ids(workspace) == [JULY]


@pytest.mark.parametrize(
    ("period", "code"),
    [
        ("2024-07", "MOVE-SAME"),
        ("2024-Q3", "PERIOD-CYCLE"),
        ("2030-01", "PERIOD-FUTURE"),
        ("2024-13", "PERIOD-MONTH"),
    ],
)
def test_a_period_that_is_none_is_refused_in_a_sentence(
    workspace: Workspace, period: str, code: str
) -> None:
    with pytest.raises(Trouble) as refused:
        workspace.move(JULY, period)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert ids(workspace) == [JULY]


def test_a_report_that_was_finalized_keeps_its_period(workspace: Workspace) -> None:
    finalized(workspace)
    for reopened in (False, True):
        if reopened:
            workspace.desk(JULY).reopen("sai kỳ")
        with pytest.raises(Trouble) as refused:
            workspace.move(JULY, "2024-06")
        assert refused.value.code == "MOVE-FINALIZED"


# --- finding --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query", ["thang 7/2024", "an giang", "chuyển đổi số", "de an 06 thang 7", "F02"]
)
def test_a_report_is_found_by_its_head_and_by_words_inside(
    workspace: Workspace, query: str
) -> None:
    assert workspace.find(query) == {JULY}


def test_what_is_nowhere_is_not_found(workspace: Workspace) -> None:
    assert workspace.find("xyzzy") == frozenset()
    assert workspace.find("  ") == frozenset()


def test_a_report_is_found_by_its_receipt_and_channel(workspace: Workspace) -> None:
    finalized(workspace)
    day = date(2024, 7, 22)
    workspace.mark_sent(JULY, Sending(day, "Trục liên thông", "BN-4711/2024"))
    assert workspace.find("bn-4711") == {JULY}
    assert workspace.find("truc lien thong") == {JULY}


def test_new_words_are_found_at_once_and_old_ones_no_more(workspace: Workspace) -> None:
    key = CellKey("mo_dau", 0, "value")
    desk = workspace.desk(JULY)
    key = next(
        k
        for k in contents(workspace, JULY)
        if k.field in desk.engine.fields and desk.engine.fields[k.field].kind == "rich"
    )
    assert workspace.find("kim cương") == frozenset()
    desk.enter(key, "Một viên kim cương")
    assert workspace.find("kim cuong") == {JULY}
    workspace.delete(JULY)
    assert workspace.find("kim cuong") == frozenset()


def test_a_moved_report_is_found_under_its_new_name_only(tmp_path: Path) -> None:
    july_as_published(tmp_path)
    with Workspace.open(tmp_path, now=lambda: NOW) as workspace:
        workspace.delete(AUGUST)
        assert workspace.find("an giang") == {JULY}
        workspace.move(JULY, "2024-06")
        assert workspace.find("an giang") == {JUNE}
