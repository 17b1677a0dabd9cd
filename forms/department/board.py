"""The board: units by periods, how each report of one form stands, counted from what was checked.

Nothing here is clicked: a cell follows from who owes the form, what came in and was found in it,
what was decided about it, and the calendar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from forms.department.receipts import COUNTS, Leave, Receipt
from forms.department.receiving import late_from
from forms.duties import owes
from forms.model import Form
from forms.periods import Period, as_of, current, following
from forms.units import Registry, Unit

MOST_PERIODS: Final = 370
"""Periods on one board: a year of days."""

State = Literal["not_owed", "exempt", "waiting", "due", "missing", "held", "received", "returned"]
"""``waiting``: the period is not over; ``due``: it is, the deadline is not; ``missing``: the
deadline is over. ``held``: something came that waits for a decision. ``returned``: went back, its
correction has not come."""
Content = Literal["", "clean", "warnings", "errors"]
"""What the checks say of what came: nothing, or that somebody let warnings, or errors, pass."""

OPEN: Final[tuple[State, ...]] = ("missing", "due", "held")
"""The states in which something is still wanted from a unit."""


class Column(NamedTuple):
    """One period: the form version that is filled in it, its last day, the day it is due.

    ``due`` is ``None`` for a form that no calendar asks for.
    """

    period: Period
    form: Form
    last: date
    due: date | None


class Cell(NamedTuple):
    """How one unit's report of one period stands.

    ``due`` is the last day for it, a longer one that was granted included; ``granted`` tells
    whether it was, ``leave`` why (also of an exemption). ``number`` is the receipt that the state
    is about, 0 for none and for a report typed here; ``report`` and ``revision`` name the
    submission, ``at`` tells when it came.
    """

    unit: str
    period: str
    state: State
    late: bool = False
    content: Content = ""
    due: date | None = None
    granted: bool = False
    leave: str = ""
    number: int = 0
    report: str = ""
    revision: int = 0
    at: str = ""

    @property
    def there(self) -> bool:
        """Return whether figures of it count."""
        return self.state in ("received", "returned")


class Row(NamedTuple):
    """One unit under today's name, and its cells, period by period."""

    unit: str
    name: str
    cells: tuple[Cell, ...]


class Totals(NamedTuple):
    """How many units stand how in one period.

    ``owed`` leaves out those exempted; ``received`` are those whose figures count, of which
    ``on_time`` came in time, ``returned`` went back, and the last three tell what the checks said.
    """

    period: str
    owed: int
    exempt: int
    received: int
    on_time: int
    late: int
    returned: int
    held: int
    waiting: int
    due: int
    missing: int
    clean: int
    warnings: int
    errors: int


class BoardTable(NamedTuple):
    """One form over its units and periods."""

    form: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def totals(self) -> tuple[Totals, ...]:
        """Return how many units stand how, period by period."""
        each = zip(*(row.cells for row in self.rows), strict=True)
        return tuple(map(_totals, each))

    def open(self, period: str, states: Sequence[State] = OPEN) -> tuple[tuple[Row, Cell], ...]:
        """Return the units of which something is wanted for a period."""
        return tuple(
            (row, cell)
            for row in self.rows
            for cell in row.cells
            if cell.period == period and cell.state in states
        )


class Came(NamedTuple):
    """What came in of one unit and period: by number, oldest first."""

    receipts: tuple[Receipt, ...] = ()

    @property
    def counting(self) -> Receipt | None:
        """Return the submission that counts."""
        return next((one for one in reversed(self.receipts) if one.state in COUNTS), None)

    @property
    def held(self) -> Receipt | None:
        """Return the newest one that waits for a decision."""
        return next((one for one in reversed(self.receipts) if one.state == "held"), None)


class Known(NamedTuple):
    """What a board is made of beside the form: units, receipts, decisions, contents, the time.

    ``receipts`` are the oldest first, with a number of 0 for what was typed and finalized here;
    ``contents`` are by the hash of the data; ``leaves`` oldest first; ``now`` on the wall clock.
    """

    registry: Registry
    units: tuple[Unit, ...]
    receipts: tuple[Receipt, ...]
    leaves: tuple[Leave, ...]
    contents: Mapping[str, Content]
    now: datetime


def periods_between(first: Period, last: Period, form: Form) -> Iterator[Period]:
    """Return the periods of a form from one to another; of a whole year those that end in it."""
    rule = form.period
    whole_year = first.kind == "year" and rule.cycle != "year" and "year" not in rule.also
    if not whole_year:
        period, end = first, last
        while period.kind == end.kind and (period.year, period.number) <= (end.year, end.number):
            yield period
            period = following(period)
        return
    period = current(date(first.year, 1, 1), rule)
    while as_of(period, rule) <= date(last.year, 12, 31):
        yield period
        period = following(period)


def table(form: str, columns: Sequence[Column], known: Known) -> BoardTable:
    """Return the board of a form, in the order of the units; those that owe nothing have no row."""
    came: dict[tuple[str, str], tuple[Receipt, ...]] = {}
    for receipt in known.receipts:
        key = (receipt.unit, receipt.period)
        came[key] = (*came.get(key, ()), receipt)
    granted = _latest(known.leaves)
    coded = [(column.period.code, column) for column in columns]
    rows = []
    for unit in known.units:
        cells = []
        for code, column in coded:
            leave = _standing_leave(granted, unit.code, code) if granted else None
            cells.append(_cell(unit, column, Came(came.get((unit.code, code), ())), leave, known))
        if any(cell.state != "not_owed" for cell in cells):
            rows.append(Row(unit.code, unit.name, tuple(cells)))
    return BoardTable(form, tuple(columns), tuple(rows))


def _cell(unit: Unit, column: Column, came: Came, leave: Leave | None, known: Known) -> Cell:
    if not owes(column.form, unit, known.registry, column.last):
        return Cell(unit.code, column.period.code, "not_owed")
    until = until_of(leave)
    due = column.due if until is None or column.due is None else max(column.due, until)
    limit = late_from(column.due, column.form.due.hour, until) if column.due else None
    receipt = came.counting
    exempt = leave is not None and leave.kind == "exempt"
    state = _state(came, column, exempt=exempt, now=known.now, limit=limit)
    shown = receipt or came.held
    blank = Cell(unit.code, column.period.code, state, due=due)
    cell = blank._replace(granted=until is not None, leave=leave.reason if leave else "")
    if shown is None or state == "exempt":
        return cell
    return cell._replace(
        late=limit is not None and shown.when >= limit,
        content="" if receipt is None else known.contents.get(receipt.data_sha256, "clean"),
        number=shown.number,
        report=shown.report,
        revision=shown.revision,
        at=shown.at,
    )


def _state(
    came: Came, column: Column, *, exempt: bool, now: datetime, limit: datetime | None
) -> State:
    if came.counting is not None:
        return "returned" if came.counting.state == "returned" else "received"
    if exempt:
        return "exempt"
    if came.held is not None:
        return "held"
    if limit is not None and now >= limit:
        return "missing"
    return "waiting" if now.date() < column.last or column.due is None else "due"


def _totals(cells: Sequence[Cell]) -> Totals:
    states = Counter(cell.state for cell in cells)
    there = [cell for cell in cells if cell.there]
    contents = Counter(cell.content for cell in there)
    late = sum(cell.late for cell in there)
    return Totals(
        period=cells[0].period,
        owed=len(cells) - states["not_owed"] - states["exempt"],
        exempt=states["exempt"],
        received=len(there),
        on_time=len(there) - late,
        late=late,
        returned=states["returned"],
        held=states["held"],
        waiting=states["waiting"],
        due=states["due"],
        missing=states["missing"],
        clean=contents["clean"],
        warnings=contents["warnings"],
        errors=contents["errors"],
    )


# --- exempted and longer -------------------------------------------------------------------------


def _latest(leaves: Iterable[Leave]) -> dict[tuple[str, str], tuple[int, Leave]]:
    """Return the newest decision by unit and period, with its place in the list."""
    return {(one.unit, one.period): (at, one) for at, one in enumerate(leaves)}


def _standing_leave(
    latest: Mapping[tuple[str, str], tuple[int, Leave]], unit: str, period: str
) -> Leave | None:
    """Return the decision that holds for a unit and period; ``None`` without one, or withdrawn.

    One for every period holds until a newer one for this very period is made, and the other way
    round.
    """
    found = [latest[key] for key in ((unit, period), (unit, "")) if key in latest]
    newest = max(found, key=lambda each: each[0])[1] if found else None
    return None if newest is None or newest.kind == "withdraw" else newest


def leave_of(leaves: Iterable[Leave], unit: str, period: str) -> Leave | None:
    """Return the decision that holds for a unit and period, out of all that were made."""
    return _standing_leave(_latest(leaves), unit, period)


def until_of(leave: Leave | None) -> date | None:
    """Return the last day that a decision grants."""
    return date.fromisoformat(leave.until) if leave is not None and leave.until else None
