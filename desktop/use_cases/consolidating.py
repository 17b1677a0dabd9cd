"""Making one report of many: what would change, what changes, whose figures stand in it.

The consolidated report is an ordinary draft of its unit: it is edited, checked, finalized and
exported like any other. What a person has typed into it stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from desktop.problems import Trouble
from desktop.use_cases.issuing import Origin
from desktop.use_cases.neighbours import Neighbours, Place
from forms.cells import DENOMINATOR, NUMERATOR, CellKey, Cells, CellValue
from forms.department.by_unit import unit_table
from forms.department.consolidated_report import (
    CONSOLIDATE,
    Line,
    Offered,
    Part,
    feeds_into,
    offered,
    planned,
    run_parts,
    run_sources,
    written_by,
)
from forms.department.consolidating import consolidate
from forms.department.gather_rules import rule_of
from forms.department.receipts import Contribution
from forms.department.run_findings import outdated_findings, partial_findings
from forms.department.runs import Run, RunPart
from forms.editing import Session
from forms.engine import Computation
from forms.entry import same
from forms.findings import Finding
from forms.layout import PAIRS
from forms.periods import as_of
from forms.printed.unit_table import UnitTable
from forms.units import Registry, Unit

if TYPE_CHECKING:
    from desktop.desk import Desk
    from desktop.use_cases.guard import GuardedStore
    from forms.report import ReportHead


class Preview(NamedTuple):
    """What consolidating would do to a report; ``report`` does not exist yet where ``fresh``.

    ``lines`` are the cells that would change; those not taken hold what a person has typed.
    ``parts`` tell, by form, who should have reported and who did. ``cells`` is how many cells the
    units' reports say anything of; ``blank`` names, by field, units that reported without it.
    """

    report: str
    fresh: bool
    lines: tuple[Line, ...]
    parts: tuple[RunPart, ...]
    cells: int
    blank: Mapping[str, tuple[str, ...]]

    @property
    def conflicts(self) -> tuple[Line, ...]:
        """Return the cells that a person has typed otherwise."""
        return tuple(line for line in self.lines if not line.taken)


class Giving(NamedTuple):
    """One contribution to a cell, with the unit's name at the time of the report."""

    name: str
    contribution: Contribution


class Contributors(NamedTuple):
    """Whose figures stand in a cell.

    ``total`` is what the last consolidation made of them, ``now`` what stands there; they differ
    where a person has typed something else since. ``missing`` are the names of units that should
    have reported.
    """

    key: CellKey
    now: CellValue | None
    given: tuple[Giving, ...]
    missing: tuple[str, ...]
    edited: bool


class Around(NamedTuple):
    """What consolidating takes from its workspace."""

    begin: Callable[[str, str, str], object]
    desk: Callable[[str], Desk]
    fresh: Callable[[str, str, str], tuple[ReportHead, Computation]]


class Consolidating:
    """Consolidated reports of one data folder; made by the workspace."""

    def __init__(
        self,
        store: GuardedStore,
        neighbours: Neighbours,
        registry: Registry,
        around: Around,
        *,
        who: str,
        now: Callable[[], str],
    ) -> None:
        """Bind the store, the reports around a report, and the list of units."""
        self._store, self._neighbours, self._registry = store, neighbours, registry
        self._around, self._who, self._now = around, who, now

    # -- consolidating --------------------------------------------------------------------------

    def plan(
        self, form_id: str, period_text: str, unit_code: str, *, overwrite: bool = False
    ) -> Preview:
        """Return what :meth:`run` would do; nothing is touched.

        Refused for a finalized report: it has to be reopened first.
        """
        head, computation = self._around.fresh(form_id, period_text, unit_code)
        fresh = self._head(head.id) is None
        if not fresh:
            computation = self._draft(head.id).computation
        parts = self._parts(head.id, computation, unit_code)
        return self._preview(head.id, computation, parts, overwrite=overwrite, fresh=fresh)[0]

    def run(
        self, form_id: str, period_text: str, unit_code: str, *, overwrite: bool = False
    ) -> Preview:
        """Make or bring up to date a unit's consolidated report; return what was changed.

        Nothing is written, no run kept, where nothing has changed since the last one.
        """
        self._store.require("consolidate")
        head, computation = self._around.fresh(form_id, period_text, unit_code)
        fresh = self._head(head.id) is None
        parts = self._parts(head.id, computation, unit_code)
        if not any(part.sources for _feed, part in parts):
            raise _nothing_sent(form_id, parts)
        if fresh:
            self._around.begin(form_id, unit_code, period_text)
        computation = self._draft(head.id).computation
        preview, offer = self._preview(
            head.id, computation, parts, overwrite=overwrite, fresh=fresh
        )
        self._keep(head.id, computation, (preview, offer), parts)
        return preview

    def _keep(
        self,
        report_id: str,
        c: Computation,
        planned_run: tuple[Preview, Offered],
        parts: Sequence[Part],
    ) -> None:
        preview, offer = planned_run
        values = {line.key: line.value for line in preview.lines if line.taken}
        change = Session(c).plan_values(values, CONSOLIDATE)
        run = Run(at=self._now(), who=self._who, parts=preview.parts, sources=run_sources(parts))
        last = self._store.runs.newest(report_id)
        known = last is not None and (last.parts, last.sources) == (run.parts, run.sources)
        if change.edits or not known:
            given = (one for each in offer.contributions.values() for one in each)
            self._store.consolidate(report_id, change, run, given, who=self._who)

    def _preview(
        self,
        report_id: str,
        c: Computation,
        parts: Sequence[Part],
        *,
        overwrite: bool,
        fresh: bool,
    ) -> tuple[Preview, Offered]:
        offer = offered(c, parts)
        written = {} if fresh else written_by(self._store.trail(report_id))
        lines = planned(c, offer, written, overwrite=overwrite)
        told = tuple(run_parts(c, parts))
        count = len(offer.contributions)
        return Preview(report_id, fresh, lines, told, count, offer.blank), offer

    def _parts(self, report_id: str, c: Computation, unit_code: str) -> tuple[Part, ...]:
        unit = self._unit(unit_code)
        place = Place(report_id, c.engine, unit, c.period)
        found = []
        with self._neighbours.one_list():
            for feed in feeds_into(c.engine.form, unit):
                sent = self._neighbours.sent(place, feed)
                found.append((feed, consolidate(sent.engine, sent.submissions, sent.givers)))
        return tuple(found)

    def _head(self, report_id: str) -> ReportHead | None:
        return next((head for head in self._store.reports() if head.id == report_id), None)

    def _draft(self, report_id: str) -> Desk:
        desk = self._around.desk(report_id)
        if not desk.editable:
            message = (
                f"Báo cáo {report_id} đã chốt nên không tổng hợp lại. Mở lại báo cáo, ghi lý do,"
                " rồi tổng hợp."
            )
            raise Trouble(message, code="ReportNotDraft", place=report_id)
        return desk

    def _unit(self, code: str) -> Unit:
        return self._registry.unit(code)

    # -- whose figures --------------------------------------------------------------------------

    def contributors(self, report_id: str, key: CellKey) -> Contributors:
        """Return whose figures stand in a cell; of a rate those of its two numbers."""
        desk = self._around.desk(report_id)
        given = self._store.runs.given(report_id, key)
        field = desk.engine.fields.get(key.field)
        if not given and field is not None and field.kind in PAIRS:
            pair = (NUMERATOR, DENOMINATOR)
            given = tuple(
                one
                for part in pair
                for one in self._store.runs.given(report_id, key._replace(part=part))
            )
        written = written_by(self._store.trail(report_id, key))
        return self._told(desk, key, given, (written, self._store.runs.newest(report_id)))

    def every_contributor(self, report_id: str) -> tuple[Contributors, ...]:
        """Return whose figures stand in each consolidated cell, in the order of the form."""
        desk, found = self._around.desk(report_id), dict[CellKey, list[Contribution]]()
        for one in self._store.runs.given(report_id):
            found.setdefault(one.key, []).append(one)
        order = desk.engine.order
        ranked = sorted(found, key=lambda key: (order.get(key.field, len(order)), key))
        written = written_by(self._store.trail(report_id))
        known = (written, self._store.runs.newest(report_id))
        return tuple(self._told(desk, key, tuple(found[key]), known) for key in ranked)

    def _told(
        self,
        desk: Desk,
        key: CellKey,
        given: tuple[Contribution, ...],
        known: tuple[Cells, Run | None],
    ) -> Contributors:
        c, (written, run) = desk.computation, known
        now = c.effective(key)
        edited = bool(given) and not c.is_derived(key) and self._is_edited(c, key, given, written)
        lines = tuple(Giving(self._name(c, one.unit), one) for one in given)
        part = next((p for p in run.parts if self._is_of(p, given)), None) if run else None
        missing = tuple(self._name(c, code) for code in part.missing) if part else ()
        return Contributors(key, now, lines, missing, edited)

    @staticmethod
    def _is_edited(
        c: Computation, key: CellKey, given: Iterable[Contribution], written: Cells
    ) -> bool:
        """Return whether a person has typed over a cell; what was right before is not written."""
        if key in written:
            return not same(c.cells.get(key), written[key])
        column = c.engine.column(key)
        summed = column is not None and rule_of(c.engine.fields[key.field], column) == "sum"
        return summed and c.cells.get(key) != _total_of(given)

    @staticmethod
    def _is_of(part: RunPart, given: Iterable[Contribution]) -> bool:
        units = {one.unit for one in given}
        return bool(units) and units <= set(part.expected)

    def _name(self, c: Computation, code: str) -> str:
        unit = self._registry.find(code)
        return code if unit is None else unit.name_on(as_of(c.period, c.engine.form.period))

    # -- what is to be said of it ---------------------------------------------------------------

    def origin(self, c: Computation, head: ReportHead, unit: Unit) -> Origin:
        """Return where a report's figures come from: findings about it, and the units' figures."""
        run = self._store.runs.newest(head.id)
        if run is None:
            return Origin()
        said = self._said(c, head.id, unit, run) if head.status == "draft" else ()
        given = partial(self._store.runs.given, head.id)
        return Origin(said, partial(self._units, head.id, run), given)

    def _said(self, c: Computation, report_id: str, unit: Unit, run: Run) -> tuple[Finding, ...]:
        place = Place(report_id, c.engine, unit, c.period)
        feeds = {feed.form: feed for feed in feeds_into(c.engine.form, unit)}
        with self._neighbours.one_list():
            now = [
                (part, self._neighbours.handed_in(place, feeds[part.form]))
                for part in run.parts
                if part.form in feeds
            ]

        def named(code: str) -> str:
            return self._name(c, code)

        return (*partial_findings(c, run, named), *outdated_findings(c, run, now, named))

    def _units(self, report_id: str, run: Run, c: Computation) -> UnitTable:
        names = {code: self._name(c, code) for code in run.expected}
        return unit_table(c, self._store.runs.given(report_id), names, missing=run.missing)


def _total_of(given: Iterable[Contribution]) -> Decimal:
    """Return what figures add up to; words count nothing."""
    return sum((one.value for one in given if isinstance(one.value, Decimal)), Decimal(0))


def _nothing_sent(form_id: str, parts: Sequence[Part]) -> Trouble:
    forms = ", ".join(dict.fromkeys(feed.form for feed, _part in parts))
    message = (
        f"Chưa có báo cáo {forms} nào của kỳ này để tổng hợp {form_id}. Nhận báo cáo của các đơn vị"
        " trước."
    )
    return Trouble(message, code="CONSOLIDATE-NONE", place=form_id)
