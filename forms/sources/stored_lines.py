"""One line that a clerk typed: how it is typed, how it was printed, how it is typed reworded.

The figures, footnotes and choices in it were typed as tokens; a reworded line is rebuilt around
them where each of them stayed whole.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final, NamedTuple

from forms.claims.passages import SUPERSCRIPT
from forms.printed.templates import Footnote, Literal, Node, Own, Token

_RAISED: Final = "".join(sorted(SUPERSCRIPT))
_FIGURE: Final = re.compile(r"\d+(?:[.,]\d+)*")
_SIGN: Final = re.compile(rf"[{_RAISED}]+|\d+(?:[.,]\d+)*|[^\W\d{_RAISED}]+|\s|.", re.DOTALL)


class Part(NamedTuple):
    """A piece of a typed line: as it is typed, as it was printed; ``kept`` may not be reworded."""

    typed: str
    said: str
    kept: bool


class StoredLine:
    """One line of a text block: how it is typed, and which printed paragraph it became."""

    def __init__(self, typed: str, parts: Sequence[Part]) -> None:
        self.typed = typed
        self.text, self.spans = _laid_out(parts)


def _laid_out(parts: Sequence[Part]) -> tuple[str, tuple[tuple[int, int, str], ...]]:
    """Return the printed line, and where in it each kept piece stands, with what was typed."""
    text, spans = "", []
    for part in parts:
        said = part.said
        if said[:1] in SUPERSCRIPT or text.endswith(" "):
            text = text.rstrip() if said[:1] in SUPERSCRIPT else text
            said = said.lstrip(" ")
        said = said.lstrip() if not text else said
        if part.kept:
            spans.append((len(text), len(text) + len(said), part.typed))
        text += said
    return text.rstrip(), tuple(spans)


def typed_node(node: Node) -> str:
    """Return a piece of a template as a clerk types it."""
    if isinstance(node, Literal):
        return node.text
    if isinstance(node, Token):
        return node.typed
    if isinstance(node, Own):
        return f"{{{node.part}}}"
    inside = "".join(map(typed_node, node.nodes))
    return f"[^{inside}]" if isinstance(node, Footnote) else f"<<{inside}>>"


def rebuilt(stored: StoredLine, after: str) -> str | None:
    """Return a reworded line as it is typed; ``None`` when a kept piece did not stay whole."""
    before = _SIGN.findall(stored.text)
    new = _SIGN.findall(after)
    starts = [0]
    for sign in before:
        starts.append(starts[-1] + len(sign))
    place = {offset: index for index, offset in enumerate(starts)}
    follows = _same_places(before, new)
    out, done = [], 0
    for start, end, typed in stored.spans:
        first, last = place.get(start), place.get(end)
        if first is None or last is None or first == last:
            return None
        found = [follows.get(each) for each in range(first, last)]
        at = found[0]
        if at is None or at < done or found != list(range(at, at + len(found))):
            return None
        out += [*new[done:at], typed]
        done = at + len(found)
    return "".join((*out, *new[done:]))


def _same_places(before: Sequence[str], after: Sequence[str]) -> dict[int, int]:
    """Map the words that stayed to where they stand now."""
    blocks = SequenceMatcher(a=before, b=after, autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def figures_changed(before: str, after: str) -> tuple[str, ...]:
    """Return the figures that are gone, then the new ones; marks of notes are figures, too."""
    old, new = (Counter(_FIGURE.findall(_lowered(text))) for text in (before, after))
    return (*sorted((old - new).elements()), *sorted((new - old).elements()))


def has_figures(text: str) -> bool:
    """Tell whether a text holds a figure or the mark of a note."""
    return _FIGURE.search(_lowered(text)) is not None


def _lowered(text: str) -> str:
    """Return a text in which raised digits stand apart from those before them."""
    return "".join(
        f" {unicodedata.digit(sign, 0)} " if sign in SUPERSCRIPT else sign for sign in text
    )
