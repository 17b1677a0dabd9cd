"""Share slabs out over pages, with footnotes at the foot of the page that marks them.

A page takes as many slabs as fit and ends where a break is allowed. A footnote too long for the
rest of its page begins there and goes on at the foot of the next one. Breaks that ties forbid are
made only when a tied stretch is longer than a page, so there is a result for every input.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from exporters import nd30
from exporters.paper.marks import Mark, RuleMark, Slab

_MOST_CARRIED: Final = 0.6  # of a page, kept for notes left over from the page before
_TOLERANCE: Final = 1e-6

Notes = Mapping[int, Sequence[Slab]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The area of a page that text may fill, in points."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Page:
    """A page that ends before slab `end`.

    `waiting` are the lines of notes due on it, `fitting` how many of them it can hold,
    `last_note` the index of the first line of the last note marked on it.
    """

    end: int
    waiting: tuple[Slab, ...]
    fitting: int
    last_note: int = 0

    @property
    def whole(self) -> bool:
        """Whether no note has to be cut."""
        return self.fitting == len(self.waiting)

    @property
    def cut_reads_well(self) -> bool:
        """Whether the last note can go on at the foot of the next page."""
        return self.fitting > self.last_note and not self.waiting[self.fitting - 1].tie


def paginate(slabs: Sequence[Slab], notes: Notes, frame: Frame) -> list[tuple[Mark, ...]]:
    """Break slabs into pages.

    Args:
        slabs: From top to bottom; none may be higher than the frame.
        notes: The lines of every footnote that a slab names.
        frame: The text area; marks come back measured from its top left corner.

    Returns:
        The marks of each page, at least one page.
    """
    pages: list[tuple[Mark, ...]] = []
    start, carried = 0, tuple[Slab, ...]()
    while start < len(slabs) or carried or not pages:
        page = _choose(slabs, list(_candidates(slabs, start, carried, notes, frame.height)))
        if page is None:
            page = _page_without_choice(start, slabs, carried, frame.height)
        foot = page.waiting[: page.fitting]
        pages.append((*_body_marks(slabs[start : page.end]), *_note_marks(foot, frame)))
        start, carried = page.end, page.waiting[page.fitting :]
    return pages


def tie_lines(slabs: Sequence[Slab], *, first: int, last: int) -> list[Slab]:
    """Tie the lines of a paragraph so that at least so many stay before and after a break."""
    count = len(slabs)
    return [
        replace(slab, tie=index < count - 1 and (index < first - 1 or index >= count - last))
        for index, slab in enumerate(slabs)
    ]


def _candidates(
    slabs: Sequence[Slab], start: int, carried: tuple[Slab, ...], notes: Notes, limit: float
) -> Iterator[_Page]:
    """Give every page whose slabs fit, ending later and later."""
    kept = _notes_height(carried[: _lines_within(carried, limit * _MOST_CARRIED)])
    waiting, last_note, height = carried, 0, 0.0
    for end, slab in enumerate(slabs[start:], start + 1):
        height += slab.height + (_head_height(slab) if end == start + 1 else slab.before)
        if height + kept > limit + _TOLERANCE:
            return
        for number in slab.notes:
            last_note = len(waiting)
            waiting = (*waiting, *notes[number])
        yield _Page(end, waiting, _lines_within(waiting, limit - height), last_note)


def _choose(slabs: Sequence[Slab], pages: Sequence[_Page]) -> _Page | None:
    """Take the fullest page; where no allowed break is left, break a tie."""
    best = None
    for page in pages:
        if slabs[page.end - 1].tie and page.end < len(slabs):
            continue
        if page.whole:
            best = page
        elif page.cut_reads_well:
            return page
    return best or (pages[-1] if pages else None)


def _page_without_choice(
    start: int, slabs: Sequence[Slab], carried: tuple[Slab, ...], limit: float
) -> _Page:
    """Fill a page with notes alone, or with a slab that is higher than the page."""
    if carried:
        return _Page(start, carried, max(1, _lines_within(carried, limit)))
    return _Page(min(start + 1, len(slabs)), (), 0)


def _lines_within(lines: Sequence[Slab], room: float) -> int:
    height = _separator_height()
    for count, line in enumerate(lines):
        height += line.height
        if height > room + _TOLERANCE:
            return count
    return len(lines)


def _notes_height(lines: Sequence[Slab]) -> float:
    return _separator_height() + sum(line.height for line in lines) if lines else 0.0


def _separator_height() -> float:
    return nd30.NOTE_RULE_ABOVE_PT + nd30.NOTE_RULE_BELOW_PT


def _head_height(slab: Slab) -> float:
    return slab.head.height if slab.head else 0.0


def _body_marks(slabs: Sequence[Slab]) -> Iterator[Mark]:
    y = 0.0
    if slabs and slabs[0].head:
        yield from slabs[0].head.marks
        y = slabs[0].head.height
    for index, slab in enumerate(slabs):
        y += slab.before if index else 0.0
        for mark in slab.marks:
            yield mark.moved(0.0, y)
        y += slab.height


def _note_marks(lines: Sequence[Slab], frame: Frame) -> Iterator[Mark]:
    """Stand the notes on the lower edge of the frame, under a short rule."""
    if not lines:
        return
    y = frame.height - _notes_height(lines) + nd30.NOTE_RULE_ABOVE_PT
    yield RuleMark(0.0, y, nd30.mm(nd30.NOTE_RULE_MM), y, nd30.TABLE_LINE_WEIGHT_PT)
    y += nd30.NOTE_RULE_BELOW_PT
    for line in lines:
        for mark in line.marks:
            yield mark.moved(0.0, y)
        y += line.height
