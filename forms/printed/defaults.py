"""What prints where a pack says nothing: sentences, list items, states.

Names in single braces that exist beside a row's columns are defined here, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from forms.cells import NO_OCCURRENCE, SEASONAL
from forms.layout import parts
from forms.model import Column, Field

ROW_NUMBER: Final = "stt"
"""The running number of a list's or selection's row."""
ROW_LABEL: Final = "label"
"""The name of a selected grid row."""
CITED_NUMBER: Final = "so_ky_hieu"
"""A cited document's number and symbol as one: ``802/UBND-NC``."""
CITED_SUBJECT: Final = "ve"
"""A cited document's subject, with ``về`` before it where that is missing."""

DEFAULT_STATES: Final[Mapping[str, str]] = {
    NO_OCCURRENCE: "Không phát sinh.",
    SEASONAL: "Thực hiện theo mùa vụ.",
}
"""Sentences of the states that no pack words itself."""

_UNIT_AFTER: Final = frozenset({"int", "money"})
_DOCUMENT: Final = (
    f"{{ten_loai}}<< số {{{CITED_NUMBER}}}>><< ngày {{ngay}}>>"
    f"<< của {{co_quan}}>><< {{{CITED_SUBJECT}}}>>"
)


def default_sentence(field: Field) -> str:
    """Return the sentence of a field that has none; empty where its bare value is the sentence."""
    unit = f" {field.unit}" if field.unit else ""
    if field.kind == "ratio":
        rest = f", còn {{r}}{unit}" if field.remainder else ""
        return f"{{n}}/{{d}}{unit}, đạt tỷ lệ {{p}}%{rest}"
    if field.kind in ("frac", "rank"):
        return "{n}/{d}"
    if field.kind == "daterange":
        return "từ ngày {tu} đến ngày {den}"
    return field.item or default_item(field) if field.kind == "record" else ""


def default_item(field: Field) -> str:
    """Return the words of a row that has none: a citation, a row's name, or the filled columns."""
    if field.kind == "documents":
        return _DOCUMENT
    if field.kind == "selection":
        return f"{{{ROW_LABEL}}}"
    return "".join(f"<< {{{column.id}}}{_unit(column)}>>" for column in parts(field))


def _unit(column: Column) -> str:
    return f" {column.unit}" if column.unit and column.kind in _UNIT_AFTER else ""
