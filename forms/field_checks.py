"""Checks on one field at a time: presence, row states, counts of lists, dates, narrative tokens.

What is missing is counted apart from what is wrong: it keeps a report from being finalized, yet
nobody has made a mistake by not having written it so far.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from forms.cells import NOT_YET, STATE, STATED, VALUE, CellKey
from forms.citations import citation_findings
from forms.dates import format_date, printed_day
from forms.findings import Finding, Severity
from forms.messages import sentence
from forms.model import RECIPIENTS, SIGNATURE, Field
from forms.rules import drop, shown
from forms.templates import problems

if TYPE_CHECKING:
    from forms.engine import Computation

STATE_LABELS = {
    "khong_phat_sinh": "không phát sinh",
    "theo_mua_vu": "theo mùa vụ",
    "chua_co_so_lieu": "chưa có số liệu",
}
_TWICE = "{label}: lặp lại dòng {expected}. Xóa một dòng."
_INPUT_PARTS = {"ratio": ("n", "d"), "frac": ("n", "d"), "rank": ("n", "d")}


def field_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Return the findings that need nothing but this field's own cells and the period."""
    found: list[Finding] = []
    if field.id not in (SIGNATURE, RECIPIENTS):
        found += _presence(c, field)
    found += _state(c, field)
    if field.kind in ("list", "documents"):
        found += _list(c, field)
    if field.kind == "documents":
        found += citation_findings(c, field)
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
    """Return what is missing from the recipients and the signature block."""
    found: list[Finding] = []
    if not c.rows(RECIPIENTS):
        key = CellKey(RECIPIENTS, 1, "ten")
        found.append(_missing(c, "REQ-TEXT", RECIPIENTS, key, label="Nơi nhận"))
    found += _signature(c)
    return tuple(found)


def _signature(c: Computation) -> Iterable[Finding]:
    def text(part: str) -> str:
        return str(c.cells.get(CellKey(SIGNATURE, 0, part), "")).strip()

    blank = [
        label for part, label in (("chuc_vu", "chức vụ"), ("ho_ten", "họ và tên")) if not text(part)
    ]
    if blank:
        key = CellKey(SIGNATURE, 0, "chuc_vu" if "chức vụ" in blank else "ho_ten")
        detail = f"chưa ghi {' và '.join(blank)} người ký"
        yield _missing(c, "SIGN", SIGNATURE, key, detail=detail)
    elif text("quyen_ky").upper() == "KT." and "PHÓ" not in text("chuc_vu").upper():
        key = CellKey(SIGNATURE, 0, "chuc_vu")
        detail = "ký thay (KT.) thì chức vụ phải là cấp phó"
        yield _said("SIGN", "warning", SIGNATURE, key, detail=detail)


def _presence(c: Computation, field: Field) -> Iterable[Finding]:
    if not field.required or field.required_since > c.day.isoformat():
        return
    if field.formula or field.kind == "selection" or c.state(field.id):
        return
    key = _first_blank(c, field)
    if key is not None and not c.is_derived(key):
        code = "REQ-TEXT" if field.kind in ("rich", "text", "documents") else "REQ"
        yield _missing(c, code, field.id, key, label=c.word(field.label))


def _first_blank(c: Computation, field: Field) -> CellKey | None:
    """Return the first blank input of a field, ``None`` when it is filled."""
    if field.kind in ("list", "documents"):
        filled = c.rows(field.id) or CellKey(field.id, 0, STATED) in c.cells
        return None if filled else CellKey(field.id, 1, c.engine.columns(field.id)[0].id)
    rows = c.rows(field.id) if field.kind == "table" else (0,)
    names = _INPUT_PARTS.get(field.kind) or [column.id for column in c.engine.columns(field.id)]
    for row in rows:
        for part in names:
            key = CellKey(field.id, row, part)
            if key not in c.cells and not c.is_derived(key):
                return key
    return None


def _state(c: Computation, field: Field) -> Iterable[Finding]:
    state = c.state(field.id)
    if not state:
        return
    if state == NOT_YET:
        key = CellKey(field.id, 0, STATE)
        yield _missing(c, "REQ-STATE", field.id, key, label=c.word(field.label))
        return
    for column in c.engine.columns(field.id):
        key = CellKey(field.id, 0, column.id)
        if isinstance(c.cells.get(key), Decimal):
            words = {"label": c.word(field.label), "state": STATE_LABELS.get(state, state)}
            finding = _said("NONE", "error", field.id, key, **words)
            yield _repaired(finding, key)
            return


def _list(c: Computation, field: Field) -> Iterable[Finding]:
    key = CellKey(field.id, 0, STATED)
    stated, rows = c.cells.get(key), c.rows(field.id)
    if isinstance(stated, Decimal) and rows and int(stated) != len(rows):
        words = {
            "given": shown(stated),
            "expected": shown(len(rows)),
            "difference": shown(stated - len(rows)),
        }
        yield _repaired(
            _said("COUNT", "error", field.id, key, label=c.word(field.label), **words), key
        )
    yield from _repeated(c, field, rows)
    needed = [column for column in c.engine.columns(field.id) if column.required]
    for row in rows:
        blank = [col for col in needed if CellKey(field.id, row, col.id) not in c.cells]
        if blank:
            label = f"{c.word(field.label)}, dòng {row}"
            names = ", ".join(c.word(column.label).lower() for column in blank)
            key = CellKey(field.id, row, blank[0].id)
            yield _missing(c, "BLANK-ROW", key.place(), key, label=label, expected=names)


def _repeated(c: Computation, field: Field, rows: Iterable[int]) -> Iterable[Finding]:
    """Name rows that say the same as an earlier one: a list counts each thing once."""
    if field.kind == "documents":
        return
    names = [column.id for column in c.engine.columns(field.id)]
    seen: dict[tuple[object, ...], int] = {}
    for row in rows:
        said = tuple(_folded(c.cells.get(CellKey(field.id, row, name))) for name in names)
        first = seen.setdefault(said, row)
        if first != row:
            key = CellKey(field.id, row, names[0])
            words = {"given": str(row), "expected": str(first)}
            yield _said("COUNT", "error", key.place(), key, _TWICE, label=c.label(key), **words)


def _folded(value: object) -> object:
    return " ".join(value.casefold().split()) if isinstance(value, str) else value


def _as_of(c: Computation, field: Field) -> Iterable[Finding]:
    key = CellKey(field.id, 0, VALUE)
    value = c.cells.get(key)
    if not isinstance(value, str) or not value:
        return
    day = date.fromisoformat(value)
    start, end = c.span
    if day > end or (day < start and not _settled(c, field)):
        code = "DATE-ASOF" if day > end else "STALE"
        limits = f"{format_date(start)} – {format_date(end)}"
        label = c.word(field.label)
        words = {"given": format_date(day), "expected": limits}
        yield _said(code, "warning", field.id, key, label=label, **words)


def _settled(c: Computation, field: Field) -> bool:
    """Return whether the ratio that a date speaks of is whole; a blank one is not."""
    n, d = (c.effective(CellKey(field.settled_by, 0, part)) for part in ("n", "d"))
    return n is not None and n == d


def _overdue(c: Computation, field: Field) -> Iterable[Finding]:
    key = CellKey(field.id, 0, VALUE)
    value = str(c.cells.get(key, ""))
    begun = CellKey(field.settled_by, 0, "n") in c.cells
    if begun and value and value < c.day.strftime("%Y-%m") and not _settled(c, field):
        label = c.word(field.label)
        yield _said("DEADLINE", "warning", field.id, key, label=label, given=printed_day(value))


def _range(c: Computation, field: Field) -> Iterable[Finding]:
    first, last = (c.cells.get(CellKey(field.id, 0, part)) for part in ("tu", "den"))
    if isinstance(first, str) and isinstance(last, str) and first > last:
        days = [format_date(date.fromisoformat(text)) for text in (first, last)]
        words = {"given": days[0], "expected": days[1]}
        key = CellKey(field.id, 0, "tu")
        label = c.word(field.label)
        yield _said("DATE-ORDER", "error", field.id, key, label=label, **words)


def _tokens(c: Computation, field: Field) -> Iterable[Finding]:
    key = CellKey(field.id, 0, VALUE)
    for problem in problems(str(c.cells.get(key, ""))):
        label = c.word(field.label)
        yield _said("TOKEN", "warning", field.id, key, label=label, given=str(problem))


def _said(
    code: str, severity: Severity, place: str, key: CellKey, template: str = "", **words: str
) -> Finding:
    return Finding(
        code=code,
        severity=severity,
        place=place,
        key=key,
        given=words.get("given", ""),
        expected=words.get("expected", ""),
        difference=words.get("difference", ""),
        message=sentence(code, template, **words),
    )


def _missing(c: Computation, code: str, place: str, key: CellKey, **words: str) -> Finding:
    del c
    return Finding(
        code=code, severity="missing", place=place, key=key, message=sentence(code, **words)
    )


def _repaired(finding: Finding, key: CellKey) -> Finding:
    from msgspec.structs import replace

    return replace(finding, repair=drop(key))
