"""Which paragraph of a corrected copy is which paragraph of the report."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import Final, NamedTuple

_ALIKE: Final = 3
"""Two paragraphs are one reworded when three tenths of their words are the same."""
_TENTHS: Final = 10
_MOST_PAIRS: Final = 40_000


class Pair(NamedTuple):
    """A paragraph of the report by its index and one of the copy; `None` has no counterpart."""

    old: int | None
    new: str | None


def matched(old: Sequence[str], new: Sequence[str]) -> tuple[Pair, ...]:
    """Pair the paragraphs of a report with those of a copy, keeping the order of both.

    What stands in the copy before the first and behind the last paragraph of the report (head,
    addressees, signature) is passed over.
    """
    pairs: list[Pair] = []
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        if tag == "equal":
            pairs += [Pair(place, old[place]) for place in range(first, last)]
        else:
            pairs += _changed(old[first:last], new[start:end], first)
    known = [place for place, pair in enumerate(pairs) if pair.old is not None]
    return tuple(pairs[known[0] : known[-1] + 1]) if known else ()


def _changed(old: Sequence[str], new: Sequence[str], first: int) -> Iterator[Pair]:
    """Pair what differs by the words that both have."""
    at_old = at_new = 0
    for place, follower in (*_best(old, new), (len(old), len(new))):
        yield from (Pair(first + each, None) for each in range(at_old, place))
        yield from (Pair(None, text) for text in new[at_new:follower])
        if place < len(old):
            yield Pair(first + place, new[follower])
        at_old, at_new = place + 1, follower + 1


def _best(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Give the pairs in order whose likeness adds up to most."""
    if len(old) == len(new) == 1:
        return [(0, 0)]
    if not old or not new or len(old) * len(new) > _MOST_PAIRS:
        return []
    first, second = ([frozenset(text.split()) for text in texts] for texts in (old, new))
    best = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i, j in product(reversed(range(len(old))), reversed(range(len(new)))):
        here = best[i + 1][j + 1] + _likeness(first[i], second[j])
        best[i][j] = max(best[i + 1][j], best[i][j + 1], here)
    return list(_traced(best, first, second))


def _traced(
    best: list[list[int]], first: list[frozenset[str]], second: list[frozenset[str]]
) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(first) and j < len(second):
        like = _likeness(first[i], second[j])
        if like and best[i][j] == best[i + 1][j + 1] + like:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(one: frozenset[str], other: frozenset[str]) -> int:
    """Give the words that both have among a thousand of theirs; 0 for too few."""
    total = len(one) + len(other)
    common = 2 * len(one & other)
    return 1000 * common // total if total and common * _TENTHS >= total * _ALIKE else 0
