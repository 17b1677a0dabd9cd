"""Filling a report from a file: JSON in the documented shape to one change, or refusals by place.

The shape is the program's public contract (see the developer's guide): ``values`` by field id,
``text``, ``documents``, ``signature``, ``recipients``, ``sections_off``. A file is taken whole or
not at all. Only what it names changes; ``null`` empties. Figures are JSON integers or Vietnamese
number text, never JSON fractions, whose decimals cannot be trusted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NoReturn

import msgspec

from forms.cells import (
    DENOMINATOR,
    NOT_YET,
    NUMERATOR,
    PERCENT,
    STATE,
    STATED,
    VALUE,
    CellKey,
    CellValue,
    Change,
)
from forms.editing import Session
from forms.entry import STATES, InputProblem, is_state, read_cell
from forms.model import RECIPIENTS, SECTIONS, SIGNATURE, Column, Field
from forms.numbers import MAX_DIGITS

MAX_BYTES: Final = 8 * 1024 * 1024
_ROWED: Final = ("list", "documents", "selection", "table")
_PAIRS: Final = ("ratio", "frac", "rank")
_GROUPS: Final = ("record", "daterange")
_WORDS: Final = ("text", "rich")
_ROW_NAME: Final = "ten"
"""What a row of any list may call its first column."""
_BOM: Final = b"\xef\xbb\xbf"
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


def plan_fill(session: Session, data: bytes, *, unit: str = "") -> Change | tuple[FillProblem, ...]:
    """Plan filling from JSON bytes; every refusal of the file is reported, not only the first.

    ``unit`` is the report's own: a file that names another is refused.
    """
    try:
        content = _decoded(data)
    except _Refused as refused:
        return (refused.problem,)
    return _Filler(session, unit).plan(content)


def _decoded(data: bytes) -> Mapping[str, object]:
    """Read the file's JSON object; what two readers might read differently is refused."""
    if len(data) > MAX_BYTES:
        limit = MAX_BYTES // 1024 // 1024
        raise _Refused("", f"Tệp lớn hơn {limit} MB. Hãy kiểm tra lại có đúng tệp số liệu không.")
    try:
        text = data.removeprefix(_BOM).decode()
        content = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        where = f" ở dòng {error.lineno}, cột {error.colno}" if text.strip() else ""
        what = f"Tệp không phải JSON hợp lệ hoặc bị cắt dở{where}. Hãy xuất lại tệp."
        raise _Refused("", what) from error
    except (ValueError, RecursionError) as error:
        what = "Tệp không phải JSON hợp lệ trong bảng mã UTF-8. Hãy xuất lại tệp."
        raise _Refused("", what) from error
    if not isinstance(content, dict):
        raise _Refused("", "Tệp phải là một đối tượng JSON có khóa “values”. Hãy sửa lại tệp.")
    return content


def _object(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    known: dict[str, object] = {}
    for name, value in pairs:
        if name in known:
            what = f"Khóa “{name}” được ghi hai lần ở cùng một chỗ. Hãy giữ lại một."
            raise _Refused(name, what, "FILL-TWICE")
        known[name] = value
    return known


def _no_constant(name: str) -> NoReturn:
    raise _Refused("", f"“{name}” không phải là số trong JSON. Hãy sửa lại tệp.")


class _Filler:
    def __init__(self, session: Session, unit: str) -> None:
        self.session = session
        self.unit = unit
        self.computation = session.computation
        self.engine = session.computation.engine
        self.wanted: dict[CellKey, CellValue | None] = {}
        self.problems: list[FillProblem] = []

    def plan(self, content: Mapping[str, object]) -> Change | tuple[FillProblem, ...]:
        for name in sorted(set(content) - _TOP):
            message = f"Tệp số liệu không có khóa “{name}”. Có: {', '.join(sorted(_TOP))}."
            self.problems.append(FillProblem(name, message))
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
        for name, mine in {**own, "unit": self.unit}.items():
            theirs = content.get(name)
            if theirs is not None and mine and theirs != mine:
                message = (
                    f"Tệp dành cho “{theirs}”, báo cáo đang mở là “{mine}”. Hãy chọn đúng tệp."
                )
                self.problems.append(FillProblem(name, message))

    def _entries(self, content: Mapping[str, object]) -> Iterator[tuple[str, str, object]]:
        for top in ("values", "text"):
            entries = content.get(top)
            if entries is None:
                continue
            if not isinstance(entries, dict):
                self.problems.append(
                    FillProblem(top, f"“{top}” phải ghi dạng {{mã chỉ tiêu: giá trị}}.")
                )
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
        if self._grouped(place, name, value):
            return
        field = self._known(place, name)
        if not self._valid(field):
            raise _Refused(place, f"Kỳ này không dùng chỉ tiêu “{name}”. Hãy bỏ nó khỏi tệp.")
        if value is None:
            self._empty(field)
        elif field.kind in _ROWED:
            self._rowed(place, field, value)
        elif isinstance(value, dict):
            self._parts(place, field, value)
        else:
            self._plain(place, field, value)

    def _rowed(self, place: str, field: Field, value: object) -> None:
        """Take a list or table: its rows, perhaps beside or instead of them its state."""
        if isinstance(value, str) and value in STATES:
            value = {STATE: value}
        if isinstance(value, dict) and STATE in value:
            self._state(f"{place}.{STATE}", field, value[STATE])
            self._settle_state(field, value)
            value = {name: item for name, item in value.items() if name != STATE}
            if not value:
                return
        if field.kind == "table":
            self._table(place, field, value)
        else:
            self._list(place, field, value)

    def _grouped(self, place: str, name: str, value: object) -> bool:
        """Take ``{"dvc24": {"ky": 5}}`` where only the parts of a former field have ids today."""
        renames = self.engine.form.renames
        if name in renames or name in self.engine.fields or not isinstance(value, dict):
            return False
        if not any(f"{name}.{part}" in renames for part in value):
            return False
        for part, item in value.items():
            if f"{name}.{part}" not in renames:
                what = f"Biểu mẫu không có chỉ tiêu “{name}.{part}”. Xem lệnh fields."
                raise _Refused(f"{place}.{part}", what, "FIELD")
            self._field(f"{place}.{part}", renames[f"{name}.{part}"], item)
        return True

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
        if isinstance(value, str) and value in STATES and field.kind not in _WORDS:
            self._parts(place, field, {STATE: value})
        elif field.kind in _PAIRS:
            self._pair(place, field, value)
        elif field.kind in _GROUPS:
            names = ", ".join(f'"{column.id}": …' for column in self.engine.columns(field.id))
            raise _Refused(place, f"Chỉ tiêu này có nhiều ô, hãy ghi: {{{names}}}.")
        elif field.kind == "rich" and not isinstance(value, str):
            raise _Refused(place, "Đoạn văn phải là một chuỗi chữ. Hãy ghi trong dấu ngoặc kép.")
        else:
            self._cell(place, CellKey(field.id, 0, self.engine.columns(field.id)[0].id), value)

    def _pair(self, place: str, field: Field, value: object) -> None:
        """Take ``"08/25"``, or one number for the numerator where the form gives the base."""
        n, slash, d = value.partition("/") if isinstance(value, str) else ("", "", "")
        if slash and n.strip() and d.strip() and "/" not in d:
            self._parts(place, field, {NUMERATOR: n.strip(), DENOMINATOR: d.strip()})
        elif slash or not (field.base or (field.default and DENOMINATOR in field.default)):
            raise _Refused(place, 'Chỉ tiêu này cần hai số, hãy ghi: {"n": …, "d": …}.')
        else:
            self._cell(place, CellKey(field.id, 0, NUMERATOR), value)

    def _parts(self, place: str, field: Field, values: Mapping[str, object]) -> None:
        for name, value in values.items():
            where = f"{place}.{name}"
            if name == STATE:
                self._state(where, field, value)
                continue
            renamed = self.engine.form.renames.get(f"{field.id}.{name}")
            if renamed is not None:
                target, _, part = renamed.partition(".")
                self._field(where, target, {part: value} if part else value)
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
        allowed = STATES if field.states else (NOT_YET,)
        known = isinstance(text, str) and is_state(text) and field.kind not in _WORDS
        if not known or (text in STATES and text not in allowed):
            raise _Refused(
                place, f"Trạng thái “{value}” không dùng được ở đây. Có: {', '.join(allowed)}."
            )
        self.wanted[CellKey(field.id, 0, STATE)] = text if text in STATES else None

    def _settle_state(self, field: Field, values: Mapping[str, object]) -> None:
        """Let a new state empty the row's old figures, unless the file gives figures too."""
        state = self.wanted.get(CellKey(field.id, 0, STATE))
        if not state or set(values) - {STATE}:
            return
        for key in self.session.figures(field):
            self.wanted.setdefault(key, None)

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
                what = 'Hãy ghi danh sách dạng [{…}, {…}] hoặc {"stated": số, "rows": […]}.'
                raise _Refused(f"{place}.{name}", what)
            if STATED in value:
                self._cell(f"{place}.stated", CellKey(field.id, 0, STATED), value[STATED])
            if "rows" not in value:
                return
            value = value["rows"]
        if value is None:
            value = []
        if not isinstance(value, list):
            raise _Refused(place, "Chỗ này phải là một danh sách các dòng, hãy ghi [{…}, {…}].")
        self._rows(place, field, value)

    def _rows(self, place: str, field: Field, rows: list[object]) -> None:
        for key in self.computation.cells:
            if key.field == field.id and key.row:
                self.wanted[key] = None
        columns = self.engine.columns(field.id)
        first = columns[0].id if columns else VALUE
        for number, row in enumerate(rows, 1):
            where = f"{place}[{number}]"
            for name, value in self._row(where, field, row, first).items():
                column = self._column(field, name)
                if column == _ROW_NAME and not _has(columns, column):
                    column = first
                self._cell(f"{where}.{name}", CellKey(field.id, number, column), value)

    @staticmethod
    def _row(place: str, field: Field, row: object, first: str) -> Mapping[str, object]:
        """Return a row by column: a bare name or figure is its first column."""
        if isinstance(row, dict):
            return row
        if field.kind == "documents" or not isinstance(row, int | str):
            raise _Refused(place, 'Mỗi dòng phải ghi dạng {"tên cột": giá trị}.')
        return {first: row}

    def _table(self, place: str, field: Field, value: object) -> None:
        if not isinstance(value, dict):
            raise _Refused(place, 'Bảng phải ghi theo dòng: {"mã dòng": {"mã cột": số}}.')
        ids = [row.id for row in field.rows]
        for row_id, cells in value.items():
            where = f"{place}.{row_id}"
            if row_id not in ids or not isinstance(cells, dict):
                raise _Refused(where, f"Bảng không có dòng “{row_id}”.")
            for name, item in cells.items():
                key = CellKey(field.id, ids.index(row_id) + 1, self._column(field, name))
                self._cell(f"{where}.{name}", key, item)

    def _column(self, field: Field, name: str) -> str:
        """Return what a column is called today; an unknown name stays as it is."""
        target, _, column = self.engine.form.renames.get(f"{field.id}.{name}", "").partition(".")
        return column if target == field.id and column else name

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
            known = ", ".join(x.id for x in self.engine.columns(key.field))
            what = f"“{key.field}” không có phần “{key.part}”. Có: {known}."
            raise _Refused(place, what, "FIELD")
        if isinstance(value, bool | float):
            raise _Refused(place, "Hãy ghi số nguyên hoặc chữ kiểu “97,54”.", "FLOAT")
        if not isinstance(value, int | str):
            raise _Refused(place, "Chỗ này phải là một số hoặc một đoạn chữ. Hãy sửa lại.")
        if isinstance(value, int) and len(str(abs(value))) > MAX_DIGITS:
            raise _Refused(place, f"Số dài quá {MAX_DIGITS} chữ số. Hãy gõ lại.", "NUM-LONG")
        read = read_cell(column, str(value))
        if isinstance(read, InputProblem):
            raise _Refused(place, read.message, read.code)
        self.wanted[key] = read

    def _member(self, place: str, key: CellKey, value: object) -> None:
        """Take a row of the selection's grid, by its id or by its name."""
        grid = self.engine.grids[self.engine.fields[key.field].grid]
        labels = {
            self.computation.label(CellKey(row.id, 0, NUMERATOR)): row.id
            for row in grid.rows
            if row.id in self.engine.fields
        }
        row_id = labels.get(str(value), value)
        if row_id not in [row.id for row in grid.rows]:
            what = f"Bảng “{grid.id}” không có dòng “{value}”."
            raise _Refused(place, f"{what} Hãy ghi mã dòng, ví dụ {grid.rows[0].id}.")
        self.wanted[key] = str(row_id)

    def _switches(self, value: object) -> None:
        if value is None:
            return
        optional = [s.id for s in self.engine.sections.values() if s.optional]
        if not isinstance(value, list):
            self.problems.append(
                FillProblem("sections_off", "Phải là danh sách mã mục. Xem lệnh fields.")
            )
            return
        for name in value:
            if name not in optional:
                message = f"Mục “{name}” không tắt được. Mục tắt được: {', '.join(optional)}."
                self.problems.append(FillProblem("sections_off", message))
        for name in optional:
            self.wanted[CellKey(SECTIONS, 0, name)] = "off" if name in value else "on"


def _has(columns: tuple[Column, ...], name: str) -> bool:
    return any(column.id == name for column in columns)
