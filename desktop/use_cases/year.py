"""The year of a unit: what it owes, by when, and how that stands."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import resources
from desktop.problems import Trouble
from forms.cards import Card
from forms.dates import format_date
from forms.duties import DONE, SOON, Rules, State, duties, standings
from forms.model import Form
from forms.periods import Period, PeriodProblem, PeriodRule, read_period, span, title
from forms.profile import Profile
from forms.units import Registry, Unit
from forms.workdays import HolidaysProblem, Workdays, read_workdays

if TYPE_CHECKING:
    from db.store import Store

HOLIDAYS: Final = "holidays.json"
"""The list of public holidays; a file of this name in the data folder takes its place, or is added
to it where that file says ``"extends": true``."""
_LOOK_BACK: Final = 92


class DutyLine(NamedTuple):
    """One report that is owed, and how it stands; see :class:`forms.duties.Standing`.

    ``due`` is the last day and ``hour`` the time on it (may be empty), ``why`` how it was counted.
    ``report`` is the id of the report there is, else empty; ``days`` are left, negative when over.
    ``begun`` tells whether the period has: before, nothing can be done about it.
    """

    form: str
    form_title: str
    unit: str
    unit_name: str
    period: str
    period_title: str
    due: date
    hour: str
    why: str
    state: State
    days: int
    delayed: bool
    report: str
    revision: int
    begun: bool = True

    @property
    def open(self) -> bool:
        """Return whether somebody still has to do something."""
        return self.state not in DONE

    @property
    def urgent(self) -> bool:
        """Return whether it wants attention: begun, open, and over or due within two weeks."""
        return self.begun and self.open and self.days <= SOON


class Days(NamedTuple):
    """The deadlines that are asked for, from ``first`` to ``last``, seen from the day ``on``."""

    first: date
    last: date
    on: date


def period_of(text: str, place: str = "period") -> Period:
    """Read a period; refused with the next step, ``place`` being where it was asked for."""
    period = read_period(text)
    if isinstance(period, PeriodProblem):
        raise Trouble(period.message, code=period.code, place=place)
    return period


def about(on: date) -> Days:
    """Return the year of ``on``.

    At its turn also the last three months before it and the next two weeks.
    """
    first = min(date(on.year, 1, 1), on - timedelta(days=_LOOK_BACK))
    return Days(first, max(date(on.year, 12, 31), on + timedelta(days=SOON)), on)


class Year:
    """What units owe, from the forms, the list of units and the calendar of one data folder."""

    def __init__(
        self, store: Store, registry: Registry, folder: Path, *, now: Callable[[], str]
    ) -> None:
        """Bind an open store; ``folder`` may hold holidays of its own."""
        self._store, self._registry, self._folder, self._now = store, registry, folder, now
        self._calendar: Workdays | None = None

    @property
    def now(self) -> datetime:
        """Return the time on the wall clock, without its zone."""
        return datetime.fromisoformat(self._now()).replace(tzinfo=None)

    @property
    def workdays(self) -> Workdays:
        """Return the calendar of working days; raises Trouble for a wrong list in the folder."""
        if self._calendar is None:
            own = self._folder / HOLIDAYS
            path = own if own.exists() else resources.path(HOLIDAYS)
            try:
                shipped = resources.path(HOLIDAYS).read_bytes()
                self._calendar = read_workdays(path.read_bytes(), shipped)
            except HolidaysProblem as problem:
                message = f"{problem.message} Sửa hoặc bỏ tệp này rồi làm lại."
                raise Trouble(message, code="HOLIDAYS", place=str(path)) from problem
        return self._calendar

    def lines(
        self, forms: Iterable[Card | Form], unit: Unit, profile: Profile, days: Days
    ) -> tuple[DutyLine, ...]:
        """Return what ``unit`` owes, by deadline, and how that stands."""
        known = {form.id: form for form in forms}
        rules = Rules(self._registry, self.workdays, profile)
        owed = duties(known.values(), (unit,), rules, days.first, days.last)
        today = self.now
        now = today if days.on == today.date() else datetime.combine(days.on, time())
        lines = []
        for standing in standings(owed, self._store.reports(), now):
            duty = standing.duty
            lines.append(
                DutyLine(
                    form=duty.form,
                    form_title=known[duty.form].title,
                    unit=duty.unit,
                    unit_name=unit.name_on(duty.due),
                    period=duty.period.code,
                    period_title=title(duty.period),
                    due=duty.due,
                    hour=duty.hour,
                    why=duty.why,
                    state=standing.state,
                    days=standing.days,
                    delayed=standing.delayed,
                    report=standing.report,
                    revision=standing.revision,
                    begun=duty.start <= days.on,
                )
            )
        return tuple(lines)

    def refuse_future(self, period: Period, rule: PeriodRule) -> None:
        """Refuse a period that has not begun; the running one may be prepared."""
        said = not_begun(period, rule, self.now.date())
        if said:
            raise Trouble(said, code="PERIOD-FUTURE", place="period")


def not_begun(period: Period, rule: PeriodRule, today: date) -> str:
    """Return what to say of a period that begins after ``today``; empty when it has begun."""
    start = span(period, rule)[0]
    if start <= today:
        return ""
    return (
        f"Kỳ {title(period)} bắt đầu ngày {format_date(start)}, chưa đến."
        " Hãy chọn kỳ đang chạy hoặc kỳ đã qua."
    )


def absence(unit: Unit, period: Period, rule: PeriodRule) -> str:
    """Return what to say of a unit that exists on no end of a period; empty when it does."""
    start, end = span(period, rule)
    if unit.exists_on(start) or unit.exists_on(end):
        return ""
    if unit.since and end.isoformat() < unit.since:
        limit = f"có từ {format_date(date.fromisoformat(unit.since))}"
        return f"{unit.name} {limit}, sau {title(period)}. Chọn kỳ khác hoặc đơn vị khác."
    limit = f"chỉ có đến {format_date(date.fromisoformat(unit.until))}"
    return f"{unit.name} {limit}, trước {title(period)}. Chọn kỳ khác hoặc đơn vị khác."


def refuse_absent(unit: Unit, period: Period, rule: PeriodRule, registry: Registry) -> None:
    """Refuse a period on no end of which the unit exists; name who took over."""
    said = absence(unit, period, rule)
    if not said:
        return
    heir = registry.in_charge(unit.code, span(period, rule)[1])
    instead = f" Đơn vị kế tục: {heir.name} ({heir.code})." if heir is not None else ""
    raise Trouble(f"{said}{instead}", code="UNIT-PERIOD", place="unit")
