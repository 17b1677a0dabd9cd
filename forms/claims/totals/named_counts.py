"""Totals of counts that stand in brackets behind names: "147 ca tại An Phú (118), Tân Lộc (29)"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from forms.claims.claim import (
    PERHAPS_NOT_ALL,
    Claim,
    adds_up,
    claim,
    close,
    judge_parts,
    one_slip_apart,
    shown,
    slightly_more,
)
from forms.claims.text_figures import Figure, Reading, same_unit
from forms.claims.totals.open_lists import is_open

_NAME: Final = re.compile(r"\)(?:,|;| và| cùng)? [^()0-9#.:;]{1,60} ?\($")
_WITHIN: Final = re.compile(r"(?: [^\W\d_]++){0,4} ?\)")
_LEAD: Final = re.compile(r"[^()0-9#.;]{1,120}\($")
_OTHERS: Final = re.compile(
    r"[^()]{0,20}\)(?:,|;)?(?: và)? ?[\d#]{0,4} ?(?:[^\W\d_]++ ){1,4}còn lại\b"
)
"""Behind the last name: more places, told together."""
_LONGEST_LEAD: Final = 18
_MOST: Final = 60


def named_counts(reading: Reading) -> Iterator[tuple[Claim, int]]:
    """Yield claims about totals of such counts, each with the offset of its total."""
    figures = reading.figures
    i = 1
    while i < len(figures):
        run = _run(reading, i)
        total = figures[i - 1]
        if len(run) > 1 and _introduces(reading, total, run[0]):
            found = _judged(reading, total, run)
            if found is not None:
                yield found, total.start
        i += max(len(run), 1)


def _run(reading: Reading, i: int) -> list[Figure]:
    """The counts from one on that stand each alone in a bracket behind a name."""
    found: list[Figure] = []
    for figure in reading.figures[i : i + _MOST]:
        inside = _alone(reading, figure)
        if inside is None:
            break
        if found and not _NAME.match(reading.canvas[_closing(reading, found[-1]) : inside.start]):
            break
        found.append(inside)
    return found


def _closing(reading: Reading, figure: Figure) -> int:
    return reading.canvas.find(")", figure.end)


def _alone(reading: Reading, figure: Figure) -> Figure | None:
    """A count with nothing but its noun in its bracket; "(3) và" looks like a number of a list."""
    if figure.role == "enumerator":
        start, end = figure.start + 1, figure.end - 1
        return figure._replace(start=start, end=end, role="count", depth=1)
    opens = reading.canvas[figure.start - 1 : figure.start] == "("
    alone = opens and figure.plain and _WITHIN.match(reading.canvas, figure.end)
    return figure if alone else None


def _introduces(reading: Reading, total: Figure, first: Figure) -> bool:
    """Whether a total stands before the first name of a run."""
    gap = reading.canvas[total.end : first.start]
    fitting = total.plain and total.depth < first.depth and total.sentence == first.sentence
    near = len(gap.split()) <= _LONGEST_LEAD and _LEAD.fullmatch(gap) is not None
    return fitting and near and bool(total.unit)


def _judged(reading: Reading, total: Figure, run: Sequence[Figure]) -> Claim | None:
    numbered = [int(part.value) for part in run] == list(range(1, len(run) + 1))
    if numbered or any(same_unit(total, part) is False for part in run):
        return None
    judged = judge_parts(total, run)
    if adds_up(total, run):
        if not _tells(reading, slightly_more(total, run), run):
            judged = judged._replace(verdict="unverifiable", explanation=PERHAPS_NOT_ALL)
    elif _tells(reading, total, run):
        judged = judged._replace(verdict="doubtful")
    else:
        return None
    return claim("breakdown", reading, (total.start, run[-1].end), judged, map(shown, run))


def _tells(reading: Reading, total: Figure, run: Sequence[Figure]) -> bool:
    """Whether a slip of the hand keeps a run from making up its total."""
    if is_open(reading, total, run) or _OTHERS.match(reading.canvas, run[-1].end):
        return False
    if len(run) < 3:  # noqa: PLR2004 - two may be examples
        return one_slip_apart(total, run, digits=3) and close(total, run)
    return one_slip_apart(total, run, digits=2) or close(total, run)
