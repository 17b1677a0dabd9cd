"""Which door leads to which store: a path to a file, an address to a server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from db import migrate
from db.connection import Door
from db.file_door import FileDoor

if TYPE_CHECKING:
    from db.server.postgres import ServerDoor


def door_of(target: Path | str) -> Door:
    """Return the door to a file or, when it is an address, to a server.

    Raises:
        ServerAddressWrong: an address that cannot be read.
    """
    return FileDoor(target) if isinstance(target, Path) else server(target)


def server(address: str) -> ServerDoor:
    """Return the door to a server; only this loads what a server needs."""
    from db.server.postgres import ServerDoor

    return ServerDoor(address, version=len(migrate.STEPS))
