"""What a page is made of before it is a PDF: marks at places, in slabs one below the other.

Layout is plain data, so that tests measure it and the preview finds figures in it without opening
a PDF. All lengths are points; x runs right from the left margin, y runs down from the top of the
slab (in a `Sheet`: from the top left corner of the paper).

Every text knows the element of the document's structure that it belongs to; a text without one
is drawn for the eye only (page numbers, the repeated head of a table), as all rules are.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from exporters.fonts import Face
from exporters.paper.structure import Element
from forms.printed.charts import Chart


class TextMark(NamedTuple):
    """A text in one style on one baseline.

    `word_space` is added to every space of the text (justified lines). `source` is the cell or
    field that the text prints, empty for plain words. `note` is the footnote whose raised number
    it is, 0 for none.
    """

    x: float
    y: float
    text: str
    face: Face
    size: float
    width: float
    word_space: float = 0.0
    source: str = ""
    note: int = 0
    element: Element | None = None

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


class FieldMark(NamedTuple):
    """A place that stays empty on paper and is a form field where the file is to have fields.

    x and y are its upper left corner. `tip` says in Vietnamese what belongs there; `size` is the
    letter size of a text field.
    """

    x: float
    y: float
    width: float
    height: float
    name: str
    tip: str
    kind: Literal["signature", "text"]
    size: float
    element: Element

    def moved(self, x: float, y: float) -> FieldMark:
        """Give the same mark shifted right and down."""
        return self._replace(x=self.x + x, y=self.y + y)


class QrMark(NamedTuple):
    """A QR code, a square of `side` points without its quiet zone.

    `parts` are joined by the reader; each is packed in its own way, digits and capitals closer.
    """

    x: float
    y: float
    side: float
    parts: tuple[str, ...]
    element: Element

    def moved(self, x: float, y: float) -> QrMark:
        """Give the same mark shifted right and down."""
        return self._replace(x=self.x + x, y=self.y + y)


class PictureMark(NamedTuple):
    """A picture (PNG) in its box; x and y are the upper left corner. Its element is a figure."""

    x: float
    y: float
    width: float
    height: float
    data: bytes
    alt: str
    element: Element

    def moved(self, x: float, y: float) -> PictureMark:
        """Give the same mark shifted right and down."""
        return self._replace(x=self.x + x, y=self.y + y)


class ChartMark(NamedTuple):
    """A drawn chart; x and y are the upper left corner of its box. Its element is a figure."""

    x: float
    y: float
    width: float
    height: float
    chart: Chart
    element: Element

    def moved(self, x: float, y: float) -> ChartMark:
        """Give the same mark shifted right and down."""
        return self._replace(x=self.x + x, y=self.y + y)


Mark = TextMark | RuleMark | FieldMark | QrMark | ChartMark | PictureMark


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

    def of(self, element: Element) -> Slab:
        """Give the same slab with every text that has no element yet made part of this one."""
        return replace(self, marks=_owned(self.marks, element))


@dataclass(frozen=True, slots=True)
class Sheet:
    """One finished page: its paper and everything on it."""

    width: float
    height: float
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """All pages of a document, and the structure that their texts are parts of."""

    sheets: tuple[Sheet, ...]
    root: Element


def _owned(marks: Iterable[Mark], element: Element) -> tuple[Mark, ...]:
    """Make texts without an element parts of this one; a footnote's number becomes a reference."""
    taken: list[Mark] = []
    reference, note = element, 0
    for mark in marks:
        if not isinstance(mark, TextMark) or mark.element is not None:
            taken.append(mark)
            continue
        if mark.note and mark.note != note:
            reference = element.inline("Reference")
        note = mark.note
        taken.append(mark._replace(element=reference if note else element))
    return tuple(taken)


def seen_only(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Take texts out of the structure: they repeat what stands elsewhere."""
    return tuple(
        mark._replace(element=None) if isinstance(mark, TextMark) else mark for mark in marks
    )
