"""Filling a report from a workbook: cells bound to places, to one change, or refusals by address.

Only what the workbook holds changes: a blank cell leaves its place alone unless it is asked to
empty it. A list is taken as a whole, in the order in which its rows stand there. A figure typed
over a formula is a stated one where it is not what the program computes itself. The file is taken
whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from forms.cells import STATE, CellEdit, CellKey, CellValue, Change, applied
from forms.editing import MAX_ROWS, Session
from forms.entry import STATES, InputProblem, read_cell, read_figure, same
from forms.model import Column
from forms.sources.filling import FillProblem

Typed = Decimal | str | None


class Given(NamedTuple):
    """One cell of a workbook that is bound to a place.

    ``at`` is its address (``Chỉ tiêu!E9``). ``typed`` is a number, a text in Vietnamese notation,
    or ``None`` where it is blank. ``over`` means that it stands where the program computes a
    figure. ``refusal`` says why nothing can be taken from it. In a list ``key.row`` counts the
    rows of the workbook.
    """

    key: CellKey
    at: str
    typed: Typed
    over: bool = False
    refusal: str = ""


class Sheets(NamedTuple):
    """What a workbook holds for a report: single cells and tables, then lists row by row.

    ``problems`` are those of the workbook itself: rows that the form does not have.
    """

    cells: tuple[Given, ...]
    lists: Mapping[str, tuple[tuple[Given, ...], ...]]
    problems: tuple[FillProblem, ...] = ()


class Filled(NamedTuple):
    """One line of the preview: what is there, what would be; ``at`` is empty for a row left out."""

    key: CellKey
    now: CellValue | None
    new: CellValue | None
    at: str = ""


class SheetPlan(NamedTuple):
    """What filling from a workbook would do; with problems nothing may be done."""

    change: Change
    lines: tuple[Filled, ...]
    problems: tuple[FillProblem, ...]


def plan_sheets(session: Session, sheets: Sheets, *, clear_blanks: bool = False) -> SheetPlan:
    """Plan filling from a workbook; every refusal is reported, not only the first."""
    return _Planner(session, clear_blanks=clear_blanks).plan(sheets)


class _Planner:
    def __init__(self, session: Session, *, clear_blanks: bool) -> None:
        self.session, self.clear = session, clear_blanks
        self.c = session.computation
        self.wanted: dict[CellKey, CellValue | None] = {}
        self.over: dict[CellKey, CellValue] = {}
        self.places: dict[CellKey, str] = {}
        self.problems: list[FillProblem] = []

    def plan(self, sheets: Sheets) -> SheetPlan:
        self.problems += sheets.problems
        for given in sheets.cells:
            self._take(given)
        for field, rows in sheets.lists.items():
            self._list(field, rows)
        self._states(sheets.cells)
        self._stated()
        self._refuse_locked()
        change = self.session.plan_values(self.wanted, "fill")
        lines = tuple(self._lines(change))
        return SheetPlan(Change("fill", ()) if self.problems else change, lines, self._told())

    def _told(self) -> tuple[FillProblem, ...]:
        return tuple(dict.fromkeys(self.problems))

    # -- one cell -------------------------------------------------------------------------------

    def _take(self, given: Given) -> None:
        if given.typed is None and not given.refusal:
            if self.clear and given.key in self.c.cells:
                self._want(given, None)
            return
        value = self._read(given)
        if value is None:
            return
        if given.over:
            self.over[given.key] = value
            self.places[given.key] = given.at
        else:
            self._want(given, value)

    def _want(self, given: Given, value: CellValue | None) -> None:
        """Note a new value. What stands there already says nothing: nobody has looked at it."""
        now = self.c.cells.get(given.key)
        if not same(now, _kept(now, value)):
            self.wanted[given.key] = value
            self.places[given.key] = given.at

    def _read(self, given: Given) -> CellValue | None:
        """Read a filled cell; what cannot be taken is a problem at its address."""
        if given.refusal:
            self._refuse(given.at, given.refusal, "CELL")
            return None
        if given.key.part == STATE:
            return str(given.typed)
        column = self.session.column(given.key)
        if column is None:
            self._refuse(given.at, f"Biểu mẫu không có ô {given.key.place()}.", "FIELD")
            return None
        read = _value(column, given.typed)
        if isinstance(read, InputProblem):
            self._refuse(given.at, read.message, read.code)
            return None
        return read

    def _refuse(self, at: str, message: str, code: str) -> None:
        self.problems.append(FillProblem(at, message, code))

    # -- lists ----------------------------------------------------------------------------------

    def _list(self, field: str, rows: Sequence[Sequence[Given]]) -> None:
        """Take the filled rows of a list, in their order; without any it stays as it is."""
        filled = [row for row in rows if any(_holds(given) for given in row)]
        if len(filled) > MAX_ROWS:
            self._refuse(filled[MAX_ROWS][0].at, f"Danh sách dài quá {MAX_ROWS} dòng.", "ROWS")
            return
        if not filled and not self.clear:
            return
        mine = self.c.rows(field)
        last = max(mine, default=0)
        numbers = (*mine, *range(last + 1, last + 1 + len(filled)))[: len(filled)]
        for number, row in zip(numbers, filled, strict=True):
            for given in row:
                self._row_cell(given._replace(key=given.key._replace(row=number)))
        for key in self.c.cells:
            if key.field == field and key.row and key.row not in numbers:
                self.wanted[key] = None

    def _row_cell(self, given: Given) -> None:
        if given.typed is None and not given.refusal:
            if not given.over:
                self._want(given, None)
        else:
            self._take(given)

    # -- states ---------------------------------------------------------------------------------

    def _states(self, cells: Sequence[Given]) -> None:
        """Let a state empty its row's old figures; a row has either a state or figures."""
        figures = {
            given.key.field: given.at
            for given in cells
            if given.key.part != STATE and not given.over and given.typed is not None
        }
        stated = (given for given in cells if given.key.part == STATE and given.typed in STATES)
        for given in stated:
            field = given.key.field
            if field in figures:
                what = "Dòng này ghi trạng thái mà vẫn có số. Hãy xóa số hoặc xóa trạng thái."
                self._refuse(figures[field], what, "STATE")
            elif given.key in self.wanted:
                for figure in self.session.figures(self.c.engine.fields[field]):
                    self.wanted.setdefault(figure, None)

    # -- figures typed over formulas --------------------------------------------------------------

    def _stated(self) -> None:
        """Keep what was typed over a formula where the program computes another figure."""
        if not self.over:
            return
        change = self.session.plan_values({**self.wanted, **dict.fromkeys(self.over)}, "fill")
        trial = self.c.engine.open(
            applied(self.c.cells, change), self.c.period, context=self.c.context
        )
        for key, value in self.over.items():
            now = self.c.cells.get(key)
            if trial.effective(key) != value and not same(now, _kept(now, value)):
                # A cell beside it that states another figure of the same place has the last word.
                self.wanted.setdefault(key, value)

    # -- the whole ------------------------------------------------------------------------------

    def _refuse_locked(self) -> None:
        for key, value in self.wanted.items():
            if same(self.c.cells.get(key), value) or key.field not in self.c.engine.fields:
                continue
            locked = self.session.locked(key.field)
            if locked is not None:
                self._refuse(self.places.get(key, key.place()), locked.message, locked.code)

    def _lines(self, change: Change) -> Iterator[Filled]:
        order = self.c.engine.order

        def place(edit: CellEdit) -> tuple[int, CellKey]:
            return order.get(edit.key.field, len(order)), edit.key

        for edit in sorted(change.edits, key=place):
            if edit.key.field in order or edit.key in self.places:
                yield Filled(edit.key, edit.old, edit.new, self.places.get(edit.key, ""))


def _holds(given: Given) -> bool:
    """Tell whether somebody put something into a cell of a list's row."""
    return bool(given.refusal) or (given.typed is not None and not given.over)


def _value(column: Column, typed: Typed) -> CellValue | InputProblem | None:
    if isinstance(typed, Decimal):
        return read_figure(column, typed)
    return read_cell(column, typed or "")


def _kept(now: CellValue | None, value: CellValue | None) -> CellValue | None:
    """Return a value as it stands already where it is the same figure: 97,50 stays 97,50."""
    equal = isinstance(now, Decimal) and isinstance(value, Decimal) and now == value
    return now if equal else value
