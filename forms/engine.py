"""The engine: a compiled form, under which reports are opened.

``Engine(form)`` settles names, wordings and validity; ``open`` gives a
:class:`~forms.computation.Computation`, which keeps every derived figure and finding up to date
while cells change.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from forms.cells import STATE, STATED, VALUE, CellKey, Cells, CellValue
from forms.checking.compiler import FormProblem, compile_plan, compile_selections
from forms.checking.plan import Plan
from forms.computation import Computation, Context
from forms.layout import Layout, parts
from forms.model import RECIPIENTS, SIGNATURE, Column, Field, Form, Grid, Section
from forms.names import Names
from forms.numbers import MONEY_UNITS
from forms.periods import Period
from forms.relations import Relation

_AFTER = "~"
"""Sorts behind every digit and dash: an ISO day with it is the moment after that day."""


class Engine:
    """A form compiled once and used for any number of reports and periods.

    ``fields`` are by id, signature and recipients included; ``grids`` and ``sections`` likewise.
    ``order`` ranks places as they stand in the form; ``home`` gives the sections around a field,
    outermost first; ``dated_by`` the dates that speak of a ratio.
    """

    def __init__(self, form: Form) -> None:
        """Compile the newest state of ``form``; raises FormProblem with the path of a fault.

        Checks that were valid at other times only are compiled at their first use.
        """
        self.form = form
        every = (*form.fields, *_reserved())
        self.fields: dict[str, Field] = {field.id: field for field in every}
        self.grids: dict[str, Grid] = {grid.id: grid for grid in form.grids}
        self.sections: dict[str, Section] = dict(_walk(form.sections))
        self.order = _order(form)
        self.home = _homes(form, self.grids)
        self._columns = {field.id: parts(field) for field in every}
        self.layout = Layout(form.fields)
        known = {(name, c.id): c for name, columns in self._columns.items() for c in columns}
        self.names = Names(self.fields, self.grids, self.layout, known)
        self.selections = compile_selections(self.names)
        self.dated_by = _dated_by(form)
        _refuse_units(known)
        self._edges = ["", *_edges((*form.fields, *form.relations))]
        self._plans: dict[str, Plan] = {}
        self._plan(self._edges[-1])

    def columns(self, field_id: str) -> tuple[Column, ...]:
        """Return the parts of a field as columns (also of ``signature`` and ``recipients``)."""
        return self._columns[field_id]

    def column(self, key: CellKey) -> Column | None:
        """Return the column a cell belongs to; ``None`` for states, counts and unknown parts."""
        return self.names.column(key.field, key.part)

    def rank(self, key: CellKey) -> tuple[int, int, int]:
        """Return where a cell stands in the form: field, row, part; what is no part comes first.

        Fields that the form does not have stand after all others.
        """
        columns = self._columns.get(key.field, ())
        part = next((at for at, column in enumerate(columns) if column.id == key.part), -1)
        return self.order.get(key.field, len(self.order)), key.row, part

    def plan(self, day: date) -> Plan:
        """Return the checks that are valid on ``day``, compiled when first asked for."""
        return self._plan(self._edges[bisect_right(self._edges, day.isoformat()) - 1])

    def check(self) -> None:
        """Compile the checks of every time the form has been valid in; raises FormProblem."""
        for start in self._edges:
            self._plan(start)

    def _plan(self, start: str) -> Plan:
        if start not in self._plans:
            fields = [field for field in self.form.fields if _valid_from(field, start)]
            relations = [rule for rule in self.form.relations if _valid_from(rule, start)]
            self._plans[start] = compile_plan(self.names, fields, relations)
        return self._plans[start]

    def has(self, field: str, part: str) -> bool:
        """Return whether a field has a part; every field may have a state and a stated count."""
        known = part in (STATE, STATED) or (field, part) in self.names.columns
        return known and field in self.fields

    def renamed(self, cells: Cells) -> dict[CellKey, CellValue]:
        """Return the cells of an earlier version of the form under the ids of this one."""
        renames = self.form.renames
        if not renames:
            return dict(cells)
        found: dict[CellKey, CellValue] = {}
        for key, value in cells.items():
            field, part = key.field, key.part
            if not self.has(field, part):
                field, part = renamed(renames, field, part, known=field in self.fields)
            found[CellKey(field, key.row, part)] = value
        return found

    def open(
        self,
        cells: Cells,
        period: Period,
        previous: Cells | None = None,
        context: Context | None = None,
    ) -> Computation:
        """Compute and check a report's ``cells``; unknown cells are kept and ignored."""
        return Computation(self, cells, period, context or Context(previous=previous))


def renamed(
    renames: Mapping[str, str], field: str, part: str, *, known: bool = False
) -> tuple[str, str]:
    """Return field and part under their newer names: a part's own name goes before its field's.

    A ``known`` field keeps its name; a part that it no longer has may have moved all the same.
    """
    exact = renames.get(f"{field}.{part}")
    if exact is not None:
        target, _, column = exact.partition(".")
        return target, column or VALUE
    return (field if known else renames.get(field, field)), part


def _dated_by(form: Form) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for field in form.fields:
        if field.settled_by:
            found[field.settled_by] = (*found.get(field.settled_by, ()), field.id)
    return found


def _refuse_units(columns: Mapping[tuple[str, str], Column]) -> None:
    for (field, _part), column in columns.items():
        if column.kind == "money" and column.unit not in ("", *MONEY_UNITS):
            raise FormProblem(f"fields.{field}", f"“{column.unit}” không phải đơn vị tiền")


def _edges(items: Sequence[Field | Relation]) -> list[str]:
    """Return the moments at which something becomes valid or ends, as sortable texts."""
    starts = {item.since for item in items if item.since}
    ends = {item.until + _AFTER for item in items if item.until}
    return sorted(starts | ends)


def _valid_from(item: Field | Relation, start: str) -> bool:
    return item.since <= start and (not item.until or start <= item.until)


def _walk(sections: Sequence[Section]) -> Iterator[tuple[str, Section]]:
    for section in sections:
        yield section.id, section
        yield from _walk(section.sections)


def _order(form: Form) -> dict[str, int]:
    names: list[str] = []
    grids = {grid.id: grid for grid in form.grids}
    for _id, section in _walk(form.sections):
        for name in section.fields:
            names += [name, *_inside(name, grids)]
    known = dict.fromkeys((*names, *(field.id for field in form.fields), RECIPIENTS, SIGNATURE))
    return {name: rank for rank, name in enumerate(known)}


def _inside(name: str, grids: Mapping[str, Grid]) -> Iterator[str]:
    for row in grids[name].rows if name in grids else ():
        yield from (row.id, *row.fields)


def _homes(form: Form, grids: Mapping[str, Grid]) -> dict[str, tuple[Section, ...]]:
    homes: dict[str, tuple[Section, ...]] = {}

    def visit(section: Section, above: tuple[Section, ...]) -> None:
        chain = (*above, section)
        for name in section.fields:
            homes.update(dict.fromkeys((name, *_inside(name, grids)), chain))
        for child in section.sections:
            visit(child, chain)

    for section in form.sections:
        visit(section, ())
    return homes


def _reserved() -> tuple[Field, ...]:
    """Return the fields every report has beside its form's: signature and recipients."""
    columns = (
        Column(id="co_quan", label="Thay mặt (TM.)"),
        Column(id="quyen_ky", label="Quyền ký"),
        Column(id="cua_ai", label="Ký thay, thừa lệnh của"),
        Column(id="chuc_vu", label="Chức vụ người ký"),
        Column(id="ho_ten", label="Họ và tên người ký"),
    )
    signature = Field(id=SIGNATURE, kind="record", label="Chữ ký", columns=columns)
    names = (Column(id="ten", label="Nơi nhận"),)
    recipients = Field(id=RECIPIENTS, kind="list", label="Nơi nhận", columns=names)
    return signature, recipients


__all__ = ["Computation", "Context", "Engine", "FormProblem"]
