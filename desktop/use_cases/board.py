"""The department's board: who has handed in, who may be later or need not, what looks strange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from desktop.problems import Trouble
from desktop.use_cases.year import period_of
from forms.dates import format_date
from forms.department.board import (
    MOST_PERIODS,
    BoardTable,
    Column,
    Content,
    Known,
    leave_of,
    periods_between,
    table,
    until_of,
)
from forms.department.outliers import MOST, Figures, Observed, Question, question_words, questions
from forms.department.receipts import COUNTS, Leave, LeaveKind, Receipt
from forms.department.receiving import late_from, reports_to
from forms.department.returning import spot_of
from forms.duties import deadline, owes
from forms.engine import Computation
from forms.model import Form
from forms.periods import Period, as_of, fits, previous, title
from forms.report import ReportHead
from forms.units import Unit

if TYPE_CHECKING:
    from desktop.use_cases.receiving import Bound

_MOST_KNOWN: Final = 50_000
_MOST_FIGURES: Final = 100_000
_ROWS: Final = frozenset({"list", "documents", "selection"})


class Asked(NamedTuple):
    """A question with the unit's and the figure's names, and in words."""

    question: Question
    unit_name: str
    label: str
    message: str


class Board:
    """What a department sees of one form; :attr:`desktop.workspace.Workspace.board`."""

    def __init__(self, bound: Bound) -> None:
        """Bind what receiving works with."""
        self._bound = bound
        self._contents: dict[str, Content] = {}

    # -- the board --------------------------------------------------------------------------------

    def table(self, form_id: str, first: str, last: str = "", *, unit: str = "") -> BoardTable:
        """Return the board of a form from one period to another (without one: of that alone).

        A year stands for all periods of the form that end in it. ``unit`` leaves one row.

        Raises:
            Trouble: no such form, period or unit, or too many periods.
        """
        columns = self.columns(form_id, first, last)
        units = (self.unit(unit),) if unit else self._units()
        periods = [column.period.code for column in columns]
        receipts = (
            *self._typed(form_id, set(periods)),
            *self._bound.inbox.of_periods(form_id, periods),
        )
        known = Known(
            registry=self._bound.registry,
            units=units,
            receipts=receipts,
            leaves=self._bound.store.leaves.of(form_id),
            contents=self._contents_of(receipts),
            now=self._bound.year.now,
        )
        return table(form_id, columns, known)

    def columns(self, form_id: str, first: str, last: str = "") -> tuple[Column, ...]:
        """Return the periods of a board, each with its form version and deadline."""
        begin, end = period_of(first), period_of(last or first)
        form = self._bound.catalog.form(form_id)
        found: list[Column] = []
        for period in periods_between(begin, end, form):
            if len(found) == MOST_PERIODS:
                message = f"Nhiều hơn {MOST_PERIODS} kỳ. Hãy chọn khoảng kỳ ngắn hơn."
                raise Trouble(message, code="BOARD-MANY", place="period")
            try:
                found.append(self._column(form_id, period))
            except Trouble:
                # Of a whole year the periods in which the form was in use are meant.
                if period.kind == begin.kind:
                    raise
        if not found:
            message = f"Không có kỳ nào từ {title(begin)} đến {title(end)}. Hãy xem lại hai kỳ."
            raise Trouble(message, code="BOARD-NONE", place="period")
        return tuple(found)

    def _column(self, form_id: str, period: Period) -> Column:
        form = self._bound.catalog.fitting(form_id, period)
        last = as_of(period, form.period)
        return Column(period, form, last, self._due(form, last))

    def _due(self, form: Form, last: date) -> date | None:
        return None if form.due.on_demand else deadline(form.due, last, self._bound.year.workdays)

    def _units(self) -> tuple[Unit, ...]:
        own, registry = self._bound.unit(), self._bound.registry
        return tuple(unit for unit in registry.all() if reports_to(unit, own, registry))

    def unit(self, code: str) -> Unit:
        """Return a unit that reports here; refused with the next step for any other."""
        found, own = self._bound.registry.find(code), self._bound.unit()
        if found is None or not reports_to(found, own, self._bound.registry):
            message = f"Không có đơn vị mã “{code}” báo cáo lên {own.name}. Xem lại mã đơn vị."
            raise Trouble(message, code="UNIT-UNKNOWN", place=code)
        return found

    def _typed(self, form_id: str, periods: set[str]) -> tuple[Receipt, ...]:
        """Return what was typed and finalized on this computer, as if it had come in."""
        own = self._bound.unit().code
        return tuple(
            _as_receipt(head)
            for head in self._bound.store.reports()
            if head.form == form_id and head.period in periods
            if head.status == "finalized" and head.unit != own
        )

    def _contents_of(self, receipts: Iterable[Receipt]) -> Mapping[str, Content]:
        """Return what was let pass in what counts; data never change, so each is read once."""
        from exporters.data_parts import LetPass, let_pass

        unsaid = LetPass(0, 0)
        asking = {
            one.number: one.data_sha256
            for one in receipts
            if one.state in COUNTS and (one.warnings or one.kind == "sheet")
            if one.number and one.data_sha256 not in self._contents
        }
        if len(self._contents) > _MOST_KNOWN:
            self._contents.clear()
        for number, begin in self._bound.inbox.beginnings(asking):
            passed = let_pass(begin) or let_pass(self._bound.inbox.data(number)) or unsaid
            content: Content = "warnings" if passed.warnings else "clean"
            self._contents[asking[number]] = "errors" if passed.errors else content
        return self._contents

    # -- what stands out --------------------------------------------------------------------------

    def outliers(self, form_id: str, period: str, *, unit: str = "") -> tuple[Asked, ...]:
        """Return the figures of a period that stand out among the units', the strangest first.

        Each is held to the unit's own last period and to the other units; with fewer than eight
        reports nothing stands out. ``unit`` leaves the questions to one of them.
        """
        here = period_of(period)
        now, before = self._figures(form_id, here), self._figures(form_id, previous(here))
        observed = [Observed(unit, now[unit], before.get(unit, {})) for unit in sorted(now)]
        form = self._bound.catalog.fitting(form_id, here)
        blank = self._bound.catalog.engine(form).open({}, here)
        every = questions(observed, len(observed) * _MOST_FIGURES if unit else MOST)
        wanted = [one for one in every if unit in ("", one.unit)][:MOST]
        return tuple(self._asked(blank, one) for one in wanted)

    def _figures(self, form_id: str, period: Period) -> dict[str, Figures]:
        """Return what counts of a period, by unit; rows that each unit numbers itself left out."""
        from exporters.data_parts import typed_figures

        form = self._bound.catalog.form(form_id)
        listed = {field.id for field in form.fields if field.kind in _ROWS}
        found: dict[str, Figures] = {}
        for receipt in self._bound.inbox.of_periods(form_id, (period.code,)):
            if receipt.counts:
                figures = typed_figures(self._bound.inbox.data(receipt.number))
                found[receipt.unit] = {
                    place: value
                    for place, value in figures.items()
                    if place.partition("[")[0].partition(".")[0] not in listed
                }
        return found

    def _asked(self, blank: Computation, question: Question) -> Asked:
        spot = spot_of(blank, question.place)
        key = None if spot is None else spot.key
        unit = self._bound.registry.find(question.unit)
        name = question.unit if unit is None else unit.name
        label = question.place if key is None else blank.label(key)
        return Asked(question, name, label, question_words(question, name, label))

    # -- exempted and longer ----------------------------------------------------------------------

    def exempt(self, form_id: str, unit: str, period: str, reason: str) -> Leave:
        """Let a unit off a form, for a period or (without one) for every one.

        Raises:
            Trouble: no reason, or a unit that does not owe the form.
        """
        self._require_owing(form_id, self.unit(unit), period)
        return self._decide("exempt", form_id, unit, period, reason=reason)

    def extend(self, form_id: str, unit: str, period: str, until: date, reason: str) -> Leave:
        """Give a unit until a later day; what it has sent meanwhile is judged anew.

        Raises:
            Trouble: no reason, a unit that does not owe the form, a day that is not later.
        """
        due = self._require_owing(form_id, self.unit(unit), period)
        if due is None or until <= due:
            shown = "không có hạn" if due is None else f"hạn là ngày {format_date(due)}"
            message = f"Kỳ này {shown}, ngày gia hạn phải sau đó. Hãy ghi ngày khác."
            raise Trouble(message, code="LEAVE-DAY", place="until")
        return self._decide("extend", form_id, unit, period, reason=reason, until=until)

    def withdraw(self, form_id: str, unit: str, period: str, reason: str) -> Leave:
        """Take an exemption or a longer deadline back.

        Raises:
            Trouble: no reason, or nothing to take back.
        """
        code, named = self.unit(unit).code, period_of(period).code if period else ""
        if leave_of(self._bound.store.leaves.of(form_id, code), code, named) is None:
            message = "Đơn vị này chưa được miễn hay gia hạn cho kỳ đó, không có gì để bỏ."
            raise Trouble(message, code="LEAVE-NONE", place=code)
        return self._decide("withdraw", form_id, unit, period, reason=reason)

    def _require_owing(self, form_id: str, unit: Unit, period_text: str) -> date | None:
        """Refuse who does not owe the form; return by when it is owed for a period."""
        registry, today = self._bound.registry, self._bound.year.now.date()
        column = self._column(form_id, period_of(period_text)) if period_text else None
        form = column.form if column else self._bound.catalog.form(form_id)
        if not owes(form, unit, registry, column.last if column else today):
            message = f"{unit.name} không phải nộp biểu {form_id} nên không cần miễn, gia hạn."
            raise Trouble(message, code="LEAVE-OWES", place=unit.code)
        return column.due if column else None

    def _decide(
        self,
        kind: LeaveKind,
        form_id: str,
        unit: str,
        period: str,
        *,
        reason: str,
        until: date | None = None,
    ) -> Leave:
        self._bound.store.require("consolidate")
        said = " ".join(reason.split())
        if not said:
            raise Trouble("Hãy ghi lý do.", code="REASON", place=unit)
        leave = Leave(
            kind=kind,
            form=form_id,
            unit=self.unit(unit).code,
            period=period_of(period).code if period else "",
            until=until.isoformat() if until else "",
            reason=said,
            who=self._bound.who,
            at=self._bound.now(),
        )
        self._bound.store.leaves.add(leave)
        self._judge_anew(leave)
        return leave

    def _judge_anew(self, leave: Leave) -> None:
        """Say of what counts whether it is late by the deadlines that hold now."""
        inbox, leaves = self._bound.inbox, self._bound.store.leaves.of(leave.form, leave.unit)
        for receipt in inbox.receipts(leave.form, leave.period, leave.unit):
            period = period_of(receipt.period)
            if receipt.state not in COUNTS or not self._fits(leave.form, period):
                continue
            column = self._column(leave.form, period)
            until = until_of(leave_of(leaves, leave.unit, receipt.period))
            late = column.due is not None and receipt.when >= late_from(
                column.due, column.form.due.hour, until
            )
            if late != receipt.late:
                # Why it was returned is still to be read.
                reason = receipt.reason if receipt.state == "returned" else leave.reason
                inbox.mark_late(receipt.number, reason, late=late, who=self._bound.who)

    def _fits(self, form_id: str, period: Period) -> bool:
        return fits(period, self._bound.catalog.form(form_id).period)


def _as_receipt(head: ReportHead) -> Receipt:
    return Receipt(
        number=0,
        sha256="",
        name=head.id,
        kind="package",
        state="accepted",
        at=head.finalized_at,
        who="",
        form=head.form,
        unit=head.unit,
        period=head.period,
        report=head.id,
        revision=head.revision,
        finalized_at=head.finalized_at,
    )
