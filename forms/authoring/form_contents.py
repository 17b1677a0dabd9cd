"""What the records of a form say to each other: kinds, references, defaults, texts.

Taken for granted: every id is there once (:mod:`forms.authoring.form_checks` looks first).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import msgspec

from forms.cells import HAS_FIGURES, VALUE
from forms.checking.compiler import FormProblem
from forms.department.gather_rules import refuse_gather
from forms.entry import STATES, InputProblem, read_cell
from forms.layout import parts
from forms.model import (
    AnnexSpec,
    Block,
    Choice,
    Column,
    Field,
    Form,
    ItemsBlock,
    NarrativeBlock,
    Section,
    TableBlock,
    TextBlock,
)
from forms.numbers import MONEY_UNITS
from forms.printed.defaults import CITED_NUMBER, CITED_SUBJECT, ROW_LABEL, ROW_NUMBER
from forms.printed.printing import BUILTINS
from forms.printed.references import LISTS, WHOLE, row_of
from forms.printed.tabulation import LABEL, NUMBER
from forms.printed.templates import Template, TemplateError, Token, own_parts, parse, tokens
from forms.vocabulary import Worded

MAX_TEXT: Final = 10_000
"""Characters of one text of a pack."""
_COLUMNED = frozenset({"list", "record", "table"})
_SINGLE = frozenset({"int", "pct", "money", "speed", "date", "month"})
_STATES = frozenset({*STATES, HAS_FIGURES})
_PLACED = re.compile(r"[a-z][a-z0-9_]*")
_CELL = re.compile(r"([a-z][a-z0-9_]*)(?:\[([a-z][a-z0-9_]*)\])?(?:\.([a-z][a-z0-9_]*))?")
_RENAMED = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?")


def check_contents(form: Form) -> None:
    """Check kinds, references, defaults and texts of a form; raises FormProblem."""
    _lengths("", msgspec.to_builtins(form))
    for field in form.fields:
        _kind(field)
        refuse_gather(field)
        _choices(f"fields.{field.id}.choices", field.choices)
        for column in field.columns:
            _choices(f"fields.{field.id}.columns", column.choices)
        _states(f"fields.{field.id}.states", (*field.states, *field.state_sentences))
        _defaults(field)
    _states("state_sentences", form.state_sentences)
    _references(form)
    _renames(form)
    _feeds(form)
    _templates(form)
    _Texts(form).check()


def _need(known: object, path: str, name: str) -> None:
    if not known:
        raise FormProblem(path, f"không có “{name}” hoặc không đúng loại")


def _lengths(path: str, value: object) -> None:
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise FormProblem(path, f"đoạn chữ dài quá {MAX_TEXT} ký tự")
    elif isinstance(value, dict):
        for key, item in value.items():
            _lengths(f"{path}.{key}".lstrip("."), item)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            _lengths(f"{path}[{index}]", item)


# --- kinds ---------------------------------------------------------------------------------------


def _kind(field: Field) -> None:
    kind = field.kind
    for name, given, allowed in (
        ("columns", field.columns, kind in _COLUMNED),
        ("rows", field.rows, kind == "table"),
        ("choices", field.choices, kind == "enum"),
        ("formula", field.formula, kind in _SINGLE),
        ("base", field.base, kind == "ratio"),
        ("remainder", field.remainder, kind == "ratio"),
        ("coarse", field.coarse, kind == "ratio"),
        ("grid", field.grid, kind == "selection"),
        ("condition", field.condition, kind == "selection"),
        ("headings", field.headings, kind in (*LISTS, "table")),
    ):
        if given and not allowed:
            raise FormProblem(f"fields.{field.id}.{name}", f"loại “{kind}” không dùng khóa này")
        if not given and allowed and name in ("columns", "rows", "choices", "grid", "condition"):
            raise FormProblem(f"fields.{field.id}.{name}", f"loại “{kind}” cần khóa này")
    for part in field.headings:
        known = (NUMBER, LABEL) if kind == "table" else (NUMBER,)
        _need(part in known, f"fields.{field.id}.headings", part)
    for column in field.columns:
        _column(field, column)
    for column in parts(field):
        if column.kind == "money" and column.unit not in ("", *MONEY_UNITS):
            raise FormProblem(f"fields.{field.id}", f"“{column.unit}” không phải đơn vị tiền")


def _column(field: Field, column: Column) -> None:
    path = f"fields.{field.id}.columns"
    if column.formula and field.kind not in ("table", "list"):
        raise FormProblem(path, "cột công thức chỉ dùng trong bảng và danh sách")
    if bool(column.choices) is not (column.kind == "enum"):
        raise FormProblem(path, f"cột “{column.id}”: danh sách lựa chọn đi với loại enum")


def _choices(path: str, choices: Iterable[Choice]) -> None:
    """Refuse choices that one typed word would mean: codes and labels are read without case."""
    meant: dict[str, str] = {}
    for choice in choices:
        for text in {_folded(choice.code), _folded(choice.label)}:
            if not text or meant.setdefault(text, choice.code) != choice.code:
                raise FormProblem(path, f"lựa chọn “{choice.label}” trống hoặc trùng lựa chọn khác")


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _states(path: str, states: Iterable[str]) -> None:
    for state in states:
        _need(state in _STATES, path, state)


def _defaults(field: Field) -> None:
    columns = {column.id: column for column in parts(field)}
    rowed = field.kind in (*LISTS, "table")
    for row, part, text in default_cells(field):
        path = f"fields.{field.id}.default"
        _need(part in columns and bool(row) == rowed, path, part)
        read = read_cell(columns[part], text)
        if read is None or isinstance(read, InputProblem):
            raise FormProblem(path, f"giá trị “{text}” của “{part}” không đọc được")


def default_cells(field: Field) -> Iterator[tuple[int, str, str]]:
    """Yield (row, part, text) of what a new report is prefilled with in this field."""
    if isinstance(field.default, str):
        if field.default:
            yield 0, VALUE, field.default
    elif isinstance(field.default, dict):
        for part, text in field.default.items():
            yield 0, part, text
    else:
        for number, row in enumerate(field.default, 1):
            for part, text in row.items():
                yield number, part, text


# --- references ----------------------------------------------------------------------------------


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
        ratio = fields.get(field.settled_by)
        settled = not field.settled_by or (ratio is not None and ratio.kind == "ratio")
        _need(settled, f"fields.{field.id}.settled_by", field.settled_by)
    for path, block in _blocks(form):
        if isinstance(block, NarrativeBlock):
            narrative = fields.get(block.field)
            _need(narrative is not None and narrative.kind == "rich", path, block.field)
        elif isinstance(block, ItemsBlock):
            _need(block.grid in grids, path, block.grid)
        elif isinstance(block, TableBlock):
            source = fields.get(block.source)
            ruled = source is not None and source.kind in (*LISTS, "table")
            _need(ruled or block.source in grids, path, block.source)


def _blocks(form: Form) -> Iterator[tuple[str, Block]]:
    """Walk through all printed blocks with their paths."""
    for path, owner in _owners(form):
        for index, block in enumerate(owner.blocks):
            yield f"{path}.blocks[{index}]", block


def _owners(form: Form) -> Iterator[tuple[str, Section | AnnexSpec]]:
    waiting = list(reversed(form.sections))
    while waiting:
        section = waiting.pop()
        yield f"sections.{section.id}", section
        waiting += reversed(section.sections)
    for annex in form.annexes:
        yield f"annexes.{annex.id}", annex


def _feeds(form: Form) -> None:
    """Refuse a feed into a place that the form does not have; the other form is not known here."""
    known = {field.id for field in form.fields} | {grid.id for grid in form.grids}
    for number, feed in enumerate(form.feeds):
        for place in feed.fields:
            named = _PLACED.match(place)
            _need(named and named[0] in known, f"feeds[{number}].fields", place)


def _templates(form: Form) -> None:
    """Refuse places that the form does not have, and addresses of the wrong kind."""
    fields = {field.id: field for field in form.fields}
    grids = {grid.id: {row.id for row in grid.rows} for grid in form.grids}
    for number, template in enumerate(form.templates):
        path, source = f"templates[{number}]", fields.get(template.source)
        if template.source:
            listed = source is not None and source.kind in (*LISTS, "table")
            _need(listed, f"{path}.source", template.source)
        for place, at in template.cells.items():
            known = _has_part(source, place) if template.source else _is_cell(fields, grids, place)
            _need(known, f"{path}.cells", place)
            if at.isalpha() != bool(template.source):
                what = "danh sách, bảng thì ghi cột như D; ô lẻ thì ghi địa chỉ như D7"
                raise FormProblem(f"{path}.cells.{place}", what)


def _is_cell(fields: Mapping[str, Field], grids: Mapping[str, set[str]], place: str) -> bool:
    """Tell whether a place is one cell: `dvc12.n`, `dvc[dvc12].n`, `bang[khac].truc_tuyen`."""
    match = _CELL.fullmatch(place)
    if match is None:
        return False
    name, row, part = match[1], match[2] or "", match[3] or VALUE
    if row and row in grids.get(name, ()):
        return _has_part(fields.get(row), part)
    field = fields.get(name)
    if field is None or field.kind in LISTS:
        return False
    rows = {each.id for each in field.rows} if field.kind == "table" else {""}
    return row in rows and _has_part(field, part)


def _renames(form: Form) -> None:
    fields = {field.id: field for field in form.fields}
    for old, new in form.renames.items():
        path = f"renames.{old}"
        former, _, part = old.partition(".")
        gone = not _has_part(fields.get(former), part) if part else former not in fields
        if not _RENAMED.fullmatch(old) or not gone:
            raise FormProblem(path, "mã cũ phải là mã không còn dùng")
        target, _, column = new.partition(".")
        field = fields.get(target)
        _need(field is not None and (not column or _has_part(field, column)), path, new)


def _has_part(field: Field | None, part: str) -> bool:
    return field is not None and part in {column.id for column in parts(field)}


# --- texts ---------------------------------------------------------------------------------------


class _Texts:
    """Reads every template of a form: well formed, and naming what there is."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.fields = {field.id: field for field in form.fields}
        self.grids = {grid.id for grid in form.grids}

    def check(self) -> None:
        for path, worded in self._form_texts():
            self._each(path, worded, frozenset())
        for field in self.form.fields:
            path = f"fields.{field.id}"
            own = _own_names(field)
            self._each(f"{path}.sentence", field.sentence, own)
            self._each(f"{path}.item", field.item, own | {ROW_NUMBER})
            for state, text in field.state_sentences.items():
                self._each(f"{path}.state_sentences.{state}", text, frozenset())

    def _form_texts(self) -> Iterator[tuple[str, Worded]]:
        form = self.form
        yield "lead", form.lead
        yield "closing", form.closing
        yield from ((f"subject[{i}]", subject) for i, subject in enumerate(form.subject))
        yield from ((f"state_sentences.{s}", text) for s, text in form.state_sentences.items())
        for path, block in _blocks(form):
            if isinstance(block, TextBlock):
                yield path, block.text
            elif isinstance(block, TableBlock):
                yield path, block.caption
        for annex in form.annexes:
            yield f"annexes.{annex.id}.title", annex.title
        for grid in form.grids:
            for row in grid.rows:
                yield from ((f"grids.{grid.id}.{row.id}", line) for line in row.lines)

    def _each(self, path: str, worded: Worded, own: frozenset[str]) -> None:
        for text in (worded,) if isinstance(worded, str) else [item.text for item in worded]:
            template = self._parsed(path, text)
            for part in own_parts(template):
                _need(part in own, path, f"{{{part}}}")
            for named in tokens(template):
                token = Token(named.field, named.part or "", named.row or "")
                _need(self._means_something(token), path, token.typed)

    @staticmethod
    def _parsed(path: str, text: str) -> Template:
        try:
            return parse(text)
        except TemplateError as error:
            raise FormProblem(path, str(error)) from error

    def _means_something(self, token: Token) -> bool:
        if token.field in BUILTINS or token.field in self.grids:
            return not (token.part or token.row)
        field = self.fields.get(token.field)
        if field is None:
            return False
        if not token.row and token.part in ("", WHOLE, "value"):
            return field.kind != "table"
        return row_of(field, token) is not None


def _own_names(field: Field) -> frozenset[str]:
    """Return what single braces may name in a field's own sentence."""
    names = {column.id for column in parts(field)}
    if field.kind in (*LISTS, "selection"):
        names |= {ROW_NUMBER}
    if field.kind == "documents":
        names |= {CITED_NUMBER, CITED_SUBJECT}
    if field.kind == "selection":
        # A selected row is a field of its own: most are rates.
        names |= {ROW_LABEL, "n", "d", "p", "r", "value"}
    return frozenset(names)
