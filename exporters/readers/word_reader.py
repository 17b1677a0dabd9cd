"""Word files (.docx) as text to be proofread: paragraphs, lists, tables, footnotes, text boxes.

Read without a Word library: the words of a document are a few kinds of elements, and a parser that
builds nothing can be bounded. Raised characters become superscript characters, so that the mark of
a footnote is never read as a digit of the figure before it. Deleted and hidden words are left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from msgspec import structs

from exporters.archive import Limits, open_archive
from exporters.problems import ExportProblem
from exporters.readers.font_runs import said
from exporters.readers.word_numbering import (
    ListPlace,
    Numbering,
    Styles,
    number_of,
    read_numbering,
    read_styles,
)
from exporters.readers.xml_events import XmlProblem, listen
from forms.claims.passages import Line, Table, Text, are_torn

LIMITS: Final = Limits(48 << 20, 160 << 20, 3_000, flat=False, ratio=1_100, folders=True)
MAX_XML: Final = 40 << 20
MAX_LETTERS: Final = 6_000_000
_MOST_COLUMNS: Final = 63
LONG_CELL: Final = 60
"""From this many letters on a cell is read as a paragraph, too."""

_OLE: Final = b"\xd0\xcf\x11\xe0"
_RAISED: Final = str.maketrans("0123456789()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁽⁾")
_SIGNS: Final[Mapping[str, str]] = {"tab": "\t", "noBreakHyphen": "-", "softHyphen": "", "cr": " "}
_SKIPPED: Final = frozenset({"Fallback", "del", "moveFrom", "rPrChange", "pPrChange", "instrText"})
_DOCUMENT: Final = "word/document.xml"


def read_word(data: bytes) -> Text:
    """Read a .docx file.

    Lines are paragraphs, numbered through the document; pages are those that Word noted when it
    last laid the document out, 0 where it did not.

    Raises:
        ExportProblem: Not a .docx, with a password, damaged, too large; code ``DOCX-…``.
    """
    members = _opened(data)
    try:
        reader = _read(members)
    except XmlProblem as error:
        raise _refused("DOCX-DAMAGED", str(error)) from error
    parts = tuple(reader.parts())
    return Text(parts, wrapped=are_torn(parts))


def _opened(data: bytes) -> Mapping[str, bytes]:
    if data.startswith(_OLE):
        raise _refused("DOCX-OLD")
    opened = open_archive(data, LIMITS)
    if opened.problems:
        first = opened.problems[0].code
        size = first in {"PKG-SIZE", "PKG-BOMB", "PKG-MEMBERS"}
        code = "DOCX-SIZE" if size else "DOCX-DAMAGED"
        raise _refused("DOCX-OLD" if first == "PKG-ENCRYPTED" else code, first)
    if _DOCUMENT not in opened.members:
        raise _refused("DOCX-KIND")
    if any(len(part) > MAX_XML for name, part in opened.members.items() if name.endswith(".xml")):
        raise _refused("DOCX-SIZE")
    return opened.members


def _read(members: Mapping[str, bytes]) -> _Document:
    numbering, styles = Numbering({}), Styles({}, {})
    if "word/numbering.xml" in members:
        numbering = read_numbering(members["word/numbering.xml"])
    if "word/styles.xml" in members:
        styles = read_styles(members["word/styles.xml"])
    notes: dict[str, str] = {}
    for kind in ("footnote", "endnote"):
        content = members.get(f"word/{kind}s.xml")
        if content is not None:
            listener = _Document(Numbering({}), styles, notes_of=kind)
            listen(content, listener)
            notes |= {f"{kind}{key}": text for key, text in listener.notes.items()}
    reader = _Document(numbering, styles, known=notes)
    listen(members[_DOCUMENT], reader)
    return reader


class _Paragraph:
    """One paragraph while it is read."""

    def __init__(self) -> None:
        self.runs: list[tuple[str, str]] = []
        self.style = ""
        self.place: ListPlace | None = None
        self.page = 0
        self.notes: list[int] = []

    def add(self, words: str, font: str) -> None:
        if self.runs and self.runs[-1][1] == font:
            self.runs[-1] = (self.runs[-1][0] + words, font)
        else:
            self.runs.append((words, font))


class _Table:
    def __init__(self, page: int, number: int) -> None:
        self.page, self.number = page, number
        self.rows: list[list[str]] = []
        self.long: list[Line] = []


class _Run(NamedTuple):
    """How the words of a run are set."""

    raised: bool = False
    hidden: bool = False
    font: str = ""


class _Document:
    """Gathers the parts of a document, or with ``notes_of`` the footnotes of its other part."""

    def __init__(
        self,
        numbering: Numbering,
        styles: Styles,
        *,
        known: Mapping[str, str] | None = None,
        notes_of: str = "",
    ) -> None:
        self._numbering, self._styles, self._known = numbering, styles, dict(known or {})
        self._notes_of = notes_of
        self.notes: dict[str, str] = {}
        self._made: list[Line | Table] = []
        self._cited: list[tuple[int, str, int]] = []
        self._open: list[_Paragraph] = []
        self._tables: list[_Table] = []
        self._cells: list[list[str]] = []
        self._spans: list[int] = []
        self._run = _Run()
        self._skipping = self._letters = self._number = self._page = 0
        self._words = False
        self._note = ""

    # -- events ----------------------------------------------------------------------------------

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._skipping or name in _SKIPPED:
            self._skipping += 1
            return
        if name == "p":
            self._begin()
        elif name in ("tbl", "tr", "tc"):
            self._table_starts(name)
        elif name == "gridSpan" and self._spans:
            self._spans[-1] = min(max(number_of(attributes.get("val", "")), 1), _MOST_COLUMNS)
        elif name == self._notes_of and name:
            self._note = attributes.get("id", "")
        elif self._open:
            self._inside(name, attributes)

    def _inside(self, name: str, attributes: Mapping[str, str]) -> None:
        value = attributes.get("val", "")
        paragraph = self._open[-1]
        if name == "r":
            self._run = _Run(font=self._styles.fonts.get(paragraph.style, ""))
        elif name == "t":
            self._words = True
        elif name in ("vertAlign", "vanish", "rFonts", "position"):
            self._set(name, value, attributes.get("ascii", ""))
        elif name in _SIGNS:
            # A tab stop of the paragraph's own has a place, the sign of a tab has nothing.
            self._say("" if attributes else _SIGNS[name])
        elif name == "br":
            self._say(" ")
        elif name == "lastRenderedPageBreak":
            self._page = max(self._page, 1) + 1
        elif name in ("footnoteReference", "endnoteReference"):
            self._cite(name.removesuffix("Reference") + attributes.get("id", ""))
        else:
            self._describe(paragraph, name, value)

    def _describe(self, paragraph: _Paragraph, name: str, value: str) -> None:
        place = paragraph.place or ListPlace("")
        if name == "pStyle":
            paragraph.style = value
        elif name == "numId":
            paragraph.place = place._replace(list_id=value)
        elif name == "ilvl":
            paragraph.place = place._replace(level=number_of(value))

    def _set(self, name: str, value: str, font: str) -> None:
        if name == "rFonts" and font:
            self._run = self._run._replace(font=font)
        elif name == "vertAlign":
            self._run = self._run._replace(raised=value == "superscript")
        elif name == "position":
            self._run = self._run._replace(raised=number_of(value) > 0)
        elif name == "vanish":
            self._run = self._run._replace(hidden=value not in ("0", "false", "off"))

    def end(self, name: str) -> None:
        """An element ends."""
        if self._skipping:
            self._skipping -= 1
        elif name == "t":
            self._words = False
        elif name == "p" and self._open:
            self._finish(self._open.pop())
        elif name in ("tbl", "tr", "tc") and self._tables:
            self._table_ends(name)

    def text(self, words: str) -> None:
        """Words of a run."""
        if self._words and not self._skipping:
            self._say(words)

    def _say(self, words: str) -> None:
        self._letters += len(words)
        if self._letters > MAX_LETTERS:
            raise _refused("DOCX-SIZE")
        if self._open and not self._run.hidden:
            raised = words.translate(_RAISED) if self._run.raised else words
            self._open[-1].add(raised, self._run.font)

    # -- paragraphs ------------------------------------------------------------------------------

    def _begin(self) -> None:
        paragraph = _Paragraph()
        paragraph.page = self._page
        self._open.append(paragraph)

    def _cite(self, key: str) -> None:
        number = len(self._cited) + 1
        self._cited.append((number, key, self._page))
        self._open[-1].add(str(number).translate(_RAISED), self._run.font)

    def _finish(self, paragraph: _Paragraph) -> None:
        place = paragraph.place or self._styles.places.get(paragraph.style)
        text = said(paragraph.runs)
        if place is not None and text.strip():
            label = self._numbering.label(place)
            text = f"{label} {text}" if label else text
        if self._notes_of:
            self.notes[self._note] = f"{self.notes.get(self._note, '')} {text}".strip()
        elif self._cells:
            self._cells[-1].append(text)
        elif text.strip():
            self._number += 1
            self._made.append(Line(text, paragraph.page, self._number))

    # -- tables ----------------------------------------------------------------------------------

    def _table_starts(self, name: str) -> None:
        if name == "tbl":
            self._tables.append(_Table(self._page, self._number + 1))
        elif self._tables and name == "tr":
            self._tables[-1].rows.append([])
        elif self._tables:
            self._cells.append([])
            self._spans.append(1)

    def _table_ends(self, name: str) -> None:
        table = self._tables[-1]
        if name == "tc" and self._cells:
            self._cell_ends(table, "\n".join(filter(str.strip, self._cells.pop())))
        elif name == "tbl":
            self._tables.pop()
            self._table_made(table)

    def _cell_ends(self, table: _Table, text: str) -> None:
        if table.rows:
            beside = [""] * (self._spans[-1] - 1)
            table.rows[-1] += [" ".join(text.split()), *beside]
        self._spans.pop()
        at = table.number + max(len(table.rows) - 1, 0)
        if len(text) >= LONG_CELL and len(self._tables) == 1:
            table.long += [Line(part, table.page, at) for part in text.split("\n")]

    def _table_made(self, table: _Table) -> None:
        if self._cells:
            # A table within a cell: its words belong to the cell.
            self._cells[-1] += [" ".join(row) for row in table.rows]
        elif any(map(any, table.rows)):
            self._made.append(Table(tuple(map(tuple, table.rows)), table.page, table.number))
            self._made += table.long
            self._number += len(table.rows)

    # -- the whole -------------------------------------------------------------------------------

    def parts(self) -> Iterator[Line | Table]:
        """Yield the parts in order, the footnotes behind them."""
        first = 1 if self._page else 0
        for part in self._made:
            yield structs.replace(part, page=max(part.page, first))
        for number, key, page in self._cited:
            text = self._known.get(key, "")
            if text:
                self._number += 1
                raised = str(number).translate(_RAISED)
                yield Line(f"{raised} {text}", max(page, first), self._number, note=True)


_SENTENCES: Final = {
    "DOCX-KIND": "Tệp này không phải văn bản Word .docx. Hãy mở bằng Word rồi lưu lại dạng .docx.",
    "DOCX-OLD": "Văn bản Word đặt mật khẩu hoặc ở dạng .doc cũ. Hãy bỏ mật khẩu và lưu lại dạng"
    " .docx.",
    "DOCX-DAMAGED": "Văn bản Word hỏng hoặc ghi sai cách nên không đọc được. Hãy mở bằng Word rồi"
    " lưu lại dạng .docx.",
    "DOCX-SIZE": "Văn bản Word quá lớn nên không đọc. Hãy tách văn bản hoặc bỏ bớt hình ảnh rồi"
    " thử lại.",
}


def _refused(code: str, detail: str = "") -> ExportProblem:
    return ExportProblem(_SENTENCES[code], detail, code=code)
