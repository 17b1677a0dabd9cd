"""One open report: everything a person can do with it, without a window.

Each act is planned by the editing session, committed to the store together with its log rows,
and only then applied, so what is on the screen is always what is on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from msgspec.structs import replace

from desktop.problems import DATA_WRONG, Trouble
from desktop.use_cases.beside import Beside
from desktop.use_cases.cell_notes import Notes
from desktop.use_cases.finalizing import blocking, printed_gaps, unprinted, vector_of
from desktop.use_cases.issuing import (
    House,
    Kept,
    handed_out,
    has_left,
    kept_change,
    log_of,
    own_log,
    signatory_findings,
)
from desktop.use_cases.neighbours import Fed
from desktop.use_cases.report_files import SUFFIXES, Source, annexed, render
from forms.cells import STATE, STATED, CellKey, CellValue, Change
from forms.checking.field_checks import STATE_LABELS
from forms.checking.review import unseen_fields
from forms.composition import Office, OutlineItem, compose, outline, sentence_of
from forms.editing import Session
from forms.engine import Computation, Engine
from forms.entry import InputProblem, editable_text
from forms.findings import Acceptance, Finding, Tally, tally, with_reasons
from forms.model import Column
from forms.printed.charts import Chart
from forms.printed.document import Document
from forms.printed.printing import print_figure
from forms.printed.trends import Past, trends
from forms.report import LogRow, ReportHead, Snapshot
from forms.sources.filling import FillProblem, plan_fill
from forms.sources.pulling import Pulled, pulled
from forms.sources.sheet_filling import SheetPlan, Sheets, plan_sheets
from forms.units import Unit

if TYPE_CHECKING:
    from desktop.use_cases.guard import GuardedStore
    from exporters.data_json import Checked
    from exporters.manifest import Identity
    from exporters.pdf import Profile

EXPORTS: Final = ("pdf", "xlsx", "package")


class Accepted(NamedTuple):
    """A change that is kept: the cells that show something else now."""

    changed: frozenset[CellKey]


class Refused(NamedTuple):
    """A text that is not taken: why, in one sentence, and readings to offer."""

    message: str
    candidates: tuple[str, ...] = ()
    code: str = ""


Outcome = Accepted | Refused


class Desk:
    """The façade of one report. Raises Trouble's families only for what stops the work."""

    def __init__(
        self,
        store: GuardedStore,
        head: ReportHead,
        computation: Computation,
        *,
        unit: Unit,
        acceptances: tuple[Acceptance, ...],
        who: str,
        now: Callable[[], str],
        fed: Callable[[], Fed] = Fed,
        past: Callable[[], tuple[Past, ...]] = tuple,
        house: House,
    ) -> None:
        """Bind an opened report; made by :meth:`desktop.workspace.Workspace.desk`."""
        self.head, self.unit = head, unit
        self._fed, self.past, self._house = fed, past, house
        self._kept = house.kept
        self._store, self._who, self._now = store, who, now
        self._session, self._beside = Session(computation), Beside(computation)
        self._acceptances = acceptances
        self.notes = Notes(store, head.id, who=who, known=house.notes)

    @property
    def computation(self) -> Computation:
        """Return the computed report, for reading."""
        return self._session.computation

    @property
    def engine(self) -> Engine:
        """Return the compiled form."""
        return self.computation.engine

    @property
    def editable(self) -> bool:
        """Return whether cells may change: only in a draft."""
        return self.head.status == "draft"

    # -- typing ---------------------------------------------------------------------------------

    def enter(self, key: CellKey, text: str) -> Outcome:
        """Take what was typed into a cell: parsed, committed, recomputed."""
        return self._take(self._session.plan_text(key, text))

    def enter_state(self, field_id: str, state: str) -> Outcome:
        """Set or (with an empty text) clear a row's state."""
        return self._take(self._session.plan_state(field_id, state))

    def enter_block(
        self, keys: Sequence[Sequence[CellKey | None]], texts: Sequence[Sequence[str]]
    ) -> Outcome:
        """Take a pasted block, whole or not at all; one step to undo."""
        return self._take(self._session.plan_block(keys, texts))

    def fill(self, data: bytes) -> Accepted | tuple[FillProblem, ...]:
        """Fill from a JSON file, whole or not at all."""
        planned = plan_fill(self._session, data, unit=self.unit.code)
        return planned if not isinstance(planned, Change) else self._commit(planned)

    def fill_plan(self, sheets: Sheets, *, clear_blanks: bool = False) -> SheetPlan:
        """Return what filling from a workbook would do here; nothing is touched."""
        return plan_sheets(self._session, sheets, clear_blanks=clear_blanks)

    def fill_sheets(
        self, sheets: Sheets, *, clear_blanks: bool = False
    ) -> Accepted | tuple[FillProblem, ...]:
        """Fill from a workbook, whole or not at all."""
        plan = self.fill_plan(sheets, clear_blanks=clear_blanks)
        return plan.problems or self._commit(plan.change)

    def add_row(self, list_id: str) -> int:
        """Return the number of the next row of a list; it exists once something is typed there."""
        return max(self.computation.rows(list_id), default=0) + 1

    def insert_row(self, list_id: str, at: int) -> Outcome:
        """Make room for a row before row ``at``."""
        rows = list(self.computation.rows(list_id))
        where = rows.index(at) if at in rows else len(rows)
        return self._reorder(list_id, [*rows[:where], None, *rows[where:]])

    def remove_row(self, list_id: str, row: int) -> Outcome:
        """Remove a row; the rows below move up."""
        order = [number for number in self.computation.rows(list_id) if number != row]
        return self._reorder(list_id, order)

    def move_row(self, list_id: str, row: int, to: int) -> Outcome:
        """Move a row so that it becomes row ``to``, counted from 1."""
        order = [number for number in self.computation.rows(list_id) if number != row]
        order.insert(max(to - 1, 0), row)
        return self._reorder(list_id, order)

    def _reorder(self, list_id: str, order: Sequence[int | None]) -> Outcome:
        locked = self._session.locked(list_id)
        return self._take(locked or self._session.plan_rows(list_id, order))

    def switch_section(self, section_id: str, *, on: bool) -> Outcome:
        """Switch an optional section on or off."""
        return self._take(self._session.plan_switch(section_id, on=on))

    # -- what other reports give ----------------------------------------------------------------

    def confirm(self, *field_ids: str) -> Accepted:
        """Say that what was carried over into these fields stays as it is, as one step."""
        return self._commit(self._session.plan_confirm(field_ids))

    def confirm_section(self, section_id: str) -> Accepted:
        """Say so of all fields that are entered in a section or in a part of it."""
        homes, unseen = self.engine.home, unseen_fields(self.computation.cells)
        inside = (x for x in unseen if section_id in {each.id for each in homes.get(x, ())})
        return self.confirm(*inside)

    def unseen(self) -> tuple[str, ...]:
        """Return the fields in use that were carried over and that nobody has looked at."""
        return self._beside.unseen

    def locked(self, field_id: str) -> bool:
        """Return whether a field is a fixed fact that must be unlocked before it is typed over."""
        return self._session.locked(field_id) is not None

    def unlock(self, field_id: str) -> Accepted:
        """Let a fixed fact that was carried over be typed over; nothing happens to any other."""
        return self._commit(self._session.plan_unlock(field_id))

    def pull_preview(self, *, overwrite: bool = False) -> tuple[Pulled, ...]:
        """Return what other reports would fill in here, and what they say against it."""
        fed = self._fed()
        c = self.computation
        return pulled(c, fed.feeds, before=fed.before, overwrite=overwrite)

    def pull(self, lines: Iterable[Pulled]) -> Accepted:
        """Fill in the lines of a preview that are marked as taken, as one step."""
        values = {line.key: line.offer.value for line in lines if line.taken}
        return self._commit(self._session.plan_values(values, "pull"))

    def _take(self, planned: Change | InputProblem) -> Outcome:
        if isinstance(planned, InputProblem):
            return Refused(planned.message, planned.candidates, planned.code)
        return self._commit(planned)

    def _commit(self, change: Change) -> Accepted:
        if not change.edits:
            return Accepted(frozenset())
        self._store.record(self.head.id, change, who=self._who)
        return Accepted(self._beside.after(self._session.apply(change)))

    # -- undo -----------------------------------------------------------------------------------

    @property
    def can_undo(self) -> bool:
        """Return whether there is a change to take back."""
        return self.editable and self._session.to_undo is not None

    @property
    def can_redo(self) -> bool:
        """Return whether there is a change to do again."""
        return self.editable and self._session.to_redo is not None

    def undo(self) -> frozenset[CellKey]:
        """Take back the last change; return the cells that show something else."""
        change = self._session.to_undo
        if change is None:
            return frozenset()
        self._store.record(self.head.id, change, who=self._who)
        return self._beside.after(self._session.undo())

    def redo(self) -> frozenset[CellKey]:
        """Do again what was last taken back."""
        change = self._session.to_redo
        if change is None:
            return frozenset()
        self._store.record(self.head.id, change, who=self._who)
        return self._beside.after(self._session.redo())

    # -- findings -------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings with the reasons that were given for them."""
        kept = None if self.editable else self._kept
        return with_reasons(self._found() if kept is None else kept.findings, self._acceptances)

    def _found(self) -> tuple[Finding, ...]:
        c = self.computation
        signatory = signatory_findings(c, self._house.signers)
        return (*self._house.found(c), *signatory, *self._beside.findings)

    def tally(self) -> Tally:
        """Count the findings that are still open."""
        return tally(self.findings())

    def repair(self, finding: Finding) -> Outcome:
        """Apply one finding's repair."""
        if finding.repair is None:
            return Refused("Lỗi này không sửa tự động được. Hãy sửa số liệu.", code="NO-REPAIR")
        return self._commit(self._session.plan_repairs([finding]))

    def repair_all(self, findings: Iterable[Finding] | None = None) -> Outcome:
        """Apply every repair there is (or those of ``findings``), as one step.

        That somebody has looked at what was carried over is only said of findings that are named.
        """
        every = (f for f in self.findings() if f.repair is None or f.repair.kind != "confirm")
        chosen = every if findings is None else findings
        wanted = [f for f in chosen if f.repair is not None and f.reason is None]
        return self._commit(self._session.plan_repairs(wanted))

    def accept(self, finding: Finding, reason: str) -> None:
        """Let one finding pass with a written reason, bound to the figures as they are."""
        if finding.severity == "missing":
            raise Trouble("Chỗ thiếu thì phải bổ sung, giải trình không thay được.", code="ACCEPT")
        if not reason.strip():
            raise Trouble("Hãy ghi lý do.", code="REASON")
        if finding.severity == "error":
            self._store.require("accept_error")
        given = Acceptance(
            finding=finding.id,
            fingerprint=finding.fingerprint,
            reason=reason.strip(),
            who=self._who,
            at=self._now(),
        )
        self._store.accept(self.head.id, given)
        kept = [item for item in self._acceptances if item.finding != finding.id]
        self._acceptances = (*kept, given)

    def withdraw(self, finding: Finding) -> None:
        """Take a written reason back."""
        self._store.withdraw(self.head.id, finding.id, who=self._who)
        kept = [item for item in self._acceptances if item.finding != finding.id]
        self._acceptances = tuple(kept)

    # -- showing --------------------------------------------------------------------------------

    def text_of(self, key: CellKey) -> str:
        """Return a cell's text as its editor shows it; empty for a blank cell."""
        return editable_text(self._session.column(key), self.computation.stated(key))

    def column(self, key: CellKey) -> Column | None:
        """Return what may be typed into a cell; ``None`` where the form has no such cell."""
        return self._session.column(key)

    def shown(self, key: CellKey) -> str:
        """Return what is printed for a cell in a table, computed where it is derived."""
        return self.printed(key, self.computation.effective(key))

    def previous_text(self, key: CellKey) -> str:
        """Return the previous period's figure, or an empty text."""
        previous = self.computation.context.previous
        return "" if previous is None else self.printed(key, previous.get(key))

    def printed(self, key: CellKey, value: CellValue | None) -> str:
        """Return how a value would be printed in a table if it stood in a cell; states in words."""
        column = self._session.column(key)
        if value is not None and key.part == STATE:
            return STATE_LABELS.get(str(value), str(value))
        if value is None or column is None:
            return ""
        if isinstance(value, Decimal) or column.kind in ("date", "month"):
            kind = "int" if key.part == STATED else column.kind
            return print_figure(kind, value, unit=column.unit, running=False)
        return editable_text(column, value)

    def outline(self) -> tuple[OutlineItem, ...]:
        """Return the sections with their numbers, for the tree."""
        return outline(self.computation)

    def sentence(self, field_id: str) -> str:
        """Return the printed sentence of a field."""
        return sentence_of(self.computation, field_id)

    def history(self, key: CellKey | None = None) -> tuple[LogRow, ...]:
        """Return the log of the report or of one cell, oldest first."""
        return log_of(self._store.trail(self.head.id, key))

    # -- documents ------------------------------------------------------------------------------

    @property
    def dated(self) -> str:
        """Return the date that goes into every file: of finalizing, else of the last change."""
        if self.head.finalized_at:
            return self.head.finalized_at
        trail = self.history()
        return trail[-1].at if trail else self.head.created_at

    def office(self) -> Office:
        """Return the unit's letterhead: as kept at finalizing; in a draft that of its last day."""
        kept = None if self.editable else self._kept
        return self._house.office if kept is None else kept.office

    def _keep(self, kept: Kept | None) -> None:
        self._store.record(self.head.id, kept_change(self._kept, kept), who=self._who)
        self._kept = kept

    def trends(self) -> tuple[Chart, ...]:
        """Return the charts of this report's figures over its period and those before."""
        return trends(self.computation, self.past())

    def document(
        self, *, draft: bool | None = None, charts: bool = False, by_unit: bool = False
    ) -> Document:
        """Return the report as pages; a draft carries its mark unless asked otherwise.

        Annexes: with ``charts`` the trends, with ``by_unit`` what each unit gave to a sum.
        """
        c, as_draft = self.computation, self.editable if draft is None else draft
        document = compose(c, self.office(), draft=as_draft, dated=self.dated)
        units = self._house.origin.units(c) if by_unit else None
        return annexed(document, units, self.trends() if charts else ())

    def preview(self) -> bytes:
        """Return the PDF as it would be printed now."""
        from exporters.pdf import render_pdf

        return render_pdf(self.document())

    def data(self) -> bytes:
        """Return ``data.json``: as frozen at finalizing, or of the draft as it stands."""
        if not self.editable:
            kept = self._store.snapshot(self.head.id)
            if kept is not None:
                return kept.data
        return self._render_data(self.head, self.document(draft=False))

    def _render_data(self, head: ReportHead, document: Document) -> bytes:
        from exporters import data_json

        return data_json.render(
            self.computation,
            self._identity(head, document.dated),
            self._checked(),
            trail=own_log(self.history()),
            document=document,
        )

    def _checked(self) -> Checked:
        from exporters.data_json import Checked

        return Checked(self.findings(), self._acceptances)

    def _identity(self, head: ReportHead, dated: str) -> Identity:
        from exporters import manifest

        return manifest.identity(head, unit_name=self.office().name, dated=dated)

    def files(
        self, profile: Profile = "trinh-ky", wanted: Collection[str] = SUFFIXES, **annexes: bool
    ) -> dict[str, bytes]:
        """Return the report's files by suffix; see :func:`.report_files.render`."""
        data, document = self.data(), self.document(**annexes)
        identity, checked = self._identity(self.head, document.dated), self._checked()
        return render(Source(self.computation, document, identity, checked, data), profile, wanted)

    def export(
        self, out_dir: Path, only: str = "", *, profile: Profile = "trinh-ky", **annexes: bool
    ) -> tuple[Path, ...]:
        """Write the report's files into a folder (made where missing), each whole or not at all.

        PDF and workbook carry the ``annexes`` that :meth:`document` is asked for.
        """
        from exporters.files import file_stem, sha256, write_all

        if only and only not in EXPORTS:
            raise Trouble(f"Không có loại tệp “{only}”. Có: {', '.join(EXPORTS)}.", code="EXPORT")
        stem = file_stem(self.head.form, self.head.unit, self.head.period, self.head.revision)
        wanted = ("zip",) if only == "package" else ((only,) if only else ("pdf", "xlsx", "zip"))
        made = self.files(profile, wanted, **annexes)
        out_dir.mkdir(parents=True, exist_ok=True)
        named = {f"{stem}.{suffix}": made[suffix] for suffix in wanted}
        written = write_all(out_dir, named)
        if not self.editable:
            made_of = {name: (len(data), sha256(data)) for name, data in named.items()}
            self._store.log_issue(self.head.id, "export", handed_out(made_of), who=self._who)
        return written

    # -- states ---------------------------------------------------------------------------------

    def finalize(self) -> ReportHead:
        """Freeze the report with its snapshot; refused while anything blocks."""
        counts = self.tally()
        if counts.blocks:
            raise Trouble(blocking(counts), code="BLOCKED", exit_status=DATA_WRONG)
        at = self._now()
        document = compose(self.computation, self.office(), draft=False, dated=at)
        gaps = printed_gaps(document)
        if gaps:
            told = unprinted(self.computation, gaps)
            raise Trouble(told, code="BLOCKED", place=gaps[0], exit_status=DATA_WRONG)
        vector = vector_of(self.computation)
        self._keep(Kept(self._house.office, self._found()))
        head = replace(self.head, status="finalized", finalized_at=at)
        data = self._render_data(head, document)
        self._store.finalize(self.head.id, data=data, vector=vector, at=at, who=self._who)
        self.head = head
        return head

    def reopen(self, reason: str) -> ReportHead:
        """Make a finalized report a draft again, for a written reason.

        Once its files were exported it is the next submission: what was handed out stays as it is.
        """
        if not reason.strip():
            raise Trouble("Hãy ghi lý do mở lại.", code="REASON")
        next_one = has_left(self.history())
        self._store.reopen(
            self.head.id, reason=reason.strip(), who=self._who, next_revision=next_one
        )
        revision = self.head.revision + next_one
        self.head = replace(self.head, status="draft", finalized_at="", revision=revision)
        self._keep(None)
        return self.head

    def frozen(self, revision: int | None = None) -> Snapshot | None:
        """Return the snapshot of the last finalizing, of one submission or of all."""
        return self._store.snapshot(self.head.id, revision)
