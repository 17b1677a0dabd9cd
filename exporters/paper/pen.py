"""Write the texts and lines of a page as operators of PDF, in as few bytes as show the same.

Half of a report's file are these operators. Places are exact to a hundredth of a point, a 300th of
a millimetre; each text is placed from the one before it, since lines then repeat each other and
are packed to next to nothing; what goes on where the last text ended takes no place at all.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from exporters.fonts import Face, load, width
from exporters.paper.marks import RuleMark, TextMark

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

_SAME_PLACE: Final = 0.02
"""Points by which a text may begin beside the end of the last one and still go on there."""
_NOT_PLAIN: Final = str.maketrans({"\\": "\\\\", "(": "\\(", ")": "\\)", "\r": "\\r"})


class Pen:
    """Collects the operators of one page's texts; `code` is what goes into the page.

    Letters stand in it by the codes of their font, as the characters of these numbers.
    """

    def __init__(self, canvas: Canvas, height: float) -> None:
        """Begin the texts of a page of this height, in points."""
        inner: Any = canvas
        self._document = inner._doc  # noqa: SLF001 - fonts number their letters by document
        self._height = height
        self._operators = ["BT"]
        self._origin, self._end = (0, 0), (0.0, 0.0)
        self._font, self._word_space = "", "0"
        self._open: list[TextMark] = []

    @property
    def code(self) -> str:
        """Return all operators; to be written as Latin-1."""
        return "\n".join([*self._operators, "ET"])

    def begin(self, content: str) -> None:
        """Begin a marked content."""
        self._operators.append(content)

    def end(self) -> None:
        """End it."""
        self._flush()
        self._operators.append("EMC")

    def write(self, mark: TextMark) -> None:
        """Write a text at its place."""
        if not self._goes_on(mark):
            self._flush()
        self._open.append(mark)
        spaces = mark.text.count(" ") * round(mark.word_space, 3)
        self._end = (mark.x + width(mark.text, mark.face, mark.size) + spaces, mark.y)

    def _goes_on(self, mark: TextMark) -> bool:
        """Tell whether a text is the rest of the one before."""
        if not self._open:
            return False
        last, (x, y) = self._open[-1], self._end
        style = (last.face, last.size, last.word_space) == (mark.face, mark.size, mark.word_space)
        return style and y == mark.y and abs(x - mark.x) <= _SAME_PLACE

    def _flush(self) -> None:
        if not self._open:
            return
        first, words = self._open[0], "".join(mark.text for mark in self._open)
        self._open.clear()
        x, y = round(first.x * 100), round((self._height - first.y) * 100)
        across, up = x - self._origin[0], y - self._origin[1]
        self._origin = (x, y)
        self._operators.append(f"{decimal(across)} {decimal(up)} Td")
        space = decimal(round(first.word_space * 1000), 3)
        if space != self._word_space:
            self._word_space = space
            self._operators.append(f"{space} Tw")
        self._show(words, first.face, first.size)

    def _show(self, words: str, face: Face, size: float) -> None:
        font: Any = load(face)
        for subset, codes in font.splitString(words, self._document):
            chosen = f"{font.getSubsetInternalName(subset, self._document)} {size:g} Tf"
            if chosen != self._font:
                self._font = chosen
                self._operators.append(chosen)
            self._operators.append(f"({codes.decode('latin-1').translate(_NOT_PLAIN)})Tj")


def ruled(marks: list[RuleMark], height: float) -> str:
    """Write lines, each a path of its own, and how thick they are where that changes."""
    operators, weight = [], -1.0
    for mark in marks:
        if mark.weight != weight:
            weight = mark.weight
            operators.append(f"{decimal(round(weight * 1000), 3)} w")
        x, y, x2, y2 = (
            decimal(round(place * 100))
            for place in (mark.x, height - mark.y, mark.x2, height - mark.y2)
        )
        operators.append(f"{x} {y} m {x2} {y2} l S")
    return "\n".join(operators)


@lru_cache(maxsize=8192)
def decimal(scaled: int, places: int = 2) -> str:
    """Write a scaled integer as PDF writes numbers: `-.5`, `12`, `3.25`."""
    digits = f"{abs(scaled):0{places + 1}d}"
    whole, rest = digits[:-places].lstrip("0"), digits[-places:].rstrip("0")
    number = (f"{whole}.{rest}" if rest else whole) or "0"
    return f"-{number}" if scaled < 0 else number
