"""Tables of the Word copy: ruled ones of the report, unruled ones that hold head and signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from exporters import nd30
from exporters.fonts import Face, clean, width
from exporters.word_copy.styles import CAPTION, PLAIN, TABLE_TEXT, styled
from forms.printed.document import Table, TableColumn, TableRow

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table as WordTable
    from docx.table import _Cell, _Row

_SIZES: Final = ((6, nd30.TABLE_PT), (9, 11.0), (12, 10.0), (16, 9.0))
_SMALLEST: Final = 8.0
_PADDING_MM: Final = 4.2  # Word keeps 1,9 mm free at each side of a cell
_MOST_FOR_ONE_WORD: Final = 0.35
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def columns_mm(table: Table, *, landscape: bool) -> tuple[float, ...]:
    """Share the width of the text out among the columns, but give each its longest word's room."""
    page = nd30.PAGE_HEIGHT_MM if landscape else nd30.PAGE_WIDTH_MM
    room = page - nd30.MARGIN_LEFT_MM - nd30.MARGIN_RIGHT_MM
    size = _letter_size(len(table.columns))
    needs = [_need(table, at, size, room) for at in range(len(table.columns))]
    shares = [column.share for column in table.columns]
    tight = {at for at, need in enumerate(needs) if need * sum(shares) > room * shares[at]}
    rest = max(room - sum(needs[at] for at in tight), 0.0)
    free = sum(share for at, share in enumerate(shares) if at not in tight)
    wide = [needs[at] if at in tight else rest * share / free for at, share in enumerate(shares)]
    return tuple(each * room / sum(wide) for each in wide)


def _need(table: Table, at: int, size: float, room: float) -> float:
    """Give the millimetres that the longest word of a column takes, heads in bold."""
    texts = [row.cells[at] for row in table.rows if row.kind != "group"]
    words = [word for text in (table.columns[at].title, *texts) for word in clean(text).split()]
    longest = max((width(word, Face.BOLD, size) for word in words), default=0.0)
    return min(longest / nd30.POINTS_PER_MM + _PADDING_MM, room * _MOST_FOR_ONE_WORD)


def borderless(word: Word, rows: int, widths: Sequence[float]) -> WordTable:
    """Add a table without lines; its widths are kept."""
    table: WordTable = word.add_table(rows, len(widths))
    table.autofit = False
    _without_padding(table)
    _set_widths(table, widths)
    for row in table.rows:
        _keep_whole(row)
    return table


def add_table(word: Word, table: Table, widths: Sequence[float]) -> None:
    """Add a ruled table whose head repeats and whose rows are never torn."""
    if table.caption:
        styled(word.add_paragraph(clean(table.caption)), CAPTION)
    grouped = any(column.group for column in table.columns)
    heads = 2 if grouped else 1
    made = word.add_table(heads + len(table.rows), len(table.columns))
    _rule(made)
    _set_widths(made, widths)
    size = _letter_size(len(table.columns))
    rows = list(made.rows)
    _fill_head(rows[:heads], table.columns, size)
    for row, content in zip(rows[heads:], table.rows, strict=True):
        _keep_whole(row)
        _fill_row(row, content, table.columns, size)
    for row in rows[:heads]:
        _keep_whole(row)
        _repeat(row)
    after = styled(word.add_paragraph(), PLAIN)
    after.paragraph_format.line_spacing = 0.5


def _letter_size(columns: int) -> float:
    return next((size for most, size in _SIZES if columns <= most), _SMALLEST)


def _fill_head(rows: Sequence[_Row], columns: Sequence[TableColumn], size: float) -> None:
    for start, end in _groups(columns):
        name = columns[start].group
        top = rows[0].cells
        if len(rows) > 1 and name:
            _say(top[start].merge(top[end - 1]), name, size, "center", bold=True)
            for at in range(start, end):
                _say(rows[1].cells[at], columns[at].title, size, "center", bold=True)
        else:
            cell = top[start].merge(rows[-1].cells[start]) if len(rows) > 1 else top[start]
            _say(cell, columns[start].title, size, "center", bold=True)


def _groups(columns: Sequence[TableColumn]) -> Iterator[tuple[int, int]]:
    """Give first column and end of every group; a column without one is its own."""
    start = 0
    for end in range(1, len(columns) + 1):
        name = columns[start].group
        if not name or end == len(columns) or columns[end].group != name:
            yield start, end
            start = end


def _fill_row(row: _Row, content: TableRow, columns: Sequence[TableColumn], size: float) -> None:
    cells, bold = row.cells, content.kind != "body"
    start = 0
    while start < len(columns):
        end = start + 1
        while _runs_on(content, start, end):
            end += 1
        cell = cells[start].merge(cells[end - 1]) if end > start + 1 else cells[start]
        align = columns[start].align if end == start + 1 else "left"
        _say(cell, content.cells[start], size, align, bold=bold)
        start = end


def _runs_on(row: TableRow, start: int, end: int) -> bool:
    """Tell whether a group heading reaches over the next column: it is empty there."""
    inside = row.kind == "group" and bool(row.cells[start]) and end < len(row.cells)
    return inside and not row.cells[end]


def _say(cell: _Cell, text: str, size: float, align: str, *, bold: bool = False) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
    for extra in cell.paragraphs[1:]:
        extra._p.getparent().remove(extra._p)  # noqa: SLF001 - merged cells keep empty lines
    for place, line in enumerate(clean(text).split("\n")):
        paragraph = cell.add_paragraph() if place else cell.paragraphs[0]
        styled(paragraph, TABLE_TEXT)
        paragraph.alignment = getattr(WD_ALIGN_PARAGRAPH, align.upper())
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold or None, Pt(size)


# --- what python-docx has no words for ------------------------------------------------------------


def _set_widths(table: WordTable, widths: Sequence[float]) -> None:
    from docx.shared import Mm

    for column, wide in zip(table.columns, widths, strict=True):
        column.width = Mm(wide)
    for row in table.rows:
        for cell, wide in zip(row.cells, widths, strict=True):
            cell.width = Mm(wide)


def _rule(table: WordTable) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in _SIDES:
        line = OxmlElement(f"w:{side}")
        for key, value in {"val": "single", "sz": "4", "space": "0", "color": "000000"}.items():
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    _put(table, borders, before=("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))


def _without_padding(table: WordTable) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "0")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    _put(table, margins, before=("w:tblLook",))


def _put(table: WordTable, element: BaseOxmlElement, *, before: Sequence[str]) -> None:
    """Put a property of a table where the order of the format wants it."""
    from docx.oxml.ns import qn

    properties = table._tbl.tblPr  # noqa: SLF001 - these have no other door
    following = [found for name in before if (found := properties.find(qn(name))) is not None]
    if following:
        following[0].addprevious(element)
    else:
        properties.append(element)


def _keep_whole(row: _Row) -> None:
    _row_mark(row, "w:cantSplit")


def _repeat(row: _Row) -> None:
    _row_mark(row, "w:tblHeader")


def _row_mark(row: _Row, name: str) -> None:
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - as above
