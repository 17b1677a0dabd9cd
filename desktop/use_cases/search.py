"""Finding Vietnamese text the way people type it in a hurry: without marks, words in any order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from db.store import Store


_MARKS: Final = re.compile("[\u0300-\u036f]+")
"""The marks that Unicode puts over and under Latin letters."""


def plain(text: str) -> str:
    """Return text without diacritics, in small letters: ``Đăng ký`` is ``dang ky``."""
    return _MARKS.sub("", unicodedata.normalize("NFD", text.casefold().replace("đ", "d")))


def matches(query: str, text: str) -> bool:
    """Return whether every word of the query begins somewhere in the text."""
    found = plain(text)
    return all(word in found for word in plain(query).split())


class ReportSearch:
    """Reports by what is written in them and about them.

    The words of each report are read once, and again only when the trail names the report.
    """

    def __init__(self, store: Store) -> None:
        """Bind an open store; nothing is read before somebody searches."""
        self._store = store
        self._seen = 0
        self._words: dict[str, str] = {}

    def find(self, query: str, heads: Mapping[str, str]) -> frozenset[str]:
        """Return the reports that hold every word of a query, marks or no marks.

        ``heads`` are the reports to look among, with what is known of each beside its own words;
        where and by what they were sent is looked at too.
        """
        words = plain(query).split()
        if not words:
            return frozenset()
        self._read()
        sent = self._sent()
        found = []
        for report, said in heads.items():
            parts = (plain(f"{report} {said}"), sent.get(report, ""), self._words.get(report, ""))
            if all(any(word in part for part in parts) for word in words):
                found.append(report)
        return frozenset(found)

    def _read(self) -> None:
        written = self._store.archive.words(after=self._seen)
        self._seen = written.last
        for report, texts in written.texts.items():
            self._words[report] = _joined(texts)

    def _sent(self) -> dict[str, str]:
        told: dict[str, list[str]] = {}
        for row in self._store.issues():
            if row.action == "sent":
                told.setdefault(row.report, []).append(row.detail)
        return {report: _joined(details) for report, details in told.items()}


def _joined(texts: Iterable[str]) -> str:
    return plain("\n".join(texts))
