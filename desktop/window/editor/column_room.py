"""How the width of a window is shared among a sheet's columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop.window.editor.sheets import SheetColumn

CELL_PADDING: Final = 14
"""Pixels beside a cell's text, both sides together."""

_LEAST_WORDS: Final = 12
_LEAST_LABEL: Final = 22
_MAY_GROW: Final = 5
"""Columns of words that fade first also take what is left over."""


def share_room(
    columns: Sequence[SheetColumn],
    natural: Sequence[int],
    titles: Sequence[int],
    *,
    room: int,
    digit: int,
) -> list[int]:
    """Return each column's width in pixels, 0 for one that is left out.

    ``natural`` are the widths that show the contents whole, ``titles`` those of the headings,
    ``digit`` is the width of one digit.
    Figures get what they need. Columns that a narrow window can do without go first; columns of
    words share the rest by what they would like, and the longest takes what is left over. Where
    even the least has no room, the sheet scrolls.
    """
    least = [
        _least(column, wish, title, digit)
        for column, wish, title in zip(columns, natural, titles, strict=True)
    ]
    shown = _kept(columns, least, room)
    widths = [least[i] if i in shown else 0 for i in range(len(columns))]
    wishes = {i: natural[i] - least[i] for i in shown if _grows(columns[i])}
    left = room - sum(widths)
    if left <= 0 or not wishes:
        return widths
    total = sum(max(wish, 0) for wish in wishes.values())
    for i, wish in wishes.items():
        widths[i] += min(left, total) * max(wish, 0) // total if total else 0
    longest = max(wishes, key=lambda i: (natural[i], i))
    widths[longest] += room - sum(widths)
    return widths


def _grows(column: SheetColumn) -> bool:
    return column.stretch or column.fade >= _MAY_GROW


def _least(column: SheetColumn, wish: int, title: int, digit: int) -> int:
    if not _grows(column):
        return max(column.weight * digit + CELL_PADDING, title)
    words = _LEAST_LABEL if column.purpose == "label" else _LEAST_WORDS
    return max(min(wish, words * digit + CELL_PADDING), title)


def _kept(columns: Sequence[SheetColumn], least: list[int], room: int) -> set[int]:
    """Return the columns that stay when the easiest to miss are left out for want of room."""
    kept = set(range(len(columns)))
    for i in sorted(kept, key=lambda i: -columns[i].fade):
        if not columns[i].fade or sum(least[k] for k in kept) <= room:
            break
        kept.remove(i)
    return kept
