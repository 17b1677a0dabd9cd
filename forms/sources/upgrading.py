"""Moving a draft to another version of its form: where every value goes, and why.

Nothing is lost. A value whose cell the new version has stays or moves with the rename map. One
that has no place there keeps its old address, which the new version ignores; where that address
would mean something else, now or later, the value is *parked* under a field name that no form can
have (``dvc12@1``: field, and the version it was typed in; ``bang.xa_a@1`` for a row of a table). It
comes back when a later version has a cell for it; only cells of a list's rows do not, since the
rows may have moved meanwhile.

Rows of a table are told apart by their ids, so that they may be added, dropped and moved.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

import msgspec

from forms.authoring.differences import Difference, compare
from forms.cells import NOT_YET, STATE, VALUE, CellEdit, CellKey, Cells, CellValue, Change
from forms.editing import Session
from forms.engine import Computation, Engine, renamed
from forms.entry import STATES, InputProblem, editable_text, read_cell, same
from forms.findings import Finding
from forms.layout import DONG
from forms.messages import sentence
from forms.model import RESERVED_FIELDS, REVIEW, SECTIONS, Column, Field, RowSpec
from forms.names import LISTS
from forms.periods import Period
from forms.sources.carrying import usual_cells

HOMELESS: Final = "HOMELESS"
UPGRADE: Final = "upgrade"
"""The action of the edits that an upgrade makes, in the log."""

_PARKED: Final = re.compile(r"(?P<field>[a-z0-9_]+)(?:\.(?P<row>[a-z0-9_]+))?@(?P<version>.+)")
_STATELESS: Final = frozenset({"text", "rich", "selection"})
_MEASURED: Final = frozenset({"money", "speed"})
_UNTOUCHED: Final = frozenset({SECTIONS, REVIEW})
"""Marks and switches, which are no values: they stay, whatever they are about."""


class Moved(NamedTuple):
    """A value that stands in another field or part now."""

    old: CellKey
    new: CellKey
    value: CellValue


class Homeless(NamedTuple):
    """A value that the new version has no place for: where it was, where it is kept now.

    ``reason`` is a Vietnamese clause where there is a cell that it does not fit, else empty.
    """

    old: CellKey
    kept_at: CellKey
    value: CellValue
    reason: str = ""


class Upgrade(msgspec.Struct, frozen=True, kw_only=True):
    """What moving a draft to another version does; made by :func:`plan_upgrade`.

    Every filled cell is in exactly one of ``kept`` (the same field and part, a table's row maybe at
    another position), ``moved``, ``unfit`` (the cell is there, the value does not suit it) and
    ``homeless``. ``asked`` are the required fields that the old version did not have, ``prefilled``
    what the form itself gives to new fields, ``differences`` what changed in the form. ``change``
    is what is to be committed, together with the pinning to the new version.
    """

    form: str
    from_version: str
    to_version: str
    kept: tuple[CellKey, ...]
    moved: tuple[Moved, ...]
    unfit: tuple[Homeless, ...]
    homeless: tuple[Homeless, ...]
    asked: tuple[str, ...]
    prefilled: tuple[CellKey, ...]
    differences: tuple[Difference, ...]
    change: Change


class _Target(NamedTuple):
    """The cell of the new version that a value belongs into, ``None`` when there is none."""

    was: CellKey
    at: CellKey | None


def plan_upgrade(
    old: Engine, new: Engine, cells: Cells, period: Period, *, versions: Sequence[Engine] = ()
) -> Upgrade:
    """Plan moving ``cells``, typed under ``old``, to ``new``; nothing is touched.

    ``versions`` are the form's other versions before ``new`` that are at hand, the oldest first:
    their rename maps lead on where one was skipped, and they tell the units of older values.
    """
    return _Planner(old, new, period, versions).plan(cells)


def homeless(engine: Engine, cells: Cells) -> tuple[CellKey, ...]:
    """Return the filled cells that a form has no place for, in order."""
    known = {*engine.fields, *RESERVED_FIELDS}
    return tuple(sorted(key for key in cells if key.field not in known))


def origin(field: str) -> str:
    """Return the field id under which a value without a place was typed."""
    parked = _PARKED.fullmatch(field)
    return parked["field"] if parked else field


def homeless_findings(c: Computation) -> tuple[Finding, ...]:
    """Return one note for each field whose values a report keeps without a place for them.

    The values themselves are not in it: they are no part of what is handed on.
    """
    counts = Counter(key.field for key in homeless(c.engine, c.cells))
    return tuple(
        Finding(
            code=HOMELESS,
            severity="note",
            place=field,
            given=str(number),
            message=sentence(HOMELESS, label=origin(field), given=str(number)),
        )
        for field, number in sorted(counts.items())
    )


class _Planner:
    def __init__(
        self, old: Engine, new: Engine, period: Period, versions: Sequence[Engine]
    ) -> None:
        self.old, self.new = old, new
        self.maps = [*(version.form.renames for version in versions), new.form.renames]
        self.elders = (old, *reversed(versions))
        self.taken: set[CellKey] = set()
        self.blank = Session(new.open({}, period))
        self.after: dict[CellKey, CellValue] = {}
        self.kept: list[CellKey] = []
        self.moved: list[Moved] = []
        self.unfit: list[Homeless] = []
        self.homeless: list[Homeless] = []

    def plan(self, cells: Cells) -> Upgrade:
        self.taken = set(cells)
        targets = [_Target(key, self._target(key)) for key in sorted(cells)]
        # What stays where it is goes before what comes from elsewhere.
        targets.sort(key=lambda target: not self._stays(target))
        for target in targets:
            self._place(target, cells[target.was])
        for lost in (*self.unfit, *self.homeless):
            self.after[lost.kept_at] = lost.value
        fresh = self._fresh()
        prefilled = self._prefill({field.id for field in fresh})
        touched = sorted(cells.keys() | self.after.keys())
        edits = [CellEdit(key, cells.get(key), self.after.get(key)) for key in touched]
        return Upgrade(
            form=self.new.form.id,
            from_version=self.old.form.version,
            to_version=self.new.form.version,
            kept=tuple(self.kept),
            moved=tuple(self.moved),
            unfit=tuple(self.unfit),
            homeless=tuple(self.homeless),
            asked=tuple(field.id for field in fresh if _is_asked(field)),
            prefilled=prefilled,
            differences=compare(self.old.form, self.new.form),
            change=Change(UPGRADE, tuple(e for e in edits if not same(e.old, e.new))),
        )

    @staticmethod
    def _stays(target: _Target) -> bool:
        at = target.at
        return at is not None and (at.field, at.part) == (target.was.field, target.was.part)

    def _place(self, target: _Target, value: CellValue) -> None:
        was, at = target
        if at is None or at in self.after:
            self.homeless.append(Homeless(was, self._parking(was), value))
            return
        reason = self._misfit(was, at, value)
        if reason:
            self.unfit.append(Homeless(was, self._parking(was), value, reason))
            return
        self.after[at] = value
        if self._stays(target):
            self.kept.append(was)
        else:
            self.moved.append(Moved(was, at, value))

    def _fresh(self) -> list[Field]:
        """Return the fields of this period that the old version did not have."""
        day = self.blank.computation.day.isoformat()
        old = [(name, column.id) for name in self.old.fields for column in self.old.columns(name)]
        before = {self._renamed(name, part)[0] for name, part in old}
        fields = (field for field in self.new.form.fields if field.id not in before)
        return [field for field in fields if field.since <= day <= (field.until or day)]

    def _prefill(self, fields: set[str]) -> tuple[CellKey, ...]:
        """Give new fields the values that the form has for them, where nothing came back."""
        filled = {key.field for key in self.after}
        usual = usual_cells(self.new, self.blank.computation.period)
        wanted = {k: v for k, v in usual.items() if k.field in fields - filled}
        self.after |= wanted
        return tuple(sorted(wanted))

    # -- where to -------------------------------------------------------------------------------

    def _target(self, key: CellKey) -> CellKey | None:
        """Return the new version's cell for an old one; ``None`` when it has none."""
        if key.field in _UNTOUCHED:
            return self._mark(key)
        parked = _PARKED.fullmatch(key.field)
        if parked is not None:
            # Rows of a list may have moved since; a value must not join a strange row.
            base, row_id = parked["field"], parked["row"] or ""
            if key.row and not row_id:
                return None
        else:
            base, row_id = key.field, self._row_id(key)
        field_id, part = self._renamed(base, key.part)
        field = self.new.fields.get(field_id)
        row = None if field is None else _row_of(field, row_id, key.row)
        if field is None or row is None:
            return None
        at = CellKey(field_id, row, part)
        return at if self._column(field, at) is not None else None

    def _mark(self, key: CellKey) -> CellKey:
        return (
            key if key.field == SECTIONS else key._replace(part=self._renamed(key.part, STATE)[0])
        )

    def _row_id(self, key: CellKey) -> str:
        field = self.old.fields.get(key.field)
        named = field is not None and field.kind == "table" and 1 <= key.row <= len(field.rows)
        return field.rows[key.row - 1].id if field is not None and named else ""

    def _renamed(self, field: str, part: str) -> tuple[str, str]:
        for renames in self.maps:
            if self.new.has(field, part):
                break
            field, part = renamed(renames, field, part, known=field in self.new.fields)
        return field, part

    def _column(self, field: Field, at: CellKey) -> Column | None:
        """Return what may stand at a cell of the new version; ``None`` where it has no such."""
        if at.part == STATE:
            return _STATE if not at.row and field.kind not in _STATELESS else None
        if field.kind == "selection" and at.row and at.part == VALUE:
            return _MEMBER
        return self.blank.column(at)

    # -- whether it suits -----------------------------------------------------------------------

    def _misfit(self, was: CellKey, at: CellKey, value: CellValue) -> str:
        """Return why a value cannot stand in a cell that is there; empty when it can."""
        field = self.new.fields.get(at.field)
        column = None if field is None else self._column(field, at)
        if field is None or column is None:
            return ""
        if column is _STATE:
            allowed = STATES if field.states else (NOT_YET,)
            return "" if value in allowed else f"trạng thái “{value}” không còn dùng ở đây"
        if column is _MEMBER:
            rows = [row.id for row in self.new.grids[field.grid].rows]
            return "" if value in rows else f"bảng “{field.grid}” không còn dòng “{value}”"
        return self._other_unit(was, column) or _unreadable(column, value)

    def _other_unit(self, was: CellKey, column: Column) -> str:
        if column.kind not in _MEASURED:
            return ""
        before = self._before(was)
        if before is None:
            return "không rõ đơn vị tính của số cũ"
        units = [one.unit or (DONG if one.kind == "money" else "") for one in (before, column)]
        return "" if units[0] == units[1] else f"đơn vị tính đổi từ “{units[0]}” sang “{units[1]}”"

    def _before(self, was: CellKey) -> Column | None:
        """Return the column that a value was typed into, as the version of that time had it."""
        parked = _PARKED.fullmatch(was.field)
        for engine in self.elders:
            if parked is None or engine.form.version == parked["version"].partition("~")[0]:
                column = engine.column(was._replace(field=origin(was.field)))
                if column is not None:
                    return column
        return None

    # -- parking --------------------------------------------------------------------------------

    def _parking(self, key: CellKey) -> CellKey:
        """Return where a value without a place is kept: as it is, unless that means a cell."""
        row_id = self._row_id(key)
        if key.field not in self.new.fields and not row_id:
            return key
        name = f"{key.field}.{row_id}" if row_id else key.field
        at = key._replace(field=f"{name}@{self.old.form.version}")
        again = 1
        while at in self.taken:
            again += 1
            at = key._replace(field=f"{name}@{self.old.form.version}~{again}")
        self.taken.add(at)
        return at


def _is_asked(field: Field) -> bool:
    return field.required and not field.formula and field.kind != "selection"


def _row_of(field: Field, row_id: str, row: int) -> int | None:
    """Return the row's number in the new version; ``None`` when that has no such row."""
    if field.kind == "table":
        return _position(field.rows, row_id)
    return None if row_id and field.kind not in LISTS else row


def _position(rows: Sequence[RowSpec], row_id: str) -> int | None:
    return next((number for number, row in enumerate(rows, 1) if row.id == row_id), None)


def _unreadable(column: Column, value: CellValue) -> str:
    read = read_cell(column, editable_text(column, value))
    if isinstance(read, InputProblem):
        return read.message.rstrip(".")
    if same(read, value):
        return ""
    was, now = ("số", "chữ") if isinstance(value, Decimal) else ("chữ", "số")
    return f"trước ghi {was}, nay ô này ghi {now} hoặc theo cách khác"


_STATE: Final = Column(id=STATE, label="Trạng thái")
_MEMBER: Final = Column(id=VALUE, label="Dòng")
