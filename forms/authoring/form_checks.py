"""What a form must be beyond its shape: names once each, everything in its place, texts clean.

Each check raises :class:`~forms.checking.compiler.FormProblem` with the path of the first fault.
Formulas and relations are checked where they are compiled.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final

import msgspec

from forms.authoring.form_limits import check_limits
from forms.checking.compiler import FormProblem
from forms.formula.expression import RESERVED
from forms.messages import MESSAGES
from forms.model import RESERVED_FIELDS, Field, Form, Section
from forms.printed.printing import BUILTINS
from forms.vocabulary import Wording

_ID: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
_FORM_ID: Final = re.compile(r"[A-Z][A-Za-z0-9-]{0,19}")
_VERSION: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,19}")
UNSEEN: Final = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f"
    r"\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\uffff]"
)
_HOUR: Final = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
_RESERVED_PARTS: Final = frozenset({"state", "stated", "sentence", "stt"})


def check_form(form: Form) -> None:
    """Check everything about a form that needs no compiling."""
    checks: tuple[Callable[[Form], None], ...] = (
        check_limits,
        _identities,
        _words,
        _validity,
        _codes,
        _placement,
    )
    for check in checks:
        check(form)


def _all_sections(sections: Iterable[Section]) -> Iterator[Section]:
    """Walk through sections, outer before inner."""
    for section in sections:
        yield section
        yield from _all_sections(section.sections)


def _refuse_twice(path: str, names: Iterable[str], what: str) -> None:
    """Refuse the first name that is there more than once."""
    for name, count in Counter(names).items():
        if count > 1:
            raise FormProblem(path, f"{what} “{name}” dùng hai lần")


# --- names ---------------------------------------------------------------------------------------


def _identities(form: Form) -> None:
    if not _FORM_ID.fullmatch(form.id):
        raise FormProblem("id", f"mã biểu mẫu “{form.id}” không hợp lệ")
    if not _VERSION.fullmatch(form.version):
        raise FormProblem("version", f"phiên bản “{form.version}” không hợp lệ")
    for path, name in _ids(form):
        if not _ID.fullmatch(name) or name in RESERVED:
            raise FormProblem(path, f"mã “{name}” không hợp lệ (chữ thường, số, gạch dưới)")
    fields, grids = ([item.id for item in items] for items in (form.fields, form.grids))
    _refuse_twice("fields", (*fields, *grids, *RESERVED_FIELDS, *BUILTINS), "mã chỉ tiêu")
    _refuse_twice("relations", (rule.id for rule in form.relations), "mã quan hệ")
    _refuse_twice("sections", (item.id for item in _all_sections(form.sections)), "mã mục")
    _refuse_twice("annexes", (annex.id for annex in form.annexes), "mã phụ lục")
    for grid in form.grids:
        _refuse_twice(f"grids.{grid.id}.rows", (row.id for row in grid.rows), "mã dòng")
    for field in form.fields:
        _inner_names(field)


def _ids(form: Form) -> Iterator[tuple[str, str]]:
    yield from ((f"fields[{i}].id", field.id) for i, field in enumerate(form.fields))
    yield from ((f"relations[{i}].id", rule.id) for i, rule in enumerate(form.relations))
    yield from (("sections", section.id) for section in _all_sections(form.sections))
    yield from (("annexes", annex.id) for annex in form.annexes)
    for i, grid in enumerate(form.grids):
        yield f"grids[{i}].id", grid.id
        yield from ((f"grids[{i}].rows", row.id) for row in grid.rows)
    for field in form.fields:
        yield from ((f"fields.{field.id}.columns", column.id) for column in field.columns)
        yield from ((f"fields.{field.id}.rows", row.id) for row in field.rows)


def _inner_names(field: Field) -> None:
    path = f"fields.{field.id}"
    _refuse_twice(f"{path}.columns", (column.id for column in field.columns), "mã cột")
    _refuse_twice(f"{path}.rows", (row.id for row in field.rows), "mã dòng")
    for choices in (field.choices, *(column.choices for column in field.columns)):
        _refuse_twice(f"{path}.choices", (choice.code for choice in choices), "mã lựa chọn")
    for column in field.columns:
        if column.id in _RESERVED_PARTS:
            raise FormProblem(f"{path}.columns", f"“{column.id}” là từ dành riêng")


# --- texts and dates -----------------------------------------------------------------------------


def _words(form: Form) -> None:
    for path, text in _texts("", msgspec.to_builtins(form)):
        if not unicodedata.is_normalized("NFC", text):
            raise FormProblem(path, "chữ Việt phải ở dạng dựng sẵn (NFC)")
        if UNSEEN.search(text):
            raise FormProblem(path, f"có ký tự ẩn trong “{UNSEEN.sub('?', text)[:40]}”")


def _texts(path: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for key, item in value.items():
            inner = f"{path}.{key}" if path else key
            yield inner, key
            yield from _texts(inner, item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from _texts(f"{path}[{index}]", item)


def _validity(form: Form) -> None:
    _bounded("valid_from", form.valid_from, form.valid_to)
    if form.due.hour and not _HOUR.fullmatch(form.due.hour):
        raise FormProblem("due.hour", f"“{form.due.hour}” không phải giờ dạng 16:30")
    for field in form.fields:
        _bounded(f"fields.{field.id}", field.since, field.until)
        _bounded(f"fields.{field.id}.required_since", field.required_since, "")
        _bounded(f"fields.{field.id}.default_until", field.default_until, "")
    for rule in form.relations:
        _bounded(f"relations.{rule.id}", rule.since, rule.until)
    for section in _all_sections(form.sections):
        _bounded(f"sections.{section.id}", section.since, section.until)
    for path, wording in _wordings("", form):
        _bounded(path, wording.since, wording.until)


def _bounded(path: str, since: str, until: str) -> None:
    for text in (since, until):
        if text and not _is_day(text):
            raise FormProblem(path, f"“{text}” không phải ngày dạng 2024-07-01")
    if since and until and until < since:
        raise FormProblem(path, f"hết hiệu lực {until} trước khi có hiệu lực {since}")


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _wordings(path: str, value: object) -> Iterator[tuple[str, Wording]]:
    if isinstance(value, Wording):
        yield path, value
    elif isinstance(value, msgspec.Struct):
        for name in value.__struct_fields__:
            yield from _wordings(f"{path}.{name}".lstrip("."), getattr(value, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _wordings(f"{path}[{index}]", item)


def _codes(form: Form) -> None:
    for field in form.fields:
        if field.code and field.code not in MESSAGES:
            raise FormProblem(f"fields.{field.id}.code", f"không có mã lỗi “{field.code}”")
    for rule in form.relations:
        if rule.code and rule.code not in MESSAGES and not rule.message:
            raise FormProblem(f"relations.{rule.id}.code", f"không có mã lỗi “{rule.code}”")


# --- placement -----------------------------------------------------------------------------------


def _placement(form: Form) -> None:
    grids = {grid.id: grid for grid in form.grids}
    fields = {field.id for field in form.fields}
    placed: list[str] = []
    for section in _all_sections(form.sections):
        for name in section.fields:
            if name in grids:
                placed += [f for row in grids[name].rows for f in (row.fields or (row.id,))]
            elif name in fields:
                placed.append(name)
            else:
                raise FormProblem(f"sections.{section.id}.fields", f"không có chỉ tiêu “{name}”")
    _refuse_twice("sections", placed, "chỉ tiêu đặt ở hai chỗ:")
    found = frozenset(placed)
    lost = [field.id for field in form.fields if field.id not in found]
    if lost:
        raise FormProblem(f"fields.{lost[0]}", "chỉ tiêu không nằm trong mục nào")
