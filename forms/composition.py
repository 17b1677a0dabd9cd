"""A report made into the document that every exporter prints.

Numbers headings and footnotes, decides what is left out, keeps for every figure the cell that it
came from. Layout follows Nghị định 30/2020/NĐ-CP, Phụ lục I: the number, the day and the month are
left blank for the registry, annexes refer to the report with blanks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from forms.department.by_unit import TITLE as UNITS_TITLE
from forms.department.by_unit import unit_blocks
from forms.model import (
    AnnexSpec,
    GridRow,
    ItemsBlock,
    NarrativeBlock,
    Section,
    TableBlock,
    TextBlock,
)
from forms.model import Block as BlockSpec
from forms.periods import as_of
from forms.printed.charts import Chart
from forms.printed.document import (
    Annex,
    Block,
    Document,
    Letterhead,
    Note,
    Paragraph,
    ParagraphStyle,
    Run,
)
from forms.printed.phrases import (
    GAP,
    Phrase,
    Piece,
    Reading,
    capitalised,
    grid_rows,
    lines,
    merged,
    tidy,
    words,
)
from forms.printed.printing import list_number, outline_number, roman
from forms.printed.sentences import Voice
from forms.printed.signing import recipient_lines, signature_block
from forms.printed.tabulation import tabulate
from forms.printed.unit_table import UnitTable

CHARTS_TITLE: Final = "BIỂU ĐỒ"
"""The title of the annex that holds the charts."""
END_MARK: Final = "./."
"""How the body of an official report ends."""

_BLANK_NUMBER: Final = " " * 6
_BLANK_YEAR: Final = "20" + "\u00a0" * 4
_MARKS: Final[dict[str, str]] = {"bullet": "- ", "sub_bullet": "+ "}
_ITALIC_LEVEL: Final = 4


class Office(msgspec.Struct, frozen=True):
    """The reporting unit's letterhead, as it is at the time of signing.

    ``superior`` is empty for a body without one. ``symbol`` is the issuer's part of the document
    symbol (``UBND``). ``name`` is the unit's name inside a sentence.
    """

    superior: str
    issuer: str
    symbol: str
    place: str
    name: str


class OutlineItem(NamedTuple):
    """One section in the window's tree; an inactive one has no ``number``. ``level`` from 1."""

    id: str
    number: str
    title: str
    level: int
    active: bool


def compose(computation: Reading, office: Office, *, draft: bool, dated: str) -> Document:
    """Return the document of a report.

    ``dated`` is an ISO date and time from the report, for the file's properties. The year beside
    the blank day and month is that of the period's last day: the day of signing is not known yet.
    What is made in the year after leaves the year to be written, too.
    """
    return _Composer(computation, office, dated).document(draft=draft)


def with_charts(document: Document, charts: tuple[Chart, ...]) -> Document:
    """Return a document with charts as its last annex; as it was where there are none."""
    if not charts:
        return document
    return _with_annex(document, Annex("", CHARTS_TITLE, "", (), charts=charts))


def with_units(document: Document, table: UnitTable) -> Document:
    """Return a document with the figures of units as its last annex; as it was without any."""
    if not table.columns:
        return document
    blocks = tuple(unit_blocks(table))
    annex = Annex("", UNITS_TITLE, "", blocks, landscape=True, units=table)
    return _with_annex(document, annex)


def _with_annex(document: Document, annex: Annex) -> Document:
    head, office = document.letterhead, document.author
    reference = _reference(document.kind, head.symbol, head.year, office)
    annexes = (*document.annexes, replace(annex, reference=reference))
    if len(annexes) > 1:
        annexes = tuple(replace(annex, number=roman(n)) for n, annex in enumerate(annexes, 1))
    return replace(document, annexes=annexes)


def _reference(kind: str, symbol: str, year: str, office: str) -> str:
    """Return the line under an annex's title that names its report, blanks for the registry."""
    blank = _BLANK_NUMBER
    return (
        f"(Kèm theo {kind.capitalize()} số{blank}/{symbol} ngày{blank}tháng{blank}"
        f"năm {year} của {office})"
    )


def outline(computation: Reading) -> tuple[OutlineItem, ...]:
    """Return every section of the form in order, numbered as the document numbers them."""
    voice, form = Voice(computation), computation.engine.form
    return tuple(
        OutlineItem(
            section.id,
            outline_number(path, form.outline) if path else "",
            voice.worded(section.heading),
            level,
            active=bool(path),
        )
        for section, path, level in _walk(computation, form.sections)
    )


def sentence_of(computation: Reading, field_id: str) -> str:
    """Return what a field, or a grid row of several fields, prints, line by line.

    Empty for an unknown id and for what prints nothing.
    """
    voice = Voice(computation)
    field = computation.engine.fields.get(field_id)
    if field is not None:
        return _plain(voice.field(field))
    grids = computation.engine.grids.values()
    row = next((row for grid in grids for row in grid.rows if row.id == field_id), None)
    phrases = [voice.say(voice.worded(line)) for line in row.lines] if row else []
    return "\n".join(_plain(phrase) for phrase in phrases if phrase.stands)


def _walk(
    reading: Reading, sections: Iterable[Section], above: tuple[int, ...] = (), depth: int = 1
) -> Iterator[tuple[Section, tuple[int, ...], int]]:
    """Yield each section, its number on every level (empty when it is not printed), its level."""
    place, printed = 0, depth == 1 or bool(above)
    for section in sections:
        path: tuple[int, ...] = ()
        if printed and reading.active(section):
            place += 1
            path = (*above, place)
        yield section, path, depth
        yield from _walk(reading, section.sections, path, depth + 1)


def _plain(phrase: Phrase) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in lines(phrase.pieces))


class _Composer:
    """One document in the making; footnotes are numbered as paragraphs are made."""

    def __init__(self, reading: Reading, office: Office, dated: str) -> None:
        self.reading = reading
        self.office = office
        self.dated = dated
        self.form = reading.engine.form
        self.voice = Voice(reading, unit=office.name)
        self.notes: list[Note] = []

    def document(self, *, draft: bool) -> Document:
        subject = self._subject()
        blocks = tuple(self._body())
        annexes = self._annexes()
        return Document(
            letterhead=self._letterhead(),
            kind=self.form.document_kind.upper(),
            subject=subject,
            blocks=blocks,
            notes=tuple(self.notes),
            recipients=recipient_lines(self.reading),
            signature=signature_block(self.reading),
            annexes=annexes,
            title=" ".join((self.form.document_kind.capitalize(), *subject)),
            author=self.office.name,
            dated=self.dated,
            keywords=(self.form.id, self.reading.period.code),
            addressees=self.form.addressees,
            draft=draft,
        )

    # --- around the body ---

    @property
    def _symbol(self) -> str:
        return f"{self.form.symbol}-{self.office.symbol}"

    @property
    def _year(self) -> str:
        ended = as_of(self.reading.period, self.form.period).year
        return _BLANK_YEAR if self.dated.startswith(str(ended + 1)) else str(ended)

    def _letterhead(self) -> Letterhead:
        return Letterhead(
            superior=self.office.superior.upper(),
            issuer=self.office.issuer.upper(),
            symbol=self._symbol,
            place=self.office.place,
            year=self._year,
        )

    def _subject(self) -> tuple[str, ...]:
        said = (self.voice.say(self.voice.worded(line)) for line in self.form.subject)
        return tuple(_plain(phrase) for phrase in said)

    # --- body ---

    def _body(self) -> Iterator[Block]:
        yield from self._paragraphs(self.voice.say(self.voice.worded(self.form.lead)), "lead")
        for section, path, level in _walk(self.reading, self.form.sections):
            if path:
                yield self._heading(section, path, level)
                yield from self._blocks(section.blocks, section.id)
        closing = self.voice.worded(self.form.closing).rstrip()
        if closing:
            ended = closing.removesuffix(END_MARK).rstrip(".") + END_MARK
            yield from self._paragraphs(self.voice.say(ended), "closing")

    def _heading(self, section: Section, path: tuple[int, ...], level: int) -> Paragraph:
        heading = self.voice.worded(section.heading)
        title = heading.upper() if level == 1 else heading
        italic = level >= _ITALIC_LEVEL
        number = outline_number(path, self.form.outline)
        run = Run(f"{number} {title}", bold=True, italic=italic)
        return Paragraph((run,), "heading", level, section.id)

    def _blocks(self, blocks: Iterable[BlockSpec], anchor: str) -> Iterator[Block]:
        for block in blocks:
            if isinstance(block, TextBlock):
                yield from self._text_block(block, anchor)
            elif isinstance(block, NarrativeBlock):
                yield from self._narrative(block)
            elif isinstance(block, ItemsBlock):
                yield from self._items(block)
            else:
                yield from self._table(block)

    def _text_block(self, block: TextBlock, anchor: str) -> Iterator[Block]:
        today = self.reading.day.isoformat()
        if today < block.since or (block.until and block.until < today):
            return
        text = self.voice.worded(block.text)
        mark = _MARKS.get(block.style, "")
        text = text.removeprefix(mark)
        phrase = self.voice.say(text)
        if phrase.stands:
            # What follows a left-out first segment begins the paragraph.
            said = capitalised(phrase.pieces) if text.startswith("<<") else phrase.pieces
            pieces = (Piece(mark), *said)
            yield from self._paragraphs(phrase._replace(pieces=pieces), block.style, anchor)

    def _narrative(self, block: NarrativeBlock) -> Iterator[Block]:
        if not self.reading.has_field(block.field):
            return
        field = self.reading.engine.fields[block.field]
        for phrase in self.voice.narrative(field) or (self.voice.field(field),):
            yield from self._paragraphs(phrase, "body", field.id)

    def _items(self, block: ItemsBlock) -> Iterator[Block]:
        grid = self.reading.engine.grids[block.grid]
        for number, row, fields in grid_rows(self.reading, grid):
            said = self.voice.row(row, fields)
            standing = [phrase for phrase in said if phrase.stands]
            if standing:
                yield from self._item(number, row, standing)

    def _item(self, number: int, row: GridRow, said: list[Phrase]) -> Iterator[Block]:
        label = f"{list_number(number)} {self.voice.row_label(row)}: "
        inline = [] if said[0].text.startswith(tuple(_MARKS.values())) else [said.pop(0)]
        yield from self._paragraphs(merged((words(label), *inline)), "body", row.id)
        for phrase in said:
            yield from self._paragraphs(phrase, "body", row.id)

    def _table(self, block: TableBlock) -> Iterator[Block]:
        table = tabulate(self.voice, block, anchor=block.source)
        if table is not None:
            yield table

    # --- annexes ---

    def _annexes(self) -> tuple[Annex, ...]:
        made = [(spec, tuple(self._blocks(spec.blocks, spec.id))) for spec in self.form.annexes]
        printed = [(spec, blocks) for spec, blocks in made if blocks]
        several = len(printed) > 1
        return tuple(
            self._annex(spec, blocks, roman(place) if several else "")
            for place, (spec, blocks) in enumerate(printed, 1)
        )

    def _annex(self, spec: AnnexSpec, blocks: tuple[Block, ...], number: str) -> Annex:
        kind, office = self.form.document_kind, self.office.name
        reference = _reference(kind, self._symbol, self._year, office)
        title = _plain(self.voice.say(self.voice.worded(spec.title))).upper()
        return Annex(number, title, reference, blocks, spec.landscape, spec.id)

    # --- paragraphs and footnotes ---

    def _paragraphs(
        self, phrase: Phrase, style: ParagraphStyle, anchor: str = ""
    ) -> Iterator[Paragraph]:
        for line in filter(_says_something, lines(phrase.pieces)):
            yield Paragraph(self._runs(line), _style_of(line, style), anchor=anchor)

    def _runs(self, pieces: Iterable[Piece]) -> tuple[Run, ...]:
        runs: list[Run] = []
        for piece in pieces:
            if piece.note is not None:
                number = self._note(piece.note)
                if not runs or runs[-1].note is not None:
                    runs.append(Run(""))
                runs[-1] = msgspec.structs.replace(runs[-1], note=number)
            elif runs and runs[-1].source == piece.source and runs[-1].note is None:
                runs[-1] = msgspec.structs.replace(runs[-1], text=runs[-1].text + piece.text)
            else:
                runs.append(Run(piece.text, source=piece.source))
        return tuple(runs)

    def _note(self, pieces: tuple[Piece, ...]) -> int:
        number = len(self.notes) + 1
        self.notes.append(Note(number, self._runs(tidy(_flattened(pieces)))))
        return number


def _flattened(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Yield a footnote's pieces on one line, a footnote inside it in brackets."""
    for piece in pieces:
        yield Piece(piece.text.replace("\n", " "), piece.source)
        if piece.note is not None:
            yield from (Piece(" ("), *_flattened(piece.note), Piece(")"))


def _says_something(line: tuple[Piece, ...]) -> bool:
    """Tell words from the dashes and full stops that left-out segments leave behind."""
    return any(sign.isalnum() or sign == GAP for piece in line for sign in piece.text)


def _style_of(line: tuple[Piece, ...], style: ParagraphStyle) -> ParagraphStyle:
    text = "".join(piece.text for piece in line)
    if text.startswith(_MARKS["bullet"]):
        return "bullet"
    return "sub_bullet" if text.startswith(_MARKS["sub_bullet"]) else style
