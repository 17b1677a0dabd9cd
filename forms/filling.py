"""Filling a report from a file: JSON in the documented shape to one change, or refusals by place.

The shape is the program's public contract (see the developer's guide): ``values`` by field id,
``text``, ``documents``, ``signature``, ``recipients``, ``sections_off``. A file is taken whole or
not at all. Only what it names changes; ``null`` empties. Figures are JSON integers or Vietnamese
number text, never JSON fractions, whose decimals cannot be trusted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

import msgspec

from forms.cells import (
    DENOMINATOR,
    NUMERATOR,
    PERCENT,
    REMAINDER,
    STATE,
    STATED,
    VALUE,
    CellKey,
    CellValue,
    Change,
)
from forms.editing import Session
from forms.entry import STATES, InputProblem, is_state, read_cell
from forms.model import RECIPIENTS, SECTIONS, SIGNATURE, Field
from forms.numbers import MAX_DIGITS

MAX_BYTES: Final = 8 * 1024 * 1024
_LISTS: Final = ("list", "documents")
_PAIRS: Final = ("ratio", "frac", "rank")
_TOP: Final = frozenset(
    {"form", "unit", "period", "values", "text", "documents", SIGNATURE, RECIPIENTS, "sections_off"}
)


class FillProblem(msgspec.Struct, frozen=True):
    """One refusal: where in the file, and a Vietnamese sentence with the next step."""

    place: str
    message: str
    code: str = "FILL"


class _Refused(Exception):
    def __init__(self, place: str, message: str, code: str = "FILL") -> None:
        super().__init__(place, message)
        self.problem = FillProblem(place, message, code)


def plan_fill(session: Session, data: bytes) -> Change | tuple[FillProblem, ...]:
    """Plan filling from JSON bytes; every refusal of the file is reported, not only the first."""
    if len(data) > MAX_BYTES:
        return (FillProblem("", f"Tệp lớn hơn {MAX_BYTES // 1024 // 1024} MB."),)
    try:
        content = msgspec.json.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return (FillProblem("", "Tệp không phải JSON hợp lệ hoặc bị cắt dở. Hãy xuất lại tệp."),)
    if not isinstance(content, dict):
        return (FillProblem("", "Tệp phải là một đối tượng JSON có khóa “values”."),)
    return _Filler(session).plan(content)


class _Filler:
    def __init__(self, session: Session) -> None:
        self.session = session
        self.computation = session.computation
        self.engine = session.computation.engine
        self.wanted: dict[CellKey, CellValue | None] = {}
        self.problems: list[FillProblem] = []

    def plan(self, content: Mapping[str, object]) -> Change | tuple[FillProblem, ...]:
        for name in sorted(set(content) - _TOP):
            self.problems.append(FillProblem(name, f"Không có khóa “{name}” trong tệp số liệu."))
        self._same_report(content)
        for place, field_id, value in self._entries(content):
            try:
                self._field(place, field_id, value)
            except _Refused as refused:
                self.problems.append(refused.problem)
        self._switches(content.get("sections_off"))
        if self.problems:
            return tuple(self.problems)
        return self.session.plan_values(self.wanted, "fill")

    def _same_report(self, content: Mapping[str, object]) -> None:
        own = {"form": self.engine.form.id, "period": self.computation.period.code}
        for name, mine in own.items():
            theirs = content.get(name, mine)
            if theirs != mine:
                message = f"Tệp dành cho “{theirs}”, báo cáo đang mở là “{mine}”."
                self.problems.append(FillProblem(name, message))

    def _entries(self, content: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
        for top in ("values", "text"):
            entries = content.get(top)
            if entries is None:
                continue
            if not isinstance(entries, dict):
                self.problems.append(FillProblem(top, f"“{top}” phải là một đối tượng JSON."))
                continue
            for field_id, value in entries.items():
                yield f"{top}.{field_id}" if top == "text" else field_id, field_id, value
        if "documents" in content:
            yield from self._documents(content["documents"])
        for name in (SIGNATURE, RECIPIENTS):
            if name in content:
                yield name, name, content[name]

    def _documents(self, value: object) -> Iterator[tuple[str, str, object]]:
        if isinstance(value, dict):
            yield from ((f"documents.{name}", name, rows) for name, rows in value.items())
            return
        first = next((f.id for f in self.engine.form.fields if f.kind == "documents"), "")
        yield "documents", first, value

    # -- one field ------------------------------------------------------------------------------

    def _field(self, place: str, name: str, value: object) -> None:
        field = self._known(place, name)
        if not self._valid(field):
            raise _Refused(place, f"Kỳ này không dùng chỉ tiêu “{name}”.")
        if field.kind in _LISTS or field.kind == "selection":
            self._list(place, field, value)
        elif field.kind == "table":
            self._table(place, field, value)
        elif value is None:
            self._empty(field)
        elif isinstance(value, dict):
            self._parts(place, field, value)
        else:
            self._plain(place, field, value)

    def _known(self, place: str, name: str) -> Field:
        renamed = self.engine.form.renames.get(name, name)
        field = self.engine.fields.get(renamed)
        if field is None:
            raise _Refused(place, f"Biểu mẫu không có chỉ tiêu “{name}”. Xem lệnh fields.", "FIELD")
        return field

    def _valid(self, field: Field) -> bool:
        iso = self.computation.day.isoformat()
        return field.since <= iso and (not field.until or iso <= field.until)

    def _empty(self, field: Field) -> None:
        for key in self.computation.cells:
            if key.field == field.id:
                self.wanted[key] = None

    def _plain(self, place: str, field: Field, value: object) -> None:
        pair = field.kind in _PAIRS
        if pair and isinstance(value, str) and value.count("/") == 1:
            n, d = value.split("/")
            self._parts(place, field, {NUMERATOR: n.strip(), DENOMINATOR: d.strip()})
            return
        if pair and not field.base:
            raise _Refused(place, 'Chỉ tiêu này cần hai số: {"n": …, "d": …}.')
        if isinstance(value, str) and value in STATES and field.kind not in ("text", "rich"):
            self._parts(place, field, {STATE: value})
            return
        part = NUMERATOR if pair else self.engine.columns(field.id)[0].id
        self._cell(place, CellKey(field.id, 0, part), value)

    def _parts(self, place: str, field: Field, values: Mapping[str, object]) -> None:
        for name, value in values.items():
            where = f"{place}.{name}"
            if name == STATE:
                self._state(where, field, value)
                continue
            renamed = self.engine.form.renames.get(f"{field.id}.{name}")
            if renamed is not None:
                self._field(where, renamed, value)
                continue
            self._cell(where, CellKey(field.id, 0, self._part(field, name)), value)
        self._settle_state(field, values)
        if field.id == SIGNATURE:
            self._split_authority()

    def _part(self, field: Field, name: str) -> str:
        """Return the cell part that a key of the file means: a stated figure goes to its place."""
        if name != STATED:
            return name
        if field.kind == "ratio":
            return PERCENT
        return NUMERATOR if field.kind in _PAIRS else VALUE

    def _state(self, place: str, field: Field, value: object) -> None:
        text = "" if value is None else value
        if not isinstance(text, str) or not is_state(text) or field.kind in ("text", "rich"):
            raise _Refused(place, f"Trạng thái “{value}” không dùng được. Có: {', '.join(STATES)}.")
        self.wanted[CellKey(field.id, 0, STATE)] = text if text in STATES else None

    def _settle_state(self, field: Field, values: Mapping[str, object]) -> None:
        """Let a new state empty the row's old figures, unless the file gives figures too."""
        state = self.wanted.get(CellKey(field.id, 0, STATE))
        if not state or set(values) - {STATE}:
            return
        for part in (NUMERATOR, DENOMINATOR, PERCENT, REMAINDER, VALUE):
            key = CellKey(field.id, 0, part)
            if isinstance(self.computation.cells.get(key), Decimal):
                self.wanted[key] = None

    def _split_authority(self) -> None:
        """Split ``KT. CHỦ TỊCH`` typed in one: who signs for whom are two cells."""
        key = CellKey(SIGNATURE, 0, "quyen_ky")
        text = self.wanted.get(key)
        if isinstance(text, str) and " " in text:
            authority, _, head = text.partition(" ")
            self.wanted[key] = authority
            self.wanted.setdefault(CellKey(SIGNATURE, 0, "cua_ai"), head.strip())

    # -- rows -----------------------------------------------------------------------------------

    def _list(self, place: str, field: Field, value: object) -> None:
        if isinstance(value, int) and not isinstance(value, bool):
            value = {STATED: value}
        if isinstance(value, dict):
            for name in sorted(set(value) - {STATED, "rows"}):
                raise _Refused(f"{place}.{name}", 'Danh sách chỉ có "rows" và "stated".')
            if STATED in value:
                self._cell(f"{place}.stated", CellKey(field.id, 0, STATED), value[STATED])
            if "rows" not in value:
                return
            value = value["rows"]
        if value is None:
            value = []
        if not isinstance(value, list):
            raise _Refused(place, "Chỗ này phải là một danh sách các dòng.")
        self._rows(place, field, value)

    def _rows(self, place: str, field: Field, rows: list[object]) -> None:
        for key in self.computation.cells:
            if key.field == field.id and key.row:
                self.wanted[key] = None
        columns = self.engine.columns(field.id)
        first = columns[0].id if columns else VALUE
        for number, row in enumerate(rows, 1):
            where = f"{place}[{number}]"
            cells = row if isinstance(row, dict) else {first: row}
            for name, value in cells.items():
                self._cell(f"{where}.{name}", CellKey(field.id, number, name), value)

    def _table(self, place: str, field: Field, value: object) -> None:
        if not isinstance(value, dict):
            raise _Refused(place, 'Bảng phải ghi theo dòng: {"mã dòng": {"mã cột": số}}.')
        ids = [row.id for row in field.rows]
        for row_id, cells in value.items():
            where = f"{place}.{row_id}"
            if row_id not in ids or not isinstance(cells, dict):
                raise _Refused(where, f"Bảng không có dòng “{row_id}”.")
            for name, item in cells.items():
                key = CellKey(field.id, ids.index(row_id) + 1, name)
                self._cell(f"{where}.{name}", key, item)

    # -- one cell -------------------------------------------------------------------------------

    def _cell(self, place: str, key: CellKey, value: object) -> None:
        if value is None:
            self.wanted[key] = None
            return
        if key.part == VALUE and self.engine.fields[key.field].kind == "selection":
            self._member(place, key, value)
            return
        column = self.session.column(key)
        if column is None:
            raise _Refused(place, f"“{key.field}” không có phần “{key.part}”.", "FIELD")
        if isinstance(value, bool | float):
            raise _Refused(place, "Số phải là số nguyên JSON hoặc chữ kiểu “97,54”.", "FLOAT")
        if not isinstance(value, int | str):
            raise _Refused(place, "Chỗ này phải là một số hoặc một đoạn chữ.")
        if isinstance(value, int) and len(str(abs(value))) > MAX_DIGITS:
            raise _Refused(place, f"Số dài quá {MAX_DIGITS} chữ số.", "NUM-LONG")
        read = read_cell(column, str(value))
        if isinstance(read, InputProblem):
            raise _Refused(place, read.message, read.code)
        self.wanted[key] = read

    def _member(self, place: str, key: CellKey, value: object) -> None:
        grid = self.engine.grids[self.engine.fields[key.field].grid]
        if value not in [row.id for row in grid.rows]:
            raise _Refused(place, f"Bảng “{grid.id}” không có dòng “{value}”.")
        self.wanted[key] = str(value)

    def _switches(self, value: object) -> None:
        if value is None:
            return
        optional = [s.id for s in self.engine.sections.values() if s.optional]
        if not isinstance(value, list):
            self.problems.append(FillProblem("sections_off", "Phải là danh sách mã mục."))
            return
        for name in value:
            if name not in optional:
                message = f"Mục “{name}” không tắt được. Mục tắt được: {', '.join(optional)}."
                self.problems.append(FillProblem("sections_off", message))
        for name in optional:
            self.wanted[CellKey(SECTIONS, 0, name)] = "off" if name in value else "on"
