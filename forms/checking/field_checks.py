"""Checks on one field at a time: row states, counts of lists, dates, narrative tokens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
from forms.checking.presence import missing, presence
from forms.checking.privacy import privacy_findings
from forms.checking.remarks import Figures, Speech, drop, remark, shown
from forms.checking.review import review_findings
from forms.dates import format_date, parse_date, printed_day
from forms.findings import Finding
from forms.layout import FIGURES
from forms.model import RECIPIENTS, SIGNATURE, Field
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


def field_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Return the findings that need nothing but this field's own cells and the period."""
    found: list[Finding] = []
    if field.id not in (SIGNATURE, RECIPIENTS):
        found += presence(c, field)
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
        found.append(missing("REQ-TEXT", RECIPIENTS, key, label="Nơi nhận"))
    return tuple(found)


def _signature(c: Computation) -> Iterator[Finding]:
    def text(part: str) -> str:
        return str(c.cells.get(CellKey(SIGNATURE, 0, part), "")).strip()

    named = (("chuc_vu", "chức vụ"), ("ho_ten", "họ và tên"))
    blank = {part: label for part, label in named if not text(part)}
    if blank:
        key = CellKey(SIGNATURE, 0, next(iter(blank)))
        detail = f"chưa ghi {' và '.join(blank.values())} người ký"
        yield missing("SIGN", SIGNATURE, key, detail=detail)
    post, head = text("chuc_vu"), text("cua_ai")
    if text("quyen_ky").upper() == DEPUTY and post and not is_deputy(post, head):
        key = CellKey(SIGNATURE, 0, "chuc_vu")
        whose = f" của {head}" if head else ""
        detail = f"ký thay (KT.) thì chức vụ phải là cấp phó{whose}"
        speech = Speech("", "SIGN", "warning")
        yield remark(c, key, speech, place=SIGNATURE, detail=detail)


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
        yield missing("REQ-STATE", field.id, key, label=label)


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
            yield missing("BLANK-ROW", key.place(), key, label=label, expected=names)


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
