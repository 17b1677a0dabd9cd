"""The reports of the work list: the lines at once, what is open in each when it is counted.

Counting opens a report in full. What was counted is remembered; it holds until anything is written
in the store, since a report is compared with others.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TYPE_CHECKING, Literal, NamedTuple

from desktop.use_cases.issued import Issued, issued
from desktop.use_cases.year import period_of
from forms.findings import Tally
from forms.periods import as_of, title
from forms.report import ReportHead
from forms.units import Unit

if TYPE_CHECKING:
    from db.store import Store
    from desktop.use_cases.catalog import Catalog
    from forms.cards import Card
    from forms.model import Form

Counted = Literal["now", "before", "never"]


class ReportLine(NamedTuple):
    """One line of the work list; ``filled`` is the percentage of required parts that are there.

    ``tally`` counts what is open in a draft; nothing is in a finalized or deleted report.
    ``counted`` tells when: both are those of an earlier state, or zero for ``never``.
    """

    head: ReportHead
    title: str
    unit_name: str
    period_title: str
    tally: Tally
    filled: int
    issued: Issued = Issued()
    counted: Counted = "now"


class Finder(NamedTuple):
    """What a list is made with: units by code, the open parts of a draft, the state of all."""

    unit: Callable[[str], Unit]
    tally: Callable[[str], Tally]
    state: Callable[[], Hashable]


class _Known(NamedTuple):
    state: Hashable
    tally: Tally
    filled: int


def uncounted(head: ReportHead, form: Card | Form, unit: Unit, gone: Issued) -> ReportLine:
    """Return the line of a report that nobody has opened yet; ``gone`` is how far it has come."""
    period = period_of(head.period)
    name = unit.name_on(as_of(period, form.period))
    line = ReportLine(head, form.title, name, title(period), Tally(), 0)
    if head.status == "finalized":
        return line._replace(filled=100, issued=gone)
    if head.status != "draft":
        return line
    return line._replace(issued=Issued(returned=gone.returned), counted="never")


def in_order(lines: Iterable[ReportLine]) -> tuple[ReportLine, ...]:
    """Return lines as the list shows them, the latest period first."""
    return tuple(sorted(lines, key=lambda line: (line.head.period, line.head.id), reverse=True))


class ReportLines:
    """Makes the lines of a store's reports."""

    def __init__(self, store: Store, catalog: Catalog, finder: Finder) -> None:
        """Bind an open store; nothing is read yet."""
        self._store, self._catalog, self._find = store, catalog, finder
        self._known: dict[str, _Known] = {}

    def lines(self, *, deleted: bool = False) -> tuple[ReportLine, ...]:
        """Return the lines, the latest period first, with what is known of each by now."""
        gone, state = issued(self._store.issues()), self._find.state()
        heads = self._store.reports(deleted=deleted)
        return in_order(self._line(head, gone.get(head.id, Issued()), state) for head in heads)

    def _line(self, head: ReportHead, gone: Issued, state: Hashable) -> ReportLine:
        form = self._catalog.pinned(head).form
        line = uncounted(head, form, self._find.unit(head.unit), gone)
        known = self._known.get(head.id)
        if line.counted == "now" or known is None:
            return line
        when: Counted = "now" if known.state == state else "before"
        return line._replace(tally=known.tally, filled=known.filled, counted=when)

    def counted(self, line: ReportLine) -> ReportLine:
        """Return the line as its report stands now; one that is so already as it is."""
        if line.counted == "now":
            return line
        # Asked before the report is opened: what is written meanwhile is counted next time.
        state = self._find.state()
        tally = self._find.tally(line.head.id)
        fields = self._catalog.pinned(line.head).form.fields
        needed = max(sum(field.required for field in fields), 1)
        filled = max(100 - 100 * tally.missing // needed, 0)
        self._known[line.head.id] = _Known(state, tally, filled)
        return line._replace(tally=tally, filled=filled, counted="now")
