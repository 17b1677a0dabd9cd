"""What a report of figures must not hold: citizens' numbers, telephone numbers, secrets.

Law 91/2025/QH15 (personal data) and Law 117/2025/QH15 (state secrets): a report holds sums, and
secret matters are written on other computers. Nothing is blocked: a person looks, and says why it
stays. What is pointed out is never repeated whole, since findings travel with the package.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from forms.checking.citations import texts
from forms.checking.remarks import Figures, Speech, remark
from forms.findings import Finding
from forms.model import Field

if TYPE_CHECKING:
    from forms.computation import Computation

Kind = Literal["PRIVATE-ID", "PRIVATE-PHONE", "SECRET-STAMP", "SECRET-CITED"]

_CITIZEN: Final = re.compile(r"(?<![\w./,-])0[0-9]{2}(?:[\s.]?[0-9]{3}){3}(?!\w)")
_PHONE: Final = re.compile(
    r"(?<![\w/,.-])(?:\+84|0)[\s.]?(?:[35789]|2[0-9])(?:[\s.]?[0-9]){8}(?![\w/]|[.,\s]?[0-9])"
)
_STAMP: Final = re.compile(r"(?<!\w)(?:TUYỆT\s{1,3}|TỐI\s{1,3})?MẬT(?!\w)")
_CITED: Final = re.compile(
    r"\b(?:điện|công văn|văn bản|báo cáo|kế hoạch|chỉ thị)\s{1,3}(?:tuyệt\s|tối\s)?mật\s{1,3}số\b",
    re.IGNORECASE,
)
_CAPITALS_BEFORE: Final = re.compile(r"[^\W\d_]{2,}\s{1,3}$")
_CAPITALS_AFTER: Final = re.compile(r"\s{1,3}[^\W\d_]{2,}")
_NEAR: Final = 20
_SHOWN: Final = 3
_ASKED: Final = {
    "PRIVATE-PHONE": re.compile(r"điện thoại|đường dây nóng|liên hệ", re.IGNORECASE),
    "PRIVATE-ID": re.compile(r"định danh|căn cước|CCCD", re.IGNORECASE),
}
"""What the labels of columns say that ask for just that, as the list of certificates does."""


class Spot(NamedTuple):
    """Something that should not stand in a text: what kind, where (from 0), and shown in part."""

    kind: Kind
    at: int
    shown: str


def spots(text: str) -> tuple[Spot, ...]:
    """Return what should not stand in ``text``, in order."""
    return tuple(sorted(_spots(text), key=lambda spot: spot.at))


def _spots(text: str) -> Iterator[Spot]:
    for found in _CITIZEN.finditer(text):
        yield Spot("PRIVATE-ID", found.start(), _masked(found[0]))
    for found in _PHONE.finditer(text):
        yield Spot("PRIVATE-PHONE", found.start(), _masked(found[0]))
    for found in _STAMP.finditer(text):
        if _stands_alone(text, found):
            yield Spot("SECRET-STAMP", found.start(), " ".join(found[0].split()))
    for found in _CITED.finditer(text):
        yield Spot("SECRET-CITED", found.start(), " ".join(found[0].split()))


def _masked(number: str) -> str:
    digits = "".join(letter for letter in number if letter.isdigit())
    return f"{digits[:_SHOWN]}…{digits[-_SHOWN:]}"


def _stands_alone(text: str, found: re.Match[str]) -> bool:
    """Return whether the word is a stamp: ``BẢO MẬT`` and a heading in capitals are none."""
    before = _CAPITALS_BEFORE.search(text[max(found.start() - _NEAR, 0) : found.start()])
    after = _CAPITALS_AFTER.match(text, found.end())
    return not (before and before[0].isupper()) and not (after and after[0].isupper())


def privacy_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Tell once a cell each kind of thing that should not stand in a field's texts."""
    found: dict[str, Finding] = {}
    for key, text in texts(c, field):
        label = c.label(key)
        for spot in spots(text):
            if spot.kind in _ASKED and _ASKED[spot.kind].search(label):
                continue
            severity: Literal["note", "warning"] = (
                "note" if spot.kind == "SECRET-CITED" else "warning"
            )
            placed = f"{label}, ký tự {spot.at + 1}"
            speech = Speech("", spot.kind, severity)
            told = remark(c, key, speech, Figures(spot.shown), place=key.place(), label=placed)
            found.setdefault(told.id, told)
    return tuple(found.values())
