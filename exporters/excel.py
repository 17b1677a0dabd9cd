"""A report as an Excel workbook: figures to reuse, totals and rates alive, ready to print.

Every computed cell is a formula with the engine's figure stored beside it, so programs that
calculate and programs that only show agree. Inputs are open, everything else is locked without a
password. Text is always text: nothing typed by anybody becomes a formula, a link or a number.
A figure of more than 15 digits, which a spreadsheet cannot hold, stands as text.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Final

from exporters.agreement import cell_name, is_exact
from exporters.data_json import Checked
from exporters.dated import moment_of
from exporters.derivations import Rate, derivations
from exporters.excel_names import FORM, PERIOD, STATE_WORDS, UNIT, rows_name, stated_name
from exporters.manifest import Identity
from exporters.workbook.breaks import breaks_of, pages_of, readable, tied_rows
from exporters.workbook.cells import Spot, address, letters, quoted, spare_rows
from exporters.workbook.charts import write_charts
from exporters.workbook.checks import RIGHT, Checker, stated_note
from exporters.workbook.derived import Translator
from exporters.workbook.file import compact
from exporters.workbook.layout import (
    COUNT_COLUMN,
    DATA_ROW,
    SPARE_ROWS,
    Heading,
    Line,
    Row,
    Sheet,
    places_of,
    rows_of,
)
from exporters.workbook.pages import (
    Frame,
    Rules,
    period_words,
    rules_of,
    validate,
    write_cover,
    write_findings,
)
from exporters.workbook.paper import roomy, write_foot
from exporters.workbook.pen import Formula, Pen, clean
from exporters.workbook.sheets import sheets_of
from exporters.workbook.styles import FONT, Styles, number_format
from exporters.workbook.units import write_units
from forms.cells import NO_OCCURRENCE, NOT_YET, SEASONAL, STATE, CellKey, CellValue
from forms.model import Column
from forms.numbers import format_number
from forms.printed.document import Document

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from forms.engine import Computation

LONG_NOTE: Final = "Bảng tính chỉ giữ 15 chữ số nên số này được ghi dưới dạng chữ."
WIDE: Final = 95
"""Characters across beyond which a sheet is printed landscape."""

_EPOCH: Final = date(1899, 12, 30)
_NOTHING: Final = frozenset({NO_OCCURRENCE, SEASONAL})
_WORDS: Final[Mapping[str, Callable[[Line], str]]] = {
    "number": lambda line: line.number,
    "code": lambda line: line.code,
    "label": lambda line: line.label,
    "unit": lambda line: line.unit,
    "source": lambda line: line.source,
    "note": lambda line: line.note,
}
_WORD_STYLES: Final[Mapping[str, str]] = {
    "number": "center",
    "code": "code",
    "label": "words",
    "unit": "center",
}
_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def render_workbook(
    computation: Computation,
    document: Document,
    report: Identity,
    checked: Checked,
    *,
    data_sha256: str,
) -> bytes:
    """Write a report's workbook; the same report gives the same bytes.

    Args:
        computation: The report's cells, computed.
        document: The same report as it is printed, for the office's name and the draft mark.
        report: Whose report it is; its date goes into the file's properties.
        checked: Its findings, with the reasons of those let pass.
        data_sha256: The hash of its `data.json`, printed on the cover and at the foot.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    workbook = xlsxwriter.Workbook(buffer, dict(_OPTIONS))
    workbook.formats[0].set_font_name(FONT)
    workbook.set_properties(_properties(document, report))
    styles = Styles(workbook)
    frame = Frame(workbook, styles, document, report, data_sha256, period_words(computation))
    writer = _Writer(frame, computation)
    write_cover(frame, computation, [(sheet.name, sheet.title) for sheet in writer.sheets])
    writer.write()
    write_units(frame, document.units)
    write_charts(frame, document.charts)
    write_findings(frame, checked.findings)
    workbook.close()
    return compact(buffer.getvalue())


def _properties(document: Document, report: Identity) -> dict[str, object]:
    moment = moment_of(report.dated).replace(tzinfo=None, microsecond=0)
    return {
        "title": clean(document.title),
        "subject": clean(" ".join(document.subject)),
        "author": clean(document.author),
        "keywords": clean(", ".join(document.keywords)),
        "company": clean(report.unit_name),
        "created": moment,
    }


class _Writer:
    """Writes the data sheets of one workbook and names their cells."""

    def __init__(self, frame: Frame, c: Computation) -> None:
        self.frame, self.c = frame, c
        self.derived = derivations(c)
        spare = spare_rows(c, SPARE_ROWS if frame.document.draft else 0)
        self.sheets = sheets_of(c, self.derived, spare)
        self.places = places_of(self.sheets)
        self.translator = Translator(c, self.places.shown, spare)
        self.checker = Checker(c, self.derived, self.places)

    def write(self) -> None:
        """Write every data sheet, then the names."""
        for sheet in self.sheets:
            self._sheet(sheet)
        for name, place in sorted((*self._names(), *self._identity())):
            self.frame.workbook.define_name(name, f"={place}")

    def _sheet(self, sheet: Sheet) -> None:
        widths = [
            max(block.headings[i].width for block in sheet.blocks if i < len(block.headings))
            for i in range(sheet.width)
        ]
        widths = roomy(readable(widths))
        pen = self.frame.begin_paper(sheet.name, sheet.title, widths)
        rows = tuple(rows_of(sheet))
        self._heads(pen, sheet, rows)
        inputs: dict[Rules, list[Spot]] = {}
        for row in rows:
            self._line(pen, sheet.name, row, inputs)
        for rules, spots in inputs.items():
            validate(pen.page, rules, spots)
        self._mark_checks(pen.page, sheet, rows)
        self._finish(pen, sheet, rows, widths)

    def _finish(self, pen: Pen, sheet: Sheet, rows: tuple[Row, ...], widths: list[int]) -> None:
        """Write the foot and lay the sheet out on paper."""
        foot = rows[-1].number + 3
        end = write_foot(pen, self.frame.document, widths, foot)
        wide = sum(widths) > WIDE
        pages = pages_of(pen, widths, end, wide=wide)
        heads = sheet.blocks[0].heads if len(sheet.blocks) == 1 else 0
        if not pages:
            head = range(DATA_ROW, DATA_ROW + heads)
            tied = tied_rows(rows, foot, end)
            breaks = breaks_of(pen, widths, tied, end, wide=wide, head=head)
            pen.page.set_h_pagebreaks(breaks)
        self.frame.finish(pen, wide=wide, pages=pages, heads=heads, first=DATA_ROW)

    def _heads(self, pen: Pen, sheet: Sheet, rows: tuple[Row, ...]) -> None:
        first = {id(row.block): row.number for row in reversed(rows)}
        for block in sheet.blocks:
            above = first[id(block)] - 1
            if block.caption:
                pen.text(above - block.heads, 0, block.caption, "caption")
            if block.heads > 1:
                _grouped_heads(pen, above, block.headings)
                continue
            for column, heading in enumerate(block.headings):
                pen.text(above, column, heading.title, "head")

    # -- lines ------------------------------------------------------------------------------------

    def _line(self, pen: Pen, sheet: str, row: Row, inputs: dict[Rules, list[Spot]]) -> None:
        line = row.line
        if line.hidden:
            pen.hide(row.number)
        if line.kind == "group":
            pen.text(row.number, 0, line.label, "group")
            for column in range(1, len(row.block.headings)):
                pen.blank(row.number, column, "group")
        elif line.kind in {"count", "stated", "check"}:
            self._count(pen, line, Spot(sheet, row.number, COUNT_COLUMN))
        else:
            for column, heading in enumerate(row.block.headings):
                spot = Spot(sheet, row.number, column)
                self._cell(pen, line, heading, spot)
                rules = self._rules(line, heading)
                if rules is not None:
                    inputs.setdefault(rules, []).append(spot)

    def _count(self, pen: Pen, line: Line, spot: Spot) -> None:
        """Write the number of a list's rows, or what was stated of it, after a word."""
        pen.text(spot.row, COUNT_COLUMN - 1, line.label, "small")
        (key,) = line.keys.values()
        if line.kind == "count":
            self._figure(pen, key, spot, "count")
        elif line.kind == "stated":
            self._plain(pen, spot, self.c.stated(key), None, "count_input")
        else:
            self._check(pen, line, spot)

    def _rules(self, line: Line, heading: Heading) -> Rules | None:
        key = line.keys.get(heading.slot)
        if key is not None and key.part == STATE:
            return Rules("state", self._states(key.field))
        typed = key is not None and key not in self.derived and heading.role in {"part", "note"}
        return rules_of(self.c.engine.column(key)) if key is not None and typed else None

    def _states(self, field: str) -> tuple[str, ...]:
        offered = self.c.engine.fields[field].states
        return tuple(w for x, w in STATE_WORDS.items() if x == NOT_YET or offered)

    def _cell(self, pen: Pen, line: Line, heading: Heading, spot: Spot) -> None:
        key = line.keys.get(heading.slot)
        if heading.role == "check":
            self._check(pen, line, spot)
        elif key is not None and key.part == STATE:
            pen.text(spot.row, spot.column, line.note, "free_input")
        elif key is None or (heading.role == "stated" and key not in self.derived):
            self._words(pen, line, heading, spot)
        elif heading.role == "stated":
            self._plain(pen, spot, self.c.stated(key), self.c.engine.column(key), "input")
        elif key in self.derived:
            self._figure(pen, key, spot, "total" if line.kind == "total" else "derived")
        else:
            self._plain(pen, spot, self.c.effective(key), self.c.engine.column(key), "input")

    def _words(self, pen: Pen, line: Line, heading: Heading, spot: Spot) -> None:
        mirrored = line.mirrors.get(heading.slot) if heading.role == "part" else None
        if mirrored is not None:
            self._mirror(pen, mirrored, spot)
        elif line.mirrors:
            words = line.label if spot.column == COUNT_COLUMN else ""
            pen.text(spot.row, spot.column, words, "bold")
        else:
            words = _WORDS[heading.role](line) if heading.role in _WORDS else ""
            style = _WORD_STYLES.get(heading.role, "free")
            bold = line.kind == "total" and heading.role == "label"
            pen.text(spot.row, spot.column, words, "bold" if bold else style)

    # -- figures ----------------------------------------------------------------------------------

    def _figure(self, pen: Pen, key: CellKey, spot: Spot, style: str) -> None:
        """Write a computed cell: formula and figure, or the figure alone where there is none."""
        value = self.c.effective(key)
        formula = self._formula(key)
        if formula is None or (isinstance(value, Decimal) and not is_exact(value)):
            self._plain(pen, spot, value, self.c.engine.column(key), style)
            return
        figure = value if isinstance(value, Decimal) else self._serial(key, value)
        shape = number_format(self.c.engine.column(key), figure)
        shown = Formula(formula, _stored(figure))
        pen.formula(spot.row, spot.column, shown, style=style, shape=shape)

    def _serial(self, key: CellKey, value: str | None) -> Decimal | None:
        """Return the number that a computed day stands as."""
        column = self.c.engine.column(key)
        day = None if column is None or value is None else _day_of(column.kind, value)
        return None if day is None else Decimal((day - _EPOCH).days)

    def _formula(self, key: CellKey) -> str | None:
        ways = self.derived[key]
        if self.c.state(key.field) in _NOTHING and not isinstance(ways[0], Rate):
            return None
        beside = self.places.stated.get(key)
        home = self.places.shown[key].sheet
        fallback = '""' if beside is None else stated_note(beside, home)
        return self.translator.formula(key, ways, fallback)

    def _mirror(self, pen: Pen, key: CellKey, spot: Spot) -> None:
        """Show a total of another sheet again under the column that it adds up."""
        at = self.places.shown.get(key)
        value = self.c.effective(key)
        figure = value if isinstance(value, Decimal) else None
        shape = number_format(self.c.engine.column(key), figure)
        if at is None:
            pen.blank(spot.row, spot.column, "total", shape)
            return
        text = address(at, spot.sheet)
        formula = Formula(f'IF({text}="","",{text})', _stored(figure))
        pen.formula(spot.row, spot.column, formula, style="total", shape=shape)

    def _check(self, pen: Pen, line: Line, spot: Spot) -> None:
        check = self.checker.check(line, spot.sheet)
        if check is None:
            pen.blank(spot.row, spot.column, "check")
        else:
            pen.formula(spot.row, spot.column, check, style="check")

    def _plain(
        self, pen: Pen, spot: Spot, value: CellValue | None, column: Column | None, style: str
    ) -> None:
        """Write a typed value: figure, date or words; a blank stays blank."""
        if isinstance(value, str):
            self._text(pen, spot, value, column)
        elif value is None:
            textual = column is not None and column.kind in {"text", "enum"}
            shape = "" if textual else number_format(column, None)
            pen.blank(spot.row, spot.column, "free_input" if textual else style, shape)
        elif is_exact(value):
            shape = number_format(column, value)
            pen.number(spot.row, spot.column, value, style=style, shape=shape)
        else:
            pen.text(spot.row, spot.column, format_number(value), "long")
            pen.page.write_comment(spot.row, spot.column, LONG_NOTE, {"author": ""})

    def _text(self, pen: Pen, spot: Spot, value: str, column: Column | None) -> None:
        day = _day_of("text" if column is None else column.kind, value)
        if day is not None:
            shape = number_format(column, None)
            serial = (day - _EPOCH).days
            pen.number(spot.row, spot.column, serial, style="date", shape=shape)
            return
        choices = () if column is None else column.choices
        label = next((choice.label for choice in choices if choice.code == value), value)
        pen.text(spot.row, spot.column, label, "choice" if choices else "free_input")

    # -- the sheet as a whole ---------------------------------------------------------------------

    def _mark_checks(self, page: Worksheet, sheet: Sheet, rows: tuple[Row, ...]) -> None:
        for column, heading in enumerate(sheet.blocks[0].headings):
            if heading.role == "check":
                first, last = rows[0].number, rows[-1].number
                cell = f"${letters(column)}{first + 1}"
                rule = {
                    "type": "formula",
                    "criteria": f'=AND({cell}<>"",{cell}<>"{RIGHT}")',
                    "format": self.frame.styles.wrong(),
                }
                page.conditional_format(first, column, last, column, rule)

    def _names(self) -> Iterator[tuple[str, str]]:
        """Name single cells after their places, columns of lists and tables as ranges."""
        for named, places in ((cell_name, self.places.shown), (stated_name, self.places.stated)):
            columns: dict[tuple[str, str], list[Spot]] = {}
            for key, spot in places.items():
                columns.setdefault((key.field, key.part), []).append(spot)
            for (field, part), spots in columns.items():
                yield named(field, part), _absolute(spots[0], spots[-1])
        for sheet in self.sheets:
            yield from _row_names(sheet)

    def _identity(self) -> Iterator[tuple[str, str]]:
        report = self.frame.report
        for name, text in ((FORM, report.form), (UNIT, report.unit), (PERIOD, report.period)):
            yield name, f'"{clean(text)}"'


def _row_names(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Name the ids of a table's rows: they find the rows that somebody moved."""
    found: dict[str, list[Spot]] = {}
    for row in rows_of(sheet):
        keys = [key for key in row.line.keys.values() if key.row and row.line.code]
        codes = [i for i, heading in enumerate(row.block.headings) if heading.role == "code"]
        for key in keys[:1]:
            found.setdefault(key.field, []).append(Spot(sheet.name, row.number, codes[0]))
    for field, spots in found.items():
        yield rows_name(field), _absolute(spots[0], spots[-1])


def _grouped_heads(pen: Pen, row: int, headings: tuple[Heading, ...]) -> None:
    """Write two rows of headings, down to `row`: neighbours of a group under its name."""
    start = 0
    for group, members in groupby(headings, key=lambda heading: heading.group):
        found = tuple(members)
        if group:
            pen.across(row - 1, (start, start + len(found) - 1), group, "head")
        for column, heading in enumerate(found, start):
            if group:
                pen.text(row, column, heading.title, "head")
            else:
                pen.down((row - 1, row), column, heading.title, "head")
        start += len(found)


def _stored(figure: Decimal | None) -> Decimal | str:
    return "" if figure is None else figure


def _absolute(first: Spot, last: Spot) -> str:
    text = f"{quoted(first.sheet)}!${letters(first.column)}${first.row + 1}"
    if last == first:
        return text
    return f"{text}:${letters(last.column)}${last.row + 1}"


def _day_of(kind: str, value: str) -> date | None:
    """Return the day that a date or month stands for in a spreadsheet; `None` for other texts."""
    if kind not in {"date", "month"}:
        return None
    try:
        day = date.fromisoformat(value if kind == "date" else f"{value}-01")
    except ValueError:
        return None
    return day if day.year >= _EPOCH.year + 1 else None
