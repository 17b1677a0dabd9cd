"""Figures and units in running text that are not written as official papers write them.

Nghị định 30/2020/NĐ-CP leaves notation to usage: a dot between thousands, a comma before decimals,
units as in the list of units. Only what cannot be read otherwise is told: ``1,234,567``,
``97.54%``, ``100 Mpbs``. ``1.254`` and ``1,25`` are right, ``phiên bản 1.0`` is no figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from forms.checking.citations import texts
from forms.checking.remarks import Figures, Speech, remark
from forms.findings import Finding
from forms.model import Field

if TYPE_CHECKING:
    from forms.computation import Computation

_COMMAS: Final = re.compile(r"(?<![\w,.])[0-9]{1,3}(?:,[0-9]{3}){2,6}(?![\w,]|\.[0-9])")
_POINT: Final = re.compile(
    r"(?<![\w,.])[0-9]{1,6}\.[0-9]{1,2}(?=\s?%|\s(?:tỷ|tỉ|triệu|nghìn)\sđồng\b)"
)
_SPEED: Final = re.compile(r"(?<=[0-9])\s?(?P<unit>[A-Za-z]{4}|[GKMgkm][Bb]/s)\b")
_SPEEDS: Final = ("Mbps", "Gbps", "Kbps")
_SPELLED: Final = frozenset({*_SPEEDS, "kbps"})
_BY_LETTERS: Final = {"".join(sorted(unit.casefold())): unit for unit in _SPEEDS}


class Slip(NamedTuple):
    """What is written, where it stands (from 0), and how it is to be written."""

    written: str
    at: int
    right: str


def slips(text: str) -> tuple[Slip, ...]:
    """Return the figures and units of ``text`` that are written otherwise, in order."""
    return tuple(sorted(_slips(text), key=lambda slip: slip.at))


def _slips(text: str) -> Iterator[Slip]:
    for found in _COMMAS.finditer(text):
        yield Slip(found[0], found.start(), found[0].replace(",", "."))
    for found in _POINT.finditer(text):
        yield Slip(found[0], found.start(), found[0].replace(".", ","))
    for found in _SPEED.finditer(text):
        unit = found["unit"]
        right = _BY_LETTERS.get("".join(sorted(unit.casefold().replace("/", "p"))), "")
        if right and unit not in _SPELLED:
            yield Slip(unit, found.start("unit"), right)


def notation_findings(c: Computation, field: Field) -> tuple[Finding, ...]:
    """Tell each slip of a field's texts once a cell."""
    found: dict[str, Finding] = {}
    for key, text in texts(c, field):
        for slip in slips(text):
            label = f"{c.label(key)}, ký tự {slip.at + 1}"
            said = Figures(slip.written, slip.right)
            told = remark(c, key, Speech(slip.written, "FORMAT", "warning"), said, label=label)
            found.setdefault(told.id, told)
    return tuple(found.values())
