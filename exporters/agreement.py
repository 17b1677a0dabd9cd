"""Whether the paper and the workbook of a package hold the figures of its data.

Both are read back with libraries that did not write them: the PDF's text with PDFium, the
workbook's stored values with openpyxl. The workbook names its cells after the report's places,
see `cell_name`.
"""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from exporters.archive import Limits, PackageProblem, open_archive
from exporters.check_code import CheckCode, printed_codes, without_codes
from exporters.data_json import DataFile, Figure
from exporters.pages import ONE_AT_A_TIME
from forms.cells import VALUE
from forms.numbers import format_number, scaled

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

MAX_PAGES: Final = 2_000
MAX_ROWS: Final = 50_000
MAX_COLUMNS: Final = 100
MAX_NAMED: Final = 400_000
MAX_TOLD: Final = 5
"""How many figures of one file are named; more would bury the first."""
EXACT_DIGITS: Final = 15
"""Digits that a spreadsheet's number keeps; longer figures stand there as text."""
WORKBOOK_LIMITS: Final = Limits(20 << 20, 60 << 20, 400, flat=False, ratio=300)

_NUMBER: Final = re.compile(r"([-−]?)(\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?)")
_PLACE: Final = re.compile(r"([a-z0-9_]+)(?:\[(\d+)\])?(?:\.([a-z0-9_]+))?")
_RANGE: Final = re.compile(
    r"'((?:[^']|'')+)'!\$([A-Z]{1,3})\$(\d{1,7})(?::\$([A-Z]{1,3})\$(\d{1,7}))?"
)
_DECLARATIONS: Final = (b"<!DOCTYPE", b"<!ENTITY")
_UNREADABLE: Final = (
    AttributeError,
    AssertionError,
    ArithmeticError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    EOFError,
    zipfile.BadZipFile,
    zlib.error,
)
"""What openpyxl lets through when a workbook is not one; its parsers check little themselves."""


def cell_name(field: str, part: str) -> str:
    """Name a cell in the workbook: `_dvc12__n`; of a list or table the column's whole range."""
    return f"_{field}__{part}"


def is_exact(value: Decimal) -> bool:
    """Tell whether a spreadsheet's number holds `value` to the last digit."""
    return len(str(abs(scaled(value)[0]))) <= EXACT_DIGITS


class Place(NamedTuple):
    """A figure's address taken apart; `row` is 0 for everything but lists and tables."""

    field: str
    row: int
    part: str


def place_of(text: str) -> Place:
    """Take a place apart: `von_ds[3].so`. Places of a data file that was read always fit."""
    match = _PLACE.fullmatch(text)
    if match is None:
        raise ValueError(f"no place: {text!r}")
    return Place(match[1], int(match[2] or 0), match[3] or VALUE)


# --- the paper ---------------------------------------------------------------------------------


def pdf_problems(
    name: str, pdf: bytes, content: DataFile, *, data_sha256: str
) -> Iterator[PackageProblem]:
    """Compare a PDF's text with the data: its check code, and every figure said to be printed."""
    text = pdf_text(pdf)
    if text is None:
        yield PackageProblem("PKG-PDF", name, f"Tệp “{name}” trong gói không mở được.")
        return
    problem = _code_problem(text, content, data_sha256)
    if problem:
        yield PackageProblem("PKG-PDF-CODE", name, f"“{name}” {problem}")
    numbers = numbers_in(without_codes(text))
    printed = (place for place in content.printed if place in content.figures)
    missing = [place for place in printed if Decimal(content.figures[place]) not in numbers]
    for place in missing[:MAX_TOLD]:
        shown = format_number(Decimal(content.figures[place]))
        yield PackageProblem(
            "PKG-PDF-FIGURE",
            name,
            f"Số {shown} của ô {place} không có trong văn bản “{name}”.",
        )


def _code_problem(text: str, content: DataFile, data_sha256: str) -> str:
    """Say what is wrong with the check code printed; empty for the right one, once or more."""
    codes = set(printed_codes(text))
    if not codes:
        return "không in mã đối chiếu của số liệu trong gói."
    expected = CheckCode.of(content.report, data_sha256)
    if all(expected.matches(code) for code in codes):
        return ""
    return (
        "in mã đối chiếu của số liệu khác: tệp này không cùng một lần xuất với tệp số liệu. "
        "Hãy xin lại gói từ nơi gửi."
    )


def numbers_in(text: str) -> frozenset[Decimal]:
    """Collect the numbers of a text in Vietnamese notation, without leading zeros.

    A line before a number may be its sign or a dash between two: such a number counts as both.
    """
    found: set[Decimal] = set()
    for sign, digits in _NUMBER.findall(text):
        number = Decimal(digits.replace(".", "").replace(",", "."))
        found.update((number, -number) if sign else (number,))
    return frozenset(found)


def pdf_text(pdf: bytes, page: int | None = None) -> str | None:
    """Read the text of a PDF's pages, at most 2,000; `None` when it cannot be opened.

    ``page`` counts from 1 and asks for that page alone; one that the file lacks has no text.
    """
    # PDFium must not be called while the window draws a page.
    with ONE_AT_A_TIME:
        return _text_of_pages(pdf, range(MAX_PAGES) if page is None else range(page - 1, page))


def _text_of_pages(pdf: bytes, wanted: range) -> str | None:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(pdf)
    except (pypdfium2.PdfiumError, ValueError):
        return None
    try:
        return "\n".join(_page_text(document[n]) for n in wanted if n < len(document))
    except (pypdfium2.PdfiumError, ValueError, UnicodeError):
        return None
    finally:
        document.close()


def _page_text(page: Any) -> str:  # noqa: ANN401 - pypdfium2 has no types
    words = page.get_textpage()
    text = str(words.get_text_range())
    words.close()
    page.close()
    return text


# --- the workbook ------------------------------------------------------------------------------


class _Range(NamedTuple):
    sheet: str
    column: int
    first: int
    last: int


def workbook_problems(name: str, data: bytes, content: DataFile) -> Iterator[PackageProblem]:
    """Find the figures of the data that the workbook's stored values do not have."""
    values = workbook_values(data)
    if values is None:
        yield PackageProblem("PKG-XLSX", name, f"Tệp “{name}” trong gói không mở được.")
        return
    rows = _row_numbers(content)
    wrong = [
        (place, figure)
        for place, figure in content.figures.items()
        if not _holds(values, place_of(place), rows, figure)
    ]
    for place, figure in wrong[:MAX_TOLD]:
        shown = format_number(Decimal(figure))
        yield PackageProblem(
            "PKG-XLSX-FIGURE", name, f"Ô {place} trong “{name}” không phải là {shown}."
        )


def _row_numbers(content: DataFile) -> Mapping[str, tuple[int, ...]]:
    """Give the row numbers of every list or table that has figures, in order."""
    found: dict[str, set[int]] = {}
    for place in map(place_of, content.figures):
        if place.row:
            found.setdefault(place.field, set()).add(place.row)
    counted = {field: tuple(range(1, max(rows) + 1)) for field, rows in found.items()}
    return {**counted, **content.rows}


def _holds(
    values: Mapping[str, tuple[object, ...]],
    place: Place,
    rows: Mapping[str, tuple[int, ...]],
    figure: Figure,
) -> bool:
    column = values.get(cell_name(place.field, place.part), ())
    numbers = rows[place.field] if place.row else (0,)
    index = numbers.index(place.row) if place.row in numbers else len(column)
    return index < len(column) and same_figure(column[index], Decimal(figure))


def same_figure(stored: object, figure: Decimal) -> bool:
    """Compare a stored value with a figure, exactly; long figures are stored as text."""
    if isinstance(stored, bool):
        return False
    if isinstance(stored, int | float):
        # The shortest text of a stored number is the figure that was written.
        return Decimal(str(stored)) == figure
    return stored == format_number(figure)


def workbook_values(data: bytes) -> dict[str, tuple[object, ...]] | None:
    """Read the stored values of all named cells and columns; `None` when it is no workbook."""
    opened = open_archive(data, WORKBOOK_LIMITS)
    harmful = any(mark in member for member in opened.members.values() for mark in _DECLARATIONS)
    if opened.problems or harmful:
        return None
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            workbook = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True, keep_links=False
            )
            try:
                return _named_values(workbook)
            finally:
                workbook.close()
    except _UNREADABLE:
        return None


def _named_values(workbook: Workbook) -> dict[str, tuple[object, ...]]:
    named = dict(_ranges(workbook))
    if sum(place.last - place.first + 1 for place in named.values()) > MAX_NAMED:
        raise ValueError("too many named cells")
    sheets: dict[str, list[_Range]] = {}
    for place in named.values():
        sheets.setdefault(place.sheet, []).append(place)
    tables = {sheet: _table(workbook, sheet, ranges) for sheet, ranges in sheets.items()}
    return {
        name: tuple(
            _at(tables[place.sheet], row, place.column)
            for row in range(place.first, place.last + 1)
        )
        for name, place in named.items()
    }


def _at(table: list[tuple[object, ...]], row: int, column: int) -> object:
    cells = table[row - 1] if row <= len(table) else ()
    return cells[column - 1] if column <= len(cells) else None


def _ranges(workbook: Workbook) -> Iterator[tuple[str, _Range]]:
    from openpyxl.utils import column_index_from_string

    for name, defined in workbook.defined_names.items():
        match = _RANGE.fullmatch(defined.attr_text or "")
        if match is None or not name.startswith("_"):
            continue
        sheet, left, first, right, last = match.groups()
        column, top = column_index_from_string(left), int(first)
        bottom = int(last or first)
        inside = 1 <= top <= bottom <= MAX_ROWS and column <= MAX_COLUMNS
        if inside and right in {None, left}:
            yield name, _Range(sheet.replace("''", "'"), column, top, bottom)


def _table(workbook: Workbook, sheet: str, ranges: Iterable[_Range]) -> list[tuple[object, ...]]:
    listed = list(ranges)
    return list(
        workbook[sheet].iter_rows(
            min_row=1,
            max_row=max(place.last for place in listed),
            min_col=1,
            max_col=max(place.column for place in listed),
            values_only=True,
        )
    )
