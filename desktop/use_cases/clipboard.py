"""Blocks of cells as spreadsheets put them on the clipboard: lines of tab-separated text."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence


def write_block(lines: Sequence[Sequence[str]]) -> str:
    """Return cells as text that spreadsheets paste into the same shape."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter="\t", lineterminator="\n").writerows(lines)
    return target.getvalue().removesuffix("\n")
