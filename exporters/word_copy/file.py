"""What python-docx leaves open in a Word file: footnotes, and bytes that never differ."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape

from exporters import nd30
from exporters.bundle import write_bundle
from exporters.fonts import NO_BREAK_SPACE, clean
from forms.printed.document import Note, Run

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.text.paragraph import Paragraph as WordParagraph

_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_FIRST_NAME: Final = "[Content_Types].xml"
_RAISED: Final = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'


class Notes:
    """The footnotes of one document, and which of them are marked already."""

    def __init__(self, notes: Iterable[Note]) -> None:
        self._notes = tuple(notes)
        self._marked: set[int] = set()

    def mark(self, paragraph: WordParagraph, number: int) -> None:
        """Put the mark of a note at the end of a paragraph.

        Word numbers the notes themselves in the order of their marks, which is that of the report.
        A second mark of one note is its number only: a note has one place.
        """
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        if paragraph.text[-1:].isdigit():
            # A mark behind a figure is no power of it, for the eye and for readers of the text.
            paragraph.add_run(NO_BREAK_SPACE)
        run = paragraph.add_run()
        run.font.superscript = True
        if number in self._marked:
            run.text = str(number)
            return
        self._marked.add(number)
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(number))
        run._r.append(reference)  # noqa: SLF001 - footnotes have no other door

    def xml(self) -> bytes:
        """Return the part that holds the notes; empty when there is none."""
        if not self._notes:
            return b""
        separators = "".join(_separator(place) for place in (-1, 0))
        notes = "".join(map(_note, self._notes))
        return (
            '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            f'<w:footnotes xmlns:w="{_WORD}">{separators}{notes}</w:footnotes>'
        ).encode()


def _separator(place: int) -> str:
    kind = "separator" if place < 0 else "continuationSeparator"
    return (
        f'<w:footnote w:type="{kind}" w:id="{place}"><w:p><w:pPr><w:spacing w:before="0" '
        f'w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:r><w:{kind}/></w:r></w:p>'
        "</w:footnote>"
    )


def _note(note: Note) -> str:
    size = int(nd30.NOTE_PT * 2)
    words = "".join(_run(run, size) for run in note.runs)
    return (
        f'<w:footnote w:id="{note.number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        f"<w:r>{_RAISED}<w:footnoteRef/></w:r>"
        f'<w:r><w:t xml:space="preserve"> </w:t></w:r>{words}</w:p></w:footnote>'
    )


def _run(run: Run, size: int) -> str:
    bold, italic = "<w:b/>" * run.bold, "<w:i/>" * run.italic
    text = escape(clean(run.text))
    properties = f'<w:rPr>{bold}{italic}<w:sz w:val="{size}"/></w:rPr>'
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


# --- bytes ----------------------------------------------------------------------------------------


def packed(word: Word, notes: Notes, moment: datetime) -> bytes:
    """Give the file's bytes: parts in one order, every date the report's own."""
    _attach(word, notes.xml())
    raw = io.BytesIO()
    word.save(raw)
    with zipfile.ZipFile(raw) as made:
        # Readers that look at the beginning only know a Word file by its first part.
        members = {name: made.read(name) for name in made.namelist()}
    return write_bundle(members, moment, first=(_FIRST_NAME,))


def _attach(word: Word, notes: bytes) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    if notes:
        name = PackURI("/word/footnotes.xml")
        word.part.relate_to(Part(name, _TYPE, notes, word.part.package), _RELATION)
