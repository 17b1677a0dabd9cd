"""Checks on one field at a time: presence, row states, counts of lists, dates, narrative tokens.

What is missing is counted apart from what is wrong: it keeps a report from being finalized, yet
nobody has made a mistake by not having written it so far.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.cells import (
    DENOMINATOR,
    NOT_YET,
    NUMERATOR,
    STATE,
    STATED,
    VALUE,
    CellKey,
    CellValue,
)
from forms.checking.citations import citation_findings, report_citations
from forms.checking.notation import notation_findings
from forms.checking.privacy import privacy_findings
from forms.checking.remarks import Figures, Speech, drop, remark, shown
from forms.checking.review import review_findings
from forms.dates import format_date, parse_date, printed_day
from forms.findings import Finding
from forms.layout import FIGURES, PAIRS, Strip
from forms.messages import sentence
from forms.model import RECIPIENTS, SIGNATURE, Column, Field
from forms.names import LISTS
from forms.printed.printing import BUILTINS
from forms.printed.signing import DEPUTY, is_deputy
from forms.printed.templates import Reference, problems, read_narrative, tokens

if TYPE_CHECKING:
    from forms.computation import Computation

STATE_LABELS = {
    "khong_phat_sinh": "không phát sinh",
    "theo_mua_vu": "theo mùa vụ",
    "chua_co_so_lieu": "chưa có số liệu",
}
_TWICE = "{label}: lặp lại dòng {expected}. Xóa một dòng."
_WRITTEN = frozenset({"rich", "text", "documents"})


def field_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Return the findings that need nothing but this field's own cells and the period."""
    found: list[Finding] = []
    if field.id not in (SIGNATURE, RECIPIENTS):
        found += _presence(c, field)
        found += review_findings(c, field)
    found += _state(c, field)
    if field.kind in LISTS:
        found += _list(c, field)
    found += citation_findings(c, field)
    found += notation_findings(c, field)
    found += privacy_findings(c, field)
    if field.kind == "date" and field.behaviour == "T":
        found += _as_of(c, field)
    if field.kind == "month" and field.settled_by:
        found += _overdue(c, field)
    if field.kind == "daterange":
        found += _range(c, field)
    if field.kind == "rich":
        found += _tokens(c, field)
    return tuple(found)


def form_findings(c: Computation) -> tuple[Finding, ...]:
    """Return what concerns the report as a whole: citations, recipients, the signature block."""
    found = [*report_citations(c), *_signature(c)]
    if not c.rows(RECIPIENTS):
        key = CellKey(RECIPIENTS, 1, "ten")
        found.append(_missing("REQ-TEXT", RECIPIENTS, key, label="Nơi nhận"))
    return tuple(found)


def _signature(c: Computation) -> Iterator[Finding]:
    def text(part: str) -> str:
        return str(c.cells.get(CellKey(SIGNATURE, 0, part), "")).strip()

    named = (("chuc_vu", "chức vụ"), ("ho_ten", "họ và tên"))
    blank = {part: label for part, label in named if not text(part)}
    if blank:
        key = CellKey(SIGNATURE, 0, next(iter(blank)))
        detail = f"chưa ghi {' và '.join(blank.values())} người ký"
        yield _missing("SIGN", SIGNATURE, key, detail=detail)
    post, head = text("chuc_vu"), text("cua_ai")
    if text("quyen_ky").upper() == DEPUTY and post and not is_deputy(post, head):
        key = CellKey(SIGNATURE, 0, "chuc_vu")
        whose = f" của {head}" if head else ""
        detail = f"ký thay (KT.) thì chức vụ phải là cấp phó{whose}"
        speech = Speech("", "SIGN", "warning")
        yield remark(c, key, speech, place=SIGNATURE, detail=detail)


# --- what is missing -----------------------------------------------------------------------------


def _presence(c: Computation, field: Field) -> Iterator[Finding]:
    if not field.required or field.required_since > c.day.isoformat():
        return
    if field.formula or field.kind == "selection" or c.state(field.id):
        return
    code = "REQ-TEXT" if field.kind in _WRITTEN else "REQ"
    if field.kind in LISTS:
        if not c.rows(field.id) and CellKey(field.id, 0, STATED) not in c.cells:
            key = CellKey(field.id, 1, c.engine.columns(field.id)[0].id)
            yield _missing(code, field.id, key, label=c.word(field.label))
        return
    if field.kind == "table" and any(column.required for column in field.columns):
        yield from _blank_cells(c, field)
        return
    key_or_none = _first_blank(c, field)
    if key_or_none is not None:
        yield _missing(code, field.id, key_or_none, label=c.label(key_or_none))


def _first_blank(c: Computation, field: Field) -> CellKey | None:
    """Return the first blank cell that somebody has to fill, ``None`` when all are."""
    blanks = [_blank_in_column(c, field, column) for column in _needed(c, field)]
    return min((key for key in blanks if key is not None), default=None, key=lambda key: key.row)


def _needed(c: Computation, field: Field) -> Sequence[Column]:
    """Return the columns that must be filled: n and d of a rate; those marked, else all."""
    columns = c.engine.columns(field.id)
    if field.kind in PAIRS:
        return columns[:2]
    return [column for column in columns if column.required] or columns


def _blank_in_column(c: Computation, field: Field, column: Column) -> CellKey | None:
    strip = c.engine.layout.strips.get((field.id, column.id))
    if strip is not None:
        return _blank_figure(c, strip)
    if field.kind == "table":
        return next((key for key in _words_asked(c, field, column) if key not in c.cells), None)
    key = CellKey(field.id, 0, column.id)
    return None if key in c.cells else key


def _words_asked(c: Computation, field: Field, column: Column) -> Iterator[CellKey]:
    """Yield the cells of a table's text column that somebody writes: not those of totals."""
    for row, spec in enumerate(field.rows, 1):
        if not spec.sums and c.row_in_use(field.id, row):
            yield CellKey(field.id, row, column.id)


def _blank_cells(c: Computation, field: Field) -> Iterator[Finding]:
    """Tell every blank cell of the columns marked; of a table nobody has begun only the first."""
    blank: list[CellKey] = []
    for column in _needed(c, field):
        strip = c.engine.layout.strips.get((field.id, column.id))
        if strip is None:
            asked = _words_asked(c, field, column)
            blank += [key for key in asked if key not in c.cells]
        else:
            blank += [strip.key(offset) for offset in _blank_offsets(c, strip)]
    order = {column.id: place for place, column in enumerate(field.columns)}
    blank.sort(key=lambda key: (key.row, order[key.part]))
    begun = any(c.row_begun(field.id, row) for row in c.rows(field.id))
    if not begun and not blank:
        blank = _first_cell(c, field)
    for key in blank if begun else blank[:1]:
        place = key.place() if begun else field.id
        yield _missing("REQ", place, key, label=c.label(key))


def _first_cell(c: Computation, field: Field) -> list[CellKey]:
    """Return where a table is begun whose every row may stay blank: all of them may not."""
    row = next((n for n, spec in enumerate(field.rows, 1) if not spec.sums), 0)
    return [CellKey(field.id, row, column.id) for column in _needed(c, field) if row][:1]


def asked_totals(c: Computation) -> frozenset[str]:
    """Return the required fields whose computed figure is itself asked for.

    Nothing that such a figure is computed from is required (a count of a list that may stay
    empty), so nobody else would tell that the paper has a gap.
    """
    strips = c.engine.layout.strips
    needed = (
        strips.get((field.id, column.id))
        for field in c.engine.form.fields
        if field.required
        for column in _needed(c, field)
    )
    asked = (strip.field for strip in needed if strip is not None and _is_asked(c, strip))
    # An optional row may come into use by what is computed in it.
    tables = c.engine.form.fields
    open_rows = (table.id for table in tables if any(row.optional for row in table.rows))
    return frozenset((*asked, *open_rows))


def _is_asked(c: Computation, strip: Strip) -> bool:
    writer = None if strip.table else c.plan.writer(strip.field, strip.part, 0)
    if writer is None:
        return False
    sources = {reach.field for reach in c.plan.checks[writer.rank].reads} - {strip.field}
    today = c.day.isoformat()
    fields = (c.engine.fields[name] for name in sources)
    return not any(field.required and field.required_since <= today for field in fields)


def _blank_figure(c: Computation, strip: Strip) -> CellKey | None:
    if c.now[strip.start] is None and _is_asked(c, strip):
        return strip.key(0)
    if c.plan.writes_all(strip.field, strip.part, strip.length):
        return None
    return next((strip.key(offset) for offset in _blank_offsets(c, strip)), None)


def _blank_offsets(c: Computation, strip: Strip) -> Iterator[int]:
    """Yield the offsets of a strip's blank cells that somebody types, in rows that are in use."""
    for offset, units in enumerate(c.typed[strip.start : strip.start + strip.length]):
        typed = units is None and c.plan.writer(strip.field, strip.part, offset) is None
        if typed and (not strip.table or c.row_in_use(strip.field, offset + 1)):
            yield offset


def _missing(code: str, place: str, key: CellKey, **words: str) -> Finding:
    return Finding(
        code=code, severity="missing", place=place, key=key, message=sentence(code, **words)
    )


# --- states and lists ----------------------------------------------------------------------------


def _state(c: Computation, field: Field) -> Iterator[Finding]:
    state = c.state(field.id)
    if not state:
        return
    key = CellKey(field.id, 0, STATE)
    label = c.word(field.label)
    if _has_figures(c, field):
        said = STATE_LABELS.get(state, state)
        yield remark(
            c, key, Speech("", "NONE"), repair=drop(key), place=field.id, label=label, state=said
        )
    if state == NOT_YET:
        yield _missing("REQ-STATE", field.id, key, label=label)


def _has_figures(c: Computation, field: Field) -> bool:
    if field.kind in LISTS:
        return bool(c.rows(field.id))
    strips = (s for s in c.engine.layout.of(field) if s.column.kind in FIGURES)
    return any(units is not None for s in strips for units in c.typed[s.start : s.start + s.length])


def _list(c: Computation, field: Field) -> Iterator[Finding]:
    key = CellKey(field.id, 0, STATED)
    stated, rows = c.cells.get(key), c.rows(field.id)
    if isinstance(stated, Decimal) and rows and stated != len(rows):
        off = stated - len(rows)
        said = Figures(shown(stated), shown(len(rows)), shown(off))
        yield remark(c, key, Speech("", "COUNT"), said, repair=drop(key))
    yield from _repeated(c, field, rows)
    columns = (column for column in c.engine.columns(field.id) if column.required)
    needed = [column for column in columns if (field.id, column.id) not in c.listed]
    for row in rows:
        blank = [col for col in needed if CellKey(field.id, row, col.id) not in c.cells]
        if blank:
            label = f"{c.word(field.label)}, dòng {row}"
            names = ", ".join(c.word(column.label).lower() for column in blank)
            key = CellKey(field.id, row, blank[0].id)
            yield _missing("BLANK-ROW", key.place(), key, label=label, expected=names)


def _repeated(c: Computation, field: Field, rows: Iterable[int]) -> Iterator[Finding]:
    """Name rows that say the same as an earlier one: a list counts each thing once."""
    if field.kind == "documents":
        return
    names = [column.id for column in c.engine.columns(field.id)]
    seen: dict[tuple[CellValue | None, ...], int] = {}
    for row in rows:
        said = tuple(_folded(c.cells.get(CellKey(field.id, row, name))) for name in names)
        first = seen.setdefault(said, row)
        if first != row:
            key = CellKey(field.id, row, names[0])
            speech = Speech("", "COUNT", template=_TWICE)
            yield remark(c, key, speech, Figures(str(row), str(first)), place=key.place())


def _folded(value: CellValue | None) -> CellValue | None:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


# --- dates and narratives ------------------------------------------------------------------------


def _as_of(c: Computation, field: Field) -> Iterator[Finding]:
    key = CellKey(field.id, 0, VALUE)
    day = _day(c, key)
    start, end = c.span
    if day is None or start <= day <= end or (day < start and _settled(c, field)):
        return
    said = Figures(format_date(day), f"{format_date(start)} – {format_date(end)}")
    yield remark(c, key, Speech("", "DATE-ASOF" if day > end else "STALE", "warning"), said)


def _settled(c: Computation, field: Field) -> bool:
    """Return whether the ratio that a date speaks of is whole; a blank one is not."""
    n, d = (c.effective(CellKey(field.settled_by, 0, part)) for part in (NUMERATOR, DENOMINATOR))
    return n is not None and n == d


def _overdue(c: Computation, field: Field) -> Iterator[Finding]:
    key = CellKey(field.id, 0, VALUE)
    value = c.cells.get(key)
    begun = CellKey(field.settled_by, 0, NUMERATOR) in c.cells
    if not begun or not isinstance(value, str) or _settled(c, field):
        return
    if value < c.day.isoformat()[: len(value)]:
        yield remark(c, key, Speech("", "DEADLINE", "warning"), Figures(printed_day(value)))


def _range(c: Computation, field: Field) -> Iterator[Finding]:
    key = CellKey(field.id, 0, "tu")
    first, last = _day(c, key), _day(c, key._replace(part="den"))
    if first is not None and last is not None and first > last:
        said = Figures(format_date(first), format_date(last))
        label = c.word(field.label)
        yield remark(c, key, Speech("", "DATE-ORDER"), said, place=field.id, label=label)


def _day(c: Computation, key: CellKey) -> date | None:
    value = c.cells.get(key)
    day = parse_date(value) if isinstance(value, str) else None
    return day if isinstance(day, date) else None


def _tokens(c: Computation, field: Field) -> Iterator[Finding]:
    """Tell once per narrative everything in it that will not print as it was meant."""
    key = CellKey(field.id, 0, VALUE)
    text = str(c.cells.get(key, ""))
    told = [problem.message for problem in problems(text)]
    told += _unknown(c, tokens(read_narrative(text)))
    if told:
        said = Figures(given=" ".join(dict.fromkeys(told)))
        yield remark(c, key, Speech("", "TOKEN", "warning"), said)


def _unknown(c: Computation, references: Iterable[Reference]) -> Iterator[str]:
    engine = c.engine
    for name, part, _row in references:
        shown_name = f"{{{{{name}.{part}}}}}" if part else f"{{{{{name}}}}}"
        if name in engine.fields:
            if part and part != STATED and engine.column(CellKey(name, 0, part)) is None:
                yield f"{shown_name} không phải một phần của chỉ tiêu này."
        elif name not in BUILTINS and name not in engine.grids:
            yield f"{shown_name} không phải mã chỉ tiêu của biểu mẫu."
