"""What a token of a text points at in a field: the whole of it, or one cell."""

from __future__ import annotations

from typing import Final

from forms.cells import STATED, VALUE
from forms.layout import parts
from forms.model import Column, Field
from forms.printed.templates import Token

LISTS: Final = frozenset({"list", "documents"})
"""Field kinds whose rows come and go."""
WHOLE: Final = "sentence"
"""The part that means the whole field, as no part does."""

_ROWED: Final = LISTS | {"table"}
_COUNTED: Final = LISTS | {"selection"}
_COUNT: Final = Column(id=STATED, label="", kind="int")


def means_whole(field: Field, token: Token) -> bool:
    """Return whether a token prints the field's sentence or items; a table has neither."""
    if token.row or field.kind == "table":
        return False
    return token.part in ("", WHOLE) or (token.part == VALUE and not column_of(field, VALUE))


def column_of(field: Field, part: str) -> Column | None:
    """Return the part as a column; the count of a list or selection is one, too."""
    if part == STATED and field.kind in _COUNTED:
        return _COUNT
    return next((column for column in parts(field) if column.id == part), None)


def row_of(field: Field, token: Token) -> int | None:
    """Return the row that a token names, 0 for none; ``None`` when there is no such cell."""
    if column_of(field, token.part) is None:
        return None
    if field.kind not in _ROWED or token.part == STATED:
        return None if token.row else 0
    ids = [spec.id for spec in field.rows]
    if token.row in ids:
        return ids.index(token.row) + 1
    number = int(token.row) if token.row.isdecimal() else 0
    known = 0 < number <= len(ids) if field.kind == "table" else number > 0
    return number if known else None
