"""Vietnamese in fonts of the years before Unicode: TCVN3 (``.VnTime``), VNI (``VNI-Times``).

Such a text holds Latin-1 characters that only its font draws as Vietnamese letters. The byte
assignments are those of TCVN 5712:1993 (third table) and of VNI-Windows; a text is converted only
when what comes out reads as Vietnamese, since a name in French has the same characters.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

Encoding = Literal["", "tcvn3", "vni"]

_TONES: Final = "\u0300\u0309\u0303\u0301\u0323"
"""Huyền, hỏi, ngã, sắc, nặng, in the order of the tables below."""
_TCVN3_TONED: Final = {
    "a": "B5B6B7B8B9",
    "ă": "BBBCBDBEC6",
    "â": "C7C8C9CACB",
    "e": "CCCECFD0D1",
    "ê": "D2D3D4D5D6",
    "i": "D7D8DCDDDE",
    "o": "DFE1E2E3E4",
    "ô": "E5E6E7E8E9",
    "ơ": "EAEBECEDEE",
    "u": "EFF1F2F3F4",
    "ư": "F5F6F7F8F9",
    "y": "FAFBFCFDFE",
}
_TCVN3_BARE: Final = dict(
    zip("ĂÂÊÔƠƯĐăâêôơưđ", bytes.fromhex("A1A2A3A4A5A6A7A8A9AAABACADAE"), strict=True)
)
_REPLACED: Final = {0x2212: "ư", 0x2219: "ã"}
"""What exports of PDF and Word put in the place of two bytes of TCVN3."""
_VNI_PLAIN: Final = "F8FBF5F9EF"
_VNI_HAT: Final = "E0E5E3E1E4"
_VNI_BREVE: Final = "E8FAFCE9EB"
_VNI_I: Final = "ECE6F3EDF2"


def _tcvn3() -> dict[int, str]:
    table = {code: letter for letter, code in _TCVN3_BARE.items()}
    for letter, codes in _TCVN3_TONED.items():
        table.update(_toned(letter, codes))
    return {**table, **_REPLACED}


def _toned(letter: str, codes: str) -> dict[int, str]:
    pairs = zip(bytes.fromhex(codes), _TONES, strict=True)
    return {code: unicodedata.normalize("NFC", letter + tone) for code, tone in pairs}


def _vni() -> dict[str, str]:
    table = {"ô": "ơ", "ö": "ư", "ñ": "đ", "î": "ỵ"}
    table |= {chr(code): letter for code, letter in _toned("i", _VNI_I).items()}
    for letter in "aeouy":
        marks = {chr(code): made for code, made in _toned(letter, _VNI_PLAIN).items()}
        table |= {letter + mark: made for mark, made in marks.items()}
    for bare, letter in (("ô", "ơ"), ("ö", "ư")):
        table |= {bare + chr(c): made for c, made in _toned(letter, _VNI_PLAIN).items()}
    for bare, letter in (("a", "â"), ("e", "ê"), ("o", "ô")):
        table[bare + "â"] = letter
        table |= {bare + chr(c): made for c, made in _toned(letter, _VNI_HAT).items()}
    table["aê"] = "ă"
    table |= {"a" + chr(c): made for c, made in _toned("ă", _VNI_BREVE).items()}
    # Capitals are the same marks 0x20 lower, behind either case of the base letter.
    upper = {_raised(key): made.upper() for key, made in table.items()}
    mixed = {key[0].upper() + key[1:]: made.upper() for key, made in table.items() if key[1:]}
    return {**mixed, **upper, **table}


def _raised(key: str) -> str:
    return "".join(c.upper() if c.isascii() else chr(ord(c) - 0x20) for c in key)


_TCVN3: Final = _tcvn3()
_VNI: Final = _vni()
_VNI_LONGEST_FIRST: Final = re.compile("|".join(sorted(map(re.escape, _VNI), key=len)[::-1]))

_MODERN: Final = re.compile("[\u1e00-\u1eff\u0102\u0103\u0110\u0111\u01a0\u01a1\u01af\u01b0]")
_HIGH: Final = re.compile("[\u00a1-\u00fe\u2212\u2219]")
_AROUND: Final = string.punctuation + string.digits + "“”‘’…–"
_LETTERS: Final = re.compile(r"[^\W\d_]+")
_ONSET: Final = "(?:ngh|ng|nh|gh|gi|ch|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_RHYME: Final = (
    "(?:oo|o?[ăa](?:ch|nh|ng|c|i|m|n|o|p|t|u|y)?|[âeêioôơuưy](?:ch|nh|ng|c|m|n|p|t)?"
    "|[âê][uy]|e[ou]|i[au]|[oô]i|ơi|u[aiy]|ư[aiu]|oe[ot]?n?|u[êơ](?:ch|nh|n|t)?|uâ(?:n|ng|t|y)"
    "|iê(?:c|m|n|ng|p|t|u)|yê(?:m|n|ng|t|u)|uô(?:c|i|m|n|ng|t)|ươ(?:c|i|m|n|ng|p|t|u)"
    "|uy(?:a|ê[nt]|ch|nh|n|t|u|p)?)"
)
_SYLLABLE: Final = re.compile(_ONSET + _RHYME)
_LEAST: Final = 3
"""Converted words that must be there before their sound says anything."""
_LOOKED_AT: Final = 60_000
_KNOWN: Final[tuple[Encoding, ...]] = ("tcvn3", "vni")


class Converted(NamedTuple):
    """Texts as they read in Unicode (NFC), and the encoding that they were in (empty: Unicode)."""

    texts: tuple[str, ...]
    encoding: Encoding


def convert(text: str, encoding: Encoding) -> str:
    """Return a text of a known encoding in Unicode, NFC."""
    if encoding == "tcvn3":
        text = text.translate(_TCVN3)
    elif encoding == "vni":
        text = _VNI_LONGEST_FIRST.sub(lambda found: _VNI[found[0]], text)
    return unicodedata.normalize("NFC", text)


def detect(text: str, font: str = "") -> Encoding:
    """Return the old encoding a text is in, or nothing where it is Unicode or not Vietnamese.

    ``font`` is the name of its font where one is known: then a single word is enough.
    """
    if _is_modern(text) or not _HIGH.search(text):
        return ""
    named = font.strip().casefold()
    hint: Encoding = "tcvn3" if named.startswith(".vn") else "vni" if named[:3] == "vni" else ""
    if _as_written(text).mostly(1, 2):
        # Words such as “tháng” have Latin-1 letters only, in Unicode too.
        return ""
    if hint and _sound(text, hint).mostly(1, 2):
        return hint
    sounds = {each: _sound(text, each) for each in _KNOWN}
    best = max(_KNOWN, key=lambda each: sounds[each].good)
    return best if sounds[best].words >= _LEAST and sounds[best].mostly(9, 10) else ""


class _Sound(NamedTuple):
    """How many of the words that a conversion changes are Vietnamese syllables then."""

    good: int
    words: int

    def mostly(self, part: int, whole: int) -> bool:
        return self.words > 0 and self.good * whole >= self.words * part


def _sound(text: str, encoding: Encoding) -> _Sound:
    changed = [word for word in text[:_LOOKED_AT].split() if _HIGH.search(word)]
    said = [part for word in changed for part in _LETTERS.findall(convert(word, encoding))]
    return _Sound(sum(_is_syllable(part) for part in said), len(said))


def _as_written(text: str) -> _Sound:
    said = [word.strip(_AROUND) for word in text[:_LOOKED_AT].split() if _HIGH.search(word)]
    return _Sound(sum(_is_syllable(word) for word in said), len(said))


def _is_syllable(word: str) -> bool:
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if c not in _TONES)
    return _SYLLABLE.fullmatch(unicodedata.normalize("NFC", bare)) is not None


def modern(texts: Sequence[str]) -> Converted:
    """Return the lines of one text in Unicode; those that are in Unicode already stay."""
    old = [text for text in texts if not _is_modern(text)]
    encoding = detect("\n".join(old))
    said = (convert(text, "" if _is_modern(text) else encoding) for text in texts)
    return Converted(tuple(said), encoding)


def _is_modern(text: str) -> bool:
    return _MODERN.search(unicodedata.normalize("NFC", text)) is not None
