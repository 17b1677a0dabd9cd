"""A workbook that somebody filled in, as cells of a report: ours, or an official one of the form.

In ours the names find the cells, wherever rows and columns were moved; formulas are never read
back, so that a figure that the program computes comes from the program. An official workbook is
found by its marks, see `forms.model.ExcelTemplate`. A formula in a cell that is to be typed
counts with its last stored result.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from exporters import excel_names
from exporters.agreement import cell_name
from exporters.derivations import Names, derivations
from exporters.problems import ExportProblem
from exporters.readers import sheet_values
from exporters.readers.workbook_reader import (
    SheetCell,
    Workbook,
    WorkbookSheet,
    place_name,
    read_named,
)
from exporters.workbook.layout import COUNT_COLUMN, TOTAL
from forms.cells import STATE, STATED, CellKey
from forms.formula.expression import parse
from forms.formula.syntax import Ref
from forms.layout import parts
from forms.model import ExcelTemplate, Field
from forms.names import LISTS
from forms.sources.filling import FillProblem
from forms.sources.sheet_filling import Given, Sheets

if TYPE_CHECKING:
    from forms.engine import Computation

_RANGE: Final = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!$]+))!\$?([A-Z]{1,3})\$?(\d{1,7})"
    r"(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?"
)
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})([1-9]\d{0,6})")
_SPACE: Final = re.compile(r"\s+")


class Spots(NamedTuple):
    """Cells below each other: a sheet's name, a column from 1, the first row and the last."""

    sheet: str
    column: int
    first: int
    last: int


def read_filled(data: bytes, c: Computation, *, unit: str = "") -> Sheets:
    """Read the cells that a workbook holds for a report.

    Args:
        data: The bytes of the .xlsx file.
        c: The report that is to be filled.
        unit: Its unit's code; a workbook of ours for another unit is refused.

    Raises:
        ExportProblem: No workbook, a harmful one, or one that is not for this report.
    """
    book = read_named(data)
    form = book.names.get(excel_names.FORM)
    if form is not None:
        _same_report(book.names, c, unit)
        return _Own(data, book, c).sheets()
    for templates in _templates(c.engine.form.templates):
        reader = _Official(data, book, c, templates)
        if reader.fits:
            return reader.sheets()
    known = c.engine.form.id
    what = f"Tệp này không phải bảng tính mà chương trình xuất cho biểu {known}"
    also = ", cũng không theo mẫu Excel của biểu" if c.engine.form.templates else ""
    step = "Hãy xuất báo cáo ra Excel, điền vào tệp đó rồi chọn lại."
    raise ExportProblem(f"{what}{also}. {step}", code="XLSX-FOREIGN")


def is_official(data: bytes, c: Computation) -> bool:
    """Tell whether a workbook is one of the official ones that a report's form knows.

    Raises:
        ExportProblem: No workbook, or a harmful one.
    """
    book = read_named(data)
    readers = (_Official(data, book, c, each) for each in _templates(c.engine.form.templates))
    return any(reader.fits for reader in readers)


def _same_report(names: Mapping[str, str], c: Computation, unit: str) -> None:
    own = (
        (excel_names.FORM, "biểu", c.engine.form.id),
        (excel_names.PERIOD, "kỳ", c.period.code),
        (excel_names.UNIT, "đơn vị", unit),
    )
    for name, what, mine in own:
        theirs = names.get(name, "").strip('="')
        if theirs and mine and theirs != mine:
            said = f"Bảng tính này là của {what} {theirs}, báo cáo đang mở là {what} {mine}."
            raise ExportProblem(f"{said} Hãy chọn đúng tệp.", code="XLSX-OTHER", place=theirs)


def _templates(templates: Iterable[ExcelTemplate]) -> Iterator[tuple[ExcelTemplate, ...]]:
    """Give the sheets of each official workbook of a form."""
    found: dict[str, list[ExcelTemplate]] = {}
    for template in templates:
        found.setdefault(template.name, []).append(template)
    yield from map(tuple, found.values())


class _Reader:
    """Takes the cells of one workbook."""

    def __init__(self, data: bytes, book: Workbook, c: Computation) -> None:
        self.data, self.book, self.c = data, book, c
        self.names = Names(c)
        self.named = {sheet.name: sheet for sheet in book.sheets}
        self.cells: list[Given] = []
        self.lists: dict[str, tuple[tuple[Given, ...], ...]] = {}
        self.problems: list[FillProblem] = []

    @cached_property
    def results(self) -> Mapping[str, WorkbookSheet]:
        """The same sheets with the stored results of formulas, read when the first is needed."""
        again = read_named(self.data, results=True)
        return {sheet.name: sheet for sheet in again.sheets}

    @cached_property
    def covered(self) -> Mapping[str, Mapping[tuple[int, int], str]]:
        """The cells of each sheet that merging hides, with the cell that shows instead."""
        return {sheet.name: dict(islice(_covered(sheet), _HIDDEN)) for sheet in self.book.sheets}

    def given(self, key: CellKey, spot: Spots, *, over: bool = False) -> Given | None:
        """Take one cell; `None` where a computed figure is as it should be: a formula or blank."""
        sheet = self.named.get(spot.sheet)
        if sheet is None:
            return None
        at = place_name(spot.sheet, spot.first, spot.column)
        cell = sheet.rows.get(spot.first, {}).get(spot.column)
        if over and (cell is None or cell.kind in {"formula", "error"}):
            return None
        hidden = self.covered[spot.sheet].get((spot.first, spot.column))
        if hidden is not None:
            return Given(key, at, None, over, f"Ô bị gộp vào ô {hidden}. Hãy bỏ gộp ô rồi gõ lại.")
        if cell is not None and cell.kind == "formula":
            return self._result(key, at, spot)
        return self._taken(key, at, cell, over=over)

    def _taken(self, key: CellKey, at: str, cell: SheetCell | None, *, over: bool) -> Given:
        if key.part == STATE:
            value = sheet_values.state(cell, key.field, self.c)
        else:
            value = sheet_values.typed(cell, self.c.engine.column(key))
        return Given(key, at, value.value, over, value.refusal)

    def _result(self, key: CellKey, at: str, spot: Spots) -> Given:
        sheet = self.results.get(spot.sheet)
        cell = None if sheet is None else sheet.rows.get(spot.first, {}).get(spot.column)
        if cell is None or cell.kind == "formula":
            what = "Ô là công thức chưa có kết quả. Hãy mở tệp bằng Excel hoặc LibreOffice rồi lưu."
            return Given(key, at, None, refusal=what)
        return self._taken(key, at, cell, over=False)

    def put(self, key: CellKey, spot: Spots, *, over: bool = False) -> None:
        """Take one cell that is not in a list."""
        given = self.given(key, spot, over=over)
        if given is not None:
            self.cells.append(given)

    def refuse(self, sheet: str, row: int, column: int, message: str) -> None:
        """Say what is wrong with the workbook itself."""
        self.problems.append(FillProblem(place_name(sheet, row, column), message, "XLSX-ROW"))

    def sheets(self) -> Sheets:
        self.read()
        return Sheets(tuple(self.cells), self.lists, tuple(self.problems))

    def read(self) -> None:
        raise NotImplementedError


def _covered(sheet: WorkbookSheet) -> Iterator[tuple[tuple[int, int], str]]:
    for text in sheet.merged:
        first, _, last = text.replace("$", "").partition(":")
        start, end = _ADDRESS.fullmatch(first), _ADDRESS.fullmatch(last)
        if start is None or end is None:
            continue
        left, right = _column_number(start[1]), _column_number(end[1])
        # What was merged by whole columns or rows hides no cell that anybody can see.
        for row in range(int(start[2]), min(int(end[2]), int(start[2]) + _MERGED) + 1):
            for column in range(left, min(right, left + _MERGED) + 1):
                if (row, column) != (int(start[2]), left):
                    yield (row, column), first


_MERGED: Final = 200
"""Rows and columns of one merged range that are looked at."""
_HIDDEN: Final = 50_000
"""Hidden cells of a sheet that are looked at: no form merges as many."""


def _column_number(letters: str) -> int:
    """Give the number of a column, from 1, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# --- ours ----------------------------------------------------------------------------------------


class _Own(_Reader):
    """Reads a workbook of ours by its names."""

    def __init__(self, data: bytes, book: Workbook, c: Computation) -> None:
        super().__init__(data, book, c)
        self.derived = derivations(c).keys()

    def read(self) -> None:
        for field in self.c.engine.form.fields:
            if not self.c.has_field(field.id):
                continue
            if field.kind in LISTS:
                self._list(field)
                self._count(field.id)
            elif field.kind == "table":
                self._table(field)
            else:
                self._plain(field)

    def spots(self, name: str) -> Spots | None:
        """Give what a name of the workbook stands for; `None` where its cells are gone."""
        match = _RANGE.fullmatch(self.book.names.get(name, "").lstrip("="))
        if match is None:
            return None
        quoted, plain, left, first, right, last = match.groups()
        sheet = quoted.replace("''", "'") if quoted else plain
        found = self.named.get(sheet)
        if found is None or right not in {None, left}:
            return None
        # A whole column has more rows than anybody filled.
        end = min(int(last or first), max(found.rows, default=0))
        return Spots(sheet, _column_number(left), int(first), max(end, int(first)))

    def _plain(self, field: Field) -> None:
        if field.kind == "selection":
            self._count(field.id)
            return
        for part in (*(column.id for column in parts(field)), STATE):
            self._cell(CellKey(field.id, 0, part))

    def _count(self, field: str) -> None:
        self._cell(CellKey(field, 0, STATED))

    def _cell(self, key: CellKey) -> None:
        over = key in self.derived
        spots = self.spots(cell_name(key.field, key.part))
        if spots is not None:
            self.put(key, spots, over=over)
        self._beside(key)

    def _beside(self, key: CellKey, row: int = 0) -> None:
        """Take what was stated beside a computed figure, in a table that of a row of the sheet."""
        spots = self.spots(excel_names.stated_name(key.field, key.part))
        if spots is not None and key in self.derived:
            self.put(key, spots._replace(first=row or spots.first))

    def _table(self, field: Field) -> None:
        numbers = self._row_numbers(field)
        for column in parts(field):
            spots = self.spots(cell_name(field.id, column.id))
            if spots is not None:
                self._column(field, column.id, spots, numbers)
            for row, number in numbers.items():
                self._beside(CellKey(field.id, number, column.id), row)

    def _row_numbers(self, field: Field) -> Mapping[int, int]:
        """Give the form's row for each row of the sheet, by the ids that stand in it."""
        spots = self.spots(excel_names.rows_name(field.id))
        if spots is None:
            return {}
        ids = {row.id: number for number, row in enumerate(field.rows, 1)}
        rows = self.named[spots.sheet].rows
        found: dict[int, int] = {}
        for row in range(spots.first, spots.last + 1):
            cell = rows.get(row, {}).get(spots.column)
            if cell is not None and cell.text.strip() in ids:
                found[row] = ids[cell.text.strip()]
        return found

    def _column(self, field: Field, part: str, spots: Spots, numbers: Mapping[int, int]) -> None:
        for row in range(spots.first, spots.last + 1):
            here = spots._replace(first=row)
            number = numbers.get(row)
            if number is None:
                if self.named[spots.sheet].rows.get(row, {}).get(spots.column) is not None:
                    what = "Dòng này không có trong biểu. Hãy bỏ dòng hoặc ghi lại mã dòng."
                    self.refuse(spots.sheet, row, spots.column, what)
                continue
            key = CellKey(field.id, number, part)
            self.put(key, here, over=key in self.derived)

    def _list(self, field: Field) -> None:
        """Take a list's rows from the first to the last that any of its columns names."""
        columns = {
            column.id: spots
            for column in parts(field)
            if (spots := self.spots(cell_name(field.id, column.id))) is not None
        }
        if not columns:
            return
        typed = [s for part, s in columns.items() if not self._computed(field.id, part)]
        # Names that somebody bent do not begin where the others do.
        tops = [(spots.sheet, spots.first) for spots in typed or columns.values()]
        top = max(tops, key=tops.count)
        columns = {part: s for part, s in columns.items() if (s.sheet, s.first) == top}
        rows = self._list_rows(field.id, list(columns.values()))
        self.lists[field.id] = tuple(
            tuple(self._list_row(field.id, columns, number, row))
            for number, row in enumerate(rows, 1)
        )

    def _list_rows(self, field: str, columns: list[Spots]) -> Iterator[int]:
        """Give a list's rows: those named, and those put in below them, above the count."""
        first, last = min(x.first for x in columns), max(x.last for x in columns)
        count = self.spots(cell_name(field, STATED))
        sheet = columns[0].sheet
        if count is not None and count.sheet == sheet:
            last = max(last, count.first - 1)
        lines = self.named[sheet].rows
        for row in range(first, last + 1):
            label = lines.get(row, {}).get(COUNT_COLUMN + 1)
            if label is None or label.text != TOTAL:
                yield row

    def _list_row(
        self, field: str, columns: Mapping[str, Spots], number: int, row: int
    ) -> Iterator[Given]:
        for part, spots in columns.items():
            key = CellKey(field, number, part)
            computed = self._computed(field, part)
            given = self.given(key, spots._replace(first=row), over=computed)
            if given is not None:
                yield given
            beside = self.spots(excel_names.stated_name(field, part)) if computed else None
            stated = None if beside is None else self.given(key, beside._replace(first=row))
            if stated is not None:
                yield stated

    def _computed(self, field: str, part: str) -> bool:
        return self.c.is_derived(CellKey(field, 1, part))


# --- official workbooks --------------------------------------------------------------------------


def plain(text: str) -> str:
    """Give words as they are compared: NFC, one blank between them, small letters."""
    return _SPACE.sub(" ", unicodedata.normalize("NFC", text)).strip().casefold()


class _Official(_Reader):
    """Reads a workbook that an office has issued, by the addresses that the form gives."""

    def __init__(
        self, data: bytes, book: Workbook, c: Computation, templates: tuple[ExcelTemplate, ...]
    ) -> None:
        super().__init__(data, book, c)
        self.found = [(template, self._sheet(template)) for template in templates]

    @property
    def fits(self) -> bool:
        """Whether every sheet is there, with the words that mark it."""
        return all(sheet is not None for _, sheet in self.found)

    def _sheet(self, template: ExcelTemplate) -> WorkbookSheet | None:
        named = [x for x in self.book.sheets if plain(x.name) == plain(template.sheet)]
        return next((sheet for sheet in named if self._is_marked(template, sheet)), None)

    @staticmethod
    def _is_marked(template: ExcelTemplate, sheet: WorkbookSheet) -> bool:
        return all(plain(words) in _text(sheet, at) for at, words in template.marks.items())

    def read(self) -> None:
        for template, sheet in self.found:
            if sheet is None:
                continue
            if not template.source:
                self._single(template, sheet)
            elif self.c.engine.fields[template.source].kind == "table":
                self._table(template, sheet)
            else:
                self._list(template, sheet)

    def _single(self, template: ExcelTemplate, sheet: WorkbookSheet) -> None:
        for place, at in template.cells.items():
            ref = parse(place)
            match = _ADDRESS.fullmatch(at)
            if isinstance(ref, Ref) and match is not None:
                key = self.names.cell(ref, "", 0)
                row = int(match[2])
                spot = Spots(sheet.name, _column_number(match[1]), row, row)
                self.put(key, spot, over=self.c.is_derived(key))

    def _table(self, template: ExcelTemplate, sheet: WorkbookSheet) -> None:
        field = self.c.engine.fields[template.source]
        for number, row in self._rows(template, field, sheet).items():
            for part, column in template.cells.items():
                key = CellKey(field.id, number, part)
                spot = Spots(sheet.name, _column_number(column), row, row)
                self.put(key, spot, over=self.c.is_derived(key))

    def _rows(self, template: ExcelTemplate, field: Field, sheet: WorkbookSheet) -> dict[int, int]:
        """Give the sheet's row for each row of the form: by its name, or one below the other."""
        if not template.labels:
            return {n: template.first + n - 1 for n in range(1, len(field.rows) + 1)}
        column = _column_number(template.labels)
        filled = (row for row in sorted(sheet.rows) if row >= template.first)
        cells = ((row, sheet.rows[row].get(column)) for row in filled)
        said: dict[str, int] = {}
        for row, cell in cells:
            if cell is not None:
                said.setdefault(plain(cell.text), row)
        found: dict[int, int] = {}
        for number, spec in enumerate(field.rows, 1):
            label = self.c.word(spec.label)
            if plain(label) in said:
                found[number] = said[plain(label)]
            elif not spec.optional:
                what = f"Cột này không còn dòng “{label}”. Hãy ghi lại đúng tên dòng như mẫu."
                self.refuse(sheet.name, template.first, column, what)
        self._refuse_strangers(template, sheet, frozenset(found.values()))
        return found

    def _refuse_strangers(
        self, template: ExcelTemplate, sheet: WorkbookSheet, known: frozenset[int]
    ) -> None:
        """Refuse rows of the table that have figures and a name that the form does not know."""
        column = _column_number(template.labels)
        mapped = [_column_number(letters) for letters in template.cells.values()]
        for row in range(template.first, max(known, default=0) + 1):
            line = sheet.rows.get(row, {})
            typed = any(at in line and line[at].kind != "formula" for at in mapped)
            if row not in known and typed:
                what = "Tên dòng này không có trong biểu. Hãy ghi lại đúng tên dòng như mẫu."
                self.refuse(sheet.name, row, column, what)

    def _list(self, template: ExcelTemplate, sheet: WorkbookSheet) -> None:
        """Take the rows of a list down to the first blank one, or to the words that end it."""
        rows: list[tuple[Given, ...]] = []
        for row in range(template.first, max(sheet.rows, default=0) + 1):
            line = sheet.rows.get(row, {})
            said = {plain(cell.text) for cell in line.values()}
            mapped = [_column_number(column) for column in template.cells.values()]
            if not any(column in line for column in mapped) or plain(template.stop) in said:
                break
            rows.append(tuple(self._list_row(template, sheet, len(rows) + 1, row)))
        self.lists[template.source] = tuple(rows)

    def _list_row(
        self, template: ExcelTemplate, sheet: WorkbookSheet, number: int, row: int
    ) -> Iterator[Given]:
        for part, column in template.cells.items():
            key = CellKey(template.source, number, part)
            over = self.c.is_derived(key._replace(row=1))
            spot = Spots(sheet.name, _column_number(column), row, row)
            given = self.given(key, spot, over=over)
            if given is not None:
                yield given


def _text(sheet: WorkbookSheet, at: str) -> str:
    match = _ADDRESS.fullmatch(at)
    cell = (
        None if match is None else sheet.rows.get(int(match[2]), {}).get(_column_number(match[1]))
    )
    return "" if cell is None else plain(cell.text)
