"""Documents cited in running text: where each stands, and its parts.

Finds ``Kế hoạch số 709/KH-UBND ngày 16/7/2024 của Ủy ban nhân dân tỉnh`` and every shorter way of
saying it. What only looks like a number with a symbol stays unnoticed: ``24/7``, ``220/380V``,
``4G/5G``, ``63/63``, ``Đề án 06/CP``, ratios, dates, money. Reading is linear in the text and
never fails; blanks and line ends inside a citation, as wrapped lines leave them, do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from forms.cited.symbols import ABBREVIATIONS, KINDS, LETTERS
from forms.dates import DateProblem, parse_date

_UPPER: Final = "A-ZĐĂÂÊÔƠƯ"
_CODE: Final = rf"[{_UPPER}][^\W_]{{0,19}}"
_NEXT: Final = rf"(?:-[^\W_]{{1,20}}|-\s{{1,4}}[{_UPPER}]{{2}}[^\W_]{{0,18}}|/{_CODE})"
_CITED: Final = re.compile(
    r"(?<![\w/.,+-])(?P<number>[0-9]{1,5}(?:/(?:19|20)[0-9]{2}(?=\s?/))?)"
    rf"(?:\s?/\s?(?P<symbol>{_CODE}{_NEXT}{{0,6}})"
    rf"|\s?-\s{{0,4}}(?P<party>{_CODE}/{_CODE}{_NEXT}{{0,4}}))"
    r"(?![^\W_])"
)
"""Every quantifier is bounded, so that no text can make the search slow."""

_LOST_JOINT: Final = re.compile(rf"\s([{_UPPER}]{{2,9}})(?=,?\s{{1,4}}ngày\s)")
"""A second code after a blank where the hyphen was forgotten: ``708/BTTTT CATTT ngày …``."""
_DAY: Final = re.compile(
    r"[\s,(]{1,6}(?:ký\s{1,4}|ban hành\s{1,4})?ngày\s{1,6}(?P<day>"
    r"[0-9]{1,4}\s?(?P<mark>[/.-])\s?[0-9]{1,4}\s?(?P=mark)\s?[0-9]{1,8}"
    r"|[0-9]{1,4}\s{1,4}tháng\s{1,4}[0-9]{1,4}\s{1,4}năm\s{1,4}[0-9]{1,8})(?![0-9])",
    re.IGNORECASE,
)
_OF: Final = re.compile(r"[\s,)]{1,6}của\s{1,4}(?=[^\W\d_])")
_MOST_LINES: Final = 3
_CLAUSE: Final = re.compile(r"[^.,;:()\[\]{}<>“”\"\n]{1,120}")
_WRAPPED: Final = re.compile(r"\n{1,2}(?=[^\W\d_])")
_GOES_ON: Final = re.compile(r"\b(?:và|của|tướng|phòng|ban|bộ|sở|ủy|đồng)\s*$", re.IGNORECASE)
_TYPES: Final = "|".join(sorted(KINDS, key=len, reverse=True)).replace(" ", r"\s{1,4}")
_ISSUER_ENDS: Final = re.compile(
    r"\s{1,4}(?:(?:và\s{1,4})?(?:về|v/v|quy\s{1,4}định|ban\s{1,4}hành|sửa\s{1,4}đổi|phê\s{1,4}duyệt"
    r"|hướng\s{1,4}dẫn|triển\s{1,4}khai|thực\s{1,4}hiện|yêu\s{1,4}cầu|đề\s{1,4}nghị|chỉ\s{1,4}đạo"
    r"|kể\s{1,4}từ|hiện|nhằm|để|đã|đang|sẽ|được|không|chưa|trên|trong|tại|theo|cho|giao|ngày|là|nên"
    rf"|thì|có|(?i:{_TYPES})\s{{1,4}}(?:số|[0-9]))|và\s*$)(?!\w)"
)
_AFTER_JOINT: Final = re.compile(r"-\s+")
_WORDS: Final = re.compile(r"[^\W\d_]+")
_LEAD: Final = 60
_LONGEST_KIND: Final = max(kind.count(" ") for kind in KINDS) + 1
_NUMBER_WORD: Final = "số"
_PROJECT: Final = "đề án"
_LAW: Final = re.compile(r"\b(?:Bộ luật|Luật)(?=[^.;,:()]{1,80}$)")
_OF_ASSEMBLY: Final = re.compile(r"(?:UBTV)?QH[0-9]{1,2}")
_LEAST_CODE: Final = 2


class Part(NamedTuple):
    """Some words of a text and where they stand: ``text[start:end]``."""

    text: str
    start: int
    end: int


class CitedMention(NamedTuple):
    """A cited document. ``kind``, ``day`` and ``issuer`` are ``None`` where the text has none.

    ``number`` is ``709``, or ``63/2024`` where the year belongs to the number; ``symbol`` is
    ``KH-UBND``, ``NĐ-CP``, of the Party (``57-NQ/TW``) ``NQ/TW``. Parts are as written, blanks
    included.
    """

    kind: Part | None
    number: Part
    symbol: Part
    day: Part | None
    issuer: Part | None
    party: bool = False

    @property
    def start(self) -> int:
        """Return where the citation begins: at its type word or, without one, at its number."""
        return self.number.start if self.kind is None else self.kind.start

    @property
    def end(self) -> int:
        """Return where the citation ends."""
        return max(part.end for part in (self.symbol, self.day, self.issuer) if part is not None)

    @property
    def word(self) -> str:
        """Return the type word in lower case, ``kế hoạch``; empty for none."""
        return "" if self.kind is None else " ".join(self.kind.text.casefold().split())

    @property
    def full(self) -> str:
        """Return number and symbol as printed: ``709/KH-UBND``, ``57-NQ/TW``.

        Blanks that a wrapped line leaves after a hyphen are gone; one in place of a hyphen stays.
        """
        joint = "-" if self.party else "/"
        symbol = _AFTER_JOINT.sub("-", self.symbol.text)
        return f"{self.number.text}{joint}{symbol}"

    @property
    def date(self) -> date | DateProblem | None:
        """Return the day, or what is wrong with it; ``None`` where none is given."""
        return None if self.day is None else parse_date(" ".join(self.day.text.split()))


@lru_cache(maxsize=1024)
def cited_in(text: str) -> tuple[CitedMention, ...]:
    """Return the documents that ``text`` (NFC) cites, in order; they never overlap."""
    return tuple(_mentions(text))


def _mentions(text: str) -> Iterator[CitedMention]:
    done = 0
    for found in _CITED.finditer(text) if "/" in text or "-" in text else ():
        if found.start() < done:
            continue
        mention = _mention(text, found, max(done, found.start() - _LEAD))
        if mention is not None:
            yield mention
            done = mention.end


def _mention(text: str, found: re.Match[str], since: int) -> CitedMention | None:
    lead = text[since : found.start()]
    kind, numbered = _kind(lead)
    named = "party" if found["party"] else "symbol"
    symbol, number = _part(found, named), _part(found, "number")
    if kind is None and _OF_ASSEMBLY.fullmatch(symbol.text):
        kind = _law(lead)
    day = _DAY.match(text, symbol.end)
    if not _is_citation(kind, number.text, symbol.text, sure=numbered or day is not None):
        return None
    lost = _LOST_JOINT.match(text, symbol.end)
    if lost is not None:
        symbol = Part(text[symbol.start : lost.end()], symbol.start, lost.end())
        day = _DAY.match(text, symbol.end)
    moved = kind and Part(kind.text, kind.start + since, kind.end + since)
    return _dated(text, CitedMention(moved, number, symbol, None, None, named == "party"))


def _dated(text: str, bare: CitedMention) -> CitedMention:
    """Add the day and the issuer, in whichever order they follow."""
    day = _day_at(text, bare.end)
    issuer = _issuer_at(text, bare.end if day is None else day.end)
    if day is None and issuer is not None:
        day = _day_at(text, issuer.end)
    return bare._replace(day=day, issuer=issuer)


def _day_at(text: str, at: int) -> Part | None:
    found = _DAY.match(text, at)
    return None if found is None else _part(found, "day")


def _issuer_at(text: str, at: int) -> Part | None:
    of = _OF.match(text, at)
    if of is None:
        return None
    start = of.end()
    end = _clause_end(text, start)
    stop = _ISSUER_ENDS.search(text, start, end)
    end = end if stop is None else stop.start()
    words = text[start:end].rstrip()
    return Part(words, start, start + len(words)) if words else None


def _clause_end(text: str, start: int) -> int:
    """Return where the words from ``start`` end: at a sign, or a line that nothing carries on."""
    end = start
    for _line in range(_MOST_LINES):
        clause = _CLAUSE.match(text, end)
        if clause is None:
            break
        end = clause.end()
        wrap = _WRAPPED.match(text, end)
        if wrap is None or not (text[wrap.end()].islower() or _GOES_ON.search(clause.group())):
            break
        end = wrap.end()
    return end


def _kind(lead: str) -> tuple[Part | None, bool]:
    """Return the type word that ends ``lead``, and whether ``số`` stands after it."""
    words = list(_WORDS.finditer(lead))[-_LONGEST_KIND - 1 :]
    joint = lead[words[-1].end() :] if words else ""
    numbered = bool(words) and words[-1].group().casefold() == _NUMBER_WORD
    if not words or joint.strip() not in ((":", "") if numbered else ("",)) or not joint:
        return None, False
    if numbered:
        words.pop()
    return _longest_kind(lead, words), numbered


def _longest_kind(lead: str, words: list[re.Match[str]]) -> Part | None:
    for first in range(max(len(words) - _LONGEST_KIND, 0), len(words)):
        start, end = words[first].start(), words[-1].end()
        if " ".join(lead[start:end].casefold().split()) in KINDS:
            return Part(lead[start:end], start, end)
    return None


def _law(lead: str) -> Part | None:
    found = _LAW.search(lead)
    return None if found is None else Part(found.group(), found.start(), found.end())


def _is_citation(kind: Part | None, number: str, symbol: str, *, sure: bool) -> bool:
    """Return whether it is a document: the bolder the shape, the less must be said around it."""
    first, *rest = re.split(r"[-/]\s*", symbol)
    word = "" if kind is None else kind.text.casefold()
    if _OF_ASSEMBLY.fullmatch(symbol) and "/" in number:
        return True
    if not rest:
        return bool(word) and word != _PROJECT and (sure or word in LETTERS)
    coded = first.isalpha() and first.isupper() and len(first) >= _LEAST_CODE
    return bool(word) or first in ABBREVIATIONS or (sure and coded and "-" in symbol)


def _part(found: re.Match[str], name: str) -> Part:
    return Part(found[name], found.start(name), found.end(name))
