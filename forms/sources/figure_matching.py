"""Which figure of an old text stands where a form prints one: matched by the words around it.

A form's sentences are printed once with example figures; every printed figure is a slot with the
words to its left and right. Each number of the text is weighed against the slots by the same words,
and the best assignment that keeps the order of the form is taken.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from forms.claims.passages import SUPERSCRIPT, Passage

SLOT: Final = "#"
MOST_NUMBERS: Final = 4_000
"""Figures of a text that are looked at; no report has as many."""

_TOKEN: Final = re.compile(
    r"(?P<date>\d{1,2}/\d{1,2}/\d{4})|(?P<number>\d+(?:[.,]\d+)*)|[^\W\d_]+|[%/(]"
)
_LEFT: Final = (10, 7, 4, 3, 2, 2, *(1,) * 18)
_RIGHT: Final = (8, 5, 4, 3, 2, 1)
_FULL: Final = 100
_MOST_PLACES: Final = 400
"""Places that are weighed for one slot, so that a text of nothing but figures takes no longer."""
SURE: Final = 70
"""From this score on, of 100, a match needs no second look."""
APART: Final = 3
"""How much better a figure has to fit its cell than any other cell."""
_ECHO: Final = 10
_NEAR: Final = 40
_SHIFT: Final = 2
"""Words between neighbours in one run: at most, and how many more or fewer in the text."""
_ASIDE: Final = 7
"""What a word counts, in tenths, that stands one place off."""
_LEAST: Final = 45
"""The least score, of 100, with which two places may be the same."""


class Token(NamedTuple):
    """One word, sign or figure of the text and where it stands."""

    word: str
    passage: int
    start: int
    end: int
    figure: bool = False


class Slot(NamedTuple):
    """A place that prints a figure: its index among the form's words, and what it holds.

    ``words`` are those that stand there instead of a figure, for a sentence about a state.
    """

    at: int
    source: str
    words: tuple[str, ...] = ()


class Pattern(NamedTuple):
    """The words of a form in order, figures as ``#``, and its slots."""

    words: tuple[str, ...]
    slots: tuple[Slot, ...]


class Match(NamedTuple):
    """A slot and the token that fills it, with their score of 100.

    ``rival`` is the score of the slot's best other token that is free, ``crowd`` that of the
    token's next best slot of another cell.
    """

    slot: Slot
    token: int
    score: int
    rival: int
    crowd: int


def words_of(text: str) -> list[str]:
    """Return the words, signs and figures of a printed text as they are compared."""
    return [found[0].lower() for found in _TOKEN.finditer(text)]


def tokens_of(passages: Sequence[Passage]) -> tuple[Token, ...]:
    """Return all tokens of a text; marks of footnotes are none."""
    return tuple(
        Token(found[0].lower(), index, found.start(), found.end(), figure=bool(found.lastgroup))
        for index, passage in enumerate(passages)
        for found in _TOKEN.finditer(passage.text)
        if passage.text[found.start()] not in SUPERSCRIPT
    )


def matches(pattern: Pattern, tokens: Sequence[Token]) -> tuple[Match, ...]:
    """Return the best filling of the slots that keeps their order; slots may stay empty."""
    words = [token.word for token in tokens]
    figures = [i for i, token in enumerate(tokens) if token.figure][:MOST_NUMBERS]
    sides = _Sides(words, figures)
    weighed = [_weighed(pattern, slot, words, sides) for slot in pattern.slots]
    fits: dict[int, list[tuple[int, str]]] = {}
    for slot, scores in zip(pattern.slots, weighed, strict=True):
        for token, score in scores.items():
            fits.setdefault(token, []).append((score, slot.source))
    chain = _chain(_without_echoes(pattern, weighed))
    held = {token: weighed[at][token] for at, token in chain}
    found = [
        Match(
            pattern.slots[at],
            token,
            weighed[at][token],
            _rival(weighed[at], token, held),
            _crowd(fits[token], pattern.slots[at].source),
        )
        for at, token in chain
    ]
    return tuple(each for run in _runs(found) for each in _vouched(run))


def _runs(found: Sequence[Match]) -> Iterator[list[Match]]:
    """Cut the matches into runs that are as far apart in the text as in the form."""
    run: list[Match] = []
    for match in found:
        if run:
            here, there = match.slot.at - run[-1].slot.at, match.token - run[-1].token
            if here > _NEAR or abs(here - there) > _SHIFT:
                yield run
                run = []
        run.append(match)
    yield run


def _vouched(run: Sequence[Match]) -> Iterator[Match]:
    """Let a match that fits one cell only vouch for those that run along with it."""
    alone = any(match.crowd + APART <= match.score and match.score >= SURE for match in run)
    for match in run:
        yield match._replace(crowd=0) if alone else match


def _without_echoes(pattern: Pattern, weighed: Sequence[dict[int, int]]) -> list[dict[int, int]]:
    """Empty the slots of a cell that is printed elsewhere and found there much more surely.

    A form may print a cell twice where the text does so once; the other place would take a figure
    of its neighbour.
    """
    best: dict[str, int] = {}
    for at, token in _chain(weighed):
        source = pattern.slots[at].source
        best[source] = max(best.get(source, 0), weighed[at][token])
    return [
        {token: score for token, score in scores.items() if score + _ECHO >= best.get(source, 0)}
        for source, scores in ((s.source, w) for s, w in zip(pattern.slots, weighed, strict=True))
    ]


def _rival(scores: Mapping[int, int], taken: int, held: Mapping[int, int]) -> int:
    """Return the best score of another token, unless that one fits its own slot better."""
    others = (token for token in scores if token != taken and held.get(token, 0) < scores[token])
    return max((scores[token] for token in others), default=0)


def _crowd(fits: Iterable[tuple[int, str]], source: str) -> int:
    return max((score for score, other in fits if other != source), default=0)


class _Sides:
    """The figures of the text by the word before and the word behind them."""

    def __init__(self, words: Sequence[str], figures: Iterable[int]) -> None:
        self.before: dict[str, list[int]] = {}
        self.behind: dict[str, list[int]] = {}
        self.openings: dict[str, list[int]] = {}
        for at in figures:
            self.before.setdefault(words[at - 1] if at else "", []).append(at)
            following = words[at + 1] if at + 1 < len(words) else ""
            self.behind.setdefault(following, []).append(at)
        for at, word in enumerate(words):
            self.openings.setdefault(word, []).append(at)


def _weighed(pattern: Pattern, slot: Slot, words: Sequence[str], sides: _Sides) -> dict[int, int]:
    """Return the tokens that may fill a slot, with their scores."""
    if slot.words:
        return _sentences(pattern, slot, words, sides)
    here = pattern.words
    left = here[slot.at - 1] if slot.at else ""
    right = here[slot.at + 1] if slot.at + 1 < len(here) else ""
    before, behind = sides.before.get(left, []), sides.behind.get(right, [])
    near = {*before, *behind}
    if len(near) > _MOST_PLACES:
        near = set(before) & set(behind)
    scored = ((at, _score(here, slot.at, words, at, 1)) for at in sorted(near)[:_MOST_PLACES])
    return {at: score for at, score in scored if score >= _LEAST}


def _sentences(pattern: Pattern, slot: Slot, words: Sequence[str], sides: _Sides) -> dict[int, int]:
    size, found = len(slot.words), {}
    for at in sides.openings.get(slot.words[0], ()):
        if tuple(words[at : at + size]) == slot.words:
            score = _score(pattern.words, slot.at, words, at, size)
            if score >= _LEAST:
                found[at] = score
    return found


def _score(here: Sequence[str], at: int, words: Sequence[str], there: int, size: int) -> int:
    got = whole = 0
    for distance, weight in enumerate(_LEFT, 1):
        if at < distance or there < distance:
            break
        whole += weight
        got += weight * _agrees(here[at - distance], words, there - distance)
    for distance, weight in enumerate(_RIGHT, size):
        if max(at + distance - len(here), there + distance - len(words)) >= 0:
            break
        whole += weight
        got += weight * _agrees(here[at + distance], words, there + distance)
    return got * _FULL // (whole * 10) if whole else 0


def _agrees(word: str, words: Sequence[str], at: int) -> int:
    """Return, of ten, how well a word of the form is met at a place of the text."""
    if 0 <= at < len(words) and _same(word, words[at]):
        return 10
    beside = (at - 1, at + 1)
    return _ASIDE if any(0 <= x < len(words) and _same(word, words[x]) for x in beside) else 0


def _same(word: str, other: str) -> bool:
    return word == other or (word == SLOT and other[0].isdecimal())


def _chain(weighed: Sequence[dict[int, int]]) -> list[tuple[int, int]]:
    """Return the heaviest run of (slot, token) in which both keep rising."""
    ends: list[int] = []
    best: list[tuple[int, int]] = []
    links: list[tuple[int, int, int]] = []
    for slot, scores in enumerate(weighed):
        made = []
        for token in sorted(scores):
            at = bisect_right(ends, token - 1) - 1
            weight, link = best[at] if at >= 0 else (0, -1)
            links.append((slot, token, link))
            made.append((token, weight + scores[token] - _LEAST + 1, len(links) - 1))
        for token, weight, link in made:
            _keep(ends, best, token, (weight, link))
    at = best[-1][1] if best else -1
    chain = []
    while at >= 0:
        slot, token, at = links[at]
        chain.append((slot, token))
    return chain[::-1]


def _keep(
    ends: list[int], best: list[tuple[int, int]], token: int, reached: tuple[int, int]
) -> None:
    """Keep the best weight reached up to each token, as rising steps."""
    at = bisect_right(ends, token)
    if at and best[at - 1][0] >= reached[0]:
        return
    if at and ends[at - 1] == token:
        at -= 1
        best[at] = reached
    else:
        ends.insert(at, token)
        best.insert(at, reached)
    behind = at + 1
    while behind < len(ends) and best[behind][0] <= reached[0]:
        behind += 1
    del ends[at + 1 : behind], best[at + 1 : behind]
