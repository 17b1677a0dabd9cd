"""What stands for a part of a pack that is wrong, so that the rest can be checked."""

from __future__ import annotations

from typing import Final

import msgspec.inspect as reflection

from forms.authoring.pack_schema import TAG, Steps, Tree, key_types, required_keys

_WORD: Final = "…"
_FORM_ID: Final = "X"
_FIRST: Final = "1"


def stand_in(record: reflection.StructType, key: str, number: int) -> object:
    """Return a value that a required key may have; ``number`` tells invented ids apart."""
    if record.cls.__name__ == "Form" and key in ("id", "version"):
        return _FORM_ID if key == "id" else _FIRST
    if key in ("id", "code"):
        return f"thieu_{number}"
    if record.cls.__name__ == "Field" and key == TAG:
        return "int"
    return _value(key_types(record)[key])


def _value(kind: reflection.Type) -> object:
    # No key that a record must have is a number or yes and no.
    if isinstance(kind, reflection.UnionType):
        return _value(kind.types[0])
    if isinstance(kind, reflection.LiteralType):
        return kind.values[0]
    if isinstance(kind, reflection.VarTupleType):
        return []
    if isinstance(kind, reflection.StructType):
        types = key_types(kind)
        return {key: _value(types[key]) for key in sorted(required_keys(kind))}
    return _WORD


def stand_in_record(steps: Steps, value: object) -> Tree | None:
    """Return a plain field in the place of a field that is wrong; ``None`` for others."""
    is_field = len(steps) == 2 and steps[0] == "fields"  # noqa: PLR2004 - list and position
    if not is_field or not isinstance(value, dict) or not isinstance(value.get("id"), str):
        return None
    return {"id": value["id"], TAG: "int", "label": _WORD}
