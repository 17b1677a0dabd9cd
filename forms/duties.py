"""Who owes which report by when, and how each stands: the year of a unit.

A form says which units owe it and how many days they have after its period
(:class:`forms.model.Due`); the list of units says who exists, the calendar which days are worked,
the unit's profile what its own superior has ordered otherwise. Nothing here is stored: it follows
from these and from the reports there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Final, Literal, NamedTuple

from forms.cards import Card
from forms.dates import format_date
from forms.model import Due, Form
from forms.periods import Period, as_of, current, following, previous, span
from forms.profile import Profile
from forms.report import ReportHead
from forms.units import Registry, Unit
from forms.workdays import Workdays

SOON: Final = 14
"""A report that is due within so many days is due soon."""

State = Literal["not_started", "draft", "late", "missing", "finalized", "corrected"]
"""``late`` is a draft and ``missing`` no report at all after the deadline; ``corrected`` is
finalized as a second or later submission."""
DONE: Final[frozenset[State]] = frozenset({"finalized", "corrected"})
"""States in which nobody has to do anything any more."""


class Rules(NamedTuple):
    """What decides on duties beside the forms: units, working days, the own unit's profile."""

    registry: Registry
    workdays: Workdays
    profile: Profile = Profile()


class Duty(NamedTuple):
    """One report that is owed: ``due`` is the last day for it, up to ``hour`` if that is given.

    ``start`` is the first day of its period. ``why`` says in Vietnamese how the day was counted.
    """

    due: date
    form: str
    unit: str
    period: Period
    start: date
    hour: str = ""
    why: str = ""

    @property
    def until(self) -> datetime:
        """Return the moment after which the report is late, on the wall clock."""
        if self.hour:
            return datetime.combine(self.due, time.fromisoformat(self.hour))
        return datetime.combine(self.due + timedelta(days=1), time())


class Standing(NamedTuple):
    """How a duty stands: ``days`` are left until its deadline, negative when it is over.

    ``delayed`` tells whether what is done was done after the deadline. ``report`` is empty while
    there is none.
    """

    duty: Duty
    state: State
    days: int
    delayed: bool = False
    report: str = ""
    revision: int = 0


def deadline(due: Due, last: date, workdays: Workdays) -> date:
    """Return the last day for a report whose period ends on ``last``."""
    if due.working:
        return workdays.after(last, due.days) if due.days else workdays.first_working(last)
    day = last + timedelta(days=due.days)
    return workdays.first_working(day) if due.moves else day


def owes(form: Card | Form, unit: Unit, registry: Registry, day: date) -> bool:
    """Return whether ``unit`` owes ``form`` for a period that ends on ``day``.

    Units that the form names hand their duty on to their successors; else every unit of the form's
    level owes it.
    """
    if not unit.exists_on(day):
        return False
    if form.owed_by:
        return any(registry.in_charge(code, day) == unit for code in form.owed_by)
    return of_its_level(form, unit)


def of_its_level(form: Card | Form, unit: Unit) -> bool:
    """Return whether a form is for units of this kind."""
    return bool(unit.kind) and unit.kind in {level.strip() for level in form.level.split(",")}


def duties(
    forms: Iterable[Card | Form], units: Iterable[Unit], rules: Rules, first: date, last: date
) -> tuple[Duty, ...]:
    """Return what ``units`` owe with a deadline from ``first`` to ``last``, by deadline.

    A form is owed once for each period of its usual cycle in which form and unit are valid;
    forms on demand are owed by no calendar.
    """
    wanted = tuple(units)
    found: list[Duty] = []
    for form in forms:
        if not form.due.on_demand:
            for unit in wanted:
                # The calendar of a form is counted through for those only who may owe it at all.
                if form.owed_by or of_its_level(form, unit):
                    found += _of_unit(form, unit, rules, first, last)
    return tuple(sorted(found, key=lambda duty: (duty.due, duty.form, duty.unit)))


def _of_unit(
    form: Card | Form, unit: Unit, rules: Rules, first: date, last: date
) -> Iterator[Duty]:
    if unit.code == rules.profile.unit:
        form = rules.profile.tailored(form)
        first = max(first, rules.profile.since or first)
    for period, due in _closing_between(form, rules.workdays, first, last):
        start, end = span(period, form.period)
        if _valid(form, start, end) and owes(form, unit, rules.registry, end):
            why = _why(form.due, end)
            yield Duty(due, form.id, unit.code, period, start, form.due.hour, why)


def _closing_between(
    form: Card | Form, workdays: Workdays, first: date, last: date
) -> Iterator[tuple[Period, date]]:
    """Yield the periods of the usual cycle whose deadlines lie between two days."""
    rule = form.period
    # Deadlines never come before their periods end and keep the periods' order.
    period = current(first, rule)
    while deadline(form.due, as_of(previous(period), rule), workdays) >= first:
        period = previous(period)
    while as_of(period, rule) <= last:
        due = deadline(form.due, as_of(period, rule), workdays)
        if first <= due <= last:
            yield period, due
        period = following(period)


def _valid(form: Card | Form, start: date, end: date) -> bool:
    return end.isoformat() >= form.valid_from and (
        not form.valid_to or start.isoformat() <= form.valid_to
    )


def _why(due: Due, end: date) -> str:
    closed = f"kỳ chốt ngày {format_date(end)}"
    at = f" trước {due.hour}" if due.hour else ""
    if not due.days:
        moved = ", gặp ngày nghỉ thì ngày làm việc kế tiếp" if due.working or due.moves else ""
        return f"{closed}, nộp trong ngày{at}{moved}"
    kind = "ngày làm việc" if due.working else "ngày"
    moved = ", gặp ngày nghỉ thì lùi đến ngày làm việc kế tiếp" if due.moves else ""
    return f"{closed}, nộp trong {due.days} {kind} sau đó{at}{moved}"


# --- how they stand ------------------------------------------------------------------------------


def standings(
    owed: Iterable[Duty], reports: Iterable[ReportHead], now: datetime
) -> tuple[Standing, ...]:
    """Return how each duty stands at ``now`` (wall clock, without a zone).

    Of several reports for one duty the most advanced counts: finalized before draft, then the
    higher submission number. Deleted ones do not count.
    """
    best: dict[tuple[str, str, str], ReportHead] = {}
    for head in reports:
        if head.status != "deleted":
            key = (head.form, head.unit, head.period)
            best[key] = max(best.get(key, head), head, key=_advance)
    return tuple(
        _standing(duty, best.get((duty.form, duty.unit, duty.period.code)), now) for duty in owed
    )


def _advance(head: ReportHead) -> tuple[bool, int, str]:
    return head.status == "finalized", head.revision, head.id


def _standing(duty: Duty, head: ReportHead | None, now: datetime) -> Standing:
    days, over = (duty.due - now.date()).days, now >= duty.until
    if head is None:
        return Standing(duty, "missing" if over else "not_started", days)
    if head.status == "draft":
        state: State = "late" if over else "draft"
        return Standing(duty, state, days, report=head.id, revision=head.revision)
    state = "corrected" if head.revision > 1 else "finalized"
    done = datetime.fromisoformat(head.finalized_at).replace(tzinfo=None)
    return Standing(duty, state, days, done >= duty.until, head.id, head.revision)
