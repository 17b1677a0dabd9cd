"""Checks on cited documents: dates, symbols, types, order.

The symbol families are those of Nghị định 30/2020/NĐ-CP, Phụ lục III (types and abbreviations),
Luật Ban hành VBQPPL (``63/2024/NĐ-CP``) and Party papers (``57-NQ/TW``). Nothing here is an error:
a citation in doubt asks for a word, it never stops a report whose figures are right.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from forms.cells import CellKey
from forms.dates import format_date
from forms.findings import Finding
from forms.messages import sentence
from forms.model import Field

if TYPE_CHECKING:
    from forms.engine import Computation

ABBREVIATIONS: Mapping[str, str] = MappingProxyType(
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

_WORD = r"[^\W_]+"
_FAMILIES = (
    re.compile(rf"\d+/(\d{{4}})/({_WORD})-{_WORD}"),
    re.compile(rf"\d+-({_WORD})/{_WORD}"),
    re.compile(rf"\d+/({_WORD})(?:[-/]{_WORD})*"),
)


class Citation(NamedTuple):
    """One row of a list of documents; ``day`` is ``None`` where the date is not known."""

    row: int
    kind: str
    number: str
    symbol: str
    day: date | None

    @property
    def full(self) -> str:
        """Return number and symbol as printed: ``709/KH-UBND``."""
        return f"{self.number}/{self.symbol}"


def citations(c: Computation, field: Field) -> list[Citation]:
    """Return the rows of a documents field that have a number."""
    found = []
    for row in c.rows(field.id):
        texts = [
            str(c.cells.get(CellKey(field.id, row, part), ""))
            for part in ("ten_loai", "so", "ky_hieu", "ngay")
        ]
        day = date.fromisoformat(texts[3]) if texts[3] else None
        if texts[1]:
            found.append(Citation(row, texts[0].strip(), texts[1].strip(), texts[2].strip(), day))
    return found


def citation_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Check every document of one list, alone and against the others of the list."""
    listed = citations(c, field)
    found = [finding for item in listed for finding in _alone(c, field, item)]
    found += _in_order(c, field, listed)
    seen: dict[str, Citation] = {}
    for item in listed:
        first = seen.setdefault(item.full, item)
        if first is not item:
            code = "DOC-TWICE" if first.day == item.day else "DOC-SAME"
            found.append(_finding(c, field, item, code, "so", item.full, _day(first.day)))
    return tuple(found)


def _alone(c: Computation, field: Field, item: Citation) -> list[Finding]:
    found = []
    shape = next((m for m in (f.fullmatch(item.full) for f in _FAMILIES) if m), None)
    if shape is None:
        found.append(_finding(c, field, item, "DOC-GRAMMAR", "ky_hieu", item.full))
    elif not _type_fits(item.kind, shape.groups()[-1]):
        found.append(_finding(c, field, item, "DOC-TYPE", "ky_hieu", item.full, item.kind))
    if item.day is not None:
        found += _dated(c, field, item, item.day)
    return found


def _type_fits(kind: str, abbreviation: str) -> bool:
    known = ABBREVIATIONS.get(kind.lower())
    if kind.lower() == "công văn":
        return abbreviation not in ABBREVIATIONS.values()
    return known is None or known == abbreviation


def _dated(c: Computation, field: Field, item: Citation, day: date) -> list[Finding]:
    found = []
    year = _FAMILIES[0].fullmatch(item.full)
    if year is not None and int(year.group(1)) != day.year:
        found.append(_finding(c, field, item, "DOC-YEAR", "so", item.full, format_date(day)))
    start, end = c.span
    if field.behaviour == "K" and not start <= day <= end:
        limits = f"{format_date(start)} – {format_date(end)}"
        found.append(_finding(c, field, item, "DATE-PERIOD", "ngay", format_date(day), limits))
    return found


def _in_order(c: Computation, field: Field, listed: list[Citation]) -> list[Finding]:
    """Within one series and year a larger number is not older."""
    series: dict[tuple[str, int], list[tuple[int, Citation]]] = {}
    for item in listed:
        if item.day is not None and item.number.isdigit():
            series.setdefault((item.symbol, item.day.year), []).append((int(item.number), item))
    found = []
    for items in series.values():
        ranked = sorted(items, key=lambda pair: pair[0])
        for (_, low), (_, high) in zip(ranked, ranked[1:], strict=False):
            if high.day is not None and low.day is not None and high.day < low.day:
                found.append(_finding(c, field, high, "DOC-ORDER", "so", high.full, low.full))
    return found


def _day(day: date | None) -> str:
    return "" if day is None else format_date(day)


def _finding(
    c: Computation,
    field: Field,
    item: Citation,
    code: str,
    part: str,
    given: str,
    expected: str = "",
) -> Finding:
    key = CellKey(field.id, item.row, part)
    label = f"{c.word(field.label)}, dòng {item.row}"
    return Finding(
        code=code,
        severity="warning",
        place=key.place(),
        key=key,
        given=given,
        expected=expected,
        message=sentence(code, label=label, given=given, expected=expected),
    )
