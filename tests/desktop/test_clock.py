"""A clock that is set back and forward: the trail keeps its order, everything goes on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import resources
from desktop.desk import Accepted
from desktop.use_cases import backups
from desktop.use_cases.accounts import Credentials
from desktop.workspace import Workspace
from tests.builders import key
from tests.province import Clock

RIGHT = "2024-08-05T08:00:00+07:00"
BACK = "2001-01-01T00:00:05+07:00"
AHEAD = "2099-12-31T23:59:59+07:00"
PASSWORD = "một câu dễ nhớ ở đây"  # noqa: S105 - of people who are not there
REPORT = "F02-91-2024-07"


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.at = RIGHT
    return made


def worked(workspace: Workspace, figure: str) -> None:
    desk = workspace.desk(REPORT)
    assert isinstance(desk.enter(key("dvc01.n"), figure), Accepted)


@pytest.mark.parametrize("wrong", [BACK, AHEAD])
def test_what_is_done_at_a_wrong_time_stands_in_its_place(
    tmp_path: Path, clock: Clock, wrong: str
) -> None:
    with Workspace.open(tmp_path, now=clock, who="thử") as workspace:
        desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
        assert isinstance(
            desk.fill(resources.path("samples/F02-2024-07.json").read_bytes()), Accepted
        )
        for when, figure in ((RIGHT, "41"), (wrong, "42"), (RIGHT, "43")):
            clock.at = when
            worked(workspace, figure)
        rows = workspace.desk(REPORT).history(key("dvc01.n"))
        assert [str(row.new) for row in rows[-3:]] == ["41", "42", "43"]
        assert [row.at for row in rows[-2:]] == [wrong, RIGHT]
        assert workspace.check_store() == ()


@pytest.mark.parametrize("wrong", [BACK, AHEAD])
def test_at_a_wrong_time_a_report_is_finalized_and_listed_and_the_day_backed_up(
    tmp_path: Path, clock: Clock, wrong: str
) -> None:
    with Workspace.open(tmp_path, now=clock, who="thử") as workspace:
        desk = workspace.desk(workspace.create("F02", "91", "2024-07").id)
        desk.fill(resources.path("samples/F02-2024-07.json").read_bytes())
    backups.daily(tmp_path, now=clock)
    clock.at = wrong
    with Workspace.open(tmp_path, now=clock, who="thử") as workspace:
        assert [line.head.id for line in workspace.reports()] == [REPORT]
        workspace.duties()
        desk = workspace.desk(REPORT)
        desk.repair_all()
        for finding in desk.findings():
            if finding.severity in ("error", "warning") and finding.reason is None:
                desk.accept(finding, "đã đối chiếu")
        assert desk.finalize().finalized_at == wrong
    assert backups.daily(tmp_path, now=clock) is not None
    clock.at = RIGHT
    with Workspace.open(tmp_path, now=clock, who="thử") as workspace:
        assert workspace.desk(REPORT).reopen("mở lại").status == "draft"
        assert workspace.check_store() == ()
    assert {backup.day.isoformat() for backup in backups.kept(tmp_path)} == {
        RIGHT[:10],
        wrong[:10],
    }


def test_a_clock_that_was_ahead_keeps_nobody_out_for_ever(tmp_path: Path, clock: Clock) -> None:
    clock.at = AHEAD
    opener = opener_of(tmp_path, clock)
    with Workspace.open(tmp_path, now=clock) as workspace:
        workspace.account_book.add("Quản", PASSWORD, ("quan_tri",))
        workspace.account_book.add("Lan", PASSWORD, ("nhap",))
    clock.at = RIGHT
    for name in ("Lan", "Quản"):
        with opener(name) as workspace:
            assert workspace.check_store() == ()


def opener_of(folder: Path, clock: Clock) -> Callable[[str], Workspace]:
    def opener(name: str) -> Workspace:
        return Workspace.open(folder, now=clock, credentials=Credentials(name, PASSWORD))

    return opener
