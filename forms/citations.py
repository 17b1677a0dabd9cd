"""Checks on cited documents: dates, symbols, types, order.

The symbol families are those of Nghị định 30/2020/NĐ-CP, Phụ lục III (types and abbreviations),
Luật Ban hành VBQPPL (``63/2024/NĐ-CP``, ``47/2019/QH14``) and Party papers (``57-NQ/TW``). Nothing
here is an error: a citation in doubt asks for a word, it never stops a report whose figures are
right.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from forms.cells import CellKey
from forms.dates import format_date, parse_date
from forms.findings import Finding
from forms.model import Field
from forms.printing import cited_number
from forms.remarks import Figures, Speech, remark

if TYPE_CHECKING:
    from forms.computation import Computation

ABBREVIATIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "nghị quyết": "NQ",
        "nghị định": "NĐ",
        "quyết định": "QĐ",
        "chỉ thị": "CT",
        "thông tư": "TT",
        "quy chế": "QC",
        "quy định": "QyĐ",
        "thông báo": "TB",
        "hướng dẫn": "HD",
        "chương trình": "CTr",
        "kế hoạch": "KH",
        "kế hoạch phối hợp": "KHPH",
        "phương án": "PA",
        "đề án": "ĐA",
        "dự án": "DA",
        "báo cáo": "BC",
        "biên bản": "BB",
        "tờ trình": "TTr",
        "công điện": "CĐ",
        "điện mật": "ĐK",
    }
)
"""Type word to abbreviation (Phụ lục III; KHPH and ĐK as met in practice)."""

_LETTER: Final = "công văn"
_RESTARTED: Final = date(2025, 7, 1)
"""Local bodies were set up anew on this day and number their documents from 1 again."""

_WORD: Final = r"[^\W_]+"
_FAMILIES: Final = (
    re.compile(rf"[0-9]+/(?P<year>[0-9]{{4}})/(?P<type>{_WORD})-{_WORD}"),
    re.compile(r"[0-9]+/(?P<year>[0-9]{4})/QH[0-9]+"),
    re.compile(rf"[0-9]+-(?P<type>{_WORD})/{_WORD}"),
    re.compile(rf"[0-9]+/(?P<type>{_WORD})(?:[-/]{_WORD})*"),
)
_SERIAL: Final = re.compile(r"[0-9]{1,9}")


class Citation(NamedTuple):
    """One row of a list of documents; ``day`` is ``None`` where the date is not known."""

    field: str
    row: int
    kind: str
    number: str
    symbol: str
    day: date | None
    issuer: str

    @property
    def full(self) -> str:
        """Return number and symbol as printed: ``709/KH-UBND``, ``57-NQ/TW``."""
        return cited_number(self.number, self.symbol)

    def key(self, part: str) -> CellKey:
        """Return the address of one of the row's cells."""
        return CellKey(self.field, self.row, part)


def citations(c: Computation, field: Field) -> list[Citation]:
    """Return the rows of a documents field that have a number."""
    return [item for row in c.rows(field.id) if (item := _read(c, field.id, row)).number]


def _read(c: Computation, field: str, row: int) -> Citation:
    def text(part: str) -> str:
        return str(c.cells.get(CellKey(field, row, part), "")).strip()

    day = parse_date(text("ngay"))
    return Citation(
        field,
        row,
        text("ten_loai").lower(),
        text("so"),
        text("ky_hieu"),
        day if isinstance(day, date) else None,
        text("co_quan").lower(),
    )


def citation_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Check every document of one list, alone and by the order of the numbers."""
    listed = citations(c, field)
    found = [finding for item in listed for finding in _alone(c, field, item)]
    return (*found, *_in_order(c, listed))


def _alone(c: Computation, field: Field, item: Citation) -> Iterator[Finding]:
    shape = next((m for m in (f.fullmatch(item.full) for f in _FAMILIES) if m), None)
    named = {} if shape is None else shape.groupdict()
    if shape is None:
        yield _finding(c, item, "DOC-GRAMMAR", "ky_hieu", item.full)
    elif not _type_fits(item.kind, named.get("type")):
        yield _finding(c, item, "DOC-TYPE", "ky_hieu", item.full, item.kind)
    if item.day is None:
        return
    year = named.get("year")
    if year is not None and int(year) != item.day.year:
        yield _finding(c, item, "DOC-YEAR", "so", item.full, format_date(item.day))
    start, end = c.span
    if field.behaviour == "K" and not start <= item.day <= end:
        limits = f"{format_date(start)} – {format_date(end)}"
        yield _finding(c, item, "DATE-PERIOD", "ngay", format_date(item.day), limits)


def _type_fits(kind: str, abbreviation: str | None) -> bool:
    if abbreviation is None:
        return True
    if kind == _LETTER:
        return abbreviation not in ABBREVIATIONS.values()
    known = ABBREVIATIONS.get(kind)
    return known is None or known == abbreviation


def _in_order(c: Computation, listed: Iterable[Citation]) -> Iterator[Finding]:
    """Within one series (symbol, issuer, year) a larger number is not older."""
    series: dict[tuple[str, str, int, bool], list[tuple[int, date, Citation]]] = {}
    for item in listed:
        serial = _SERIAL.match(item.number)
        if item.day is not None and serial is not None:
            name = (item.symbol, item.issuer, item.day.year, item.day >= _RESTARTED)
            series.setdefault(name, []).append((int(serial[0]), item.day, item))
    for items in series.values():
        for (low, before, older), (high, after, newer) in pairwise(sorted(items)):
            if low < high and after < before:
                yield _finding(c, newer, "DOC-ORDER", "so", newer.full, older.full)


def repeated_citations(c: Computation, fields: Iterable[Field]) -> Iterator[Finding]:
    """Check documents that a report cites several times: one number has one date.

    Numbers start anew every year, so the same number of another year is another document.
    """
    seen: dict[tuple[str, str, int], Citation] = {}
    for field in fields:
        for item in citations(c, field):
            if item.day is None:
                continue
            first = seen.setdefault((item.full, item.issuer, item.day.year), item)
            if first.day is not None and first.day != item.day:
                yield _finding(c, item, "DOC-SAME", "so", item.full, format_date(first.day))
            elif first is not item and first.field == item.field:
                yield _finding(c, item, "DOC-TWICE", "so", item.full, format_date(item.day))


def _finding(c: Computation, item: Citation, code: str, part: str, *shown: str) -> Finding:
    label = f"{c.word(c.engine.fields[item.field].label)}, dòng {item.row}"
    return remark(c, item.key(part), Speech("", code, "warning"), Figures(*shown), label=label)
