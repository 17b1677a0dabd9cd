"""The engine: a compiled form, and one report's figures computed and checked under it.

``Engine(form)`` settles names, wordings and validity; ``open`` gives a :class:`Computation`, which
keeps every derived figure and finding up to date while cells change. A change touches only what
depends on it: dependencies are kept per column, never per cell.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import msgspec

from forms.cells import (
    NO_OCCURRENCE,
    PERCENT,
    SEASONAL,
    STATE,
    STATED,
    VALUE,
    CellEdit,
    CellKey,
    Cells,
    CellValue,
)
from forms.compiler import Compiler, FormProblem
from forms.dates import printed_day
from forms.field_checks import field_findings, form_findings
from forms.findings import Finding, ordered
from forms.formulas import ROWS_PART, Names
from forms.layout import PERCENT_SCALE, Layout, Strip, from_units, parts, to_units
from forms.model import (
    RECIPIENTS,
    SECTIONS,
    SIGNATURE,
    Column,
    Field,
    Form,
    Grid,
    Section,
    Worded,
)
from forms.numbers import percent, scaled
from forms.periods import Period, previous, span
from forms.printing import wording
from forms.rules import Check, hint_words, shown
from forms.selections import Selection, compile_selection

_NOTHING_STATES = frozenset({NO_OCCURRENCE, SEASONAL})


class Context(msgspec.Struct, frozen=True):
    """What a report can be compared with, all of it optional.

    ``previous`` are the same unit's cells of the period before; the other three hold single
    figures: running totals of the year, sums over reporting units, cells of other forms by id.
    """

    previous: Cells | None = None
    year_to_date: Cells = {}
    units: Cells = {}
    forms: Mapping[str, Cells] = {}


class Words(NamedTuple):
    """The figures of a finding, printed."""

    given: str
    expected: str
    difference: str
    hint: str = ""

    def gaps(self) -> dict[str, str]:
        """Return what a sentence's gaps are filled with."""
        return {"given": self.given, "expected": self.expected, "difference": self.difference}


class Plan(NamedTuple):
    """The checks of a form that are valid on one day, in an order that computes sources first."""

    checks: tuple[Check, ...]
    readers: Mapping[tuple[str, str], tuple[tuple[int, Check, bool], ...]]
    writers: Mapping[tuple[str, str], tuple[tuple[int, Check], ...]]


class Engine:
    """A form compiled once and used for any number of reports and periods."""

    def __init__(self, form: Form) -> None:
        """Compile ``form``; raises FormProblem with the path of what does not fit."""
        self.form = form
        reserved = _reserved(form)
        self.fields: dict[str, Field] = {field.id: field for field in (*form.fields, *reserved)}
        self.grids: dict[str, Grid] = {grid.id: grid for grid in form.grids}
        self.layout = Layout(form.fields)
        self.names = Names(self.fields, self.grids, self.layout)
        self.order = _order(form)
        self.sections = dict(_walk(form.sections))
        self.home = _homes(form, self.grids)
        self.dated = tuple(field.id for field in form.fields if field.settled_by)
        self._columns = {field.id: parts(field) for field in self.fields.values()}
        self._plans: dict[tuple[str, ...], Plan] = {}
        self.selections: dict[str, Selection] = {}
        self.plan(date.max)

    def columns(self, field_id: str) -> tuple[Column, ...]:
        """Return the parts of a field as columns (also of ``signature`` and ``recipients``)."""
        return self._columns[field_id]

    def column(self, key: CellKey) -> Column | None:
        """Return the column a cell belongs to; ``None`` for states, counts and unknown parts."""
        return next((c for c in self._columns.get(key.field, ()) if c.id == key.part), None)

    def plan(self, day: date) -> Plan:
        """Return the checks valid on ``day``; compiled at the first use."""
        fields = [field for field in self.form.fields if _valid(field, day)]
        rules = [rule for rule in self.form.relations if _valid(rule, day)]
        signature = (*(field.id for field in fields), "|", *(rule.id for rule in rules))
        if signature not in self._plans:
            known = {field.id: field for field in fields}
            compiler = Compiler(self.names, fields, rules)
            self._plans[signature] = _planned(compiler.build(), known)
        return self._plans[signature]

    def open(
        self,
        cells: Cells,
        period: Period,
        previous: Cells | None = None,
        context: Context | None = None,
    ) -> Computation:
        """Compute and check a report's ``cells``; unknown cells are kept and ignored."""
        known = context or Context(previous=previous)
        return Computation(self, cells, period, known)


class Computation:
    """One report's cells with everything that follows from them.

    ``typed`` and ``now`` are vectors over the layout: what was typed (stated figures included)
    and what is printed. ``before`` is the previous period's ``now``.
    """

    def __init__(self, engine: Engine, cells: Cells, period: Period, context: Context) -> None:
        """Compute all figures; findings are made when first asked for."""
        self.engine, self.period, self.context = engine, period, context
        self.span = span(period, engine.form.period)
        self.day = self.span[1]
        self.plan = engine.plan(self.day)
        self.cells: dict[CellKey, CellValue] = dict(cells)
        self._rows = self._list_rows()
        self.typed: list[int | None] = [None] * engine.layout.size
        self._load()
        self.now = self.typed.copy()
        for check in self.plan.checks:
            check.compute(self, (0, check.rows))
        self.before = self._before()
        self._found: dict[tuple[int, int], tuple[Finding, ...]] | None = None
        self._by_field: dict[str, tuple[Finding, ...]] = {}

    # -- reading --------------------------------------------------------------------------------

    @property
    def begins_year(self) -> bool:
        """Return whether the period before this one belongs to another year."""
        return previous(self.period).year != self.period.year

    def effective(self, key: CellKey) -> CellValue | None:
        """Return what is printed: the computed value of a derived cell, else the typed one."""
        strip = self.engine.layout.strip(key)
        if strip is not None and (key.field, key.part) in self.plan.writers:
            slot = strip.slot(key.row)
            units = self.now[slot]
            if self.state(key.field) in _NOTHING_STATES:
                return None
            if units is not None and not (units == self.typed[slot] and key in self.cells):
                return from_units(strip.column, units)
            return self.cells.get(key)
        if key.part == STATED and key.row == 0:
            count = self.row_count(key.field)
            return None if count is None else Decimal(count)
        return self.cells.get(key)

    def printed(self, key: CellKey) -> CellValue | None:
        """Return what a sentence prints: ``effective``, or an accepted coarser rate as typed.

        A form that takes 70 % beside 69,97 % lets the sentence say 70 %, as the clerk wrote it.
        """
        value, typed = self.effective(key), self.cells.get(key)
        coarse = self.engine.fields[key.field].coarse
        if not coarse or key.part != PERCENT or not isinstance(typed, Decimal):
            return value
        n, d = (self.effective(CellKey(key.field, key.row, part)) for part in "nd")
        if scaled(typed)[1] not in coarse or not isinstance(n, Decimal):
            return value
        right = isinstance(d, Decimal) and d and percent(int(n), int(d), scaled(typed)[1]) == typed
        return typed if right else value

    def stated(self, key: CellKey) -> CellValue | None:
        """Return only what somebody typed or printed."""
        return self.cells.get(key)

    def is_derived(self, key: CellKey) -> bool:
        """Return whether the program computes this cell."""
        return (key.field, key.part) in self.plan.writers or key.part == STATED

    def rows(self, field_id: str) -> tuple[int, ...]:
        """Return the numbers of a list's existing rows, or of all rows of a table."""
        field = self.engine.fields[field_id]
        if field.kind == "table":
            return tuple(range(1, len(field.rows) + 1))
        return self._rows.get(field_id, ())

    def row_count(self, field_id: str) -> int | None:
        """Return how many rows a list or selection has; the stated count where none is listed."""
        field = self.engine.fields.get(field_id)
        if field is not None and field.kind == "selection":
            return len(self.chosen(field_id))
        if self._rows.get(field_id):
            return len(self._rows[field_id])
        stated = self.cells.get(CellKey(field_id, 0, STATED))
        return int(stated) if isinstance(stated, Decimal) else None

    def list_units(self, field_id: str, row: int, part: str) -> int | None:
        """Return a list cell in the vector's unit, ``None`` when blank or not a figure."""
        key = CellKey(field_id, row, part)
        column, value = self.engine.column(key), self.cells.get(key)
        if column is None or value is None or column.kind in ("text", "enum"):
            return None
        return to_units(column, value)

    def state(self, field_id: str) -> str:
        """Return the row state of a field, empty when it has figures or nothing yet."""
        return str(self.cells.get(CellKey(field_id, 0, STATE), ""))

    def chosen(self, field_id: str) -> tuple[str, ...]:
        """Return the ids of the grid rows a selection computes."""
        selections = self.engine.selections
        if field_id not in selections:
            field = self.engine.fields[field_id]
            selections[field_id] = compile_selection(field, self.engine.names)
        return selections[field_id].chosen(self)

    def outside(self, scope: str, key: CellKey) -> int | None:
        """Return a cell of another period, unit or form, in vector units; ``None`` if unknown."""
        strip = self.engine.layout.strip(key)
        if scope == "previous":
            if self.before is None or strip is None:
                return None
            return self.before[strip.slot(key.row)]
        sources = {"year_to_date": self.context.year_to_date, "units": self.context.units}
        cells = sources.get(scope, self.context.forms.get(scope, {}))
        value = cells.get(key)
        if value is None:
            return None
        return int(value) if strip is None else to_units(strip.column, value)

    def has_field(self, field_id: str) -> bool:
        """Return whether the field is valid in this period and its section switched on."""
        field = self.engine.fields.get(field_id)
        if field is None or not _valid(field, self.day):
            return False
        return all(self.active(section) for section in self.engine.home.get(field_id, ()))

    def active(self, section: Section) -> bool:
        """Return whether a section is valid in this period and switched on."""
        switch = self.cells.get(CellKey(SECTIONS, 0, section.id))
        off = section.off if switch is None else switch == "off"
        return _valid(section, self.day) and not (section.optional and off)

    # -- words ----------------------------------------------------------------------------------

    def place(self, key: CellKey) -> str:
        """Return where a finding stands: a field id, or a cell of a list, table or record."""
        kind = self.engine.fields[key.field].kind
        return key.place() if key.row or kind in ("record", "daterange") else key.field

    def word(self, worded: Worded) -> str:
        """Return the wording valid in this report's period."""
        return wording(worded, self.day)

    def label(self, key: CellKey) -> str:
        """Return a cell's label for messages: field, and row and column where it has them."""
        field = self.engine.fields[key.field]
        words = [self.word(field.label)]
        if key.row:
            table = field.kind == "table"
            row = self.word(field.rows[key.row - 1].label) if table else f"dòng {key.row}"
            words.append(row)
        column = self.engine.column(key)
        if column is not None and (key.row or field.kind in ("record", "daterange")):
            words.append(self.word(column.label))
        return ", ".join(word for word in words if word)

    def figures(self, column: Column, given: int, expected: int) -> Words:
        """Print two figures of one column and their difference."""
        left, right = from_units(column, given), from_units(column, expected)
        if not isinstance(left, Decimal) or not isinstance(right, Decimal):
            return Words(printed_day(str(left)), printed_day(str(right)), "")
        return Words(shown(left), shown(right), shown(left - right), hint_words(left, right))

    def sides(self, column: Column, given: object, expected: object) -> Words:
        """Print the two sides of a comparison (formula results, percent as percent)."""
        values = [None if side is None else _units(column, side) for side in (given, expected)]
        left, right = ("" if v is None else _printed(column, v) for v in values)
        both = values[0] is not None and values[1] is not None
        if both and isinstance(from_units(column, values[0] or 0), Decimal):
            return self.figures(column, values[0] or 0, values[1] or 0)._replace(hint="")
        return Words(left, right, "")

    # -- checking -------------------------------------------------------------------------------

    def findings(self) -> tuple[Finding, ...]:
        """Return all findings of the parts of the form that are in use, in the form's order."""
        if self._found is None:
            self._check_all()
        rules = [finding for found in (self._found or {}).values() for finding in found]
        fields = [finding for found in self._by_field.values() for finding in found]
        used = [f for f in (*rules, *fields) if self._in_use(f)]
        return ordered((*used, *form_findings(self)), self.engine.order)

    def _in_use(self, finding: Finding) -> bool:
        key = finding.key
        return key is None or self.has_field(key.field)

    def validate(self) -> list[tuple[int, int]]:
        """Recompute everything and return the (check, instance) pairs that are broken.

        This is the full validation as a department runs it on a received report; findings with
        their sentences are made for the broken ones only.
        """
        for check in self.plan.checks:
            check.compute(self, (0, check.rows))
        return [
            (rank, i)
            for rank, check in enumerate(self.plan.checks)
            for i in check.broken(self, (0, check.rows))
        ]

    def _check_all(self) -> None:
        found = {}
        for rank, check in enumerate(self.plan.checks):
            for i in check.broken(self, (0, check.rows)):
                explained = check.explain(self, i)
                if explained:
                    found[rank, i] = explained
        self._found = found
        self._by_field = {
            field.id: field_findings(self, field) for field in self.engine.fields.values()
        }

    # -- changing -------------------------------------------------------------------------------

    def put(self, edits: Iterable[CellEdit]) -> set[CellKey]:
        """Take the new side of ``edits``; return the derived cells that changed with them."""
        touched: set[tuple[str, str, int]] = set()
        fields = set()
        for edit in edits:
            touched |= self._take(edit.key, edit.new)
            fields.add(edit.key.field)
        changed = self._propagate(touched)
        if self._found is not None:
            self._recheck_fields({*fields, *self.engine.dated})
        return changed

    def _take(self, key: CellKey, value: CellValue | None) -> set[tuple[str, str, int]]:
        if value is None:
            self.cells.pop(key, None)
        else:
            self.cells[key] = value
        field = self.engine.fields.get(key.field)
        if field is None:
            return set()
        if field.kind in ("list", "documents"):
            self._count_rows(key.field)
            return {(key.field, ROWS_PART, 0)}
        if key.part == STATE:
            strips = self._field_strips(field)
            for strip in strips:
                self._set_typed(strip, 0)
            return {(strip.field, strip.part, 0) for strip in strips}
        if field.kind == "selection":
            self._count_rows(key.field)
        single = self.engine.layout.strip(key)
        if single is None:
            return {(key.field, key.part, 0)}
        offset = single.slot(key.row) - single.start
        self._set_typed(single, offset)
        return {(single.field, single.part, offset)}

    def _propagate(self, touched: set[tuple[str, str, int]]) -> set[CellKey]:
        queue: list[tuple[int, int]] = []
        for field, part, offset in touched:
            self._refresh_typed(field, part, offset)
            self._enqueue(queue, field, part, offset, after=-1)
        changed, seen = set(), set()
        while queue:
            rank, i = heapq.heappop(queue)
            if (rank, i) in seen:
                continue
            seen.add((rank, i))
            changed |= self._rerun(queue, rank, i)
        return changed

    def _refresh_typed(self, field: str, part: str, offset: int) -> None:
        strip = self.engine.layout.strips.get((field, part))
        if strip is not None and (field, part) not in self.plan.writers:
            self.now[strip.start + offset] = self.typed[strip.start + offset]

    def _enqueue(
        self, queue: list[tuple[int, int]], field: str, part: str, offset: int, *, after: int
    ) -> None:
        for rank, check, by_row in self.plan.readers.get((field, part), ()):
            if rank > after:
                for i in (offset,) if by_row else range(check.rows):
                    heapq.heappush(queue, (rank, i))
        if after < 0:
            for rank, check in self.plan.writers.get((field, part), ()):
                first = getattr(check, "offset", 0)
                if 0 <= offset - first < check.rows:
                    heapq.heappush(queue, (rank, offset - first))

    def _rerun(self, queue: list[tuple[int, int]], rank: int, i: int) -> set[CellKey]:
        check = self.plan.checks[rank]
        changed: set[CellKey] = set()
        if check.writes is not None:
            strip = self.engine.layout.strips[check.writes]
            offset = getattr(check, "offset", 0) + i
            old = self.now[strip.start + offset]
            check.compute(self, (i, i + 1))
            if self.now[strip.start + offset] != old:
                changed.add(strip.key(offset))
                self._enqueue(queue, strip.field, strip.part, offset, after=rank)
        if self._found is not None:
            explained = check.explain(self, i) if check.broken(self, (i, i + 1)) else ()
            self._found.pop((rank, i), None)
            if explained:
                self._found[rank, i] = explained
        return changed

    def _recheck_fields(self, fields: Iterable[str]) -> None:
        for field_id in fields:
            if field_id in self.engine.fields:
                field = self.engine.fields[field_id]
                self._by_field[field_id] = field_findings(self, field)

    # -- loading --------------------------------------------------------------------------------

    def _load(self) -> None:
        strips = self.engine.layout.strips
        for key, value in self.cells.items():
            strip = strips.get((key.field, key.part))
            if strip is not None and max(key.row, 1) <= strip.count:
                self.typed[strip.slot(key.row)] = to_units(strip.column, value)
        for key, value in self.cells.items():
            if key.part == STATE and value in _NOTHING_STATES and key.field in self.engine.fields:
                for strip in self._field_strips(self.engine.fields[key.field]):
                    self._set_typed(strip, 0)

    def _set_typed(self, strip: Strip, offset: int) -> None:
        value = self.cells.get(strip.key(offset))
        if self._counts_zero(strip):
            self.typed[strip.start + offset] = 0
        else:
            units = None if value is None else to_units(strip.column, value)
            self.typed[strip.start + offset] = units

    def _counts_zero(self, strip: Strip) -> bool:
        """Return whether a row without occurrences makes this figure 0 in sums (4.2 row 2)."""
        if strip.column.kind not in ("int", "money") or strip.table:
            return False
        return self.state(strip.field) in _NOTHING_STATES

    def _field_strips(self, field: Field) -> list[Strip]:
        strips = self.engine.layout.strips
        columns = self.engine.columns(field.id)
        return [strips[field.id, c.id] for c in columns if (field.id, c.id) in strips]

    def _list_rows(self) -> dict[str, tuple[int, ...]]:
        rows: dict[str, set[int]] = {}
        for key in self.cells:
            if key.row and key.field in self.engine.fields:
                rows.setdefault(key.field, set()).add(key.row)
        return {field: tuple(sorted(numbers)) for field, numbers in rows.items()}

    def _count_rows(self, field_id: str) -> None:
        found = {key.row for key in self.cells if key.field == field_id and key.row}
        self._rows[field_id] = tuple(sorted(found))

    def _before(self) -> list[int | None] | None:
        previous = self.context.previous
        if previous is None:
            return None
        return self.engine.open(previous, self.period).now


def _units(column: Column, side: object) -> int:
    value = side if isinstance(side, Fraction) else Fraction(str(side))
    scale = 10**PERCENT_SCALE if column.kind == "pct" else 1
    return int(value * scale)


def _printed(column: Column, units: int) -> str:
    value = from_units(column, units)
    return shown(value) if isinstance(value, Decimal) else printed_day(value)


def _valid(item: Field | Section | object, day: date) -> bool:
    since, until = getattr(item, "since", ""), getattr(item, "until", "")
    iso = day.isoformat()
    return since <= iso and (not until or iso <= until or day == date.max)


def _walk(sections: Sequence[Section]) -> Iterable[tuple[str, Section]]:
    for section in sections:
        yield section.id, section
        yield from _walk(section.sections)


def _order(form: Form) -> dict[str, int]:
    names: list[str] = []
    grids = {grid.id: grid for grid in form.grids}
    for _id, section in _walk(form.sections):
        for name in section.fields:
            names.append(name)
            for row in grids[name].rows if name in grids else ():
                names += [row.id, *row.fields]
    known = dict.fromkeys((*names, *(field.id for field in form.fields), RECIPIENTS, SIGNATURE))
    return {name: rank for rank, name in enumerate(known)}


def _homes(form: Form, grids: Mapping[str, Grid]) -> dict[str, tuple[Section, ...]]:
    homes: dict[str, tuple[Section, ...]] = {}

    def visit(section: Section, above: tuple[Section, ...]) -> None:
        chain = (*above, section)
        for name in section.fields:
            homes[name] = chain
            for row in grids[name].rows if name in grids else ():
                for field in (row.id, *row.fields):
                    homes[field] = chain
        for child in section.sections:
            visit(child, chain)

    for section in form.sections:
        visit(section, ())
    return homes


def _reserved(form: Form) -> tuple[Field, ...]:
    """Return the fields every report has beside its form's: signature and recipients."""
    columns = (
        Column(id="co_quan", label="Thay mặt (TM.)"),
        Column(id="quyen_ky", label="Quyền ký"),
        Column(id="cua_ai", label="Ký thay, thừa lệnh của"),
        Column(id="chuc_vu", label="Chức vụ người ký"),
        Column(id="ho_ten", label="Họ và tên người ký"),
    )
    del form
    signature = Field(id=SIGNATURE, kind="record", label="Chữ ký", columns=columns)
    names = (Column(id="ten", label="Nơi nhận"),)
    recipients = Field(id=RECIPIENTS, kind="list", label="Nơi nhận", columns=names)
    return signature, recipients


def _planned(checks: list[Check], fields: Mapping[str, Field]) -> Plan:
    del fields
    sorted_checks = tuple(_sources_first(checks))
    readers: dict[tuple[str, str], list[tuple[int, Check, bool]]] = {}
    writers: dict[tuple[str, str], list[tuple[int, Check]]] = {}
    for rank, check in enumerate(sorted_checks):
        for name in check.reads:
            by_row = name in check.row_reads
            readers.setdefault(name, []).append((rank, check, by_row))
        if check.writes is not None:
            writers.setdefault(check.writes, []).append((rank, check))
    return Plan(
        sorted_checks,
        {name: tuple(found) for name, found in readers.items()},
        {name: tuple(found) for name, found in writers.items()},
    )


def _sources_first(checks: list[Check]) -> list[Check]:
    """Order checks so that every derived column is computed before it is read; stable."""
    writers: dict[tuple[str, str], list[int]] = {}
    for index, check in enumerate(checks):
        if check.writes is not None:
            writers.setdefault(check.writes, []).append(index)
    waits = [
        {w for name in check.reads if name != check.writes for w in writers.get(name, ())} - {index}
        for index, check in enumerate(checks)
    ]
    done: set[int] = set()
    result: list[Check] = []
    pending = list(range(len(checks)))
    while pending:
        ready = [index for index in pending if waits[index] <= done]
        if not ready:
            names = ", ".join(".".join(checks[i].writes or ("?",)) for i in pending)
            raise FormProblem("relations", f"các ô tính vòng quanh nhau: {names}")
        done.update(ready)
        result += [checks[index] for index in ready]
        pending = [index for index in pending if index not in done]
    return result


__all__ = ["VALUE", "Computation", "Context", "Engine", "FormProblem", "Words"]
