"""Days or hours saved: ``rút từ 5 ngày xuống còn 3 ngày làm việc, giảm 2 ngày (40%)``.

How long something takes is no quantity of a report elsewhere, so that it is read here alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from forms.claims.changes.change_verdicts import judge_growth
from forms.claims.claim import Claim, Judged, Kind, claim, judge_difference, shown
from forms.claims.text_figures import Figure, Reading, Role

_SHORTENED: Final = re.compile(
    r"\btừ (?P<old>[1-9][0-9]{0,2}) (?P<unit>ngày|giờ|phút)(?: làm việc)?,? (?:xuống|còn)(?: còn)?"
    r" (?P<new>[1-9][0-9]{0,2}) (?P=unit)(?: làm việc)?(?P<behind>[^.;0-9]{0,40}\b(?:giảm|rút ngắn)"
    r"(?: được)? )(?P<by>[0-9]{1,3}(?:,[0-9]{1,2})?) ?(?P<what>%|ngày|giờ|phút)"
)


def shortened(reading: Reading) -> Iterator[Claim]:
    """Yield the claims about how much shorter something takes, in days or in per cent."""
    text = reading.passage.text
    if " xuống" not in text and " còn" not in text:
        return
    for found in _SHORTENED.finditer(text):
        old, new = (_figure(found, name, (found["unit"],)) for name in ("old", "new"))
        if new.value >= old.value or found["what"] not in {"%", found["unit"]}:
            continue
        stated = _figure(found, "by", (found["what"],))
        kind, judged = _judged(old, new, stated)
        yield claim(kind, reading, found.span(), judged, (shown(new), shown(old)))


def _figure(found: re.Match[str], name: str, unit: tuple[str, ...]) -> Figure:
    value = Decimal(found[name].replace(",", "."))
    role: Role = "percent" if unit == ("%",) else "count"
    return Figure(*found.span(name), value, unit, role)


def _judged(old: Figure, new: Figure, stated: Figure) -> tuple[Kind, Judged]:
    if stated.role == "percent":
        return "growth", judge_growth(new, old, stated)
    return "difference", judge_difference(old, new, stated)
