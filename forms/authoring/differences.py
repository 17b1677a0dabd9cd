"""What changed between two versions of a form, in the order in which a person reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from forms.layout import parts
from forms.model import Column, Field, Form, RowSpec
from forms.periods import PeriodRule
from forms.relations import Relation
from forms.vocabulary import Worded


class Difference(NamedTuple):
    """One change: its code, where, what was there and what is there now (empty for nothing).

    Codes: ``form`` (a key of the form itself), ``field-added``, ``field-removed``,
    ``field-renamed``, ``kind``, ``label``, ``detail`` (unit, decimals, formula, whether required),
    ``column-added``, ``column-removed``, ``column-renamed``, ``row-added``, ``row-removed``,
    ``rule-added``, ``rule-removed``, ``rule-changed``.
    """

    code: str
    place: str
    old: str = ""
    new: str = ""

    def sentence(self) -> str:
        """Return the change in Vietnamese."""
        return _SENTENCES[self.code].format(place=self.place, old=self.old, new=self.new)


_SENTENCES: Final[Mapping[str, str]] = {
    "form": "Biểu: {place} đổi từ “{old}” sang “{new}”.",
    "field-added": "Thêm chỉ tiêu {place}: {new}.",
    "field-removed": "Bỏ chỉ tiêu {place}: {old}.",
    "field-renamed": "Đổi mã chỉ tiêu {old} thành {new}.",
    "kind": "{place}: đổi loại từ {old} sang {new}.",
    "label": "{place}: đổi nhãn từ “{old}” sang “{new}”.",
    "detail": "{place}: đổi từ “{old}” sang “{new}”.",
    "column-added": "Thêm cột {place}: {new}.",
    "column-removed": "Bỏ cột {place}: {old}.",
    "column-renamed": "Đổi mã cột {old} thành {new}.",
    "row-added": "Thêm dòng {place}: {new}.",
    "row-removed": "Bỏ dòng {place}: {old}.",
    "rule-added": "Thêm quan hệ {place} ({new}).",
    "rule-removed": "Bỏ quan hệ {place} ({old}).",
    "rule-changed": "Sửa quan hệ {place}.",
}
_FORM_KEYS: Final[Mapping[str, str]] = {
    "title": "tên biểu",
    "document_kind": "tên loại văn bản",
    "symbol": "ký hiệu",
    "level": "cấp lập",
    "valid_from": "ngày có hiệu lực",
    "valid_to": "ngày hết hiệu lực",
}
_DETAILS: Final[Mapping[str, str]] = {
    "unit": "đơn vị tính",
    "decimals": "số chữ số lẻ",
    "formula": "công thức",
    "required": "bắt buộc",
    "gather": "cách tổng hợp",
}
_COLUMN_KEYS: Final = ("unit", "decimals", "formula", "required", "gather")


def compare(old: Form, new: Form) -> tuple[Difference, ...]:
    """Return what changed from ``old`` to ``new``."""
    return (*_form(old, new), *_fields(old, new), *_rules(old.relations, new.relations))


def worded(text: Worded) -> str:
    """Return a text as it reads now: the last of several wordings."""
    if isinstance(text, str):
        return text
    return text[-1].text if text else ""


def _form(old: Form, new: Form) -> Iterator[Difference]:
    for key, name in _FORM_KEYS.items():
        if getattr(old, key) != getattr(new, key):
            yield Difference("form", name, getattr(old, key), getattr(new, key))
    if old.period != new.period:
        yield Difference("form", "kỳ báo cáo", _days(old.period), _days(new.period))


def _days(rule: PeriodRule) -> str:
    return (
        f"{rule.cycle}, {rule.rule} {rule.day}"
        if rule.rule == "month_to_day"
        else (f"{rule.cycle}, {rule.rule}")
    )


def _fields(old: Form, new: Form) -> Iterator[Difference]:
    before = {field.id: field for field in old.fields}
    after = {field.id: field for field in new.fields}
    names = {name: new.renames.get(name, name) for name in before if name not in after}
    taken = {target for target in names.values() if target in after}
    for name, field in after.items():
        if name not in before and name not in taken:
            yield Difference("field-added", name, "", worded(field.label))
    for name, field in before.items():
        target = names.get(name, name)
        if target not in after:
            yield Difference("field-removed", name, worded(field.label))
            continue
        if target != name:
            yield Difference("field-renamed", name, name, target)
        yield from _field(field, after[target], new.renames)


def _field(old: Field, new: Field, renames: Mapping[str, str]) -> Iterator[Difference]:
    if old.kind != new.kind:
        yield Difference("kind", new.id, old.kind, new.kind)
    if worded(old.label) != worded(new.label):
        yield Difference("label", new.id, worded(old.label), worded(new.label))
    yield from _details(new.id, old, new, tuple(_DETAILS))
    if old.kind == new.kind and old.columns:
        yield from _columns(old, new, renames)
    yield from _rows(new.id, old.rows, new.rows)


def _details(
    place: str, old: Field | Column, new: Field | Column, keys: Sequence[str]
) -> Iterator[Difference]:
    for key in keys:
        was, now = getattr(old, key), getattr(new, key)
        if was != now:
            yield Difference("detail", f"{place}, {_DETAILS[key]}", _shown(was), _shown(now))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value) or "không có"


def _columns(old: Field, new: Field, renames: Mapping[str, str]) -> Iterator[Difference]:
    before = {column.id: column for column in parts(old)}
    after = {column.id: column for column in parts(new)}
    names = {
        name: renames[f"{old.id}.{name}"].partition(".")[2]
        for name in before
        if name not in after and f"{old.id}.{name}" in renames
    }
    for name, column in after.items():
        if name not in before and name not in names.values():
            yield Difference("column-added", f"{new.id}.{name}", "", worded(column.label))
    for name, column in before.items():
        place, target = f"{new.id}.{name}", names.get(name, name)
        if target not in after:
            yield Difference("column-removed", place, worded(column.label))
            continue
        if target != name:
            yield Difference("column-renamed", place, place, f"{new.id}.{target}")
        yield from _column(place, column, after[target])


def _column(place: str, old: Column, new: Column) -> Iterator[Difference]:
    if old.kind != new.kind:
        yield Difference("kind", place, old.kind, new.kind)
    if worded(old.label) != worded(new.label):
        yield Difference("label", place, worded(old.label), worded(new.label))
    yield from _details(place, old, new, _COLUMN_KEYS)


def _rows(place: str, old: Sequence[RowSpec], new: Sequence[RowSpec]) -> Iterator[Difference]:
    before, after = ({row.id: row for row in rows} for rows in (old, new))
    for name, row in after.items():
        if name not in before:
            yield Difference("row-added", f"{place}[{name}]", "", worded(row.label))
    for name, row in before.items():
        if name not in after:
            yield Difference("row-removed", f"{place}[{name}]", worded(row.label))
        elif worded(row.label) != worded(after[name].label):
            where = f"{place}[{name}]"
            yield Difference("label", where, worded(row.label), worded(after[name].label))


def _rules(old: Sequence[Relation], new: Sequence[Relation]) -> Iterator[Difference]:
    before, after = ({rule.id: rule for rule in rules} for rules in (old, new))
    for name, rule in after.items():
        if name not in before:
            yield Difference("rule-added", name, "", _kind(rule))
        elif before[name] != rule:
            yield Difference("rule-changed", name, _kind(before[name]), _kind(rule))
    for name, rule in before.items():
        if name not in after:
            yield Difference("rule-removed", name, _kind(rule))


def _kind(rule: Relation) -> str:
    return str(rule.__struct_config__.tag)
