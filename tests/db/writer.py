"""A program that is killed: it edits for ever and says after each step that it is kept.

Step n sets the field ``f`` + n mod 7 and the counter to n, in one change; every 20th step the
report is finalized and reopened. So the state after n steps is known to whoever reads it.
"""

import sys
from decimal import Decimal
from pathlib import Path

from db.store import Store
from forms.cells import CellEdit, CellKey, CellValue, Change
from tests.db.samples import HEAD, NOW, REPORT, WHO, now

COUNTER = CellKey("buoc", 0, "value")


def target(step: int) -> CellKey:
    """The cell that a step sets beside the counter."""
    return CellKey("f", step % 7, "value")


def state(step: int) -> dict[CellKey, CellValue]:
    """Every cell after ``step`` steps."""
    last = range(max(step - 6, 1), step + 1)
    counter: dict[CellKey, CellValue] = {COUNTER: Decimal(step)} if step else {}
    return counter | {target(one): f"bước {one}" for one in last}


def change(step: int) -> Change:
    """The change that step ``step`` is."""
    before, after = state(step - 1), state(step)
    keys = (target(step), COUNTER)
    return Change("edit", tuple(CellEdit(k, before.get(k), after[k]) for k in keys))


def prepared(store: Store) -> int:
    """Make the report or take it up where it was left; return the steps done."""
    if not store.reports():
        store.create_report(HEAD, {}, who=WHO)
    report = store.load(REPORT)
    if report.head.status == "finalized":
        store.reopen(REPORT, reason="sau sự cố", who=WHO)
    return int(Decimal(report.cells.get(COUNTER, 0)))


def main() -> None:
    """Open the store named in the first argument and work until killed."""
    with Store.open(Path(sys.argv[1]), now=now) as store:
        step = prepared(store)
        while True:
            print(step, flush=True)  # noqa: T201 - the acknowledgement
            step += 1
            store.record(REPORT, change(step), who=WHO)
            if step % 20 == 0:
                store.finalize(REPORT, data=str(step).encode(), vector=b"", at=NOW, who=WHO)
                store.reopen(REPORT, reason="tiếp tục", who=WHO)


if __name__ == "__main__":
    main()
