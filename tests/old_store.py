"""The data folder that each release leaves behind: written once, opened by every later one.

``python -m tests.old_store FOLDER`` writes it with the program as it stands; the store then goes to
``tests/data/old/`` under the release's number and is never written again; so does the package of
its finalized report, and a copy of everything (`.baocao`). `0.1.9` is no release: it is how the
program left its data between 0.1.0 and the next one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from msgspec.structs import replace

import resources
from desktop.desk import Accepted
from desktop.workspace import Workspace
from forms import pack
from forms.cells import CellKey

NOW: Final = "2026-07-22T08:00:00+07:00"
UNIT: Final = "30292"
DRAFT: Final = f"F16-{UNIT}-2026-06"
UPGRADED: Final = f"F16-{UNIT}-2026-07"
FINALIZED: Final = f"F16-{UNIT}-2025-08"
DELETED: Final = f"F07-{UNIT}-2025-08-05"
OPENING: Final = CellKey("tthc", 1, "ton_dau")


def now() -> str:
    """The clock of these folders stands still."""
    return NOW


def write(folder: Path) -> None:
    """Make a folder with a draft, a finalized, a moved and a deleted report."""
    sample = json.loads(resources.path("samples/F16-2025-08.json").read_text(encoding="utf-8"))
    with Workspace.open(folder, now=now, who="Trần Thị Bình") as workspace:
        _finalized(workspace, sample)
        for period in ("2026-06", "2026-07"):
            desk = workspace.desk(workspace.create("F16", UNIT, period, blank=True).id)
            assert isinstance(desk.enter(OPENING, "17"), Accepted)
        shipped = pack.read_json(resources.path("packs/F16/form.json").read_bytes())
        workspace.install(replace(shipped, version="2", valid_from="2026-07-01"))
        workspace.upgrade(UPGRADED)
        workspace.create("F07", UNIT, "2025-08-05", blank=True)
        workspace.delete(DELETED)


def _finalized(workspace: Workspace, sample: dict[str, object]) -> None:
    content = {**sample, "unit": UNIT}
    desk = workspace.desk(workspace.create("F16", UNIT, "2025-08", blank=True).id)
    assert isinstance(desk.fill(json.dumps(content).encode()), Accepted)
    for finding in desk.findings():
        if finding.severity in ("error", "warning"):
            desk.accept(finding, "Đã đối chiếu")
    desk.finalize()


if __name__ == "__main__":
    write(Path(sys.argv[1]))
