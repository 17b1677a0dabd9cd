"""What belongs into a cell, in words: its kind and unit, the rules that check it, where it is from.

Everything is read from the form, so a new form explains itself. Qt-free.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple

import msgspec

from desktop.desk import Desk
from desktop.use_cases.paste_plan import label
from desktop.use_cases.report_trail import CELL_WORDS
from desktop.window.editor.formula_words import FormulaWords
from desktop.window.editor.marks import Marks, Position
from desktop.window.editor.place_words import previous_words
from desktop.window.editor.sheets import STATE_LABELS
from forms.cells import CellKey
from forms.findings import Finding
from forms.model import Column, Field
from forms.relations import Relation
from forms.report import LogRow
from forms.vocabulary import Behaviour, Evidence

KINDS: Final[Mapping[str, str]] = {
    "int": "Số nguyên từ 0 trở lên, ví dụ 1.304",
    "speed": "Số nguyên (tốc độ)",
    "pct": "Tỷ lệ phần trăm, số lẻ sau dấu phẩy, ví dụ 75,54",
    "money": "Số tiền",
    "ratio": "Số thực hiện trên tổng số; tỷ lệ tự tính",
    "frac": "Số thực hiện trên tổng số",
    "rank": "Thứ hạng trên tổng số",
    "date": "Ngày, ví dụ 16/7/2024",
    "month": "Tháng, ví dụ 7/2024",
    "daterange": "Từ ngày, đến ngày",
    "text": "Lời ngắn",
    "rich": "Đoạn lời; Ctrl+I chèn số liệu của biểu",
    "enum": "Chọn trong danh sách (F2)",
    "record": "Nhóm số liệu",
    "list": "Danh sách; gõ vào dòng dấu + là có dòng mới",
    "documents": "Danh sách văn bản; Ctrl+D dẫn văn bản đã có",
    "table": "Bảng số liệu",
    "selection": "Danh sách tự chọn từ bảng",
}
_BEHAVIOURS: Final[Mapping[Behaviour, str]] = {
    "K": "Số phát sinh trong kỳ",
    "L": "Số lũy kế đến cuối kỳ: không giảm so với kỳ trước",
    "T": "Số hiện trạng tại cuối kỳ",
    "N": "Chỉ tiêu của năm: giữ nguyên trong năm",
    "C": "Thông tin cố định: lấy từ kỳ trước, Ctrl+U mở khóa để sửa",
}
_EVIDENCE: Final[Mapping[Evidence, str]] = {
    "S": "In trong mẫu báo cáo",
    "I": "Suy ra từ các bản báo cáo đã có",
    "P": "Đề xuất của chương trình, mẫu chưa có",
    "E": "Theo nguồn công khai khác",
}
_RULES: Final[Mapping[str, str]] = {
    "ratio": "{percent} = 100 × {n} ÷ {d}",
    "sum": "{total} = tổng của {parts}",
    "remainder": "{rest} = {whole} − {part}",
    "parts": "{parts}: không phần nào lớn hơn {whole}",
    "at_most": "{chain}",
    "equal": "{left} = {right}",
    "bounds": "{value} nằm trong khoảng {low} đến {high}",
    "count": "{total} = số dòng của {rows}",
    "monotonic": "Không nhỏ hơn kỳ trước",
    "constant": "Giữ nguyên như kỳ trước",
    "jump": "Thay đổi quá {percent}% so với kỳ trước thì được nhắc",
    "units": "Bằng tổng số của các đơn vị gửi lên",
    "both_or_none": "{left} và {right}: ghi cả hai hoặc để trống cả hai",
    "not_both": "{left} và {right}: chỉ ghi một",
    "test": "{test}",
}
_TOLD: Final = frozenset(re.findall(r"{(\w+)}", " ".join(_RULES.values())))
"""The keys of rules that their words name."""
_MOST_HISTORY: Final = 60


class Told(NamedTuple):
    """One passage of help: a heading and its lines; ``code`` names a finding to read up on."""

    heading: str
    lines: tuple[str, ...]
    code: str = ""


def title_of(desk: Desk, position: Position) -> str:
    """Return the name of the cell or field at a place."""
    if position.key is not None:
        return label(desk, position.key)
    field = desk.engine.fields.get(position.field)
    return "" if field is None else desk.computation.word(field.label)


def help_of(desk: Desk, marks: Marks, position: Position) -> tuple[Told, ...]:
    """Return what there is to know about the cell at a place; nothing where there is none."""
    field = desk.engine.fields.get(position.field)
    if field is None:
        return ()
    rules = tuple(_rules(desk, position.field))
    told = (
        Told("Cần ghi", tuple(_content(desk, field, position.key))),
        Told("Chương trình kiểm tra", rules or ("Ô này không có phép kiểm tra riêng.",)),
        Told("Nguồn", tuple(_sources(desk, field, position.key))),
        *(_problem(finding) for finding in _findings(marks, position)),
    )
    return tuple(each for each in told if each.lines)


def _findings(marks: Marks, position: Position) -> tuple[Finding, ...]:
    here = marks.at(position.key) if position.key is not None else ()
    return here or marks.of_field(position.field, 0 if position.key is None else position.key.row)


def _problem(finding: Finding) -> Told:
    hint = (finding.hint,) if finding.hint else ()
    return Told("Đang vướng", (finding.message, *hint), finding.code)


# --- content --------------------------------------------------------------------------------------


def _content(desk: Desk, field: Field, key: CellKey | None) -> Iterator[str]:
    column = None if key is None else desk.column(key)
    if field.help:
        yield field.help
    yield _kind(field, column)
    if key is not None and desk.computation.is_derived(key):
        yield "Số này chương trình tự tính; gõ vào là ghi số đã in để đối chiếu."
    behaviour = field.behaviour if column is None else column.behaviour
    if _is_figure(column) or column is None:
        yield _BEHAVIOURS[behaviour if behaviour != "K" else field.behaviour]
    if field.states:
        states = ", ".join(STATE_LABELS.get(state, state) for state in field.states)
        yield f"Thay cho số, ghi được: {states} (F6: không phát sinh)"
    before = "" if key is None else previous_words(desk, key)
    if before:
        yield f"Kỳ trước: {before}"
    if not field.required:
        yield "Không bắt buộc."


def _is_figure(column: Column | None) -> bool:
    return column is not None and column.kind in ("int", "pct", "money", "speed")


def _kind(field: Field, column: Column | None) -> str:
    own = column is not None and field.kind not in ("ratio", "frac", "rank", "rich")
    kind = column.kind if own and column is not None else field.kind
    said = KINDS.get(kind, kind)
    unit = (column.unit if own and column is not None else "") or field.unit
    choices = (column.choices if own and column is not None else ()) or field.choices
    named = f": {', '.join(choice.label for choice in choices)}" if choices else ""
    return f"{said}{named}{f'; đơn vị: {unit}' if unit else ''}."


def _sources(desk: Desk, field: Field, key: CellKey | None) -> Iterator[str]:
    if field.source:
        yield f"Cơ quan cung cấp: {field.source}"
    column = None if key is None else desk.column(key)
    evidence = (column.evidence if column is not None else None) or field.evidence
    form = desk.engine.form
    yield f"{_EVIDENCE[evidence]}: {form.id}, {form.title}"
    yield from form.legal_basis


# --- rules ----------------------------------------------------------------------------------------


def _rules(desk: Desk, name: str) -> Iterator[str]:
    yield from _own_rules(desk, desk.engine.fields[name])
    for rule in desk.engine.form.relations:
        if name in _fields_in(desk, rule):
            yield rule_words(desk, rule)


def _own_rules(desk: Desk, field: Field) -> Iterator[str]:
    if field.kind == "ratio":
        yield f"Tỷ lệ = 100 × số thực hiện ÷ tổng số, {field.decimals} chữ số lẻ, làm tròn nửa lên."
    if field.kind in ("ratio", "frac", "rank") and not field.over:
        yield "Số thực hiện không lớn hơn tổng số."
    if field.formula:
        yield f"Tính theo công thức: {_formulas(desk).of(field.formula)}."
    if field.required:
        yield "Để trống thì chưa chốt được."


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)


def _fields_in(desk: Desk, rule: Relation) -> frozenset[str]:
    """Return the fields that a rule speaks of; a range of a grid names all of the grid's rows."""
    said = msgspec.structs.asdict(rule)
    skipped = ("id", "message", "since", "until", "code", "severity")
    texts = (text for name, value in said.items() if name not in skipped for text in _texts(value))
    names = {found for text in texts for found in re.findall(r"[a-z][a-z0-9_]*", text)}
    grids = (grid for name, grid in desk.engine.grids.items() if name in names)
    rows = {field for grid in grids for row in grid.rows for field in row.fields or (row.id,)}
    return frozenset(names | rows)


def rule_words(desk: Desk, rule: Relation) -> str:
    """Return a rule as a person reads it, cells by their names."""
    given = msgspec.structs.asdict(rule)
    words = _formulas(desk, str(given.get("table", "")))
    kind = str(type(rule).__struct_config__.tag)
    own = _message(rule.message) if kind == "test" else ""
    if own:
        return own
    said = {name: _said(words, value) for name, value in given.items() if name in _TOLD}
    if kind == "at_most":
        said["chain"] = said["chain"].replace("; ", " ≥ ")
    if kind == "sum" and len(given["parts"]) == 1:
        return f"{said['total']} = {said['parts']}"
    if kind == "count" and given["condition"]:
        said["rows"] += f" có {words.condition(str(given['rows']), str(given['condition']))}"
    low, high = said.get("low", ""), said.get("high", "")
    if kind == "bounds" and not (low and high):
        return f"{said['value']} {f'từ {low} trở lên' if low else f'không quá {high}'}"
    told = _RULES[kind].format_map(said)
    return f"{told} (trong từng dòng)" if given.get("table") else told


def _formulas(desk: Desk, table: str = "") -> FormulaWords:
    return FormulaWords(desk.engine, desk.computation.word, table)


def _message(text: str) -> str:
    """Return a rule's own sentence without the places that only a finding can fill in."""
    said = text.removeprefix("{label}: ")
    return "" if "{" in said else said[:1].upper() + said[1:]


def _said(words: FormulaWords, value: object) -> str:
    if isinstance(value, str):
        return words.of(value) if value else ""
    if isinstance(value, list | tuple):
        return "; ".join(_said(words, each) for each in value)
    return str(value)


# --- history --------------------------------------------------------------------------------------


def history_of(desk: Desk, key: CellKey) -> tuple[str, ...]:
    """Return what happened to a cell, the newest first: when, who, how, from what to what."""
    rows: Iterable[LogRow] = reversed(desk.history(key)[-_MOST_HISTORY:])
    return tuple(
        f"{_moment(row.at)} · {row.who}: {CELL_WORDS.get(row.action, row.action)}"
        f" {desk.printed(key, row.old) or 'trống'} → {desk.printed(key, row.new) or 'trống'}"
        for row in rows
    )


def _moment(at: str) -> str:
    """Return an ISO moment as people here write it; the day first."""
    day, _, clock = at.partition("T")
    return f"{clock[:8]} {'/'.join(reversed(day.split('-')))}"
