"""Units' names where there is little room: what all of them have in common is left out."""

from __future__ import annotations

from typing import Final

_ISSUER: Final = "Ủy ban nhân dân "


def short_name(name: str) -> str:
    """Return a unit's name without the office before it: ``Xã An Phú``."""
    rest = name.removeprefix(_ISSUER)
    return rest[:1].upper() + rest[1:]
