"""Work of a whole office that is killed: receiving, adding up, whole copies, accounts, set-up.

Like those of :mod:`tests.faults.victims`, each goes on for ever and says what it has done.
"""

import itertools
from decimal import Decimal
from pathlib import Path

# Imported here so that no time of a victim's short life goes into it.
import openpyxl  # noqa: F401
import pypdfium2  # noqa: F401

import exporters.incoming
import exporters.sealing
import exporters.signed_pdf  # noqa: F401
from desktop.desk import Accepted
from desktop.use_cases import backups, provisioning, whole
from desktop.use_cases.homecoming import SIGNED_FOLDER
from desktop.workspace import Workspace
from exporters.files import sha256
from tests.builders import key
from tests.db.samples import NOW, WHO, now
from tests.faults.victims import tell

DEPARTMENT = "91-SKHCN"
DAY = "2025-08-05"
SUM = f"F07-{DEPARTMENT}-{DAY}"
TYPED = key("n_dau")
"""A cell that a person types over between two consolidations."""
PHRASE = "bốn từ dễ nhớ thôi"
PASSWORD = "một câu dễ nhớ ở đây"  # noqa: S105 - of people who are not there
OFFICE, SENT = "phong", "gui"
"""The data folder of the office, and what is sent to it, inside a victim's folder."""
UNITS = ("30292", "91-STC")


def later() -> str:
    """Two months after the day that is reported on."""
    return "2025-09-22T17:00:00+07:00"


def receiving(folder: Path, said: Path) -> None:
    """Take in one file after the other, and then all of them again."""
    with Workspace.open(folder / OFFICE, now=later, who=WHO) as workspace:
        tell(said, "open")
        for path in itertools.cycle(sorted((folder / SENT).iterdir())):
            workspace.receiving.receive([path])
            tell(said, sha256(path.read_bytes()))


def consolidating(folder: Path, said: Path) -> None:
    """Add up, type over a sum, add up again."""
    with Workspace.open(folder / OFFICE, now=later, who=WHO) as workspace:
        tell(said, 0)
        for number in itertools.count(1):
            workspace.consolidating.run("F07", DAY, DEPARTMENT, overwrite=True)
            tell(said, number)
            done = workspace.desk(SUM).enter(TYPED, str(number))
            assert isinstance(done, Accepted)


def copying(folder: Path, said: Path) -> None:
    """Put the whole folder into one file, open or locked, again and again."""
    tell(said, "begun")
    for number in itertools.count():
        phrase = PHRASE if number % 3 == 2 else None
        file = folder / f"{number}{whole.SUFFIX}"
        if not file.exists():
            tell(said, whole.make(folder / OFFICE, file, made=NOW, passphrase=phrase).name)


def bringing(folder: Path, said: Path) -> None:
    """Bring one of two whole copies back after the other."""
    for name in itertools.cycle(("mot", "hai")):
        tell(said, name)
        with whole.opened(folder / f"{name}{whole.SUFFIX}", folder / OFFICE) as copy:
            backups.restore(folder / OFFICE, copy.store, now=now, who=WHO)
            copy.bring(folder / OFFICE)
        for paper in (folder / OFFICE / SIGNED_FOLDER).glob("*.pdf"):
            paper.unlink()


def accounts(folder: Path, said: Path) -> None:
    """Let one person after the other in, and change what they may do."""
    with Workspace.open(folder / OFFICE, now=now) as workspace:
        book = workspace.account_book
        for number in itertools.count():
            tell(said, number)
            name = f"Người {number}"
            book.add(name, PASSWORD, ("quan_tri",))
            tell(said, name)


def setting_up(folder: Path, said: Path) -> None:
    """Set the computer up for one unit and for the other, forms and locks included."""
    with Workspace.open(folder / OFFICE, now=now) as workspace:
        for unit in itertools.cycle(UNITS):
            tell(said, unit)
            provisioning.apply(workspace, folder / OFFICE, folder / f"{unit}.ini")


def summed(workspace: Workspace, place: str) -> Decimal:
    """Return what the consolidated report says at a place."""
    return Decimal(str(workspace.desk(SUM).computation.effective(key(place))))
