"""The main job with no screen, on the figures of July 2024: ``python -m desktop.demo``.

Fills the published report with its mistakes, shows what the checks say, corrects it, finalizes,
exports and verifies: the same commands a person would type.
"""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

import resources
from desktop.cli import main as baocao
from desktop.problems import DATA_WRONG, DONE

FOLDER = Path("build/demo")
REPORT = "F02-91-2024-07"
REASON = "Đã đối chiếu với văn bản lưu tại đơn vị"


def run(folder: Path = FOLDER) -> int:
    """Run the whole demonstration in ``folder``, which is emptied first."""
    store, out = folder / "data", folder / "out"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    samples = resources.path("samples")
    step(store, "new", "F02", "--unit", "91", "--period", "2024-07")
    step(store, "fill", REPORT, str(samples / "F02-2024-07.json"))
    step(store, "check", REPORT, expect=DATA_WRONG)
    step(store, "fill", REPORT, str(samples / "F02-2024-07-corrections.json"))
    accept_warnings(store)
    step(store, "check", REPORT)
    step(store, "finalize", REPORT)
    step(store, "export", REPORT, "--out", str(out))
    package = next(out.glob("*.zip"))
    step(store, "verify", str(package))
    step(store, "doctor")
    show(f"Số liệu: {store.resolve()}", f"Tệp đã xuất: {out.resolve()}")
    show(*(f"  {path.name}  {path.stat().st_size} byte" for path in sorted(out.iterdir())))
    return DONE


def step(store: Path, *command: str, expect: int = DONE) -> None:
    """Print and run one command; stop with its status when it is not the expected one."""
    show("", f"$ baocao {shlex.join(command)}")
    status = baocao([*command, "--data-dir", str(store)])
    if status != expect:
        sys.exit(status or 1)


def accept_warnings(store: Path) -> None:
    """Give a written reason for every warning that is left, as a reviewer would."""
    from desktop.workspace import Workspace

    with Workspace.open(store) as workspace:
        left = [f.id for f in workspace.desk(REPORT).findings() if f.severity == "warning"]
    for finding in left:
        step(store, "accept", REPORT, finding, "--reason", REASON)


def show(*lines: str) -> None:
    """Print lines at once, in order with what the commands print."""
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(run())
