"""What a new report takes over from the newest earlier one of the same unit.

Each indicator's behaviour decides: flows of a period (K) start empty, running totals and states
(L, T) come with the earlier figure, targets (N) stay for their year, fixed facts (C) stay. What
somebody has to look at gets a mark of :mod:`forms.checking.review`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from forms.authoring.form_contents import default_cells
from forms.behaviours import behaviour_of
from forms.cells import SEASONAL, STATE, STATED, VALUE, CellKey, Cells, CellValue
from forms.checking.compiler import FormProblem
from forms.checking.linking import linked_values
from forms.checking.review import FIXED, UNSEEN, mark_of
from forms.computation import valid
from forms.engine import Computation, Context, Engine
from forms.entry import InputProblem, read_cell, same
from forms.layout import NUMERIC, to_units
from forms.model import RECIPIENTS, RESERVED_FIELDS, SECTIONS, SIGNATURE, Field
from forms.names import LISTS
from forms.periods import Period, as_of
from forms.vocabulary import Behaviour

_LOOKED_AT: Final = frozenset({"L", "T"})
_ALWAYS: Final = (RECIPIENTS, SIGNATURE)
_PREVIOUS: Final = frozenset({"previous"})
_SIGNERS: Final = (
    ("co_quan", "body"),
    ("quyen_ky", "authority"),
    ("cua_ai", "head"),
    ("chuc_vu", "post"),
    ("ho_ten", "name"),
)


class Start(NamedTuple):
    """The cells of a new report, marks included, and the fields that came from the earlier one."""

    cells: dict[CellKey, CellValue]
    carried: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()


def start(
    engine: Engine,
    period: Period,
    earlier: Computation | None = None,
    *,
    profile: Cells | None = None,
) -> Start:
    """Return what a new report of ``period`` starts with.

    ``earlier`` is the newest earlier report, its cells adapted to this form (:func:`adapted`);
    ``profile`` are recipients and signature as the unit keeps them, before all others. What is
    still empty takes the pack's defaults. Raises FormProblem for a default that cannot be read.
    """
    usual = usual_cells(engine, period)
    if earlier is None:
        return Start({**usual, **_house(engine, profile or {}, {})})
    taken = carried(engine, period, earlier)
    cells: dict[CellKey, CellValue] = {**_house(engine, profile or {}, earlier.cells)}
    for field in engine.form.fields:
        mine = _of(taken, field.id)
        cells |= _filled_up(field, mine, _of(usual, field.id))
    marks = _marks(engine, taken, usual)
    cells |= {mark_of(name): mark for name, mark in marks.items()}
    fields = tuple(dict.fromkeys(key.field for key in taken))
    return Start(cells, fields, tuple(name for name, mark in marks.items() if mark == UNSEEN))


def carried(engine: Engine, period: Period, earlier: Computation) -> dict[CellKey, CellValue]:
    """Return the cells of an earlier report that one of ``period`` takes over, without marks.

    Figures are taken as typed or computed; what this form computes itself is left to it. What the
    form does not have in this period, or would refuse to be typed, is left out.
    """
    carrier = _Carrier(engine.open({}, period), earlier)
    found: dict[CellKey, CellValue] = {}
    for field in engine.form.fields:
        found.update(carrier.of(field))
    return _linked(engine, period, earlier, found)


def is_begun(engine: Engine, period: Period, cells: Cells) -> bool:
    """Return whether a report holds anything that its form has not put there itself."""
    usual = usual_cells(engine, period)
    mine = {key: value for key, value in cells.items() if key.field not in RESERVED_FIELDS}
    return not _alike(mine, usual)


def adapted(engine: Engine, old: Engine, cells: Cells) -> dict[CellKey, CellValue]:
    """Return cells of another version of the form under this one's ids and table rows."""
    if engine.form is old.form:
        return dict(cells)
    moved: dict[CellKey, CellValue] = {}
    for key, value in cells.items():
        row = _row_today(engine, old, key)
        if row is not None:
            moved[key._replace(row=row)] = value
    return engine.renamed(moved)


def _row_today(engine: Engine, old: Engine, key: CellKey) -> int | None:
    """Return where a table's row stands now, ``None`` for one that is no more."""
    field = old.fields.get(key.field)
    if field is None or field.kind != "table" or not 1 <= key.row <= len(field.rows):
        return key.row
    today = engine.fields.get(engine.form.renames.get(key.field, key.field))
    ids = [] if today is None else [row.id for row in today.rows]
    name = field.rows[key.row - 1].id
    return ids.index(name) + 1 if name in ids else None


# --- one field -----------------------------------------------------------------------------------


class _Carrier:
    """Takes the cells of one earlier report field by field."""

    def __init__(self, blank: Computation, earlier: Computation) -> None:
        self.blank, self.earlier, self.engine = blank, earlier, blank.engine
        self.same_year = blank.period.year == earlier.period.year

    def of(self, field: Field) -> dict[CellKey, CellValue]:
        """Return a field's cells for the new report; empty where nothing is taken over."""
        if field.kind == "selection" or not all(
            valid(field, each.day) for each in (self.blank, self.earlier)
        ):
            return {}
        state = self._state(field)
        return state or {key: value for key, value in self._cells(field) if self._fits(key, value)}

    def _keeps(self, behaviour: Behaviour) -> bool:
        return behaviour in ("L", "T", "C") or (behaviour == "N" and self.same_year)

    def _state(self, field: Field) -> dict[CellKey, CellValue]:
        key, state = CellKey(field.id, 0, STATE), self.earlier.state(field.id)
        stays = state == SEASONAL or self._keeps(field.behaviour)
        return {key: state} if state in field.states and stays else {}

    def _cells(self, field: Field) -> Iterator[tuple[CellKey, CellValue]]:
        if field.kind == "rich":
            yield from _of(self.earlier.cells, field.id).items()
        elif field.kind in LISTS:
            yield from self._list(field)
        else:
            yield from self._figures(field)

    def _figures(self, field: Field) -> Iterator[tuple[CellKey, CellValue]]:
        rows = self.earlier.rows(field.id) if field.kind == "table" else (0,)
        for column in self.engine.columns(field.id):
            if not self._keeps(behaviour_of(field, column)):
                continue
            for row in rows:
                key = CellKey(field.id, row, column.id)
                value = self.earlier.effective(key)
                if value is not None and not self.blank.is_derived(key):
                    yield key, value

    def _list(self, field: Field) -> Iterator[tuple[CellKey, CellValue]]:
        if not self._keeps(field.behaviour):
            return
        rows = self.earlier.rows(field.id)
        columns = [
            column
            for column in self.engine.columns(field.id)
            if not column.formula and self._keeps(behaviour_of(field, column))
        ]
        for number, row in enumerate(rows, 1):
            for column in columns:
                value = self.earlier.cells.get(CellKey(field.id, row, column.id))
                if value is not None:
                    yield CellKey(field.id, number, column.id), value
        stated = CellKey(field.id, 0, STATED)
        if not rows and stated in self.earlier.cells:
            yield stated, self.earlier.cells[stated]

    def _fits(self, key: CellKey, value: CellValue) -> bool:
        column = self.engine.column(key)
        if column is None:
            return key.part == STATED and isinstance(value, Decimal)
        if column.kind in NUMERIC:
            return to_units(column, value) is not None
        if column.kind == "enum":
            return value in {choice.code for choice in column.choices}
        return isinstance(value, str)


def _linked(
    engine: Engine, period: Period, earlier: Computation, found: dict[CellKey, CellValue]
) -> dict[CellKey, CellValue]:
    """Let the form's own links to the earlier report decide: an opening is the last closing."""
    context = Context(previous=earlier.cells, previous_period=earlier.period)
    c = engine.open(found, period, context=context)
    linked = dict(found)
    for key, value in linked_values(c, _PREVIOUS).items():
        linked.pop(key, None)
        if value is not None:
            linked[key] = value
    return linked


# --- the rest of a report ------------------------------------------------------------------------


def _of(cells: Cells, field_id: str) -> dict[CellKey, CellValue]:
    return {key: value for key, value in cells.items() if key.field == field_id}


def _filled_up(
    field: Field, mine: Mapping[CellKey, CellValue], usual: Mapping[CellKey, CellValue]
) -> dict[CellKey, CellValue]:
    """Fill what is still empty with the form's defaults; a list or a state is whole by itself."""
    whole = field.kind in LISTS or CellKey(field.id, 0, STATE) in mine
    return dict(mine) if mine and whole else {**usual, **mine}


def _marks(engine: Engine, taken: Cells, usual: Cells) -> dict[str, str]:
    """Return the marks of the carried fields; the form's own default words need no second look."""
    marks: dict[str, str] = {}
    for name in dict.fromkeys(key.field for key in taken):
        field, mine = engine.fields[name], _of(taken, name)
        behaviours = {_behaviour(engine, field, key) for key in mine}
        if field.kind == "rich" or behaviours & _LOOKED_AT:
            if not _alike(mine, _of(usual, name)):
                marks[name] = UNSEEN
        elif behaviours == {"C"}:
            marks[name] = FIXED
    return marks


def _behaviour(engine: Engine, field: Field, key: CellKey) -> str:
    if key.part == STATE:
        seasonal = field.behaviour not in _LOOKED_AT
        return "K" if seasonal else field.behaviour
    column = engine.column(key)
    return field.behaviour if column is None else behaviour_of(field, column)


def _alike(left: Cells, right: Cells) -> bool:
    return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)


def usual_cells(engine: Engine, period: Period) -> dict[CellKey, CellValue]:
    """Return the form's defaults for a period; raises FormProblem where one cannot be read."""
    last = as_of(period, engine.form.period)
    cells: dict[CellKey, CellValue] = {}
    for field in engine.form.fields:
        if valid(field, last) and last.isoformat() <= (field.default_until or last.isoformat()):
            for row, part, text in default_cells(field):
                key = CellKey(field.id, row, part)
                cells[key] = _default(engine, key, text)
    return cells


def _default(engine: Engine, key: CellKey, text: str) -> CellValue:
    column = engine.column(key)
    value = None if column is None else read_cell(column, text)
    if value is None or isinstance(value, InputProblem):
        where = key.field if key.part == VALUE else f"{key.field}.{key.part}"
        raise FormProblem(f"fields.{where}", "giá trị mặc định không đọc được")
    return value


def _house(engine: Engine, profile: Cells, earlier: Cells) -> dict[CellKey, CellValue]:
    """Return recipients, signature and section switches: the unit's own, the last, the form's."""
    form = engine.form
    named = {CellKey(RECIPIENTS, n, "ten"): x for n, x in enumerate(form.recipients, 1)}
    signs = {CellKey(SIGNATURE, 0, p): getattr(form.signature, a) for p, a in _SIGNERS}
    usual = {RECIPIENTS: named, SIGNATURE: {key: x for key, x in signs.items() if x}}
    cells: dict[CellKey, CellValue] = {}
    for name in _ALWAYS:
        cells.update(_of(profile, name) or _of(earlier, name) or usual[name])
    optional = {section.id for section in engine.sections.values() if section.optional}
    cells |= {key: x for key, x in _of(earlier, SECTIONS).items() if key.part in optional}
    return cells
