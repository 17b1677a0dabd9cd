"""The four faces that paper is printed in, their widths, and the letters they have.

reportlab prints a letter that a font lacks as nothing at all. A report that loses a letter on the
way to the leader's desk is worse than no report, so every text is checked here before it is set.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from exporters.problems import ExportProblem
from resources import path

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

NO_BREAK_SPACE: Final = "\u00a0"
_QUOTED_BEFORE: Final = 25
_QUOTED_AFTER: Final = 15


class Face(StrEnum):
    """A face; its value is the name in the PDF and the name of the file."""

    REGULAR = "BaoCaoSerif-Regular"
    BOLD = "BaoCaoSerif-Bold"
    ITALIC = "BaoCaoSerif-Italic"
    BOLD_ITALIC = "BaoCaoSerif-BoldItalic"


def face(*, bold: bool = False, italic: bool = False) -> Face:
    """Give the face of a style."""
    if bold:
        return Face.BOLD_ITALIC if italic else Face.BOLD
    return Face.ITALIC if italic else Face.REGULAR


@cache
def load(name: Face) -> TTFont:
    """Read a face once per process and make it known to reportlab."""
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    font = TTFont(name.value, str(path(f"fonts/{name.value}.ttf")), asciiReadable=False)
    pdfmetrics.registerFont(font)
    return font


@lru_cache(maxsize=32768)
def _width_at_one_point(text: str, name: Face) -> float:
    widths = load(name).face.charWidths
    return float(sum(widths[ord(letter)] for letter in text)) / 1000


def width(text: str, name: Face, size: float) -> float:
    """Measure a text in points. Every letter of it must have passed `require_letters`."""
    return _width_at_one_point(text, name) * size


def clean(text: str) -> str:
    """Give the text as it is set: NFC, with line ends and tabs as spaces."""
    return unicodedata.normalize("NFC", text).translate({9: " ", 10: " ", 13: " "})


def require_letters(texts: Iterable[tuple[str, str]]) -> None:
    """Refuse texts with a letter that cannot be printed.

    Args:
        texts: Pairs of a Vietnamese place (`"bảng 1, dòng 3"`) and the text printed there.

    Raises:
        ExportProblem: Code `GLYPH`; the message names the first such letter and its place.
    """
    # The four faces hold the same letters (packaging/build_fonts.py), so one of them answers.
    known = load(Face.REGULAR).face.charToGlyph
    for place, text in texts:
        set_text = clean(text)
        for index, letter in enumerate(set_text):
            if ord(letter) not in known:
                raise _unprintable(set_text, index, place)


def _unprintable(text: str, index: int, place: str) -> ExportProblem:
    letter = text[index]
    shown = f"“{letter}” " if letter.isprintable() and not unicodedata.combining(letter) else ""
    quote = text[max(0, index - _QUOTED_BEFORE) : index + _QUOTED_AFTER].strip()
    return ExportProblem(
        f"Ký tự {shown}(mã U+{ord(letter):04X}) ở {place} không in được: “{quote}”. "
        "Hãy xóa hoặc thay ký tự này rồi xuất lại.",
        code="GLYPH",
        place=place,
    )
