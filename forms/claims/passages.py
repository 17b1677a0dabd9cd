"""Text to be proofread: what a reader of files hands over, and the passages it makes up.

A reader gives lines and tables in reading order with page and line numbers. Hard-wrapped lines
are joined to passages (a paragraph, one item of a list, one footnote); every offset of a passage
leads back to page, line and column. Superscript marks stay in the text as superscript characters,
so that a mark behind a figure is never read as one of its digits.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

import msgspec

_WRAPPED_AT_MOST: Final = 150
_LONG_LINE: Final = 100
_FEW_LINES: Final = 10
_TORN: Final = 3
_RULE: Final = 20
_DRAWN: Final = 8
_USUAL: Final = 9
_SHORT: Final = 7
_USUALLY_FULL: Final = 8
_TENTHS: Final = 10
_MARK_DIGITS: Final = 3

SUPERSCRIPTS: Final = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
SUPERSCRIPT: Final = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_DIGITS: Final = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_MARKER: Final = re.compile(
    r"(?:(?P<dash>[-–—−])(?![0-9])|(?P<plus>\+)|(?P<star>[*•●○▪■◦])"
    r"|\((?P<paren>[0-9]{1,3})\)(?=\s)"
    r"|(?P<dotted>[0-9]{1,2}(?:\.[0-9]{1,2}){1,3})\.?(?=\s)"
    r"|(?P<arabic>[0-9]{1,3})[.)](?=\s)|(?P<roman>[IVXL]{1,6})[.)](?=\s)"
    r"|(?P<letter>[a-zđ])[.)](?=\s))\s*"
)
_SECTION: Final = re.compile(r"(?:[0-9]{1,2}\.[0-9]{1,2}\.|[IVX]{1,4}\.) [A-ZĐ]")
_HEADING: Final = re.compile(r"(?:[IVXL]{1,6}|[0-9]{1,2})(?:\.[0-9]{1,2})*\.? |[^a-z]*$")
_WIDE_GAP: Final = re.compile(r" {3,}")
_GAP: Final = re.compile(r"\s{2,}")
_WIDE_CELL: Final = re.compile(
    r"(?<![^ ])[0-9.,%]++(?= {1,2}[0-9.,%]++(?: |$))|[^ ]+(?: {1,2}[^ ]+)*"
)
"""A cell between wide gaps; figures alone are cells of their own at any gap."""
_LONE_NUMBER: Final = re.compile(r"\s*\(?([0-9]{1,3})\)?\s*")
_NOTE_START: Final = re.compile(r"([0-9]{1,3}) (?=[A-ZĐÁÀÂĂÊÔƠƯÍÝÚ(“])")
_ROW_END: Final = re.compile(r"[0-9]%?\s+[-–−]?(?:[0-9][0-9.,]*%?)?$")
_THOUSANDS: Final = re.compile(r"[0-9]{3}(?:\.[0-9]{3})*+(?![0-9.])")
_GROUP: Final = re.compile(r"(?:^|[ (/])[1-9][0-9]{0,2}(?:\.[0-9]{3})*\.$")
_LONGEST_GROUP: Final = 20
_END: Final = (".", ":", "!", "?", "…", "./.")
_GOES_ON: Final = ("Trong đó", "Trong số đó", "Trong số này")
"""Beginnings of a sentence that goes on with the paragraph before it."""
_FOLLOWS: Final = frozenset(".,;:)%")
_OUTLINE: Final = frozenset({"dotted", "arabic", "roman"})


class Line(msgspec.Struct, frozen=True):
    """One line, or one whole paragraph, as it stands in a file.

    ``page`` and ``number`` count from 1; 0 where the file has none. ``note`` marks the block of
    footnotes. ``marks`` are the spans of raised characters (footnote marks) within the NFC text;
    characters that are superscripts by themselves need no span.
    """

    text: str
    page: int = 0
    number: int = 0
    note: bool = False
    marks: tuple[tuple[int, int], ...] = ()


class Table(msgspec.Struct, frozen=True):
    """A table as rows of cell texts.

    Row i stands in line ``number`` + i, or in ``lines[i]`` where lines are given; its page is
    ``page``, or ``pages[i]`` where a table goes on over pages.
    """

    rows: tuple[tuple[str, ...], ...]
    page: int = 0
    number: int = 0
    lines: tuple[int, ...] = ()
    pages: tuple[int, ...] = ()

    def line(self, row: int) -> int:
        """Return the line of a row, 0 where the file has none."""
        if self.lines:
            return self.lines[row]
        return self.number + row if self.number else 0

    def page_of(self, row: int) -> int:
        """Return the page of a row, 0 where the file has none."""
        return self.pages[row] if self.pages else self.page


class Text(msgspec.Struct, frozen=True):
    """What is proofread: lines and tables in reading order.

    ``wrapped``: lines end where the page ends, not where the paragraph does.
    """

    parts: tuple[Line | Table, ...]
    wrapped: bool = True


class Spot(NamedTuple):
    """A place in the file; the column counts characters of the NFC line from 0."""

    page: int
    line: int
    column: int


class Piece(NamedTuple):
    """One line within a passage: where it begins there, and how much space it lost in front."""

    offset: int
    lead: int
    line: Line


class Passage(NamedTuple):
    """A paragraph, a list item or a footnote, in one piece.

    ``marker`` is the kind of list marker or outline number it begins with (empty: none) and
    ``label`` the marker as written; ``body`` is where the words begin. ``note`` is the number of
    a footnote, 0 for the running text and -1 where a footnote's number is not known.
    """

    text: str
    pieces: tuple[Piece, ...]
    marker: str = ""
    label: str = ""
    body: int = 0
    note: int = 0

    def spot(self, offset: int) -> Spot:
        """Return where a character of the passage stands in the file."""
        index = bisect_right(self.pieces, offset, key=lambda piece: piece.offset) - 1
        piece = self.pieces[max(index, 0)]
        return Spot(piece.line.page, piece.line.number, offset - piece.offset + piece.lead)

    @property
    def ended(self) -> bool:
        """Whether it ends like a sentence; else a page may have cut it off."""
        return self.text.endswith((*_END, ";", ")", "”", '"'))


# --- plain text -----------------------------------------------------------------------------------


def plain_text(text: str) -> Text:
    """Take the text of a plain file: form feeds end pages, tabs or bars make tables.

    Footnote blocks are recognized by their rule of spaces or by their running numbers.
    """
    lines = list(_numbered(unicodedata.normalize("NFC", text)))
    lengths = sorted(len(line.text.strip()) for line in lines if line.text.strip())
    usual = lengths[len(lengths) * _USUAL // _TENTHS] if lengths else 0
    wrapped = usual <= _WRAPPED_AT_MOST or _goes_on(lines)
    marked = _with_notes(lines) if wrapped else lines
    return Text(tuple(_with_tables(marked)), wrapped)


def are_torn(parts: Sequence[Line | Table]) -> bool:
    """Whether paragraphs or cells are lines of a page, as in a text pasted out of a PDF."""
    lines = [part.text.lstrip() for part in parts if isinstance(part, Line)]
    going_on = sum(line[:1].islower() for line in lines)
    return len(lines) > _FEW_LINES and going_on * _TENTHS >= len(lines) * _TORN


def _goes_on(lines: Sequence[Line]) -> bool:
    """Whether long lines break off within sentences, as those of a printed page do."""
    full = [line.text.strip() for line in lines if line.text.strip()]
    pairs = [(a, b) for a, b in pairwise(full) if len(a) > _LONG_LINE]
    torn = sum(not a.endswith((*_END, ";", ",")) and b[0].islower() for a, b in pairs)
    return _TORN * torn > len(pairs)


def _numbered(text: str) -> Iterator[Line]:
    page = 1
    chunks = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for number, chunk in enumerate(chunks, 1):
        for i, sheet in enumerate(chunk.split("\f")):
            page += 1 if i else 0
            yield Line(sheet, page, number)


class _Notes:
    """Tells lines of a footnote block from running text while they pass by."""

    def __init__(self) -> None:
        self.inside = self.ruled = False
        self.expected = 1
        self.page = 1
        self.numbered = False

    def enter(self, number: int) -> None:
        self.inside, self.expected, self.numbered = True, number + 1, True
        self.ruled = False

    def pass_by(self, line: Line, before: str) -> Line:
        """Take a line of words; ``before`` is the line above it."""
        opens = self.opened_by(line, before)
        if opens:
            self.enter(int(line.text.split()[0]))
        elif self.inside and not self.numbered and self._ends(line.text):
            self.inside = False
        self.numbered = False
        return msgspec.structs.replace(_raised_start(line) if opens else line, note=self.inside)

    @staticmethod
    def _ends(text: str) -> bool:
        """Whether a line belongs to no note: it is set in, or begins a section."""
        return text.startswith(" ") or _SECTION.match(text) is not None

    def opened_by(self, line: Line, before: str) -> bool:
        """Return whether a line begins the next footnote; ``before`` is the line above it."""
        start = _NOTE_START.match(line.text.strip())
        if start is None or (int(start[1]) != self.expected and not self.ruled):
            return False
        if _ROW_END.search(line.text.rstrip()):
            return False
        return self.inside or not before or before.rstrip().endswith((".", ":", ";"))


def _with_notes(lines: Sequence[Line]) -> Iterator[Line]:
    notes, before = _Notes(), ""
    following = _following(lines)
    for i, line in enumerate(lines):
        text = line.text
        if line.page != notes.page:
            notes.inside, notes.page = False, line.page
        stripped = text.strip()
        if not stripped:
            notes.inside = notes.inside or len(text) >= _RULE
        elif len(stripped) >= _DRAWN and set(stripped) <= {"_", "-", "—", "–"}:
            notes.inside = notes.ruled = True
        elif _LONE_NUMBER.fullmatch(text):
            yield from _lone_number(notes, line, following[i])
        else:
            yield notes.pass_by(line, before)
        before = stripped


def _lone_number(notes: _Notes, line: Line, after: str) -> Iterator[Line]:
    """A number alone in its line: that of a footnote, of a page, or a raised mark."""
    number = int(line.text.strip().strip("()"))
    if notes.inside and number == notes.expected and after.startswith(" "):
        notes.enter(number)
        yield Line(line.text.strip().translate(SUPERSCRIPTS), line.page, line.number, note=True)
    elif notes.inside:
        notes.inside = False
    else:
        yield Line(line.text.strip().translate(SUPERSCRIPTS), line.page, line.number)


def _following(lines: Sequence[Line]) -> list[str]:
    """Return, for every line, the next one that is not empty."""
    found, after = [""] * len(lines), ""
    for i in range(len(lines) - 1, -1, -1):
        found[i] = after
        if lines[i].text.strip():
            after = lines[i].text
    return found


def _raised_start(line: Line) -> Line:
    head, _, rest = line.text.strip().partition(" ")
    return msgspec.structs.replace(line, text=f"{head.translate(SUPERSCRIPTS)} {rest}")


def _with_tables(lines: Iterable[Line]) -> Iterator[Line | Table]:
    rows: list[Line] = []
    for line in lines:
        if len(_cells(line)) > 1:
            rows.append(line)
        elif not rows or line.text.strip():
            yield from _table(rows)
            rows = []
            yield line
    yield from _table(rows)


def _cells(line: Line) -> list[str]:
    """The cells of a row, by tabs, bars, or the wide gaps that keep columns in plain text."""
    text = line.text.strip()
    if "\t" in text or "|" in text:
        return text.strip("|").split("\t" if "\t" in text else "|")
    if len(_WIDE_GAP.split(text)) <= 2:  # noqa: PLR2004 - a gap alone makes no columns
        return []
    return [cell[0] for cell in _WIDE_CELL.finditer(text)]


def _table(rows: Sequence[Line]) -> Iterator[Line | Table]:
    if len(rows) > 1:
        yield Table(
            _in_columns(rows), rows[0].page, rows[0].number, tuple(row.number for row in rows)
        )
    else:
        yield from rows


def _in_columns(rows: Sequence[Line]) -> tuple[tuple[str, ...], ...]:
    """The cells of rows; one that lacks some leaves those blank over which nothing stands."""
    cells = [tuple(cell.strip() for cell in _cells(row)) for row in rows]
    typed = any("\t" in row.text or "|" in row.text for row in rows)
    width = max(map(len, cells))
    if not typed:
        tight = [tuple(_GAP.split(row.text.strip())) for row in rows]
        cells = [b if len(b) == width else a for a, b in zip(cells, tight, strict=True)]
    if typed or all(len(row) == width for row in cells):
        return tuple(cells)
    spans = [[found.span() for found in _WIDE_CELL.finditer(row.text)] for row in rows]
    full = [row for row in spans if len(row) == width]
    columns = [(min(r[j][0] for r in full), max(r[j][1] for r in full)) for j in range(width)]
    return tuple(_under(row, at, columns) for row, at in zip(cells, spans, strict=True))


def _under(
    row: tuple[str, ...], spans: Sequence[tuple[int, int]], columns: Sequence[tuple[int, int]]
) -> tuple[str, ...]:
    """Put each cell of a row under the column that it overlaps most."""
    places = []
    for start, end in spans:
        shared = [min(end, right) - max(start, left) for left, right in columns]
        places.append(shared.index(max(shared)) if max(shared) > 0 else -1)
    if len(row) == len(columns) or min(places) < 0 or len(set(places)) < len(places):
        return row
    told = dict(zip(places, row, strict=True))
    return tuple(told.get(j, "") for j in range(len(columns)))


# --- passages -------------------------------------------------------------------------------------


def passages(text: Text) -> tuple[Passage, ...]:
    """Join the lines of a text to passages, in the order in which they begin.

    A paragraph that a footnote block interrupts goes on behind it.
    """
    width = _width(text)
    ragged = _is_ragged(text, width)
    body, notes = (_Joiner(width, wrapped=text.wrapped, ragged=ragged) for _ in range(2))
    for part in text.parts:
        if isinstance(part, Line):
            (notes if part.note else body).add(part)
        else:
            body.close()
    body.close()
    notes.close()
    found = [*body.found, *notes.found]
    return tuple(sorted(found, key=lambda passage: _place(passage.pieces[0].line)))


def _place(line: Line) -> tuple[int, int]:
    return line.page, line.number


def _width(text: Text) -> int:
    lengths = sorted(len(p.text.strip()) for p in text.parts if isinstance(p, Line))
    full = [length for length in lengths if length > _RULE]
    return full[len(full) * _USUAL // _TENTHS] if full else 0


def _is_ragged(text: Text, width: int) -> bool:
    """Whether lines were wrapped twice, so that short ones stand in the middle of sentences."""
    lines = [p.text.strip() for p in text.parts if isinstance(p, Line) and p.text.strip()]
    short = width * _SHORT // _TENTHS
    torn = sum(
        len(a) < short and not a.endswith((*_END, ";", ",")) and b[0].islower()
        for a, b in pairwise(lines)
    )
    return text.wrapped and torn * _USUALLY_FULL > len(lines)


class _Joiner:
    def __init__(self, width: int, *, wrapped: bool, ragged: bool) -> None:
        self._short = width * _SHORT // _TENTHS
        self.wrapped, self.ragged = wrapped, ragged
        self.found: list[Passage] = []
        self._open: list[Line] = []
        self._last = ""

    def add(self, line: Line) -> None:
        clean = _clean(line)
        if not clean.text.strip():
            return
        if self._open and self._begins(clean.text.strip()):
            self.close()
        raised = bool(self._open) and _is_mark(self._open[-1].text)
        self._open.append(clean)
        if not _is_mark(clean.text):
            # A raised mark tears its line in two: only both halves tell how long it is.
            self._last = (self._last[-_WRAPPED_AT_MOST:] if raised else "") + clean.text.strip()

    def _begins(self, text: str) -> bool:
        if not self.wrapped or not self._last:
            return not _is_mark(text) and bool(self._last)
        if text[0] in SUPERSCRIPT:
            return self._open[-1].note
        if text[0] in _FOLLOWS or _splits_a_word(self._last) or _splits(self._last, text):
            return False
        ended, short = self._last.endswith(_END), self._is_short()
        marker = _MARKER.match(text)
        if marker is None:
            if self._last.endswith(":") and text[0].isdecimal():
                return False
            free = short or (ended and not text.startswith(_GOES_ON))
            return free and not text[0].islower()
        kind, rest = marker.lastgroup or "", text[marker.end() :]
        if kind == "paren":
            led = self._last.endswith(":") and marker["paren"] == "1" and " (2) " in rest
            return (ended or short) and not led
        finished = ended or self._last.endswith((";", ",")) or short
        return finished or (bool(rest) and not rest[0].islower() and kind != "letter")

    def _is_short(self) -> bool:
        """Whether the last line ends with its words; of ragged ones only a heading tells."""
        heading = len(self._open) == 1 and _HEADING.match(self._last) is not None
        return len(self._last) < self._short and (heading or not self.ragged)

    def close(self) -> None:
        if self._open:
            self.found.append(_joined(self._open))
        self._open, self._last = [], ""


def _clean(line: Line) -> Line:
    text = unicodedata.normalize("NFC", line.text).replace("\u00a0", " ").replace("\u00ad", "-")
    for start, end in line.marks:
        text = text[:start] + text[start:end].translate(SUPERSCRIPTS) + text[end:]
    return msgspec.structs.replace(line, text=text)


def _is_mark(text: str) -> bool:
    return 0 < len(text.strip()) <= _MARK_DIGITS and set(text.strip()) <= SUPERSCRIPT


def _joined(lines: Sequence[Line]) -> Passage:
    pieces: list[Piece] = []
    parts: list[str] = []
    length = 0
    for line in lines:
        text = line.text.strip()
        joined = parts and (_splits_a_word(parts[-1]) or _splits(parts[-1], text))
        if parts and not _is_mark(text) and not joined:
            parts.append(" ")
            length += 1
        pieces.append(Piece(length, len(line.text) - len(line.text.lstrip()), line))
        parts.append(text)
        length += len(text)
    return _described("".join(parts), tuple(pieces))


def _splits_a_word(part: str) -> bool:
    """Whether a line breaks behind the hyphen or bar of ``KH-UBND``, ``15/7``."""
    return len(part) > 1 and part[-1] in "-/" and part[-2].isalnum()


def _splits(part: str, text: str) -> bool:
    """Whether a line breaks within a figure: "1.662." and "114 tài khoản"."""
    return bool(_THOUSANDS.match(text) and _GROUP.search(part[-_LONGEST_GROUP:]))


def _described(text: str, pieces: tuple[Piece, ...]) -> Passage:
    raised = len(text) - len(text.lstrip("".join(SUPERSCRIPT)))
    note = 0
    if pieces[0].line.note:
        digits = text[:raised].translate(_DIGITS)
        note = int(digits) if digits.isdecimal() else -1
    begin = raised + len(text[raised:]) - len(text[raised:].lstrip())
    marker = _MARKER.match(text, begin)
    if marker is None:
        return Passage(text, pieces, body=begin, note=note)
    kind = marker.lastgroup or ""
    return Passage(text, pieces, kind, marker[kind], marker.end(), note)


def note_numbers(found: Sequence[Passage]) -> frozenset[int]:
    """Return the numbers of the footnotes: those that stand apart, or that run on from 1."""
    known = frozenset(passage.note for passage in found if passage.note > 0)
    following = 1
    for passage in found:
        start = _NOTE_START.match(passage.text)
        following += start is not None and int(start[1]) == following
    return known or frozenset(range(1, following))


def is_outline(passage: Passage) -> bool:
    """Whether a passage begins with the number of a section."""
    return passage.marker in _OUTLINE
