"""Zips that are the same bytes for the same files: one order, one date, nothing of the computer."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

_EARLIEST: Final = datetime(1980, 1, 1)  # noqa: DTZ001 - a zip knows no zones
"""The first date that a zip can hold."""
_STORED: Final = frozenset({"pdf", "xlsx"})
"""Kinds of files that are packed already."""


def write_bundle(
    files: Mapping[str, bytes], dated: datetime = _EARLIEST, *, first: Sequence[str] = ()
) -> bytes:
    """Return a zip of files by name: those named ``first``, then the others in order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in dict.fromkeys((*first, *sorted(files))):
            entry = zipfile.ZipInfo(name, date_time=_zip_time(dated))
            entry.create_system = 3
            entry.external_attr = 0o100644 << 16
            stored = name.rpartition(".")[2] in _STORED
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, files[name], compresslevel=9)
    return buffer.getvalue()


def _zip_time(moment: datetime) -> tuple[int, int, int, int, int, int]:
    told = _EARLIEST if moment.year < _EARLIEST.year else moment
    # A zip counts seconds in pairs; rounding down here is what every writer does.
    return (told.year, told.month, told.day, told.hour, told.minute, told.second // 2 * 2)
