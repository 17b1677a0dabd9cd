"""The library of a unit: every document that its reports have cited, to find and cite again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from desktop.use_cases.search import plain
from forms.cells import CellKey
from forms.cited.bibliography import CitedDocument, as_note, as_text, gathered, merged
from forms.cited.symbols import folded
from forms.dates import printed_day
from forms.model import DOCUMENT_COLUMNS

if TYPE_CHECKING:
    from db.store import Store
    from desktop.desk import Desk, Outcome

__all__ = ["CitedDocument", "Library", "as_note", "as_text", "cite"]

MOST: Final = 200
"""How many documents a search shows: more than anybody reads."""


class Library:
    """The documents of one unit, kept up to date with the store.

    What each report cites is read once and read again only when the trail names the report.
    """

    def __init__(self, store: Store, unit: str) -> None:
        """Bind the unit; nothing is read before it is asked for."""
        self._store, self._unit = store, unit
        self._seen = 0
        self._by_report: dict[str, tuple[CitedDocument, ...]] = {}
        self._merged: tuple[CitedDocument, ...] | None = None
        self._plain: tuple[str, ...] = ()
        self._said: dict[str, tuple[CitedDocument, ...]] | None = None

    def documents(self) -> tuple[CitedDocument, ...]:
        """Return every document once, the youngest first."""
        self._read()
        if self._merged is None:
            self._merged = merged(self._every())
            self._plain = tuple(plain(_haystack(one)) for one in self._merged)
        return self._merged

    def search(self, text: str) -> tuple[CitedDocument, ...]:
        """Return the documents that have every word of ``text``, at most ``MOST``.

        Words count without diacritics, wherever they stand: number, symbol, type, body, subject,
        day. A document whose number is one of the words comes first. Empty text finds all.
        """
        words = plain(text).split()
        documents = self.documents()
        pairs = zip(self._plain, documents, strict=True)
        found = [one for said, one in pairs if all(word in said for word in words)]
        found.sort(key=lambda one: one.number.partition("/")[0] not in words)
        return tuple(found[:MOST])

    def others(self, report: str) -> Mapping[str, tuple[CitedDocument, ...]]:
        """Return what reports other than ``report`` say, by folded number and symbol."""
        self._read()
        if self._said is None:
            said: dict[str, list[CitedDocument]] = {}
            for one in self._every():
                said.setdefault(folded(one.full), []).append(one)
            self._said = {number: tuple(every) for number, every in said.items()}
        return _Others(self._said, report)

    def _every(self) -> Iterator[CitedDocument]:
        for report in sorted(self._by_report, reverse=True):
            yield from self._by_report[report]

    def _read(self) -> None:
        written = self._store.written(self._unit, after=self._seen)
        self._seen = written.last
        for report, cells in written.cells.items():
            now = tuple(dict.fromkeys(gathered(cells, report)))
            if now != self._by_report.get(report, ()):
                self._by_report[report] = now
                self._merged = self._said = None


class _Others(Mapping[str, tuple[CitedDocument, ...]]):
    """What all reports say but one, looked up when asked: few of many are."""

    def __init__(self, said: Mapping[str, tuple[CitedDocument, ...]], report: str) -> None:
        self._said, self._report = said, report

    def __getitem__(self, number: str) -> tuple[CitedDocument, ...]:
        return tuple(one for one in self._said[number] if one.report != self._report)

    def __iter__(self) -> Iterator[str]:
        return iter(self._said)

    def __len__(self) -> int:
        return len(self._said)


def _haystack(one: CitedDocument) -> str:
    day = printed_day(one.day)
    return f"{one.kind} {one.full} {one.number}/{one.symbol} {day} {one.issuer} {one.subject}"


def cite(desk: Desk, list_id: str, document: CitedDocument) -> Outcome:
    """Add a document to a documents list as its last row: one change, one step to undo."""
    texts = {
        "ten_loai": document.kind,
        "so": document.number,
        "ky_hieu": document.symbol,
        "ngay": printed_day(document.day),
        "co_quan": document.issuer,
        "trich_yeu": document.subject,
    }
    row = desk.add_row(list_id)
    keys = [CellKey(list_id, row, column.id) for column in DOCUMENT_COLUMNS]
    return desk.enter_block([keys], [[texts[key.part] for key in keys]])
