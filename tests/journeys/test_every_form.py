"""Every report of the province goes the whole way: filled, checked, finalized, exported, verified.

One store holds them all, each under the unit that owes it, as on the computer of a province.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import resources
from desktop.desk import Accepted, Desk
from desktop.workspace import Workspace, verify
from exporters.agreement import workbook_values
from forms.findings import Finding
from tests.exporters.calc import Values, differences, recalculated, stored
from tests.judges import find_judge
from tests.packs.pack_reports import lost_figures

NOW = "2026-11-22T08:00:00+07:00"
UNITS = {"tinh": "91", "so_nganh": "91-SKHCN", "xa": "30337"}
CORRECTIONS = "-corrections"
SAMPLES = sorted(
    path.stem
    for path in resources.path("samples").glob("*.json")
    if not path.stem.endswith(CORRECTIONS)
)
DOUBTED = frozenset({"XFORM", "DATE-PERIOD", "DOC-ORDER"})
"""Warnings that stay: the samples of several years are not one province's, and published reports
cite papers of the month before."""
PUBLISHED_WRONG = {"F01-2025-W26": ["DOC-TYPE", "DOC-GRAMMAR", "NUMBERING", "COUNT", "STALE"]}
"""What was wrong in a published report and cannot be put right by anybody but its author."""
PRINTED_ONCE = {"F01-2025-W26": {"886": 1}}
"""The denominator of a rate that the page says by its percentage and one number in brackets."""


class Exported:
    """The reports of all forms in one store, and the folder with their files."""

    def __init__(self, workspace: Workspace, folder: Path) -> None:
        self.workspace, self.folder = workspace, folder
        self.ids: dict[str, str] = {}
        self.open: dict[str, tuple[Finding, ...]] = {}
        self.files: dict[str, dict[str, Path]] = {}

    def add(self, name: str) -> None:
        """Fill one sample, keep what the check says of it, finalize and export it."""
        path = resources.path(f"samples/{name}.json")
        data = json.loads(path.read_bytes())
        form = self.workspace.form(data["form"])
        unit = form.owed_by[0] if form.owed_by else UNITS[form.level.split(",")[0]]
        head = self.workspace.create(form.id, unit, data["period"])
        desk = self.workspace.desk(head.id)
        corrected = path.with_stem(f"{name}{CORRECTIONS}")
        for file in (path, corrected) if corrected.exists() else (path,):
            done = desk.fill(file.read_bytes())
            assert isinstance(done, Accepted), done
        self.ids[name] = head.id
        self.open[name] = tuple(f for f in desk.findings() if f.severity != "note")
        for finding in self.open[name]:
            if finding.severity != "missing":
                desk.accept(finding, "số mẫu")
        desk.finalize()
        self.files[name] = {path.suffix: path for path in desk.export(self.folder)}

    def desk(self, name: str) -> Desk:
        return self.workspace.desk(self.ids[name])


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Exported]:
    folder = tmp_path_factory.mktemp("province")
    with Workspace.open(folder / "data", now=lambda: NOW, who="người điền") as workspace:
        reports = Exported(workspace, folder / "out")
        for name in SAMPLES:
            reports.add(name)
        yield reports


@pytest.fixture(scope="module")
def recounted(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Values]:
    """Give what LibreOffice makes of every workbook."""
    workbooks = {name: exported.files[name][".xlsx"].read_bytes() for name in SAMPLES}
    return recalculated(find_judge, tmp_path_factory.mktemp("calc"), workbooks)


def test_every_form_of_the_program_has_a_sample() -> None:
    forms = {path.parent.name for path in resources.path("packs").glob("*/form.json")}
    shown = {json.loads(p.read_bytes())["form"] for p in resources.path("samples").glob("*.json")}
    assert forms <= shown


@pytest.mark.parametrize("name", SAMPLES)
def test_a_filled_report_has_nothing_wrong(exported: Exported, name: str) -> None:
    serious = [f for f in exported.open[name] if f.code not in DOUBTED]
    assert [f.code for f in serious] == PUBLISHED_WRONG.get(name, []), serious


@pytest.mark.parametrize("name", SAMPLES)
def test_its_package_is_verified(exported: Exported, name: str) -> None:
    result = verify(exported.files[name][".zip"])
    assert result.ok, result.problems


@pytest.mark.parametrize("name", SAMPLES)
def test_its_pages_hold_every_figure(exported: Exported, name: str) -> None:
    command = [str(find_judge("pdftotext")), "-layout", str(exported.files[name][".pdf"]), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    lost = lost_figures(exported.desk(name).computation, text)
    assert lost == PRINTED_ONCE.get(name, {})


@pytest.mark.parametrize("name", SAMPLES)
def test_its_workbook_recalculates_to_the_same(
    exported: Exported, recounted: Mapping[str, Values], name: str
) -> None:
    assert differences(stored(exported.files[name][".xlsx"]), recounted[name]) == {}


@pytest.mark.parametrize("name", SAMPLES)
def test_its_workbook_holds_what_the_report_holds(exported: Exported, name: str) -> None:
    values = workbook_values(exported.files[name][".xlsx"].read_bytes())
    assert values, "the workbook names no cell"
