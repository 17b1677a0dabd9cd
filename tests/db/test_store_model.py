"""Any sequence of acts: the store says what a dictionary says, before and after reopening."""

import shutil
import tempfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from db.problems import ReportNotDraft, ReportUnknown, StoreConflict
from db.store import Store
from forms.cells import CellEdit, CellKey, CellValue, Change, applied
from forms.report import ReportHead
from tests.db.samples import ACCEPTANCE, HEAD, LATER, WHO, Target, now
from tests.postgres import Server

NAMES = st.sampled_from(["F02-91-2024-07", "F02-91-2024-08", "F08-91-2024"])
KEYS = st.builds(
    CellKey,
    st.sampled_from(["dvc12", "von_ds", "kien_nghi"]),
    st.integers(0, 2),
    st.sampled_from(["value", "n", "d"]),
)
FIGURES = st.builds(
    lambda scaled, decimals: Decimal(scaled).scaleb(-decimals),
    st.integers(-(10**18) + 1, 10**18 - 1),
    st.integers(0, 6),
)
WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
VALUES: st.SearchStrategy[CellValue] = FIGURES | WORDS
FILLED = st.dictionaries(KEYS, VALUES, max_size=6)
WISHES = st.lists(st.tuples(KEYS, st.none() | VALUES), min_size=1, max_size=5)


def exactly(cells: dict[CellKey, CellValue]) -> dict[CellKey, object]:
    return {k: v.as_tuple() if isinstance(v, Decimal) else v for k, v in cells.items()}


class StoreMachine(RuleBasedStateMachine):
    """The store under test beside its model: heads, cells and changes in dictionaries."""

    fresh: Callable[[], Target]
    """Gives the place of an empty store, another one each time."""
    changes: Bundle[tuple[str, Change]] = Bundle("changes")

    def __init__(self) -> None:
        super().__init__()
        self.target = StoreMachine.fresh()
        self.store = Store.open(self.target, now=now)
        self.heads: dict[str, ReportHead] = {}
        self.cells: dict[str, dict[CellKey, CellValue]] = {}
        self.accepted: set[str] = set()
        self.lines = 0

    def teardown(self) -> None:
        try:
            assert self.store.verify_trail() == ()
            assert self.store.check_integrity() == ()
            self.replay()
        finally:
            self.store.close()
            if isinstance(self.target, Path):
                shutil.rmtree(self.target.parent)

    def replay(self) -> None:
        """The trail alone tells every cell of every report."""
        told: dict[str, dict[CellKey, CellValue]] = {name: {} for name in self.heads}
        for row in self.store.trail():
            if row.key is not None:
                edit = CellEdit(row.key, row.old, row.new)
                told[row.report] = applied(told[row.report], Change("", (edit,)))
        assert told == self.cells

    def known(self, name: str) -> bool:
        return name in self.heads and self.heads[name].status != "deleted"

    def is_draft(self, name: str) -> bool:
        return name in self.heads and self.heads[name].status == "draft"

    def set_head(self, name: str, **values: Any) -> None:  # noqa: ANN401
        self.heads[name] = msgspec.structs.replace(self.heads[name], **values)
        self.lines += 1

    def keep(self, name: str, change: Change) -> None:
        self.store.record(name, change, who=WHO)
        self.cells[name] = applied(self.cells[name], change)
        self.lines += len(change.edits)

    @precondition(lambda self: len(self.heads) < 3)
    @rule(name=NAMES, cells=FILLED)
    def create(self, name: str, cells: dict[CellKey, CellValue]) -> None:
        if name in self.heads:
            return
        head = msgspec.structs.replace(HEAD, id=name)
        self.store.create_report(head, cells, who=WHO)
        self.heads[name], self.cells[name] = head, dict(cells)
        self.lines += 1 + len(cells)

    @precondition(lambda self: self.heads)
    @rule(target=changes, name=NAMES, wishes=WISHES)
    def record(
        self, name: str, wishes: list[tuple[CellKey, CellValue | None]]
    ) -> tuple[str, Change]:
        state, edits = dict(self.cells.get(name, {})), []
        for key, new in wishes:
            edits.append(CellEdit(key, state.get(key), new))
            state = applied(state, Change("", (edits[-1],)))
        change = Change("edit", tuple(edits))
        if self.is_draft(name):
            self.keep(name, change)
        else:
            problem = ReportNotDraft if self.known(name) else ReportUnknown
            with pytest.raises(problem):
                self.store.record(name, change, who=WHO)
        return name, change

    @rule(done=changes)
    def undo(self, done: tuple[str, Change]) -> None:
        name, change = done
        back = change.reversed("undo")
        if not self.is_draft(name):
            return
        if self.fits(self.cells[name], back):
            self.keep(name, back)
        else:
            with pytest.raises(StoreConflict):
                self.store.record(name, back, who=WHO)

    def fits(self, cells: dict[CellKey, CellValue], change: Change) -> bool:
        for edit in change.edits:
            if exactly({edit.key: cells.get(edit.key, "∅")}) != exactly(
                {edit.key: "∅" if edit.old is None else edit.old}
            ):
                return False
            cells = applied(cells, Change("", (edit,)))
        return True

    @rule(name=NAMES)
    def accept(self, name: str) -> None:
        if self.is_draft(name):
            self.store.accept(name, ACCEPTANCE)
            self.accepted.add(name)
            self.lines += 1

    @rule(name=NAMES)
    def withdraw(self, name: str) -> None:
        if self.is_draft(name):
            self.store.withdraw(name, ACCEPTANCE.finding, who=WHO)
            self.lines += name in self.accepted
            self.accepted.discard(name)

    @rule(name=NAMES, data=st.binary(max_size=50))
    def finalize(self, name: str, data: bytes) -> None:
        if self.is_draft(name):
            made = self.store.finalize(name, data=data, vector=b"", at=LATER, who=WHO)
            self.set_head(name, status="finalized", finalized_at=LATER)
            assert self.store.snapshot(name) == made
            assert made.revision == self.heads[name].revision

    @rule(name=NAMES, sent=st.booleans())
    def reopen(self, name: str, *, sent: bool) -> None:
        if self.known(name) and not self.is_draft(name):
            self.store.reopen(name, reason="sửa", who=WHO, next_revision=sent)
            revision = self.heads[name].revision + sent
            self.set_head(name, status="draft", finalized_at="", revision=revision)

    @rule(name=NAMES)
    def delete(self, name: str) -> None:
        if self.known(name):
            self.store.delete(name, who=WHO)
            self.set_head(name, status="deleted")

    @rule(name=NAMES)
    def restore(self, name: str) -> None:
        if name in self.heads and not self.known(name):
            self.store.restore(name, who=WHO)
            back = "finalized" if self.heads[name].finalized_at else "draft"
            self.set_head(name, status=back)

    @rule()
    def close_and_open(self) -> None:
        self.store.close()
        self.store = Store.open(self.target, now=now)

    @invariant()
    def same_heads(self) -> None:
        both = (*self.store.reports(), *self.store.reports(deleted=True))
        assert {head.id: head for head in both} == self.heads

    @invariant()
    def same_cells(self) -> None:
        for name, cells in self.cells.items():
            report = self.store.load(name)
            assert exactly(report.cells) == exactly(cells)
            assert report.acceptances == ((ACCEPTANCE,) if name in self.accepted else ())

    @invariant()
    def one_line_for_each_act(self) -> None:
        assert len(self.store.trail()) == self.lines


def test_any_sequence_of_acts_on_a_file(tmp_path: Path) -> None:
    template = tmp_path / "empty.db"
    Store.open(template, now=now).close()

    def fresh() -> Target:
        folder = Path(tempfile.mkdtemp(prefix="baocao-model-"))
        return Path(shutil.copy(template, folder / "baocao.db"))

    StoreMachine.fresh = staticmethod(fresh)
    run(examples=settings().max_examples // 4)


def test_any_sequence_of_acts_on_a_server(postgres: Server) -> None:
    StoreMachine.fresh = staticmethod(lambda: postgres.address(postgres.emptied()))
    run(examples=settings().max_examples // 20)


def run(examples: int) -> None:
    run_state_machine_as_test(
        StoreMachine, settings=settings(max_examples=max(examples, 1), stateful_step_count=30)
    )
