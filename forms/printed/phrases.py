"""Printed words with their figures kept apart, and what printing asks of a report.

A phrase keeps the words and the figures as pieces (each figure with the cell it came from) and
remembers what was blank, so that whoever asked for it can leave it out. Footnotes stay inside the
phrase until the document numbers them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final, NamedTuple, Protocol

from forms.cells import CellKey, CellValue
from forms.model import Field, Form, Grid, GridRow, Section
from forms.periods import Period

GAP: Final = "…"
"""What stands where a figure is missing."""


class Shape(Protocol):
    """What printing asks of a compiled form; :class:`forms.engine.Engine` is one."""

    @property
    def form(self) -> Form:
        """The form itself."""

    @property
    def fields(self) -> Mapping[str, Field]:
        """Every field by id."""

    @property
    def grids(self) -> Mapping[str, Grid]:
        """Every grid by id."""


class Reading(Protocol):
    """What printing asks of a report's figures; :class:`forms.engine.Computation` is one."""

    @property
    def engine(self) -> Shape:
        """The form that the report is typed in."""

    @property
    def period(self) -> Period:
        """The reporting period."""

    @property
    def day(self) -> date:
        """The last day of the period, which decides wordings."""

    def effective(self, key: CellKey, /) -> CellValue | None:
        """Return what is printed: the computed value where there is one, else the typed one."""

    def printed(self, key: CellKey, /) -> CellValue | None:
        """Return what a sentence prints: ``effective``, or an accepted coarser rate as typed."""

    def rows(self, field_id: str, /) -> tuple[int, ...]:
        """Return the row numbers of a list or table, in order of print."""

    def row_in_use(self, field_id: str, row: int, /) -> bool:
        """Return whether a table's row is printed: an optional one only where it is begun."""

    def state(self, field_id: str, /) -> str:
        """Return the state that stands instead of figures, or nothing."""

    def chosen(self, field_id: str, /) -> tuple[str, ...]:
        """Return the ids of the grid rows that a selection picks."""

    def active(self, section: Section, /) -> bool:
        """Return whether a section is switched on and valid in the period."""

    def has_field(self, field_id: str, /) -> bool:
        """Return whether the period has the field."""


class Piece(NamedTuple):
    """Some words; ``source`` is the place of a figure; ``note`` is a footnote that follows."""

    text: str
    source: str = ""
    note: tuple[Piece, ...] | None = None


class Phrase(NamedTuple):
    """Printed words and what became of the fields that they name.

    ``named``: some field is named. ``filled``: one of them holds something. ``wanted``: a missing
    one is required. ``blank``: one is missing where nothing but the phrase itself says so.
    """

    pieces: tuple[Piece, ...] = ()
    named: bool = False
    filled: bool = False
    wanted: bool = False
    blank: bool = False

    @property
    def text(self) -> str:
        """Return the words, without footnotes."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def stands(self) -> bool:
        """Return whether to print it: it names nothing, or something that is filled or required."""
        return self.filled or self.wanted or not self.named


def words(text: str) -> Phrase:
    """Return plain words as a phrase."""
    return Phrase((Piece(text),)) if text else Phrase()


def figure(text: str, source: str) -> Phrase:
    """Return the print of a filled cell."""
    return Phrase((Piece(text, source),), named=True, filled=True)


def missing(gap: str, source: str, *, wanted: bool) -> Phrase:
    """Return the print of a blank cell: ``gap``, or nothing where that is empty."""
    pieces = (Piece(gap, source),) if gap else ()
    return Phrase(pieces, named=True, wanted=wanted, blank=True)


def merged(phrases: Iterable[Phrase]) -> Phrase:
    """Return several phrases as one."""
    together = tuple(phrases)
    return Phrase(
        tuple(piece for phrase in together for piece in phrase.pieces),
        named=any(phrase.named for phrase in together),
        filled=any(phrase.filled for phrase in together),
        wanted=any(phrase.wanted for phrase in together),
        blank=any(phrase.blank for phrase in together),
    )


def joined(phrases: Iterable[Phrase], joint: str) -> Phrase:
    """Return several phrases as one with ``joint`` between them."""
    spaced: list[Phrase] = []
    for phrase in phrases:
        spaced += (words(joint), phrase) if spaced else (phrase,)
    return merged(spaced)


def tidy(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return one line's pieces without the double and outer blanks that left-out pieces leave."""
    kept: list[Piece] = []
    after_blank = True
    for piece in pieces:
        text = piece.text.lstrip(" ") if after_blank else piece.text
        if text or piece.note is not None:
            kept.append(piece._replace(text=text))
        after_blank = text.endswith(" ") if text else after_blank
    while kept and kept[-1].note is None and not kept[-1].text.rstrip(" "):
        kept.pop()
    if kept:
        kept[-1] = kept[-1]._replace(text=kept[-1].text.rstrip(" "))
    return tuple(kept)


def capitalised(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return a line that begins with a capital, as it has to when its first segment is left out.

    A line that begins with a figure or a typed text is left as it is.
    """
    kept = tidy(pieces)
    if not kept or kept[0].source:
        return kept
    text = kept[0].text
    return (kept[0]._replace(text=text[:1].upper() + text[1:]), *kept[1:])


def trimmed(phrase: Phrase) -> Phrase:
    """Return a one-line phrase with its pieces tidy."""
    return phrase._replace(pieces=tidy(phrase.pieces))


def without_stop(phrase: Phrase) -> Phrase:
    """Return a phrase without its full stop, to stand inside a sentence."""
    *before, last = phrase.pieces or (Piece(""),)
    return phrase._replace(pieces=(*before, last._replace(text=last.text.rstrip(" ").rstrip("."))))


def lines(pieces: Iterable[Piece]) -> tuple[tuple[Piece, ...], ...]:
    """Split pieces at line ends into tidy, non-empty lines."""
    rows: list[list[Piece]] = [[]]
    for piece in pieces:
        first, *rest = piece.text.split("\n")
        rows[-1].append(Piece(first, piece.source))
        rows.extend([Piece(text, piece.source)] for text in rest)
        if piece.note is not None:
            rows[-1].append(piece._replace(text=""))
    return tuple(row for row in map(tidy, rows) if row)


def grid_rows(reading: Reading, grid: Grid) -> Iterator[tuple[int, GridRow, tuple[Field, ...]]]:
    """Yield the rows that the period has: printed number from 1, row, its fields."""
    number = 0
    for row in grid.rows:
        names = filter(reading.has_field, row.fields or (row.id,))
        present = tuple(reading.engine.fields[name] for name in names)
        if present:
            number += 1
            yield number, row, present
