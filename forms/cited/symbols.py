"""Numbers and symbols of documents: types with their abbreviations, families, reading one.

Sources: Nghị định 30/2020/NĐ-CP, Phụ lục III (types and abbreviations of administrative papers),
Luật Ban hành VBQPPL (``63/2024/NĐ-CP``, ``47/2019/QH14``), Party papers (``57-NQ/TW``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, NamedTuple

KINDS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "luật": (),
        "bộ luật": (),
        "pháp lệnh": ("PL",),
        "lệnh": ("L",),
        "nghị quyết": ("NQ",),
        "nghị quyết liên tịch": ("NQLT",),
        "nghị định": ("NĐ",),
        "quyết định": ("QĐ",),
        "chỉ thị": ("CT",),
        "thông tư": ("TT",),
        "thông tư liên tịch": ("TTLT",),
        "văn bản hợp nhất": ("VBHN",),
        "quy chế": ("QC",),
        "quy chế phối hợp": ("QCPH", "QC"),
        # The Party abbreviates a quy định like a quyết định.
        "quy định": ("QyĐ", "QĐ", "QĐi"),
        "thông cáo": ("TC",),
        "thông báo": ("TB",),
        "thông báo kết luận": ("TB", "TBKL"),
        "kết luận": ("KL", "TB"),
        "hướng dẫn": ("HD",),
        "chương trình": ("CTr",),
        "chương trình hành động": ("CTr", "CTrHĐ"),
        "chương trình phối hợp": ("CTPH", "CTrPH", "CTr"),
        "kế hoạch": ("KH", "KHPH"),
        "kế hoạch phối hợp": ("KHPH",),
        "phương án": ("PA",),
        "đề án": ("ĐA",),
        "dự án": ("DA",),
        "báo cáo": ("BC",),
        "biên bản": ("BB",),
        "tờ trình": ("TTr",),
        "hợp đồng": ("HĐ",),
        "công điện": ("CĐ",),
        "điện mật": ("ĐK",),
        "bản ghi nhớ": ("BGN",),
        "bản thỏa thuận": ("BTT",),
        "giấy ủy quyền": ("GUQ",),
        "giấy mời": ("GM",),
        "giấy giới thiệu": ("GGT",),
        "giấy nghỉ phép": ("GNP",),
        "phiếu gửi": ("PG",),
        "phiếu chuyển": ("PC",),
        "phiếu báo": ("PB",),
        "bản sao y": ("SY",),
        "bản trích sao": ("TrS",),
        "bản sao lục": ("SL",),
        "công văn": (),
        "thư công": (),
        "văn bản": (),
    }
)
"""Type word to its abbreviations, the usual one first; none for papers whose symbol has no type.

``văn bản`` names no type: it goes with every symbol.
"""

LETTERS: Final = frozenset({"công văn", "thư công"})
"""Papers whose symbol is ``ISSUER-UNIT``, without a type."""

ABBREVIATIONS: Final = frozenset(short for shorts in KINDS.values() for short in shorts)

_LONGEST_SERIAL: Final = 18
_LEADING: Final = re.compile(r"^\s*([0-9]*)(.*)$", re.DOTALL)
_UNMISTAKABLE: Final = frozenset(
    {"NQ", "NQLT", "NĐ", "QĐ", "TTLT", "VBHN", "QyĐ", "TB", "KH", "KHPH", "CTr", "ĐA", "BC", "TTr"}
)
"""Abbreviations that are no body's code, as CT is: a tax office writes ``15/CT-TTHT``."""

_PARTY_LETTER: Final = "CV"
_WORD: Final = r"[^\W_]+"
_TAIL: Final = rf"{_WORD}(?:[-/]{_WORD})*"
_ACT: Final = re.compile(
    rf"(?P<serial>[0-9]+)/(?P<year>[0-9]{{4}})/(?P<type>{_WORD})-(?P<body>{_TAIL})"
)
_OF_ASSEMBLY: Final = re.compile(
    r"(?P<serial>[0-9]+)/(?P<year>[0-9]{4})/(?P<body>(?:UBTV)?QH[0-9]+)"
)
_OF_PARTY: Final = re.compile(rf"(?P<serial>[0-9]+)-(?P<type>{_WORD})/(?P<body>{_TAIL})")
_PAPER: Final = re.compile(rf"(?P<serial>[0-9]+)/(?P<first>{_WORD})(?P<rest>(?:[-/]{_WORD})*)")


class Symbol(NamedTuple):
    """A number with its symbol, taken apart.

    ``year`` is 0 where the number has none. ``type`` is what stands where the type does: its
    abbreviation, or in a letter the code of its body; empty in acts of the National Assembly.
    ``body`` is the code of the issuing body, of the first one where there are several; empty in a
    letter that has no other word than its body's.
    """

    serial: int
    year: int
    type: str
    body: str
    party: bool = False


def read_symbol(full: str) -> Symbol | None:
    """Read ``63/2024/NĐ-CP``, ``709/KH-UBND``, ``802/UBND-NC`` or ``57-NQ/TW``; else ``None``.

    ``full`` is number and symbol as printed, without blanks.
    """
    if act := _ACT.fullmatch(full) or _OF_ASSEMBLY.fullmatch(full):
        named = act.groupdict("")
        return Symbol(_serial(act), int(act["year"]), named.get("type", ""), _first(act["body"]))
    if paper := _OF_PARTY.fullmatch(full):
        return Symbol(_serial(paper), 0, paper["type"], _first(paper["body"]), party=True)
    if paper := _PAPER.fullmatch(full):
        typed = paper["first"] in ABBREVIATIONS and paper["rest"]
        body = _first(paper["rest"].lstrip("-/")) if typed else paper["first"]
        return Symbol(_serial(paper), 0, paper["first"], body)
    return None


def _serial(found: re.Match[str]) -> int:
    return int(found["serial"][-_LONGEST_SERIAL:])


def _first(codes: str) -> str:
    return re.split("[-/]", codes, maxsplit=1)[0]


def fits_kind(kind: str, symbol: Symbol) -> bool:
    """Return whether a paper called ``kind`` (a type word, lower case) may have this symbol.

    A word that is no known type goes with everything.
    """
    if kind in LETTERS:
        return symbol.type not in _UNMISTAKABLE or (symbol.party and symbol.type == _PARTY_LETTER)
    shorts = KINDS.get(kind, ())
    if not shorts or not symbol.type:
        return True
    return symbol.type in shorts or _is_compound(symbol.type, shorts[0])


def _is_compound(abbreviation: str, short: str) -> bool:
    """Return whether a type is a kind of another: ``TTLT`` of ``TT``, ``HĐKT`` of ``HĐ``."""
    more = abbreviation.removeprefix(short)
    return more != abbreviation and more.isupper() and abbreviation not in ABBREVIATIONS


def folded(full: str) -> str:
    """Return what is left of a number and symbol whatever way they are spelled.

    Case, hyphens, slashes, blanks and leading zeros make no difference: ``02-KH/BCĐTW``,
    ``2/KH-BCĐTW`` and ``02-Kh/BCĐTW`` are one.
    """
    serial, rest = _LEADING.findall(full)[0]
    return f"{serial.lstrip('0')}|{''.join(filter(str.isalnum, rest.casefold()))}"
