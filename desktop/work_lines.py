"""The lines of the work list: the reports there are and the ones that are owed, as one list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from desktop.search import matches
from forms.dates import format_date

if TYPE_CHECKING:
    from desktop.workspace import ReportLine
    from desktop.year import DutyLine
    from forms.report import Status

Urgency = Literal["error", "warning", ""]

_STATES: Final[Mapping[Status, str]] = {
    "draft": "Nháp",
    "finalized": "Đã chốt",
    "deleted": "Đã xóa",
}
_UNWRITTEN: Final = "Chưa lập"
_SIGNED: Final = "Đã ký"
_SENT: Final = "Đã gửi"
_HURRY: Final = 2
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
        state = _SENT if gone.sent else _SIGNED if gone.signed else _STATES[head.status]
        return f"{state}{again}"

    @property
    def due(self) -> str:
        """Return the deadline and, while it is open, how far away it is."""
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
    def to_do(self) -> bool:
        """Return whether somebody has to do something about it now or soon."""
        if self.report is not None:
            return self.report.head.status == "draft"
        return self.duty is not None and self.duty.urgent

    def fits(self, query: str) -> bool:
        """Return whether every word of a query is found in the line, marks or no marks."""
        return matches(query, f"{self.id} {self.form} {self.period} {self.unit_name}")


Filter = Callable[[WorkLine], bool]
TO_DO: Final = "Việc cần làm"


def _status(line: WorkLine) -> Status | None:
    return line.report.head.status if line.report else None


FILTERS: Final[Mapping[str, Filter]] = {
    TO_DO: lambda line: line.to_do,
    "Tất cả báo cáo": lambda line: _status(line) in ("draft", "finalized"),
    "Đang làm": lambda line: _status(line) == "draft",
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


def shown_lines(lines: Iterable[WorkLine], name: str, query: str, keep: str = "") -> list[WorkLine]:
    """Return what a filter lets through; a query looks among everything that is not deleted.

    The line of id ``keep`` stays, wherever it belongs by now.
    """
    if query and name != DELETED:
        return [line for line in lines if _status(line) != "deleted" and line.fits(query)]
    wanted = FILTERS[name]
    return [line for line in lines if (wanted(line) or line.id == keep) and line.fits(query)]
