"""How large a form may be, counted before anything dear is done with it; no rule written by rows.

A rule over many rows is one record with ``table``. The same rule written once for each row takes
the engine many times as long, and one of them is soon forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sized
from typing import Final

import msgspec

from forms.checking.compiler import FormProblem
from forms.layout import parts
from forms.model import Field, Form, Section
from forms.relations import Relation

MAX_FIELDS: Final = 5_000
MAX_RELATIONS: Final = 2_000
MAX_GRIDS: Final = 200
MAX_ROWS: Final = 5_000
"""Rows of one table or grid."""
MAX_COLUMNS: Final = 100
MAX_CHOICES: Final = 500
MAX_CELLS: Final = 20_000
MAX_SECTIONS: Final = 500
MAX_LEVELS: Final = 6
MAX_BLOCKS: Final = 2_000
MAX_NAMES: Final = 2_000
"""Renamed ids, feeds, places of one feed, parts of one relation."""
MAX_ALIKE: Final = 12
"""Relations of one kind that may differ in nothing but numbers."""

_ROW: Final = re.compile(r"\[[^\]*:]*\]")
_DIGITS: Final = re.compile(r"[0-9]+")
_OWN_WORDS: Final = frozenset({"id", "message", "code", "severity", "since", "until"})


def check_limits(form: Form) -> None:
    """Refuse (FormProblem) a form that is larger than any form is, at what is too many."""
    _most("fields", form.fields, MAX_FIELDS, "chỉ tiêu")
    _most("relations", form.relations, MAX_RELATIONS, "quan hệ")
    _most("grids", form.grids, MAX_GRIDS, "bảng")
    _most("renames", form.renames, MAX_NAMES, "mã cũ")
    _most("feeds", form.feeds, MAX_NAMES, "nguồn số liệu")
    _most("templates", form.templates, MAX_NAMES, "trang mẫu Excel")
    for number, template in enumerate(form.templates):
        _most(f"templates[{number}].cells", template.cells, MAX_ROWS, "ô của mẫu Excel")
    for grid in form.grids:
        _most(f"grids.{grid.id}.rows", grid.rows, MAX_ROWS, "dòng")
    for feed in form.feeds:
        _most("feeds", feed.fields, MAX_NAMES, "chỉ tiêu lấy từ biểu khác")
    for field in form.fields:
        _field(field)
    cells = sum(len(parts(field)) * max(len(field.rows), 1) for field in form.fields)
    if cells > MAX_CELLS:
        raise FormProblem("fields", f"biểu mẫu có {cells} ô, nhiều nhất là {MAX_CELLS}")
    _sections(form.sections, 1)
    _most("annexes", form.annexes, MAX_SECTIONS, "phụ lục")
    for annex in form.annexes:
        _most(f"annexes.{annex.id}.blocks", annex.blocks, MAX_BLOCKS, "đoạn")
    _refuse_expanded(form.relations)


def _most(path: str, items: Sized, limit: int, what: str) -> None:
    if len(items) > limit:
        raise FormProblem(path, f"có {len(items)} {what}, nhiều nhất là {limit}")


def _field(field: Field) -> None:
    path = f"fields.{field.id}"
    _most(f"{path}.columns", field.columns, MAX_COLUMNS, "cột")
    _most(f"{path}.rows", field.rows, MAX_ROWS, "dòng")
    for choices in (field.choices, *(column.choices for column in field.columns)):
        _most(f"{path}.choices", choices, MAX_CHOICES, "lựa chọn")


def _sections(sections: tuple[Section, ...], level: int) -> None:
    _most("sections", sections, MAX_SECTIONS, "mục")
    for section in sections:
        if level > MAX_LEVELS:
            raise FormProblem(f"sections.{section.id}", f"mục lồng quá {MAX_LEVELS} cấp")
        _most(f"sections.{section.id}.blocks", section.blocks, MAX_BLOCKS, "đoạn")
        _sections(section.sections, level + 1)


def _refuse_expanded(relations: Iterable[Relation]) -> None:
    """Refuse the same rule written once per row: alike but for the numbers in their names."""
    alike: dict[str, int] = {}
    for rule in relations:
        shape = _shape(rule)
        alike[shape] = alike.get(shape, 0) + 1
        if alike[shape] > MAX_ALIKE:
            what = (
                f"hơn {MAX_ALIKE} quan hệ chỉ khác nhau ở số thứ tự trong mã; hãy viết một quan hệ"
                ' cho mọi dòng: table = "mã bảng" với tên cột viết trơn, hoặc dãy như dvc[*].n'
            )
            raise FormProblem(f"relations.{rule.id}", what)


def _shape(rule: Relation) -> str:
    """Return what a rule says without the rows that it names; a rule on a table names none."""
    told = msgspec.to_builtins(rule)
    said = {key: value for key, value in told.items() if key not in _OWN_WORDS}
    return str(sorted((k, v if k == "table" else _numberless(v)) for k, v in said.items()))


def _numberless(value: object) -> object:
    if isinstance(value, str):
        # In a name with a row the row is what varies; several tables may be numbered.
        return _ROW.sub("[#]", value) if "[" in value else _DIGITS.sub("#", value)
    if isinstance(value, list | tuple):
        return tuple(_numberless(item) for item in value)
    return value
