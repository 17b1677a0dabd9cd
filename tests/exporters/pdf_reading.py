"""Read a finished PDF back with PDFium and poppler: what is printed where, in millimetres.

Everything is measured from the top left corner of the paper, in the file itself, so that the tests
do not depend on how the exporter came to put it there.
"""

from __future__ import annotations

import ctypes
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from exporters.pages import render_page
from tests.judges import find_judge

MM = 25.4 / 72


class Letter(NamedTuple):
    """One character: the left edge of its advance, baseline, right edge; size in points."""

    text: str
    x: float
    baseline: float
    right: float
    size: float
    font: str


class Rule(NamedTuple):
    """A straight line from its left upper to its right lower end, without its thickness."""

    x: float
    y: float
    right: float
    bottom: float

    @property
    def length(self) -> float:
        return self.right - self.x

    @property
    def lies(self) -> bool:
        return self.bottom - self.y < 0.01 < self.length

    @property
    def centre(self) -> float:
        return (self.x + self.right) / 2


class PrintedText(NamedTuple):
    """A stretch of letters on one line."""

    letters: tuple[Letter, ...]

    @property
    def text(self) -> str:
        return "".join(letter.text for letter in self.letters)

    @property
    def x(self) -> float:
        return self.letters[0].x

    @property
    def right(self) -> float:
        return self.letters[-1].right

    @property
    def width(self) -> float:
        return self.right - self.x

    @property
    def centre(self) -> float:
        return (self.x + self.right) / 2

    @property
    def baseline(self) -> float:
        return self.letters[0].baseline

    @property
    def size(self) -> float:
        return self.letters[0].size

    @property
    def fonts(self) -> set[str]:
        return {letter.font for letter in self.letters if letter.text.strip()}


class PrintedPage(NamedTuple):
    """A page read back: size in millimetres, letters in content order, rules."""

    width: float
    height: float
    letters: tuple[Letter, ...]
    rules: tuple[Rule, ...]

    def find(self, text: str, nth: int = 0) -> PrintedText:
        """The nth place where the text stands in the page's letters, spaces left out."""
        inked = [letter for letter in self.letters if letter.text.strip()]
        whole = "".join(letter.text for letter in inked)
        wanted = "".join(text.split())
        start = -1
        for _ in range(nth + 1):
            start = whole.find(wanted, start + 1)
            assert start >= 0, f"{text!r} is not on the page: {whole[:200]}"
        return PrintedText(tuple(inked[start : start + len(wanted)]))

    def lines(self) -> list[PrintedText]:
        """The letters by baseline, from the top."""
        rows: dict[float, list[Letter]] = {}
        for letter in self.letters:
            if letter.text.strip():
                rows.setdefault(round(letter.baseline, 1), []).append(letter)
        return [
            PrintedText(tuple(sorted(row, key=lambda letter: letter.x)))
            for _, row in sorted(rows.items())
        ]

    def rule_below(self, text: PrintedText) -> Rule:
        """The lying rule nearest below a line of text."""
        below = [
            rule
            for rule in self.rules
            if rule.lies
            and 0 < rule.y - text.baseline < 4
            and rule.x < text.right
            and rule.right > text.x
        ]
        return min(below, key=lambda rule: rule.y)


def read_pages(pdf: bytes) -> list[PrintedPage]:
    """Read every page."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_read_page(document[index]) for index in range(len(document))]
    finally:
        document.close()


def _read_page(page: pypdfium2.PdfPage) -> PrintedPage:
    width, height = page.get_size()
    text = page.get_textpage()
    letters = tuple(_letter(text, index, height) for index in _drawn(text))
    rules = tuple(_rule(item, height) for item in page.get_objects(filter=(raw.FPDF_PAGEOBJ_PATH,)))
    return PrintedPage(width * MM, height * MM, letters, rules)


def _drawn(text: pypdfium2.PdfTextPage) -> Iterator[int]:
    """Characters that are in the file, not spaces guessed by the reader."""
    for index in range(text.count_chars()):
        if raw.FPDFText_IsGenerated(text.raw, index) != 1:
            yield index


def _letter(page_text: pypdfium2.PdfTextPage, index: int, height: float) -> Letter:
    text = page_text.raw
    x, y = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(text, index, x, y)
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, box)
    flags = ctypes.c_int()
    name = ctypes.create_string_buffer(80)
    raw.FPDFText_GetFontInfo(text, index, name, 80, flags)
    return Letter(
        chr(raw.FPDFText_GetUnicode(text, index)),
        x.value * MM,
        (height - y.value) * MM,
        box.right * MM,
        raw.FPDFText_GetFontSize(text, index),
        name.value.decode().split("+")[-1],
    )


def _rule(path: pypdfium2.PdfObject, height: float) -> Rule:
    # The points of the path: its bounds would count the width of the line too.
    points = []
    for index in range(raw.FPDFPath_CountSegments(path.raw)):
        x, y = ctypes.c_float(), ctypes.c_float()
        raw.FPDFPathSegment_GetPoint(raw.FPDFPath_GetPathSegment(path.raw, index), x, y)
        points.append((x.value * MM, (height - y.value) * MM))
    across, down = zip(*points, strict=True)
    return Rule(min(across), min(down), max(across), max(down))


def is_blank(pdf: bytes, page: int, *, x: float, y: float, width: float, height: float) -> bool:
    """Whether a rectangle (millimetres) of the drawn page is all white."""
    image = render_page(pdf, page, width_px=1240)
    scale = image.width / (read_pages(pdf)[page].width)
    for row in range(int(y * scale), int((y + height) * scale)):
        start = 4 * (row * image.width + int(x * scale))
        pixels = image.bgrx[start : start + 4 * int(width * scale)]
        if any(min(pixels[at : at + 3]) < 250 for at in range(0, len(pixels), 4)):
            return False
    return True


def pdftotext(pdf: bytes, folder: Path, *options: str) -> str:
    """What poppler's text reader sees."""
    return judged("pdftotext", pdf, folder, *options, "-enc", "UTF-8", output="-")


def judged(program: str, pdf: bytes, folder: Path, *options: str, output: str = "") -> str:
    """Run a judge on the file and give what it says; it must not complain."""
    path = find_judge(program)
    file = folder / "printed.pdf"
    file.write_bytes(pdf)
    command = [str(path), *options, str(file), *([output] if output else [])]
    done = subprocess.run(command, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()
    assert done.stderr == b"", done.stderr.decode()
    return done.stdout.decode()
