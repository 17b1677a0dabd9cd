"""Blocks of cells as spreadsheets put them on the clipboard: lines of tab-separated text."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence


def read_block(text: str) -> list[list[str]]:
    """Return the lines and cells of pasted text; empty for no text.

    Cells with line ends inside stand in quotation marks, as every spreadsheet writes them. Blanks
    around a value, no-break ones included, are not part of it.
    """
    if not text.strip():
        return []
    normal = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    lines = csv.reader(io.StringIO(normal.removesuffix("\n"), newline=""), delimiter="\t")
    return [[cell.strip() for cell in line] or [""] for line in lines]


def write_block(lines: Sequence[Sequence[str]]) -> str:
    """Return cells as text that spreadsheets paste into the same shape."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter="\t", lineterminator="\n").writerows(lines)
    return target.getvalue().removesuffix("\n")
