"""Counts whose footnote tells one by one what they count: "07 mô hình³" and "³ (1) …; (2) …"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from forms.claims.claim import Claim
from forms.claims.lists.item_counts import Names, count_claim, items_in
from forms.claims.lists.plain_lists import DOUBLETS, is_near, may_count
from forms.claims.text_figures import Figure, Reading

_RAISED_AFTER: Final = re.compile(
    r"[^.;:]{0,110}?(?P<mark>[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|(?<=[^\W\d_])[0-9]{1,3}\b)"
)
_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_LEAD: Final = re.compile(
    r"\s*(?:(?:bao )?gồm(?: có)?|đó là|là|cụ thể)(?:[^\W\d_]|[ ,]){0,40}:\s*"
    r"|\s*(?:(?:bao )?gồm(?: có)?|đó là) ",
    re.IGNORECASE,
)
_NEAR: Final = 120
_FEW_WORDS: Final = 6


def noted_lists(reading: Reading, notes: Mapping[int, Reading]) -> Iterator[Claim]:
    """Yield the claims of a passage's counts whose footnotes list what is counted."""
    if not notes or reading.passage.note:
        return
    for k, figure in enumerate(reading.figures):
        note = notes.get(_note_of(reading, k)) if may_count(figure) else None
        items = _items(note, figure) if note is not None else None
        if note is None or items is None:
            continue
        right = items.least <= figure.value <= items.most
        if right or _is_slip(reading, k, items):
            yield count_claim(reading, figure, items, (figure.start, figure.end), soft=True)


def _note_of(reading: Reading, k: int) -> int:
    """The footnote that is marked behind a count and before the next one; 0 for none."""
    figure, after = reading.figures[k], reading.figures[k + 1 : k + 4]
    found = _RAISED_AFTER.match(reading.passage.text, figure.end, figure.end + _NEAR)
    if found is None or any(f.role != "percent" and f.start < found.end() for f in after):
        return 0
    return int(found["mark"].translate(_DIGITS))


def _items(note: Reading, figure: Figure) -> Names | None:
    count = _numbered(note)
    if count:
        return Names(count, count)
    if any(f.role == "enumerator" for f in note.figures):
        return None
    body = note.passage.text[note.passage.body :]
    lead = _LEAD.match(body)
    listed = body[lead.end() :] if lead else body
    text = listed.rstrip()
    if not text.endswith((".", ")")) or ". " in text or ":" in text:
        return None
    items = items_in(listed, figure.unit)
    told = items is not None and (items.named or lead is not None)
    return items if told and (lead is not None or ";" in listed) else None


def _numbered(note: Reading) -> int:
    """How many numbered items a footnote lists; 0 where it lists none, or not plainly."""
    marks = [f for f in note.figures if f.role == "enumerator"]
    offset = int(note.passage.marker == "paren" and note.passage.label == "1")
    values = [int(mark.value) for mark in marks]
    whole = values == list(range(1 + offset, len(values) + 1 + offset))
    ended = note.passage.text.rstrip().endswith((".", ")"))
    return len(values) + offset if marks and whole and ended else 0


def _is_slip(reading: Reading, k: int, items: Names) -> bool:
    """Whether a count that its footnote does not meet was meant to be that of the list."""
    figure = reading.figures[k]
    if (items.papers or not items.named) and not is_near(figure, items):
        return False
    found = _RAISED_AFTER.match(reading.passage.text, figure.end)
    if found is None or ", " in DOUBLETS.sub("", found[0][: -len(found["mark"])]):
        return False
    same = (f for f in reading.figures[max(k - 4, 0) : k] if f.clause == figure.clause)
    return len(found[0].split()) <= _FEW_WORDS or not any(f.role == "count" for f in same)
