"""What a page is made of before it is a PDF: marks at places, in slabs one below the other.

Layout is plain data, so that tests measure it and the preview finds figures in it without opening
a PDF. All lengths are points; x runs right from the left margin, y runs down from the top of the
slab (in a `Sheet`: from the top left corner of the paper).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from exporters.fonts import Face


class TextMark(NamedTuple):
    """A text in one style on one baseline.

    `word_space` is added to every space of the text (justified lines). `source` is the cell or
    field that the text prints, empty for plain words.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    width: float
    word_space: float = 0.0
    source: str = ""

    def moved(self, x: float, y: float) -> TextMark:
        """Give the same mark shifted right and down."""
        return self._replace(x=self.x + x, y=self.y + y)


class RuleMark(NamedTuple):
    """A straight line."""

    x: float
    y: float
    x2: float
    y2: float
    weight: float

    def moved(self, x: float, y: float) -> RuleMark:
        """Give the same mark shifted right and down."""
        return self._replace(x=self.x + x, y=self.y + y, x2=self.x2 + x, y2=self.y2 + y)


Mark = TextMark | RuleMark


@dataclass(frozen=True, slots=True)
class Slab:
    """A strip over the whole width of the text that no page break cuts.

    `before` is the empty height above, dropped at the top of a page. `tie` forbids a break between
    this slab and the next. `notes` are the footnotes marked in it. `head` is drawn above it when
    it comes first on a page (the repeated head of a table).
    """

    height: float
    marks: tuple[Mark, ...] = ()
    before: float = 0.0
    notes: tuple[int, ...] = ()
    tie: bool = False
    head: Slab | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """One finished page: its paper and everything on it."""

    width: float
    height: float
    marks: tuple[Mark, ...]
