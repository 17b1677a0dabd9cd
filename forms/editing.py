"""The editing session under every grid and editor: plan a change, apply it, take it back.

A change is planned first (parsed and completed, nothing touched), so that the caller can make it
durable before it is applied. Undo has no limit and crosses sections.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from forms.cells import (
    HAS_FIGURES,
    NOT_YET,
    STATE,
    STATED,
    CellEdit,
    CellKey,
    CellValue,
    Change,
)
from forms.checking.review import is_fixed, is_unseen, lifted, mark_of
from forms.engine import Computation
from forms.entry import STATES, InputProblem, read_cell, same
from forms.findings import Finding, Repair
from forms.model import SECTIONS, Column, Field
from forms.names import LISTS

MAX_ROWS = 20_000
"""Most rows of a list."""
_STATELESS = frozenset({"text", "rich", "selection"})
COUNT_COLUMN = Column(id=STATED, label="Số đã ghi", kind="int")


class Session:
    """One report being edited: its computation and its undo and redo stacks."""

    def __init__(self, computation: Computation) -> None:
        """Start with nothing to undo."""
        self.computation = computation
        self._done: list[Change] = []
        self._undone: list[Change] = []

    # -- planning -------------------------------------------------------------------------------

    def plan_text(self, key: CellKey, text: str) -> Change | InputProblem:
        """Plan typing ``text`` into a cell; a figure typed into a row clears the row's state."""
        column = self.column(key)
        if column is None:
            return InputProblem("CELL", f"Biểu mẫu không có ô {key.place()}.")
        locked = self.locked(key.field)
        if locked is not None:
            return locked
        value = read_cell(column, text)
        if isinstance(value, InputProblem):
            return value
        return self.plan_values({key: value}, "edit")

    def plan_values(self, values: Mapping[CellKey, CellValue | None], action: str) -> Change:
        """Plan new values for several cells at once; cells that stay as they are drop out."""
        wanted = dict(values)
        for key, value in values.items():
            state = CellKey(key.field, 0, STATE)
            fills = isinstance(value, Decimal) or (value is not None and key.row > 0)
            if fills and state in self.computation.cells and state not in values:
                wanted[state] = None
        return self._change(action, wanted)

    def plan_state(self, field_id: str, state: str) -> Change | InputProblem:
        """Plan a row state; a state empties the row's figures, no state leaves them blank.

        ``chua_co_so_lieu`` may stand in every row, the others where the form offers states.
        """
        field = self.computation.engine.fields.get(field_id)
        if field is None or field.kind in _STATELESS:
            return InputProblem("STATE", f"Chỉ tiêu “{field_id}” không ghi trạng thái.")
        known = STATES if field.states else (NOT_YET,)
        if state not in (*known, "", HAS_FIGURES):
            return InputProblem("STATE", f"Ở đây không dùng được trạng thái “{state}”.")
        locked = self.locked(field_id)
        if locked is not None:
            return locked
        wanted: dict[CellKey, CellValue | None] = {}
        if state in STATES:
            wanted.update(dict.fromkeys(self.figures(field)))
        wanted[CellKey(field_id, 0, STATE)] = state if state in STATES else None
        return self._change("state", wanted)

    def figures(self, field: Field) -> list[CellKey]:
        """Return the filled cells that a state stands instead of: figures, and rows of lists."""
        mine = [item for item in self.computation.cells.items() if item[0].field == field.id]
        rows = field.kind in LISTS
        return [key for key, value in mine if isinstance(value, Decimal) or (rows and key.row)]

    def plan_block(
        self, keys: Sequence[Sequence[CellKey | None]], texts: Sequence[Sequence[str]]
    ) -> Change | InputProblem:
        """Plan pasting a block of texts; one refused text refuses the block and names its cell."""
        values: dict[CellKey, CellValue | None] = {}
        for row, line in zip(keys, texts, strict=False):
            for key, text in zip(row, line, strict=False):
                column = None if key is None else self.column(key)
                if key is None or column is None:
                    continue
                locked = self.locked(key.field)
                if locked is not None:
                    return locked
                value = read_cell(column, text)
                if isinstance(value, InputProblem):
                    label = self.computation.label(key)
                    return InputProblem(value.code, f"{label}: {value.message}", value.candidates)
                values[key] = value
        return self.plan_values(values, "paste")

    def plan_rows(self, list_id: str, order: Sequence[int | None]) -> Change:
        """Plan a new order of a list's rows: old row numbers, ``None`` for a new blank row."""
        old_rows = self._row_cells(list_id)
        wanted: dict[CellKey, CellValue | None] = {
            CellKey(list_id, row, part): None for row, cells in old_rows.items() for part in cells
        }
        for number, old in enumerate(order, 1):
            for part, value in old_rows.get(old or 0, {}).items():
                wanted[CellKey(list_id, number, part)] = value
        return self._change("row", wanted)

    def _row_cells(self, list_id: str) -> dict[int, dict[str, CellValue]]:
        rows: dict[int, dict[str, CellValue]] = {}
        for key, value in self.computation.cells.items():
            if key.field == list_id and key.row:
                rows.setdefault(key.row, {})[key.part] = value
        return rows

    def plan_switch(self, section_id: str, *, on: bool) -> Change | InputProblem:
        """Plan switching an optional section on or off."""
        section = self.computation.engine.sections.get(section_id)
        if section is None or not section.optional:
            return InputProblem("SECTION", f"Mục “{section_id}” không tắt được.")
        key = CellKey(SECTIONS, 0, section_id)
        return self._change("section", {key: "on" if on else "off"})

    def plan_repairs(self, findings: Iterable[Finding]) -> Change:
        """Plan the repairs of several findings as one step."""
        wanted: dict[CellKey, CellValue | None] = {}
        for finding in findings:
            if finding.repair is not None:
                wanted[finding.repair.key] = self._repaired(finding.repair)
                wanted.update(dict.fromkeys(self._members(finding.repair.field)))
        return self._change("repair", wanted)

    def plan_confirm(self, field_ids: Iterable[str]) -> Change:
        """Plan saying that what was carried over into these fields stays as it is."""
        marks = [mark_of(name) for name in field_ids if is_unseen(self.computation.cells, name)]
        return self._change("confirm", dict.fromkeys(marks))

    def plan_unlock(self, field_id: str) -> Change:
        """Plan letting a carried-over fixed fact be typed over."""
        fixed = is_fixed(self.computation.cells, field_id)
        return self._change("unlock", dict.fromkeys([mark_of(field_id)] if fixed else []))

    def locked(self, field_id: str) -> InputProblem | None:
        """Return why nobody may type into a field: a fixed fact as it was carried over."""
        if not is_fixed(self.computation.cells, field_id):
            return None
        label = self.computation.word(self.computation.engine.fields[field_id].label)
        what = f"{label}: là thông tin cố định lấy từ kỳ trước. Mở khóa rồi mới sửa được."
        return InputProblem("LOCKED", what)

    def _members(self, field_id: str) -> list[CellKey]:
        """Return the stated members of a computed list: they go with its stated count."""
        field = self.computation.engine.fields.get(field_id)
        if field is None or field.kind != "selection":
            return []
        return [key for key in self.computation.cells if key.field == field_id and key.row]

    def _repaired(self, repair: Repair) -> CellValue | None:
        column = self.column(repair.key)
        if repair.kind != "set" or repair.value is None or column is None:
            return None
        value = read_cell(column, repair.value)
        return None if isinstance(value, InputProblem) else value

    def column(self, key: CellKey) -> Column | None:
        """Return what may be typed into ``key``; ``None`` where the form has no such cell."""
        engine = self.computation.engine
        field = engine.fields.get(key.field)
        if field is None:
            return None
        if key.part == STATED and key.row == 0:
            counted = field.kind in ("list", "documents", "selection")
            return COUNT_COLUMN if counted else engine.column(key)
        if field.kind in LISTS:
            exists = 1 <= key.row <= MAX_ROWS
        else:
            exists = 1 <= key.row <= len(field.rows) if field.kind == "table" else not key.row
        return engine.column(key) if exists else None

    def _change(self, action: str, wanted: Mapping[CellKey, CellValue | None]) -> Change:
        cells = self.computation.cells
        # Whoever sets a cell has looked at its field, even where the value stays the same.
        every = {**wanted, **lifted(cells, wanted)}
        edits = tuple(
            CellEdit(key, cells.get(key), value)
            for key, value in every.items()
            if not same(cells.get(key), value)
        )
        return Change(action, edits)

    # -- applying -------------------------------------------------------------------------------

    def apply(self, change: Change) -> frozenset[CellKey]:
        """Take a planned change; return every cell that shows something else now."""
        if not change.edits:
            return frozenset()
        self._done.append(change)
        self._undone.clear()
        return self._put(change)

    def _put(self, change: Change) -> frozenset[CellKey]:
        changed = self.computation.put(change.edits)
        return frozenset({*changed, *(edit.key for edit in change.edits)})

    @property
    def to_undo(self) -> Change | None:
        """Return the change that takes the last one back, ``None`` when there is none."""
        return self._done[-1].reversed("undo") if self._done else None

    @property
    def to_redo(self) -> Change | None:
        """Return the change that was last taken back."""
        return self._undone[-1]._replace(action="redo") if self._undone else None

    def undo(self) -> frozenset[CellKey]:
        """Take back the last change; the caller has made ``to_undo`` durable."""
        change = self._done.pop()
        self._undone.append(change)
        return self._put(change.reversed("undo"))

    def redo(self) -> frozenset[CellKey]:
        """Do again what was last taken back."""
        change = self._undone.pop()
        self._done.append(change)
        return self._put(change)
