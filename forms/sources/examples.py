"""Example figures for any form: consistent, in the period, the same each time.

Every cell that can be typed gets a plain value; then what the form's own checks find wrong is
mended by trying other plain values in the cells that the broken rule names, as long as that leaves
fewer findings. So the example follows the form's relations without knowing any form.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from forms.cells import (
    DENOMINATOR,
    NUMERATOR,
    PERCENT,
    REMAINDER,
    CellEdit,
    CellKey,
    Cells,
    CellValue,
)
from forms.computation import Computation
from forms.dates import parse_date
from forms.editing import Session
from forms.engine import Engine
from forms.findings import Finding
from forms.layout import FIGURES, NUMERIC, PAIRS
from forms.model import RECIPIENTS, RESERVED_FIELDS, SIGNATURE, Column, Field, Form
from forms.names import LISTS
from forms.periods import Period, current, previous, span
from forms.sources.carrying import start

MARK: Final = "mẫu"
"""Ends every made-up text."""
_USUAL_DAY: Final = "2026-06-10"
_ROWS: Final = 2
"""Rows of a list."""
_TRIALS: Final = 12_000
"""Values that are tried at most, over all cells."""
_LOOKS: Final = 4_000_000
"""Cells times trials: in a large form a trial costs more."""
_EACH: Final = 600
"""Changes that are tried for one finding."""
_CELLS: Final = 24
"""Cells of a broken rule in which other values are tried."""
_DOCUMENT: Final[Mapping[str, str]] = {
    "ten_loai": "Kế hoạch",
    "ky_hieu": "KH-UBND",
    "co_quan": "Ủy ban nhân dân",
    "trich_yeu": f"Triển khai nhiệm vụ {MARK}",
}
_FIGURES: Final[Mapping[str, int]] = {"int": 10, "money": 100, "speed": 100, "pct": 80}
_OTHERS: Final = (0, 1, 2, 5, 8, 10, 20, 40, 100, 1_000)
_MONTH: Final = timedelta(days=30)
_PASSES: Final = 3
_MOVES: Final = 2
"""How often one finding may be traded for another."""
_NUMBER: Final = re.compile(r"(?<![\d/])\d{1,9}(?![\d/])")
_DATE: Final = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_WORD: Final = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST: Final = 60


def examples(engine: Engine, period: Period) -> dict[CellKey, CellValue]:
    """Return the cells of an example report; what a new report begins with stays as it is."""
    given = start(engine, period).cells
    cells = dict(given)
    opened = engine.open(cells, period)
    for field in engine.fields.values():
        if field.id not in RESERVED_FIELDS and opened.has_field(field.id):
            cells.update(_filled(opened, field))
    cells.update(_closing(cells))
    return _Mending(engine.open(cells, period), frozenset(given)).run()


def example_period(form: Form) -> Period:
    """Return a period in which the form is valid, the same each time."""
    wanted = max(_USUAL_DAY, form.valid_from)
    last = min(wanted, form.valid_to or wanted)
    period = current(date.fromisoformat(last), form.period)
    while form.valid_to and span(period, form.period)[0].isoformat() > form.valid_to:
        period = previous(period)
    return period


# --- plain values ------------------------------------------------------------------------------


def _filled(c: Computation, field: Field) -> Iterator[tuple[CellKey, CellValue]]:
    """Yield a value for every cell of a field that is typed and still blank."""
    if field.kind in LISTS and any(key.field == field.id for key in c.cells):
        return
    for row in _rows(field):
        for column in c.engine.columns(field.id):
            key = CellKey(field.id, row, column.id)
            if key in c.cells or c.is_derived(key) or column.id in (PERCENT, REMAINDER):
                continue
            value = None if column.formula else _value(c, field, column, row)
            if value is not None:
                yield key, value


def _rows(field: Field) -> Iterable[int]:
    if field.kind == "table":
        return (number for number, row in enumerate(field.rows, 1) if not row.sums)
    return range(1, _ROWS + 1) if field.kind in ("list", "documents") else (0,)


def _value(c: Computation, field: Field, column: Column, row: int) -> CellValue | None:
    if field.kind in PAIRS:
        return Decimal({NUMERATOR: 8, DENOMINATOR: 10}.get(column.id, 0))
    if column.kind in _FIGURES:
        return Decimal(_FIGURES[column.kind])
    if column.kind == "enum":
        # A column with one choice is a tick, and a form may allow it in one row only.
        ticked = len(column.choices) == 1 and row > 1
        return column.choices[0].code if column.choices and not ticked else None
    if column.kind in ("date", "month"):
        day = _day(c, field, column)
        return day if column.kind == "date" else day[: len("2024-07")]
    if field.kind == "documents":
        return f"{row:02d}" if column.id == "so" else _DOCUMENT.get(column.id)
    words = c.word(column.label) or c.word(field.label)
    number = f" {row}" if row else ""
    return f"{words[:_LONGEST].strip()} {MARK}{number}"


def _day(c: Computation, field: Field, column: Column) -> str:
    start, end = span(c.period, c.engine.form.period)
    first = field.kind == "documents" or (field.kind == "daterange" and column.id == "tu")
    return (start if first else end).isoformat()


def _closing(cells: Cells) -> dict[CellKey, CellValue]:
    """Return what every signed report has, as far as it is not there."""
    found: dict[CellKey, CellValue] = {
        CellKey(SIGNATURE, 0, "chuc_vu"): "CHỨC VỤ",
        CellKey(SIGNATURE, 0, "ho_ten"): f"Họ và tên {MARK}",
    }
    if not any(key.field == RECIPIENTS for key in cells):
        found[CellKey(RECIPIENTS, 1, "ten")] = "Lưu: VT"
    return {key: text for key, text in found.items() if key not in cells}


# --- mending -----------------------------------------------------------------------------------

_Score = tuple[int, int]
"""Errors and missing parts, then warnings: the fewer the better."""


class _Mending:
    """An example whose broken rules are mended one after another."""

    def __init__(self, c: Computation, kept: frozenset[CellKey]) -> None:
        self.c, self.kept = c, kept
        self.session = Session(c)
        self.trials = 0
        self.most = min(_TRIALS, _LOOKS // max(len(c.cells), 1))
        self.moves: Counter[str] = Counter()
        self.rules = {rule.id: rule for rule in c.engine.form.relations}

    def run(self) -> dict[CellKey, CellValue]:
        for _ in range(_PASSES):
            if not self._passed():
                break
        return self.c.cells

    def _passed(self) -> bool:
        """Mend what can be mended; return whether another pass may find more."""
        hopeless: set[str] = set()
        mended = 0
        while self.trials < self.most:
            bad = [found for found in self._bad() if found.id not in hopeless]
            if not bad:
                break
            if self._mended(bad[0]):
                mended += 1
            else:
                hopeless.add(bad[0].id)
        return bool(mended and hopeless)

    def _bad(self) -> list[Finding]:
        return [found for found in self.c.findings() if found.severity != "note"]

    def _score(self) -> _Score:
        bad = self._bad()
        grave = sum(found.severity != "warning" for found in bad)
        return grave, len(bad) - grave

    def _mended(self, finding: Finding) -> bool:
        """Try until the finding is gone and nothing worse has come; return whether it worked."""
        before = self._score()
        keys = self._cells_of(finding)
        ways = itertools.islice(self._ways(finding, keys), _EACH)
        if any(self._tried(edits, before) for edits in ways):
            return True
        if self.moves[finding.id] >= _MOVES:
            return False
        # What is left may be easier to mend elsewhere.
        self.moves[finding.id] += 1
        ways = itertools.islice(self._ways(finding, keys), _EACH)
        return any(self._tried(edits, before, instead_of=finding.id) for edits in ways)

    def _ways(self, finding: Finding, keys: list[CellKey]) -> Iterator[list[CellEdit]]:
        """Yield changes to try: the repair, one cell, one cell with the others 0, all of them."""
        if finding.repair is not None:
            yield self._repair(finding)
        figures = [key for key in keys if self._kind(key) in FIGURES]
        told = [int(number) for number in _NUMBER.findall(finding.message.replace(".", ""))]
        told = list(dict.fromkeys((*told, _ROWS)))
        for key in figures:
            for value in self._near(key, told):
                yield [self._edit(key, value)]
                if key.row:
                    yield self._column(key, value)
        for key in keys:
            yield from (self._column(key, day) for day in self._days(key, finding))
        for key in figures:
            others = [
                self._edit(other, Decimal(0)) for other in figures if other != key and not other.row
            ]
            yield from ([*others, self._edit(key, Decimal(number))] for number in told)
        for number in (0, *told, 100):
            yield [self._edit(key, Decimal(number)) for key in figures]
        yield from ([self._edit(key, None)] for key in keys)
        for name in dict.fromkeys(key.field for key in keys):
            if not self.c.engine.fields[name].required:
                yield [self._edit(key, None) for key in self.c.cells if key.field == name]

    def _column(self, key: CellKey, value: CellValue) -> list[CellEdit]:
        """Return the edits that give all rows of a list the same value in one column."""
        rows = self.c.rows(key.field) if key.row else (0,)
        if self.c.engine.fields[key.field].kind == "table":
            rows = (key.row,)
        return [self._edit(key._replace(row=row), value) for row in rows]

    def _near(self, key: CellKey, told: Iterable[int]) -> Iterator[Decimal]:
        """Yield figures for a cell: what the finding says, that much more or less, round ones."""
        old = self.c.cells.get(key)
        now = int(old) if isinstance(old, Decimal) else 0
        for number in told:
            yield from (Decimal(one) for one in (number, now + number, now - number) if one >= 0)
        yield from map(Decimal, _OTHERS)

    def _days(self, key: CellKey, finding: Finding) -> Iterator[str]:
        if self._kind(key) not in ("date", "month"):
            return
        start, end = span(self.c.period, self.c.engine.form.period)
        named = (parse_date(text) for text in _DATE.findall(finding.message))
        days = [day for day in named if isinstance(day, date)]
        days += [start, end, end + _MONTH, start - _MONTH]
        yield from (
            day.isoformat()[: len("2024-07") if self._kind(key) == "month" else None]
            for day in days
        )

    def _kind(self, key: CellKey) -> str:
        column = self.c.engine.column(key)
        return "" if column is None else column.kind

    def _repair(self, finding: Finding) -> list[CellEdit]:
        return list(self.session.plan_repairs([finding]).edits)

    def _edit(self, key: CellKey, value: CellValue | None) -> CellEdit:
        return CellEdit(key, self.c.cells.get(key), value)

    def _tried(self, edits: list[CellEdit], before: _Score, instead_of: str = "") -> bool:
        """Make a change; keep it only if it leaves fewer findings, or others instead of one."""
        wanted = [edit for edit in edits if edit.old != edit.new and edit.key not in self.kept]
        if not wanted:
            return False
        self.trials += 1
        self.c.put(wanted)
        after = self._score()
        if after < before or (
            instead_of and after == before and instead_of not in {one.id for one in self._bad()}
        ):
            return True
        self.c.put([edit.reversed() for edit in reversed(wanted)])
        return False

    def _cells_of(self, finding: Finding) -> list[CellKey]:
        """Return the typed figures that a broken rule speaks of, those of its own row first."""
        rule = self.rules.get(finding.rule)
        named = {} if rule is None else dict.fromkeys(_WORD.findall(str(rule)))
        own = finding.place.partition("[")[0].partition(".")[0]
        fields = [own, *(name for name in named if name in self.c.engine.fields)]
        for grid in self.c.engine.form.grids:
            if grid.id in named:
                fields += [row.id for row in grid.rows]
        found = [key for name in self._with_sources(fields) for key in self._typed(name)]
        key = finding.key or CellKey(own, 0, "")
        found.sort(key=lambda one: (one != key, one.field == own and one.row != key.row))
        return found[:_CELLS]

    def _with_sources(self, names: Iterable[str]) -> list[str]:
        """Return fields with those that they are computed from."""
        waiting, found = list(names), dict.fromkeys(names)
        while waiting and len(found) < _CELLS:
            field = self.c.engine.fields.get(waiting.pop(0))
            for strip in () if field is None else self.c.engine.layout.of(field):
                writer = self.c.plan.writer(strip.field, strip.part, 0)
                reads = () if writer is None else self.c.plan.checks[writer.rank].reads
                fresh = [one for one in sorted({r.field for r in reads}) if one not in found]
                found.update(dict.fromkeys(fresh))
                waiting += fresh
        return list(found)

    def _typed(self, field_id: str) -> Iterator[CellKey]:
        field = self.c.engine.fields.get(field_id)
        if field is None or field.id in RESERVED_FIELDS:
            return
        for row in self.c.rows(field_id) if field.kind in ("list", "documents", "table") else (0,):
            for column in self.c.engine.columns(field_id):
                key = CellKey(field_id, row, column.id)
                if column.kind in NUMERIC and not self.c.is_derived(key):
                    yield key
