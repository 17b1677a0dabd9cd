"""Counts of meetings whose days are told: "03 cuộc giao ban vào các ngày 19/9, 26/9 và 03/10"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from forms.claims.claim import Claim
from forms.claims.lists.item_counts import Names, count_claim
from forms.claims.text_figures import Figure, Reading

_DAY: Final = r"(?:ngày )?[0-9]{1,2}(?:/[0-9]{1,2})?(?:/[0-9]{4})?"
_DAYS: Final = re.compile(
    rf"(?:\bcác ngày:? |\bngày |\()(?P<days>{_DAY}(?:(?:,? và|[,;]) {_DAY}){{1,30}})"
    r"(?P<month> tháng [0-9]{1,2})?(?![0-9/-]|[.,][0-9]| (?:đến|-|–))",
    re.IGNORECASE,
)
_EACH: Final = re.compile(_DAY, re.IGNORECASE)
_GAP: Final = re.compile(r"[^.;:()#0-9]{1,120}\(?(?:các )?(?:ngày:? )?$")
_MEETINGS: Final = frozenset({"cuộc", "buổi", "phiên", "hội"})
"""What takes place within a day; classes and rounds may take several."""
_KINDS: Final = _MEETINGS | {"kỳ", "đợt", "lớp", "chuyến", "lượt", "chương"}
_SLIP: Final = 3
_TENS: Final = 10


def listed_days(reading: Reading) -> Iterator[Claim]:
    """Yield the claims of one passage about how many days follow a count of meetings."""
    if not any(figure.unit[:1] and figure.unit[0] in _KINDS for figure in reading.figures):
        return
    for found in _DAYS.finditer(reading.passage.text):
        number = _counted(reading, found.start("days"))
        days = _EACH.findall(found["days"])
        if number is None or not (found["month"] or "/" in days[-1]):
            continue
        items = Names(len(days), len(days))
        if number.value == len(days) or (_is_slip(number, len(days)) and not _in_a_row(days)):
            span = number.start, found.end()
            yield count_claim(reading, number, items, span, soft=True)


def _counted(reading: Reading, at: int) -> Figure | None:
    """The count of meetings that stands before a list of days in its sentence."""
    index = reading.first_after(at)
    if not index:
        return None
    number = reading.figures[index - 1]
    fitting = number.plain and number.exact and number.value > 1 and number.unit[:1] != ()
    if not fitting or number.unit[0] not in _KINDS:
        return None
    return number if _GAP.fullmatch(reading.canvas[number.end : at]) else None


def _is_slip(number: Figure, count: int) -> bool:
    """Whether a count of meetings was meant to be that of their days."""
    near = abs(int(number.value) - count) <= _SLIP or number.value == _TENS * count
    return number.unit[0] in _MEETINGS and near


def _in_a_row(days: list[str]) -> bool:
    """Whether one day follows another, as those of a meeting of two days do."""
    numbers = [int(day.lower().removeprefix("ngày ").split("/")[0]) for day in days]
    return any(after == before + 1 for before, after in pairwise(numbers))
