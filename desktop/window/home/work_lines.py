"""The lines of the work list: the reports there are and the ones that are owed, as one list.

The empty list is painted before anything of a form is read, so nothing dear is imported here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

if TYPE_CHECKING:
    from desktop.use_cases.year import DutyLine
    from desktop.workspace import ReportLine
    from forms.report import Status

Urgency = Literal["error", "warning", ""]
Mark = Literal["late", "due", "done", "ahead"]
MARKS: Final[tuple[Mark, ...]] = ("late", "due", "done", "ahead")
"""How a line stands in the calendar, the most pressing first; see :class:`MonthTally`."""

_STATES: Final[Mapping[Status, str]] = {
    "draft": "Nháp",
    "finalized": "Đã chốt",
    "deleted": "Đã xóa",
}
_UNWRITTEN: Final = "Chưa lập"
_SIGNED: Final = "Đã ký"
_SENT: Final = "Đã gửi"
_RETURNED: Final = "Bị trả lại"
_HURRY: Final = 2
_BEFORE: Final = timedelta(days=31)
_TO_SEND: Final = timedelta(days=14)
_ISO_DAY: Final = 10
_NEVER: Final = date.max


class WorkLine(NamedTuple):
    """One line: a report, a duty, or a report with the duty that it answers."""

    report: ReportLine | None
    duty: DutyLine | None

    @property
    def id(self) -> str:
        """Return the report's id, or what tells this duty from the others."""
        if self.report is not None:
            return self.report.head.id
        return f"{self.form}-{self.unit_name}-{self.period}"

    @property
    def form(self) -> str:
        """Return the form's id and title."""
        if self.report is not None:
            return f"{self.report.head.form} · {self.report.title}"
        return f"{self.duty.form} · {self.duty.form_title}" if self.duty else ""

    @property
    def period(self) -> str:
        """Return the period in words."""
        line = self.report or self.duty
        return line.period_title if line else ""

    @property
    def unit_name(self) -> str:
        """Return the unit's name."""
        line = self.report or self.duty
        return line.unit_name if line else ""

    @property
    def state(self) -> str:
        """Return how far it is, in words; a correction with its number."""
        if self.report is None:
            return _UNWRITTEN
        head = self.report.head
        again = f", lần {head.revision}" if head.revision > 1 else ""
        gone = self.report.issued
        if gone.returned and head.status == "draft":
            return f"{_RETURNED}{again}"
        state = _SENT if gone.sent else _SIGNED if gone.signed else _STATES[head.status]
        return f"{state}{again}"

    @property
    def due(self) -> str:
        """Return the deadline and, while it is open, how far away it is."""
        from forms.dates import format_date

        duty = self.duty
        if duty is None:
            return ""
        day = format_date(duty.due)
        if not duty.open:
            return day
        if duty.days < 0:
            return f"{day}, trễ {-duty.days} ngày"
        if duty.state in ("late", "missing"):
            return f"hôm nay, đã quá {duty.hour}"
        if duty.days == 0:
            return f"hôm nay{f', {duty.hour}' if duty.hour else ''}"
        return f"{day}, còn {duty.days} ngày"

    @property
    def urgency(self) -> Urgency:
        """Return how pressing it is: over, within two days, or neither."""
        if self.duty is None or not self.duty.open:
            return ""
        if self.duty.state in ("late", "missing"):
            return "error"
        return "warning" if self.duty.days <= _HURRY else ""

    @property
    def day(self) -> date | None:
        """Return the day it stands on in the calendar: its deadline, else its period's last day."""
        from forms.periods import Period, parse_period, sort_key

        if self.duty is not None:
            return self.duty.due
        period = parse_period(self.report.head.period) if self.report is not None else None
        return sort_key(period)[1] if isinstance(period, Period) else None

    @property
    def mark(self) -> Mark | None:
        """Return how it stands in the calendar; a deleted report does not."""
        if self.report is not None and self.report.head.status == "deleted":
            return None
        if self.duty is None:
            return "due" if self.to_do else "done"
        if not self.duty.open:
            return "done"
        if self.urgency == "error":
            return "late"
        return "due" if self.duty.begun or self.report is not None else "ahead"

    @property
    def to_do(self) -> bool:
        """Return whether somebody has to do something about it now or soon."""
        if self.report is not None:
            return self.report.head.status == "draft"
        return self.duty is not None and self.duty.urgent

    def fits(self, query: str) -> bool:
        """Return whether every word of a query is found in the line, marks or no marks."""
        from desktop.use_cases.search import matches

        return matches(query, f"{self.id} {self.form} {self.period} {self.unit_name}")


Filter = Callable[[WorkLine], bool]
TO_DO: Final = "Việc cần làm"
ALL: Final = "Tất cả báo cáo"


def _status(line: WorkLine) -> Status | None:
    return line.report.head.status if line.report else None


FILTERS: Final[Mapping[str, Filter]] = {
    TO_DO: lambda line: line.to_do,
    ALL: lambda line: _status(line) in ("draft", "finalized"),
    "Nháp": lambda line: _status(line) == "draft",
    "Đã chốt": lambda line: _status(line) == "finalized",
    "Đã xóa": lambda line: _status(line) == "deleted",
}
DELETED: Final = "Đã xóa"


def work_lines(
    reports: Iterable[ReportLine], duties: Iterable[DutyLine] = ()
) -> tuple[WorkLine, ...]:
    """Join reports with the duties they answer: what is due first comes first.

    Reports that nobody owes by the calendar stand at the end, the latest period first.
    """
    answered = {duty.report: duty for duty in duties if duty.report}
    owed = (WorkLine(None, duty) for duty in duties if not duty.report)
    made = (WorkLine(report, answered.get(report.head.id)) for report in reports)
    return tuple(sorted((*made, *owed), key=lambda line: line.duty.due if line.duty else _NEVER))


class MonthTally(NamedTuple):
    """How many lines of a month are over, open now, done, and of periods that have not begun."""

    late: int = 0
    due: int = 0
    done: int = 0
    ahead: int = 0

    @property
    def words(self) -> str:
        """Return the counts in words."""
        names = ("quá hạn", "phải làm", "đã xong", "chưa đến kỳ")
        told = [f"{count} {name}" for count, name in zip(self, names, strict=True) if count]
        return ", ".join(told) or "không có báo cáo"


def month_tallies(lines: Iterable[WorkLine], year: int) -> tuple[MonthTally, ...]:
    """Return how each of the twelve months of a year stands."""
    counts = [Counter[str]() for _ in range(12)]
    for line in lines:
        day, mark = line.day, line.mark
        if day is not None and mark is not None and day.year == year:
            counts[day.month - 1][mark] += 1
    return tuple(MonthTally(*(count[mark] for mark in MARKS)) for count in counts)


class Wanted(NamedTuple):
    """What the list is asked for.

    ``month`` is a year and a month, or nothing for all of them; then everything of that month is
    meant unless a narrower filter than what is to be done is chosen. ``found`` are reports that
    hold the query in a place the list does not show. What was due before ``since`` and never begun
    here is nothing to do any more: it stands in the calendar only. What was finalized and is not
    said to be sent is still to do, if it was begun on the day ``unsent`` or later.
    """

    name: str = TO_DO
    query: str = ""
    month: tuple[int, int] | None = None
    found: frozenset[str] = frozenset()
    since: date = date.min
    unsent: date = date.max


def first_days(lines: Iterable[WorkLine], today: date) -> date:
    """Return from which deadline on this computer answers: a month before its first report.

    Somebody who begins with the program in autumn is not met by every day of the spring.
    """
    begun = (line.report.head.created_at[:10] for line in lines if line.report is not None)
    return date.fromisoformat(min(begun, default=today.isoformat())) - _BEFORE


def still_to_send(today: date) -> date:
    """Return since when a finalized report has to have been begun to wait for being sent.

    Offices that never note the day of sending would else keep every old report in their list.
    """
    return today - _TO_SEND


def shown_lines(lines: Iterable[WorkLine], wanted: Wanted, keep: str = "") -> list[WorkLine]:
    """Return what is wanted; a query looks among everything that is not deleted.

    The line of id ``keep`` stays, wherever it belongs by now. What only waits for being sent stands
    below what is still to be written.
    """
    shown = [line for line in lines if _shown(line, wanted, keep)]
    if wanted.query or wanted.month:
        return shown
    return sorted(shown, key=lambda line: _waits(line, wanted))


def _shown(line: WorkLine, wanted: Wanted, keep: str) -> bool:
    if wanted.query and not (line.fits(wanted.query) or line.id in wanted.found):
        return False
    if wanted.month is not None:
        day = line.day
        if day is None or (day.year, day.month) != wanted.month:
            return False
    wide = wanted.name != DELETED if wanted.query else wanted.month and wanted.name in (TO_DO, ALL)
    if wide:
        return _status(line) != "deleted"
    if wanted.name == TO_DO and line.report is None and line.duty is not None:
        return line.to_do and line.duty.due >= wanted.since
    return _waits(line, wanted) or FILTERS[wanted.name](line) or line.id == keep


def _waits(line: WorkLine, wanted: Wanted) -> bool:
    """Return whether a finalized report is in the list because nobody said yet that it was sent."""
    report = line.report
    if wanted.name != TO_DO or report is None or _status(line) != "finalized":
        return False
    return not report.issued.sent and report.head.created_at[:_ISO_DAY] >= wanted.unsent.isoformat()
