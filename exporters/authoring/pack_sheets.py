"""The sheets of a pack's workbook form: which columns, under which headings, of which values.

Made from the vocabulary itself: a key that the vocabulary gains has its column at once, headed by
its own name until :mod:`forms.authoring.pack_guide` gives it a Vietnamese one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Final, NamedTuple

import msgspec.inspect as reflection

from exporters.authoring.pack_notation import Shape, shape_of
from forms.authoring.pack_guide import Entry, entry
from forms.authoring.pack_schema import TAG, choices_of, form_type, key_types, records_of

GUIDE_SHEET: Final = "huong_dan"
NOTES_SHEET: Final = "ghi_chu"
FORM_SHEET: Final = "bieu"
FREE_SHEETS: Final = (GUIDE_SHEET, NOTES_SHEET)
"""Sheets that are not read."""
NOTE_HEADING: Final = "Ghi chú"
"""A column of any sheet that is not read."""
OWNER: Final = "@owner"
"""The column that says which record a line belongs to."""


class SheetColumn(NamedTuple):
    """One column: the key it fills, its heading and help, and its shape by kind of record."""

    key: str
    heading: str
    help: str
    shapes: Mapping[str, Shape]
    choices: tuple[str, ...] = ()
    required: bool = False

    def shape(self, record: str) -> Shape:
        """Return how values are written in a line of one kind of record."""
        usual: Shape = next(iter(self.shapes.values()), "text")
        return self.shapes.get(record, usual)


class SheetPlan(NamedTuple):
    """One sheet: its name, what it is for, its columns."""

    name: str
    purpose: str
    columns: tuple[SheetColumn, ...]
    needed: bool = False


class Setting(NamedTuple):
    """One line of the sheet ``bieu``: the keys that lead to it."""

    steps: tuple[str, ...]
    words: Entry
    shape: Shape
    choices: tuple[str, ...]
    required: bool


_SETTING_GROUPS: Final = ("period", "signature", "due")
_ELSEWHERE: Final = {
    "Form": ("fields", "sections", "grids", "relations", "annexes", "feeds", "templates"),
    "Field": ("columns", "rows", "choices"),
    "Column": ("choices",),
    "Grid": ("id", "rows"),
    "Section": ("blocks", "sections"),
    "AnnexSpec": ("blocks",),
}
"""Keys that are whole sheets, or that a sheet takes from another column."""


def _type(*keys: str) -> reflection.Type:
    """Return the type that keys lead to, through lists."""
    kind: reflection.Type = form_type()
    for key in keys:
        (record,) = records_of(kind)
        kind = key_types(record)[key]
    return kind


def record_types(name: str) -> tuple[reflection.StructType, ...]:
    """Return the kinds of records that stand in a sheet."""
    return _RECORDS[name]()


_RECORDS: Final = {
    "chi_tieu": lambda: records_of(_type("fields")),
    "cot": lambda: records_of(_type("fields", "columns")),
    "dong": lambda: records_of(_type("fields", "rows")),
    "lua_chon": lambda: records_of(_type("fields", "choices")),
    "bang": lambda: (*records_of(_type("grids", "rows")), *records_of(_type("grids"))),
    "quan_he": lambda: records_of(_type("relations")),
    "muc": lambda: (*records_of(_type("sections")), *records_of(_type("sections", "blocks"))),
    "phu_luc": lambda: (*records_of(_type("annexes")), *records_of(_type("annexes", "blocks"))),
    "nguon": lambda: records_of(_type("feeds")),
    "mau_excel": lambda: records_of(_type("templates")),
}
_PURPOSES: Final = {
    "chi_tieu": "Chỉ tiêu: mỗi dòng một chỉ tiêu.",
    "cot": "Cột của danh sách, nhóm ô và bảng cố định: mỗi dòng một cột.",
    "dong": "Dòng của bảng cố định: mỗi dòng một dòng của bảng.",
    "lua_chon": "Lựa chọn của chỉ tiêu hoặc cột loại enum.",
    "bang": "Bảng gộp nhiều chỉ tiêu: dòng trống Mã dòng là cả bảng, các dòng sau là từng dòng.",
    "quan_he": "Quan hệ giữa các số: mỗi dòng một quan hệ.",
    "muc": "Mục và câu in: dòng có Mã là mục, dòng có Loại là câu in của mục ngay trên.",
    "phu_luc": "Phụ lục và nội dung: dòng có Mã là phụ lục, dòng có Loại là nội dung của nó.",
    "nguon": "Số lấy từ biểu khác.",
    "mau_excel": "Tệp Excel mẫu để điền biểu từ đó: mỗi dòng một trang, bảng hoặc danh sách.",
}
_OWNERS: Final = {
    "cot": Entry("Chỉ tiêu", "Mã chỉ tiêu loại list, record hoặc table ở trang chi_tieu."),
    "dong": Entry("Chỉ tiêu", "Mã chỉ tiêu loại table ở trang chi_tieu."),
    "lua_chon": Entry("Của", "Mã chỉ tiêu, hoặc mã chỉ tiêu.mã cột."),
    "bang": Entry("Bảng", "Mã bảng; các dòng của một bảng ghi cùng mã."),
    "muc": Entry("Thuộc mục", "Mã mục lớn; trống là mục cấp một."),
}


@cache
def plans() -> Mapping[str, SheetPlan]:
    """Return the sheets with columns, by name, in their order."""
    return {name: _plan(name) for name in _RECORDS}


def _plan(name: str) -> SheetPlan:
    records = record_types(name)
    owner = _OWNERS.get(name)
    first = [SheetColumn(OWNER, *owner, {}, required=True)] if owner else []
    needed = name in ("chi_tieu", "muc")
    return SheetPlan(name, _PURPOSES[name], (*first, *_columns(records)), needed=needed)


def _columns(records: Iterable[reflection.StructType]) -> list[SheetColumn]:
    found: dict[str, SheetColumn] = {}
    tags = tuple(str(record.tag) for record in records if record.tag is not None)
    if tags:
        found[TAG] = SheetColumn(TAG, *entry("", TAG), {}, tags, required=True)
    for record in records:
        name = record.cls.__name__
        for field in record.fields:
            key = field.encode_name
            if key in _ELSEWHERE.get(name, ()):
                continue
            known = found.get(key)
            if known is None:
                words = entry(name, key)
                known = SheetColumn(key, *words, {}, choices_of(field.type), field.required)
            shapes = {**known.shapes, name: shape_of(field.type)}
            found[key] = known._replace(shapes=shapes, required=known.required and field.required)
    return list(found.values())


@cache
def settings() -> tuple[Setting, ...]:
    """Return the lines of the sheet ``bieu``, in their order."""
    return tuple(_settings(form_type(), ()))


def _settings(record: reflection.StructType, above: tuple[str, ...]) -> list[Setting]:
    name = record.cls.__name__
    found: list[Setting] = []
    for field in record.fields:
        key, kind = field.encode_name, field.type
        if not above and key in _ELSEWHERE["Form"]:
            continue
        if not above and key in _SETTING_GROUPS and isinstance(kind, reflection.StructType):
            found += _settings(kind, (key,))
        else:
            required = field.required and (not above or above == ("period",))
            words = entry(name, key)
            found.append(Setting((*above, key), words, shape_of(kind), choices_of(kind), required))
    return found
