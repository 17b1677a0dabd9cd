"""One neutral page description of a report, which every exporter prints.

Made by :mod:`forms.composition` from a form and a report; knows nothing of PDF or Excel. All
numbers in it are already text in Vietnamese notation, all outline and footnote numbers are
already given. Layout values (sizes, gaps, rules) are the exporter's business and follow
Nghị định 30/2020/NĐ-CP, Phụ lục I.
"""

from __future__ import annotations

from typing import Literal

import msgspec

from forms.printed.charts import Chart
from forms.printed.unit_table import UnitTable


class Run(msgspec.Struct, frozen=True):
    """A piece of running text in one style.

    ``note`` is the number of a footnote whose mark follows the text (the mark itself is drawn by
    the exporter as a real superscript). ``source`` names the cell or field a figure came from, so
    that a click on the preview finds it; empty for plain words.
    """

    text: str
    bold: bool = False
    italic: bool = False
    note: int | None = None
    source: str = ""


ParagraphStyle = Literal["heading", "body", "bullet", "sub_bullet", "lead", "closing", "plain"]


class Paragraph(msgspec.Struct, frozen=True):
    """One paragraph of the body.

    ``heading`` with ``level`` 1 is ``I. TIÊU ĐỀ`` (upper case, bold), level 2 ``1. Tiêu đề``
    (bold), level 3 ``1.1. Tiêu đề`` (bold), level 4 and deeper bold italic. ``bullet`` and
    ``sub_bullet`` carry their ``-`` or ``+`` mark in the text. ``anchor`` is the id of the section
    or block, for jumping from the preview.
    """

    runs: tuple[Run, ...]
    style: ParagraphStyle = "body"
    level: int = 0
    anchor: str = ""

    @property
    def text(self) -> str:
        """Return the words without styles and marks."""
        return "".join(run.text for run in self.runs)


class TableColumn(msgspec.Struct, frozen=True):
    """One column: its heading, its share of the width, and how its cells are set.

    Neighbours with the same ``group`` stand under one common heading of that name.
    """

    title: str
    share: int
    align: Literal["left", "center", "right"] = "left"
    group: str = ""


class TableRow(msgspec.Struct, frozen=True):
    """One row of cell texts; ``kind`` tells body rows from group headings and totals."""

    cells: tuple[str, ...]
    kind: Literal["body", "group", "total"] = "body"
    source: str = ""


class Table(msgspec.Struct, frozen=True):
    """A ruled table whose head repeats on every page and whose rows are never torn."""

    columns: tuple[TableColumn, ...]
    rows: tuple[TableRow, ...]
    caption: str = ""
    anchor: str = ""


Block = Paragraph | Table


class Note(msgspec.Struct, frozen=True):
    """A footnote, printed at the foot of the page that carries its mark."""

    number: int
    runs: tuple[Run, ...]


class Letterhead(msgspec.Struct, frozen=True):
    """The two columns at the head of page 1 (Nghị định 30/2020, Phụ lục I, ô 1 to 4).

    ``superior`` is empty for a body without one. ``symbol`` is what follows the blank number,
    e.g. ``BC-UBND``; number, day and month stay blank for the registry, ``year`` is printed.
    ``about`` is what a letter (công văn) says under its number (ô 5b), empty for other kinds.
    """

    superior: str
    issuer: str
    symbol: str
    place: str
    year: str
    about: str = ""


class SignatureBlock(msgspec.Struct, frozen=True):
    """``lines`` are one to three upper-case lines (``KT. CHỦ TỊCH``, ``PHÓ CHỦ TỊCH``)."""

    lines: tuple[str, ...]
    name: str


class Annex(msgspec.Struct, frozen=True):
    """An annex in the same file: own page, own page numbers, reference line with blanks.

    ``number`` is a Roman numeral, or empty when it is the only annex. ``charts`` follow its blocks.
    ``units`` are the figures behind its tables, where they are those of units.
    """

    number: str
    title: str
    reference: str
    blocks: tuple[Block, ...]
    landscape: bool = False
    anchor: str = ""
    charts: tuple[Chart, ...] = ()
    units: UnitTable | None = None


class Document(msgspec.Struct, frozen=True):
    """A whole report, ready for an exporter.

    ``kind`` is the upper-case type (``BÁO CÁO``), ``subject`` its one or more bold lines; a letter
    has neither, see :class:`Letterhead`.
    ``blocks`` run from the lead paragraph to the closing sentence that ends in ``./.``.
    ``recipients`` are the lines under ``Nơi nhận:`` with their dashes and punctuation.
    ``title``, ``author``, ``keywords`` and ``dated`` (ISO date and time, from the report, never
    from the clock) go into the file's properties. ``draft`` puts ``BẢN NHÁP`` on every page.
    """

    letterhead: Letterhead
    kind: str
    subject: tuple[str, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]
    recipients: tuple[str, ...]
    signature: SignatureBlock
    annexes: tuple[Annex, ...]
    title: str
    author: str
    dated: str
    keywords: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    draft: bool = False

    @property
    def charts(self) -> tuple[Chart, ...]:
        """Return the charts of all annexes."""
        return tuple(chart for annex in self.annexes for chart in annex.charts)

    @property
    def units(self) -> UnitTable | None:
        """Return the figures of units, where an annex has them."""
        return next((annex.units for annex in self.annexes if annex.units is not None), None)
