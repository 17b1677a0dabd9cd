"""Data folders for the benchmark of the window: months of the real report, and a large form."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, Final

import resources
from benchmarks.stress_form import (
    FULL,
    Shape,
    checked_form,
    computing_form,
    right_figures,
    stated_rates,
    typed_figures,
    with_slips,
)
from benchmarks.stress_form import cells as figures_as_cells
from desktop.workspace import Workspace
from forms.cells import CellEdit, Change
from forms.periods import current, previous

if TYPE_CHECKING:
    from desktop.desk import Desk
    from forms.periods import Period

MONTHS: Final = 8
SLIPS: Final = 50
_SEED: Final = 20240722
_SAMPLE: Final = "samples/F02-2024-07.json"


def months_of_f02(folder: Path, months: int = MONTHS) -> str:
    """Fill F02 for the months up to now; give the id of the last report."""
    with Workspace.open(folder) as workspace:
        rule = workspace.form("F02").period
        period = previous(current(workspace.today, rule))
        periods = [period]
        while len(periods) < months:
            periods.insert(0, previous(periods[0]))
        return [_filled(workspace, each) for each in periods][-1]


def _filled(workspace: Workspace, period: Period) -> str:
    data: dict[str, Any] = json.loads(resources.path(_SAMPLE).read_bytes())
    desk = workspace.desk(workspace.create("F02", "91", period.code, blank=True).id)
    filled = _fill(desk, {**data, "period": period.code})
    if isinstance(filled, tuple) and not hasattr(filled, "changed"):
        # What the form of today does not ask for any more.
        gone = {problem.place.partition(".")[0].partition("[")[0] for problem in filled}
        kept = {name: value for name, value in data["values"].items() if name not in gone}
        _fill(desk, {**data, "period": period.code, "values": kept})
    return desk.head.id


def _fill(desk: Desk, data: dict[str, Any]) -> object:
    return desk.fill(json.dumps(data).encode())


def large_form(folder: Path, *, checked: bool = False, shape: Shape = FULL) -> str:
    """Fill the computing form, or the checked one with its slips; give the id of the report."""
    chance = Random(_SEED)
    figures = right_figures(shape, chance)
    form = checked_form(shape) if checked else computing_form(shape)
    if checked:
        typed = figures_as_cells(shape, with_slips(figures, shape, SLIPS, chance))
    else:
        typed = figures_as_cells(shape, typed_figures(figures))
        typed.update(stated_rates(shape, figures))
    with Workspace.open(folder) as workspace:
        workspace.install(form)
        period = previous(current(workspace.today, form.period))
        head = workspace.create(form.id, "91", period.code, blank=True)
        edits = tuple(CellEdit(key, None, value) for key, value in typed.items())
        workspace._store.record(head.id, Change("fill", edits), who="đo")  # noqa: SLF001 - at once
    return head.id
