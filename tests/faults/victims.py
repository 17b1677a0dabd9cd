"""Work that is killed: each function goes on for ever and says in a file what it has done.

They run in processes of their own, forked from one that has imported all of this already.
"""

import itertools
from decimal import Decimal
from functools import partial
from pathlib import Path

# Imported here so that no time of a victim's short life goes into it.
import alembic.operations
import alembic.runtime.migration  # noqa: F401
from sqlalchemy import Column, Integer

import exporters.excel
import exporters.pdf  # noqa: F401
from db import migrate
from db.store import Store
from desktop.use_cases import backups
from desktop.workspace import Workspace
from tests.db import writer
from tests.db.samples import NOW, REPORT, WHO, now
from tests.old_store import FINALIZED

STORE = "baocao.db"
BOTH = ("mot.db", "hai.db")


def tell(said: Path, word: object) -> None:
    """Acknowledge: written through by the system once this returns, whoever is killed then."""
    with said.open("a", encoding="utf-8") as file:
        file.write(f"{word}\n")


def typing(folder: Path, said: Path) -> None:
    """Type, finalize and reopen, as :mod:`tests.db.writer` does."""
    with Store.open(folder / STORE, now=now) as store:
        step = writer.prepared(store)
        while True:
            tell(said, step)
            step += 1
            store.record(REPORT, writer.change(step), who=WHO)
            if step % 5 == 0:
                store.finalize(REPORT, data=str(step).encode(), vector=b"", at=NOW, who=WHO)
                store.reopen(REPORT, reason="tiếp tục", who=WHO)


def backing_up(folder: Path, said: Path) -> None:
    """Type, and back up to one name and to the day's."""
    with Store.open(folder / STORE, now=now) as store:
        step = writer.prepared(store)
        while True:
            tell(said, step)
            step += 1
            store.record(REPORT, writer.change(step), who=WHO)
            backups.make(folder, folder / "ban_sao.db", now=now)
            backups.daily(folder, now=partial(_some_day, step))


def _some_day(step: int) -> str:
    return f"20{step % 90 + 10}-01-01T08:00:00+07:00"


def restoring(folder: Path, said: Path) -> None:
    """Restore one of two backups after the other."""
    for name in itertools.cycle(BOTH):
        tell(said, name)
        backups.restore(folder, folder / name, now=now, who=WHO)


def add_much(operations: object) -> None:
    """A second step with enough work to be killed in."""
    operations.create_table(  # type: ignore[attr-defined]
        "notes", Column("note_id", Integer, primary_key=True)
    )
    for number in range(300):
        operations.execute(f"INSERT INTO notes VALUES ({number})")  # type: ignore[attr-defined]


def migrating(folder: Path, said: Path) -> None:
    """Bring the store up to a later version."""
    migrate.STEPS = (*migrate.STEPS, add_much)
    tell(said, "begun")
    Store.open(folder / STORE, now=now).close()


def exporting(folder: Path, said: Path) -> None:
    """Export a finalized report over and over."""
    with Workspace.open(folder, now=now) as workspace:
        desk = workspace.desk(FINALIZED)
        while True:
            tell(said, "once more")
            desk.export(folder / "out")


def steps_in(store: Store) -> int:
    """How far :func:`typing` or :func:`backing_up` came, by the store itself."""
    return int(Decimal(store.load(REPORT).cells.get(writer.COUNTER, 0)))
