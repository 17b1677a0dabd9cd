"""The window benchmark measures what it says; how long that takes, no test asks."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.measuring import table
from benchmarks.stress_form import FULL, Shape
from benchmarks.window import acting, child, opening, starting, typing
from benchmarks.window_folder import large_form, months_of_f02
from desktop.workspace import Workspace

SMALL = Shape(tables=2, rows=10, grown=4, bounded=1)


@pytest.fixture(scope="module")
def months(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("months")
    return folder, months_of_f02(folder, 2)


def test_the_large_form_has_ten_thousand_cells() -> None:
    assert FULL.cells == 10_000


def test_the_months_are_filled_and_the_last_one_is_named(months: tuple[Path, str]) -> None:
    folder, report = months
    with Workspace.open(folder) as workspace:
        assert max(line.head.id for line in workspace.reports()) == report
        assert len(workspace.desk(report).computation.cells) > 300


@pytest.mark.parametrize("checked", [False, True])
def test_a_large_form_is_filled(tmp_path: Path, checked: bool) -> None:
    report = large_form(tmp_path, checked=checked, shape=SMALL)
    with Workspace.open(tmp_path) as workspace:
        desk = workspace.desk(report)
        assert len(desk.computation.cells) >= 2 * 9 * 2
        assert any(finding.severity == "error" for finding in desk.findings()) is checked


def test_a_start_tells_of_paint_list_and_stall(months: tuple[Path, str]) -> None:
    paint, filled, counted, stall = starting(months[0], 1)
    assert 0 < paint.ours[0] < filled.ours[0] <= counted.ours[0]
    assert stall.ours[0] > 0
    assert "bare window" in table([paint, filled, counted, stall])
    assert set(child("bare")) == {"painted"}


def test_work_in_a_window_is_measured(months: tuple[Path, str], tmp_path: Path) -> None:
    folder, report = months
    assert opening(folder, report, 2)[0].what == "opening F02, first"
    held = acting(folder, report, 40)
    assert min(held.ours[0], held.theirs[0]) > 10_000_000
    large = large_form(tmp_path, shape=SMALL)
    rows = typing(tmp_path, large, 6, "Enter")
    assert [row.goal for row in rows].count("≤ 16 ms") == 2
    with Workspace.open(tmp_path) as workspace:
        log = workspace.desk(large).history()
    assert sum(line.action == "edit" for line in log) == 6
