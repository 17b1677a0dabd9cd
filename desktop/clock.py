"""The only clock of the program; everything else is told what time it is."""

from __future__ import annotations

from datetime import datetime


def clock() -> str:
    """Return the time now with its zone, to the second."""
    return datetime.now().astimezone().isoformat(timespec="seconds")
