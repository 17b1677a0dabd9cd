"""Checks on cited documents: dates, symbols, types, issuers, order, one spelling of each.

Rows of documents lists and citations in running text (narratives, footnotes, text columns) are
held to the same rules. The symbol families are in :mod:`forms.cited.symbols`, codes of bodies in
:mod:`forms.cited.issuers`. What looks unusual is a warning; what cannot be is an error: a type that
is not that of the symbol, a year that is not that of the day, a day that does not exist, one
document with two days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Final, NamedTuple

from forms.cells import CellKey
from forms.checking.remarks import Figures, Speech, remark
from forms.cited.bibliography import CitedDocument, same_issuer
from forms.cited.cited_text import CitedMention, cited_in
from forms.cited.issuers import CENTRAL, issuer_fault, issuer_name
from forms.cited.symbols import Symbol, fits_kind, folded, read_symbol
from forms.dates import DateProblem, format_date, parse_date
from forms.findings import Finding, Severity
from forms.model import Field
from forms.printed.printing import cited_number

if TYPE_CHECKING:
    from forms.computation import Computation

_RESTARTED: Final = date(2025, 7, 1)
"""Local bodies were set up anew on this day and number their documents from 1 again."""

_SUBJECT: Final = "trich_yeu"
_ROWED: Final = frozenset({"documents", "list", "table"})
_LATER: Final = "{label}: văn bản {detail} ngày {given} sau ngày ký báo cáo ({expected})."
_SPELLING: Final = "{label}: văn bản {given} viết khác với chỗ khác trong báo cáo ({expected})."
_ELSEWHERE: Final = (
    "{label}: văn bản {given} ghi khác báo cáo {detail} của đơn vị ({expected})."
    " Kiểm tra lại bản gốc hoặc ghi lý do."
)


class Citation(NamedTuple):
    """One citation: a row of a documents list, or some words of a text.

    ``full`` is number and symbol as printed, ``kind`` the type word in lower case, ``day`` the
    day or what is wrong with it. ``part`` is the text's column, empty for a row; ``at`` is where
    in the text the citation begins, from 0.
    """

    field: str
    row: int
    kind: str
    full: str
    day: date | DateProblem | None
    issuer: str
    part: str = ""
    at: int = 0

    @property
    def dated(self) -> date | None:
        """Return the day where there is one."""
        return self.day if isinstance(self.day, date) else None

    @property
    def symbol(self) -> Symbol | None:
        """Return number and symbol taken apart."""
        return read_symbol(self.full)

    def key(self, part: str) -> CellKey:
        """Return the address of one of the row's cells; of a text it is the text's."""
        return CellKey(self.field, self.row, self.part or part)


def may_cite(c: Computation, field: Field) -> bool:
    """Return whether documents can be cited in a field: it lists them or has texts."""
    return field.kind == "documents" or any(_text_columns(c, field))


def _text_columns(c: Computation, field: Field) -> Iterator[str]:
    if field.kind == "documents":
        yield _SUBJECT
    else:
        columns = c.engine.columns(field.id)
        yield from (column.id for column in columns if column.kind == "text")


def citations(c: Computation, field: Field) -> list[Citation]:
    """Return the rows of a documents field that have a number; none of any other field."""
    if field.kind != "documents":
        return []
    cells, name = c.cells, field.id
    numbered = (row for row in c.rows(name) if str(cells.get(CellKey(name, row, "so"), "")).strip())
    return [_read(c, name, row) for row in numbered]


def _read(c: Computation, field: str, row: int) -> Citation:
    def text(part: str) -> str:
        return str(c.cells.get(CellKey(field, row, part), "")).strip()

    kind = " ".join(text("ten_loai").casefold().split())
    full = cited_number(text("so"), text("ky_hieu"))
    return Citation(field, row, kind, full, parse_date(text("ngay")), text("co_quan"))


def texts(c: Computation, field: Field) -> Iterator[tuple[CellKey, str]]:
    """Yield the filled texts of a field, column by column, with their addresses."""
    rows = c.rows(field.id) if field.kind in _ROWED else (0,)
    for part in _text_columns(c, field):
        for row in rows:
            key = CellKey(field.id, row, part)
            text = c.cells.get(key)
            if isinstance(text, str):
                yield key, text


def _mentions(c: Computation, field: Field) -> list[Citation]:
    """Return what the texts of a field cite, cell by cell, in order."""
    slashed = (pair for pair in texts(c, field) if "/" in pair[1])
    return [_mentioned(*key, one) for key, text in slashed for one in cited_in(text)]


def _mentioned(field: str, row: int, part: str, one: CitedMention) -> Citation:
    issuer = "" if one.issuer is None else one.issuer.text
    return Citation(field, row, one.word, one.full, one.date, issuer, part, one.start)


# --- one citation by itself ----------------------------------------------------------------------


def citation_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Check every citation of one field by itself; a text tells the same thing once."""
    found: dict[str, Finding] = {}
    for item in (*citations(c, field), *_mentions(c, field)):
        for finding in _alone(c, field, item):
            found.setdefault(finding.id, finding)
    return tuple(found.values())


def _alone(c: Computation, field: Field, item: Citation) -> Iterator[Finding]:
    symbol = item.symbol
    if symbol is None:
        yield _finding(c, item, "DOC-GRAMMAR", "ky_hieu", Figures(item.full))
    elif not fits_kind(item.kind, symbol):
        said = Figures(item.full, item.kind)
        yield _finding(c, item, "DOC-TYPE", "ky_hieu", said, severity="error")
    fault = "" if symbol is None else issuer_fault(symbol.body, item.issuer, item.dated)
    if fault:
        said = Figures(item.full, " ".join(item.issuer.split()))
        yield _finding(c, item, "DOC-ISSUER", "co_quan", said, detail=fault)
    yield from _on_the_day(c, field, item)


def _on_the_day(c: Computation, field: Field, item: Citation) -> Iterator[Finding]:
    if isinstance(item.day, DateProblem):
        said = Figures(item.day.text.strip(), item.full)
        why = item.day.message
        yield _finding(c, item, "DATE-VALID", "ngay", said, severity="error", detail=why)
    if item.dated is None:
        return
    symbol, day = item.symbol, format_date(item.dated)
    if symbol is not None and symbol.year and symbol.year != item.dated.year:
        yield _finding(c, item, "DOC-YEAR", "so", Figures(item.full, day))
    start, end = c.span
    if field.behaviour == "K" and not item.part and not start <= item.dated <= end:
        limits = f"{format_date(start)} – {format_date(end)}"
        yield _finding(c, item, "DATE-PERIOD", "ngay", Figures(day, limits))
    signing = c.context.signing
    if signing is not None and item.dated > signing:
        said = Figures(day, format_date(signing))
        yield _finding(
            c, item, "DATE-ORDER", "ngay", said, severity="error", template=_LATER, detail=item.full
        )


# --- the citations of a report beside each other -------------------------------------------------


class _Document:
    """What a report says of one document, at all places."""

    def __init__(self, first: Citation) -> None:
        self.items = [first]
        self.issuer = first.issuer

    def takes(self, item: Citation) -> bool:
        return same_issuer(self.issuer, item.issuer)

    def add(self, item: Citation) -> None:
        self.items.append(item)
        self.issuer = self.issuer or item.issuer

    def usual_day(self) -> date | None:
        """Return the day that most citations give, of several the first one."""
        days = Counter(item.dated for item in self.items if item.dated is not None)
        return days.most_common(1)[0][0] if days else None


def report_citations(c: Computation) -> tuple[Finding, ...]:
    """Check the documents of the whole report: one number has one day and one spelling.

    Numbers start anew every year, so the same number of another year is another document.
    """
    fields = [field for field in c.engine.fields.values() if c.has_field(field.id)]
    rows = [item for field in fields for item in citations(c, field)]
    texts = [item for field in fields for item in _mentions(c, field)]
    documents = _documents((*rows, *texts))
    found: dict[str, Finding] = {}
    for finding in (
        *_twice(c, rows),
        *(one for document in documents for one in _days(c, document)),
        *_spellings(c, (*rows, *texts)),
        *_in_order(c, (*rows, *texts)),
        *_known_otherwise(c, documents),
    ):
        found.setdefault(finding.id, finding)
    return tuple(found.values())


def _documents(items: Iterable[Citation]) -> list[_Document]:
    """Bring together what is said of one document; its body may be left out at some places."""
    by_number: dict[tuple[str, int, bool], list[_Document]] = {}
    for item in items:
        if item.dated is None:
            continue
        known = by_number.setdefault((folded(item.full), *_numbering(item)), [])
        fitting = [document for document in known if document.takes(item)]
        agreeing = [one for one in fitting if any(item.day == other.day for other in one.items)]
        if fitting:
            (agreeing or fitting)[0].add(item)
        else:
            known.append(_Document(item))
    return [document for known in by_number.values() for document in known]


def _numbering(item: Citation) -> tuple[int, bool]:
    """Return which run of numbers a dated citation belongs to: its year and which part of it."""
    symbol, day = item.symbol, item.dated
    if symbol is not None and symbol.year:
        return symbol.year, False
    central = symbol is not None and symbol.body in CENTRAL
    return (0, False) if day is None else (day.year, not central and day >= _RESTARTED)


def _days(c: Computation, document: _Document) -> Iterator[Finding]:
    usual = document.usual_day()
    for item in document.items:
        if usual is not None and item.day != usual:
            sure = bool(item.issuer) == bool(document.issuer) or _is_central(item)
            severity: Severity = "error" if sure else "warning"
            said = Figures(item.full, format_date(usual))
            yield _finding(c, item, "DOC-SAME", "so", said, severity=severity)


def _is_central(item: Citation) -> bool:
    return item.symbol is not None and item.symbol.body in CENTRAL


def _twice(c: Computation, rows: Iterable[Citation]) -> Iterator[Finding]:
    seen: dict[tuple[str, str, str, date], Citation] = {}
    for item in rows:
        if item.dated is None:
            continue
        name = (item.field, item.full, issuer_name(item.issuer), item.dated)
        if seen.setdefault(name, item) is not item:
            said = Figures(item.full, format_date(item.dated))
            yield _finding(c, item, "DOC-TWICE", "so", said)


def _spellings(c: Computation, items: Iterable[Citation]) -> Iterator[Finding]:
    by_number: dict[str, list[Citation]] = {}
    for item in items:
        by_number.setdefault(folded(item.full), []).append(item)
    for same in by_number.values():
        usual = Counter(item.full for item in same).most_common(1)[0][0]
        for item in same:
            if item.full != usual:
                yield _finding(
                    c,
                    item,
                    "DOC-SAME",
                    "ky_hieu",
                    Figures(item.full, usual),
                    severity="error",
                    template=_SPELLING,
                )


def _in_order(c: Computation, items: Iterable[Citation]) -> Iterator[Finding]:
    """Within one series (symbol, body, year) a larger number is not older."""
    series: dict[tuple[str, str, int, bool], list[tuple[int, date, int, Citation]]] = {}
    for place, item in enumerate(items):
        symbol = item.symbol
        if item.dated is not None and symbol is not None:
            name = folded(item.full).partition("|")[2]
            run = series.setdefault((name, issuer_name(item.issuer), *_numbering(item)), [])
            run.append((symbol.serial, item.dated, place, item))
    for run in series.values():
        for (low, before, _, older), (high, after, _, newer) in pairwise(sorted(run)):
            if low < high and after < before:
                yield _finding(c, newer, "DOC-ORDER", "so", Figures(newer.full, older.full))


# --- the library of the unit ---------------------------------------------------------------------


def _known_otherwise(c: Computation, documents: Iterable[_Document]) -> Iterator[Finding]:
    """Compare with what the unit's other reports say, where none of them says the same."""
    for document in documents:
        item = document.items[0]
        same = [one for one in _known(c, item) if one.day]
        if same and all(one.day != str(item.dated) for one in same):
            day = parse_date(same[0].day)
            shown = format_date(day) if isinstance(day, date) else same[0].day
            yield _elsewhere(c, item, shown, same[0])
        elif same and all(one.full != item.full for one in same):
            yield _elsewhere(c, item, same[0].full, same[0])


def _known(c: Computation, item: Citation) -> Iterator[CitedDocument]:
    for one in c.context.cited.get(folded(item.full), ()):
        day = parse_date(one.day)
        there = item._replace(full=one.full, day=day)
        if _numbering(there) == _numbering(item) and same_issuer(one.issuer, item.issuer):
            yield one


def _elsewhere(c: Computation, item: Citation, said: str, known: CitedDocument) -> Finding:
    shown = Figures(item.full, said)
    return _finding(c, item, "DOC-SAME", "so", shown, template=_ELSEWHERE, detail=known.report)


def _finding(
    c: Computation,
    item: Citation,
    code: str,
    part: str,
    said: Figures,
    *,
    severity: Severity = "warning",
    template: str = "",
    detail: str = "",
) -> Finding:
    label = f"{c.word(c.engine.fields[item.field].label)}, dòng {item.row}"
    if item.part:
        label = f"{c.label(item.key(part))}, ký tự {item.at + 1}"
    speech = Speech(item.full if item.part else "", code, severity, template)
    return remark(c, item.key(part), speech, said, label=label, detail=detail)
