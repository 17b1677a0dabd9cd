"""A story of work, told again and again on a disk that fails at another call each time.

Runs with the library of ``device.c`` loaded before all others; each time in a forked child, so
that nothing is imported twice. Prints one JSON line: what each child said at its end.
"""

import ctypes
import json
import os
import sys
from pathlib import Path

import exporters.excel
import exporters.pdf  # noqa: F401 - imported once, before the children are forked
from db.store import Store
from desktop.problems import Trouble, attempt
from desktop.use_cases import backups, whole
from desktop.workspace import Workspace
from tests.db import writer
from tests.db.samples import NOW, REPORT, WHO, now
from tests.faults.office_victims import DAY, SUM, later
from tests.faults.office_victims import DEPARTMENT as UNIT
from tests.faults.victims import STORE, tell
from tests.old_store import FINALIZED

STEPS = 6
OFFICE = "office"
"""The data folder, inside a story's, that holds a finalized report."""
DEPARTMENT, ARRIVED = "department", "arrived"
"""The data folder of a department, and the reports that have come for it."""


def story(folder: Path, said: Path) -> None:
    """Type, finalize, reopen, back up, put everything into one file, export, receive, add up."""
    with Store.open(folder / STORE, now=now) as store:
        step = writer.prepared(store)
        tell(said, step)
        for number in range(step + 1, step + STEPS):
            store.record(REPORT, writer.change(number), who=WHO)
            tell(said, number)
        store.finalize(REPORT, data=b"1", vector=b"", at=NOW, who=WHO)
        store.reopen(REPORT, reason="tiếp tục", who=WHO)
    backups.make(folder, folder / "ban_sao.db", now=now)
    whole.make(folder, folder / "tat_ca.baocao", made=NOW)
    with Workspace.open(folder / OFFICE, now=now) as workspace:
        (folder / "out").mkdir()
        workspace.desk(FINALIZED).export(folder / "out")
    with Workspace.open(folder / DEPARTMENT, now=later, who=WHO) as workspace:
        for path in sorted((folder / ARRIVED).iterdir()):
            (outcome,) = workspace.receiving.receive([path])
            tell(said.with_suffix(".received"), outcome.receipt.sha256 if outcome.receipt else "")
        workspace.consolidating.run("F07", DAY, UNIT)
        tell(said.with_suffix(".received"), SUM)


def run(folder: Path, call: int, error: int) -> str:
    """Tell the story on a disk that fails at one call; return what the person was told."""
    reader, writer_end = os.pipe()
    child = os.fork()
    if not child:
        device = ctypes.CDLL(None)
        device.device_arm(str(folder).encode(), ctypes.c_long(call), error)
        outcome = attempt(lambda: story(folder, folder.parent / f"{folder.name}.said"))
        seen = int(device.device_seen())
        device.device_arm(b"", ctypes.c_long(0), 0)
        told = f"{outcome.code}: {outcome.message}" if isinstance(outcome, Trouble) else ""
        os.write(writer_end, json.dumps([seen, told]).encode())
        os._exit(0)
    os.close(writer_end)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def main(arguments: list[str]) -> None:
    """Run the story in every folder named ``CALL-ERROR`` below the given one."""
    base = Path(arguments[0])
    found = sorted(path for path in base.iterdir() if path.is_dir())
    told = {path.name: run(path, *map(int, path.name.split("-"))) for path in found}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
