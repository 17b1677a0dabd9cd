"""Form packs: from an author's TOML or a compiled JSON to a form that can be trusted.

A pack comes from outside. Sizes are limited before any parser sees the bytes, unknown keys and
wrong types are refused with their path, names must resolve, texts must be NFC and free of control
and direction marks. What passes here never fails later.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from forms.compiler import FormProblem
from forms.engine import Engine
from forms.expression import RESERVED
from forms.layout import parts
from forms.model import (
    RECIPIENTS,
    SECTIONS,
    SIGNATURE,
    Field,
    Form,
    ItemsBlock,
    NarrativeBlock,
    Section,
    TableBlock,
    TextBlock,
    Worded,
)
from forms.templates import TemplateError, own_parts, parse, tokens

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_CELLS: Final = 20_000
MAX_RELATIONS: Final = 2_000
MAX_NESTING: Final = 64
BUILT_IN: Final = frozenset({"period", "month", "year", "as_of", "start", "end", "unit"})

_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
_CODE = re.compile(r"[A-Z][A-Za-z0-9-]{0,19}")
_UNSEEN = re.compile(
    r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_SAYS = re.compile(r"(?P<what>.*?)(?: - at `(?P<path>[^`]*)`)?", re.DOTALL)
_WORDS: Final = (
    (re.compile(r"Object contains unknown field `(.*)`"), "không có khóa “{}”"),
    (re.compile(r"Object missing required field `(.*)`"), "thiếu khóa “{}”"),
    (re.compile(r"Expected `(.*)`, got `(.*)`"), "phải là {}, không phải {}"),
    (re.compile(r"Invalid enum value (.*)"), "giá trị {} không có trong danh sách cho phép"),
    (re.compile(r"Invalid value (.*)"), "giá trị {} không dùng được"),
)


def read_json(data: bytes) -> Form:
    """Load a compiled ``form.json``; raises FormProblem with the path of the first fault."""
    _limit(data)
    _shallow(data)
    try:
        return msgspec.json.decode(data, type=Form)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormProblem("$", "tệp biểu mẫu không phải JSON hợp lệ hoặc bị cắt dở") from error


def read_toml(data: bytes) -> Form:
    """Load an author's ``pack.toml``, of the same shape as the JSON."""
    _limit(data)
    try:
        content = tomllib.loads(data.decode("utf-8"))
        return msgspec.convert(content, type=Form)
    except msgspec.ValidationError as error:
        raise _refusal(error) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise FormProblem("pack.toml", f"tệp không đọc được: {error}") from error


def canonical(form: Form) -> bytes:
    """Return the one JSON text of a form, from which its SHA-256 is taken."""
    return msgspec.json.encode(form, order="deterministic")


def fingerprint(form: Form) -> str:
    """Return the SHA-256 of a form's canonical text; reports are pinned to it."""
    return hashlib.sha256(canonical(form)).hexdigest()


def compiled(form: Form) -> Engine:
    """Check everything a form says and return its engine; raises FormProblem."""
    for check in (_names, _sizes, _words, _sections, _references, _templates):
        check(form)
    return Engine(form)


def _limit(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise FormProblem("$", f"tệp biểu mẫu lớn hơn {MAX_BYTES // 1024} KB")


def _shallow(data: bytes) -> None:
    depth = deepest = 0
    for byte in re.findall(rb"[\[{}\]]", data):
        depth += 1 if byte in b"[{" else -1
        deepest = max(deepest, depth)
    if deepest > MAX_NESTING:
        raise FormProblem("$", f"lồng sâu quá {MAX_NESTING} mức")


def _refusal(error: msgspec.ValidationError) -> FormProblem:
    match = _SAYS.fullmatch(str(error))
    what, path = (match["what"], match["path"] or "$") if match else (str(error), "$")
    for pattern, words in _WORDS:
        found = pattern.fullmatch(what)
        if found is not None:
            return FormProblem(path, words.format(*found.groups()))
    return FormProblem(path, what)


def _names(form: Form) -> None:
    if not _CODE.fullmatch(form.id):
        raise FormProblem("id", f"mã biểu mẫu “{form.id}” không hợp lệ")
    named = [(f"fields[{i}].id", field.id) for i, field in enumerate(form.fields)]
    named += [(f"grids[{i}].id", grid.id) for i, grid in enumerate(form.grids)]
    named += [(f"relations.{rule.id}", rule.id) for rule in form.relations]
    for path, name in (*named, *_inner_names(form)):
        if not _ID.fullmatch(name) or name in RESERVED:
            raise FormProblem(path, f"mã “{name}” không hợp lệ (chữ thường, số, gạch dưới)")
    taken = Counter(name for path, name in named if not path.startswith("relations"))
    taken.update((SIGNATURE, RECIPIENTS, SECTIONS))
    _once(taken, "mã chỉ tiêu")
    _once(Counter(rule.id for rule in form.relations), "mã quan hệ")
    _once(Counter(section.id for section in _all_sections(form.sections)), "mã mục")


def _once(counts: Counter[str], what: str) -> None:
    twice = sorted(name for name, count in counts.items() if count > 1)
    if twice:
        raise FormProblem(twice[0], f"{what} này dùng hai lần")


def _inner_names(form: Form) -> Iterator[tuple[str, str]]:
    for field in form.fields:
        for column in field.columns:
            yield f"fields.{field.id}.columns", column.id
        for row in field.rows:
            yield f"fields.{field.id}.rows", row.id
        inner = Counter(column.id for column in field.columns)
        inner.update(row.id for row in field.rows)
        _once(inner, f"mã cột hoặc dòng của “{field.id}”")
    for section in _all_sections(form.sections):
        yield "sections", section.id


def _sizes(form: Form) -> None:
    cells = sum(len(parts(field)) * max(len(field.rows), 1) for field in form.fields)
    if cells > MAX_CELLS:
        raise FormProblem("fields", f"biểu mẫu có {cells} ô, nhiều nhất là {MAX_CELLS}")
    if len(form.relations) > MAX_RELATIONS:
        raise FormProblem("relations", f"nhiều nhất {MAX_RELATIONS} quan hệ")
    for field in form.fields:
        if field.kind == "table" and not field.rows:
            raise FormProblem(f"fields.{field.id}", "bảng phải có dòng")
        for column in field.columns:
            if column.formula and field.kind != "table":
                raise FormProblem(f"fields.{field.id}", "cột công thức chỉ dùng trong bảng cố định")


def _words(form: Form) -> None:
    text = canonical(form).decode()
    if not unicodedata.is_normalized("NFC", text):
        raise FormProblem("$", "chữ Việt phải ở dạng dựng sẵn (NFC)")
    for string in _strings(msgspec.to_builtins(form)):
        if _UNSEEN.search(string):
            raise FormProblem("$", f"có ký tự ẩn trong “{_UNSEEN.sub('?', string)[:40]}”")


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(key)
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)


def _all_sections(sections: Iterable[Section]) -> Iterator[Section]:
    for section in sections:
        yield section
        yield from _all_sections(section.sections)


def _sections(form: Form) -> None:
    grids = {grid.id: grid for grid in form.grids}
    fields = {field.id for field in form.fields}
    placed: Counter[str] = Counter()
    for section in _all_sections(form.sections):
        for name in section.fields:
            if name in grids:
                placed.update(f for row in grids[name].rows for f in (row.fields or (row.id,)))
            elif name in fields:
                placed[name] += 1
            else:
                raise FormProblem(f"sections.{section.id}.fields", f"không có chỉ tiêu “{name}”")
    _once(placed, "chỉ tiêu đặt ở hai mục:")
    lost = sorted(fields - set(placed))
    if lost:
        raise FormProblem(f"fields.{lost[0]}", "chỉ tiêu không nằm trong mục nào")


def _references(form: Form) -> None:
    fields = {field.id: field for field in form.fields}
    grids = {grid.id for grid in form.grids}
    for grid in form.grids:
        for row in grid.rows:
            for name in row.fields or (row.id,):
                _need(name in fields, f"grids.{grid.id}", name)
    for field in form.fields:
        _need(not field.base or field.base in fields, f"fields.{field.id}.base", field.base)
        _need(not field.grid or field.grid in grids, f"fields.{field.id}.grid", field.grid)
        ratio = field.settled_by
        settled = not ratio or (ratio in fields and fields[ratio].kind == "ratio")
        _need(settled, f"fields.{field.id}.settled_by", ratio)
    for path, block in _blocks(form):
        if isinstance(block, NarrativeBlock):
            kind = fields[block.field].kind if block.field in fields else ""
            _need(kind == "rich", path, block.field)
        elif isinstance(block, ItemsBlock):
            _need(block.grid in grids, path, block.grid)
        elif isinstance(block, TableBlock):
            _need(block.source in grids or block.source in fields, path, block.source)


def _need(known: object, path: str, name: str) -> None:
    if not known:
        raise FormProblem(path, f"không có “{name}” (hoặc không đúng loại)")


def _blocks(form: Form) -> Iterator[tuple[str, object]]:
    for section in _all_sections(form.sections):
        for block in section.blocks:
            yield f"sections.{section.id}.blocks", block
    for annex in form.annexes:
        for block in annex.blocks:
            yield f"annexes.{annex.id}.blocks", block


def _templates(form: Form) -> None:
    known = {field.id: {column.id for column in parts(field)} for field in form.fields}
    names = {*known, *BUILT_IN, *(grid.id for grid in form.grids)}
    for path, worded in _section_texts(form):
        for text in _variants(worded):
            for reference in tokens(_parsed(path, text)):
                _need(reference[0] in names, path, reference[0])
                allowed = known.get(reference[0], set()) | {"value", "stated", "sentence"}
                _need(reference[1] is None or reference[1] in allowed, path, str(reference[1]))
    for field in form.fields:
        allowed = known[field.id] | {"stt", "value"}
        for text in (*_variants(field.sentence), field.item, *field.state_sentences.values()):
            for part in own_parts(_parsed(f"fields.{field.id}", text)):
                _need(part in allowed, f"fields.{field.id}", part)


def _section_texts(form: Form) -> Iterator[tuple[str, Worded]]:
    yield "lead", form.lead
    yield "closing", form.closing
    for subject in form.subject:
        yield "subject", subject
    for path, block in _blocks(form):
        if isinstance(block, TextBlock):
            yield path, block.text
    for grid in form.grids:
        for row in grid.rows:
            for line in row.lines:
                yield f"grids.{grid.id}.{row.id}", line


def _variants(worded: Worded) -> tuple[str, ...]:
    return (worded,) if isinstance(worded, str) else tuple(item.text for item in worded)


def _parsed(path: str, text: str) -> tuple[object, ...]:
    try:
        return parse(text)
    except TemplateError as error:
        raise FormProblem(path, str(error)) from error


def default_cells(field: Field) -> Iterator[tuple[int, str, str]]:
    """Yield (row, part, text) of what a new report is prefilled with in this field."""
    if isinstance(field.default, str):
        if field.default:
            yield 0, "value", field.default
    elif isinstance(field.default, dict):
        for part, text in field.default.items():
            yield 0, part, text
    else:
        for number, row in enumerate(field.default, 1):
            for part, text in row.items():
                yield number, part, text
