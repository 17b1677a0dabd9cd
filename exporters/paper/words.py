"""Cut running text into words that no line break may cut.

A break is possible at plain spaces only, so figures (`949/959`, `98,96%`), dates and document
numbers stay whole. Breaks that read badly carry a penalty: `tháng | 7/2024`, `(4) | Tên`. Only
what could never fit or would tear holes into the lines is cut inside: addresses, document symbols
of a third of a line (`43/KHPH-TCTĐA06/CPTWTCTĐA06`), words wider than a table column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

from exporters import nd30
from exporters.fonts import NO_BREAK_SPACE, Face, clean, face, width
from forms.printed.document import Run

FORBIDDEN: Final = float("inf")
_LONG_ADDRESS_PT: Final = 120.0
_LONG_SYMBOL_PT: Final = 150.0
_SYMBOL_PENALTY: Final = 100.0
_ADDRESS_PENALTY: Final = 20.0
_HAIR_SPACE_SHARE: Final = 0.2  # of the letter size: a space so set is 0,7 pt wide at 14 pt
_ENUMERATOR: Final = re.compile(r"\(\w{1,3}\)|\w\)|\d{1,2}\.|[IVX]+\.")
_ADDRESS_PART: Final = re.compile(r"[^/.?&=-]*[/.?&=-]+|[^/.?&=-]+")
_SYMBOL: Final = re.compile(r"\W?\d+/[^\W_]+[/-].*")
_SYMBOL_PART: Final = re.compile(r"[^/-]*[/-]+|[^/-]+")
_NAMES_A_NUMBER: Final = frozenset(
    {"điều", "khoản", "điểm", "mục", "tháng", "ngày", "năm", "quý", "số", "định", "án", "tuần"}
)


class Piece(NamedTuple):
    """A part of a word in one style; `rise` lifts it above the baseline.

    `note` is the footnote that it marks, 0 for none.
    """

    text: str
    face: Face
    size: float
    width: float
    rise: float = 0.0
    source: str = ""
    note: int = 0


@dataclass(slots=True)
class Word:
    """Pieces set tight, and what follows them.

    `spaces` are the spaces after the word (none where a long word was cut, several for a blank to
    be filled in by hand) and `gap` their natural width. `penalty` says how bad a line break after
    the word is: 0 fine, 100 as bad as doubled spaces, `FORBIDDEN` never. `notes` are the
    footnotes marked in it.
    """

    pieces: list[Piece]
    gap: float = 0.0
    spaces: int = 0
    penalty: float = 0.0
    notes: tuple[int, ...] = ()

    @property
    def width(self) -> float:
        """Width without the gap."""
        return sum(piece.width for piece in self.pieces)

    @property
    def text(self) -> str:
        """The letters without styles."""
        return "".join(piece.text for piece in self.pieces)


class Setting(NamedTuple):
    """How runs are set: size, and whether the whole is bold or italic anyway."""

    size: float
    bold: bool = False
    italic: bool = False

    def face_of(self, run: Run) -> Face:
        """Give the face of one run in this setting."""
        return face(bold=self.bold or run.bold, italic=self.italic or run.italic)


def words_of(runs: Iterable[Run], setting: Setting, room: float) -> list[Word]:
    """Cut runs into words; none is wider than `room` points."""
    words = [Word([])]
    for run in runs:
        _add_run(words, run, setting)
    words = [word for word in words if word.pieces]
    fitting = [part for word in words for part in _cut(word, room)]
    for word, following in pairwise(fitting):
        if word.gap and not word.penalty:
            word.penalty = _penalty(word.text, following.text)
    return fitting


def plain_words(text: str, setting: Setting, room: float) -> list[Word]:
    """Cut a text without runs into words."""
    return words_of((Run(text),), setting, room)


def _add_run(words: list[Word], run: Run, setting: Setting) -> None:
    name = setting.face_of(run)
    space = width(" ", name, setting.size)
    for part in re.split(f"([ {NO_BREAK_SPACE}])", clean(run.text)):
        if part in (" ", NO_BREAK_SPACE):
            _end_word(words, space, FORBIDDEN if part == NO_BREAK_SPACE else 0.0)
        elif part:
            piece = Piece(
                part, name, setting.size, width(part, name, setting.size), source=run.source
            )
            words[-1].pieces.append(piece)
    if run.note is not None:
        _add_note_mark(words, run.note, setting.size)


def _end_word(words: list[Word], space: float, penalty: float) -> None:
    """End the word with a space; more than one counts only where no break is allowed."""
    if words[-1].pieces:
        words.append(Word([]))
    elif penalty < FORBIDDEN or len(words) == 1:
        return
    ended = words[-2]
    ended.gap, ended.spaces = ended.gap + space, ended.spaces + 1
    ended.penalty = max(ended.penalty, penalty)


def _add_note_mark(words: list[Word], number: int, size: float) -> None:
    # A mark after "text " belongs to the text; the space then follows the mark.
    if not words[-1].pieces and len(words) > 1:
        words.pop()
    word = words[-1]
    # A real space stands before the mark: readers of the PDF's text (search, copy, the checking
    # of an old report) would else take `33/42` with mark 4 for `33/424`. After a digit it is wide
    # enough for readers that go by distance alone, and for the eye, to which 4 is no power.
    mark = note_mark(number, size)._replace(note=number)
    gap = mark.size if word.text[-1:].isdigit() else size * _HAIR_SPACE_SHARE
    space = Piece(" ", Face.REGULAR, gap, width(" ", Face.REGULAR, gap), mark.rise, note=number)
    word.pieces += [space, mark]
    word.notes = (*word.notes, number)


def note_mark(number: int, size: float) -> Piece:
    """Make the raised number of a footnote in text of `size` points."""
    small = size * nd30.NOTE_MARK_SHARE
    return Piece(
        str(number),
        Face.REGULAR,
        small,
        width(str(number), Face.REGULAR, small),
        size * nd30.NOTE_MARK_RISE_SHARE,
    )


class _Cut(NamedTuple):
    """How a word is cut: at which signs, and how bad a break there is.

    `filled` parts take as many pieces as fit; the others end at every sign.
    """

    at: re.Pattern[str]
    penalty: float
    filled: bool = False


def _cut(word: Word, room: float) -> list[Word]:
    """Cut a long address or symbol, and what is wider than the line; other words stay whole."""
    cut = _way_to_cut(word, room)
    if cut is None:
        return [word]
    parts = [Word([])]
    for piece in word.pieces:
        for text in cut.at.findall(piece.text):
            for part in _letters_that_fit(piece, text, room):
                _append_part(parts, part, room, cut)
    last = parts[-1]
    last.gap, last.spaces, last.penalty = word.gap, word.spaces, word.penalty
    last.notes = word.notes
    return parts


def _way_to_cut(word: Word, room: float) -> _Cut | None:
    whole, text = word.width, word.text
    if "://" in text or text.startswith("www."):
        long = whole > min(room, _LONG_ADDRESS_PT)
        return _Cut(_ADDRESS_PART, _ADDRESS_PENALTY) if long else None
    if whole > _LONG_SYMBOL_PT and _SYMBOL.fullmatch(text):
        return _Cut(_SYMBOL_PART, _SYMBOL_PENALTY)
    return _Cut(_ADDRESS_PART, 0.0, filled=True) if whole > room else None


def _append_part(parts: list[Word], part: Piece, room: float, cut: _Cut) -> None:
    last = parts[-1]
    if last.pieces and (not cut.filled or last.width + part.width > room):
        parts[-1].penalty = cut.penalty
        parts.append(Word([]))
    parts[-1].pieces.append(part)


def _letters_that_fit(piece: Piece, text: str, room: float) -> Iterable[Piece]:
    start = 0
    for end in range(1, len(text) + 1):
        if end - start > 1 and width(text[start:end], piece.face, piece.size) > room:
            yield _part_of(piece, text[start : end - 1])
            start = end - 1
    yield _part_of(piece, text[start:])


def _part_of(piece: Piece, text: str) -> Piece:
    return piece._replace(text=text, width=width(text, piece.face, piece.size))


def _penalty(text: str, following: str) -> float:
    if following in ("-", "–"):
        return 150.0
    if _ENUMERATOR.fullmatch(text):
        return 150.0
    if following[0].isdigit() and text.lower() in _NAMES_A_NUMBER:
        return 150.0
    return 15.0 if text[-1].isdigit() else 0.0
