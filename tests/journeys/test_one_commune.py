"""The reports of one commune for one month, side by side on its computer: they agree."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import resources
from desktop.desk import Accepted
from desktop.workspace import Workspace
from forms.cells import CellKey

NOW = "2026-11-22T08:00:00+07:00"
COMMUNE = "30337"
SAMPLES = (
    "F07-2025-08-05",
    "F16-2025-08",
    "F02-DP-2025-08",
    "F08-2025-08",
    "F09-2025-08",
    "F11-2025-08-11",
    "F12-2025-08-20",
    "F15-2025-W36",
)
ONE_DAY = "Mới có 1/23 báo cáo F07 của kỳ này."
"""Of the 23 working days from 21 July to 20 August only one has its report here."""
FILLED_FROM_F16 = ("dvc12", "dvc13", "dvc14", "dvc16", "dvc17")


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, dict[str, str]]]:
    folder = tmp_path_factory.mktemp("commune")
    with Workspace.open(folder / "data", now=lambda: NOW, who="người điền") as workspace:
        ids = {}
        for name in SAMPLES:
            file = resources.path(f"samples/{name}.json").read_bytes()
            data = json.loads(file)
            head = workspace.create(data["form"], COMMUNE, data["period"])
            done = workspace.desk(head.id).fill(file)
            assert isinstance(done, Accepted), done
            ids[name] = head.id
        yield workspace, ids


@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_agrees_with_the_others(
    commune: tuple[Workspace, dict[str, str]], name: str
) -> None:
    workspace, ids = commune
    told = workspace.desk(ids[name]).findings()
    assert {finding.severity for finding in told} <= {"note"}
    assert all(finding.message.endswith(ONE_DAY) for finding in told)


def test_the_localities_sheet_is_filled_from_the_procedure_sheet(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "data", now=lambda: NOW, who="người điền") as workspace:
        sheet = workspace.create("F16", COMMUNE, "2025-08")
        workspace.desk(sheet.id).fill(resources.path("samples/F16-2025-08.json").read_bytes())
        desk = workspace.desk(workspace.create("F02-DP", COMMUNE, "2025-08").id)
        desk.pull(desk.pull_preview())
        figures = json.loads(resources.path("samples/F02-DP-2025-08.json").read_bytes())["values"]
        for row, name in enumerate(FILLED_FROM_F16, 1):
            for part, figure in figures["tthc"][name].items():
                assert desk.computation.effective(CellKey("tthc", row, part)) == figure
