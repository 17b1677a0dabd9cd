"""Documents that reports have cited: gathered from their cells, told apart, put into words.

One document is one number and symbol of one body in one year. Reports may disagree on its day or
spelling; what each of them says is kept as a variant, so that a later report can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Final

import msgspec
from msgspec.structs import replace

from forms.cells import CellKey, CellValue
from forms.cited.cited_text import CitedMention, cited_in
from forms.cited.issuers import issuer_name
from forms.cited.symbols import folded, read_symbol
from forms.dates import format_date, parse_date
from forms.printed.printing import cited_number, cited_subject

_NUMBER_PARTS: Final = frozenset({"so", "ky_hieu"})
_SUBJECT: Final = re.compile(r"[\s,]{1,4}(về\s[^;.:\[\](){}“”\n]{3,300})")


class CitedDocument(msgspec.Struct, frozen=True, kw_only=True):
    """One cited document as a report has it; empty where the report does not say.

    ``kind`` is the type word, ``day`` an ISO date, ``report`` the id of the report.
    """

    kind: str = ""
    number: str
    symbol: str
    day: str = ""
    issuer: str = ""
    subject: str = ""
    report: str = ""

    @property
    def full(self) -> str:
        """Return number and symbol as printed: ``709/KH-UBND``."""
        return cited_number(self.number, self.symbol)

    @property
    def year(self) -> str:
        """Return the year that the number belongs to; empty where nothing tells it."""
        symbol = read_symbol(self.full)
        return str(symbol.year) if symbol is not None and symbol.year else self.day[:4]

    @property
    def facts(self) -> int:
        """Return how many of type, day, issuer and subject are known."""
        return sum(map(bool, (self.kind, self.day, self.issuer, self.subject)))


def gathered(cells: Mapping[CellKey, CellValue], report: str) -> Iterator[CitedDocument]:
    """Yield the documents that a report's cells cite: rows of documents lists, then texts."""
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for key, value in cells.items():
        if isinstance(value, str):
            rows.setdefault((key.field, key.row), {})[key.part] = value.strip()
    for (_field, row), parts in sorted(rows.items()):
        if row and parts.keys() >= _NUMBER_PARTS:
            yield _of_row(parts, report)
    for _address, parts in sorted(rows.items()):
        for part in sorted(parts.keys() - _NUMBER_PARTS):
            yield from _of_text(parts[part], report)


def _of_row(parts: Mapping[str, str], report: str) -> CitedDocument:
    return CitedDocument(
        kind=parts.get("ten_loai", ""),
        number=parts["so"],
        symbol=parts["ky_hieu"],
        day=_iso(parse_date(parts.get("ngay", ""))),
        issuer=parts.get("co_quan", ""),
        subject=parts.get("trich_yeu", ""),
        report=report,
    )


def _of_text(text: str, report: str) -> Iterator[CitedDocument]:
    found = cited_in(text)
    for mention, after in zip_longest(found, found[1:]):
        end = len(text) if after is None else after.start
        subject = _SUBJECT.match(text, mention.end, end)
        yield _mentioned(mention, "" if subject is None else subject[1], report)


def _mentioned(mention: CitedMention, subject: str, report: str) -> CitedDocument:
    return CitedDocument(
        kind=mention.word.capitalize(),
        number=mention.number.text,
        symbol=mention.full.removeprefix(mention.number.text)[1:],
        day=_iso(mention.date),
        issuer="" if mention.issuer is None else " ".join(mention.issuer.text.split()),
        subject=" ".join(subject.split()).removesuffix(" và"),
        report=report,
    )


def _iso(day: object) -> str:
    return day.isoformat() if isinstance(day, date) else ""


def same_issuer(one: str, other: str) -> bool:
    """Return whether two names may mean one body: either is missing or begins the other."""
    names = sorted((issuer_name(one), issuer_name(other)))
    return names[1].startswith(names[0])


def merged(documents: Iterable[CitedDocument]) -> tuple[CitedDocument, ...]:
    """Return each document once, as its fullest mention has it, the youngest first.

    Of equally full mentions the first given one stands. A mention without a year is one of the
    document with that number whose year is known, if there is just such a one.
    """
    by_symbol: dict[str, list[CitedDocument]] = {}
    for document in sorted(documents, key=lambda one: (not one.year, -one.facts)):
        known = by_symbol.setdefault(folded(document.full), [])
        twin = next((i for i, other in enumerate(known) if _is_same(document, other)), None)
        if twin is None:
            known.append(document)
        else:
            known[twin] = _completed(known[twin], document)
    every = [one for known in by_symbol.values() for one in known]
    return tuple(sorted(every, key=lambda one: (one.day or one.year, one.full), reverse=True))


def _is_same(one: CitedDocument, other: CitedDocument) -> bool:
    years = one.year in ("", other.year)
    return years and same_issuer(one.issuer, other.issuer)


def _completed(fuller: CitedDocument, other: CitedDocument) -> CitedDocument:
    return replace(
        fuller,
        kind=fuller.kind or other.kind,
        day=fuller.day or other.day,
        issuer=fuller.issuer or other.issuer,
        subject=fuller.subject or other.subject,
    )


def as_note(document: CitedDocument) -> str:
    """Return a document as a footnote cites it: type, number, day, issuer; what is known of it."""
    day = parse_date(document.day)
    parts = (
        document.kind,
        f"số {document.full}",
        f"ngày {format_date(day)}" if isinstance(day, date) else "",
        f"của {document.issuer}" if document.issuer else "",
    )
    return " ".join(part for part in parts if part)


def as_text(document: CitedDocument) -> str:
    """Return a document as running text cites it first: as a footnote does, with its subject."""
    return " ".join(part for part in (as_note(document), cited_subject(document.subject)) if part)
