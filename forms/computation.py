"""One report's figures under a compiled form: what is typed, what follows, what is wrong.

``typed`` and ``now`` are vectors over the form's layout: what was typed (stated figures included)
and what is printed. A change touches only what depends on it; the result is always the same as
computing the whole report anew.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from forms.cells import (
    DENOMINATOR,
    NO_OCCURRENCE,
    NUMERATOR,
    PERCENT,
    SEASONAL,
    STATE,
    STATED,
    CellEdit,
    CellKey,
    Cells,
    CellValue,
)
from forms.checking.checks import Check, Span
from forms.checking.inspection import Inspection
from forms.checking.list_checks import ListColumn
from forms.checking.plan import Agenda
from forms.cited.bibliography import CitedDocument
from forms.findings import Finding
from forms.layout import FIGURES, Strip, from_units, to_units
from forms.model import REVIEW, SECTIONS, Column, Field, Section
from forms.names import LISTS, ROWS_PART
from forms.numbers import percent, scaled
from forms.periods import Period, previous, span, title
from forms.printed.printing import wording
from forms.relations import Relation
from forms.vocabulary import Worded

if TYPE_CHECKING:
    from forms.engine import Engine

_IDLE = frozenset({NO_OCCURRENCE, SEASONAL})
_COUNTED_ZERO = frozenset({"int", "money"})
_COUNTED = LISTS | {"selection"}
Touched = set[tuple[str, str, int]]
"""Cells as field, part and offset (0 for a list as a whole)."""


class Context(msgspec.Struct, frozen=True):
    """What a report can be compared with, all of it optional.

    ``previous`` are the same unit's cells of its newest earlier report, that of
    ``previous_period`` (without one: of the period just before); the next three hold single
    figures: running totals of the year, sums over reporting units, cells of other forms by id.
    ``asides`` are words for the findings of a rule, by its id: how many reports its figures are
    from where some are lacking.
    ``cited`` is what the unit's other reports say of documents, by folded number and symbol.
    ``signing`` is the day of signing, of an unsigned report today: nothing cited is younger.
    """

    previous: Cells | None = None
    previous_period: Period | None = None
    year_to_date: Cells = {}
    units: Cells = {}
    forms: Mapping[str, Cells] = {}
    asides: Mapping[str, str] = {}
    cited: Mapping[str, tuple[CitedDocument, ...]] = {}
    signing: date | None = None


class Computation:
    """One report's cells with everything that follows from them.

    ``idle`` are the fields whose state says that there is nothing to report; ``earlier`` is the
    computation of the earlier report that this one is compared with, where there is one.
    """

    def __init__(self, engine: Engine, cells: Cells, period: Period, context: Context) -> None:
        """Compute all figures; findings are made when first asked for."""
        self.engine, self.period, self.context = engine, period, context
        self.span: tuple[date, date] = span(period, engine.form.period)
        self.day = self.span[1]
        self.plan = engine.plan(self.day)
        self.cells: dict[CellKey, CellValue] = dict(cells)
        self.idle = {key.field for key in self.cells if self._says_idle(key)}
        self._rows: dict[str, Counter[int]] = {}
        self.listed: dict[tuple[str, str], dict[int, int]] = {}
        self._numbers: dict[str, tuple[int, ...]] = {}
        self._inspection: Inspection | None = None
        self.earlier = self._earlier()
        self.typed: list[int | None] = [None] * engine.layout.size
        self._load()
        self.now = self.typed.copy()
        for field in self.idle & engine.fields.keys():
            self._rest(engine.fields[field])
        for check in self.plan.checks:
            check.compute(self, (0, check.rows))

    # -- reading --------------------------------------------------------------------------------

    @property
    def begins_year(self) -> bool:
        """Return whether the period that this one is compared with belongs to another year."""
        return self._period_before().year != self.period.year

    @cached_property
    def before(self) -> str:
        """Return the name of the period that this one is compared with; empty without a report."""
        return "" if self.earlier is None else title(self.earlier.period)

    def effective(self, key: CellKey) -> CellValue | None:
        """Return what is printed: the computed value of a derived cell, else the typed one."""
        found = self.engine.layout.find(key)
        if found is None:
            return self._unplaced(key)
        strip, offset = found
        if self.plan.writer(key.field, key.part, offset) is None:
            return self.cells.get(key)
        if key.field in self.idle:
            return None
        slot = strip.start + offset
        return self._computed(key, strip.column, self.now[slot], self.typed[slot])

    def _unplaced(self, key: CellKey) -> CellValue | None:
        """Return the value of a cell that is not in the vector: a text, a list's row or count."""
        if key.part == STATED and not key.row:
            return self._count(key)
        column = self.listed.get((key.field, key.part))
        known = self.engine.column(key) if column is not None else None
        if column is None or known is None:
            return self.cells.get(key)
        typed = self.cells.get(key)
        stated = None if typed is None else to_units(known, typed)
        return self._computed(key, known, column.get(key.row), stated)

    def _computed(
        self, key: CellKey, column: Column, units: int | None, stated: int | None
    ) -> CellValue | None:
        typed = self.cells.get(key)
        if units is None:
            return typed
        computed = from_units(column, units)
        # A rate typed as 95,9 or 95,900 is printed 95,90; money keeps the decimals as typed.
        agrees = key in self.cells and units == stated
        same_rate = column.kind == "pct" and computed == typed
        return typed if agrees and not same_rate else computed

    def _count(self, key: CellKey) -> CellValue | None:
        count = self.row_count(key.field)
        return self.cells.get(key) if count is None else Decimal(count)

    def printed(self, key: CellKey) -> CellValue | None:
        """Return what a sentence prints: ``effective``, or an accepted coarser rate as typed.

        A form that takes 70 % beside 69,97 % lets the sentence say 70 %, as the clerk wrote it.
        """
        value, typed = self.effective(key), self.cells.get(key)
        coarse = self.engine.fields[key.field].coarse
        if not coarse or key.part != PERCENT or not isinstance(typed, Decimal):
            return value
        n, d = (self.effective(key._replace(part=part)) for part in (NUMERATOR, DENOMINATOR))
        if scaled(typed)[1] not in coarse or not isinstance(n, Decimal):
            return value
        right = isinstance(d, Decimal) and d and percent(int(n), int(d), scaled(typed)[1]) == typed
        return typed if right else value

    def stated(self, key: CellKey) -> CellValue | None:
        """Return only what somebody typed or printed."""
        return self.cells.get(key)

    def is_derived(self, key: CellKey) -> bool:
        """Return whether the program computes this cell."""
        found = self.engine.layout.find(key)
        if found is not None:
            return self.plan.writer(key.field, key.part, found[1]) is not None
        if key.row and (key.field, key.part) in self.listed:
            return True
        field = self.engine.fields.get(key.field)
        return key.part == STATED and not key.row and field is not None and field.kind in _COUNTED

    def rows(self, field_id: str) -> tuple[int, ...]:
        """Return the numbers of a list's existing rows, or of all rows of a table."""
        field = self.engine.fields[field_id]
        if field.kind == "table":
            return tuple(range(1, len(field.rows) + 1))
        if field_id not in self._numbers:
            self._numbers[field_id] = tuple(sorted(self._rows.get(field_id, ())))
        return self._numbers[field_id]

    def rows_within(self, field_id: str, span: Span) -> tuple[int, ...]:
        """Return the numbers of a list's existing rows from ``span[0]`` up to ``span[1]``."""
        first, stop = span
        if stop - first == 1:
            return (first,) if first in self._rows.get(field_id, ()) else ()
        return tuple(row for row in self.rows(field_id) if first <= row < stop)

    def row_begun(self, field_id: str, row: int) -> bool:
        """Return whether anything is typed in a table's row."""
        columns = self.engine.columns(field_id)
        return any(CellKey(field_id, row, column.id) in self.cells for column in columns)

    def row_in_use(self, field_id: str, row: int) -> bool:
        """Return whether a table's row is asked for and printed: an optional one once begun.

        One that is computed from elsewhere is in use as soon as a figure in it is not 0.
        """
        specs = self.engine.fields[field_id].rows
        if not 1 <= row <= len(specs) or not specs[row - 1].optional:
            return True
        columns = self.engine.columns(field_id)
        keys = (CellKey(field_id, row, column.id) for column in columns)
        return any(key in self.cells or self.effective(key) for key in keys)

    def row_count(self, field_id: str) -> int | None:
        """Return how many rows a list or selection has; the stated count where none is listed.

        ``None`` where nobody knows: no rows and no stated count.
        """
        selection = self.engine.selections.get(field_id)
        if selection is not None:
            return len(selection.chosen(self))
        rows = self.rows(field_id)
        if rows:
            return len(rows)
        stated = self.cells.get(CellKey(field_id, 0, STATED))
        return int(stated) if isinstance(stated, Decimal) else None

    def list_units(self, field_id: str, row: int, part: str) -> int | None:
        """Return a list cell in the vector's unit, ``None`` when blank or not a figure."""
        computed = self.listed.get((field_id, part))
        if computed is not None:
            return computed.get(row)
        key = CellKey(field_id, row, part)
        column, value = self.engine.column(key), self.cells.get(key)
        return None if column is None or value is None else to_units(column, value)

    def state(self, field_id: str) -> str:
        """Return the row state of a field, empty when it has figures or nothing yet."""
        return str(self.cells.get(CellKey(field_id, 0, STATE), ""))

    def chosen(self, field_id: str) -> tuple[str, ...]:
        """Return the ids of the grid rows a selection computes."""
        return self.engine.selections[field_id].chosen(self)

    def outside(self, scope: str, key: CellKey) -> int | None:
        """Return a cell of another period, unit or form in vector units; ``None`` if unknown.

        A figure of another form that this one does not have is taken as it is given: a count, or
        money in đồng.
        """
        found = self.engine.layout.find(key)
        if scope == "previous":
            if self.earlier is None or found is None:
                return None
            return self.earlier.now[found[0].start + found[1]]
        sources = {"year_to_date": self.context.year_to_date, "units": self.context.units}
        value = sources.get(scope, self.context.forms.get(scope, {})).get(key)
        if value is None:
            return None
        if found is not None:
            return to_units(found[0].column, value)
        whole = isinstance(value, Decimal) and value == value.to_integral_value()
        return int(value) if whole else None

    def has_field(self, field_id: str) -> bool:
        """Return whether the field is valid in this period and its section switched on."""
        field = self.engine.fields.get(field_id)
        if field is None or not valid(field, self.day):
            return False
        return all(self.active(section) for section in self.engine.home.get(field_id, ()))

    def active(self, section: Section) -> bool:
        """Return whether a section is valid in this period and switched on."""
        switch = self.cells.get(CellKey(SECTIONS, 0, section.id))
        off = section.off if switch is None else switch == "off"
        return valid(section, self.day) and not (section.optional and off)

    # -- words ----------------------------------------------------------------------------------

    def place(self, key: CellKey) -> str:
        """Return where a finding stands: a field id, or a cell of a list, table or record."""
        kind = self.engine.fields[key.field].kind
        return key.place() if key.row or kind in ("record", "daterange") else key.field

    def word(self, worded: Worded) -> str:
        """Return the wording valid in this report's period."""
        return worded if isinstance(worded, str) else wording(worded, self.day)

    def label(self, key: CellKey) -> str:
        """Return a cell's label for messages: field, and row and column where it has them."""
        field = self.engine.fields[key.field]
        words = [self.word(field.label)]
        if key.row:
            fixed = field.kind == "table" and key.row <= len(field.rows)
            words.append(self.word(field.rows[key.row - 1].label) if fixed else f"dòng {key.row}")
        column = self.engine.column(key)
        if column is not None and (key.row or field.kind in ("record", "daterange")):
            words.append(f"{column.group}: " * bool(column.group) + self.word(column.label))
        return ", ".join(filter(None, words))

    # -- checking -------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings of the parts of the form that are in use, in the form's order."""
        if self._inspection is None:
            self._inspection = Inspection(self)
        return self._inspection.listed()

    def validate(self) -> list[tuple[int, int]]:
        """Recompute everything and return the (check, instance) pairs that need a word.

        This is the full validation as a department runs it on a received report; findings with
        their sentences are made for these only.
        """
        for check in self.plan.checks:
            check.compute(self, (0, check.rows))
        return [
            (rank, i)
            for rank, check in enumerate(self.plan.checks)
            for i in check.broken(self, (0, check.rows))
        ]

    # -- changing -------------------------------------------------------------------------------

    def put(self, edits: Iterable[CellEdit]) -> set[CellKey]:
        """Take the new side of ``edits``; return the derived cells that changed with them."""
        touched: Touched = set()
        fields = set()
        for key, _old, new in edits:
            same_presence = (key in self.cells) is not (new is None)
            touched |= self._take(key, new)
            if not (same_presence and self._is_figure(key)):
                fields.add(key.part if key.field == REVIEW else key.field)
        changed = self._propagate(touched)
        if self._inspection is not None:
            moved = {field for field, _, _ in touched} | {key.field for key in changed}
            dated = (self.engine.dated_by.get(field, ()) for field in moved)
            self._inspection.recheck_fields(fields.union(*dated, moved & self._inspection.asked))
        return changed

    def _is_figure(self, key: CellKey) -> bool:
        found = self.engine.layout.find(key)
        return found is not None and found[0].column.kind in FIGURES

    def _take(self, key: CellKey, value: CellValue | None) -> Touched:
        was_filled = key in self.cells
        if value is None:
            self.cells.pop(key, None)
        else:
            self.cells[key] = value
        field = self.engine.fields.get(key.field)
        if field is None:
            return set()
        if key.part == STATE and not key.row:
            return self._take_state(field)
        if field.kind in _COUNTED:
            if key.row:
                self._count_cell(key, int(value is not None) - int(was_filled))
            rows = {(field.id, ROWS_PART, 0), (field.id, ROWS_PART, key.row)}
            return {*rows, (field.id, key.part, key.row)}
        found = self.engine.layout.find(key)
        if found is None:
            return {(field.id, key.part, max(key.row - 1, 0))}
        strip, offset = found
        self.typed[strip.start + offset] = None if value is None else to_units(strip.column, value)
        return {(field.id, key.part, offset)}

    def _take_state(self, field: Field) -> Touched:
        if self.state(field.id) in _IDLE:
            self.idle.add(field.id)
        else:
            self.idle.discard(field.id)
        strips = self.engine.layout.of(field)
        return {(s.field, s.part, offset) for s in strips for offset in range(s.length)}

    def _propagate(self, touched: Touched) -> set[CellKey]:
        agenda = Agenda(self.plan)
        for field, part, offset in touched:
            writer = self.plan.writer(field, part, offset)
            if writer is not None:
                agenda.add(writer.rank, offset - writer.reach.first)
            else:
                self._set_typed(field, part, offset)
            agenda.touch(field, part, offset)
        changed: set[CellKey] = set()
        for rank, spans in agenda:
            check = self.plan.checks[rank]
            for instances in spans:
                for key, offset in self._recompute(check, instances):
                    changed.add(key)
                    agenda.touch(key.field, key.part, offset)
                if self._inspection is not None:
                    self._inspection.recheck(rank, instances)
        return changed

    def _set_typed(self, field: str, part: str, offset: int) -> None:
        strip = self.engine.layout.strips.get((field, part))
        if strip is not None and offset < strip.length:
            slot = strip.start + offset
            idle = field in self.idle
            self.now[slot] = self.idle_value(strip) if idle else self.typed[slot]

    def _recompute(self, check: Check, instances: Span) -> list[tuple[CellKey, int]]:
        """Run some instances of a check; return the cells that are something else now."""
        if check.writes is None:
            return []
        if isinstance(check, ListColumn):
            return check.refresh(self, instances)
        a, b = check.slot + instances[0], check.slot + instances[1]
        before = self.now[a:b]
        check.compute(self, instances)
        after = self.now[a:b]
        if before == after:
            return []
        strip = self.engine.layout.strips[check.writes.field, check.writes.part]
        slots = [a] if b - a == 1 else [a + i for i in range(b - a) if before[i] != after[i]]
        return [(strip.key(slot - strip.start), slot - strip.start) for slot in slots]

    # -- what there is --------------------------------------------------------------------------

    def idle_value(self, strip: Strip) -> int | None:
        """Return what a figure of a field with nothing to report counts: 0, a rate nothing."""
        return 0 if strip.column.kind in _COUNTED_ZERO else None

    def _rest(self, field: Field) -> None:
        for strip in self.engine.layout.of(field):
            for slot in range(strip.start, strip.start + strip.length):
                self.now[slot] = self.idle_value(strip)

    def _load(self) -> None:
        strips, fields, typed = self.engine.layout.strips, self.engine.fields, self.typed
        for key, value in self.cells.items():
            field, row, part = key
            strip = strips.get((field, part))
            offset = None if strip is None else strip.offset(row)
            if strip is not None and offset is not None:
                typed[strip.start + offset] = to_units(strip.column, value)
            elif row and field in fields:
                self._count_cell(key, 1)

    def _count_cell(self, key: CellKey, change: int) -> None:
        """Keep count of how many cells each row of a list has: a row without any is none."""
        rows = self._rows.setdefault(key.field, Counter())
        rows[key.row] += change
        if rows[key.row] <= 0:
            del rows[key.row]
        self._numbers.pop(key.field, None)

    def _says_idle(self, key: CellKey) -> bool:
        return key.part == STATE and not key.row and self.cells[key] in _IDLE

    def _earlier(self) -> Computation | None:
        """Compute the earlier report, its cells under the names of today."""
        cells = self.context.previous
        if cells is None:
            return None
        cells = self.engine.renamed(cells)
        return Computation(self.engine, cells, self._period_before(), Context())

    def _period_before(self) -> Period:
        return self.context.previous_period or previous(self.period)


def valid(item: Field | Section | Relation, day: date) -> bool:
    """Return whether something bounded in time is valid on ``day``."""
    iso = day.isoformat()
    return item.since <= iso and (not item.until or iso <= item.until)
