"""The window's side of one open report: every change passes here, and everybody hears of it.

A refused text is never lost: it stays as the draft of its cell until it is put right or taken
back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

from PySide6.QtCore import QObject, Signal

from desktop.desk import Accepted, Desk, Outcome, Refused
from desktop.problems import Trouble, attempt
from desktop.window.editor.marks import Marks
from desktop.window.editor.news import News, news_of
from forms.cells import CellKey
from forms.composition import OutlineItem
from forms.findings import Finding, Tally


class Refusal(NamedTuple):
    """A text that a cell did not take, and what to do about it."""

    key: CellKey | None
    text: str
    message: str
    candidates: tuple[str, ...] = ()


class OpenReport(QObject):
    """One desk with the news of its changes.

    ``changed`` carries the :class:`News`, after ``marks`` are new. What somebody does with one key
    may be several steps that are taken :meth:`together`: ``settled`` is told once they are through.
    """

    changed = Signal(object)
    refused = Signal(object)
    troubled = Signal(object)
    settled = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.drafts: dict[CellKey, Refusal] = {}
        self.marks = Marks(desk.engine, desk.findings())
        self._steps = 0
        # What a form selects depends on whole tables, so it is always read again.
        fields = desk.engine.fields.values()
        self._selected = frozenset(field.id for field in fields if field.kind == "selection")
        self.saved_at = ""
        self._sentences: dict[str, str] = {}
        self._outline: tuple[OutlineItem, ...] | None = None

    @property
    def tally(self) -> Tally:
        """Return the open findings by severity."""
        return self.marks.tally

    # -- reading ----------------------------------------------------------------------------------

    def sentence(self, field_id: str) -> str:
        """Return how a field prints; remembered until the next change."""
        if field_id not in self._sentences:
            self._sentences[field_id] = self.desk.sentence(field_id)
        return self._sentences[field_id]

    def outline(self) -> tuple[OutlineItem, ...]:
        """Return the sections with their numbers; read once until one is switched."""
        if self._outline is None:
            self._outline = self.desk.outline()
        return self._outline

    def state(self, field_id: str) -> str:
        """Return the state that stands instead of a row's figures."""
        return self.desk.computation.state(field_id)

    # -- changing ---------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """Return whether more steps of the same act are to come."""
        return self._steps > 0

    @contextmanager
    def together(self) -> Iterator[None]:
        """Take several steps as one: who shows where the cursor is does so once, at the end."""
        self._steps += 1
        try:
            yield
        finally:
            self._steps -= 1
            if not self._steps:
                self.settled.emit()

    def enter(self, key: CellKey, text: str) -> bool:
        """Take a cell's text; False keeps it as the cell's draft and says why."""
        if key not in self.drafts and text == self.desk.text_of(key):
            return True
        return self._attempt(lambda: self.desk.enter(key, text), key, text)

    def enter_state(self, field_id: str, state: str) -> bool:
        """Set or clear a row's state."""
        return self._attempt(lambda: self.desk.enter_state(field_id, state))

    def enter_block(
        self, keys: Sequence[Sequence[CellKey | None]], texts: Sequence[Sequence[str]]
    ) -> bool:
        """Take a pasted block, whole or not at all."""
        taken = self._attempt(lambda: self.desk.enter_block(keys, texts))
        if taken:
            self._forget(key for line in keys for key in line if key is not None)
        return taken

    def act(self, action: Callable[[Desk], Outcome]) -> bool:
        """Do one act of the desk that may be refused."""
        return self._attempt(lambda: action(self.desk))

    def step(self, action: Callable[[Desk], frozenset[CellKey]]) -> frozenset[CellKey]:
        """Undo or redo; return the cells that show something else."""
        changed = attempt(lambda: action(self.desk))
        if isinstance(changed, Trouble):
            self.troubled.emit(changed)
            return frozenset()
        self._settle(changed)
        return changed

    def judge(self, action: Callable[[Desk], object]) -> bool:
        """Accept a finding, take a reason back, finalize, reopen: no cell changes."""
        result = attempt(lambda: action(self.desk))
        if isinstance(result, Trouble):
            self.troubled.emit(result)
            return False
        self._settle(frozenset())
        return True

    def drop_draft(self, key: CellKey) -> None:
        """Take back a text that was refused."""
        if self.drafts.pop(key, None) is not None:
            self.changed.emit(News(cells=frozenset({key})))

    def _attempt(
        self, action: Callable[[], Outcome], key: CellKey | None = None, text: str = ""
    ) -> bool:
        outcome = attempt(action)
        if isinstance(outcome, Trouble):
            self._keep(Refusal(key, text, outcome.message))
            self.troubled.emit(outcome)
            return False
        if isinstance(outcome, Refused):
            refusal = Refusal(key, text, outcome.message, outcome.candidates)
            self._keep(refusal)
            self.refused.emit(refusal)
            return False
        self._taken(outcome, key)
        return True

    def _taken(self, outcome: Accepted, key: CellKey | None) -> None:
        if key is not None:
            self._forget([key])
        changed = outcome.changed
        self._settle(changed if key is None else changed | {key}, saved=bool(changed))

    def _keep(self, refusal: Refusal) -> None:
        if refusal.key is not None:
            self.drafts[refusal.key] = refusal

    def _forget(self, keys: Iterable[CellKey]) -> None:
        for key in keys:
            self.drafts.pop(key, None)

    def _settle(self, changed: frozenset[CellKey], *, saved: bool = True) -> None:
        self._sentences.clear()
        news = news_of(changed, self.marks.take(self.desk.findings()), self._selected)
        if news.whole or news.is_switched:
            self._outline = None
        if saved:
            self.saved_at = datetime.now().astimezone().strftime("%H:%M:%S")
        self.changed.emit(news)


def repairable(findings: Sequence[Finding]) -> Finding | None:
    """Return the first finding that one key repairs."""
    return next((f for f in findings if f.repair is not None and f.reason is None), None)
