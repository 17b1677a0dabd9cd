"""The numbers that Word puts before paragraphs and does not write into the text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple, TypeVar

from exporters.readers.xml_events import listen
from forms.printed.printing import roman

_Kept = TypeVar("_Kept")

_PLACE: Final = re.compile(r"%([1-9])")
_LEVELS: Final = 9
_MOST: Final = 100_000
_LAST_ROMAN: Final = 3_999
_ALPHABET: Final = "abcdefghijklmnopqrstuvwxyz"


class Level(NamedTuple):
    """How one level of a list is numbered: its format, its text with ``%1``, its first number."""

    format: str = "decimal"
    text: str = ""
    first: int = 1


class ListPlace(NamedTuple):
    """Which list a paragraph belongs to, and how deep."""

    list_id: str
    level: int = 0


class Styles(NamedTuple):
    """What styles say of numbering and fonts, by style id."""

    places: Mapping[str, ListPlace]
    fonts: Mapping[str, str]


class Numbering:
    """Counts through the lists of a document in its order."""

    def __init__(self, lists: Mapping[str, Mapping[int, Level]]) -> None:
        self._lists = lists
        self._counts: dict[str, list[int | None]] = {}

    def label(self, place: ListPlace) -> str:
        """Count one paragraph and return what Word prints before it, such as ``2.1.``."""
        levels = self._lists.get(place.list_id, {})
        level = levels.get(place.level)
        if level is None or level.format == "none":
            return ""
        if level.format == "bullet":
            return "+" if level.text.strip() == "+" else "-"
        counts = self._counts.setdefault(place.list_id, [None] * _LEVELS)
        before = counts[place.level]
        counts[place.level] = level.first if before is None else min(before + 1, _MOST)
        counts[place.level + 1 :] = [None] * (_LEVELS - place.level - 1)
        return _PLACE.sub(lambda found: _at(levels, counts, int(found[1]) - 1), level.text)


def _at(levels: Mapping[int, Level], counts: list[int | None], index: int) -> str:
    level, count = levels.get(index, Level()), counts[index]
    return _written(level.first if count is None else count, level.format)


def _written(number: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        times, at = divmod(max(number, 1) - 1, len(_ALPHABET))
        letters = _ALPHABET[at] * min(times + 1, 3)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman"):
        made = roman(min(max(number, 1), _LAST_ROMAN))
        return made if form == "upperRoman" else made.lower()
    return f"{number:02d}" if form == "decimalZero" else str(number)


# --- the parts of the file ------------------------------------------------------------------------


def read_numbering(content: bytes) -> Numbering:
    """Read ``numbering.xml``. Raises XmlProblem."""
    listener = _Lists()
    listen(content, listener)
    lists = {
        number: {**listener.abstract.get(base, {}), **listener.overrides.get(number, {})}
        for number, base in listener.bases.items()
    }
    return Numbering(lists)


def read_styles(content: bytes) -> Styles:
    """Read ``styles.xml``: numbering and fonts, with those of the styles they are based on."""
    listener = _Styles()
    listen(content, listener)
    return Styles(listener.inherited(listener.places), listener.inherited(listener.fonts))


class _Lists:
    def __init__(self) -> None:
        self.abstract: dict[str, dict[int, Level]] = {}
        self.bases: dict[str, str] = {}
        self.overrides: dict[str, dict[int, Level]] = {}
        self._kept: dict[int, Level] = {}
        self._level = 0
        self._num = self._base = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "abstractNum":
            self._base, self._num = attributes.get("abstractNumId", ""), ""
            self._kept = self.abstract.setdefault(self._base, {})
        elif name == "num":
            self._num = attributes.get("numId", "")
            self._kept = self.overrides.setdefault(self._num, {})
        elif name == "abstractNumId" and self._num:
            self.bases[self._num] = value
        elif name in ("lvl", "lvlOverride"):
            self._level = number_of(attributes.get("ilvl", "0"))
        elif name in ("start", "startOverride", "numFmt", "lvlText"):
            self._describe(name, value)

    def _describe(self, name: str, value: str) -> None:
        base = self.abstract.get(self.bases.get(self._num, ""), {}) if self._num else {}
        level = self._kept.get(self._level) or base.get(self._level) or Level()
        if name == "numFmt":
            level = level._replace(format=value)
        elif name == "lvlText":
            level = level._replace(text=value[:40])
        else:
            level = level._replace(first=number_of(value))
        if 0 <= self._level < _LEVELS:
            self._kept[self._level] = level

    def end(self, name: str) -> None:
        """Nothing hangs on the ends of elements here."""

    def text(self, words: str) -> None:
        """No words here."""


class _Styles:
    def __init__(self) -> None:
        self.places: dict[str, ListPlace] = {}
        self.fonts: dict[str, str] = {}
        self._based: dict[str, str] = {}
        self._style = ""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        if name == "style":
            self._style = attributes.get("styleId", "")
        elif name == "basedOn":
            self._based[self._style] = value
        elif name == "rFonts":
            self.fonts.setdefault(self._style, attributes.get("ascii", ""))
        elif name == "numId":
            level = self.places.get(self._style, ListPlace("")).level
            self.places[self._style] = ListPlace(value, level)
        elif name == "ilvl":
            known = self.places.get(self._style, ListPlace(""))
            self.places[self._style] = known._replace(level=number_of(value))

    def end(self, name: str) -> None:
        """Nothing hangs on the ends of elements here."""

    def text(self, words: str) -> None:
        """No words here."""

    def inherited(self, known: Mapping[str, _Kept]) -> dict[str, _Kept]:
        """Return what each style has of its own or of the styles below it."""
        found = dict(known)
        for style in self._based:
            below, steps = style, 0
            while below not in known and below in self._based and steps < _LEVELS:
                below, steps = self._based[below], steps + 1
            if below in known:
                found[style] = known[below]
        return found


def number_of(text: str) -> int:
    """Return a small whole number of an attribute, 0 where it is none."""
    return min(int(text), _MOST) if text.isdecimal() and len(text) < 10 else 0
